"""Is the deal on track? The finding, the cards, the fan and the chances."""

from __future__ import annotations

from typing import Any

import pandas as pd

from suasion.show import words
from suasion.show.figures import Figure, fan
from suasion.show.page import Card, Chip, Inline, Section, Table, Tone
from suasion.show.report.view import View, anchor
from suasion.show.words import COMPARATORS, day_words, month_words

HISTORY_MONTHS = 24


def headline(view: View) -> list[dict[str, Any]]:
    """One row a review, in order: the target that the review decides on, else the one likeliest to be met."""
    rows = []
    for name, review in view.accord.reviews.items():
        here = [row for row in view.track if row["review"] == name]
        if here:
            rows.append(next((r for r in here if r["target"] == review.decides), max(here, key=_chance)))
    return sorted(rows, key=lambda row: str(row["review_date"]))


def _chance(row: dict[str, Any]) -> float:
    return float(row["probability"])


def level_words(row: dict[str, Any], counted: str = "") -> str:
    """The level as set: `at most 50,000`, `below 20,000`, `0`; `at most 50% of May 2019` for a ratio.

    With `counted` a ratio also says what is counted: `at most 50% of the crossings of May 2019`.
    """
    if row["statistic"] == "ratio":
        base = month_words(row["base_month"]) if row["base_month"] else "the base month"
        of = f"the {counted} of {base}" if counted else base
        return f"{COMPARATORS[row['comparator']]} {words.percent(row['level'])} of {of}"
    number = words.number(row["level"])
    if row["level"] == 0 and row["comparator"] == "at_most":
        return number
    return f"{COMPARATORS[row['comparator']]} {number}"


def finding(view: View) -> str:
    """The title of the report, from the last review that is still open, else the last one."""
    rows = headline(view)
    if not rows:
        return ""
    row = next((r for r in reversed(rows) if r["outcome"] is None), rows[-1])
    counted = view.counted(row["series"])
    goal = f"{row['set_by']}’s target of {level_words(row, counted)}"
    if row["statistic"] != "ratio":
        goal += f" {counted}"
    if row["outcome"] is not None:
        came = (
            f"{words.number(row['outcome']['value'], 6)} {view.counted(row['series'])} in {month_words(row['month'])}"
        )
        return f"{came}: {goal_short(row)} {outcome_words(row['outcome'])}"
    month = month_words(row["month"])
    count = view.in_worlds(row["probability"])
    reach = "reaches" if view.draws == 1 else "reach"
    if view.draws < words.FEWEST_FOR_SHARE:
        return f"On past course alone, {count} {reach} {goal} in {month}: too few worlds to say how likely that is"
    return f"On past course alone, {goal} in {month} is {words.likely(row['probability'])}: {count} {reach} it"


def goal_short(row: dict[str, Any]) -> str:
    """The target by who set it: `Mexico’s target of at most 50,000`."""
    return f"{row['set_by']}’s target of {level_words(row)}"


def outcome_words(outcome: dict[str, Any]) -> str:
    """`met`, `missed`, or missed but within the slack that the accord grants."""
    near = outcome["met_with_slack"] and not outcome["met"]
    return words.outcome(outcome["met"]) + (", but within the slack of “about”" if near else "")


def lede(view: View) -> str:
    """Where things stand, in two sentences."""
    rows = headline(view)
    if not rows:
        return ""
    series = rows[-1]["series"]
    last = view.observed(series).iloc[-1]
    return (
        f"On {words.day(view.as_of)} the last published figure is {words.number(last['value'], 6)} "
        f"{view.counted(series)} in {month_words(last['month'])}. The forecast continues the series as it was and "
        "holds no effect of the accord’s measures."
    )


