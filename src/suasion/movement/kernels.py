"""What both engines compute in machine code: luck, chances to set out, weights of routes, room at a place.

Random numbers are counted, not drawn in a row: number k of (draw, day, person) is a SplitMix64 word (Steele, Lea and
Flood 2014) of those three, so one person's luck never shifts another's, and variants of a run share it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from suasion.jit import compiled
from suasion.movement.program import Program
from suasion.streams import Stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shorts = NDArray[np.int32]
Bools = NDArray[np.bool_]

NEXT = np.uint64(0x9E3779B97F4A7C15)
_STEP_1, _STEP_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 2.0**-53


class World(NamedTuple):
    """The arrays of `program.Program` as kernels take them; shapes and units stand there.

    `heed` is the awareness of each class, array (class,), length 0 without a forecast of floods; the other three are
    `forecast.Forecast.rest`, `chance` and `more`.
    """

    population: Ints
    capacity: Ints
    chance: Floats
    hungry: Floats
    fixed_chance: Floats
    camp: Bools
    town: Bools
    open: Bools
    strength: Floats
    link_start: Shorts
    link_end: Shorts
    link_m: Ints
    link_speed_m: Ints
    link_walk: Floats
    score_row: Shorts
    scores: Floats
    plain_scores: Floats
    route_row: Shorts
    route_start: Ints
    route_end: Shorts
    route_km: Floats
    route_link: Shorts
    route_tail: Shorts
    route_factor: Floats
    tail_next: Shorts
    tail_rest: Shorts
    tail_final: Shorts
    hop_start: Ints
    hop_link: Shorts
    forced: Shorts
    shut_start: Ints
    shut_link: Ints
    new_people: Ints
    spawn_weight: Floats
    spawn_rate: Floats
    class_sums: Floats
    leaving: Floats
    leaving_place: Shorts
    leaving_group: Shorts
    leaving_word: NDArray[np.uint64]
    leaving_drawn: bool
    run_place: Shorts
    run_class: NDArray[np.uint8]
    run_people: Ints
    sink: Floats
    choice_row: Shorts
    choice_start: Ints
    choice: Floats
    taste: Shorts
    heed: Floats
    heed_rest: Floats
    heed_chance: Floats
    heed_more: Floats
    spawn_mode: int
    population_power: float
    take_from_population: bool
    capacity_scaling: float
    capacity_buffer: float
    softening: float
    weight_softening: float
    weight_power: float
    distance_power: float
    pruning: float
    population_base: float
    population_scale: float
    fixed_routes: bool
    score_twice: bool
    walk_m: int
    day_m: int
    on_foot: bool
    short_stints: bool
    doomed: bool
    pass_the_end: bool
    full_day_each_hop: bool


def world_of(program: Program) -> World:
    """A program as kernels take it."""
    move, rules, routes, choice = program.move, program.rules, program.routes, program.choice
    ahead = program.ahead
    shut = [np.asarray(each, np.int64) for each in program.shut]
    return World(
        population=program.population,
        capacity=program.capacity,
        chance=program.chance,
        hungry=program.hungry,
        fixed_chance=program.fixed_chance,
        camp=program.camp,
        town=program.town,
        open=program.open,
        strength=program.strength,
        link_start=program.link_start,
        link_end=program.link_end,
        link_m=program.link_m,
        link_speed_m=program.link_speed_m,
        link_walk=program.link_walk,
        score_row=program.score_row,
        scores=program.scores,
        plain_scores=program.plain_scores,
        route_row=routes.day_row,
        route_start=routes.start,
        route_end=routes.end,
        route_km=routes.km,
        route_link=routes.link,
        route_tail=routes.tail,
        route_factor=routes.factor,
        tail_next=routes.tail_next,
        tail_rest=routes.tail_rest,
        tail_final=routes.tail_final,
        hop_start=routes.hop_start,
        hop_link=routes.hop_link,
        forced=routes.forced,
        shut_start=np.cumsum([0, *(len(each) for each in shut)]).astype(np.int64),
        shut_link=np.concatenate(shut),
        new_people=program.new_people,
        spawn_weight=program.spawn_weight,
        spawn_rate=program.spawn_rate,
        class_sums=np.cumsum(program.classes.shares, axis=1),
        leaving=program.departures.people,
        leaving_place=program.departures.place,
        leaving_group=program.departures.group,
        leaving_word=program.departures.word,
        leaving_drawn=program.departures.drawn,
        run_place=program.run_place,
        run_class=program.run_class,
        run_people=program.run_people,
        sink=program.sink,
        choice_row=np.full(program.days, -1, np.int32) if choice is None else choice.day_row,
        choice_start=np.zeros(1, np.int64) if choice is None else choice.start,
        choice=np.zeros((1, 0)) if choice is None else choice.weights,
        taste=np.zeros(1, np.int32) if choice is None else choice.taste,
        heed=np.zeros(0) if ahead is None else program.classes.awareness,
        heed_rest=np.zeros(0) if ahead is None else ahead.rest,
        heed_chance=np.zeros((0, 0)) if ahead is None else ahead.chance,
        heed_more=np.zeros((0, 0)) if ahead is None else ahead.more,
        spawn_mode=program.spawn_mode,
        population_power=program.population_power,
        take_from_population=program.spawn.take_from_population,
        capacity_scaling=move.capacity_scaling,
        capacity_buffer=move.capacity_buffer,
        softening=move.softening,
        weight_softening=move.weight_softening,
        weight_power=move.weight_power,
        distance_power=move.distance_power,
        pruning=move.pruning_threshold if move.pruning_threshold >= 1.001 else 0.0,
        population_base=move.movechance_pop_base,
        population_scale=move.movechance_pop_scale_factor,
        fixed_routes=move.fixed_routes,
        score_twice=move.fixed_routes and rules.fixed_route_score_twice,
        walk_m=round(move.max_walk_speed * 1000),
        day_m=round(move.max_move_speed * 1000),
        on_foot=move.start_on_foot,
        short_stints=move.avoid_short_stints,
        doomed=rules.doomed_on_closed_link,
        pass_the_end=rules.must_pass_the_end,
        full_day_each_hop=rules.full_day_each_hop,
    )


def draw_key(seed: int, draw: int, name: str = "movement/agents") -> np.uint64:
    """The key of one draw's random numbers: a word of the stream of that name, whatever other draws are asked for."""
    high, low = Stream(seed, name).uniforms(range(draw, draw + 1), 2)[0]
    return np.uint64((int(high * 2**32) << 32) | int(low * 2**32))


