"""What is open, what each place is, and how strongly it is watched, day by day.

Turns closures, conflicts, changed places and strengths into plain arrays (movement.md sections 2, 4, 5). A day's state
is the one people move in: after that day's conflicts and closures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suasion.movement.instance import Instance
from suasion.movement.network import NEVER, Closure, Kind, Network
from suasion.movement.semantics import Semantics
from suasion.movement.settings import MoveRules

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

LEAST_INTENSITY = 1e-6  # at or below it there is no conflict
SLOW = 0.005  # Flee: a place people leave more rarely than this is a camp


@dataclass(frozen=True, eq=False)
class LinkDays:
    """Links by day.

    Attributes
    ----------
    open : array (day, link)           whether the link can be entered
    order : array (day, link)          rank among the links of its start; a reopened link goes to the end in Flee
    shut : tuple (day,) of arrays      links shut on that day while they were open, even for an instant
    forced : array (day, link)         whether whoever leaves the start is sent along this link
    strength : array (day or 1, link)  share of those setting out who are stopped; one row if never any
    """

    open: BoolArray
    order: IntArray
    shut: tuple[IntArray, ...]
    forced: BoolArray
    strength: FloatArray


@dataclass(frozen=True, eq=False)
class PlaceDays:
    """Places by day.

    Attributes
    ----------
    chance : array (day, place)        share of people who set out, a day, before population and hunger count
    intensity : array (day, place)     of the conflict; 0 without one
    since : array (day, place)         day the conflict last began; -1 before any
    camp, town : array (day, place)    what the place counts as
    """

    chance: FloatArray
    intensity: FloatArray
    since: IntArray
    camp: BoolArray
    town: BoolArray


def _in_force(closure: Closure, days: int) -> slice:
    """Days on which a closure holds by the documented rule: from its first day until before its last."""
    if closure.end_day == closure.start_day:
        return slice(0, 0)
    endless = closure.end_day == NEVER or closure.end_day < closure.start_day
    return slice(max(closure.start_day, 0), days if endless else max(closure.end_day, 0))


def _mask(closure: Closure, network: Network, rules: Semantics) -> BoolArray:
    """Links a closure shuts."""
    one, two = closure.name1, closure.name2
    country = {place.name: place.country for place in network.places}

    def shuts(start: str, end: str) -> bool:
        if closure.kind == "country":
            return {country[start], country[end]} == {one, two} and country[start] != country[end]
        if closure.kind == "location":
            return one in (start, end)
        if closure.kind == "link" and rules.link_closures_void:
            return (start, end) == (two, one) and len(one) == len(two) == 1
        return closure.kind == "link" and {start, end} == {one, two}

    return np.array([shuts(link.start, link.end) for link in network.links], np.bool_)


def link_days(network: Network, days: int, rules: Semantics) -> LinkDays:
    """The state of every link on every day."""
    count = len(network.links)
    masks = [(closure, _mask(closure, network, rules)) for closure in network.closures]
    masks = [(closure, mask) for closure, mask in masks if mask.any()]
    is_open = np.ones((days, count), np.bool_)
    order = np.tile(np.arange(count), (days, 1))
    shut: list[IntArray] = []
    if rules.any_end_reopens:
        shut = _walk(masks, is_open, order)
    else:
        for closure, mask in masks:
            is_open[_in_force(closure, days)] &= ~mask
        before = np.vstack([np.ones((1, count), np.bool_), is_open])
        shut = [np.flatnonzero(before[day] & ~is_open[day]) for day in range(days)]
    return LinkDays(is_open, order, tuple(shut), _forced(network, days, rules), _strength(network, days))


def _walk(masks: Iterable[tuple[Closure, BoolArray]], is_open: BoolArray, order: IntArray) -> list[IntArray]:
    """Flee's walk over the closures, in the order of the file, each day: shut on the first day, open on the last."""
    days, count = is_open.shape
    state, rank, end_of_list = np.ones(count, np.bool_), np.arange(count), count
    shut = []
    for day in range(days):
        shut_today = np.zeros(count, np.bool_)
        for closure, mask in masks:
            if day == closure.start_day:
                shut_today |= mask & state
                state = state & ~mask
            if day == closure.end_day:
                again = np.flatnonzero(mask & ~state)
                rank = rank.copy()
                rank[again] = end_of_list + np.arange(len(again))
                end_of_list += len(again)
                state = state | mask
        is_open[day], order[day] = state, rank
        shut.append(np.flatnonzero(shut_today))
    return shut


def _forced(network: Network, days: int, rules: Semantics) -> BoolArray:
    forced = np.tile(
        np.array([link.forced and not rules.redirection_void for link in network.links], np.bool_), (days, 1)
    )
    for closure in network.closures:
        if closure.kind == "remove_forced_redirection":
            between = [(link.start, link.end) == (closure.name1, closure.name2) for link in network.links]
            forced[_in_force(closure, days)] &= ~np.array(between, np.bool_)
    return forced


