"""How strongly trade answers a tariff, and how fast: figures with unit, range, source, and whether they are assumed.

`PARAMETERS` is the one table of these figures. `Elasticities` (where trade settles) and `ShortRun` (how it gets
there) hold values of them: single numbers, or arrays (draw,). A default is used where nothing is said; `sample` draws
each figure from its range. The ranges are judgements even where the default is an estimate, and so is the triangular
shape; figures are drawn independently of each other.

Sources: Fajgelbaum, Goldberg, Kennedy and Khandelwal (2020), QJE 135(1); Boehm, Levchenko and Pandalai-Nayar (2023),
AER 113(4); Cavallo, Gopinath, Neiman and Tang (2021), AER: Insights 3(1).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suasion.errors import InputError, Problem
from suasion.streams import Stream

FloatArray = NDArray[np.float64]

FGKK = "Fajgelbaum et al. (2020)"
BLPN = "Boehm, Levchenko and Pandalai-Nayar (2023)"
ASSUMED = "assumption"


@dataclass(frozen=True)
class Parameter:
    """One figure of the short run or the long run.

    Attributes
    ----------
    name, unit, meaning : str
    default : float                    used where nothing is said
    low, high : float                  ends of the range that `sample` draws from; a judgement
    source : str                       of the default
    assumption : bool                  True where no estimate stands behind the default
    least, most : float                what can be at all
    least_itself : bool                whether `least` itself can be
    """

    name: str
    unit: str
    default: float
    low: float
    high: float
    source: str
    assumption: bool
    meaning: str
    least: float = 0.0
    most: float = np.inf
    least_itself: bool = True

    def faults(self, values: FloatArray) -> str:
        """What is wrong with values of this figure, '' if nothing."""
        with np.errstate(invalid="ignore"):
            low = values < self.least if self.least_itself else values <= self.least
            wrong = ~np.isfinite(values) | low | (values > self.most)
        if not np.any(wrong):
            return ""
        edge = "at least" if self.least_itself else "more than"
        most = "" if np.isinf(self.most) else f" and at most {self.most:g}"
        first = float(np.asarray(values)[wrong].flat[0])
        return f"{self.meaning}. Got {first:g}; allowed: {edge} {self.least:g}{most}"


def _table(*parameters: Parameter) -> MappingProxyType[str, Parameter]:
    return MappingProxyType({each.name: each for each in parameters})


PARAMETERS = _table(
    Parameter("across_origins", "elasticity", 2.53, 2.0, 5.0, FGKK, False,
              "how readily buyers replace one origin of a product line by another (sigma)", most=100.0,
              least_itself=False),
    Parameter("across_lines", "elasticity", 1.53, 1.1, 2.0, FGKK, False,
              "how readily buyers replace one product line of a sector by another (eta)", most=100.0,
              least_itself=False),
    Parameter("imports_domestic", "elasticity", 1.19, 0.8, 1.6, FGKK, False,
              "how readily buyers replace imports of a sector by home goods (kappa)", most=100.0,
              least_itself=False),
    Parameter("inverse_supply", "elasticity", 0.0, 0.0, 0.1, f"{FGKK}: -0.002, not different from 0", False,
              "percent by which sellers' prices rise when they sell 1 percent more (omega)", most=100.0),
    Parameter("domestic_pricing", "share", 0.0, 0.0, 0.5, ASSUMED, True,
              "share of a rise of import prices that home sellers follow", most=0.999),
    Parameter("first_year_elasticity", "elasticity", 0.76, 0.5, 1.0, BLPN, False,
              "answer of imports before duty in the first year", least_itself=False),
    Parameter("long_run_elasticity", "elasticity", 2.0, 1.75, 2.25, f"{BLPN}: 1.75 to 2.25", False,
              "answer of imports before duty after seven to ten years", least_itself=False),
    Parameter("adjustment_years", "years", 3.3, 2.3, 4.3, f"{BLPN} say 7 to 10 years; the shape is an assumption",
              True, "time in which the gap to the long run falls to 37 percent, after the first year",
              least_itself=False),
    Parameter("fixed_contract_share", "share", 0.3, 0.1, 0.5, ASSUMED, True,
              "share of imports bound by contracts when a tariff is announced or changes", most=1.0),
    Parameter("contract_months", "months", 12.0, 6.0, 18.0, ASSUMED, True,
              "months over which such contracts run out evenly", least_itself=False),
    Parameter("truck_lag_days", "days", 3.0, 1.0, 5.0, ASSUMED, True, "days from order to entry by truck"),
    Parameter("rail_lag_days", "days", 7.0, 4.0, 10.0, ASSUMED, True, "days from order to entry by rail"),
    Parameter("air_lag_days", "days", 2.0, 1.0, 4.0, ASSUMED, True, "days from order to entry by air"),
    Parameter("vessel_lag_days", "days", 28.0, 20.0, 35.0, ASSUMED, True, "days from order to entry by vessel"),
    Parameter("storable_carrying_cost", "share a month", 0.02, 0.01, 0.03, ASSUMED, True,
              "cost of holding goods for a month, as a share of their value", least_itself=False),
    Parameter("metals_carrying_cost", "share a month", 0.01, 0.005, 0.015, ASSUMED, True,
              "cost of holding metals for a month, as a share of their value", least_itself=False),
    Parameter("capacity_ratio", "ratio", 1.3, 1.1, 1.5, ASSUMED, True,
              "most that can cross the border in a day, as a multiple of a usual day", least=1.0),
    Parameter("most_cover_months", "months", 2.0, 1.0, 2.0, ASSUMED, True,
              "most months of imports that are held in advance"),
    Parameter("drawdown_share", "share a month", 0.5, 0.4, 0.6, ASSUMED, True,
              "share of goods held in advance that is used up in a month", least_itself=False, most=0.999),
    Parameter("perceived_chance", "share", 0.3, 0.1, 0.6, ASSUMED, True,
              "chance that importers give to an announced step when they order in advance", most=1.0),
    Parameter("investment_response", "log points a unit of expected rate", 1.0, 0.5, 2.0, ASSUMED, True,
              "fall of investment and of new sourcing for each point of expected tariff"),
    Parameter("exchange_rate_response", "share", 0.3, 0.0, 0.6,
              "the Budget Lab's assumption for 2025", True,
              "fall of the seller's currency for each point of expected tariff", most=0.999),
    Parameter("pass_through_month_6", "share", 0.5, 0.2, 0.65, ASSUMED, True,
              "share of a rise of landed cost that buyers pay after 6 months", most=1.0),
    Parameter("pass_through_month_18", "share", 0.8, 0.65, 0.95, ASSUMED, True,
              "share of a rise of landed cost that buyers pay after 18 months and later", most=1.0),
)  # fmt: skip


@dataclass(frozen=True)
class _Values:
    """Values of figures of `PARAMETERS`, each a single number or an array (draw,)."""

    def __post_init__(self) -> None:
        problems, counts = [], {}
        for each in fields(self):
            try:
                values = np.asarray(getattr(self, each.name), dtype=float)
            except (TypeError, ValueError):
                problems.append(Problem(0, 0, each.name, "is no number. Give one, or one for each draw"))
                continue
            values = values.copy()
            values.setflags(write=False)
            object.__setattr__(self, each.name, values)
            if values.ndim > 1:
                problems.append(Problem(0, 0, each.name, f"has {values.ndim} dimensions. Give one number a draw"))
            elif fault := PARAMETERS[each.name].faults(values):
                problems.append(Problem(0, 0, each.name, fault))
            if values.ndim == 1:
                counts[each.name] = values.size
        if len(set(counts.values())) > 1:
            told = ", ".join(f"{name} {count}" for name, count in counts.items())
            problems.append(Problem(0, 0, "", f"the numbers of draws differ: {told}. Give the same number to each"))
        if not problems:
            problems.extend(self._together())
        if problems:
            raise InputError(type(self).__name__, problems)

    def _together(self) -> list[Problem]:
        """What is wrong between values that are each possible."""
        return []

    @property
    def draws(self) -> int:
        """Number of draws; 1 where every value is a single number."""
        return max((int(getattr(self, each.name).size) for each in fields(self)), default=1)

    @property
    def by_draw(self) -> bool:
        """Whether any value is an array (draw,)."""
        return any(getattr(self, each.name).ndim == 1 for each in fields(self))

    def of(self, name: str) -> FloatArray:
        """One figure as an array (draw,)."""
        return np.broadcast_to(getattr(self, name), (self.draws,))

    @classmethod
    def sample(cls, stream: Stream, draws: range) -> Self:
        """Each figure drawn from its range, with the default as the most likely value.

        Parameters
        ----------
        stream : Stream                each figure has a stream of its own name below it
        draws : range                  consecutive draw numbers

        Returns
        -------
        values, each an array (draw,)
        """
        drawn = {}
        for each in fields(cls):
            uniforms = stream.child(each.name).uniforms(draws, 1)[:, 0]
            drawn[each.name] = triangular(PARAMETERS[each.name], uniforms)
        return cls(**drawn)


def triangular(parameter: Parameter, uniforms: FloatArray) -> FloatArray:
    """Values of a triangular distribution from `low` to `high` with its peak at the default.

    Parameters
    ----------
    parameter : Parameter
    uniforms : array (draw,)           in (0, 1)

    Returns
    -------
    array (draw,)                      in the figure's unit
    """
    low, peak, high = parameter.low, parameter.default, parameter.high
    width = high - low
    turn = (peak - low) / width
    rising = low + np.sqrt(uniforms * width * (peak - low))
    falling = high - np.sqrt((1 - uniforms) * width * (high - peak))
    return np.where(uniforms < turn, rising, falling)


@dataclass(frozen=True)
class Elasticities(_Values):
    """Where trade settles; the meaning, unit and source of each figure stand in `PARAMETERS`.

    Raises
    ------
    InputError                         if an elasticity is at or below zero or not finite, if origins are harder to
                                       replace than product lines, or if the numbers of draws differ
    """

    across_origins: ArrayLike = PARAMETERS["across_origins"].default
    across_lines: ArrayLike = PARAMETERS["across_lines"].default
    imports_domestic: ArrayLike = PARAMETERS["imports_domestic"].default
    inverse_supply: ArrayLike = PARAMETERS["inverse_supply"].default
    domestic_pricing: ArrayLike = PARAMETERS["domestic_pricing"].default

    def _together(self) -> list[Problem]:
        origins, lines = self.of("across_origins"), self.of("across_lines")
        if not np.any(below := origins < lines):
            return []
        place = int(np.argmax(below))
        return [
            Problem(
                0, 0, "across_origins",
                f"{origins[place]:g} is below across_lines, {lines[place]:g}: another product would replace a product "
                "more easily than the same product from another origin, and a tariff on one origin would lower "
                "imports of the line from the others. Give across_origins at least across_lines",
            )
        ]  # fmt: skip


@dataclass(frozen=True)
class ShortRun(_Values):
    """How trade gets there; the meaning, unit and source of each figure stand in `PARAMETERS`.

    Raises
    ------
    InputError                         if a figure can not be, if the first year's elasticity is above the long run's,
                                       or if the numbers of draws differ
    """

    first_year_elasticity: ArrayLike = PARAMETERS["first_year_elasticity"].default
    long_run_elasticity: ArrayLike = PARAMETERS["long_run_elasticity"].default
    adjustment_years: ArrayLike = PARAMETERS["adjustment_years"].default
    fixed_contract_share: ArrayLike = PARAMETERS["fixed_contract_share"].default
    contract_months: ArrayLike = PARAMETERS["contract_months"].default
    truck_lag_days: ArrayLike = PARAMETERS["truck_lag_days"].default
    rail_lag_days: ArrayLike = PARAMETERS["rail_lag_days"].default
    air_lag_days: ArrayLike = PARAMETERS["air_lag_days"].default
    vessel_lag_days: ArrayLike = PARAMETERS["vessel_lag_days"].default
    storable_carrying_cost: ArrayLike = PARAMETERS["storable_carrying_cost"].default
    metals_carrying_cost: ArrayLike = PARAMETERS["metals_carrying_cost"].default
    capacity_ratio: ArrayLike = PARAMETERS["capacity_ratio"].default
    most_cover_months: ArrayLike = PARAMETERS["most_cover_months"].default
    drawdown_share: ArrayLike = PARAMETERS["drawdown_share"].default
    perceived_chance: ArrayLike = PARAMETERS["perceived_chance"].default
    investment_response: ArrayLike = PARAMETERS["investment_response"].default
    exchange_rate_response: ArrayLike = PARAMETERS["exchange_rate_response"].default
    pass_through_month_6: ArrayLike = PARAMETERS["pass_through_month_6"].default
    pass_through_month_18: ArrayLike = PARAMETERS["pass_through_month_18"].default

    def _together(self) -> list[Problem]:
        problems = []
        for less, more, why in (
            ("first_year_elasticity", "long_run_elasticity", "imports answer more with time, not less"),
            ("pass_through_month_6", "pass_through_month_18", "buyers pay more of the rise with time, not less"),
        ):
            if np.any(self.of(less) > self.of(more)):
                problems.append(Problem(0, 0, less, f"is above {more}: {why}. Give at most that"))
        return problems
