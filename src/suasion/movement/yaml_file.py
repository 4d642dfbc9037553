"""A small YAML file as plain values, with the place of every key, and repeated keys as problems."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from suasion.errors import InputError, Problem

Place = tuple[int, int]  # line, column, from 1
KeyPath = tuple[str, ...]

MOST_BYTES = 1_000_000
MOST_DEPTH = 20


def read_yaml(
    path: Path, repeatable: tuple[str, ...] = ()
) -> tuple[dict[str, Any], dict[KeyPath, Place], list[Problem]]:
    """Values, places and problems of a YAML file whose top level is a mapping.

    Parameters
    ----------
    repeatable : keys that may stand twice, because shipped files of the peer do; the last mapping wins

    Raises
    ------
    InputError                         if it can not be read, is not UTF-8, not YAML, or no mapping
    """
    from ruamel.yaml import YAML  # noqa: PLC0415  slow to load, needed by few
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415
    from ruamel.yaml.nodes import MappingNode  # noqa: PLC0415

    text = _text(path)
    try:
        node = YAML(pure=True, typ="safe").compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = " ".join(str(error.problem or error.context or "not YAML").split())
        raise InputError(str(path), [Problem(line, column, "", f"this is not YAML: {what}. Mend the line")]) from error
    except (YAMLError, RecursionError) as error:
        raise InputError(str(path), f"this is not YAML: {' '.join(str(error).split())}. Mend it") from error
    if node is None:
        return {}, {}, []
    if not isinstance(node, MappingNode):
        raise InputError(str(path), "settings are a mapping of keys to values. Begin with `move_rules:`")
    places: dict[KeyPath, Place] = {}
    problems: list[Problem] = []
    return _mapping(node, (), places, problems, repeatable), places, problems


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(str(path), f"can not be read: {why.lower()}. Mend the path or its rights") from error
    if raw is None:
        raise InputError(str(path), "has more than 1 MB, which no settings have. Name the settings file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"is not UTF-8 text (byte {error.start + 1}). Save it in UTF-8") from error
    if "\x00" in text:
        raise InputError(str(path), "is a binary file, not YAML text. Name the settings file")
    return text


def _mapping(
    node: Any, path: KeyPath, places: dict[KeyPath, Place], problems: list[Problem], repeatable: tuple[str, ...]
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        here = (*path, key)
        place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        value = _value(value_node, here, places, problems, repeatable)
        if key in result and key not in repeatable:
            first = places[here][0]
            text = f"this key stands twice (first in line {first}). Keep one"
            problems.append(Problem(*place, ".".join(here), text))
            continue
        if key in result and not isinstance(value, dict):
            continue
        places[here] = place
        result[key] = value
    return result


def _value(
    node: Any, path: KeyPath, places: dict[KeyPath, Place], problems: list[Problem], repeatable: tuple[str, ...]
) -> Any:
    if len(path) > MOST_DEPTH:
        problems.append(Problem(node.start_mark.line + 1, 1, ".".join(path), "is nested too deeply. Flatten it"))
        return None
    if node.id == "mapping":
        return _mapping(node, path, places, problems, repeatable)
    if node.id == "sequence":
        return [
            _value(item, (*path, str(number)), places, problems, repeatable) for number, item in enumerate(node.value)
        ]
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
