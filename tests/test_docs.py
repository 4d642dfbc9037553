"""What the documents promise: the example accord of docs/accord.md runs, and README names what is there."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from suasion.accord import check_file, load
from suasion.accord.checks import names
from suasion.world.answers import summary
from suasion.world.run import run

ROOT = Path(__file__).parents[1]


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The complete accord of the guide, with the two CSV files that it names."""
    text = (ROOT / "docs" / "accord.md").read_text(encoding="utf-8")
    accord = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)[0]
    path = tmp_path / "accord.yaml"
    path.write_text(accord, encoding="utf-8")
    months = pd.period_range("2020-01", "2024-06", freq="M").astype(str)
    rng = np.random.default_rng(1)
    people = np.exp(rng.normal(10, 0.3, len(months))).round()
    goods = np.exp(rng.normal(22, 0.05, len(months))).round()
    pd.DataFrame({"month": months, "people": people}).to_csv(tmp_path / "crossings.csv", index=False)
    pd.DataFrame({"month": months, "usd": goods}).to_csv(tmp_path / "goods.csv", index=False)
    return path


def test_the_example_of_the_guide_has_no_problem(example: Path) -> None:
    assert check_file(str(example))[1] == []


def test_the_example_of_the_guide_costs_nothing_unless_carried_out(example: Path) -> None:
    threatened = summary(run(load(str(example)), 100, 1))["answers"]["tariff_bill"]
    carried = summary(run(load(str(example), "carried-out"), 100, 1))["answers"]["tariff_bill"]
    assert threatened["total_usd"]["q95"] == 0
    # 10 percent of eight months of about 3.6 billion
    assert 2.5e9 < carried["static_usd"] < 3.5e9
    assert carried["static_usd"] == pytest.approx(threatened["as_scheduled"]["static_usd"])


def test_the_example_of_the_guide_decides_by_its_own_rules(example: Path) -> None:
    result = run(load(str(example), settings=["decision=conditional"]), 200, 1)
    missed = (result.dataset["met_published"].sel(review="day-60", target="half") == 0).to_numpy()
    charged = result.dataset["duty_usd"].sum(["tariff", "month"]).to_numpy() > 0
    assert missed.any()
    assert (charged == missed).all()


def test_the_guide_names_every_kind_and_status() -> None:
    from suasion.accord.measures import MEASURE_KINDS, StatusWord

    text = (ROOT / "docs" / "accord.md").read_text(encoding="utf-8")
    for word in (*MEASURE_KINDS, *StatusWord.__args__):  # type: ignore[attr-defined]
        assert f"`{word}`" in text
    assert len(names()) >= 10


def shown(page: str) -> list[tuple[str, str]]:
    """Commands of a page that stand after a `$`, and what the page says they print."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    return [tuple(block.removeprefix("$ ").split("\n", 1)) for block in blocks]  # type: ignore[misc]


@pytest.mark.parametrize(("command", "printed"), shown("movement.md"))
@pytest.mark.usefixtures("undrawn")
def test_the_commands_of_the_movement_page_print_what_it_shows(
    call: Callable[..., Any], command: str, printed: str
) -> None:
    program, *words = shlex.split(command)
    assert program == "suasion"
    ended = call(*words)
    assert (ended.code, ended.err) == (0, "")
    if printed:
        assert [line.rstrip() for line in ended.out.splitlines()] == printed.splitlines()


def test_the_python_of_the_movement_page_runs_and_says_what_it_shows() -> None:
    text = (ROOT / "docs" / "movement.md").read_text(encoding="utf-8")
    corridor, code = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, Any] = {}
    exec(corridor, names)
    assert (names["fit"].table["expected"] / names["fit"].table["published"]).between(0.999, 1.001).all()
    assert names["year"].days == 365
    exec(code, names)
    low, high = names["change"].sel(place="Alder").quantile([0.05, 0.95], "draw").values
    assert f"{low:,.0f} to {high:,.0f}" == "-4,861 to -4,684"
    assert "# -4,860 to -4,680" in code


def test_the_rules_of_the_movement_page_give_what_it_shows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import shutil

    from suasion.cli import app
    from suasion.movement.examples import example

    text = (ROOT / "docs" / "movement.md").read_text(encoding="utf-8")
    (rules,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    shutil.copytree(example("two-roads"), tmp_path / "watched")
    (tmp_path / "watched" / "input" / "enforcement.yml").write_text(rules, encoding="utf-8")
    app(
        ["move", str(tmp_path / "watched"), "--engine", "agents", "--out", str(tmp_path / "out")], standalone_mode=False
    )
    said = {line.rstrip() for line in capsys.readouterr().out.splitlines()}
    shown = re.findall(r"```\n(About .*?)```", text, re.DOTALL)[0]
    assert {line.rstrip() for line in shown.splitlines()} <= said


@pytest.mark.parametrize("page", ["explain/trade.md", "explain/tariff-rates.md"])
def test_the_python_of_the_trade_pages_runs(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(code, {})


def test_the_movement_page_names_every_option_kind_and_file() -> None:
    from suasion.movement.network import CLOSURE_KINDS

    text = (ROOT / "docs" / "movement.md").read_text(encoding="utf-8")
    for option in ("settings", "engine", "compat", "draws", "seed", "close", "strength", "days", "hasten", "json"):
        assert f"--{option}" in text
    for word in (*CLOSURE_KINDS, "move.nc", "manifest.json", "answers.json", "out.csv", "report.html"):
        assert f"`{word}`" in text


def test_the_example_folder_is_what_its_script_writes(tmp_path: Path) -> None:
    import subprocess
    import sys

    from suasion.movement.examples import example

    script = ROOT / "scripts" / "build_example_folder.py"
    subprocess.run([sys.executable, script, "--out", tmp_path], check=True, capture_output=True)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    folder = example("two-roads")
    assert made == {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for path, raw in made.items():
        if path.suffix == ".csv" and path.name not in ("conflicts.csv", "sim_period.csv", "data_layout.csv"):
            assert b"made up" in raw, path


def test_the_readme_maps_every_room() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rooms = [path.name for path in (ROOT / "src" / "suasion").iterdir() if (path / "__init__.py").exists()]
    assert rooms
    for room in rooms:
        assert f"{room}/" in text
    for target in ("make run", "make test", "make bench", "make lint"):
        assert target in text


def test_links_between_the_documents_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_python_of_the_readme_gives_the_bill_that_it_names() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    found: dict[str, Any] = {}
    exec(code, found)
    assert float(found["collected_usd"].mean()) == pytest.approx(found["bill"]["total_usd"]["mean"], rel=1e-12)
    for amount, said in (
        (found["bill"]["total_usd"]["mean"], "both 35.3 billion"),
        (found["bill"]["with_response"]["duty_collected_usd"]["mean"], "32.8 billion: the same once imports respond"),
    ):
        assert said in code
        assert f"{amount / 1e9:.1f} billion" in said
