"""Variants side by side: one page with the bill and the chances of each, in the same possible worlds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from suasion.show import words
from suasion.show.figures import Figure, comparison
from suasion.show.page import Page, Section, Table, render_page
from suasion.show.report.bill import HELD, MOVED
from suasion.show.report.track import level_words
from suasion.show.report.view import View, settings_words
from suasion.show.save import whole
from suasion.show.words import day_words, month_words
from suasion.world.result import ANSWERS_FILE, REPORT_FILE, Result, json_text


def save_comparison(
    results: Sequence[Result], answers: Sequence[dict[str, Any]], differences: Sequence[dict[str, Any]], out: Path
) -> None:
    """Write answers.json and report.html of a comparison into a folder.

    Raises
    ------
    InputError                         if the folder can not be written; it is then as it was before
    """
    page = render_page(build_comparison(results, answers, differences))
    document = {"accord": answers[0]["accord"], "variants": list(answers), "differences": list(differences)}

    def fill(folder: Path) -> None:
        (folder / ANSWERS_FILE).write_text(json_text(document), encoding="utf-8")
        (folder / REPORT_FILE).write_text(page, encoding="utf-8", newline="\n")

    whole(out, fill)


def build_comparison(
    results: Sequence[Result], answers: Sequence[dict[str, Any]], differences: Sequence[dict[str, Any]]
) -> Page:
    """The page of a comparison."""
    view = View.of(results[0], answers[0])
    bills = [both_bills(answer)[0] for answer in answers]
    names = [str(answer["variant"]) for answer in answers]
    changed = settings_words(view.answers["settings"])
    few = list(dict.fromkeys(one for answer in answers for one in answer["warnings"] if "too few" in one))
    end = words.day(view.accord.period.end)
    dearest = max(range(len(bills)), key=lambda index: float(bills[index]["mean"]))
    moved = [both_bills(answer)[1] for answer in answers]
    responds = all(one is not None for one in moved)
    if bills[dearest]["mean"] > 0:
        title = f"{names[dearest]} brings {words.about(bills[dearest]['mean'])} US dollars of duty by {end} {HELD}"
        if responds:
            title += f", {words.about(moved[dearest]['mean'])} {MOVED}"  # type: ignore[index]  # none of them is None
    else:
        title = f"No variant brings a duty by {end}"
    figures = [_figure(view, names, bills, "held", HELD)]
    if responds:
        figures.append(_figure(view, names, [one for one in moved if one is not None], "moved", MOVED))
    return Page(
        kicker=view.accord.title,
        title=title,
        lede=(
            f"{words.listing(names)}{', ' + changed if changed else ''}, each run in the same "
            f"{words.plural(view.draws, 'possible world')}, as of {words.day(view.as_of)}."
        ),
        sections=(
            Section(
                "bill",
                "What does each variant cost?",
                figures=tuple(figures),
                tables=tuple(_against(differences, view.ranged)),
                notes=tuple(few),
            ),
            Section(
                "track",
                "Is the deal on track?",
                tables=(_chances(answers),),
                notes=("No measure changes how many people arrive yet, so chances differ only by target.",),
            ),
        ),
    )


def both_bills(answer: dict[str, Any]) -> tuple[dict[str, float], dict[str, float] | None]:
    """Duty collected on imports held as they would have been, and once imports respond (None if they can not)."""
    bill = answer["answers"]["tariff_bill"]
    response = bill["with_response"]
    return bill["total_usd"], None if response is None else response["duty_collected_usd"]


def _figure(view: View, names: list[str], bills: list[dict[str, float]], id: str, what: str) -> Figure:
    means = [bill["mean"] for bill in bills]
    frame = pd.DataFrame({"variant": names, "mean": means})
    if view.ranged:
        frame["low"] = [min(bill["q05"], bill["mean"]) for bill in bills]
        frame["high"] = [max(bill["q95"], bill["mean"]) for bill in bills]
    most = max(range(len(bills)), key=lambda index: means[index])
    line = "the line spans 90 of 100 worlds" if view.ranged else view.few_words
    amount = words.about(means[most])
    return comparison(
        frame,
        id=f"comparison-{id}",
        title=f"{names[most]} brings {amount} US dollars {what}" if means[most] > 0 else f"No duty {what}",
        subtitle=f"Duty collected over the run {what}, US dollars; {line}",
        footer="Source: US Census Bureau, imports for consumption; suasion.",
        unit="USD",
        say=words.usd_short,
    )


def _against(differences: Sequence[dict[str, Any]], ranged: bool) -> list[Table]:
    """What changes against the first variant, by both readings of the duty."""
    found = []
    for key, what in (("tariff_bill_usd", HELD), ("collected_with_response_usd", MOVED)):
        if any(one[key] is None for one in differences):
            continue
        ends = ("mean", "q05", "q95") if ranged else ("mean",)
        rows = tuple((one["variant"], *(words.usd_short(one[key][end]) for end in ends)) for one in differences)
        heads = ("Mean", "From", "To") if ranged else ("Mean",)
        caption = f"Duty {what}, against {differences[0]['against']}, world by world"
        caption += "; 90 of 100 worlds lie between" if ranged else ""
        found.append(Table(("Variant", *heads), rows, caption, heads))
    return found


def _chances(answers: Sequence[dict[str, Any]]) -> Table:
    every: dict[tuple[str, str], dict[str, Any]] = {}
    for answer in answers:  # a variant may lack a review that another holds
        for row in answer["answers"]["on_track"]:
            every.setdefault((row["review"], row["target"]), row)
    rows = []
    for row in every.values():
        cells = []
        for answer in answers:
            same = [
                other
                for other in answer["answers"]["on_track"]
                if (other["review"], other["target"]) == (row["review"], row["target"])
            ]
            cells.append(words.frequency(same[0]["probability"], worlds=answer["draws"]) if same else None)
        name = f"{row['review_title']}, {day_words(row['review_date'])}: {row['set_by']}, {level_words(row)}"
        rows.append((name, month_words(row["month"]), *cells))
    columns = ("Target", "Month judged", *(str(answer["variant"]) for answer in answers))
    return Table(columns, tuple(rows), "Worlds that meet each target")
