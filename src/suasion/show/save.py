"""A run's files appear whole or not at all, and what was there before is lost only when the new files are ready."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from suasion.errors import InputError
from suasion.show.report import write_report
from suasion.world.result import ANSWERS_FILE, Result, json_text


def save_run(result: Result, answers: dict[str, Any], out: Path) -> None:
    """Write result.nc, manifest.json, answers.json and report.html into a folder.

    Raises
    ------
    InputError                         if the folder can not be written; it is then as it was before
    """

    def fill(folder: Path) -> None:
        result.write(folder)
        (folder / ANSWERS_FILE).write_text(json_text(answers), encoding="utf-8")
        write_report(result, folder)

    whole(out, fill)


def whole(out: Path, fill: Callable[[Path], None]) -> None:
    """Fill a new folder out of sight, then put it, or its files, in place.

    Raises
    ------
    InputError                         if the folder can not be written; it is then as it was before
    """
    with _spoken(out):
        if out.exists() and not out.is_dir():
            raise InputError(str(out), "is a file, not a folder. Name another folder with --out")
        out.parent.mkdir(parents=True, exist_ok=True)
        hidden = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
        try:
            fill(hidden)
            hidden.chmod(0o755)
            if not out.exists():
                hidden.rename(out)
            else:
                for path in sorted(hidden.iterdir()):
                    path.replace(out / path.name)
        finally:
            shutil.rmtree(hidden, ignore_errors=True)


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
