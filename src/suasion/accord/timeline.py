"""Dates of an accord: what holds on a day, and what could be known of it by then."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from suasion.accord.measures import AnyMeasure, StatusStep, Tariff, TariffSchedule, TariffStep
from suasion.accord.quantity import Rate
from suasion.accord.schema import Accord


def known_statuses(measure: AnyMeasure, as_of: datetime.date) -> list[StatusStep]:
    """The dated statuses that had been announced by a day, in order of date."""
    known = [step for step in measure.status if (step.announced or step.date) <= as_of]
    return sorted(known, key=lambda step: step.date)


def status_on(steps: Sequence[StatusStep], day: datetime.date) -> str | None:
    """The status that holds on a day; None before the first."""
    held = [step.status for step in steps if step.date <= day]
    return held[-1] if held else None


def tariff_steps(tariff: Tariff) -> list[TariffStep]:
    """The dated rates of a tariff: as listed, or as its schedule announces them."""
    return list(tariff.steps) or (schedule_steps(tariff.schedule) if tariff.schedule else [])


def schedule_steps(schedule: TariffSchedule) -> list[TariffStep]:
    """A schedule written out: the first rate, then one equal step on the first day of each later month."""
    steps = [TariffStep(date=schedule.first_date, rate=schedule.first)]
    rate, day = schedule.first.on(), first_of_next_month(schedule.first_date)
    while day <= schedule.last_date and schedule.increase.on() > 0:
        rate = round(rate + schedule.increase.on(), 10)
        # built, not validated: a bare number above 1 is refused, yet a schedule may well rise above 100%
        sum_of_both = Rate.model_construct(value=rate, source=schedule.source, why=schedule.why)
        steps.append(TariffStep.model_construct(date=day, rate=sum_of_both))
        day = first_of_next_month(day)
    return steps


def first_of_next_month(day: datetime.date) -> datetime.date:
    """The first day of the month after the one that holds `day`."""
    return (day.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)


def default_as_of(accord: Accord) -> datetime.date:
    """The day up to which a run may know: as the accord says, else its last review, else its signature."""
    if accord.as_of is not None:
        return accord.as_of
    return max((review.date for review in accord.reviews.values()), default=accord.signed)


@dataclass(frozen=True)
class Span:
    """One status of one measure over time, as known by a day; `end` is None if it goes on."""

    measure: str
    title: str
    actor: str
    status: str
    start: datetime.date
    end: datetime.date | None
    where: str | None


def spans(accord: Accord, as_of: datetime.date) -> list[Span]:
    """Every measure's statuses as intervals, in order of first day, for a timeline."""
    rows: list[Span] = []
    for name, measure in accord.measures.items():
        steps = known_statuses(measure, as_of)
        ends: list[datetime.date | None] = [*(step.date for step in steps[1:]), None][: len(steps)]
        rows += [
            Span(name, measure.title, measure.actor, step.status, step.date, end, step.where)
            for step, end in zip(steps, ends, strict=True)
        ]
    return rows
