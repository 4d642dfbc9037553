"""The tables every instance has, as places, links, closures and a period; every problem goes to `check`.

A row that can not be used still gives its name away, so that the other files are not blamed for naming it.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from suasion.errors import known_words
from suasion.movement.network import CLOSURE_KINDS, KINDS, Closure, Kind, Link, Place, kind_of
from suasion.movement.validation import LONGEST_LINK_KM, LONGEST_NAME, MOST_PEOPLE, Check, Row, shown

_PLACE_COLUMNS, _LINK_COLUMNS = 8, 4
_SPEED, _WALK = "max_move_speed", "walk_probability"
FIRST_DATE, LAST_DATE = dt.date(1678, 1, 1), dt.date(2262, 1, 1)  # days of a result are kept as nanoseconds


@dataclass(frozen=True)
class PlaceTable:
    """What locations.csv says, and which names the other files may use.

    Attributes
    ----------
    places : list of Place             those of rows without a fault
    camps : list of str                names of the camps of every row
    names, countries, regions : set    of every row, whatever else is wrong with it; None: not known, so any will do
    x_is_latitude : bool               whether the first coordinate is the latitude
    doubled : mapping                  name -> line of towns, hubs and markers that stand twice alike; one is kept
    unplaced : list of int             lines of places without coordinates
    """

    places: list[Place] = field(default_factory=list)
    camps: list[str] = field(default_factory=list)
    names: set[str] | None = None
    countries: set[str] | None = None
    regions: set[str] | None = None
    x_is_latitude: bool = True
    doubled: dict[str, int] = field(default_factory=dict)
    unplaced: list[int] = field(default_factory=list)


NO_PLACES = PlaceTable()


def header_and_rows(rows: list[Row]) -> tuple[tuple[str, ...], list[Row]]:
    """Names of the columns, from the first row that begins with #, and the rows that do not."""
    header = next((row for row in rows if row[0].startswith("#")), None)
    names = () if header is None else tuple(cell.strip('#" ') for cell in header.fields)
    return names, [row for row in rows if not row[0].startswith("#")]


def _marked(rows: list[Row], first: str, file: str, check: Check) -> list[Row]:
    """The rows without a header that lacks its mark, which is a problem."""
    if rows and rows[0][0].lower().strip('"') == first:
        check.fault(file, rows[0].line, 1, f"the header begins with #. Got `{first}`; write #{first},...")
        return rows[1:]
    return rows


def _columns(names: tuple[str, ...], first: int, file: str, rows: list[Row], check: Check) -> dict[str, int]:
    """Positions of the further columns by name."""
    found: dict[str, int] = {}
    for position, name in enumerate(names[first:], first):
        if name in found:
            check.fault(file, rows[0].line if rows else 0, position + 1, f"`{shown(name)}` heads two columns. Keep one")
        elif name:
            found[name] = position
    return found


def _extra(row: Row, columns: Mapping[str, int]) -> dict[str, str]:
    return {name: row[position] for name, position in columns.items() if row[position]}


