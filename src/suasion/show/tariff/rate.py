"""Which rate an entry has, why, and on which days that changes: as plain numbers and on one screen.

The rules are those of `trade.rates`; the normal rate is that of January 2025 unless one is given. A model of the rules,
no legal advice.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from suasion.show import words
from suasion.show.terminal import plain_table
from suasion.trade.rates import Measure, why
from suasion.trade.rates.hts import dotted
from suasion.trade.rates.programmes import countries, normal_rates, us_coverage, us_measures
from suasion.trade.rates.why import Answer, percent

_MOST_IDLE = 8


@dataclass(frozen=True)
class Entry:
    """What is asked about: goods, origin, day, and how they came.

    Attributes
    ----------
    code, origin               digits; two letters
    day                        day of entry for consumption
    mode, loaded               how it came, and day of loading on the final vessel
    preference_share           share of the value that claims USMCA, 0 to 1
    metal_share                share of the value that is metal
    normal_rate                the line's normal rate; None: that of January 2025
    """

    code: str
    origin: str
    day: dt.date
    mode: str = "other"
    loaded: dt.date | None = None
    preference_share: float = 0.0
    metal_share: float = 1.0
    normal_rate: float | None = None

    @property
    def normal(self) -> tuple[float, float, bool]:
        """Normal ad-valorem share, USD a kilogram, and whether they do not tell the whole duty."""
        if self.normal_rate is not None:
            return self.normal_rate, 0.0, False
        share, per_kg, untold = normal_rates().of([self.code])
        return float(share[0]), float(per_kg[0]), bool(untold[0])

    def on(self, day: dt.date) -> Entry:
        """The same goods on another day."""
        return dataclasses.replace(self, day=day)

    def answer(self, measures: Sequence[Measure]) -> Answer:
        """The rate, and what each measure adds."""
        return why(
            measures, self.code, self.origin, self.day, mode=self.mode, loaded=self.loaded,
            preference_share=self.preference_share, metal_share=self.metal_share, normal_rate=self.normal[0],
        )  # fmt: skip


def rate_answers(
    entry: Entry, measures: Sequence[Measure], span: tuple[dt.date, dt.date] | None = None
) -> dict[str, Any]:
    """The rate of an entry, and between the two days of `span` those on which it changes.

    Returns
    -------
    dict      normal_share, usd_per_kg, added_share, total_share; findings, those that apply first: name, legal_id,
              authority, applies, in_force, rate_share, added_share, reason, source, confidence; steps: first day,
              total and added share, and what each measure adds
    """
    found = entry.answer(measures)
    answers: dict[str, Any] = {
        "hts": dotted(entry.code),
        "origin": entry.origin,
        "day": entry.day.isoformat(),
        "mode": entry.mode,
        "loaded": entry.loaded.isoformat() if entry.loaded else None,
        "usmca_share": entry.preference_share,
        "metal_share": entry.metal_share,
        "normal_share": found.normal_share,
        "usd_per_kg": entry.normal[1] * (1 - entry.preference_share),
        "added_share": found.added_share,
        "total_share": found.total_share,
        "findings": [
            {
                "name": each.measure.name,
                "legal_id": each.measure.legal_id,
                "authority": each.measure.authority,
                "applies": each.applies,
                "in_force": each.measure.rate_for(entry.day, entry.loaded, entry.mode) is not None,
                "rate_share": each.rate_share,
                "added_share": each.added_share,
                "reason": each.reason,
                "source": each.measure.source,
                "confidence": each.measure.confidence,
            }
            for each in found.findings
        ],
        "notes": _notes(entry, measures, entry.day if span is None else span[1]),
    }
    if span is not None:
        answers["until"] = span[1].isoformat()
        answers["steps"] = steps(entry, measures, *span)
    return answers


def steps(entry: Entry, measures: Sequence[Measure], first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    """The first day, and each later one up to the last on which another set of measures or another rate holds."""
    covering = [each for each in measures if each.takes(entry.origin) and each.scope.covers_code(entry.code)]
    days = {first}.union(*(each.change_points() for each in covering))
    found: list[dict[str, Any]] = []
    for day in sorted(day for day in days if first <= day <= last):
        answer = entry.on(day).answer(covering)
        adds = {each.measure.name: each.added_share for each in answer.findings if each.applies}
        if not found or found[-1]["adds"] != adds:
            row = {"from": day.isoformat(), "total_share": answer.total_share, "added_share": answer.added_share}
            found.append({**row, "adds": adds})
    return found


def _notes(entry: Entry, measures: Sequence[Measure], last: dt.date) -> list[str]:
    share, per_kg, untold = entry.normal
    shipped = {each.name for each in us_measures()} <= {each.name for each in measures}
    said = list(us_coverage().notes(entry.day, last)) if shipped else []
    if untold:
        said.append(
            "the schedule of January 2025 does not tell this line's normal duty; it counts as 0. Give --normal-rate"
        )
    elif entry.normal_rate is None:
        said.append("the normal rate is that of January 2025; other years may differ. --normal-rate gives your own")
    if per_kg:
        said.append(f"${per_kg:g} a kilogram comes on top of the normal {percent(share)}, less what claims USMCA")
    undecided = [each.name for each in measures if each.takes(entry.origin) and each.scope.undecided(entry.code)]
    if undecided:
        named = words.listing(undecided[:3])
        said.append(
            f"{len(entry.code)} digits do not tell whether {named} covers these goods; counted as not. Give ten"
        )
    low = [each.measure.name for each in entry.answer(measures).findings if each.applies]
    weak = [each.name for each in measures if each.name in low and each.confidence == "low"]
    if weak:
        said.append(f"from memory, confirm before use: {words.listing(weak)}")
    return said


def rate_screen(answers: dict[str, Any]) -> RenderableType:
    """The rate, the measures that make it and those that do not, and the days on which it changes."""
    origin = countries().get(answers["origin"], answers["origin"])
    day = words.day(dt.date.fromisoformat(answers["day"]))
    head = f"{answers['hts']} from {origin}, entered on {day}"
    per_kg = f" and ${answers['usd_per_kg']:g} a kilogram" if answers["usd_per_kg"] else ""
    total = (
        f"{percent(answers['total_share'])} of customs value{per_kg}: normal {percent(answers['normal_share'])}, "
        f"added {percent(answers['added_share'])}"
    )
    parts: list[RenderableType] = [Text(head, style="dim"), Text(total, style="bold"), Text("")]
    applies = [each for each in answers["findings"] if each["applies"]]
    stands = [each for each in answers["findings"] if not each["applies"] and each["in_force"]]
    idle = [each for each in answers["findings"] if not each["in_force"]]
    table = plain_table("Adds", "Why", right=("Adds",))
    table.columns[1].overflow = "fold"
    for each in [*applies, *stands]:
        table.add_row(percent(each["added_share"]), each["reason"])
    if applies or stands:
        parts += [table, Text("")]
    else:
        parts += [Text("No measure in force that day covers these goods of this origin."), Text("")]
    if idle:
        parts.append(Text("Covers these goods, but not in force on that day:", style="dim"))
        parts += [Text(f"  {each['reason']}", style="dim") for each in idle[:_MOST_IDLE]]
        if len(idle) > _MOST_IDLE:
            parts.append(Text(f"  and {len(idle) - _MOST_IDLE} more; --json lists all", style="dim"))
        parts.append(Text(""))
    if "steps" in answers:
        parts += [_steps_table(answers), Text("")]
    parts += [Text(f"! {note}", style="yellow") for note in answers["notes"]]
    parts.append(Text("A model of the rules, no legal advice.", style="dim"))
    return Group(*parts)


def _steps_table(answers: dict[str, Any]) -> RenderableType:
    table = plain_table("From", "In all", "Added by", right=("In all",))
    for step in answers["steps"]:
        adds = ", ".join(f"{name.replace('_', ' ')} {percent(share)}" for name, share in step["adds"].items())
        table.add_row(step["from"], percent(step["total_share"]), adds or "nothing")
    return table
