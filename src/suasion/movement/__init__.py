"""People on the move: places, links, and who is where on which day.

Reads instances in the format of Flee, compiles what does not depend on luck, and runs people one by one or in cohorts.
What follows the documents and what follows the peer's behaviour is a table in `semantics`.

From the outside in:

instance    what a folder holds; `run`                folder      finds and reads a folder: tables, optional_tables,
                                                                  sources, validation
network     places, links, closures, strengths        settings    simsetting.yml, typed (yaml_file)
semantics   where documents and peer part             requests    `A-B@120:200=0.4` as a closure or strength
program     everything but luck, as arrays: timetable (open when), routes, scores, classes, series (counts), forecast
            (floods ahead), harvest (who is home when)
encounters  rules beyond the road map: interception, custody, lines, route choice (class_words, encounters_file);
            as arrays: encounter_days, departures, recursive_logit
agents      the engine, person by person: kernels (luck, chances), choice (which way), passes (a day), custody,
            harvest_trips
flows       the engine in cohorts: flow_days (a day), flow_passes, flow_choice, flow_custody, flow_lines, flow_people,
            flow_harvest
corridor    the shipped Central America - Mexico - United States graph; expected: means without a run, an oracle
result      the labelled data set                     score       how far from the counts; out.csv
write       writes a folder of the peer's format
"""

from __future__ import annotations

from suasion.movement.encounters import (
    Custody,
    Decision,
    Departures,
    Encounters,
    Interception,
    Line,
    RouteChoice,
)
from suasion.movement.folder import read_folder
from suasion.movement.instance import Instance
from suasion.movement.network import Closure, Link, Network, Place, Strength, both_ways
from suasion.movement.score import Score, score, write_out
from suasion.movement.settings import Settings, read_settings
from suasion.movement.write import write_folder

__all__ = [
    "Closure",
    "Custody",
    "Decision",
    "Departures",
    "Encounters",
    "Instance",
    "Interception",
    "Line",
    "Link",
    "Network",
    "Place",
    "RouteChoice",
    "Score",
    "Settings",
    "Strength",
    "both_ways",
    "read_folder",
    "read_settings",
    "score",
    "write_folder",
    "write_out",
]
