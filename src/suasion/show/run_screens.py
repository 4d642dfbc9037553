"""Screens of a run and of variants side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from suasion.show import words
from suasion.show.report import bill, track
from suasion.show.report.compare import both_bills
from suasion.show.report.view import View, settings_words
from suasion.show.terminal import plain_table
from suasion.show.words import day_words, month_words
from suasion.world.result import Result


def run_screen(result: Result, answers: dict[str, Any], out: Path | None) -> RenderableType:
    """The finding, the chances, the bill, and where the files are."""
    view = View.of(result, answers)
    head = Text(f"{view.accord.title} · {view.variant_title} · as of {words.day(view.as_of)}", style="dim")
    parts: list[RenderableType] = [head, Text(track.finding(view) or view.accord.title, style="bold"), Text("")]
    if view.track:
        parts += [_chances(view), Text("")]
    if view.bill["as_scheduled"]["static_usd"] > 0:
        parts += [Text(bill.lede(view)), Text("")]
    lede = track.lede(view)
    if lede:
        parts.append(Text(lede, style="dim"))
    parts += [Text(f"! {warning}", style="yellow") for warning in answers["warnings"]]
    run = f"{words.plural(view.draws, 'possible world')}, seed {answers['seed']}"
    parts.append(Text(f"{run}; report: {out / 'report.html'}" if out else run, style="dim"))
    return Group(*parts)


def _chances(view: View) -> Table:
    table = plain_table("Review", "Target", "Month judged", "Worlds that reach it, seen by the review", "What came")
    shown = ""
    for row in view.track:
        name = f"{row['review_title']}, {day_words(row['review_date'])}"
        came = row["outcome"]
        fact = "" if came is None else f"{words.number(came['value'], 6)}, {track.outcome_words(came)}"
        table.add_row(
            "" if name == shown else name,
            f"{row['set_by']}: {track.level_words(row)}",
            month_words(row["month"]),
            _chance(view, row["probability"]),
            fact,
        )
        shown = name
    return table


def _chance(view: View, share: float) -> str:
    few = view.draws < words.FEWEST_FOR_SHARE
    return view.frequency(share) if few else f"{view.frequency(share)}, {words.likely(share)}"


def compare_screen(answers: Sequence[dict[str, Any]]) -> RenderableType:
    """One row a variant: chances on the target that each review decides on, and the duty by both readings."""
    heads = _reviews(answers)
    first = answers[0]
    draws = int(first["draws"])
    table = plain_table(
        "Variant",
        *(f"{row['review_title']}: {row['set_by']}, {track.level_words(row)}" for row in heads),
        f"Duty {bill.HELD}",
        f"Duty {bill.MOVED}",
    )
    for answer in answers:
        chances = {(row["review"], row["target"]): row["probability"] for row in answer["answers"]["on_track"]}
        found = [chances.get((row["review"], row["target"])) for row in heads]
        table.add_row(
            answer["variant"],
            *("–" if chance is None else words.frequency(chance, worlds=draws) for chance in found),
            *(_amount(total, draws) for total in both_bills(answer)),
        )
    changed = settings_words(first["settings"])
    ranges = "in brackets the range of 90 of 100 worlds" if draws >= words.FEWEST_FOR_RANGE else "too few for ranges"
    note = (
        f"{words.plural(draws, 'world')} each{', ' + changed if changed else ''}, the same luck in every variant; seed "
        f"{first['seed']}, as of {day_words(first['as_of'])}; {ranges}. Chances are equal where variants differ only "
        "in measures: no measure changes arrests yet."
    )
    warnings = list(dict.fromkeys(one for answer in answers for one in answer["warnings"] if "too few" in one))
    return Group(table, Text(note, style="dim"), *(Text(f"! {one}", style="yellow") for one in warnings))


def _amount(total: dict[str, float] | None, draws: int) -> str:
    if total is None:
        return "–"
    mean = words.usd_short(total["mean"])
    if draws < words.FEWEST_FOR_RANGE or total["q05"] == total["q95"]:
        return mean
    return f"{mean} ({words.span(total['q05'], total['q95'])})"


def _reviews(answers: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The target that each review decides on, else its likeliest, as the first variant that holds it has it."""
    found: dict[str, dict[str, Any]] = {}
    for answer in answers:
        rows = answer["answers"]["on_track"]
        for name in dict.fromkeys(row["review"] for row in rows):
            here = [row for row in rows if row["review"] == name]
            found.setdefault(name, max(here, key=lambda row: (row["decides"], float(row["probability"]))))
    return sorted(found.values(), key=lambda row: str(row["review_date"]))
