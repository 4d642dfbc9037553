"""A bank of discount dynamic linear models on logs, all filters of the grid as one batched array through time.

    y_t = F' theta_t + v_t,     theta_t = G theta_{t-1} + w_t,     F = (1, 1, 0, 1, 0, x_t)

State: a level, two pairs of harmonics (periods 12 and 6 months) and one effect per intervention. Every filter has its
own discounts of level, season and variance; how well each foretold the last months decides its weight. Nothing is
estimated by optimisation, so a fit is one pass.

Sources: West and Harrison (1997), Bayesian Forecasting and Dynamic Models, ch. 6.3 (component discounting), 8.6
(harmonics), 10.8 (variance discounting), 12.3 (multi-process mixtures); Raftery, Karny and Ettler (2010),
Technometrics 52, for the forgetting of weights. The equations of a month stand at `_update`.

Covariances are kept relative to the observation variance of each filter: `spread` = C / S. The relative recursion does
not see the data, so a constant series can not shrink it to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from suasion.monitor.interventions import Intervention, columns
from suasion.monitor.mixture import StudentMixture, student_log_density
from suasion.monitor.prepare import LogSeries

FloatArray = NDArray[np.float64]

BASE_STATES = 5  # level, two harmonics of two states each
BASE_LOADING = np.array([1.0, 1.0, 0.0, 1.0, 0.0])
FORGETTING = 0.98  # of log weights a month: 34 months to half. Pre-2010 seasonality is stale at the border
BURN_IN_MONTHS = 24  # months whose forecasts do not count: the prior still speaks in them
LEVEL_PRIOR_VARIANCE = 1.0
SEASON_PRIOR_SD = 0.15
VARIANCE_PRIOR = 0.01  # a month's noise of 10 percent, worth one observation
LEAST_VARIANCE = 1e-10  # noise of a thousandth of a percent: a constant series must not divide by zero


def _grid(level: Sequence[float], season: Sequence[float], season_prior_sd: float) -> FloatArray:
    axes = np.meshgrid(level, season, (0.9, 0.97), (season_prior_sd,), indexing="ij")
    return np.stack([axis.ravel() for axis in axes], axis=1)


#: The 40 filters: columns level discount, season discount, variance discount, prior sd of the harmonics.
GRID: FloatArray = _grid((0.2, 0.35, 0.5, 0.7, 0.85), (0.9, 0.95, 0.98, 0.995), SEASON_PRIOR_SD)
#: For a series of any kind, 18 filters more: a level that hardly moves (noise about a mean), and no season at all
#: (adjusted or short series) with levels from all but a random walk to all but constant.
WIDE_GRID: FloatArray = np.concatenate(
    [
        GRID,
        _grid((0.95,), (0.98, 0.995), SEASON_PRIOR_SD),
        _grid((0.05, 0.2, 0.35, 0.5, 0.7, 0.85, 0.95), (0.995,), 0.001),
    ]
)


#: Its forgetting: with filters that differ so much, a break in the season must show in the weights within two years.
WIDE_FORGETTING = 0.95


def transition(effects: int) -> FloatArray:
    """G: the level stays, each harmonic turns by its angle, effects stay. Array (state, state)."""
    result = np.eye(BASE_STATES + effects)
    for place, period in ((1, 12.0), (3, 6.0)):
        angle = 2 * np.pi / period
        cosine, sine = np.cos(angle), np.sin(angle)
        result[place : place + 2, place : place + 2] = [[cosine, sine], [-sine, cosine]]
    return result


@dataclass(frozen=True, eq=False)
class Bank:
    """Every filter after every month, so that a past origin can be asked for its forecast without a new fit.

    Attributes
    ----------
    series : LogSeries                     what was filtered
    interventions : tuple                  the effects, in the order of the states after the fifth
    columns : array (month, effect)        x(t) of the past
    grid : array (filter, 4)               as `GRID`
    mean : array (month, filter, state)                state, log units
    spread : array (month, filter, state, state)       its covariance over `variance`
    growth : array (month, filter, state, state)       W = R - GCG' at the last month with a value, over `variance`
    variance : array (month, filter)                   S, of one observation, log units squared
    freedom : array (month, filter)                    degrees of freedom of S
    log_weight : array (month, filter)                 not normalised
    burn_in : int                          months with a value before forecasts count
    """

    series: LogSeries
    interventions: tuple[Intervention, ...]
    columns: FloatArray
    grid: FloatArray
    mean: FloatArray
    spread: FloatArray
    growth: FloatArray
    variance: FloatArray
    freedom: FloatArray
    log_weight: FloatArray
    burn_in: int

    def weights(self) -> FloatArray:
        """Weights after every month: array (month, filter), each row sums to 1."""
        raised = np.exp(self.log_weight - self.log_weight.max(-1, keepdims=True))
        normal: FloatArray = raised / raised.sum(-1, keepdims=True)
        return normal

    def forecast_freedom(self) -> FloatArray:
        """Degrees of freedom of a forecast, variance discount times those of S: array (month, filter)."""
        freedom: FloatArray = self.grid[:, 2] * self.freedom
        return freedom

    def predictives(self, horizon: int) -> list[StudentMixture]:
        """What every past origin foretold for 1..horizon months ahead, on the log scale.

        W is held at its last value (West and Harrison, ch. 6.4): a discount applied step upon step would make the
        bands grow geometrically.

        Returns
        -------
        list (horizon,)                    of mixtures with arrays (month, filter); the axis month is the origin, the
                                           columns of interventions are those of their dates
        """
        months = len(self.series.months)
        turn = transition(len(self.interventions))
        ahead = pd.period_range(self.series.months[0], self.series.origin + horizon, freq="M")
        loading = loadings(columns(self.interventions, ahead))
        weights, freedom = self.weights(), self.forecast_freedom()
        mean, spread = self.mean, self.spread
        result = []
        for h in range(1, horizon + 1):
            mean = mean @ turn.T
            spread = turned(spread, turn) + self.growth
            load = loading[h : h + months, None, :]
            location = (mean * load).sum(-1)
            relative = ((spread @ load[..., None])[..., 0] * load).sum(-1) + 1.0
            result.append(StudentMixture(weights, freedom, location, np.sqrt(relative * self.variance)))
        return result


def loadings(effect_columns: FloatArray) -> FloatArray:
    """F of every month: array (month, state)."""
    return np.concatenate([np.tile(BASE_LOADING, (len(effect_columns), 1)), effect_columns], axis=1)


def turned(spread: FloatArray, turn: FloatArray) -> FloatArray:
    """G C G' of every filter: array (..., state, state)."""
    states = len(turn)
    flat = spread.reshape(*spread.shape[:-2], states * states) @ np.kron(turn, turn).T
    return flat.reshape(spread.shape)