def places(rows: list[Row], check: Check) -> PlaceTable:
    """Places of locations.csv."""
    file = "locations.csv"
    names, body = header_and_rows(rows)
    body = _marked(body, "name", file, check)
    header = [row for row in rows if row[0].startswith("#")]
    columns = _columns(names, _PLACE_COLUMNS, file, header, check)
    if not body:
        if not check.faulty(file):
            check.fault(file, 0, 0, "holds no place. Add rows of name,region,country,...")
        return NO_PLACES
    found: list[Place] = []
    camps: list[str] = []
    lines: dict[str, int] = {}
    said: dict[str, tuple[str, ...]] = {}
    doubled: dict[str, int] = {}
    for row in body:
        name = row[0]
        if name in lines and said[name] == _said(row) and kind_of(row[5]) in _ONCE_IS_ENOUGH:
            check.note(file, f"line {row.line}", f"`{shown(name)}` stands twice alike (first in line {lines[name]})")
            doubled[name] = row.line
            continue
        place = _place(row, columns, check)
        said.setdefault(name, _said(row))
        if name in lines:
            check.fault(file, row.line, 1, f"`{shown(name)}` stands twice (first in line {lines[name]}). Keep one")
        elif place is not None:
            found.append(place)
        if name not in lines and kind_of(row[5]) in ("camp", "idpcamp"):
            camps.append(name)
        lines.setdefault(name, row.line)
    whole = all(len(row) >= 3 for row in body)
    unplaced = [row.line for row in body if _is_unplaced(row)]
    if unplaced:
        many = f"{len(unplaced)} places have" if len(unplaced) > 1 else "the place has"
        check.note(file, f"line {unplaced[0]}", f"{many} no coordinates; 0, 0 is taken, which matters for maps only")
    return PlaceTable(
        found,
        camps,
        names=set(lines),
        countries={row[2] or "unknown" for row in body} if whole else None,
        regions={row[1] or "unknown" for row in body} if whole else None,
        x_is_latitude=not (len(names) > 3 and names[3].lower().startswith(("lon", "gps_lon"))),
        doubled=doubled,
        unplaced=unplaced,
    )


_ONCE_IS_ENOUGH = ("town", "hub", "marker")  # nobody begins or is counted there


def _said(row: Row) -> tuple[str, ...]:
    """What a row says, without empty fields at its end."""
    return tuple(",".join(row.fields).rstrip(",").split(","))


def _is_unplaced(row: Row) -> bool:
    return len(row) >= 6 and not row[3] and not row[4]


def _place(row: Row, columns: Mapping[str, int], check: Check) -> Place | None:
    """The place of a row; None, and every problem of the row, if it can not be used."""
    file, kind = "locations.csv", kind_of(row[5])
    if len(row) < 6:
        check.fault(file, row.line, 0, f"the row has {len(row)} fields; 8 are needed: {_PLACES}")
        return None
    if not row[0]:
        check.fault(file, row.line, 1, "the name is missing. Give one")
    for position, what in enumerate(("name", "region", "country")):
        if len(row[position]) > LONGEST_NAME or not row[position].isprintable():
            text = f"the {what} `{shown(row[position])}` is too long or holds a line break. Write a short one"
            check.fault(file, row.line, position + 1, text)
    if kind is None:
        near = known_words(shown(row[5]), _TYPES.values())
        check.fault(file, row.line, 6, f"`{shown(row[5])}` is no location type. {near}")
    x, y = (
        0.0 if _is_unplaced(row) else check.number(file, row, at, name, -360.0, 360.0)
        for at, name in ((3, "gps_x"), (4, "gps_y"))
    )
    day = check.whole(file, row, 6, "conflict_date", -1, 100_000) if row[6] else 0
    split = _PLACE_COLUMNS not in columns.values() and check.commas(file, row, 7, "population")
    people = check.whole(file, row, 7, "population", 0, MOST_PEOPLE) if row[7] and not split else 0
    extra = _extra(row, columns)
    for name in extra:
        if name in WHOLE:
            check.whole(file, row, columns[name], name, 0, WHOLE[name])
        elif name in NUMERIC:
            check.number(file, row, columns[name], name, *NUMERIC[name])
    if kind == "conflict" and not row[6]:
        check.note(file, f"line {row.line}", f"`{shown(row[0])}` has no conflict date; read as 0")
    if kind is None or x is None or y is None or day is None or people is None:
        return None
    camp = kind in ("camp", "idpcamp")
    population, capacity = (0, people) if camp else (people, -1)
    return Place(row[0], row[1] or "unknown", row[2] or "unknown", x, y, kind, population, capacity, day, extra)


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
WHOLE = {"initial_idps": MOST_PEOPLE, "capacity_per_day": MOST_PEOPLE}
NUMERIC = {
    "conflict_intensity": (0.0, 1e6),
    "deactivation_probability": (0.0, 1.0),
    "farmer_fraction": (0.0, 1.0),
    "trade_volume": (0.0, 1e9),
    "hdi": (0.0, 1.0),
}


