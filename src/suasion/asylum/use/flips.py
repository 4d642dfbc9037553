"""The nearest change of dates that would change a decision: "one day later: barred".

Decisions change only on days that stand in the rules, so the search looks at those days, the days before them, and
every day close by; it is exact for shifts of the decision alone, and for whole shifts of a case but for a leap day that
a deadline in years takes in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from suasion.asylum.engine.evaluate import Decisions, decide, program, under
from suasion.asylum.facts.table import Array, Facts
from suasion.asylum.language.arithmetic import reduced
from suasion.asylum.language.nodes import Compare, Constant, Days, Node, YearsAfter, walk
from suasion.asylum.rules.rulebook import Rulebook

CLOSE_DAYS = 60
"""Every shift up to this many days is looked at, for deadlines in days and in working days."""


@dataclass(frozen=True)
class Flip:
    """A shift in days that changes the decision, and what it becomes; `moved`: all dates, the decision, the claim."""

    moved: str
    days: int
    decision: dict[str, str | None]

    def __str__(self) -> str:
        count = abs(self.days)
        unit = "day" if count == 1 else "days"
        what = {"all dates": "", "decision": "decided ", "claim": "claimed "}[self.moved]
        to = f"{self.decision['outcome']}, asylum {self.decision['asylum']} (rule {self.decision['rule']})"
        number = "one" if count == 1 else f"{count:,}"
        return f"{what}{number} {unit} {'later' if self.days > 0 else 'earlier'}: {to}"


@dataclass(frozen=True)
class Candidates:
    """Cases to decide along with one case: how each is moved, and by how many days."""

    facts: Facts
    moved: tuple[str, ...]
    days: Array


def days_of(book: Rulebook) -> tuple[Array, Array]:
    """The days on which any rule changes, and the lengths in days that stand in its conditions."""
    known = book.__dict__.get("_days_of")
    if known is None:
        changes = {on for rule in book.rules for _, _, on in rule.dates()}
        lengths: set[int] = set()
        for rule in book.rules:
            for node in rule.nodes():
                changes |= set(_dates(node))
                lengths |= set(_lengths(node))
        known = np.array(sorted(changes), np.int64), np.array(sorted(lengths), np.int64)
        book.__dict__["_days_of"] = known
    return known


def _dates(node: Node) -> Iterator[int]:
    """Dates that stand in a condition, with the next day: `after` differs from `from` by one."""
    for part in walk(node):
        if isinstance(part, Constant) and part.kind == "date" and part.text != "none":
            yield from (int(part.code), int(part.code) + 1)


def _lengths(node: Node) -> Iterator[int]:
    for part in walk(node):
        if isinstance(part, Compare) and isinstance(part.left, Days) and isinstance(part.right, Constant):
            yield from (int(part.right.code), int(part.right.code) + 1)
        elif isinstance(part, YearsAfter):
            shortest = 365 * int(part.years.code) + int(part.years.code) // 4
            yield from range(shortest - 1, shortest + 3)


def candidates(facts: Facts, book: Rulebook) -> Candidates:
    """Shifted copies of the only case of a table, the case itself first."""
    entry, decision, claim = (int(facts.columns[f"{name}_date"][0]) for name in ("entry", "decision", "claim"))
    rules = under(book, facts.scenarios[int(facts.scenario[0])])
    changes, lengths = days_of(rules)
    close = np.arange(-CLOSE_DAYS, CLOSE_DAYS + 1)
    edges = np.concatenate([changes, changes - 1])
    whole = np.unique(np.concatenate([close, *(edges - clock for clock in (entry, decision, claim))]))
    decided = np.unique(np.concatenate([close, edges - decision]))
    decided = decided[decided >= entry - decision]
    claimed = np.unique(np.concatenate([close, edges - claim, entry + lengths - claim]))
    claimed = claimed[claimed >= entry - claim]
    whole, decided, claimed = (shifts[shifts != 0] for shifts in (whole, decided, claimed))
    days = np.concatenate([[0], whole, decided, claimed]).astype(np.int32)
    first, second = 1 + len(whole), 1 + len(whole) + len(decided)
    for node in program(rules).steps.routes:
        reduced(node, facts)  # the route stays the same, whatever the dates
    shifted = facts.take(np.zeros(len(days), np.intp))
    move = {name: days.copy() for name in ("entry_date", "decision_date", "claim_date")}
    move["entry_date"][first:] = 0
    move["decision_date"][second:] = 0
    move["claim_date"][first:second] = 0
    moved = ("all dates",) * first + ("decision",) * len(decided) + ("claim",) * len(claimed)
    columns = {name: shifted.columns[name] + by for name, by in move.items()}
    return Candidates(shifted.with_columns(**columns), moved, days)


def nearest(found: Candidates, decisions: Decisions) -> list[Flip]:
    """The nearest flip of each kind and direction, nearest first."""
    differs = np.zeros(len(decisions), np.bool_)
    for name in ("outcome", "asylum", "screen", "destination"):
        column = getattr(decisions, name)
        differs |= column != column[0]
    best: dict[tuple[str, bool], int] = {}
    for row in np.flatnonzero(differs):
        key = (found.moved[row], bool(found.days[row] > 0))
        if key not in best or abs(found.days[row]) < abs(found.days[best[key]]):
            best[key] = int(row)
    flips = [Flip(moved, int(found.days[row]), decisions.words(row)) for (moved, _), row in best.items()]
    return sorted(flips, key=lambda flip: (abs(flip.days), flip.moved))


def nearest_flips(facts: Facts, book: Rulebook) -> list[Flip]:
    """The nearest changes of dates that change the decision of the only case of a table."""
    found = candidates(facts, book)
    return nearest(found, decide(found.facts, book, reasons=False))
