"""A folder that can not be used is refused with one clear message and exit code 2; what is harmless is read.

Each case changes the example folder in one way. Refused ones name file, row and repair on the screen, and leave no
trace and no half of a result; accepted ones give the same people as the untouched folder, or a note says what was made
of it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from suasion.movement.examples import example

Call = Callable[..., Any]
Change = Callable[[Path], object]

PLACES, ROADS, CLOSURES = "input/locations.csv", "input/routes.csv", "input/closures.csv"
CONFLICTS, PERIOD, LAYOUT = "input/conflicts.csv", "input/sim_period.csv", "source/data_layout.csv"
ALDER, SETTINGS = "source/alder.csv", "simsetting.yml"
CORRECTIONS, AGENTS = "input/registration_corrections.csv", "input/agents.csv"
AGES, MAJOR, CHANGES = "input/demographics_age.csv", "input/major_routes.csv", "input/location_changes.csv"
FLOODS, FOOD = "input/flood_level.csv", "input/region_attributes_IPC.csv"
KNOWN = "Known: Alder, Birch, Cedar, Karo, Lumen, Northgate, Southgate"
KARO = "Karo,West,Upland,1.15,0.25,conflict_zone,0,60000"


def swap(file: str, old: str, new: str) -> Change:
    """Replace the first occurrence of some text."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")

    return change


def write(file: str, content: str | bytes) -> Change:
    raw = content.encode() if isinstance(content, str) else content
    return lambda folder: (folder / file).write_bytes(raw)


def add(file: str, text: str) -> Change:
    return lambda folder: (folder / file).write_text((folder / file).read_text() + text)


def lose(file: str) -> Change:
    return lambda folder: shutil.rmtree(folder / file) if (folder / file).is_dir() else (folder / file).unlink()


def rename(file: str, to: str) -> Change:
    return lambda folder: (folder / file).rename(folder / to)


def rows(file: str, keep: Callable[[list[str]], list[str]]) -> Change:
    return lambda folder: (folder / file).write_text("\n".join(keep((folder / file).read_text().splitlines())) + "\n")


def recode(encode: Callable[[bytes], bytes], pattern: str = "*.csv") -> Change:
    return lambda folder: [path.write_bytes(encode(path.read_bytes())) for path in folder.rglob(pattern)]


def sparse(file: str, size: int) -> Change:
    """A file of that size that takes no room on the disk."""

    def change(folder: Path) -> None:
        with (folder / file).open("wb") as opened:
            opened.truncate(size)

    return change


def folder_instead(file: str) -> Change:
    return lambda folder: ((folder / file).unlink(), (folder / file).mkdir())


def days(heading: str, row: str, count: int = 120) -> str:
    return f"{heading}\n" + "".join(f"{day},{row}\n" for day in range(count))


