"""How one answer differs between variants: a dot for the mean, a line for 90 of 100 worlds."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from suasion.show import words
from suasion.show.figures.canvas import Figure, Label, Row, Scale, Sheet, block, nice_ticks
from suasion.show.figures.inputs import need_columns, need_finite, need_rising
from suasion.show.figures.lettering import text_width, wrap
from suasion.show.figures.palette import AXIS, FORECAST, INK, MUTED, NEUTRAL, PAPER, tint


def comparison(
    data: pd.DataFrame,
    *,
    id: str = "comparison",
    title: str,
    subtitle: str,
    footer: str,
    unit: str,
    alt: str = "",
    highlight: str = "",
    say: Callable[[float], str] = words.large,
    say_range: Callable[[float, float], str] = words.span,
    hue: str = FORECAST,
) -> Figure:
    """Does the answer change if the accord does? One line a variant, in the order given.

    Parameters
    ----------
    data : columns variant, mean, low, high      low to high holds 90 of 100 worlds; without both no range is said
    unit : str                                   of the table's headings: `arrests a month`
    highlight : str                              the variant drawn in colour; every one if empty
    say, say_range : functions of numbers        how the mean and the range are written at the line's end

    Raises
    ------
    ValueError        if a column or every row is missing, `highlight` names no variant, or a range is inverted
    """
    ranged = "low" in data.columns or "high" in data.columns
    if not ranged and "mean" in data.columns:
        data = data.assign(low=data["mean"], high=data["mean"])
    kept = need_columns(data, "comparison", ("variant", "mean", "low", "high"))
    need_finite(kept, "comparison", ("mean", "low", "high"))
    need_rising(kept, "comparison", ("low", "high"))
    names = [str(name) for name in kept["variant"]]
    if highlight and highlight not in names:
        raise ValueError(f"comparison: highlight names no variant. Got {highlight}; allowed {', '.join(names)}.")
    table = (kept if ranged else kept[["variant", "mean"]]).rename(
        columns={
            "variant": "Variant",
            "mean": f"Mean ({unit})",
            "low": f"90 of 100 worlds, from ({unit})",
            "high": f"90 of 100 worlds, to ({unit})",
        }
    )
    spoken = [
        f"{row['variant']}: {say(row['mean'])}"
        + (f", 90 of 100 worlds {say_range(row['low'], row['high'])}" if ranged else "")
        for _, row in kept.iterrows()
    ]
    alt = alt or f"{title.rstrip('.')}. Range chart. {'; '.join(spoken)}."

    def draw(width: int) -> Sheet:
        said = say_range if ranged else lambda low, high: ""
        return _draw(kept, width, highlight=highlight, say=say, say_range=said, hue=hue)

    return Figure(id, title, subtitle, footer, alt, table, draw)


def _draw(
    data: pd.DataFrame,
    width: int,
    *,
    highlight: str,
    say: Callable[[float], str],
    say_range: Callable[[float, float], str],
    hue: str,
) -> Sheet:
    narrow = width < 520
    size = 13
    step = size * 1.25
    means = [say(float(mean)) for mean in data["mean"]]
    ranges = [say_range(float(low), float(high)) for low, high in zip(data["low"], data["high"], strict=True)]
    names = [str(name) for name in data["variant"]]
    gutter = 0.0 if narrow else min(230.0, max(text_width(name, size, bold=True) for name in names) + 16)
    said = [
        text_width(mean, size, bold=True) + 10 + text_width(reach, size)
        for mean, reach in zip(means, ranges, strict=True)
    ]
    right = 0.0 if narrow else max(said) + 16
    lines = [wrap(name, width - 4 if narrow else gutter - 16, size, bold=True, most=2) for name in names]
    heights = [(len(text) + 1) * step + 34 if narrow else max(len(text) * step, 20) + 16 for text in lines]
    sheet = Sheet(width, round(sum(heights) + 36), round(gutter), round(right), 30, 6)
    low, high = min(0.0, float(data["low"].min())), max(0.0, float(data["high"].max()), float(data["mean"].max()))
    step_size = nice_ticks(max(high, -low), 3 if narrow else 4)[1]
    ticks = [step_size * count for count in range(math.ceil(low / step_size), math.floor(high / step_size + 0.02) + 1)]
    inset = 8  # room for half a dot and half a number
    x = Scale(low, high if high > low else 1, inset, sheet.plot_width - (24 if narrow else inset))
    # a number wider than the room beside its tick moves inwards: its first letter may be the minus sign
    sheet.labels([Label(_inside(x(tick), say(tick), sheet), -12, say(tick), MUTED, 12, "center") for tick in ticks])
    rows: list[Row] = []
    labels: list[Label] = []
    edge = 0.0
    for index, name in enumerate(names):
        lit = not highlight or name == highlight
        height = heights[index]
        middle = edge + height - 17 if narrow else edge + height / 2
        rows.append({"mean": float(data["mean"].iloc[index]), "low": float(data["low"].iloc[index]),
                     "high": float(data["high"].iloc[index]), "y": middle, "lit": lit})  # fmt: skip
        style = Label(0, 0, "", hue if lit and highlight else INK, size, bold=lit and bool(highlight))
        first = edge + len(lines[index]) * step / 2 + 4 if narrow else middle
        labels += block(-sheet.left, first, lines[index], style)
        at = 0.0 if narrow else sheet.plot_width + 16
        foot = edge + (len(lines[index]) + 1) * step + 1 if narrow else middle + size * 0.35
        labels.append(Label(at, foot, means[index], INK, size, bold=True))
        beside = at + text_width(means[index], size, bold=True) + 7
        labels.append(Label(beside, foot, ranges[index], MUTED, size))
        edge += height
    spans = [(row["y"] - 10, row["y"] + 10) for row in rows] if narrow else [(-6.0, sum(heights))]
    sheet.rules([(x(tick), top, x(tick), foot) for tick in ticks if tick for top, foot in spans])
    sheet.rules([(x(0), top, x(0), foot) for top, foot in spans], AXIS)
    for lit, colour in ((False, NEUTRAL), (True, hue)):
        part = [row for row in rows if row["lit"] is lit]
        line = {"stroke": tint(colour, 0.45), "strokeWidth": 7, "strokeCap": "round"}
        sheet.mark("rule", part, line, x=("low", x), x2="high", y="y")
        dot = {"filled": True, "fill": colour, "stroke": PAPER, "strokeWidth": 1.5, "opacity": 1, "size": 120}
        sheet.mark("point", part, dot, x=("mean", x), y="y")
    sheet.labels(labels)
    return sheet


def _inside(middle: float, text: str, sheet: Sheet) -> float:
    """The middle of a tick's number, so that neither of its ends leaves the sheet."""
    half = text_width(text, 12) / 2
    return min(max(middle, half - sheet.left), max(sheet.width - sheet.left - half, half - sheet.left))
