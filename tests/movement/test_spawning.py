"""Who sets out, when and where: counts and debts, push by conflicts and floods, what a conflict does to its place."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from movement_examples import at, by_day, camp, hub, small, town, war

from suasion.errors import InputError
from suasion.movement import Instance, Network, Place, both_ways, read_settings
from suasion.movement.instance import CountFile


def counted(points: dict[str, tuple[tuple[int, float], ...]], days: int = 5, **spawn: Any) -> Instance:
    """One war, one camp, and counts."""
    files = {name: (CountFile(f"{name}.csv", values),) for name, values in points.items()}
    return Instance(
        "counted",
        Network((war("War"), camp("Camp", 100)), both_ways("War", "Camp", 9.0)),
        read_settings({"spawn_rules": spawn, "move_rules": {"camp_movechance": 0}}),
        start_date=dt.date(2020, 1, 1),
        days=days,
        counts=files,
    )


SERIES = {"total": ((0, 40.0), (4, 80.0)), "Camp": ((0, 10.0), (2, 30.0), (3, 24.0), (4, 50.0))}


def test_people_to_spawn_follow_the_camps_and_debts_come_first() -> None:
    counts = counted(SERIES).program().counts
    assert counts.people[:, 0].tolist() == [10, 20, 30, 24, 50]
    assert counts.new.tolist() == [0, 10, 10, 0, 20]  # -6 is owed and taken from the 26 of the last day
    assert counts.debt.tolist() == [0, 0, 0, 6, 0]
    assert counts.raw.tolist() == [10, 20, 30, 24, 50]


def test_flee_counts_the_total_on_day_0_and_takes_the_first_people_from_the_room() -> None:
    program = counted(SERIES).program(compat="flee")
    assert program.counts.raw.tolist() == [50, 60, 70, 64, 90]
    assert program.counts.new.tolist() == [0, 10, 10, 0, 20]
    assert program.capacity[0, 1] == 90
    assert counted(SERIES).program().capacity[0, 1] == 100


def test_a_second_file_is_cut_at_the_end_of_the_first_in_flee() -> None:
    from dataclasses import replace

    files = (CountFile("one.csv", ((0, 10.0), (2, 10.0))), CountFile("two.csv", ((2, 5.0), (4, 9.0))))
    instance = replace(counted(SERIES), counts={"total": files, "Camp": files})
    assert instance.program().counts.people[:, 0].tolist() == [15, 15, 15, 17, 19]
    assert instance.program(compat="flee").counts.people[:, 0].tolist() == [10, 12, 15, 15, 15]


def test_without_day_0_people_the_count_of_day_0_is_spawned() -> None:
    instance = counted(SERIES, insert_day0=False)
    assert instance.program().counts.new.tolist()[:2] == [10, 10]
    assert instance.program(compat="flee").counts.new.tolist()[:2] == [50, 10]
    assert len(instance.program().first_place) == 0


def test_the_total_alone_can_say_how_many() -> None:
    counts = counted(SERIES, sum_from_camps=False).program().counts
    assert counts.new.tolist() == [0, 10, 10, 10, 10]


def test_empty_camps_start_from_zero() -> None:
    program = counted(SERIES, empty_camps_on_day0=True).program()
    assert program.counts.people[:, 0].tolist() == [0, 10, 20, 14, 40]
    assert len(program.first_place) == 0


def test_hasten_divides_everything() -> None:
    program = counted(SERIES).program(hasten=5)
    assert program.counts.people[:, 0].tolist() == [2, 4, 6, 4, 10]
    assert (program.population[0], program.capacity[0, 1]) == (200, 20)


def test_spawned_people_are_those_of_the_plan() -> None:
    run = counted(SERIES).run(draws=3)
    assert run["spawned"].values.tolist() == [[10, 10, 10, 0, 20]] * 3


def test_people_to_spawn_but_no_conflict_is_refused() -> None:
    from dataclasses import replace

    instance = replace(counted(SERIES), conflicts=by_day(["War"], [[1], [0], [0], [0], [0]]))
    with pytest.raises(InputError, match="10 people set out on day 1, but no place with a population is in conflict"):
        instance.program()


def test_people_begin_in_proportion_to_population_and_intensity() -> None:
    from dataclasses import replace

    places = (war("Big", 3000), war("Small", 1000), town("Calm", population=9000), camp("Camp"))
    instance = replace(
        counted({"total": ((0, 0.0),), "Camp": ((0, 0.0), (1, 40_000.0))}, 2),
        network=Network(places, ()),
        conflicts=by_day(["Big", "Small"], [[1, 2], [1, 2]]),
    )
    run = instance.run()
    assert abs(at(run, "Big") - 24_000) < 4 * np.sqrt(40_000 * 0.6 * 0.4)
    assert at(run, "Big") + at(run, "Small") == 40_000


@pytest.mark.parametrize(("mode", "rate", "expected"), [("constant", 7.9, [15, 30]), ("pop_ratio", 0.01, [20, 40])])
def test_push_by_conflict(mode: str, rate: float, expected: list[int]) -> None:
    push = {"conflict_driven_spawning": {"spawn_mode": mode, "displaced_per_conflict_day": rate}}
    instance = small([war("War", 1000)], [], days=2, spawn=push, conflicts=by_day(["War"], [[2], [2]]))
    assert instance.run()["people"].values[0, :, 0].tolist() == expected


def test_push_takes_from_the_population_until_it_is_gone() -> None:
    push = {"conflict_driven_spawning": {"spawn_mode": "pop_ratio", "displaced_per_conflict_day": 0.5}}
    instance = small([war("War", 100)], [], days=4, spawn={**push, "take_from_population": True})
    assert instance.run()["spawned"].values[0].tolist() == [50, 25, 12, 6]
    push = {"conflict_driven_spawning": {"spawn_mode": "constant", "displaced_per_conflict_day": 60}}
    instance = small([war("War", 100)], [], days=3, spawn={**push, "take_from_population": True})
    assert instance.run()["spawned"].values[0].tolist() == [60, 40, 0]


def test_push_by_poisson_numbers() -> None:
    push = {"conflict_driven_spawning": {"spawn_mode": "poisson", "displaced_per_conflict_day": 40}}
    spawned = small([war("War")], [], days=50, spawn=push).run(draws=40)["spawned"].values.astype(float)
    assert abs(spawned.mean() - 40) < 4 * np.sqrt(40 / spawned.size)
    assert abs(spawned.var() / 40 - 1) < 0.15


def test_push_by_floods_needs_populations_to_shrink() -> None:
    rules = {
        "conflict_driven_spawning": None,
        "flood_zone_spawning_only": True,
        "conflict_zone_spawning_only": False,
        "flood_driven_spawning": {"flood_spawn_mode": "pop_ratio", "displaced_per_flood_day": [0, 0.1, 0.5]},
    }
    flooded = Place("Low", kind="flood", country="Home", population=1000)
    more: dict[str, Any] = {"days": 3, "floods": by_day(["Low"], [[0], [2], [1]])}
    with pytest.raises(InputError, match=r"spawn_rules.take_from_population: spawning by floods needs True. Set it"):
        small([flooded], [], spawn=rules, **more).run()
    run = small([flooded], [], spawn={**rules, "take_from_population": True}, **more).run()
    assert run["spawned"].values[0].tolist() == [0, 500, 50]


def test_conflicts_come_and_go() -> None:
    places = [town("A"), hub("B"), war("C"), camp("D")]
    table = by_day(["A", "B", "C"], [[0, 0, 0], [1, 1, 0], [3, 1, 0], [0, 0, 0], [0, 0, 1]])
    ours = small(places, [], days=5, conflicts=table).program()
    assert ours.chance[:, 0].tolist() == [0.3, 1.0, 1.0, 0.3, 0.3]
    assert ours.chance[:, 1].tolist() == [1.0] * 5  # a hub again afterwards
    assert ours.chance[:, 2].tolist() == [0.3] * 4 + [1.0]  # the file governs
    weight = 0.1**0.5
    assert ours.scores[ours.score_row, 0, 0] == pytest.approx([1.0, weight, weight**3, 1.0, 1.0])
    flee = small(places, [], days=5, conflicts=table).program(compat="flee")
    assert flee.scores[flee.score_row, 0, 0] == pytest.approx([1.0, weight, weight, 1.0, 1.0])
    assert flee.chance[:, 1].tolist() == [1.0, 1.0, 1.0, 0.3, 0.3]  # a town from now on
    assert flee.chance[:, 2].tolist() == [1.0] * 5  # typed a conflict


def test_zones_open_on_their_date_without_a_file_but_not_in_flee() -> None:
    places = [war("A"), war("B", conflict_day=2)]
    assert small(places, [], days=4).program().chance[:, 1].tolist() == [0.3, 0.3, 1.0, 1.0]
    assert small(places, [], days=4).program(compat="flee").chance[:, 1].tolist() == [0.3] * 4


def test_conflicts_wear_off() -> None:
    spawn = {"conflict_spawn_decay": [1.0, 0.5], "conflict_spawn_decay_interval": 2}
    program = small([war("A")], [], days=4, spawn=spawn, conflicts=by_day(["A"], [[0], [1], [1], [1]])).program()
    program = small([war("A")], [], days=5, spawn=spawn, conflicts=by_day(["A"], [[0], [1], [1], [1], [1]])).program()
    weight = 0.1**0.5
    assert program.scores[program.score_row, 0, 0] == pytest.approx([1, weight, weight, weight**0.5, weight**0.5])


def test_places_change_in_the_folder_and_not_in_flee() -> None:
    change = (("A", "idpcamp", 1),)
    assert small([town("A")], [], days=2, location_changes=change).program().camp[:, 0].tolist() == [False, True]
    flee = small([town("A")], [], days=2, location_changes=change).program(compat="flee")
    assert flee.camp[:, 0].tolist() == [False, False]


def test_slow_towns_are_camps_in_flee() -> None:
    instance = small([town("A")], [], move={"default_movechance": 0.004})
    assert not instance.program().camp[0, 0]
    assert instance.program(compat="flee").camp[0, 0]


@pytest.mark.parametrize(
    ("key", "compat", "settle"),
    [
        ("camps_are_sinks", None, True),
        ("camps_are_sicks", "flee", True),
        ("camps_are_sinks", "flee", False),
        ("sum_from_camps", None, False),
    ],
)
def test_sinks(key: str, compat: str | None, settle: bool) -> None:
    places = [hub("Hub"), camp("Sink", extra={"deactivation_probability": "1.0"})]
    run = small(places, [("Hub", "Sink", 1000.0)], {"Sink": 10}, 2, {"camp_movechance": 0.5}, {key: True}).run(
        compat=compat, draws=20, flows=True
    )
    left = run["entered"].values[:, :, 1].sum(axis=0)  # from the sink, by day
    assert left[0] > 0
    assert bool(left[1] == 0) is settle  # who was still there at the end of day 0 has settled
    assert (run["people"].sum("place") + run["on_links"] == 10).all()


def test_more_people_than_memory_holds_are_refused() -> None:
    big = {"total": ((0, 0.0),), "Camp": ((0, 9e9), (1, 9e9))}
    with pytest.raises(InputError) as caught:
        counted(big, 2).run()
    assert str(caught.value) == (
        "counted: 9,000,000,000 people in one run; allowed are 400,000,000. "
        "Run a part of them with hasten (10: a tenth)"
    )
    push = {"conflict_driven_spawning": {"spawn_mode": "constant", "displaced_per_conflict_day": 5e8}}
    with pytest.raises(InputError, match="500,000,000 people in one run"):
        small([war("War")], [], spawn=push).run()


def test_an_instance_checks_its_names() -> None:
    with pytest.raises(InputError) as caught:
        small([town("A")], [], conflicts=by_day(["Aa"], [[1]]), days=0)
    assert str(caught.value) == (
        "small: 2 problems\n  conflicts: `Aa` names no place. Did you mean `A`? Known: A\n"
        "  days: 0 is below 1. Give at least one day"
    )
    with pytest.raises(InputError, match="counts: has no `Camp`"):
        counted({"total": ((0, 1.0),)})


def test_half_a_flood_is_refused() -> None:
    with pytest.raises(InputError, match="holds a level that is not whole"):
        small([town("A")], [], floods=by_day(["A"], [[0.5]])).program()


def test_first_people_of_camps_and_lists() -> None:
    from dataclasses import replace

    instance = replace(counted(SERIES), first_people=(("War", {}),))
    assert instance.program().first_place.tolist() == [1] * 10
    listed = replace(instance, settings=read_settings({"spawn_rules": {"read_from_agents_csv_file": True}}))
    assert listed.program().first_place.tolist() == [1] * 10 + [0]
