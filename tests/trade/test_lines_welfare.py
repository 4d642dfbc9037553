"""What a change of tariffs costs whom: identities, exact against second order, the split of a duty, SMART."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_examples import Market, market_lines, markets

from suasion.errors import InputError
from suasion.trade.elasticities import Elasticities
from suasion.trade.lines.incidence import landed_price_rise, who_pays
from suasion.trade.lines.smart import smart
from suasion.trade.lines.solve import solve
from suasion.trade.lines.welfare import welfare


@given(markets(), st.floats(0, 1))
@settings(deadline=None, max_examples=150)
def test_the_account_adds_up(market: Market, collected: float) -> None:
    account = welfare(solve(market.lines, market.rates, market.elasticities), collected)
    by_sector = market.lines.by_sector
    scale = max(float(market.lines.spending_usd.sum()), 1.0) * 10
    paid = by_sector((account.revenue_change_usd + account.kept_change_usd).sum(axis=1))
    change = -account.consumer_cost_usd + paid + account.home_sellers_gain_usd
    assert change == pytest.approx(account.welfare_change_usd, abs=1e-9 * scale)
    gain = by_sector(account.terms_of_trade_usd.sum(axis=1)) - account.deadweight_usd
    assert gain == pytest.approx(account.welfare_change_usd, abs=1e-9 * scale)


@given(markets(most_supply=0.3))
@settings(deadline=None, max_examples=60)
def test_no_tariff_no_revenue_and_no_change_no_cost(market: Market) -> None:
    free = market_lines(market.lines.values, np.zeros_like(market.lines.values), list(market.lines.sectors))
    account = welfare(solve(free, 0.0, market.elasticities))
    for part in vars(account).values():
        assert np.all(part == 0)
    down_to_zero = welfare(solve(market.lines, 0.0, market.elasticities))
    assert down_to_zero.revenue_change_usd == pytest.approx(-market.lines.values * market.lines.base_rates)


@given(markets(most_supply=0.0))
@settings(deadline=None, max_examples=100)
def test_from_free_trade_a_small_importer_only_loses(market: Market) -> None:
    """With no tariff before, sellers' prices fixed and home prices at cost, any tariff is a deadweight."""
    free = market_lines(market.lines.values, np.zeros_like(market.lines.values), list(market.lines.sectors), 0.4)
    sigma, eta, kappa = (
        float(market.elasticities.of(name)[0]) for name in ("across_origins", "across_lines", "imports_domestic")
    )
    account = welfare(solve(free, np.abs(market.rates), Elasticities(sigma, eta, kappa)))
    assert np.all(account.deadweight_usd >= -1e-9 * free.values.sum())
    assert np.all(account.terms_of_trade_usd == 0)


def test_buyers_loss_is_the_area_under_demand() -> None:
    """The closed form E ln P against the integral of quantities over prices along a path of rates."""
    rng = np.random.default_rng(2)
    values, base = rng.lognormal(2, 1, (4, 3)), rng.uniform(0, 0.1, (4, 3))
    lines = market_lines(values, base, ["S", "S", "T", "T"])
    target = base + rng.uniform(0, 0.4, base.shape)
    chosen = Elasticities(inverse_supply=0.0, domestic_pricing=0.3)
    nodes, weights = np.polynomial.legendre.leggauss(12)
    shares = np.repeat([0.3, 0.3], 1)
    home_spending = lines.by_sector(lines.spending_usd.sum(axis=1)) / shares * (1 - shares)
    area = np.zeros(2)
    step = 1e-6
    for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
        here, back, on = (solve(lines, base + (node + shift) * (target - base), chosen) for shift in (0, -step, step))
        prices = target - base  # sellers' prices are fixed: the landed price moves with the rate
        area += weight * lines.by_sector((values * here.quantity_ratio * prices).sum(axis=1))
        home_move = (on.home_price_ratio - back.home_price_ratio) / (2 * step)
        home = here.home_price_ratio**-1.19 * here.price_ratio**0.19
        area += weight * home_spending * home * home_move
    account = welfare(solve(lines, target, chosen))
    assert account.consumer_cost_usd == pytest.approx(area, rel=1e-7)


@pytest.mark.parametrize(("omega", "follow"), [(0.0, 0.0), (0.3, 0.0), (0.0, 0.4), (0.3, 0.4)])
def test_triangles_miss_by_the_third_power_of_the_change(omega: float, follow: float) -> None:
    rng = np.random.default_rng(3)
    values, base = rng.lognormal(2, 1, (4, 3)), rng.uniform(0.02, 0.2, (4, 3))
    lines = market_lines(values, base, ["S", "S", "T", "T"])
    direction = rng.uniform(0, 1, base.shape)
    misses = []
    for size in (0.08, 0.04, 0.02):
        account = welfare(
            solve(lines, base + size * direction, Elasticities(inverse_supply=omega, domestic_pricing=follow))
        )
        misses.append(np.abs(account.deadweight_usd - account.deadweight_triangle_usd))
        # and they are no idle figure: the miss is small against the loss itself
        assert np.all(misses[-1] < 0.1 * np.abs(account.deadweight_usd))
    for larger, smaller in itertools.pairwise(misses):
        assert larger / smaller == pytest.approx(np.full(2, 8.0), rel=0.25)


