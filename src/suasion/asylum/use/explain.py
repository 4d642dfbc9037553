"""Why one case ends as it does: the deciding rule with its source, every rule considered, and what would change it.

This is a model of rules and no legal advice.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from suasion.asylum.dates import iso
from suasion.asylum.engine.evaluate import Decisions, decide_moved, under
from suasion.asylum.engine.program import Entry, Program
from suasion.asylum.facts.table import Facts
from suasion.asylum.facts.vocabulary import CLOCKS
from suasion.asylum.language.arithmetic import holds
from suasion.asylum.language.english import say
from suasion.asylum.language.nodes import Truth
from suasion.asylum.rules import orders as court
from suasion.asylum.rules.model import AXES, WITHOUT_FORCE, Axis, Exempt, Order, Rule, Window
from suasion.asylum.rules.orders import DONE
from suasion.asylum.rules.rulebook import Rulebook
from suasion.asylum.use.flips import Flip, candidates, nearest
from suasion.errors import InputError

NOTICE = "A model of the rules, no legal advice."


@dataclass(frozen=True)
class Considered:
    """One rule and what became of it in this case.

    `status`: decides, applies behind another, does not apply. `because`: the first clause that failed, or what holds.
    `notes`: exceptions not met and orders that did not bind, for rules that apply or would have.
    """

    rule: str
    title: str
    axis: str
    status: str
    because: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    confidence: str


@dataclass(frozen=True)
class Explanation:
    """The decision of one case and its reasons; `text` is what a person reads."""

    case: str
    facts: dict[str, Any]
    decision: dict[str, str | None]
    deciding: tuple[Considered, ...]
    considered: tuple[Considered, ...]
    dates: dict[str, str]
    scenario: str
    changes: tuple[str, ...]
    flips: tuple[Flip, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)

    def text(self) -> str:
        """The explanation in lines of English."""
        words = self.decision
        to = f" to {words['destination']}" if words["destination"] else ""
        lines = [
            f"{self.case}: {words['outcome']}{to}; asylum {words['asylum']}; screening {words['screen']}",
            f"Decided by {words['rule']}. {NOTICE}",
            "Dates: " + ", ".join(f"{name} {on}" for name, on in self.dates.items()),
        ]
        if self.scenario != "enacted":
            lines.append(f"Scenario: {self.scenario}")
        lines += [f"Changed: {change}" for change in self.changes]
        for rule in self.deciding:
            sources = "; ".join(rule.sources)
            lines.append(f"{rule.rule}, {rule.title} ({rule.axis}): {sources}; confidence {rule.confidence}")
            lines += [f"  {because}" for because in (*rule.because, *rule.notes)]
        lines.append("Considered, strongest first:")
        for rule in self.considered:
            lines.append(", ".join([f"  {rule.rule} ({rule.axis}): {rule.status}", *rule.because[:1]]))
            if rule.status == "does not apply":
                lines += [f"    {note}" for note in (*rule.because[1:], *rule.notes)]
        lines.append("Nearest change: " + ("; ".join(map(str, self.flips)) if self.flips else "none by dates"))
        return "\n".join(lines)


def explain(facts: Facts, book: Rulebook, row: int = 0) -> Explanation:
    """Why one case of a table ends as it does.

    Raises
    ------
    InputError                         if there is no such row, its host has no rules, or its scenario is unknown
    """
    if not -len(facts) <= row < len(facts):
        raise InputError("explain", f"there is no case {row}. Allowed: 0 to {len(facts) - 1}")
    row %= len(facts)
    name, facts = facts.name(row), facts.take(slice(row, row + 1))
    rules = under(book, facts.scenarios[int(facts.scenario[0])])
    found = candidates(facts, book)
    decisions = decide_moved(found.facts, book)
    case = _Case(facts, rules, decisions)
    considered = [
        case.considered(axis, rank, entry)
        for axis in AXES
        for rank, entry in reversed([*enumerate(case.program.entries[axis], 1)])
    ]
    mine = [one for one in considered if one is not None]
    return Explanation(
        name,
        facts.record(0),
        decisions.words(0),
        tuple(one for one in mine if one.status == "decides"),
        tuple(mine),
        {clock: str(facts.word(column, 0)) for clock, column in CLOCKS.items()},
        rules.scenario,
        tuple(change.text for change in rules.changes),
        tuple(nearest(found, decisions)),
    )


class _Case:
    """One decided case: answers what held for it."""

    def __init__(self, facts: Facts, book: Rulebook, decisions: Decisions) -> None:
        self.facts, self.book = facts, book
        self.program: Program = decisions.parts[0].program
        bits = np.unpackbits(decisions.parts[0].reasons[:, 0], bitorder="little")
        self.bits = bits[: len(self.program.bits)].astype(bool).tolist()
        self.winner = {axis: int(decisions.deciders[axis][0]) for axis in AXES}
        self.decision = decisions.words(0)
        self.known: dict[Truth, bool] = {}

    def holds(self, node: Truth) -> bool:
        if node not in self.known:
            self.known[node] = bool(np.all(holds(node, self.facts.columns, self.facts)))
        return self.known[node]

    def day(self, clock: str) -> int:
        return int(self.facts.columns[CLOCKS[clock]][0])

    def considered(self, axis: Axis, rank: int, entry: Entry) -> Considered | None:
        """What became of one entry; None for rules of other hosts and named exceptions that do not decide."""
        rule = entry.rule
        if rule.host != self.facts.word("host", 0) or (entry.exempt and self.winner[axis] != rank):
            return None
        failed = [bit for bit, wanted in entry.bits if self.bits[bit] is not wanted]
        because: tuple[str, ...]
        if failed:
            status, because = "does not apply", self.failure(rule, failed)
        else:
            applies = f"applies, but {self.program.entries[axis][self.winner[axis] - 1].reported_as} goes before"
            status = "decides" if self.winner[axis] == rank else applies
            because = tuple(self.met(rule)) if not entry.exempt else (f"excepted: {self.exception(entry.exempt)}",)
        parts = {self.program.bits[bit].part for bit in failed}
        notes = () if parts - {"exception", "stopped"} else (*self.unmet(rule), *self.orders(rule))
        name = entry.reported_as if entry.exempt else rule.id
        return Considered(name, rule.title, axis, status, because, notes, (str(rule.source),), rule.confidence)

    def met(self, rule: Rule) -> list[str]:
        """What holds for a rule that applies."""
        lines = []
        for what, windows in (("in force", rule.force), ("applied", rule.applied)):
            for window in windows:
                bounded = window.start is not None or window.end is not None
                if bounded and window.holds(self.day(window.clock)) and self.holds(window.where):
                    on = f"{iso(self.day(window.clock))} ({window.clock})"
                    lines.append(f"{what} on {on}: {window} ({_cites(window)})")
        return [*lines, *(f"{clause.id}: {say(clause.when)}" for clause in rule.scope)]

    def failure(self, rule: Rule, failed: list[int]) -> tuple[str, ...]:
        """The first clause that fails, and all that stopped or excepted the case."""
        first = self.program.bits[failed[0]]
        if first.part in ("force", "applied"):
            windows = rule.force if first.part == "force" else rule.applied
            return (self.outside(windows, "in force" if first.part == "force" else "applied"),)
        if first.part == "switch":
            return (f"turned off by a finding ({rule.switch.source if rule.switch else ''})",)
        if first.part == "scope":
            clause = next(clause for clause in rule.scope if clause.id == first.id)
            gloss = f" ({clause.text})" if clause.text else ""
            return (f"{clause.id}: {say(clause.when, False)}{gloss}",)
        lines: list[str] = []
        for bit in failed:
            if self.program.bits[bit].part == "stopped":
                lines += self.stopped(rule)
            else:
                exempt = next(one for one in rule.exceptions if one.id == self.program.bits[bit].id)
                lines.append(f"exception {self.exception(exempt)}")
        return tuple(lines)

    def outside(self, windows: tuple[Window, ...], what: str) -> str:
        here = [window for window in windows if self.holds(window.where)]
        clock = windows[0].clock
        on = f"not {what} on {iso(self.day(clock))} ({clock})"
        if here:
            return f"{on}: " + ", ".join(f"{window} ({_cites(window)})" for window in here)
        places = "; ".join(f"{say(window.where)}, {window}" for window in windows)
        return f"not {what} here; only where {places}"

    def stopped(self, rule: Rule) -> list[str]:
        on = self.day("decision")
        lines = []
        for order in court.stopping(rule.id, on, rule.orders, self.holds):
            lines.append(f"{DONE[order.kind]} on {iso(on)} (decision) by {_order(order)}")
            for other in rule.orders:
                effective = other.effective is not None and other.effective <= on
                alive = court.alive(other, on, rule.orders, lambda _: True)
                if other.of == order.id and other.kind == "narrow" and effective and alive:
                    lines.append(f"left for this case by {_order(other)}: narrowed only where {say(other.where)}")
        return lines

    def exception(self, exempt: Exempt) -> str:
        gloss = f", {exempt.text}" if exempt.text else ""
        return f"{exempt.id}: {say(exempt.when)}{gloss} ({exempt.source})"

    def unmet(self, rule: Rule) -> list[str]:
        """Exceptions that do not help in this case."""
        lines = []
        for bit, clause in enumerate(self.program.bits):
            if clause.rule != rule.id or clause.part != "exception" or self.bits[bit]:
                continue
            exempt = next(one for one in rule.exceptions if one.id == clause.id)
            gloss = f" ({exempt.text})" if exempt.text else ""
            days = [window for window in exempt.windows if not window.holds(self.day(window.clock))]
            why = f"not in force, {days[0]}" if days and self.holds(exempt.when) else say(exempt.when, False)
            lines.append(f"exception {exempt.id} not met: {why}{gloss}")
        return lines

    def orders(self, rule: Rule) -> list[str]:
        """Orders on the rule that did not bind in this case, with the reason."""
        on = self.day("decision")
        lines = []
        for order in rule.orders:
            if order.of != rule.id or (
                order.kind not in WITHOUT_FORCE and court.alive(order, on, rule.orders, self.holds)
            ):
                continue
            match court.standing(order, on, rule.orders, self.holds):
                case "not yet":
                    why = f"not before {iso(order.effective or 0)}"
                case "ended":
                    why = f"ended {iso(order.ends or 0)} ({order.end_source})"
                case "stopped":
                    by = court.stopping(order.id, on, rule.orders, self.holds)
                    why = " and ".join(f"{DONE[other.kind]} by {_order(other)}" for other in by)
                case "elsewhere":
                    why = f"reaches only cases where {say(order.whom if self.holds(order.where) else order.where)}"
                case "binds":
                    why = "has no force"  # a declaration
                case _:
                    why = "never took effect"
            gloss = f". {order.text.rstrip('.')}" if order.text else ""
            lines.append(f"order {order.id} does not stop it: {why}{gloss}")
        return lines


def _order(order: Order) -> str:
    return f"{order.court}, {order.id}: {order.source}" + (f". {order.text.rstrip('.')}" if order.text else "")


def _cites(window: Window) -> str:
    return str(window.source) if window.source == window.end_source else f"{window.source}; {window.end_source}"
