"""Choice of the next link by its own cost and the expected value of all ways on: a recursive logit.

At each place the chance of a link is in proportion to exp(u + V), u its utility and V the expected value at its end;
V = log sum exp(u + V) over the ways on, and the attraction at a destination. With z = exp(V) that is a linear system,
(I - M) z = b (Fosgerau, Frejinger and Karlstrom 2013, Transp. Res. B 56, eq. 5 to 8). It is a logit over all whole
routes, also those that walk back. It has no finite solution if going round costs too little: refused.

Solved in values relative to the best single route, so no utility is too large or too small for a double.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, eye_array
from scipy.sparse.linalg import splu

from suasion.errors import InputError
from suasion.movement.class_words import Words, combined
from suasion.movement.classes import Classes
from suasion.movement.encounter_days import EncounterDays
from suasion.movement.encounters import RouteChoice
from suasion.movement.network import Network
from suasion.movement.routes import Routes
from suasion.movement.settings import MoveRules

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

CERTAIN = 36.7  # hazard at which only 1 in 2^53 gets through; what is above is perceived as this
_DENSE = 300  # places up to which all tastes are solved at once


@dataclass(frozen=True, eq=False)
class ChoiceDays:
    """Weights of links by day.

    Attributes
    ----------
    day_row : array (day,)             row of each day
    start : array (row,)               where the weights of a row begin
    weights : array (taste, weight)    of the routes of `Routes`, in their order
    taste : array (group,)             taste of each group of people
    values : array (row, taste, place) expected value of a journey from a place; -inf: no destination can be reached
    stuck : array (day, place), bool   no way on: a destination, or none can be reached
    notes : tuple of str
    """

    day_row: NDArray[np.int32]
    start: IntArray
    weights: FloatArray
    taste: NDArray[np.int32]
    values: FloatArray
    stuck: NDArray[np.bool_]
    notes: tuple[str, ...]


def expected_values(
    utility: FloatArray, start: IntArray, end: IntArray, attraction: FloatArray
) -> tuple[FloatArray, float]:
    """Expected value of a journey from each place.

    Parameters
    ----------
    utility : array (taste, link)      at most 0
    start, end : array (link,)         places; links from destinations must be left out
    attraction : array (taste, place)  of destinations; -inf elsewhere

    Returns
    -------
    values : array (taste, place)      -inf where no destination can be reached
    residual : float                   largest error of the linear system, relative to the value of the best route

    Raises
    ------
    InputError                         if there is no finite solution
    """
    best = _best_routes(utility, start, end, attraction)
    tastes, places = attraction.shape
    known = np.isfinite(best[0])
    number = np.cumsum(known) - 1
    own = known[start] & known[end]
    start, end, utility = start[own], end[own], utility[:, own]
    relative = np.exp(utility + best[:, end] - best[:, start])  # at most 1
    right = np.exp(np.where(np.isfinite(attraction), attraction, -np.inf) - np.where(known, best, 0.0))[:, known]
    count = int(known.sum())
    solved = np.empty((tastes, count))
    residual = 0.0
    if count <= _DENSE:
        system = np.zeros((tastes, count, count))
        for link in range(len(start)):  # parallel links add up
            system[:, number[start[link]], number[end[link]]] -= relative[:, link]
        system += np.eye(count)
        try:
            solved = np.linalg.solve(system, right[:, :, None])[:, :, 0]
        except np.linalg.LinAlgError:
            _no_solution()
        residual = float(np.abs(np.einsum("tij,tj->ti", system, solved) - right).max(initial=0.0))
    else:
        for taste in range(tastes):
            ways = csr_array((relative[taste], (number[start], number[end])), shape=(count, count))
            matrix = csc_array(eye_array(count) - ways)
            try:
                solved[taste] = splu(matrix).solve(right[taste])
            except RuntimeError:  # exactly singular
                _no_solution()
            residual = max(residual, float(np.abs(matrix @ solved[taste] - right[taste]).max(initial=0.0)))
    # the best route alone gives 1; a positive solution exists only if the spectral radius is below 1
    if not (np.isfinite(solved).all() and (solved > 0.999).all() and residual < 1e-6 * solved.max(initial=1.0)):
        _no_solution()
    values = np.full((tastes, places), -np.inf)
    values[:, known] = np.log(solved) + best[:, known]
    return values, residual


def _no_solution() -> None:
    what = "going round and round costs so little that the expected values of routes are not finite"
    raise InputError("route_choice", f"{what}. Raise per_100_km")


def _best_routes(utility: FloatArray, start: IntArray, end: IntArray, attraction: FloatArray) -> FloatArray:
    """Value of the best single route from each place (Bellman and Ford), array (taste, place)."""
    best = attraction.copy()
    order = np.argsort(start, kind="stable")
    if not len(order):
        return best
    places, firsts = np.unique(start[order], return_index=True)
    end, utility = end[order], utility[:, order]
    while True:
        found = np.maximum(best[:, places], np.maximum.reduceat(utility + best[:, end], firsts, axis=1))
        if (found == best[:, places]).all():
            return best
        best[:, places] = found


def perceived(hazard: FloatArray, row: NDArray[np.int32], lag_days: float, wanted: list[int]) -> dict[int, FloatArray]:
    """Perceived hazards of the wanted days: dp/dt = (hazard - p) / lag, exact by day, from the hazard of day 0 on.

    Parameters
    ----------
    hazard : array (row, link, class); row : array (day,)
    """
    level = np.minimum(hazard, CERTAIN)
    if lag_days <= 0:
        return {day: level[row[day]] for day in wanted}
    keep, found = np.exp(-1.0 / lag_days), {}
    now = level[row[0]].copy()
    asked = set(wanted)
    for day in range(max(wanted) + 1):
        if day:
            now = level[row[day - 1]] + (now - level[row[day - 1]]) * keep
        if day in asked:
            found[day] = now
    return found


def compile_choice(
    choice: RouteChoice,
    network: Network,
    move: MoveRules,
    routes: Routes,
    encounters: EncounterDays,
    classes: Classes,
    words: Words,
) -> ChoiceDays:
    """Weights of a route choice on each day.

    Raises
    ------
    InputError                         if costs are missing, other rules choose routes too, or values are not finite
    """
    _alone(move)
    days = len(routes.day_row)
    attraction = _attractions(choice, network, classes, words)
    tastes, taste = _tastes(attraction, encounters, choice)
    costs, index = _costs(choice, network), network.index
    link_end = np.array([index[link.end] for link in network.links], np.int64)
    row = routes.day_row
    again = [day for day in range(days) if day % choice.every_days == 0 or row[day] != row[day - 1]]
    hazards = perceived(encounters.hazard[:, :, tastes], encounters.hazard_row, choice.lag_days, again)
    rows: dict[tuple[int, bytes], int] = {}
    day_row, starts = np.zeros(days, np.int32), [0]
    weights: list[FloatArray] = []
    values: list[FloatArray] = []
    aims = np.zeros(len(network.places), np.bool_)
    aims[encounters.destinations] = True
    for position, day in enumerate(again):
        felt = hazards[day] if choice.per_hazard > 0 else np.zeros_like(hazards[day])
        key = (int(routes.day_row[day]), felt.tobytes())
        if key not in rows:
            rows[key] = len(rows)
            found = _weigh(choice, routes, key[0], link_end, costs, felt, attraction[tastes], aims)
            weights.append(found[0])
            values.append(found[1])
            starts.append(starts[-1] + found[0].shape[1])
        day_row[day : again[position + 1] if position + 1 < len(again) else days] = rows[key]
    every = np.array(values)
    stuck = ~np.isfinite(every[:, 0])[day_row] | aims
    return ChoiceDays(
        day_row,
        np.array(starts[:-1], np.int64),
        np.concatenate(weights, axis=1),
        taste[classes.class_of].astype(np.int32),
        every,
        stuck,
        _notes(network, stuck & ~aims),
    )


def _alone(move: MoveRules) -> None:
    """Refuse rules of movement that choose routes in another way."""
    refused = {
        "awareness_level": move.awareness_level > 1,
        "fixed_routes": move.fixed_routes,
        "pruning_threshold": move.pruning_threshold >= 1.001,
        "use_pop_for_loc_weight": move.use_pop_for_loc_weight,
    }
    for name, on in refused.items():
        if on:
            what = "a route_choice weighs whole ways already, link by link"
            raise InputError(f"move_rules.{name}", f"{what}. Leave {name} out, or the route_choice")


def _attractions(choice: RouteChoice, network: Network, classes: Classes, words: Words) -> FloatArray:
    """Array (class, place); -inf where there is no destination."""
    index = network.index
    found = np.full((len(classes.names), len(index)), -np.inf)
    for number, person in enumerate(classes.people):
        own = combined(words, choice.by_class, person)
        for name in choice.places:
            found[number, index[name]] = choice.destinations.get(name, 0.0) + sum(each.get(name, 0.0) for each in own)
    return found


def _tastes(attraction: FloatArray, encounters: EncounterDays, choice: RouteChoice) -> tuple[IntArray, IntArray]:
    """A class of each taste, array (taste,), and the taste of each class."""
    feels = encounters.hazard if choice.per_hazard > 0 else encounters.hazard[:, :0]
    keys: dict[bytes, int] = {}
    firsts, taste = [], []
    for number in range(len(attraction)):
        key = attraction[number].tobytes() + feels[:, :, number].tobytes()
        if key not in keys:
            firsts.append(number)
        taste.append(keys.setdefault(key, len(keys)))
    return np.array(firsts, np.int64), np.array(taste, np.int64)


def _costs(choice: RouteChoice, network: Network) -> FloatArray:
    """Cost of each link, array (link,)."""
    costs = np.zeros(len(network.links))
    if choice.per_cost <= 0:
        return costs
    for number, link in enumerate(network.links):
        text = link.extra.get(choice.cost_column, "")
        try:
            costs[number] = float(text)
        except ValueError:
            costs[number] = -1.0
        if not 0 <= costs[number] < np.inf:
            shown = f"`{text}`" if text else "nothing"
            what = f"{link.start} to {link.end}: {choice.cost_column} is no cost. Got {shown}"
            raise InputError("routes.csv", f"{what}; write a number of 0 or more")
    return costs


def _weigh(
    choice: RouteChoice,
    routes: Routes,
    row: int,
    link_end: IntArray,
    costs: FloatArray,
    felt: FloatArray,
    attraction: FloatArray,
    aims: NDArray[np.bool_],
) -> tuple[FloatArray, FloatArray]:
    """Weights of a row's routes, array (taste, route), and expected values, array (taste, place)."""
    first, last = int(routes.start[row, 0]), int(routes.start[row, -1])
    own = slice(first, last)
    start = np.repeat(np.arange(routes.start.shape[1] - 1), np.diff(routes.start[row]))
    end = routes.end[own].astype(np.int64)
    links = _links(routes, row, own, link_end)
    utility = -(choice.per_100_km * routes.km[own] / 100.0 + choice.per_cost * (links @ costs))
    utility = utility - choice.per_hazard * (links @ felt).T
    forced = routes.forced[row][start]
    ways = ~aims[start] & ((forced < 0) | (forced == routes.link[own]))
    values, _ = expected_values(utility[:, ways], start[ways], end[ways], attraction)
    weights = np.zeros(utility.shape)
    known = ways & np.isfinite(values[0, end])
    weights[:, known] = np.exp(utility[:, known] + values[:, end[known]] - values[:, start[known]])
    return weights, values