def test_a_large_importer_gains_terms_of_trade() -> None:
    lines = market_lines(np.array([[50.0, 50.0]]), np.zeros((1, 2)), ["S"])
    account = welfare(solve(lines, [[0.05, 0.0]], Elasticities(inverse_supply=0.5)))
    assert account.terms_of_trade_usd[0, 0] > 0
    # the other origin sells more and asks more
    assert account.terms_of_trade_usd[0, 1] < 0
    assert account.welfare_change_usd[0] > 0


@given(st.integers(0, 2**32 - 1), st.floats(0, 1), st.floats(-0.5, 1.5), st.booleans())
@settings(deadline=None)
def test_the_split_of_a_duty_adds_up(seed: int, collected: float, passed_on: float, cut: bool) -> None:
    """Duty: buyers, importers and sellers bear what the Treasury and importers get. Price: as it rises, so they pay."""
    rng = np.random.default_rng(seed)
    shape = (3, 4, 5)
    value = rng.lognormal(3, 2, (5,))
    base, new = rng.uniform(0, 0.3, (5,)), rng.uniform(-0.2 if cut else 0, 1.0, shape)
    quantity, border = rng.uniform(0, 1.5, shape), rng.uniform(0.5, 1.2, shape)
    landed = landed_price_rise(base, new, border)
    paid = who_pays(value, base, new, quantity, border, passed_on * landed, collected)
    bearers = paid.buyers_usd + paid.importers_usd + paid.sellers_usd
    got = paid.treasury_usd + paid.kept_usd + paid.lost_duty_usd
    scale = float(value.max()) * 10
    assert bearers == pytest.approx(got, abs=1e-12 * scale)
    assert paid.treasury_usd + paid.kept_usd == pytest.approx(paid.duty_usd - value * base, abs=1e-12 * scale)
    landed_cost = value * quantity * ((1 + new) * border - (1 + base))
    assert paid.buyers_usd + paid.importers_usd == pytest.approx(landed_cost, abs=1e-12 * scale)


def test_a_hand_computed_split() -> None:
    """100 imported, 10 percent, sellers give 2, imports fall by a fifth, buyers pay half of the rise.

    80 are left: 80 x (0.1 x 0.98) = 7.84 duty; sellers 80 x 0.02 = 1.6; landed rise 0.078, buyers 3.12, importers 3.12.
    """
    paid = who_pays(100.0, 0.0, 0.1, 0.8, 0.98, 0.5 * landed_price_rise(0.0, 0.1, 0.98), 0.9)
    figures = [paid.duty_usd, paid.sellers_usd, paid.buyers_usd, paid.importers_usd, paid.treasury_usd, paid.kept_usd]
    assert [float(each) for each in figures] == pytest.approx([7.84, 1.6, 3.12, 3.12, 7.056, 0.784])
    assert float(paid.forgone_usd) == pytest.approx(0.78)


@given(markets())
@settings(deadline=None, max_examples=50)
def test_the_split_agrees_with_the_account_of_the_country(market: Market) -> None:
    answer = solve(market.lines, market.rates, market.elasticities)
    account = welfare(answer)
    landed = landed_price_rise(market.lines.base_rates, market.rates, answer.border_price_ratio)
    paid = who_pays(
        market.lines.values, market.lines.base_rates, market.rates, answer.quantity_ratio, answer.border_price_ratio,
        landed,
    )  # fmt: skip
    scale = max(float(market.lines.spending_usd.sum()), 1.0)
    assert paid.sellers_usd == pytest.approx(account.terms_of_trade_usd, abs=1e-9 * scale)
    assert paid.treasury_usd == pytest.approx(account.duty_change_usd, abs=1e-9 * scale)
    triangles = paid.forgone_usd + paid.lost_duty_usd
    assert triangles == pytest.approx(account.line_deadweight_triangle_usd, abs=1e-9 * scale)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"customs_value_usd": -1.0}, "customs_value_usd: Got -1"),
        ({"new_rate_share": -1.0}, "new_rate_share: Got -1"),
        ({"quantity_ratio": math.nan}, "quantity_ratio: Got nan"),
        ({"border_price_ratio": -0.1}, "border_price_ratio: Got -0.1"),
        ({"collected_share": 1.1}, "is a share from 0 to 1. Got 1.1"),
        ({"quantity_ratio": [1.0, 1.0], "new_rate_share": [0.1, 0.1, 0.1]}, "the shapes do not fit together"),
    ],
)
def test_a_split_of_what_can_not_be_is_refused(changed: dict[str, object], message: str) -> None:
    given: dict[str, object] = {
        "customs_value_usd": 1.0,
        "base_rate_share": 0.0,
        "new_rate_share": 0.1,
        "quantity_ratio": 1.0,
        "border_price_ratio": 1.0,
        "buyers_price_rise": 0.1,
    }
    with pytest.raises(InputError, match=message):
        who_pays(**(given | changed))  # type: ignore[arg-type]


