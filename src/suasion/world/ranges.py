"""How a number over all worlds is said: its mean, its middle, and the ends that hold 90 of 100 worlds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

QUANTILES = {"q05": 0.05, "q50": 0.5, "q95": 0.95}


def value_range(values: NDArray[np.float64]) -> dict[str, float]:
    """Mean, middle and the range of 90 of 100 worlds, of one number a draw."""
    quantiles = np.quantile(values, list(QUANTILES.values())).tolist()
    return {"mean": float(values.mean())} | dict(zip(QUANTILES, quantiles, strict=True))