# what is said when one thing is wrong: the whole message after its first line, or its only line
ALONE: dict[str, tuple[Change, str]] = {
    # files and layout
    "no routes.csv": (lose(ROADS), "routes.csv: is missing. Every instance needs it"),
    "no sim_period.csv": (lose(PERIOD), "sim_period.csv: is missing. Every instance needs it"),
    "no data_layout.csv": (lose(LAYOUT), "data_layout.csv: is missing in source. It names the file of each camp"),
    "no counts of the total": (
        lose("source/refugees.csv"),
        "line 1, col 2  data_layout.csv: there is no file `refugees.csv` in source. Known: alder.csv, birch.csv, "
        "cedar.csv, data_layout.csv",
    ),
    "no input folder": (
        lose("input"),
        "holds neither `input/`, `input_csv/` nor locations.csv. Name the folder of one instance",
    ),
    "input folder of another name": (
        rename("input", "inputs"),
        "holds neither `input/`, `input_csv/` nor locations.csv. Name the folder of one instance",
    ),
    "no counts, and nothing else that makes people set out": (
        lose("source"),
        "there are no counts (source/data_layout.csv) and no conflict_driven_spawning: nobody would set out. "
        "Add one of them",
    ),
    # locations.csv
    "a place named twice": (
        add(PLACES, "Karo,West,Upland,1.0,0.2,town,,5\n"),
        "line 10, col 1  locations.csv: `Karo` stands twice (first in line 3). Keep one",
    ),
    "a camp named twice": (
        add(PLACES, "Alder,Plain,Lowland,1.0,0.2,camp,,5\n"),
        "line 10, col 1  locations.csv: `Alder` stands twice (first in line 7). Keep one",
    ),
    "a place without a name": (
        add(PLACES, ",West,Upland,1.0,0.2,town,,5\n"),
        "line 10, col 1  locations.csv: the name is missing. Give one",
    ),
    # routes.csv
    "a road to a place that is not there": (
        swap(ROADS, "Karo,Lumen", "Karo,Lumon"),
        f"line 3, col 2  routes.csv: `Lumon` names no place of locations.csv. Did you mean `Lumen`? {KNOWN}",
    ),
    "a road from a place in another case": (
        swap(ROADS, "Karo,Lumen", "karo,Lumen"),
        f"line 3, col 1  routes.csv: `karo` names no place of locations.csv. Did you mean `Karo`? {KNOWN}",
    ),
    "a negative length": (
        swap(ROADS, "Karo,Lumen,85", "Karo,Lumen,-85"),
        "line 3, col 3  routes.csv: distance: -85.0 is out of range. Allowed: 0.001 to 50,000",
    ),
    "a length of nothing": (
        swap(ROADS, "Karo,Lumen,85", "Karo,Lumen,0"),
        "line 3, col 3  routes.csv: distance: 0.0 is out of range. Allowed: 0.001 to 50,000",
    ),
    "a length that is not a number": (
        swap(ROADS, "Karo,Lumen,85", "Karo,Lumen,nan"),
        "line 3, col 3  routes.csv: distance: nan is no finite number. Give one from 0.001 to 50,000",
    ),
    "a length that is infinite": (
        swap(ROADS, "Karo,Lumen,85", "Karo,Lumen,inf"),
        "line 3, col 3  routes.csv: distance: inf is no finite number. Give one from 0.001 to 50,000",
    ),
    "a length beyond the earth": (
        swap(ROADS, "Karo,Lumen,85", "Karo,Lumen,1e9"),
        "line 3, col 3  routes.csv: distance: 1,000,000,000.0 is out of range. Allowed: 0.001 to 50,000",
    ),
    "a length in words": (
        swap(ROADS, "Karo,Lumen,85", "Karo,Lumen,far"),
        "line 3, col 3  routes.csv: distance is no number. Got `far`; write digits like 120 or 12.5",
    ),
    "no length": (
        swap(ROADS, "Karo,Lumen,85,0", "Karo,Lumen"),
        "line 3, col 0  routes.csv: the row has 2 fields; write name1,name2,distance_km",
    ),
    "a road from a place to itself": (
        swap(ROADS, "Karo,Lumen,85", "Karo,Karo,85"),
        "line 3, col 2  routes.csv: the link leads from `Karo` to itself. Name two places",
    ),
    "a redirection that is none": (
        swap(ROADS, "Karo,Lumen,85,0", "Karo,Lumen,85,7"),
        "line 3, col 4  routes.csv: forced_redirection: 7.0 is out of range. Allowed: 0 to 2",
    ),
    "an empty routes.csv": (write(ROADS, ""), "line 1, col 0  routes.csv: the file is empty. Fill it"),
    "a binary routes.csv": (
        write(ROADS, b"PK\x03\x04\x00\x00"),
        "line 1, col 0  routes.csv: is a binary file, not comma separated text. Export it as CSV in UTF-8",
    ),
    "a routes.csv in Latin-1": (
        write(ROADS, "#a\nKaro,Bogot\xe1,5\n".encode("latin-1")),
        "line 2, col 0  routes.csv: is not UTF-8 text (byte 14). Save it as UTF-8",
    ),
    "a routes.csv in UTF-16": (
        recode(lambda raw: raw.decode().encode("utf-16"), "routes.csv"),
        "line 1, col 0  routes.csv: is a binary file, not comma separated text. Export it as CSV in UTF-8",
    ),
    "a quote that is never closed": (
        add(ROADS, '"Karo,Lumen,5,0\n'),
        "line 10, col 0  routes.csv: not comma separated text: unexpected end of data. Mend the quotes",
    ),
    "a field longer than a page": (
        add(ROADS, f"Karo,{'x' * 200_000},5,0\n"),
        "line 10, col 0  routes.csv: not comma separated text: field larger than field limit (131072). Mend the quotes",
    ),
    "a row of countless fields": (
        add(ROADS, "," * 100_001 + "\n"),
        "line 10, col 0  routes.csv: the row has 100,002 fields. Allowed: 100,000",
    ),
    "a routes.csv that is a folder": (
        folder_instead(ROADS),
        "routes.csv: can not be read: is a directory. Mend the file or its rights",
    ),
    "a negative speed": (
        write(ROADS, "#name1,name2,distance,forced_redirection,max_move_speed\nKaro,Lumen,85,0,-3\n"),
        "line 2, col 5  routes.csv: max_move_speed: -3.0 is out of range. Allowed: 0.001 to 100,000",
    ),
    "a chance above one": (
        write(ROADS, "#name1,name2,distance,forced_redirection,walk_probability\nKaro,Lumen,85,0,2\n"),
        "line 2, col 5  routes.csv: walk_probability: 2.0 is out of range. Allowed: 0 to 1",
    ),
    # closures.csv
    "a closure of no kind": (
        add(CLOSURES, "lnk,Karo,Lumen,1,2\n"),
        "line 3, col 1  closures.csv: `lnk` is no kind of closure. Did you mean `link`? Known: country, location, "
        "link, camp, idpcamp, remove_forced_redirection",
    ),
    "a closure of a place that is not there": (
        add(CLOSURES, "link,Karo,Lumon,1,2\n"),
        f"line 3, col 3  closures.csv: `Lumon` names no place. Did you mean `Lumen`? {KNOWN}",
    ),
    "a closure of a country that is not there": (
        add(CLOSURES, "country,Upland,Lowlend,1,2\n"),
        "line 3, col 3  closures.csv: `Lowlend` names no country. Did you mean `Lowland`? Known: Lowland, Upland",
    ),
    "a closure on a day in words": (
        add(CLOSURES, "link,Karo,Lumen,one,2\n"),
        "line 3, col 4  closures.csv: closure_start is no number. Got `one`; write digits like 120 or 12.5",
    ),
    "a closure until nan": (
        add(CLOSURES, "link,Karo,Lumen,1,nan\n"),
        "line 3, col 5  closures.csv: closure_end: nan is no finite number. Give one from -100,000 to 1e+06",
    ),
    "a closure without an end": (
        add(CLOSURES, "link,Karo,Lumen,1\n"),
        "line 3, col 5  closures.csv: closure_end is no number. Got nothing; write digits like 120 or 12.5",
    ),
    # conflicts.csv
    "too few days of conflict": (
        rows(CONFLICTS, lambda lines: lines[:50]),
        "line 50, col 0  conflicts.csv: has 49 days; the run has 120. Add rows or shorten Length",
    ),
    "a period longer than the conflicts": (
        swap(PERIOD, "120", "200"),
        "line 121, col 0  conflicts.csv: has 120 days; the run has 200. Add rows or shorten Length",
    ),
    "a conflict that is not a number": (
        swap(CONFLICTS, "\n7,1,0", "\n7,nan,0"),
        "line 9, col 2  conflicts.csv: `Karo`: nan is no finite number. Give one from 0 to 1e+06",
    ),
    "a negative conflict": (
        swap(CONFLICTS, "\n7,1,0", "\n7,-1,0"),
        "line 9, col 2  conflicts.csv: `Karo`: -1.0 is out of range. Allowed: 0 to 1e+06",
    ),
    "a conflict without bounds": (
        swap(CONFLICTS, "\n7,1,0", "\n7,1e99,0"),
        "line 9, col 2  conflicts.csv: `Karo`: 1e+99 is out of range. Allowed: 0 to 1e+06",
    ),
    "a conflict in words": (
        swap(CONFLICTS, "\n7,1,0", "\n7,yes,0"),
        "line 9, col 2  conflicts.csv: `Karo` is no number. Got `yes`; write digits like 120 or 12.5",
    ),
    "a day of conflict without its last field": (
        swap(CONFLICTS, "\n7,1,0", "\n7,1"),
        "line 9, col 3  conflicts.csv: `Lumen` is no number. Got nothing; write digits like 120 or 12.5",
    ),
    "two columns of one place": (
        swap(CONFLICTS, "#Day,Karo,Lumen", "#Day,Karo,Karo"),
        "line 1, col 3  conflicts.csv: `Karo` heads two columns. Keep one",
    ),
    "an empty conflicts.csv": (write(CONFLICTS, ""), "line 1, col 0  conflicts.csv: the file is empty. Fill it"),
    "a binary conflicts.csv": (
        write(CONFLICTS, b"\x00\x01\x02"),
        "line 1, col 0  conflicts.csv: is a binary file, not comma separated text. Export it as CSV in UTF-8",
    ),
    "people who set out from nowhere": (
        write(CONFLICTS, days("#Day,Karo,Lumen", "0,0")),
        "409 people set out on day 1, but no place with a population is in conflict. Mend conflicts.csv or "
        "populations, or run fewer days",
    ),
    # sim_period.csv
    "a start in another order": (
        swap(PERIOD, "2030-01-01", "01/01/2030"),
        "line 1, col 2  sim_period.csv: `01/01/2030` is no date. Write it as YYYY-MM-DD",
    ),
    "a start that is not in the calendar": (
        swap(PERIOD, "2030-01-01", "2030-02-30"),
        "line 1, col 2  sim_period.csv: `2030-02-30` is no date. Write it as YYYY-MM-DD",
    ),
    "a start with a time of day": (
        swap(PERIOD, "2030-01-01", "2030-01-01T00:00"),
        "line 1, col 2  sim_period.csv: `2030-01-01T00:00` is no date. Write it as YYYY-MM-DD",
    ),
    "no length of the period": (
        write(PERIOD, "StartDate,2030-01-01\n"),
        "sim_period.csv: has no row Length. Add one like Length,300",
    ),
    "a misspelt length of the period": (
        swap(PERIOD, "Length", "Lenght"),
        "sim_period.csv: has no row Length. Add one like Length,300",
    ),
    "no start": (
        write(PERIOD, "Length,120\n"),
        "sim_period.csv: has no row StartDate. Add one like StartDate,2012-02-29",
    ),
    "a negative period": (
        swap(PERIOD, "120", "-120"),
        "line 2, col 2  sim_period.csv: Length: -120.0 is out of range. Allowed: 1 to 100,000",
    ),
    "a period of no day": (
        swap(PERIOD, "120", "0"),
        "line 2, col 2  sim_period.csv: Length: 0.0 is out of range. Allowed: 1 to 100,000",
    ),
    "a period in words": (
        swap(PERIOD, "120", "many"),
        "line 2, col 2  sim_period.csv: Length is no number. Got `many`; write digits like 120 or 12.5",
    ),
    "a period of half a day": (
        swap(PERIOD, "120", "12.5"),
        "line 2, col 2  sim_period.csv: Length is not whole. Got 12.5; round it",
    ),
    "a period of millions of years": (
        swap(PERIOD, "120", "999999999"),
        "line 2, col 2  sim_period.csv: Length: 999,999,999.0 is out of range. Allowed: 1 to 100,000",
    ),
    "an empty sim_period.csv": (write(PERIOD, ""), "line 1, col 0  sim_period.csv: the file is empty. Fill it"),
    # data_layout.csv
    "a layout that does not begin with the total": (
        write(LAYOUT, "Alder,alder.csv\ntotal,refugees.csv\nBirch,birch.csv\nCedar,cedar.csv\n"),
        "line 1, col 1  data_layout.csv: the first row is the total. Got `Alder`; begin with total,refugees.csv",
    ),
    "a camp twice in the layout": (
        add(LAYOUT, "Alder,alder.csv\n"),
        "line 5, col 1  data_layout.csv: `Alder` stands twice. Keep one row; a row can name several files",
    ),
    "a camp without a file": (
        swap(LAYOUT, "Alder,alder.csv", "Alder"),
        "line 2, col 2  data_layout.csv: `Alder` names no file. Add one",
    ),
    "a camp whose file is not there": (
        swap(LAYOUT, "alder.csv", "alter.csv"),
        "line 2, col 2  data_layout.csv: there is no file `alter.csv` in source. Did you mean `alder.csv`? Known: "
        "alder.csv, birch.csv, cedar.csv, data_layout.csv, refugees.csv",
    ),
    "a camp that the layout forgets": (
        swap(LAYOUT, "Cedar,cedar.csv\n", ""),
        "data_layout.csv: the camp `Cedar` of locations.csv has no row. Known: total, Alder, Birch",
    ),
    "a file outside of the folder of counts": (
        swap(LAYOUT, "alder.csv", "../input/routes.csv"),
        "line 2, col 2  data_layout.csv: there is no file `../input/routes.csv` in source. Known: alder.csv, "
        "birch.csv, cedar.csv, data_layout.csv, refugees.csv",
    ),
    # counts
    "a count on no day": (
        swap(ALDER, "2030-01-08", "2030-13-08"),
        "line 4, col 1  alder.csv: `2030-13-08` is no date. Write it as YYYY-MM-DD",
    ),
    "a count that is not a number": (
        swap(ALDER, "2030-01-08,1706", "2030-01-08,nan"),
        "line 4, col 2  alder.csv: count: nan is no finite number. Give one from 0 to 1e+10",
    ),
    "a negative count": (
        swap(ALDER, "2030-01-08,", "2030-01-08,-"),
        "line 4, col 2  alder.csv: count: -1,706.0 is out of range. Allowed: 0 to 1e+10",
    ),
    "a count of more than live on earth": (
        swap(ALDER, "2030-01-08,", "2030-01-08,99999999999"),
        "line 4, col 2  alder.csv: count: 999,999,999,991,706.0 is out of range. Allowed: 0 to 1e+10",
    ),
    "a count in words": (
        swap(ALDER, "2030-01-08,", "2030-01-08,about "),
        "line 4, col 2  alder.csv: count is no number. Got `about 1706`; write digits like 120 or 12.5",
    ),
    "counts out of order": (
        add(ALDER, "2030-01-02,7\n"),
        "line 22, col 1  alder.csv: 2030-01-02 is before the row above it (119 days). Sort the rows by date",
    ),
    "an empty file of counts": (write(ALDER, ""), "line 1, col 0  alder.csv: the file is empty. Fill it"),
    "a file of counts with a header only": (
        write(ALDER, "Date,count\n"),
        "line 1, col 0  alder.csv: holds no count. Write rows like 2012-02-29,17790",
    ),
    "a file of counts without counts": (
        write(ALDER, "Date\n2030-01-01\n"),
        "line 1, col 0  alder.csv: holds no count. Write rows like 2012-02-29,17790",
    ),
    "a binary file of counts": (
        write(ALDER, b"\x00\x00"),
        "line 1, col 0  alder.csv: is a binary file, not comma separated text. Export it as CSV in UTF-8",
    ),
    "a sparse file of 200 MB": (
        sparse(ALDER, 200_000_000),
        "line 1, col 0  alder.csv: is a binary file, not comma separated text. Export it as CSV in UTF-8",
    ),
    "a sparse file of 20 GB": (sparse(ALDER, 20_000_000_000), "alder.csv: has 20,000 MB; allowed are 200 MB."),
    # optional files
    "a correction of a camp without counts": (
        write(CORRECTIONS, "Elm,2030-01-08\n"),
        "line 1, col 1  registration_corrections.csv: `Elm` has no counts in data_layout.csv. Known: total, Alder, "
        "Birch, Cedar",
    ),
    "a correction on a day without a count": (
        write(CORRECTIONS, "Alder,2030-01-09\n"),
        "line 1, col 2  registration_corrections.csv: Alder has no count on 2030-01-09. Name a date of its counts",
    ),
    "a correction on no day": (
        write(CORRECTIONS, "Alder,soon\n"),
        "line 1, col 2  registration_corrections.csv: `soon` is no date. Write it as YYYY-MM-DD",
    ),
    "a person in no place": (
        write(AGENTS, "location,age\nNowhere,5\n"),
        f"line 2, col 1  agents.csv: `Nowhere` names no place of locations.csv. {KNOWN}",
    ),
    "weights that are all zero": (
        write(AGES, "age,Default\n5,0\n"),
        "line 1, col 2  demographics_age.csv: every weight of `Default` is 0. Make one larger",
    ),
    "empty weights": (write(AGES, ""), "line 1, col 0  demographics_age.csv: the file is empty. Fill it"),
    "a major route through nowhere": (
        write(MAJOR, "Karo,Nowhere\n"),
        f"line 1, col 2  major_routes.csv: `Nowhere` names no place of locations.csv. {KNOWN}",
    ),
    "a place that becomes nothing known": (
        write(CHANGES, "#name,new_type,day\nKaro,villlage,5\n"),
        "line 2, col 2  location_changes.csv: `villlage` is no location type. Known: camp, idpcamp, conflict_zone, "
        "forwarding_hub, marker, flood_zone, town",
    ),
    "half a flood level": (
        write(FLOODS, days("#Day,Karo", "0.5")),
        "flood_level.csv: holds a level that is not whole. Levels are 0, 1, 2, ...; round them",
    ),
    "more hunger than all": (
        write(FOOD, "#Day,West\n0,150\n"),
        "line 2, col 2  region_attributes_IPC.csv: `150`: 150.0 is out of range. Allowed: 0 to 100",
    ),
    "days of hunger out of order": (
        write(FOOD, "#Day,West\n5,10\n1,10\n"),
        "line 3, col 1  region_attributes_IPC.csv: day 1 is not after day 5. Sort the rows by day",
    ),
    # simsetting.yml
    "settings that are no YAML": (
        write(SETTINGS, "move_rules: [1, 2\n"),
        "line 2, col 1  this is not YAML: expected ',' or ']', but got '<stream end>'. Mend the line",
    ),
    "settings indented with a tab": (
        write(SETTINGS, "move_rules:\n\tmax_move_speed: 3\n"),
        "line 2, col 1  this is not YAML: found character '\\t' that cannot start any token. Mend the line",
    ),
    "two documents in one file": (
        write(SETTINGS, "log_levels: {}\n---\nmove_rules: {}\n"),
        "line 2, col 1  this is not YAML: but found another document. Mend the line",
    ),
    "settings that are a list": (
        write(SETTINGS, "- a\n- b\n"),
        "settings are a mapping of keys to values. Begin with `move_rules:`",
    ),
    "a misspelt setting": (
        swap(SETTINGS, "max_move_speed", "max_mov_speed"),
        "line 5, col 3  move_rules.max_mov_speed: unknown key. Did you mean `max_move_speed`? Known: max_move_speed, "
        "max_walk_speed, max_crossing_speed, foreign_weight, camp_weight, conflict_weight, conflict_movechance, "
        "camp_movechance, ...",
    ),
    "a misspelt section": (
        swap(SETTINGS, "move_rules:", "move_rule:"),
        "line 4, col 1  move_rule: unknown key. Did you mean `move_rules`? Known: log_levels, spawn_rules, move_rules, "
        "optimisations, number_of_steps, conflict_input_file, flood_level_input_file, default_conflict_intensity",
    ),
    "a setting in words": (
        swap(SETTINGS, "camp_movechance: 0.001", "camp_movechance: often"),
        "line 6, col 3  move_rules.camp_movechance: is no number. Got often; allowed 0 to 1",
    ),
    "a setting out of range": (
        swap(SETTINGS, "camp_movechance: 0.001", "camp_movechance: 1.5"),
        "line 6, col 3  move_rules.camp_movechance: is out of range. Got 1.5; allowed 0 to 1",
    ),
    "a setting that is not a number": (
        swap(SETTINGS, "max_move_speed: 200.0", "max_move_speed: .nan"),
        "line 5, col 3  move_rules.max_move_speed: is out of range. Got nan; allowed 0.001 to 100,000",
    ),
    "nobody knows any way": (
        swap(SETTINGS, "awareness_level: 1", "awareness_level: 0"),
        "line 10, col 3  move_rules.awareness_level: is out of range. Got 0; allowed 1 to 6; with 0 nobody ever moves "
        "in Flee",
    ),
    "a setting that is neither yes nor no": (
        swap(SETTINGS, "insert_day0: True", "insert_day0: perhaps"),
        "line 3, col 3  spawn_rules.insert_day0: is no yes or no. Got perhaps; write True or False",
    ),
    "a section that is a number": (
        write(SETTINGS, "move_rules: 3\n"),
        "line 1, col 1  move_rules: is no mapping of keys to values. Got 3; indent its keys below it",
    ),
    "a section that stands twice": (
        add(SETTINGS, "optimisations:\n  hasten: 2\n"),
        "line 13, col 1  optimisations: this key stands twice (first in line 11). Keep one",
    ),
    "units of no people": (
        swap(SETTINGS, "hasten: 1", "hasten: 0"),
        "line 12, col 3  optimisations.hasten: is out of range. Got 0; allowed 1 to 1e+06",
    ),
    "units of one and a half people": (
        swap(SETTINGS, "hasten: 1", "hasten: 1.5"),
        "line 12, col 3  optimisations.hasten: is not whole. Got 1.5; round it",
    ),
    "binary settings": (
        write(SETTINGS, b"\x00\x01"),
        "is a binary file, not YAML text. Name the settings file",
    ),
    "settings in Latin-1": (
        write(SETTINGS, "# \xe9\n".encode("latin-1")),
        "is not UTF-8 text (byte 3). Save it in UTF-8",
    ),
    "settings of 2 MB": (
        sparse(SETTINGS, 2_000_000),
        "has more than 1 MB, which no settings have. Name the settings file",
    ),
    "a file of conflicts that is not there": (
        swap(SETTINGS, "spawn_rules:", "conflict_input_file: lost.csv\nspawn_rules:"),
        "Mend the name, or leave it out",
    ),
}

