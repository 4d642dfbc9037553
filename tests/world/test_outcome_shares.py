"""Published outcomes of claims turn into shares that a run can draw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from suasion.asylum.use.outcome_rates import outcome_rate
from suasion.world.outcome_shares import share_of

U = np.linspace(0.001, 0.999, 401)


def test_a_rate_becomes_a_share_between_its_ends_with_its_source() -> None:
    rate = outcome_rate("court", "granted", year=2019, nationality="GT")
    share = share_of(rate)
    drawn = share.sample(U)
    assert rate.low <= drawn.min() < rate.value < drawn.max() <= rate.high
    assert drawn.mean() == pytest.approx(rate.value, abs=0.01)
    assert share.source == rate.source
    assert share.confidence == rate.confidence
    assert "GT" in (share.note or "")


def test_a_figure_without_a_range_is_one_value_and_a_bound_is_said() -> None:
    rate = outcome_rate("court", "granted", year=2019, nationality="GT")
    share = share_of(replace(rate, low=rate.value, high=rate.value, bound="at_least"))
    assert (share.sample(U) == rate.value).all()
    assert "published as at least" in (share.note or "")
