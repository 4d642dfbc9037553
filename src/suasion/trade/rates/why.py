"""Which measure hits this entry, and why: one measure after the other, in words, with the place where it is written.

The same rules as `stacking`, told for one entry and without arrays; the two are tested against each other. A model of
the rules, no legal advice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from suasion.trade.rates.measures import CLASSES, Measure

DIGITS = 12
"""Decimals to which a share is told: fewer than arithmetic leaves, so that 10% is 0.1; a cent on 10 billion dollars."""


@dataclass(frozen=True)
class Finding:
    """One measure that covers these goods of this origin, and what comes of it.

    Attributes
    ----------
    measure              the measure
    applies              whether it adds anything
    rate_share           the rate in force, 0 if none
    added_share          what it adds to the entry's rate once claims, content and displacement are counted
    reason               one sentence
    """

    measure: Measure
    applies: bool
    rate_share: float
    added_share: float
    reason: str


@dataclass(frozen=True)
class Answer:
    """The rate of one entry.

    Attributes
    ----------
    normal_share         the normal (MFN) rate after claims
    added_share          what the measures add
    findings             those that apply first
    """

    normal_share: float
    added_share: float
    findings: tuple[Finding, ...]

    @property
    def total_share(self) -> float:
        """Normal and added rate together."""
        return round(self.normal_share + self.added_share, DIGITS)

    def __str__(self) -> str:
        lines = [f"{percent(self.total_share)} in all: normal {percent(self.normal_share)}"]
        lines += [f"  {percent(each.added_share):>8}  {each.reason}" for each in self.findings]
        return "\n".join(lines)


def percent(share: float) -> str:
    """A rate as a percentage.

    >>> percent(0.479)
    '47.9%'
    """
    return f"{100 * share:.4f}".rstrip("0").rstrip(".") + "%"


def why(
    measures: Sequence[Measure],
    code: str,
    origin: str,
    day: dt.date,
    *,
    mode: str = "other",
    loaded: dt.date | None = None,
    preference_share: float = 0.0,
    metal_share: float = 1.0,
    normal_rate: float = 0.0,
) -> Answer:
    """The measures that cover an entry, and what each adds.

    Parameters
    ----------
    measures             in any order
    code, origin         digits; two letters
    day                  day of entry for consumption
    mode, loaded         how it came, and day of loading on the final vessel
    preference_share     share of the value that claims USMCA, 0 to 1
    metal_share          share of the value that is metal
    normal_rate          the line's normal (MFN) rate
    """
    covering = [each for each in measures if each.takes(origin) and each.scope.covers_code(code)]
    covering.sort(key=lambda each: (list(CLASSES).index(each.stacking), each.name))
    rest, metal_by = 1.0, ""
    findings: list[Finding] = []
    for name, (one_only, after_232) in CLASSES.items():
        members = [each for each in covering if each.stacking == name]
        rates = {each.name: each.rate_for(day, loaded, mode) for each in members}
        winner = _winner(members, rates) if one_only else None
        for each in members:
            rate = rates[each.name]
            if rate is None:
                findings.append(Finding(each, False, 0.0, 0.0, _absent(each, day)))
                continue
            rate = round(rate, DIGITS)
            if winner is not None and each is not winner:
                findings.append(Finding(each, False, rate, 0.0, _displaced(each, winner)))
                continue
            share = rest if after_232 and not each.beside_232 else 1.0
            share = metal_share if each.on_content else share
            size = max(0.0, rate - normal_rate) if each.is_floor else rate
            freed = preference_share * each.preference_content_share if _claims(each, day) else 0.0
            added = round(size * share * (1 - freed), DIGITS)
            findings.append(
                Finding(each, added > 0, rate, added, _reason(each, day, rate, share, freed, metal_by, loaded, mode))
            )
            if name == "section_232" and rate > 0:
                rest = 1 - metal_share if each.on_content else 0.0
                metal_by = each.legal_id or each.name
    findings.sort(key=lambda each: -each.added_share)
    free = preference_share if origin in ("CA", "MX") else 0.0
    added_share = round(sum(each.added_share for each in findings), DIGITS)
    return Answer(round(normal_rate * (1 - free), DIGITS), added_share, tuple(findings))


def _winner(members: list[Measure], rates: dict[str, float | None]) -> Measure | None:
    standing = [
        (each.precedence, -(rates[each.name] or 0.0), each.name) for each in members if rates[each.name] is not None
    ]
    if not standing:
        return None
    best = min(standing)[2]
    return next(each for each in members if each.name == best)


def _claims(measure: Measure, day: dt.date) -> bool:
    return measure.preference_from is not None and day >= measure.preference_from


def _title(measure: Measure) -> str:
    label = measure.name.replace("_", " ")
    return f"{label} ({measure.legal_id})" if measure.legal_id else label


def _absent(measure: Measure, day: dt.date) -> str:
    if day < measure.first_day:
        return f"{_title(measure)}: not yet in force; its first day is {measure.first_day}"
    if measure.void_from is not None and day >= measure.void_from:
        refund = "; duty paid on earlier entries is refunded" if measure.refunded else ""
        return f"{_title(measure)}: without force since {measure.void_from}{refund}"
    if measure.expires is not None and day >= measure.expires:
        return f"{_title(measure)}: expired; {measure.expires} is the first day without it"
    return f"{_title(measure)}: suspended on {day}, or the goods were at sea before its first day"


def _displaced(measure: Measure, winner: Measure) -> str:
    law = measure.stacking.replace("_", " ")
    return f"{_title(measure)}: gives way to {_title(winner)}; one {law} measure counts"


def _reason(
    measure: Measure,
    day: dt.date,
    rate: float,
    share: float,
    freed: float,
    metal_by: str,
    loaded: dt.date | None,
    mode: str,
) -> str:
    since = max((step.start for step in measure.steps if step.start <= day), default=measure.first_day)
    total = "a total of " if measure.is_floor else ""
    parts = [f"{_title(measure)}: {total}{percent(rate)} since {since}"]
    if measure.transit_rule(day, loaded, mode) is not None:
        parts = [f"{_title(measure)}: {percent(rate)}, the older rate, as the goods were loaded before {since}"]
    if measure.on_content:
        parts.append(f"on the metal content, {percent(share)} of the value")
    elif share <= 0:
        parts.append(f"on nothing, as Section 232 ({metal_by}) takes the whole value")
    elif share < 1:
        parts.append(f"on the {percent(share)} of the value that Section 232 ({metal_by}) leaves")
    if freed:
        parts.append(f"USMCA claims free {percent(freed)} of it")
    return ", ".join(parts)
