"""Numbers, chances and dates in the words of the house: what a reader sees wherever a number is shown.

At most three significant figures, frequencies before percentages, one fixed meaning for `likely`. Every function
is pure and takes plain Python numbers; none of them knows what the number is about.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MINUS = "\N{MINUS SIGN}"
FEWEST_FOR_SHARE = 100  # with fewer worlds a count of 100, and a word for it, would claim more than was drawn
FEWEST_FOR_RANGE = 20  # with fewer worlds no range can hold 90 of 100
COMPARATORS = {"at_most": "at most", "below": "below", "at_least": "at least", "above": "above"}

# (smallest size, word, short word); a size below the last is written out in full
_SIZES = ((10**12, "trillion", "tn"), (10**9, "billion", "bn"), (10**6, "million", "m"))


def rounded(value: float, figures: int = 3) -> float:
    """The value at `figures` significant figures, halves away from zero as readers expect.

    >>> rounded(36_149), rounded(0.012345), rounded(-2.5, 1)
    (36100.0, 0.0123, -3.0)
    """
    if not math.isfinite(value):
        raise ValueError(f"number: not a finite number. Got {value!r}; allowed any finite number. Drop it or say why.")
    if value == 0:
        return 0.0
    exact = Decimal(repr(float(value)))
    step = Decimal(1).scaleb(exact.adjusted() - figures + 1)
    return float((exact / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step)


def number(value: float, figures: int = 3) -> str:
    """A number with thousands separated and no more than `figures` significant figures.

    >>> number(36_149), number(0.5), number(-1234.0)
    ('36,100', '0.5', '−1,230')
    """
    return _plain(rounded(value, figures))


def about(value: float, figures: int = 2) -> str:
    """An estimate in running text; two figures are what an estimate can carry.

    >>> about(36_149), about(36.3e9)
    ('about 36,000', 'about 36 billion')
    """
    return f"about {large(value, figures)}"


def large(value: float, figures: int = 3) -> str:
    """A number with the word million, billion or trillion where it has one.

    >>> large(36_312_000_000), large(999_999_999), large(36_149)
    ('36.3 billion', '1 billion', '36,100')
    """
    scale, word, _ = _size(rounded(value, figures))
    return f"{_plain(rounded(value, figures) / scale)}{word and ' ' + word}"


def usd(value: float, figures: int = 3) -> str:
    """An amount for running text: `36.3 billion US dollars`."""
    shown = large(value, figures)
    return f"{shown} US {'dollar' if shown == '1' else 'dollars'}"


def usd_short(value: float, figures: int = 3) -> str:
    """An amount for a chart or a table cell: `$36.3 bn`, `−$250 m`, `$1,230`."""
    at = rounded(value, figures)
    scale, _, short = _size(at)
    return f"{MINUS if at < 0 else ''}${_plain(abs(at) / scale)}{short and ' ' + short}"


def percent(share: float, figures: int = 3) -> str:
    """A share as a percentage; shares too small to show are said to be so, never rounded to nothing.

    >>> percent(0.364), percent(0.0002), percent(0)
    ('36.4%', 'less than 0.1%', '0%')
    """
    if 0 < abs(share) < 0.001:
        return "less than 0.1%" if share > 0 else f"between {MINUS}0.1% and 0%"
    return f"{number(share * 100, figures)}%"


def percent_points(points: float, figures: int = 3) -> str:
    """A difference between two percentages, given in points.

    >>> percent_points(5), percent_points(-1), percent_points(1.25)
    ('5 percentage points', '−1 percentage point', '1.25 percentage points')
    """
    shown = number(points, figures)
    return f"{shown} percentage {'point' if shown.lstrip(MINUS) == '1' else 'points'}"


def between(low: float, high: float, unit: str = "", *, worlds: int | None = None, figures: int = 3) -> str:
    """A range with both ends in the same size and the same decimals, and how many worlds of 100 it holds.

    >>> between(30.1e9, 41.02e9, "US dollars", worlds=90)
    'between 30.1 and 41.0 billion US dollars (90 of 100 worlds)'
    """
    if low > high:
        raise ValueError(f"range: the ends are swapped. Got {low!r} to {high!r}; allowed low <= high. Swap them.")
    unit = unit and f" {unit}"
    tail = "" if worlds is None else f" ({worlds} of 100 worlds)"
    first, last = _ends(low, high, figures)
    if first == last:
        return f"about {last}{unit}{tail}"
    return f"between {first} and {last}{unit}{tail}"


def span(low: float, high: float, figures: int = 3) -> str:
    """The same range where space is short: `30.1 to 41.0 billion`."""
    if low > high:
        raise ValueError(f"range: the ends are swapped. Got {low!r} to {high!r}; allowed low <= high. Swap them.")
    first, last = _ends(low, high, figures)
    return last if first == last else f"{first} to {last}"


def frequency(share: float, *, certain: bool = False, worlds: int | None = None) -> str:
    """A chance as a count of 100 worlds. `0 of 100` and `100 of 100` are kept for what is known for certain.

    `worlds` is how many were run: fewer than 100 are counted themselves, since they can not tell a hundredth.

    >>> frequency(0.52), frequency(0), frequency(0.999), frequency(0, certain=True), frequency(0, worlds=10)
    ('52 of 100', 'fewer than 1 of 100', 'more than 99 of 100', '0 of 100', '0 of 10')
    """
    _check_share(share)
    if worlds is not None and worlds < FEWEST_FOR_SHARE:
        return f"{rounded_half_up(share * worlds)} of {worlds}"
    if certain:
        if share not in (0, 1):
            raise ValueError(f"frequency: certain means 0 or 1. Got {share!r}; allowed 0, 1. Drop `certain`.")
        return "100 of 100" if share else "0 of 100"
    if share < 0.01:
        return "fewer than 1 of 100"
    if share > 0.99:
        return "more than 99 of 100"
    return f"{rounded_half_up(share * 100)} of 100"


def rounded_half_up(value: float) -> int:
    """The nearest whole number, halves away from zero."""
    return int(Decimal(repr(float(value))).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def likely(share: float) -> str:
    """The calibrated word of a chance. Only these five words are used, each with one meaning.

    >>> [likely(share) for share in (0.9, 0.66, 0.5, 0.33, 0.1)]
    ['very likely', 'likely', 'about as likely as not', 'unlikely', 'very unlikely']
    """
    _check_share(share)
    shown = rounded_half_up(share * 100)  # the hundredth the reader sees decides: never "likely (90 of 100)"
    if shown >= 90:
        return "very likely"
    if shown >= 66:
        return "likely"
    if shown > 33:
        return "about as likely as not"
    return "unlikely" if shown > 10 else "very unlikely"


def in_worlds(share: float, worlds: int | None = None) -> str:
    """The frequency with its noun: `70 of 100 worlds`, `0 of 1 world`."""
    return f"{frequency(share, worlds=worlds)} {'world' if worlds == 1 else 'worlds'}"


def chance(share: float, worlds: int | None = None) -> str:
    """The word and the frequency together: `likely (70 of 100 worlds)`; too few worlds have no word."""
    said = in_worlds(share, worlds)
    return said if worlds is not None and worlds < FEWEST_FOR_SHARE else f"{likely(share)} ({said})"


def outcome(met: bool) -> str:
    """The word of a fact that is no longer a chance."""
    return "met" if met else "missed"


def day(date: dt.date) -> str:
    """A date in full: `22 July 2019`."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def day_short(date: dt.date) -> str:
    """A date where the year is plain from its surroundings: `22 July`."""
    return f"{date.day} {MONTHS[date.month - 1]}"


