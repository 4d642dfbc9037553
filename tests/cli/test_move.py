"""`suasion move`: what it prints, the shapes of its JSON, the files it writes, and what it refuses."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from suasion.movement import read_folder, score
from suasion.movement.examples import example, examples

Call = Callable[..., Any]
FILES = ["answers.json", "manifest.json", "move.nc", "out.csv", "report.html"]
AGENTS = ("--engine", "agents")
GETTING_READY = "getting ready (the first run on a machine compiles, for about half a minute)"
SHORT = ("move", "two-roads", *AGENTS, "--draws", "4", "--days", "60")


def few(draws: int) -> str:
    """What is said of a handful of worlds."""
    return (
        f"{draws} possible worlds are too few for a range that holds 90 of 100: the lowest and the highest are shown; "
        "ask for 20 or more with --draws"
    )


class _Counter:
    """Stands where the progress bar does, and counts the worlds it is told of."""

    def __init__(self, told: list[str]) -> None:
        self.told, self.done = told, 0

    @contextmanager
    def __call__(self, total: int) -> Iterator[Callable[[int], None]]:
        self.told.append(f"{total} worlds")
        yield self.step

    def step(self, done: int) -> None:
        self.done += done


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """The example folder, to be changed."""
    return Path(shutil.copytree(example("two-roads"), tmp_path / "mine"))


@pytest.mark.parametrize("word", ["--help", "-h"])
def test_it_says_how_it_is_used(call: Call, word: str) -> None:
    ended = call("move", word)
    assert (ended.code, ended.err) == (0, "")
    for option in ("--settings", "--engine", "--compat", "--draws", "--seed", "--close", "--strength", "--days"):
        assert option in ended.out
    assert " move " in call("--help").out


def test_help_waits_for_no_library() -> None:
    import subprocess
    import sys

    heavy = "{'numba', 'xarray', 'altair', 'pandas', 'numpy', 'scipy'}"
    code = f"import sys, suasion.cli; sys.exit(bool({heavy} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_one_screen_and_five_files(call: Call) -> None:
    ended = call(*SHORT, "--out", "here")
    assert (ended.code, ended.err) == (0, "")
    assert sorted(path.name for path in Path("here").iterdir()) == FILES
    assert [path.name for path in Path().iterdir()] == ["here"]
    assert len(ended.out.splitlines()) < 40
    for words in ("two-roads · 60 days, to 1 March 2030", "Birch", "Averaged relative difference", "here/report.html"):
        assert words in ended.out


@pytest.mark.usefixtures("undrawn")
def test_files_go_to_a_folder_of_that_name_unless_json_is_asked_for(call: Call) -> None:
    assert call(*SHORT, "--json").code == 0
    assert list(Path().iterdir()) == []
    assert call(*SHORT).code == 0
    assert sorted(path.name for path in Path("out/two-roads").iterdir()) == FILES


def test_json_says_what_the_run_says(call: Call) -> None:
    ended = call(*SHORT, "--seed", "3", "--json")
    assert (ended.code, ended.err) == (0, "")
    found = json.loads(ended.out)
    run = read_folder(example("two-roads")).run("agents", draws=4, seed=3, days=60)
    last = run["people"].values[:, -1]
    assert list(found["places"]) == list(run["place"].values)
    for column, one in enumerate(found["places"].values()):
        assert one["mean"] == last[:, column].mean()
        assert [one["q05"], one["q95"]] == list(np.quantile(last[:, column], [0.05, 0.95]))
        assert [one["lowest"], one["highest"]] == [last[:, column].min(), last[:, column].max()]
    assert found["places"]["Alder"]["counted"] == run["people_data"].sel(place="Alder").values[-1]
    assert "counted" not in found["places"]["Karo"]
    errors = score(run).averaged_relative_difference
    assert found["averaged_relative_difference"] == {"mean": errors.mean(), "sd": errors.std(ddof=1)}
    everyone = run["people"].sum("place") + run["on_links"]
    assert found["agent_days"] == int(everyone.sum())
    assert found["people_end"]["mean"] == everyone.values[:, -1].mean()
    assert found["people_end"]["q05"] <= found["people_end"]["mean"] <= found["people_end"]["q95"]
    assert found["cpu_s"] > 0
    head = {key: found[key] for key in ("folder", "engine", "compat", "draws", "seed", "days", "hasten", "notes")}
    assert head == {
        "folder": "two-roads", "engine": "agents", "compat": None, "draws": 4, "seed": 3, "days": 60, "hasten": 1,
        "notes": [few(4)],
    }  # fmt: skip


@pytest.mark.usefixtures("undrawn")
def test_files_hold_the_same_as_the_json_but_the_cpu_seconds(call: Call) -> None:
    ended = call(*SHORT, "--json", "--out", "deep/er")
    printed, written = json.loads(ended.out), json.loads(Path("deep/er/answers.json").read_text())
    assert printed.pop("cpu_s") > 0
    assert printed == written
    with xr.open_dataset("deep/er/move.nc", engine="h5netcdf") as opened:
        assert opened["people"].dims == ("draw", "day", "place")
        assert (
            opened["people"].values[:, -1].sum() + opened["on_links"].values[:, -1].sum()
            == 4 * (printed["people_end"]["mean"])
        )
    rows = list(csv.reader(Path("deep/er/out.csv").read_text().splitlines()))
    assert rows[0][:5] == ["Day", "Date", "Alder sim", "Alder data", "Alder error"]
    assert rows[0][-6:] == [
        "Total error", "refugees in camps (UNHCR)", "total refugees (simulation)", "raw UNHCR refugee count",
        "refugees in camps (simulation)", "refugee_debt",
    ]  # fmt: skip
    assert len(rows) == 61
    manifest = json.loads(Path("deep/er/manifest.json").read_text())
    assert {"suasion", "input_sha256", "seed", "draws", "engine", "compat", "numba", "notes"} <= set(manifest)


def test_same_seed_same_bytes_wherever_the_folder_lies(call: Call, mine: Path) -> None:
    copied = mine.rename(mine.with_name("two-roads"))
    call(*SHORT, "--out", "one")
    call(*SHORT, "--out", "two")
    call("move", str(copied), *SHORT[2:], "--out", "three")
    call(*SHORT, "--seed", "2", "--out", "four")
    for name in FILES:
        first = (Path("one") / name).read_bytes()
        assert first == (Path("two") / name).read_bytes(), name
        assert first == (Path("three") / name).read_bytes(), name
        assert first != (Path("four") / name).read_bytes(), name


def test_a_number_changed_in_a_file_changes_the_digest(call: Call, mine: Path) -> None:
    from suasion.show.movement.save import digest

    before = digest(read_folder(mine))
    assert before == digest(read_folder(example("two-roads")))
    routes = mine / "input" / "routes.csv"
    routes.write_text(routes.read_text().replace("Karo,Lumen,85", "Karo,Lumen,86"))
    assert digest(read_folder(mine)) != before


def test_a_closed_road_shows_what_changes_in_the_same_worlds(call: Call) -> None:
    words = ("move", "two-roads", *AGENTS, "--draws", "6", "--json")
    found = json.loads(call(*words, "--close", "Karo-Northgate@40").out)
    plain = json.loads(call(*words).out)
    assert "change" not in plain
    assert found["closures"] == ["Karo-Northgate@40"]
    for name, one in found["change"].items():
        assert one["q05"] <= one["mean"] <= one["q95"]
        if name in plain["places"]:
            assert one["mean"] == pytest.approx(found["places"][name]["mean"] - plain["places"][name]["mean"])
    assert found["change"]["Alder"]["q95"] < -1000
    assert found["change"]["Cedar"]["q05"] > 1000
    assert sum(one["mean"] for one in found["change"].values()) == pytest.approx(0)
    text = call(*words[:-1], "--close", "Karo-Northgate@40", "--out", "x").out
    assert "fewer in Alder with Karo-Northgate closed from day 40" in text


def test_a_change_is_left_out_on_request(call: Call) -> None:
    words = ("--json", "--close", "Karo-Northgate@40", "--strength", "Southgate-Cedar@10:50=0.5", "--no-change")
    found = json.loads(call(*SHORT, *words).out)
    assert found["strengths"] == ["Southgate-Cedar@10:50=0.5"]
    assert "change" not in found


def test_what_was_asked_for_too_late_is_said(call: Call) -> None:
    found = json.loads(call(*SHORT, "--json", "--close", "Karo-Northgate@60", "--strength", "Alder@99=1").out)
    assert found["notes"] == [
        few(4),
        "`Karo-Northgate@60` begins on day 60, after the last day of the run (59); it has no effect",
        "`Alder@99=1` begins on day 99, after the last day of the run (59); it has no effect",
    ]
    assert all(set(one.values()) == {0} for one in found["change"].values())


def test_compat_settings_and_hasten_reach_the_run(call: Call) -> None:
    Path("slow.yml").write_text("move_rules:\n  max_move_speed: 30.0\n")
    slow = json.loads(call(*SHORT, "--json", "--settings", "slow.yml").out)
    plain = json.loads(call(*SHORT, "--json").out)
    tenth = json.loads(call(*SHORT, "--json", "--hasten", "10").out)
    flee = json.loads(call(*SHORT, "--json", "--compat", "flee").out)
    assert slow["places"]["Alder"]["mean"] < plain["places"]["Alder"]["mean"]
    assert tenth["hasten"] == 10
    assert tenth["people_end"]["mean"] == pytest.approx(plain["people_end"]["mean"], rel=0.02)
    assert tenth["places"]["Birch"]["highest"] % 10 == 0
    assert tenth["places"]["Birch"]["counted"] == plain["places"]["Birch"]["counted"] // 10 * 10
    assert tenth["agent_days"] == pytest.approx(plain["agent_days"] / 10, rel=0.02)  # units that moved
    assert tenth["notes"][0].startswith("people are moved in units of 10 (hasten): in every world, and in the counts")
    assert flee["compat"] == "flee"


def test_one_draw_has_no_spread(call: Call) -> None:
    found = json.loads(call("move", "two-roads", *AGENTS, "--draws", "1", "--days", "5", "--json").out)
    assert found["averaged_relative_difference"]["sd"] is None
    assert found["people_end"]["q05"] == found["people_end"]["mean"] == found["people_end"]["q95"]
    assert found["notes"] == ["1 possible world has no range; ask for 20 or more with --draws"]


@pytest.mark.parametrize("more", [(), ("--close", "Karo-Northgate@10")])
@pytest.mark.usefixtures("undrawn")
def test_a_range_of_90_in_100_is_only_said_of_20_worlds_or_more(call: Call, more: tuple[str, ...]) -> None:
    words = ("move", "two-roads", "--days", "40", *more, "--out", "x", "--draws")
    said = {draws: call(*words, str(draws)).out for draws in (1, 2, 19, 20)}
    assert {draws for draws, text in said.items() if "90 of 100 worlds" in text} == {20}
    assert "All 2 worlds" in said[2]
    assert few(19) in " ".join(said[19].split())
    assert "worlds" not in said[1].replace("with --draws", "")
    found = json.loads(call(*words[:-3], "--draws", "20", "--json").out)
    assert set(found["people_end"]) == {"mean", "q05", "q95"}
    assert found["notes"] == []


@pytest.mark.parametrize("files", [(), ("--json",), ("--json", "--out", "there")])
def test_units_so_large_that_nobody_is_left_are_refused(call: Call, files: tuple[str, ...]) -> None:
    ended = call(*SHORT, "--hasten", "1000000", *files)
    assert (ended.code, ended.out) == (2, "")
    said = "in units of 1,000,000 people nobody is left to move. Use a smaller number; 1 is everyone\n"
    assert ended.err == f"--hasten: {said}"
    Path("huge.yml").write_text("optimisations:\n  hasten: 1000000\n")
    assert call(*SHORT, "--settings", "huge.yml", *files).err == f"hasten: {said}"
    assert [path.name for path in Path().iterdir()] == ["huge.yml"]


def test_the_run_without_the_change_is_the_one_judged_by_counts(call: Call) -> None:
    words = ("move", "two-roads", "--days", "60")
    plain = json.loads(call(*words, "--json").out)["averaged_relative_difference"]
    found = json.loads(call(*words, "--close", "Karo-Northgate@10", "--json").out)
    assert found["averaged_relative_difference_without"] == plain
    assert found["averaged_relative_difference"]["mean"] > plain["mean"] + 0.01
    text = call(*words, "--close", "Karo-Northgate@10", "--out", "x").out
    assert f"Without the change the averaged relative difference from the counts is {plain['mean']:.4f}" in text
    assert "Counted" not in text
    alone = call(*words, "--close", "Karo-Northgate@10", "--no-change", "--out", "y").out
    assert "the counts know nothing of what was asked" in " ".join(alone.split())


def test_whoever_waits_at_a_terminal_is_told_for_what(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    from suasion import cli_move
    from suasion.movement import corridor
    from suasion.show import terminal

    told: list[str] = []

    class Status:
        update = staticmethod(told.append)

    class Console(type(terminal.console())):  # type: ignore[misc]
        @contextmanager
        def status(self, said: str, **_: object) -> Any:
            told.append(said)
            yield Status()
            told.append("")

    real = corridor.corridor_instance

    def made(*words: object) -> object:
        assert told == ["reading corridor"]
        return real(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(terminal, "console", lambda **_: Console(stderr=True, width=120))
    monkeypatch.setattr(corridor, "corridor_instance", made)
    monkeypatch.setattr(cli_move, "_counting", counted := _Counter(told))
    assert call("move", "corridor", "--draws", "2", "--days", "5", "--json").code == 0
    assert told == ["reading corridor", GETTING_READY, "", "2 worlds"]
    assert counted.done == 2


@pytest.mark.usefixtures("undrawn")
def test_a_folder_without_counts_is_run_but_not_scored(call: Call, mine: Path) -> None:
    shutil.rmtree(mine / "source")
    settings = mine / "simsetting.yml"
    settings.write_text(
        settings.read_text().replace(
            "spawn_rules:", "spawn_rules:\n  conflict_driven_spawning:\n    spawn_mode: constant"
        )
    )
    ended = call("move", str(mine), *SHORT[2:], "--json", "--out", "here")
    found = json.loads(ended.out)
    assert found["averaged_relative_difference"] is None
    assert found["notes"] == [
        few(4),
        "no folder of counts: camps can not be compared, and people must be spawned by conflicts",
    ]
    assert sorted(path.name for path in Path("here").iterdir()) == [name for name in FILES if name != "out.csv"]
    assert "Averaged" not in call("move", str(mine), *SHORT[2:], "--out", "there").out


def test_the_engine_is_chosen_where_none_is_named(call: Call) -> None:
    found = json.loads(call("move", "two-roads", "--draws", "2", "--days", "20", "--json").out)
    assert (found["engine"], found["notes"]) == ("cohorts", [few(2)])


def test_rules_that_cohorts_can_not_run_are_run_person_by_person_and_said(call: Call, mine: Path) -> None:
    settings = mine / "simsetting.yml"
    settings.write_text(settings.read_text().replace("max_move_speed: 200.0", "max_move_speed: 100000.0"))
    routes = mine / "input/routes.csv"
    routes.write_text(routes.read_text() + "Karo,Southgate,0.001,0\n")
    found = json.loads(call("move", str(mine), "--draws", "1", "--days", "20", "--json").out)
    assert found["engine"] == "agents"
    _, note = found["notes"]
    assert note.startswith("people are moved one by one; cohorts: ")
    refused = call("move", str(mine), "--engine", "cohorts", "--draws", "1", "--json")
    assert (refused.code, refused.out) == (2, "")
    assert "times the shortest link" in refused.err


def test_examples_are_found_by_name_and_a_folder_of_that_name_comes_first(call: Call, mine: Path) -> None:
    assert examples() == ("two-roads",)
    shutil.copytree(mine, "two-roads")
    Path("two-roads/input/sim_period.csv").write_text("StartDate,2030-01-01\nLength,7\n")
    assert json.loads(call("move", "two-roads", *AGENTS, "--draws", "1", "--json").out)["days"] == 7


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("two-rods",),
            "two-rods: there is no such folder, and no shipped example of that name. Did you mean `two-roads`? "
            "Known: two-roads",
        ),
        (("no/where",), "no/where: there is no such folder. Name a folder with `input/` and `source/`"),
        (("two-roads", "--engine", "agent"), "engine: `agent` is no engine. Did you mean `agents`? Known: agents"),
        (("two-roads", "--compat", "fle"), "compat: `fle` is no mode. Did you mean `flee`? Known: flee"),
        (("two-roads", "--draws", "0"), "--draws: 0 is out of bounds. Ask for 1 to 100,000 draws"),
        (("two-roads", "--draws", "-1"), "--draws: -1 is out of bounds. Ask for 1 to 100,000 draws"),
        (("two-roads", "--draws", "999999999"), "--draws: 999999999 is out of bounds. Ask for 1 to 100,000 draws"),
        (("two-roads", "--seed", "-1"), "--seed: -1 is out of bounds. Use 0 or more, at most 19 digits"),
        (("two-roads", "--seed", str(10**30)), "is out of bounds. Use 0 or more, at most 19 digits"),
        (("two-roads", "--days", "0"), "days: 0 is below 1. Ask for at least one day"),
        (
            ("two-roads", "--days", "121"),
            "conflicts.csv: has 120 days; the run has 121. Add rows or run fewer days",
        ),
        (
            ("two-roads", "--days", "999999999", "--draws", "9"),
            "--days: 999,999,999 days do not fit. Ask for at most 142,857,142",
        ),
        (("two-roads", "--hasten", "0"), "hasten: 0 is below 1. Use 1 for everyone, 10 for a tenth"),
        (("two-roads", "--close", "Karo"), "closures: `Karo` is not A-B@120:200. Write for instance A-B@120:200"),
        (
            ("two-roads", "--close", "Karo-Northgte@5"),
            "closures: `Karo-Northgte` is no link, place or pair of countries. Did you mean `Karo-Northgate`?",
        ),
        (
            ("two-roads", "--close", "Karo-Northgate@50:40"),
            "closures: `Karo-Northgate@50:40` ends on day 40, not after day 50. Give a later day",
        ),
        (
            ("two-roads", "--strength", "Karo-Northgate@5:9=2"),
            "strengths: `Karo-Northgate@5:9=2` names no share. Write for instance A-B@120:200=0.4, with 0 to 1 after =",
        ),
        (
            ("two-roads", "--strength", "Kara@5=0.5"),
            "strengths: `Kara` is no link or place. Did you mean `Karo`?",
        ),
        (
            ("two-roads", "--settings", "lost.yml"),
            "lost.yml: can not be read: no such file or directory. Mend the path or its rights",
        ),
    ],
)
@pytest.mark.parametrize("files", [(), ("--json",), ("--out", "there")])
def test_words_that_mean_nothing(call: Call, words: tuple[str, ...], message: str, files: tuple[str, ...]) -> None:
    ended = call("move", *words, *files)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
    assert ended.err.count("\n") == 1
    assert list(Path().iterdir()) == []


def test_options_that_do_not_exist(call: Call) -> None:
    ended = call("move", "two-roads", "--nope")
    assert ended.code == 2
    assert ended.err.startswith("Usage: ")
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("words", [("--draws", "many"), ("--days", "1.5"), ("--hasten", "x"), ("--seed", "")])
def test_values_that_are_no_numbers(call: Call, words: tuple[str, str]) -> None:
    ended = call("move", "two-roads", *words)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"{words[0]}: `{words[1]}` is not a whole number. Write one in digits")
    assert ended.err.count("\n") == 1
    assert list(Path().iterdir()) == []


def test_more_than_memory_holds_is_refused_before_the_run(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    from suasion import cli_move

    monkeypatch.setattr(cli_move, "MOST_CELLS", 10_000)
    ended = call("move", "two-roads", "--draws", "50")
    assert ended.code == 2
    assert ended.err == "--draws: 50 draws do not fit. Ask for at most 11, or fewer days\n"


def test_a_place_that_can_not_hold_the_files_is_said_before_the_run(call: Call) -> None:
    Path("taken").write_text("mine")
    ended = call(*SHORT, "--out", "taken")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "taken: is a file, not a folder. Name another folder with --out\n"
    assert Path("taken").read_text() == "mine"


def test_nothing_is_left_behind_when_writing_fails(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    from suasion.show.movement import save

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(save, "write_out", full)
    ended = call(*SHORT, "--out", "here")
    assert ended.code == 2
    assert ended.err == "here: the disk is full. Nothing was written; make room or name another folder with --out\n"
    assert list(Path().iterdir()) == []
