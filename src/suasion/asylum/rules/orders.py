"""Court orders: what is stopped when, where and for whom, resolved into disjoint windows.

An order acts on a rule, on one of its exceptions, or on an earlier order:

    enjoin, vacate     stop a rule or an exception
    stay               stops a rule, or an order
    narrow             stops an order for the cases where its `where` and `whom` hold
    restore, reverse   stop an order for good: a narrowing is undone, a judgment reversed
    declare            says what the law is and stops nothing
    affirm             changes nothing; kept because the history is asked for

An order is alive on a day if it is effective, has not ended, reaches the case, and no living order stops it. What is
stopped is what a living order stops. Orders only act on earlier ones, so this is settled order by order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from suasion.asylum.language.nodes import Truth
from suasion.asylum.rules.model import ALWAYS, WITHOUT_FORCE, Order

KINDS = ("enjoin", "stay", "narrow", "restore", "reverse", "vacate", "declare", "affirm")
ON_RULES = ("enjoin", "stay", "vacate", "declare")
ON_ORDERS = ("stay", "narrow", "restore", "reverse", "vacate", "affirm")
DONE = {
    "enjoin": "enjoined", "stay": "stayed", "narrow": "narrowed", "restore": "restored", "reverse": "reversed",
    "vacate": "vacated", "declare": "declared unlawful", "affirm": "affirmed",
}  # fmt: skip

Reaches = Callable[[Truth], bool]
"""Whether a `where` or `whom` holds for the case, or the class of cases, that is looked at."""


def alive(order: Order, on: int, orders: Sequence[Order], reaches: Reaches) -> bool:
    """Whether an order binds on the day `on`."""
    if order.effective is None or on < order.effective or (order.ends is not None and on >= order.ends):
        return False
    if not (reaches(order.where) and reaches(order.whom)):
        return False
    return not any(
        other.of == order.id and other.kind != "affirm" and alive(other, on, orders, reaches) for other in orders
    )


def stopping(target: str, on: int, orders: Sequence[Order], reaches: Reaches) -> list[Order]:
    """The living orders that stop a rule, an exception or an order on the day `on`."""
    return [
        order for order in orders
        if order.of == target and order.kind not in WITHOUT_FORCE and alive(order, on, orders, reaches)
    ]  # fmt: skip


def standing(order: Order, on: int, orders: Sequence[Order], reaches: Reaches) -> str:
    """What an order is on a day for a case: never, not yet, ended, elsewhere, stopped or binds."""
    if order.effective is None:
        return "never"
    if on < order.effective:
        return "not yet"
    if order.ends is not None and on >= order.ends:
        return "ended"
    if not alive(order, on, orders, lambda _: True) and stopping(order.id, on, orders, reaches):
        return "stopped"
    if not (reaches(order.where) and reaches(order.whom)):
        return "elsewhere"
    return "binds"


def days_of_change(orders: Iterable[Order]) -> list[int]:
    """Every day on which some order begins or ceases to bind, in order."""
    days = {on for order in orders for on in (order.effective, order.ends) if on is not None and order.effective}
    return sorted(days)


def classes(orders: Iterable[Order]) -> list[Truth]:
    """The distinct `where` and `whom` of some orders: what places and classes of people they tell apart."""
    found: dict[Truth, None] = {}
    for order in orders:
        for node in (order.where, order.whom):
            if node != ALWAYS:
                found.setdefault(node)
    return list(found)


def concerning(target: str, orders: Sequence[Order]) -> tuple[Order, ...]:
    """The orders on a rule or an exception, and the orders on those, and so on."""
    found = {target}
    while True:
        more = {order.id for order in orders if order.of in found} - found
        if not more:
            return tuple(order for order in orders if order.id in found)
        found |= more
