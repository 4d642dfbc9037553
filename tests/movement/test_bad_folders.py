"""A folder that can not be used is refused with one clear message and exit code 2; what is harmless is read.

Each case changes the example folder in one way. Refused ones name file, row and repair on the screen, and leave no
trace and no half of a result; accepted ones give the same people as the untouched folder, or a note says what was made
of it.
"""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from accepted_folders import NOTED, SAME
from folder_changes import CLOSURES, CONFLICTS, FLOODS, PERIOD, ROADS, Change, add, days, swap, write
from refused_counts import COUNTS
from refused_maps import MAPS
from refused_settings import SETTINGS_FILES

from suasion.errors import InputError
from suasion.movement import read_folder
from suasion.movement.examples import example

Call = Callable[..., Any]
REFUSED = MAPS | COUNTS | SETTINGS_FILES


@pytest.fixture
def mine(call: Call) -> Path:
    """A copy of the example in the working directory."""
    return Path(shutil.copytree(example("two-roads"), "mine"))


def refused(call: Call, mine: Path, change: Change) -> str:
    """What a refused folder says; nothing is printed, written or left behind."""
    change(mine)
    before = sorted(str(path) for path in Path().rglob("*"))
    ended = call("move", "mine", "--engine", "agents", "--draws", "1", "--out", "results")
    assert ended.code == 2, ended
    assert ended.out == ""
    assert "Traceback" not in ended.err
    assert sorted(str(path) for path in Path().rglob("*")) == before
    return str(ended.err)


@pytest.mark.parametrize("name", REFUSED)
def test_one_fault_is_one_message(call: Call, mine: Path, name: str) -> None:
    change, message = REFUSED[name]
    said = refused(call, mine, change)
    assert message in said
    lines = said.rstrip("\n").split("\n")
    assert len(lines) == 1 or (len(lines) == 2 and lines[0].endswith(": 1 problem"))
    assert lines[-1].endswith(message) or lines[-1].lstrip().startswith(message)


def test_a_fault_of_every_row_is_told_of_some(call: Call, mine: Path) -> None:
    lines = refused(call, mine, write(FLOODS, days("#Day,Karo", "-1"))).rstrip("\n").split("\n")
    assert lines[0] == "mine: 21 problems"
    assert lines[20] == "  line 21, col 2  flood_level.csv: `Karo`: -1.0 is out of range. Allowed: 0 to 1e+06"
    assert lines[21] == "  line 22, col 2  flood_level.csv: 100 more problems from here on. Mend the others first"


def test_a_folder_that_nobody_may_read(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(self: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "is_dir", forbidden)
    with pytest.raises(InputError) as caught:
        read_folder(mine)
    assert str(caught.value) == "mine: can not be read: permission denied. Mend the folder or its rights"


@pytest.fixture(scope="module")
def untouched() -> dict[str, Any]:
    from suasion.movement import read_folder
    from suasion.show.movement import Moved, summary

    instance = read_folder(example("two-roads"))
    return summary(Moved(instance, instance.run("agents", draws=1)))


def accepted(call: Call, mine: Path, change: Change) -> dict[str, Any]:
    change(mine)
    ended = call("move", "mine", "--engine", "agents", "--draws", "1", "--json")
    assert (ended.code, ended.err) == (0, "")
    found: dict[str, Any] = json.loads(ended.out)
    of_one_draw, *found["notes"] = found["notes"]
    assert of_one_draw.startswith("1 possible world has no range")
    return found


@pytest.mark.parametrize("name", SAME)
def test_what_is_harmless_changes_nothing(call: Call, mine: Path, name: str, untouched: dict[str, Any]) -> None:
    found = accepted(call, mine, SAME[name])
    assert found["notes"] == []
    assert found["places"] == untouched["places"]


@pytest.mark.parametrize("name", NOTED)
def test_what_is_probably_a_slip_is_noted(call: Call, mine: Path, name: str) -> None:
    change, note = NOTED[name]
    assert accepted(call, mine, change)["notes"] == [note]


def test_every_problem_is_said_at_once(call: Call, mine: Path) -> None:
    def change(folder: Path) -> None:
        swap(ROADS, "Karo,Lumen,85", "Karo,Lumen,-85")(folder)
        swap(PERIOD, "2030-01-01", "soon")(folder)
        swap(CONFLICTS, "\n7,1,0", "\n7,-1,0")(folder)
        add(CLOSURES, "lnk,Karo,Lumen,1,2\n")(folder)

    said = refused(call, mine, change)
    assert said.startswith("mine: 4 problems\n")
    for file in ("routes.csv", "sim_period.csv", "conflicts.csv", "closures.csv"):
        assert f"  {file}: " in said


def test_the_corpus_is_large_enough() -> None:
    assert len(REFUSED) == len(MAPS) + len(COUNTS) + len(SETTINGS_FILES), "no case hides another of its name"
    assert len(REFUSED) + len(SAME) + len(NOTED) >= 60