# a row of locations.csv that can not be used also takes its name from the other files: the row is named all the same
AMONG: dict[str, tuple[Change, str]] = {
    "no locations.csv": (lose(PLACES), "locations.csv: is missing. Every instance needs it"),
    "an empty locations.csv": (write(PLACES, ""), "line 1, col 0  locations.csv: the file is empty. Fill it"),
    "a locations.csv with a header only": (
        write(PLACES, "#name,region\n"),
        "locations.csv: holds no place. Add rows of name,region,country,...",
    ),
    "a binary locations.csv": (
        write(PLACES, b"\x00\x01PK\x03"),
        "line 1, col 0  locations.csv: is a binary file, not comma separated text. Export it as CSV in UTF-8",
    ),
    "semicolons": (
        recode(lambda raw: raw.replace(b",", b";"), "locations.csv"),
        "line 3, col 0  locations.csv: the row has 1 fields; 8 are needed: name,region,country,gps_x,gps_y,"
        "location_type,conflict_date,population",
    ),
    "tabs": (
        recode(lambda raw: raw.replace(b",", b"\t"), "locations.csv"),
        "line 3, col 0  locations.csv: the row has 1 fields; 8 are needed:",
    ),
    "a place with three columns": (
        swap(PLACES, KARO, "Karo,West,Upland"),
        "line 3, col 0  locations.csv: the row has 3 fields; 8 are needed:",
    ),
    "a place of no type": (
        swap(PLACES, "conflict_zone,0", ",0"),
        "line 3, col 6  locations.csv: `` is no location type. Known: camp, idpcamp,",
    ),
    "a place of an unknown type": (
        swap(PLACES, "2.15,camp", "2.15,kamp"),
        "line 7, col 6  locations.csv: `kamp` is no location type. Did you mean `camp`?",
    ),
    "a latitude that is not a number": (
        swap(PLACES, "1.15", "nan"),
        "line 3, col 4  locations.csv: gps_x: nan is no finite number. Give one from -360 to 360",
    ),
    "a latitude in words": (
        swap(PLACES, "1.15", "north"),
        "line 3, col 4  locations.csv: gps_x is no number. Got `north`; write digits like 120 or 12.5",
    ),
    "a latitude off the globe": (
        swap(PLACES, "1.15", "1000"),
        "line 3, col 4  locations.csv: gps_x: 1,000.0 is out of range. Allowed: -360 to 360",
    ),
    "a negative population": (
        swap(PLACES, "60000", "-5"),
        "line 3, col 8  locations.csv: population: -5.0 is out of range. Allowed: 0 to 1e+10",
    ),
    "an infinite population": (
        swap(PLACES, "60000", "inf"),
        "line 3, col 8  locations.csv: population: inf is no finite number. Give one from 0 to 1e+10",
    ),
    "a population of 30 digits": (
        swap(PLACES, "60000", "9" * 30),
        "line 3, col 8  locations.csv: population: 1e+30 is out of range. Allowed: 0 to 1e+10",
    ),
    "half a person": (
        swap(PLACES, "60000", "600.5"),
        "line 3, col 8  locations.csv: population is not whole. Got 600.5; round it",
    ),
    "a conflict that begins soon": (
        swap(PLACES, "conflict_zone,30", "conflict_zone,soon"),
        "line 4, col 7  locations.csv: conflict_date is no number. Got `soon`; write digits like 120 or 12.5",
    ),
    "a header without its mark": (
        swap(CONFLICTS, "#Day,Karo,Lumen\n", ""),
        "line 1, col 1  conflicts.csv: the header begins with #Day. Got `0`; add a row #Day,name,name,...",
    ),
    "an empty layout": (write(LAYOUT, ""), "line 1, col 0  data_layout.csv: the file is empty. Fill it"),
    "a negative weight": (
        write(AGES, "age,Default\n5,-1\n"),
        "line 2, col 2  demographics_age.csv: weight `Default`: -1.0 is out of range. Allowed: 0 to 1e+12",
    ),
    "a negative flood": (
        write(FLOODS, days("#Day,Karo", "-1")),
        "line 2, col 2  flood_level.csv: `Karo`: -1.0 is out of range. Allowed: 0 to 1e+06",
    ),
}

