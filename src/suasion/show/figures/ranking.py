"""Who bears the most: bars from zero, longest first, the rest in one bar at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from suasion.show import words
from suasion.show.figures.canvas import Figure, Label, Row, Scale, Sheet, block, nice_ticks
from suasion.show.figures.inputs import need_columns, need_counts, need_finite, need_rising
from suasion.show.figures.lettering import text_width, wrap
from suasion.show.figures.palette import AXIS, INK, MUTED, NEUTRAL, party_hues, tint


def ranking(
    data: pd.DataFrame,
    *,
    id: str = "ranking",
    title: str,
    subtitle: str,
    footer: str,
    unit: str,
    alt: str = "",
    top: int = 10,
    other: tuple[float, float, float] | None = None,
    other_label: str = "All other",
    name_heading: str = "Name",
    say: Callable[[float], str] = words.usd_short,
    hue: str = party_hues(["US"])["US"],
) -> Figure:
    """Which parts are the largest, and how sure is that?

    Parameters
    ----------
    data : columns name, value, and if known low, high      value at or above zero; low to high holds 90 of 100 worlds
    unit : str                                              of the table's headings: `USD`
    top : int                                               so many by name; the rest add up to `other_label`
    other : (value, low, high)                              of the rest, where its range is known (ranges do not add up)
    say : function of a number                              how a value is written at its bar

    Raises
    ------
    ValueError        if a column or every row is missing, a value is below zero, or a range does not hold its value
    """
    ranged = "low" in data.columns and "high" in data.columns
    columns = ("low", "value", "high") if ranged else ("value",)
    kept = need_columns(data, "ranking", ("name", *columns))
    need_finite(kept, "ranking", columns)
    need_rising(kept, "ranking", columns)
    need_counts(kept, "ranking", columns[0])
    if top < 1:
        raise ValueError(f"ranking: top names no bar. Got {top}; allowed 1 or more.")
    kept = kept.sort_values(["value", "name"], ascending=[False, True]).reset_index(drop=True)
    shown, rest = kept.iloc[:top], kept.iloc[top:]
    bars = [
        _Bar(
            str(row["name"]),
            float(row["value"]),
            *((float(row["low"]), float(row["high"])) if ranged else (None, None)),
        )
        for _, row in shown.iterrows()
    ]
    if other is not None:
        bars.append(_Bar(other_label, other[0], other[1], other[2], rest=True))
    elif not rest.empty:
        bars.append(_Bar(f"{other_label} ({len(rest)})", float(rest["value"].sum()), None, None, rest=True))
    if other is not None:
        row = dict(zip(("name", "value", "low", "high"), (other_label, *other), strict=True))
        kept = pd.concat([shown, pd.DataFrame([row])[list(kept.columns)]], ignore_index=True)
    table = kept.rename(
        columns={
            "name": name_heading,
            "value": f"Mean ({unit})" if ranged else f"Value ({unit})",
            "low": f"90 of 100 worlds, from ({unit})",
            "high": f"90 of 100 worlds, to ({unit})",
        }
    )
    return Figure(
        id, title, subtitle, footer, alt or _alt(bars, title, say), table, lambda width: _draw(bars, width, say, hue)
    )


@dataclass(frozen=True)
class _Bar:
    name: str
    value: float
    low: float | None
    high: float | None
    rest: bool = False

    @property
    def reach(self) -> float:
        return self.value if self.high is None else max(self.value, self.high)


def _alt(bars: list[_Bar], title: str, say: Callable[[float], str]) -> str:
    named = [f"{bar.name} {say(bar.value)}" for bar in bars[:5]]
    return f"{title.rstrip('.')}. Bar chart, largest first: {words.listing(named)}."


def _draw(bars: list[_Bar], width: int, say: Callable[[float], str], hue: str) -> Sheet:
    narrow = width < 520
    size = 13
    step = size * 1.25
    values = [say(bar.value) for bar in bars]
    gutter = 0 if narrow else min(250.0, max(text_width(bar.name, size) for bar in bars) + 14)
    names = [wrap(bar.name, width - 4 if narrow else gutter - 14, size, most=2) for bar in bars]
    thick = 14 if narrow else 18
    heights = [len(lines) * step + 5 + thick + 13 if narrow else max(len(lines) * step, thick) + 11 for lines in names]
    right = max(text_width(text, size, bold=True) for text in values) + 12
    sheet = Sheet(width, round(sum(heights) + 30), round(gutter), round(right), 26, 4)
    ticks = nice_ticks(max(bar.reach for bar in bars), 3 if narrow else 5)
    x = Scale(0, max(bar.reach for bar in bars) or 1, 0, sheet.plot_width)
    ticks = [tick for tick in ticks if tick <= x.high]
    sheet.labels([Label(x(tick), -10, say(tick), MUTED, 12, "center" if tick else "left") for tick in ticks])
    rows: list[Row] = []
    labels: list[Label] = []
    edge = 0.0
    for bar, lines, height, value in zip(bars, names, heights, values, strict=True):
        foot = edge + (len(lines) * step + 5 + thick if narrow else (height - 11 + thick) / 2 + 4)
        rows.append({"x": bar.value, "zero": 0.0, "top": foot - thick, "foot": foot, "rest": bar.rest,
                     "low": bar.low, "high": bar.high, "middle": foot - thick / 2})  # fmt: skip
        style = Label(0, 0, "", MUTED if bar.rest else INK, size)
        middle = edge + len(lines) * step / 2 if narrow else foot - thick / 2
        labels += block(-sheet.left, middle, lines, style)
        labels.append(Label(x(bar.reach) + 7, foot - thick / 2 + size * 0.35, value, INK, size, bold=True, halo=True))
        edge += height
    spans = [(row["top"] - 3, row["foot"] + 3) for row in rows] if narrow else [(-4.0, sum(heights))]
    sheet.rules([(x(tick), top, x(tick), foot) for tick in ticks[1:] for top, foot in spans])
    for rest, colour in ((False, tint(hue, 0.78)), (True, tint(NEUTRAL, 0.5))):
        part = [row for row in rows if row["rest"] is rest]
        sheet.mark("rect", part, {"color": colour}, x=("zero", x), x2="x", y="top", y2="foot")
    ranged = [row for row in rows if row["low"] is not None]
    sheet.mark("rule", ranged, {"stroke": INK, "strokeWidth": 1.5}, x=("low", x), x2="high", y="middle")
    sheet.rules([(0, top, 0, foot) for top, foot in spans], AXIS)
    sheet.labels(labels)
    return sheet
