"""How attractive places are, how many people set out from them and why: scores, floods, hunger, push.

movement.md sections 7 (where), 8 (S and S') and 9 (floods).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suasion.errors import InputError
from suasion.movement.classes import Classes
from suasion.movement.forecast import Forecast, days_needed, find_forecast, forecasts
from suasion.movement.instance import Instance
from suasion.movement.semantics import Semantics
from suasion.movement.settings import MoveRules
from suasion.movement.timetable import PlaceDays

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
_MODES = {"constant": 1, "pop_ratio": 2, "poisson": 3}


def flood_levels(instance: Instance, days: int) -> IntArray | None:
    """Flood level of each day and place, array (day, place); None without a file.

    Raises
    ------
    InputError                         if a level has no number in a list of the settings
    """
    if instance.floods is None:
        return None
    index = instance.network.index
    if (instance.floods.values % 1 != 0).any():
        raise InputError("flood_level.csv", "holds a level that is not whole. Levels are 0, 1, 2, ...; round them")
    levels = np.zeros((days, len(index)), np.int64)
    levels[:, [index[name] for name in instance.floods.names]] = instance.floods.values[:days].astype(np.int64)
    move, push = instance.settings.move_rules, instance.settings.spawn_rules.flood_driven_spawning
    most = int(levels.max(initial=0))
    lists = (
        ("flood_movechances", move.flood_movechances),
        ("flood_loc_weights", move.flood_loc_weights),
        ("displaced_per_flood_day", push.rates if push else ()),
    )
    for name, numbers in lists:
        if numbers and len(numbers) <= most:
            raise InputError(
                name, f"has {len(numbers)} numbers; flood_level.csv has level {most}. Add numbers up to it"
            )
    return levels


def known_floods(instance: Instance, days: int, rules: Semantics) -> Forecast | None:
    """The floods that people know will come, or None if nobody looks ahead; raises as `forecast.days_needed`."""
    move = instance.settings.move_rules
    if not forecasts(move, rules):
        return None
    levels = flood_levels(instance, days_needed(instance, days, rules))
    assert levels is not None  # days_needed refuses
    return find_forecast(levels, days, move, rules)


def flood_chances(levels: IntArray | None, move: MoveRules, places: int) -> FloatArray:
    """Share of people who leave a flooded place a day: array (day or 1, place); -1 where there is no flood."""
    if levels is None or not move.flood_movechances:
        return np.full((1, places), -1.0)
    return np.where(levels > 0, np.array(move.flood_movechances)[levels], -1.0)


def sink_shares(instance: Instance, rules: Semantics) -> FloatArray:
    """Share of people in a camp who stop for good, a day: array (place,)."""
    spawn = instance.settings.spawn_rules
    on = spawn.camps_are_sicks if rules.sinks_misspelt else spawn.camps_are_sinks or spawn.camps_are_sicks
    chances = [float(place.extra.get("deactivation_probability", "0")) for place in instance.network.places]
    return np.array(chances) if on else np.zeros(len(chances))


def food_shares(instance: Instance, days: int) -> FloatArray:
    """Share of people in food crisis by day and place: linear between days of the file, array (day, place).

    Raises
    ------
    InputError                         if a rule needs it and the file, or the region of a place, is missing
    """
    move, spawn = instance.settings.move_rules, instance.settings.spawn_rules
    shares = np.zeros((days, len(instance.network.places)))
    named = {
        "flee_when_starving": move.flee_when_starving,
        "avoid_food_deprived_locations": move.avoid_food_deprived_locations,
        "starvation_driven_spawning": spawn.starvation_driven_spawning,
    }
    rule = next((name for name, on in named.items() if on), None)
    if rule is None:
        return shares
    table = instance.food
    if table is None:
        raise InputError(rule, "needs region_attributes_IPC.csv. Add the file, or switch the rule off")
    missing = sorted({place.region for place in instance.network.places} - set(table.names))
    if missing and rule == "flee_when_starving":
        raise InputError("region_attributes_IPC.csv", f"has no column `{missing[0]}`, which {rule} needs. Add it")
    for number, place in enumerate(instance.network.places):
        if place.region in table.names:
            column = table.values[:, table.names.index(place.region)]
            shares[:, number] = np.interp(np.arange(days), table.days, column) / 100.0
    return shares


def decay(instance: Instance, places: PlaceDays) -> FloatArray:
    """Multiplier of a conflict's weight by how long it has lasted (`conflict_spawn_decay`), array (day, place)."""
    spawn = instance.settings.spawn_rules
    if not spawn.conflict_spawn_decay:
        return np.ones(places.chance.shape)
    steps = np.array(spawn.conflict_spawn_decay)
    lasted = np.arange(len(places.chance))[:, None] - places.since
    multiplier: FloatArray = steps[np.clip(lasted // spawn.conflict_spawn_decay_interval, 0, len(steps) - 1)]
    return multiplier


def place_scores(
    instance: Instance,
    places: PlaceDays,
    classes: Classes,
    levels: IntArray | None,
    food: FloatArray,
    rules: Semantics,
    population: IntArray | None,
    ahead: Forecast | None = None,
) -> tuple[NDArray[np.int32], FloatArray, FloatArray]:
    """S' of movement.md section 8: what a place is worth to a class, before distance and room.

    Parameters
    ----------
    population : array (place,)        for `use_pop_for_loc_weight`; None if the kernels multiply by it
    ahead : Forecast or None           floods to come, which classes heed by their awareness

    Returns
    -------
    row : array (day,)                 row of each day
    scores : array (row, class, place)
    plain : array (row, place)         S of the place with today's flood: what the peer weighs fixed routes by
    """
    move = instance.settings.move_rules
    days = len(places.chance)
    foreign = _foreign(instance, rules)
    fighting = np.maximum(places.intensity, 0.0)
    base = np.ones(places.chance.shape) * np.where(foreign, move.foreign_weight * _pull(instance), 1.0)
    base *= np.where(places.camp, move.camp_weight, 1.0)
    with np.errstate(divide="ignore"):
        base *= np.where(fighting > 0, np.power(move.conflict_weight, decay(instance, places) * fighting), 1.0)
    if move.avoid_food_deprived_locations:
        hungry = np.where(foreign, 0.0, food)
        hungry[0] = 0.0
        base *= 1.0 - hungry**2
    once = np.ones((1, len(foreign)))
    if levels is not None and move.flood_loc_weights:
        weights = np.array(move.flood_loc_weights)
        zones = np.array([place.kind == "flood" for place in instance.network.places])
        once = np.where(levels > 0, weights[levels], 1.0)
        if rules.flood_weight_twice:
            base *= np.where(zones, weights[levels], 1.0)
        if rules.forecast_voids_zones and ahead is not None:
            base *= np.where(zones & (ahead.rest[:, None] == 0.0), 0.0, 1.0)
    crowd = np.ones(len(foreign))
    if move.use_pop_for_loc_weight and population is not None:
        crowd = np.maximum(1.0, population) ** move.pop_power_for_loc_weight
    state = np.where(places.camp, 0, np.where(fighting > 0, 1, 2))
    same = np.ones(days, bool)
    same[0] = False
    known = [] if ahead is None else [ahead.rest[:, None], ahead.worth]
    for each in (base, state, np.broadcast_to(once, base.shape), *known):
        same[1:] &= (each[1:] == each[:-1]).all(axis=1)
    firsts = np.flatnonzero(~same)
    row = (np.cumsum(~same) - 1).astype(np.int32)
    scores = np.empty((len(firsts), len(classes.labels), len(foreign)))
    groups = np.stack([classes.camp, classes.conflict, classes.town])
    every = np.arange(len(foreign))
    for number, day in enumerate(firsts.tolist()):
        own = groups[state[day], :, every].T
        worth = base[day] ** classes.power[:, None] * once[min(day, len(once) - 1)]
        if ahead is not None:
            worth *= ahead.rest[day] + classes.awareness[:, None] * ahead.worth[day]
        scores[number] = worth * own * np.where(places.camp[day], 1.0, crowd)
    return row, scores, (base * once)[firsts]


def _foreign(instance: Instance, rules: Semantics) -> NDArray[np.bool_]:
    home = instance.network.home_country(rules.first_row_is_home)
    return np.array([place.country != home for place in instance.network.places], bool)


def _pull(instance: Instance) -> FloatArray:
    """1 + trade volume + hdi^2 of each place (`use_economic_pull`), array (place,)."""
    places = instance.network.places
    if not instance.settings.move_rules.use_economic_pull:
        return np.ones(len(places))
    trade = np.array([float(place.extra.get("trade_volume", "0")) for place in places])
    hdi = np.array([float(place.extra.get("hdi", "0")) for place in places])
    pull: FloatArray = 1.0 + trade + hdi**2
    return pull


def spawn_inputs(
    instance: Instance, places: PlaceDays, levels: IntArray | None, food: FloatArray, rules: Semantics
) -> tuple[int, FloatArray, FloatArray]:
    """How people come into the run.

    Returns
    -------
    mode : int                         as `program.Program.spawn_mode`
    weight : array (day, place)        times population: where people begin, by counts
    rate : array (day, place)          people or share of population for each place, by push; else zeros (1, place)

    Raises
    ------
    InputError                         if neither counts nor a push say how many
    """
    spawn = instance.settings.spawn_rules
    shape = places.chance.shape
    nothing = np.zeros((1, shape[1]))
    push = spawn.conflict_driven_spawning
    if push is not None:
        rate = push.rates[0] * np.maximum(places.intensity, 0.0)
        return _MODES[push.mode], np.zeros(shape), np.trunc(rate) if push.mode == "constant" else rate
    push = spawn.flood_driven_spawning
    if push is not None and spawn.flood_zone_spawning_only:
        if levels is None:
            raise InputError("flood_level.csv", "is missing. Spawning by floods needs it")
        zones = np.array([place.kind == "flood" for place in instance.network.places])
        rate = np.where((levels > 0) & zones, np.array(push.rates)[levels], 0.0)
        return _MODES[push.mode], np.zeros(shape), np.trunc(rate) if push.mode != "pop_ratio" else rate
    if not instance.counts:
        what = "there are no counts (source/data_layout.csv) and no conflict_driven_spawning"
        raise InputError(instance.name, f"{what}: nobody would set out. Add one of them")
    weight = np.maximum(places.intensity, 0.0) * decay(instance, places)
    if spawn.starvation_driven_spawning and not spawn.conflict_zone_spawning_only:
        weight[1:] += food[1:]
    return 0, weight, nothing
