"""What imports do under a tariff, month by month, and who pays: the short-run half of the accord's trade.

Answers, for each draw: imports once they respond, the duty then owed, and how the rise is shared between buyers,
importers and sellers. A chapter's imports move to where three tiers of demand settle (`trade.lines.curves`), as fast as
elasticities grow with time (`trade.dynamics`). Tariffs are taken one by one; goods brought forward, the exchange rate
and incomes stay out of it. The long-run half is `long_run`.

Which part of the US imports of a chapter is the partner's is known for one series only (`data.chapters`): a tariff on
other imports keeps its static duty, and the run says so.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from suasion.accord.quantity import Quantity
from suasion.data import chapters, monthly_by_hs2
from suasion.streams import Stream
from suasion.trade.dynamics.paths import adjustment_weights, pass_through, phase_in
from suasion.trade.elasticities import Elasticities, ShortRun
from suasion.trade.lines.curves import ResponseCurves, response_curves
from suasion.trade.lines.data import Lines
from suasion.trade.lines.incidence import landed_price_rise, who_pays

FloatArray = NDArray[np.float64]

PARTNER, OTHERS = "partner", "others"
PAYERS = ("buyers", "importers", "sellers")
MODE_SHARES = {"truck": 0.70, "rail": 0.15, "air": 0.05, "vessel": 0.10}
"""How goods from Mexico come, by value: trucks about seven tenths (rounded; Bureau of Transportation Statistics)."""
TOP_RATE = 10.0  # beyond ten times its value a tariff is a ban; the curves end there
_RATES = 16  # rates of a grid: a log quantity is then off by less than 3e-4
_USUAL_TOP = 0.30


@dataclass(frozen=True)
class GoodsPlan:
    """A tariff whose imports can respond.

    Attributes
    ----------
    lines : Lines                          chapters, each a sector of its own; origins partner and others
    rates : array (grid,)                  rates of the response curves
    base_rate : array (hs2,)               duty already paid on the partner's goods, as a share of their value
    """

    lines: Lines
    rates: FloatArray
    base_rate: FloatArray


@dataclass(frozen=True)
class Responded:
    """Imports of one tariff that respond, and who bears the rise.

    Attributes
    ----------
    imports_usd, duty_usd : (draw, month)  customs value after the response; duty of the tariff owed on it
    duty_hs2_usd : (draw, hs2)             the same over the run, by chapter
    payer_usd : (draw, payer, month)       rise borne by buyers, importers (net of duty not collected), sellers
    forgone_usd : (draw, month)            what buyers lose by what they no longer buy
    """

    imports_usd: FloatArray
    duty_usd: FloatArray
    duty_hs2_usd: FloatArray
    payer_usd: FloatArray
    forgone_usd: FloatArray


def goods_plan(
    series: str, codes: tuple[str, ...], steps: tuple[Quantity, ...], as_of: datetime.date
) -> GoodsPlan | str:
    """What is needed for imports to respond to a tariff; or why they can not.

    Parameters
    ----------
    series : str                           the imports that the tariff is charged on
    codes : (hs2,)                         chapters in scope
    steps : rates of its schedule
    as_of : date                           last day whose publications are known
    """
    if series != chapters.PARTNER_SERIES:
        return f"no table says what share of all US imports the goods of {series} are"
    if as_of < chapters.PUBLISHED:
        return f"imports from everywhere by chapter came out on {chapters.PUBLISHED}"
    lines = _lines(codes)
    return GoodsPlan(lines, _grid(steps), lines.base_rates[:, 0])


@lru_cache(maxsize=8)
def _lines(codes: tuple[str, ...]) -> Lines:
    """Imports of 2018 by chapter, of the partner and of all others."""
    whole = chapters.us_chapters().loc[list(codes)]
    own_usd = monthly_by_hs2("imports", 2018).sum().reindex(codes, fill_value=0.0).to_numpy(float)
    own_duty = monthly_by_hs2("duty", 2018).sum().reindex(codes, fill_value=0.0).to_numpy(float)
    other_usd = np.maximum(whole["imports_usd"].to_numpy(float) - own_usd, 0.0)
    other_duty = np.maximum(whole["duty_usd"].to_numpy(float) - own_duty, 0.0)
    base = np.stack([_ratio(own_duty, own_usd), _ratio(other_duty, other_usd)], axis=1)
    shares = chapters.us_import_shares()
    return Lines(
        codes,
        (PARTNER, OTHERS),
        codes,
        np.stack([own_usd, other_usd], axis=1),
        base,
        {str(code): float(shares[sector]) for code, sector in whole["sector"].items()},
    )


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    ratio: FloatArray = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return ratio


def _grid(steps: tuple[Quantity, ...]) -> FloatArray:
    """Rates of the curves: the usual grid, or one as far as the highest rate that can be drawn.

    It depends on the accord alone, never on which draws are in a block.
    """
    almost_one = np.array([1.0 - 2.0**-53])
    top = max((float(step.sample(almost_one)[0]) for step in steps), default=0.0)
    if top <= _USUAL_TOP:
        return np.linspace(0.0, _USUAL_TOP, _RATES)
    top = min(float(np.ceil(top * 20) / 20), TOP_RATE)
    return np.linspace(0.0, top, 1 + int(np.ceil(min(top, 1.0) / _USUAL_TOP * (_RATES - 1) * 2)))


class Goods:
    """The response of one tariff's imports in a block of draws: its uncertain figures are drawn once.

    `paths` are the paths of rates that will be asked about, each (draw, month): curves are made where these need them.
    """

    def __init__(self, plan: GoodsPlan, seed: int, name: str, draws: range, paths: Sequence[FloatArray]) -> None:
        stream = Stream(seed, f"goods/{name}")
        self.plan = plan
        self.curves: ResponseCurves = response_curves(
            plan.lines,
            PARTNER,
            Elasticities.sample(stream, draws),
            rates=plan.rates,
            read_at=self._inside(np.concatenate(paths, axis=1)),
        )
        months = paths[0].shape[1]
        short_run = ShortRun.sample(stream, draws)
        self.weights = adjustment_weights(short_run, months, MODE_SHARES)
        self.passed = pass_through(short_run, months)

    def respond(self, rate_share: FloatArray, imports_usd: FloatArray, collected_share: FloatArray) -> Responded:
        """Imports and payers at a path of rates.

        Parameters
        ----------
        rate_share : array (draw, month)           one of `paths`: rate on top of the duty already paid
        imports_usd : array (draw, month, hs2)     customs value had imports not responded
        collected_share : array (draw,)            share of the duty owed that is collected
        """
        moved = phase_in(self.curves.read(self._inside(rate_share)), self.weights)
        border = moved * self.curves.inverse_supply[:, None, None]
        base, new = self.plan.base_rate, self.plan.base_rate + rate_share[:, :, None]
        price = np.exp(border)
        rise = phase_in(landed_price_rise(base, new, price), self.passed)
        paid = who_pays(imports_usd, base, new, np.exp(moved), price, rise, collected_share[:, None, None])
        after = imports_usd * np.exp(moved) * price
        duty = after * rate_share[:, :, None]
        # duty owed and not collected stays with importers: it is taken off what they bear
        borne = (paid.buyers_usd, paid.importers_usd - paid.kept_usd, paid.sellers_usd)
        return Responded(
            after.sum(axis=2),
            duty.sum(axis=2),
            duty.sum(axis=1),
            np.stack([each.sum(axis=2) for each in borne], axis=1),
            paid.forgone_usd.sum(axis=2),
        )

    def _inside(self, rate_share: FloatArray) -> FloatArray:
        """Rates where the curves hold: they end at the last rate of the grid."""
        inside: FloatArray = np.minimum(rate_share, self.plan.rates[-1])
        return inside
