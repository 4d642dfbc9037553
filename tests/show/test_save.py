"""Files appear whole or not at all, and what was there stays until the new ones are ready."""

from __future__ import annotations

import errno
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from suasion.errors import InputError
from suasion.show.report.save import save_run
from suasion.show.save import usable, whole
from suasion.world.answers import summary
from suasion.world.result import Result

Ran = Callable[..., Result]
FILES = ("answers.json", "manifest.json", "report.html", "result.nc")


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """An earlier result, and a file of the analyst beside it."""
    folder = tmp_path / "out"
    folder.mkdir()
    for name in (*FILES, "notes.txt"):
        (folder / name).write_text(f"earlier {name}")
    return folder


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.iterdir())}


def full_disk(name: str, monkeypatch: pytest.MonkeyPatch, number: int = errno.ENOSPC) -> None:
    """From now on the disk is full in the middle of writing a file of this name."""
    for method in ("write_text", "write_bytes"):
        write = getattr(Path, method)

        def struck(
            self: Path, data: str | bytes, *more: object, _write: Callable[..., int] = write, **named: object
        ) -> int:
            if self.name != name:
                return _write(self, data, *more, **named)
            _write(self, data[: len(data) // 2], *more, **named)
            raise OSError(number, "struck")

        monkeypatch.setattr(Path, method, struck)


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("name", FILES)
def test_a_disk_that_fills_up_leaves_the_earlier_result(
    ran: Ran, earlier: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before, result = contents(earlier), ran(None, None, (), 20)
    full_disk(name, monkeypatch)
    with pytest.raises(InputError) as caught:
        save_run(result, summary(result), earlier)
    assert str(caught.value) == (
        f"{earlier}: the disk is full. Nothing was written; make room or name another folder with --out"
    )
    assert contents(earlier) == before
    assert [path.name for path in earlier.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("name", FILES)
def test_a_disk_that_fills_up_leaves_no_new_folder(
    ran: Ran, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, undrawn: None, name: str
) -> None:
    result = ran(None, None, (), 20)
    full_disk(name, monkeypatch)
    with pytest.raises(InputError):
        save_run(result, summary(result), tmp_path / "new" / "deep" / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "no permission to write here. Nothing was written; name another folder with --out"),
        (errno.EROFS, "no permission to write here. Nothing was written; name another folder with --out"),
        (errno.EDQUOT, "the disk is full. Nothing was written; make room or name another folder with --out"),
        (errno.EIO, "can not be written: struck. Name another folder with --out"),
    ],
)
def test_what_the_system_says_is_said_to_the_analyst(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refuse(*where: object, **named: object) -> str:
        raise OSError(number, "struck")

    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    with pytest.raises(InputError) as caught:
        whole(tmp_path / "a" / "out", lambda folder: None)
    assert str(caught.value) == f"{tmp_path / 'a' / 'out'}: {words}"
    assert list(tmp_path.iterdir()) == []


def two_files(folder: Path) -> None:
    for name in ("answers.json", "report.html"):
        (folder / name).write_text(f"new {name}")


@pytest.mark.parametrize("fatal", [1, 2, 3, 4])
def test_if_one_file_can_not_take_its_place_none_does(
    earlier: Path, monkeypatch: pytest.MonkeyPatch, fatal: int
) -> None:
    before, rename, count = contents(earlier), Path.rename, [0]

    def struck(self: Path, target: Path) -> Path:
        count[0] += 1
        if count[0] == fatal:
            raise OSError(errno.EACCES, "open in another program")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", struck)
    with pytest.raises(InputError, match="no permission to write here"):
        whole(earlier, two_files)
    assert contents(earlier) == before
    assert [path.name for path in earlier.parent.iterdir()] == ["out"]


def test_new_files_replace_the_old_and_nothing_else(earlier: Path) -> None:
    whole(earlier, two_files)
    found = contents(earlier)
    assert found["answers.json"] == "new answers.json"
    assert found["result.nc"] == "earlier result.nc"
    assert found["notes.txt"] == "earlier notes.txt"
    assert [path.name for path in earlier.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("stopped", [KeyboardInterrupt, SystemExit, MemoryError])
def test_whatever_stops_the_filling_leaves_nothing(earlier: Path, stopped: type[BaseException]) -> None:
    before = contents(earlier)

    def fill(folder: Path) -> None:
        two_files(folder)
        raise stopped

    for out in (earlier, earlier.parent / "new" / "out"):
        with pytest.raises(stopped):
            whole(out, fill)
    assert contents(earlier) == before
    assert [path.name for path in earlier.parent.iterdir()] == ["out"]


def test_ctrl_c_during_the_renames_is_heard_after_them(earlier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def interrupted(self: Path, target: Path) -> Path:
        signal.raise_signal(signal.SIGINT)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    outer = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    try:
        with pytest.raises(KeyboardInterrupt):
            whole(earlier, two_files)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, outer)
    assert contents(earlier)["report.html"] == "new report.html"
    assert contents(earlier)["answers.json"] == "new answers.json"
    assert [path.name for path in earlier.parent.iterdir()] == ["out"]


def test_a_fault_of_ours_while_filling_is_not_blamed_on_the_disk(tmp_path: Path) -> None:
    def fill(folder: Path) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        whole(tmp_path / "out", fill)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_can_not_take_files_is_told_before_the_run(tmp_path: Path) -> None:
    file = tmp_path / "taken"
    file.write_text("mine")
    with pytest.raises(InputError, match=r"taken: is a file, not a folder\. Name another folder with --out"):
        usable(file)
    with pytest.raises(InputError, match=r"taken is a file, so no folder can be made in it"):
        usable(file / "below" / "deeper")
    usable(tmp_path / "new" / "deeper")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["taken"]
