"""A firm's import ledger: duty and fees of every entry, with what is in force and with what is threatened.

Answers: duty by entry, month, product, supplier or code; what a threat adds, and what is to be expected of it if it
comes with some probability; what comes back by drawback or as a refund; when the cash is due. How a ledger is read is
told in `file`, other ways to buy in `alternatives`, one entry to the cent in `entry_summary`.

Sources: rates as told in `stacking`; ad-valorem rates apply to the value in whole dollars (19 CFR 159.3); goods in
privileged foreign status in a zone keep the rate of the day of that status (19 CFR 146.65); estimated duty is due
within 10 working days of entry (19 CFR 142.12), or, by periodic statement, on the 15th working day of the month after
(19 CFR 24.25). Federal holidays are not counted. A model of the rules, no legal advice.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from suasion.errors import known_words
from suasion.trade.ledger.table import Ledger
from suasion.trade.rates.fees import LAST_DAY, LIMITS, harbor_fee, processing_fee
from suasion.trade.rates.in_force import goods_hits, origin_hits, refuse_namesakes
from suasion.trade.rates.measures import Measure
from suasion.trade.rates.programmes.normal_rates import normal_rates
from suasion.trade.rates.stacking import BoolArray, IntArray, Stacked, distinct_rows, stack

FloatArray = NDArray[np.float64]
DayArray = NDArray[np.datetime64]

DIMENSIONS = ("month", "cash_month", "sku", "supplier", "hts", "origin", "entry_number", "mode")
COLUMN_2_ORIGINS = ("BY", "CU", "KP", "RU")
"""Origins without normal trade relations (Belarus and Russia since 9 April 2022)."""
MONEY = (
    "value_usd", "normal_duty_usd", "added_duty_usd", "threat_duty_usd", "expected_threat_usd", "processing_fee_usd",
    "harbor_fee_usd", "drawback_usd", "refundable_usd",
)  # fmt: skip


@dataclass(frozen=True)
class EntryRates:
    """What measures add to each entry, for any day of entry.

    Attributes
    ----------
    pattern : array (entry,)               which set of measures can hit
    stacked                                coefficients by pattern and stretch of days
    preference_share, metal_share, normal_rate : array (entry,)
    """

    pattern: IntArray
    stacked: Stacked
    preference_share: FloatArray
    metal_share: FloatArray
    normal_rate: FloatArray

    def at(self, days: DayArray) -> FloatArray:
        """The added rate of each entry on its own day: array (entry,)."""
        stretch = self.stacked.stretch(days)
        total = self.stacked.values[0][self.pattern, stretch]
        for block, factor, some in self._products():
            total[some] += block[self.pattern[some], stretch[some]] * factor
        return np.asarray(total)

    def on_each(self, days: DayArray) -> FloatArray:
        """The added rate of every entry as though it entered on each of these days: array (day, entry)."""
        # stretches repeat where nothing changes between two days
        distinct, position = np.unique(self.stacked.stretch(days), return_inverse=True)
        by_pattern = np.ascontiguousarray(self.stacked.values[:, :, distinct].swapaxes(1, 2))
        total = np.take(by_pattern[0], self.pattern, axis=1)
        for (_, factor, some), block in zip(self._products(), by_pattern[1:], strict=True):
            if some.size == len(self.pattern):
                total += np.take(block, self.pattern, axis=1) * factor
            elif some.size:
                total[:, some] += np.take(block, self.pattern[some], axis=1) * factor
        return total if np.array_equal(position, np.arange(len(distinct))) else total[position]

    def _products(self) -> Iterator[tuple[FloatArray, FloatArray, IntArray]]:
        """Each further product: its coefficients, and its factor at the entries that need it."""
        gaps = self.stacked.gaps(self.normal_rate)
        for term, block in zip(self.stacked.terms[1:], self.stacked.values[1:], strict=True):
            factor = gaps[term.floor] if term.floor >= 0 else np.ones(len(self.pattern))
            factor = factor * self.preference_share if term.has_preference else factor
            factor = factor * self.metal_share if term.has_metal else factor
            some = np.flatnonzero((factor != 0) & block.any(axis=1)[self.pattern])
            yield block, factor[some], some


def entry_rates(
    ledger: pd.DataFrame,
    measures: Sequence[Measure],
    normal_rate: FloatArray,
    counted: frozenset[str] | None = None,
) -> EntryRates:
    """Prepare the rates of a ledger's entries, once for all days.

    Parameters
    ----------
    ledger : DataFrame                     as of `file.read_ledger`
    measures : (measure,)                  in any order
    normal_rate : array (entry,)           ad-valorem share, for floors
    counted : names of measures            whose rates are added up, while all displace one another; None: all

    Raises
    ------
    ValueError                             if two measures share a name
    """
    measures = sorted(measures, key=lambda each: each.name)
    refuse_namesakes(measures)
    cutoffs = sorted({rule.loaded_before for each in measures for rule in each.in_transit})
    loaded = ledger["loaded_day"].to_numpy("datetime64[D]")
    at_sea = (ledger["mode"].to_numpy() == "vessel") & ~np.isnat(loaded)
    # number of cut-offs that the loading day misses: all of them for what did not come by vessel
    missed = np.searchsorted(np.array(cutoffs, dtype="datetime64[D]"), loaded, side="right")
    missed = np.where(at_sea, missed, len(cutoffs)).astype(np.int64)
    codes, origins = ledger["hts"].cat, ledger["origin"].cat
    goods, places = goods_hits(list(codes.categories), measures), origin_hits(list(origins.categories), measures)
    key = (codes.codes.to_numpy().astype(np.int64) * len(places) + origins.codes.to_numpy()) * (len(cutoffs) + 1)
    cells, cell = np.unique(key + missed, return_inverse=True)
    pair, cell_missed = np.divmod(cells, len(cutoffs) + 1)
    hits = goods[pair // max(1, len(places))] & places[pair % max(1, len(places))]
    every_rule = [rule for each in measures for rule in sorted(each.in_transit)]
    rules = np.zeros((len(cells), len(every_rule)), dtype=bool)
    for column, rule in enumerate(every_rule):
        rules[:, column] = cell_missed <= cutoffs.index(rule.loaded_before)
    rows, pattern = distinct_rows(np.concatenate([hits, rules], axis=1))
    return EntryRates(
        pattern[cell],
        stack(measures, rows[:, : len(measures)], _by_measure(rows[:, len(measures) :], measures), counted),
        ledger["preference_share"].to_numpy(float),
        ledger["metal_share"].to_numpy(float),
        normal_rate,
    )


def _by_measure(rules: BoolArray, measures: Sequence[Measure]) -> list[BoolArray]:
    edges = np.cumsum([0, *(len(each.in_transit) for each in measures)])
    return [rules[:, start:end] for start, end in itertools.pairwise(edges)]


@dataclass(frozen=True)
class LedgerCost:
    """What a ledger costs.

    Attributes
    ----------
    rows : DataFrame     one row an entry line: the dimensions, rates as shares, and the amounts of MONEY in USD:
                         normal duty, duty of measures in force, duty that the threat would add, the same times its
                         probability, fees, drawback, and what is to be refunded of duty under void measures
    probability          of the threat
    notes                what was assumed, and what the ledger left open
    """

    rows: pd.DataFrame
    probability: float
    notes: tuple[str, ...]

    def by(self, *dimensions: str) -> pd.DataFrame:
        """Sums of every amount by one or more of month, cash_month, sku, supplier, hts, origin, entry_number, mode.

        Raises
        ------
        ValueError                         if a dimension is not one of them
        """
        for name in dimensions:
            if name not in DIMENSIONS:
                raise ValueError(f"`{name}` is no dimension of a ledger. {known_words(name, DIMENSIONS)}")
        groups = self.rows.groupby(list(dimensions), observed=True, sort=True, dropna=False)
        result: pd.DataFrame = groups[list(MONEY)].sum()
        return result

    def total(self) -> pd.Series[float]:
        """Sums of every amount, USD."""
        return self.rows[list(MONEY)].sum()

    def bond_usd(self, with_threat: bool = True) -> float:
        """The continuous bond that twelve months like the ledger's dearest twelve call for.

        10 percent of duty and fees, at least 50,000 USD, in steps of 10,000 up to 100,000 and of 100,000 beyond (CBP
        directive 3510-004). A ledger of less than twelve months is taken as it is, not stretched.
        """
        names = ["normal_duty_usd", "added_duty_usd", "processing_fee_usd", "harbor_fee_usd"]
        paid = self.rows[names + (["threat_duty_usd"] if with_threat else [])].sum(axis=1)
        months = paid.groupby(self.rows["month"]).sum()
        if months.empty:
            return 50_000.0
        every = pd.period_range(months.index.min(), months.index.max(), freq="M")
        dearest = float(months.reindex(every, fill_value=0.0).rolling(12, min_periods=1).sum().max())
        needed = max(0.1 * dearest, 50_000.0)
        step = 10_000.0 if needed <= 100_000 else 100_000.0
        return float(np.ceil(np.round(needed / step, 9)) * step)


def cost_of(
    ledger: Ledger | pd.DataFrame,
    threat: Sequence[Measure],
    *,
    in_force: Sequence[Measure] = (),
    probability: float = 1.0,
    monthly_statement: bool = True,
    to_the_cent: bool = True,
) -> LedgerCost:
    """Duty, fees and cash of a ledger, with measures in force and with a threat beside them.

    Parameters
    ----------
    ledger : Ledger or its frame           as of `file.read_ledger`
    threat : (measure,)                    measures that may come; they stack with those in force
    in_force : (measure,)                  measures that stand anyway, such as `programmes.us_measures()`
    probability : float                    of the threat as a whole, 0 to 1
    monthly_statement : bool               cash on the 15th working day of the next month; else 10 working days on
    to_the_cent : bool                     values in whole dollars and duty in cents, as on an entry summary

    Returns
    -------
    LedgerCost

    Raises
    ------
    ValueError                             if the probability is not from 0 to 1, or two measures share a name
    """
    if not 0 <= probability <= 1:
        raise ValueError(f"probability {probability} is not from 0 to 1. 30 percent is written 0.3")
    ledger = ledger.frame if isinstance(ledger, Ledger) else ledger
    days = rate_days(ledger)
    values = ledger["value_usd"].to_numpy(float)
    dutiable = np.floor(values + 0.5) if to_the_cent else values
    claim = ledger["preference_share"].to_numpy(float)
    normal, specific_usd, notes = _normal_duty(ledger)
    standing = entry_rates(ledger, in_force, normal).at(days)
    everything = [*in_force, *threat]
    together = entry_rates(ledger, everything, normal).at(days) if threat else standing
    duty = {
        "normal_duty_usd": dutiable * normal * (1 - claim) + specific_usd * (1 - claim),
        "added_duty_usd": dutiable * standing,
        "threat_duty_usd": dutiable * (together - standing),
    }
    if to_the_cent:
        duty = {name: cents(amount) for name, amount in duty.items()}
    rows = ledger[["line", "sku", "supplier", "hts", "origin", "entry_number", "mode"]].copy()
    rows["month"] = pd.PeriodIndex(ledger["entry_day"], freq="M")
    rows["cash_month"] = pd.PeriodIndex(
        cash_days(ledger["entry_day"].to_numpy("datetime64[D]"), monthly_statement), freq="M"
    )
    rows["value_usd"] = values
    rows["normal_share"], rows["added_share"], rows["threat_share"] = (
        normal * (1 - claim),
        standing,
        together - standing,
    )
    for name, amount in duty.items():
        rows[name] = amount
    rows["expected_threat_usd"] = probability * rows["threat_duty_usd"]
    fee = processing_fee(values, values * (1 - claim), ledger["entry_day"].to_numpy("datetime64[D]"), entry_of(ledger))
    rows["processing_fee_usd"] = cents(fee) if to_the_cent else fee
    harbor = harbor_fee(values, (ledger["mode"] == "vessel").to_numpy())
    rows["harbor_fee_usd"] = cents(harbor) if to_the_cent else harbor
    rows["drawback_usd"] = _drawback(ledger, in_force, everything, normal, days, rows["normal_duty_usd"], probability)
    rows["refundable_usd"] = _refundable(ledger, everything, normal, days, dutiable)
    return LedgerCost(rows, probability, tuple(notes + _fee_notes(ledger) + _coarse(ledger, everything)))


def cents(amount: FloatArray) -> FloatArray:
    """To the nearest cent, a half up: array as `amount`, USD."""
    return np.asarray(np.floor(np.round(amount * 100, 6) + 0.5) / 100)


def entry_of(ledger: pd.DataFrame) -> IntArray:
    """The entry that each line belongs to, numbered from 0; lines without an entry number stand alone."""
    codes = ledger["entry_number"].cat.codes.to_numpy().astype(np.int64)
    named = codes >= 0
    alone = codes.max(initial=-1) + 1 + np.cumsum(~named) - 1
    return np.where(named, codes, alone)


def cash_days(days: DayArray, monthly_statement: bool) -> DayArray:
    """The day on which duty is due: array (entry,) of datetime64[D]."""
    if monthly_statement:
        following = days.astype("datetime64[M]") + np.timedelta64(1, "M")
        return np.busday_offset(following.astype("datetime64[D]"), 14, roll="forward")
    return np.busday_offset(days, 10, roll="backward")


def rate_days(ledger: pd.DataFrame) -> DayArray:
    """The day whose rate holds: that of entry, or of privileged foreign status in a zone."""
    entered = ledger["entry_day"].to_numpy("datetime64[D]")
    status = ledger["zone_status_day"].to_numpy("datetime64[D]")
    return np.where(np.isnat(status), entered, status)


def _normal_duty(ledger: pd.DataFrame) -> tuple[FloatArray, FloatArray, list[str]]:
    """Normal ad-valorem share, specific duty in USD, and notes on what the schedule does not tell."""
    share_by_code, kg_by_code, untold_by_code = normal_rates().of(list(ledger["hts"].cat.categories))
    at = ledger["hts"].cat.codes.to_numpy()
    given = ledger["normal_rate"].to_numpy(float)
    open_rows = np.isnan(given)
    share = np.where(open_rows, share_by_code[at], given)
    per_kg = np.where(open_rows, kg_by_code[at], 0.0)
    weight = ledger["weight_kg"].to_numpy(float)
    specific = np.where(np.isnan(weight), 0.0, weight * per_kg)
    notes = []
    claims = ledger["preference_share"].to_numpy(float) >= 1
    column_2 = open_rows & ledger["origin"].isin(COLUMN_2_ORIGINS).to_numpy()
    for what, which in (
        ("the normal duty is by weight and no weight_kg is given; it counts as 0", (per_kg > 0) & np.isnan(weight)),
        (
            "the schedule of 2025 does not tell the normal duty; it counts as 0. Give normal_rate",
            open_rows & untold_by_code[at],
        ),
        ("the origin has column 2 rates, which are not shipped; the normal one stands in. Give normal_rate", column_2),
    ):
        where = which & ~claims
        if where.any():
            notes.append(f"{int(where.sum())} lines: {what} (first: line {int(ledger['line'].to_numpy()[where][0])})")
    return share, specific, notes


def _drawback(
    ledger: pd.DataFrame,
    in_force: Sequence[Measure],
    everything: Sequence[Measure],
    normal: FloatArray,
    days: DayArray,
    normal_duty_usd: pd.Series[float],
    probability: float,
) -> FloatArray:
    """Duty that comes back on export, as expected: 99 percent (19 USC 1313) of what may be drawn back, (entry,) USD."""
    share = ledger["drawback_share"].to_numpy(float)
    if not share.any():
        return np.zeros(len(ledger))
    allowed = frozenset(each.name for each in everything if each.drawback_allowed)
    now = entry_rates(ledger, in_force, normal, allowed).at(days)
    then = entry_rates(ledger, everything, normal, allowed).at(days)
    added = ledger["value_usd"].to_numpy(float) * ((1 - probability) * now + probability * then)
    return np.asarray(0.99 * share * (normal_duty_usd.to_numpy(float) + added))


def _refundable(
    ledger: pd.DataFrame, measures: Sequence[Measure], normal: FloatArray, days: DayArray, dutiable: FloatArray
) -> FloatArray:
    """Duty on earlier entries under measures that were found void and are refunded: array (entry,) USD."""
    names = frozenset(each.name for each in measures if each.refunded)
    if not names:
        return np.zeros(len(ledger))
    return entry_rates(ledger, measures, normal, names).at(days) * dutiable


def _fee_notes(ledger: pd.DataFrame) -> list[str]:
    """Days for which no fees are tabulated."""
    days = ledger["entry_day"].to_numpy("datetime64[D]")
    return [
        f"{int(outside.sum())} of {len(days)} lines enter {when}: the processing fee has the limits of {stands_in}"
        for outside, when, stands_in in (
            (days < np.datetime64(LIMITS[0][0]), f"before {LIMITS[0][0]}", "January 2018"),
            (days > np.datetime64(LAST_DAY), f"after {LAST_DAY}", "fiscal 2026"),
        )
        if outside.any()
    ]


def _coarse(ledger: pd.DataFrame, measures: Sequence[Measure]) -> list[str]:
    """Codes too short to tell whether a measure covers them."""
    short = [code for code in ledger["hts"].cat.categories if len(code) < 10]
    found = {}
    for code in short:
        names = [each.name for each in measures if each.scope.undecided(code)]
        if names:
            found[code] = names
    return [
        f"{code}: eight digits do not tell whether {', '.join(names[:3])} covers it; counted as not. Give ten digits"
        for code, names in list(found.items())[:20]
    ]
