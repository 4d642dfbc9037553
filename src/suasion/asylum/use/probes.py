"""Random cases in the words of the rules: dates close to those of the rules, countries and words that they name.

For tests, for boundaries, and for anyone who wants to see what rules do. They say nothing about real people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from suasion.asylum.dates import NO_DAY
from suasion.asylum.facts.arrays import facts_from_arrays
from suasion.asylum.facts.table import Array, Facts, Leg, routes_of
from suasion.asylum.facts.vocabulary import BORDERS_OF_HOST, COUNTRIES, FACTS, FINDINGS, HOSTS, SOUGHT
from suasion.asylum.language.arithmetic import holds
from suasion.asylum.language.nodes import Column, Compare, Constant, Member, Node, OnRoute, Truth, walk
from suasion.asylum.rules.rulebook import Rulebook
from suasion.asylum.use.flips import days_of

ROUTES, FINDING_LISTS = 300, 24
OTHER_COUNTRIES = ("CM", "IN", "XX", "US")
AGES = (0, 9, 15, 17, 18, 30, 64)


def probe(book: Rulebook, count: int, rng: np.random.Generator) -> Facts:
    """Random cases, half of whose words and dates stand at their default.

    Parameters
    ----------
    count : int                        cases
    rng : Generator                    the only source of luck
    """
    named = _countries(book)
    hosts = np.array([HOSTS.index(host) for host in book.hosts], np.uint8)
    host = hosts[rng.integers(0, len(hosts), count)]
    changes = days_of(book)[0]
    if not len(changes):
        changes = np.array([18_000])
    entry = _near(changes, count, rng)
    columns: dict[str, Any] = {
        "host": host,
        "border": _borders(host, rng),
        "nationality": named[rng.integers(0, len(named), count)],
        "habitual_residence": np.where(rng.random(count) < 0.9, 0, named[rng.integers(0, len(named), count)]),
        "relative_country": np.choose(
            rng.integers(0, 3, count),
            [np.zeros(count, np.uint8), host_country(host), named[rng.integers(0, len(named), count)]],
        ),
        "entry_date": entry,
        "decision_date": _later(entry, changes, rng),
        "claim_date": _later(entry, changes, rng),
        "age": np.array(AGES)[rng.integers(0, len(AGES), count)],
        "metered_first": np.where(rng.random(count) < 0.5, NO_DAY, np.minimum(_near(changes, count, rng), entry)),
    }
    for name, fact in FACTS.items():
        if name not in columns and fact.kind == "word":
            words = rng.integers(0, len(fact.words), count)
            columns[name] = np.where(rng.random(count) < 0.5, fact.words.index(str(fact.default)), words)
        elif name not in columns and fact.kind == "bool":
            columns[name] = (rng.random(count) < 0.25) ^ bool(fact.default)
    alone = columns["relative_relation"] == 0
    for name in ("relative_country", "relative_status"):
        columns[name] = np.where(alone, 0, columns[name])
    facts = facts_from_arrays(routes=routes_of(_routes(named, rng)), route=rng.integers(0, ROUTES, count), **columns)
    lists = _finding_lists(changes, rng)
    facts.finding_lists = lists
    facts.findings = np.where(rng.random(count) < 0.5, 0, rng.integers(0, len(lists), count)).astype(np.int32)
    return facts


def host_country(host: Array) -> Array:
    """The code among countries of each host."""
    return np.array([COUNTRIES.index(name) for name in HOSTS], np.uint8)[host]


def _countries(book: Rulebook) -> Array:
    words = {word for rule in book.rules for node in rule.nodes() for word in _named(node)}
    known = sorted(words | set(OTHER_COUNTRIES))
    return np.array([COUNTRIES.index(word) for word in known], np.uint8)


def _named(node: Node) -> Iterator[str]:
    """Countries that a condition names."""
    for part in walk(node):
        if isinstance(part, Member) and part.item.kind == "country":
            yield from part.words
        elif isinstance(part, Compare) and isinstance(part.right, Constant) and part.right.kind == "country":
            yield from {part.right.text} - {"none"}


def _borders(host: Array, rng: np.random.Generator) -> Array:
    """A border of each host, the first of them for half of the cases."""
    words = FACTS["border"].words
    result = np.zeros(len(host), np.uint8)
    for number, name in enumerate(HOSTS):
        codes = np.array([words.index(border) for border in BORDERS_OF_HOST[name]], np.uint8)
        mine = np.flatnonzero(host == number)
        drawn = np.where(rng.random(len(mine)) < 0.5, 0, rng.integers(0, len(codes), len(mine)))
        result[mine] = codes[drawn]
    return result


def _near(changes: Array, count: int, rng: np.random.Generator) -> Array:
    """Days: three in four within a day of a change, the others anywhere between the changes."""
    close = changes[rng.integers(0, len(changes), count)] + rng.integers(-1, 2, count)
    anywhere = rng.integers(changes[0] - 400, changes[-1] + 400, count)
    return np.where(rng.random(count) < 0.75, close, anywhere).astype(np.int32)


def _later(entry: Array, changes: Array, rng: np.random.Generator) -> Array:
    """Days not before the entry: half of them the same day, others soon after, or close to a change."""
    soon = entry + rng.integers(0, 60, len(entry))
    far = np.maximum(entry, _near(changes, len(entry), rng))
    kind = rng.random(len(entry))
    return np.where(kind < 0.5, entry, np.where(kind < 0.7, soon, far)).astype(np.int32)


def _routes(named: Array, rng: np.random.Generator) -> list[list[Leg]]:
    """Routes of none to four countries, with what was sought there; one leg in ten is in no convention."""
    routes: list[list[Leg]] = []
    for _ in range(ROUTES):
        length = int(rng.integers(0, 5))
        legs = zip(
            named[rng.integers(0, len(named), length)].tolist(),
            np.where(rng.random(length) < 0.6, 0, rng.integers(0, len(SOUGHT), length)).tolist(),
            (rng.random(length) < (0.5 if length == 1 else 0.9)).tolist(),
            strict=True,
        )
        routes.append([(country, sought, party) for country, sought, party in legs])
    return routes


def _finding_lists(changes: Array, rng: np.random.Generator) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Lists of findings in order of time, the first one empty."""
    lists: list[tuple[tuple[int, int], ...]] = [()]
    for _ in range(FINDING_LISTS - 1):
        days = np.sort(_near(changes, int(rng.integers(1, 4)), rng))
        kinds = rng.integers(0, len(FINDINGS), len(days))
        lists.append(tuple(zip(kinds.tolist(), days.tolist(), strict=True)))
    return tuple(lists)