def cards(view: View) -> list[Card]:
    """A card for each of the last two reviews."""
    found = []
    for row in headline(view)[-2:]:
        goal = f"{row['set_by']}: {level_words(row)} in {month_words(row['month'])}"
        foreseen = f"{view.in_worlds(row['probability'])} on {day_words(row['informed_on'])}"
        tone: Tone = "open"
        if row["outcome"] is None:
            value, detail = view.frequency(row["probability"]), f"worlds reach it on past course alone. {goal}"
        else:
            tone = "met" if row["outcome"]["met"] else "missed"
            value = words.outcome(row["outcome"]["met"])
            came = words.number(row["outcome"]["value"], 6)
            near = ", within the slack of “about”" if outcome_words(row["outcome"]) != value else ""
            detail = f"{goal}: {came} came{near}. Foreseen in {foreseen}, with {_table_words(row)} on the table"
        found.append(Card(f"{row['review_title']}, {day_words(row['review_date'])}", value, detail, tone))
    latest = _latest_card(view)
    return [*found, latest] if latest else found


def _table_words(row: dict[str, Any]) -> str:
    """The last figure out by the review: `94,897 in June 2019`."""
    last = row["last_published"]
    return f"{words.number(last['value'], 6)} in {month_words(last['month'])}"


def _latest_card(view: View) -> Card | None:
    rows = headline(view)
    if not rows:
        return None
    series = rows[-1]["series"]
    known = view.observed(series)
    signed = f"{view.accord.signed:%Y-%m-%d}"
    before = known[known["published_on"] <= signed]
    last = known.iloc[-1]
    detail = (
        f"{view.counted(series)} in {month_words(last['month'])}, first published {day_words(last['published_on'])}"
    )
    if len(before) and before.iloc[-1]["month"] != last["month"]:
        base = before.iloc[-1]
        change = last["value"] / base["value"] - 1
        sign = "+" if change > 0 else ""
        since = f"{month_words(base['month'])}, the last known at the signing"
        detail += f"; {sign}{words.percent(change, 2)} on {since}"
    return Card("Latest figure", words.number(last["value"], 6), detail)


def section(view: View) -> Section | None:
    """The first section: the fan of each series, the chances, and how they moved."""
    if not view.track:
        return None
    series = list(dict.fromkeys(row["series"] for row in view.track))
    figures = [figure for name in series for figure in [_fan(view, name)] if figure is not None]
    return Section(
        "track",
        "Is the deal on track?",
        figures=tuple(figures),
        tables=(_chances(view), _over_time(view)),
        notes=tuple(dict.fromkeys(text for row in view.track for text in row["assumes"])),
    )


def _fan(view: View, series: str) -> Figure | None:
    known = view.observed(series)
    paths = view.quantiles("reported", series)
    future = paths[paths["month"] > known["month"].iloc[-1]]
    earlier = None
    if "reported_at_signing" in view.result.dataset:
        signing = view.quantiles("reported_at_signing", series)
        signed = f"{view.accord.signed:%Y-%m-%d}"
        known_then = known.loc[known["published_on"] <= signed, "month"]
        earlier = signing[signing["month"] > (known_then.iloc[-1] if len(known_then) else "")]
    since = known[known["published_on"] > f"{view.accord.signed:%Y-%m-%d}"]
    observed, later = known.tail(HISTORY_MONTHS), since if len(since) else None
    if future.empty:
        # everything is known: show what was foreseen on the day of signature, and what came
        if earlier is None or earlier.empty:
            return None
        later = known[known["month"] >= earlier["month"].iloc[0]]
        observed = known[known["month"] < earlier["month"].iloc[0]].tail(HISTORY_MONTHS)
        future, earlier = earlier, None
    elif earlier is not None and len(earlier) == len(future):
        earlier = None  # nothing has come out since: both fans are one
    rows = [row for row in view.track if row["series"] == series]
    levels = [row for row in rows if row["statistic"] != "ratio"]
    targets = pd.DataFrame(
        {
            "value": [row["level"] for row in levels],
            "label": [f"{row['set_by']}: {level_words(row)}" for row in levels],
        }
    ).drop_duplicates()
    source = "US Customs and Border Protection" if series.startswith("us_sw") else view.series_title(series)
    return fan(
        observed,
        future,
        id=f"fan-{anchor(series)}",
        title=_fan_title(view, series, known),
        subtitle=_fan_subtitle(view, series, later is not None),
        footer=f"Source: {source}, as published by {words.day(view.as_of)}; forecast by suasion.",
        unit=view.unit(series),
        targets=targets,
        reviews=view.reviews(),
        earlier=earlier,
        earlier_label=f"As seen on {words.day_short(view.accord.signed)}",
        later=later,
        later_label="Published since the signing",
        ranged=view.ranged,
    )


