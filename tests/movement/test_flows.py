"""The laws of cohorts: nobody is lost, nobody is made, luck belongs to a draw, the expected run is their mean."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from movement_examples import NOBODY, camp, hub, small, town, war

from suasion.errors import InputError
from suasion.movement import Closure, Instance, Strength, read_folder
from suasion.movement.agents import Outcome, run_agents
from suasion.movement.flows import run_flows
from suasion.movement.instance import Demographics

SHARED = Path(__file__).parents[3] / "shared" / "data" / "flee-conflicts"
DAILY = {"conflict_driven_spawning": {"spawn_mode": "constant", "displaced_per_conflict_day": 10}}
PLACES = [war("War"), hub("Hub"), town("Town"), camp("Near", 300), camp("Far")]
ROADS = [
    ("War", "Hub", 40.0),
    ("War", "Town", 90.0),
    ("Hub", "Near", 75.0),
    ("Town", "Near", 310.0),
    ("Hub", "Far", 700.0),
]


def network(people: int = 1000, **more: Any) -> Instance:
    return small(PLACES, ROADS, {"War": people}, more.pop("days", 12), {"camp_movechance": 0.05}, DAILY, **more)


def whole(outcome: Outcome) -> None:
    """Everyone who joined is at a place or on a link; on links is who set out less who came off or was turned back."""
    there = outcome.people.sum(axis=2, dtype=np.int64) + outcome.on_links
    assert (there == np.cumsum(outcome.spawned, axis=1)).all()
    for counts in (
        outcome.people,
        outcome.on_links,
        outcome.spawned,
        outcome.entered,
        outcome.arrived,
        outcome.stopped,
    ):
        assert counts is None or (counts >= 0).all()


LENGTHS = st.sampled_from([25.0, 40.0, 90.0, 179.9, 180.0, 360.0, 361.5, 1500.0])


@st.composite
def instances(draw: st.DrawFn) -> tuple[Instance, list[Strength], str | None]:
    """Small networks with closures, strengths and capacities."""
    kinds = st.sampled_from([hub, town, war, camp])
    names = ["A1", "B1", "C1", "D1", "E1"][: draw(st.integers(2, 5))]
    places = [draw(kinds)(name) for name in names]
    places = [replace(each, capacity=draw(st.integers(0, 300))) if each.is_camp else each for each in places]
    places = [replace(each, extra={"farmer_fraction": draw(st.sampled_from(["0", "0.5", "1"]))}) for each in places]
    pairs = [(one, two) for place, one in enumerate(names) for two in names[:place]]
    roads = [
        (*pair, draw(LENGTHS), {"walk_probability": draw(st.sampled_from([0.0, 0.0, 0.5]))})
        for pair in draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=7))
    ]
    days = st.integers(0, 8)
    shut = [
        Closure("location", draw(st.sampled_from(names)), "", draw(days), draw(days))
        for _ in range(draw(st.integers(0, 3)))
    ]
    joined = [road[:2] for road in roads]
    watched = [
        Strength(*draw(st.sampled_from(joined)), draw(st.floats(0, 1)), draw(days), 9) for _ in range(draw(days) // 4)
    ]
    move = {
        "awareness_level": draw(st.integers(1, 3)),
        "start_on_foot": draw(st.booleans()),
        "avoid_short_stints": draw(st.booleans()),
        "capacity_buffer": draw(st.sampled_from([0.0, 0.9, 1.0])),
        "camp_movechance": draw(st.sampled_from([0.0, 0.2, 1.0])),
        "harvest_months": draw(st.sampled_from([[], [1], [2]])),
    }
    people = {name: draw(st.sampled_from([0, 1, 6, 2000])) for name in names}
    spawn = {"conflict_driven_spawning": draw(st.sampled_from([NOBODY, DAILY["conflict_driven_spawning"]]))}
    start = dt.date(2020, 1, draw(st.integers(22, 31)))
    instance = small(places, roads, people, 9, move, spawn, closures=shut, start_date=start)
    return instance, watched, draw(st.sampled_from([None, "flee"]))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(instances())
def test_nobody_is_lost(case: tuple[Instance, list[Strength], str | None]) -> None:
    instance, watched, compat = case
    program = instance.program(compat=compat, strengths=watched)
    whole(run_flows(program, range(3), 1, flows=True))
    mean = run_flows(program, range(1), 1, flows=True, expected=True)
    there = mean.people.sum(axis=2) + mean.on_links
    assert there == pytest.approx(np.cumsum(mean.spawned, axis=1), rel=1e-9, abs=1e-9)
    assert mean.people.min() >= 0.0


def test_the_shared_law_can_fail() -> None:
    outcome = run_flows(network().program(), range(1), 1, flows=True)
    outcome.people[0, 3, 1] += 1
    with pytest.raises(AssertionError):
        whole(outcome)


def test_classes_keep_their_people() -> None:
    """Each group is drawn to its own camp only, so its people can be counted there, draw by draw."""
    groups = {"A": {"north": "10", "south": "0"}, "B": {"north": "0", "south": "10"}}
    places = [hub("War"), camp("A", extra=groups["A"]), camp("B", extra=groups["B"])]
    table = {"ethnicity": Demographics(("north", "south"), {"Default": (0.5, 0.5)})}
    move = {"MatchCampEthnicity": True, "MatchTownEthnicity": True}
    instance = small(places, [("War", "A", 50.0), ("War", "B", 900.0)], {}, 5, move, demographics=table)
    people = (*(("War", {"ethnicity": "north"}),) * 301, *(("War", {"ethnicity": "south"}),) * 1702)
    run = run_flows(replace(instance, first_people=people).program(), range(8), 1)
    assert (run.people[:, -1, 1] == 301).all()
    assert (run.people[:, -1, 2] == 1702).all()


def test_a_draw_is_the_same_in_any_block() -> None:
    program = network().program()
    all_at_once = run_flows(program, range(7), 3, flows=True)
    again = [run_flows(program, block, 3, flows=True) for block in (range(3), range(3, 7))]
    for name in ("people", "on_links", "spawned", "entered", "arrived", "stopped"):
        joined = np.concatenate([getattr(part, name) for part in again])
        assert joined.tobytes() == getattr(all_at_once, name).tobytes()
    assert (run_flows(program, range(7), 4).people != all_at_once.people).any()
    assert (all_at_once.people[0] != all_at_once.people[1]).any()


@pytest.mark.parametrize("harvest", [False, True])
def test_memory_too_small_at_first_changes_nothing(harvest: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    from suasion.movement import flows

    rules = {"avoid_short_stints": True, "awareness_level": 2, "camp_movechance": 0.3, "harvest_months": [2]}
    farms = [replace(each, extra={"farmer_fraction": "0.5"}) for each in PLACES]
    start = dt.date(2020, 1, 28)
    away = small(farms, ROADS, {"War": 1000}, 12, rules, DAILY, start_date=start)
    program = (away if harvest else network()).program()
    usual = run_flows(program, range(3), 1).people
    monkeypatch.setattr(flows, "FEW_COHORTS", 2)
    assert (run_flows(program, range(3), 1).people == usual).all()


def test_variants_share_luck() -> None:
    """A road far away that is closed changes nothing nearby; another seed does."""
    places = [war("War"), camp("Near"), war("Other"), camp("There")]
    instance = small(places, [("War", "Near", 90.0), ("Other", "There", 90.0)], {}, 9, {"camp_movechance": 0.3}, DAILY)
    one = run_flows(instance.program(), range(2), 1).people
    two = run_flows(instance.program(closures=["Other-There@2:5"]), range(2), 1).people
    assert (one[:, :, :2] == two[:, :, :2]).all()
    assert (one[:, :, 2:] != two[:, :, 2:]).any()


def test_the_expected_run_is_the_mean_of_draws() -> None:
    places = [replace(each, capacity=0) if each.is_camp else each for each in PLACES]
    instance = small(places, ROADS, {"War": 400, "Near": 90}, 8, {"camp_movechance": 0.1}, DAILY)
    for strengths in ([], ["Hub-Near@2:5=0.3"]):
        program = instance.program(strengths=strengths)
        drawn = run_flows(program, range(2000), 1, flows=True)
        mean = run_flows(program, range(1), 1, flows=True, expected=True)
        for name in ("people", "on_links", "entered", "arrived", "stopped"):
            many = getattr(drawn, name)
            error = many.std(axis=0) / np.sqrt(2000)
            assert np.abs(many.mean(axis=0) - getattr(mean, name)[0]).max() < 1e-6 + 4.5 * error.max(), name


def test_the_expected_run_is_linear_where_no_camp_fills() -> None:
    def mean(people: int) -> Any:
        instance = small([*PLACES[:3], camp("Near"), camp("Far")], ROADS, {"War": people}, 8, {"camp_movechance": 0.1})
        return run_flows(instance.program(), range(1), 1, expected=True).people

    assert mean(3000) == pytest.approx(3.0 * mean(1000), rel=1e-6, abs=1e-5)
    assert mean(10) == pytest.approx(mean(10**6) / 10**5, rel=1e-4, abs=1e-5)


def test_expected_draws_are_one_run() -> None:
    found = run_flows(network().program(), range(2, 5), 1, expected=True).people
    assert found.dtype == np.float64
    assert (found[0] == found[1]).all()


@pytest.mark.parametrize("compat", [None, "flee"])
def test_shut_from_its_first_day_until_before_its_last(compat: str | None) -> None:
    instance = small(
        [war("Alpha"), camp("Beta")], [("Alpha", "Beta", 50.0)], days=6, spawn=DAILY,
        closures=[Closure("location", "Beta", "", 2, 4)],
    )  # fmt: skip
    for expected in (False, True):
        run = run_flows(instance.program(compat=compat), range(1), 1, flows=True, expected=expected)
        assert run.entered is not None
        assert run.entered[0, :, 0].tolist() == [10, 10, 0, 0, 30, 10]


@pytest.mark.parametrize(("compat", "ends_at"), [(None, "Beta"), ("flee", "Alpha")])
def test_a_link_shut_and_open_again_under_way(compat: str | None, ends_at: str) -> None:
    shut = [Closure("location", "Beta", "", 1, 2)]
    instance = small([hub("Alpha"), camp("Beta")], [("Alpha", "Beta", 1000.0)], {"Alpha": 10}, 3, closures=shut)
    run = run_flows(instance.program(compat=compat), range(1), 1)
    assert run.people[0, 2].tolist() == ([0, 10] if ends_at == "Beta" else [10, 0])


def test_strength_holds_on_its_days() -> None:
    instance = small([hub("Alpha"), camp("Beta")], [("Alpha", "Beta", 50.0)], {"Alpha": 10_000}, days=4)
    program = instance.program(strengths=["Alpha-Beta@1:2=1", "Alpha-Beta@0:1=0.25"])
    run = run_flows(program, range(1), 1, flows=True)
    assert run.stopped is not None
    stopped = run.stopped[0, :, 0]
    assert abs(stopped[0] - 2500) < 4 * np.sqrt(10_000 * 0.25 * 0.75)
    assert stopped[1:].tolist() == [stopped[0], 0, 0]
    assert run.people[0, 2:, 1].tolist() == [10_000, 10_000]


def test_a_full_camp_is_not_entered() -> None:
    instance = small([hub("Alpha"), camp("Beta", 100)], [("Alpha", "Beta", 50.0)], {"Alpha": 5000, "Beta": 96}, days=4)
    for expected in (False, True):
        run = run_flows(instance.program(), range(1), 1, expected=expected)
        assert run.people[0, :, 1].tolist() == [96] * 4


def test_hundreds_of_millions() -> None:
    places = [war("War", 10**9), *PLACES[1:3], camp("Near"), camp("Far")]
    spawn = {"conflict_driven_spawning": {"spawn_mode": "constant", "displaced_per_conflict_day": 30_000_000}}
    run = run_flows(small(places, ROADS, {}, 12, {}, spawn).program(), range(2), 1, flows=True)
    whole(run)
    assert run.people[0, -1].sum(dtype=np.int64) + run.on_links[0, -1] == 12 * 30_000_000


def test_the_data_set_of_a_run() -> None:
    run = network().run("cohorts", draws=2, seed=3, first_draw=4, flows=True)
    assert run.attrs["engine"] == "cohorts"
    assert run["draw"].values.tolist() == [4, 5]
    assert (run["people"].values == run_flows(network().program(), range(4, 6), 3).people).all()
    assert run["entered"].dims == ("draw", "day", "link")


def test_a_day_beyond_all_links_is_refused() -> None:
    places = [hub("Alpha"), camp("Beta")]
    instance = small(places, [("Alpha", "Beta", 0.001)], {"Alpha": 1}, move={"max_move_speed": 100_000.0})
    with pytest.raises(InputError) as caught:
        run_flows(instance.program(), range(1), 1)
    assert str(caught.value) == (
        "routes.csv: a day's travel is more than 4,194,304 times the shortest link (0.001 km). Use --engine agents, "
        "or lengthen that link"
    )


def test_very_short_links() -> None:
    places = [town("Alpha"), town("Beta"), camp("Camp")]
    roads = [("Alpha", "Beta", 0.001), ("Beta", "Camp", 9.0)]
    whole(run_flows(small(places, roads, {"Alpha": 50}, 5).program(), range(20), 1, flows=True))


def test_too_many_cohorts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from suasion.movement import flows

    monkeypatch.setattr(flows, "FEW_COHORTS", 2)
    monkeypatch.setattr(flows, "MOST_COHORTS", 4)
    with pytest.raises(InputError) as caught:
        run_flows(network().program(), range(1), 1)
    assert str(caught.value) == (
        "cohorts: more than 4 groups of people alike at a time. Use --engine agents, or lower awareness_level"
    )


@pytest.mark.skipif(not SHARED.exists(), reason="the shared folders of Flee's instances are not beside this checkout")
@pytest.mark.parametrize(("name", "hasten"), [("mali2012", 1), ("burundi2015", 10), ("ssudan2014", 10)])
def test_shared_folders_as_person_by_person(name: str, hasten: int) -> None:
    program = read_folder(SHARED / name).program(compat="flee", hasten=hasten)
    camps, counted = program.counts.camps, program.counts.people

    def error(outcome: Outcome) -> float:
        gap = np.abs(outcome.people[:, :, camps] - counted).sum(axis=2)
        return float((gap / np.maximum(1, counted.sum(axis=1))).mean())

    cohorts, people = run_flows(program, range(10), 1), run_agents(program, range(4), 1)
    whole(cohorts)
    assert abs(error(cohorts) - error(people)) < 0.004
