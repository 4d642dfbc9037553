"""The axis of months under a chart: as many names as fit, the year under January and under the first name."""

from __future__ import annotations

import datetime as dt

from suasion.show import words
from suasion.show.figures.canvas import Label, Scale, Sheet, day_number
from suasion.show.figures.lettering import text_width
from suasion.show.figures.palette import AXIS, MUTED


def month_starts(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first day of every month from that of `first` to that of `last`."""
    number = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [dt.date(month // 12, month % 12 + 1, 1) for month in number]


def month_lines(x: Scale, ends: tuple[dt.date, dt.date]) -> list[float]:
    """Pixels of the first days of months, of quarters or of years: the finest that do not crowd."""
    months = month_starts(*ends)
    pitch = abs(x.end - x.start) / len(months)
    step = next((step for step in (1, 3, 12) if step * pitch >= 16), 12)
    return [x(day_number(month)) for month in months if (month.month - 1) % step == 0 and month >= ends[0]]


def month_axis(sheet: Sheet, x: Scale, ends: tuple[dt.date, dt.date], size: float) -> None:
    """Name the months between two dates under the plot; each name stands in the middle of its month."""
    base = sheet.plot_height
    months = month_starts(*ends)
    pitch = (x(day_number(months[-1])) - x(day_number(months[0]))) / max(1, len(months) - 1) or x.end
    half = text_width("2000", size) / 2
    step = next((step for step in (1, 2, 3, 6) if step * pitch >= text_width("May", size) + 7), 0)
    yearly = step == 0
    if yearly:  # whole years, as many apart as their names need
        step = next(12 * years for years in (1, 2, 5, 10, 20, 50) if 12 * years * pitch >= 2 * half + 7 or years == 50)
    visible = [month for month in months if max(0.0, half - sheet.left) <= x(day_number(month) + 14) <= x.end]
    named = [month for month in visible if (month.year * 12 + month.month - 1) % step == 0] or visible[:1]
    ticks, labels, edge = [], [], float("-inf")
    for index, month in enumerate(named):
        at = x(day_number(month) + 14)
        ticks.append((at, base, at, base + 4))
        name = str(month.year) if yearly else words.MONTHS[month.month - 1][:3]
        line = base + 6 + size
        labels.append(Label(at, line, name, MUTED, size, "center"))
        needed = 2 * half + 6
        crowded = index == 0 and any(
            later.month == 1 and x(day_number(later) + 14) - at < needed for later in named[1:]
        )
        if not yearly and (month.month == 1 or (index == 0 and not crowded)) and at - edge >= needed:
            labels.append(Label(at, line + size * 1.25, str(month.year), MUTED, size, "center"))
            edge = at
    sheet.rules(ticks, AXIS)
    sheet.labels(labels)
