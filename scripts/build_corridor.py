"""Builds the two tables of the corridor graph: `python scripts/build_corridor.py --raw DIR`.

Some seventy places stand for the 180 of the raw network (../shared/data/border/network). The plan (corridor_plan.py)
says which raw node a place stands at and along which raw nodes a link runs; every step must be an edge of the raw
network, so that a merged link is as long as the road it stands for. The same raw files give the same bytes.

* An origin is a group of departments. It stands at their centre, weighted by census population; its links are as long
  as the mean over its people of the shortest way from their department's seat.
* Belize and the roads from Guadalajara north are not in the raw network: see EXTRA_ROADS.
* Mexico is one origin at the centre of its states.
* Towns that are no junction of the plan are named in `via`; inland checkpoints among them are counted.
* Two places have one link. Where road and railway run side by side it is as long as the shorter of the two, and `via`
  and the checkpoints are those of the road.
"""

# ruff: noqa: E501  (rows of the tables are read as rows; wrapping them would hide the columns)

from __future__ import annotations

import argparse
import heapq
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import NamedTuple

from corridor_plan import (
    CLASSES,
    ENTRIES,
    EXTRA_NODES,
    EXTRA_ROADS,
    MEXICO_TO,
    ORIGINS,
    OTHER_AT,
    OTHER_TO,
    PLACES,
    REPORTERS,
    ROADS,
    SOURCE_COLUMNS,
    SOURCES,
    STATES,
)
from facts_rows import read, table

ROOT = Path(__file__).resolve().parent.parent
ROAD_FACTOR = 1.3  # the raw network's rule: a road is 1.3 times the great circle
EARTH_KM = 6371.0088


class Place(NamedTuple):
    """A row of corridor_places.csv."""

    id: str
    name: str
    country: str
    kind: str
    region: str
    lat: float
    lon: float
    sector: str
    nationality: str
    population_people: str
    weight_share: str
    weight_basis: str
    weight_source: str
    covers: str
    source: str
    confidence: str


class Link(NamedTuple):
    """A row of corridor_links.csv."""

    start: str
    end: str
    length_km: float
    basis: str
    route: str
    mode: str
    entry: str
    two_way: str
    region: str
    checkpoints: int
    via: str
    source: str
    confidence: str


class Edge(NamedTuple):
    """A raw edge, either way."""

    km: float
    mode: str
    reporter: str


def great_circle_km(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Great-circle distance of two points given as latitude and longitude in degrees (haversine)."""
    (lat_1, lon_1), (lat_2, lon_2) = ([radians(each) for each in point] for point in (start, end))
    half = sin((lat_2 - lat_1) / 2) ** 2 + cos(lat_1) * cos(lat_2) * sin((lon_2 - lon_1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


class RawNetwork:
    """The raw nodes and edges, with EXTRA_ROADS added; every edge but those into the United States goes both ways."""

    def __init__(self, folder: Path, extra: bool = True) -> None:
        self.nodes = {row["node_id"]: row for row in read(folder / "nodes.csv")}
        for node, (name, country, lat, lon) in EXTRA_NODES.items():
            self.nodes[node] = {
                "name": name, "country": country, "lat": str(lat), "lon": str(lon), "type": "transit", "bp_sector": "",
                "population": "", "coord_source": "GeoNames", "admin1": "", "node_id": node,
            }  # fmt: skip
        self.edges: dict[str, dict[str, list[Edge]]] = {node: {} for node in self.nodes}
        for row in read(folder / "edges.csv"):
            reporter = next((id_ for key, id_ in REPORTERS.items() if key in row["distance_method"]), "")
            self.add(row["source"], row["target"], Edge(float(row["distance_km"]), row["mode"], reporter))
        for start, end in (step for road in EXTRA_ROADS if extra for step in pairwise(road)):
            self.add(start, end, Edge(ROAD_FACTOR * great_circle_km(self.point(start), self.point(end)), "road", ""))

    def add(self, start: str, end: str, edge: Edge) -> None:
        """Add an edge; back again too unless it leads to a port or a sector."""
        self.edges[start].setdefault(end, []).append(edge)
        if end[:2] not in ("P_", "S_"):
            self.edges[end].setdefault(start, []).append(edge)

    def point(self, node: str) -> tuple[float, float]:
        """Latitude and longitude, degrees."""
        return float(self.nodes[node]["lat"]), float(self.nodes[node]["lon"])

    def edge(self, start: str, end: str, mode: str) -> Edge:
        """The edge of two nodes, of the wanted mode where there is one, else the shortest."""
        if end not in self.edges[start]:
            raise ValueError(f"the raw network has no edge from {start} to {end}")
        return min(self.edges[start][end], key=lambda edge: (edge.mode != mode, edge.km))

    def kilometres(self, start: str) -> dict[str, float]:
        """Length of the shortest way from a node to every node it leads to."""
        done: dict[str, float] = {}
        heap = [(0.0, start)]
        while heap:
            so_far, node = heapq.heappop(heap)
            if node in done:
                continue
            done[node] = so_far
            for end, edges in self.edges[node].items():
                if end not in done:
                    heapq.heappush(heap, (so_far + min(edge.km for edge in edges), end))
        return done


def departments(origin: str) -> list[str]:
    """Raw nodes of an origin's departments."""
    _, country, names, _ = ORIGINS[origin]
    return [f"O_{country}_{name}" for name in names.split()]


def mean(values: Sequence[float], weights: Sequence[int]) -> float:
    """Weighted mean."""
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)


