"""Reading a table of text with nothing passing silently: every fault with its file, line, column and repair."""

from __future__ import annotations

import csv
import io
import math
import os
import re
import stat
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from suasion.errors import InputError, Problem, known_words

Fault = tuple[str, str]  # field, sentence

MOST_PEOPLE = 10_000_000_000  # more than live on earth: beyond it a number is a slip
LONGEST_LINK_KM = 50_000.0  # longer than the equator
MOST_BYTES = 50_000_000
MOST_COLUMNS = 100_000
LONGEST_FIELD = 10_000
LONGEST_NAME = 200
MOST_TOLD = 20  # of a file; beyond them one sentence says how many more there are
MOST_NEAREST = 40  # of a folder; the nearest known word is costly among many

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")


def shown(text: str, most: int = 60) -> str:
    """What the user wrote, as it can stand in a sentence: on one line, printable, not too long."""
    plain = "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text[: most + 1])
    return plain if len(plain) <= most else plain[: most - 3] + "..."


def there(path: Path) -> bool:
    """Whether something of that name is there, be it a folder or a link that leads nowhere: the reader says what."""
    return os.path.lexists(path)


def is_file(path: Path) -> bool:
    """Whether there is a file; a name that can be none (too long, with a NUL) is no file, and no fault of ours."""
    return os.path.isfile(path)  # noqa: PTH113  Path.is_file raises where a name is too long


def is_folder(path: Path) -> bool:
    """Whether there is a folder, in the same way."""
    return os.path.isdir(path)  # noqa: PTH112


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
    _faults: Counter[str] = field(default_factory=Counter)
    _untold: dict[str, tuple[int, int]] = field(default_factory=dict)
    _noted: Counter[str] = field(default_factory=Counter)
    _looked_up: int = 0

    def fault(self, file: str, line: int, column: int, text: str) -> None:
        """Record a problem; the column counts fields from 1, 0 is the whole row."""
        self._faults[file] += 1
        if self._faults[file] <= MOST_TOLD:
            self.problems.append(Problem(line, column, file, text))
        else:
            self._untold.setdefault(file, (line, column))

    def note(self, file: str, where: str, text: str) -> None:
        """Record what is worth knowing; `where` is `line 3`, `col 2`, or nothing."""
        self._noted[file] += 1
        if self._noted[file] <= MOST_TOLD:
            self.notes.append(f"{file}{' ' if where else ''}{where}: {text}")

    def faulty(self, file: str) -> bool:
        """Whether a file has a problem."""
        return self._faults[file] > 0

    def full(self, file: str) -> bool:
        """Whether a further problem of a file would only be counted."""
        return self._faults[file] >= MOST_TOLD

    def nearest(self, word: str, known: Collection[str]) -> str:
        """End of a sentence: the nearest known word and what is known; nothing once too many have been looked up.

        A set is told in order of the alphabet, anything else in its own.
        """
        self._looked_up += 1
        if self._looked_up > MOST_NEAREST or not 0 < len(known) <= 10_000:
            return ""
        ordered = sorted(known) if isinstance(known, set) else known
        return " " + known_words(shown(word), [shown(name) for name in ordered])

    def number(self, file: str, row: Row, position: int, name: str, low: float, high: float) -> float | None:
        """The number in a field; None, and a problem, if it is none or out of bounds."""
        text = row[position]
        try:
            value = float(text)
        except ValueError:
            if _THOUSANDS.fullmatch(text):
                what = f"is written with commas. Got `{shown(text)}`; write {shown(text.replace(',', ''))}"
            else:
                got = f"`{shown(text)}`" if text else "nothing"
                what = f"is no number. Got {got}; write digits like 120 or 12.5"
            self.fault(file, row.line, position + 1, f"{name} {what}")
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

    def commas(self, file: str, row: Row, position: int, name: str) -> bool:
        """Whether a number seems to have been split at its thousands (1,706 unquoted); a problem if so."""
        if not (row[position + 1] and re.fullmatch(r"\d{1,3}", row[position])):
            return False
        end = position + 1
        while re.fullmatch(r"\d{3}", row[end]):
            end += 1
        if end == position + 1:
            return False
        parts = row.fields[position:end]
        what = f"{name} seems to be written with commas. Got {','.join(parts)}; write {''.join(parts)}"
        self.fault(file, row.line, position + 1, what)
        return True

    def name(self, file: str, row: Row, position: int, known: set[str] | None, what: str) -> bool:
        """Whether a field holds a known name; a problem if not. None: the names are not known, so any will do."""
        if known is None or row[position] in known:
            return True
        near = self.nearest(row[position], known)
        self.fault(file, row.line, position + 1, f"`{shown(row[position])}` names no {what}.{near}")
        return False

    def end(self, where: str) -> None:
        """Raise what was found, if anything."""
        if not self.problems:
            return
        more = [
            Problem(
                *place, file, f"{self._faults[file] - MOST_TOLD:,} more problems from here on. Mend the others first"
            )
            for file, place in self._untold.items()
        ]
        raise InputError(where, [*self.problems, *more])

    def end_notes(self) -> tuple[str, ...]:
        """The notes, and how many more there are."""
        more = {file: count - MOST_TOLD for file, count in self._noted.items() if count > MOST_TOLD}
        return (*self.notes, *(f"{file}: {count:,} more notes like these" for file, count in more.items()))


