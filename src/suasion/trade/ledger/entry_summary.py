"""One entry to the cent: each line, each measure that hits it with its legal id, the fees, and the sum.

Rounding. Ad-valorem rates apply to each line's value in whole dollars, 50 cents and more counting as a dollar (19 CFR
159.3(a)). Each duty is an amount of its own under its own number and goes to the nearest cent, half a cent up (as the
form is filled in; no text of that rule was at hand). The invoice rule of the same paragraph (lines together may not
drift from the rounded total) is not applied: it needs the invoice. A model of the rules, no legal advice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from suasion.errors import known_words
from suasion.trade.ledger.entries import cents, entry_of, rate_days
from suasion.trade.ledger.table import Ledger
from suasion.trade.rates.fees import harbor_fee, processing_fee
from suasion.trade.rates.hts import dotted
from suasion.trade.rates.measures import Measure
from suasion.trade.rates.programmes.normal_rates import normal_rates
from suasion.trade.rates.why import DIGITS, Answer, percent, why


@dataclass(frozen=True)
class Charge:
    """One duty of a line."""

    legal_id: str
    name: str
    rate_share: float
    duty_usd: float


@dataclass(frozen=True)
class SummaryLine:
    """One line of an entry: its value in whole dollars, its duties, and the answer they follow from."""

    line: int
    hts: str
    origin: str
    value_usd: float
    charges: tuple[Charge, ...]
    answer: Answer

    @property
    def duty_usd(self) -> float:
        """Sum of its duties."""
        return round(sum(charge.duty_usd for charge in self.charges), 2)


@dataclass(frozen=True)
class EntrySummary:
    """An entry."""

    entry_number: str
    day: dt.date
    lines: tuple[SummaryLine, ...]
    processing_fee_usd: float
    harbor_fee_usd: float

    @property
    def duty_usd(self) -> float:
        """Sum of all duties."""
        return round(sum(line.duty_usd for line in self.lines), 2)

    @property
    def total_usd(self) -> float:
        """Duties and fees."""
        return round(self.duty_usd + self.processing_fee_usd + self.harbor_fee_usd, 2)

    def __str__(self) -> str:
        text = [f"Entry {self.entry_number or '(without number)'} of {self.day}"]
        for line in self.lines:
            text.append(f"  {dotted(line.hts)} {line.origin}  value {line.value_usd:,.0f} USD")
            for charge in line.charges:
                rate = percent(charge.rate_share) if charge.rate_share else ""
                text.append(f"    {charge.legal_id:<34} {rate:>8} {charge.duty_usd:>14,.2f}  {charge.name}")
        for name, amount in (
            ("merchandise processing fee", self.processing_fee_usd),
            ("harbor maintenance fee", self.harbor_fee_usd),
            ("duty and fees", self.total_usd),
        ):
            text.append(f"  {name:<45} {amount:>14,.2f}")
        return "\n".join(text)


def entry_summary(ledger: Ledger, measures: Sequence[Measure], entry_number: str | None = None) -> EntrySummary:
    """The summary of one entry of a ledger.

    Parameters
    ----------
    ledger                                 as of `file.read_ledger`
    measures                               those in force, and those asked about
    entry_number                           None: the ledger holds one entry only

    Raises
    ------
    ValueError                             if the entry is not there, or several are and none is named
    """
    frame = ledger.frame
    names = list(frame["entry_number"].cat.categories)
    if entry_number is not None:
        if entry_number not in names:
            raise ValueError(f"`{entry_number}` is no entry of this ledger. {known_words(entry_number, names)}")
        frame = frame[frame["entry_number"] == entry_number]
    elif len(np.unique(entry_of(frame))) != 1:
        raise ValueError(f"the ledger holds several entries. Name one of them: {', '.join(names[:8])}")
    values = np.floor(frame["value_usd"].to_numpy(float) + 0.5)
    claims = frame["preference_share"].to_numpy(float)
    days = frame["entry_day"].to_numpy("datetime64[D]")
    together = np.zeros(len(frame), dtype=np.int64)
    fee = processing_fee(values, values * (1 - claims), days, together).sum()
    harbor = harbor_fee(values, (frame["mode"] == "vessel").to_numpy())
    return EntrySummary(
        entry_number or (names[0] if names else ""),
        days.min().item(),
        tuple(
            _line(row, value, day, measures)
            for row, value, day in zip(frame.to_dict("records"), values, rate_days(frame), strict=True)
        ),
        float(cents(np.array(fee))),
        float(cents(np.array(harbor.sum()))),
    )


def _line(row: dict[object, object], value: float, day: np.datetime64, measures: Sequence[Measure]) -> SummaryLine:
    code, claim, given = str(row["hts"]), float(str(row["preference_share"])), float(str(row["normal_rate"]))
    share, per_kg, _ = (float(each[0]) for each in normal_rates().of([code]))
    if not np.isnan(given):
        share, per_kg = given, 0.0
    loaded = pd.Timestamp(str(row["loaded_day"]))
    answer = why(
        measures,
        code,
        str(row["origin"]),
        day.astype(dt.date),
        mode=str(row["mode"]),
        loaded=None if pd.isna(loaded) else loaded.date(),
        preference_share=claim,
        metal_share=float(str(row["metal_share"])),
        normal_rate=share,
    )
    weight = float(str(row["weight_kg"]))
    specific = 0.0 if np.isnan(weight) else weight * per_kg * (1 - claim)
    normal = round(share * (1 - claim), DIGITS)
    charges = [Charge(dotted(code), "normal duty", normal, _cent(value * share * (1 - claim) + specific))]
    charges += [
        Charge(each.measure.legal_id, each.measure.name, each.added_share, _cent(value * each.added_share))
        for each in answer.findings
        if each.applies
    ]
    return SummaryLine(int(str(row["line"])), code, str(row["origin"]), value, tuple(charges), answer)


def _cent(amount: float) -> float:
    return float(cents(np.array(amount)))