def type_word(kind: Kind) -> str:
    """The location type as the peer's files write it."""
    return _TYPES[kind]


def types_near(word: str) -> str:
    """End of a sentence: the nearest location type, and all of them."""
    return known_words(shown(word), _TYPES.values())


def links(rows: list[Row], places: set[str] | None, check: Check) -> list[Link]:
    """Two links for each row of routes.csv."""
    file = "routes.csv"
    names, body = header_and_rows(rows)
    body = _marked(body, "name1", file, check)
    columns = _columns(names, _LINK_COLUMNS, file, [row for row in rows if row[0].startswith("#")], check)
    found: list[Link] = []
    pairs: dict[frozenset[str], int] = {}
    for row in body:
        if len(row) < 3:
            check.fault(file, row.line, 0, f"the row has {len(row)} fields; write name1,name2,distance_km")
            continue
        known = [check.name(file, row, position, places, "place of locations.csv") for position in (0, 1)]
        if check.commas(file, row, 2, "distance"):
            continue
        length = check.number(file, row, 2, "distance", 0.001, LONGEST_LINK_KM)
        forced = check.whole(file, row, 3, "forced_redirection", 0, 2) if row[3] else 0
        extra = _extra(row, columns)
        speed, walk = None, 0.0
        if _SPEED in extra:
            speed = check.number(file, row, columns[_SPEED], _SPEED, 0.001, 100_000.0)
            extra.pop(_SPEED)
        if _WALK in extra:
            walk = check.number(file, row, columns[_WALK], _WALK, 0.0, 1.0) or 0.0
            extra.pop(_WALK)
        if row[0] == row[1]:
            check.fault(file, row.line, 2, f"the link leads from `{shown(row[0])}` to itself. Name two places")
            continue
        if not all(known) or length is None or forced is None:
            continue
        pair = frozenset((row[0], row[1]))
        if pair in pairs:
            check.note(file, f"line {row.line}", f"{row[0]}-{row[1]} is also in line {pairs[pair]}: two links")
        pairs.setdefault(pair, row.line)
        kind = extra.pop("kind", "road")
        there = Link(row[0], row[1], length, kind, speed, walk, forced == 2, forced == 1, extra)
        back = Link(row[1], row[0], length, kind, speed, walk, forced == 1, forced == 1, extra)
        found += [there, back]
    if rows and not body:
        check.note(file, "", "holds no road: nobody can move")
    return found


def closures(rows: list[Row], table: PlaceTable, links: list[Link], check: Check) -> list[Closure]:
    """Closures of closures.csv."""
    file = "closures.csv"
    found = []
    roads = _Roads(table, links)
    for row in _marked(header_and_rows(rows)[1], "closure_type", file, check):
        if row[0] not in CLOSURE_KINDS:
            near = known_words(shown(row[0]), CLOSURE_KINDS)
            check.fault(file, row.line, 1, f"`{shown(row[0])}` is no kind of closure. {near}")
            continue
        start = check.whole(file, row, 3, "closure_start", -100_000, 1_000_000)
        end = check.whole(file, row, 4, "closure_end", -100_000, 1_000_000)
        if start is None or end is None:
            continue
        kind = next(each for each in CLOSURE_KINDS if each == row[0])
        closure = Closure(kind, row[1], row[2], start, end)
        known, what = (table.countries, "country") if kind == "country" else (table.names, "place")
        for position in (1, 2) if kind in ("country", "link", "remove_forced_redirection") else (1,):
            check.name(file, row, position, known, what)
        if not roads.concerned(closure):
            between = f"`{shown(row[1])}`" + ("" if kind == "location" else f" and `{shown(row[2])}`")
            check.note(file, f"line {row.line}", f"no road leads to be closed at {between}; it has no effect")
        if 0 < end < start:
            check.note(file, f"line {row.line}", f"ends on day {end}, before it begins on {start}; it never ends")
        found.append(closure)
    return found


