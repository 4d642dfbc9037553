"""simsetting.yml: every key typed, unknown ones refused or noted, documented names that the peer misreads."""

from __future__ import annotations

from pathlib import Path

import pytest
from movement_examples import small, town

from suasion.errors import InputError
from suasion.movement import Network, Place, both_ways, read_settings
from suasion.movement.requests import strength_from
from suasion.movement.settings import PushSpawning, Settings


def from_text(tmp_path: Path, text: str) -> object:
    path = tmp_path / "simsetting.yml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def test_defaults() -> None:
    settings = read_settings(None)
    assert settings.move_rules.conflict_weight == pytest.approx(0.316228, abs=1e-6)
    assert (settings.hasten, settings.spawn_rules.insert_day0, settings.move_rules.capacity_buffer) == (1, True, 0.9)


def test_documented_flood_keys_with_their_repeated_key_and_windows_lines(tmp_path: Path) -> None:
    text = (
        "spawn_rules:\r\n  flood_driven_spawning: True\r\n  flood_driven_spawning:\r\n"
        "    flood_spawn_mode: constant\r\n    displaced_per_flood_day: [0, 5]\r\n"
        "move_rules:\r\n  flood_rules:\r\n    flood_movechances: [0.0, 1.0]\r\n  flood_loc_weights: [1, 0]\r\n"
    )
    settings = read_settings(tmp_path / "simsetting.yml") if from_text(tmp_path, text) else None
    assert settings is not None
    assert settings.spawn_rules.flood_driven_spawning == PushSpawning("constant", (0.0, 5.0))
    assert (settings.move_rules.flood_movechances, settings.move_rules.flood_loc_weights) == ((0.0, 1.0), (1.0, 0.0))
    assert settings.unknown == ()


def test_every_problem_at_once(tmp_path: Path) -> None:
    text = (
        "move_rules:\n  max_move_speed: fast\n  awareness_level: 0\n  start_on_foot: maybe\n"
        "  camp_weight: 1\n  camp_weight: 2\noptimisations:\n  hasten: 2.5\nspawn_rules: [1]\n"
    )
    with pytest.raises(InputError) as caught:
        from_text(tmp_path, text)
    assert str(caught.value) == (
        f"{tmp_path / 'simsetting.yml'}: 6 problems\n"
        "  line 2, col 3  move_rules.max_move_speed: is no number. Got fast; allowed 0.001 to 100,000\n"
        "  line 3, col 3  move_rules.awareness_level: is out of range. Got 0; allowed 1 to 6; "
        "with 0 nobody ever moves in Flee\n"
        "  line 4, col 3  move_rules.start_on_foot: is no yes or no. Got maybe; write True or False\n"
        "  line 6, col 3  move_rules.camp_weight: this key stands twice (first in line 5). Keep one\n"
        "  line 8, col 3  optimisations.hasten: is not whole. Got 2.5; round it\n"
        "  line 9, col 1  spawn_rules: is no mapping of keys to values. Got a list; indent its keys below it"
    )


def test_unknown_keys_are_refused_and_in_flee_noted() -> None:
    push = {"conflict_driven_spawning": {"spawn_mode": "constant"}}
    settings = read_settings({"move_rules": {"max_move_sped": 200}, "spawn_rules": push})
    from dataclasses import replace

    instance = replace(small([town("A")], []), settings=settings)
    with pytest.raises(InputError) as caught:
        instance.program()
    assert str(caught.value).startswith(
        "settings: 1 problem\n  move_rules.max_move_sped: unknown key. Did you mean `max_move_speed`? Known: "
    )
    assert instance.program(compat="flee").notes[0].startswith("settings move_rules.max_move_sped: unknown key.")


def test_unknown_keys_of_a_file_name_the_file(tmp_path: Path) -> None:
    settings = from_text(tmp_path, "move_rules:\n  max_move_sped: 200\n1: 2\n")
    assert isinstance(settings, Settings)
    said = [str(problem) for problem in settings.unknown]
    assert said[0].startswith(
        "line 2, col 3  simsetting.yml: move_rules.max_move_sped: unknown key. Did you mean `max_move_speed`? Known: "
    )
    assert said[1].startswith("line 3, col 1  simsetting.yml: 1: unknown key. Known: log_levels, ")


def test_keys_of_a_mapping_that_are_no_words() -> None:
    settings = read_settings({1: 2, "move_rules": {None: 3}})  # type: ignore[dict-item]
    assert [problem.path for problem in settings.unknown] == ["1", "move_rules.None"]


