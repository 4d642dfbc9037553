"""A run in people: with `hasten` it moves units of several people, and whoever reads of it wants to read of people."""

from __future__ import annotations

import numpy as np
import xarray as xr

COUNTS = ("people", "events")  # the units of what is counted


def in_people(run: xr.Dataset) -> xr.Dataset:
    """The run with every count of people and of events times `hasten`; the run itself if that is 1."""
    hasten = int(run.attrs["hasten"])
    if hasten == 1:
        return run
    counted = {
        name: (values * hasten if np.issubdtype(values.dtype, np.floating) else values.astype(np.int64) * hasten)
        for name, values in run.data_vars.items()
        if values.attrs.get("units") in COUNTS
    }
    return run.assign({name: values.assign_attrs(run[name].attrs) for name, values in counted.items()})


def unit_note(hasten: int) -> str:
    """What a reader has to know of numbers that were counted in units."""
    return (
        f"people are moved in units of {hasten:,} (hasten): in every world, and in the counts beside it, people come "
        f"in steps of {hasten:,}, and ranges are wider than with everybody; move.nc and out.csv count units"
    )