@compiled
def mixed(word: np.uint64) -> np.uint64:
    """A word whose every bit depends on every bit of the one given (the finaliser of SplitMix64)."""
    word = (word ^ (word >> _S30)) * _STEP_1
    word = (word ^ (word >> _S27)) * _STEP_2
    return word ^ (word >> _S31)


@compiled
def unit(word: np.uint64) -> float:
    """A mixed word as a number in [0, 1)."""
    return float(word >> _S11) * _UNIT


@compiled
def room(people: int, capacity: float, buffer: float) -> float:
    """Factor of a place for how full it is: 1 up to `buffer` of its capacity, then falling to 0 when it is full."""
    if capacity < 1.0 or people <= buffer * capacity:
        return 1.0
    if people >= capacity:
        return 0.0
    return 1.0 - (people - buffer * capacity) / (capacity * (1.0 - buffer))


@compiled
def leave_chances(world: World, day: int, population: Ints, chances: Floats) -> None:
    """Fill array (place,) with the share of people at a place who set out on a day without a route of their own.

    What a forecast changes is left out: see `leave_chances_by_class`.
    """
    _uncut_chances(world, day, population, chances)
    for place in range(chances.shape[0]):
        chances[place] = min(max(chances[place], 0.0), 1.0)


@compiled
def leave_chances_by_class(world: World, day: int, population: Ints, chances: Floats) -> None:
    """Fill array (class, place) with the share who set out; (1, place) if nobody looks ahead: all are alike then."""
    if world.heed.shape[0] == 0:
        leave_chances(world, day, population, chances[0])
        return
    last = chances.shape[0] - 1
    _uncut_chances(world, day, population, chances[last])
    for group in range(last + 1):
        for place in range(chances.shape[1]):
            heeded = world.heed_rest[day] + world.heed[group] * world.heed_chance[day, place]
            chance = chances[last, place] * heeded + world.heed[group] * world.heed_more[day, place]
            chances[group, place] = min(max(chance, 0.0), 1.0)


@compiled
def _uncut_chances(world: World, day: int, population: Ints, chances: Floats) -> None:
    """Fill array (place,) with chances that may be above 1."""
    hunger = world.hungry[day if world.hungry.shape[0] > 1 else 0]
    fixed = world.fixed_chance[day if world.fixed_chance.shape[0] > 1 else 0]
    for place in range(chances.shape[0]):
        chance = world.chance[day, place]
        if world.population_scale != 0.0:
            crowd = max(population[place], world.capacity[day, place], 0)
            chance *= (crowd / world.population_base) ** world.population_scale
        chance = hunger[place] + (1.0 - hunger[place]) * chance
        if fixed[place] >= 0.0:
            chance = fixed[place]
        chances[place] = chance


@compiled
def pace_step(day_m: int, most: int) -> float:
    """Metres in which recent travel is counted: a km, doubled or halved until a day's travel is at most so many steps.

    Most lengths are whole km: their mean, halved each day, is then exact for some days, and so is its limit.
    """
    step = 1000.0
    while step * most < day_m:
        step *= 2.0
    while step * most >= 2.0 * day_m:
        step /= 2.0
    return step


@compiled
def route_weights(world: World, day: int, population: Ints, weights: Floats, sums: Floats) -> None:
    """Fill arrays (class, route of the day's row): each route's weight without room, and their running sums."""
    row, scored = world.route_row[day], world.score_row[day]
    places = world.population.shape[0]
    base = world.route_start[row, 0]
    if world.choice_row[day] >= 0:
        begin = world.choice_start[world.choice_row[day]]
        for group in range(weights.shape[0]):
            for place in range(places):
                total = 0.0
                for route in range(world.route_start[row, place] - base, world.route_start[row, place + 1] - base):
                    total += world.choice[world.taste[group], begin + route]
                    weights[group, route] = world.choice[world.taste[group], begin + route]
                    sums[group, route] = total
        return
    for group in range(weights.shape[0]):
        for place in range(places):
            total = 0.0
            for route in range(world.route_start[row, place], world.route_start[row, place + 1]):
                end = world.route_end[route]
                score = world.scores[scored, group, end] * world.route_factor[route]
                if world.population_power != 0.0 and not world.camp[day, end]:
                    score *= max(1.0, float(population[end])) ** world.population_power
                worth = world.plain_scores[scored, end] if world.score_twice else score
                weight = (world.weight_softening + worth) / (
                    world.softening + world.route_km[route]
                ) ** world.distance_power
                if world.weight_power != 1.0:
                    weight = weight**world.weight_power
                if world.score_twice:
                    weight *= score
                total += weight
                weights[group, route - base] = weight
                sums[group, route - base] = total
