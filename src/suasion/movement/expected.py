"""Expected values of interception, custody and route choice, without luck and without days.

Everybody who sets out is followed to the end under the rules of one day, as a Markov chain on places: the same rules
as the engines, so an oracle for them, and fast enough to fit with. It leaves out what needs days: lines, full
stations, delays, a perception that lags.

Route choice is the recursive logit of Fosgerau, Frejinger and Karlstrom (2013): with M the matrix of exp(-cost) of the
links that do not end at a destination and b the sum of exp(attraction - cost) over those that do, the worth z of a
place solves z = M z + b, and a link is chosen with exp(-cost) z(end) / z(start).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from suasion.errors import InputError
from suasion.movement.encounters import BACK, EVERYONE, HOME, ONWARD, Decision, Departures, Encounters
from suasion.movement.network import NEVER, Network

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ExpectedFlows:
    """What becomes of everybody who sets out, in the long run.

    Attributes
    ----------
    events : DataFrame (site, class)       interceptions: events, not persons
    stays : DataFrame (place, class)       people where they end; with those set out again until they end
    reach : DataFrame (origin, class)      chance that a first attempt comes to a sector or port, arrested there or not
    link_events : array (link,)            interceptions by link, in the order of the network
    """

    events: pd.DataFrame
    stays: pd.DataFrame
    reach: pd.DataFrame
    link_events: Array


def _in_force(from_day: int, to_day: int, day: int) -> bool:
    return from_day <= day and (to_day == NEVER or day < to_day)


def _names(key: str, values: Sequence[str]) -> bool:
    """Whether a key of a mapping names a class: `GTM`, `GTM, single adults` or `everyone`."""
    return key == EVERYONE or set(key.split(", ")) <= set(values)


def _share(decision: Decision, values: Sequence[str], classes: Sequence[Sequence[str]]) -> float:
    """The share of one class: of the keys that name it, the one that names the fewest classes counts."""
    named = [key for key in decision.share if _names(key, values)]
    narrow = min(named, key=lambda key: sum(_names(key, each) for each in classes), default=None)
    return 0.0 if narrow is None else decision.share[narrow]


class _Chain:
    """The arrays of a network and its rules on one day; links as (start, end) positions."""

    def __init__(self, network: Network, rules: Encounters, classes: Sequence[Sequence[str]], day: int) -> None:
        if rules.route_choice is None:
            raise InputError("encounters", "there is no route choice. Give one: expected values follow whole ways")
        self.rules, self.choice, self.index, self.day = rules, rules.route_choice, network.index, day
        self.classes, self.size = classes, len(network.places)
        self.start = np.array([self.index[link.start] for link in network.links])
        self.end = np.array([self.index[link.end] for link in network.links])
        self.km = np.array([link.length_km for link in network.links])
        self.aims = {self.index[name]: value for name, value in self.choice.destinations.items()}
        self.goes_on = ~np.isin(self.end, list(self.aims))
        position: dict[tuple[str, str], int] = {(link.start, link.end): n for n, link in enumerate(network.links)}
        self.marks: list[tuple[int, int, float, Mapping[str, float], str]] = []  # link, site, hazard, factors, custody
        for each in rules.interceptions:
            if not _in_force(each.from_day, each.to_day, day):
                continue
            pairs = [(each.start, each.end), (each.end, each.start)][: 1 + each.both_ways]
            links = (
                [position[pair] for pair in pairs if pair in position]
                if each.start
                else [n for n, link in enumerate(network.links) if link.end == each.end]
            )
            self.marks += [(n, rules.sites.index(each.name), each.hazard, each.by_class, each.custody) for n in links]
        self.mark_link = np.array([mark[0] for mark in self.marks], dtype=np.int64)
        self.mark_site = np.array([mark[1] for mark in self.marks], dtype=np.int64)
        self.mark_hazard = np.array([mark[2] for mark in self.marks])

    def hazards(self, values: Sequence[str]) -> Array:
        """Hazard of each mark for one class."""
        factors = [np.prod([factor for key, factor in mark[3].items() if _names(key, values)]) for mark in self.marks]
        return self.mark_hazard * np.array(factors, dtype=np.float64)

    def ways(self, hazard: Array, values: Sequence[str]) -> Array:
        """Chance of each link among those that leave its start (recursive logit); 0 where no aim can be reached."""
        cost = self.choice.per_100_km * self.km / 100 + self.choice.per_hazard * hazard
        more = [each for key, each in self.choice.by_class.items() if _names(key, values)]
        names = {position: name for name, position in self.index.items()}
        pull = {n: value + sum(each.get(names[n], 0.0) for each in more) for n, value in self.aims.items()}
        step = np.zeros((self.size, self.size))
        np.add.at(step, (self.start[self.goes_on], self.end[self.goes_on]), np.exp(-cost[self.goes_on]))
        if np.abs(np.linalg.eigvals(step)).max() >= 1:
            raise InputError(
                "route choice",
                f"per_100_km {self.choice.per_100_km:g} is too low: the sum over ways has no end. Raise it",
            )
        last = np.zeros(len(cost))
        for n, value in pull.items():
            last[self.end == n] = value - cost[self.end == n]
        top = last[~self.goes_on].max()
        leaves = np.zeros(self.size)
        np.add.at(leaves, self.start[~self.goes_on], np.exp(last[~self.goes_on] - top))
        worth = np.linalg.solve(np.eye(self.size) - step, leaves)
        each = np.where(self.goes_on, np.exp(-cost) * worth[self.end], np.exp(last - top))
        return np.asarray(np.divide(each, worth[self.start], out=np.zeros_like(each), where=worth[self.start] > 0))


def expected_flows(network: Network, rules: Encounters, departures: Departures, day: int = 0) -> ExpectedFlows:
    """Follows all departures to their ends under the rules of one day; see the module for what is left out.

    Parameters
    ----------
    network : Network
    rules : Encounters                 with a route choice
    departures : Departures            summed over their days
    day : int                          of the run, whose rules are in force throughout

    Returns
    -------
    ExpectedFlows

    Raises
    ------
    InputError                         if there is no route choice, or distance weighs too little for one
    """
    chain = _Chain(network, rules, departures.classes, day)
    people = departures.people.sum(axis=0)
    begin = np.array([chain.index[name] for name in departures.places])
    events, stays, reach = [], [], []
    by_link = np.zeros(len(network.links))
    for number, values in enumerate(departures.classes):
        one = _one_class(chain, values, begin, people[:, number])
        events.append(one[0])
        stays.append(one[1])
        reach.append(one[2])
        by_link += one[3]
    columns = pd.MultiIndex.from_tuples(departures.classes, names=departures.attributes)
    return ExpectedFlows(
        pd.DataFrame(np.transpose(events), pd.Index(rules.sites, name="site"), columns),
        pd.DataFrame(np.transpose(stays), pd.Index(network.names, name="place"), columns),
        pd.DataFrame(np.transpose(reach), pd.Index(departures.places, name="origin"), columns),
        by_link,
    )


def _one_class(
    chain: _Chain, values: Sequence[str], begin: NDArray[np.int64], people: Array
) -> tuple[Array, Array, Array, Array]:
    """Events by site, stays by place, reach by origin, events by link of one class."""
    marked = chain.hazards(values)
    hazard = np.bincount(chain.mark_link, marked, len(chain.km)).astype(np.float64)
    chance = chain.ways(hazard, values)
    passed = np.exp(-hazard)
    moves = np.zeros((chain.size, chain.size))
    np.add.at(moves, (chain.start[chain.goes_on], chain.end[chain.goes_on]), (chance * passed)[chain.goes_on])
    first = np.linalg.solve(np.eye(chain.size) - moves.T, np.eye(chain.size)[:, begin])  # visits of first attempts
    at_last = chance * ~chain.goes_on
    reach = np.bincount(chain.start, at_last, chain.size) @ first

    caught = np.divide(marked, hazard[chain.mark_link], out=np.zeros_like(marked), where=hazard[chain.mark_link] > 0)
    caught = caught * (chance * -np.expm1(-hazard))[chain.mark_link]  # a visit of the link's start -> each mark
    again_home, rest_home = np.zeros(chain.size), np.zeros(chain.size)
    again, rest = np.zeros((chain.size, chain.size)), np.zeros((chain.size, chain.size))
    custodies = {each.name: each for each in chain.rules.custodies}
    for n, (link, _, _, _, custody) in enumerate(chain.marks):
        start, end = chain.start[link], chain.end[link]
        for decision in custodies[custody].decisions:
            if not _in_force(decision.from_day, decision.to_day, chain.day):
                continue
            flow, more = caught[n] * _share(decision, values, chain.classes), decision.again_share
            if decision.to == HOME:
                again_home[start] += flow * more
                rest_home[start] += flow * (1 - more)
                continue
            to = {BACK: start, ONWARD: end}.get(decision.to)
            to = chain.index[decision.to] if to is None else to
            again[start, to] += flow * more
            rest[start, to] += flow * (1 - more)
    whole = np.eye(chain.size) - (moves + again).T
    visits = np.linalg.solve(whole, np.eye(chain.size)[:, begin])
    visits = visits / (1 - again_home @ visits) * people  # those sent home begin again where they began
    total = visits.sum(axis=1)
    taken = caught * total[chain.start[chain.mark_link]]
    events = np.bincount(chain.mark_site, taken, len(chain.rules.sites)).astype(np.float64)
    by_link = np.bincount(chain.mark_link, taken, len(chain.km)).astype(np.float64)
    no_way_on = np.bincount(chain.start, chance, chain.size) == 0
    stays = total @ rest + total * no_way_on
    np.add.at(stays, begin, rest_home @ visits)
    np.add.at(stays, chain.end, at_last * passed * total[chain.start])
    return events, stays, reach, by_link
