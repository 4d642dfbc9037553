"""Marks that several charts share: names in the right margin, review dates, the grid under a panel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from suasion.show import words
from suasion.show.figures.canvas import Label, Scale, Sheet, block, day_number
from suasion.show.figures.lettering import Band, keep_apart, text_width, wrap
from suasion.show.figures.palette import AXIS, INK, MUTED

LEAD = 15  # pixels between the plot and the names in the margin


@dataclass(frozen=True)
class End:
    """A name that belongs in the right margin, and the pixel it speaks of."""

    x: float
    y: float
    text: str
    colour: str
    bold: bool = False


def review_lines(
    sheet: Sheet, reviews: Sequence[tuple[dt.date, str]], x: Scale, size: float, *, base: float
) -> list[float]:
    """Lines at the reviews, each name on a step of its own above the plot so that no line runs through a word."""
    row = size * 1.45
    placed = [(x(day_number(date)), label) for date, label in reviews]
    left = [one for one in placed if one[0] + sheet.left >= text_width(one[1], size) + 6]
    right = [one for one in placed if one not in left][::-1]
    labels, lines = [], []
    for step, (at, text) in enumerate([*right, *left]):
        foot = -13 - step * row
        lines.append((at, foot - size * 0.85, at, base))
        gap, align = (-5, "right") if (at, text) in left else (5, "left")
        labels.append(Label(at + gap, foot, text, INK, size, align))
    sheet.rules(lines, MUTED, 1, strokeDash=[2, 2])
    sheet.labels(labels)
    return [at for at, _ in placed]


def margin_names(sheet: Sheet, ends: list[End], size: float, top: float, base: float) -> None:
    """The names on the right, kept apart, with a thin lead from each to what it names."""
    room = sheet.right - LEAD - 1
    style = Label(0, 0, "", size=size)
    lines = [_margin_lines(end, room, size) for end in ends]
    step = size * 1.25
    wishes = [Band(end.y, len(text) * step + 5) for end, text in zip(ends, lines, strict=True)]
    middles = keep_apart(wishes, top, base)
    edge = sheet.plot_width
    leads: list[tuple[float, float, float, float]] = []
    labels: list[Label] = []
    for end, text, middle in zip(ends, lines, middles, strict=True):
        if abs(middle - end.y) > 3 or end.x < edge - 12:
            leads.append((max(end.x, 0) + 1, end.y, edge + LEAD - 3, middle))
        labels += block(edge + LEAD, middle, text, replace(style, colour=end.colour, bold=end.bold))
    sheet.rules(leads, AXIS, 0.75)
    sheet.labels(labels)


def margin_width(texts: list[str], size: float, least: float) -> float:
    """A right margin that holds the longest word of the names, all taken as bold."""
    longest = max((text_width(f"{word}:", size, bold=True) for text in texts for word in text.split()), default=0.0)
    return max(least, longest + LEAD + 2)


def _margin_lines(end: End, room: float, size: float) -> tuple[str, ...]:
    """`Mexico's offer: about 50,000` breaks after its colon rather than before its last word."""
    lines = wrap(end.text, room, size, bold=end.bold)
    name, colon, value = end.text.partition(": ")
    if len(lines) < 2 or not colon:
        return lines
    apart = (*wrap(f"{name}:", room, size, bold=end.bold), *wrap(value, room, size, bold=end.bold))
    return apart if len(apart) <= len(lines) else lines


def grid(
    sheet: Sheet, y: Scale, ticks: list[float], size: float, *, one: float = 1, word: str = "", suffix: str = ""
) -> None:
    """Quiet lines across a panel; numbers counted in `one` (1000), whose word stands once, at the topmost."""
    sheet.rules([(0, y(tick), sheet.plot_width, y(tick)) for tick in ticks[1:]])
    sheet.rules([(0, y(0), sheet.plot_width, y(0))], AXIS)
    labels = [
        Label(-7, y(tick) + size * 0.35, words.number(tick / one) + suffix, MUTED, size, "right") for tick in ticks
    ]
    if word:
        labels.append(Label(0, y(ticks[-1]) + size * 0.35, word, MUTED, size, halo=True))
    sheet.labels(labels)
