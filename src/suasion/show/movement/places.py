"""The part of a movement report on where people are at the end: a map and every place ranked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from suasion.show import words
from suasion.show.figures import Figure, place_map
from suasion.show.movement.answers import Moved
from suasion.show.movement.estimates import ends
from suasion.show.movement.phrases import CAMPS, STAY, kind_of_place, people, title_of
from suasion.show.movement.tables import Row, with_range
from suasion.show.page import Section, Table, Text

_MOST_ROWS = 100


def first_day(moved: Moved) -> dt.date:
    """The date of day 0."""
    return dt.date.fromisoformat(str(moved.run.attrs["start_date"]))


def last_day(moved: Moved) -> dt.date:
    """The date of the last day."""
    return first_day(moved) + dt.timedelta(days=moved.run.sizes["day"] - 1)


def has_camps(moved: Moved) -> bool:
    """Whether any place is a camp."""
    return bool(np.isin(moved.run["kind"].to_numpy(), CAMPS).any())


def where_section(moved: Moved, answers: dict[str, Any]) -> Section:
    """Map and ranked places; states of people that the network counts as places stand apart from the map."""
    drawn = _map(moved, answers)
    notes: list[Text] = []
    paragraphs: list[Text] = []
    if drawn is None:
        notes.append("No map: the folder gives all places the same coordinates.")
    apart = [(title_of(answers, name), one) for name, one in answers["places"].items() if _is_state(answers, name)]
    if apart and drawn is not None:
        ranked = sorted(apart, key=lambda item: -item[1]["mean"])
        said = "; ".join(f"{title} {people(one['mean'])}" for title, one in ranked)
        paragraphs.append(f"Not on the map, because they are states of people and no places on the ground: {said}.")
    return Section(
        "where",
        "Where are people?",
        paragraphs=tuple(paragraphs),
        figures=() if drawn is None else (drawn,),
        tables=(_ranked(answers),),
        notes=tuple(notes),
    )


def _is_state(answers: dict[str, Any], name: str) -> bool:
    return bool(answers["places"][name].get("sort") == STAY)


def _map(moved: Moved, answers: dict[str, Any]) -> Figure | None:
    """The map of places on the ground; without camps all places are of one kind, and the largest are named first."""
    network = moved.network
    places = [place for place in network.places if not _is_state(answers, place.name)]
    latitude = [place.x if network.x_is_latitude else place.y for place in places]
    longitude = [place.y if network.x_is_latitude else place.x for place in places]
    if len(set(zip(latitude, longitude, strict=True))) < 2:
        return None
    frame = pd.DataFrame(
        {
            "name": [title_of(answers, place.name) for place in places],
            "latitude": latitude,
            "longitude": longitude,
            "people": [answers["places"][place.name]["mean"] for place in places],
            "camp": [place.is_camp or not has_camps(moved) for place in places],
        }
    )
    shut, on_map = _shut_links(moved), {place.name for place in places}
    roads_drawn = [link for link in network.links if {link.start, link.end} <= on_map]
    roads = pd.DataFrame(
        {
            "start": [title_of(answers, link.start) for link in roads_drawn],
            "end": [title_of(answers, link.end) for link in roads_drawn],
            "shut": [(link.start, link.end) in shut for link in roads_drawn],
        }
    )
    camps = [name for name, one in answers["places"].items() if one["kind"] in CAMPS]
    largest = sorted(camps, key=lambda name: -answers["places"][name]["mean"])[:2]
    total = answers["people_end"]["mean"]
    held = sum(answers["places"][name]["mean"] for name in largest)
    title = "Where people are at the end"
    if total > 0 and held >= 0.1 * total:
        share = words.frequency(min(held / total, 1.0))
        who = words.listing([title_of(answers, name) for name in largest])
        title = f"{who} hold{'s' if len(largest) == 1 else ''} {share} people"
    return place_map(
        frame,
        roads,
        title=title,
        subtitle=f"Mean number of people on {words.day(last_day(moved))}; circles grow with it in area",
        footer=f"Source: places and roads of {answers['folder']}; people by suasion.",
        camp_label="Camp" if has_camps(moved) else "Place",
    )


def _shut_links(moved: Moved) -> set[tuple[str, str]]:
    """Links that a closure of the folder or the command shuts on some day of the run."""
    program = moved.instance.program(
        compat=str(moved.run.attrs["compat"]) or None,
        days=moved.run.sizes["day"],
        hasten=int(moved.run.attrs["hasten"]),
        closures=moved.closures,
        strengths=moved.strengths,
    )
    return {
        (link.start, link.end)
        for link, is_open in zip(program.network.links, np.atleast_1d(program.open.all(axis=0)), strict=True)
        if not is_open
    }


def _ranked(answers: dict[str, Any]) -> Table:
    """Places, most people first; few columns, so that all of them can be seen on a phone."""
    ranked = sorted(answers["places"].items(), key=lambda item: (-item[1]["mean"], item[0]))
    shown = [(name, one) for name, one in ranked if ends(one)[1] >= 0.5 or one.get("counted")][:_MOST_ROWS]
    rows: list[Row] = []
    for number, (name, one) in enumerate(shown, 1):
        title, kind = title_of(answers, name), kind_of_place(one)
        said = title if kind in title.lower().split() else f"{title} ({kind})"
        rows.append(((f"{number}. {said}", people(one["mean"])), one))
    if len(ranked) > len(shown):
        rest = sum(one["mean"] for _, one in ranked) - sum(one["mean"] for _, one in shown)
        more = words.plural(len(ranked) - len(shown), "more place", "more places")
        rows.append(((more, people(max(rest, 0.0))), None))
    way = answers["on_links_end"]
    rows.append((("On the way", people(way["mean"])), way))
    return with_range(answers, ("Place", "People, mean"), rows, "People at the end, by place")
