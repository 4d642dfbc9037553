"""Explanations: the deciding rule, why each other rule does not apply, and the nearest change of dates."""

from __future__ import annotations

import datetime
import json
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from suasion.asylum import Overrides, active, decide, explain, facts_of, probe, rulebook, windows
from suasion.asylum.dates import day, iso
from suasion.errors import InputError

BOOK = rulebook()
HN: dict[str, Any] = {
    "nationality": "HN", "route": [{"country": "GT"}, {"country": "MX"}], "sector": "RGV", "channel": "er",
}  # fmt: skip


def text(**facts: Any) -> str:
    return explain(facts_of([HN | facts]), BOOK).text()


def test_one_day_earlier() -> None:
    assert "Nearest change: one day later: BARRED_SCREENING, asylum barred (rule TCTB)" in text(entry_date="2019-07-15")
    assert "Nearest change: one day earlier: CREDIBLE_FEAR, asylum open (rule BASELINE)" in text(
        entry_date="2019-07-16"
    )


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"entry_date": "2019-07-15"},
         "TCTB (eligibility): does not apply, not in force on 2019-07-15 (entry): from 2019-07-16"),
        ({"entry_date": "2019-08-05"}, "enjoined on 2019-08-05 (decision) by N.D. Cal., EBAY-2019-07-24"),
        ({"entry_date": "2019-08-20", "sector": "SDC"}, "left for this case by 9th Cir., EBAY-2019-08-16"),
        ({"entry_date": "2019-08-20"}, "order EBAY-2019-07-24 does not stop it: narrowed by 9th Cir., EBAY-2019-08-16"),
        ({"entry_date": "2019-10-01", "route": []}, "transit: crossed no third country on the way"),
        ({"entry_date": "2019-10-01", "trafficking_victim": True},
         "exception trafficked: victim of a severe form of trafficking"),
        ({"entry_date": "2019-10-01"},
         "exception denied not met: no final denial of protection in a country of transit"),
        ({"entry_date": "2019-10-01", "channel": "mpp", "sector": "DRT"},
         "MPP (disposition): does not apply, not in force on 2019-10-01 (entry): from 2019-10-28"),
        ({"entry_date": "2019-10-01", "channel": "mpp", "sector": "BBT"}, "not in force here; only where"),
        ({"entry_date": "2020-01-10", "metered_first": "2019-07-15"}, "stayed by 9th Cir., AOL-2019-12-20"),
        ({"entry_date": "2019-12-01"}, "order AOL-2019-11-19 does not stop it: reaches only cases where"),
        ({"entry_date": "2019-10-01", "decision_date": "2020-07-01"},
         "vacated on 2020-07-01 (decision) by D.D.C., CAIR-2020-06-30"),
        ({"entry_date": "2020-12-01", "channel": "program", "age": 9, "accompanied": False},
         "exception children not met: not in force, from 2021-01-30"),
    ],
)  # fmt: skip
def test_what_stands_in_an_explanation(facts: dict[str, Any], words: str) -> None:
    assert words in text(**facts)


def test_deciding_rules_name_their_sources() -> None:
    explanation = explain(facts_of([HN | {"entry_date": "2019-10-01", "sector": "EPT", "channel": "program"}]), BOOK)
    assert [rule.rule for rule in explanation.deciding] == ["MPP", "TCTB"]
    for rule in explanation.considered:
        assert rule.sources[0]
        assert rule.because or rule.status != "does not apply"
    assert json.dumps(explanation.as_dict(), default=str)


def test_overrides_are_listed() -> None:
    book = BOOK.changed(Overrides({"TCTB.force[0].from": "2019-09-01"}, drop=["CAIR-2020-06-30"]))
    said = explain(facts_of([HN | {"entry_date": "2019-08-01"}]), book).text()
    assert "Changed: TCTB.force[0].from = 2019-09-01 (was 2019-07-16)" in said
    assert "Changed: order CAIR-2020-06-30 dropped" in said
    assert "not in force on 2019-08-01 (entry): from 2019-09-01 (override: TCTB.force[0].from [low])" in said


