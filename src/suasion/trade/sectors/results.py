"""What a move between two equilibria means: welfare, real wages, prices, output and trade, as one labelled data set.

Welfare is the equivalent variation as a share of income, exact for the Cobb-Douglas preferences of the model:
(I'/P') / (I/P) - 1. Beside it stands the first-order decomposition that Caliendo and Parro (2015) print (their equation
18; in docs/explain/trade.md): terms of trade, volume of trade, and, where other trade costs change, technology.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr

from suasion.trade.sectors.equilibrium import Move, State
from suasion.trade.sectors.tables import FloatArray, Tables

CELL, FLOW = ("economy", "sector"), ("exporter", "importer", "sector")

VARIABLES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "welfare_pct": (("economy",), "percent of income", "Welfare: equivalent variation"),
    "real_wage_pct": (("economy",), "percent", "Wage over consumer prices"),
    "wage_pct": (("economy",), "percent", "Wage; world labour income is the unit of account"),
    "consumer_price_pct": (("economy",), "percent", "Price of final demand, tariffs included"),
    "first_order_welfare_pct": (("economy",), "percent of income", "Sum of the three parts of the decomposition"),
    "terms_of_trade_pct": (("economy",), "percent of income", "Part of welfare from prices of exports and imports"),
    "volume_of_trade_pct": (("economy",), "percent of income", "Part of welfare from tariff revenue of volumes moved"),
    "technology_pct": (("economy",), "percent of income", "Part of welfare from other trade costs"),
    "income": (("economy",), "", "Income: labour, tariff revenue and transfers"),
    "income_baseline": (("economy",), "", "The same before"),
    "tariff_revenue": (("economy",), "", "Tariff revenue"),
    "tariff_revenue_baseline": (("economy",), "", "The same before"),
    "price_pct": (CELL, "percent", "Price of the sector's goods where they are used, tariffs included"),
    "cost_pct": (CELL, "percent", "Unit cost of the sector where goods are made"),
    "labour_pct": (CELL, "percent", "Labour at work in the sector"),
    "output": (CELL, "", "Gross output"),
    "output_baseline": (CELL, "", "The same before"),
    "spending": (CELL, "", "Spending on the sector, tariffs included"),
    "spending_baseline": (CELL, "", "The same before"),
    "trade": (FLOW, "", "Trade at customs value (without tariffs), own sales included"),
    "trade_baseline": (FLOW, "", "The same before"),
}


def changes(tables: Tables, before: State, move: Move, cost: FloatArray | None) -> dict[str, FloatArray]:
    """Arrays of `VARIABLES` for one move.

    Parameters
    ----------
    tables : Tables
    before : State                     an equilibrium
    move : Move                        from it, converged
    cost : array (sector, importer, exporter) or None     change of other trade costs, a ratio
    """
    after = move.state
    flows, new_flows = before.trade, after.trade
    income, new_income = before.income, after.income
    consumer = np.exp((tables.final * np.log(move.price)).sum(axis=1))
    unit = move.cost.T - 1.0
    exported = np.einsum("jni,ji->i", flows, unit)
    imported = np.einsum("jni,ji->n", flows, unit)
    terms = (exported - imported) / income
    volume = np.einsum("jni->n", before.tariff * (new_flows - flows * (1.0 + unit[:, None, :]))) / income
    technology = np.zeros_like(income)
    if cost is not None:
        technology = -np.einsum("jni->n", flows * (1.0 + before.tariff) * (cost - 1.0)) / income
    return {
        "welfare_pct": 100.0 * (new_income / income / consumer - 1.0),
        "real_wage_pct": 100.0 * (move.wage / consumer - 1.0),
        "wage_pct": 100.0 * (move.wage - 1.0),
        "consumer_price_pct": 100.0 * (consumer - 1.0),
        "first_order_welfare_pct": 100.0 * (terms + volume + technology),
        "terms_of_trade_pct": 100.0 * terms,
        "volume_of_trade_pct": 100.0 * volume,
        "technology_pct": 100.0 * technology,
        "income": new_income,
        "tariff_revenue": after.revenue,
        "price_pct": 100.0 * (move.price - 1.0),
        "cost_pct": 100.0 * (move.cost - 1.0),
        "labour_pct": 100.0 * (move.labour - 1.0),
        "output": after.output,
        "spending": after.spending,
        "trade": new_flows.transpose(2, 1, 0),
    }


def dataset(
    tables: Tables,
    before: State,
    found: Sequence[Mapping[str, FloatArray]],
    moves: Sequence[Move],
    scenarios: xr.DataArray | None,
    attributes: Mapping[str, object],
    leave_out: Collection[str] = (),
) -> xr.Dataset:
    """All scenarios together; without a scenario dimension if there is none in the question.

    Parameters
    ----------
    found : sequence of mappings       from `changes`; a scenario that did not converge: an empty one, its figures NaN
    scenarios : DataArray or None      coordinate of the dimension `scenario`
    leave_out : names of variables     that the result shall not have
    """
    labels = {
        "economy": list(tables.economies),
        "exporter": list(tables.economies),
        "importer": list(tables.economies),
        "sector": list(tables.sectors),
    }
    size = {name: len(each) for name, each in labels.items()}
    base = {
        "income_baseline": before.income,
        "tariff_revenue_baseline": before.revenue,
        "output_baseline": before.output,
        "spending_baseline": before.spending,
        "trade_baseline": before.trade.transpose(2, 1, 0),
    }
    outer = () if scenarios is None else ("scenario",)
    data: dict[str, tuple[tuple[str, ...], FloatArray | np.ndarray[Any, Any], dict[str, str]]] = {}
    for name, (dims, unit, description) in VARIABLES.items():
        notes = {"unit": unit or tables.unit, "description": description}
        if name in leave_out:
            continue
        if name in base:
            data[name] = (dims, base[name], notes)
        else:
            empty = np.full([size[dim] for dim in dims], np.nan)
            arrays = [each.get(name, empty) for each in found]
            data[name] = ((*outer, *dims), np.stack(arrays) if outer else arrays[0], notes)
    for name, values, text in (
        ("residual", [each.residual for each in moves], "Largest fault in any equation, relative"),
        ("iterations", [each.iterations for each in moves], "Passes over the equations"),
        ("converged", [each.converged for each in moves], "Whether the residual is within the tolerance"),
    ):
        data[name] = (outer, np.array(values if outer else values[0]), {"unit": "1", "description": text})
    coords: dict[str, Any] = {**labels} if scenarios is None else {**labels, "scenario": scenarios}
    return xr.Dataset(data, coords, dict(attributes))
