"""The files of a run of people on the move; all of them appear, or none."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numba
import numpy as np
import xarray as xr

import suasion
from suasion.movement import Instance, write_out
from suasion.show.movement.answers import Moved, summary
from suasion.show.movement.page import build_page
from suasion.show.page import render_page
from suasion.show.save import whole
from suasion.world.result import ANSWERS_FILE, MANIFEST_FILE, REPORT_FILE, json_text

MOVE_FILE = "move.nc"
OUT_FILE = "out.csv"


def save_move(moved: Moved, out: Path) -> None:
    """Write move.nc, manifest.json, answers.json, out.csv (first draw; only with counts) and report.html.

    None of them holds a time of day or a duration: the same folder, seed and version give the same bytes.

    Raises
    ------
    InputError                         if the folder can not be written; it is then as it was before
    """
    record = manifest(moved)
    answers = summary(moved)

    def fill(folder: Path) -> None:
        (folder / MOVE_FILE).write_bytes(_netcdf(moved.run))
        (folder / MANIFEST_FILE).write_text(json_text(record), encoding="utf-8")
        (folder / ANSWERS_FILE).write_text(json_text(answers), encoding="utf-8")
        if moved.scored:
            write_out(moved.run, folder / OUT_FILE)
        page = render_page(build_page(moved, answers, record))
        (folder / REPORT_FILE).write_text(page, encoding="utf-8", newline="\n")

    whole(out, fill)


def manifest(moved: Moved) -> dict[str, Any]:
    """What is needed to repeat the run."""
    run = moved.run
    return {
        "suasion": suasion.__version__,
        "folder": moved.instance.name,
        "input_sha256": digest(moved.instance),
        "engine": str(run.attrs["engine"]),
        "compat": str(run.attrs["compat"]),
        "start_date": str(run.attrs["start_date"]),
        "days": run.sizes["day"],
        "hasten": int(run.attrs["hasten"]),
        "closures": list(moved.closures),
        "strengths": list(moved.strengths),
        "draws": run.sizes["draw"],
        "seed": int(run.attrs["seed"]),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "numba": numba.__version__,
        "notes": list(moved.all_notes),
    }


def digest(instance: Instance) -> str:
    """SHA-256 of all that was read: every place, link, closure, count and setting, wherever its file lies."""
    found = hashlib.sha256()
    _add(found, dataclasses.replace(instance, name=""))
    return found.hexdigest()


def _add(found: Any, value: Any) -> None:
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            found.update(f"{field.name}:".encode())
            _add(found, getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            found.update(f"{key!r}:".encode())
            _add(found, item)
    elif isinstance(value, tuple | list):
        found.update(f"{len(value)}[".encode())
        for item in value:
            _add(found, item)
    elif isinstance(value, np.ndarray):
        found.update(f"{value.dtype.str}{value.shape}".encode() + np.ascontiguousarray(value).tobytes())
    else:
        found.update(f"{value!r};".encode())


def _netcdf(run: xr.Dataset) -> bytes:
    packed = {"zlib": True, "complevel": 4}
    encoding = {str(name): packed for name, array in run.data_vars.items() if array.size > 64}
    # made in memory first: on a full disk the HDF5 library raises what none can catch, and may leave its file open
    made = io.BytesIO()
    run.to_netcdf(made, engine="h5netcdf", encoding=encoding)
    return made.getvalue()
