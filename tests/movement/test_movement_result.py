"""The data set, its score worked out by hand, out.csv, and what loading the package costs."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from movement_examples import camp, small, town
from test_spawning import SERIES, counted

from suasion.errors import InputError
from suasion.movement import score, write_out


def test_variables_have_names_and_units() -> None:
    run = counted(SERIES).run(draws=2, flows=True)
    assert dict(run.sizes) == {"draw": 2, "day": 5, "place": 2, "link": 2}
    assert all(run[name].attrs["units"] == "people" and run[name].attrs["long_name"] for name in run.data_vars)
    assert str(run["date"].values[0])[:10] == "2020-01-01"
    assert np.isnan(run["people_data"].sel(place="War")).all()
    assert run["people_data"].sel(place="Camp").values.tolist() == [10, 20, 30, 24, 50]
    assert "entered" not in counted(SERIES).run()


def made(people: list[list[int]]) -> xr.Dataset:
    run = counted(SERIES, days=2).run(draws=1)
    run["people"].values[0, :, 1] = people[0]
    run["people"].values[0, :, 0] = people[1]
    return run


def test_score_by_hand() -> None:
    found = score(made([[5, 26], [0, 9]]))
    assert found.averaged_relative_difference == pytest.approx([(5 / 10 + 6 / 20) / 2])
    assert found.total_error[0] == pytest.approx([5 / 10, 6 / 20])
    assert found.rescaled == pytest.approx([0.0])
    assert repr(found) == "Score(averaged relative difference 0.4000)"


def test_score_needs_counts() -> None:
    with pytest.raises(InputError, match="has no counts to compare with"):
        score(small([town("A")], []).run())


def test_out_csv_has_the_columns_of_the_peer(tmp_path: Path) -> None:
    run = counted(SERIES).run(compat="flee")
    write_out(run, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == [
        "Day",
        "Date",
        "Camp sim",
        "Camp data",
        "Camp error",
        "Total error",
        "refugees in camps (UNHCR)",
        "total refugees (simulation)",
        "raw UNHCR refugee count",
        "refugees in camps (simulation)",
        "refugee_debt",
    ]
    assert rows[1] == ["0", "2020-01-02", "10", "10", "0.0", "0.0", "10", "10", "50", "10", "0"]
    assert len(rows) == 6
    write_out(counted(SERIES).run(), tmp_path / "ours.csv")
    assert (tmp_path / "ours.csv").read_text().splitlines()[1].startswith("0,2020-01-01,10,10,")
    with pytest.raises(InputError, match="can not be written"):
        write_out(run, tmp_path / "no" / "out.csv")
    with pytest.raises(InputError, match="9 is not in this run"):
        write_out(run, tmp_path / "out.csv", draw=9)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"engine": "cohort"}, "engine: `cohort` is no engine."),
        ({"draws": 0}, "draws: ask for at least 1 draw from number 0 on. Got 0 from 0"),
        ({"compat": "fleee"}, "compat: `fleee` is no mode. Did you mean `flee`?"),
        ({"days": 0}, "days: 0 is below 1. Ask for at least one day"),
        ({"hasten": 0}, "hasten: 0 is below 1. Use 1 for everyone, 10 for a tenth"),
    ],
)
def test_refusals(asked: dict[str, object], sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        small([camp("A")], []).run(**asked)  # type: ignore[arg-type]
    assert str(caught.value).startswith(sentence)


def test_loading_the_package_loads_no_heavy_library() -> None:
    code = "import sys, suasion.movement; print([name for name in ('numba', 'xarray') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_place_without_a_cache_still_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    import numba

    from suasion import jit

    real = numba.njit

    def refuse(**options: object) -> object:
        if options.pop("cache", False):
            raise RuntimeError("cannot cache function: no locator available")
        return real(**options)

    monkeypatch.setattr(jit.numba, "njit", refuse)
    assert jit.compiled(lambda x: x + 1)(2) == 3
