"""Every command: what it prints, the shapes of its JSON, and the files it writes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import suasion
from suasion.world.result import open_result

Call = Callable[..., Any]
FILES = ["answers.json", "manifest.json", "report.html", "result.nc"]
COMMANDS = ["list", "show", "check", "run", "compare", "report", "schema", "forecast", "hindcast", "move"]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("word", ["--help", "-h"])
def test_each_command_says_how_it_is_used(call: Call, command: str, word: str) -> None:
    ended = call(command, word)
    assert (ended.code, ended.err) == (0, "")
    assert f"suasion {command}" in ended.out


def test_help_lists_every_command(call: Call) -> None:
    ended = call("--help")
    assert ended.code == 0
    assert [name for name in COMMANDS if f" {name} " not in ended.out] == []


def test_version(call: Call) -> None:
    ended = call("--version")
    assert (ended.code, ended.out) == (0, f"suasion {suasion.__version__}\n")


def test_list_names_the_accord_and_its_variants(call: Call) -> None:
    found = json.loads(call("list", "--json").out)
    assert found["us-mexico-2019"]["variants"] == ["as-agreed", "as-threatened", "safe-third-country", "no-deal"]
    assert "us-mexico-2019" in call("list").out


def test_show_prints_the_accord_with_a_variant_applied(call: Call) -> None:
    plain = json.loads(call("show", "us-mexico-2019", "--json").out)
    threatened = json.loads(call("show", "us-mexico-2019", "--variant", "as-threatened", "--json").out)
    assert plain["measures"]["tariff"]["status"][-1]["status"] == "suspended"
    assert threatened["measures"]["tariff"]["status"][-1]["status"] == "in_force"
    text = call("show", "us-mexico-2019").out
    for word in ("tariff", "last-autumn", "at most 50,000", "2019-09-05", "no-deal", "Mexico"):
        assert word in text


def test_check_says_that_all_is_well(call: Call) -> None:
    ended = call("check", "us-mexico-2019", "--json")
    assert ended.code == 0
    findings = json.loads(ended.out)
    assert [finding for finding in findings if finding["severity"] == "error"] == []
    for finding in findings:
        assert {"check", "severity", "line", "column", "path", "text"} <= set(finding)


def test_check_ends_with_2_and_names_the_line(call: Call, newcomer: Callable[..., str]) -> None:
    path = newcomer()
    text = Path(path).read_text()
    Path(path).write_text(text.replace("level: 1000", "level: 1000, colour: red"))
    ended = call("check", path)
    assert ended.code == 2
    assert "targets.fewer.colour: unknown key" in ended.out
    found = json.loads(call("check", path, "--json").out)
    assert [finding["path"] for finding in found if finding["severity"] == "error"] == ["targets.fewer.colour"]
    assert found[0]["line"] == 1 + text[: text.index("level: 1000")].count("\n")


def test_run_writes_four_files_and_one_screen(call: Call) -> None:
    ended = call("run", "us-mexico-2019", "--draws", "60", "--out", "here")
    assert (ended.code, ended.err) == (0, "")
    assert sorted(path.name for path in Path("here").iterdir()) == FILES
    assert [path.name for path in Path().iterdir()] == ["here"]
    assert "Mexico: at most 50,000" in ended.out
    assert "60 possible worlds, seed 1; report: here/report.html" in ended.out
    assert len(ended.out.splitlines()) < 40

    # the same report from the files alone, byte for byte
    before = {path.name: path.read_bytes() for path in Path("here").iterdir()}
    (Path("here") / "report.html").write_text("lost")
    again = call("report", "here")
    assert (again.code, again.out) == (0, "here/report.html\n")
    assert {path.name: path.read_bytes() for path in Path("here").iterdir()} == before


def test_run_prints_the_answers_as_json_and_nothing_else(call: Call) -> None:
    ended = call("run", "us-mexico-2019", "--variant", "as-threatened", "--draws", "60", "--seed", "3", "--json")
    assert (ended.code, ended.err) == (0, "")
    found = json.loads(ended.out)
    assert {key: found[key] for key in ("accord", "variant", "as_of", "draws", "seed")} == {
        "accord": "us-mexico-2019",
        "variant": "as-threatened",
        "as_of": "2019-09-05",
        "draws": 60,
        "seed": 3,
    }
    for row in found["answers"]["on_track"]:
        assert {"review", "target", "set_by", "series", "level", "probability"} <= set(row)
        assert 0 <= row["probability"] <= 1
    bill = found["answers"]["tariff_bill"]
    assert {"static_usd", "total_usd", "by_month", "by_hs2"} <= set(bill)
    assert bill["total_usd"]["q05"] < bill["total_usd"]["mean"] < bill["total_usd"]["q95"]
    assert list(bill["by_month"]) == [f"2019-{month:02d}" for month in range(5, 13)]
    assert list(Path().iterdir()) == []  # no --out, no files


@pytest.mark.usefixtures("undrawn")
def test_run_with_json_and_out_does_both(call: Call) -> None:
    ended = call("run", "us-mexico-2019", "--draws", "20", "--json", "--out", "deep/er")
    assert json.loads(ended.out) == json.loads(Path("deep/er/answers.json").read_text())
    assert sorted(path.name for path in Path("deep/er").iterdir()) == FILES


@pytest.mark.usefixtures("undrawn")
def test_run_takes_a_file_a_setting_a_day_and_a_default_folder(call: Call, newcomer: Callable[..., str]) -> None:
    setting = "measures.import_duty.status.1.status=in_force"
    ended = call("run", newcomer(), "--set", setting, "--as-of", "2023-05-01", "--draws", "20", "--set", "title=Other")
    assert ended.code == 0
    (folder,) = Path("out").iterdir()  # of its own: a plain run's files are never replaced by those of another question
    assert folder.name.startswith("kenya-uganda-as-written-set-measures-import-duty-status")
    assert folder.name.endswith("-as-of-2023-05-01")
    result = open_result(folder)
    assert result.manifest["settings"] == [setting, "title=Other"]
    assert result.manifest["as_of"] == "2023-05-01"
    assert float(result.dataset["duty_usd"].sum()) > 0


@pytest.mark.usefixtures("undrawn")
def test_a_run_into_an_earlier_folder_replaces_its_files_and_keeps_others(call: Call) -> None:
    call("run", "us-mexico-2019", "--draws", "20", "--out", "here")
    Path("here/notes.txt").write_text("mine")
    before = Path("here/answers.json").read_bytes()
    assert call("run", "us-mexico-2019", "--draws", "20", "--seed", "2", "--out", "here").code == 0
    assert Path("here/answers.json").read_bytes() != before
    assert sorted(path.name for path in Path("here").iterdir()) == sorted([*FILES, "notes.txt"])
    assert [path.name for path in Path().iterdir()] == ["here"]


@pytest.mark.usefixtures("undrawn")
def test_a_link_to_a_folder_stays_a_link(call: Call) -> None:
    Path("real").mkdir()
    Path("link").symlink_to("real")
    assert call("run", "us-mexico-2019", "--draws", "20", "--out", "link").code == 0
    assert Path("link").is_symlink()
    assert sorted(path.name for path in Path("real").iterdir()) == FILES
    assert sorted(path.name for path in Path().iterdir()) == ["link", "real"]


@pytest.mark.usefixtures("undrawn")
def test_compare_runs_variants_in_the_same_worlds(call: Call) -> None:
    words = ("compare", "us-mexico-2019", "as-agreed", "as-threatened", "no-deal+safe-third-country", "--draws", "40")
    ended = call(*words, "--json", "--out", "both")
    assert (ended.code, ended.err) == (0, "")
    found = json.loads(ended.out)
    assert found == json.loads(Path("both/answers.json").read_text())
    assert sorted(path.name for path in Path("both").iterdir()) == ["answers.json", "report.html"]
    assert [one["variant"] for one in found["variants"]] == ["as-agreed", "as-threatened", "no-deal+safe-third-country"]
    chances = [[row["probability"] for row in one["answers"]["on_track"]] for one in found["variants"]]
    assert chances[0] == chances[1] == chances[2]
    assert [one["tariff_bill_usd"]["mean"] > 0 for one in found["differences"]] == [False, True, True]
    text = call(*words).out
    for word in ("as-agreed", "as-threatened", "$0", "bn", "the same luck in every variant"):
        assert word in text


def test_compare_holds_variants_with_other_reviews(call: Call, newcomer: Callable[..., str]) -> None:
    path = newcomer()
    with Path(path).open("a") as file:
        file.write(
            "variants:\n  plain: {title: Plain, why: as written}\n"
            "  unjudged: {title: No review, why: nobody looks, remove: [reviews.july]}\n"
        )
    for order in (("plain", "unjudged"), ("unjudged", "plain")):
        ended = call("compare", path, *order, "--draws", "20")
        assert ended.code == 0, ended.err
        assert "July review" in ended.out


def test_schema_is_a_json_schema(call: Call) -> None:
    found = json.loads(call("schema").out)
    assert found["properties"]["measures"]
    assert found["additionalProperties"] is False


@pytest.fixture
def monthly(tmp_path: Path) -> str:
    """A user's file: eight years of a count."""
    months = pd.period_range("2012-01", "2019-12", freq="M")
    counts = 30_000 * np.exp(np.random.default_rng(4).normal(0, 0.3, len(months)))
    path = tmp_path / "counts.csv"
    pd.DataFrame({"month": months.astype(str), "people": counts.round()}).to_csv(path, index=False)
    return str(path)


