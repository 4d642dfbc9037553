"""The two passes of a day over all people, in machine code: who leaves a place, and how far people on links come.

Both go through people in the order they came into the run, which decides who claims the last places of a camp
(movement.md section 8). Word k of a person's luck on a day is counted from (draw, day, pass, person).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from suasion.jit import compiled, lean
from suasion.movement.choice import Ways, set_out
from suasion.movement.custody import FOR_GOOD, GOES_ON, IN_LINE, SETTLED, Held, code_of, is_fresh, meet
from suasion.movement.encounter_kernels import MEET, Checks
from suasion.movement.harvest_trips import Trips, is_called_home
from suasion.movement.kernels import NEXT, Bools, Floats, Ints, Shorts, World, mixed, pace_step, unit

ARRIVED_ONCE, DOOMED = 1, 2  # marks: has completed a link; is on a shut link; also SETTLED (for good), AWAY (at home)
PACES = 16383  # steps of recent travel in a day of full travel, at most
_S11 = np.uint64(11)


class Roads(NamedTuple):
    """Links on one day, and how people travel: arrays (link,), town (place,); metres and metres a day."""

    start: Shorts
    end: Shorts
    length_m: Ints
    speed_m: Ints
    walk: Floats
    open: Bools
    town: Bools
    walk_m: int
    day_m: int
    on_foot: bool
    short_stints: bool
    doomed: bool
    pass_the_end: bool
    full_day_each_hop: bool


@compiled
def roads_on(world: World, day: int) -> Roads:
    """The links of a day."""
    return Roads(
        world.link_start,
        world.link_end,
        world.link_m,
        world.link_speed_m,
        world.link_walk,
        world.open[day],
        world.town[day],
        world.walk_m,
        world.day_m,
        world.on_foot,
        world.short_stints,
        world.doomed,
        world.pass_the_end,
        world.full_day_each_hop,
    )


@lean
def decide(
    count: int,
    where: NDArray[np.int32],
    done_m: NDArray[np.int32],
    marks: NDArray[np.uint8],
    groups: NDArray[np.uint8],
    tails: NDArray[np.int32],
    limits: NDArray[np.uint64],
    key: np.uint64,
    ways: Ways,
    entered: NDArray[np.int32],
    checks: Checks | None,
    held: Held | None,
    trips: Trips | None,
    harvest: bool,
) -> None:
    """People at places set out with their place's chance, or go on along their route.

    Parameters
    ----------
    where, done_m, marks, groups, tails : array (person,); the last two may have length 0
    limits : array (class or 1, place) chance to set out, times 2^53
    entered : array (link,)            people who set out on each link; length 0: not counted
    checks, held                       encounters of the day; None: there are none
    trips, harvest                     trips for the harvest, and whether today is a day of it; None: there are none
    """
    (
        people, capacity, camp, first, last, end, links, route_tails, weights, sums, tail_next, tail_rest, tail_final,
        hop_first, hop_last, hop_link, link_end, forced, strength, stopped, buffer, power, pruning, fixed_routes,
    ) = ways  # fmt: skip
    has_tails, has_groups, counted = tails.shape[0] > 0, groups.shape[0] > 0, entered.shape[0] > 0
    by_class = limits.shape[0] > 1
    for person in range(count):
        place = where[person]
        if place < 0:
            continue
        if trips is not None:
            called = int(groups[person]) if has_groups else 0
            if is_called_home(trips, harvest, called, place, person, marks, people):
                continue
        word = mixed(key + np.uint64(person + 1) * NEXT)
        judge = 0
        if by_class:
            judge = int(groups[person])
        stays = (word >> _S11) >= limits[judge, place]
        if stays and not has_tails:
            continue
        tail = -1
        if has_tails:
            tail = int(tails[person])
            if stays and tail < 0:
                continue
        if marks[person] & SETTLED:
            continue
        if checks is not None and done_m[person] > 0:  # held, waiting or in line
            continue
        group = 0
        if has_groups:
            group = int(groups[person])
        link, tail, word = set_out(
            place, group, tail, word, people, capacity, camp, first, last, end, links, route_tails, weights, sums,
            tail_next, tail_rest, tail_final, hop_first, hop_last, hop_link, link_end, forced, strength, stopped,
            buffer, power, pruning, fixed_routes,
        )  # fmt: skip
        if checks is not None and held is not None and link >= 0 and checks.queue[link] >= 0:
            done_m[person] = code_of(IN_LINE, checks.queue[link], checks.day)
            held.lined[checks.queue_line[checks.queue[link]], checks.day] += 1
            link, tail = -1, -1
        if has_tails:
            tails[person] = tail
        if link >= 0:
            people[place] -= 1
            where[person] = ~link
            done_m[person] = 0
            if counted:
                entered[link] += 1


@lean
def ride(  # noqa: PLR0912, PLR0915  one person, hop by hop
    count: int,
    where: NDArray[np.int32],
    done_m: NDArray[np.int32],
    marks: NDArray[np.uint8],
    groups: NDArray[np.uint8],
    tails: NDArray[np.int32],
    paces: NDArray[np.uint16],
    limits: NDArray[np.uint64],
    key: np.uint64,
    ways: Ways,
    roads: Roads,
    entered: NDArray[np.int32],
    arrived: NDArray[np.int32],
    checks: Checks | None,
    held: Held | None,
    trips: Trips | None,
    harvest: bool,
) -> int:
    """People on links move on, and on again from where they arrive while the day lasts; gives how many are under way.

    Parameters
    ----------
    paces : array (person,)            recent travel, of which nothing is left to who is stopped; length 0 if short
                                       stints are not avoided
    arrived : array (link,)            people who came off each link at its end; length 0: not counted
    """
    (
        people, capacity, camp, first, last, end, links, route_tails, weights, sums, tail_next, tail_rest, tail_final,
        hop_first, hop_last, hop_link, link_end, forced, strength, stopped, buffer, power, pruning, fixed_routes,
    ) = ways  # fmt: skip
    (
        link_start, _, length_m, speed_m, walk, is_open, town, walk_m, day_m, on_foot, short_stints, doomed,
        pass_the_end, full_day_each_hop,
    ) = roads  # fmt: skip
    has_tails, has_groups, counted = tails.shape[0] > 0, groups.shape[0] > 0, entered.shape[0] > 0
    by_class = limits.shape[0] > 1
    under_way, pace_m = 0, pace_step(day_m, PACES)
    for person in range(count):
        if where[person] >= 0:
            if short_stints and checks is not None and done_m[person] > 0:
                paces[person] = np.uint16(0)  # held, waiting or in line: begins anew
            elif short_stints:
                paces[person] = np.uint16(paces[person] >> 1)
            continue
        link = np.int64(~where[person])
        word = mixed(key + np.uint64(person + 1) * NEXT)
        progress, moved, begins_anew = np.int64(done_m[person]), np.int64(0), False
        while True:
            travel = speed_m[link]
            if on_foot and not marks[person] & ARRIVED_ONCE:
                travel = np.int64(walk_m)
            if walk[link] > 0.0:
                word += NEXT
                if unit(mixed(word)) < walk[link]:
                    travel = np.int64(walk_m)
            step = travel if full_day_each_hop else max(travel - moved, np.int64(0))
            progress += step
            moved += step
            length = length_m[link]
            if progress < length or (pass_the_end and progress == length):
                where[person] = ~link
                done_m[person] = progress
                under_way += 1
                break
            moved -= progress - length
            progress = np.int64(0)
            turned = not is_open[link]
            if doomed:
                turned = (marks[person] & DOOMED) != 0
            marks[person] = (marks[person] | np.uint8(ARRIVED_ONCE)) & np.uint8(255 - DOOMED)
            if turned:
                where[person] = link_start[link]
                people[link_start[link]] += 1
                if checks is not None:
                    done_m[person] = 0
                if has_tails and not doomed:
                    tails[person] = -1
                break
            place = link_end[link]
            if counted:
                arrived[link] += 1
            if checks is not None and held is not None:
                group = 0
                if has_groups:
                    group = int(groups[person])
                kind = checks.class_of[group]
                at, state = int(place), GOES_ON
                caught = checks.chance[link, kind]
                if caught > 0.0:
                    met = mixed(word ^ MEET)
                    if unit(met) < caught:
                        at, state = meet(checks, held, int(link), link_start[link], place, group, met)
                if state == GOES_ON and checks.destination[place] >= 0:
                    state = FOR_GOOD
                    checks.reached[checks.destination[place], kind] += 1
                done_m[person] = max(state, 0)
                if state == FOR_GOOD:
                    marks[person] |= np.uint8(SETTLED)
                if state != GOES_ON:
                    where[person] = at
                    begins_anew = True
                    if not is_fresh(state):  # whoever was intercepted to be held finds a place in the evening
                        people[at] += 1
                    if has_tails:
                        tails[person] = -1
                    break
            people[place] += 1
            where[person] = place
            if moved >= travel:
                break
            if trips is not None and harvest:
                called = int(groups[person]) if has_groups else 0
                if is_called_home(trips, harvest, called, place, person, marks, people):
                    break
            tail, judge = -1, 0
            if has_tails:
                tail = int(tails[person])
            if by_class:
                judge = int(groups[person])
            word += NEXT
            if tail < 0 and (mixed(word) >> _S11) >= limits[judge, place]:
                hurried = False
                if short_stints and town[place]:
                    hurried = paces[person] * pace_m + moved < day_m
                if not hurried:
                    break
            group = 0
            if has_groups:
                group = int(groups[person])
            onward, tail, word = set_out(
                place, group, tail, word, people, capacity, camp, first, last, end, links, route_tails, weights, sums,
                tail_next, tail_rest, tail_final, hop_first, hop_last, hop_link, link_end, forced, strength, stopped,
                buffer, power, pruning, fixed_routes,
            )  # fmt: skip
            if checks is not None and held is not None and onward >= 0 and checks.queue[onward] >= 0:
                done_m[person] = code_of(IN_LINE, checks.queue[onward], checks.day)
                held.lined[checks.queue_line[checks.queue[onward]], checks.day] += 1
                onward, tail, begins_anew = -1, -1, True
            if has_tails:
                tails[person] = tail
            if onward < 0:
                break
            link = np.int64(onward)
            people[place] -= 1
            if counted:
                entered[link] += 1
        if short_stints:
            recent = 0.0 if begins_anew else (paces[person] + moved / pace_m) / 2.0
            paces[person] = np.uint16(min(recent + 0.5, 65535.0))
    return under_way
