"""Decisions by the accord's own rules: a missed target brings about what was agreed, in the worlds that missed it."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import numpy as np
import pytest

from suasion.accord import load
from suasion.world.compile import IN_FORCE, STATUS_CODES
from suasion.world.result import Result
from suasion.world.run import run

Ran = Callable[..., Result]
Newcomer = Callable[..., str]

AS_OF = datetime.date(2023, 5, 1)  # before June is known: some worlds meet the target, some miss it
SUSPENDED = STATUS_CODES.index("suspended")


@pytest.fixture
def result(newcomer: Newcomer) -> Result:
    return run(load(newcomer(decision="conditional")), 100, 1, AS_OF)


def missed(result: Result) -> np.ndarray:
    found: np.ndarray = result.dataset["met_published"].sel(review="july", target="fewer").to_numpy() == 0
    assert 20 < found.sum() < 80, "the example must hold both kinds of worlds"
    return found


def test_consequences_happen_in_the_worlds_that_missed_and_in_no_other(result: Result) -> None:
    status = result.dataset["status"].sel(measure="import_duty")
    last = status.isel(period=-1).to_numpy()
    assert np.array_equal(last == IN_FORCE, missed(result))
    assert set(last[~missed(result)]) == {SUSPENDED}
    assert np.array_equal(result.dataset["duty_usd"].sum(["tariff", "month"]).to_numpy() > 0, missed(result))


def test_what_lay_on_the_table_decides_as_the_judgement_of_the_same_month(result: Result) -> None:
    # June is out on 15 July, so what lies on the table on the 20th is the month that is judged
    judged = result.dataset["met"].sel(review="july", target="fewer").isel(vintage=-1).to_numpy()
    assert np.array_equal(judged == 0, missed(result))


@pytest.mark.parametrize(
    ("after", "first"), [(0, "2023-07-21"), (1, "2023-07-21"), (2, "2023-07-22"), (10, "2023-07-30")]
)
def test_a_consequence_begins_the_day_after_the_review_at_the_earliest(
    newcomer: Newcomer, after: int, first: str
) -> None:
    from newcomer_texts import DUTY, RESTART, REVIEW, TARGET

    review = REVIEW % RESTART.replace("after_days: 10", f"after_days: {after}")
    found = run(load(newcomer((DUTY, TARGET, review), "conditional")), 40, 1, AS_OF).dataset
    charged = (found["rate_in_force"] > 0).any("draw").isel(tariff=0)
    assert str(found["period"][charged.to_numpy()].to_numpy()[0]) == first
    assert (found["status"].sel(measure="import_duty", period=first) == IN_FORCE).any()


def test_a_restart_moves_the_whole_schedule(result: Result) -> None:
    rate = result.dataset["rate_in_force"].isel(tariff=0)[missed(result)]
    # 10 percent from the first day; 20 percent 31 days later, as in the schedule
    expected = {"2023-07-20": 0.0, "2023-07-30": 0.10, "2023-08-01": 0.10, "2023-08-30": 0.20, "2023-12-01": 0.20}
    for start, share in expected.items():
        assert set(rate.sel(period=start).to_numpy()) == {share}, start


def test_without_restart_the_schedule_stands_where_it_would_be(newcomer: Newcomer) -> None:
    from newcomer_texts import DUTY, RESTART, REVIEW, TARGET

    review = REVIEW % RESTART.replace("restart: true, ", "")
    found = run(load(newcomer((DUTY, TARGET, review), "conditional")), 40, 1, AS_OF).dataset
    assert set(np.unique(found["rate_in_force"].sel(period="2023-07-30"))) == {0.0, 0.20}


def test_declared_decisions_follow_no_rule(newcomer: Newcomer) -> None:
    declared = run(load(newcomer()), 100, 1, AS_OF)
    assert missed(declared).any()
    assert not declared.dataset["duty_usd"].any()
    assert (declared.dataset["status"].sel(measure="import_duty").isel(period=-1) == SUSPENDED).all()


def test_a_known_figure_decides_for_every_world_alike(newcomer: Newcomer) -> None:
    late = run(load(newcomer(decision="conditional")), 20, 1, datetime.date(2023, 7, 20)).dataset
    assert len(np.unique(late["met_published"].sel(review="july", target="fewer"))) == 1


def test_in_2019_the_table_of_5_september_brings_the_duty_back_at_its_first_step(ran: Ran) -> None:
    ds = ran(None, None, ("decision=conditional",), 50).dataset
    rate = ds["rate_in_force"].isel(tariff=0)
    expected = {
        "2019-09-05": 0.0,
        "2019-09-06": 0.05,
        "2019-09-27": 0.10,
        "2019-10-28": 0.15,
        "2019-11-28": 0.20,
        "2019-12-28": 0.25,
    }
    for start, share in expected.items():
        assert set(rate.sel(period=start).to_numpy()) == {share}, start
    # the first review's consequence follows after 45 days: 5 September
    treaty = ds["status"].sel(measure="burden-sharing-treaty")
    assert (treaty.sel(period="2019-09-01") != IN_FORCE).all()
    assert (treaty.sel(period="2019-09-05") == IN_FORCE).all()


def test_the_revision_after_a_review_does_not_undo_what_it_brought_about(ran: Ran) -> None:
    # 71,999 lay on the table; later revisions are below 71,990
    ds = ran(None, "2019-12-31", ("decision=conditional", "targets.last-autumn.level=71990"), 20).dataset
    assert float(ds["duty_usd"].sum()) > 0


def test_a_consequence_for_a_measure_nobody_has_announced_is_left_out(ran: Ran) -> None:
    early = ran(None, "2019-05-15", ("decision=conditional",), 20)
    assert not (early.dataset["status"].sel(measure="tariff") > 0).any()
    assert early.dataset.sizes["tariff"] == 0
