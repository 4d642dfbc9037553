"""`suasion asylum`: what its commands print, the shapes of their JSON, the files they write, and what they refuse."""

from __future__ import annotations

import csv
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from suasion.asylum import boundaries, decide, explain, read_cases, rulebook, windows
from suasion.asylum.dates import iso
from suasion.asylum.examples import example
from suasion.asylum.facts.vocabulary import FACTS, OUTCOMES, RECORD_KEYS, RELATIONS, STATUSES
from suasion.show.asylum.records import DAYS

Call = Callable[..., Any]
BOOK = rulebook()
RELATED = (*RELATIONS.split(), *STATUSES.split())
NOTICE = "A model of the rules, no legal advice."
KEYS = ["id", "outcome", "asylum", "screen", "rule", "destination", "cite", "why"]
CASES = """\
cases:
  - id: a
    facts: {nationality: HN, route: [GT, MX], entry_date: 2019-08-01, sector: RGV, channel: er}
  - id: b
    facts: {nationality: HN, route: [GT, MX], entry_date: 2019-10-01, sector: RGV, channel: er}
"""
TABLE = """\
id,nationality,route,entry_date,sector,channel
a,HN,GT>MX,2019-08-01,RGV,er
b,HN,GT>MX,2019-10-01,RGV,er
"""
BAN = """\
regime: MY_BAN
title: Invented
sources: {mine: {cite: "Invented, section 1", confidence: low}}
rules:
  - id: BAN
    title: Invented bar
    axis: eligibility
    precedence: first_country
    source: mine
    force: [{from: 2019-07-01, source: mine}]
    scope: [{id: transit, when: crossed_third_country}]
    effect: {outcome: BARRED_SCREENING, asylum: barred, screen: reasonable_possibility}
"""


@pytest.fixture
def cases(call: Call) -> str:
    """A file of two cases in the working directory of the command."""
    Path("cases.yaml").write_text(CASES)
    Path("cases.csv").write_text(TABLE)
    return "cases.yaml"


def listing() -> list[str]:
    return sorted(str(path) for path in Path().rglob("*"))


def refused(call: Call, *words: str) -> str:
    """What a refused command says; nothing is printed or left behind."""
    before = listing()
    ended = call("asylum", *words)
    assert (ended.code, ended.out) == (2, ""), ended
    assert "Traceback" not in ended.err
    assert listing() == before
    return str(ended.err)


def printed(call: Call, *words: str) -> str:
    ended = call("asylum", *words)
    assert (ended.code, ended.err) == (0, ""), ended
    return str(ended.out)


@pytest.mark.parametrize("word", ["decide", "explain", "table", "compare", "boundaries"])
def test_each_command_says_how_it_is_used(call: Call, word: str) -> None:
    assert f"suasion asylum {word}" in printed(call, word, "--help")
    assert word in printed(call, "--help")


def test_help_waits_for_no_library() -> None:
    import subprocess
    import sys

    heavy = "{'numpy', 'pandas', 'ruamel', 'suasion.asylum'}"
    code = f"import sys, suasion.cli; sys.exit(bool({heavy} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("words", [("decide",), ("explain", "enjoined"), ("table",), ("table", "TCTB"),
                                   ("compare", "enacted", "tctb_no_injunction"),
                                   ("boundaries", "--rule", "ONE_YEAR", "--rule", "CLP")])  # fmt: skip
def test_every_screen_says_that_it_is_a_model_and_no_advice(call: Call, words: tuple[str, ...]) -> None:
    assert NOTICE in " ".join(printed(call, *words).split())


def test_decide_prints_the_shipped_cases_one_by_one(call: Call) -> None:
    said = printed(call, "decide")
    facts, cases = read_cases(example())
    decisions = decide(facts, BOOK)
    for row, case in enumerate(cases):
        line = next(line for line in said.splitlines() if line.startswith(case.id))
        assert str(decisions.words(row)["rule"]) in line
    assert listing() == []


def test_decide_as_json_is_a_list_of_answers(call: Call, cases: str) -> None:
    found = json.loads(printed(call, "decide", cases, "--json"))
    assert [list(one) for one in found] == [KEYS, KEYS]
    assert [(one["id"], one["outcome"], one["rule"]) for one in found] == [
        ("a", "CREDIBLE_FEAR", "BASELINE"), ("b", "BARRED_SCREENING", "TCTB"),
    ]  # fmt: skip
    assert "84 FR 33829 (Jul 16 2019), 8 CFR 208.13(c)(4), 1208.13(c)(4)" in found[1]["cite"]
    assert "stopped by an order" in found[0]["why"]
    assert json.loads(printed(call, "decide", "cases.csv", "--json")) == found