class _Roads:
    """Which places and countries have a road between them."""

    def __init__(self, table: PlaceTable, links: list[Link]) -> None:
        country = {place.name: place.country for place in table.places}
        self.places = {frozenset((link.start, link.end)) for link in links}
        self.countries = {frozenset((country.get(link.start), country.get(link.end))) for link in links}
        self.any = {link.start for link in links}

    def concerned(self, closure: Closure) -> bool:
        """Whether there is a road that the closure could shut; closures of camps shut none."""
        pair = frozenset((closure.name1, closure.name2))
        if closure.kind == "country":
            return pair in self.countries
        if closure.kind == "link":
            return pair in self.places
        return closure.kind != "location" or closure.name1 in self.any


def period(rows: list[Row], check: Check) -> tuple[dt.date | None, int]:
    """First day and number of days of sim_period.csv; None and 0 if it does not say."""
    file = "sim_period.csv"
    found: dict[str, Row] = {}
    others: list[Row] = []
    for row in rows:
        key = row[0].lower().lstrip("#")
        if key not in _PERIOD:
            others.append(row)
        elif key not in found:
            found[key] = row
        elif found[key][1] == row[1]:
            check.note(file, f"line {row.line}", f"{_PERIOD[key]} stands twice, with the same value")
        else:
            first = f"{found[key][1]} in line {found[key].line}"
            check.fault(file, row.line, 1, f"{_PERIOD[key]} stands twice ({shown(first)}). Keep one")
    missing = [key for key in _PERIOD if key not in found]
    for row in others:
        near = difflib.get_close_matches(row[0].lower()[:LONGEST_NAME], missing, n=1)
        if near:
            missing.remove(near[0])
            known = known_words(shown(row[0]), _PERIOD.values())
            check.fault(file, row.line, 1, f"`{shown(row[0])}` is not known. {known}")
        elif not row[0].startswith("#"):
            check.note(file, f"line {row.line}", f"`{shown(row[0])}` is not read. Known: StartDate, Length")
    for key in missing if rows else []:
        check.fault(file, 0, 0, f"has no row {_PERIOD[key]}. Add one like {_PERIOD_LIKE[key]}")
    start = date(found["startdate"], 1, file, check) if "startdate" in found else None
    days = (check.whole(file, found["length"], 1, "Length", 1, 100_000) or 0) if "length" in found else 0
    if start is not None and not FIRST_DATE <= start < LAST_DATE:
        text = f"{start} is outside of the days that a result can hold. Allowed: {FIRST_DATE} to {LAST_DATE}"
        check.fault(file, found["startdate"].line, 2, text)
    return start, days


_PERIOD = {"startdate": "StartDate", "length": "Length"}
_PERIOD_LIKE = {"startdate": "StartDate,2012-02-29", "length": "Length,300"}


def ends_in_time(start: dt.date | None, days: int, file: str, check: Check) -> None:
    """A problem if a period that begins in time ends after the days that a result can hold."""
    if start is not None and FIRST_DATE <= start < LAST_DATE and (LAST_DATE - start).days < days:
        most = (LAST_DATE - start).days
        text = (
            f"{days:,} days from {start} end after {LAST_DATE}, the last day that a result can hold. Allowed: {most:,}"
        )
        check.fault(file, 0, 0, text)


def date(row: Row, position: int, file: str, check: Check) -> dt.date | None:
    """The date in a field; None, and a problem, if it is none."""
    text = row[position]
    try:
        if not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text):
            raise ValueError(text)
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        check.fault(file, row.line, position + 1, f"`{shown(text)}` is no date. Write it as YYYY-MM-DD")
        return None


assert set(_TYPES) == set(KINDS)