def test_many_unknown_keys_are_not_all_told(tmp_path: Path) -> None:
    settings = from_text(tmp_path, "".join(f"key_{number}: 1\n" for number in range(2_000)))
    assert isinstance(settings, Settings)
    assert len(settings.unknown) == 21
    last = "line 21, col 1  simsetting.yml: key_20: and more unknown keys. Mend the others first"
    assert str(settings.unknown[-1]) == last


def test_many_wrong_numbers_are_not_all_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        from_text(tmp_path, f"move_rules:\n  flood_movechances: [{', '.join(['x'] * 500)}]\n")
    lines = str(caught.value).split("\n")
    assert len(lines) == 22
    assert "  line 2, col 3  480 more problems from here on. Mend the others first" in lines


def test_what_is_not_modelled_is_refused() -> None:
    with pytest.raises(InputError, match=r"move_rules.two_system_decision_making: .* not modelled"):
        small([town("A")], [], move={"two_system_decision_making": True}).program()


def test_two_systems_never_switch_on_in_flee() -> None:
    assert small([town("A")], [], move={"two_system_decision_making": True}).program(compat="flee")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("move_rules: [", "this is not YAML"),
        ("- a\n", "a file of settings is a mapping of keys to values. Got a list; begin with `move_rules:`"),
        ("move_rules:\n  pruning_threshold: .nan\n", "is out of range. Got nan"),
        ("move_rules:\n  flood_movechances: 3\n", "is no list. Got 3"),
        ("log_levels:\n  granularity: street\n", "can not be street. Known: location, region"),
        ("spawn_rules:\n  conflict_driven_spawning:\n    spawn_mode: some\n", "`some` is no mode"),
        (
            "spawn_rules:\n  flood_driven_spawning: {displaced_per_flood_day: []}\n",
            "line 2, col 27  spawn_rules.flood_driven_spawning.displaced_per_flood_day: is an empty list. "
            "Give one number a flood level",
        ),
        (
            "spawn_rules:\n  conflict_driven_spawning: {displaced_per_conflict_day: [1, 2]}\n",
            "spawn_rules.conflict_driven_spawning.displaced_per_conflict_day: is a list. Give one number",
        ),
        ("? {a: 1}\n: 2\n", "line 1, col 3  a key is a word. Got a mapping; write a word before the colon"),
        (
            "move_rules:\n  ? [1, 2]\n  : 2\n",
            "line 2, col 5  move_rules: a key is a word. Got a list; write a word before the colon",
        ),
        ("a: &x {b: 1}\nmove_rules: {<<: *x}\n", "move_rules.<<: merge keys (`<<`) are not read."),
        ("a: &x [*x]\n", "line 1, col 4  a.0: an alias (`*name`) that contains itself. Write it out"),
    ],
)
def test_refusals(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        from_text(tmp_path, text)
    assert sentence in str(caught.value)


def test_empty_file_and_binary_file(tmp_path: Path) -> None:
    assert from_text(tmp_path, "") == read_settings(None)
    (tmp_path / "b.yml").write_bytes(b"a: \x00\x01")
    with pytest.raises(InputError, match="is a binary file, not YAML text"):
        read_settings(tmp_path / "b.yml")
    with pytest.raises(InputError, match="can not be read: no such file or directory"):
        read_settings(tmp_path / "none.yml")
    with pytest.raises(InputError, match=r"is a folder, not a file\. Name the file of settings"):
        read_settings(tmp_path)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("A-B", "strengths: `A-B` names no share. Write for instance A-B@120:200=0.4, with 0 to 1 after ="),
        ("A-B=0.5", "strengths: `A-B=0.5` is not A-B@120:200=0.4. Write for instance A-B@120:200=0.4"),
        ("A-B@9:3=0.5", "strengths: `A-B@9:3=0.5` ends on day 3, not after day 9. Give a later day"),
        ("A-B@1:2=nan", "strengths: `A-B@1:2=nan` names no share. Write for instance A-B@120:200=0.4, with 0 to 1"),
        ("\x1b[2J@1:2=0.1", "strengths: `\\x1b[2J` is no link or place. Known: A, A-B, B, B-A"),
    ],
)
def test_malformed_strengths_are_named_as_such(asked: str, message: str) -> None:
    network = Network((Place("A"), Place("B")), both_ways("A", "B", 10.0))
    with pytest.raises(InputError) as caught:
        strength_from(asked, network)
    assert str(caught.value).startswith(message)
