"""The two forecasts every other must beat: the last value, and the value of a year ago, behind the same interface.

Source: Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, 5.2 and 5.5 (naive and seasonal naive
methods and their intervals). Both on logs, so that bands are relative and never below zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from suasion.errors import InputError
from suasion.monitor.paths import Forecast, months_after
from suasion.monitor.prepare import LogSeries, prepare
from suasion.streams import Stream

FloatArray = NDArray[np.float64]

_LEAST_YEAR_PAIRS = 6  # pairs of months a year apart that a spread can be taken from


@dataclass(frozen=True, eq=False)
class Walk:
    """A random walk in steps of `lag` months.

    Attributes
    ----------
    series : LogSeries                     what was fitted
    lag : int                              1, or 12 for the seasonal walk
    sd : float                             root mean square of past changes over `lag` months, log units
    method : str
    """

    series: LogSeries
    lag: int
    sd: float
    method: str

    @property
    def origin(self) -> pd.Period:
        """The last month known."""
        return self.series.origin

    def paths(
        self, stream: Stream, draws: range, horizon: int, scenario: Mapping[str, ArrayLike] | None = None
    ) -> Forecast:
        """Joint paths, as `Fit.paths`.

        Returns
        -------
        Forecast                           paths (draw, horizon), scale of the series

        Raises
        ------
        InputError                         if the horizon is below 1 or a scenario is given: a walk has no interventions
        """
        if scenario:
            raise InputError("scenario", f"a {self.method} has no interventions. Fit the bank with them instead")
        months = months_after(self.origin, horizon)
        logs = np.empty((len(draws), horizon))
        for h in range(horizon):
            change = stream.child(f"month-{h + 1}").normals(draws, 1)[:, 0] * self.sd
            if h >= self.lag:
                logs[:, h] = logs[:, h - self.lag] + change
            else:
                start, steps = self._last_known(h)
                logs[:, h] = start + np.sqrt(steps) * change
        return Forecast(months, self.series.counts(logs), self.origin, self.method)

    def _last_known(self, ahead: int) -> tuple[float, int]:
        """The log value the walk starts from, and how many steps back it lies."""
        place = len(self.series.logs) + ahead - self.lag
        steps = 1
        while place >= 0 and np.isnan(self.series.logs[place]):
            place, steps = place - self.lag, steps + 1
        if place < 0:
            month = (self.origin + ahead + 1).strftime("%B")
            raise InputError(self.method, f"no {month} has a value, so none can be carried forward")
        return float(self.series.logs[place]), steps


def random_walk(y: pd.Series[float], *, upto: pd.Period | str | None = None, offset: float = 0.0) -> Walk:
    """The last value carried forward.

    Parameters
    ----------
    y, upto, offset                        as `fit`

    Raises
    ------
    InputError                             as `prepare`
    """
    series = prepare(y, upto=upto, offset=offset)
    places = np.flatnonzero(np.isfinite(series.logs))
    # a change over a gap of g months has g times the variance
    squares = np.diff(series.logs[places]) ** 2 / np.diff(places)
    return Walk(series, 1, float(np.sqrt(squares.mean())), "random walk")


def seasonal_random_walk(y: pd.Series[float], *, upto: pd.Period | str | None = None, offset: float = 0.0) -> Walk:
    """The value of the same month a year ago carried forward; months of one year err independently.

    Parameters
    ----------
    y, upto, offset                        as `fit`

    Raises
    ------
    InputError                             as `prepare`, and if fewer than 6 pairs of months lie a year apart
    """
    series = prepare(y, upto=upto, offset=offset)
    changes = series.logs[12:] - series.logs[:-12]
    changes = changes[np.isfinite(changes)]
    if len(changes) < _LEAST_YEAR_PAIRS:
        raise InputError(
            str(y.name) if y.name is not None else "series",
            f"{len(changes)} pairs of months lie a year apart; a seasonal random walk needs {_LEAST_YEAR_PAIRS}. "
            "Give a longer series",
        )
    return Walk(series, 12, float(np.sqrt(np.mean(changes**2))), "seasonal random walk")
