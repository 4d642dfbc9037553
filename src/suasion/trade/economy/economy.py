"""What a tariff does to countries: a general equilibrium of many countries with one sector.

Answers: by how much welfare, trade, employment and prices change in each country once everything has settled, who
collects how much revenue, and how all of that moves with retaliation, with the way revenue is returned, and with the
elasticities. Tariffs are changes against the world of the tables: the duties that stood then are part of it.

It does not say how long settling takes (years), tells no sectors or households apart, and knows no exchange rate. It
takes transfers between countries (deficits) as given unless told otherwise.

Sources: Ignatenko, Lashkaripour, Macedoni and Simonovska (2025), J. Int. Economics. Ours where it differs: revenue is
handed out as a lump sum unless asked otherwise.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from suasion.errors import InputError, Problem, known_words
from suasion.trade.economy.calibration import calibrate, elasticities_of, read_tables
from suasion.trade.economy.ensemble import (
    Outcomes,
    Setting,
    ensemble_correction,
    flows_after,
    solve_ensemble,
    solve_one,
)
from suasion.trade.economy.equilibrium import Elasticities, WageCorrection, World
from suasion.trade.economy.parameters import NUMERAIRES, REBATES, EconomyParameters, Numeraire, Rebate
from suasion.trade.economy.tariffs import (
    Tariffs,
    Touched,
    label_problems,
    lines_of,
    numbers,
    read_scenarios,
    read_tariffs,
)
from suasion.trade.fixed_point import NotConvergedError
from suasion.trade.products import Product

FloatArray = NDArray[np.float64]

VARIED = ("trade_elasticity", "scale_to_trade", "labour_supply_elasticity", "pass_through")
STRANDED = 0.5  # share of its spending below which a country is named when nothing was found
SUM_TO_ZERO = 1e-9  # of world income: transfers that miss zero by more are refused

# name: (unit, meaning); all are changes against the old world unless said otherwise
VARIABLES = {
    "welfare_pct": ("percent of consumption", "Equivalent variation, effort at work counted"),
    "deficit_pct": ("percent", "Trade deficit at the border's prices, against its old size; empty if that was 0"),
    "exports_to_income_pct": ("percent", "Exports over income"),
    "imports_to_income_pct": ("percent", "Imports before tariffs over income"),
    "employment_pct": ("percent", "Employment"),
    "price_pct": ("percent", "Consumer prices, in the numeraire"),
    "wage_pct": ("percent", "Wage before tax, in the numeraire"),
    "tariff_revenue_pct": ("percent of old spending", "Tariff revenue of the change"),
    "deficit_change_usd": ("USD a year", "Change of the trade deficit at the border's prices, in the numeraire"),
    "tariff_revenue_usd": ("USD a year", "Tariff revenue of the change, in the numeraire"),
    "world_trade_to_income_pct": ("percent", "World trade at prices after tariffs, over world income"),
    "world_budget_gap": ("share of world income", "Spending of the world less its income; 0 but for rounding"),
    "labour_gap": ("share of income", "Largest difference of what a country's labour is paid and earns"),
    "residual": ("log points", "Largest gap of an equation"),
    "iterations": ("1", "Steps of the solver"),
    "converged": ("", "Whether the scenario was solved; if not, its numbers are empty"),
}
BY_WORLD = ("world_trade_to_income_pct", "world_budget_gap", "labour_gap", "residual", "iterations", "converged")


@dataclass(frozen=True, eq=False)
class Economy:
    """A calibrated world. Made by `from_tables`; changed by `varied`, `without_margins` and `rebased`, which copy.

    Attributes
    ----------
    countries : tuple of str               labels, in the order of the table of flows
    world : World                          flows, margins and what follows from them
    elasticities : Elasticities
    parameters : EconomyParameters         as calibrated; `varied` leaves them as they were
    numeraire : 'prices' or 'wages'
    notes : tuple of str                   what calibration had to do to the tables
    """

    countries: tuple[str, ...]
    world: World
    elasticities: Elasticities
    parameters: EconomyParameters
    numeraire: Numeraire = "prices"
    notes: tuple[str, ...] = field(default=())

    @classmethod
    def from_tables(
        cls, flows: pd.DataFrame, income: pd.Series | None = None, parameters: EconomyParameters | None = None
    ) -> Economy:
        """Calibrate.

        Parameters
        ----------
        flows : DataFrame (origin, destination)    goods trade, USD a year (or any one currency); labels on both sides.
                                           A diagonal of zeros is filled from income
        income : Series by country         USD a year; None if the diagonal of flows holds own sales
        parameters : EconomyParameters     None: the defaults

        Raises
        ------
        InputError                         with all problems of the tables
        """
        parameters = parameters or EconomyParameters()
        countries, goods, earned = read_tables(flows, income)
        world, notes = calibrate(countries, goods, earned, parameters)
        response = _elasticities(parameters, world, pd.DataFrame(index=["all"]))
        return cls(countries, world, response, parameters, parameters.numeraire, notes)

    def __repr__(self) -> str:
        links = "" if self.world.value_added_share == 1 else f", value added {self.world.value_added_share:g}"
        return (
            f"Economy({len(self.countries)} countries, world income {self.world.income.sum():.4g} USD a year, "
            f"trade elasticity {self.elasticities.trade.item():g}{links})"
        )

    def table(self) -> pd.DataFrame:
        """The calibrated world by country: spending, income, transfers (USD a year), margin share, tariff exponent."""
        world = self.world
        columns = {
            "spending_usd": world.spending,
            "income_usd": world.income,
            "transfers_usd": world.transfers,
            "own_share": np.diagonal(world.shares),
            "margin_share": world.margin_share,
            "tariff_exponent": self.elasticities.tariff[0],
        }
        return pd.DataFrame(columns, index=pd.Index(self.countries, name="country"))

    def varied(
        self,
        *,
        trade_elasticity: float | None = None,
        labour_supply_elasticity: float | None = None,
        scale_elasticity: float | None = None,
        tariff_exponent: float | None = None,
        numeraire: Numeraire | None = None,
    ) -> Economy:
        """The same world that responds otherwise: what is not named stays, nothing is calibrated anew.

        `tariff_exponent` times the trade elasticity is the elasticity of imports to a tariff.
        """
        given = {
            "trade": ("trade_elasticity", trade_elasticity),
            "labour": ("labour_supply_elasticity", labour_supply_elasticity),
            "scale": ("scale_elasticity", scale_elasticity),
            "tariff": ("tariff_exponent", tariff_exponent),
        }
        problems = []
        for name, (said, value) in given.items():
            zero = name in ("labour", "scale")
            if value is not None and not (np.isfinite(value) and (value > 0 or (zero and value == 0))):
                text = f"is out of range. Got {value!r}; allowed {'0 or more' if zero else 'above 0'}."
                problems.append(Problem(0, 0, said, text))
        if numeraire is not None and numeraire not in NUMERAIRES:
            problems.append(Problem(0, 0, "numeraire", f"`{numeraire}`: {known_words(numeraire, NUMERAIRES)}"))
        if problems:
            raise InputError("economy", problems)
        old = {name: getattr(self.elasticities, name) for name in given}
        new = {
            name: old[name] if value is None else np.full_like(old[name], value) for name, (_, value) in given.items()
        }
        return dataclasses.replace(self, elasticities=Elasticities(**new), numeraire=numeraire or self.numeraire)

    def without_margins(self) -> Economy:
        """The same flows in the model of Eaton and Kortum: all income arises where goods are made."""
        world = dataclasses.replace(self.world, margin_share=np.zeros(len(self.countries)))
        return dataclasses.replace(self, world=world).varied(tariff_exponent=1.0)

    def transfers_without(self, country: str) -> pd.Series:
        """Transfers once a country's own are 0 and each partner gives up what stood against it; USD a year.

        Taking away the deficit with one country does not by itself leave transfers that sum to zero. Those received
        and those paid are each scaled to their mean, which keeps every sign.
        """
        at = self._position(country)
        flows, transfers = self.world.flows, self.world.transfers.copy()
        transfers -= flows[at] - flows[:, at]
        transfers[at] = 0.0
        received, paid = transfers.clip(min=0).sum(), -transfers.clip(max=0).sum()
        if received == 0 or paid == 0:
            transfers[:] = 0.0
        else:
            mean = (received + paid) / 2.0
            transfers = np.where(transfers > 0, transfers * (mean / received), transfers * (mean / paid))
        return pd.Series(transfers, index=pd.Index(self.countries, name="country"), name="transfers_usd")

    def solve(
        self,
        tariffs: Tariffs,
        *,
        rebate: Rebate = "lump-sum",
        closure: str | pd.Series = "fixed",
        tolerance: float = 1e-10,
        flows: bool = False,
    ) -> xr.Dataset:
        """One scenario.

        Parameters
        ----------
        tariffs : DataFrame, DataArray or mapping
                                           see `tariffs.read_tariffs`; on top of what stood in the old world
        rebate : 'lump-sum' or 'income-tax'
                                           what tariff revenue does: is handed out, or lowers a tax on wages
        closure : 'fixed', 'balanced' or Series by country
                                           transfers between countries: as they were (as a share of world income),
                                           none, or those given (at the old world income; they sum to 0)
        tolerance : float                  largest gap of an equation, in logs
        flows : bool                       also give goods sold, as `flows_usd` (origin, destination)

        Returns
        -------
        Dataset (country)                  the variables of `VARIABLES`

        Raises
        ------
        InputError                         if tariffs or settings can not be used
        NotConvergedError                  if no equilibrium is found; carries residual and iterations
        """
        setting = self._setting(rebate, closure, tolerance)
        lines = lines_of(read_tariffs(tariffs, self.countries))
        found = solve_one(self.world, lines, self.elasticities, setting, self._correction)
        if not found["converged"][0]:
            raise NotConvergedError(
                self._stranded(found["spending_ratio"][0], setting.transfers),
                float(found["residual"][0]),
                int(found["iterations"][0]),
            )
        result = self._dataset(found, None, rebate, closure)
        if flows:
            result["flows_usd"] = self._flows(lines, self.elasticities, found, 0)
        return result

    def solve_many(
        self,
        tariffs: xr.DataArray | Mapping[str, Tariffs] | pd.DataFrame,
        *,
        elasticities: pd.DataFrame | None = None,
        rebate: Rebate = "lump-sum",
        closure: str | pd.Series = "fixed",
        tolerance: float = 1e-10,
    ) -> xr.Dataset:
        """Many scenarios; each as `solve`, but one that fails is flagged in `converged` and empty, not raised.

        A scenario's numbers have the same bytes whatever it is solved together with.

        Parameters
        ----------
        tariffs : DataArray (scenario, origin, destination), mapping by name, or long DataFrame
                                           see `tariffs.read_scenarios`
        elasticities : DataFrame (scenario) or None
                                           columns among trade_elasticity, scale_to_trade, labour_supply_elasticity,
                                           pass_through: parameters of each scenario in place of the economy's, from
                                           which its elasticities are made anew

        Returns
        -------
        Dataset (scenario, country)        attribute `failed` counts scenarios that were not solved

        Raises
        ------
        InputError                         if tariffs, elasticities or settings can not be used
        """
        setting = self._setting(rebate, closure, tolerance)
        scenarios = read_scenarios(tariffs, self.countries)
        response = self.elasticities if elasticities is None else self._responses(elasticities, list(scenarios))
        found = solve_ensemble(
            self.world,
            list(scenarios.values()),
            response,
            setting,
            self._ensemble_correction(setting),
            self._correction,
        )
        return self._dataset(found, list(scenarios), rebate, closure)

    def rebased(self, solved: xr.Dataset) -> Economy:
        """The world of a solution without tariffs as the old world of further questions; needs its `flows_usd`.

        For instance a world without one country's deficit: `e.rebased(e.solve({}, closure=..., flows=True))`. Tariffs
        can not be carried over: an old world holds none of ours.

        Raises
        ------
        InputError                         if the solution holds no flows or collects tariffs
        """
        if "flows_usd" not in solved:
            raise InputError("rebased", "the solution holds no flows. Solve with flows=True.")
        if float(np.abs(solved["tariff_revenue_usd"]).max()) > 0:
            raise InputError("rebased", "the solution has tariffs of its own. Solve without tariffs first.")
        flows = solved["flows_usd"].sel(origin=list(self.countries), destination=list(self.countries)).to_numpy()
        return dataclasses.replace(self, world=dataclasses.replace(self.world, flows=flows))

    @cached_property
    def _correction(self) -> WageCorrection:
        return WageCorrection(self.world, self.elasticities.trade.item())

    @cached_property
    def _ensemble_corrections(self) -> dict[tuple[bytes, bool], Product]:
        return {}

    def _ensemble_correction(self, setting: Setting) -> Product:
        """Made once for each way of closing the economy; the same numbers whenever it is made."""
        key = (setting.transfers.tobytes(), setting.income_tax)
        if key not in self._ensemble_corrections:
            self._ensemble_corrections[key] = ensemble_correction(self.world, self.elasticities, setting)
        return self._ensemble_corrections[key]

    def _position(self, country: str) -> int:
        if country not in self.countries:
            raise InputError("", f"`{country}` names no country of the economy. {known_words(country, self.countries)}")
        return self.countries.index(country)

    def _setting(self, rebate: str, closure: str | pd.Series, tolerance: float) -> Setting:
        if rebate not in REBATES:
            raise InputError("rebate", f"`{rebate}` names none. {known_words(str(rebate), REBATES)}")
        if not 1e-12 <= tolerance <= 1e-4:
            raise InputError("tolerance", f"is out of range. Got {tolerance!r}; allowed from 1e-12 to 1e-4.")
        return Setting(self._transfers(closure), rebate == "income-tax", self.numeraire, tolerance)

    def _stranded(self, spending: FloatArray, transfers: FloatArray) -> str:
        """Why a scenario may have no equilibrium: who had least left to spend when the solver gave up."""
        ratios = np.where(np.isfinite(spending), spending, np.inf)
        at = int(np.argmin(ratios))
        if ratios[at] > STRANDED or transfers[at] >= 0:
            return "No equilibrium was found. Try tariffs closer to 0, or closure='balanced'."
        return (
            f"No equilibrium was found. On the way {self.countries[at]} was left with {ratios[at]:.0%} of its "
            "spending: it pays transfers that its income may no longer cover. Try smaller tariffs, or "
            "closure='balanced'."
        )

    def _transfers(self, closure: str | pd.Series) -> FloatArray:
        if isinstance(closure, pd.Series):
            problems = label_problems(closure.index, self.countries, "closure")
            if problems or len(closure) != len(self.countries):
                extra = sorted(set(map(str, closure.index)) - set(self.countries))[:5]
                known = [Problem(0, 0, "closure", f"`{each}` names no country of the economy.") for each in extra]
                raise InputError("closure", problems + known)
            transfers = numbers(closure.set_axis(closure.index.astype(str)).loc[list(self.countries)], "closure")
            world = self.world.income.sum()
            if not np.isfinite(transfers).all():
                raise InputError("closure", "a transfer is no number. Give USD a year for each country.")
            if abs(transfers.sum()) > SUM_TO_ZERO * world:
                raise InputError(
                    "closure",
                    f"transfers sum to {transfers.sum():.4g}, {transfers.sum() / world:.2%} of world income; no "
                    "equilibrium exists. Make them sum to 0, for instance with transfers_without.",
                )
            return transfers
        if closure == "fixed":
            return self.world.transfers
        if closure == "balanced":
            return np.zeros(len(self.countries))
        raise InputError("closure", f"`{closure}` names none. {known_words(str(closure), ['fixed', 'balanced'])}")

    def _responses(self, table: pd.DataFrame, scenarios: Sequence[str]) -> Elasticities:
        problems = [
            Problem(0, 0, "elasticities", f"`{name}` can not vary. {known_words(str(name), VARIED)}")
            for name in table.columns
            if name not in VARIED
        ]
        problems += label_problems(table.index, scenarios, "elasticities")
        if problems:
            raise InputError("elasticities", problems)
        ordered = table.set_axis(table.index.astype(str)).loc[list(scenarios)]
        for row in ordered.drop_duplicates().itertuples(index=False):
            changed: dict[str, Any] = dict(zip(ordered.columns, row, strict=True))
            dataclasses.replace(self.parameters, **changed)  # says what is out of range
        return _elasticities(self.parameters, self.world, ordered)

    def _flows(self, lines: Touched, response: Elasticities, found: Outcomes, at: int) -> xr.DataArray:
        values = flows_after(self.world, lines, response, found["pull"][at], found["supply"][at])
        labels = list(self.countries)
        about = {"unit": "USD a year", "description": "Goods sold, at the border's price before tariffs"}
        return xr.DataArray(values, [("origin", labels), ("destination", labels)], attrs=about)

    def _dataset(
        self, found: Outcomes, scenarios: list[str] | None, rebate: str, closure: str | pd.Series
    ) -> xr.Dataset:
        variables: dict[str, Any] = {}
        for name, (unit, description) in VARIABLES.items():
            dims = ("scenario",) if name in BY_WORLD else ("scenario", "country")
            values = found[name]
            meaning = {"unit": unit, "description": description}
            variables[name] = (dims, values, meaning) if scenarios is not None else (dims[1:], values[0], meaning)
        coords: dict[str, Any] = {"country": list(self.countries)}
        if scenarios is not None:
            coords["scenario"] = scenarios
        about: dict[str, Any] = {
            "rebate": rebate,
            "closure": closure if isinstance(closure, str) else "given transfers",
            "numeraire": self.numeraire,
            "failed": int((~found["converged"]).sum()),
        }
        return xr.Dataset(variables, coords, about)


def _elasticities(parameters: EconomyParameters, world: World, table: pd.DataFrame) -> Elasticities:
    """Elasticities by row of a table that may name some of `VARIED`; the rest is the parameters'."""
    trade, scale, labour, pass_through = (
        table[name].to_numpy(dtype=float) if name in table else np.full(len(table), float(getattr(parameters, name)))
        for name in VARIED
    )
    return elasticities_of(trade, scale, labour, pass_through, world.margin_share)
