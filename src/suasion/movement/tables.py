"""Turn the rows of each input file into places, links, closures and day tables; every problem goes to `check`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from suasion.errors import known_words
from suasion.movement.instance import DayTable, Demographics
from suasion.movement.network import CLOSURE_KINDS, KINDS, Closure, Kind, Link, Place, closure_name_faults, kind_of
from suasion.movement.validation import LONGEST_LINK_KM, MOST_PEOPLE, Check, Row, read_rows

_PLACE_COLUMNS, _LINK_COLUMNS = 8, 4
_LATITUDE = ("lat", "latitude", "gps_y")
_SPEED, _WALK = "max_move_speed", "walk_probability"


def _header_and_rows(rows: list[Row]) -> tuple[tuple[str, ...], list[Row]]:
    """Names of the columns, from the first row that begins with #, and the rows that do not."""
    header = next((row for row in rows if row[0].startswith("#")), None)
    names = () if header is None else tuple(cell.strip('#" ') for cell in header.fields)
    return names, [row for row in rows if not row[0].startswith("#")]


def _extra(row: Row, names: tuple[str, ...], first: int) -> dict[str, str]:
    return {name: row[position] for position, name in enumerate(names) if position >= first and name and row[position]}


def places(rows: list[Row], check: Check) -> tuple[list[Place], bool]:
    """Places of locations.csv, and whether their first coordinate is the latitude."""
    file = "locations.csv"
    names, rows = _header_and_rows(rows)
    found: dict[str, Place] = {}
    lines: dict[str, int] = {}
    for row in rows:
        name, kind = row[0], kind_of(row[5])
        if len(row) < 6:
            check.fault(file, row.line, 0, f"the row has {len(row)} fields; 8 are needed: {_shape(_PLACES)}")
            continue
        if not name:
            check.fault(file, row.line, 1, "the name is missing. Give one")
        if name in lines:
            check.fault(file, row.line, 1, f"`{name}` stands twice (first in line {lines[name]}). Keep one")
        if kind is None:
            check.fault(file, row.line, 6, f"`{row[5]}` is no location type. {known_words(row[5], _TYPES.values())}")
        x = check.number(file, row, 3, "gps_x", -360.0, 360.0)
        y = check.number(file, row, 4, "gps_y", -360.0, 360.0)
        day = check.whole(file, row, 6, "conflict_date", -1, 100_000) if row[6] else 0
        people = check.whole(file, row, 7, "population", 0, MOST_PEOPLE) if row[7] else 0
        extra = _extra(row, names, _PLACE_COLUMNS)
        _numeric_extras(extra, names, row, check)
        if kind == "conflict" and not row[6]:
            check.notes.append(f"{file} line {row.line}: `{name}` has no conflict date; read as 0")
        lines.setdefault(name, row.line)
        if None in (kind, x, y, day, people) or kind is None:
            continue
        camp = kind in ("camp", "idpcamp")
        found.setdefault(
            name,
            Place(
                name,
                row[1] or "unknown",
                row[2] or "unknown",
                x or 0.0,
                y or 0.0,
                kind,
                0 if camp else people or 0,
                people or 0 if camp else -1,
                day or 0,
                extra,
            ),
        )
    if not rows and not check.problems:
        check.fault(file, 0, 0, "holds no place. Add rows of name,region,country,...")
    latitude = names[3].lower() if len(names) > 3 else ""
    return list(found.values()), not latitude or not latitude.startswith(("lon", "gps_lon"))


_PLACES = "name,region,country,gps_x,gps_y,location_type,conflict_date,population"
_TYPES: dict[Kind, str] = {
    "camp": "camp",
    "idpcamp": "idpcamp",
    "conflict": "conflict_zone",
    "hub": "forwarding_hub",
    "marker": "marker",
    "flood": "flood_zone",
    "town": "town",
}
NUMERIC = {
    "initial_idps": (0.0, float(MOST_PEOPLE)),
    "conflict_intensity": (0.0, 1e6),
    "capacity_per_day": (0.0, float(MOST_PEOPLE)),
    "deactivation_probability": (0.0, 1.0),
    "farmer_fraction": (0.0, 1.0),
    "trade_volume": (0.0, 1e9),
    "hdi": (0.0, 1.0),
}


def type_word(kind: Kind) -> str:
    """The location type as the peer's files write it."""
    return _TYPES[kind]


def _shape(columns: str) -> str:
    return columns


def _numeric_extras(extra: Mapping[str, str], names: tuple[str, ...], row: Row, check: Check) -> None:
    for name, (low, high) in NUMERIC.items():
        if name in extra:
            check.number("locations.csv", row, names.index(name), name, low, high)


