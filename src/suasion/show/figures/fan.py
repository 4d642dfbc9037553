"""What was, and what may be: a series up to today, then the bands that hold 50 and 90 of 100 worlds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from suasion.show import words
from suasion.show.figures.canvas import Figure, Label, Row, Scale, Sheet, day_number, nice_ticks
from suasion.show.figures.inputs import as_date, need_columns, need_counts, need_finite, need_reviews, need_rising
from suasion.show.figures.lettering import text_width
from suasion.show.figures.marks import End, grid, margin_names, margin_width, review_lines
from suasion.show.figures.months import month_axis
from suasion.show.figures.palette import FORECAST, INK, MUTED, NEUTRAL, PAPER, tint

BANDS = ("low90", "low50", "median", "high50", "high90")
_HEADINGS = {
    "low90": "90 of 100 worlds, from", "low50": "50 of 100 worlds, from", "median": "Middle world",
    "high50": "50 of 100 worlds, to", "high90": "90 of 100 worlds, to",
}  # fmt: skip


def fan(
    observed: pd.DataFrame,
    forecast: pd.DataFrame,
    *,
    id: str = "fan",
    title: str,
    subtitle: str,
    footer: str,
    unit: str,
    alt: str = "",
    targets: pd.DataFrame | None = None,
    reviews: pd.DataFrame | None = None,
    earlier: pd.DataFrame | None = None,
    earlier_label: str = "As seen on signing day",
    later: pd.DataFrame | None = None,
    later_label: str = "Published later",
    observed_label: str = "Recorded",
    hue: str = FORECAST,
    ranged: bool = True,
) -> Figure:
    """Is the series heading for its targets? Past solid, future banded, targets and reviews named where they stand.

    Parameters
    ----------
    observed : columns month, value                                   what is known, one row a month
    forecast : columns month, low90, low50, median, high50, high90    bands that hold 50 and 90 of 100 worlds
    unit : str                                                        what is counted: `arrests a month`
    targets : columns value, label                                    label says whose: `Mexico's offer: about 50,000`
    reviews : columns date, label                                     label says when: `45-day review, 22 July`
    earlier : columns as forecast                                     a second fan, in grey: how it looked before
    later : columns month, value                                      figures the forecast did not know, as rings; on
                                                                      months of `observed` too, to mark those
    alt : str                                                         written from the numbers if empty
    ranged : bool                                                     False: too few worlds for bands; the middle alone

    A month is any date in it, a month period, or an ISO text such as `2019-07`.

    Raises
    ------
    ValueError        if a table lacks a column or a row, a number is not finite, or the bands cross
    """
    series = _series(observed, "observed")
    future = _fan(forecast, "forecast")
    before = None if earlier is None else _fan(earlier, "earlier")
    after = None if later is None else _series(later, "later")
    aims = None if targets is None else need_columns(targets, "targets", ("value", "label"), empty=True)
    if aims is not None:
        need_finite(aims, "targets", ("value",))
        need_counts(aims, "targets", "value")
    dates = need_reviews(reviews, series["month"].iloc[0])
    parts = _Parts(series, future, aims, dates, before, after, unit, hue, observed_label, earlier_label, later_label,
                   ranged)  # fmt: skip
    return Figure(
        id, title, subtitle, footer, alt or _alt(parts, title), _table(parts), lambda width: _draw(parts, width)
    )


@dataclass(frozen=True, eq=False)
class _Parts:
    series: pd.DataFrame
    future: pd.DataFrame
    targets: pd.DataFrame | None
    reviews: list[tuple[dt.date, str]]
    earlier: pd.DataFrame | None
    later: pd.DataFrame | None
    unit: str
    hue: str
    observed_label: str
    earlier_label: str
    later_label: str
    ranged: bool

    @property
    def tables(self) -> list[pd.DataFrame]:
        return [table for table in (self.series, self.future, self.earlier, self.later) if table is not None]


def _series(table: pd.DataFrame, name: str) -> pd.DataFrame:
    kept = need_columns(table, name, ("month", "value"))
    need_finite(kept, name, ("value",))
    need_counts(kept, name, "value")
    return _by_month(kept, name)


def _fan(table: pd.DataFrame, name: str) -> pd.DataFrame:
    kept = need_columns(table, name, ("month", *BANDS))
    need_finite(kept, name, BANDS)
    need_rising(kept, name, BANDS)
    need_counts(kept, name, "low90")
    return _by_month(kept, name)


def _by_month(table: pd.DataFrame, name: str) -> pd.DataFrame:
    table = table.assign(month=[as_date(month).replace(day=1) for month in table["month"]]).sort_values("month")
    twice = table["month"][table["month"].duplicated()]
    if not twice.empty:
        raise ValueError(f"{name}: a month stands twice. Got {words.month(twice.iloc[0])}; allowed one row a month.")
    return table.reset_index(drop=True)


def _table(parts: _Parts) -> pd.DataFrame:
    """One row a month, all that is drawn, under headings that name the unit."""
    columns = [parts.series.set_index("month")["value"].rename(f"{parts.observed_label} ({parts.unit})")]
    future = parts.future.set_index("month")
    bands = BANDS if parts.ranged else ("median",)
    columns += [future[band].rename(f"{_HEADINGS[band]} ({parts.unit})") for band in bands]
    if parts.later is not None:
        columns.append(parts.later.set_index("month")["value"].rename(f"{parts.later_label} ({parts.unit})"))
    if parts.earlier is not None:
        before = parts.earlier.set_index("month")
        columns += [
            before[band].rename(f"{parts.earlier_label}: {_HEADINGS[band].lower()} ({parts.unit})")
            for band in (("low90", "median", "high90") if parts.ranged else ("median",))
        ]
    table = pd.concat(columns, axis=1).sort_index()
    table.insert(0, "Month", [words.month(month) for month in table.index])
    return table.reset_index(drop=True)


def _alt(parts: _Parts, title: str) -> str:
    last, end = parts.series.iloc[-1], parts.future.iloc[-1]
    out = [
        f"{title.rstrip('.')}.",
        f"Line chart. {parts.observed_label}: {words.number(last['value'])} {parts.unit} "
        f"in {words.month(last['month'])}.",
        f"Expected for {words.month(end['month'])}: {words.about(end['median'])}"
        + (f", {words.between(end['low90'], end['high90'], worlds=90)}." if parts.ranged else "."),
    ]
    if parts.targets is not None and not parts.targets.empty:
        out.append(f"Targets: {words.listing([str(label) for label in parts.targets['label']])}.")
    if parts.reviews:
        out.append(f"Reviews: {words.listing([label for _, label in parts.reviews])}.")
    return " ".join(out)


def _middle(month: Any) -> float:
    return day_number(month) + 14  # a month's count belongs to the whole month: it stands in its middle


def _draw(parts: _Parts, width: int) -> Sheet:
    narrow = width < 520
    size = 12.5 if narrow else 13
    count = len(parts.reviews)
    row = size * 1.45
    top = max(18.0, count * row + 17)
    names = [] if parts.targets is None else [str(label) for label in parts.targets["label"]]
    right = round(
        margin_width([*names, parts.earlier_label if parts.earlier is not None else ""], size, 112 if narrow else 172)
    )
    sheet = Sheet(width, round((300 if narrow else 330) + top + 40), 34, right, round(top), 40)
    highest = max(float(table[["value" if "value" in table else "high90"]].max().iloc[0]) for table in parts.tables)
    if parts.targets is not None and not parts.targets.empty:
        highest = max(highest, float(parts.targets["value"].max()))
    ticks = nice_ticks(highest, 5)
    y = Scale(0, ticks[-1], sheet.plot_height, 0)
    months = [month for table in parts.tables for month in table["month"]]
    last = max([_middle(max(months)) + (10 if narrow else 6), *(day_number(date) + 5 for date, _ in parts.reviews)])
    x = Scale(day_number(min(months)), last, 0, sheet.plot_width)

    thousands = ticks[-1] >= 10_000
    grid(sheet, y, ticks, size, one=1000 if thousands else 1, word="thousand" if thousands else "")
    month_axis(sheet, x, (min(months), max(months)), size)
    ends: list[End] = []
    if parts.earlier is not None:
        ends += _bands(sheet, parts, parts.earlier, x, y, grey=True)
    ends += _bands(sheet, parts, parts.future, x, y, grey=False)
    marks = review_lines(sheet, parts.reviews, x, size, base=sheet.plot_height)
    ends += _targets(sheet, parts.targets, y)
    _line(sheet, parts, x, y, size=size, marks=marks)
    _later(sheet, parts, x, y, size)
    margin_names(sheet, ends, size, -14, sheet.plot_height + 16)
    return sheet


def _bands(sheet: Sheet, parts: _Parts, table: pd.DataFrame, x: Scale, y: Scale, *, grey: bool) -> list[End]:
    hue = NEUTRAL if grey else parts.hue
    rows: list[Row] = [
        {"x": _middle(row["month"]), **{band: float(row[band]) for band in BANDS}} for _, row in table.iterrows()
    ]
    joint = _joint(parts, table["month"].iloc[0])
    if joint is not None:
        rows.insert(0, {"x": _middle(joint[0]), **dict.fromkeys(BANDS, joint[1])})
    last = rows[-1]
    if len(rows) == 1:  # a single month is no area: give it the breadth of half a month
        rows = [{**last, "x": last["x"] - 7}, {**last, "x": last["x"] + 7}]
    end = x(rows[-1]["x"])
    if grey:
        for band in ("low90", "high90"):
            sheet.mark("line", rows, {"stroke": tint(hue, 0.65), "strokeWidth": 1}, x=("x", x), y=(band, y))
        sheet.mark("area", rows, {"color": tint(hue, 0.16)}, x=("x", x), y=("low90", y), y2="high90")
        sheet.mark("line", rows, {"stroke": hue, "strokeWidth": 1.5, "strokeDash": [5, 3]}, x=("x", x), y=("median", y))
        return [End(end, y(last["median"]), f"{parts.earlier_label}: {words.about(last['median'])}", MUTED)]
    middle = End(end, y(last["median"]), f"Middle world: {words.about(last['median'])}", hue, bold=True)
    line = {"stroke": hue, "strokeWidth": 2.25}
    if not parts.ranged:
        sheet.mark("line", rows, line, x=("x", x), y=("median", y))
        return [middle]
    sheet.mark("area", rows, {"color": hue, "opacity": 0.2}, x=("x", x), y=("low90", y), y2="high90")
    sheet.mark("area", rows, {"color": hue, "opacity": 0.32}, x=("x", x), y=("low50", y), y2="high50")
    sheet.mark("line", rows, line, x=("x", x), y=("median", y))
    return [
        End(end, y((last["high50"] + last["high90"]) / 2), "90 of 100 worlds", hue),
        End(end, y((last["median"] + last["high50"]) / 2), "50 of 100 worlds", hue),
        middle,
    ]


def _joint(parts: _Parts, first: Any) -> tuple[Any, float] | None:
    """The last figure before a fan opens, so that it opens from a point and leaves no gap."""
    known = parts.series if parts.later is None else pd.concat([parts.series, parts.later])
    past = known[known["month"] < first].sort_values("month")
    return None if past.empty else (past["month"].iloc[-1], float(past["value"].iloc[-1]))


def _targets(sheet: Sheet, targets: pd.DataFrame | None, y: Scale) -> list[End]:
    if targets is None or targets.empty:
        return []
    values = [float(value) for value in targets["value"]]
    sheet.rules([(0, y(value), sheet.plot_width, y(value)) for value in values], INK, 1.25, strokeDash=[6, 3])
    return [
        End(sheet.plot_width, y(value), str(label), INK) for value, label in zip(values, targets["label"], strict=True)
    ]


def _line(sheet: Sheet, parts: _Parts, x: Scale, y: Scale, *, size: float, marks: list[float]) -> None:
    rows: list[Row] = [
        {"x": _middle(month), "value": float(value)} for month, value in parts.series.itertuples(index=False)
    ]
    sheet.mark("line", rows, {"stroke": INK, "strokeWidth": 2.25, "strokeJoin": "round"}, x=("x", x), y=("value", y))
    if len(rows) <= 30:
        dot = {"filled": True, "color": INK, "opacity": 1, "size": 14 if sheet.narrow else 22}
        sheet.mark("point", rows, dot, x=("x", x), y=("value", y))
    peak = max(rows, key=lambda row: row["value"])
    half = text_width(parts.observed_label, size, bold=True) / 2
    limit = min((mark for mark in marks if mark > x(peak["x"])), default=sheet.plot_width) - 5
    at = max(half, min(x(peak["x"]), limit - half))
    sheet.labels([Label(at, y(peak["value"]) - 9, parts.observed_label, INK, size, "center", bold=True, halo=True)])


def _later(sheet: Sheet, parts: _Parts, x: Scale, y: Scale, size: float) -> None:
    if parts.later is None:
        return
    rows: list[Row] = [
        {"x": _middle(month), "value": float(value)} for month, value in parts.later.itertuples(index=False)
    ]
    ring = {"filled": True, "fill": PAPER, "stroke": INK, "strokeWidth": 1.75, "opacity": 1, "size": 48}
    sheet.mark("point", rows, ring, x=("x", x), y=("value", y))
    last = rows[-1]
    text = f"{parts.later_label}: {words.number(last['value'])}"
    at = max(text_width(text, size, bold=True), min(x(last["x"]) + 6, sheet.plot_width))
    below = y(last["value"]) + 7 + size
    left = at - text_width(text, size, bold=True)
    drawn = [(x(_middle(month)), y(float(value))) for month, value in _all_points(parts)]
    drawn += [(at, y(float(value))) for value in (parts.targets["value"] if parts.targets is not None else ())]
    for foot in (below, y(last["value"]) - 10):
        inside = 0 < foot < sheet.plot_height - 4
        if inside and not any(left - 4 <= px <= at + 4 and foot - size - 2 <= py <= foot + 4 for px, py in drawn):
            sheet.labels([Label(at, foot, text, INK, size, "right", bold=True, halo=True)])
            return
    # no free place beside the rings: the subtitle has to name them


def _all_points(parts: _Parts) -> list[tuple[Any, Any]]:
    tables = [parts.series] if parts.later is None else [parts.series, parts.later]
    return [(month, value) for table in tables for month, value in table[["month", "value"]].itertuples(index=False)]
