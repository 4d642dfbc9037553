"""Deadlines in working days, as dates: until when a claim is in time in Mexico, when COMAR has to decide.

    mexico = Deadlines.of(rulebook())
    mexico.claim_by("2019-06-03")          2019-07-15
    mexico.decide_by("2019-06-20")         what the law allows; the backlog made it months

Counted with the calendar of the regime file, from the working day after the date given, that day included. Suspended
terms (March 2020 on) are not in the calendar. A model of rules, no legal advice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suasion.asylum.dates import day, iso
from suasion.asylum.language.nodes import Calendar, WorkingDays, walk
from suasion.asylum.rules.rulebook import Rulebook
from suasion.errors import InputError

RULE, REGIME = "MX_30_DAYS", "MX_PROCEDURE"
NUMBERS = ("claim_within_working_days", "decide_within_working_days", "extension_working_days")


@dataclass(frozen=True)
class Deadlines:
    """The working days that a claim and its decision may take, and the calendar in which they count."""

    calendar: Calendar
    claim_working_days: int
    decide_working_days: int
    extension_working_days: int

    @classmethod
    def of(cls, book: Rulebook) -> Deadlines:
        """The deadlines of the rules; overrides of the book count.

        Raises
        ------
        InputError                     if the rules have no Mexican procedure
        """
        regime = next((regime for regime in book.regimes if regime.id == REGIME), None)
        rule = next((rule for rule in book.rules if rule.id == RULE), None)
        nodes = [part for clause in rule.scope for part in walk(clause.when)] if rule else []
        calendars = [part.calendar for part in nodes if isinstance(part, WorkingDays)]
        if regime is None or not calendars or not set(NUMBERS) <= set(regime.parameters):
            raise InputError(
                "deadlines", f"the rules have no {RULE} with a calendar and {', '.join(NUMBERS)}. Add them"
            )
        return cls(calendars[0], *(int(regime.parameters[name].code) for name in NUMBERS))

    def claim_by(self, entry: str) -> str:
        """The last day on which a claim is in time, YYYY-MM-DD.

        Raises
        ------
        InputError                     if the calendar does not reach so far
        """
        return self._after(entry, self.claim_working_days)

    def decide_by(self, claim: str, extended: bool = False) -> str:
        """The last day that the law allows for the decision, YYYY-MM-DD; `extended` once, which rests on memory.

        Raises
        ------
        InputError                     if the calendar does not reach so far
        """
        return self._after(claim, self.decide_working_days + extended * self.extension_working_days)

    def working(self, first: int, last: int) -> NDArray[np.bool_]:
        """Whether each day from `first` to `last` is a working day, array (day,)."""
        days = np.arange(first, last + 1)
        weekday = (days + 3) % 7  # 1970-01-01 was a Thursday
        return ~np.isin(weekday, self.calendar.rest) & ~np.isin(days, self.calendar.free)

    def _after(self, start: str, working_days: int) -> str:
        """The day on which so many working days after `start` are full."""
        try:
            first = day(start)
        except ValueError as error:
            raise InputError("deadlines", str(error)) from error
        if not self.calendar.first <= first <= self.calendar.last:
            reach = f"{iso(self.calendar.first)} to {iso(self.calendar.last)}"
            raise InputError("deadlines", f"{start} is outside of the calendar. Allowed: {reach}")
        full = np.cumsum(self.working(first + 1, self.calendar.last))
        reached = np.flatnonzero(full == working_days)
        if not len(reached):
            raise InputError("deadlines", f"{working_days} working days after {start} end after the calendar does")
        return iso(first + 1 + int(reached[0]))
