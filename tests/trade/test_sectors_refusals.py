"""What the multi-sector engine refuses, and in which words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from sector_examples import economy, tables

from suasion.errors import InputError
from suasion.trade.sectors.economy import SectorEconomy


def refusal(made: dict[str, Any], **more: Any) -> str:
    with pytest.raises(InputError) as caught:
        SectorEconomy.from_tables(**made, **more)
    return str(caught.value)


def changed(table: str, row: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The tables with one row's figures replaced."""
    made = tables(1)
    frame = made[table].copy()
    hit = np.logical_and.reduce([frame[key] == label for key, label in row.items()])
    assert hit.any()
    for column, value in values.items():
        frame[column] = frame[column].astype(object)
        frame.loc[hit, column] = value
    made[table] = frame
    return made


FLOW = {"exporter": "ALDER", "importer": "BIRCH", "sector": "mill"}


@pytest.mark.parametrize(
    ("table", "row", "values", "said"),
    [
        ("trade", FLOW, {"value": -3.0}, "trade: mill / BIRCH / ALDER: below zero. Flows and shares are 0 or more"),
        ("trade", FLOW, {"value": np.nan}, "trade: mill / BIRCH / ALDER: no finite number. Write a figure"),
        ("trade", FLOW, {"value": "many"}, "trade: mill / BIRCH / ALDER: no finite number. Write a figure"),
        (
            "trade",
            FLOW,
            {"exporter": "ADLER"},
            "trade.exporter: `ADLER` is not known elsewhere. Did you mean `ALDER`? Known: ALDER, BIRCH, CEDAR, DOGWOOD",
        ),
        (
            "inputs",
            {"economy": "CEDAR", "using_sector": "mill", "input_sector": "farm"},
            {"share": 0.9},
            "inputs: CEDAR / mill: shares of inputs and value added do not sum to 1",
        ),
        (
            "value_added",
            {"economy": "CEDAR", "sector": "mill"},
            {"share": -0.2},
            "value_added: CEDAR / mill: below zero. Flows and shares are 0 or more",
        ),
        ("final_demand", {"economy": "ALDER", "sector": "shop"}, {"share": 0.95}, "final_demand: ALDER: shares do not"),
        ("elasticities", {"sector": "farm"}, {"elasticity": 0.0}, "elasticities: farm: an elasticity is above zero"),
        (
            "tariffs",
            FLOW,
            {"tariff": -1.0},
            "tariffs: mill / BIRCH / ALDER: a rate at or below -100%. 5 percent is written 0.05",
        ),
        ("tariffs", FLOW, {"importer": "ALDER"}, "tariffs: mill / ALDER / ALDER: a tariff on own sales. Write 0"),
    ],
)
def test_a_bad_cell_is_named_with_its_repair(table: str, row: dict, values: dict, said: str) -> None:
    message = refusal(changed(table, row, **values))
    assert message.startswith("sector tables: ")
    assert said in message


def test_all_problems_are_told_at_once() -> None:
    made = changed("trade", FLOW, value=-1.0)
    made["elasticities"] = made["elasticities"].assign(elasticity=-2.0)
    message = refusal(made, goods=["mil"])
    assert message.splitlines()[0] == "sector tables: 3 problems"
    assert "elasticities: farm, mill, shop: an elasticity is above zero" in message
    assert "goods: `mil` is no sector. Did you mean `mill`? Known: farm, mill, shop" in message


def test_missing_repeated_and_unnamed_rows() -> None:
    made = tables(1)
    made["value_added"] = made["value_added"].iloc[1:]
    assert "value_added: ALDER / farm: no row. Every label needs a figure, 0 if there is nothing" in refusal(made)
    made = tables(1)
    made["trade"] = pd.concat([made["trade"], made["trade"].iloc[:1]])
    assert "trade: farm / ALDER / ALDER stands more than once. Keep one row a cell" in refusal(made)
    made = tables(1)
    made["trade"] = made["trade"].rename(columns={"value": "usd"})
    assert "trade: no column `value`. Got exporter, importer, sector, usd" in refusal(made)
    made = tables(1)
    made["inputs"] = made["inputs"].rename(columns={"share": "usd"})
    assert "inputs: it needs one column of figures, `value` or `share`" in refusal(made)
    made = tables(1)
    made["value_added"] = made["value_added"].rename(columns={"share": "value"})
    assert "value_added: inputs and value added are both values or both shares" in refusal(made)


def test_a_sector_that_is_used_but_not_supplied() -> None:
    made = tables(1)
    trade = made["trade"]
    gone = (trade["importer"] == "BIRCH") & (trade["sector"] == "mill")
    made["trade"] = trade[~gone]
    assert "trade: BIRCH / mill: used, but nobody supplies it. Add its trade" in refusal(made)
    made["trade"] = trade[trade["sector"] != "mill"]
    assert "nobody supplies it" in refusal(made)


def test_tables_of_values_that_do_not_balance() -> None:
    made = tables(1)
    output = made["trade"].groupby(["exporter", "sector"])["value"].sum()
    for name, column in (("inputs", "using_sector"), ("value_added", "sector")):
        frame = made[name]
        gross = output.reindex(pd.MultiIndex.from_frame(frame[["economy", column]])).to_numpy()
        made[name] = frame.assign(value=frame["share"] * gross).drop(columns="share")
    SectorEconomy.from_tables(**made)
    frame = made["value_added"]
    hit = (frame["economy"] == "DOGWOOD") & (frame["sector"] == "farm")
    made["value_added"] = frame.assign(value=frame["value"].where(~hit, frame["value"] * 1.5))
    assert "trade: DOGWOOD / farm: sales differ from inputs plus value added by more than 1%" in refusal(made)


