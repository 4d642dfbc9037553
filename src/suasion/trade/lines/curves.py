"""Where imports settle at any rate on one origin, for every draw: tabulated once on a grid of rates, then read.

A path of tariffs over thousands of draws then costs a look-up a month instead of a solve. Tables are exact at the
grid and straight in ln(1 + rate) between (with 31 points from 0 to 30 percent and the default elasticities a log
quantity is off by less than 2e-5). The lines of a sector face one rate at a time; sectors are independent, so rates may
differ between them. Steady states only: how fast imports get there is `dynamics.phase_in`.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suasion.errors import InputError, Problem, known_words
from suasion.trade.elasticities import Elasticities
from suasion.trade.lines.data import Lines
from suasion.trade.lines.kernels import TOLERANCE, read_curves, tabulate
from suasion.trade.lines.solve import FAILURE_WAYS, shares_of
from suasion.trade.lines.welfare import share_between

FloatArray = NDArray[np.float64]
What = Literal["quantity", "others_quantity", "border_price", "others_border_price", "line_price", "sector_price"]

GRID = tuple(np.round(np.linspace(0.0, 0.30, 31), 2))
WHATS: tuple[What, ...] = (
    "quantity",
    "others_quantity",
    "border_price",
    "others_border_price",
    "line_price",
    "sector_price",
)
_SUPPLIED = MappingProxyType({"border_price": "quantity", "others_border_price": "others_quantity"})


@dataclass(frozen=True)
class ResponseCurves:
    """Answers to an additional rate on one origin, all as logs of new over old.

    Attributes
    ----------
    lines : Lines
    origin : str
    rates : array (grid,)                      additional rates, evenly spaced from 0
    covered_share : array (line,)              share of the origin's value that the rate reaches
    inverse_supply : array (draw,)
    tables : mapping                           quantity of the origin, others_quantity of each other origin, line_price:
                                               (draw, grid, line); sector_price: (draw, grid, sector)
    residual : array (draw,)                   largest miss of a log price
    converged : array (draw,) of bool          where not, the draw's tables are NaN
    """

    lines: Lines
    origin: str
    rates: FloatArray
    covered_share: FloatArray
    inverse_supply: FloatArray
    tables: MappingProxyType[str, FloatArray]
    residual: FloatArray
    converged: NDArray[np.bool_]

    def read(self, rate_share: ArrayLike, what: What = "quantity") -> FloatArray:
        """Log of new over old at rates inside the grid.

        Parameters
        ----------
        rate_share : array (draw, month) or (draw, month, sector)
            additional rate on the origin; a length of 1 stands for every draw or sector
        what : 'quantity', 'others_quantity', 'border_price', 'others_border_price', 'line_price' or 'sector_price'

        Returns
        -------
        array (draw, month, line)              (draw, month, sector) for 'sector_price'

        Raises
        ------
        InputError                             if a rate is outside the grid or not finite, shapes do not fit, or the
                                               word is not known
        """
        if what not in WHATS:
            raise InputError("what", f"`{what}` is no answer of a curve. {known_words(what, WHATS)}")
        if what in _SUPPLIED:
            return self.read(rate_share, _SUPPLIED[what]) * self.inverse_supply[:, None, None]  # type: ignore[arg-type]
        rates = np.asarray(rate_share, dtype=float)
        sectors, draws = len(self.lines.sector_names), len(self.converged)
        if rates.ndim == 2:
            rates = rates[:, :, None]
        if rates.ndim != 3 or rates.shape[2] not in (1, sectors):
            text = f"is (draw, month) or (draw, month, sector). Got {np.shape(rate_share)}; sectors: {sectors}"
            raise InputError("rate_share", [Problem(0, 0, "", text)])
        if 1 != rates.shape[0] != draws != 1:
            text = f"has {rates.shape[0]} draws, the curves have {draws}. Give 1 or the same number"
            raise InputError("rate_share", [Problem(0, 0, "", text)])
        _check_inside("rate_share", rates, self.rates)
        table = self.tables[what]
        wide = table.shape[2]
        reach = np.ones(wide)
        if what != "sector_price":
            base = self.lines.base_rates[:, self.lines.origins.index(self.origin)]
            reach = self.covered_share / (1 + base)
            rates = rates[:, :, self.lines.sector_of_line] if rates.shape[2] > 1 else rates
        many = max(rates.shape[0], draws)
        rates = np.broadcast_to(rates, (many, rates.shape[1], wide))
        result = np.empty(rates.shape)
        read_curves(rates, self.rates, np.broadcast_to(table, (many, *table.shape[1:])), reach, result)
        return result


def response_curves(
    lines: Lines,
    origin: str,
    elasticities: Elasticities | None = None,
    *,
    rates: ArrayLike = GRID,
    covered_share: ArrayLike = 1.0,
    read_at: FloatArray | None = None,
    on_failure: Literal["raise", "flag"] = "raise",
) -> ResponseCurves:
    """Tables of where imports settle at each rate of a grid, for every draw.

    Parameters
    ----------
    lines : Lines                              one sector a line (chapters, say) lets each line have its own rate
    origin : str                               the one whose goods the rate is on
    elasticities : Elasticities                values single or by draw; None: the defaults, one draw
    rates : array (grid,)                      additional rates, from 0 and evenly spaced
    covered_share : array (line,)              share of the origin's value that the rate reaches (what is not exempt)
    read_at : array (draw, month) or None      the only rates at which each draw will be read: tables are NaN where
                                               these need no rate of the grid. None: any rate
    on_failure : 'raise' or 'flag'             what to do with a draw that is not solved to 1e-12

    Returns
    -------
    ResponseCurves                             32 bytes a draw, rate and line

    Raises
    ------
    InputError                                 if the origin is not known, the grid does not rise evenly from 0, a share
                                               is not from 0 to 1, or `read_at` leaves the grid
    ArithmeticError                            if a draw is not solved and `on_failure` is 'raise'
    """
    if on_failure not in FAILURE_WAYS:
        raise InputError("on_failure", f"`{on_failure}` is no way. {known_words(on_failure, FAILURE_WAYS)}")
    if origin not in lines.origins:
        raise InputError("origin", f"`{origin}` names no origin. {known_words(origin, lines.origins)}")
    grid = np.asarray(rates, dtype=float)
    steps = np.diff(grid) if grid.ndim == 1 and grid.size > 1 else np.array([-1.0])
    if not (np.all(np.isfinite(grid)) and grid.flat[0] == 0 and steps[0] > 0 and np.ptp(steps) < 1e-9):
        raise InputError("rates", "a grid starts at 0 and rises in even steps, two or more rates.")
    covered = share_between(covered_share, "covered_share")
    if covered.ndim > 1 or covered.shape not in ((), (len(lines.lines),)):
        raise InputError("covered_share", f"one share, or one for each of {len(lines.lines)} lines.")
    order = np.argsort(lines.sector_of_line, kind="stable")
    first = np.searchsorted(lines.sector_of_line[order], np.arange(len(lines.sector_names) + 1))
    column = lines.origins.index(origin)
    spending = lines.spending_usd
    by_line = spending.sum(axis=1)
    own = shares_of(spending[:, column], by_line)
    share = np.stack([own, np.where(by_line > 0, 1 - own, 0)], axis=1)
    line_share = shares_of(by_line, lines.by_sector(by_line)[lines.sector_of_line])
    covered = np.broadcast_to(covered, by_line.shape)
    chosen = elasticities or Elasticities()
    sigma, eta, kappa, omega, follow = (
        np.ascontiguousarray(chosen.of(name))
        for name in ("across_origins", "across_lines", "imports_domestic", "inverse_supply", "domestic_pricing")
    )
    wanted = np.ones((chosen.draws, grid.size), dtype=bool)
    if read_at is not None:
        _check_inside("read_at", read_at, grid)
        wanted = knots_around(read_at, grid)
    treated, others, price = (np.full((chosen.draws, grid.size, by_line.size), np.nan) for _ in range(3))
    sectors = np.full((3, chosen.draws, grid.size, len(lines.sector_names)), np.nan)
    tabulate(
        first, grid, lines.base_rates[:, column][order], covered[order], share[order], line_share[order],
        lines.import_shares, sigma, eta, kappa, omega, follow, wanted, treated, others, price, sectors,
    )  # fmt: skip
    back = np.empty_like(order)
    back[order] = np.arange(order.size)
    if np.any(order != back):
        treated, others, price = (table[:, :, back] for table in (treated, others, price))
    residual = np.where(wanted[:, :, None], sectors[1], 0.0).max(axis=(1, 2))
    solved = np.all(np.isfinite(sectors), axis=(0, 3)) | ~wanted
    converged = (residual <= TOLERANCE) & np.all(solved, axis=1)
    tables = {"quantity": treated, "others_quantity": others, "line_price": price, "sector_price": sectors[0]}
    if not np.all(converged):
        if on_failure == "raise":
            raise ArithmeticError(
                f"{np.sum(~converged)} of {converged.size} draws found no prices, first draw {np.argmin(converged)} of "
                "the block. Narrower ranges of the elasticities may help; on_failure='flag' returns the others"
            )
        for table in tables.values():
            table[~converged] = np.nan
    for table in tables.values():
        table.setflags(write=False)
    return ResponseCurves(lines, origin, grid, covered, omega, MappingProxyType(tables), residual, converged)


def _check_inside(where: str, rates: FloatArray, grid: FloatArray) -> None:
    with np.errstate(invalid="ignore"):
        outside = ~((rates >= 0) & (rates <= grid[-1]))
    if np.any(outside):
        text = (
            f"Got {float(rates[outside].flat[0]):g}; allowed: 0 to {grid[-1]:g}, the ends of the grid. "
            "Make the curves on a wider grid"
        )
        raise InputError(where, [Problem(0, 0, "", text)])


def knots_around(rates: FloatArray, grid: FloatArray) -> NDArray[np.bool_]:
    """Which rates of a grid are needed to read each draw at some rates: the one below, and the one above if between.

    Parameters
    ----------
    rates : array (draw, month)                inside the grid
    grid : array (grid,)                       evenly spaced from 0

    Returns
    -------
    array (draw, grid) of bool
    """
    # the same arithmetic as `read_curves`, or a rate at the edge of two intervals would be sought in the wrong one
    below = np.minimum((rates / (grid[1] - grid[0])).astype(int), grid.size - 2)
    needed = np.zeros((len(rates), grid.size), dtype=bool)
    np.put_along_axis(needed, below, True, axis=1)
    draw, month = np.nonzero(rates != grid[below])
    needed[draw, below[draw, month] + 1] = True
    return needed
