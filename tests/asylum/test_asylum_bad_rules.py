"""A rules file that can not be used is refused with file, line, column and a sentence that says how to mend it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from suasion.asylum import rulebook
from suasion.errors import InputError

INVENTED = Path(__file__).parent / "invented"


def swap(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / file).read_text()
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1))

    return change


def write(file: str, content: str | bytes) -> Callable[[Path], None]:
    raw = content.encode() if isinstance(content, str) else content
    return lambda folder: (folder / file).write_bytes(raw) and None


N, S = "north.yaml", "south.yaml"
LAND = '{id: land, when: "border == US_SW"}'
BASE = "    precedence: baseline\n    source: act\n    effect: {outcome: CREDIBLE_FEAR"

BAD: dict[str, tuple[Callable[[Path], None], str]] = {
    # the form of a file
    "no YAML": (swap(N, "title: Invented rules", "title: [Invented rules"), "this is not YAML"),
    "a list": (write("new.yaml", "- a\n- b\n"), "a file of rules or cases is a mapping of keys to values. Got a list"),
    "not UTF-8": (write("new.yaml", b"regime: \xff"), "line 1, col 9  is not UTF-8 text (byte 9)"),
    "an alias in itself": (write("new.yaml", "regime: &a [*a]\n"), "regime.0: an alias (`*name`) that contains itself"),
    "a key twice": (
        swap(N, "    axis: eligibility\n", "    axis: eligibility\n    axis: eligibility\n"),
        "line 16, col 5  rules.0.axis: this key stands twice (first in line 15). Keep one",
    ),
    "an unknown key": (swap(N, "precedence: strict", "precedance: strict"), "unknown key. Did you mean `precedence`?"),
    "a text with a comma outside quotes": (
        swap(N, LAND, "{id: land, when: border == US_SW, text: by land, not by sea}"),
        "unknown key. A text with a comma stands in quotes.",
    ),
    "a regime in two files": (
        lambda folder: shutil.copy(folder / N, folder / "copy.yaml") and None,
        "regime `NORTH` stands in two files",
    ),
    # sources
    "a date without source": (
        swap(N, "{from: 2024-06-05, to: 2026-01-01, source: act, to_source: memo}", "{from: 2024-06-05}"),
        "line 18, col 13  rules.0.force.0: a date has no source. Add `source:` with a name of the table `sources`",
    ),
    "a number without source": (
        swap(S, "[{id: left, when: left_state}]", '[{id: left, when: "left_state and age > 3"}]'),
        "the date or number in `when` has no source",
    ),
    "a list without source": (swap(N, "[MX, CA], source: act", "[MX, CA]"), "a list has no source"),
    "a parameter without source": (swap(N, "value: 14, source: act", "value: 14"), "a parameter has no source"),
    "a free day without source": (
        swap(S, "{date: 2019-09-16, source: law}", "{date: 2019-09-16}"),
        "a free day has no source",
    ),
    "an order without source": (
        swap(N, "effective: 2025-05-09, source: ruling", "effective: 2025-05-09"),
        "`source` is missing. Add it",
    ),
    "a source that is not in the table": (
        swap(N, "    source: act\n    force: [{from: 2023", "    source: acts\n    force: [{from: 2023"),
        "`acts` stands not in `sources`. Did you mean `act`?",
    ),
    "a source that is a list": (
        swap(N, "    source: act\n    force: [{from: 2023", "    source: [act]\n    force: [{from: 2023"),
        "`a list` stands not in `sources`. Known: act, memo, ruling",
    ),
    "a parameter without end": (
        swap(N, "value: 14", "value: .inf"),
        "line 9, col 23  parameters.grace_days.value: must be a number or a date. Got `inf`",
    ),
    "a parameter larger than any number": (
        swap(N, "value: 14", "value: 1e400"),
        "must be a number or a date. Got `1e400`",
    ),
    "a parameter with a nought too many": (swap(N, "value: 14", "value: 014"), "must be a number or a date. Got `014`"),
    "a word that a terminal would obey": (swap(N, "kind: vacate", 'kind: "\\e[2J"'), "`\\x1b[2J` is no kind."),
    "a word that is none, in a text over several lines": (
        swap(N, LAND, "{id: land, when: age > 3 and\n         border == US_SE}"),
        "line 21, col 26  rules.0.scope.0.when: `US_SE` is no word of border. Did you mean `US_SW`?",
    ),
    "two documents": (swap(N, "rules:", "---\nrules:"), "holds more than one YAML document"),
    "a confidence of no kind": (
        swap(N, "confidence: medium", "confidence: mediun"),
        "`mediun` is no confidence. Did you mean `medium`?",
    ),
    # dates
    "a day that is not in the calendar": (
        swap(N, "from: 2024-06-05", "from: 2024-02-30"),
        "line 18, col 20  rules.0.force.0.from: `2024-02-30` is no day of the calendar. Write a day that exists",
    ),
    "a day in another order": (
        swap(N, "from: 2024-06-05", "from: 05/06/2024"),
        "`05/06/2024` is no date. Write it as YYYY-MM-DD",
    ),
    "a span that ends before it begins": (
        swap(N, "to: 2026-01-01", "to: 2024-06-05"),
        "ends on 2024-06-05 before it begins",
    ),
    "an order in effect before it is issued": (
        swap(N, "effective: 2025-05-09", "effective: 2025-05-08"),
        "is before the order was issued (2025-05-09)",
    ),
    "an order that ends before it begins": (
        swap(N, "ends: 2024-02-01", "ends: 2024-01-15"),
        "is not after `effective`",
    ),
    "an order without effect or word": (swap(N, "effective: 2025-05-09", "effective: null"), "Write a day, or `never`"),
    # conditions
    "a word that is none": (
        swap(N, LAND, "{id: land, when: border == US_SE}"),
        "line 21, col 36  rules.0.scope.0.when: `US_SE` is no word of border. Did you mean `US_SW`?",
    ),
    "a type that does not fit": (
        swap(N, LAND, "{id: land, when: age == border}"),
        "line 21, col 33  rules.0.scope.0.when: a number can not be compared with a word. Compare like with like",
    ),
    "an unknown fact": (swap(N, LAND, "{id: land, when: bordr == US_SW}"), "Did you mean `border`?"),
    "a condition that is a number": (swap(N, LAND, "{id: land, when: 3}"), "must be a condition on the facts"),
    "a column that is a fact": (swap("columns.yaml", "abroad:", "age:"), "is already a fact or a column"),
    "a column that can not be read": (swap("columns.yaml", "count(route", "count(rout"), "`route` is missing"),
    # orders
    "an order on nothing": (
        swap(N, "of: HALT-1", "of: HALT-3"),
        "`HALT-3` is no earlier order, exception or this rule. Did you mean `HALT-1`?",
    ),
    "an order of the wrong kind": (
        swap(N, "kind: enjoin, of: emergency", "kind: narrow, of: emergency"),
        "`narrow` acts on an order",
    ),
    "an order that enjoins an order": (
        swap(N, "kind: reverse, of: HALT-1", "kind: enjoin, of: HALT-1"),
        "acts on a rule, not on an order",
    ),
    "an order before that on which it acts": (
        swap(N, "issued: 2024-01-25, effective: 2024-01-25", "issued: 2024-01-05, effective: 2024-01-25"),
        "is before `HALT-1`, on which it acts",
    ),
    "an order of no kind": (swap(N, "kind: vacate", "kind: vacated"), "`vacated` is no kind. Did you mean `vacate`?"),
    "two orders of one id": (swap(N, "id: HALT-2", "id: HALT-1"), "`HALT-1` stands twice"),
    # rules together
    "overlapping precedence": (
        swap(N, "precedence: presumption", "precedence: strict"),
        "north.yaml PRESUMED: has the precedence `strict` of STRICT, and both can be in force on one day",
    ),
    "an unknown layer": (
        swap(N, "precedence: strict", "precedence: strickt"),
        "`strickt` is no precedence. Did you mean `strict`?",
    ),
    "a stricter bar behind a weaker": (
        swap("precedence.yaml", "[strict, presumption, baseline]", "[presumption, strict, baseline]"),
        "says `barred` but stands behind PRESUMED, which says `presumed_ineligible`. The strictest bar must come first",
    ),
    "layers without baseline": (
        swap("precedence.yaml", "presumption, baseline", "presumption"),
        "the last layer must be `baseline`",
    ),
    "a layer twice": (swap("precedence.yaml", "[gate, ", "[gate, gate, "), "`gate` stands twice"),
    "two rules of one id": (swap(S, "id: LEFT", "id: STRICT"), "STRICT: the id stands in south.yaml too"),
    "a baseline with a scope": (
        swap(N, BASE, BASE.replace("    effect", f"    scope: [{LAND}]\n    effect")),
        "a baseline holds for every case of its host on every day",
    ),
    "a rule without days": (swap(S, "    force: [{from: null}]\n", ""), "`force` is missing. Write the days"),
    "a host without baseline": (
        swap(
            S,
            "    host: CA\n    axis: disposition\n    precedence: baseline",
            "    host: GR\n    axis: disposition\n    precedence: baseline",
        ),
        "which has no baseline on the disposition axis",
    ),
    "eligibility left to nobody": (
        swap(S, "{outcome: CLAIM_ABANDONED, asylum: closed, screen: none}", "{outcome: CLAIM_ABANDONED, screen: none}"),
        "leaves words to eligibility, for which MX has no baseline",
    ),
    # effects
    "an outcome that is none": (
        swap(N, "CREDIBLE_FEAR", "CREDIBLE_FEARS"),
        "`CREDIBLE_FEARS` is no outcome. Did you mean `CREDIBLE_FEAR`?",
    ),
    "asylum of the other axis": (swap(N, "asylum: barred", "asylum: not_considered"), "`not_considered` is no asylum"),
    "a destination that is none": (
        swap(S, "destination: US", "destination: USA"),
        "`USA` is no country and no fact that names one",
    ),
    "a switch without days": (swap(N, "off_days: 14, ", ""), "`off_days` is missing"),
    # scenarios
    "a scenario under another name": (
        swap("scenarios/earlier_gate.yaml", "scenario: earlier_gate", "scenario: gate"),
        "must begin with `scenario: earlier_gate`",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_one_thing_wrong(name: str, tmp_path: Path) -> None:
    change, words = BAD[name]
    folder = tmp_path / "rules"
    shutil.copytree(INVENTED, folder)
    change(folder)
    with pytest.raises(InputError) as caught:
        rulebook(folder)
    assert words in str(caught.value)


def test_every_problem_of_every_file_is_said_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(INVENTED, folder)
    swap(N, "kind: vacate", "kind: vacated")(folder)
    swap(N, "asylum: barred", "asylum: bared")(folder)
    swap(S, "axis: disposition", "axis: dispositon")(folder)
    with pytest.raises(InputError) as caught:
        rulebook(folder)
    assert len(caught.value.problems) == 3
    assert "north.yaml rules.0.orders.0.kind" in str(caught.value)
    assert "south.yaml rules.0.axis" in str(caught.value)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"precedence.yaml: can not be read: no such file"):
        rulebook(tmp_path)


def test_shipped_files_name_confidence_and_source_everywhere() -> None:
    for regime in rulebook().regimes:
        for source in regime.sources.values():
            assert source.cite
        for rule in regime.rules:
            assert rule.source.cite
            for window in (*rule.force, *rule.applied):
                assert (window.start is None and window.end is None) or window.source.cite
            for order in rule.orders:
                assert order.source.cite


def test_each_file_says_that_it_is_a_model() -> None:
    folder = Path(rulebook().regimes[0].file).parent
    for path in folder.glob("*.yaml"):
        if path.name not in ("columns.yaml", "precedence.yaml"):
            assert "no legal advice" in path.read_text().splitlines()[0]
