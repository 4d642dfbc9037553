"""How fast imports answer: the path of elasticities, contracts, lags, pass-through, and the table of figures."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suasion.errors import InputError
from suasion.streams import Stream
from suasion.trade import elasticities
from suasion.trade.dynamics.paths import (
    adjustment_weights,
    assumptions,
    elasticity_path,
    free_share,
    lag_days,
    pass_through,
    phase_in,
)
from suasion.trade.elasticities import PARAMETERS, Elasticities, ShortRun

MIX = {"truck": 0.7, "rail": 0.15, "air": 0.05, "vessel": 0.1}


def sampled(draws: range) -> ShortRun:
    return ShortRun.sample(Stream(3, "short run"), draws)


def test_the_path_meets_its_published_ends() -> None:
    """0.76 in the first year, within 5 percent of 2.0 after ten years (Boehm, Levchenko, Pandalai-Nayar 2023)."""
    path = elasticity_path(ShortRun(), 241)[0]
    assert path[11] == pytest.approx(0.76)
    assert path[12] == pytest.approx(0.76)
    assert path[0] == pytest.approx(0.76 * math.sqrt(1 / 12))
    assert path[24] == pytest.approx(2.0 - 1.24 * math.exp(-1 / 3.3))
    assert 1.7 < path[84] < path[120] < 2.0
    assert path[120] > 0.95 * 2.0
    assert path[240] == pytest.approx(2.0, abs=0.01)


def test_an_answer_never_shrinks_with_time() -> None:
    values = sampled(range(200))
    assert np.all(np.diff(elasticity_path(values, 120), axis=1) >= -1e-12)
    assert np.all(np.diff(free_share(values, 60), axis=1) >= 0)
    for contracts in (True, False):
        weights = adjustment_weights(values, 60, MIX, contracts=contracts)
        assert np.all(np.diff(weights, axis=1) >= -1e-12)
        assert np.all((weights >= 0) & (weights <= 1))
    passed = pass_through(values, 60)
    assert np.all(np.diff(passed, axis=1) >= 0)
    assert np.all((passed >= 0) & (passed <= 1))


def test_contracts_run_out_evenly_over_a_year() -> None:
    free = free_share(ShortRun(), 14)[0]
    assert free[0] == pytest.approx(1 - 0.3 * 11.5 / 12)
    assert free[6] == pytest.approx(1 - 0.3 * 5.5 / 12)
    assert free[12:].tolist() == [1.0, 1.0]


def test_lags_by_mode() -> None:
    for mode, days in (("truck", 3), ("rail", 7), ("air", 2), ("vessel", 28)):
        assert lag_days(ShortRun(), {mode: 1.0}).tolist() == [days]
    assert lag_days(ShortRun(), {"truck": 0.5, "vessel": 0.5}).tolist() == [15.5]
    late = ShortRun(vessel_lag_days=45.0)
    plain = adjustment_weights(late, 6, {"truck": 1.0}, contracts=False)[0]
    path = elasticity_path(late, 6)[0] / 2.0
    assert plain == pytest.approx(0.9 * path + 0.1 * np.concatenate([[0], path[:-1]]))
    by_sea = adjustment_weights(late, 6, {"vessel": 1.0}, contracts=False)[0]
    earlier = np.concatenate([[0], path[:-1]])
    assert by_sea == pytest.approx(0.5 * earlier + 0.5 * np.concatenate([[0, 0], path[:-2]]))


def test_buyers_pay_half_by_month_six_and_four_fifths_by_eighteen() -> None:
    passed = pass_through(ShortRun(), 30)[0]
    assert passed[[0, 3, 6, 12, 18, 29]] == pytest.approx([0, 0.25, 0.5, 0.65, 0.8, 0.8])


def test_a_rate_kept_since_the_first_month_follows_the_weights() -> None:
    weights = adjustment_weights(sampled(range(3)), 24, MIX)
    target = np.broadcast_to(np.array([-0.3, -0.1])[None, None, :], (3, 24, 2))
    assert phase_in(target, weights) == pytest.approx(weights[:, :, None] * target, abs=1e-14)


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=40)
def test_phase_in_is_the_sum_over_changes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    weights = np.sort(rng.random((2, 9)), axis=1)
    target = rng.normal(size=(2, 7, 3)) * (rng.random((2, 7, 1)) > 0.4)
    done = phase_in(target, weights)
    for d in range(2):
        for m in range(7):
            moves = np.diff(target[d], axis=0, prepend=np.zeros((1, 3)))
            by_hand = sum(weights[d, m - k] * moves[k] for k in range(m + 1))
            assert done[d, m] == pytest.approx(by_hand, abs=1e-12)
    assert np.all(phase_in(np.zeros_like(target), weights) == 0)
    # months to come change nothing
    later = target.copy()
    later[:, 4:] = 1e9
    assert phase_in(later, weights)[:, :4].tobytes() == done[:, :4].tobytes()


def test_draws_in_blocks_are_the_same_bytes() -> None:
    whole = adjustment_weights(sampled(range(6)), 12, MIX)
    parts = [adjustment_weights(sampled(draws), 12, MIX) for draws in (range(0, 4), range(4, 6))]
    assert np.concatenate(parts).tobytes() == whole.tobytes()
    target = np.random.default_rng(1).normal(size=(6, 12, 5))
    done = phase_in(target, whole)
    assert (
        np.concatenate([phase_in(target[:4], whole[:4]), phase_in(target[4:], whole[4:])]).tobytes() == done.tobytes()
    )
    shuffled = {mode: MIX[mode] for mode in reversed(MIX)}
    assert lag_days(sampled(range(6)), shuffled).tobytes() == lag_days(sampled(range(6)), MIX).tobytes()


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ({"lorry": 1.0}, "names no mode of transport. Known: truck, rail, air, vessel"),
        ({"trucks": 1.0}, r"Did you mean `truck`\?"),
        ({"truck": 0.5, "rail": 0.4}, "shares sum to 0.9; allowed: 1"),
        ({"truck": -0.5, "rail": 1.5}, "is a share from 0 to 1. Got -0.5"),
        ({"truck": math.nan}, "is a share from 0 to 1. Got nan"),
        ({}, "shares sum to 0"),
    ],
)
def test_modes_that_can_not_be_are_refused(shares: dict[str, float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        lag_days(ShortRun(), shares)


@pytest.mark.parametrize(
    ("target", "weights", "message"),
    [
        (np.zeros((2, 3)), np.zeros((2, 3)), "target is"),
        (np.zeros((2, 3, 1)), np.zeros((2, 2)), "an age for each month"),
        (np.zeros((2, 3, 1)), np.zeros((3, 3)), "target is"),
        (np.full((2, 3, 1), np.nan), np.zeros((2, 3)), "not finite"),
    ],
)
def test_phase_in_refuses_what_does_not_fit(target: np.ndarray, weights: np.ndarray, message: str) -> None:
    with pytest.raises(InputError, match=message):
        phase_in(target, weights)


def test_a_path_has_a_month() -> None:
    for path in (elasticity_path, free_share, pass_through):
        with pytest.raises(InputError, match=r"months: at least 1\. Got 0"):
            path(ShortRun(), 0)


def test_every_figure_says_what_it_is() -> None:
    for name, each in PARAMETERS.items():
        assert each.name == name
        assert each.low <= each.default <= each.high, name
        assert each.low < each.high, name
        assert each.least <= each.low, name
        assert each.high <= each.most, name
        assert each.unit, name
        assert each.meaning, name
        assert each.assumption or each.source != elasticities.ASSUMED, name
    held = {*vars(Elasticities()), *vars(ShortRun())}
    assert held == set(PARAMETERS)
    assert {"fixed_contract_share", "capacity_ratio", "perceived_chance", "investment_response"} <= set(assumptions())
    assert not {"across_origins", "first_year_elasticity"} & set(assumptions())


def test_sampled_figures_are_in_range_and_belong_to_their_draw() -> None:
    many = sampled(range(2000))
    for name, values in vars(many).items():
        each = PARAMETERS[name]
        assert values.shape == (2000,)
        assert np.all((values >= each.low) & (values <= each.high))
        assert values.mean() == pytest.approx(
            (each.low + each.default + each.high) / 3, abs=0.03 * (each.high - each.low)
        )
        assert getattr(sampled(range(7, 9)), name).tobytes() == values[7:9].tobytes()
    assert abs(np.corrcoef(many.of("capacity_ratio"), many.of("truck_lag_days"))[0, 1]) < 0.08


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: Elasticities(across_origins=0.0, across_lines=0.0), r"across_lines: .*Got 0; allowed: more than 0"),
        (lambda: Elasticities(imports_domestic=-1.0), r"imports_domestic: .*Got -1"),
        (lambda: Elasticities(across_origins=math.nan), "Got nan"),
        (lambda: Elasticities(across_origins=math.inf), "Got inf"),
        (lambda: Elasticities(across_origins=1e3), "at most 100"),
        (lambda: Elasticities(inverse_supply=-0.1), r"inverse_supply: .*allowed: at least 0"),
        (lambda: Elasticities(domestic_pricing=1.0), "at most 0.999"),
        (lambda: Elasticities(across_origins="strong"), "across_origins: is no number"),
        (lambda: Elasticities(across_origins=[[2.0]]), "has 2 dimensions"),
        (lambda: Elasticities([2.0, 3.0], [1.5, 1.5, 1.5]), "the numbers of draws differ"),
        (lambda: Elasticities([3.0, 1.2], 1.5), "1.2 is below across_lines, 1.5: another product would replace"),
        (lambda: ShortRun(first_year_elasticity=2.5), "is above long_run_elasticity"),
        (lambda: ShortRun(pass_through_month_6=0.9), "is above pass_through_month_18"),
        (lambda: ShortRun(capacity_ratio=0.9), "allowed: at least 1"),
        (lambda: ShortRun(fixed_contract_share=1.2), "at most 1"),
    ],
)
def test_figures_that_can_not_be_are_refused(made: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        made()  # type: ignore[operator]


def test_values_can_not_be_changed_from_outside() -> None:
    mine = np.array([2.0, 3.0])
    kept = Elasticities(across_origins=mine)
    mine[0] = -1
    assert kept.of("across_origins").tolist() == [2.0, 3.0]
    with pytest.raises(ValueError, match="read-only"):
        kept.of("across_origins")[0] = -1
