"""The result: its dictionary, its way to the disk and back, and what is refused when it is opened."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import xarray as xr

from suasion.errors import InputError
from suasion.world.result import OPTIONAL, Result, dictionary, label, open_result

Ran = Callable[..., Result]
Newcomer = Callable[..., str]


def test_every_variable_is_in_the_dictionary_and_every_entry_is_a_variable(ran: Ran) -> None:
    ds = ran().dataset
    assert set(ds.data_vars) == set(dictionary())
    for name, array in ds.data_vars.items():
        entry = dictionary()[str(name)]
        assert entry["dims"].split() == list(array.dims)
        assert array.attrs["units"] == entry["unit"] != ""
        assert array.attrs["long_name"] == entry["description"] != ""


def test_only_what_was_seen_at_the_signing_may_be_absent(ran: Ran) -> None:
    assert set(dictionary()) - set(ran(None, "2019-05-15").dataset.data_vars) == set(OPTIONAL)


@pytest.mark.parametrize(
    ("variant", "as_of", "settings"),
    [
        ("as-threatened", None, ()),
        (None, "2019-05-15", ()),
        (None, None, ("decision=conditional", "title=Señales – “déjà vu” 日本")),
        (None, None, ("targets.last-autumn.part=El Paso",)),
    ],
)
def test_a_result_comes_back_exactly(
    ran: Ran, tmp_path: Path, variant: str | None, as_of: str | None, settings: tuple[str, ...]
) -> None:
    result = ran(variant, as_of, settings, 20)
    result.write(tmp_path)
    again = open_result(tmp_path)
    assert again.dataset.identical(result.dataset)
    for name, array in result.dataset.data_vars.items():  # texts come back as texts of a fixed width
        assert array.dtype.kind == "O" or again.dataset[name].dtype == array.dtype, name
    assert again.manifest == result.manifest
    assert again.accord == result.accord
    assert again.basis == result.basis


def test_a_result_without_series_targets_and_tariffs_comes_back_exactly(newcomer: Newcomer, tmp_path: Path) -> None:
    from suasion.accord import load
    from suasion.world.run import run

    result = run(load(newcomer(())), 3)
    result.write(tmp_path)
    assert open_result(tmp_path).dataset.identical(result.dataset)


def test_a_result_says_what_it_is(ran: Ran) -> None:
    assert repr(ran("as-threatened", None, (), 50)).startswith(
        "Result(us-mexico-2019, variant as-threatened, as of 2019-09-05, 50 draws, seed 1: reported, met,"
    )
    assert ran().dataset["status"].attrs["flag_meanings"].split()[5] == "in_force"


def test_the_manifest_holds_what_is_needed_to_repeat_the_run(ran: Ran) -> None:
    manifest = ran("no-deal", "2019-06-10", ("decision=conditional",), 20, 3).manifest
    assert {key: manifest[key] for key in ("accord", "variant", "settings", "decision", "as_of", "draws", "seed")} == {
        "accord": "us-mexico-2019",
        "variant": "no-deal",
        "settings": ["decision=conditional"],
        "decision": "conditional",
        "as_of": "2019-06-10",
        "draws": 20,
        "seed": 3,
    }
    assert all(len(manifest[key]) == 64 for key in ("accord_sha256", "data_sha256"))


def test_a_label_that_the_dictionary_does_not_hold_is_a_fault(ran: Ran) -> None:
    values = ran().dataset["duty_usd"].to_numpy()
    with pytest.raises(KeyError):
        label("bill", ("draw", "tariff", "month"), values)
    with pytest.raises(ValueError, match=r"duty_usd has the dimensions .*; variables.csv says draw tariff month"):
        label("duty_usd", ("draw", "month", "tariff"), values)


def write(ran: Ran, folder: Path) -> Path:
    ran(None, None, (), 20).write(folder)
    return folder


def test_a_folder_without_result_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        open_result(tmp_path)
    assert str(caught.value) == f"{tmp_path}: holds no result.nc. Name the folder that `suasion run --out` wrote"


@pytest.mark.parametrize("text", [b"", b"not a netCDF file", b"\x89HDF\r\n\x1a\n" + b"\0" * 500])
def test_a_corrupt_result_is_refused(ran: Ran, tmp_path: Path, text: bytes) -> None:
    (write(ran, tmp_path) / "result.nc").write_bytes(text)
    with pytest.raises(InputError) as caught:
        open_result(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path}: the result can not be read: ")
    assert str(caught.value).endswith(". Run the accord again")
    assert "\n" not in str(caught.value)


def test_a_truncated_result_is_refused(ran: Ran, tmp_path: Path) -> None:
    path = write(ran, tmp_path) / "result.nc"
    path.write_bytes(path.read_bytes()[:-20_000])
    with pytest.raises(InputError, match="the result can not be read"):
        open_result(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "\x00"])
def test_a_corrupt_manifest_is_refused(ran: Ran, tmp_path: Path, text: str) -> None:
    (write(ran, tmp_path) / "manifest.json").write_text(text)
    with pytest.raises(InputError, match="the result can not be read"):
        open_result(tmp_path)


def test_a_missing_manifest_is_refused(ran: Ran, tmp_path: Path) -> None:
    (write(ran, tmp_path) / "manifest.json").unlink()
    with pytest.raises(InputError, match="the result can not be read"):
        open_result(tmp_path)


@pytest.mark.parametrize("manifest", ["[]", "{}", '{"suasion": "0.0.1", "accord": "us-mexico-2019"}'])
def test_a_manifest_of_something_else_is_refused(ran: Ran, tmp_path: Path, manifest: str) -> None:
    (write(ran, tmp_path) / "manifest.json").write_text(manifest)
    with pytest.raises(InputError, match="Run the accord again"):
        open_result(tmp_path)


def test_a_foreign_netcdf_is_refused(tmp_path: Path) -> None:
    xr.Dataset({"t": ("x", [1.0])}).to_netcdf(tmp_path / "result.nc", engine="h5netcdf")
    (tmp_path / "manifest.json").write_text(json.dumps({"a": 1}))
    with pytest.raises(InputError) as caught:
        open_result(tmp_path)
    assert str(caught.value) == f"{tmp_path}: result.nc was not written by suasion. Run the accord again"


def test_a_result_of_another_version_is_refused(ran: Ran, tmp_path: Path) -> None:
    result = ran(None, None, (), 20)
    Result(result.dataset.drop_vars("duty_usd"), result.manifest | {"suasion": "9.9"}).write(tmp_path)
    with pytest.raises(InputError) as caught:
        open_result(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: the result is incomplete, or of another version (9.9). Run the accord again"
    )
