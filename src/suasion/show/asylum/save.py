"""Files of answers: written out of sight while chunks of cases go by, put in place when all is well, or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, TextIO

import numpy as np
from numpy.typing import NDArray

from suasion.asylum import Boundary, Facts, Rulebook
from suasion.asylum.engine.answers import Answer
from suasion.asylum.use.explain import NOTICE
from suasion.errors import InputError
from suasion.show.asylum.records import boundary_cases

COLUMNS = ("id", "outcome", "asylum", "screen", "rule", "destination", "cite", "why")
FORMS = (".json", ".csv")


class Hidden:
    """A text file that appears under its name when it is whole; without a name it goes to `elsewhere` then.

    Raises
    ------
    InputError                         if it can not be written; what was there before is as it was
    """

    def __init__(self, path: Path | None, elsewhere: TextIO | None = None) -> None:
        self.path, self.elsewhere = path, elsewhere
        self.file: IO[str]

    def __enter__(self) -> IO[str]:
        if self.path is None:
            self.file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")
            return self.file
        if self.path.is_dir():
            raise InputError(str(self.path), "is a folder. Name a file with --out")
        try:
            self.file = tempfile.NamedTemporaryFile(
                "w", encoding="utf-8", newline="", dir=self.path.resolve().parent, prefix=".", delete=False
            )
        except OSError as error:
            raise self._spoken(error) from error
        return self.file

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        hidden = self.file.name
        try:
            if kind is None:
                self.file.flush()
                if self.path is not None:
                    os.chmod(hidden, 0o644)  # noqa: PTH101
                    os.replace(hidden, self.path.resolve())  # noqa: PTH105
                elif self.elsewhere is not None:
                    self.file.seek(0)
                    shutil.copyfileobj(self.file, self.elsewhere)
        except OSError as failed:
            if self.path is None:
                raise
            raise self._spoken(failed) from failed
        finally:
            self.file.close()
            if self.path is not None:
                with suppress(OSError):
                    Path(hidden).unlink()
        if isinstance(error, OSError) and self.path is not None:
            raise self._spoken(error) from error

    def _spoken(self, error: OSError) -> InputError:
        why = (error.strerror or str(error)).lower()
        return InputError(str(self.path), f"can not be written: {why}. Name another file with --out")


def form_of(path: Path) -> str:
    """How a file of answers is written, by the end of its name.

    Raises
    ------
    InputError                         if it is neither .json nor .csv
    """
    if path.suffix.lower() not in FORMS:
        raise InputError(str(path), f"answers are written as {' or '.join(FORMS)}. Name the file so with --out")
    return path.suffix.lower()


class AnswerFile:
    """Writes the answers of cases, a chunk at a time: a JSON list, one a line, or CSV with `cite` joined by `;`."""

    def __init__(self, file: IO[str], form: str) -> None:
        self.file, self.form = file, form
        self.begun = False
        if form == ".csv":
            file.write(",".join(COLUMNS) + "\n")

    def add(self, facts: Facts, listed: list[Answer], which: NDArray[np.intp]) -> None:
        """Write more cases."""
        names = [facts.name(row) for row in range(len(facts))]
        tails = [self._tail(answer) for answer in listed]
        if self.form == ".csv":
            cells = [_cell(name) for name in names]
            self.file.writelines(cell + tails[number] for cell, number in zip(cells, which.tolist(), strict=True))
            return
        heads = [f'{{"id": {json.dumps(name, ensure_ascii=False)}, ' for name in names]
        lines = [head + tails[number] for head, number in zip(heads, which.tolist(), strict=True)]
        if lines:
            self.file.write((",\n  " if self.begun else "[\n  ") + ",\n  ".join(lines))
            self.begun = True

    def end(self) -> None:
        """Write what stands after the last case."""
        if self.form == ".json":
            self.file.write("\n]\n" if self.begun else "[]\n")

    def _tail(self, answer: Answer) -> str:
        record: dict[str, Any] = answer.record("")
        del record["id"]
        if self.form == ".json":
            return json.dumps(record, ensure_ascii=False)[1:]
        text = io.StringIO()
        record["cite"] = "; ".join(answer.cite)
        csv.writer(text, lineterminator="\n").writerow(["", *("" if v is None else v for v in record.values())])
        return text.getvalue()


def _cell(name: str) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow([name])
    return text.getvalue()


def save_boundaries(path: Path, found: Sequence[Boundary], book: Rulebook) -> None:
    """Boundary cases as a file that `decide` and `explain` read again.

    Raises
    ------
    InputError                         if it can not be written
    """
    with Hidden(path) as file:
        file.write(f"# Cases around every date of the rules, made by suasion. {NOTICE}\ncases:\n")
        for case in boundary_cases(found, book):
            fields = ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in case.items())
            file.write(f"  - {{{fields}}}\n")
