"""From the tariffs of an accord to dated measures of `suasion.trade.rates`.

Answers: which rate an accord's duty charges on which day under its statuses, or would charge as announced. In force is
only what has the status `in_force`; suspended, threatened or denied, it is there without a rate. An uncertain rate
stands at the middle of its range. It does not say whether the duty comes (see `world.loop`), nor what imports do.

Nothing in an accord says that a claim of USMCA frees goods of its duty or that it gives way to another law: a measure
made here adds to all others, claims or not. The day of entry decides (19 CFR 141.68).
"""

from __future__ import annotations

import datetime

from suasion.accord import Accord
from suasion.accord.measures import Tariff
from suasion.accord.timeline import status_on, tariff_steps
from suasion.errors import InputError, Problem
from suasion.trade.rates.hts import Scope
from suasion.trade.rates.measures import Measure
from suasion.trade.rates.programmes import read_country

IMPORTER = "USA"
"""The country whose entries the rates room knows: its fees, other measures and normal rates."""


def tariff_measures(accord: Accord, *, as_announced: bool = False) -> tuple[Measure, ...]:
    """The duties of an accord on goods that enter the United States.

    Parameters
    ----------
    accord : Accord                    with its variant applied
    as_announced : bool                the schedule as it was announced, whatever its status: what a threat would charge

    Returns
    -------
    (tariff,)                          measures of class `other`; `legal_id` names the accord and the measure

    Raises
    ------
    InputError                         if there is no duty in it, one has no rate, is not charged by the United States,
                                       falls on a party without a country, or has an impossible rate: all at once
    """
    tariffs = {name: measure for name, measure in accord.measures.items() if isinstance(measure, Tariff)}
    if not tariffs:
        raise InputError(accord.id, "has no duty: none of its measures is of kind tariff. Choose another accord")
    problems: list[Problem] = []
    found: list[Measure] = []
    titles = [tariff.title for tariff in tariffs.values()]
    for name, tariff in tariffs.items():
        try:
            label = tariff.title if titles.count(tariff.title) == 1 else f"{tariff.title} ({name})"
            found.append(_measure(accord, name, label, tariff, as_announced))
        except ValueError as error:
            problems.append(Problem(0, 0, f"measures.{name}", str(error)))
    if problems:
        raise InputError(accord.id, problems)
    return tuple(found)


def is_ever_in_force(accord: Accord) -> bool:
    """Whether any duty of the accord is in force on some day, as its statuses say."""
    return any(
        rate is not None and rate > 0
        for measure in accord.measures.values()
        if isinstance(measure, Tariff)
        for _, rate in rate_changes(measure)
    )


def rate_changes(tariff: Tariff, *, as_announced: bool = False) -> list[tuple[datetime.date, float | None]]:
    """The days on which the rate of a duty changes, and the rate from then on; None: not in force.

    Parameters
    ----------
    tariff : Tariff
    as_announced : bool                by its steps alone; else only where its status is `in_force`
    """
    steps = tariff_steps(tariff)
    statuses = sorted(tariff.status, key=lambda step: step.date)
    days = {step.date for step in steps}
    days |= set() if as_announced else {step.date for step in statuses}
    changes: list[tuple[datetime.date, float | None]] = []
    for day in sorted(days):
        begun = [step for step in steps if step.date <= day]
        stands = as_announced or status_on(statuses, day) == "in_force"
        rate = begun[-1].rate.on(day) if begun and stands else None
        if not changes or changes[-1][1] != rate:
            changes.append((day, rate))
    # what comes before the first rate is nothing anyway, but a duty that never comes keeps its first day
    first = next((at for at, (_, rate) in enumerate(changes) if rate is not None), None)
    if first is None:
        return [(steps[0].date, None)] if steps else changes[:1]
    return changes[first:]


def _measure(accord: Accord, name: str, label: str, tariff: Tariff, as_announced: bool) -> Measure:
    """One duty as a measure.

    Raises
    ------
    ValueError                         what is wrong, with its repair
    """
    if not tariff_steps(tariff):
        raise ValueError("has neither steps nor a schedule. Give its dated rates")
    actor = accord.parties[tariff.actor]
    if actor.country != IMPORTER:
        who = f"names no country. Write `country: {IMPORTER}`" if actor.country is None else f"is {actor.country}"
        raise ValueError(f"only duties of the United States can be charged on an entry; its actor {tariff.actor} {who}")
    origins: tuple[str, ...] = ()
    if tariff.object is not None:
        country = accord.parties[tariff.object].country
        if country is None:
            raise ValueError(f"its object {tariff.object} names no country. Write for instance `country: MEX`")
        origins = (read_country(country),)
    changes = rate_changes(tariff, as_announced=as_announced)
    return Measure.from_steps(
        label,
        [day for day, _ in changes],
        [rate for _, rate in changes],
        origins=origins,
        authority=tariff.authority or "",
        legal_id=f"{accord.id}, measures.{name}",
        scope=Scope() if tariff.goods == "all" else Scope.of(tariff.goods),
        announced=tariff.first_day(),
        signed=accord.signed,
        source=", ".join(_sources(accord, tariff)),
        confidence="medium" if tariff.confidence == "recalled" else tariff.confidence,
    )


def _sources(accord: Accord, tariff: Tariff) -> list[str]:
    cited = [tariff.source] if isinstance(tariff.source, str) else list(tariff.source or ())
    return [f"{accord.sources[name].publisher}: {accord.sources[name].title}" for name in cited]
