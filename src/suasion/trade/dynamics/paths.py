"""How fast imports, prices and contracts answer a tariff, month by month.

Answers: which part of the steady-state answer (of `lines`, `curves` or a general equilibrium) has come about months
after a change, given the rise of trade elasticities with time, goods bound by contracts and goods on their way; and
which part of a dearer landed cost buyers pay by then. Orders brought forward and tariffs that may never come are in
`front_loading` and `threats`. Every figure with its unit, source and range is in `elasticities.PARAMETERS`; most are
assumptions.

The log answer of a month is the sum of past changes, each weighted by its age: a tariff that is taken back is
unlearned as slowly as it was learned. Sources: Boehm, Levchenko and Pandalai-Nayar (2023), AER 113(4), for the
first year and the long run; the shape between and before, contracts and lags are assumptions.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suasion.errors import InputError, Problem, known_words
from suasion.trade.elasticities import PARAMETERS, ShortRun
from suasion.trade.lines.data import SHARE_SLACK
from suasion.trade.lines.kernels import phase_in_kernel

FloatArray = NDArray[np.float64]

MODES = ("truck", "rail", "air", "vessel")
DAYS_A_MONTH = 30.0


def elasticity_path(values: ShortRun, months: int) -> FloatArray:
    """Answer of imports before duty, by the number of months since a tariff changed.

    In the first year the first-year elasticity times the square root of the share of the year that has passed, this
    month included (assumption); then, h years after, long run - (long run - first year) exp(-(h - 1) / time).

    Parameters
    ----------
    values : ShortRun
    months : int                       from 0, the month of the change, on

    Returns
    -------
    array (draw, age)                  elasticity as a positive number, never falling with age

    Raises
    ------
    InputError                         if `months` is below 1
    """
    age = _ages(months)
    first, last, years = (
        values.of(name)[:, None] for name in ("first_year_elasticity", "long_run_elasticity", "adjustment_years")
    )
    rising = first * np.sqrt(np.minimum((age + 1) / 12, 1))
    settling = last - (last - first) * np.exp(-np.maximum(age / 12 - 1, 0) / years)
    return np.where(age < 12, rising, settling)


def free_share(values: ShortRun, months: int) -> FloatArray:
    """Share of imports not bound by a contract made before the change: array (draw, age), mid-month.

    Contracts run out evenly over `contract_months`.
    """
    age = _ages(months) + 0.5
    fixed, length = (values.of(name)[:, None] for name in ("fixed_contract_share", "contract_months"))
    return 1 - fixed * np.maximum(1 - age / length, 0)


def lag_days(values: ShortRun, mode_shares: Mapping[str, float]) -> FloatArray:
    """Days from order to entry, averaged over modes of transport.

    Parameters
    ----------
    values : ShortRun
    mode_shares : mapping              shares of the customs value by truck, rail, air and vessel; sum to one

    Returns
    -------
    array (draw,)

    Raises
    ------
    InputError                         if a mode is not known, a share is negative, or shares do not sum to one
    """
    problems = [
        Problem(0, 0, str(mode), f"names no mode of transport. {known_words(str(mode), MODES)}")
        for mode in mode_shares
        if mode not in MODES
    ]
    problems += [
        Problem(0, 0, mode, f"is a share from 0 to 1. Got {share:g}")
        for mode, share in mode_shares.items()
        if not 0 <= share <= 1
    ]
    total = sum(mode_shares.values())
    if not problems and abs(total - 1) > SHARE_SLACK:
        problems = [Problem(0, 0, "", f"shares sum to {total:g}; allowed: 1. Give shares of the whole")]
    if problems:
        raise InputError("mode_shares", problems)
    days = np.zeros(values.draws)
    for mode in MODES:  # in this order, whatever the order of the mapping: same bytes
        days = days + mode_shares.get(mode, 0.0) * values.of(f"{mode}_lag_days")
    return days


def adjustment_weights(
    values: ShortRun, months: int, mode_shares: Mapping[str, float], *, contracts: bool = True
) -> FloatArray:
    """Part of the long-run log answer that has come about, by months since the change.

    The elasticity reached as a part of the long run's, for goods not bound by contract, moved later by the time from
    order to entry. The first-year estimate was made on all imports, contracts included; taking contracts off once more
    slows the first year below it, which `contracts=False` does not.

    Parameters
    ----------
    values : ShortRun
    months : int
    mode_shares : mapping              as `lag_days`
    contracts : bool

    Returns
    -------
    array (draw, age)                  from 0 to 1, never falling
    """
    weights = elasticity_path(values, months) / values.of("long_run_elasticity")[:, None]
    if contracts:
        weights = weights * free_share(values, months)
    late = lag_days(values, mode_shares) / DAYS_A_MONTH
    whole = np.floor(late).astype(int)
    part = (late - whole)[:, None]
    padded = np.concatenate([np.zeros((len(weights), 1)), weights], axis=1)
    at = np.arange(months)[None, :] - whole[:, None] + 1
    on_time = np.take_along_axis(padded, np.maximum(at, 0), axis=1)
    a_month_later = np.take_along_axis(padded, np.maximum(at - 1, 0), axis=1)
    return np.asarray((1 - part) * on_time + part * a_month_later)


def pass_through(values: ShortRun, months: int) -> FloatArray:
    """Part of a rise of landed cost that buyers pay, by months since the rise: array (draw, age), from 0 to 1.

    Straight from 0 through the figures of month 6 and month 18 (assumption; 2025 tariffs on US goods: 51 to 86 percent
    in the first year; Cavallo et al. 2021 saw far less at shops in 2018-19). Use with `phase_in` on
    `incidence.landed_price_rise`.

    Raises
    ------
    InputError                         if `months` is below 1
    """
    age = _ages(months)
    half, most = (values.of(name)[:, None] for name in ("pass_through_month_6", "pass_through_month_18"))
    return np.where(age < 6, half * age / 6, half + (most - half) * np.minimum((age - 6) / 12, 1))


def phase_in(target: ArrayLike, weights: ArrayLike) -> FloatArray:
    """What has come about of a moving target: the sum over its past changes, each with the weight of its age.

    Parameters
    ----------
    target : array (draw, month, line)     where things would settle at that month's rate, as a log of new over old
                                           (or a price rise); before the first month it was 0
    weights : array (draw, age)            at least as many ages as months; or (1, age) for all draws

    Returns
    -------
    array (draw, month, line)

    Raises
    ------
    InputError                             if shapes do not fit or a number is not finite
    """
    aims, parts = np.asarray(target, dtype=float), np.asarray(weights, dtype=float)
    if aims.ndim != 3 or parts.ndim != 2 or parts.shape[0] not in (1, aims.shape[0]) or parts.shape[1] < aims.shape[1]:
        raise InputError(
            "phase_in",
            f"target is (draw, month, line) and weights (draw, age) with an age for each month. "
            f"Got {aims.shape} and {parts.shape}.",
        )
    if not (np.all(np.isfinite(aims)) and np.all(np.isfinite(parts))):
        raise InputError("phase_in", "a target or weight is not finite. Leave out draws that were not solved.")
    result = np.empty(aims.shape)
    phase_in_kernel(aims, np.broadcast_to(parts, (aims.shape[0], parts.shape[1])), result)
    return result


def assumptions() -> list[str]:
    """Names of the figures behind which no estimate stands."""
    return [name for name, each in PARAMETERS.items() if each.assumption]


def _ages(months: int) -> FloatArray:
    if months < 1:
        raise InputError("months", f"at least 1. Got {months}.")
    return np.arange(months, dtype=float)[None, :]
