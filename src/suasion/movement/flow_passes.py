"""The two passes of a day over cohorts, in machine code: who leaves a place, and how far people on links come.

The cohorts' counterpart of `passes`. On a link people are alike if they have done the same metres, belong to the same
class, follow the same rest of a route and, where that counts, went as far lately; within the day, if they are at the
same place after the same metres. Only the room in a camp depends on who decides first: people in camps do, as those who
came long ago (movement.md section 8, order dependence); on links, whoever has gone least far today.
"""

from __future__ import annotations

import numpy as np

from suasion.jit import lean
from suasion.movement.encounter_kernels import MEET, Checks
from suasion.movement.flow_choice import Choices, leave
from suasion.movement.flow_cohorts import PACES, Crowds, Pool, pace_after, refresh
from suasion.movement.flow_custody import Stock, meet
from suasion.movement.flow_harvest import Absent, stay_away
from suasion.movement.flow_lines import join
from suasion.movement.flow_pools import Whole, clear, high_of, low_of, put, two_in_one
from suasion.movement.flow_samplers import part
from suasion.movement.harvest_trips import Trips
from suasion.movement.kernels import NEXT, Floats, Ints, mixed, pace_step
from suasion.movement.passes import Roads

_TURN, _OTHER = np.uint64(0xD1B54A32D192ED03), np.uint64(0x8CB92BA72F3D8DD7)
_WALK = np.uint64(0x63)


@lean
def cohort_word(key: np.uint64, place: Whole, moved: Whole, kind: Whole, tail_word: np.uint64) -> np.uint64:
    """The random word of a cohort on a day: of what it is, not of when it comes up."""
    word = mixed(key + np.uint64(place + 1) * NEXT)
    return mixed(word ^ (np.uint64(moved + 1) * _TURN + np.uint64(kind + 1) * _OTHER + tail_word))


@lean
def stay_at(
    rest: Floats, seated: Pool, seats: Whole, place: Whole, kind: Whole, pace: Whole, plan: Whole, count: float
) -> np.int64:
    """Leave people at a place, with the rest of a route (-1: none) and recent travel; gives how many cohorts sit."""
    if plan < 0 and pace == 0:
        rest[kind, place] += count
    elif count > 0.0:
        paced = kind + rest.shape[0] * pace
        return put(seated.keys, seated.people, seated.heads, seats, two_in_one(place, paced), plan + 1, count)
    return np.int64(seats)


