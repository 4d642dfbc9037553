"""What the rules do with cases whose answer is known: the shared set, and boundary readings of the law of our own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from suasion.asylum import Facts, decide, explain, facts_of, read_cases, rulebook
from suasion.asylum.engine.evaluate import program

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "asylum" / "cases.yaml"
BOOK = rulebook()
KNOWN = {name for scenario in BOOK.scenarios for name in program(BOOK.under(scenario)).reported}
# shared cases whose rule, host or scenario is in no file are not run; how many must run is pinned, so that a rule that
# vanishes is noticed
AT_LEAST = 102

GT_MX = [{"country": "GT"}, {"country": "MX"}]
ER = {"nationality": "HN", "route": GT_MX, "channel": "er", "sector": "RGV"}


def covered(case: Any) -> bool:
    return (
        case.rest["expect"]["rule"] in KNOWN
        and case.facts.get("host", "US") in BOOK.hosts
        and case.facts.get("scenario", "enacted") in BOOK.scenarios
    )


@pytest.mark.skipif(not SHARED.is_file(), reason="../shared/data/asylum is not on this machine")
def test_shared_cases() -> None:
    facts, cases = read_cases(SHARED)
    wrong, run = [], 0
    for row, case in enumerate(cases):
        if not covered(case):
            continue
        run += 1
        one = facts.take(slice(row, row + 1))
        got, text = decide(one, BOOK).words(0), explain(one, BOOK).text().lower()
        missing = [word for word in case.rest["trace_mentions"] if word.lower() not in text]
        if got != case.rest["expect"] or missing:
            wrong.append((case.id, got, case.rest["expect"], missing))
    assert wrong == []
    assert run >= AT_LEAST


# facts beside ER -> outcome, asylum, rule; each pair of lines stands on both sides of one date or clause
BARRED = ("BARRED_SCREENING", "barred", "TCTB")
OPEN = ("CREDIBLE_FEAR", "open", "BASELINE")
EARLY_BAR = ("BARRED_SCREENING", "barred", "PROC_9822")
MPP = ("RETURN_MPP", "open", "MPP")
MPP_BARRED = ("RETURN_MPP", "barred", "MPP")
EXPELLED = ("EXPELLED", "not_considered", "T42")
CHILD_BARRED = ("PROCEEDINGS_240", "barred", "TVPRA")
REMOVED = ("REMOVED_NO_SCREENING", "not_claimed", "ER_NO_CLAIM")
LATE = ("CREDIBLE_FEAR", "open_if_cause_shown", "ONE_YEAR")
READINGS: list[tuple[str, dict[str, Any], tuple[str, str, str]]] = [
    ("transit bar, day before", {"entry_date": "2019-07-15"}, OPEN),
    ("transit bar, first day", {"entry_date": "2019-07-16"}, BARRED),
    ("last day before the injunction", {"entry_date": "2019-07-23"}, BARRED),
    ("first day of the injunction", {"entry_date": "2019-07-24"}, OPEN),
    ("Texas, last nationwide day", {"entry_date": "2019-08-15"}, OPEN),
    ("Texas, injunction narrowed", {"entry_date": "2019-08-16"}, BARRED),
    ("Arizona, injunction narrowed", {"entry_date": "2019-08-16", "sector": "TCA"}, OPEN),
    ("New Mexico is not the Ninth", {"entry_date": "2019-08-16", "sector": "EPT"}, BARRED),
    ("Texas, last narrowed day", {"entry_date": "2019-09-08"}, BARRED),
    ("Texas, nationwide again", {"entry_date": "2019-09-10"}, OPEN),
    ("Texas, Supreme Court", {"entry_date": "2019-09-11"}, BARRED),
    ("California, Supreme Court", {"entry_date": "2019-09-11", "sector": "SDC"}, BARRED),
    (
        "entered while enjoined, decided after the stay",
        {"entry_date": "2019-07-30", "decision_date": "2019-10-15"},
        BARRED,
    ),
    (
        "entered before the rule, decided in force",
        {"entry_date": "2019-07-10", "decision_date": "2019-10-15"},
        OPEN,
    ),
    (
        "decided on the last day before the vacatur",
        {"entry_date": "2019-10-10", "decision_date": "2020-06-29"},
        BARRED,
    ),
    (
        "decided on the day of the vacatur",
        {"entry_date": "2019-10-10", "decision_date": "2020-06-30"},
        OPEN,
    ),
    (
        "metered before the rule, class order",
        {"entry_date": "2019-11-25", "metered_first": "2019-07-15"},
        OPEN,
    ),
    (
        "metered on the first day of the rule",
        {"entry_date": "2019-11-25", "metered_first": "2019-07-16"},
        BARRED,
    ),
    (
        "class order under its administrative stay",
        {"entry_date": "2020-01-10", "metered_first": "2019-07-15"},
        BARRED,
    ),
    (
        "class order again",
        {"entry_date": "2020-03-05", "metered_first": "2019-07-15"},
        OPEN,
    ),
    (
        "final rule, day before the injunction, outside Title 42",
        {"entry_date": "2021-02-15"},
        BARRED,
    ),
    ("final rule enjoined", {"entry_date": "2021-02-16"}, OPEN),
    ("stateless, through the country of residence only",
     {"nationality": "XX", "habitual_residence": "MX", "route": [{"country": "MX"}], "entry_date": "2019-10-01"},
     OPEN),
    ("stateless, through another country",
     {"nationality": "XX", "habitual_residence": "GT", "route": [{"country": "MX"}], "entry_date": "2019-10-01"},
     BARRED),
    ("denied at home only is no denial in transit",
     {"route": [{"country": "HN", "sought": "denied_final"}, {"country": "MX"}], "entry_date": "2019-10-01"},
     BARRED),
    ("every transit country outside the conventions",
     {"route": [{"country": "LB", "party": False}], "entry_date": "2019-10-01"},
     OPEN),
    ("proclamation of 2018, its own day", {"entry_date": "2018-11-09"}, OPEN),
    ("proclamation of 2018, next day", {"entry_date": "2018-11-10"}, EARLY_BAR),
    ("restraining order of the night", {"entry_date": "2018-11-19"}, EARLY_BAR),
    ("restraining order, next day", {"entry_date": "2018-11-20"}, OPEN),
    ("no fear stated", {"entry_date": "2019-10-01", "fear_home": False}, REMOVED),
    ("claim after a year", {"entry_date": "2018-10-01", "claim_date": "2019-10-02"},
     LATE),
    ("claim within the year", {"entry_date": "2018-10-01", "claim_date": "2019-10-01"}, OPEN),
    ("MPP, day before El Paso", {"entry_date": "2019-03-19", "sector": "EPT", "channel": "mpp"}, OPEN),
    ("MPP, El Paso", {"entry_date": "2019-03-20", "sector": "EPT", "channel": "mpp"}, MPP),
    ("MPP never stopped by the order of April 2019",
     {"entry_date": "2019-04-12", "sector": "EPT", "channel": "mpp"}, MPP),
    ("MPP, Tucson between ports", {"entry_date": "2019-11-22", "sector": "TCA", "channel": "mpp"}, MPP_BARRED),
    ("MPP, Nogales port before 2020", {"entry_date": "2020-01-01", "sector": "TCA", "place": "port", "channel": "mpp"},
     BARRED),
    ("MPP, Nogales port", {"entry_date": "2020-01-02", "sector": "TCA", "place": "port", "channel": "mpp"},
     MPP_BARRED),
    ("MPP, last day", {"entry_date": "2021-01-20", "sector": "EPT", "channel": "mpp"}, MPP_BARRED),
    ("MPP, enrolment ended", {"entry_date": "2021-01-21", "sector": "EPT", "channel": "mpp"}, BARRED),
    ("Title 42, 23:59 of the day before counts from the next",
     {"entry_date": "2020-03-20", "channel": "program", "sector": "BBT"},
     BARRED),
    ("Title 42, first day", {"entry_date": "2020-03-21", "channel": "program"}, EXPELLED),
    ("Title 42, last day", {"entry_date": "2023-05-11", "channel": "program"}, EXPELLED),
    ("Title 42, gap day for children",
     {"entry_date": "2021-01-29", "age": 15, "accompanied": False, "channel": "program"}, EXPELLED),
    ("Title 42, children excepted",
     {"entry_date": "2021-01-30", "age": 15, "accompanied": False, "channel": "program"}, CHILD_BARRED),
    ("Title 42, family before the guidance",
     {"entry_date": "2022-05-22", "family_unit": True, "fear_third": "more_likely_than_not", "channel": "program"},
     EXPELLED),
]  # fmt: skip


@pytest.mark.parametrize(("name", "facts", "expected"), READINGS, ids=[reading[0] for reading in READINGS])
def test_readings(name: str, facts: dict[str, Any], expected: tuple[str, str, str]) -> None:
    words = decide(facts_of([ER | facts]), BOOK).words(0)
    assert (words["outcome"], words["asylum"], words["rule"]) == expected


@pytest.mark.parametrize(
    ("nationality", "entry", "to"),
    [
        ("VE", "2022-10-11", "VE"), ("VE", "2022-10-12", "MX"), ("CU", "2023-01-05", "CU"), ("CU", "2023-01-06", "MX"),
        ("GT", "2020-04-01", "MX"), ("CM", "2020-04-01", "CM"), ("MX", "2020-04-01", "MX"),
    ],
)  # fmt: skip
def test_where_title_42_expels_to(nationality: str, entry: str, to: str) -> None:
    words = decide(facts_of([{"nationality": nationality, "entry_date": entry}]), BOOK).words(0)
    assert (words["rule"], words["destination"]) == ("T42", to)


def test_a_stateless_person_is_expelled_to_the_country_of_residence_or_nowhere_known() -> None:
    facts = facts_of([
        {"nationality": "XX", "habitual_residence": "CU", "entry_date": "2020-04-01"},
        {"nationality": "XX", "entry_date": "2020-04-01"},
    ])  # fmt: skip
    assert [decide(facts, BOOK).words(row)["destination"] for row in (0, 1)] == ["CU", None]


def test_chunks_and_reasons_change_nothing() -> None:
    import numpy as np

    from suasion.asylum import probe

    facts: Facts = probe(BOOK, 5_000, np.random.default_rng(1))
    whole = decide(facts, BOOK)
    for chunk in (1_000, 777, 5_000):
        piece = decide(facts, BOOK, chunk=chunk)
        assert not whole.differs(piece).any()
        assert (whole.rule == piece.rule).all()
        assert whole.parts[0].reasons.tobytes() == piece.parts[0].reasons.tobytes()
    assert not whole.differs(decide(facts, BOOK, reasons=False)).any()
    backwards = decide(facts.take(np.arange(5_000)[::-1]), BOOK)
    assert (whole.outcome == backwards.outcome[::-1]).all()
