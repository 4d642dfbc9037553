"""From dated tariff measures to the rate in force on a day, and to the duty that it would bring on unchanged imports.

Answers: which ad-valorem rate a schedule of steps names for a day; what many measures together add for every line and
origin between any two days on which something changes; the rate of a month weighed by its days; the static duty; the
effective rate of a group at fixed weights. It does not say how imports respond or who bears the duty. Entries with
their own loading days, claims and metal content are the business of `entries`.

Sources: the entry date decides the rate (19 CFR 141.68, 141.69); days in force weigh within a month, as customs value
is known by month only; stacking as told in `stacking`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from suasion.trade.rates.hts import as_numbers, lengths
from suasion.trade.rates.measures import Measure
from suasion.trade.rates.stacking import BoolArray, IntArray, Stacked, Term, distinct_rows, stack

FloatArray = NDArray[np.float64]
DayArray = NDArray[np.datetime64]


def rate_on(
    days: ArrayLike, step_days: Sequence[datetime.date], step_rates: ArrayLike, delay_days: ArrayLike = 0
) -> FloatArray:
    """The scheduled rate on each day: that of the last step on or before it, 0 before the first.

    Parameters
    ----------
    days : array (...) of datetime64[D]    days asked about
    step_days : (step,)                    first day of each rate, rising
    step_rates : array (step,)             ad-valorem rates; 0.05 is 5 percent. Or (draw, step): then days and delays
                                           are (draw,) or single
    delay_days : array (...)               days by which the whole schedule is moved later; broadcasts with `days`

    Returns
    -------
    array (...) or (draw,)                 ad-valorem rate

    Raises
    ------
    ValueError                             if step days do not rise, lengths differ, or a rate is negative
    """
    starts = np.array(step_days, dtype="datetime64[D]")
    rates = np.asarray(step_rates, dtype=float)
    if starts.size != rates.shape[-1]:
        raise ValueError(f"a schedule has one rate a step; got {starts.size} days and {rates.shape[-1]} rates")
    if np.any(np.diff(starts) <= np.timedelta64(0, "D")):
        raise ValueError("the days of a schedule must rise; sort the steps")
    if np.any(~np.isfinite(rates)) or np.any(rates < 0):
        raise ValueError("a rate is a finite number of at least 0")
    asked = np.asarray(days, dtype="datetime64[D]") - np.asarray(delay_days).astype("timedelta64[D]")
    position = np.searchsorted(starts, asked, side="right")
    # position 0 stands for "before the first step"
    padded = np.concatenate([np.zeros((*rates.shape[:-1], 1)), rates], axis=-1)
    if rates.ndim == 1:
        return np.asarray(padded[position])
    rows = np.arange(len(rates))
    return np.asarray(padded[rows, np.broadcast_to(position, rows.shape)])


def month_rate(period_rates: ArrayLike, period_days: ArrayLike, period_month: ArrayLike, months: int) -> FloatArray:
    """The rate of each month: the mean over its days.

    A period in which nothing changes counts with its number of days; days of a month outside every period count as
    free of duty.

    Parameters
    ----------
    period_rates : array (..., period)     ad-valorem rate in each period
    period_days : array (period,)          days of the period as a share of the days of its month
    period_month : array (period,) of int  position of the month that holds the period
    months : int                           number of months

    Returns
    -------
    array (..., month)                     ad-valorem rate
    """
    rates = np.asarray(period_rates, dtype=float)
    result = np.zeros((*rates.shape[:-1], months))
    # summed in the order of the periods: a matrix product may sum in another order for another number of draws
    for period, (days, month) in enumerate(
        zip(np.asarray(period_days, dtype=float), np.asarray(period_month, dtype=int), strict=True)
    ):
        result[..., month] += rates[..., period] * days
    return result


def static_duty(rate_share: ArrayLike, imports_usd: ArrayLike) -> FloatArray:
    """Duty if imports stay as they are.

    Parameters
    ----------
    rate_share : array (...)               ad-valorem rate
    imports_usd : array (...)              customs value, USD; broadcasts with the rates

    Returns
    -------
    array (...)                            duty, USD

    Raises
    ------
    ValueError                             if an import value is negative or not finite
    """
    imports = np.asarray(imports_usd, dtype=float)
    if np.any(~np.isfinite(imports)) or np.any(imports < 0):
        raise ValueError("customs value is a finite number of at least 0")
    return np.asarray(np.asarray(rate_share, dtype=float) * imports)


def goods_hits(codes: Sequence[str], measures: Sequence[Measure]) -> BoolArray:
    """Which measures cover which codes: array (line, measure) of bool."""
    numbers, digits = as_numbers(codes), lengths(codes)
    hits = np.empty((len(codes), len(measures)), dtype=bool)
    for k, measure in enumerate(measures):
        hits[:, k] = measure.scope.covers(numbers, digits)
    return hits


def origin_hits(origins: Sequence[str], measures: Sequence[Measure]) -> BoolArray:
    """Which measures take goods of which origins: array (origin, measure) of bool."""
    return np.array([[measure.takes(origin) for measure in measures] for origin in origins], dtype=bool).reshape(
        len(origins), len(measures)
    )


@dataclass(frozen=True)
class RatesInForce:
    """What the measures add on every line from every origin, between any two days on which something changes.

    Lines that no measure tells apart share a row, origins alike; the full table of a day is spread out when it is asked
    for.

    Attributes
    ----------
    codes : (line,)                        tariff codes
    origins : (origin,)                    two-letter codes
    line_class : array (line,)             row of each line in `pattern`
    origin_class : array (origin,)         column of each origin in `pattern`
    pattern : array (row, column)          which set of measures can hit
    stacked                                coefficients by pattern and stretch of days
    """

    codes: tuple[str, ...]
    origins: tuple[str, ...]
    line_class: IntArray
    origin_class: IntArray
    pattern: IntArray
    stacked: Stacked

    @property
    def change_points(self) -> DayArray:
        """Days on which some rate may change: array (point,) of datetime64[D]."""
        return self.stacked.points

    def on(
        self,
        day: datetime.date | np.datetime64,
        *,
        preference_share: Mapping[str, ArrayLike] | None = None,
        metal_share: ArrayLike = 1.0,
        normal_rate: ArrayLike = 0.0,
        dtype: DTypeLike = np.float64,
    ) -> FloatArray:
        """The added rate on a day.

        Parameters
        ----------
        day : date                         day of entry
        preference_share : origin -> array (line,)  share of value that claims USMCA; none for origins left out
        metal_share : array (line,)        share of value that is metal, for measures that fall on content
        normal_rate : array (line,)        the line's normal (MFN) rate, for floors
        dtype                              float32 halves the memory

        Returns
        -------
        array (line, origin)               ad-valorem rate on top of the normal one
        """
        stretch = int(self.stacked.stretch(np.array([day], dtype="datetime64[D]"))[0])
        values = self.stacked.values[:, :, stretch].astype(dtype)
        terms = list(self.stacked.terms)
        if np.ndim(metal_share) == 0:
            terms, values = _with_metal(terms, values, float(np.asarray(metal_share)))
        rates = self._spread(values[0])
        claims = preference_share or {}
        columns = {origin: i for i, origin in enumerate(self.origins)}
        metal = np.broadcast_to(np.asarray(metal_share, dtype=dtype), (len(self.codes),))
        gaps = self.stacked.gaps(np.broadcast_to(np.asarray(normal_rate, dtype=float), (len(self.codes),)))
        for term, block in zip(terms[1:], values[1:], strict=True):
            if not block.any():
                continue
            factor = metal if term.has_metal else np.ones(1, dtype=dtype)
            if term.floor >= 0:
                factor = factor * gaps[term.floor].astype(dtype)
            if term.has_preference:
                for origin in claims.keys() & columns.keys():
                    share = np.asarray(claims[origin], dtype=dtype)
                    at = columns[origin]
                    rates[:, at] += block[self.pattern[self.line_class, self.origin_class[at]]] * factor * share
                continue
            # most products touch few origins
            touched = np.flatnonzero((block[self.pattern] != 0).any(axis=0)[self.origin_class])
            if touched.size:
                part = block[self.pattern[:, self.origin_class[touched]]][self.line_class]
                rates[:, touched] += part * np.reshape(factor, (-1, 1))
        return rates

    def over(self, days: Sequence[datetime.date | np.datetime64] | DayArray, **shares: object) -> Iterator[FloatArray]:
        """`on`, day by day: one table (line, origin) at a time, so the memory is that of one day."""
        for day in days:
            yield self.on(day, **shares)  # type: ignore[arg-type]

    def _spread(self, by_pattern: FloatArray) -> FloatArray:
        return np.take(by_pattern[self.pattern][:, self.origin_class], self.line_class, axis=0)


def _with_metal(terms: list[Term], values: FloatArray, metal_share: float) -> tuple[list[Term], FloatArray]:
    """One metal share for all lines: its products join those without it."""
    folded: dict[Term, FloatArray] = {}
    for term, block in zip(terms, values, strict=True):
        plain = replace(term, has_metal=False)
        share = block * values.dtype.type(metal_share) if term.has_metal else block
        folded[plain] = folded[plain] + share if plain in folded else share
    return list(folded), np.stack(list(folded.values()))


def rates_in_force(
    codes: Sequence[str],
    origins: Sequence[str],
    measures: Sequence[Measure],
    counted: frozenset[str] | None = None,
) -> RatesInForce:
    """Work out what measures add, once for all days.

    Parameters
    ----------
    codes : (line,)                        tariff codes of digits only
    origins : (origin,)                    two-letter codes
    measures : (measure,)                  in any order
    counted : names of measures            whose rates are added up, while all displace one another; None: all

    Raises
    ------
    ValueError                             if two measures share a name
    """
    measures = sorted(measures, key=lambda each: each.name)
    refuse_namesakes(measures)
    lines, line_class = distinct_rows(goods_hits(codes, measures))
    columns, origin_class = distinct_rows(origin_hits(origins, measures))
    both = (lines[:, None, :] & columns[None, :, :]).reshape(len(lines) * len(columns), len(measures))
    hits, pattern = distinct_rows(both)
    return RatesInForce(
        tuple(codes),
        tuple(origins),
        line_class,
        origin_class,
        pattern.reshape(len(lines), len(columns)),
        stack(measures, hits, counted=counted),
    )


def refuse_namesakes(measures: Sequence[Measure]) -> None:
    """Stop if two measures share a name: one would count twice.

    Raises
    ------
    ValueError                             naming them
    """
    names = [measure.name for measure in measures]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"measures share a name: {', '.join(twice)}. A measure counts once; give each its own name")


def effective_rate(rates: ArrayLike, values_usd: ArrayLike) -> float:
    """The rate of a group: lines' rates weighed by fixed values.

    Trade weights of the base year; a tariff that shrinks its own weight is not seen here.

    Parameters
    ----------
    rates, values_usd : array (...)        alike in shape; values at least 0, USD

    Returns
    -------
    float                                  0 for a group without trade
    """
    values = np.asarray(values_usd, dtype=float)
    total = float(values.sum())
    return float((np.asarray(rates, dtype=float) * values).sum() / total) if total > 0 else 0.0
