"""Laws of the partial equilibrium, its closed forms, and what it refuses."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_examples import Market, market_lines, markets
from scipy.optimize import brentq

from suasion.errors import InputError
from suasion.trade.elasticities import Elasticities
from suasion.trade.lines.solve import Lines, lines_from_shares, lines_from_table, solve

CLOSE = 1e-9


@given(markets())
@settings(deadline=None, max_examples=150)
def test_no_change_changes_nothing(market: Market) -> None:
    answer = solve(market.lines, market.lines.base_rates, market.elasticities)
    for ratio in (answer.quantity_ratio, answer.border_price_ratio, answer.line_price_ratio, answer.price_ratio):
        assert np.all(ratio == 1)
    assert np.all(answer.creation_usd == 0)
    assert np.all(answer.diversion_usd == 0)


@given(markets(), st.integers(0, 4), st.integers(0, 3), st.floats(0, 2.0))
@settings(deadline=None, max_examples=200)
def test_a_higher_tariff_on_an_origin(market: Market, line: int, origin: int, rise: float) -> None:
    """Never raises its imports of the line, never lowers those from others, never lowers what buyers pay."""
    lines = market.lines
    g, i = line % len(lines.lines), origin % len(lines.origins)
    higher = market.rates.copy()
    higher[g, i] += rise
    before = solve(lines, market.rates, market.elasticities)
    after = solve(lines, higher, market.elasticities)
    assert np.all(after.converged)
    assert after.quantity_ratio[g, i] <= before.quantity_ratio[g, i] * (1 + CLOSE)
    others = np.arange(len(lines.origins)) != i
    assert np.all(after.quantity_ratio[g, others] >= before.quantity_ratio[g, others] * (1 - CLOSE))
    assert np.all(after.imports_usd[g, others] >= before.imports_usd[g, others] * (1 - CLOSE))
    assert np.all(after.line_price_ratio >= before.line_price_ratio * (1 - CLOSE))
    assert np.all(after.price_ratio >= before.price_ratio * (1 - CLOSE))
    other_sector = lines.sector_of_line != lines.sector_of_line[g]
    assert np.array_equal(after.quantity_ratio[other_sector], before.quantity_ratio[other_sector])


@given(markets())
@settings(deadline=None, max_examples=100)
def test_creation_and_diversion_add_up(market: Market) -> None:
    answer = solve(market.lines, market.rates, market.elasticities)
    values = market.lines.values
    scale = max(float(values.sum()), 1.0)
    assert answer.creation_usd + answer.diversion_usd == pytest.approx(
        values * (answer.quantity_ratio - 1), abs=1e-9 * scale
    )
    assert answer.diversion_usd.sum(axis=1) == pytest.approx(0, abs=1e-9 * scale)


@given(markets(most_supply=0.0))
@settings(deadline=None, max_examples=60)
def test_the_closed_form_is_the_limit_of_the_solver(market: Market) -> None:
    closed = solve(market.lines, market.rates, market.elasticities)
    assert np.all(closed.steps == 0)
    errors = []
    for omega in (1e-3, 1e-4, 1e-5):
        near = solve(market.lines, market.rates, market.elasticities, inverse_supply=omega)
        errors.append(float(np.abs(np.log(near.quantity_ratio / closed.quantity_ratio)).max()))
    # linear in omega
    assert errors[1] <= errors[0] * 0.12 + 1e-12
    assert errors[2] <= errors[1] * 0.12 + 1e-12


@given(markets(most_supply=0.0), st.floats(0.01, 2.0), st.booleans())
@settings(deadline=None, max_examples=100)
def test_newton_equals_the_closed_form_of_one_supply_elasticity(market: Market, omega: float, follow: bool) -> None:
    """With one omega, Pg = A^((1 + sigma omega)/(1 + eta omega)) B^(omega/(1 + eta omega)) and so on up the tiers.

    The last tier is one equation, solved here by scipy.
    """
    lines = market.lines
    sigma, eta, kappa = (
        float(market.elasticities.of(name)[0]) for name in ("across_origins", "across_lines", "imports_domestic")
    )
    d = 0.3 if follow else 0.0
    answer = solve(lines, market.rates, Elasticities(sigma, eta, kappa, omega, d))
    assert np.all(answer.converged)
    assert np.all(answer.residual <= 1e-12)
    assert np.all(answer.steps <= 20)

    def index(shares: np.ndarray, logs: np.ndarray, elasticity: float) -> float:
        middle = float(shares @ logs)
        if elasticity == 1:
            return middle
        # around the mean, so that an elasticity next to 1 does not lose its digits
        around = shares @ np.expm1((1 - elasticity) * (logs - middle))
        return middle + float(np.log1p(around) / (1 - elasticity))

    cost = np.log((1 + market.rates) / (1 + lines.base_rates))
    spending = lines.spending_usd
    for s, name in enumerate(lines.sector_names):
        members = np.flatnonzero((lines.sector_of_line == s) & (spending.sum(axis=1) > 0))
        if not members.size:
            continue
        weights = spending[members].sum(axis=1) / spending[members].sum()
        by_line = np.array(
            [index(spending[g] / spending[g].sum(), cost[g] / (1 + sigma * omega), sigma) for g in members]
        )
        c = index(weights, by_line * (1 + sigma * omega) / (1 + eta * omega), eta)
        m = lines.import_share[name]

        def sector(imports: float, m: float = m) -> float:
            home = np.log1p(d * np.expm1(imports))
            return index(np.array([m, 1 - m]), np.array([imports, home]), kappa)

        def miss(imports: float, c: float = c) -> float:
            lift = (kappa - 1) * omega / (1 + kappa * omega)
            return imports - c * (1 + eta * omega) / (1 + kappa * omega) - lift * sector(imports)

        imports = float(brentq(miss, -20.0, 20.0, xtol=1e-13))
        assert np.log(answer.import_price_ratio[s]) == pytest.approx(imports, abs=1e-9)
        assert np.log(answer.price_ratio[s]) == pytest.approx(sector(imports), abs=1e-9)


@given(markets(ordered=False))
@settings(deadline=None, max_examples=100)
def test_the_answer_satisfies_the_model(market: Market) -> None:
    """Demand, supply and price indices hold in levels, whatever the order of the elasticities."""
    lines = market.lines
    rng = np.random.default_rng(0)
    omega = rng.uniform(0, 1, lines.values.shape)
    cost = rng.uniform(0.8, 1.1, lines.values.shape)
    answer = solve(lines, market.rates, market.elasticities, inverse_supply=omega, sellers_cost_ratio=cost)
    sigma, eta, kappa = (
        float(market.elasticities.of(name)[0]) for name in ("across_origins", "across_lines", "imports_domestic")
    )
    buyers = (1 + market.rates) / (1 + lines.base_rates) * answer.border_price_ratio
    s = lines.sector_of_line
    line, imports, sector = (
        answer.line_price_ratio,
        answer.import_price_ratio[s],
        answer.price_ratio[s],
    )
    demand = line ** (sigma - eta) * imports ** (eta - kappa) * sector ** (kappa - 1)
    assert answer.quantity_ratio == pytest.approx(buyers**-sigma * demand[:, None], rel=1e-8)
    assert answer.border_price_ratio == pytest.approx(cost * answer.quantity_ratio**omega, rel=1e-12)
    # spending on a line follows its price index: the index is the right one
    spent = (lines.spending_usd * buyers * answer.quantity_ratio).sum(axis=1)
    before = lines.spending_usd.sum(axis=1)
    wanted = before * line ** (1 - eta) * imports ** (eta - kappa) * sector ** (kappa - 1)
    assert spent == pytest.approx(wanted, rel=1e-8)


def test_one_origin_all_imported_keeps_its_spending() -> None:
    """With no home goods and one line, spending with duty is fixed: quantity falls by 1 / (1 + t)."""
    lines = market_lines(np.array([[100.0]]), np.zeros((1, 1)), ["S"], import_share=1.0)
    answer = solve(lines, 0.25)
    assert answer.quantity_ratio[0, 0] == pytest.approx(0.8)
    assert answer.price_ratio[0] == pytest.approx(1.25)


def test_a_hand_computed_line_of_two_origins() -> None:
    """Half the imports from each of two origins, 10 percent on one, no home goods, sigma 2, eta 1.5.

    P = 1 / (0.5 / 1.1 + 0.5) = 1.047619; with spending fixed, q1 = P / 1.21, q2 = P.
    """
    lines = market_lines(np.array([[50.0, 50.0]]), np.zeros((1, 2)), ["S"], import_share=1.0)
    answer = solve(lines, [[0.1, 0.0]], Elasticities(2.0, 1.5, 1.2))
    assert answer.price_ratio[0] == pytest.approx(1.0476190476)
    assert answer.quantity_ratio[0] == pytest.approx([0.8658008658, 1.0476190476])
    # the line's imports at old prices: (0.8658 + 1.0476) / 2 = 0.95671
    assert answer.creation_usd[0] == pytest.approx([-2.1645021645, -2.1645021645])
    assert answer.diversion_usd[0] == pytest.approx([-4.5454545454, 4.5454545454])


def test_an_elasticity_of_one_is_the_limit_from_either_side() -> None:
    lines = market_lines(np.array([[50.0, 20.0], [10.0, 5.0]]), np.zeros((2, 2)), ["S", "S"])
    at = solve(lines, [[0.3, 0.0], [0.1, 0.2]], Elasticities(1.0, 1.0, 1.0, 0.2))
    near = solve(lines, [[0.3, 0.0], [0.1, 0.2]], Elasticities(1 + 1e-9, 1 + 1e-9, 1 - 1e-9, 0.2))
    assert near.quantity_ratio == pytest.approx(at.quantity_ratio, rel=1e-8)


def test_the_order_of_lines_and_sectors_does_not_matter() -> None:
    rng = np.random.default_rng(5)
    values, base = rng.lognormal(3, 1, (6, 3)), rng.uniform(0, 0.1, (6, 3))
    sectors = ["B", "A", "B", "C", "A", "B"]
    order = np.array([3, 1, 5, 0, 4, 2])
    rates = base + rng.uniform(0, 0.3, (6, 3))
    one = solve(market_lines(values, base, sectors), rates, Elasticities(inverse_supply=0.1))
    two = solve(
        market_lines(values[order], base[order], [sectors[each] for each in order]),
        rates[order],
        Elasticities(inverse_supply=0.1),
    )
    assert two.quantity_ratio == pytest.approx(one.quantity_ratio[order], rel=1e-12)
    assert two.price_ratio == pytest.approx(one.price_ratio, rel=1e-12)


def test_a_solve_that_fails_raises_or_is_flagged() -> None:
    """A rise by ten to the three hundred is more than numbers hold."""
    lines = market_lines(np.array([[1.0, 1.0], [1.0, 1.0]]), np.zeros((2, 2)), ["bad", "good"])
    rates = [[1e300, 0.0], [0.1, 0.0]]
    cost = [[1.0, 1e-300], [1.0, 1.0]]
    wild = Elasticities(80.0, 1.5, 1.2, 0.3)
    with pytest.raises(ArithmeticError, match=r"1 of 2 sectors found no prices .* first `bad`"):
        solve(lines, rates, wild, sellers_cost_ratio=cost)
    answer = solve(lines, rates, wild, sellers_cost_ratio=cost, on_failure="flag")
    assert answer.converged.tolist() == [False, True]
    assert np.all(np.isnan(answer.quantity_ratio[0]))
    assert np.all(np.isfinite(answer.quantity_ratio[1]))


def test_lines_from_a_table_and_from_shares_are_the_same() -> None:
    table = pd.DataFrame(
        {
            "line": ["8703", "8703", "0702"],
            "origin": ["Mexico", "Canada", "Mexico"],
            "sector": ["87", "87", "07"],
            "customs_value_usd": [60.0, 40.0, 10.0],
            "base_rate_share": [0.0, 0.0, 0.02],
        }
    )
    shares = {"87": 0.4, "07": 0.5}
    read = lines_from_table(table, shares)
    assert read.lines == ("0702", "8703")
    assert read.origins == ("Canada", "Mexico")
    assert read.values.tolist() == [[0.0, 10.0], [40.0, 60.0]]
    made = lines_from_shares(
        ["0702", "8703"], ["Canada", "Mexico"], ["07", "87"], [10.0, 100.0], [[0, 1], [0.4, 0.6]],
        [[0.0, 0.02], [0.0, 0.0]], shares,
    )  # fmt: skip
    assert made.values == pytest.approx(read.values)
    assert made.base_rates.tolist() == read.base_rates.tolist()


def test_every_fault_of_the_lines_is_told_at_once() -> None:
    with pytest.raises(InputError) as told:
        Lines(
            ["a", "a"], ["Mexico", "rest"], ["S", "T"], [[1.0, -2.0], [math.nan, 1.0]], [[0.0, 0.0], [-1.0, 0.0]],
            {"S": 1.5, "TT": 0.5},
        )  # fmt: skip
    assert str(told.value) == "\n".join(
        [
            "lines: 6 problems",
            "  base_rate_share[a, Mexico]: Got -1; allowed: a finite number above -1, which is -100 percent",
            "  customs_value_usd[a, Mexico]: Got nan; allowed: a finite number of at least 0",
            "  customs_value_usd[a, rest]: Got -2; allowed: a finite number of at least 0",
            "  import_share: has no share for sector `T`. Did you mean `TT`? Known: S, TT",
            "  import_share.S: is a share above 0 and at most 1. Got 1.5",
            "  lines: `a` stands there twice. Add its values up or rename it",
        ]
    )


def test_shares_that_do_not_sum_to_one_are_refused() -> None:
    with pytest.raises(InputError, match=r"origin_share\[a\]: sums to 0\.9; allowed: 1\. Give shares of the total"):
        lines_from_shares(["a"], ["x", "y"], ["S"], [1.0], [[0.5, 0.4]], 0.0, {"S": 1.0})
    with pytest.raises(InputError, match="sums to nan"):
        lines_from_shares(["a"], ["x", "y"], ["S"], [1.0], [[0.5, math.nan]], 0.0, {"S": 1.0})


@pytest.mark.parametrize(
    ("column", "cells", "message"),
    [
        ("origin", ["x", "x"], "a, x: stands there twice. Add the values up"),
        ("sector", ["S", "T"], "a: is in more than one sector. Give it one"),
        ("customs_value_usd", [1.0, None], r"customs_value_usd\[a, y\]: Got nan"),
        (None, None, "there is no such column"),
    ],
)
def test_tables_that_can_not_be_used_are_refused(column: str | None, cells: object, message: str) -> None:
    table = pd.DataFrame(
        {"line": "a", "origin": ["x", "y"], "sector": "S", "customs_value_usd": 1.0, "base_rate_share": 0.0}
    )
    table = table.drop(columns="sector") if column is None else table.assign(**{column: cells})
    with pytest.raises(InputError, match=message):
        lines_from_table(table, {"S": 1.0, "T": 1.0})


@pytest.mark.parametrize(
    ("rates", "message"),
    [
        ([[-1.0, 0.0]], r"new_rate_share\[L0, O0\]: Got -1; allowed: a finite number above -1"),
        ([[math.nan, 0.0]], "Got nan"),
        ([[0.1, 0.1, 0.1]], r"one number for each line and origin. Got \(1, 3\); allowed: \(1, 2\)"),
        ("ten", "Got a text"),
    ],
)
def test_rates_that_can_not_be_are_refused(rates: object, message: str) -> None:
    lines = market_lines(np.array([[1.0, 1.0]]), np.zeros((1, 2)), ["S"])
    with pytest.raises(InputError, match=message):
        solve(lines, rates)  # type: ignore[arg-type]


@pytest.mark.parametrize("share", ["a third", None, math.nan, 0.0, -0.1])
def test_import_shares_that_can_not_be_are_refused(share: object) -> None:
    with pytest.raises(InputError, match=r"import_share\.S: is a share above 0 and at most 1\. Got"):
        Lines(["a"], ["x"], ["S"], [[1.0]], 0.0, {"S": share})  # type: ignore[dict-item]


def test_no_lines_at_all_and_lines_without_trade() -> None:
    empty = Lines([], ["x"], [], np.zeros((0, 1)), 0.0, {})
    assert solve(empty, np.zeros((0, 1))).imports_usd.shape == (0, 1)
    nothing = market_lines(np.array([[0.0, 0.0], [1.0, 1.0]]), np.zeros((2, 2)), ["S", "S"])
    answer = solve(nothing, 0.1, Elasticities(inverse_supply=0.2))
    assert np.all(answer.imports_usd[0] == 0)
    assert np.all(np.isfinite(answer.quantity_ratio))


def test_other_words_and_values_of_solve_are_checked() -> None:
    lines = market_lines(np.array([[1.0, 1.0]]), np.zeros((1, 2)), ["S"])
    with pytest.raises(InputError, match=r"`flags` is no way\. Did you mean `flag`\?"):
        solve(lines, 0.1, on_failure="flags")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="solve takes single numbers"):
        solve(lines, 0.1, Elasticities(across_origins=[2.0, 3.0]))
    with pytest.raises(InputError, match="inverse_supply"):
        solve(lines, 0.1, inverse_supply=-0.1)
    with pytest.raises(InputError, match="sellers_cost_ratio"):
        solve(lines, 0.1, sellers_cost_ratio=0.0)


def test_more_faults_than_can_be_read_are_counted() -> None:
    with pytest.raises(InputError) as told:
        market_lines(np.full((30, 2), -1.0), np.zeros((30, 2)), ["S"] * 30)
    assert len(told.value.problems) == 21
    assert "and 40 more like these" in str(told.value)
