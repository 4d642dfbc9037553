"""How far a run is from the counts of its camps, and the peer's out.csv (movement.md section 11)."""

from __future__ import annotations

import csv
import datetime as dt
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from suasion.errors import InputError

if TYPE_CHECKING:
    import xarray as xr

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Score:
    """Errors of a run against counts, by draw.

    With A(day) the sum over camps of |people - counted|:

    Attributes
    ----------
    averaged_relative_difference : array (draw,)        mean over days of A / max(1, people counted); 0 to 2
    rescaled : array (draw,)           the same after people are scaled to the counted total and cut to whole numbers
    total_error : array (draw, day)    A / running sum of counted changes; 0 where that is not above 0
    """

    averaged_relative_difference: FloatArray
    rescaled: FloatArray
    total_error: FloatArray

    def __repr__(self) -> str:
        values = self.averaged_relative_difference
        spread = f" (sd {values.std(ddof=1):.4f} over {len(values)} draws)" if len(values) > 1 else ""
        return f"Score(averaged relative difference {values.mean():.4f}{spread})"


def _camps(run: xr.Dataset) -> NDArray[np.int64]:
    camps = np.flatnonzero(np.isfinite(run["people_data"].values[0]))
    if not len(camps):
        raise InputError(
            str(run.attrs.get("instance", "run")), "has no counts to compare with. Add source/data_layout.csv"
        )
    return camps


def score(run: xr.Dataset) -> Score:
    """Errors of a run against the counts of its camps.

    Raises
    ------
    InputError                         if the run has no counts
    """
    camps = _camps(run)
    people = run["people"].values[:, :, camps].astype(float)  # (draw, day, camp)
    counted = run["people_data"].values[:, camps]  # (day, camp)
    raw = run["raw_count"].values.astype(float)
    apart = np.abs(people - counted).sum(axis=2)
    base = np.maximum(1.0, counted.sum(axis=1))
    there = people.sum(axis=2)
    scale = np.divide(counted.sum(axis=1), there, out=np.zeros_like(there), where=there > 0)
    scaled = np.trunc(people * scale[:, :, None])
    return Score(
        (apart / base).mean(axis=1),
        (np.abs(scaled - counted).sum(axis=2) / base).mean(axis=1),
        np.divide(apart, raw, out=np.zeros_like(apart), where=np.broadcast_to(raw > 0, apart.shape)),
    )


def write_out(run: xr.Dataset, path: str | Path, draw: int | None = None) -> None:
    """Write one draw (the first if left out) with the columns of the peer's out.csv.

    Raises
    ------
    InputError                         if the run has no counts or no such draw, or the file can not be written
    """
    number = int(run["draw"].values[0]) if draw is None else draw
    if number not in run["draw"].values:
        raise InputError("draw", f"{number} is not in this run. It has {list(run['draw'].values[:5])} ...")
    camps = _camps(run)
    one = run.sel(draw=number)
    names = [str(name) for name in run["place"].values[camps]]
    head: list[object] = ["Day", "Date", *(f"{name} {part}" for name in names for part in ("sim", "data", "error"))]
    head += ["Total error", "refugees in camps (UNHCR)", "total refugees (simulation)", "raw UNHCR refugee count"]
    head += ["refugees in camps (simulation)", "refugee_debt"]
    idps = np.flatnonzero(run["kind"].values == "idpcamp")
    if run.attrs["idp_totals"]:
        head.append("total IDPs")
    people, counted = one["people"].values, run["people_data"].values[:, camps].astype(np.int64)
    errors = score(run.sel(draw=[number])).total_error[0]
    start = dt.date.fromisoformat(run.attrs["start_date"]) + dt.timedelta(days=int(run.attrs["date_is_next_day"]))
    rows = []
    for day in range(len(people)):
        row: list[object] = [day, (start + dt.timedelta(days=day)).isoformat()]
        for at, data in zip(people[day, camps].tolist(), counted[day].tolist(), strict=True):
            row += [at, data, round(abs(at / data - 1.0), 4) if data > 0 else 0.0]
        everyone = int(people[day].sum() + one["on_links"].values[day])
        row += [float(errors[day]), int(counted[day].sum()), everyone, int(run["raw_count"].values[day])]
        row += [int(people[day, camps].sum()), int(run["debt"].values[day])]
        if run.attrs["idp_totals"]:
            row.append(int(people[day, idps].sum()))
        rows.append(row)
    write_rows(Path(path), [head, *rows])


def write_rows(path: Path, rows: list[list[object]]) -> None:
    """Write a comma separated file whole or not at all.

    Raises
    ------
    InputError                         if it can not be written
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        raise InputError(str(path), f"can not be written: {(error.strerror or str(error)).lower()}") from error
