"""Who pays a change of duty: those who buy, those who import, those who sell, and what the Treasury gets.

An accounting split, exact for any quantities and prices that are put in; where these come from (`lines`, `curves`,
`dynamics`) is their affair. Per unit of goods that cost 1 at the border before,

    rise of landed price = new rate x border price - base rate + (border price - 1)

so the rise of duty on what is still bought is the rise of the landed price plus the fall of the border price:

    buyers + importers + sellers = change of duty collected + change of duty not collected + duty lost with volume

Buyers here are those who buy from importers. That importers pass on a part of the rise over time, and carry the rest
in their margin, is an assumption of `dynamics.pass_through`; at the border itself nearly all of a duty was passed on in
2018-19 (Amiti, Redding and Weinstein 2019; Fajgelbaum et al. 2020; Cavallo et al. 2021).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suasion.errors import InputError, Problem
from suasion.trade.lines.welfare import share_between

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class WhoPays:
    """USD, in the shape that the inputs broadcast to, for instance (draw, month, line).

    Attributes
    ----------
    buyers_usd : higher prices paid on what is still bought
    importers_usd : rise of landed cost that is not passed on; below zero where more is passed on than costs rose
    sellers_usd : lower border prices on what is still bought
    treasury_usd : change of the duty collected
    kept_usd : change of the duty owed and not collected, which importers keep
    lost_duty_usd : duty of before that goes with the volume that is no longer bought
    forgone_usd : what buyers lose by what they no longer buy, second order (a triangle); in no sum above
    duty_usd : duty owed after the change
    """

    buyers_usd: FloatArray
    importers_usd: FloatArray
    sellers_usd: FloatArray
    treasury_usd: FloatArray
    kept_usd: FloatArray
    lost_duty_usd: FloatArray
    forgone_usd: FloatArray
    duty_usd: FloatArray


def landed_price_rise(
    base_rate_share: ArrayLike, new_rate_share: ArrayLike, border_price_ratio: ArrayLike = 1.0
) -> FloatArray:
    """Rise of the price with duty of goods that cost 1 at the border before; all arrays broadcast."""
    base, new, border = (
        np.asarray(each, dtype=float) for each in (base_rate_share, new_rate_share, border_price_ratio)
    )
    return np.asarray(new * border - base + (border - 1))


def who_pays(
    customs_value_usd: ArrayLike,
    base_rate_share: ArrayLike,
    new_rate_share: ArrayLike,
    quantity_ratio: ArrayLike,
    border_price_ratio: ArrayLike,
    buyers_price_rise: ArrayLike,
    collected_share: ArrayLike = 1.0,
) -> WhoPays:
    """Splits a change of duty among those who bear it. All arrays broadcast with each other.

    Parameters
    ----------
    customs_value_usd : array              imports before the change, USD
    base_rate_share, new_rate_share : array    rates above -1
    quantity_ratio, border_price_ratio : array new over old, above or at 0
    buyers_price_rise : array              rise of importers' own selling price per unit of border value before, for
                                           instance pass-through times `landed_price_rise`
    collected_share : array                share of the duty owed that is collected, before and after

    Returns
    -------
    WhoPays

    Raises
    ------
    InputError                             if a value or ratio is negative, a rate at or below -100 percent, a share
                                           not from 0 to 1, a number not finite, or shapes do not fit
    """
    given = {
        "customs_value_usd": (customs_value_usd, 0.0, "a finite number of at least 0"),
        "base_rate_share": (base_rate_share, np.nextafter(-1, 0), "a finite number above -1, which is -100 percent"),
        "new_rate_share": (new_rate_share, np.nextafter(-1, 0), "a finite number above -1, which is -100 percent"),
        "quantity_ratio": (quantity_ratio, 0.0, "a finite number of at least 0"),
        "border_price_ratio": (border_price_ratio, 0.0, "a finite number of at least 0"),
        "buyers_price_rise": (buyers_price_rise, -np.inf, "a finite number"),
    }
    arrays, problems = {}, []
    for name, (each, least, allowed) in given.items():
        arrays[name] = np.asarray(each, dtype=float)
        with np.errstate(invalid="ignore"):
            wrong = ~(np.isfinite(arrays[name]) & (arrays[name] >= least))
        if np.any(wrong):
            first = float(arrays[name][wrong].flat[0])
            problems.append(Problem(0, 0, name, f"Got {first:g}; allowed: {allowed}"))
    if problems:
        raise InputError("who pays", problems)
    value, base, new, quantity, border, passed = arrays.values()
    collected = share_between(collected_share, "collected_share")
    try:
        np.broadcast_shapes(*(each.shape for each in arrays.values()), collected.shape)
    except ValueError:
        shapes = ", ".join(f"{name} {each.shape}" for name, each in arrays.items())
        raise InputError("who pays", f"the shapes do not fit together: {shapes}.") from None
    landed = landed_price_rise(base, new, border)
    bought = value * quantity
    duty = bought * border * new
    change = duty - value * base
    return WhoPays(
        buyers_usd=bought * passed,
        importers_usd=bought * (landed - passed),
        sellers_usd=bought * (1 - border),
        treasury_usd=change * collected,
        kept_usd=change * (1 - collected),
        lost_duty_usd=value * base * (1 - quantity),
        forgone_usd=value * (1 - quantity) * landed / 2,
        duty_usd=duty,
    )
