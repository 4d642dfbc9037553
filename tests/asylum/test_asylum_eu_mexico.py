"""Greece, Mexico and the scenarios of June 2019: readings of the law on both sides of each date and clause."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scalar_rules import Scalar

from suasion.asylum import Overrides, decide, explain, facts_of, rulebook
from suasion.asylum.dates import day, iso
from suasion.asylum.rules.rulebook import FOLDER
from suasion.asylum.use.deadlines import Deadlines
from suasion.asylum.use.one_for_one import OneForOne
from suasion.errors import InputError

BOOK = rulebook()
ISLANDS = {"host": "GR", "border": "GR_ISLANDS", "place": "sea", "nationality": "SY", "route": [{"country": "TR"}]}
MEXICO = {"host": "MX", "nationality": "HN", "route": [{"country": "GT"}]}
ROUTE = {"sector": "RGV", "entry_date": "2019-07-10", "scenario": "regional_plan_2019_by_route"}

RETURNED = ("READMITTED", "inadmissible", "EU_TR_STATEMENT", "TR")
EXEMPT = ("CLAIM_EXAMINED", "open", "EU_TR_EXEMPT", None)
HEARD = ("CLAIM_EXAMINED", "open", "EU_ORDINARY", None)
NOBODY = ("CLAIM_EXAMINED", "inadmissible", "EU_TR_INADMISSIBLE", None)
FIVE = ("CLAIM_EXAMINED", "inadmissible", "EU_TR_SAFE_COUNTRY", None)
IN_TIME = ("CLAIM_EXAMINED", "open", "MX_REFUGEE_LAW", None)
LATE = ("CLAIM_LATE", "open_if_cause_shown", "MX_30_DAYS", None)
GIVEN_UP = ("CLAIM_ABANDONED", "closed", "MX_STAY_IN_STATE", None)
FAMILY = {"relative": "spouse:DE:protected"}
LAND = {"border": "GR_LAND", "place": "between_ports"}


def words(facts: dict[str, Any]) -> tuple[Any, ...]:
    got = decide(facts_of([facts]), BOOK).words(0)
    return got["outcome"], got["asylum"], got["rule"], got["destination"]


GREECE: list[tuple[str, dict[str, Any], tuple[Any, ...]]] = [
    ("day before", {"entry_date": "2016-03-19"}, HEARD),
    ("first day", {"entry_date": "2016-03-20"}, RETURNED),
    ("entered before, decided after", {"entry_date": "2016-03-19", "decision_date": "2016-06-01"}, HEARD),
    ("Evros", {"entry_date": "2017-05-01"} | LAND, HEARD),
    ("regular entry", {"entry_date": "2017-05-01", "manner": "regular"}, HEARD),
    ("not from Turkey", {"entry_date": "2017-05-01", "route": [{"country": "LY"}]}, HEARD),
    ("Turkish national", {"entry_date": "2017-05-01", "nationality": "TR", "route": []}, HEARD),
    ("Afghan before 2021", {"entry_date": "2017-05-01", "nationality": "AF"}, HEARD),
    ("vulnerable", {"entry_date": "2019-12-31", "vulnerable": True}, EXEMPT),
    ("vulnerable from 2020", {"entry_date": "2020-01-01", "vulnerable": True}, RETURNED),
    ("spouse recognised in Germany", {"entry_date": "2018-01-01"} | FAMILY, EXEMPT),
    ("spouse recognised in Germany, from 2020", {"entry_date": "2020-01-01"} | FAMILY, RETURNED),
    ("spouse in the United States", {"entry_date": "2018-01-01", "relative": "spouse:US:citizen"}, RETURNED),
    ("brother in Germany, adult", {"entry_date": "2018-01-01", "relative": "sibling:DE:protected"}, RETURNED),
    ("alone, 16", {"entry_date": "2018-01-01", "age": 16, "accompanied": False}, EXEMPT),
    ("alone, 16, from 2020", {"entry_date": "2020-01-01", "age": 16, "accompanied": False}, RETURNED),
    ("alone, 14, from 2020", {"entry_date": "2020-01-01", "age": 14, "accompanied": False}, EXEMPT),
    ("last day of returns", {"entry_date": "2020-02-01", "decision_date": "2020-03-15"}, RETURNED),
    ("returns on hold", {"entry_date": "2020-02-01", "decision_date": "2020-03-16"}, NOBODY),
    ("Afghan, day before the decision", {"entry_date": "2021-06-06", "nationality": "AF"}, HEARD),
    ("Afghan, decision", {"entry_date": "2021-06-07", "nationality": "AF"}, FIVE),
    ("Evros, day before the decision", {"entry_date": "2021-06-06"} | LAND, HEARD),
    ("Evros, decision", {"entry_date": "2021-06-07"} | LAND, FIVE),
    ("Iraqi", {"entry_date": "2021-06-07", "nationality": "IQ"}, HEARD),
    ("last day before the Court of Justice", {"entry_date": "2024-10-03"}, FIVE),
    ("Court of Justice", {"entry_date": "2024-10-04"}, HEARD),
    ("Council of State", {"entry_date": "2025-03-21"}, HEARD),
    ("decided again", {"entry_date": "2025-04-09"}, HEARD),
    ("Greek national", {"entry_date": "2017-05-01", "nationality": "GR", "route": []},
     ("OUTSIDE_SCOPE", "not_considered", "EU_OWN_NATIONAL", None)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "facts", "expected"), GREECE, ids=[reading[0] for reading in GREECE])
def test_greece(name: str, facts: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert words(ISLANDS | facts) == expected


def test_without_the_court_of_justice_the_annulment_stops_the_rule_until_it_is_decided_again() -> None:
    book = BOOK.changed(Overrides(drop=["CJEU-2024-10-04"]))
    days = ["2025-03-20", "2025-03-21", "2025-04-08", "2025-04-09"]
    decisions = decide(facts_of([ISLANDS | {"entry_date": on} for on in days]), book, check_overrides=False)
    got = [decisions.words(row)["asylum"] for row in range(4)]
    assert got == ["inadmissible", "open", "open", "inadmissible"]


MEXICAN: list[tuple[str, dict[str, Any], tuple[Any, ...]]] = [
    ("thirtieth day", {"entry_date": "2019-06-03", "claim_date": "2019-07-15"}, IN_TIME),
    ("thirty-first day", {"entry_date": "2019-06-03", "claim_date": "2019-07-16"}, LATE),
    ("Sep 16 does not count", {"entry_date": "2019-09-02", "claim_date": "2019-10-15"}, IN_TIME),
    ("Sep 16 counts once", {"entry_date": "2019-09-02", "claim_date": "2019-10-16"}, LATE),
    ("year end, thirtieth day", {"entry_date": "2019-12-02", "claim_date": "2020-01-15"}, IN_TIME),
    ("year end, next day", {"entry_date": "2019-12-02", "claim_date": "2020-01-16"}, LATE),
    ("left the state", {"entry_date": "2019-06-03", "left_state": True}, GIVEN_UP),
    ("left the state, late", {"entry_date": "2019-06-03", "claim_date": "2019-09-02", "left_state": True}, GIVEN_UP),
    ("term still ran at the suspension", {"entry_date": "2020-02-10", "claim_date": "2020-06-30"}, IN_TIME),
    ("term had ended before it", {"entry_date": "2020-02-07", "claim_date": "2020-06-30"}, LATE),
    ("Mexican national", {"entry_date": "2019-06-03", "nationality": "MX", "route": []},
     ("OUTSIDE_SCOPE", "not_considered", "MX_OWN_NATIONAL", None)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "facts", "expected"), MEXICAN, ids=[reading[0] for reading in MEXICAN])
def test_mexico(name: str, facts: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert words(MEXICO | facts) == expected


def test_a_late_claim_says_why_with_its_source() -> None:
    text = explain(facts_of([MEXICO | {"entry_date": "2019-06-03", "claim_date": "2019-09-02"}]), BOOK).text()
    for part in (
        "working days (mexico)",
        "30 (claim within working days)",
        "art. 18",
        "A model of the rules, no legal advice",
    ):
        assert part in text


PLAN = {"entry_date": "2019-07-10", "scenario": "regional_plan_2019"}
SCENARIOS: list[tuple[str, dict[str, Any], tuple[Any, ...]]] = [
    ("plan, day before", PLAN | {"nationality": "GT", "route": ["MX"], "entry_date": "2019-06-30", "channel": "er"},
     ("CREDIBLE_FEAR", "open", "BASELINE", None)),
    ("plan, first day", PLAN | {"nationality": "GT", "route": ["MX"], "entry_date": "2019-07-01"},
     ("TRANSFER", "not_considered", "REGIONAL_PLAN", "MX")),
    ("plan, Salvadoran by sea to Mexico, by nationality", PLAN | {"nationality": "SV", "route": ["MX"]},
     ("TRANSFER", "not_considered", "REGIONAL_PLAN", "GT")),
    ("plan, Nicaraguan, by nationality", PLAN | {"nationality": "NI", "route": ["HN", "GT", "MX"], "channel": "er"},
     ("CREDIBLE_FEAR", "open", "BASELINE", None)),
    ("plan, more likely than not", PLAN | {"nationality": "GT", "route": ["MX"], "fear_third": "more_likely_than_not"},
     ("CREDIBLE_FEAR", "open", "BASELINE", None)),
    ("plan, child alone", PLAN | {"nationality": "HN", "route": ["GT", "MX"], "age": 15, "accompanied": False},
     ("PROCEEDINGS_240", "open", "TVPRA", None)),
    ("route, Salvadoran by sea to Mexico", ROUTE | {"nationality": "SV", "route": ["MX"]},
     ("TRANSFER", "not_considered", "REGIONAL_PLAN", "MX")),
    ("route, Honduran through Guatemala", ROUTE | {"nationality": "HN", "route": ["GT", "MX"]},
     ("TRANSFER", "not_considered", "REGIONAL_PLAN", "GT")),
    ("route, Guatemalan", ROUTE | {"nationality": "GT", "route": ["MX"]},
     ("TRANSFER", "not_considered", "REGIONAL_PLAN", "MX")),
    ("route, Nicaraguan whose first country is Honduras",
     ROUTE | {"nationality": "NI", "route": ["HN", "GT", "MX"], "channel": "er"},
     ("CREDIBLE_FEAR", "open", "BASELINE", None)),
    ("route, Nicaraguan by air to Mexico", ROUTE | {"nationality": "NI", "route": ["MX"]},
     ("TRANSFER", "not_considered", "REGIONAL_PLAN", "MX")),
    ("route, Mexican", ROUTE | {"nationality": "MX", "route": []},
     ("CREDIBLE_FEAR", "open", "BASELINE", None)),
    ("supplementary, day before", {"nationality": "VE", "route": ["MX"], "entry_date": "2019-09-04", "channel": "er",
                                   "scenario": "mexico_supplementary", "sector": "SDC"},
     ("CREDIBLE_FEAR", "open", "BASELINE", None)),
    ("supplementary, first day", {"nationality": "VE", "route": ["MX"], "entry_date": "2019-09-05",
                                  "scenario": "mexico_supplementary"},
     ("TRANSFER", "not_considered", "MX_SUPPLEMENTARY", "MX")),
    ("supplementary, Mexican", {"nationality": "MX", "entry_date": "2019-09-20", "scenario": "mexico_supplementary"},
     ("CREDIBLE_FEAR", "open", "BASELINE", None)),
    ("first country, direct", {"nationality": "MX", "entry_date": "2019-07-10", "scenario": "us_first_country_only"},
     ("CREDIBLE_FEAR", "open", "BASELINE", None)),
    ("first country, denied on the way", {"nationality": "HN", "route": [{"country": "MX", "sought": "denied_final"}],
                                          "entry_date": "2019-07-20", "channel": "er",
                                          "scenario": "us_first_country_only"},
     ("BARRED_SCREENING", "barred", "FIRST_COUNTRY", None)),
    ("Guatemala from July, day before", {"nationality": "HN", "route": ["GT", "MX"], "entry_date": "2019-06-30",
                                         "scenario": "gt_aca_from_2019_07_01"},
     ("CREDIBLE_FEAR", "open", "BASELINE", None)),
    ("Guatemala from July, first day", {"nationality": "HN", "route": ["GT", "MX"], "entry_date": "2019-07-01",
                                        "scenario": "gt_aca_from_2019_07_01", "sector": "RGV"},
     ("TRANSFER", "not_considered", "ACA_GT", "GT")),
    ("Guatemala from July, family too early", {"nationality": "HN", "route": ["GT", "MX"], "entry_date": "2019-07-10",
                                               "family_unit": True, "scenario": "gt_aca_from_2019_07_01"},
     ("CREDIBLE_FEAR", "open", "BASELINE", None)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "facts", "expected"), SCENARIOS, ids=[reading[0] for reading in SCENARIOS])
def test_scenarios(name: str, facts: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert words(facts) == expected


def test_the_two_readings_of_the_plan_differ_where_the_route_does() -> None:
    cases = [
        {"nationality": n, "route": r, "entry_date": "2019-08-01"}
        for n in ("GT", "HN", "SV")
        for r in (["MX"], ["GT", "MX"])
    ]
    facts = facts_of(cases)
    one, other = (
        decide(facts.with_scenario(name), BOOK) for name in ("regional_plan_2019", "regional_plan_2019_by_route")
    )
    differ = [(case["nationality"], len(case["route"])) for case, d in zip(cases, one.differs(other), strict=True) if d]
    assert differ == [("HN", 1), ("SV", 1)]


@pytest.mark.parametrize(
    "name", ["regional_plan_2019", "regional_plan_2019_by_route", "us_first_country_only", "mexico_supplementary"]
)
def test_the_second_reading_agrees_on_scenarios_that_add_rules(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "regimes"
    shutil.copytree(FOLDER, folder)
    text = (folder / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8")
    (folder / f"{name}.yaml").write_text(text.replace("scenario: ", "regime: ", 1), encoding="utf-8")
    second = Scalar(folder)
    rng = np.random.default_rng(5)
    days = np.arange("2019-06-25", "2019-12-31", dtype="datetime64[D]")
    records = [
        {
            "nationality": str(rng.choice(["GT", "HN", "SV", "NI", "MX", "VE", "XX"])),
            "route": [{"country": str(each)} for each in rng.choice(["HN", "GT", "BZ", "MX"], rng.integers(0, 4))],
            "entry_date": str(rng.choice(days)),
            "scenario": name,
            "place": str(rng.choice(["port", "between_ports", "sea"])),
            "age": int(rng.choice([15, 30])),
            "accompanied": bool(rng.random() < 0.7),
            "fear_home": bool(rng.random() < 0.8),
            "fear_third": str(rng.choice(["none", "more_likely_than_not"], p=[0.8, 0.2])),
        }
        for _ in range(3_000)
    ]
    facts = facts_of(records)
    decisions = decide(facts, BOOK)
    rules = {rule.reported_as for rule in BOOK.under(name).rules} - {rule.reported_as for rule in BOOK.rules}
    got = [decisions.words(row) for row in range(len(facts))]
    assert got == [second.decide(facts.record(row, defaults=True)) for row in range(len(facts))]
    assert sum(words["rule"] in rules for words in got) > 100


DEADLINES = Deadlines.of(BOOK)


def test_deadlines_known_to_the_day() -> None:
    assert DEADLINES.claim_by("2019-09-02") == "2019-10-15"
    assert DEADLINES.claim_by("2019-12-02") == "2020-01-15"
    assert DEADLINES.decide_by("2019-06-20") == "2019-08-22"
    assert DEADLINES.decide_by("2019-06-20", extended=True) == "2019-10-25"


@settings(max_examples=60, deadline=None)
@given(st.dates(min_value=np.datetime64("2016-01-01").item(), max_value=np.datetime64("2019-12-31").item()))
def test_the_last_day_of_the_deadline_is_in_time_and_the_next_working_day_is_not(entry: Any) -> None:
    last = day(DEADLINES.claim_by(entry.isoformat()))
    later = last + 1
    while not DEADLINES.working(later, later)[0]:
        later += 1
    facts = facts_of(
        [MEXICO | {"entry_date": entry.isoformat(), "claim_date": iso(on)} for on in (last, later - 1, later)]
    )
    decisions = decide(facts, BOOK)
    assert [decisions.words(row)["rule"] for row in range(3)] == ["MX_REFUGEE_LAW", "MX_REFUGEE_LAW", "MX_30_DAYS"]


def test_deadlines_follow_overrides_and_refuse_what_the_calendar_does_not_reach() -> None:
    shorter = Deadlines.of(BOOK.changed(Overrides({"MX_PROCEDURE.parameters.claim_within_working_days.value": 1})))
    assert shorter.claim_by("2019-09-13") == "2019-09-17"
    for start in ("2015-12-31", "2026-12-20", "2019-02-30"):
        with pytest.raises(InputError):
            DEADLINES.claim_by(start)


def test_one_for_one_opens_a_place_for_each_return_up_to_the_places_named() -> None:
    count = OneForOne.of(BOOK, draws=3)
    assert count.places_people == 72_000
    count = count.append("2016-04-30", [10, 0, 72_001], [0, 5, 0])
    assert count.owed_people.tolist() == [10, -5, 72_000]
    assert count.left_people.tolist() == [71_990, 72_000, 0]
    assert count.discontinued.tolist() == [False, False, True]
    further = count.append("2016-05-31", 1, 2)
    assert further.owed_people.tolist() == [9, -6, 71_998]
    assert (count.returned_people.tolist(), len(further.history)) == ([10, 0, 72_001], 2)


@given(st.lists(st.tuples(st.integers(0, 50_000), st.integers(0, 50_000)), max_size=6))
def test_one_for_one_conserves_people_whatever_the_periods(flows: list[tuple[int, int]]) -> None:
    count = OneForOne.of(BOOK)
    for number, (returned, resettled) in enumerate(flows):
        before = count
        count = count.append(iso(17_000 + number), returned, resettled)
        assert (count.left_people <= before.left_people).all()
    assert count.returned_people[0] == sum(returned for returned, _ in flows)
    assert count.opened_people[0] == min(count.returned_people[0], count.places_people)
    assert count.owed_people[0] == count.opened_people[0] - sum(resettled for _, resettled in flows)


def test_one_for_one_refuses_what_can_not_be() -> None:
    count = OneForOne.of(BOOK, draws=2).append("2016-04-30", 1)
    with pytest.raises(InputError, match="is not after 2016-04-30"):
        count.append("2016-04-30", 1)
    with pytest.raises(InputError, match="0 or more people"):
        count.append("2016-05-31", [1, -1])
    with pytest.raises(InputError, match="one for each of the 2 draws"):
        count.append("2016-05-31", [1, 2, 3])
    with pytest.raises(InputError, match="is no date"):
        count.append("May", 1)
    with pytest.raises(InputError, match="at least 1"):
        OneForOne.of(BOOK, draws=0)
