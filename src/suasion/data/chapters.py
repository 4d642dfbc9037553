"""What the United States buy from everywhere by chapter of the Harmonized System, and how much they make themselves.

It answers: customs value and duty of 2018 by chapter, the sector of the input-output tables that a chapter is counted
in, and which part of US spending on a sector is imported. The sector of a chapter is our classification; the part
imported is from the input-output tables and as sure as they are (`suasion.data.trade_tables`).
"""

from __future__ import annotations

import datetime
from functools import lru_cache

import pandas as pd

from suasion.data.registers import table_text
from suasion.data.trade_tables import read_wide, sector_base, world_sectors
from suasion.errors import InputError

PUBLISHED = datetime.date(2019, 3, 6)
"""Day on which the figures of December 2018, and with them the year, came out."""
PARTNER_SERIES = "us_imports_mexico_hs2"
"""The series of one partner that these totals belong to."""


@lru_cache(maxsize=1)
def _chapters() -> pd.DataFrame:
    name = "us_chapters_2018.csv"
    frame = read_wide(table_text(name), name, ("hs2",), ("imports_usd", "duty_usd"), ("sector", "source"))
    unknown = sorted(set(frame["sector"]) - set(world_sectors()["sector"]))
    if unknown:
        raise InputError(name, f"{', '.join(unknown)} names no sector. Use one of world_2018_sectors.csv")
    return frame.set_index("hs2")


def us_chapters() -> pd.DataFrame:
    """US imports for consumption from all partners in 2018, USD.

    Returns
    -------
    DataFrame (hs2)                    sector, imports_usd (customs value), duty_usd (calculated duty), source
    """
    return _chapters().copy()


@lru_cache(maxsize=1)
def _import_shares() -> pd.Series:
    trade = sector_base().trade
    bought = trade[trade["importer"] == "USA"]
    whole = bought.groupby("sector")["value"].sum()
    home = bought[bought["exporter"] == "USA"].set_index("sector")["value"]
    return (1.0 - home / whole).rename("import_share")


def us_import_shares() -> pd.Series:
    """Part of US spending on each sector that is imported, 2018, by sector: above 0, below 1."""
    return _import_shares().copy()
