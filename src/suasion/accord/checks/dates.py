"""Dates against dates: order, the life of a measure, its schedule, the term of a review."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from suasion.accord.checks.case import Case, Said, check
from suasion.accord.measures import Tariff
from suasion.accord.timeline import schedule_steps
from suasion.yaml_text import KeyPath


@check()
def dates_are_in_order(case: Case) -> Said:
    """Statuses and steps rise in date; nothing is announced after it began; reviews come after the signing."""
    for name, measure in case.accord.measures.items():
        lists: list[tuple[str, Sequence[datetime.date]]] = [("status", [step.date for step in measure.status])]
        steps = getattr(measure, "steps", None)
        if steps:
            lists.append(("steps", [step.date for step in steps]))
        for key, days in lists:
            for index in range(1, len(days)):
                if days[index] < days[index - 1]:
                    yield (
                        ("measures", name, key, index, "date"),
                        f"{days[index]} comes before {days[index - 1]} above it. Put the dates in order",
                    )
        for index, status in enumerate(measure.status):
            if status.announced and status.announced > status.date:
                yield (
                    ("measures", name, "status", index, "announced"),
                    f"announced on {status.announced}, after it began on {status.date}. Mend one of the two",
                )
    for name, review in case.accord.reviews.items():
        if review.date < case.accord.signed:
            yield ("reviews", name, "date"), f"{review.date} is before the signing on {case.accord.signed}. Mend one"
        if review.month > f"{review.date:%Y-%m}":
            yield (
                ("reviews", name, "month"),
                f"{review.month} is after the review on {review.date}. Judge a month up to {review.date:%Y-%m}",
            )


@check()
def steps_are_inside_the_measure(case: Case) -> Said:
    """No step before its measure was known, none after it ended."""
    for name, measure in case.accord.measures.items():
        first = measure.first_day()
        for index, step in enumerate(getattr(measure, "steps", [])):
            path = ("measures", name, "steps", index, "date")
            if step.date < first:
                yield (
                    path,
                    f"{step.date} is before the measure's first status on {first}. Move the step or date the status",
                )
            held = [status for status in measure.status if status.date <= step.date]
            if held and held[-1].status == "ended":
                end = f"{step.date} is not before the measure's end on {held[-1].date}"
                yield path, f"{end}. Remove the step or move the end"


@check()
def schedules_add_up(case: Case) -> Said:
    """A schedule's first rate and equal steps reach its last rate on its last day, and the listed steps agree."""
    for name, measure in case.accord.measures.items():
        if not isinstance(measure, Tariff) or measure.schedule is None:
            continue
        schedule, at = measure.schedule, ("measures", name, "schedule")
        written = schedule_steps(schedule)
        last = written[-1]
        if abs(last.rate.on() - schedule.last.on()) > 1e-9 or last.date != schedule.last_date:
            due = f"{last.rate.on():.4g} on {last.date}, not {schedule.last.on():.4g} on {schedule.last_date}"
            rise = f"from {schedule.first.on():.4g} by {schedule.increase.on():.4g} a month"
            yield (*at, "last"), f"{rise} the rate is {due}. Mend the steps or the end"
        at_steps: KeyPath = ("measures", name, "steps")
        # steps that a variant or the command line changed are meant to differ from what was announced
        changed = any(override.path[:3] == at_steps for override in case.overrides)
        if (
            not changed
            and measure.steps
            and [(s.date, round(s.rate.on(), 9)) for s in measure.steps]
            != [(s.date, round(s.rate.on(), 9)) for s in written]
        ):
            due = ", ".join(f"{step.rate.on():.4g} on {step.date}" for step in written)
            yield (
                ("measures", name, "steps"),
                f"the steps differ from the schedule, which gives {due}. Mend one of the two",
            )


@check()
def rates_hold_for_a_run(case: Case) -> Said:
    """A rate inside a step, and what holds for the whole run, has no dated steps of its own."""
    for name, measure in case.accord.measures.items():
        for index, step in enumerate(measure.steps if isinstance(measure, Tariff) else ()):
            if step.rate.steps is not None:
                text = "a rate inside a step can not have dated steps. Add a step of the measure for each day"
                yield ("measures", name, "steps", index, "rate"), text
    share = case.accord.uncertainties.duty_collected_share
    if share is not None and share.steps is not None:
        text = "this share holds for the whole run, so it can not have dated steps. Write one value or a range"
        yield ("uncertainties", "duty_collected_share"), text


@check()
def review_terms_agree(case: Case) -> Said:
    """A review falls on the day of signature plus its term."""
    for name, review in case.accord.reviews.items():
        if review.days_after_signing is None:
            continue
        due = case.accord.signed + datetime.timedelta(days=review.days_after_signing)
        if due != review.date:
            yield (
                ("reviews", name, "date"),
                f"{review.date} is not {review.days_after_signing} days after the signing on {case.accord.signed}; "
                f"that is {due}. Mend the date or the term",
            )


@check("warning")
def reviews_are_inside_the_period(case: Case) -> Said:
    """A review outside the run's days is never judged."""
    period = case.accord.period
    for name, review in case.accord.reviews.items():
        if not period.start <= review.date <= period.end:
            text = f"{review.date} is outside the run's days {period.start} to {period.end}. Widen `period` to judge it"
            yield ("reviews", name, "date"), text
