"""What can not be used is refused with one clear sentence, exit code 2, and a folder as it was before."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
SHIPPED = "us-mexico-2019"


def listing() -> list[str]:
    return sorted(str(path) for path in Path().rglob("*"))


def refused(call: Call, *words: str) -> str:
    """What a refused command says; nothing is printed or left behind."""
    before = listing()
    ended = call(*words)
    assert ended.code == 2, ended
    assert ended.out == ""
    assert "Traceback" not in ended.err
    assert listing() == before
    return str(ended.err)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("run", "us-mexco-2019"),
            "us-mexco-2019: names no shipped accord and no file. Did you mean `us-mexico-2019`? Known: us-mexico-2019",
        ),
        (
            ("run", SHIPPED, "--variant", "as-agred"),
            "us-mexico-2019 (accord.yaml): 1 problem\n  --variant: `as-agred` names no variant. Did you mean "
            "`as-agreed`? Known: as-agreed, as-threatened, safe-third-country, no-deal",
        ),
        (
            ("compare", SHIPPED, "as-agreed", "as-threatend"),
            "us-mexico-2019 (accord.yaml): 1 problem\n  --variant: `as-threatend` names no variant. Did you mean "
            "`as-threatened`? Known: as-agreed, as-threatened, safe-third-country, no-deal",
        ),
        (
            ("run", SHIPPED, "--as-of", "2019-02-30"),
            "--as-of: `2019-02-30` is not a day of the calendar. Write it as 2019-09-05",
        ),
        (("run", SHIPPED, "--as-of", "soon"), "--as-of: `soon` is not a day of the calendar. Write it as 2019-09-05"),
        (
            ("run", SHIPPED, "--as-of", "1990-01-01"),
            "us_sw_between_ports: nothing is published by 1990-01-01. The first figure (for 1999-10) came out on "
            "1999-11-10; ask for that day or later",
        ),
        (
            ("run", SHIPPED, "--as-of", "0001-01-01"),
            "us_sw_between_ports: nothing is published by 0001-01-01. The first figure (for 1999-10) came out on "
            "1999-11-10; ask for that day or later",
        ),
        (
            ("run", SHIPPED, "--as-of", "2010-01-01"),
            "as-of: on 2009-12-10 the last figure of us_sw_between_ports is of 2009-11, 116 months before 2019-07. "
            "A forecast reaches 60 months; set a later --as-of",
        ),
        (("run", SHIPPED, "--draws", "0"), "--draws: 0 is out of bounds. Ask for 1 to 1,000,000 draws"),
        (("run", SHIPPED, "--draws", "-5"), "--draws: -5 is out of bounds. Ask for 1 to 1,000,000 draws"),
        (
            ("run", SHIPPED, "--draws", "1000000000"),
            "--draws: 1000000000 is out of bounds. Ask for 1 to 1,000,000 draws",
        ),
        (("run", SHIPPED, "--seed", "-1"), "--seed: -1 is negative. Use 0 or more"),
        (
            ("run", SHIPPED, "--set", "draws"),
            "us-mexico-2019 (accord.yaml): 1 problem\n  --set draws: has no `=`. Write path=value, for instance "
            "measures.tariff.steps.0.rate=10%",
        ),
        (
            ("run", SHIPPED, "--set", "measures.tarif.goods=all"),
            "us-mexico-2019 (accord.yaml): 1 problem\n  --set measures.tarif.goods=all: `tarif` is not in measures. "
            "Did you mean `tariff`? Known: tariff, guard, waiting-in-mexico, waiting-expansion, transit-bar, "
            "safe-third-country, burden-sharing-treaty, guatemala-agreement, ...",
        ),
        (
            ("run", SHIPPED, "--set", "measures.tariff.goods=['77']"),
            "measures.tariff.goods: us_imports_mexico_hs2 has no chapter 77 in 2018. Remove it",
        ),
        (("report", "nowhere"), "nowhere: holds no result.nc. Name the folder that `suasion run --out` wrote"),
        (("hindcast", SHIPPED, "--draws", "10"), "--draws: 10 is too few to score. Ask for at least 100"),
        (("hindcast", SHIPPED, "--horizon", "0"), "--horizon: 0 is out of bounds. Ask for 1 to 24 months"),
    ],
)
def test_words_that_mean_nothing(call: Call, words: tuple[str, ...], message: str) -> None:
    assert refused(call, *words) == f"{message}\n"


@pytest.mark.parametrize("words", [("run", SHIPPED, "--nope"), ("runn",), ("run",)])
def test_options_that_do_not_exist(call: Call, words: tuple[str, ...]) -> None:
    said = refused(call, *words)
    assert said.startswith("Usage: ")
    assert said.count("Error") == 1


@pytest.mark.parametrize("command", ["run", "check", "show", "hindcast"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"- a\n- b\n", "an accord is a mapping of keys to values. Got a list; begin with `id: my-accord`"),
        (
            b"\x80\x81\x82\xff",
            "1 problem\n  line 1, col 1  is not UTF-8 text (byte 1). Save it as a plain text file in UTF-8",
        ),
        (
            200_000_000,
            "the file has 200.0 MB; an accord has at most 2 MB. Keep long series in CSV files and name them under "
            "`series`",
        ),
        (None, "no such file"),
    ],
)
def test_files_that_are_no_accord(call: Call, command: str, content: bytes | int | None, message: str) -> None:
    path = Path("mine.yaml")
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        with path.open("wb") as file:
            file.truncate(content)  # sparse: takes no room
    said = refused(call, command, str(path))
    assert said.startswith("mine.yaml: ")
    assert message in said
    assert said.count("\n") == 1 + message.count("\n")


def test_a_folder_is_no_accord(call: Call) -> None:
    assert refused(call, "run", ".") == ".: this is a folder, not an accord file. Name the .yaml file in it\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("2023-04-10", "2023-04-31"), "`2023-04-31` is no day of the calendar. Write a day that exists"),
        (("rate: 10%", "rate: 10"), "10 is more than 1. 10 percent is written 10% or 0.1"),
        (("level: 1000", "level: -1000"), "-1000 is below 0; a count can not be. Write it without the minus sign"),
        (
            ("set_by: uganda", "set_by: ugandan"),
            "`ugandan` names no party. Did you mean `uganda`? Known: kenya, uganda",
        ),
        (
            ("series: crossings", "series: crosings"),
            "`crosings` names no series. Did you mean `crossings`? Known: crossings, goods_kenya, us_sw_between_ports",
        ),
        (("file: crossings.csv", "file: lost.csv"), "there is no file `lost.csv` beside the accord."),
        (("title: The note", "title: The note, title: Again"), "title"),
    ],
)
def test_an_accord_with_one_mistake_names_its_line(
    call: Call, newcomer: Callable[..., str], change: tuple[str, str], message: str
) -> None:
    path = Path(newcomer())
    text = path.read_text()
    assert change[0] in text
    path.write_text(text.replace(*change, 1))
    said = refused(call, "run", str(path), "--draws", "20")
    line = 1 + text[: text.index(change[0])].count("\n")
    assert f"line {line}, col " in said
    assert message in said


def test_variants_in_a_circle(call: Call, newcomer: Callable[..., str]) -> None:
    path = newcomer()
    with Path(path).open("a") as file:
        file.write("variants:\n  a: {title: A, why: a, extends: [b]}\n  b: {title: B, why: b, extends: [a]}\n")
    said = refused(call, "run", path, "--variant", "a")
    assert "variants extend each other in a circle: a -> b -> a. Cut one" in said


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("month,x\n2019-01,5\n2019-01,6\n", "line 3, col 1  month: 2019-01 is there twice, first in line 2. Keep one"),
        ("month,x\n2019-01,-5\n", "line 2, col 9  x: `-5` is below zero. Counts and values are 0 or more"),
        (
            "month,x\n2019-01,0\n",
            "line 2, col 9  x: `0` has no logarithm. Use --offset 1 to model log(value + 1), or leave the cell blank",
        ),
        (
            "month,x\n2019-02-30,1\n",
            "line 2, col 1  month: `2019-02-30` is a day. The data must be monthly; write 2019-02",
        ),
        (
            "month,x\n2019-01,many\n",
            "line 2, col 9  x: `many` is no number. Leave the cell blank if the value is unknown",
        ),
        ("month,y\n2019-01,1\n", "line 1, col 1  x: no such column. Known: month, y"),
    ],
)
def test_tables_that_can_not_be_forecast(call: Call, content: str, problem: str) -> None:
    Path("t.csv").write_text(content)
    assert refused(call, "forecast", "t.csv", "--value", "x") == f"t.csv: 1 problem\n  {problem}\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("--below", "many"),
            "forecast: 1 problem\n  --below: `many` is no level; allowed a number, 0 or more, written 50000",
        ),
        (("--as-of", "2019-13"), "forecast: 1 problem\n  --as-of: `2019-13` is no month. Write 2019-05"),
        (("--horizon", "0"), "forecast: 1 problem\n  --horizon: 0 is out of range; allowed 1 to 60 months"),
        (
            ("--draws", "1000000000"),
            "forecast: 1 problem\n  --draws: 1000000000 is out of range; allowed 100 to 1,000,000",
        ),
        (
            ("--as-of", "1900-01"),
            "t.csv: 0 months up to 1900-01 have a value in `x`; at least 12 are needed. Give a longer series",
        ),
    ],
)
def test_forecast_options_out_of_bounds(call: Call, words: tuple[str, ...], message: str) -> None:
    rows = [f"20{year}-{month:02d},{month + year}" for year in (16, 17, 18) for month in range(1, 13)]
    Path("t.csv").write_text("\n".join(["month,x", *rows]))
    assert refused(call, "forecast", "t.csv", "--value", "x", *words) == f"{message}\n"


def test_a_200_mb_table(call: Call) -> None:
    with Path("big.csv").open("wb") as file:
        file.truncate(200_000_000)
    assert refused(call, "forecast", "big.csv", "--value", "x") == (
        "big.csv: the file has 200 MB; at most 50 MB are read. Cut it\n"
    )


def test_gaps_and_nan_in_a_table_are_warnings_of_the_answer(call: Call) -> None:
    import json

    rows = [f"20{year}-{month:02d},{month + year}" for year in (16, 17, 18) for month in range(1, 13)]
    del rows[5]
    rows[8] = rows[8].split(",")[0] + ",NaN"
    Path("t.csv").write_text("\n".join(["month,x", *rows]))
    found = json.loads(call("forecast", "t.csv", "--value", "x", "--draws", "200", "--json").out)
    assert found["warnings"] == [
        "1 month is missing between the first and the last: 2016-06",
        "1 month is blank: 2016-10",
    ]


def test_out_is_a_file(call: Call) -> None:
    Path("taken").write_text("mine")
    said = refused(call, "run", SHIPPED, "--draws", "5", "--out", "taken")
    assert said == "taken: is a file, not a folder. Name another folder with --out\n"
    assert Path("taken").read_text() == "mine"


@pytest.mark.usefixtures("undrawn")
def test_a_folder_stands_where_a_file_has_to_go(call: Call) -> None:
    Path("out/report.html").mkdir(parents=True)
    said = refused(call, "run", SHIPPED, "--draws", "5", "--out", "out")
    assert said == "out/report.html: is a folder where a file has to go. Name another folder with --out\n"


def test_out_where_nothing_can_be_written(call: Call) -> None:
    said = refused(call, "run", SHIPPED, "--draws", "5", "--out", "/proc/suasion")
    assert said.startswith("/proc/suasion: ")
    assert said.endswith("Name another folder with --out\n")


def test_report_of_a_folder_without_result(call: Call) -> None:
    Path("empty").mkdir()
    assert (
        refused(call, "report", "empty")
        == "empty: holds no result.nc. Name the folder that `suasion run --out` wrote\n"
    )


@pytest.mark.parametrize("debug", [False, True])
def test_a_fault_of_ours_is_one_line_and_ends_with_1(call: Call, monkeypatch: pytest.MonkeyPatch, debug: bool) -> None:
    from suasion.world import answers

    def broken(result: object) -> None:
        raise RuntimeError("the sum is off")

    monkeypatch.setattr(answers, "summary", broken)
    ended = call("run", SHIPPED, "--draws", "5", *(["--debug"] if debug else []))
    assert (ended.code, ended.out) == (1, "")
    last = "suasion: a fault of ours: RuntimeError: the sum is off"
    if debug:
        assert "Traceback" in ended.err
        assert ended.err.endswith(f"{last}\n")
    else:
        assert ended.err == f"{last}. Run again with --debug for the details, and report it with the accord file\n"
    assert listing() == []


def test_debug_shows_where_an_input_was_refused(call: Call) -> None:
    ended = call("run", SHIPPED, "--seed", "-1", "--debug")
    assert ended.code == 2
    assert "Traceback" in ended.err
    assert ended.err.endswith("--seed: -1 is negative. Use 0 or more\n")
    assert sys.argv == ["suasion", "run", SHIPPED, "--seed", "-1"]
