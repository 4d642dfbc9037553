"""The files of a run; all of them appear, or none."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from suasion.accord import Document
from suasion.show.report import write_report
from suasion.show.report.view import anchor
from suasion.show.save import whole
from suasion.world.answers import AS_WRITTEN
from suasion.world.result import ANSWERS_FILE, Result, json_text

_LONGEST = 60


def folder_name(document: Document, day: datetime.date | None) -> str:
    """The folder of a run that is given none: a run of other settings or another day never replaces the plain one.

    Parameters
    ----------
    day : date or None                 the last day that the run may know, if it was asked for
    """
    name = f"{document.accord.id}-{document.variant or AS_WRITTEN}"
    if document.settings:
        said = anchor(", ".join(document.settings))  # ends in a digest: settings that spell alike stay apart
        name += f"-set-{said if len(said) <= _LONGEST else said[:_LONGEST].rstrip('-') + said[-5:]}"
    return name if day is None else f"{name}-as-of-{day}"


def save_run(result: Result, answers: dict[str, Any], out: Path) -> None:
    """Write result.nc, manifest.json, answers.json and report.html into a folder.

    Raises
    ------
    InputError                         if the folder can not be written; it is then as it was before
    """

    def fill(folder: Path) -> None:
        result.write(folder)
        (folder / ANSWERS_FILE).write_text(json_text(answers), encoding="utf-8")
        write_report(result, folder, answers)

    whole(out, fill)
