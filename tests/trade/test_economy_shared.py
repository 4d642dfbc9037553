"""The published one-sector results: every reference by country, the calibration, and chunks of a large world."""

import functools
import importlib.util
import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from suasion.trade.economy.economy import Economy
from suasion.trade.economy.parameters import EconomyParameters
from suasion.trade.economy.scenarios import LIBERATION_DAY, Scenario, charged_by, formula_tariff, liberation_day

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data" / "trade" / "liberation-day"
pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="../shared/data/trade/liberation-day is not on this machine"
)
KNOWN = [
    "ustr", "lump_sum", "us_optimal", "ustr_phitilde025", "ek", "reciprocal", "regional_chn_eu", "mex5", "mex25",
    "io_ustr",
]  # fmt: skip


@functools.cache
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("liberation_benchmark", ROOT / "benchmarks" / "liberation_day.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@functools.cache
def scenario(name: str) -> Scenario:
    return liberation_day(name, **bench().read(SHARED))


def test_every_reference_file_is_met_by_a_scenario() -> None:
    assert set(bench().references(SHARED)) == set(KNOWN)


@pytest.mark.parametrize("name", KNOWN)
def test_the_reference_by_country(name: str) -> None:
    result, _ = bench().solved(scenario(name))
    assert bench().distance(result, bench().references(SHARED)[name]) < 1e-4
    assert float(result["world_budget_gap"]) < 1e-9
    assert float(result["labour_gap"]) < 1e-9


def test_the_authors_own_file() -> None:
    result, _ = bench().solved(scenario("ustr"))
    printed = pd.read_csv(SHARED / "matlab_ustr_by_country.csv", keep_default_na=False).set_index("iso3")
    printed["tariff_rev_pct_of_E"] *= 100  # a share there
    assert bench().distance(result, printed) < 1e-4


def test_averages_of_the_summary() -> None:
    summary = pd.read_csv(SHARED / "reference_summary.csv")
    columns = bench().COLUMNS
    for (said, group), row in summary.set_index(["scenario", "group"]).iterrows():
        name = bench().REFERENCE.get(said, said)
        made = scenario(name)
        result, _ = bench().solved(made)
        table = result[list(columns.values())].to_dataframe()
        if group in table.index:
            ours = table.loc[group]
        else:
            others = bench().EUROPE if group == "EU_Eweighted" else [each for each in table.index if each != "USA"]
            weights = pd.Series(made.economy.world.spending, table.index)[others]
            chosen = table.loc[others]
            ours = chosen.mean() if group == "nonUS_mean" else chosen.mul(weights, axis=0).sum() / weights.sum()
        for column, variable in columns.items():
            assert ours[variable] == pytest.approx(row[column], abs=1e-4), (said, group, column)


def test_the_calibration() -> None:
    known = json.loads((SHARED / "calibration_check.json").read_text())
    economy = scenario("ustr").economy
    table = economy.table()
    assert table.loc["MEX", "margin_share"] == pytest.approx(known["nu_row"], abs=1e-8)
    assert table.loc["USA", "margin_share"] == pytest.approx(known["nu_us"], abs=1e-8)
    assert table.loc["MEX", "tariff_exponent"] == pytest.approx(known["phi_row"], abs=1e-8)
    assert table.loc["USA", "tariff_exponent"] == pytest.approx(known["phi_us"], abs=1e-8)
    assert formula_tariff(economy, "USA") == pytest.approx(known["us_optimal_tariff"], abs=1e-8)


def test_our_account_of_own_sales_meets_the_income_given_and_the_published_one_does_not() -> None:
    tables = bench().read(SHARED)
    income = tables["income"].to_numpy()
    off = {}
    for account in ("consistent", "published"):
        parameters = EconomyParameters(own_sales=account)  # type: ignore[arg-type]
        made = Economy.from_tables(tables["flows"], tables["income"], parameters)
        off[account] = made.world.income / income - 1
        assert "GMB, MHL" in made.notes[0]
    small = np.isin(tables["income"].index, ["GMB", "MHL"])
    assert np.abs(off["consistent"][~small]).max() < 1e-9
    assert (np.abs(off["published"]) > 0.05).sum() == 36


def test_a_large_world_has_the_same_bytes_whatever_is_solved_together() -> None:
    economy = scenario("ustr").economy
    countries = list(economy.countries)
    size, usa = len(countries), countries.index("USA")
    rates = np.zeros((40, size, size))
    rates[:, :, usa] = np.random.default_rng(1).uniform(0, 0.5, (40, size))
    rates[:, usa, usa] = 0.0
    rates[::3, usa, :] = rates[::3, :, usa]
    labels = {"scenario": np.arange(40), "origin": countries, "destination": countries}
    cube = xr.DataArray(rates, labels, ("scenario", "origin", "destination"))
    whole = economy.solve_many(cube)
    order = np.random.default_rng(2).permutation(40)
    parts = xr.concat([economy.solve_many(cube[order[at : at + 9]]) for at in range(0, 40, 9)], "scenario")
    for name in whole:
        assert whole[name].to_numpy().tobytes() == parts[name].sel(scenario=whole["scenario"]).to_numpy().tobytes()
    assert whole.attrs["failed"] == 0
    assert float(whole["world_budget_gap"].max()) < 1e-9
    for at in (0, 1, 39):
        alone = economy.solve(pd.DataFrame(rates[at], countries, countries))
        assert np.abs(alone["welfare_pct"] - whole["welfare_pct"][at]).max() < 1e-6


@pytest.mark.parametrize("name", [each for each in LIBERATION_DAY if each not in KNOWN])
def test_scenarios_without_a_reference_are_solved_and_close(name: str) -> None:
    result, _ = bench().solved(scenario(name))
    assert float(result["residual"]) <= 1e-10
    assert float(result["world_budget_gap"]) < 1e-9
    assert float(result["labour_gap"]) < 1e-9
    assert np.isfinite(result["welfare_pct"]).all()


def test_mexican_steps_hurt_mexico_more_each_and_more_than_anyone() -> None:
    losses = []
    for rate in (5, 10, 15, 20, 25):
        result, _ = bench().solved(scenario(f"mex{rate}"))
        losses.append(float(result["welfare_pct"].sel(country="MEX")))
        assert result["welfare_pct"].to_series().idxmin() == "MEX"
    assert all(np.diff(losses) < 0)


def test_what_the_benchmark_prints() -> None:
    result, spent = bench().solved(scenario("mex5"))
    printed = json.loads(json.dumps(bench().as_json("mex5", result, spent)))
    assert set(printed) == {"scenario", "residual", "iterations", "cpu_s", "countries"}
    assert len(printed["countries"]) == 194
    assert set(printed["countries"]["MEX"]) == set(bench().COLUMNS)
    assert printed["countries"]["MEX"]["d_welfare_pct"] == pytest.approx(-1.290323, abs=1e-5)


def test_one_tariff_by_the_way_revenue_is_returned() -> None:
    economy = scenario("ustr").economy
    tariff = charged_by(economy, "USA", pd.Series({"MEX": 0.05}))
    usa = [
        float(economy.solve(tariff, rebate=rebate)["welfare_pct"].sel(country="USA"))  # type: ignore[arg-type]
        for rebate in ("income-tax", "lump-sum")
    ]
    assert usa[0] == pytest.approx(0.128689, abs=1e-5)
    assert usa[1] < usa[0]
