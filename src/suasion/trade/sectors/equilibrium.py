"""An equilibrium of the multi-sector economy as arrays, and the move from one to another by exact hat algebra.

A `State` is an economy as it stands: supply shares, tariffs, spending, output, labour income. `move` solves for what
becomes of it under other tariffs, transfers or trade costs; every change is relative to the state moved from. Equations
of Caliendo and Parro (2015) as in docs/explain/trade.md; the iteration is in `kernels`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from suasion.trade.sectors import kernels
from suasion.trade.sectors.tables import FloatArray, Tables

IntArray = NDArray[np.int64]

WINDOW = 10  # steps looked back on
SMALL = 1e-4  # spending is measured against itself, but no finer than this share of all spending of its economy
WAGE_WEIGHTS = (1.0, 1.0, 4.0)
CALMER = (1.0, 0.3, 0.05)  # a solve that fails is tried again with wages that move less
COST_OF_LABOUR = 0.7  # percent by which unit costs rise for each percent of wages, links at home included; rough
NOTHING = np.empty((0, 0, 0))


@dataclass(frozen=True)
class State:
    """An economy as it stands.

    Attributes
    ----------
    shares : array (sector, importer, exporter)       pi, of spending at prices with tariff; sums to one
    tariff : array (sector, importer, exporter)
    spending : array (economy, sector)                X, with tariff
    output : array (economy, sector)                  Y
    labour_income : array (economy,)                  w L
    deficit : array (economy,)                        D
    """

    shares: FloatArray
    tariff: FloatArray
    spending: FloatArray
    output: FloatArray
    labour_income: FloatArray
    deficit: FloatArray

    @cached_property
    def trade(self) -> FloatArray:
        """(sector, importer, exporter): flows free of tariffs, own sales included."""
        return np.asarray(self.shares * self.spending.T[:, :, None] / (1.0 + self.tariff))

    @cached_property
    def revenue(self) -> FloatArray:
        """(economy,): tariff revenue R."""
        return np.asarray((self.tariff * self.trade).sum(axis=(0, 2)))

    @cached_property
    def income(self) -> FloatArray:
        """(economy,): I = w L + R + D."""
        return np.asarray(self.labour_income + self.revenue + self.deficit)


@dataclass(frozen=True)
class Move:
    """A state, and how it differs from the one moved from.

    Attributes
    ----------
    state : State
    wage, cost, price : array (economy,), (economy, sector), (economy, sector)     changes as ratios, 1 for none
    labour : array (economy, sector)                  change of labour by sector, a ratio
    residual : float                                  largest fault in any equation, relative; NaN if it broke down
    iterations : int
    fault : str                                       why there is no result; '' if there is
    """

    state: State
    wage: FloatArray
    cost: FloatArray
    price: FloatArray
    labour: FloatArray
    residual: float
    iterations: int
    fault: str

    @property
    def converged(self) -> bool:
        """Whether there is a result; without, the state is that moved from and the changes are NaN."""
        return not self.fault


class Technology:
    """What does not change in a move: input-output links, preferences, elasticities."""

    def __init__(self, tables: Tables) -> None:
        self.inputs = np.ascontiguousarray(tables.inputs)
        self.value_added = np.ascontiguousarray(tables.value_added)
        self.final = np.ascontiguousarray(tables.final)
        self.theta = np.ascontiguousarray(tables.elasticity)
        economies, sectors = self.value_added.shape
        self.size = economies, sectors
        crossed = tables.trade.copy()
        crossed[:, np.arange(economies), np.arange(economies)] = 0.0
        self.traded: IntArray = np.flatnonzero(crossed.sum(axis=(1, 2)) > 0).astype(np.int64)
        self.place: IntArray = np.full(sectors, -1, dtype=np.int64)
        self.place[self.traded] = np.arange(len(self.traded))

    def from_data(self, tables: Tables) -> State:
        """The data as a state: no equilibrium yet, only where the baseline solve begins."""
        spent = tables.trade * (1.0 + tables.tariff)
        total = spent.sum(axis=2)
        shares = np.divide(spent, total[:, :, None], where=total[:, :, None] > 0, out=np.zeros_like(spent))
        # what nobody buys has a price all the same: that of own make
        economies = np.arange(self.size[0])
        shares[:, economies, economies] += np.where(total > 0, 0.0, 1.0)
        output = np.ascontiguousarray(tables.trade.sum(axis=1).T)
        revenue = (tables.tariff * tables.trade).sum(axis=(0, 2))
        income = tables.labour_income + revenue + tables.deficit
        used = np.einsum("njk,nj->nk", self.inputs, output) + self.final * income[:, None]
        spending = np.ascontiguousarray(np.maximum(used, total.T))
        return State(shares, tables.tariff, spending, output, tables.labour_income, tables.deficit)

    def move(
        self,
        start: State,
        tariff: FloatArray,
        deficit: FloatArray,
        cost: FloatArray | None = None,
        psi: FloatArray | None = None,
        tolerance: float = 1e-10,
        most_steps: int = 2000,
    ) -> Move:
        """The equilibrium under other tariffs, transfers and trade costs.

        Parameters
        ----------
        start : State
        tariff : array (sector, importer, exporter)   new rates
        deficit : array (economy,)                    new transfers; sum to zero
        cost : array (sector, importer, exporter)     change of trade costs other than tariffs, a ratio; None: none
        psi : array (sector,)                         returns to scale; None: none
        tolerance : float                             largest fault allowed in any equation, relative
        most_steps : int                              steps before a try is given up

        Returns
        -------
        Move                                          look at `converged`
        """
        economies, sectors = self.size
        cells = economies * sectors
        weights = np.empty((len(self.traded), economies, economies))
        net_weights, own_cost = np.empty_like(weights), np.empty((economies, sectors))
        shares = np.ascontiguousarray(start.shares[self.traded])
        other = NOTHING if cost is None else np.ascontiguousarray(cost)
        kernels.supply_weights(
            shares,
            np.ascontiguousarray(tariff),
            np.ascontiguousarray(start.tariff),
            other,
            self.theta,
            self.traded,
            weights,
            net_weights,
            own_cost,
        )
        scale = np.maximum(start.spending, SMALL * start.spending.sum(axis=1, keepdims=True))
        wage_step, labour_step = self._steps(start, psi)
        problem = kernels.Problem(
            weights,
            net_weights,
            own_cost,
            self.place,
            self.theta,
            self.inputs,
            self.value_added,
            self.final,
            start.labour_income,
            deficit,
            scale,
            start.output,
            np.empty(0) if psi is None else np.ascontiguousarray(psi),
            wage_step,
            labour_step,
        )
        costs, made = np.empty((economies, sectors)), np.empty((economies, sectors))
        flows = kernels.Flows(costs, made, *np.empty((3, economies)))
        residual, taken = np.nan, 0
        for calm, weight in zip(CALMER, WAGE_WEIGHTS, strict=True):
            unknowns = np.zeros(economies + (2 if psi is None else 3) * cells)
            unknowns[economies + cells : economies + 2 * cells] = (start.spending / scale).ravel()
            problem = problem._replace(wage_step=calm * wage_step)
            residual, steps = kernels.solve(problem, unknowns, flows, WINDOW, weight, tolerance, most_steps)
            taken += int(steps)
            if residual <= tolerance:
                break
        if not residual <= tolerance:
            nothing = np.full(self.size, np.nan)
            fault = f"the solver finds no equilibrium within {tolerance:g}"
            return Move(start, nothing[:, 0], nothing, nothing, nothing, float(residual), taken, fault)
        wage = np.exp(unknowns[:economies])
        price = np.exp(unknowns[economies : economies + cells]).reshape(economies, sectors)
        spending = unknowns[economies + cells : economies + 2 * cells].reshape(economies, sectors) * scale
        offered = weights * np.exp(-self.theta[self.traded, None] * costs.T[self.traded])[:, None, :]
        new_shares = start.shares.copy()
        new_shares[self.traded] = offered / offered.sum(axis=2, keepdims=True)
        state = State(new_shares, tariff, spending, made, wage * start.labour_income, deficit)
        labour = np.divide(made, start.output * wage[:, None], where=start.output > 0, out=np.ones_like(made))
        fault = ""
        if not (state.income > 0).all() or not (spending >= -tolerance * scale).all():
            fault = "an economy would have an income of zero or less"
        return Move(state, wage, np.exp(costs), price, labour, float(residual), taken, fault)

    def _steps(self, start: State, psi: FloatArray | None) -> tuple[FloatArray, FloatArray]:
        """How far wages and labour go in a step: one over what the gap closes by for each percent, at the start.

        Exports fall by theta (1 - the share in the market) for each percent of unit cost, imports rise by theta times
        the share bought at home.
        """
        sales = start.trade
        own = np.arange(self.size[0])
        abroad = sales.copy()
        abroad[:, own, own] = 0.0
        at_home = start.shares[:, own, own].T
        with np.errstate(invalid="ignore", divide="ignore"):
            sold, bought = abroad.sum(axis=(0, 1)), abroad.sum(axis=(0, 2))
            exports = (self.theta[:, None, None] * abroad * (1.0 - start.shares)).sum(axis=(0, 1)) / sold
            imports = (self.theta * abroad.sum(axis=2).T * at_home).sum(axis=1) / bought
            foreign = (sales * (1.0 - start.shares)).sum(axis=1).T
            steep = np.nan_to_num(foreign / sales.sum(axis=1).T) * self.theta
        wage_step = 1.0 / (1.0 + COST_OF_LABOUR * (np.nan_to_num(exports) + np.nan_to_num(imports)))
        labour_step = np.ones((0, 0)) if psi is None else 1.0 / (1.0 - np.minimum(steep * psi, 0.95))
        return wage_step, np.ascontiguousarray(labour_step)

    @property
    def memory_bytes(self) -> int:
        """Bytes of the arrays a solve works on, the history of its steps included."""
        economies, sectors = self.size
        cells = economies * sectors
        unknowns = economies + 3 * cells
        weights = 2 * len(self.traded) * economies**2
        states = 4 * sectors * economies**2 + 12 * cells
        return 8 * int(self.inputs.size + weights + states + (2 * WINDOW + 5) * unknowns)