def centre(points: Sequence[tuple[float, float]], people: Sequence[int]) -> tuple[float, float]:
    """Mean latitude and longitude, weighted by people."""
    return round(mean([lat for lat, _ in points], people), 4), round(mean([lon for _, lon in points], people), 4)


def origin_places(raw: RawNetwork) -> Iterator[Place]:
    """Department groups, Mexico, and everybody else."""
    people = {origin: [int(raw.nodes[node]["population"]) for node in departments(origin)] for origin in ORIGINS}
    for origin, (name, country, _, _) in ORIGINS.items():
        nationality, census, basis = CLASSES[country]
        total = sum(sum(people[each]) for each in ORIGINS if ORIGINS[each][1] == country)
        lat, lon = centre([raw.point(node) for node in departments(origin)], people[origin])
        own = sum(people[origin])
        covers = "; ".join(raw.nodes[node]["admin1"] for node in departments(origin))
        yield Place(
            origin, name, country, "origin", "central_america", lat, lon, "", nationality, str(own), f"{own / total:.6f}",
            basis, census, covers, "geonames", "medium",
        )  # fmt: skip
    states = list(STATES.values())
    residents = [each for each, _, _ in states]
    lat, lon = centre([(lat, lon) for _, lat, lon in states], residents)
    yield Place(
        "mx_all", "Mexico", "MX", "origin", "centre", lat, lon, "", "MEX", str(sum(residents)), "1.000000",
        "census 2020", "census_mx_2020", "the 32 states", "geonames", "low",
    )  # fmt: skip
    lat, lon = raw.point(OTHER_AT)
    yield Place(
        "other_south", "Other nationalities from the south", "HN", "origin", "central_america", lat, lon, "", "other", "",
        "1.000000", "whole class", "corridor_reading", "everybody else; stands at Choluteca", "geonames", "low",
    )  # fmt: skip


def town_places(raw: RawNetwork) -> Iterator[Place]:
    """Towns, crossings, ports and sectors."""
    for id_, (node, kind, region, name, covers) in PLACES.items():
        row = raw.nodes[node]
        known = row["coord_source"].startswith("GeoNames")
        lat, lon = (round(each, 4) for each in raw.point(node))
        yield Place(
            id_, name or row["name"], row["country"], kind, region, lat, lon, row["bp_sector"], "", "", "", "", "",
            covers or ("headquarters: " + row["name"] if kind == "sector" else ""), "geonames" if known else "corridor_points",
            "high" if known else "medium",
        )  # fmt: skip


def way(raw: RawNetwork, start: str, end: str, passed: str, mode: str) -> list[Edge]:
    """The raw edges of a link by one mode.

    A railway may end with a road from its nearest junction: at most a tenth of the way.
    """
    edges = [raw.edge(one, two, mode) for one, two in pairwise((PLACES[start][0], *passed.split(), PLACES[end][0]))]
    other = sum(edge.km for edge in edges if edge.mode not in ((mode, "river") if mode == "road" else (mode,)))
    if other > 0.1 * sum(edge.km for edge in edges):
        raise ValueError(f"{start} - {end}: less than nine tenths of it is by {mode}")
    return edges


def road_link(raw: RawNetwork, plan: tuple[str, str, str, str | None, str | None]) -> Link:
    """A two-way link as long as the raw edges it runs along, by road or by rail, whichever is shorter."""
    start, end, route, road, rail = plan
    ways = {
        mode: way(raw, start, end, passed, mode) for mode, passed in (("road", road), ("rail", rail)) if passed is not None
    }  # fmt: skip
    edges = min(ways.values(), key=lambda each: sum(edge.km for edge in each))
    river = any(edge.mode == "river" for edge in edges)
    via = (road if road is not None else rail or "").split()
    reporters = sorted({edge.reporter for edge in edges} - {""})
    if reporters:
        basis = "reported" if all(edge.reporter for edge in edges) else "part_reported"
    else:
        basis = "estimate" if len(edges) == 1 else "estimate_legs"
    inside = PLACES[start][1] == "crossing" or raw.nodes[PLACES[start][0]]["country"] == "MX"
    nodes = (PLACES[start][0], *via, PLACES[end][0])
    by_hand = [node for node in nodes if not raw.nodes[node]["coord_source"].startswith("GeoNames")]
    return Link(
        start, end, round(sum(edge.km for edge in edges), 1), basis, route, "road_and_river" if river else "_or_".join(ways),
        "", "yes", PLACES[end][2] if inside else "central_america",
        sum(raw.nodes[node]["type"] == "checkpoint" for node in via),
        "; ".join(raw.nodes[node]["name"] for node in via), reporters[0] if reporters else "corridor_reading",
        "medium" if reporters or not (by_hand or route == "Belize") else "low",
    )  # fmt: skip


