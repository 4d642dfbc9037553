"""From an accord and a day to the plain arrays that the loop runs on. Nothing announced after that day gets in."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from suasion import data
from suasion.accord import Accord, Document
from suasion.accord.measures import StatusStep, Tariff
from suasion.accord.quantity import Quantity
from suasion.accord.schema import Target
from suasion.accord.timeline import default_as_of, known_statuses, status_on, tariff_steps
from suasion.errors import InputError
from suasion.streams import Stream
from suasion.world.clock import Clock, build
from suasion.world.goods import GoodsPlan, goods_plan
from suasion.world.known import later_blocks
from suasion.world.long_run_models import LongRunTariff
from suasion.world.outlook import Almanac, Outlook

FloatArray = NDArray[np.float64]

STATUS_CODES = ("none", "threatened", "proposed", "pledged", "agreed", "in_force", "suspended", "denied", "ended")
IN_FORCE = STATUS_CODES.index("in_force")


@dataclass(frozen=True)
class MeasurePlan:
    """A measure's statuses as known on the run's day, in order of date."""

    name: str
    statuses: tuple[StatusStep, ...]

    def declared(self, day: datetime.date) -> int:
        """The code of the status that is declared for a day."""
        return STATUS_CODES.index(status_on(self.statuses, day) or "none")


@dataclass(frozen=True)
class TariffPlan:
    """A tariff's schedule and the imports it is charged on."""

    name: str
    measure: int  # position among the measures
    step_days: tuple[datetime.date, ...]
    step_rates: tuple[Quantity, ...]
    chapters: tuple[str, ...]
    base_usd: FloatArray  # (month, hs2): customs value of the base year's same month, chapters in scope
    base_year_usd: float  # customs value of the whole base year, chapters in scope
    chapter_share: FloatArray  # (month, hs2): share of each chapter in that month's imports; 0 where there are none
    total: Outlook | None  # forecast of all imports that moves the base forward
    total_base_usd: FloatArray  # (month,): that series in the base year's same month
    goods: GoodsPlan | None  # what lets its imports respond; None: they can not
    long_run: LongRunTariff | None  # as the long-run models see it; None: a party has no country


@dataclass(frozen=True)
class SeriesPlan:
    """A series that targets are about: as seen on the run's day, and when its figures come out."""

    name: str
    part: str
    outlook: Outlook
    months: pd.PeriodIndex  # the months whose figures the run may need
    published: NDArray[np.datetime64]  # (month,): day on which each of them comes out

    @property
    def key(self) -> str:
        return f"{self.name}/{self.part}" if self.part else self.name

    def last_out(self, day: datetime.date) -> pd.Period | None:
        """The last month whose figure is out by the morning of a day."""
        out = self.months[self.published <= np.datetime64(day)]
        return out[-1] if len(out) else None


@dataclass(frozen=True)
class TargetPlan:
    """A target, and the position of its series."""

    name: str
    target: Target
    series: int


@dataclass(frozen=True)
class ConsequencePlan:
    """What follows from a missed target: which measure changes to which status, how long after.

    A consequence holds from the day after the review at the earliest.
    """

    measure: int
    status: int
    after_days: int
    restart: bool


@dataclass(frozen=True)
class ReviewPlan:
    """A review: when, on which month, which targets, and what follows."""

    name: str
    date: datetime.date
    month: pd.Period
    informed_on: datetime.date  # the review's own day, or the run's day if that is earlier
    targets: tuple[int, ...]
    decides: int | None
    consequences: tuple[ConsequencePlan, ...]


@dataclass(frozen=True)
class Plan:
    """Everything a run needs, with no date after `as_of` behind it."""

    document: Document
    as_of: datetime.date
    seed: int
    decision: str
    clock: Clock
    measures: tuple[MeasurePlan, ...]
    tariffs: tuple[TariffPlan, ...]
    series: tuple[SeriesPlan, ...]
    targets: tuple[TargetPlan, ...]
    reviews: tuple[ReviewPlan, ...]
    vintages: tuple[datetime.date, ...]  # days from the signing on, on which a review can be foreseen with new figures
    almanac: Almanac
    warnings: tuple[str, ...]

    def sample(self, name: str, quantity: Quantity, draws: range, day: datetime.date | None = None) -> FloatArray:
        """One uncertain number of the accord in each draw, from the stream of its own key path: array (draw,)."""
        return quantity.sample(Stream(self.seed, f"accord/{name}").uniforms(draws, 1)[:, 0], day)


