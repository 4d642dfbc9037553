"""How a number over all draws is said: its mean, and the ends of its range.

With 20 draws or more a range holds 90 of 100 worlds. With fewer that would be a name without a meaning: it then runs
from the lowest to the highest world, and says of how many; one world has none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suasion.show.figures import Figure

ENOUGH_DRAWS = 20  # the outermost of 20 worlds is one of 20, which is what either end of a 90% range leaves out


def estimate(draws: NDArray[Any]) -> dict[str, float]:
    """Mean and the 5% and 95% quantiles of one number a draw; with few draws also the lowest and the highest."""
    low, high = np.quantile(draws, [0.05, 0.95])
    found = {"mean": float(draws.mean()), "q05": float(low), "q95": float(high)}
    if len(draws) < ENOUGH_DRAWS:
        found |= {"lowest": float(draws.min()), "highest": float(draws.max())}
    return found


def ends(one: dict[str, float]) -> tuple[float, float]:
    """The ends of the range to show: those of 90 of 100 worlds, or of all where worlds are few."""
    return one.get("lowest", one["q05"]), one.get("highest", one["q95"])


def range_name(draws: int) -> str:
    """What a range is, as the heading of a column; empty with one draw.

    >>> range_name(100), range_name(6), range_name(1)
    ('90 of 100 worlds', 'all 6 worlds', '')
    """
    if draws >= ENOUGH_DRAWS:
        return "90 of 100 worlds"
    return f"all {draws} worlds" if draws > 1 else ""


def bands(draws: NDArray[Any]) -> dict[str, NDArray[np.float64]]:
    """Bands of a fan chart over the first axis: 90 and 50 of 100 worlds; with few draws one band, of all of them."""
    names = ("low90", "low50", "median", "high50", "high90")
    levels = [0.05, 0.25, 0.5, 0.75, 0.95] if len(draws) >= ENOUGH_DRAWS else [0.0, 0.5, 0.5, 0.5, 1.0]
    return dict(zip(names, np.quantile(draws, levels, axis=0), strict=True))


def bands_name(draws: int) -> str:
    """What the line and the bands of a fan chart are."""
    if draws >= ENOUGH_DRAWS:
        return "line and bands: middle, 50 and 90 of 100 worlds"
    return (
        f"line and band: middle, and lowest to highest of {draws} worlds"
        if draws > 1
        else "line: the one world that was run"
    )


def renamed(figure: Figure, draws: int) -> Figure:
    """A figure whose words and numbers behind it say what its ranges are."""
    if draws >= ENOUGH_DRAWS:
        return figure
    said, table = range_name(draws), figure.table
    if said:
        alt = figure.alt.replace("90 of 100 worlds", said)
        return replace(figure, alt=alt, table=table.rename(columns=lambda name: name.replace("90 of 100 worlds", said)))
    kept = [name for name in table.columns if "90 of 100 worlds" not in name]
    return replace(figure, alt=re.sub(r", 90 of 100 worlds [^;]*?(?=;|\.$)", "", figure.alt), table=table[kept])
