"""People in cohorts: interception, decisions, custody and delays, in machine code; the counterpart of `custody`.

A kind of people is a group, and whether they have yet to complete a link if that matters. Room in a custody is given to
those intercepted on a day at random, as it is to people moved one by one, so both have the same distribution.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from suasion.jit import lean
from suasion.movement.encounter_days import TO_BACK, TO_HOME, TO_ONWARD
from suasion.movement.encounter_kernels import (
    AT_PLACE,
    HELD,
    IN_LINE,
    ON_LINK,
    STAYS,
    WAITING,
    Checks,
    Tally,
)
from suasion.movement.flow_cohorts import Crowds, Pool, refresh
from suasion.movement.flow_pools import Whole, low_of
from suasion.movement.flow_samplers import hypergeometric, part
from suasion.movement.kernels import NEXT, Floats, mixed

_TURN = np.uint64(0xD1B54A32D192ED03)
_WAKE, _RELEASE, _ROOM, _AGAIN, _POST = (np.uint64(word) for word in (0x56, 0x57, 0x58, 0x59, 0x5A))


class Stock(NamedTuple):
    """People who do not move of their own accord.

    Attributes
    ----------
    held, fresh : array (custody, kind)         held since an earlier day; intercepted today
    waiting : array (delay, kind, place)
    delayed : array (delay, place)              the same, of all kinds
    lined : array (queue, day, kind)            in line by the day they joined
    in_line : array (line, day)                 the same, of all links and kinds
    settled : array (class, place)              stopped for good
    """

    held: Floats
    fresh: Floats
    waiting: Floats
    delayed: Floats
    lined: Floats
    in_line: Floats
    settled: Floats


@lean
def put_down(
    checks: Checks, stock: Stock, crowds: Crowds, place: Whole, kind: Whole, again: float, good: float, delay: Whole
) -> None:
    """Add people to a place: those who will try again, perhaps after a delay, and those who stay for good."""
    stays = good
    if checks.destination[place] >= 0:
        stays += again
    elif delay >= 0:
        stock.waiting[delay, kind, place] += again
        stock.delayed[delay, place] += again
    else:
        crowds.rest[kind, place] += again
    stock.settled[checks.class_of[kind // crowds.feet], place] += stays
    crowds.people[place] += again + good
    refresh(place, crowds.people, crowds.capacity, crowds.free, crowds.drawn_to, crowds.buffer, crowds.power)


@lean
def decide_on(
    checks: Checks,
    stock: Stock,
    crowds: Crowds,
    custody: Whole,
    kind: Whole,
    count: float,
    start: Whole,
    end: Whole,
    word: np.uint64,
    expected: bool,
) -> float:
    """What becomes of people of a kind; gives how many go on at once.

    Parameters
    ----------
    start, end : int                   of the link they were on; read if nobody is held
    """
    group = kind // crowds.feet
    each, left, onward = checks.class_of[group], count, 0.0
    for option in range(checks.option_start[custody], checks.option_start[custody + 1]):
        word += NEXT
        own = part(left, checks.option_chain[option, each], mixed(word), expected)
        if own <= 0.0:
            continue
        left -= own
        checks.decided[option, each] += own
        again = part(own, checks.option_again[option], mixed(word ^ _AGAIN), expected)
        place, delay = np.int64(checks.option_to[option]), np.int64(checks.option_delay[option])
        if place == TO_ONWARD:
            place = np.int64(end)
            if delay < 0:
                onward += again
                own, again = own - again, 0.0
        elif place == TO_HOME:
            place = np.int64(checks.home[group])
        elif place == TO_BACK:
            place = np.int64(start)
        if own > 0.0:
            put_down(checks, stock, crowds, place, kind, again, own - again, delay)
    return onward


@lean
def meet(
    checks: Checks,
    stock: Stock,
    crowds: Crowds,
    link: Whole,
    start: Whole,
    end: Whole,
    kind: Whole,
    count: float,
    word: np.uint64,
    expected: bool,
) -> float:
    """What becomes of people of a kind who were intercepted on a link; gives how many go on at once."""
    each, left, onward = checks.class_of[kind // crowds.feet], count, 0.0
    word = mixed(word ^ _POST)
    for entry in range(checks.entry_start[link], checks.entry_start[link + 1]):
        word += NEXT
        own = part(left, checks.entry_chain[entry, each], mixed(word), expected)
        if own <= 0.0:
            continue
        left -= own
        post = checks.entry_post[entry]
        custody = checks.post_custody[post]
        checks.intercepted[checks.post_site[post], each] += own
        if checks.custody_place[custody] >= 0:
            stock.fresh[custody, kind] += own
        else:
            onward += decide_on(checks, stock, crowds, custody, kind, own, start, end, mixed(word ^ _TURN), expected)
    return onward


@lean
def wake(checks: Checks, stock: Stock, rest: Floats, key: np.uint64, expected: bool) -> None:
    """Delays that are over; and whoever is free at a destination stays there."""
    salt = mixed(key ^ _WAKE)
    kinds, places = rest.shape
    for place in range(places):
        for delay in range(stock.delayed.shape[0]):
            if stock.delayed[delay, place] <= 0.0:
                continue
            total = 0.0
            for kind in range(kinds):
                if stock.waiting[delay, kind, place] > 0.0:
                    word = mixed(salt + np.uint64((place * kinds + kind) * stock.delayed.shape[0] + delay + 1) * NEXT)
                    free = part(stock.waiting[delay, kind, place], checks.delay_end[delay], word, expected)
                    stock.waiting[delay, kind, place] -= free
                    rest[kind, place] += free
                    total += stock.waiting[delay, kind, place]
            stock.delayed[delay, place] = total
        if checks.destination[place] >= 0:
            feet = kinds // checks.class_of.shape[0]
            for kind in range(kinds):
                stock.settled[checks.class_of[kind // feet], place] += rest[kind, place]
                rest[kind, place] = 0.0


@lean
def evening(checks: Checks, stock: Stock, crowds: Crowds, key: np.uint64, expected: bool) -> None:
    """Some of those held are released; those intercepted today are held where there is room, or decided about."""
    people, kinds = crowds.people, crowds.rest.shape[0]
    leave, room_word = mixed(key ^ _RELEASE), mixed(key ^ _ROOM)
    for custody in range(stock.held.shape[0]):
        place = checks.custody_place[custody]
        if place < 0:
            continue
        inside, new = 0.0, 0.0
        for kind in range(kinds):
            if stock.held[custody, kind] > 0.0:
                word = mixed(leave + np.uint64(custody * kinds + kind + 1) * NEXT)
                out = part(stock.held[custody, kind], checks.custody_leave[custody], word, expected)
                if out > 0.0:
                    stock.held[custody, kind] -= out
                    people[place] = max(people[place] - out, 0.0)
                    decide_on(checks, stock, crowds, custody, kind, out, -1, -1, mixed(word ^ _TURN), expected)
            inside += stock.held[custody, kind]
            new += stock.fresh[custody, kind]
        if new <= 0.0:
            continue
        places_left = new
        if checks.custody_room[custody] >= 0 and not checks.custody_hold[custody]:
            places_left = min(max(checks.custody_room[custody] - inside, 0.0), new)
        for kind in range(kinds):
            own = stock.fresh[custody, kind]
            if own <= 0.0:
                continue
            stock.fresh[custody, kind] = 0.0
            word = mixed(room_word + np.uint64(custody * kinds + kind + 1) * NEXT)
            if places_left >= new:
                kept = own
            elif expected:
                kept = own * places_left / new
            else:
                kept = hypergeometric(own, new - own, places_left, word)
            new -= own
            places_left -= kept
            stock.held[custody, kind] += kept
            people[place] += kept
            if own > kept:
                decide_on(checks, stock, crowds, custody, kind, own - kept, -1, -1, mixed(word ^ _TURN), expected)
        refresh(place, people, crowds.capacity, crowds.free, crowds.drawn_to, crowds.buffer, crowds.power)


@lean
def count_states(  # noqa: PLR0912  one state after another
    checks: Checks,
    stock: Stock,
    rest: Floats,
    feet: int,
    riding: Pool,
    riders: Whole,
    seated: Pool,
    seats: Whole,
    tally: Tally,
    slot: int,
) -> None:
    """Fill the slot with people by place and by class, by state."""
    for table in (tally.held, tally.waiting, tally.in_line, tally.settled):
        table[slot] = 0.0
    tally.class_people[slot] = 0.0
    found = tally.class_people[slot]
    for kind in range(rest.shape[0]):
        each = checks.class_of[kind // feet]
        for place in range(rest.shape[1]):
            found[AT_PLACE, each] += rest[kind, place]
        for custody in range(stock.held.shape[0]):
            if stock.held[custody, kind] > 0.0:
                found[HELD, each] += stock.held[custody, kind]
                tally.held[slot, checks.custody_place[custody]] += stock.held[custody, kind]
        for delay in range(stock.delayed.shape[0]):
            for place in range(rest.shape[1]):
                found[WAITING, each] += stock.waiting[delay, kind, place]
    for delay in range(stock.delayed.shape[0]):
        for place in range(rest.shape[1]):
            tally.waiting[slot, place] += stock.delayed[delay, place]
    for cohort in range(seats):
        kind = low_of(seated.keys[cohort, 0]) % rest.shape[0]
        found[AT_PLACE, checks.class_of[kind // feet]] += seated.people[cohort]
    for cohort in range(riders):
        kind = (low_of(riding.keys[cohort, 1]) >> 1) % rest.shape[0]
        found[ON_LINK, checks.class_of[kind // feet]] += riding.people[cohort]
    for queue in range(stock.lined.shape[0]):
        place = checks.queue_start[queue]
        for day in range(checks.day + 1):
            if stock.in_line[checks.queue_line[queue], day] > 0.0:
                for kind in range(rest.shape[0]):
                    found[IN_LINE, checks.class_of[kind // feet]] += stock.lined[queue, day, kind]
                    tally.in_line[slot, place] += stock.lined[queue, day, kind]
    for each in range(stock.settled.shape[0]):
        for place in range(stock.settled.shape[1]):
            found[STAYS, each] += stock.settled[each, place]
            tally.settled[slot, place] += stock.settled[each, place]
