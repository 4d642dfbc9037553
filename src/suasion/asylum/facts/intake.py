"""Cases as people bring them (records, arrays, files) -> a checked table of facts; every problem with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from suasion.asylum.dates import NO_DAY
from suasion.asylum.facts.table import ENACTED, Facts, Leg, default_of, dtype_of, numbered, routes_of
from suasion.asylum.facts.values import code_of, contradictions, day_of
from suasion.asylum.facts.vocabulary import (
    BORDERS_OF_HOST,
    COUNTRIES,
    FACTS,
    FINDINGS,
    RECORD_KEYS,
    ROUTE_FIELDS,
    Fact,
)
from suasion.asylum.yaml_lines import Document, read_document
from suasion.errors import InputError, Problem, known_words
from suasion.yaml_text import KeyPath, shown

MOST_LEGS = 60
MOST_NUMBER = 1e9
MOST_PROBLEMS = 200
_NEEDED = ("nationality", "entry_date")


@dataclass(frozen=True)
class Case:
    """One case of a file: its id, its facts as written, and whatever else stands with it (what is expected, ...)."""

    id: str
    facts: dict[str, Any]
    rest: dict[str, Any]


def facts_of(records: Sequence[Mapping[str, Any]], where: str = "cases", names: Sequence[str] | None = None) -> Facts:
    """A table from records: mappings of facts to values, as in `{nationality: HN, entry_date: 2019-10-01}`.

    Parameters
    ----------
    records : sequence of mappings     facts not given take their default; nationality and entry_date are needed
    where : str                        what the records are called in errors
    names : sequence of str            what each case is called

    Raises
    ------
    InputError                         with every problem: unknown fact or word, impossible date, decision before entry
    """
    document = Document(where, {})
    paths: list[KeyPath] = [(str(names[row]) if names else f"case {row}",) for row in range(len(records))]
    return _table(records, document, paths, names)


def read_cases(path: Path) -> tuple[Facts, list[Case]]:
    """The cases of a YAML file with a list `cases`, each `{id, facts: {...}, ...}`; errors name file and line.

    Raises
    ------
    InputError                         if the file or a case can not be used
    """
    document = read_document(path)
    listed = document.data.get("cases")
    if not isinstance(listed, list):
        raise InputError(str(path), "has no list `cases`. Write `cases:` and below it `- {id: ..., facts: {...}}`")
    problems = list(document.problems)
    cases: list[Case] = []
    seen: dict[str, int] = {}
    for number, item in enumerate(listed):
        here = ("cases", number)
        if not isinstance(item, dict) or not isinstance(item.get("facts"), dict):
            problems.append(document.problem(here, "is no case. Write `{id: ..., facts: {...}}`"))
            continue
        name = str(item.get("id", f"case {number}"))
        if name in seen:
            problems.append(document.problem(here, f"`{name}` stands twice. Give each case its own id"))
        seen[name] = number
        cases.append(Case(name, item["facts"], {key: value for key, value in item.items() if key != "facts"}))
    if problems:
        raise InputError(str(path), problems)
    paths: list[KeyPath] = [("cases", number, "facts") for number in range(len(cases))]
    return _table([case.facts for case in cases], document, paths, [case.id for case in cases]), cases


class _Row:
    """Reads one record; collects its problems."""

    def __init__(self, record: Mapping[str, Any], document: Document, path: KeyPath, problems: list[Problem]) -> None:
        self.record, self.document, self.path, self.problems = record, document, path, problems
        self.failed: set[str] = set()

    def say(self, key: KeyPath, text: str) -> None:
        self.problems.append(self.document.problem((*self.path, *key), text))
        self.failed.add(str(key[0]) if key else "")

    def unknown_facts(self) -> None:
        for key in self.record:
            if key not in RECORD_KEYS:
                text = f"unknown fact. {known_words(str(key), RECORD_KEYS)}"
                self.problems.append(self.document.problem_of_key((*self.path, key), text))
        for key in _NEEDED:
            if key not in self.record:
                self.say((), f"`{key}` is missing. Every case has one")

    def value(self, fact: Fact, given: Any, key: KeyPath) -> int | float:
        try:
            if fact.vocabulary:
                return code_of(fact, str(given))
            if fact.kind == "date":
                return day_of(given, fact)
            if fact.kind == "bool":
                if not isinstance(given, bool):
                    raise ValueError(f"must be true or false. Got `{given}`")
                return given
            if isinstance(given, bool) or not isinstance(given, int | float) or not isfinite(given):
                raise ValueError(f"must be a number. Got `{given}`")
            if abs(given) > MOST_NUMBER:
                raise ValueError(f"`{shown(given)}` is larger than any fact. Mend the number")
            return given
        except ValueError as error:
            self.say(key, str(error))
            return default_of(fact)

    def fact(self, fact: Fact) -> int | float:
        if fact.name.startswith("relative_"):
            return self._relative(fact)
        if fact.name not in self.record:
            if fact.name in ("decision_date", "claim_date"):
                return self.fact(FACTS["entry_date"]) if "entry_date" not in self.failed else NO_DAY
            if fact.name == "border":
                host = str(self.record.get("host", "US"))
                return code_of(fact, BORDERS_OF_HOST.get(host, ("US_SW",))[0])
            return default_of(fact)
        return self.value(fact, self.record[fact.name], (fact.name,))

    def _relative(self, fact: Fact) -> int | float:
        text = str(self.record.get("relative", "none"))
        if text == "none":
            return default_of(fact)
        parts = text.split(":")
        if len(parts) != 3:
            if fact.name == "relative_relation":
                self.say(("relative",), f"write relation:country:status, as in `sibling:CA:citizen`. Got `{text}`")
            return default_of(fact)
        position = ("relative_relation", "relative_country", "relative_status").index(fact.name)
        return self.value(fact, parts[position], ("relative",))

    def route(self) -> tuple[Leg, ...]:
        given = self.record.get("route", [])
        if not isinstance(given, list) or len(given) > MOST_LEGS:
            self.say(("route",), f"must be a list of at most {MOST_LEGS} countries, as in `[{{country: MX}}]`")
            return ()
        return tuple(self._leg(leg, number) for number, leg in enumerate(given))

    def _leg(self, leg: Any, number: int) -> Leg:
        if isinstance(leg, str):
            leg = {"country": leg}
        here = ("route", number)
        if not isinstance(leg, Mapping) or "country" not in leg:
            self.say(here, "write one country crossed as `{country: MX}`, with `sought` and `party` if known")
            return (1, 0, True)
        for key in leg:
            if key not in ("country", "sought", "party"):
                self.say((*here, key), f"unknown key. {known_words(str(key), ['country', 'sought', 'party'])}")
        country = self.value(ROUTE_FIELDS["country"], leg["country"], (*here, "country"))
        sought = self.value(ROUTE_FIELDS["sought"], leg.get("sought", "none"), (*here, "sought"))
        party = leg.get("party", True)
        if not isinstance(party, bool):
            self.say((*here, "party"), f"must be true or false. Got `{party}`")
        if country == COUNTRIES.index("none"):
            self.say((*here, "country"), "`none` is no country. Leave the leg out")
        return (int(country), int(sought), bool(party))

    def findings(self) -> tuple[tuple[int, int], ...]:
        given = self.record.get("stb_determinations", [])
        if given in (None, "none"):
            return ()
        listed: list[tuple[int, int]] = []
        if not isinstance(given, list):
            self.say(("stb_determinations",), "must be a list, as in `[{kind: below, date: 2024-12-01}]`")
            return ()
        for number, item in enumerate(given):
            here = ("stb_determinations", number)
            if not isinstance(item, Mapping) or set(item) != {"kind", "date"}:
                self.say(here, "write a finding as `{kind: below, date: 2024-12-01}`")
                continue
            kind = self.value(Fact("kind", "word", "", "", FINDINGS, FINDINGS[0]), item["kind"], (*here, "kind"))
            on = self.value(FACTS["entry_date"], item["date"], (*here, "date"))
            if listed and on < listed[-1][1]:
                self.say(here, "is dated before the finding above it. Write findings in order")
            listed.append((int(kind), int(on)))
        return tuple(listed)


def _table(
    records: Sequence[Mapping[str, Any]], document: Document, paths: Sequence[KeyPath], names: Sequence[str] | None
) -> Facts:
    problems = list(document.problems)
    rows = [_Row(record, document, path, problems) for record, path in zip(records, paths, strict=True)]
    values: dict[str, list[int | float]] = {name: [] for name in FACTS}
    for row in rows:
        row.unknown_facts()
        for name, fact in FACTS.items():
            if name in _NEEDED and name not in row.record:
                row.failed.add(name)
                values[name].append(default_of(fact))
            else:
                values[name].append(row.fact(fact))
    route, distinct_routes = numbered(row.route() for row in rows)
    findings, lists = numbered(row.findings() for row in rows)
    scenario, scenarios = numbered((str(row.record.get("scenario", ENACTED)),) for row in rows)
    if len(scenarios) > 255:
        problems.append(Problem(0, 0, "", "the cases name more than 255 scenarios. Split the table"))
        raise InputError(document.name, problems[:MOST_PROBLEMS])
    facts = Facts(
        {name: np.array(column, dtype_of(FACTS[name])) for name, column in values.items()},
        route,
        routes_of(distinct_routes),
        findings,
        tuple(lists) or ((),),
        scenario.astype(np.uint8),
        tuple(name for (name,) in scenarios) or (ENACTED,),
        list(names) if names is not None else None,
    )
    for number, fact_name, text in _contradictions_of_good(facts, rows):
        rows[number].say((fact_name,), text)
    if problems:
        raise InputError(document.name, sorted(set(problems))[:MOST_PROBLEMS])
    return facts


def _contradictions_of_good(facts: Facts, rows: Sequence[_Row]) -> list[tuple[int, str, str]]:
    """Contradictions of the cases whose single facts could all be read."""
    good = np.array([number for number, row in enumerate(rows) if not row.failed], np.intp)
    if not len(good):
        return []
    return [(int(good[number]), name, text) for number, name, text in contradictions(facts.take(good))]
