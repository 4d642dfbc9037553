"""What a change of tariffs costs whom, from the answer of `lines`: buyers, Treasury, home sellers, the country.

Two readings of the loss stand side by side. **Exact**: buyers' loss is the area to the left of their demand, which
with fixed spending E on a sector is E ln P; deadweight follows from it. **Second order**: triangles, line by line, as
Harberger (1971) draws them; they miss the exact loss by the third power of the change. Both count what a lower volume
costs on tariffs that were in force before. In each sector:

    change of welfare = - buyers' loss + change of duty + home sellers' gain = terms of trade gain - deadweight

Not counted: gains and losses of foreign sellers, of workers, of other sectors, and what the Treasury does with duty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suasion.errors import InputError, Problem
from suasion.trade.lines.solve import Lines, Response

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Welfare:
    """USD in the period that the customs values are of; losses and costs above zero are losses.

    Attributes
    ----------
    consumer_cost_usd : array (sector,)        loss of those who buy the sector's goods, exact
    duty_change_usd : array (line, origin)     change of the duty owed
    revenue_change_usd : array (line, origin)  change of what the Treasury collects of it
    kept_change_usd : array (line, origin)     change of what it does not collect and importers keep
    home_sellers_gain_usd : array (sector,)    what home sellers gain where they follow import prices
    terms_of_trade_usd : array (line, origin)  what lower prices of sellers save on the new volume
    deadweight_usd : array (sector,)           exact
    deadweight_triangle_usd : array (sector,)  second order
    line_deadweight_triangle_usd : array (line, origin)    the same, without the part of home goods
    welfare_change_usd : array (sector,)       the country's gain, below zero a loss
    """

    consumer_cost_usd: FloatArray
    duty_change_usd: FloatArray
    revenue_change_usd: FloatArray
    kept_change_usd: FloatArray
    home_sellers_gain_usd: FloatArray
    terms_of_trade_usd: FloatArray
    deadweight_usd: FloatArray
    deadweight_triangle_usd: FloatArray
    line_deadweight_triangle_usd: FloatArray
    welfare_change_usd: FloatArray


def welfare(response: Response, collected_share: ArrayLike = 1.0) -> Welfare:
    """Who gains and who loses by a change of tariffs.

    Parameters
    ----------
    response : Response                        of `lines.solve`
    collected_share : array (line, origin)     share of the duty owed that reaches the Treasury, after drawback and
                                               what is not paid, before and after the change; or what broadcasts.
                                               Buyers pay the whole duty all the same; importers keep the rest

    Returns
    -------
    Welfare

    Raises
    ------
    InputError                                 if a share is not between 0 and 1
    """
    lines = response.lines
    collected = share_between(collected_share, "collected_share")
    value, base, rate = lines.values, lines.base_rates, response.new_rate_share
    quantity, border = response.quantity_ratio, response.border_price_ratio
    duty_change = value * (rate * border * quantity - base)
    terms_of_trade = -value * quantity * (border - 1)
    landed_rise = (1 + rate) * border - (1 + base)
    triangle = value * (1 - quantity) * (landed_rise / 2 + base)

    spending = _by_sector(lines, lines.spending_usd) / lines.import_shares
    consumer_cost = spending * np.log(response.price_ratio)
    home, price, kappa = response.home_price_ratio, response.price_ratio, response.imports_domestic
    home_spending = spending * (1 - lines.import_shares)
    home_quantity = home**-kappa * price ** (kappa - 1)
    home_gain = home_spending * (home - 1) * home_quantity
    change = -consumer_cost + _by_sector(lines, duty_change) + home_gain
    return Welfare(
        consumer_cost_usd=consumer_cost,
        duty_change_usd=duty_change,
        revenue_change_usd=duty_change * collected,
        kept_change_usd=duty_change * (1 - collected),
        home_sellers_gain_usd=home_gain,
        terms_of_trade_usd=terms_of_trade,
        deadweight_usd=_by_sector(lines, terms_of_trade) - change,
        deadweight_triangle_usd=_by_sector(lines, triangle) + home_spending * (home - 1) * (1 - home_quantity) / 2,
        line_deadweight_triangle_usd=triangle,
        welfare_change_usd=change,
    )


def share_between(given: ArrayLike, name: str) -> FloatArray:
    """Shares from 0 to 1 as an array.

    Raises
    ------
    InputError                                 if one is not
    """
    shares = np.asarray(given, dtype=float)
    with np.errstate(invalid="ignore"):
        wrong = ~((shares >= 0) & (shares <= 1))
    if np.any(wrong):
        first = float(shares[wrong].flat[0])
        raise InputError(name, [Problem(0, 0, "", f"is a share from 0 to 1. Got {first:g}")])
    return shares


def _by_sector(lines: Lines, cells: FloatArray) -> FloatArray:
    return lines.by_sector(cells.sum(axis=1))
