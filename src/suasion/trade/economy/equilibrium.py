"""The equations of a one-sector world economy after a change of tariffs, as one map for a batch of scenarios.

Answers: given wages, spending, employment (and prices, where production buys goods), what the equations say they
should be. Where the map gives back what it was given, the world is in equilibrium. It calibrates nothing, reads no
table and solves nothing; see `economy` for that and docs for the equations one by one.

Everything is a ratio of new to old ("exact hat algebra"). All powers act on vectors; matrices enter only through
products, and scenarios that touch few rows and columns of the tariffs share the matrix of old trade shares.

Sources: Ignatenko et al. (2025), J. Int. Economics; Dekle, Eaton and Kortum (2008), IMF Staff Papers 55, for hats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from suasion.trade.economy.parameters import Numeraire
from suasion.trade.economy.tariffs import Touched
from suasion.trade.products import Product, inverse, times

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Elasticities:
    """How a world responds; one row for all scenarios or one each.

    Attributes
    ----------
    trade : array (scenario or 1, 1)       trade elasticity, above 0
    scale : array (scenario or 1, 1)       scale elasticity
    labour : array (scenario or 1, 1)      labour supply elasticity
    tariff : array (scenario or 1, country)
                                           elasticity of a destination's imports to a tariff is trade times this
    """

    trade: FloatArray
    scale: FloatArray
    labour: FloatArray
    tariff: FloatArray

    def rows(self, which: Sequence[int]) -> Elasticities:
        """Those of some scenarios; one row for all stays one row."""

        def pick(values: FloatArray) -> FloatArray:
            return values if len(values) == 1 else values[list(which)]

        return Elasticities(pick(self.trade), pick(self.scale), pick(self.labour), pick(self.tariff))


@dataclass(frozen=True)
class World:
    """A world before any change, in money of one currency a year.

    Attributes
    ----------
    flows : array (origin, destination)    goods sold, own sales on the diagonal
    margin_share : array (country,)        share of spending that pays for work at the destination
    value_added_share : float              1: production buys no goods
    """

    flows: FloatArray
    margin_share: FloatArray
    value_added_share: float

    @cached_property
    def spending(self) -> FloatArray:
        """Array (country,): all goods bought."""
        total: FloatArray = self.flows.sum(axis=0)
        return total

    @cached_property
    def production(self) -> FloatArray:
        """Array (country,): what producers are paid, all sales less the margin of the destination."""
        return self.flows @ (1.0 - self.margin_share)

    @cached_property
    def income(self) -> FloatArray:
        """Array (country,): wages, from making goods and from distributing them."""
        return self.value_added_share * self.production + self.margin_share * self.spending

    @cached_property
    def transfers(self) -> FloatArray:
        """Array (country,): spending less what is earned; the trade deficit, with margins counted. They sum to 0."""
        return self.spending - self.income - (1.0 - self.value_added_share) * self.production

    @cached_property
    def shares(self) -> FloatArray:
        """Array (origin, destination): share of each origin in a destination's spending."""
        return self.flows / self.spending

    @cached_property
    def _products(self) -> dict[int, tuple[Product, Product]]:
        return {}

    def products(self, rows: int) -> tuple[Product, Product]:
        """Products with the shares from the side of the origins and of the destinations, for so many scenarios."""
        if rows not in self._products:
            self._products[rows] = Product(self.shares, rows), Product(self.shares.T, rows)
        return self._products[rows]


class Market(NamedTuple):
    """Goods markets of a batch, given wages, spending and employment; each an array (scenario, country)."""

    supply: FloatArray  # s_j: how cheap an origin is, to the power of the trade elasticity
    offers: FloatArray  # D_i: sum of what origins offer in a destination
    pull: FloatArray  # v_i: spending over offers
    spending: FloatArray  # E'_i
    net_purchases: FloatArray  # goods bought at the border's price: spending less tariffs
    revenue: FloatArray  # R_i
    production: FloatArray  # what producers are paid
    log_price: FloatArray  # ln P_i


