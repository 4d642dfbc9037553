"""A newcomer's accord in blocks of text, and made-up series for it."""

from __future__ import annotations

import numpy as np
import pandas as pd

HEAD = """\
suasion: 1
id: kenya-uganda
title: {title}
summary: Uganda charges a duty unless fewer people cross.
signed: 2023-03-01
period: {{start: 2023-03-01, end: 2023-12-31}}
decision: {decision}
sources:
  note: {{publisher: Both governments, title: The note, locator: "https://example.org/note"}}
parties:
  kenya: {{name: Kenya}}
  uganda: {{name: Uganda}}
"""
SERIES = """\
series:
  crossings: {file: crossings.csv, column: people, title: All, unit: crossings a month, lag_days: 15, source: note}
  goods_kenya: {file: goods.csv, column: usd, title: Goods, unit: USD, lag_days: 40, source: note}
"""
DUTY = """\
measures:
  import_duty:
    kind: tariff
    title: Duty on goods of Kenya
    actor: uganda
    object: kenya
    source: note
    status:
      - {date: 2023-03-01, status: agreed}
      - {date: 2023-04-10, status: suspended}
    steps:
      - {date: 2023-05-01, rate: 10%}
      - {date: 2023-06-01, rate: 20%}
    imports: {series: goods_kenya, base_year: 2022, total_series: goods_kenya, why: The last full year.}
"""
AID = """\
measures:
  aid:
    kind: aid
    title: Aid for the border towns
    actor: uganda
    source: note
    status: [{date: 2023-03-01, status: agreed}]
"""
TARGET = """\
targets:
  fewer: {title: Fewer, series: crossings, comparator: at_most, level: 1000, set_by: uganda, source: note}
"""
REVIEW = """\
reviews:
  july:
    title: July review
    date: 2023-07-20
    month: 2023-06
    targets: [fewer]
    decides: fewer
    source: note
    consequence: [%s]
"""
RESTART = "{measure: import_duty, status: in_force, restart: true, after_days: 10, source: note}"


def monthly(column: str, middle: float, spread: float, seed: int) -> pd.DataFrame:
    """Six years of a made-up series around a middle."""
    months = pd.period_range("2018-01", "2023-12", freq="M")
    drawn = middle * np.exp(np.random.default_rng(seed).normal(0, spread, len(months)))
    return pd.DataFrame({"month": months.astype(str), column: drawn.round().astype(int)})
