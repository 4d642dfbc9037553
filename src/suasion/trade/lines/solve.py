"""Imports by product line and origin once tariffs change: quantities, prices, who gains trade and who loses it.

Answers: how much less of each line comes from each origin, what sellers' and buyers' prices become, what is trade
created or destroyed and what only changes its origin. `welfare` adds up what it costs whom. It does not say how fast
(that is `dynamics`), and it holds incomes, wages and spending on each sector fixed: it is partial equilibrium, one
importing country, sectors independent of each other. Growth of demand belongs in the base values.

Source: three-tier demand of Fajgelbaum, Goldberg, Kennedy and Khandelwal (2020), QJE 135(1). Derivation and the
closed forms in docs/explain/trade.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suasion.errors import InputError, known_words
from suasion.trade.elasticities import Elasticities
from suasion.trade.lines.data import Lines, checked_cells, lines_from_shares, lines_from_table
from suasion.trade.lines.kernels import TOLERANCE, solve_all

__all__ = ["Lines", "Response", "lines_from_shares", "lines_from_table", "shares_of", "solve"]

FloatArray = NDArray[np.float64]

FAILURE_WAYS = ("raise", "flag")


@dataclass(frozen=True)
class Response:
    """What imports and prices become; every ratio is new over old.

    Attributes
    ----------
    lines : Lines
    new_rate_share : array (line, origin)          the rates that were asked about
    quantity_ratio : array (line, origin)          imports at the old prices of sellers
    border_price_ratio : array (line, origin)      sellers' prices before duty, USD
    line_price_ratio : array (line,)               price index of the line, duty included
    import_price_ratio : array (sector,)           price index of the sector's imports
    home_price_ratio, price_ratio : array (sector,)    of its home goods; of both together, which buyers pay
    imports_domestic : float                       the elasticity used there
    residual, steps : array (sector,)              largest miss of a log price; Newton steps, 0 where closed form
    converged : array (sector,) of bool            where not, the sector's ratios are NaN
    """

    lines: Lines
    new_rate_share: FloatArray
    quantity_ratio: FloatArray
    border_price_ratio: FloatArray
    line_price_ratio: FloatArray
    import_price_ratio: FloatArray
    home_price_ratio: FloatArray
    price_ratio: FloatArray
    imports_domestic: float
    residual: FloatArray
    steps: NDArray[np.int64]
    converged: NDArray[np.bool_]

    @property
    def imports_usd(self) -> FloatArray:
        """Customs value after the change: array (line, origin), USD."""
        return self.lines.values * self.quantity_ratio * self.border_price_ratio

    @property
    def creation_usd(self) -> FloatArray:
        """Change of imports at old prices had each origin kept its share of the line: array (line, origin), USD.

        Below zero where a tariff destroys trade.
        """
        return self.lines.values * (self._line_ratio()[:, None] - 1)

    @property
    def diversion_usd(self) -> FloatArray:
        """The rest of the change, which moves between a line's origins and adds up to 0: array (line, origin), USD."""
        return self.lines.values * (self.quantity_ratio - self._line_ratio()[:, None])

    def _line_ratio(self) -> FloatArray:
        total = self.lines.values.sum(axis=1)
        after = (self.lines.values * self.quantity_ratio).sum(axis=1)
        ratio: FloatArray = np.divide(after, total, out=np.ones_like(total), where=total > 0)
        return ratio


