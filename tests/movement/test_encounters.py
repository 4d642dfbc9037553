"""Rules of encounters as data: what is refused and how, whom keys mean, how days and classes are compiled."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from movement_examples import camp, hub, small, town, war

from suasion.errors import InputError
from suasion.movement import Instance
from suasion.movement.encounters import (
    Custody,
    Decision,
    Departures,
    Encounters,
    Interception,
    Line,
    RouteChoice,
)
from suasion.movement.instance import Demographics

PLACES = [hub("A"), town("B"), camp("C")]
ROADS = [("A", "B", 100.0), ("B", "C", 100.0)]
CLASSES = (("north", "old"), ("north", "young"), ("south", "old"))
LEAVING = Departures(("origin", "age"), CLASSES, ("A",), np.full((8, 1, 3), 10.0))
HOME = Custody("jail", (Decision("home", {"everyone": 1.0}),))


def instance(rules: Encounters | None = None, departures: Departures | None = LEAVING, **more: Any) -> Instance:
    return small(PLACES, ROADS, {}, 10, encounters=rules or Encounters(), departures=departures, **more)


def refused(*args: Any, **more: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        instance(*args, **more).program()
    return [str(each) for each in caught.value.problems] or [str(caught.value)]


def test_all_problems_at_once() -> None:
    rules = Encounters(
        (Interception("post", "A", "C", -1.0, "jail"), Interception("post", "", "A B", 1.0, "jails", to_day=0)),
        (replace(HOME, days=0.5, place="X", full="maybe"),),  # type: ignore[arg-type]
        (Line("A", "B", 1.0, 2.0, 4, 4),),
        RouteChoice({}, per_100_km=0.0, per_cost=1.0),
    )
    leaving = replace(LEAVING, places=("D",), people=LEAVING.people - 11.0)
    assert refused(rules, leaving) == [
        "departures.people: holds a number below 0, or none. Mend it",
        "departures.places: `D` names no place. Known: A, B, C",
        "encounters.custodies.0.days: 0.5 is out of range. Allowed: 1 to 100,000",
        "encounters.custodies.0.full: `maybe` is not known. Known: decide, hold",
        "encounters.custodies.0.place: `X` names no place. Known: A, B, C",
        "encounters.interceptions.0: no link leads from `A` to `C`. Name a link",
        "encounters.interceptions.0.hazard: -1.0 is no hazard. Give 0 or more; a share p of a passage is -ln(1 - p)",
        "encounters.interceptions.1.custody: `jails` names no custody. Did you mean `jail`? Known: jail",
        "encounters.interceptions.1.end: `A B` names no place. Known: A, B, C",
        "encounters.interceptions.1.to_day: 0 is not after 0. Give a later day, or -1 for the end",
        "encounters.lines.0.give_up: 2.0 is out of range. Allowed: 0 to 1",
        "encounters.lines.0.to_day: 4 is not after 4. Give a later day, or -1 for the end",
        "encounters.route_choice.cost_column: per_cost is above 0, but no column of routes is named. Name one",
        "encounters.route_choice.destinations: no destination. Name at least one place",
        "encounters.route_choice.per_100_km: 0.0 is out of range. Allowed: 1e-06 to 1,000",
    ]


def test_the_peer_knows_no_such_rules() -> None:
    for made in (instance(), instance(Encounters(lines=(Line("A", "B", 1.0),)), None)):
        with pytest.raises(InputError) as caught:
            made.run(compat="flee")
        what = "the peer knows no interception, custody, lines, route choice or departures of classes"
        assert str(caught.value) == f"compat: {what}. Leave `flee` out, or those rules"


def test_people_one_by_one_have_no_means() -> None:
    with pytest.raises(InputError, match=r"people moved one by one have no means. Use engine cohorts, or leave it out"):
        instance().run(expected=True)
    with pytest.raises(InputError, match="keep: `week` is not known"):
        instance().run(keep="week")
    assert instance().run("cohorts", expected=True).attrs["expected"] == 1


def decided(*decisions: Decision, met_until: int = -1, place: str = "B") -> Encounters:
    met = Interception("post", "A", "B", 1.0, "jail", {"south": 0.0}, 2, met_until)
    return Encounters((met,), (Custody("jail", decisions, place),))


def test_shares_sum_to_one_on_each_day_that_they_count() -> None:
    late = Decision("A", {"everyone": 0.5}, from_day=5)
    early = " (people held are decided about later). Make them sum to 1 on each day that people can come here"
    assert refused(decided(Decision("C", {"everyone": 0.5}, to_day=8), late)) == [
        f"custodies.jail: shares of `north, {age}` sum to 0.5 on day 2{early}" for age in ("old", "young")
    ]
    first = Decision("C", {"north, old": 1.0, "everyone": 0.25}, to_day=5)
    second = Decision("A", {"young": 0.75}, to_day=5)
    assert len(refused(decided(first, second))) == 2  # who is held is decided about after day 5
    assert len(refused(decided(first, second, met_until=5))) == 2
    program = instance(decided(first, second, met_until=5, place="")).program()
    days = program.encounters
    assert days is not None
    assert days.option_chain[days.option_row[2]].tolist() == [[1.0, 0.25, 1.0], [0.0, 1.0, 0.0]]


def test_the_key_that_names_the_fewest_classes_counts() -> None:
    shares = {"everyone": 0.1, "north": 0.2, "north, old": 0.3}
    rest = {"everyone": 0.9, "north": 0.8, "north, old": 0.7}
    days = instance(decided(Decision("A", shares), Decision("C", rest))).program().encounters
    assert days is not None
    assert days.option_chain[0, 0].tolist() == pytest.approx([0.3, 0.2, 0.1])
    assert refused(decided(Decision("A", {"north": 0.5, "old": 0.5}), Decision("C", {"everyone": 0.5}))) == [
        "custodies: custody jail, to A: `north, old` has the shares of north and of old. Give one of `north, old`"
    ]


def test_factors_of_several_attributes_multiply() -> None:
    met = (
        Interception("post", "A", "B", 0.5, "jail", {"north": 2.0, "old": 3.0}, 0, 4),
        Interception("post", "", "B", 0.1, "jail", {"everyone": 7.0, "young": 0.0}),
        Interception("gate", "A", "B", float("inf"), "jail", {"south": 0.0, "young": 0.0}, 9),
    )
    days = instance(Encounters(met, (HOME,))).program().encounters
    assert days is not None
    assert days.hazard[days.hazard_row[0], 0].tolist() == pytest.approx([3.0 + 0.7, 1.0, 1.5 + 0.7])
    assert days.hazard[days.hazard_row[4], 0].tolist() == pytest.approx([0.7, 0.0, 0.7])
    assert days.chance[days.hazard_row[9], 0].tolist() == pytest.approx([1.0, 0.0, -np.expm1(-0.7)])
    assert days.entry_chain[days.hazard_row[9], 1, 0] == 1.0  # where all are stopped, the others stop nobody
    assert days.entry_chain[days.hazard_row[9], 0, 0] == pytest.approx(0.0)
    assert days.hazard[0, 3].tolist() == pytest.approx([0.7, 0.0, 0.7])  # C to B


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("nort", "`nort` names no people. Did you mean `north`? Known: north, south, old, young, everyone"),
        ("north, south", "`north, south` names two values of origin. Name one"),
        ("north, rich", "`rich` names no people. Known: north, south, old, young, everyone"),
    ],
)
def test_unknown_people(key: str, text: str) -> None:
    met = Interception("post", "A", "B", 1.0, "jail", {key: 2.0})
    assert refused(Encounters((met,), (HOME,))) == [f"encounters.interceptions.0.by_class.{key}: {text}"]


def folder(rules: Encounters, **tables: Demographics) -> Instance:
    spawn = {"conflict_driven_spawning": {"spawn_mode": "constant", "displaced_per_conflict_day": 200}}
    places = [war("A"), war("W"), town("B"), camp("C")]
    roads = [*ROADS, ("W", "B", 50.0)]
    made = small(places, roads, {}, 5, {"camp_movechance": 0.1}, spawn, demographics=tables, encounters=rules)
    return replace(made, first_people=())


def test_classes_of_a_folder_are_values_of_its_tables() -> None:
    tables = {
        "origin": Demographics(("north", "south"), {"Default": (1, 3)}),
        "age": Demographics(("10", "40"), {"Default": (1, 1)}),
    }
    met = Interception("post", "A", "B", 1.0, "jail", {"south": 2.0})
    program = folder(Encounters((met,), (Custody("jail", (Decision("B", {"everyone": 1.0}),)),)), **tables).program()
    assert program.classes.names == ("north", "south")
    assert program.classes.attributes == ("origin",)
    assert program.classes.shares[0].tolist() == [0.25, 0.75]
    run = folder(Encounters((met,), (HOME,)), **tables).run("cohorts")
    assert run["origin"].values.tolist() == run["class"].values.tolist() == ["north", "south"]
    both = Demographics(("north", "x"), {"Default": (1, 1)})
    with pytest.raises(InputError, match=r"`north` is a value of origin and of other. Give values names of their own"):
        folder(Encounters((replace(met, by_class={"north": 2.0}),), (HOME,)), **tables, other=both)


def test_home_is_where_people_began() -> None:
    met = Interception("post", "", "C", float("inf"), "jail")
    made = folder(Encounters((met,), (HOME,)))
    program = made.program()
    assert program.classes.labels == ("everyone from A", "everyone from W")
    assert program.classes.names == ("everyone",)
    for engine in ("agents", "cohorts"):
        run = made.run(engine, flows=True)
        assert "origin" not in run.coords
        settled = run["settled"].isel(draw=0, day=-1)
        assert settled.sum() > 300
        assert (settled.sel(place=["A", "W"]) > 100).all()
        assert settled.sum() == run["intercepted"].sum()


def test_too_many_classes_say_what_makes_them() -> None:
    classes = tuple((f"c{number}",) for number in range(130))
    many = Departures(("group",), classes, ("A", "B"), np.ones((1, 2, 130)))
    met = Interception("post", "A", "B", 1.0, "jail")
    what = "260 classes of people; allowed are 250: 130 by group, told apart by where they began (`home`)"
    assert refused(Encounters((met,), (HOME,)), many) == [
        f"classes: {what}. Merge places or values, or name a place instead of `home`"
    ]


@pytest.mark.parametrize("engine", ["agents", "cohorts"])
def test_departures_are_drawn_with_their_means_or_taken_as_they_are(engine: str) -> None:
    whole = instance(None, replace(LEAVING, drawn=False)).run(engine)
    assert whole["spawned"].values[0].tolist() == [30] * 8 + [0, 0]
    assert "nobody sets out on the days after them" in whole.attrs["notes"]
    drawn = instance().run(engine, draws=200)["spawned"].values[:, :8]
    assert abs(drawn.mean() - 30.0) < 5 * np.sqrt(30.0 / drawn.size)
    assert 0.8 < drawn.var() / 30.0 < 1.25
    tenth = instance().run(engine, draws=200, hasten=10)["spawned"].values[:, :8]
    assert abs(tenth.mean() - 3.0) < 5 * np.sqrt(3.0 / tenth.size)
    with pytest.raises(InputError, match=r"departures that are whole numbers can not be divided. Let them be drawn"):
        instance(None, replace(LEAVING, drawn=False)).run(engine, hasten=10)


@pytest.mark.parametrize("engine", ["agents", "cohorts"])
def test_luck_of_departures_belongs_to_their_names(engine: str) -> None:
    one = instance().run(engine, draws=4)["class_people"].sum("state").values
    more = Departures(("origin", "age"), (("east", "old"), *CLASSES), ("B", "A"), np.full((8, 2, 4), 10.0))
    more.people[:, 0] = 0.0
    two = instance(None, more).run(engine, draws=4)["class_people"].sum("state").values
    assert (one == two[:, :, 1:]).all()


def test_agents_csv_with_departures_needs_their_classes() -> None:
    listed = replace(instance(), first_people=(("B", {"origin": "north", "age": "old"}),) * 3)
    run = listed.run()
    assert run["class_people"].values[0, 0].sum() == run["spawned"].values[0, 0]
    assert run["spawned"].values[0, 0] == instance().run()["spawned"].values[0, 0] + 3
    with pytest.raises(InputError, match=r"person 1 has no age, which a class of departures needs. Add the column"):
        replace(listed, first_people=(("B", {"origin": "north"}),)).run()
    with pytest.raises(InputError, match=r"person 1: `east, old` is no class of the departures. Add it"):
        replace(listed, first_people=(("B", {"origin": "east", "age": "old"}),)).run()