def month(date: dt.date) -> str:
    """The month that a date falls in: `July 2019`."""
    return f"{MONTHS[date.month - 1]} {date.year}"


def month_words(text: str) -> str:
    """A month as results hold it, in full: `2019-07` -> `July 2019`."""
    return month(dt.date.fromisoformat(f"{text}-01"))


def day_words(text: str) -> str:
    """A day as results hold it, in full: `2019-07-22` -> `22 July 2019`."""
    return day(dt.date.fromisoformat(text))


def plural(count: float, one: str, many: str = "") -> str:
    """A counted noun: `1 review`, `2 reviews`, `1,200 reviews`, `2 countries` with many="countries"."""
    shown = f"{count:,}" if isinstance(count, int) else number(count)
    return f"{shown.replace('-', MINUS)} {one if abs(count) == 1 else many or one + 's'}"


def listing(items: Sequence[str], word: str = "and") -> str:
    """Words in a row: `a`, `a and b`, `a, b and c`; nothing for nothing."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def _plain(value: float, decimals: int | None = None) -> str:
    places = decimals if decimals is not None else max(0, -Decimal(repr(value)).normalize().as_tuple().exponent)  # type: ignore[operator]
    text = f"{value:,.{places}f}"
    if "." in text and decimals is None:
        text = text.rstrip("0").rstrip(".")
    if text.startswith("-"):
        text = text[1:] if not text.strip("-0.,") else MINUS + text[1:]
    return text


def _size(value: float) -> tuple[int, str, str]:
    for scale, word, short in _SIZES:
        if abs(value) >= scale:
            return scale, word, short
    return 1, "", ""


def _ends(low: float, high: float, figures: int) -> tuple[str, str]:
    """Both ends of a range; the last one carries the word (million, ...) when they share it."""
    low_at, high_at = rounded(low, figures), rounded(high, figures)
    widest = max(abs(low_at), abs(high_at))
    scale, word, _ = _size(widest)
    low_scale, high_scale = _size(low_at)[0], _size(high_at)[0]
    # 40 million to 41 billion: one word for both would leave nothing of the smaller end
    if (low_at and low_scale != scale) or (high_at and high_scale != scale):
        return large(low, figures), large(high, figures)
    decimals = 0
    if widest:
        decimals = max(0, figures - 1 - Decimal(repr(widest / scale)).adjusted())
    shortest = max(len(_plain(end / scale).partition(".")[2]) for end in (low_at, high_at))
    decimals = min(decimals, shortest)
    tail = word and f" {word}"
    return _plain(low_at / scale, decimals), _plain(high_at / scale, decimals) + tail


def _check_share(share: float) -> None:
    if not 0 <= share <= 1:
        raise ValueError(f"share: a chance lies between 0 and 1. Got {share!r}; allowed 0 to 1. 5 percent is 0.05.")
