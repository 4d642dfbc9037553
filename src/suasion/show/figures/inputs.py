"""What a chart asks of its tables, and what it says when a table does not hold it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd


def as_date(value: Any) -> dt.date:
    """A date from a date, a timestamp, a month period or an ISO text; a month stands for its first day."""
    if isinstance(value, pd.Period):
        value = value.start_time
    stamp = pd.Timestamp(value)
    if pd.isna(stamp):
        raise ValueError("figure: a date is missing. Got nothing; allowed a date, a month or an ISO text. Give it.")
    return stamp.date()


def need_columns(table: pd.DataFrame, name: str, columns: Sequence[str], *, empty: bool = False) -> pd.DataFrame:
    """The named columns of a table, or a ValueError that says which are missing; an empty table is refused too."""
    missing = [column for column in columns if column not in table.columns]
    if missing:
        got = ", ".join(str(column) for column in table.columns) or "none"
        raise ValueError(f"{name}: missing columns {', '.join(missing)}. Got {got}; allowed {', '.join(columns)}.")
    if table.empty and not empty:
        raise ValueError(f"{name}: the table has no rows. Got 0 rows; allowed 1 or more. Leave the figure out instead.")
    return table[list(columns)].reset_index(drop=True)


def need_finite(table: pd.DataFrame, name: str, columns: Sequence[str]) -> None:
    """Refuse numbers that can not be drawn: a gap must be a missing row, not a silent hole."""
    for column in columns:
        values = table[column].to_numpy(dtype=float)
        if not np.isfinite(values).all():
            row = int(np.flatnonzero(~np.isfinite(values))[0])
            raise ValueError(
                f"{name}: {column} is not a number. Got {values[row]} in row {row}; allowed finite numbers. "
                "Drop the row."
            )


def need_rising(table: pd.DataFrame, name: str, columns: Sequence[str]) -> None:
    """Refuse bands that cross: each column must be at or above the one before it."""
    for low, high in itertools.pairwise(columns):
        crossed = np.flatnonzero(table[low].to_numpy(dtype=float) > table[high].to_numpy(dtype=float))
        if crossed.size:
            row = int(crossed[0])
            raise ValueError(
                f"{name}: {low} is above {high}. Got {table[low].iloc[row]} and {table[high].iloc[row]} in row {row}; "
                f"allowed {' <= '.join(columns)}. Sort the quantiles."
            )


def need_reviews(
    reviews: pd.DataFrame | None, first: dt.date | None = None, last: dt.date | None = None
) -> list[tuple[dt.date, str]]:
    """Review dates with their names, in order; each must lie on the chart."""
    if reviews is None:
        return []
    kept = need_columns(reviews, "reviews", ("date", "label"), empty=True)
    out = sorted((as_date(date), str(label)) for date, label in kept.itertuples(index=False))
    for date, label in out:
        if (first and date < first) or (last and date > last):
            ends = f"{first or 'any day'} to {last or 'any day'}"
            raise ValueError(f"reviews: {label} lies outside the chart. Got {date}; allowed {ends}. Widen the chart.")
    return out


def need_counts(table: pd.DataFrame, name: str, column: str) -> None:
    """Refuse numbers below zero where the axis starts at zero."""
    if (table[column] < 0).any():
        raise ValueError(
            f"{name}: {column} is below zero. Got {table[column].min()}; allowed 0 or more. Check the sign."
        )
