"""A file of rules, or of a scenario -> checked rules. The form is described in regimes/README.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from typing import Any

from suasion.asylum.dates import day
from suasion.asylum.facts.vocabulary import (
    FACTS,
    HOSTS,
)
from suasion.asylum.language.expressions import ExpressionError, Names, parse_any
from suasion.asylum.language.nodes import Calendar, Constant, Named
from suasion.asylum.rules.model import (
    AXES,
    Regime,
    Rule,
    has_value,
)
from suasion.asylum.rules.reader import Reader
from suasion.asylum.rules.reading_rules import RuleReader, Shared
from suasion.asylum.yaml_lines import Document
from suasion.errors import InputError, known_words
from suasion.yaml_text import KeyPath

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HEAD = (
    "title", "text", "host", "sources", "parameters", "lists", "calendars", "columns", "rules", "set", "drop_orders",
)  # fmt: skip


def read_columns(document: Document) -> dict[str, Named]:
    """The derived columns of columns.yaml, each allowed to use those above it.

    Raises
    ------
    InputError                         with every problem of the file
    """
    reader = Reader(document)
    head = reader.mapping(document.data, (), ("columns",), ("sources",))
    reader.read_sources(head.get("sources"), ("sources",))
    columns = columns_of(reader, head.get("columns"), {})
    if reader.problems:
        raise InputError(document.name, reader.problems)
    return columns


def columns_of(reader: Reader, value: Any, above: Mapping[str, Named]) -> dict[str, Named]:
    """Columns of a `columns` block: those `above` and its own."""
    columns = dict(above)
    for name, entry in (value or {}).items() if isinstance(value, dict | None) else ():
        here: KeyPath = ("columns", name)
        fields = reader.mapping(entry, here, ("means", "yes", "no"), ("source",))
        if name in FACTS or name in above:
            reader.say(here, "is already a fact or a column. Choose another name")
        reader.names = replace(reader.names, columns=columns)
        try:
            item = parse_any(reader.text(fields, "means", here), reader.names)
        except ExpressionError as error:
            reader.say((*here, "means"), error.text, error.offset)
            continue
        reader.source(fields, here, "the date or number in `means`" if has_value(item) else "")
        columns[name] = Named(name, item, reader.text(fields, "yes", here), reader.text(fields, "no", here))
    return columns


def read_layers(document: Document) -> dict[str, tuple[str, ...]]:
    """The order of precedence of each axis, from the strongest layer to the baseline.

    Raises
    ------
    InputError                         if an axis is missing, a layer stands twice, or `baseline` is not the last
    """
    reader = Reader(document)
    head = reader.mapping(document.data, (), AXES, ())
    layers: dict[str, tuple[str, ...]] = {}
    for axis in AXES:
        words = tuple(str(word) for word in reader.items(head.get(axis), (axis,)))
        for number, word in enumerate(words):
            if word in words[:number]:
                reader.say((axis, number), f"`{word}` stands twice. Keep one")
        if not words or words[-1] != "baseline":
            reader.say((axis,), "the last layer must be `baseline`. Add it at the end")
        layers[axis] = words
    if reader.problems:
        raise InputError(document.name, reader.problems)
    return layers


def read_regime(document: Document, shared: Shared) -> Regime:
    """The rules of one file.

    Raises
    ------
    InputError                         with every problem, each with line and column
    """
    reader = Reader(document)
    kind = "scenario" if "scenario" in document.data else "regime"
    head = reader.mapping(document.data, (), (kind, "title"), HEAD)
    name = reader.identifier(head, (), kind)
    host = reader.word(head, "host", (), HOSTS)
    reader.read_sources(head.get("sources"), ("sources",))
    reader.names = Names(
        shared.columns, _lists(reader, head), _parameters(reader, head), _calendars(reader, head)
    )  # fmt: skip
    reader.names = replace(reader.names, columns=columns_of(reader, head.get("columns"), shared.columns))
    rules: list[Rule] = []
    for number, item in enumerate(reader.items(head.get("rules"), ("rules",))):
        rule = RuleReader(reader, ("rules", number), name, host, shared).rule(item)
        if rule.id in {other.id for other in rules}:
            reader.say(("rules", number), f"`{rule.id}` stands twice. Give each rule its own id")
        rules.append(rule)
    if reader.problems:
        raise InputError(document.name, reader.problems)
    return Regime(
        name,
        reader.text(head, "title", ()),
        reader.text(head, "text", ()),
        tuple(rules),
        reader.sources,
        dict(reader.names.parameters),
        document.name,
    )


def _block(reader: Reader, head: dict[str, Any], key: str) -> dict[str, Any]:
    value = head.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        reader.say((key,), "must be a mapping of names to entries")
        return {}
    for name in value:
        if name in FACTS:
            reader.say((key, name), "is already a fact. Choose another name")
    return value


def _lists(reader: Reader, head: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    lists = {}
    for name, entry in _block(reader, head, "lists").items():
        here: KeyPath = ("lists", name)
        fields = reader.mapping(entry, here, ("members",), ("text", "source"))
        reader.source(fields, here, "a list")
        lists[name] = tuple(str(word) for word in reader.items(fields.get("members"), (*here, "members")))
        if not lists[name]:
            reader.say(here, "has no members. Name at least one word")
    return lists


def _parameters(reader: Reader, head: dict[str, Any]) -> dict[str, Constant]:
    parameters = {}
    for name, entry in _block(reader, head, "parameters").items():
        here: KeyPath = ("parameters", name)
        fields = reader.mapping(entry, here, ("value",), ("text", "source"))
        reader.source(fields, here, "a parameter")
        value = fields.get("value")
        if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
            parameters[name] = Constant("number", float(value), f"{value:g}", name)
            continue
        try:
            parameters[name] = Constant("date", day(value), str(value), name)
        except ValueError:
            reader.say((*here, "value"), f"must be a number or a date. Got `{value}`")
    return parameters


def _calendars(reader: Reader, head: dict[str, Any]) -> dict[str, Calendar]:
    calendars = {}
    for name, entry in _block(reader, head, "calendars").items():
        here: KeyPath = ("calendars", name)
        fields = reader.mapping(entry, here, ("rest", "from", "to", "free"), ("text", "source"))
        reader.source(fields, here, "a calendar")
        rest = [str(word) for word in reader.items(fields.get("rest"), (*here, "rest"))]
        for number, word in enumerate(rest):
            if word not in WEEKDAYS:
                reader.say((*here, "rest", number), f"`{word}` is no weekday. {known_words(word, WEEKDAYS)}")
        free: list[int] = []
        for number, item in enumerate(reader.items(fields.get("free"), (*here, "free"))):
            place = (*here, "free", number)
            entry_fields = reader.mapping(item, place, ("date",), ("text", "source"))
            reader.source(entry_fields, place, "a free day")
            on = reader.date(entry_fields, "date", place)
            free.extend([] if on is None else [on])
        first, last = reader.date(fields, "from", here), reader.date(fields, "to", here)
        if first is None or last is None or last <= first:
            reader.say(here, "needs the first and last day for which the free days are known: `from` before `to`")
            continue
        weekdays = tuple(sorted({WEEKDAYS.index(word) for word in rest if word in WEEKDAYS}))
        calendars[name] = Calendar(name, weekdays, tuple(sorted(set(free))), first, last)
    return calendars
