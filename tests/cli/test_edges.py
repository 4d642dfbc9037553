"""Where the commands meet the shell: wrong types of options, poor terminals, and the folder of a run given none."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from suasion.accord import load
from suasion.cli_edges import PLAIN_SIGNS
from suasion.show.report.save import folder_name

Call = Callable[..., Any]
SHIPPED = "us-mexico-2019"
RATE = "measures.tariff.steps.0.rate"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", SHIPPED, "--draws", "many"), "--draws: `many` is not a whole number"),
        (("run", SHIPPED, "--seed", "1.5"), "--seed: `1.5` is not a whole number"),
        (("compare", SHIPPED, "as-agreed", "--draws", ""), "--draws: `` is not a whole number"),
        (("hindcast", SHIPPED, "--horizon", "three"), "--horizon: `three` is not a whole number"),
        (("forecast", "x.csv", "--value", "a", "--offset", "x"), "--offset: `x` is not a number"),
        (("tariff", "cost", "example", "--claim-cost", "lots"), "--claim-cost: `lots` is not a number"),
        (("tariff", "cost", "example", "--shift-years", "x"), "--shift-years: `x` is not a whole number"),
        (("move", "two-roads", "--days", "x"), "--days: `x` is not a whole number"),
    ],
)
def test_a_number_that_is_none_is_named_with_its_repair(call: Call, words: tuple[str, ...], message: str) -> None:
    ended = call(*words)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"{message}. Write one in digits, for instance {words[-2]} ")
    assert ended.err.count("\n") == 1
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252"])
def test_a_terminal_without_a_sign_gets_a_plain_one(encoding: str) -> None:
    text = "".join(PLAIN_SIGNS) + "é中"  # signs of every kind: listed, accented, and neither
    code = (
        "import sys; from suasion.cli_edges import forgiving_streams; forgiving_streams(); "
        f"print({text!r}); print({text!r}, file=sys.stderr)"
    )
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, env=env, check=True)
    for said in (ended.stdout, ended.stderr):
        shown = said.decode(encoding).strip()
        assert shown.endswith("?")
        assert "−" not in shown
        assert shown.startswith("-")


@pytest.mark.parametrize("words", [("tariff", "world", "--rate", "25%", "--model", "one-sector"), ("list", "--json")])
def test_a_command_with_signs_goes_to_a_poor_terminal(tmp_path: Path, words: tuple[str, ...]) -> None:
    env = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    asked = [sys.executable, "-m", "suasion.cli", *words]
    ended = subprocess.run(asked, capture_output=True, env=env, check=False, cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert len(ended.stdout.decode("latin-1")) > 20


def test_a_run_of_other_settings_or_another_day_has_a_folder_of_its_own() -> None:
    plain = load(SHIPPED)
    names = [
        folder_name(plain, None),
        folder_name(plain, dt.date(2019, 6, 10)),
        folder_name(load(SHIPPED, "as-threatened"), None),
        *(folder_name(load(SHIPPED, None, [f"{RATE}={rate}"]), None) for rate in ("10%", "0.10", "1.0%")),
        folder_name(load(SHIPPED, None, [f"{RATE}=10%", "title='a/b ../c'"]), None),
        folder_name(load(SHIPPED, None, ["title='" + "long " * 100 + "'"]), None),
    ]
    assert names[:3] == [f"{SHIPPED}-as-written", f"{SHIPPED}-as-written-as-of-2019-06-10", f"{SHIPPED}-as-threatened"]
    assert len(set(names)) == len(names)
    assert all(len(name) < 120 and "/" not in name and ".." not in name for name in names)


@pytest.mark.usefixtures("undrawn")
def test_a_changed_run_leaves_the_plain_one_alone(call: Call) -> None:
    assert call("run", SHIPPED, "--draws", "20").code == 0
    before = Path(f"out/{SHIPPED}-as-written/answers.json").read_bytes()
    assert call("run", SHIPPED, "--draws", "20", "--set", f"{RATE}=10%").code == 0
    assert Path(f"out/{SHIPPED}-as-written/answers.json").read_bytes() == before
    (other,) = [path for path in Path("out").iterdir() if path.name != f"{SHIPPED}-as-written"]
    assert json.loads((other / "answers.json").read_text())["settings"] == [f"{RATE}=10%"]
