"""Single values of facts, and what can not stand together in one case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from suasion.asylum.dates import FIRST, LAST, NO_DAY, day
from suasion.asylum.facts.table import Array, Facts
from suasion.asylum.facts.vocabulary import BORDERS_OF_HOST, FACTS, Fact
from suasion.errors import known_words

OLDEST = 130
MOST_PROBLEMS = 200


def code_of(fact: Fact, word: str) -> int:
    try:
        return fact.vocabulary.index(word)
    except ValueError:
        hint = "Write an ISO 3166 code of two capitals, as in HN" if fact.kind == "country" else ""
        raise ValueError(
            f"`{word}` is no {'country' if hint else 'known word'}. {hint or known_words(word, fact.words)}"
        ) from None


def day_of(value: Any, fact: Fact) -> int:
    return NO_DAY if fact.default == "none" and value in ("none", None) else day(value)


def contradictions(facts: Facts) -> list[tuple[int, str, str]]:
    """What can not be in each case: (row, fact, sentence)."""
    columns = facts.columns
    entry = columns["entry_date"]
    found: list[tuple[int, str, str]] = []

    def look(bad: Array, fact: str, sentence: Callable[[int], str]) -> None:
        found.extend((int(row), fact, sentence(int(row))) for row in np.flatnonzero(bad)[:MOST_PROBLEMS])

    def entered(row: int) -> str:
        return str(facts.word("entry_date", row))

    low, high = day(FIRST), day(LAST)
    for name in ("entry_date", "decision_date", "claim_date"):
        bad = (columns[name] < low) | (columns[name] > high)
        look(bad, name, lambda _: f"is missing or out of range. Allowed: {FIRST} to {LAST}")
        if bad.any():
            return found
    look(columns["decision_date"] < entry, "decision_date", lambda row: (
        f"the decision ({facts.word('decision_date', row)}) is before the entry ({entered(row)}). Mend one of the dates"
    ))  # fmt: skip
    look(columns["claim_date"] < entry, "claim_date", lambda row: (
        f"the claim ({facts.word('claim_date', row)}) is before the entry ({entered(row)}). Mend one of the dates"
    ))  # fmt: skip
    first = columns["metered_first"]
    look((first != NO_DAY) & (first > entry), "metered_first", lambda row: (
        f"the first turning back ({facts.word('metered_first', row)}) is after the entry ({entered(row)}). Mend one"
    ))  # fmt: skip
    host_of = {border: host for host, borders in BORDERS_OF_HOST.items() for border in borders}
    lookup = np.array([code_of(FACTS["host"], host_of[border]) for border in FACTS["border"].words], np.uint8)
    look(lookup[columns["border"]] != columns["host"], "border", lambda row: (
        f"{facts.word('border', row)} is no border of {facts.word('host', row)}. "
        f"Known: {', '.join(BORDERS_OF_HOST[facts.word('host', row)])}"
    ))  # fmt: skip
    look(
        columns["nationality"] == 0, "nationality", lambda _: "`none` is no nationality. Write XX for stateless people"
    )
    look(
        (columns["age"] < 0) | (columns["age"] > OLDEST), "age", lambda row: (
            f"{columns['age'][row]:g} is out of range. Allowed: 0 to {OLDEST}"
        ),
    )  # fmt: skip
    return found
