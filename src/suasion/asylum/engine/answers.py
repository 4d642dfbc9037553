"""What the rules do with each case, in the words of a record: outcome, rule, sources and a short why.

Cases that end alike for the same reasons share one answer, so that a million cases are put into words a few thousand
times. `explain` says more about one case, with dates; this says nothing that hangs on a date but what the rules made of
it. A model of rules, no legal advice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suasion.asylum.engine.evaluate import Decisions, Part
from suasion.asylum.engine.program import Entry, Program
from suasion.asylum.facts.table import Facts
from suasion.asylum.language.english import say
from suasion.asylum.rules.model import AXES, Axis

MOST_KEPT = 200_000
_BEHIND = ("stopped", "exception")


@dataclass(frozen=True)
class Answer:
    """What becomes of a case: the words of a decision, the sources of what decided, and why in a sentence or two."""

    outcome: str
    asylum: str
    screen: str
    rule: str
    destination: str | None
    cite: tuple[str, ...]
    why: str

    def record(self, name: str) -> dict[str, Any]:
        """The answer of one case, for JSON."""
        return {"id": name, **asdict(self), "cite": list(self.cite)}


class Answers:
    """Puts decisions into words; remembers what it has said, for the next chunk of the same cases."""

    def __init__(self) -> None:
        self._known: dict[tuple[Program, bytes], Answer] = {}

    def of(self, decisions: Decisions) -> tuple[list[Answer], NDArray[np.intp]]:
        """The distinct answers, and for each case which of them is its own.

        Raises
        ------
        ValueError                     if the cases were decided without their reasons
        """
        listed: list[Answer] = []
        which = np.zeros(len(decisions), np.intp)
        for part in decisions.parts:
            if not len(part.reasons):
                raise ValueError("decisions: no reasons are kept. Decide with reasons=True")
            keys = _keys(decisions, part)
            distinct, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
            which[part.rows] = inverse.reshape(-1) + len(listed)
            listed += [
                self._answer(decisions, part, key.tobytes(), int(row)) for key, row in zip(distinct, first, strict=True)
            ]
        return listed, which

    def records(self, facts: Facts, decisions: Decisions) -> Iterator[dict[str, Any]]:
        """The answer of each case, with its id."""
        listed, which = self.of(decisions)
        for row, number in enumerate(which.tolist()):
            yield listed[number].record(facts.name(row))

    def _answer(self, decisions: Decisions, part: Part, key: bytes, at: int) -> Answer:
        known = self._known.get((part.program, key))
        if known is None:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            known = self._known[part.program, key] = _said(decisions, part, at)
        return known


def _keys(decisions: Decisions, part: Part) -> NDArray[np.void]:
    """One value a case of what its answer hangs on: what decided, where to, what rules that reach it lack."""
    rows = part.rows
    clauses = np.unpackbits(part.reasons, axis=0, count=len(part.program.bits), bitorder="little")
    behind = []
    for axis in AXES:
        for entry in part.program.entries[axis]:
            lacks = [bit for bit, _ in entry.bits if part.program.bits[bit].part in _BEHIND]
            if lacks and not entry.exempt:
                needed = [bit for bit, _ in entry.bits if part.program.bits[bit].part not in _BEHIND]
                reaches = np.bitwise_and.reduce(clauses[needed], axis=0)
                behind += [clauses[bit] & reaches for bit in lacks]
    marks = np.packbits(np.array(behind, np.uint8).reshape(len(behind), len(rows)), axis=0)
    table = np.vstack([marks, decisions.destination[rows], *(decisions.deciders[axis][rows] for axis in AXES)])
    return np.ascontiguousarray(table.T).view(np.dtype((np.void, len(table)))).reshape(-1)


def _said(decisions: Decisions, part: Part, at: int) -> Answer:
    row = int(part.rows[at])
    words = decisions.words(row)
    program = part.program
    bits = np.unpackbits(part.reasons[:, at], bitorder="little")[: len(program.bits)].astype(bool)
    deciders = _deciders(decisions, program, row)
    host = deciders[0].rule.host
    sentences = [_because(entry) for entry in deciders]
    sentences += [line for axis in AXES for line in _nearly(program, axis, bits, host)]
    cites = dict.fromkeys(_cite(entry) for entry in deciders)
    return Answer(
        str(words["outcome"]), str(words["asylum"]), str(words["screen"]), str(words["rule"]), words["destination"],
        tuple(cites), " ".join(sentences),
    )  # fmt: skip


def _deciders(decisions: Decisions, program: Program, row: int) -> list[Entry]:
    """What decided on the disposition, and on eligibility where there are rules of it; what is reported first."""
    ranks = [(axis, int(decisions.deciders[axis][row])) for axis in AXES]
    found = [program.entries[axis][rank - 1] for axis, rank in ranks if rank]
    return sorted(found, key=lambda entry: entry.reported_as != decisions.words(row)["rule"])


def _because(entry: Entry) -> str:
    """What holds for something that decides."""
    if entry.exempt:
        return f"{entry.rule.title}, excepted: {say(entry.exempt.when)}."
    holding = ", ".join(say(clause.when) for clause in entry.rule.scope)
    return f"{entry.rule.title}: {holding}." if holding else f"{entry.rule.title}: no other rule decides."


def _nearly(program: Program, axis: Axis, bits: NDArray[np.bool_], host: str) -> Iterator[str]:
    """Rules that are in force and reach the case but are stopped or excepted."""
    for entry in program.entries[axis]:
        if entry.exempt or not entry.bits or entry.rule.host != host:
            continue
        failed = [program.bits[bit] for bit, wanted in entry.bits if bits[bit] != wanted]
        if not failed or any(bit.part not in _BEHIND for bit in failed):
            continue
        whens = {exempt.id: exempt.when for exempt in entry.rule.exceptions}
        why = ["stopped by an order" if bit.part == "stopped" else say(whens[bit.id]) for bit in failed]
        yield f"Not {entry.rule.title}: {', '.join(why)}."


def _cite(entry: Entry) -> str:
    return entry.exempt.source.cite if entry.exempt else entry.rule.source.cite
