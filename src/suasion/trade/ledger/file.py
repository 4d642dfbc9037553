"""Reads an import ledger from CSV or XLSX: forgiving in its headers, strict in its numbers.

Rows are read in blocks, so a file of a million rows takes the memory of its numbers and not of its text. Every problem
of a file is told at once, with line, column and repair; a file with bad rows is refused, or read without them when
`skip_bad` is given, and then they are listed.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from suasion.errors import InputError, Problem
from suasion.trade.ledger import cells
from suasion.trade.ledger.columns import CLAIMANTS, COLUMNS, find_columns
from suasion.trade.ledger.days import read_days
from suasion.trade.ledger.table import Ledger
from suasion.trade.ledger.workbook import workbook_rows
from suasion.trade.rates.hts import read_code

BLOCK = 50_000
MOST_LISTED = 50
MOST_KEPT = 1_000
Dates = Literal["auto", "month_first", "day_first"]


def read_ledger(path: str | Path, *, skip_bad: bool = False, dates: Dates = "auto", sheet: str | None = None) -> Ledger:
    """Read a ledger.

    Parameters
    ----------
    path                                   a .csv, .tsv, .txt, .xlsx or .xlsm file
    skip_bad : bool                        leave out rows that can not be read, and list them
    dates                                  how 03/04/2025 is meant, where the file itself does not tell
    sheet : str                            sheet of a workbook; None: its first

    Raises
    ------
    InputError                             every problem at once (the first 50 in full), each with its place and repair
    """
    file = Path(path)
    if not file.is_file():
        what = "is a folder" if file.is_dir() else "there is no such file"
        raise InputError(str(file), f"{what}. Name a CSV or XLSX ledger")
    reader = _Reading(str(file), dates)
    try:
        if file.suffix.lower() in (".xlsx", ".xlsm"):
            _read_rows(reader, workbook_rows(file, sheet))
        elif file.suffix.lower() == ".xls":
            raise InputError(str(file), "is a workbook of before 2007. Save it as .xlsx or .csv")
        else:
            _read_rows(reader, _text_rows(file))
    except UnicodeDecodeError as error:
        raise InputError(str(file), f"is no UTF-8 text ({error.reason}). Save it as CSV UTF-8") from None
    except OSError as error:
        raise InputError(str(file), f"can not be opened: {error.strerror}. Check its rights") from None
    except csv.Error as error:
        raise InputError(
            str(file), f"can not be read as a table: {str(error).strip()}. Check quotes and separators"
        ) from None
    return reader.finish(skip_bad)


def _text_rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows of a text table, each with the line on which it ends."""
    with file.open("rb") as opened:
        start = opened.read(4096)
    wide = start[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"\0" in start and not wide:
        raise InputError(str(file), "is no text. Give a CSV or an XLSX file")
    encoding = "utf-16" if wide else "utf-8-sig"
    with file.open(encoding=encoding, newline="") as opened:
        head = [line for _, line in zip(range(12), opened, strict=False)]
    separator = max(",;\t|", key=lambda each: max((line.count(each) for line in head), default=0))
    with file.open(encoding=encoding, newline="") as opened:
        rows = csv.reader(opened, delimiter=separator)
        for row in rows:
            yield rows.line_num, row


def _read_rows(reader: _Reading, rows: Iterator[tuple[int, list[str]]]) -> None:
    head = list(itertools.islice(rows, 12))
    if not any(cell.strip() for _, row in head for cell in row):
        raise InputError(reader.where, "is empty. `suasion tariff template` writes one to begin with")
    position = reader.header([row for _, row in head])
    rows = itertools.chain(head[position + 1 :], rows)
    while block := list(itertools.islice(rows, BLOCK)):
        reader.add([line for line, _ in block], [row for _, row in block])


@dataclass
class _Reading:
    """Blocks of a file as they come in: numbers are read at once, words are numbered and read at the end."""

    where: str
    dates: Dates
    columns: dict[str, int] = field(default_factory=dict)
    width: int = 0
    headers: list[str] = field(default_factory=list)
    lines: list[NDArray[np.int64]] = field(default_factory=list)
    numbers: dict[str, list[NDArray[np.float64]]] = field(default_factory=dict)
    words: dict[str, dict[str, int]] = field(default_factory=dict)
    positions: dict[str, list[NDArray[np.int32]]] = field(default_factory=dict)
    bad_lines: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    comma_decimals: set[str] = field(default_factory=set)
    maybe_thousands: dict[str, list[int]] = field(default_factory=dict)
    blank_rows: int = 0

    def header(self, head: list[list[str]]) -> int:
        """Find the header row and its columns; gives the row's position."""
        position, self.columns = find_columns(head, self.where)
        self.headers = [cell.strip() for cell in head[position]]
        self.width = len(self.headers)
        for name in self.columns:
            (self.numbers if COLUMNS[name].is_number else self.positions).setdefault(name, [])
            self.words.setdefault(name, {})
        return position

    def fault(self, line: int, name: str, text: str) -> None:
        """Note a bad row; after the first problems only the count goes on."""
        self.bad_lines.add(line)
        if len(self.problems) < MOST_KEPT:
            column = self.columns.get(name, -1)
            header = self.headers[column] if column >= 0 else ""
            self.problems.append(Problem(line, column + 1, header, text))

    def add(self, lines: list[int], rows: list[list[str]]) -> None:
        """Take in a block of rows."""
        kept_lines, kept = [], []
        for line, row in zip(lines, rows, strict=True):
            if len(row) != self.width:
                if not any(cell.strip() for cell in row):
                    self.blank_rows += 1
                    continue
                if len(row) > self.width and any(cell.strip() for cell in row[self.width :]):
                    self.fault(
                        line, "", f"has {len(row)} cells under {self.width} headers. Put amounts with commas in quotes"
                    )
                    continue
                row = (row + [""] * self.width)[: self.width]  # noqa: PLW2901
            kept_lines.append(line)
            kept.append(row)
        if not kept:
            return
        number_of_line = np.array(kept_lines, dtype=np.int64)
        table = list(zip(*kept, strict=True))
        used = [table[at] for at in self.columns.values()]
        filled = np.array([any(cell.strip() for cell in row) for row in zip(*used, strict=True)], dtype=bool)
        self.blank_rows += int((~filled).sum())
        number_of_line = number_of_line[filled]
        self.lines.append(number_of_line)
        for name, at in self.columns.items():
            column = np.array(table[at], dtype=object)[filled]
            if COLUMNS[name].is_number:
                self.numbers[name].append(self._numbers(name, column, number_of_line))
            else:
                self.positions[name].append(self._positions(name, column))

    def _numbers(self, name: str, column: NDArray[np.object_], lines: NDArray[np.int64]) -> NDArray[np.float64]:
        """Read a column of numbers: the plain ones at once, the rest word by word."""
        values = np.asarray(pd.to_numeric(pd.Series(column, dtype=object), errors="coerce"), dtype=float).copy()
        plain = np.isfinite(values) & (values >= 0) & (values <= COLUMNS[name].most)
        left = np.flatnonzero(~plain)
        codes, words = pd.factorize(column[left])
        found, faults = cells.read_each([str(word).strip() for word in words], COLUMNS[name].read_optional)
        if any(cells.has_decimal_comma(str(word).strip()) for word in words):
            self.comma_decimals.add(name)
        values[left] = np.array([np.nan if value is None else value for value in found], dtype=float)[codes]
        for position in np.flatnonzero(np.isin(codes, list(faults))):
            self.fault(int(lines[left[position]]), name, faults[int(codes[position])])
        suspects = self.maybe_thousands.setdefault(name, [])
        if len(suspects) < MOST_KEPT:
            doubtful = [
                i for i, cell in enumerate(column) if "." in cell and cells.MAY_BE_THOUSANDS.fullmatch(cell.strip())
            ]
            suspects += [int(lines[i]) for i in doubtful]
        return values

    def _positions(self, name: str, column: NDArray[np.object_]) -> NDArray[np.int32]:
        """Number the distinct words of a column across blocks."""
        codes, words = pd.factorize(column)
        known = self.words[name]
        numbered = np.array([known.setdefault(str(word).strip(), len(known)) for word in words], dtype=np.int32)
        return numbered[codes]

    def finish(self, skip_bad: bool) -> Ledger:
        """Read the words, judge the file, and hand out the ledger."""
        lines = np.concatenate([np.zeros(0, dtype=np.int64), *self.lines])
        if lines.size == 0 and not self.problems:
            raise InputError(self.where, "has a header and no rows. Add one row a line of an entry")
        frame: dict[str, Any] = {"line": lines}
        notes: list[str] = []
        for name, blocks in self.numbers.items():
            frame[name] = np.concatenate(blocks) if blocks else np.zeros(0)
            if name in self.comma_decimals:
                for line in self.maybe_thousands.get(name, []):
                    self.fault(
                        line, name, "may mean thousands or a fraction, as commas stand for decimals elsewhere here"
                    )
        at = {k: np.concatenate(v) if v else np.zeros(0, dtype=np.int32) for k, v in self.positions.items()}
        days = [name for name in at if COLUMNS[name].kind == "day"]
        for name, values in read_days({name: list(self.words[name]) for name in days}, at, lines, self).items():
            frame[name] = values
        for name in at.keys() - set(days):
            frame[name] = self._category(name, at[name], lines, notes)
        return self._whole(frame, skip_bad, notes)

    def _category(self, name: str, at: NDArray[np.int32], lines: NDArray[np.int64], notes: list[str]) -> pd.Categorical:
        """A column of words as categories of what they mean."""
        words = list(self.words[name])
        found, faults = cells.read_each(words, COLUMNS[name].read_optional)
        for position in np.flatnonzero(np.isin(at, list(faults))):
            self.fault(int(lines[position]), name, faults[int(at[position])])
        if name == "hts":
            restored = [i for i, word in enumerate(words) if i not in faults and read_code(word).zero_restored]
            count = int(np.isin(at, restored).sum())
            if count:
                first = restored[0]
                many = "1 line" if count == 1 else f"{count} lines"
                notes.append(f"{many}: a leading zero was put back (`{words[first]}` is {found[first]})")
        names = sorted({str(value) for value in found if value is not None})
        number = {value: i for i, value in enumerate(names)}
        recode = np.array([-1 if value is None else number[str(value)] for value in found], dtype=np.int32)
        return pd.Categorical.from_codes(recode[at], categories=pd.Index(names, dtype=object))

    def _whole(self, frame: dict[str, Any], skip_bad: bool, notes: list[str]) -> Ledger:
        """Fill up what is not there, drop or refuse bad rows."""
        count = len(frame["line"])
        for name, column in COLUMNS.items():
            if name not in frame:
                frame[name] = column.absent(count)
            elif column.is_number and column.default is not None:
                frame[name] = np.where(np.isnan(frame[name]), column.default, frame[name])
        if "metal_share" not in self.columns:
            notes.append("no column metal_share: duties on metal content fall on the whole value")
        if "mode" not in self.columns:
            notes.append("no column mode: no entry came by vessel, so no harbor fee and no in-transit rule")
        if self.blank_rows:
            notes.append(f"{self.blank_rows} blank rows were passed over")
        self._claims(frame)
        if self.bad_lines and not skip_bad:
            raise InputError(self.where, _listed(self.problems, len(self.bad_lines), count))
        whole = pd.DataFrame({"line": frame["line"], **{name: frame[name] for name in COLUMNS}})
        if self.bad_lines:
            whole = whole[~whole["line"].isin(self.bad_lines)].reset_index(drop=True)
            if not len(whole):
                raise InputError(self.where, _listed(self.problems, len(self.bad_lines), count))
            notes.append(f"{len(self.bad_lines)} of {count} rows were left out")
        return Ledger(whole, tuple(sorted(self.problems)), tuple(notes))

    def _claims(self, frame: dict[str, Any]) -> None:
        """Only goods of Canada, Mexico and the United States can claim USMCA."""
        if "preference_share" not in self.columns:
            return
        origins = pd.Categorical(frame["origin"])
        out = (frame["preference_share"] > 0) & ~origins.isin(CLAIMANTS) & (origins.codes >= 0)
        for row in np.flatnonzero(out):
            text = f"claims USMCA for goods of {origins[row]}. Leave it blank; other preferences go into normal_rate"
            self.fault(int(frame["line"][row]), "preference_share", text)


def _listed(problems: list[Problem], bad: int, count: int) -> list[Problem]:
    shown = sorted(problems)[:MOST_LISTED]
    if bad > len({problem.line for problem in shown}):
        text = f"{bad} of {count} rows are bad; the first are listed. --skip-bad (skip_bad=True) leaves them out"
        shown.append(Problem(0, 0, "", text))
    return shown


def write_template(path: str | Path) -> None:
    """Write a ledger with every column, two sample rows, and no more: something to begin with.

    Raises
    ------
    InputError                             if there is a file already
    """
    file = Path(path)
    if file.exists():
        raise InputError(str(file), "is there already. Name a new file")
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\r\n")
        writer.writerow([column.header for column in COLUMNS.values()])
        for sample in range(2):
            writer.writerow([column.samples[sample] for column in COLUMNS.values()])
