"""The settings of a run: every key of simsetting.yml, typed, with its default (movement.md sections 8 and 10).

Every key is optional. Numbers out of range and words of the wrong type are refused at once; a key that nothing knows
is kept in `Settings.unknown`, and refused or noted when a mode is chosen (`semantics`). Keys that Flee misreads are
read by their documented names: `camps_are_sinks`, `flood_driven_spawning` / `flood_driven_spawn_mode`, flood lists
under `move_rules` or under `move_rules.flood_rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from suasion.errors import InputError, Problem, known_words
from suasion.movement.validation import MOST_TOLD, shown
from suasion.movement.yaml_file import read_yaml
from suasion.yaml_text import Place

Numbers = tuple[float, ...]


def _set(default: Any, low: float | None = None, high: float | None = None, words: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"low": low, "high": high, "words": words})


@dataclass(frozen=True)
class PushSpawning:
    """People set out because of a conflict or a flood, not because camps counted them.

    `mode`: constant (people a day), pop_ratio (share of the population a day), poisson (mean people a day).
    `rates`: one number for conflicts (at intensity 1); one a flood level for floods.
    """

    mode: str
    rates: Numbers


@dataclass(frozen=True)
class SpawnRules:
    """Who sets out, where and when: movement.md section 7."""

    take_from_population: bool = _set(False)
    insert_day0: bool = _set(True)
    empty_camps_on_day0: bool = _set(False)
    conflict_zone_spawning_only: bool = _set(True)
    flood_zone_spawning_only: bool = _set(False)
    sum_from_camps: bool = _set(True)
    read_from_agents_csv_file: bool = _set(False)
    starvation_driven_spawning: bool = _set(False)
    camps_are_sinks: bool = _set(False)
    camps_are_sicks: bool = _set(False)
    conflict_spawn_decay: tuple[float, ...] = _set((), 0.0, 1e6)
    conflict_spawn_decay_interval: int = _set(30, 1, 100_000)
    average_social_connectivity: float = _set(3.0, 0.0, 1e6)
    conflict_driven_spawning: PushSpawning | None = None
    flood_driven_spawning: PushSpawning | None = None


@dataclass(frozen=True)
class MoveRules:
    """How people move: movement.md sections 8 and 9; km, km a day, shares a day."""

    max_move_speed: float = _set(360.0, 0.001, 100_000.0)
    max_walk_speed: float = _set(35.0, 0.001, 100_000.0)
    max_crossing_speed: float = _set(20.0, 0.0, 100_000.0)
    foreign_weight: float = _set(1.0, 0.0, 1e9)
    camp_weight: float = _set(1.0, 0.0, 1e9)
    conflict_weight: float = _set(0.1**0.5, 0.0, 1e9)
    conflict_movechance: float = _set(1.0, 0.0, 1.0)
    camp_movechance: float = _set(0.001, 0.0, 1.0)
    idpcamp_movechance: float = _set(0.1, 0.0, 1.0)
    default_movechance: float = _set(0.3, 0.0, 1.0)
    awareness_level: float = _set(1.0, 1.0, 6.0)
    capacity_buffer: float = _set(0.9, 0.0, 1.0)
    capacity_scaling: float = _set(1.0, 0.0, 1e9)
    softening: float = _set(10.0, 0.0, 1e9)
    weight_softening: float = _set(0.0, 0.0, 1e9)
    weight_power: float = _set(1.0, 0.0, 100.0)
    distance_power: float = _set(1.0, 0.0, 100.0)
    pruning_threshold: float = _set(1.0, 0.0, 1e12)
    movechance_pop_base: float = _set(10_000.0, 0.001, 1e12)
    movechance_pop_scale_factor: float = _set(0.0, -100.0, 100.0)
    use_pop_for_loc_weight: bool = _set(False)
    pop_power_for_loc_weight: float = _set(0.1, -100.0, 100.0)
    stay_close_to_home: bool = _set(False)
    home_distance_power: float = _set(0.5, -100.0, 100.0)
    avg_religion_fraction: float = _set(0.25, 1e-9, 1.0)
    avoid_short_stints: bool = _set(False)
    start_on_foot: bool = _set(False)
    fixed_routes: bool = _set(False)
    use_v1_rules: bool = _set(False)
    flee_when_starving: bool = _set(False)
    avoid_food_deprived_locations: bool = _set(False)
    two_system_decision_making: bool = _set(False)
    use_economic_pull: bool = _set(False)
    harvest_months: tuple[float, ...] = _set((), 1, 12)
    ChildrenAvoidHazards: bool = _set(False)
    ElderlyAvoidHazards: bool = _set(False)
    WomenAvoidHazards: bool = _set(False)
    BoysTakeRisk: bool = _set(False)
    MatchCampEthnicity: bool = _set(False)
    MatchCampReligion: bool = _set(False)
    MatchTownEthnicity: bool = _set(False)
    MatchConflictEthnicity: bool = _set(False)
    max_flood_level: int = _set(4, 0, 1000)
    flood_movechances: tuple[float, ...] = _set((), 0.0, 1.0)
    flood_loc_weights: tuple[float, ...] = _set((), 0.0, 1e9)
    flood_forecaster: bool = _set(False)
    flood_forecaster_timescale: int = _set(0, 0, 100_000)
    flood_forecaster_end_time: int = _set(-1, 0, 1_000_000)
    flood_forecaster_weights: tuple[float, ...] = _set((), 0.0, 1e9)
    flood_awareness_weights: tuple[float, ...] = _set((), 0.0, 1e9)


@dataclass(frozen=True)
class LogLevels:
    """What Flee prints; here only `idp_totals` has an effect: a column in out.csv."""

    agent: int = _set(0, 0, 9)
    link: int = _set(0, 0, 9)
    camp: int = _set(0, 0, 9)
    conflict: int = _set(0, 0, 9)
    flood: int = _set(0, 0, 9)
    init: int = _set(0, 0, 9)
    idp_totals: int = _set(0, 0, 9)
    granularity: str = _set("location", words=("location", "region"))


@dataclass(frozen=True)
class Settings:
    """All settings; see the module. `hasten` divides populations, capacities and counts."""

    spawn_rules: SpawnRules = SpawnRules()
    move_rules: MoveRules = MoveRules()
    log_levels: LogLevels = LogLevels()
    hasten: int = _set(1, 1, 1_000_000)
    number_of_steps: int = _set(-1, -1, 1_000_000)
    conflict_input_file: str = _set("")
    flood_level_input_file: str = _set("")
    default_conflict_intensity: float = _set(1.0, 0.0, 1e6)
    unknown: tuple[Problem, ...] = ()

    def with_v1_rules(self) -> Settings:
        """These settings with what `use_v1_rules` overrides, if it is on."""
        if not self.move_rules.use_v1_rules:
            return self
        first_version = replace(
            self.move_rules,
            max_move_speed=200.0,
            camp_weight=2.0,
            conflict_weight=0.25,
            start_on_foot=False,
            avoid_short_stints=False,
        )
        return replace(self, move_rules=first_version)


_FLOOD_KEYS = {name.name for name in fields(MoveRules) if "flood" in name.name}
_TOP = ("number_of_steps", "conflict_input_file", "flood_level_input_file", "default_conflict_intensity")
_SECTIONS = {"log_levels": LogLevels, "spawn_rules": SpawnRules, "move_rules": MoveRules}
_MODES = ("constant", "pop_ratio", "poisson")
_CONFLICT_RATES = {"constant": (500.0,), "pop_ratio": (0.01,), "poisson": (500.0,)}
_FLOOD_PEOPLE = (0.0, 100.0, 200.0, 300.0, 500.0)
_FLOOD_RATES = {"constant": _FLOOD_PEOPLE, "pop_ratio": (0.0, 0.1, 0.2, 0.5, 0.9), "poisson": _FLOOD_PEOPLE}


def read_settings(source: Path | Mapping[str, Any] | Settings | None, name: str = "settings") -> Settings:
    """Settings from a yml file, from nested mappings of the same keys, or the defaults.

    Raises
    ------
    InputError                         every wrong type, number out of range and repeated key at once; not for unknown
                                       keys, which wait in `Settings.unknown` until a mode is chosen
    """
    if isinstance(source, Settings):
        return source
    if source is None:
        return Settings()
    reader = _Reader()
    if isinstance(source, Path):
        name, reader.file = shown(str(source), 200), shown(source.name) + ": "
        data, reader.places, reader.problems = read_yaml(source, repeatable=("flood_driven_spawning",))
    else:
        data = {str(key): value for key, value in source.items()}
    settings = reader.settings(data)
    if reader.problems:
        told, more = sorted(reader.problems)[:MOST_TOLD], len(reader.problems) - MOST_TOLD
        last = [replace(told[-1], path="", text=f"{more:,} more problems from here on. Mend the others first")]
        raise InputError(name, told + (last if more > 0 else []))
    return settings


class _Reader:
    """Turns plain values into settings and remembers what is wrong with them and where."""

    def __init__(self) -> None:
        self.file = ""
        self.places: dict[tuple[str, ...], Place] = {}
        self.problems: list[Problem] = []
        self.unknown: list[Problem] = []

    def settings(self, data: Mapping[str, Any]) -> Settings:
        values: dict[str, Any] = {}
        for key, item in data.items():
            if key in _TOP:
                values |= self.one(Settings, key, item, (key,))
            elif key == "optimisations":
                for inner, value in self.mapping(item, (key,)).items():
                    if inner == "hasten":
                        values |= self.one(Settings, inner, value, (key, inner))
                    else:
                        self.strange((key, inner), ["hasten"])
            elif key in _SECTIONS:
                values[key] = self.section(_SECTIONS[key], self.mapping(item, (key,)), key)
            else:
                self.strange((key,), [*_SECTIONS, "optimisations", *_TOP])
        return Settings(**values, unknown=tuple(self.unknown))

    def section(self, kind: type, data: Mapping[str, Any], name: str) -> Any:
        values: dict[str, Any] = {}
        known = [item.name for item in fields(kind)]
        for key, item in data.items():
            path = (name, key)
            if kind is SpawnRules and key == "conflict_driven_spawning":
                values[key] = self.push(item, path, "spawn_mode", "displaced_per_conflict_day", _CONFLICT_RATES)
            elif kind is SpawnRules and key in ("flood_driven_spawning", "flood_driven_spawn_mode"):
                pushed = self.push(item, path, "flood_spawn_mode", "displaced_per_flood_day", _FLOOD_RATES)
                values["flood_driven_spawning"] = pushed or values.get("flood_driven_spawning")
            elif kind is MoveRules and key == "flood_rules":
                for inner, value in self.mapping(item, path).items():
                    if inner in _FLOOD_KEYS:
                        values |= self.one(kind, inner, value, (*path, inner))
                    else:
                        self.strange((*path, inner), sorted(_FLOOD_KEYS))
            elif key in known:
                values |= self.one(kind, key, item, path)
            else:
                self.strange(path, known)
        return kind(**values)

    def push(
        self, item: Any, path: tuple[str, ...], mode_key: str, rate_key: str, defaults: Mapping[str, Numbers]
    ) -> PushSpawning | None:
        if item is None or isinstance(item, bool):
            mode = next(iter(defaults)) if "conflict" in path[-1] else "pop_ratio"
            return PushSpawning(mode, defaults[mode]) if item else None
        data = self.mapping(item, path)
        for key in data:
            if key not in (mode_key, rate_key):
                self.strange((*path, key), [mode_key, rate_key])
        first = "constant" if "conflict" in path[-1] else "pop_ratio"
        mode = _shown(data.get(mode_key, first)).lower()
        if mode not in _MODES:
            self.wrong((*path, mode_key), f"`{mode}` is no mode. {known_words(mode, _MODES)}")
            mode = first
        most = 1.0 if mode == "pop_ratio" else 1e9
        given = data.get(rate_key, defaults[mode])
        listed = given if isinstance(given, (list, tuple)) else [given]
        rates = self.numbers(listed, (*path, rate_key), 0.0, most)
        if "conflict" in path[-1] and len(listed) != 1:
            self.wrong((*path, rate_key), "is a list. Give one number")
        elif not listed:
            self.wrong((*path, rate_key), "is an empty list. Give one number a flood level")
        return PushSpawning(mode, rates)

    def one(self, kind: type, key: str, item: Any, path: tuple[str, ...]) -> dict[str, Any]:
        found = next(each for each in fields(kind) if each.name == key)
        default, bounds = found.default, found.metadata
        if item is None or (isinstance(item, str) and item.strip().lower() in ("", "none")):
            return {}
        low, high = bounds["low"], bounds["high"]
        if isinstance(default, bool):
            if isinstance(item, bool) or item in (0, 1, 0.0, 1.0):
                return {key: bool(item)}
            if isinstance(item, str) and item.lower() in _TRUTH:
                return {key: _TRUTH[item.lower()]}
            self.wrong(path, f"is no yes or no. Got {_shown(item)}; write True or False")
        elif isinstance(default, tuple):
            return {key: self.numbers(item, path, low, high)}
        elif isinstance(default, str):
            words = bounds["words"]
            if isinstance(item, str) and (not words or item in words):
                return {key: item}
            self.wrong(path, f"can not be {_shown(item)}. {known_words(_shown(item), words)}")
        else:
            value = self.number(item, path, low, high)
            if value is not None and isinstance(default, int) and value != int(value):
                self.wrong(path, f"is not whole. Got {_shown(item)}; round it")
            elif value is not None:
                return {key: int(value) if isinstance(default, int) else value}
        return {}

    def number(self, item: Any, path: tuple[str, ...], low: float, high: float) -> float | None:
        try:
            value = float(item) if not isinstance(item, (bool, list, dict)) else None
        except (TypeError, ValueError, OverflowError):
            value = None
        if value is None:
            self.wrong(path, f"is no number. Got {_shown(item)}; allowed {low:,g} to {high:,g}")
        elif not low <= value <= high:
            why = "; with 0 nobody ever moves in Flee" if path[-1] == "awareness_level" and value == 0 else ""
            self.wrong(path, f"is out of range. Got {_shown(item)}; allowed {low:,g} to {high:,g}{why}")
            return None
        return value

    def numbers(self, item: Any, path: tuple[str, ...], low: float, high: float) -> Numbers:
        if not isinstance(item, (list, tuple)):
            self.wrong(path, f"is no list. Got {_shown(item)}; write one like [1.0, 0.5]")
            return ()
        found = [self.number(each, path, low, high) for each in item]
        return tuple(value for value in found if value is not None)

    def mapping(self, item: Any, path: tuple[str, ...]) -> dict[str, Any]:
        if item is None:
            return {}
        if isinstance(item, Mapping):
            return {str(key): value for key, value in item.items()}
        self.wrong(path, f"is no mapping of keys to values. Got {_shown(item)}; indent its keys below it")
        return {}

    def wrong(self, path: tuple[str, ...], text: str) -> None:
        self.problems.append(self._problem(path, text))

    def strange(self, path: tuple[str, ...], known: list[str]) -> None:
        """Unknown keys are raised by others, later, under no file's name: they carry it themselves."""
        found = self._problem(path, "")
        if len(self.unknown) == MOST_TOLD:
            more = replace(found, path=self.file + found.path, text="and more unknown keys. Mend the others first")
            self.unknown.append(more)
        elif len(self.unknown) < MOST_TOLD:
            text = f"unknown key. {known_words(shown(path[-1]), known)}"
            self.unknown.append(replace(found, path=self.file + found.path, text=text))

    def _problem(self, path: tuple[str, ...], text: str) -> Problem:
        line, column = next((self.places[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.places), (0, 0))
        return Problem(line, column, ".".join(shown(key) for key in path), text)


_TRUTH = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}


def _shown(item: Any) -> str:
    if isinstance(item, Mapping):
        return "a mapping"
    if isinstance(item, (list, tuple)):
        return "a list"
    return shown(str(item), 40)
