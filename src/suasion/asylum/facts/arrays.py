"""Cases as arrays, for simulations -> a checked table of facts."""

from __future__ import annotations

from typing import Any

import numpy as np

from suasion.asylum.dates import NO_DAY
from suasion.asylum.facts.table import ENACTED, Array, Facts, Routes, default_of, dtype_of, routes_of, same_shape
from suasion.asylum.facts.values import code_of, contradictions, day_of
from suasion.asylum.facts.vocabulary import BORDERS_OF_HOST, FACTS, Fact
from suasion.errors import InputError, Problem, known_words

NEEDED = ("nationality", "entry_date")


def facts_from_arrays(
    *, routes: Routes | None = None, route: Array | None = None, scenario: str = ENACTED, **columns: Any
) -> Facts:
    """A table from arrays, for simulations: one array (n,) a fact, or one value for all.

    Words may be text, a pandas Categorical or codes (uint8, see `code`); dates datetime64, text or days (integers).

    Parameters
    ----------
    routes : Routes                    the distinct routes, from `routes_of`
    route : int array (n,)             which of them each case took; default: no country crossed

    Raises
    ------
    InputError                         if a name, a length, a word or a date can not be used
    """
    problems: list[Problem] = []
    for name in columns:
        if name not in FACTS:
            problems.append(Problem(0, 0, name, f"is no fact. {known_words(name, FACTS)}"))
    problems.extend(Problem(0, 0, name, "is missing. Every case has one") for name in NEEDED if name not in columns)
    length = same_shape(columns | ({} if route is None else {"route": route}))
    if length == -1:
        problems.append(Problem(0, 0, "", "the arrays differ in length. Give one value a case in each"))
    if problems:
        raise InputError("facts", problems)
    count = 1 if length is None else length
    filled: dict[str, Array] = {}
    for name, fact in FACTS.items():
        try:
            given = columns.get(name)
            values: Array = np.asarray(default_of(fact) if given is None else _codes(fact, given), dtype_of(fact))
            filled[name] = np.ascontiguousarray(np.broadcast_to(values, (count,)))
        except (ValueError, KeyError, OverflowError) as error:
            problems.append(Problem(0, 0, name, str(error.args[0])))
    if problems:
        raise InputError("facts", problems)
    for name in ("decision_date", "claim_date"):
        if name not in columns:
            filled[name] = filled["entry_date"].copy()
    if "border" not in columns:
        filled["border"] = borders_of(filled["host"])
    legs = routes or routes_of([])
    crossed = np.zeros(count, np.int32) if route is None else np.broadcast_to(np.asarray(route, np.int32), (count,))
    if count and (crossed.min() < 0 or crossed.max() >= len(legs.country)):
        raise InputError("facts", f"route: a number is outside of the {len(legs.country)} routes. Mend it")
    facts = Facts(filled, crossed, legs, np.zeros(count, np.int32), ((),), np.zeros(count, np.uint8), (scenario,))
    problems = [Problem(0, 0, facts.name(row), text) for row, _, text in contradictions(facts)]
    if problems:
        raise InputError("facts", problems)
    return facts


def _codes(fact: Fact, given: Any) -> Any:
    """Values of one fact as its column holds them."""
    if fact.vocabulary:
        if hasattr(given, "cat"):
            given = given.cat
        if hasattr(given, "categories"):
            lookup = np.array([code_of(fact, str(word)) for word in given.categories], np.uint8)
            codes = np.asarray(given.codes)
            if (codes < 0).any():
                raise ValueError("a value is missing. Write `none` where none is meant")
            return lookup[codes]
        array = np.asarray(given)
        if array.dtype.kind in "iu":
            if array.size and (array.min() < 0 or array.max() >= len(fact.vocabulary)):
                raise ValueError(f"a code is outside of the vocabulary. Allowed: 0 to {len(fact.vocabulary) - 1}")
            return array
        words, inverse = np.unique(array.astype(str), return_inverse=True)
        return np.array([code_of(fact, str(word)) for word in words], np.uint8)[inverse.reshape(array.shape)]
    array = np.asarray(given)
    if fact.kind == "date":
        if array.dtype.kind == "M":
            days = array.astype("datetime64[D]").astype(np.int64)
            return np.where(np.isnat(array), NO_DAY, days)
        if array.dtype.kind in "iu":
            return array
        return np.array([day_of(value, fact) for value in array.reshape(-1)], np.int32).reshape(array.shape)
    if fact.kind == "bool" and array.dtype.kind != "b":
        raise ValueError("must be true or false")
    if fact.kind == "number" and (array.dtype.kind not in "iuf" or not np.isfinite(array).all()):
        raise ValueError("must be numbers")
    return array


def borders_of(host: Array) -> Array:
    """The usual border of each host, as codes."""
    lookup = np.array([code_of(FACTS["border"], BORDERS_OF_HOST[name][0]) for name in FACTS["host"].words], np.uint8)
    return lookup[host]
