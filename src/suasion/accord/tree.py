"""YAML text -> plain Python values, with the place of every key, so that any later complaint can say where.

Reads YAML 1.2 with ruamel's composer. Differs from a plain load in four ways that serve the analyst: repeated keys
are problems, not silent winners; dates stay text until the schema reads them, so 30 February gets a sentence;
every key path keeps its line and column; and a document that grows out of all measure by aliases is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from suasion.errors import InputError, Problem

KeyPath = tuple[str | int, ...]

MAX_BYTES = 2_000_000
MAX_NODES = 200_000


@dataclass
class Tree:
    """A document as plain dicts, lists and scalars, and the place (line, column; from 1) of every key path."""

    name: str
    data: dict[str, Any]
    places: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    before: dict[str, Any] | None = None

    @property
    def written(self) -> dict[str, Any]:
        """The document as it stands in the file, whatever a variant or a setting changed."""
        return self.data if self.before is None else self.before

    def place(self, path: KeyPath) -> tuple[int, int]:
        """Line and column of a key path, or of the nearest key above it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.places:
                return self.places[path[:end]]
        return (1, 1)

    def problem(self, path: KeyPath, text: str) -> Problem:
        line, column = self.place(path)
        return Problem(line, column, dotted(path), text)


def dotted(path: KeyPath) -> str:
    """The key path as people write it: measures.tariff.steps.0.rate."""
    return ".".join(str(part) for part in path)


def read_text(path: Path) -> str:
    """The text of a file that is meant to be small and written by hand.

    Raises
    ------
    InputError                         if it is missing, a folder, unreadable, over 2 MB, or not UTF-8 text
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InputError(str(path), "this is a folder, not an accord file. Name the .yaml file in it")
        if size > MAX_BYTES:
            raise InputError(
                str(path),
                f"the file has {size / 1e6:,.0f} MB; an accord has at most {MAX_BYTES // 1_000_000} MB. "
                "Keep long series in CSV files and name them under `series`",
            )
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(str(path), f"can not be read: {(error.strerror or str(error)).lower()}") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            str(path), f"is not UTF-8 text (byte {error.start + 1}). Save it as a plain text file in UTF-8"
        ) from error
    if "\x00" in text:
        raise InputError(str(path), "is a binary file, not YAML text. Name an accord file")
    return text


def parse(name: str, text: str) -> Tree:
    """Parse YAML text into a `Tree`; repeated keys and the like are collected in its `problems`.

    Raises
    ------
    InputError                         if the text is not YAML, or its top level is not a mapping
    """
    try:
        nodes = list(YAML(pure=True, typ="rt").compose_all(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = " ".join(str(error.problem or error.context or "not YAML").split())
        raise InputError(name, [Problem(line, column, "", f"this is not YAML: {what}. Mend the line")]) from error
    except YAMLError as error:
        raise InputError(name, f"this is not YAML: {' '.join(str(error).split())}") from error
    except RecursionError as error:
        raise InputError(name, "is nested too deeply for an accord. Flatten it") from error
    if len(nodes) > 1:
        raise InputError(name, "holds more than one YAML document. Keep one accord in one file, without `---` inside")
    root = nodes[0] if nodes else None
    if not isinstance(root, MappingNode):
        found = "nothing" if root is None else "a list" if isinstance(root, SequenceNode) else "a single value"
        raise InputError(name, f"an accord is a mapping of keys to values. Got {found}; begin with `id: my-accord`")
    tree = Tree(name, {})
    tree.data = _Builder(tree).mapping(root, ())
    return tree


class _Builder:
    """Turns nodes into values; counts them, so that aliases of aliases can not fill the memory."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.count = 0
        self.open: list[Node] = []

    def value(self, node: Node, path: KeyPath) -> Any:
        self.count += 1
        if self.count > MAX_NODES:
            raise InputError(self.tree.name, f"grows to more than {MAX_NODES:,} values. Use fewer aliases (`*name`)")
        if any(node is above for above in self.open):
            raise InputError(
                self.tree.name, [self.tree.problem(path, "an alias (`*name`) that contains itself. Write it out")]
            )
        self.open.append(node)
        try:
            if isinstance(node, MappingNode):
                return self.mapping(node, path)
            if isinstance(node, SequenceNode):
                items = []
                for index, item in enumerate(node.value):
                    self._mark((*path, index), item)
                    items.append(self.value(item, (*path, index)))
                return items
            return scalar(node) if isinstance(node, ScalarNode) else None
        finally:
            self.open.pop()

    def mapping(self, node: MappingNode, path: KeyPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._mark((*path, "?"), key_node)
                self.tree.problems.append(self.tree.problem((*path, "?"), "a key must be a plain word"))
                continue
            key = key_node.value
            if key in result:
                line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
                first = self.tree.places[(*path, key)][0]
                text = f"this key stands twice (first in line {first}). Keep one"
                self.tree.problems.append(Problem(line, column, dotted((*path, key)), text))
                continue
            self._mark((*path, key), key_node)
            result[key] = self.value(value_node, (*path, key))
        return result

    def _mark(self, path: KeyPath, node: Node) -> None:
        self.tree.places[path] = (node.start_mark.line + 1, node.start_mark.column + 1)


def scalar(node: ScalarNode) -> Any:
    """The value of one scalar: int, float, bool, None or str. Dates stay text."""
    kind = str(node.tag).rsplit(":", 1)[-1]
    text: str = node.value
    if node.style in ("'", '"', "|", ">"):
        return text
    if kind == "int":
        digits = text.replace("_", "")
        # 01 is a product chapter or a month, never the number one: a lost zero is a wrong code
        return text if re.fullmatch(r"[-+]?0\d+", digits) else int(digits, 0)
    if kind == "float":
        return float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan").replace(".NaN", "nan"))
    if kind == "bool":
        return text.lower() == "true"
    return None if kind == "null" else text


def parse_value(text: str) -> Any:
    """The value of `--set path=value`, read as the YAML of a file would be.

    Raises
    ------
    InputError                         if it is not YAML
    """
    return parse("--set", f"value: {text}").data.get("value")


def walk(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every key path below `value` with what stands there, parents first."""
    yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from walk(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, (*path, index))
