"""What the parties do: the kinds of measures, each with dated steps and a dated status."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from suasion.accord.quantity import Count, Day, Money, Rate, Stated, Whole, fault

StatusWord = Literal["threatened", "proposed", "pledged", "agreed", "in_force", "suspended", "denied", "ended"]


def _chapter(raw: object) -> object:
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 < raw < 100:
        return f"{raw:02d}"
    return raw


def _two_digits(text: str) -> str:
    if not re.fullmatch(r"\d\d", text):
        raise fault(f"`{text}` is not an HS chapter. Write two digits, for instance 07 or 87")
    return text


_CHAPTER = {"anyOf": [{"type": "string", "pattern": "^[0-9]{2}$"}, {"type": "integer", "minimum": 1, "maximum": 99}]}
Chapter = Annotated[str, BeforeValidator(_chapter), AfterValidator(_two_digits), WithJsonSchema(_CHAPTER)]


class StatusStep(Stated):
    """The standing of a measure from a day on."""

    date: Day
    """First day of this status."""
    status: StatusWord
    """threatened, proposed, pledged, agreed, in_force, suspended, denied or ended."""
    announced: Day | None = None
    """Day on which it became known, if not its first day. A run knows nothing that was announced later."""
    where: str | None = None
    """Where it holds, if not everywhere."""


class Condition(Stated):
    """What a measure depends on, as its actor put it."""

    text: str
    """The condition in your own words."""
    unless: list[str] = []
    """Ids of targets; the measure is said to go ahead unless they are met."""


class Measure(Stated):
    """Something a party does, with dated steps and a dated status."""

    title: str
    """Name of the measure in plain words."""
    actor: str
    """Id of the party that acts."""
    object: str | None = None
    """Id of the party it is aimed at or done with."""
    status: Annotated[list[StatusStep], Field(min_length=1)]
    """Dated statuses, in order."""
    condition: Condition | None = None
    """What it depends on."""

    def first_day(self) -> Day:
        """The day on which the measure became known."""
        return min(step.announced or step.date for step in self.status)


class TariffStep(Stated):
    """The rate of a tariff from a day on."""

    date: Day
    """First day of the rate."""
    rate: Rate
    """Ad-valorem rate: 5% or 0.05."""


class TariffSchedule(Stated):
    """How the steps were announced, so that they can be checked: from a first rate by equal steps to a last one."""

    first: Rate
    """First rate."""
    first_date: Day
    """Day of the first rate."""
    increase: Rate
    """Added at each later step: `5 points`."""
    every: Literal["month"]
    """`month`: on the first day of each month after the first step."""
    last: Rate
    """Rate at which the rise stops."""
    last_date: Day
    """Day of the last rise."""


class ImportBase(Stated):
    """The imports that a tariff is charged on."""

    series: str
    """Monthly customs value by HS chapter, in USD (a shipped series), or a series of your own."""
    base_year: Annotated[Whole, Field(ge=1990, le=2100)]
    """Year whose months stand for the unchanged imports of a static duty."""
    total_series: str | None = None
    """Longer monthly total that is forecast to move the base year forward; left out, the base year repeats."""


class Tariff(Measure):
    """A duty on goods of a country."""

    kind: Literal["tariff"]
    """`tariff`"""
    authority: str | None = None
    """Legal authority, for instance IEEPA."""
    goods: Literal["all"] | Annotated[list[Chapter], Field(min_length=1)] = "all"
    """`all`, or a list of HS chapters (two digits)."""
    steps: list[TariffStep] = []
    """Dated rates, in order."""
    schedule: TariffSchedule | None = None
    """How the steps were announced; if `steps` are left out they follow from it."""
    imports: ImportBase
    """The imports it is charged on."""


class DeploymentStep(Stated):
    """People deployed from a day on."""

    date: Day
    """Day of the figure."""
    people: Count
    """People deployed, offered or agreed."""
    region: str
    """Where, for instance `south (border with Guatemala)`."""
    force: str | None = None
    """Which forces are counted."""
    status: Literal["offered", "agreed", "deployed"] = "deployed"
    """Whether the number was offered, agreed, or reported as deployed."""


class Deployment(Measure):
    """People sent to a border or along routes."""

    kind: Literal["deployment"]
    """`deployment`"""
    steps: list[DeploymentStep] = []
    """Dated numbers by region. Regions and forces overlap between reports: never add them up."""


class AsylumRule(Measure):
    """A rule on who may ask for asylum where, with the court orders on it as statuses."""

    kind: Literal["asylum_rule"]
    """`asylum_rule`"""


class ReturnsStep(Stated):
    """People returned, as counted on a day."""

    date: Day
    """Day of the figure."""
    people: Count
    """Running total by that day."""
    counted: str
    """What is counted: returns, court cases, transfers."""


class Returns(Measure):
    """People sent back or made to wait elsewhere."""

    kind: Literal["returns"]
    """`returns`"""
    places: list[str] = []
    """Where people are returned to."""
    steps: list[ReturnsStep] = []
    """Dated running totals. Different counts stand side by side; they are never merged."""


class MoneyStep(Stated):
    """An amount from a day on."""

    date: Day
    """Day of the figure."""
    usd: Money
    """US dollars."""


class Aid(Measure):
    """Aid given, cut or resumed."""

    kind: Literal["aid"]
    """`aid`"""
    steps: list[MoneyStep] = []
    """Dated amounts at stake."""


class Purchase(Measure):
    """Goods that a party promises to buy."""

    kind: Literal["purchase"]
    """`purchase`"""
    steps: list[MoneyStep] = []
    """Dated amounts promised."""


AnyMeasure = Annotated[Tariff | Deployment | AsylumRule | Returns | Aid | Purchase, Field(discriminator="kind")]
MEASURE_KINDS: tuple[str, ...] = ("tariff", "deployment", "asylum_rule", "returns", "aid", "purchase")
