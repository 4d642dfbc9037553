"""Screens of a forecast, and of how good forecasts would have been."""

from __future__ import annotations

from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from suasion.show import words
from suasion.show.terminal import plain_table
from suasion.show.words import month_words


def forecast_screen(answer: dict[str, Any]) -> RenderableType:
    """Median and range a month, and the chance to fall below each level asked about."""
    below = answer["probability_below"]
    table = plain_table("Month", "Middle", "50 of 100", "90 of 100", *(f"below {level}" for level in below))
    quantiles = answer["quantiles"]
    for index, month in enumerate(answer["months"]):
        table.add_row(
            month_words(month),
            words.number(answer["median"][index]),
            words.span(quantiles["0.25"][index], quantiles["0.75"][index]),
            words.span(quantiles["0.05"][index], quantiles["0.95"][index]),
            *(words.frequency(below[level][index], worlds=answer["draws"]) for level in below),
        )
    head = f"{answer['column']} after {answer['as_of']}: {answer['method']}, {answer['draws']:,} draws"
    notes = [Text(f"! {warning}", style="yellow") for warning in answer["warnings"]]
    return Group(Text(head, style="bold"), table, *notes)


def hindcast_screen(answer: dict[str, Any]) -> RenderableType:
    """One row a method: mean CRPS, error, and how often the 90% band held."""
    table = plain_table("Method", "Mean CRPS", "MAPE", "Inside the 90% range", "Forecasts")
    for method, mean in answer["means"].items():
        table.add_row(
            method.replace("_", " "),
            words.number(mean["crps"]),
            words.percent(mean["mape_pct"] / 100),
            words.percent(mean["coverage90"], 2),
            str(mean["n"]),
        )
    span = f"origins {answer['origins'][0]} to {answer['origins'][-1]}"
    ahead = "1 month" if answer["horizon"] == 1 else f"1 to {answer['horizon']} months"
    head = f"{answer['series']}: {span}, {ahead} ahead"
    notes = (
        "Each origin sees only what was published on the day its own figure came out.",
        "CRPS (continuous ranked probability score): how far the whole forecast lay from what came, in the series' "
        "own unit; MAPE (mean absolute percentage error): how far its middle lay. Lower is better for both.",
        "Inside the 90% range: how often what came lay where 90 of 100 worlds said. 90% is best, more is too wide.",
    )
    return Group(Text(head, style="bold"), table, *(Text(note, style="dim") for note in notes))
