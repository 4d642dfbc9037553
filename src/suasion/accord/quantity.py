"""A number of an accord: how sure it is, and where it comes from.

A `Quantity` is one value, or low / likely / high, or a named distribution, or dated steps; and it names its `source`
or says `why`. `Rate`, `Share`, `Count` and `Money` narrow what may be written. A quantity is drawn by inverse
transform (one uniform number a draw), so variants that share draws share luck.
"""

from __future__ import annotations

import datetime
import math
import re
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from suasion.accord.distributions import DISTRIBUTIONS, FloatArray
from suasion.yaml_text import shown

_PERCENT = re.compile(r"^([-+]?\d+(?:\.\d+)?)\s*(?:%|percent)$")
_POINTS = re.compile(r"^([-+]?\d+(?:\.\d+)?)\s*(?:percentage )?points?$")


def fault(text: str) -> PydanticCustomError:
    """A sentence for the analyst, carried through pydantic untouched."""
    return PydanticCustomError("accord", "{text}", {"text": text})


def _day(raw: object) -> datetime.date:
    if isinstance(raw, datetime.date):
        return raw
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", str(raw))
    if not found:
        raise fault(f"`{shown(raw)}` is not a day. Write it as 2019-06-10")
    year, month, day = (int(part) for part in found.groups())
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        raise fault(f"`{raw}` is no day of the calendar. Write a day that exists") from None
    if not 1800 <= year <= 2200:
        raise fault(f"`{raw}` is out of bounds. Write a day from 1800 to 2200")
    return date


# under a name of its own, a field may be called `date` without hiding the type
Day = Annotated[datetime.date, BeforeValidator(_day)]


def _whole(raw: object) -> object:
    if isinstance(raw, bool):
        raise fault(f"this must be a whole number. Got {shown(raw)}. Write digits")
    return raw


Whole = Annotated[int, BeforeValidator(_whole)]  # pydantic alone would read `true` as 1


class Part(BaseModel):
    """Base of every block of an accord: unknown keys are refused, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, str_strip_whitespace=True)


class Stated(Part):
    """A block that can say where it comes from; what stands inside inherits it."""

    source: Annotated[str | list[str] | None, Field(examples=["declaration-2019"])] = None
    """Id of a source (or a list of ids) in `sources`."""
    why: str | None = None
    """A judgement of the author's instead of a source; shown as such."""
    confidence: Literal["high", "medium", "low", "recalled"] = "high"
    """How sure the source is; `recalled` means from memory and to be confirmed."""
    note: str | None = None
    """A remark in your own words."""


def parse_number(raw: object) -> float:
    """A number as people write it: 0.05, 5%, 5 percent, 5 points.

    Raises
    ------
    PydanticCustomError                if it is not a finite number
    """
    not_one = f"`{'null' if raw is None else shown(raw)}` is not a number. Write one, for instance 5% or 1200"
    if isinstance(raw, bool | dict | list) or raw is None:
        raise fault(not_one)
    if isinstance(raw, int | float):
        value = float(raw) if abs(raw) < 1e308 else math.inf
    else:
        text = str(raw).strip()
        scaled = _PERCENT.match(text) or _POINTS.match(text)
        if scaled:
            value = float(scaled.group(1)) / 100
        elif re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", text):
            raise fault(f"`{text}` is not a number. Write it without commas: {text.replace(',', '')}")
        else:
            try:
                value = float(text)
            except ValueError:
                raise fault(not_one) from None
    if not math.isfinite(value):
        raise fault(f"`{shown(raw)}` is not a finite number. Write a value that can be counted")
    return value


# what an editor may accept for one number, in the short form and inside a block
_WORDS = {"type": "string", "pattern": r"^[-+]?\d+(\.\d+)?\s*(%|percent|(percentage )?points?)$"}
_NUMBER: dict[str, Any] = {"anyOf": [{"type": "number"}, _WORDS]}
WrittenNumber = Annotated[float, BeforeValidator(parse_number), WithJsonSchema(_NUMBER)]


class DatedValue(Stated):
    """One step of a quantity that changes on a day."""

    date: Day
    """First day on which the value holds."""
    value: WrittenNumber
    """The value from that day on."""


_PARAMETERS = ("low", "likely", "high", "mean", "sd", "median", "sigma", "alpha", "beta")
_FORMS = "a value, or low / likely / high, or a named distribution, or dated steps"

