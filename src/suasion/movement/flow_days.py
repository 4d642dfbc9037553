"""Days of a run in cohorts, in machine code: who comes, what is shut, who decides, who travels, who settles.

The cohorts' counterpart of the loop in `agents`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from suasion.jit import compiled, lean
from suasion.movement.encounter_kernels import Checks, Rules, Tally, checks_of, quotas
from suasion.movement.flow_choice import Choices
from suasion.movement.flow_cohorts import Crowds, Pool, refresh
from suasion.movement.flow_custody import Stock, count_states, evening, wake
from suasion.movement.flow_harvest import Absent, admit_farmers, call_home, let_return, settle_absent
from suasion.movement.flow_lines import let_through
from suasion.movement.flow_passes import decide, ride
from suasion.movement.flow_people import admit, depart, newcomers, settle
from suasion.movement.flow_pools import Whole, Words, clear, high_of, put
from suasion.movement.harvest_trips import Trips
from suasion.movement.kernels import NEXT, Floats, Ints, World, leave_chances_by_class, mixed, route_weights
from suasion.movement.passes import roads_on
from suasion.movement.program import DEPARTURES

FILLING = 0.1  # travellers to a camp, as a share of its room, from which on the order of arrival counts
HOPS = 3  # how far ahead travellers to a camp are counted
STEPS = 4.0  # parts of the travellers while they use up the room over which a camp's factor falls from 1 to 0
MOST_SLICES = 64
_SPAWN, _RIDE, _SINK = np.uint64(0x51), np.uint64(0x52), np.uint64(0x53)


class Memory(NamedTuple):
    """Memory of one draw, used again by the next."""

    riding: Pool
    later: Pool
    arriving: Pool
    seated: Pool
    bins: Ints
    behind: Ints
    turns: Ints
    turn_people: Floats
    worked: Floats
    way_link: Ints
    way_tail: Ints
    way_people: Floats


@lean
def _shut(riding: Pool, riders: Whole, spare: Pool, shut: NDArray[np.int64]) -> np.int64:
    """Move the people on links to a spare pool, and mark those whose link is shut; gives the number of cohorts."""
    moved = np.int64(0)
    for cohort in range(riders):
        one, two = riding.keys[cohort, 0], riding.keys[cohort, 1]
        for position in range(shut.shape[0]):
            if shut[position] == high_of(one):
                two |= 1
        moved = put(spare.keys, spare.people, spare.heads, moved, one, two, riding.people[cohort])
    clear(riding.keys, riding.heads, riders)
    return moved


@lean
def _slices(
    choices: Choices, people: Floats, capacity: Floats, buffer: float, riding: Pool, riders: Whole, coming: Floats
) -> int:
    """In how many parts those under way move on: more than one if they could fill a camp, which the later ones find.

    Parameters
    ----------
    coming : array (2, place)          scratch: who comes to a place at once; in all, looking `HOPS` hops ahead
    """
    under_way = 0.0
    for cohort in range(riders):
        under_way += riding.people[cohort]
    fills = False
    for place in range(people.shape[0]):
        full = capacity[place]
        fills = fills or (full >= 1.0 and buffer * full < people[place] + under_way and people[place] < full)
    if not fills:
        return 1
    coming[:] = 0.0
    for cohort in range(riders):
        coming[0, choices.link_end[high_of(riding.keys[cohort, 0])]] += riding.people[cohort]
    for _ in range(HOPS):
        for place in range(people.shape[0]):
            here, coming[0, place] = coming[0, place], 0.0
            coming[1, place] += here
            here *= choices.chances[:, place].max()
            low, high = choices.first[place], choices.last[place]
            if here < 1.0 or low == high:
                continue
            total = 0.0
            for route in range(low, high):
                total += choices.weights[0, route] * choices.drawn_to[choices.end[route]]
            for route in range(low, high):
                end = choices.end[route]
                if total > 0.0:
                    coming[0, end] += here * choices.weights[0, route] * choices.drawn_to[end] / total
    parts = 1
    for place in range(people.shape[0]):
        full, near, more = capacity[place], capacity[place] * buffer, coming[1, place]
        if full >= 1.0 and people[place] < full and people[place] + more > near and more > FILLING * full:
            steps = more / max(full - near, FILLING * full)  # times the factor of room falls from 1 to 0
            parts = max(parts, min(int(STEPS * steps) + 1, MOST_SLICES))
    return parts


@compiled
def simulate(  # noqa: PLR0912, PLR0915  one day, in order, on one screen
    world: World,
    rules: Rules | None,
    tally: Tally | None,
    trips: Trips | None,
    absent: Absent | None,
    drawn: Floats,
    given: Floats,
    tail_word: Words,
    route_word: Words,
    key: np.uint64,
    memory: Memory,
    people_out: Floats,
    links_out: Floats,
    spawned_out: Floats,
    flows: bool,
    entered: Floats,
    arrived: Floats,
    stopped: Floats,
    shift: int,
    expected: bool,
) -> bool:
    """One draw, day by day: spawn, shut links, people at places decide, people on links move. False: too little memory.

    Parameters
    ----------
    people_out : array (day, place); links_out, spawned_out : array (day,)
    entered, arrived, stopped : array (day, link), zeros; (1, 0) if flows are not counted
    tally                              zeros
    trips, absent                      trips for the harvest; None: there are none
    """
    days, places = people_out.shape
    classes, feet = world.scores.shape[1], 2 if world.on_foot else 1
    riding, later, arriving, seated, bins, later_in_bin, turns, turn_people, worked, way_link, way_tail, way_people = (
        memory
    )
    size = riding.keys.shape[0]
    for pool in (riding, later, arriving, seated):
        pool.heads[:] = -1
    bins[:] = -1
    population = world.population.astype(np.float64)
    people, rest = np.zeros(places), np.zeros((classes * feet, places))
    chances = np.zeros((classes if world.heed.shape[0] > 0 else 1, places))
    wanted, behind, coming = np.zeros(places), np.zeros(places), np.zeros((2, places))
    free, drawn_to, capacity = np.ones(places), np.ones(places), np.zeros(places)
    filled = np.zeros(3, np.int64)
    most = 0
    for row in range(world.route_start.shape[0]):
        most = max(most, world.route_start[row, places] - world.route_start[row, 0])
    weights, sums = np.zeros((classes, most)), np.zeros((classes, most))
    sinks = world.sink.max() > 0.0
    if trips is not None and absent is not None:
        absent.rest[:] = 0.0
        absent.pool.heads[:] = -1
        absent.filled[0] = 0
        admit_farmers(trips, given, rest, feet, mixed(key ^ _SPAWN), expected)
    for place in range(places):
        if drawn[place] > 0.0:
            admit(world, place, drawn[place], mixed(key ^ _SPAWN), rest, feet, expected)
        for group in range(classes if trips is None else 0):
            rest[group * feet + feet - 1, place] += given[group, place]
        people[place] = rest[:, place].sum()
    joined = people.sum()
    scored, routed, chosen = -1, -1, -1
    stock: Stock | None
    checks: Checks | None
    if rules is not None and tally is not None:
        delays, lines, custodies = rules.delay_end.shape[0], rules.line_rate.shape[1], rules.custody_place.shape[0]
        stock = Stock(
            np.zeros((custodies, classes * feet)),
            np.zeros((custodies, classes * feet)),
            np.zeros((delays, classes * feet, places)),
            np.zeros((delays, places)),
            np.zeros((rules.queue_link.shape[0], days, classes * feet)),
            np.zeros((lines, days)),
            np.zeros((int(tally.class_people.shape[2]), places)),
        )
        queue, credit, some = np.zeros(rules.queue.shape[0], np.int32), np.zeros(lines), np.zeros(lines)
        head, until = np.zeros(lines, np.int64), np.zeros(lines, np.int64)
    else:
        stock, checks = None, None
    riders = np.int64(0)
    for day in range(days):
        today = mixed(key + mixed(np.uint64(day + 1) * NEXT))

        # people set out from home
        if world.spawn_mode == DEPARTURES:
            joined += depart(world, day, key, rest, people, feet, expected)
        else:
            newcomers(world, day, today, population, wanted, behind, expected)
        for place in range(places):
            if wanted[place] > 0.0:
                admit(world, place, wanted[place], today ^ _SPAWN, rest, feet, expected)
                people[place] += wanted[place]
                joined += wanted[place]
        spawned_out[day], joined = joined, 0.0

        # links shut today: who is on one will be turned back, even if it is open again by then
        if world.doomed and world.shut_start[day] < world.shut_start[day + 1] and riders > 0:
            shut = world.shut_link[world.shut_start[day] : world.shut_start[day + 1]]
            riders = _shut(riding, riders, later, shut)
            riding, later = later, riding

        harvest = False
        if trips is not None and absent is not None:
            harvest = trips.on[day]
            if harvest:
                filled[1] = call_home(trips, absent, people, rest, seated, filled[1], later, feet)
            else:
                filled[1] = let_return(trips, absent, people, rest, seated, filled[1], feet)
            if max(filled[1], absent.filled[0]) > size:
                return False

        row = world.route_row[day]
        base = world.route_start[row, 0]
        changed = world.score_row[day] != scored or world.choice_row[day] != chosen
        if changed or row != routed or world.population_power != 0.0:
            route_weights(world, day, population, weights, sums)  # type: ignore[arg-type]  # real numbers in means
            scored, routed, chosen = world.score_row[day], row, world.choice_row[day]
        leave_chances_by_class(world, day, population, chances)  # type: ignore[arg-type]
        for place in range(places):
            capacity[place] = world.capacity[day, place] * world.capacity_scaling
            free[place] = drawn_to[place] = 1.0
            refresh(place, people, capacity, free, drawn_to, world.capacity_buffer, world.weight_power)
        on_day = day if flows else 0
        choices = Choices(
            chances,
            world.camp[day],
            world.route_start[row, :-1] - base,
            world.route_start[row, 1:] - base,
            world.route_end[base:],
            world.route_link[base:],
            world.route_tail[base:],
            route_word[base:],
            weights,
            world.tail_next,
            world.tail_rest,
            world.tail_final,
            world.hop_start[row, :-1],
            world.hop_start[row, 1:],
            world.hop_link,
            world.link_end,
            world.forced[row],
            world.strength[day if world.strength.shape[0] > 1 else 0],
            free,
            drawn_to,
            stopped[on_day],
            worked,
            way_link,
            way_tail,
            way_people,
            world.pruning,
            world.fixed_routes,
            expected,
        )
        crowds = Crowds(
            rest, people, capacity, free, drawn_to, tail_word, world.capacity_buffer, world.weight_power, feet
        )
        roads = roads_on(world, day)
        if rules is not None and tally is not None and stock is not None:
            checks = checks_of(rules, tally, day, queue)
            quotas(checks, world.open[day], expected, credit, stock.in_line, head, until, some)
            wake(checks, stock, rest, today, expected)
            riders = let_through(
                checks, stock, crowds, head, until, some, today, riding, riders, entered[on_day], expected
            )
            if riders > size:
                return False
        riders = decide(
            today, choices, crowds, seated, filled, riding, riders, turns, turn_people, entered[on_day], checks, stock
        )
        if max(riders, filled[1]) > size:
            return False
        filled[2] = 0
        slices = _slices(choices, people, capacity, world.capacity_buffer, riding, riders, coming)
        ride(
            mixed(today ^ _RIDE), choices, crowds, roads, riding, riders, later, arriving, bins, later_in_bin, shift,
            seated, entered[on_day], arrived[on_day], filled, slices, checks, stock, trips, absent, harvest,
        )  # fmt: skip
        clear(riding.keys, riding.heads, riders)
        if filled.max() > size:
            return False
        if absent is not None and absent.filled[0] > size:
            return False
        riding, later, riders = later, riding, filled[0]
        if sinks:
            settle(world, day, today ^ _SINK, rest, seated, filled[1], expected, checks, stock)
            if trips is not None and absent is not None and trips.sink:
                settle_absent(world, day, today ^ _SINK, absent, expected)
        if rules is not None and tally is not None and stock is not None and checks is not None:
            evening(checks, stock, crowds, today, expected)
            if day + 1 == days or rules.slot[day + 1] != rules.slot[day]:
                count_states(checks, stock, rest, feet, riding, riders, seated, filled[1], tally, rules.slot[day])
        people_out[day] = people
        links_out[day] = riding.people[:riders].sum()
    return True
