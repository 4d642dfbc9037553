"""Tables of cases: typed facts as arrays, one column a fact, with defaults.

A case has three clocks: the entry decides which rules cover it, the decision which court orders bind, the claim
whether it is in time. Words are held as small codes of their vocabulary, dates as days since 1970-01-01, routes and
findings as numbers of rows in a table of the distinct ones. This is a model of rules and no legal advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from suasion.asylum.dates import NO_DAY, iso
from suasion.asylum.facts.vocabulary import COUNTRIES, FACTS, FINDINGS, SOUGHT, Fact

Array: TypeAlias = NDArray[Any]
ENACTED = "enacted"


@dataclass(frozen=True)
class Routes:
    """The distinct routes of a table. Arrays (route, leg); a country of code 0 is past the end of the route."""

    country: NDArray[np.uint8]
    sought: NDArray[np.uint8]
    party: NDArray[np.bool_]

    @property
    def legs(self) -> int:
        return int(self.country.shape[1])

    def words(self, number: int) -> list[dict[str, Any]]:
        """One route as it is written in a record."""
        return [
            {
                "country": COUNTRIES[self.country[number, leg]],
                "sought": SOUGHT[self.sought[number, leg]],
                "party": bool(self.party[number, leg]),
            }
            for leg in range(self.legs)
            if self.country[number, leg]
        ]


Leg: TypeAlias = tuple[int, int, bool]
Finding: TypeAlias = tuple[int, int]


def routes_of(distinct: Sequence[Sequence[Leg]]) -> Routes:
    """Routes as arrays; each leg is (country code, code of what was sought there, party to a convention)."""
    legs = max((len(route) for route in distinct), default=0)
    shape = (max(len(distinct), 1), max(legs, 1))
    routes = Routes(np.zeros(shape, np.uint8), np.zeros(shape, np.uint8), np.ones(shape, np.bool_))
    for number, route in enumerate(distinct):
        for at, (country, sought, party) in enumerate(route):
            routes.country[number, at], routes.sought[number, at], routes.party[number, at] = country, sought, party
    return routes


@dataclass
class Facts:
    """A table of n cases.

    `columns` : name -> array (n,)     the facts of `vocabulary.FACTS`: words and countries uint8 codes, dates int32
                                       days, yes or no as bool, numbers float32
    `route` : int32 array (n,)         row of `routes`
    `findings` : int32 array (n,)      row of `finding_lists`: (kind, day) of the determinations of the 2024 rule
    `scenario` : uint8 array (n,)      place in `scenarios`
    """

    columns: dict[str, Array]
    route: NDArray[np.int32]
    routes: Routes
    findings: NDArray[np.int32]
    finding_lists: tuple[tuple[Finding, ...], ...]
    scenario: NDArray[np.uint8]
    scenarios: tuple[str, ...] = (ENACTED,)
    names: Sequence[str] | None = None
    reduced: dict[Any, Array] = field(default_factory=dict, repr=False)
    """Columns reduced from routes, kept for the next program that asks for them."""

    def __len__(self) -> int:
        return len(self.route)

    @property
    def nbytes(self) -> int:
        """Bytes of all columns."""
        arrays = [*self.columns.values(), self.route, self.findings, self.scenario]
        return sum(array.nbytes for array in arrays)

    def column(self, name: str, rows: slice) -> Any:
        """One column, or part of it; `findings` and `finding_lists` are columns of their own kind."""
        if name == "finding_lists":
            return self.finding_lists
        return self.findings[rows] if name == "findings" else self.columns[name][rows]

    def take(self, rows: Array | slice) -> Facts:
        """The cases of these rows, in this order."""
        names = self.names
        if names is not None:
            names = names[rows] if isinstance(rows, slice) else [names[row] for row in np.arange(len(self))[rows]]
        return Facts(
            {name: column[rows] for name, column in self.columns.items()},
            self.route[rows],
            self.routes,
            self.findings[rows],
            self.finding_lists,
            self.scenario[rows],
            self.scenarios,
            names,
            {key: column[rows] for key, column in self.reduced.items()},
        )

    def with_columns(self, **columns: Array) -> Facts:
        """The same cases with other columns: codes as `code` gives them, dates as days."""
        changed = Facts(
            self.columns | {name: np.asarray(column, dtype_of(FACTS[name])) for name, column in columns.items()},
            self.route, self.routes, self.findings, self.finding_lists, self.scenario, self.scenarios, self.names,
        )  # fmt: skip
        if not {"nationality", "habitual_residence"} & set(columns):
            changed.reduced = dict(self.reduced)
        return changed

    def with_scenario(self, name: str) -> Facts:
        """The same cases, all of them under one scenario."""
        scenario = np.zeros(len(self), np.uint8)
        return Facts(
            self.columns, self.route, self.routes, self.findings, self.finding_lists, scenario, (name,), self.names,
            self.reduced,
        )  # fmt: skip

    def name(self, row: int) -> str:
        return self.names[row] if self.names is not None else f"case {row}"

    def record(self, row: int, defaults: bool = False) -> dict[str, Any]:
        """One case in the words of a record; without what stands at its default, unless `defaults`."""
        record: dict[str, Any] = {name: self.word(name, row) for name in FACTS}
        entry = record["entry_date"]
        record["route"] = self.routes.words(int(self.route[row]))
        relative = [str(record.pop(f"relative_{part}")) for part in ("relation", "country", "status")]
        record["relative"] = ":".join(relative) if relative[0] != "none" else "none"
        record["stb_determinations"] = [
            {"kind": FINDINGS[kind], "date": iso(on)} for kind, on in self.finding_lists[int(self.findings[row])]
        ]
        record["scenario"] = self.scenarios[int(self.scenario[row])]
        if defaults:
            return record
        usual: dict[str, Any] = {name: fact.default for name, fact in FACTS.items()}
        usual |= {"decision_date": entry, "claim_date": entry, "scenario": ENACTED, "relative": "none"}
        usual |= {"route": [], "stb_determinations": [], "habitual_residence": "none"}
        return {name: value for name, value in record.items() if value != usual.get(name)}

    def word(self, name: str, row: int) -> Any:
        """One fact of one case in words: a code as its word, a day as YYYY-MM-DD."""
        return word_of(name, self.columns[name][row])


def word_of(name: str, value: Any) -> Any:
    """A value of a column in words."""
    fact = FACTS[name]
    if fact.vocabulary:
        return fact.vocabulary[int(value)]
    if fact.kind == "date":
        return iso(int(value))
    if fact.kind == "bool":
        return bool(value)
    number = float(value)
    return int(number) if number.is_integer() else number


def code(name: str, word: str) -> int:
    """The code of a word in the column of a fact, for those who fill arrays themselves."""
    return FACTS[name].vocabulary.index(word)


def dtype_of(fact: Fact) -> type:
    return {"word": np.uint8, "country": np.uint8, "date": np.int32, "bool": np.bool_}.get(fact.kind, np.float32)


def default_of(fact: Fact) -> int:
    """What stands in the column of a fact that is not given; nationality and dates have no such value."""
    if fact.vocabulary:
        return fact.vocabulary.index(str(fact.default or "none"))
    return NO_DAY if fact.kind == "date" else int(fact.default or 0)


def numbered(rows: Iterable[tuple[Any, ...]]) -> tuple[NDArray[np.int32], list[tuple[Any, ...]]]:
    """Numbers of the distinct rows, and these in order of first appearance."""
    seen: dict[tuple[Any, ...], int] = {}
    numbers = [seen.setdefault(row, len(seen)) for row in rows]
    return np.array(numbers, np.int32).reshape(len(numbers)), list(seen)


def reduce_routes(how: str, inner: Any, facts: Facts) -> Array:
    """`any`, `all` or `count` over the routes of a table; `inner(leg columns)` gives yes or no for one leg."""
    if len(facts) == 1:
        return _reduce_route(how, inner, facts.routes, int(facts.route[0]))
    result = np.zeros(len(facts), np.uint8)
    crossed_all = np.ones(len(facts), np.bool_)
    lengths = (facts.routes.country != 0).sum(axis=1)
    for leg in range(int(lengths[facts.route].max(initial=0))):
        country = facts.routes.country[:, leg][facts.route]
        fields = {
            "country": country,
            "sought": facts.routes.sought[:, leg][facts.route],
            "party": facts.routes.party[:, leg][facts.route],
        }
        there = country != 0
        holds = inner(fields) & there
        result += holds
        crossed_all &= holds | ~there
    if how == "count":
        return result
    return crossed_all if how == "all" else result != 0


def _reduce_route(how: str, inner: Any, routes: Routes, number: int) -> Array:
    """The same for a table of one case: its legs all at once."""
    legs = int(np.count_nonzero(routes.country[number]))
    fields = {
        "country": routes.country[number, :legs],
        "sought": routes.sought[number, :legs],
        "party": routes.party[number, :legs],
    }
    holding = int(np.count_nonzero(np.broadcast_to(inner(fields), legs)))
    if how == "count":
        return np.array([holding], np.uint8)
    return np.array([holding == legs if how == "all" else holding > 0])


def same_shape(columns: Mapping[str, Any]) -> int | None:
    """The common length of the arrays among some columns; None if all are single values; -1 if they differ."""
    lengths = {len(column) for column in columns.values() if np.ndim(column)}
    if not lengths:
        return None
    return lengths.pop() if len(lengths) == 1 else -1
