"""What the tariff costs: the static figures of 2018, and what changes when a rate, a status or the goods change."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from suasion.world.answers import tariff_bill
from suasion.world.result import Result

Ran = Callable[..., Result]


def status(*steps: str) -> str:
    return "measures.tariff.status=[{date: 2019-05-30, status: threatened}, " + ", ".join(steps) + "]"


GOES_AHEAD = "{date: 2019-06-10, status: in_force, announced: 2019-05-30}"


def test_the_schedule_costs_36_billion_by_the_end_of_2019(ran: Ran) -> None:
    assert tariff_bill(ran("as-threatened"))["static_usd"] == pytest.approx(36.3e9, rel=0.01)


@pytest.mark.parametrize(("rate", "usd"), [("0.05", 17.2e9), ("0.25", 86.1e9)])
def test_a_whole_year_of_2018_imports_at_one_rate(ran: Ran, rate: str, usd: float) -> None:
    bill = tariff_bill(ran("as-threatened"))
    assert bill["static_per_year_usd"][rate] == pytest.approx(usd, rel=0.005)
    assert list(bill["static_per_year_usd"]) == ["0.05", "0.1", "0.15", "0.2", "0.25"]


@pytest.mark.parametrize("variant", ["as-threatened", "no-deal"])
def test_months_and_chapters_add_up_to_the_total(ran: Ran, variant: str) -> None:
    bill = tariff_bill(ran(variant))
    for parts, whole in (
        (bill["by_month"], bill),
        (bill["by_hs2"], bill),
        (bill["as_scheduled"]["by_month"], bill["as_scheduled"]),
        ({code: row["as_scheduled"] for code, row in bill["by_hs2"].items()}, bill["as_scheduled"]),
    ):
        assert sum(row["static_usd"] for row in parts.values()) == pytest.approx(whole["static_usd"], rel=1e-12)
        assert sum(row["mean"] for row in parts.values()) == pytest.approx(whole["total_usd"]["mean"], rel=1e-12)
    assert len(bill["by_hs2"]) == 98
    assert bill["by_hs2"]["87"]["static_usd"] == max(row["static_usd"] for row in bill["by_hs2"].values())


def test_chapters_add_up_in_every_draw(ran: Ran) -> None:
    ds = ran("as-threatened").dataset
    by_month = ds["duty_usd"].sum(["tariff", "month"]).to_numpy()
    assert ds["duty_hs2_usd"].sum("hs2").to_numpy() == pytest.approx(by_month, rel=1e-12)


def test_as_agreed_owes_exactly_nothing_and_its_threat_is_the_bill_of_as_threatened(ran: Ran) -> None:
    agreed, threatened = tariff_bill(ran("as-agreed")), tariff_bill(ran("as-threatened"))
    assert agreed["static_usd"] == 0
    assert set(agreed["total_usd"].values()) == {0.0}
    assert not ran("as-agreed").dataset["duty_usd"].any()
    scheduled = ran("as-agreed").dataset["scheduled_duty_usd"].to_numpy()
    assert scheduled == pytest.approx(ran("as-threatened").dataset["duty_usd"].to_numpy(), rel=1e-12)
    assert agreed["as_scheduled"]["static_usd"] == pytest.approx(threatened["static_usd"], rel=1e-12)
    assert agreed["as_scheduled"]["total_usd"] == pytest.approx(threatened["total_usd"], rel=1e-12)


def test_june_is_charged_for_its_twenty_one_days(ran: Ran) -> None:
    ds = ran("as-threatened").dataset
    base = float(ds["base_imports_usd"].sel(month="2019-06").sum())
    assert tariff_bill(ran("as-threatened"))["by_month"]["2019-06"]["static_usd"] == pytest.approx(
        base * 0.05 * 21 / 30, rel=1e-12
    )
    assert tariff_bill(ran("as-threatened"))["by_month"]["2019-05"]["static_usd"] == 0


@pytest.mark.parametrize(
    ("suspended", "days"),
    [("2019-06-07", 0), ("2019-06-10", 0), ("2019-06-11", 1), ("2019-06-12", 2), ("2019-06-30", 20)],
)
def test_a_suspension_ends_the_duty_on_its_own_day(ran: Ran, suspended: str, days: int) -> None:
    steps = [f"{{date: {suspended}, status: suspended, announced: 2019-06-07}}"]
    steps = [GOES_AHEAD, *steps] if suspended >= "2019-06-10" else [*steps]
    ds = ran(None, "2019-06-30", (status(*steps),)).dataset
    june = float(ds["base_imports_usd"].sel(month="2019-06").sum())
    assert float(ds["static_duty_usd"].sum()) == pytest.approx(june * 0.05 * days / 30, rel=1e-12, abs=1e-6)


@pytest.mark.parametrize("step", range(5))
def test_a_rate_set_on_a_step_changes_what_follows_until_the_next_and_nothing_else(ran: Ran, step: int) -> None:
    before = ran("as-threatened").dataset
    after = ran("as-threatened", None, (f"measures.tariff.steps.{step}.rate=40%",)).dataset
    starts = before["period"].to_numpy()
    days = ["2019-06-10", "2019-07-01", "2019-08-01", "2019-09-01", "2019-10-01", "9999"]
    touched = (starts >= days[step]) & (starts < days[step + 1])
    assert (after["rate_in_force"].to_numpy()[..., touched] == 0.4).all()
    assert np.array_equal(
        before["rate_in_force"].to_numpy()[..., ~touched], after["rate_in_force"].to_numpy()[..., ~touched]
    )
    assert (after["duty_usd"] >= before["duty_usd"]).all()
    for name in ("reported", "met", "imports_usd", "collected_share", "judged_value"):
        assert np.array_equal(before[name], after[name], equal_nan=True), name


def test_a_higher_rate_never_lowers_the_bill(ran: Ran) -> None:
    bills = [
        ran("as-threatened", None, (f"measures.tariff.steps.0.rate={rate}%",), 50)
        .dataset["duty_usd"]
        .sum(["tariff", "month"])
        for rate in (0, 1, 5, 8, 150)
    ]
    for low, high in itertools.pairwise(bills):
        assert (high > low).all()


@pytest.mark.parametrize(
    "same",
    [
        "measures.tariff.steps.0.rate=0.05",
        "targets.last-autumn.level=50000",
        "measures.tariff.imports.base_year=2018",
        "uncertainties.duty_collected_share={low: 85%, likely: 95%, high: 100%, why: the same}",
        "decision=declared",
    ],
)
def test_a_value_set_to_itself_changes_no_number(ran: Ran, same: str) -> None:
    plain, again = ran("as-threatened").dataset, ran("as-threatened", None, (same,)).dataset
    assert again.drop_attrs(deep=False).identical(plain.drop_attrs(deep=False))


def test_only_the_goods_named_are_charged(ran: Ran) -> None:
    some = ran("as-threatened", None, ("measures.tariff.goods=['87', 7]",))
    bill, whole = tariff_bill(some), tariff_bill(ran("as-threatened"))
    assert set(bill["by_hs2"]) == {"07", "87"}
    for code in ("07", "87"):
        assert bill["by_hs2"][code]["static_usd"] == pytest.approx(whole["by_hs2"][code]["static_usd"], rel=1e-12)
        assert bill["by_hs2"][code]["mean"] == pytest.approx(whole["by_hs2"][code]["mean"], rel=1e-9)
    assert bill["static_usd"] == pytest.approx(sum(row["static_usd"] for row in bill["by_hs2"].values()), rel=1e-12)


def test_a_rate_may_be_uncertain(ran: Ran) -> None:
    ds = ran(
        "as-threatened", None, ("measures.tariff.steps.0.rate={low: 1%, likely: 5%, high: 9%, why: a guess}",)
    ).dataset
    first = ds["rate_in_force"].sel(period="2019-06-10").to_numpy().ravel()
    assert 0.01 <= first.min() < 0.03
    assert 0.07 < first.max() <= 0.09
    assert ds["rate_in_force"].sel(period="2019-07-01").to_numpy() == pytest.approx(0.10)


def test_what_is_not_collected_is_not_paid(ran: Ran) -> None:
    half = tariff_bill(ran("as-threatened", None, ("uncertainties.duty_collected_share=50%",)))
    full = tariff_bill(ran("as-threatened", None, ("uncertainties.duty_collected_share=100%",)))
    assert half["static_usd"] == full["static_usd"]  # owed on last year's goods: no forecast, no collection
    assert half["total_usd"]["mean"] == pytest.approx(full["total_usd"]["mean"] / 2, rel=1e-12)


def test_known_imports_leave_no_spread(ran: Ran) -> None:
    late = ran("as-threatened", "2020-06-30", ("uncertainties.duty_collected_share=100%",))
    total = tariff_bill(late)["total_usd"]
    assert total["q05"] == total["q95"] == pytest.approx(total["mean"], rel=1e-12)
