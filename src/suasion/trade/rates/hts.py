"""Tariff codes: what a cell of a ledger says, and which codes a measure covers.

Answers: which ten digits are meant by `7326.90.8688`, `702002099` (a spreadsheet ate the leading zero) or
`0702.00.20`, and whether a list of prefixes covers them. It does not classify goods.

Source: the Harmonized Tariff Schedule of the United States numbers headings with 4 digits, subheadings with 6, rate
lines with 8 and statistical lines with 10; chapters run from 01 to 99, 77 is reserved, 98 and 99 hold special
provisions.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

BoolArray = NDArray[np.bool_]

_SPACES = re.compile(r"[\s\u00a0'\-]+")
_DOTTED = re.compile(r"(\d{3,4})\.(\d{2})(?:\.(\d{2}|\d{4}|\d{2}\.\d{2}))?", re.ASCII)
_WHOLE_FLOAT = re.compile(r"\d+\.0+", re.ASCII)
_SCIENTIFIC = re.compile(r"\d+(\.\d+)?[eE]\+?\d+", re.ASCII)


@dataclass(frozen=True)
class Code:
    """A code of 4, 6, 8 or 10 digits, and whether a leading zero was put back."""

    digits: str
    zero_restored: bool = False


def read_code(text: str) -> Code:
    """The code that a cell means.

    Dots, spaces, hyphens and a leading apostrophe are dropped. An odd number of digits has lost its leading zero.

    Raises
    ------
    ValueError                             the sentence names what is wrong and what to do

    >>> read_code("7326.90.8688").digits, read_code("702002099").digits
    ('7326908688', '0702002099')
    """
    bare = _SPACES.sub("", text)
    if not bare:
        raise ValueError("no tariff code. Give 8 or 10 digits, such as 7326.90.8688")
    if _SCIENTIFIC.fullmatch(bare):
        raise ValueError(f"`{text}` is a number in scientific form: digits are lost. Format the column as text")
    dotted = _DOTTED.fullmatch(bare)
    if dotted:
        bare = "".join(part for part in dotted.groups() if part).replace(".", "").zfill(len(bare.replace(".", "")))
        bare = bare if len(dotted[1]) == 4 else "0" + bare
        restored = len(dotted[1]) == 3
    else:
        if _WHOLE_FLOAT.fullmatch(bare):
            bare = bare.split(".", maxsplit=1)[0]
        if not bare.isascii() or not bare.isdigit():
            raise ValueError(f"`{text}` is no tariff code. Give 8 or 10 digits, such as 7326.90.8688")
        restored = len(bare) % 2 == 1
        bare = "0" + bare if restored else bare
    if len(bare) not in (4, 6, 8, 10):
        raise ValueError(f"`{text}` has {len(bare)} digits. A tariff code has 4, 6, 8 or 10")
    _check_chapter(bare, text)
    return Code(bare, restored)


def _check_chapter(digits: str, text: str) -> None:
    chapter = int(digits[:2])
    if chapter == 99:
        raise ValueError(f"`{text}` is an additional number of chapter 99. Give the code of the goods themselves")
    if chapter in (0, 77):
        raise ValueError(f"`{text}`: there is no chapter {digits[:2]}. Chapters run from 01 to 98 without 77")


def dotted(digits: str) -> str:
    """The code as it is printed.

    >>> dotted("7326908688"), dotted("0702")
    ('7326.90.8688', '0702')
    """
    return ".".join(part for part in (digits[:4], digits[4:6], digits[6:]) if part)


def as_numbers(codes: Sequence[str]) -> NDArray[np.int64]:
    """Codes as numbers of ten digits, short ones filled up with zeros on the right: array (line,)."""
    return np.array([int(code.ljust(10, "0")) for code in codes], dtype=np.int64)


def lengths(codes: Sequence[str]) -> NDArray[np.int64]:
    """Number of digits of each code: array (line,)."""
    return np.array([len(code) for code in codes], dtype=np.int64)


def _longest_match(numbers: NDArray[np.int64], digits: NDArray[np.int64], prefixes: frozenset[str]) -> NDArray[np.int8]:
    """Length of the longest prefix that each code begins with, -1 for none: array (line,)."""
    found = np.full(numbers.shape, -1, dtype=np.int8)
    by_length: dict[int, list[int]] = {}
    for prefix in prefixes:
        by_length.setdefault(len(prefix), []).append(int(prefix))
    for length in sorted(by_length):
        hit = np.isin(numbers // 10 ** (10 - length), np.array(by_length[length], dtype=np.int64)) & (digits >= length)
        found[hit] = length
    return found


@dataclass(frozen=True)
class Scope:
    """The goods that a measure covers: prefixes in, prefixes out. The longest prefix decides; at a tie, out.

    No prefix in: all goods but those out.
    """

    include: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()

    @staticmethod
    def of(include: Iterable[str] = (), exclude: Iterable[str] = ()) -> Scope:
        """A scope from prefixes with or without dots.

        Raises
        ------
        ValueError                         if a prefix is not 2 to 10 digits
        """
        return Scope(frozenset(map(_prefix, include)), frozenset(map(_prefix, exclude)))

    def covers(self, numbers: NDArray[np.int64], digits: NDArray[np.int64]) -> BoolArray:
        """Whether each code is covered, codes as of `as_numbers` and `lengths`: array (line,) of bool."""
        if self.include:
            inside = _longest_match(numbers, digits, self.include)
        else:
            inside = np.zeros(numbers.shape, dtype=np.int8)
        if not self.exclude:
            return np.asarray(inside >= 0)
        outside = _longest_match(numbers, digits, self.exclude)
        return np.asarray((inside >= 0) & (inside > outside))

    def covers_code(self, code: str) -> bool:
        """Whether one code is covered."""
        return bool(self.covers(as_numbers([code]), lengths([code]))[0])

    @cached_property
    def _long(self) -> tuple[str, ...]:
        return tuple(sorted(prefix for prefix in self.include | self.exclude if len(prefix) > 4))

    def undecided(self, code: str) -> bool:
        """Whether the code is too short to tell: a longer prefix of the scope begins with it."""
        # prefixes that begin with the code follow it in the sorted order
        position = bisect.bisect_right(self._long, code)
        return position < len(self._long) and self._long[position].startswith(code)


def _prefix(text: str) -> str:
    digits = str(text).replace(".", "")
    if not (digits.isascii() and digits.isdigit() and 2 <= len(digits) <= 10):
        raise ValueError(f"`{text}` is no prefix of a tariff code. Give 2 to 10 digits")
    return digits
