"""A YAML file as plain values with the line and column of every value, so that each complaint can say where.

Repeated keys are problems; dates stay text until the reader of rules looks at them; nothing is executed.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from suasion.errors import InputError, Problem

Key = tuple[str | int, ...]
Place = tuple[int, int]

MOST_BYTES = 4_000_000
MOST_DEPTH = 30
MOST_VALUES = 400_000


@dataclass
class Document:
    """One file: its name, its values, places (line, column; from 1) of values and keys, what is wrong with its form."""

    name: str
    data: dict[str, Any]
    places: dict[Key, Place] = field(default_factory=dict)
    keys: dict[Key, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    values: int = 0

    def place(self, path: Key) -> Place:
        """Line and column of a value, or of the nearest one above it; (0, 0) if it came from no file."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.places:
                return self.places[path[:end]]
        return (0, 0)

    def problem(self, path: Key, text: str, offset: int = 0) -> Problem:
        """A problem of a value, `offset` characters into it."""
        line, column = self.place(path)
        return Problem(line, column + (offset if line else 0), dotted(path), text)

    def problem_of_key(self, path: Key, text: str) -> Problem:
        """A problem of a key itself, not of its value."""
        line, column = self.keys.get(path, self.place(path))
        return Problem(line, column, dotted(path), text)

    def copy(self) -> Document:
        """A copy whose values can be changed; places are kept, for what is not changed."""
        return Document(self.name, copy.deepcopy(self.data), dict(self.places), dict(self.keys), list(self.problems))


def dotted(path: Key) -> str:
    return ".".join(str(part) for part in path)


def read_document(path: Path) -> Document:
    """Read a file whose top level is a mapping.

    Raises
    ------
    InputError                         if it can not be read, is not UTF-8, not YAML, or no mapping
    """
    try:
        raw = path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(str(path), f"can not be read: {why.lower()}. Mend the path or its rights") from error
    if raw is None:
        raise InputError(str(path), "has more than 4 MB, which no file of rules or cases has. Name another file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"is not UTF-8 text (byte {error.start + 1}). Save it in UTF-8") from error
    return parse_document(str(path), text)


def parse_document(name: str, text: str) -> Document:
    """Parse YAML text whose top level is a mapping; `name` stands in every error.

    Raises
    ------
    InputError                         if it is not YAML, or no mapping
    """
    from ruamel.yaml import YAML  # noqa: PLC0415  slow to load, not needed by whoever brings arrays
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415
    from ruamel.yaml.nodes import MappingNode  # noqa: PLC0415

    try:
        node = YAML(pure=True, typ="safe").compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = " ".join(str(error.problem or error.context or "not YAML").split())
        hint = "Put the text in quotes" if "expected ',' or" in what else "Mend the line"
        raise InputError(name, [Problem(line, column, "", f"this is not YAML: {what}. {hint}")]) from error
    except (YAMLError, RecursionError) as error:
        raise InputError(name, f"this is not YAML: {' '.join(str(error).split())}. Mend it") from error
    if not isinstance(node, MappingNode):
        raise InputError(name, "is no mapping of keys to values. Begin with a key such as `regime: my-rules`")
    document = Document(name, {})
    document.data = _mapping(node, (), document)
    return document


def _mapping(node: Any, path: Key, document: Document) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        here = (*path, key)
        place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        if key in result:
            first = document.place(here)[0]
            document.problems.append(
                Problem(*place, dotted(here), f"this key stands twice (first in line {first}). Keep one")
            )
            continue
        document.keys[here] = place
        document.places[here] = _start(value_node) if value_node.id == "scalar" else place
        result[key] = _value(value_node, here, document)
    return result


def _start(node: Any) -> Place:
    quoted = node.id == "scalar" and node.style in ("'", '"')
    return (node.start_mark.line + 1, node.start_mark.column + 1 + quoted)


def _value(node: Any, path: Key, document: Document) -> Any:
    document.values += 1
    if document.values > MOST_VALUES:  # aliases of aliases
        raise InputError(document.name, f"grows to more than {MOST_VALUES:,} values. Use fewer aliases (`*name`)")
    if len(path) > MOST_DEPTH:
        raise InputError(document.name, [document.problem(path[:-1], "is nested too deeply. Flatten it")])
    if node.id == "mapping":
        return _mapping(node, path, document)
    if node.id == "sequence":
        for number, item in enumerate(node.value):
            document.places[(*path, number)] = _start(item)
        return [_value(item, (*path, number), document) for number, item in enumerate(node.value)]
    return scalar(str(node.tag).rsplit(":", 1)[-1], node.value, bool(node.style))


def scalar(kind: str, text: str, quoted: bool) -> Any:
    """The value of one scalar: text, int, float, bool or None; dates stay text."""
    if quoted or kind == "str":
        return text
    try:
        if kind == "int":
            return int(text.replace("_", ""), 10)
        if kind == "float":
            return float(text.replace("_", ""))
    except ValueError:
        return text
    if kind == "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    return None if kind == "null" else text