# harmless: the same people as in the untouched folder
SAME: dict[str, Change] = {
    "CRLF": recode(lambda raw: raw.replace(b"\n", b"\r\n")),
    "CR": recode(lambda raw: raw.replace(b"\n", b"\r")),
    "CRLF in the settings": recode(lambda raw: raw.replace(b"\n", b"\r\n"), "*.yml"),
    "a byte order mark": recode(lambda raw: b"\xef\xbb\xbf" + raw),
    "a byte order mark in the settings": recode(lambda raw: b"\xef\xbb\xbf" + raw, "*.yml"),
    "quotes": swap(PLACES, "Karo,West", '"Karo","West"'),
    "spaces around fields": swap(ROADS, "Karo,Lumen", " Karo , Lumen "),
    "a trailing comma": swap(CONFLICTS, "#Day,Karo,Lumen", "#Day,Karo,Lumen,"),
    "blank lines": swap(PLACES, "\n", "\n\n,,,\n"),
    "no last line break": lambda folder: (folder / PLACES).write_text((folder / PLACES).read_text().rstrip()),
    "no closures.csv": lose(CLOSURES),
    "an empty closures.csv": write(CLOSURES, ""),
    "no conflicts.csv, but dates of conflict": lose(CONFLICTS),
    "a file of notes beside the others": write("input/notes.txt", b"\x00"),
}

