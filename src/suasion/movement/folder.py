"""Read a folder in the peer's format: every problem of every file at once, with line, column and repair.

Layouts (movement.md section 1): `input/` + `source/`; `input_csv/` + `source_data/`; a bare folder of input files with
`source_data/`, `source/` or `refugee_data/` in it; and the peer's own split, `conflict_input/NAME` beside
`conflict_validation/NAME<year>`. Settings are taken from the argument, else from a `simsetting.yml` in the folder, for
a folder within `SWEEP/` from the one above that, else the defaults. The reader knows no mode: what a mode makes of the
content is decided in `semantics`.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from suasion.errors import InputError, Problem
from suasion.movement import encounters_file, optional_tables, tables
from suasion.movement.encounters import Encounters
from suasion.movement.instance import CountFile, DayTable, Instance
from suasion.movement.network import Network
from suasion.movement.series import is_pushed
from suasion.movement.settings import Settings, read_settings
from suasion.movement.sources import CORRECTIONS, read_corrections, read_counts
from suasion.movement.validation import Check, Row, is_file, read_rows, shown, there

_LAYOUTS = (("input", "source"), ("input_csv", "source_data"), ("input", "source_data"), ("input_csv", "source"))
_BARE_SOURCES = ("source_data", "source", "refugee_data")
_SETTINGS = "simsetting.yml"
_SWEEP = "SWEEP"  # holds variants of the folder above it
_NEEDED = ("locations.csv", "routes.csv", "sim_period.csv")
_COUPLED = "locations-0.csv"
_LIKE = {"sim_period.csv": ": rows StartDate,2012-02-29 and Length,300"}
_OPTIONAL = ("closures.csv", "agents.csv", "major_routes.csv", "location_changes.csv")
_CONFLICTS, _FLOODS, _FOOD = "conflicts.csv", "flood_level.csv", "region_attributes_IPC.csv"
_KNOWN = (*_NEEDED, *_OPTIONAL, _CONFLICTS, _FLOODS, _FOOD, CORRECTIONS, encounters_file.FILE)


def read_folder(
    path: str | Path,
    settings: str | Path | Mapping[str, Any] | Settings | None = None,
    source: str | Path | None = None,
) -> Instance:
    """Read a Flee-format folder.

    Parameters
    ----------
    path : path                        the folder of an instance; see the module for layouts
    settings : path, mapping, Settings the settings; None: the folder's simsetting.yml, else the defaults
    source : path                      folder of counts (data_layout.csv), if it lies elsewhere

    Raises
    ------
    InputError                         every problem at once, each with file, line, column and repair
    """
    root = Path(path)
    try:
        inputs, counts = _layout(root, None if source is None else Path(source))
        check = Check()
        chosen = read_settings(_settings(root, inputs, check) if settings is None else _path_or_not(settings))
        instance = _read(root, inputs, counts, chosen, check)
    except OSError as error:  # rights, names too long, a disk that fails
        why = (error.strerror or str(error)).lower()
        raise InputError(shown(str(root), 200), f"can not be read: {why}. Mend the folder or its rights") from error
    if instance is None or check.problems:
        check.end(str(root))
    assert instance is not None  # a missing instance always leaves a problem behind
    return instance


def _path_or_not(settings: str | Path | Mapping[str, Any] | Settings) -> Path | Mapping[str, Any] | Settings:
    return Path(settings) if isinstance(settings, str) else settings


def _settings(root: Path, inputs: Path, check: Check) -> Path | None:
    """The settings file of the folder, if there is one."""
    found = [base / _SETTINGS for base in dict.fromkeys((root, inputs)) if there(base / _SETTINGS)]
    if len(found) > 1:
        check.note(_SETTINGS, "", f"also stands in {inputs.name}; the one in {root.name} is read")
    above = root.resolve().parent
    if not found and above.name == _SWEEP and there(above.parent / _SETTINGS):
        check.note(_SETTINGS, "", f"that of {shown(above.parent.name)} is read, as in a sweep over folders")
        return above.parent / _SETTINGS
    return found[0] if found else None


def _layout(root: Path, source: Path | None) -> tuple[Path, Path | None]:
    """The folder of input files and the folder of counts, if there is one."""
    if not root.is_dir():
        what = "is a file, not a folder" if root.is_file() else "there is no such folder"
        raise InputError(shown(str(root), 200), f"{what}. Name a folder with `input/` and `source/`")
    if source is not None and not source.is_dir():
        raise InputError(shown(str(source), 200), "is no folder. Name the folder that holds data_layout.csv")
    for inputs, counts in _LAYOUTS:
        if (root / inputs).is_dir():
            near = [root / counts, *(base / each for base in (root, root / inputs) for each in _BARE_SOURCES)]
            return root / inputs, source or next((each for each in near if each.is_dir()), None)
    if not there(root / "locations.csv") and not there(root / _COUPLED):
        raise InputError(
            str(root), "holds neither `input/`, `input_csv/` nor locations.csv. Name the folder of one instance"
        )
    inside = next((root / each for each in _BARE_SOURCES if (root / each).is_dir()), None)
    beside = sorted((root.parent.parent / "conflict_validation").glob(f"{root.name}[0-9][0-9][0-9][0-9]"))
    return root, source or inside or (beside[0] if len(beside) == 1 else None)


def _read(root: Path, inputs: Path, counts: Path | None, settings: Settings, check: Check) -> Instance | None:
    rows = _rows(inputs, settings, check)
    table = tables.places(rows.get("locations.csv", []), check) if "locations.csv" in rows else tables.NO_PLACES
    names = table.names
    links = tables.links(rows.get("routes.csv", []), names, check)
    closures = tables.closures(rows.get("closures.csv", []), table, links, check)
    start, days = _period(rows.get("sim_period.csv", []), settings, check)
    conflict_file = _file(root, inputs, "conflict_input_file", settings.conflict_input_file, _CONFLICTS, check)
    flood_file = _file(root, inputs, "flood_level_input_file", settings.flood_level_input_file, _FLOODS, check)
    conflicts = optional_tables.by_day(conflict_file, names, days, check) if conflict_file else None
    floods = optional_tables.by_day(flood_file, names, days, check) if flood_file else None
    food = optional_tables.food(inputs / _FOOD, table.regions, check) if there(inputs / _FOOD) else None
    demographics = {
        file.stem.removeprefix("demographics_"): optional_tables.demographics(file, names, check)
        for file in sorted(inputs.glob("demographics_*.csv"))
    }
    _of_places(table, conflicts, settings, check)
    people = optional_tables.first_people(rows.get("agents.csv", []), names, check)
    major = optional_tables.major_routes(rows.get("major_routes.csv", []), names, check)
    changes = optional_tables.location_changes(rows.get("location_changes.csv", []), names, check)
    series: dict[str, tuple[CountFile, ...]] = {}
    corrections: tuple[tuple[str, int], ...] = ()
    if counts is None:
        text = "no folder of counts: camps can not be compared, and people must be spawned by conflicts"
        check.notes.append(text)
        if there(inputs / CORRECTIONS):
            check.note(CORRECTIONS, "", "is not read: there are no counts to correct")
    else:
        begin = start or dt.date(2000, 1, 1)
        series = read_counts(counts, table.camps, begin, check, pushed=is_pushed(settings.spawn_rules))
        corrections = read_corrections(inputs, series, begin, check)
    network = None
    if not check.problems:
        network = Network(tuple(table.places), tuple(links), tuple(closures), (), table.x_is_latitude)
    encounters = _encounters(inputs / encounters_file.FILE, network, check)
    if check.problems or network is None or start is None:
        return None
    return Instance(
        name=shown(root.resolve().name),
        network=network,
        settings=settings,
        start_date=start,
        days=days,
        conflicts=conflicts,
        floods=floods,
        food=food,
        counts=series,
        corrections=corrections,
        demographics={name: each for name, each in demographics.items() if each is not None},
        first_people=people,
        major_routes=major,
        location_changes=changes,
        encounters=encounters,
        notes=check.end_notes(),
    )


def _of_places(table: tables.PlaceTable, conflicts: DayTable | None, settings: Settings, check: Check) -> None:
    """What locations.csv may leave open, unless something else depends on it."""
    file = "locations.csv"
    if table.unplaced and settings.move_rules.stay_close_to_home:
        text = "has no coordinates, which move_rules.stay_close_to_home needs. Add them, or set that to False"
        check.fault(file, table.unplaced[0], 4, text)
    lived_in = {place.name for place in table.places if place.population}
    for name, line in table.doubled.items():
        if name not in lived_in or conflicts is None or name not in conflicts.names:
            continue
        if conflicts.values[:, conflicts.names.index(name)].any():
            check.fault(file, line, 1, f"`{shown(name)}` stands twice, and {_CONFLICTS} has it in conflict. Keep one")


def _encounters(path: Path, network: Network | None, check: Check) -> Encounters:
    """Rules of interception, custody, lines and route choice, if the folder has a file of them."""
    if not there(path):
        return Encounters()
    problems: list[Problem] = []
    encounters = Encounters()
    try:
        encounters = encounters_file.read_encounters(path, network, problems)
    except InputError as error:  # not YAML, or not to be read
        alone = Problem(0, 0, "", str(error).removeprefix(f"{error.where}: "))
        problems += error.problems or [alone]
    for each in problems:
        check.fault(path.name, each.line, each.column, f"{each.path}: {each.text}" if each.path else each.text)
    return encounters


def _rows(inputs: Path, settings: Settings, check: Check) -> dict[str, list[Row]]:
    """Rows of the files that are read as they stand, by name; files that are missing, or are taken for others."""
    rows: dict[str, list[Row]] = {}
    coupled = not there(inputs / "locations.csv") and there(inputs / _COUPLED)
    if coupled:
        text = "is one half of a coupled pair, which is not modelled. Run each half as a folder of its own, without the"
        check.fault(_COUPLED, 0, 0, f"{text} number in the names of its files")
    for name in _NEEDED:
        if there(inputs / name):
            rows[name] = read_rows(inputs / name, name, check)
        elif not coupled:
            check.fault(name, 0, 0, f"is missing. Every instance needs it{_LIKE.get(name, '')}")
    for name in _OPTIONAL:
        if there(inputs / name):
            rows[name] = read_rows(inputs / name, name, check, optional=True)
    asked = settings.spawn_rules.read_from_agents_csv_file
    key = "spawn_rules.read_from_agents_csv_file"
    if asked and "agents.csv" not in rows:
        check.fault("agents.csv", 0, 0, f"is missing, but {key} asks for it. Add it, or set that to False")
    if not asked and rows.get("agents.csv"):
        check.note("agents.csv", "", f"its people are not used: {key} is False")
    used = {settings.conflict_input_file, settings.flood_level_input_file}
    for file in sorted(each.name for each in inputs.glob("*.[cC][sS][vV]")):
        near = difflib.get_close_matches(file.lower(), [name.lower() for name in _KNOWN], n=1, cutoff=0.85)
        if near and file not in _KNOWN and file not in used:
            meant = next(name for name in _KNOWN if name.lower() == near[0])
            check.note(shown(file), "", f"is not read. Did you mean {meant}?")
    return rows


def _period(rows: list[Row], settings: Settings, check: Check) -> tuple[dt.date | None, int]:
    """First day and number of days, the settings' number before the file's."""
    start, days = tables.period(rows, check)
    file = "sim_period.csv"
    if settings.number_of_steps > 0:
        days, file = settings.number_of_steps, "number_of_steps"
    tables.ends_in_time(start, days, file, check)
    return start, days


def _file(root: Path, inputs: Path, key: str, wanted: str, usual: str, check: Check) -> Path | None:
    """A file named in the settings, beside the inputs or below the folder, or the usual one; None if there is none."""
    if not wanted:
        return inputs / usual if there(inputs / usual) else None
    found = next((base / wanted for base in (root, inputs) if is_file(base / wanted)), None)
    if found is None:
        text = f"there is no file `{shown(wanted)}` in {inputs.name} or {root.name}. Mend the name, or leave it out"
        check.fault(key, 0, 0, text)
    return found
