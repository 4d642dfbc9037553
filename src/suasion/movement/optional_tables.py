"""The tables an instance may have: conflicts, floods, hunger, demographics, first people, major routes, changes.

Every problem goes to `check`. Names of places are a set, or None where locations.csv can not be used: any will do then.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from suasion.movement.instance import DayTable, Demographics
from suasion.movement.network import Kind, kind_of
from suasion.movement.tables import header_and_rows, types_near
from suasion.movement.validation import Check, Row, read_rows, shown

_PLACE = "place of locations.csv"


def by_day(path: Path, places: set[str] | None, days: int, check: Check) -> DayTable | None:
    """A number by day (position of the row) and place: conflicts.csv, flood_level.csv; None if it can not be used."""
    file = path.name
    rows = read_rows(path, file, check)
    if not rows or not _is_day_header(rows[0], file, check):
        return None
    names, header = _day_names(rows[0], places, _PLACE, file, check)
    _too_wide(rows, file, check)
    values = np.zeros((len(rows) - 1, len(names)))
    for number, row in enumerate(rows[1:]):
        if row[0] != str(number):
            text = f"the day reads `{shown(row[0])}`; rows go by position: day {number}"
            check.note(file, f"line {row.line}", text)
        try:
            numbers = [float(row[position]) for position in header]
        except ValueError:
            numbers = [-1.0]
        if not all(0.0 <= each <= 1e6 for each in numbers):
            numbers = [
                check.number(file, row, position, f"`{names[column]}`", 0.0, 1e6) or 0.0
                for column, position in enumerate(header)
            ]
        values[number] = numbers
    if len(rows) - 1 < days:  # a run of fewer days can use it; a longer one is refused when it begins
        check.note(file, f"line {rows[-1].line}", f"has {len(rows) - 1} days; the period has {days}")
    return DayTable(names, values, np.arange(len(values)))


def _is_day_header(row: Row, file: str, check: Check) -> bool:
    if row[0].lower().lstrip("# ").startswith("day"):
        return True
    text = f"the header begins with #Day. Got `{shown(row[0], 40)}`; add a row #Day,name,name,..."
    check.fault(file, row.line, 1, text)
    return False


def _day_names(
    row: Row, known: set[str] | None, what: str, file: str, check: Check
) -> tuple[tuple[str, ...], list[int]]:
    """Names that head a column, and their positions."""
    found: dict[str, int] = {}
    for position, name in enumerate(row.fields[1:], 1):
        if not name:
            continue
        if name in found:
            check.fault(file, row.line, position + 1, f"`{shown(name)}` heads two columns. Keep one")
        elif known is None or name in known:
            found[name] = position
        else:
            near = check.nearest(name, known)
            text = f"`{shown(name)}` names no {what}; the column is ignored.{near}"
            check.note(file, f"col {position + 1}", text)
    return tuple(found), list(found.values())


def _too_wide(rows: list[Row], file: str, check: Check) -> None:
    """A row with more fields than its header may be one whose numbers have commas in them."""
    width = len(rows[0])
    wide = next((row for row in rows[1:] if any(row.fields[width:])), None)
    if wide is not None:
        text = f"has {len(wide)} fields, the header {width}; what is beyond is not read"
        check.note(file, f"line {wide.line}", text)


def food(path: Path, regions: set[str] | None, check: Check) -> DayTable | None:
    """Food insecurity by day and region, percent: region_attributes_IPC.csv; None if it can not be used."""
    file = path.name
    rows = read_rows(path, file, check)
    if not rows or not _is_day_header(rows[0], file, check):
        return None
    names, header = _day_names(rows[0], regions, "region of locations.csv", file, check)
    _too_wide(rows, file, check)
    days: list[int] = []
    values: list[list[float]] = []
    for row in rows[1:]:
        day = check.whole(file, row, 0, "day", 0, 1_000_000)
        numbers = [check.number(file, row, position, f"`{shown(row[position])}`", 0.0, 100.0) for position in header]
        if day is not None and days and day <= days[-1]:
            check.fault(file, row.line, 1, f"day {day} is not after day {days[-1]}. Sort the rows by day")
        days.append(days[-1] if day is None and days else day or 0)
        values.append([number or 0.0 for number in numbers])
    if not days:
        check.fault(file, rows[0].line, 0, "holds no day. Add rows of day,percent,...")
        return None
    return DayTable(names, np.array(values, float).reshape(len(days), len(names)), np.array(days))


def demographics(path: Path, places: set[str] | None, check: Check) -> Demographics | None:
    """Weights of each value of an attribute, by column: demographics_<attribute>.csv."""
    file = shown(path.name)
    rows = read_rows(path, file, check)
    if not rows:
        return None
    header = tuple(cell.strip("# ") for cell in rows[0].fields)
    named = {position: name for position, name in enumerate(header) if position and name}
    if not named or len(rows) == 1:
        what = "no weights. Add a column Default" if not named else "no value. Add rows of value,weight"
        check.fault(file, rows[0].line, 0, f"holds {what}")
        return None
    for position, name in named.items():
        if name != "Default" and places is not None and name not in places:
            near = check.nearest(name, places)
            text = f"`{shown(name)}` names no place; the column is not used.{near}"
            check.note(file, f"col {position + 1}", text)
    weights: dict[str, tuple[float, ...]] = {}
    for position, name in named.items():
        if name in weights:
            check.fault(file, rows[0].line, position + 1, f"`{shown(name)}` heads two columns. Keep one")
        label = f"weight `{shown(name)}`"
        numbers = [check.number(file, row, position, label, 0.0, 1e12) for row in rows[1:]]
        if not any(number is None or number > 0 for number in numbers):
            check.fault(file, rows[0].line, position + 1, f"every weight of `{shown(name)}` is 0. Make one larger")
        weights[name] = tuple(number or 0.0 for number in numbers)
    if "Default" not in weights:
        check.note(file, "", "has no column Default; people of other places get the first column's weights")
    return Demographics(tuple(row[0] for row in rows[1:]), weights)


def first_people(rows: list[Row], places: set[str] | None, check: Check) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """People of agents.csv: (place, attributes) each."""
    if not rows:
        return ()
    header = [cell.strip("# ") for cell in rows[0].fields]
    return tuple(
        (row[0], {name: row[position] for position, name in enumerate(header) if position and name})
        for row in rows[1:]
        if check.name("agents.csv", row, 0, places, _PLACE)
    )


def major_routes(rows: list[Row], places: set[str] | None, check: Check) -> tuple[tuple[str, ...], ...]:
    """Routes of major_routes.csv: names of places from first to last."""
    file = "major_routes.csv"
    found = []
    for row in header_and_rows(rows)[1]:
        route = tuple(cell for cell in row.fields if cell)
        known = [check.name(file, row, at, places, _PLACE) for at, cell in enumerate(row.fields) if cell]
        if len(route) < 2:
            check.fault(file, row.line, 0, "a route needs two places or more. Add one")
        elif all(known):
            found.append(route)
    return tuple(found)


def location_changes(rows: list[Row], places: set[str] | None, check: Check) -> tuple[tuple[str, Kind, int], ...]:
    """(place, new kind, day) of location_changes.csv."""
    file = "location_changes.csv"
    found = []
    for row in header_and_rows(rows)[1]:
        known = check.name(file, row, 0, places, _PLACE)
        kind = kind_of(row[1])
        day = check.whole(file, row, 2, "day", 0, 1_000_000)
        if kind is None:
            check.fault(file, row.line, 2, f"`{shown(row[1])}` is no location type. {types_near(row[1])}")
        elif known and day is not None:
            found.append((row[0], kind, day))
    return tuple(found)
