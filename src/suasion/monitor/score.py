"""How good was a forecast? Proper scores and calibration, arrays first.

Lower is better for crps, pinball and brier; log scores are log densities, higher is better. Samples give no density,
so a log score is offered for closed forms only (here the normal; `StudentMixture.log_density` for the bank).
Source: Gneiting and Raftery (2007), Strictly proper scoring rules, JASA 102; other sources by function.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

FloatArray = NDArray[np.float64]


def crps_sample(samples: ArrayLike, observed: ArrayLike) -> FloatArray:
    """Continuous ranked probability score of a sample: mean |s - x| - sum (2i - n - 1) s_(i) / n^2.

    Gneiting and Raftery (2007), eq. 21, with the second mean taken over all pairs of the sorted sample.

    Parameters
    ----------
    samples : array (draw, ...)
    observed : array (...)

    Returns
    -------
    array (...)                            in the unit of the samples, >= 0; NaN where the outcome is NaN

    Raises
    ------
    ValueError                             if there is no draw
    """
    drawn = np.asarray(samples, float)
    count = len(drawn)
    if count == 0:
        raise ValueError("crps_sample needs at least one draw")
    # neither mean changes under a shift, and around the outcome rounding is least
    off = np.sort(drawn - np.asarray(observed, float), axis=0)
    rank = (2.0 * np.arange(1, count + 1) - count - 1).reshape(-1, *([1] * (off.ndim - 1)))
    score: FloatArray = np.maximum(np.abs(off).mean(axis=0) - (rank * off).sum(axis=0) / count**2, 0.0)
    return score


def crps_normal(mean: ArrayLike, sd: ArrayLike, observed: ArrayLike) -> FloatArray:
    """CRPS of a normal distribution; Gneiting et al. (2005), Monthly Weather Review 133, eq. 5."""
    scale = np.asarray(sd, float)
    z = (np.asarray(observed, float) - np.asarray(mean, float)) / scale
    score: FloatArray = scale * (z * (2 * ndtr(z) - 1) + 2 * _normal_density(z) - 1 / np.sqrt(np.pi))
    return score


def crps_lognormal(mean_log: ArrayLike, sd_log: ArrayLike, observed: ArrayLike) -> FloatArray:
    """CRPS of a lognormal distribution at outcomes > 0; Baran and Lerch (2015), QJRMS 141, eq. 5."""
    mean, sd, x = (np.asarray(one, float) for one in (mean_log, sd_log, observed))
    z = (np.log(x) - mean) / sd
    score: FloatArray = x * (2 * ndtr(z) - 1) - 2 * np.exp(mean + sd**2 / 2) * (
        ndtr(z - sd) + ndtr(sd / np.sqrt(2)) - 1
    )
    return score


def pinball(quantile: ArrayLike, level: ArrayLike, observed: ArrayLike) -> FloatArray:
    """Quantile loss (x - q)(level - [x < q]); twice its mean over all levels is the CRPS.

    Parameters
    ----------
    quantile, level, observed : array      broadcast against each other; level between 0 and 1
    """
    off = np.asarray(observed, float) - np.asarray(quantile, float)
    share = np.asarray(level, float)
    loss: FloatArray = np.maximum(share * off, (share - 1) * off)
    return loss


def inside(samples: ArrayLike, observed: ArrayLike, share: float) -> NDArray[np.bool_]:
    """Whether the central band of a share (0.8: from 0.1 to 0.9) holds the outcome, ends included: array (...)."""
    low, high = np.quantile(np.asarray(samples, float), [(1 - share) / 2, (1 + share) / 2], axis=0)
    outcome = np.asarray(observed, float)
    held: NDArray[np.bool_] = (low <= outcome) & (outcome <= high)
    return held


def coverage(samples: ArrayLike, observed: ArrayLike, shares: Sequence[float] = (0.5, 0.8, 0.95)) -> FloatArray:
    """Share of outcomes inside each central band; a calibrated forecast returns the shares themselves.

    Parameters
    ----------
    samples : array (draw, case, ...)
    observed : array (case, ...)

    Returns
    -------
    array (share, ...)
    """
    return np.stack([inside(samples, observed, share).mean(axis=0) for share in shares])


def pit(samples: ArrayLike, observed: ArrayLike) -> FloatArray:
    """Probability integral transform: share of draws below the outcome, ties counted half; array (...)."""
    drawn, outcome = np.asarray(samples, float), np.asarray(observed, float)
    share: FloatArray = (drawn < outcome).mean(axis=0) + 0.5 * (drawn == outcome).mean(axis=0)
    return share


def brier(probability: ArrayLike, happened: ArrayLike) -> FloatArray:
    """Squared error of a probability, case by case; Brier (1950): array (...), between 0 and 1."""
    loss: FloatArray = (np.asarray(probability, float) - np.asarray(happened, float)) ** 2
    return loss


def log_score_normal(mean: ArrayLike, sd: ArrayLike, observed: ArrayLike) -> FloatArray:
    """Log density of a normal distribution at the outcome: array (...)."""
    scale = np.asarray(sd, float)
    z = (np.asarray(observed, float) - np.asarray(mean, float)) / scale
    score: FloatArray = -0.5 * z**2 - np.log(scale) - 0.5 * np.log(2 * np.pi)
    return score


def _normal_density(z: FloatArray) -> FloatArray:
    density: FloatArray = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    return density