def _links(routes: Routes, row: int, own: slice, link_end: IntArray) -> csr_array[np.float64]:
    """How often each route passes each link, (route, link): once its first, and further ones behind markers."""
    first = routes.link[own].astype(np.int64)
    which, links = [np.arange(len(first))], [first]
    for number in np.flatnonzero(routes.tail[own] >= 0):
        place, tail = link_end[first[number]], routes.tail[own][number]
        while tail >= 0:
            hops = routes.hop_link[routes.hop_start[row, place] : routes.hop_start[row, place + 1]]
            hop = next(link for link in hops if link_end[link] == routes.tail_next[tail])
            which.append(np.array([number]))
            links.append(np.array([hop]))
            place, tail = routes.tail_next[tail], routes.tail_rest[tail]
    at, passed = np.concatenate(which), np.concatenate(links)
    return csr_array((np.ones(len(at)), (at, passed)), shape=(len(first), len(link_end)))


def _notes(network: Network, stuck: NDArray[np.bool_]) -> tuple[str, ...]:
    # a place without any way out is meant to be an end
    with_way = {link.start for link in network.links}
    names = [network.names[place] for place in np.flatnonzero(stuck.any(axis=0)) if network.names[place] in with_way]
    notes = []
    if names:
        shown = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
        notes.append(f"route_choice: no destination can be reached from {shown}, at least on some days; people stay")
    if any(place.is_camp and place.capacity > 0 for place in network.places):
        notes.append("route_choice: how full a camp is counts for the last step into it, not for the way there")
    return tuple(notes)