def steered(facts: Facts, host: str, conditions: Sequence[Truth], rng: np.random.Generator) -> Facts:
    """The same cases, changed so that as many as can meet some conditions: facts are copied from cases that meet one.

    Parameters
    ----------
    facts : Facts                      a random table, see `probe`
    host : str                         the host country of all
    conditions : sequence of Truth     what the cases should meet together
    """
    at_host = facts.columns["host"] == HOSTS.index(host)
    result = _transplanted(facts, {"host", "border"}, ~at_host, at_host, rng)
    for _ in range(_ROUNDS):
        for condition in conditions:
            met = np.broadcast_to(holds(condition, result.columns, result), len(result))
            names = {part.name for part in walk(condition) if isinstance(part, Column) and not part.of_route}
            if any(isinstance(part, OnRoute) for part in walk(condition)):
                names |= {"route", "nationality"}
            if names & {"border", "host"}:
                names |= {"border", "host"}
            if any(name.startswith("relative_") for name in names):
                names |= {"relative_relation", "relative_country", "relative_status"}
            result = _transplanted(result, names, ~met, met, rng)
    return result


_ROUNDS = 3


def _transplanted(facts: Facts, names: set[str], bad: Array, good: Array, rng: np.random.Generator) -> Facts:
    """Some facts of the bad cases replaced by those of good ones, drawn anew for each."""
    rows, donors = np.flatnonzero(bad), np.flatnonzero(good)
    if not len(donors) or not len(rows):
        return facts
    chosen = rng.choice(donors, len(rows))
    columns = {name: column.copy() for name, column in facts.columns.items() if name in names}
    for column in columns.values():
        column[rows] = column[chosen]
    entry = columns.get("entry_date", facts.columns["entry_date"])
    for name in ("decision_date", "claim_date"):
        columns[name] = np.maximum(columns.get(name, facts.columns[name]), entry)
    first = columns.get("metered_first", facts.columns["metered_first"])
    columns["metered_first"] = np.minimum(first, entry)
    route = facts.route.copy()
    if "route" in names:
        route[rows] = route[chosen]
    return replace(facts.with_columns(**columns), route=route, reduced={})
