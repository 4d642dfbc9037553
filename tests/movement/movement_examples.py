"""Tiny instances, built in memory, whose outcome can be worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from suasion.movement import Instance, Link, Network, Place, both_ways, read_settings
from suasion.movement.instance import DayTable

NOBODY: dict[str, Any] = {"spawn_mode": "constant", "displaced_per_conflict_day": 0}


def hub(name: str, **more: Any) -> Place:
    """A place everyone leaves at once."""
    return Place(name, kind="hub", country="Home", **more)


def town(name: str, **more: Any) -> Place:
    return Place(name, **{"kind": "town", "country": "Home", **more})


def camp(name: str, capacity: int = 0, **more: Any) -> Place:
    return Place(name, **{"kind": "camp", "country": "Abroad", "capacity": capacity, **more})


def war(name: str, population: int = 1000, **more: Any) -> Place:
    return Place(name, kind="conflict", country="Home", population=population, **more)


def by_day(names: Sequence[str], rows: Sequence[Sequence[float]]) -> DayTable:
    return DayTable(tuple(names), np.array(rows, float), np.arange(len(rows)))


def small(
    places: Sequence[Place],
    roads: Sequence[tuple[Any, ...]],
    people: dict[str, int] | None = None,
    days: int = 1,
    move: dict[str, Any] | None = None,
    spawn: dict[str, Any] | None = None,
    links: Sequence[Link] = (),
    closures: Sequence[Any] = (),
    **more: Any,
) -> Instance:
    """An instance with people put where the test wants them; nobody else sets out unless `spawn` says so."""
    both = [link for road in roads for link in both_ways(road[0], road[1], road[2], **(road[3] if road[3:] else {}))]
    rules = {"conflict_driven_spawning": NOBODY, "read_from_agents_csv_file": True, **(spawn or {})}
    return Instance(
        "small",
        Network(tuple(places), (*both, *links), tuple(closures)),
        read_settings({"spawn_rules": rules, "move_rules": {"camp_movechance": 0.0, **(move or {})}}),
        days=days,
        first_people=tuple((name, {}) for name, count in (people or {}).items() for _ in range(count)),
        **more,
    )


def at(run: Any, place: str, day: int = -1, draw: int = 0) -> int:
    """People at a place at the end of a day."""
    return int(run["people"].sel(place=place).values[draw, day])