def read_rows(path: Path, file: str, check: Check, *, optional: bool = False) -> list[Row]:
    """The rows of a comma separated file, empty ones left out; problems go to `check`.

    Reads UTF-8 with or without a byte order mark, LF or CRLF, optional double quotes.
    """
    text = _text(path, file, check)
    if text is None:
        return []
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for fields in reader:
            stripped = tuple(cell.strip() for cell in fields)
            if len(stripped) > MOST_COLUMNS:
                check.fault(file, line, 0, f"the row has {len(stripped):,} fields. Allowed: {MOST_COLUMNS:,}")
            elif (longest := max(map(len, stripped), default=0)) > LONGEST_FIELD:
                what = f"a field of the row has {longest:,} characters. Allowed: {LONGEST_FIELD:,}. Mend the quotes"
                check.fault(file, line, 0, what)
            elif any(stripped):
                rows.append(Row(line, stripped))
            line = reader.line_num + 1
    except csv.Error as error:
        check.fault(file, line, 0, f"not comma separated text: {error}. Mend the quotes")
        return []
    if not rows and not optional and not check.faulty(file):
        check.fault(file, 1, 0, "the file is empty. Fill it")
    separator = _other_separator(rows)
    if separator:
        check.fault(
            file, rows[0].line, 0, f"the fields are separated by {separator}, not by commas. Export it with commas"
        )
        return []
    return rows


def _other_separator(rows: list[Row]) -> str:
    """The name of what stands between fields instead of commas; nothing if commas do."""
    first = rows[0] if rows else Row(0, ())
    inner = next((row for row in rows if not row[0].startswith("#")), first)
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(first) == 1 and sign in first[0] and sign in inner[0]:
            return name
    return ""


def _text(path: Path, file: str, check: Check) -> str | None:
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):  # reading a pipe or a device might never end
            what = "a folder" if stat.S_ISDIR(about.st_mode) else "a device or a pipe"
            check.fault(file, 0, 0, f"is {what}, not a file. Put a file in its place")
            return None
        if about.st_size > MOST_BYTES:
            size, most = about.st_size / 1e6, MOST_BYTES // 1_000_000
            check.fault(file, 0, 0, f"is larger than tables are: {size:,.0f} MB. Allowed: {most} MB. Leave rows out")
            return None
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        check.fault(file, 0, 0, f"can not be read: {why.lower()}. Mend the file or its rights")
        return None
    if b"\x00" in raw:
        check.fault(file, 1, 0, "is a binary file, not comma separated text. Export it as CSV in UTF-8")
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        check.fault(file, line, 0, f"is not UTF-8 text (byte {error.start + 1}). Save it as UTF-8")
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")
