"""The columns of an import ledger: what each holds, and the words by which a header may call it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from suasion.errors import InputError, Problem
from suasion.trade.ledger import cells
from suasion.trade.rates.hts import read_code
from suasion.trade.rates.programmes.countries import read_country

Kind = Literal["number", "word", "day"]
CLAIMANTS = ("CA", "MX", "US")
"""Origins whose goods can claim USMCA."""


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes
    ----------
    header               its own header
    kind                 number, word or day
    read                 from a cell to a value; ValueError says what is wrong
    required             a ledger without it is refused, and so is a row
    default              number for a blank cell; None: unknown
    most                 largest number that needs no second look
    also                 other headers, lower case, of letters and digits only
    samples              two cells for the template
    """

    header: str
    kind: Kind
    read: Callable[[str], Any]
    required: bool = False
    default: float | None = None
    most: float = 1.0
    also: tuple[str, ...] = ()
    samples: tuple[str, str] = ("", "")

    @property
    def is_number(self) -> bool:
        """Whether cells are numbers."""
        return self.kind == "number"

    def read_optional(self, text: str) -> Any:
        """Read a cell; a blank one is None unless the column is required.

        Raises
        ------
        ValueError                         what is wrong
        """
        if text.strip().lower() in cells.EMPTY:
            if self.required:
                if text.strip():
                    raise ValueError(f"`{text.strip()}` stands for nothing here, and every row needs a value. Give one")
                raise ValueError("is empty, and every row needs it (a formula never calculated reads as empty)")
            return None
        return self.read(text.strip())

    def absent(self, count: int) -> Any:
        """The column of a ledger that does not have it."""
        if self.kind == "number":
            return np.full(count, np.nan if self.default is None else self.default)
        if self.kind == "day":
            return np.full(count, np.datetime64("NaT"), dtype="datetime64[s]")
        if self.header == "mode":
            return pd.Categorical.from_codes(
                np.zeros(count, dtype=np.int8), categories=pd.Index(["other"], dtype=object)
            )
        return pd.Categorical.from_codes(np.full(count, -1, dtype=np.int8), categories=pd.Index([], dtype=object))


def _code(text: str) -> str:
    code = read_code(text).digits
    if len(code) < 8:
        raise ValueError(f"`{text}` names no tariff line: duty is set at eight digits. Give 8 or 10")
    return code


def _word(text: str) -> str:
    if cells.is_formula(text):
        raise ValueError(f"`{text}` is a formula or its error, not a value. Paste the sheet as values")
    return text


