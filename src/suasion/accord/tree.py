"""YAML text -> plain Python values, with the place of every key, so that any later complaint can say where.

Reads YAML 1.2 with ruamel's composer. Differs from a plain load in four ways that serve the analyst: repeated keys
are problems, not silent winners; dates stay text until the schema reads them, so 30 February gets a sentence;
every key path keeps its line and column; and a document that grows out of all measure by aliases, or is nested
out of all measure, is refused. Merge keys (`<<`) are refused too: what a block holds stands in it.
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
from ruamel.yaml.reader import ReaderError

from suasion.errors import InputError, Problem

KeyPath = tuple[str | int, ...]

MAX_BYTES = 2_000_000
MAX_NODES = 200_000
MAX_DEPTH = 60
_LINE_ENDS = re.compile(r"\r\n|[\n\r]")


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


def shown(value: Any) -> str:
    """A value of the document in an error sentence: short, and in the words of YAML rather than of Python."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def read_text(path: Path) -> str:
    """The text of a file that is meant to be small and written by hand.

    Raises
    ------
    InputError                         if it is missing, a folder, unreadable, over 2 MB, or not UTF-8 text
    """
    try:
        if path.is_dir():
            raise InputError(str(path), "this is a folder, not an accord file. Name the .yaml file in it")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)  # never more, whatever a device or a pipe would give
            size = max(path.stat().st_size, len(raw))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(str(path), f"can not be read: {why.lower()}. Mend the path or its rights") from error
    if size > MAX_BYTES:
        raise InputError(
            str(path),
            f"the file has {size / 1e6:,.1f} MB; an accord has at most {MAX_BYTES // 1_000_000} MB. "
            "Keep long series in CSV files and name them under `series`",
        )
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
        # the plain reader: the one that keeps comments puts bell characters into folded text
        reader = YAML(pure=True, typ="safe")
        reader.composer.warn_double_anchors = False  # YAML lets a name be given again
        nodes = list(reader.compose_all(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = " ".join(str(error.problem or error.context or "not YAML").split())
        raise InputError(name, [Problem(line, column, "", f"this is not YAML: {what}. Mend the line")]) from error
    except ReaderError as error:
        lines = _LINE_ENDS.split(text[: error.position])
        line, column = len(lines), len(lines[-1]) + 1
        what = f"the character U+{ord(text[error.position]):04X} can not stand in a text file. Remove it"
        raise InputError(name, [Problem(line, column, "", what)]) from error
    except YAMLError as error:
        raise InputError(name, f"this is not YAML: {' '.join(str(error).split())}. Mend it") from error
    except RecursionError as error:
        raise InputError(name, _TOO_DEEP) from error
    if len(nodes) > 1:
        raise InputError(name, "holds more than one YAML document. Keep one accord in one file, without `---` inside")
    root = nodes[0] if nodes else None
    if not isinstance(root, MappingNode):
        found = "nothing" if root is None else "a list" if isinstance(root, SequenceNode) else "a single value"
        raise InputError(name, f"an accord is a mapping of keys to values. Got {found}; begin with `id: my-accord`")
    tree = Tree(name, {})
    tree.data = _Builder(tree).mapping(root, ())
    return tree


_TOO_DEEP = f"is nested too deeply. An accord has at most {MAX_DEPTH} levels. Flatten it"


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
        if len(self.open) >= MAX_DEPTH:
            raise InputError(self.tree.name, _TOO_DEEP)
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
            if key == "<<" and not key_node.style:
                self._mark((*path, key), key_node)
                text = "merge keys (`<<`) are not read. Write the keys out where they belong"
                self.tree.problems.append(self.tree.problem((*path, key), text))
                continue
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
    digits = text.replace("_", "").lower()
    try:
        if kind == "int":
            # 01 is a product chapter or a month, never the number one: a lost zero is a wrong code
            return text if re.fullmatch(r"[-+]?0\d+", digits) or len(digits) > 400 else int(digits, 0)
        if kind == "float":
            return float(digits.replace(".inf", "inf").replace(".nan", "nan"))
    except ValueError:
        return text  # a tag that does not fit its text, or more digits than any number has
    if kind == "bool" and digits in ("true", "false"):
        return digits == "true"
    return None if kind == "null" else text


def parse_value(text: str) -> Any:
    """The value of `--set path=value`, read as the YAML of a file would be.

    Raises
    ------
    InputError                         if it is not the YAML of one value
    """
    tree = parse("--set", f"value: {text}")
    if tree.problems or list(tree.data) != ["value"]:
        what = tree.problems[0].text if tree.problems else "holds more than one value. Write one"
        raise InputError("--set", [Problem(1, 1, "", what)])
    return tree.data["value"]


def walk(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every key path below `value` with what stands there, parents first."""
    yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from walk(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, (*path, index))
