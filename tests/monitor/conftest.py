"""Series that several tests of the monitor share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

BORDER = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "border"


@pytest.fixture(scope="session")
def border() -> pd.Series:
    """Arrests between ports of the whole southwest border, monthly."""
    path = BORDER / "usbp_sw_sector_monthly_exact_fy2000_fy2020.csv"
    if not path.exists():
        pytest.skip(f"the public border data are not here: {path}")
    table = pd.read_csv(path)
    table = table[table["sector"] == "Southwest Border total"]
    months = pd.PeriodIndex(table["month"], freq="M")
    return pd.Series(table["apprehensions"].to_numpy(float), index=months, name="border").sort_index()


@pytest.fixture(scope="session")
def arrests() -> pd.Series:
    """A made-up series like the border's: a wandering level, a season, noise; 10 years, two months missing."""
    rng = np.random.default_rng(7)
    months = pd.period_range("2005-01", periods=120, freq="M")
    level = 10 + np.cumsum(rng.normal(0, 0.08, 120))
    season = 0.25 * np.cos(2 * np.pi * (months.month.to_numpy() - 4) / 12)
    values = np.exp(level + season + rng.normal(0, 0.06, 120)).round()
    values[[40, 77]] = np.nan
    return pd.Series(values, index=months, name="arrests")
