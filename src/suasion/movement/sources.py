"""Read counts of people in camps: data_layout.csv, one file or more a camp, registration corrections."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from suasion.movement.instance import CountFile, Points
from suasion.movement.tables import date
from suasion.movement.validation import MOST_PEOPLE, Check, Row, is_file, is_folder, read_rows, shown, there

_HEADERS = ("", "date", "datetime")
LAYOUT = "data_layout.csv"
CORRECTIONS = "registration_corrections.csv"


def read_counts(
    folder: Path, camps: list[str], start: dt.date, check: Check, *, pushed: bool = False
) -> dict[str, tuple[CountFile, ...]]:
    """Counts by row of data_layout.csv, in its order, `total` first; problems go to `check`.

    The first row is the total, whatever its name; one of a camp's name is not, and then `total` is the camps' files.
    A row that stands twice is kept under a name of its own, `Alder (line 5)`: it is no camp's.

    Parameters
    ----------
    camps : those of locations.csv; none: not known, so any will do
    pushed : conflicts or floods say who sets out, so that no total is needed
    """
    if not is_file(folder / LAYOUT):
        check.fault(LAYOUT, 0, 0, f"is missing in {shown(folder.name)}. It names the file of each camp")
        return {}
    found: dict[str, tuple[CountFile, ...]] = {}
    rows = [row for row in read_rows(folder / LAYOUT, LAYOUT, check) if not row[0].startswith("#")]
    if not rows:
        if not check.faulty(LAYOUT):
            check.fault(LAYOUT, 0, 0, "names no file. Begin with total,refugees.csv")
        return {}
    read: dict[str, CountFile] = {}
    named_by: dict[str, str] = {}  # file -> camp
    first: dict[str, Row] = {}
    for number, row in enumerate(rows):
        name, files = row[0], [(at, cell) for at, cell in enumerate(row.fields) if at and cell]
        if number == 0:
            name = _name_of_first(row, camps, check, pushed=pushed)
        if name in first:
            name = _name_of_second(row, first[name], check)
        elif number and camps and name not in camps:
            check.note(LAYOUT, f"line {row.line}", f"`{shown(name)}` is no camp.{check.nearest(name, camps)}")
        first[name] = row
        if not files:
            check.fault(LAYOUT, row.line, 2, f"`{shown(name)}` names no file. Add one")
        for position, file in files:
            if name in camps and file in named_by:
                check.note(LAYOUT, f"line {row.line}", f"`{shown(file)}` also counts `{named_by[file]}`")
            if name in camps:
                named_by[file] = name
            if file not in read and _is_inside(folder, file, row, position, check):
                read[file] = CountFile(file, _points(folder / file, file, start, check))
        found[name] = tuple(read[file] for _, file in files if file in read)
    for camp in camps:
        if camp not in found:
            text = f"the camp `{shown(camp)}` of locations.csv has no row.{check.nearest(camp, found)}"
            check.fault(LAYOUT, 0, 0, text)
    if "total" not in found:
        found = {"total": tuple(file for camp in camps for file in found.get(camp, ())), **found}
    return found


def _name_of_first(row: Row, camps: list[str], check: Check, *, pushed: bool) -> str:
    """What the first row counts: the total, unless it names a camp; then it is a fault where the total is needed."""
    name = row[0]
    if name == "total":
        return name
    if name in camps or not camps:
        if not pushed:
            text = f"the first row is the total. Got `{shown(name)}`; begin with total,refugees.csv"
            check.fault(LAYOUT, row.line, 1, text)
        return name
    check.note(LAYOUT, f"line {row.line}", f"`{shown(name)}` is no camp; as the first row it is read as the total")
    return "total"


def _name_of_second(row: Row, first: Row, check: Check) -> str:
    """A name of its own for a row that stands twice; a fault if the two do not say the same."""
    if row.fields[1:] == first.fields[1:]:
        text = f"`{shown(row[0])}` stands twice, with the same file (first in line {first.line})"
        check.note(LAYOUT, f"line {row.line}", text)
    else:
        text = f"`{shown(row[0])}` stands twice. Keep one row; a row can name several files"
        check.fault(LAYOUT, row.line, 1, text)
    return f"{row[0]} (line {row.line})"


def _is_inside(folder: Path, file: str, row: Row, position: int, check: Check) -> bool:
    """Whether a file of counts is there, in the folder itself; a problem if not."""
    path = folder / file
    if is_file(path) and path.resolve().parent == folder.resolve():
        return True
    if is_folder(path):
        text = f"`{shown(file)}` in {shown(folder.name)} is a folder. Name a file of counts"
    else:
        near = "" if check.full(LAYOUT) else check.nearest(file, {each.name for each in folder.glob("*.csv")})
        text = f"there is no file `{shown(file)}` in {shown(folder.name)}.{near}"
    check.fault(LAYOUT, row.line, position + 1, text)
    return False


def _points(path: Path, file: str, start: dt.date, check: Check) -> Points:
    file = shown(file)
    points: list[tuple[int, float]] = []
    named, wide = False, False  # whether a header names further columns, and whether a row has some
    for row in read_rows(path, file, check):
        header = row.line == 1 and row[0].lower() in _HEADERS
        named = named or (header and bool(row[2]))
        if header or row[0].startswith("#") or len(row) < 2 or not row[1]:
            continue
        when = date(row, 0, file, check)
        if not named and check.commas(file, row, 1, "count"):
            continue
        count = check.number(file, row, 1, "count", 0, MOST_PEOPLE)
        if when is None or count is None:
            continue
        if any(row.fields[2:]) and not wide:
            check.note(file, f"line {row.line}", "has more than a date and a count; what is beyond is not read")
            wide = True
        day = (when - start).days
        if points and day < points[-1][0]:  # what follows from it depends on the mode: see `series`
            text = f"{row[0]} is before the row above it ({points[-1][0] - day} days); sort the rows by date"
            check.note(file, f"line {row.line}", text)
        elif points and day == points[-1][0]:
            check.note(file, f"line {row.line}", f"{row[0]} stands twice")
        points.append((day, count))
    if not points and not check.faulty(file):
        check.fault(file, 1, 0, "holds no count. Write rows like 2012-02-29,17790")
    return tuple(points)


def read_corrections(
    folder: Path, counts: dict[str, tuple[CountFile, ...]], start: dt.date, check: Check
) -> tuple[tuple[str, int], ...]:
    """(camp, day) of each correction, in the order of the file; ones before the start are left out, as in the peer."""
    path = folder / CORRECTIONS
    found = []
    for row in read_rows(path, CORRECTIONS, check, optional=True) if there(path) else ():
        if row[0].startswith("#"):
            continue
        if counts and row[0] not in counts:
            text = f"`{shown(row[0])}` has no counts in {LAYOUT}.{check.nearest(row[0], counts)}"
            check.fault(CORRECTIONS, row.line, 1, text)
            continue
        when = date(row, 1, CORRECTIONS, check)
        if when is None or row[0] not in counts:
            continue
        day = (when - start).days
        if day < 0:
            check.note(CORRECTIONS, f"line {row.line}", f"{row[1]} is before the start; it has no effect")
            continue
        found.append((row[0], day))
        files = counts[row[0]]
        sound = files and not any(check.faulty(shown(each.file)) for each in files)
        if sound and day not in {point for each in files for point, _ in each.points}:
            text = f"{shown(row[0])} has no count on {row[1]}. Name a date of its counts"
            check.fault(CORRECTIONS, row.line, 2, text)
        elif sound and day == min(each.points[0][0] for each in files):
            check.note(CORRECTIONS, f"line {row.line}", f"{row[1]} is the first count; there is none to be corrected")
    return tuple(found)
