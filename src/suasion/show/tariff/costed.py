"""A ledger with its costs in the three cases that a threat leaves open: it never comes, it comes, and what to expect.

The engine works the duties out; here they are laid side by side. The two ends are not a range of uncertainty: they are
the two things that can happen to the threat.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from suasion.accord import Document
from suasion.errors import InputError
from suasion.show import words
from suasion.trade.ledger import Ledger, LedgerCost, cost_of
from suasion.trade.ledger.entries import rate_days
from suasion.trade.rates import Measure
from suasion.trade.rates.preferences import agreements_on
from suasion.trade.rates.programmes import Coverage

OWED = ("normal_duty_usd", "added_duty_usd", "processing_fee_usd", "harbor_fee_usd")
"""What is owed whether the threat comes or not."""
CASES = {"never_usd": "If it never comes", "expected_usd": "Expected", "comes_usd": "If it comes"}
DIMENSIONS = ("month", "sku", "supplier", "hts")
_DAYS = ("entry_day", "loaded_day", "zone_status_day", "contract_until")


@dataclass(frozen=True, eq=False)
class Costed:
    """A ledger, the measures it is held against, and what it costs.

    Attributes
    ----------
    name                               of the ledger's file
    ledger : Ledger                    its days moved by `shift_years`
    threat : tuple of Measure          what may come; empty without an accord
    in_force : tuple of Measure        what stands anyway
    probability                        of the threat, 0 to 1
    document : Document or None        the accord that the threat is of
    variant                            how the threat was read: a variant's name, or `as announced`
    shift_years                        years by which every day of the ledger was moved
    elsewhere                          two letters: the other origin that break-even prices are worked out for
    quotes : DataFrame or None         offers from elsewhere, as `trade.ledger.alternatives.buy_elsewhere` takes them
    claim_usd                          cost of proving a claim, for each product
    digest                             SHA-256 of the file
    covered : Coverage or None         the days for which `in_force` were read; None: they were not asked for
    """

    name: str
    ledger: Ledger
    threat: tuple[Measure, ...]
    in_force: tuple[Measure, ...]
    probability: float = 1.0
    document: Document | None = None
    variant: str = ""
    shift_years: int | None = None
    elsewhere: str = "VN"
    quotes: pd.DataFrame | None = None
    claim_usd: float = 0.0
    digest: str = ""
    covered: Coverage | None = None

    @cached_property
    def cost(self) -> LedgerCost:
        """Every line with the threat in force."""
        return cost_of(self.ledger, self.threat, in_force=self.in_force, probability=1.0)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """One row a line: what the engine says, and never_usd, expected_usd, comes_usd, net of drawback, USD."""
        rows = self.cost.rows
        drawn = rows["drawback_usd"].to_numpy(float)
        kept = drawn
        if drawn.any() and self.threat:
            without = cost_of(self.ledger, self.threat, in_force=self.in_force, probability=0.0)
            kept = without.rows["drawback_usd"].to_numpy(float)
        owed = rows[list(OWED)].sum(axis=1).to_numpy(float)
        never, comes = owed - kept, owed + rows["threat_duty_usd"].to_numpy(float) - drawn
        return rows.assign(
            owed_usd=owed,
            drawback_never_usd=kept,
            never_usd=never,
            expected_usd=(1 - self.probability) * never + self.probability * comes,
            comes_usd=comes,
        )

    def by(self, dimension: str) -> pd.DataFrame:
        """Sums by month, cash_month, sku, supplier or hts; lines that do not name it are summed under NaN."""
        amounts = ["value_usd", *OWED, "owed_usd", "threat_duty_usd", "drawback_never_usd", "drawback_usd", *CASES]
        sums: pd.DataFrame = self.rows.groupby(dimension, observed=True, sort=True, dropna=False)[amounts].sum()
        sums["expected_threat_usd"] = self.probability * sums["threat_duty_usd"]
        return sums

    @cached_property
    def largest_entry(self) -> str | None:
        """The entry that costs most if the threat comes; None where no line names its entry."""
        named = self.rows.dropna(subset=["entry_number"])
        if named.empty:
            return None
        return str(named.groupby("entry_number", observed=True)["comes_usd"].sum().idxmax())

    @property
    def days(self) -> tuple[datetime.date, datetime.date]:
        """First and last day of entry."""
        entered = self.ledger.frame["entry_day"]
        return entered.min().date(), entered.max().date()

    @property
    def notes(self) -> tuple[str, ...]:
        """What was put right, assumed or left open; each once."""
        days = rate_days(self.ledger.frame)
        outside = () if self.covered is None else self.covered.notes(days.min().item(), days.max().item())
        return tuple(dict.fromkeys([*self._about_threat(), *outside, *self.ledger.notes, *self.cost.notes]))

    def _about_threat(self) -> list[str]:
        if not self.threat:
            return []
        said = []
        if self.shift_years:
            moved = words.plural(abs(self.shift_years), "year")
            way = "later" if self.shift_years > 0 else "earlier"
            said.append(f"every day of the ledger was moved {moved} {way}; measures in force are those of that time")
        rates = [step.rate_share for measure in self.threat for step in measure.steps]
        if not any(rates):
            said.append(f"under {self.variant} the duty is never in force, so it adds nothing")
            return said
        first = first_day(self.threat)
        before = int((self.ledger.frame["entry_day"].dt.date < first).sum())
        if before:
            said.append(
                f"{before:,} of {len(self.ledger):,} lines enter before {words.day(first)}, the first day of the "
                "duty; it adds nothing to them"
            )
        end = None if self.document is None else self.document.accord.period.end
        if end is not None and self.days[1] > end:
            said.append(f"the accord speaks of days up to {words.day(end)}; the last rate is taken to go on after it")
        if any(measure.preference_from is None for measure in self.threat):
            agreement = " or ".join(agreements_on(rate_days(self.ledger.frame))) or "USMCA"
            said.append(f"the accord names no exemption, so a claim of {agreement} does not free goods of its duty")
        return said


def first_day(threat: Sequence[Measure]) -> datetime.date:
    """The first day on which any of these measures charges anything."""
    return min(step.start for measure in threat for step in measure.steps if step.rate_share)


def in_question(measures: Sequence[Measure], ledger: Ledger) -> tuple[Measure, ...]:
    """The measures that stand on some day of a ledger; the others can change nothing."""
    days = rate_days(ledger.frame)
    first, last = days.min().item(), days.max().item()
    return tuple(
        each for each in measures if each.first_day <= last and (each.last_day is None or each.last_day > first)
    )


def shifted(ledger: Ledger, years: int) -> Ledger:
    """The same ledger with every day so many years later; 29 February becomes the 28th in a common year.

    Raises
    ------
    InputError                         if a day leaves the calendar of 1900 to 2199
    """
    moved: dict[str, pd.Series[Any]] = {}
    for name in _DAYS:
        column = ledger.frame[name]
        known = column.dropna()
        if len(known) and not 1900 <= known.min().year + years <= known.max().year + years < 2200:
            raise InputError("--shift-years", f"{years} moves a day out of the years 1900 to 2199. Use fewer")
        days = column + pd.DateOffset(years=years)
        moved[name] = days.astype(column.dtype)
    return dataclasses.replace(ledger, frame=ledger.frame.assign(**moved))


def check_days(name: str, ledger: Ledger, threat: Sequence[Measure], document: Document) -> None:
    """Refuse a ledger of another time than the accord, unless a shift was asked for.

    Raises
    ------
    InputError                         with the shift that would bring its first year to the accord's
    """
    if not any(step.rate_share for measure in threat for step in measure.steps):
        return
    first, last = first_day(threat), max(document.accord.period.end, first_day(threat))
    entered = ledger.frame["entry_day"]
    start, end = entered.min().date(), entered.max().date()
    if start > last or end < first:
        years = first.year - end.year if end < first else last.year - end.year
        years += int(end < first and shifted(ledger, years).frame["entry_day"].max().date() < first)
        raise InputError(
            name,
            f"its entries ({start} to {end}) lie outside the days of {document.accord.id} ({first} to {last}). Give "
            f"--shift-years {years} to ask as though they entered {abs(years)} years "
            f"{'later' if years > 0 else 'earlier'}, or --shift-years 0 to take the days as they stand",
        )


def without_unused(frame: pd.DataFrame) -> pd.DataFrame:
    """A part of a ledger's frame whose categories are only those that occur."""
    part = frame.reset_index(drop=True)
    for name in part.select_dtypes("category"):
        part[name] = part[name].cat.remove_unused_categories()
    return part
