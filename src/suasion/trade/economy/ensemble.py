"""Solves the one-sector world for one scenario or for many, and states what came out.

One scenario is solved from the old world with a correction of wages. Many are solved in blocks of one fixed size,
padded with copies, with Newton's correction at the old world: the products inside then have one shape, so that a
scenario's result has the same bytes whatever it is solved together with. A scenario that a block does not solve is
tried once more by itself, slowly; if that fails too it is flagged and its numbers are nan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suasion.trade.economy.equilibrium import Elasticities, Equations, WageCorrection, World
from suasion.trade.economy.parameters import Numeraire
from suasion.trade.economy.tariffs import Touched
from suasion.trade.fixed_point import FixedPoints, NotConvergedError, chord, fixed_points
from suasion.trade.products import Product

FloatArray = NDArray[np.float64]
Outcomes = dict[str, NDArray[Any]]

BLOCK = 16  # scenarios solved side by side
MOST_BLOCK_ITERATIONS = 60
MOST_ITERATIONS = 120
NO_DEFICIT = 1e-12  # share of income below which a deficit is rounding: its change in percent means nothing
FIRST_STRIDE, LEAST_STRIDE = 0.25, 1.0 / 32.0  # of the way to a hard scenario
LONGEST_STEP = 0.5


@dataclass(frozen=True)
class Setting:
    """What scenarios of one call share.

    Attributes
    ----------
    transfers : array (country,)           see `Equations`
    income_tax : bool
    numeraire : 'prices' or 'wages'
    tolerance : float                      largest gap of an equation, in logs
    """

    transfers: FloatArray
    income_tax: bool
    numeraire: Numeraire
    tolerance: float


def solve_one(
    world: World, lines: Touched, response: Elasticities, setting: Setting, correction: WageCorrection
) -> Outcomes:
    """Outcomes of one scenario: arrays (1, country) and (1,); nan where not converged."""
    equations = _equations(world, [lines], response, setting, 1)
    found = fixed_points(
        equations.step,
        equations.start(1),
        correction,
        tolerance=setting.tolerance,
        most_iterations=MOST_ITERATIONS,
    )
    if not found.converged[0]:
        found = _approached(world, lines, response, setting, found)
    return outcomes(equations, found.values, found.residual, found.iterations, found.converged)


def _approached(
    world: World, lines: Touched, response: Elasticities, setting: Setting, failed: FixedPoints
) -> FixedPoints:
    """A hard scenario, walked to in parts of its log tariffs and its transfers, each with Newton's correction where the
    last ended. The closest that was reached is given back if the whole is not.
    """
    start = _equations(world, [], response, setting, 1).start(1)
    done, stride, spent, last = 0.0, FIRST_STRIDE, failed.iterations, failed
    while done < 1.0 and stride >= LEAST_STRIDE:
        share = min(1.0, done + stride)
        part = world.transfers + share * (setting.transfers - world.transfers)
        equations = _equations(world, [_eased(lines, share)], response, replace(setting, transfers=part), 1)
        try:
            correction = chord(equations.step, start[0], rows=1)
        except NotConvergedError:
            stride /= 2.0
            continue
        last = fixed_points(
            equations.step,
            start,
            correction,
            tolerance=setting.tolerance,
            most_iterations=MOST_BLOCK_ITERATIONS,
            longest_step=LONGEST_STEP,
        )
        spent = spent + last.iterations
        if last.converged[0]:
            done, start, stride = share, last.values, 2.0 * stride
        else:
            stride /= 2.0
    reached = last.converged & (done == 1.0)
    return FixedPoints(last.values, last.residual, spent, reached)


def ensemble_correction(world: World, centre: Elasticities, setting: Setting) -> Product:
    """Newton's correction at the old world, for `solve_ensemble`: a product with gaps (scenario, unknown).

    It depends on the economy and the setting, never on which scenarios are asked for.
    """
    base = _equations(world, [], centre, setting, BLOCK)
    return Product(chord(base.step, base.start(1)[0], rows=BLOCK).T, BLOCK)


def solve_ensemble(
    world: World,
    lines: Sequence[Touched],
    response: Elasticities,
    setting: Setting,
    correction: Product,
    careful: WageCorrection,
) -> Outcomes:
    """Outcomes of many scenarios: arrays (scenario, country) and (scenario,); nan where not converged.

    Parameters
    ----------
    world : World
    lines : sequence of Touched              one a scenario
    response : Elasticities                one row, or one a scenario
    setting : Setting
    correction : Product                   from `ensemble_correction`
    careful : WageCorrection               for scenarios that have to be solved by themselves
    """
    groups: dict[tuple[bytes, bytes], list[int]] = {}
    for at, each in enumerate(lines):
        groups.setdefault(each.key, []).append(at)
    result: Outcomes = {}
    for members in groups.values():
        for first in range(0, len(members), BLOCK):
            block = members[first : first + BLOCK]
            padded = block + [block[0]] * (BLOCK - len(block))
            equations = _equations(world, [lines[at] for at in padded], response.rows(padded), setting, BLOCK)
            found = fixed_points(
                equations.step,
                equations.start(BLOCK),
                correction,
                tolerance=setting.tolerance,
                window=4,
                most_iterations=MOST_BLOCK_ITERATIONS,
            )
            solved = outcomes(equations, found.values, found.residual, found.iterations, found.converged)
            for name, values in solved.items():
                whole = result.setdefault(name, np.empty((len(lines), *values.shape[1:]), dtype=values.dtype))
                whole[block] = values[: len(block)]
            for at in (at for at, good in zip(block, found.converged, strict=False) if not good):
                alone = solve_one(world, lines[at], response.rows([at]), setting, careful)
                for name, values in alone.items():
                    result[name][at] = values[0] + (result[name][at] if name == "iterations" else 0)
    return result


def flows_after(
    world: World, lines: Touched, response: Elasticities, pull: FloatArray, supply: FloatArray
) -> FloatArray:
    """Goods sold after the change at the border's price, before tariffs: array (origin, destination)."""
    rate = lines.matrix(len(world.flows))
    demand = world.shares * np.exp(-response.trade[0] * response.tariff[0] * np.log1p(rate))
    flows: FloatArray = demand / (1.0 + rate) * supply[:, None] * pull
    return flows


