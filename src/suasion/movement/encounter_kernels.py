"""Encounters as kernels take them: the arrays of a run, those of one day, and what is counted.

`None` stands for no encounters: machine code is then made without them, and costs nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from suasion.jit import compiled
from suasion.movement.kernels import Bools, Floats, Ints, Shorts
from suasion.movement.program import Program

STATES = ("at_place", "on_link", "held", "waiting", "in_line", "settled")
AT_PLACE, ON_LINK, HELD, WAITING, IN_LINE, STAYS = range(len(STATES))

MEET = np.uint64(0x55)  # luck of interceptions; apart from other luck, so that it stays what it is without them


class Rules(NamedTuple):
    """The arrays of `encounter_days.EncounterDays`, `classes.Classes` and of what is kept; shapes stand there.

    Attributes
    ----------
    queue_start : array (queue,)       place where people wait
    destination : array (place,)       number of the destination, -1
    slot : array (day,)                where a day is counted
    """

    hazard_row: Shorts
    chance: Floats
    entry_start: Shorts
    entry_post: Shorts
    entry_chain: Floats
    post_site: Shorts
    post_custody: Shorts
    custody_place: Shorts
    custody_room: Ints
    custody_leave: Floats
    custody_hold: Bools
    option_row: Shorts
    option_start: Shorts
    option_chain: Floats
    option_to: Shorts
    option_again: Floats
    option_delay: Shorts
    delay_end: Floats
    queue: Shorts
    queue_link: Shorts
    queue_line: Shorts
    queue_start: Shorts
    line_rate: Floats
    line_give_up: Floats
    destination: Shorts
    class_of: Shorts
    home: Shorts
    slot: Shorts


class Tally(NamedTuple):
    """What is counted beyond people at places; one draw. Events add up, people are those of the slot's last day.

    Attributes
    ----------
    held, waiting, in_line, settled : array (slot, place)
    intercepted : array (slot, site, class)
    decided : array (slot, option, class)
    reached : array (slot, destination, class)
    class_people : array (slot, state, class)
    """

    held: Any
    waiting: Any
    in_line: Any
    settled: Any
    intercepted: Any
    decided: Any
    reached: Any
    class_people: Any


class Checks(NamedTuple):
    """Encounters of one day.

    Attributes
    ----------
    chance : array (link, class); entry_chain : array (entry, class); option_chain : array (option, class)
    queue : array (link,)              number of the metered link while its line is in force, -1
    queue_start : array (queue,)       place where people wait
    rate, give_up : array (line,)
    intercepted : array (site, class); decided : array (option, class); reached : array (destination, class)
    """

    chance: Floats
    entry_start: Shorts
    entry_post: Shorts
    entry_chain: Floats
    post_site: Shorts
    post_custody: Shorts
    custody_place: Shorts
    custody_room: Ints
    custody_leave: Floats
    custody_hold: Bools
    option_start: Shorts
    option_chain: Floats
    option_to: Shorts
    option_again: Floats
    option_delay: Shorts
    delay_end: Floats
    queue: Shorts
    queue_link: Shorts
    queue_line: Shorts
    queue_start: Shorts
    rate: Floats
    give_up: Floats
    destination: Shorts
    class_of: Shorts
    home: Shorts
    day: int
    intercepted: Any
    decided: Any
    reached: Any


def rules_of(program: Program, keep: str) -> Rules | None:
    """Encounters of a program as kernels take them; None if there are none."""
    days = program.encounters
    if days is None:
        return None
    destination = np.full(len(program.population), -1, np.int32)
    destination[days.destinations] = np.arange(len(days.destinations))
    return Rules(
        hazard_row=days.hazard_row,
        chance=days.chance,
        entry_start=days.entry_start,
        entry_post=days.entry_post,
        entry_chain=days.entry_chain,
        post_site=days.post_site,
        post_custody=days.post_custody,
        custody_place=days.custody_place,
        custody_room=days.custody_room,
        custody_leave=days.custody_leave,
        custody_hold=days.custody_hold,
        option_row=days.option_row,
        option_start=days.option_start,
        option_chain=days.option_chain,
        option_to=days.option_to,
        option_again=days.option_again,
        option_delay=days.option_delay,
        delay_end=days.delay_end,
        queue=days.queue,
        queue_link=days.queue_link,
        queue_line=days.queue_line,
        queue_start=program.link_start[days.queue_link],
        line_rate=days.line_rate,
        line_give_up=days.line_give_up,
        destination=destination,
        class_of=program.classes.class_of,
        home=program.classes.home,
        slot=slots(program, keep),
    )


def slots(program: Program, keep: str) -> NDArray[np.int32]:
    """Where each day is counted, array (day,): by day, or by calendar month."""
    days = np.arange(program.days, dtype=np.int32)
    if keep == "day":
        return days
    months = (np.datetime64(program.start_date, "D") + days).astype("datetime64[M]").astype(np.int64)
    found: NDArray[np.int32] = (months - months[0]).astype(np.int32)
    return found


def tables(program: Program, draws: int, keep: str, dtype: Any) -> Tally | None:
    """Room for what is counted of all draws: arrays as in `Tally`, with a first dimension draw; None: nothing is."""
    days = program.encounters
    if days is None:
        return None
    kept = int(slots(program, keep)[-1]) + 1
    places, classes = len(program.population), len(program.classes.names)
    shapes = [(places,)] * 4
    by_class = [(len(days.sites),), (len(days.option_to),), (len(days.destinations),), (len(STATES),)]
    return Tally(
        *(np.zeros((draws, kept, *shape), dtype) for shape in shapes),
        *(np.zeros((draws, kept, *shape, classes), dtype) for shape in by_class),
    )


def of_draw(tally: Tally | None, row: int) -> Tally | None:
    """The tables of one draw."""
    return None if tally is None else Tally(*(each[row] for each in tally))


@compiled
def checks_of(rules: Rules, tally: Tally, day: int, queue: Shorts) -> Checks:
    """Encounters of a day; fills `queue`, array (link,), with the metered links in force."""
    for link in range(queue.shape[0]):
        number = rules.queue[link]
        queue[link] = -1
        if number >= 0 and rules.line_rate[day, rules.queue_line[number]] >= 0.0:
            queue[link] = number
    slot = rules.slot[day]
    return Checks(
        rules.chance[rules.hazard_row[day]],
        rules.entry_start,
        rules.entry_post,
        rules.entry_chain[rules.hazard_row[day]],
        rules.post_site,
        rules.post_custody,
        rules.custody_place,
        rules.custody_room,
        rules.custody_leave,
        rules.custody_hold,
        rules.option_start,
        rules.option_chain[rules.option_row[day]],
        rules.option_to,
        rules.option_again,
        rules.option_delay,
        rules.delay_end,
        queue,
        rules.queue_link,
        rules.queue_line,
        rules.queue_start,
        rules.line_rate[day],
        rules.line_give_up[day],
        rules.destination,
        rules.class_of,
        rules.home,
        day,
        tally.intercepted[slot],
        tally.decided[slot],
        tally.reached[slot],
    )


@compiled
def quotas(
    checks: Checks, is_open: Bools, expected: bool, credit: Floats, lined: Any, head: Ints, last: Ints, some: Any
) -> None:
    """Who is let through a line today, first come, first served.

    Parameters
    ----------
    is_open : array (link,)
    expected : bool                    parts of people go, too
    credit : array (line,)             what is saved up of a person; changed
    lined : array (line, day)          people in line by the day they joined
    head : array (line,)               day before which nobody is left; changed
    last, some : array (line,)         come out: all who joined before day `last` go, and `some` of those of that day
    """
    for line in range(credit.shape[0]):
        shut = False
        for queue in range(checks.queue_line.shape[0]):
            shut = shut or (checks.queue_line[queue] == line and not is_open[checks.queue_link[queue]])
        last[line], some[line] = -1, 0
        if checks.rate[line] < 0.0:
            credit[line] = 0.0
        elif not shut:
            credit[line] += checks.rate[line]
            left = credit[line] if expected else np.floor(credit[line] + 1e-9)
            credit[line] = max(credit[line] - left, 0.0)
            while head[line] < checks.day and lined[line, head[line]] <= 0:
                head[line] += 1
            day = head[line]
            while day < checks.day and lined[line, day] <= left:
                left -= lined[line, day]
                day += 1
            last[line] = day
            some[line] = min(left, float(lined[line, day]))
