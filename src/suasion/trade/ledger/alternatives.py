"""Other ways to buy: claim USMCA (NAFTA before it), buy elsewhere, bring entries forward or hold them back.

Answers, in US dollars over the ledger: what each saves against the expected cost, the added rate and the probability at
which it begins to pay. It does not say whether goods qualify (rules of origin are not modelled), nor how prices at
another source move when others go there too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from suasion.trade.ledger.entries import cost_of
from suasion.trade.ledger.offers import checked
from suasion.trade.ledger.table import Ledger
from suasion.trade.rates.measures import Measure
from suasion.trade.rates.preferences import AGREEMENTS, agreements_on

CARRYING_SHARE_MONTH = 0.02
"""Cost of holding goods, share of their value a month: an assumption (docs/explain/tariff-rates.md)."""


def claim_usmca(
    ledger: Ledger,
    threat: Sequence[Measure],
    *,
    in_force: Sequence[Measure] = (),
    probability: float = 1.0,
    compliance_usd: float = 0.0,
) -> pd.DataFrame:
    """What claiming USMCA, or before July 2020 NAFTA, on every line from Canada and Mexico would save.

    Parameters
    ----------
    compliance_usd                         cost of proof for each product, over the ledger

    Returns
    -------
    DataFrame by sku                       duty_now_usd, duty_claimed_usd (expected, with fees), saving_usd,
                                           compliance_usd, net_usd; agreement: under which of them the lines enter,
                                           as in `NAFTA` or `NAFTA and USMCA`. Products without unclaimed lines are
                                           left out, and so are lines of before 1994, when there was none
    """
    frame = ledger.frame
    begun = frame["entry_day"] >= pd.Timestamp(AGREEMENTS[0][1])
    could = frame["origin"].isin(["CA", "MX"]) & (frame["preference_share"] < 1) & begun
    part = frame[could].reset_index(drop=True)
    claimed = part.assign(preference_share=1.0)
    now = _expected(part, threat, in_force, probability)
    then = _expected(claimed, threat, in_force, probability)
    table = pd.DataFrame({"duty_now_usd": now, "duty_claimed_usd": then}).groupby(part["sku"], observed=True).sum()
    table["saving_usd"] = table["duty_now_usd"] - table["duty_claimed_usd"]
    table["compliance_usd"] = compliance_usd
    table["net_usd"] = table["saving_usd"] - table["compliance_usd"]
    entered = part.groupby("sku", observed=True)["entry_day"]
    table["agreement"] = pd.Series(
        {sku: " and ".join(agreements_on(days.to_numpy())) for sku, days in entered}, dtype=object
    )
    return table.sort_values("net_usd", ascending=False)


def buy_elsewhere(
    ledger: Ledger,
    options: pd.DataFrame,
    threat: Sequence[Measure],
    *,
    in_force: Sequence[Measure] = (),
    probability: float = 1.0,
) -> pd.DataFrame:
    """Landed cost here and elsewhere.

    Parameters
    ----------
    options : DataFrame                    sku, origin, price_ratio (price there over price here, both before duty),
                                           and, if they matter: freight_share (of the price, more than now),
                                           switching_usd (once), usmca (share that claims)

    Returns
    -------
    DataFrame, one row an option           landed_now_usd, landed_there_usd (value, freight, duty and fees, expected),
                                           saving_usd, switching_usd, net_usd; break_even_added_rate: the threat's rate
                                           on today's value at which both cost the same if it comes for certain;
                                           break_even_probability: of the threat as it is, above 1 if it never pays,
                                           NaN where the threat adds nothing

    Raises
    ------
    ValueError                             every problem at once: a column that is missing, a product that is not in the
                                           ledger, an unknown origin, a number that is none, a ratio that is not above 0
    """
    rows = []
    for option in checked(options, list(ledger.frame["sku"].cat.categories)):
        sku, origin, ratio = option["sku"], option["origin"], option["price_ratio"]
        freight, switching, usmca = (option[name] for name in ("freight_share", "switching_usd", "usmca"))
        here = ledger.frame[ledger.frame["sku"] == sku].reset_index(drop=True)
        there = here.assign(
            origin=pd.Categorical([origin] * len(here)), value_usd=here["value_usd"] * ratio, preference_share=usmca
        )
        value = float(here["value_usd"].sum())
        sure = value + float(_expected(here, threat, in_force, 0.0).sum())
        threat_usd = float(_expected(here, threat, in_force, 1.0).sum()) + value - sure
        landed_there = value * ratio * (1 + freight) + float(_expected(there, threat, in_force, probability).sum())
        gap = landed_there + switching - sure
        rows.append(
            {
                "sku": sku,
                "origin": origin,
                "landed_now_usd": sure + probability * threat_usd,
                "landed_there_usd": landed_there,
                "saving_usd": sure + probability * threat_usd - landed_there,
                "switching_usd": switching,
                "net_usd": probability * threat_usd - gap,
                "break_even_added_rate": max(0.0, gap / value) if value else np.nan,
                "break_even_probability": max(0.0, gap / threat_usd) if threat_usd > 0 else np.nan,
            }
        )
    return pd.DataFrame(rows)


def wait_or_hurry(
    ledger: Ledger,
    threat: Sequence[Measure],
    *,
    in_force: Sequence[Measure] = (),
    probability: float = 1.0,
    carrying_share_month: float = CARRYING_SHARE_MONTH,
) -> pd.DataFrame:
    """What bringing entries forward to the day before the threat would save, and what waiting is worth at most.

    Parameters
    ----------
    carrying_share_month                   cost of holding goods, share of value a month; fresh food (chapters 01 to 10)
                                           can not be brought forward

    Returns
    -------
    DataFrame by sku                       expected_threat_usd; hurry_usd: saved on the lines that are worth bringing
                                           forward, less the cost of holding them; hurry_lines: how many; wait_usd: the
                                           expected duty that a buyer who is not yet bound can still escape, an upper
                                           bound, as goods have to come from somewhere
    """
    cost = cost_of(ledger, threat, in_force=in_force, probability=probability)
    first = np.datetime64(min(measure.first_day for measure in threat)) if threat else np.datetime64("NaT")
    months = (ledger.frame["entry_day"].to_numpy("datetime64[D]") - first).astype(float) / 30 + 1 / 30
    months = np.where(np.isfinite(months), np.maximum(months, 0), 0)
    fresh = ledger.frame["hts"].astype(str).str[:2].astype(int).to_numpy() <= 10
    expected = cost.rows["expected_threat_usd"].to_numpy(float)
    gain = np.where(fresh, 0.0, expected - months * carrying_share_month * cost.rows["value_usd"].to_numpy(float))
    table = pd.DataFrame(
        {
            "expected_threat_usd": expected,
            "hurry_usd": np.maximum(gain, 0),
            "hurry_lines": (gain > 0).astype(int),
            "wait_usd": expected,
        }
    )
    return table.groupby(cost.rows["sku"], observed=True).sum()


def _expected(
    frame: pd.DataFrame, threat: Sequence[Measure], in_force: Sequence[Measure], probability: float
) -> pd.Series[float]:
    """Expected duty and fees of each line, USD."""
    cost = cost_of(frame, threat, in_force=in_force, probability=probability, to_the_cent=False)
    names = ["normal_duty_usd", "added_duty_usd", "expected_threat_usd", "processing_fee_usd", "harbor_fee_usd"]
    return cost.rows[names].sum(axis=1) - cost.rows["drawback_usd"]
