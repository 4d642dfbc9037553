"""simsetting.yml: every key typed, unknown ones refused or noted, documented names that the peer misreads."""

from __future__ import annotations

from pathlib import Path

import pytest
from movement_examples import small, town

from suasion.errors import InputError
from suasion.movement import read_settings
from suasion.movement.settings import PushSpawning


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


@pytest.mark.parametrize("key", ["two_system_decision_making", "flood_forecaster"])
def test_what_is_not_modelled_is_refused(key: str) -> None:
    with pytest.raises(InputError, match=f"move_rules.{key}: .* not modelled"):
        small([town("A")], [], move={key: True}).program()


def test_two_systems_never_switch_on_in_flee() -> None:
    assert small([town("A")], [], move={"two_system_decision_making": True}).program(compat="flee")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("move_rules: [", "this is not YAML"),
        ("- a\n", "settings are a mapping of keys to values"),
        ("move_rules:\n  pruning_threshold: .nan\n", "is out of range. Got nan"),
        ("move_rules:\n  flood_movechances: 3\n", "is no list. Got 3"),
        ("log_levels:\n  granularity: street\n", "can not be street. Known: location, region"),
        ("spawn_rules:\n  conflict_driven_spawning:\n    spawn_mode: some\n", "`some` is no mode"),
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
