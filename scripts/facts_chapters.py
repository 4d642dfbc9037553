"""US imports from everywhere by chapter of the Harmonized System, and the sector of the input-output tables of each.

The sector of a chapter is our classification: the one that most of its value belongs to. Chapter 27 is crude oil for
the most part, where Mexico sells; chapters 98 and 99 (returned goods, small packets) have no sector of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from facts_rows import read

COLUMNS = ("hs2", "imports_usd", "duty_usd", "sector", "source")
YEAR = "2018"
SOURCES = [
    (
        "census_im_world", "US Census Bureau", "Imports for consumption and duty by HS chapter, all partners",
        "2021-09", "as collected by the trade war tracker of M. Waugh", "US government figures, public domain",
        "months of 2018 added up; each chapter given the sector of most of its value (our classification)",
        "high",
    ),
]  # fmt: skip
SECTORS = {
    "AGR": "01 05 06 07 08 09 10 12 13 14",
    "FOO": "02 03 04 11 15 16 17 18 19 20 21 22 23 24",
    "MIN": "25 26 27",
    "CHE": "28 29 30 31 32 33 34 35 36 37 38",
    "RUB": "39 40 68 69 70",
    "TEX": "41 42 43 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67",
    "WOO": "44 45 46 47 48 49",
    "MET": "71 72 73 74 75 76 78 79 80 81 82 83",
    "MAC": "84",
    "ELE": "85 90 91",
    "TRA": "86 87 88 89",
    "OTH": "92 93 94 95 96 97 98 99",
}


def rows(raw: Path) -> Iterator[tuple[str, int, int, str, str]]:
    """One row a chapter: customs value of imports for consumption and calculated duty, USD in 2018; sector."""
    value: dict[str, Decimal] = defaultdict(Decimal)
    duty: dict[str, Decimal] = defaultdict(Decimal)
    for each in read(raw / "census-imports-hs2-monthly" / "world_hs2_monthly_2013_2021.csv"):
        if each["month"].startswith(YEAR):
            value[each["hs2"]] += Decimal(each["con_val_usd"])
            duty[each["hs2"]] += Decimal(each["cal_duty_usd"] or 0)
    sector = {code: name for name, codes in SECTORS.items() for code in codes.split()}
    for code in sorted(value):
        yield code, int(value[code]), int(duty[code]), sector[code], "census_im_world"