def compile_plan(document: Document, seed: int, as_of: datetime.date | None = None) -> Plan:
    """Compile a document for a run as of a day.

    Parameters
    ----------
    document : Document                a loaded accord
    seed : int                         seed of every stream
    as_of : date or None               the last day whose publications are known; None: as the accord says

    Raises
    ------
    InputError                         if the day is before the data begin, or a series can not be used
    """
    accord = document.accord
    day = as_of or default_as_of(accord)
    almanac = Almanac(accord, document.folder)
    later = later_blocks(accord, day)
    # a finding begins with its key path; one about a figure that came out later would tell it
    warnings = [one for one in document.warnings if not f"{one.partition(':')[0]}.".startswith(later)]

    names = list(accord.measures)
    measures = [MeasurePlan(name, tuple(known_statuses(measure, day))) for name, measure in accord.measures.items()]
    if day < accord.signed:
        warnings.append(
            f"the run knows nothing after {day}, but the accord was signed on {accord.signed}: its targets and reviews "
            "were not known then"
        )
    unknown = [one.name for one in measures if not one.statuses]
    if unknown:
        warnings.append(f"announced after {day}, so unknown to this run: {', '.join(unknown)}")
    clock = build(accord.period.start, accord.period.end, _cuts(document, measures))
    tariffs = tuple(
        _tariff(name, names.index(name), measure, clock, almanac, day, accord, warnings)
        for name, measure in accord.measures.items()
        if isinstance(measure, Tariff) and measures[names.index(name)].statuses
    )
    target_names = list(accord.targets)
    _levels_are_dated(accord)
    reviews = tuple(
        ReviewPlan(
            name=name,
            date=review.date,
            month=pd.Period(review.month, "M"),
            informed_on=min(day, review.date),
            targets=tuple(target_names.index(target) for target in review.targets),
            decides=target_names.index(review.decides) if review.decides else None,
            consequences=tuple(
                ConsequencePlan(
                    names.index(consequence.measure),
                    STATUS_CODES.index(consequence.status),
                    consequence.after_days,
                    consequence.restart,
                )
                for consequence in review.consequence
                if measures[names.index(consequence.measure)].statuses
            ),
        )
        for name, review in accord.reviews.items()
    )
    keys = list(dict.fromkeys((target.series, target.part) for target in accord.targets.values()))
    window = _window(clock, reviews, list(accord.targets.values()))
    series = tuple(_series(name, part, almanac.outlook(name, part, day), window, day) for name, part in keys)
    return Plan(
        document=document,
        as_of=day,
        seed=seed,
        decision=accord.decision,
        clock=clock,
        measures=tuple(measures),
        tariffs=tariffs,
        series=series,
        targets=tuple(
            TargetPlan(name, target, keys.index((target.series, target.part)))
            for name, target in accord.targets.items()
        ),
        reviews=reviews,
        vintages=_vintages(accord.signed, day, reviews, series),
        almanac=almanac,
        warnings=tuple(warnings + almanac.warnings),
    )


def _levels_are_dated(accord: Accord) -> None:
    """A level or slack written as dated steps must hold on every review that judges it."""
    for review in accord.reviews.values():
        for name in review.targets:
            for key in ("level", "slack"):
                steps = getattr(accord.targets[name], key).steps
                if steps and steps[0].date > review.date:
                    raise InputError(
                        f"targets.{name}.{key}",
                        f"no value holds on the review of {review.date}; the first is of {steps[0].date}. Date a "
                        "value by the review",
                    )


def _series(name: str, part: str, outlook: Outlook, window: pd.PeriodIndex, as_of: datetime.date) -> SeriesPlan:
    known = np.isfinite(outlook.known.reindex(window).to_numpy(float))
    days = outlook.publication_days(window)
    # a figure that is late by the usual lag is still not out on the run's day
    late = np.maximum(days, np.datetime64(as_of) + np.timedelta64(1, "D"))
    return SeriesPlan(name, part, outlook, window, np.where(known, days, late))


def _window(clock: Clock, reviews: Sequence[ReviewPlan], targets: Sequence[Target]) -> pd.PeriodIndex:
    """The months whose figures a run may need: a year before its first to its last, and all that a target looks at."""
    last = max([clock.months[-1], *(review.month for review in reviews)])
    first = clock.months[0] - max([12, *(target.months for target in targets)])
    first = min([first, *(pd.Period(target.base.month, "M") for target in targets if target.base is not None)])
    return pd.period_range(first, last, freq="M", name="month")


def _vintages(
    signed: datetime.date, as_of: datetime.date, reviews: Sequence[ReviewPlan], series: Sequence[SeriesPlan]
) -> tuple[datetime.date, ...]:
    """The signing, each day on which new figures came out, and each review, up to the last review and the run's day."""
    end = max((review.informed_on for review in reviews), default=as_of)
    days = {review.informed_on for review in reviews}
    if signed <= as_of:
        days.add(signed)
    for one in series:
        days |= {day for day in one.published.astype(datetime.date).tolist() if signed < day <= end}
    return tuple(sorted(days))