def test_the_nearest_flip_is_the_nearest() -> None:
    """No smaller shift of all dates changes the decision: every day of a year around is tried."""
    facts = probe(BOOK, 40, np.random.default_rng(2)).with_columns()
    for row in range(len(facts)):
        one = facts.take(slice(row, row + 1))
        flips = [flip for flip in explain(one, BOOK).flips if flip.moved == "all dates"]
        shifts = np.arange(-365, 366, dtype=np.int32)
        many = one.take(np.zeros(len(shifts), np.intp))
        clocks = ("entry_date", "decision_date", "claim_date")
        many = many.with_columns(**{name: many.columns[name] + shifts for name in clocks})
        decisions = decide(many, BOOK)
        middle = decisions.words(365)
        del middle["rule"]
        other = [
            int(shift) for at, shift in enumerate(shifts)
            if {k: v for k, v in decisions.words(at).items() if k != "rule"} != middle
        ]  # fmt: skip
        for later in (True, False):
            side = [abs(shift) for shift in other if (shift > 0) is later]
            named = [abs(flip.days) for flip in flips if (flip.days > 0) is later]
            assert (min(side) if side else None) == (named[0] if named and named[0] <= 365 else None)


def test_every_random_case_can_be_explained() -> None:
    facts = probe(BOOK, 300, np.random.default_rng(9))
    decisions = decide(facts, BOOK)
    for row in range(len(facts)):
        explanation = explain(facts, BOOK, row)
        assert explanation.decision == decisions.words(row)
        named = {rule.id: rule.reported_as for rule in BOOK.rules}
        assert explanation.decision["rule"] in {named.get(rule.rule, rule.rule) for rule in explanation.deciding}
        assert "no legal advice" in explanation.text()


def test_a_row_that_is_not_there() -> None:
    with pytest.raises(InputError, match=r"there is no case 3. Allowed: 0 to 0"):
        explain(facts_of([HN | {"entry_date": "2019-10-01"}]), BOOK, 3)


def test_windows_of_the_transit_bar() -> None:
    """The table of the law: places outside the Ninth Circuit, people who were not metered before the rule."""
    rows = [row for row in windows(BOOK, "TCTB") if row.whom == "outside the Ninth Circuit"]
    assert [(row.start and iso(row.start), row.end and iso(row.end), row.state) for row in rows] == [
        (None, "2019-07-16", "not in force"),
        ("2019-07-16", "2019-07-24", "in force"),
        ("2019-07-24", "2019-08-16", "enjoined"),
        ("2019-08-16", "2019-09-09", "in force"),
        ("2019-09-09", "2019-09-11", "enjoined"),
        ("2019-09-11", "2020-06-30", "in force"),
        ("2020-06-30", "2021-01-19", "vacated"),
        ("2021-01-19", None, "not in force"),
    ]
    assert "2019-09-09  2019-09-11  enjoined" in str(rows[4])


def test_windows_are_disjoint_and_cover_every_day() -> None:
    for rule in BOOK.rules:
        by_class: dict[str, list[Any]] = {}
        for row in windows(BOOK, rule.id):
            by_class.setdefault(row.whom, []).append(row)
        for rows in by_class.values():
            assert rows[0].start is None
            assert rows[-1].end is None
            assert all(one.end == other.start for one, other in pairwise(rows))


def test_active_says_for_whom() -> None:
    on = active(BOOK, "TCTB", day(datetime.date(2019, 8, 20)))
    assert on["outside the Ninth Circuit"] is True
    assert [running for whom, running in on.items() if whom.startswith("in the Ninth Circuit")] == [False]
    assert active(BOOK, "T42", day("2019-01-01")) == dict.fromkeys(active(BOOK, "T42", day("2019-01-01")), False)
