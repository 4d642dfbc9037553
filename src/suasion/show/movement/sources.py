"""Where the figures behind the corridor come from: tables and publishers, and the parameters with their reasons.

A folder's own figures have no sources but the folder: who made it knows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from suasion.data import describe, load, load_parts, programme, sources
from suasion.data.corridor_tables import corridor
from suasion.movement.corridor import parameter_notes
from suasion.movement.corridor.figures import BETWEEN, FIT_MONTHS
from suasion.show import words
from suasion.show.page import Section, Table, Value

PORTS = "us_sw_at_ports"
MEXICO = ("mx_apprehensions", "mx_returns")


@dataclass(frozen=True)
class Cited:
    """A source and all that is taken from it."""

    uses: tuple[str, ...]
    publisher: str
    title: str
    date: str
    locator: str
    licence: str


@dataclass(frozen=True)
class Given:
    """A number that no table holds: its value and range with the unit, and where it is from."""

    what: str
    value: str
    source: str


@dataclass(frozen=True)
class Sourced:
    """Published sources of a run's figures, and the parameters beside them."""

    cited: tuple[Cited, ...]
    given: tuple[Given, ...]


def corridor_sources() -> Sourced:
    """The sources of the shipped corridor, read off its tables."""
    known, uses = sources(), _uses()
    cited = tuple(
        Cited(tuple(what), known[key].publisher, known[key].title, known[key].date, _short(known[key].locator),
              known[key].licence)
        for key, what in uses.items()
    )  # fmt: skip
    given = []
    for note in parameter_notes():
        source = note.source
        if source in known:
            source = f"{known[source].publisher}: {known[source].title}, {known[source].date}"
        unit = "" if note.unit in ("share", "power") else f" {note.unit}"
        value = f"{note.likely:,g}{unit} ({note.low:,g} to {note.high:,g})"
        given.append(Given(note.what, value, source))
    return Sourced(cited, tuple(given))


def _short(locator: str) -> str:
    """A locator without the path inside a repository and with the head of its commit, to be read on a phone."""
    found = re.fullmatch(r"repository (\S+)/(\S+) @ ([0-9a-f]{12})[0-9a-f]{28}(,.*)?", locator)
    return f"repository {found[2]} by {found[1]} @ {found[3]}" if found else locator


def _uses() -> dict[str, list[str]]:
    """Source id -> what is taken from it."""
    graph = corridor()
    found: dict[str, list[str]] = {}

    def add(what: str, ids: Iterable[object]) -> None:
        for key in dict.fromkeys(str(each) for each in ids if str(each) not in ("", "nan")):
            found.setdefault(key, []).append(what)

    for what, ids in _published():
        add(what, ids)
    add("where places lie", graph.places["source"])
    add("people living where journeys begin", graph.places["weight_source"])
    add("roads and railways", graph.links["source"])
    add("parameters", (note.source for note in parameter_notes() if note.source in sources()))
    return found


def _published() -> Iterator[tuple[str, Iterable[object]]]:
    """What the rates are fitted to, and who waits in Mexico."""
    for kind in ("sector", "citizenship", "group"):
        yield f"{describe(BETWEEN).name}, by {kind}", _of_the_fit(load_parts(BETWEEN, kind))
    yield describe(PORTS).name, _of_the_fit(load(PORTS))
    for series in MEXICO:
        yield f"{describe(series).name}, by citizenship", _of_the_fit(load_parts(series, "citizenship"))
    yield "people returned to wait in Mexico: court cases", programme("waiting in mexico", "court cases, new")["source"]


def _of_the_fit(rows: pd.DataFrame) -> pd.Series:
    """Sources of the figures in force for the months of the fit."""
    first, last = (pd.Period(month, "M") for month in FIT_MONTHS)
    rows = rows[(rows["month"] >= first) & (rows["month"] <= last)]
    keys = [column for column in ("part", "month") if column in rows]
    return rows.drop_duplicates(keys, keep="last")["source"]


def sources_section(sourced: Sourced | None) -> Section | None:
    """Who published what the run rests on, and which numbers are assumptions."""
    if sourced is None:
        return None
    rows: list[tuple[Value, ...]] = []
    for one in sourced.cited:
        what = "; ".join(one.uses)
        named = f"{one.publisher}: {one.title} ({one.date}). {one.locator[0].upper()}{one.locator[1:]}; {one.licence}"
        rows.append((what[0].upper() + what[1:], named))
    assumed = sum(one.source.startswith("assumption") for one in sourced.given)
    given: list[tuple[Value, ...]] = [
        (one.what[0].upper() + one.what[1:], one.value, one.source[0].upper() + one.source[1:]) for one in sourced.given
    ]
    return Section(
        "sources",
        "Where do the figures come from?",
        paragraphs=(
            f"Rates are fitted to public figures of {words.month_words(FIT_MONTHS[0])} to "
            f"{words.month_words(FIT_MONTHS[1])}. Of {words.plural(len(given), 'other number')} "
            f"{assumed} are assumptions; the range of each is ours.",
        ),
        tables=(
            Table(("What", "From"), tuple(rows), "Public sources; in full in the package's SOURCES.csv"),
            Table(("Parameter", "Likely (range)", "From"), tuple(given), "Numbers that no table holds"),
        ),
    )
