"""The published case of Caliendo and Parro (2015), and the shipped world of 2018 answering out of the box."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from suasion.data import trade_tables
from suasion.trade.sectors.economy import SectorEconomy

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data" / "trade" / "cp2015-nafta"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data/trade is not on this machine")


def benchmark(deficits: str) -> dict:
    command = [sys.executable, str(ROOT / "benchmarks" / "caliendo_parro.py"), "--data", str(SHARED)]
    done = subprocess.run(
        [*command, "--deficits", deficits, "--repeat", "1", "--json"], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


@needs_shared
def test_welfare_and_real_wages_of_nafta_without_deficits() -> None:
    found = benchmark("zero")
    reference = pd.read_csv(SHARED / "reference_welfare_zero_deficit.csv").set_index("region")
    assert set(found["countries"]) == set(reference.index)
    ours = pd.DataFrame(found["countries"]).T
    columns = {
        "welfare_pct": "welfare",
        "real_wage_pct": "realwage",
        "terms_of_trade_pct": "tot",
        "volume_of_trade_pct": "vot",
    }
    for own, theirs in columns.items():
        assert np.abs(ours[own] - reference[theirs]).max() < 1e-5  # percentage points
    assert found["residual"] <= 1e-10
    # the printed digits of the paper's table
    assert ours["welfare_pct"][["Mexico", "Canada", "USA"]].round(2).tolist() == [1.31, -0.06, 0.08]


@needs_shared
def test_the_case_with_deficits_runs_and_differs() -> None:
    closed, kept = benchmark("zero"), benchmark("fixed")
    assert kept["residual"] <= 1e-10
    gap = kept["countries"]["Mexico"]["welfare_pct"] - closed["countries"]["Mexico"]["welfare_pct"]
    assert 0.01 < abs(gap) < 0.5


def test_the_benchmark_says_what_is_missing(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "caliendo_parro.py"), "--data", str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "lacks trade.csv, intermediate_consumption.csv" in done.stderr


@pytest.fixture(scope="module")
def world() -> SectorEconomy:
    return SectorEconomy.shipped()


def test_the_shipped_world(world: SectorEconomy) -> None:
    assert repr(world) == "SectorEconomy(24 economies, 20 sectors, 20 of them traded)"
    assert len(world.goods) == 13
    assert world.economies[:3] == ("USA", "MEX", "CAN")
    assert world.sectors[:13] == world.goods
    base = world.solve()
    # tariffs are not in the flows of the source: putting them in moves flows by less than one percent
    assert base.attrs["baseline_moved_pct"] < 1
    assert base["output"].attrs["unit"] == "USD million"
    goods = base["trade_baseline"].sel(sector=list(world.goods))
    assert float(goods.sel(exporter="MEX", importer="USA").sum()) == pytest.approx(343_681, rel=0.02)


@pytest.mark.parametrize("deficits", ["fixed", "zero"])
def test_a_tariff_on_all_mexican_goods(world: SectorEconomy, deficits: str) -> None:
    rates = world.tariffs_with([0.05, 0.25], exporter="MEX", importer="USA")
    back = world.tariffs_with([0.05, 0.25], exporter="USA", importer="MEX", base=rates)
    alone, both = (world.solve(each, deficits=deficits) for each in (rates, back))
    for result in (alone, both):
        assert result["converged"].all()
        assert (result["welfare_pct"].sel(economy="MEX") < 0).all()
        assert (result["real_wage_pct"].sel(economy=["USA", "MEX"]) < 0).all()
        goods = result["trade"].sel(exporter="MEX", importer="USA", sector=list(world.goods)).sum("sector")
        assert float(goods[0]) > float(goods[1])
    assert (both["welfare_pct"].sel(economy="USA") < alone["welfare_pct"].sel(economy="USA")).all()
    # partners that take Mexico's place gain
    assert (alone["welfare_pct"].sel(economy="CAN") > 0).all()


@pytest.mark.parametrize("paper", ["caliendo_parro_2015", "one_elasticity"])
def test_other_elasticities(paper: str) -> None:
    world = SectorEconomy.shipped(paper)
    result = world.solve(world.tariffs_with(0.25, exporter="MEX", importer="USA"))
    assert float(result["welfare_pct"].sel(economy="MEX")) < -0.5


def test_returns_to_scale_of_the_default_paper_converge(world: SectorEconomy) -> None:
    psi = trade_tables.sector_elasticities().set_index("sector")["scale_elasticity"]
    rates = world.tariffs_with(0.25, exporter="MEX", importer="USA")
    grown = world.solve(rates, scale=psi)
    assert float(grown["residual"]) <= 1e-10
    # work that gathers where it is cheapest loses more when it must part
    assert float(grown["welfare_pct"].sel(economy="MEX")) < float(world.solve(rates)["welfare_pct"].sel(economy="MEX"))


COURSE = SHARED.parent / "econ7115-2017io"


@pytest.mark.skipif(not COURSE.is_dir(), reason="../shared/data/trade is not on this machine")
@pytest.mark.parametrize(
    ("deficits", "expected"),
    [
        (
            "fixed",
            {"CHN": -0.189, "USA": -0.055, "IND": 0.037, "ROW": 0.015, "EU": 0.013, "JPN": 0.009, "BRA": -0.003},
        ),
        ("zero", {"CHN": -0.163, "USA": -0.047}),
    ],
)
def test_real_incomes_under_the_us_tariffs_on_china_of_2018(deficits: str, expected: dict[str, float]) -> None:
    """Seven economies and 44 industries, 2017; figures of another program written from the same equations."""
    read = {name: pd.read_csv(COURSE / f"{name}.csv", encoding="utf-8-sig") for name in ("IOshare", "vashare")}
    flows = pd.read_csv(COURSE / "TradeFlow2017.csv").merge(
        pd.read_csv(COURSE / "tariff_prewar2017.csv"), on=["iso_o", "iso_d", "indcode"], how="left"
    )
    flows.columns = ["exporter", "importer", "sector", "spent", "tariff"]
    flows["tariff"] = flows["tariff"].where(flows["exporter"] != flows["importer"], 0.0).fillna(0.0)
    flows["value"] = flows["spent"] / (1 + flows["tariff"])
    added = read["vashare"].set_axis(["economy", "using_sector", "added"], axis=1)
    inputs = read["IOshare"].set_axis(["economy", "input_sector", "using_sector", "of_materials"], axis=1).merge(added)
    theta = pd.read_csv(COURSE / "cal_elasticities.csv", encoding="utf-8-sig")
    model = SectorEconomy.from_tables(
        flows,
        inputs.assign(share=inputs["of_materials"] * (1 - inputs["added"])),
        added.set_axis(["economy", "sector", "share"], axis=1),
        pd.read_csv(COURSE / "finalshare.csv").set_axis(["economy", "sector", "share"], axis=1),
        theta.set_axis(["sector", "elasticity", "scale"], axis=1),
        tariffs=flows,
    )
    rates = model.tariffs
    for sector, rise in pd.read_csv(COURSE / "tariff_Trump.csv").itertuples(index=False):
        rates.loc[{"exporter": "CHN", "importer": "USA", "sector": str(int(sector))}] += rise
    welfare = model.solve(rates, deficits=deficits)["welfare_pct"].to_series()
    assert welfare[list(expected)].round(3).to_dict() == expected
