"""What is said of a folder whose settings can not be used."""

from __future__ import annotations

from folder_changes import SETTINGS, Change, add, sparse, swap, write

# the whole message after its first line, or its only line
SETTINGS_FILES: dict[str, tuple[Change, str]] = {
    "settings that are no YAML": (
        write(SETTINGS, "move_rules: [1, 2\n"),
        "line 2, col 1  this is not YAML: expected ',' or ']', but got '<stream end>'. Mend the line",
    ),
    "settings indented with a tab": (
        write(SETTINGS, "move_rules:\n\tmax_move_speed: 3\n"),
        "line 2, col 1  this is not YAML: found character '\\t' that cannot start any token. Mend the line",
    ),
    "two documents in one file": (
        write(SETTINGS, "log_levels: {}\n---\nmove_rules: {}\n"),
        "line 2, col 1  holds more than one YAML document. Keep one document in one file, without `---` inside",
    ),
    "settings that are a list": (
        write(SETTINGS, "- a\n- b\n"),
        "a file of settings is a mapping of keys to values. Got a list; begin with `move_rules:`",
    ),
    "a misspelt setting": (
        swap(SETTINGS, "max_move_speed", "max_mov_speed"),
        "line 5, col 3  simsetting.yml: move_rules.max_mov_speed: unknown key. Did you mean `max_move_speed`? Known: "
        "max_move_speed, max_walk_speed, max_crossing_speed, foreign_weight, camp_weight, conflict_weight, "
        "conflict_movechance, camp_movechance, ...",
    ),
    "a misspelt section": (
        swap(SETTINGS, "move_rules:", "move_rule:"),
        "line 4, col 1  simsetting.yml: move_rule: unknown key. Did you mean `move_rules`? Known: log_levels, "
        "spawn_rules, move_rules, optimisations, number_of_steps, conflict_input_file, flood_level_input_file, "
        "default_conflict_intensity",
    ),
    "a setting in words": (
        swap(SETTINGS, "camp_movechance: 0.001", "camp_movechance: often"),
        "line 6, col 3  move_rules.camp_movechance: is no number. Got often; allowed 0 to 1",
    ),
    "a setting out of range": (
        swap(SETTINGS, "camp_movechance: 0.001", "camp_movechance: 1.5"),
        "line 6, col 3  move_rules.camp_movechance: is out of range. Got 1.5; allowed 0 to 1",
    ),
    "a setting that is not a number": (
        swap(SETTINGS, "max_move_speed: 200.0", "max_move_speed: .nan"),
        "line 5, col 3  move_rules.max_move_speed: is out of range. Got nan; allowed 0.001 to 100,000",
    ),
    "nobody knows any way": (
        swap(SETTINGS, "awareness_level: 1", "awareness_level: 0"),
        "line 10, col 3  move_rules.awareness_level: is out of range. Got 0; allowed 1 to 6; with 0 nobody ever moves "
        "in Flee",
    ),
    "a setting that is neither yes nor no": (
        swap(SETTINGS, "insert_day0: True", "insert_day0: perhaps"),
        "line 3, col 3  spawn_rules.insert_day0: is no yes or no. Got perhaps; write True or False",
    ),
    "a section that is a number": (
        write(SETTINGS, "move_rules: 3\n"),
        "line 1, col 1  move_rules: is no mapping of keys to values. Got 3; indent its keys below it",
    ),
    "a section that stands twice": (
        add(SETTINGS, "optimisations:\n  hasten: 2\n"),
        "line 13, col 1  optimisations: this key stands twice (first in line 11). Keep one",
    ),
    "units of no people": (
        swap(SETTINGS, "hasten: 1", "hasten: 0"),
        "line 12, col 3  optimisations.hasten: is out of range. Got 0; allowed 1 to 1e+06",
    ),
    "units of one and a half people": (
        swap(SETTINGS, "hasten: 1", "hasten: 1.5"),
        "line 12, col 3  optimisations.hasten: is not whole. Got 1.5; round it",
    ),
    "binary settings": (
        write(SETTINGS, b"\x00\x01"),
        "is a binary file, not YAML text. Name the file of settings",
    ),
    "settings in Latin-1": (
        write(SETTINGS, "# \xe9\n".encode("latin-1")),
        "line 1, col 3  is not UTF-8 text (byte 3). Save it as a plain text file in UTF-8",
    ),
    "settings of 2 MB": (
        sparse(SETTINGS, 2_000_000),
        "the file has 2.0 MB; a file of settings has at most 200 kB. Name the file of settings",
    ),
    "a file of conflicts that is not there": (
        swap(SETTINGS, "spawn_rules:", "conflict_input_file: lost.csv\nspawn_rules:"),
        "conflict_input_file: there is no file `lost.csv` in input or mine. Mend the name, or leave it out",
    ),
    "a key that is a list": (
        add(SETTINGS, "? [1, 2]\n: 3\n"),
        "line 13, col 3  a key is a word. Got a list; write a word before the colon",
    ),
    "a key that is a number": (
        add(SETTINGS, "1: 3\n"),
        "line 13, col 1  simsetting.yml: 1: unknown key. Known: log_levels, spawn_rules, move_rules, optimisations, "
        "number_of_steps, conflict_input_file, flood_level_input_file, default_conflict_intensity",
    ),
    "a mode that is a mapping": (
        swap(SETTINGS, "insert_day0: True", "conflict_driven_spawning: {spawn_mode: {a: 1}}"),
        "line 3, col 30  spawn_rules.conflict_driven_spawning.spawn_mode: `a mapping` is no mode. Known: constant, "
        "pop_ratio, poisson",
    ),
    "a rate in words": (
        swap(SETTINGS, "insert_day0: True", "conflict_driven_spawning: {displaced_per_conflict_day: many}"),
        "line 3, col 30  spawn_rules.conflict_driven_spawning.displaced_per_conflict_day: is no number. Got many; "
        "allowed 0 to 1e+09",
    ),
    "aliases of aliases": (
        write(
            SETTINGS, "b0: &b0 [1]\n" + "".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]\n" for n in range(1, 8))
        ),
        "grows to more than 100,000 values. Use fewer aliases (`*name`)",
    ),
    "settings nested without an end": (
        write(SETTINGS, "a: " + "[" * 50_000),
        "line 1, col 24  is nested too deeply. A file of settings has at most 20 levels. Flatten it",
    ),
}
