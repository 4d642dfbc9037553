"""The rate in force by day and month, and the static duty."""

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suasion.trade.rates.in_force import month_rate, rate_on, static_duty

STEPS = [datetime.date(2019, 6, 10), datetime.date(2019, 7, 1), datetime.date(2019, 8, 1)]
RATES = [0.05, 0.10, 0.15]


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        ("2019-06-09", 0.0),
        ("2019-06-10", 0.05),
        ("2019-06-11", 0.05),
        ("2019-06-30", 0.05),
        ("2019-07-01", 0.10),
        ("2019-07-31", 0.10),
        ("2019-08-01", 0.15),
        ("2030-01-01", 0.15),
    ],
)
def test_rate_the_day_before_of_and_after_each_step(day: str, rate: float) -> None:
    assert rate_on(np.datetime64(day), STEPS, RATES) == rate


def test_a_delay_moves_the_whole_schedule_by_draw() -> None:
    rates = rate_on(np.datetime64("2019-09-05"), STEPS, RATES, np.array([0, 87, 88]))
    assert rates.tolist() == [0.15, 0.05, 0.0]


def test_no_steps_is_no_duty() -> None:
    assert rate_on(np.datetime64("2019-09-05"), [], []) == 0.0


def test_month_rate_weighs_by_days() -> None:
    # June: nine free days and twenty-one at 5 percent
    june = month_rate([[0.0, 0.05, 0.10]], [9 / 30, 21 / 30, 1.0], [0, 0, 1], 2)
    assert june == pytest.approx(np.array([[0.05 * 21 / 30, 0.10]]))


@pytest.mark.parametrize(
    ("days", "rates", "message"),
    [
        (STEPS, RATES[:2], "a schedule has one rate a step; got 3 days and 2 rates"),
        (STEPS[::-1], RATES, "the days of a schedule must rise; sort the steps"),
        (STEPS, [0.05, -0.1, 0.15], "a rate is a finite number of at least 0"),
        (STEPS, [0.05, float("nan"), 0.15], "a rate is a finite number of at least 0"),
    ],
)
def test_impossible_schedules_are_refused(days: list[datetime.date], rates: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message.replace(";", r"\;")):
        rate_on(np.datetime64("2019-06-10"), days, rates)


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_static_duty_refuses_what_can_not_be(value: float) -> None:
    with pytest.raises(ValueError, match="customs value is a finite number of at least 0"):
        static_duty(0.05, value)


def test_rates_may_differ_by_draw() -> None:
    rates = np.array([[0.05, 0.10, 0.15], [0.07, 0.10, 0.20]])
    assert rate_on(np.datetime64("2019-06-10"), STEPS, rates).tolist() == [0.05, 0.07]
    assert rate_on(np.datetime64("2019-08-01"), STEPS, rates, np.array([0, 60])).tolist() == [0.15, 0.0]


@given(
    rates=st.lists(st.floats(0, 2), min_size=2, max_size=6),
    higher=st.floats(0, 1),
    imports=st.lists(st.floats(0, 1e12), min_size=1, max_size=5),
)
def test_a_higher_rate_never_lowers_a_static_duty(rates: list[float], higher: float, imports: list[float]) -> None:
    by_month = np.array(rates)[:, None]
    assert np.all(static_duty(by_month + higher, imports) >= static_duty(by_month, imports))
    assert np.all(static_duty(np.zeros_like(by_month), imports) == 0)


@given(st.integers(0, 400), st.integers(0, 60))
def test_a_delayed_schedule_is_the_schedule_of_an_earlier_day(offset: int, delay: int) -> None:
    day = np.datetime64("2019-05-01") + np.timedelta64(offset, "D")
    assert rate_on(day + np.timedelta64(delay, "D"), STEPS, RATES, delay) == rate_on(day, STEPS, RATES)
