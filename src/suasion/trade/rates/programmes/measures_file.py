"""Reads measures from YAML: every problem at once, with line, column, key path and repair."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from suasion import yaml_text
from suasion.errors import InputError, Problem, known_words
from suasion.trade.rates.hts import Scope
from suasion.trade.rates.measures import InTransit, Measure, Step
from suasion.trade.rates.programmes.countries import countries
from suasion.trade.rates.programmes.coverage import Coverage
from suasion.trade.rates.programmes.scopes import scopes
from suasion.yaml_text import Form, KeyPath, shown

_DAYS = ("announced", "signed", "expires", "void_from", "preference_from")
_FLAGS = ("beside_232", "on_content", "is_floor", "refunded", "drawback_allowed")
_WORDS = ("authority", "legal_id", "stacking", "confidence")
KEYS = (*_WORDS, *_DAYS, *_FLAGS, "origins", "except_origins", "goods", "but", "steps", "by_origin", "first_day",
        "precedence", "preference_content_share", "in_transit", "source")  # fmt: skip

_TOP = ("sources", "groups", "covers", "measures")
FORM = Form(
    noun="a file of measures",
    begin="`measures:`",
    instead="Name a file of measures",
    most_bytes=4_000_000,
    most_values=200_000,
    most_depth=20,
    only_files=True,
)


class _Reader:
    """Collects measures and problems of one file."""

    def __init__(self, tree: yaml_text.Tree) -> None:
        self.tree = tree
        self.problems: list[Problem] = list(tree.problems)
        for key in tree.data:
            if key not in _TOP:
                self.fault((key,), f"unknown key. {known_words(key, _TOP)}")
        if not isinstance(tree.data.get("measures"), Mapping):
            raise InputError(tree.name, "holds no `measures`. Write `measures:` and below it one block a measure")
        groups = self.block("groups")
        self.groups = {name: list(map(str, self.items(groups[name], ("groups", name)))) for name in groups}
        self.sources = {name: str(text) for name, text in self.block("sources").items()}

    def fault(self, path: KeyPath, text: str) -> None:
        self.problems.append(self.tree.problem(path, text))

    def block(self, *path: str) -> Mapping[str, Any]:
        """A mapping of the file; an empty one if it is left out or none."""
        value: Any = self.tree.data
        for part in path:
            value = value.get(part)
        if value is None or isinstance(value, Mapping):
            return value or {}
        self.fault(path, f"is no block of keys. Got {shown(value)}; write its keys below it")
        return {}

    def items(self, value: Any, path: KeyPath) -> list[Any]:
        """A list of the file; an empty one if it is left out or none."""
        if value is None or isinstance(value, list):
            return value or []
        self.fault(path, f"is no list. Got {shown(value)}; put brackets around it: [{shown(value)}]")
        return []

    def coverage(self) -> Coverage | None:
        """The days for which a file tells the measures, if it says so."""
        given = self.block("covers")
        if not given:
            return None
        for key in given:
            if key not in ("from", "to"):
                self.fault(("covers", key), f"unknown key. {known_words(key, ('from', 'to'))}")
        first, last = (self.day(given.get(key), ("covers", key)) for key in ("from", "to"))
        if first is None or last is None:
            return None
        if last < first:
            self.fault(("covers", "to"), f"{last} is before {first}. Mend one of the two")
        return Coverage(first, last)

    def measures(self) -> tuple[Measure, ...]:
        found: list[Measure] = []
        for name, node in self.tree.data["measures"].items():
            if isinstance(node, Mapping):
                found += self.measure(name, node)
            else:
                self.fault(("measures", name), "is no block of keys. Write its keys below it")
        return tuple(found)

    def day(self, value: Any, path: KeyPath) -> dt.date | None:
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.fault(path, f"`{shown(value)}` is no day. Write 2025-03-04")
            return None

    def share(self, value: Any, path: KeyPath) -> float | None:
        text = str(value).strip()
        try:
            number = float(text[:-1]) / 100 if text.endswith("%") else float(text)
        except ValueError:
            self.fault(path, f"`{shown(value)}` is no rate. Write 25% or 0.25")
            return None
        if not 0 <= number <= 10:
            self.fault(path, f"{shown(value)} is not from 0 to 1000%. 25 percent is written 25% or 0.25")
            return None
        return round(number, 12)

    def flag(self, value: Any, path: KeyPath) -> bool:
        if not isinstance(value, bool):
            self.fault(path, f"is no yes or no. Got {shown(value)}; write true or false")
        return value is True

    def word(self, value: Any, path: KeyPath) -> str:
        """A text; a heading such as 9903.80, which YAML takes for a number, would lose its last zero."""
        if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            return str(value)
        self.fault(path, f"is no text. Got {shown(value)}; put it in quotes")
        return ""

    def number(self, value: Any, path: KeyPath, whole: bool = False) -> Any:
        if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
            self.fault(path, f"is no {'whole ' if whole else ''}number. Got {shown(value)}; write digits")
            return 0
        return value

    def origins(self, node: Mapping[str, Any], key: str, path: KeyPath) -> frozenset[str]:
        found: set[str] = set()
        for i, item in enumerate(self.items(node.get(key), (*path, key))):
            word = str(item)
            if word in self.groups:
                found.update(self.groups[word])
            elif word in countries():
                found.add(word)
            else:
                self.fault((*path, key, i), f"`{shown(item)}` is no origin. {known_words(word, countries())}")
        return frozenset(found)

    def prefixes(self, node: Mapping[str, Any], key: str, path: KeyPath) -> set[str]:
        found: set[str] = set()
        for i, item in enumerate(self.items(node.get(key), (*path, key))):
            word = self.word(item, (*path, key, i))
            if word in scopes():
                found |= scopes()[word]
                continue
            try:
                found |= Scope.of([word] if word else []).include
            except ValueError as error:
                self.fault((*path, key, i), f"{error}, or a list of goods. {known_words(word, scopes())}")
        return found

    def steps(self, path: KeyPath) -> tuple[Step, ...]:
        found = []
        for key, value in self.block(*map(str, path), "steps").items():
            at = (*path, "steps", key)
            day = self.day(key, at)
            share = None if value is None else self.share(value, at)
            if day is not None:
                found.append(Step(day, share))
        return tuple(sorted(found, key=lambda step: step.start))

    def transit(self, node: Mapping[str, Any], path: KeyPath) -> tuple[InTransit, ...]:
        found = []
        for i, rule in enumerate(self.items(node.get("in_transit"), (*path, "in_transit"))):
            at = (*path, "in_transit", i)
            if not isinstance(rule, Mapping):
                self.fault(at, "write `{loaded_before: 2025-02-01, entered_before: 2025-03-07}`")
                continue
            loaded, entered = (self.day(rule.get(key), (*at, key)) for key in ("loaded_before", "entered_before"))
            if loaded is not None and entered is not None:
                found.append(InTransit(loaded, entered))
        return tuple(found)

    def measure(self, name: str, node: Mapping[str, Any]) -> list[Measure]:
        path: KeyPath = ("measures", name)
        for key in node:
            if key not in KEYS:
                self.fault((*path, key), f"unknown key. {known_words(key, KEYS)}")
        before = len(self.problems)
        more: dict[str, Any] = {key: self.word(node[key], (*path, key)) for key in _WORDS if key in node}
        more |= {key: self.day(node[key], (*path, key)) for key in _DAYS if key in node}
        more |= {key: self.flag(node[key], (*path, key)) for key in _FLAGS if key in node}
        for key, whole in (("precedence", True), ("preference_content_share", False)):
            if key in node:
                more[key] = self.number(node[key], (*path, key), whole)
        include, exclude = (self.prefixes(node, key, path) for key in ("goods", "but"))
        more["except_origins"] = self.origins(node, "except_origins", path)
        more["in_transit"] = self.transit(node, path)
        cited = []
        for i, item in enumerate(self.items(node.get("source"), (*path, "source"))):
            word = str(item)
            if word not in self.sources:
                self.fault((*path, "source", i), f"`{shown(item)}` is no source. {known_words(word, self.sources)}")
            cited.append(self.sources.get(word, ""))
        more["source"] = "; ".join(cited)
        origins, steps = self.origins(node, "origins", path), self.steps(path)
        if len(self.problems) > before:
            return []
        more["scope"] = Scope.of(include, exclude)
        try:
            if "by_origin" in node:
                return self._by_origin(name, node, more)
            return [self._build(name, origins, steps, more)]
        except ValueError as error:
            self.fault(path, str(error))
            return []

    def _by_origin(self, name: str, node: Mapping[str, Any], more: dict[str, Any]) -> list[Measure]:
        path: KeyPath = ("measures", name)
        first = self.day(node.get("first_day"), (*path, "first_day"))
        found = []
        for origin, pair in self.block("measures", name, "by_origin").items():
            at = (*path, "by_origin", origin)
            if origin not in countries() or not isinstance(pair, list) or len(pair) != 2:
                self.fault(at, "write `MX: [25%, 9903.01.01]`")
                continue
            rate, legal_id = self.share(pair[0], at), self.word(pair[1], at)
            if first is not None and rate is not None:
                each = more | {"legal_id": legal_id}
                found.append(self._build(f"{name}_{origin.lower()}", frozenset([origin]), (Step(first, rate),), each))
        return found

    @staticmethod
    def _build(name: str, origins: frozenset[str], steps: tuple[Step, ...], more: dict[str, Any]) -> Measure:
        given = {"authority": "", "legal_id": ""} | more
        return Measure(name=name, origins=origins, steps=steps, **given)


def _parse(tree: yaml_text.Tree) -> tuple[tuple[Measure, ...], Coverage | None]:
    reader = _Reader(tree)
    found, coverage = reader.measures(), reader.coverage()
    if reader.problems:
        raise InputError(tree.name, reader.problems)
    return found, coverage


def read_measures(path: str | Path) -> tuple[Measure, ...]:
    """The measures of a file.

    Raises
    ------
    InputError                             every problem at once, with line, column, key path and repair
    """
    return _parse(yaml_text.read(Path(path), FORM))[0]


@lru_cache(maxsize=1)
def _shipped() -> tuple[tuple[Measure, ...], Coverage]:
    name = "us-2018-2026.yaml"
    text = (resources.files(__package__) / name).read_text(encoding="utf-8")
    measures, coverage = _parse(yaml_text.parse(name, text, FORM))
    if coverage is None:
        raise InputError(name, "does not say which days it covers. Add `covers: {from: ..., to: ...}`")
    return measures, coverage


def us_measures() -> tuple[Measure, ...]:
    """The shipped measures of the United States, 2018 to 2026."""
    return _shipped()[0]


def us_coverage() -> Coverage:
    """The days for which `us_measures` were read: what holds on others is not known here."""
    return _shipped()[1]
