"""Dates to periods: they tile the days, keep to their month, and change wherever something dated changes."""

from __future__ import annotations

import datetime
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suasion.accord import load
from suasion.world.clock import build
from suasion.world.compile import compile_plan

DAYS = st.dates(datetime.date(2016, 1, 1), datetime.date(2021, 12, 31))
ONE = datetime.timedelta(days=1)


@given(ends=st.tuples(DAYS, DAYS).filter(lambda two: two[0] != two[1]), cuts=st.lists(DAYS, max_size=12))
def test_periods_tile_the_days_and_never_cross_a_month(
    ends: tuple[datetime.date, datetime.date], cuts: list[datetime.date]
) -> None:
    first, last = sorted(ends)
    clock = build(first, last, cuts)
    assert clock.periods[0].start == first
    assert clock.periods[-1].end == last + ONE
    for one, after in itertools.pairwise(clock.periods):
        assert one.end == after.start
    for period in clock.periods:
        assert period.days >= 1
        final = period.end - ONE
        assert (period.start.year, period.start.month) == (final.year, final.month)
        assert str(clock.months[period.month]) == f"{period.start:%Y-%m}"
    assert sum(period.days for period in clock.periods) == (last - first).days + 1


@given(ends=st.tuples(DAYS, DAYS).filter(lambda two: two[0] != two[1]), cuts=st.lists(DAYS, max_size=12))
def test_every_cut_inside_begins_a_period_and_none_outside_does(
    ends: tuple[datetime.date, datetime.date], cuts: list[datetime.date]
) -> None:
    first, last = sorted(ends)
    starts = {period.start for period in build(first, last, cuts).periods}
    assert {day for day in cuts if first <= day <= last} <= starts
    assert all(day == first or day.day == 1 or day in cuts for day in starts)


@given(cuts=st.lists(DAYS, max_size=12))
def test_shares_of_a_full_month_sum_to_one(cuts: list[datetime.date]) -> None:
    clock = build(datetime.date(2019, 1, 1), datetime.date(2020, 12, 31), cuts)
    shares = np.bincount(clock.month_of_period, clock.share_of_month)
    assert shares == pytest.approx(np.ones(24), abs=1e-12)


def test_a_month_begun_late_counts_with_its_days_only() -> None:
    clock = build(datetime.date(2019, 5, 30), datetime.date(2019, 6, 30), [])
    assert clock.share_of_month.tolist() == [2 / 31, 1.0]


@pytest.mark.parametrize(
    "day",
    [
        "2019-06-05",  # a status
        "2019-06-07",  # the suspension
        "2019-06-10",  # the first step, whatever the status
        "2019-07-22",  # a review
        "2019-09-05",  # a review, and what follows from the first after 45 days
        "2019-09-06",  # what follows from the second, the day after at the earliest
        "2019-09-27",  # second step of the schedule begun anew on 6 September: 21 days after the first
        "2019-12-28",  # its last step: 113 days after the first
    ],
)
def test_the_accord_of_2019_is_cut_at(day: str) -> None:
    plan = compile_plan(load("us-mexico-2019"), 1)
    assert datetime.date.fromisoformat(day) in {period.start for period in plan.clock.periods}


def test_statuses_not_yet_announced_cut_nothing() -> None:
    plan = compile_plan(load("us-mexico-2019"), 1, datetime.date(2019, 6, 10))
    starts = {period.start for period in plan.clock.periods}
    assert datetime.date(2019, 7, 24) not in starts  # the transit bar is enjoined
    assert datetime.date(2019, 11, 19) not in starts  # Guatemala's agreement comes into force
