"""Announced tariffs: goods brought forward, Mexico 2019, chances, investment and the currency."""

from __future__ import annotations

import datetime
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suasion.data import monthly_by_hs2
from suasion.errors import InputError
from suasion.streams import Stream
from suasion.trade.dynamics.front_loading import FrontLoading, front_loading, kind_of_goods
from suasion.trade.dynamics.threats import chance_in_force, expected_rate, threat_response
from suasion.trade.elasticities import ShortRun

EXCHANGE = Path(__file__).resolve().parents[3] / "shared" / "data" / "border" / "fx_mxn_usd_daily_2016_2020.csv"

DAY = datetime.date
ANNOUNCED, SUSPENDED = DAY(2019, 5, 30), DAY(2019, 6, 7)
STEPS = [DAY(2019, 6, 10), *(DAY(2019, month, 1) for month in (7, 8, 9, 10))]
MONTHS = [DAY(2019, month, 1) for month in range(5, 13)] + [DAY(2020, 1, 1)]
TRUCK = {"truck": 1.0}


def mexico(values: ShortRun | None = None, **changed: object) -> FrontLoading:
    given: dict[str, object] = {"suspended": SUSPENDED} | changed
    return front_loading(ANNOUNCED, STEPS, [0.05] * 5, MONTHS, values or ShortRun(), TRUCK, **given)  # type: ignore[arg-type]


def test_eleven_days_leave_room_for_eight_percent_of_a_month() -> None:
    """(11 - 3) / 30 x (1.3 - 1) = 0.08: the bound, whatever importers expected and however dear the tariff."""
    unbound = ShortRun(fixed_contract_share=0.0)
    certain = mexico(unbound, chance=1.0, suspended=None)
    assert certain.feasible_months[0, 0] == pytest.approx(0.08)
    assert certain.built_months[0, 0] == pytest.approx(0.08)
    assert mexico(unbound, chance=1.0).built_months.sum() == pytest.approx(0.08)
    # by default three tenths of it are bound by contract
    assert mexico(chance=1.0).built_months.sum() == pytest.approx(0.056)
    for chance in (0.0, 0.01, 0.3):
        assert mexico(unbound, chance=chance).extra_share.max() <= 0.08
    # by sea nothing ordered after 30 May is in by 10 June
    slow = front_loading(ANNOUNCED, STEPS, [0.05] * 5, MONTHS, ShortRun(), {"vessel": 1.0}, suspended=SUSPENDED)
    assert slow.feasible_months[0, 0] == 0
    assert slow.built_months[0, 0] == 0


def test_the_default_for_mexico_lies_inside_the_noise_of_its_months() -> None:
    """Monthly changes of imports by the shipped chapters, May to July 2019, against the same months of 2017 and 2018.

    Noise: how far year-on-year growth of a month strays from the mean of the three months before it, over 2018 and 2019
    up to May. What the default adds to June and takes from July is within two of its standard deviations; so are the
    months as they were, without it; and the months less the default are within two and a half. June 2019 fell (it had a
    working day less than June 2018) where the default rises: the data do not show front-loading, and do not exclude it.
    """
    total = np.concatenate([monthly_by_hs2("imports", year).sum(axis=1).to_numpy() for year in (2017, 2018, 2019)])
    growth = np.log(total[12:] / total[:-12])
    strayed = np.array([growth[m] - growth[m - 3 : m].mean() for m in range(3, 17)])
    noise = float(np.sqrt(np.mean(strayed**2)))
    share = np.array([monthly_by_hs2("imports", 2018).sum(axis=0).get(f"{k:02d}", 0.0) for k in range(1, 11)])
    storable = 1 - share.sum() / monthly_by_hs2("imports", 2018).to_numpy().sum()
    foretold = mexico().extra_share[0, :3] * storable  # May, June, July
    assert foretold[0] == 0
    assert 0.01 < foretold[1] <= 0.08
    assert -0.08 <= foretold[2] < 0
    seen = np.array([growth[m] - growth[m - 3 : m].mean() for m in (16, 17, 18)])
    assert np.all(np.abs(seen) < 2 * noise), "something is visible in the data after all"
    assert np.all(np.abs(foretold) < 2 * noise)
    assert np.all(np.abs(seen - foretold) < 2.5 * noise)