def origin_links(raw: RawNetwork, places: Mapping[str, Place]) -> Iterator[Link]:
    """One-way links from each origin to where its people first arrive."""
    for origin, (_, _, _, ends) in ORIGINS.items():
        seats = departments(origin)
        people = [int(raw.nodes[node]["population"]) for node in seats]
        reach = [raw.kilometres(node) for node in seats]
        for end in ends.split():
            length = mean([each[PLACES[end][0]] for each in reach], people)
            yield access(origin, end, length, "mean_of_seats", "central_america", "medium")
    from_choluteca = raw.kilometres(OTHER_AT)
    for end in OTHER_TO:
        yield access("other_south", end, from_choluteca[PLACES[end][0]], "estimate_legs", "central_america", "low")
    home = places["mx_all"]
    for end in MEXICO_TO:
        length = ROAD_FACTOR * great_circle_km((home.lat, home.lon), raw.point(PLACES[end][0]))
        yield access("mx_all", end, length, "estimate", "centre", "low")


def access(origin: str, end: str, length: float, basis: str, region: str, confidence: str) -> Link:
    """A link from an origin."""
    return Link(origin, end, round(length, 1), basis, "Access", "road", "", "no", region, 0, "", "corridor_reading", confidence)  # fmt: skip


def entry_links(raw: RawNetwork) -> Iterator[Link]:
    """One-way links into the United States, at a port and between ports."""
    for city, ends in ENTRIES.items():
        for end, entry, mode in zip(ends, ("at_port", "between_ports"), ("foot_or_vehicle", "foot"), strict=True):
            if end:
                edge = raw.edge(PLACES[city][0], PLACES[end][0], "")
                confidence = "medium" if entry == "at_port" else "low"
                yield Link(
                    city, end, round(edge.km, 1), "estimate", "Entry", mode, entry, "no", "north", 0, "",
                    "corridor_reading", confidence,
                )  # fmt: skip


def tables(folder: Path) -> dict[str, bytes]:
    """File name -> content of the two tables."""
    raw = RawNetwork(folder)
    used = [node for origin in ORIGINS for node in departments(origin)]
    if sorted(used) != sorted(node for node in raw.nodes if node.startswith("O_")):
        raise ValueError("the groups of departments do not cover each department once")
    if sum(each for each, _, _ in STATES.values()) != 126_014_024:
        raise ValueError("the states do not add up to the published population")
    places = [*origin_places(raw), *town_places(raw)]
    by_id = {place.id: place for place in places}
    links = [*origin_links(raw, by_id), *(road_link(raw, plan) for plan in ROADS), *entry_links(raw)]
    return {"corridor_places.csv": table(Place._fields, places), "corridor_links.csv": table(Link._fields, links)}


def sources(existing: Path) -> bytes:
    """The register of sources with our rows in it, whatever else it holds."""
    kept = [tuple(row.values()) for row in read(existing)] if existing.is_file() else []
    own = {row[0] for row in SOURCES}
    return table(SOURCE_COLUMNS, sorted([*(row for row in kept if row[0] not in own), *SOURCES]))


def main() -> None:
    """Write both tables into --out and our rows into its SOURCES.csv."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--raw",
        type=Path,
        default=ROOT.parent / "shared" / "data" / "border" / "network",
        help="folder of the raw network",
    )
    parser.add_argument("--out", type=Path, default=ROOT / "src" / "suasion" / "data", help="folder of the tables")
    arguments = parser.parse_args()
    if not arguments.raw.is_dir():
        parser.error(f"--raw: {arguments.raw} is no folder. Give the one that holds nodes.csv and edges.csv.")
    arguments.out.mkdir(parents=True, exist_ok=True)
    made = {**tables(arguments.raw), "SOURCES.csv": sources(arguments.out / "SOURCES.csv")}
    for name, content in made.items():
        (arguments.out / name).write_bytes(content)
        print(f"{name:20} {content.count(10) - 1:6} rows {len(content):8} bytes")


if __name__ == "__main__":
    main()
