"""What is counted while cases go by in chunks: how they end, and which end otherwise under other rules."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suasion.asylum import Decisions, Facts, Rulebook, decide
from suasion.asylum.engine.answers import Answer
from suasion.asylum.engine.evaluate import silence, without_effect

MOST_SHOWN = 30
MOST_FLIPS = 100_000

Ending = tuple[str, str, str]


class Silent:
    """The overrides of a book that have changed no case so far."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.numbers = list(range(len(book.overrides)))
        self.cases = 0

    def add(self, facts: Facts, decisions: Decisions) -> None:
        """Look at more cases."""
        self.cases += len(facts)
        self.numbers = without_effect(facts, self.book, decisions, self.numbers)

    @property
    def warnings(self) -> tuple[str, ...]:
        """One sentence an override; none if there was no case."""
        return tuple(silence(self.book, number, self.cases) for number in self.numbers) if self.cases else ()


class Totals:
    """Cases by how they end, and the first of them."""

    def __init__(self) -> None:
        self.cases = 0
        self.endings: Counter[Ending] = Counter()
        self.first: list[tuple[str, Answer]] = []

    def add(self, facts: Facts, listed: list[Answer], which: NDArray[np.intp]) -> None:
        """Count more cases, with their answers."""
        self.cases += len(facts)
        for number, count in enumerate(np.bincount(which, minlength=len(listed)).tolist()):
            answer = listed[number]
            self.endings[answer.outcome, answer.asylum, answer.rule] += count
        for row in range(min(len(facts), MOST_SHOWN + 1 - len(self.first))):
            self.first.append((facts.name(row), listed[int(which[row])]))

    @property
    def few(self) -> bool:
        """Whether all cases can be shown one by one."""
        return self.cases <= MOST_SHOWN


class Flips:
    """Cases that end otherwise under other rules: how many, from what to what, and which, at most 100,000 of them."""

    def __init__(self, one: Rulebook, other: Rulebook) -> None:
        self.one, self.other = one, other
        self.cases = self.flipped = 0
        self.moves: Counter[tuple[Ending, Ending]] = Counter()
        self.listed: list[dict[str, Any]] = []
        self.silent = Silent(other)

    def add(self, facts: Facts) -> None:
        """Decide more cases under both."""
        before = decide(facts, self.one, reasons=False, check_overrides=False)
        after = decide(facts, self.other, reasons=False, check_overrides=False)
        self.silent.add(facts, after)
        self.cases += len(facts)
        rows = np.flatnonzero(before.differs(after))
        self.flipped += len(rows)
        for row in rows.tolist():
            words = before.words(row), after.words(row)
            self.moves[_ending(words[0]), _ending(words[1])] += 1
            if len(self.listed) < MOST_FLIPS:
                self.listed.append({"id": facts.name(row), "before": words[0], "after": words[1]})


def _ending(words: dict[str, str | None]) -> Ending:
    return (str(words["outcome"]), str(words["asylum"]), str(words["rule"]))
