"""How people come into a run and leave it for good, as counts: newcomers by place and class, those who settle.

movement.md sections 7 and 9 (sinks). Each number has a word of its own, of draw, day, place and class.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from suasion.jit import lean
from suasion.movement.encounter_kernels import Checks
from suasion.movement.flow_choice import LEAST
from suasion.movement.flow_cohorts import Pool
from suasion.movement.flow_custody import Stock
from suasion.movement.flow_pools import Whole, high_of, low_of
from suasion.movement.flow_samplers import binomial, part, poisson
from suasion.movement.kernels import NEXT, Floats, World, mixed
from suasion.movement.program import BY_COUNTS, CONSTANT, POP_RATIO

_PLACE, _CLASS, _BURST, _SEAT = np.uint64(0x71), np.uint64(0x72), np.uint64(0x73), np.uint64(0x74)


@lean
def admit(world: World, place: int, people: float, key: np.uint64, rest: Floats, feet: int, expected: bool) -> None:
    """Add people who begin at a place, by class: array (kind, place)."""
    classes = world.class_sums.shape[1]
    left, behind = people, world.class_sums[place, -1]
    word = mixed((key ^ _CLASS) + np.uint64(place + 1) * NEXT)
    before = 0.0
    for group in range(classes):
        share = world.class_sums[place, group] - before
        before = world.class_sums[place, group]
        if group == classes - 1 or share >= behind:
            count = left
        elif expected:
            count = min(people * share / world.class_sums[place, -1], left)
        else:
            count = binomial(left, share / behind, mixed(word + np.uint64(group + 1) * NEXT))
        behind -= share
        left -= count
        rest[group * feet + feet - 1, place] += count


@lean
def depart(world: World, day: int, key: np.uint64, rest: Floats, people: Floats, feet: int, expected: bool) -> float:
    """Add people who set out by departures; gives how many do."""
    total = 0.0
    for cell in range(world.leaving_place.shape[0]):
        count = world.leaving[day, cell]
        if world.leaving_drawn and not expected:
            word = mixed(world.leaving_word[cell] + np.uint64(day + 1) * NEXT)
            count = poisson(count, mixed(mixed(key ^ _BURST) + word))
        rest[world.leaving_group[cell] * feet + feet - 1, world.leaving_place[cell]] += count
        people[world.leaving_place[cell]] += count
        total += count
    return total


@lean
def newcomers(  # noqa: PLR0912  one way of coming after another
    world: World, day: int, key: np.uint64, population: Any, wanted: Floats, behind: Floats, expected: bool
) -> None:
    """Fill array (place,) with how many people begin at each place on a day, and take them from the population."""
    places = wanted.shape[0]
    if world.spawn_mode == BY_COUNTS:
        left, total = float(world.new_people[day]), 0.0
        people = left
        for back in range(places):
            place = places - 1 - back
            total += max(population[place], 0) * world.spawn_weight[day, place]
            behind[place] = total
        if total <= 0.0:
            left = 0.0
        word = mixed(key ^ _PLACE)
        for place in range(places):
            weight = max(population[place], 0) * world.spawn_weight[day, place]
            wanted[place] = 0.0
            if left > 0.0 and weight > 0.0:
                # counted from the end, so that the last place with a weight gets the rest
                if place == places - 1 or behind[place + 1] <= 0.0:
                    wanted[place] = left
                elif expected:
                    wanted[place] = min(people * weight / total, left)
                else:
                    wanted[place] = binomial(left, weight / behind[place], mixed(word + np.uint64(place + 1) * NEXT))
                left -= wanted[place]
    else:
        for place in range(places):
            rate = world.spawn_rate[day, place]
            if world.spawn_mode == CONSTANT:
                count = float(int(rate))
            elif world.spawn_mode == POP_RATIO:
                count = float(int(rate * population[place]))
            elif expected:
                count = rate
            else:
                count = poisson(rate, mixed((key ^ _BURST) + np.uint64(place + 1) * NEXT))
            if world.take_from_population:
                count = min(count, float(population[place]))
            wanted[place] = max(count, 0.0)
    if world.take_from_population:
        for place in range(places):
            population[place] = max(population[place] - wanted[place], 0.0)


@lean
def settle(
    world: World,
    day: int,
    key: np.uint64,
    rest: Floats,
    seated: Pool,
    seats: Whole,
    expected: bool,
    checks: Checks | None,
    stock: Stock | None,
) -> None:
    """People who stop for good in a sink leave those who can move; they stay at the place."""
    word = mixed(key)
    for place in range(rest.shape[1]):
        if world.camp[day, place] and world.sink[place] > 0.0:
            for kind in range(rest.shape[0]):
                one = mixed(word + np.uint64(place * rest.shape[0] + kind + 1) * NEXT)
                gone = part(rest[kind, place], world.sink[place], one, expected)
                gone = gone if gone >= LEAST or not expected else 0.0
                rest[kind, place] -= gone
                if checks is not None and stock is not None:
                    feet = rest.shape[0] // checks.class_of.shape[0]
                    stock.settled[checks.class_of[kind // feet], place] += gone
    word = mixed(key ^ _SEAT)
    for cohort in range(seats):
        seat = high_of(seated.keys[cohort, 0])
        if world.camp[day, seat] and world.sink[seat] > 0.0:
            one = mixed(word + np.uint64(cohort + 1) * NEXT)
            gone = part(seated.people[cohort], world.sink[seat], one, expected)
            seated.people[cohort] -= gone
            if checks is not None and stock is not None:
                feet = rest.shape[0] // checks.class_of.shape[0]
                kind = low_of(seated.keys[cohort, 0]) % rest.shape[0]
                stock.settled[checks.class_of[kind // feet], seat] += gone