def test_collected_shares_of_the_account_are_checked() -> None:
    lines = market_lines(np.array([[1.0, 1.0]]), np.zeros((1, 2)), ["S"])
    with pytest.raises(InputError, match="collected_share: 1 problem"):
        welfare(solve(lines, 0.1), -0.1)


def test_smart_by_hand() -> None:
    """Imports of 60 from Mexico and 40 from others; 20 percent on Mexico; demand 1.5, substitution 1.5.

    Creation -60 x 1.5 x 0.2 = -18. Diversion 60 x 40 / 100 x 0.2 x 1.5 = 7.2. Left: 34.8 and 47.2.
    Revenue 0.2 x 34.8 = 6.96. Welfare of creation 0.2 / 2 x -18 = -1.8.
    """
    lines = market_lines(np.array([[60.0, 40.0]]), np.zeros((1, 2)), ["S"])
    answer = smart(lines, [[0.2, 0.0]], 1.5)
    assert answer.creation_usd[0] == pytest.approx([-18.0, 0.0])
    assert answer.diversion_usd[0] == pytest.approx([-7.2, 7.2])
    assert answer.imports_usd[0] == pytest.approx([34.8, 47.2])
    assert answer.revenue_change_usd[0] == pytest.approx([6.96, 0.0])
    assert answer.welfare_change_usd[0] == pytest.approx([-1.8, 0.0])
    assert not np.any(answer.capped)


def test_smart_by_hand_of_a_preference() -> None:
    """A 25 percent duty on both is taken off one: change -0.25 / 1.25 = -0.2; creation 60 x 1 x 0.2 = 12."""
    lines = market_lines(np.array([[60.0, 40.0]]), np.full((1, 2), 0.25), ["S"])
    answer = smart(lines, [[0.0, 0.25]], 1.0)
    assert answer.creation_usd[0] == pytest.approx([12.0, 0.0])
    assert answer.diversion_usd[0] == pytest.approx([7.2, -7.2])
    assert answer.revenue_change_usd[0] == pytest.approx([-15.0, -1.8])


def test_smart_takes_no_more_than_there_is() -> None:
    """Both origins' rates fall to nothing, one far more: it can not win more than the other sells."""
    lines = market_lines(np.array([[60.0, 1.0]]), np.array([[9.0, 0.0]]), ["S"])
    answer = smart(lines, 0.0, 1.0, 5.0)
    assert answer.diversion_usd[0] == pytest.approx([1.0, -1.0])
    assert answer.capped.tolist() == [[False, True]]
    gone = smart(lines, [[99.0, 0.0]], 1.0, 1.5)
    assert gone.imports_usd[0] == pytest.approx([0.0, 1.0])


@given(st.integers(0, 2**32 - 1), st.floats(0, 4))
@settings(deadline=None)
def test_smart_never_goes_below_zero_and_diverts_in_balance(seed: int, substitution: float) -> None:
    rng = np.random.default_rng(seed)
    values, base = rng.lognormal(2, 1, (5, 4)), rng.uniform(0, 0.5, (5, 4))
    answer = smart(market_lines(values, base, ["S"] * 5), rng.uniform(-0.5, 3, (5, 4)), 1.3, substitution)
    assert np.all(answer.imports_usd >= -1e-9 * values.sum())
    assert answer.diversion_usd.sum(axis=1) == pytest.approx(0, abs=1e-9 * values.sum())


def test_smart_and_the_model_agree_on_small_changes() -> None:
    """Diversion of a one-line sector: with sigma as substitution, equal to first order in the change."""
    lines = market_lines(np.array([[60.0, 40.0]]), np.zeros((1, 2)), ["S"], import_share=1.0)
    differences = []
    for rate in (0.02, 0.01):
        model = solve(lines, [[rate, 0.0]], Elasticities(2.5, 1.5, 1.2))
        rule = smart(lines, [[rate, 0.0]], 1.0, 2.5)
        differences.append(abs(float(model.diversion_usd[0, 0] - rule.diversion_usd[0, 0])))
    assert differences[0] / differences[1] == pytest.approx(4.0, rel=0.1)


@pytest.mark.parametrize(
    ("rate", "demand", "substitution", "message"),
    [
        (-1.0, 1.0, 1.5, "new_rate_share"),
        (0.1, 0.0, 1.5, "demand_elasticity: Got 0; allowed: a finite number above 0"),
        (0.1, -1.2, 1.5, r"Write 1\.2 for a demand elasticity of -1\.2"),
        (0.1, [1.0, 1.0, 1.0], 1.5, "give one number, or one for each line"),
        (0.1, 1.0, math.nan, "substitution"),
    ],
)
def test_smart_refuses_what_can_not_be(rate: float, demand: object, substitution: float, message: str) -> None:
    lines = market_lines(np.array([[1.0, 1.0]]), np.zeros((1, 2)), ["S"])
    with pytest.raises(InputError, match=message):
        smart(lines, rate, demand, substitution)  # type: ignore[arg-type]
