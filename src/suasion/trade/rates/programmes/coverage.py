"""For which days measures are tabulated, and what is to be said of days outside them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Coverage:
    """The days, the first and the last among them, for which a file of measures tells what is in force.

    Before the first day nothing is known of duties on top of the normal ones; after the last one the file goes on as
    it then stood, with every end that had been announced by then.
    """

    first: dt.date
    last: dt.date

    def notes(self, first: dt.date, last: dt.date) -> tuple[str, ...]:
        """What to say of an answer for the days from `first` to `last`; nothing if all are covered."""
        said = []
        if first < self.first:
            said.append(
                f"no measure before {self.first} is tabulated: duties that stood on top of the normal ones on "
                f"{_span(first, min(last, self.first - dt.timedelta(days=1)))} are not counted"
            )
        if last > self.last:
            beyond = _span(max(first, self.last + dt.timedelta(days=1)), last)
            said.append(
                f"measures are known as of {self.last}: for {beyond} "
                "those that stood then are taken to go on to the ends announced by then, and later ones are missing"
            )
        return tuple(said)


def _span(first: dt.date, last: dt.date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"
