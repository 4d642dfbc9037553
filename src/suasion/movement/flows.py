"""The engine that moves people in cohorts: counts of people alike, drawn in one go (movement.md sections 7, 8, 12).

Cost hardly depends on how many people there are. While no camp is full the counts have exactly the distribution of
`agents`; where people claim the last places of a camp, only the order in which they do so differs (movement.md, order
dependence). `expected=True` carries real-valued means instead of drawn counts: one run without luck.

The running mean of a person's travel, by which `avoid_short_stints` goes, is part of what makes people alike. It is
kept in steps of 1 km where a day's travel is 360 km (`agents`: 1/32 km); on 25 random networks that moved fewer people
than another seed does. The rule makes about ten times as many cohorts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from suasion.errors import InputError
from suasion.jit import lean
from suasion.movement.agents import Counts, Outcome
from suasion.movement.encounter_kernels import of_draw, rules_of, tables
from suasion.movement.flow_cohorts import Pool
from suasion.movement.flow_days import Memory, simulate
from suasion.movement.flow_harvest import Absent
from suasion.movement.flow_pools import Words
from suasion.movement.harvest_trips import Trips, trips_of
from suasion.movement.kernels import NEXT, Floats, World, draw_key, mixed, world_of
from suasion.movement.program import CLASS_DRAWN, Program

USUAL_BINS, MOST_BINS = 512, 1 << 22
FEW_COHORTS, MOST_COHORTS = 1 << 12, 1 << 24  # of each sort: memory at first, and at most


@dataclass(frozen=True, eq=False)
class _Start:
    """What a run of cohorts needs beside the world.

    Attributes
    ----------
    drawn : array (place,)             people there before day 0 whose class is drawn
    given : array (class, place)       those whose class is known
    tail_word : array (tail,)          random word of the rest of a route: of its places
    route_word : array (route,)        random word of a route: its first link, its rest, how many such came before
    """

    drawn: Floats
    given: Floats
    tail_word: Words
    route_word: Words


def run_flows(
    program: Program,
    draws: range,
    seed: int,
    *,
    flows: bool = False,
    expected: bool = False,
    keep: str = "day",
    progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Run draws of a program in cohorts.

    Parameters
    ----------
    draws : range                      numbers of the draws; draw k is the same in any range
    flows : bool                       also count people per link and day
    expected : bool                    real-valued means instead of drawn counts: doubles, the same in each draw. The
                                       exact means while no camp, custody or line is near full and no count is cut to
                                       whole people
    keep : "day" or "month"            what encounters add is counted by
    progress : called with 1 after each draw

    Returns
    -------
    Outcome                            people; whole numbers, or doubles if `expected`

    Raises
    ------
    InputError                         if cohorts get too many, or a link is too short for a day's travel
    """
    world, start, rules = world_of(program), _start(program), rules_of(program, keep)
    days, places, links = program.days, len(program.population), len(program.link_m)
    people = _table(expected, (len(draws), days, places))
    on_links, spawned = _table(expected, (len(draws), days)), _table(expected, (len(draws), days))
    kept = (days, links) if flows else (1, 0)
    entered, arrived, stopped = (_table(expected, (len(draws), *kept)) for _ in range(3))
    size, shift = FEW_COHORTS, _bin_width(world)
    memory, trips = _memory(world, size, shift), trips_of(program)
    absent = _absent(world, size, trips)
    at, under_way, joined = np.zeros((days, places)), np.zeros(days), np.zeros(days)
    entering, arriving, stopping = np.zeros(kept), np.zeros(kept), np.zeros(kept)
    tally = tables(program, len(draws), keep, np.float64 if expected else np.int32)
    counted = of_draw(tables(program, 1, keep, np.float64), 0)
    for row, draw in enumerate(draws):
        key = draw_key(seed, draw, "movement/flows")
        while not (row > 0 and expected):
            for flow in (entering, arriving, stopping, *(counted or ())):
                flow[:] = 0.0
            done = simulate(
                world, rules, counted, trips, absent, start.drawn, start.given, start.tail_word, start.route_word, key,
                memory, at, under_way, joined, flows, entering, arriving, stopping, shift, expected,
            )  # fmt: skip
            if done:
                break
            # memory was too small: the same draw again, with more
            size *= 4
            if size > MOST_COHORTS:
                what = f"more than {MOST_COHORTS:,} groups of people alike at a time"
                raise InputError("cohorts", f"{what}. Use --engine agents, or lower awareness_level")
            memory, absent = _memory(world, size, shift), _absent(world, size, trips)
        for kept_rows, found in (
            (people, at), (on_links, under_way), (spawned, joined), (entered, entering), (arrived, arriving),
            (stopped, stopping),
        ):  # fmt: skip
            kept_rows[row] = found
        for kept_rows, found in zip(tally or (), counted or (), strict=True):
            kept_rows[row] = found
        if progress is not None:
            progress(1)
    outcome = Outcome(people, on_links, spawned, tally=tally)
    return replace(outcome, entered=entered, arrived=arrived, stopped=stopped) if flows else outcome