def _equations(
    world: World, lines: Sequence[Touched], response: Elasticities, setting: Setting, rows: int
) -> Equations:
    return Equations(world, lines, response, setting.transfers, setting.income_tax, setting.numeraire, rows)


def _eased(lines: Touched, share: float) -> Touched:
    by_importer, by_exporter = (np.expm1(share * np.log1p(rates)) for rates in (lines.by_importer, lines.by_exporter))
    return Touched(lines.importers, lines.exporters, by_importer, by_exporter)


def outcomes(
    equations: Equations,
    x: FloatArray,
    residual: FloatArray,
    iterations: NDArray[np.int64],
    converged: NDArray[np.bool_],
) -> Outcomes:
    """What users ask of an equilibrium; arrays (scenario, country) or (scenario,). See `economy.VARIABLES`."""
    n, world, response = equations.countries, equations.world, equations.elasticities
    with np.errstate(all="ignore"):  # a scenario that failed may hold anything; it is made nan below
        market = equations.market(x)
        wage, work = np.exp(x[:, :n]), np.exp(x[:, 2 * n : 3 * n])
        price = np.exp(market.log_price)
        earned = wage * work * world.income
        transfers = equations.transfer_share * earned.sum(axis=1, keepdims=True)
        own = np.diagonal(world.shares) * market.supply * market.pull
        shipped = market.supply * equations.sold(market.pull)
        exports, imports = shipped - own, market.net_purchases - own
        before_own = np.diagonal(world.flows)
        before_exports, before_imports = world.flows.sum(axis=1) - before_own, world.spending - before_own
        deficit, before_deficit = imports - exports, before_imports - before_exports

        # welfare: the household spends what it earns and is given, and is paid for its work
        consumed = market.revenue + earned + transfers
        before_consumed = world.income + world.transfers
        tax_relief = market.revenue / earned if equations.income_tax else np.zeros_like(earned)
        effort = response.labour / (1.0 + response.labour) * (1.0 - tax_relief) * world.income
        weight = before_consumed / (before_consumed - effort)
        welfare = weight * consumed / before_consumed / price + (1.0 - weight) * wage * work / price

        received = world.value_added_share * market.production + world.margin_share * market.net_purchases
        budget = market.spending - consumed - (1.0 - world.value_added_share) * market.production
        trade = (market.spending - own).sum(axis=1) / before_imports.sum()
        found = {
            "welfare_pct": welfare - 1.0,
            "deficit_pct": (deficit - before_deficit)
            / np.where(np.abs(before_deficit) <= NO_DEFICIT * world.income, np.nan, np.abs(before_deficit)),
            "exports_to_income_pct": exports / earned * _inverse(before_exports / world.income) - 1.0,
            "imports_to_income_pct": imports / earned * _inverse(before_imports / world.income) - 1.0,
            "employment_pct": work - 1.0,
            "price_pct": price - 1.0,
            "wage_pct": wage - 1.0,
            "tariff_revenue_pct": market.revenue / world.spending,
            "world_trade_to_income_pct": trade / (earned.sum(axis=1) / world.income.sum()) - 1.0,
        }
        found = {name: 100.0 * values for name, values in found.items()}
        found |= {
            "deficit_change_usd": deficit - before_deficit,
            "tariff_revenue_usd": market.revenue,
            "world_budget_gap": np.abs(budget.sum(axis=1)) / earned.sum(axis=1),
            "labour_gap": np.abs(received / earned - 1.0).max(axis=1),
            "supply": market.supply,
            "pull": market.pull,
        }
    for values in found.values():
        values[~converged] = np.nan
    found["spending_ratio"] = np.exp(x[:, n : 2 * n])  # kept of a scenario that failed: it tells who ran out
    return found | {"residual": residual, "iterations": iterations, "converged": converged}


def _inverse(values: FloatArray) -> FloatArray:
    """1 over values; nan where there was nothing to compare with."""
    return 1.0 / np.where(values == 0, np.nan, values)
