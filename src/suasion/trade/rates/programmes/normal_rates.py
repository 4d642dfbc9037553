"""Normal (most-favoured-nation) rates of the US schedule, as of January 2025.

Answers: the ad-valorem share and the dollars a kilogram of a tariff line. 540 lines have a rate that neither tells (by
piece, by litre, or that of another line); for them, and for years far from 2025, a ledger gives its own `normal_rate`.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class NormalRates:
    """Rates by 8-digit line, lines rising.

    Attributes
    ----------
    line : array (line,) of int            8 digits as a number
    ad_valorem_share, usd_per_kg : array (line,)
    untold : array (line,) of bool         a part of the duty is in neither
    """

    line: NDArray[np.int64]
    ad_valorem_share: FloatArray
    usd_per_kg: FloatArray
    untold: BoolArray

    def of(self, codes: Sequence[str]) -> tuple[FloatArray, FloatArray, BoolArray]:
        """Ad-valorem share, USD per kilogram, and whether the duty is not told by them: arrays (code,).

        A code that is not in the schedule of 2025 counts as free and not told.
        """
        wanted = np.array([int(code.ljust(8, "0")[:8]) for code in codes], dtype=np.int64)
        at = np.minimum(np.searchsorted(self.line, wanted), len(self.line) - 1)
        known = self.line[at] == wanted
        return (
            np.where(known, self.ad_valorem_share[at], 0.0),
            np.where(known, self.usd_per_kg[at], 0.0),
            np.asarray(~known | self.untold[at]),
        )


@lru_cache(maxsize=1)
def normal_rates() -> NormalRates:
    """The shipped table."""
    text = (resources.files(__package__) / "normal_rates_2025.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))[1:]
    return NormalRates(
        np.array([int(row[0]) for row in rows], dtype=np.int64),
        np.array([float(row[1]) for row in rows]),
        np.array([float(row[2]) for row in rows]),
        np.array([row[3] == "1" for row in rows]),
    )
