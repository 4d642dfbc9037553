"""Floods ahead (`flood_forecaster`): worth of places and chances to set out, worked out by hand, in both modes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from movement_examples import at, by_day, camp, hub, small, town
from numpy.typing import NDArray

from suasion.errors import InputError
from suasion.movement import Instance, Place
from suasion.movement.instance import Demographics
from suasion.movement.kernels import leave_chances_by_class, route_weights, world_of
from suasion.movement.program import Program

LEVELS = [0, 1, 2, 0, 0, 0, 0, 0]
MOVE: dict[str, Any] = {
    "flood_movechances": [0.3, 0.4, 0.7, 1.0, 1.0],
    "flood_loc_weights": [0.9, 0.5, 0.2, 0.1, 0.0],
    "flood_forecaster": True,
    "flood_forecaster_timescale": 3,
    "flood_forecaster_end_time": 4,
    "flood_forecaster_weights": [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3],
    "flood_awareness_weights": [0.0, 0.5, 1.0],
}
AWARE = Demographics(("0.0", "1.0", "2.0"), {"Default": (0.2, 0.3, 0.5)})


def one_place(kind: str = "town", levels: list[int] | None = None, days: int = 5, **move: Any) -> Instance:
    """A place by itself that floods pass."""
    place = Place("A", kind=kind, country="Home", population=1000)  # type: ignore[arg-type]
    table = by_day(["A"], [[level] for level in (LEVELS if levels is None else levels)])
    rules = {**MOVE, **move}
    people = {"demographics": {"floodawareness": AWARE}} if rules["flood_awareness_weights"] else {}
    return small([place], [], {}, days, rules, floods=table, **people)


def worth(program: Program) -> NDArray[np.float64]:
    """Worth of the place: array (day, class)."""
    return program.scores[program.score_row, :, 0]


def chances(program: Program) -> NDArray[np.float64]:
    """Chance to set out: array (day, class)."""
    world, found = world_of(program), []
    for day in range(program.days):
        each = np.zeros((len(program.classes.labels) if program.ahead else 1, len(program.population)))
        leave_chances_by_class(world, day, program.population, each)
        found.append(each[:, 0])
    return np.array(found)


def test_a_flood_ahead_counts_like_one_today_in_part() -> None:
    """Days 1 and 2 are flooded; with 8 numbers the first importance is today's: 0.9, 0.8, 0.7 are those ahead."""
    program = one_place().program()
    assert program.classes.labels == ("awareness 0", "awareness 0.5", "awareness 1")
    # on day 0: level 1 tomorrow, 2 the day after; on day 1, itself at level 1: level 2 tomorrow
    lost = np.array([(0.9 * 0.5 + 0.8 * 0.8) / 3, 0.9 * 0.8 / 3, 0.0, 0.0, 0.0])
    today = np.array([1.0, 0.5, 0.2, 1.0, 1.0])
    for group, aware in enumerate((0.0, 0.5, 1.0)):
        assert worth(program)[:, group] == pytest.approx(today * (1 - aware * lost))
    now = np.array([0.3, 0.4, 0.7, 0.3, 0.3])
    share = np.array([1.7 / 3, 0.9 / 3, 0.0, 0.0, 0.0])
    then = np.array([(0.9 * 0.4 + 0.8 * 0.7) / 3, 0.9 * 0.7 / 3, 0.0, 0.0, 0.0])
    for group, aware in enumerate((0.0, 0.5, 1.0)):
        assert chances(program)[:, group] == pytest.approx(now * (1 - aware * share) + aware * then)


def test_flee_multiplies_by_sums_that_are_0_without_a_flood_ahead() -> None:
    """As the peer's own functions give them: importance by day of the run, worth by today's level, squared."""
    program = one_place().program(compat="flee")
    first = 0.9 * (0.9 + 0.8)  # today's level is 0, and the peer reads the weight of level 0
    second = 0.5 * 0.8
    assert worth(program)[:, 2] == pytest.approx([first**2 / 3, 0.5 * second**2 / 3, 0.0, 0.0, 0.0])
    assert worth(program)[:, 1] == pytest.approx(worth(program)[:, 2] / 2)
    assert (worth(program)[:, 0] == 0.0).all()
    factor = np.array([(0.5 * 0.9 + 0.2 * 0.8) / 3, 0.2 * 0.8 / 3, 0.0, 0.0, 0.0])
    assert chances(program)[:, 2] == pytest.approx([0.3, 0.4, 0.7, 0.3, 0.3] * factor)
    assert worth(program)[:2, 2] == pytest.approx([0.7803, 0.026667], abs=1e-6)  # what the peer prints
    assert chances(program)[:2, 2] == pytest.approx([0.061, 0.021333], abs=1e-6)


