"""Long-run answers: models beside each other, signs that theory fixes, goods in part, accords without countries."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from suasion.accord import load
from suasion.world.long_run import welfare
from suasion.world.long_run_answers import long_run
from suasion.world.long_run_models import MODELS, LongRunTariff
from suasion.world.run import run

RATES = (0.05, 0.25)


@pytest.fixture(scope="module")
def solved() -> xr.Dataset:
    return welfare(LongRunTariff("USA", "MEX"), RATES)


def test_every_model_says_that_the_taxed_partner_loses_more_at_a_higher_rate(solved: xr.Dataset) -> None:
    mexico = solved["welfare_pct"].sel(economy="MEX", reply="none")
    assert (mexico < 0).all()
    assert (mexico.sel(rate=0.25) < mexico.sel(rate=0.05)).all()


def test_an_equal_answer_costs_the_country_that_began(solved: xr.Dataset) -> None:
    home = solved["welfare_pct"].sel(economy="USA")
    assert (home.sel(reply="equal") < home.sel(reply="none")).all()


def test_each_range_holds_its_middle(solved: xr.Dataset) -> None:
    known = np.isfinite(solved["welfare_pct"])
    assert (solved["welfare_low_pct"] <= solved["welfare_pct"] + 1e-12).where(known, True).all()
    assert (solved["welfare_high_pct"] >= solved["welfare_pct"] - 1e-12).where(known, True).all()


def test_models_without_an_economy_say_nothing_about_it(solved: xr.Dataset) -> None:
    assert np.isnan(solved["welfare_pct"].sel(model="sectors", economy="GTM")).all()
    assert np.isfinite(solved["welfare_pct"].sel(model="one_sector", economy="GTM")).all()


def test_the_partner_sells_less(solved: xr.Dataset) -> None:
    fall = solved["partner_exports_pct"].sel(model=["sectors", "sectors_balanced"], reply="none")
    assert (fall < -5).all()
    assert (fall.sel(rate=0.25) < fall.sel(rate=0.05)).all()


def test_a_tariff_on_one_chapter_does_less_than_one_on_all(solved: xr.Dataset) -> None:
    some = welfare(LongRunTariff("USA", "MEX", ("87",)), RATES)["welfare_pct"].sel(economy="MEX", reply="none")
    every = solved["welfare_pct"].sel(economy="MEX", reply="none")
    assert ((some < 0) & (some > every)).all()


def test_no_rate_changes_nothing() -> None:
    still = welfare(LongRunTariff("USA", "MEX"), (0.0,))["welfare_pct"]
    assert np.nanmax(np.abs(still)) < 1e-6


def test_the_run_carries_every_rate_of_the_schedule() -> None:
    result = run(load("us-mexico-2019"), 5, 1)
    answer = long_run(result)
    assert answer is not None
    assert list(answer["by_rate"]) == ["0.05", "0.1", "0.15", "0.2", "0.25"]
    assert (answer["importer"], answer["exporter"]) == ("USA", "MEX")
    assert set(answer["by_rate"]["0.05"]) == set(MODELS)


def test_an_accord_whose_parties_have_no_country_has_no_long_run_answer() -> None:
    document = load("us-mexico-2019", settings=["parties.us.country=null"])
    assert long_run(run(document, 5, 1)) is None