# read, with a note that says what was made of it
NOTED: dict[str, tuple[Change, str]] = {
    "a road that stands twice": (
        add(ROADS, "Karo,Lumen,85,0\n"),
        "routes.csv line 10: Karo-Lumen is also in line 3: two links",
    ),
    "a closure that ends before it begins": (
        add(CLOSURES, "link,Karo,Lumen,9,2\n"),
        "closures.csv line 3: ends on day 2, before it begins on 9; it never ends",
    ),
    "a conflict in a place that is not there": (
        swap(CONFLICTS, "#Day,Karo,Lumen", "#Day,Karo,Lumon"),
        "conflicts.csv col 3: `Lumon` names no place of locations.csv; the column is ignored. Did you mean `Lumen`? "
        + KNOWN,
    ),
    "a day out of order": (
        swap(CONFLICTS, "\n7,1,0", "\n8,1,0"),
        "conflicts.csv line 9: the day reads `8`; rows go by position: day 7",
    ),
    "counts without a camp": (
        add(LAYOUT, "Elm,alder.csv\n"),
        "data_layout.csv line 5: `Elm` is no camp. Known: Alder, Birch, Cedar",
    ),
    "two counts on one day": (add(ALDER, "2030-05-01,7\n"), "alder.csv line 22: 2030-05-01 stands twice"),
    "a row that sim_period.csv does not know": (
        add(PERIOD, "Weather,good\n"),
        "sim_period.csv line 3: `Weather` is not read. Known: StartDate, Length",
    ),
    "a correction before the start": (
        write(CORRECTIONS, "Alder,2029-01-08\n"),
        "registration_corrections.csv line 1: 2029-01-08 is before the start; it has no effect",
    ),
    "weights of a place that is not there": (
        write(AGES, "age,Default,Lumon\n5,1,1\n40,1,1\n"),
        f"demographics_age.csv col 3: `Lumon` names no place; the column is not used. Did you mean `Lumen`? {KNOWN}",
    ),
}


