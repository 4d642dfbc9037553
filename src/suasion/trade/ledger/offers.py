"""Offers from other sources: a table with sku, origin and price_ratio, read and checked as a whole.

A row is one offer for one product of a ledger: `price_ratio` is the price there over the price here, both before duty;
`freight_share` (of that price, more than now), `switching_usd` (once) and `usmca` (share that claims) may stand beside.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from suasion.errors import InputError, Problem, known_words
from suasion.trade.ledger import cells
from suasion.trade.ledger.columns import CLAIMANTS
from suasion.trade.rates.programmes.countries import read_country

NEEDED = ("sku", "origin", "price_ratio")
NUMBERS = ("price_ratio", "freight_share", "switching_usd", "usmca")


def read_offers(path: str | Path, skus: Collection[str]) -> pd.DataFrame:
    """The offers of a CSV file.

    Parameters
    ----------
    path                                   UTF-8, commas, a header
    skus : the products of the ledger      that offers may be for

    Returns
    -------
    DataFrame, one row an offer            sku; origin (two letters); price_ratio and, where given, the other numbers

    Raises
    ------
    InputError                             every problem at once: columns, products, origins, numbers, with line and
                                           number of the column
    """
    where = str(path)
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
        rows = csv.reader(text.splitlines(keepends=True), strict=True)
        table = [(rows.line_num, [cell.strip() for cell in row]) for row in rows if any(cell.strip() for cell in row)]
    except FileNotFoundError:
        raise InputError(where, "there is no such file. Name a CSV with sku, origin and price_ratio") from None
    except OSError as error:
        raise InputError(where, f"can not be read: {(error.strerror or str(error)).lower()}. Mend the path") from None
    except UnicodeDecodeError:
        raise InputError(where, "is not UTF-8 text. Save it as CSV UTF-8") from None
    except csv.Error as error:
        raise InputError(where, f"can not be read as a table: {error}. Check quotes and separators") from None
    if len(table) < 2:
        raise InputError(where, "has no offer. Write a header sku,origin,price_ratio and a row for each")
    (first, header), *body = table
    problems = [
        Problem(first, header.index(name) + 1, name, "heads two columns. Keep one")
        for name in dict.fromkeys(header)
        if name and header.count(name) > 1
    ]
    problems += [Problem(line, 0, "", _width(row, header)) for line, row in body if len(row) != len(header)]
    whole = [(line, dict(zip(header, row, strict=True))) for line, row in body if len(row) == len(header)]
    read: list[dict[str, Any]] = []
    faults = list(_missing(header))
    problems += [Problem(first, 0, name, text) for name, text in faults]
    for line, row in whole:
        values, wrong = _read(row, skus)
        read.append(values)
        problems += [Problem(line, header.index(name) + 1, name, said) for name, said in wrong]
    if problems:
        raise InputError(where, problems)
    return pd.DataFrame(read)


def checked(options: pd.DataFrame, skus: Collection[str]) -> list[dict[str, Any]]:
    """Offers of a table in memory, each with its numbers read; numbers that are left out count as 0.

    Raises
    ------
    ValueError                             every problem in one sentence after the other
    """
    said = [text for _, text in _missing([str(name) for name in options.columns])]
    offers: list[dict[str, Any]] = []
    for row in options.to_dict("records"):
        given = {str(name): "" if _blank(value) else str(value) for name, value in row.items()}
        values, wrong = _read(given, skus)
        offers.append({**dict.fromkeys(NUMBERS, 0.0), **values})
        said += [f"{name} of `{given.get('sku', '')}`: {text}" if name in NUMBERS else text for name, text in wrong]
    if said:
        raise ValueError("; ".join(said))
    return offers


def _blank(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def _missing(header: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name in NEEDED:
        if name not in header:
            near = known_words(name, [column for column in header if column])
            yield name, f"the offers have no column `{name}`. {near}"


def _width(row: Sequence[str], header: Sequence[str]) -> str:
    return f"the row has {len(row)} cells, the header {len(header)}. Mend the commas or quotes"


def _read(row: Mapping[str, str], skus: Collection[str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The values of one offer, and what is wrong with which column."""
    values: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    if "sku" in row:
        values["sku"] = row["sku"]
        if row["sku"] not in skus:
            wrong.append(("sku", f"`{row['sku']}` is no product of the ledger. {known_words(row['sku'], skus)}"))
    for name, read in (("origin", read_country), *((name, _number) for name in NUMBERS)):
        if name not in row or (name in NUMBERS[1:] and row[name].lower() in cells.EMPTY):
            continue
        try:
            values[name] = read(row[name])
        except ValueError as error:
            wrong.append((name, str(error)))
    if values.get("price_ratio", 1.0) <= 0:
        wrong.append(("price_ratio", f"{row['price_ratio']} is not above 0. A price 10 percent above today's is 1.1"))
    if not 0 <= values.get("usmca", 0.0) <= 1:
        wrong.append(("usmca", f"{row['usmca']} is not from 0 to 1. 80 percent is written 80% or 0.8"))
    elif values.get("usmca") and values.get("origin", "MX") not in CLAIMANTS:
        wrong.append(("usmca", f"goods of {values['origin']} can not claim USMCA. Leave it blank"))
    return values, wrong


def _number(text: str) -> float:
    bare = text.strip()
    try:
        number = float(bare[:-1]) / 100 if bare.endswith("%") else float(bare)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"`{text}` is no number. Write for instance 1.05")
    return number
