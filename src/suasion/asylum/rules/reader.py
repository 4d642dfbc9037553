"""Reads the keys of one mapping of a rules file: each with its type, its source, and a sentence when it is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from suasion.asylum.dates import day
from suasion.asylum.language.expressions import ExpressionError, Names, parse
from suasion.asylum.language.nodes import Truth
from suasion.asylum.rules.model import ALWAYS, CONFIDENCES, Source, has_value
from suasion.asylum.yaml_lines import Document
from suasion.errors import Problem, known_words
from suasion.yaml_text import KeyPath, shown

NO_SOURCE = Source("", "", "low")


class Reader:
    """Reads one document; collects its problems in `problems` and never stops at the first."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = list(document.problems)
        self.sources: dict[str, Source] = {}
        self.names = Names()

    def say(self, path: KeyPath, text: str, offset: int = 0) -> None:
        self.problems.append(self.document.problem(path, text, offset))

    def mapping(self, value: Any, path: KeyPath, needed: Iterable[str], allowed: Iterable[str]) -> dict[str, Any]:
        """A mapping with these keys and no others; an empty one if it is none."""
        if not isinstance(value, dict):
            self.say(path, f"must be a mapping with the keys {', '.join(needed)}")
            return {}
        known = [*needed, *allowed]
        for key in value:
            if key not in known:
                hint = "A text with a comma stands in quotes. " if value[key] is None and " " in key else ""
                text = f"unknown key. {hint}{known_words(key, known, show=20)}"
                self.problems.append(self.document.problem_of_key((*path, key), text))
        for key in needed:
            if key not in value:
                self.say(path, f"`{key}` is missing. Add it")
        return value

    def items(self, value: Any, path: KeyPath) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            self.say(path, "must be a list. Begin each entry with `-`")
            return []
        return value

    def text(self, mapping: dict[str, Any], key: str, path: KeyPath, default: str = "") -> str:
        value = mapping.get(key, default)
        if not isinstance(value, str):
            self.say((*path, key), f"must be text. Got `{value}`; put it in quotes")
            return default
        return " ".join(value.split())

    def identifier(self, mapping: dict[str, Any], path: KeyPath, key: str = "id") -> str:
        word = self.text(mapping, key, path)
        if word and not word.replace("_", "").replace("-", "").isalnum():
            self.say((*path, key), f"`{word}` is no id. Use letters, digits, `_` and `-`")
        return word

    def word(self, mapping: dict[str, Any], key: str, path: KeyPath, known: Iterable[str], default: str = "") -> str:
        """A word of a closed list."""
        listed = list(known)
        value = mapping.get(key, default or (listed[0] if listed else ""))
        if value in listed:
            return str(value)
        if key in mapping:
            known_ones = known_words(str(value), listed, show=30)
            self.say((*path, key), f"`{value}` is no {key.replace('_', ' ')}. {known_ones}")
        return default or (listed[0] if listed else "")

    def flag(self, mapping: dict[str, Any], key: str, path: KeyPath, default: bool) -> bool:
        value = mapping.get(key, default)
        if not isinstance(value, bool):
            self.say((*path, key), f"must be true or false. Got `{value}`")
            return default
        return value

    def whole(self, mapping: dict[str, Any], key: str, path: KeyPath) -> int:
        value = mapping.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100_000:
            self.say((*path, key), f"must be a whole number from 0 to 100,000. Got `{value}`")
            return 0
        return value

    def date(self, mapping: dict[str, Any], key: str, path: KeyPath) -> int | None:
        """A day, or None where none is given."""
        value = mapping.get(key)
        if value is None:
            return None
        try:
            return day(value)
        except ValueError as error:
            self.say((*path, key), str(error))
            return None

    def read_sources(self, value: Any, path: KeyPath) -> None:
        """The table of sources at the top of a file: key -> cite and confidence."""
        if value is None:
            return
        if not isinstance(value, dict):
            self.say(path, "must be a mapping of short names to `{cite: ..., confidence: ...}`")
            return
        for key, entry in value.items():
            here = (*path, key)
            fields = self.mapping(entry, here, ("cite", "confidence"), ())
            if not fields:
                continue
            cite = self.text(fields, "cite", here)
            if not cite:
                self.say(here, "`cite` is empty. Name the document")
            self.sources[key] = Source(key, cite, self.word(fields, "confidence", here, CONFIDENCES))

    def source(
        self,
        mapping: dict[str, Any],
        path: KeyPath,
        needed_for: str = "",
        default: Source | None = None,
        key: str = "source",
    ) -> Source:
        """The source a mapping names; a problem if something in it needs one and it has none."""
        value = mapping.get(key)
        if value is None:
            if needed_for:
                self.say(path, f"{needed_for} has no source. Add `source:` with a name of the table `sources`")
            return default or NO_SOURCE
        if not isinstance(value, str) or value not in self.sources:
            known = known_words(shown(value), self.sources, show=20)
            self.say((*path, key), f"`{shown(value)}` stands not in `sources`. {known}")
            return default or NO_SOURCE
        return self.sources[value]

    def condition(self, mapping: dict[str, Any], key: str, path: KeyPath) -> Truth:
        """An expression; true for every case where none is given."""
        value = mapping.get(key)
        if value is None:
            return ALWAYS
        if not isinstance(value, str) or not value.strip():
            self.say((*path, key), f"must be a condition on the facts, as in `place == port`. Got `{value}`")
            return ALWAYS
        try:
            return parse(value, self.names)
        except ExpressionError as error:
            self.say((*path, key), error.text, error.offset)
            return ALWAYS

    def sourced_condition(self, mapping: dict[str, Any], path: KeyPath, default: Source) -> tuple[Truth, Source]:
        """The `when` of a mapping, and its source: its own where a date or a number stands in the condition."""
        when = self.condition(mapping, "when", path)
        needed = "the date or number in `when`" if has_value(when) else ""
        return when, self.source(mapping, path, needed, default)