def solve(
    lines: Lines,
    new_rate_share: ArrayLike,
    elasticities: Elasticities | None = None,
    *,
    inverse_supply: ArrayLike | None = None,
    sellers_cost_ratio: ArrayLike = 1.0,
    on_failure: Literal["raise", "flag"] = "raise",
) -> Response:
    """Imports and prices once the rates are `new_rate_share`.

    Where sellers' prices do not move (inverse supply elasticity 0) this is a closed form; else Newton's method.

    Parameters
    ----------
    lines : Lines
    new_rate_share : array (line, origin)      the whole new rate, base rate included; above -1. Or what broadcasts
    elasticities : Elasticities                single numbers; None: the defaults
    inverse_supply : array (line, origin)      instead of the one of `elasticities`, or what broadcasts; at least 0
    sellers_cost_ratio : array (line, origin)  sellers' costs in USD, new over old, for instance as their currency
                                               moves; or what broadcasts
    on_failure : 'raise' or 'flag'             what to do with a sector that is not solved to 1e-12

    Returns
    -------
    Response

    Raises
    ------
    InputError                                 if a rate is at or below -100 percent or not finite, shapes do not fit,
                                               or elasticities differ by draw (use `curves`)
    ArithmeticError                            if a sector is not solved and `on_failure` is 'raise'
    """
    if on_failure not in FAILURE_WAYS:
        raise InputError("on_failure", f"`{on_failure}` is no way. {known_words(on_failure, FAILURE_WAYS)}")
    chosen = elasticities or Elasticities()
    if chosen.by_draw:
        raise InputError("elasticities", "solve takes single numbers. Use response_curves for values by draw.")
    shape = lines.values.shape
    rates, problems = checked_cells(new_rate_share, shape, "new_rate_share", "rate", lines)
    supply = chosen.inverse_supply if inverse_supply is None else inverse_supply
    omega, more = checked_cells(supply, shape, "inverse_supply", "value", lines)
    cost, last = checked_cells(sellers_cost_ratio, shape, "sellers_cost_ratio", "ratio", lines)
    if problems := problems + more + last:
        raise InputError("tariff", problems)
    order = np.argsort(lines.sector_of_line, kind="stable")
    first = np.searchsorted(lines.sector_of_line[order], np.arange(len(lines.sector_names) + 1))
    spending = lines.spending_usd
    by_line = spending.sum(axis=1)
    share = shares_of(spending, by_line[:, None])
    line_share = shares_of(by_line, lines.by_sector(by_line)[lines.sector_of_line])
    log_cost = np.log(cost)
    log_total = np.log1p((rates - lines.base_rates) / (1 + lines.base_rates)) + log_cost
    price, quantity = np.empty(len(by_line)), np.empty(shape)
    sectors = np.empty((5, len(lines.sector_names)))
    sigma, eta, kappa, follow = (
        float(np.asarray(getattr(chosen, each)))
        for each in ("across_origins", "across_lines", "imports_domestic", "domestic_pricing")
    )
    solve_all(
        first, log_total[order], share[order], omega[order], line_share[order], lines.import_shares,
        sigma, eta, kappa, follow, bool(np.all(omega == 0)), price, quantity, sectors,
    )  # fmt: skip
    back = np.empty_like(order)
    back[order] = np.arange(order.size)
    price, quantity = price[back], quantity[back]
    converged = (sectors[3] <= TOLERANCE) & np.all(np.isfinite(sectors), axis=0)
    if not np.all(converged):
        failed = [name for name, good in zip(lines.sector_names, converged, strict=True) if not good]
        if on_failure == "raise":
            worst = float(np.nanmax(sectors[3][~converged])) if np.any(~np.isnan(sectors[3][~converged])) else np.nan
            raise ArithmeticError(
                f"{len(failed)} of {converged.size} sectors found no prices (largest miss {worst:.1e}), first "
                f"`{failed[0]}`. Smaller changes or elasticities may help; on_failure='flag' returns the others"
            )
        sectors[:3, ~converged] = np.nan
        price[~converged[lines.sector_of_line]] = np.nan
        quantity[~converged[lines.sector_of_line]] = np.nan
    return Response(
        lines, rates, np.exp(quantity), np.exp(omega * quantity + log_cost), np.exp(price),
        np.exp(sectors[0]), np.exp(sectors[2]), np.exp(sectors[1]), kappa,
        sectors[3].copy(), sectors[4].astype(np.int64), converged,
    )  # fmt: skip


def shares_of(part: FloatArray, whole: FloatArray) -> FloatArray:
    """part / whole, 0 where there is nothing."""
    whole = np.broadcast_to(whole, part.shape)
    shares: FloatArray = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return shares
