"""The recursive logit: shares of routes in closed form, displacement, lag, and what has no answer; both engines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from movement_examples import camp, hub, small, town

from suasion.errors import InputError
from suasion.movement import Closure, Instance, Link, Place
from suasion.movement.encounters import Custody, Decision, Departures, Encounters, Interception, RouteChoice
from suasion.movement.recursive_logit import expected_values, perceived

BOTH = pytest.mark.parametrize("engine", ["agents", "cohorts"])
MANY = 40_000
STAYS = Custody("stays", (Decision("back", {"everyone": 1.0}),))


def near(found: float, share: float, of: int = MANY) -> bool:
    return abs(found / of - share) < 5 * np.sqrt(share * (1 - share) / of)


def two_routes(choice: RouteChoice, *met: Interception, days: int = 1, **more: Any) -> Instance:
    """From A by B (90 + 60 km) or by C (40 + 80 km) to D, one way."""
    links = [Link("A", "B", 90.0), Link("B", "D", 60.0), Link("A", "C", 40.0), Link("C", "D", 80.0)]
    leaving = np.full((days, 1, 2), float(MANY // 2))
    return small(
        [hub("A"), hub("B"), hub("C"), town("D")],
        [],
        {},
        days,
        links=more.pop("links", links),
        encounters=Encounters(met, (STAYS,) if met else (), (), choice),
        departures=Departures(("g",), (("x",), ("y",)), ("A",), leaving, drawn=False),
        **more,
    )


@BOTH
def test_two_routes_share_as_a_logit(engine: str) -> None:
    choice = RouteChoice({"D": 2.0}, per_100_km=3.0)
    run = two_routes(choice).run(engine, flows=True)
    assert near(int(run["entered"].values[0, 0, 0]), 1 / (1 + np.exp(3.0 * (1.5 - 1.2))))
    assert run["settled"].sel(place="D").values[0, 0] == MANY  # the whole way is within a day
    assert run["reached"].values[0, 0, 0].tolist() == [MANY // 2] * 2


@BOTH
def test_costs_and_hazards_displace_people(engine: str) -> None:
    def share(per_hazard: float, hazard: float, per_cost: float = 0.0, factor: float = 1.0) -> float:
        links = [Link("A", "B", 90.0, extra={"fee": "4"}), Link("B", "D", 60.0, extra={"fee": "0"})]
        links += [Link("A", "C", 40.0, extra={"fee": "1.5"}), Link("C", "D", 80.0, extra={"fee": "0"})]
        choice = RouteChoice({"D": 0.0}, {}, 3.0, per_cost, "fee", per_hazard)
        met = Interception("post", "C", "D", hazard, "stays", {"x": factor})
        run = two_routes(choice, met, links=links).run(engine, flows=True)
        return float(run["entered"].values[0, 0, 0])

    free = 3.0 * 0.3
    assert near(share(0.0, 0.8), 1 / (1 + np.exp(free)))
    assert near(share(2.0, 0.8), 1 / (1 + np.exp(free - 1.6)))
    assert near(share(2.0, 0.0, 0.4), 1 / (1 + np.exp(free + 1.0)))
    each = [1 / (1 + np.exp(free - 1.6 * factor)) for factor in (0.5, 1.0)]
    assert near(share(2.0, 0.8, factor=0.5), sum(each) / 2)  # each class minds its own hazard
    assert share(2.0, float("inf")) == MANY


@BOTH
def test_perceived_hazard_follows_with_its_lag(engine: str) -> None:
    lag, per_hazard, hazard, begins = 3.0, 2.0, 0.9, 2
    choice = RouteChoice({"D": 0.0}, per_100_km=3.0, per_hazard=per_hazard, lag_days=lag, every_days=1)
    met = Interception("post", "C", "D", hazard, "stays", from_day=begins)
    entered = two_routes(choice, met, days=9).run(engine, flows=True)["entered"].values[0, :, 0]
    for day in range(9):
        felt = hazard * (1 - np.exp(-max(day - begins, 0) / lag))
        assert near(int(entered[day]), 1 / (1 + np.exp(0.9 - per_hazard * felt)))
    weekly = two_routes(replace(choice, every_days=4), met, days=9).run(engine, flows=True)["entered"].values[0, :, 0]
    for day in range(9):
        felt = hazard * (1 - np.exp(-max(day // 4 * 4 - begins, 0) / lag))
        assert near(int(weekly[day]), 1 / (1 + np.exp(0.9 - per_hazard * felt)))


def test_a_hazard_in_force_from_the_start_is_known() -> None:
    hazard = np.array([[[0.5]], [[2.0]]])
    found = perceived(hazard, np.array([0, 0, 1, 1], np.int32), 5.0, [0, 1, 2, 3])
    assert [float(found[day][0, 0]) for day in range(4)] == pytest.approx([0.5, 0.5, 0.5, 2.0 - 1.5 * np.exp(-0.2)])


@BOTH
def test_tastes_of_classes_and_several_destinations(engine: str) -> None:
    links = [Link("A", "B", 50.0), Link("A", "C", 50.0), Link("A", "D", 50.0)]
    choice = RouteChoice({"B": 1.0, "C": 0.0}, {"y": {"C": 2.0, "D": -1.0}}, 1.0)
    run = two_routes(choice, links=links).run(engine)
    assert run["destination"].values.tolist() == ["B", "C", "D"]
    for group, worth in enumerate(([1.0, 0.0, 0.0], [1.0, 2.0, -1.0])):
        share = np.exp(worth) / np.exp(worth).sum()
        found = run["reached"].values[0, 0, :, group]
        assert all(near(int(found[place]), share[place], MANY // 2) for place in range(3))


@BOTH
def test_choices_are_made_anew_when_links_close(engine: str) -> None:
    choice = RouteChoice({"D": 0.0}, per_100_km=3.0, every_days=100)
    run = two_routes(choice, days=4, closures=[Closure("link", "C", "D", 1, 3)]).run(engine, flows=True)
    entered = run["entered"].values[0, :, 0]
    assert entered[1] == entered[2] == MANY
    assert near(int(entered[3]), 1 / (1 + np.exp(0.9)))


@BOTH
def test_people_who_walk_back_arrive_all_the_same(engine: str) -> None:
    roads = [("A", "B", 40.0), ("B", "C", 40.0), ("C", "A", 40.0), ("C", "D", 40.0)]
    made = small(
        [hub("A"), hub("B"), hub("C"), town("D")], roads, {"A": 5000}, 60,
        encounters=Encounters(route_choice=RouteChoice({"D": 0.0}, per_100_km=2.5)),
    )  # fmt: skip
    run = made.run(engine, flows=True)
    assert run["people"].sel(place="D").values[0, -1] == 5000
    assert run["entered"].values[0, :, 1].sum() > 200  # from B back to A


def test_where_no_destination_can_be_reached_people_stay() -> None:
    made = small(
        [hub("A"), hub("B"), town("D"), town("E")], [("A", "B", 40.0)], {"A": 10, "D": 5}, 3,
        links=[Link("D", "E", 30.0)],
        encounters=Encounters(route_choice=RouteChoice({"E": 0.0})),
    )  # fmt: skip
    for engine in ("agents", "cohorts"):
        run = made.run(engine)
        assert run["people"].sel(place="A").values[0].tolist() == [10] * 3
        assert "no destination can be reached from A, B, at least on some days; people stay" in run.attrs["notes"]


@BOTH
def test_whoever_begins_or_is_put_at_a_destination_stays(engine: str) -> None:
    met = Interception("post", "A", "B", float("inf"), "move")
    moved = Custody("move", (Decision("D", {"everyone": 1.0}, 1.0, 5.0),))
    made = small(
        [hub("A"), hub("B"), hub("D")], [("A", "B", 40.0), ("B", "D", 40.0)], {"A": 10, "D": 7}, 3,
        encounters=Encounters((met,), (moved,), (), RouteChoice({"D": 0.0}, per_100_km=9.0)),
    )  # fmt: skip
    run = made.run(engine)
    assert run["settled"].sel(place="D").values[0].tolist() == [17] * 3
    assert run["reached"].sum() == 0


@BOTH
def test_markers_and_forced_links_are_on_the_way(engine: str) -> None:
    places = [hub("A"), Place("M", kind="marker"), hub("B"), hub("C"), town("D")]
    roads = [("A", "M", 30.0), ("M", "B", 30.0), ("M", "C", 60.0), ("B", "D", 30.0), ("C", "D", 30.0)]
    links = [Link(*road) for road in roads]
    made = small(
        places, [], {"A": MANY}, 1, links=links,
        encounters=Encounters(route_choice=RouteChoice({"D": 0.0}, per_100_km=4.0)),
    )  # fmt: skip
    run = made.run(engine, flows=True)
    assert near(int(run["entered"].values[0, 0, 3]), 1 / (1 + np.exp(-4.0 * 0.3)))
    met = Encounters(
        (Interception("post", "M", "C", 0.5, "stays"),), (STAYS,), (), RouteChoice({"D": 0.0}, per_100_km=4.0)
    )
    run = replace(made, encounters=met).run(engine, flows=True)
    assert near(int(run["entered"].values[0, 0, 3]), 1 / (1 + np.exp(-1.2 - 0.5)))
    forced = [replace(each, forced=each.end == "C") for each in links[2:3]]
    ways = replace(made.network, links=(*links[:2], *forced, *links[3:]))
    run = replace(made, network=ways).run(engine, flows=True)
    assert run["people"].sel(place="D").values[0, 0] == MANY


def test_going_round_for_nothing_is_refused() -> None:
    roads = [("A", "B", 4.0), ("B", "C", 4.0), ("C", "A", 4.0), ("C", "D", 4.0)]
    made = small(
        [hub("A"), hub("B"), hub("C"), town("D")], roads, {"A": 5}, 3,
        encounters=Encounters(route_choice=RouteChoice({"D": 0.0}, per_100_km=0.1)),
    )  # fmt: skip
    with pytest.raises(InputError) as caught:
        made.program()
    what = "going round and round costs so little that the expected values of routes are not finite"
    assert str(caught.value) == f"route_choice: {what}. Raise per_100_km"


@pytest.mark.parametrize(
    ("name", "value"), [("awareness_level", 2), ("fixed_routes", True), ("pruning_threshold", 2.0)]
)
def test_other_ways_to_choose_a_route_are_refused(name: str, value: Any) -> None:
    with pytest.raises(InputError) as caught:
        two_routes(RouteChoice({"D": 0.0}), move={name: value}).program()
    what = "a route_choice weighs whole ways already, link by link"
    assert str(caught.value) == f"move_rules.{name}: {what}. Leave {name} out, or the route_choice"


def test_a_missing_cost_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        two_routes(RouteChoice({"D": 0.0}, per_cost=1.0, cost_column="fee")).program()
    assert str(caught.value) == "routes.csv: A to B: fee is no cost. Got nothing; write a number of 0 or more"


def test_full_camps_are_noted() -> None:
    made = two_routes(RouteChoice({"D": 0.0}))
    full = tuple(camp("D", 10) if each.name == "D" else each for each in made.network.places)
    notes = replace(made, network=replace(made.network, places=full)).program().notes
    assert "route_choice: how full a camp is counts for the last step into it, not for the way there" in notes


@st.composite
def graphs(draw: st.DrawFn) -> tuple[np.ndarray[Any, Any], ...]:
    """Utilities (taste, link), start, end, attraction (taste, place); place 0 is a destination."""
    places = draw(st.integers(2, 7))
    pairs = draw(st.lists(st.tuples(st.integers(1, places - 1), st.integers(0, places - 1)), min_size=1, max_size=14))
    size = st.floats(-900.0, -3.0)
    utility = np.array([[draw(size) for _ in pairs] for _ in range(2)])
    attraction = np.full((2, places), -np.inf)
    attraction[:, 0] = [draw(st.floats(-1e3, 1e3)), 0.0]
    return utility, np.array([a for a, _ in pairs]), np.array([b for _, b in pairs]), attraction


@settings(max_examples=200, deadline=None, derandomize=True)
@given(graphs())
def test_expected_values_are_sums_over_all_routes(graph: tuple[np.ndarray[Any, Any], ...]) -> None:
    utility, start, end, attraction = graph
    values, residual = expected_values(utility, start, end, attraction)
    assert residual < 1e-9
    walked = attraction.copy()  # log of the sum over routes of up to so many links
    with np.errstate(divide="ignore"):
        for _ in range(200):
            following = attraction.copy()
            for link in range(len(start)):
                following[:, start[link]] = np.logaddexp(
                    following[:, start[link]], utility[:, link] + walked[:, end[link]]
                )
            walked = following
    assert np.array_equal(np.isfinite(values), np.isfinite(walked))
    assert values[np.isfinite(values)] == pytest.approx(walked[np.isfinite(walked)], rel=1e-9, abs=1e-9)


def test_large_networks_have_the_same_values() -> None:
    rng = np.random.default_rng(5)
    places = 400
    start = np.repeat(np.arange(1, places), 3)
    end = rng.integers(0, places, len(start))
    end[::3] = np.arange(places - 1)
    utility = -rng.uniform(3.0, 60.0, (2, len(start)))
    attraction = np.full((2, places), -np.inf)
    attraction[:, 0] = [1.0, -4.0]
    values, residual = expected_values(utility, start, end, attraction)
    assert residual < 1e-9
    for place in range(1, places):
        own = start == place
        total = np.logaddexp.reduce(utility[:, own] + values[:, end[own]], axis=1)
        assert values[:, place] == pytest.approx(total, abs=1e-8)
    many = np.full((1, 400), -np.inf)
    many[0, 0] = 0.0
    ring = np.arange(1, 400)
    with pytest.raises(InputError, match=r"Raise per_100_km"):
        expected_values(
            np.full((1, 3 * 399), -0.1), np.concatenate([ring] * 3),
            np.concatenate([ring - 1, np.roll(ring, 1), np.roll(ring, 2)]), many,
        )  # fmt: skip
