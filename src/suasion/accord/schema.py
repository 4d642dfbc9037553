"""The accord document: what was agreed or threatened, between whom, until when, and who says so.

Every block is a typed model; attribute docstrings become the descriptions of the JSON Schema (`suasion schema`).
What the models can not see alone (dates against dates, ids against ids, figures against figures) is in `checks/`.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from suasion.accord.measures import AnyMeasure, StatusWord
from suasion.accord.quantity import Count, Day, Part, Quantity, Share, Shown, Stated, Whole, WrittenNumber, fault
from suasion.yaml_text import shown


def _month(text: str) -> str:
    if not re.fullmatch(r"(1[89]|2[01])[0-9]{2}-(0[1-9]|1[0-2])", text):
        raise fault(f"`{text}` is not a month. Write it as 2019-05")
    return text


def _identifier(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", text):
        raise fault(f"`{text}` can not be an id. Use small letters, digits, - and _, for instance us-mexico-2019")
    return text


def _version(raw: object) -> object:
    if isinstance(raw, int) and not isinstance(raw, bool) and raw == 1:
        return raw
    raise fault(f"this is no version of the format. Got {shown(raw)}; allowed 1. Write `suasion: 1`")


def _country(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise fault(f"`{text}` is not a three-letter country code. Write for instance USA or MEX")
    return text


Month = Annotated[str, AfterValidator(_month)]
Identifier = Annotated[str, AfterValidator(_identifier)]
Country = Annotated[str, AfterValidator(_country)]


class Source(Part):
    """Where a number or a fact was read."""

    publisher: str
    """Who published it: an agency, a court, a newspaper."""
    title: str
    """Title of the document, table or article."""
    date: Day | None = None
    """Day of publication; left out where it is not known."""
    locator: str | None = None
    """Where in it: table, section, docket number, page address."""
    confidence: Literal["high", "medium", "low", "recalled"] = "high"
    """`recalled` means cited from memory and to be confirmed."""
    note: str | None = None
    """What should be known about this source, in your own words."""


class Party(Part):
    """A government, agency or court that acts in the accord."""

    name: str
    """Full name."""
    role: str | None = None
    """What it does in this accord."""
    country: Country | None = None
    """Three-letter code (ISO 3166-1), by which the models of trade find it: USA."""


class Period(Part):
    """The days that a run covers."""

    start: Day
    """First day of the run."""
    end: Day
    """Last day of the run."""

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.end <= self.start:
            raise fault(f"the period ends on {self.end}, not after its start {self.start}. Set a later end")
        return self


class OwnSeries(Stated):
    """A monthly series of the author's own, in a CSV file beside the accord."""

    file: str
    """CSV file, relative to the accord file, with a `month` column (YYYY-MM)."""
    column: str
    """Column that holds the values."""
    title: str
    """What is counted, in plain words."""
    unit: str
    """Unit in plain words, for instance `arrivals a month`."""
    lag_days: Annotated[Whole, Field(ge=0, le=730)] = 10
    """Days from the end of a month to the publication of its figure."""


class RatioBase(Stated):
    """The month that a ratio or a percentage change is measured from."""

    month: Month
    """Base month, YYYY-MM."""


class Target(Stated):
    """A level that a named series is to reach, and who set it."""

    title: str
    """The target in plain words."""
    series: str
    """Id of the series it is about."""
    part: str = ""
    """Part of the series, for instance one sector; empty for the total."""
    statistic: Literal["level", "mean", "ratio"] = "level"
    """`level` of the month judged, `mean` of the months up to it, or `ratio` to a base month."""
    months: Annotated[Whole, Field(ge=1, le=60)] = 3
    """How many months up to the month judged a `mean` takes."""
    base: RatioBase | None = None
    """Base month of a `ratio`."""
    comparator: Literal["at_most", "below", "at_least", "above"]
    """Which side of the level meets the target."""
    level: Count
    """The level; for a `ratio` a share of the base month."""
    slack: Share = Share(value=0.0)
    """How far a miss may go and still count where the words were `about`; reported beside the strict answer."""
    set_by: str
    """Id of the party that set it."""


