"""The document as a tree: what stands in the file with its places, and as a variant or a setting changed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from suasion import yaml_text
from suasion.yaml_text import Form, KeyPath

FORM = Form(
    noun="an accord",
    begin="`id: my-accord`",
    instead="Name an accord file",
    most_bytes=2_000_000,
    most_values=200_000,
    most_depth=60,
    folder="this is a folder, not an accord file. Name the .yaml file in it",
    shorten="Keep long series in CSV files and name them under `series`",
)


@dataclass
class Tree(yaml_text.Tree):
    """A document and the places of its keys; `before` is what it was before it was changed, if it was."""

    before: dict[str, Any] | None = None

    @property
    def written(self) -> dict[str, Any]:
        """The document as it stands in the file, whatever a variant or a setting changed."""
        return self.data if self.before is None else self.before


def read_text(path: Path) -> str:
    """The text of an accord file.

    Raises
    ------
    InputError                         if it is missing, a folder, unreadable, over 2 MB, or not UTF-8 text
    """
    return yaml_text.read_text(path, FORM)


def parse(name: str, text: str) -> Tree:
    """Parse the text of an accord; repeated keys and the like are collected in `problems`.

    Raises
    ------
    InputError                         if the text is not YAML, or its top level is not a mapping
    """
    return Tree(**vars(yaml_text.parse(name, text, FORM)))


def parse_value(text: str) -> Any:
    """The value of `--set path=value`, read as the YAML of a file would be.

    Raises
    ------
    InputError                         if it is not the YAML of one value
    """
    return yaml_text.parse_value(text, FORM)


def walk(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every key path below `value` with what stands there, parents first."""
    yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from walk(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, (*path, index))
