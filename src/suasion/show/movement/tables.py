"""Tables of a page whose last column is the range of what is shown, where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from suasion.show.movement.estimates import range_name
from suasion.show.movement.phrases import people_span
from suasion.show.page import Table, Value

Row = tuple[tuple[Value, ...], dict[str, float] | None]  # cells, and what the range is of


def with_range(answers: dict[str, Any], columns: Sequence[str], rows: Sequence[Row], caption: str) -> Table:
    """A table of names and numbers, with a column of ranges if more than one world was run."""
    name = range_name(answers["draws"])
    heads = (*columns, *([name[0].upper() + name[1:]] if name else []))
    cells = [(*row, *([None if one is None else people_span(one)] if name else [])) for row, one in rows]
    return Table(heads, tuple(cells), caption, heads[1:])
