"""Imports that respond in a run, who pays, and the same bytes whatever the blocks."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
import xarray as xr

from suasion.accord import load
from suasion.accord.quantity import Quantity
from suasion.world import goods
from suasion.world.answers import summary
from suasion.world.compile import compile_plan
from suasion.world.goods_answers import with_response
from suasion.world.run import run

DAY = datetime.date(2019, 9, 5)


@pytest.fixture(scope="module")
def threatened() -> xr.Dataset:
    return run(load("us-mexico-2019", "as-threatened"), 60, 1).dataset


def test_imports_fall_and_the_duty_with_them(threatened: xr.Dataset) -> None:
    before, after = threatened["imports_usd"], threatened["response_imports_usd"]
    charged = (threatened["rate_share"] > 0).to_numpy()
    assert (after.to_numpy()[charged] < before.to_numpy()[charged]).all()
    assert np.allclose(after.to_numpy()[~charged], before.to_numpy()[~charged])
    assert (threatened["response_duty_usd"] <= threatened["duty_usd"] + 1e-6).all()
    total = float(threatened["response_duty_usd"].sum(("tariff", "month")).mean())
    assert total < float(threatened["duty_usd"].sum(("tariff", "month")).mean())


def test_who_pays_adds_up_to_the_duty_collected(threatened: xr.Dataset) -> None:
    collected = threatened["collected_share"]
    borne = threatened["payer_usd"].sum(("payer", "month"))
    duty = threatened["response_duty_usd"].sum(("tariff", "month")) * collected
    # what differs is the small duty of before (0.2% of value) that goes with the volume no longer bought
    lost = (threatened["imports_usd"] - threatened["response_imports_usd"]).sum(("tariff", "month"))
    assert (abs(borne - duty) < 0.02 * lost + 1.0).all()


def test_chapters_and_months_add_up(threatened: xr.Dataset) -> None:
    by_month = threatened["response_duty_usd"].sum(("tariff", "month"))
    assert np.allclose(by_month, threatened["response_duty_hs2_usd"].sum("hs2"))


def test_buyers_bear_more_from_month_to_month(threatened: xr.Dataset) -> None:
    share = threatened["payer_usd"].sel(payer="buyers") / threatened["payer_usd"].sum("payer")
    later = share.sel(month=["2019-07", "2019-09", "2019-12"]).mean("draw").to_numpy()
    assert (np.diff(later) > 0).all()


def test_without_a_tariff_nothing_moves() -> None:
    ds = run(load("us-mexico-2019"), 10, 1).dataset
    assert (ds["response_duty_usd"] == 0).all()
    assert np.allclose(ds["response_imports_usd"], ds["imports_usd"])
    assert np.allclose(ds["payer_usd"], 0)
    assert np.allclose(ds["forgone_usd"], 0)
    assert (ds["scheduled_response_duty_usd"].sum(("tariff", "month")) > 1e10).all()


def test_blocks_change_no_byte() -> None:
    document = load("us-mexico-2019", "as-threatened")
    whole, parts = run(document, 30, 3).dataset, run(document, 30, 3, block=7).dataset
    for name in ("response_duty_usd", "payer_usd", "scheduled_payer_usd", "response_duty_hs2_usd", "forgone_usd"):
        assert whole[name].to_numpy().tobytes() == parts[name].to_numpy().tobytes()


def test_a_higher_rate_never_raises_imports() -> None:
    plan = compile_plan(load("us-mexico-2019", "as-threatened"), 1)
    tariff = plan.tariffs[0]
    assert tariff.goods is not None
    paths = [np.full((20, 3), rate) for rate in (0.05, 0.25)]
    one = goods.Goods(tariff.goods, 1, "tariff", range(20), paths)
    entered = np.broadcast_to(tariff.base_usd[:3], (20, 3, len(tariff.chapters)))
    low, high = (one.respond(path, entered, np.ones(20)) for path in paths)
    assert (high.imports_usd < low.imports_usd).all()
    assert (low.imports_usd < entered.sum(axis=2)).all()


@pytest.mark.parametrize(
    ("series", "day", "said"),
    [
        (
            "us_exports_mexico_hs2",
            DAY,
            "no table says what share of all US imports the goods of us_exports_mexico_hs2 are",
        ),
        (
            "us_imports_mexico_hs2",
            datetime.date(2019, 3, 5),
            "imports from everywhere by chapter came out on 2019-03-06",
        ),
    ],
)
def test_where_imports_can_not_respond_it_is_said(series: str, day: datetime.date, said: str) -> None:
    assert goods.goods_plan(series, ("87",), (), day) == said


def test_a_prohibitive_rate_widens_the_grid_whatever_the_draws() -> None:
    steps = (Quantity.model_validate({"low": 0.2, "likely": 0.5, "high": 0.8}),)
    plan = goods.goods_plan("us_imports_mexico_hs2", ("87",), steps, DAY)
    assert not isinstance(plan, str)
    assert plan.rates[-1] == pytest.approx(0.8)
    assert np.ptp(np.diff(plan.rates)) < 1e-12


def test_the_answer_splits_by_state_and_says_what_it_assumes() -> None:
    result = run(load("us-mexico-2019", "as-threatened"), 40, 1)
    answer = with_response(result)
    assert answer is not None
    states = sum(one["mean"] for one in answer["by_state"].values())
    assert states == pytest.approx(answer["duty_collected_usd"]["mean"])
    assert next(iter(answer["by_state"])) == "TX"
    sectors = answer["by_sector"]
    assert sum(one["mean"] for one in sectors.values()) == pytest.approx(answer["duty_collected_usd"]["mean"])
    assert sectors[next(iter(sectors))]["label"] == "Vehicles and other transport equipment"
    assert -0.2 < answer["imports_change_share"]["mean"] < 0
    assert any("errs by about 15%" in text for text in answer["assumes"])
    assert summary(result)["answers"]["tariff_bill"]["with_response"] == answer
