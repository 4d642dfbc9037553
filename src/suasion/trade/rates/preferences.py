"""Shares of value that claim a preference, as they change with time, and under which agreement.

Answers: the share on a day, between vintages that were observed, and how claims grow while a duty makes them worth
their cost. The vintage matters more than any elasticity: 25 percent on Mexico is an effective 13.5 percent with the
claims of January 2025 and 3.9 percent with those of December 2025.

Response: du/dt = a (u_most - u) while the duty that a claim saves exceeds what it costs; half-life about four months,
read off the year 2025. The cost of a claim, 2 percent of value, is an assumption.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
HALF_LIFE_DAYS = 120.0
COST_SHARE = 0.02

AGREEMENTS: tuple[tuple[str, str], ...] = (("NAFTA", "1994-01-01"), ("USMCA", "2020-07-01"))
"""Agreements with Canada and Mexico under which goods may be claimed free, each from its first day to the next one's.

NAFTA article 2203 and general note 12 of the tariff schedule; USMCA: general note 11 and 19 CFR 182.1.
"""


def agreements_on(days: ArrayLike) -> tuple[str, ...]:
    """The agreements under which goods that enter on these days can be claimed, each once, in their order.

    Parameters
    ----------
    days : array (...) of datetime64[D]          days of entry

    Returns
    -------
    tuple of str                                 empty if there was none yet
    """
    starts = np.array([first for _, first in AGREEMENTS], dtype="datetime64[D]")
    at = np.unique(np.searchsorted(starts, np.atleast_1d(np.asarray(days, dtype="datetime64[D]")), side="right"))
    return tuple(AGREEMENTS[position - 1][0] for position in at.tolist() if position)


@dataclass(frozen=True)
class PreferenceShares:
    """Observed shares of some origins by line, at some days.

    Attributes
    ----------
    days : array (vintage,) of datetime64[D]     middle of the time that each vintage covers, rising
    shares : origin -> array (vintage, line)     0 to 1
    """

    days: NDArray[np.datetime64]
    shares: Mapping[str, FloatArray]

    def __post_init__(self) -> None:
        if len(self.days) == 0 or np.any(np.diff(self.days) <= np.timedelta64(0, "D")):
            raise ValueError("the days of the vintages must rise, and there must be one at least")
        for origin, table in self.shares.items():
            if table.ndim != 2 or len(table) != len(self.days):
                raise ValueError(f"{origin}: one row a vintage; got {table.shape} for {len(self.days)} vintages")
            if not np.all((table >= 0) & (table <= 1)):
                raise ValueError(f"{origin}: a share is from 0 to 1. 80 percent is 0.8")

    def on(self, day: dt.date | np.datetime64) -> dict[str, FloatArray]:
        """The shares on a day, linear between vintages and constant beyond them: origin -> array (line,)."""
        at = float(np.array([day], dtype="datetime64[D]").astype(float)[0])
        known = self.days.astype("datetime64[D]").astype(float)
        right = int(np.clip(np.searchsorted(known, at), 1, max(1, len(known) - 1)))
        if len(known) == 1:
            return {origin: table[0] for origin, table in self.shares.items()}
        weight = float(np.clip((at - known[right - 1]) / (known[right] - known[right - 1]), 0, 1))
        return {
            origin: (1 - weight) * table[right - 1] + weight * table[right] for origin, table in self.shares.items()
        }


def claims_after(
    share: ArrayLike,
    most_share: ArrayLike,
    saved_rate: ArrayLike,
    days: ArrayLike,
    *,
    cost_share: float = COST_SHARE,
    half_life_days: float = HALF_LIFE_DAYS,
) -> FloatArray:
    """The share that claims after so many days of a duty.

    Parameters
    ----------
    share, most_share : array (...)        share before, and the most that rules of origin allow, 0 to 1
    saved_rate : array (...)               ad-valorem rate that a claim saves
    days : array (...)                     since the duty began, at least 0
    cost_share : float                     cost of a claim as a share of value
    half_life_days : float                 days in which half of the gap closes

    Returns
    -------
    array (...)                            never below `share`

    Raises
    ------
    ValueError                             if days are negative or the half-life is not above 0
    """
    passed = np.asarray(days, dtype=float)
    if np.any(passed < 0) or not half_life_days > 0:
        raise ValueError("days are at least 0, and the half-life is above 0")
    now, most = np.asarray(share, dtype=float), np.asarray(most_share, dtype=float)
    gap = np.maximum(most - now, 0.0)
    grown = now + gap * (1 - 0.5 ** (passed / half_life_days))
    return np.where(np.asarray(saved_rate, dtype=float) > cost_share, grown, now)
