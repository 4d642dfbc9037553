"""A small YAML file as plain values, with the place of every key, and repeated keys as problems."""

from __future__ import annotations

import stat
import warnings
from pathlib import Path
from typing import Any

from suasion.errors import InputError, Problem
from suasion.movement.validation import shown

Place = tuple[int, int]  # line, column, from 1
KeyPath = tuple[str, ...]

MOST_BYTES = 200_000
MOST_DEPTH = 20
MOST_VALUES = 100_000  # an alias of aliases of aliases can stand for more than memory holds


def read_yaml(
    path: Path, repeatable: tuple[str, ...] = (), what: str = "settings", first: str = "move_rules"
) -> tuple[dict[str, Any], dict[KeyPath, Place], list[Problem]]:
    """Values, places and problems of a YAML file whose top level is a mapping.

    Parameters
    ----------
    repeatable : keys that may stand twice, because shipped files of the peer do; the last mapping wins
    what, first : what the file holds and one of its keys, for messages

    Raises
    ------
    InputError                         if it can not be read, is not UTF-8, not YAML, or no mapping
    """
    from ruamel.yaml import YAML  # noqa: PLC0415  slow to load, needed by few
    from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError  # noqa: PLC0415
    from ruamel.yaml.nodes import MappingNode  # noqa: PLC0415

    where = shown(str(path), 200)
    text = _text(path, where, what)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", ReusedAnchorWarning)
            node = YAML(pure=True, typ="safe").compose(text)
    except ReusedAnchorWarning as error:
        raise InputError(where, "an anchor (&name) stands twice. Give each a name of its own") from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = " ".join(str(error.problem or error.context or "not YAML").split())
        raise InputError(where, [Problem(line, column, "", f"this is not YAML: {what}. Mend the line")]) from error
    except RecursionError as error:
        raise InputError(where, "is nested too deeply. Flatten it") from error
    except (YAMLError, ValueError, LookupError, AttributeError) as error:  # ruamel's own slips on odd text among them
        raise InputError(where, f"this is not YAML: {shown(' '.join(str(error).split()))}. Mend it") from error
    if node is None:
        return {}, {}, []
    if not isinstance(node, MappingNode):
        raise InputError(where, f"{what} are a mapping of keys to values. Begin with `{first}:`")
    plain = _Plain(where, repeatable)
    return plain.mapping(node, ()), plain.places, plain.problems


def _text(path: Path, where: str, what: str) -> str:
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):  # reading a pipe or a device might never end
            found = "a folder" if stat.S_ISDIR(about.st_mode) else "a device or a pipe"
            raise InputError(where, f"is {found}, not a file. Name the file of {what}")
        raw = path.read_bytes() if about.st_size <= MOST_BYTES else None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(where, f"can not be read: {why.lower()}. Mend the path or its rights") from error
    if raw is None:
        raise InputError(where, f"is larger than {MOST_BYTES // 1000} kB, which no {what} are. Name the file of {what}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(where, f"is not UTF-8 text (byte {error.start + 1}). Save it in UTF-8") from error
    if "\x00" in text:
        raise InputError(where, f"is a binary file, not YAML text. Name the file of {what}")
    return text


class _Plain:
    """Turns nodes into plain values; remembers where each key stands and what is wrong."""

    def __init__(self, where: str, repeatable: tuple[str, ...]) -> None:
        self.where, self.repeatable = where, repeatable
        self.places: dict[KeyPath, Place] = {}
        self.problems: list[Problem] = []
        self._values = 0

    def mapping(self, node: Any, path: KeyPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if key_node.id != "scalar":
                what = "a mapping" if key_node.id == "mapping" else "a list"
                text = f"a key is a word. Got {what}; write a word before the colon"
                self.problems.append(Problem(*place, ".".join(path), text))
                continue
            key = str(key_node.value)
            here = (*path, key)
            value = self.value(value_node, here)
            if key in result and key not in self.repeatable:
                first = self.places[here][0]
                text = f"this key stands twice (first in line {first}). Keep one"
                self.problems.append(Problem(*place, shown(".".join(here)), text))
                continue
            if key in result and not isinstance(value, dict):
                continue
            self.places[here] = place
            result[key] = value
        return result

    def value(self, node: Any, path: KeyPath) -> Any:
        self._values += 1
        if self._values > MOST_VALUES:
            raise InputError(self.where, f"holds more than {MOST_VALUES:,} values. Write fewer aliases")
        if len(path) > MOST_DEPTH:
            line = node.start_mark.line + 1
            self.problems.append(Problem(line, 1, shown(".".join(path)), "is nested too deeply. Flatten it"))
            return None
        if node.id == "mapping":
            return self.mapping(node, path)
        if node.id == "sequence":
            return [self.value(item, (*path, str(number))) for number, item in enumerate(node.value)]
        return _scalar(str(node.tag).rsplit(":", 1)[-1], node.value, bool(node.style))


def _scalar(kind: str, text: str, quoted: bool) -> Any:
    if quoted or kind == "str":
        return text
    try:
        if kind == "int":
            return int(text.replace("_", ""), 0)
        if kind == "float":
            return float(text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))
    except ValueError:
        return text
    if kind == "bool":
        return text.lower() == "true"
    return None if kind == "null" else text
