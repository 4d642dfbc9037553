"""Which measure stood when: a band over time for each, its look telling its status, its party telling its colour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from suasion.errors import known_words
from suasion.show import words
from suasion.show.figures.canvas import Figure, Label, Row, Scale, Sheet, block, day_number
from suasion.show.figures.inputs import as_date, need_columns, need_reviews
from suasion.show.figures.lettering import text_width, wrap
from suasion.show.figures.marks import review_lines
from suasion.show.figures.months import month_axis, month_lines
from suasion.show.figures.palette import AXIS, GRID, INK, NEUTRAL, PAPER, party_hues, tint

THICK = 13


@dataclass(frozen=True)
class _Look:
    """How a status is drawn: strength of the fill, dashes of the border, hatched or not, in grey or in the hue."""

    fill: float
    dash: tuple[int, int] | None = None
    hatched: bool = False
    grey: bool = False


# from talk to deed the band fills up; what no longer counts goes grey
_LOOKS = {
    "threatened": _Look(0.0, (4, 3)),
    "proposed": _Look(0.0, (1, 2)),
    "pledged": _Look(0.22),
    "agreed": _Look(0.5),
    "in_force": _Look(1.0),
    "suspended": _Look(0.0, hatched=True),
    "denied": _Look(0.0, (2, 4), grey=True),
    "ended": _Look(0.35, grey=True),
}
STATUSES = tuple(_LOOKS)


def timeline(
    measures: pd.DataFrame,
    *,
    id: str = "timeline",
    title: str,
    subtitle: str,
    footer: str,
    start: dt.date,
    end: dt.date,
    alt: str = "",
    reviews: pd.DataFrame | None = None,
    hues: Mapping[str, str] | None = None,
) -> Figure:
    """What did each party put on the table, and when did it threaten, pledge, apply or suspend it?

    Parameters
    ----------
    measures : columns party, measure, status, start, end     one row a spell; an open spell has no end (None, NaT)
    start, end : date                                         first and last day drawn
    reviews : columns date, label                             label says when: `45-day review, 22 July`
    hues : party -> colour                                    the house's party hues if not given

    Status is one of threatened, proposed, pledged, agreed, in_force, suspended, denied, ended. Rows keep their order;
    parties are grouped in the order in which they first come.

    Raises
    ------
    ValueError        if a column or every row is missing, a status is unknown, or a spell ends before it starts
    """
    kept = need_columns(measures, "timeline", ("party", "measure", "status", "start", "end"))
    if start >= end:
        raise ValueError(f"timeline: the chart ends before it starts. Got {start} to {end}; allowed start < end.")
    spells = [_spell(index, row) for index, row in enumerate(kept.to_dict("records"))]
    outside = [spell for spell in spells if spell.start > end or (spell.end or end) < start]
    if outside:
        raise ValueError(
            f"timeline: {outside[0].measure} lies outside the chart. Got {words.day(outside[0].start)}; "
            f"allowed {words.day(start)} to {words.day(end)}. Widen the chart or drop the row."
        )
    dates = need_reviews(reviews, start, end)
    parts = _Parts(spells, start, end, dates, dict(hues or party_hues(spell.party for spell in spells)))
    table = pd.DataFrame(
        {
            "Party": [spell.party for spell in spells],
            "Measure": [spell.measure for spell in spells],
            "Status": [spell.word for spell in spells],
            "From": [words.day(spell.start) for spell in spells],
            "To": [words.day(spell.end) if spell.end else "open" for spell in spells],
        }
    )
    return Figure(id, title, subtitle, footer, alt or _alt(parts, title), table, lambda width: _draw(parts, width))


@dataclass(frozen=True)
class _Spell:
    party: str
    measure: str
    status: str
    start: dt.date
    end: dt.date | None

    @property
    def word(self) -> str:
        return self.status.replace("_", " ")


@dataclass(frozen=True, eq=False)
class _Parts:
    spells: list[_Spell]
    start: dt.date
    end: dt.date
    reviews: list[tuple[dt.date, str]]
    hues: dict[str, str]

    @property
    def groups(self) -> dict[str, dict[str, list[_Spell]]]:
        """party -> measure -> spells by date."""
        groups: dict[str, dict[str, list[_Spell]]] = {}
        for spell in self.spells:
            groups.setdefault(spell.party, {}).setdefault(spell.measure, []).append(spell)
        for rows in groups.values():
            for spells in rows.values():
                spells.sort(key=lambda spell: spell.start)
        return groups


def _spell(index: int, row: Mapping[Any, Any]) -> _Spell:
    status = str(row["status"])
    if status not in _LOOKS:
        raise ValueError(f"timeline: unknown status `{status}` in row {index}. {known_words(status, STATUSES)}")
    start = as_date(row["start"])
    end = None if pd.isna(row["end"]) else as_date(row["end"])
    if end and end < start:
        raise ValueError(
            f"timeline: row {index} ends before it starts. Got {words.day(start)} to {words.day(end)}; "
            "allowed start <= end. Swap them."
        )
    return _Spell(str(row["party"]), str(row["measure"]), status, start, end)


def _alt(parts: _Parts, title: str) -> str:
    out = [f"{title.rstrip('.')}.", "Timeline."]
    for party, rows in parts.groups.items():
        told = [
            f"{measure} ({words.listing([f'{spell.word} from {words.day(spell.start)}' for spell in spells], 'then')})"
            for measure, spells in rows.items()
        ]
        out.append(f"{party}: {'; '.join(told)}.")
    if parts.reviews:
        out.append(f"Reviews: {words.listing([label for _, label in parts.reviews])}.")
    return " ".join(out)


@dataclass(frozen=True)
class _Tag:
    """The name of a spell, the pixel its spell starts at, and the lane below the band that it stands in."""

    at: float
    x: float
    text: str
    lane: int


def _tags(spells: list[_Spell], parts: _Parts, x: Scale, size: float) -> list[_Tag]:
    """Names under their spells. From the right: who finds no room goes a lane deeper, so no lead crosses a name."""
    tags: list[_Tag] = []
    for spell in reversed(spells):
        text = f"{spell.word} {words.day_short(spell.start)}" if spell.start >= parts.start else spell.word
        at = max(0.0, x(day_number(spell.start)))
        left = max(0.0, min(at, x.end - text_width(text, size)))
        right = left + text_width(text, size) + 10
        lane = 0
        while any((tag.lane == lane and tag.x < right) or (tag.lane > lane and left < tag.at < right) for tag in tags):
            lane += 1
        tags.append(_Tag(at, left, text, lane))
    return tags


def _draw(parts: _Parts, width: int) -> Sheet:
    narrow = width < 520
    size = 12.5 if narrow else 13
    step = size * 1.25
    count = len(parts.reviews)
    gutter = 0 if narrow else 214
    sheet = Sheet(width, 100, gutter, 4 if narrow else 10, round(count * size * 1.45 + 16), 40)
    x = Scale(day_number(parts.start), day_number(parts.end), 0, sheet.plot_width)
    labels: list[Label] = []
    bands: list[Row] = []
    leads: list[tuple[float, float, float, float]] = []
    lines: list[tuple[float, float, float, float]] = []
    edge = 2.0
    for party, rows in parts.groups.items():
        hue = parts.hues.get(party, NEUTRAL)
        if edge > 2:
            edge += 8
            lines.append((-sheet.left, edge, sheet.plot_width, edge))
            edge += 6
        labels.append(Label(-sheet.left, edge + size + 2, party, hue, size + 1, bold=True, halo=narrow))
        edge += step + 8
        for measure, spells in rows.items():
            name = wrap(measure, width - 8 if narrow else gutter - 18, size, most=3)
            style = Label(0, 0, "", INK, size, halo=narrow)
            labels += block(-sheet.left, edge + len(name) * step / 2, name, style)
            top = edge + (len(name) * step + 5 if narrow else 3)
            tags = _tags(spells, parts, x, size - 0.5)
            for tag in tags:
                line = top + THICK + (tag.lane + 1) * step + 1
                labels.append(Label(tag.x, line, tag.text, hue, size - 0.5, halo=True))
                if tag.lane:
                    leads.append((tag.at + 0.5, top + THICK, tag.at + 0.5, line - step + 3))
            bands += [_band(spell, parts, x, top, hue) for spell in spells]
            deep = top + THICK + (max(tag.lane for tag in tags) + 1) * step + 14
            edge = max(deep, edge + len(name) * step + 12)
    sheet.height = round(edge + sheet.top + sheet.bottom)
    sheet.rules([(at, 0, at, sheet.plot_height) for at in month_lines(x, (parts.start, parts.end))], GRID)
    sheet.rules(lines, AXIS, 0.75)
    review_lines(sheet, parts.reviews, x, size, base=sheet.plot_height)
    sheet.rules([(0, sheet.plot_height, sheet.plot_width, sheet.plot_height)], AXIS)
    _paint(sheet, bands)
    sheet.rules(leads, AXIS)
    sheet.labels(labels)
    month_axis(sheet, x, (parts.start, parts.end), size)
    return sheet


def _band(spell: _Spell, parts: _Parts, x: Scale, top: float, hue: str) -> Row:
    look = _LOOKS[spell.status]
    colour = NEUTRAL if look.grey else hue
    left = max(0.0, x(day_number(spell.start)))
    right = min(x.end, x(day_number(spell.end) + 1) if spell.end else x.end)
    return {
        "x": left, "x2": max(right, left + 3), "top": top, "foot": top + THICK, "colour": colour,
        "fill": tint(colour, look.fill) if look.fill else PAPER, "dash": look.dash, "hatched": look.hatched,
    }  # fmt: skip


def _paint(sheet: Sheet, bands: list[Row]) -> None:
    """Bands of one look form one layer; the hatch is drawn line by line, clipped to its band."""
    looks: dict[tuple[Any, ...], list[Row]] = {}
    for band in bands:
        looks.setdefault((band["colour"], band["fill"], band["dash"]), []).append(
            {key: band[key] for key in ("x", "x2", "top", "foot")}
        )
    for (colour, fill, dash), rows in looks.items():
        inner = [{"x": row["x"] + 0.75, "x2": row["x2"] - 0.75, "top": row["top"], "foot": row["foot"]} for row in rows]
        style: dict[str, Any] = {"fill": fill, "stroke": colour, "strokeWidth": 1.5}
        sheet.mark(
            "rect", inner, style | ({"strokeDash": list(dash)} if dash else {}), x="x", x2="x2", y="top", y2="foot"
        )
    for colour in dict.fromkeys(band["colour"] for band in bands if band["hatched"]):
        strokes = [stroke for band in bands if band["hatched"] and band["colour"] == colour for stroke in _hatch(band)]
        sheet.rules(strokes, colour, 1.25)


def _hatch(band: Row) -> list[tuple[float, float, float, float]]:
    left, right, top, foot = band["x"] + 0.75, band["x2"] - 0.75, band["top"], band["foot"]
    height = foot - top
    strokes = []
    start = left - height
    while start < right:
        first, last = max(start, left), min(start + height, right)
        if last > first:
            strokes.append((first, foot - (first - start), last, foot - (last - start)))
        start += 6
    return strokes
