"""Shares that claim a preference, between vintages and under a duty."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suasion.trade.rates.in_force import rates_in_force
from suasion.trade.rates.measures import Measure
from suasion.trade.rates.preferences import PreferenceShares, claims_after

DAYS = np.array(["2025-01-16", "2025-12-16"], dtype="datetime64[D]")
MEXICO = np.array([[0.4, 0.0], [0.9, 1.0]])


def test_linear_between_vintages_and_constant_beyond() -> None:
    shares = PreferenceShares(DAYS, {"MX": MEXICO})
    assert shares.on(dt.date(2024, 1, 1))["MX"].tolist() == [0.4, 0.0]
    assert shares.on(dt.date(2025, 7, 2))["MX"].tolist() == pytest.approx([0.65, 0.5])
    assert shares.on(dt.date(2026, 6, 1))["MX"].tolist() == [0.9, 1.0]
    assert PreferenceShares(DAYS[:1], {"MX": MEXICO[:1]}).on(dt.date(2030, 1, 1))["MX"].tolist() == [0.4, 0.0]


def test_rates_fall_as_claims_rise() -> None:
    measure = Measure.from_steps(
        "m", [dt.date(2025, 3, 4)], [0.25], origins=["MX"], preference_from=dt.date(2025, 3, 7)
    )
    table = rates_in_force(["8544300000", "6109100012"], ["MX", "CN"], [measure])
    shares = PreferenceShares(DAYS, {"MX": MEXICO})
    rates = [
        table.on(day, preference_share=shares.on(day))[:, 0]
        for day in (dt.date(2025, 3, 6), *map(dt.date.fromisoformat, ("2025-07-02", "2026-01-01")))
    ]
    np.testing.assert_allclose(rates, [[0.25, 0.25], [0.0875, 0.125], [0.025, 0.0]], atol=1e-12)


@pytest.mark.parametrize(
    ("days", "table", "message"),
    [
        (DAYS[::-1], MEXICO, "the days of the vintages must rise"),
        (DAYS[:0], MEXICO, "there must be one at least"),
        (DAYS, MEXICO[:1], "one row a vintage"),
        (DAYS, 100 * MEXICO, "a share is from 0 to 1. 80 percent is 0.8"),
    ],
)
def test_impossible_shares_are_refused(days: np.ndarray, table: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        PreferenceShares(days, {"MX": table})


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 3000), st.floats(0, 500))
def test_claims_only_grow_and_never_beyond_the_most(
    share: float, most: float, rate: float, days: float, more: float
) -> None:
    before, after = (float(claims_after(share, most, rate, each)) for each in (days, days + more))
    assert share <= before <= after + 1e-15
    assert after <= max(share, most) + 1e-12
    assert float(claims_after(share, most, 0.01, days)) == share


def test_half_the_gap_in_a_half_life() -> None:
    assert float(claims_after(0.4, 0.9, 0.25, 120)) == pytest.approx(0.65)
    with pytest.raises(ValueError, match="days are at least 0"):
        claims_after(0.4, 0.9, 0.25, -1)
