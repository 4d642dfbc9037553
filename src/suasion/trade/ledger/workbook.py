"""Rows of a workbook as text; the library is asked for only when a workbook is read."""

from __future__ import annotations

import datetime as dt
import importlib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from suasion.errors import InputError, known_words


def workbook_rows(file: Path, sheet: str | None) -> Iterator[tuple[int, list[str]]]:
    """Rows of a sheet, each with its number.

    Raises
    ------
    InputError                             without openpyxl, for what is no workbook, or if the sheet is not there
    """
    try:
        openpyxl: Any = importlib.import_module("openpyxl")
    except ModuleNotFoundError:
        text = "is a workbook, and openpyxl is not installed. `pip install openpyxl`, or save the sheet as CSV UTF-8"
        raise InputError(str(file), text) from None
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise InputError(str(file), f"is no workbook that can be read ({error}). Save it anew as .xlsx") from None
    try:
        if sheet is not None and sheet not in book.sheetnames:
            raise InputError(str(file), f"has no sheet `{sheet}`. {known_words(sheet, book.sheetnames)}")
        chosen = book[sheet] if sheet is not None else book.worksheets[0]
        for number, row in enumerate(chosen.iter_rows(values_only=True), start=1):
            yield number, [_text(cell) for cell in row]
    finally:
        book.close()


def _text(cell: object) -> str:
    """A cell as it would stand in a CSV file."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return repr(cell) if isinstance(cell, float) else str(cell)
