"""How one person leaves a place, in machine code: which route, which link, and whether they get onto it.

Written out inside the loops over people (`jit.inlined`), so every array comes by itself. Arrays named here hold for
one day: routes of the day's row from 0, room in people after `capacity_scaling`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from suasion.jit import inlined
from suasion.movement.kernels import NEXT, Bools, Floats, Ints, Shorts, mixed, room, unit

TRIES = 8  # draws of a route before its weights are worked out one by one


class Ways(NamedTuple):
    """What people who leave a place look at on one day.

    Attributes
    ----------
    people : array (place,)            people there now
    capacity : array (place,)          people there is room for, scaled; below 1: no limit
    camp : array (place,)              what counts as a camp
    first, last : array (place,)       routes of a place: numbers first to before last
    end, link, tail : array (route,)
    weights, sums : array (class, route)        weight without room; running sum from the place's first route
    tail_next, tail_rest, tail_final : array (tail,)
    hop_first, hop_last : array (place,); hop_link : array (hop,); link_end : array (link,)
    forced : array (place,)            link everyone who leaves is sent along, or -1
    strength : array (link,)           share stopped
    stopped : array (link,)            people stopped today; length 0: not counted
    """

    people: Ints
    capacity: Floats
    camp: Bools
    first: Ints
    last: Ints
    end: Shorts
    link: Shorts
    tail: Shorts
    weights: Floats
    sums: Floats
    tail_next: Shorts
    tail_rest: Shorts
    tail_final: Shorts
    hop_first: Ints
    hop_last: Ints
    hop_link: Shorts
    link_end: Shorts
    forced: Shorts
    strength: Floats
    stopped: NDArray[np.int32]
    buffer: float
    power: float
    pruning: float
    fixed_routes: bool


@inlined
def choose_route(  # noqa: PLR0912, PLR0915  inlined code returns once
    place: int,
    group: int,
    word: np.uint64,
    people: Ints,
    capacity: Floats,
    first: Ints,
    last: Ints,
    end: Shorts,
    weights: Floats,
    sums: Floats,
    buffer: float,
    power: float,
    pruning: float,
    fixed_routes: bool,
) -> tuple[int, np.uint64]:
    """A route of a place, with probability in proportion to its weight and the room at its end; -1 if there is none.

    Draws from the weights without room and keeps the route with the probability of its room: the same distribution,
    and one look at one place while none is full. After some refusals every weight is worked out.
    """
    low, high = first[place], last[place]
    chosen = -1
    if low < high:
        total = sums[group, high - 1]
        tries = TRIES if total > 0.0 and pruning == 0.0 else 0
        while tries > 0 and chosen < 0:
            tries -= 1
            word += NEXT
            target = unit(mixed(word)) * total
            route, beyond = low, high - 1
            while beyond - route > 8:
                middle = (route + beyond) >> 1
                if sums[group, middle] <= target:
                    route = middle + 1
                else:
                    beyond = middle
            while route < beyond and sums[group, route] <= target:
                route += 1
            free = 1.0 if fixed_routes else room(people[end[route]], capacity[end[route]], buffer)
            if power != 1.0:
                free = free**power
            if free >= 1.0:
                chosen = route
            elif free > 0.0:
                word += NEXT
                if unit(mixed(word)) < free:
                    chosen = route
        if chosen < 0:
            # every weight is worked out: for pruning, and where nearly every place is full
            least, total = 0.0, 0.0
            for again in range(2):
                for route in range(low, high):
                    free = 1.0 if fixed_routes else room(people[end[route]], capacity[end[route]], buffer)
                    weight = weights[group, route] * free**power
                    if again == 0 and pruning > 0.0:
                        least = max(least, weight / pruning)
                    elif again == 1 and weight >= least:
                        total += weight
            word += NEXT
            target = unit(mixed(word))
            if total <= 0.0:
                chosen = low + int(target * (high - low))
            target *= total
            route = low
            while route < high and total > 0.0:
                free = 1.0 if fixed_routes else room(people[end[route]], capacity[end[route]], buffer)
                weight = weights[group, route] * free**power
                if weight >= least and weight > 0.0:
                    chosen = route
                    target -= weight
                    if target < 0.0:
                        break
                route += 1
    return chosen, word


@inlined
def set_out(
    place: int,
    group: int,
    tail: int,
    word: np.uint64,
    people: Ints,
    capacity: Floats,
    camp: Bools,
    first: Ints,
    last: Ints,
    end: Shorts,
    links: Shorts,
    tails: Shorts,
    weights: Floats,
    sums: Floats,
    tail_next: Shorts,
    tail_rest: Shorts,
    tail_final: Shorts,
    hop_first: Ints,
    hop_last: Ints,
    hop_link: Shorts,
    link_end: Shorts,
    forced: Shorts,
    strength: Floats,
    stopped: NDArray[np.int32],
    buffer: float,
    power: float,
    pruning: float,
    fixed_routes: bool,
) -> tuple[int, int, np.uint64]:
    """The link a person takes who means to leave, and the rest of the route; link -1: stays, without a route."""
    link, rest, final = -1, -1, 0
    if tail >= 0:
        for hop in range(hop_first[place], hop_last[place]):
            if link_end[hop_link[hop]] == tail_next[tail]:
                link = hop_link[hop]
                break
        rest, final = tail_rest[tail], tail_final[tail]
    elif forced[place] >= 0:
        link = forced[place]
        final = link_end[link]
    else:
        route, word = choose_route(
            place, group, word, people, capacity, first, last, end, weights, sums, buffer, power, pruning, fixed_routes
        )
        if route >= 0:
            link, rest, final = links[route], tails[route], end[route]
    if link >= 0 and camp[final] and room(people[final], capacity[final], buffer) < 0.5:
        link = -1
    if link >= 0 and strength[link] > 0.0:
        word += NEXT
        if unit(mixed(word)) < strength[link]:
            if stopped.shape[0] > 0:
                stopped[link] += 1
            link = -1
    if link < 0:
        rest = -1
    return link, rest, word
