"""Response curves: exact at the grid, close between, and what they refuse."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_examples import market_lines

from suasion.errors import InputError
from suasion.streams import Stream
from suasion.trade.elasticities import Elasticities
from suasion.trade.lines.curves import GRID, ResponseCurves, response_curves
from suasion.trade.lines.solve import Lines, solve

RATES = np.asarray(GRID)


def some_lines(sectors: list[str] | None = None) -> Lines:
    rng = np.random.default_rng(4)
    count = len(sectors or "abcd")
    values, base = rng.lognormal(3, 1, (count, 3)), rng.uniform(0, 0.1, (count, 3))
    values[1, 2] = 0
    return market_lines(values, base, sectors or ["d", "b", "a", "c"])


def sampled(draws: int) -> Elasticities:
    return Elasticities.sample(Stream(1, "curves"), range(draws))


@pytest.mark.parametrize("sectors", [["d", "b", "a", "c"], ["b", "a", "b", "a"]])
@pytest.mark.parametrize("covered", [1.0, 0.6])
def test_curves_are_the_model_at_each_rate(sectors: list[str], covered: float) -> None:
    lines, chosen = some_lines(sectors), sampled(3)
    curves = response_curves(lines, "O1", chosen, covered_share=covered)
    for draw in range(3):
        single = Elasticities(*(float(chosen.of(name)[draw]) for name in vars(chosen)))
        for k in (0, 1, 17, 30):
            rates = lines.base_rates.copy()
            rates[:, 1] += RATES[k] * covered
            answer = solve(lines, rates, single)
            asked = np.full((1, 1), RATES[k])
            for what, ratio in (
                ("quantity", answer.quantity_ratio[:, 1]),
                ("others_quantity", answer.quantity_ratio[:, 0]),
                ("border_price", answer.border_price_ratio[:, 1]),
                ("others_border_price", answer.border_price_ratio[:, 2]),
                ("line_price", answer.line_price_ratio),
                ("sector_price", answer.price_ratio),
            ):
                read = curves.read(asked, what)[draw, 0]  # type: ignore[arg-type]
                assert read == pytest.approx(np.log(ratio), abs=1e-10), what


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(st.floats(0, 0.3), st.sampled_from(RATES)), min_size=6, max_size=6))
def test_curves_for_given_rates_read_there_as_whole_ones_do(asked: list[float]) -> None:
    lines, rates = some_lines(), np.array(asked).reshape(2, 3)
    part = response_curves(lines, "O1", sampled(2), read_at=rates)
    whole = response_curves(lines, "O1", sampled(2))
    for what in ("quantity", "others_border_price", "sector_price"):
        assert part.read(rates, what).tobytes() == whole.read(rates, what).tobytes()  # type: ignore[arg-type]
    made = np.isfinite(part.tables["quantity"]).all(axis=2)
    assert (made.sum(axis=1) <= 6).all(), "no draw has more of the grid than its three rates need"
    assert part.converged.all()


def test_rates_outside_the_grid_are_refused_before_anything_is_solved() -> None:
    with pytest.raises(InputError) as told:
        response_curves(some_lines(), "O1", read_at=np.array([[0.1, 0.4]]))
    assert str(told.value).startswith("read_at")
    assert "Got 0.4; allowed: 0 to 0.3, the ends of the grid. Make the curves on a wider grid" in str(told.value)


def test_between_the_rates_the_miss_is_small() -> None:
    lines = some_lines()
    curves = response_curves(lines, "O1", sampled(50))
    fine = response_curves(lines, "O1", sampled(50), rates=np.linspace(0, 0.3, 301))
    asked = np.linspace(0, 0.3, 301)[None, :]
    for what in ("quantity", "others_quantity", "line_price", "sector_price"):
        miss = np.abs(curves.read(asked, what) - fine.read(asked, what)).max()  # type: ignore[arg-type]
        assert 0 < miss < 6e-5
    standard = response_curves(lines, "O1").read(asked) - response_curves(
        lines, "O1", rates=np.linspace(0, 0.3, 301)
    ).read(asked)
    assert np.abs(standard).max() < 2e-5


def test_an_origin_of_no_weight_is_read_without_any_miss() -> None:
    """Its prices move nothing else, so ln q = -sigma ln(1 + covered x rate / (1 + base)): straight as it is read."""
    lines = market_lines(np.array([[1e-9, 1e6]]), np.array([[0.3, 0.0]]), ["S"])
    curves = response_curves(lines, "O0", covered_share=0.5)
    asked = np.array([[0.003, 0.1234, 0.2999]])
    straight = -2.53 * np.log1p(0.5 * asked / 1.3)
    assert curves.read(asked)[:, :, 0] == pytest.approx(straight, abs=1e-12)


@given(st.lists(st.floats(0, 0.3), min_size=2, max_size=6))
@settings(deadline=None)
def test_a_higher_rate_never_raises_imports_of_the_origin(rates: list[float]) -> None:
    curves = shared_curves()
    asked = np.sort(np.array(rates))[None, :]
    assert np.all(np.diff(curves.read(asked), axis=1) <= 1e-12)
    for what in ("others_quantity", "line_price", "sector_price"):
        assert np.all(np.diff(curves.read(asked, what), axis=1) >= -1e-12)  # type: ignore[arg-type]


_MADE: list[ResponseCurves] = []


def shared_curves() -> ResponseCurves:
    if not _MADE:
        _MADE.append(response_curves(some_lines(), "O1", sampled(20)))
    return _MADE[0]


def test_no_rate_is_no_change_to_the_last_bit() -> None:
    curves = shared_curves()
    for what in ("quantity", "others_quantity", "border_price", "line_price", "sector_price"):
        assert np.all(curves.read(np.zeros((1, 3)), what) == 0)  # type: ignore[arg-type]


def test_draws_are_the_same_in_blocks_and_together() -> None:
    lines, rates = some_lines(), np.random.default_rng(0).uniform(0, 0.3, (6, 5, 4))
    whole = response_curves(lines, "O1", sampled(6)).read(rates)
    parts = [
        response_curves(lines, "O1", Elasticities.sample(Stream(1, "curves"), draws)).read(
            rates[draws.start : draws.stop]
        )
        for draws in (range(0, 2), range(2, 3), range(3, 6))
    ]
    assert np.concatenate(parts).tobytes() == whole.tobytes()


def test_each_sector_may_have_its_own_rate() -> None:
    lines = some_lines(["b", "a", "b", "a"])
    curves = response_curves(lines, "O1", sampled(2))
    asked = np.array([[[0.05, 0.20]]])
    one, two = curves.read(np.full((1, 1), 0.05)), curves.read(np.full((1, 1), 0.20))
    both = curves.read(asked)
    in_a = np.array([False, True, False, True])
    assert np.array_equal(both[:, :, in_a], one[:, :, in_a])
    assert np.array_equal(both[:, :, ~in_a], two[:, :, ~in_a])
    prices = curves.read(asked, "sector_price")
    assert prices.shape == (2, 1, 2)
    assert np.array_equal(prices[:, :, 1], curves.read(np.full((1, 1), 0.20), "sector_price")[:, :, 1])


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        ([[0.31]], r"Got 0\.31; allowed: 0 to 0\.3, the ends of the grid\. Make the curves on a wider grid"),
        ([[-0.01]], r"Got -0\.01"),
        ([[math.nan]], "Got nan"),
        ([0.1], r"is \(draw, month\) or \(draw, month, sector\)"),
        (np.full((1, 1, 3), 0.1), "sectors: 4"),
        (np.full((7, 1), 0.1), "has 7 draws, the curves have 20"),
    ],
)
def test_rates_outside_are_refused(rate: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        shared_curves().read(rate)  # type: ignore[arg-type]


def test_unknown_words_are_refused() -> None:
    with pytest.raises(InputError, match=r"`quantities` is no answer of a curve\. Did you mean `quantity`\?"):
        shared_curves().read([[0.1]], "quantities")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="`O9` names no origin"):
        response_curves(some_lines(), "O9")
    with pytest.raises(InputError, match="`stop` is no way"):
        response_curves(some_lines(), "O1", on_failure="stop")  # type: ignore[arg-type]


@pytest.mark.parametrize("rates", [[0.0], [0.1, 0.2], [0.0, 0.1, 0.3], [0.0, -0.1], [0.0, math.nan], [[0.0, 0.1]]])
def test_a_grid_that_does_not_rise_evenly_from_zero_is_refused(rates: object) -> None:
    with pytest.raises(InputError, match="a grid starts at 0 and rises in even steps"):
        response_curves(some_lines(), "O1", rates=rates)  # type: ignore[arg-type]


def test_coverage_is_a_share_for_each_line() -> None:
    with pytest.raises(InputError, match="covered_share"):
        response_curves(some_lines(), "O1", covered_share=1.5)
    with pytest.raises(InputError, match="one share, or one for each of 4 lines"):
        response_curves(some_lines(), "O1", covered_share=[0.5, 0.5])


def test_a_draw_that_fails_raises_or_is_flagged() -> None:
    lines = market_lines(np.array([[1.0, 1.0]]), np.zeros((1, 2)), ["S"])
    wild, beyond = Elasticities(across_origins=[2.0, 50.0]), [0.0, 1e300]
    with pytest.raises(ArithmeticError, match="1 of 2 draws found no prices, first draw 1 of the block"):
        response_curves(lines, "O1", wild, rates=beyond)
    curves = response_curves(lines, "O1", wild, rates=beyond, on_failure="flag")
    assert curves.converged.tolist() == [True, False]
    read = curves.read([[0.1]])
    assert np.isfinite(read[0]).all()
    assert np.isnan(read[1]).all()
