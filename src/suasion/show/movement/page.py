"""The report of a run of people on the move: where they are, whether that fits the counts, what closures change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from suasion.show import words
from suasion.show.figures import comparison
from suasion.show.movement.answers import UNDER_WAY, Moved
from suasion.show.movement.camps import camp_sections
from suasion.show.movement.encounters import encounter_section
from suasion.show.movement.estimates import ends, estimate, range_name, renamed
from suasion.show.movement.phrases import (
    CAMPS,
    about,
    clear_changes,
    finding,
    in_range,
    plain_request,
    signed,
    signed_span,
    title_of,
)
from suasion.show.movement.places import first_day, has_camps, last_day, where_section
from suasion.show.movement.sources import sources_section
from suasion.show.page import Card, Manifest, Page, Section

_MOST_CHANGES = 10
_MOST_CARDS = 4


def build_page(moved: Moved, answers: dict[str, Any], record: dict[str, Any]) -> Page:
    """The page of a run; `record` is its manifest."""
    sections = [
        _changes(moved, answers),
        encounter_section(moved, answers),
        where_section(moved, answers),
        *camp_sections(moved, answers),
        _notes(answers),
        sources_section(moved.sources),
    ]
    return Page(
        kicker=f"{answers['folder']} · people on the move",
        title=finding(moved, answers),
        lede=_lede(moved, answers),
        meta=(
            ("Days", f"{words.day(first_day(moved))} to {words.day(last_day(moved))}"),
            ("Possible worlds", f"{answers['draws']:,}"),
            ("Rules", "as Flee does it" if answers["compat"] == "flee" else "as documented"),
            ("People move", "as cohorts" if answers["engine"] == "cohorts" else "one by one"),
        ),
        cards=_cards(moved, answers),
        sections=tuple(section for section in sections if section is not None),
        manifest=Manifest(tuple(_manifest_rows(record))),
    )


def _in_camps(moved: Moved) -> dict[str, float]:
    """People in camps at the end."""
    camps = np.isin(moved.people["kind"].to_numpy(), CAMPS)
    return estimate(moved.people["people"].to_numpy()[:, -1, camps].sum(axis=1))


def _settled(moved: Moved, answers: dict[str, Any]) -> tuple[dict[str, float], dict[str, float]] | None:
    """People who have stayed for good, and all others in the run; nothing where nobody has."""
    if answers.get("people_by_state", {}).get("settled", {"mean": 0.0})["mean"] < 0.5:
        return None
    kept = "month" if "month" in moved.people["class_people"].dims else "day"
    states = moved.people["class_people"].isel({kept: -1}).sum("class")
    settled = states.sel(state="settled").to_numpy()
    return estimate(settled), estimate(states.sum("state").to_numpy() - settled)


def _lede(moved: Moved, answers: dict[str, Any]) -> str:
    end, way, draws = answers["people_end"], answers["on_links_end"], answers["draws"]
    day, stayed = words.day(last_day(moved)), _settled(moved, answers)
    if stayed:
        settled, others = stayed
        said = [
            f"By {day} {about(end['mean'])} people have joined: {about(settled['mean'])} have stayed for good "
            f"somewhere, the others are on the way, held, waiting or free to go on{_between(others, draws)}."
        ]
    elif has_camps(moved):
        camps = _in_camps(moved)
        said = [
            f"On {day} {about(camps['mean'])} of {about(end['mean'])} people are in camps{_between(camps, draws)}; the "
            "others are in towns, where they came from, or on the way."
        ]
    else:
        said = [
            f"On {day} {about(way['mean'])} of {about(end['mean'])} people are on the way{_between(way, draws)}; the "
            "others are at places."
        ]
    if draws > 1:
        said.append(
            "Ranges on this page show luck only: the same rules, settings and rates, other draws. How far those are "
            "off they do not show."
        )
    else:
        said.append("One world was run: it has no range.")
    if moved.without is not None:
        said.append("Changes are against the same worlds without what was asked.")
    if answers["hasten"] > 1:
        said.append(f"People were moved in units of {answers['hasten']:,}: in every world they come in such steps.")
    return " ".join(said)


def _between(one: dict[str, float], draws: int) -> str:
    """The range of a number in running text; nothing where both ends are the same at three figures."""
    low, high = ends(one)
    if draws == 1 or words.number(low) == words.number(high):
        return ""
    return f", {words.between(low, high)} ({range_name(draws)})"


def _cards(moved: Moved, answers: dict[str, Any]) -> tuple[Card, ...]:
    draws, stayed = answers["draws"], _settled(moved, answers)

    def card(label: str, one: dict[str, float]) -> Card:
        return Card(label, words.large(one["mean"]), in_range(one, draws))

    if stayed:
        cards = [card("Still on the move, held or waiting", stayed[1]), card("Stayed for good", stayed[0])]
    else:
        cards = [card("People on the move at the end", answers["people_end"])]
    if has_camps(moved):
        cards.append(card("Of them in camps", _in_camps(moved)))
    found, label = answers["averaged_relative_difference"], "Distance from the counts"
    if "averaged_relative_difference_without" in answers:
        found, label = answers["averaged_relative_difference_without"], "Distance from the counts, without the change"
    if found is not None and (moved.without is not None or not moved.asked):
        detail = "averaged relative difference from the counts: 0 is a perfect fit, 2 the worst"
        cards.append(Card(label, f"{found['mean']:.3f}", detail))
    name, most = max(answers["places"].items(), key=lambda item: (item[1]["mean"], item[0]))
    if len(cards) < _MOST_CARDS:
        cards.insert(2, card(f"Most people: {title_of(answers, name)}", most))
    return tuple(cards)


def _changes(moved: Moved, answers: dict[str, Any]) -> Section | None:
    """What closures and strengths change, place by place, in the same worlds."""
    if moved.without is None:
        return None
    asked, draws = words.listing([plain_request(each) for each in moved.asked]), answers["draws"]
    ranked = sorted(answers["change"].items(), key=lambda item: (-abs(item[1]["mean"]), item[0]))
    ranked = [(name, one) for name, one in ranked if one["mean"] or any(ends(one))][:_MOST_CHANGES]
    heading = "What changes?"
    if not ranked:
        return Section("change", heading, paragraphs=(f"{asked}: nothing changes in any world.",))
    ranked.sort(key=lambda item: -item[1]["mean"])
    frame = pd.DataFrame(
        {
            "variant": ["On the way" if name == UNDER_WAY else title_of(answers, name) for name, _ in ranked],
            "mean": [one["mean"] for _, one in ranked],
            "low": [min(ends(one)[0], one["mean"]) for _, one in ranked],
            "high": [max(ends(one)[1], one["mean"]) for _, one in ranked],
        }
    )
    clear = [name for name, _ in clear_changes(answers) if name != UNDER_WAY]
    figure = comparison(
        frame,
        id="change-by-place",
        title=f"{words.plural(len(clear), 'place ends', 'places end')} with clearly more or fewer people"
        if draws > 1
        else "What changes by place, in the one world that was run",
        subtitle=f"People on {words.day(last_day(moved))} with {asked}, less the same worlds without it"
        + (f"; the line spans {range_name(draws)}" if draws > 1 else ""),
        footer="Source: suasion. Both runs share their luck, draw by draw.",
        unit="people",
        say=signed,
        say_range=signed_span if draws > 1 else lambda low, high: "",
    )
    return Section("change", heading, figures=(renamed(figure, draws),))


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
