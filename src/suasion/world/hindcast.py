"""Looking back: what would have been forecast from each month of an accord's run, and how good was it?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from suasion import monitor
from suasion.accord import Document
from suasion.errors import InputError
from suasion.world.outlook import Almanac

METHODS: dict[str, monitor.Method] = {
    "suasion": monitor.fit,
    "random_walk": monitor.random_walk,
    "seasonal_random_walk": monitor.seasonal_random_walk,
}
ROW = ("method", "origin", "as_of", "h", "month", "median", "q05", "q25", "q75", "q95", "actual", "crps", "ape_pct")


def hindcast(document: Document, horizon: int = 3, draws: int = 4000, seed: int = 1) -> dict[str, Any]:
    """Forecasts of the accord's first target's series from every month of its run, scored on what came.

    Origins are the last month known at the signing and each later month up to the end of the accord's period. Each is
    forecast as of the day on which its own figure came out, from what was published by then.

    Parameters
    ----------
    document : Document                a loaded accord
    horizon : int                      months ahead, 1 to 24
    draws : int                        sample paths a forecast
    seed : int

    Returns
    -------
    dict                               accord, series, origins, horizon, draws, seed; rows (one per method, origin and
                                       month ahead, with crps in the unit of the series and `inside_90`); means by
                                       method: crps, mape_pct, coverage90, n

    Raises
    ------
    InputError                         if the accord has no target, a number is out of bounds, or no outcome is known
    """
    accord = document.accord
    if not accord.targets:
        raise InputError(document.name, "the accord has no target, so there is no series to forecast. Add `targets`")
    if not 1 <= horizon <= 24:
        raise InputError("--horizon", f"{horizon} is out of bounds. Ask for 1 to 24 months")
    if draws < 100:
        raise InputError("--draws", f"{draws} is too few to score. Ask for at least 100")
    target = next(iter(accord.targets.values()))
    series = Almanac(accord, document.folder).series(target.series, target.part)
    first = series.last_published(accord.signed)
    published = pd.PeriodIndex(series.observations["month"].unique())
    origins = [
        month for month in pd.period_range(first, pd.Period(accord.period.end, "M"), freq="M") if month in published
    ]
    found = monitor.backtest(
        series, origins=origins, horizons=range(1, horizon + 1), methods=METHODS, draws=draws, seed=seed
    )
    rows = [
        {name: _plain(row[name]) for name in ROW} | {"inside_90": bool(row["inside90"])}
        for row in found.rows.to_dict("records")
    ]
    return {
        "accord": accord.id,
        "series": series.id,
        "origins": [str(origin) for origin in origins],
        "horizon": horizon,
        "draws": draws,
        "seed": seed,
        "rows": rows,
        "means": {
            method: {
                "crps": float(mean["crps"]),
                "mape_pct": float(mean["mape_pct"]),
                "coverage90": float(mean["coverage90"]),
                "n": int(mean["n"]),
            }
            for method, mean in found.means.items()
        },
    }


def _plain(value: Any) -> Any:
    """A value that JSON can hold: numbers as they are, months and days as text."""
    if isinstance(value, int | float):
        return value
    return value.item() if hasattr(value, "item") else str(value)
