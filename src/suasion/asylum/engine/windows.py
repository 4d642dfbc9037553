"""Days on which something holds, by place and class of people, resolved at load into one table per rule.

Windows and orders tell cases apart by conditions (`sector == EPT`, `not ninth_circuit`). All cases with the same
answers to these conditions form one **class**; for each class and day the table says whether the rule is in force, or
stopped. Evaluating a million cases is then one look-up each.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from suasion.asylum.facts.vocabulary import FACTS
from suasion.asylum.language.arithmetic import Array, Steps, holds
from suasion.asylum.language.nodes import Always, Column, OnRoute, Truth, walk
from suasion.errors import InputError

MOST_CLASSES = 256
MOST_COMBINATIONS = 65_536

Answers: TypeAlias = dict[Truth, bool]


@dataclass(frozen=True)
class Days:
    """The days that tables cover: the first and the number; earlier and later days behave like the ends."""

    first: int
    count: int

    @classmethod
    def around(cls, days: Sequence[int]) -> Days:
        """The days from before the first change to after the last."""
        low, high = (min(days) - 1, max(days) + 1) if days else (0, 0)
        return cls(low, high - low + 1)

    def index(self, days: Array) -> Array:
        return np.clip(days - np.int32(self.first), 0, self.count - 1)


class Classes:
    """The classes that some conditions tell apart, and the slot that holds the class of each case.

    Conditions on facts with a small vocabulary are answered together, by a table of their words, so that seven sectors
    make eight classes and not 128.
    """

    def __init__(self, conditions: Sequence[Truth], steps: Steps, rule: str) -> None:
        self.conditions = [node for node in conditions if not isinstance(node, Always)]
        distinct = list(dict.fromkeys(self.conditions))
        self.answers: list[Answers] = [{}]
        slots: list[tuple[int, int]] = []
        for facts, nodes in _groups(distinct):
            options, slot = _group(facts, nodes, steps)
            slots.append((slot, len(options)))
            self.answers = [before | option for before in self.answers for option in options]
            if len(self.answers) > MOST_CLASSES:
                raise InputError(rule, "its windows and orders tell too many places and classes apart. Split the rule")
        self.slot = _combined(slots, steps)

    def __len__(self) -> int:
        return len(self.answers)


def _groups(conditions: Sequence[Truth]) -> list[tuple[tuple[str, ...], list[Truth]]]:
    """Conditions that share facts with a small vocabulary, and those facts; no facts: a condition by itself."""
    groups: list[tuple[set[str], list[Truth]]] = []
    alone: list[tuple[tuple[str, ...], list[Truth]]] = []
    for node in conditions:
        facts = _coded_facts(node)
        if facts is None:
            alone.append(((), [node]))
            continue
        merged: tuple[set[str], list[Truth]] = (set(facts), [node])
        for group in [group for group in groups if group[0] & facts]:
            groups.remove(group)
            merged = (merged[0] | group[0], [*group[1], *merged[1]])
        groups.append(merged)
    result = [(tuple(sorted(facts)), nodes) for facts, nodes in groups]
    small = [group for group in result if _size(group[0]) <= MOST_COMBINATIONS]
    large = [((), [node]) for facts, nodes in result if _size(facts) > MOST_COMBINATIONS for node in nodes]
    return [*small, *large, *alone]


def _size(facts: Sequence[str]) -> int:
    return math.prod(len(_words(name)) for name in facts)


def _words(name: str) -> Sequence[str | bool]:
    return FACTS[name].vocabulary or (False, True)


def _coded_facts(node: Truth) -> set[str] | None:
    """The facts a condition depends on, if all have a small vocabulary."""
    columns = [part for part in walk(node) if isinstance(part, Column)]
    if any(part.of_route or part.kind not in ("word", "country", "bool") for part in columns):
        return None
    return None if any(isinstance(part, OnRoute) for part in walk(node)) else {part.name for part in columns}


def _group(facts: tuple[str, ...], nodes: list[Truth], steps: Steps) -> tuple[list[Answers], int]:
    """The distinct answers to the conditions of one group, and the slot with the number of each case's answer."""
    if not facts:
        return [{nodes[0]: False}, {nodes[0]: True}], steps.slot(nodes[0])
    sizes = [len(_words(name)) for name in facts]
    grids = np.meshgrid(*(np.arange(size, dtype=np.uint8) for size in sizes), indexing="ij")
    codes = {
        name: grid.reshape(-1).astype(np.bool_ if FACTS[name].kind == "bool" else np.uint8)
        for name, grid in zip(facts, grids, strict=True)
    }
    answers = np.stack([holds(node, codes) for node in nodes], axis=1)
    distinct, inverse = np.unique(answers, axis=0, return_inverse=True)
    lookup = np.zeros(max(256, math.prod(sizes)), np.uint8)
    lookup[: math.prod(sizes)] = inverse.reshape(-1)
    columns = [steps.column(name) for name in facts]

    def number(slots: list[Any]) -> Array:
        index: Array = slots[columns[0]]
        for column, size in zip(columns[1:], sizes[1:], strict=True):
            index = np.multiply(index, size, dtype=np.int32) + slots[column]
        return lookup.take(index.astype(np.uint8) if index.dtype == np.bool_ else index, mode="clip")

    slot = steps.add(number)
    return [dict(zip(nodes, map(bool, row), strict=True)) for row in distinct], slot


def _combined(slots: list[tuple[int, int]], steps: Steps) -> int | None:
    if not slots:
        return None
    if len(slots) == 1:
        return slots[0][0]

    def combine(values: list[Any]) -> Array:
        result = np.zeros(len(values[slots[0][0]]), np.int32)
        for slot, size in slots:
            result = result * np.int32(size) + values[slot]
        return result

    return steps.add(combine)


State: TypeAlias = Callable[[int, Callable[[Truth], bool]], bool]
"""Whether something holds on a day, for a class given by its answers."""


def table(classes: Classes, days: Days, changes: Sequence[int], state: State) -> NDArray[np.bool_]:
    """Array (class, day): the state, which is constant between `changes`."""
    result = np.zeros((len(classes), days.count), np.bool_)
    starts = sorted({days.first, *changes})
    for number, answers in enumerate(classes.answers):
        for start, end in zip(starts, [*starts[1:], days.first + days.count], strict=True):
            result[number, start - days.first : end - days.first] = state(start, reaching(answers))
    return result


def reaching(answers: Answers) -> Callable[[Truth], bool]:
    """Whether a condition holds for a class."""
    return lambda node: isinstance(node, Always) or answers[node]


def lookup_slot(steps: Steps, array: NDArray[np.bool_], classes: Classes, day_slot: int) -> int:
    """The slot that looks a table up by class and day."""
    flat = array.reshape(-1)
    if classes.slot is None:
        return steps.add(lambda slots: flat.take(slots[day_slot], mode="clip"))
    width = np.int32(array.shape[1])
    where = classes.slot

    def look(slots: list[Any]) -> Array:
        index = np.multiply(slots[where], width, dtype=np.int32)
        index += slots[day_slot]
        return np.asarray(flat.take(index, mode="clip"))

    return steps.add(look)
