"""What the tariff does to countries once everything has settled, model beside model. A pure function of the result."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from suasion.world.long_run_models import ELASTICITY_RANGE, MODELS, REPLIES
from suasion.world.result import Result

FloatArray = NDArray[np.float64]

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
    order = ("rate", "model", "reply")
    exports = ds["partner_exports_pct"].transpose(*order).to_numpy()
    names = ("welfare_pct", "welfare_low_pct", "welfare_high_pct")
    parts = np.stack([ds[name].transpose(*order, "economy").to_numpy() for name in names])
    economies = [str(name) for name in ds["economy"].to_numpy()]
    models, replies = ([str(name) for name in ds[dim].to_numpy()] for dim in ("model", "reply"))
    found: dict[str, Any] = {}
    for at, rate in enumerate(rates):
        found[f"{rate:.4g}"] = {
            model: {"title": MODELS[model]}
            | {
                reply: _economies(economies, parts[:, at, row, column], float(exports[at, row, column]))
                for column, reply in enumerate(replies)
            }
            for row, model in enumerate(models)
        }
    return {
        "unit": "percent of what people can buy, a year",
        "by_rate": found,
        "importer": ds["welfare_pct"].attrs["importer"],
        "exporter": ds["welfare_pct"].attrs["exporter"],
        "replies": dict(REPLIES),
        "sources": ["Ignatenko et al. 2025", "Caliendo and Parro 2015"],
        "assumes": list(WELFARE_ASSUMES),
    }


def _economies(names: list[str], welfare_pct: FloatArray, exports_pct: float) -> dict[str, Any]:
    """One model's answer: welfare (part, economy) as middle, low, high; economies that it has not are left out."""
    values = {
        name: dict(zip(("middle_pct", "low_pct", "high_pct"), parts, strict=True))
        for name, parts in zip(names, welfare_pct.T.tolist(), strict=True)
        if np.isfinite(parts[0])
    }
    return {"welfare": values} | ({"partner_exports_pct": exports_pct} if np.isfinite(exports_pct) else {})
