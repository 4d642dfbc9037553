"""What an announced tariff does before it is in force, and if it never is: investment, currency, prices.

Answers: how a chance of a tariff bears on them. It does not say how likely a step is (chances come from outside), and
not how many goods are brought forward (`front_loading`). All rules are assumptions of this product, with figures in
`elasticities.PARAMETERS`; that uncertainty about tariffs holds back investment is the finding of Handley and Limao
(2017) and Caldara et al. (2020), its size here is not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suasion.errors import InputError
from suasion.trade.elasticities import ShortRun
from suasion.trade.lines.welfare import share_between

FloatArray = NDArray[np.float64]


def chance_in_force(hazard_a_month: ArrayLike) -> FloatArray:
    """Chance that a threat has been carried out by the end of each month: 1 - product of (1 - hazard).

    Parameters
    ----------
    hazard_a_month : array (draw, month)   chance that a threat still open is carried out in the month

    Returns
    -------
    array (draw, month)                    never falling

    Raises
    ------
    InputError                             if a hazard is not from 0 to 1
    """
    hazard = share_between(hazard_a_month, "hazard_a_month")
    return np.asarray(1 - np.cumprod(1 - hazard, axis=-1))


def expected_rate(chance: ArrayLike, rate_rises: ArrayLike) -> FloatArray:
    """Expected rise of the rate over the horizon: the sum over steps of chance times rise.

    Parameters
    ----------
    chance : array (..., step)             chance that each step is carried out
    rate_rises : array (..., step)         rise at each step

    Returns
    -------
    array (...)                            ad-valorem rate

    Raises
    ------
    InputError                             if a chance is not from 0 to 1, or a rise is not finite
    """
    rises = np.asarray(rate_rises, dtype=float)
    if not np.all(np.isfinite(rises)):
        raise InputError("rate_rises", "a rise is a finite number; 0.05 is 5 points.")
    return np.asarray((share_between(chance, "chance") * rises).sum(axis=-1))


@dataclass(frozen=True)
class ThreatResponse:
    """What an expected tariff does before any duty is paid; every array (draw, month), new over old.

    Attributes
    ----------
    investment_ratio : investment and new sourcing that can not be undone
    currency_ratio : the seller's currency in USD
    border_price_ratio : sellers' prices in USD on goods not under contract; buyers' prices do not move otherwise
    """

    investment_ratio: FloatArray
    currency_ratio: FloatArray
    border_price_ratio: FloatArray


def threat_response(expected_rise: ArrayLike, values: ShortRun, contract_free_share: ArrayLike = 1.0) -> ThreatResponse:
    """Answers to an expected tariff, carried out or not (assumptions throughout).

    ln investment = - response x expected rise. The currency falls by its response times the expected rise, and sellers'
    prices in USD with it on the share of goods not under contract; that they follow the currency at all within months
    is generous where goods are priced in USD. Current flows answer only by `front_loading`.

    Parameters
    ----------
    expected_rise : array (draw, month)        expected rise of the rate, at least 0; (1, month) for all draws
    values : ShortRun
    contract_free_share : array (draw, month)  as `dynamics.free_share`, or what broadcasts

    Returns
    -------
    ThreatResponse

    Raises
    ------
    InputError                                 if an expected rise is negative or not finite, or shapes do not fit
    """
    rise = np.asarray(expected_rise, dtype=float)
    if rise.ndim != 2 or not np.all(np.isfinite(rise) & (rise >= 0)):
        raise InputError("expected_rise", "an array (draw, month) of finite numbers of at least 0.")
    if 1 != rise.shape[0] != values.draws != 1:
        raise InputError("expected_rise", f"has {rise.shape[0]} draws, the figures have {values.draws}.")
    free = share_between(contract_free_share, "contract_free_share")
    fall = values.of("exchange_rate_response")[:, None] * rise
    if np.any(fall >= 1):
        raise InputError("expected_rise", "a currency can not lose its whole value. Give a lower expected rise.")
    return ThreatResponse(
        investment_ratio=np.exp(-values.of("investment_response")[:, None] * rise),
        currency_ratio=1 - fall,
        border_price_ratio=np.asarray(1 - fall * free),
    )
