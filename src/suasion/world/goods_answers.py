"""The bill once imports respond: who pays, by month, chapter and US state. A pure function of the result."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from suasion.data import chapters, trade_tables
from suasion.world.ranges import value_range
from suasion.world.result import Result

FloatArray = NDArray[np.float64]

UNKNOWN_STATE = "DU"
PAYER_WORDS = {
    "buyers": "buyers, by higher prices",
    "importers": "importers, by the part they do not pass on",
    "sellers": "sellers, by lower prices at the border",
}
RESPONSE_ASSUMES = (
    "Imports fall as fast as measured elasticities grow with time (0.76 in the first year), less by contracts and "
    "order lags, which are assumptions; goods brought forward, the exchange rate and incomes are left out.",
    "Importers pass on half of a dearer landed cost after 6 months and four fifths after 18: an assumption, drawn from "
    "a range in each world. At the border sellers pass on nearly all of the duty (Amiti, Redding and Weinstein 2019).",
    "Shares of US states are an estimate that errs by about 15% of the total, and name the state of the importer's "
    "address, not of the final use. DU stands for duty that the shares tell of no state.",
)


def with_response(result: Result) -> dict[str, Any] | None:
    """The duty on imports that respond, in this variant and as announced; None if no tariff's imports can respond.

    Returns
    -------
    dict                               duty_collected_usd and imports_change_share over the run, by_month, by_hs2,
                                       by_sector, by_state, by_payer (these add up to the duty collected), forgone_usd;
                                       `as_scheduled` has the same for the announced schedule
    """
    ds = result.dataset
    if not ds.sizes["tariff"] or np.isnan(ds["scheduled_response_duty_usd"]).any():
        return None
    return {
        **_response(ds, ""),
        "as_scheduled": _response(ds, "scheduled_"),
        "sources": ["Fajgelbaum et al. 2020", "Boehm, Levchenko and Pandalai-Nayar 2023"],
        "assumes": list(RESPONSE_ASSUMES),
    }


def _response(ds: xr.Dataset, prefix: str) -> dict[str, Any]:
    collected = ds["collected_share"].to_numpy()
    duty = ds[f"{prefix}response_duty_usd"].to_numpy().sum(axis=1) * collected[:, None]
    after = ds[f"{prefix}response_imports_usd"].to_numpy().sum(axis=(1, 2))
    before = ds["imports_usd"].to_numpy().sum(axis=(1, 2))
    by_chapter = ds[f"{prefix}response_duty_hs2_usd"].to_numpy() * collected[:, None]
    payers = ds[f"{prefix}payer_usd"].sum("month")
    months = [str(month) for month in ds["month"].to_numpy()]
    codes = [str(code) for code in ds["hs2"].to_numpy()]
    order = np.argsort(-by_chapter.mean(axis=0), kind="stable")
    return {
        "duty_collected_usd": value_range(duty.sum(axis=1)),
        "imports_change_share": value_range(after / before - 1.0),
        "by_month": {month: value_range(duty[:, index]) for index, month in enumerate(months)},
        "by_hs2": {codes[index]: value_range(by_chapter[:, index]) for index in order},
        "by_sector": _by_sector(by_chapter, codes),
        "by_state": _by_state(by_chapter, codes),
        "by_payer": {name: value_range(payers.sel(payer=name).to_numpy()) for name in PAYER_WORDS},
        "forgone_usd": value_range(ds[f"{prefix}forgone_usd"].to_numpy().sum(axis=1)),
    }


def _by_sector(by_chapter: FloatArray, codes: list[str]) -> dict[str, dict[str, Any]]:
    """Duty by sector of the input-output tables, most first; a chapter without one stands under `none`."""
    of_chapter = chapters.us_chapters()["sector"].reindex(codes).fillna("none").to_numpy()
    titles = trade_tables.world_sectors().set_index("sector")["name"]
    sums = {str(name): by_chapter[:, of_chapter == name].sum(axis=1) for name in sorted(set(of_chapter))}
    ranked = sorted(sums, key=lambda name: (-sums[name].mean(), name))
    return {name: {"label": str(titles.get(name, "no sector")), **value_range(sums[name])} for name in ranked}


def _by_state(by_chapter: FloatArray, codes: list[str]) -> dict[str, dict[str, float]]:
    """Duty by the importer's US state, most first; a chapter without shares goes to the state not known."""
    shares = trade_tables.us_state_shares().reindex(codes)
    shares.loc[shares.isna().all(axis=1), UNKNOWN_STATE] = 1.0
    states = by_chapter @ shares.fillna(0.0).to_numpy()
    order = np.argsort(-states.mean(axis=0), kind="stable")
    return {str(shares.columns[index]): value_range(states[:, index]) for index in order}
