"""Cases from CSV, chunk by chunk: the same as from records, whatever the chunks; each bad row named with its line."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suasion.asylum import decide, facts_of, probe, rulebook
from suasion.asylum.engine.answers import Answers
from suasion.asylum.facts.seen import SeenIds
from suasion.asylum.facts.stream import COLUMNS, CaseFile, looks_like_table
from suasion.asylum.facts.table import Facts
from suasion.errors import InputError

BOOK = rulebook()
HEAD = "id,nationality,route,entry_date,sector,age,accompanied\n"
GOOD = "one,HN,GT>MX,2019-10-01,RGV,30,true\n"


def cell(name: str, value: Any) -> str:
    """A value of a record as a cell."""
    if name == "route":
        return ">".join(
            ":".join(
                [leg["country"], *([leg["sought"]] * (leg["sought"] != "none")), *["no_party"] * (not leg["party"])]
            )
            for leg in value
        )
    if name == "stb_determinations":
        return ">".join(f"{finding['kind']}@{finding['date']}" for finding in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def written(path: Path, facts: Facts, defaults: bool) -> Path:
    """A table as a file, with every fact or only with those that are not at their default."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in range(len(facts)):
            record = facts.record(row, defaults=defaults)
            given = {"host": facts.word("host", row), "border": facts.word("border", row)} | record
            writer.writerow(
                [f"case {row}", *(cell(name, given[name]) if name in given else "" for name in COLUMNS[1:])]
            )
    return path


def joined(path: Path, rows: int) -> list[dict[str, Any]]:
    return [
        {"id": chunk.name(row), **chunk.record(row, defaults=True)}
        for chunk in CaseFile(path, rows=rows)
        for row in range(len(chunk))
    ]


@pytest.mark.parametrize("defaults", [True, False])
def test_a_file_gives_the_cases_that_went_into_it_whatever_the_chunks(tmp_path: Path, defaults: bool) -> None:
    facts = probe(BOOK, 700, np.random.default_rng(8))
    path = written(tmp_path / "cases.csv", facts, defaults)
    expected = [{"id": f"case {row}", **facts.record(row, defaults=True)} for row in range(len(facts))]
    for rows in (1, 64, 700, 5_000):
        assert joined(path, rows) == expected


def refused(tmp_path: Path, text: str | bytes) -> str:
    path = tmp_path / "c.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(InputError) as caught:
        list(CaseFile(path))
    return str(caught.value).replace(str(path), "c.csv")


def test_three_bad_rows_among_many_are_all_named(tmp_path: Path) -> None:
    rows = [f"c{number},HN,GT>MX,2019-10-01,RGV,30,true" for number in range(30_000)]
    rows[7] = "c7,HND,GT>MX,2019-10-01,RGV,30,true"
    rows[15_000] = "c15000,HN,GT>MX,2019-02-30,RGV,30,true"
    rows[29_999] = "c29999,HN,GT>MX,2019-10-01,RGX,30,true"
    assert refused(tmp_path, HEAD + "\n".join(rows) + "\n") == (
        "c.csv: 3 problems\n"
        "  line 9, col 4  nationality: `HND` is no country. Write an ISO 3166 code of two capitals, as in HN\n"
        "  line 15002, col 17  entry_date: `2019-02-30` is no day of the calendar. Write a day that exists\n"
        "  line 30001, col 28  sector: `RGX` is no known word. Did you mean `RGV`? "
        "Known: none, SDC, ELC, YUM, TCA, EPT, BBT, DRT, ..."
    )


def test_bad_rows_can_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(HEAD + GOOD + "two,HN,GT>MX,2019-02-30,RGV,30,true\n" + "three,HN\n" + GOOD.replace("one", "four"))
    file = CaseFile(path, skip_bad=True)
    assert [chunk.name(row) for chunk in file for row in range(len(chunk))] == ["one", "four"]
    assert (file.cases, file.skipped) == (2, 2)
    assert [problem.line for problem in file.problems] == [3, 4]
    assert len([row for chunk in file for row in range(len(chunk))]) == 2  # and once more from the start