def test_in_flee_the_last_day_looks_at_itself_and_then_nobody_looks_ahead() -> None:
    program = one_place(levels=[0, 1, 2, 3, 1, 2, 0, 0], flood_forecaster_end_time=2).program(compat="flee")
    assert worth(program)[:, 2] == pytest.approx([0.7803, 0.026667, 0.001707, 0.1, 0.5], abs=1e-6)
    assert chances(program)[:, 2] == pytest.approx([0.061, 0.021333, 0.037333, 1.0, 0.4], abs=1e-6)
    alone = one_place(flood_forecaster_timescale=1).program(compat="flee")
    assert alone.ahead is None
    assert worth(alone)[:, 0] == pytest.approx([1.0, 0.5, 0.2, 1.0, 1.0])


def test_in_flee_flood_zones_are_worth_nothing_while_forecasts_last() -> None:
    program = one_place("flood", flood_forecaster_end_time=3).program(compat="flee")
    assert (worth(program)[:4] == 0.0).all()
    assert worth(program)[4] == pytest.approx(0.9)  # level 0, and a flood zone has its weight
    ours = worth(one_place("flood", flood_forecaster_end_time=3).program())
    assert (ours == worth(one_place(flood_forecaster_end_time=3).program())).all()


def test_importances_of_the_days_ahead_with_or_without_todays() -> None:
    three = one_place(flood_forecaster_weights=[0.9, 0.8, 0.7]).program()
    four = one_place(flood_forecaster_weights=[0.123, 0.9, 0.8, 0.7]).program()
    assert (worth(three) == worth(four)).all()
    assert (worth(one_place(flood_forecaster_weights=[]).program()) < worth(three) + 1e-12).all()


def test_nothing_forecast_and_nobody_aware_change_nothing() -> None:
    plain = one_place(flood_forecaster=False, flood_awareness_weights=[]).program()
    unaware = one_place(flood_awareness_weights=[0.0, 0.0, 0.0]).program()
    past = one_place(flood_forecaster_end_time=0).program()
    none = one_place(flood_forecaster_timescale=0).program()
    for program in (unaware, past, none):
        assert worth(program)[:, :1] == pytest.approx(worth(plain))
        assert chances(program)[:, :1] == pytest.approx(chances(plain))


def test_without_levels_of_awareness_everybody_is_aware() -> None:
    everyone = one_place(flood_awareness_weights=[]).program()
    assert everyone.classes.labels == ("everyone",)
    assert worth(everyone)[:, 0] == pytest.approx(worth(one_place().program())[:, 2])
    assert chances(everyone)[:, 0] == pytest.approx(chances(one_place().program())[:, 2])


def test_the_last_day_is_the_run_less_the_timescale_unless_it_is_given() -> None:
    levels = [0, 0, 0, 0, 1, 1]
    unset = {key: value for key, value in MOVE.items() if key != "flood_forecaster_end_time"}
    place, table = town("A"), by_day(["A"], [[level] for level in levels])
    more: dict[str, Any] = {"floods": table, "demographics": {"floodawareness": AWARE}}
    program = small([place], [], {}, 6, {**unset, "flood_forecaster_timescale": 2}, **more).program()
    assert worth(program)[:4, 2] == pytest.approx([1.0, 1.0, 1 - 0.8 * 0.5 / 2, 1 - 0.9 * 0.5 / 2])  # up to day 4
    flee = small([place], [], {}, 6, {**unset, "flood_forecaster_timescale": 2}, **more).program(compat="flee")
    assert worth(flee)[0] == pytest.approx(0.0)
    assert worth(flee)[1] == pytest.approx(1.0)


def test_people_leave_ahead_of_a_flood_and_avoid_where_it_comes() -> None:
    places = [town("Low"), camp("Wet"), camp("Dry")]
    roads = [("Low", "Wet", 360.0), ("Low", "Dry", 360.0)]  # a day's travel
    rules = {
        "flood_movechances": [0.0, 1.0],
        "flood_loc_weights": [1.0, 0.0],
        "flood_forecaster": True,
        "flood_forecaster_timescale": 1,
        "flood_forecaster_end_time": 1,
        "default_movechance": 0.0,
    }
    floods = by_day(["Low", "Wet"], [[0, 0], [1, 1]])
    run = small(places, roads, {"Low": 500}, 2, rules, floods=floods).run(days=1)
    assert (at(run, "Low"), at(run, "Wet"), at(run, "Dry")) == (0, 0, 500)
    half = small(places, roads, {"Low": 4000}, 2, {**rules, "flood_forecaster_weights": [0.5]}, floods=floods)
    left = half.run(days=1)
    assert abs(at(left, "Low") - 2000) < 4 * np.sqrt(1000)
    assert abs(at(left, "Wet") / (4000 - at(left, "Low")) - 1 / 3) < 0.06  # worth half as much