def test_decide_writes_json_and_csv(call: Call, cases: str) -> None:
    printed(call, "decide", cases, "--out", "answers.json")
    expected = json.loads(Path("answers.json").read_text())
    assert json.loads(printed(call, "decide", cases, "--json", "--out", "answers.csv")) == expected
    with Path("answers.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [list(row) for row in rows] == [KEYS, KEYS]
    for row, answer in zip(rows, expected, strict=True):
        assert row == {**answer, "cite": "; ".join(answer["cite"]), "destination": answer["destination"] or ""}
    assert sorted(listing()) == ["answers.csv", "answers.json", "cases.csv", "cases.yaml"]


def test_decide_counts_when_there_are_many(call: Call) -> None:
    head, *rows = TABLE.splitlines()
    Path("many.csv").write_text("\n".join([head, *(f"{number}{row}" for number in range(41) for row in rows)]) + "\n")
    said = printed(call, "decide", "many.csv")
    assert "many.csv: 82 cases" in said
    assert re.search(r"41 +screened only for withholding and CAT, at a higher standard +barred +TCTB", said)
    assert len(json.loads(printed(call, "decide", "many.csv", "--json"))) == 82


def test_overrides_change_what_is_decided_and_are_shown(call: Call, cases: str) -> None:
    said = printed(call, "decide", cases, "--set", "TCTB.force[0].from=2019-11-01")
    assert "Changed: TCTB.force[0].from = 2019-11-01 (was 2019-07-16)" in said
    assert said.count("BASELINE") == 2
    assert printed(call, "decide", cases, "--drop", "EBAY-2019-07-24").count("TCTB") == 2
    Path("ban.yaml").write_text(BAN)
    said = printed(call, "decide", cases, "--add", "ban.yaml", "--set", "BAN.force[0].from=2019-09-01")
    assert "Changed: added: BAN" in said
    assert [line.split()[-1] for line in said.splitlines() if line[:2] in ("a ", "b ")] == ["BASELINE", "BAN"]
    assert printed(call, "decide", cases, "--scenario", "tctb_no_injunction").count("TCTB") == 2


@pytest.mark.parametrize("file", ["cases.yaml", "cases.csv"])
def test_an_override_that_changes_no_case_is_named(call: Call, cases: str, file: str) -> None:
    ended = call("asylum", "decide", file, "--set", "CLP.force[0].from=2023-05-13", "--json")
    assert ended.code == 0
    assert ended.err == (
        "! CLP.force[0].from = 2023-05-13 (was 2023-05-12): changes none of the 2 cases\n"
    )  # fmt: skip
    said = printed(call, "decide", file, "--drop", "EBAY-2019-07-24", "--set", "CLP.force[0].from=2023-05-13")
    assert [line for line in said.splitlines() if line.startswith("!")] == [
        "! CLP.force[0].from = 2023-05-13 (was 2023-05-12): changes none of the 2 cases"
    ]


def test_explain_says_what_the_engine_says(call: Call, cases: str) -> None:
    facts, _ = read_cases(Path(cases))
    expected = explain(facts, BOOK, 1)
    said = " ".join(printed(call, "explain", "b", cases).split())
    for line in expected.text().splitlines():
        assert " ".join(line.split()) in said
    found = json.loads(printed(call, "explain", "b", "cases.csv", "--json"))
    assert found["notice"] == NOTICE
    assert found["decision"] == expected.decision
    assert [one["rule"] for one in found["considered"]] == [one.rule for one in expected.considered]
    assert found["flips"] == [str(flip) for flip in expected.flips]


def test_explain_lists_overrides(call: Call, cases: str) -> None:
    ended = call("asylum", "explain", "a", cases, "--drop", "EBAY-2019-07-24", "--set", "CLP.force[0].from=2023-05-13")
    assert ended.code == 0
    assert "Changed: order EBAY-2019-07-24 dropped, and with it" in ended.out
    assert "! CLP.force[0].from = 2023-05-13 (was 2023-05-12): changes none of the 1 cases" in ended.err


def test_table_has_every_window_with_both_its_days(call: Call) -> None:
    found = json.loads(printed(call, "table", "TCTB", "--json"))
    days = [tuple(iso(on) if on is not None else None for on in (row.start, row.end)) for row in windows(BOOK, "TCTB")]
    assert [(row["from"], row["to"]) for row in found["windows"]] == days
    assert [(row["whom"], row["state"]) for row in found["windows"]] == [
        (row.whom, row.state) for row in windows(BOOK, "TCTB")
    ]
    assert [order["id"] for order in found["orders"]] == [order.id for order in BOOK.rule("TCTB").orders]
    said = printed(call, "table", "TCTB")
    assert "Cases: outside the Ninth Circuit\n" in said
    assert re.search(r"2019-08-16  2019-09-08  in force ", said)
    listed = json.loads(printed(call, "table", "--json"))["rules"]
    assert [one["rule"] for one in listed] == [rule.id for rule in BOOK.rules]


@pytest.mark.parametrize("rule", [rule.id for rule in BOOK.rules])
def test_every_rule_has_a_table(call: Call, rule: str) -> None:
    assert f"({rule})" in printed(call, "table", rule)


def test_compare_names_the_cases_that_flip(call: Call, cases: str) -> None:
    for file in (cases, "cases.csv"):
        found = json.loads(printed(call, "compare", "enacted", "tctb_no_injunction", file, "--json"))
        assert (found["cases"], found["flipped"]) == (2, 1)
        assert [flip["id"] for flip in found["listed"]] == ["a"]
        assert found["listed"][0]["after"]["rule"] == "TCTB"
    assert "Cases: a\n" in printed(call, "compare", "enacted", "tctb_no_injunction", cases)
    said = printed(call, "compare", "enacted", "enacted", cases, "--set", "TCTB.force[0].from=2019-11-01")
    assert "1 of 2 cases end otherwise under enacted as changed than under enacted" in said
    assert "0 of 2 cases end otherwise" in printed(call, "compare", "enacted", "enacted", cases)


def test_boundaries_are_those_of_the_engine_and_a_file_that_decides_as_they_say(call: Call) -> None:
    found = boundaries(BOOK, rules=["TCTB", "MPP"])
    said = json.loads(printed(call, "boundaries", "--rule", "TCTB", "--rule", "MPP", "--out", "dates.yaml", "--json"))
    assert len(said["cases"]) == 3 * len(found)
    assert [one["facts"] for one in said["cases"]] == [
        boundary.facts.record(row) for boundary in found for row in range(len(DAYS))
    ]
    answers = json.loads(printed(call, "decide", "dates.yaml", "--json"))
    assert [{key: one[key] for key in KEYS[1:6]} for one in answers] == [
        {key: one["expect"][key] for key in KEYS[1:6]} for one in said["cases"]
    ]
    assert "dates.yaml" in printed(call, "boundaries", "--rule", "ONE_YEAR", "--rule", "CLP", "--out", "dates.yaml")


def test_boundaries_under_a_scenario_keep_it(call: Call) -> None:
    words = ("boundaries", "--rule", "TCTB", "--scenario", "tctb_no_injunction", "--out", "dates.yaml", "--json")
    said = json.loads(printed(call, *words))
    answers = json.loads(printed(call, "decide", "dates.yaml", "--json"))
    assert [one["outcome"] for one in answers] == [one["expect"]["outcome"] for one in said["cases"]]


def test_bad_rows_of_a_csv_stop_the_command_or_are_left_out(call: Call) -> None:
    rows = [f"c{number},HN,GT>MX,2019-10-01,RGV,er" for number in range(2_000)]
    rows[3], rows[500], rows[1999] = "c3,HND,,2019-10-01,RGV,er", "c500,HN,,2019-13-01,RGV,er", "c1999,HN,,2019-10-01"
    Path("bad.csv").write_text(TABLE.partition("\n")[0] + "\n" + "\n".join(rows) + "\n")
    said = refused(call, "decide", "bad.csv", "--json")
    assert [line.split(" ")[:4] for line in said.splitlines()] == [
        ["bad.csv:", "3", "problems"], ["", "", "line", "5,"], ["", "", "line", "502,"], ["", "", "line", "2001,"],
    ]  # fmt: skip
    assert refused(call, "decide", "bad.csv", "--out", "answers.csv") == said
    ended = call("asylum", "decide", "bad.csv", "--skip-bad", "--json")
    assert ended.code == 0
    assert ended.err.splitlines() == ["3 rows left out:", *said.splitlines()[1:]]
    assert [one["id"] for one in json.loads(ended.out)] == [
        f"c{number}" for number in range(2_000) if number not in (3, 500, 1999)
    ]
    ended = call("asylum", "compare", "enacted", "tctb_no_injunction", "bad.csv", "--skip-bad")
    assert (ended.code, "0 of 1,997 cases" in ended.out, "3 rows left out" in ended.err) == (0, True, True)


BAD: list[tuple[tuple[str, ...], str]] = [
    (("decide", "nowhere.yaml"), "nowhere.yaml: can not be read: no such file or directory"),
    (("decide", "nowhere.csv"), "nowhere.csv: can not be read: no such file or directory"),
    (
        ("decide", "cases.yaml", "--set", "TCTB.force[0].from"),
        "--set: `TCTB.force[0].from` sets nothing. Write PATH=VALUE",
    ),
    (("decide", "cases.yaml", "--set", "TCTC.enabled=false"), "`TCTC` is no rule and no regime. Did you mean `TCTB`?"),
    (("decide", "cases.yaml", "--set", "TCTB.enabled=maybe"), "must be true or false. Got `maybe`"),
    (("decide", "cases.yaml", "--set", "TCTB.force[0].from=[2019"), "this is not YAML"),
    (("decide", "cases.yaml", "--set", "TCTB.force={a: 1, a: 2}"), "--set TCTB.force: 1 problem\n  line 1, col"),
    (("decide", "cases.yaml", "--drop", "EBAY-2019-07-25"), "is no order. Did you mean `EBAY-2019-07-24`?"),
    (("decide", "cases.yaml", "--scenario", "tctb_no_injuncton"), "is unknown. Did you mean `tctb_no_injunction`?"),
    (("decide", "cases.yaml", "--rules", "nowhere"), "nowhere: is no folder. Name a folder of rules with --rules"),
    (("decide", "cases.yaml", "--out", "answers.txt"), "answers.txt: answers are written as .json or .csv"),
    (
        ("decide", "cases.yaml", "--out", "no/answers.csv"),
        "no/answers.csv: can not be written: no such file or directory",
    ),
    (("explain", "c", "cases.yaml"), "cases.yaml: has no case `c`. Known: a, b"),
    (("explain", "enjoind"), "shipped examples: has no case `enjoind`. Did you mean `enjoined`?"),
    (("table", "TCTC"), "rules: `TCTC` is no rule. Did you mean `TCTB`?"),
    (("compare", "enacted", "enactd", "cases.yaml"), "scenario: `enactd` is unknown. Did you mean `enacted`?"),
    (("boundaries", "--rule", "TCTC"), "rules: `TCTC` is no rule. Did you mean `TCTB`?"),
    (("boundaries", "--seed", "-1"), "--seed: -1 is out of bounds. Use 0 or more"),
]


def test_an_id_that_stands_twice_is_refused_and_never_explained(call: Call) -> None:
    Path("twice.csv").write_text(TABLE + TABLE.splitlines()[1] + "\n")
    said = "`a` stands twice, first in line 2. Give each case its own id"
    assert f"line 4, col 1  id: {said}" in refused(call, "decide", "twice.csv")
    assert f"twice.csv: line 4: {said}" in refused(call, "explain", "a", "twice.csv")
    assert call("asylum", "explain", "b", "twice.csv").code == 0


def test_a_table_of_another_name_and_cases_of_another_time(call: Call) -> None:
    Path("cases.txt").write_text(TABLE.replace("2019-10-01", "2100-01-01"))
    said = printed(call, "decide", "cases.txt")
    assert "1 of 2 cases are decided after" in said
    assert "what has changed since is not known here" in " ".join(said.split())


@pytest.mark.parametrize(("words", "message"), BAD, ids=[" ".join(words) for words, _ in BAD])
@pytest.mark.usefixtures("cases")
def test_what_is_refused(call: Call, words: tuple[str, ...], message: str) -> None:
    assert message in refused(call, *words)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("nationality: HN", "nationality: HND"), "line 3, col 26  cases.0.facts.nationality: `HND` is no country"),
        (("2019-08-01", "2019-02-30"), "cases.0.facts.entry_date: `2019-02-30` is no day of the calendar"),
        (("sector: RGV", "sectr: RGV"), "cases.0.facts.sectr: unknown fact. Did you mean `sector`?"),
        (("channel: er", "decision_date: 2019-07-01"), "the decision (2019-07-01) is before the entry (2019-08-01)"),
    ],
)
@pytest.mark.usefixtures("cases")
def test_a_case_that_can_not_be_is_named_with_its_line(call: Call, change: tuple[str, str], message: str) -> None:
    Path("cases.yaml").write_text(CASES.replace(*change, 1))
    said = refused(call, "decide", "cases.yaml")
    assert said.startswith("cases.yaml: 1 problem\n  line 3, col ")
    assert message in said


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ("from: 2019-07-01, source: mine", "from: 2019-07-01"),
            "line 10, col 13  rules.0.force.0: a date has no source",
        ),
        (("crossed_third_country", "age == RGV"), "line 11, col "),
        (
            ("precedence: first_country", "precedence: transit_bar"),
            "ban.yaml BAN: has the precedence `transit_bar` of TCTB",
        ),
        (("regime: MY_BAN", "regime: TITLE_42"), "`TITLE_42` is already a regime"),
    ],
)
@pytest.mark.usefixtures("cases")
def test_a_file_of_rules_with_a_mistake_is_named_with_its_line(
    call: Call, change: tuple[str, str], message: str
) -> None:
    assert change[0] in BAN
    Path("ban.yaml").write_text(BAN.replace(*change, 1))
    said = refused(call, "decide", "cases.yaml", "--add", "ban.yaml")
    assert "ban.yaml" in said
    assert message in said


