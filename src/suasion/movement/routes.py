"""The routes people consider from each place: movement.md section 8.

Every simple path of up to `awareness_level` steps along open links; a path's beginnings are paths too; markers cost no
step and are never where a path ends. Found anew whenever the open links change, and kept as plain arrays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from suasion.errors import InputError
from suasion.movement.network import Network
from suasion.movement.semantics import Semantics
from suasion.movement.settings import MoveRules
from suasion.movement.timetable import LinkDays

MOST_ROUTES = 20_000_000
MAJOR_SHORTENING = 4.0  # a major route counts as a quarter of its length


@dataclass(frozen=True, eq=False)
class Routes:
    """Routes by row; several days share a row.

    Attributes
    ----------
    day_row : array (day,)             row of each day
    start : array (row, place + 1)     routes of place p on row r: numbers start[r, p] to before start[r, p + 1]
    end : array (route,)               place where the route ends
    km : array (route,)                its length; a major route has a shortened one
    link : array (route,)              its first link
    tail : array (route,)              what follows the first link: number of a tail, -1 for nothing
    factor : array (route,)            weight for nearness to home (`stay_close_to_home`), else 1
    tail_next, tail_rest, tail_final : array (tail,)    next place, tail after it (-1: none), last place
    hop_start : array (row, place + 1); hop_link : array (hop,)     open links of each place, in order
    forced : array (row, place)        link everyone who leaves is sent along, -1 if none
    """

    day_row: NDArray[np.int32]
    start: NDArray[np.int64]
    end: NDArray[np.int32]
    km: NDArray[np.float64]
    link: NDArray[np.int32]
    tail: NDArray[np.int32]
    factor: NDArray[np.float64]
    tail_next: NDArray[np.int32]
    tail_rest: NDArray[np.int32]
    tail_final: NDArray[np.int32]
    hop_start: NDArray[np.int64]
    hop_link: NDArray[np.int32]
    forced: NDArray[np.int32]


@dataclass
class _Tails:
    """Remaining parts of routes, each kept once."""

    numbers: dict[tuple[int, ...], int] = field(default_factory=dict)
    next: list[int] = field(default_factory=list)
    rest: list[int] = field(default_factory=list)
    final: list[int] = field(default_factory=list)

    def number(self, path: tuple[int, ...]) -> int:
        if not path:
            return -1
        if path not in self.numbers:
            rest = self.number(path[1:])
            self.numbers[path] = len(self.next)
            self.next.append(path[0])
            self.rest.append(rest)
            self.final.append(path[-1])
        return self.numbers[path]


class _Finder:
    """Finds the routes of one row."""

    def __init__(self, network: Network, move: MoveRules, rules: Semantics) -> None:
        index = network.index
        self.move, self.rules = move, rules
        self.marker = [place.kind == "marker" for place in network.places]
        self.ends = [index[link.end] for link in network.links]
        self.starts = [index[link.start] for link in network.links]
        self.km = [link.length_km for link in network.links]
        self.times = [2 if link.doubled and rules.redirection_void else 1 for link in network.links]
        self.steps = max(1, math.ceil(move.awareness_level))
        self.out: list[list[int]] = []

    def open(self, links: NDArray[np.bool_], order: NDArray[np.int64]) -> None:
        self.out = [[] for _ in self.marker]
        for link in sorted(np.flatnonzero(links).tolist(), key=lambda each: int(order[each])):
            self.out[self.starts[link]] += [link] * self.times[link]

    def hop(self, place: int, to: int) -> int:
        """The first open link from a place to another, -1 if there is none."""
        return next((link for link in self.out[place] if self.ends[link] == to), -1)

    def from_place(self, place: int) -> list[tuple[int, float, int, tuple[int, ...]]]:
        """(end, km, first link, places after the first) of each route of a place."""
        found: list[tuple[int, float, int, tuple[int, ...]]] = []

        def follow(here: int, first: int, km: float, path: tuple[int, ...], left: int) -> None:
            for link in self.out[here]:
                to = self.ends[link]
                if to == place or to in path:
                    continue
                way, length = (*path, to), km + self.km[link]
                begun = link if first < 0 else first
                if not self.marker[to]:
                    found.append((to, length, begun, way[1:]))
                remains = left if self.marker[to] else left - 1
                if remains > 0:
                    follow(to, begun, length, way, remains)

        follow(place, -1, 0.0, (), self.steps)
        if self.rules.first_parallel_link:
            found = [(to, km, self.hop(place, self.ends[link]), rest) for to, km, link, rest in found]
        return found

    def best(
        self, place: int, majors: dict[int, list[tuple[int, ...]]]
    ) -> list[tuple[int, float, int, tuple[int, ...]]]:
        """The shortest route to each end, and major routes from here or from an end to ends beyond them."""
        best: dict[int, tuple[int, float, int, tuple[int, ...]]] = {}
        for route in self.from_place(place):
            if route[0] not in best or route[1] < best[route[0]][1]:
                best[route[0]] = route
        near = {place, *best}
        softening = self.move.softening
        for hub in (place, *list(best)):
            for major in majors.get(hub, []):
                way = major if hub == place else (self.ends[best[hub][2]], *best[hub][3], *major)
                length = self.length(place, way)
                if way[-1] in near or length is None or place in way or len(set(way)) < len(way):
                    continue
                km = (softening + length) / MAJOR_SHORTENING - softening
                if way[-1] not in best or km < best[way[-1]][1]:
                    best[way[-1]] = (way[-1], km, self.hop(place, way[0]), way[1:])
        return list(best.values())

    def length(self, place: int, way: tuple[int, ...]) -> float | None:
        """Length of a way along open links, None if one of them is missing."""
        total = 0.0
        for to in way:
            link = self.hop(place, to)
            if link < 0:
                return None
            total, place = total + self.km[link], to
        return total


def find_routes(
    network: Network, links: LinkDays, move: MoveRules, rules: Semantics, major: tuple[tuple[str, ...], ...]
) -> Routes:
    """The routes of every place for every state of the links.

    Raises
    ------
    InputError                         if there are more routes than memory should hold
    """
    finder = _Finder(network, move, rules)
    index, tails = network.index, _Tails()
    majors: dict[int, list[tuple[int, ...]]] = {}
    for way in major:
        majors.setdefault(index[way[0]], []).append(tuple(index[name] for name in way[1:]))
    rows: dict[bytes, int] = {}
    day_row: list[int] = []
    start: list[list[int]] = []
    hop_start: list[list[int]] = []
    hops: list[int] = []
    forced: list[list[int]] = []
    routes: list[tuple[int, float, int, int]] = []
    froms: list[int] = []
    for day in range(len(links.open)):
        key = links.open[day].tobytes() + links.order[day].tobytes() + links.forced[day].tobytes()
        if key not in rows:
            rows[key] = len(rows)
            finder.open(links.open[day], links.order[day])
            start.append([len(routes)])
            hop_start.append([len(hops)])
            sent = links.forced[day]
            forced.append([next((link for link in out if sent[link]), -1) for out in finder.out])
            for place in range(len(network.places)):
                found = finder.best(place, majors) if move.fixed_routes else finder.from_place(place)
                routes += [(end, km, link, tails.number(rest)) for end, km, link, rest in found]
                froms += [place] * len(found)
                start[-1].append(len(routes))
                hops += finder.out[place]
                hop_start[-1].append(len(hops))
            if len(routes) > MOST_ROUTES:
                what = f"{len(routes):,} routes to consider; allowed are {MOST_ROUTES:,}"
                raise InputError("move_rules.awareness_level", f"{what}. Lower it, or use fixed_routes")
        day_row.append(rows[key])
    ends = np.array([route[0] for route in routes], np.int32)
    return Routes(
        np.array(day_row, np.int32),
        np.array(start, np.int64),
        ends,
        np.array([route[1] for route in routes], np.float64),
        np.array([route[2] for route in routes], np.int32),
        np.array([route[3] for route in routes], np.int32),
        _nearness(network, np.array(froms, np.int64), ends, move, rules),
        np.array(tails.next, np.int32),
        np.array(tails.rest, np.int32),
        np.array(tails.final, np.int32),
        np.array(hop_start, np.int64),
        np.array(hops, np.int32),
        np.array(forced, np.int32),
    )


def _nearness(
    network: Network, start: NDArray[np.int64], end: NDArray[np.int32], move: MoveRules, rules: Semantics
) -> NDArray[np.float64]:
    """1 / max(1, great-circle km)^power of each route's end from its start (`stay_close_to_home`)."""
    if not move.stay_close_to_home:
        return np.ones(len(start))
    x = np.radians([place.x for place in network.places])
    y = np.radians([place.y for place in network.places])
    latitude, longitude = (x, y) if network.x_is_latitude and not rules.x_taken_as_longitude else (y, x)
    across = np.sin((latitude[end] - latitude[start]) / 2) ** 2
    along = np.cos(latitude[start]) * np.cos(latitude[end]) * np.sin((longitude[end] - longitude[start]) / 2) ** 2
    km = 2 * 6371.0 * np.arcsin(np.sqrt(np.clip(across + along, 0.0, 1.0)))
    near: NDArray[np.float64] = np.maximum(1.0, km) ** -move.home_distance_power
    return near
