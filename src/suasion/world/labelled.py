"""The arrays of a run under the names of variables.csv: what each draw has, and what all draws share."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from suasion.trade.rates import month_rate, rate_on, static_duty
from suasion.world.compile import STATUS_CODES, Plan
from suasion.world.result import label
from suasion.world.state import State, step_rates

FloatArray = NDArray[np.float64]

PAST_MONTHS = 36
LATER_MONTHS = 12


def label_block(plan: Plan, state: State) -> xr.Dataset:
    """The arrays of one block with their names."""
    clock, draws = plan.clock, state.draws
    signed = plan.document.accord.signed
    reported, at_signing = [], []
    for one in plan.series:
        reported.append(one.outlook.paths(plan.seed, draws, clock.months))
        if signed <= plan.as_of:
            then = plan.almanac.outlook(one.name, one.part, signed)
            at_signing.append(then.paths(plan.seed, draws, clock.months))
    rate = month_rate(state.rate_by_period, clock.share_of_month, clock.month_of_period, len(clock.months))
    scheduled = scheduled_rates(plan, draws)
    scheduled_month = month_rate(scheduled, clock.share_of_month, clock.month_of_period, len(clock.months))
    chapters = _chapters(plan)
    by_chapter = np.zeros((len(draws), len(chapters)))
    scheduled_by_chapter = np.zeros_like(by_chapter)
    scheduled_duty = static_duty(scheduled_month, state.imports_usd)
    for index, tariff in enumerate(plan.tariffs):
        columns = [chapters.index(code) for code in tariff.chapters]
        by_chapter[:, columns] += state.duty_hs2_usd[index]
        for month, share in enumerate(tariff.chapter_share):
            scheduled_by_chapter[:, columns] += scheduled_duty[:, index, month, None] * share
    empty = np.zeros((len(draws), 0, len(clock.months)))
    variables: dict[str, tuple[tuple[str, ...], NDArray[Any]]] = {
        "reported": (("draw", "series", "month"), np.stack(reported, axis=1) if reported else empty),
        "met": (("draw", "vintage", "review", "target"), state.met),
        "met_slack": (("draw", "vintage", "review", "target"), state.met_slack),
        "judged_value": (("draw", "vintage", "review", "target"), state.judged_value),
        "met_published": (("draw", "review", "target"), state.met_published),
        "status": (("draw", "measure", "period"), state.status_by_period),
        "rate_in_force": (("draw", "tariff", "period"), state.rate_by_period),
        "rate_share": (("draw", "tariff", "month"), rate),
        "scheduled_rate_in_force": (("draw", "tariff", "period"), scheduled),
        "imports_usd": (("draw", "tariff", "month"), state.imports_usd),
        "duty_usd": (("draw", "tariff", "month"), state.duty_usd),
        "scheduled_duty_usd": (("draw", "tariff", "month"), scheduled_duty),
        "duty_hs2_usd": (("draw", "hs2"), by_chapter),
        "scheduled_duty_hs2_usd": (("draw", "hs2"), scheduled_by_chapter),
        "collected_share": (("draw",), state.collected_share),
    }
    if at_signing:
        variables["reported_at_signing"] = (("draw", "series", "month"), np.stack(at_signing, axis=1))
    labelled = {name: label(name, dims, values) for name, (dims, values) in variables.items()}
    coords: dict[str, Any] = {
        "draw": np.arange(draws.start, draws.stop),
        "series": [one.key for one in plan.series],
        "month": clock.months.astype(str).to_numpy(dtype=object),
        "vintage": [day.isoformat() for day in plan.vintages],
        "review": [one.name for one in plan.reviews],
        "target": [one.name for one in plan.targets],
        "measure": [one.name for one in plan.measures],
        "tariff": [one.name for one in plan.tariffs],
        "period": [period.start.isoformat() for period in clock.periods],
        "hs2": chapters,
    }
    dataset = xr.Dataset(labelled, coords={name: (name, _texts(values)) for name, values in coords.items()})
    dataset["status"].attrs |= {
        "flag_values": np.arange(len(STATUS_CODES), dtype=np.int8),
        "flag_meanings": " ".join(STATUS_CODES),
    }
    return dataset


def scheduled_rates(plan: Plan, draws: range) -> FloatArray:
    """The announced schedule's rate in each period, whatever the status: array (draw, tariff, period)."""
    rates = np.zeros((len(draws), len(plan.tariffs), len(plan.clock.periods)))
    for index, tariff in enumerate(plan.tariffs):
        drawn = step_rates(plan, index, draws)
        for period in plan.clock.periods:
            rates[:, index, period.index] = rate_on(np.datetime64(period.start), tariff.step_days, drawn)
    return rates


