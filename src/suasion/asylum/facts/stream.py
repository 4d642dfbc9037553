"""Millions of cases from a CSV file, a chunk at a time: checked tables of facts, and what is wrong with which line.

    id,nationality,route,entry_date,sector
    one,HN,GT>MX,2019-10-01,RGV
    two,GT,MX:denied_final,2019-08-20,EPT

One column a fact, named as in records; an empty cell, or a column left out, is the default. A route is the countries
crossed in order, `GT>MX`; after a colon stands what was sought there, and `no_party` for a country outside the
conventions: `GT:denied_final>LB:no_party`. `relative` is written `sibling:CA:citizen`, `stb_determinations`
`below@2024-12-01>above@2025-01-02`. Chunks change nothing: the same file gives the same cases. An id that stands twice
is refused.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from suasion.asylum.dates import NO_DAY
from suasion.asylum.facts.arrays import borders_of
from suasion.asylum.facts.seen import SeenIds
from suasion.asylum.facts.table import ENACTED, Array, Facts, Finding, Leg, default_of, dtype_of, routes_of
from suasion.asylum.facts.values import code_of, contradictions, day_of
from suasion.asylum.facts.vocabulary import FACTS, FINDINGS, RECORD_KEYS, ROUTE_FIELDS, SOUGHT, Fact
from suasion.errors import InputError, Problem, known_words

CHUNK_ROWS = 10_000
MOST_PROBLEMS = 200
MOST_SCENARIOS = 255
NEEDED = ("nationality", "entry_date")
RELATIVE = ("relative_relation", "relative_country", "relative_status")
YES_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
NO_PARTY = "no_party"

Progress = Callable[[int], None]


class CaseFile:
    """A CSV file of cases. Iterating gives tables of facts, a chunk of rows each, in the order of the file.

    Rows that can not be used are left out of the tables. At the end of the file they are all said at once, unless
    `skip_bad`: then they stand in `problems`.

    Parameters
    ----------
    path : Path                        the file: UTF-8, commas, the names of facts in the first line
    skip_bad : bool                    go on without rows that can not be used
    rows : int                         rows of a chunk; changes nothing but memory
    progress : callable                told the bytes read so far, after each chunk

    Attributes
    ----------
    cases, skipped : int               rows given so far, and rows left out
    problems : list of Problem         what is wrong, at most 200 with their lines
    repeated : id -> sentence          ids that stand twice; the first row is kept
    """

    def __init__(
        self, path: Path, skip_bad: bool = False, rows: int = CHUNK_ROWS, progress: Progress | None = None
    ) -> None:
        if rows < 1:
            raise InputError("rows", f"must be at least 1. Got {rows}")
        self.path, self.skip_bad, self.rows = path, skip_bad, rows
        self.progress = progress or (lambda _: None)
        self.problems: list[Problem] = []
        self.repeated: dict[str, str] = {}
        self.cases = self.skipped = 0

    @property
    def nbytes(self) -> int:
        """Bytes of the file; 0 if it can not be looked at."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def __iter__(self) -> Iterator[Facts]:
        """The chunks.

        Raises
        ------
        InputError                     at the end, with all rows that can not be used; at once if the file or its first
                                       line can not be read
        """
        self.problems, self.repeated, self.cases, self.skipped = [], {}, 0, 0
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                yield from self._chunks(file)
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise InputError(str(self.path), f"can not be read: {why}. Mend the path or its rights") from error
        except UnicodeDecodeError as error:
            raise InputError(str(self.path), "is not UTF-8 text. Save it in UTF-8") from error
        if self.problems and not self.skip_bad:
            raise InputError(str(self.path), self._listed())

    def _chunks(self, file: TextIO) -> Iterator[Facts]:
        lines: list[str] = []
        read = 0

        def remembered() -> Iterator[str]:
            nonlocal read
            for line in file:
                lines.append(line)
                read += len(line)
                yield line

        records, seen = csv.reader(remembered(), strict=True), SeenIds()
        header = self._header(records)
        first_line = records.line_num + 1
        lines.clear()
        while True:
            chunk = _Chunk(header, lines, first_line)
            try:
                for cells in records:
                    chunk.add(cells, records.line_num)
                    if len(chunk.at) >= self.rows:
                        break
            except csv.Error as error:
                what = f"can not be read from here on: {error}. Mend the quotes of the row"
                raise InputError(str(self.path), [Problem(max(records.line_num, 1), 1, "", what)]) from error
            if not lines:
                break
            self.repeated |= chunk.repeated(seen)
            facts = chunk.facts()
            self._count(chunk)
            if len(facts):
                yield facts
            self.progress(read)
            if len(self.problems) > MOST_PROBLEMS and not self.skip_bad:
                break
            first_line = records.line_num + 1
            lines.clear()
        if not self.cases and not self.problems:
            raise InputError(str(self.path), "has no case below its first line. Add one a line")

    def _count(self, chunk: _Chunk) -> None:
        bad = len(set(chunk.bad))
        self.skipped += bad + chunk.misshapen
        self.cases += len(chunk.at) - bad
        room = MOST_PROBLEMS + 1 - len(self.problems)
        self.problems += sorted(chunk.problems)[: max(room, 0)]

    def _listed(self) -> list[Problem]:
        if len(self.problems) <= MOST_PROBLEMS:
            return self.problems
        last = self.problems[MOST_PROBLEMS - 1]
        more = Problem(last.line, 10**6, "", "and more below; the rest of the file was not read. Mend these first")
        return [*self.problems[:MOST_PROBLEMS], more]

    def _header(self, records: Iterator[list[str]]) -> list[str]:
        try:
            names = [name.strip() for name in next(records, [])]
        except csv.Error as error:
            raise InputError(
                str(self.path), [Problem(1, 1, "", f"can not be read: {error}. Mend the quotes")]
            ) from error
        if not any(names):
            raise InputError(str(self.path), "is empty. Begin with a line of facts: id,nationality,entry_date")
        if len(names) == 1 and ";" in names[0]:
            raise InputError(str(self.path), [Problem(1, 1, "", "cells are parted by `;`. Save it with commas")])
        problems = []
        known = ["id", *RECORD_KEYS]
        for number, name in enumerate(names):
            column = 1 + sum(len(before) + 1 for before in names[:number])
            if name not in known:
                problems.append(Problem(1, column, name, f"unknown fact. {known_words(name, known)}"))
            elif name in names[:number]:
                problems.append(Problem(1, column, name, "stands twice. Keep one column"))
        problems += [Problem(1, 1, name, "is missing. Every case has one") for name in NEEDED if name not in names]
        if problems:
            raise InputError(str(self.path), problems)
        return names


