"""The labelled data set of a run of either engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from suasion.movement.program import Program
from suasion.movement.result_encounters import encounter_coordinates, encounter_variables

if TYPE_CHECKING:
    import xarray as xr

    from suasion.movement.agents import Outcome

_LINK_FLOWS = {
    "entered": "People who set out on a link",
    "arrived": "People who came off a link at its end",
    "stopped": "People who meant to set out on a link and were stopped for the day",
}


def dataset(
    program: Program,
    outcome: Outcome,
    engine: str,
    seed: int,
    draws: range,
    *,
    expected: bool = False,
    keep: str = "day",
) -> xr.Dataset:
    """Counts of an engine with names, units and the counts of camps they are compared with.

    Returns
    -------
    Dataset                            dims draw, day, place (and link, with coordinates link_start and link_end):
        people (draw, day, place)      people at each place at the end of the day
        on_links (draw, day)           people under way
        spawned (draw, day)            people who joined; day 0 includes those there before it
        entered, arrived, stopped (draw, day, link)     if flows were asked for
        people_data (day, place)       people counted in camps; NaN for other places and without counts
        raw_count, debt (day,)         running sum of counted changes; decrease still to be made good
        and what encounters add: see `result_encounters`
    Coordinates: date of each day (`date`), kind and country of each place. Attributes say what was run.
    """
    import xarray as xr  # noqa: PLC0415  slow to load, needed when a run ends

    counted = np.full((program.days, len(program.population)), np.nan)
    if program.counts.known:
        counted[:, program.counts.camps] = program.counts.people
    variables: dict[str, Any] = {
        "people": (("draw", "day", "place"), outcome.people, "People at a place at the end of the day"),
        "on_links": (("draw", "day"), outcome.on_links, "People under way at the end of the day"),
        "spawned": (("draw", "day"), outcome.spawned, "People who joined the run on the day"),
        "people_data": (("day", "place"), counted, "People counted in a camp"),
        "raw_count": (("day",), program.counts.raw, "Running sum of daily changes of the counts"),
        "debt": (("day",), program.counts.debt, "Decrease of the counts that later increases first make good"),
    }
    for name, title in _LINK_FLOWS.items():
        flow = getattr(outcome, name)
        if flow is not None:
            variables[name] = (("draw", "day", "link"), flow, title)
    places, links = program.network.places, program.network.links
    dates = np.datetime64(program.start_date, "D") + np.arange(program.days)
    coordinates: dict[str, object] = {
        "draw": np.arange(draws.start, draws.stop),
        "day": np.arange(program.days),
        "date": ("day", dates.astype("datetime64[ns]")),
        "place": np.array(program.network.names, str),
        "kind": ("place", np.array([place.kind for place in places], str)),
        "country": ("place", np.array([place.country for place in places], str)),
    }
    if outcome.entered is not None:
        coordinates["link_start"] = ("link", np.array([link.start for link in links], str))
        coordinates["link_end"] = ("link", np.array([link.end for link in links], str))
    labelled = {
        name: (dims, values, {"long_name": title, "units": "people"})
        for name, (dims, values, title) in variables.items()
    }
    if outcome.tally is not None:
        labelled |= encounter_variables(outcome.tally, keep)
        coordinates |= encounter_coordinates(program, keep)
    found = xr.Dataset(
        labelled,
        coordinates,
        {
            "instance": program.name,
            "engine": engine,
            "compat": program.compat or "",
            "seed": seed,
            "expected": int(expected),
            "hasten": program.hasten,
            "start_date": program.start_date.isoformat(),
            "date_is_next_day": int(program.rules.date_is_next_day),
            "idp_totals": int(program.settings.log_levels.idp_totals > 0),
            "notes": "\n".join(program.notes),
        },
    )
    found["day"].attrs = {"long_name": "Day of the run, from 0"}
    return found
