"""Interception, custody, decisions and another attempt: shares and times that can be worked out by hand, both engines.

Seeds are fixed, so a test passes always or never; bounds are five standard errors.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from movement_examples import camp, hub, small, town

from suasion.movement import Closure, Instance, Link
from suasion.movement.agents import run_agents
from suasion.movement.encounters import (
    Custody,
    Decision,
    Departures,
    Encounters,
    Interception,
    Line,
    RouteChoice,
)
from suasion.movement.flows import run_flows

BOTH = pytest.mark.parametrize("engine", ["agents", "cohorts"])
MANY = 40_000
ALL = {"everyone": 1.0}


def rules(custody: Custody, hazard: float = float("inf"), **more: Any) -> Encounters:
    return Encounters((Interception("post", "A", "B", hazard, custody.name, **more),), (custody,))


def crossing(found: Encounters, days: int = 1, people: Any = ((MANY,),), **more: Any) -> Instance:
    """People of classes x, y set out from A on the first days, (day, class); A to B is one day."""
    leaving = np.array(people, float)[:, None]
    departures = Departures(("g",), (("x",), ("y",))[: leaving.shape[2]], ("A",), leaving, drawn=False)
    return small(
        [hub("A"), camp("B"), town("S", capacity=-1)],
        [("A", "B", 100.0), ("S", "B", 300.0)],
        {},
        days,
        {"default_movechance": 0.0},
        encounters=found,
        departures=departures,
        **more,
    )


def near(found: float, share: float, of: int = MANY) -> bool:
    return abs(found / of - share) < 5 * np.sqrt(share * (1 - share) / of)


@BOTH
def test_who_is_intercepted(engine: str) -> None:
    stays = Custody("stays", (Decision("back", ALL),))
    run = crossing(rules(stays, 0.7)).run(engine, flows=True)
    assert near(int(run["intercepted"].sum()), 1 - np.exp(-0.7))
    assert run["arrived"].values[0, 0, 0] == MANY  # who is intercepted has completed the link
    assert run["settled"].sel(place="A").sum() == run["intercepted"].sum() == run["decided"].sum()
    two = Encounters(
        (Interception("one", "A", "B", 0.3, "stays"), Interception("two", "", "B", 0.9, "stays")), (stays,)
    )
    run = crossing(two).run(engine)
    assert near(int(run["intercepted"].sel(site="one").sum()), (1 - np.exp(-1.2)) * 0.25)
    assert near(int(run["intercepted"].sel(site="two").sum()), (1 - np.exp(-1.2)) * 0.75)


@BOTH
def test_whoever_is_turned_back_by_a_closed_link_is_not_intercepted(engine: str) -> None:
    shut = [Closure("link", "A", "B", 1)]
    made = crossing(rules(Custody("stays", (Decision("back", ALL),))), days=3, closures=shut)
    links = tuple(replace(link, length_km=500.0) for link in made.network.links)
    run = replace(made, network=replace(made.network, links=links)).run(engine)
    assert run["intercepted"].sum() == 0
    assert run["people"].sel(place="A").values[0, -1] == MANY


@BOTH
def test_attempts_until_success_are_geometric(engine: str) -> None:
    caught = 0.6
    home = Custody("home", (Decision("home", ALL, again=1.0),))
    run = crossing(rules(home, -np.log(1 - caught)), days=12).run(engine)
    through = np.diff(run["people"].sel(place="B").values[0], prepend=0)
    for attempt in range(8):  # each attempt takes a day
        assert near(through[attempt], caught**attempt * (1 - caught))
    left = run["people"].sel(place="A").values[0]
    assert left[5] == run["intercepted"].values[0, 5].sum()


@BOTH
def test_some_try_again_after_a_delay(engine: str) -> None:
    mean, again = 4.0, 0.75
    back = Custody("back", (Decision("back", ALL, again, mean),))
    run = crossing(rules(back, from_day=0, to_day=1), days=30).run(engine)
    assert near(int(run["settled"].sel(place="A").values[0, -1]), 1 - again)
    assert near(int(run["waiting"].values[0, 0].sum()), again)
    through = np.diff(run["people"].sel(place="B").values[0], prepend=0)
    for day in range(1, 9):  # may set out on the next day at the earliest, then each day with chance 1 / (1 + mean)
        assert near(int(through[day]), again / (1 + mean) * (mean / (1 + mean)) ** (day - 1))


@BOTH
def test_days_held_are_geometric_with_their_mean(engine: str) -> None:
    mean = 3.5
    held = Custody("jail", (Decision("S", ALL),), "B", mean)
    run = crossing(rules(held), days=25).run(engine)
    inside = run["held"].sel(place="B").values[0]
    assert inside[0] == MANY  # nobody leaves on the day itself
    assert (run["people"].sel(place="B").values[0] == inside).all()
    for day in range(1, 10):
        assert near(int(inside[day]), (1 - 1 / mean) ** day)
    assert run["settled"].sel(place="S").values[0, -1] == run["decided"].sum()
    at_once = crossing(rules(replace(held, days=1.0)), days=3).run(engine)
    assert at_once["held"].values[0, :, 1].tolist() == [MANY, 0, 0]


@BOTH
def test_room_is_kept_and_given_at_random(engine: str) -> None:
    jail = Custody("jail", (Decision("S", {"x": 1.0, "y": 1.0}),), "B", 4.0, 50)
    made = crossing(rules(jail), days=8, people=[(60, 20)] * 6)
    run = made.run(engine, draws=300)
    assert (run["held"].sel(place="B").values <= 50).all()
    assert (run["held"].sel(place="B").values[:, :6] == 50).all()  # more come each day than there is room for
    first = run["class_people"].sel(state="held").values[:, 0]
    assert (first.sum(axis=1) == 50).all()
    spread = 50 * 0.75 * 0.25 * 30 / 79  # hypergeometric
    assert abs(first[:, 0].mean() - 37.5) < 5 * np.sqrt(spread / 300)
    assert 0.7 < first[:, 0].var() / spread < 1.4
    crowded = replace(made, encounters=rules(replace(jail, full="hold"))).run(engine)
    assert crowded["held"].values[0, :, 1].tolist()[0] == 80
    none = replace(made, encounters=rules(replace(jail, room=0))).run(engine)
    assert none["held"].sum() == 0
    assert none["settled"].sel(place="S").values[0, -1] == 480


@BOTH
def test_decisions_have_their_shares_by_class_and_day(engine: str) -> None:
    decisions = (
        Decision("A", {"x": 0.2, "y": 1.0}, to_day=2),
        Decision("S", {"x": 0.8}, to_day=2),
        Decision("B", ALL, from_day=2),
    )
    made = crossing(rules(Custody("jail", decisions)), days=4, people=[(MANY, MANY)] * 4)
    found = made.run(engine)["decided"].values[0]
    assert near(found[0, 0, 0], 0.2)
    assert near(found[1, 1, 0], 0.8)
    assert found[:2, :, 1].tolist() == [[MANY, 0, 0]] * 2
    assert found[2:].sum(axis=2).tolist() == [[0, 0, 2 * MANY]] * 2


@BOTH
def test_onward_goes_on_the_same_day_and_back_is_at_the_start(engine: str) -> None:
    ways = (Decision("onward", {"everyone": 0.5}), Decision("back", {"everyone": 0.5}, 1.0))
    made = small(
        [hub("A"), hub("H"), town("B")], [], {"A": MANY}, 2, {"default_movechance": 0.0},
        links=[Link("A", "H", 100.0), Link("H", "B", 100.0)],
        encounters=Encounters((Interception("post", "A", "H", float("inf"), "check"),), (Custody("check", ways),)),
    )  # fmt: skip
    assert made.encounters.custodies[0].decisions[0].again_share == 1.0
    run = made.run(engine, flows=True)
    assert near(int(run["people"].sel(place="B").values[0, 0]), 0.5)
    assert near(int(run["people"].sel(place="A").values[0, 0]), 0.5)
    later = Custody("check", (Decision("onward", ALL, 1.0, 2.0),))
    run = replace(made, encounters=replace(made.encounters, custodies=(later,))).run(engine)
    assert run["waiting"].sel(place="H").values[0, 0] == MANY
    good = Custody("check", (Decision("onward", ALL, 0.0),))
    run = replace(made, encounters=replace(made.encounters, custodies=(good,))).run(engine)
    assert run["settled"].sel(place="H").values[0, 0] == MANY


@BOTH
def test_a_planned_route_is_dropped_unless_onward(engine: str) -> None:
    def through(word: str) -> int:
        check = Custody("check", (Decision(word, ALL, 1.0),))
        made = small(
            [hub("A"), town("H"), camp("B")], [("A", "H", 350.0), ("H", "B", 350.0)], {"A": MANY}, 3,
            {"awareness_level": 2, "default_movechance": 0.0},
            encounters=Encounters((Interception("post", "A", "H", float("inf"), "check"),), (check,)),
        )  # fmt: skip
        return int(made.run(engine)["people"].sel(place="B").values[0, -1])

    assert through("onward") > MANY / 4
    assert through("H") == 0


def everything(**move: Any) -> Instance:
    """All rules at once, with two classes, homes and a route choice; no room short of its people by much."""
    check = Custody(
        "check",
        (
            Decision("onward", {"x": 0.3, "y": 0.1}),
            Decision("back", {"x": 0.2, "y": 0.4}, 0.9, 1.0),
            Decision("home", {"everyone": 0.5}, 0.8, 3.0),
        ),
    )
    jail = Custody(
        "jail", (Decision("home", {"everyone": 0.6}, 0.7, 2.0), Decision("S", {"everyone": 0.4})), "C", 3.0, 12
    )
    met = (
        Interception("road", "B", "D", 0.5, "jail", {"x": 1.5}),
        Interception("road", "B", "D", 0.4, "check", from_day=5),
        Interception("coast", "", "C", 0.3, "check"),
    )
    lines = (Line("C", "D", 7.5, 0.1), Line("A", "B", 9.0, 0.0, 2, 9))
    choice = RouteChoice({"D": 1.0, "S": 0.0}, {"y": {"S": 0.7}}, 1.5, per_hazard=2.0, lag_days=3.0, every_days=3)
    departures = Departures(("g",), (("x",), ("y",)), ("A", "B"), np.full((10, 2, 2), 8.0))
    return small(
        [hub("A"), town("B"), hub("C"), camp("D"), town("S")],
        [
            ("A", "B", 100.0),
            ("A", "C", 130.0),
            ("B", "D", 300.0),
            ("C", "D", 90.0),
            ("C", "S", 400.0),
            ("B", "C", 60.0),
        ],
        {},
        16,
        {"default_movechance": 0.6, **move},
        closures=[Closure("link", "A", "C", 6, 9)],
        encounters=Encounters(met, (check, jail), lines, choice),
        departures=departures,
    )


@pytest.mark.parametrize("short_stints", [False, True])
def test_cohorts_have_the_distribution_of_people_one_by_one(short_stints: bool) -> None:
    """Where short stints are avoided, whoever is stopped begins anew in both."""
    draws = 600
    program = everything(avoid_short_stints=short_stints).program()
    one, many = run_agents(program, range(draws), 1, flows=True), run_flows(program, range(draws), 1, flows=True)
    assert one.tally is not None
    assert many.tally is not None
    pairs = {name: (getattr(one, name), getattr(many, name)) for name in ("people", "on_links", "entered", "arrived")}
    pairs |= dict(zip(one.tally._fields, zip(one.tally, many.tally, strict=True), strict=True))
    for name, (first, second) in pairs.items():
        gap = first.mean(axis=0) - second.mean(axis=0)
        error = np.sqrt((first.var(axis=0) + second.var(axis=0)) / draws)
        often = np.minimum(first.sum(axis=0), second.sum(axis=0)) >= 10
        far = gap[often & (error > 0)] / error[often & (error > 0)]
        assert often.any(), name
        assert np.abs(far).max() < 5.0, name
        assert 0.2 < np.mean(far**2) < 2.0, name
        assert second.var(axis=0).sum() == pytest.approx(first.var(axis=0).sum(), rel=0.15), name


def test_means_are_those_of_drawn_cohorts_while_nothing_is_full() -> None:
    made = everything()
    free = tuple(replace(each, room=-1) for each in made.encounters.custodies)
    made = replace(made, encounters=replace(made.encounters, custodies=free, lines=()))
    draws = 800
    drawn, mean = made.run("cohorts", draws=draws), made.run("cohorts", expected=True)
    for name in ("people", "intercepted", "decided", "reached", "class_people", "held", "waiting", "settled"):
        own = drawn[name].values
        error = np.sqrt(own.var(axis=0) / draws)
        gap = np.abs(own.mean(axis=0) - mean[name].values[0])
        assert (gap <= 5 * error + 0.02).all(), name


@pytest.mark.parametrize(
    ("own", "others", "taken"), [(60, 20, 50), (3, 4, 6), (40_000, 90_000, 700), (1, 10**6, 10**5)]
)
def test_draws_without_putting_back_are_hypergeometric(own: int, others: int, taken: int) -> None:
    from scipy.stats import hypergeom

    from suasion.movement.flow_samplers import hypergeometric
    from suasion.movement.kernels import draw_key

    found = np.array([hypergeometric(own, others, taken, draw_key(3, draw, "test")) for draw in range(4000)])
    law = hypergeom(own + others, own, taken)
    values, counts = np.unique(found, return_counts=True)
    assert ((values >= max(0, taken - others)) & (values <= min(own, taken)) & (values % 1 == 0)).all()
    often = law.pmf(values) * len(found) >= 8
    expected = law.pmf(values[often]) * len(found)
    assert ((counts[often] - expected) ** 2 / expected).sum() < often.sum() + 5 * np.sqrt(2 * often.sum())
    assert abs(found.mean() - law.mean()) < 5 * law.std() / np.sqrt(len(found))


@pytest.mark.parametrize("mode", ["constant", "pop_ratio", "poisson", "departures"])
def test_room_is_asked_for_exactly_the_people_who_come(mode: str) -> None:
    from movement_examples import war

    from suasion.movement.agents import _people_in_all
    from suasion.movement.kernels import draw_key, world_of

    rate = 0.3 if mode == "pop_ratio" else 70.0
    push = {"spawn_mode": mode, "displaced_per_conflict_day": rate} if mode != "departures" else None
    spawn = {"conflict_driven_spawning": push, "take_from_population": True}
    leaving = Departures(("g",), (("x",),), ("W", "A"), np.full((6, 2, 1), 9.5)) if push is None else None
    made = small([war("W", 200), hub("A"), camp("C")], [("W", "C", 50.0)], {}, 6, spawn=spawn, departures=leaving)
    program = replace(made, first_people=(("C", {"g": "x"}),) * 4).program()
    for draw in range(5):
        joined = run_agents(program, range(draw, draw + 1), 1).spawned.sum()
        assert _people_in_all(world_of(program), draw_key(1, draw), 6) == joined > 100