def _cuts(document: Document, measures: list[MeasurePlan]) -> set[datetime.date]:
    """Every day on which something dated changes: statuses, steps, reviews, and what may follow from reviews."""
    accord = document.accord
    cuts = {step.date for measure in measures for step in measure.statuses}
    for measure in accord.measures.values():
        if isinstance(measure, Tariff):
            cuts |= {step.date for step in tariff_steps(measure)}
    for review in accord.reviews.values():
        cuts.add(review.date)
        for consequence in review.consequence:
            starts = review.date + datetime.timedelta(days=max(1, consequence.after_days))
            cuts.add(starts)
            changed = accord.measures[consequence.measure]
            if consequence.restart and isinstance(changed, Tariff) and tariff_steps(changed):
                first = tariff_steps(changed)[0].date
                cuts |= {starts + (step.date - first) for step in tariff_steps(changed)}
    return cuts


def _tariff(
    name: str,
    position: int,
    tariff: Tariff,
    clock: Clock,
    almanac: Almanac,
    as_of: datetime.date,
    accord: Accord,
    warnings: list[str],
) -> TariffPlan:
    steps = tariff_steps(tariff)
    year = tariff.imports.base_year
    table = _base_year(tariff, almanac, as_of)
    chapters = [code for code in table.columns if tariff.goods == "all" or code in tariff.goods]
    absent = [] if tariff.goods == "all" else [code for code in tariff.goods if code not in table.columns]
    if absent:
        raise InputError(
            f"measures.{name}.goods", f"{tariff.imports.series} has no chapter {', '.join(absent)} in {year}. Remove it"
        )
    months = [pd.Period(f"{year}-{month.month:02d}", "M") for month in clock.months]
    total: Outlook | None = None
    total_base: FloatArray = np.ones(len(months))
    if tariff.imports.total_series:
        total = almanac.outlook(tariff.imports.total_series, "", as_of)
        total_base = np.asarray(total.known.reindex(pd.PeriodIndex(months)), dtype=float)
        if not np.all(np.isfinite(total_base)) or np.any(total_base <= 0):
            raise InputError(
                f"measures.{name}.imports",
                f"{tariff.imports.total_series} has no published figure above 0 for every month of {year} by {as_of}. "
                "Choose an earlier base_year",
            )
        for month in clock.months:
            if month <= total.last_month and not np.isfinite(total.known.get(month, np.nan)):
                raise InputError(
                    f"measures.{name}.imports.total_series",
                    f"{tariff.imports.total_series} has no figure for {month}, a month of the run, but one for "
                    f"{total.last_month}. Fill the month in, or leave total_series out",
                )
    base = table.loc[pd.PeriodIndex(months), chapters].to_numpy(float)
    year_month = base.sum(axis=1, keepdims=True)
    goods = goods_plan(tariff.imports.series, tuple(chapters), tuple(step.rate for step in steps), as_of)
    if isinstance(goods, str):
        warnings.append(f"{name}: imports do not respond to the duty, since {goods}")
    return TariffPlan(
        name=name,
        measure=position,
        step_days=tuple(step.date for step in steps),
        step_rates=tuple(step.rate for step in steps),
        chapters=tuple(chapters),
        base_usd=base,
        chapter_share=np.divide(base, year_month, out=np.zeros_like(base), where=year_month > 0),
        base_year_usd=float(table[chapters].to_numpy(float).sum()),
        total=total,
        total_base_usd=total_base,
        goods=None if isinstance(goods, str) else goods,
        long_run=_long_run(tariff, accord),
    )


def _long_run(tariff: Tariff, accord: Accord) -> LongRunTariff | None:
    importer, exporter = (accord.parties[party].country if party else None for party in (tariff.actor, tariff.object))
    if importer is None or exporter is None:
        return None
    return LongRunTariff(importer, exporter, () if tariff.goods == "all" else tuple(tariff.goods))


def _base_year(tariff: Tariff, almanac: Almanac, as_of: datetime.date) -> pd.DataFrame:
    """Imports of the base year as published by the run's day: DataFrame (month, hs2), USD."""
    name, year = tariff.imports.series, tariff.imports.base_year
    months = pd.period_range(f"{year}-01", f"{year}-12", freq="M")
    if name in data.series_ids() and "" not in data.parts(name):
        rows = data.load_parts(name, "hs2")
        known = rows[(rows["published_on"] <= pd.Timestamp(as_of)) & rows["month"].isin(months)]
        latest = known.drop_duplicates(["part", "month"], keep="last")
        table = latest.pivot(index="month", columns="part", values="value").fillna(0.0)
    else:
        table = almanac.series(name).as_of(as_of).reindex(months).dropna().to_frame("all")
    missing = [str(month) for month in months if month not in table.index]
    if missing:
        raise InputError(
            name,
            f"{missing[0]} of the base year {year} has no figure published by {as_of}. Choose another base_year or a "
            "later --as-of",
        )
    return table