def looks_like_table(path: Path) -> bool:
    """Whether a file is a table of cases whatever it is called: its first line names the facts that every case has."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            names = {name.strip().strip('"') for name in file.readline(10_000).split(",")}
    except (OSError, UnicodeDecodeError):
        return False  # who reads it says why it can not be read
    return set(NEEDED) <= names


class _Chunk:
    """Some rows of the file, turned into a table column by column."""

    def __init__(self, header: list[str], lines: list[str], first_line: int) -> None:
        self.header, self.lines, self.first_line = header, lines, first_line
        self.cells: list[str] = []  # of all rows, one row after the other: a list a row costs twice the time
        self.at: list[int] = []
        self.problems: list[Problem] = []
        self.bad: list[int] = []
        self.misshapen = 0
        self._next = first_line

    def add(self, cells: list[str], last_line: int) -> None:
        here, self._next = self._next, last_line + 1
        if not cells:
            return  # an empty line
        if len(cells) != len(self.header):
            self.misshapen += 1
            what = f"has {len(cells)} cells, the first line {len(self.header)}. Mend the commas or quotes"
            self.problems.append(Problem(here, 1, "", what))
            return
        self.at.append(here)
        self.cells += cells

    def facts(self) -> Facts:
        """The table of the rows that can be used."""
        columns: dict[str, Array] = {}
        for name, fact in FACTS.items():
            if name not in RELATIVE:
                columns[name] = self._column(name, _convert(fact), default_of(fact)).astype(dtype_of(fact))
        for name in ("decision_date", "claim_date"):
            columns[name] = np.where(columns[name] == NO_DAY, columns["entry_date"], columns[name])
        if "border" in self.header:
            given = self._given("border")
            columns["border"] = np.where(given, columns["border"], borders_of(columns["host"]))
        else:
            columns["border"] = borders_of(columns["host"])
        relatives, which = self._structured("relative", _relative, (0, 0, 0))
        for part, name in enumerate(RELATIVE):
            columns[name] = np.array([relative[part] for relative in relatives], dtype_of(FACTS[name]))[which]
        routes, route = self._structured("route", _route, ())
        findings, finding = self._structured("stb_determinations", _findings, ())
        scenarios, scenario = self._structured("scenario", str, ENACTED)
        if len(scenarios) > MOST_SCENARIOS:
            raise InputError("scenario", f"the cases name more than {MOST_SCENARIOS} scenarios. Split the file")
        facts = Facts(
            columns, route, routes_of(routes), finding, tuple(findings), scenario.astype(np.uint8), tuple(scenarios),
            self._ids(),
        )  # fmt: skip
        good = self._good(len(facts))
        for row, name, what in contradictions(facts.take(good)) if len(good) else ():
            self._say(int(good[row]), name, what)
        good = self._good(len(facts))
        return facts if len(good) == len(facts) else facts.take(good)

    def repeated(self, seen: SeenIds) -> dict[str, str]:
        """Say which ids stood before; those that were left empty are none."""
        if "id" not in self.header:
            return {}
        ids = [cell.strip() for cell in self._cells("id")]
        given = [row for row, name in enumerate(ids) if name]
        first = seen.add([ids[row] for row in given], [self.at[row] for row in given])
        found: dict[str, str] = {}
        for place in np.flatnonzero(first).tolist():
            row = given[place]
            what = f"`{ids[row]}` stands twice, first in line {first[place]}. Give each case its own id"
            found.setdefault(ids[row], f"line {self.at[row]}: {what}")
            self._say(row, "id", what)
        return found

    def _good(self, count: int) -> NDArray[np.intp]:
        good = np.ones(count, np.bool_)
        good[self.bad] = False
        return np.flatnonzero(good)

    def _say(self, row: int, name: str, what: str) -> None:
        self.bad.append(row)
        column = 1
        if name in self.header:
            column = _column_of(self.lines[self.at[row] - self.first_line], self.header.index(name))
        self.problems.append(Problem(self.at[row], column, name, what))

    def _texts(self, name: str) -> tuple[NDArray[np.intp], list[str]]:
        """The number of each row's text among the distinct texts of a column, and these, without outer blanks."""
        numbers, texts = pd.factorize(np.array(self._cells(name), object))
        return numbers, [str(text).strip() for text in texts]

    def _cells(self, name: str) -> list[str]:
        return self.cells[self.header.index(name) :: len(self.header)]

    def _given(self, name: str) -> NDArray[np.bool_]:
        numbers, texts = self._texts(name)
        return np.array([bool(text) for text in texts], np.bool_)[numbers]

    def _read(self, name: str, convert: Callable[[str], Any], default: Any) -> tuple[list[Any], NDArray[np.intp]]:
        """The distinct values of a column, and which of them each row has; problems are said row by row."""
        if name not in self.header:
            return [default], np.zeros(len(self.at), np.intp)
        numbers, texts = self._texts(name)
        values: list[Any] = []
        wrong: dict[int, str] = {}
        for number, text in enumerate(texts):
            value = default
            try:
                if text:
                    value = convert(text)
                elif name in NEEDED:
                    raise ValueError("is empty. Every case has one")
            except ValueError as error:
                wrong[number] = str(error)
            values.append(value)
        if wrong:
            for row in np.flatnonzero(np.isin(numbers, list(wrong))):
                self._say(int(row), name, wrong[int(numbers[row])])
        return values, numbers

    def _column(self, name: str, convert: Callable[[str], Any], default: Any) -> Array:
        values, numbers = self._read(name, convert, default)
        return np.array(values)[numbers] if values else np.array([])

    def _structured(
        self, name: str, convert: Callable[[str], Any], default: Any
    ) -> tuple[list[Any], NDArray[np.int32]]:
        """The same with one entry at least, the default, so that tables without rows have it too."""
        values, numbers = self._read(name, convert, default)
        return values or [default], numbers.astype(np.int32)

    def _ids(self) -> list[str]:
        if "id" not in self.header:
            return [f"line {line}" for line in self.at]
        return [cell.strip() or f"line {line}" for cell, line in zip(self._cells("id"), self.at, strict=True)]