FORECAST = ("--value", "people", "--as-of", "2019-05", "--horizon", "3", "--draws", "500", "--seed", "2", "--json")


@pytest.mark.parametrize(
    "below",
    [
        ("--below", "50000", "20000"),
        ("--below", "50000", "--below", "20000"),
        ("--below=50000", "--below", "20000"),
    ],
)
@pytest.mark.parametrize("levels_first", [True, False])
def test_forecast_of_any_monthly_file(call: Call, monthly: str, below: tuple[str, ...], levels_first: bool) -> None:
    words = (*below, monthly, *FORECAST) if levels_first else (monthly, *FORECAST, *below)
    ended = call("forecast", *words)
    assert (ended.code, ended.err) == (0, "")
    found = json.loads(ended.out)
    assert found["months"] == ["2019-06", "2019-07", "2019-08"]
    assert len(found["median"]) == 3
    assert list(found["quantiles"]) == [f"{level / 100:.2f}" for level in range(1, 100)]
    table = np.array(list(found["quantiles"].values()))
    assert table.shape == (99, 3)
    assert (np.diff(table, axis=0) >= 0).all()
    assert table[49].tolist() == found["median"]
    assert list(found["probability_below"]) == ["50000", "20000"]
    for one in found["probability_below"].values():
        assert len(one) == 3
        assert all(0 <= share <= 1 for share in one)
    assert found["probability_below"]["50000"][0] > found["probability_below"]["20000"][0]
    assert (found["seed"], found["draws"], found["as_of"]) == (2, 500, "2019-05")