def test_classes_of_awareness_decide_apart() -> None:
    """In flee whoever is unaware never leaves while forecasts last; the flood is at the hub, the camp is dry."""
    places, roads = [hub("Low"), camp("Dry")], [("Low", "Dry", 10.0)]
    rules = {**MOVE, "flood_loc_weights": [1.0, 1.0, 1.0], "flood_forecaster_weights": [1.0] * 9}
    more: dict[str, Any] = {"floods": by_day(["Low"], [[1]] * 9), "demographics": {"floodawareness": AWARE}}
    push = {"conflict_driven_spawning": {"spawn_mode": "constant", "displaced_per_conflict_day": 1000}}
    low = Place("Low", kind="conflict", country="Home", population=1000)
    instance = small([low, *places[1:]], roads, {}, 1, {**rules, "flood_movechances": [1, 1, 1]}, push, **more)
    for engine in ("agents", "cohorts"):
        left = instance.run(engine=engine, draws=200, compat="flee")["people"].values[:, 0, 1]
        assert abs(left.mean() - 1000 * (0.5 + 0.5 * 0.3)) < 5 * np.sqrt(1000 * 0.65 * 0.35 / 200)
    assert (instance.run(draws=2)["people"].values[:, 0, 1] == 1000).all()  # today's flood sends everybody away


@pytest.mark.parametrize(
    ("move", "compat", "sentence"),
    [
        (
            {"flood_forecaster_end_time": 9},
            None,
            "flood_level.csv: has 7 days; the forecast looks ahead to day 7. Add rows, or lower "
            "flood_forecaster_end_time to 6",
        ),
        (
            {"flood_forecaster_weights": [1.0, 0.9]},
            None,
            "flood_forecaster_weights: has 2 numbers; flood_forecaster_timescale has 3 days. Give one a day",
        ),
        (
            {"flood_forecaster_weights": [1.0, 0.9]},
            "flee",
            "flood_forecaster_weights: has 2 numbers; a flood is forecast for day 2, and the peer counts them by day "
            "of the run. Add numbers up to it",
        ),
        (
            {"flood_awareness_weights": [0.0, 0.5, 1.5]},
            None,
            "flood_awareness_weights: holds 1.5. Allowed are 0 (none) to 1 (full)",
        ),
        (
            {"flood_awareness_weights": [0.0, 0.5]},
            None,
            "floodawareness: `2.0` is no level of awareness. flood_awareness_weights has 2 numbers: write a whole "
            "number from 0 to 1",
        ),
        (
            {"flood_awareness_weights": []},
            "flee",
            "flood_forecaster: needs flood_awareness_weights: the peer stops without. Add it",
        ),
        (
            {"flood_loc_weights": [], "flood_movechances": []},
            None,
            "flood_forecaster: needs flood_loc_weights or flood_movechances. Add one, or switch it off",
        ),
    ],
)
def test_what_can_not_be_forecast_is_refused(move: dict[str, Any], compat: str | None, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        one_place(levels=LEVELS[:7], **move).program(compat=compat)
    assert str(caught.value) == sentence


def test_a_forecast_needs_levels_and_people_who_know_them() -> None:
    with pytest.raises(InputError, match=r"flood_level.csv: is missing. flood_forecaster needs it"):
        small([town("A")], [], move=MOVE, demographics={"floodawareness": AWARE}).program()
    with pytest.raises(InputError, match=r"flood_forecaster needs demographics_floodawareness.csv"):
        small([town("A")], [], move=MOVE, floods=by_day(["A"], [[0]] * 8)).program()


def test_levels_between_whole_numbers_are_cut_in_flee_only() -> None:
    from dataclasses import replace

    table = {"floodawareness": Demographics(("1.9",), {"Default": (1.0,)})}
    instance = replace(one_place(), demographics=table)
    assert instance.program(compat="flee").classes.labels == ("awareness 0.5",)
    with pytest.raises(InputError, match=r"floodawareness: `1.9` is no level of awareness"):
        instance.program()


def test_in_flee_fixed_routes_take_the_forecast_once() -> None:
    """The peer weighs the route by what everybody sees of its end today, and that by the class's own judgement."""
    places, floods = [town("A"), town("B")], by_day(["B"], [[1]] * 8)
    rules = {**MOVE, "fixed_routes": True}
    more: dict[str, Any] = {"floods": floods, "demographics": {"floodawareness": AWARE}}
    program = small(places, [("A", "B", 90.0)], {}, 1, rules, **more).program(compat="flee")
    weights = np.zeros((3, 2))
    route_weights(world_of(program), 0, program.population, weights, np.zeros((3, 2)))
    judged = 0.5 * (0.5 * (0.9 + 0.8 + 0.7)) ** 2 / 3
    assert weights[:, 0] == pytest.approx(0.5 / (10 + 90) * judged * np.array([0.0, 0.5, 1.0]))
