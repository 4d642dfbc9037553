"""What a check is: one generator that takes a `Case` and yields (key path, sentence with the repair)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from suasion.accord.overrides import Override
from suasion.accord.schema import Accord
from suasion.accord.tree import Tree
from suasion.errors import Problem
from suasion.yaml_text import KeyPath

Severity = Literal["error", "warning"]
Said = Iterator[tuple[KeyPath, str]]


@dataclass(frozen=True)
class Case:
    """What a check looks at: the typed accord, the document it came from, and its overrides."""

    accord: Accord
    tree: Tree
    folder: Path
    overrides: Sequence[Override]

    def ids(self, block: str) -> list[str]:
        """The ids written in a block, those that could not be read included."""
        written = self.tree.data.get(block)
        return [str(name) for name in written] if isinstance(written, dict) else []

    def readable(self, block: str) -> bool:
        """Whether a block can be looked up: if it can not, its own problem is told, not one for each word in it."""
        written = self.tree.data.get(block, None if block == "sources" else {})
        return isinstance(written, dict) and (block != "parties" or bool(written))


@dataclass(frozen=True)
class Finding:
    """One thing a check found, with its place in the file."""

    check: str
    severity: Severity
    problem: Problem
    path: KeyPath = ()


CHECKS: list[tuple[str, Severity, Callable[[Case], Said]]] = []


def check(severity: Severity = "error") -> Callable[[Callable[[Case], Said]], Callable[[Case], Said]]:
    def register(function: Callable[[Case], Said]) -> Callable[[Case], Said]:
        CHECKS.append((function.__name__, severity, function))
        return function

    return register
