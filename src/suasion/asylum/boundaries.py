"""For every date of the rules a case on the day before, the day, and the day after: what pins the date.

Story-like cases do not pin dates; these do. A case is searched among random ones; the plainest is kept. Dates that
change no decision of any case found are named as such: an order that another replaces on the same day, or a rule that
a stronger one hides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from suasion.asylum.dates import iso
from suasion.asylum.evaluate import Decisions, decide
from suasion.asylum.facts import Array, Facts, default_of
from suasion.asylum.nodes import Truth
from suasion.asylum.overrides import Overrides
from suasion.asylum.probes import probe, steered
from suasion.asylum.rulebook import Rulebook
from suasion.asylum.rules import ALWAYS, Rule
from suasion.asylum.vocabulary import CLOCKS, FACTS
from suasion.errors import InputError

SAMPLE = 4_000


@dataclass(frozen=True)
class Boundary:
    """One date of a rule and a case around it.

    `clock` : entry, decision, claim, or the fact whose date it is (metered_first)
    `facts` : three cases, on the day before, the day, and the day after the date
    `decisions` : their decisions in words
    `pins` : decision (the decision changes on the day, and would not if the date were a day later), shared (it changes,
        but another date of the rules would do the same), rule (only whether the rule applies changes), nothing
    """

    rule: str
    path: str
    clock: str
    day: int
    pins: str
    facts: Facts
    decisions: tuple[dict[str, str | None], ...]

    def __str__(self) -> str:
        before, after = self.decisions[0], self.decisions[1]
        return (
            f"{self.path} {iso(self.day)} ({self.clock}): {before['outcome']}, asylum {before['asylum']} -> "
            f"{after['outcome']}, asylum {after['asylum']} [{self.pins}]"
        )


def boundaries(book: Rulebook, seed: int = 0, sample: int = SAMPLE) -> list[Boundary]:
    """A case around every date of every rule that is enabled.

    Parameters
    ----------
    seed : int                         of the search; the same seed gives the same cases
    sample : int                       cases looked through for each date
    """
    rng = np.random.default_rng(seed)
    common = probe(book, sample * 2, rng)
    found = []
    for rule in book.rules:
        pools: dict[tuple[Truth, ...], Facts] = {}
        for path, clock, on in rule.dates():
            wanted = _wanted(rule, path)
            if wanted not in pools:
                pools[wanted] = steered(common, rule.host, wanted, rng).take(slice(0, sample))
            found.append(_around(book, rule, path, clock, on, pools[wanted]))
    return found


def _wanted(rule: Rule, path: str) -> tuple[Truth, ...]:
    """What a case must meet to feel a date: the scope, and the conditions of the window, exception or order itself."""
    nodes = [clause.when for clause in rule.scope]
    for window in (*rule.force, *rule.applied):
        if path.startswith(".".join(map(str, window.path))):
            nodes.append(window.where)
    for number, exempt in enumerate(rule.exceptions):
        if path.startswith(f"{rule.id}.exceptions.{number}."):
            nodes.append(exempt.when)
    for order in rule.orders:
        if path.startswith(".".join(map(str, order.path))):
            nodes += [order.where, order.whom]
    for destination in rule.effect.destination:
        if destination.window and path.startswith(".".join(map(str, destination.window.path))):
            nodes.append(destination.when)
    return tuple(node for node in nodes if node != ALWAYS)


def _around(book: Rulebook, rule: Rule, path: str, clock: str, on: int, pool: Facts) -> Boundary:
    count = len(pool)
    rows = np.tile(np.arange(count), 3)
    shift = np.repeat(np.array([-1, 0, 1], np.int32), count)
    tiled = pool.take(rows)
    facts = tiled.with_columns(**_moved(tiled, clock, on, shift))
    decisions = decide(facts, book, check_overrides=False)
    changes = _different(decisions, count)
    pins, mine = "decision", np.flatnonzero(changes)
    felt = [_felt(book, path, on, by, facts, decisions, count) for by in (1, -1)]
    if felt[0] is not None:
        mine = np.flatnonzero(changes & felt[0])
        both = np.flatnonzero(changes & felt[0] & felt[1]) if felt[1] is not None else mine
        mine = both if len(both) else mine
    if not len(mine):
        pins, mine = "shared", np.flatnonzero(changes)
    if not len(mine):
        applies = _applies(decisions, rule).reshape(3, count)
        pins, mine = "rule", np.flatnonzero(applies[0] != applies[1])
    if not len(mine):
        pins, mine = "nothing", np.arange(1)
    best = int(mine[np.argmin(_oddness(pool)[mine])])
    kept = np.array([best, best + count, best + 2 * count])
    words = tuple(decisions.words(int(row)) for row in kept)
    return Boundary(rule.id, path, clock, on, pins, facts.take(kept), words)


def _felt(book: Rulebook, path: str, on: int, by: int, facts: Facts, decisions: Decisions, count: int) -> Array | None:
    """Which cases end otherwise if a date is moved by a day: on the day itself if later, on the day before if earlier.

    None where the date stands in a condition, or the rules would clash.
    """
    if ":" in path:
        return None
    try:
        moved = book.changed(Overrides({path: iso(on + by)}))
    except InputError:
        return None
    day = slice(count, 2 * count) if by > 0 else slice(0, count)
    other = decide(facts.take(day), moved, reasons=False, check_overrides=False)
    result = np.zeros(count, np.bool_)
    for name in ("outcome", "asylum", "screen", "destination"):
        result |= getattr(other, name) != getattr(decisions, name)[day]
    return result


def _moved(facts: Facts, clock: str, on: int, shift: Array) -> dict[str, Array]:
    """The dates of each case with one clock put around a day, and the others where they can stay.

    Every other case keeps its later dates after the day, the rest let them follow the entry.
    """
    day = np.int32(on) + shift
    entry, decision, claim = (facts.columns[column] for column in CLOCKS.values())
    first = facts.columns["metered_first"]
    if clock == "entry":
        alone = np.arange(len(facts)) % 2 == 0
        entry = day
        decision = np.where(alone, np.maximum(decision, on + 1), day)
        claim = np.where(alone, np.maximum(claim, on + 1), day)
    elif clock in CLOCKS:
        entry = np.minimum(entry, on - 1)
        decision = day if clock == "decision" else np.maximum(decision, entry)
        claim = day if clock == "claim" else np.maximum(claim, entry)
    else:
        first, entry = day, np.maximum(entry, on + 1)
    return {
        "entry_date": entry,
        "decision_date": np.maximum(decision, entry),
        "claim_date": np.maximum(claim, entry),
        "metered_first": np.where(first > entry, entry, first),
    }


def _different(decisions: Decisions, count: int) -> Array:
    """Whether the decision on the day differs from that on the day before."""
    result = np.zeros(count, np.bool_)
    for name in ("outcome", "asylum", "screen", "destination"):
        column = getattr(decisions, name).reshape(3, count)
        result |= column[0] != column[1]
    return result


def _applies(decisions: Decisions, rule: Rule) -> Array:
    bits = [
        decisions.clause(number) == bit.must_hold
        for number, bit in enumerate(decisions.parts[0].program.bits)
        if bit.rule == rule.id
    ]
    return np.asarray(np.logical_and.reduce(bits))


def _oddness(facts: Facts) -> Array:
    """How many facts of each case differ from their default."""
    result: Array = (facts.route != 0).astype(np.int64) + (facts.findings != 0)
    for name, fact in FACTS.items():
        if name not in CLOCKS.values() and name != "nationality":
            result += facts.columns[name] != default_of(fact)
    return result
