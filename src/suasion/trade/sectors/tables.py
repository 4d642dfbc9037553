"""Labelled tables to arrays for `sectors`: joined on labels, never on the order of rows, and checked all at once.

A table is a pandas DataFrame with one row a cell, or an xarray DataArray. What is refused: unknown, missing or repeated
labels, values that are no finite numbers or below zero, shares that do not sum to one, output that is not what its
inputs and value added come to, inputs that nobody supplies, transfers that do not sum to zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from suasion.errors import InputError, Problem, known_words

FloatArray = NDArray[np.float64]
Table = pd.DataFrame | xr.DataArray

SHARES_CLOSE = 1e-4  # shares read from rounded tables are put right if they sum to one within this
OUTPUT_CLOSE = 0.01  # sales may differ from inputs plus value added by this share: the baseline is solved anew
TRANSFERS_CLOSE = 1e-6  # of labour income in the world
SHOWN = 5  # problems of one kind that are named one by one


@dataclass
class Faults:
    """Problems of several tables, told together."""

    where: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: str, text: str) -> None:
        """Note one."""
        self.problems.append(Problem(0, 0, path, text))

    def cells(self, path: str, bad: NDArray[np.bool_], labels: Sequence[Sequence[str]], text: str) -> None:
        """Note the cells of an array that are bad, by their labels; {} in the text stands for them."""
        if bad.any():
            found = np.argwhere(bad)
            names = [" / ".join(labels[d][p] for d, p in enumerate(cell)) for cell in found[:SHOWN]]
            more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
            self.add(path, text.format(", ".join(names) + more))

    def done(self) -> None:
        """Raise them, if there are any."""
        if self.problems:
            raise InputError(self.where, self.problems)


def labels_of(table: Table, column: str) -> list[str]:
    """Labels of one column or dimension, each once, in the order they come."""
    values = table[column].to_numpy() if column in _columns(table) else np.array([], dtype=object)
    return [str(each) for each in pd.unique(pd.Series(values, dtype=object))]


def _columns(table: Table) -> list[str]:
    return [str(each) for each in (table.columns if isinstance(table, pd.DataFrame) else table.dims)]


def to_array(
    table: Table,
    name: str,
    dims: Mapping[str, Sequence[str]],
    value: str,
    faults: Faults,
    *,
    absent: float | None = None,
    negative: bool = False,
) -> FloatArray:
    """One table as an array.

    Parameters
    ----------
    table : DataFrame or DataArray     a column (or dimension) for each of `dims`; a DataFrame has a column `value` too
    name : str                         of the table, for problems
    dims : mapping                     column -> labels in the order wanted
    value : str                        column of the figures
    faults : Faults                    where problems go
    absent : float or None             figure of a cell without a row; None: each cell must have one
    negative : bool                    whether a figure below zero is let through

    Returns
    -------
    array with the dims in the order given; NaN where a problem was noted
    """
    shape = tuple(len(labels) for labels in dims.values())
    result = np.full(shape, np.nan)
    needed = [*dims, value] if isinstance(table, pd.DataFrame) else [*dims]
    lacking = [column for column in needed if column not in _columns(table)]
    if lacking:
        faults.add(name, f"no column {', '.join(f'`{each}`' for each in lacking)}. Got {', '.join(_columns(table))}")
        return result
    if isinstance(table, pd.DataFrame):
        rows = table[[*dims, value]].rename(columns={value: "figure"})
    else:
        extra = [each for each in _columns(table) if each not in dims]
        if extra:
            faults.add(name, f"dimension {', '.join(f'`{each}`' for each in extra)} is not asked for. Select one label")
            return result
        rows = table.rename("figure").to_dataframe().reset_index()[[*dims, "figure"]]
    figures = pd.to_numeric(rows["figure"], errors="coerce").to_numpy(float)
    places, known = [], np.ones(len(rows), dtype=bool)
    for column, labels in dims.items():
        index = pd.Index(labels)
        place = index.get_indexer(pd.Index(rows[column].astype(str)))
        for label in pd.unique(rows[column].astype(str)[place < 0])[:SHOWN]:
            faults.add(f"{name}.{column}", f"`{label}` is not known elsewhere. {known_words(str(label), labels)}")
        known &= place >= 0
        places.append(place)
    flat = np.ravel_multi_index([place[known] for place in places], shape)
    counts = np.bincount(flat, minlength=result.size).reshape(shape)
    names = list(dims.values())
    faults.cells(name, counts > 1, names, "{} stands more than once. Keep one row a cell")
    result.flat[flat] = figures[known]
    faults.cells(name, (counts > 0) & ~np.isfinite(result), names, "{}: no finite number. Write a figure")
    if absent is None:
        faults.cells(name, counts == 0, names, "{}: no row. Every label needs a figure, 0 if there is nothing")
    else:
        result[counts == 0] = absent
    if not negative:
        faults.cells(name, result < 0, names, "{}: below zero. Flows and shares are 0 or more")
    return result


def figure_column(table: Table, name: str, faults: Faults) -> str:
    """Whether a table gives values or shares: its column, or the name of its DataArray."""
    found = [each for each in ("value", "share") if each in _columns(table) or getattr(table, "name", None) == each]
    if len(found) != 1:
        faults.add(name, "it needs one column of figures, `value` or `share`")
        return "value"
    return found[0]


@dataclass(frozen=True)
class Tables:
    """What the tables say, as arrays; letters as in docs/explain/trade.md.

    Attributes
    ----------
    economies, sectors : tuple of str
    trade : array (sector, importer, exporter)        free of tariffs, own sales included
    tariff : array (sector, importer, exporter)       ad-valorem rate
    inputs : array (economy, using sector, input)     gamma[n, k in j], shares of gross output
    value_added : array (economy, sector)             gamma[n, j]
    final : array (economy, sector)                   alpha[n, j]
    elasticity : array (sector,)                      theta[j]
    labour_income : array (economy,)                  w L
    deficit : array (economy,)                        transfers received, D
    goods : tuple of str                              sectors that a tariff on goods falls on
    unit : str                                        of values
    """

    economies: tuple[str, ...]
    sectors: tuple[str, ...]
    trade: FloatArray
    tariff: FloatArray
    inputs: FloatArray
    value_added: FloatArray
    final: FloatArray
    elasticity: FloatArray
    labour_income: FloatArray
    deficit: FloatArray
    goods: tuple[str, ...]
    unit: str


def read_tables(
    trade: Table,
    inputs: Table,
    value_added: Table,
    final_demand: Table,
    elasticities: Table,
    tariffs: Table | None,
    deficits: Table | None,
    *,
    goods: Sequence[str] | None,
    unit: str,
    negative_inputs: bool,
    where: str,
) -> Tables:
    """Tables to arrays; see `sectors.SectorEconomy.from_tables` for what each holds and what is refused."""
    faults = Faults(where)
    economies, sectors = labels_of(value_added, "economy"), labels_of(value_added, "sector")
    flow = {"sector": sectors, "importer": economies, "exporter": economies}
    cell = {"economy": economies, "sector": sectors}
    kinds = {
        name: figure_column(table, name, faults)
        for name, table in (("inputs", inputs), ("value_added", value_added), ("final_demand", final_demand))
    }
    if kinds["inputs"] != kinds["value_added"]:
        faults.add(
            "value_added", "inputs and value added are both values or both shares of gross output. Give the same"
        )
    flows = to_array(trade, "trade", flow, "value", faults, absent=0.0)
    using = {"economy": economies, "using_sector": sectors, "input_sector": sectors}
    bought = to_array(inputs, "inputs", using, kinds["inputs"], faults, absent=0.0, negative=negative_inputs)
    added = to_array(value_added, "value_added", cell, kinds["value_added"], faults)
    wanted = to_array(final_demand, "final_demand", cell, kinds["final_demand"], faults)
    theta = to_array(elasticities, "elasticities", {"sector": sectors}, "elasticity", faults, negative=True)
    faults.cells("elasticities", theta <= 0, [sectors], "{}: an elasticity is above zero")
    rates = np.zeros_like(flows)
    if tariffs is not None:
        rates = to_array(tariffs, "tariffs", flow, "tariff", faults, absent=0.0, negative=True)
    check_rates(rates, "tariffs", (sectors, economies, economies), faults)
    unknown = [each for each in goods or () if each not in sectors]
    for each in unknown:
        faults.add("goods", f"`{each}` is no sector. {known_words(each, sectors)}")
    faults.done()
    shares = _shares(flows, bought, added, wanted, kinds, (economies, sectors), faults)
    faults.done()
    income = (shares.value_added * shares.output).sum(axis=1)
    faults.cells("value_added", income <= 0, [economies], "{}: no value added at all")
    transfers = flows.sum(axis=(0, 2)) - flows.sum(axis=(0, 1))
    if deficits is not None:
        transfers = to_array(deficits, "deficits", {"economy": economies}, "value", faults, negative=True)
    check_transfers(transfers, income, economies, faults)
    faults.done()
    crossed = flows.copy()
    crossed[:, np.arange(len(economies)), np.arange(len(economies))] = 0.0
    traded = [sector for sector, total in zip(sectors, crossed.sum(axis=(1, 2)), strict=True) if total > 0]
    return Tables(
        tuple(economies),
        tuple(sectors),
        flows,
        rates,
        shares.inputs,
        shares.value_added,
        shares.final,
        theta,
        income,
        transfers - transfers.sum() * income / income.sum(),
        tuple(goods) if goods is not None else tuple(traded),
        unit,
    )


@dataclass(frozen=True)
class _Shares:
    """Shares of gross output (inputs, value added) and of final use, and gross output."""

    inputs: FloatArray
    value_added: FloatArray
    final: FloatArray
    output: FloatArray


def _shares(
    flows: FloatArray,
    bought: FloatArray,
    added: FloatArray,
    wanted: FloatArray,
    kinds: Mapping[str, str],
    labels: tuple[Sequence[str], Sequence[str]],
    faults: Faults,
) -> _Shares:
    """Shares that sum to one exactly; notes those that do not, tables that do not balance and goods nobody supplies."""
    sales = flows.sum(axis=1).T
    gross = bought.sum(axis=2) + added
    output = gross
    if kinds["inputs"] == "share":
        output = sales
        open_ = np.abs(gross - 1.0) > SHARES_CLOSE
        faults.cells("inputs", open_, labels, "{}: shares of inputs and value added do not sum to 1")
    else:
        larger = np.maximum(gross, sales)
        wide = (np.abs(gross - sales) > OUTPUT_CLOSE * larger) & (larger > 1e-9 * sales.sum())
        said = f"{{}}: sales differ from inputs plus value added by more than {OUTPUT_CLOSE:.0%}. Balance the tables"
        faults.cells("trade", wide, labels, said)
    idle = gross <= 0
    faults.cells("value_added", idle & (sales > 0), labels, "{}: sold, but made of nothing")
    total = wanted.sum(axis=1)
    if kinds["final_demand"] == "share":
        faults.cells("final_demand", np.abs(total - 1) > SHARES_CLOSE, labels[:1], "{}: shares do not sum to 1")
    faults.cells("final_demand", total <= 0, labels[:1], "{}: no final demand at all")
    # a sector that makes nothing has a price all the same: that of its labour
    inputs = np.divide(bought, gross[:, :, None], where=~idle[:, :, None], out=np.zeros_like(bought))
    value_added = np.divide(added, gross, where=~idle, out=np.ones_like(added))
    final = np.divide(wanted, total[:, None], where=total[:, None] > 0, out=np.zeros_like(wanted))
    used = (np.einsum("njk,nj->nk", np.abs(inputs), output) > 0) | (final > 0)
    missing = used & (flows.sum(axis=2).T <= 0)
    faults.cells("trade", missing, labels, "{}: used, but nobody supplies it. Add its trade")
    return _Shares(inputs, value_added, final, output)


def check_rates(rates: FloatArray, name: str, labels: Sequence[Sequence[str]], faults: Faults) -> None:
    """Note tariffs that are no rates: not finite, at or below -100%, or on own sales.

    `rates` : array (sector, importer, exporter).
    """
    faults.cells(name, ~np.isfinite(rates), labels, "{}: no finite rate. 5 percent is written 0.05")
    faults.cells(name, rates <= -1.0, labels, "{}: a rate at or below -100%. 5 percent is written 0.05")
    own = np.zeros_like(rates, dtype=bool)
    diagonal = np.arange(rates.shape[1])
    own[:, diagonal, diagonal] = rates[:, diagonal, diagonal] != 0
    faults.cells(name, own, labels, "{}: a tariff on own sales. Write 0")


def check_transfers(deficit: FloatArray, income: FloatArray, economies: Sequence[str], faults: Faults) -> None:
    """Note transfers that do not sum to zero, or that take all of an economy's income."""
    gap = float(deficit.sum())
    if abs(gap) > TRANSFERS_CLOSE * float(income.sum()):
        faults.add("deficits", f"they sum to {gap:.6g}, not to 0: what some receive others pay. Balance them")
    faults.cells("deficits", deficit + income <= 0, [economies], "{}: pays more than its labour income. Lower it")


def by_label(
    given: Mapping[str, float] | pd.Series[Any] | xr.DataArray, name: str, labels: Sequence[str]
) -> FloatArray:
    """One figure for each label, joined on labels.

    Raises
    ------
    InputError                         for unknown or missing labels and figures that are not finite
    """
    series = given.to_series() if isinstance(given, xr.DataArray) else pd.Series(given, dtype=float)
    faults = Faults(name)
    frame = pd.DataFrame({"label": series.index.astype(str), "value": series.to_numpy()})
    array = to_array(frame, name, {"label": labels}, "value", faults, negative=True)
    faults.done()
    return array