class _Filtered(NamedTuple):
    """All filters after one month; shapes as in `Bank` without the month."""

    mean: FloatArray
    spread: FloatArray
    growth: FloatArray
    variance: FloatArray
    freedom: FloatArray
    log_weight: FloatArray


def run_bank(
    series: LogSeries,
    interventions: Sequence[Intervention] = (),
    grid: FloatArray = GRID,
    forgetting: float = FORGETTING,
) -> Bank:
    """Filter a series through every model of a grid.

    The prior of an effect is in log units whatever the noise: until its column first moves, its covariance is held at
    sd^2 and is not scaled with S.

    Parameters
    ----------
    series : LogSeries                     logs (month,)
    interventions : sequence               effects to learn
    grid : array (filter, 4)               as `GRID`
    forgetting : float                     what a month leaves of the log weights

    Returns
    -------
    Bank

    Raises
    ------
    InputError                             if two interventions share a name
    """
    logs, known = series.logs, np.isfinite(series.logs)
    x = columns(interventions, series.months)
    load = loadings(x)
    turn = transition(len(interventions))
    turn_twice = np.kron(turn, turn).T
    inflation = np.ones((len(grid), len(turn), len(turn)))
    inflation[:, 0, 0] = 1.0 / grid[:, 0]
    inflation[:, 1:BASE_STATES, 1:BASE_STATES] = 1.0 / grid[:, 1, None, None]
    # a short series can not give 24 months away; half of it must suffice
    burn_in = min(BURN_IN_MONTHS, int(known.sum()) // 2)
    first_move = [int(np.argmax(moved)) if moved.any() else len(logs) for moved in (x != 0).T]

    now = _prior(float(logs[known][:12].mean()), interventions, grid)
    kept = tuple(np.empty((len(logs), *part.shape)) for part in now)
    seen = 0
    for t in range(len(logs)):
        carried = now._replace(
            mean=now.mean @ turn.T,
            spread=(now.spread.reshape(len(grid), -1) @ turn_twice).reshape(now.spread.shape),
            log_weight=forgetting * now.log_weight,
        )
        if known[t]:
            observed = _Month(float(logs[t]), load[t], counts=seen >= burn_in)
            now = _update(carried, carried.spread * inflation, observed, grid[:, 2])
            seen += 1
            for k, one in enumerate(interventions):
                if t < first_move[k]:
                    now.spread[:, BASE_STATES + k, BASE_STATES + k] = one.sd**2 / now.variance
        else:
            # W as it was: a discount a month would multiply the doubt over a long gap
            now = carried._replace(spread=carried.spread + now.growth)
        for store, part in zip(kept, now, strict=True):
            store[t] = part
    over_time = _Filtered(*kept)._asdict()
    return Bank(series, tuple(interventions), x, grid, **over_time, burn_in=burn_in)


def _prior(level: float, interventions: Sequence[Intervention], grid: FloatArray) -> _Filtered:
    """Before the first month: the level near the first year's mean, hardly any season, noise of 10 percent."""
    filters, states = len(grid), BASE_STATES + len(interventions)
    mean = np.zeros((filters, states))
    mean[:, 0] = level
    variances = np.empty((filters, states))
    variances[:, 0] = LEVEL_PRIOR_VARIANCE
    variances[:, 1:BASE_STATES] = grid[:, 3, None] ** 2
    for k, one in enumerate(interventions, start=BASE_STATES):
        mean[:, k], variances[:, k] = one.mean, one.sd**2
    spread = variances[:, :, None] * np.eye(states) / VARIANCE_PRIOR
    scalars = np.full(filters, VARIANCE_PRIOR), np.ones(filters), np.zeros(filters)
    return _Filtered(mean, spread, np.zeros_like(spread), *scalars)


class _Month(NamedTuple):
    """What one month shows: its log value, F (state,), and whether its forecasts count for the weights."""

    log: float
    load: FloatArray
    counts: bool


def _update(carried: _Filtered, wide: FloatArray, month: _Month, variance_discount: FloatArray) -> _Filtered:
    """One month with a value, all filters at once: `carried` holds G m, G C G' and the weights
    already discounted, `wide` is R.

    With d the level or season discount, b that of the variance, and C, R, W over S:
    a = G m; R = (G C G') / d on the blocks; q = F'RF + 1; e = y - F'a; A = RF / q;
    n' = b n + 1; S' = S (b n + e^2 / (S q)) / n'; m = a + A e; C = R - A A' q;
    log weight' = 0.98 log weight + log t_{bn}(y; F'a, S q).
    """
    gain = wide @ month.load
    q = gain @ month.load + 1.0
    error = month.log - carried.mean @ month.load
    prior_freedom = variance_discount * carried.freedom
    square = error * error / (carried.variance * q)
    log_weight = carried.log_weight
    if month.counts:
        log_weight = log_weight + student_log_density(prior_freedom, square, carried.variance * q)
    freedom = prior_freedom + 1.0
    spread = wide - gain[:, :, None] * gain[:, None, :] / q[:, None, None]
    return _Filtered(
        mean=carried.mean + gain * (error / q)[:, None],
        # rounding must not make it lopsided: its root is taken later
        spread=0.5 * (spread + spread.transpose(0, 2, 1)),
        growth=wide - carried.spread,
        variance=np.maximum(carried.variance * (prior_freedom + square) / freedom, LEAST_VARIANCE),
        freedom=freedom,
        log_weight=log_weight,
    )
