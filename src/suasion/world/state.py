"""The arrays of one block of draws while its world runs. Shapes are said here once."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from suasion.world.compile import ConsequencePlan, Plan

FloatArray = NDArray[np.float64]

NOT_JUDGED = -1


@dataclass
class Pending:
    """A consequence that is due in some draws."""

    due: datetime.date
    consequence: ConsequencePlan
    drawn: NDArray[np.bool_]  # (draw,)


@dataclass
class State:
    """One block of draws.

    Attributes
    ----------
    draws : range                          draw numbers of the block
    status : int8 (draw, measure)          code of each measure's status in the current period
    overruled : bool (draw, measure)       whether a consequence, not the declared timeline, sets the status
    delay_days : int (draw, tariff)        days by which a tariff's schedule is moved, where it began anew
    rate_share : (draw, tariff)            ad-valorem rate in force in the current period
    step_rates : per tariff (draw, step)   scheduled rates
    imports_usd : (draw, tariff, month)    customs value, had imports not responded to the tariff
    collected_share : (draw,)              share of the duty owed that is collected
    published : per series                 last month out in the current period, None if none
    met, met_slack : int8 (draw, vintage, review, target)   month judged, as foreseen on a day: 1 met, 0 missed,
                                           -1 not judged; strictly, and with the target's slack
    judged_value : (draw, vintage, review, target)          what was set against the level; NaN if not judged
    met_published : int8 (draw, review, target)             `met` for the last month published by the review
    status_by_period : int8 (draw, measure, period)
    rate_by_period : (draw, tariff, period)
    duty_usd : (draw, tariff, month)       duty owed
    duty_hs2_usd : per tariff (draw, hs2)  duty owed over the run
    pending : consequences not yet due
    """

    draws: range
    status: NDArray[np.int8]
    overruled: NDArray[np.bool_]
    delay_days: NDArray[np.int64]
    rate_share: FloatArray
    step_rates: list[FloatArray]
    imports_usd: FloatArray
    collected_share: FloatArray
    met: NDArray[np.int8]
    met_slack: NDArray[np.int8]
    judged_value: FloatArray
    met_published: NDArray[np.int8]
    status_by_period: NDArray[np.int8]
    rate_by_period: FloatArray
    duty_usd: FloatArray
    duty_hs2_usd: list[FloatArray]
    published: list[pd.Period | None] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)


def begin(plan: Plan, draws: range) -> State:
    """The state before the first period: everything uncertain is drawn, nothing has happened."""
    count, months, periods = len(draws), len(plan.clock.months), len(plan.clock.periods)
    judged = (count, len(plan.reviews), len(plan.targets))
    foreseen = (count, len(plan.vintages), len(plan.reviews), len(plan.targets))
    share = plan.document.accord.uncertainties.duty_collected_share
    return State(
        draws=draws,
        status=np.zeros((count, len(plan.measures)), dtype=np.int8),
        overruled=np.zeros((count, len(plan.measures)), dtype=bool),
        delay_days=np.zeros((count, len(plan.tariffs)), dtype=np.int64),
        rate_share=np.zeros((count, len(plan.tariffs))),
        step_rates=[step_rates(plan, index, draws) for index in range(len(plan.tariffs))],
        imports_usd=imports(plan, draws),
        collected_share=(
            np.ones(count) if share is None else plan.sample("uncertainties.duty_collected_share", share, draws)
        ),
        met=np.full(foreseen, NOT_JUDGED, dtype=np.int8),
        met_slack=np.full(foreseen, NOT_JUDGED, dtype=np.int8),
        judged_value=np.full(foreseen, np.nan),
        met_published=np.full(judged, NOT_JUDGED, dtype=np.int8),
        status_by_period=np.zeros((count, len(plan.measures), periods), dtype=np.int8),
        rate_by_period=np.zeros((count, len(plan.tariffs), periods)),
        duty_usd=np.zeros((count, len(plan.tariffs), months)),
        duty_hs2_usd=[np.zeros((count, len(tariff.chapters))) for tariff in plan.tariffs],
    )


def step_rates(plan: Plan, tariff: int, draws: range) -> FloatArray:
    """The scheduled rates of a tariff in each draw: array (draw, step)."""
    chosen = plan.tariffs[tariff]
    rates = np.zeros((len(draws), len(chosen.step_rates)))
    for step, rate in enumerate(chosen.step_rates):
        rates[:, step] = plan.sample(f"measures.{chosen.name}.steps.{step}.rate", rate, draws)
    return rates


def imports(plan: Plan, draws: range) -> FloatArray:
    """Imports that each tariff would be charged on, had they not responded to it: array (draw, tariff, month), USD.

    The base year's same month, moved by the forecast of all imports where the accord names one.
    """
    values = np.empty((len(draws), len(plan.tariffs), len(plan.clock.months)))
    for index, tariff in enumerate(plan.tariffs):
        base = tariff.base_usd.sum(axis=1)
        values[:, index] = base
        if tariff.total is not None:
            moved = tariff.total.paths(plan.seed, draws, plan.clock.months)
            values[:, index] = base * moved / tariff.total_base_usd
    return values
