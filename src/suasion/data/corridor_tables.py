"""Reads the corridor graph: places and links from Central America through Mexico to the United States border.

It answers: which towns, crossings, border cities, ports and Border Patrol sectors the graph has, how far apart they
are along main roads and railways, which region of enforcement a link lies in, and what share of a nationality starts
where. It holds no flows, hazards or costs, and it is a graph of well-known towns, not a map of anybody's way.

How to read it:

* **Distances are estimates**: 1.3 times the great circle from town to town, summed over the towns in `via`, unless
  `basis` says that a distance was reported. Against the six reported distances known the rule is 28% short to 17% long
  (Mexico City - Tijuana: 3,275 km against 2,800); nobody should read a kilometre as measured.
* An origin stands for a group of departments at their centre; its links are as long as the mean over its people, so a
  part of them starts nearer and a part farther. `weight_share` is its share of its nationality **by census
  population**: departures per head differ between departments, and the table does not know how.
* Mexico is one origin and all other nationalities are one, in the south. Neither is how those people are spread.
* A link to a sector ends at the sector's headquarters, up to 132 km beyond the border city, one to a port at the
  crossing itself: compare routes up to the border city, not to the end.
* `checkpoints` counts the known inland checkpoints on a link's road beside the places of kind checkpoint. Two links
  may share a stretch of road (Agua Prieta - Ciudad Juarez, for one): what is set on one is to be set on the other.
* The United States side of `region` has no enforcement in this table; `north` includes the entry links.

Sources: SOURCES.csv. Built by `scripts/build_corridor.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from suasion.data.programmes import CONFIDENCES
from suasion.data.registers import part_kinds, sources, table_text
from suasion.data.tables import Checker, numbers, raw_frame
from suasion.errors import known_words

PLACE_COLUMNS = (
    "id", "name", "country", "kind", "region", "lat", "lon", "sector", "nationality", "population_people",
    "weight_share", "weight_basis", "weight_source", "covers", "source", "confidence",
)  # fmt: skip
LINK_COLUMNS = (
    "start", "end", "length_km", "basis", "route", "mode", "entry", "two_way", "region", "checkpoints", "via",
    "source", "confidence",
)  # fmt: skip
COUNTRIES = ("GT", "HN", "SV", "MX", "US")
KINDS = ("origin", "crossing", "hub", "transit", "checkpoint", "shelter_city", "port", "sector")
END_KINDS = ("port", "sector")
BORDER_KINDS = ("shelter_city", *END_KINDS)
PLACE_REGIONS = ("central_america", "south", "centre", "north", "united_states")
LINK_REGIONS = ("central_america", "south", "centre", "north")
NATIONALITIES = ("GTM", "HND", "SLV", "MEX", "other")
BASES = ("estimate", "estimate_legs", "mean_of_seats", "part_reported", "reported")
ROUTES = (
    "Access", "Belize", "Border", "Centre", "Entry", "Gulf", "Highland", "Honduras", "Isthmus", "Pacific", "Usumacinta",
)  # fmt: skip
MODES = ("road", "rail", "road_or_rail", "road_and_river", "foot", "foot_or_vehicle")
ENTRIES = {"port": "at_port", "sector": "between_ports"}
ORIGIN_COLUMNS = ("nationality", "weight_share", "weight_basis", "weight_source")
EARTH_KM = 6371.0088
ROUNDING_KM = 0.1  # lengths have one decimal


@dataclass(frozen=True)
class Corridor:
    """The graph: one row a place, one row a link (a two-way link stands once).

    Attributes
    ----------
    places : DataFrame         the columns of `PLACE_COLUMNS`; lat, lon in degrees; population_people and weight_share
                               are NaN where there is none
    links : DataFrame          the columns of `LINK_COLUMNS`; length_km float, checkpoints int, two_way bool
    """

    places: pd.DataFrame
    links: pd.DataFrame

    def directed(self) -> pd.DataFrame:
        """The links in each direction they may be used: a two-way link stands twice, there and back.

        Returns
        -------
        DataFrame              the columns of `LINK_COLUMNS` but two_way; first all links as written, then those back
        """
        back = self.links[self.links["two_way"]].rename(columns={"start": "end", "end": "start"})
        both = pd.concat([self.links, back[list(LINK_COLUMNS)]], ignore_index=True)
        return both.drop(columns="two_way")


def great_circle_km(lat_1: pd.Series, lon_1: pd.Series, lat_2: pd.Series, lon_2: pd.Series) -> pd.Series:
    """Great-circle distance of points in degrees, km (haversine)."""
    one, two = np.radians(lat_1), np.radians(lat_2)
    half = np.sin((two - one) / 2) ** 2 + np.cos(one) * np.cos(two) * np.sin(np.radians(lon_2 - lon_1) / 2) ** 2
    distance: pd.Series = 2 * EARTH_KM * np.arcsin(np.sqrt(half))
    return distance


def is_id(text: str) -> bool:
    """Whether a text is an id: small letters, digits and underscores, a letter first."""
    return re.fullmatch(r"[a-z][a-z0-9_]*", text) is not None


def is_count(text: str) -> bool:
    """Whether a text is a whole number of at most 12 digits."""
    return re.fullmatch(r"[0-9]{1,12}", text) is not None


def check_origins(check: Checker, known_sources: Collection[str]) -> None:
    """An origin has a nationality, a share and where it is from; no other place has."""
    frame = check.frame
    origin = frame["kind"] == "origin"
    shares = numbers(frame["weight_share"])
    for column in ORIGIN_COLUMNS:
        empty = frame[column] == ""
        check.mark(
            origin & empty, column, lambda _: "the cell is empty. An origin has a nationality, a share and its basis."
        )
        check.mark(
            ~origin & ~empty, column, lambda row: f"a place of kind {row['kind']} has none. Leave the cell empty."
        )
    check.one_of("nationality", ("", *NATIONALITIES))
    check.mark(
        (frame["weight_share"] != "") & ~((shares > 0) & (shares <= 1)),
        "weight_share",
        lambda row: f"`{row['weight_share']}` is no share. Write a number above 0 and at most 1.",
    )
    check.cells(
        "weight_source",
        lambda cell: not cell or cell in known_sources,
        lambda cell: f"`{cell}` names no source. {known_words(cell, known_sources)}",
    )
    check.cells(
        "population_people",
        lambda cell: not cell or (is_count(cell) and int(cell) > 0),
        lambda cell: f"`{cell}` is no number of people. Write digits or nothing.",
    )
    for nationality, rows in frame[origin].groupby("nationality"):
        total = shares[rows.index].sum()
        check.mark(
            (frame.index == rows.index[0]) & frame["nationality"].isin(NATIONALITIES) & (abs(total - 1) > 1e-5),
            "weight_share",
            lambda _, total=total, nationality=nationality: (  # type: ignore[misc]
                f"the shares of {nationality} add up to {total:.6g}. They add up to 1."
            ),
        )


def read_places(text: str, where: str, known_sources: Collection[str], sectors: Collection[str]) -> pd.DataFrame:
    """The table of places, checked.

    Parameters
    ----------
    text : str                         the CSV text
    where : str                        its name, for the error
    known_sources : collection of str  ids a row may name
    sectors : collection of str        names of the Border Patrol sectors

    Returns
    -------
    DataFrame                          the columns of `PLACE_COLUMNS`, as in `Corridor`, by line of the file

    Raises
    ------
    InputError                         with every problem and its line
    """
    frame = raw_frame(text, where, PLACE_COLUMNS)
    check = Checker(frame, text)
    check.cells("id", is_id, lambda cell: f"`{cell}` is no id. Write small letters, digits and underscores.")
    check.mark(frame["id"].duplicated(), "id", lambda row: f"`{row['id']}` stands twice. Keep one row.")
    check.filled("name", "Name the place.")
    check.mark(
        frame["name"].duplicated() & ~frame["id"].duplicated(),
        "name",
        lambda row: f"`{row['name']}` names two places. Name them apart.",
    )
    check.one_of("country", COUNTRIES)
    check.one_of("kind", KINDS)
    check.one_of("region", PLACE_REGIONS)
    for column, limit in (("lat", 90), ("lon", 180)):
        degrees = numbers(frame[column])
        check.mark(
            ~(degrees.abs() <= limit),
            column,
            lambda row, column=column, limit=limit: (  # type: ignore[misc]
                f"`{row[column]}` is no number of degrees. Got {row[column]}; allowed -{limit} to {limit}."
            ),
        )
    border = frame["kind"].isin(BORDER_KINDS)
    check.mark(
        border & ~frame["sector"].isin(sectors),
        "sector",
        lambda row: f"`{row['sector']}` names no sector. {known_words(row['sector'], sectors, show=9)}",
    )
    check.mark(
        ~border & (frame["sector"] != ""),
        "sector",
        lambda row: f"a place of kind {row['kind']} lies in no sector. Leave the cell empty.",
    )
    check_origins(check, known_sources)
    check.source(known_sources)
    check.one_of("confidence", CONFIDENCES)
    check.done(where)
    columns = ("lat", "lon", "population_people", "weight_share")
    return frame.assign(**{column: numbers(frame[column]) for column in columns})


def check_length(check: Checker, places: pd.DataFrame) -> None:
    """A length is a number above 0 and no less than the great circle between the places."""
    frame, lengths = check.frame, numbers(check.frame["length_km"])
    good = np.isfinite(lengths) & (lengths > 0)
    check.mark(~good, "length_km", lambda row: f"`{row['length_km']}` is no length. Write kilometres above 0.")
    points = places.drop_duplicates("id").set_index("id")[["lat", "lon"]]
    start, end = (points.reindex(frame[column]).set_axis(frame.index) for column in ("start", "end"))
    straight = great_circle_km(start["lat"], start["lon"], end["lat"], end["lon"])
    least: dict[object, float] = dict(straight.items())
    check.mark(
        good & (lengths + ROUNDING_KM < straight),
        "length_km",
        lambda row: (
            f"{row['length_km']} km is less than the great circle from {row['start']} to {row['end']}. "
            f"Got {row['length_km']}; allowed {least[row.name]:.1f} or more."
        ),
    )


def check_ends(check: Checker, kinds: Mapping[str, str]) -> None:
    """A link joins two places that are there, once, in a direction that makes sense for their kinds."""
    frame = check.frame
    for column in ("start", "end"):
        check.cells(column, kinds.__contains__, lambda cell: f"`{cell}` names no place. {known_words(cell, kinds)}")
    start, end = (frame[column].map(lambda id_: kinds.get(id_, "")) for column in ("start", "end"))
    check.mark(
        frame["start"] == frame["end"],
        "end",
        lambda row: f"a link leads from {row['start']} to itself. Delete the row.",
    )
    check.mark(
        start.isin(END_KINDS), "start", lambda row: f"{row['start']} is a {kinds[row['start']]}: nobody leaves it here."
    )
    check.mark(end == "origin", "end", lambda row: f"{row['end']} is an origin: no link leads there.")
    pairs = pd.Series(
        [" - ".join(sorted(pair)) for pair in zip(frame["start"], frame["end"], strict=True)], frame.index
    )
    check.mark(
        pairs.duplicated(),
        "start",
        lambda row: f"{row['start']} and {row['end']} have two links. Two places have one.",
    )
    check.one_of("two_way", ("yes", "no"))
    check.mark(
        ((start == "origin") | end.isin(END_KINDS)) & (frame["two_way"] == "yes"),
        "two_way",
        lambda _: "a link from an origin or into the United States is one-way. Write no.",
    )
    wanted = end.map(lambda kind: ENTRIES.get(kind, ""))
    fitting: dict[object, str] = dict(wanted.items())
    check.mark(
        frame["end"].isin(kinds) & (frame["entry"] != wanted),
        "entry",
        lambda row: (
            f"`{row['entry']}` does not fit a link to a {kinds[row['end']]}. "
            f"Got `{row['entry']}`; allowed `{fitting[row.name]}`."
        ),
    )


def read_links(text: str, where: str, known_sources: Collection[str], places: pd.DataFrame) -> pd.DataFrame:
    """The table of links, checked.

    Parameters
    ----------
    text : str                         the CSV text
    where : str                        its name, for the error
    known_sources : collection of str  ids a row may name
    places : DataFrame                 from `read_places`

    Returns
    -------
    DataFrame                          the columns of `LINK_COLUMNS`, as in `Corridor`

    Raises
    ------
    InputError                         with every problem and its line
    """
    frame = raw_frame(text, where, LINK_COLUMNS)
    check = Checker(frame, text)
    check_ends(check, dict(zip(places["id"], places["kind"], strict=True)))
    check_length(check, places)
    check.one_of("basis", BASES)
    check.one_of("route", ROUTES)
    check.one_of("mode", MODES)
    check.one_of("region", LINK_REGIONS)
    check.cells("checkpoints", is_count, lambda cell: f"`{cell}` is no count. Write 0, 1, 2.")
    check.source(known_sources)
    check.one_of("confidence", CONFIDENCES)
    check.done(where)
    return frame.reset_index(drop=True).assign(
        length_km=numbers(frame["length_km"]).to_numpy(),
        two_way=(frame["two_way"] == "yes").to_numpy(),
        checkpoints=frame["checkpoints"].astype(int).to_numpy(),
    )


def reached(start: str, steps: Mapping[str, Iterable[str]]) -> set[str]:
    """Every place that can be reached from one, itself included."""
    found, waiting = {start}, [start]
    while waiting:
        new = set(steps.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found


def check_connected(check: Checker, links: pd.DataFrame) -> None:
    """No place stands alone, none is a dead end, and every origin reaches every sector."""
    frame, graph = check.frame, Corridor(check.frame, links).directed()
    left, entered = frame["id"].isin(graph["start"]), frame["id"].isin(graph["end"])
    ends, origin = frame["kind"].isin(END_KINDS), frame["kind"] == "origin"
    check.mark(~left & ~entered, "id", lambda row: f"`{row['id']}` has no link. Link it or delete the row.")
    check.mark(entered & ~left & ~ends, "id", lambda row: f"`{row['id']}` is a dead end: no link leaves it. Add one.")
    check.mark(left & ~entered & ~origin, "id", lambda row: f"no link leads to `{row['id']}`. Add one.")
    steps: dict[str, list[str]] = {}
    for start, end in zip(graph["start"], graph["end"], strict=True):
        steps.setdefault(start, []).append(end)
    sectors = set(frame.loc[frame["kind"] == "sector", "id"])
    missed = {id_: sorted(sectors - reached(id_, steps)) for id_ in frame.loc[origin & left, "id"]}
    check.mark(
        frame["id"].map(lambda id_: bool(missed.get(id_))),
        "id",
        lambda row: f"from `{row['id']}` no way leads to {', '.join(missed[row['id']])}. Add a link.",
    )


def read_corridor(
    places_text: str, links_text: str, known_sources: Collection[str], sectors: Collection[str]
) -> Corridor:
    """Both tables, each checked, and then the graph they make.

    Parameters
    ----------
    places_text, links_text : str      the CSV texts
    known_sources : collection of str  ids a row may name
    sectors : collection of str        names of the Border Patrol sectors

    Returns
    -------
    Corridor

    Raises
    ------
    InputError                         with every problem of the first table that has one, or of the graph
    """
    places = read_places(places_text, "corridor_places.csv", known_sources, sectors)
    links = read_links(links_text, "corridor_links.csv", known_sources, places)
    check = Checker(places, places_text)
    check_connected(check, links)
    check.done("corridor_places.csv")
    return Corridor(places.reset_index(drop=True), links)


@lru_cache(maxsize=1)
def _corridor() -> Corridor:
    sectors = [part for part, kind in part_kinds().items() if kind == "sector"]
    return read_corridor(table_text("corridor_places.csv"), table_text("corridor_links.csv"), sources(), sectors)


def corridor() -> Corridor:
    """The shipped graph; the tables are copies."""
    shipped = _corridor()
    return Corridor(shipped.places.copy(), shipped.links.copy())
