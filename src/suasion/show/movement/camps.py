"""The part of a movement report on camps: how they fill, and whether that fits the counts.

Counts know nothing of a closure that somebody asks for. With one, the run without it is the one laid beside them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from suasion.show import words
from suasion.show.figures import Figure, panels
from suasion.show.movement.answers import Moved
from suasion.show.movement.estimates import bands, bands_name, renamed
from suasion.show.movement.phrases import CAMPS, about, agreement, plain_request, signed, title_of
from suasion.show.movement.places import first_day, has_camps
from suasion.show.page import Section, Table, Text, Value

_MOST_PANELS = 12
_POINTS = 24  # days drawn in a panel


def camp_sections(moved: Moved, answers: dict[str, Any]) -> list[Section]:
    """How camps fill, and the fit to the counts; one section where both are of the same run."""
    if not has_camps(moved):
        return []
    if not moved.scored:
        return [_fill(moved, answers)]
    if moved.without is not None:
        return [_fill(moved, answers), _fit(moved, answers)]
    return [_beside(moved, answers) if moved.asked else _fit(moved, answers)]


def _fill(moved: Moved, answers: dict[str, Any]) -> Section:
    asked = f" with {_asked(moved)}" if moved.asked else ""
    figure = _panels(moved, answers, moved.people, f"People in camps by day{asked}", "camps-by-day", counted=False)
    return Section("camps", "How do camps fill?", figures=(figure,), notes=_left_out(_largest(moved.people)[1]))


def _fit(moved: Moved, answers: dict[str, Any]) -> Section:
    """The run that counts can judge, beside them."""
    run, said = moved.fitted, agreement(answers)
    gaps = _gaps(moved, run)
    figure = _panels(moved, answers, run, _nearest(answers, gaps), "fit-by-day", counted=True)
    paragraphs: list[Text] = []
    if moved.without is not None:
        paragraphs.append(
            f"Judged is the run without the change: the counts know nothing of {_asked(moved)}, so how far the run "
            "with it is from them says nothing of the model."
        )
    paragraphs.append(
        f"{said[0].upper() if moved.without is not None else 'The ' + said[0]}{said[1:]}. On an average day it is the "
        "sum over camps of the gap between world and count, as a share of the people counted."
    )
    notes: list[Text] = []
    if answers["draws"] > 1:
        notes.append(
            "Bands show luck only: the same rules and settings, other draws. A dot outside them says that rules, "
            "settings or data are off, not that an unlikely thing came about."
        )
    return Section(
        "fit",
        "Does it fit the counts?",
        paragraphs=tuple(paragraphs),
        figures=(figure,),
        tables=(_gap_table(answers, gaps),),
        notes=(*notes, *_left_out(_largest(run)[1])),
    )


def _beside(moved: Moved, answers: dict[str, Any]) -> Section:
    """A run with what was asked and none without it: the counts stand beside it, and judge nothing."""
    said = agreement(answers).partition(";")[0]
    title = f"People in camps with {_asked(moved)}, beside the counts"
    figure = _panels(moved, answers, moved.people, title, "camps-by-day", counted=True)
    return Section(
        "camps",
        "How do camps fill?",
        paragraphs=(
            f"The {said}. The counts know nothing of what was asked, so this does not say how well the model fits; a "
            "run without it does.",
        ),
        figures=(figure,),
        notes=_left_out(_largest(moved.people)[1]),
    )


def _asked(moved: Moved) -> str:
    return words.listing([plain_request(each) for each in moved.asked])


def _left_out(count: int) -> tuple[Text, ...]:
    rest = words.plural(count, "smaller camp stands", "smaller camps stand")
    return (f"{rest} in the tables only.",) if count else ()


def _largest(run: xr.Dataset) -> tuple[list[int], int]:
    """Columns of the camps that get a panel, most people first, and how many do not."""
    names = [str(name) for name in run["place"].to_numpy()]
    means = run["people"].to_numpy()[:, -1].mean(axis=0)
    camps = np.flatnonzero(np.isin(run["kind"].to_numpy(), CAMPS)).tolist()
    order = sorted(camps, key=lambda column: (-means[column], names[column]))
    return order[:_MOST_PANELS], max(0, len(order) - _MOST_PANELS)


def _panels(moved: Moved, answers: dict[str, Any], run: xr.Dataset, title: str, id: str, *, counted: bool) -> Figure:
    columns, left_out = _largest(run)
    days = np.unique(np.linspace(0, run.sizes["day"] - 1, _POINTS).round().astype(int))
    frames = []
    for column in columns:
        name = str(run["place"].to_numpy()[column])
        frames.append(
            pd.DataFrame(
                {
                    "name": title_of(answers, name),
                    "date": [first_day(moved) + dt.timedelta(days=int(day)) for day in days],
                    **bands(run["people"].to_numpy()[:, days, column]),
                    "value": run["people_data"].to_numpy()[days, column] if counted else np.nan,
                }
            )
        )
    which = f"{'the largest ' if left_out else ''}{words.plural(len(frames), 'camp')}"
    figure = panels(
        pd.concat(frames, ignore_index=True),
        id=id,
        title=title,
        subtitle=f"People in {which}, each on a scale of its own; {bands_name(answers['draws'])}"
        f"{'; dots: counted' if counted else ''}",
        footer=f"Source: counts of {answers['folder']}; worlds by suasion."
        if counted
        else "Source: worlds by suasion.",
        unit="people",
        name_heading="Camp",
    )
    if not counted:
        figure = dataclasses.replace(figure, table=figure.table.drop(columns="Counted (people)"))
    return renamed(figure, answers["draws"])


def _gaps(moved: Moved, run: xr.Dataset) -> list[tuple[str, float, int]]:
    """Camp, mean less counted at the end, counted; the largest count first."""
    last, counted = run["people"].to_numpy()[:, -1].mean(axis=0), run["people_data"].to_numpy()[-1]
    found = [
        (str(name), float(mean - count), int(count))
        for name, mean, count in zip(run["place"].to_numpy(), last, counted, strict=True)
        if np.isfinite(count)
    ]
    return sorted(found, key=lambda each: (-each[2], each[0]))


def _gap_table(answers: dict[str, Any], gaps: list[tuple[str, float, int]]) -> Table:
    rows: list[tuple[Value, ...]] = [
        (title_of(answers, name), count, gap_words(gap, count)) for name, gap, count in gaps
    ]
    columns = ("Camp", "Counted", "Mean less counted")
    return Table(columns, tuple(rows), "Camps at the end, beside their counts", columns[1:])


def _nearest(answers: dict[str, Any], gaps: list[tuple[str, float, int]]) -> str:
    """Which camps end too full and which too empty, as the title of the panels."""
    if not gaps:
        return "People in camps, beside the counts"
    over, under = max(gaps, key=lambda each: each[1]), min(gaps, key=lambda each: each[1])
    parts = []
    if under[1] <= -0.5:
        parts.append(f"{about(-under[1])} people fewer than counted in {title_of(answers, under[0])}")
    if over[1] >= 0.5:
        parts.append(f"{about(over[1])} more in {title_of(answers, over[0])}")
        if len(parts) == 1:
            parts = [f"{about(over[1])} people more than counted in {title_of(answers, over[0])}"]
    said = ", ".join(parts) or "Every camp ends as counted"
    return f"{said[0].upper()}{said[1:]}"


def gap_words(apart: float, counted: int) -> str:
    said = signed(apart)
    return f"{said} ({_signed_percent(apart / counted)})" if counted else said


def _signed_percent(share: float) -> str:
    """A relative difference with its sign: `+12%`."""
    said = words.percent(share, 2)
    return f"+{said}" if share >= 0.001 else said
