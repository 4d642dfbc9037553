"""From a result to its report: one page that says what was found, how sure it is, and where each number comes from.

track.py      is the deal on track: finding, fan, chances by review and target
bill.py       what the tariff costs: steps, months, product chapters
payers.py     who pays once imports respond, US states, and countries in the long run
record.py     measures over time, figures in dispute, every number with its basis, sources
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from suasion.show import words
from suasion.show.page import Card, Manifest, Page, Section, render_page
from suasion.show.report import bill, payers, record, track
from suasion.show.report.view import View
from suasion.world.answers import summary
from suasion.world.result import REPORT_FILE, Result


def build_page(result: Result, answers: dict[str, Any] | None = None) -> Page:
    """The page of a result; `answers` are its `summary`, if it was made already."""
    view = View.of(result, answers or summary(result))
    sections = [
        track.section(view),
        bill.section(view),
        *payers.sections(view),
        *record.sections(view),
        _warnings(view),
    ]
    return Page(
        kicker=f"{view.accord.title} · {view.variant_title}",
        title=track.finding(view) or view.accord.title,
        lede=" ".join(part for part in (track.lede(view), bill.lede(view)) if part),
        meta=(
            ("As of", words.day(view.as_of)),
            ("Possible worlds", f"{view.draws:,}"),
            ("Decisions", _decisions(view.answers["decision"])),
        ),
        cards=_cards(view),
        sections=tuple(section for section in sections if section is not None),
        manifest=Manifest(tuple(_manifest_rows(result.manifest))),
    )


def write_report(result: Result, folder: Path, answers: dict[str, Any] | None = None) -> None:
    """Write report.html into a folder that exists; `answers` as `build_page`."""
    (folder / REPORT_FILE).write_text(render_page(build_page(result, answers)), encoding="utf-8", newline="\n")


def _cards(view: View) -> tuple[Card, ...]:
    cards: list[Card | None] = [*track.cards(view), *bill.cards(view)]
    return tuple(card for card in cards if card is not None)[:4]


def _decisions(word: str) -> str:
    return "as declared" if word == "declared" else "by the accord's own rules"


def _warnings(view: View) -> Section | None:
    found = view.answers["warnings"]
    if not found:
        return None
    return Section("warnings", "What to keep in mind", notes=tuple(found))


def _manifest_rows(manifest: dict[str, Any]) -> list[tuple[str, str]]:
    names = {
        "suasion": "suasion version",
        "accord": "Accord",
        "accord_sha256": "Accord file, SHA-256",
        "variant": "Variant",
        "settings": "Settings",
        "decision": "Decisions",
        "as_of": "As of",
        "draws": "Possible worlds",
        "seed": "Seed",
        "data_sha256": "Shipped figures, SHA-256",
        "streams": "Random numbers",
        "python": "Python",
        "numpy": "NumPy",
    }
    rows = []
    for key, title in names.items():
        value = manifest[key]
        text = ", ".join(value) if isinstance(value, list) else str(value)
        rows.append((title, text or "none"))
    for series, seen in manifest["series_as_seen"].items():
        day = datetime.date.fromisoformat(seen["seen_on"])
        rows.append((f"Last figure of {series}", f"{seen['last_month']}, as published by {words.day(day)}"))
    return rows