class Equations:
    """The map of a batch of scenarios that touch the same rows and columns of the tariffs.

    Parameters
    ----------
    world : World
    lines : sequence of Touched              one a scenario, all of one key; empty: no tariffs, any number of scenarios
    elasticities : Elasticities            one row, or one a scenario
    transfers : array (country,)           paid to each country at the old level of world income; sum 0
    income_tax : bool                      tariff revenue lowers a tax on wages; False: is handed out
    numeraire : 'prices' or 'wages'
    rows : int                             most scenarios that the map is asked for at once
    """

    def __init__(
        self,
        world: World,
        lines: Sequence[Touched],
        elasticities: Elasticities,
        transfers: FloatArray,
        income_tax: bool,
        numeraire: Numeraire,
        rows: int,
    ) -> None:
        self.world, self.elasticities, self.income_tax, self.numeraire = world, elasticities, income_tax, numeraire
        self._from_origins, self._from_destinations = world.products(rows)
        self.countries = len(world.flows)
        self.roundabout = world.value_added_share < 1.0
        self.unknowns = (4 if self.roundabout else 3) * self.countries
        self.transfer_share = transfers / world.income.sum()
        self._price_weight = world.spending / world.spending.sum()
        self._wage_weight = world.income / world.income.sum()
        self._goods_share = 1.0 - world.margin_share
        none = np.zeros(0, dtype=np.intp)
        self.importers, self.exporters = (lines[0].importers, lines[0].exporters) if lines else (none, none)
        if self.importers.size:
            rate = np.stack([each.by_importer for each in lines])
            power = (elasticities.trade * elasticities.tariff[:, self.importers])[:, :, None]
            self._demand_in = world.shares.T[self.importers] * np.exp(-power * np.log1p(rate))
            self._border_in = self._demand_in / (1.0 + rate)
        if self.exporters.size:
            rate = np.stack([each.by_exporter for each in lines])
            power = (elasticities.trade * elasticities.tariff)[:, None, :]
            self._demand_from = world.shares[self.exporters] * np.exp(-power * np.log1p(rate))
            self._border_from = self._demand_from / (1.0 + rate)

    def start(self, scenarios: int) -> FloatArray:
        """The world as it was, in logs: array (scenario, unknown)."""
        return np.zeros((scenarios, self.unknowns))

    def _offers(self, supply: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Sum over origins of (demand share, that net of tariffs) times supply: two arrays (scenario, destination)."""
        if self.importers.size == self.countries:
            demand, border = np.empty_like(supply), np.empty_like(supply)
        else:
            demand = self._from_origins(_without(supply, self.exporters))
            if not self.importers.size and not self.exporters.size:
                return demand, demand
            border = demand.copy()
        if self.exporters.size:
            touched = supply[:, None, self.exporters]
            demand += np.matmul(touched, self._demand_from)[:, 0]
            border += np.matmul(touched, self._border_from)[:, 0]
        if self.importers.size:
            demand[:, self.importers] = np.matmul(self._demand_in, supply[:, :, None])[:, :, 0]
            border[:, self.importers] = np.matmul(self._border_in, supply[:, :, None])[:, :, 0]
        return demand, border

    def sold(self, pull: FloatArray) -> FloatArray:
        """Sum over destinations of the share net of tariffs times their pull: array (scenario, origin)."""
        if self.importers.size == self.countries:
            sales = np.zeros_like(pull)
        else:
            sales = self._from_destinations(_without(pull, self.importers))
        if self.importers.size:
            sales += np.matmul(pull[:, None, self.importers], self._border_in)[:, 0]
        if self.exporters.size:
            sales[:, self.exporters] = np.matmul(self._border_from, pull[:, :, None])[:, :, 0]
        return sales

    def market(self, x: FloatArray) -> Market:
        """Goods markets at x: array (scenario, unknown) of logs of wage, spending, employment (and price)."""
        n, world, response = self.countries, self.world, self.elasticities
        wage, spending, work = x[:, :n], x[:, n : 2 * n], x[:, 2 * n : 3 * n]
        if self.roundabout:
            goods, price = 1.0 - world.value_added_share, x[:, 3 * n :]
            cost = wage - goods * (wage - price)
            supply = np.exp(-response.trade * (cost - response.scale * (goods * (wage - price) + work)))
        else:
            supply = np.exp(-response.trade * (wage - response.scale * work))
        offers, border = self._offers(supply)
        level = world.spending * np.exp(spending)
        pull = level / offers
        # the difference is exactly 0 where nothing is charged
        revenue = pull * (offers - border)
        production = supply * self.sold(self._goods_share * pull)
        log_price = (1.0 - response.tariff) * (spending - wage) - np.log(offers) / response.trade
        return Market(supply, offers, pull, level, pull * border, revenue, production, log_price)

    def step(self, x: FloatArray) -> FloatArray:
        """What the equations make of x: array (scenario, unknown) of logs, homogeneous part fixed by the numeraire."""
        n, world = self.countries, self.world
        market = self.market(x)
        wage, work = x[:, :n], x[:, 2 * n : 3 * n]
        earned = world.income * np.exp(wage + work)
        received = world.value_added_share * market.production + world.margin_share * market.net_purchases
        paid = market.revenue + earned + self.transfer_share * earned.sum(axis=1, keepdims=True)
        if self.roundabout:
            paid += (1.0 - world.value_added_share) * market.production
        real_wage = wage - market.log_price
        if self.income_tax:
            real_wage -= np.log1p(-market.revenue / earned)
        if self.numeraire == "prices":
            level = (np.exp(market.log_price) * self._price_weight).sum(axis=1, keepdims=True)
        else:
            level = (np.exp(wage) * self._wage_weight).sum(axis=1, keepdims=True)
        level = np.log(level)
        new = np.empty_like(x)
        new[:, :n] = np.log(received / world.income) - work - level
        new[:, n : 2 * n] = np.log(paid / world.spending) - level
        new[:, 2 * n : 3 * n] = self.elasticities.labour * real_wage
        if self.roundabout:
            new[:, 3 * n :] = market.log_price - level
        return new


class WageCorrection:
    """Newton's step in wages alone at the old world, with spending and prices moving along; for `fixed_points`.

    A higher wage costs an origin sales wherever it does not already hold the market, and raises spending at home. Built
    from one product and one inversion of the size of the world; employment is left to the acceleration.

    Parameters
    ----------
    world : World
    trade_elasticity : float
    """

    def __init__(self, world: World, trade_elasticity: float) -> None:
        goods = world.value_added_share * world.flows * (1.0 - world.margin_share)
        lost = np.diag(goods.sum(axis=1)) - times(goods, world.shares.T)
        by_spending = goods / world.income[:, None]
        by_spending += np.diag(world.margin_share * world.spending / world.income)
        by_wage = -trade_elasticity * lost / world.income[:, None] - np.eye(len(goods))
        # the level of all wages is free; holding mean income makes the slopes invertible
        slopes = by_wage + by_spending - world.income / world.income.sum()
        self._newton = np.ascontiguousarray(-inverse(slopes).T)
        self._by_spending = np.ascontiguousarray(by_spending.T)
        self._countries = len(goods)

    def __call__(self, gap: FloatArray) -> FloatArray:
        """First steps from gaps: array (scenario, unknown) both."""
        n = self._countries
        wage = (gap[:, :n] + gap[:, n : 2 * n] @ self._by_spending) @ self._newton
        step = gap.copy()
        step[:, :n] = wage
        step[:, n : 2 * n] += wage
        step[:, 3 * n :] += wage if gap.shape[1] > 3 * n else 0.0
        return step


def _without(values: FloatArray, which: NDArray[np.intp]) -> FloatArray:
    """A copy with 0 in some columns; the values themselves where there are none."""
    if not which.size:
        return values
    copy = values.copy()
    copy[:, which] = 0.0
    return copy
