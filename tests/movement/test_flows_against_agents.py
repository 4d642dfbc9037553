"""Cohorts beside people one by one: the same distribution of people by place and day, rule by rule.

Seeds are fixed, so a test passes always or never. Means of every (day, place) must lie within 5 standard errors, their
squared distances must average 0.2 to 3, and the sum of the variances must agree within a tenth.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from movement_examples import by_day, camp, hub, small, town, war

from suasion.movement import Closure, Instance, Place
from suasion.movement.agents import Outcome, run_agents
from suasion.movement.flows import run_flows
from suasion.movement.instance import Demographics

DRAWS = 1500
PLACES = [war("War"), hub("Hub"), town("Town"), town("Away"), camp("Near"), camp("Far")]
ROADS = [
    ("War", "Hub", 40.0),
    ("War", "Town", 90.0),
    ("Hub", "Town", 55.0),
    ("Town", "Away", 130.0),
    ("Hub", "Near", 75.0),
    ("Away", "Near", 310.0),
    ("Away", "Far", 700.0),
    ("Town", "Far", 160.0),
]
PEOPLE = {"War": 300, "Near": 60, "Town": 40}
MOVE = {"camp_movechance": 0.05}


def agree(instance: Instance, compat: str | None = None, draws: int = DRAWS, **more: Any) -> None:
    """Refuse engines whose means or variances differ by more than luck."""
    program = instance.program(compat=compat, **more)
    one, many = run_agents(program, range(draws), 1, flows=True), run_flows(program, range(draws), 1, flows=True)
    for name in ("people", "on_links", "entered", "arrived", "stopped"):
        same(name, getattr(one, name), getattr(many, name))


def same(name: str, one: Any, many: Any) -> None:
    draws = len(one)
    gap = one.mean(axis=0) - many.mean(axis=0)
    error = np.sqrt((one.var(axis=0) + many.var(axis=0)) / draws)
    assert np.abs(gap[error == 0]).max(initial=0.0) == 0.0, name
    far = gap[error > 0] / error[error > 0]
    # a count that is almost always the same has no normal mean: 10 people in all draws together are none
    rare = np.minimum(one.sum(axis=0), many.sum(axis=0))[error > 0] < 10
    assert np.abs(far[~rare]).max(initial=0.0) < 5.0, name
    if (~rare).sum() >= 20:
        assert 0.2 < np.mean(far[~rare] ** 2) < 3.0, name  # days and places of a draw hang together
    if one.var(axis=0).sum() > 0:
        assert many.var(axis=0).sum() == pytest.approx(one.var(axis=0).sum(), rel=0.1), name


def network(move: dict[str, Any] | None = None, places: list[Place] | None = None, **more: Any) -> Instance:
    return small(places or PLACES, ROADS, PEOPLE, 6, {**MOVE, **(move or {})}, **more)


@pytest.mark.parametrize("compat", [None, "flee"])
def test_the_rules_of_a_day(compat: str | None) -> None:
    agree(network(), compat)


@pytest.mark.parametrize("compat", [None, "flee"])
@pytest.mark.parametrize("level", [2, 3])
def test_planned_routes(level: int, compat: str | None) -> None:
    shut = [Closure("location", "Away", "", 2, 4)]
    agree(network({"awareness_level": level, "distance_power": 0.5}, closures=shut), compat)


@pytest.mark.parametrize("compat", [None, "flee"])
def test_closures_under_way_and_strengths(compat: str | None) -> None:
    shut = [Closure("location", "Far", "", 1, 3), Closure("country", "Home", "Abroad", 4, 5)]
    agree(network(closures=shut), compat, strengths=["Hub-Near@0:3=0.4", "Town@2:5=0.7"])


@pytest.mark.parametrize("compat", [None, "flee"])
@pytest.mark.parametrize(
    "move",
    [
        {},
        {"awareness_level": 2},
        {"default_movechance": 0.6, "max_move_speed": 170.0},
        {"default_movechance": 0.1, "start_on_foot": True, "max_walk_speed": 30.0},
        {"awareness_level": 2, "start_on_foot": True},
    ],
    ids=str,
)
def test_short_stints_are_avoided_alike(move: dict[str, Any], compat: str | None) -> None:
    """Who travelled far lately may rest: each day's travel and rest counts, half as much as the day after it."""
    roads = [(*road, {"walk_probability": 0.2 if road[2] > 100 else 0.0, "max_speed_km": 210.0}) for road in ROADS]
    agree(small(PLACES, roads, PEOPLE, 9, {**MOVE, "camp_movechance": 0.4, "avoid_short_stints": True, **move}), compat)


