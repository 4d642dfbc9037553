"""How a cohort leaves a place, in machine code: how many set out, along which routes, and how many are stopped.

The cohort's counterpart of `choice`: one decision of many people alike, with the room that there is when it is taken.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from suasion.jit import inlined
from suasion.movement.flow_pools import Whole, Words
from suasion.movement.flow_samplers import ONE_BY_ONE, binomial, part
from suasion.movement.kernels import NEXT, Bools, Floats, Ints, Shorts, mixed, unit

LEAST = 1e-9  # expected people below this go no further that day
_TURN = np.uint64(0xD1B54A32D192ED03)
_CHOOSE, _STOP = np.uint64(0x61), np.uint64(0x62)


class Choices(NamedTuple):
    """What cohorts that leave a place look at on one day; the arrays of `choice.Ways`, and

    Attributes
    ----------
    chances : array (class or 1, place)         share of those without a plan who set out
    free, drawn_to : array (place,)    factor for room now; the same to the `power` of weights
    route_word : array (route,)        random word of a route: what it is, not its number
    worked : array (2, most routes)    weights and counts while a choice is made
    way_link, way_tail : array (most routes,); way_people : the same      what comes out
    stopped : array (link,)            people stopped today; length 0: not counted
    """

    chances: Floats
    camp: Bools
    first: Ints
    last: Ints
    end: Shorts
    link: Shorts
    tail: Shorts
    route_word: Words
    weights: Floats
    tail_next: Shorts
    tail_rest: Shorts
    tail_final: Shorts
    hop_first: Ints
    hop_last: Ints
    hop_link: Shorts
    link_end: Shorts
    forced: Shorts
    strength: Floats
    free: Floats
    drawn_to: Floats
    stopped: Floats
    worked: Floats
    way_link: Ints
    way_tail: Ints
    way_people: Floats
    pruning: float
    fixed_routes: bool
    expected: bool


@inlined
def leave(  # noqa: PLR0912, PLR0915  one choice, step by step
    place: Whole,
    group: Whole,
    planned: Whole,
    people: float,
    chance: float,
    word: np.uint64,
    choices: Choices,
) -> tuple[int, float]:
    """Fill the ways people of a cohort take; gives how many ways there are and how many people leave in all.

    Parameters
    ----------
    planned : int                      rest of the cohort's route; -1: it has none
    chance : float                     share who set out of a cohort that has none
    word : uint64                      the cohort's random word of the day
    """
    (
        _, camp, first, last, end, link, tail, route_word, weights, tail_next, tail_rest, tail_final, hop_first,
        hop_last, hop_link, link_end, forced, strength, free, drawn_to, stopped, worked, way_link, way_tail,
        way_people, pruning, fixed_routes, expected,
    ) = choices  # fmt: skip
    going = people
    if planned < 0:
        going = part(people, chance, word, expected)
    if expected and going < LEAST:
        going = 0.0
    low, high = first[place], last[place]
    only, rest, final = np.int64(-1), np.int64(-1), np.int64(-1)
    alone = planned >= 0 or forced[place] >= 0
    if planned >= 0:
        for hop in range(hop_first[place], hop_last[place]):
            if link_end[hop_link[hop]] == tail_next[planned]:
                only = np.int64(hop_link[hop])
                break
        rest, final = np.int64(tail_rest[planned]), np.int64(tail_final[planned])
    elif forced[place] >= 0:
        only = np.int64(forced[place])
        final = np.int64(link_end[only])
    if alone:
        low, high = np.int64(0), np.int64(1 if only >= 0 else 0)
    if going <= 0.0:
        high = low
    if not alone and low < high:
        total, least = 0.0, 0.0
        for route in range(low, high):
            weight = weights[group, route]
            if not fixed_routes:
                weight *= drawn_to[end[route]]
            worked[0, route - low] = weight
            worked[1, route - low] = 0.0
            least = max(least, weight)
            total += weight
        if pruning > 0.0:
            total = 0.0
            for item in range(high - low):
                if worked[0, item] < least / pruning:
                    worked[0, item] = 0.0
                total += worked[0, item]
        if total <= 0.0:  # nowhere is worth anything: any route will do
            for item in range(high - low):
                worked[0, item] = 1.0
            total = float(high - low)
        chosen = mixed(word ^ _CHOOSE)
        if expected:
            for item in range(high - low):
                worked[1, item] = going * (worked[0, item] / total)
        elif going <= ONE_BY_ONE:
            asked = going
            while asked > 0.0:
                asked -= 1.0
                chosen += NEXT
                target, taken = unit(mixed(chosen)) * total, -1
                for item in range(high - low):
                    if worked[0, item] > 0.0:
                        taken = item
                        target -= worked[0, item]
                        if target < 0.0:
                            break
                worked[1, taken] += 1.0
        else:
            # one route after another, each against all that follow; summed from the end, so that the last gets the rest
            behind = 0.0
            for back in range(high - low):
                behind += worked[0, high - low - 1 - back]
                worked[1, high - low - 1 - back] = behind
            left = going
            for item in range(high - low):
                share = 1.0
                if worked[1, item] > worked[0, item]:
                    share = worked[0, item] / worked[1, item]
                if worked[0, item] <= 0.0:
                    share = 0.0
                worked[1, item] = binomial(left, share, mixed(chosen ^ route_word[low + item]))
                left -= worked[1, item]
    ways, gone = 0, 0.0
    for route in range(low, high):
        count = going
        if not alone:
            count = worked[1, route - low]
            only, rest, final = np.int64(link[route]), np.int64(tail[route]), np.int64(end[route])
        if count <= 0.0 or only < 0 or (camp[final] and free[final] < 0.5):
            continue
        if strength[only] > 0.0:
            held = part(count, strength[only], mixed((word ^ _STOP) + np.uint64(route + 1) * _TURN), expected)
            if stopped.shape[0] > 0:
                stopped[only] += held
            count -= held
        if count > 0.0:
            way_link[ways], way_tail[ways], way_people[ways] = only, rest, count
            ways += 1
            gone += count
    return ways, gone
