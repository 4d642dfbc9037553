"""What a rule is: when it is in force, whom it reaches, which orders stop it, who is excepted, and what it does.

    in force (by the clock of its scope date) x applied (by the decision) x scope - orders - exceptions -> effect

All spans of days are half-open: the first day counts, the last (`to`) is the first day on which it no longer holds.
A rule acts on one of two axes: the disposition (what happens to the person) or eligibility (whether asylum is open).
This is a model of rules and no legal advice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from suasion.asylum.dates import NO_DAY, iso
from suasion.asylum.language.nodes import Always, Column, Compare, Constant, Named, Node, Truth, children, walk
from suasion.yaml_text import KeyPath

Axis = Literal["disposition", "eligibility"]
Confidence = Literal["high", "medium", "low", "recalled"]
AXES: tuple[Axis, ...] = ("disposition", "eligibility")
WITHOUT_FORCE = ("declare", "affirm")
"""Kinds of orders that stop nothing."""
CONFIDENCES = ("high", "medium", "low", "recalled")
"""`recalled`: from the writer's knowledge of the text, not read again; to be confirmed."""


@dataclass(frozen=True)
class Source:
    """Where a date, number or clause comes from. `key` is its name in the file."""

    key: str
    cite: str
    confidence: str

    def __str__(self) -> str:
        return self.cite if self.confidence == "high" else f"{self.cite} [{self.confidence}]"


@dataclass(frozen=True)
class Window:
    """Days [start, end) on a clock, for the cases where `where` holds; None: without bound.

    `source` is that of the first day, `end_source` that of the end.
    """

    start: int | None
    end: int | None
    where: Truth
    source: Source
    end_source: Source
    clock: str
    path: KeyPath

    def holds(self, on: int) -> bool:
        return (self.start is None or on >= self.start) and (self.end is None or on < self.end)

    def __str__(self) -> str:
        return span(self.start, self.end)


@dataclass(frozen=True)
class Clause:
    """A condition of the scope."""

    id: str
    when: Truth
    text: str
    source: Source


@dataclass(frozen=True)
class Exempt:
    """An exception; without windows it holds on every day. `reported_as`: the rule that a case is reported under
    if this exception takes it out and nothing but the baseline is left."""

    id: str
    when: Truth
    text: str
    source: Source
    windows: tuple[Window, ...] = ()
    reported_as: str | None = None


@dataclass(frozen=True)
class Order:
    """A court order, or any act on a rule, an exception or another order.

    `effective` None: it never bit, and is kept as a fact of the history. `of`: what it acts on. `source` is that of
    the order, `end_source` that of its end.
    """

    id: str
    kind: str
    of: str
    court: str
    text: str
    source: Source
    end_source: Source
    issued: int
    effective: int | None
    ends: int | None
    where: Truth
    whom: Truth
    path: KeyPath


@dataclass(frozen=True)
class Destination:
    """Where a person is brought: the first that holds on the day of the decision. `to` may name a fact."""

    to: str
    when: Truth
    window: Window | None
    source: Source


@dataclass(frozen=True)
class Effect:
    """What a rule does on its axis; on the disposition axis `from_eligibility` leaves a word to the other axis."""

    outcome: str
    asylum: str
    screen: str
    destination: tuple[Destination, ...] = ()

    @property
    def words(self) -> tuple[str, str, str]:
        return (self.outcome, self.asylum, self.screen)


@dataclass(frozen=True)
class Switch:
    """A rule that findings turn off and on: off `off_days` after a finding of the kind `off`, on again after `on`."""

    off: int
    off_days: int
    on: int
    on_days: int
    clock: str
    source: Source


@dataclass(frozen=True)
class Rule:
    """One dated rule, checked. `layer` is its place in the order of precedence of its axis."""

    id: str
    regime: str
    title: str
    host: str
    axis: Axis
    layer: str
    effect: Effect
    scope_date: str
    force: tuple[Window, ...]
    applied: tuple[Window, ...]
    scope: tuple[Clause, ...]
    orders: tuple[Order, ...]
    exceptions: tuple[Exempt, ...]
    reported_as: str
    source: Source
    confidence: str
    text: str = ""
    switch: Switch | None = None
    enabled: bool = True
    file: str = ""
    line: int = 0

    def nodes(self) -> Iterator[Node]:
        """Every expression of the rule."""
        yield from (window.where for window in (*self.force, *self.applied))
        yield from (clause.when for clause in self.scope)
        for exempt in self.exceptions:
            yield exempt.when
            yield from (window.where for window in exempt.windows)
        for order in self.orders:
            yield order.where
            yield order.whom
        for destination in self.effect.destination:
            yield destination.when

    def dates(self) -> Iterator[tuple[str, str, int]]:
        """Every date that can change a decision: (path, clock or fact, the day on which something changes)."""
        windows = [*self.force, *self.applied, *(w for e in self.exceptions for w in e.windows)]
        windows += [d.window for d in self.effect.destination if d.window]
        for window in windows:
            for name, on in (("from", window.start), ("to", window.end)):
                if on is not None:
                    yield ".".join(map(str, (*window.path, name))), window.clock, on
        for order in self.orders:
            for name, on in (("effective", order.effective), ("ends", order.ends)):
                if on is not None and order.kind not in WITHOUT_FORCE:
                    yield ".".join(map(str, (*order.path, name))), "decision", on
        yield from self._dates_of_conditions()

    def _dates_of_conditions(self) -> Iterator[tuple[str, str, int]]:
        seen = set()
        for node in self.nodes():
            for part in walk(node):
                if not isinstance(part, Compare) or part in seen:
                    continue
                seen.add(part)
                fact, date = part.left, part.right
                if not (isinstance(fact, Column) and isinstance(date, Constant) and date.kind == "date"):
                    continue
                if date.code != NO_DAY:
                    name = date.parameter or f"{fact.name} {part.operator} {date.text}"
                    on = int(date.code) + (part.operator in (">", "<="))
                    yield f"{self.id}: {name}", fact.name.removesuffix("_date"), on


@dataclass(frozen=True)
class Regime:
    """One file of rules, or one scenario: rules it adds, values it sets, orders it drops."""

    id: str
    title: str
    text: str
    rules: tuple[Rule, ...]
    sources: dict[str, Source]
    parameters: dict[str, Constant] = field(default_factory=dict)
    file: str = ""


def span(start: int | None, end: int | None) -> str:
    """Days [start, end) in words."""
    if start is None and end is None:
        return "on every day"
    if end is None:
        return f"from {iso(start or 0)}"
    return f"before {iso(end)}" if start is None else f"from {iso(start)} to before {iso(end)}"


def has_value(node: Node) -> bool:
    """Whether a date or a number stands in an expression, other than as a named parameter."""
    if isinstance(node, Named):
        return False  # a derived column has its own source
    if isinstance(node, Constant):
        return node.kind in ("date", "number") and node.text != "none" and not node.parameter
    return any(has_value(part) for part in children(node))


ALWAYS = Always()
