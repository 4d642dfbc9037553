"""From dated tariff steps to the rate in force on a day, and to the duty that it would bring on unchanged imports.

Answers: which ad-valorem rate holds on which day, the rate of a month weighed by its days, and the static duty by
month and product chapter. It does not say how imports respond, who bears the duty, or which entries are exempt.

Sources: the entry date decides the rate (19 CFR 141.68, 141.69); days in force weigh within a month, as customs value
is known by month only.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
DayArray = NDArray[np.datetime64]


def rate_on(
    days: ArrayLike, step_days: Sequence[datetime.date], step_rates: ArrayLike, delay_days: ArrayLike = 0
) -> FloatArray:
    """The scheduled rate on each day: that of the last step on or before it, 0 before the first.

    Parameters
    ----------
    days : array (...) of datetime64[D]    days asked about
    step_days : (step,)                    first day of each rate, rising
    step_rates : array (step,)             ad-valorem rates; 0.05 is 5 percent. Or (draw, step): then days and delays
                                           are (draw,) or single
    delay_days : array (...)               days by which the whole schedule is moved later; broadcasts with `days`

    Returns
    -------
    array (...) or (draw,)                 ad-valorem rate

    Raises
    ------
    ValueError                             if step days do not rise, lengths differ, or a rate is negative
    """
    starts = np.array(step_days, dtype="datetime64[D]")
    rates = np.asarray(step_rates, dtype=float)
    if starts.size != rates.shape[-1]:
        raise ValueError(f"a schedule has one rate a step; got {starts.size} days and {rates.shape[-1]} rates")
    if np.any(np.diff(starts) <= np.timedelta64(0, "D")):
        raise ValueError("the days of a schedule must rise; sort the steps")
    if np.any(~np.isfinite(rates)) or np.any(rates < 0):
        raise ValueError("a rate is a finite number of at least 0")
    asked = np.asarray(days, dtype="datetime64[D]") - np.asarray(delay_days).astype("timedelta64[D]")
    position = np.searchsorted(starts, asked, side="right")
    # position 0 stands for "before the first step"
    padded = np.concatenate([np.zeros((*rates.shape[:-1], 1)), rates], axis=-1)
    if rates.ndim == 1:
        return np.asarray(padded[position])
    rows = np.arange(len(rates))
    return np.asarray(padded[rows, np.broadcast_to(position, rows.shape)])


def month_rate(period_rates: ArrayLike, period_days: ArrayLike, period_month: ArrayLike, months: int) -> FloatArray:
    """The rate of each month: the mean over its days.

    A period in which nothing changes counts with its number of days; days of a month outside every period count as
    free of duty.

    Parameters
    ----------
    period_rates : array (..., period)     ad-valorem rate in each period
    period_days : array (period,)          days of the period as a share of the days of its month
    period_month : array (period,) of int  position of the month that holds the period
    months : int                           number of months

    Returns
    -------
    array (..., month)                     ad-valorem rate
    """
    rates = np.asarray(period_rates, dtype=float)
    result = np.zeros((*rates.shape[:-1], months))
    # summed in the order of the periods: a matrix product may sum in another order for another number of draws
    for period, (days, month) in enumerate(
        zip(np.asarray(period_days, dtype=float), np.asarray(period_month, dtype=int), strict=True)
    ):
        result[..., month] += rates[..., period] * days
    return result


def static_duty(rate_share: ArrayLike, imports_usd: ArrayLike) -> FloatArray:
    """Duty if imports stay as they are.

    Parameters
    ----------
    rate_share : array (...)               ad-valorem rate
    imports_usd : array (...)              customs value, USD; broadcasts with the rates

    Returns
    -------
    array (...)                            duty, USD

    Raises
    ------
    ValueError                             if an import value is negative or not finite
    """
    imports = np.asarray(imports_usd, dtype=float)
    if np.any(~np.isfinite(imports)) or np.any(imports < 0):
        raise ValueError("customs value is a finite number of at least 0")
    return np.asarray(np.asarray(rate_share, dtype=float) * imports)