def links(rows: list[Row], places: set[str], check: Check) -> list[Link]:
    """Two links for each row of routes.csv."""
    file = "routes.csv"
    names, rows = _header_and_rows(rows)
    found: list[Link] = []
    pairs: dict[frozenset[str], int] = {}
    for row in rows:
        if len(row) < 3:
            check.fault(file, row.line, 0, f"the row has {len(row)} fields; write name1,name2,distance_km")
            continue
        known = [check.name(file, row, position, places, "place of locations.csv") for position in (0, 1)]
        length = check.number(file, row, 2, "distance", 0.001, LONGEST_LINK_KM)
        forced = check.whole(file, row, 3, "forced_redirection", 0, 2) if row[3] else 0
        extra = _extra(row, names, _LINK_COLUMNS)
        speed, walk = None, 0.0
        if _SPEED in extra:
            speed = check.number(file, row, names.index(_SPEED), _SPEED, 0.001, 100_000.0)
            extra.pop(_SPEED)
        if _WALK in extra:
            walk = check.number(file, row, names.index(_WALK), _WALK, 0.0, 1.0) or 0.0
            extra.pop(_WALK)
        if row[0] == row[1]:
            check.fault(file, row.line, 2, f"the link leads from `{row[0]}` to itself. Name two places")
            continue
        if not all(known) or length is None or forced is None:
            continue
        pair = frozenset((row[0], row[1]))
        if pair in pairs:
            check.notes.append(f"{file} line {row.line}: {row[0]}-{row[1]} is also in line {pairs[pair]}: two links")
        pairs.setdefault(pair, row.line)
        kind = extra.pop("kind", "road")
        there = Link(row[0], row[1], length, kind, speed, walk, forced == 2, forced == 1, extra)
        back = Link(row[1], row[0], length, kind, speed, walk, forced == 1, forced == 1, extra)
        found += [there, back]
    return found


def closures(rows: list[Row], places: set[str], countries: set[str], check: Check) -> list[Closure]:
    """Closures of closures.csv."""
    file = "closures.csv"
    found = []
    columns = {"closure_type": 1, "name1": 2, "name2": 3, "closure_start": 4, "closure_end": 5}
    for row in _header_and_rows(rows)[1]:
        if row[0] not in CLOSURE_KINDS:
            near = known_words(row[0], CLOSURE_KINDS)
            check.fault(file, row.line, 1, f"`{row[0]}` is no kind of closure. {near}")
            continue
        start = check.whole(file, row, 3, "closure_start", -100_000, 1_000_000)
        end = check.whole(file, row, 4, "closure_end", -100_000, 1_000_000)
        if start is None or end is None:
            continue
        kind = next(each for each in CLOSURE_KINDS if each == row[0])
        closure = Closure(kind, row[1], row[2], start, end)
        for key, text in closure_name_faults(closure, places, countries):
            check.fault(file, row.line, columns[key], text)
        if 0 < end < start:
            check.notes.append(f"{file} line {row.line}: ends on day {end}, before it begins on {start}; it never ends")
        found.append(closure)
    return found


def period(rows: list[Row], check: Check) -> tuple[dt.date | None, int]:
    """First day and number of days of sim_period.csv."""
    file = "sim_period.csv"
    start, days = None, 0
    seen = set()
    for row in rows:
        key = row[0].lower().lstrip("#")
        seen.add(key)
        if key == "startdate":
            try:
                start = dt.datetime.strptime(row[1], "%Y-%m-%d").date()
            except ValueError:
                check.fault(file, row.line, 2, f"`{row[1]}` is no date. Write it as YYYY-MM-DD")
        elif key == "length":
            days = check.whole(file, row, 1, "Length", 1, 100_000) or 0
        else:
            check.notes.append(f"{file} line {row.line}: `{row[0]}` is not read. Known: StartDate, Length")
    if rows:
        for key, shown in (("startdate", "StartDate,2012-02-29"), ("length", "Length,300")):
            if key not in seen:
                check.fault(file, 0, 0, f"has no row {shown.split(',')[0]}. Add one like {shown}")
    return start, days


def by_day(path: Path, places: set[str], days: int, check: Check) -> DayTable | None:
    """A number by day (position of the row) and place: conflicts.csv, flood_level.csv; None if there is no file."""
    file = path.name
    if not path.exists():
        return None
    rows = read_rows(path, file, check)
    if not rows:
        return None
    names, header = _day_header(rows[0], places, "place of locations.csv", file, check)
    values = np.zeros((len(rows) - 1, len(names)))
    for number, row in enumerate(rows[1:]):
        if row[0] != str(number):
            check.notes.append(f"{file} line {row.line}: the day reads `{row[0]}`; rows go by position: day {number}")
        for column, position in enumerate(header):
            value = check.number(file, row, position, f"`{names[column]}`", 0.0, 1e6)
            values[number, column] = 0.0 if value is None else value
        if len(check.problems) > 1000:
            break
    if len(rows) - 1 < days:
        check.fault(file, rows[-1].line, 0, f"has {len(rows) - 1} days; the run has {days}. Add rows or shorten Length")
    return DayTable(names, values, np.arange(len(values)))


