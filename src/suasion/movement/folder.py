"""Read a folder in the peer's format: every problem of every file at once, with line, column and repair.

Layouts (movement.md section 1): `input/` + `source/`; `input_csv/` + `source_data/`; a bare folder of input files with
`source_data/`, `source/` or `refugee_data/` in it; and the peer's own split, `conflict_input/NAME` beside
`conflict_validation/NAME<year>`. Settings are taken from the argument, else from a `simsetting.yml` in the folder, else
the defaults. The reader knows no mode: what a mode makes of the content is decided in `semantics`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from suasion.errors import InputError
from suasion.movement import tables
from suasion.movement.instance import CountFile, Instance
from suasion.movement.network import Network
from suasion.movement.settings import Settings, read_settings
from suasion.movement.sources import read_corrections, read_counts
from suasion.movement.validation import Check, read_rows

_LAYOUTS = (("input", "source"), ("input_csv", "source_data"), ("input", "source_data"), ("input_csv", "source"))
_BARE_SOURCES = ("source_data", "source", "refugee_data")


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
    inputs, counts = _layout(root, None if source is None else Path(source))
    if isinstance(settings, (str, Path)):
        chosen = read_settings(Path(settings))
    elif settings is None:
        found = next((each / "simsetting.yml" for each in (root, inputs) if (each / "simsetting.yml").is_file()), None)
        chosen = read_settings(found)
    else:
        chosen = read_settings(settings)
    check = Check()
    instance = _read(root, inputs, counts, chosen, check)
    if instance is None or check.problems:
        check.end(str(root))
    assert instance is not None  # a missing instance always leaves a problem behind
    return instance


def _layout(root: Path, source: Path | None) -> tuple[Path, Path | None]:
    """The folder of input files and the folder of counts, if there is one."""
    if not root.is_dir():
        what = "is a file, not a folder" if root.is_file() else "there is no such folder"
        raise InputError(str(root), f"{what}. Name a folder with `input/` and `source/`")
    for inputs, counts in _LAYOUTS:
        if (root / inputs).is_dir():
            near = [root / counts, *(base / each for base in (root, root / inputs) for each in _BARE_SOURCES)]
            return root / inputs, source or next((each for each in near if each.is_dir()), None)
    if not (root / "locations.csv").exists():
        raise InputError(
            str(root), "holds neither `input/`, `input_csv/` nor locations.csv. Name the folder of one instance"
        )
    inside = next((root / each for each in _BARE_SOURCES if (root / each).is_dir()), None)
    beside = sorted((root.parent.parent / "conflict_validation").glob(f"{root.name}[0-9][0-9][0-9][0-9]"))
    return root, source or inside or (beside[0] if len(beside) == 1 else None)


def _read(root: Path, inputs: Path, counts: Path | None, settings: Settings, check: Check) -> Instance | None:
    rows = {}
    for name in ("locations.csv", "routes.csv", "sim_period.csv"):
        if (inputs / name).exists():
            rows[name] = read_rows(inputs / name, name, check)
        else:
            check.fault(name, 0, 0, "is missing. Every instance needs it")
    for name in ("closures.csv", "agents.csv", "major_routes.csv", "location_changes.csv"):
        if (inputs / name).exists():
            rows[name] = read_rows(inputs / name, name, check, optional=True)
    places, latitude_first = tables.places(rows.get("locations.csv", []), check)
    names = {place.name for place in places}
    links = tables.links(rows.get("routes.csv", []), names, check)
    closures = tables.closures(rows.get("closures.csv", []), names, {place.country for place in places}, check)
    start, days = tables.period(rows.get("sim_period.csv", []), check)
    if settings.number_of_steps > 0:
        days = settings.number_of_steps
    conflicts = tables.by_day(_file(root, inputs, settings.conflict_input_file, "conflicts.csv"), names, days, check)
    floods = tables.by_day(_file(root, inputs, settings.flood_level_input_file, "flood_level.csv"), names, days, check)
    food = tables.food(inputs / "region_attributes_IPC.csv", {place.region for place in places}, check)
    demographics = {
        file.stem.removeprefix("demographics_"): tables.demographics(file, names, check)
        for file in sorted(inputs.glob("demographics_*.csv"))
    }
    people = tables.first_people(rows.get("agents.csv", []), names, check)
    major = tables.major_routes(rows.get("major_routes.csv", []), names, check)
    changes = tables.location_changes(rows.get("location_changes.csv", []), names, check)
    series: dict[str, tuple[CountFile, ...]] = {}
    corrections: tuple[tuple[str, int], ...] = ()
    if counts is None:
        check.notes.append("no folder of counts: camps can not be compared, and people must be spawned by conflicts")
    else:
        camps = [place.name for place in places if place.is_camp]
        series = read_counts(counts, camps, start or dt.date(2000, 1, 1), check)
        corrections = read_corrections(inputs, series, start or dt.date(2000, 1, 1), check)
    if check.problems or start is None:
        return None
    return Instance(
        name=root.resolve().name,
        network=Network(tuple(places), tuple(links), tuple(closures), (), latitude_first),
        settings=settings,
        start_date=start,
        days=days,
        conflicts=conflicts,
        floods=floods,
        food=food,
        counts=series,
        corrections=corrections,
        demographics={name: table for name, table in demographics.items() if table is not None},
        first_people=people,
        major_routes=major,
        location_changes=changes,
        notes=tuple(check.notes),
    )


def _file(root: Path, inputs: Path, wanted: str, usual: str) -> Path:
    """A file named in the settings, beside the inputs or below the folder, or the usual one."""
    if not wanted:
        return inputs / usual
    found = next((base / wanted for base in (root, inputs) if (base / wanted).is_file()), None)
    if found is None:
        raise InputError("settings", f"{wanted} is not in {root} or {inputs}. Mend the name, or leave it out")
    return found
