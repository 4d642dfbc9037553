"""Same seed, same bytes: whatever the process, the size of the blocks or the number of draws; variants share luck."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from suasion.world.answers import difference, summary
from suasion.world.result import Result

Ran = Callable[..., Result]
FILES = ("answers.json", "manifest.json", "report.html", "result.nc")


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for number, (hashing, zone) in enumerate((("1", "Pacific/Kiritimati"), ("2", "America/Los_Angeles"))):
        out = tmp_path / str(number)
        subprocess.run(
            [
                sys.executable,
                "-m",
                "suasion",
                "run",
                "us-mexico-2019",
                "--draws",
                "60",
                "--seed",
                "7",
                "--out",
                str(out),
            ],
            check=True,
            capture_output=True,
            env=os.environ | {"PYTHONHASHSEED": hashing, "TZ": zone, "LC_ALL": "C"},
        )
        written.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert tuple(sorted(written[0])) == FILES
    assert [name for name in FILES if written[0][name] != written[1][name]] == []


@pytest.mark.parametrize("block", [7, 49])
def test_the_size_of_blocks_changes_nothing(ran: Ran, block: int) -> None:
    whole = ran("as-threatened", None, ("decision=conditional",), 50)
    assert ran("as-threatened", None, ("decision=conditional",), 50, 1, block).dataset.identical(whole.dataset)


def test_draw_k_is_the_same_in_a_longer_run(ran: Ran) -> None:
    few, many = ran("as-threatened", None, (), 50).dataset, ran("as-threatened", None, (), 200).dataset
    for name, array in few.data_vars.items():
        if "draw" in array.dims:
            assert array.equals(many[name].isel(draw=slice(50))), name


def test_another_seed_is_another_world(ran: Ran) -> None:
    one, two = ran(None, None, (), 50, 1).dataset, ran(None, None, (), 50, 2).dataset
    future = {"month": ["2019-08", "2019-12"]}
    for name in ("reported", "imports_usd"):
        assert not (one[name].sel(future) == two[name].sel(future)).any(), name
    assert not (one["collected_share"] == two["collected_share"]).any()
    assert one["observed"].equals(two["observed"])


@pytest.mark.parametrize("variant", ["as-threatened", "safe-third-country", "no-deal"])
def test_variants_share_luck(ran: Ran, variant: str) -> None:
    base, other = ran("as-agreed").dataset, ran(variant).dataset
    for name in ("reported", "met", "judged_value", "imports_usd", "collected_share"):
        assert base[name].equals(other[name]), name


def test_differences_are_taken_world_by_world(ran: Ran) -> None:
    found = difference(ran("as-threatened"), ran("as-agreed"))
    paid = (
        ran("as-threatened").dataset["duty_usd"].sum(["tariff", "month"])
        * ran("as-threatened").dataset["collected_share"]
    )
    assert found["variant"] == "as-agreed"
    assert found["against"] == "as-threatened"
    assert found["tariff_bill_usd"]["mean"] == pytest.approx(-float(paid.mean()))
    assert found["tariff_bill_usd"]["q05"] == pytest.approx(-float(np.quantile(paid, 0.95)))
    same = difference(ran("as-threatened"), ran("no-deal"))
    # the two cut their periods at other days: a billionth of a cent from rounding
    assert max(map(abs, (same["tariff_bill_usd"][key] for key in ("mean", "q05", "q95")))) < 1e-3


def test_runs_of_other_seeds_are_not_compared(ran: Ran) -> None:
    with pytest.raises(ValueError, match=r"the runs differ in seed: 1 and 2"):
        difference(ran(None, None, (), 50, 1), ran(None, None, (), 50, 2))


def test_answers_are_a_pure_function_of_the_result(ran: Ran) -> None:
    assert summary(ran()) == summary(ran())
    assert list(summary(ran())) == [
        "accord", "variant", "settings", "as_of", "draws", "seed", "decision", "answers", "warnings",
    ]  # fmt: skip
