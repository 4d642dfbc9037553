"""Counts by day: lines between dates, sums of files, corrections."""

from __future__ import annotations

import numpy as np
import pytest

from suasion.errors import InputError
from suasion.movement import Instance, Network, Place, both_ways
from suasion.movement.instance import CountFile
from suasion.movement.semantics import DOCUMENTED
from suasion.movement.series import add_tables, camp_points, correct, on_days


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
