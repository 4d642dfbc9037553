"""Files appear whole or not at all, and what was there before is lost only when the new files are ready."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from suasion.errors import InputError


def whole(out: Path, fill: Callable[[Path], None]) -> None:
    """Fill a new folder out of sight, then put it, or its files, in place.

    Raises
    ------
    InputError                         if the folder can not be written; it is then as it was before
    """
    with _spoken(out):
        usable(out)
        place = out.resolve()  # a link may lead to another disk, and files move only within one
        made = _make_parents(place)
        done = False
        try:
            hidden = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}."))
            try:
                fill(hidden)
                with _uninterrupted():
                    _put(hidden, place, out)
                    done = True
            finally:
                shutil.rmtree(hidden, ignore_errors=True)
        finally:
            for folder in [] if done else made:
                with suppress(OSError):
                    folder.rmdir()


def usable(out: Path) -> None:
    """Say before a long run what is known to fail after it.

    Raises
    ------
    InputError                         if the place is a file, or no folder can be made there
    """
    if out.exists() and not out.is_dir():
        raise InputError(str(out), "is a file, not a folder. Name another folder with --out")
    above = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
    if not above.is_dir():
        raise InputError(str(out), f"{above} is a file, so no folder can be made in it. Name another folder with --out")
    if not os.access(above, os.W_OK | os.X_OK):
        raise InputError(str(out), f"no permission to write in {above}. Name another folder with --out")


def _make_parents(place: Path) -> list[Path]:
    """Make the folders above a place, and name those that were not there, the deepest first."""
    missing = [folder for folder in place.parents if not folder.exists()]
    place.parent.mkdir(parents=True, exist_ok=True)
    return missing


def _put(hidden: Path, place: Path, out: Path) -> None:
    """Move a filled folder, or its files, to its place; if one file can not be moved, all are as before."""
    if not place.exists():
        hidden.chmod(0o755)
        hidden.rename(place)
        return
    names = sorted(path.name for path in hidden.iterdir())
    for name in names:
        if (place / name).is_dir():
            raise InputError(str(out / name), "is a folder where a file has to go. Name another folder with --out")
    earlier = hidden / "earlier"
    earlier.mkdir()
    moved: list[str] = []
    try:
        for name in names:
            if (place / name).exists():
                (place / name).rename(earlier / name)
            moved.append(name)
            (hidden / name).rename(place / name)
    except OSError:
        for name in moved:
            (place / name).unlink(missing_ok=True)
            if (earlier / name).exists():
                (earlier / name).rename(place / name)
        raise


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits for these few renames and is heard after them, so that no folder holds half of two runs."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    # not a signal mask: another thread (of the renderer, of BLAS) would take the signal and Python would act on it
    before = {
        number: signal.signal(number, lambda at, _: heard.append(at)) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)
    for late in heard:
        signal.raise_signal(late)


@contextmanager
def _spoken(out: Path) -> Iterator[None]:
    """What the system says about files, said to the analyst."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            what = "the disk is full. Nothing was written; make room or name another folder with --out"
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            what = "no permission to write here. Nothing was written; name another folder with --out"
        else:
            what = f"can not be written: {(error.strerror or str(error)).lower()}. Name another folder with --out"
        raise InputError(str(out), what) from error
