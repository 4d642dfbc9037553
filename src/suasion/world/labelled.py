"""The arrays of a run under the names of variables.csv: what each draw has, and what all draws share."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from suasion.trade.rates import month_rate, rate_on, static_duty
from suasion.world.compile import STATUS_CODES, Plan
from suasion.world.goods import PAYERS, Goods
from suasion.world.long_run import welfare
from suasion.world.long_run_models import ECONOMIES, MODELS, REPLIES, LongRunTariff
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
    responses = _responses(plan, state, chapters, {"": rate, "scheduled_": scheduled_month})
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
        **responses,
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
        "payer": list(PAYERS),
    }
    dataset = xr.Dataset(labelled, coords={name: (name, _texts(values)) for name, values in coords.items()})
    dataset["status"].attrs |= {
        "flag_values": np.arange(len(STATUS_CODES), dtype=np.int8),
        "flag_meanings": " ".join(STATUS_CODES),
    }
    return dataset


def _responses(
    plan: Plan, state: State, chapters: list[str], rates: dict[str, FloatArray]
) -> dict[str, tuple[tuple[str, ...], FloatArray]]:
    """Imports that respond and who pays, at each path of rates: array (draw, tariff, month) by the prefix of its names.

    A tariff whose imports can not respond has NaN.
    """
    draws, months = len(state.draws), len(plan.clock.months)
    goods = [
        None
        if tariff.goods is None
        else Goods(tariff.goods, plan.seed, tariff.name, state.draws, [rate[:, index] for rate in rates.values()])
        for index, tariff in enumerate(plan.tariffs)
    ]
    found: dict[str, tuple[tuple[str, ...], FloatArray]] = {}
    for prefix, rate in rates.items():
        imports, duty = (np.full((draws, len(plan.tariffs), months), np.nan) for _ in range(2))
        by_chapter = np.zeros((draws, len(chapters)))
        payers, forgone = np.zeros((draws, len(PAYERS), months)), np.zeros((draws, months))
        for index, tariff in enumerate(plan.tariffs):
            one = goods[index]
            columns = [chapters.index(code) for code in tariff.chapters]
            if one is None:
                payers[:], forgone[:], by_chapter[:, columns] = np.nan, np.nan, np.nan
                continue
            entered = state.imports_usd[:, index, :, None] * tariff.chapter_share
            answer = one.respond(rate[:, index], entered, state.collected_share)
            imports[:, index], duty[:, index] = answer.imports_usd, answer.duty_usd
            by_chapter[:, columns] += answer.duty_hs2_usd
            payers += answer.payer_usd
            forgone += answer.forgone_usd
        found |= {
            f"{prefix}response_imports_usd": (("draw", "tariff", "month"), imports),
            f"{prefix}response_duty_usd": (("draw", "tariff", "month"), duty),
            f"{prefix}response_duty_hs2_usd": (("draw", "hs2"), by_chapter),
            f"{prefix}payer_usd": (("draw", "payer", "month"), payers),
            f"{prefix}forgone_usd": (("draw", "month"), forgone),
        }
    return found


@lru_cache(maxsize=8)
def _welfare(tariff: LongRunTariff, rates: tuple[float, ...]) -> xr.Dataset:
    """Kept, since it depends on the schedule alone and runs of one accord ask for it again and again."""
    return welfare(tariff, rates)


def _long_run(plan: Plan) -> xr.Dataset:
    """Long-run answers at every rate of the first tariff whose parties are known; without one there are no rates."""
    tariff = next((each for each in plan.tariffs if each.long_run is not None), None)
    middles = [] if tariff is None else sorted({step.on(None) for step in tariff.step_rates} - {0.0})
    if tariff is not None and tariff.long_run is not None and middles:
        solved = _welfare(tariff.long_run, tuple(middles))
    else:
        shape = (len(MODELS), len(REPLIES), 0, len(ECONOMIES))
        dims = ("model", "reply", "rate", "economy")
        names = ("welfare_pct", "welfare_low_pct", "welfare_high_pct")
        solved = xr.Dataset(
            {
                **{name: (dims, np.zeros(shape)) for name in names},
                "partner_exports_pct": (dims[:3], np.zeros(shape[:3])),
            },
            {"model": list(MODELS), "reply": list(REPLIES), "rate": [], "economy": list(ECONOMIES)},
        )
    labelled = xr.Dataset(
        {str(name): label(str(name), tuple(map(str, array.dims)), array.to_numpy()) for name, array in solved.items()}
    )
    if tariff is not None and tariff.long_run is not None:
        labelled["welfare_pct"].attrs |= {"importer": tariff.long_run.importer, "exporter": tariff.long_run.exporter}
    return labelled.assign_coords({name: (name, _texts(solved[name].to_numpy())) for name in solved.dims})


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
    dataset = dataset.merge(_long_run(plan))
    return dataset.assign_coords(past_month=("past_month", _texts([str(month) for month in past])))


def _chapters(plan: Plan) -> list[str]:
    return sorted({code for tariff in plan.tariffs for code in tariff.chapters})


def _texts(values: Any) -> Any:
    array = np.asarray(values)
    return array.astype(object) if array.dtype.kind in "US" or array.size == 0 else array
