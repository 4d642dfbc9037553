"""Ways to spoil a copy of the example folder, each a function of the folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

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


def both(*changes: Change) -> Change:
    return lambda folder: [change(folder) for change in changes]


def instead(file: str, make: Callable[[Path], object]) -> Change:
    """Something else in the place of a file."""

    def change(folder: Path) -> None:
        (folder / file).unlink()
        make(folder / file)

    return change


def link(to: str) -> Callable[[Path], object]:
    return lambda path: path.symlink_to(to)


def days(heading: str, row: str, count: int = 120) -> str:
    return f"{heading}\n" + "".join(f"{day},{row}\n" for day in range(count))
