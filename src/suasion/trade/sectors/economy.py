"""General equilibrium with sectors and input-output links: what tariffs do to welfare, wages, prices and trade.

Answers: by how much real incomes, wages, prices, output and trade of each economy and sector change for good under
other tariffs, with trade deficits kept, closed or given. It does not say how long that takes (`dynamics`), what one
product line does (`lines`), or who within an economy gains. There is no unemployment, no migration and one kind of
labour, free to change sector; markets are competitive; transfers between economies are given from outside.

Model: Caliendo and Parro (2015), Review of Economic Studies 82(1), in changes from an equilibrium (Dekle, Eaton and
Kortum 2008); returns to scale as in Lashkaripour and Lugovskyy (2023). Equations, symbols and shapes stand in
docs/explain/trade.md.

**The baseline is a solve too.** Data never quite are an equilibrium. Before anything else the economy is moved from the
data to the equilibrium under the tariffs and transfers of the baseline; every change is relative to that. How far the
flows moved on the way is told with each result (`baseline_moved_pct`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd
import xarray as xr

from suasion.errors import InputError
from suasion.trade.fixed_point import NotConvergedError
from suasion.trade.sectors import tariffs as rate_tables
from suasion.trade.sectors.equilibrium import Move, State, Technology
from suasion.trade.sectors.results import changes, dataset
from suasion.trade.sectors.tables import (
    Faults,
    FloatArray,
    Table,
    Tables,
    by_label,
    check_transfers,
    read_tables,
    to_array,
)

Labelled = Mapping[str, float] | pd.Series | xr.DataArray
Deficits = Literal["fixed", "zero"] | Labelled


class SectorEconomy:
    """Economies and sectors linked by trade and inputs, ready to be asked.

    Make one with `from_tables` or `shipped`. It never changes; baselines that were solved are kept for later questions.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._technology = Technology(tables)
        self._data = self._technology.from_data(tables)
        self._baselines: dict[tuple[bytes, bytes, float], Move] = {}

    @classmethod
    def from_tables(
        cls,
        trade: Table,
        inputs: Table,
        value_added: Table,
        final_demand: Table,
        elasticities: Table,
        *,
        tariffs: Table | None = None,
        deficits: Table | None = None,
        goods: Sequence[str] | None = None,
        unit: str = "USD",
        negative_inputs: bool = False,
        where: str = "sector tables",
    ) -> SectorEconomy:
        """An economy from labelled tables: DataFrames with one row a cell, in any order, or DataArrays.

        Parameters
        ----------
        trade : exporter, importer, sector, value         flows without tariffs, own sales included; no row: no flow
        inputs : economy, input_sector, using_sector, value or share     what a sector buys of another, from anywhere,
                                                          tariffs included; a share is of gross output
        value_added : economy, sector, value or share     as inputs
        final_demand : economy, sector, value or share    final use; a share is of all final use
        elasticities : sector, elasticity                 trade elasticity theta, above 0: percent by which imports fall
                                                          for each percent of cost
        tariffs : exporter, importer, sector, tariff      ad-valorem rates in the data; no row: none
        deficits : economy, value                         transfers received in the data; None: imports less exports
        goods : sequence of str                           sectors that a tariff on goods falls on; None: all with trade
        unit : str                                        of all values
        negative_inputs : bool                            whether an input below zero (a by-product sold) is let through
        where : str                                       name of the whole, for problems

        Raises
        ------
        InputError                     with every problem of the tables; see `tables`
        """
        return cls(
            read_tables(
                trade,
                inputs,
                value_added,
                final_demand,
                elasticities,
                tariffs,
                deficits,
                goods=goods,
                unit=unit,
                negative_inputs=negative_inputs,
                where=where,
            )
        )

    @classmethod
    def shipped(cls, elasticities: str = "") -> SectorEconomy:
        """The shipped world of 2018: 24 economies, 20 sectors, 13 of them goods; values in USD million.

        Parameters
        ----------
        elasticities : str             one of `trade_tables.elasticity_papers()`; '': the default there
        """
        from suasion.data import trade_tables  # noqa: PLC0415 - tables of the user's own need none of ours

        base = trade_tables.sector_base(elasticities)
        return cls.from_tables(
            base.trade,
            base.inputs,
            base.value_added,
            base.final_demand,
            base.elasticities,
            tariffs=base.tariffs,
            goods=base.goods,
            unit=base.unit,
            where="shipped world of 2018",
        )

    def __repr__(self) -> str:
        tables = self._tables
        return (
            f"SectorEconomy({len(tables.economies)} economies, {len(tables.sectors)} sectors, "
            f"{len(self._technology.traded)} of them traded)"
        )

    @property
    def economies(self) -> tuple[str, ...]:
        """Labels of the economies."""
        return self._tables.economies

    @property
    def sectors(self) -> tuple[str, ...]:
        """Labels of the sectors."""
        return self._tables.sectors

    @property
    def goods(self) -> tuple[str, ...]:
        """Sectors that a tariff on goods falls on."""
        return self._tables.goods

    @property
    def memory_bytes(self) -> int:
        """Bytes of the arrays that a solve works on."""
        return self._technology.memory_bytes

    @property
    def tariffs(self) -> xr.DataArray:
        """Rates in the data, dims (exporter, importer, sector)."""
        return rate_tables.as_labelled(self._tables, self._tables.tariff.copy())

    def tariffs_with(
        self,
        rate: float | Sequence[float],
        *,
        exporter: str | Iterable[str] | None = None,
        importer: str | Iterable[str] | None = None,
        sectors: str | Iterable[str] | None = None,
        base: xr.DataArray | None = None,
    ) -> xr.DataArray:
        """Rates with a further tariff on top: `economy.tariffs_with(0.05, exporter="MEX", importer="USA")`.

        Parameters
        ----------
        rate : float, or several       ad-valorem rate added; several make a dimension `scenario` with the rates as
                                       labels
        exporter, importer : str or several     None: all
        sectors : str or several       None: all goods
        base : DataArray               rates it comes on top of; None: those of the data

        Returns
        -------
        DataArray ([scenario,] exporter, importer, sector)

        Raises
        ------
        InputError                     for a label that is not known
        """
        economies, known = self._tables.economies, self._tables.sectors
        there = xr.zeros_like(self.tariffs)
        there.loc[
            {
                "exporter": rate_tables.chosen(exporter, economies, "exporter", economies),
                "importer": rate_tables.chosen(importer, economies, "importer", economies),
                "sector": rate_tables.chosen(sectors, known, "sector", self._tables.goods),
            }
        ] = 1.0
        there = there.where(there["exporter"] != there["importer"], 0.0)
        added = (
            xr.DataArray(rate)
            if np.ndim(rate) == 0
            else xr.DataArray(
                np.asarray(rate, dtype=float), coords={"scenario": np.asarray(rate, dtype=float)}, dims="scenario"
            )
        )
        start = self.tariffs if base is None else base
        result = start + added * there
        return result.transpose(*(["scenario"] if "scenario" in result.dims else []), "exporter", "importer", "sector")

    def tariffs_from(self, table: pd.DataFrame) -> xr.DataArray:
        """Rates with those cells replaced that a table names: columns exporter, importer, tariff, and sector, scenario.

        Without a column `sector` a row holds for all goods; with `scenario` the result has that dimension.

        Raises
        ------
        InputError                     for labels that are not known, repeated cells and rates that can not be
        """
        rates, scenarios = rate_tables.arrays(table, self._tables, self._tables.tariff)
        labelled = [rate_tables.as_labelled(self._tables, each) for each in rates]
        return labelled[0] if scenarios is None else xr.concat(labelled, scenarios.rename("scenario"))

    def baseline(
        self,
        deficits: Deficits = "fixed",
        *,
        tariffs: xr.DataArray | pd.DataFrame | None = None,
        tolerance: float = 1e-10,
        most_steps: int = 2000,
    ) -> Move:
        """The equilibrium nearest to the data, under the tariffs and transfers of the baseline; solved once, then kept.

        Raises
        ------
        InputError                     for tariffs or transfers that can not be
        NotConvergedError              if the solver does not reach the tolerance
        """
        rates, scenarios = rate_tables.arrays(tariffs, self._tables, self._tables.tariff)
        if scenarios is not None:
            raise InputError("baseline_tariffs", "a baseline is one scenario. Select it.")
        transfers = self._transfers(deficits)
        key = (rates[0].tobytes(), transfers.tobytes(), tolerance)
        if key not in self._baselines:
            move = self._technology.move(self._data, rates[0], transfers, tolerance=tolerance, most_steps=most_steps)
            if not move.converged:
                raise not_converged("The baseline", move)
            self._baselines[key] = move
        return self._baselines[key]

    def solve(
        self,
        tariffs: xr.DataArray | pd.DataFrame | None = None,
        *,
        deficits: Deficits = "fixed",
        scale: Labelled | None = None,
        baseline_tariffs: xr.DataArray | pd.DataFrame | None = None,
        baseline_deficits: Deficits | None = None,
        trade_costs: xr.DataArray | None = None,
        with_trade: bool = True,
        tolerance: float = 1e-10,
        most_steps: int = 2000,
    ) -> xr.Dataset:
        """What becomes of the economy under other tariffs, compared with the baseline.

        Parameters
        ----------
        tariffs : DataArray or DataFrame     new rates, see `rate_tables.arrays`; with a dimension or column
                                             `scenario`: several questions at once. None: the rates of the data
        deficits : 'fixed', 'zero' or by economy     transfers received: as in the data (constant shares of world labour
                                             income), none, or given in the unit of the tables; they sum to zero
        scale : by sector                    returns to scale psi: percent by which unit cost falls for each percent of
                                             labour in the sector; None: constant returns. It moves the counterfactual
                                             only: the baseline is the same with and without
        baseline_tariffs, baseline_deficits  of the baseline; None: rates of the data, and transfers as in `deficits`
        trade_costs : DataArray              change of trade costs other than tariffs as ratios (1.1: 10 percent more);
                                             dims as for tariffs
        with_trade : bool                    whether flows by exporter, importer and sector are in the result
        tolerance : float                    largest fault allowed in any equation, relative
        most_steps : int                     steps before the solver gives up a try; it tries three times

        Returns
        -------
        Dataset                              variables of `results.VARIABLES` by economy, sector, exporter,
                                             importer and, if asked for, scenario; `residual`, `iterations`,
                                             `converged`. A scenario that did not converge holds NaN

        Raises
        ------
        InputError                           for anything that can not be, all problems of a table at once
        NotConvergedError                    if the baseline or a single question does not converge
        """
        rates, scenarios = rate_tables.arrays(tariffs, self._tables, self._tables.tariff)
        transfers = self._transfers(deficits)
        psi = None if scale is None else self._returns(scale)
        cost = None if trade_costs is None else self._costs(trade_costs)
        kept = baseline_deficits if baseline_deficits is not None else deficits
        start = self.baseline(kept, tariffs=baseline_tariffs, tolerance=tolerance, most_steps=most_steps)
        moves, found = [], []
        for new in rates:
            move = self._technology.move(start.state, new, transfers, cost, psi, tolerance, most_steps)
            if not move.converged and scenarios is None:
                raise not_converged("The question", move)
            moves.append(move)
            found.append(changes(self._tables, start.state, move, cost) if move.converged else {})
            if not with_trade:
                found[-1].pop("trade", None)
        attributes = {
            "model": "Caliendo and Parro (2015)",
            "unit": self._tables.unit,
            "deficits": deficits if isinstance(deficits, str) else "given",
            "returns_to_scale": "constant" if psi is None else "given",
            "unit_of_account": "world labour income",
            "baseline_residual": start.residual,
            "baseline_iterations": start.iterations,
            "baseline_moved_pct": self._moved(start.state),
            "memory_bytes": self.memory_bytes,
        }
        leave_out = () if with_trade else ("trade", "trade_baseline")
        return dataset(self._tables, start.state, found, moves, scenarios, attributes, leave_out)

    def _moved(self, state: State) -> float:
        """Flows that the baseline solve moved, as a percent of all flows, own sales included."""
        data = self._tables.trade
        return float(100.0 * np.abs(state.trade - data).sum() / data.sum())

    def _transfers(self, deficits: Deficits) -> FloatArray:
        tables = self._tables
        if isinstance(deficits, str):
            if deficits not in ("fixed", "zero"):
                raise InputError("deficits", f"`{deficits}` is not known. Write fixed or zero, or a value by economy.")
            return tables.deficit if deficits == "fixed" else np.zeros_like(tables.deficit)
        given = by_label(deficits, "deficits", tables.economies)
        faults = Faults("deficits")
        check_transfers(given, tables.labour_income, tables.economies, faults)
        faults.done()
        return np.asarray(given - given.sum() * tables.labour_income / tables.labour_income.sum())

    def _returns(self, scale: Labelled) -> FloatArray:
        psi = by_label(scale, "scale", self._tables.sectors)
        faults = Faults("scale")
        names = [self._tables.sectors]
        faults.cells("psi", psi < 0, names, "{}: below zero. Constant returns are 0")
        faults.cells(
            "psi",
            psi * self._tables.elasticity >= 1.0,
            names,
            "{}: psi times the trade elasticity is 1 or more: a whole sector may gather in one place. Lower it",
        )
        faults.done()
        return psi

    def _costs(self, given: xr.DataArray) -> FloatArray:
        """Changes of trade costs as an array; read as tariffs are: ratio less one."""
        faults = Faults("trade_costs")
        filled = given
        for dim, labels in (("exporter", self.economies), ("importer", self.economies), ("sector", self.sectors)):
            if dim not in given.dims:
                filled = filled.expand_dims({dim: list(labels)})
        dims = {"sector": self.sectors, "importer": self.economies, "exporter": self.economies}
        cost = to_array(filled, "", dims, "trade_cost", faults)
        faults.cells("", cost <= 0, list(dims.values()), "{}: a ratio is above zero; 1 is no change")
        faults.done()
        return cost


def not_converged(what: str, move: Move) -> NotConvergedError:
    """The error of a solve without a result."""
    return NotConvergedError(
        f"{what} has no answer: {move.fault}. Take smaller steps of the tariffs, transfers nearer to zero, or lower "
        "returns to scale.",
        move.residual,
        move.iterations,
    )
