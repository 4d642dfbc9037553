"""Rates of many lines and origins at once: laws, agreement with the answer in words, and published effective rates."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suasion.trade.rates.hts import Scope
from suasion.trade.rates.in_force import effective_rate, rates_in_force
from suasion.trade.rates.measures import CLASSES, Measure, Step
from suasion.trade.rates.programmes import us_measures
from suasion.trade.rates.why import why

D = dt.date
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "trade"
CODES = ["7208100000", "7326908688", "8708295160", "8703230190", "0702002099", "8544300000", "2709001000", "9403200000",
         "3104200000", "8413919085", "4407110000", "8418400000"]  # fmt: skip
ORIGINS = ["MX", "CA", "CN", "VN", "IT", "JP", "GB", "BR", "RU", "CH", "IN", "US"]
NORMAL = np.array([0.0, 0.029, 0.025, 0.025, 0.0, 0.05, 0.0, 0.0, 0.0, 0.025, 0.0, 0.166])
BEGIN = D(2025, 1, 1)


@st.composite
def measure_sets(draw: st.DrawFn) -> list[Measure]:
    found = []
    for number in range(draw(st.integers(1, 7))):
        days = sorted(draw(st.sets(st.integers(0, 300), min_size=1, max_size=3)))
        rates = draw(st.lists(st.sampled_from([0.0, 0.05, 0.10, 0.25, 0.5]), min_size=len(days), max_size=len(days)))
        steps = tuple(Step(BEGIN + dt.timedelta(days=day), rate) for day, rate in zip(days, rates, strict=True))
        ends = draw(st.none() | st.integers(1, 100))
        last = steps[-1].start
        found.append(
            Measure(
                name=f"m{number}",
                authority="law",
                legal_id=f"x{number}",
                steps=steps,
                origins=frozenset(draw(st.sets(st.sampled_from(ORIGINS), max_size=4))),
                scope=Scope.of(
                    draw(st.sets(st.sampled_from(["72", "7326", "87", "8703", "85", "94"]), max_size=3)),
                    draw(st.sets(st.sampled_from(["7208", "870323", "8544300000"]), max_size=1)),
                ),
                stacking=draw(st.sampled_from(list(CLASSES))),
                precedence=draw(st.integers(0, 2)),
                beside_232=draw(st.booleans()),
                on_content=draw(st.booleans()),
                is_floor=draw(st.booleans()),
                preference_from=draw(st.none() | st.just(BEGIN + dt.timedelta(days=100))),
                preference_content_share=draw(st.sampled_from([0.4, 1.0])),
                expires=None if ends is None else last + dt.timedelta(days=ends),
            )
        )
    return found


@settings(max_examples=150, deadline=None)
@given(measure_sets(), st.integers(-5, 420), st.floats(0, 1), st.floats(0, 1))
def test_all_at_once_is_one_by_one(measures: list[Measure], offset: int, claim: float, metal: float) -> None:
    day = BEGIN + dt.timedelta(days=offset)
    table = rates_in_force(CODES, ORIGINS, measures)
    claims = {origin: np.full(len(CODES), claim) for origin in ORIGINS}
    together = table.on(day, preference_share=claims, metal_share=metal, normal_rate=NORMAL)
    by_line = table.on(day, preference_share=claims, metal_share=np.full(len(CODES), metal), normal_rate=NORMAL)
    for i, code in enumerate(CODES):
        for j, origin in enumerate(ORIGINS):
            alone = why(measures, code, origin, day, preference_share=claim, metal_share=metal, normal_rate=NORMAL[i])
            assert together[i, j] == pytest.approx(alone.added_share, abs=1e-12)
    np.testing.assert_allclose(together, by_line, atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(measure_sets(), st.randoms(), st.integers(0, 420))
def test_order_does_not_matter(measures: list[Measure], luck: object, offset: int) -> None:
    shuffled = list(measures)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]
    day = BEGIN + dt.timedelta(days=offset)
    first, second = (rates_in_force(CODES, ORIGINS, each).on(day, normal_rate=NORMAL) for each in (measures, shuffled))
    np.testing.assert_array_equal(first, second)


def test_no_measure_adds_nothing() -> None:
    table = rates_in_force(CODES, ORIGINS, [])
    assert not table.on(BEGIN).any()
    assert table.change_points.size == 0


@settings(max_examples=60, deadline=None)
@given(measure_sets())
def test_measures_at_zero_add_nothing(measures: list[Measure]) -> None:
    free = [
        Measure.from_steps(
            each.name, [step.start for step in each.steps], [0.0] * len(each.steps), stacking=each.stacking
        )
        for each in measures
    ]
    table = rates_in_force(CODES, ORIGINS, free)
    assert all(not rates.any() for rates in table.over(table.change_points))


@given(st.floats(0, 2), st.floats(0, 2), st.sampled_from(list(CLASSES)), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_rate_of_the_same_measure_never_lowers_the_rate(
    rate: float, more: float, stacking: str, claim: float, metal: float
) -> None:
    """With the other measures unchanged."""
    other = Measure.from_steps("other", [BEGIN], [0.10], stacking="other")

    def added(size: float) -> float:
        measure = Measure.from_steps("m", [BEGIN], [size], stacking=stacking, preference_from=BEGIN)
        answer = why([other, measure], "8708295160", "MX", BEGIN, preference_share=claim, metal_share=metal)
        return answer.added_share

    assert added(rate + more) >= added(rate) - 1e-15


def test_counting_by_authority_adds_up() -> None:
    shipped = us_measures()
    parts = np.zeros((len(CODES), len(ORIGINS)))
    for authority in {each.authority for each in shipped}:
        names = frozenset(each.name for each in shipped if each.authority == authority)
        parts += rates_in_force(CODES, ORIGINS, shipped, names).on(D(2025, 10, 1), normal_rate=NORMAL, metal_share=0.4)
    whole = rates_in_force(CODES, ORIGINS, shipped).on(D(2025, 10, 1), normal_rate=NORMAL, metal_share=0.4)
    np.testing.assert_allclose(parts, whole, atol=1e-12)


def test_shipped_measures_all_at_once_are_one_by_one_on_every_change_point() -> None:
    shipped = us_measures()
    table = rates_in_force(CODES, ORIGINS, shipped)
    claims = {"MX": np.full(len(CODES), 0.7), "CA": np.full(len(CODES), 0.3)}
    for point in table.change_points:
        rates = table.on(point, preference_share=claims, metal_share=0.6, normal_rate=NORMAL)
        for i, code in enumerate(CODES):
            for j, origin in enumerate(ORIGINS):
                claim = float(claims[origin][i]) if origin in claims else 0.0
                alone = why(
                    shipped, code, origin, point.item(), preference_share=claim, metal_share=0.6, normal_rate=NORMAL[i]
                )
                assert rates[i, j] == pytest.approx(alone.added_share, abs=1e-12)


def test_single_precision_is_near_enough() -> None:
    table = rates_in_force(CODES, ORIGINS, us_measures())
    exact = table.on(D(2025, 10, 1), normal_rate=NORMAL)
    np.testing.assert_allclose(table.on(D(2025, 10, 1), normal_rate=NORMAL, dtype=np.float32), exact, atol=1e-6)


def test_namesakes_are_refused() -> None:
    measure = Measure.from_steps("m", [BEGIN], [0.1])
    with pytest.raises(ValueError, match="measures share a name: m"):
        rates_in_force(CODES, ORIGINS, [measure, measure])


def test_a_group_without_trade_has_rate_zero() -> None:
    assert effective_rate([0.25, 0.1], [0, 0]) == 0.0
    assert effective_rate([0.25, 0.1], [3, 1]) == pytest.approx(0.2125)


@pytest.mark.parametrize(
    ("vintage", "percent"), [("2024", 12.59), ("2025", 7.98), ("2025_01", 13.49), ("2025_12", 3.87)]
)
def test_published_effective_rate_of_25_percent_on_mexico(vintage: str, percent: float) -> None:
    """Weights: imports of 2024 by ten-digit line; claims by line and vintage. Lines without a share claim nothing."""
    imports_file = SHARED / "tradewartracker-2025" / "mexico_hs10_imports_2024.csv.gz"
    shares_file = SHARED / "yale-tariff-rate-tracker" / f"usmca_product_shares_{vintage}.csv"
    if not imports_file.exists() or not shares_file.exists():
        pytest.skip("needs ../shared/data/trade: imports by line and shares that claim USMCA")
    imports = pd.read_csv(imports_file, dtype={"I_COMMODITY": str})
    shares = pd.read_csv(shares_file, dtype={"hts10": str, "cty_code": str})
    mexico = shares[shares["cty_code"] == "2010"].set_index("hts10")["usmca_share"]
    codes = list(imports["I_COMMODITY"])
    fentanyl = [each for each in us_measures() if each.name == "fentanyl_mexico"]
    table = rates_in_force(codes, ["MX"], fentanyl)
    claims = {"MX": imports["I_COMMODITY"].map(mexico).fillna(0.0).to_numpy()}
    rates = table.on(D(2025, 4, 1), preference_share=claims)[:, 0]
    assert round(100 * effective_rate(rates, imports["CON_VAL_YR"]), 2) == percent
    assert (
        round(100 * effective_rate(table.on(D(2025, 3, 4), preference_share=claims)[:, 0], imports["CON_VAL_YR"]), 2)
        == 25
    )
    assert effective_rate(table.on(D(2026, 2, 20), preference_share=claims)[:, 0], imports["CON_VAL_YR"]) == 0
