"""What is shut or watched on the day before, the day itself and the day after; in the documents and in Flee."""

from __future__ import annotations

import numpy as np
import pytest
from movement_examples import at, camp, hub, small, town, war

from suasion.errors import InputError
from suasion.movement import Closure, Strength

PLACES = [war("Alpha"), camp("Beta")]
DAILY = {"conflict_driven_spawning": {"spawn_mode": "constant", "displaced_per_conflict_day": 10}}


def set_out(closure: Closure | None, compat: str | None, names: tuple[str, str] = ("Alpha", "Beta")) -> list[int]:
    """People entering the one road each day, ten newcomers a day."""
    places = [war(names[0]), camp(names[1])]
    instance = small(places, [(*names, 50.0)], days=6, spawn=DAILY, closures=[closure] if closure else [])
    return instance.run(compat=compat, flows=True)["entered"].values[0, :, 0].tolist()


@pytest.mark.parametrize("compat", [None, "flee"])
@pytest.mark.parametrize(
    "closure", [Closure("location", "Beta", "", 2, 4), Closure("country", "Abroad", "Home", 2, 4)], ids=lambda c: c.kind
)
def test_shut_from_its_first_day_until_before_its_last(closure: Closure, compat: str | None) -> None:
    assert set_out(closure, compat) == [10, 10, 0, 0, 30, 10]


def test_a_closed_link_is_closed_but_not_in_flee() -> None:
    closure = Closure("link", "Alpha", "Beta", 2, 4)
    assert set_out(closure, None) == [10, 10, 0, 0, 30, 10]
    assert set_out(closure, "flee") == [10] * 6
    assert set_out(Closure("link", "B", "A", 2, 4), "flee", ("A", "B")) == [10, 10, 0, 0, 30, 10]  # B, A: A to B
    assert set_out(Closure("link", "A", "B", 2, 4), "flee", ("A", "B")) == [10] * 6  # the other way only


def test_a_closure_from_before_the_run() -> None:
    closure = Closure("location", "Beta", "", -5, 2)
    assert set_out(closure, None) == [0, 0, 30, 10, 10, 10]
    assert set_out(closure, "flee") == [10] * 6


def test_a_closure_that_is_over_before_the_run() -> None:
    assert set_out(Closure("location", "Beta", "", -9, -3), None) == [10] * 6
    assert set_out(Closure("location", "Beta", "", 2, 2), None) == [10] * 6


@pytest.mark.parametrize("end", [-1, 0, 1])
def test_an_end_before_the_start_never_opens_again(end: int) -> None:
    assert set_out(Closure("location", "Beta", "", 2, end), None) == [10, 10, 0, 0, 0, 0]


def test_two_closures_of_one_link() -> None:
    closures = [Closure("location", "Beta", "", 1, 3), Closure("country", "Home", "Abroad", 2, 5)]
    instance = small(PLACES, [("Alpha", "Beta", 50.0)], days=6, spawn=DAILY, closures=closures)
    assert instance.run(flows=True)["entered"].values[0, :, 0].tolist() == [10, 0, 0, 0, 0, 50]
    assert instance.run(flows=True, compat="flee")["entered"].values[0, :, 0].tolist() == [10, 0, 0, 30, 10, 10]


def test_a_closed_camp_is_a_town_until_it_opens() -> None:
    program = small([camp("Camp"), town("Town")], [], days=4, closures=[Closure("camp", "Camp", "", 1, 3)]).program()
    assert program.camp[:, 0].tolist() == [True, False, False, True]
    assert program.chance[:, 0].tolist() == [0.0, 0.3, 0.3, 0.0]


def test_a_camp_closed_from_before_the_run() -> None:
    instance = small([camp("Camp"), town("Town")], [], days=3, closures=[Closure("camp", "Camp", "", -4, 2)])
    assert instance.program().camp[:, 0].tolist() == [False, False, True]
    assert instance.program(compat="flee").camp[:, 0].tolist() == [True, True, True]


def test_forced_redirection_holds_until_it_is_removed() -> None:
    places = [hub("Hub"), camp("Near"), camp("Far")]
    roads = [("Hub", "Near", 10.0), ("Hub", "Far", 300.0, {"forced": True})]
    people = {"Hub": 400}
    assert at(small(places, roads, people).run(), "Far") == 400
    assert at(small(places, roads, people).run(compat="flee"), "Far") < 100
    gone = [Closure("remove_forced_redirection", "Hub", "Far", 0, -1)]
    assert at(small(places, roads, people, closures=gone).run(), "Far") < 100


