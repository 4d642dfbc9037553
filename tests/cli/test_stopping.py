"""Stopped in the middle: Ctrl-C, a full disk, a reader that has gone. No half results, no leftovers, one line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")

# each says `here` when it has come to the place where it is to be stopped
MID_RUN = """
import sys, suasion.world.run as room
run_block = room.run_block
def told(plan, some):
    if some.start:
        print("here", file=sys.stderr, flush=True)
    return run_block(plan, some)
room.run_block = told
"""
SAVING = """
import sys, time, suasion.show.report.save as room
def told(result, folder, answers):
    (folder / "report.html").write_text("half")
    print("here", file=sys.stderr, flush=True)
    time.sleep(60)
room.write_report = told
"""
SWAPPING = """
import sys, time, suasion.show.save as room
from suasion.show.figures import canvas
canvas._render = lambda spec, name: ""
put = room._put
def told(*moved):
    print("here", file=sys.stderr, flush=True)
    time.sleep(0.5)
    put(*moved)
room._put = told
"""
MAIN = "from suasion.cli import main\nmain()\n"


def earlier(folder: Path) -> dict[str, bytes]:
    """An earlier result that must survive: its files and what is in them."""
    folder.mkdir()
    for name in ("answers.json", "manifest.json", "report.html", "result.nc"):
        (folder / name).write_text(f"earlier {name}")
    return contents(folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def stop(script: str, folder: Path, number: signal.Signals, draws: int = 1_000_000) -> tuple[int, str]:
    words = ["run", "us-mexico-2019", "--draws", str(draws), "--out", "out"]
    with subprocess.Popen(
        [sys.executable, "-c", script + MAIN, *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "here\n"
        process.send_signal(number)
        said = "".join(line for line in process.communicate(timeout=60)[1].splitlines(True) if line != "here\n")
    return process.returncode, said


@pytest.mark.parametrize(
    ("script", "draws", "number", "code"),
    [(MID_RUN, 1_000_000, signal.SIGINT, 130), (SAVING, 20, signal.SIGINT, 130), (SAVING, 20, signal.SIGTERM, 143)],
)
def test_ctrl_c_leaves_what_was_there(
    tmp_path: Path, script: str, draws: int, number: signal.Signals, code: int
) -> None:
    before = earlier(tmp_path / "out")
    assert stop(script, tmp_path, number, draws) == (code, "stopped. No half-written files are left\n")
    assert contents(tmp_path / "out") == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_ctrl_c_while_the_files_change_places_waits_for_all_of_them(tmp_path: Path) -> None:
    before = earlier(tmp_path / "out")
    assert stop(SWAPPING, tmp_path, signal.SIGINT, 20) == (130, "stopped. No half-written files are left\n")
    after = contents(tmp_path / "out")
    assert set(after) == set(before)
    assert [name for name in before if after[name] == before[name]] == []
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


# a real limit on the size of a file: it strikes result.nc, or, being larger than that, report.html
LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from suasion.show.figures import canvas
canvas._render = lambda spec, name: "x" * 50_000
"""


@pytest.mark.parametrize("limit", [2_000, 250_000])
def test_a_limit_struck_while_writing_leaves_nothing_behind(tmp_path: Path, limit: int) -> None:
    words = [str(limit), "run", "us-mexico-2019", "--draws", "20", "--out", "deep/er/out"]
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED + MAIN, *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert ended.stderr == "deep/er/out: can not be written: file too large. Name another folder with --out\n"
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def closed_pipe() -> Iterator[int]:
    reader, writer = os.pipe()
    os.close(reader)
    yield writer
    os.close(writer)


@pytest.mark.parametrize("words", [["schema"], ["show", "us-mexico-2019"]])
def test_a_reader_that_has_gone_is_no_fault(closed_pipe: int, words: list[str]) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "suasion", *words], stdout=closed_pipe, stderr=subprocess.PIPE, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_behind_stdout_is_said() -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "suasion", "schema"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ended.returncode == 2
    assert ended.stderr == "standard output: the disk is full. Make room or send it elsewhere\n"
