"""A tariff measure: who may charge what, on which goods of which origins, from which day, beside which others.

Answers: what one measure says on a day. How measures combine is told in `stacking`, the rates that follow
in `in_force`. A measure is built from plain dated steps, so nothing here knows where a schedule comes from. It is a
model of the rules, no legal advice.

Sources: 19 CFR 141.68 and 141.69 (the day of entry, or of withdrawal from a warehouse, decides the rate); Executive
Order 14289 of 29 April 2025 (what does not stack); the Budget Lab at Yale's parameters of its rate tracker (classes,
content shares), read as facts.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from suasion.errors import known_words
from suasion.trade.rates.hts import Scope

# class -> (at most one measure of the class counts, it falls only on the value that Section 232 leaves)
CLASSES: dict[str, tuple[bool, bool]] = {
    "section_232": (True, False),
    "reciprocal": (True, True),
    "fentanyl": (True, True),
    "country_order": (False, True),
    "section_122": (True, True),
    "section_301": (True, False),
    "other": (False, False),
}
MODES = ("vessel", "truck", "rail", "air", "other")
CONFIDENCE = ("high", "medium", "low")


@dataclass(frozen=True, order=True)
class Step:
    """From this day on, this rate; None: not in force (suspended), while 0 is in force at nothing."""

    start: dt.date
    rate_share: float | None


@dataclass(frozen=True, order=True)
class InTransit:
    """Goods loaded on their final vessel before one day and entered before another keep the older rate.

    Truck, rail and air never qualify. The older rate is that of the day before `loaded_before`.
    """

    loaded_before: dt.date
    entered_before: dt.date


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One dated measure.

    Attributes
    ----------
    name                 a short name, unique in a set of measures
    authority            the law that it rests on, such as 'IEEPA' or 'Section 232'
    legal_id             where it is written: a heading of chapter 99, an order, a notice
    steps                dated rates, days rising
    origins              ISO 3166 two-letter codes; empty: every origin
    except_origins       origins that are left out
    scope                goods
    stacking             one of CLASSES
    precedence           within a class of which one counts, the lowest number; at a tie the highest rate
    beside_232           counts in full also on goods under Section 232 (China's fentanyl duty does)
    on_content           the rate falls on the metal content only (Section 232 derivatives until 5 April 2026)
    is_floor             the rate is a total: what is added is the rate less the normal one, never below 0
    preference_from      first day on which goods that claim USMCA are free of it; None: never
    preference_content_share  share of the rate that such a claim frees (vehicles: content only), 0 to 1
    expires              first day on which it is no longer in force
    void_from            first day on which a court's ruling leaves it without force
    refunded             duty paid before `void_from` is to be paid back
    in_transit           rules for goods at sea
    drawback_allowed     duty comes back when the goods are exported (the orders on fentanyl and Section 232 bar that)
    announced, signed    days, for the record and for what markets may have known
    source, confidence   where the facts were read, and how sure they are
    """

    name: str
    authority: str
    legal_id: str
    steps: tuple[Step, ...]
    origins: frozenset[str] = frozenset()
    except_origins: frozenset[str] = frozenset()
    scope: Scope = field(default_factory=Scope)
    stacking: str = "other"
    precedence: int = 0
    beside_232: bool = False
    on_content: bool = False
    is_floor: bool = False
    preference_from: dt.date | None = None
    preference_content_share: float = 1.0
    expires: dt.date | None = None
    void_from: dt.date | None = None
    refunded: bool = False
    in_transit: tuple[InTransit, ...] = ()
    drawback_allowed: bool = True
    announced: dt.date | None = None
    signed: dt.date | None = None
    source: str = ""
    confidence: str = "medium"

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if faults:
            raise ValueError(f"measure `{self.name}`: {'; '.join(faults)}")

    def _faults(self) -> Iterable[str]:
        if not self.steps:
            yield "has no step. Give at least one day with its rate"
        days = [step.start for step in self.steps]
        if any(later <= earlier for earlier, later in itertools.pairwise(days)):
            yield "the days of its steps must rise; sort them"
        for step in self.steps:
            rate = step.rate_share
            if rate is not None and not (math.isfinite(rate) and 0 <= rate <= 10):
                yield f"its rate {rate} is not from 0 to 10. 25 percent is written 0.25"
        if self.stacking not in CLASSES:
            yield f"`{self.stacking}` is no stacking class. {known_words(self.stacking, CLASSES)}"
        if self.confidence not in CONFIDENCE:
            yield f"`{self.confidence}` is no confidence. {known_words(self.confidence, CONFIDENCE)}"
        if not 0 <= self.preference_content_share <= 1:
            yield f"preference_content_share {self.preference_content_share} is not from 0 to 1"
        for name, day in (("expires", self.expires), ("void_from", self.void_from)):
            if day is not None and days and day <= days[0]:
                yield f"{name} {day} is not after its first day {days[0]}"
        if self.refunded and self.void_from is None:
            yield "is refunded but never void. Give void_from"

    @classmethod
    def from_steps(
        cls,
        name: str,
        days: Sequence[dt.date],
        rates: Sequence[float | None],
        *,
        origins: Iterable[str] = (),
        authority: str = "",
        legal_id: str = "",
        **more: object,
    ) -> Measure:
        """A measure from plain steps: the way in for schedules that were worked out elsewhere.

        Parameters
        ----------
        days, rates : (step,)              first day of each rate, and the rate; None: suspended
        more                               any other attribute

        Raises
        ------
        ValueError                         if lengths differ or an attribute is impossible
        """
        if len(days) != len(rates):
            raise ValueError(f"measure `{name}`: has one rate a step; got {len(days)} days and {len(rates)} rates")
        steps = tuple(Step(day, None if rate is None else float(rate)) for day, rate in zip(days, rates, strict=True))
        return cls(name=name, authority=authority, legal_id=legal_id, steps=steps, origins=frozenset(origins), **more)  # type: ignore[arg-type]

    @property
    def first_day(self) -> dt.date:
        """First day on which anything may be in force."""
        return self.steps[0].start

    @property
    def last_day(self) -> dt.date | None:
        """The first day of never again: the earlier of expiry and voidness."""
        ends = [day for day in (self.expires, self.void_from) if day is not None]
        return min(ends) if ends else None

    def takes(self, origin: str) -> bool:
        """Whether goods of this origin can fall under it."""
        return (not self.origins or origin in self.origins) and origin not in self.except_origins

    def scheduled(self, day: dt.date) -> float | None:
        """The rate that the steps name for a day, None where nothing is in force."""
        if self.last_day is not None and day >= self.last_day:
            return None
        rate = None
        for step in self.steps:
            if step.start > day:
                break
            rate = step.rate_share
        return rate

    def rate_for(self, day: dt.date, loaded: dt.date | None = None, mode: str = "other") -> float | None:
        """The rate for an entry: as scheduled, but for goods at sea as of the day before the cut-off.

        Parameters
        ----------
        day : date                         day of entry for consumption
        loaded : date                      day of loading on the final vessel
        mode : str                         'vessel' for the in-transit rule to apply
        """
        rule = self.transit_rule(day, loaded, mode)
        if rule is None or self.scheduled(day) is None:
            return self.scheduled(day)
        return self.scheduled(rule.loaded_before - dt.timedelta(days=1))

    def transit_rule(self, day: dt.date, loaded: dt.date | None, mode: str) -> InTransit | None:
        """The rule that saves an entry, the one with the earliest cut-off if there are several."""
        if loaded is None or mode != "vessel":
            return None
        # a cut-off that lies ahead of the entry concerns a later step
        saving = (rule for rule in sorted(self.in_transit) if loaded < rule.loaded_before <= day < rule.entered_before)
        return next(saving, None)

    def change_points(self) -> set[dt.date]:
        """Every day on which something about it changes."""
        days = {step.start for step in self.steps}
        days |= {day for day in (self.expires, self.void_from, self.preference_from) if day is not None}
        for rule in self.in_transit:
            days |= {rule.loaded_before, rule.entered_before}
        return days
