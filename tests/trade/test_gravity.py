"""Structural gravity: the package's example, laws of the endowment economy, and refusals."""

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suasion.errors import InputError
from suasion.trade.economy.gravity import Gravity, openness_of

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data" / "trade" / "gegravity-sample"
shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data/trade/gegravity-sample is not on this machine")
NAMES = ["Ash", "Birch", "Cedar", "Elm"]
SIGMA = 5.0


def example(seed: int = 1, size: int = 4) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    draws = np.random.default_rng(seed)
    openness = pd.DataFrame(draws.uniform(0.05, 0.5, (size, size)) + np.eye(size), NAMES[:size], NAMES[:size])
    output = pd.Series(draws.uniform(1, 10, size), NAMES[:size])
    return openness, output, output * draws.uniform(0.9, 1.1, size)


def model(seed: int = 1) -> Gravity:
    return Gravity.from_tables(*example(seed), SIGMA)


def pact(openness: pd.DataFrame, factor: float = 1.5) -> pd.DataFrame:
    changed = openness.copy()
    changed.loc["Ash", "Birch"] *= factor
    changed.loc["Birch", "Ash"] *= factor
    return changed


def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gegravity_benchmark", ROOT / "benchmarks" / "gegravity.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@shared
def test_the_packages_example() -> None:
    bench = benchmark()
    result, _ = bench.ours(pd.read_csv(SHARED / "sample_data_set.csv"), "fixed")
    known = pd.read_csv(SHARED / "reference_CAN_JPN_pta_three_countries.csv", index_col="country")
    for name, said in bench.THEIRS.items():
        assert np.abs(result[name].to_pandas()[known.index] - known[said]).max() < 1e-6


@shared
def test_moving_shares_differ_from_fixed_ones() -> None:
    bench = benchmark()
    table = pd.read_csv(SHARED / "sample_data_set.csv")
    price = {
        shares: float(bench.ours(table, shares)[0]["price_pct"].sel(country="JPN")) for shares in ("fixed", "true")
    }
    assert price["fixed"] == pytest.approx(0.2454, abs=1e-4)
    assert price["true"] == pytest.approx(0.2100, abs=1e-4)


@pytest.mark.parametrize("shares", ["true", "fixed"])
@given(seed=st.integers(0, 1000))
@settings(max_examples=20)
def test_no_change_of_costs_changes_nothing(shares: str, seed: int) -> None:
    openness, output, spending = example(seed)
    result = Gravity.from_tables(openness, output, spending, SIGMA).solve(openness, shares=shares)  # type: ignore[arg-type]
    for name in ("price_pct", "imr_pct", "rgdp_pct"):
        assert np.abs(result[name]).max() < 1e-8


def test_true_prices_clear_every_market() -> None:
    openness, output, spending = example()
    changed = pact(openness)
    result = model().solve(changed)
    price = 1 + result["price_pct"].to_numpy() / 100
    # taste parameters from the old flows, then the new flows at the new prices
    a, b = output / output.sum(), spending / spending.sum()
    inward = np.ones(4)
    for _ in range(5000):
        outward = openness.to_numpy() @ (b / inward)
        inward = (a.to_numpy() / outward) @ openness.to_numpy()
    taste = a.to_numpy() / (openness.to_numpy() @ (b / inward))
    offers = (taste * price ** (1 - SIGMA))[:, None] * changed.to_numpy()
    spent = price * b.to_numpy()
    spent *= (price * a.to_numpy()).sum() / spent.sum()
    flows = offers / offers.sum(axis=0) * spent
    assert flows.sum(axis=1) == pytest.approx(price * a.to_numpy(), rel=1e-9)


def test_an_agreement_serves_its_members_and_order_does_not_matter() -> None:
    openness, output, spending = example()
    result = model().solve(pact(openness), reference="Cedar")
    assert (result["rgdp_pct"].sel(country=["Ash", "Birch"]) > 0).all()
    assert float(result["imr_pct"].sel(country="Cedar")) == pytest.approx(0, abs=1e-9)
    turned = NAMES[::-1]
    other = Gravity.from_tables(openness.loc[turned, turned], output[["Elm", "Ash", "Cedar", "Birch"]], spending, SIGMA)
    again = other.solve(pact(openness), reference="Cedar")
    assert again["rgdp_pct"].sel(country=NAMES).to_numpy() == pytest.approx(result["rgdp_pct"].to_numpy(), abs=1e-9)
    assert float(result["residual"]) < 1e-11


def test_the_unit_of_costs_and_of_money_changes_nothing() -> None:
    openness, output, spending = example()
    result = model().solve(pact(openness))
    other = Gravity.from_tables(openness * 7, output * 1e6, spending * 1e6, SIGMA).solve(pact(openness) * 7)
    assert other["rgdp_pct"].to_numpy() == pytest.approx(result["rgdp_pct"].to_numpy(), abs=1e-8)


def test_openness_from_coefficients_joins_labels() -> None:
    rows = [("B", "A", 2.0), ("A", "A", 0.0), ("A", "B", 1.0), ("B", "B", 0.0)]
    table = pd.DataFrame(rows, columns=["exporter", "importer", "lndist"])
    made = openness_of(table, {"lndist": -1.0}, constant=0.5)
    assert made.loc["B", "A"] == pytest.approx(np.exp(0.5 - 2.0))
    with pytest.raises(InputError, match="columns pta are missing"):
        openness_of(table, {"pta": 1.0})
    with pytest.raises(InputError, match="the pair B to A stands twice"):
        openness_of(pd.concat([table, table[:1]]), {"lndist": -1.0})


def test_bad_tables_are_refused_with_every_problem() -> None:
    openness, output, spending = example()
    bad = openness.copy()
    bad.loc["Ash", "Elm"] = 0.0
    with pytest.raises(InputError) as error:
        Gravity.from_tables(bad, output.drop("Birch"), spending * -1, 1.0)
    text = str(error.value)
    for part in (
        "`Birch` is missing",
        "spending of Ash: is no number above 0",
        "holds a value",
        "sigma: is out of range",
    ):
        assert part in text
    with pytest.raises(InputError, match="`Oak` names no country"):
        model().solve(openness.rename(index={"Elm": "Oak"}))
    with pytest.raises(InputError, match="Known: true, fixed"):
        model().solve(openness, shares="half")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="`Oak` names no country"):
        model().solve(openness, reference="Oak")
