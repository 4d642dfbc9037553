"""Where people are: places by latitude and longitude as circles sized by people, links as thin lines, no basemap."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from suasion.show import words
from suasion.show.figures.canvas import Figure, Label, Row, Sheet
from suasion.show.figures.inputs import need_columns, need_counts, need_finite
from suasion.show.figures.lettering import text_width
from suasion.show.figures.palette import AXIS, FORECAST, INK, MUTED, NEUTRAL, PAPER, tint

KM_A_DEGREE = 111.2  # of latitude
_PLACE_COLUMNS = ("name", "latitude", "longitude", "people", "camp")
_LINK_COLUMNS = ("start", "end", "shut")
_LARGEST_TABLE = 200
_MOST_TRIED = 200  # of thousands of places most find no room

Box = tuple[float, float, float, float]  # left, top, right, bottom


def place_map(
    places: pd.DataFrame,
    links: pd.DataFrame,
    *,
    id: str = "map",
    title: str,
    subtitle: str,
    footer: str,
    unit: str = "people",
    alt: str = "",
    hue: str = FORECAST,
    other_hue: str = NEUTRAL,
    camp_label: str = "Camp",
    other_label: str = "Other place",
) -> Figure:
    """Where are the people? A kilometre is as long east as north, at the middle latitude of the places.

    Parameters
    ----------
    places : columns name, latitude, longitude, people, camp     degrees; people at or above zero; camp is yes or no
    links : columns start, end, shut                             names of places; a shut link is dashed. May be empty
    unit : str                                                   of the table's headings

    Raises
    ------
    ValueError        if a column or every place is missing, a number is not finite, people are below zero, or a link
                      names no place
    """
    kept = need_columns(places, "map", _PLACE_COLUMNS)
    need_finite(kept, "map", ("latitude", "longitude", "people"))
    need_counts(kept, "map", "people")
    kept = kept.assign(name=[str(name) for name in kept["name"]], camp=kept["camp"].astype(bool))
    kept = kept.sort_values(["people", "name"], ascending=[False, True]).reset_index(drop=True)
    roads = need_columns(links, "links", _LINK_COLUMNS, empty=True)
    unknown = sorted({str(name) for name in (*roads["start"], *roads["end"])} - set(kept["name"]))
    if unknown:
        raise ValueError(f"links: no such place. Got {', '.join(unknown)}; allowed names of places. Mend the links.")
    table = pd.DataFrame(
        {
            "Place": kept["name"],
            "Kind": np.where(kept["camp"], camp_label, other_label),
            "Latitude (degrees)": kept["latitude"],
            "Longitude (degrees)": kept["longitude"],
            f"Mean ({unit})": kept["people"].round(),
        }
    ).head(_LARGEST_TABLE)
    parts = _Parts(kept, roads, hue, other_hue, camp_label, other_label)
    return Figure(
        id, title, subtitle, footer, alt or _alt(parts, title, unit), table, lambda width: _draw(parts, width)
    )


@dataclass(frozen=True, eq=False)
class _Parts:
    places: pd.DataFrame
    links: pd.DataFrame
    hue: str
    other_hue: str
    camp_label: str
    other_label: str


def _alt(parts: _Parts, title: str, unit: str) -> str:
    first = [f"{row['name']} {words.number(round(row['people']))}" for _, row in parts.places.head(5).iterrows()]
    shut = [f"{start} to {end}" for start, end, closed in parts.links.itertuples(index=False) if closed]
    closed = f" Closed for a time: {words.listing(shut[:5])}." if shut else ""
    count = words.plural(len(parts.places), "place")
    return f"{title.rstrip('.')}. Map of {count}; most {unit}: {words.listing(first)}.{closed}"


@dataclass(frozen=True)
class _Projection:
    """Degrees to pixels: one length for a kilometre in every direction."""

    west: float
    north: float
    east_pixels: float  # a degree of longitude
    north_pixels: float  # a degree of latitude
    left: float
    top: float

    def __call__(self, latitude: float, longitude: float) -> tuple[float, float]:
        return (
            self.left + (longitude - self.west) * self.east_pixels,
            self.top + (self.north - latitude) * self.north_pixels,
        )


def _projection(places: pd.DataFrame, width: float, inset: float, sides: float) -> tuple[_Projection, float]:
    """How degrees lie on the sheet, and how high the plot is."""
    south, north = float(places["latitude"].min()), float(places["latitude"].max())
    west, east = float(places["longitude"].min()), float(places["longitude"].max())
    shrink = max(math.cos(math.radians(min(abs(south + north) / 2, 80.0))), 0.1)
    across, up = (east - west) * shrink, north - south
    room = width - 2 * sides
    low, high = (170.0, 1.15 * width)
    if across <= 0 and up <= 0:
        pixels = 1.0
    else:
        pixels = min(room / across if across > 0 else math.inf, (high - 2 * inset) / up if up > 0 else math.inf)
    height = max(low, up * pixels + 2 * inset)
    left = sides + (room - across * pixels) / 2
    top = (height - up * pixels) / 2
    return _Projection(west, north, pixels * shrink, pixels, left, top), height


def _draw(parts: _Parts, width: int) -> Sheet:
    narrow = width < 520
    size = 12.5 if narrow else 13
    largest = 21.0 if narrow else 30.0
    head = 30.0
    inset = largest + size + 6
    project, height = _projection(parts.places, width, inset, min(0.16 * width, 74.0))
    sheet = Sheet(width, round(height + head), 0, 0, head, 0)
    most = float(parts.places["people"].max()) or 1.0
    # circles of many places together cover no more than a fifth of the plot
    whole = math.pi * float((parts.places["people"] / most).sum()) or 1.0
    largest = max(5.0, min(largest, math.sqrt(0.2 * width * height / whole)))
    spots = [
        _Spot(
            str(row["name"]),
            *project(float(row["latitude"]), float(row["longitude"])),
            max(min(2.6, largest / 3), largest * math.sqrt(float(row["people"]) / most)),
            float(row["people"]),
            bool(row["camp"]),
        )
        for _, row in parts.places.iterrows()
    ]
    at = {spot.name: spot for spot in spots}
    drawn: set[tuple[str, str, bool]] = set()
    lines: dict[bool, list[tuple[float, float, float, float]]] = {False: [], True: []}
    for start, end, shut in parts.links.itertuples(index=False):
        pair = (*sorted((str(start), str(end))), bool(shut))
        if pair not in drawn:
            drawn.add(pair)  # type: ignore[arg-type]
            one, two = at[str(start)], at[str(end)]
            lines[bool(shut)].append((one.x, one.y, two.x, two.y))
    sheet.rules(lines[False], tint(AXIS, 0.6), 1)
    sheet.rules(lines[True], INK, 1.5, strokeDash=[3, 4])
    for camp, hue in ((False, parts.other_hue), (True, parts.hue)):
        rows: list[Row] = [
            {"x": spot.x, "y": spot.y, "size": (2 * spot.radius) ** 2} for spot in spots if spot.camp is camp
        ]
        look = {"filled": True, "fill": hue, "fillOpacity": 0.72, "stroke": PAPER, "strokeWidth": 1.25, "opacity": 1}
        sheet.mark("point", rows, look, x="x", y="y", size="size")
    taken = _key(sheet, parts, size, bool(lines[True]), any(not spot.camp for spot in spots))
    taken += _distance(sheet, project, size, spots)
    sheet.labels(_names(spots, sheet, size, parts, taken, most=9 if narrow else 22))
    return sheet


@dataclass(frozen=True)
class _Spot:
    name: str
    x: float
    y: float
    radius: float
    people: float
    camp: bool


def _names(spots: list[_Spot], sheet: Sheet, size: float, parts: _Parts, taken: list[Box], most: int) -> list[Label]:
    """Names with numbers beside their circles, camps first, where there is room; the others stand in the table."""
    labels: list[Label] = []
    boxes = list(taken)
    ranked = sorted(range(len(spots)), key=lambda one: (not spots[one].camp, one))
    for index in ranked[:_MOST_TRIED]:
        spot = spots[index]
        if len(labels) >= most:
            break
        number = words.number(round(spot.people)) if spot.camp or spot.people >= 0.5 else ""
        one_line = (f"{spot.name} {number}".strip(),)
        # a camp's name may cover small circles and take two lines before it is left out
        for lines, least in ((one_line, 0.0), (one_line, 5.0), ((spot.name, number), 5.0))[: 3 if spot.camp else 1]:
            others = [_round(each) for at, each in enumerate(spots) if at != index and each.radius >= least]
            found = _place(spot, lines, size, sheet, [*boxes, *others])
            if found:
                boxes.append(found[0])
                colour = parts.hue if spot.camp else MUTED
                labels += [replace(label, colour=colour, bold=spot.camp, halo=True) for label in found[1]]
                break
    return labels


def _round(spot: _Spot) -> Box:
    return spot.x - spot.radius, spot.y - spot.radius, spot.x + spot.radius, spot.y + spot.radius


def _place(
    spot: _Spot, lines: tuple[str, ...], size: float, sheet: Sheet, taken: list[Box]
) -> tuple[Box, list[Label]] | None:
    """The first place beside a circle where these lines touch nothing, clockwise from its right."""
    wide = max(text_width(line, size, bold=spot.camp) for line in lines)
    step = size * 1.2
    high = step * len(lines)
    gap, slant = spot.radius + 4, (spot.radius + 4) * 0.75
    tries = (
        (gap, -high / 2, "left"),
        (-gap, -high / 2, "right"),
        (0.0, -gap - high + 3, "center"),
        (0.0, gap - 3, "center"),
        (slant, -slant - high + 3, "left"),
        (slant, slant - 3, "left"),
        (-slant, -slant - high + 3, "right"),
        (-slant, slant - 3, "right"),
    )
    for right, down, align in tries:
        x, top = spot.x + right, spot.y + down
        left = x - {"left": 0.0, "center": wide / 2, "right": wide}[align]
        box = (left - 2, top, left + wide + 2, top + high)
        inside = box[0] >= 0 and box[2] <= sheet.plot_width and box[1] >= 0 and box[3] <= sheet.plot_height
        if inside and not any(_touch(box, other) for other in taken):
            labels = [
                Label(x, top + step * number + size * 0.95, line, size=size, align=align)
                for number, line in enumerate(lines)
            ]
            return box, labels
    return None


def _touch(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _key(sheet: Sheet, parts: _Parts, size: float, shut: bool, others: bool) -> list[Box]:
    """What the two hues and a dashed line are, once, above the plot."""
    at, middle = 6.0, -16.0
    labels: list[Label] = []
    for text, hue in ((parts.camp_label, parts.hue), (parts.other_label, parts.other_hue))[: 2 if others else 1]:
        look = {"filled": True, "fill": hue, "fillOpacity": 0.72, "opacity": 1, "size": 120}
        sheet.mark("point", [{"x": at, "y": middle}], look, x="x", y="y")
        labels.append(Label(at + 11, middle + size * 0.35, text, INK, size))
        at += 11 + text_width(text, size) + 20
    if shut:
        sheet.rules([(at - 6, middle, at + 18, middle)], INK, 1.5, strokeDash=[3, 4])
        labels.append(Label(at + 24, middle + size * 0.35, "Closed for a time", INK, size))
    sheet.labels(labels)
    return []


def _distance(sheet: Sheet, project: _Projection, size: float, spots: list[_Spot]) -> list[Box]:
    """A line of so many kilometres in the corner with the most room; none where no round length fits."""
    a_km = project.north_pixels / KM_A_DEGREE
    lengths = [step * 10.0**power for power in range(5) for step in (1, 2, 5) if 40 <= step * 10.0**power * a_km <= 130]
    if not lengths:
        return []
    length = lengths[0]
    wide, base = length * a_km, sheet.plot_height - 8
    text = f"{words.number(length)} km"
    room = max(wide, text_width(text, size))
    corners = [
        (4.0, base),
        (sheet.plot_width - room - 4, base),
        (sheet.plot_width - room - 4, size + 12),
        (4.0, size + 12),
    ]
    free = [
        (left, foot)
        for left, foot in corners
        if not any(
            _touch(
                (left - 4, foot - size - 8, left + room + 4, foot + 6),
                (spot.x - spot.radius, spot.y - spot.radius, spot.x + spot.radius, spot.y + spot.radius),
            )
            for spot in spots
        )
    ]
    if not free:
        return []
    left, foot = free[0]
    sheet.rules([(left, foot, left + wide, foot), (left, foot - 3, left, foot + 3)], MUTED, 1.25)
    sheet.rules([(left + wide, foot - 3, left + wide, foot + 3)], MUTED, 1.25)
    sheet.labels([Label(left, foot - 6, text, MUTED, size)])
    return [(left - 4, foot - size - 8, left + room + 4, foot + 6)]
