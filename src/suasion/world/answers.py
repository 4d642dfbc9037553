"""Answers of a run: numbers with their range, their sources and what they assume. A pure function of the result."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from suasion import data
from suasion.accord.quantity import Quantity
from suasion.monitor import Criterion
from suasion.world.goods_answers import with_response
from suasion.world.long_run_answers import long_run
from suasion.world.ranges import value_range
from suasion.world.result import Result

FloatArray = NDArray[np.float64]

AS_WRITTEN = "as-written"

BILL_ASSUMES = (
    "The static duty is on the unchanged imports of the base year; the bill in each world moves them to the run's own "
    "months and leaves out what is not collected, so the two differ.",
    "The bill takes imports as they would have been without the duty: an upper reading of what is collected.",
    "Imports of the base year's same month are moved forward by the forecast of all imports, which knows no duty.",
    "Every month's imports enter evenly over its days.",
)
TRACK_ASSUMES = (
    "The forecast continues the published series as it was; no measure of the accord changes it yet. A chance that is "
    "low here means the past alone would not reach the target.",
    "Arrests are events, not persons: one person can be counted more than once.",
)


def summary(result: Result) -> dict[str, Any]:
    """All answers with the run they belong to: what `--json` prints and answers.json holds."""
    run = result.manifest
    return {
        "accord": run["accord"],
        "variant": run["variant"] or AS_WRITTEN,
        "settings": run["settings"],
        "as_of": run["as_of"],
        "draws": run["draws"],
        "seed": run["seed"],
        "decision": run["decision"],
        "answers": {
            "on_track": on_track(result),
            "tariff_bill": tariff_bill(result) | {"with_response": with_response(result)},
            "welfare": long_run(result),
        },
        "warnings": run["warnings"],
    }


def on_track(result: Result) -> list[dict[str, Any]]:
    """For each review and target, the chance that the month judged meets it, on what was published by the review.

    Each row says who set the target and on which series, how the chance moved with each new figure (`over_time`), what
    lay on the table at the review, and, once the month judged is published, the outcome.
    """
    accord, ds = result.accord, result.dataset
    rows = []
    for review_name, review in accord.get("reviews", {}).items():
        for target_name in review["targets"]:
            at = {"review": review_name, "target": target_name}
            met = ds["met"].sel(at).to_numpy()
            seen = [number for number in range(met.shape[1]) if (met[:, number] >= 0).all()]
            if seen:
                rows.append(_track_row(accord, ds, at, review, seen))
    return rows


def _track_row(
    accord: dict[str, Any], ds: xr.Dataset, at: dict[str, str], review: dict[str, Any], seen: list[int]
) -> dict[str, Any]:
    target = accord["targets"][at["target"]]
    series = f"{target['series']}/{target['part']}" if target.get("part") else target["series"]
    met, value = ds["met"].sel(at).to_numpy(), ds["judged_value"].sel(at).to_numpy()
    days = [str(day) for day in ds["vintage"].to_numpy()]
    last = seen[-1]
    table = ds["met_published"].sel(at).to_numpy()
    chance = float(met[:, last].mean())
    return {
        "review": at["review"],
        "review_title": review["title"],
        "review_date": review["date"],
        "target": at["target"],
        "target_title": target["title"],
        "set_by": accord["parties"][target["set_by"]]["name"],
        "decides": review.get("decides") == at["target"],
        "series": series,
        "statistic": target.get("statistic", "level"),
        "comparator": target["comparator"],
        "level": _middle(target["level"], review["date"]),
        "month": review["month"],
        "base_month": (target.get("base") or {}).get("month"),
        "probability": chance,
        "probability_with_slack": float(ds["met_slack"].sel(at).to_numpy()[:, last].mean()),
        "standard_error": float(np.sqrt(chance * (1 - chance) / len(met))),
        "informed_on": days[last],
        "last_published": {
            "month": str(ds["last_month"].sel(series=series).to_numpy()[last]),
            "value": float(ds["last_value"].sel(series=series).to_numpy()[last]),
        },
        "value": value_range(value[:, last]),
        "on_the_table": (
            None
            if (table < 0).any()
            else {"month": str(ds["table_month"].sel(at).item()), "probability": float(table.mean())}
        ),
        "over_time": [
            {"day": days[number], "probability": float(met[:, number].mean()), "value": value_range(value[:, number])}
            for number in seen
        ],
        "outcome": _outcome(ds, target, series, review),
        "sources": _sources(target),
        "assumes": list(TRACK_ASSUMES),
    }


def _outcome(ds: xr.Dataset, target: dict[str, Any], series: str, review: dict[str, Any]) -> dict[str, Any] | None:
    """What came, if the month judged is published by the run's day; only for a plain level.

    `published_on` is the day of the month's first figure; `value` is the latest one known on the run's day.
    """
    month, day = review["month"], review["date"]
    if target.get("statistic", "level") != "level" or month not in ds["past_month"].to_numpy():
        return None
    value = float(ds["observed"].sel(series=series, past_month=month))
    if not np.isfinite(value):
        return None
    strict = Criterion("level", target["comparator"], _middle(target["level"], day), (pd.Period(month, "M"),))
    forgiving = strict.with_slack(_middle(target["slack"], day) if "slack" in target else 0.0)
    return {
        "published_on": str(ds["published_on"].sel(series=series, past_month=month).item()),
        "value": value,
        "met": bool(strict.met(np.array(value))),
        "met_with_slack": bool(forgiving.met(np.array(value))),
    }


def tariff_bill(result: Result) -> dict[str, Any]:
    """What the tariffs bring on imports held as they would have been, in this variant and as announced.

    `static_usd` is the duty on the base year's unchanged imports. `total_usd` is the duty collected in each world on
    imports held as they would have been: `duty_usd` of the data set (duty owed) times `collected_share`. `as_scheduled`
    is the same had the steps gone ahead.
    """
    accord, ds = result.accord, result.dataset
    labels = data.hs2_labels()
    collected = ds["collected_share"].to_numpy()[:, None]
    paid = ds["duty_usd"].to_numpy().sum(axis=1) * collected
    scheduled = ds["scheduled_duty_usd"].to_numpy().sum(axis=1) * collected
    by_chapter = ds["duty_hs2_usd"].to_numpy() * collected
    scheduled_by_chapter = ds["scheduled_duty_hs2_usd"].to_numpy() * collected
    static = ds["static_duty_usd"].to_numpy().sum(axis=0)
    static_scheduled = ds["scheduled_static_duty_usd"].to_numpy().sum(axis=0)
    months = [str(month) for month in ds["month"].to_numpy()]
    rate = ds["rate_share"].to_numpy().mean(axis=0)
    names = [str(name) for name in ds["tariff"].to_numpy()]
    chapters = [str(code) for code in ds["hs2"].to_numpy()]
    order = np.argsort(-static_scheduled.sum(axis=0), kind="stable")
    tariffs = {name: block for name, block in accord.get("measures", {}).items() if block["kind"] == "tariff"}
    year = float(ds["base_year_imports_usd"].to_numpy().sum())
    return {
        "static_usd": float(static.sum()),
        "total_usd": value_range(paid.sum(axis=1)),
        "worlds_charged_share": float((paid.sum(axis=1) > 0).mean()),
        "by_month": {
            month: {
                "rate_share": {name: float(rate[number, index]) for number, name in enumerate(names)},
                "static_usd": float(static[index].sum()),
                **value_range(paid[:, index]),
            }
            for index, month in enumerate(months)
        },
        "by_hs2": {
            chapters[index]: {
                "label": labels.get(chapters[index], chapters[index]),
                "static_usd": float(static[:, index].sum()),
                **value_range(by_chapter[:, index]),
                "as_scheduled": {
                    "static_usd": float(static_scheduled[:, index].sum()),
                    **value_range(scheduled_by_chapter[:, index]),
                },
            }
            for index in order
        },
        "as_scheduled": {
            "static_usd": float(static_scheduled.sum()),
            "total_usd": value_range(scheduled.sum(axis=1)),
            "by_month": {
                month: {"static_usd": float(static_scheduled[index].sum()), **value_range(scheduled[:, index])}
                for index, month in enumerate(months)
            },
        },
        "static_per_year_usd": {
            f"{rate:.4g}": float(rate * year)
            for rate in sorted({_middle(step["rate"]) for block in tariffs.values() for step in block.get("steps", [])})
        },
        "base_year_imports_usd": year,
        "sources": sorted({source for block in tariffs.values() for source in _sources(block)}),
        "assumes": list(BILL_ASSUMES),
    }


def _middle(quantity: dict[str, Any], day: str | None = None) -> float:
    """The middle of a quantity as stored with the result, on a day if it has dated steps."""
    return Quantity.model_validate(quantity).on(None if day is None else datetime.date.fromisoformat(day))


def _sources(block: dict[str, Any]) -> list[str]:
    source = block.get("source") or []
    return [source] if isinstance(source, str) else list(source)


def difference(base: Result, other: Result) -> dict[str, Any]:
    """What changes from one variant to another, world by world: both ran with the same luck.

    Raises
    ------
    ValueError                         if the two runs differ in seed, draws or day
    """
    for key in ("accord", "seed", "draws", "as_of"):
        if base.manifest[key] != other.manifest[key]:
            raise ValueError(f"the runs differ in {key}: {base.manifest[key]} and {other.manifest[key]}")
    held, moved = (
        [run.dataset[name].to_numpy().sum(axis=(1, 2)) * run.dataset["collected_share"].to_numpy()
         for run in (base, other)]
        for name in ("duty_usd", "response_duty_usd")
    )  # fmt: skip
    responds = all(with_response(run) is not None for run in (base, other))
    return {
        "variant": other.manifest["variant"] or AS_WRITTEN,
        "against": base.manifest["variant"] or AS_WRITTEN,
        "tariff_bill_usd": value_range(held[1] - held[0]),
        "collected_with_response_usd": value_range(moved[1] - moved[0]) if responds else None,
    }
