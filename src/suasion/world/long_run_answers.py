"""What the tariff does to countries once everything has settled, model beside model. A pure function of the result."""

from __future__ import annotations

from typing import Any

import numpy as np

from suasion.world.long_run import ELASTICITY_RANGE, MODELS, REPLIES
from suasion.world.result import Result

WELFARE_ASSUMES = (
    "A year's answer once everything has settled, some years on, had the rate stayed; not a forecast of a year.",
    "Models disagree and are not merged; the range of each comes from its trade elasticities alone "
    f"({ELASTICITY_RANGE[0]:g} to {ELASTICITY_RANGE[1]:g} with one sector; published estimates with many).",
    "An equal answer of the partner falls on all its imports of goods, also where the duty is on some chapters only.",
    "Trade, incomes and input-output links are of 2018, in part an estimate. The duty collected is handed out to "
    "residents of the country that charges it, unless the model says otherwise.",
)


def long_run(result: Result) -> dict[str, Any] | None:
    """Change of welfare by rate, model, reply of the partner and economy; None if no tariff can be asked about."""
    ds = result.dataset
    rates = ds["rate"].to_numpy().astype(float)
    if not len(rates):
        return None
    found: dict[str, Any] = {}
    for rate in rates:
        of_rate: dict[str, Any] = {}
        for model, title in MODELS.items():
            of_rate[model] = {"title": title} | {
                reply: _economies(ds.sel(model=model, reply=reply, rate=rate)) for reply in REPLIES
            }
        found[f"{rate:.4g}"] = of_rate
    return {
        "unit": "percent of what people can buy, a year",
        "by_rate": found,
        "importer": ds["welfare_pct"].attrs["importer"],
        "exporter": ds["welfare_pct"].attrs["exporter"],
        "replies": dict(REPLIES),
        "sources": ["Ignatenko et al. 2025", "Caliendo and Parro 2015"],
        "assumes": list(WELFARE_ASSUMES),
    }


def _economies(ds: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for economy in (str(name) for name in ds["economy"].to_numpy()):
        at = ds.sel(economy=economy)
        middle = float(at["welfare_pct"])
        if np.isfinite(middle):
            ends = (float(at["welfare_low_pct"]), float(at["welfare_high_pct"]))
            values[economy] = {"middle_pct": middle, "low_pct": ends[0], "high_pct": ends[1]}
    exports = float(ds["partner_exports_pct"])
    return {"welfare": values} | ({"partner_exports_pct": exports} if np.isfinite(exports) else {})
