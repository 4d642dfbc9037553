"""The world: one pass over the periods, all draws at once. The only place where the engines meet.

Steps of a period, in order: decide, rates, trade, observe, review. Movement and law join here once their engines
exist; until then no measure changes how many people arrive, and the report says so.
"""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from suasion.accord.schema import Target
from suasion.monitor import Criterion, Forecast, judge
from suasion.trade.rates import rate_on, static_duty
from suasion.world.clock import Period
from suasion.world.compile import IN_FORCE, Plan
from suasion.world.outlook import Outlook
from suasion.world.state import FloatArray, Pending, State, begin

Flags = NDArray[np.bool_]
Forecasts = dict[tuple[str, datetime.date, pd.Period], Forecast | None]


def run_block(plan: Plan, draws: range) -> State:
    """Run the world for a block of draws and return its arrays."""
    state = begin(plan, draws)
    for period in plan.clock.periods:
        decide(state, plan, period)
        set_rates(state, plan, period)
        trade(state, plan, period)
        observe(state, plan, period)
        review(state, plan, period)
    return state


def decide(state: State, plan: Plan, period: Period) -> None:
    """Each measure takes the status that is declared for the day, or that a missed target brought about."""
    for index, measure in enumerate(plan.measures):
        free = ~state.overruled[:, index]
        state.status[free, index] = measure.declared(period.start)
    tariff_of = {tariff.measure: position for position, tariff in enumerate(plan.tariffs)}
    for pending in [item for item in state.pending if item.due <= period.start]:
        changed = pending.consequence.measure
        state.status[pending.drawn, changed] = pending.consequence.status
        state.overruled[pending.drawn, changed] = True
        position = tariff_of.get(changed)
        if pending.consequence.restart and position is not None and plan.tariffs[position].step_days:
            state.delay_days[pending.drawn, position] = (period.start - plan.tariffs[position].step_days[0]).days
        state.pending.remove(pending)
    state.status_by_period[:, :, period.index] = state.status


def set_rates(state: State, plan: Plan, period: Period) -> None:
    """The rate in force: that of the schedule where the measure is in force, else none."""
    day = np.datetime64(period.start)
    for index, tariff in enumerate(plan.tariffs):
        scheduled = rate_on(day, tariff.step_days, state.step_rates[index], state.delay_days[:, index])
        state.rate_share[:, index] = np.where(state.status[:, tariff.measure] == IN_FORCE, scheduled, 0.0)
    state.rate_by_period[:, :, period.index] = state.rate_share


def trade(state: State, plan: Plan, period: Period) -> None:
    """Duty owed in the period, on imports that do not respond: the period's days of the month's imports."""
    for index, tariff in enumerate(plan.tariffs):
        entered = state.imports_usd[:, index, period.month] * period.share_of_month
        duty = static_duty(state.rate_share[:, index], entered)
        state.duty_usd[:, index, period.month] += duty
        state.duty_hs2_usd[index] += duty[:, None] * tariff.chapter_share[period.month]


def observe(state: State, plan: Plan, period: Period) -> None:
    """Figures come out: the last month of each series that is published on the first day of the period."""
    state.published = [one.last_out(period.start) for one in plan.series]


def review(state: State, plan: Plan, period: Period) -> None:
    """Judge the reviews of the period's first day, and set down what follows in the draws that missed.

    The chance that a target is met is judged on the month the review names, once for each day on which it could be
    foreseen with new figures, the review's own day last. Consequences follow from what lies on the table: the last
    month published by then.
    """
    for position, held in enumerate(plan.reviews):
        if held.date != period.start:
            continue
        forecasts: Forecasts = {}
        for index in held.targets:
            planned = plan.targets[index]
            series = plan.series[planned.series]
            for number, day in enumerate(plan.vintages):
                if day <= held.informed_on:
                    then = plan.almanac.outlook(series.name, series.part, day)
                    place = (slice(None), number, position, index)
                    state.judged_value[place], state.met[place], state.met_slack[place] = _judge(
                        state, plan, index, then, held.month, held.date, forecasts
                    )
            last = state.published[planned.series]
            if last is not None:
                # as printed on the day of the review: a later revision changes nothing about what lay on the table
                then = plan.almanac.outlook(series.name, series.part, held.informed_on)
                _, met, _ = _judge(state, plan, index, then, last, held.date, forecasts)
                state.met_published[:, position, index] = met
        if plan.decision == "conditional" and held.decides is not None:
            missed = state.met_published[:, position, held.decides] == 0
            for consequence in held.consequences:
                due = held.date + datetime.timedelta(days=max(1, consequence.after_days))
                state.pending.append(Pending(due, consequence, missed))


def _judge(
    state: State,
    plan: Plan,
    index: int,
    outlook: Outlook,
    month: pd.Period,
    day: datetime.date,
    forecasts: Forecasts,
) -> tuple[FloatArray, Flags, Flags]:
    """A target in a month as an outlook sees it, at the level that holds on a day.

    Targets on one series are judged on the same paths: `forecasts` holds those of a review, and new ones join it.

    Returns
    -------
    value, met strictly, met with slack    each (draw,) or (1,)
    """
    planned = plan.targets[index]
    target, name = planned.target, planned.name
    strict = _criterion(target, month, plan.sample(f"targets.{name}.level", target.level, state.draws, day))
    slack = plan.sample(f"targets.{name}.slack", target.slack, state.draws, day)
    sight = (outlook.series.id, outlook.day, month)
    if sight not in forecasts:
        forecasts[sight] = outlook.forecast(plan.seed, state.draws, month)
    judged = judge(strict, outlook.known, forecasts[sight])
    return judged.statistic, judged.met, strict.with_slack(slack).met(judged.statistic)


def _criterion(target: Target, month: pd.Period, level: FloatArray) -> Criterion:
    months = pd.period_range(month - (target.months - 1), month, freq="M") if target.statistic == "mean" else [month]
    return Criterion(
        statistic=target.statistic,
        comparator=target.comparator,
        threshold=level,
        months=tuple(months),
        base=pd.Period(target.base.month, "M") if target.statistic == "ratio" and target.base else None,
    )