def test_a_folder_of_rules_of_ones_own(call: Call, cases: str) -> None:
    import shutil

    from suasion.asylum.rules.rulebook import FOLDER

    shutil.copytree(FOLDER, "mine")
    path = Path("mine/tctb.yaml")
    path.write_text(path.read_text().replace("from: 2019-07-16", "from: 2019-11-01"))
    assert printed(call, "decide", cases, "--rules", "mine").count("BASELINE") == 2
    path.write_text(path.read_text().replace("from: 2019-11-01, source: rule", "from: 2019-11-01"))
    assert "a date has no source" in refused(call, "decide", cases, "--rules", "mine")


def test_the_same_seed_gives_the_same_bytes(call: Call) -> None:
    words = ("boundaries", "--rule", "CLP", "--json", "--seed", "4")
    assert printed(call, *words) == printed(call, *words)
    assert printed(call, *words) != printed(call, *words[:-1], "5")


GUIDE = (Path(__file__).parents[2] / "docs" / "asylum.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("block", re.findall(r"```console\n\$ (.*?)```", GUIDE, re.DOTALL))
def test_the_commands_of_the_guide_print_what_it_shows(call: Call, block: str) -> None:
    command, expected = block.split("\n", 1)
    program, room, *words = shlex.split(command)
    assert (program, room) == ("suasion", "asylum")
    assert [line.rstrip() for line in printed(call, *words).splitlines()] == expected.splitlines()


def test_the_guide_names_every_fact_outcome_command_and_option(call: Call) -> None:
    for word in (*RECORD_KEYS, *OUTCOMES, *(word for fact in FACTS.values() for word in fact.words)):
        assert f"`{word}`" in GUIDE or word in RELATED, word
    for word in ("decide", "explain", "table", "compare", "boundaries"):
        assert f"`{word}" in GUIDE or f"suasion asylum {word}" in GUIDE
        for option in re.findall(r"--[a-z-]+", printed(call, word, "--help")):
            assert option in GUIDE or option in ("--help", "--rule", "--seed"), option


def test_the_cases_of_the_guide_are_the_same_in_both_forms(call: Call) -> None:
    Path("one.yaml").write_text(re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)[0])
    Path("one.csv").write_text(re.findall(r"```\n(id,.*?)```", GUIDE, re.DOTALL)[0])
    found = [json.loads(printed(call, "decide", file, "--json")) for file in ("one.yaml", "one.csv")]
    assert found[0] == found[1]
    assert [(one["id"], one["rule"]) for one in found[0]] == [("one", "MPP")]


def test_the_python_of_the_guide_runs() -> None:
    names: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)[0], names)
    assert names["decisions"].words(0)["rule"] == "TCTB"
    assert len(names["many"]) == 2
