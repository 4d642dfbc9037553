"""What was typed after `suasion tariff`, read and checked: days, rates, countries, ledgers, quotes, accords.

Each reader names the option at fault and its repair.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from suasion.accord import Document, load
from suasion.errors import InputError, known_words
from suasion.trade.ledger import Ledger, read_ledger
from suasion.trade.ledger.examples import example_ledger
from suasion.trade.rates import Measure
from suasion.trade.rates.hts import read_code
from suasion.trade.rates.programmes import us_measures
from suasion.world.tariff_measures import tariff_measures

EXAMPLE = "example"
THREAT_VARIANT = "as-threatened"
TOP_RATE = 10.0
Value = TypeVar("Value")


def read_word(where: str, reader: Callable[[str], Value], text: str) -> Value:
    """Read one word of the command line.

    Raises
    ------
    InputError                         what the reader says, at the option's name
    """
    try:
        return reader(text)
    except ValueError as error:
        raise InputError(where, str(error)) from None


def read_day(where: str, text: str | None) -> datetime.date | None:
    """A day of the years 1900 to 2199, written 2019-08-01; None if none was given."""
    if text is None:
        return None
    try:
        day = datetime.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=datetime.UTC).date()
    except ValueError:
        raise InputError(where, f"`{text}` is not a day of the calendar. Write it as 2019-08-01") from None
    if not 1900 <= day.year < 2200:
        raise InputError(where, f"{day} is out of bounds. Give a day of 1900 to 2199")
    return day


def tariff_line(text: str) -> str:
    """The eight or ten digits of a tariff line; ValueError says what is wrong."""
    digits = read_code(text).digits
    if len(digits) < 8:
        raise ValueError(f"`{text}` names no tariff line: duty is set at eight digits. Give 8 or 10")
    return digits


def read_rate(text: str) -> float:
    """An ad-valorem rate above 0 and up to 1000%: `25%` or `0.25`; a bare 25 is refused."""
    bare = text.strip()
    try:
        value = float(bare[:-1]) / 100 if bare.endswith("%") else float(bare)
    except ValueError:
        raise InputError("--rate", f"`{text}` is no rate. Write 25% or 0.25") from None
    if not bare.endswith("%") and 1 < value <= 100:
        raise InputError("--rate", f"{text} is more than 1. {text} percent is written {text}% or {value / 100:g}")
    if not 0 < value <= TOP_RATE:
        raise InputError("--rate", f"{text} is out of bounds. Give more than 0% and at most {TOP_RATE:.0%}")
    return round(value, 10)


def read_probability(text: str | None, accord: str | None) -> float:
    """A probability from 0 to 1 of an accord's threat; 1 if none was given."""
    if text is None:
        return 1.0
    if accord is None:
        raise InputError("--probability", "of what? Name the threat with --accord, for instance us-mexico-2019")
    bare = text.strip()
    try:
        value = float(bare[:-1]) / 100 if bare.endswith("%") else float(bare)
    except ValueError:
        raise InputError("--probability", f"`{text}` is no probability. Write 0.3 or 30%") from None
    if not 0 <= value <= 1:
        raise InputError("--probability", f"{text} is not from 0 to 1. 30 percent is written 30% or 0.3")
    return value


def read_economy(where: str, text: str, names: dict[str, str]) -> str:
    """The three letters of one of the shipped economies: USA, us or `United States`."""
    word = text.strip()
    if word.upper() in names:
        return word.upper()
    by_name = {name.lower(): code for code, name in names.items()}
    if word.lower() in by_name:
        return by_name[word.lower()]
    raise InputError(
        where, f"`{text}` is none of the {len(names)} shipped economies. {known_words(word, names, show=63)}"
    )


def standing(no_measures: bool) -> tuple[Measure, ...]:
    """The shipped measures of the United States, or none."""
    return () if no_measures else us_measures()


def read_threat(accord: str | None, variant: str | None) -> tuple[Document | None, tuple[Measure, ...], str]:
    """The accord's duty as it comes if the threat comes, and under which name it was read."""
    if accord is None:
        if variant is not None:
            raise InputError("--variant", "names a variant of no accord. Give --accord too")
        return None, (), ""
    if variant is None:
        plain = load(accord)
        if THREAT_VARIANT not in plain.accord.variants:
            return plain, tariff_measures(plain.accord, as_announced=True), "as announced"
    chosen = variant or THREAT_VARIANT
    document = load(accord, chosen)
    return document, tariff_measures(document.accord), chosen


def ledger_file(name: str) -> Path:
    """The file of that name, or the shipped example."""
    path, shipped = Path(name), example_ledger()
    if path.exists() or path.suffix or path.name != name:
        return path  # the reader says what is wrong with it
    if name in (EXAMPLE, shipped.stem):
        return shipped
    known = known_words(name, (EXAMPLE,))
    raise InputError(name, f"there is no such file, and no shipped example of that name. {known}")


def ledger_from(file: Path, skip_bad: bool, dates: str | None, sheet: str | None) -> Ledger:
    """Read a ledger; if single rows stop it, the message says how to go on without them."""
    orders: dict[str, Literal["day_first", "month_first"]] = {"day-first": "day_first", "month-first": "month_first"}
    if dates is not None and dates not in orders:
        raise InputError("--dates", f"`{dates}` is no order of days. {known_words(dates, orders)}")
    if sheet is not None and file.suffix.lower() not in (".xlsx", ".xlsm"):
        raise InputError("--sheet", f"{file.name} is no workbook and has no sheets. Leave it out")
    try:
        return read_ledger(file, skip_bad=skip_bad, dates="auto" if dates is None else orders[dates], sheet=sheet)
    except InputError as error:
        rows = [problem for problem in error.problems if problem.line and problem.path]
        if skip_bad or not rows or len(rows) < len([problem for problem in error.problems if problem.line]):
            raise
        hint = "--skip-bad goes on without these rows and lists them"
        raise InputError("", f"{error}\n  {hint}") from None


def digest(file: Path) -> str:
    """SHA-256 of a file."""
    found = hashlib.sha256()
    with file.open("rb") as opened:
        while block := opened.read(1 << 20):
            found.update(block)
    return found.hexdigest()
