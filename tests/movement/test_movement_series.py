"""Counts by day: lines between dates, sums of files, corrections."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suasion.errors import InputError
from suasion.movement import Instance, Network, Place, both_ways, read_settings
from suasion.movement.instance import CountFile
from suasion.movement.semantics import DOCUMENTED, FLEE
from suasion.movement.series import add_tables, camp_points, correct, daily_counts, on_days


def test_a_line_between_dates_cut_to_whole_numbers() -> None:
    points = ((-2, 10.0), (2, 21.0), (5, 0.0))
    assert on_days(points, np.arange(-4, 8), 1).tolist() == [10, 10, 10, 12, 15, 18, 21, 14, 7, 0, 0, 0]
    assert on_days(points, np.arange(3), 10).tolist() == [1, 1, 2]
    assert on_days(((3, 7.0),), np.arange(5), 1).tolist() == [7] * 5


FIRST = ((0, 10.0), (4, 20.0), (8, 40.0))


@pytest.mark.parametrize(
    ("second", "flee", "documented"),
    [
        (((0, 1.0), (4, 2.0), (8, 3.0)), ((0, 11.0), (4, 22.0), (8, 43.0)), ((0, 11.0), (4, 22.0), (8, 43.0))),
        # day 2 is before day 4: the first's next value is taken as it is, not on the line
        (((2, 5.0),), ((0, 10.0), (2, 25.0)), ((0, 15.0), (2, 20.0), (4, 25.0), (8, 45.0))),
        # the first ends on day 8: day 9 of the second is dropped
        (((8, 5.0), (9, 7.0)), ((0, 10.0), (4, 20.0), (8, 45.0)), ((0, 15.0), (4, 25.0), (8, 45.0), (9, 47.0))),
        (((6, 4.0), (8, 6.0)), ((0, 10.0), (4, 20.0), (6, 44.0), (8, 46.0)), None),
    ],
)
def test_two_files_for_one_camp(second: tuple[tuple[int, float], ...], flee: object, documented: object) -> None:
    assert add_tables(FIRST, second, cut=True) == flee
    if documented is not None:
        assert add_tables(FIRST, second, cut=False) == documented


def test_a_correction_scales_what_was_before() -> None:
    assert correct(FIRST, 8) == ((0, 20.0), (4, 40.0), (8, 40.0))
    assert correct(FIRST, 0) == FIRST
    assert correct(((0, 3.0), (1, 0.0), (2, 5.0)), 2) == ((0, 3.0), (1, 0.0), (2, 5.0))


def test_a_correction_to_a_day_with_two_counts_is_to_the_last() -> None:
    assert correct(((0, 10.0), (4, 20.0), (4, 40.0), (8, 9.0)), 4) == ((0, 40.0), (4, 40.0), (4, 40.0), (8, 9.0))


def test_a_correction_beyond_all_people_is_refused() -> None:
    """A count of next to nobody before the day of a correction makes a scale that no number holds."""
    few = CountFile("one.csv", ((0, 700.0), (1, 1e-300), (2, 1706.0)))
    network = Network(
        (Place("A", kind="conflict", population=10), Place("Camp", kind="camp")), both_ways("A", "Camp", 9.0)
    )
    counts = {"total": (few,), "Camp": (few,)}
    instance = Instance("made", network, days=3, counts=counts, corrections=(("Camp", 2),))
    with pytest.raises(InputError) as caught:
        camp_points(instance, DOCUMENTED)
    assert str(caught.value) == (
        "registration_corrections.csv: that of Camp on day 2 makes 1.19e+306 people of the counts before it. "
        "Mend the count before that day, or leave the correction out"
    )


def test_of_two_counts_on_a_day_the_last_counts() -> None:
    points = ((0, 10.0), (4, 20.0), (4, 40.0), (6, 60.0))
    assert on_days(points, np.arange(-1, 8), 1).tolist() == [10, 10, 12, 15, 17, 40, 50, 60, 60]


def test_counts_out_of_order_as_the_peer_reads_them() -> None:
    """To the first row that is later than the day, from the row above it."""
    points = ((0, 10.0), (10, 20.0), (4, 50.0), (12, 90.0))
    # up to day 9 the row of day 10 is the first that is later; on day 11 it is that of day 12, and its line begins on 4
    assert on_days(points, np.arange(0, 14), 1).tolist() == [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 80, 85, 90, 90]
    wrong = ((0, 10.0), (4, 20.0), (2, 8.0), (6, 0.0))  # day 5 lies after day 2: 8 - 8 x 3/4
    assert on_days(wrong, np.array([5]), 1).tolist() == [2]


def with_counts(points: dict[str, tuple[tuple[int, float], ...]], **spawn: Any) -> Instance:
    """A place in conflict, a town, two camps."""
    places = (
        Place("A", kind="conflict", population=1000),
        Place("Town", population=10),
        Place("One", kind="camp", country="Abroad", capacity=500),
        Place("Two", kind="camp", country="Abroad"),
    )
    roads = (*both_ways("A", "Town", 9.0), *both_ways("Town", "One", 9.0), *both_ways("Town", "Two", 9.0))
    files = {name: (CountFile(f"{name}.csv", each),) for name, each in points.items()}
    return Instance("made", Network(places, roads), read_settings({"spawn_rules": spawn}), days=3, counts=files)


COUNTED = {"total": ((0, 100.0),), "One": ((0, 10.0), (2, 30.0)), "Two": ((0, 5.0),), "Town": ((0, 1.0), (2, 9.0))}


def test_rows_of_the_layout_that_are_no_camps() -> None:
    """The peer adds every row but the first up; the documents speak of camps."""
    ours, peer = (daily_counts(with_counts(COUNTED), 3, 1, rules) for rules in (DOCUMENTED, FLEE))
    assert ours.people.tolist() == peer.people.tolist() == [[10, 5], [20, 5], [30, 5]]
    assert (ours.new.tolist(), ours.raw.tolist()) == ([0, 10, 10], [15, 25, 35])
    assert (peer.new.tolist(), peer.raw.tolist()) == ([0, 14, 14], [116, 130, 144])


def test_camps_emptied_of_the_people_of_day_0() -> None:
    for rules in (DOCUMENTED, FLEE):
        counts = daily_counts(with_counts(COUNTED, empty_camps_on_day0=True), 3, 1, rules)
        assert counts.people.tolist() == [[0, 0], [10, 0], [20, 0]]
        assert counts.first.tolist() == [10, 5]
        assert counts.raw[0] == 0


def test_floods_count_people_everywhere_and_add_nothing_up_for_the_peer() -> None:
    floods = {
        "flood_zone_spawning_only": True,
        "conflict_zone_spawning_only": False,
        "flood_driven_spawning": {"flood_spawn_mode": "constant"},
    }
    ours, peer = (daily_counts(with_counts(COUNTED, **floods), 3, 1, rules) for rules in (DOCUMENTED, FLEE))
    assert ours.camps.tolist() == [2, 3]
    assert peer.camps.tolist() == [1, 2, 3]
    assert peer.people.tolist() == [[1, 10, 5], [5, 20, 5], [9, 30, 5]]
    assert not peer.raw.any()
    assert ours.raw.tolist() == [15, 25, 35]


def test_counts_out_of_order_are_refused_by_the_documents() -> None:
    made = with_counts({**COUNTED, "Two": ((0, 5.0), (400, 7.0), (36, 9.0))})
    with pytest.raises(InputError) as caught:
        daily_counts(made, 3, 1, DOCUMENTED)
    assert str(caught.value) == (
        "made: 1 problem\n  Two.csv: 2000-02-06 is before the row above it (364 days). Sort the rows by date"
    )
    assert daily_counts(made, 3, 1, FLEE).people[:, 1].tolist() == [5, 5, 5]
