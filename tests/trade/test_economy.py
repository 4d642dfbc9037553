"""Laws of the one-sector economy on small worlds made here: identities, symmetry, signs, and agreement of the ways."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from suasion.trade.economy.economy import VARIABLES, Economy
from suasion.trade.economy.parameters import EconomyParameters, SellerMargins
from suasion.trade.economy.scenarios import (
    answered,
    best_uniform_tariff,
    charged_by,
    charged_on,
    formula_retaliation,
    formula_tariff,
)
from suasion.trade.fixed_point import NotConvergedError

NAMES = ["ASH", "BIR", "CED", "ELM", "FIR", "OAK"]
OUTCOMES = ["welfare_pct", "exports_to_income_pct", "imports_to_income_pct", "employment_pct", "price_pct", "wage_pct"]
MARGINS = SellerMargins("ASH", 0.2, 0.1)


def tables(seed: int = 1, size: int = 5) -> tuple[pd.DataFrame, pd.Series]:
    """Trade and income of a small world in which nobody trades more than they make."""
    draws = np.random.default_rng(seed)
    mass = draws.uniform(1, 4, size)
    goods = 0.04 * np.outer(mass, mass) * draws.uniform(0.5, 1.5, (size, size)) / mass.mean()
    np.fill_diagonal(goods, 0.0)
    names = NAMES[:size]
    return pd.DataFrame(goods * 1e12, names, names), pd.Series(mass * 1e12, names)


def economy(seed: int = 1, size: int = 5, **parameters: object) -> Economy:
    return Economy.from_tables(*tables(seed, size), EconomyParameters(**({"margins": MARGINS} | parameters)))


def tariffs(made: Economy, seed: int = 2, most: float = 0.3) -> pd.DataFrame:
    size = len(made.countries)
    rates = np.random.default_rng(seed).uniform(0, most, (size, size)) * (1 - np.eye(size))
    return pd.DataFrame(rates, list(made.countries), list(made.countries))


def values(result: xr.Dataset, names: list[str] = OUTCOMES) -> np.ndarray:
    return np.stack([result[name].to_numpy() for name in names])


@pytest.mark.parametrize("rebate", ["lump-sum", "income-tax"])
@pytest.mark.parametrize("share", [1.0, 0.49])
@given(seed=st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_budgets_and_labour_markets_close(rebate: str, share: float, seed: int) -> None:
    made = economy(seed, value_added_share=share)
    result = made.solve(tariffs(made, seed), rebate=rebate, flows=True)  # type: ignore[arg-type]
    assert float(result["world_budget_gap"]) < 1e-9
    assert float(result["labour_gap"]) < 1e-9
    assert float(result["residual"]) < 1e-10
    # by another road: from the flows, what is earned where goods are made and sold, and what tariffs bring
    flows, rates = result["flows_usd"].to_numpy(), tariffs(made, seed).to_numpy()
    world = made.world
    earned = share * flows @ (1 - world.margin_share) + world.margin_share * flows.sum(axis=0)
    wages = world.income * (1 + values(result, ["wage_pct", "employment_pct"]) / 100).prod(axis=0)
    assert earned == pytest.approx(wages, rel=1e-8)
    assert (rates * flows).sum(axis=0) == pytest.approx(result["tariff_revenue_usd"].to_numpy(), rel=1e-7)
    before = world.flows.sum(axis=0) - world.flows.sum(axis=1)
    change = flows.sum(axis=0) - flows.sum(axis=1) - before
    assert change == pytest.approx(result["deficit_change_usd"].to_numpy(), abs=1e-7 * world.income.max())
    assert abs(result["deficit_change_usd"].sum()) < 1e-8 * world.income.sum()


@pytest.mark.parametrize("rebate", ["lump-sum", "income-tax"])
@pytest.mark.parametrize("share", [1.0, 0.49])
@pytest.mark.parametrize("kind", ["one column", "one row", "both", "all"])
def test_the_equations_written_out_pair_by_pair_hold(rebate: str, share: float, kind: str) -> None:
    made = economy(size=6, value_added_share=share)
    rates = {
        "one column": charged_by(made, "BIR", 0.2),
        "one row": charged_on(made, "CED", 0.3),
        "both": answered(charged_by(made, "BIR", 0.15)),
        "all": tariffs(made),
    }[kind]
    result = made.solve(rates, rebate=rebate, flows=True)  # type: ignore[arg-type]
    world, t = made.world, rates.to_numpy()
    eps, psi, kappa, phi = 4.0, 0.67 / 4.0, 0.5, made.elasticities.tariff[0]
    h = eps / 0.67
    assert phi == pytest.approx(1 + (1 + h) / ((1 - world.margin_share) * h) - 1 / h - 1)
    wage, work, price = 1 + values(result, ["wage_pct", "employment_pct", "price_pct"]) / 100
    flows = result["flows_usd"].to_numpy()
    paid = flows * (1 + t)
    revenue = (t * flows).sum(axis=0)
    spent = paid.sum(axis=0)
    labour = wage * work * world.income
    # demand: each share follows cost, scale and tariff
    cost = wage**share * price ** (1 - share)
    cheap = (cost / ((wage / price) ** (1 - share) * work) ** psi) ** -eps
    offers = world.shares * (1 + t) ** (-eps * phi) * cheap[:, None]
    assert paid / spent == pytest.approx(offers / offers.sum(axis=0), rel=1e-7)
    assert price == pytest.approx(
        (spent / world.spending / wage) ** (1 - phi) * offers.sum(axis=0) ** (-1 / eps), rel=1e-8
    )
    # budgets and work
    transfers = world.transfers * labour.sum() / world.income.sum()
    inputs = (1 - share) * flows @ (1 - world.margin_share)
    assert spent == pytest.approx(revenue + labour + inputs + transfers, rel=1e-8)
    relief = revenue / labour if rebate == "income-tax" else np.zeros(6)
    assert work == pytest.approx((wage / price / (1 - relief)) ** kappa, rel=1e-8)
    # welfare
    before = world.income + world.transfers
    weight = before / (before - kappa / (1 + kappa) * (1 - relief) * world.income)
    consumed = (revenue + labour + transfers) / before
    welfare = weight * consumed / price + (1 - weight) * wage * work / price
    assert result["welfare_pct"].to_numpy() == pytest.approx(100 * (welfare - 1), abs=1e-6)


@given(seed=st.integers(0, 10_000), share=st.floats(0.3, 1.0))
@settings(max_examples=15, deadline=None)
def test_no_tariff_changes_nothing(seed: int, share: float) -> None:
    made = economy(seed, value_added_share=share)
    for result in (made.solve({}), made.solve({}, rebate="income-tax"), made.without_margins().solve({})):
        assert np.abs(values(result)).max() < 1e-8
        assert (result["tariff_revenue_usd"] == 0).all()
        assert int(result["iterations"]) <= 1


def test_the_calibrated_world_is_in_balance() -> None:
    made = economy()
    flows, income = tables()
    assert made.world.transfers.sum() == pytest.approx(0, abs=1e-9 * made.world.income.sum())
    assert made.table()["income_usd"].to_numpy() == pytest.approx(income.to_numpy(), rel=1e-9)
    linked = economy(value_added_share=0.49)
    assert linked.table()["income_usd"].to_numpy() == pytest.approx(income.to_numpy(), rel=1e-9)
    off = ~np.eye(5, dtype=bool)
    assert (made.world.flows[off] == flows.to_numpy()[off]).all()
    assert made.notes == ()
    # sellers of ASH earn 20 percent of their sales as margins where they sell, all others together 10
    ash, margin = made.world.flows[0], made.world.margin_share
    others = np.array([made.world.flows[1:, :1].sum(), flows.to_numpy()[1:, 1:].sum()])
    assert (ash @ margin) / ash.sum() == pytest.approx(0.2, abs=1e-9)
    assert len(set(margin[1:])) == 1
    assert 0 < others[0] < others[1]


def test_order_of_countries_changes_nothing_but_order() -> None:
    flows, income = tables()
    made = economy()
    rates = tariffs(made)
    result = made.solve(rates)
    order = ["ELM", "ASH", "FIR", "CED", "BIR"]
    parameters = EconomyParameters(margins=MARGINS)
    other = Economy.from_tables(flows.loc[order, order[::-1]], income[order[::-1]], parameters)
    again = other.solve(rates.loc[order[::-1], order])
    assert list(again["country"].to_numpy()) == order
    assert values(again.sel(country=list(made.countries))) == pytest.approx(values(result), abs=1e-7)


def test_the_currency_changes_nothing() -> None:
    flows, income = tables()
    other = Economy.from_tables(flows * 0.05, income * 0.05, EconomyParameters(margins=MARGINS))
    made = economy()
    rates = tariffs(made)
    one, two = made.solve(rates), other.solve(rates)
    assert values(two) == pytest.approx(values(one), abs=1e-7)
    assert two["tariff_revenue_usd"].to_numpy() == pytest.approx(0.05 * one["tariff_revenue_usd"].to_numpy(), rel=1e-8)


@pytest.mark.parametrize("share", [1.0, 0.49])
def test_the_numeraire_changes_no_real_result(share: float) -> None:
    made = economy(value_added_share=share)
    rates = tariffs(made)
    one, two = made.solve(rates), made.varied(numeraire="wages").solve(rates)
    real = ["welfare_pct", "exports_to_income_pct", "imports_to_income_pct", "employment_pct"]
    assert values(two, real) == pytest.approx(values(one, real), abs=1e-7)
    ratio = (1 + two["price_pct"] / 100) / (1 + one["price_pct"] / 100)
    assert float(ratio.std()) < 1e-9
    weight = made.world.spending / made.world.spending.sum()
    assert one["price_pct"].to_numpy() @ weight == pytest.approx(0, abs=1e-7)
    assert two["wage_pct"].to_numpy() @ made.world.income == pytest.approx(0, abs=1e-7 * made.world.income.sum())


def test_production_that_buys_almost_no_goods_is_production_that_buys_none() -> None:
    rates = tariffs(economy())
    none, hardly = economy().solve(rates), economy(value_added_share=1 - 1e-7).solve(rates)
    assert values(hardly) == pytest.approx(values(none), abs=1e-4)


def test_a_large_country_gains_from_a_small_tariff_and_its_partners_lose() -> None:
    made = economy()
    result = made.solve(charged_by(made, "BIR", 0.02))
    assert float(result["welfare_pct"].sel(country="BIR")) > 0
    partners = [country for country in made.countries if country != "BIR"]
    weights = pd.Series(made.world.spending, made.countries)[partners]
    assert np.average(result["welfare_pct"].sel(country=partners), weights=weights) < 0
    assert float(result["wage_pct"].sel(country="BIR")) > 0  # its terms of trade improve
    assert float(result["imports_to_income_pct"].sel(country="BIR")) < 0


def test_an_answer_in_kind_hurts_who_began() -> None:
    made = economy()
    alone = charged_by(made, "BIR", 0.15)
    results = [made.solve(each)["welfare_pct"].sel(country="BIR") for each in (alone, answered(alone))]
    assert float(results[1]) < float(results[0])


def test_imports_of_a_pair_fall_as_their_tariff_rises() -> None:
    made = economy()
    flows = [
        float(made.solve({("CED", "ASH"): rate}, flows=True)["flows_usd"].sel(origin="CED", destination="ASH"))
        for rate in (0.0, 0.05, 0.1, 0.2, 0.4)
    ]
    assert all(np.diff(flows) < 0)


def test_revenue_that_lowers_a_tax_on_work_raises_work_and_serves_better_than_a_lump_sum() -> None:
    made = economy()
    rates = charged_by(made, "BIR", 0.1)
    lump, relief = made.solve(rates), made.solve(rates, rebate="income-tax")
    assert float(relief["employment_pct"].sel(country="BIR")) > float(lump["employment_pct"].sel(country="BIR"))
    assert float(relief["welfare_pct"].sel(country="BIR")) > float(lump["welfare_pct"].sel(country="BIR"))
    still = made.varied(labour_supply_elasticity=0.0)
    one, two = still.solve(rates), still.solve(rates, rebate="income-tax")
    assert values(two) == pytest.approx(
        values(one), abs=1e-8
    )  # who works the same whatever it pays, sees no difference


def test_without_margins_scale_and_leisure_the_gain_from_trade_has_its_closed_form() -> None:
    flows, income = tables()
    plain = EconomyParameters(margins=0.0, scale_to_trade=0.0, labour_supply_elasticity=0.0)
    made = Economy.from_tables(flows, income, plain)
    assert made.elasticities.tariff == pytest.approx(np.ones((1, 5)))
    result = made.solve(tariffs(made), flows=True, closure="balanced")
    rates = tariffs(made).to_numpy()
    paid = result["flows_usd"].to_numpy() * (1 + rates)
    share = np.diagonal(paid) / paid.sum(axis=0)
    real_wage = (1 + result["wage_pct"] / 100) / (1 + result["price_pct"] / 100)
    # Arkolakis, Costinot and Rodriguez-Clare (2012): the real wage follows the share spent at home
    assert real_wage.to_numpy() == pytest.approx((share / np.diagonal(made.world.shares)) ** (-1 / 4), rel=1e-8)


def test_many_scenarios_equal_a_loop_over_them() -> None:
    made = economy(size=6)
    scenarios = {
        "one": charged_by(made, "ASH", 0.1),
        "kind": answered(charged_by(made, "ASH", 0.25)),
        "none": pd.DataFrame(0.0, list(made.countries), list(made.countries)),
        "all": tariffs(made, 5),
        "pair": {("CED", "ASH"): 0.4},
    }
    many = made.solve_many(scenarios, rebate="income-tax")
    assert list(many["scenario"].to_numpy()) == list(scenarios)
    assert many.attrs["failed"] == 0
    for name, each in scenarios.items():
        alone = made.solve(each, rebate="income-tax")
        assert values(many.sel(scenario=name)) == pytest.approx(values(alone), abs=1e-7)


@pytest.mark.parametrize("chunk", [1, 7, 32, 50])
def test_the_same_bytes_whatever_is_solved_together(chunk: int) -> None:
    made = economy(size=6)
    countries = list(made.countries)
    draws = np.random.default_rng(4)
    rates = np.zeros((75, 6, 6))
    rates[:, :, 0] = draws.uniform(0, 0.5, (75, 6))
    rates[::3, 0, :] = draws.uniform(0, 0.5, (25, 6))
    rates[::5] = draws.uniform(0, 0.2, (15, 6, 6))
    rates[:, range(6), range(6)] = 0.0
    labels = {"scenario": [f"s{at}" for at in range(75)], "origin": countries, "destination": countries}
    cube = xr.DataArray(rates, labels, ("scenario", "origin", "destination"))
    whole = made.solve_many(cube)
    again = made.solve_many(cube)
    order = np.random.default_rng(chunk).permutation(75)
    parts = [economy(size=6).solve_many(cube[order[at : at + chunk]]) for at in range(0, 75, chunk)]
    pieces = xr.concat(parts, "scenario").sel(scenario=whole["scenario"])
    for name in VARIABLES:
        assert whole[name].to_numpy().tobytes() == again[name].to_numpy().tobytes()
        assert whole[name].to_numpy().tobytes() == pieces[name].to_numpy().tobytes(), name


def test_elasticities_by_scenario_are_those_of_an_economy_made_with_them() -> None:
    made = economy()
    rates = tariffs(made)
    table = pd.DataFrame(
        {"trade_elasticity": [3.0, 6.0], "labour_supply_elasticity": [0.2, 1.0], "pass_through": [1.0, 0.5]}, ["a", "b"]
    )
    many = made.solve_many({"b": rates, "a": rates}, elasticities=table)
    for name, row in table.iterrows():
        alone = economy(**row.to_dict()).solve(rates)
        assert values(many.sel(scenario=name)) == pytest.approx(values(alone), abs=1e-7)


def test_a_scenario_that_fails_is_flagged_and_empty_and_spoils_no_other() -> None:
    made = economy()
    impossible = {(origin, "ASH"): -0.97 for origin in made.countries if origin != "ASH"}
    good = charged_by(made, "ASH", 0.1)
    many = made.solve_many({"bad": impossible, "good": good})
    assert many.attrs["failed"] == 1
    assert many["converged"].to_numpy().tolist() == [False, True]
    for name in (*OUTCOMES, "tariff_revenue_usd", "world_trade_to_income_pct"):
        assert np.isnan(many[name].sel(scenario="bad")).all()
    assert values(many.sel(scenario="good")) == pytest.approx(values(made.solve(good)), abs=1e-7)
    with pytest.raises(NotConvergedError, match="Try tariffs closer to 0, or closure"):
        made.solve(impossible)


def test_an_error_names_who_ran_out_and_carries_residual_and_iterations() -> None:
    made = economy()
    income = pd.Series(made.world.income, made.countries)
    transfers = pd.Series(0.0, made.countries)
    transfers["CED"], transfers["ASH"] = -0.5 * income["CED"], 0.5 * income["CED"]
    sentence = "On the way CED was left with [0-9]+% of its spending: it pays transfers that its income may no longer"
    with pytest.raises(NotConvergedError, match=sentence) as error:
        made.solve(charged_on(made, "CED", 3.0), closure=transfers)
    assert error.value.iterations > 0
    assert not error.value.residual <= 1e-10


def test_balance_by_transfers_and_in_two_steps() -> None:
    made = economy()
    transfers = made.transfers_without("ASH")
    assert transfers.sum() == pytest.approx(0, abs=1e-9 * made.world.income.sum())
    assert transfers["ASH"] == 0
    balanced = made.solve({}, closure=transfers, flows=True)
    rebased = made.rebased(balanced)
    assert rebased.world.transfers == pytest.approx(
        transfers.to_numpy() * rebased.world.income.sum() / made.world.income.sum(), abs=1e-7 * made.world.income.max()
    )
    assert np.abs(values(rebased.solve({}))).max() < 1e-6
    rates = charged_by(made, "ASH", 0.1)
    both, second = made.solve(rates, closure=transfers), rebased.solve(rates)
    for name in ("employment_pct", "exports_to_income_pct"):
        chained = (1 + balanced[name] / 100) * (1 + second[name] / 100)
        assert chained.to_numpy() == pytest.approx((1 + both[name] / 100).to_numpy(), rel=1e-8)
    none = made.solve({}, closure="balanced", flows=True)["flows_usd"].to_numpy()
    margin = made.world.margin_share
    earned = none @ (1 - margin) + margin * none.sum(axis=0)
    assert earned == pytest.approx(none.sum(axis=0), rel=1e-8)


def test_a_complete_table_needs_no_income() -> None:
    made = economy()
    complete = pd.DataFrame(made.world.flows, list(made.countries), list(made.countries))
    margins = dict(zip(made.countries, made.world.margin_share.tolist(), strict=True))
    other = Economy.from_tables(complete, parameters=EconomyParameters(margins=margins))
    rates = tariffs(made)
    assert values(other.solve(rates)) == pytest.approx(values(made.solve(rates)), abs=1e-7)
    assert Economy.from_tables(complete, tables()[1], EconomyParameters(margins=margins)).notes == ()


def test_the_best_tariff_is_a_maximum_and_grows_as_imports_respond_less() -> None:
    made = economy()
    rate, welfare = best_uniform_tariff(made, "BIR")
    assert 0 < rate < 1
    for other in (rate - 0.02, rate + 0.02):
        assert float(made.solve(charged_by(made, "BIR", other))["welfare_pct"].sel(country="BIR")) < welfare
    stiff, _ = best_uniform_tariff(made.varied(trade_elasticity=2.5), "BIR")
    assert stiff > rate
    answered_rate, _ = best_uniform_tariff(made, "BIR", answer=answered)
    assert answered_rate < rate


def test_the_formula_comes_near_the_best_tariff_where_it_holds() -> None:
    flows, income = tables()
    plain = EconomyParameters(margins=0.0, scale_to_trade=0.0, labour_supply_elasticity=0.0)
    made = Economy.from_tables(flows, income, plain)
    best, _ = best_uniform_tariff(made, "BIR", closure="balanced")
    assert formula_tariff(made.rebased(made.solve({}, closure="balanced", flows=True)), "BIR") == pytest.approx(
        best, abs=0.02
    )
    answers = formula_retaliation(made, "BIR")
    assert list(answers.index) == ["ASH", "CED", "ELM", "FIR"]
    assert (answers > 0).all()
    assert charged_on(made, "BIR", answers).loc["BIR", "ASH"] == answers["ASH"]


def test_an_economy_says_what_it_is_and_what_it_assumes() -> None:
    made = economy()
    assert repr(made) == "Economy(5 countries, world income 1.36e+13 USD a year, trade elasticity 4)"
    listed = EconomyParameters().table()
    assert listed.loc["trade_elasticity", "value"] == 4.0
    assert listed["assumption"].sum() == 6
    assert (listed["source"].str.len() > 0).all()
