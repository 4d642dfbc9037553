"""How a number over all draws is said: its mean, and the ends that hold 90 of 100 worlds."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def estimate(draws: NDArray[Any]) -> dict[str, float]:
    """Mean and the ends that hold 90 of 100 worlds, of one number a draw."""
    low, high = np.quantile(draws, [0.05, 0.95])
    return {"mean": float(draws.mean()), "q05": float(low), "q95": float(high)}
