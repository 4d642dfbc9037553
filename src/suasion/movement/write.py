"""Write an instance as a folder of the peer's format, in the layout `input/` + `source/`."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from suasion.errors import InputError
from suasion.movement.encounters import Encounters
from suasion.movement.encounters_file import FILE, encounters_text
from suasion.movement.instance import DayTable, Instance
from suasion.movement.network import Link, Network
from suasion.movement.score import write_rows
from suasion.movement.settings import LogLevels, MoveRules, PushSpawning, Settings, SpawnRules
from suasion.movement.tables import type_word

Rows = list[list[object]]


def write_folder(instance: Instance, path: str | Path) -> Path:
    """Write an instance so that `read_folder` gives it back; the folder must not exist yet, or be empty.

    Raises
    ------
    InputError                         if the folder holds something, or the format can not hold the instance: a link
                                       in one direction only, a strength, departures of classes
    """
    root = Path(path)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise InputError(str(root), "is not empty. Name a new folder")
    if instance.network.strengths:
        raise InputError(instance.name, "strengths have no place in this format. Give them to `run` instead")
    if instance.departures is not None:
        raise InputError(instance.name, "departures of classes have no place in this format. Take them out first")
    tables = _tables(instance)
    try:
        (root / "input").mkdir(parents=True)
        if instance.counts:
            (root / "source").mkdir()
        (root / "simsetting.yml").write_text(_settings(instance.settings), encoding="utf-8")
        if instance.encounters != Encounters():
            (root / "input" / FILE).write_text(encounters_text(instance.encounters), encoding="utf-8")
    except OSError as error:
        raise InputError(str(root), f"can not be written: {(error.strerror or str(error)).lower()}") from error
    for name, rows in tables.items():
        write_rows(root / name, rows)
    return root


def _tables(instance: Instance) -> dict[str, Rows]:
    network, start = instance.network, instance.start_date
    found: dict[str, Rows] = {
        "input/locations.csv": _places(network),
        "input/routes.csv": _links(network),
        "input/closures.csv": [
            ["#closure_type", "name1", "name2", "closure_start", "closure_end"],
            *([each.kind, each.name1, each.name2, each.start_day, each.end_day] for each in network.closures),
        ],
        "input/sim_period.csv": [["StartDate", start.isoformat()], ["Length", instance.days]],
    }
    for name, table in (
        ("conflicts", instance.conflicts),
        ("flood_level", instance.floods),
        ("region_attributes_IPC", instance.food),
    ):
        if table is not None:
            found[f"input/{name}.csv"] = _by_day(table)
    for attribute, shares in instance.demographics.items():
        columns = list(shares.weights)
        body = [[value, *(shares.weights[name][n] for name in columns)] for n, value in enumerate(shares.values)]
        found[f"input/demographics_{attribute}.csv"] = [[attribute, *columns], *body]
    if instance.first_people:
        known = list(dict.fromkeys(name for _, attributes in instance.first_people for name in attributes))
        people: Rows = [[place, *(each.get(name, "") for name in known)] for place, each in instance.first_people]
        found["input/agents.csv"] = [["location", *known], *people]
    if instance.major_routes:
        found["input/major_routes.csv"] = [list(route) for route in instance.major_routes]
    if instance.location_changes:
        changes: Rows = [[name, type_word(kind), day] for name, kind, day in instance.location_changes]
        found["input/location_changes.csv"] = [["#name", "new_type", "day"], *changes]
    if instance.corrections:
        found["input/registration_corrections.csv"] = [
            [camp, (start + dt.timedelta(days=day)).isoformat()] for camp, day in instance.corrections
        ]
    for name, files in instance.counts.items():
        found.setdefault("source/data_layout.csv", []).append([name, *(file.file for file in files)])
        for file in files:
            points: Rows = [
                [(start + dt.timedelta(days=day)).isoformat(), _number(count)] for day, count in file.points
            ]
            found[f"source/{file.file}"] = [["Date", "count"], *points]
    return found


def _number(value: float) -> object:
    return int(value) if value == int(value) else repr(value)


def _extras(items: Iterable[Any]) -> list[str]:
    return list(dict.fromkeys(name for item in items for name in item.extra))


def _places(network: Network) -> Rows:
    extra = _extras(network.places)
    axes = ("latitude", "longitude") if network.x_is_latitude else ("longitude", "latitude")
    rows: Rows = [["#name", "region", "country", *axes, "location_type", "conflict_date", "population", *extra]]
    for place in network.places:
        people = place.capacity if place.is_camp else place.population
        rows.append(
            [
                place.name,
                place.region,
                place.country,
                repr(float(place.x)),
                repr(float(place.y)),
                type_word(place.kind),
                place.conflict_day,
                people,
                *(place.extra.get(name, "") for name in extra),
            ]
        )
    return rows


def _links(network: Network) -> Rows:
    columns = ["max_move_speed", "walk_probability", "kind", *_extras(network.links)]
    rows: Rows = [["#name1", "name2", "distance", "forced_redirection", *columns]]
    waiting: list[Link] = list(network.links)
    while waiting:
        there = waiting.pop(0)
        back = next((each for each in waiting if _is_back(there, each)), None)
        if back is None:
            raise InputError(
                network.places[0].country, f"the link {there.start} to {there.end} has no way back. Add it"
            )
        waiting.remove(back)
        forced = 1 if back.forced else 2 if there.forced else 0
        speed = "" if there.max_speed_km is None else repr(there.max_speed_km)
        row: list[object] = [there.start, there.end, repr(float(there.length_km)), forced, speed]
        row += [repr(there.walk_probability), there.kind, *(there.extra.get(name, "") for name in columns[3:])]
        rows.append(row)
    return rows


def _is_back(there: Link, back: Link) -> bool:
    same = (there.start, there.end, there.length_km, there.max_speed_km, there.walk_probability)
    return same == (back.end, back.start, back.length_km, back.max_speed_km, back.walk_probability)


def _by_day(table: DayTable) -> Rows:
    body: Rows = [
        [int(day), *(_number(value) for value in row)]
        for day, row in zip(table.days.tolist(), table.values.tolist(), strict=True)
    ]
    return [["#Day", *table.names], *body]


def _settings(settings: Settings) -> str:
    """The settings that differ from their defaults, as YAML."""
    lines = [
        f"{each.name}: {_yaml(getattr(settings, each.name))}"
        for each in fields(Settings)
        if each.name in ("number_of_steps", "default_conflict_intensity")
        and getattr(settings, each.name) != each.default
    ]
    sections = (
        ("log_levels", settings.log_levels, LogLevels()),
        ("spawn_rules", settings.spawn_rules, SpawnRules()),
        ("move_rules", settings.move_rules, MoveRules()),
    )
    for name, chosen, default in sections:
        text = io.StringIO()
        for each in fields(default):
            value = getattr(chosen, each.name)
            if value == getattr(default, each.name):
                continue
            if isinstance(value, PushSpawning):
                mode, rate, shown = "spawn_mode", "displaced_per_conflict_day", _yaml(value.rates[0])
                if each.name == "flood_driven_spawning":
                    mode, rate, shown = "flood_spawn_mode", "displaced_per_flood_day", _yaml(value.rates)
                text.write(f"  {each.name}:\n    {mode}: {value.mode}\n    {rate}: {shown}\n")
            else:
                text.write(f"  {each.name}: {_yaml(value)}\n")
        if text.getvalue():
            lines += [f"{name}:", text.getvalue().rstrip("\n")]
    lines += ["optimisations:", f"  hasten: {settings.hasten}"]
    return "\n".join(lines) + "\n"


def _yaml(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(repr(each) for each in value) + "]"
    return str(value)
