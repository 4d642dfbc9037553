"""Changes to the rules: values set, entries appended, orders dropped, rules added; each one known by name afterwards.

A path begins with the id of a rule (or of a regime, for its parameters and lists) and follows the keys of the file;
entries of a list are named by their number or their id: `TCTB.force[0].from`, `TCTB.orders.CAIR-2020-06-30.effective`.
What an override sets loses the source of the file and carries the override as its source.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from suasion.asylum.yaml_lines import Document
from suasion.errors import InputError, known_words
from suasion.yaml_text import KeyPath

_WITHOUT_SOURCE = ("effect",)
_SOURCE_OF = {"to": "to_source", "ends": "ends_source"}


@dataclass(frozen=True)
class Overrides:
    """What to change.

    `set` : path -> value              as in `{"TCTB.force[0].from": "2019-09-01"}`
    `drop` : ids of orders             an order and whatever acts on it
    `append` : path of a list -> entry as in `{"MPP.force": {"from": ..., "source": ...}}`
    `add` : documents of rules         in the form of a regime file: `{"regime": ..., "rules": [...]}`
    `named` : str                      what the sources of changed values say; default `override`
    """

    set: Mapping[str, Any] = field(default_factory=dict)
    drop: Sequence[str] = ()
    append: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    add: Sequence[Mapping[str, Any] | Document] = ()
    named: str = "override"

    def singly(self) -> Iterator[Overrides]:
        """One change each: first values, then entries, dropped orders and rules."""
        for path, value in self.set.items():
            yield Overrides(set={path: value}, named=self.named)
        for path, entry in self.append.items():
            yield Overrides(append={path: entry}, named=self.named)
        for name in self.drop:
            yield Overrides(drop=(name,), named=self.named)
        for document in self.add:
            yield Overrides(add=(document,), named=self.named)


@dataclass(frozen=True)
class Change:
    """One change that was made: what it says to the reader, and whether it changed the text of the rules at all."""

    overrides: Overrides
    text: str
    idle: bool


def scenario_overrides(document: Document) -> Overrides:
    """What a scenario file changes: its `set`, `drop_orders` and `rules`.

    Raises
    ------
    InputError                         if `set` is no mapping or `drop_orders` no list
    """
    data = document.data
    values, dropped = data.get("set") or {}, data.get("drop_orders") or []
    if not isinstance(values, dict):
        raise InputError(document.name, [document.problem(("set",), "must be a mapping of paths to values")])
    if not isinstance(dropped, list):
        raise InputError(document.name, [document.problem(("drop_orders",), "must be a list of ids of orders")])
    added = (document,) if data.get("rules") else ()
    return Overrides(set=values, drop=tuple(map(str, dropped)), add=added, named=f"scenario {data.get('scenario')}")


def apply_to(documents: dict[str, Document], change: Overrides) -> tuple[str, Document, Change]:
    """One single change on the documents of the regimes: which regime is changed, its new document, what was done.

    Raises
    ------
    InputError                         if a path or an order is unknown
    """
    for path, value in change.set.items():
        return _set(documents, path, value, change)
    for path, entry in change.append.items():
        return _append(documents, path, entry, change)
    for name in change.drop:
        return _drop(documents, name, change)
    added = change.add[0]
    document = added if isinstance(added, Document) else Document(change.named, dict(added))
    name = str(document.data.get("regime", document.data.get("scenario", "")))
    if name in documents:
        raise InputError(change.named, f"`{name}` is already a regime. Give the added rules an id of their own")
    ids = [str(rule.get("id")) for rule in document.data.get("rules") or () if isinstance(rule, dict)]
    return name, document, Change(change, f"added: {', '.join(ids)}", not ids)


def _parts(path: str) -> list[str | int]:
    if not re.fullmatch(r"[^.\[\]]+(?:\.[^.\[\]]+|\[\d+\])*", path):
        raise InputError(f"override `{path}`", "is no path. Write it as RULE.force[0].from")
    pieces = re.findall(r"[^.\[\]]+", path)
    return [pieces[0], *(int(piece) if piece.isdigit() else piece for piece in pieces[1:])]


def _root(documents: dict[str, Document], name: str, where: str) -> tuple[str, KeyPath]:
    """The regime and the path in its document that an id stands for."""
    for regime, document in documents.items():
        for number, rule in enumerate(document.data.get("rules") or ()):
            if isinstance(rule, dict) and rule.get("id") == name:
                return regime, ("rules", number)
    if name in documents:
        return name, ()
    ids = [str(r.get("id")) for d in documents.values() for r in d.data.get("rules") or () if isinstance(r, dict)]
    raise InputError(where, f"`{name}` is no rule and no regime. {known_words(name, [*ids, *documents], show=40)}")


def _walk(document: Document, at: KeyPath, parts: list[str | int], where: str) -> tuple[Any, KeyPath]:
    """The value at a path below `at`, and its path in the document."""
    value: Any = document.data
    for part in at:
        value = value[part]
    for part in parts:
        if isinstance(value, list):
            ids = [str(item.get("id")) for item in value if isinstance(item, dict) and "id" in item]
            index = part if isinstance(part, int) else ids.index(part) if part in ids else len(value)
            if index >= len(value):
                known = known_words(str(part), ids, show=20) if ids else f"Known: 0 to {len(value) - 1}"
                raise InputError(where, f"`{part}` is no entry of the list. {known}")
            value, at = value[index], (*at, index)
        elif isinstance(value, dict) and part in value:
            value, at = value[part], (*at, part)
        else:
            keys = known_words(str(part), value, show=20) if isinstance(value, dict) else "It has nothing below it"
            raise InputError(where, f"`{part}` stands not there. {keys}")
    return value, at


def _set(documents: dict[str, Document], path: str, value: Any, change: Overrides) -> tuple[str, Document, Change]:
    where = f"override `{path}`"
    parts = _parts(path)
    regime, at = _root(documents, str(parts[0]), where)
    if len(parts) < 2:
        raise InputError(where, "names a whole rule. Go on to one value, as in RULE.force[0].from")
    document = documents[regime].copy()
    parent, here = _walk(document, at, parts[1:-1], where)
    last: Any = parts[-1]
    if isinstance(parent, list):
        _, place = _walk(document, here, [last], where)
        last = place[-1]
    elif not isinstance(parent, dict):
        raise InputError(where, "goes on below a single value. Shorten the path")
    before = parent[last] if isinstance(parent, list) or last in parent else None
    if isinstance(value, datetime.date):
        value = value.isoformat()
    parent[last] = value
    if isinstance(parent, dict) and here != at and here[-1] not in _WITHOUT_SOURCE and last != "source":
        _own_source(document, parent, change.named, path, _SOURCE_OF.get(str(last), "source"))
    return regime, document, Change(change, f"{path} = {_shown(value)} (was {_shown(before)})", value == before)


def _append(
    documents: dict[str, Document], path: str, entry: Mapping[str, Any], change: Overrides
) -> tuple[str, Document, Change]:
    where = f"append to `{path}`"
    parts = _parts(path)
    regime, at = _root(documents, str(parts[0]), where)
    document = documents[regime].copy()
    parent, _ = _walk(document, at, parts[1:-1], where)
    if len(parts) < 2 or not isinstance(parent, dict) or not isinstance(parent.setdefault(parts[-1], []), list):
        raise InputError(where, "is no list of a rule. Name one, as in RULE.force or RULE.orders")
    added = {
        key: value.isoformat() if isinstance(value, datetime.date) else value for key, value in dict(entry).items()
    }
    if "source" not in added:
        _own_source(document, added, change.named, path)
    parent[parts[-1]].append(added)
    return regime, document, Change(change, f"{path}: entry appended ({_shown(added)})", False)


def _own_source(document: Document, entry: dict[str, Any], named: str, path: str, under: str = "source") -> None:
    sources = document.data.setdefault("sources", {})
    key = f"{named} of {path}"
    sources[key] = {"cite": f"{named}: {path}", "confidence": "low"}
    entry[under] = key
    entry.setdefault("source", key)


def _drop(documents: dict[str, Document], name: str, change: Overrides) -> tuple[str, Document, Change]:
    known: list[str] = []
    for regime, document in documents.items():
        for number, rule in enumerate(document.data.get("rules") or ()):
            orders = rule.get("orders") or [] if isinstance(rule, dict) else []
            ids = [str(order.get("id")) for order in orders if isinstance(order, dict)]
            known.extend(ids)
            if name not in ids:
                continue
            gone = {name}
            for order in orders:
                if order.get("of") in gone:
                    gone.add(order["id"])
            changed = document.copy()
            changed.data["rules"][number]["orders"] = [order for order in orders if order["id"] not in gone]
            also = sorted(gone - {name})
            more = f", and with it {', '.join(also)}" if also else ""
            return regime, changed, Change(change, f"order {name} dropped{more}", False)
    raise InputError(f"drop `{name}`", f"is no order. {known_words(name, known, show=40)}")


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_shown(item)}" for key, item in value.items())
    return "nothing" if value is None else str(value)