_ANY = 1e15
COLUMNS: dict[str, Column] = {
    "entry_number": Column(
        "entry_number",
        "word",
        _word,
        also=("entryno", "entrynum", "entry", "entrysummarynumber", "cbpentrynumber"),
        samples=("ABC-0000001-1", "ABC-0000001-1"),
    ),
    "entry_day": Column(
        "entry_date",
        "day",
        cells.day,
        required=True,
        also=(
            "entryday",
            "date",
            "dateofentry",
            "importdate",
            "entrysummarydate",
            "arrivaldate",
            "dateentered",
            "summarydate",
        ),
        samples=("2019-06-12", "2019-06-12"),
    ),
    "hts": Column(
        "hts",
        "word",
        _code,
        required=True,
        also=(
            "hts10",
            "htscode",
            "htsus",
            "htsnumber",
            "htsno",
            "hscode",
            "hs",
            "tariffcode",
            "tariffnumber",
            "hts8",
            "commoditycode",
            "htsusnumber",
            "classification",
            "tariff",
            "htsclassification",
            "htsuscode",
        ),
        samples=("8708.29.5160", "0702.00.2099"),
    ),
    "origin": Column(
        "origin",
        "word",
        read_country,
        required=True,
        also=("countryoforigin", "origincountry", "coo", "country", "co", "countryorigin", "madein", "paisdeorigen"),
        samples=("MX", "Mexico"),
    ),
    "value_usd": Column(
        "value_usd",
        "number",
        cells.money,
        required=True,
        most=cells.MOST_USD,
        also=(
            "value",
            "customsvalue",
            "enteredvalue",
            "entervalue",
            "valueusd",
            "declaredvalue",
            "amount",
            "linevalue",
            "totalenteredvalue",
            "invoicevalue",
            "customsvalueusd",
            "enteredvalueusd",
            "fobvalue",
            "valuedollars",
        ),
        samples=("48250.00", "$31,400"),
    ),
    "quantity": Column(
        "quantity",
        "number",
        cells.number,
        most=_ANY,
        also=("qty", "units", "pieces", "pcs", "netquantity"),
        samples=("1200", "18000"),
    ),
    "weight_kg": Column(
        "weight_kg",
        "number",
        cells.number,
        most=_ANY,
        also=("weight", "netweight", "netweightkg", "kg", "kilograms", "grossweightkg", "weightkgs", "netkg"),
        samples=("5400", "18000"),
    ),
    "mode": Column(
        "mode",
        "word",
        cells.mode,
        also=("modeoftransport", "transportmode", "mot", "transport", "shipmode"),
        samples=("truck", "truck"),
    ),
    "loaded_day": Column(
        "load_date",
        "day",
        cells.day,
        also=(
            "loaded",
            "loadedday",
            "loadingdate",
            "ladingdate",
            "exportdate",
            "sailingdate",
            "dateofexport",
            "onboarddate",
            "etd",
        ),
    ),
    "zone_status_day": Column(
        "zone_status_date",
        "day",
        cells.day,
        also=("zonestatusday", "privilegedforeigndate", "ftzstatusdate", "pfdate"),
    ),
    "preference_share": Column(
        "usmca",
        "number",
        cells.share,
        default=0.0,
        also=(
            "usmcashare",
            "usmcaclaimed",
            "usmcaflag",
            "nafta",
            "preference",
            "preferenceshare",
            "spi",
            "tmec",
            "usmcaprobability",
        ),
        samples=("yes", "80%"),
    ),
    "drawback_share": Column(
        "drawback_share",
        "number",
        cells.share,
        default=0.0,
        also=("drawback", "exportedshare", "reexportshare"),
        samples=("0", ""),
    ),
    "metal_share": Column(
        "metal_share",
        "number",
        cells.share,
        default=1.0,
        also=("metalcontent", "metalcontentshare", "steelshare", "aluminumshare", "coppershare"),
    ),
    "normal_rate": Column(
        "normal_rate",
        "number",
        cells.rate,
        most=3.5,
        also=("mfn", "mfnrate", "dutyrate", "baserate", "column1", "generalrate"),
        samples=("2.5%", ""),
    ),
    "supplier": Column(
        "supplier",
        "word",
        _word,
        also=("vendor", "manufacturer", "seller", "exporter", "suppliername", "mid", "vendorname"),
        samples=("Partes del Bajio", "Huerta Norte"),
    ),
    "sku": Column(
        "sku",
        "word",
        _word,
        also=("partnumber", "item", "product", "part", "itemnumber", "partno", "productcode", "material", "article"),
        samples=("FENDER-L", "TOMATO-ROMA"),
    ),
    "contract_until": Column(
        "contract_until",
        "day",
        cells.day,
        also=("contractend", "fixedpriceuntil", "contractenddate", "priceuntil", "contractexpiry"),
        samples=("2019-12-31", ""),
    ),
    "on_hand": Column(
        "on_hand",
        "number",
        cells.number,
        most=_ANY,
        also=("inventory", "stock", "inventoryonhand", "onhandunits", "qtyonhand"),
        samples=("900", ""),
    ),
}


def plain(header: str) -> str:
    """A header for comparison: letters and digits only, without what stands in brackets.

    >>> plain("Entered Value (USD)")
    'enteredvalue'
    """
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\(.*?\)|\[.*?\]", "", header.lower()))


def _names() -> dict[str, str]:
    words = {plain(column.header): name for name, column in COLUMNS.items()}
    for name, column in COLUMNS.items():
        words[plain(name)] = name
        words.update(dict.fromkeys(column.also, name))
    return words


def find_columns(head: list[list[str]], where: str) -> tuple[int, dict[str, int]]:
    """The header among a file's first rows, and the place of each column.

    Parameters
    ----------
    head                                   first rows of cells; titles above the header are passed over

    Returns
    -------
    position of the header, and column name -> place

    Raises
    ------
    InputError                             if a required column is missing, or two headers mean the same column
    """
    words = _names()
    known = [sum(plain(cell) in words for cell in row) for row in head]
    position = int(np.argmax(known)) if known else 0
    header = head[position] if head else []
    places: dict[str, int] = {}
    problems = []
    for at, cell in enumerate(header):
        name = words.get(plain(cell))
        if name is None:
            continue
        if name in places:
            first = header[places[name]].strip()
            text = f"`{first}` and `{cell.strip()}` both mean {COLUMNS[name].header}. Keep one, or rename the other"
            problems.append(Problem(position + 1, at + 1, "", text))
            continue
        places[name] = at
    strange = {plain(cell): cell.strip() for cell in header if cell.strip() and plain(cell) not in words}
    for name, column in COLUMNS.items():
        if column.required and name not in places:
            near = difflib.get_close_matches(plain(column.header), strange, n=1, cutoff=0.5)
            near = (
                near
                or [
                    word
                    for word in strange
                    for also in column.also
                    if difflib.SequenceMatcher(None, word, also).ratio() > 0.75
                ][:1]
            )
            hint = f"Is it `{strange[near[0]]}`? " if near else ""
            text = f"no column {column.header}. {hint}Call it {column.header}" + (
                f" or {column.also[0]}" if column.also else ""
            )
            problems.append(Problem(position + 1, 0, "", text))
    if problems:
        raise InputError(where, problems)
    return position, places
