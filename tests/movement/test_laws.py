"""Laws that hold on any network: nobody is lost, luck belongs to a draw and a person, same inputs give same bytes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from movement_examples import by_day, camp, hub, small, town, war

from suasion.movement import Closure, Instance, Place, Strength
from suasion.movement.instance import Demographics

KINDS = ("camp", "idpcamp", "conflict", "hub", "town", "marker")


@st.composite
def instances(draw: st.DrawFn) -> tuple[Instance, list[Strength]]:
    """Random small networks with closures, strengths, and rules switched on at random."""
    count = draw(st.integers(2, 6))
    kinds = [draw(st.sampled_from(KINDS)) for _ in range(count)]
    places = [
        Place(
            f"P{number}",
            kind=kind,
            country=draw(st.sampled_from(["Home", "Abroad"])),
            population=draw(st.integers(0, 500)),
            capacity=draw(st.integers(0, 60)) if "camp" in kind else -1,
            extra={"deactivation_probability": "0.3"} if "camp" in kind else {"farmer_fraction": "0.5"},
        )
        for number, kind in enumerate(kinds)
    ]
    pairs = draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), min_size=1, max_size=8))
    roads = [(f"P{a}", f"P{b}", draw(st.floats(1.0, 900.0))) for a, b in pairs if a != b]
    days = draw(st.integers(1, 12))
    move = {
        "awareness_level": draw(st.integers(1, 3)),
        "camp_movechance": 0.3,
        "avoid_short_stints": draw(st.booleans()),
        "start_on_foot": draw(st.booleans()),
        "pruning_threshold": draw(st.sampled_from([1.0, 3.0])),
        "fixed_routes": draw(st.booleans()),
        "weight_power": draw(st.sampled_from([1.0, 2.0, 0.0])),
        "flood_movechances": [0.3, 0.9],
        "flood_loc_weights": [1.0, 0.4],
        "flood_forecaster": draw(st.booleans()),
        "flood_forecaster_timescale": draw(st.integers(1, 3)),
        "flood_forecaster_end_time": draw(st.integers(0, 8)),
        "flood_forecaster_weights": [0.9] * 12,
        "flood_awareness_weights": [0.2, 1.0],
        "harvest_months": draw(st.sampled_from([[], [1], [2], [1, 3]])),
    }
    push = {
        "spawn_mode": draw(st.sampled_from(["constant", "pop_ratio", "poisson"])),
        "displaced_per_conflict_day": draw(st.floats(0.0, 1.0)),
    }
    spawn: dict[str, Any] = {
        "conflict_driven_spawning": push,
        "take_from_population": draw(st.booleans()),
        "camps_are_sinks": draw(st.booleans()),
    }
    days_of = st.integers(0, days)
    closures = [
        Closure("location", f"P{draw(st.integers(0, count - 1))}", "", draw(days_of), draw(days_of))
        for _ in range(draw(st.integers(0, 2)))
    ]
    people = {f"P{number}": draw(st.integers(0, 40)) for number in range(count)}
    strengths = [Strength("", f"P{draw(st.integers(0, count - 1))}", draw(st.floats(0.0, 1.0)))]
    aware = Demographics(("0", "1"), {"Default": (0.4, 0.6)})
    given_class = {"floodawareness": str(draw(st.integers(0, 1)))}
    instance = small(places, roads, people, days, move, spawn, closures=closures)
    return replace(
        instance,
        start_date=dt.date(2020, 1, draw(st.integers(25, 31))),
        floods=by_day(
            ["P0", "P1"], draw(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=15, max_size=15))
        ),
        demographics={"floodawareness": aware},
        first_people=tuple((name, given_class) for name, _ in instance.first_people),
    ), strengths


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(instances(), st.sampled_from([None, "flee"]), st.integers(0, 2**40))
def test_nobody_is_lost_or_made(pair: tuple[Instance, list[Strength]], compat: str | None, seed: int) -> None:
    instance, strengths = pair
    engine = "cohorts" if seed % 2 else "agents"
    run = instance.run(engine, draws=2, seed=seed, compat=compat, strengths=strengths, flows=True)
    everyone = run["people"].values.sum(axis=2, dtype=np.int64) + run["on_links"].values
    assert (everyone == run["spawned"].values.cumsum(axis=1)).all()
    assert all(
        (run[name].values >= 0).all() for name in ("people", "on_links", "spawned", "entered", "arrived", "stopped")
    )
    under_way = (run["entered"].values - run["arrived"].values).sum(axis=2).cumsum(axis=1)
    assert (under_way >= run["on_links"].values).all()  # the rest was turned back
    if not instance.network.closures:
        assert (under_way == run["on_links"].values).all()


@pytest.fixture(scope="module")
def busy() -> Instance:
    """Some thousand people, limited camps, planned routes."""
    places = [war("A", 900), war("B", 400), town("T"), hub("H"), camp("C", 300), camp("D", 2000)]
    roads = [
        ("A", "T", 90.0),
        ("B", "T", 200.0),
        ("T", "H", 50.0),
        ("H", "C", 120.0),
        ("H", "D", 700.0),
        ("A", "C", 250.0),
    ]
    push = {"spawn_mode": "pop_ratio", "displaced_per_conflict_day": 0.1}
    return small(places, roads, {"T": 100}, 20, {"awareness_level": 2}, {"conflict_driven_spawning": push})


def test_same_seed_same_bytes(busy: Instance) -> None:
    assert busy.run(draws=3, seed=7).people.values.tobytes() == busy.run(draws=3, seed=7).people.values.tobytes()
    assert (busy.run(seed=7).people != busy.run(seed=8).people).any()


def test_blocks_change_nothing(busy: Instance) -> None:
    whole = busy.run(draws=5)["people"].values
    parts = [busy.run(draws=2), busy.run(draws=3, first_draw=2)]
    assert parts[1]["draw"].values.tolist() == [2, 3, 4]
    assert whole.tobytes() == np.concatenate([part["people"].values for part in parts]).tobytes()
    assert (whole[0] != whole[1]).any()


def test_counting_flows_changes_nothing(busy: Instance) -> None:
    assert busy.run(flows=True).people.equals(busy.run().people)


def test_variants_share_luck_until_they_differ(busy: Instance) -> None:
    plain, closed = busy.run(draws=2), busy.run(draws=2, closures=["T-H@10:15"])
    assert plain["people"].values[:, :10].tobytes() == closed["people"].values[:, :10].tobytes()
    assert (plain["people"].values[:, 10:] != closed["people"].values[:, 10:]).any()
    # people far from the closure keep their luck: who leaves B on a day after it is decided by the same numbers
    one = small([hub("X"), camp("Y"), camp("Z")], [("X", "Y", 300.0), ("X", "Z", 300.0)], {"X": 500}, 2)
    watched = one.run(strengths=["X-Y@0:2=0.5"], flows=True)["entered"].values[0, 0]
    free = one.run(flows=True)["entered"].values[0, 0]
    assert watched[2] == free[2]  # those bound for Z go to Z
    assert watched[0] < free[0]


def test_days_are_a_prefix(busy: Instance) -> None:
    assert busy.run(days=8).people.values.tobytes() == busy.run().people.values[:, :8].tobytes()


def test_a_person_takes_16_bytes_at_most() -> None:
    import ast
    import inspect

    from suasion.movement import agents

    sizes = {"int32": 4, "uint8": 1, "uint16": 2}
    kept = {"where", "done_m", "marks", "groups", "tails", "paces"}
    found = {
        node.targets[0].id: sizes[node.value.args[1].attr]
        for node in ast.walk(ast.parse(inspect.getsource(agents)))
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in kept
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.args[1], ast.Attribute)
    }
    assert set(found) == kept
    assert sum(found.values()) <= 16


def test_draws_have_a_binomial_spread() -> None:
    run = small([town("T"), camp("C")], [("T", "C", 9.0)], {"T": 1000}, 1).run(draws=400)
    left = 1000 - run["people"].sel(place="T").values[:, 0].astype(float)
    assert abs(left.mean() - 300) < 4 * np.sqrt(210 / 400)
    assert 0.75 < left.var(ddof=1) / 210 < 1.3
