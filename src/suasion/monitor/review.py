"""Is a target met by a date? Known months from what was published, later ones from joint paths.

A review is often judged before its last month is in print, so the answer is a chance and not a fact. The engine knows
no deal: it takes plain months, a threshold and a comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from suasion.errors import InputError
from suasion.monitor.paths import Forecast

FloatArray = NDArray[np.float64]
Statistic = Literal["level", "mean", "ratio"]
Comparator = Literal["at_most", "below", "at_least", "above"]

_STATISTICS = ("level", "mean", "ratio")
_COMPARE = {"at_most": np.less_equal, "below": np.less, "at_least": np.greater_equal, "above": np.greater}


@dataclass(frozen=True)
class Criterion:
    """What must hold.

    Attributes
    ----------
    statistic : level | mean | ratio       the value of the one month judged; the mean of the months judged; that mean
                                           over the value of the base month
    comparator : at_most | below | at_least | above
    threshold : float or array (draw,)     unit of the series, or a ratio (0.67 is "cut by a third")
    months : sequence of Period            months judged, each once
    base : Period, optional                base month of a ratio
    slack_share : float or array (draw,)   how much of the threshold may be missed: 0.05 forgives 5 percent

    Raises
    ------
    InputError                             listing everything that does not fit together
    """

    statistic: Statistic
    comparator: Comparator
    threshold: float | FloatArray
    months: Sequence[pd.Period]
    base: pd.Period | None = None
    slack_share: float | FloatArray = 0.0

    def __post_init__(self) -> None:
        months = tuple(self.months)
        wrong = []
        if self.statistic not in _STATISTICS:
            wrong.append(f"the statistic is `{self.statistic}`; allowed {', '.join(_STATISTICS)}")
        if self.comparator not in _COMPARE:
            wrong.append(f"the comparator is `{self.comparator}`; allowed {', '.join(_COMPARE)}")
        if not months:
            wrong.append("no month is judged. Name at least one")
        elif len(set(months)) < len(months):
            wrong.append("a month is judged twice. Name each once")
        if self.statistic == "level" and len(months) > 1:
            wrong.append(f"a level judges one month, got {len(months)}. Use the mean, or one month")
        if (self.statistic == "ratio") != (self.base is not None):
            wrong.append("a ratio needs a base month, and only a ratio has one")
        if not (
            np.isfinite(self.threshold).all() and np.isfinite(self.slack_share).all() and np.all(self.slack_share >= 0)
        ):
            wrong.append(
                f"threshold {self.threshold}, slack {self.slack_share}. Both must be finite, the slack 0 or more"
            )
        if wrong:
            raise InputError("criterion", "; ".join(wrong))
        object.__setattr__(self, "months", months)

    def with_slack(self, slack_share: float | FloatArray) -> Criterion:
        """The same criterion, forgiving a miss of up to a share of the threshold."""
        return replace(self, slack_share=slack_share)

    def met(self, statistic: FloatArray) -> NDArray[np.bool_]:
        """Whether each value of the statistic meets the threshold, slack allowed: array of the same shape."""
        forgiving = 1 + self.slack_share if self.comparator in ("at_most", "below") else 1 - self.slack_share
        result: NDArray[np.bool_] = _COMPARE[self.comparator](statistic, self.threshold * forgiving)
        return result


@dataclass(frozen=True, eq=False)
class Judgement:
    """The answer of a review.

    Attributes
    ----------
    probability : float                    share of draws that meet the criterion
    met : array (draw,)                    draw by draw
    statistic : array (draw,)              what was compared with the threshold
    known, forecast : tuple of Period      months taken from print and from the paths, the base month included
    """

    probability: float
    met: NDArray[np.bool_]
    statistic: FloatArray
    known: tuple[pd.Period, ...]
    forecast: tuple[pd.Period, ...]

    def __repr__(self) -> str:
        ahead = f", {len(self.forecast)} forecast" if self.forecast else ""
        return f"Judgement(met with probability {self.probability:.3g}; {len(self.known)} months known{ahead})"


def judge(criterion: Criterion, known: pd.Series[float], forecast: Forecast | None = None) -> Judgement:
    """Judge a criterion on known months and joint paths.

    Parameters
    ----------
    criterion : Criterion
    known : Series (month,)                `Series.as_of` of the day of review; a month known here is never taken from
                                           the paths
    forecast : Forecast, optional          paths (draw, horizon) of the months not known; not needed if all are known

    Returns
    -------
    Judgement                              arrays (draw,); one draw if there is no forecast

    Raises
    ------
    InputError                             if a month is neither known nor forecast, or the base month is zero
    """
    draws = 1 if forecast is None else len(forecast.paths)
    ahead = {} if forecast is None else {month: place for place, month in enumerate(forecast.months)}
    printed = {month: value for month, value in known.items() if np.isfinite(value)}
    wanted = (*criterion.months, *(() if criterion.base is None else (criterion.base,)))
    absent = [str(month) for month in wanted if month not in printed and month not in ahead]
    if absent:
        raise InputError(
            "review", f"neither known nor forecast: {', '.join(absent)}. Forecast further, or judge other months"
        )

    def values(month: pd.Period) -> FloatArray:
        if month in printed or forecast is None:
            return np.full(draws, printed[month])
        return forecast.paths[:, ahead[month]]

    statistic = np.mean([values(month) for month in criterion.months], axis=0)
    if criterion.base is not None:
        base = values(criterion.base)
        if (base == 0).any():
            raise InputError("review", f"the base month {criterion.base} is zero, so no ratio to it exists")
        statistic = statistic / base
    met = criterion.met(statistic)
    from_print = tuple(month for month in wanted if month in printed)
    from_paths = tuple(month for month in wanted if month not in printed)
    return Judgement(float(met.mean()) if draws else float("nan"), met, statistic, from_print, from_paths)
