"""The engine that moves people one by one: the reference (movement.md sections 7 and 8).

A person is 16 bytes at most: where they are (4), metres done on a link, or what holds them at a place (4), the rest of
a planned route (4), how far they went lately (2), class (1), marks (1); what no rule in force needs is not kept. How
many people there will be is worked out before room is asked for, so that is also the peak. One thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from suasion.errors import InputError
from suasion.jit import compiled
from suasion.movement.choice import Ways
from suasion.movement.custody import SETTLED, Held, count_states, evening, wake
from suasion.movement.encounter_kernels import Checks, Rules, Tally, checks_of, of_draw, quotas, rules_of, tables
from suasion.movement.flow_samplers import poisson
from suasion.movement.harvest_trips import AWAY, Trips, trips_of
from suasion.movement.kernels import (
    NEXT,
    Ints,
    World,
    draw_key,
    leave_chances_by_class,
    mixed,
    route_weights,
    unit,
    world_of,
)
from suasion.movement.passes import DOOMED, decide, ride, roads_on
from suasion.movement.program import (
    BY_COUNTS,
    CLASS_DRAWN,
    CONSTANT,
    DEPARTURES,
    MOST_AGENTS,
    POP_RATIO,
    Program,
)

Counts = NDArray[np.int32]

_SPAWN, _RIDE, _SINK, _BURST = np.uint64(0x51), np.uint64(0x52), np.uint64(0x53), np.uint64(0x54)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What an engine counts; whole people.

    Attributes
    ----------
    people : array (draw, day, place)  people at each place at the end of the day
    on_links : array (draw, day)       people under way
    spawned : array (draw, day)        people who joined that day; day 0 includes those there before it
    entered, arrived, stopped : array (draw, day, link) or None     who set out on a link, came off it, was stopped
    tally : Tally or None              what encounters add; a first dimension draw, then as in `Tally`
    """

    people: Counts
    on_links: Counts
    spawned: Counts
    entered: Counts | None = None
    arrived: Counts | None = None
    stopped: Counts | None = None
    tally: Tally | None = None


