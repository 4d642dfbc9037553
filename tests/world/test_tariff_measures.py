"""From an accord's tariff to a dated measure: in force only where its status says so, as announced for a threat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suasion.accord import load
from suasion.accord.measures import Tariff
from suasion.accord.timeline import status_on, tariff_steps
from suasion.errors import InputError
from suasion.trade.rates import rates_in_force, why
from suasion.world.tariff_measures import is_ever_in_force, rate_changes, tariff_measures

STEPS = {
    dt.date(2019, 6, 10): 0.05, dt.date(2019, 7, 1): 0.10, dt.date(2019, 8, 1): 0.15, dt.date(2019, 9, 1): 0.20,
    dt.date(2019, 10, 1): 0.25,
}  # fmt: skip


def tariff(variant: str | None = None, settings: list[str] | None = None) -> Tariff:
    measure = load("us-mexico-2019", variant, settings).accord.measures["tariff"]
    assert isinstance(measure, Tariff)
    return measure


@pytest.mark.parametrize(("day", "rate"), STEPS.items())
def test_a_step_holds_from_its_first_day(day: dt.date, rate: float) -> None:
    (measure,) = tariff_measures(load("us-mexico-2019", "as-threatened").accord)
    assert measure.scheduled(day) == rate
    before = measure.scheduled(day - dt.timedelta(days=1))
    assert (before or 0.0) == pytest.approx(rate - 0.05)
    assert measure.origins == {"MX"}
    assert measure.legal_id == "us-mexico-2019, measures.tariff"


@pytest.mark.parametrize("variant", [None, "as-agreed", "safe-third-country"])
def test_a_suspended_duty_charges_nothing_on_any_day(variant: str | None) -> None:
    accord = load("us-mexico-2019", variant).accord
    (measure,) = tariff_measures(accord)
    assert not is_ever_in_force(accord)
    assert {step.rate_share for step in measure.steps} == {None}
    assert measure.scheduled(dt.date(2019, 12, 31)) is None
    answer = why([measure], "8708295160", "MX", dt.date(2019, 8, 1))
    assert answer.added_share == 0
    assert "suspended" in answer.findings[0].reason


def test_as_announced_is_the_schedule_whatever_its_status() -> None:
    announced = tariff_measures(load("us-mexico-2019").accord, as_announced=True)
    threatened = tariff_measures(load("us-mexico-2019", "as-threatened").accord)
    assert announced[0].steps == threatened[0].steps
    assert dict((step.start, step.rate_share) for step in announced[0].steps) == STEPS  # noqa: C402 - reads as STEPS


def test_a_status_in_the_middle_of_the_schedule_cuts_it() -> None:
    status = (
        "measures.tariff.status=[{date: 2019-05-30, status: threatened}, {date: 2019-07-20, status: in_force}, "
        "{date: 2019-09-10, status: suspended}, {date: 2019-11-01, status: in_force}, "
        "{date: 2019-12-01, status: ended}]"
    )
    assert rate_changes(tariff(settings=[status])) == [
        (dt.date(2019, 7, 20), 0.10), (dt.date(2019, 8, 1), 0.15), (dt.date(2019, 9, 1), 0.20),
        (dt.date(2019, 9, 10), None), (dt.date(2019, 11, 1), 0.25), (dt.date(2019, 12, 1), None),
    ]  # fmt: skip


AS_THREATENED = tariff("as-threatened")


@given(st.dates(dt.date(2019, 5, 1), dt.date(2020, 3, 1)), st.lists(st.integers(0, 250), unique=True, max_size=5))
def test_every_day_has_the_rate_of_its_step_where_its_status_is_in_force(day: dt.date, cuts: list[int]) -> None:
    measure = AS_THREATENED
    words = ("in_force", "suspended", "threatened", "in_force", "ended")
    first = measure.status[0]
    status = [
        first.model_copy(update={"date": dt.date(2019, 5, 30) + dt.timedelta(days=cut), "status": word})
        for cut, word in zip(sorted(cuts), words, strict=False)
    ]
    measure = measure.model_copy(update={"status": status or [first]})
    held = [rate for start, rate in rate_changes(measure) if start <= day]
    begun = [step.rate.on(day) for step in tariff_steps(measure) if step.date <= day]
    expected = begun[-1] if begun and status_on(measure.status, day) == "in_force" else None
    assert (held[-1] if held else None) == expected


def test_it_adds_to_what_is_there_and_falls_on_its_goods_alone() -> None:
    document = load("us-mexico-2019", "as-threatened", ["measures.tariff.goods=['87']"])
    measures = tariff_measures(document.accord)
    rates = rates_in_force(["8708295160", "0702002099"], ["MX", "CA"], measures).on(dt.date(2019, 8, 1))
    assert np.array_equal(rates, [[0.15, 0.0], [0.0, 0.0]])
    # no exemption for claims stands in the accord
    assert measures[0].preference_from is None


def test_an_uncertain_rate_stands_at_its_middle() -> None:
    settings = ["measures.tariff.steps.0.rate={low: 2%, likely: 5%, high: 8%}"]
    (measure,) = tariff_measures(load("us-mexico-2019", "as-threatened", settings).accord)
    assert measure.scheduled(dt.date(2019, 6, 15)) == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            ["parties.us.country=CAN"],
            "only duties of the United States can be charged on an entry; its actor us is CAN",
        ),
        (["parties.mexico.country=XXQ"], "`XXQ` is no country known here"),
    ],
)
def test_a_duty_that_can_not_fall_on_an_entry_is_refused(settings: list[str], words: str) -> None:
    with pytest.raises(InputError) as raised:
        tariff_measures(load("us-mexico-2019", None, settings).accord)
    assert str(raised.value).startswith("us-mexico-2019: 1 problem\n  measures.tariff: ")
    assert words in str(raised.value)


def test_an_accord_of_other_countries_is_refused(newcomer: Callable[..., str]) -> None:
    with pytest.raises(InputError, match="its actor"):
        tariff_measures(load(newcomer()).accord)


def test_an_accord_without_a_duty_is_refused() -> None:
    accord = load("us-mexico-2019").accord
    others = {name: measure for name, measure in accord.measures.items() if name != "tariff"}
    with pytest.raises(InputError, match="has no duty: none of its measures is of kind tariff"):
        tariff_measures(accord.model_copy(update={"measures": others}))
