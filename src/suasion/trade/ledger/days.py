"""Columns of days in a ledger: 03/04/2025 is read as the rest of the file reads its days, never by guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from suasion.errors import InputError, Problem
from suasion.trade.ledger import cells
from suasion.trade.ledger.columns import COLUMNS

if TYPE_CHECKING:
    from suasion.trade.ledger.file import _Reading

DayArray = NDArray[np.datetime64]


def read_days(
    words: dict[str, list[str]], at: dict[str, NDArray[np.int32]], lines: NDArray[np.int64], reading: _Reading
) -> dict[str, DayArray]:
    """The columns of days; a file has one order of day and month.

    Parameters
    ----------
    words : name -> distinct cells
    at : name -> array (row,)              which of them stands in each row
    lines : array (row,)                   line of the file of each row
    reading                                takes the faults of single rows

    Raises
    ------
    InputError                             if the file does not tell the order, or tells both
    """
    read: dict[str, list[cells.Day | None]] = {}
    month_first: list[tuple[int, str]] = []
    day_first: list[tuple[int, str]] = []
    open_cells: list[tuple[int, str]] = []
    for name, cell_words in words.items():
        found, faults = cells.read_each(cell_words, COLUMNS[name].read_optional)
        read[name] = found
        for row in np.flatnonzero(np.isin(at[name], list(faults))):
            reading.fault(int(lines[row]), name, faults[int(at[name][row])])
        for position, day in enumerate(found):
            if day is None or day.month_first == day.day_first:
                continue
            rows = np.flatnonzero(at[name] == position)
            place = (int(lines[rows[0]]) if rows.size else 0, cell_words[position])
            (month_first if day.day_first is None else day_first if day.month_first is None else open_cells).append(
                place
            )
    order = _order(reading, month_first, day_first, open_cells)
    return {name: _column(found, at[name], order) for name, found in read.items()}


def _order(
    reading: _Reading,
    month_first: list[tuple[int, str]],
    day_first: list[tuple[int, str]],
    open_cells: list[tuple[int, str]],
) -> str:
    """month_first or day_first, by what was asked for or by the cells that have one meaning only."""
    if reading.dates != "auto":
        against = day_first if reading.dates == "month_first" else month_first
        if against:
            line, word = min(against)
            other = reading.dates.replace("_", " ")
            raise InputError(
                reading.where, [Problem(line, 0, "", f"`{word}` can not be read {other}, as was asked for")]
            )
        return reading.dates
    if month_first and day_first:
        (first_line, first), (second_line, second) = min(month_first), min(day_first)
        text = f"`{first}` has the month first, `{second}` on line {second_line} the day. Write days as 2019-06-10"
        raise InputError(reading.where, [Problem(first_line, 0, "", text)])
    if open_cells and not month_first and not day_first:
        line, word = min(open_cells)
        text = f"`{word}` may have the month or the day first, and no row tells. Give --dates month-first or day-first"
        raise InputError(reading.where, [Problem(line, 0, "", text)])
    return "day_first" if day_first else "month_first"


def _column(found: list[cells.Day | None], at: NDArray[np.int32], order: str) -> DayArray:
    days = [None if day is None else (day.month_first if order == "month_first" else day.day_first) for day in found]
    table = np.array(
        [np.datetime64("NaT") if day is None else np.datetime64(day) for day in days], dtype="datetime64[s]"
    )
    return table[at] if table.size else np.full(len(at), np.datetime64("NaT"), dtype="datetime64[s]")
