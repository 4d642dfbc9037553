"""What the tariffs of an accord do once everything has settled: welfare by country, model beside model.

Five models stand side by side and are never merged, because they disagree and nobody knows which is right: one sector
with revenue handed out or spent on a lower income tax, one sector with inputs, and many sectors with inputs, with
transfers as they were or none. Each is asked at every rate of the schedule, with and without an equal answer of the
partner. The range of a model comes from its trade elasticities alone: for one sector from the range below, for many
sectors from the papers that estimate them.

Trade and incomes are of 2018 (`suasion.data.trade_tables`, partly an estimate). A year's answer after some years, not a
path; the short run is in `goods`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from suasion.data import chapters, monthly_by_hs2, trade_tables
from suasion.trade.economy import Economy
from suasion.trade.economy.parameters import EconomyParameters, Rebate
from suasion.trade.fixed_point import NotConvergedError
from suasion.trade.sectors import SectorEconomy
from suasion.world.long_run_models import (
    ECONOMIES,
    ELASTICITY_RANGE,
    MODELS,
    REPLIES,
    ROUNDABOUT,
    LongRunTariff,
)

FloatArray = NDArray[np.float64]

_PARTS = ("middle", "low", "high")


def welfare(
    tariff: LongRunTariff,
    rates: Sequence[float],
    *,
    economies: Sequence[str] = ECONOMIES,
    models: Sequence[str] = tuple(MODELS),
    replies: Sequence[str] = tuple(REPLIES),
) -> xr.Dataset:
    """Long-run answers at each rate.

    Parameters
    ----------
    tariff : LongRunTariff
    rates : (rate,)                    ad-valorem rates, rising
    economies : (economy,)             whose welfare is told
    models, replies                    keys of MODELS and REPLIES

    Returns
    -------
    Dataset (model, reply, rate, economy)      welfare_pct, welfare_low_pct, welfare_high_pct: change of what people
                                       can buy, percent; NaN where a model has no such economy or was not solved.
                                       partner_exports_pct (model, reply, rate): goods of the exporter sold to the
                                       importer at customs value, sectors only

    Raises
    ------
    InputError                         if an economy is in no table
    """
    asked = tuple(float(rate) for rate in rates)
    told = list(economies)
    shape = (len(models), len(replies), len(asked), len(told))
    found = {part: np.full(shape, np.nan) for part in _PARTS}
    exports = np.full(shape[:3], np.nan)
    for reply_at, reply in enumerate(replies):
        by_sector: xr.DataArray | None = None
        for model_at, model in enumerate(models):
            place = (model_at, reply_at)
            if model.startswith("one_sector"):
                answers = _one_sector(model, tariff, asked, reply, told)
            else:
                deficits: Literal["fixed", "zero"] = "zero" if model == "sectors_balanced" else "fixed"
                if by_sector is None:
                    by_sector = _sector_tariffs(tariff, asked, reply)
                answers, exports[place] = _sectors(tariff, by_sector, deficits, told)
            for part in _PARTS:
                found[part][place] = answers[part]
    dims = ("model", "reply", "rate", "economy")
    names = {"middle": "welfare_pct", "low": "welfare_low_pct", "high": "welfare_high_pct"}
    return xr.Dataset(
        {**{names[part]: (dims, found[part]) for part in _PARTS}, "partner_exports_pct": (dims[:3], exports)},
        {"model": list(models), "reply": list(replies), "rate": list(asked), "economy": told},
    )


@lru_cache(maxsize=8)
def _economy(elasticity: float, value_added_share: float) -> Economy:
    goods = trade_tables.world_goods()
    flows = goods.pivot(index="exporter", columns="importer", values="value_usd").fillna(0.0)
    known = trade_tables.world_economies().set_index("economy")
    income = known.loc[known["in_goods"], "gdp_usd"]
    parameters = EconomyParameters(trade_elasticity=elasticity, value_added_share=value_added_share)
    return Economy.from_tables(flows, income, parameters)


@lru_cache(maxsize=8)
def _sector_economy(paper: str) -> SectorEconomy:
    return SectorEconomy.shipped(paper)


def _one_sector(
    model: str, tariff: LongRunTariff, rates: tuple[float, ...], reply: str, told: list[str]
) -> Mapping[str, FloatArray]:
    """Welfare of a one-sector model: by part, array (rate, economy)."""
    share = _covered(tariff).get("", 1.0)
    scenarios = {}
    for rate in rates:
        pairs = {(tariff.exporter, tariff.importer): rate * share}
        if reply == "equal":
            pairs[tariff.importer, tariff.exporter] = rate
        scenarios[str(rate)] = pairs
    rebate: Rebate = "income-tax" if model == "one_sector_tax" else "lump-sum"
    links = ROUNDABOUT if model == "one_sector_inputs" else 1.0
    usual = EconomyParameters().trade_elasticity
    tables = []
    for elasticity in (usual, *ELASTICITY_RANGE):
        solved = _economy(elasticity, links).solve_many(scenarios, rebate=rebate)
        tables.append(solved["welfare_pct"].reindex(country=told).to_numpy())
    return {"middle": tables[0], "low": np.min(tables, axis=0), "high": np.max(tables, axis=0)}


def _sectors(
    tariff: LongRunTariff, asked: xr.DataArray, deficits: Literal["fixed", "zero"], told: list[str]
) -> tuple[Mapping[str, FloatArray], FloatArray]:
    """Welfare of the sector model: by part, array (rate, economy); and exports of the partner, array (rate,)."""
    rates = asked.sizes["scenario"]
    tables, exports = [], np.full(rates, np.nan)
    for number, paper in enumerate(["", *trade_tables.elasticity_papers()]):
        economy = _sector_economy(paper)
        try:
            solved = economy.solve(asked, deficits=deficits, with_trade=number == 0)
        except NotConvergedError:  # of its baseline: this paper's figures have no equilibrium near the data
            tables.append(np.full((rates, len(told)), np.nan))
            continue
        tables.append(solved["welfare_pct"].reindex(economy=told).to_numpy())
        if number == 0:
            pair = {"exporter": tariff.exporter, "importer": tariff.importer}
            goods = list(economy.goods)
            before = solved["trade_baseline"].sel(pair).sel(sector=goods).sum("sector")
            exports = 100.0 * (solved["trade"].sel(pair).sel(sector=goods).sum("sector") / before - 1.0).to_numpy()
    stack = np.stack(tables)
    missing = np.isnan(stack).all(axis=0)
    filled = np.where(missing, 0.0, stack)
    low, high = np.nanmin(filled, axis=0), np.nanmax(filled, axis=0)
    low[missing] = high[missing] = np.nan
    return {"middle": tables[0], "low": low, "high": high}, exports


def _sector_tariffs(tariff: LongRunTariff, rates: tuple[float, ...], reply: str) -> xr.DataArray:
    """Rates (scenario, exporter, importer, sector): on each sector the rate times the part of it in scope.

    The same for every paper: papers differ in elasticities, not in the tariffs of the data.
    """
    economy, covered = _sector_economy(""), _covered(tariff)
    asked = economy.tariffs_with(rates, exporter=tariff.exporter, importer=tariff.importer)
    base = economy.tariffs
    if covered:
        pair = {"exporter": tariff.exporter, "importer": tariff.importer}
        parts = xr.DataArray(
            [covered.get(sector, 0.0) for sector in economy.sectors], {"sector": list(economy.sectors)}, "sector"
        )
        asked.loc[pair] = base.sel(pair) + (asked.sel(pair) - base.sel(pair)) * parts
    if reply == "equal":
        answered = economy.tariffs_with(rates, exporter=tariff.importer, importer=tariff.exporter)
        asked = asked + answered - base
    return asked


def _covered(tariff: LongRunTariff) -> dict[str, float]:
    """Part of the imports in scope: by sector, and of all goods under ''; empty if every good is in scope."""
    if not tariff.chapters:
        return {}
    value = monthly_by_hs2("imports", 2018).sum()
    sector = chapters.us_chapters()["sector"].reindex(value.index)
    inside = value.where(pd.Series(value.index.isin(tariff.chapters), value.index), 0.0)
    whole, part = value.groupby(sector).sum(), inside.groupby(sector).sum()
    return {
        **{str(name): float(part[name] / whole[name]) for name in whole.index},
        "": float(inside.sum() / value.sum()),
    }
