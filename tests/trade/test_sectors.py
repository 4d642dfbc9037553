"""Laws of the multi-sector equilibrium, on economies made up here; each must hold to rounding."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import root
from sector_examples import ECONOMIES, SECTORS, economy, tables

from suasion.trade.fixed_point import NotConvergedError
from suasion.trade.sectors.economy import SectorEconomy

CLOSE = 1e-9


def relative(left: xr.DataArray | np.ndarray, right: xr.DataArray | np.ndarray, size: float) -> float:
    return float(np.abs(np.asarray(left) - np.asarray(right)).max() / size)


def check_identities(model: SectorEconomy, made: dict, result: xr.Dataset, rates: xr.DataArray, closed: bool) -> None:
    """What is sold is bought, what is earned is spent, labour is paid, and imports less exports are transfers."""
    trade, output, spending = result["trade"], result["output"], result["spending"]
    world = float(output.sum())
    assert relative(trade.sum("importer").rename(exporter="economy").transpose(*output.dims), output, world) < CLOSE
    paid = (trade * (1 + rates)).sum("exporter").rename(importer="economy")
    assert relative(paid.transpose(*spending.dims), spending, world) < CLOSE
    shares = made["inputs"].set_index(["economy", "using_sector", "input_sector"])["share"].to_xarray()
    added = made["value_added"].set_index(["economy", "sector"])["share"].to_xarray()
    wanted = made["final_demand"].set_index(["economy", "sector"])["share"].to_xarray()
    bought = (shares * output.rename(sector="using_sector")).sum("using_sector").rename(input_sector="sector")
    assert relative((bought + wanted * result["income"]).transpose(*spending.dims), spending, world) < CLOSE
    revenue = (trade * rates).sum(["exporter", "sector"]).rename(importer="economy")
    assert relative(revenue, result["tariff_revenue"], world) < CLOSE
    labour = (added * output).sum("sector")
    imports = trade.sum(["exporter", "sector"]).rename(importer="economy")
    exports = trade.sum(["importer", "sector"]).rename(exporter="economy")
    transfers = imports - exports
    assert relative(labour + revenue + transfers, result["income"], world) < CLOSE
    if closed:
        assert relative(transfers, 0 * transfers, world) < CLOSE
    assert float(trade.min()) >= 0


@pytest.mark.parametrize("deficits", ["fixed", "zero"])
def test_identities_hold(deficits: str) -> None:
    for seed in range(4):
        made = tables(seed)
        model = SectorEconomy.from_tables(**made)
        rates = model.tariffs_with(0.3, exporter="ALDER", importer="BIRCH")
        result = model.solve(rates, deficits=deficits)
        assert bool(result["converged"])
        assert float(result["residual"]) <= 1e-10
        check_identities(model, made, result, rates, closed=deficits == "zero")


@pytest.mark.parametrize("deficits", ["fixed", "zero"])
def test_no_change_of_tariffs_changes_nothing(deficits: str) -> None:
    result = economy(3).solve(deficits=deficits)
    for name in ("welfare_pct", "real_wage_pct", "price_pct", "labour_pct", "first_order_welfare_pct"):
        assert float(np.abs(result[name]).max()) < 1e-7
    assert relative(result["trade"], result["trade_baseline"], float(result["trade"].sum())) < CLOSE


def test_the_baseline_moves_data_that_are_no_equilibrium_and_keeps_those_that_are() -> None:
    first = economy(2)
    far = first.solve()
    assert far.attrs["baseline_moved_pct"] > 1
    made = tables(2)
    made["trade"] = far["trade"].to_dataframe()["trade"].rename("value").reset_index().query("value > 0")
    near = SectorEconomy.from_tables(**made).solve()
    assert near.attrs["baseline_moved_pct"] < 1e-6


def test_order_of_rows_economies_and_sectors_is_nothing() -> None:
    made = tables(5)
    plain = SectorEconomy.from_tables(**made)
    mixed = {name: table.sample(frac=1, random_state=7) for name, table in made.items()}
    shuffled = SectorEconomy.from_tables(**mixed)
    assert shuffled.economies != plain.economies
    assert shuffled.sectors != plain.sectors or shuffled.economies != plain.economies
    question = plain.tariffs_with(0.4, exporter="CEDAR", importer="DOGWOOD", sectors="mill")
    one = plain.solve(question)
    two = shuffled.solve(question.isel(exporter=[2, 0, 3, 1], sector=[1, 2, 0]))
    for name in ("welfare_pct", "real_wage_pct", "trade", "price_pct"):
        other = two[name].reindex_like(one[name])
        assert np.allclose(one[name], other, rtol=1e-8, atol=1e-8)


def test_values_in_another_unit_and_shares_given_as_values_change_no_percentage() -> None:
    made = tables(6)
    one = SectorEconomy.from_tables(**made)
    output = made["trade"].groupby(["exporter", "sector"])["value"].sum()
    for_input = output.reindex(pd.MultiIndex.from_frame(made["inputs"][["economy", "using_sector"]])).to_numpy()
    for_added = output.reindex(pd.MultiIndex.from_frame(made["value_added"][["economy", "sector"]])).to_numpy()
    other = {
        **made,
        "trade": made["trade"].assign(value=made["trade"]["value"] * 1000),
        "inputs": made["inputs"].assign(value=1000 * made["inputs"]["share"] * for_input).drop(columns="share"),
        "value_added": made["value_added"]
        .assign(value=1000 * made["value_added"]["share"] * for_added)
        .drop(columns="share"),
    }
    two = SectorEconomy.from_tables(**other)
    rates = one.tariffs_with(0.2, importer="ALDER")
    left, right = one.solve(rates), two.solve(rates)
    assert np.allclose(left["welfare_pct"], right["welfare_pct"], atol=1e-8)
    assert np.allclose(1000 * left["trade"], right["trade"], rtol=1e-8)


def test_one_sector_follows_the_formula_of_arkolakis_costinot_and_rodriguez_clare() -> None:
    """Real wage change = (change of the share bought at home)^(-1 / (elasticity times value-added share))."""
    for inputs in (False, True):
        made = tables(8, sectors=("all",), untraded=(), with_inputs=inputs)
        model = SectorEconomy.from_tables(**made)
        rates = model.tariffs_with(0.5, exporter="BIRCH", importer="ALDER")
        result = model.solve(rates)
        spent = result["trade"] * (1 + rates)
        before = result["trade_baseline"] * (1 + model.tariffs)
        theta = float(made["elasticities"]["elasticity"].iloc[0])
        for name in ECONOMIES:
            added = float(made["value_added"].set_index("economy")["share"][name])
            own = {"exporter": name, "importer": name}
            share = float(spent.sel(own).sum() / spent.sel(importer=name).sum())
            share_before = float(before.sel(own).sum() / before.sel(importer=name).sum())
            expected = 100 * ((share / share_before) ** (-1 / (theta * added)) - 1)
            assert float(result["real_wage_pct"].sel(economy=name)) == pytest.approx(expected, abs=1e-6)


def test_against_the_equations_written_out_and_solved_by_scipy() -> None:
    """The same economy in levels of relative wages and prices, by a general solver and without any of our code."""
    made = tables(9, economies=("A", "B", "C"), sectors=("x", "y"), untraded=())
    model = SectorEconomy.from_tables(**made)
    rates = model.tariffs_with(0.35, exporter="A", importer="B")
    ours = model.solve(rates, deficits="fixed")
    start = ours["trade_baseline"].transpose("importer", "exporter", "sector").to_numpy()
    old = model.tariffs.transpose("importer", "exporter", "sector").to_numpy()
    new = rates.transpose("importer", "exporter", "sector").to_numpy()
    g = made["inputs"].set_index(["economy", "using_sector", "input_sector"])["share"].to_xarray().to_numpy()
    v = made["value_added"].set_index(["economy", "sector"])["share"].to_xarray().to_numpy()
    a = made["final_demand"].set_index(["economy", "sector"])["share"].to_xarray().to_numpy()
    theta = made["elasticities"].set_index("sector")["elasticity"].to_numpy()
    spent = start * (1 + old)
    pi = spent / spent.sum(axis=1, keepdims=True)
    labour = (v * start.sum(axis=0)).sum(axis=1)
    transfer = start.sum(axis=(1, 2)) - start.sum(axis=(0, 2))

    def gaps(unknown: np.ndarray) -> np.ndarray:
        wage, price, x = np.exp(unknown[:3]), np.exp(unknown[3:9]).reshape(3, 2), unknown[9:].reshape(3, 2) * 1000
        cost = np.array([[wage[n] ** v[n, j] * np.prod(price[n] ** g[n, j]) for j in range(2)] for n in range(3)])
        weight = pi * ((1 + new) / (1 + old) * cost[None]) ** -theta
        share = weight / weight.sum(axis=1, keepdims=True)
        flow = share * x[:, None, :] / (1 + new)
        made_ = flow.sum(axis=0)
        income = wage * labour + (new * flow).sum(axis=(1, 2)) + transfer
        use = np.einsum("njk,nj->nk", g, made_) + a * income[:, None]
        paid = (v * made_).sum(axis=1) / labour - wage
        paid[0] = (wage * labour).sum() / labour.sum() - 1
        return np.concatenate([paid, (price - weight.sum(axis=1) ** (-1 / theta)).ravel(), (use - x).ravel() / 1000])

    found = root(gaps, np.concatenate([np.zeros(9), spent.sum(axis=1).ravel() / 1000]), tol=1e-13)
    assert np.abs(gaps(found.x)).max() < 1e-11
    assert np.allclose(100 * (np.exp(found.x[:3]) - 1), ours["wage_pct"], atol=1e-7)
    assert np.allclose(100 * (np.exp(found.x[3:9]).reshape(3, 2) - 1), ours["price_pct"], atol=1e-7)
    assert np.allclose(1000 * found.x[9:].reshape(3, 2), ours["spending"], rtol=1e-8)


def test_small_steps_of_the_published_measure_add_up_to_the_equivalent_variation() -> None:
    """Terms of trade and volume of trade are derivatives: along a path of small steps they come to the exact one."""
    model = economy(4)
    path = [model.tariffs_with(rate, exporter="ALDER", importer="CEDAR") for rate in np.linspace(0, 0.5, 201)]
    whole = model.solve(path[-1])["welfare_pct"]
    total = xr.zeros_like(whole)
    for before, after in itertools.pairwise(path):
        total = total + np.log1p(model.solve(after, baseline_tariffs=before)["first_order_welfare_pct"] / 100)
    small = 100 * np.expm1(total)
    assert np.allclose(small, whole, atol=0.02 * float(np.abs(whole).max()))
    once = model.solve(path[-1])["first_order_welfare_pct"]
    assert np.abs(once - whole).max() > 5 * np.abs(small - whole).max()


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 50), rate=st.floats(0.01, 2.0))
def test_a_higher_tariff_buys_less_from_there_and_hurts_the_seller(seed: int, rate: float) -> None:
    model = economy(seed, tariff=0.0)
    result = model.solve(model.tariffs_with([rate, 1.5 * rate], exporter="BIRCH", importer="ALDER"))
    flow = result["trade"].sel(exporter="BIRCH", importer="ALDER").sum("sector")
    base = float(result["trade_baseline"].sel(exporter="BIRCH", importer="ALDER").sum())
    assert base > float(flow[0]) > float(flow[1]) > 0
    assert (result["real_wage_pct"].sel(economy="BIRCH") < 0).all()


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 50))
def test_nothing_above_world_income_is_won_by_tariffs(seed: int) -> None:
    """Free trade with balanced trade is efficient: no tariff makes everyone better off."""
    model = economy(seed, tariff=0.0)
    result = model.solve(model.tariffs_with(0.25), deficits="zero")
    income = result["income_baseline"]
    assert float((result["welfare_pct"] * income).sum() / income.sum()) < 0


@pytest.mark.parametrize("rate", [-0.5, 5.0, 1e3])
def test_extreme_tariffs_converge(rate: float) -> None:
    model = economy(7)
    result = model.solve(model.tariffs_with(rate, importer="BIRCH"), deficits="zero")
    assert float(result["residual"]) <= 1e-10
    if rate == 1e3:
        there = result["trade"].sel(importer="BIRCH", exporter=["ALDER", "CEDAR", "DOGWOOD"]).sum()
        assert float(there / result["trade_baseline"].sel(importer="BIRCH").sum()) < 1e-3


def test_a_subsidy_that_takes_more_than_an_economy_has_is_refused() -> None:
    model = economy(7)
    with pytest.raises(NotConvergedError, match="an economy would have an income of zero or less"):
        model.solve(model.tariffs_with(-0.9, importer="BIRCH"))


def test_a_batch_gives_what_each_question_gives_alone_to_the_last_bit() -> None:
    model = economy(11)
    batch = model.tariffs_with([0.05, 0.1, 0.25], exporter="ALDER", importer="DOGWOOD")
    together = model.solve(batch)
    assert list(together["scenario"].values) == [0.05, 0.1, 0.25]
    for rate in (0.05, 0.1, 0.25):
        alone = model.solve(model.tariffs_with(rate, exporter="ALDER", importer="DOGWOOD"))
        assert together["trade"].sel(scenario=rate).values.tobytes() == alone["trade"].values.tobytes()
    assert "trade" not in model.solve(batch, with_trade=False)


def test_a_table_of_tariffs_replaces_the_cells_it_names() -> None:
    model = economy(12)
    rows = pd.DataFrame(
        [("ALDER", "BIRCH", "mill", 0.5, "one"), ("ALDER", "BIRCH", "farm", 0.2, "two")],
        columns=["exporter", "importer", "sector", "tariff", "scenario"],
    )
    rates = model.tariffs_from(rows)
    assert list(rates["scenario"].values) == ["one", "two"]
    assert float(rates.sel(scenario="one", exporter="ALDER", importer="BIRCH", sector="mill")) == 0.5
    changed = (rates != model.tariffs).sum(["exporter", "importer", "sector"])
    assert list(changed.values) == [1, 1]
    all_goods = model.tariffs_from(pd.DataFrame({"exporter": ["ALDER"], "importer": ["BIRCH"], "tariff": [0.3]}))
    assert int((all_goods != model.tariffs).sum()) == len(model.goods) == 2
    assert np.allclose(model.solve(rows)["welfare_pct"], model.solve(rates)["welfare_pct"])


def test_returns_to_scale() -> None:
    model = economy(13)
    rates = model.tariffs_with(0.3, exporter="ALDER", importer="BIRCH")
    constant = model.solve(rates)
    assert np.allclose(model.solve(rates, scale=dict.fromkeys(SECTORS, 0.0))["trade"], constant["trade"], rtol=1e-8)
    psi = xr.DataArray([0.08, 0.1, 0.02], {"sector": list(SECTORS)}, "sector")
    grown = model.solve(rates, scale=psi)
    assert float(grown["residual"]) <= 1e-10
    made = tables(13)
    check_identities(model, made, grown, rates, closed=False)
    shares = made["inputs"].set_index(["economy", "using_sector", "input_sector"])["share"].to_xarray()
    added = made["value_added"].set_index(["economy", "sector"])["share"].to_xarray()
    prices = np.log1p(grown["price_pct"] / 100).rename(sector="input_sector")
    log_cost = (
        added * np.log1p(grown["wage_pct"] / 100)
        + (shares * prices).sum("input_sector").rename(using_sector="sector")
        - psi * np.log1p(grown["labour_pct"] / 100)
    )
    assert np.allclose(log_cost, np.log1p(grown["cost_pct"] / 100).transpose(*log_cost.dims), atol=1e-8)
    labour = added * grown["output_baseline"]
    total = (labour * (1 + grown["labour_pct"] / 100)).sum("sector") / labour.sum("sector")
    assert np.allclose(total, 1.0, atol=1e-9)  # labour moves between sectors; there is no more of it
    assert not np.allclose(grown["welfare_pct"], constant["welfare_pct"], atol=1e-4)


def test_lower_costs_of_trade_help_and_stand_under_technology() -> None:
    model = economy(14)
    costs = xr.ones_like(model.tariffs).rename("trade_cost")
    costs.loc[{"exporter": "ALDER", "importer": "BIRCH"}] = 0.9
    result = model.solve(trade_costs=costs)
    assert float(result["technology_pct"].sel(economy="BIRCH")) > 0
    assert float(np.abs(result["technology_pct"].drop_sel(economy="BIRCH")).max()) == 0
    assert float(result["welfare_pct"].sel(economy="BIRCH")) > 0


def test_given_transfers_are_what_imports_exceed_exports_by() -> None:
    model = economy(15)
    wanted = pd.Series({"BIRCH": 10.0, "ALDER": -4.0, "DOGWOOD": -6.0, "CEDAR": 0.0})
    result = model.solve(deficits=wanted, baseline_deficits="zero")
    trade = result["trade"].sum("sector")
    gap = trade.sum("exporter").rename(importer="economy") - trade.sum("importer").rename(exporter="economy")
    assert np.allclose(gap, [wanted[name] for name in model.economies], atol=1e-6)
    assert float(result["welfare_pct"].sel(economy="BIRCH")) > 0


def test_a_solve_that_does_not_converge_is_told_and_gives_no_number() -> None:
    model = economy(16)
    model.baseline()
    rates = model.tariffs_with(0.5, importer="ALDER")
    with pytest.raises(NotConvergedError) as caught:
        model.solve(rates, most_steps=2)
    assert str(caught.value).startswith("The question has no answer: the solver finds no equilibrium within 1e-10.")
    assert caught.value.iterations == 6
    flagged = model.solve(rates.expand_dims(scenario=["far"]), most_steps=2)
    assert not flagged["converged"].any()
    assert flagged["welfare_pct"].isnull().all()
    assert flagged["trade"].isnull().all()
    with pytest.raises(NotConvergedError, match="The baseline has no answer"):
        economy(17).baseline(most_steps=2)


def test_it_says_what_it_is() -> None:
    model = economy(1)
    assert repr(model) == "SectorEconomy(4 economies, 3 sectors, 2 of them traded)"
    result = model.solve()
    assert result["trade"].attrs["unit"] == "USD"
    assert result.attrs["memory_bytes"] == model.memory_bytes > 1000
    assert all(result[name].attrs["description"] for name in result.data_vars)
