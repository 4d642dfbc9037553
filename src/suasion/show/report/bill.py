"""What duty does the tariff bring, in this variant and as announced, on imports held as they would have been?"""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from suasion.accord.measures import Tariff
from suasion.show import words
from suasion.show.figures import Figure, ranking, tariff_steps
from suasion.show.page import Card, Section, Table
from suasion.show.report.view import View, anchor

HELD = "on imports held as they would have been"
MOVED = "once imports respond"


def _charged(view: View) -> bool:
    """Whether a tariff is in force in any world of this variant."""
    return bool(view.bill["total_usd"]["q95"] > 0 or view.bill["total_usd"]["mean"] > 0)


def _announced(view: View) -> bool:
    return bool(view.bill["as_scheduled"]["static_usd"] > 0)


def _shown(view: View) -> dict[str, Any]:
    """The bill that the figures show: this variant's, or the announced one if nothing is owed."""
    shown: dict[str, Any] = view.bill if _charged(view) else view.bill["as_scheduled"]
    return shown


def totals(view: View) -> list[tuple[str, dict[str, float]]]:
    """The duty collected on imports held as they would have been and, where they can respond, once they do."""
    found = [(HELD, _shown(view)["total_usd"])]
    response = view.bill.get("with_response")
    if response is not None:
        answer = response if _charged(view) else response["as_scheduled"]
        found.append((MOVED, answer["duty_collected_usd"]))
    return found


def _both(view: View) -> str:
    """Both bills in running text, each named for what it is."""
    return ", and ".join(
        f"{words.about(total['mean'], 3)} US dollars {what}{view.range_words(total)}" for what, total in totals(view)
    )


def lede(view: View) -> str:
    """One sentence on the bill."""
    if not _announced(view):
        return ""
    end = words.day(view.accord.period.end)
    if _charged(view):
        share = view.bill["worlds_charged_share"]
        comes = f"The duty comes into force in {view.in_worlds(share)}. " if share < 1 else ""
        return f"{comes}The duty collected by {end} is {_both(view)}."
    return (
        f"No duty is owed in this variant; had it gone ahead {view.scheduled_word}, the duty collected by {end} would "
        f"have been {_both(view)}."
    )


def cards(view: View) -> list[Card]:
    """One card: what is collected, or what the threat was worth."""
    if not _announced(view):
        return []
    end = words.day(view.accord.period.end)
    said = [
        f"{words.usd_short(total['mean'])} {what}"
        + (f" ({words.usd_short(total['q05'])} to {words.usd_short(total['q95'])})" if view.ranged else "")
        for what, total in totals(view)
    ]
    held = "; ranges hold 90 of 100 worlds" if view.ranged else ""
    if _charged(view):
        amounts = list(dict.fromkeys(words.usd_short(total["mean"]) for _, total in totals(view)))
        return [Card("Tariff bill", " or ".join(amounts), f"collected by {end}: {'; '.join(said)}{held}")]
    word = view.scheduled_word.capitalize()
    return [Card("Tariff bill", words.usd_short(0), f"owed in this variant. {word}, by {end}: {'; '.join(said)}{held}")]


def section(view: View) -> Section | None:
    """Steps and monthly bill, the chapters that bear most, and the static reference figures."""
    if not _announced(view):
        return None
    return Section(
        "bill",
        "What does the tariff cost?",
        figures=(*_steps(view), _chapters(view)),
        tables=(_reference(view),),
        notes=tuple(view.bill["assumes"]),
    )


def _steps(view: View) -> tuple[Figure, ...]:
    ds = view.result.dataset
    starts = [str(day) for day in ds["period"].to_numpy()]
    scheduled = ds["scheduled_rate_in_force"].to_numpy().mean(axis=0)
    in_force = ds["rate_in_force"].to_numpy().mean(axis=0)
    figures = []
    for index, name in enumerate(str(name) for name in ds["tariff"].to_numpy()):
        measure = view.accord.measures[name]
        differs = not np.allclose(in_force[index], scheduled[index])
        figures.append(
            tariff_steps(
                _changes(starts, in_force[index]),
                _monthly(view, index),
                id=f"steps-{anchor(name)}",
                title=_steps_title(view),
                subtitle=f"{measure.title}: rate by day, and duty by month {HELD}",
                footer="Sources: the accord’s steps; US Census Bureau, imports for consumption by HS chapter.",
                until=view.accord.period.end,
                threatened=_changes(starts, scheduled[index]) if differs else None,
                threatened_label=view.scheduled_word.capitalize(),
                bill_heading=f"Duty a month{_ahead(view)}, US dollars; {_lines(view)}",
                reviews=view.reviews(),
            )
        )
    return tuple(figures)


