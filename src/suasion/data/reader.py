"""Hands out the shipped figures as pandas tables: always a copy, read and checked once a process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import pandas as pd

from suasion.data.programmes import read_programmes
from suasion.data.registers import describe, part_kinds, sources, table_text
from suasion.data.tables import is_day, read_monthly
from suasion.errors import InputError, known_words

FLOWS = {"imports": "us_imports_mexico_hs2", "exports": "us_exports_mexico_hs2", "duty": "us_duty_mexico_hs2"}


@lru_cache(maxsize=16)
def _table(name: str) -> pd.DataFrame:
    return read_monthly(table_text(name), name, sources())


def _figures(series_id: str) -> Iterator[pd.DataFrame]:
    """The series' rows, file by file: the total stands in the first, so it never waits for the parts."""
    for name in describe(series_id).files:
        table = _table(name)
        yield table[table["series"] == series_id].drop(columns="series")


def parts(series_id: str, kind: str = "") -> list[str]:
    """Names of a series' parts, '' for the total first; `kind` keeps only sector, citizenship, group or hs2.

    Raises
    ------
    InputError                 if no series has this id or its parts are of no such kind
    """
    kinds = part_kinds()
    names = sorted({part for table in _figures(series_id) for part in table["part"].unique()})
    known = {name: kinds.get(name, "") for name in names}
    if kind and kind not in known.values():
        words = sorted({each for each in known.values() if each})
        raise InputError("", f"`{series_id}` has no parts of kind `{kind}`. {known_words(kind, words)}")
    return [name for name in names if not kind or known[name] == kind]


def load(series_id: str, part: str = "") -> pd.DataFrame:
    """Every published figure of a series, or of one part of it: several rows a month where there are vintages.

    Parameters
    ----------
    series_id : str            one of `series_ids()`
    part : str                 '' for the total, else one of `parts(series_id)`

    Returns
    -------
    DataFrame                  month (Period M), value (float, in `unit`), unit, published_on (day), day_basis,
                               release, source; in the order of month and day of publication

    Raises
    ------
    InputError                 if there is no such series or part
    """
    for table in _figures(series_id):
        rows = table[table["part"] == part]
        if len(rows):
            return rows.drop(columns="part").sort_values(["month", "published_on"], ignore_index=True)
    if part:
        raise InputError(
            "", f"`{series_id}` has no part `{part}`. {known_words(part, [each for each in parts(series_id) if each])}"
        )
    raise InputError("", f"`{series_id}` has no total: its parts are to be asked for one by one or with load_parts.")


def load_parts(series_id: str, kind: str) -> pd.DataFrame:
    """Every published figure of all parts of one kind (sector, citizenship, group, hs2), with the column `part` first.

    Raises
    ------
    InputError                 if there is no such series or kind
    """
    names = parts(series_id, kind)
    tables = [table[table["part"].isin(names)] for table in _figures(series_id)]
    order = ["part", "month", "published_on"]
    together = pd.concat(tables, ignore_index=True).sort_values(order, ignore_index=True)
    return together[["part", *(column for column in together.columns if column != "part")]]


def as_of(series_id: str, day: str | date, part: str = "") -> pd.DataFrame:
    """What was known on a day: for each month the latest figure published by then (on the day counts as known).

    Parameters
    ----------
    series_id : str            one of `series_ids()`
    day : str or date          '2019-07-22'
    part : str                 '' for the total

    Returns
    -------
    DataFrame                  as `load`, one row a month

    Raises
    ------
    InputError                 if there is no such series or part, or the day is none
    """
    text = day if isinstance(day, str) else day.isoformat()[:10]
    if not is_day(text):
        raise InputError("as_of", f"`{text}` is no day. Write 2019-07-22.")
    rows = load(series_id, part)
    known = rows[rows["published_on"] <= pd.Timestamp(text)]
    return known.drop_duplicates("month", keep="last").reset_index(drop=True)


def monthly_by_hs2(flow: str, year: int) -> pd.DataFrame:
    """A year's trade with Mexico by month and chapter, latest figures.

    Parameters
    ----------
    flow : str                 'imports' (for consumption, customs value), 'exports' (f.a.s.) or 'duty' (calculated)
    year : int                 2017 to 2020; duty 2018

    Returns
    -------
    DataFrame (month, hs2)     USD a month; 0 where nothing was recorded

    Raises
    ------
    InputError                 if the flow or the year is not there
    """
    if flow not in FLOWS:
        raise InputError("", f"`{flow}` names no flow. {known_words(flow, FLOWS)}")
    rows = load_parts(FLOWS[flow], "hs2").drop_duplicates(["part", "month"], keep="last")
    years = rows["month"].dt.year
    if year not in set(years):
        raise InputError(
            "", f"{flow} by chapter: there is no {year}. Got {year}; allowed {years.min()} to {years.max()}."
        )
    wide: pd.DataFrame = rows[years == year].pivot(index="month", columns="part", values="value")
    return wide.fillna(0.0).rename_axis(columns="hs2")


@lru_cache(maxsize=1)
def _programmes() -> pd.DataFrame:
    return read_programmes(table_text("programmes.csv"), "programmes.csv", sources())


def programmes() -> list[str]:
    """Names of the programmes."""
    return sorted(_programmes()["programme"].unique())


def programme(name: str, measure: str = "") -> pd.DataFrame:
    """The dated facts of one programme, or of one measure of it.

    Parameters
    ----------
    name : str                 one of `programmes()`
    measure : str              '' for all, else one of its measures

    Returns
    -------
    DataFrame                  the columns of `programmes.COLUMNS`; start, end, published_on are days (NaT: not known)

    Raises
    ------
    InputError                 if there is no such programme or measure
    """
    table = _programmes()
    if name not in programmes():
        raise InputError("", f"`{name}` names no programme. {known_words(name, programmes())}")
    rows = table[table["programme"] == name]
    if measure and measure not in set(rows["measure"]):
        raise InputError(
            "", f"`{name}` has no measure `{measure}`. {known_words(measure, sorted(rows['measure'].unique()))}"
        )
    kept = rows[rows["measure"] == measure] if measure else rows
    return kept.reset_index(drop=True)
