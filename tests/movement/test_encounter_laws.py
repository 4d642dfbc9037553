"""Laws that hold under any encounters: nobody is lost or made, by class and day; luck belongs to what it decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from movement_examples import camp, hub, small, town

from suasion.movement import Closure, Instance, Place
from suasion.movement.encounters import (
    Custody,
    Decision,
    Departures,
    Encounters,
    Interception,
    Line,
    RouteChoice,
)

CLASSES = (("north", "old"), ("north", "young"), ("south", "old"))
KEYS = ("everyone", "north", "south", "old", "north, young")
LENGTHS = (25.0, 40.0, 77.7, 120.0, 359.9, 800.0)  # shorter ones make so many means that they are refused
EVENTS = ("intercepted", "decided", "reached")


@st.composite
def shares(draw: st.DrawFn, count: int) -> list[float]:
    cuts = sorted(draw(st.lists(st.floats(0.0, 1.0), min_size=count - 1, max_size=count - 1)))
    return np.diff([0.0, *cuts, 1.0]).tolist()


@st.composite
def custodies(draw: st.DrawFn, names: list[str], number: int) -> Custody:
    place = draw(st.sampled_from(["", *names]))
    targets = draw(
        st.lists(st.sampled_from([*names, "home", *([] if place else ["onward", "back"])]), min_size=1, max_size=3)
    )
    parts = draw(shares(len(targets)))
    decisions = tuple(
        Decision(to, {"everyone": part}, draw(st.floats(0.0, 1.0)), draw(st.sampled_from([0.0, 0.0, 0.7, 3.0])))
        for to, part in zip(targets, parts, strict=True)
    )
    days, room = draw(st.floats(1.0, 5.0)), draw(st.sampled_from([-1, 0, 3, 40]))
    return Custody(f"C{number}", decisions, place, days, room, draw(st.sampled_from(["decide", "hold"])))


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """Random small networks with interceptions, custodies, lines, closures and at times a route choice."""
    count, days = draw(st.integers(2, 6)), draw(st.integers(1, 12))
    names = [f"P{number}" for number in range(count)]
    kinds = [draw(st.sampled_from(["camp", "hub", "town", "marker"])) for _ in names]
    places = [
        Place(name, kind=kind, capacity=draw(st.integers(0, 60)) if kind == "camp" else -1,
              extra={"deactivation_probability": "0.2"} if kind == "camp" else {})
        for name, kind in zip(names, kinds, strict=True)
    ]  # fmt: skip
    pairs = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), min_size=1, max_size=8))
    roads = [(a, b, draw(st.sampled_from(LENGTHS))) for a, b in pairs if a != b]
    ways = [pair for a, b, _ in roads for pair in ((a, b), (b, a))]
    window = st.sampled_from([(0, -1), (0, max(days // 2, 1)), (days // 2, -1)])
    kept = [draw(custodies(names, number)) for number in range(draw(st.integers(1, 2)))]
    met = [
        Interception(
            draw(st.sampled_from(["S", "T"])), *draw(st.sampled_from(ways)),
            draw(st.sampled_from([0.0, 0.3, 2.0, float("inf")])), draw(st.sampled_from(kept)).name,
            {draw(st.sampled_from(KEYS)): draw(st.floats(0.0, 3.0))}, *draw(window), draw(st.booleans()),
        )
        for _ in range(draw(st.integers(0, 3)) if ways else 0)
    ]  # fmt: skip
    metered = draw(st.lists(st.sampled_from(ways), max_size=2, unique=True)) if ways else []
    lines = [
        Line(*way, draw(st.sampled_from([0.0, 0.4, 7.5, 100.0])), draw(st.sampled_from([0.0, 0.3])), *draw(window))
        for way in metered
    ]
    choice = None
    if draw(st.booleans()):
        goals = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        choice = RouteChoice(dict.fromkeys(goals, 1.0), {"north": {goals[0]: 0.5}}, per_100_km=900.0, lag_days=2.0)
    move = {
        "awareness_level": 1 if choice else draw(st.integers(1, 3)),
        "camp_movechance": 0.3,
        "start_on_foot": draw(st.booleans()),
        "avoid_short_stints": draw(st.booleans()),
    }
    starts = tuple(draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)))
    whole = draw(st.booleans())
    numbers = draw(st.lists(st.integers(0, 30), min_size=3 * len(starts), max_size=3 * len(starts)))
    leaving = np.array([numbers] * (days // 2 + 1), float).reshape(-1, len(starts), 3)
    closures = [
        Closure("location", draw(st.sampled_from(names)), "", draw(st.integers(0, days)), draw(st.integers(0, days)))
    ]
    return small(
        places, roads, {}, days, move, {"camps_are_sinks": draw(st.booleans())},
        closures=closures[: draw(st.integers(0, 1))],
        encounters=Encounters(tuple(met), tuple(kept), tuple(lines), choice, draw(st.booleans())),
        departures=Departures(("origin", "age"), CLASSES, starts, leaving if whole else leaving * 0.9, not whole),
    )  # fmt: skip


def kept_to_the_person(run: xr.Dataset, exact: bool) -> None:
    """Refuse a run in which people are lost or made, by day, class and place."""

    def same(one: Any, two: Any) -> None:
        assert (one == two).all() if exact else one == pytest.approx(two, abs=1e-6)

    joined = run["spawned"].values.cumsum(axis=1)
    states = run["class_people"]
    same(states.sum(["state", "class"]).values, joined)
    same(run["people"].values.sum(axis=2) + run["on_links"].values, joined)
    same(states.sel(state="on_link").sum("class").values, run["on_links"].values)
    placed = 0
    for state in ("held", "waiting", "in_line", "settled"):
        same(states.sel(state=state).sum("class").values, run[state].values.sum(axis=2))
        placed = placed + run[state].values
    assert (run["people"].values - placed >= (0 if exact else -1e-6)).all()
    same(states.sel(state="at_place").sum("class").values, (run["people"].values - placed).sum(axis=2))
    assert all((run[name].values >= (0 if exact else -1e-9)).all() for name in run if name != "people_data")


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(instances(), st.integers(0, 2**40))
def test_nobody_is_lost_or_made(instance: Instance, seed: int) -> None:
    whole = None if instance.departures is None or instance.departures.drawn else instance.departures
    for engine in ("agents", "cohorts"):
        run = instance.run(engine, draws=2, seed=seed, flows=True)
        kept_to_the_person(run, exact=True)
        if whole is not None:  # who joined, by class, is known
            by_class = whole.people.sum(axis=(0, 1))
            last = run["class_people"].isel(day=-1).sum("state").values
            assert (last == by_class).all() or instance.days < len(whole.people)
    kept_to_the_person(instance.run("cohorts", seed=seed, expected=True), exact=False)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(instances(), st.sampled_from(["agents", "cohorts"]))
def test_months_are_sums_of_days_and_blocks_change_nothing(instance: Instance, engine: str) -> None:
    instance = replace(instance, start_date=np.datetime64("2019-01-28").item())
    daily, monthly = instance.run(engine, draws=3), instance.run(engine, draws=3, keep="month")
    months = daily["date"].values.astype("datetime64[M]")
    for name in EVENTS:
        for number, month in enumerate(monthly["month"].values.astype("datetime64[M]") if name in daily else ()):
            own = daily[name].values[:, months == month].sum(axis=1)
            assert (monthly[name].values[:, number] == own).all()
    for name in ("class_people", "held", "waiting", "in_line", "settled"):
        assert (monthly[name].values[:, -1] == daily[name].values[:, -1]).all()
    parts = [instance.run(engine, draws=1), instance.run(engine, draws=2, first_draw=1)]
    for name in ("people", "on_links", "class_people", *(each for each in EVENTS if each in daily)):
        assert daily[name].values.tobytes() == np.concatenate([part[name].values for part in parts]).tobytes()


def busy(**more: Any) -> Instance:
    """Two ways to a camp, with people of two classes."""
    return small(
        [hub("A"), town("B"), hub("C"), camp("D")],
        [("A", "B", 100.0), ("A", "C", 200.0), ("B", "D", 300.0), ("C", "D", 90.0)],
        {},
        16,
        departures=Departures(("g",), (("x",), ("y",)), ("A", "B"), np.full((16, 2, 2), 25.0)),
        **more,
    )


@pytest.mark.parametrize("engine", ["agents", "cohorts"])
def test_runs_share_luck_before_the_first_day_of_a_rule(engine: str) -> None:
    decisions = (Decision("B", {"everyone": 1.0}, 0.5, 2.0),)
    kept = (Custody("jail", decisions, "B", 2.0, 100),)
    met = Interception("post", "C", "D", 0.8, "jail", {"x": 2.0}, from_day=7)
    rules = Encounters((met,), kept, (Line("A", "C", 20.0, 0.1, from_day=9),))
    plain, ruled = busy().run(engine, draws=3), busy(encounters=rules).run(engine, draws=3)
    for name in ("people", "on_links", "spawned", "class_people"):
        assert plain[name].values[:, :7].tobytes() == ruled[name].values[:, :7].tobytes()
    assert (plain["people"].values[:, 7] != ruled["people"].values[:, 7]).any()
    assert plain["spawned"].equals(ruled["spawned"])  # luck of departures is theirs alone


@pytest.mark.parametrize("engine", ["agents", "cohorts"])
def test_rules_that_do_nothing_change_nothing(engine: str) -> None:
    kept = (Custody("jail", (Decision("B", {"everyone": 1.0}),), "B"),)
    void = Encounters((Interception("post", "C", "D", 0.0, "jail"),), kept)
    plain, ruled = busy().run(engine, draws=2, flows=True), busy(encounters=void).run(engine, draws=2, flows=True)
    for name in ("people", "on_links", "spawned", "entered", "arrived", "stopped"):
        assert plain[name].equals(ruled[name])
    first = small([hub("A"), town("B")], [("A", "B", 700.0)], {"A": 300, "B": 40}, 6)
    second = replace(first, encounters=Encounters((Interception("post", "A", "B", 0.0, "jail"),), kept))
    one, two = (each.run(engine, draws=2, flows=True) for each in (first, second))
    assert "class_people" not in one
    assert one.drop_attrs().equals(two[list(one)].drop_attrs())


@pytest.mark.parametrize("engine", ["agents", "cohorts"])
def test_remembering_origins_changes_no_result_of_people_one_by_one(engine: str) -> None:
    plain, told = busy(), busy(encounters=Encounters(origins=True))
    assert len(told.program().classes.labels) == 4
    assert told.program().classes.names == plain.program().classes.names == ("x", "y")
    one, two = plain.run(engine, draws=60), told.run(engine, draws=60)
    assert one["class"].equals(two["class"])
    if engine == "agents":
        assert one["people"].equals(two["people"])
    else:
        gap = one["people"].mean("draw") - two["people"].mean("draw")
        assert float(abs(gap).max()) < 5 * np.sqrt(2 * 400 / 60)
