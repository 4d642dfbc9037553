"""Origins: which two letters are meant by `Mexico`, `MEX`, `2010` or `mx`.

Source: countries.csv, built from Census and ISO 3166 codes by scripts/build_tariffs.py.
"""

from __future__ import annotations

import csv
import unicodedata
from functools import lru_cache
from importlib import resources

from suasion.errors import known_words

# words for a country that neither list has
_ALSO = {
    "united states": "US", "usa": "US", "u s a": "US", "america": "US", "uk": "GB", "great britain": "GB",
    "england": "GB", "south korea": "KR", "korea": "KR", "republic of korea": "KR", "russia": "RU", "vietnam": "VN",
    "viet nam": "VN", "czechia": "CZ", "czech republic": "CZ", "turkey": "TR", "turkiye": "TR", "taiwan": "TW",
    "hong kong": "HK", "macau": "MO", "burma": "MM", "myanmar": "MM", "prc": "CN", "china mainland": "CN",
    "mainland china": "CN", "peoples republic of china": "CN", "estados unidos mexicanos": "MX", "holland": "NL",
    "uae": "AE", "ivory coast": "CI", "laos": "LA", "bolivia": "BO", "venezuela": "VE", "tanzania": "TZ",
    "syria": "SY", "iran": "IR", "moldova": "MD", "brasil": "BR", "mejico": "MX", "espana": "ES", "deutschland": "DE",
}  # fmt: skip


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """Two-letter code -> name."""
    return {row["iso2"]: row["name"] for row in _rows()}


@lru_cache(maxsize=1)
def _rows() -> list[dict[str, str]]:
    text = (resources.files(__package__) / "countries.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    words = dict(_ALSO)
    for row in _rows():
        for word in (row["iso2"], row["iso3"], row["census"], row["name"], row["census_name"]):
            if word:
                words[_plain(word)] = row["iso2"]
    return words


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare).split())


def read_country(text: str) -> str:
    """The two-letter code that a cell means.

    Raises
    ------
    ValueError                             with the nearest known name

    >>> read_country("Mexico"), read_country("CHN"), read_country("2010")
    ('MX', 'CN', 'MX')
    """
    word = _plain(text)
    if not word:
        raise ValueError("no country of origin. Give two letters, such as MX, or a name")
    found = _words().get(word)
    if found is None:
        raise ValueError(
            f"`{text}` is no country known here. {known_words(text.strip(), countries().values(), show=3)}"
        )
    return found
