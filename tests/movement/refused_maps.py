"""What is said of a folder whose places, roads, closures, conflicts or period can not be used."""

from __future__ import annotations

from pathlib import Path

from folder_changes import (
    AGES,
    CLOSURES,
    CONFLICTS,
    FLOODS,
    KARO,
    KNOWN,
    LAYOUT,
    PERIOD,
    PLACES,
    ROADS,
    Change,
    add,
    both,
    days,
    instead,
    lose,
    recode,
    rename,
    rows,
    swap,
    write,
)

# the whole message after its first line, or its only line
MAPS: dict[str, tuple[Change, str]] = {
    # files and layout
    "no routes.csv": (lose(ROADS), "routes.csv: is missing. Every instance needs it"),
    "no sim_period.csv": (
        lose(PERIOD),
        "sim_period.csv: is missing. Every instance needs it: rows StartDate,2012-02-29 and Length,300",
    ),
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
        "line 3  routes.csv: the row has 2 fields; write name1,name2,distance_km",
    ),
    "a road from a place to itself": (
        swap(ROADS, "Karo,Lumen,85", "Karo,Karo,85"),
        "line 3, col 2  routes.csv: the link leads from `Karo` to itself. Name two places",
    ),
    "a redirection that is none": (
        swap(ROADS, "Karo,Lumen,85,0", "Karo,Lumen,85,7"),
        "line 3, col 4  routes.csv: forced_redirection: 7.0 is out of range. Allowed: 0 to 2",
    ),
    "an empty routes.csv": (write(ROADS, ""), "line 1  routes.csv: the file is empty. Fill it"),
    "a binary routes.csv": (
        write(ROADS, b"PK\x03\x04\x00\x00"),
        "line 1  routes.csv: is a binary file, not comma separated text. Export it as CSV in UTF-8",
    ),
    "a routes.csv in Latin-1": (
        write(ROADS, "#a\nKaro,Bogot\xe1,5\n".encode("latin-1")),
        "line 2  routes.csv: is not UTF-8 text (byte 14). Save it as UTF-8",
    ),
    "a routes.csv in UTF-16": (
        recode(lambda raw: raw.decode().encode("utf-16"), "routes.csv"),
        "line 1  routes.csv: is a binary file, not comma separated text. Export it as CSV in UTF-8",
    ),
    "a quote that is never closed": (
        add(ROADS, '"Karo,Lumen,5,0\n'),
        "line 10  routes.csv: not comma separated text: unexpected end of data. Mend the quotes",
    ),
    "a field longer than a page": (
        add(ROADS, f"Karo,{'x' * 200_000},5,0\n"),
        "line 10  routes.csv: not comma separated text: field larger than field limit (131072). Mend the quotes",
    ),
    "a row of countless fields": (
        add(ROADS, "," * 100_001 + "\n"),
        "line 10  routes.csv: the row has 100,002 fields. Allowed: 100,000",
    ),
    "a routes.csv that is a folder": (
        instead(ROADS, Path.mkdir),
        "routes.csv: is a folder, not a file. Put a file in its place",
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
        "conflicts.csv: has 49 days; the run has 120. Add rows or run fewer days",
    ),
    "a period longer than the conflicts": (
        swap(PERIOD, "120", "200"),
        "conflicts.csv: has 120 days; the run has 200. Add rows or run fewer days",
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
    "an empty conflicts.csv": (write(CONFLICTS, ""), "line 1  conflicts.csv: the file is empty. Fill it"),
    "a binary conflicts.csv": (
        write(CONFLICTS, b"\x00\x01\x02"),
        "line 1  conflicts.csv: is a binary file, not comma separated text. Export it as CSV in UTF-8",
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
        "line 2, col 1  sim_period.csv: `Lenght` is not known. Did you mean `Length`? Known: StartDate, Length",
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
    "a sim_period.csv of commas": (
        write(PERIOD, ",,\n,\n"),
        "line 1  sim_period.csv: the file is empty. Fill it",
    ),
    "an empty sim_period.csv": (write(PERIOD, ""), "line 1  sim_period.csv: the file is empty. Fill it"),
    # locations.csv and others whose rows are named all the same
    "no locations.csv": (lose(PLACES), "locations.csv: is missing. Every instance needs it"),
    "an empty locations.csv": (write(PLACES, ""), "line 1  locations.csv: the file is empty. Fill it"),
    "a locations.csv with a header only": (
        write(PLACES, "#name,region\n"),
        "locations.csv: holds no place. Add rows of name,region,country,...",
    ),
    "a binary locations.csv": (
        write(PLACES, b"\x00\x01PK\x03"),
        "line 1  locations.csv: is a binary file, not comma separated text. Export it as CSV in UTF-8",
    ),
    "semicolons": (
        recode(lambda raw: raw.replace(b",", b";"), "locations.csv"),
        "line 1  locations.csv: the fields are separated by semicolons, not by commas. Export it with commas",
    ),
    "semicolons, and commas in the numbers": (
        write(PLACES, "#name;region\nKaro;West;Upland;1,15;0,25;town;;5\n"),
        "line 1  locations.csv: the fields are separated by semicolons, not by commas. Export it with commas",
    ),
    "tabs": (
        recode(lambda raw: raw.replace(b",", b"\t"), "routes.csv"),
        "line 1  routes.csv: the fields are separated by tabs, not by commas. Export it with commas",
    ),
    "a header of places without its mark": (
        swap(PLACES, "#name", "name"),
        "line 1, col 1  locations.csv: the header begins with #. Got `name`; write #name,...",
    ),
    "a place with three columns": (
        swap(PLACES, KARO, "Karo,West,Upland"),
        "line 3  locations.csv: the row has 3 fields; 8 are needed:",
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
    "an empty layout": (write(LAYOUT, ""), "line 1  data_layout.csv: the file is empty. Fill it"),
    "a negative weight": (
        write(AGES, "age,Default\n5,-1\n"),
        "line 2, col 2  demographics_age.csv: weight `Default`: -1.0 is out of range. Allowed: 0 to 1e+12",
    ),
    "a negative flood": (
        write(FLOODS, days("#Day,Karo", "0").replace("\n7,0", "\n7,-1")),
        "line 9, col 2  flood_level.csv: `Karo`: -1.0 is out of range. Allowed: 0 to 1e+06",
    ),
    "a camp of no type": (
        swap(PLACES, "2.15,camp", "2.15,"),
        "line 7, col 6  locations.csv: `` is no location type. Known: camp, idpcamp, conflict_zone, forwarding_hub, "
        "marker, flood_zone, town",
    ),
    "the only place of a country with one column": (
        swap(PLACES, "Alder,Plain,Lowland,1.9,2.15,camp,,16000", "Alder"),
        "line 7  locations.csv: the row has 1 fields; 8 are needed: "
        "name,region,country,gps_x,gps_y,location_type,conflict_date,population",
    ),
    "a name of two lines": (
        add(PLACES, '"Elm\nTree",West,Upland,1.0,0.2,town,,5\n'),
        "line 10, col 1  locations.csv: the name `Elm\\nTree` is too long or holds a line break. Write a short one",
    ),
    "a name of two hundred and one letters": (
        add(PLACES, f"{'x' * 201},West,Upland,1.0,0.2,town,,5\n"),
        f"line 10, col 1  locations.csv: the name `{'x' * 57}...` is too long or holds a line break. Write a short one",
    ),
    "two columns of one name": (
        swap(PLACES, "conflict_date,population", "conflict_date,population,hdi,hdi"),
        "line 1, col 10  locations.csv: `hdi` heads two columns. Keep one",
    ),
    "half a person displaced within": (
        both(
            swap(PLACES, "conflict_date,population", "conflict_date,population,initial_idps"),
            swap(PLACES, "camp,,16000", "camp,,16000,2.5"),
        ),
        "line 7, col 9  locations.csv: initial_idps is not whole. Got 2.5; round it",
    ),
}