REFUSED: list[tuple[str, str]] = [
    (GOOD.replace("2019-10-01", ""), "line 2, col 14  entry_date: is empty. Every case has one"),
    (GOOD.replace(",30,", ",old,"), "line 2, col 29  age: must be a number. Got `old`"),
    (GOOD.replace(",30,", ",131,"), "line 2, col 29  age: 131 is out of range. Allowed: 0 to 130"),
    (GOOD.replace("true", "perhaps"), "accompanied: must be true or false. Got `perhaps`"),
    (GOOD.replace("GT>MX", "GT:denied>MX"), "route: `denied` is no known word. Did you mean `denied_final`?"),
    (GOOD.replace("GT>MX", "GT>Mexico"), "route: `Mexico` is no country"),
    (GOOD.replace("GT>MX", "none>MX"), "route: `none` is no country. Leave the leg out"),
    (GOOD.replace("RGV,", "RGV,,"), "line 2, col 1  has 8 cells, the first line 7. Mend the commas or quotes"),
    (GOOD.replace("one", '"o,ne"').replace("RGV", "RGX"), "line 2, col 28  sector: `RGX` is no known word"),
    (GOOD.replace("one", '"o\nne"') + GOOD.replace("RGV", "RGX"), "line 4, col 25  sector: `RGX` is no known word"),
    (GOOD.replace("one", '"one'), "can not be read from here on"),
]


@pytest.mark.parametrize(("row", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_what_is_refused_in_a_row(tmp_path: Path, row: str, words: str) -> None:
    assert words in refused(tmp_path, HEAD + row)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "c.csv: is empty. Begin with a line of facts: id,nationality,entry_date"),
        (HEAD, "c.csv: has no case below its first line. Add one a line"),
        ("nationality;entry_date\n", "line 1, col 1  cells are parted by `;`. Save it with commas"),
        ("nationalty,entry_date\nHN,2019-10-01\n", "nationalty: unknown fact. Did you mean `nationality`?"),
        ("nationalty,entry_date\nHN,2019-10-01\n", "nationality: is missing. Every case has one"),
        ("nationality,entry_date,entry_date\n", "line 1, col 24  entry_date: stands twice. Keep one column"),
        (
            "nationality,entry_date,decision_date\nHN,2019-10-01,2019-09-01\n",
            "line 2, col 15  decision_date: the decision (2019-09-01) is before the entry (2019-10-01)",
        ),
        ("nationality,entry_date,border\nHN,2019-10-01,CA_US\n", "line 2, col 15  border: CA_US is no border of US"),
        ("nationality,entry_date,relative\nHN,2019-10-01,sister\n", "write relation:country:status"),
        ("nationality,entry_date,stb_determinations\nHN,2019-10-01,below\n", "write findings as `below@2024-12-01"),
        (
            "nationality,entry_date,stb_determinations\nHN,2019-10-01,below@2024-12-02>above@2024-12-01\n",
            "is dated before the finding before it",
        ),
    ],
)
def test_what_is_refused_in_a_file(tmp_path: Path, text: str, words: str) -> None:
    assert words in refused(tmp_path, text)


def test_a_file_in_another_encoding_or_none_at_all(tmp_path: Path) -> None:
    assert refused(tmp_path, HEAD.encode() + b"\xff\xfe,HN\n") == "c.csv: is not UTF-8 text. Save it in UTF-8"
    with pytest.raises(InputError, match="can not be read: no such file or directory"):
        list(CaseFile(tmp_path / "nowhere.csv"))
    with pytest.raises(InputError, match="must be at least 1"):
        CaseFile(tmp_path / "c.csv", rows=0)


def test_a_file_full_of_mistakes_is_given_up(tmp_path: Path) -> None:
    said = refused(tmp_path, HEAD + GOOD.replace("RGV", "RGX") * 50_000)
    assert len(said.splitlines()) == 202
    assert said.endswith("and more below; the rest of the file was not read. Mend these first")


def test_a_byte_order_mark_blank_lines_and_blanks_around_words(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(b"\xef\xbb\xbf" + b"nationality,entry_date,route\n\n HN ,2019-10-01, GT > MX \n\n")
    (facts,) = CaseFile(path)
    assert facts.record(0) == facts_of(
        [{"nationality": "HN", "entry_date": "2019-10-01", "route": ["GT", "MX"]}]
    ).record(0)
    assert facts.name(0) == "line 3"


@pytest.mark.parametrize("rows", [1, 2, 3, 100])
def test_an_id_that_stands_twice_is_refused_with_both_lines(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "c.csv"
    names = ["a", "b", "a", "c", "", "", "b", "a"]
    path.write_text(HEAD + "".join(GOOD.replace("one", name, 1) for name in names))
    with pytest.raises(InputError) as caught:
        list(CaseFile(path, rows=rows))
    assert [(each.line, each.path, each.text) for each in caught.value.problems] == [
        (4, "id", "`a` stands twice, first in line 2. Give each case its own id"),
        (8, "id", "`b` stands twice, first in line 3. Give each case its own id"),
        (9, "id", "`a` stands twice, first in line 2. Give each case its own id"),
    ]
    file = CaseFile(path, skip_bad=True, rows=rows)
    assert [facts.name(row) for facts in file for row in range(len(facts))] == ["a", "b", "c", "line 6", "line 7"]
    assert list(file.repeated) == ["a", "b"]


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), max_size=12))
def test_ids_seen_before_are_found_whatever_the_chunks(chunks: list[list[str]]) -> None:
    seen, first, line = SeenIds(), dict[str, int](), 0
    for ids in chunks:
        lines = list(range(line + 1, line + len(ids) + 1))
        line += len(ids)
        due = [first.setdefault(name, at) for name, at in zip(ids, lines, strict=True)]
        told = [0 if before == at else before for before, at in zip(due, lines, strict=True)]
        assert seen.add(ids, lines).tolist() == told