def test_recent_travel_in_coarse_steps_moves_nobody_noticeably() -> None:
    """Lengths that no step divides; the rule itself moves every third person."""
    rng = np.random.default_rng(5)
    for _ in range(4):
        roads = [(start, end, float(rng.uniform(15, 300))) for start, end, _ in ROADS]
        rule = {"camp_movechance": 0.2, "avoid_short_stints": True}
        program = small(PLACES, roads, {"War": 3000, "Town": 400}, 10, rule).program()
        means = [
            run(program, draws, 1).people.mean(axis=0)
            for run, draws in ((run_agents, range(100)), (run_agents, range(100, 200)), (run_flows, range(100)))
        ]
        noise, gap = (np.abs(other - means[0]).sum() / 2 for other in means[1:])
        assert gap < 1.5 * noise + 0.001 * means[0].sum()


def test_on_foot_until_the_first_link_is_done() -> None:
    agree(network({"start_on_foot": True}), "flee")
    agree(network({"start_on_foot": True, "awareness_level": 2}))


def test_links_on_which_some_walk() -> None:
    roads = [(*road, {"walk_probability": 0.4, "max_speed_km": 200.0}) for road in ROADS]
    agree(small(PLACES, roads, PEOPLE, 6, MOVE), "flee")
    agree(small(PLACES, roads, PEOPLE, 6, {**MOVE, "awareness_level": 2, "start_on_foot": True}))


def test_sinks() -> None:
    places = [replace(each, extra={"deactivation_probability": "0.3"}) if each.is_camp else each for each in PLACES]
    agree(network({"camp_movechance": 0.8}, places, spawn={"camps_are_sinks": True}))
    agree(network({"camp_movechance": 0.8, "awareness_level": 2}, places, spawn={"camps_are_sinks": True}))


def test_classes_of_people() -> None:
    groups = {"A": {"north": "30", "south": "70"}, "B": {"north": "90", "south": "10"}}
    places = [war("War", 1000), camp("A", extra=groups["A"]), camp("B", extra=groups["B"])]
    people = {"ethnicity": Demographics(("north", "south"), {"Default": (0.25, 0.75), "War": (0.6, 0.4)})}
    spawn = {"conflict_driven_spawning": {"spawn_mode": "poisson", "displaced_per_conflict_day": 15}}
    move = {"MatchCampEthnicity": True, "camp_movechance": 0.2}
    instance = small(places, [("War", "A", 50.0), ("War", "B", 90.0)], {}, 5, move, spawn, demographics=people)
    agree(replace(instance, first_people=()))


@pytest.mark.parametrize("compat", [None, "flee"])
def test_floods_ahead(compat: str | None) -> None:
    """Classes that differ in awareness have chances of their own; people go on the same day by them as well."""
    floods = by_day(["War", "Town", "Near"], [[1, 0, 1], [2, 1, 0], [1, 2, 1], [0, 1, 0], [1, 0, 2], [1, 1, 1]])
    move = {
        "flood_movechances": [0.3, 0.4, 0.7],
        "flood_loc_weights": [1.0, 0.5, 0.2],
        "flood_forecaster": True,
        "flood_forecaster_timescale": 2,
        "flood_forecaster_end_time": 4,
        "flood_forecaster_weights": [1.0, 0.9, 0.8, 0.7, 0.6],
        "flood_awareness_weights": [0.1, 1.0],
    }
    people = {"floodawareness": Demographics(("0", "1"), {"Default": (0.5, 0.5)})}
    push = {"conflict_driven_spawning": {"spawn_mode": "poisson", "displaced_per_conflict_day": 30}}
    agree(small(PLACES, ROADS, {}, 6, {**MOVE, **move}, push, floods=floods, demographics=people), compat)


