"""Goods brought in before an announced tariff, and how imports sag afterwards.

All rules here are assumptions of this product, with figures in `elasticities.PARAMETERS`. The Mexico announcement of
2019 tests only that they do not contradict the data: eleven days' notice left room for at most 8 percent of a month.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suasion.errors import InputError, Problem, known_words
from suasion.trade.dynamics.paths import DAYS_A_MONTH, lag_days
from suasion.trade.elasticities import ShortRun
from suasion.trade.lines.welfare import share_between

FloatArray = NDArray[np.float64]

GOODS = ("perishable", "metals", "storable")
LONGEST_MONTH = 31 / DAYS_A_MONTH


def kind_of_goods(hs2: str) -> str:
    """Which goods of `GOODS` a chapter of the Harmonized System counts as: 01-10 perishable, 72-81 metals (assumption).

    Raises
    ------
    InputError                         if it is no chapter of two digits
    """
    if len(hs2) != 2 or not (hs2.isascii() and hs2.isdigit()):
        raise InputError("hs2", f"`{hs2}` is no chapter. Write two digits, for instance 07.")
    chapter = int(hs2)
    if 1 <= chapter <= 10:
        return "perishable"
    return "metals" if 72 <= chapter <= 81 else "storable"


@dataclass(frozen=True)
class FrontLoading:
    """Goods brought forward, as shares of a usual month of 30 days.

    Attributes
    ----------
    extra_share : array (draw, month)          change of the month's imports: above 0 as stocks are built, below after
    stock_months : array (draw, month)         stock held in advance at the end of the month, months of imports
    built_months : array (draw, step)          stock built before each step
    feasible_months : array (draw, step)       the most that notice and capacity leave room for from the announcement
                                               to each step, had nothing been built before
    """

    extra_share: FloatArray
    stock_months: FloatArray
    built_months: FloatArray
    feasible_months: FloatArray


def front_loading(
    announced: datetime.date,
    step_days: Sequence[datetime.date],
    rate_rises: ArrayLike,
    month_starts: Sequence[datetime.date],
    values: ShortRun,
    mode_shares: Mapping[str, float],
    *,
    goods: str = "storable",
    chance: ArrayLike | None = None,
    suspended: ArrayLike | None = None,
) -> FrontLoading:
    """Imports brought forward before announced steps, and the trough after them.

    Before step k importers want p_k x rise_k / (monthly carrying cost) months of cover. They get at most what fits in,
    from the announcement (plus the time from order to entry), or from the step before, until the step, at
    (capacity - 1) of a usual day extra, spread evenly; and no more than can be used up without imports falling below
    zero. Goods bound by contract are not brought forward. A stock runs down from its step on, or from when the goods
    ordered before a suspension are in.

    Parameters
    ----------
    announced : date
    step_days : (step,)                    first day of each rate, rising, after the announcement
    rate_rises : array (step,) or (draw, step)     rise of the rate at each step; 0.05 is 5 points
    month_starts : (month + 1,)            first days of months in a row, with the day after the last month
    values : ShortRun
    mode_shares : mapping                  as `dynamics.lag_days`
    goods : str                            one of `GOODS`; perishables are not held in advance
    chance : array (step,) or (draw, step) perceived chance that the step is carried out; None: `perceived_chance`
    suspended : date or array (draw,) of datetime64     day on which the announcement is called off; NaT or None: never

    Returns
    -------
    FrontLoading

    Raises
    ------
    InputError                             if days do not rise, the goods are not known, a rise is negative, a chance is
                                           not from 0 to 1, or shapes do not fit
    """
    step_at, month_at = _calendar(announced, step_days, month_starts, goods)
    plan = _plan(len(step_at), rate_rises, chance, values, mode_shares, goods)
    stop_at = _called_off(announced, suspended)
    draws = max(len(plan.wanted), len(stop_at))
    if any(len(each) not in (1, draws) for each in (plan.wanted, stop_at)):
        raise InputError("suspended", f"one day, or one for each of {len(plan.wanted)} draws. Got {len(stop_at)}.")
    plan = plan.widened(draws)
    stop_at = stop_at + plan.lag  # what was ordered before still comes in
    shape = (draws, len(step_at))
    start, end, pace, feasible = (np.zeros(shape) for _ in range(4))
    for k, day in enumerate(step_at):
        start[:, k] = plan.lag if k == 0 else np.maximum(plan.lag, step_at[k - 1])
        room_days = np.maximum(day - start[:, k], 0)
        feasible[:, k] = np.maximum(day - plan.lag, 0) / DAYS_A_MONTH * (plan.capacity - 1)
        held = _stock(pace[:, :k], start[:, :k], end[:, :k], plan.used_up, day)
        most = np.minimum(np.maximum(plan.cover - held, 0), room_days / DAYS_A_MONTH * (plan.capacity - 1))
        planned = np.minimum(plan.wanted[:, k], most) * plan.free
        pace[:, k] = np.divide(planned, room_days, out=np.zeros(draws), where=room_days > 0)
        end[:, k] = np.maximum(np.minimum(day, stop_at), start[:, k])
    stocks = np.stack([_stock(pace, start, end, plan.used_up, day) for day in month_at], axis=1)
    return FrontLoading(np.diff(stocks, axis=1), stocks[:, 1:], pace * (end - start), feasible)


@dataclass(frozen=True)
class _Plan:
    """What importers want and can do, by draw."""

    wanted: FloatArray  # (draw, step), months of imports
    lag: FloatArray  # (draw,), days
    capacity: FloatArray
    cover: FloatArray  # months
    used_up: FloatArray  # share a month
    free: FloatArray  # share of imports not bound by contract

    def widened(self, draws: int) -> _Plan:
        wanted = np.broadcast_to(self.wanted, (draws, self.wanted.shape[1]))
        others = (self.lag, self.capacity, self.cover, self.used_up, self.free)
        return _Plan(wanted, *(np.broadcast_to(each, (draws,)) for each in others))


def _calendar(
    announced: datetime.date, step_days: Sequence[datetime.date], month_starts: Sequence[datetime.date], goods: str
) -> tuple[FloatArray, FloatArray]:
    """Days from the announcement to each step and to each month's start."""
    problems = []
    if goods not in GOODS:
        problems.append(Problem(0, 0, "goods", f"`{goods}` names no kind of goods. {known_words(goods, GOODS)}"))
    days = np.array([announced, *step_days], dtype="datetime64[D]")
    if len(days) < 2 or np.any(np.isnat(days)) or np.any(np.diff(days).astype(int) <= 0):
        problems.append(Problem(0, 0, "step_days", "one or more days that rise, all after the announcement"))
    months = np.array(month_starts, dtype="datetime64[D]")
    if len(months) < 2 or np.any(np.isnat(months)) or np.any(np.diff(months).astype(int) <= 0):
        problems.append(Problem(0, 0, "month_starts", "two or more days that rise: first days, and the end"))
    if problems:
        raise InputError("front loading", problems)
    return (days[1:] - days[0]).astype(float), (months - days[0]).astype(float)


