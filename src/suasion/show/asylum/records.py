"""Explanations, rules, comparisons and boundary cases as plain values, ready for JSON; each says what it is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from suasion.asylum import Boundary, Explanation, Rulebook, windows
from suasion.asylum.dates import iso
from suasion.asylum.facts.table import ENACTED
from suasion.asylum.language.english import say
from suasion.asylum.language.nodes import Always
from suasion.asylum.rules.model import Order, Rule
from suasion.asylum.use.explain import NOTICE
from suasion.show.asylum.totals import Flips

DAYS = ("before", "on", "after")


def explanation_record(explanation: Explanation) -> dict[str, Any]:
    """An explanation with every rule considered."""
    record = explanation.as_dict()
    record["flips"] = [str(flip) for flip in explanation.flips]
    return {"notice": NOTICE, **record}


def rule_record(book: Rulebook, name: str) -> dict[str, Any]:
    """One rule: its windows by class of cases, exceptions and orders. `to` is the first day outside.

    Raises
    ------
    InputError                         if there is no such rule
    """
    rule = book.rule(name)
    return {
        "notice": NOTICE,
        **heading(rule),
        "scenario": book.scenario,
        "changes": [change.text for change in book.changes],
        "scope": [say(clause.when) for clause in rule.scope],
        "exceptions": [{"id": one.id, "when": say(one.when), "source": str(one.source)} for one in rule.exceptions],
        "windows": [
            {
                "from": iso(row.start) if row.start is not None else None,
                "to": iso(row.end) if row.end is not None else None,
                "whom": row.whom,
                "state": row.state,
                "sources": list(row.sources),
            }
            for row in windows(book, name)
        ],
        "orders": [order_record(order) for order in rule.orders],
    }


def heading(rule: Rule) -> dict[str, Any]:
    """What names a rule."""
    return {
        "rule": rule.id, "title": rule.title, "regime": rule.regime, "host": rule.host, "axis": rule.axis,
        "precedence": rule.layer, "source": str(rule.source), "confidence": rule.confidence, "text": rule.text,
    }  # fmt: skip


def order_record(order: Order) -> dict[str, Any]:
    """One order, binding by the date of the decision."""
    only = [say(node) for node in (order.where, order.whom) if not isinstance(node, Always)]
    return {
        "id": order.id, "court": order.court, "does": order.kind, "on": order.of, "issued": iso(order.issued),
        "from": iso(order.effective) if order.effective is not None else None,
        "to": iso(order.ends) if order.ends is not None else None,
        "only_where": " and ".join(only) or None, "text": order.text, "source": str(order.source),
    }  # fmt: skip


def comparison_record(names: tuple[str, str], flips: Flips) -> dict[str, Any]:
    """Which cases end otherwise, and how."""
    return {
        "notice": NOTICE,
        "before": names[0],
        "after": names[1],
        "changes": [change.text for change in flips.other.changes],
        "cases": flips.cases,
        "flipped": flips.flipped,
        "moves": [{"before": list(one), "after": list(two), "cases": n} for (one, two), n in flips.moves.most_common()],
        "listed": flips.listed,
        "warnings": list(flips.silent.warnings),
    }


def boundary_cases(found: Sequence[Boundary], book: Rulebook) -> Iterator[dict[str, Any]]:
    """The three cases of each boundary as a file of cases holds them, with what the rules do with each."""
    seen: dict[str, int] = {}
    for boundary in found:
        seen[boundary.path] = seen.get(boundary.path, 0) + 1
        path = boundary.path.replace(": ", ".") + (f"#{seen[boundary.path]}" if seen[boundary.path] > 1 else "")
        for row, day in enumerate(DAYS):
            facts = boundary.facts.record(row)
            if book.scenario != ENACTED:
                facts["scenario"] = book.scenario
            yield {
                "id": f"{path}/{day}",
                "date": iso(boundary.day),
                "clock": boundary.clock,
                "pins": boundary.pins,
                "facts": facts,
                "expect": boundary.decisions[row],
            }