def label_shared(plan: Plan, by_draw: xr.Dataset) -> xr.Dataset:
    """What has no draws of its own: figures known, and duties on the unchanged imports of the base year."""
    clock, chapters = plan.clock, _chapters(plan)
    last = max([clock.months[-1], *(review.month for review in plan.reviews)])
    # what came after the run's last month is shown too, if the run's day knows it
    last = max([last, *(min(one.outlook.last_month, last + LATER_MONTHS) for one in plan.series)])
    first = min([clock.months[0], *(one.outlook.last_month for one in plan.series)])
    past = pd.period_range(first - PAST_MONTHS, last, freq="M", name="month")
    observed = np.full((len(plan.series), len(past)), np.nan)
    published = np.full((len(plan.series), len(past)), "", dtype=object)
    last_month = np.full((len(plan.vintages), len(plan.series)), "", dtype=object)
    last_value = np.full((len(plan.vintages), len(plan.series)), np.nan)
    table_month = np.full((len(plan.reviews), len(plan.targets)), "", dtype=object)
    for row, held in enumerate(plan.reviews):
        for column in held.targets:
            table_month[row, column] = str(plan.series[plan.targets[column].series].last_out(held.date) or "")
    for index, one in enumerate(plan.series):
        observed[index] = one.outlook.known.reindex(past).to_numpy(float)
        days = one.outlook.publication_days(past)
        known = np.isfinite(observed[index])
        published[index, known] = np.datetime_as_string(days[known], unit="D")
        for number, day in enumerate(plan.vintages):
            then = plan.almanac.outlook(one.name, one.part, day)
            last_month[number, index], last_value[number, index] = str(then.last_month), then.last_value
    shape = (len(plan.tariffs), len(clock.months), len(chapters))
    base = np.zeros(shape)
    for index, tariff in enumerate(plan.tariffs):
        base[index][:, [chapters.index(code) for code in tariff.chapters]] = tariff.base_usd
    scheduled = month_rate(
        by_draw["scheduled_rate_in_force"].to_numpy().mean(axis=0),
        clock.share_of_month,
        clock.month_of_period,
        len(clock.months),
    )
    rate = by_draw["rate_share"].to_numpy().mean(axis=0)
    by_chapter = ("tariff", "month", "hs2")
    variables = {
        "observed": (("series", "past_month"), observed),
        "published_on": (("series", "past_month"), published),
        "last_month": (("vintage", "series"), last_month),
        "last_value": (("vintage", "series"), last_value),
        "table_month": (("review", "target"), table_month),
        "static_duty_usd": (by_chapter, static_duty(rate[..., None], base)),
        "scheduled_static_duty_usd": (by_chapter, static_duty(scheduled[..., None], base)),
        "base_imports_usd": (by_chapter, base),
        "base_year_imports_usd": (("tariff",), np.array([tariff.base_year_usd for tariff in plan.tariffs])),
    }
    dataset = xr.Dataset({name: label(name, dims, values) for name, (dims, values) in variables.items()})
    return dataset.assign_coords(past_month=("past_month", _texts([str(month) for month in past])))


def _chapters(plan: Plan) -> list[str]:
    return sorted({code for tariff in plan.tariffs for code in tariff.chapters})


def _texts(values: Any) -> Any:
    array = np.asarray(values)
    return array.astype(object) if array.dtype.kind in "US" or array.size == 0 else array
