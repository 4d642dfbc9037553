"""A ledger's costs on one screen of a terminal, and one entry to the cent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from suasion.show import words
from suasion.show.tariff.costed import CASES
from suasion.show.tariff.phrases import PARTS, alternative_rows, finding, is_certain, lede, month_words
from suasion.show.terminal import plain_table

_MOST_RANKED = 6
_MOST_NOTES = 8
_MOST_SKIPPED = 10


def cost_screen(answers: dict[str, Any], out: Path | None, entry: str | None) -> RenderableType:
    """The finding, the bill in its cases, what is due when, who bears it, other ways to buy, notes."""
    parts: list[RenderableType] = [
        Text(answers["ledger"], style="dim"),
        Text(finding(answers), style="bold"),
        Text(lede(answers)),
        Text(""),
        _bill(answers),
        Text(""),
        *_due(answers),
        Text(""),
        _ranked(answers),
        Text(""),
    ]
    ways = alternative_rows(answers)
    if ways:
        table = plain_table("Other ways to buy", "Saves", "What to know", right=("Saves",))
        for row in ways:
            table.add_row(*row)
        parts += [table, Text("")]
    if entry:
        parts += [Text(entry), Text("")]
    parts += _listed(answers, out)
    parts.append(Text("A model of the rules, no legal advice." + (f" Report: {out / 'report.html'}" if out else ""),
                      style="dim"))  # fmt: skip
    return Group(*parts)


def cases(answers: dict[str, Any]) -> dict[str, str]:
    """The cases worth a column: all three, two for a certain threat, one without a threat."""
    if answers["accord"] is None:
        return {"never_usd": "US dollars"}
    return {case: title for case, title in CASES.items() if case != "expected_usd" or not is_certain(answers)}


def _bill(answers: dict[str, Any]) -> Table:
    shown = cases(answers)
    table = plain_table("Duty and fees", *shown.values(), right=tuple(shown.values()))
    for part, title in PARTS.items():
        amounts = answers["total"][part]
        if part == "in_all" or any(amounts[case] for case in shown):
            style = "bold" if part == "in_all" else ""
            table.add_row(title, *(money(amounts[case]) for case in shown), style=style)
    return table


def money(amount: float) -> str:
    """An amount in whole dollars."""
    return f"{amount:,.0f}".replace("-", words.MINUS) if abs(amount) >= 0.5 else "0"


def _due(answers: dict[str, Any]) -> list[Text]:
    peak, bond = answers["cash_peak"], answers["bond_usd"]
    case = "never" if answers["accord"] is None else "comes"
    when = month_words(peak[case]["month"])
    said = f"Most cash is due in {when}: {words.usd_short(peak[case]['usd'])}"
    if case == "comes":
        said += f" if it comes, {words.usd_short(peak['never']['usd'])} at most in a month if not"
    asked = f"Continuous bond: {words.usd_short(bond[case])}"
    if case == "comes":
        asked += f" if it comes, {words.usd_short(bond['never'])} if not"
    back = answers["total"]["refundable_later"]["never_usd"]
    later = [Text(f"Refunds due of duty under void measures: {words.usd_short(back)}.")] if back else []
    return [Text(f"{said}. {asked}."), *later]


def _ranked(answers: dict[str, Any]) -> Table:
    shown = cases(answers)
    rows = answers["ranked"]["sku"]
    table = plain_table("Product", "Value", *shown.values(), right=("Value", *shown.values()))
    for row in rows[:_MOST_RANKED]:
        table.add_row(row["name"], money(row["value_usd"]), *(money(row[case]) for case in shown))
    more = answers["distinct"]["sku"] - min(len(rows), _MOST_RANKED)
    if more:
        everything = (answers["value_usd"], *(answers["total"]["in_all"][case] for case in shown))
        named = [sum(row[name] for row in rows[:_MOST_RANKED]) for name in ("value_usd", *shown)]
        table.add_row(f"{more:,} more", *(money(all_ - some) for all_, some in zip(everything, named, strict=True)))
    return table


def _listed(answers: dict[str, Any], out: Path | None) -> list[Text]:
    skipped, notes = answers["skipped"], answers["notes"]
    parts = []
    if skipped:
        parts.append(Text(f"Rows left out, as --skip-bad asks ({len(skipped):,} problems):", style="yellow"))
        parts += [Text(f"  {line}", style="yellow") for line in skipped[:_MOST_SKIPPED]]
        if len(skipped) > _MOST_SKIPPED:
            parts.append(Text(f"  and {len(skipped) - _MOST_SKIPPED:,} more; answers.json lists them", style="yellow"))
    parts += [Text(f"! {note}", style="yellow") for note in notes[:_MOST_NOTES]]
    if len(notes) > _MOST_NOTES:
        where = "report.html lists all" if out else "--json lists all"
        parts.append(Text(f"! {words.plural(len(notes) - _MOST_NOTES, 'further note')}; {where}", style="yellow"))
    return parts