def _day_header(row: Row, known: set[str], what: str, file: str, check: Check) -> tuple[tuple[str, ...], list[int]]:
    if not row[0].lower().startswith("#day"):
        check.fault(
            file, row.line, 1, f"the header begins with #Day. Got `{row[0][:40]}`; add a row #Day,name,name,..."
        )
        return (), []
    names, positions = [], []
    for position, name in enumerate(row.fields[1:], 1):
        if not name:
            continue
        if name in names:
            check.fault(file, row.line, position + 1, f"`{name}` heads two columns. Keep one")
        elif name in known:
            names.append(name)
            positions.append(position)
        else:
            near = known_words(name, sorted(known))
            check.notes.append(f"{file} col {position + 1}: `{name}` names no {what}; the column is ignored. {near}")
    return tuple(names), positions


def food(path: Path, regions: set[str], check: Check) -> DayTable | None:
    """Food insecurity by day and region, percent: region_attributes_IPC.csv; None if there is no file."""
    file = path.name
    if not path.exists():
        return None
    rows = read_rows(path, file, check)
    if not rows:
        return None
    names, header = _day_header(rows[0], regions, "region of locations.csv", file, check)
    days: list[int] = []
    values: list[list[float]] = []
    for row in rows[1:]:
        day = check.whole(file, row, 0, "day", 0, 1_000_000)
        numbers = [check.number(file, row, position, f"`{row[position]}`", 0.0, 100.0) for position in header]
        if day is not None and days and day <= days[-1]:
            check.fault(file, row.line, 1, f"day {day} is not after day {days[-1]}. Sort the rows by day")
        days.append(day or 0)
        values.append([number or 0.0 for number in numbers])
    if not days:
        check.fault(file, rows[0].line, 0, "holds no day. Add rows of day,percent,...")
        return None
    return DayTable(names, np.array(values, float).reshape(len(days), len(names)), np.array(days))


def demographics(path: Path, places: set[str], check: Check) -> Demographics | None:
    """Weights of each value of an attribute, by column: demographics_<attribute>.csv."""
    file = path.name
    rows = read_rows(path, file, check)
    if not rows:
        return None
    header = tuple(cell.strip("# ") for cell in rows[0].fields)
    for position, name in enumerate(header[1:], 1):
        if name and name != "Default" and name not in places:
            near = known_words(name, sorted(places))
            check.notes.append(f"{file} col {position + 1}: `{name}` names no place; the column is not used. {near}")
    values = tuple(row[0] for row in rows[1:])
    weights: dict[str, tuple[float, ...]] = {}
    for position, name in enumerate(header[1:], 1):
        if not name:
            continue
        numbers = [check.number(file, row, position, f"weight `{name}`", 0.0, 1e12) for row in rows[1:]]
        weights[name] = tuple(number or 0.0 for number in numbers)
        if not any(weights[name]):
            check.fault(file, rows[0].line, position + 1, f"every weight of `{name}` is 0. Make one larger")
    if "Default" not in weights:
        check.notes.append(f"{file}: has no column Default; people of other places get the first column's weights")
    return Demographics(values, weights)


def first_people(rows: list[Row], places: set[str], check: Check) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """People of agents.csv: (place, attributes) each."""
    if not rows:
        return ()
    header = [cell.strip("# ") for cell in rows[0].fields]
    return tuple(
        (row[0], {name: row[position] for position, name in enumerate(header) if position and name})
        for row in rows[1:]
        if check.name("agents.csv", row, 0, places, "place of locations.csv")
    )


def major_routes(rows: list[Row], places: set[str], check: Check) -> tuple[tuple[str, ...], ...]:
    """Routes of major_routes.csv: names of places from first to last."""
    found = []
    for row in _header_and_rows(rows)[1]:
        route = tuple(cell for cell in row.fields if cell)
        known = [check.name("major_routes.csv", row, n, places, "place of locations.csv") for n in range(len(route))]
        if len(route) < 2:
            check.fault("major_routes.csv", row.line, 0, "a route needs two places or more. Add one")
        elif all(known):
            found.append(route)
    return tuple(found)


def location_changes(rows: list[Row], places: set[str], check: Check) -> tuple[tuple[str, Kind, int], ...]:
    """(place, new kind, day) of location_changes.csv."""
    found = []
    for row in _header_and_rows(rows)[1]:
        known = check.name("location_changes.csv", row, 0, places, "place of locations.csv")
        kind = kind_of(row[1])
        day = check.whole("location_changes.csv", row, 2, "day", 0, 1_000_000)
        if kind is None:
            near = known_words(row[1], _TYPES.values())
            check.fault("location_changes.csv", row.line, 2, f"`{row[1]}` is no location type. {near}")
        elif known and day is not None:
            found.append((row[0], kind, day))
    return tuple(found)


assert set(_TYPES) == set(KINDS)
