"""The named distributions of a quantity, drawn by inverse transform: one uniform number a draw."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

# the inverse of a distribution function at u in (0, 1), given its parameters; scipy is imported when one is drawn
_Inverse = Callable[[FloatArray, dict[str, float]], FloatArray]


def _normal(u: FloatArray, p: dict[str, float]) -> FloatArray:
    from scipy.special import ndtri  # noqa: PLC0415

    return np.asarray(p["mean"] + p["sd"] * ndtri(u))


def _lognormal(u: FloatArray, p: dict[str, float]) -> FloatArray:
    from scipy.special import ndtri  # noqa: PLC0415

    return np.asarray(p["median"] * np.exp(p["sigma"] * ndtri(u)))


def _uniform(u: FloatArray, p: dict[str, float]) -> FloatArray:
    return p["low"] + (p["high"] - p["low"]) * u


def _triangular(u: FloatArray, p: dict[str, float]) -> FloatArray:
    low, likely, high = p["low"], p["likely"], p["high"]
    if high == low:
        return np.full_like(u, low)
    split = (likely - low) / (high - low)
    left = low + np.sqrt(u * (high - low) * (likely - low))
    right = high - np.sqrt((1 - u) * (high - low) * (high - likely))
    return np.where(u < split, left, right)


def _pert(u: FloatArray, p: dict[str, float]) -> FloatArray:
    from scipy.special import betaincinv  # noqa: PLC0415

    low, likely, high = p["low"], p["likely"], p["high"]
    if high == low:
        return np.full_like(u, low)
    a = 1 + 4 * (likely - low) / (high - low)
    return np.asarray(low + (high - low) * betaincinv(a, 6 - a, u))


def _beta(u: FloatArray, p: dict[str, float]) -> FloatArray:
    from scipy.special import betaincinv  # noqa: PLC0415

    return np.asarray(betaincinv(p["alpha"], p["beta"], u))


DISTRIBUTIONS: dict[str, tuple[tuple[str, ...], _Inverse]] = {
    "pert": (("low", "likely", "high"), _pert),
    "triangular": (("low", "likely", "high"), _triangular),
    "uniform": (("low", "high"), _uniform),
    "normal": (("mean", "sd"), _normal),
    "lognormal": (("median", "sigma"), _lognormal),
    "beta": (("alpha", "beta"), _beta),
}
