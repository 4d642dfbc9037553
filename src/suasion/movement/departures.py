"""Departures as arrays: who sets out where on which day, cell by cell.

A cell is a place and a class with any departures. Its luck is a word of their names, so that neither further places
nor further classes shift it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suasion.errors import InputError
from suasion.movement.classes import Classes
from suasion.movement.encounters import Departures
from suasion.movement.network import Network


@dataclass(frozen=True, eq=False)
class DepartureDays:
    """Departures of one run.

    Attributes
    ----------
    people : array (day, cell)         mean people, or people
    place, group : array (cell,)
    word : array (cell,)               random word
    drawn : bool                       Poisson numbers with these means; False: as given
    """

    people: NDArray[np.float64]
    place: NDArray[np.int32]
    group: NDArray[np.int32]
    word: NDArray[np.uint64]
    drawn: bool


NOBODY = DepartureDays(np.zeros((1, 0)), np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.uint64), False)


def cells(departures: Departures, network: Network, days: int) -> NDArray[np.bool_]:
    """Which class sets out from which place on any day of a run: array (place, class), bool."""
    index = network.index
    found = np.zeros((len(index), len(departures.classes)), np.bool_)
    found[[index[name] for name in departures.places]] = (departures.people[:days] > 0).any(axis=0)
    return found


def compile_departures(
    departures: Departures, network: Network, classes: Classes, days: int, hasten: int
) -> DepartureDays:
    """Departures as arrays.

    Raises
    ------
    InputError                         if whole numbers were to be divided by `hasten`
    """
    if hasten > 1 and not departures.drawn:
        raise InputError("hasten", "departures that are whole numbers can not be divided. Let them be drawn")
    index = network.index
    group_of = {
        (group, home): number
        for number, (group, home) in enumerate(zip(classes.class_of.tolist(), classes.home.tolist(), strict=True))
    }
    own = [(place, group) for place, group in np.argwhere((departures.people[:days] > 0).any(axis=0)).tolist()]
    places = [index[departures.places[place]] for place, _ in own]
    groups = [
        group_of.get((group, -1), group_of.get((group, at), -1)) for at, (_, group) in zip(places, own, strict=True)
    ]
    people = np.zeros((days, len(own)))
    given = departures.people[:days]
    for cell, (place, group) in enumerate(own):
        people[: len(given), cell] = given[:, place, group] / hasten
    words = [
        hashlib.sha256("\x1f".join([departures.places[place], *departures.classes[group]]).encode()).digest()[:8]
        for place, group in own
    ]
    return DepartureDays(
        people,
        np.array(places, np.int32),
        np.array(groups, np.int32),
        np.array([int.from_bytes(word, "little") for word in words], np.uint64),
        departures.drawn,
    )
