"""What people know of floods to come (`flood_forecaster`): how it changes a place's worth and the chance to set out.

A forecast looks `flood_forecaster_timescale` days ahead, T, and no further than day `flood_forecaster_end_time`. Day x
of it has an importance i(x), a class of people an awareness A, both 0 to 1. By the documents a day ahead counts like a
flood today, as far as its importance and the class's awareness go:

    worth x (1 - A/T sum i(x) (1 - w(level)))       chance + A/T sum i(x) (m(level) - chance)

over days with a flood, w and m being `flood_loc_weights` and `flood_movechances`. The documents give the parameters and
what 0 and 1 mean; the mean over T days is the peer's, the form that follows from both is ours. They ask for an
importance a day ahead in one place, and in another for today's first: with more of them than T the first is today's
and not used. Without `flood_forecaster_weights` all days count fully; without `flood_awareness_weights` everybody is
aware (both assumed).

The peer multiplies instead: worth x A B^2/T and chance x A C/T, with B the sum of i(day of the run) x w(level today)
and C that of i(day of the run) x w(level then), over days with a flood. Both are 0 where none is forecast.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suasion.errors import InputError
from suasion.movement.instance import Instance
from suasion.movement.semantics import Semantics
from suasion.movement.settings import MoveRules

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Forecast:
    """Floods ahead, by day and place, for an awareness A.

    Attributes
    ----------
    rest : array (day,)                what both factors have without awareness: 1, or 0 if the forecast multiplies
    worth : array (day, place)         a place's worth is multiplied by rest + A worth
    chance, more : array (day, place)  a chance to set out becomes chance to set out x (rest + A chance) + A more
    """

    rest: FloatArray
    worth: FloatArray
    chance: FloatArray
    more: FloatArray


def forecasts(move: MoveRules, rules: Semantics) -> bool:
    """Whether people look ahead."""
    return move.flood_forecaster and move.flood_forecaster_timescale > (1 if rules.one_day_forecast_void else 0)


def awareness(level: str, move: MoveRules, rules: Semantics) -> float:
    """Weight of a value of demographics_floodawareness.csv.

    Raises
    ------
    InputError                         if it is no number of a weight
    """
    weights = move.flood_awareness_weights
    try:
        number = float(level)
    except ValueError:
        number = -1.0
    if not 0 <= number < len(weights) or (number % 1 and not rules.awareness_cut_to_whole):
        what = f"`{level}` is no level of awareness. flood_awareness_weights has {len(weights)} numbers"
        raise InputError("floodawareness", f"{what}: write a whole number from 0 to {len(weights) - 1}")
    return weights[int(number)]


def last_day(move: MoveRules, days: int, rules: Semantics) -> int:
    """The last day that a forecast knows of."""
    if move.flood_forecaster_end_time >= 0:
        return move.flood_forecaster_end_time
    return 0 if rules.forecast_ends_at_once else max(days - move.flood_forecaster_timescale, 0)


def days_needed(instance: Instance, days: int, rules: Semantics) -> int:
    """How many days of flood_level.csv a run of so many days looks at.

    Raises
    ------
    InputError                         if a table or list is missing or too short, or a share is no share
    """
    move = instance.settings.move_rules
    if instance.floods is None:
        raise InputError("flood_level.csv", "is missing. flood_forecaster needs it")
    needed = max(min(last_day(move, days, rules), days - 1 + move.flood_forecaster_timescale) + 1, days)
    known = len(instance.floods.values)
    if known < needed:
        what = f"has {known} days; the forecast looks ahead to day {needed - 1}"
        raise InputError("flood_level.csv", f"{what}. Add rows, or lower flood_forecaster_end_time to {known - 1}")
    if rules.forecast_multiplies:
        lists = ("flood_loc_weights", "flood_forecaster_weights", "flood_awareness_weights")
        missing = [name for name in lists if not getattr(move, name)]
        if missing:
            raise InputError("flood_forecaster", f"needs {missing[0]}: the peer stops without. Add it")
        return needed
    if not move.flood_loc_weights and not move.flood_movechances:
        raise InputError("flood_forecaster", "needs flood_loc_weights or flood_movechances. Add one, or switch it off")
    for name in ("flood_forecaster_weights", "flood_awareness_weights"):
        beyond = [number for number in getattr(move, name) if number > 1]
        if beyond:
            raise InputError(name, f"holds {beyond[0]:g}. Allowed are 0 (none) to 1 (full)")
    given, ahead = len(move.flood_forecaster_weights), move.flood_forecaster_timescale
    if 0 < given < ahead:
        what = f"has {given} numbers; flood_forecaster_timescale has {ahead} days"
        raise InputError("flood_forecaster_weights", f"{what}. Give one a day")
    return needed


def find_forecast(levels: IntArray, days: int, move: MoveRules, rules: Semantics) -> Forecast:
    """The forecast of every day.

    Parameters
    ----------
    levels : array (day, place)        flood levels, of `days_needed` days

    Raises
    ------
    InputError                         if the peer's list of importances ends before a flood
    """
    found = _multiplied if rules.forecast_multiplies else _mixed
    return found(levels, days, last_day(move, days, rules), move)


def _mixed(levels: IntArray, days: int, last: int, move: MoveRules) -> Forecast:
    """The forecast by the documents."""
    ahead = move.flood_forecaster_timescale
    importance = np.ones(ahead)
    if move.flood_forecaster_weights:
        first = 0 if len(move.flood_forecaster_weights) == ahead else 1
        importance = np.array(move.flood_forecaster_weights[first : ahead + first])
    weights, chances = np.array(move.flood_loc_weights), np.array(move.flood_movechances)
    shape = (days, levels.shape[1])
    worth, chance, more = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for day in range(days):
        for step in range(1, min(ahead, last - day) + 1):
            then = levels[day + step]
            share = np.where(then > 0, importance[step - 1] / ahead, 0.0)
            if len(weights):
                worth[day] -= share * (1.0 - weights[then])
            if len(chances):
                chance[day] -= share
                more[day] += share * chances[then]
    return Forecast(np.ones(days), worth, chance, more)


def _multiplied(levels: IntArray, days: int, last: int, move: MoveRules) -> Forecast:
    """The forecast of the peer."""
    ahead = move.flood_forecaster_timescale
    importance, weights = np.array(move.flood_forecaster_weights), np.array(move.flood_loc_weights)
    shape = (days, levels.shape[1])
    rest, worth, chance = np.ones(days), np.zeros(shape), np.zeros(shape)
    for day in range(min(last + 1, days)):
        rest[day] = 0.0
        for then in range(day + 1, min(day + ahead, last) + 1) if day < last else (last,):
            flood = levels[then] > 0
            if not flood.any():
                continue
            if then >= len(importance):
                what = f"has {len(importance)} numbers; a flood is forecast for day {then}, and the peer counts them by"
                raise InputError("flood_forecaster_weights", f"{what} day of the run. Add numbers up to it")
            worth[day] += np.where(flood, weights[levels[day]] * importance[then], 0.0)
            chance[day] += np.where(flood, weights[levels[then]] * importance[then], 0.0)
    return Forecast(rest, worth * (worth / ahead), chance / ahead, np.zeros(shape))
