"""A run of people on the move on one screen of a terminal."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from suasion.show import words
from suasion.show.movement.answers import Moved
from suasion.show.movement.estimates import ends, range_name
from suasion.show.movement.phrases import (
    agreement,
    clear_changes,
    finding,
    kind_of_place,
    people,
    people_span,
    run_words,
    signed,
    signed_span,
    site_title,
    title_of,
)
from suasion.show.terminal import plain_table

_MOST_PLACES = 12
_MOST_SITES = 10
_MOST_NOTES = 5


def move_screen(moved: Moved, answers: dict[str, Any], out: Path | None) -> RenderableType:
    """The finding, the largest places beside their counts, what changes, the notes, and where the files are."""
    last = dt.date.fromisoformat(answers["start_date"]) + dt.timedelta(days=answers["days"] - 1)
    head = f"{answers['folder']} · {words.plural(answers['days'], 'day')}, to {words.day(last)}"
    parts: list[RenderableType] = [Text(head, style="dim"), Text(finding(moved, answers), style="bold"), Text("")]
    parts += [_places(answers), Text("")]
    if "interceptions" in answers:
        parts += [_sites(answers), Text("Interceptions are events, not persons.", style="dim"), Text("")]
    said = agreement(answers)
    if said:
        parts.append(Text(f"{said[0].upper()}{said[1:]}."))
    notes = answers["notes"]
    parts += [Text(f"! {note}", style="yellow") for note in notes[:_MOST_NOTES]]
    if len(notes) > _MOST_NOTES:
        where = f"{out / 'report.html'} lists all" if out else "--json lists all"
        more = words.plural(len(notes) - _MOST_NOTES, "further note")
        parts.append(Text(f"! {more}; {where}", style="yellow"))
    run = run_words(answers)
    parts.append(Text(f"{run}; report: {out / 'report.html'}" if out else run, style="dim"))
    return Group(*parts)


def _sites(answers: dict[str, Any]) -> Table:
    """Interceptions over the run, most first."""
    heads = ["Interceptions", *_range_heads(answers)]
    table = plain_table("Site", *heads, right=tuple(heads))
    ranked = sorted(answers["interceptions"].items(), key=lambda item: (-item[1]["mean"], item[0]))
    for name, one in ranked[:_MOST_SITES]:
        table.add_row(site_title(answers, name), people(one["mean"]), *_ranges(answers, people_span(one)))
    rest = ranked[_MOST_SITES:]
    if rest:
        table.add_row(f"{len(rest)} more", people(sum(one["mean"] for _, one in rest)))
    return table


def _range_heads(answers: dict[str, Any]) -> list[str]:
    name = range_name(answers["draws"])
    return [name[0].upper() + name[1:]] if name else []


def _ranges(answers: dict[str, Any], said: str) -> list[str]:
    """The cell of a range; none where there is no column for it."""
    return [said] if range_name(answers["draws"]) else []


def _places(answers: dict[str, Any]) -> Table:
    """Places, most people first, beside their counts; or beside what changes, which counts know nothing of."""
    changed = "change" in answers
    scored = not changed and any("counted" in one for one in answers["places"].values())
    table = plain_table("Place", "Kind")
    heads = ["People at the end", *_range_heads(answers)]
    heads += ["Counted"] if scored else []
    heads += ["Change", *_range_heads(answers)] if changed else []
    for head in heads:
        table.add_column(head, justify="right")
    ranked = sorted(answers["places"].items(), key=lambda item: (-item[1]["mean"], item[0]))
    clear = {name for name, _ in clear_changes(answers)} if changed else set()
    for name, one in ranked[:_MOST_PLACES]:
        row = [title_of(answers, name), kind_of_place(one), people(one["mean"]), *_ranges(answers, people_span(one))]
        row += [f"{one['counted']:,}" if "counted" in one else "–"] if scored else []
        if changed:
            moved = answers["change"][name]
            said = signed_span(*ends(moved))
            row += [signed(moved["mean"]) if name in clear else "unclear", *_ranges(answers, said)]
        table.add_row(*row)
    rest = ranked[_MOST_PLACES:]
    if rest:
        row = [f"{len(rest)} more", "", people(sum(one["mean"] for _, one in rest))]
        table.add_row(*row)
    table.add_row("on the way", "", people(answers["on_links_end"]["mean"]))
    return table
