"""Tariffs of scenarios, from any labelled form to the few rows and columns that they touch.

A scenario that changes what one country charges touches one column of the (origin, destination) matrix, retaliation
against one country one row. Only touched lines are kept, so a thousand scenarios of 200 countries take a few
megabytes, and an engine pays for a full matrix of its own only where a scenario really has one.

Labels decide, never the order of rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from suasion.errors import InputError, Problem, known_words

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.intp]
Tariffs = pd.DataFrame | xr.DataArray | Mapping[tuple[str, str], float]

COLUMNS = ("origin", "destination", "rate_share")
MOST_LINES = 12  # a scenario that touches more rows and columns than this is kept whole
SHOWN = 5  # problems of one kind that are listed before the rest is counted


@dataclass(frozen=True)
class Touched:
    """The tariffs of one scenario: columns and rows that hold every rate that is not 0.

    Attributes
    ----------
    importers : array (column,)            positions of countries whose tariffs are listed, by origin
    exporters : array (row,)               positions of countries on whose goods tariffs are listed, by destination
    by_importer : array (column, origin)   ad-valorem rates
    by_exporter : array (row, destination) ad-valorem rates, the whole row
    """

    importers: IndexArray
    exporters: IndexArray
    by_importer: FloatArray
    by_exporter: FloatArray

    @property
    def key(self) -> tuple[bytes, bytes]:
        """Scenarios of one key can be solved side by side."""
        return self.importers.tobytes(), self.exporters.tobytes()

    def matrix(self, countries: int) -> FloatArray:
        """The rates in full: array (origin, destination)."""
        rates = np.zeros((countries, countries))
        rates[:, self.importers] = self.by_importer.T
        rates[self.exporters] = self.by_exporter
        return rates


def lines_of(rates: FloatArray) -> Touched:
    """The fewest touched lines by a greedy cover; a function of this scenario alone.

    Parameters
    ----------
    rates : array (origin, destination)    ad-valorem rates
    """
    origins, destinations = np.nonzero(rates)
    importers: list[int] = []
    exporters: list[int] = []
    while origins.size:
        if len(importers) + len(exporters) == MOST_LINES:
            importers, exporters = list(range(len(rates))), []
            break
        columns, rows = np.bincount(destinations), np.bincount(origins)
        if columns.max() >= rows.max():
            importers.append(int(columns.argmax()))
            left = destinations != importers[-1]
        else:
            exporters.append(int(rows.argmax()))
            left = origins != exporters[-1]
        origins, destinations = origins[left], destinations[left]
    one, two = np.array(sorted(importers), dtype=np.intp), np.array(sorted(exporters), dtype=np.intp)
    return Touched(one, two, np.ascontiguousarray(rates[:, one].T), np.ascontiguousarray(rates[two]))


def read_tariffs(tariffs: Tariffs, countries: Sequence[str], where: str = "tariffs") -> FloatArray:
    """One scenario's tariffs in the order of the countries.

    Parameters
    ----------
    tariffs : DataFrame, DataArray or mapping
        A square DataFrame (index origin, columns destination) or DataArray (origin, destination) names every country.
        A long DataFrame with columns origin, destination, rate_share, or a mapping of (origin, destination) to a
        rate, names what is not 0. Rates are ad valorem, 0.05 is 5 percent; above -1; 0 on a country's own goods.
    countries : sequence of str            labels, in the order wanted
    where : str                            what an error message calls the tariffs

    Returns
    -------
    array (origin, destination)            ad-valorem rates

    Raises
    ------
    InputError                             with all problems: a label unknown, missing or given twice, a rate that is
                                           no number or -100% or below, a rate on a country's own goods
    """
    if isinstance(tariffs, Mapping):
        rates = _from_pairs(tariffs, countries, where)
    elif isinstance(tariffs, xr.DataArray):
        if set(tariffs.dims) != {"origin", "destination"}:
            raise InputError(
                where, f"dimensions are {tuple(tariffs.dims)}; allowed (origin, destination). Rename them."
            )
        rates = square(pd.DataFrame(tariffs.transpose("origin", "destination").to_pandas()), countries, where)
    elif isinstance(tariffs, pd.DataFrame):
        long = set(COLUMNS) <= set(tariffs.columns)
        rates = (_from_long if long else square)(tariffs, countries, where)
    else:
        raise InputError(
            where,
            f"`{type(tariffs).__name__}` is no table of tariffs. Give a DataFrame or DataArray (origin, destination), "
            "a long DataFrame (origin, destination, rate_share), or a mapping of (origin, destination) to a rate.",
        )
    _check_rates(rates, countries, where)
    return rates


def _from_pairs(tariffs: Mapping[tuple[str, str], float], countries: Sequence[str], where: str) -> FloatArray:
    position = {country: at for at, country in enumerate(countries)}
    rates = np.zeros((len(countries), len(countries)))
    for key, rate in tariffs.items():
        if not isinstance(key, tuple) or len(key) != 2:
            raise InputError(where, f"`{key}` is no pair of countries. Write (origin, destination).")
        if key[0] not in position or key[1] not in position:
            problems = [
                unknown_labels(pd.Index([each]), countries, axis) for each, axis in zip(key, COLUMNS, strict=False)
            ]
            raise InputError(where, [problem for found in problems for problem in found])
        if isinstance(rate, bool) or not isinstance(rate, (int, float, np.number)):
            raise InputError(where, f"{key[0]} to {key[1]}: {rate!r} is no number. 0.05 is 5 percent.")
        rates[position[key[0]], position[key[1]]] = float(rate)
    return rates


def _from_long(table: pd.DataFrame, countries: Sequence[str], where: str) -> FloatArray:
    problems = [
        *unknown_labels(pd.Index(table["origin"]), countries, "origin"),
        *unknown_labels(pd.Index(table["destination"]), countries, "destination"),
    ]
    twice = table[table.duplicated(["origin", "destination"])]
    problems += [
        Problem(0, 0, f"{row.origin} to {row.destination}", "is given twice. Keep one rate for each pair.")
        for row in twice.head(SHOWN).itertuples()
    ]
    if problems:
        raise InputError(where, problems)
    position = {country: at for at, country in enumerate(countries)}
    rates = np.zeros((len(countries), len(countries)))
    rows, columns = table["origin"].map(position).to_numpy(), table["destination"].map(position).to_numpy()
    rates[rows.astype(np.intp), columns.astype(np.intp)] = numbers(table["rate_share"], where)
    return rates


def numbers(values: pd.Series | pd.DataFrame, where: str) -> FloatArray:
    """Values as floats, or an InputError that says they are none."""
    try:
        return np.asarray(values.to_numpy(dtype=float, na_value=np.nan), dtype=float)
    except (TypeError, ValueError):
        raise InputError(where, "holds text where a number is wanted. Mend the table.") from None


def square(table: pd.DataFrame, countries: Sequence[str], where: str) -> FloatArray:
    """A table (origin, destination) put into the order of the countries: every one of them, each once."""
    if list(table.index) == list(table.columns) == list(countries):
        return numbers(table, where)
    problems = []
    for axis, labels in (("origin", table.index), ("destination", table.columns)):
        problems += unknown_labels(labels, countries, axis)
        problems += label_problems(labels, countries, axis)
    if problems:
        raise InputError(where, problems)
    named = table.set_axis(table.index.astype(str), axis=0).set_axis(table.columns.astype(str), axis=1)
    return numbers(named.loc[list(countries), list(countries)], where)


def unknown_labels(labels: pd.Index, countries: Sequence[str], axis: str) -> list[Problem]:
    """A sentence for each label that names no country."""
    known = set(countries)
    unknown = [str(label) for label in dict.fromkeys(labels) if str(label) not in known]
    found = [
        Problem(0, 0, axis, f"`{label}` names no country of the economy. {known_words(label, countries)}")
        for label in unknown[:SHOWN]
    ]
    return found + _more(unknown, axis, "unknown labels")


def label_problems(labels: pd.Index, countries: Sequence[str], axis: str) -> list[Problem]:
    """A sentence for each country that labels name twice or not at all."""
    texts = pd.Index([str(label) for label in labels])
    twice = list(texts[texts.duplicated()].unique())
    found = [Problem(0, 0, axis, f"`{label}` stands there twice. Keep one.") for label in twice[:SHOWN]]
    given = set(texts)
    missing = [country for country in countries if country not in given]
    found += [Problem(0, 0, axis, f"`{country}` is missing. Add it.") for country in missing[:SHOWN]]
    return found + _more(twice, axis, "repeated labels") + _more(missing, axis, "missing countries")


def _more(all_: Sequence[str], axis: str, what: str) -> list[Problem]:
    return [Problem(0, 0, axis, f"... and {len(all_) - SHOWN} more {what}.")] if len(all_) > SHOWN else []


def _check_rates(rates: FloatArray, countries: Sequence[str], where: str) -> None:
    if (rates > -1.0).all() and (rates < np.inf).all() and not np.diagonal(rates).any():
        return
    problems = []
    for kind, text in (
        (~np.isfinite(rates), "is no number. Give an ad-valorem rate; 0.05 is 5 percent."),
        (np.isfinite(rates) & (rates <= -1.0), "is -100 percent or below. Allowed above -1."),
        (np.eye(len(countries), dtype=bool) & (rates != 0), "is a rate on a country's own goods. Allowed 0."),
    ):
        places = list(zip(*np.nonzero(kind), strict=True))
        names = [f"{countries[origin]} to {countries[destination]}" for origin, destination in places]
        problems += [
            Problem(0, 0, name, f"{rates[place]:g} {text}") for name, place in zip(names[:SHOWN], places, strict=False)
        ]
        problems += _more(names, "rates", "of this kind")
    if problems:
        raise InputError(where, problems)


def read_scenarios(
    tariffs: xr.DataArray | Mapping[str, Tariffs] | pd.DataFrame, countries: Sequence[str]
) -> dict[str, Touched]:
    """The lines of each scenario by name.

    Parameters
    ----------
    tariffs : DataArray (scenario, origin, destination), mapping of name to any form that `read_tariffs` takes, or a
        long DataFrame with columns scenario, origin, destination, rate_share
    countries : sequence of str            labels, in the order wanted

    Raises
    ------
    InputError                             if a form or a label is unknown, a name stands twice, or a scenario's
                                           tariffs can not be used
    """
    if isinstance(tariffs, xr.DataArray):
        return _read_cube(tariffs, countries)
    scenarios: list[tuple[str, Tariffs]]
    if isinstance(tariffs, pd.DataFrame):
        if not {"scenario", *COLUMNS} <= set(tariffs.columns):
            raise InputError("tariffs", f"columns are {list(tariffs.columns)}; wanted scenario, {', '.join(COLUMNS)}.")
        scenarios = [(str(name), table) for name, table in tariffs.groupby("scenario", sort=False)]
    else:
        scenarios = [(str(name), each) for name, each in tariffs.items()]
    _check_names([name for name, _ in scenarios])
    return {name: lines_of(read_tariffs(each, countries, f"tariffs of `{name}`")) for name, each in scenarios}


def _check_names(names: Sequence[str]) -> None:
    twice = pd.Index(names)
    if twice.has_duplicates:
        raise InputError("tariffs", f"scenario `{twice[twice.duplicated()][0]}` stands there twice. Rename one.")
    if not len(names):
        raise InputError("tariffs", "there is no scenario. Give at least one.")


def _read_cube(tariffs: xr.DataArray, countries: Sequence[str]) -> dict[str, Touched]:
    """Scenarios of an array: its labels are read once."""
    if set(tariffs.dims) != {"scenario", "origin", "destination"}:
        dims = tuple(tariffs.dims)
        raise InputError("tariffs", f"dimensions are {dims}; allowed (scenario, origin, destination). Rename them.")
    problems, places = [], []
    for axis in ("origin", "destination"):
        if axis not in tariffs.coords:
            problems.append(Problem(0, 0, axis, "has no labels. Name the countries."))
            continue
        labels = [str(label) for label in tariffs[axis].to_numpy()]
        wrong = unknown_labels(pd.Index(labels), countries, axis) + label_problems(pd.Index(labels), countries, axis)
        problems += wrong
        if not wrong:
            position = {label: at for at, label in enumerate(labels)}
            places.append([position[country] for country in countries])
    if problems:
        raise InputError("tariffs", problems)
    plain = tariffs["scenario"].to_numpy() if "scenario" in tariffs.coords else range(tariffs.sizes["scenario"])
    names = [str(name) for name in plain]
    _check_names(names)
    cube = tariffs.transpose("scenario", "origin", "destination").to_numpy()
    in_order = all(place == list(range(len(countries))) for place in places)
    order = np.ix_(*places)
    found = {}
    for name, each in zip(names, cube, strict=True):
        rates = np.ascontiguousarray(each if in_order else each[order], dtype=float)
        _check_rates(rates, countries, f"tariffs of `{name}`")
        found[name] = lines_of(rates)
    return found
