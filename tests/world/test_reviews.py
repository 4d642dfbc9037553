"""Is the deal on track: what each review could know, what it judges, and what came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from suasion import data
from suasion.errors import InputError
from suasion.world.answers import on_track
from suasion.world.result import Result

Ran = Callable[..., Result]


def row(result: Result, review: str, target: str = "last-autumn") -> dict[str, Any]:
    return next(one for one in on_track(result) if (one["review"], one["target"]) == (review, target))


def test_three_targets_at_two_reviews_each_by_who_set_it(ran: Ran) -> None:
    rows = on_track(ran())
    assert [(one["review"], one["target"], one["set_by"], one["level"]) for one in rows] == [
        (review, target, party, level)
        for review in ("day-45", "day-90")
        for target, party, level in (
            ("no-arrests", "United States", 0),
            ("early-2017", "United States", 20_000),
            ("last-autumn", "Mexico", 50_000),
        )
    ]
    assert {one["series"] for one in rows} == {"us_sw_between_ports"}


@pytest.mark.parametrize(
    ("as_of", "review", "informed_on", "month", "value"),
    [
        # 22 July sees June's first figure and not July's; 5 September sees July's and not August's
        ("2019-12-31", "day-45", "2019-07-22", "2019-06", 94_897),
        ("2019-12-31", "day-90", "2019-09-05", "2019-07", 71_999),
        ("2019-07-22", "day-45", "2019-07-22", "2019-06", 94_897),
        ("2019-09-05", "day-90", "2019-09-05", "2019-07", 71_999),
        # before the review, the run's own day
        ("2019-06-10", "day-45", "2019-06-10", "2019-05", 132_887),
        ("2019-06-10", "day-90", "2019-06-10", "2019-05", 132_887),
        # the day before, of and after July came out on 8 August
        ("2019-08-07", "day-90", "2019-08-07", "2019-06", 94_897),
        ("2019-08-08", "day-90", "2019-08-08", "2019-07", 71_999),
        ("2019-08-09", "day-90", "2019-08-09", "2019-07", 71_999),
    ],
)
def test_what_a_review_knows(ran: Ran, as_of: str, review: str, informed_on: str, month: str, value: int) -> None:
    judged = row(ran(None, as_of), review)
    assert judged["informed_on"] == informed_on
    assert judged["last_published"] == {"month": month, "value": value}


def test_figures_after_a_review_change_nothing_about_its_chance(ran: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime

    from suasion.accord import load
    from suasion.world.run import run

    whole = ran(None, "2019-12-31")
    load_rows = data.load

    def cut(series_id: str, part: str = "") -> Any:
        rows = load_rows(series_id, part)
        return rows[rows["published_on"] <= "2019-07-22"]

    monkeypatch.setattr(data, "load", cut)
    truncated = run(load("us-mexico-2019"), 200, 1, datetime.date(2019, 7, 22))
    assert row(truncated, "day-45")["probability"] == row(whole, "day-45")["probability"]
    assert row(truncated, "day-45")["value"] == row(whole, "day-45")["value"]


def test_zero_arrests_are_impossible_and_never_said_to_be_more(ran: Ran) -> None:
    for as_of in ("2019-06-10", "2019-09-05", "2019-12-31"):
        assert [row(ran(None, as_of), review, "no-arrests")["probability"] for review in ("day-45", "day-90")] == [0, 0]


@pytest.mark.parametrize("comparator", ["at_most", "at_least"])
def test_the_chance_is_monotone_in_the_level(ran: Ran, comparator: str) -> None:
    chances = [
        row(
            ran(
                None,
                "2019-07-22",
                (f"targets.last-autumn.comparator={comparator}", f"targets.last-autumn.level={level}"),
                100,
            ),
            "day-90",
        )["probability"]
        for level in (1, 60_000, 80_000, 900_000)
    ]
    assert chances == sorted(chances, reverse=comparator == "at_least")
    assert {chances[0], chances[-1]} == {0, 1}
    assert 0 < chances[2] < 1


@pytest.mark.parametrize("as_of", ["2019-05-15", "2019-06-10", "2019-07-22", "2019-09-05"])
def test_slack_never_lowers_a_chance(ran: Ran, as_of: str) -> None:
    for one in on_track(ran(None, as_of)):
        assert one["probability_with_slack"] >= one["probability"]
        if one["target"] != "last-autumn":
            assert one["probability_with_slack"] == one["probability"]


def test_slack_is_a_level_a_tenth_higher(ran: Ran) -> None:
    with_slack = row(ran(None, "2019-06-10"), "day-90")["probability_with_slack"]
    raised = row(ran(None, "2019-06-10", ("targets.last-autumn.level=55000",)), "day-90")["probability"]
    assert with_slack == raised > row(ran(None, "2019-06-10"), "day-90")["probability"]


def test_more_news_moves_the_chance_and_over_time_keeps_each_day(ran: Ran) -> None:
    late = row(ran(), "day-90")
    days = [point["day"] for point in late["over_time"]]
    assert days == ["2019-06-07", "2019-07-10", "2019-07-22", "2019-08-08", "2019-09-05"]
    by_day = {point["day"]: point["probability"] for point in late["over_time"]}
    assert by_day["2019-09-05"] == late["probability"]
    assert by_day["2019-07-22"] == by_day["2019-07-10"]  # nothing came out between them
    for day in ("2019-07-22", "2019-08-08"):
        assert row(ran(None, day), "day-90")["probability"] == by_day[day]
    assert len(set(by_day.values())) == 3
    early = row(ran(), "day-45")
    assert [point["day"] for point in early["over_time"]] == ["2019-06-07", "2019-07-10", "2019-07-22"]


def test_a_run_before_the_signing_foresees_the_reviews_from_its_own_day(ran: Ran) -> None:
    judged = row(ran(None, "2019-05-15"), "day-90")
    assert [point["day"] for point in judged["over_time"]] == ["2019-05-15"]
    assert "reported_at_signing" not in ran(None, "2019-05-15").dataset


@pytest.mark.parametrize(
    ("as_of", "came"),
    [
        ("2019-09-08", None),
        ("2019-09-09", {"published_on": "2019-09-09", "value": 50_693, "met": False, "met_with_slack": True}),
        ("2019-12-31", {"published_on": "2019-09-09", "value": 50_684, "met": False, "met_with_slack": True}),
    ],
)
def test_august_is_an_outcome_once_it_is_published(ran: Ran, as_of: str, came: dict[str, Any] | None) -> None:
    assert row(ran(None, as_of), "day-90")["outcome"] == came


@pytest.mark.parametrize(
    ("comparator", "level", "met"),
    [
        ("at_most", 50_693, True),
        ("below", 50_693, False),
        ("at_least", 50_693, True),
        ("above", 50_693, False),
        ("at_most", 50_692, False),
        ("above", 50_692, True),
    ],
)
def test_an_outcome_at_the_level_itself(ran: Ran, comparator: str, level: int, met: bool) -> None:
    settings = (f"targets.last-autumn.comparator={comparator}", f"targets.last-autumn.level={level}")
    assert row(ran(None, "2019-09-10", settings, 20), "day-90")["outcome"]["met"] is met


def test_what_lay_on_the_table_is_the_figure_printed_by_then(ran: Ran) -> None:
    # 71,999 was July's figure on 5 September; 71,982 and 71,978 came later
    for as_of in ("2019-09-05", "2019-12-31"):
        table = row(ran(None, as_of, ("targets.last-autumn.level=71990",), 20), "day-90")["on_the_table"]
        assert table == {"month": "2019-07", "probability": 0.0}
        table = row(ran(None, as_of, ("targets.last-autumn.level=71999",), 20), "day-90")["on_the_table"]
        assert table == {"month": "2019-07", "probability": 1.0}


def test_a_mean_looks_at_the_months_up_to_the_one_judged(ran: Ran) -> None:
    settings = ("targets.last-autumn.statistic=mean", "targets.last-autumn.months=3", "targets.last-autumn.level=72540")
    judged = row(ran(None, "2019-12-31", settings, 20), "day-90")
    assert judged["statistic"] == "mean"
    assert judged["outcome"] is None
    # June and July as known on 5 September, with sample paths of August
    ds = ran(None, "2019-12-31", settings, 20).dataset
    drawn = 3 * ds["judged_value"].sel(vintage="2019-09-05", review="day-90", target="last-autumn") - 94_908 - 71_999
    assert drawn.min() > 0
    assert drawn.std() > 0


def test_a_ratio_is_set_against_its_base_month(ran: Ran) -> None:
    settings = (
        "targets.last-autumn.statistic=ratio",
        "targets.last-autumn.base={month: 2019-05}",
        "targets.last-autumn.level=0.6",
    )
    ratio = ran(None, "2019-09-05", settings).dataset["judged_value"]
    level = ran(None, "2019-09-05").dataset["judged_value"]
    at = {"review": "day-90", "target": "last-autumn", "vintage": "2019-09-05"}
    assert ratio.sel(at).to_numpy() == pytest.approx(level.sel(at).to_numpy() / 132_880, rel=1e-12)
    chance = row(ran(None, "2019-09-05", settings), "day-90")["probability"]
    assert chance == float((level.sel(at) <= 0.6 * 132_880).mean())
    assert 0 < chance < 1


def test_an_uncertain_level_is_drawn_and_lies_between_its_ends(ran: Ran) -> None:
    def chance(level: str) -> float:
        settings = (f"targets.last-autumn.level={level}",)
        return float(row(ran(None, "2019-07-22", settings), "day-90")["probability"])

    low, high = chance("60000"), chance("90000")
    between = chance("{low: 60000, likely: 75000, high: 90000, why: words of the talks}")
    assert low < between < high


def test_a_level_with_dated_steps_is_that_of_the_review(ran: Ran) -> None:
    steps = "targets.last-autumn.level={steps: [{date: 2019-06-07, value: 100000}, {date: 2019-09-01, value: 50000}]}"
    stepped = ran(None, "2019-12-31", (steps,))
    assert [row(stepped, review)["level"] for review in ("day-45", "day-90")] == [100_000, 50_000]
    plain = ran(None, "2019-12-31")
    raised = ran(None, "2019-12-31", ("targets.last-autumn.level=100000",))
    assert row(stepped, "day-45")["probability"] == row(raised, "day-45")["probability"]
    assert row(stepped, "day-90")["probability"] == row(plain, "day-90")["probability"]
    assert [row(stepped, review)["outcome"]["met"] for review in ("day-45", "day-90")] == [True, False]


def test_a_level_that_holds_only_after_the_review_is_refused(ran: Ran) -> None:
    steps = "targets.last-autumn.level={steps: [{date: 2019-08-01, value: 50000}]}"
    with pytest.raises(InputError) as caught:
        ran(None, None, (steps,))
    assert str(caught.value) == (
        "targets.last-autumn.level: no value holds on the review of 2019-07-22; the first is of 2019-08-01. "
        "Date a value by the review"
    )


def test_the_standard_error_is_that_of_a_share(ran: Ran) -> None:
    one = row(ran(), "day-90")
    assert one["standard_error"] == pytest.approx(np.sqrt(one["probability"] * (1 - one["probability"]) / 200))
    assert 0 < one["standard_error"] < 0.05


def test_a_review_outside_the_run_is_not_judged_and_said_to_be(ran: Ran) -> None:
    settings = ("reviews.day-90.date=2020-03-01", "reviews.day-90.days_after_signing=268")
    late = ran(None, "2020-03-01", settings, 20)
    assert {one["review"] for one in on_track(late)} == {"day-45"}
    assert any("2020-03-01 is outside the run's days" in warning for warning in late.manifest["warnings"])


def test_a_target_may_be_about_a_part_of_a_series(ran: Ran) -> None:
    judged = row(
        ran(None, "2019-09-05", ("targets.last-autumn.part=El Paso", "targets.last-autumn.level=9000")), "day-90"
    )
    assert judged["series"] == "us_sw_between_ports/El Paso"
    assert 0 < judged["probability"] < 1
