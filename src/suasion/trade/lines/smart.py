"""Trade creation and diversion in the manner of SMART, to check `lines` against what trade offices use.

Two separate steps, each linear in the change of a tariff, with sellers' prices fixed: creation follows a demand
elasticity, diversion moves trade between origins by a substitution elasticity and is zero in sum. It is a
first-order rule, good for small changes only; `lines` is the model.

Sources: Laird and Yeats (1986), UNCTAD/World Bank; Jammes and Olarreaga (2005), "Explaining SMART and GSIM". With
several origins changing at once, each pair's diversion is added up; for one origin that is their formula.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suasion.errors import InputError, Problem
from suasion.trade.lines.data import Lines, checked_cells

FloatArray = NDArray[np.float64]

SUBSTITUTION = 1.5  # the setting that SMART ships with


@dataclass(frozen=True)
class Smart:
    """Every array (line, origin), USD in the period that the customs values are of.

    Attributes
    ----------
    creation_usd : change of imports as buyers want more or less of the origin's goods
    diversion_usd : change of imports as buyers change origin; 0 in sum over origins
    imports_usd : customs value after both
    revenue_change_usd : change of the duty
    welfare_change_usd : the triangle and rectangle of trade creation, as SMART reports it
    capped : bool; whether the rule asked for more than all existing trade and was held to it
    """

    creation_usd: FloatArray
    diversion_usd: FloatArray
    imports_usd: FloatArray
    revenue_change_usd: FloatArray
    welfare_change_usd: FloatArray
    capped: NDArray[np.bool_]


def smart(
    lines: Lines, new_rate_share: ArrayLike, demand_elasticity: ArrayLike, substitution: float = SUBSTITUTION
) -> Smart:
    """Trade creation and diversion by SMART's rule.

    Parameters
    ----------
    lines : Lines                              its import shares are not used
    new_rate_share : array (line, origin)      the whole new rate; above -1. Or what broadcasts
    demand_elasticity : array (line,)          answer of a line's imports to their price, as a positive number; or one
    substitution : float                       between origins of a line, at least 0

    Returns
    -------
    Smart

    Raises
    ------
    InputError                                 if a rate is at or below -100 percent, or an elasticity is at or below 0
                                               or not finite
    """
    rates, problems = checked_cells(new_rate_share, lines.values.shape, "new_rate_share", "rate", lines)
    try:
        demand = np.broadcast_to(np.asarray(demand_elasticity, dtype=float), (len(lines.lines),))
    except (TypeError, ValueError):
        demand = np.ones(len(lines.lines))
        problems.append(Problem(0, 0, "demand_elasticity", "give one number, or one for each line"))
    wrong = ~(np.isfinite(demand) & (demand > 0))
    if np.any(wrong):
        text = f"Got {demand[wrong][0]:g}; allowed: a finite number above 0. Write 1.2 for a demand elasticity of -1.2"
        problems.append(Problem(0, 0, "demand_elasticity", text))
    if not (np.isfinite(substitution) and substitution >= 0):
        problems.append(Problem(0, 0, "substitution", f"Got {substitution:g}; allowed: a finite number of at least 0"))
    if problems:
        raise InputError("smart", problems)
    value, base = lines.values, lines.base_rates
    change = (rates - base) / (1 + base)
    wanted = -value * demand[:, None] * change
    creation = np.maximum(wanted, -value)
    # a pair exchanges value_i value_k / total x substitution x (change_k - change_i)
    total = value.sum(axis=1, keepdims=True)
    mean = np.divide((value * change).sum(axis=1, keepdims=True), total, out=np.zeros_like(total), where=total > 0)
    asked = substitution * value * (mean - change)
    # nobody loses more than is left, and what others win is scaled to what was lost
    lost = np.minimum(np.maximum(-asked, 0), value + creation)
    won = np.maximum(asked, 0)
    won_total = won.sum(axis=1, keepdims=True)
    scale = np.divide(lost.sum(axis=1, keepdims=True), won_total, out=np.zeros_like(total), where=won_total > 0)
    diversion = won * scale - lost
    after = value + creation + diversion
    return Smart(
        creation_usd=creation,
        diversion_usd=diversion,
        imports_usd=after,
        revenue_change_usd=rates * after - base * value,
        welfare_change_usd=(rates + base) / 2 * creation,
        capped=(wanted < -value) | (-asked > value + creation),
    )
