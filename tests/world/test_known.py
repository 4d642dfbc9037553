"""What of an accord was public on a day: what came out later stays out of that day's page."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable

import pytest

from suasion.accord import load
from suasion.world.known import comparison_known, figure_known, later_blocks, public_basis, sources_out
from suasion.world.result import Result

Ran = Callable[..., Result]
ACCORD = load("us-mexico-2019").accord


@pytest.mark.parametrize(
    ("name", "eve", "day"),
    [
        ("may-all", "2019-06-04", "2019-06-06"),
        ("august-all", "2019-09-08", "2019-09-09"),  # by the series' own calendar, not by the report that quotes it
        ("firearms", "2019-09-10", "2019-09-11"),  # of no month: by the day of its only source
    ],
)
def test_a_figure_is_known_from_its_day_on(name: str, eve: str, day: str) -> None:
    figure = ACCORD.figures[name]
    assert not figure_known(ACCORD, figure, dt.date.fromisoformat(eve))
    assert figure_known(ACCORD, figure, dt.date.fromisoformat(day))


def test_a_comparison_needs_its_own_source_and_both_of_its_figures() -> None:
    fall = ACCORD.comparisons["fall-by-august"]
    assert not comparison_known(ACCORD, fall, dt.date(2019, 9, 10))
    assert comparison_known(ACCORD, fall, dt.date(2019, 9, 11))
    assert comparison_known(ACCORD, ACCORD.comparisons["press-may-against-offer"], dt.date(2019, 6, 10))


def test_a_source_without_a_date_rules_nothing_out() -> None:
    day = dt.date(2019, 6, 1)
    assert sources_out(ACCORD, ("cbp",), day)
    assert not sources_out(ACCORD, ("kjzz",), day)
    assert sources_out(ACCORD, ("kjzz", "cbp"), day)
    assert sources_out(ACCORD, (), day)


def test_once_all_is_out_nothing_is_hidden() -> None:
    assert later_blocks(ACCORD, dt.date(2021, 12, 31)) == ()


def test_what_is_public_only_grows_with_the_day(ran: Ran) -> None:
    basis = ran().basis
    days = [dt.date(2016, 1, 1) + dt.timedelta(days=90 * step) for step in range(26)]
    shown = [{row["path"] for row in public_basis(ACCORD, basis, day)} for day in days]
    assert all(early <= late for early, late in itertools.pairwise(shown))
    assert len(shown[0]) < len(shown[-1]) == len(basis)


def test_numbers_that_the_run_uses_stay_and_are_marked(ran: Ran) -> None:
    rows = {row["path"]: row for row in public_basis(ACCORD, ran().basis, dt.date(2019, 5, 15))}
    assert rows["targets.last-autumn.level"]["later"]
    assert not any(path.startswith("measures.tariff.") for path in rows)  # announced on 30 May
    assert not any(row["later"] for row in public_basis(ACCORD, ran().basis, dt.date(2021, 12, 31)))


def test_a_finding_about_a_later_figure_is_no_warning_yet(ran: Ran) -> None:
    warned = "comparisons.press-may-against-offer"
    assert any(one.startswith(warned) for one in ran(None, "2019-06-10", (), 20).manifest["warnings"])
    assert not any(one.startswith(warned) for one in ran(None, "2019-05-15", (), 20).manifest["warnings"])
