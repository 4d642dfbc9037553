"""`suasion tariff rate|world|template`, and the guide: what they print, the files they write, and what they refuse."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.main import get_command

from suasion.cli_tariff import tariff_app
from suasion.trade.ledger import read_ledger

Call = Callable[..., Any]
GUIDE = Path(__file__).parents[2] / "docs" / "tariffs.md"


# --- rate


def test_a_rate_names_what_hits_and_what_does_not(call: Call) -> None:
    ended = call("tariff", "rate", "7326.90.8688", "--origin", "CN", "--on", "2025-12-01")
    assert (ended.code, ended.err) == (0, "")
    assert "87.9% of customs value: normal 2.9%, added 85%" in ended.out
    assert "steel (9903.81.87): 50% since 2025-06-04" in ended.out
    assert "fentanyl china (9903.01.20 and 9903.01.24): 10% since 2025-11-10" in ended.out
    assert "as Section 232 (9903.81.87) takes" in ended.out


@pytest.mark.parametrize(
    ("variant", "day", "added"),
    [
        (None, "2019-08-01", 0.0),
        ("as-threatened", "2019-06-09", 0.0),
        ("as-threatened", "2019-06-10", 0.05),
        ("as-threatened", "2019-08-01", 0.15),
        ("as-threatened", "2019-10-01", 0.25),
    ],
)
def test_an_accord_adds_its_duty_from_its_first_day(call: Call, variant: str | None, day: str, added: float) -> None:
    chosen = () if variant is None else ("--variant", variant)
    words = ("8708295160", "--origin", "Mexico", "--on", day, "--accord", "us-mexico-2019", *chosen)
    found = json.loads(call("tariff", "rate", *words, "--json").out)
    assert found["added_share"] == pytest.approx(added)
    assert found["total_share"] == pytest.approx(0.025 + added)
    (one,) = [each for each in found["findings"] if each["legal_id"] == "us-mexico-2019, measures.tariff"]
    assert one["applies"] is (added > 0)


def test_steps_are_the_days_on_which_the_rate_changes(call: Call) -> None:
    words = ("8708295160", "--origin", "MX", "--from", "2019-01-01", "--to", "2019-10-01")
    asked = ("tariff", "rate", *words, "--accord", "us-mexico-2019", "--variant", "as-threatened", "--json")
    steps = json.loads(call(*asked).out)["steps"]
    assert [(step["from"], round(step["added_share"], 4)) for step in steps] == [
        ("2019-01-01", 0), ("2019-06-10", 0.05), ("2019-07-01", 0.10), ("2019-08-01", 0.15), ("2019-09-01", 0.20),
        ("2019-10-01", 0.25),
    ]  # fmt: skip
    for step, after in itertools.pairwise(steps):
        eve = (dt.date.fromisoformat(after["from"]) - dt.timedelta(days=1)).isoformat()
        found = json.loads(call(*asked[:5], "--on", eve, *asked[9:]).out)
        assert found["added_share"] == pytest.approx(step["added_share"])


def test_a_claim_and_the_sea_change_the_rate(call: Call) -> None:
    words = ("tariff", "rate", "8544300000", "--origin", "MX", "--on", "2025-04-01", "--json")
    plain, claimed = json.loads(call(*words).out), json.loads(call(*words, "--usmca", "80%").out)
    assert plain["total_share"] == pytest.approx(0.30)
    assert claimed["total_share"] == pytest.approx(0.30 * 0.2)
    at_sea = ("tariff", "rate", "6109100012", "--origin", "VN", "--on", "2025-04-20", "--json", "--mode", "vessel")
    found = json.loads(call(*at_sea, "--loaded", "2025-04-01").out)
    assert found["added_share"] < json.loads(call(*at_sea, "--loaded", "2025-04-12").out)["added_share"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("8708", "--origin", "MX", "--on", "2019-08-01"), "HTS: `8708` names no tariff line"),
        (("8.7E9", "--origin", "MX", "--on", "2019-08-01"), "HTS: `8.7E9` is a number in scientific form"),
        (("8708295160", "--origin", "Mexco", "--on", "2019-08-01"), "--origin: `Mexco` is no country known here"),
        (("8708295160", "--origin", "MX"), "--on: no day of entry. Give --on 2019-08-01, or --from and --to"),
        (("8708295160", "--origin", "MX", "--on", "2019-02-30"), "--on: `2019-02-30` is not a day of the calendar"),
        (("8708295160", "--origin", "MX", "--on", "0019-08-01"), "--on: 0019-08-01 is out of bounds"),
        (("8708295160", "--origin", "MX", "--from", "2019-08-01"), "--to: is missing. A table needs both"),
        (("8708295160", "--origin", "MX", "--from", "2019-08-02", "--to", "2019-08-01"), "is before --from"),
        (("8708295160", "--origin", "MX", "--on", "2019-08-01", "--mode", "boat"), "--mode: `boat` is no mode"),
        (("8708295160", "--origin", "MX", "--on", "2019-08-01", "--usmca", "120%"), "--usmca: "),
        (("8708295160", "--origin", "CN", "--on", "2019-08-01", "--usmca", "yes"), "goods of CN can not claim USMCA"),
        (("8708295160", "--origin", "CN", "--on", "2019-08-01", "--normal-rate", "9999%"), "--normal-rate: "),
        (("8708295160", "--origin", "CN", "--on", "2019-08-01", "--loaded", "2019-08-02"), "is after the day of entry"),
        (("8708295160", "--origin", "CN", "--on", "2019-08-01", "--variant", "x"), "names a variant of no accord"),
    ],
)
def test_a_rate_that_can_not_be_asked_for(call: Call, words: tuple[str, ...], message: str) -> None:
    ended = call("tariff", "rate", *words)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
    assert ended.err.count("\n") == 1


# --- world


@pytest.mark.usefixtures("undrawn")
def test_models_stand_beside_one_another(call: Call) -> None:
    ended = call("tariff", "world", "--rate", "5%", "--rate", "0.25", "--model", "one-sector", "--out", "w", "--json")
    found = json.loads(ended.out)
    assert list(found["by_rate"]) == ["0.05", "0.25"]
    for of_rate in found["by_rate"].values():
        assert list(of_rate) == ["one_sector", "one_sector_tax", "one_sector_inputs"]
        for model in of_rate.values():
            for reply in ("none", "equal"):
                for one in model[reply]["welfare"].values():
                    assert one["low_pct"] <= one["middle_pct"] <= one["high_pct"]
                assert model[reply]["welfare"]["MEX"]["high_pct"] < 0
    assert sorted(path.name for path in Path("w").iterdir()) == [
        "answers.json", "manifest.json", "report.html", "welfare.csv",
    ]  # fmt: skip
    table = pd.read_csv("w/welfare.csv")
    one = table.query("rate == 0.25 and model == 'one_sector' and reply == 'none' and economy == 'MEX'")
    assert one["middle_pct"].item() == pytest.approx(
        found["by_rate"]["0.25"]["one_sector"]["none"]["welfare"]["MEX"]["middle_pct"], abs=1e-6
    )


def test_other_pairs_and_one_reply(call: Call) -> None:
    words = ("tariff", "world", "--on", "mexico", "--from", "usa", "--rate", "10%", "--reply", "none")
    found = json.loads(call(*words, "--model", "one-sector", "--json").out)
    assert (found["importer"], found["exporter"], list(found["replies"])) == ("MEX", "USA", ["none"])
    small = json.loads(call("tariff", "world", "--from", "NIC", "--rate", "10%", "--json").out)
    assert list(small["by_rate"]["0.1"]) == ["one_sector", "one_sector_tax", "one_sector_inputs"]
    assert len([note for note in small["notes"] if note.startswith("left out, as its tables do not hold")]) == 2


def test_a_model_without_an_answer_gives_an_error_and_no_number(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    from suasion.world import long_run

    solve = long_run._one_sector

    def fails(model: str, *asked: Any) -> Any:
        parts = solve(model, *asked)
        return (
            {name: np.full_like(part, np.nan) for name, part in parts.items()} if model == "one_sector_tax" else parts
        )

    monkeypatch.setattr(long_run, "_one_sector", fails)
    ended = call("tariff", "world", "--rate", "5%", "--model", "one-sector", "--out", "w")
    assert (ended.code, ended.out) == (2, "")
    assert "no equilibrium was found for One sector, revenue lowers the income tax at 5%" in ended.err
    assert not Path("w").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--rate", "25"), "--rate: 25 is more than 1. 25 percent is written 25% or 0.25"),
        (("--rate", "0"), "--rate: 0 is out of bounds. Give more than 0% and at most 1000%"),
        (("--rate", "-5%"), "--rate: -5% is out of bounds"),
        (("--rate", "inf"), "--rate: inf is out of bounds"),
        (("--rate", "5000%"), "--rate: 5000% is out of bounds"),
        (("--rate", "much"), "--rate: `much` is no rate. Write 25% or 0.25"),
        (("--on", "Narnia"), "--on: `Narnia` is none of the"),
        (("--on", "MEX"), "--from: MEX charges no duty on its own goods. Name another country"),
        (("--reply", "maybe"), "--reply: `maybe` is no reply."),
        (("--model", "both"), "--model: `both` is no family of models."),
        (("--model", "sectors", "--from", "NIC"), "--model: the sector tables do not hold both countries."),
    ],
)
def test_a_world_that_can_not_be_asked_for(call: Call, words: tuple[str, ...], message: str) -> None:
    ended = call("tariff", "world", *words, "--out", "w")
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
    assert list(Path().iterdir()) == []


# --- template


@pytest.mark.parametrize("name", ["mine.csv", "mine.xlsx"])
def test_a_template_is_a_ledger_that_reads(call: Call, name: str) -> None:
    assert call("tariff", "template", name).out == f"{name}\n"
    assert len(read_ledger(name)) == 2
    before = Path(name).read_bytes()
    ended = call("tariff", "template", name)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == f"{name}: is there already. Name a new file, or give --force to replace it\n"
    assert Path(name).read_bytes() == before
    Path(name).write_text("other")
    assert call("tariff", "template", name, "--force").code == 0
    assert len(read_ledger(name)) == 2
    assert json.loads(call("tariff", "cost", name, "--json").out)["lines"] == 2


def test_a_template_without_a_file_goes_to_standard_output(call: Call) -> None:
    Path("mine.csv").write_text(call("tariff", "template").out)
    assert len(read_ledger("mine.csv")) == 2


@pytest.mark.parametrize(
    ("name", "words"), [("x.ods", "is neither .csv nor .xlsx"), ("no/x.csv", "can not be written")]
)
def test_a_template_that_can_not_be_written(call: Call, name: str, words: str) -> None:
    ended = call("tariff", "template", name)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert list(Path().iterdir()) == []


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['suasion', 'tariff', '--help']\n"
        "from suasion.cli import app\n"
        "try:\n    app()\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'pandas', 'xarray', 'numba', 'altair', 'scipy', 'openpyxl', 'rich.progress'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "[]"


# --- the guide


def shown() -> list[tuple[str, str]]:
    """Commands of the guide that stand after a `$`, and what it says they print."""
    blocks = re.findall(r"```console\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    return [tuple(block.removeprefix("$ ").split("\n", 1)) for block in blocks]  # type: ignore[misc]


@pytest.mark.parametrize(("command", "printed"), shown())
@pytest.mark.usefixtures("undrawn")
def test_the_commands_of_the_guide_print_what_it_shows(call: Call, command: str, printed: str) -> None:
    program, *words = shlex.split(command)
    assert program == "suasion"
    ended = call(*words)
    assert (ended.code, ended.err) == (0, "")
    if printed:
        assert [line.rstrip() for line in ended.out.splitlines()] == printed.splitlines()


def test_the_guide_names_every_command_option_and_file() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    group: Any = get_command(tariff_app)
    assert set(group.commands) == {"rate", "cost", "world", "template"}
    for name, command in group.commands.items():
        assert f"suasion tariff {name}" in text
        for option in command.params:
            for word in option.opts:
                assert not word.startswith("--") or word in text, (name, word)
    for file in ("report.html", "answers.json", "manifest.json", "welfare.csv", "costs_by_month.csv"):
        assert f"`{file}`" in text


def test_days_outside_what_was_read_carry_a_note(call: Call) -> None:
    late = call("tariff", "rate", "8708.29.5160", "--origin", "MX", "--on", "2099-06-15", "--json")
    assert any("measures are known as of 2026-05-11: for 2099-06-15" in note for note in json.loads(late.out)["notes"])
    early = json.loads(call("tariff", "cost", "example", "--shift-years", "-10", "--json").out)["notes"]
    assert any(note.startswith("no measure before 2018-01-01 is tabulated") for note in early)
    bare = json.loads(call("tariff", "cost", "example", "--shift-years", "-10", "--no-measures", "--json").out)["notes"]
    assert not any("tabulated:" in note for note in bare)


def test_a_claim_of_2019_is_one_of_nafta(call: Call) -> None:
    found = json.loads(call("tariff", "cost", "example", "--json").out)["alternatives"]["claim_usmca"]
    assert found["agreement"] == "NAFTA"
