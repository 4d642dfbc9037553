"""A run as of a day reads nothing of later: other later figures and later announcements leave it bit-identical."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from suasion import data
from suasion.accord import load
from suasion.errors import InputError
from suasion.world.answers import summary
from suasion.world.result import Result
from suasion.world.run import run

Ran = Callable[..., Result]
DAYS = ("2019-06-07", "2019-07-22", "2019-09-05")


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("change", ["1e9", "left out"])
def test_figures_published_later_change_no_bit(
    ran: Ran, monkeypatch: pytest.MonkeyPatch, day: str, change: str
) -> None:
    honest = ran("as-threatened", day, (), 50)
    document = load("us-mexico-2019", "as-threatened")  # its figures are checked against the final tables
    touched = {"figures": 0}

    def altered(reader: Callable[..., Any]) -> Callable[..., Any]:
        def read(*asked: str) -> Any:
            rows = reader(*asked)
            later = rows["published_on"] > day
            touched["figures"] += int(later.sum())
            if change == "left out":
                return rows[~later]
            return rows.assign(value=rows["value"].where(~later, 1e9))

        return read

    for name in ("load", "load_parts"):
        monkeypatch.setattr(data, name, altered(getattr(data, name)))
    peeking = run(document, 50, 1, datetime.date.fromisoformat(day))
    assert touched["figures"] > 500
    assert peeking.dataset.identical(honest.dataset)
    assert summary(peeking) == summary(honest)


def test_the_same_figures_do_matter_to_a_later_run(ran: Ran) -> None:
    early, late = ran(None, "2019-07-22").dataset, ran(None, "2019-09-05").dataset
    assert not early["reported"].equals(late["reported"])
    assert not early["imports_usd"].equals(late["imports_usd"])


def test_a_base_year_not_yet_published_is_refused_though_its_figures_are_shipped(ran: Ran) -> None:
    with pytest.raises(InputError) as caught:
        ran("as-threatened", "2019-12-31", ("measures.tariff.imports.base_year=2019",), 20)
    assert str(caught.value) == (
        "us_imports_mexico_hs2: 2019-11 of the base year 2019 has no figure published by 2019-12-31. Choose another "
        "base_year or a later --as-of"
    )
    assert ran("as-threatened", "2020-06-30", ("measures.tariff.imports.base_year=2019",), 20).dataset["duty_usd"].any()


def test_statuses_announced_later_change_no_bit(ran: Ran) -> None:
    honest = ran(None, "2019-06-07")
    later = (
        "measures.transit-bar.status=[{date: 2019-08-30, status: denied}]",
        "measures.guatemala-agreement.status=[{date: 2019-06-08, status: in_force}]",
        "measures.guard.status.2={date: 2019-07-30, status: suspended}",
        "measures.tariff.status=[{date: 2019-05-30, status: threatened}, {date: 2019-06-07, status: suspended}, "
        "{date: 2019-08-01, status: in_force}]",
    )
    other = ran(None, "2019-06-07", later)
    for name in honest.dataset.variables:
        assert other.dataset[name].equals(honest.dataset[name]), name


def test_a_status_announced_ahead_is_known_before_it_begins(ran: Ran) -> None:
    # announced on 30 May for 10 June: a run of 1 June charges it, one of 29 May knows no tariff at all
    charged = ran("as-threatened", "2019-06-01", (), 20).dataset
    assert float(charged["duty_usd"].sum()) > 0
    assert ran("as-threatened", "2019-05-29", (), 20).dataset.sizes["tariff"] == 0


def test_measures_unknown_on_the_day_are_named(ran: Ran) -> None:
    warnings = ran(None, "2019-07-22").manifest["warnings"]
    unknown = "announced after 2019-07-22, so unknown to this run: "
    assert f"{unknown}guatemala-agreement, el-salvador-agreement, honduras-agreement" in warnings
    assert not [text for text in ran(None, "2019-12-31").manifest["warnings"] if text.startswith("announced after")]


def test_the_manifest_says_what_was_seen(ran: Ran) -> None:
    assert ran(None, "2019-07-22").manifest["series_as_seen"] == {
        "us_sw_between_ports": {"last_month": "2019-06", "seen_on": "2019-07-10"},
        "us_imports_mexico": {"last_month": "2019-05", "seen_on": "2019-07-10"},
    }