@pytest.mark.parametrize("compat", [None, "flee"])
@pytest.mark.parametrize(
    ("start", "more"),
    [
        (dt.date(2020, 1, 29), {}),
        (dt.date(2020, 2, 26), {"avoid_short_stints": True, "awareness_level": 2}),
        (dt.date(2020, 2, 26), {"start_on_foot": True, "awareness_level": 2}),
    ],
    ids=["begins", "ends", "ends, on foot"],
)
def test_trips_for_the_harvest(start: dt.date, more: dict[str, Any], compat: str | None) -> None:
    """Agents at places, in camps as sinks, on planned routes and on links when the month begins or ends."""
    extra = {"farmer_fraction": "0.4", "deactivation_probability": "0.1"}
    places = [replace(each, extra=extra) if each.name in ("War", "Town", "Near") else each for each in PLACES]
    spawn = {
        "conflict_driven_spawning": {"spawn_mode": "poisson", "displaced_per_conflict_day": 15},
        "camps_are_sinks": True,
        "camps_are_sicks": True,
    }
    move = {**MOVE, "camp_movechance": 0.4, "harvest_months": [2], **more}
    agree(small(places, ROADS, PEOPLE, 8, move, spawn, start_date=start), compat)


@pytest.mark.parametrize("mode", ["constant", "pop_ratio", "poisson"])
def test_people_driven_out(mode: str) -> None:
    rate = 0.3 if mode == "pop_ratio" else 20
    spawn = {
        "conflict_driven_spawning": {"spawn_mode": mode, "displaced_per_conflict_day": rate},
        "take_from_population": True,
    }
    more = {"use_pop_for_loc_weight": True, "pop_power_for_loc_weight": 0.3}
    places = [war("War", 100), *PLACES[1:]]
    agree(small(places, ROADS, {}, 6, {**MOVE, **more}, spawn, conflicts=by_day(["War"], [[2.0]] * 6)))


@pytest.mark.parametrize(
    "move",
    [
        {"pruning_threshold": 3.0},
        {"weight_power": 2.0, "weight_softening": 0.1},
        {"fixed_routes": True, "awareness_level": 2},
        {"conflict_weight": 0.0, "foreign_weight": 0.0, "weight_softening": 0.0},
        {"movechance_pop_scale_factor": 0.3, "movechance_pop_base": 2000.0},
    ],
    ids=str,
)
def test_other_rules_of_choice(move: dict[str, Any]) -> None:
    agree(network(move))


def test_forced_redirection() -> None:
    roads = [*ROADS[:4], ("Hub", "Near", 75.0, {"forced": True}), *ROADS[5:]]
    agree(small(PLACES, roads, PEOPLE, 5, MOVE))


def test_a_full_camp_takes_about_as_many() -> None:
    """Where people claim the last places the order differs: 1% of a camp's room and 0.3% of all people."""
    places = [*PLACES[:4], camp("Near", 400), camp("Far", 900)]
    instance = small(places, ROADS, {"War": 2000, "Near": 100}, 20, MOVE)
    program = instance.program(compat="flee")
    one, many = run_agents(program, range(200), 1), run_flows(program, range(200), 1)
    gap = np.abs(one.people.mean(axis=0) - many.people.mean(axis=0))
    assert gap[:, 4].max() < 0.06 * 400
    assert gap[:, 5].max() < 0.06 * 900
    assert gap[:, 4:].sum(axis=1).mean() < 0.02 * 1300


def test_the_shared_test_can_fail() -> None:
    program = network().program()
    less = network({"default_movechance": 0.29}).program()
    one, many = run_agents(program, range(DRAWS), 1), run_flows(less, range(DRAWS), 1)
    assert isinstance(many, Outcome)
    with pytest.raises(AssertionError, match="people"):
        same("people", one.people, many.people)