Number = WrittenNumber | None


class Shown(Part):
    """The same figure as somebody shows it, for instance a rate per hour shown per year."""

    value: WrittenNumber
    """The number as shown."""
    unit: str
    """Its unit, for instance `firearms per year`."""


class Quantity(Stated):
    """A number: a value, or low / likely / high, or a named distribution, or dated steps; with its source or why."""

    value: Number = None
    """One value. `5%` and `0.05` are the same."""
    low: Number = None
    """The least that is thought possible."""
    likely: Number = None
    """The value thought most likely."""
    high: Number = None
    """The most that is thought possible."""
    distribution: Literal["pert", "triangular", "uniform", "normal", "lognormal", "beta"] | None = None
    """A named distribution; low / likely / high alone is `pert` (a smooth hump between low and high)."""
    mean: Number = None
    """Mean of a `normal`."""
    sd: Number = None
    """Standard deviation of a `normal`, above 0."""
    median: Number = None
    """Median of a `lognormal`, above 0."""
    sigma: Number = None
    """Standard deviation of the logarithm of a `lognormal`, above 0."""
    alpha: Number = None
    """First shape of a `beta` (between 0 and 1), above 0."""
    beta: Number = None
    """Second shape of a `beta`, above 0."""
    steps: list[DatedValue] | None = None
    """Values that change on a day, in order of date."""
    unit: str | None = None
    """Unit in plain words, for instance `people a month`."""
    shown_as: Shown | None = None
    """The same figure as somebody shows it; checked against the value."""

    least: ClassVar[float] = -math.inf
    most: ClassVar[float] = math.inf
    most_bare: ClassVar[float] = math.inf  # a number above it must carry a percent sign
    kind_name: ClassVar[str] = "number"

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, raw: Any) -> Any:
        if not isinstance(raw, dict | Quantity):
            raw = {"value": raw}
        if isinstance(raw, dict):
            for key in ("value", *_PARAMETERS):
                if key in raw:
                    cls._refuse_range(raw[key], key)
            steps = raw.get("steps")
            for step in steps if isinstance(steps, list) else []:
                if isinstance(step, dict) and "value" in step:
                    cls._refuse_range(step["value"], "value")
        return raw

    @classmethod
    def _refuse_range(cls, raw: object, key: str) -> None:
        if key in ("sd", "sigma", "alpha", "beta"):
            return
        value = parse_number(raw)
        marked = isinstance(raw, str) and any(pattern.match(raw.strip()) for pattern in (_PERCENT, _POINTS))
        if value > cls.most_bare and not marked:
            percent = f"{value:g}"
            raise fault(f"{percent} is more than 1. {percent} percent is written {percent}% or {value / 100:g}")
        if value < cls.least:
            low = f"{shown(raw)} is below {cls.least:g}; a {cls.kind_name} can not be"
            raise fault(f"{low}. Write it without the minus sign")

    @model_validator(mode="after")
    def _one_form(self) -> Quantity:
        given = {name: getattr(self, name) for name in _PARAMETERS if getattr(self, name) is not None}
        forms = (self.value is not None) + bool(given) + (self.steps is not None)
        if self.distribution is not None and not given:
            raise fault(f"a `{self.distribution}` needs {', '.join(DISTRIBUTIONS[self.distribution][0])}. Add them")
        if forms != 1:
            raise fault(f"a number is {_FORMS}: exactly one of them. Got {forms or 'none'}. Keep one")
        if given:
            shape = self.distribution or "pert"
            needed = DISTRIBUTIONS[shape][0]
            if set(given) != set(needed):
                raise fault(f"a `{shape}` needs {', '.join(needed)}. Got {', '.join(given)}. Give just these")
            self._in_order(given)
        if self.steps is not None:
            days = [step.date for step in self.steps]
            if not days:
                raise fault("the list of steps is empty. Add a step with `date` and `value`")
            if days != sorted(set(days)):
                raise fault("the steps must be in order of date, each day once. Sort them")
        return self

    @staticmethod
    def _in_order(given: dict[str, float]) -> None:
        chain = [given[name] for name in ("low", "likely", "high") if name in given]
        if chain != sorted(chain):
            raise fault(f"low, likely and high must rise. Got {', '.join(f'{v:g}' for v in chain)}. Put them in order")
        for word in ("sd", "sigma", "alpha", "beta", "median"):
            if word in given and given[word] <= 0:
                raise fault(f"`{word}` must be above 0. Got {given[word]:g}. Mend it")

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        mapping = handler.resolve_ref_schema(handler(core_schema))
        number: dict[str, Any] = {"type": "number"}
        if math.isfinite(cls.least):
            number["minimum"] = cls.least
        if math.isfinite(cls.most_bare):
            number["maximum"] = cls.most_bare
        return {"anyOf": [number, _WORDS, mapping], "description": (cls.__doc__ or "").split("\n")[0]}

    @property
    def certain(self) -> bool:
        """Whether every draw has the same number on a given day."""
        return self.value is not None or self.steps is not None

    def on(self, day: Day | None = None) -> float:
        """The value on a day (the middle of the range, if it is uncertain).

        Raises
        ------
        ValueError                     if the quantity has steps and none holds by that day
        """
        return float(self.sample(np.array([0.5]), day)[0])

    def sample(self, u: FloatArray, day: Day | None = None) -> FloatArray:
        """Draws of the quantity.

        Parameters
        ----------
        u : array (draw,)                  uniform numbers in (0, 1), one a draw
        day : date or None                 which dated step holds; needed only for steps

        Returns
        -------
        array (draw,)                      in the quantity's own unit; a `normal` or `lognormal` draw beyond what the
                                           kind allows (a count below 0, a share above 1) is set to that bound

        Raises
        ------
        ValueError                         if no dated step holds by that day
        """
        if self.value is not None:
            return np.full(len(u), self.value)
        if self.steps is not None:
            held = [step.value for step in self.steps if day is None or step.date <= day]
            if not held:
                raise ValueError(f"no step holds on {day}; the first is of {self.steps[0].date}")
            return np.full(len(u), held[-1])
        needed, inverse = DISTRIBUTIONS[self.distribution or "pert"]
        drawn = inverse(np.asarray(u, dtype=float), {name: float(getattr(self, name)) for name in needed})
        return np.clip(drawn, self.least, self.most)

    def words(self) -> str:
        """The quantity as a short text, for tables: `6,000`, `5%`, `range: low 85%, likely 95%, high 100%`."""
        if self.value is not None:
            return self.say(self.value)
        if self.steps is not None:
            return "; ".join(f"{self.say(step.value)} from {step.date}" for step in self.steps)
        needed = DISTRIBUTIONS[self.distribution or "pert"][0]
        inside = ", ".join(f"{name} {self._say_parameter(name)}" for name in needed)
        return f"{self.distribution or 'range'}: {inside}"

    def _say_parameter(self, name: str) -> str:
        value = float(getattr(self, name))
        return f"{value:g}" if name in ("sigma", "alpha", "beta") else self.say(value)

    @classmethod
    def say(cls, value: float) -> str:
        """One number of this kind as people read it."""
        return f"{value:,.12g}"


