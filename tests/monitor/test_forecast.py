"""Paths: reproducible, honest about the past, and jointly right."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from suasion.errors import InputError
from suasion.monitor import WIDE_GRID, fit, random_walk, seasonal_random_walk, step
from suasion.monitor.bank import transition
from suasion.monitor.mixture import StudentMixture
from suasion.monitor.recalibrate import LARGEST_FACTOR, widening_factor
from suasion.monitor.score import crps_sample, inside
from suasion.streams import Stream

METHODS = {
    "bank": fit,
    "bank with an effect": lambda y, upto=None: fit(y, upto=upto, interventions=[step("deal", "2014-01")]),
    "random walk": random_walk,
    "seasonal random walk": seasonal_random_walk,
}
STREAM = Stream(5, "forecast")


@pytest.fixture(params=METHODS)
def method(request):
    return METHODS[request.param]


def test_later_values_are_not_looked_at(arrests, method):
    origin = arrests.index[95]
    peeked = arrests.copy()
    peeked.iloc[96:] = 1e9
    honest = method(arrests, upto=origin).paths(STREAM, range(50), 14).paths
    assert method(peeked, upto=origin).paths(STREAM, range(50), 14).paths.tobytes() == honest.tobytes()
    assert method(arrests.iloc[:96]).paths(STREAM, range(50), 14).paths.tobytes() == honest.tobytes()


def test_same_seed_same_bytes_and_another_seed_another_luck(arrests, method):
    first, second = (method(arrests).paths(STREAM, range(50), 6).paths for _ in range(2))
    assert first.tobytes() == second.tobytes()
    assert (method(arrests).paths(Stream(6, "forecast"), range(50), 6).paths != first).all()


def test_blocks_of_draws_make_the_whole(arrests, method):
    fitted = method(arrests)
    whole = fitted.paths(STREAM, range(101), 5).paths
    cuts = [(0, 1), (1, 4), (4, 37), (37, 101)]
    blocks = [fitted.paths(STREAM, range(*cut), 5).paths for cut in cuts]
    assert np.concatenate(blocks).tobytes() == whole.tobytes()


def test_a_longer_horizon_leaves_the_shorter_one_as_it_is(arrests, method):
    # a new fit each time: what was computed for the long one must not leak into the short one
    short = method(arrests).paths(STREAM, range(50), 3).paths
    assert (method(arrests).paths(STREAM, range(50), 20).paths[:, :3] == short).all()


def test_the_forecast_begins_the_month_after_the_origin(arrests, method):
    forecast = method(arrests, upto="2013-06").paths(STREAM, range(5), 3)
    assert forecast.origin == pd.Period("2013-06")
    assert list(forecast.months.astype(str)) == ["2013-07", "2013-08", "2013-09"]
    assert forecast.paths.shape == (5, 3)
    assert (forecast.paths >= 0).all()


@pytest.mark.parametrize("horizon", [1, 4])
def test_paths_follow_the_analytic_mixture(arrests, horizon):
    fitted = fit(arrests, recalibrate=False)
    drawn = np.log(fitted.paths(STREAM, range(20_000), horizon).paths[:, horizon - 1])
    assert stats.kstest(fitted.predictive(horizon).cdf(drawn), "uniform").pvalue > 0.01


@pytest.mark.parametrize("level_discount", [0.05, 0.95])  # the future shocks rule, or the state at the origin
def test_all_noise_of_a_draw_shares_its_variance(arrests, level_discount):
    # 14 months and a forgetful variance: few degrees of freedom, so a normal where a t belongs shows
    fitted = fit(arrests.iloc[:14], recalibrate=False, grid=np.array([[level_discount, 0.98, 0.7, 0.15]]))
    for horizon in (1, 5):
        mixture = fitted.predictive(horizon)
        assert mixture.freedom[0] < 3
        drawn = np.log(fitted.paths(STREAM, range(20_000), horizon).paths[:, horizon - 1])
        inner = np.abs(mixture.cdf(drawn) - 0.5) < 0.45  # the outermost draws are clipped
        assert inner.mean() == pytest.approx(0.9, abs=0.007)
        assert stats.kstest((mixture.cdf(drawn[inner]) - 0.05) / 0.9, "uniform").pvalue > 0.01


def test_widening_is_about_the_analytic_centre(arrests):
    plain, wide = (fit(arrests, recalibrate=on) for on in (False, True))
    factors = wide.factors(4)
    assert (plain.factors(4) == 1).all()
    assert (factors > 1).any()
    for h in range(1, 5):
        centre = plain.predictive(h).centre()
        off = [np.log(one.paths(STREAM, range(40), h).paths[:, h - 1]) - centre for one in (plain, wide)]
        assert off[1] == pytest.approx(off[0] * factors[h - 1])


def test_months_of_a_path_are_correlated_as_the_model_says(arrests):
    # one filter, variance known well: cov(y1, y2) = F R1 G' F' over the noise of each
    y = pd.Series(np.tile(arrests.iloc[:36].to_numpy(), 6), index=pd.period_range("2000-01", periods=216, freq="M"))
    fitted = fit(y, recalibrate=False, grid=np.array([[0.7, 0.98, 1.0, 0.15]]))
    bank, turn, load = fitted.bank, transition(0), np.array([1.0, 1, 0, 1, 0])
    first = turn @ bank.spread[-1, 0] @ turn.T + bank.growth[-1, 0]
    second = turn @ first @ turn.T + bank.growth[-1, 0]
    joint = load @ first @ turn.T @ load
    expected = joint / np.sqrt((load @ first @ load + 1) * (load @ second @ load + 1))
    logs = np.log(fitted.paths(STREAM, range(40_000), 2).paths)
    assert np.corrcoef(logs.T)[0, 1] == pytest.approx(expected, abs=0.02)
    assert expected > 0.3


def test_the_mean_of_months_needs_joint_paths(arrests):
    paths = fit(arrests).paths(STREAM, range(4000), 4).paths
    shuffled = np.stack([np.roll(paths[:, h], 997 * h) for h in range(4)], axis=1)
    assert paths.mean(axis=1).std() > 1.2 * shuffled.mean(axis=1).std()


def test_quantiles_rise_and_the_median_is_one_of_them(arrests):
    forecast = fit(arrests).paths(STREAM, range(333), 4)
    quantiles = forecast.quantiles(np.arange(1, 100) / 100)
    assert (np.diff(quantiles, axis=0) >= 0).all()
    assert (quantiles[49] == forecast.median()).all()
    below = forecast.probability_below(float(forecast.median()[0]))
    assert below[0] == pytest.approx(0.5, abs=0.01)
    least = forecast.paths[:, 2].min()
    assert forecast.probability_below(float(least))[2] == 0.0  # strictly below


def test_reprs(arrests):
    fitted = fit(arrests)
    assert repr(fitted) == "Fit(bank of 40 filters, 2005-01 to 2014-12)"
    lines = repr(fitted.paths(STREAM, range(200), 2)).split("\n")
    assert lines[0] == "Forecast(bank, origin 2014-12, 200 draws)"
    assert [line[:11] for line in lines[1:]] == ["  2015-01  ", "  2015-02  "]
    assert repr(fitted.paths(STREAM, range(0), 2)) == "Forecast(bank, origin 2014-12, 0 draws)"


@pytest.mark.parametrize(
    "values",
    [
        np.full(60, 500.0),
        np.full(12, 7.0),
        1e3 * 1.02 ** np.arange(90.0),
        np.r_[np.full(50, 3.0), 1e9, np.full(9, 3.0)],
    ],
    ids=["constant", "twelve", "trend", "spike"],
)
def test_odd_series_give_finite_forecasts(values):
    y = pd.Series(values, index=pd.period_range("2010-01", periods=len(values), freq="M"))
    with np.errstate(all="raise", under="ignore"):
        forecast = fit(y).paths(STREAM, range(500), 24)
    assert np.isfinite(forecast.paths).all()
    assert (forecast.paths <= 1000 * 1.0001 * values.max()).all()
    assert values.min() / 1.5 < forecast.median()[0] < values.max() * 1.5


def test_a_constant_series_stays(arrests):
    y = pd.Series(500.0, index=pd.period_range("2010-01", periods=60, freq="M"))
    low, high = fit(y).paths(STREAM, range(500), 3).quantiles((0.05, 0.95))
    assert (low > 495).all()
    assert (high < 505).all()


def test_offset_models_zeros():
    counts = np.random.default_rng(1).poisson(2.0, 80).astype(float)
    y = pd.Series(counts, index=pd.period_range("2010-01", periods=80, freq="M"))
    forecast = fit(y, offset=1.0, grid=WIDE_GRID).paths(STREAM, range(2000), 3)
    assert (forecast.paths >= 0).all()
    assert (forecast.probability_below(0.01) > 0.02).all()
    assert ((forecast.median() > 0.8) & (forecast.median() < 2.5)).all()


def test_random_walk_spread_grows_with_the_root_of_the_horizon():
    rng = np.random.default_rng(8)
    months = pd.period_range("1990-01", periods=400, freq="M")
    y = pd.Series(np.exp(9 + np.cumsum(rng.normal(0, 0.1, 400))), index=months)
    logs = np.log(random_walk(y).paths(STREAM, range(20_000), 9).paths)
    assert logs.std(axis=0) == pytest.approx(0.1 * np.sqrt(np.arange(1, 10)), rel=0.08)
    assert logs.mean(axis=0) == pytest.approx(np.log(y.iloc[-1]), abs=0.01)


def test_random_walk_over_gaps(arrests):
    # a value every third month of a walk: the spread of one month is that of three over the root of three
    rng = np.random.default_rng(9)
    logs = 9 + np.cumsum(rng.normal(0, 0.1, 900))
    logs[np.arange(900) % 3 != 0] = np.nan
    walk = random_walk(pd.Series(np.exp(logs), index=pd.period_range("1940-01", periods=900, freq="M")))
    assert walk.sd == pytest.approx(0.1, rel=0.1)
    assert walk.origin == pd.Period("1940-01") + 897


def test_seasonal_walk_repeats_the_year():
    months = pd.period_range("2010-01", periods=48, freq="M")
    y = pd.Series(np.tile(np.arange(1.0, 13), 4), index=months)
    paths = seasonal_random_walk(y).paths(STREAM, range(3), 14).paths
    assert paths == pytest.approx(np.tile([*range(1, 13), 1, 2], (3, 1)))


def test_seasonal_walk_spread_grows_by_year():
    rng = np.random.default_rng(4)
    logs = rng.normal(0, 0.1, 480).reshape(40, 12).cumsum(axis=0).ravel() + 9
    y = pd.Series(np.exp(logs), index=pd.period_range("1980-01", periods=480, freq="M"))
    drawn = np.log(seasonal_random_walk(y, upto="2019-12").paths(STREAM, range(8000), 25).paths)
    assert drawn.std(axis=0)[[0, 11, 12, 24]] == pytest.approx(0.1 * np.sqrt([1, 1, 2, 3]), rel=0.1)
    gap = y.copy()
    gap.iloc[-12] = np.nan
    wide = np.log(seasonal_random_walk(gap, upto="2019-12").paths(STREAM, range(8000), 2).paths)
    assert wide.std(axis=0) == pytest.approx(0.1 * np.sqrt([2, 1]), rel=0.1)


# --- the width of the bands ---


def rolling(y, first, last, draws=800):
    """Band hits and log CRPS of the bank, plain and widened: arrays (origin, horizon)."""
    result = {True: ([], []), False: ([], [])}
    for origin in pd.period_range(first, last, freq="M"):
        outcome = y[origin + 1 : origin + 4].to_numpy()
        for widened, (held, scores) in result.items():
            paths = fit(y, upto=origin, recalibrate=widened).paths(Stream(1, str(origin)), range(draws), 4).paths
            held.append(inside(paths, outcome, 0.8))
            scores.append(crps_sample(np.log(paths), np.log(outcome)))
    return {widened: (np.array(held), np.array(scores)) for widened, (held, scores) in result.items()}


def test_bands_hold_on_the_border_as_often_as_they_say(border):
    scored = rolling(border, "2012-01", "2019-02")
    held, scores = scored[True]
    assert len(held) == 86
    assert (held.mean(axis=0) >= 0.70).all()
    assert (held.mean(axis=0) <= 0.90).all()
    assert scored[False][0].mean(axis=0)[3] < 0.70  # without the widening the rule would have nothing to do
    assert scores.mean() <= 0.175
    assert scores.mean() <= 1.01 * scored[False][1].mean()


def test_bands_widen_when_a_calm_series_turns_wild():
    rng = np.random.default_rng(12)
    step_sd = np.where(np.arange(240) < 150, 0.03, 0.2)
    y = pd.Series(
        np.exp(9 + np.cumsum(rng.normal(0, step_sd))), index=pd.period_range("2000-01", periods=240, freq="M")
    )
    scored = rolling(y, "2015-01", "2019-08", draws=400)
    assert 0.70 <= scored[True][0].mean() <= 0.90
    assert fit(y, upto="2016-12").factors(4)[3] > 1.1


def test_factors_rise_with_misses_and_stay_in_their_range(arrests):
    bank = fit(arrests).bank
    mixture = bank.predictives(2)[1]
    wild = arrests.copy()
    wild.iloc[60:] *= np.where(np.arange(60) % 2, 20, 0.05)
    # outcomes far from everything foretold: every band missed, 0.048 a month up to the ceiling
    far = np.log(wild.to_numpy())
    factor = widening_factor(mixture, far, 2, 24)
    assert 1.5 < factor <= LARGEST_FACTOR
    assert widening_factor(mixture, np.full(len(far), np.nan), 2, 24) == 1.0
    assert widening_factor(mixture, mixture_hits(mixture, 2), 2, 24) == 1.0
    assert widening_factor(mixture, far, 2, len(far)) == 1.0


def mixture_hits(mixture, horizon):
    """Outcomes that land on the centre each time."""
    return np.concatenate([np.zeros(horizon), mixture.centre()[:-horizon]])


def test_one_miss_moves_the_factor_by_the_stated_step(arrests):
    mixture = fit(arrests).bank.predictives(1)[0]
    outcome = mixture_hits(mixture, 1)
    outcome[-1] += 10
    assert widening_factor(mixture, outcome, 1, 24) == pytest.approx(np.exp(0.06 * 0.8))
    outcome[-1] -= 10
    outcome[-2] += 10
    assert widening_factor(mixture, outcome, 1, 24) == pytest.approx(np.exp(0.06 * 0.6))


def test_a_band_is_judged_by_the_factor_it_went_out_with():
    # a standard normal each month, 3 months ahead: the first outcome is far off, the others lie 2 percent outside
    one = np.ones((9, 1))
    mixture = StudentMixture(one, 1e9 * one, 0.0 * one, one)
    outcome = np.full(9, 1.2815515655 * np.exp(0.02))
    outcome[3] = 50.0
    # origins 0, 1, 2 went out unwidened and missed; 3 knew of the first miss and held, as did 4 and 5
    assert np.log(widening_factor(mixture, outcome, 3, 0)) == pytest.approx(0.06 * (3 * 0.8 - 3 * 0.2), abs=1e-9)


def test_long_horizons_share_a_factor(arrests):
    factors = fit(arrests).factors(20)
    assert (factors[12:] == factors[11]).all()
    assert (factors[:5] == fit(arrests).factors(5)).all()


# --- errors ---


def message(call):
    with pytest.raises(InputError) as caught:
        call()
    return str(caught.value)


def test_errors(arrests):
    assert message(lambda: fit(arrests.reset_index(drop=True))) == (
        "arrests: the index is not monthly. Got RangeIndex; give a PeriodIndex of months"
    )
    assert message(lambda: fit(arrests, offset=-1.0)) == "arrests: the offset is -1.0. It must be 0 or more"
    bad = arrests.copy()
    bad.iloc[:4] = [-1, 0, np.inf, 2e18]
    assert message(lambda: fit(pd.concat([bad, bad.iloc[-1:]]))) == (
        "arrests: 5 problems\n"
        "  2005-01: the value is below zero, which a count can not be\n"
        "  2005-02: zero has no logarithm. Use an offset of 1, or NaN if it is unknown\n"
        "  2005-03: the value is above 1e+18 or infinite\n"
        "  2005-04: the value is above 1e+18 or infinite\n"
        "  2014-12: the month is there twice"
    )
    assert message(lambda: fit(arrests, upto="2005-11")) == (
        "arrests: 11 months up to 2005-11 have a value; at least 12 are needed. Give a longer series"
    )
    assert message(lambda: random_walk(arrests.iloc[:5].rename(None))) == (
        "series: 5 months have a value; at least 12 are needed. Give a longer series"
    )
    assert message(lambda: seasonal_random_walk(arrests.iloc[:17])) == (
        "arrests: 5 pairs of months lie a year apart; a seasonal random walk needs 6. Give a longer series"
    )
    fitted, walk = fit(arrests), random_walk(arrests)
    for one in (fitted, walk):
        assert message(lambda one=one: one.paths(STREAM, range(5), 0)) == (
            "forecast: the horizon is 0 months. It must be 1 or more"
        )
    assert message(lambda: walk.paths(STREAM, range(5), 2, {"deal": [1, 1]})) == (
        "scenario: a random walk has no interventions. Fit the bank with them instead"
    )
    never = arrests[arrests.index.month != 3]
    assert message(lambda: seasonal_random_walk(never).paths(STREAM, range(5), 3)) == (
        "seasonal random walk: no March has a value, so none can be carried forward"
    )
    assert message(lambda: fitted.paths(STREAM, range(0), 2).median()) == (
        "forecast: no draw to take a quantile of. Ask for at least one draw"
    )
