"""What a run returns: one labelled data set, a manifest, and what every number rests on."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suasion.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

DATASET_FILE = "result.nc"
MANIFEST_FILE = "manifest.json"
ANSWERS_FILE = "answers.json"
REPORT_FILE = "report.html"
OPTIONAL = ("reported_at_signing",)  # a run of a day before the signing has none
MANIFEST_KEYS = {
    "suasion",
    "accord",
    "variant",
    "settings",
    "decision",
    "as_of",
    "draws",
    "seed",
    "series_as_seen",
    "warnings",
}


@lru_cache(maxsize=1)
def dictionary() -> dict[str, dict[str, str]]:
    """The one dictionary of result variables: name -> dims, unit, description."""
    text = (files("suasion") / "variables.csv").read_text(encoding="utf-8")
    return {row["name"]: row for row in csv.DictReader(text.splitlines())}


@dataclass(frozen=True, eq=False)
class Result:
    """A finished run.

    Attributes
    ----------
    dataset : Dataset                      variables as in variables.csv; attribute `accord` holds the document as run
    manifest : dict                        seed, version, digests, day, warnings: what is needed to repeat the run
    """

    dataset: xr.Dataset
    manifest: dict[str, Any]

    def __repr__(self) -> str:
        names = ", ".join(str(name) for name in self.dataset.data_vars)
        run = self.manifest
        return (
            f"Result({run['accord']}, variant {run['variant'] or 'none'}, as of {run['as_of']}, {run['draws']} draws, "
            f"seed {run['seed']}: {names})"
        )

    @property
    def accord(self) -> dict[str, Any]:
        """The document as run, variant and settings applied."""
        document: dict[str, Any] = json.loads(self.dataset.attrs["accord"])
        return document

    @property
    def basis(self) -> list[dict[str, Any]]:
        """Every number and dated fact of the accord with what it rests on."""
        rows: list[dict[str, Any]] = json.loads(self.dataset.attrs["basis"])
        return rows

    def write(self, folder: Path) -> None:
        """Write the data set and the manifest into a folder that exists."""
        encoding = {
            str(name): {"zlib": True, "complevel": 4}
            for name, array in self.dataset.data_vars.items()
            if array.size > 64
        }
        # made in memory first: on a full disk the HDF5 library raises what none can catch, and may leave its file open
        made = io.BytesIO()
        self.dataset.to_netcdf(made, engine="h5netcdf", encoding=encoding)
        (folder / DATASET_FILE).write_bytes(made.getbuffer())
        (folder / MANIFEST_FILE).write_text(json_text(self.manifest), encoding="utf-8")


def label(name: str, dims: tuple[str, ...], values: np.ndarray) -> xr.Variable:
    """A variable with the unit and description of the dictionary.

    Raises
    ------
    KeyError                           if the dictionary does not know it
    ValueError                         if its dimensions differ from the dictionary's
    """
    import xarray as xr  # noqa: PLC0415 - commands without a run need the names of this file only

    row = dictionary()[name]
    if row["dims"].split() != list(dims):
        raise ValueError(f"{name} has the dimensions {dims}; variables.csv says {row['dims']}")
    return xr.Variable(dims, values, {"units": row["unit"], "long_name": row["description"]})


def open_result(folder: Path) -> Result:
    """Open the result of an earlier run.

    Raises
    ------
    InputError                         if the folder holds no result, or one that can not be read
    """
    import xarray as xr  # noqa: PLC0415 - as above

    path = folder / DATASET_FILE
    if not path.is_file():
        raise InputError(str(folder), f"holds no {DATASET_FILE}. Name the folder that `suasion run --out` wrote")
    try:
        with xr.open_dataset(path, engine="h5netcdf") as opened:
            dataset = opened.load()
        manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError) as error:
        raise InputError(str(folder), f"the result can not be read: {error}. Run the accord again") from error
    if not {"accord", "basis"} <= set(dataset.attrs) or not isinstance(manifest, dict):
        raise InputError(str(folder), f"{DATASET_FILE} was not written by suasion. Run the accord again")
    missing = [name for name in dictionary() if name not in dataset and name not in OPTIONAL]
    if missing or MANIFEST_KEYS - set(manifest):
        said = manifest.get("suasion", "unknown")
        raise InputError(str(folder), f"the result is incomplete, or of another version ({said}). Run the accord again")
    return Result(dataset, manifest)


def json_text(value: Any) -> str:
    """JSON with a fixed order of keys as given, two spaces, and a last newline."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