def _monthly(view: View, tariff: int) -> pd.DataFrame:
    """Columns month, value_usd, low_usd, high_usd: duty of one tariff, of this variant or as announced."""
    ds = view.result.dataset
    duty = ds["duty_usd" if _charged(view) else "scheduled_duty_usd"].to_numpy()[:, tariff]
    paid = duty * ds["collected_share"].to_numpy()[:, None]
    low, high = view.ends(paid)
    months = [str(month) for month in ds["month"].to_numpy()]
    ends = {"low_usd": low, "high_usd": high} if view.ranged else {}
    return pd.DataFrame({"month": months, "value_usd": paid.mean(axis=0), **ends})


def _steps_title(view: View) -> str:
    total = _shown(view)["total_usd"]
    end = words.day(view.accord.period.end)
    amount = f"{words.about(total['mean'])} US dollars of duty"
    if _charged(view):
        return f"Imports held as they would have been bring {amount} by {end}"
    word = view.scheduled_word.capitalize()
    return f"{word}, imports held as they would have been bring {amount} by {end}; here none is owed"


def _ahead(view: View) -> str:
    return "" if _charged(view) else " had it gone ahead"


def _lines(view: View) -> str:
    """What the line through a bar is."""
    return "the line spans 90 of 100 worlds" if view.ranged else view.few_words


def _changes(starts: list[str], rates: NDArray[np.float64]) -> pd.DataFrame:
    """Columns date, rate_share: the first day and each day on which the rate changes."""
    keep = [0, *(index for index in range(1, len(rates)) if rates[index] != rates[index - 1])]
    return pd.DataFrame(
        {
            "date": [datetime.date.fromisoformat(starts[index]) for index in keep],
            "rate_share": [float(rates[index]) for index in keep],
        }
    )


def _chapters(view: View) -> Figure:
    ds = view.result.dataset
    charged = _charged(view)
    variable = "duty_hs2_usd" if charged else "scheduled_duty_hs2_usd"
    draws = ds[variable].to_numpy() * ds["collected_share"].to_numpy()[:, None]
    codes = [str(code) for code in ds["hs2"].to_numpy()]
    labels = view.bill["by_hs2"]
    mean = draws.mean(axis=0)
    frame = pd.DataFrame(
        {
            "name": [f"{labels[code]['label']} ({code})" if code != "all" else "All goods" for code in codes],
            "value": mean,
        }
    )
    if view.ranged:
        frame["low"], frame["high"] = view.ends(draws)
    top = 10
    order = np.argsort(-mean, kind="stable")
    rest = draws[:, order[top:]].sum(axis=1)
    other = None
    if len(order) > top and view.ranged:
        edges = view.ends(rest)
        other = (float(rest.mean()), float(edges[0]), float(edges[1]))
    first = frame.iloc[int(order[0])]
    share = float(mean[order[0]] / mean.sum()) if mean.sum() > 0 else 0.0
    verb = "falls" if charged else "would have fallen"
    return ranking(
        frame,
        id="chapters",
        title=f"{words.percent(share, 2)} of the duty {verb} on {first['name']}",
        subtitle=(f"Duty by HS chapter over the run{_ahead(view)} {HELD}, US dollars; {_lines(view)}"),
        footer="Source: US Census Bureau, imports for consumption from Mexico; suasion.",
        unit="USD",
        top=top,
        other=other,
        name_heading="HS chapter",
    )


def _reference(view: View) -> Table:
    """Static duty on the base year: a figure without any forecast, to check by hand."""
    tariffs = [measure for measure in view.accord.measures.values() if isinstance(measure, Tariff)]
    year = tariffs[0].imports.base_year if tariffs else ""
    rows: list[tuple[str, str, str]] = [
        (
            f"A whole year at {words.percent(float(rate))}",
            words.usd_short(value),
            f"{year} imports of {words.usd_short(view.bill['base_year_imports_usd'])} times the rate",
        )
        for rate, value in view.bill["static_per_year_usd"].items()
    ]
    span = f"{words.day(view.accord.period.start)} to {words.day(view.accord.period.end)}"
    scheduled = view.bill["as_scheduled"]["static_usd"]
    rows.append(
        (
            f"{view.scheduled_word.capitalize()}, {span}",
            words.usd_short(scheduled),
            f"each month of {year} at its rate, by days in force",
        )
    )
    rows.append(
        (f"In this variant, {span}", words.usd_short(view.bill["static_usd"]), "the same at the rates in force")
    )
    return Table(("What", "Duty", "How"), tuple(rows), f"Static duty on the unchanged imports of {year}", ("Duty",))
