"""The table of what becomes of asylum claims: the share of each branch among the cases of one `given`, by nationality.

It answers: of credible-fear cases completed, how many were closed; of those decided, in how many fear was found; of
court cases, how many were closed, granted, denied; of the cases of people waiting in Mexico, how many were open, ended
in the absence of the person, or decided; how many Mexico recognised. It mixes no sources and fills no gaps.

**Shares of different `given` are not to be compared**: most people never reach a decision on the merits. `screen` says
which standard the screening used: the years of the transit bar are mixed. `low` and `high` hold chance and rounding
within one figure, not the change from year to year, which is larger. The courts' figures of UNHCR lie below those of
TRAC: good for differences between nationalities, not for the level. Built by `scripts/facts_asylum.py`.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import numpy as np
import pandas as pd

from suasion.data.programmes import BOUNDS, CONFIDENCES
from suasion.data.registers import sources, table_text
from suasion.data.tables import Checker, is_day, numbers, raw_frame

FILE = "asylum_outcome_rates.csv"
COLUMNS = (
    "stage", "given", "branch", "nationality", "period", "start", "end", "screen", "count", "out_of", "value", "low",
    "high", "unit", "bound", "confidence", "source", "note",
)  # fmt: skip
KEY = ["stage", "given", "branch", "nationality", "period", "source"]
SCREENS = ("any", "significant_possibility", "mixed")
ROUNDING = 6e-6  # shares have five decimals


def read_outcome_rates(text: str, where: str, known_sources: Collection[str]) -> pd.DataFrame:
    """The table of outcome rates, checked.

    Parameters
    ----------
    text : str                         the CSV text
    where : str                        its name, for the error
    known_sources : collection of str  ids a row may name

    Returns
    -------
    DataFrame                          the columns of `COLUMNS`; value, low, high as shares from 0 to 1, count and
                                       out_of as numbers (NaN where only the share was published)

    Raises
    ------
    InputError                         with every problem and its line
    """
    frame = raw_frame(text, where, COLUMNS)
    check = Checker(frame, text)
    for column in ("stage", "given", "branch", "nationality", "period"):
        check.filled(column, "Only count, out_of and note may be empty.")
    check.source(known_sources)
    check.value()
    for column in ("start", "end"):
        check.cells(column, is_day, lambda cell: f"`{cell}` is no day. Write 2019-09-30.")
    check.one_of("screen", SCREENS)
    check.one_of("unit", ("share",))
    check.one_of("bound", BOUNDS)
    check.one_of("confidence", CONFIDENCES)
    low, value, high = (numbers(frame[column]) for column in ("low", "value", "high"))
    outside = ~((low >= 0) & (low <= value) & (value <= high) & (high <= 1))
    check.mark(
        outside, "value", lambda row: f"0 <= {row['low']} <= {row['value']} <= {row['high']} <= 1 does not hold."
    )
    check.mark(frame["end"] < frame["start"], "end", lambda row: f"{row['end']} is before the start, {row['start']}.")
    count, out_of = numbers(frame["count"]), numbers(frame["out_of"])
    check.mark(
        (frame["count"] == "") != (frame["out_of"] == ""), "count", lambda _: "a count and its total come together."
    )
    given = np.isfinite(count) & np.isfinite(out_of) & (out_of > 0)
    apart = given & ((count / out_of.where(given, 1) - value).abs() > ROUNDING)
    wrong = apart | (~given & (frame["count"] != ""))
    check.mark(wrong, "value", lambda row: f"{row['value']} is not {row['count']} out of {row['out_of']}.")
    check.mark(
        frame.duplicated(KEY),
        "stage",
        lambda row: f"{', '.join(row[column] for column in KEY)} stands twice. Keep one row.",
    )
    check.done(where)
    return frame.reset_index(drop=True).assign(
        value=value.to_numpy(),
        low=low.to_numpy(),
        high=high.to_numpy(),
        count=count.to_numpy(),
        out_of=out_of.to_numpy(),
    )


@lru_cache(maxsize=1)
def _table() -> pd.DataFrame:
    return read_outcome_rates(table_text(FILE), FILE, sources())


def asylum_outcomes() -> pd.DataFrame:
    """The shipped table of outcome rates: a copy of what `read_outcome_rates` gives."""
    return _table().copy()
