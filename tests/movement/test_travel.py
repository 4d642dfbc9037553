"""How far people come in a day: lengths, speeds, walking, hops, closed links; documented rules beside the peer's."""

from __future__ import annotations

from typing import Any

import pytest
from movement_examples import at, camp, hub, small, town

from suasion.movement import Closure


def arrival_day(length_km: float, compat: str | None, **more: Any) -> int:
    """The day on which a person who sets out on day 0 is at the other end."""
    instance = small(
        [hub("Alpha"), camp("Camp")], [("Alpha", "Camp", length_km, more.pop("road", {}))], {"Alpha": 1}, 12, **more
    )
    people = instance.run(compat=compat)["people"].sel(place="Camp").values[0]
    return int(people.argmax()) if people.any() else -1


@pytest.mark.parametrize(
    ("length_km", "documented", "flee"),
    [(359.999, 0, 0), (360.0, 0, 1), (360.001, 1, 1), (720.0, 1, 2), (1000.0, 2, 2)],
)
def test_a_link_of_exactly_a_days_travel_takes_flee_a_day_more(length_km: float, documented: int, flee: int) -> None:
    assert arrival_day(length_km, None) == documented
    assert arrival_day(length_km, "flee") == flee


def test_speed_of_a_link_and_walking_on_it() -> None:
    assert arrival_day(100.0, "flee", road={"max_speed_km": 50.0}) == 2
    assert arrival_day(100.0, None, road={"max_speed_km": 50.0}) == 1
    assert arrival_day(70.0, "flee", road={"walk_probability": 1.0}) == 2
    assert arrival_day(70.0, None, road={"walk_probability": 1.0}) == 1


def test_on_foot_until_the_first_link_is_done() -> None:
    places, roads = [hub("A1"), hub("B1"), camp("C1")], [("A1", "B1", 69.0), ("B1", "C1", 350.0)]
    instance = small(places, roads, {"A1": 1}, 4, {"start_on_foot": True})
    instance = small(places, roads, {"A1": 1}, 6, {"start_on_foot": True, "weight_power": 0.0, "awareness_level": 2})
    run = instance.run(compat="flee", draws=8, flows=True)
    first = run["arrived"].values[:, :, 0].argmax(axis=1)
    assert set(first) == {1}  # 69 km at 35 km a day
    assert arrival_day(350.0, "flee", move={"start_on_foot": True}) == 10


def test_the_first_version_had_other_speeds_and_no_walkers() -> None:
    assert arrival_day(399.0, None, move={"use_v1_rules": True, "start_on_foot": True}) == 1
    move = small([hub("A")], [], move={"use_v1_rules": True}).program().move
    assert (move.max_move_speed, move.camp_weight, move.conflict_weight) == (200.0, 2.0, 0.25)


def test_a_further_hop_gets_a_full_day_in_flee_only() -> None:
    def after_one_day(second_km: float, compat: str | None) -> tuple[int, int]:
        places = [hub("Alpha"), hub("Hub"), camp("Camp")]
        roads = [("Alpha", "Hub", 359.0), ("Hub", "Camp", second_km)]
        run = small(places, roads, {"Alpha": 1}, 1, {"awareness_level": 2, "distance_power": 0.0}).run(
            compat=compat, draws=60
        )
        return int(run["people"].sel(place="Camp").values.sum()), int(run["on_links"].values.sum())

    in_flee, in_documents = after_one_day(359.0, "flee"), after_one_day(359.0, None)
    assert in_flee[0] > 0  # 718 km in one day
    assert in_documents[0] == 0
    assert in_documents[1] == 60  # one km of the day was left


def test_short_stints_are_avoided_in_towns() -> None:
    places, roads = [hub("Alpha"), town("Town"), camp("Camp")], [("Alpha", "Town", 100.0), ("Town", "Camp", 100.0)]

    def in_town(avoid: bool) -> int:
        move = {"default_movechance": 0.0, "avoid_short_stints": avoid}
        return at(small(places, roads, {"Alpha": 500}, 1, move).run(), "Town")

    assert in_town(False) == 500  # nobody leaves the town
    assert in_town(True) == 0  # (0 + 100/360) / 2 < 0.5: everyone must go on


def test_who_travelled_far_may_rest() -> None:
    places, roads = [hub("Alpha"), town("Town"), camp("Camp")], [("Alpha", "Town", 355.0), ("Town", "Camp", 300.0)]
    move = {"default_movechance": 0.0, "avoid_short_stints": True, "max_move_speed": 356.0}
    far = small(places, roads, {"Alpha": 50}, 2, {**move, "max_move_speed": 200.0}).run(flows=True)
    assert at(far, "Town", 1) == 50  # (0.5 + 155/200) / 2 >= 0.5: on the second day they may stay


@pytest.mark.parametrize(("compat", "ends_at"), [(None, "Beta"), ("flee", "Alpha")])
def test_a_link_shut_and_open_again_under_way(compat: str | None, ends_at: str) -> None:
    shut = [Closure("location", "Beta", "", 1, 2)]
    places = [hub("Alpha"), camp("Beta")]
    run = small(places, [("Alpha", "Beta", 1000.0)], {"Alpha": 10}, 3, closures=shut).run(compat=compat)
    assert at(run, ends_at, 2) == 10


@pytest.mark.parametrize("compat", [None, "flee"])
def test_who_is_on_a_link_that_stays_shut_is_turned_back(compat: str | None) -> None:
    places = [hub("Alpha"), camp("Beta")]
    shut = [Closure("location", "Beta", "", 1, -1)]
    run = small(places, [("Alpha", "Beta", 1000.0)], {"Alpha": 10}, 4, closures=shut).run(compat=compat)
    assert run["on_links"].values[0].tolist() == [10, 10, 0, 0]
    assert at(run, "Alpha", 3) == 10