def run_agents(
    program: Program,
    draws: range,
    seed: int,
    *,
    flows: bool = False,
    keep: str = "day",
    progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Run draws of a program, person by person.

    Parameters
    ----------
    draws : range                      numbers of the draws; draw k is the same in any range
    flows : bool                       also count people per link and day
    keep : "day" or "month"            what encounters add is counted by
    progress : called with 1 after each draw

    Raises
    ------
    InputError                         if there are more people than memory should hold
    """
    world, rules, trips = world_of(program), rules_of(program, keep), trips_of(program)
    days, places, links = program.days, len(program.population), len(program.link_m)
    people = np.zeros((len(draws), days, places), np.int32)
    on_links, spawned = np.zeros((len(draws), days), np.int32), np.zeros((len(draws), days), np.int32)
    kept = (len(draws), days, links) if flows else (len(draws), 1, 0)
    entered, arrived, stopped = np.zeros(kept, np.int32), np.zeros(kept, np.int32), np.zeros(kept, np.int32)
    tally = tables(program, len(draws), keep, np.int32)
    for row, draw in enumerate(draws):
        key = draw_key(seed, draw)
        size = _people_in_all(world, key, days)
        if size > MOST_AGENTS:
            what = f"{size:,} people in one run; allowed are {MOST_AGENTS:,}"
            raise InputError(program.name, f"{what}. Use engine cohorts, or run a part of them with hasten")
        _simulate(
            world,
            rules,
            trips,
            of_draw(tally, row),
            key,
            size,
            people[row],
            on_links[row],
            spawned[row],
            flows,
            entered[row],
            arrived[row],
            stopped[row],
        )
        if progress is not None:
            progress(1)
    found = Outcome(people, on_links, spawned, tally=tally)
    return replace(found, entered=entered, arrived=arrived, stopped=stopped) if flows else found


@compiled
def _group_of(world: World, place: int, word: np.uint64) -> int:
    """The class of a person who begins at a place."""
    draw = unit(mixed(word + NEXT)) * world.class_sums[place, -1]
    group = 0
    while group < world.class_sums.shape[1] - 1 and world.class_sums[place, group] <= draw:
        group += 1
    return group


@compiled
def _newcomers(world: World, day: int, key: np.uint64, population: Ints, wanted: Ints) -> int:
    """Fill (place or cell,) with how many people each sends by push or departures; give the number sent in all."""
    if world.spawn_mode == BY_COUNTS:
        counted: int = world.new_people[day]
        return counted
    total = 0
    if world.spawn_mode == DEPARTURES:
        for cell in range(world.leaving_place.shape[0]):
            wanted[cell] = leaving(world, day, cell, key)
            total += wanted[cell]
        return total
    for place in range(population.shape[0]):
        rate = world.spawn_rate[day, place]
        if world.spawn_mode == CONSTANT:
            count = int(rate)
        elif world.spawn_mode == POP_RATIO:
            count = int(rate * population[place])
        else:
            # waiting times add up to the mean: as many as fit are a Poisson number
            word = mixed(mixed(key ^ _BURST) + np.uint64(day * population.shape[0] + place) * NEXT)
            count, waited = -1, 0.0
            while waited <= rate and rate > 0.0:
                word += NEXT
                waited -= np.log(1.0 - unit(mixed(word)))
                count += 1
            count = max(count, 0)
        if world.take_from_population:
            count = min(count, population[place])
        wanted[place] = count
        total += count
    return total


@compiled
def leaving(world: World, day: int, cell: int, key: np.uint64) -> int:
    """How many people of a cell of departures set out on a day."""
    mean = world.leaving[min(day, world.leaving.shape[0] - 1), cell]
    if not world.leaving_drawn:
        return int(mean)
    return int(poisson(mean, mixed(mixed(key ^ _BURST) + mixed(world.leaving_word[cell] + np.uint64(day + 1) * NEXT))))


@compiled
def _people_in_all(world: World, key: np.uint64, days: int) -> int:
    """How many people a draw will have: the arithmetic of newcomers, once, without the people."""
    total = int(world.run_people.sum() + world.new_people.sum())
    population = world.population.copy()
    wanted = np.zeros(max(population.shape[0], world.leaving_place.shape[0]), np.int64)
    for day in range(days if world.spawn_mode != BY_COUNTS else 0):
        total += _newcomers(world, day, key, population, wanted)
        if world.take_from_population and world.spawn_mode != DEPARTURES:
            population -= wanted
    return max(total, 1)


@compiled
def _simulate(  # noqa: PLR0912, PLR0915  one day, in order, on one screen
    world: World,
    rules: Rules | None,
    trips: Trips | None,
    tally: Tally | None,
    key: np.uint64,
    size: int,
    people_out: NDArray[np.int32],
    links_out: NDArray[np.int32],
    spawned_out: NDArray[np.int32],
    flows: bool,
    entered: NDArray[np.int32],
    arrived: NDArray[np.int32],
    stopped: NDArray[np.int32],
) -> None:
    """One draw, day by day: spawn, shut links, people at places decide, people on links move."""
    days, places = people_out.shape
    classes = world.scores.shape[1]
    where = np.zeros(size, np.int32)  # a place; ~link for people under way
    done_m = np.zeros(size, np.int32)
    marks = np.zeros(size, np.uint8)
    groups = np.zeros(size if classes > 1 else 0, np.uint8)
    tails = np.zeros(size if world.tail_next.shape[0] > 0 else 0, np.int32)
    paces = np.zeros(size if world.short_stints else 0, np.uint16)
    population = world.population.copy()
    people = np.zeros(places, np.int64)
    most = 0
    for row in range(world.route_start.shape[0]):
        most = max(most, world.route_start[row, places] - world.route_start[row, 0])
    weights, sums = np.zeros((classes, most)), np.zeros((classes, most))
    judges = classes if world.heed.shape[0] > 0 else 1
    chances, limits = np.zeros((judges, places)), np.zeros((judges, places), np.uint64)
    begins, wanted = np.zeros(places), np.zeros(max(places, world.leaving_place.shape[0]), np.int64)
    births, sinks = mixed(key ^ _SPAWN), False
    for place in range(places):
        sinks = sinks or world.sink[place] > 0.0
    count = 0
    for run in range(world.run_place.shape[0]):
        place, given = world.run_place[run], world.run_class[run]
        people[place] += world.run_people[run]
        for person in range(count, count + world.run_people[run]):
            where[person] = place
            if classes > 1:
                word = mixed(births + np.uint64(person + 1) * NEXT)
                groups[person] = _group_of(world, place, word) if given == CLASS_DRAWN else given
                if trips is not None and given != CLASS_DRAWN and unit(mixed(word + NEXT)) < trips.farmers[place]:
                    groups[person] = trips.farming[given, place]
            if tails.shape[0] > 0:
                tails[person] = -1
            if rules is not None and rules.destination[place] >= 0:
                marks[person] |= np.uint8(SETTLED)
        count += world.run_people[run]
    scored, routed, chosen = -1, -1, -1
    held: Held | None
    checks: Checks | None
    if rules is not None:
        held = Held(
            np.zeros(rules.custody_place.shape[0], np.int64),
            np.zeros(rules.custody_place.shape[0], np.int64),
            np.zeros((rules.line_rate.shape[1], days), np.int64),
        )
        lines, queue = rules.line_rate.shape[1], np.zeros(rules.queue.shape[0], np.int32)
        credit, head, until = np.zeros(lines), np.zeros(lines, np.int64), np.zeros(lines, np.int64)
        some, lots = np.zeros(lines, np.int64), np.zeros(lines, np.int64)
        rooms = np.zeros(rules.custody_place.shape[0], np.int64)
    else:
        held, checks = None, None
    before = 0
    for day in range(days):
        today = mixed(key + mixed(np.uint64(day + 1) * NEXT))
        riding, sinking = mixed(today ^ _RIDE), mixed(today ^ _SINK)

        # people set out from home
        new = _newcomers(world, day, key, population, wanted)
        total = 0.0
        if world.spawn_mode == BY_COUNTS and new > 0:
            for place in range(places):
                total += max(population[place], 0) * world.spawn_weight[day, place]
                begins[place] = total
            if total <= 0.0:
                new = 0
        home, left, cell = -1, 0, -1
        for person in range(count, count + new):
            word = mixed(births + np.uint64(person + 1) * NEXT)
            if world.spawn_mode == BY_COUNTS:
                target = unit(word) * total
                home = 0
                while home < places - 1 and begins[home] <= target:
                    home += 1
            else:
                while left == 0:
                    cell += 1
                    left = wanted[cell]
                left -= 1
                home = int(world.leaving_place[cell]) if world.spawn_mode == DEPARTURES else cell
            where[person] = home
            people[home] += 1
            if classes > 1 and world.spawn_mode == DEPARTURES:
                groups[person] = world.leaving_group[cell]
            elif classes > 1:
                groups[person] = _group_of(world, home, word)
            if tails.shape[0] > 0:
                tails[person] = -1
            if world.take_from_population and population[home] > 0 and world.spawn_mode != DEPARTURES:
                population[home] -= 1
            if rules is not None and rules.destination[home] >= 0:
                marks[person] |= np.uint8(SETTLED)
        count += new
        spawned_out[day] = count - before
        before = count

        # links shut today: who is on one will be turned back, even if it is open again by then
        if world.doomed and world.shut_start[day] < world.shut_start[day + 1]:
            shut = np.zeros(world.link_m.shape[0], np.bool_)
            for position in range(world.shut_start[day], world.shut_start[day + 1]):
                shut[world.shut_link[position]] = True
            for person in range(count):
                if where[person] < 0 and shut[~where[person]]:
                    marks[person] |= np.uint8(DOOMED)

        row = world.route_row[day]
        first, last = world.route_start[row, :-1] - world.route_start[row, 0], world.route_start[row, 1:]
        last = last - world.route_start[row, 0]
        changed = world.score_row[day] != scored or world.choice_row[day] != chosen
        if changed or row != routed or world.population_power != 0.0:
            route_weights(world, day, population, weights, sums)
            scored, routed, chosen = world.score_row[day], row, world.choice_row[day]
        ways = Ways(
            people,
            world.capacity[day] * world.capacity_scaling,
            world.camp[day],
            first,
            last,
            world.route_end[world.route_start[row, 0] :],
            world.route_link[world.route_start[row, 0] :],
            world.route_tail[world.route_start[row, 0] :],
            weights,
            sums,
            world.tail_next,
            world.tail_rest,
            world.tail_final,
            world.hop_start[row, :-1],
            world.hop_start[row, 1:],
            world.hop_link,
            world.link_end,
            world.forced[row],
            world.strength[day if world.strength.shape[0] > 1 else 0],
            stopped[day if flows else 0],
            world.capacity_buffer,
            world.weight_power,
            world.pruning,
            world.fixed_routes,
        )
        leave_chances_by_class(world, day, population, chances)
        for group in range(judges):
            for place in range(places):
                limits[group, place] = np.uint64(chances[group, place] * 2.0**53)
        on_day = day if flows else 0
        if rules is not None and tally is not None and held is not None:
            checks = checks_of(rules, tally, day, queue)
            quotas(checks, world.open[day], False, credit, held.lined, head, until, some)
            wake(count, where, done_m, today, checks, held, until, some, lots, people, entered[on_day])
        harvest = False if trips is None else trips.on[day]
        decide(
            count, where, done_m, marks, groups, tails, limits, today, ways, entered[on_day], checks, held, trips,
            harvest,
        )  # fmt: skip
        links_out[day] = ride(
            count,
            where,
            done_m,
            marks,
            groups,
            tails,
            paces,
            limits,
            riding,
            ways,
            roads_on(world, day),
            entered[on_day],
            arrived[on_day],
            checks,
            held,
            trips,
            harvest,
        )
        if sinks:
            for person in range(count):
                place = where[person]
                if rules is not None and done_m[person] > 0:
                    continue
                if trips is not None and not trips.sink and marks[person] & AWAY:
                    continue
                if place >= 0 and world.camp[day, place] and world.sink[place] > 0.0:
                    word = mixed(sinking + np.uint64(person + 1) * NEXT)
                    if unit(word) < world.sink[place]:
                        marks[person] |= np.uint8(SETTLED)
        if rules is not None and tally is not None and held is not None and checks is not None:
            evening(count, where, done_m, marks, groups, today, checks, held, rooms, people)
            if day + 1 == days or rules.slot[day + 1] != rules.slot[day]:
                count_states(count, where, done_m, marks, groups, checks, tally, rules.slot[day])
        people_out[day] = people
