"""The report of a run of people on the move: where they are, whether that fits the counts, what closures change."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from suasion.show import words
from suasion.show.figures import Figure, comparison, panels, place_map
from suasion.show.movement.answers import UNDER_WAY, Moved
from suasion.show.movement.encounters import encounter_section
from suasion.show.movement.phrases import (
    CAMPS,
    about,
    agreement,
    clear_changes,
    finding,
    kind_of_place,
    people,
    people_span,
    plain_request,
    signed,
    signed_span,
    title_of,
)
from suasion.show.page import Card, Manifest, Page, Section, Table, Text, Value

_MOST_PANELS = 12
_MOST_ROWS = 100
_MOST_CHANGES = 10
_POINTS = 24  # days drawn in a panel


def build_page(moved: Moved, answers: dict[str, Any], record: dict[str, Any]) -> Page:
    """The page of a run; `record` is its manifest."""
    sections = [
        _changes(moved, answers),
        encounter_section(moved, answers),
        _where(moved, answers),
        _camps(moved, answers),
        _notes(answers),
    ]
    end = _last_day(moved)
    return Page(
        kicker=f"{answers['folder']} · people on the move",
        title=finding(moved, answers),
        lede=_lede(moved, answers),
        meta=(
            ("Days", f"{words.day(_first_day(moved))} to {words.day(end)}"),
            ("Possible worlds", f"{answers['draws']:,}"),
            ("Rules", "as Flee does it" if answers["compat"] == "flee" else "as documented"),
            ("People move", "as cohorts" if answers["engine"] == "cohorts" else "one by one"),
        ),
        cards=_cards(moved, answers),
        sections=tuple(section for section in sections if section is not None),
        manifest=Manifest(tuple(_manifest_rows(record))),
    )


def _first_day(moved: Moved) -> dt.date:
    return dt.date.fromisoformat(str(moved.run.attrs["start_date"]))


def _last_day(moved: Moved) -> dt.date:
    return _first_day(moved) + dt.timedelta(days=moved.run.sizes["day"] - 1)


def _in_camps(moved: Moved) -> Any:
    """People in camps at the end, by draw."""
    camps = np.isin(moved.run["kind"].to_numpy(), CAMPS)
    return moved.run["people"].to_numpy()[:, -1, camps].sum(axis=1)


def _has_camps(moved: Moved) -> bool:
    return bool(np.isin(moved.run["kind"].to_numpy(), CAMPS).any())


def _lede(moved: Moved, answers: dict[str, Any]) -> str:
    camps = _in_camps(moved)
    low, high = np.quantile(camps, [0.05, 0.95])
    end, way = answers["people_end"], answers["on_links_end"]
    said = [
        f"On {words.day(_last_day(moved))} {words.about(camps.mean(), 3)} of {words.about(end['mean'], 3)} people are "
        f"in camps, {words.between(float(low), float(high), worlds=90)}; the others are in towns, where they came "
        "from, or on the way."
        if _has_camps(moved)
        else f"On {words.day(_last_day(moved))} {words.about(way['mean'], 3)} of {words.about(end['mean'], 3)} people "
        f"are on the way, {words.between(way['q05'], way['q95'], worlds=90)}; the others are at places."
    ]
    if moved.without is not None:
        said.append("Changes are against the same worlds without what was asked.")
    if answers["draws"] == 1:
        said.append("One world was run: it has no range.")
    if answers["hasten"] > 1:
        said.append(f"Every number counts units of {answers['hasten']} people.")
    return " ".join(said)


def _cards(moved: Moved, answers: dict[str, Any]) -> tuple[Card, ...]:
    camps, end = _in_camps(moved), answers["people_end"]
    low, high = (float(edge) for edge in np.quantile(camps, [0.05, 0.95]))
    name, most = max(answers["places"].items(), key=lambda item: (item[1]["mean"], item[0]))
    cards = [
        Card("People on the move at the end", words.large(end["mean"]), _held(end["q05"], end["q95"])),
        *([Card("Of them in camps", words.large(float(camps.mean())), _held(low, high))] if _has_camps(moved) else []),
        Card(f"Most people: {title_of(answers, name)}", words.large(most["mean"]), _held(most["q05"], most["q95"])),
    ]
    found = answers["averaged_relative_difference"]
    if found is not None:
        detail = "averaged relative difference from the counts: 0 is a perfect fit, 2 the worst"
        cards.append(Card("Distance from the counts", f"{found['mean']:.3f}", detail))
    return tuple(cards)


def _held(low: float, high: float) -> str:
    said = people_span(low, high)
    return f"90 of 100 worlds: {said}" if " to " in said else "in 90 of 100 worlds, to three figures"


def _where(moved: Moved, answers: dict[str, Any]) -> Section:
    drawn = _map(moved, answers)
    notes: list[Text] = []
    if drawn is None:
        notes.append("No map: the folder gives all places the same coordinates.")
    return Section(
        "where",
        "Where are people?",
        figures=() if drawn is None else (drawn,),
        tables=(_ranked(answers),),
        notes=tuple(notes),
    )


def _map(moved: Moved, answers: dict[str, Any]) -> Figure | None:
    network = moved.network
    latitude = [place.x if network.x_is_latitude else place.y for place in network.places]
    longitude = [place.y if network.x_is_latitude else place.x for place in network.places]
    if len(set(zip(latitude, longitude, strict=True))) < 2:
        return None
    frame = pd.DataFrame(
        {
            "name": [title_of(answers, name) for name in network.names],
            "latitude": latitude,
            "longitude": longitude,
            "people": [answers["places"][name]["mean"] for name in network.names],
            "camp": [place.is_camp for place in network.places],
        }
    )
    shut = _shut_links(moved)
    roads = pd.DataFrame(
        {
            "start": [title_of(answers, link.start) for link in network.links],
            "end": [title_of(answers, link.end) for link in network.links],
            "shut": [(link.start, link.end) in shut for link in network.links],
        }
    )
    camps = [name for name, one in answers["places"].items() if one["kind"] in CAMPS]
    largest = sorted(camps, key=lambda name: -answers["places"][name]["mean"])[:2]
    total = answers["people_end"]["mean"]
    held = sum(answers["places"][name]["mean"] for name in largest)
    title = "Where people are at the end"
    if total > 0 and held >= 0.1 * total:
        share = words.frequency(min(held / total, 1.0))
        who = words.listing([title_of(answers, name) for name in largest])
        title = f"{who} hold{'s' if len(largest) == 1 else ''} {share} people"
    return place_map(
        frame,
        roads,
        title=title,
        subtitle=f"Mean number of people on {words.day(_last_day(moved))}; circles grow with it in area",
        footer=f"Source: places and roads of {answers['folder']}; people by suasion.",
    )


def _shut_links(moved: Moved) -> set[tuple[str, str]]:
    """Links that a closure of the folder or the command shuts on some day of the run."""
    program = moved.instance.program(
        compat=str(moved.run.attrs["compat"]) or None,
        days=moved.run.sizes["day"],
        hasten=int(moved.run.attrs["hasten"]),
        closures=moved.closures,
        strengths=moved.strengths,
    )
    return {
        (link.start, link.end)
        for link, is_open in zip(program.network.links, np.atleast_1d(program.open.all(axis=0)), strict=True)
        if not is_open
    }


def _ranked(answers: dict[str, Any]) -> Table:
    """Places, most people first, beside the counts."""
    ranked = sorted(answers["places"].items(), key=lambda item: (-item[1]["mean"], item[0]))
    shown = [(name, one) for name, one in ranked if one["q95"] >= 0.5 or one.get("counted")][:_MOST_ROWS]
    rows: list[tuple[Value, ...]] = []
    for number, (name, one) in enumerate(shown, 1):
        counted = one.get("counted")
        gap = None if counted is None else _gap(one["mean"] - counted, counted)
        rows.append(
            (
                f"{number}. {title_of(answers, name)}",
                kind_of_place(one),
                people(one["mean"]),
                people_span(one["q05"], one["q95"]),
                counted,
                gap,
            )
        )
    if len(ranked) > len(shown):
        rest = sum(one["mean"] for _, one in ranked) - sum(one["mean"] for _, one in shown)
        more = words.plural(len(ranked) - len(shown), "more place", "more places")
        rows.append((more, None, people(max(rest, 0.0)), None, None, None))
    way = answers["on_links_end"]
    rows.append(("On the way", None, people(way["mean"]), people_span(way["q05"], way["q95"]), None, None))
    columns: tuple[str, ...] = ("Place", "Kind", "People, mean", "90 of 100 worlds", "Counted", "Mean less counted")
    if not any("counted" in one for one in answers["places"].values()):
        columns, rows = columns[:4], [row[:4] for row in rows]
    return Table(columns, tuple(rows), "People at the end, by place", columns[2:])


def _gap(apart: float, counted: int) -> str:
    said = signed(apart)
    return f"{said} ({signed_percent(apart / counted)})" if counted else said


def signed_percent(share: float) -> str:
    """A relative difference with its sign: `+12%`."""
    said = words.percent(share, 2)
    return f"+{said}" if share >= 0.001 else said


def _camps(moved: Moved, answers: dict[str, Any]) -> Section | None:
    run = moved.run
    columns = np.flatnonzero(np.isin(run["kind"].to_numpy(), CAMPS))
    if not len(columns):
        return None
    names = [str(name) for name in run["place"].to_numpy()]
    means = run["people"].to_numpy()[:, -1].mean(axis=0)
    order = sorted(columns.tolist(), key=lambda column: (-means[column], names[column]))
    days = np.unique(np.linspace(0, run.sizes["day"] - 1, _POINTS).round().astype(int))
    frames = [_over_time(moved, column, days) for column in order[:_MOST_PANELS]]
    shown = words.plural(len(frames), "camp")
    said = agreement(answers)
    title = "People in camps, beside the counts" if moved.scored else "People in camps by day"
    nearest = _nearest(answers)
    figure = panels(
        pd.concat(frames, ignore_index=True),
        id="camps-by-day",
        title=nearest or title,
        subtitle=f"People in {'the largest ' if len(order) > len(frames) else ''}{shown}, each on a scale of its own; "
        f"line and bands: middle, 50 and 90 of 100 worlds{'; dots: counted' if moved.scored else ''}",
        footer=f"Source: counts of {answers['folder']}; worlds by suasion." if moved.scored else "",
        unit="people",
        name_heading="Camp",
    )
    paragraphs: tuple[Text, ...] = ()
    if said:
        paragraphs = (
            f"The {said}. On an average day it is the sum over camps of the gap between world and count, as a share of "
            "the people counted.",
        )
    notes: list[Text] = []
    if moved.scored:
        notes.append(
            "Bands show luck only: the same rules and settings, other draws. A dot outside them says that rules, "
            "settings or data are off, not that an unlikely thing came about."
        )
    if len(order) > len(frames):
        rest = words.plural(len(order) - len(frames), "smaller camp stands", "smaller camps stand")
        notes.append(f"{rest} in the table above only.")
    return Section(
        "camps",
        "Does it fit the counts?" if moved.scored else "How do camps fill?",
        paragraphs=paragraphs,
        figures=(figure,),
        notes=tuple(notes),
    )


def _nearest(answers: dict[str, Any]) -> str:
    """Which camps end too full and which too empty, as the title of the panels."""
    gaps = [(name, one["mean"] - one["counted"]) for name, one in answers["places"].items() if "counted" in one]
    if not gaps:
        return ""
    over, under = max(gaps, key=lambda gap: gap[1]), min(gaps, key=lambda gap: gap[1])
    parts = []
    if under[1] <= -0.5:
        parts.append(f"{about(-under[1])} people fewer than counted in {under[0]}")
    if over[1] >= 0.5:
        parts.append(f"{about(over[1])} more in {over[0]}")
        if len(parts) == 1:
            parts = [f"{about(over[1])} people more than counted in {over[0]}"]
    said = ", ".join(parts) or "Every camp ends as counted"
    return f"{said[0].upper()}{said[1:]}"


def _over_time(moved: Moved, column: int, days: Any) -> pd.DataFrame:
    run = moved.run
    people = run["people"].to_numpy()[:, days, column]
    levels = np.quantile(people, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0)
    names = ("low90", "low50", "median", "high50", "high90")
    return pd.DataFrame(
        {
            "name": str(run["place"].to_numpy()[column]),
            "date": [_first_day(moved) + dt.timedelta(days=int(day)) for day in days],
            **dict(zip(names, levels, strict=True)),
            "value": run["people_data"].to_numpy()[days, column],
        }
    )


def _changes(moved: Moved, answers: dict[str, Any]) -> Section | None:
    """What closures and strengths change, place by place, in the same worlds."""
    if moved.without is None:
        return None
    asked = words.listing([plain_request(each) for each in moved.asked])
    ranked = sorted(answers["change"].items(), key=lambda item: (-abs(item[1]["mean"]), item[0]))
    ranked = [(name, one) for name, one in ranked if one["mean"] or one["q05"] or one["q95"]][:_MOST_CHANGES]
    heading = "What changes?"
    if not ranked:
        return Section("change", heading, paragraphs=(f"{asked}: nothing changes in any world.",))
    ranked.sort(key=lambda item: -item[1]["mean"])
    frame = pd.DataFrame(
        {
            "variant": ["On the way" if name == UNDER_WAY else title_of(answers, name) for name, _ in ranked],
            "mean": [one["mean"] for _, one in ranked],
            "low": [min(one["q05"], one["mean"]) for _, one in ranked],
            "high": [max(one["q95"], one["mean"]) for _, one in ranked],
        }
    )
    clear = [name for name, _ in clear_changes(answers) if name != UNDER_WAY]
    figure = comparison(
        frame,
        id="change-by-place",
        title=f"{words.plural(len(clear), 'place ends', 'places end')} with clearly more or fewer people",
        subtitle=f"People on {words.day(_last_day(moved))} with {asked}, less the same worlds without it; "
        "the line spans 90 of 100 worlds",
        footer="Source: suasion. Both runs share their luck, draw by draw.",
        unit="people",
        say=signed,
        say_range=signed_span,
    )
    return Section("change", heading, figures=(figure,))


def _notes(answers: dict[str, Any]) -> Section | None:
    if not answers["notes"]:
        return None
    return Section("notes", "What to keep in mind", notes=tuple(answers["notes"]))


def _manifest_rows(record: dict[str, Any]) -> list[tuple[str, str]]:
    names = {
        "suasion": "suasion version",
        "folder": "Folder",
        "input_sha256": "All that was read, SHA-256",
        "engine": "Engine",
        "compat": "Compatible with",
        "start_date": "First day",
        "days": "Days",
        "hasten": "Hasten",
        "closures": "Closures asked for",
        "strengths": "Strengths asked for",
        "draws": "Possible worlds",
        "seed": "Seed",
        "python": "Python",
        "numpy": "NumPy",
        "numba": "Numba",
    }
    rows = []
    for key, title in names.items():
        value = record[key]
        rows.append((title, (", ".join(value) if isinstance(value, list) else str(value)) or "none"))
    return rows
