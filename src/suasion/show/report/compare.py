"""Variants side by side: one page with the bill and the chances of each, in the same possible worlds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from suasion.show import words
from suasion.show.figures import comparison
from suasion.show.page import Page, Section, Table, render_page
from suasion.show.report.track import level_words
from suasion.show.report.view import View, day_words, month_words
from suasion.show.save import whole
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
    bills = [answer["answers"]["tariff_bill"]["total_usd"] for answer in answers]
    names = [str(answer["variant"]) for answer in answers]
    end = words.day(view.accord.period.end)
    dearest = max(range(len(bills)), key=lambda index: float(bills[index]["mean"]))
    frame = pd.DataFrame(
        {
            "variant": names,
            "mean": [bill["mean"] for bill in bills],
            "low": [min(bill["q05"], bill["mean"]) for bill in bills],
            "high": [max(bill["q95"], bill["mean"]) for bill in bills],
        }
    )
    if bills[dearest]["mean"] > 0:
        title = f"{names[dearest]} costs importers {words.about(bills[dearest]['mean'])} US dollars by {end}"
    else:
        title = f"No variant brings a duty by {end}"
    figure = comparison(
        frame,
        title=title,
        subtitle="Duty paid over the run, US dollars; the line spans 90 of 100 worlds",
        footer="Source: US Census Bureau, imports for consumption; suasion. Imports do not respond to the duty.",
        unit="USD",
        say=words.usd_short,
    )
    return Page(
        kicker=view.accord.title,
        title=title,
        lede=(
            f"{words.listing(names)}, each run in the same {view.answers['draws']:,} possible worlds, as of "
            f"{words.day(view.as_of)}."
        ),
        sections=(
            Section("bill", "What does each variant cost?", figures=(figure,), tables=(_against(differences),)),
            Section(
                "track",
                "Is the deal on track?",
                tables=(_chances(answers),),
                notes=("No measure changes how many people arrive yet, so chances differ only by target.",),
            ),
        ),
    )


def _against(differences: Sequence[dict[str, Any]]) -> Table:
    rows = tuple(
        (
            one["variant"],
            words.usd_short(one["tariff_bill_usd"]["mean"]),
            words.usd_short(one["tariff_bill_usd"]["q05"]),
            words.usd_short(one["tariff_bill_usd"]["q95"]),
        )
        for one in differences
    )
    columns = ("Variant", "Mean", "From", "To")
    caption = f"Duty against {differences[0]['against']}, world by world; 90 of 100 worlds lie between"
    return Table(columns, rows, caption, ("Mean", "From", "To"))


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
            cells.append(words.frequency(same[0]["probability"]) if same else None)
        name = f"{row['review_title']}, {day_words(row['review_date'])}: {row['set_by']}, {level_words(row)}"
        rows.append((name, month_words(row["month"]), *cells))
    columns = ("Target", "Month judged", *(str(answer["variant"]) for answer in answers))
    return Table(columns, tuple(rows), "Worlds that meet each target")
