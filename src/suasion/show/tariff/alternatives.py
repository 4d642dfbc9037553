"""Other ways to buy, product by product: what each saves, and from which price or probability on it pays.

It does not say whether goods qualify for a claim, or how prices elsewhere move when others go there too.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from suasion.errors import InputError
from suasion.show import words
from suasion.show.tariff.costed import OWED, Costed, first_day, without_unused
from suasion.trade.ledger import cost_of
from suasion.trade.ledger.alternatives import CARRYING_SHARE_MONTH, buy_elsewhere, claim_usmca, wait_or_hurry
from suasion.trade.ledger.margins import margins

MOST = 12


def alternatives(costed: Costed) -> dict[str, Any]:
    """The ways to buy that a ledger's buyer can choose among.

    Returns
    -------
    dict      claim_usmca: saving_usd, cost_usd, net_usd, and by_sku, lines not claimed yet, the most saved first;
              bring_forward: saving_usd, lines, pays_from_probability, by_sku; wait: at_most_usd; buy_elsewhere:
              origin, and by_sku the dearest price there that still pays, as a ratio of today's, expected and if the
              duty comes; quotes: each offer given, judged. The last four only with a threat
    """
    found: dict[str, Any] = {"claim_usmca": _claim(costed)}
    if not costed.threat or not costed.rows["threat_duty_usd"].any():
        return found
    table = wait_or_hurry(
        costed.ledger, costed.threat, in_force=costed.in_force, probability=costed.probability
    ).sort_values("hurry_usd", ascending=False, kind="stable")
    gaining = table[table["hurry_usd"] > 0]
    found["bring_forward"] = {
        "saving_usd": float(table["hurry_usd"].sum()),
        "lines": int(table["hurry_lines"].sum()),
        "pays_from_probability": _pays_from(costed),
        "carrying_share_a_month": CARRYING_SHARE_MONTH,
        "by_sku": {str(sku): float(one) for sku, one in gaining["hurry_usd"].head(MOST).items()},
    }
    found["wait"] = {"at_most_usd": float(table["wait_usd"].sum())}
    found["buy_elsewhere"] = {"origin": costed.elsewhere, "by_sku": _elsewhere(costed)}
    if costed.quotes is not None:
        found["quotes"] = _quotes(costed, costed.quotes)
    return found


def who_bears(costed: Costed) -> dict[str, float]:
    """The duty that the threat adds if it comes, by who bears it, USD: supplier, customer, own margin."""
    table = margins(costed.ledger, costed.cost)
    return {name: float(table[f"{name}_usd"].sum()) for name in ("supplier", "customer", "margin")}


def _claim(costed: Costed) -> dict[str, Any]:
    table = claim_usmca(
        costed.ledger,
        costed.threat,
        in_force=costed.in_force,
        probability=costed.probability,
        compliance_usd=costed.claim_usd,
    )
    worth = table[table["net_usd"] > 0]
    return {
        "saving_usd": float(worth["saving_usd"].sum()),
        "cost_usd": float(worth["compliance_usd"].sum()),
        "net_usd": float(worth["net_usd"].sum()),
        "products": len(worth),
        "agreement": words.listing(sorted({name for each in worth["agreement"] for name in each.split(" and ")})),
        "by_sku": {str(sku): float(one) for sku, one in worth["net_usd"].head(MOST).items()},
    }


def _pays_from(costed: Costed) -> float | None:
    """The probability of the threat from which on some line is worth bringing forward; None: none ever is."""
    frame, duty = costed.ledger.frame, costed.rows["threat_duty_usd"].to_numpy(float)
    # as in `wait_or_hurry`: to the day before the first one, and fresh food can not be held
    days = (frame["entry_day"].to_numpy("datetime64[D]") - np.datetime64(first_day(costed.threat))).astype(float) + 1
    fresh = frame["hts"].astype(str).str[:2].astype(int).to_numpy() <= 10
    holding = np.maximum(days, 0.0) / 30 * CARRYING_SHARE_MONTH * frame["value_usd"].to_numpy(float)
    needed = np.divide(holding, duty, out=np.full(len(duty), np.inf), where=(duty > 0) & ~fresh)
    least = float(needed.min(initial=np.inf))
    return least if least <= 1 else None


def _elsewhere(costed: Costed) -> dict[str, dict[str, float]]:
    """The dearest price elsewhere that costs no more than today's source, as a ratio of today's price before duty.

    As `trade.ledger.alternatives.buy_elsewhere`, for all products at once: goods from elsewhere claim no preference.
    """
    hit = costed.by("sku").query("threat_duty_usd > 0").sort_values("comes_usd", ascending=False, kind="stable")
    skus = [str(sku) for sku in hit.index.dropna()][:MOST]
    frame = costed.ledger.frame
    part = without_unused(frame[frame["sku"].isin(skus)])
    there = part.assign(origin=pd.Categorical([costed.elsewhere] * len(part)), preference_share=0.0)
    bought = there.groupby("sku", observed=True)["value_usd"].sum()
    ratios = {}
    for name, case, probability in (
        ("expected_ratio", "expected_usd", costed.probability),
        ("comes_ratio", "comes_usd", 1),
    ):
        cost = cost_of(there, costed.threat, in_force=costed.in_force, probability=probability, to_the_cent=False)
        owed = cost.rows[[*OWED, "expected_threat_usd"]].sum(axis=1) - cost.rows["drawback_usd"]
        # duty and value there grow with the price; only fees with a least and a most an entry do not, a small part
        landed_there = bought + owed.groupby(cost.rows["sku"], observed=True).sum()
        ratios[name] = (hit["value_usd"] + hit[case]).reindex(landed_there.index) / landed_there
    return {sku: {name: float(ratio[sku]) for name, ratio in ratios.items()} for sku in skus}


def _quotes(costed: Costed, quotes: pd.DataFrame) -> list[dict[str, Any]]:
    try:
        table = buy_elsewhere(
            costed.ledger, quotes, costed.threat, in_force=costed.in_force, probability=costed.probability
        )
    except ValueError as error:
        raise InputError("--quotes", str(error)) from None
    rows: list[dict[str, Any]] = [
        {str(key): None if isinstance(value, float) and not np.isfinite(value) else value for key, value in row.items()}
        for row in table.to_dict("records")
    ]
    return rows
