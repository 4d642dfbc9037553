"""People one by one: interception, decisions, custody, delays and lines, in machine code.

A person's state is kept in the 4 bytes that hold metres while they are on a link: at a place, 0 is free, and otherwise
what they are (held, waiting, in line), of which custody, delay or metered link, and since when.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from suasion.jit import lean
from suasion.movement.encounter_days import TO_BACK, TO_HOME, TO_ONWARD
from suasion.movement.encounter_kernels import AT_PLACE, ON_LINK, STAYS, Checks, Tally
from suasion.movement.kernels import NEXT, Ints, mixed, unit

GOES_ON, FREE, FOR_GOOD = -1, 0, -2  # states that are no code
SETTLED = 4  # mark: stopped for good
_WAKE, _EVENING = np.uint64(0x56), np.uint64(0x57)
HELD, WAITING, IN_LINE = 1, 2, 3  # kinds of codes
_STATE = 1  # what makes of a kind of code the number of a state in `encounter_kernels.STATES`
_KIND, _NUMBER, _DETAIL = 29, 18, (1 << 18) - 1


class Held(NamedTuple):
    """Who is where in numbers, while days go by.

    Attributes
    ----------
    held, fresh : array (custody,)     people held since an earlier day; intercepted today
    lined : array (line, day)          people in line by the day they joined
    """

    held: Ints
    fresh: Ints
    lined: Ints


@lean
def code_of(kind: int, number: int, detail: int) -> int:
    """A state in one whole number above 0."""
    return (kind << _KIND) | (number << _NUMBER) | detail


@lean
def is_fresh(state: int) -> bool:
    """Whether somebody was intercepted today and is to be held."""
    return state > 0 and state >> _KIND == HELD and (state & 1) == 1


@lean
def decide_on(checks: Checks, custody: int, group: int, start: int, end: int, word: np.uint64) -> tuple[int, int]:
    """Where one person is next, and their state: GOES_ON, FREE, FOR_GOOD or a code.

    Parameters
    ----------
    start, end : int                   of the link they were on; read if nobody is held
    """
    kind = checks.class_of[group]
    option = int(checks.option_start[custody])
    word += NEXT
    while option < checks.option_start[custody + 1] - 1 and unit(mixed(word)) >= checks.option_chain[option, kind]:
        option += 1
        word += NEXT
    checks.decided[option, kind] += 1
    place = int(checks.option_to[option])
    onward = place == TO_ONWARD
    if place == TO_HOME:
        place = int(checks.home[group])
    elif onward:
        place = end
    elif place == TO_BACK:
        place = start
    delay = checks.option_delay[option]
    word += NEXT
    state = FREE
    if unit(mixed(word)) >= checks.option_again[option]:
        state = FOR_GOOD
    elif onward and delay < 0:
        state = GOES_ON
    elif checks.destination[place] >= 0:
        state = FOR_GOOD
    elif delay >= 0:
        state = code_of(WAITING, delay, 0)
    return place, state


@lean
def meet(checks: Checks, held: Held, link: int, start: int, end: int, group: int, word: np.uint64) -> tuple[int, int]:
    """What becomes of somebody who was intercepted: as `decide_on`; people held are counted in the evening."""
    kind = checks.class_of[group]
    entry = int(checks.entry_start[link])
    word += NEXT
    while entry < checks.entry_start[link + 1] - 1 and unit(mixed(word)) >= checks.entry_chain[entry, kind]:
        entry += 1
        word += NEXT
    post = checks.entry_post[entry]
    custody = int(checks.post_custody[post])
    checks.intercepted[checks.post_site[post], kind] += 1
    if checks.custody_place[custody] >= 0:
        held.fresh[custody] += 1
        return int(checks.custody_place[custody]), code_of(HELD, custody, 1)
    return decide_on(checks, custody, group, start, end, word)


@lean
def wake(
    count: int,
    where: NDArray[np.int32],
    done_m: NDArray[np.int32],
    key: np.uint64,
    checks: Checks,
    held: Held,
    last: Ints,
    some: Ints,
    lots: Ints,
    people: Ints,
    entered: NDArray[np.int32],
) -> None:
    """Delays end; lines let people through, then some of the others give up.

    Parameters
    ----------
    last, some : array (line,)         as in `encounter_kernels.quotas`; `some` is used up
    lots : array (line,)               scratch: who of those that joined on the last day has yet to draw
    """
    for line in range(lots.shape[0]):
        lots[line] = held.lined[line, max(last[line], 0)]
    salt = mixed(key ^ _WAKE)
    for person in range(count):
        state = done_m[person]
        place = where[person]
        if place < 0 or state <= 0:
            continue
        kind, number = state >> _KIND, (state >> _NUMBER) & 2047
        if kind == WAITING:
            if unit(mixed(salt + np.uint64(person + 1) * NEXT)) < checks.delay_end[number]:
                done_m[person] = 0
        elif kind == IN_LINE:
            line, joined = checks.queue_line[number], state & _DETAIL
            word = mixed(salt + np.uint64(person + 1) * NEXT)
            goes = joined < last[line]
            if joined == last[line]:
                goes = unit(word) * lots[line] < some[line]
                lots[line] -= 1
                some[line] -= 1 if goes else 0
            gives_up = checks.rate[line] < 0.0 or unit(mixed(word + NEXT)) < checks.give_up[line]
            if goes or gives_up:
                held.lined[line, joined] -= 1
            if goes:
                link = checks.queue_link[number]
                where[person], done_m[person] = ~link, 0
                people[place] -= 1
                if entered.shape[0] > 0:
                    entered[link] += 1
            elif gives_up:
                done_m[person] = 0


@lean
def evening(
    count: int,
    where: NDArray[np.int32],
    done_m: NDArray[np.int32],
    marks: NDArray[np.uint8],
    groups: NDArray[np.uint8],
    key: np.uint64,
    checks: Checks,
    held: Held,
    rooms: Ints,
    people: Ints,
) -> None:
    """Some of those held are released; those intercepted today are held where there is room, or decided about.

    Parameters
    ----------
    rooms : array (custody,)           scratch: places left
    """
    salt = mixed(key ^ _EVENING)
    for turn in range(2):  # whoever is released makes room first
        if turn == 1:
            for custody in range(rooms.shape[0]):
                rooms[custody] = held.fresh[custody]
                if checks.custody_room[custody] >= 0 and not checks.custody_hold[custody]:
                    rooms[custody] = max(min(checks.custody_room[custody] - held.held[custody], rooms[custody]), 0)
        for person in range(count):
            state = done_m[person]
            if where[person] < 0 or state >> _KIND != HELD or (state & 1) != turn:
                continue
            custody = (state >> _NUMBER) & 2047
            word = mixed(salt + np.uint64(person + 1) * NEXT)
            if turn == 0:
                if unit(word) >= checks.custody_leave[custody]:
                    continue
                held.held[custody] -= 1
                people[where[person]] -= 1
            else:
                has_place = unit(word) * held.fresh[custody] < rooms[custody]
                held.fresh[custody] -= 1
                if has_place:
                    rooms[custody] -= 1
                    held.held[custody] += 1
                    people[where[person]] += 1
                    done_m[person] = code_of(HELD, custody, 0)
                    continue
            group = 0
            if groups.shape[0] > 0:
                group = int(groups[person])
            place, next_state = decide_on(checks, custody, group, -1, -1, word)
            where[person] = place
            people[place] += 1
            done_m[person] = max(next_state, 0)
            if next_state == FOR_GOOD:
                marks[person] |= np.uint8(SETTLED)


@lean
def count_states(
    count: int,
    where: NDArray[np.int32],
    done_m: NDArray[np.int32],
    marks: NDArray[np.uint8],
    groups: NDArray[np.uint8],
    checks: Checks,
    tally: Tally,
    slot: int,
) -> None:
    """Fill the slot with people by place and by class, by state."""
    for table in (tally.held, tally.waiting, tally.in_line, tally.settled):
        table[slot] = 0
    tally.class_people[slot] = 0
    for person in range(count):
        place, state = where[person], AT_PLACE
        if place < 0:
            state = ON_LINK
        elif marks[person] & SETTLED:
            state = STAYS
            tally.settled[slot, place] += 1
        elif done_m[person] > 0:
            kind = done_m[person] >> _KIND
            state = kind + _STATE
            if kind == HELD:
                tally.held[slot, place] += 1
            elif kind == WAITING:
                tally.waiting[slot, place] += 1
            else:
                tally.in_line[slot, place] += 1
        group = 0
        if groups.shape[0] > 0:
            group = int(groups[person])
        tally.class_people[slot, state, checks.class_of[group]] += 1
