"""What the cells of a ledger mean: money, shares, numbers, modes and days, each a value or a sentence on what is wrong.

Forgiving where one meaning is left (`$1,234.50`, `80%`, a day as a spreadsheet's number), strict where two are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from suasion.errors import known_words
from suasion.trade.rates.measures import MODES

Value = TypeVar("Value")

EMPTY = {"", "-", "--", "n/a", "na", "nan", "none", "null", "nil", "."}
_ERRORS = re.compile(r"#(REF|N/A|VALUE|DIV/0|NAME|NUM|NULL|SPILL|CALC)[!?]?.*", re.IGNORECASE)
_DOLLARS = re.compile(r"^(US\$|USD|U\.S\.\s?\$|\$)|(US\$|USD|\$)$", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"(\d{1,3}(\.\d{3})+|\d+),\d{1,2}", re.ASCII)
_PLAIN = re.compile(r"\d*\.?\d+([eE][+-]?\d+)?|\d+\.", re.ASCII)
MAY_BE_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+", re.ASCII)
_USUAL_MONEY = re.compile(r"\$?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
MOST_USD = 1e10

_MODES = {
    "vessel": "vessel", "ocean": "vessel", "sea": "vessel", "ship": "vessel", "boat": "vessel", "maritime": "vessel",
    "10": "vessel", "11": "vessel", "12": "vessel", "truck": "truck", "road": "truck", "30": "truck", "31": "truck",
    "32": "truck", "trucking": "truck", "ltl": "truck", "ftl": "truck", "rail": "rail", "train": "rail", "20": "rail",
    "21": "rail", "air": "air", "plane": "air", "40": "air", "41": "air", "air freight": "air", "other": "other",
    "mail": "other", "50": "other", "pipeline": "other", "70": "other", "courier": "air",
}  # fmt: skip
_YES = {"y", "yes", "true", "t", "x", "s", "s+", "usmca", "nafta", "qualifies", "claimed", "si"}
_NO = {"no", "n", "false", "f", "not claimed"}


def is_formula(text: str) -> bool:
    """Whether a cell holds a formula or a spreadsheet's error instead of its result."""
    return text.startswith("=") or _ERRORS.fullmatch(text) is not None


def _stop_formula(text: str) -> None:
    if is_formula(text):
        raise ValueError(f"`{text}` is a formula or its error, not a value. Paste the sheet as values")


def number(text: str) -> float:
    """A number of at least 0, with or without thousands separators.

    Raises
    ------
    ValueError                             the sentence names what is wrong and what to do
    """
    _stop_formula(text)
    bare = text.replace("\u00a0", "").replace(" ", "").replace("'", "")
    if bare.startswith("(") and bare.endswith(")"):
        raise ValueError(f"`{text}` is negative. Take credits and returns out of the ledger")
    if "%" in bare:
        raise ValueError(f"`{text}` is a percentage. Give an amount")
    if bare.startswith(("-", "\u2212")) or bare.endswith("-"):
        raise ValueError(f"`{text}` is negative. Take credits and returns out of the ledger")
    bare = bare.lstrip("+")
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(",", "")
    elif _DECIMAL_COMMA.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    if not _PLAIN.fullmatch(bare):
        raise ValueError(f"`{text}` is no number. Write 1234.50")
    value = float(bare)
    if not np.isfinite(value):
        raise ValueError(f"`{text}` is no finite number. Write 1234.50")
    return value


def has_decimal_comma(text: str) -> bool:
    """Whether a comma can only stand for the decimal point."""
    if "," not in text[-5:]:  # nearly every cell of a large file
        return False
    return _DECIMAL_COMMA.fullmatch(_DOLLARS.sub("", text.replace(" ", ""))) is not None


def money(text: str) -> float:
    """An amount in US dollars.

    Raises
    ------
    ValueError                             if it is negative, no number, in another currency or above 10 billion

    >>> money("US$ 1,234.50")
    1234.5
    """
    if _USUAL_MONEY.fullmatch(text):  # nearly every cell of a large file
        value = float(text.lstrip("$").replace(",", ""))
        if value <= MOST_USD:
            return value
    bare = _DOLLARS.sub("", text.strip().replace(" ", ""))
    if re.search(r"[\u20ac\u00a3\u00a5]|EUR|GBP|MXN|CAD|CNY|RMB|JPY|MX\$|C\$", bare, re.IGNORECASE):
        raise ValueError(f"`{text}` is not in US dollars. Convert it at the customs rate of the day")
    value = number(bare) if bare != text.strip() else number(text.strip())
    if value > MOST_USD:
        raise ValueError(f"`{text}` is above 10 billion USD in one line. Check the column")
    return value


