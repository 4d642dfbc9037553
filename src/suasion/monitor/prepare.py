"""A monthly series of counts or values, checked, cut at the origin and put on the log scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from suasion.errors import InputError, Problem

FloatArray = NDArray[np.float64]

LEAST_MONTHS = 12  # one of each calendar month: below that a level can not be told from a season
LARGEST_VALUE = 1e18  # beyond any count of people or sum of money; keeps exp() of a wild path finite


@dataclass(frozen=True, eq=False)
class LogSeries:
    """What a method is fitted to: log(value + offset) of every month up to the origin.

    Attributes
    ----------
    months : PeriodIndex (month,)          contiguous; the last is the origin
    logs : array (month,)                  NaN where no value is known
    offset : float                         added before the logarithm
    """

    months: pd.PeriodIndex
    logs: FloatArray
    offset: float

    @property
    def origin(self) -> pd.Period:
        """The month after which the forecast begins."""
        last: pd.Period = self.months[-1]
        return last

    def counts(self, logs: FloatArray) -> FloatArray:
        """Paths back on the scale of the values, never below zero: array of the same shape.

        A path is kept within a thousandth of the least and a thousand times the greatest value seen. The t
        distribution of a log has no mean on the scale of counts, and a draw of 1e40 people answers no question.
        """
        reach = np.log(1000.0)
        low, high = np.nanmin(self.logs) - reach, np.nanmax(self.logs) + reach
        values: FloatArray = np.maximum(np.exp(np.clip(np.ascontiguousarray(logs), low, high)) - self.offset, 0.0)
        return values


def prepare(
    y: pd.Series[float], *, upto: pd.Period | str | None = None, offset: float = 0.0, least: int = LEAST_MONTHS
) -> LogSeries:
    """Check a monthly series and put it on the log scale.

    Parameters
    ----------
    y : Series (month,)                    index PeriodIndex M; values > 0 (>= 0 with an offset); NaN is a missing month
    upto : Period or "YYYY-MM"             the last month that may be known; later ones are not looked at. None: the
                                           last month with a value
    offset : float                         models log(value + offset)
    least : int                            months with a value that a method needs

    Raises
    ------
    InputError                             if the index is not monthly or repeats a month, a value is below zero, zero
                                           without an offset, infinite or above 1e18, or too few months have a value
    """
    where = str(y.name) if y.name is not None else "series"
    if not isinstance(y.index, pd.PeriodIndex) or y.index.freqstr != "M":
        raise InputError(where, f"the index is not monthly. Got {type(y.index).__name__}; give a PeriodIndex of months")
    if not (np.isfinite(offset) and offset >= 0):
        raise InputError(where, f"the offset is {offset}. It must be 0 or more")
    y = y.sort_index()
    if upto is not None:
        y = y[y.index <= pd.Period(upto, freq="M")]
    values = y.to_numpy(float)
    problems = [
        Problem(0, 0, str(month), text)
        for bad, text in (
            (y.index.duplicated(), "the month is there twice"),
            (values < 0, "the value is below zero, which a count can not be"),
            ((values == 0) & (offset == 0), "zero has no logarithm. Use an offset of 1, or NaN if it is unknown"),
            (values > LARGEST_VALUE, f"the value is above {LARGEST_VALUE:.0e} or infinite"),
        )
        for month in y.index[bad]
    ]
    if problems:
        raise InputError(where, problems)
    known = int(np.isfinite(values).sum())
    if known < least:
        until = "" if upto is None else f" up to {upto}"
        raise InputError(
            where, f"{known} months{until} have a value; at least {least} are needed. Give a longer series"
        )
    known_months = y.index[np.isfinite(values)]
    last = known_months[-1] if upto is None else pd.Period(upto, freq="M")
    months = pd.period_range(known_months[0], last, freq="M", name="month")
    logs = np.log(y.reindex(months).to_numpy(float) + offset)
    return LogSeries(months, logs, float(offset))
