"""What encounters add to the data set of a run: who is held, waits, stays; interceptions, decisions, arrivals.

Variables, on `day` (or `month`, if so kept: events summed over it, people as on its last day):

held, waiting, in_line, settled (draw, day, place)      people there who are held; wait before another attempt; stand in
                                       line; have stopped for good. All are contained in `people`
intercepted (draw, day, site, class)   interceptions: events, not persons
decided (draw, day, decision, class)   decisions about people: events. Coordinates decision_custody, decision_to
reached (draw, day, destination, class)     people who came to a destination of a route choice
class_people (draw, day, state, class)      people by state; over states they sum to all who have joined so far

Memory: 4 bytes a cell (8 as expected values). A thousand draws of 365 days with 75 places, 15 classes, 20 sites and 20
decisions take 0.4 GB for people by place, 0.5 GB for interceptions, 0.5 GB for decisions and 0.1 GB for classes; by
month a thirtieth of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from suasion.movement.encounter_kernels import STATES, Tally
from suasion.movement.program import Program

_PLACES = {
    "held": "People held at a place",
    "waiting": "People at a place who wait before another attempt",
    "in_line": "People at a place who stand in line",
    "settled": "People at a place who have stopped for good",
}
_BY_CLASS = {
    "intercepted": ("site", "Interceptions", "events"),
    "decided": ("decision", "Decisions about people intercepted", "events"),
    "reached": ("destination", "People who came to a destination", "people"),
    "class_people": ("state", "People by state", "people"),
}


def encounter_variables(tally: Tally, keep: str) -> dict[str, Any]:
    """Variables of a tally, as xarray takes them; those without any site, decision or destination are left out."""
    found: dict[str, Any] = {
        name: (("draw", keep, "place"), getattr(tally, name), {"long_name": title, "units": "people"})
        for name, title in _PLACES.items()
    }
    for name, (what, title, unit) in _BY_CLASS.items():
        values = getattr(tally, name)
        if values.shape[2]:
            found[name] = (("draw", keep, what, "class"), values, {"long_name": title, "units": unit})
    return found


def encounter_coordinates(program: Program, keep: str) -> dict[str, Any]:
    """Names of sites, decisions, destinations, states and classes; attributes of classes; months."""
    days, classes = program.encounters, program.classes
    assert days is not None
    found: dict[str, Any] = {"class": np.array(classes.names, str), "state": np.array(STATES, str)}
    if days.sites:
        found["site"] = np.array(days.sites, str)
    if days.option_name:
        found["decision_custody"] = ("decision", np.array(days.option_custody, str))
        found["decision_to"] = ("decision", np.array(days.option_name, str))
    if len(days.destinations):
        found["destination"] = np.array(program.network.names, str)[days.destinations]
    if keep == "month":
        start = np.datetime64(program.start_date, "D")
        months = np.unique((start + np.arange(program.days)).astype("datetime64[M]"))
        found["month"] = months.astype("datetime64[ns]")
    taken = {*found, *_PLACES, *_BY_CLASS, "draw", "day", "date", "place", "kind", "country", "people", "on_links"}
    taken |= {"spawned", "people_data", "raw_count", "debt", "entered", "arrived", "stopped", "link", "decision"}
    taken |= {"link_start", "link_end"}
    for number, name in enumerate(classes.attributes):
        if name != "class":
            values = np.array([each[number] for each in classes.values], str)
            found[f"class_{name}" if name in taken else name] = ("class", values)
    return found
