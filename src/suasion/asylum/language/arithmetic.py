"""Expressions as numpy: a list of steps over the columns of a table, each distinct part computed once."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from suasion.asylum.dates import FIRST, LAST, NO_DAY, day
from suasion.asylum.facts.table import Facts, reduce_routes
from suasion.asylum.language.nodes import (
    Always,
    Calendar,
    Column,
    Compare,
    Constant,
    Days,
    Either,
    Every,
    Member,
    Named,
    Node,
    Not,
    OnRoute,
    Truth,
    WorkingDays,
    YearsAfter,
    children,
)

Array: TypeAlias = NDArray[Any]
Step: TypeAlias = Callable[[list[Any]], Any]
OPERATIONS: dict[str, np.ufunc] = {
    "==": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
}  # fmt: skip
_MOST_EQUALS = 2  # from here on a table of the vocabulary is faster than comparisons


class Steps:
    """Straight-line code over slots. `slot` gives the slot of an expression and adds the steps it needs.

    Columns of facts are filled in before a run, one slot each; `columns` says which.
    """

    def __init__(self) -> None:
        self.columns: dict[str, int] = {}
        self.routes: dict[OnRoute, int] = {}
        self.known: dict[Node, int] = {}
        self.steps: list[tuple[int, Step]] = []
        self.size = 0

    def new(self) -> int:
        self.size += 1
        return self.size - 1

    def add(self, step: Step) -> int:
        """A slot filled by a step, which sees all slots filled before."""
        slot = self.new()
        self.steps.append((slot, step))
        return slot

    def column(self, name: str) -> int:
        if name not in self.columns:
            self.columns[name] = self.new()
        return self.columns[name]

    def slot(self, node: Node) -> int:
        found = self.known.get(node)
        if found is None:
            found = self.known[node] = self._made(node)
        return found

    def _made(self, node: Node) -> int:
        match node:
            case Named():
                return self.slot(node.item)
            case Column():
                return self.column(node.name)
            case OnRoute():
                self.routes[node] = self.new()
                return self.routes[node]
        parts = [self.slot(child) for child in children(node) if not isinstance(child, Constant)]
        return self.add(step_of(node, parts))

    def run(self, facts: Facts, rows: slice) -> list[Any]:
        """All slots for some rows of a table."""
        slots: list[Any] = [None] * self.size
        for name, slot in self.columns.items():
            slots[slot] = facts.column(name, rows)
        for node, slot in self.routes.items():
            slots[slot] = reduced(node, facts)[rows]
        for slot, step in self.steps:
            slots[slot] = step(slots)
        return slots


def reduced(node: OnRoute, facts: Facts) -> Array:
    """A column reduced from the routes, kept with the table."""
    column = facts.reduced.get(node)
    if column is None:
        column = facts.reduced[node] = reduce_routes(
            node.how, lambda fields: holds(node.item, facts.columns | fields), facts
        )
    return column


def step_of(node: Node, parts: Sequence[int]) -> Step:
    """The step that computes one node from the slots of its parts."""
    if isinstance(node, Every | Either):
        operation = np.logical_and if isinstance(node, Every) else np.logical_or
        first, second, *more = parts
        if not more:
            return lambda slots: operation(slots[first], slots[second])

        def several(slots: list[Any]) -> Array:
            result: Array = operation(slots[first], slots[second])
            for part in more:
                operation(result, slots[part], out=result)
            return result

        return several
    compute = _one(node)
    if len(parts) == 1:
        (only,) = parts
        return lambda slots: compute(slots[only])
    left, right = parts
    return lambda slots: compute(slots[left], slots[right])


def _one(node: Node) -> Callable[..., Array]:
    """What a node does with the arrays of its parts (constants are no parts)."""
    match node:
        case Not():
            return np.logical_not
        case Member():
            return _member(node)
        case Days():
            return lambda start, end: end - start
        case WorkingDays():
            return _working_days(node.calendar)
        case YearsAfter():
            return _years_after(int(node.years.code))
        case Compare():
            return _compare(node)
    raise TypeError(f"{type(node).__name__} is computed by no step")


def _compare(node: Compare) -> Callable[..., Array]:
    operation = OPERATIONS[node.operator]
    left, right = node.left, node.right
    if isinstance(left, Constant):
        turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
        operation = OPERATIONS[turned.get(node.operator, node.operator)]
        left, right = right, left
    given = [_optional(side) for side in (left, right)]
    if isinstance(right, Constant):
        if left_is_coded(left):
            value: Any = np.uint8(int(right.code))
        else:
            value = np.int32(int(right.code)) if float(right.code).is_integer() else right.code
        if given[0] and right.code != NO_DAY:
            return lambda values: operation(values, value) & (values != NO_DAY)
        return lambda values: operation(values, value)
    if any(given):
        return lambda one, other: operation(one, other) & (one != NO_DAY) & (other != NO_DAY)
    return operation


def left_is_coded(node: Node) -> bool:
    return isinstance(node, Column) and node.kind in ("word", "country")


def _optional(node: Node) -> bool:
    return isinstance(node, Column) and node.name == "metered_first"


def _member(node: Member) -> Callable[..., Array]:
    if len(node.codes) <= _MOST_EQUALS:
        codes = [np.uint8(code) for code in node.codes]

        def few(values: Array) -> Array:
            result = values == codes[0]
            for code in codes[1:]:
                result |= values == code
            return np.asarray(result)

        return few
    table = np.zeros(256, np.bool_)
    table[list(node.codes)] = True
    return lambda values: np.asarray(table.take(values, mode="clip"))


def _working_days(calendar: Calendar) -> Callable[..., Array]:
    """Working days after `start` up to and including `end`; outside of the calendar only weekdays count."""
    days = np.arange(calendar.first, calendar.last + 1)
    works = ~np.isin((days + 3) % 7, calendar.rest) & ~np.isin(days, calendar.free)  # 1970-01-01 was a Thursday
    total = np.concatenate([[0], np.cumsum(works)]).astype(np.int32)
    week = np.array([weekday not in calendar.rest for weekday in range(7)], np.int32)
    per_week = int(week.sum())
    within = np.array([week[:n].sum() for n in range(8)], np.int32)

    def by_weekday(day: Array) -> Array:
        since = day.astype(np.int64) + 4  # whole weeks since Monday 1969-12-29, this day included
        return since // 7 * per_week + within[since % 7]

    base = int(by_weekday(np.array([calendar.first - 1]))[0])
    after = int(by_weekday(np.array([calendar.last]))[0])

    def count(day: Array) -> Array:
        inside = total[np.clip(day - calendar.first + 1, 0, len(total) - 1)]
        before, behind = by_weekday(day) - base, by_weekday(day) - after + total[-1]
        return np.where(day < calendar.first, before, np.where(day > calendar.last, behind, inside))

    return lambda start, end: (count(end) - count(start)).astype(np.int32)


@functools.cache
def _years_after(years: int) -> Callable[[Array], Array]:
    """Days -> the same day of the calendar so many years later, from a table of all days that a case can have."""
    first = day(FIRST)
    days = np.arange(first, day(LAST) + 1).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    later = months + np.timedelta64(12 * years, "M")
    same = later.astype("datetime64[D]") + (days - months.astype("datetime64[D]"))
    last_of_month = (later + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    table = np.minimum(same, last_of_month).astype(np.int64).astype(np.int32)
    return lambda values: table.take(values - np.int32(first), mode="clip")


def holds(node: Truth, columns: Mapping[str, Array], facts: Facts | None = None) -> Array:
    """A condition on columns at once, without a program: for small tables and parts of routes.

    `facts` is needed where the condition looks through the route.
    """
    return np.asarray(_value(node, columns, facts))


def _value(node: Node, columns: Mapping[str, Array], facts: Facts | None) -> Any:
    match node:
        case Always():
            return np.True_
        case Column():
            return columns[node.name]
        case Named():
            return _value(node.item, columns, facts)
        case OnRoute() if facts is not None:
            return reduced(node, facts)
        case Every() | Either():
            parts = [_value(item, columns, facts) for item in node.items]
            return (np.logical_and if isinstance(node, Every) else np.logical_or).reduce(np.broadcast_arrays(*parts))
    parts = [_value(child, columns, facts) for child in children(node) if not isinstance(child, Constant)]
    return _one(node)(*parts)
