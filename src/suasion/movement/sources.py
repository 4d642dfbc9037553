"""Read counts of people in camps: data_layout.csv, one file or more a camp, registration corrections."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from suasion.errors import known_words
from suasion.movement.instance import CountFile, Points
from suasion.movement.validation import MOST_PEOPLE, Check, Row, read_rows

_HEADERS = ("", "date", "datetime")
LAYOUT = "data_layout.csv"
CORRECTIONS = "registration_corrections.csv"


def read_counts(folder: Path, camps: list[str], start: dt.date, check: Check) -> dict[str, tuple[CountFile, ...]]:
    """Counts by camp, and by `total`, in the order of data_layout.csv; problems go to `check`."""
    if not (folder / LAYOUT).exists():
        check.fault(LAYOUT, 0, 0, f"is missing in {folder.name}. It names the file of each camp")
        return {}
    found: dict[str, tuple[CountFile, ...]] = {}
    rows = [row for row in read_rows(folder / LAYOUT, LAYOUT, check) if not row[0].startswith("#")]
    for number, row in enumerate(rows):
        name, files = row[0], [cell for cell in row.fields[1:] if cell]
        if number == 0 and name != "total":
            check.fault(LAYOUT, row.line, 1, f"the first row is the total. Got `{name}`; begin with total,refugees.csv")
        if name in found:
            check.fault(LAYOUT, row.line, 1, f"`{name}` stands twice. Keep one row; a row can name several files")
        if not files:
            check.fault(LAYOUT, row.line, 2, f"`{name}` names no file. Add one")
        if number and name not in camps:
            check.notes.append(f"{LAYOUT} line {row.line}: `{name}` is no camp. {known_words(name, camps)}")
        parts = []
        for position, file in enumerate(files):
            if not (folder / file).is_file() or (folder / file).resolve().parent != folder.resolve():
                near = known_words(file, sorted(each.name for each in folder.glob("*.csv")))
                check.fault(LAYOUT, row.line, position + 2, f"there is no file `{file}` in {folder.name}. {near}")
            else:
                parts.append(CountFile(file, _points(folder / file, file, start, check)))
        found[name] = tuple(parts)
    for camp in camps:
        if camp not in found:
            check.fault(LAYOUT, 0, 0, f"the camp `{camp}` of locations.csv has no row. {known_words(camp, found)}")
    return found


def _points(path: Path, file: str, start: dt.date, check: Check) -> Points:
    points: list[tuple[int, float]] = []
    for row in read_rows(path, file, check):
        header = row.line == 1 and row[0].lower() in _HEADERS
        if header or row[0].startswith("#") or len(row) < 2 or not row[1]:
            continue
        day = _day(row, file, start, check)
        count = check.number(file, row, 1, "count", 0, MOST_PEOPLE)
        if day is None or count is None:
            continue
        if points and day <= points[-1][0]:
            what = (
                "stands twice" if day == points[-1][0] else f"is before the row above it ({points[-1][0] - day} days)"
            )
            check.notes.append(f"{file} line {row.line}: {row[0]} {what}")
            if day < points[-1][0]:
                check.fault(file, row.line, 1, f"{row[0]} {what}. Sort the rows by date")
        points.append((day, count))
    if not points and not any(problem.path == file for problem in check.problems):
        check.fault(file, 1, 0, "holds no count. Write rows like 2012-02-29,17790")
    return tuple(points)


def _day(row: Row, file: str, start: dt.date, check: Check, position: int = 0) -> int | None:
    try:
        return (dt.datetime.strptime(row[position], "%Y-%m-%d").date() - start).days
    except ValueError:
        check.fault(file, row.line, position + 1, f"`{row[position]}` is no date. Write it as YYYY-MM-DD")
        return None


def read_corrections(
    folder: Path, counts: dict[str, tuple[CountFile, ...]], start: dt.date, check: Check
) -> tuple[tuple[str, int], ...]:
    """(camp, day) of each correction, in the order of the file; ones before the start are left out, as in the peer."""
    path = folder / CORRECTIONS
    if not path.exists():
        return ()
    found = []
    for row in read_rows(path, CORRECTIONS, check, optional=True):
        if row[0].startswith("#"):
            continue
        if row[0] not in counts:
            near = known_words(row[0], counts)
            check.fault(CORRECTIONS, row.line, 1, f"`{row[0]}` has no counts in {LAYOUT}. {near}")
            continue
        day = _day(row, CORRECTIONS, start, check, 1)
        if day is None:
            continue
        if day < 0:
            check.notes.append(f"{CORRECTIONS} line {row.line}: {row[1]} is before the start; it has no effect")
            continue
        found.append((row[0], day))
        days = {point for file in counts[row[0]] for point, _ in file.points}
        if day not in days:
            text = f"{row[0]} has no count on {row[1]}. Name a date of its counts"
            check.fault(CORRECTIONS, row.line, 2, text)
    return tuple(found)
