"""Which rate applies when, and what it costs: steps by day above, the monthly bill below, on one calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from suasion.show import words
from suasion.show.figures.canvas import Figure, Label, Row, Scale, Sheet, day_number, nice_ticks
from suasion.show.figures.inputs import as_date, need_columns, need_counts, need_finite, need_reviews, need_rising
from suasion.show.figures.lettering import text_width, wrap
from suasion.show.figures.marks import End, grid, margin_names, margin_width, review_lines
from suasion.show.figures.months import month_axis
from suasion.show.figures.palette import INK, MUTED, NEUTRAL, party_hues, tint


def tariff_steps(
    in_force: pd.DataFrame,
    bill: pd.DataFrame,
    *,
    id: str = "tariff-steps",
    title: str,
    subtitle: str,
    footer: str,
    until: dt.date,
    alt: str = "",
    threatened: pd.DataFrame | None = None,
    threatened_label: str = "Threatened",
    in_force_label: str = "In force",
    rate_heading: str = "Rate, percent of customs value",
    bill_heading: str = "Duty a month, US dollars; the line spans 90 of 100 worlds",
    reviews: pd.DataFrame | None = None,
    hue: str = party_hues(["US"])["US"],
) -> Figure:
    """Which tariff applies on which day, which was only threatened, and what importers pay each month?

    Parameters
    ----------
    in_force : columns date, rate_share                    the rate from that day on; 0.05 is 5 percent
    bill : columns month, value_usd, low_usd, high_usd     mean and the range of 90 of 100 worlds, USD a month; without
                                                           low_usd and high_usd no range is drawn
    threatened : columns date, rate_share                  the announced schedule that does not (yet) apply
    until : date                                           last day drawn
    reviews : columns date, label                          label says when: `45-day review, 22 July`

    Raises
    ------
    ValueError        if a table lacks a column or a row, a number is not finite or negative, or a range is inverted
    """
    steps = _steps(in_force, "in_force", until)
    threat = None if threatened is None else _steps(threatened, "threatened", until)
    ranged = "low_usd" in bill.columns or "high_usd" in bill.columns
    if not ranged and "value_usd" in bill.columns:
        bill = bill.assign(low_usd=bill["value_usd"], high_usd=bill["value_usd"])
    cost = need_columns(bill, "bill", ("month", "low_usd", "value_usd", "high_usd"))
    need_finite(cost, "bill", ("low_usd", "value_usd", "high_usd"))
    need_rising(cost, "bill", ("low_usd", "value_usd", "high_usd"))
    need_counts(cost, "bill", "low_usd")
    cost = cost.assign(month=[as_date(month).replace(day=1) for month in cost["month"]]).sort_values("month")
    dates = need_reviews(reviews, min(steps["date"].iloc[0], cost["month"].iloc[0]), until)
    parts = _Parts(steps, threat, cost, until, dates, hue, in_force_label, threatened_label, rate_heading, bill_heading,
                   ranged)  # fmt: skip
    return Figure(
        id, title, subtitle, footer, alt or _alt(parts, title), _table(parts), lambda width: _draw(parts, width)
    )


@dataclass(frozen=True, eq=False)
class _Parts:
    steps: pd.DataFrame
    threat: pd.DataFrame | None
    bill: pd.DataFrame
    until: dt.date
    reviews: list[tuple[dt.date, str]]
    hue: str
    in_force_label: str
    threatened_label: str
    rate_heading: str
    bill_heading: str
    ranged: bool


def _steps(table: pd.DataFrame, name: str, until: dt.date) -> pd.DataFrame:
    kept = need_columns(table, name, ("date", "rate_share"))
    need_finite(kept, name, ("rate_share",))
    need_counts(kept, name, "rate_share")
    kept = kept.assign(date=[as_date(date) for date in kept["date"]]).sort_values("date").reset_index(drop=True)
    if kept["date"].iloc[-1] > until:
        raise ValueError(
            f"{name}: a step lies after the chart ends. Got {words.day(kept['date'].iloc[-1])}; "
            f"allowed up to {words.day(until)}. Move `until`."
        )
    return kept


def _table(parts: _Parts) -> pd.DataFrame:
    """First the days on which a rate changes, then the months and their bill."""
    rows: list[dict[str, Any]] = []
    for label, steps in ((parts.in_force_label, parts.steps), (parts.threatened_label, parts.threat)):
        for date, rate in [] if steps is None else steps.itertuples(index=False):
            rows.append({"When": f"from {words.day(date)}", "What": label, "Rate (%)": float(rate) * 100})
    for bill in parts.bill.to_dict("records"):
        rows.append(
            {
                "When": words.month(bill["month"]),
                "What": "Bill of the month",
                "Duty (USD)": float(bill["value_usd"]),
                "90 of 100 worlds, from (USD)": float(bill["low_usd"]),
                "90 of 100 worlds, to (USD)": float(bill["high_usd"]),
            }
        )
    columns = ["When", "What", "Rate (%)", "Duty (USD)"]
    if parts.ranged:
        columns += ["90 of 100 worlds, from (USD)", "90 of 100 worlds, to (USD)"]
    return pd.DataFrame(rows, columns=columns)


def _alt(parts: _Parts, title: str) -> str:
    last = parts.steps.iloc[-1]
    out = [
        f"{title.rstrip('.')}.",
        f"Step chart. {parts.in_force_label}: {words.percent(last['rate_share'])} from {words.day(last['date'])}.",
    ]
    if parts.threat is not None:
        first, end = parts.threat.iloc[0], parts.threat.iloc[-1]
        out.append(
            f"{parts.threatened_label}: {words.percent(first['rate_share'])} from {words.day(first['date'])}, "
            f"{words.percent(end['rate_share'])} from {words.day(end['date'])}."
        )
    top = parts.bill.iloc[int(parts.bill["value_usd"].to_numpy().argmax())]
    out.append(
        f"Bars below: the bill is highest in {words.month(top['month'])}, {words.usd(top['value_usd'])}"
        + (f", {words.between(top['low_usd'], top['high_usd'], worlds=90)}." if parts.ranged else ".")
    )
    return " ".join(out)


def _draw(parts: _Parts, width: int) -> Sheet:
    narrow = width < 520
    size = 12.5 if narrow else 13
    left = 42 if narrow else 48
    right = round(margin_width([parts.threatened_label, parts.in_force_label], size, 84 if narrow else 150))
    room = width - 8
    head = wrap(parts.rate_heading, room, size, bold=True)
    foot = wrap(parts.bill_heading, room, size, bold=True)
    row = size * 1.45
    count = len(parts.reviews)
    step = size * 1.25
    top = len(head) * step + 20 + count * row
    upper, lower = (150, 130) if narrow else (170, 140)
    lower = lower if parts.bill["high_usd"].max() else 36  # nothing to pay needs no room
    gap = 26 + len(foot) * step + 22
    sheet = Sheet(width, round(top + upper + gap + lower + 40), left, right, round(top), 40)

    firsts = [parts.steps["date"].iloc[0], parts.bill["month"].iloc[0]]
    lasts = [parts.until, _month_end(parts.bill["month"].iloc[-1])]
    x = Scale(day_number(min(firsts)), day_number(max(lasts)), 0, sheet.plot_width)
    tables = [table for table in (parts.steps, parts.threat) if table is not None]
    rates = nice_ticks(max(float(table["rate_share"].max()) for table in tables) * 100 or 5, 5)
    y = Scale(0, rates[-1], upper, 0)
    grid(sheet, y, rates, size, suffix="%")
    sheet.labels([Label(-left, -sheet.top + size + index * step, text, INK, size, bold=True)
                  for index, text in enumerate(head)])  # fmt: skip
    review_lines(sheet, parts.reviews, x, size, base=upper)
    ends = _threat(sheet, parts, x, y, size)
    rows = _stairs(parts.steps, parts.until)
    sheet.mark("line", rows, {"stroke": parts.hue, "strokeWidth": 3}, x=("x", x), y=("y", y), order="n")
    rate = words.percent(parts.steps["rate_share"].iloc[-1])
    ends.append(End(x(rows[-1]["x"]), y(rows[-1]["y"]), f"{parts.in_force_label}: {rate}", parts.hue, bold=True))
    margin_names(sheet, ends, size, -9, upper + 12)

    sheet.labels([Label(-left, upper + 26 + size + index * step, text, INK, size, bold=True)
                  for index, text in enumerate(foot)])  # fmt: skip
    _bars(sheet, parts, x, lower, size)
    month_axis(sheet, x, (min(firsts), max(lasts)), size)
    return sheet


def _month_end(month: dt.date) -> dt.date:
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def _stairs(steps: pd.DataFrame, until: dt.date) -> list[Row]:
    """Corners of the step line, in order, up to the last day drawn."""
    rows: list[Row] = []
    previous: float | None = None
    for date, rate in steps.itertuples(index=False):
        if previous is not None:
            rows.append({"x": day_number(date), "y": previous})
        previous = float(rate) * 100
        rows.append({"x": day_number(date), "y": previous})
    rows.append({"x": day_number(until), "y": rows[-1]["y"]})
    return [{**row, "n": index} for index, row in enumerate(rows)]


def _threat(sheet: Sheet, parts: _Parts, x: Scale, y: Scale, size: float) -> list[End]:
    if parts.threat is None:
        return []
    rows = _stairs(parts.threat, parts.until)
    start = {"x": rows[0]["x"], "y": 0.0, "n": -1}
    dashed = {"stroke": NEUTRAL, "strokeWidth": 2, "strokeDash": [5, 3]}
    sheet.mark("line", [start, *rows], dashed, x=("x", x), y=("y", y), order="n")
    labels = []
    edge = float("-inf")
    for date, rate in list(parts.threat.itertuples(index=False))[:-1]:
        text = words.percent(float(rate))
        at = x(day_number(date))
        if at >= edge:
            labels.append(Label(at + 3, y(float(rate) * 100) - 6, text, MUTED, size, halo=True))
            edge = at + text_width(text, size) + 6
    sheet.labels(labels)
    rate = words.percent(parts.threat["rate_share"].iloc[-1])
    return [End(x(rows[-1]["x"]), y(rows[-1]["y"]), f"{parts.threatened_label}: {rate}", MUTED, bold=True)]


def _bars(sheet: Sheet, parts: _Parts, x: Scale, height: float, size: float) -> None:
    base = sheet.plot_height
    highest = float(parts.bill["high_usd"].max())
    ticks = nice_ticks(highest or 1, 4)
    y = Scale(0, ticks[-1], base, base - height)
    one, word = next(
        ((one, word) for one, word in ((1e9, "billion dollars"), (1e6, "million dollars")) if ticks[-1] >= one),
        (1.0, "dollars"),
    )
    grid(sheet, y, ticks if highest else [0.0], size, one=one, word=word if highest else "")
    rows: list[Row] = []
    for bill in parts.bill.to_dict("records"):
        first, last = day_number(bill["month"]), day_number(_month_end(bill["month"]))
        rows.append(
            {
                "x": first + 4, "x2": last - 3, "y": float(bill["value_usd"]), "zero": 0.0,
                "middle": (first + last) / 2, "low": float(bill["low_usd"]), "high": float(bill["high_usd"]),
            }
        )  # fmt: skip
    bar = {"color": tint(parts.hue, 0.55)}
    sheet.mark("rect", rows, bar, x=("x", x), x2="x2", y=("y", y), y2="zero")
    sheet.mark("rule", rows, {"stroke": INK, "strokeWidth": 1.5}, x=("middle", x), y=("low", y), y2="high")
    labels = []
    for row in rows:
        text = words.number(row["y"] / one, 2)
        if text_width(text, size) <= x(row["x2"]) - x(row["x"]) + 8:
            labels.append(Label(x(row["middle"]), y(row["high"]) - 5, text, INK, size, "center", halo=True))
    sheet.labels(labels)
