"""The row of a monthly table, and how rows are read from raw files and written: the same bytes every time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    """One published figure of one month."""

    series: str
    part: str
    month: str
    value: int
    unit: str
    published_on: str
    day_basis: str
    release: str
    source: str


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a raw CSV file by column name."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV table: UTF-8, LF, quotes only where needed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()


def monthly(rows: Iterable[Row]) -> bytes:
    """A monthly table in the one order: series, part, month, day of publication."""
    return table(Row._fields, sorted(rows, key=lambda row: (row.series, row.part, row.month, row.published_on)))
