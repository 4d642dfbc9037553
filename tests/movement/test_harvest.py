"""Trips for the harvest (`harvest_months`): who is at home, on which days, and that all are back afterwards."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from movement_examples import at, camp, hub, small, town, war

from suasion.errors import InputError
from suasion.movement import Instance
from suasion.movement.encounters import Departures
from suasion.movement.instance import Demographics

BEFORE_FEBRUARY = dt.date(2020, 1, 30)  # days 0 and 1 are January's
BEFORE_MARCH = dt.date(2020, 2, 28)  # day 2 is the first of March


def way(people: int = 1000, share: str = "0.4", months: tuple[int, ...] = (2,), days: int = 4, **more: Any) -> Instance:
    """A hub everybody leaves for a camp an hour away, where they stay."""
    extra = {"farmer_fraction": share} if share else {}
    places, start = [hub("Home", extra=extra), camp("Camp")], more.pop("start_date", BEFORE_FEBRUARY)
    rules = {"harvest_months": list(months), **more.pop("move", {})}
    return small(places, [("Home", "Camp", 10.0)], {"Home": people}, days, rules, start_date=start, **more)


@pytest.mark.parametrize("engine", ["agents", "cohorts"])
def test_farmers_are_at_home_in_the_months_of_harvest(engine: str) -> None:
    run = way().run(engine=engine, draws=50)
    people = run["people"].values
    assert (people[:, :2, 1] == 1000).all()
    assert (people[:, 2] == people[:, 3]).all()
    at_home = people[:, 2, 0]
    assert abs(at_home.mean() - 400) < 5 * np.sqrt(1000 * 0.4 * 0.6 / 50)
    assert 0.5 < at_home.var() / 240 < 1.8
    assert (people.sum(axis=2) == 1000).all()


@pytest.mark.parametrize("engine", ["agents", "cohorts"])
def test_they_are_back_when_the_month_is_over(engine: str) -> None:
    """Who begins in the month stays at home until it ends: farmers by the documents, everybody in flee."""
    run = way(start_date=BEFORE_MARCH, move={"conflict_movechance": 1.0}).run(engine=engine, draws=50)
    assert abs(run["people"].values[:, 0, 0].mean() - 400) < 5 * np.sqrt(240 / 50)
    assert (run["people"].values[:, 2:, 1] == 1000).all()  # the 29th, then March
    flee = way(start_date=BEFORE_MARCH).run(engine=engine, compat="flee")
    assert flee["people"].values[0, :, 0].tolist() == [1000, 1000, 0, 0]


def test_in_flee_everybody_goes_whatever_the_share() -> None:
    for share in ("0.4", ""):
        run = way(share=share).run(compat="flee")
        assert run["people"].values[0, :, 0].tolist() == [0, 0, 1000, 1000]
    assert at(way(share="").run(), "Home") == 0
    assert at(way(share="1.0").run(), "Home") == 1000


@pytest.mark.parametrize("compat", [None, "flee"])
@pytest.mark.parametrize("engine", ["agents", "cohorts"])
def test_nobody_turns_round_on_a_link(engine: str, compat: str | None) -> None:
    """800 km are three days: they arrive in the harvest and are counted at home at once, as the day is not over."""
    places = [hub("Home", extra={"farmer_fraction": "1"}), camp("Camp")]
    rules = {"harvest_months": [2], "max_move_speed": 360.0}
    start = dt.date(2020, 1, 31)
    run = small(places, [("Home", "Camp", 800.0)], {"Home": 70}, 4, rules, start_date=start).run(
        engine=engine, compat=compat
    )
    assert run["on_links"].values[0].tolist() == [70, 70, 0, 0]
    assert run["people"].values[0, :, 0].tolist() == [0, 0, 70, 70]


def test_each_is_counted_at_the_home_they_have() -> None:
    """Two homes, one camp: in the harvest everyone is back where they began, to the person."""
    places = [hub("One", extra={"farmer_fraction": "1"}), hub("Two", extra={"farmer_fraction": "1"}), camp("Camp")]
    roads = [("One", "Camp", 10.0), ("Two", "Camp", 20.0)]
    for engine in ("agents", "cohorts"):
        instance = small(places, roads, {"One": 30, "Two": 50}, 4, {"harvest_months": [2]}, start_date=BEFORE_FEBRUARY)
        people = instance.run(engine=engine)["people"].values[0]
        assert people[1].tolist() == [0, 0, 80]
        assert people[2].tolist() == [30, 50, 0]


def test_room_that_harvesters_leave_is_free_for_others() -> None:
    """The camp is full of people from here; while they are away others find room. Then it holds more than its room."""
    places = [hub("Home", extra={"farmer_fraction": "1"}), hub("Away"), camp("Camp", 100)]
    push = {"conflict_driven_spawning": {"spawn_mode": "constant", "displaced_per_conflict_day": 0}}
    roads = [("Home", "Camp", 10.0), ("Away", "Camp", 1000.0)]
    people, start = {"Home": 100, "Away": 40}, dt.date(2020, 1, 30)
    full = small(places, roads, people, 6, {}, push, start_date=start).run()
    away = small(places, roads, people, 6, {"harvest_months": [2]}, push, start_date=start).run()
    assert at(full, "Home") + at(full, "Away") + at(full, "Camp") + int(full["on_links"][0, -1]) == 140
    assert (at(away, "Home"), at(away, "Camp")) == (100, 40)


@pytest.mark.parametrize("engine", ["agents", "cohorts"])
def test_sinks_hold_the_absent_in_flee_only(engine: str) -> None:
    """Everybody reaches the sink; in the month they are home. In flee the sink takes them there, so none comes back."""
    sink = camp("Camp", extra={"deactivation_probability": "1.0"})
    spawn = {"camps_are_sinks": True, "camps_are_sicks": True}
    places = [hub("Home", extra={"farmer_fraction": "1"}), sink]
    more = {"start_date": dt.date(2020, 1, 28), "days": 35, "move": {"harvest_months": [2]}, "spawn": spawn}
    # 1500 km are five days: people arrive in February, go home at once, and March begins on day 33
    instance = small(places, [("Home", "Camp", 1500.0)], {"Home": 20}, **more)
    ours, flee = (instance.run(engine=engine, compat=compat)["people"].values[0] for compat in (None, "flee"))
    assert ours[10].tolist() == flee[10].tolist() == [20, 0]
    assert flee[34].tolist() == [20, 0]
    assert ours[34].tolist() == [0, 20]


def test_classes_keep_their_kinds_on_their_trips() -> None:
    groups = {"A": {"north": "10", "south": "0"}, "B": {"north": "0", "south": "10"}}
    home = hub("Home", extra={"farmer_fraction": "0.5"})
    places = [home, camp("A", extra=groups["A"]), camp("B", extra=groups["B"])]
    table = {"ethnicity": Demographics(("north", "south"), {"Default": (0.5, 0.5)})}
    move = {"MatchCampEthnicity": True, "MatchTownEthnicity": True, "harvest_months": [2]}
    roads = [("Home", "A", 50.0), ("Home", "B", 50.0)]
    instance = small(places, roads, {}, 35, move, demographics=table, start_date=dt.date(2020, 1, 30))
    people = (*(("Home", {"ethnicity": "north"}),) * 300, *(("Home", {"ethnicity": "south"}),) * 700)
    for engine in ("agents", "cohorts"):
        run = replace(instance, first_people=people).run(engine=engine)["people"].values[0]
        assert run[0].tolist() == run[34].tolist() == [0, 300, 700]
        assert abs(run[5, 1] - 150) < 50
        assert abs(run[5, 2] - 350) < 70


def test_no_farmers_and_no_harvest_change_nothing() -> None:
    for engine in ("agents", "cohorts"):
        plain = way(months=(), days=5).run(engine=engine, draws=3, seed=4)["people"].values
        for other in (way(months=(7,), share="0", days=5), way(share="0", days=5)):
            assert other.run(engine=engine, draws=3, seed=4)["people"].values.tobytes() == plain.tobytes()


@pytest.mark.parametrize(
    ("months", "share", "sentence"),
    [
        (
            (2.5,),
            "0.4",
            "settings: 1 problem\n  move_rules.harvest_months: 2.5 is no month. Write whole numbers, 1 to 12",
        ),
        ((2,), "40%", "locations.csv: `Home`: farmer_fraction `40%` is no share. Write a number from 0 to 1, like 0.1"),
        ((2,), "1.5", "locations.csv: `Home`: farmer_fraction `1.5` is no share. Write a number from 0 to 1, like 0.1"),
    ],
)
def test_refusals(months: tuple[Any, ...], share: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        way(months=months, share=share).program()
    assert str(caught.value) == sentence


def test_too_many_homes_are_refused() -> None:
    places = [town(f"T{number}") for number in range(300)]
    everywhere = {place.name: 1 for place in places}
    with pytest.raises(InputError, match="harvest_months: 300 classes of people; allowed are 250"):
        small(places, [], everywhere, 1, {"harvest_months": [1]}).program(compat="flee")


def test_other_rules_that_know_no_harvest_are_refused() -> None:
    leaving = Departures(("class",), (("all",),), ("Home",), np.ones((4, 1, 1)))
    instance = replace(way(), departures=leaving, first_people=())
    with pytest.raises(InputError, match=r"move_rules.harvest_months: trips for the harvest are not modelled together"):
        instance.program()


def test_wars_drive_people_out_and_the_harvest_brings_them_back() -> None:
    places = [war("War", 1000, extra={"farmer_fraction": "0.5"}), camp("Camp")]
    push = {"conflict_driven_spawning": {"spawn_mode": "constant", "displaced_per_conflict_day": 100}}
    more: dict[str, Any] = {"days": 6, "move": {"harvest_months": [2]}, "spawn": push, "start_date": BEFORE_FEBRUARY}
    for engine in ("agents", "cohorts"):
        people = small(places, [("War", "Camp", 10.0)], **more).run(engine=engine, draws=40)["people"].values
        assert people.sum(axis=2).mean(axis=0) == pytest.approx([100, 200, 300, 400, 500, 600])
        assert abs(people[:, 5, 0].mean() - 300) < 5 * np.sqrt(150 / 40)
