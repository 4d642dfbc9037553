"""An empty ledger to begin with: every column, two worked rows, and in a workbook a sheet that says what each holds."""

from __future__ import annotations

import csv
import importlib
import io
import os
import tempfile
from pathlib import Path
from typing import Any

from suasion.errors import InputError
from suasion.trade.ledger.columns import COLUMNS

MEANINGS = {
    "entry_number": "Number of the entry; lines of one entry share it. It decides the processing fee",
    "entry_day": "Day of entry for consumption: the day that decides the rate. 2019-06-12",
    "hts": "Tariff code of 8 or 10 digits, with or without dots; format the column as text",
    "origin": "Country of origin: two letters or a name",
    "value_usd": "Customs value in US dollars",
    "quantity": "Units",
    "weight_kg": "Net weight; needed where the normal duty is by weight",
    "mode": "vessel, truck, rail, air or other; vessel pays the harbor fee",
    "loaded_day": "Day of loading on the final vessel; goods at sea may keep the older rate",
    "zone_status_day": "Day of privileged foreign status in a foreign-trade zone; its rate holds",
    "preference_share": "Share of the value that claims USMCA: yes, no, 80%",
    "drawback_share": "Share that is exported again, on which duty comes back",
    "metal_share": "Share of the value that is metal; blank: all",
    "normal_rate": "Normal (MFN) rate, such as 2.5%; blank: that of January 2025",
    "supplier": "Seller",
    "sku": "Your product",
    "contract_until": "Last day of a fixed purchase price",
    "on_hand": "Units in stock",
}


def template_csv() -> str:
    """The template as CSV text."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow([column.header for column in COLUMNS.values()])
    for sample in range(2):
        writer.writerow([column.samples[sample] for column in COLUMNS.values()])
    return made.getvalue()


def save_template(file: Path, *, force: bool = False) -> None:
    """Write the template as CSV or, by its suffix, as a workbook.

    Raises
    ------
    InputError                         for another suffix, a file that is there already, or a place that can not be
                                       written
    """
    if file.suffix.lower() not in (".csv", ".xlsx"):
        raise InputError(str(file), "is neither .csv nor .xlsx. Name for instance ledger.xlsx")
    if file.is_dir():
        raise InputError(str(file), "is a folder. Name a file in it, for instance ledger.csv")
    if file.exists() and not force:
        raise InputError(str(file), "is there already. Name a new file, or give --force to replace it")
    raw = _workbook() if file.suffix.lower() == ".xlsx" else template_csv().encode("utf-8-sig")
    try:
        handle, hidden = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "wb") as opened:
                opened.write(raw)
            Path(hidden).chmod(0o644)
            Path(hidden).replace(file)
        finally:
            Path(hidden).unlink(missing_ok=True)
    except OSError as error:
        what = (error.strerror or str(error)).lower()
        raise InputError(str(file), f"can not be written: {what}. Name another file") from None


def _workbook() -> bytes:
    openpyxl: Any = importlib.import_module("openpyxl")  # slow to import, and untyped
    styles: Any = importlib.import_module("openpyxl.styles")
    bold = styles.Font(bold=True)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "ledger"
    headers = [column.header for column in COLUMNS.values()]
    sheet.append(headers)
    for sample in range(2):
        sheet.append([column.samples[sample] or None for column in COLUMNS.values()])
    for cells, column in zip(sheet.columns, COLUMNS.values(), strict=True):
        width = max(len(str(cell.value or "")) for cell in cells) + 3
        sheet.column_dimensions[cells[0].column_letter].width = width
        cells[0].font = bold
        if column.required:
            cells[0].fill = styles.PatternFill("solid", fgColor="DDE7F1")
        for number in range(1, 1001):
            if column.header == "hts":  # as text, or a leading zero is lost
                sheet.cell(number, cells[0].column).number_format = "@"
    sheet.freeze_panes = "A2"
    helps = book.create_sheet("columns")
    helps.append(["Column", "Needed", "What it holds"])
    for name, column in COLUMNS.items():
        helps.append([column.header, "yes" if column.required else "", MEANINGS[name]])
    for letter, width in (("A", 18), ("B", 10), ("C", 84)):
        helps.column_dimensions[letter].width = width
        helps[f"{letter}1"].font = bold
    for row in helps.iter_rows(min_row=2, min_col=3, max_col=3):
        row[0].alignment = styles.Alignment(wrap_text=True)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
