"""How much wider than the model's own the bands must be, learned from past forecasts and their outcomes only.

Rule (adaptive conformal inference, on the log of a factor): at every past origin s the 80 percent band of horizon h
either held the outcome of s + h or missed it; once that outcome is known,

    log factor <- log factor + 0.06 (miss - 0.20),      kept within [log 1, log 3].

A run of misses widens the bands, a run of hits narrows them back, and over any long window the share of misses is
driven to one in five whatever the model's faults. The factor never goes below 1: a band narrower than the model's own
saves little score in calm years and costs much at a break, which is when a review is judged. Each horizon has its own
factor from errors of that horizon, so that a longer forecast leaves a shorter one as it is.

Sources: Gibbs and Candes (2021), Adaptive conformal inference under distribution shift, NeurIPS 34 (the update);
Angelopoulos, Candes and Tibshirani (2023), Conformal PID control for time series prediction, NeurIPS 36 (tracking a
width instead of a level). The step and the floor were chosen on monthly border and trade series
(benchmarks/forecast.py gives the cost and the gain).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from suasion.monitor.mixture import StudentMixture

FloatArray = NDArray[np.float64]

BAND_SHARE = 0.8
STEP = 0.06
LARGEST_FACTOR = 3.0
LAST_HORIZON = 12  # longer horizons take the factor of this one: too few errors of their own that do not overlap


def widening_factor(predictive: StudentMixture, logs: FloatArray, horizon: int, first: int) -> float:
    """The factor on deviations from the centre for forecasts made after the last month.

    Parameters
    ----------
    predictive : StudentMixture            arrays (month, filter): what every origin foretold `horizon` months ahead
    logs : array (month,)                  outcomes; NaN where unknown
    horizon : int                          months ahead, from 1
    first : int                            first origin that counts (after the burn-in)

    Returns
    -------
    float                                  from 1 to 3; 1 when no outcome is known yet
    """
    months = len(logs)
    if months - horizon <= first:
        return 1.0
    origins = slice(first, months - horizon)
    past = StudentMixture(
        predictive.weights[origins],
        predictive.freedom[origins],
        predictive.location[origins],
        predictive.scale[origins],
    )
    outcomes = logs[first + horizon :]
    # the normal score of the PIT: how many half-widths of a band off, whatever the shape of the mixture
    chance = np.clip(past.cdf(outcomes), 1e-12, 1.0 - 1e-12)
    off = np.abs(ndtri(chance)) / ndtri(0.5 + BAND_SHARE / 2)
    return min(float(np.exp(_tracked(np.log(np.maximum(off, 1e-12)), horizon))), LARGEST_FACTOR)


def _tracked(log_off: FloatArray, horizon: int) -> float:
    """Follow the log factor through the outcomes in the order in which they became known.

    Parameters
    ----------
    log_off : array (origin,)              log of the factor that would just have held the outcome; NaN if unknown
    """
    ceiling = float(np.log(LARGEST_FACTOR))
    issued: list[float] = []  # the log factor each origin went out with
    current = 0.0
    # origin s goes out knowing the outcomes up to s, that is those of origins up to s - horizon
    for origin in range(len(log_off) + horizon):
        if origin >= horizon and not np.isnan(log_off[origin - horizon]):
            missed = log_off[origin - horizon] > issued[origin - horizon]
            current = min(max(current + STEP * (float(missed) - (1 - BAND_SHARE)), 0.0), ceiling)
        issued.append(current)
    return current
