"""The bank: spec values, a plain-loop reference, a Bayesian regression, gaps, effects."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from suasion.errors import InputError
from suasion.monitor import GRID, WIDE_GRID, decay, fit, pulse, ramp, step
from suasion.monitor.bank import run_bank, transition
from suasion.monitor.interventions import Intervention, columns
from suasion.monitor.mixture import StudentMixture
from suasion.monitor.prepare import prepare
from suasion.streams import Stream

MONTHS = pd.period_range("2010-01", periods=60, freq="M")


def test_the_grid_is_the_one_of_the_specification():
    assert GRID.shape == (40, 4)
    assert len({tuple(row) for row in GRID}) == 40
    assert [sorted(set(GRID[:, k])) for k in range(4)] == [
        [0.2, 0.35, 0.5, 0.7, 0.85],
        [0.9, 0.95, 0.98, 0.995],
        [0.9, 0.97],
        [0.15],
    ]
    assert WIDE_GRID.shape == (58, 4)
    assert (WIDE_GRID[:40] == GRID).all()


def test_the_local_level_settles_at_the_closed_form():
    # q = .04 over r = .01 is W = 4 in units of the noise: the discount 3 - 2 sqrt 2
    grid = np.array([[3 - 2 * np.sqrt(2), 1.0, 1.0, 1e-9]])
    values = np.exp(np.random.default_rng(0).normal(5, 0.2, 200))
    bank = run_bank(prepare(pd.Series(values, index=pd.period_range("2000-01", periods=200, freq="M"))), (), grid)
    assert bank.growth[-1, 0, 0, 0] == pytest.approx(4.0, abs=1e-6)
    assert bank.spread[-1, 0, 0, 0] == pytest.approx(0.828427, abs=1e-6)  # the gain, as F is 1
    assert 0.01 * bank.spread[-1, 0, 0, 0] == pytest.approx(0.00828427, abs=1e-8)


def reference(logs, level_discount, season_discount, variance_discount, burn_in):
    """Spec a.2 for one filter, in its own letters, unscaled."""
    turn = transition(0)
    load = np.array([1.0, 1, 0, 1, 0])
    inflation = np.ones((5, 5))
    inflation[0, 0], inflation[1:, 1:] = 1 / level_discount, 1 / season_discount
    m, c = np.array([logs[:12].mean(), 0, 0, 0, 0]), np.diag([1, *[0.15**2] * 4])
    s, n, weight = 0.01, 1.0, 0.0
    for t, y in enumerate(logs):
        a, r = turn @ m, (turn @ c @ turn.T) * inflation
        q = load @ r @ load + s
        e, gain = y - load @ a, r @ load / q
        weight = 0.98 * weight
        if t >= burn_in:
            weight += stats.t.logpdf(y, variance_discount * n, load @ a, np.sqrt(q))
        n_new = variance_discount * n + 1
        s_new = s * (variance_discount * n + e**2 / q) / n_new
        m, c = a + gain * e, s_new / s * (r - np.outer(gain, gain) * q)
        s, n = s_new, n_new
    return m, c, s, n, weight


def test_every_filter_equals_a_plain_loop(arrests):
    logs = np.log(arrests.iloc[:40].to_numpy())
    bank = run_bank(prepare(arrests.iloc[:40]))
    for k in (0, 13, 27, 39):
        m, c, s, n, weight = reference(logs, *GRID[k, :3], burn_in=20)
        assert bank.mean[-1, k] == pytest.approx(m)
        assert bank.spread[-1, k] * bank.variance[-1, k] == pytest.approx(c, rel=1e-6, abs=1e-10)
        assert (bank.variance[-1, k], bank.freedom[-1, k]) == pytest.approx((s, n))
        assert bank.log_weight[-1, k] == pytest.approx(weight)


def test_without_discounts_it_is_a_bayesian_regression(arrests):
    y = np.log(arrests.iloc[:40].to_numpy())
    bank = run_bank(prepare(arrests.iloc[:40]), (), np.array([[1.0, 1.0, 1.0, 0.15]]))
    turn = transition(0)
    powers = [np.linalg.matrix_power(turn, t) for t in range(1, 41)]
    design = np.array([[1.0, 1, 0, 1, 0] @ power for power in powers])
    prior = np.diag([1, *[0.15**2] * 4]) / 0.01
    centre = np.array([y[:12].mean(), 0, 0, 0, 0])
    precision = np.linalg.inv(prior) + design.T @ design
    posterior = np.linalg.solve(precision, np.linalg.inv(prior) @ centre + design.T @ y)
    off = y - design @ centre
    total = 0.01 + off @ np.linalg.solve(np.eye(40) + design @ prior @ design.T, off)
    assert bank.mean[-1, 0] == pytest.approx(powers[-1] @ posterior)
    assert bank.spread[-1, 0] == pytest.approx(powers[-1] @ np.linalg.inv(precision) @ powers[-1].T, abs=1e-9)
    assert (bank.freedom[-1, 0], bank.variance[-1, 0]) == pytest.approx((41.0, total / 41))


def test_a_missing_month_keeps_the_prediction(arrests):
    bank = run_bank(prepare(arrests))
    gap = 40
    assert np.isnan(arrests.iloc[gap])
    turn = transition(0)
    assert bank.mean[gap] == pytest.approx(bank.mean[gap - 1] @ turn.T)
    carried = turn @ bank.spread[gap - 1] @ turn.T
    assert bank.spread[gap] == pytest.approx(carried + bank.growth[gap - 1])
    assert (bank.variance[gap] == bank.variance[gap - 1]).all()
    assert (bank.freedom[gap] == bank.freedom[gap - 1]).all()
    assert bank.weights()[gap] == pytest.approx(
        np.exp(0.98 * bank.log_weight[gap - 1]) / np.exp(bank.log_weight[gap]).sum()
    )


def test_a_gap_widens_the_forecast_by_no_more_than_the_horizon_does(arrests):
    known = arrests.iloc[:100]
    beyond, ahead = fit(known, upto=known.index[-1] + 6).predictive(1), fit(known).predictive(7)
    assert beyond.location == pytest.approx(ahead.location)
    assert beyond.scale == pytest.approx(ahead.scale)


def test_stored_filters_foretell_as_a_fit_of_that_day(arrests):
    # predictions of past origins come without a new fit, and are what a fit of that day would have said
    whole = fit(arrests)
    origin = arrests.index[90]
    for h, mixture in enumerate(whole.bank.predictives(3), start=1):
        then = fit(arrests, upto=origin).predictive(h)
        assert mixture.location[90] == pytest.approx(then.location)
        assert mixture.scale[90] == pytest.approx(then.scale)
        assert mixture.weights[90] == pytest.approx(then.weights)


def test_forgetting_decides_how_long_a_bad_month_counts(arrests):
    quick, slow = (run_bank(prepare(arrests), (), GRID, forgetting) for forgetting in (0.95, 0.98))
    assert (quick.mean == slow.mean).all()
    for bank, forgetting in ((quick, 0.95), (slow, 0.98)):
        gained = bank.log_weight[50] - forgetting * bank.log_weight[49]
        assert gained == pytest.approx(slow.log_weight[50] - 0.98 * slow.log_weight[49])
        assert np.ptp(gained) > 0.01


def test_a_season_is_learned():
    season = 0.4 * np.cos(2 * np.pi * np.arange(96) / 12)
    noise = np.random.default_rng(2).normal(0, 0.02, 96)
    y = pd.Series(np.exp(8 + season + noise), index=pd.period_range("2010-01", periods=96, freq="M"))
    foretold = [fit(y, upto="2016-12").predictive(h).centre() for h in range(1, 13)]
    assert foretold == pytest.approx(8 + season[84:], abs=0.06)


def test_noise_never_vanishes():
    y = pd.Series(500.0, index=pd.period_range("1990-01", periods=300, freq="M"))
    assert run_bank(prepare(y)).variance.min() == 1e-10


def test_mixture_density_is_the_slope_of_its_cdf():
    mixture = StudentMixture(*(np.array(v) for v in ([0.3, 0.7], [4.0, 30.0], [0.0, 2.0], [1.0, 0.5])))
    x, step_ = np.linspace(-3, 5, 9), 1e-5
    slope = (mixture.cdf(x + step_) - mixture.cdf(x - step_)) / (2 * step_)
    assert np.exp(mixture.log_density(x)) == pytest.approx(slope, rel=1e-6)
    assert mixture.centre() == pytest.approx(1.4)


def test_columns():
    months = pd.period_range("2019-05", periods=5, freq="M")
    x = columns(
        [
            step("a", "2019-06"),
            ramp("b", "2019-06", 2),
            pulse("c", "2019-06"),
            decay("d", "2019-06", 1),
        ],
        months,
    )
    assert x.T.tolist() == [[0, 1, 1, 1, 1], [0, 0.5, 1, 1, 1], [0, 1, 0, 0, 0], [0, 1, 0.5, 0.25, 0.125]]


def planted(effect):
    rng = np.random.default_rng(11)
    months = pd.period_range("2010-01", periods=80, freq="M")
    level = 8 + np.cumsum(rng.normal(0, 0.01, 80))
    begun = np.arange(80) >= 60
    return pd.Series(np.exp(level + effect * begun + rng.normal(0, 0.03, 80)), index=months), months[60]


@pytest.mark.parametrize("effect", [-0.6, 0.0, 0.4])
def test_a_planted_effect_is_found(effect):
    y, start = planted(effect)
    found = fit(y, interventions=[step("deal", start)]).effects().loc["deal"]
    assert found["sd"] < 0.2
    assert abs(found["mean"] - effect) < 2 * found["sd"]


def test_an_effect_not_yet_begun_keeps_its_prior():
    y, start = planted(-0.6)
    effects = fit(y, upto=start - 1, interventions=[step("deal", start, mean=-0.3, sd=0.2)]).effects()
    assert effects.loc["deal"].to_dict() == pytest.approx({"mean": -0.3, "sd": 0.2})


def test_the_scenario_and_not_the_date_sets_the_future():
    y, start = planted(-0.6)
    fitted = fit(y, upto=start - 1, interventions=[step("deal", start, mean=-0.3, sd=0.2)])
    stream, draws = Stream(1, "deal"), range(4000)
    dated = fitted.paths(stream, draws, 6).paths
    without = fitted.paths(stream, draws, 6, {"deal": np.zeros(6)}).paths
    half = fitted.paths(stream, draws, 6, {"deal": np.full((4000, 6), 0.5)}).paths
    effect = np.log(dated / without)
    # one effect a draw, the same in every month, as stated: no widening, no variance of the series in it
    assert np.ptp(effect, axis=1) == pytest.approx(0, abs=1e-9)
    assert effect[:, 0].mean() == pytest.approx(-0.3, abs=0.01)
    assert effect[:, 0].std() == pytest.approx(0.2, abs=0.01)
    assert np.log(half / without) == pytest.approx(effect / 2)
    # and with the measure off it is the forecast of a fit that never heard of it
    assert without == pytest.approx(fit(y, upto=start - 1).paths(stream, draws, 6).paths, rel=1e-6)


def message(call):
    with pytest.raises(InputError) as caught:
        call()
    return str(caught.value)


def test_errors():
    y, start = planted(0.0)
    deal = step("deal", start)
    assert message(lambda: step("deal", start, sd=0.0)) == (
        "deal: the prior is mean 0.0, sd 0.0. Both finite, sd above 0"
    )
    assert message(lambda: ramp("deal", start, 0)) == "deal: the span is 0 months. It must be above 0"
    assert message(lambda: fit(y, interventions=[deal, deal])) == (
        "deal: two interventions have this name. Give each its own"
    )
    fitted = fit(y, interventions=[deal])
    stream = Stream(1, "x")
    assert message(lambda: fitted.paths(stream, range(5), 3, {"deel": np.zeros(3)})) == (
        "scenario: `deel` names no intervention. Did you mean `deal`? Known: deal"
    )
    assert message(lambda: fitted.paths(stream, range(5), 3, {"deal": np.zeros(4)})) == (
        "scenario: `deal` has shape (4,); allowed (3,) (horizon) or (5, 3) (draw, horizon)"
    )
    assert message(lambda: fitted.paths(stream, range(5), 3, {"deal": [0, 0, np.nan]})) == (
        "scenario: `deal` is not finite in every month. Give a number for each"
    )
    assert Intervention("deal", "step", start, 0.0, 0.5) == deal