def test_a_table_is_known_by_its_first_line(tmp_path: Path) -> None:
    for name, text, is_table in (
        ("c.txt", HEAD + GOOD, True),
        ("c.yaml", "cases:\n  - {id: a, facts: {nationality: HN, entry_date: 2019-08-01}}\n", False),
        ("c.bin", b"\xff\xfe", False),
    ):
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        assert looks_like_table(tmp_path / name) == is_table
    assert not looks_like_table(tmp_path / "none")


def test_progress_reaches_the_size_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(HEAD + "".join(GOOD.replace("one", f"case-{number}") for number in range(100)))
    told: list[int] = []
    file = CaseFile(path, rows=30, progress=told.append)
    assert sum(len(chunk) for chunk in file) == 100
    assert told == sorted(told)
    assert told[-1] == file.nbytes == path.stat().st_size


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text(alphabet="HNMX,\n\"'>:;0123456789-_abc", max_size=300))
def test_no_file_whatever_ends_in_another_error(tmp_path_factory: pytest.TempPathFactory, text: bytes | str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(HEAD.encode() + (text if isinstance(text, bytes) else text.encode()))
    try:
        list(CaseFile(path))
    except InputError as error:
        assert "any.csv" in str(error)  # noqa: PT017  (anything else would end the test)


def test_an_answer_has_the_decision_its_sources_and_why() -> None:
    facts = facts_of(
        [{"nationality": "HN", "route": ["GT", "MX"], "entry_date": "2019-08-01", "sector": "RGV", "channel": "er"}]
    )
    (record,) = Answers().records(facts, decide(facts, BOOK))
    assert record == {
        "id": "case 0", "outcome": "CREDIBLE_FEAR", "asylum": "open", "screen": "significant_possibility",
        "rule": "BASELINE", "destination": None, "cite": ["INA 235(b)(1)(B)(v), 8 USC 1225(b)(1)(B)(v)"],
        "why": "Credible-fear screening, asylum open: no other rule decides. Expedited removal with a stated fear: no "
               "other rule decides. Not Bar on entries between ports: stopped by an order. Not Third-Country Transit "
               "Bar (interim rule of July 2019): stopped by an order.",
    }  # fmt: skip
    assert json.loads(json.dumps(record)) == record


def test_answers_are_those_of_the_decisions_case_by_case() -> None:
    """Cases share an answer only if all of its words are theirs, also across scenarios and chunks."""
    facts = probe(BOOK, 3_000, np.random.default_rng(5))
    facts.scenarios = ("enacted", "tctb_no_injunction")
    facts.scenario = (np.arange(len(facts)) % 2).astype(np.uint8)
    answers, whole = Answers(), decide(facts, BOOK)
    listed, which = answers.of(whole)
    assert len(listed) < len(facts)
    for row in range(len(facts)):
        answer, words = listed[which[row]], whole.words(row)
        assert {name: getattr(answer, name) for name in words} == words
        assert answer.cite
        assert answer.why
    pieces = [facts.take(slice(start, start + 700)) for start in range(0, len(facts), 700)]
    again = [record for piece in pieces for record in answers.records(piece, decide(piece, BOOK))]
    names = ("outcome", "cite", "why")
    assert [[one[name] for name in names] for one in again] == [
        [listed[number].record("")[name] for name in names] for number in which
    ]


def test_answers_need_reasons() -> None:
    facts = probe(BOOK, 10, np.random.default_rng(5))
    with pytest.raises(ValueError, match="Decide with reasons=True"):
        Answers().of(decide(facts, BOOK, reasons=False))
