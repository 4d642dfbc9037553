"""Trips home for the harvest (`harvest_months`): who goes, and on which days.

In months of harvest whoever goes and is at a place is counted where they began, does not move, and is back where they
were when the month is over; nobody on a link turns round. By the documents farmers go: the `farmer_fraction` of those
who begin at a place, a column of locations.csv. In the peer everybody goes. Farmers who have not set out yet stay for
the harvest, as in the peer (an assumption: the documents speak of those in camps). How they travel is not modelled.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from suasion.errors import InputError, Problem
from suasion.movement.instance import Instance
from suasion.movement.semantics import Semantics
from suasion.movement.settings import MoveRules


def check_harvest(instance: Instance, move: MoveRules) -> None:
    """Refuse months that are none, and rules that do not go together.

    Raises
    ------
    InputError                         with every problem
    """
    where = "move_rules.harvest_months"
    problems = [
        Problem(0, 0, where, f"{month:g} is no month. Write whole numbers, 1 to 12")
        for month in move.harvest_months
        if month % 1
    ]
    if move.harvest_months and (instance.encounters or instance.departures is not None):
        text = "trips for the harvest are not modelled together with interception, custody, lines, route choice or"
        problems.append(Problem(0, 0, where, f"{text} departures of classes. Remove one of the two"))
    if problems:
        raise InputError("settings", problems)


def harvest_days(start: dt.date, days: int, move: MoveRules) -> NDArray[np.bool_]:
    """Whether a day is in a month of harvest: array (day,)."""
    months = [(start + dt.timedelta(days=day)).month for day in range(days)]
    return np.isin(months, move.harvest_months)


def farmer_shares(instance: Instance, move: MoveRules, rules: Semantics) -> NDArray[np.float64]:
    """Share of those who begin at a place who go on trips for the harvest: array (place,).

    Raises
    ------
    InputError                         if a `farmer_fraction` is no share
    """
    places = instance.network.places
    if not move.harvest_months:
        return np.zeros(len(places))
    if rules.everyone_harvests:
        return np.ones(len(places))
    shares = np.zeros(len(places))
    for number, place in enumerate(places):
        text = place.extra.get("farmer_fraction", "") or "0"
        try:
            share = float(text)
        except ValueError:
            share = -1.0
        if not 0.0 <= share <= 1.0:
            what = f"`{place.name}`: farmer_fraction `{text}` is no share"
            raise InputError("locations.csv", f"{what}. Write a number from 0 to 1, like 0.1")
        shares[number] = share
    return shares
