"""A rulebook compiled for numpy: for each rule its clauses, and for each axis the order in which rules decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from suasion.asylum.engine.windows import Classes, Days, lookup_slot, table
from suasion.asylum.facts.table import Facts
from suasion.asylum.facts.vocabulary import ASYLUM, CLOCKS, FROM_ELIGIBILITY, HOSTS, OUTCOMES, SCREENS
from suasion.asylum.language.arithmetic import Array, Steps
from suasion.asylum.language.nodes import Always
from suasion.asylum.rules import orders as court
from suasion.asylum.rules.model import ALWAYS, AXES, Axis, Exempt, Rule, Switch, Window
from suasion.asylum.rules.rulebook import Rulebook

OUTCOME_WORDS = tuple(OUTCOMES)


@dataclass(frozen=True)
class Bit:
    """One clause of one rule, as one bit of the reasons of a case.

    `part`: host, force, applied, switch, scope, stopped (by orders), exception.
    The rule applies if all of host, force, applied, switch and scope hold and no other does.
    """

    rule: str
    part: Literal["host", "force", "applied", "switch", "scope", "stopped", "exception"]
    id: str

    @property
    def must_hold(self) -> bool:
        return self.part not in ("stopped", "exception")

    def __str__(self) -> str:
        return f"{self.rule}.{self.part}" + (f".{self.id}" if self.id else "")


@dataclass(frozen=True)
class Entry:
    """One thing that can decide on an axis: a rule, or the named exception of one over the baseline.

    `bits`: places of its clauses among all, with what each must be.
    """

    rule: Rule
    reported_as: str
    exempt: Exempt | None
    bits: tuple[tuple[int, bool], ...]


class Program:
    """What `decide` runs: made from a rulebook, without any state of a run."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.steps = Steps()
        self.bits: list[Bit] = []
        self.slots: list[int] = []
        changes = [on for rule in book.rules for _, _, on in rule.dates()]
        changes += [on for rule in book.rules for on in court.days_of_change(rule.orders)]
        self.days = Days.around(changes)
        self._clocks: dict[str, int] = {}
        self._hosts: dict[int, int] = {}
        rules = {rule.id: self._rule(rule) for rule in book.rules}
        self.entries: dict[Axis, list[Entry]] = {axis: self._order(axis, rules) for axis in AXES}
        self._table()

    def _order(self, axis: Axis, rules: dict[str, tuple[tuple[int, bool], ...]]) -> list[Entry]:
        """What can decide on an axis, weakest first: baselines, named exceptions, rules."""
        weakest_first = self.book.axis(axis)[::-1]
        entries = [Entry(rule, rule.reported_as, None, rules[rule.id]) for rule in weakest_first]
        named = []
        for rule in weakest_first:
            bits = rules[rule.id]
            own = [(at, exempt) for at, exempt in self._exceptions(bits, rule) if exempt.reported_as]
            for at, exempt in reversed(own):
                base = self.book.baseline(axis, rule.host)
                if base is None:
                    continue
                kept = tuple((bit, wanted) for bit, wanted in bits if self.bits[bit].part != "exception")
                named.append(Entry(base, exempt.reported_as or "", exempt, (*kept, (at, True))))
        count = sum(rule.layer == "baseline" for rule in weakest_first)
        return [*entries[:count], *named, *entries[count:]]

    def _exceptions(self, bits: Sequence[tuple[int, bool]], rule: Rule) -> list[tuple[int, Exempt]]:
        at = [bit for bit, _ in bits if self.bits[bit].part == "exception"]
        return list(zip(at, rule.exceptions, strict=True))

    def _rule(self, rule: Rule) -> tuple[tuple[int, bool], ...]:
        """The clauses of a rule as bits; gives their places."""
        first = len(self.bits)
        if len(self.book.hosts) > 1:
            code = np.uint8(HOSTS.index(rule.host))
            host = self.steps.column("host")
            self._bit(rule, "host", "", self._host_slot(host, code))
        if any(window.start is not None or window.end is not None or window.where != ALWAYS for window in rule.force):
            self._bit(rule, "force", "", self._window_slot(rule, rule.force))
        if rule.applied:
            self._bit(rule, "applied", "", self._window_slot(rule, rule.applied))
        if rule.switch:
            self._bit(rule, "switch", "", self._switch_slot(rule.switch))
        for clause in rule.scope:
            self._bit(rule, "scope", clause.id, self.steps.slot(clause.when))
        stopped = self._stopped_slot(rule, rule.id)
        if stopped is not None:
            self._bit(rule, "stopped", "", stopped)
        for exempt in rule.exceptions:
            self._bit(rule, "exception", exempt.id, self._exempt_slot(rule, exempt))
        return tuple((at, self.bits[at].must_hold) for at in range(first, len(self.bits)))

    def _bit(self, rule: Rule, part: Any, name: str, slot: int) -> None:
        self.bits.append(Bit(rule.id, part, name))
        self.slots.append(slot)

    def _host_slot(self, column: int, code: np.uint8) -> int:
        if int(code) not in self._hosts:
            self._hosts[int(code)] = self.steps.add(lambda slots: slots[column] == code)
        return self._hosts[int(code)]

    def _day_slot(self, clock: str) -> int:
        """The slot with the place of each case's date on a clock among the days of the tables."""
        if clock not in self._clocks:
            column = self.steps.column(CLOCKS[clock])
            self._clocks[clock] = self.steps.add(lambda slots: self.days.index(slots[column]))
        return self._clocks[clock]

    def _window_slot(self, rule: Rule, windows: Sequence[Window]) -> int:
        if len(windows) == 1 and isinstance(windows[0].where, Always):
            return self._span_slot(windows[0])
        classes = Classes([window.where for window in windows], self.steps, rule.id)
        changes = [on for window in windows for on in (window.start, window.end) if on is not None]

        def state(on: int, answers: Any) -> bool:
            return any(window.holds(on) and answers(window.where) for window in windows)

        array = table(classes, self.days, changes, state)
        return lookup_slot(self.steps, array, classes, self._day_slot(windows[0].clock))

    def _span_slot(self, window: Window) -> int:
        """One span of days for everybody: two comparisons."""
        column = self.steps.column(CLOCKS[window.clock])
        start, end = window.start, window.end
        if start is None:
            return self.steps.add(lambda slots: slots[column] < end)
        if end is None:
            return self.steps.add(lambda slots: slots[column] >= start)
        # one comparison of unsigned differences instead of two and an `and`
        return self.steps.add(lambda slots: (slots[column] - np.int32(start)).view(np.uint32) < np.uint32(end - start))

    def _stopped_slot(self, rule: Rule, target: str) -> int | None:
        """Whether some order stops the rule, or one of its exceptions; None if no order ever does."""
        concerned = court.concerning(target, rule.orders)
        if not concerned:
            return None
        classes = Classes(court.classes(concerned), self.steps, rule.id)

        def state(on: int, answers: Any) -> bool:
            return bool(court.stopping(target, on, concerned, answers))

        array = table(classes, self.days, court.days_of_change(concerned), state)
        return lookup_slot(self.steps, array, classes, self._day_slot("decision")) if array.any() else None

    def _exempt_slot(self, rule: Rule, exempt: Exempt) -> int:
        slots = [self.steps.slot(exempt.when)]
        if exempt.windows:
            slots.append(self._window_slot(rule, exempt.windows))
        stopped = self._stopped_slot(rule, exempt.id)
        if stopped is not None:
            slots.append(self.steps.add(lambda values: ~values[stopped]))
        if len(slots) == 1:
            return slots[0]
        return self.steps.add(lambda values: np.logical_and.reduce([values[slot] for slot in slots]))

    def _switch_slot(self, switch: Switch) -> int:
        column = self.steps.column(CLOCKS[switch.clock])
        findings = self.steps.column("findings")
        lists = self.steps.column("finding_lists")
        return self.steps.add(lambda slots: switched(switch, slots[column], slots[findings], slots[lists]))

    def _table(self) -> None:
        """Words of a decision for every pair of what decides on the two axes; entry 0 of each stands for nothing."""
        disposition, eligibility = self.entries["disposition"], self.entries["eligibility"]
        self.reported = tuple(dict.fromkeys(e.reported_as for axis in AXES for e in self.entries[axis])) or ("",)
        shape = (len(disposition) + 1, len(eligibility) + 1)
        words: dict[str, NDArray[np.uint8]] = {
            name: np.full(shape, 255, np.uint8) for name in ("outcome", "asylum", "screen", "rule", "by")
        }
        for row, what in enumerate(disposition, 1):
            own = what.rule.effect
            for column, bar in enumerate([None, *eligibility]):
                other = bar.rule.effect if bar else None
                if FROM_ELIGIBILITY in own.words and other is None:
                    continue
                outcome = own.outcome if own.outcome != FROM_ELIGIBILITY else other.outcome if other else ""
                asylum = own.asylum if own.asylum != FROM_ELIGIBILITY else other.asylum if other else ""
                screen = own.screen if own.screen != FROM_ELIGIBILITY else other.screen if other else ""
                leaves = own.outcome == FROM_ELIGIBILITY and bar is not None
                words["outcome"][row, column] = OUTCOME_WORDS.index(outcome)
                words["asylum"][row, column] = ASYLUM.index(asylum)
                words["screen"][row, column] = SCREENS.index(screen)
                reported = bar.reported_as if leaves and bar else what.reported_as
                words["rule"][row, column] = self.reported.index(reported)
                words["by"][row, column] = leaves
        self.words = {name: array.reshape(-1) for name, array in words.items()}
        self.width = shape[1]

    def run(self, facts: Facts, rows: slice) -> list[Any]:
        """All slots for some rows: the clauses at `slots`."""
        return self.steps.run(facts, rows)


def switched(switch: Switch, days: Array, findings: Array, lists: Sequence[Sequence[tuple[int, int]]]) -> Array:
    """Whether a rule that findings turn off and on is on, by the findings of each case."""
    result = np.ones(len(days), np.bool_)
    present = np.bincount(findings, minlength=len(lists))
    for number, found in enumerate(lists):
        if not found or not present[number]:
            continue
        mine = findings == number
        on = np.ones(len(days), np.bool_)
        for since, now in turns(switch, found):
            on[days >= since] = now
        result[mine] = on[mine]
    return result


def turns(switch: Switch, found: Sequence[tuple[int, int]]) -> list[tuple[int, bool]]:
    """The days from which a rule is off or on. A finding that comes before an earlier one has worked overtakes it."""
    days: list[tuple[int, bool]] = []
    for kind, on in found:
        if kind not in (switch.off, switch.on):
            continue
        now = kind == switch.on
        since = on + (switch.on_days if now else switch.off_days)
        days = [(day, state) for day, state in days if day < since]
        days.append((since, now))
    return days
