"""What is said of a folder whose counts or further files can not be used, or are no files."""

from __future__ import annotations

import os
from pathlib import Path

from folder_changes import (
    AGENTS,
    AGES,
    ALDER,
    CHANGES,
    CLOSURES,
    CONFLICTS,
    CORRECTIONS,
    FLOODS,
    FOOD,
    KNOWN,
    LAYOUT,
    MAJOR,
    PERIOD,
    PLACES,
    ROADS,
    SETTINGS,
    Change,
    add,
    both,
    days,
    instead,
    link,
    lose,
    sparse,
    swap,
    write,
)

# the whole message after its first line, or its only line
COUNTS: dict[str, tuple[Change, str]] = {
    # data_layout.csv
    "a layout that does not begin with the total": (
        write(LAYOUT, "Alder,alder.csv\ntotal,refugees.csv\nBirch,birch.csv\nCedar,cedar.csv\n"),
        "line 1, col 1  data_layout.csv: the first row is the total. Got `Alder`; begin with total,refugees.csv",
    ),
    "a camp twice in the layout": (
        add(LAYOUT, "Alder,birch.csv\n"),
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
        "alder.csv: 2030-01-02 is before the row above it (119 days). Sort the rows by date",
    ),
    "an empty file of counts": (write(ALDER, ""), "line 1  alder.csv: the file is empty. Fill it"),
    "a file of counts with a header only": (
        write(ALDER, "Date,count\n"),
        "line 1  alder.csv: holds no count. Write rows like 2012-02-29,17790",
    ),
    "a file of counts without counts": (
        write(ALDER, "Date\n2030-01-01\n"),
        "line 1  alder.csv: holds no count. Write rows like 2012-02-29,17790",
    ),
    "a binary file of counts": (
        write(ALDER, b"\x00\x00"),
        "line 1  alder.csv: is a binary file, not comma separated text. Export it as CSV in UTF-8",
    ),
    "a sparse file of 50 MB": (
        sparse(ALDER, 50_000_000),
        "line 1  alder.csv: is a binary file, not comma separated text. Export it as CSV in UTF-8",
    ),
    "a sparse file of 20 GB": (
        sparse(ALDER, 20_000_000_000),
        "alder.csv: is larger than tables are: 20,000 MB. Allowed: 50 MB. Leave rows out",
    ),
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
    "empty weights": (write(AGES, ""), "line 1  demographics_age.csv: the file is empty. Fill it"),
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
    # numbers with commas
    "a count with a comma": (
        swap(ALDER, "2030-01-08,1706", "2030-01-08,1,706"),
        "line 4, col 2  alder.csv: count seems to be written with commas. Got 1,706; write 1706",
    ),
    "a count with two commas": (
        swap(ALDER, "2030-01-08,1706", "2030-01-08,1,706,000"),
        "line 4, col 2  alder.csv: count seems to be written with commas. Got 1,706,000; write 1706000",
    ),
    "a count with a comma, in quotes": (
        swap(ALDER, "2030-01-08,1706", '2030-01-08,"1,706"'),
        "line 4, col 2  alder.csv: count is written with commas. Got `1,706`; write 1706",
    ),
    "a count with a decimal comma": (
        swap(ALDER, "2030-01-08,1706", '2030-01-08,"1706,5"'),
        "line 4, col 2  alder.csv: count is no number. Got `1706,5`; write digits like 120 or 12.5",
    ),
    "a population with a comma": (
        swap(PLACES, "60000", "60,000"),
        "line 3, col 8  locations.csv: population seems to be written with commas. Got 60,000; write 60000",
    ),
    "a length with a comma": (
        swap(ROADS, "Karo,Lumen,85,0", "Karo,Lumen,1,000"),
        "line 3, col 3  routes.csv: distance seems to be written with commas. Got 1,000; write 1000",
    ),
    # dates that a result can not hold, and what stands twice
    "a start after 2262": (
        swap(PERIOD, "2030-01-01", "2263-01-01"),
        "line 1, col 2  sim_period.csv: 2263-01-01 is outside of the days that a result can hold. Allowed: 1678-01-01 "
        "to 2262-01-01",
    ),
    "a start before 1678": (
        swap(PERIOD, "2030-01-01", "1500-01-01"),
        "line 1, col 2  sim_period.csv: 1500-01-01 is outside of the days that a result can hold. Allowed: 1678-01-01 "
        "to 2262-01-01",
    ),
    "an end after 2262": (
        both(lose(CONFLICTS), swap(PERIOD, "120", "90000")),
        "sim_period.csv: 90,000 days from 2030-01-01 end after 2262-01-01, the last day that a result can hold. "
        "Allowed: 84,736",
    ),
    "an end after 2262 by the settings": (
        both(lose(CONFLICTS), add(SETTINGS, "number_of_steps: 90000\n")),
        "number_of_steps: 90,000 days from 2030-01-01 end after 2262-01-01, the last day that a result can hold. "
        "Allowed: 84,736",
    ),
    "two starts": (
        add(PERIOD, "StartDate,2031-01-01\n"),
        "line 3, col 1  sim_period.csv: StartDate stands twice (2030-01-01 in line 1). Keep one",
    ),
    "two lengths": (
        add(PERIOD, "length,60\n"),
        "line 3, col 1  sim_period.csv: Length stands twice (120 in line 2). Keep one",
    ),
    # what one file asks of another
    "people listed nowhere": (
        swap(SETTINGS, "insert_day0: True", "read_from_agents_csv_file: True"),
        "agents.csv: is missing, but spawn_rules.read_from_agents_csv_file asks for it. Add it, or set that to False",
    ),
    "a layout of comments": (
        write(LAYOUT, "# none\n"),
        "data_layout.csv: names no file. Begin with total,refugees.csv",
    ),
    "a folder where counts are expected": (
        instead(ALDER, Path.mkdir),
        "line 2, col 2  data_layout.csv: `alder.csv` in source is a folder. Name a file of counts",
    ),
    "a correction beside a count that is none": (
        both(swap(ALDER, "2030-01-08,1706", "2030-01-08,many"), write(CORRECTIONS, "Alder,2030-01-08\n")),
        "line 4, col 2  alder.csv: count is no number. Got `many`; write digits like 120 or 12.5",
    ),
    "weights without a value": (
        write(AGES, "age,Default\n"),
        "line 1  demographics_age.csv: holds no value. Add rows of value,weight",
    ),
    "values without a weight": (
        write(AGES, "age\n5\n"),
        "line 1  demographics_age.csv: holds no weights. Add a column Default",
    ),
    "two columns of weights of one name": (
        write(AGES, "age,Default,Default\n5,1,2\n"),
        "line 1, col 3  demographics_age.csv: `Default` heads two columns. Keep one",
    ),
    "hunger without a header": (
        write(FOOD, "0,150\n"),
        "line 1, col 1  region_attributes_IPC.csv: the header begins with #Day. Got `0`; add a row #Day,name,name,...",
    ),
    # files that are none
    "a locations.csv that leads in a circle": (
        instead(PLACES, link("locations.csv")),
        "locations.csv: can not be read: too many levels of symbolic links. Mend the file or its rights",
    ),
    "a closures.csv that leads nowhere": (
        instead(CLOSURES, link("lost.csv")),
        "closures.csv: can not be read: no such file or directory. Mend the file or its rights",
    ),
    "a pipe": (
        instead(ROADS, os.mkfifo),
        "routes.csv: is a device or a pipe, not a file. Put a file in its place",
    ),
    "settings that are a folder": (
        instead(SETTINGS, Path.mkdir),
        "is a folder, not a file. Name the file of settings",
    ),
    "settings in a pipe": (
        instead(SETTINGS, os.mkfifo),
        "is a device or a pipe, not a file. Name the file of settings",
    ),
    "a field longer than anybody writes": (
        add(ROADS, f"Karo,{'x' * 20_000},5,0\n"),
        "line 10  routes.csv: a field of the row has 20,000 characters. Allowed: 10,000. Mend the quotes",
    ),
    "a file of counts whose name is too long": (
        swap(LAYOUT, "alder.csv", "x" * 5_000),
        f"line 2, col 2  data_layout.csv: there is no file `{'x' * 57}...` in source.",
    ),
}