def test_transfers_that_do_not_add_up() -> None:
    made = tables(1)
    given = pd.DataFrame({"economy": ["ALDER", "BIRCH", "CEDAR", "DOGWOOD"], "value": [5.0, 5.0, 0.0, 0.0]})
    assert "deficits: they sum to 10, not to 0: what some receive others pay. Balance them" in refusal(
        made, deficits=given
    )
    model = economy(1)
    with pytest.raises(InputError, match="they sum to 1, not to 0"):
        model.solve(deficits={"ALDER": 1.0, "BIRCH": 0.0, "CEDAR": 0.0, "DOGWOOD": 0.0})
    with pytest.raises(InputError, match="ALDER: pays more than its labour income"):
        model.solve(deficits={"ALDER": -1e6, "BIRCH": 1e6, "CEDAR": 0.0, "DOGWOOD": 0.0})
    with pytest.raises(InputError, match=r"`closed` is not known\. Write fixed or zero"):
        model.solve(deficits="closed")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="DOGWOOD: no row"):
        model.solve(deficits={"ALDER": 1.0, "BIRCH": -1.0, "CEDAR": 0.0})


def test_an_input_below_zero_is_let_through_only_when_asked_for() -> None:
    made = tables(1)
    frame = made["inputs"].copy()
    cell = (frame["economy"] == "ALDER") & (frame["using_sector"] == "mill")
    first = frame[cell].index[0]
    moved = frame.loc[first, "share"] + 0.01
    frame.loc[first, "share"] = -0.01
    made["inputs"] = frame
    added = made["value_added"]
    hit = (added["economy"] == "ALDER") & (added["sector"] == "mill")
    made["value_added"] = added.assign(share=added["share"].where(~hit, added["share"] + moved))
    assert "below zero" in refusal(made)
    model = SectorEconomy.from_tables(**made, negative_inputs=True)
    assert bool(model.solve(model.tariffs_with(0.1))["converged"])


def tariff_refusal(tariffs: Any) -> str:
    with pytest.raises(InputError) as caught:
        economy(1).solve(tariffs)
    return str(caught.value)


def test_tariffs_are_joined_on_labels_that_must_be_known() -> None:
    rates = economy(1).tariffs
    assert "importer: `BIRCH` stands 0 times" in tariff_refusal(rates.drop_sel(importer="BIRCH"))
    doubled = xr.concat([rates, rates.sel(sector=["farm"])], "sector")
    assert "sector: `farm` stands 2 times. Give each label once" in tariff_refusal(doubled)
    named = rates.assign_coords(exporter=["ALDER", "BIRCH", "CEDAR", "DOGWOD"])
    assert "exporter: `DOGWOD` is not known. Did you mean `DOGWOOD`?" in tariff_refusal(named)
    assert "exporter: it has no labels" in tariff_refusal(rates.drop_vars("exporter"))
    assert "`seller` is no dimension of tariffs" in tariff_refusal(rates.rename(exporter="seller"))
    assert "there is no scenario" in tariff_refusal(rates.expand_dims(scenario=[]))
    assert "a float is no tariffs. Give a DataArray or a DataFrame." in tariff_refusal(0.05)
    with pytest.raises(InputError, match="`MEX` is no exporter"):
        economy(1).tariffs_with(0.1, exporter="MEX")


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        (-1.0, "scenario far: farm / BIRCH / ALDER: a rate at or below -100%. 5 percent is written 0.05"),
        (np.nan, "scenario far: farm / BIRCH / ALDER: no finite rate. 5 percent is written 0.05"),
        (np.inf, "scenario far: farm / BIRCH / ALDER: no finite rate. 5 percent is written 0.05"),
    ],
)
def test_rates_that_can_not_be(rate: float, said: str) -> None:
    rates = economy(1).tariffs.expand_dims(scenario=["near", "far"]).copy()
    rates.loc[{"scenario": "far", "exporter": "ALDER", "importer": "BIRCH", "sector": "farm"}] = rate
    assert said in tariff_refusal(rates)


def test_tables_of_tariffs_that_can_not_be() -> None:
    row = {"exporter": ["ALDER"], "importer": ["BIRCH"], "sector": ["mill"], "tariff": [0.1]}
    assert "no column `tariff`" in tariff_refusal(pd.DataFrame(row).drop(columns="tariff"))
    assert "mill / BIRCH / ALDER: no finite number" in tariff_refusal(pd.DataFrame({**row, "tariff": [np.nan]}))
    assert "stands more than once" in tariff_refusal(pd.concat([pd.DataFrame(row)] * 2))
    assert "the table has no row" in tariff_refusal(pd.DataFrame(row).iloc[:0])
    with pytest.raises(InputError, match="a baseline is one scenario"):
        economy(1).baseline(tariffs=pd.DataFrame(row).assign(scenario="a"))


def test_returns_to_scale_and_trade_costs_that_can_not_be() -> None:
    model = economy(1)
    with pytest.raises(InputError, match=r"farm: below zero\. Constant returns are 0"):
        model.solve(scale={"farm": -0.1, "mill": 0.0, "shop": 0.0})
    with pytest.raises(InputError, match=r"farm: psi times the trade elasticity is 1 or more: a whole sector may"):
        model.solve(scale={"farm": 5.0, "mill": 0.0, "shop": 0.0})
    costs = xr.ones_like(model.tariffs)
    with pytest.raises(InputError, match="a ratio is above zero; 1 is no change"):
        model.solve(trade_costs=costs * 0)
    with pytest.raises(InputError, match="no finite number"):
        model.solve(trade_costs=costs.where(costs["exporter"] != "ALDER"))
