"""Every date of the rules is pinned: cases around it, and a rule moved by one day is noticed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from suasion.asylum import Boundary, Overrides, boundaries, coverage, decide, probe, rulebook
from suasion.asylum.dates import iso
from suasion.asylum.rulebook import Rulebook
from suasion.errors import InputError

BOOK = rulebook()
INVENTED = rulebook(Path(__file__).parent / "invented")

# dates that no case can feel, each with its reason; a new rule whose date lands here must say why
SILENT = {
    "T42.orders.4.effective": "stays a vacatur that never took effect",
    "MPP.orders.0.effective": "stayed on the day on which it would have bitten",
    "MPP.orders.1.effective": "the stay of that day",
    "MPP.orders.3.effective": "stayed already",
    "TCTB.force.0.to": "vacated before, and the final rule takes over on the day",
    "TCTB.orders.3.effective": "the Supreme Court stays the whole injunction on the same day",
    "PROC_9822.orders.0.ends": "the preliminary injunction takes over on the same day",
    "PROC_9822.orders.1.effective": "the restraining order holds to the same day",
    "PROC_9822.orders.3.effective": "enjoined already",
    "PROC_10888.orders.0.effective": "stayed before it took effect",
    "PROC_10888.orders.1.effective": "the stay comes before what it stays",
    "PROC_10888_ASYLUM.orders.0.effective": "stayed before it took effect",
    "PROC_10888_ASYLUM.orders.1.effective": "the stay comes before what it stays",
    "PROC_10888_ASYLUM.orders.1.ends": "the partial stay takes over on the same day",
    "CA_US_STCA.orders.0.effective": "stayed before it took effect",
    "CA_US_STCA.orders.1.effective": "the stay comes before what it stays",
    "CA_US_STCA.orders.2.effective": "reverses what was stayed",
    "CLP.orders.0.effective": "stayed before it took effect",
    "CLP.orders.1.effective": "the stay comes before what it stays",
    "CLP.orders.1.ends": "what it stays is vacated on the same day",
    "CLP.orders.3.effective": "vacates what was stayed",
    "EU_TR_INADMISSIBLE.force.0.to": "the decision of June 2021 takes over with the same effect for the same people",
    "EU_TR_SAFE_COUNTRY.force.0.to": "stopped before",
    "EU_TR_SAFE_COUNTRY.orders.1.effective": "stopped before",
    "EU_TR_SAFE_COUNTRY.orders.2.effective": "stopped before",
}


@pytest.fixture(scope="module")
def found() -> list[Boundary]:
    return boundaries(BOOK)


def test_every_date_changes_a_decision_or_is_known_to_be_silent(found: list[Boundary]) -> None:
    assert {boundary.path for boundary in found if boundary.pins != "decision"} <= set(SILENT)


def test_cases_stand_on_the_day_before_the_day_and_the_day_after(found: list[Boundary]) -> None:
    for boundary in found:
        column = {"entry": "entry_date", "decision": "decision_date", "claim": "claim_date"}.get(boundary.clock)
        days = boundary.facts.columns[column or boundary.clock]
        assert days.tolist() == [boundary.day - 1, boundary.day, boundary.day + 1]
        if boundary.pins == "decision":
            before, after = ({k: v for k, v in words.items() if k != "rule"} for words in boundary.decisions[:2])
            assert before != after


def test_the_same_seed_gives_the_same_cases() -> None:
    one, again, other = (boundaries(INVENTED, seed) for seed in (0, 0, 1))
    assert [boundary.facts.record(0) for boundary in one] == [boundary.facts.record(0) for boundary in again]
    assert [boundary.facts.record(0) for boundary in one] != [boundary.facts.record(0) for boundary in other]


def moved(book: Rulebook, boundary: Boundary, days: int) -> Rulebook | None:
    """The rules with one date moved; None for dates inside conditions, which are parameters."""
    if ":" in boundary.path:
        return None
    return book.changed(Overrides({boundary.path: iso(boundary.day + days)}))


@pytest.mark.parametrize("days", [-1, 1])
def test_a_date_moved_by_one_day_is_noticed(found: list[Boundary], days: int) -> None:
    unnoticed, tried = [], 0
    for boundary in found:
        try:
            mutant = moved(BOOK, boundary, days)
        except InputError:
            tried += 1  # noticed when it is read: an order before its issue, two rules in force on one day
            continue
        if mutant is None or boundary.path in SILENT:
            continue
        tried += 1
        if not decide(boundary.facts, BOOK).differs(decide(boundary.facts, mutant, check_overrides=False)).any():
            unnoticed.append(boundary.path)
    assert unnoticed == []
    assert tried > 20


@pytest.mark.parametrize("book", [BOOK, INVENTED], ids=["shipped", "invented"])
def test_every_clause_is_true_and_false_in_some_case(book: Rulebook) -> None:
    facts = probe(book, 60_000, np.random.default_rng(11))
    seen = coverage([decide(facts, book)])
    assert seen.complete, seen.text()
    assert len(seen.clauses) == len(set(seen.clauses))


def test_coverage_names_what_is_missing() -> None:
    facts = probe(BOOK, 2_000, np.random.default_rng(11))
    docs = facts.take(np.flatnonzero(facts.columns["docs"] == 1))
    seen = coverage([decide(docs, BOOK)])
    assert not seen.complete
    assert "DOCS.scope.has_documents" in seen.never_false
    assert "never false  DOCS.scope.has_documents" in seen.text()
