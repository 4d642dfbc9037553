"""Expressions said in English, from the same tree that is computed."""

from __future__ import annotations

from suasion.asylum.dates import NO_DAY
from suasion.asylum.language.nodes import (
    Always,
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
)

_VERBS = {"==": "is", "!=": "is not", "<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least"}
_DATE_VERBS = _VERBS | {"<": "is before", "<=": "is not after", ">": "is after", ">=": "is not before"}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", "<=": ">", ">": "<="}


def say(node: Node, positive: bool = True) -> str:
    """The condition as a clause of English, or its denial.

    >>> from suasion.asylum.language.expressions import parse
    >>> say(parse("place == port and not fear_home"))
    'place is port and not: fear of return stated'
    """
    match node:
        case Every() | Either():
            both = isinstance(node, Every) is positive
            parts = [bracketed(item, positive) for item in node.items]
            return (" and " if both else " or ").join(parts)
        case Not():
            return say(node.item, not positive)
        case Compare():
            return _compare(node, positive)
        case Member():
            listed = f"the list {node.name}" if node.name else ", ".join(node.words)
            return f"{node.item.label} is {'' if positive else 'not '}one of {listed}"
        case Named():
            return node.yes if positive else node.no
        case OnRoute():
            return _on_route(node, positive)
        case Column():
            return node.label if positive else f"not: {node.label}"
        case Always():
            return "always" if positive else "never"
    return _value(node)


def bracketed(item: Truth, positive: bool = True) -> str:
    """The same in brackets where it is a list of clauses, to stand among others."""
    text = say(item, positive)
    return f"({text})" if isinstance(item, Every | Either) else text


def _compare(node: Compare, positive: bool) -> str:
    if isinstance(node.right, Constant) and node.right.code == NO_DAY:
        given = (node.operator == "!=") is positive
        return f"{_value(node.left)} is {'' if given else 'not '}given"
    operator = node.operator if positive else _OPPOSITE[node.operator]
    dates = isinstance(node.left, YearsAfter) or (isinstance(node.left, Column | Constant) and node.left.kind == "date")
    verb = (_DATE_VERBS if dates else _VERBS)[operator]
    return f"{_value(node.left)} {verb} {_value(node.right)}"


def _on_route(node: OnRoute, positive: bool) -> str:
    inner = bracketed(node.item)
    if node.how == "any":
        return f"{'some' if positive else 'no'} country crossed where {inner}"
    if node.how == "all":
        return f"{'' if positive else 'not '}every country crossed has: {inner}"
    return f"number of countries crossed where {inner}"


def _value(node: Node) -> str:
    match node:
        case Column():
            return node.label
        case Constant():
            return f"{node.text} ({node.parameter.replace('_', ' ')})" if node.parameter else node.text
        case Days():
            return f"days from {node.start.label} to {node.end.label}"
        case WorkingDays():
            return f"working days ({node.calendar.name}) from {node.start.label} to {node.end.label}"
        case YearsAfter():
            return f"{node.start.label} plus {node.years.text} year{'' if node.years.code == 1 else 's'}"
        case Named():
            return node.yes
    return say(node)
