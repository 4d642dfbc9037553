"""Trips for the harvest as kernels take them.

`None` stands for no harvest: machine code is then made without it, and costs nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from suasion.jit import lean
from suasion.movement.custody import SETTLED
from suasion.movement.kernels import Bools, Floats, Ints, Shorts
from suasion.movement.program import Program

AWAY = 8  # mark of a person who is at home for the harvest, and counted there


class Trips(NamedTuple):
    """Who goes where, and on which days.

    Attributes
    ----------
    on : array (day,), bool            days of a harvest
    home : array (class,)              place where they are then; -1: they do not go
    farmers : array (place,)           share of farmers among people of a given class who begin there
    farming : array (class, place)     the class of those farmers
    sink : bool                        whether a camp as a sink holds those who are away from it as well
    """

    on: Bools
    home: Shorts
    farmers: Floats
    farming: Shorts
    sink: bool


def trips_of(program: Program) -> Trips | None:
    """The trips of a run, or None if nobody goes."""
    classes = program.classes
    if not program.harvest.any() or not classes.farmers.any():
        return None
    return Trips(program.harvest, classes.trip, classes.farmers, classes.farming, program.rules.sinks_hold_the_absent)


@lean
def is_called_home(
    trips: Trips, harvest: bool, group: int, place: int, person: int, marks: NDArray[np.uint8], people: Ints
) -> bool:
    """Count one person at a place where they are today: at home in a harvest, and here again after it; gives which."""
    home = trips.home[group]
    if home < 0 or marks[person] & SETTLED:
        return False
    if harvest and not marks[person] & AWAY:
        people[place] -= 1
        people[home] += 1
        marks[person] |= np.uint8(AWAY)
    elif not harvest and marks[person] & AWAY:
        people[place] += 1
        people[home] -= 1
        marks[person] &= np.uint8(255 - AWAY)
    return harvest
