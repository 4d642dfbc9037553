"""A small accord and the means to change it by a word, for the tests of the accord document."""

from __future__ import annotations

# line numbers matter: tests name them
SMALL = """\
suasion: 1
id: north-south
title: North and South
summary: South keeps arrivals low, or North charges a duty.
signed: 2019-06-07
period: {start: 2019-06-01, end: 2019-12-31}
sources:
  text:
    publisher: Both governments
    title: The agreement
parties:
  north: {name: North}
  south: {name: South}
measures:
  duty:
    kind: tariff
    title: Duty on all goods of South
    actor: north
    object: south
    source: text
    status:
      - {date: 2019-06-01, status: threatened}
    steps:
      - {date: 2019-07-01, rate: 5%}
      - {date: 2019-08-01, rate: 10%}
    imports:
      series: us_imports_mexico_hs2
      base_year: 2018
targets:
  arrests:
    title: Below 20,000 a month
    series: us_sw_between_ports
    comparator: below
    level: 20000
    set_by: north
    source: text
reviews:
  first:
    title: First review
    date: 2019-07-22
    days_after_signing: 45
    month: 2019-06
    targets: [arrests]
    source: text
"""

SERIES = (
    "us_sw_between_ports, us_sw_at_ports, us_sw_all_encounters, mx_apprehensions, mx_returns, us_imports_mexico, "
    "us_exports_mexico, us_imports_mexico_hs2, ..."
)


def small(*changes: tuple[str, str]) -> str:
    """The small accord with the first occurrence of each text put another way; each must stand in it."""
    text = SMALL
    for old, new in changes:
        if old not in text:
            raise AssertionError(f"the small accord does not hold {old!r}")
        text = text.replace(old, new, 1)
    return text
