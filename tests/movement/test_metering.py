"""Lines: who is let through in which order, who gives up, what a closed link and the end of a line do; both engines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import xarray as xr
from movement_examples import hub, small, town

from suasion.movement import Closure, Instance, Link, Strength
from suasion.movement.encounters import Departures, Encounters, Line

BOTH = pytest.mark.parametrize("engine", ["agents", "cohorts"])


def metered(*lines: Line, people: Any = ((100,), (50,)), days: int = 12, **more: Any) -> Instance:
    """People set out from A to B, (day, class); a day's way, with a line at A."""
    leaving = np.array(people, float)[:, None]
    classes = tuple((f"c{number}",) for number in range(leaving.shape[2]))
    return small(
        [hub("A"), town("B")], [], {}, days, {"default_movechance": 0.0}, links=[Link("A", "B", 100.0)],
        encounters=Encounters(lines=lines),
        departures=Departures(("g",), classes, ("A",), leaving, drawn=False), **more,
    )  # fmt: skip


def passed(run: xr.Dataset) -> list[int]:
    return np.diff(run["people"].sel(place="B").values[0], prepend=0).tolist()


@BOTH
def test_so_many_a_day_are_let_through_and_parts_are_saved_up(engine: str) -> None:
    run = metered(Line("A", "B", 12.5)).run(engine)
    # whoever joins today is let through tomorrow at the earliest; half a person is saved up from day 0 on
    assert passed(run) == [0, 13, 12, 13, 12, 13, 12, 13, 12, 13, 12, 13]
    assert run["in_line"].sel(place="A").values[0, :3].tolist() == [100, 137, 125]
    assert (run["people"].sel(place="A").values == run["in_line"].sel(place="A").values).all()
    assert passed(metered(Line("A", "B", 0.25)).run(engine)) == [0, 0, 0, 1] * 3


@BOTH
def test_first_come_first_served(engine: str) -> None:
    run = metered(Line("A", "B", 40.0), people=[(100, 0), (0, 60), (100, 0)]).run(engine)
    left = run["class_people"].sel(state="in_line").values[0]
    assert left[:8].tolist() == [[100, 0], [60, 60], [120, 60], [100, 40], [100, 0], [60, 0], [20, 0], [0, 0]]


@BOTH
def test_those_of_one_day_go_in_random_order(engine: str) -> None:
    run = metered(Line("A", "B", 50.0), people=[(60, 20)], days=2).run(engine, draws=400)
    left = run["class_people"].sel(state="in_line").values[:, 1]
    assert (left.sum(axis=1) == 30).all()
    spread = 30 * 0.75 * 0.25 * 50 / 79  # hypergeometric
    assert abs(left[:, 0].mean() - 22.5) < 5 * np.sqrt(spread / 400)
    assert 0.75 < left[:, 0].var() / spread < 1.3


@BOTH
def test_some_give_up_and_choose_anew(engine: str) -> None:
    made = metered(Line("A", "B", 0.0, 0.2), people=[(10_000,)])
    away = (*made.network.places, town("C"))
    links = (*made.network.links, Link("A", "C", 100.0))
    made = replace(made, network=replace(made.network, places=away, links=links))
    run = made.run(engine)
    left = run["in_line"].sel(place="A").values[0]
    for day in range(1, 8):  # half of those who give up choose the line again
        assert abs(left[day] / left[day - 1] - 0.9) < 5 * np.sqrt(0.09 / left[day - 1])
    assert run["people"].sel(place="B").sum() == 0


@BOTH
def test_a_closed_link_lets_nobody_through_and_saves_nothing_up(engine: str) -> None:
    run = metered(Line("A", "B", 10.5), closures=[Closure("link", "A", "B", 3, 6)]).run(engine)
    assert passed(run)[:9] == [0, 11, 10, 0, 0, 0, 11, 10, 11]


@BOTH
def test_a_line_dissolves_when_its_window_ends(engine: str) -> None:
    run = metered(Line("A", "B", 10.0, to_day=4)).run(engine)
    assert passed(run)[:7] == [0, 10, 10, 10, 120, 0, 0]
    two = metered(Line("A", "B", 10.0, to_day=4), Line("A", "B", 20.0, from_day=4)).run(engine)
    assert passed(two)[:9] == [0, 10, 10, 10, 20, 20, 20, 20, 20]
    late = metered(Line("A", "B", 10.0, from_day=1)).run(engine)
    assert passed(late)[:4] == [100, 0, 10, 10]


@BOTH
def test_parallel_links_share_one_line(engine: str) -> None:
    made = metered(Line("A", "B", 10.0))
    links = (*made.network.links, Link("A", "B", 100.0))
    run = replace(made, network=replace(made.network, links=links)).run(engine, draws=40, flows=True)
    assert passed(run)[1:6] == [10] * 5
    entered = run["entered"].values[:, 1:11].sum(axis=(0, 1))
    assert entered.sum() == 4000
    assert abs(entered[0] - 2000) < 5 * np.sqrt(1000)


@BOTH
def test_a_strength_stops_people_on_their_way_into_the_line(engine: str) -> None:
    run = metered(Line("A", "B", 30.0), people=[(10_000,)], days=3).run(
        engine, flows=True, strengths=[Strength("A", "B", 0.4, both_ways=False)]
    )
    assert abs(run["in_line"].values[0, 0, 0] - 6000) < 5 * np.sqrt(2400)
    assert passed(run) == [0, 30, 30]
    assert run["stopped"].values[0, 0, 0] == 10_000 - run["in_line"].values[0, 0, 0]


@BOTH
def test_hasten_divides_what_a_line_lets_through(engine: str) -> None:
    leaving = Departures(("g",), (("x",),), ("A",), np.full((1, 1, 1), 4000.0))
    made = replace(metered(Line("A", "B", 100.0)), departures=leaving)
    assert passed(made.run(engine, hasten=10))[1:6] == [10] * 5


def test_means_pass_a_line_as_means() -> None:
    run = metered(Line("A", "B", 12.5)).run("cohorts", expected=True)
    assert np.diff(run["people"].sel(place="B").values[0], prepend=0)[:9].tolist() == [0.0] + [12.5] * 8
