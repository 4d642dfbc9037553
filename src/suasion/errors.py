"""The exceptions of suasion and the one form in which they speak: WHERE: WHAT. Got X; allowed Y. Do Z.

Two families only. `InputError` is the user's input and ends a command with exit code 2; anything else that
escapes is a fault of ours and ends it with exit code 1.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_TOLD = 2_000  # characters of one sentence, whatever it quotes


def printable(text: str, most: int = 200) -> str:
    """What somebody wrote, on one line, without what a terminal would obey, and not too long."""
    if len(text) <= most and text.isprintable():
        return text
    plain = "".join(
        each if each.isprintable() or unicodedata.category(each) == "Zs" else each.encode("unicode_escape").decode()
        for each in text[: most + 1]
    )  # spaces of other widths are no danger, and look like what stands in the file
    return plain if len(plain) <= most else f"{plain[: most - 3]}..."


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with the user's input, at one place, with its repair in the sentence.

    Line and column count from 1; a column of 0 is that of a whole line, a line of 0 that of no place in a file.
    """

    line: int
    column: int
    path: str
    text: str

    def __str__(self) -> str:
        column = f", col {self.column}" if self.column else ""
        place = f"line {self.line}{column}  " if self.line else ""
        text = printable(self.text, MOST_TOLD)
        return f"{place}{printable(self.path)}: {text}" if self.path else f"{place}{text}"


class InputError(Exception):
    """The user's input can not be used. The message says where, what, and how to mend it."""

    def __init__(self, where: str, what: str | Sequence[Problem]) -> None:
        self.where = where
        self.problems: tuple[Problem, ...]
        if isinstance(what, str):
            self.problems = ()
            # a few sentences are put together of several lines
            what = "\n".join(printable(line, MOST_TOLD) for line in what.split("\n"))
            message = f"{printable(where, MOST_TOLD)}: {what}" if where else what
        else:
            self.problems = tuple(sorted(what))
            count = len(self.problems)
            head = f"{printable(where, MOST_TOLD)}: {count} problem{'' if count == 1 else 's'}"
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
