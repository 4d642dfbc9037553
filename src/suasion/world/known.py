"""What of an accord was public on a day: figures, comparisons, numbers of measures; for pages as of that day.

A run itself sees published series through `outlook`. This file answers for the rest of the document. A block counts as
public unless its month had no published figure yet, its day lies ahead, or every source of it carries a later date; a
source without a date rules nothing out.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import pandas as pd

from suasion import data
from suasion.accord import Accord
from suasion.accord.measures import Tariff
from suasion.accord.schema import Comparison, Figure, Target
from suasion.accord.timeline import known_statuses


def sources_out(accord: Accord, names: Iterable[str], day: datetime.date) -> bool:
    """Whether a source of these may have been out on a day: one dated up to it, or without a date, or none at all."""
    dated = [accord.sources[name].date if name in accord.sources else None for name in names]
    return not dated or any(date is None or date <= day for date in dated)


def figure_known(accord: Accord, figure: Figure, day: datetime.date) -> bool:
    """Whether a figure as stated was public on a day."""
    return sources_out(accord, _ids(figure.source), day) and (
        figure.month is None or _month_out(accord, figure.series, figure.part, figure.month, day)
    )


def comparison_known(accord: Accord, comparison: Comparison, day: datetime.date) -> bool:
    """Whether a comparison, and both figures it sets against each other, were public on a day."""
    both: dict[str, Figure | Target] = {**accord.figures, **accord.targets}
    ends = [both[name] for name in (comparison.start, comparison.end) if name in both]
    return sources_out(accord, _ids(comparison.source), day) and all(
        figure_known(accord, end, day) if isinstance(end, Figure) else sources_out(accord, _ids(end.source), day)
        for end in ends
    )


def later_blocks(accord: Accord, day: datetime.date) -> tuple[str, ...]:
    """Key paths of the blocks that were not public on a day and that no run of that day uses, each ending in a dot.

    They are figures, comparisons, measures and statuses not yet announced, and numbers of a later day of measures
    other than tariffs (a tariff's steps are announced before they hold).
    """
    found = [f"figures.{name}." for name, one in accord.figures.items() if not figure_known(accord, one, day)]
    found += [
        f"comparisons.{name}." for name, one in accord.comparisons.items() if not comparison_known(accord, one, day)
    ]
    for name, measure in accord.measures.items():
        if not known_statuses(measure, day):
            found.append(f"measures.{name}.")
            continue
        told = [step.announced or step.date for step in measure.status]
        found += [f"measures.{name}.status.{index}." for index, one in enumerate(told) if one > day]
        if not isinstance(measure, Tariff):
            steps = getattr(measure, "steps", [])
            found += [f"measures.{name}.steps.{index}." for index, step in enumerate(steps) if step.date > day]
    return tuple(found)


def public_basis(accord: Accord, basis: Sequence[dict[str, Any]], day: datetime.date) -> list[dict[str, Any]]:
    """The rows of a result's basis that were public on a day, or that the run uses all the same.

    Each row has one key more, `later`: whether every source of it is dated after the day.
    """
    hidden = later_blocks(accord, day)
    others = [name for name, one in accord.measures.items() if not isinstance(one, Tariff)]
    recorded = ("figures.", "comparisons.", *(f"measures.{name}.steps." for name in others))
    rows = [row | {"later": not sources_out(accord, row["sources"], day)} for row in basis]
    return [
        row
        for row in rows
        if not f"{row['path']}.".startswith(hidden) and not (row["later"] and row["path"].startswith(recorded))
    ]


def _month_out(accord: Accord, series: str | None, part: str, month: str, day: datetime.date) -> bool:
    """Whether the figure of a month was out on a day: by the series' own calendar, else once the month is over."""
    if series is None:
        over = pd.Period(month, "M").end_time.date()
    elif series in accord.series:
        lag = datetime.timedelta(days=accord.series[series].lag_days)
        over = pd.Period(month, "M").end_time.date() + lag
    else:
        over = _first_out(series, part).get(month) or pd.Period(month, "M").end_time.date()
    return bool(over <= day)


@lru_cache(maxsize=32)
def _first_out(series: str, part: str) -> dict[str, datetime.date]:
    rows = data.load(series, part)
    first = rows.groupby("month")["published_on"].min()
    return {str(month): pd.Timestamp(day).date() for month, day in first.items()}


def _ids(source: str | list[str] | None) -> tuple[str, ...]:
    return () if source is None else (source,) if isinstance(source, str) else tuple(source)
