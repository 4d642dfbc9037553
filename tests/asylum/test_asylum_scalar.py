"""The engine and a second, separately written reading of the same files agree on every case."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scalar_rules import Scalar

from suasion.asylum import decide, facts_of, probe, rulebook
from suasion.asylum.facts.vocabulary import BORDERS_OF_HOST, FACTS
from suasion.asylum.rules.rulebook import FOLDER

BOOK = rulebook()
SECOND = Scalar(FOLDER)
DAYS = st.dates(min_value=datetime.date(2018, 6, 1), max_value=datetime.date(2026, 6, 1))


def test_a_hundred_thousand_random_cases() -> None:
    facts = probe(BOOK, 100_000, np.random.default_rng(20190607))
    decisions = decide(facts, BOOK)
    wrong = []
    for row in range(len(facts)):
        expected = SECOND.decide(facts.record(row, defaults=True))
        if decisions.words(row) != expected:
            wrong.append((facts.record(row), decisions.words(row), expected))
    assert wrong == []


@pytest.mark.parametrize("scenario", ["tctb_no_injunction"])
def test_a_scenario_that_drops_orders(scenario: str) -> None:
    facts = probe(BOOK, 10_000, np.random.default_rng(3)).with_scenario(scenario)
    dropped = ("EBAY-2019-07-24", "AOL-2019-11-19", "EBAY-2021-02-16")
    second = Scalar(FOLDER, drop=dropped)
    decisions = decide(facts, BOOK)
    assert [decisions.words(row) for row in range(len(facts))] == [
        second.decide(facts.record(row, defaults=True)) for row in range(len(facts))
    ]


@st.composite
def records(draw: st.DrawFn) -> dict[str, object]:
    """Records as a user writes them: some facts given, the others left at their default."""
    host = draw(st.sampled_from(BOOK.hosts))
    entry = draw(DAYS)
    countries = st.sampled_from(["MX", "GT", "HN", "SV", "BR", "VE", "CU", "XX", "CM", "CA", "US"])
    leg = st.fixed_dictionaries(
        {"country": countries},
        optional={
            "sought": st.sampled_from(["none", "pending", "denied_final", "granted"]),
            "party": st.booleans(),
        },
    )
    record: dict[str, object] = {
        "host": host,
        "nationality": draw(countries),
        "entry_date": entry.isoformat(),
        "border": draw(st.sampled_from(BORDERS_OF_HOST[host])),
        "route": draw(st.lists(leg, max_size=5)),
    }
    for name, fact in FACTS.items():
        if name in record or name.startswith("relative_") or name == "habitual_residence":
            continue
        if fact.kind == "word" and draw(st.booleans()):
            record[name] = draw(st.sampled_from(fact.words))
        elif fact.kind == "bool" and draw(st.booleans()):
            record[name] = draw(st.booleans())
    record["age"] = draw(st.integers(0, 100))
    for name in ("decision_date", "claim_date"):
        if draw(st.booleans()):
            record[name] = max(entry, draw(DAYS)).isoformat()
    if draw(st.booleans()):
        record["metered_first"] = min(entry, draw(DAYS)).isoformat()
    return record


@settings(max_examples=300, deadline=None)
@given(records())
def test_any_case_a_user_could_write(record: dict[str, object]) -> None:
    facts = facts_of([record])
    assert decide(facts, BOOK).words(0) == SECOND.decide(facts.record(0, defaults=True))
