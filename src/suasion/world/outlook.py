"""What a run knows of its series on a day, and the joint paths of what it does not know.

The only place where the run meets published data. Everything goes through `Series.as_of`, so a value published after
the day asked about can not enter.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from suasion import data, monitor
from suasion.accord import Accord
from suasion.errors import InputError
from suasion.streams import Stream

FloatArray = NDArray[np.float64]

MAX_MONTHS_AHEAD = 60


@dataclass(frozen=True)
class Outlook:
    """One series as seen on one day: months known, and a fit that draws the others.

    The luck of a series is one stream whatever the day, so forecasts of two days differ by what was learned between
    them and not by chance.
    """

    series: monitor.Series
    day: datetime.date
    known: pd.Series[float]
    fit: monitor.Fitted

    @property
    def last_month(self) -> pd.Period:
        """The last month with a published figure."""
        last: pd.Period = self.known.dropna().index[-1]
        return last

    @property
    def last_value(self) -> float:
        """Its figure."""
        return float(self.known.dropna().iloc[-1])

    def forecast(self, seed: int, draws: range, upto: pd.Period) -> monitor.Forecast | None:
        """Joint paths of the months after the last known one up to `upto`; None if all of them are known.

        Raises
        ------
        InputError                         if `upto` lies more than 60 months after the last known month
        """
        ahead = (upto - self.last_month).n
        if ahead > MAX_MONTHS_AHEAD:
            raise InputError(
                "as-of",
                f"on {self.day} the last figure of {self.series.id} is of {self.last_month}, {ahead} months before "
                f"{upto}. A forecast reaches {MAX_MONTHS_AHEAD} months; set a later --as-of",
            )
        return self.fit.paths(Stream(seed, f"series/{self.series.id}"), draws, ahead) if ahead > 0 else None

    def paths(self, seed: int, draws: range, months: pd.PeriodIndex) -> FloatArray:
        """The months asked for, in each draw: published figures where known, joint sample paths after them.

        Returns
        -------
        array (draw, month)                in the unit of the series; NaN for a month before the last known one whose
                                           figure is missing
        """
        known: FloatArray = np.asarray(self.known.reindex(months), dtype=np.float64)
        values = np.tile(known, (len(draws), 1))
        future = self.forecast(seed, draws, months[-1])
        if future is not None:
            later = months > self.last_month
            values[:, later] = future.paths[:, future.months.get_indexer(months[later])]
        return values

    def publication_days(self, months: pd.PeriodIndex) -> NDArray[np.datetime64]:
        """The day each month's figure comes out: as published if known, else after the lag usual by the outlook's day.

        The usual lag is the median of the last 24 months that were out.

        Returns
        -------
        array (month,) of datetime64[D]
        """
        rows = self.series.observations
        first = rows[rows["published_on"] <= pd.Timestamp(self.day)].groupby("month")["published_on"].min()
        recent = first.iloc[-24:]
        ends = pd.PeriodIndex(recent.index).to_timestamp(how="end").normalize()
        lag = np.median((recent.to_numpy() - ends.to_numpy()) / np.timedelta64(1, "D"))
        usual = months.to_timestamp(how="end").normalize() + pd.Timedelta(days=int(lag))
        days = first.reindex(months).to_numpy().astype("datetime64[D]")
        return np.asarray(np.where(np.isnat(days), usual.to_numpy().astype("datetime64[D]"), days))


@dataclass
class Almanac:
    """The series of one accord, shipped or the author's own, and their outlooks by day; each is fitted once."""

    accord: Accord
    folder: Path
    warnings: list[str] = field(default_factory=list)
    _series: dict[tuple[str, str], monitor.Series] = field(default_factory=dict)
    _outlooks: dict[tuple[str, str, datetime.date], Outlook] = field(default_factory=dict)
    _asked: dict[tuple[str, str, datetime.date], Outlook] = field(default_factory=dict)

    def series(self, name: str, part: str = "") -> monitor.Series:
        """A series by its id in the accord.

        Raises
        ------
        InputError                         if the series has no such part, or its own file can not be read
        """
        key = (name, part)
        if key not in self._series:
            own = self.accord.series.get(name)
            if own is None:
                note = data.describe(name)
                title = f"{note.name}, {part}" if part else note.name
                identifier = f"{name}/{part}" if part else name
                self._series[key] = monitor.Series(identifier, title, note.unit, data.load(name, part))
            else:
                table = monitor.read_table(self.folder / own.file, own.column)
                self.warnings += [f"{own.file}: {warning}" for warning in table.warnings]
                self._series[key] = monitor.from_monthly(
                    table.values, id=name, name=own.title, unit=own.unit, published_after_days=own.lag_days
                )
        return self._series[key]

    def outlook(self, name: str, part: str, day: datetime.date) -> Outlook:
        """The outlook of a series on a day.

        Raises
        ------
        InputError                         if nothing of it was published by that day, or too little to fit
        """
        asked = (name, part, day)
        if asked not in self._asked:  # every block of draws asks for the same days
            self._asked[asked] = self._outlook(name, part, day)
        return self._asked[asked]

    def _outlook(self, name: str, part: str, day: datetime.date) -> Outlook:
        series = self.series(name, part)
        known = series.as_of(day)
        last = known.dropna().index[-1]
        # two days with the same last release see the same figures
        stamp = series.observations.loc[series.observations["published_on"] <= pd.Timestamp(day), "published_on"].max()
        key = (name, part, stamp.date())
        if key not in self._outlooks:
            self._outlooks[key] = Outlook(series, stamp.date(), known, monitor.fit(known, upto=last))
        return self._outlooks[key]