@pytest.fixture
def mine(call: Call) -> Path:
    """A copy of the example in the working directory."""
    return Path(shutil.copytree(example("two-roads"), "mine"))


def refused(call: Call, mine: Path, change: Change) -> str:
    """What a refused folder says; nothing is printed, written or left behind."""
    change(mine)
    before = sorted(str(path) for path in Path().rglob("*"))
    ended = call("move", "mine", "--engine", "agents", "--draws", "1", "--out", "results")
    assert ended.code == 2, ended
    assert ended.out == ""
    assert "Traceback" not in ended.err
    assert sorted(str(path) for path in Path().rglob("*")) == before
    return str(ended.err)


@pytest.mark.parametrize("name", ALONE)
def test_one_fault_is_one_message(call: Call, mine: Path, name: str) -> None:
    change, message = ALONE[name]
    said = refused(call, mine, change)
    assert message in said
    lines = said.rstrip("\n").split("\n")
    assert len(lines) == 1 or (len(lines) == 2 and lines[0].endswith(": 1 problem"))
    assert lines[-1].endswith(message) or lines[-1].lstrip().startswith(message)


@pytest.mark.parametrize("name", AMONG)
def test_a_fault_that_others_follow_from_is_named_too(call: Call, mine: Path, name: str) -> None:
    change, message = AMONG[name]
    said = refused(call, mine, change)
    assert said.startswith("mine: ")
    assert any(line.lstrip().startswith(message) for line in said.split("\n"))


