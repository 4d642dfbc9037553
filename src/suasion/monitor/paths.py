"""A forecast as joint sample paths, and the one interface every method has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from suasion.errors import InputError
from suasion.streams import Stream

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Forecast:
    """Joint paths of the months after an origin.

    Attributes
    ----------
    months : PeriodIndex (horizon,)        the first is the month after the origin
    paths : array (draw, horizon)          values on the scale of the series (people, USD), >= 0; one row is one
                                           possible future, so averages over months may be taken row by row
    origin : Period                        the last month that was known
    method : str                           who made it
    """

    months: pd.PeriodIndex
    paths: FloatArray
    origin: pd.Period
    method: str

    def __repr__(self) -> str:
        draws = len(self.paths)
        head = f"Forecast({self.method}, origin {self.origin}, {draws} draw{'' if draws == 1 else 's'})"
        if not draws:
            return head
        rows = zip(self.months, self.median(), *self.quantiles((0.05, 0.95)), strict=True)
        lines = [f"  {month}  {_short(mid)}  (90%: {_short(low)} to {_short(high)})" for month, mid, low, high in rows]
        return "\n".join([head, *lines])

    def median(self) -> FloatArray:
        """The middle path value of each month: array (horizon,)."""
        middle: FloatArray = self.quantiles((0.5,))[0]
        return middle

    def quantiles(self, levels: Sequence[float] | FloatArray) -> FloatArray:
        """Quantiles of each month, rising with the level.

        Parameters
        ----------
        levels : array (level,)            between 0 and 1, rising

        Returns
        -------
        array (level, horizon)             scale of the series

        Raises
        ------
        InputError                         if there is no draw
        """
        if not len(self.paths):
            raise InputError("forecast", "no draw to take a quantile of. Ask for at least one draw")
        values: FloatArray = np.quantile(self.paths, np.asarray(levels, float), axis=0)
        # interpolation may break a tie by the last bit, and a reader checks that quantiles rise
        return np.maximum.accumulate(values, axis=0) if np.all(np.diff(levels) >= 0) else values

    def probability_below(self, level: float) -> FloatArray:
        """Share of the paths strictly below a level in each month: array (horizon,)."""
        share: FloatArray = (self.paths < level).mean(axis=0)
        return share


class Fitted(Protocol):
    """What a method knows after its fit."""

    @property
    def origin(self) -> pd.Period:
        """The last month known."""
        ...

    def paths(
        self, stream: Stream, draws: range, horizon: int, scenario: Mapping[str, ArrayLike] | None = None
    ) -> Forecast:
        """Joint paths; draw k is the same in any block of draws and at any horizon."""
        ...


class Method(Protocol):
    """A way to forecast: a function from the values known at an origin to a fit."""

    def __call__(self, y: pd.Series[float], *, upto: pd.Period | str | None = None) -> Fitted:
        """Fit to the months up to `upto`; later values are not looked at."""
        ...


def months_after(origin: pd.Period, horizon: int) -> pd.PeriodIndex:
    """The months a forecast covers: PeriodIndex (horizon,).

    Raises
    ------
    InputError                             if the horizon is below 1
    """
    if horizon < 1:
        raise InputError("forecast", f"the horizon is {horizon} months. It must be 1 or more")
    return pd.period_range(origin + 1, periods=horizon, freq="M", name="month")


def _short(value: float) -> str:
    """Three significant figures: more would promise a precision no forecast has."""
    return f"{float(f'{value:.3g}'):,.10g}"
