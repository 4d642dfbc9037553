"""Folders that are odd and can be used: as if nothing were, or with a note that says what was made of it."""

from __future__ import annotations

from folder_changes import (
    AGENTS,
    AGES,
    ALDER,
    CLOSURES,
    CONFLICTS,
    CORRECTIONS,
    KNOWN,
    LAYOUT,
    PERIOD,
    PLACES,
    ROADS,
    Change,
    add,
    both,
    lose,
    recode,
    swap,
    write,
)

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
    "a header of days without its mark": swap(CONFLICTS, "#Day", "Day"),
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
    "a row of the layout that stands twice": (
        add(LAYOUT, "Alder,alder.csv\n"),
        "data_layout.csv line 5: `Alder` stands twice, with the same file (first in line 2)",
    ),
    "a total of another name": (
        swap(LAYOUT, "total", "Total"),
        "data_layout.csv line 1: `Total` is no camp; as the first row it is read as the total",
    ),
    "a town that stands twice alike": (
        both(add(PLACES, "Elm,West,Upland,1.0,0.2,town,,5\n"), add(PLACES, "Elm,West,Upland,1.0,0.2,town,,5,\n")),
        "locations.csv line 11: `Elm` stands twice alike (first in line 10)",
    ),
    "places without coordinates": (
        both(add(PLACES, "Elm,West,Upland,,,town,,5\n"), add(PLACES, "Oak,West,Upland,,,town,,\n")),
        "locations.csv line 10: 2 places have no coordinates; 0, 0 is taken, which matters for maps only",
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
    "a closure between places without a road": (
        add(CLOSURES, "link,Karo,Cedar,5,9\n"),
        "closures.csv line 3: no road leads to be closed at `Karo` and `Cedar`; it has no effect",
    ),
    "a closure within a country without a road": (
        add(CLOSURES, "country,Lowland,Lowland,5,9\n"),
        "closures.csv line 3: no road leads to be closed at `Lowland` and `Lowland`; it has no effect",
    ),
    "a start given twice alike": (
        add(PERIOD, "StartDate,2030-01-01\n"),
        "sim_period.csv line 3: StartDate stands twice, with the same value",
    ),
    "no road at all": (
        write(ROADS, "#name1,name2,distance\n"),
        "routes.csv: holds no road: nobody can move",
    ),
    "people listed that nobody asks for": (
        write(AGENTS, "location,age\nKaro,5\n"),
        "agents.csv: its people are not used: spawn_rules.read_from_agents_csv_file is False",
    ),
    "a file whose name is misspelt": (
        write("input/closure.csv", "link,Karo,Lumen,5,9\n"),
        "closure.csv: is not read. Did you mean closures.csv?",
    ),
    "a third field beside a count": (
        swap(ALDER, "2030-01-08,1706", "2030-01-08,1706,estimate"),
        "alder.csv line 4: has more than a date and a count; what is beyond is not read",
    ),
    "a third column of digits that the header names": (
        both(swap(ALDER, "Date,count", "Date,count,code"), swap(ALDER, "416", "416,706")),
        "alder.csv line 3: has more than a date and a count; what is beyond is not read",
    ),
    "a row of conflicts with more fields than its header": (
        swap(CONFLICTS, "\n7,1,0", "\n7,1,0,000"),
        "conflicts.csv line 9: has 4 fields, the header 3; what is beyond is not read",
    ),
    "one file for two camps": (
        swap(LAYOUT, "Birch,birch.csv", "Birch,alder.csv"),
        "data_layout.csv line 3: `alder.csv` also counts `Alder`",
    ),
    "settings in two places": (
        write("input/simsetting.yml", "move_rules: {}\n"),
        "simsetting.yml: also stands in input; the one in mine is read",
    ),
    "a correction on the first day of counts": (
        write(CORRECTIONS, "Alder,2030-01-01\n"),
        "registration_corrections.csv line 1: 2030-01-01 is the first count; there is none to be corrected",
    ),
    "weights of a place that is not there": (
        write(AGES, "age,Default,Lumon\n5,1,1\n40,1,1\n"),
        f"demographics_age.csv col 3: `Lumon` names no place; the column is not used. Did you mean `Lumen`? {KNOWN}",
    ),
}