@pytest.fixture(scope="module")
def untouched() -> dict[str, Any]:
    from suasion.movement import read_folder
    from suasion.show.movement import Moved, summary

    instance = read_folder(example("two-roads"))
    return summary(Moved(instance, instance.run("agents", draws=1)))


def accepted(call: Call, mine: Path, change: Change) -> dict[str, Any]:
    change(mine)
    ended = call("move", "mine", "--engine", "agents", "--draws", "1", "--json")
    assert (ended.code, ended.err) == (0, "")
    found: dict[str, Any] = json.loads(ended.out)
    return found


@pytest.mark.parametrize("name", SAME)
def test_what_is_harmless_changes_nothing(call: Call, mine: Path, name: str, untouched: dict[str, Any]) -> None:
    found = accepted(call, mine, SAME[name])
    assert found["notes"] == []
    assert found["places"] == untouched["places"]


@pytest.mark.parametrize("name", NOTED)
def test_what_is_probably_a_slip_is_noted(call: Call, mine: Path, name: str) -> None:
    change, note = NOTED[name]
    assert accepted(call, mine, change)["notes"] == [note]


def test_every_problem_is_said_at_once(call: Call, mine: Path) -> None:
    def change(folder: Path) -> None:
        swap(ROADS, "Karo,Lumen,85", "Karo,Lumen,-85")(folder)
        swap(PERIOD, "2030-01-01", "soon")(folder)
        swap(CONFLICTS, "\n7,1,0", "\n7,-1,0")(folder)
        add(CLOSURES, "lnk,Karo,Lumen,1,2\n")(folder)

    said = refused(call, mine, change)
    assert said.startswith("mine: 4 problems\n")
    for file in ("routes.csv", "sim_period.csv", "conflicts.csv", "closures.csv"):
        assert f"  {file}: " in said


def test_the_corpus_is_large_enough() -> None:
    assert len(ALONE) + len(AMONG) + len(SAME) + len(NOTED) >= 60
