"""Scores: known values, laws, and the closed forms against samples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from suasion.monitor import score

NUMBERS = st.floats(-1e6, 1e6)


def test_closed_forms_of_the_specification():
    assert score.crps_normal(0.0, 1.0, 0.3) == pytest.approx(0.2693329007, abs=1e-10)
    assert score.crps_lognormal(0.0, 0.5, 1.2) == pytest.approx(0.1504342079, abs=1e-10)


def test_sample_form_tends_to_the_closed_forms():
    grid = ndtri((np.arange(200_000) + 0.5) / 200_000)
    assert score.crps_sample(grid, 0.3) == pytest.approx(0.2693329007, abs=1e-5)
    assert score.crps_sample(np.exp(0.5 * grid), 1.2) == pytest.approx(0.1504342079, abs=1e-5)


def test_sample_form_equals_the_mean_over_all_pairs():
    drawn = np.random.default_rng(1).normal(size=(50, 3))
    outcome = np.array([0.0, 1.0, -5.0])
    pairs = np.abs(drawn[:, None] - drawn[None]).mean(axis=(0, 1)) / 2
    assert score.crps_sample(drawn, outcome) == pytest.approx(np.abs(drawn - outcome).mean(axis=0) - pairs)


@given(st.lists(NUMBERS, min_size=1, max_size=30), NUMBERS)
def test_crps_is_never_negative_and_zero_for_a_hit(drawn, outcome):
    assert score.crps_sample(drawn, outcome) >= 0
    assert score.crps_sample([outcome] * len(drawn), outcome) == 0


@given(st.lists(NUMBERS, min_size=1, max_size=30), NUMBERS, NUMBERS)
def test_crps_moves_with_its_data(drawn, outcome, shift):
    drawn = np.array(drawn)
    moved = score.crps_sample(drawn + shift, outcome + shift)
    assert moved == pytest.approx(score.crps_sample(drawn, outcome), abs=1e-8 * (1 + abs(drawn).max() + abs(shift)))


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=12), st.floats(-100, 100))
def test_crps_is_twice_the_pinball_loss_over_all_levels(drawn, outcome):
    # the quantile of a sample is a step function and the loss linear in the level: middles of equal parts are exact
    ordered = np.repeat(np.sort(drawn), 10)
    levels = (np.arange(len(ordered)) + 0.5) / len(ordered)
    loss = 2 * score.pinball(ordered, levels, outcome).mean()
    assert loss == pytest.approx(score.crps_sample(drawn, outcome), abs=1e-9)


@given(st.floats(0.01, 0.99), NUMBERS, NUMBERS)
def test_pinball_is_never_negative(level, quantile, outcome):
    assert score.pinball(quantile, level, outcome) >= 0


def test_pinball_weighs_the_two_sides():
    assert score.pinball(10.0, 0.05, 12.0) == pytest.approx(0.1)
    assert score.pinball(10.0, 0.05, 8.0) == pytest.approx(1.9)


def test_coverage_and_pit_of_a_calibrated_forecast():
    rng = np.random.default_rng(3)
    drawn, outcome = rng.normal(size=(400, 3000)), rng.normal(size=3000)
    assert score.coverage(drawn, outcome) == pytest.approx([0.5, 0.8, 0.95], abs=0.025)
    assert np.histogram(score.pit(drawn, outcome), 10, (0, 1))[0] / 3000 == pytest.approx(0.1, abs=0.025)


def test_pit_counts_ties_half():
    assert score.pit([1.0, 2.0, 2.0, 3.0], 2.0) == 0.5


def test_brier_and_log_score():
    assert score.brier([0.8, 0.8], [True, False]) == pytest.approx([0.04, 0.64])
    assert score.log_score_normal(0.0, 1.0, 0.0) == pytest.approx(-0.9189385332)
    assert score.log_score_normal(0.0, 2.0, 2.0) == pytest.approx(-0.5 - np.log(2) - 0.9189385332)


def test_crps_needs_a_draw():
    with pytest.raises(ValueError, match="crps_sample needs at least one draw"):
        score.crps_sample([], 1.0)
