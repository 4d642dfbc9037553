"""Fit the bank to a series and draw joint paths of the months to come.

What it does not do: it knows no policy. A measure enters only as an intervention whose path a scenario gives.
Sources: bank.py (the model), recalibrate.py (the width of the bands).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv

from suasion.monitor.bank import BASE_LOADING, BASE_STATES, FORGETTING, GRID, Bank, run_bank, transition
from suasion.monitor.interventions import Intervention, scenario_columns
from suasion.monitor.mixture import StudentMixture
from suasion.monitor.paths import Fitted, Forecast, Method, months_after
from suasion.monitor.prepare import prepare
from suasion.monitor.recalibrate import LAST_HORIZON, widening_factor
from suasion.streams import Stream

__all__ = ["Fit", "Fitted", "Forecast", "Method", "fit"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Fit:
    """A filtered bank, ready to forecast.

    Attributes
    ----------
    bank : Bank                            every filter after every month
    recalibrate : bool                     whether bands are widened from past errors
    """

    bank: Bank
    recalibrate: bool = True
    _factors: list[float] = field(default_factory=list, repr=False)

    def __repr__(self) -> str:
        months = self.bank.series.months
        return f"Fit(bank of {len(self.bank.grid)} filters, {months[0]} to {months[-1]})"

    @property
    def origin(self) -> pd.Period:
        """The last month known."""
        return self.bank.series.origin

    def weights(self) -> FloatArray:
        """Weight of each filter at the origin: array (filter,), sums to 1."""
        weights: FloatArray = self.bank.weights()[-1]
        return weights

    def predictive(self, horizon: int) -> StudentMixture:
        """The bank's own distribution of log(value + offset), `horizon` months ahead, before any widening.

        Returns
        -------
        StudentMixture                     arrays (filter,)
        """
        months_after(self.origin, horizon)
        last = self.bank.predictives(horizon)[-1]
        return StudentMixture(last.weights[-1], last.freedom[-1], last.location[-1], last.scale[-1])

    def factors(self, horizon: int) -> FloatArray:
        """Widening of each month ahead: array (horizon,), all 1 when the fit is not recalibrated."""
        if not self.recalibrate:
            return np.ones(horizon)
        learned = min(horizon, LAST_HORIZON)
        if len(self._factors) < learned:
            # a pure function of the bank, kept because every block of draws asks again
            logs, first = self.bank.series.logs, self.bank.burn_in
            self._factors[:] = [
                widening_factor(predictive, logs, h, first)
                for h, predictive in enumerate(self.bank.predictives(learned), start=1)
            ]
        known = np.array(self._factors[:learned])
        return np.concatenate([known, np.full(horizon - learned, known[-1])])

    def effects(self) -> pd.DataFrame:
        """What was learned of each intervention: index name, columns mean and sd of the effect, log units."""
        bank, weights = self.bank, self.weights()
        place = np.arange(BASE_STATES, BASE_STATES + len(bank.interventions))
        means = bank.mean[-1][:, place]
        freedom = np.maximum(bank.forecast_freedom()[-1], 2.1)  # a t has no variance below 2
        inflation = np.where(self._moved()[None, :], (freedom / (freedom - 2.0))[:, None], 1.0)
        within = bank.spread[-1][:, place, place] * bank.variance[-1][:, None] * inflation
        centre = weights @ means
        sd = np.sqrt(weights @ (within + (means - centre) ** 2))
        names = pd.Index([one.name for one in bank.interventions], name="intervention")
        return pd.DataFrame({"mean": centre, "sd": sd}, index=names)

    def paths(
        self, stream: Stream, draws: range, horizon: int, scenario: Mapping[str, ArrayLike] | None = None
    ) -> Forecast:
        """Joint paths of the months after the origin.

        Each draw picks a filter by weight, its variance V = n S / chi2(n), its state from N(m, C V / S), and walks on
        with W held: all months of a draw share the filter, the variance and the noise of level and season. Deviations
        from the bank's analytic centre are widened by `factors`; the effect of an intervention is not.

        Parameters
        ----------
        stream : Stream                    the luck of this series
        draws : range                      draw numbers; draw k is the same in any block
        horizon : int                      months ahead; a longer one leaves the shorter one's numbers as they are
        scenario : mapping name -> array   x of the months ahead, (horizon,) or (draw, horizon); else as dated

        Returns
        -------
        Forecast                           paths (draw, horizon), scale of the series

        Raises
        ------
        InputError                         if the horizon is below 1 or the scenario does not fit
        """
        bank, months = self.bank, months_after(self.origin, horizon)
        future = scenario_columns(bank.interventions, months, len(draws), scenario)
        pick = stream.child("filter").uniforms(draws, 2)
        ladder = np.cumsum(self.weights())
        chosen = np.minimum(np.searchsorted(ladder, pick[:, 0] * ladder[-1], side="right"), len(ladder) - 1)

        freedom = bank.forecast_freedom()[-1][chosen]
        noise = np.sqrt(bank.variance[-1])[chosen]
        stretch = np.sqrt(freedom / (2.0 * gammaincinv(freedom / 2.0, pick[:, 1])))
        sd = noise * stretch

        base, effects = self._states(stream, draws, chosen, noise, sd)
        turn = transition(0)
        root = _roots(bank.growth[-1][:, :BASE_STATES, :BASE_STATES])[chosen]
        centre = bank.mean[-1][:, :BASE_STATES]
        weights = self.weights()
        logs = np.empty((len(draws), horizon))
        for h, factor in enumerate(self.factors(horizon)):
            shock = stream.child(f"month-{h + 1}").normals(draws, BASE_STATES + 1)
            base = _apply(turn, base) + _apply(root, shock) * sd[:, None]
            centre = centre @ turn.T
            middle = float(weights @ (centre @ BASE_LOADING))
            drawn = base[:, 0] + base[:, 1] + base[:, 3] + sd * shock[:, BASE_STATES]
            logs[:, h] = middle + factor * (drawn - middle)
            for k in range(len(bank.interventions)):
                logs[:, h] += effects[:, k] * future[:, h, k]
        return Forecast(months, bank.series.counts(logs), self.origin, "bank")

    def _moved(self) -> NDArray[np.bool_]:
        """Which effects the data have spoken on: array (effect,)."""
        moved: NDArray[np.bool_] = (self.bank.columns != 0).any(axis=0)
        return moved

    def _states(
        self, stream: Stream, draws: range, chosen: NDArray[np.intp], noise: FloatArray, sd: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """The state at the origin: arrays (draw, 5) and (draw, effect).

        The luck of level and season is drawn first and that of an effect from a stream of its own name, so a fit with
        one more intervention keeps the luck of the rest.
        """
        bank = self.bank
        luck = [stream.child("state").normals(draws, BASE_STATES)]
        luck += [stream.child(f"effect-{one.name}").normals(draws, 1) for one in bank.interventions]
        # an effect the data have not touched keeps its stated sd: it is not scaled with the variance drawn
        scales = [sd] * BASE_STATES + [sd if moved else noise for moved in self._moved()]
        off = _apply(_roots(bank.spread[-1])[chosen], np.concatenate(luck, axis=1)) * np.stack(scales, axis=1)
        states = bank.mean[-1][chosen] + off
        return states[:, :BASE_STATES], states[:, BASE_STATES:]


def fit(
    y: pd.Series[float],
    *,
    upto: pd.Period | str | None = None,
    recalibrate: bool = True,
    interventions: Sequence[Intervention] = (),
    offset: float = 0.0,
    grid: FloatArray = GRID,
    forgetting: float = FORGETTING,
) -> Fit:
    """Fit the bank to the months up to an origin.

    Parameters
    ----------
    y : Series (month,)                    PeriodIndex M; counts or values > 0, NaN for a missing month
    upto : Period or "YYYY-MM"             the origin; nothing later is looked at. None: the last month with a value
    recalibrate : bool                     widen the bands by what past forecasts missed
    interventions : sequence               known events whose effects are learned
    offset : float                         models log(value + offset), for series with zeros
    grid : array (filter, 4)               `GRID`, or `WIDE_GRID` for series of any kind
    forgetting : float                     what a month leaves of the filters' log weights; `WIDE_FORGETTING` suits
                                           `WIDE_GRID`

    Returns
    -------
    Fit

    Raises
    ------
    InputError                             as `prepare`, and if two interventions share a name
    """
    return Fit(run_bank(prepare(y, upto=upto, offset=offset), interventions, grid, forgetting), recalibrate)


def _roots(spread: FloatArray) -> FloatArray:
    """Lower triangular roots: array (filter, state, state)."""
    states = spread.shape[-1]
    # rounding may leave a least eigenvalue just below zero
    lifted: FloatArray = spread * (1 + 1e-12 * np.eye(states)) + 1e-300 * np.eye(states)
    roots: FloatArray = np.asarray(np.linalg.cholesky(lifted), np.float64)
    return roots


def _apply(matrix: FloatArray, vectors: FloatArray) -> FloatArray:
    """Matrix times vector, draw by draw: array (draw, state).

    Written as a sum over columns and not as a matrix product, whose rounding depends on the number of draws at once.
    """
    columns = matrix.shape[-1]
    total = matrix[..., :, 0] * vectors[:, 0, None]
    for column in range(1, columns):
        total = total + matrix[..., :, column] * vectors[:, column, None]
    return total
