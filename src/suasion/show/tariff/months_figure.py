"""What a firm's entries owe month by month: anyway, expected of a threat on top, and if it comes; its rate above."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from suasion.show import words
from suasion.show.figures import NEUTRAL, Figure, party_hues
from suasion.show.figures.canvas import Label, Row, Scale, Sheet, day_number, nice_ticks
from suasion.show.figures.lettering import wrap
from suasion.show.figures.marks import End, grid, margin_names, margin_width
from suasion.show.figures.months import month_axis
from suasion.show.figures.palette import INK, MUTED, tint

_HUE = party_hues(["US"])["US"]
_RATE = "Rate as announced, percent of customs value"
_DUTY = "Duty and fees by month of entry, US dollars"


def duty_by_month(
    bill: pd.DataFrame, steps: Sequence[tuple[dt.date, float]], *, title: str, subtitle: str, probability: float
) -> Figure:
    """What is owed in each month in the cases that a threat leaves open?

    Parameters
    ----------
    bill : DataFrame by month (Period)     owed_usd, expected_threat_usd, threat_duty_usd
    steps : (day, rate)                    the threat's rate from each day on; empty without a threat
    probability                            of the threat

    Raises
    ------
    ValueError                             if there is no month
    """
    if bill.empty:
        raise ValueError("duty_by_month: no month to draw. Got an empty table; allowed one row or more.")
    every = pd.period_range(bill.index.min(), bill.index.max(), freq="M")
    bill = bill.reindex(every, fill_value=0.0)
    parts = _Parts(bill, [(day, 100 * rate) for day, rate in steps], 0 < probability < 1)
    months = [words.month(month.start_time.date()) for month in every]
    columns = {"Month": months, "Owed anyway (USD)": bill["owed_usd"].round(2).to_list()}
    if steps:
        columns["Expected of the threat (USD)"] = bill["expected_threat_usd"].round(2).to_list()
        columns["Added if it comes (USD)"] = bill["threat_duty_usd"].round(2).to_list()
    total = (bill["owed_usd"] + bill["threat_duty_usd"]).to_numpy(float)
    top = int(total.argmax())
    alt = (
        f"{title.rstrip('.')}. Bars by month, {months[0]} to {months[-1]}; the highest"
        f"{' if the duty comes' if steps else ''} is {months[top]} with {words.usd(float(total[top]))}, of which "
        f"{words.usd(float(bill['owed_usd'].iloc[top]))} is owed anyway."
    )
    return Figure(
        "duty-by-month",
        title,
        subtitle,
        "Source: the ledger; rates by suasion. A model of the rules, no legal advice.",
        alt,
        pd.DataFrame(columns),
        lambda width: _draw(parts, width),
    )


@dataclass(frozen=True, eq=False)
class _Parts:
    bill: pd.DataFrame
    steps: list[tuple[dt.date, float]]
    has_expected: bool

    @property
    def span(self) -> tuple[dt.date, dt.date]:
        return self.bill.index[0].start_time.date(), self.bill.index[-1].end_time.date()


def _draw(parts: _Parts, width: int) -> Sheet:
    narrow = width < 520
    size = 12.5 if narrow else 13
    left, right = (
        (50 if narrow else 56),
        round(margin_width(["Owed anyway", "If it comes"], size, 92 if narrow else 150)),
    )
    head = wrap(_RATE, width - 8, size, bold=True)
    foot = wrap(_DUTY, width - 8, size, bold=True)
    step = size * 1.25
    upper = (90 if narrow else 100) if parts.steps else 0
    top = len(head if parts.steps else foot) * step + 20
    gap = 26 + len(foot) * step + 22 if parts.steps else 0
    lower = 190 if narrow else 210
    sheet = Sheet(width, round(top + upper + gap + lower + 40), left, right, round(top), 40)
    first, last = parts.span
    x = Scale(day_number(first), day_number(last), 0, sheet.plot_width)
    if parts.steps:
        _headline(sheet, head, -sheet.top, size)
        _rates(sheet, parts, x, upper, size)
        _headline(sheet, foot, upper + 26, size)
    else:
        _headline(sheet, foot, -sheet.top, size)
    _bars(sheet, parts, x, lower, size)
    month_axis(sheet, x, parts.span, size)
    return sheet


def _headline(sheet: Sheet, lines: tuple[str, ...], top: float, size: float) -> None:
    sheet.labels([Label(-sheet.left, top + size + index * size * 1.25, text, INK, size, bold=True)
                  for index, text in enumerate(lines)])  # fmt: skip


def _rates(sheet: Sheet, parts: _Parts, x: Scale, height: float, size: float) -> None:
    """The announced rate as stairs, clipped to the months drawn."""
    first, last = parts.span
    ticks = nice_ticks(max(rate for _, rate in parts.steps) or 5, 3)
    y = Scale(0, ticks[-1], height, 0)
    grid(sheet, y, ticks, size, suffix="%")
    corners: list[tuple[dt.date, float]] = [(first, 0.0)]
    for day, rate in parts.steps:
        if day > last:
            break
        at = max(day, first)
        corners += [(at, corners[-1][1]), (at, rate)]
    corners.append((last, corners[-1][1]))
    rows: list[Row] = [{"x": day_number(day), "y": rate, "n": n} for n, (day, rate) in enumerate(corners)]
    dashed = {"stroke": _HUE, "strokeWidth": 2.5, "strokeDash": [6, 3]}
    sheet.mark("line", rows, dashed, x=("x", x), y=("y", y), order="n")
    end = rows[-1]
    margin_names(
        sheet, [End(x(end["x"]), y(end["y"]), f"As announced: {words.number(end['y'])}%", _HUE, bold=True)], size,
        -9, height + 12,
    )  # fmt: skip


def _bars(sheet: Sheet, parts: _Parts, x: Scale, height: float, size: float) -> None:
    bill, base = parts.bill, sheet.plot_height
    total = bill["owed_usd"] + bill["threat_duty_usd"]
    ticks = nice_ticks(float(total.max()) or 1, 4)
    y = Scale(0, ticks[-1], base, base - height)
    sizes = ((1e9, "billion dollars"), (1e6, "million dollars"), (1e3, "thousand dollars"))
    one, word = next(((one, word) for one, word in sizes if ticks[-1] >= one), (1.0, "dollars"))
    grid(sheet, y, ticks, size, one=one, word=word)
    slim = sheet.plot_width / len(bill) < 9
    rows: list[Row] = []
    for month, owed, expected, threat in zip(
        bill.index, bill["owed_usd"], bill["expected_threat_usd"], bill["threat_duty_usd"], strict=True
    ):
        start, end = day_number(month.start_time), day_number(month.end_time)
        rows.append({
            "x": start + (1 if slim else 4), "x2": end - (1 if slim else 3), "zero": 0.0, "owed": float(owed),
            "expected": float(owed + expected), "comes": float(owed + threat),
        })  # fmt: skip
    hit = [row for row in rows if row["comes"] > row["owed"]]
    if parts.has_expected:
        outline = {"fill": tint(_HUE, 0.12), "stroke": _HUE, "strokeWidth": 1, "strokeDash": [3, 2]}
        sheet.mark("rect", hit, outline, x=("x", x), x2="x2", y=("owed", y), y2="comes")
        solid = {"color": tint(_HUE, 0.65)}
        sheet.mark("rect", hit, solid, x=("x", x), x2="x2", y=("owed", y), y2="expected")
    else:
        sheet.mark("rect", hit, {"color": tint(_HUE, 0.55)}, x=("x", x), x2="x2", y=("owed", y), y2="comes")
    sheet.mark("rect", rows, {"color": tint(NEUTRAL, 0.6)}, x=("x", x), x2="x2", y=("zero", y), y2="owed")
    _name_bars(sheet, parts, x, y, rows, hit, size)


def _name_bars(sheet: Sheet, parts: _Parts, x: Scale, y: Scale, rows: list[Row], hit: list[Row], size: float) -> None:
    """Names in the margin, led from the last bar that shows all parts."""
    owed = max(reversed(rows), key=lambda row: row["owed"]) if not hit else hit[-1]
    shown = max(hit[-3:], key=lambda row: row["comes"]) if hit else owed
    right = x(shown["x2"])
    ends = [End(right, y(shown["owed"] / 2), "Owed anyway", MUTED, bold=True)]
    if hit and parts.has_expected:
        ends.append(End(right, y((shown["owed"] + shown["expected"]) / 2), "Expected of the threat", _HUE, bold=True))
        ends.append(End(right, y((shown["expected"] + shown["comes"]) / 2), "If it comes", _HUE))
    elif hit:
        ends.append(End(right, y((shown["owed"] + shown["comes"]) / 2), "If it comes", _HUE, bold=True))
    margin_names(sheet, ends, size, sheet.plot_height - (y.start - y.end), sheet.plot_height)
