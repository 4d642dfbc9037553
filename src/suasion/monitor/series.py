"""A monthly series with its vintages: what was known of each month on a given day.

A month has several values over its life (first print, later revisions). Nothing here decides which is right: `as_of`
says what stood in print on a day, so that a forecast made "as of 22 July 2019" reads nothing published later.
Source: docs of the ALFRED archive (Federal Reserve Bank of St. Louis) for the idea of real-time data.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from suasion.errors import InputError, Problem, known_words

_NEEDED = ("month", "published_on", "value")


@dataclass(frozen=True, eq=False)
class Series:
    """One named monthly series and every value ever published for it.

    Attributes
    ----------
    id, name, unit : str                   `us_sw_between_ports`, a title for people, `people`
    observations : DataFrame               columns month (Period M), published_on (day), value (float), and any other
                                           column (source, confidence), which is kept as it is

    Raises
    ------
    InputError                             if a column is missing, a value is no finite number, a day is missing, or
                                           one month has two values of the same day
    """

    id: str
    name: str
    unit: str
    observations: pd.DataFrame

    def __post_init__(self) -> None:
        table = self.observations
        missing = [column for column in _NEEDED if column not in table.columns]
        if missing:
            listed = [Problem(0, 0, column, f"no such column. {_columns(column, table)}") for column in missing]
            raise InputError(self.id, listed)
        table = table.copy()
        table["month"] = pd.PeriodIndex(table["month"], freq="M")
        table["published_on"] = pd.to_datetime(table["published_on"]).astype("datetime64[s]")
        table["value"] = table["value"].astype(float)
        table = table.sort_values(["month", "published_on"], kind="stable").reset_index(drop=True)
        problems = [
            Problem(0, 0, str(month), text)
            for bad, text in (
                (table["month"].isna(), "the month is missing"),
                (table["published_on"].isna(), "published_on is missing. Give the day the figure came out"),
                (~np.isfinite(table["value"]), "the value is no finite number. Leave the row out if it is unknown"),
                (table.duplicated(["month", "published_on"]), "two values of the same day. Keep the later one"),
            )
            for month in table.loc[bad, "month"]
        ]
        if table.empty:
            problems = [Problem(0, 0, "observations", "no row. A series needs at least one value")]
        if problems:
            raise InputError(self.id, problems)
        object.__setattr__(self, "observations", table)

    def __repr__(self) -> str:
        months = self.observations["month"]
        releases = len(self.observations) - months.nunique()
        return (
            f"Series({self.id}: {self.name}, {self.unit}; {months.nunique()} months {months.iloc[0]} to "
            f"{months.iloc[-1]}, {releases} revision{'' if releases == 1 else 's'})"
        )

    def as_of(self, day: dt.date) -> pd.Series[float]:
        """The latest value of each month published by a day.

        Parameters
        ----------
        day : date                         the day on which one looks; values of that very day are known

        Returns
        -------
        Series (month,)                    contiguous PeriodIndex from the first to the last month then published, in
                                           `unit`; NaN where a month between them was not yet published

        Raises
        ------
        InputError                         if nothing was published by that day
        """
        table = self.observations
        known = table[table["published_on"] <= pd.Timestamp(day)]
        if known.empty:
            first = table.iloc[int(table["published_on"].argmin())]
            raise InputError(
                self.id,
                f"nothing is published by {pd.Timestamp(day).date()}. The first figure (for {first['month']}) came out "
                f"on {first['published_on'].date()}; ask for that day or later",
            )
        return self._filled(known.drop_duplicates("month", keep="last"))

    def last_published(self, day: dt.date) -> pd.Period:
        """The last month with a value published by a day."""
        last: pd.Period = self.as_of(day).index[-1]
        return last

    def published_on(self, month: pd.Period) -> dt.date:
        """The day on which the first figure of a month came out.

        Raises
        ------
        InputError                         if the month was never published
        """
        rows = self.observations[self.observations["month"] == month]
        if rows.empty:
            months = self.observations["month"]
            raise InputError(
                self.id, f"{month} was never published. Known: {months.iloc[0]} to {months.iloc[-1]}, with gaps if any"
            )
        day: dt.date = rows["published_on"].min().date()
        return day

    def first_release(self) -> pd.Series[float]:
        """The first value published of each month: (month,), NaN for months without one."""
        return self._filled(self.observations.drop_duplicates("month", keep="first"))

    def final(self) -> pd.Series[float]:
        """The last value published of each month: (month,), NaN for months without one."""
        return self._filled(self.observations.drop_duplicates("month", keep="last"))

    def _filled(self, rows: pd.DataFrame) -> pd.Series[float]:
        months = pd.PeriodIndex(rows["month"])
        values = pd.Series(rows["value"].to_numpy(float), index=months, name=self.id)
        return values.reindex(pd.period_range(months[0], months[-1], freq="M", name="month"))


def from_monthly(
    values: pd.Series[float] | Mapping[str, float],
    *,
    id: str = "series",
    name: str = "",
    unit: str = "",
    published_after_days: int = 1,
) -> Series:
    """A series without revisions from plain monthly values of a user.

    Parameters
    ----------
    values : Series or mapping (month,)    index: Period M, dates or "YYYY-MM"; NaN months are left out
    published_after_days : int             days from the last day of a month to its figure; 1 is the first day of the
                                           next month

    Raises
    ------
    InputError                             as `Series`, and if no month has a value
    """
    plain = pd.Series(values, dtype=float).dropna()
    months = (
        plain.index.to_period("M")
        if isinstance(plain.index, pd.DatetimeIndex)
        else pd.PeriodIndex(plain.index, freq="M")
    )
    days = months.to_timestamp(how="end").normalize() + pd.Timedelta(days=published_after_days)
    table = pd.DataFrame({"month": months, "published_on": days, "value": plain.to_numpy()})
    return Series(id, name or id, unit, table)


def _columns(column: str, table: pd.DataFrame) -> str:
    return known_words(column, [str(name) for name in table.columns])