def test_forecast_on_one_screen(call: Call, monthly: str) -> None:
    text = call("forecast", monthly, "--value", "people", "--draws", "500", "--below", "20000").out
    assert "people after 2019-12" in text
    assert "below 20000" in text
    assert "January 2020" in text


def test_hindcast_prints_the_means_by_method(call: Call) -> None:
    found = json.loads(call("hindcast", "us-mexico-2019", "--draws", "200", "--json").out)
    assert list(found["means"]) == ["suasion", "random_walk", "seasonal_random_walk"]
    for mean in found["means"].values():
        assert list(mean) == ["crps", "mape_pct", "coverage90", "n"]
    keys = {"method", "origin", "as_of", "h", "month", "median", "actual", "crps", "inside_90"}
    assert all(keys <= set(row) for row in found["rows"])
    assert {row["method"] for row in found["rows"]} == set(found["means"])
    text = call("hindcast", "us-mexico-2019", "--draws", "200", "--horizon", "1").out
    assert "seasonal random walk" in text
    assert "1 to 1 months ahead" not in text


@pytest.mark.parametrize(
    ("words", "heavy"),
    [
        (["list"], {"xarray", "scipy", "numba"}),
        (["show", "us-mexico-2019"], {"xarray", "numba"}),
        (["schema"], {"xarray", "scipy", "numba"}),
        (["tariff", "rate", "7326.90.8688", "--origin", "CN", "--on", "2025-12-01"], {"xarray", "numba"}),
    ],
)
def test_a_command_loads_no_engine_that_it_does_not_run(words: list[str], heavy: set[str]) -> None:
    code = (
        f"import sys; sys.argv = ['suasion', *{words!r}]\n"
        "from suasion.cli import app\n"
        "try:\n    app()\nexcept SystemExit:\n    pass\n"
        f"print(sorted({heavy!r} & set(sys.modules)))\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "[]"
