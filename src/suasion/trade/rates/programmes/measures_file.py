"""Reads measures from YAML: every problem at once, with line, column, key path and repair."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError

from suasion.errors import InputError, Problem, known_words
from suasion.trade.rates.hts import Scope
from suasion.trade.rates.measures import InTransit, Measure, Step
from suasion.trade.rates.programmes.countries import countries
from suasion.trade.rates.programmes.scopes import scopes

_DAYS = ("announced", "signed", "expires", "void_from", "preference_from")
_FLAGS = ("beside_232", "on_content", "is_floor", "refunded", "drawback_allowed")
_WORDS = ("authority", "legal_id", "stacking", "confidence")
KEYS = (*_WORDS, *_DAYS, *_FLAGS, "origins", "except_origins", "goods", "but", "steps", "by_origin", "first_day",
        "precedence", "preference_content_share", "in_transit", "source")  # fmt: skip


class _DaysAsText(RoundTripConstructor):
    """Leaves days as text, so that 30 February is a problem of its line and not of the parser."""


_DaysAsText.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: str(node.value))


class _Reader:
    """Collects measures and problems of one file."""

    def __init__(self, text: str, where: str) -> None:
        self.where = where
        self.problems: list[Problem] = []
        yaml = YAML(typ="rt")
        yaml.Constructor = _DaysAsText
        yaml.allow_duplicate_keys = False
        try:
            self.tree: Any = yaml.load(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
            raise InputError(
                where, [Problem(line, column, "", f"is no YAML: {error.problem}. Mend this line")]
            ) from None
        if not isinstance(self.tree, Mapping) or not isinstance(self.tree.get("measures"), Mapping):
            raise InputError(where, "holds no `measures`. Write `measures:` and below it one block a measure")
        self.groups: dict[str, list[str]] = {k: list(v) for k, v in (self.tree.get("groups") or {}).items()}
        self.sources: dict[str, str] = dict(self.tree.get("sources") or {})

    def fault(self, node: Any, key: Any, path: str, text: str) -> None:
        line = column = 0
        place = getattr(node, "lc", None)
        if place is not None:
            try:
                line, column = (part + 1 for part in (place.key(key) if isinstance(node, Mapping) else place.item(key)))
            except (KeyError, TypeError):
                line, column = place.line + 1, place.col + 1
        self.problems.append(Problem(line, column, path, text))

    def day(self, node: Any, key: Any, value: Any, path: str) -> dt.date | None:
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.fault(node, key, path, f"`{value}` is no day. Write 2025-03-04")
            return None

    def share(self, node: Any, key: Any, value: Any, path: str) -> float | None:
        text = str(value).strip()
        try:
            number = float(text[:-1]) / 100 if text.endswith("%") else float(text)
        except ValueError:
            self.fault(node, key, path, f"`{value}` is no rate. Write 25% or 0.25")
            return None
        if not 0 <= number <= 10:
            self.fault(node, key, path, f"{value} is not from 0 to 1000%. 25 percent is written 25% or 0.25")
            return None
        return round(number, 12)

    def origins(self, node: Any, key: str, path: str) -> frozenset[str]:
        found: set[str] = set()
        for word in node.get(key) or ():
            if word in self.groups:
                found.update(self.groups[word])
            elif str(word) in countries():
                found.add(str(word))
            else:
                self.fault(node, key, f"{path}.{key}", f"`{word}` is no origin. {known_words(str(word), countries())}")
        return frozenset(found)

    def prefixes(self, node: Any, key: str, path: str) -> set[str]:
        found: set[str] = set()
        for word in node.get(key) or ():
            if str(word) in scopes():
                found |= scopes()[str(word)]
                continue
            try:
                found |= Scope.of([str(word)]).include
            except ValueError as error:
                self.fault(
                    node, key, f"{path}.{key}", f"{error}, or a list of goods. {known_words(str(word), scopes())}"
                )
        return found

    def steps(self, node: Any, path: str) -> tuple[Step, ...]:
        found = []
        for key, value in (node.get("steps") or {}).items():
            day = self.day(node["steps"], key, key, f"{path}.steps")
            share = None if value is None else self.share(node["steps"], key, value, f"{path}.steps.{key}")
            if day is not None:
                found.append(Step(day, share))
        return tuple(sorted(found))

    def transit(self, node: Any, path: str) -> tuple[InTransit, ...]:
        found = []
        for i, rule in enumerate(node.get("in_transit") or ()):
            days = [
                self.day(rule, key, rule.get(key), f"{path}.in_transit.{i}.{key}")
                for key in ("loaded_before", "entered_before")
            ]
            if days[0] is not None and days[1] is not None:
                found.append(InTransit(days[0], days[1]))
        return tuple(found)

    def measure(self, name: str, node: Any) -> list[Measure]:
        path = f"measures.{name}"
        for key in node:
            if key not in KEYS:
                self.fault(node, key, f"{path}.{key}", f"unknown key. {known_words(str(key), KEYS)}")
        before = len(self.problems)
        more: dict[str, Any] = {key: str(node[key]) for key in _WORDS if key in node}
        more |= {key: self.day(node, key, node[key], f"{path}.{key}") for key in _DAYS if key in node}
        more |= {key: bool(node[key]) for key in _FLAGS if key in node}
        more |= {key: node[key] for key in ("precedence", "preference_content_share") if key in node}
        more["scope"] = Scope.of(self.prefixes(node, "goods", path), self.prefixes(node, "but", path))
        more["except_origins"] = self.origins(node, "except_origins", path)
        more["in_transit"] = self.transit(node, path)
        cited = []
        for word in node.get("source") or ():
            if word not in self.sources:
                self.fault(
                    node, "source", f"{path}.source", f"`{word}` is no source. {known_words(word, self.sources)}"
                )
            cited.append(self.sources.get(word, ""))
        more["source"] = "; ".join(cited)
        origins, steps = self.origins(node, "origins", path), self.steps(node, path)
        if len(self.problems) > before:
            return []
        try:
            if "by_origin" in node:
                return self._by_origin(name, node, path, more)
            return [self._build(name, origins, steps, more)]
        except ValueError as error:
            self.fault(self.tree["measures"], name, path, str(error))
            return []

    def _by_origin(self, name: str, node: Any, path: str, more: dict[str, Any]) -> list[Measure]:
        first = self.day(node, "first_day", node.get("first_day"), f"{path}.first_day")
        found = []
        for origin, pair in node["by_origin"].items():
            if origin not in countries() or not isinstance(pair, list) or len(pair) != 2:
                self.fault(node["by_origin"], origin, f"{path}.by_origin.{origin}", "write `MX: [25%, 9903.01.01]`")
                continue
            rate = self.share(node["by_origin"], origin, pair[0], f"{path}.by_origin.{origin}")
            if first is not None and rate is not None:
                each = more | {"legal_id": str(pair[1])}
                found.append(self._build(f"{name}_{origin.lower()}", frozenset([origin]), (Step(first, rate),), each))
        return found

    @staticmethod
    def _build(name: str, origins: frozenset[str], steps: tuple[Step, ...], more: dict[str, Any]) -> Measure:
        given = {"authority": "", "legal_id": ""} | more
        return Measure(name=name, origins=origins, steps=steps, **given)


def _parse(text: str, where: str) -> tuple[Measure, ...]:
    reader = _Reader(text, where)
    found: list[Measure] = []
    for name, node in reader.tree["measures"].items():
        if isinstance(node, Mapping):
            found += reader.measure(str(name), node)
        else:
            reader.fault(
                reader.tree["measures"], name, f"measures.{name}", "is no block of keys. Write its keys below it"
            )
    if reader.problems:
        raise InputError(where, reader.problems)
    return tuple(found)


def read_measures(path: str | Path) -> tuple[Measure, ...]:
    """The measures of a file.

    Raises
    ------
    InputError                             every problem at once, with line, column, key path and repair
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(file), f"can not be read: {error}. Give a UTF-8 text file of measures") from None
    return _parse(text, str(file))


@lru_cache(maxsize=1)
def us_measures() -> tuple[Measure, ...]:
    """The shipped measures of the United States, 2018 to 2026."""
    name = "us-2018-2026.yaml"
    return _parse((resources.files(__package__) / name).read_text(encoding="utf-8"), name)
