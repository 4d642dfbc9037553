"""Counts of people in camps by day: interpolation, sums of files, corrections, daily change and debt.

movement.md sections 6 and 7. A value between two dates lies on the line between them and is cut to a whole number
each time it is read, as in the peer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suasion.errors import InputError, Problem
from suasion.movement.instance import Instance, Points
from suasion.movement.semantics import Semantics
from suasion.movement.settings import SpawnRules
from suasion.movement.validation import MOST_PEOPLE

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Counts:
    """What the files of counts say of each day of a run.

    Attributes
    ----------
    camps : array (camp,)              positions of the places whose counts are compared: the camps, in the order of the
                                       places (Flee, where floods drive people out: every place that has counts)
    people : array (day, camp)         people counted, whole numbers
    total : array (day,)               people of the total's file
    raw : array (day,)                 running sum of daily changes: the peer's `raw UNHCR refugee count`
    new : array (day,)                 people to spawn
    debt : array (day,)                decrease that later increases must first make good
    first : array (camp,)              people counted on day 0, also where the camps are emptied of them
    known : bool                       False if the folder has no counts: all of the above are then 0
    """

    camps: IntArray
    people: IntArray
    total: IntArray
    raw: IntArray
    new: IntArray
    debt: IntArray
    first: IntArray
    known: bool = True


def on_days(points: Points, days: IntArray, hasten: int) -> IntArray:
    """The count of each day, whole: first value before the first point, last after the last, a line between.

    Parameters
    ----------
    points : (day, people)             in order of days; if not, the line runs, as in Flee, to the first point that is
                                       later than the day, from the one before it in the file
    hasten : int                       divides every count, before a line is drawn
    """
    at = np.array([day for day, _ in points], np.int64)
    people = np.array([count for _, count in points], float) / hasten
    latest = np.maximum.accumulate(at)
    after = np.searchsorted(latest, days, side="right")  # the first point after the day; of two on it the last counts
    left, right = np.clip(after - 1, 0, len(at) - 1), np.clip(after, 0, len(at) - 1)
    span = np.where(at[right] > at[left], at[right] - at[left], 1)
    share = np.clip((days - at[left]) / span, 0.0, 1.0)
    values = people[left] + share * (people[right] - people[left])  # in this order: cut to whole numbers, it matters
    values = np.where(after >= len(at), people[-1], np.where(days <= at[0], people[0], values))
    whole: IntArray = np.trunc(values).astype(np.int64)
    return whole


def add_tables(first: Points, second: Points, cut: bool) -> Points:
    """The sum of two files of counts for one camp.

    Parameters
    ----------
    cut : bool                         True: the peer's walk, by which points of `second` after the end of `first` are
                                       dropped and nothing is interpolated. False: both read on every date of either
    """
    if not cut:
        dates = sorted({day for day, _ in first} | {day for day, _ in second})
        days = np.array(dates, float)
        sums = sum(np.interp(days, [day for day, _ in each], [count for _, count in each]) for each in (first, second))
        return tuple(zip(dates, np.asarray(sums).tolist(), strict=True))
    merged: list[tuple[int, float]] = []
    position, last = 0, 0.0
    for day, count in second:
        while position < len(first) and day > first[position][0]:
            merged.append((first[position][0], last + first[position][1]))
            position += 1
        if position == len(first):
            break
        if day == first[position][0]:
            merged.append((day, first[position][1] + count))
            position += 1
        else:
            merged.append((day, count + first[position][1]))
        last = count
        if position == len(first):
            break
    return tuple(merged)


def correct(points: Points, day: int) -> Points:
    """Counts above each row of a day, scaled to agree with its count (over-registration put right)."""
    for at, (when, count) in enumerate(points):
        if when == day and at > 0 and points[at - 1][1] != 0:
            scale = count / points[at - 1][1]
            points = (*((each, people * scale) for each, people in points[:at]), *points[at:])
    return points


def camp_points(instance: Instance, rules: Semantics) -> dict[str, Points]:
    """Points by row of data_layout.csv, `total` among them: files summed, then corrected in the order of corrections.

    Raises
    ------
    InputError                         if counts that are used are out of order (unless the mode takes them as they
                                       stand), or a correction makes a count larger than any could be
    """
    if not rules.counts_as_they_stand:
        _in_order(instance)
    tables: dict[str, Points] = {}
    for name, files in instance.counts.items():
        each = [file.points if rules.counts_as_they_stand else _sorted(file.points) for file in files]
        points = each[0]
        for more in each[1:]:
            points = add_tables(points, more, rules.second_table_cut)
        tables[name] = points
    for camp, day in instance.corrections:
        for name in (each for each in tables if each == camp or each.startswith(f"{camp} (line ")):  # see `sources`
            tables[name] = correct(tables[name], day)
            most = max(count for _, count in tables[name])
            if not most <= MOST_PEOPLE:
                what = f"that of {name} on day {day} makes {most:,.3g} people of the counts before it"
                raise InputError(
                    "registration_corrections.csv",
                    f"{what}. Mend the count before that day, or leave the correction out",
                )
    return tables


def _sorted(points: Points) -> Points:
    return tuple(sorted(points, key=lambda point: point[0]))


def _in_order(instance: Instance) -> None:
    """Counts that the run is compared with or driven by go forward in time.

    A step back is more often a year mistyped than rows in another order, so sorting them would be a guess.
    """
    used = {place.name for place in instance.network.places if place.is_camp}
    used |= set() if instance.settings.spawn_rules.sum_from_camps else {"total"}
    told: dict[str, str] = {}
    for name, files in instance.counts.items():
        for file in files if name in used else ():
            steps = zip(file.points, file.points[1:], strict=False)
            back = next(((before, day) for (before, _), (day, _) in steps if day < before), None)
            if back is not None:
                when = instance.start_date + dt.timedelta(days=back[1])
                told[file.file] = f"{when} is before the row above it ({back[0] - back[1]} days). Sort the rows by date"
    if told:
        raise InputError(instance.name, [Problem(0, 0, file, text) for file, text in told.items()])


def _floods(spawn: SpawnRules) -> bool:
    return spawn.flood_zone_spawning_only and spawn.flood_driven_spawning is not None


def is_pushed(spawn: SpawnRules) -> bool:
    """Whether conflicts or floods, not counts, say who sets out."""
    return spawn.conflict_driven_spawning is not None or _floods(spawn)


def _compared(instance: Instance, rules: Semantics) -> IntArray:
    """Places whose counts are compared with people, and which have people on day 0: see `Counts.camps`."""
    places, spawn = instance.network.places, instance.settings.spawn_rules
    every = rules.flooded_places_counted and _floods(spawn)
    camps = [n for n, place in enumerate(places) if place.is_camp or (every and place.name in instance.counts)]
    return np.array(camps, np.int64)


def daily_counts(instance: Instance, days: int, hasten: int, rules: Semantics) -> Counts:
    """Counts of each day and how many people to spawn for them (movement.md section 7)."""
    spawn = instance.settings.spawn_rules
    places, camps = instance.network.places, _compared(instance, rules)
    people = np.zeros((days, len(camps)), np.int64)
    beside, total = np.zeros(days, np.int64), np.zeros(days, np.int64)  # beside: of rows that are no camps
    steps = np.arange(days)
    if instance.counts:
        points = camp_points(instance, rules)
        names = [places[camp].name for camp in camps]
        for column, name in enumerate(names):
            people[:, column] = on_days(points[name], steps, hasten)
        total = on_days(points["total"], steps, hasten)
        if rules.rows_of_no_camp_counted:
            for name in points.keys() - {*names, "total"}:
                beside = beside + on_days(points[name], steps, hasten)
    first = people[0]
    if spawn.empty_camps_on_day0:
        people, beside = people - first, beside - beside[0]
    change = np.zeros(days, np.int64)
    source = people.sum(axis=1) + beside if spawn.sum_from_camps else total
    change[1:] = np.diff(source)
    change[0] = source[0] + (total[0] if rules.total_counted_on_day0 and spawn.sum_from_camps else 0)
    if spawn.empty_camps_on_day0:
        change[0] = 0
    if rules.no_running_total_of_pushed and is_pushed(spawn):
        change[:] = 0
    new, debt = np.zeros(days, np.int64), np.zeros(days, np.int64)
    owed = 0
    for day in range(days):
        wanted = 0 if day == 0 and spawn.insert_day0 else int(change[day]) - owed
        owed, new[day] = max(-wanted, 0), max(wanted, 0)
        debt[day] = owed
    return Counts(camps, people, total, np.cumsum(change), new, debt, first, bool(instance.counts))
