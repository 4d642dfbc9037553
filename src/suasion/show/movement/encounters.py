"""The part of a movement report on what becomes of people: who is intercepted where, and everybody's state."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from suasion.show import words
from suasion.show.figures import panels
from suasion.show.movement.answers import Moved
from suasion.show.movement.encounter_answers import monthly
from suasion.show.movement.estimates import bands, bands_name, renamed
from suasion.show.movement.phrases import about, people, site_title
from suasion.show.movement.tables import with_range
from suasion.show.page import Section, Table, Text

STATES = {
    "at_place": "at a place, free to go on",
    "on_link": "on the way",
    "held": "held",
    "waiting": "waiting before another attempt",
    "in_line": "waiting in line",
    "settled": "stayed for good",
}
_MOST_SITES = 12


def encounter_section(moved: Moved, answers: dict[str, Any]) -> Section | None:
    """What becomes of people: interceptions by site and month, and the state everybody is in at the end."""
    if "people_by_state" not in answers:
        return None
    sites = answers.get("interceptions", {})
    ranked = sorted(sites.items(), key=lambda item: (-item[1]["mean"], item[0]))
    total = sum(one["mean"] for _, one in ranked)
    paragraphs: list[Text] = []
    if ranked and total > 0:
        name, most = ranked[0]
        said = f"{about(total)} interceptions in all"
        if len(ranked) > 1:
            said += f", {words.frequency(min(most['mean'] / total, 1.0))} of them at {site_title(answers, name)}"
        paragraphs.append(
            f"{said[0].upper()}{said[1:]}. They are events, not persons: one person may be counted again."
        )
    tables = [_states(answers)]
    if ranked:
        tables.insert(0, _sites(answers, ranked))
    figure = _months(moved, answers, [name for name, one in ranked if one["mean"] > 0][:_MOST_SITES])
    return Section(
        "encounters",
        "What becomes of people?",
        paragraphs=tuple(paragraphs),
        figures=() if figure is None else (figure,),
        tables=tuple(tables),
        notes=("States add up, in every world and on every day, to everybody who has joined.",),
    )


def _sites(answers: dict[str, Any], ranked: list[tuple[str, dict[str, Any]]]) -> Table:
    rows = [((site_title(answers, name), people(one["mean"])), one) for name, one in ranked]
    return with_range(answers, ("Site", "Interceptions, mean"), rows, "Interceptions over the run, by site (events)")


def _states(answers: dict[str, Any]) -> Table:
    rows = [((STATES.get(state, state), people(one["mean"])), one) for state, one in answers["people_by_state"].items()]
    return with_range(answers, ("State", "People, mean"), rows, "Everybody at the end, by state")


def _months(moved: Moved, answers: dict[str, Any], names: list[str]) -> Any:
    """Interceptions by month and site; nothing if the run has fewer than two whole months."""
    run = moved.people
    if not names or "intercepted" not in run:
        return None
    dates = pd.DatetimeIndex(run["date"].to_numpy())
    whole = dates.to_series().groupby(dates.strftime("%Y-%m")).size()
    whole = whole[whole == [pd.Period(month).days_in_month for month in whole.index]]
    if len(whole) < 2:
        return None
    by_month = monthly(run).sel(month=list(whole.index))
    frames = []
    for name in names:
        fan = bands(by_month.sel(site=name).to_numpy())
        first_days = [pd.Period(month).start_time.date() for month in whole.index]
        frames.append(pd.DataFrame({"name": site_title(answers, name), "date": first_days, **fan, "value": np.nan}))
    figure = panels(
        pd.concat(frames, ignore_index=True),
        id="interceptions-by-month",
        title=f"Interceptions by month at {words.plural(len(names), 'site', 'sites')}",
        subtitle=f"Events a month, each site on a scale of its own; {bands_name(answers['draws'])}",
        footer="Source: worlds by suasion.",
        unit="events",
        name_heading="Site",
    )
    return renamed(figure, answers["draws"])
