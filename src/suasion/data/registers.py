"""The registers beside the figures: series, what their parts are called, every source. No pandas here."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from suasion.errors import InputError, Problem, known_words


@dataclass(frozen=True)
class Source:
    """Where a figure comes from and what was done to it."""

    id: str
    publisher: str
    title: str
    date: str
    locator: str
    licence: str
    what_was_done: str
    confidence: str


@dataclass(frozen=True)
class SeriesNote:
    """What a monthly series counts, in which unit, from when, and by which rule its days of publication are known."""

    id: str
    name: str
    unit: str
    definition: str
    first_month: str
    publication_rule: str
    files: tuple[str, ...]


@lru_cache(maxsize=32)
def table_text(name: str) -> str:
    """Text of one shipped table."""
    return (files("suasion.data") / name).read_text(encoding="utf-8")


def read_register(text: str, where: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Rows of a register: every cell filled, the first column unique.

    Parameters
    ----------
    text : str                 a CSV table with a header line
    where : str                its name, for the error
    columns : tuple of str     the header it must have

    Returns
    -------
    list of dict               one per row, by column

    Raises
    ------
    InputError                 for another header, an empty cell or a repeated first column, all at once
    """
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != columns:
        raise InputError(
            where, f"the header is wrong. Got {','.join(reader.fieldnames or ())}; allowed {','.join(columns)}."
        )
    rows, problems, seen = [], [], dict[str, int]()
    for row in reader:
        line, key = reader.line_num, row[columns[0]]
        if None in row or None in row.values():
            problems.append(Problem(line, 1, columns[0], f"the row does not have {len(columns)} cells."))
            continue
        problems += [Problem(line, 1, column, "the cell is empty.") for column in columns if not row[column].strip()]
        if key in seen:
            problems.append(Problem(line, 1, columns[0], f"`{key}` repeats line {seen[key]}."))
        seen.setdefault(key, line)
        rows.append(row)
    if problems:
        raise InputError(where, problems)
    return rows


@lru_cache(maxsize=1)
def _sources() -> Mapping[str, Source]:
    rows = read_register(table_text("SOURCES.csv"), "SOURCES.csv", tuple(Source.__dataclass_fields__))
    return MappingProxyType({row["id"]: Source(**row) for row in rows})


@lru_cache(maxsize=1)
def _series() -> Mapping[str, SeriesNote]:
    rows = read_register(table_text("series.csv"), "series.csv", tuple(SeriesNote.__dataclass_fields__))
    notes = {}
    for row in rows:
        names = tuple(row.pop("files").split())
        notes[row["id"]] = SeriesNote(**row, files=names)
    return MappingProxyType(notes)


@lru_cache(maxsize=1)
def part_kinds() -> Mapping[str, str]:
    """Part -> kind: sector, citizenship, group, hs2."""
    rows = read_register(table_text("parts.csv"), "parts.csv", ("part", "kind", "name"))
    return MappingProxyType({**{row["part"]: row["kind"] for row in rows}, **dict.fromkeys(hs2_labels(), "hs2")})


def sources() -> dict[str, Source]:
    """Every source by its short id."""
    return dict(_sources())


def series_ids() -> list[str]:
    """Ids of the monthly series, in the order of the register."""
    return list(_series())


def describe(series_id: str) -> SeriesNote:
    """What a series counts.

    Raises
    ------
    InputError                 if no series has this id
    """
    try:
        return _series()[series_id]
    except KeyError:
        raise InputError("", f"`{series_id}` names no series. {known_words(series_id, _series())}") from None


def hs2_labels() -> dict[str, str]:
    """Two-digit chapter -> our short label of what it holds ('87': 'Vehicles and parts')."""
    rows = read_register(table_text("hs2.csv"), "hs2.csv", ("code", "label", "source"))
    return {row["code"]: row["label"] for row in rows}


@lru_cache(maxsize=1)
def digest() -> str:
    """SHA-256 (hex) over the names and bytes of all shipped tables: what a manifest stores."""
    total = hashlib.sha256()
    for entry in sorted(
        (each for each in files("suasion.data").iterdir() if each.name.endswith(".csv")), key=lambda each: each.name
    ):
        content = entry.read_bytes()
        total.update(f"{entry.name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()
