"""What a run says beyond where people are: interceptions by site, class and month, people by state at the end.

A count of interceptions is a count of events: one person may be intercepted several times. Only runs under rules of
`enforcement.yml`, or of the corridor, have any of this.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import xarray as xr

from suasion.show.movement.estimates import estimate


def encounter_answers(run: xr.Dataset) -> dict[str, Any]:
    """Interceptions by site, class and month, and people by state at the end: mean and range of each."""
    kept = kept_on(run)
    at_the_end = run["class_people"].isel({kept: -1}).sum("class")
    found: dict[str, Any] = {
        "people_by_state": {
            str(state): estimate(at_the_end.sel(state=state).to_numpy()) for state in run["state"].to_numpy()
        }
    }
    if "intercepted" not in run:
        return found
    by_month = monthly(run)
    sites = {}
    for site in run["site"].to_numpy():
        events = run["intercepted"].sel(site=site)
        each: dict[str, Any] = dict(estimate(events.sum((kept, "class")).to_numpy()))
        by_class = {str(name): events.sel({"class": name}).sum(kept).to_numpy() for name in run["class"].to_numpy()}
        if len(by_class) > 1:
            each["by_class"] = {name: estimate(values) for name, values in by_class.items()}
        of_site = by_month.sel(site=site)
        each["by_month"] = {
            str(month): estimate(of_site.sel(month=month).to_numpy()) for month in of_site["month"].to_numpy()
        }
        sites[str(site)] = each
    found["interceptions"] = sites
    return found


def kept_on(run: xr.Dataset) -> str:
    """The dimension that counts were kept on: day or month."""
    return "month" if "month" in run["class_people"].dims else "day"


def monthly(run: xr.Dataset) -> xr.DataArray:
    """Interceptions by calendar month, named like 2019-05: (draw, site, month)."""
    events = run["intercepted"].sum("class")
    if kept_on(run) == "month":
        return events.assign_coords(month=pd.DatetimeIndex(run["month"].to_numpy()).strftime("%Y-%m"))
    months = pd.DatetimeIndex(run["date"].to_numpy()).strftime("%Y-%m")
    return events.assign_coords(month=("day", months)).groupby("month").sum("day")
