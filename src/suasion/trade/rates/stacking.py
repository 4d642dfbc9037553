"""How measures combine: from which measures may hit an entry to the rate that follows, on every stretch of days.

The rate of an entry is a sum of products of few numbers: the rates in force, its share u of value that claims a
preference, its share m of value that is metal, and its gap to a floor. Measures and days are few, so the sums are
worked out once for each distinct set of measures that can hit (a pattern) and each stretch between two change points;
an entry then costs one look-up and a handful of products.

Rules (docs/explain/tariff-rates.md, sources there):
- of the classes section_232, reciprocal, fentanyl, section_122 and section_301 one measure each counts;
- where Section 232 counts, reciprocal, fentanyl, country orders and Section 122 fall only on the value that it leaves:
  nothing, or 1 - m where it falls on the metal content; measures marked `beside_232` fall on all;
- a claim of USMCA frees the share u, for vehicles only that part of it that is content.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suasion.trade.rates.measures import CLASSES, Measure

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Term:
    """A product of an entry's own numbers: floor gap (position, -1: none), preference share, metal share."""

    floor: int
    has_preference: bool
    has_metal: bool


@dataclass(frozen=True)
class Stacked:
    """Rates by pattern and stretch of days.

    Attributes
    ----------
    points : array (stretch - 1,) of datetime64[D]   first day of each stretch but the first
    terms                                            products that the values multiply
    values : array (term, pattern, stretch)          coefficients
    floors : tuple of float                          floor rates that gaps refer to
    """

    points: NDArray[np.datetime64]
    terms: tuple[Term, ...]
    values: FloatArray
    floors: tuple[float, ...]

    def stretch(self, days: NDArray[np.datetime64]) -> IntArray:
        """The stretch that holds each day: array of int, as `days`."""
        return np.asarray(np.searchsorted(self.points, np.asarray(days, dtype="datetime64[D]"), side="right"))

    def gaps(self, normal_rate: FloatArray) -> list[FloatArray]:
        """What each floor adds to a normal rate: arrays as `normal_rate`."""
        return [np.maximum(0.0, floor - normal_rate) for floor in self.floors]


def change_points(measures: Sequence[Measure]) -> NDArray[np.datetime64]:
    """Every day on which any rate may change, rising: array (point,) of datetime64[D]."""
    days: set[dt.date] = set()
    for measure in measures:
        days |= measure.change_points()
    return np.array(sorted(days), dtype="datetime64[D]")


def distinct_rows(rows: BoolArray) -> tuple[BoolArray, IntArray]:
    """Distinct rows of a table of bits, and for each row its position among them."""
    if rows.shape[0] == 0 or rows.shape[1] == 0:
        return rows[: min(1, rows.shape[0])], np.zeros(rows.shape[0], dtype=np.int64)
    packed = np.ascontiguousarray(np.packbits(rows, axis=1))
    keys = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return rows[first], np.asarray(inverse, dtype=np.int64).ravel()


def stack(
    measures: Sequence[Measure],
    hits: BoolArray,
    saved: Sequence[BoolArray] | None = None,
    counted: frozenset[str] | None = None,
) -> Stacked:
    """The coefficients of every pattern on every stretch of days.

    Parameters
    ----------
    measures : (measure,)
    hits : array (pattern, measure) of bool     which measures can hit, by origin and goods
    saved : (measure,) of array (pattern, rule) whether an in-transit rule's loading condition holds; None: never
    counted : names                             measures whose rates are added up; the others still displace. None: all

    Returns
    -------
    Stacked
    """
    points = change_points(measures)
    floors = tuple(
        sorted({step.rate_share for each in measures if each.is_floor for step in each.steps if step.rate_share})
    )
    patterns, stretches = hits.shape[0], len(points) + 1
    values = np.zeros((1 + len(floors), 2, 2, patterns, stretches))
    by_class = {name: [k for k, each in enumerate(measures) if each.stacking == name] for name in CLASSES}
    for position, point in enumerate(points):
        day: dt.date = point.item()
        here = values[..., position + 1]
        # 0: no Section 232, 1: it takes the whole value, 2: it takes the metal content
        cover = np.zeros(patterns, dtype=np.int8)
        for name, (one_only, after_232) in CLASSES.items():
            for k, rate, who in _winners(measures, by_class[name], one_only, day, hits, saved):
                measure = measures[k]
                if name == "section_232" and rate > 0:
                    cover[who] = 2 if measure.on_content else 1
                if rate > 0 and (counted is None or measure.name in counted):
                    _add(here, measure, rate, who, cover if after_232 and not measure.beside_232 else None, floors, day)
    return _pruned(points, values, floors)


def _winners(
    measures: Sequence[Measure],
    members: list[int],
    one_only: bool,
    day: dt.date,
    hits: BoolArray,
    saved: Sequence[BoolArray] | None,
) -> list[tuple[int, float, BoolArray]]:
    """Measures of a class in force on a day, with their rate and the patterns on which they count."""
    found: list[tuple[int, float, BoolArray]] = []
    for k in members:
        scheduled = measures[k].scheduled(day)
        if scheduled is None:
            continue
        who = hits[:, k]
        rules = sorted(measures[k].in_transit)
        for r, rule in enumerate(rules):
            if saved is None or not rule.loaded_before <= day < rule.entered_before:
                continue
            older = measures[k].scheduled(rule.loaded_before - dt.timedelta(days=1))
            at_sea = who & saved[k][:, r]
            who = who & ~at_sea
            if older is not None and at_sea.any():
                found.append((k, older, at_sea))
        if who.any():
            found.append((k, scheduled, who))
    if not one_only:
        return found
    found.sort(key=lambda each: (measures[each[0]].precedence, -each[1], measures[each[0]].name))
    taken = np.zeros(hits.shape[0], dtype=bool)
    winners = []
    for k, rate, who in found:
        winners.append((k, rate, who & ~taken))
        taken |= who
    return winners


def _add(
    here: FloatArray,
    measure: Measure,
    rate: float,
    who: BoolArray,
    cover: NDArray[np.int8] | None,
    floors: tuple[float, ...],
    day: dt.date,
) -> None:
    """Add a measure's products to the coefficients of one stretch: array (floor, preference, metal, pattern)."""
    slot, size = (1 + floors.index(rate), 1.0) if measure.is_floor else (0, rate)
    free = 0.0
    if measure.preference_from is not None and day >= measure.preference_from:
        free = measure.preference_content_share
    if measure.on_content:
        parts = [(1, 1.0, who)]
    elif cover is None:
        parts = [(0, 1.0, who)]
    else:
        # (1 - m) of the value where the metal content is taken, nothing where all is
        parts = [(0, 1.0, who & (cover != 1)), (1, -1.0, who & (cover == 2))]
    for metal, sign, where in parts:
        here[slot, 0, metal] += np.where(where, sign * size, 0.0)
        if free:
            here[slot, 1, metal] -= np.where(where, sign * size * free, 0.0)


def _pruned(points: NDArray[np.datetime64], values: FloatArray, floors: tuple[float, ...]) -> Stacked:
    """Only the products that some pattern needs; the plain one always."""
    terms, kept = [], []
    for floor in range(values.shape[0]):
        for preference in (0, 1):
            for metal in (0, 1):
                block = values[floor, preference, metal]
                if (floor, preference, metal) == (0, 0, 0) or block.any():
                    terms.append(Term(floor - 1, bool(preference), bool(metal)))
                    kept.append(block)
    return Stacked(points, tuple(terms), np.stack(kept), floors)
