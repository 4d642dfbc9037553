"""What asylum rules do, on one screen of a terminal. Every screen says that it is a model and no legal advice."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from suasion.asylum import Boundary, Explanation, Rulebook, windows
from suasion.asylum.dates import iso
from suasion.asylum.facts.table import ENACTED
from suasion.asylum.facts.vocabulary import OUTCOMES
from suasion.asylum.language.english import say
from suasion.asylum.rules.model import Rule
from suasion.asylum.use.explain import NOTICE
from suasion.errors import Problem
from suasion.show import words
from suasion.show.asylum.records import heading, order_record
from suasion.show.asylum.totals import Flips, Totals

MOST_LINES = 30
_OUTCOMES = {name: said.removesuffix(", asylum open") for name, said in OUTCOMES.items()}  # it has a column of its own
_ASYLUM = {
    "open": "open", "open_if_cause_shown": "open if cause is shown", "presumed_ineligible": "presumed ineligible",
    "barred": "barred", "suspended": "suspended", "not_considered": "not considered", "not_claimed": "not claimed",
    "inadmissible": "inadmissible", "closed": "closed",
}  # fmt: skip


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _notice() -> Text:
    return Text(NOTICE, style="dim")


def _book_lines(book: Rulebook) -> Iterator[RenderableType]:
    if book.scenario != ENACTED:
        yield Text(f"Scenario: {book.scenario}", style="dim")
    yield from (Text(f"Changed: {change.text}") for change in book.changes)


def _warnings(warnings: Sequence[str]) -> Iterator[Text]:
    yield from (Text(f"! {warning}", style="yellow") for warning in warnings)


def skipped_lines(skipped: int, problems: Sequence[Problem]) -> list[str]:
    """The rows of a file that were left out, for the error stream."""
    if not skipped:
        return []
    more = f"  and {skipped - len(problems):,} more" if skipped > len(problems) else None
    return [f"{words.plural(skipped, 'row')} left out:", *(f"  {one}" for one in problems), *([more] if more else [])]


def decisions_screen(
    book: Rulebook, totals: Totals, warnings: Sequence[str], cases: str, out: Path | None
) -> RenderableType:
    """How cases end: one by one if they are few, else how many end how."""
    parts: list[RenderableType] = [Text(f"{cases}: {words.plural(totals.cases, 'case')}", style="bold")]
    parts += [*_book_lines(book), Text("")]
    if totals.few:
        table = _table("Case", "What happens", "Asylum", "Rule", "To")
        for name, answer in totals.first:
            to = answer.destination or ""
            table.add_row(name, _OUTCOMES[answer.outcome], _ASYLUM[answer.asylum], answer.rule, to)
    else:
        table = _table("Cases", "What happens", "Asylum", "Rule")
        table.columns[0].justify = "right"
        for (outcome, asylum, rule), count in totals.endings.most_common(MOST_LINES):
            table.add_row(f"{count:,}", _OUTCOMES[outcome], _ASYLUM[asylum], rule)
    parts += [table, Text("")]
    if not totals.few and len(totals.endings) > MOST_LINES:
        parts.append(Text(f"and {len(totals.endings) - MOST_LINES} rarer endings", style="dim"))
    parts += _warnings(warnings)
    told = f"Answers: {out}. " if out else ""
    parts.append(Text(f"{told}Why a case ends so: suasion asylum explain CASE. {NOTICE}", style="dim"))
    return Group(*parts)


def explanation_screen(explanation: Explanation) -> RenderableType:
    """Why a case ends as it does; lines that belong to a rule stand below it."""
    first, *lines = explanation.text().split("\n")
    parts: list[RenderableType] = [Text(first, style="bold")]
    for line in lines:
        indent = len(line) - len(line.lstrip(" "))
        parts.append(Padding(Text(line.lstrip(" ")), (0, 0, 0, indent)))
    return Group(*parts)


def rules_screen(book: Rulebook) -> RenderableType:
    """Every rule, strongest first, as a way to `table RULE`."""
    table = _table("Rule", "Host", "Axis", "From", "Title")
    for rule in book.rules:
        starts = [window.start for window in (*rule.force, *rule.applied) if window.start is not None]
        table.add_row(rule.id, rule.host, rule.axis, iso(min(starts)) if starts else "always", rule.title)
    return Group(*_book_lines(book), table, Text(""), _notice())


def rule_screen(book: Rulebook, name: str) -> RenderableType:
    """When a rule is in force, stopped, and for whom; whom it covers and who is excepted; its orders.

    Raises
    ------
    InputError                         if there is no such rule
    """
    rule = book.rule(name)
    head = heading(rule)
    parts: list[RenderableType] = [
        Text(f"{rule.title} ({rule.id})", style="bold"),
        Text(f"{head['host']}, {rule.axis}; {head['source']}; confidence {rule.confidence}", style="dim"),
    ]
    parts += [Text(rule.text)] if rule.text else []
    parts += [*_book_lines(book), Text(""), *_windows(book, rule), Text("")]
    for title, lines in (("Covers cases where all holds:", [say(clause.when) for clause in rule.scope]),
                         ("Does not apply to:", _exceptions(rule))):  # fmt: skip
        if lines:
            parts += [Text(title), *(Padding(Text(line), (0, 0, 0, 2)) for line in lines), Text("")]
    if rule.orders:
        parts += [_orders(rule), Text("")]
    parts.append(Text(f"{_clocks(rule)} Days are inclusive. {NOTICE}", style="dim"))
    return Group(*parts)


def _windows(book: Rulebook, rule: Rule) -> Iterator[RenderableType]:
    """One table a class of cases that the windows and orders tell apart."""
    for whom, rows in groupby(windows(book, rule.id), key=lambda row: row.whom):
        if whom != "everybody":
            yield Text(f"Cases: {whom}", style="italic")
        table = _table("From", "Until", "State", "By")
        for row in rows:
            if row.start is None and row.state == "not in force" and row.end is not None:
                continue  # before anything began
            first = iso(row.start) if row.start is not None else "always"
            table.add_row(first, _last(row.end), row.state, "; ".join(row.sources))
        yield table if table.row_count else Text("never in force")


def _last(end: int | None) -> str:
    """The last day inside, of a span whose first day outside is known."""
    return "" if end is None else (datetime.date.fromisoformat(iso(end)) - datetime.timedelta(days=1)).isoformat()


def _exceptions(rule: Rule) -> list[str]:
    lines = []
    for one in rule.exceptions:
        days = "; ".join(map(str, one.windows))
        lines.append(f"{say(one.when)}" + (f", {days}" if days else "") + f" ({one.source})")
    return lines


def _orders(rule: Rule) -> Table:
    table = _table("Order", "Court", "Issued", "Binds decisions", "Does")
    for order in rule.orders:
        record = order_record(order)
        of = "" if order.of == rule.id else f" {order.of}"
        only = f", only where {record['only_where']}" if record["only_where"] else ""
        if order.effective is None:
            binds = "never"
        else:
            binds = f"from {record['from']}" + (f" until {_last(order.ends)}" if order.ends is not None else "")
        text = f". {order.text}" if order.text else ""
        table.add_row(order.id, order.court, record["issued"], binds, f"{order.kind}{of}{only}{text}")
    return table


def _clocks(rule: Rule) -> str:
    clock = {"entry": "entry", "decision": "decision", "claim": "claim"}[rule.scope_date]
    return f"Being in force goes by the day of {clock}, orders by the day of the decision."


def comparison_screen(names: tuple[str, str], flips: Flips) -> RenderableType:
    """Which cases end otherwise, and how."""
    share = f"{flips.flipped:,} of {words.plural(flips.cases, 'case')}"
    head = f"{share} end otherwise under {names[1]} than under {names[0]}"
    parts: list[RenderableType] = [Text(head, style="bold"), *_book_lines(flips.other), Text("")]
    if flips.moves:
        table = _table("Cases", f"Under {names[0]}", f"Under {names[1]}")
        table.columns[0].justify = "right"
        for (one, two), count in flips.moves.most_common(MOST_LINES):
            table.add_row(f"{count:,}", *(f"{_OUTCOMES[a]}; asylum {_ASYLUM[b]} ({c})" for a, b, c in (one, two)))
        parts += [table, Text("")]
        shown = [str(flip["id"]) for flip in flips.listed[:MOST_LINES]]
        more = f" and {flips.flipped - len(shown):,} more" if flips.flipped > len(shown) else ""
        parts += [Text(f"Cases: {', '.join(shown)}{more}"), Text("")]
    return Group(*parts, *_warnings(flips.silent.warnings), _notice())


def boundaries_screen(book: Rulebook, found: Sequence[Boundary], out: Path | None) -> RenderableType:
    """Every date of the rules and what a day makes of a case; dates that change no decision are named as such."""
    table = _table("Date", "Clock", "Where", "The day before", "On the day", "Felt by")
    for boundary in found:
        before, on = ((one["outcome"], one["asylum"]) for one in boundary.decisions[:2])
        table.add_row(
            iso(boundary.day), boundary.clock, boundary.path, *(f"{a}, {b}" for a, b in (before, on)), boundary.pins
        )  # fmt: skip
    dates = {boundary.path for boundary in found}
    felt = {boundary.path for boundary in found if boundary.pins == "decision"}
    said = f"{words.plural(len(dates), 'date')}; {len(felt)} of them: moved by a day, a decision changes"
    said += "" if len(felt) == len(dates) else "; another rule or order hides the others"
    where = f"Cases: {out}. " if out else ""
    parts: list[RenderableType] = [
        table,
        Text(""),
        Text(f"{said}."),
        Text(f"{where}{NOTICE}", style="dim"),
    ]
    return Group(*_book_lines(book), *parts)
