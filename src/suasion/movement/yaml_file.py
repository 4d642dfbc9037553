"""The YAML files of a folder (settings, rules of encounters) as plain values with the places of their keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from suasion.errors import Problem
from suasion.yaml_text import Form, Place, read

KeyPath = tuple[str, ...]


def read_yaml(
    path: Path, repeatable: tuple[str, ...] = (), what: str = "settings", first: str = "move_rules"
) -> tuple[dict[str, Any], dict[KeyPath, Place], list[Problem]]:
    """Values, places and problems of a YAML file whose top level is a mapping; an empty file is an empty one.

    Parameters
    ----------
    repeatable : keys that may stand twice, because shipped files of the peer do; the last mapping wins
    what, first : what the file holds and one of its keys, for messages

    Raises
    ------
    InputError                         if it can not be read, is not UTF-8, not YAML, or no mapping
    """
    form = Form(
        noun=f"a file of {what}",
        begin=f"`{first}:`",
        instead=f"Name the file of {what}",
        most_bytes=200_000,
        most_values=100_000,
        most_depth=20,
        only_files=True,
        may_be_empty=True,
        repeatable=repeatable,
    )
    tree = read(path, form)
    # where a list holds mappings, their keys say better where they stand
    mappings = {key[:-1] for key in tree.places if isinstance(key[-1], str)}
    places = {
        tuple(map(str, key)): place
        for key, place in tree.places.items()
        if isinstance(key[-1], str) or key not in mappings
    }
    return tree.data, places, tree.problems
