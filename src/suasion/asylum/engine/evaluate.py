"""Decides tables of cases: what the rules do with each, by which rule, and a bit for every clause as the reason.

Cases are taken in chunks, so that the work stays in the processor's cache; the result does not depend on the chunk.
This is a model of rules and no legal advice.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suasion.asylum.engine.known import OutsideKnown
from suasion.asylum.engine.program import OUTCOME_WORDS, Entry, Program
from suasion.asylum.facts.table import Facts
from suasion.asylum.facts.vocabulary import ASYLUM, COUNTRIES, FACTS, HOSTS, SCREENS
from suasion.asylum.language.arithmetic import holds
from suasion.asylum.rules.model import ALWAYS, AXES, Axis, Destination
from suasion.asylum.rules.overrides import Change
from suasion.asylum.rules.rulebook import Rulebook
from suasion.errors import InputError, Problem, known_words

CHUNK = 32_768


def program(book: Rulebook) -> Program:
    """The compiled form of a rulebook, kept for the next time."""
    found: Program | None = book.__dict__.get("_program")
    if found is None:
        found = book.__dict__["_program"] = Program(book)
    return found


@dataclass(frozen=True)
class Part:
    """The cases of one scenario: their rows in the table, the program that decided them, their reasons.

    `reasons` : uint8 array (bytes, cases)   bit k of a case is bit k % 8 of byte k // 8; empty if not asked for
    """

    rows: NDArray[np.intp]
    program: Program
    reasons: NDArray[np.uint8]


@dataclass(frozen=True)
class Decisions:
    """What the rules do with each of n cases.

    `outcome`, `asylum`, `screen`, `rule` : uint8 array (n,)   codes of `OUTCOME_WORDS`, `ASYLUM`, `SCREENS`, `rules`
    `destination` : uint8 array (n,)                           code of `COUNTRIES`; 0: none
    `deciders` : axis -> uint8 array (n,)                      which entry of the program decided on the axis, from 1
    """

    outcome: NDArray[np.uint8]
    asylum: NDArray[np.uint8]
    screen: NDArray[np.uint8]
    rule: NDArray[np.uint8]
    destination: NDArray[np.uint8]
    deciders: dict[Axis, NDArray[np.uint8]]
    rules: tuple[str, ...]
    parts: tuple[Part, ...]
    warnings: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.outcome)

    def words(self, row: int) -> dict[str, str | None]:
        """One decision in words."""
        return {
            "outcome": OUTCOME_WORDS[self.outcome[row]],
            "asylum": ASYLUM[self.asylum[row]],
            "screen": SCREENS[self.screen[row]],
            "rule": self.rules[self.rule[row]],
            "destination": COUNTRIES[self.destination[row]] if self.destination[row] else None,
        }

    def differs(self, other: Decisions) -> NDArray[np.bool_]:
        """Which cases end otherwise in `other`: outcome, asylum, screening or destination."""
        result = np.asarray(self.outcome != other.outcome)
        for name in ("asylum", "screen", "destination"):
            result |= getattr(self, name) != getattr(other, name)
        return result

    def count(self) -> dict[str, int]:
        """Cases by outcome, those that occur."""
        counts = np.bincount(self.outcome, minlength=len(OUTCOME_WORDS))
        return {word: int(counts[code]) for code, word in enumerate(OUTCOME_WORDS) if counts[code]}

    def clause(self, bit: int, part: int = 0) -> NDArray[np.bool_]:
        """Whether a clause held, for each case of a part."""
        plane = self.parts[part].reasons[bit // 8]
        return np.asarray((plane >> np.uint8(bit % 8)) & 1, np.bool_)


def decide(
    facts: Facts, book: Rulebook, *, reasons: bool = True, chunk: int = CHUNK, check_overrides: bool = True
) -> Decisions:
    """Decide every case of a table, each under the scenario it names.

    Parameters
    ----------
    check_overrides : bool             look whether each override of the book changes any case, and warn if not; this
                                       decides the table up to three times more for each
    reasons : bool                     keep a bit for every clause of every rule
    chunk : int                        cases taken at once; changes nothing but speed

    Raises
    ------
    InputError                         if a host has no rules, or a scenario is unknown
    """
    if chunk < 1:
        raise InputError("chunk", f"must be at least 1. Got {chunk}")
    _check_hosts(facts, book)
    decided = _decide(facts, book, len(facts) if reasons else 0, chunk)
    outside = OutsideKnown(book)
    outside.add(facts)
    warnings = outside.warnings
    if book.overrides and check_overrides:
        silent = without_effect(facts, book, decided, range(len(book.overrides)))
        warnings += tuple(silence(book, number, len(facts)) for number in silent)
    return replace(decided, warnings=warnings) if warnings else decided


def decide_moved(facts: Facts, book: Rulebook) -> Decisions:
    """Decide copies of one case that are moved about, with the reasons of the first alone.

    Raises
    ------
    InputError                         if its host has no rules, or its scenario is unknown
    """
    _check_hosts(facts, book)
    return _decide(facts, book, 1, CHUNK)


def without_effect(facts: Facts, book: Rulebook, decided: Decisions, numbers: Iterable[int]) -> list[int]:
    """The overrides, of some, that change no case: neither taken away from the others, nor put alone on the rules.

    One that can not be taken away, or not stand alone, since another hangs on it, is looked at the other way only.
    """
    bare: Decisions | None = None
    silent: list[int] = []
    for number in numbers:
        if not _own_changes(book)[number].idle:
            if _apart(facts, decided, functools.partial(book.without, number)):
                continue
            bare = bare or _decide(facts, book.with_only(), 0, CHUNK)
            if _apart(facts, bare, functools.partial(book.with_only, number)):
                continue
        silent.append(number)
    return silent


def _apart(facts: Facts, decided: Decisions, other: Callable[[], Rulebook]) -> bool:
    """Whether some case ends otherwise under other rules; no if there can be no such rules."""
    try:
        book = other()
    except InputError:
        return False
    return bool(decided.differs(_decide(facts, book, 0, CHUNK)).any())


def silence(book: Rulebook, number: int, cases: int) -> str:
    """What is said of an override that changes no case."""
    change = _own_changes(book)[number]
    if change.idle:
        return f"{change.text}: this stands there already, so nothing changes"
    return f"{change.text}: changes none of the {cases:,} cases"


def _own_changes(book: Rulebook) -> tuple[Change, ...]:
    """What the overrides of a book changed, without what its scenario did."""
    return book.changes[len(book.changes) - len(book.overrides) :]


def _decide(facts: Facts, book: Rulebook, reasons: int, chunk: int) -> Decisions:
    """Decisions with the reasons of the first so many cases of each scenario."""
    n = len(facts)
    columns: dict[str, Any] = {
        name: np.zeros(n, np.uint8) for name in ("outcome", "asylum", "screen", "rule", "destination")
    }
    deciders: dict[Axis, NDArray[np.uint8]] = {axis: np.zeros(n, np.uint8) for axis in AXES}
    names: dict[str, int] = {}
    parts: list[Part] = []
    for rows, under in _by_scenario(facts, book):
        compiled = program(under)
        codes = np.array([names.setdefault(name, len(names)) for name in compiled.reported], np.uint8)
        everything = len(rows) == n
        mine = facts if everything else facts.take(rows)
        kept = np.zeros(((len(compiled.bits) + 7) // 8 if reasons else 0, min(reasons, len(rows))), np.uint8)
        for start in range(0, len(rows), chunk):
            piece = slice(start, min(start + chunk, len(rows)))
            decided = _chunk(compiled, mine, piece, kept[:, piece] if reasons else None)
            to: Any = piece if everything else rows[piece]
            for name, column in columns.items():
                column[to] = codes.take(decided[name]) if name == "rule" else decided[name]
            for axis in AXES:
                deciders[axis][to] = decided[axis]
        parts.append(Part(rows, compiled, kept))
    return Decisions(deciders=deciders, rules=tuple(names), parts=tuple(parts), **columns)


def _check_hosts(facts: Facts, book: Rulebook) -> None:
    present = np.bincount(facts.columns["host"], minlength=len(HOSTS))
    missing = [host for code, host in enumerate(HOSTS) if present[code] and host not in book.hosts]
    if missing:
        raise InputError("facts", f"host: there are no rules of {', '.join(missing)}. Known: {', '.join(book.hosts)}")


def _by_scenario(facts: Facts, book: Rulebook) -> Iterator[tuple[NDArray[np.intp], Rulebook]]:
    """The rows of each scenario that occurs, and the rules under it."""
    present = np.bincount(facts.scenario, minlength=len(facts.scenarios))
    unknown = [
        name for name, cases in zip(facts.scenarios, present, strict=True) if cases and name not in book.scenarios
    ]
    if unknown:
        problems = [
            Problem(0, 0, "scenario", f"`{name}` is unknown. {known_words(name, book.scenarios, show=20)}")
            for name in unknown
        ]
        raise InputError("facts", problems)
    for code, name in enumerate(facts.scenarios):
        if present[code]:
            everything = present[code] == len(facts)
            yield np.arange(len(facts)) if everything else np.flatnonzero(facts.scenario == code), under(book, name)


def under(book: Rulebook, scenario: str) -> Rulebook:
    """The rules under the scenario of a case. A book that is under one already keeps it for cases that name none."""
    if scenario in ("enacted", book.scenario):
        return book
    known: dict[str, Rulebook] = book.__dict__.setdefault("_under", {})
    if scenario not in known:
        known[scenario] = book.under(scenario)
    return known[scenario]


def _chunk(compiled: Program, facts: Facts, rows: slice, reasons: NDArray[np.uint8] | None) -> dict[str, Any]:
    """Decides some rows; writes their reasons."""
    slots = compiled.run(facts, rows)
    count = rows.stop - rows.start
    if reasons is not None:
        _pack(slots, compiled.slots, reasons)
    winners: dict[Axis, NDArray[np.uint8]] = {}
    applied = np.empty(count, np.bool_)
    for axis in AXES:
        winner = winners[axis] = np.zeros(count, np.uint8)
        for rank, entry in enumerate(compiled.entries[axis], 1):
            if not entry.bits:
                np.maximum(winner, np.uint8(rank), out=winner)
                continue
            _applies(slots, compiled.slots, entry, applied)
            np.maximum(winner, applied.view(np.uint8) * np.uint8(rank), out=winner)
    cell = np.multiply(winners["disposition"], np.uint16(compiled.width), dtype=np.uint16)
    cell += winners["eligibility"]
    decided: dict[str, Any] = {
        name: compiled.words[name].take(cell, mode="clip") for name in ("outcome", "asylum", "screen", "rule")
    }
    decided["destination"] = _destinations(compiled, facts, rows, winners["disposition"])
    return decided | winners


def _applies(slots: list[Any], places: Sequence[int], entry: Entry, out: NDArray[np.bool_]) -> None:
    """Whether every clause of an entry is as it must be."""
    (first, wanted), *more = entry.bits
    if wanted:
        np.copyto(out, slots[places[first]])
    else:
        np.logical_not(slots[places[first]], out=out)
    for bit, wanted in more:
        if wanted:
            np.logical_and(out, slots[places[bit]], out=out)
        else:
            np.greater(out, slots[places[bit]], out=out)  # out and not clause


def _pack(slots: list[Any], places: Sequence[int], out: NDArray[np.uint8]) -> None:
    """Clauses as bits: eight to a byte."""
    if out.shape[1] == 1:
        out[:, 0] = np.packbits([slots[place][0] for place in places], bitorder="little")
        return
    shifted = np.empty(out.shape[1], np.uint8)
    for bit, place in enumerate(places):
        plane = out[bit // 8]
        clause = slots[place].view(np.uint8)[: out.shape[1]]
        if bit % 8:
            np.left_shift(clause, np.uint8(bit % 8), out=shifted)
            np.bitwise_or(plane, shifted, out=plane)
        else:
            plane[:] = clause


def _destinations(compiled: Program, facts: Facts, rows: slice, winner: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Where people are brought: the first destination of the deciding rule that holds on the day of the decision."""
    result = np.zeros(len(winner), np.uint8)
    nameless = replace(facts, names=None)  # names are no rule's affair, and slow to take along
    for rank, entry in enumerate(compiled.entries["disposition"], 1):
        listed = entry.rule.effect.destination
        if not listed:
            continue
        if len(listed) == 1 and listed[0].to in COUNTRIES and listed[0].when == ALWAYS and not listed[0].window:
            code = np.uint8(COUNTRIES.index(listed[0].to))
            np.add(result, (winner == rank).view(np.uint8) * code, out=result)
            continue
        mine = np.flatnonzero(winner == rank)
        if len(mine):
            result[mine] = _first_destination(listed, nameless.take(np.arange(rows.start, rows.stop)[mine]))
    return result


def _first_destination(listed: Sequence[Destination], facts: Facts) -> NDArray[np.uint8]:
    columns = facts.columns
    count = len(columns["host"])
    result = np.zeros(count, np.uint8)
    open_ = np.ones(count, np.bool_)
    for destination in listed:
        here = open_ & holds(destination.when, columns, facts)
        if destination.window is not None:
            days = columns["decision_date"]
            if destination.window.start is not None:
                here &= days >= destination.window.start
            if destination.window.end is not None:
                here &= days < destination.window.end
        to = columns[destination.to] if destination.to in FACTS else np.uint8(COUNTRIES.index(destination.to))
        result = np.where(here, to, result)
        open_ &= ~here
    return result
