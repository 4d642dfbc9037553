"""Machine code of the multi-sector equilibrium: one pass over the equations, and the iteration that solves them.

It knows arrays only; what they mean and that they fit together is the affair of `equilibrium` and `tables`. Equations
are those of Caliendo and Parro (2015), numbered in docs/explain/trade.md; letters as there.

Unknowns, per economy n and sector k: log wage change, log price change P[n, k], spending X[n, k] as a share of a
fixed scale, and with returns to scale log labour change. `equations` takes unknowns and gives what the equations
make of them; a solution is left as it is. Anderson's method (1965; type II in Walker and Ni 2011) finds it.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from suasion.jit import compiled

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# Sums may be taken in another order (vector registers); NaN and infinity keep their meaning: they end a solve.
rearranged = partial(compiled, fastmath={"reassoc", "contract", "nsz"})
RIDGE = 1e-14  # relative; keeps the small least-squares problem solvable when steps become alike
LEAST_OUTPUT = 1e-9  # while far from a solution, output may come out at or below zero
LONGEST = 3.0  # a log gap in the balance of trade counts no more than this in one step


class Problem(NamedTuple):
    """What a solve is given.

    Attributes
    ----------
    weights, net_weights : array (traded, importer, exporter)     from `supply_weights`
    own_cost : array (economy, sector)                from `supply_weights`
    place : array (sector,) of int                    position among the traded sectors, -1 for one without trade
    theta : array (sector,)
    inputs : array (economy, using sector, input)     gamma: shares of gross output
    value_added, final : array (economy, sector)      gamma of value added; alpha
    labour_income, deficit : array (economy,)         base w L; transfers D, levels
    spending_scale : array (economy, sector)
    output : array (economy, sector)                  base Y, for the change of labour
    psi : array (sector,) or length 0                 returns to scale; length 0: none
    wage_step : array (economy,)                      share of a step that is taken, below one where demand is steep
    labour_step : array (economy, sector)             the same for labour; above one
    """

    weights: FloatArray
    net_weights: FloatArray
    own_cost: FloatArray
    place: IntArray
    theta: FloatArray
    inputs: FloatArray
    value_added: FloatArray
    final: FloatArray
    labour_income: FloatArray
    deficit: FloatArray
    spending_scale: FloatArray
    output: FloatArray
    psi: FloatArray
    wage_step: FloatArray
    labour_step: FloatArray


class Flows(NamedTuple):
    """What a pass over the equations writes beside the unknowns.

    Attributes
    ----------
    costs, made : array (economy, sector)             log change of unit cost; output Y', a level
    revenue, exports, imports : array (economy,)      levels, without tariffs but for the revenue
    """

    costs: FloatArray
    made: FloatArray
    revenue: FloatArray
    exports: FloatArray
    imports: FloatArray


@rearranged
def supply_weights(
    shares: FloatArray,
    new_tariff: FloatArray,
    old_tariff: FloatArray,
    cost: FloatArray,
    theta: FloatArray,
    sector: IntArray,
    weights: FloatArray,
    net_weights: FloatArray,
    own_cost: FloatArray,
) -> None:
    """Weights of origins before unit costs move: pi khat^-theta, and the same free of the new tariff.

    Parameters
    ----------
    shares : array (traded, importer, exporter)       pi, sums to one over exporters
    new_tariff, old_tariff : array (sector, importer, exporter)
    cost : array (sector, importer, exporter)         change of trade costs other than tariffs, 1 for none; may have
                                                      length 0: none anywhere
    theta : array (sector,)
    sector : array (traded,) of int                   position of each traded sector
    weights, net_weights : array (traded, importer, exporter)     written: pi khat^-theta, and that over 1 + tariff
    own_cost : array (importer, sector)               written: log change of own trade cost in sectors without trade
    """
    economies = shares.shape[1]
    has_cost = cost.size > 0
    for place in range(sector.size):
        j = sector[place]
        for n in range(economies):
            for i in range(economies):
                change = (1.0 + new_tariff[j, n, i]) / (1.0 + old_tariff[j, n, i])
                if has_cost:
                    change *= cost[j, n, i]
                weight = shares[place, n, i]
                if change != 1.0 and weight != 0.0:
                    weight *= np.exp(-theta[j] * np.log(change))
                weights[place, n, i] = weight
                net_weights[place, n, i] = weight / (1.0 + new_tariff[j, n, i])
    for n in range(economies):
        for j in range(theta.size):
            own_cost[n, j] = np.log(cost[j, n, n]) if has_cost else 0.0


@rearranged
def _unit_costs(problem: Problem, wage: FloatArray, price: FloatArray, costs: FloatArray) -> None:
    """Log unit costs of wages and input prices: gamma ln w + sum over k of gamma ln P. Written to `costs`."""
    economies, sectors = costs.shape
    inputs, value_added = problem.inputs, problem.value_added
    for n in range(economies):
        for j in range(sectors):
            log_cost = value_added[n, j] * wage[n]
            for k in range(sectors):
                log_cost += inputs[n, j, k] * price[n, k]
            costs[n, j] = log_cost


@rearranged
def _markets(problem: Problem, spent: FloatArray, new_price: FloatArray, flows: Flows) -> None:
    """Log prices, output, tariff revenue, exports and imports of unit costs and spending. All but these are written."""
    costs, made = flows.costs, flows.made
    revenue, exports, imports = flows.revenue, flows.exports, flows.imports
    weights, net_weights, theta = problem.weights, problem.net_weights, problem.theta
    economies, sectors = costs.shape
    cheap = np.empty(economies)
    sold = np.empty(economies)
    revenue[:] = 0.0
    exports[:] = 0.0
    imports[:] = 0.0
    for j in range(sectors):
        a = problem.place[j]
        if a < 0:
            for n in range(economies):
                new_price[n, j] = costs[n, j] + problem.own_cost[n, j]
                made[n, j] = spent[n, j]
            continue
        for i in range(economies):
            cheap[i] = np.exp(-theta[j] * costs[i, j])
            sold[i] = 0.0
        for n in range(economies):
            # own sales stand apart: where they are nearly all, imports would be a difference of like numbers
            total = 0.0
            net = 0.0
            for i in range(n):
                total += weights[a, n, i] * cheap[i]
                net += net_weights[a, n, i] * cheap[i]
            for i in range(n + 1, economies):
                total += weights[a, n, i] * cheap[i]
                net += net_weights[a, n, i] * cheap[i]
            abroad = total
            total += weights[a, n, n] * cheap[n]
            unit = spent[n, j] / total
            revenue[n] += (abroad - net) * unit
            imports[n] += net * unit
            for i in range(n):
                sold[i] += net_weights[a, n, i] * unit
            for i in range(n + 1, economies):
                sold[i] += net_weights[a, n, i] * unit
            made[n, j] = weights[a, n, n] * cheap[n] * unit
            new_price[n, j] = -np.log(total) / theta[j]
        for i in range(economies):
            exports[i] += cheap[i] * sold[i]
            made[i, j] += cheap[i] * sold[i]


@rearranged
def _wages(problem: Problem, flows: Flows, wage: FloatArray, new_wage: FloatArray) -> float:
    """Log wages at which trade balances but for transfers, a step nearer. Gives the largest gap, a log.

    Where goods markets clear, labour is asked for as much as there is exactly when trade balances. The balance of trade
    also tells of wages in an economy that hardly trades, where demand for labour no longer does.
    """
    labour_income, deficit = problem.labour_income, problem.deficit
    worst = 0.0
    mass = 0.0
    base_mass = 0.0
    for n in range(labour_income.size):
        gap = 0.0
        earned = flows.exports[n] + max(deficit[n], 0.0)
        paid = flows.imports[n] + max(-deficit[n], 0.0)
        if earned > 0.0 or paid > 0.0:
            gap = np.log(earned / paid) if earned > 0.0 and paid > 0.0 else (LONGEST if earned > 0.0 else -LONGEST)
        # written so that NaN counts as the worst
        if not abs(gap) <= worst:
            worst = abs(gap)
        new_wage[n] = wage[n] + problem.wage_step[n] * min(max(gap, -LONGEST), LONGEST)
        mass += np.exp(new_wage[n]) * labour_income[n]
        base_mass += labour_income[n]
    # the unit of account: world labour income stays as it was
    shift = np.log(mass / base_mass)
    for n in range(labour_income.size):
        new_wage[n] -= shift
    return worst


@rearranged
def _spending(problem: Problem, made: FloatArray, income: FloatArray, new: FloatArray) -> None:
    """Spending over its scale: what sectors buy as inputs and what income buys. Written to `new`."""
    economies, sectors = made.shape
    inputs, final = problem.inputs, problem.final
    demand = np.empty(sectors)
    for n in range(economies):
        for k in range(sectors):
            demand[k] = final[n, k] * income[n]
        for j in range(sectors):
            for k in range(sectors):
                demand[k] += inputs[n, j, k] * made[n, j]
        for k in range(sectors):
            new[n, k] = demand[k] / problem.spending_scale[n, k]


@rearranged
def _labour(problem: Problem, labour: FloatArray, wage: FloatArray, made: FloatArray, new: FloatArray) -> float:
    """Log change of labour by sector, a step nearer to what output pays for. Gives the largest fault."""
    economies, sectors = made.shape
    output = problem.output
    worst = 0.0
    for n in range(economies):
        for j in range(sectors):
            gap = 0.0
            if output[n, j] > 0.0:
                gap = np.log(max(made[n, j] / output[n, j], LEAST_OUTPUT)) - wage[n] - labour[n, j]
            if not abs(gap) <= worst:
                worst = abs(gap)
            new[n, j] = labour[n, j] + problem.labour_step[n, j] * gap
    return worst


@rearranged
def equations(problem: Problem, unknowns: FloatArray, result: FloatArray, residuals: FloatArray, flows: Flows) -> None:
    """What the equations make of the unknowns.

    Parameters
    ----------
    problem : Problem
    unknowns, result : array (economy + 2 or 3 times economy * sector,)     log wage; log price; spending over its
                                                      scale; log labour (only with returns to scale). result: written
    residuals : array (3,)                            written: largest fault in the balance of trade (a log), in
                                                      log prices, in spending (over its scale) and log labour
    flows : Flows                                     written
    """
    economies, sectors = problem.value_added.shape
    cells = economies * sectors
    shape = (economies, sectors)
    first, second, third = economies, economies + cells, economies + 2 * cells
    wage, new_wage = unknowns[:first], result[:first]
    price, new_price = unknowns[first:second].reshape(shape), result[first:second].reshape(shape)
    spending, new_spending = unknowns[second:third].reshape(shape), result[second:third].reshape(shape)
    _unit_costs(problem, wage, price, flows.costs)
    if problem.psi.size > 0:
        labour = unknowns[third:].reshape(shape)
        for n in range(economies):
            for j in range(sectors):
                flows.costs[n, j] -= problem.psi[j] * labour[n, j]
    _markets(problem, spending * problem.spending_scale, new_price, flows)
    residuals[0] = _wages(problem, flows, wage, new_wage)
    income = np.exp(wage) * problem.labour_income + flows.revenue + problem.deficit
    _spending(problem, flows.made, income, new_spending)
    residuals[1] = np.max(np.abs(new_price - price))
    residuals[2] = np.max(np.abs(new_spending - spending))
    if problem.psi.size > 0:
        fault = _labour(problem, unknowns[third:].reshape(shape), wage, flows.made, result[third:].reshape(shape))
        residuals[2] = max(residuals[2], fault)


@rearranged
def _least_squares(gram: FloatArray, right: FloatArray, size: int, tolerance: float) -> FloatArray:
    """Solve (gram + ridge) x = right for a symmetric matrix of a few rows, by Cholesky."""
    lower = np.zeros((size, size))
    solution = np.empty(size)
    for r in range(size):
        for c in range(r + 1):
            total = gram[r, c]
            for k in range(c):
                total -= lower[r, k] * lower[c, k]
            if r == c:
                total += tolerance * gram[r, r]
                lower[r, r] = np.sqrt(total) if total > tolerance * gram[r, r] else np.inf
            else:
                lower[r, c] = total / lower[c, c]
    for r in range(size):
        total = right[r]
        for k in range(r):
            total -= lower[r, k] * solution[k]
        solution[r] = total / lower[r, r] if lower[r, r] < np.inf else 0.0
    for r in range(size - 1, -1, -1):
        total = solution[r]
        for k in range(r + 1, size):
            total -= lower[k, r] * solution[k]
        solution[r] = total / lower[r, r] if lower[r, r] < np.inf else 0.0
    return solution


@rearranged
def solve(
    problem: Problem,
    unknowns: FloatArray,
    flows: Flows,
    window: int,
    wage_weight: float,
    tolerance: float,
    most_steps: int,
) -> tuple[float, int]:
    """Move `unknowns` to a solution of `equations`; gives the largest residual and the steps taken.

    Not converged: the residual is above `tolerance` (or NaN) and `unknowns` are no solution. `window`: steps looked
    back on. `wage_weight`: how much a wage counts beside a price in the least-squares problem.
    """
    size = unknowns.size
    economies = problem.labour_income.size
    made_of = np.empty(size)
    gap = np.empty(size)
    old_made_of = np.empty(size)
    old_gap = np.empty(size)
    gap_steps = np.zeros((window, size))
    made_steps = np.zeros((window, size))
    gram = np.zeros((window, window))
    right = np.empty(window)
    residuals = np.empty(3)
    worst = np.inf
    steps = 0
    for step in range(most_steps):
        equations(problem, unknowns, made_of, residuals, flows)
        steps = step + 1
        worst = residuals.max()
        if not worst > tolerance or not np.isfinite(worst):
            break
        for p in range(size):
            gap[p] = made_of[p] - unknowns[p]
        for p in range(economies):
            gap[p] *= wage_weight
        kept = min(step, window)
        if step > 0:
            slot = (step - 1) % window
            for p in range(size):
                gap_steps[slot, p] = gap[p] - old_gap[p]
                made_steps[slot, p] = made_of[p] - old_made_of[p]
            for r in range(kept):
                total = 0.0
                for p in range(size):
                    total += gap_steps[slot, p] * gap_steps[r, p]
                gram[slot, r] = total
                gram[r, slot] = total
            for r in range(kept):
                total = 0.0
                for p in range(size):
                    total += gap_steps[r, p] * gap[p]
                right[r] = total
        for p in range(size):
            old_gap[p] = gap[p]
            old_made_of[p] = made_of[p]
            unknowns[p] = made_of[p]
        if kept > 0:
            part = _least_squares(gram, right, kept, RIDGE)
            for r in range(kept):
                for p in range(size):
                    unknowns[p] -= part[r] * made_steps[r, p]
    return worst, steps