@lean
def decide(
    key: np.uint64,
    choices: Choices,
    crowds: Crowds,
    seated: Pool,
    filled: Ints,
    riding: Pool,
    riders: Whole,
    turns: Ints,
    turn_people: Floats,
    entered: Floats,
    checks: Checks | None,
    stock: Stock | None,
) -> np.int64:
    """People at places set out; gives the number of cohorts on links.

    Parameters
    ----------
    seated, filled : array (3,)        people at places with the rest of a route or recent travel, and how many cohorts
                                       they are, in second place; come out: those who stay, if they travelled lately
    riding, riders                     people on links
    turns : array (turn, 3)            place to note whose turn it is; turn_people : array (turn,)
    entered : array (link,)            people who set out on each link; length 0: not counted
    checks, stock                      encounters of the day; None: there are none
    """
    camp, way_link, way_tail, way_people = choices.camp, choices.way_link, choices.way_tail, choices.way_people
    rest, people, capacity, free, drawn_to, tail_word, buffer, power, feet = crowds
    keys, counts, heads = riding
    count, kinds, seats = 0, rest.shape[0], filled[1]
    chances, by_class = choices.chances, choices.chances.shape[0] > 1
    for away in range(2):
        for place in range(people.shape[0]):
            if camp[place] == (away == 0):
                for kind in range(rest.shape[0]):
                    if rest[kind, place] > 0.0:
                        turns[count, 0], turns[count, 1], turns[count, 2] = place, kind, -1
                        turn_people[count] = rest[kind, place]
                        rest[kind, place] = 0.0
                        count += 1
        for cohort in range(seats):
            seat = high_of(seated.keys[cohort, 0])
            if camp[seat] == (away == 0):
                turns[count, 0], turns[count, 1] = seat, low_of(seated.keys[cohort, 0])
                turns[count, 2] = seated.keys[cohort, 1] - 1
                turn_people[count] = seated.people[cohort]
                count += 1
    clear(seated.keys, seated.heads, seats)
    seats = np.int64(0)
    for turn in range(count):
        place, paced, planned = turns[turn, 0], turns[turn, 1], turns[turn, 2]
        kind, pace = paced % kinds, paced // kinds
        word = cohort_word(key, place, 0, paced, tail_word[planned] if planned >= 0 else np.uint64(0))
        chance = chances[kind // feet if by_class else 0, place]
        ways, gone = leave(place, kind // feet, planned, turn_people[turn], chance, word, choices)
        stay = max(turn_people[turn] - gone, 0.0)  # whoever does not get away has no plan any more
        seats = stay_at(rest, seated, seats, place, kind, pace >> 1, -1, stay)
        if gone > 0.0:
            people[place] = max(people[place] - gone, 0.0)
            refresh(place, people, capacity, free, drawn_to, buffer, power)
        for way in range(ways):
            if checks is not None and stock is not None and checks.queue[way_link[way]] >= 0:
                join(checks, stock, way_link[way], kind, way_people[way])
                people[place] += way_people[way]
                refresh(place, people, capacity, free, drawn_to, buffer, power)
                continue
            riders = put(
                keys, counts, heads, riders, two_in_one(way_link[way], 0), two_in_one(way_tail[way] + 1, paced << 1),
                way_people[way],
            )  # fmt: skip
            if entered.shape[0] > 0:
                entered[way_link[way]] += way_people[way]
    filled[1] = seats
    return np.int64(riders)


@lean
def ride(  # noqa: PLR0912, PLR0915  one cohort after another, hop by hop
    key: np.uint64,
    choices: Choices,
    crowds: Crowds,
    roads: Roads,
    riding: Pool,
    riders: Whole,
    later: Pool,
    arriving: Pool,
    bins: Ints,
    behind: Ints,
    shift: int,
    seated: Pool,
    entered: Floats,
    arrived: Floats,
    filled: Ints,
    slices: int,
    checks: Checks | None,
    stock: Stock | None,
    trips: Trips | None,
    absent: Absent | None,
    harvest: bool,
) -> None:
    """People on links move on, and on again from where they arrive while the day lasts.

    Parameters
    ----------
    riding, riders                     people on links when the pass begins; all are taken out
    later : Pool                       comes out: people on links when the day is over
    arriving : Pool                    people who may go on today; empty before and after
    bins, behind : array (bin,), (cohort,)      the cohorts of arriving whose turn has not come: first of each bin of
                                       2^`shift` metres gone today, and the next one in the bin; -1: none. No link is
                                       shorter than a bin, so once a bin's turn has come nobody else joins it
    seated : Pool                      comes out: people at places with the rest of a route or recent travel, with those
                                       who stayed there all day
    filled : array (3,)                comes out: cohorts in later, seated and, at most, arriving
    slices : int                       parts that everyone under way is divided into; each ends its day before the next
    trips, absent, harvest             trips for the harvest, and whether today is a day of it; None: there are none
    """
    way_link, way_tail, way_people = choices.way_link, choices.way_tail, choices.way_people
    link_end, expected = choices.link_end, choices.expected
    rest, people, capacity, free, drawn_to, tail_word, buffer, power, feet = crowds
    (
        link_start, _, length_m, speed_m, walk, is_open, town, walk_m, day_m, on_foot, short_stints, doomed,
        pass_the_end, full_day_each_hop,
    ) = roads  # fmt: skip
    keys, counts, _ = riding
    on_way, seats, comers, waiting, kinds = np.int64(0), np.int64(filled[1]), np.int64(0), 0, rest.shape[0]
    rider, way, ways, slice_, stage = 0, 0, 0, 0, 0
    kind, pace, moved = np.int64(0), np.int64(0), np.int64(0)
    word, first_key, met = np.uint64(0), key, np.uint64(0)
    pace_m, by_class = pace_step(day_m, PACES), choices.chances.shape[0] > 1
    while True:
        begun = False
        if way < ways:  # the next way of the cohort that has just decided
            link, tail, count, progress = way_link[way], way_tail[way], way_people[way], np.int64(0)
            hop_word = mixed((word ^ _WALK) + np.uint64(way + 1) * NEXT)
            way += 1
            is_doomed = False
            if checks is not None and stock is not None:
                if checks.queue[link] >= 0:
                    join(checks, stock, link, kind, count)
                    place = np.int64(link_start[link])
                    people[place] += count
                    refresh(place, people, capacity, free, drawn_to, buffer, power)
                    continue
                met = mixed((word ^ MEET) + np.uint64(link + 1) * NEXT)
                if tail >= 0:  # two ways may begin alike
                    met = mixed(met + np.uint64(way) * _OTHER)
            if entered.shape[0] > 0:
                entered[link] += count
        elif rider < riders:  # the next cohort that is on a link
            link, progress = high_of(keys[rider, 0]), low_of(keys[rider, 0])
            tail, paced = high_of(keys[rider, 1]) - 1, low_of(keys[rider, 1]) >> 1
            kind, pace = paced % kinds, paced // kinds
            is_doomed = (keys[rider, 1] & 1) != 0
            count, moved = counts[rider], np.int64(0)
            if slices > 1 and expected:
                count /= slices
            elif slices > 1:  # equal parts; the odd ones fall where the cohort's number has them fall
                odd = np.int64(mixed(first_key + np.uint64(rider + 1) * _OTHER) % np.uint64(slices))
                count = np.floor((count * (slice_ + 1) + odd) / slices) - np.floor((count * slice_ + odd) / slices)
            rider += 1
            begun = True
            hop_word = np.uint64(0)
            if checks is not None:
                marked = (paced << 1) | np.int64(1 if is_doomed else 0)
                plan_word = tail_word[tail] if tail >= 0 else np.uint64(0)
                met = cohort_word(mixed(key ^ MEET), link, progress, marked, plan_word)
        elif waiting > 0:  # the cohort that has gone least far today, at a place
            while bins[stage] < 0:
                stage += 1
            cohort = bins[stage]
            bins[stage] = behind[cohort]
            waiting -= 1
            moved, place = high_of(arriving.keys[cohort, 0]), low_of(arriving.keys[cohort, 0])
            tail, paced = high_of(arriving.keys[cohort, 1]) - 1, low_of(arriving.keys[cohort, 1])
            kind, pace = paced % kinds, paced // kinds
            count, chance = arriving.people[cohort], choices.chances[kind // feet if by_class else 0, place]
            if short_stints and town[place] and pace * pace_m + moved < day_m:
                chance = 1.0
            word = cohort_word(key, place, moved, paced, tail_word[tail] if tail >= 0 else np.uint64(0))
            ways, gone = leave(place, kind // feet, tail, count, chance, word, choices)
            way = 0
            late = pace_after(pace, moved, pace_m) if short_stints else np.int64(0)
            seats = stay_at(rest, seated, seats, place, kind, late, -1, max(count - gone, 0.0))
            if gone > 0.0:
                people[place] = max(people[place] - gone, 0.0)
                refresh(place, people, capacity, free, drawn_to, buffer, power)
            continue
        elif slice_ + 1 < slices:
            slice_ += 1
            rider, stage = 0, 0
            key = mixed(key + NEXT)
            filled[2] = max(filled[2], comers)
            clear(arriving.keys, arriving.heads, comers)
            comers = np.int64(0)
            continue
        else:
            break
        walking = 0.0
        barefoot = on_foot and kind % feet == 1
        if walk[link] > 0.0 and not barefoot:
            if begun:
                marked = ((kind + kinds * pace) << 1) | np.int64(1 if is_doomed else 0)
                hop_word = cohort_word(
                    mixed(key ^ _WALK), link, progress, marked, tail_word[tail] if tail >= 0 else np.uint64(0)
                )
            walking = part(count, walk[link], hop_word, expected)
        for afoot in range(2):
            group = walking if afoot == 1 else count - walking
            if group <= 0.0:
                continue
            travel = np.int64(walk_m) if afoot == 1 or barefoot else speed_m[link]
            step = travel if full_day_each_hop else max(travel - moved, np.int64(0))
            done, gone_m, length = progress + step, moved + step, length_m[link]
            if done < length or (pass_the_end and done == length):
                late = pace_after(pace, gone_m, pace_m) if short_stints else np.int64(0)
                mark = ((kind + kinds * late) << 1) | np.int64(1 if is_doomed else 0)
                on_way = put(
                    later.keys, later.people, later.heads, on_way, two_in_one(link, done), two_in_one(tail + 1, mark),
                    group,
                )  # fmt: skip
                continue
            gone_m -= done - length
            shod, plan = kind - kind % feet, tail
            turned = is_doomed if doomed else not is_open[link]
            place = np.int64(link_end[link])
            if turned:
                place = np.int64(link_start[link])
                if not doomed:
                    plan = np.int64(-1)
            elif arrived.shape[0] > 0:
                arrived[link] += group
            if checks is not None and stock is not None and not turned:
                each = checks.class_of[kind // feet]
                if checks.chance[link, each] > 0.0:
                    salt = mixed(met + np.uint64(afoot + 1) * _TURN)
                    caught = part(group, checks.chance[link, each], salt, expected)
                    if caught > 0.0:
                        group -= caught
                        group += meet(
                            checks, stock, crowds, link, link_start[link], place, shod, caught, salt, expected
                        )
                    if group <= 0.0:
                        continue
                if checks.destination[place] >= 0:
                    checks.reached[checks.destination[place], each] += group
                    stock.settled[each, place] += group
                    people[place] += group
                    refresh(place, people, capacity, free, drawn_to, buffer, power)
                    continue
            if trips is not None and absent is not None and harvest and not turned and gone_m < travel:
                home = trips.home[kind // feet]
                if home >= 0:
                    people[home] += group
                    refresh(home, people, capacity, free, drawn_to, buffer, power)
                    late = pace_after(pace, gone_m, pace_m) if short_stints else np.int64(0)
                    stay_away(absent, place, shod + kinds * late, plan + 1, kinds, group)
                    continue
            people[place] += group
            refresh(place, people, capacity, free, drawn_to, buffer, power)
            if not turned and gone_m < travel:
                before = comers
                comers = put(
                    arriving.keys, arriving.people, arriving.heads, comers, two_in_one(gone_m, place),
                    two_in_one(plan + 1, shod + kinds * pace), group,
                )  # fmt: skip
                if before < comers <= arriving.keys.shape[0]:
                    behind[before] = bins[gone_m >> shift]
                    bins[gone_m >> shift] = before
                    waiting += 1
                continue
            late = pace_after(pace, gone_m, pace_m) if short_stints else np.int64(0)
            seats = stay_at(rest, seated, seats, place, shod, late, plan, group)
    clear(arriving.keys, arriving.heads, comers)
    filled[0], filled[1], filled[2] = on_way, seats, max(filled[2], comers)
