"""Fees on an entry: merchandise processing by fiscal year, and harbor maintenance.

Merchandise processing (19 USC 58c, 19 CFR 24.23): 0.3464 percent of the value of a formal entry, with a least and a
most an entry; a flat fee for an informal one (value up to 2,500 USD). Goods that claim USMCA are free of it.
Harbor maintenance (19 CFR 24.24): 0.125 percent of what comes by vessel, without limits.

Yearly limits: notices 82 FR 50659, 83 FR 37509, 85 FR 45646, 88 FR 48900 and 90 FR 34665, and brokers' circulars of the
time for the years between; the informal fees of fiscal 2018, 2020 and 2022 follow from the year's inflation factor.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

PROCESSING_SHARE = 0.003464
HARBOR_SHARE = 0.00125
INFORMAL_LIMIT_USD = 2500.0

# first day in force -> least and most of a formal entry, flat fee of an informal one, USD
LIMITS: tuple[tuple[str, float, float, float], ...] = (
    ("2018-01-01", 25.67, 497.99, 2.05),
    ("2018-10-01", 26.22, 508.70, 2.10),
    ("2019-10-01", 26.79, 519.76, 2.14),
    ("2020-10-01", 27.23, 528.33, 2.18),
    ("2021-10-01", 27.75, 538.40, 2.22),
    ("2022-10-01", 29.66, 575.35, 2.37),
    ("2023-10-01", 31.67, 614.35, 2.53),
    ("2024-10-01", 32.71, 634.62, 2.62),
    ("2025-10-01", 33.58, 651.50, 2.69),
)
LAST_DAY = "2026-09-30"
"""The end of the last fiscal year of `LIMITS`."""


def limits(days: NDArray[np.datetime64]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Least, most and informal fee of each day: arrays as `days`, USD.

    Days before 2018 have the limits of January 2018, days after September 2026 those of fiscal 2026.
    """
    starts = np.array([row[0] for row in LIMITS], dtype="datetime64[D]")
    at = np.maximum(np.searchsorted(starts, days.astype("datetime64[D]"), side="right") - 1, 0)
    table = np.array([row[1:] for row in LIMITS])[at]
    return table[..., 0], table[..., 1], table[..., 2]


def processing_fee(
    values_usd: FloatArray, subject_usd: FloatArray, days: NDArray[np.datetime64], entry: NDArray[np.int64]
) -> FloatArray:
    """The merchandise processing fee of each line: its entry's fee, shared out by value.

    Parameters
    ----------
    values_usd : array (line,)             customs value
    subject_usd : array (line,)            the part of it that claims no preference
    days : array (line,) of datetime64[D]  day of entry; an entry has the limits of its first day
    entry : array (line,) of int           entry that a line belongs to, numbered from 0

    Returns
    -------
    array (line,)                          USD
    """
    count = int(entry.max()) + 1 if entry.size else 0
    total, subject = np.bincount(entry, values_usd, count), np.bincount(entry, subject_usd, count)
    first = np.full(count, np.datetime64("9999-12-31"), dtype="datetime64[D]")
    np.minimum.at(first, entry, days.astype("datetime64[D]"))
    least, most, informal = limits(first)
    formal = np.clip(subject * PROCESSING_SHARE, least, most)
    fee = np.where(subject > 0, np.where(total > INFORMAL_LIMIT_USD, formal, informal), 0.0)
    share = np.divide(fee, subject, out=np.zeros(count), where=subject > 0)
    return np.asarray(subject_usd * share[entry])


def harbor_fee(values_usd: FloatArray, by_vessel: NDArray[np.bool_]) -> FloatArray:
    """The harbor maintenance fee of each line: array (line,), USD."""
    return np.where(by_vessel, values_usd * HARBOR_SHARE, 0.0)
