"""Random markets for the tests of product lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from suasion.trade.elasticities import Elasticities
from suasion.trade.lines.solve import Lines

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Market:
    """Lines, elasticities and the rates before and after."""

    lines: Lines
    elasticities: Elasticities
    rates: FloatArray


def market_lines(values: FloatArray, base: FloatArray, sectors: list[str], import_share: float = 0.3) -> Lines:
    count, origins = values.shape
    return Lines(
        [f"L{g}" for g in range(count)],
        [f"O{i}" for i in range(origins)],
        sectors,
        values,
        base,
        dict.fromkeys(sectors, import_share),
    )


@st.composite
def markets(draw: st.DrawFn, most_supply: float = 0.5, ordered: bool = True) -> Market:
    """Two to five lines in one or two sectors; elasticities in the order in which nobody's rivals lose."""
    count, origins = draw(st.integers(2, 5)), draw(st.integers(1, 4))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    values = rng.lognormal(3, 2, (count, origins)) * (rng.random((count, origins)) > 0.1)
    base = rng.uniform(0, 0.3, (count, origins)) * draw(st.sampled_from([0.0, 1.0]))
    rates = rng.uniform(-0.1, draw(st.sampled_from([0.05, 0.3, 3.0])), (count, origins))
    kappa = draw(st.floats(1.0, 3.0))
    eta = kappa + draw(st.floats(0, 3.0)) if ordered else draw(st.floats(0.2, 3.0))
    sigma = eta + draw(st.floats(0, 5.0))
    omega = draw(st.sampled_from([0.0, most_supply / 20, most_supply])) if most_supply else 0.0
    elasticities = Elasticities(sigma, eta, kappa, omega, draw(st.sampled_from([0.0, 0.3])))
    sectors = [f"S{each}" for each in rng.integers(0, 2, count)]
    lines = market_lines(values, base, sectors, draw(st.sampled_from([0.1, 0.5, 1.0])))
    return Market(lines, elasticities, rates)