def test_long_notice_is_bound_by_what_importers_want() -> None:
    """Three months' notice, 10 points, a chance of 0.1: 0.1 x 0.1 / 0.02 = 0.5 months of cover; metals twice that."""
    notice = {"announced": DAY(2019, 1, 1), "step_days": [DAY(2019, 6, 1)], "rate_rises": [0.10]}
    for goods, wanted in (("storable", 0.5), ("metals", 1.0), ("perishable", 0.0)):
        made = front_loading(
            **notice,  # type: ignore[arg-type]
            month_starts=MONTHS,
            values=ShortRun(fixed_contract_share=0.0),
            mode_shares=TRUCK,
            goods=goods,
            chance=0.1,
        )
        assert made.built_months[0, 0] == pytest.approx(wanted)


@given(st.integers(0, 2**32 - 1), st.sampled_from(["storable", "metals", "perishable"]), st.booleans())
@settings(deadline=None, max_examples=60)
def test_laws_of_front_loading(seed: int, goods: str, called_off: bool) -> None:
    """Nothing is lost, stocks and imports stay at or above zero, notice and capacity bind each step."""
    rng = np.random.default_rng(seed)
    draws = 4
    values = ShortRun.sample(Stream(int(seed % 1000), "laws"), range(draws))
    announced = DAY(2020, 1, int(rng.integers(1, 28)))
    gaps = np.cumsum(rng.integers(1, 90, 4))
    steps = [announced + datetime.timedelta(int(each)) for each in gaps]
    months = [DAY(2020 + k // 12, k % 12 + 1, 1) for k in range(49)]
    off = np.datetime64(announced) + rng.integers(0, 200, draws).astype("timedelta64[D]") if called_off else None
    rises, chances = rng.uniform(0, 0.5, (draws, 4)), rng.uniform(0, 1, (draws, 4))
    made = front_loading(
        announced, steps, rises, months, values, {"truck": 0.8, "vessel": 0.2}, goods=goods, chance=chances,
        suspended=off,
    )  # fmt: skip
    assert np.cumsum(made.extra_share, axis=1) == pytest.approx(made.stock_months, abs=1e-12)
    assert np.all(made.stock_months >= -1e-12)
    assert np.all(made.stock_months <= 2.0)
    lengths = np.diff(np.array(months, dtype="datetime64[D]")).astype(float) / 30
    assert np.all(lengths + made.extra_share >= -1e-9), "imports below zero"
    capacity = values.of("capacity_ratio")[:, None]
    assert np.all(made.extra_share <= lengths * (capacity - 1) + 1e-9)
    assert np.all(np.cumsum(made.built_months, axis=1) <= made.feasible_months + 1e-9)
    assert np.all(made.stock_months[:, -1] < 1e-3), "three years later stocks are used up"
    if goods == "perishable":
        assert np.all(made.extra_share == 0)


def test_stocks_fall_by_half_a_month_after_the_step() -> None:
    made = front_loading(DAY(2019, 1, 1), [DAY(2019, 7, 1)], [0.3], MONTHS, ShortRun(), TRUCK)
    stock = made.stock_months[0]
    # July has 31 days, a month here 30
    assert stock[2] / stock[1] == pytest.approx(0.5 ** (31 / 30))


def test_a_suspension_by_draw_is_the_same_as_one_by_one() -> None:
    days = np.array(["2019-06-03", "2019-06-07", "NaT"], dtype="datetime64[D]")
    together = mexico(suspended=days)
    for draw, day in enumerate(days):
        assert mexico(suspended=day).extra_share.tobytes() == together.extra_share[draw : draw + 1].tobytes()
    # orders of the first day are still in transit on the third of June
    assert together.built_months[0].sum() == pytest.approx(4 / 30 * 0.3 * 0.7)
    same_day = mexico(suspended=ANNOUNCED)
    assert np.all(same_day.extra_share == 0)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"goods": "durable"}, "`durable` names no kind of goods"),
        ({"goods": "metal"}, r"Did you mean `metals`\?"),
        ({"chance": 1.5}, "is a share from 0 to 1. Got 1.5"),
        ({"chance": [0.5, 0.5]}, r"rises and chances are \(step,\) or \(draw, step\)"),
        ({"suspended": DAY(2019, 5, 1)}, "on or after the announcement"),
        ({"suspended": "soon"}, "Write 2019-06-07"),
        ({"values": ShortRun(capacity_ratio=[1.2, 1.3, 1.4]), "suspended": np.array(["2019-06-07"] * 2, "M8[D]")},
         "one day, or one for each of 3 draws. Got 2"),
    ],
)  # fmt: skip
def test_announcements_that_can_not_be_are_refused(changed: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        mexico(**changed)  # type: ignore[arg-type]


def test_days_and_rises_are_checked() -> None:
    with pytest.raises(InputError) as told:
        front_loading(ANNOUNCED, [DAY(2019, 5, 1)], [0.05], MONTHS[:1], ShortRun(), TRUCK, goods="x")
    assert [problem.path for problem in told.value.problems] == ["goods", "month_starts", "step_days"]
    with pytest.raises(InputError, match="a rise is a finite number of at least 0"):
        front_loading(ANNOUNCED, STEPS, [-0.05] * 5, MONTHS, ShortRun(), TRUCK)


@pytest.mark.parametrize(
    ("chapter", "goods"),
    [("01", "perishable"), ("10", "perishable"), ("11", "storable"), ("72", "metals"), ("81", "metals"),
     ("82", "storable"), ("87", "storable"), ("71", "storable")],
)  # fmt: skip
def test_chapters_by_how_they_keep(chapter: str, goods: str) -> None:
    assert kind_of_goods(chapter) == goods


@pytest.mark.parametrize("chapter", ["7", "0702", "ab", "", "٠١"])
def test_a_chapter_has_two_digits(chapter: str) -> None:
    with pytest.raises(InputError, match="is no chapter"):
        kind_of_goods(chapter)


def test_a_hazard_adds_up_to_a_chance() -> None:
    chance = chance_in_force([[0.1, 0.1, 0.0, 1.0, 0.2]])
    assert chance[0] == pytest.approx([0.1, 0.19, 0.19, 1.0, 1.0])
    with pytest.raises(InputError, match=r"Got 1\.2"):
        chance_in_force([[1.2]])


def test_the_expected_rate_weighs_rises_by_their_chance() -> None:
    assert expected_rate([0.3, 0.2, 0.1], [0.05, 0.05, 0.05]) == pytest.approx(0.03)
    with pytest.raises(InputError, match="a rise is a finite number"):
        expected_rate([0.5], [math.nan])


def test_a_threat_by_hand() -> None:
    """Expected rise 0.06: investment exp(-0.06), peso 1 - 0.3 x 0.06 = 0.982, prices half of that if half is free."""
    answer = threat_response([[0.0, 0.06]], ShortRun(), 0.5)
    assert answer.investment_ratio[0] == pytest.approx([1.0, math.exp(-0.06)])
    assert answer.currency_ratio[0] == pytest.approx([1.0, 0.982])
    assert answer.border_price_ratio[0] == pytest.approx([1.0, 0.991])


@given(st.floats(0, 1), st.floats(0, 1))
@settings(deadline=None)
def test_a_stronger_threat_never_does_less(one: float, two: float) -> None:
    low, high = sorted((one, two))
    answer = threat_response([[low, high]], ShortRun.sample(Stream(1, "threat"), range(20)))
    for ratios in vars(answer).values():
        assert np.all(ratios[:, 1] <= ratios[:, 0] + 1e-15)
        assert np.all((ratios > 0) & (ratios <= 1))


@pytest.mark.skipif(not EXCHANGE.is_file(), reason="../shared/data/border is not on this machine")
def test_the_peso_in_2019_lies_in_the_range_of_the_model() -> None:
    """Fall of the peso from the noon before the announcement to the day after, and its return after the deal."""
    table = pd.read_csv(EXCHANGE).set_index("date")["mxn_per_usd"]
    fell = 1 - table["2019-05-30"] / table["2019-05-31"]
    came_back = 1 - table["2019-06-10"] / table["2019-06-07"]
    values = ShortRun.sample(Stream(1, "peso"), range(2000))
    chance = values.of("perceived_chance")[:, None] * np.ones(5)
    expected = expected_rate(chance, [0.05] * 5)[:, None]
    foretold = 1 - threat_response(expected, values).currency_ratio[:, 0]
    low, high = np.quantile(foretold, [0.05, 0.95])
    assert low < fell < high
    assert low < came_back < high
    assert float(1 - threat_response([[0.3 * 0.25]], ShortRun()).currency_ratio[0, 0]) == pytest.approx(fell, abs=0.01)


def test_a_threat_by_draw_is_checked() -> None:
    values = ShortRun(investment_response=[1.0, 2.0])
    with pytest.raises(InputError, match="has 3 draws, the figures have 2"):
        threat_response(np.zeros((3, 2)), values)
    for wrong in ([0.1], [[-0.1]], [[math.nan]]):
        with pytest.raises(InputError, match=r"an array \(draw, month\)"):
            threat_response(wrong, values)
    with pytest.raises(InputError, match="a currency can not lose its whole value"):
        threat_response([[4.0]], ShortRun())
