"""Regimes as pages to read: one Markdown page for each file of rules, for a lawyer who reads no Python and no YAML.

    law_pages(rulebook())            file name -> text, with an index

Everything on a page comes from the regime files; conditions are said by the same sentences as in explanations
(`english.say`), windows by the same table that decides (`tables.windows`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from suasion.asylum.dates import iso
from suasion.asylum.facts.vocabulary import CLOCKS, FACTS, FINDINGS, FROM_ELIGIBILITY, OUTCOMES
from suasion.asylum.language.english import say
from suasion.asylum.language.nodes import Calendar, Column, Either, Every, Member, Named, Node, Truth, WorkingDays, walk
from suasion.asylum.rules.model import (
    ALWAYS,
    WITHOUT_FORCE,
    Destination,
    Effect,
    Order,
    Regime,
    Rule,
    Source,
    Window,
    span,
)
from suasion.asylum.rules.reading import read_regime
from suasion.asylum.rules.rulebook import Rulebook
from suasion.asylum.use.tables import windows
from suasion.asylum.yaml_lines import Document

NOTICE = "This page is a model of the rules and no legal advice. It is generated from the file of rules; edit that."
HOSTS = {"US": "United States", "CA": "Canada", "MX": "Mexico", "GR": "Greece"}
AXES = {
    "disposition": "what happens to the person",
    "eligibility": "whether asylum is open, and how fear is screened",
}
CONFIDENCE = {
    "high": "read in the text or a good report of it",
    "medium": "a reading, or one report",
    "low": "an assumption or a weak reading",
    "recalled": "from memory, to be confirmed",
}
SCENARIOS = "scenarios"


def law_pages(book: Rulebook) -> dict[str, str]:
    """Every regime and scenario of a folder of rules as a page, and `README.md` as their index.

    Returns
    -------
    dict                               file name (below `scenarios/` for scenarios) -> Markdown text
    """
    pages: dict[str, str] = {}
    index: list[tuple[str, Regime]] = []
    for regime in sorted(book.filed.regimes.values(), key=lambda one: Path(one.file).name):
        name = f"{Path(regime.file).stem}.md"
        pages[name] = _page(regime, book.filed.documents[regime.id], book)
        index.append((name, regime))
    scenarios: list[tuple[str, Regime]] = []
    for key, document in sorted(book.filed.scenarios.items()):
        regime = read_regime(document, book.filed.shared)
        name = f"{SCENARIOS}/{key}.md"
        pages[name] = _page(regime, document, book.under(key), key)
        scenarios.append((name, regime))
    pages["README.md"] = _index(index, scenarios)
    return pages


def _index(regimes: Sequence[tuple[str, Regime]], scenarios: Sequence[tuple[str, Regime]]) -> str:
    lines = ["# The rules as pages", "", NOTICE.replace("This page is", "These pages are").replace("It is", "They are")
             .replace("the file of rules; edit that", "the files of rules; edit those"), ""]  # fmt: skip
    lines += _table(
        ("regime", "host", "rules"),
        [(f"[{regime.title}]({name})", _hosts(regime), _ids(regime)) for name, regime in regimes],
    )
    lines += ["## What if", ""]
    lines += _table(("scenario", "title"), [(f"[{regime.id}]({name})", regime.title) for name, regime in scenarios])
    lines += ["## How sure", ""]
    lines += _table(("confidence", "means"), list(CONFIDENCE.items()))
    lines += [
        "## Facts of a case",
        "",
        "Countries stand as two letters (ISO 3166-1), XX for people without a nationality.",
        "",
    ]
    lines += _table(
        ("fact", "means", "words"),
        [
            (fact.label, fact.meaning, ", ".join(fact.words) if fact.kind == "word" else fact.kind)
            for fact in FACTS.values()
        ],
    )
    lines += ["## Outcomes", ""]
    lines += _table(("outcome", "means"), list(OUTCOMES.items()))
    return "\n".join(lines).rstrip() + "\n"


def _hosts(regime: Regime) -> str:
    return ", ".join(dict.fromkeys(HOSTS[rule.host] for rule in regime.rules))


def _ids(regime: Regime) -> str:
    return ", ".join(f"`{rule.id}`" for rule in regime.rules)


def _page(regime: Regime, document: Document, book: Rulebook, scenario: str = "") -> str:
    lines = [f"# {regime.title}", "", NOTICE, ""]
    if regime.text:
        lines += [regime.text, ""]
    if scenario:
        lines += [f"A scenario: a case is put under it by `scenario: {scenario}`.", ""]
        changes = [change.text for change in book.changes if not change.text.startswith("added: ")]
        lines += _bulleted("What it changes", changes)
    for number, rule in enumerate(regime.rules):
        lines += _rule(rule, document.data["rules"][number], book)
    lines += _lists(regime.rules, document.data)
    lines += _parameters(regime, document.data)
    lines += _calendars(regime.rules, regime.sources, document.data)
    lines += _sources(regime.sources)
    return "\n".join(lines).rstrip() + "\n"


def _rule(rule: Rule, written: dict[str, Any], book: Rulebook) -> Iterator[str]:
    """One rule: what it says, when, for whom, exceptions, orders, effect."""
    off = "" if rule.enabled else " (off)"
    yield from (f"## {rule.title}{off}", "")
    if rule.text:
        yield from (rule.text, "")
    if not rule.enabled:
        yield from ("This rule is in the file but switched off: it decides nothing unless an override turns it on.", "")
    reported = f", reported as `{rule.reported_as}`" if rule.reported_as != rule.id else ""
    facts = [
        ("name", f"`{rule.id}`{reported}"),
        ("host", HOSTS[rule.host]),
        ("decides", AXES[rule.axis]),
        ("strength", _strength(rule, book)),
        ("source", _cite(rule.source)),
        ("confidence of the reading", rule.confidence),
    ]
    yield from _table(("", ""), facts)
    yield from _bulleted(f"In force, by the {_clock(rule.scope_date)}", _windows(rule.force, written.get("force")))
    yield from _bulleted("Used by officers, by the decision date", _windows(rule.applied, written.get("applied")))
    if rule.switch:
        off_on = rule.switch
        yield from _bulleted("Turned off and on by findings", [
            f"off {_days(off_on.off_days)} after a finding of the kind `{FINDINGS[off_on.off]}`, on again "
            f"{_days(off_on.on_days)} after one of the kind `{FINDINGS[off_on.on]}`, by the {_clock(off_on.clock)} "
            f"({_cite(off_on.source)})"
        ])  # fmt: skip
    yield from _bulleted("Covers whoever meets all of these", [
        _said(say(clause.when), clause.text, clause.source, rule.source) for clause in rule.scope
    ])  # fmt: skip
    yield from _bulleted("Except", [
        _said(say(exempt.when), exempt.text, exempt.source, rule.source)
        + "".join(f"; {window} by the {_clock(window.clock)} ({_ends(window)})" for window in exempt.windows)
        + (f"; then reported as `{exempt.reported_as}`" if exempt.reported_as else "")
        for exempt in rule.exceptions
    ])  # fmt: skip
    if rule.orders:
        yield from ("**Orders**, binding by the decision date", "")
        yield from _table(
            ("order", "court", "does", "issued", "binds", "source"),
            [
                (
                    f"`{order.id}`",
                    order.court,
                    _order(order, rule),
                    iso(order.issued),
                    _binding(order),
                    "; ".join(dict.fromkeys((_cite(order.source), _cite(order.end_source)))),
                )
                for order in rule.orders
            ],
        )
        if rule.enabled and rule.host in book.hosts:
            yield from ("**What results**, for a case decided on the day of its entry", "")
            for whom, rows in groupby(windows(book, rule.id), key=lambda row: row.whom):
                yield from (f"Class of cases: {whom}", "")
                yield from _table(
                    ("from", "to before", "state"), [(_day(row.start), _day(row.end), row.state) for row in rows]
                )
    yield from _bulleted("Effect", list(_effect(rule.effect)))


def _strength(rule: Rule, book: Rulebook) -> str:
    """What goes before a rule and what it goes before, on its axis and for its host."""
    layers = book.filed.shared.layers[rule.axis]
    others = [one for one in book.axis(rule.axis) if one.host == rule.host and one.id != rule.id]
    before = [f"`{one.id}`" for one in others if layers.index(one.layer) < layers.index(rule.layer)]
    return (
        f"layer `{rule.layer}`; decides unless one of these does: {', '.join(before)}"
        if before
        else f"layer `{rule.layer}`; the strongest"
    )


def _clock(clock: str) -> str:
    return FACTS[CLOCKS[clock]].label


def _windows(spans: Sequence[Window], written: Any) -> list[str]:
    lines = []
    for number, window in enumerate(spans):
        where = f", where {say(window.where)}" if window.where != ALWAYS else ""
        text = str((written or [{}] * len(spans))[number].get("text", ""))
        lines.append(f"{window}{where}" + (f": {text}" if text else "") + f" ({_ends(window)})")
    return lines


def _ends(window: Window) -> str:
    return "; ".join(dict.fromkeys((_cite(window.source), _cite(window.end_source))))


def _said(condition: str, text: str, source: Source, own: Source) -> str:
    return condition + (f": {text}" if text else "") + (f" ({_cite(source)})" if source != own else "")


def _order(order: Order, rule: Rule) -> str:
    of = "this rule" if order.of == rule.id else f"`{order.of}`"
    what = {"enjoin": "stops", "vacate": "sets aside", "stay": "stays", "narrow": "narrows", "restore": "undoes",
            "reverse": "reverses", "declare": "declares unlawful", "affirm": "leaves as it is"}[order.kind]  # fmt: skip
    limits = [_bracketed(node) for node in (order.where, order.whom) if node != ALWAYS]
    whom = f", only where {' and '.join(limits)}" if limits else ""
    return f"{what} {of}{whom}" + (f". {order.text}" if order.text else "")


def _bracketed(node: Truth) -> str:
    return f"({say(node)})" if isinstance(node, Every | Either) else say(node)


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


def _binding(order: Order) -> str:
    if order.kind in WITHOUT_FORCE:
        return "changes nothing"
    return "never" if order.effective is None else span(order.effective, order.ends)


def _effect(effect: Effect) -> Iterator[str]:
    if effect.outcome == FROM_ELIGIBILITY:
        yield "outcome: as the rule that decides on asylum says"
    else:
        yield f"outcome: {effect.outcome}, {OUTCOMES.get(effect.outcome, '')}".rstrip(", ")
    for name, word in (("asylum", effect.asylum), ("screening", effect.screen)):
        yield f"{name}: " + (
            "as the rule that decides on asylum says" if word == FROM_ELIGIBILITY else word.replace("_", " ")
        )
    for number, destination in enumerate(effect.destination):
        yield ("brought to " if number == 0 else "else to ") + _destination(destination)


def _destination(destination: Destination) -> str:
    to = f"the country of {FACTS[destination.to].label}" if destination.to in FACTS else destination.to
    where = f", where {say(destination.when)}" if destination.when != ALWAYS else ""
    days = f", decided {destination.window}" if destination.window else ""
    return f"{to}{where}{days} ({_cite(destination.source)})"


def _nodes(rules: Sequence[Rule]) -> Iterator[Node]:
    for rule in rules:
        for node in rule.nodes():
            yield from walk(node)


def _lists(rules: Sequence[Rule], data: dict[str, Any]) -> Iterator[str]:
    """The lists and derived columns that the rules of the page name."""
    nodes = list(_nodes(rules))
    lists = {node.name: ", ".join(node.words) for node in nodes if isinstance(node, Member) and node.name}
    glosses = {name: str(entry.get("text", "")) for name, entry in (data.get("lists") or {}).items()}
    yield from _bulleted("Lists", [
        f"{name}: {members}" + (f" ({glosses[name]})" if glosses.get(name) else "") for name, members in lists.items()
    ])  # fmt: skip
    named = {node.yes: say(node.item) for node in nodes if isinstance(node, Named) and _tells(node)}
    yield from _bulleted("Words", [f"*{yes}* means: {means}" for yes, means in named.items()])


def _tells(node: Named) -> bool:
    return not isinstance(node.item, Column)


def _parameters(regime: Regime, data: dict[str, Any]) -> Iterator[str]:
    entries = data.get("parameters") or {}
    yield from _bulleted("Numbers and dates by name", [
        f"{name.replace('_', ' ')}: {constant.text}"
        + (f", {entries[name]['text']}" if entries[name].get("text") else "")
        + f" ({_cite(regime.sources[entries[name]['source']])})"
        for name, constant in regime.parameters.items()
    ])  # fmt: skip


def _calendars(rules: Sequence[Rule], sources: dict[str, Source], data: dict[str, Any]) -> Iterator[str]:
    """The free days of each calendar in use, by source."""
    used: dict[str, Calendar] = {
        node.calendar.name: node.calendar for node in _nodes(rules) if isinstance(node, WorkingDays)
    }
    for name, calendar in used.items():
        entry = data["calendars"][name]
        yield from (f"**Calendar {name}**, {iso(calendar.first)} to {iso(calendar.last)}", "")
        if entry.get("text"):
            yield from (" ".join(str(entry["text"]).split()), "")
        by_source: dict[str, list[str]] = {}
        for free in entry["free"]:
            by_source.setdefault(free["source"], []).append(str(free["date"]))
        yield from _table(("source", "free days"), [
            (f"every {' and '.join(entry['rest'])} ({_cite(sources[entry['source']])})", "weekly"),
            *((_cite(sources[key]), ", ".join(days)) for key, days in by_source.items()),
        ])  # fmt: skip


def _sources(sources: dict[str, Source]) -> Iterator[str]:
    if not sources:
        return
    yield from ("## Sources", "")
    yield from _table(("source", "confidence"), [(source.cite, source.confidence) for source in sources.values()])


def _cite(source: Source) -> str:
    return str(source)


def _day(on: int | None) -> str:
    return iso(on) if on is not None else ""


def _bulleted(head: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield from (f"**{head}**", "")
        yield from (f"- {item}" for item in items)
        yield ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    lines += [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    return [*lines, ""]
