"""Fixed points of many systems at once: Anderson acceleration, corrected by a vector, a matrix or a function.

Answers: for which x is g(x) = x, for a batch of independent scenarios of one shape. It knows no trade. A map is
written in unknowns of which a change of 1e-10 is small everywhere (logs of wages, not dollars), since one tolerance
holds for all of them.

A correction turns the gap g(x) - x into a first step. A vector damps (or stretches) each unknown by itself and costs
nothing; a function may know more of the system. A matrix, from `chord`, is Newton's step at one point for all scenarios
near it: it takes one batched call of the map and one inversion, and then saves most of the steps.

No scenario sees another: each has its own history and stops by itself, and is then left as it is. A scenario's result
therefore depends on the batch only through the products inside the map; a caller that wants the same bytes for any
batch gives the map batches of one shape.

Sources: Anderson (1965), J. ACM 12; Walker and Ni (2011), SIAM J. Numer. Anal. 49, type II.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suasion.trade.products import Product, inverse

FloatArray = NDArray[np.float64]
Map = Callable[[FloatArray], FloatArray]

RIDGE = 1e-13  # share of the trace added to the diagonal of the small least squares: keeps them solvable
TINY = 1e-300  # the same for a scenario without history yet


class NotConvergedError(ArithmeticError):
    """A solver stopped before its tolerance. Carries how far it came.

    Attributes
    ----------
    residual : float                   largest gap of an equation, in the unit of the unknowns; nan: not a number
    iterations : int                   steps taken
    """

    def __init__(self, what: str, residual: float, iterations: int) -> None:
        self.residual = residual
        self.iterations = iterations
        super().__init__(f"{what} Residual {residual:.3g} after {iterations} iterations.")


@dataclass(frozen=True)
class FixedPoints:
    """Where each scenario ended.

    Attributes
    ----------
    values : array (scenario, unknown)     the last x; meaningless where not converged
    residual : array (scenario,)           largest |g(x) - x|; nan where the map gave no number
    iterations : array (scenario,)         steps taken
    converged : array (scenario,) of bool
    """

    values: FloatArray
    residual: FloatArray
    iterations: NDArray[np.int64]
    converged: NDArray[np.bool_]


def fixed_points(
    step: Map,
    start: FloatArray,
    correction: FloatArray | Map | None = None,
    *,
    tolerance: float = 1e-10,
    window: int = 8,
    most_iterations: int = 400,
    longest_step: float = 1.0,
) -> FixedPoints:
    """Solve g(x) = x for each scenario.

    Parameters
    ----------
    step : map                             g: array (scenario, unknown) -> array (scenario, unknown), row by row
    start : array (scenario, unknown)      first guess
    correction : array (unknown,) or (unknown, unknown), function of the gaps, or None
                                           the first step is `correction` times, or of, the gap; None: the gap itself
    tolerance : float                      largest |g(x) - x| that counts as solved
    window : int                           steps remembered
    most_iterations : int                  a scenario that needs more is left as not converged
    longest_step : float                   no unknown moves further than this in one step

    Returns
    -------
    FixedPoints                            never raises for a scenario that fails: it is flagged
    """
    x = np.array(start, dtype=float)
    scenarios, unknowns = x.shape
    steps = np.zeros((scenarios, window, unknowns))  # change of x + f from one iterate to the next
    gaps = np.zeros((scenarios, window, unknowns))  # change of the corrected gap f
    gram = np.zeros((scenarios, window, window))
    pair = np.empty((scenarios, unknowns, 2))
    identity = np.eye(window)
    residual = np.full(scenarios, np.nan)
    iterations = np.zeros(scenarios, dtype=np.int64)
    open_ = np.ones(scenarios, dtype=bool)
    correct = _corrector(correction, scenarios)
    last_x = last_f = x
    with np.errstate(all="ignore"):  # what is no number is given up and flagged
        for iteration in range(most_iterations + 1):
            f = step(x) - x
            size = np.abs(f).max(axis=1)
            residual[open_] = size[open_]
            open_ &= size > tolerance  # false for nan
            if iteration == most_iterations or not open_.any():
                break
            f = correct(f)
            ahead = f
            if iteration:
                slot = (iteration - 1) % window
                change = f - last_f
                gaps[:, slot] = change
                steps[:, slot] = x - last_x + change
                pair[:, :, 0], pair[:, :, 1] = change, f
                products = gaps @ pair
                gram[:, slot, :] = gram[:, :, slot] = products[:, :, 0]
                ridge = RIDGE * gram.trace(axis1=1, axis2=2) + TINY
                weights = np.linalg.solve(gram + ridge[:, None, None] * identity, products[:, :, 1:])
                ahead = f - (weights.transpose(0, 2, 1) @ steps)[:, 0]
            scale = open_ * np.minimum(1.0, longest_step / np.abs(ahead).max(axis=1))
            last_x, last_f = x, f
            # a scenario given up holds no numbers: its step of nothing must not spoil what it ended with
            x = np.where(open_[:, None], x + scale[:, None] * ahead, x)
            iterations += open_
    return FixedPoints(x, residual, iterations, residual <= tolerance)


def _corrector(correction: FloatArray | Map | None, scenarios: int) -> Map:
    if correction is None:
        return lambda gap: gap
    if not isinstance(correction, np.ndarray):
        return correction
    if correction.ndim == 1:
        return lambda gap: gap * correction
    return Product(correction.T, scenarios)


def chord(step: Map, at: FloatArray, difference: float = 1e-6, rows: int | None = None) -> FloatArray:
    """Newton's correction at one point: minus the inverse of the Jacobian of g(x) - x, by forward differences.

    Parameters
    ----------
    step : map                             g, as in `fixed_points`; called with one row an unknown
    at : array (unknown,)                  the point, best a fixed point
    difference : float                     length of the differences
    rows : int or None                     most rows that the map is given at once; None: any number

    Returns
    -------
    array (unknown, unknown)               for `fixed_points(..., correction=...)`

    Raises
    ------
    NotConvergedError                      if the Jacobian can not be inverted there
    """
    identity = np.eye(at.size)
    with np.errstate(all="ignore"):
        points = at + difference * identity
        size = rows or at.size
        moved = np.concatenate([step(points[first : first + size]) for first in range(0, at.size, size)])
        slopes = (moved - step(at[None])) / difference
    try:
        correction = -inverse(slopes.T - identity)
    except np.linalg.LinAlgError:
        raise NotConvergedError("The system has no Newton step at its start.", float("nan"), 0) from None
    if not np.isfinite(correction).all():
        raise NotConvergedError("The system has no Newton step at its start.", float("nan"), 0)
    return correction
