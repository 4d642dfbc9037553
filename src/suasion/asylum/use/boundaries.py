"""For every date of the rules a case on the day before, the day, and the day after: what pins the date.

Story-like cases do not pin dates; these do. Cases are searched among random ones; the plainest that would end otherwise
if the date were moved is kept, one that notices a move to either side before two that notice one each. Dates that no
decision feels are named as such: an order that another replaces on the same day, or a rule that a stronger one hides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from suasion.asylum.dates import NO_DAY, iso
from suasion.asylum.engine.evaluate import Decisions, decide
from suasion.asylum.facts.table import Array, Facts, default_of
from suasion.asylum.facts.vocabulary import CLOCKS, FACTS
from suasion.asylum.language.arithmetic import holds
from suasion.asylum.language.nodes import Not, Truth
from suasion.asylum.rules import orders as court
from suasion.asylum.rules.model import ALWAYS, Rule, Window
from suasion.asylum.rules.overrides import Overrides
from suasion.asylum.rules.rulebook import Rulebook
from suasion.asylum.use.probes import probe, steered
from suasion.errors import InputError
from suasion.streams import Stream

SAMPLE = 4_000
MORE_LOOKS = 2  # at fresh cases, for a date that no decision feels
LOOKED_AT = 40  # plainest cases whose orders are looked at where no decision and no clause feels a date
SIDES = (1, -1)


@dataclass(frozen=True)
class Boundary:
    """One date of a rule and a case around it.

    `clock` : entry, decision, claim, or the fact whose date it is (metered_first)
    `facts` : three cases, on the day before, the day, and the day after the date
    `decisions` : their decisions in words
    `notices` : moves of the date, in days, that change one of these decisions
    `pins` : what changes if the date is moved by a day: a decision; only whether a clause of the rule holds; only what
        an order is said to be (not yet, stopped, ...); or nothing
    """

    rule: str
    path: str
    clock: str
    day: int
    pins: str
    notices: tuple[int, ...]
    facts: Facts
    decisions: tuple[dict[str, str | None], ...]

    def __str__(self) -> str:
        before, after = self.decisions[0], self.decisions[1]
        return (
            f"{self.path} {iso(self.day)} ({self.clock}): {before['outcome']}, asylum {before['asylum']} -> "
            f"{after['outcome']}, asylum {after['asylum']} [{self.pins}]"
        )


def boundaries(
    book: Rulebook, seed: int = 0, sample: int = SAMPLE, rules: Collection[str] | None = None
) -> list[Boundary]:
    """Cases around every date of every rule that is enabled: one a date, or two where none notices moves both ways.

    Parameters
    ----------
    seed : int                         of the search; the same seed gives the same cases
    sample : int                       cases looked through for each date
    rules : collection of str          ids of rules to look at; all if none are named
    """
    found: list[Boundary] = []
    common = probe(book, sample * 2, _luck(seed, "cases"))
    for rule in book.rules if rules is None else [book.rule(name) for name in rules]:
        pools: dict[tuple[Truth, ...], Facts] = {}
        luck = _luck(seed, f"rule {rule.id}")  # of its own, so that a rule added elsewhere changes nothing here
        for path, clock, on in rule.dates():
            wanted = _wanted(rule, path)
            if wanted not in pools:
                pools[wanted] = steered(common, rule.host, wanted, luck).take(slice(0, sample))
            here = list(_Search(book, rule, path, clock, on, pools[wanted]).boundaries())
            for _ in range(MORE_LOOKS):
                if here[0].pins == "decision":
                    break
                pool = steered(probe(book, sample * 2, luck), rule.host, wanted, luck).take(slice(0, sample))
                again = list(_Search(book, rule, path, clock, on, pool).boundaries())
                here = again if again[0].pins == "decision" else here
            found += here
    return found


def _luck(seed: int, name: str) -> np.random.Generator:
    words = Stream(seed, f"boundaries/{name}").uniforms(range(1), 1)[0, 0]
    return np.random.default_rng(int(words * 2**53))


def moved(book: Rulebook, boundary: Boundary, days: int) -> Rulebook | None:
    """The rules with the date of a boundary moved; None if it stands in a condition and has no name.

    Raises
    ------
    InputError                         if the rules would contradict themselves
    """
    return _moved_rules(book, book.rule(boundary.rule), boundary.path, boundary.day, days)


def _moved_rules(book: Rulebook, rule: Rule, path: str, on: int, days: int) -> Rulebook | None:
    if ":" not in path:
        return book.changed(Overrides({path: iso(on + days)}))
    name = path.partition(": ")[2]
    regime = next((regime for regime in book.regimes if regime.id == rule.regime), None)
    if regime is None or name not in regime.parameters:
        return None
    value = int(regime.parameters[name].code)  # `after` a day: the day on which something changes is the next
    return book.changed(Overrides({f"{regime.id}.parameters.{name}.value": iso(value + days)}))


def _wanted(rule: Rule, path: str) -> tuple[Truth, ...]:
    """What a case must meet to feel a date: the scope, and the conditions of the window, exception or order itself."""
    nodes = [clause.when for clause in rule.scope]
    for window in (*rule.force, *rule.applied):
        if path.startswith(".".join(map(str, window.path))):
            nodes.append(window.where)
    for number, exempt in enumerate(rule.exceptions):
        if path.startswith(f"{rule.id}.exceptions.{number}."):
            nodes.append(exempt.when)
        elif not exempt.windows:
            nodes.append(Not(exempt.when))
    for order in rule.orders:
        if path.startswith(".".join(map(str, order.path))):
            nodes += [order.where, order.whom]
    for destination in rule.effect.destination:
        if destination.window and path.startswith(".".join(map(str, destination.window.path))):
            nodes.append(destination.when)
    return tuple(node for node in nodes if node != ALWAYS)


class _Search:
    """The cases of a pool put around one date, and what moving the date does to each."""

    def __init__(self, book: Rulebook, rule: Rule, path: str, clock: str, on: int, pool: Facts) -> None:
        self.book, self.rule, self.path, self.clock, self.on = book, rule, path, clock, on
        self.count = len(pool)
        rows = np.tile(np.arange(self.count), 3)
        shift = np.repeat(np.array([-1, 0, 1], np.int32), self.count)
        tiled = pool.take(rows)
        later = {"decision": _first_day(rule.applied), "claim": on}
        if rule.scope_date in later:
            later[rule.scope_date] = _first_day(rule.force)
        self.facts = tiled.with_columns(**_around(tiled, clock, on, shift, later))
        self.decisions = decide(self.facts, book, check_overrides=False)
        self.oddness = _oddness(pool)

    def boundaries(self) -> Iterator[Boundary]:
        mutants = {side: found for side in SIDES if (found := self.mutant(side)) is not None}
        others = {side: decide(self.facts, book, check_overrides=False) for side, book in mutants.items()}
        felt = {side: self.by_case(self.decisions.differs(other)) for side, other in others.items()}
        felt = {side: cases for side, cases in felt.items() if cases.any()}
        if felt:
            both = np.logical_and.reduce(list(felt.values()))
            for cases in [both] if both.any() else felt.values():
                best = self.plainest(cases)
                yield self.boundary(best, "decision", tuple(side for side, some in felt.items() if some[best]))
            return
        for other in others.values():
            clauses = self.by_case(_clauses_differ(self.decisions, other, self.rule))
            if clauses.any():
                yield self.boundary(self.plainest(clauses), "clause", ())
                return
        yield self.by_order(mutants)

    def mutant(self, side: int) -> Rulebook | None:
        """The rules with the date moved; None if that can not be done, or is refused, and so noticed, when read."""
        try:
            return _moved_rules(self.book, self.rule, self.path, self.on, side)
        except InputError:
            return None

    def by_case(self, differs: Array) -> Array:
        """Which cases of the pool differ on one of their three days."""
        return np.asarray(differs.reshape(3, self.count).any(axis=0))

    def plainest(self, cases: Array) -> int:
        rows = np.flatnonzero(cases)
        return int(rows[np.argmin(self.oddness[rows])])

    def by_order(self, mutants: dict[int, Rulebook]) -> Boundary:
        """The plainest case in which an order is something else if the date is moved; any case if there is none."""
        for row in np.argsort(self.oddness, kind="stable")[:LOOKED_AT]:
            three = self.three(int(row))
            own = standings(three, self.rule)
            if any(standings(three, book.rule(self.rule.id)) != own for book in mutants.values()):
                return self.boundary(int(row), "order", ())
        return self.boundary(int(np.argmin(self.oddness)), "nothing", ())

    def three(self, row: int) -> Facts:
        return self.facts.take(np.array([row, row + self.count, row + 2 * self.count]))

    def boundary(self, row: int, pins: str, notices: tuple[int, ...]) -> Boundary:
        words = tuple(self.decisions.words(row + day * self.count) for day in range(3))
        return Boundary(self.rule.id, self.path, self.clock, self.on, pins, notices, self.three(row), words)


def standings(facts: Facts, rule: Rule) -> list[list[str]]:
    """What each order of a rule is for each case of a small table: never, not yet, ended, elsewhere, stopped, binds."""
    result = []
    for row in range(len(facts)):
        one = facts.take(slice(row, row + 1))
        reaches = lambda node, one=one: bool(np.all(holds(node, one.columns, one)))  # noqa: E731
        on = int(one.columns["decision_date"][0])
        result.append([court.standing(order, on, rule.orders, reaches) for order in rule.orders])
    return result


def _clauses_differ(one: Decisions, other: Decisions, rule: Rule) -> Array:
    """Whether some clause of a rule holds in one set of decisions and not in the other, case by case."""
    mine, theirs = (_clauses(decisions, rule) for decisions in (one, other))
    result = np.zeros(len(one), np.bool_)
    for name in {*mine, *theirs}:
        result |= mine.get(name, False) != theirs.get(name, False)
    return result


def _clauses(decisions: Decisions, rule: Rule) -> dict[str, Array]:
    bits = decisions.parts[0].program.bits
    return {str(bit): decisions.clause(number) for number, bit in enumerate(bits) if bit.rule == rule.id}


def _first_day(windows: tuple[Window, ...]) -> int:
    return min((window.start for window in windows if window.start is not None), default=NO_DAY)


def _around(facts: Facts, clock: str, on: int, shift: Array, later: dict[str, int]) -> dict[str, Array]:
    """The dates of each case with one clock put around a day, and the others where they can stay.

    Every other case keeps its later dates after the day, and not before `later`, from when the rule can reach them; the
    rest let them follow the entry.
    """
    day = np.int32(on) + shift
    entry, decision, claim = (facts.columns[column] for column in CLOCKS.values())
    first = facts.columns["metered_first"]
    if clock == "entry":
        alone = np.arange(len(facts)) % 2 == 0
        entry = day
        decision = np.where(alone, np.maximum(decision, max(on + 1, later["decision"])), day)
        claim = np.where(alone, np.maximum(claim, max(on + 1, later["claim"])), day)
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


def _oddness(facts: Facts) -> Array:
    """How many facts of each case differ from their default."""
    result: Array = (facts.route != 0).astype(np.int64) + (facts.findings != 0)
    for name, fact in FACTS.items():
        if name not in CLOCKS.values() and name != "nationality":
            result += facts.columns[name] != default_of(fact)
    return result
