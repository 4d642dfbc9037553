"""Two sets of rules on the same cases: which end otherwise, and how."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suasion.asylum.engine.evaluate import Decisions, decide
from suasion.asylum.engine.program import OUTCOME_WORDS
from suasion.asylum.facts.table import Facts
from suasion.asylum.facts.vocabulary import ASYLUM
from suasion.asylum.rules.rulebook import Rulebook

Ending = tuple[str, str]


@dataclass(frozen=True)
class Comparison:
    """Decisions under two rulebooks.

    `flipped` : int array              rows that end otherwise
    `moves` : (from, to) -> cases      each end as (outcome, asylum); the most frequent first
    """

    one: Decisions
    other: Decisions
    flipped: NDArray[np.intp]
    moves: dict[tuple[Ending, Ending], int]

    def text(self) -> str:
        """The flips in lines, the most frequent first."""
        lines = [f"{len(self.flipped):,} of {len(self.one):,} cases end otherwise"]
        for ((outcome, asylum), (then, after)), count in self.moves.items():
            lines.append(f"  {count:>9,}  {outcome}, asylum {asylum} -> {then}, asylum {after}")
        return "\n".join(lines)


def compare(facts: Facts, one: Rulebook, other: Rulebook) -> Comparison:
    """Decide the same cases under two rulebooks, as in `compare(facts, book, book.under("tctb_no_injunction"))`.

    Raises
    ------
    InputError                         if a host has no rules, or a case names a scenario that is unknown
    """
    first, second = decide(facts, one), decide(facts, other)
    flipped = np.flatnonzero(first.differs(second))
    codes = zip(
        first.outcome[flipped].tolist(), first.asylum[flipped].tolist(),
        second.outcome[flipped].tolist(), second.asylum[flipped].tolist(), strict=True,
    )  # fmt: skip
    counted = Counter(codes).most_common()
    moves = {((OUTCOME_WORDS[a], ASYLUM[b]), (OUTCOME_WORDS[c], ASYLUM[d])): n for (a, b, c, d), n in counted}
    return Comparison(first, second, flipped, moves)
