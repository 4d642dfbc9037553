"""Who bears a threat inside the firm's chain: supplier, customer, or the firm's own margin.

Landed cost rises by the duty less what the supplier absorbs. Part of it is passed on, slowly: rho rises to 0.5 by month
6 and 0.8 by month 18 after the first day (assumed between studies: 2025 US goods 51 to 86 percent; store prices far
less in the first year). Customers then buy less, with elasticity 1.5 unless told otherwise. What is left is margin.
Border prices barely fell in 2018-19: supplier's part 0 (Amiti, Redding and Weinstein 2019), or 0.055 (Cavallo and
others 2021). While a purchase contract fixes the price, the supplier absorbs nothing.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from suasion.trade.ledger.entries import LedgerCost
from suasion.trade.ledger.table import Ledger

FloatArray = NDArray[np.float64]
PASSED_ON: tuple[tuple[float, float], ...] = ((0.0, 0.0), (6.0, 0.5), (18.0, 0.8))


def passed_on_share(months: ArrayLike, path: tuple[tuple[float, float], ...] = PASSED_ON) -> FloatArray:
    """Share of a cost rise that customers bear, so many months after it: array as `months`, linear in between."""
    at, share = np.array(path).T
    return np.asarray(np.interp(np.asarray(months, dtype=float), at, share))


def margins(
    ledger: Ledger,
    cost: LedgerCost,
    *,
    absorbed_share: float = 0.0,
    elasticity: float = 1.5,
    path: tuple[tuple[float, float], ...] = PASSED_ON,
) -> pd.DataFrame:
    """Who bears the threatened duty, if it comes, by product.

    Parameters
    ----------
    cost                                   of the same ledger, `entries.cost_of`
    absorbed_share                         supplier's part, 0 to 1
    elasticity                             of customers' demand, absolute value

    Returns
    -------
    DataFrame by sku                       threat_duty_usd, supplier_usd, customer_usd, margin_usd (the three add up),
                                           volume_change_share (of the value)

    Raises
    ------
    ValueError                             if a share or the elasticity is impossible
    """
    if not 0 <= absorbed_share <= 1 or not (np.isfinite(elasticity) and elasticity >= 0):
        raise ValueError("absorbed_share is from 0 to 1, and the elasticity at least 0")
    rows = cost.rows
    duty, value = rows["threat_duty_usd"].to_numpy(float), rows["value_usd"].to_numpy(float)
    entered = ledger.frame["entry_day"].to_numpy("datetime64[D]")
    bound = entered <= ledger.frame["contract_until"].to_numpy("datetime64[D]")
    hit = entered[duty > 0]
    months = (entered - hit.min()).astype(float) / 30 if hit.size else np.zeros(len(rows))
    supplier = duty * np.where(bound, 0.0, absorbed_share)
    rise = duty - supplier
    rho = passed_on_share(np.maximum(months, 0), path)
    landed = value + rows["normal_duty_usd"].to_numpy(float) + rows["added_duty_usd"].to_numpy(float)
    price = 1 + np.divide(rho * rise, landed, out=np.zeros_like(landed), where=landed > 0)
    volume = price**-elasticity
    customer = rho * rise * volume
    table = pd.DataFrame(
        {
            "threat_duty_usd": duty,
            "supplier_usd": supplier,
            "customer_usd": customer,
            "margin_usd": rise - customer,
            "value_usd": value,
            "lost_usd": value * (volume - 1),
        }
    )
    grouped = table.groupby(rows["sku"], observed=True).sum()
    grouped["volume_change_share"] = (grouped.pop("lost_usd") / grouped.pop("value_usd")).fillna(0.0)
    return grouped
