"""Which way people go: weights worked out by hand, room in camps, awareness, markers, who shuns what."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from movement_examples import at, by_day, camp, hub, small, town, war

from suasion.errors import InputError
from suasion.movement import Place
from suasion.movement.instance import Demographics, Instance
from suasion.movement.program import Program

MANY = 20_000


def near(count: int, share: float, people: int = MANY) -> bool:
    """Whether a count is within four standard deviations of its share."""
    return bool(abs(count - people * share) < 4 * np.sqrt(people * share * (1 - share)) + 1e-9)


def routes(program: Program, place: str, day: int = 0) -> set[tuple[str, float]]:
    """(end, km) of each route of a place."""
    row, names = program.routes.day_row[day], program.network.names
    number = names.index(place)
    chosen = range(program.routes.start[row, number], program.routes.start[row, number + 1])
    return {(names[program.routes.end[each]], float(program.routes.km[each])) for each in chosen}


def test_weight_is_score_over_softened_distance() -> None:
    places = [hub("Hub"), camp("Near"), camp("Far"), war("War")]
    roads = [("Hub", "Near", 40.0), ("Hub", "Far", 90.0), ("Hub", "War", 40.0)]
    move = {"camp_weight": 2.0, "conflict_weight": 0.25, "conflict_movechance": 0.0}
    run = small(places, roads, {"Hub": MANY}, 1, move).run()
    weights = np.array([2 / 50, 2 / 100, 0.25 / 50])
    for name, share in zip(("Near", "Far", "War"), weights / weights.sum(), strict=True):
        assert near(at(run, name), share)


def test_powers_and_softening_of_weights() -> None:
    places, roads = [hub("Hub"), camp("Near"), camp("Far")], [("Hub", "Near", 40.0), ("Hub", "Far", 90.0)]
    move = {"weight_power": 2.0, "distance_power": 0.5, "softening": 0.0, "weight_softening": 3.0, "camp_weight": 1.0}
    run = small(places, roads, {"Hub": MANY}, 1, move).run()
    assert near(at(run, "Near"), 90 / 130)  # ((3 + 1) / km^0.5)^2 = 16 / km


def test_a_full_camp_is_not_entered_and_a_nearly_full_one_rarely() -> None:
    places = [camp("Full", 100), camp("Half", 1000), hub("Hub"), camp("Open")]
    roads = [("Hub", "Full", 50.0), ("Hub", "Half", 50.0), ("Hub", "Open", 50.0)]
    run = small(places, roads, {"Full": 100, "Half": 940, "Hub": 30}, 1).run(draws=400, flows=True)
    assert (run["people"].sel(place="Full") == 100).all()
    entered = run["entered"].values.sum(axis=(0, 1))
    # room is 0.6 at 940 of 1000, and people under way do not take any up
    assert near(entered[2], 0.6 / 1.6, 30 * 400)
    assert entered[0] == 0


def test_who_can_go_nowhere_but_to_a_full_camp_stays() -> None:
    places = [camp("Full", 10), hub("Hub")]
    run = small(places, [("Hub", "Full", 50.0)], {"Full": 10, "Hub": 7}, 3).run()
    assert at(run, "Hub") == 7


def test_capacity_grows_by_the_day_and_day_0_counts_only_in_flee() -> None:
    place = camp("Camp", 50, extra={"capacity_per_day": "10"})
    program = small([place], [], days=3).program()
    assert program.capacity[:, 0].tolist() == [60, 70, 80]
    assert small([place], [], days=3).program(hasten=10).capacity[:, 0].tolist() == [15, 25, 35]


@pytest.mark.parametrize(
    ("level", "seen"),
    [
        (1, {("B", 10.0), ("D", 5.0)}),
        (2, {("B", 10.0), ("C", 30.0), ("D", 5.0)}),
        (3, {("B", 10.0), ("C", 30.0), ("E", 60.0), ("D", 5.0)}),
        (1.5, {("B", 10.0), ("C", 30.0), ("D", 5.0)}),
    ],
)
def test_awareness_is_steps_seen(level: float, seen: set[tuple[str, float]]) -> None:
    places = [hub("A"), town("B"), town("C"), town("D"), camp("E")]
    roads = [("A", "B", 10.0), ("B", "C", 20.0), ("C", "E", 30.0), ("A", "D", 5.0)]
    program = small(places, roads, move={"awareness_level": level}).program()
    assert routes(program, "A") == seen


def test_markers_cost_no_step_and_are_no_end() -> None:
    places = [hub("A"), Place("M", kind="marker", country="Home"), camp("B"), camp("C")]
    roads = [("A", "M", 10.0), ("M", "B", 20.0), ("B", "C", 5.0)]
    instance = small(places, roads, {"A": 30}, 1)
    assert routes(instance.program(), "A") == {("B", 30.0)}
    assert at(instance.run(), "B") == 30  # on along their route, on the same day
    assert at(instance.run(compat="flee"), "B") == 30


def test_a_planned_route_is_followed_to_its_end() -> None:
    places = [hub("A"), town("B"), camp("C")]
    move = {"awareness_level": 2, "default_movechance": 0.0, "camp_weight": 1e9}
    run = small(places, [("A", "B", 300.0), ("B", "C", 300.0)], {"A": 50}, 3, move).run()
    assert at(run, "C", 1) == 50  # nobody leaves the town of their own accord
    assert at(run, "B", 2) == 0


def test_a_route_whose_next_link_is_shut_is_dropped() -> None:
    from suasion.movement import Closure

    places = [hub("A"), town("B"), camp("C")]
    move = {"awareness_level": 2, "default_movechance": 0.0, "camp_weight": 1e9}
    shut = [Closure("location", "C", "", 1, 2)]
    run = small(places, [("A", "B", 360.0), ("B", "C", 300.0)], {"A": 50}, 4, move, closures=shut).run()
    assert at(run, "B") == 50


def test_pruning_drops_weak_routes() -> None:
    places, roads = [hub("Hub"), camp("Near"), camp("Far")], [("Hub", "Near", 40.0), ("Hub", "Far", 190.0)]
    run = small(places, roads, {"Hub": 2000}, 1, {"pruning_threshold": 3.0}).run()
    assert at(run, "Near") == 2000  # 1/50 against 1/200: less than a third
    assert at(small(places, roads, {"Hub": 2000}, 1, {"pruning_threshold": 5.0}).run(), "Near") < 2000


def test_fixed_routes_take_the_best_way_and_major_routes_count_a_quarter() -> None:
    places = [hub("A"), town("B"), town("C"), camp("E"), camp("G")]
    roads = [("A", "B", 10.0), ("B", "E", 50.0), ("A", "C", 5.0), ("C", "E", 20.0), ("E", "G", 75.0)]
    move = {"awareness_level": 2, "fixed_routes": True}
    instance = small(places, roads, move=move, major_routes=(("A", "C", "E", "G"),))
    assert routes(instance.program(), "A") == {("B", 10.0), ("C", 5.0), ("E", 25.0), ("G", (10.0 + 100.0) / 4 - 10.0)}


def test_parallel_links_take_the_chosen_one_and_in_flee_the_first() -> None:
    places = [hub("A"), camp("B")]
    instance = small(places, [("A", "B", 100.0), ("A", "B", 300.0)], {"A": MANY}, 1)
    entered = instance.run(flows=True)["entered"].values[0, 0]
    assert near(entered[0], (1 / 110) / (1 / 110 + 1 / 310))
    assert instance.run(compat="flee", flows=True)["entered"].values[0, 0].tolist() == [MANY, 0, 0, 0]


def test_near_home_by_great_circle() -> None:
    places = [hub("A", x=0.0, y=0.0), camp("North", x=1.0, y=0.0), camp("Further", x=4.0, y=0.0)]
    instance = small(places, [("A", "North", 50.0), ("A", "Further", 50.0)], move={"stay_close_to_home": True})
    degree = 6371.0 * np.pi / 180
    assert instance.program().routes.factor[:2] == pytest.approx([degree**-0.5, (4 * degree) ** -0.5])


def test_near_home_takes_the_first_coordinate_for_a_longitude_in_flee() -> None:
    places = [hub("A", x=60.0, y=0.0), camp("East", x=60.0, y=10.0)]
    instance = small(places, [("A", "East", 50.0)], move={"stay_close_to_home": True, "home_distance_power": 1.0})
    ours, flee = 1 / instance.program().routes.factor[0], 1 / instance.program(compat="flee").routes.factor[0]
    assert flee == pytest.approx(6371.0 * np.pi / 18)  # ten degrees along a meridian
    assert ours == pytest.approx(6371.0 * 2 * np.arcsin(np.cos(np.pi / 3) * np.sin(np.pi / 36)))


def test_fixed_routes_count_the_score_twice_in_flee() -> None:
    places = [hub("Hub"), camp("Camp"), Place("Town", kind="flood", country="Home")]
    move = {"fixed_routes": True, "camp_weight": 2.0, "default_movechance": 0.0}
    instance = small(places, [("Hub", "Camp", 50.0), ("Hub", "Town", 50.0)], {"Hub": MANY}, move=move)
    assert near(int(instance.run(flows=True)["entered"].values[0, 0, 0]), 2 / 3)
    assert near(int(instance.run(flows=True, compat="flee")["entered"].values[0, 0, 0]), 4 / 5)


def test_population_draws_people_to_towns() -> None:
    places = [hub("A"), town("Big", population=1_000_000), camp("C")]
    move = {"use_pop_for_loc_weight": True, "default_movechance": 0.0}
    run = small(places, [("A", "Big", 50.0), ("A", "C", 50.0)], {"A": MANY}, 1, move).run()
    pull = 1_000_000**0.1
    assert near(at(run, "Big"), pull / (pull + 1))
    dynamic = small(
        places, [("A", "Big", 50.0), ("A", "C", 50.0)], {"A": MANY}, 1, move, {"take_from_population": True}
    )
    assert dynamic.run().people.equals(run.people)


def test_foreign_and_economic_pull() -> None:
    rich = camp("Rich", extra={"trade_volume": "2", "hdi": "0.5"})
    program = small([town("Home"), rich], [], move={"use_economic_pull": True, "foreign_weight": 3.0}).program()
    assert program.scores[0, 0].tolist() == [1.0, 3.0 * (1 + 2 + 0.25)]


def test_home_is_the_first_place_that_is_no_camp_and_in_flee_the_first() -> None:
    instance = small([camp("Abroad"), town("Home")], [], move={"foreign_weight": 2.0})
    assert instance.program().scores[0, 0].tolist() == [2.0, 1.0]
    assert instance.program(compat="flee").scores[0, 0].tolist() == [1.0, 2.0]


AGES = Demographics(("10", "16", "30", "70"), {"Default": (1, 1, 1, 1), "W": (0, 0, 1, 0)})
GENDERS = Demographics(("male", "female"), {"Default": (1, 1)})
CARE: dict[str, Any] = {"ChildrenAvoidHazards": True, "BoysTakeRisk": True, "ElderlyAvoidHazards": True}


def powers(compat: str | None, **move: Any) -> dict[float, float]:
    """Share of people by the power their scores are raised to."""
    instance = small([war("V"), war("W")], [], move=move, demographics={"age": AGES, "gender": GENDERS})
    classes = instance.program(compat=compat).classes
    assert classes.shares.sum(axis=1) == pytest.approx([1.0, 1.0])
    return dict(zip(classes.power.tolist(), classes.shares[0].tolist(), strict=True))


def test_who_shuns_hazards() -> None:
    assert powers(None) == {1.0: 1.0}
    assert powers(None, **CARE) == pytest.approx({2.0: 5 / 8, 0.0: 1 / 8, 1.0: 2 / 8})
    assert powers("flee", **CARE) == pytest.approx({2.0: 4 / 8, 0.0: 3 / 8, 1.0: 1 / 8})  # every male above 14
    assert powers(None, **CARE, WomenAvoidHazards=True) == pytest.approx({2.0: 6 / 8, 0.0: 1 / 8, 1.0: 1 / 8})


def test_careful_people_square_the_score() -> None:
    instance = small([war("V"), camp("C")], [], move={"WomenAvoidHazards": True}, demographics={"gender": GENDERS})
    scores = instance.program().scores[0]
    assert sorted(scores[:, 0].tolist()) == pytest.approx([0.1, 0.1**0.5])
    assert scores[:, 1].tolist() == [1.0, 1.0]


def matched(compat: str | None) -> Instance:
    groups = Demographics(("red", "blue"), {"Default": (3.0, 1.0)})
    places = [war("V", extra={"red": "1", "blue": "1"}), camp("C", extra={"red": "90", "blue": "10"})]
    return small(places, [], move={"MatchCampEthnicity": True}, demographics={"ethnicity": groups})


def test_own_group_at_a_camp() -> None:
    program = matched(None).program()
    assert program.classes.labels == ("red", "blue")
    assert program.scores[0, :, 1] == pytest.approx([9.0, 1.0])
    assert matched("flee").program(compat="flee").scores[0, :, 1] == pytest.approx([90 / 1e8 * 10, 10 / 1e8 * 10])


def test_classes_are_drawn_and_move_apart() -> None:
    groups = Demographics(("red", "blue"), {"Default": (3.0, 1.0)})
    places = [
        hub("V", extra={"red": "1", "blue": "1"}),
        camp("Red", extra={"red": "1"}),
        camp("Blue", extra={"blue": "1"}),
    ]
    spawn = {"conflict_driven_spawning": {"spawn_mode": "constant", "displaced_per_conflict_day": MANY}}
    instance = small(
        [*places, war("W", extra={"red": "1"})],
        [("W", "Red", 50.0), ("W", "Blue", 50.0)],
        days=1,
        move={"MatchCampEthnicity": True},
        spawn=spawn,
        demographics={"ethnicity": groups},
    )
    run = instance.run()
    assert near(at(run, "Red"), 0.75)
    assert at(run, "Red") + at(run, "Blue") == MANY


def test_a_rule_without_its_attribute_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        small([town("A")], [], move={"WomenAvoidHazards": True}).program()
    assert str(caught.value) == (
        "move_rules: WomenAvoidHazards needs demographics_gender.csv. None is known; or switch it off"
    )


def test_hunger_moves_people_and_flooded_places_push_and_repel() -> None:
    from suasion.movement.instance import DayTable

    food = DayTable(("north",), np.array([[0.0], [50.0]]), np.array([0, 10]))
    instance = small([town("A", region="north")], [], days=6, move={"flee_when_starving": True}, food=food)
    from suasion.movement.kernels import leave_chances, world_of

    program, chances = instance.program(), np.zeros(1)
    leave_chances(world_of(program), 5, program.population, chances)
    assert chances == pytest.approx([0.25 + 0.75 * 0.3])

    floods = by_day(["A"], [[0], [2]])
    move = {"flood_rules": {"flood_movechances": [0.0, 0.5, 0.9], "flood_loc_weights": [1.0, 0.5, 0.2]}}
    place = Place("A", kind="flood", country="Home")
    program = small([place, camp("C")], [], days=2, move=move, floods=floods).program()
    assert program.scores[program.score_row, 0, 0].tolist() == [1.0, 0.2]
    leave_chances(world_of(program), 1, program.population, chances := np.zeros(2))
    assert chances[0] == 0.9
    flee = small([place, camp("C")], [], days=2, move=move, floods=floods).program(compat="flee")
    assert flee.scores[flee.score_row, 0, 0] == pytest.approx([1.0, 0.04])


def test_chance_by_population() -> None:
    from suasion.movement.kernels import leave_chances, world_of

    move = {"movechance_pop_scale_factor": 0.5, "movechance_pop_base": 10_000}
    program = small([town("A", population=40_000), town("B", population=2500)], [], move=move).program()
    leave_chances(world_of(program), 0, program.population, chances := np.zeros(2))
    assert chances == pytest.approx([0.6, 0.15])