def _plan(
    steps: int,
    rate_rises: ArrayLike,
    chance: ArrayLike | None,
    values: ShortRun,
    mode_shares: Mapping[str, float],
    goods: str,
) -> _Plan:
    rises = np.asarray(rate_rises, dtype=float)
    if not np.all(np.isfinite(rises) & (rises >= 0)):
        raise InputError("rate_rises", "a rise is a finite number of at least 0; 0.05 is 5 points.")
    chances = values.of("perceived_chance")[:, None] if chance is None else share_between(chance, "chance")
    cost = np.full(values.draws, np.inf) if goods == "perishable" else values.of(f"{goods}_carrying_cost")
    try:
        wanted = chances * rises / cost[:, None]
        wanted = np.broadcast_to(wanted, (len(wanted), steps))
    except ValueError:
        shapes = f"rises {rises.shape}, chances {chances.shape}, {steps} steps, {values.draws} draws"
        raise InputError("rate_rises", f"rises and chances are (step,) or (draw, step). Got {shapes}.") from None
    used_up = values.of("drawdown_share")
    # beyond this a month of 31 days would use up more than it usually imports
    cover = np.minimum(values.of("most_cover_months"), 1 / (1 - (1 - used_up) ** LONGEST_MONTH))
    free = 1 - values.of("fixed_contract_share")
    return _Plan(wanted, lag_days(values, mode_shares), values.of("capacity_ratio"), cover, used_up, free)


def _called_off(announced: datetime.date, suspended: ArrayLike | None) -> FloatArray:
    """Days from the announcement to its suspension, infinite for never: array (draw,) or (1,)."""
    try:
        days = np.atleast_1d(np.array("NaT" if suspended is None else suspended, dtype="datetime64[D]"))
    except (TypeError, ValueError):
        raise InputError("suspended", "a day, or one day for each draw. Write 2019-06-07.") from None
    after = (days - np.datetime64(announced)).astype(float)
    after = np.where(np.isnat(days), np.inf, after)
    if days.ndim != 1 or np.any(after < 0):
        raise InputError("suspended", "one day, or one for each draw, on or after the announcement.")
    return np.asarray(after)


def _stock(pace: FloatArray, start: FloatArray, end: FloatArray, used_up: FloatArray, day: float) -> FloatArray:
    """What is held on a day: built evenly from `start` to `end` (draw, step), then used up. Array (draw,), months."""
    built = pace * np.maximum(np.minimum(day, end) - start, 0)
    months = np.maximum(day - end, 0) / DAYS_A_MONTH
    return np.asarray((built * (1 - used_up[:, None]) ** months).sum(axis=1))
