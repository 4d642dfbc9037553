"""The windows of a rule as a table for the lawyer: from, to, for whom, what state, by which source."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from suasion.asylum.dates import iso
from suasion.asylum.engine.windows import Answers, Classes, reaching
from suasion.asylum.language.arithmetic import Steps
from suasion.asylum.language.english import bracketed
from suasion.asylum.language.nodes import Not
from suasion.asylum.rules import orders as court
from suasion.asylum.rules.model import Rule, Window
from suasion.asylum.rules.orders import DONE
from suasion.asylum.rules.rulebook import Rulebook


@dataclass(frozen=True)
class Row:
    """One disjoint window of a rule. `end` is the first day outside; None: without bound.

    `state`: in force, not in force, or what orders did, as in `enjoined`. `whom`: the class of cases.
    """

    start: int | None
    end: int | None
    whom: str
    state: str
    sources: tuple[str, ...]

    def __str__(self) -> str:
        first = iso(self.start) if self.start is not None else "always"
        last = iso(self.end) if self.end is not None else ""
        return f"{first:10}  {last:10}  {self.state:28}  {self.whom:40}  {'; '.join(self.sources)}"


def windows(book: Rulebook, rule: str) -> list[Row]:
    """The disjoint windows of a rule: days of its own clock for being in force, of the decision for orders.

    The table reads both clocks as one day, as for a case decided on the day of its entry.

    Raises
    ------
    InputError                         if there is no such rule
    """
    return [row for rows in _by_class(book.rule(rule)) for row in rows]


def active(book: Rulebook, rule: str, day: int) -> dict[str, bool]:
    """Whether a rule is in force and not stopped on a day, for each class of cases."""
    result: dict[str, bool] = {}
    for row in windows(book, rule):
        if (row.start is None or row.start <= day) and (row.end is None or day < row.end):
            result[row.whom] = row.state == "in force"
    return result


def _by_class(rule: Rule) -> list[list[Row]]:
    spans = (*rule.force, *rule.applied)
    conditions = [*(window.where for window in spans), *court.classes(rule.orders)]
    classes = Classes(conditions, Steps(), rule.id)
    changes = {on for window in spans for on in (window.start, window.end) if on is not None}
    changes |= set(court.days_of_change(rule.orders))
    days = sorted(changes)
    starts: list[int | None] = [None, *days]
    ends: list[int | None] = [*days, None]
    tables = []
    for answers in classes.answers:
        pieces = [(start, end, *_state(rule, answers, start)) for start, end in zip(starts, ends, strict=True)]
        rows = []
        for (state, sources), same in groupby(pieces, key=lambda piece: piece[2:]):
            listed = list(same)
            rows.append(Row(listed[0][0], listed[-1][1], _whom(answers, classes), state, sources))
        tables.append(rows)
    return tables


def _state(rule: Rule, answers: Answers, on: int | None) -> tuple[str, tuple[str, ...]]:
    """The state from a day on (None: since ever), and the sources of it."""
    day = on if on is not None else -(10**6)

    reaches = reaching(answers)

    def covering(windows: tuple[Window, ...]) -> list[Window]:
        return [window for window in windows if window.holds(day) and reaches(window.where)]

    force, applied = covering(rule.force), covering(rule.applied)
    if (rule.force and not force) or (rule.applied and not applied):
        return "not in force", ()
    stopping = court.stopping(rule.id, day, rule.orders, reaches)
    if stopping:
        done = dict.fromkeys(DONE[order.kind] for order in stopping)
        return " and ".join(done), tuple(str(order.source) for order in stopping)
    return "in force", tuple(dict.fromkeys(str(window.source) for window in force)) or (str(rule.source),)


def _whom(answers: Answers, classes: Classes) -> str:
    """The class in words: what holds for it, or what does not where nothing does."""
    denials = [node for node in answers if isinstance(node, Not) and node.item in answers]
    holding = [bracketed(node) for node, answer in answers.items() if answer and node not in denials]
    if holding:
        return " and ".join(dict.fromkeys(holding))
    denied = [bracketed(node, False) for node in answers]
    return " and ".join(denied[:2]) + (" ..." if len(denied) > 2 else "") if denied else "everybody"
