"""Known events that move a series: columns x_k(t) whose effect beta_k (in logs) a bank learns.

In the past the column comes from the dates below. After the origin a scenario may give its own path, so that the same
forecast can be asked for with and without the event. Source: West and Harrison (1997), Bayesian Forecasting and
Dynamic Models, ch. 9.2 and 11 (regression blocks and intervention).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from suasion.errors import InputError, known_words

FloatArray = NDArray[np.float64]
Kind = Literal["step", "ramp", "pulse", "decay"]


@dataclass(frozen=True)
class Intervention:
    """One column: x(t), and the prior of its effect.

    Attributes
    ----------
    name : str                             what a scenario calls it
    kind : step | ramp | pulse | decay     1 from `start` on; rising to 1 over `span` months; 1 in `start` only; 1 in
                                           `start`, halved every `span` months
    start : Period M                       first month in which x is not zero
    mean, sd : float                       prior of the effect, log units: -0.2 is about 18 percent fewer
    span : float                           months to full strength (ramp) or half-life in months (decay)
    """

    name: str
    kind: Kind
    start: pd.Period
    mean: float
    sd: float
    span: float = 1.0

    def __post_init__(self) -> None:
        if not (np.isfinite(self.mean) and np.isfinite(self.sd) and self.sd > 0):
            raise InputError(self.name, f"the prior is mean {self.mean}, sd {self.sd}. Both finite, sd above 0")
        if not (np.isfinite(self.span) and self.span > 0):
            raise InputError(self.name, f"the span is {self.span} months. It must be above 0")

    def column(self, months: pd.PeriodIndex) -> FloatArray:
        """x(t) in the given months: array (month,), between 0 and 1."""
        since: FloatArray = np.asarray(months.asi8 - self.start.ordinal, float)
        begun = since >= 0
        if self.kind == "step":
            return begun.astype(float)
        if self.kind == "pulse":
            return (begun & (since <= 0)).astype(float)
        if self.kind == "ramp":
            rising: FloatArray = np.clip((since + 1) / self.span, 0.0, 1.0) * begun
            return rising
        return np.where(begun, 0.5 ** (np.maximum(since, 0.0) / self.span), 0.0)


def step(name: str, start: pd.Period | str, *, mean: float = 0.0, sd: float = 0.5) -> Intervention:
    """An effect that is there in full from a month on."""
    return Intervention(name, "step", pd.Period(start, freq="M"), mean, sd)


def ramp(name: str, start: pd.Period | str, length: float, *, mean: float = 0.0, sd: float = 0.5) -> Intervention:
    """An effect that grows in equal parts over `length` months and then stays."""
    return Intervention(name, "ramp", pd.Period(start, freq="M"), mean, sd, length)


def pulse(name: str, month: pd.Period | str, *, mean: float = 0.0, sd: float = 0.5) -> Intervention:
    """An effect in one month only."""
    return Intervention(name, "pulse", pd.Period(month, freq="M"), mean, sd)


def decay(name: str, start: pd.Period | str, half_life: float, *, mean: float = 0.0, sd: float = 0.5) -> Intervention:
    """An effect that is there in full in one month and then halves every `half_life` months."""
    return Intervention(name, "decay", pd.Period(start, freq="M"), mean, sd, half_life)


def columns(interventions: Sequence[Intervention], months: pd.PeriodIndex) -> FloatArray:
    """All columns side by side: array (month, effect).

    Raises
    ------
    InputError                             if two interventions share a name
    """
    names = [one.name for one in interventions]
    for name in names:
        if names.count(name) > 1:
            raise InputError(name, "two interventions have this name. Give each its own")
    stacked = [one.column(months) for one in interventions]
    return np.stack(stacked, axis=1) if stacked else np.zeros((len(months), 0))


def scenario_columns(
    interventions: Sequence[Intervention],
    months: pd.PeriodIndex,
    draws: int,
    scenario: Mapping[str, ArrayLike] | None,
) -> FloatArray:
    """The columns of future months: a scenario's where it names one, else the dates' own.

    Parameters
    ----------
    scenario : mapping name -> array       (horizon,), the same in all draws, or (draw, horizon)

    Returns
    -------
    array (draw, horizon, effect)          a read-only view where all draws share a column

    Raises
    ------
    InputError                             if the scenario names no intervention of the fit, has another shape or is
                                           not finite
    """
    shape = (draws, len(months))
    names = [one.name for one in interventions]
    for name in scenario or {}:
        if name not in names:
            raise InputError("scenario", f"`{name}` names no intervention. {known_words(name, names)}")
    result = np.empty((*shape, len(names)))
    for place, one in enumerate(interventions):
        given = scenario[one.name] if scenario is not None and one.name in scenario else one.column(months)
        path = np.asarray(given, float)
        if path.shape not in (shape[1:], shape):
            raise InputError(
                "scenario",
                f"`{one.name}` has shape {path.shape}; allowed {shape[1:]} (horizon) or {shape} (draw, horizon)",
            )
        if not np.isfinite(path).all():
            raise InputError("scenario", f"`{one.name}` is not finite in every month. Give a number for each")
        result[:, :, place] = path
    return result