def _column_of(line: str, number: int) -> int:
    """Where a cell begins in a line, from 1."""
    quoted, cell = False, 0
    for at, letter in enumerate(line):
        if cell == number:
            return at + 1 + (letter == '"')
        if letter == '"':
            quoted = not quoted
        elif letter == "," and not quoted:
            cell += 1
    return len(line.rstrip("\r\n")) + 1


def _convert(fact: Fact) -> Callable[[str], Any]:
    """From the text of a cell to what the column of a fact holds."""
    if fact.vocabulary:
        return lambda text: code_of(fact, text)
    if fact.kind == "date":
        return lambda text: day_of(text, fact)
    return _yes_no if fact.kind == "bool" else _number


def _yes_no(text: str) -> bool:
    try:
        return YES_NO[text.lower()]
    except KeyError:
        raise ValueError(f"must be true or false. Got `{text}`") from None


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = np.nan
    if not np.isfinite(value):
        raise ValueError(f"must be a number. Got `{text}`")
    return value


def _relative(text: str) -> tuple[int, ...]:
    if text == "none":
        return (0, 0, 0)
    parts = text.split(":")
    if len(parts) != len(RELATIVE):
        raise ValueError(f"write relation:country:status, as in `sibling:CA:citizen`. Got `{text}`")
    return tuple(code_of(FACTS[name], part.strip()) for name, part in zip(RELATIVE, parts, strict=True))


