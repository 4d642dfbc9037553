"""The exceptions of suasion and the one form in which they speak: WHERE: WHAT. Got X; allowed Y. Do Z.

Two families only. `InputError` is the user's input and ends a command with exit code 2; anything else that
escapes is a fault of ours and ends it with exit code 1.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with the user's input, at one place, with its repair in the sentence."""

    line: int
    column: int
    path: str
    text: str

    def __str__(self) -> str:
        place = f"line {self.line}, col {self.column}  " if self.line else ""
        return f"{place}{self.path}: {self.text}" if self.path else f"{place}{self.text}"


class InputError(Exception):
    """The user's input can not be used. The message says where, what, and how to mend it."""

    def __init__(self, where: str, what: str | Sequence[Problem]) -> None:
        self.where = where
        self.problems: tuple[Problem, ...]
        if isinstance(what, str):
            self.problems = ()
            message = f"{where}: {what}" if where else what
        else:
            self.problems = tuple(sorted(what))
            count = len(self.problems)
            head = f"{where}: {count} problem{'' if count == 1 else 's'}"
            message = "\n".join([head, *(f"  {problem}" for problem in self.problems)])
        super().__init__(message)


def known_words(word: str, known: Iterable[str], *, show: int = 8) -> str:
    """End of an error sentence: the nearest known word, if one is near, and what is known.

    >>> known_words("rat", ["date", "rate"])
    'Did you mean `rate`? Known: date, rate'
    """
    names = list(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    listed = ", ".join(names[:show]) + (", ..." if len(names) > show else "")
    listed = f"Known: {listed}" if names else "None is known"
    return f"Did you mean `{near[0]}`? {listed}" if near else listed
