"""Make the example folder `two-roads`: two countries, two roads between them, three camps. Everything in it is made up.

Run it from anywhere; it writes src/suasion/movement/examples/two-roads and says what it wrote. The same script gives
the same bytes. The places lie where the equator meets the zero meridian, in the open sea, so that no reader takes them
for real ones.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
from pathlib import Path

HERE = Path(__file__).resolve().parents[1] / "src" / "suasion" / "movement" / "examples" / "two-roads"
START, DAYS, CONFLICT_LATER = dt.date(2030, 1, 1), 120, 30

PLACES = (  # name, region, country, latitude, longitude, type, conflict day, population or capacity
    ("Karo", "West", "Upland", 1.15, 0.25, "conflict_zone", 0, 60_000),
    ("Lumen", "West", "Upland", 0.62, 0.72, "conflict_zone", CONFLICT_LATER, 45_000),
    ("Northgate", "East", "Upland", 1.72, 1.40, "town", "", 9_000),
    ("Southgate", "East", "Upland", 0.38, 1.52, "town", "", 7_000),
    ("Alder", "Plain", "Lowland", 1.90, 2.15, "camp", "", 16_000),
    ("Birch", "Plain", "Lowland", 1.12, 2.45, "camp", "", 15_000),
    ("Cedar", "Plain", "Lowland", 0.22, 2.32, "camp", "", 14_000),
)
ROADS = (  # name, name, km
    ("Karo", "Lumen", 85),
    ("Karo", "Northgate", 155),
    ("Lumen", "Southgate", 100),
    ("Northgate", "Alder", 90),
    ("Northgate", "Birch", 140),
    ("Southgate", "Birch", 135),
    ("Southgate", "Cedar", 95),
)
SHARES = {"Alder": (0.46, 0.36), "Birch": (0.26, 0.31), "Cedar": (0.28, 0.33)}  # on the first day, on the last

SETTINGS = """\
# Settings of the made-up example. Every key is optional; what is left out has its default.
spawn_rules:
  insert_day0: True
move_rules:
  max_move_speed: 200.0
  camp_movechance: 0.001
  default_movechance: 0.3
  conflict_movechance: 1.0
  conflict_weight: 0.25
  awareness_level: 1
optimisations:
  hasten: 1
"""

README = """\
# two-roads

A made-up example: Upland and Lowland do not exist, and nobody counted anyone. `scripts/build_example_folder.py`
of suasion wrote every number here. Two roads lead from Upland to three camps in Lowland: by Northgate and by Southgate.
Conflict begins in Karo on day 0 and in Lumen on day 30.
"""


def rising(day: int) -> float:
    """People counted in all three camps on a day."""
    first = 22_000 * (1 - 2.0 ** (-day / 35))
    second = 12_000 * (1 - 2.0 ** (-max(0, day - CONFLICT_LATER) / 30))
    return 900 + first + second


def counts() -> dict[str, list[tuple[dt.date, int]]]:
    """Made-up counts, one a week and camp: a rising curve, shares that drift, a little unevenness from a fixed seed."""
    uneven = random.Random(20300101)
    found: dict[str, list[tuple[dt.date, int]]] = {camp: [] for camp in SHARES}
    for day in [*range(0, DAYS, 7), DAYS]:
        for camp, (at_first, at_last) in SHARES.items():
            share = at_first + (at_last - at_first) * day / DAYS
            people = rising(day) * share * uneven.uniform(0.97, 1.03)
            before = found[camp][-1][1] if found[camp] else 0
            found[camp].append((START + dt.timedelta(days=day), max(before, round(people))))
    return found


def files() -> dict[str, str]:
    """Every file of the folder by its path."""
    dates = [f"{day},{1},{int(day >= CONFLICT_LATER)}" for day in range(DAYS)]
    by_camp = counts()
    weeks = [date for date, _ in by_camp["Alder"]]
    total = [(date, sum(rows[week][1] for rows in by_camp.values())) for week, date in enumerate(weeks)]
    series = {"refugees.csv": total, **{f"{camp.lower()}.csv": rows for camp, rows in by_camp.items()}}
    made = "# made up by scripts/build_example_folder.py of suasion"
    return {
        "README.md": README,
        "simsetting.yml": SETTINGS,
        "input/locations.csv": _lines(
            "#name,region,country,latitude,longitude,location_type,conflict_date,population", made, *map(_row, PLACES)
        ),
        "input/routes.csv": _lines("#name1,name2,distance,forced_redirection", made, *(_row((*r, 0)) for r in ROADS)),
        "input/closures.csv": _lines("#closure_type,name1,name2,closure_start,closure_end", made),
        "input/conflicts.csv": _lines("#Day,Karo,Lumen", *dates),
        "input/sim_period.csv": _lines(f"StartDate,{START}", f"Length,{DAYS}"),
        "source/data_layout.csv": _lines(
            "total,refugees.csv", *(f"{camp},{camp.lower()}.csv" for camp in by_camp)
        ),
        **{
            f"source/{name}": _lines("Date,count", made, *(f"{date},{people}" for date, people in rows))
            for name, rows in series.items()
        },
    }  # fmt: skip


def _row(cells: tuple[object, ...]) -> str:
    return ",".join(str(cell) for cell in cells)


def _lines(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE)
    folder = parser.parse_args().out
    for name, text in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{folder}: {len(files())} files")


if __name__ == "__main__":
    main()