def share(text: str) -> float:
    """A share from 0 to 1: `80%`, `0.8`, yes or no.

    Raises
    ------
    ValueError                             if it is none
    """
    word = text.strip().lower()
    if word in _YES:
        return 1.0
    if word in _NO:
        return 0.0
    _stop_formula(text)
    percent = word.endswith("%")
    value = number(word.rstrip("% ")) / (100 if percent else 1)
    if value > 1:
        raise ValueError(f"`{text}` is more than 1. 80 percent is written 80% or 0.8")
    return value


def rate(text: str) -> float:
    """A normal rate of duty: a share up to 3.5 (the highest of the US schedule is 350 percent).

    Raises
    ------
    ValueError                             if it is none
    """
    word = text.strip().lower()
    if word == "free":
        return 0.0
    _stop_formula(text)
    value = number(word.rstrip("% ")) / (100 if word.endswith("%") else 1)
    if value > 3.5:
        raise ValueError(f"`{text}` is no rate: more than 350%. 2.5 percent is written 2.5% or 0.025")
    return value


def mode(text: str) -> str:
    """How the goods came: vessel, truck, rail, air or other; two-digit codes of the entry summary too.

    Raises
    ------
    ValueError                             with the nearest known word
    """
    word = text.strip().lower().removesuffix(".0")
    if word not in _MODES:
        raise ValueError(f"`{text}` is no mode of transport. {known_words(word, MODES)}")
    return _MODES[word]


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{1,2}:\d{2}.*)?", re.ASCII)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})[-/. ]([a-z]{3})[a-z]*\.?[-/., ]+(\d{4}|\d{2})", re.ASCII)
_NAMED_FIRST = re.compile(r"([a-z]{3})[a-z]*\.?[-/. ](\d{1,2}),?[-/. ]+(\d{4}|\d{2})", re.ASCII)


@dataclass(frozen=True)
class Day:
    """A day, or the two that a cell may mean: month first, day first."""

    month_first: dt.date | None
    day_first: dt.date | None


def day(text: str) -> Day:
    """The day or days that a cell may mean; a spreadsheet's day number counts from 30 December 1899.

    Raises
    ------
    ValueError                             if it is none
    """
    word = text.strip().lower()
    _stop_formula(text)
    if (match := _ISO.fullmatch(word)) or (match := _COMPACT.fullmatch(word)):
        return _both(_date(text, int(match[1]), int(match[2]), int(match[3])))
    if match := _SERIAL.fullmatch(word):
        return _both(_in_range(text, dt.date(1899, 12, 30) + dt.timedelta(days=int(match[1]))))
    if match := _NAMED.fullmatch(word):
        return _both(_date(text, _year(match[3]), _month(text, match[2]), int(match[1])))
    if match := _NAMED_FIRST.fullmatch(word):
        return _both(_date(text, _year(match[3]), _month(text, match[1]), int(match[2])))
    if match := _NUMERIC.fullmatch(word):
        first, second, year = int(match[1]), int(match[2]), _year(match[3])
        month_first = _date(text, year, first, second) if first <= 12 else None
        day_first = _date(text, year, second, first) if second <= 12 else None
        if month_first is None and day_first is None:
            raise ValueError(f"`{text}` is no day: neither number is a month. Write 2019-06-10")
        return Day(month_first, day_first)
    raise ValueError(f"`{text}` is no day. Write 2019-06-10")


def _both(value: dt.date) -> Day:
    return Day(value, value)


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _month(text: str, word: str) -> int:
    if word not in _MONTHS:
        raise ValueError(f"`{text}` is no day: no month is called {word}. Write 2019-06-10")
    return _MONTHS.index(word) + 1


def _date(text: str, year: int, month: int, number_of_day: int) -> dt.date:
    try:
        return _in_range(text, dt.date(year, month, number_of_day))
    except ValueError as error:
        if str(error).startswith("`"):
            raise
        raise ValueError(f"`{text}` is no day of the calendar. Write 2019-06-10") from None


def _in_range(text: str, value: dt.date) -> dt.date:
    if not 1989 <= value.year <= 2040:
        raise ValueError(f"`{text}` means {value}, outside 1989 to 2040. Write 2019-06-10")
    return value


def read_each(words: Iterable[str], read: Callable[[str], Value]) -> tuple[list[Value | None], dict[int, str]]:
    """Read distinct words: values (None where wrong) and, by position, what is wrong."""
    values: list[Value | None] = []
    faults: dict[int, str] = {}
    for position, word in enumerate(words):
        try:
            values.append(read(word))
        except ValueError as error:
            values.append(None)
            faults[position] = str(error)
    return values, faults
