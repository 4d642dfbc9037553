"""Reading a table of text with nothing passing silently: every fault with its file, line, column and repair."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from suasion.errors import InputError, Problem, known_words

Fault = tuple[str, str]  # field, sentence

MOST_PEOPLE = 10_000_000_000  # more than live on earth: beyond it a number is a slip
LONGEST_LINK_KM = 50_000.0  # longer than the equator
MOST_BYTES = 200_000_000
MOST_COLUMNS = 100_000


def number_faults(name: str, value: float, low: float, high: float) -> Iterator[Fault]:
    """A sentence if a number is not finite or not within bounds."""
    if not math.isfinite(value):
        yield name, f"{value} is no finite number. Give one from {low:,g} to {high:,g}"
    elif not low <= value <= high:
        yield name, f"{value:,} is out of range. Allowed: {low:,g} to {high:,g}"


def known_place(name: str, known: Iterable[str], what: str) -> Iterator[str]:
    """A sentence if a name is not known."""
    names = list(known) if not isinstance(known, set) else known
    if name not in names:
        yield f"`{name}` names no {what}. {known_words(name, sorted(names))}"


@dataclass(frozen=True)
class Row:
    """One row of a table: the line it begins on (from 1) and its fields without spaces around them."""

    line: int
    fields: tuple[str, ...]

    def __getitem__(self, position: int) -> str:
        """The field at a position from 0; empty where the row has ended."""
        return self.fields[position] if position < len(self.fields) else ""

    def __len__(self) -> int:
        return len(self.fields)


@dataclass
class Check:
    """What is wrong (problems) and what is worth knowing (notes) in the files of one folder."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def fault(self, file: str, line: int, column: int, text: str) -> None:
        """Record a problem; the column counts fields from 1, 0 is the whole row."""
        self.problems.append(Problem(line, column, file, text))

    def number(self, file: str, row: Row, position: int, name: str, low: float, high: float) -> float | None:
        """The number in a field; None, and a problem, if it is none or out of bounds."""
        text = row[position]
        try:
            value = float(text)
        except ValueError:
            shown = f"`{text}`" if text else "nothing"
            self.fault(file, row.line, position + 1, f"{name} is no number. Got {shown}; write digits like 120 or 12.5")
            return None
        for _, sentence in number_faults(name, value, low, high):
            self.fault(file, row.line, position + 1, f"{name}: {sentence}")
            return None
        return value

    def whole(self, file: str, row: Row, position: int, name: str, low: int, high: int) -> int | None:
        """The whole number in a field; None, and a problem, if it is none or out of bounds."""
        value = self.number(file, row, position, name, low, high)
        if value is None:
            return None
        if value != int(value):
            self.fault(file, row.line, position + 1, f"{name} is not whole. Got {row[position]}; round it")
            return None
        return int(value)

    def name(self, file: str, row: Row, position: int, known: set[str], what: str) -> bool:
        """Whether a field holds a known name; a problem if not."""
        for sentence in known_place(row[position], known, what):
            self.fault(file, row.line, position + 1, sentence)
            return False
        return True

    def end(self, where: str) -> None:
        """Raise what was found, if anything."""
        if self.problems:
            raise InputError(where, self.problems)


def read_rows(path: Path, file: str, check: Check, *, optional: bool = False) -> list[Row]:
    """The rows of a comma separated file, empty ones left out; problems go to `check`.

    Reads UTF-8 with or without a byte order mark, LF or CRLF, optional double quotes.
    """
    text = _text(path, file, check)
    if text is None:
        return []
    if not text.strip():
        if optional:
            return []
        check.fault(file, 1, 0, "the file is empty. Fill it")
        return []
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for fields in reader:
            stripped = tuple(cell.strip() for cell in fields)
            if len(stripped) > MOST_COLUMNS:
                check.fault(file, line, 0, f"the row has {len(stripped):,} fields. Allowed: {MOST_COLUMNS:,}")
            elif any(stripped):
                rows.append(Row(line, stripped))
            line = reader.line_num + 1
    except csv.Error as error:
        check.fault(file, line, 0, f"not comma separated text: {error}. Mend the quotes")
    return rows


def _text(path: Path, file: str, check: Check) -> str | None:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            check.fault(file, 0, 0, f"has {size / 1e6:,.0f} MB; allowed are {MOST_BYTES // 1_000_000} MB. Split it")
            return None
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        check.fault(file, 0, 0, f"can not be read: {why.lower()}. Mend the file or its rights")
        return None
    if b"\x00" in raw[:100_000]:
        check.fault(file, 1, 0, "is a binary file, not comma separated text. Export it as CSV in UTF-8")
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        check.fault(file, line, 0, f"is not UTF-8 text (byte {error.start + 1}). Save it as UTF-8")
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")
