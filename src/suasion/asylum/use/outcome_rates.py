"""What becomes of a claim once the rules have said what happens to the person: shares by nationality and year.

    outcome_rate("credible_fear", "found", nationality="HN", year=2019)
    branches("court", "completed", nationality="GT", year=2018)        closed, decided: they sum to one
    leaves("mpp_court", year=2021)                                     pending, closed, ordered_absent, relief, ...
    stages_after("RETURN_MPP")                                         which stages follow a decision of the rules

Every share is conditional: `given` says among whom. A denial rate among cases decided on the merits is no share of all
people, because most cases end before: closed, ended in the absence of the person, or still open. Those are branches of
their own. `low` to `high` is chance and rounding within one figure; a figure that stands in for another year or
nationality reaches over all that is known, and says so. Figures: `suasion.data.outcome_tables`.

A record is plain (value, low, high, unit, source, confidence); whoever needs it in another form turns it into that.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from suasion.data.outcome_tables import asylum_outcomes
from suasion.data.registers import sources
from suasion.errors import InputError, known_words

ROOTS = {
    "credible_fear": "completed",
    "court": "completed",
    "mpp_court": "filed",
    "comar": "decided",
    "review": "reviewed",
}
"""Where each stage begins: the `given` of its first branches."""

STAGES_AFTER: dict[str, tuple[str, ...]] = {
    "CREDIBLE_FEAR": ("credible_fear", "court"),
    "BARRED_SCREENING": ("credible_fear",),
    "PROCEEDINGS_240": ("court",),
    "RETURN_MPP": ("mpp_court",),
}
"""Stages with figures after an outcome of the rules; after a barred screening the court hears only withholding and the
Convention against Torture, for which there are none."""

_WORDS = (
    "stage", "given", "branch", "nationality", "period", "start", "end", "screen", "bound", "confidence", "source",
    "note",
)  # fmt: skip
_USUAL = {
    "credible_fear": "ois_credible_fear", "court": "unhcr_eoir", "mpp_court": "trac_mpp_2021_01",
    "comar": "comar_press_2019", "review": "trac_523",
}  # fmt: skip
LEVEL = {2018: ("trac_539", "denied"), 2019: ("trac_fy2019", "denied")}
"""By year the source of the level of denials, of all nationalities together."""


@dataclass(frozen=True)
class OutcomeRate:
    """The share of one branch among the cases of one `given`.

    `start`, `end` : str               first and last day of the period; `year` is that of its end
    `value`, `low`, `high` : float     shares from 0 to 1
    `count`, `out_of` : int or None    the cases behind it; None where only the share was published
    `screen` : str                     standard of the screening: any, significant_possibility, mixed
    `bound` : str                      exact, about, at_least, at_most
    `confidence` : str                 high, medium, low
    `stands_in_for` : str              what was asked for, if the figure is of another year or nationality
    """

    stage: str
    given: str
    branch: str
    nationality: str
    period: str
    start: str
    end: str
    year: int
    value: float
    low: float
    high: float
    count: int | None
    out_of: int | None
    screen: str
    bound: str
    confidence: str
    source: str
    cite: str
    note: str
    stands_in_for: str = ""
    unit: str = "share"

    def __str__(self) -> str:
        cases = f", {self.count:,} of {self.out_of:,}" if self.count is not None else ""
        instead = f"; stands in for {self.stands_in_for}" if self.stands_in_for else ""
        return (
            f"{self.stage}, {self.branch} of {self.given}, {self.nationality} {self.period}: {self.value:.1%} "
            f"({self.low:.1%} to {self.high:.1%}){cases}; {self.cite} [{self.confidence}]{instead}"
        )


@dataclass(frozen=True)
class Leaf:
    """One end of a stage: the branches that lead to it, and its share among all who begin the stage.

    `low` and `high` multiply the bounds along the way, so they reach too far rather than too near.
    """

    branches: tuple[str, ...]
    value: float
    low: float
    high: float
    rates: tuple[OutcomeRate, ...]


@lru_cache(maxsize=1)
def outcome_rates() -> tuple[OutcomeRate, ...]:
    """Every figure of the table."""
    return tuple(_record(row) for row in asylum_outcomes().to_dict("records"))


def _record(row: dict[Hashable, Any]) -> OutcomeRate:
    source = sources()[row["source"]]
    counted = not math.isnan(row["count"])
    count, out_of = (int(row["count"]), int(row["out_of"])) if counted else (None, None)
    value = row["count"] / row["out_of"] if counted else row["value"]  # the table has five decimals
    words = {name: row[name] for name in _WORDS}
    return OutcomeRate(
        **words,
        year=int(row["end"][:4]),
        value=value,
        low=min(row["low"], value),
        high=max(row["high"], value),
        count=count,
        out_of=out_of,
        cite=f"{source.publisher}: {source.title} ({source.date})",
    )


def outcome_rate(
    stage: str,
    branch: str,
    *,
    year: int,
    nationality: str = "ALL",
    given: str = "decided",
    source: str | None = None,
    stand_in: bool = False,
) -> OutcomeRate:
    """One figure.

    Parameters
    ----------
    stage, branch, given : str         as in the table; the words of `outcome_rates()`
    year : int                         the year in which the period ends (fiscal years end in September)
    nationality : str                  ISO 3166-1 alpha-2, or ALL
    source : str, optional             id of a source; default the one with nationalities and years
    stand_in : bool                    allow another year or all nationalities where there is no figure; the range then
                                       reaches over all years, or over all nationalities, and confidence is low

    Raises
    ------
    InputError                         if there is no such figure, with what there is
    """
    _check_stage(stage)
    origin = source or _USUAL[stage]
    rows = [rate for rate in outcome_rates() if (rate.stage, rate.source) == (stage, origin)]
    _need("given", given, (rate.given for rate in rows), stage)
    rows = [rate for rate in rows if rate.given == given]
    _need("branch", branch, (rate.branch for rate in rows), f"{stage}, {given}")
    rows = [rate for rate in rows if rate.branch == branch]
    exact = [rate for rate in rows if (rate.nationality, rate.year) == (nationality, year)]
    if exact:
        return exact[-1]
    if not stand_in:
        what = f"{stage}, {branch} of {given} ({origin})"
        _need("nationality", nationality, (rate.nationality for rate in rows), what)
        mine = [rate for rate in rows if rate.nationality == nationality]
        raise InputError("", f"{what}, {nationality}: there is no {year}. Known: {_years(mine)}; or allow a stand-in.")
    mine = [rate for rate in rows if rate.nationality == nationality]
    unknown = not mine
    if unknown:
        mine = [rate for rate in rows if rate.nationality == "ALL"] or rows
    nearest = min(mine, key=lambda rate: (abs(rate.year - year), rate.year))
    spread = mine
    if unknown:
        spread = [rate for rate in rows if rate.year == year] or rows
    return replace(
        nearest,
        low=min(rate.low for rate in spread),
        high=max(rate.high for rate in spread),
        confidence="low",
        stands_in_for=f"{nationality} {year}",
    )


def branches(
    stage: str, given: str, *, year: int, nationality: str = "ALL", source: str | None = None, stand_in: bool = False
) -> tuple[OutcomeRate, ...]:
    """All branches of one given, which sum to one; where the last is not published it is the rest.

    Raises
    ------
    InputError                         if there are none
    """
    _check_stage(stage)
    origin = source or _USUAL[stage]
    rows = [rate for rate in outcome_rates() if (rate.stage, rate.source) == (stage, origin)]
    _need("given", given, (rate.given for rate in rows), stage)
    names = dict.fromkeys(rate.branch for rate in rows if rate.given == given)
    found = [
        outcome_rate(stage, name, year=year, nationality=nationality, given=given, source=origin, stand_in=stand_in)
        for name in names
    ]
    rest = 1 - sum(rate.value for rate in found)
    if abs(rest) < 1e-6:
        return tuple(found)
    return (*found, _rest(found, rest))


def _rest(found: list[OutcomeRate], rest: float) -> OutcomeRate:
    """The branch that is not published, as what the others leave."""
    return replace(
        found[0], branch=f"not_{found[0].branch}" if len(found) == 1 else "other", value=rest,
        low=max(0.0, 1 - sum(rate.high for rate in found)), high=min(1.0, 1 - sum(rate.low for rate in found)),
        count=None, out_of=None, note="the rest of the branches published",
    )  # fmt: skip


def leaves(
    stage: str, *, year: int, nationality: str = "ALL", source: str | None = None, stand_in: bool = False
) -> tuple[Leaf, ...]:
    """Every way a stage can end, with its share among all who begin it; the shares sum to one.

    Raises
    ------
    InputError                         if a branch on the way has no figure
    """
    _check_stage(stage)
    origin = source or _USUAL[stage]
    known = {rate.given for rate in outcome_rates() if (rate.stage, rate.source, rate.year) == (stage, origin, year)}
    if stand_in or not known:
        known = {rate.given for rate in outcome_rates() if (rate.stage, rate.source) == (stage, origin)}
    if ROOTS[stage] not in known and len(known) != 1:
        raise InputError(
            "", f"{stage} ({origin}): its figures are no tree. Known: {', '.join(sorted(known))}; ask one by one."
        )
    root = ROOTS[stage] if ROOTS[stage] in known else next(iter(known))

    def below(given: str, way: tuple[OutcomeRate, ...]) -> list[Leaf]:
        found = []
        for rate in branches(stage, given, year=year, nationality=nationality, source=origin, stand_in=stand_in):
            here = (*way, rate)
            found += below(rate.branch, here) if rate.branch in known else [_leaf(here)]
        return found

    return tuple(below(root, ()))


def _leaf(way: tuple[OutcomeRate, ...]) -> Leaf:
    value = low = high = 1.0
    for rate in way:
        value, low, high = value * rate.value, low * rate.low, high * rate.high
    return Leaf(tuple(rate.branch for rate in way), value, low, min(1.0, high), way)


def stages_after(outcome: str, host: str = "US") -> tuple[str, ...]:
    """The stages with figures that follow an outcome of the rules; none where nothing is known or nothing follows."""
    if (outcome, host) == ("CLAIM_EXAMINED", "MX"):
        return ("comar",)
    return STAGES_AFTER.get(outcome, ())


def at_level(rate: OutcomeRate) -> OutcomeRate:
    """A court's grant or denial of one nationality, moved to the level that TRAC publishes for all.

    Odds are moved by one ratio for all nationalities, that which takes the figure of all nationalities to TRAC's: an
    assumption, since only differences between nationalities are trusted in the table of UNHCR. The range reaches from
    the published figure to the moved one and its own bounds. TRAC's denials leave other relief with the grants.

    Raises
    ------
    InputError                         if the figure is no grant or denial of `unhcr_eoir`, or its year has no level
    """
    where = f"{rate.stage}, {rate.branch} {rate.year}"
    if (rate.stage, rate.given, rate.source) != ("court", "decided", "unhcr_eoir"):
        raise InputError(where, "has no other level. Give a grant or denial of cases decided, of the source unhcr_eoir")
    if rate.year not in LEVEL:
        raise InputError(where, f"no level is known. Got {rate.year}; allowed {', '.join(map(str, LEVEL))}.")
    source, branch = LEVEL[rate.year]
    theirs = outcome_rate("court", branch, year=rate.year, source=source)
    ours = outcome_rate("court", branch, year=rate.year)
    ratio = _odds(theirs.value) / _odds(ours.value)
    if rate.branch != branch:
        ratio = 1 / ratio
    value, low, high = (_share(_odds(share) * ratio) for share in (rate.value, rate.low, rate.high))
    return replace(
        rate, value=value, low=min(low, rate.value), high=max(high, rate.value), count=None, out_of=None,
        confidence="low", source=f"{rate.source}+{source}", cite=f"{rate.cite}; level: {theirs.cite}",
        note="moved to the level of TRAC by one ratio of odds: an estimate",
    )  # fmt: skip


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf


def _share(odds: float) -> float:
    return odds / (1 + odds) if odds < math.inf else 1.0


def _check_stage(stage: str) -> None:
    if stage not in ROOTS:
        raise InputError("", f"`{stage}` names no stage. {known_words(stage, ROOTS)}")


def _need(what: str, word: str, known: Iterable[str], where: str) -> None:
    listed = list(dict.fromkeys(known))
    if word not in listed:
        raise InputError("", f"{where}: `{word}` is no {what}. {known_words(word, listed, show=20)}")


def _years(rates: Iterable[OutcomeRate]) -> str:
    return ", ".join(str(year) for year in sorted({rate.year for rate in rates}))