def _table(expected: bool, shape: tuple[int, ...]) -> Counts:
    """Room for results. The container is that of agents; means are doubles in it."""
    return cast(Counts, np.zeros(shape, np.float64 if expected else np.int32))


def _start(program: Program) -> _Start:
    places, groups = len(program.population), len(program.classes.labels)
    drawn = program.run_class == CLASS_DRAWN
    given, unknown = np.zeros((groups, places)), np.zeros(places)
    np.add.at(given, (program.run_class[~drawn], program.run_place[~drawn]), program.run_people[~drawn])
    np.add.at(unknown, program.run_place[drawn], program.run_people[drawn])
    routes = program.routes
    tail_word = np.zeros(len(routes.tail_next), np.uint64)
    _tail_words(routes.tail_next, routes.tail_rest, tail_word)
    return _Start(
        unknown,
        given,
        tail_word,
        _route_words(program, tail_word),
    )


@lean
def _tail_words(tail_next: NDArray[np.int32], tail_rest: NDArray[np.int32], words: Words) -> None:
    """Fill array (tail,); a tail's rest has a smaller number than the tail."""
    for tail in range(words.shape[0]):
        after = words[tail_rest[tail]] if tail_rest[tail] >= 0 else np.uint64(0)
        words[tail] = mixed(mixed(after + NEXT) + np.uint64(tail_next[tail] + 1) * NEXT)


def _route_words(program: Program, tail_word: Words) -> Words:
    """Random words of routes, array (route,): the same for the same way whatever other ways there are."""
    routes = program.routes
    tails = np.where(routes.tail >= 0, np.append(tail_word, np.uint64(0))[routes.tail], np.uint64(0))
    with np.errstate(over="ignore"):
        words = tails ^ ((routes.link.astype(np.uint64) + np.uint64(1)) * NEXT)
        place = np.repeat(np.arange(routes.start.size), np.diff(np.append(routes.start.ravel(), len(words))))
        order = np.lexsort((words, place))
        same = np.zeros(len(words), bool)
        same[1:] = (words[order][1:] == words[order][:-1]) & (place[order][1:] == place[order][:-1])
        begins = np.maximum.accumulate(np.where(same, 0, np.arange(len(words)))) if len(words) else np.zeros(0, int)
        times = np.empty(len(words), np.uint64)
        times[order] = np.arange(len(words)) - begins  # how many equal ways came before, like doubled links
        found: Words = words + times * np.uint64(0x8CB92BA72F3D8DD7)
    return found


def _furthest(world: World) -> int:
    """Metres within which a person can go on the same day."""
    return max(int(world.link_speed_m.max(initial=0)), world.walk_m, 1)


def _bin_width(world: World) -> int:
    """Bins of metres gone in a day, as a power of two: no longer than any link, and no more of them than needed."""
    shortest, furthest = max(int(world.link_m.min(initial=1 << 40)), 1), _furthest(world)
    shift = max(min(shortest, furthest // USUAL_BINS + 1).bit_length() - 1, 0)
    if furthest >> shift > MOST_BINS:
        what = f"a day's travel is more than {MOST_BINS:,} times the shortest link ({shortest / 1000:g} km)"
        raise InputError("routes.csv", f"{what}. Use --engine agents, or lengthen that link")
    return shift


def _pool(size: int) -> Pool:
    return Pool(np.zeros((size, 3), np.int64), np.zeros(size), np.full(2 * size, -1, np.int32))


def _absent(world: World, size: int, trips: Trips | None) -> Absent | None:
    """Memory for `size` cohorts of people away from where they belong, if anybody ever is."""
    if trips is None:
        return None
    kinds = world.scores.shape[1] * (2 if world.on_foot else 1)
    return Absent(np.zeros((kinds, len(world.population))), _pool(size), np.zeros(1, np.int64))


def _memory(world: World, size: int, shift: int) -> Memory:
    """Memory for `size` cohorts of each sort."""
    feet = 2 if world.on_foot else 1
    turns = size + world.scores.shape[1] * feet * len(world.population)
    each = np.diff(world.route_start, axis=1)
    most = max(int(each.max(initial=0)), 1)
    return Memory(
        _pool(size), _pool(size), _pool(size), _pool(size), np.zeros((_furthest(world) >> shift) + 1, np.int64),
        np.zeros(size, np.int64), np.zeros((turns, 3), np.int64), np.zeros(turns), np.zeros((2, most)),
        np.zeros(most, np.int64), np.zeros(most, np.int64), np.zeros(most),
    )  # fmt: skip
