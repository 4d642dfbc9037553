"""Hindcasts from rolling origins without peeking: what would have been said then, and how good was it?

Each origin sees the values in print on the day its own month came out, and nothing later: the vintage of that day, not
today's revised figures. The outcome is the last revision (or the first print, on request).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from suasion.errors import InputError
from suasion.monitor.forecast import fit
from suasion.monitor.paths import Method
from suasion.monitor.score import crps_sample, pit
from suasion.monitor.series import Series
from suasion.monitor.walks import random_walk, seasonal_random_walk
from suasion.streams import Stream

FloatArray = NDArray[np.float64]

_LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


@dataclass(frozen=True, eq=False)
class Hindcast:
    """Scored forecasts.

    Attributes
    ----------
    rows : DataFrame                       one row per origin, horizon and method: origin, as_of, h, month, method,
                                           median, q05, q10, q25, q75, q90, q95, actual, crps (unit of the
                                           series), crps_log (of logs; NaN if the outcome or a draw is zero),
                                           ape_pct, pit, inside50, inside80, inside90
    """

    rows: pd.DataFrame

    @property
    def means(self) -> dict[str, dict[str, float]]:
        """Per method: crps, crps_log, mape_pct, coverage50, coverage80, coverage90 (shares), n."""
        return {str(method): _means(group) for method, group in self.rows.groupby("method", sort=False)}

    def by_horizon(self) -> pd.DataFrame:
        """The same means by method and months ahead: index (method, h)."""
        parts = self.rows.groupby(["method", "h"], sort=False)
        return pd.DataFrame({place: _means(group) for place, group in parts}).T.rename_axis(["method", "h"])

    def __repr__(self) -> str:
        lines = [
            f"  {method}: crps {mean['crps']:,.5g}, log crps {mean['crps_log']:.4f}, MAPE {mean['mape_pct']:.3g}%, "
            f"90% band held {mean['coverage90']:.2f}, n {mean['n']:.0f}"
            for method, mean in self.means.items()
        ]
        return "\n".join([f"Hindcast({len(self.rows)} forecasts)", *lines])


def backtest(
    series: Series,
    *,
    origins: Iterable[pd.Period | str],
    horizons: Sequence[int] = (1, 2, 3, 4),
    methods: Mapping[str, Method] | None = None,
    draws: int = 1000,
    seed: int = 0,
    outcome: str = "final",
) -> Hindcast:
    """Forecast from each origin with the vintage of its day, and score against the outcome.

    Parameters
    ----------
    series : Series                        with vintages
    origins : iterable of Period or text   last months known
    horizons : sequence of int             months ahead, from 1
    methods : mapping name -> Method       default: bank, random walk, seasonal random walk
    draws : int                            paths a forecast
    seed : int
    outcome : final | first                which value of a month is the truth

    Returns
    -------
    Hindcast                               months without an outcome are left out (their n says so)

    Raises
    ------
    InputError                             if an origin was never published, a horizon or the draws are below 1, the
                                           outcome is neither word, or no forecast has an outcome
    """
    if outcome not in ("final", "first"):
        raise InputError("backtest", f"the outcome is `{outcome}`; allowed final, first")
    if draws < 1 or not horizons or min(horizons) < 1:
        raise InputError("backtest", f"draws {draws}, horizons {list(horizons)}. Both must be 1 or more")
    # a bare dict of functions would be Mapping[str, object] to the type checker
    standard: dict[str, Method] = {
        "bank": fit,
        "random walk": random_walk,
        "seasonal random walk": seasonal_random_walk,
    }
    chosen = standard if methods is None else methods
    truth = series.final() if outcome == "final" else series.first_release()
    rows: list[dict[str, object]] = []
    for origin in [pd.Period(one, freq="M") for one in origins]:
        day = series.published_on(origin)
        known = series.as_of(day)
        for name, method in chosen.items():
            stream = Stream(seed, "backtest").child(series.id).child(name).child(str(origin))
            forecast = method(known, upto=origin).paths(stream, range(draws), max(horizons))
            for h in horizons:
                actual = float(truth.get(origin + h, np.nan))
                if np.isfinite(actual):
                    scores = _score(forecast.paths[:, h - 1], actual)
                    place = {"origin": origin, "as_of": day, "h": h, "month": origin + h, "method": name}
                    rows.append({**place, **scores})
    if not rows:
        raise InputError("backtest", f"no origin of {series.id} has an outcome to be judged by. Use earlier origins")
    return Hindcast(pd.DataFrame(rows))


def _score(drawn: FloatArray, actual: float) -> dict[str, object]:
    quantiles = dict(zip(_LEVELS, np.quantile(drawn, _LEVELS), strict=True))
    on_logs = actual > 0 and bool((drawn > 0).all())
    result: dict[str, object] = {"median": quantiles[0.5]}
    result |= {f"q{round(100 * level):02d}": value for level, value in quantiles.items() if level != 0.5}
    result |= {
        "actual": actual,
        "crps": float(crps_sample(drawn, actual)),
        "crps_log": float(crps_sample(np.log(drawn), np.log(actual))) if on_logs else np.nan,
        "ape_pct": 100 * abs(quantiles[0.5] - actual) / actual if actual else np.nan,
        "pit": float(pit(drawn, actual)),
    }
    for low, high in ((0.25, 0.75), (0.1, 0.9), (0.05, 0.95)):
        result[f"inside{round(100 * (high - low))}"] = bool(quantiles[low] <= actual <= quantiles[high])
    return result


def _means(rows: pd.DataFrame) -> dict[str, float]:
    return {
        "crps": float(rows["crps"].mean()),
        "crps_log": float(rows["crps_log"].mean()),
        "mape_pct": float(rows["ape_pct"].mean()),
        "coverage50": float(rows["inside50"].mean()),
        "coverage80": float(rows["inside80"].mean()),
        "coverage90": float(rows["inside90"].mean()),
        "n": float(len(rows)),
    }
