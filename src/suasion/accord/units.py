"""Per how long: the period in a unit such as `firearms per hour`, so that rates are compared like with like."""

from __future__ import annotations

import re

_HOURS_A_YEAR = 365.25 * 24
_TIMES_A_YEAR = {
    "hour": _HOURS_A_YEAR,
    "day": 365.25,
    "week": 365.25 / 7,
    "month": 12.0,
    "quarter": 4.0,
    "year": 1.0,
}
_ADVERBS = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter"}
_ADVERBS |= {"yearly": "year", "annual": "year", "annually": "year"}


def period_of(unit: str) -> str | None:
    """The period that a unit counts in, or None: `people a month` -> `month`.

    >>> period_of("firearms per hour"), period_of("percent")
    ('hour', None)
    """
    text = unit.lower()
    found = re.search(r"\b(?:per|a|an|each|every)\s+(hour|day|week|month|quarter|year)\b", text) or re.search(
        r"/\s*(hour|day|week|month|quarter|year)\b", text
    )
    if found:
        return found.group(1)
    return next((_ADVERBS[word] for word in re.findall(r"[a-z]+", text) if word in _ADVERBS), None)


def per_year(period: str) -> float:
    """How many of a period make a year of 365.25 days."""
    return _TIMES_A_YEAR[period]