def _fan_subtitle(view: View, series: str, rings: bool) -> str:
    marked = "; rings came out after the signing" if rings else ""
    bands = "bands hold 50 and 90 of 100 worlds" if view.ranged else view.few_words
    return f"{view.series_title(series)}, {view.unit(series)}; {bands}{marked}"


def _fan_title(view: View, series: str, known: pd.DataFrame) -> str:
    rows = [row for row in headline(view) if row["series"] == series]
    last = known.iloc[-1]
    start = f"{words.number(last['value'], 6)} {view.counted(series)} in {month_words(last['month'])}"
    if not rows or rows[-1]["outcome"] is not None:
        return start
    row = rows[-1]
    count, reach = view.in_worlds(row["probability"]), "reaches" if view.draws == 1 else "reach"
    return f"{start}; {count} {reach} {level_words(row)} in {month_words(row['month'])}"


def _chances(view: View) -> Table:
    rows = []
    for row in view.track:
        low, high = row["value"]["q05"], row["value"]["q95"]
        table = row["on_the_table"]
        came = row["outcome"]
        rows.append(
            (
                f"{row['review_title']}, {day_words(row['review_date'])}",
                f"{row['set_by']}: {level_words(row)}",
                month_words(row["month"]),
                words.chance(row["probability"], view.draws),
                view.frequency(row["probability_with_slack"]) if _has_slack(view, row) else None,
                _lies_in(view, row, low, high),
                None if table is None else f"{month_words(table['month'])}: {_fact(view, table['probability'])}",
                None if came is None else _came(came),
            )
        )
    columns = (
        "Review",
        "Target",
        "Month judged",
        "Chance, on what was published by the review",
        "With slack",
        "90 of 100 worlds lie in" if view.ranged else "Range",
        "On the table at the review",
        "What came",
    )
    return Table(columns, tuple(rows), "The chance that each target is met")


def _came(came: dict[str, Any]) -> tuple[Inline, ...]:
    slack = (" met with slack",) if came["met_with_slack"] and not came["met"] else ()
    return (f"{words.number(came['value'], 6)} ", Chip(words.outcome(came["met"])), *slack)


def _lies_in(view: View, row: dict[str, Any], low: float, high: float) -> str | None:
    """The range of the figure judged; none where worlds are few."""
    if not view.ranged:
        return None
    return words.span(low, high) if row["statistic"] != "ratio" else f"{low:.2f} to {high:.2f}"


def _fact(view: View, share: float) -> str:
    return words.outcome(bool(share)) if share in (0.0, 1.0) else f"met in {view.frequency(share)}"


def _has_slack(view: View, row: dict[str, Any]) -> bool:
    return view.accord.targets[row["target"]].slack.on() > 0


def _over_time(view: View) -> Table:
    days = list(dict.fromkeys(point["day"] for row in view.track for point in row["over_time"]))
    rows = []
    for row in view.track:
        at = {point["day"]: view.frequency(point["probability"]) for point in row["over_time"]}
        rows.append((f"{row['review_title']}: {row['set_by']}, {level_words(row)}", *(at.get(day) for day in days)))
    columns = ("Worlds that meet the target, seen on", *(day_words(day) for day in days))
    return Table(columns, tuple(rows), "How the chance moved with each new figure")