class Consequence(Stated):
    """What follows if a target is missed; carried out only in runs that decide by the accord's own rules."""

    measure: str
    """Id of the measure that changes."""
    status: StatusWord
    """Its new status."""
    after_days: Annotated[Whole, Field(ge=0, le=3660)] = 0
    """Days from the review to the change."""
    restart: bool = False
    """For a tariff: whether its steps begin again from the first one on that day."""


class Review(Stated):
    """A day on which targets are judged on what is published by then."""

    title: str
    """Name of the review."""
    date: Day
    """Day of the review."""
    days_after_signing: Annotated[Whole, Field(ge=0, le=3660)] | None = None
    """The term as agreed; checked against the date."""
    month: Month
    """The month that is judged. It may not be published yet on the day: then the judgement is a probability."""
    targets: Annotated[list[str], Field(min_length=1)]
    """Ids of the targets judged."""
    decides: str | None = None
    """Id of the target whose miss has consequences."""
    consequence: list[Consequence] = []
    """What follows if that target is missed."""


class Figure(Stated):
    """A figure as somebody stated it, tied to its series."""

    title: str
    """What it says, in your own words."""
    value: Quantity
    """The figure."""
    unit: str
    """Its unit, for instance `people a month` or `firearms per hour`."""
    series: str | None = None
    """Id of the series it belongs to, if it belongs to one."""
    part: str = ""
    """Part of the series; empty for the total."""
    month: Month | None = None
    """The month it is about."""
    shown_as: Shown | None = None
    """The same figure as somebody else shows it; checked."""


class Comparison(Stated):
    """Two figures set against each other, or a change in percent."""

    title: str
    """What is compared, in your own words."""
    start: str | None = None
    """Id of the figure or target it starts from: the base."""
    end: str | None = None
    """Id of the figure or target it ends at."""
    change: WrittenNumber | None = None
    """Change from start to end: -56% or -0.56."""
    different_series: str | None = None
    """Why two figures of different series stand here all the same; shown beside them."""


class Uncertainties(Part):
    """Inputs of the run that nobody knows exactly, beside the forecasts."""

    duty_collected_share: Share | None = None
    """Share of the duty owed that is collected, after drawback, bonds and non-compliance."""


class Variant(Stated):
    """A named set of overrides on the accord: another way the world might have gone."""

    title: str
    """Name of the variant in plain words."""
    extends: list[str] = []
    """Variants that are applied first, in order."""
    set: dict[str, object] = {}
    """Key path -> new value, for instance `measures.tariff.steps.0.rate: 10%`."""
    remove: list[str] = []
    """Key paths that are left out."""


class Accord(Part):
    """One deal between countries."""

    suasion: Annotated[Literal[1], BeforeValidator(_version)]
    """Version of this format."""
    id: Identifier
    """Short name, for instance us-mexico-2019."""
    title: str
    """Name of the accord."""
    summary: str
    """What it is about, in a few sentences of your own."""
    signed: Day
    """Day of signature."""
    as_of: Day | None = None
    """Day up to which a run may know, unless the command says otherwise; left out, the day of the last review."""
    period: Period
    """Days that a run covers."""
    decision: Literal["declared", "conditional"] = "declared"
    """`declared`: statuses as dated here; `conditional`: a missed target triggers its consequence."""
    sources: dict[Identifier, Source]
    """Every source, by id."""
    parties: Annotated[dict[Identifier, Party], Field(min_length=1)]
    """Who acts, by id."""
    series: dict[Identifier, OwnSeries] = {}
    """Series of your own, by id; the shipped ones need no entry."""
    measures: dict[Identifier, AnyMeasure] = {}
    """What the parties do, by id."""
    targets: dict[Identifier, Target] = {}
    """What is to be reached, by id."""
    reviews: dict[Identifier, Review] = {}
    """When it is judged, by id."""
    figures: dict[Identifier, Figure] = {}
    """Figures as stated by somebody, by id."""
    comparisons: dict[Identifier, Comparison] = {}
    """Figures set against each other, by id."""
    uncertainties: Uncertainties = Uncertainties()
    """Inputs that nobody knows exactly."""
    variants: dict[Identifier, Variant] = {}
    """Named overrides, by id."""
