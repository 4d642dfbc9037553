"""What cohorts at places and on links are kept in, and how full places are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from suasion.jit import inlined
from suasion.movement.flow_pools import Whole, Words
from suasion.movement.kernels import Floats, Ints, Shorts, room

PACES = 511  # steps of recent travel in a day of full travel, at most
MOST_PACE = 4 * PACES - 1


class Pool(NamedTuple):
    """Cohorts by key; see `flow_pools`.

    Where short stints are avoided, a kind in a key comes with the steps of recent travel: kind + kinds x steps.
    """

    keys: Ints
    people: Floats
    heads: Shorts


class Crowds(NamedTuple):
    """People at places, and how full the places are.

    Attributes
    ----------
    rest : array (kind, place)         people at places without a planned route or recent travel, who can move. A kind
                                       is a class, and whether they have yet to complete a link if that matters
    people : array (place,)            everyone there
    capacity : array (place,)          people there is room for, scaled; below 1: no limit
    free, drawn_to : array (place,)    as in `Choices`
    tail_word : array (tail,)          random word of the rest of a route
    """

    rest: Floats
    people: Floats
    capacity: Floats
    free: Floats
    drawn_to: Floats
    tail_word: Words
    buffer: float
    power: float
    feet: int


@inlined
def pace_after(pace: Whole, moved: Whole, pace_m: float) -> np.int64:
    """Recent travel, in steps of so many metres, after a day on which so many metres were gone."""
    return min(np.int64((pace + moved / pace_m) / 2.0 + 0.5), np.int64(MOST_PACE))


@inlined
def refresh(
    place: Whole, people: Floats, capacity: Floats, free: Floats, drawn_to: Floats, buffer: float, power: float
) -> None:
    """Room at a place after people came or went."""
    if capacity[place] >= 1.0:
        free[place] = room(people[place], capacity[place], buffer)
        drawn_to[place] = free[place] if power == 1.0 else free[place] ** power
