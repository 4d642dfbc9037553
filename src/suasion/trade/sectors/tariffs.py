"""The tariffs of a question, as given by a user, to full arrays: joined on labels and checked."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from suasion.errors import InputError, known_words
from suasion.trade.sectors.tables import Faults, FloatArray, Tables, check_rates, to_array

DIMS = ("sector", "importer", "exporter")


def as_labelled(tables: Tables, rates: FloatArray) -> xr.DataArray:
    """An array (sector, importer, exporter) with its labels, dims (exporter, importer, sector)."""
    coords = {"sector": list(tables.sectors), "importer": list(tables.economies), "exporter": list(tables.economies)}
    return xr.DataArray(rates, coords, DIMS, "tariff").transpose("exporter", "importer", "sector")


def chosen(given: str | Iterable[str] | None, known: Sequence[str], what: str, default: Sequence[str]) -> list[str]:
    """Labels named by a user, each known.

    Raises
    ------
    InputError                         for a label that is not known
    """
    if given is None:
        return list(default)
    names = [given] if isinstance(given, str) else list(given)
    faults = Faults("tariffs")
    for name in names:
        if name not in known:
            faults.add(what, f"`{name}` is no {what}. {known_words(str(name), known)}")
    faults.done()
    return names


def arrays(
    given: xr.DataArray | pd.DataFrame | None, tables: Tables, base: FloatArray
) -> tuple[list[FloatArray], xr.DataArray | None]:
    """The tariffs of each scenario, and the coordinate of the scenarios.

    Parameters
    ----------
    given : None                       the base
            DataArray                  new rates, dims among scenario, exporter, importer, sector; a dim it has not
                                       holds for all labels (own sales excepted), one it has holds every label
            DataFrame                  columns exporter, importer, tariff and, if wanted, sector (none: all goods) and
                                       scenario; cells that it does not name keep the base rate
    tables : Tables
    base : array (sector, importer, exporter)

    Returns
    -------
    list of arrays (sector, importer, exporter), and the coordinate or None for a single question

    Raises
    ------
    InputError                         for labels that are unknown, missing or repeated, for rates that are not finite,
                                       at or below -100%, or on own sales
    """
    if given is None:
        return [base], None
    if isinstance(given, xr.DataArray):
        found, scenarios = _from_array(given, tables)
    elif isinstance(given, pd.DataFrame):
        found, scenarios = _from_frame(given, tables, base)
    else:
        raise InputError("tariffs", f"a {type(given).__name__} is no tariffs. Give a DataArray or a DataFrame.")
    faults = Faults("tariffs")
    names = (tables.sectors, tables.economies, tables.economies)
    for position, rates in enumerate(found):
        label = "" if scenarios is None else f"scenario {scenarios.values[position]}"
        check_rates(rates, label, names, faults)
    faults.done()
    return found, scenarios


def _from_array(given: xr.DataArray, tables: Tables) -> tuple[list[FloatArray], xr.DataArray | None]:
    labels = {"sector": tables.sectors, "importer": tables.economies, "exporter": tables.economies}
    faults = Faults("tariffs")
    for dim in given.dims:
        if dim not in (*labels, "scenario"):
            faults.add("", f"`{dim}` is no dimension of tariffs. {known_words(str(dim), (*labels, 'scenario'))}")
        elif dim != "scenario" and dim not in given.coords:
            faults.add(str(dim), "it has no labels. Tariffs are joined on labels, not on their order")
    faults.done()
    for dim, known in labels.items():
        if dim not in given.dims:
            continue
        own = [str(each) for each in given[dim].values]
        faults_of = [each for each in own if each not in known]
        for each in faults_of:
            faults.add(dim, f"`{each}` is not known. {known_words(each, known)}")
        for each in known:
            if own.count(each) != 1:
                faults.add(dim, f"`{each}` stands {own.count(each)} times. Give each label once, or give a DataFrame")
    faults.done()
    several = "scenario" in given.dims
    if several and given.sizes["scenario"] == 0:
        raise InputError("tariffs", "there is no scenario. Give at least one.")
    # plain arrays from here on: the same selections in xarray take longer than the solve
    order = [dim for dim in ("scenario", *DIMS) if dim in given.dims]
    values = given.transpose(*order).to_numpy().astype(float)
    for axis, dim in enumerate(order):
        if dim != "scenario":
            own = [str(each) for each in given[dim].values]
            values = values.take([own.index(each) for each in labels[dim]], axis=axis)
    for axis, dim in enumerate(("scenario", *DIMS)):
        if dim not in order:
            values = np.expand_dims(values, axis)
    values = np.array(np.broadcast_to(values, (len(values), *(len(known) for known in labels.values()))))
    if not {"importer", "exporter"} <= set(order):
        diagonal = np.arange(len(tables.economies))
        values[:, :, diagonal, diagonal] = 0.0
    return list(values), _coordinate(given) if several else None


def _coordinate(given: xr.DataArray) -> xr.DataArray:
    if "scenario" in given.coords:
        return xr.DataArray(given["scenario"].values, dims="scenario")
    return xr.DataArray(np.arange(given.sizes["scenario"]), dims="scenario")


def _from_frame(given: pd.DataFrame, tables: Tables, base: FloatArray) -> tuple[list[FloatArray], xr.DataArray | None]:
    dims = {"sector": tables.sectors, "importer": tables.economies, "exporter": tables.economies}
    rows = given
    if "sector" not in rows.columns:
        rows = rows.merge(pd.DataFrame({"sector": list(tables.goods)}), how="cross")
    groups: list[tuple[Hashable, pd.DataFrame]] = [(None, rows)]
    if "scenario" in rows.columns:
        groups = list(rows.groupby("scenario", sort=False))
    if rows.empty:
        raise InputError("tariffs", "the table has no row. Give at least one, or no tariffs at all for the base.")
    found = []
    for name, group in groups:
        faults = Faults("tariffs")
        new = to_array(
            group, "" if name is None else f"scenario {name}", dims, "tariff", faults, absent=np.inf, negative=True
        )
        faults.done()
        found.append(np.where(np.isinf(new), base, new))
    scenarios = None
    if "scenario" in rows.columns:
        scenarios = xr.DataArray([name for name, _ in groups], dims="scenario")
    return found, scenarios