class Count(Quantity):
    """A count of people, events or things: at least 0."""

    least: ClassVar[float] = 0.0
    kind_name: ClassVar[str] = "count"


class Money(Quantity):
    """An amount of money: at least 0."""

    least: ClassVar[float] = 0.0
    kind_name: ClassVar[str] = "sum of money"


class Rate(Quantity):
    """An ad-valorem rate: 5% or 0.05; a bare number is at most 1, a higher rate needs its percent sign."""

    least: ClassVar[float] = 0.0
    most_bare: ClassVar[float] = 1.0
    kind_name: ClassVar[str] = "rate"

    @classmethod
    def say(cls, value: float) -> str:
        """One rate as people read it: `5%`."""
        return f"{value * 100:.10g}%"


class Share(Rate):
    """A share of a whole, between 0 and 1: 95% or 0.95."""

    most: ClassVar[float] = 1.0
    kind_name: ClassVar[str] = "share"

    @model_validator(mode="after")
    def _at_most_all(self) -> Share:
        values = [getattr(self, name) for name in ("value", "low", "likely", "high", "mean", "median")]
        values += [step.value for step in self.steps or []]
        for value in values:
            if value is not None and value > 1:
                raise fault(f"a share is at most 1 (100%). Got {value:g}. Mend it")
        return self
