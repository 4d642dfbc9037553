"""One entry of `rules` in a file -> a checked rule: its windows, scope, exceptions, orders and effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from suasion.asylum.facts.vocabulary import (
    ASYLUM,
    CLOCKS,
    COUNTRIES,
    FACTS,
    FINDINGS,
    FROM_ELIGIBILITY,
    HOSTS,
    OUTCOMES,
    SCREENS,
    STRICTNESS,
)
from suasion.asylum.language.nodes import Named
from suasion.asylum.rules.model import (
    AXES,
    CONFIDENCES,
    Clause,
    Destination,
    Effect,
    Exempt,
    Order,
    Rule,
    Source,
    Switch,
    Window,
)
from suasion.asylum.rules.orders import KINDS, ON_ORDERS, ON_RULES
from suasion.asylum.rules.reader import NO_SOURCE, Reader
from suasion.errors import known_words
from suasion.yaml_text import KeyPath

RULE_KEYS = (
    "text", "host", "scope_date", "force", "applied", "scope", "orders", "exceptions", "reported_as", "confidence",
    "switch", "enabled",
)  # fmt: skip


@dataclass(frozen=True)
class Shared:
    """What every file may use: the layers of precedence of each axis, and the derived columns."""

    layers: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, Named]


class RuleReader:
    """Reads one entry of `rules`."""

    def __init__(self, reader: Reader, path: KeyPath, regime: str, host: str, shared: Shared) -> None:
        self.reader, self.path, self.regime, self.host, self.shared = reader, path, regime, host, shared
        self.id = ""
        self.own = NO_SOURCE

    def rule(self, value: Any) -> Rule:
        reader, path = self.reader, self.path
        fields = reader.mapping(value, path, ("id", "title", "axis", "precedence", "effect", "source"), RULE_KEYS)
        self.id = reader.identifier(fields, path)
        self.own = reader.source(fields, path)
        axis = cast(Any, reader.word(fields, "axis", path, AXES))
        layer = reader.word(fields, "precedence", path, self.shared.layers[axis], "baseline")
        scope_date = reader.word(fields, "scope_date", path, CLOCKS)
        force = self.windows(fields, "force", path, scope_date)
        scope = self.clauses(fields)
        orders = self.orders(fields)
        exceptions = self.exceptions(fields, scope_date)
        self.check_targets(orders, exceptions)
        if layer == "baseline" and (force or scope or orders or exceptions or "switch" in fields):
            reader.say(path, "a baseline holds for every case of its host on every day. Choose another `precedence`")
        elif layer != "baseline" and "force" not in fields:
            reader.say(path, "`force` is missing. Write the days, or `[{from: null, source: ...}]` for every day")
        return Rule(
            id=self.id, regime=self.regime, title=reader.text(fields, "title", path),
            host=reader.word(fields, "host", path, HOSTS, self.host), axis=axis, layer=layer,
            effect=self.effect(fields, axis), scope_date=scope_date, force=force,
            applied=self.windows(fields, "applied", path, "decision"), scope=scope, orders=orders,
            exceptions=exceptions, reported_as=reader.text(fields, "reported_as", path, self.id), source=self.own,
            confidence=reader.word(fields, "confidence", path, CONFIDENCES, self.own.confidence),
            text=reader.text(fields, "text", path), switch=self.switch(fields, scope_date),
            enabled=reader.flag(fields, "enabled", path, True), file=reader.document.name,
            line=reader.document.place(path)[0],
        )  # fmt: skip

    def shown(self, path: KeyPath) -> KeyPath:
        """The path as overrides name it: from the rule's id."""
        return (self.id, *path[len(self.path) :])

    def windows(self, fields: dict[str, Any], key: str, path: KeyPath, clock: str) -> tuple[Window, ...]:
        reader = self.reader
        found = []
        for number, item in enumerate(reader.items(fields.get(key), (*path, key))):
            here = (*path, key, number)
            entry = reader.mapping(item, here, ("from",), ("to", "where", "source", "to_source", "text"))
            start, end = reader.date(entry, "from", here), reader.date(entry, "to", here)
            if start is not None and end is not None and end <= start:
                reader.say(here, f"ends on {entry['to']} before it begins. `to` is the first day outside")
            needed = "a date" if start is not None or end is not None else ""
            source = reader.source(entry, here, needed, self.own)
            end_source = reader.source(entry, here, "", source, key="to_source")
            where = reader.condition(entry, "where", here)
            found.append(Window(start, end, where, source, end_source, clock, self.shown(here)))
        return tuple(found)

    def clauses(self, fields: dict[str, Any]) -> tuple[Clause, ...]:
        reader = self.reader
        found: list[Clause] = []
        for number, item in enumerate(reader.items(fields.get("scope"), (*self.path, "scope"))):
            here = (*self.path, "scope", number)
            entry = reader.mapping(item, here, ("id", "when"), ("text", "source"))
            when, source = reader.sourced_condition(entry, here, self.own)
            found.append(Clause(reader.identifier(entry, here), when, reader.text(entry, "text", here), source))
        self.unique([clause.id for clause in found], "scope")
        return tuple(found)

    def exceptions(self, fields: dict[str, Any], clock: str) -> tuple[Exempt, ...]:
        reader = self.reader
        found: list[Exempt] = []
        for number, item in enumerate(reader.items(fields.get("exceptions"), (*self.path, "exceptions"))):
            here = (*self.path, "exceptions", number)
            allowed = ("text", "source", "force", "scope_date", "reported_as")
            entry = reader.mapping(item, here, ("id", "when"), allowed)
            when, source = reader.sourced_condition(entry, here, self.own)
            on = reader.word(entry, "scope_date", here, CLOCKS, clock)
            windows = self.windows(entry, "force", here, on)
            text, reported = (reader.text(entry, key, here) for key in ("text", "reported_as"))
            found.append(Exempt(reader.identifier(entry, here), when, text, source, windows, reported or None))
        self.unique([exempt.id for exempt in found], "exceptions")
        return tuple(found)

    def orders(self, fields: dict[str, Any]) -> tuple[Order, ...]:
        reader = self.reader
        found: list[Order] = []
        for number, item in enumerate(reader.items(fields.get("orders"), (*self.path, "orders"))):
            here = (*self.path, "orders", number)
            needed = ("id", "court", "kind", "issued", "effective", "source")
            entry = reader.mapping(item, here, needed, ("of", "ends", "ends_source", "where", "whom", "text"))
            issued = reader.date(entry, "issued", here)
            never = entry.get("effective") == "never"
            effective = None if never else reader.date(entry, "effective", here)
            ends = reader.date(entry, "ends", here)
            if effective is None and not never and "effective" in entry and entry["effective"] is None:
                reader.say((*here, "effective"), "is empty. Write a day, or `never` if the order never bit")
            if issued is not None and effective is not None and effective < issued:
                reader.say((*here, "effective"), f"is before the order was issued ({entry['issued']}). Mend one")
            if effective is not None and ends is not None and ends <= effective:
                reader.say((*here, "ends"), "is not after `effective`. It is the first day without the order")
            source = reader.source(entry, here)
            found.append(
                Order(
                    reader.identifier(entry, here), reader.word(entry, "kind", here, KINDS),
                    reader.text(entry, "of", here, self.id), reader.text(entry, "court", here),
                    reader.text(entry, "text", here), source,
                    reader.source(entry, here, "", source, key="ends_source"), issued or 0, effective, ends,
                    reader.condition(entry, "where", here), reader.condition(entry, "whom", here), self.shown(here),
                )
            )  # fmt: skip
        self.unique([order.id for order in found], "orders")
        return tuple(found)

    def check_targets(self, orders: tuple[Order, ...], exceptions: tuple[Exempt, ...]) -> None:
        """Orders act on the rule, on an exception or on an earlier order, with a kind that fits."""
        bases = [self.id, *(exempt.id for exempt in exceptions)]
        for number, order in enumerate(orders):
            here = (*self.path, "orders", number)
            earlier = {other.id: other for other in orders[:number]}
            if order.of in bases:
                if order.kind not in ON_RULES:
                    self.reader.say(here, f"`{order.kind}` acts on an order. Name it in `of`")
            elif order.of not in earlier:
                known = known_words(order.of, [*earlier, *bases])
                self.reader.say((*here, "of"), f"`{order.of}` is no earlier order, exception or this rule. {known}")
            elif order.kind not in ON_ORDERS:
                what = f"`{order.kind}` acts on a rule, not on an order. Use `stay` or `narrow`"
                self.reader.say((*here, "kind"), what)
            elif order.issued < earlier[order.of].issued:
                self.reader.say((*here, "issued"), f"is before `{order.of}`, on which it acts. Mend one of the dates")

    def unique(self, ids: list[str], key: str) -> None:
        for number, name in enumerate(ids):
            if name in ids[:number]:
                self.reader.say((*self.path, key, number), f"`{name}` stands twice. Give each its own id")

    def effect(self, fields: dict[str, Any], axis: str) -> Effect:
        reader, here = self.reader, (*self.path, "effect")
        if "effect" not in fields:
            return Effect("", "", "")
        entry = reader.mapping(fields["effect"], here, ("outcome",), ("asylum", "screen", "destination"))
        left = (FROM_ELIGIBILITY,) if axis == "disposition" else ()
        allowed = tuple(STRICTNESS) if axis == "eligibility" else ASYLUM
        outcome = reader.word(entry, "outcome", here, (*OUTCOMES, *left))
        for key in ("asylum", "screen") if axis == "eligibility" else ("screen",):
            if key not in entry and outcome != FROM_ELIGIBILITY:
                reader.say(here, f"`{key}` is missing. Add it")
        default = left[0] if left else ""
        return Effect(
            outcome,
            reader.word(entry, "asylum", here, (*allowed, *left), default),
            reader.word(entry, "screen", here, (*SCREENS, *left), default),
            self.destinations(entry, here),
        )

    def destinations(self, entry: dict[str, Any], here: KeyPath) -> tuple[Destination, ...]:
        reader = self.reader
        given = entry.get("destination")
        listed = [{"country": given}] if isinstance(given, str) else reader.items(given, (*here, "destination"))
        found = []
        for number, item in enumerate(listed):
            place = (*here, "destination", number) if not isinstance(given, str) else (*here, "destination")
            fields = reader.mapping(item, place, ("country",), ("when", "from", "to", "source", "text"))
            to = reader.text(fields, "country", place)
            named = [name for name, fact in FACTS.items() if fact.kind == "country"]
            if to not in COUNTRIES and to not in named:
                known = known_words(to, named)
                reader.say((*place, "country"), f"`{to}` is no country and no fact that names one. {known}")
            when, source = reader.sourced_condition(fields, place, self.own)
            start, end = reader.date(fields, "from", place), reader.date(fields, "to", place)
            window = None
            if start is not None or end is not None:
                source = reader.source(fields, place, "a date", self.own)
                window = Window(start, end, when, source, source, "decision", self.shown(place))
            found.append(Destination(to, when, window, source))
        return tuple(found)

    def switch(self, fields: dict[str, Any], clock: str) -> Switch | None:
        reader, here = self.reader, (*self.path, "switch")
        if "switch" not in fields:
            return None
        needed = ("off", "off_days", "on", "on_days", "source")
        entry = reader.mapping(fields["switch"], here, needed, ("clock", "text"))
        off, on = (FINDINGS.index(reader.word(entry, key, here, FINDINGS)) for key in ("off", "on"))
        source: Source = reader.source(entry, here)
        return Switch(
            off, reader.whole(entry, "off_days", here), on, reader.whole(entry, "on_days", here),
            reader.word(entry, "clock", here, CLOCKS, clock), source,
        )  # fmt: skip
