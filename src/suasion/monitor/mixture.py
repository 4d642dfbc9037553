"""The analytic predictive distribution of a bank: a mixture of Student t distributions on the log scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, stdtr

FloatArray = NDArray[np.float64]


def student_log_density(freedom: FloatArray, square: FloatArray, scale_squared: FloatArray) -> FloatArray:
    """Log density of a Student t.

    Parameters
    ----------
    freedom : array                        degrees of freedom, > 0
    square : array                         ((x - location) / scale) ** 2
    scale_squared : array                  squared scale, > 0

    Returns
    -------
    array                                  log density, broadcast over the three
    """
    half = (freedom + 1) / 2
    density: FloatArray = (
        gammaln(half)
        - gammaln(freedom / 2)
        - 0.5 * np.log(freedom * np.pi * scale_squared)
        - half * np.log1p(square / freedom)
    )
    return density


@dataclass(frozen=True, eq=False)
class StudentMixture:
    """Weighted Student t distributions; the last axis is the filter, leading axes are free (origin, ...).

    Attributes
    ----------
    weights : array (..., filter)          sum to 1 over the last axis
    freedom, location, scale : array (..., filter)
    """

    weights: FloatArray
    freedom: FloatArray
    location: FloatArray
    scale: FloatArray

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Chance of a value at or below x: array (...,)."""
        standard = (np.asarray(x, float)[..., None] - self.location) / self.scale
        chance: FloatArray = (self.weights * stdtr(self.freedom, standard)).sum(-1)
        return chance

    def log_density(self, x: ArrayLike) -> FloatArray:
        """Log density at x: array (...,). The log score of a forecast is its value at the outcome."""
        square = ((np.asarray(x, float)[..., None] - self.location) / self.scale) ** 2
        parts = student_log_density(self.freedom, square, self.scale**2)
        top = parts.max(-1, keepdims=True)
        density: FloatArray = top[..., 0] + np.log((self.weights * np.exp(parts - top)).sum(-1))
        return density

    def centre(self) -> FloatArray:
        """The weighted mean of the locations: array (...,)."""
        mean: FloatArray = (self.weights * self.location).sum(-1)
        return mean
