"""Rules of encounters as plain arrays by day, link and class: what both engines execute.

A row holds for the days between two boundaries of windows. A chance among several (which site, which decision) is kept
as a chain: the chance of each, given that none before it was taken; the last that is possible has 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suasion.errors import InputError, Problem
from suasion.movement.class_words import Words, closest, combined
from suasion.movement.classes import Classes
from suasion.movement.encounters import BACK, HOME, ONWARD, Custody, Encounters, Interception
from suasion.movement.network import NEVER, Network

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]
BoolArray = NDArray[np.bool_]

TO_HOME, TO_ONWARD, TO_BACK = -2, -3, -4  # option_to that is no place
_WORDS = {HOME: TO_HOME, ONWARD: TO_ONWARD, BACK: TO_BACK}
MOST_NUMBERED, MOST_DAYS = 2_000, 1 << 18  # custodies, waiting times or metered links; days: what 4 bytes a person hold
CLOSE = 1e-6  # by how much shares that sum to 1 may be off


@dataclass(frozen=True, eq=False)
class EncounterDays:
    """Encounters of one run. A post is a site with the custody that follows; an entry a post on a link.

    Attributes
    ----------
    sites : tuple of str               in order
    hazard_row : array (day,)          row of each day
    hazard : array (row, link, class)  hazards in force, times factors
    chance : array (row, link, class)  chance to be intercepted: 1 - exp(-hazard)
    entry_start : array (link + 1,)    entries of a link: numbers start[link] to before start[link + 1]
    entry_post : array (entry,)
    entry_chain : array (row, entry, class)     which post of the link it was, as a chain
    post_site, post_custody : array (post,)
    custodies : tuple of str
    custody_place, custody_room : array (custody,)      -1: nobody is held; no limit
    custody_leave : array (custody,)   chance of being released, an evening
    custody_hold : array (custody,), bool       people are held even if there is no room
    option_row : array (day,)          row of each day
    option_start : array (custody + 1,)         decisions of a custody
    option_chain : array (row, option, class)   which decision it is, as a chain
    option_to : array (option,)        place, or TO_HOME, TO_ONWARD, TO_BACK
    option_name : tuple (option,) of str        the same in words
    option_again : array (option,)     share who try again
    option_delay : array (option,)     number of a delay; -1: none
    delay_end : array (delay,)         chance that a delay is over, a morning
    queue : array (link,)              number of a metered link, -1: it never is
    queue_link, queue_line : array (queue,)     its link; its line
    line_rate : array (day, line)      people let through; -1: the line is not in force
    line_give_up : array (day, line)
    destinations : array (destination,)         places of the route choice
    """

    sites: tuple[str, ...]
    hazard_row: IntArray
    hazard: FloatArray
    chance: FloatArray
    entry_start: IntArray
    entry_post: IntArray
    entry_chain: FloatArray
    post_site: IntArray
    post_custody: IntArray
    custodies: tuple[str, ...]
    custody_place: IntArray
    custody_room: NDArray[np.int64]
    custody_leave: FloatArray
    custody_hold: BoolArray
    option_row: IntArray
    option_start: IntArray
    option_chain: FloatArray
    option_to: IntArray
    option_name: tuple[str, ...]
    option_again: FloatArray
    option_delay: IntArray
    delay_end: FloatArray
    queue: IntArray
    queue_link: IntArray
    queue_line: IntArray
    line_rate: FloatArray
    line_give_up: FloatArray
    destinations: IntArray

    @property
    def option_custody(self) -> list[str]:
        """Custody of each decision."""
        each = np.repeat(np.arange(len(self.custodies)), np.diff(self.option_start))
        return [self.custodies[number] for number in each]


def compile_encounters(
    encounters: Encounters, network: Network, classes: Classes, words: Words, days: int, hasten: int
) -> EncounterDays:
    """Encounters as arrays.

    Parameters
    ----------
    hasten : int                       divides rooms and people let through a day, as it divides people

    Raises
    ------
    InputError                         if shares of a custody do not sum to 1 for somebody on a day that they count, or
                                       there are more custodies, lines or days than can be kept
    """
    people = classes.people
    row_of, starts = _rows(((each.from_day, each.to_day) for each in encounters.interceptions), days)
    hazards, posts, entries = _hazards(encounters, network, words, classes, starts, days)
    entry_post = np.array([post for _, post in entries], np.int32)
    entry_link = np.array([link for link, _ in entries], np.int32)
    hazard = np.zeros((len(starts), len(network.links), len(people)))
    for entry, link in enumerate(entry_link.tolist()):
        hazard[:, link] += hazards[:, entry]
    index = network.index
    custodies = encounters.custodies
    options = [decision for custody in custodies for decision in custody.decisions]
    option_row, option_starts = _rows(((each.from_day, each.to_day) for each in options), days)
    shares = _shares(custodies, words, classes, option_starts, days)
    post_custody = np.array([custody for _, custody in posts], np.int32)
    reached = _reached(hazards, entry_post, post_custody, len(custodies))
    _sum_to_one(custodies, classes, shares, option_row, reached, row_of)
    delays = sorted({each.delay_days for each in options if each.delay_days > 0})
    lines = _lines(encounters, network, days, hasten)
    numbered = {"custodies": len(custodies), "waiting times": len(delays), "metered links": len(lines[1])}
    problems = [
        Problem(0, 0, "encounters", f"{count:,} {what}; allowed are {MOST_NUMBERED:,}. Merge some")
        for what, count in numbered.items()
        if count > MOST_NUMBERED
    ]
    if days > MOST_DAYS:
        problems.append(Problem(0, 0, "days", f"{days:,} days; with encounters {MOST_DAYS:,} are allowed. Run fewer"))
    if problems:
        raise InputError("encounters", problems)
    choice = encounters.route_choice
    return EncounterDays(
        sites=encounters.sites,
        hazard_row=row_of,
        hazard=hazard,
        chance=-np.expm1(-hazard),
        entry_start=np.searchsorted(entry_link, np.arange(len(network.links) + 1)).astype(np.int32),
        entry_post=entry_post,
        entry_chain=_chain(_among(hazards), entry_link),
        post_site=np.array([site for site, _ in posts], np.int32),
        post_custody=post_custody,
        custodies=tuple(each.name for each in custodies),
        custody_place=np.array([index.get(each.place, -1) for each in custodies], np.int32),
        custody_room=np.array([each.room // hasten if each.room > 0 else each.room for each in custodies], np.int64),
        custody_leave=np.array([1.0 / each.days for each in custodies], float),
        custody_hold=np.array([each.full == "hold" for each in custodies], np.bool_),
        option_row=option_row,
        option_start=np.cumsum([0, *(len(each.decisions) for each in custodies)]).astype(np.int32),
        option_chain=_chain(shares, np.repeat(np.arange(len(custodies)), [len(each.decisions) for each in custodies])),
        option_to=np.array([_WORDS[each.to] if each.to in _WORDS else index[each.to] for each in options], np.int32),
        option_name=tuple(each.to for each in options),
        option_again=np.array([each.again_share for each in options], float),
        option_delay=np.array(
            [delays.index(each.delay_days) if each.delay_days > 0 else -1 for each in options], np.int32
        ),
        delay_end=1.0 / (1.0 + np.array(delays, float)),
        queue=lines[0],
        queue_link=lines[1],
        queue_line=lines[2],
        line_rate=lines[3],
        line_give_up=lines[4],
        destinations=np.array([index[name] for name in (choice.places if choice is not None else ())], np.int32),
    )


def _rows(windows: Iterable[tuple[int, int]], days: int) -> tuple[IntArray, list[int]]:
    """Row of each day, array (day,), and the first day of each row: a new one begins where a window does or ends."""
    edges = {0} | {day for window in windows for day in window if 0 < day < days}
    starts = sorted(edges)
    row: IntArray = (np.searchsorted(starts, np.arange(days), side="right") - 1).astype(np.int32)
    return row, starts


def _in_force(from_day: int, to_day: int, starts: Sequence[int], days: int) -> slice:
    """Rows of a window."""
    last = days if to_day == NEVER else min(to_day, days)
    return slice(int(np.searchsorted(starts, from_day)), int(np.searchsorted(starts, last)))


def _hazards(
    encounters: Encounters, network: Network, words: Words, classes: Classes, starts: list[int], days: int
) -> tuple[FloatArray, list[tuple[int, int]], list[tuple[int, int]]]:
    """Hazards (row, entry, class), posts (site, custody), entries (link, post) in order of links."""
    sites = {name: number for number, name in enumerate(encounters.sites)}
    custodies = {each.name: number for number, each in enumerate(encounters.custodies)}
    posts: dict[tuple[int, int], int] = {}
    by_pair: dict[tuple[str, str], list[int]] = {}
    by_end: dict[str, list[int]] = {}
    for number, link in enumerate(network.links):
        by_pair.setdefault((link.start, link.end), []).append(number)
        by_end.setdefault(link.end, []).append(number)

    def where(each: Interception) -> list[int]:
        if not each.start:
            return by_end.get(each.end, [])
        back = by_pair.get((each.end, each.start), []) if each.both_ways else []
        return [*by_pair[each.start, each.end], *back]

    found: list[tuple[Interception, list[int], int]] = []
    for each in encounters.interceptions:
        if each.hazard > 0:
            key = (sites[each.name], custodies[each.custody])
            found.append((each, where(each), posts.setdefault(key, len(posts))))
    entries = sorted({(link, post) for _, links, post in found for link in links})
    number_of = {entry: number for number, entry in enumerate(entries)}
    hazards = np.zeros((len(starts), len(entries), len(classes.names)))
    for each, links, post in found:
        factors = np.array([np.prod(combined(words, each.by_class, person) or [1.0]) for person in classes.people])
        own = np.where(factors > 0, each.hazard * np.where(factors > 0, factors, 1.0), 0.0)
        rows = _in_force(each.from_day, each.to_day, starts, days)
        for at in links:
            hazards[rows, number_of[at, post]] += own
    return hazards, list(posts), entries


def _among(hazards: FloatArray) -> FloatArray:
    """Hazards as weights of a choice: where one is infinite, only such count."""
    endless = np.isinf(hazards)
    return np.where(endless, 1e300, hazards)


def _chain(weights: FloatArray, owner: NDArray[np.integer]) -> FloatArray:
    """Weights (row, item, class) as chances, each given that no earlier item of its owner was taken."""
    chain = np.zeros(weights.shape)
    for first in np.flatnonzero(np.diff(owner, prepend=-1)):
        last = first + int(np.searchsorted(owner[first:], owner[first], side="right"))
        own = weights[:, first:last]
        scale = own.max(axis=1, keepdims=True)
        own = own / np.where(scale > 0, scale, 1.0)
        left = np.cumsum(own[:, ::-1], axis=1)[:, ::-1]  # from the end: the last that is possible is left alone
        chain[:, first:last] = own / np.where(left > 0, left, 1.0)
    return chain


def _shares(custodies: Sequence[Custody], words: Words, classes: Classes, starts: list[int], days: int) -> FloatArray:
    """Share of each decision in force, array (row, option, class)."""
    people = classes.people
    shares = np.zeros((len(starts), sum(len(each.decisions) for each in custodies), len(people)))
    problems, option = [], 0
    for custody in custodies:
        for decision in custody.decisions:
            rows = _in_force(decision.from_day, decision.to_day, starts, days)
            for number, person in enumerate(people):
                keys = closest(words, decision.share, person, people)
                if len(keys) > 1:
                    what = f"custody {custody.name}, to {decision.to}: `{classes.names[number]}` has the shares of "
                    text = f"{what}{' and of '.join(keys)}. Give one of `{', '.join(person.values())}`"
                    problems.append(Problem(0, 0, "custodies", text))
                elif keys:
                    shares[rows, option, number] = decision.share[keys[0]]
            option += 1
    if problems:
        raise InputError("encounters", problems)
    return shares


def _reached(hazards: FloatArray, entry_post: IntArray, post_custody: IntArray, custodies: int) -> BoolArray:
    """Whether people of a class can come into a custody, array (row of hazards, custody, class)."""
    reached = np.zeros((hazards.shape[0], custodies, hazards.shape[2]), np.bool_)
    for entry, post in enumerate(entry_post):
        reached[:, post_custody[post]] |= hazards[:, entry] > 0
    return reached


def _sum_to_one(
    custodies: Sequence[Custody],
    classes: Classes,
    shares: FloatArray,
    option_row: IntArray,
    reached: BoolArray,
    hazard_row: IntArray,
) -> None:
    """Refuse shares that do not sum to 1 on a day on which somebody may be decided about."""
    problems, option = [], 0
    for number, custody in enumerate(custodies):
        own = shares[:, option : option + len(custody.decisions)].sum(axis=1)
        option += len(custody.decisions)
        asked = reached[hazard_row, number]  # (day, class)
        if custody.place:  # whoever is held is decided about later
            asked = np.logical_or.accumulate(asked, axis=0)
        for group, name in enumerate(classes.names):
            off = np.flatnonzero(asked[:, group] & (np.abs(own[option_row, group] - 1.0) > CLOSE))
            if len(off):
                total = own[option_row[off[0]], group]
                what = f"shares of `{name}` sum to {total:.6g} on day {off[0]}"
                later = " (people held are decided about later)" if custody.place and off[0] > 0 else ""
                text = f"{what}{later}. Make them sum to 1 on each day that people can come here"
                problems.append(Problem(0, 0, f"custodies.{custody.name}", text))
    if problems:
        raise InputError("encounters", problems)


def _lines(
    encounters: Encounters, network: Network, days: int, hasten: int
) -> tuple[IntArray, IntArray, IntArray, FloatArray, FloatArray]:
    """Metered links and lines: queue (link,), queue_link, queue_line (queue,), rate, give_up (day, line)."""
    pairs = list(dict.fromkeys((each.start, each.end) for each in encounters.lines))
    rate, give_up = np.full((days, len(pairs)), -1.0), np.zeros((days, len(pairs)))
    for each in encounters.lines:
        held = slice(each.from_day, days if each.to_day == NEVER else each.to_day)
        line = pairs.index((each.start, each.end))
        rate[held, line], give_up[held, line] = each.per_day / hasten, each.give_up
    links = [number for number, link in enumerate(network.links) if (link.start, link.end) in pairs]
    queue = np.full(len(network.links), -1, np.int32)
    queue[links] = np.arange(len(links))
    ends = [(network.links[number].start, network.links[number].end) for number in links]
    return (
        queue,
        np.array(links, np.int32),
        np.array([pairs.index(pair) for pair in ends], np.int32),
        rate,
        give_up,
    )
