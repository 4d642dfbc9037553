"""Any monthly CSV file of a user: a column `month` and a named column of values.

Everything wrong with the file is said at once, with line and column. Nothing is guessed: a thousands separator, a
decimal comma or a semicolon is refused with its repair, since each has two readings. Missing months and blank cells
are kept as missing and reported as warnings.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from suasion.errors import InputError, Problem, known_words
from suasion.monitor.prepare import LARGEST_VALUE

LARGEST_BYTES = 50_000_000
MOST_PROBLEMS = 50  # beyond that a list is no help, and a wrong file has a million

_MONTH = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)
_BLANK = frozenset({"", "nan", "na", "n/a", "null", "none", ".", "..", "-"})
_DELIMITERS = {";": "a semicolon", "\t": "a tab", "|": "a bar"}


@dataclass(frozen=True, eq=False)
class Table:
    """One column of a user's file.

    Attributes
    ----------
    values : Series (month,)               contiguous PeriodIndex M; NaN where the file has none; its name is the column
    warnings : tuple of str                what was missing
    """

    values: pd.Series[float]
    warnings: tuple[str, ...]


def read_table(path: str | Path, value: str, *, offset: float = 0.0) -> Table:
    """Read one column of a monthly CSV file (UTF-8, commas, header).

    Parameters
    ----------
    path : path                            the file, at most 50 MB
    value : str                            the column of values: 0 or more, zero only with an offset above 0
    offset : float                         what the model adds before the logarithm

    Returns
    -------
    Table

    Raises
    ------
    InputError                             listing every line that can not be used
    """
    where = Path(path).name
    lines = _lines(Path(path), where)
    reader = csv.reader(lines, strict=True)
    found: dict[int, tuple[float, int]] = {}  # month -> value, line
    blank: list[str] = []
    problems: list[Problem] = []
    try:
        header = next(([name.strip() for name in row] for row in reader if any(cell.strip() for cell in row)), [])
        month_at, value_at = _places(header, reader.line_num if header else 1, value, where)
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            line = reader.line_num
            if len(row) != len(header):
                text = f"the row has {_cells(len(row))}, the header {len(header)}. A thousands separator? Write 1234"
                problems.append(Problem(line, 1, "", text))
                continue
            raw = lines[line - 1]
            month = _month(row[month_at].strip())
            number = _number(row[value_at].strip(), offset)
            if isinstance(month, str):
                problems.append(Problem(line, _column(raw, month_at), header[month_at], month))
            elif month in found:
                text = f"{row[month_at].strip()} is there twice, first in line {found[month][1]}. Keep one"
                problems.append(Problem(line, _column(raw, month_at), header[month_at], text))
            if isinstance(number, str):
                problems.append(Problem(line, _column(raw, value_at), header[value_at], number))
            if isinstance(month, int):
                amount = number if isinstance(number, float) else float("nan")
                found.setdefault(month, (amount, line))
                if isinstance(number, float) and np.isnan(amount):
                    blank.append(_name(month))
    except csv.Error as fault:
        problems.append(Problem(reader.line_num, 1, "", f"not a row of a CSV file ({fault}). Check the quotes"))
    if problems:
        raise InputError(where, _shortened(problems))
    if not found:
        raise InputError(where, "the file has a header and no row. Give at least one month and value")
    return _table(found, sorted(blank), value)


def _lines(path: Path, where: str) -> list[str]:
    """The lines of a text file, or a sentence on why it is none."""
    if not path.is_file():
        raise InputError(where, f"no such file. Got {path}; check the name and the folder")
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        raise InputError(
            where, f"the file has {size / 1e6:,.0f} MB; at most {LARGEST_BYTES / 1e6:.0f} MB are read. Cut it"
        )
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise InputError(where, f"the file can not be read ({fault.strerror}). Check its permissions") from fault
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InputError(where, "not a text file in UTF-8. Save the sheet as `CSV UTF-8 (comma delimited)`") from fault
    if "\0" in text:
        raise InputError(where, "not a text file: it holds zero bytes. Save the sheet as `CSV UTF-8 (comma delimited)`")
    if not text.strip():
        raise InputError(where, "the file is empty. Give a header `month,value` and one row a month")
    # only line ends of CSV files; str.splitlines would also cut at form feeds inside a cell
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _places(header: list[str], line: int, value: str, where: str) -> tuple[int, int]:
    """Where the two columns stand."""
    if len(header) == 1:
        for mark, name in _DELIMITERS.items():
            if mark in header[0]:
                raise InputError(
                    where, f"the columns are separated by {name}. Only commas are read; save it with commas"
                )
    problems = []
    for column in dict.fromkeys(("month", value)):
        if column not in header:
            repair = " Name the column of months `month`." if column == "month" else ""
            problems.append(Problem(line, 1, column, f"no such column.{repair} {known_words(column, header)}"))
        elif header.count(column) > 1:
            problems.append(Problem(line, 1, column, f"{header.count(column)} columns have this name. Keep one"))
    if value == "month":
        problems.append(Problem(line, 1, value, f"the months can not be the values. {known_words(value, header[1:])}"))
    if problems:
        raise InputError(where, problems)
    return header.index("month"), header.index(value)


def _month(cell: str) -> int | str:
    """Months since January 1970, or what is wrong."""
    match = _MONTH.fullmatch(cell)
    year, month = (int(match[1]), int(match[2])) if match else (0, 0)
    if not match or not 1 <= month <= 12 or not 1800 <= year <= 2200:
        return f"`{_clip(cell)}` is no month. Write 2019-05"
    if match[3] not in (None, "01"):
        return f"`{cell}` is a day. The data must be monthly; write {cell[:7]}"
    return (year - 1970) * 12 + month - 1


def _number(cell: str, offset: float) -> float | str:
    """The value, NaN for a blank cell, or what is wrong."""
    if cell.lower() in _BLANK:
        return float("nan")
    shown = _clip(cell)
    if _INFINITE.fullmatch(cell):
        return f"`{shown}` is infinite. Leave the cell blank if the value is unknown"
    if not _NUMBER.fullmatch(cell):
        if re.fullmatch(r"[+-]?\d{1,3}([ ,.'\u00a0\u202f]\d{3})+", cell):
            return f"`{shown}` has a thousands separator. Write {re.sub(r'[^0-9+-]', '', cell)}"
        if re.fullmatch(r"[+-]?\d+,\d+", cell):
            return f"`{shown}` has a decimal comma. Write {cell.replace(',', '.')}"
        return f"`{shown}` is no number. Leave the cell blank if the value is unknown"
    number = float(cell)
    if number < 0:
        return f"`{shown}` is below zero. Counts and values are 0 or more"
    if number > LARGEST_VALUE:
        return f"`{shown}` is more than {LARGEST_VALUE:.0e}. Use a larger unit"
    if number == 0 and offset == 0:
        return f"`{shown}` has no logarithm. Use --offset 1 to model log(value + 1), or leave the cell blank"
    return number


def _table(found: dict[int, tuple[float, int]], blank: list[str], value: str) -> Table:
    months = sorted(found)
    index = pd.period_range(pd.Period(_name(months[0]), freq="M"), pd.Period(_name(months[-1]), freq="M"), name="month")
    known = pd.Series(
        [found[month][0] for month in months], index=pd.PeriodIndex([_name(month) for month in months], freq="M")
    )
    values = known.reindex(index).rename(value)
    absent = [str(month) for month in index[~index.isin(known.index)]]
    warnings = []
    if absent:
        warnings.append(f"{_months(len(absent))} missing between the first and the last: {_listed(absent)}")
    if blank:
        warnings.append(f"{_months(len(blank))} blank: {_listed(blank)}")
    return Table(values, tuple(warnings))


def _column(raw: str, place: int) -> int:
    """The character column at which a cell of a raw line begins, from 1."""
    quoted = False
    seen = 0
    for at, mark in enumerate(raw):
        if seen == place:
            return at + 1
        if mark == '"':
            quoted = not quoted
        elif mark == "," and not quoted:
            seen += 1
    return len(raw) + 1


def _shortened(problems: list[Problem]) -> list[Problem]:
    if len(problems) <= MOST_PROBLEMS:
        return problems
    rest = len(problems) - MOST_PROBLEMS
    shown = sorted(problems)[:MOST_PROBLEMS]
    return [*shown, Problem(shown[-1].line + 1, 1, "", f"and below this line {rest} more problems")]


def _name(month: int) -> str:
    return f"{month // 12 + 1970:04d}-{month % 12 + 1:02d}"


def _months(count: int) -> str:
    return "1 month is" if count == 1 else f"{count} months are"


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def _listed(months: list[str]) -> str:
    return ", ".join(months[:12]) + (", ..." if len(months) > 12 else "")


def _clip(cell: str) -> str:
    return cell if len(cell) <= 30 else cell[:30] + "..."
