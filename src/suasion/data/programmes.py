"""The table of dated facts about programmes: deployments, waiting in Mexico, asylum claims in Mexico.

A row is one statement of one source about a span of days. Releases stand side by side and are never spliced: the same
months may appear in several, with different totals.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from suasion.data.tables import DAY_BASES, Checker, is_day, numbers, raw_frame

COLUMNS = (
    "programme", "measure", "place", "group", "status", "start", "end", "value", "unit", "bound",
    "published_on", "day_basis", "release", "confidence", "source",
)  # fmt: skip
BOUNDS = ("exact", "about", "at_least", "at_most")
CONFIDENCES = ("high", "medium", "low", "recalled")


def read_programmes(text: str, where: str, known_sources: Collection[str]) -> pd.DataFrame:
    """The table of programmes, checked.

    Parameters
    ----------
    text : str                         the CSV text
    where : str                        its name, for the error
    known_sources : collection of str  ids a row may name

    Returns
    -------
    DataFrame                          the columns of `COLUMNS`; start, end, published_on as days (NaT: not known)

    Raises
    ------
    InputError                         with every problem and its line
    """
    frame = raw_frame(text, where, COLUMNS)
    check = Checker(frame, text)
    for column in ("programme", "measure", "place", "group", "status", "unit"):
        check.filled(column, "Fill every cell but published_on, day_basis and release.")
    check.source(known_sources)
    check.value()
    for column in ("start", "end"):
        check.cells(column, is_day, lambda cell: f"`{cell}` is no day. Write 2019-06-24.")
    check.cells(
        "published_on",
        lambda cell: not cell or is_day(cell),
        lambda cell: f"`{cell}` is no day. Write 2019-06-24 or nothing.",
    )
    check.one_of("bound", BOUNDS)
    check.one_of("confidence", CONFIDENCES)
    check.one_of("day_basis", ("", *DAY_BASES))
    check.mark(frame["end"] < frame["start"], "end", lambda row: f"{row['end']} is before the start, {row['start']}.")
    check.mark(
        (frame["published_on"] == "") != (frame["day_basis"] == ""),
        "published_on",
        lambda _: "a day of publication and its basis come together. Fill both or none.",
    )
    check.mark(
        frame.duplicated(["programme", "measure", "place", "group", "status", "start", "end", "release", "source"]),
        "programme",
        lambda row: (
            f"{row['programme']}, {row['measure']}, {row['place']}, {row['start']} stands twice in one release. "
            "Keep one row."
        ),
    )
    check.done(where)
    frame = frame.reset_index(drop=True)
    days = {column: pd.to_datetime(frame[column], format="%Y-%m-%d") for column in ("start", "end", "published_on")}
    return frame.assign(value=numbers(frame["value"]), **days)
