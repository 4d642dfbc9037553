"""The typed tree of an expression: what the parser makes, what numpy computes and what is said in English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal as OneOf
from typing import TypeAlias


@dataclass(frozen=True)
class Calendar:
    """Working days of a country: which weekdays rest (0 is Monday), which days are free, which years are covered."""

    name: str
    rest: tuple[int, ...]
    free: tuple[int, ...]
    first: int
    last: int


@dataclass(frozen=True)
class Column:
    """A fact of the case, or inside `any(route, ...)` a field of one country of the route.

    `vocabulary` names whose words it speaks: those of a fact, or the kind, which facts share.
    """

    name: str
    kind: OneOf["word", "country", "date", "bool", "number"]
    vocabulary: str
    label: str
    of_route: bool = False


@dataclass(frozen=True)
class Constant:
    """A date (as a day number), number or word; `code` is what the column holds, `text` what was written."""

    kind: OneOf["word", "country", "date", "number"]
    code: float
    text: str
    parameter: str | None = None


@dataclass(frozen=True)
class Days:
    """Days from `start` to `end`: `end - start`."""

    start: Column
    end: Column


@dataclass(frozen=True)
class WorkingDays:
    """Working days after `start` up to and including `end`."""

    start: Column
    end: Column
    calendar: Calendar


@dataclass(frozen=True)
class YearsAfter:
    """The same day of the calendar whole years later; February 28 where a February 29 is missing."""

    start: Column
    years: Constant


@dataclass(frozen=True)
class Compare:
    operator: OneOf["==", "!=", "<", "<=", ">", ">="]
    left: Value
    right: Value


@dataclass(frozen=True)
class Member:
    """A word in a list; `name` is the list's own, if it has one."""

    item: Column
    codes: tuple[int, ...]
    words: tuple[str, ...]
    name: str | None = None


@dataclass(frozen=True)
class Every:
    items: tuple[Truth, ...]


@dataclass(frozen=True)
class Either:
    items: tuple[Truth, ...]


@dataclass(frozen=True)
class Not:
    item: Truth


@dataclass(frozen=True)
class OnRoute:
    """`any`, `all` or `count` over the countries of the route; `all` of an empty route is true."""

    how: OneOf["any", "all", "count"]
    item: Truth


@dataclass(frozen=True)
class Named:
    """A derived column: an expression with a name, and what to say when it is true and when not."""

    name: str
    item: Truth | OnRoute
    yes: str
    no: str


@dataclass(frozen=True)
class Always:
    """True for every case."""


Truth: TypeAlias = Column | Compare | Member | Every | Either | Not | OnRoute | Named | Always
Value: TypeAlias = Column | Constant | Days | WorkingDays | YearsAfter | OnRoute | Named
Node: TypeAlias = Truth | Value


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Every() | Either():
            return node.items
        case Not() | OnRoute() | Named():
            return (node.item,)
        case Compare():
            return (node.left, node.right)
        case Member():
            return (node.item,)
        case Days() | WorkingDays():
            return (node.start, node.end)
        case YearsAfter():
            return (node.start, node.years)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def is_number(node: Node) -> bool:
    """Whether the node gives a number rather than yes or no."""
    match node:
        case Named():
            return is_number(node.item)
        case OnRoute():
            return node.how == "count"
        case Column() | Constant():
            return node.kind == "number"
    return isinstance(node, Days | WorkingDays)