def _strength(network: Network, days: int) -> FloatArray:
    """Share stopped: strengths of a link and of the place it ends at are passed one after the other."""
    if not network.strengths:
        return np.zeros((1, len(network.links)))
    passed = np.ones((days, len(network.links)))
    for strength in network.strengths:
        last = days if strength.to_day == NEVER else strength.to_day
        ends = {(strength.start, strength.end)}
        if strength.both_ways:
            ends.add((strength.end, strength.start))
        where = [
            (link.start, link.end) in ends if strength.start else link.end == strength.end for link in network.links
        ]
        passed[strength.from_day : last, np.array(where, np.bool_)] *= 1.0 - strength.share
    return 1.0 - passed


class _Places:
    """The state of the places while the days are walked through."""

    def __init__(self, instance: Instance, rules: Semantics, move: MoveRules) -> None:
        self.rules, self.move = rules, move
        self.kinds: list[Kind] = [place.kind for place in instance.network.places]
        count = len(self.kinds)
        self.chance, self.intensity = np.zeros(count), np.zeros(count)
        self.since = np.full(count, -1, np.int64)
        self.camp, self.town = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
        for number, place in enumerate(instance.network.places):
            self.become(number, "town" if place.kind == "conflict" and place.conflict_day > 0 else place.kind)
            if place.kind == "conflict" and place.conflict_day <= 0:
                own = place.extra.get("conflict_intensity")
                self.intensity[number] = float(own) if own else instance.settings.default_conflict_intensity

    def become(self, number: int, kind: Kind) -> None:
        """What a place of a kind is: how fast people leave it, whether it counts as a camp or a town."""
        move = self.move
        chances = {
            "camp": move.camp_movechance,
            "idpcamp": move.idpcamp_movechance,
            "conflict": move.conflict_movechance,
            "hub": 1.0,
            "marker": 1.0,
        }
        self.chance[number] = chances.get(kind, move.default_movechance)
        self.camp[number] = kind in ("camp", "idpcamp")
        self.town[number] = kind == "town"
        if self.rules.slow_towns_are_camps and kind != "flood" and self.chance[number] < SLOW:
            self.camp[number] = True

    def begin(self, number: int, intensity: float, day: int) -> None:
        self.chance[number] = self.move.conflict_movechance
        self.intensity[number], self.since[number], self.town[number] = intensity, day, False

    def end(self, number: int) -> None:
        self.intensity[number] = 0.0
        if self.rules.conflict_ends_in_town:
            self.chance[number], self.town[number] = self.move.default_movechance, True
        else:
            self.become(number, "town" if self.kinds[number] == "conflict" else self.kinds[number])


def place_days(instance: Instance, days: int, rules: Semantics, move: MoveRules) -> PlaceDays:
    """The state of every place on every day."""
    network = instance.network
    index, count = network.index, len(network.places)
    state = _Places(instance, rules, move)
    found = PlaceDays(
        np.empty((days, count)),
        np.empty((days, count)),
        np.empty((days, count), np.int64),
        np.empty((days, count), np.bool_),
        np.empty((days, count), np.bool_),
    )
    changes = [] if rules.location_changes_void else list(instance.location_changes)
    for day in range(days):
        for name, kind, when in changes:
            if when == day:
                state.kinds[index[name]] = kind
                state.become(index[name], kind)
                if kind == "conflict":
                    state.begin(index[name], instance.settings.default_conflict_intensity, day)
                else:
                    state.intensity[index[name]] = 0.0
        _conflicts(instance, day, rules, state)
        for closure in network.closures:
            if closure.kind in ("camp", "idpcamp"):
                _camp_closure(closure, index[closure.name1], day, rules, state)
        for rows, values in (
            (found.chance, state.chance),
            (found.intensity, state.intensity),
            (found.since, state.since),
            (found.camp, state.camp),
            (found.town, state.town),
        ):
            rows[day] = values
    return found


def _conflicts(instance: Instance, day: int, rules: Semantics, state: _Places) -> None:
    table = instance.conflicts
    if table is None:
        for number, place in enumerate(instance.network.places):
            if place.kind == "conflict" and place.conflict_day == day > 0 and not rules.dates_void_without_file:
                own = place.extra.get("conflict_intensity")
                state.begin(number, float(own) if own else instance.settings.default_conflict_intensity, day)
        return
    columns = np.array([instance.network.index[name] for name in table.names], np.int64)
    now = table.values[day]
    if rules.transitions_only:
        before = table.values[day - 1] if day else np.zeros(len(columns))
        begins = (before < LEAST_INTENSITY) & (now > LEAST_INTENSITY)
        ends = (before >= LEAST_INTENSITY) & (now < LEAST_INTENSITY)
    else:
        on = state.intensity[columns] > LEAST_INTENSITY
        begins = ~on & (now > LEAST_INTENSITY)
        ends = on & (now <= LEAST_INTENSITY)
        state.intensity[columns[on & ~ends]] = now[on & ~ends]
    for column in np.flatnonzero(begins):
        state.begin(int(columns[column]), float(now[column]), day)
    for column in np.flatnonzero(ends):
        state.end(int(columns[column]))


def _camp_closure(closure: Closure, number: int, day: int, rules: Semantics, state: _Places) -> None:
    first = closure.start_day if rules.past_closures_void else max(closure.start_day, 0)
    if day == first:
        state.become(number, "town")
    if day == closure.end_day:
        state.become(number, "idpcamp" if closure.kind == "idpcamp" else "camp")
