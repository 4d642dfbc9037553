"""Rules of encounters as a file: `input/enforcement.yml` of a folder in the peer's format, read and written.

    interceptions:
      - {name: checkpoint, start: A, end: B, share: 0.2, custody: station, from_day: 30}
    custodies:
      - name: station
        place: B
        days: 5
        decisions:
          - {to: home, share: 0.8, again: 0.5, delay_days: 14}
          - {to: B, share: {everyone: 0.2}}
    lines:
      - {start: B, end: C, per_day: 60}
    route_choice:
      destinations: {C: 0}
      per_100_km: 1.5

Keys are the fields of the classes in `encounters`. A hazard may be given as `share` of a passage: -ln(1 - share). One
number instead of a mapping by class means everyone. An interception without `start` is on all links to `end`.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from suasion.errors import InputError, Problem, known_words
from suasion.movement.encounters import (
    EVERYONE,
    Custody,
    Decision,
    Encounters,
    Interception,
    Line,
    RouteChoice,
)
from suasion.movement.network import Network
from suasion.movement.yaml_file import KeyPath, read_yaml
from suasion.yaml_text import Place

FILE = "enforcement.yml"
_LISTS: dict[str, Any] = {"interceptions": Interception, "custodies": Custody, "lines": Line}
_TOP = (*_LISTS, "route_choice", "origins")
_NUMBERS = {
    "hazard", "share", "days", "again", "delay_days", "per_day", "give_up", "per_100_km", "per_cost", "per_hazard",
    "lag_days",
}  # fmt: skip
_WHOLE = {"from_day", "to_day", "room", "every_days"}
_YES = {"both_ways", "origins"}
_BY_CLASS = {(Interception, "by_class"), (Decision, "share")}


def read_encounters(path: Path, network: Network | None = None, problems: list[Problem] | None = None) -> Encounters:
    """Encounters from a file.

    Parameters
    ----------
    network : Network or None          if given, names of places and links are checked against it
    problems : list or None            if given, problems are added to it and not raised; the result then holds what is
                                       in order

    Raises
    ------
    InputError                         every problem at once, with line and column: unknown keys, wrong types, numbers
                                       out of range, names that are not known
    """
    data, places, found = read_yaml(path, what="rules of encounters", first="interceptions")
    reader = _Reader(places, found)
    encounters = reader.encounters(data)
    if network is not None and not reader.problems:
        reader.problems += [reader.problem(tuple(key.split(".")), text) for key, text in encounters.problems(network)]
    if problems is not None:
        problems += reader.problems
    elif reader.problems:
        raise InputError(str(path), reader.problems)
    return encounters


class _Reader:
    """Turns plain values into encounters and remembers what is wrong with them and where."""

    def __init__(self, places: Mapping[KeyPath, Place], problems: list[Problem]) -> None:
        self.places = places
        self.problems = list(problems)

    def encounters(self, data: Mapping[str, Any]) -> Encounters:
        self.known(data, (), _TOP)
        found: dict[str, Any] = {}
        for name, kind in _LISTS.items():
            items = self.items(data.get(name), (name,))
            made = (self.one(kind, item, (name, str(number))) for number, item in enumerate(items))
            found[name] = tuple(each for each in made if each is not None)
        if data.get("route_choice") is not None:
            found["route_choice"] = self.one(RouteChoice, data["route_choice"], ("route_choice",))
        if data.get("origins") is not None:
            found["origins"] = self.value(Encounters, "origins", data["origins"], ("origins",)) is True
        return Encounters(**found)

    def one(self, kind: Any, item: Any, path: KeyPath) -> Any:
        """An interception, custody, decision, line or route choice; None if it can not be made."""
        if not isinstance(item, Mapping):
            self.wrong(path, f"is no mapping of keys to values. Got {_shown(item)}; write its keys below it")
            return None
        known = [each.name for each in fields(kind)] + (["share"] if kind is Interception else [])
        before = len(self.problems)
        self.known(item, path, known)
        given = {key: value for key, value in item.items() if key in known and value is not None}
        if kind is Interception:
            given = {"start": "", **self.hazard(given, path)}
        needed = [each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING]
        for name in needed:
            if name not in given and not (name == "hazard" and len(self.problems) > before):
                self.wrong(path, f"has no `{name}`. Add it")
        values = {key: self.value(kind, key, value, (*path, key)) for key, value in given.items()}
        return kind(**values) if len(self.problems) == before else None

    def hazard(self, given: dict[str, Any], path: KeyPath) -> dict[str, Any]:
        """The fields of an interception, with a share of a passage made a hazard."""
        if "share" not in given:
            return given
        share = self.value(Interception, "share", given.pop("share"), (*path, "share"))
        if "hazard" in given:
            self.wrong((*path, "share"), "stands beside `hazard`. Keep one of them")
        elif isinstance(share, float):
            if 0.0 <= share <= 1.0:
                return {**given, "hazard": -math.log1p(-share) if share < 1.0 else math.inf}
            self.wrong((*path, "share"), f"{share:g} is out of range. Allowed: 0 to 1")
        return given

    def value(self, kind: Any, key: str, item: Any, path: KeyPath) -> Any:
        """The value of a field, of the type that it has."""
        if (kind, key) in _BY_CLASS:
            return self.table(item, path)
        if key == "decisions":
            made = (self.one(Decision, each, (*path, str(at))) for at, each in enumerate(self.items(item, path)))
            return tuple(each for each in made if each is not None)
        if key == "destinations":
            if isinstance(item, Mapping):
                return self.table(item, path)
            names = item if isinstance(item, list) else [item]
            return {self.text(each, path): 0.0 for each in names}
        if key == "by_class":
            return {each: self.table(inner, (*path, each)) for each, inner in self.mapping(item, path).items()}
        if key in _NUMBERS or key in _WHOLE:
            return self.number(item, path, whole=key in _WHOLE)
        if key in _YES:
            if not isinstance(item, bool):
                self.wrong(path, f"is no yes or no. Got {_shown(item)}; write true or false")
            return item is True
        return self.text(item, path)

    def table(self, item: Any, path: KeyPath) -> dict[str, float]:
        """Numbers by name; one number means everyone."""
        if isinstance(item, (int, float)) and not isinstance(item, bool):
            return {EVERYONE: float(item)}
        return {key: self.number(value, (*path, key)) for key, value in self.mapping(item, path).items()}

    def mapping(self, item: Any, path: KeyPath) -> Mapping[str, Any]:
        if isinstance(item, Mapping):
            return item
        self.wrong(path, f"is no mapping of names to numbers. Got {_shown(item)}; write for instance {{everyone: 0.5}}")
        return {}

    def items(self, item: Any, path: KeyPath) -> list[Any]:
        if item is None or isinstance(item, list):
            return item or []
        self.wrong(path, f"is no list. Got {_shown(item)}; begin each with a hyphen")
        return []

    def number(self, item: Any, path: KeyPath, whole: bool = False) -> Any:
        if isinstance(item, bool) or not isinstance(item, (int, float)):
            self.wrong(path, f"is no number. Got {_shown(item)}; write digits, like 0.5")
        elif whole and item != int(item if math.isfinite(item) else 0):
            self.wrong(path, f"is not whole. Got {_shown(item)}; round it")
        else:
            return int(item) if whole else float(item)
        return 0

    def text(self, item: Any, path: KeyPath) -> str:
        if isinstance(item, (dict, list)) or item is None or isinstance(item, bool):
            self.wrong(path, f"is no name. Got {_shown(item)}; write a word, in quotes if it could be something else")
            return ""
        return str(item)

    def known(self, data: Mapping[str, Any], path: KeyPath, names: Any) -> None:
        for key in data:
            if key not in names:
                self.wrong((*path, key), f"unknown key. {known_words(key, names, show=12)}")

    def wrong(self, path: KeyPath, text: str) -> None:
        self.problems.append(self.problem(path, text))

    def problem(self, path: KeyPath, text: str) -> Problem:
        """A problem at the nearest place that is known: of the key, of what is in it, of what it is in."""
        name = ".".join(path)
        joined = {".".join(key): place for key, place in self.places.items()}
        within = [place for key, place in joined.items() if key == name or key.startswith(f"{name}.")]
        around = max((key for key in joined if name.startswith(f"{key}.")), key=len, default=None)
        line, column = min(within) if within else joined[around] if around is not None else (1, 1)
        return Problem(line, column, name, text)


def _shown(item: Any) -> str:
    text = str(item)
    return f"`{text if len(text) <= 40 else text[:37] + '...'}`"


def encounters_text(encounters: Encounters) -> str:
    """Encounters as the text of a file that `read_encounters` gives back; what is as by default is left out."""
    from ruamel.yaml import YAML  # noqa: PLC0415  slow to load, needed by few

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 120
    out = io.StringIO()
    yaml.dump(_plain(encounters), out)
    return out.getvalue()


def _plain(item: Any) -> Any:
    """Values as YAML has them."""
    if isinstance(item, Mapping):
        return {key: _plain(value) for key, value in item.items()}
    if isinstance(item, tuple):
        return [_plain(each) for each in item]
    if not hasattr(item, "__dataclass_fields__"):
        return item
    kept = {}
    for each in fields(item):
        value = getattr(item, each.name)
        if each.default is not MISSING:
            default = each.default
        else:
            default = {} if each.default_factory is not MISSING else MISSING
        if default is MISSING or value != default:
            kept[each.name] = _plain(value)
    return kept
