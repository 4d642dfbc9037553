"""Tables of cases: what is read, from records, files and arrays, and what is refused with which words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suasion.asylum import code, decide, facts_from_arrays, facts_of, probe, read_cases, routes_of, rulebook
from suasion.asylum.dates import day, iso
from suasion.asylum.engine.known import known_days
from suasion.errors import InputError

BOOK = rulebook()
GOOD: dict[str, Any] = {"nationality": "HN", "entry_date": "2019-10-01"}


def test_defaults() -> None:
    record = facts_of([GOOD]).record(0, defaults=True)
    assert record["host"] == "US"
    assert record["border"] == "US_SW"
    assert record["decision_date"] == record["claim_date"] == "2019-10-01"
    assert record["age"] == 30
    assert record["accompanied"] is True
    assert record["fear_home"] is True
    assert record["metered_first"] == "none"
    assert record["route"] == []
    assert facts_of([GOOD | {"host": "MX"}]).word("border", 0) == "MX_GT"


def test_a_record_comes_back_as_it_was_written() -> None:
    record = GOOD | {
        "route": [{"country": "GT", "sought": "pending", "party": True},
                  {"country": "MX", "sought": "none", "party": False}],
        "relative": "sibling:US:lpr", "stb_determinations": [{"kind": "below", "date": "2024-12-01"}],
        "metered_first": "2019-07-01", "age": 17, "scenario": "tctb_no_injunction", "sector": "EPT",
    }  # fmt: skip
    assert facts_of([record]).record(0) == record


def test_random_tables_come_back_from_their_records() -> None:
    facts = probe(BOOK, 500, np.random.default_rng(8))
    again = facts_of([facts.record(row) for row in range(len(facts))])
    assert not decide(facts, BOOK).differs(decide(again, BOOK)).any()
    for name, column in facts.columns.items():
        assert (column == again.columns[name]).all(), name


REFUSED: list[tuple[dict[str, Any], str]] = [
    (GOOD | {"entrydate": "2019-10-01"}, "case 0.entrydate: unknown fact. Did you mean `entry_date`?"),
    ({"entry_date": "2019-10-01"}, "case 0: `nationality` is missing. Every case has one"),
    ({"nationality": "HN"}, "case 0: `entry_date` is missing. Every case has one"),
    (GOOD | {"nationality": "HON"}, "case 0.nationality: `HON` is no country. Write an ISO 3166 code of two capitals"),
    (GOOD | {"nationality": "none"}, "`none` is no nationality. Write XX for stateless people"),
    (GOOD | {"entry_date": "2019-02-30"}, "case 0.entry_date: `2019-02-30` is no day of the calendar"),
    (GOOD | {"entry_date": "30.02.2019"}, "`30.02.2019` is no date. Write it as YYYY-MM-DD"),
    (GOOD | {"entry_date": "1066-10-14"}, "1066-10-14 is out of range. Allowed: 1950-01-01 to 2199-12-31"),
    (GOOD | {"entry_date": 20191001}, "`20191001` is no date"),
    (GOOD | {"decision_date": "2019-09-30"}, "the decision (2019-09-30) is before the entry (2019-10-01). Mend one"),
    (GOOD | {"claim_date": "2019-09-30"}, "the claim (2019-09-30) is before the entry (2019-10-01)"),
    (GOOD | {"metered_first": "2019-10-02"}, "the first turning back (2019-10-02) is after the entry"),
    (GOOD | {"sector": "EPX"}, "case 0.sector: `EPX` is no known word. Did you mean `EPT`?"),
    (GOOD | {"host": "MX", "border": "US_SW"}, "US_SW is no border of MX. Known: MX_GT"),
    (GOOD | {"age": -1}, "case 0.age: -1 is out of range. Allowed: 0 to 130"),
    (GOOD | {"age": "ten"}, "case 0.age: must be a number. Got `ten`"),
    (GOOD | {"age": float("nan")}, "must be a number. Got `nan`"),
    (GOOD | {"age": 10**30}, "is larger than any fact. Mend the number"),
    (GOOD | {"age": -1e300}, "`-1e+300` is larger than any fact. Mend the number"),
    (GOOD | {"accompanied": "no"}, "case 0.accompanied: must be true or false. Got `no`"),
    (GOOD | {"route": "MX"}, "must be a list of at most 60 countries"),
    (GOOD | {"route": [{"land": "MX"}]}, "case 0.route.0: write one country crossed as `{country: MX}`"),
    (GOOD | {"route": [{"country": "MX", "sougth": "none"}]}, "route.0.sougth: unknown key. Did you mean `sought`?"),
    (
        GOOD | {"route": [{"country": "MX", "sought": "denied"}]},
        "`denied` is no known word. Did you mean `denied_final`?",
    ),
    (GOOD | {"route": [{"country": "none"}]}, "`none` is no country. Leave the leg out"),
    (GOOD | {"route": [{"country": "MX", "party": "yes"}]}, "route.0.party: must be true or false. Got `yes`"),
    (GOOD | {"relative": "sibling"}, "write relation:country:status, as in `sibling:CA:citizen`. Got `sibling`"),
    (GOOD | {"relative": "sibbling:CA:citizen"}, "Did you mean `sibling`?"),
    (GOOD | {"stb_determinations": [{"kind": "bellow", "date": "2024-12-01"}]}, "Did you mean `below`?"),
    (GOOD | {"stb_determinations": [{"kind": "below"}]}, "write a finding as `{kind: below, date: 2024-12-01}`"),
    (
        GOOD
        | {"stb_determinations": [{"kind": "below", "date": "2024-12-01"}, {"kind": "above", "date": "2024-11-01"}]},
        "is dated before the finding above it",
    ),
]


@pytest.mark.parametrize(("record", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_what_is_refused(record: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as caught:
        facts_of([record])
    assert words in str(caught.value)


def test_all_problems_of_all_cases_at_once() -> None:
    with pytest.raises(InputError) as caught:
        facts_of([GOOD | {"sector": "X", "age": 200}, GOOD, GOOD | {"decision_date": "2018-01-01"}], "table")
    assert [problem.path for problem in caught.value.problems] == ["case 0.sector", "case 2.decision_date"]


def test_a_host_without_rules() -> None:
    facts = facts_of([GOOD | {"host": "GR"}])
    if "GR" in BOOK.hosts:
        assert decide(facts, BOOK).words(0)["rule"]
    else:
        with pytest.raises(InputError, match="there are no rules of GR"):
            decide(facts, BOOK)


def test_a_file_names_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(
        "cases:\n"
        "  - id: one\n"
        "    facts: {nationality: HN, entry_date: 2019-10-01, sectr: EPT}\n"
        "  - id: two\n"
        "    facts:\n"
        "      nationality: HN\n"
        "      entry_date: 2019-02-30\n"
    )
    with pytest.raises(InputError) as caught:
        read_cases(path)
    assert str(caught.value).splitlines()[1:] == [
        "  line 3, col 54  cases.0.facts.sectr: unknown fact. Did you mean `sector`? Known: host, nationality, "
        "habitual_residence, entry_date, decision_date, claim_date, border, place, ...",
        "  line 7, col 19  cases.1.facts.entry_date: `2019-02-30` is no day of the calendar. Write a day that exists",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("facts: []\n", "has no list `cases`"),
        ("cases: [3]\n", "is no case. Write `{id: ..., facts: {...}}`"),
        ("cases: [{id: a, facts: {}}, {id: a, facts: {}}]\n", "`a` stands twice. Give each case its own id"),
    ],
)
def test_files_that_hold_no_cases(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "cases.yaml").write_text(text)
    with pytest.raises(InputError) as caught:
        read_cases(tmp_path / "cases.yaml")
    assert words in str(caught.value)


def test_arrays_of_codes_words_categories_and_dates() -> None:
    days = np.array(["2019-10-01", "2019-08-01"], "datetime64[D]")
    routes = routes_of([[], [(code("nationality", "MX"), 0, True)]])
    common: dict[str, Any] = {"routes": routes, "route": np.array([1, 1]), "channel": "er"}
    tables = [
        facts_from_arrays(nationality=np.array(["HN", "GT"]), entry_date=days, **common),
        facts_from_arrays(nationality=pd.Categorical(["HN", "GT"]), entry_date=["2019-10-01", "2019-08-01"], **common),
        facts_from_arrays(nationality=pd.Series(["HN", "GT"], dtype="category"), entry_date=days, **common),
        facts_from_arrays(
            nationality=np.array([code("nationality", "HN"), code("nationality", "GT")], np.uint8),
            entry_date=days.astype(np.int64), **common,
        ),
    ]  # fmt: skip
    for facts in tables:
        decisions = decide(facts, BOOK)
        assert [decisions.words(row)["outcome"] for row in (0, 1)] == ["BARRED_SCREENING", "CREDIBLE_FEAR"]


ARRAYS: list[tuple[dict[str, Any], str]] = [
    ({"nationality": "HN"}, "entry_date: is missing"),
    ({"natonality": "HN", "entry_date": "2019-10-01"}, "natonality: is no fact. Did you mean `nationality`?"),
    ({"nationality": ["HN", "GT"], "entry_date": ["2019-10-01"] * 3}, "the arrays differ in length"),
    ({"nationality": ["HN", "HO"], "entry_date": "2019-10-01"}, "nationality: `HO` is no country"),
    ({"nationality": np.array([300]), "entry_date": "2019-10-01"}, "a code is outside of the vocabulary"),
    ({"nationality": "HN", "entry_date": "2019-10-01", "age": ["old"]}, "age: must be numbers"),
    ({"nationality": "HN", "entry_date": "2019-10-01", "fear_home": [1]}, "fear_home: must be true or false"),
    ({"nationality": "HN", "entry_date": np.array(["NaT"], "datetime64[D]")}, "is missing or out of range"),
    ({"nationality": "HN", "entry_date": "2019-10-01", "decision_date": "2019-09-01"}, "is before the entry"),
    ({"nationality": "HN", "entry_date": "2019-10-01", "route": np.array([2])}, "a number is outside of the 1 routes"),
    ({"nationality": pd.Categorical(["HN", None]), "entry_date": "2019-10-01"}, "a value is missing"),
]


@pytest.mark.parametrize(("columns", "words"), ARRAYS, ids=[words for _, words in ARRAYS])
def test_arrays_that_are_refused(columns: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as caught:
        facts_from_arrays(**columns)
    assert words in str(caught.value)


@given(
    st.dates(min_value=pd.Timestamp("2018-01-01").date(), max_value=pd.Timestamp("2026-01-01").date()),
    st.integers(0, 900),
)
def test_the_day_of_the_decision_never_changes_whom_a_rule_of_entry_covers(entry: Any, later: int) -> None:
    facts = facts_of([{"nationality": "HN", "entry_date": entry, "route": ["GT", "MX"], "channel": "er"}])
    moved = facts.with_columns(decision_date=facts.columns["entry_date"] + later)
    one, other = decide(facts, BOOK), decide(moved, BOOK)
    for number, bit in enumerate(one.parts[0].program.bits):
        if bit.part == "force" and BOOK.rule(bit.rule).scope_date == "entry":
            assert one.clause(number)[0] == other.clause(number)[0]


def test_a_table_without_cases() -> None:
    decisions = decide(facts_of([]), BOOK)
    assert len(decisions) == 0
    assert decisions.count() == {}


def test_days_are_numbers_since_1970() -> None:
    assert facts_of([GOOD]).columns["entry_date"].tolist() == [day("2019-10-01")]
    assert int(np.datetime64("2019-10-01").astype("datetime64[D]").astype(int)) == day("2019-10-01")


def test_cases_outside_the_days_that_the_rules_name_are_told() -> None:
    first, last = known_days(BOOK) or (0, 0)
    days = [iso(first - 1), iso(first), iso(last), iso(last + 1), "2100-01-01"]
    facts = facts_of([{"nationality": "HN", "entry_date": day} for day in days])
    before, after = decide(facts, BOOK).warnings
    assert before.startswith(f"1 of 5 cases entered before {iso(first)}, the first day that these rules name")
    assert after.startswith(f"2 of 5 cases are decided after {iso(last)}, the last day that these rules name")
    assert decide(facts.take(slice(1, 3)), BOOK).warnings == ()
    (alone,) = decide(facts.take(slice(4, 5)), BOOK).warnings
    assert alone.startswith(f"the case is decided after {iso(last)}")
