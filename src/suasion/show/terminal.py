"""The terminal that every screen is printed on, and the one kind of table on it."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table


def console(*, to_error: bool = False) -> Console:
    """The terminal; wide enough for a table when it is not one. Words of an accord are never read as markup."""
    found = Console(stderr=to_error, highlight=False, markup=False, emoji=False)
    if not found.is_terminal:
        found.width = 120
    return found


def plain_table(*columns: str, right: tuple[str, ...] = ()) -> Table:
    """A table without lines; columns named in `right` are set right."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in columns:
        # a word wider than its column goes on in the next line: nothing is cut off on a narrow terminal
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return table
