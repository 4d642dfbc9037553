"""Machine code of the partial equilibrium: prices of one sector's lines, and the table of answers to a grid of rates.

It knows arrays only; what they mean, and that they fit together, is the affair of `lines` and `curves`. Everything is
in logs of new over old. Three tiers of constant elasticity: origins in a line (sigma), lines in a sector's imports
(eta), imports against home goods (kappa); spending on a sector is fixed. Sellers' inverse supply elasticity is omega.

    cell     ln p = (ln T + omega ln Z) / (1 + sigma omega)          T tariff ratio times sellers' cost ratio
    line     ln Z = (sigma - eta) ln Pg + (eta - kappa) ln PM + (kappa - 1) ln P

Fajgelbaum et al. (2020); derivation in docs/explain/trade.md. With omega = 0 prices follow in one pass. Otherwise
Newton's method on all ln Pg and ln PM at once; the Jacobian is an arrow, so a step costs one pass over the cells.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suasion.jit import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]

TOLERANCE = 1e-12  # of ln Pg and ln PM
MOST_STEPS = 50


@compiled
def two_price_index(share: float, first: float, second: float, elasticity: float) -> float:
    """Log price index of two goods with log prices `first` (base share `share`) and `second`."""
    mean = share * first + (1.0 - share) * second
    gap = 1.0 - elasticity
    if gap == 0.0:
        return mean
    # around the mean, the sum is never below 0 (Jensen): no cancellation however large the change
    total = share * np.expm1(gap * (first - mean)) + (1.0 - share) * np.expm1(gap * (second - mean))
    index: float = mean + np.log1p(total) / gap
    return index


@compiled
def line_price(cost: Floats, share: Floats, omega: Floats, sigma: float, log_shift: float) -> tuple[float, float]:
    """Log price index of one line given its log demand shift ln Z, and how much of ln Z it takes up.

    Parameters
    ----------
    cost : array (origin,)             ln T
    share : array (origin,)            of the line's spending, duty included; sums to one
    omega : array (origin,)
    sigma, log_shift : float

    Returns
    -------
    float, float                       ln Pg; its derivative by ln Z, at least 0 and below 1 / sigma
    """
    mean = 0.0
    for i in range(share.size):
        if share[i] > 0.0:
            mean += share[i] * (cost[i] + omega[i] * log_shift) / (1.0 + sigma * omega[i])
    gap = 1.0 - sigma
    total = 0.0
    taken = 0.0
    for i in range(share.size):
        if share[i] > 0.0:
            slope = 1.0 / (1.0 + sigma * omega[i])
            rise = share[i] * np.expm1(gap * ((cost[i] + omega[i] * log_shift) * slope - mean))
            total += rise
            taken += (share[i] + rise) * omega[i] * slope
    if gap == 0.0:
        return mean, taken
    return mean + np.log1p(total) / gap, taken / (1.0 + total)


@compiled
def solve_sector(
    cost: Floats,
    share: Floats,
    omega: Floats,
    line_share: Floats,
    import_share: float,
    sigma: float,
    eta: float,
    kappa: float,
    follow: float,
    flat: bool,
    price: Floats,
    work: Floats,
) -> tuple[float, float, float, float, int]:
    """Prices of one sector.

    Parameters
    ----------
    cost, share, omega : array (line, origin)      as `line_price`
    line_share : array (line,)                     of the sector's import spending, duty included; sums to one
    import_share : float                           imports' share of the sector's spending
    sigma, eta, kappa, follow : float              follow: share of a rise of import prices that home sellers follow
    flat : bool                                    whether omega is 0 throughout
    price : array (line,)                          written: ln Pg
    work : array (2, line)                         overwritten

    Returns
    -------
    ln PM, ln P, ln of the home price : float
    residual : float                               largest miss of ln Pg and ln PM; 0 in closed form
    steps : int                                    Newton steps; 0 in closed form
    """
    lines = line_share.size
    for g in range(lines):
        price[g], _ = line_price(cost[g], share[g], omega[g], sigma, 0.0)
    imports = 0.0
    for g in range(lines):
        imports += line_share[g] * price[g]
    gap = 1.0 - eta
    residual = 0.0
    steps = 0
    ready = False
    while True:
        mean = 0.0
        for g in range(lines):
            mean += line_share[g] * price[g]
        total = 0.0
        if lines > 1:
            for g in range(lines):
                total += line_share[g] * np.expm1(gap * (price[g] - mean))
        index = mean if gap == 0.0 or lines == 1 else mean + np.log1p(total) / gap
        if not ready:
            imports = index  # exact with omega = 0, a start otherwise
            ready = True
        home = np.log1p(follow * np.expm1(imports)) if follow > 0.0 else 0.0
        sector = two_price_index(import_share, imports, home, kappa)
        if flat:
            return imports, sector, home, 0.0, 0
        miss = index - imports
        weight = import_share * np.exp((1.0 - kappa) * (imports - sector))
        home_slope = follow * np.exp(imports - home)
        slope = (eta - kappa) + (kappa - 1.0) * (weight + (1.0 - weight) * home_slope)
        shift = (eta - kappa) * imports + (kappa - 1.0) * sector
        residual = abs(miss)
        gathered = 0.0
        taken_up = 0.0
        for g in range(lines):
            made, taken = line_price(cost[g], share[g], omega[g], sigma, (sigma - eta) * price[g] + shift)
            fault = made - price[g]
            residual = max(residual, abs(fault))
            own = 1.0 - (sigma - eta) * taken
            work[0, g] = fault / own
            work[1, g] = taken / own
            new_share = line_share[g] * (1.0 + np.expm1(gap * (price[g] - mean))) / (1.0 + total)
            gathered += new_share * work[0, g]
            taken_up += new_share * work[1, g]
        if not residual > TOLERANCE or steps == MOST_STEPS:  # a NaN ends it too, and is seen by the caller
            return imports, sector, home, residual, steps
        step = (miss + gathered) / (1.0 - slope * taken_up)
        for g in range(lines):
            price[g] += work[0, g] + work[1, g] * slope * step
        imports += step
        steps += 1


@compiled
def solve_all(
    first: Ints,
    cost: Floats,
    share: Floats,
    omega: Floats,
    line_share: Floats,
    import_share: Floats,
    sigma: float,
    eta: float,
    kappa: float,
    follow: float,
    flat: bool,
    price: Floats,
    quantity: Floats,
    sectors: Floats,
) -> None:
    """Every sector at one scenario. Lines are in the order of their sectors; `first` (sector + 1,) cuts them.

    Written: price (line,) ln Pg; quantity (line, origin) ln of imports at base prices; sectors (5, sector): ln PM,
    ln P, ln home price, residual, steps.
    """
    work = np.empty((2, line_share.size))
    for s in range(first.size - 1):
        a, b = first[s], first[s + 1]
        imports, sector, home, residual, steps = solve_sector(
            cost[a:b], share[a:b], omega[a:b], line_share[a:b], import_share[s], sigma, eta, kappa, follow, flat,
            price[a:b], work[:, a:b],
        )  # fmt: skip
        sectors[0, s], sectors[1, s], sectors[2, s], sectors[3, s], sectors[4, s] = (
            imports, sector, home, residual, steps
        )  # fmt: skip
        shift = (eta - kappa) * imports + (kappa - 1.0) * sector
        for g in range(a, b):
            log_shift = (sigma - eta) * price[g] + shift
            for i in range(share.shape[1]):
                # q^(1 + sigma omega) = T^-sigma Z
                quantity[g, i] = (log_shift - sigma * cost[g, i]) / (1.0 + sigma * omega[g, i])


@compiled
def tabulate(
    first: Ints,
    rates: Floats,
    base: Floats,
    covered: Floats,
    share: Floats,
    line_share: Floats,
    import_share: Floats,
    sigma: Floats,
    eta: Floats,
    kappa: Floats,
    omega: Floats,
    follow: Floats,
    wanted: Flags,
    treated: Floats,
    others: Floats,
    price: Floats,
    sectors: Floats,
) -> None:
    """Answers to a grid of additional rates on one origin, each origin of the rest being as it was.

    The rest of a line has one price, so it counts as one origin.

    Parameters
    ----------
    first : array (sector + 1,) of int
    rates : array (grid,)
    base, covered : array (line,)      base rate of the origin; share of its value that the new rate reaches
    share : array (line, 2)            spending shares of the origin and of the rest
    line_share : array (line,)
    import_share : array (sector,)
    sigma, eta, kappa, omega, follow : array (draw,)
    wanted : array (draw, grid) of bool    rates of the grid to answer; the others stay as they are
    treated, others, price : array (draw, grid, line)      written: ln quantity of the origin, of the rest; ln Pg
    sectors : array (3, draw, grid, sector)                written: ln P, residual, steps
    """
    lines = line_share.size
    cost = np.zeros((lines, 2))
    supply = np.empty((lines, 2))
    work = np.empty((2, lines))
    for d in range(sigma.size):
        supply[:] = omega[d]
        scale = 1.0 / (1.0 + sigma[d] * omega[d])
        flat = omega[d] == 0.0
        for k in range(rates.size):
            if not wanted[d, k]:
                continue
            for g in range(lines):
                cost[g, 0] = np.log1p(rates[k] * covered[g] / (1.0 + base[g]))
            for s in range(first.size - 1):
                a, b = first[s], first[s + 1]
                imports, sector, _, residual, steps = solve_sector(
                    cost[a:b], share[a:b], supply[a:b], line_share[a:b], import_share[s], sigma[d], eta[d], kappa[d],
                    follow[d], flat, price[d, k, a:b], work[:, a:b],
                )  # fmt: skip
                sectors[0, d, k, s], sectors[1, d, k, s], sectors[2, d, k, s] = sector, residual, steps
                shift = (eta[d] - kappa[d]) * imports + (kappa[d] - 1.0) * sector
                for g in range(a, b):
                    log_shift = (sigma[d] - eta[d]) * price[d, k, g] + shift
                    treated[d, k, g] = (log_shift - sigma[d] * cost[g, 0]) * scale
                    others[d, k, g] = log_shift * scale


@compiled
def read_curves(rates: Floats, knots: Floats, table: Floats, reach: Floats, result: Floats) -> None:
    """Tables (draw, grid, line) read at rates (draw, month, line), straight in ln(1 + rate reached) between knots.

    Parameters
    ----------
    rates : array (draw, month, line)  inside the grid
    knots : array (grid,)              evenly spaced from 0
    table : array (draw, grid, line)
    reach : array (line,)              what the new rate is multiplied by: share covered / (1 + base rate)
    result : array (draw, month, line) written
    """
    step = knots[1] - knots[0]
    for d in range(rates.shape[0]):
        for m in range(rates.shape[1]):
            for g in range(rates.shape[2]):
                rate = rates[d, m, g]
                k = min(int(rate / step), knots.size - 2)
                low, high = table[d, k, g], table[d, k + 1, g]
                if reach[g] == 0.0 or rate == knots[k]:
                    result[d, m, g] = low
                    continue
                near = np.log1p((rate - knots[k]) * reach[g] / (1.0 + knots[k] * reach[g]))
                far = np.log1p(step * reach[g] / (1.0 + knots[k] * reach[g]))
                result[d, m, g] = low + (high - low) * min(max(near / far, 0.0), 1.0)


@compiled
def phase_in_kernel(target: Floats, weights: Floats, result: Floats) -> None:
    """Each month's log answer: the sum over past changes of the target, each with the weight of its age.

    target, result : array (draw, month, line); weights : array (draw, age). Written in month order, so a line of one
    draw never depends on how many draws there are.
    """
    months, lines = target.shape[1], target.shape[2]
    for d in range(target.shape[0]):
        for m in range(months):
            for g in range(lines):
                result[d, m, g] = 0.0
        for changed in range(months):
            moved = False
            for g in range(lines):
                before = target[d, changed - 1, g] if changed else 0.0
                moved = moved or target[d, changed, g] != before
            if not moved:
                continue
            for m in range(changed, months):
                weight = weights[d, m - changed]
                for g in range(lines):
                    before = target[d, changed - 1, g] if changed else 0.0
                    result[d, m, g] += weight * (target[d, changed, g] - before)
