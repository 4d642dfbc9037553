"""Cohorts on their trips for the harvest, in machine code: kept apart from those who can move, counted at home."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from suasion.jit import lean
from suasion.movement.flow_choice import LEAST
from suasion.movement.flow_cohorts import Pool
from suasion.movement.flow_pools import Whole, clear, high_of, low_of, put, two_in_one
from suasion.movement.flow_samplers import part
from suasion.movement.harvest_trips import Trips
from suasion.movement.kernels import NEXT, Floats, Ints, World, mixed

_FARMERS, _SINK, _SEAT = np.uint64(0x75), np.uint64(0x76), np.uint64(0x77)


class Absent(NamedTuple):
    """People who are away from where they belong, by the place they will be back at.

    Attributes
    ----------
    rest : array (kind, place)         those without a planned route or recent travel
    pool : Pool                        the others, kept as `seated` of `flow_passes`; filled : array (1,), its cohorts
    """

    rest: Floats
    pool: Pool
    filled: Ints


@lean
def admit_farmers(trips: Trips, given: Floats, rest: Floats, feet: int, key: np.uint64, expected: bool) -> None:
    """Add first people of given classes, the farmers among them apart: array (kind, place)."""
    for group in range(given.shape[0]):
        for place in range(given.shape[1]):
            word = mixed((key ^ _FARMERS) + np.uint64(group * given.shape[1] + place + 1) * NEXT)
            farmers = part(given[group, place], trips.farmers[place], word, expected)
            rest[trips.farming[group, place] * feet + feet - 1, place] += farmers
            rest[group * feet + feet - 1, place] += given[group, place] - farmers


@lean
def stay_away(absent: Absent, place: Whole, paced: Whole, plan: Whole, kinds: int, count: float) -> None:
    """Keep a cohort away; plan: what is left of its route + 1."""
    if plan == 0 and paced < kinds:
        absent.rest[paced, place] += count
    else:
        absent.filled[0] = put(
            absent.pool.keys, absent.pool.people, absent.pool.heads, absent.filled[0], two_in_one(place, paced), plan,
            count,
        )  # fmt: skip


@lean
def call_home(
    trips: Trips, absent: Absent, people: Floats, rest: Floats, seated: Pool, seats: Whole, spare: Pool, feet: int
) -> np.int64:
    """On a day of harvest all who go and are at a place are away, their recent travel halved; gives who stay seated.

    Parameters
    ----------
    spare : Pool                       empty before and after
    """
    kinds, moved = rest.shape[0], np.int64(0)
    for place in range(people.shape[0]):
        for kind in range(kinds):
            home = trips.home[kind // feet]
            if home >= 0 and rest[kind, place] > 0.0:
                people[place] = max(people[place] - rest[kind, place], 0.0)
                people[home] += rest[kind, place]
                absent.rest[kind, place] += rest[kind, place]
                rest[kind, place] = 0.0
    away = min(absent.filled[0], spare.keys.shape[0])
    for source in range(2):  # who has been away, then who is seated
        keys, counts = (absent.pool.keys, absent.pool.people) if source == 0 else (seated.keys, seated.people)
        for cohort in range(away if source == 0 else seats):
            seat, paced = high_of(keys[cohort, 0]), low_of(keys[cohort, 0])
            home = trips.home[paced % kinds // feet]
            if source == 1 and home >= 0:
                people[seat] = max(people[seat] - counts[cohort], 0.0)
                people[home] += counts[cohort]
            if home >= 0:
                paced = paced % kinds + kinds * (paced // kinds >> 1)
            moved = put(
                spare.keys, spare.people, spare.heads, moved, two_in_one(seat, paced), keys[cohort, 1], counts[cohort]
            )
    clear(absent.pool.keys, absent.pool.heads, absent.filled[0])
    clear(seated.keys, seated.heads, seats)
    absent.filled[0] = 0
    stay = np.int64(0)
    for cohort in range(min(moved, spare.keys.shape[0])):
        one, plan, count = spare.keys[cohort, 0], spare.keys[cohort, 1], spare.people[cohort]
        if trips.home[low_of(one) % kinds // feet] >= 0:
            stay_away(absent, high_of(one), low_of(one), plan, kinds, count)
        else:
            stay = put(seated.keys, seated.people, seated.heads, stay, one, plan, count)
    clear(spare.keys, spare.heads, moved)
    return max(stay, moved) if moved > spare.keys.shape[0] else stay


@lean
def let_return(
    trips: Trips, absent: Absent, people: Floats, rest: Floats, seated: Pool, seats: Whole, feet: int
) -> np.int64:
    """After the harvest everybody is where they were; gives who are seated."""
    kinds = rest.shape[0]
    for place in range(people.shape[0]):
        for kind in range(kinds):
            count = absent.rest[kind, place]
            if count > 0.0:
                home = trips.home[kind // feet]
                people[home] = max(people[home] - count, 0.0)
                people[place] += count
                rest[kind, place] += count
                absent.rest[kind, place] = 0.0
    keys, counts, heads = absent.pool
    for cohort in range(absent.filled[0]):
        home = trips.home[low_of(keys[cohort, 0]) % kinds // feet]
        people[home] = max(people[home] - counts[cohort], 0.0)
        people[high_of(keys[cohort, 0])] += counts[cohort]
        seats = put(seated.keys, seated.people, seated.heads, seats, keys[cohort, 0], keys[cohort, 1], counts[cohort])
    clear(keys, heads, absent.filled[0])
    absent.filled[0] = 0
    return np.int64(seats)


@lean
def settle_absent(world: World, day: int, key: np.uint64, absent: Absent, expected: bool) -> None:
    """Sinks that hold those who are away: they never come back from home, where they are counted."""
    kinds = absent.rest.shape[0]
    for place in range(absent.rest.shape[1]):
        if world.camp[day, place] and world.sink[place] > 0.0:
            for kind in range(kinds):
                word = mixed((key ^ _SINK) + np.uint64(place * kinds + kind + 1) * NEXT)
                gone = part(absent.rest[kind, place], world.sink[place], word, expected)
                absent.rest[kind, place] -= gone if gone >= LEAST or not expected else 0.0
    for cohort in range(absent.filled[0]):
        seat = high_of(absent.pool.keys[cohort, 0])
        if world.camp[day, seat] and world.sink[seat] > 0.0:
            word = mixed((key ^ _SEAT) + np.uint64(cohort + 1) * NEXT)
            absent.pool.people[cohort] -= part(absent.pool.people[cohort], world.sink[seat], word, expected)
