"""Counts of people in camps by day: interpolation, sums of files, corrections, daily change and debt.

movement.md sections 6 and 7. A value between two dates lies on the line between them and is cut to a whole number
each time it is read, as in the peer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suasion.errors import InputError
from suasion.movement.instance import Instance, Points
from suasion.movement.semantics import Semantics
from suasion.movement.validation import MOST_PEOPLE

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Counts:
    """What the files of counts say of each day of a run.

    Attributes
    ----------
    camps : array (camp,)              positions of the places that are camps, in the order of the places
    people : array (day, camp)         people counted, whole numbers
    total : array (day,)               people of the total's file
    raw : array (day,)                 running sum of daily changes: the peer's `raw UNHCR refugee count`
    new : array (day,)                 people to spawn
    debt : array (day,)                decrease that later increases must first make good
    known : bool                       False if the folder has no counts: all of the above are then 0
    """

    camps: IntArray
    people: IntArray
    total: IntArray
    raw: IntArray
    new: IntArray
    debt: IntArray
    known: bool = True


def on_days(points: Points, days: IntArray, hasten: int) -> IntArray:
    """The count of each day, whole: first value before the first point, last after the last, a line between.

    Parameters
    ----------
    points : (day, people) in order of days
    hasten : int                       divides every count, before a line is drawn
    """
    at = np.array([day for day, _ in points], np.int64)
    people = np.array([count for _, count in points], float) / hasten
    after = np.searchsorted(at, days, side="left")  # the first point on or after the day
    left, right = np.clip(after - 1, 0, len(at) - 1), np.clip(after, 0, len(at) - 1)
    span = np.where(at[right] > at[left], at[right] - at[left], 1)
    share = np.clip((days - at[left]) / span, 0.0, 1.0)
    values = people[left] + share * (people[right] - people[left])  # in this order: cut to whole numbers, it matters
    values = np.where(after >= len(at), people[-1], np.where(after == 0, people[0], values))
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
    """Counts before a day, scaled to agree with the count of that day (over-registration put right)."""
    at = next((position for position, point in enumerate(points) if point[0] == day), 0)
    if at == 0 or points[at - 1][1] == 0:
        return points
    scale = points[at][1] / points[at - 1][1]
    return (*((when, count * scale) for when, count in points[:at]), *points[at:])


def camp_points(instance: Instance, rules: Semantics) -> dict[str, Points]:
    """Points by camp, and by `total`: files summed, then corrected in the order of the corrections.

    Raises
    ------
    InputError                         if a correction makes a count larger than any could be
    """
    tables: dict[str, Points] = {}
    for name, files in instance.counts.items():
        points = files[0].points
        for file in files[1:]:
            points = add_tables(points, file.points, rules.second_table_cut)
        tables[name] = points
    for name, day in instance.corrections:
        if name in tables:
            tables[name] = correct(tables[name], day)
            most = max(count for _, count in tables[name])
            if not most <= MOST_PEOPLE:
                what = f"that of {name} on day {day} makes {most:,.3g} people of the counts before it"
                raise InputError(
                    "registration_corrections.csv",
                    f"{what}. Mend the count before that day, or leave the correction out",
                )
    return tables


def daily_counts(instance: Instance, days: int, hasten: int, rules: Semantics) -> Counts:
    """Counts of each day and how many people to spawn for them (movement.md section 7)."""
    spawn = instance.settings.spawn_rules
    places = instance.network.places
    camps = np.array([number for number, place in enumerate(places) if place.is_camp], np.int64)
    people = np.zeros((days, len(camps)), np.int64)
    total = np.zeros(days, np.int64)
    steps = np.arange(days)
    if instance.counts:
        points = camp_points(instance, rules)
        for column, camp in enumerate(camps):
            people[:, column] = on_days(points[places[camp].name], steps, hasten)
        total = on_days(points["total"], steps, hasten)
    if spawn.empty_camps_on_day0:
        people = people - people[0]
    change = np.zeros(days, np.int64)
    source = people.sum(axis=1) if spawn.sum_from_camps else total
    change[1:] = np.diff(source)
    change[0] = source[0] + (total[0] if rules.total_counted_on_day0 and spawn.sum_from_camps else 0)
    new, debt = np.zeros(days, np.int64), np.zeros(days, np.int64)
    owed = 0
    for day in range(days):
        wanted = 0 if day == 0 and spawn.insert_day0 else int(change[day]) - owed
        owed, new[day] = max(-wanted, 0), max(wanted, 0)
        debt[day] = owed
    return Counts(camps, people, total, np.cumsum(change), new, debt, bool(instance.counts))
