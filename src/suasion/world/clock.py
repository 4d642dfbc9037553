"""Dates to periods: the days of a run, cut wherever something dated changes.

A period is [start, end). It never crosses a month, so monthly sums are exact, and inside it nothing dated changes, so
engines take a period, not a day.
"""

from __future__ import annotations

import calendar
import datetime
import itertools
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from suasion.accord.timeline import first_of_next_month


@dataclass(frozen=True)
class Period:
    """Days from `start` to the day before `end`, all of one month."""

    index: int
    start: datetime.date
    end: datetime.date
    month: int  # position among the clock's months

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def share_of_month(self) -> float:
        """Its days over the days of its month."""
        return self.days / calendar.monthrange(self.start.year, self.start.month)[1]


@dataclass(frozen=True)
class Clock:
    """The months and periods of a run."""

    months: pd.PeriodIndex
    periods: tuple[Period, ...]

    @property
    def share_of_month(self) -> NDArray[np.float64]:
        """Days of each period over those of its month: array (period,)."""
        return np.array([period.share_of_month for period in self.periods])

    @property
    def month_of_period(self) -> NDArray[np.intp]:
        """Position of each period's month: array (period,)."""
        return np.array([period.month for period in self.periods], dtype=np.intp)


def build(first: datetime.date, last: datetime.date, cuts: Iterable[datetime.date]) -> Clock:
    """The clock of the days `first` to `last`, cut at month starts and at every day of `cuts` inside them."""
    end = last + datetime.timedelta(days=1)
    edges = {first, end} | {day for day in cuts if first < day < end}
    day = first_of_next_month(first)
    while day < end:
        edges.add(day)
        day = first_of_next_month(day)
    days = sorted(edges)
    months = pd.period_range(pd.Period(first, "M"), pd.Period(last, "M"), freq="M", name="month")
    position = {month: index for index, month in enumerate(months)}
    periods = tuple(
        Period(index, start, stop, position[pd.Period(start, "M")])
        for index, (start, stop) in enumerate(itertools.pairwise(days))
    )
    return Clock(months, periods)