def test_redirection_1_doubles_the_link_in_flee() -> None:
    places = [hub("Hub"), camp("Left"), camp("Right")]
    instance = small(places, [("Hub", "Left", 90.0, {"doubled": True}), ("Hub", "Right", 90.0)], {"Hub": 9000})
    assert abs(at(instance.run(), "Left") - 4500) < 4 * np.sqrt(9000 / 4)
    assert abs(at(instance.run(compat="flee"), "Left") - 6000) < 4 * np.sqrt(9000 * 2 / 9)


def test_strength_stops_its_share_for_the_day() -> None:
    instance = small([hub("Alpha"), camp("Beta")], [("Alpha", "Beta", 50.0)], {"Alpha": 10_000}, days=3)
    run = instance.run(strengths=["Alpha-Beta@1:2=1", "Alpha-Beta@0:1=0.25"], flows=True)
    stopped = run["stopped"].values[0, :, 0]
    assert abs(stopped[0] - 2500) < 4 * np.sqrt(10_000 * 0.25 * 0.75)
    assert stopped[1:].tolist() == [stopped[0], 0]  # on day 1 all who are left are stopped, on day 2 none
    assert run["entered"].values[0, :, 0].tolist() == [10_000 - stopped[0], 0, stopped[0]]
    assert run["arrived"].values[0].sum() == 10_000


def test_strengths_of_a_link_and_of_its_end_are_passed_one_after_the_other() -> None:
    instance = small([hub("Alpha"), camp("Beta")], [("Alpha", "Beta", 50.0)])
    program = instance.program(strengths=[Strength("", "Beta", 0.5), Strength("Alpha", "Beta", 0.2, both_ways=False)])
    assert program.strength[0] == pytest.approx([0.6, 0.0])


def test_strength_of_zero_changes_no_one() -> None:
    instance = small(
        [hub("Alpha"), town("Mid"), camp("Beta")], [("Alpha", "Mid", 50.0), ("Mid", "Beta", 90.0)], {"Alpha": 99}, 5
    )
    assert instance.run().people.equals(instance.run(strengths=["Alpha-Mid@0:5=0"]).people)


def test_text_of_closures_and_strengths() -> None:
    places = [hub("Fassala-Mbera"), camp("Bobo-Dioulasso"), camp("Alone", country="Elsewhere")]
    network = small(places, [("Fassala-Mbera", "Bobo-Dioulasso", 9.0)]).network
    from suasion.movement.requests import closure_from, strength_from

    both = "Fassala-Mbera-Bobo-Dioulasso"
    assert closure_from(f"{both}@3:9", network) == Closure("link", "Fassala-Mbera", "Bobo-Dioulasso", 3, 9)
    assert closure_from("Alone@3", network) == Closure("location", "Alone", "", 3, -1)
    assert closure_from("Home-Elsewhere@0:1", network) == Closure("country", "Home", "Elsewhere", 0, 1)
    one_way = strength_from("Fassala-Mbera>Bobo-Dioulasso@1:2=0.5", network)
    assert one_way == Strength("Fassala-Mbera", "Bobo-Dioulasso", 0.5, 1, 2, both_ways=False)
    assert strength_from("Alone@1:=0.1", network) == Strength("", "Alone", 0.1, 1, -1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Alpha-Beta", "closures: `Alpha-Beta` is not A-B@120:200. Write for instance A-B@120:200"),
        ("Alpha-Beta@9:3", "closures: `Alpha-Beta@9:3` ends on day 3, not after day 9. Give a later day"),
        (
            "Alpha-Betta@1:3",
            "closures: `Alpha-Betta` is no link, place or pair of countries. Did you mean `Alpha-Beta`? "
            "Known: Alpha, Alpha-Beta, Beta, Beta-Alpha",
        ),
    ],
)
def test_refusals_of_text(text: str, sentence: str) -> None:
    instance = small(PLACES, [("Alpha", "Beta", 50.0)])
    with pytest.raises(InputError) as caught:
        instance.run(closures=[text])
    assert str(caught.value) == sentence
