"""Calendar days as whole numbers (days since 1970-01-01): what every clock of the engine counts in."""

from __future__ import annotations

import datetime
import re

NO_DAY = -(2**31)
"""Stands where a date is not given; every comparison with it is false."""
FIRST, LAST = datetime.date(1950, 1, 1), datetime.date(2199, 12, 31)
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_FORM = re.compile(r"\d{4}-\d{2}-\d{2}")


def day(text: object) -> int:
    """The number of a day written YYYY-MM-DD, or of a `datetime.date`.

    Raises
    ------
    ValueError                         with one sentence, if it is no day between 1950 and 2199
    """
    if isinstance(text, datetime.datetime):
        text = text.date()
    if not isinstance(text, datetime.date):
        if not isinstance(text, str) or not _FORM.fullmatch(text):
            raise ValueError(f"`{text}` is no date. Write it as YYYY-MM-DD")
        try:
            text = datetime.date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(f"`{text}` is no day of the calendar. Write a day that exists") from error
    if not FIRST <= text <= LAST:
        raise ValueError(f"{text} is out of range. Allowed: {FIRST} to {LAST}")
    return text.toordinal() - _EPOCH


def iso(number: int) -> str:
    """The day as YYYY-MM-DD; `none` where none is given."""
    return "none" if number == NO_DAY else datetime.date.fromordinal(int(number) + _EPOCH).isoformat()