def _route(text: str) -> tuple[Leg, ...]:
    if text == "none":
        return ()
    return tuple(_leg(leg.strip()) for leg in text.split(">"))


def _leg(text: str) -> Leg:
    country, *words = (word.strip() for word in text.split(":"))
    code = code_of(ROUTE_FIELDS["country"], country)
    if code == 0:
        raise ValueError("`none` is no country. Leave the leg out")
    sought, party = 0, True
    for word in words:
        if word == NO_PARTY:
            party = False
        elif word in SOUGHT:
            sought = SOUGHT.index(word)
        else:
            raise ValueError(f"`{word}` is no known word. {known_words(word, [*SOUGHT, NO_PARTY])}")
    return (code, sought, party)


def _findings(text: str) -> tuple[Finding, ...]:
    if text == "none":
        return ()
    found: list[Finding] = []
    for item in text.split(">"):
        kind, _, on = (part.strip() for part in item.partition("@"))
        if kind not in FINDINGS or not on:
            raise ValueError(f"write findings as `below@2024-12-01>above@2025-01-02`. Got `{text}`")
        finding = (FINDINGS.index(kind), day_of(on, FACTS["entry_date"]))
        if found and finding[1] < found[-1][1]:
            raise ValueError("is dated before the finding before it. Write findings in order")
        found.append(finding)
    return tuple(found)


COLUMNS = ("id", *RECORD_KEYS)
"""Every column that a file of cases may have."""
