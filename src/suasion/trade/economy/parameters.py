"""The parameters of the one-sector economy: value, unit, where it comes from, and whether it is an assumption.

Sources: Ignatenko, Lashkaripour, Macedoni and Simonovska (2025), "Making America great again? The economic impacts of
Liberation Day tariffs", J. Int. Economics, for every default but the rebate.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

import pandas as pd

from suasion.errors import InputError, Problem

Rebate = Literal["lump-sum", "income-tax"]
Numeraire = Literal["prices", "wages"]
OwnSales = Literal["consistent", "published"]
REBATES: tuple[Rebate, ...] = ("lump-sum", "income-tax")
NUMERAIRES: tuple[Numeraire, ...] = ("prices", "wages")
OWN_SALES: tuple[OwnSales, ...] = ("consistent", "published")

PAPER = "Ignatenko et al. (2025), section 4"


@dataclass(frozen=True)
class SellerMargins:
    """Margins found from what sellers of one country, and of all others together, earn on their sales.

    The margin of a destination is the share of spending there that pays for work done there: distribution and
    profit. It takes one value in `country` and another everywhere else, such that sellers of `country` earn
    `country_share` of their sales as margin and sellers of all others `others_share`.
    """

    country: str = "USA"
    country_share: float = 0.26
    others_share: float = 0.12


def _about(unit: str, meaning: str, source: str = PAPER, assumption: bool = True) -> dict[str, object]:
    return {"unit": unit, "meaning": meaning, "source": source, "assumption": assumption}


@dataclass(frozen=True)
class EconomyParameters:
    """What calibrates an economy beside its tables; `table()` lists value, unit, source and what is assumed.

    Attributes
    ----------
    trade_elasticity : float               above 0
    scale_to_trade : float                 0 up to below 1: scale elasticity times trade elasticity
    labour_supply_elasticity : float       0 or more
    pass_through : float                   above 0: 1 is full pass-through
    margins : SellerMargins, float or mapping of float by country
                                           0 up to below 1: share of spending that pays for work at the destination
    value_added_share : float              above 0 up to 1: 1 is no input-output links, 0.49 the source's roundabout
    own_sales : 'consistent' or 'published'
                                           'consistent' meets the income given; 'published' repeats the source's
                                           account, which does not (see `calibration`)
    numeraire : 'prices' or 'wages'        which spending- or income-weighted mean stays as it was; real results do
                                           not depend on it

    Raises
    ------
    InputError                             with every value out of its range
    """

    trade_elasticity: float = field(
        default=4.0, metadata=_about("1", "fall of relative imports in percent when their cost rises by one percent")
    )
    scale_to_trade: float = field(
        default=0.67,
        metadata=_about("1", "scale elasticity times trade elasticity; scale: fall of unit cost as employment grows"),
    )
    labour_supply_elasticity: float = field(
        default=0.5, metadata=_about("1", "rise of employment in percent when the real wage rises by one percent")
    )
    pass_through: float = field(
        default=1.0, metadata=_about("share", "part of a tariff that reaches the importer's price at unchanged wages")
    )
    margins: SellerMargins | float | Mapping[str, float] = field(
        default_factory=SellerMargins,
        metadata=_about("share", "share of spending that pays for work done at the destination"),
    )
    value_added_share: float = field(
        default=1.0,
        metadata=_about("share", "value added in the cost of production; the rest is bought at the consumer's prices"),
    )
    own_sales: OwnSales = field(
        default="consistent", metadata=_about("", "how own sales are found from income", "an identity", False)
    )
    numeraire: Numeraire = field(
        default="prices", metadata=_about("", "the mean that is kept at its old level", "a convention", False)
    )

    def __post_init__(self) -> None:
        problems = [Problem(0, 0, name, text) for name, text in self._faults()]
        if problems:
            raise InputError("parameters", problems)

    def _faults(self) -> list[tuple[str, str]]:
        found = [
            *_outside("trade_elasticity", self.trade_elasticity, 0, 100, open_below=True),
            *_outside("scale_to_trade", self.scale_to_trade, 0, 1, open_above=True),
            *_outside("labour_supply_elasticity", self.labour_supply_elasticity, 0, 100),
            *_outside("pass_through", self.pass_through, 0, 10, open_below=True),
            *_outside("value_added_share", self.value_added_share, 0, 1, open_below=True),
        ]
        if self.numeraire not in NUMERAIRES:
            found.append(("numeraire", f"`{self.numeraire}` is no numeraire. Known: {', '.join(NUMERAIRES)}"))
        if self.own_sales not in OWN_SALES:
            found.append(("own_sales", f"`{self.own_sales}` names none. Known: {', '.join(OWN_SALES)}"))
        if isinstance(self.margins, SellerMargins):
            shares = {
                "margins.country_share": self.margins.country_share,
                "margins.others_share": self.margins.others_share,
            }
        elif isinstance(self.margins, Mapping):
            shares = {f"margins.{country}": share for country, share in self.margins.items()}
        else:
            shares = {"margins": self.margins}
        for name, share in shares.items():
            found += _outside(name, share, 0, 1, open_above=True)
        return found

    def table(self) -> pd.DataFrame:
        """One row a parameter: value, unit, meaning, source, assumption."""
        return pd.DataFrame(
            [{"parameter": each.name, "value": getattr(self, each.name), **each.metadata} for each in fields(self)]
        ).set_index("parameter")


def _outside(
    name: str, value: object, low: float, high: float, *, open_below: bool = False, open_above: bool = False
) -> list[tuple[str, str]]:
    """A sentence if a value is no number of its range."""
    said = f"{'above' if open_below else 'from'} {low} {'to below' if open_above else 'to'} {high}"
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return [(name, f"is no number. Got {value!r}; allowed {said}.")]
    below = value <= low if open_below else value < low
    above = value >= high if open_above else value > high
    return [(name, f"is out of range. Got {value:g}; allowed {said}.")] if below or above else []
