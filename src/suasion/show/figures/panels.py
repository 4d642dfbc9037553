"""Many fans side by side: in each panel the bands that hold 50 and 90 of 100 worlds, and dots for what was counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from suasion.show import words
from suasion.show.figures.canvas import Figure, Label, Row, Scale, Sheet, block, day_number, nice_ticks
from suasion.show.figures.fan import BANDS
from suasion.show.figures.inputs import as_date, need_columns, need_counts, need_finite, need_rising
from suasion.show.figures.lettering import text_width, wrap
from suasion.show.figures.palette import AXIS, FORECAST, GRID, INK, MUTED

_GAP = 22.0


def panels(
    data: pd.DataFrame,
    *,
    id: str = "panels",
    title: str,
    subtitle: str,
    footer: str,
    unit: str,
    alt: str = "",
    counted_label: str = "Counted",
    name_heading: str = "Place",
    hue: str = FORECAST,
) -> Figure:
    """How does each part go, beside what was counted? One panel a name, in the order given, each on its own scale.

    Parameters
    ----------
    data : columns name, date, low90, low50, median, high50, high90, value      one row a name and day; value is what
                                                                                was counted, missing where nothing was
    unit : str                                                                  of the table's headings: `people`

    Raises
    ------
    ValueError        if a column or every row is missing, a number is not finite or below zero, or the bands cross
    """
    kept = need_columns(data, "panels", ("name", "date", *BANDS, "value"))
    need_finite(kept, "panels", BANDS)
    need_rising(kept, "panels", BANDS)
    need_counts(kept, "panels", "low90")
    counted = kept.dropna(subset=["value"])
    need_finite(counted, "panels", ("value",))
    need_counts(counted, "panels", "value")
    kept = kept.assign(name=[str(name) for name in kept["name"]], date=[as_date(date) for date in kept["date"]])
    groups = [
        (name, kept[kept["name"] == name].sort_values("date").reset_index(drop=True)) for name in kept["name"].unique()
    ]
    table = pd.DataFrame(
        {
            name_heading: kept["name"],
            "Day": [words.day(date) for date in kept["date"]],
            f"{counted_label} ({unit})": kept["value"],
            f"Middle world ({unit})": kept["median"],
            f"90 of 100 worlds, from ({unit})": kept["low90"],
            f"90 of 100 worlds, to ({unit})": kept["high90"],
        }
    )
    return Figure(
        id, title, subtitle, footer, alt or _alt(groups, title, counted_label), table,
        lambda width: _draw(groups, width, hue),
    )  # fmt: skip


def _alt(groups: list[tuple[str, pd.DataFrame]], title: str, counted_label: str) -> str:
    spoken = []
    for name, rows in groups[:6]:
        last = rows.iloc[-1]
        seen = "" if pd.isna(last["value"]) else f", {counted_label.lower()} {words.number(last['value'])}"
        spoken.append(f"{name} {words.number(last['median'])}{seen}")
    count = words.plural(len(groups), "panel")
    day = words.day(groups[0][1]["date"].iloc[-1])
    return f"{title.rstrip('.')}. Line charts in {count}. Middle world on {day}: {'; '.join(spoken)}."


@dataclass(frozen=True)
class _Frame:
    """Where a panel lies on the sheet: its left edge, and the left, right, top and foot of its plot."""

    edge: float
    left: float
    right: float
    top: float
    foot: float


def _draw(groups: list[tuple[str, pd.DataFrame]], width: int, hue: str) -> Sheet:
    narrow = width < 520
    size = 12.5 if narrow else 13
    columns = min(len(groups), 2 if narrow else 3)
    wide = (width - _GAP * (columns - 1)) / columns
    names = [wrap(name, wide - 2, size, bold=True, most=2) for name, _ in groups]
    plot = 92.0 if narrow else 118.0
    scales = [nice_ticks(_highest(rows), 3) for _, rows in groups]
    gutter = max(text_width(words.large(ticks[-1]), 12) for ticks in scales) + 7
    frames: list[_Frame] = []
    edge = 0.0
    for first in range(0, len(groups), columns):
        lines = max(len(name) for name in names[first : first + columns])
        top = edge + lines * size * 1.25 + 12
        for column in range(min(columns, len(groups) - first)):
            at = column * (wide + _GAP)
            frames.append(_Frame(at, at + gutter, at + wide, top, top + plot))
        edge = top + plot + size * 1.25 + 20
    sheet = Sheet(width, round(edge), 0, 0, 0, 0)
    dots: list[Row] = []
    labels: list[Label] = []
    rules: dict[str, list[tuple[float, float, float, float]]] = {GRID: [], AXIS: []}
    for (_, rows), name, frame, ticks in zip(groups, names, frames, scales, strict=True):
        head = frame.top - 10 - len(name) * size * 1.25 / 2
        labels += block(frame.edge, head, name, Label(0, 0, "", INK, size, bold=True))
        y = Scale(0, ticks[-1], frame.foot, frame.top)
        ends = (rows["date"].iloc[0], rows["date"].iloc[-1])
        x = Scale(day_number(ends[0]), max(day_number(ends[1]), day_number(ends[0]) + 1), frame.left, frame.right)
        rules[GRID] += [(frame.left, y(tick), frame.right, y(tick)) for tick in ticks[1:]]
        rules[AXIS].append((frame.left, y(0), frame.right, y(0)))
        _bands(sheet, rows, x, y, hue)
        dots += [
            {"x": x(day_number(date)), "y": y(float(value))}
            for date, value in rows[["date", "value"]].dropna().itertuples(index=False)
        ]
        labels += [Label(frame.left - 6, y(tick) + 4.2, words.large(tick), MUTED, 12, "right") for tick in ticks]
        labels += _dates(frame, ends)
    for colour, straight in rules.items():
        sheet.rules(straight, colour)
    sheet.layers = sheet.layers[-len(rules) :] + sheet.layers[: -len(rules)]  # the grid lies under the bands
    look = {"filled": True, "fill": INK, "opacity": 1, "size": 11 if narrow else 16}
    sheet.mark("point", dots, look, x="x", y="y")
    sheet.labels(labels)
    return sheet


def _highest(rows: pd.DataFrame) -> float:
    counted = rows["value"].dropna()
    return max(float(rows["high90"].max()), float(counted.max()) if len(counted) else 0.0)


def _bands(sheet: Sheet, table: pd.DataFrame, x: Scale, y: Scale, hue: str) -> None:
    rows: list[Row] = [
        {"x": day_number(row["date"]), **{band: float(row[band]) for band in BANDS}} for _, row in table.iterrows()
    ]
    sheet.mark("area", rows, {"color": hue, "opacity": 0.25}, x=("x", x), y=("low90", y), y2="high90")
    sheet.mark("area", rows, {"color": hue, "opacity": 0.35}, x=("x", x), y=("low50", y), y2="high50")
    sheet.mark("line", rows, {"stroke": hue, "strokeWidth": 1.75}, x=("x", x), y=("median", y))


def _dates(frame: _Frame, ends: tuple[dt.date, dt.date]) -> list[Label]:
    """The first and the last day under a panel."""
    line = frame.foot + 17
    said = [f"{words.MONTHS[date.month - 1][:3]} {date.year}" for date in ends]
    if (ends[1] - ends[0]).days < 70:
        said = [f"{date.day} {words.MONTHS[date.month - 1][:3]}" for date in ends]
    return [
        Label(frame.left, line, said[0], MUTED, 12),
        Label(frame.right, line, said[1], MUTED, 12, "right"),
    ]
