"""Reads a monthly table and refuses what can not be a published figure: one list of problems, each with its line.

A table is CSV with the columns of `COLUMNS`. A row is one figure as published on one day: a month may have several.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection
from datetime import date

import numpy as np
import pandas as pd

from suasion.errors import InputError, Problem, known_words

COLUMNS = ("series", "part", "month", "value", "unit", "published_on", "day_basis", "release", "source")
DAY_BASES = ("dated", "recalled", "assumed")
RELEASES = ("first", "revised")
KEY = ["series", "part", "month", "published_on"]
WITHIN_MONTH = "(part of month)"  # ends the unit of a figure that counts less than its whole month


def is_month(text: str) -> bool:
    """Whether a text is a month, written 2019-05."""
    return len(text) == 7 and is_day(f"{text}-01")


def is_day(text: str) -> bool:
    """Whether a text is a day, written 2019-05-31."""
    try:
        # fromisoformat also reads 20190531 and week dates: one way to write a day is enough.
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def month_ends(months: pd.Series) -> pd.Series:
    """Last day of each month, as text; empty where the month is none."""
    ends = {month: str(pd.Period(month, "M").end_time.date()) if is_month(month) else "" for month in months.unique()}
    return months.map(ends)


def numbers(values: pd.Series) -> pd.Series:
    """Values as floats; NaN where the text is no number."""
    return pd.to_numeric(values, errors="coerce").astype(float)


def raw_frame(text: str, where: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """All cells as text by line number of the file, header and shape checked."""
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        header = tuple(next(reader, ()))
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as fault:
        raise InputError(where, f"it is no table: {fault}. Write CSV with the header {','.join(columns)}.") from None
    if header != columns:
        raise InputError(where, f"the header is wrong. Got {','.join(header)}; allowed {','.join(columns)}.")
    if not rows:
        raise InputError(where, "it has a header and no rows. Write at least one row.")
    ragged = [
        Problem(line, 1, "", f"the row has {len(row)} cells. Got {len(row)}; allowed {len(columns)}.")
        for line, row in rows
        if len(row) != len(columns)
    ]
    if ragged:
        raise InputError(where, ragged)
    return pd.DataFrame([row for _, row in rows], index=[line for line, _ in rows], columns=list(columns), dtype="str")


class Checker:
    """Collects the problems of one table: each check looks at a column and says what is wrong with a cell."""

    def __init__(self, frame: pd.DataFrame, text: str) -> None:
        self.frame, self.lines, self.problems = frame, text.splitlines(), list[Problem]()

    def mark(self, bad: pd.Series, column: str, say: Callable[[pd.Series], str]) -> None:
        """Note one problem for every row that is bad."""
        place = list(self.frame.columns).index(column)
        for line, row in self.frame[bad.to_numpy(dtype=bool)].iterrows():
            before = self.lines[int(str(line)) - 1].split(",")[:place]
            self.problems.append(Problem(int(str(line)), sum(len(cell) + 1 for cell in before) + 1, column, say(row)))

    def cells(self, column: str, good: Callable[[str], bool], say: Callable[[str], str]) -> None:
        """Note every cell of a column that is not good."""
        wrong = [cell for cell in self.frame[column].unique() if not good(cell)]
        if wrong:
            self.mark(self.frame[column].isin(wrong), column, lambda row: say(row[column]))

    def one_of(self, column: str, words: tuple[str, ...]) -> None:
        """Note every cell that is none of the allowed words."""
        self.cells(column, words.__contains__, lambda cell: f"`{cell}` is not allowed. {known_words(cell, words)}")

    def filled(self, column: str, advice: str) -> None:
        """Note every empty cell of a column."""
        self.cells(column, lambda cell: bool(cell.strip()), lambda _: f"the cell is empty. {advice}")

    def source(self, known: Collection[str]) -> None:
        """Note a missing or unknown source."""
        self.filled("source", "Every figure names its source.")
        self.cells(
            "source",
            lambda cell: not cell.strip() or cell in known,
            lambda cell: f"`{cell}` names no source. {known_words(cell, known)}",
        )

    def value(self) -> None:
        """Note a value that is no number, not finite or below zero."""
        values = numbers(self.frame["value"])
        self.mark(~np.isfinite(values), "value", lambda row: f"`{row['value']}` is no finite number. Write digits.")
        self.mark(
            np.isfinite(values) & (values < 0),
            "value",
            lambda row: f"{row['value']} is below 0. Counts and dollars are 0 or more.",
        )

    def done(self, where: str) -> None:
        """Raise all problems at once, if there are any."""
        if self.problems:
            raise InputError(where, self.problems)


def read_monthly(text: str, where: str, known_sources: Collection[str]) -> pd.DataFrame:
    """A monthly table, checked.

    Parameters
    ----------
    text : str                         the CSV text
    where : str                        its name, for the error
    known_sources : collection of str  ids a row may name

    Returns
    -------
    DataFrame                          the columns of `COLUMNS`; month a Period, published_on a day, value a float

    Raises
    ------
    InputError                         with every problem and its line
    """
    frame = raw_frame(text, where, COLUMNS)
    check = Checker(frame, text)
    check.filled("series", "Name the series.")
    check.filled("unit", "Every figure has a unit.")
    check.source(known_sources)
    check.value()
    check.cells("month", is_month, lambda cell: f"`{cell}` is no month. Write 2019-05.")
    check.cells("published_on", is_day, lambda cell: f"`{cell}` is no day. Write 2019-06-05.")
    check.one_of("day_basis", DAY_BASES)
    check.one_of("release", RELEASES)
    early = (frame["published_on"] < month_ends(frame["month"])) & frame["published_on"].map(is_day)
    check.mark(
        early & ~frame["unit"].str.endswith(WITHIN_MONTH),
        "published_on",
        lambda row: (
            f"{row['published_on']} is before the end of {row['month']}. "
            f"A whole month is published after it; a count within it has a unit that ends in `{WITHIN_MONTH}`."
        ),
    )
    check.mark(
        frame.duplicated(KEY),
        "series",
        lambda row: (
            f"{row['series']}, part `{row['part']}`, {row['month']} stands twice with the day {row['published_on']}. "
            "Keep one row."
        ),
    )
    check.done(where)
    return typed(frame)


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Text cells to months, days and floats."""
    codes, months = pd.factorize(frame["month"])
    return frame.reset_index(drop=True).assign(
        month=pd.PeriodIndex(months, freq="M").take(codes),
        value=numbers(frame["value"]).to_numpy(),
        published_on=pd.to_datetime(frame["published_on"], format="%Y-%m-%d").to_numpy(),
    )
