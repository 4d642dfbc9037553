"""From a user's monthly file to a forecast that can be written as JSON: what `suasion forecast FILE.csv` answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from suasion.errors import InputError, Problem
from suasion.monitor.bank import WIDE_FORGETTING, WIDE_GRID
from suasion.monitor.forecast import fit
from suasion.monitor.prepare import LEAST_MONTHS
from suasion.monitor.table import read_table
from suasion.streams import Stream

LEVELS = tuple(round(0.01 * step, 2) for step in range(1, 100))
LONGEST_HORIZON = 60
MOST_DRAWS = 1_000_000
MOST_GAP_MONTHS = 12


def forecast_table(
    path: str | Path,
    value: str,
    *,
    as_of: str | None = None,
    horizon: int = 4,
    draws: int = 4000,
    seed: int = 1,
    below: Sequence[str | float] = (),
    offset: float = 0.0,
    recalibrate: bool = True,
) -> dict[str, Any]:
    """Forecast one column of a monthly CSV file.

    Months after `as_of` are checked as part of the file, but their values are not looked at.

    Parameters
    ----------
    path, value, offset                    as `read_table`
    as_of : "YYYY-MM", optional            last month that may be known. None: the last month with a value
    horizon : int                          months ahead, 1 to 60
    draws : int                            paths, 100 to 1,000,000
    seed : int
    below : sequence                       levels whose chance of being undercut is asked for, as typed
    recalibrate : bool                     as `fit`

    Returns
    -------
    dict                                   file, column, method, as_of, horizon, draws, seed, offset, known_months;
                                           months (horizon); median (horizon); quantiles {"0.01" .. "0.99": (horizon)};
                                           probability_below {level as typed: (horizon)}; widening (horizon); warnings

    Raises
    ------
    InputError                             if an option is out of range, the file can not be used, or fewer than 12
                                           months have a value
    """
    levels = _check(as_of, horizon, draws, below, offset)
    where = Path(path).name
    table = read_table(path, value, offset=offset)
    values, warnings = table.values, list(table.warnings)
    origin = pd.Period(as_of, freq="M") if as_of is not None else values.dropna().index.max()
    usable = values[values.index <= origin].dropna() if values.notna().any() else values.dropna()
    if len(usable) < LEAST_MONTHS:
        until = f" up to {as_of}" if as_of is not None else ""
        raise InputError(
            where,
            f"{len(usable)} month{'' if len(usable) == 1 else 's'}{until} have a value in `{value}`; at least "
            f"{LEAST_MONTHS} are needed. Give a longer series",
        )
    gap = origin.ordinal - usable.index[-1].ordinal
    if gap > MOST_GAP_MONTHS:
        raise InputError(
            where,
            f"the last value up to {origin} is of {usable.index[-1]}, {gap} months earlier; at most {MOST_GAP_MONTHS} "
            f"are bridged. Use --as-of {usable.index[-1]}",
        )
    if gap:
        warnings.append(f"the last value up to {origin} is of {usable.index[-1]}: the months between are bridged")
    if len(usable) < 2 * LEAST_MONTHS:
        warnings.append(f"{len(usable)} months have a value: less than two years show little of the season")

    fitted = fit(
        values, upto=origin, offset=offset, grid=WIDE_GRID, forgetting=WIDE_FORGETTING, recalibrate=recalibrate
    )
    forecast = fitted.paths(Stream(seed, "forecast").child(value), range(draws), horizon)
    quantiles = forecast.quantiles(LEVELS)
    return {
        "file": where,
        "column": value,
        "method": f"bank of {len(WIDE_GRID)} filters",
        "as_of": str(origin),
        "horizon": horizon,
        "draws": draws,
        "seed": seed,
        "offset": offset,
        "known_months": len(usable),
        "months": [str(month) for month in forecast.months],
        "median": quantiles[LEVELS.index(0.5)].tolist(),
        "quantiles": {f"{level:.2f}": row.tolist() for level, row in zip(LEVELS, quantiles, strict=True)},
        "probability_below": {typed: forecast.probability_below(level).tolist() for typed, level in levels.items()},
        "widening": fitted.factors(horizon).tolist(),
        "warnings": warnings,
    }


def _check(
    as_of: str | None, horizon: int, draws: int, below: Sequence[str | float], offset: float
) -> dict[str, float]:
    """The levels by the words in which they were typed, once every option is in range."""
    problems = []
    if as_of is not None and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", as_of, re.ASCII):
        problems.append(Problem(0, 0, "--as-of", f"`{as_of}` is no month. Write 2019-05"))
    if not 1 <= horizon <= LONGEST_HORIZON:
        problems.append(Problem(0, 0, "--horizon", f"{horizon} is out of range; allowed 1 to {LONGEST_HORIZON} months"))
    if not len(LEVELS) < draws <= MOST_DRAWS:
        problems.append(Problem(0, 0, "--draws", f"{draws} is out of range; allowed 100 to {MOST_DRAWS:,}"))
    if not (np.isfinite(offset) and offset >= 0):
        problems.append(Problem(0, 0, "--offset", f"{offset} is out of range; allowed 0 or more"))
    levels = {}
    for typed in map(str, below):
        try:
            levels[typed] = float(typed.replace("_", "x"))
        except ValueError:
            levels[typed] = float("nan")
        if not (np.isfinite(levels[typed]) and levels[typed] >= 0):
            problems.append(
                Problem(0, 0, "--below", f"`{typed}` is no level; allowed a number, 0 or more, written 50000")
            )
    if problems:
        raise InputError("forecast", problems)
    return levels
