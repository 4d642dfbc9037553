"""Files of rules and cases as plain values, with the line and column of every value."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path

from suasion import yaml_text
from suasion.errors import Problem
from suasion.yaml_text import Form, KeyPath, Place, told

FORM = Form(
    noun="a file of rules or cases",
    begin="a key such as `regime:` or `cases:`",
    instead="Name another file",
    most_bytes=4_000_000,
    most_values=400_000,
    most_depth=30,
)


@dataclass
class Document(yaml_text.Tree):
    """One file: its values and their places; without places, what came from no file."""

    def place(self, path: KeyPath) -> Place:
        """Line and column of a value, or of the nearest key above it; (0, 0) if it came from no file."""
        for end in range(len(path), 0, -1):
            found = self.texts.get(path[:end]) or self.places.get(path[:end])
            if found:
                return found
        return (0, 0)

    def problem(self, path: KeyPath, text: str, offset: int = 0) -> Problem:
        """A problem of a value, `offset` characters into it."""
        line, column = self.place(path)
        counted = path in self.texts and path not in self.spread
        return Problem(line, column + (offset if counted else 0), told(path), text)

    def problem_of_key(self, path: KeyPath, text: str) -> Problem:
        """A problem of a key itself, not of its value."""
        place = self.places.get(path, self.place(path))
        return Problem(*place, told(path), text)

    def copy(self) -> Document:
        """A copy whose values can be changed; places are kept, for what is not changed."""
        fields = vars(self) | {"data": copy.deepcopy(self.data), "problems": list(self.problems)}
        return Document(**fields)


def read_document(path: Path) -> Document:
    """Read a file whose top level is a mapping.

    Raises
    ------
    InputError                         if it can not be read, is too large, not UTF-8, not YAML, or no mapping
    """
    return Document(**vars(yaml_text.read(path, FORM)))
