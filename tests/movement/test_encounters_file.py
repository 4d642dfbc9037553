"""Rules of encounters as a file: what is read, what is refused and where, and that nothing is lost on the way."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from movement_examples import camp, hub, small

from suasion.errors import InputError
from suasion.movement import write_folder
from suasion.movement.encounters import (
    Custody,
    Decision,
    Departures,
    Encounters,
    Interception,
    Line,
    RouteChoice,
)
from suasion.movement.encounters_file import FILE, encounters_text, read_encounters

NETWORK = small([hub("A"), hub("B"), camp("C")], [("A", "B", 10.0), ("B", "C", 10.0)]).network

WHOLE = """
interceptions:
  - name: checkpoint
    start: A
    end: B
    share: 0.2
    custody: station
    from_day: 30
    by_class: {north: 2}
  - {name: river, end: C, hazard: .inf, custody: station, both_ways: true}
custodies:
  - name: station
    place: B
    days: 5
    decisions:
      - {to: home, share: 0.8, again: 0.5, delay_days: 14}
      - {to: C, share: {everyone: 0.2}, to_day: 90}
lines:
  - {start: B, end: C, per_day: 60, give_up: 0.01}
route_choice:
  destinations: [C]
  by_class: {north: {C: 1.5}}
  per_100_km: 1.5
origins: true
"""


def read(tmp_path: Path, text: str) -> Encounters:
    path = tmp_path / FILE
    path.write_text(text, encoding="utf-8")
    return read_encounters(path, NETWORK)


def test_a_whole_file(tmp_path: Path) -> None:
    found = read(tmp_path, WHOLE)
    decisions = (Decision("home", {"everyone": 0.8}, 0.5, 14.0), Decision("C", {"everyone": 0.2}, to_day=90))
    assert found == Encounters(
        (
            Interception("checkpoint", "A", "B", -math.log1p(-0.2), "station", {"north": 2.0}, 30),
            Interception("river", "", "C", math.inf, "station", both_ways=True),
        ),
        (Custody("station", decisions, "B", 5.0),),
        (Line("B", "C", 60.0, 0.01),),
        RouteChoice({"C": 0.0}, {"north": {"C": 1.5}}, 1.5),
        True,
    )
    assert read(tmp_path, encounters_text(found)) == found
    assert read(tmp_path, "") == Encounters()


def problems(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    return [str(each) for each in caught.value.problems]


def test_every_problem_at_once_with_its_place(tmp_path: Path) -> None:
    text = """interceptions:
  - name: post
    start: A
    ende: B
    share: 1.5
    custody: 3
  - {name: post, end: B, custody: x, hazard: much, both_ways: 2}
custodies: station
lines:
  - {start: A, per_day: [1]}
route_choices: {}
"""
    assert problems(tmp_path, text) == [
        "line 2, col 5  interceptions.0: has no `end`. Add it",
        "line 4, col 5  interceptions.0.ende: unknown key. Did you mean `end`? Known: name, start, end, hazard, "
        "custody, by_class, from_day, to_day, both_ways, share",
        "line 5, col 5  interceptions.0.share: 1.5 is out of range. Allowed: 0 to 1",
        "line 7, col 38  interceptions.1.hazard: is no number. Got `much`; write digits, like 0.5",
        "line 7, col 52  interceptions.1.both_ways: is no yes or no. Got `2`; write true or false",
        "line 8, col 1  custodies: is no list. Got `station`; begin each with a hyphen",
        "line 10, col 6  lines.0: has no `end`. Add it",
        "line 10, col 16  lines.0.per_day: is no number. Got `[1]`; write digits, like 0.5",
        "line 11, col 1  route_choices: unknown key. Did you mean `route_choice`? Known: interceptions, custodies, "
        "lines, route_choice, origins",
    ]


def test_names_and_numbers_are_checked_against_the_network(tmp_path: Path) -> None:
    text = """interceptions:
  - {name: post, start: A, end: C, hazard: 1, custody: stations}
custodies:
  - name: station
    days: 0.5
    decisions: [{to: D, share: 2}]
lines:
  - {start: A, end: B, per_day: 1}
  - {start: A, end: B, per_day: 2, from_day: 9}
"""
    assert problems(tmp_path, text) == [
        "line 2, col 6  interceptions.0: no link leads from `A` to `C`. Name a link",
        "line 2, col 47  interceptions.0.custody: `stations` names no custody. Did you mean `station`? Known: station",
        "line 5, col 5  custodies.0.days: 0.5 is out of range. Allowed: 1 to 100,000",
        "line 6, col 18  custodies.0.decisions.0.to: `D` names no place. Known: A, B, C",
        "line 6, col 25  custodies.0.decisions.0.share.everyone: 2.0 is out of range. Allowed: 0 to 1",
        "line 9, col 36  lines.1.from_day: two lines from `A` to `B` hold on day 9. Let one end before "
        "the other begins",
    ]


def test_hazard_and_share_exclude_each_other(tmp_path: Path) -> None:
    text = "interceptions:\n  - {name: a, end: B, hazard: 1, share: 0.5, custody: c}\n"
    assert problems(tmp_path, text) == [
        "line 2, col 34  interceptions.0.share: stands beside `hazard`. Keep one of them"
    ]
    text = "interceptions:\n  - {name: a, end: B, custody: c}\n"
    assert problems(tmp_path, text) == ["line 2, col 6  interceptions.0: has no `hazard`. Add it"]


def test_problems_can_be_collected(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text("lines:\n  - {start: A, end: B, per_day: 1}\n  - {start: A}\n", encoding="utf-8")
    found: list[object] = []
    assert read_encounters(path, NETWORK, found) == Encounters(lines=(Line("A", "B", 1.0),))  # type: ignore[arg-type]
    assert len(found) == 2


NUMBERS = st.floats(0.0, 1.0)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8).map(str.strip)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.dictionaries(WORDS.filter(bool), NUMBERS, min_size=1, max_size=3), NUMBERS, WORDS.filter(bool), st.booleans())
def test_what_is_written_is_read_again(shares: dict[str, float], number: float, name: str, yes: bool) -> None:
    from tempfile import TemporaryDirectory

    kept = Custody(name, (Decision("A", shares, number, number * 9), Decision("back", {"everyone": number})))
    made = Encounters(
        (Interception(name, "A", "B", number * 5 if yes else math.inf, name, shares, both_ways=yes),),
        (kept,),
        (Line("A", "B", number * 100, number, 3, 8),),
        RouteChoice({"C": -number}, {name: {"A": number}}, cost_column=name, per_cost=number) if yes else None,
        yes,
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        path.write_text(encounters_text(made), encoding="utf-8")
        assert read_encounters(path) == made


def test_a_folder_keeps_its_rules(tmp_path: Path) -> None:
    from dataclasses import replace

    rules = Encounters(lines=(Line("A", "B", 2.5),))
    instance = small([hub("A"), camp("B")], [("A", "B", 10.0)], {"A": 3}, encounters=rules)
    root = write_folder(instance, tmp_path / "one")
    assert read_encounters(root / "input" / FILE, instance.network) == rules
    assert not (write_folder(replace(instance, encounters=Encounters()), tmp_path / "two") / "input" / FILE).exists()
    import numpy as np

    leaving = Departures(("g",), (("x",),), ("A",), np.ones((1, 1, 1)))
    with pytest.raises(InputError, match="departures of classes have no place in this format"):
        write_folder(replace(instance, departures=leaving), tmp_path / "three")
