"""Every date of the rules is pinned: cases around it, and a rule moved by one day is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from suasion.asylum import Boundary, Facts, boundaries, coverage, decide, probe, read_cases, rulebook, windows
from suasion.asylum.engine.evaluate import Decisions
from suasion.asylum.rules.rulebook import Rulebook
from suasion.asylum.use.boundaries import moved, standings
from suasion.errors import InputError

BOOK = rulebook()
INVENTED = rulebook(Path(__file__).parent / "invented")
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "asylum" / "cases.yaml"
SIDES = (-1, 1)
CAUGHT_SHARE = 0.95

# moves of a date that change no decision, with the rule or order that hides them; they must change a clause of the rule
# or what an order is said to be. A new rule whose date lands here must say why
HIDDEN = {
    "CA_US_STCA.orders.0.effective": "FCA-2020-10-26 stays it before it takes effect",
    "CA_US_STCA.orders.1.effective": "FC-2020-07-22, which it stays, does not bind yet",
    "CA_US_STCA.orders.2.effective": "FCA-2020-10-26 stays already what it reverses",
    "CLP.orders.0.effective": "the stay of Aug 3 2023 comes before it takes effect",
    "CLP.orders.1.effective": "what it stays does not bind yet",
    "CLP.orders.1.ends": "what it stays is vacated on the same day",
    "CLP.orders.3.effective": "the stay holds already what it vacates",
    "EU_TR_SAFE_COUNTRY.force.0.to": "stopped before",
    "EU_TR_SAFE_COUNTRY.orders.1.effective": "stopped before",
    "EU_TR_SAFE_COUNTRY.orders.2.effective": "stopped before",
    "MPP.orders.0.effective": "ILL-2019-04-12 stays it on the day",
    "MPP.orders.3.effective": "ILL-2019-04-12 stays already",
    "MPP.orders.4.effective": "MPP.applied: nobody is enrolled since January 2021",
    "MPP.orders.5.effective": "MPP.applied: nobody is enrolled since January 2021",
    "MPP_RESTART.applied.0.to": "DHS-2021-10-29 takes effect on the same day",
    "MPP_RESTART.orders.0.effective": "MPP_RESTART.applied ends on the same day",
    "MPP_RESTART.orders.1.effective": "MPP_RESTART.applied has ended",
    "MX_30_DAYS: terms_suspended_from": "MX_30_DAYS.scope: who entered so late is still in time on the day",
    "PROC_10888.orders.0.effective": "RAICES-2025-07-11 stays it before it takes effect",
    "PROC_10888.orders.1.effective": "RAICES-2025-07-02, which it stays, does not bind yet",
    "PROC_10888_ASYLUM.orders.0.effective": "RAICES-2025-07-11-ASYLUM stays it before it takes effect",
    "PROC_10888_ASYLUM.orders.1.effective": "RAICES-2025-07-02-ASYLUM, which it stays, does not bind yet",
    "PROC_10888_ASYLUM.orders.1.ends": "the partial stay takes over on the same day",
    "PROC_9822.orders.0.ends": "EBAY-2018-12-19 takes over on the same day",
    "PROC_9822.orders.4.effective": "EBAY-2018-12-19 enjoins already",
    "T42.orders.3.effective": "LOUISIANA-2022-05-20 stays it before it takes effect",
    "T42.orders.4.effective": "CDC-2022-04-01, which it stays, does not bind yet",
    "T42.orders.6.effective": "HUISHA-2022-11-15, which it stays, never took effect",
    "TCTB.applied.0.to": "CAIR-2020-06-30 vacates it before",
    "TCTB.orders.3.effective": "BARR-2019-09-11 stays the whole injunction on the same day",
    "TCTB_FINAL.applied.0.from": "TCTB_FINAL.force begins on the same day",
}


@dataclass(frozen=True)
class Mutant:
    """One date moved by a day, and at what it was noticed: read, decision, clause, order, or nothing."""

    path: str
    side: int
    noticed: str
    book: Rulebook | None


@pytest.fixture(scope="module")
def found() -> list[Boundary]:
    return boundaries(BOOK)


@pytest.fixture(scope="module")
def mutants(found: list[Boundary]) -> list[Mutant]:
    own = [decide(boundary.facts, BOOK) for boundary in found]
    shared = [read_cases(SHARED)[0]] if SHARED.is_file() else []
    return list(_mutants(found, own, [(facts, decide(facts, BOOK)) for facts in shared]))


def _mutants(found: list[Boundary], own: list[Decisions], shared: list[tuple[Facts, Decisions]]) -> Iterator[Mutant]:
    for boundary in {boundary.path: boundary for boundary in found}.values():
        near = [(one.facts, decided) for one, decided in zip(found, own, strict=True) if one.rule == boundary.rule]
        for side in SIDES:
            try:
                book = moved(BOOK, boundary, side)
            except InputError:  # an order before its issue, two rules in force on one day
                yield Mutant(boundary.path, side, "read", None)
                continue
            assert book is not None, boundary.path
            yield Mutant(boundary.path, side, _noticed(book, boundary.rule, near, shared), book)


def _noticed(book: Rulebook, rule: str, near: list[Any], shared: list[Any]) -> str:
    if any(decide(facts, book, check_overrides=False).differs(own).any() for facts, own in near):
        return "decision"
    one, other = BOOK.rule(rule), book.rule(rule)
    others = [(facts, own, decide(facts, book)) for facts, own in near]
    if any(_clauses(own, rule) != _clauses(decided, rule) for _, own, decided in others):
        return "clause"
    if any(standings(facts, one) != standings(facts, other) for facts, _, _ in others):
        return "order"
    known = any(decide(facts, book, reasons=False, check_overrides=False).differs(own).any() for facts, own in shared)
    return "decision" if known else "nothing"


def _clauses(decisions: Decisions, rule: str) -> dict[str, list[bool]]:
    bits = enumerate(decisions.parts[0].program.bits)
    return {str(bit): decisions.clause(number).tolist() for number, bit in bits if bit.rule == rule}


def test_of_all_dates_moved_by_a_day_nearly_all_are_noticed(mutants: list[Mutant]) -> None:
    assert len(mutants) > 200
    unnoticed = sorted({mutant.path for mutant in mutants if mutant.noticed == "nothing"})
    assert set(unnoticed) <= set(HIDDEN)
    assert 1 - sum(mutant.noticed == "nothing" for mutant in mutants) / len(mutants) >= CAUGHT_SHARE


def test_what_changes_no_decision_is_listed_with_what_hides_it(mutants: list[Mutant]) -> None:
    hidden = {mutant.path for mutant in mutants if mutant.noticed not in ("read", "decision")}
    assert hidden <= set(HIDDEN), "say in HIDDEN which rule or order hides these dates"


def test_what_hides_behind_another_order_can_change_no_decision_at_all(mutants: list[Mutant]) -> None:
    """The table of the law is the same, day by day and class by class: no case whatever could notice."""
    orders = [mutant for mutant in mutants if mutant.noticed == "order"]
    assert len(orders) > 10
    for mutant in orders:
        assert mutant.book is not None
        rule = mutant.path.partition(".")[0]
        assert running(mutant.book, rule) == running(BOOK, rule), mutant.path


def running(book: Rulebook, rule: str) -> dict[str, list[tuple[int | None, int | None]]]:
    """The days on which a rule is in force and not stopped, by class of cases, spans that touch joined."""
    spans: dict[str, list[tuple[int | None, int | None]]] = {}
    for row in windows(book, rule):
        mine = spans.setdefault(row.whom, [])
        if row.state == "in force":
            if mine and mine[-1][1] == row.start:
                mine[-1] = (mine[-1][0], row.end)
            else:
                mine.append((row.start, row.end))
    return spans


def test_cases_stand_on_the_day_before_the_day_and_the_day_after(found: list[Boundary]) -> None:
    for boundary in found:
        column = {"entry": "entry_date", "decision": "decision_date", "claim": "claim_date"}.get(boundary.clock)
        days = boundary.facts.columns[column or boundary.clock]
        assert days.tolist() == [boundary.day - 1, boundary.day, boundary.day + 1]


def test_a_boundary_notices_what_it_says_it_notices(found: list[Boundary]) -> None:
    pinned = [boundary for boundary in found if boundary.pins == "decision"]
    assert len(pinned) > 70
    for boundary in pinned:
        assert boundary.notices
        own = decide(boundary.facts, BOOK)
        assert list(boundary.decisions) == [own.words(row) for row in range(3)]
        for side in boundary.notices:
            book = moved(BOOK, boundary, side)
            assert book is not None
            assert decide(boundary.facts, book, check_overrides=False).differs(own).any()
    assert not any(boundary.notices for boundary in found if boundary.pins != "decision")


@pytest.mark.parametrize("seed", [1, 2])
def test_other_luck_pins_the_same_dates(found: list[Boundary], seed: int) -> None:
    """What is pinned hangs on the rules, not on which cases happened to be drawn."""
    pinned = {boundary.path for boundary in found if boundary.pins == "decision"}
    assert {boundary.path for boundary in boundaries(BOOK, seed) if boundary.pins == "decision"} == pinned


def test_the_same_seed_gives_the_same_cases() -> None:
    one, again, other = (boundaries(INVENTED, seed) for seed in (0, 0, 1))
    assert [boundary.facts.record(0) for boundary in one] == [boundary.facts.record(0) for boundary in again]
    assert [boundary.facts.record(0) for boundary in one] != [boundary.facts.record(0) for boundary in other]


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
