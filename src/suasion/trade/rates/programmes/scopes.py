"""Named lists of goods: prefixes of tariff codes, as shipped in scopes.csv."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=1)
def scopes() -> dict[str, frozenset[str]]:
    """The shipped lists: name -> prefixes."""
    found: dict[str, set[str]] = {}
    text = (resources.files(__package__) / "scopes.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["scope"], set()).update(row["prefixes"].split())
    return {name: frozenset(prefixes) for name, prefixes in found.items()}
