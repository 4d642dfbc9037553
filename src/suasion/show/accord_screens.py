"""Screens of accords before they are run: what stands in one, which are shipped, and what the checks found."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from suasion.accord import Accord
from suasion.accord.checks import Finding
from suasion.accord.timeline import default_as_of
from suasion.show import words
from suasion.show.terminal import plain_table


def accord_screen(accord: Accord) -> RenderableType:
    """Parties, measures, targets, reviews and variants of an accord."""
    parts: list[RenderableType] = [Text(accord.title, style="bold"), Text(accord.summary), Text("")]
    measures = plain_table("Measure", "Kind", "By", "Statuses")
    for name, measure in accord.measures.items():
        statuses = "; ".join(f"{step.status.replace('_', ' ')} {step.date}" for step in measure.status)
        measures.add_row(name, measure.kind, accord.parties[measure.actor].name, statuses)
    targets = plain_table("Target", "Series", "Level", "Set by")
    for name, target in accord.targets.items():
        level = f"{words.COMPARATORS[target.comparator]} {words.number(target.level.on())}"
        targets.add_row(name, target.series, level, accord.parties[target.set_by].name)
    reviews = plain_table("Review", "Date", "Month judged", "Targets")
    for name, review in accord.reviews.items():
        reviews.add_row(name, str(review.date), review.month, ", ".join(review.targets))
    variants = plain_table("Variant", "What it is")
    for name, variant in accord.variants.items():
        variants.add_row(name, variant.why or variant.title)
    for table in (measures, targets, reviews, variants):
        if table.row_count:
            parts += [table, Text("")]
    parts.append(
        Text(
            f"{len(accord.sources)} sources; signed {accord.signed}; runs cover {accord.period.start} to "
            f"{accord.period.end}, as of {default_as_of(accord)} unless --as-of says otherwise",
            style="dim",
        )
    )
    return Group(*parts)


def library_screen(accords: dict[str, Accord]) -> RenderableType:
    """One row a shipped accord."""
    table = plain_table("Id", "Title", "Variants")
    for name, accord in accords.items():
        table.add_row(name, accord.title, ", ".join(accord.variants))
    return table


def findings_screen(name: str, findings: Sequence[Finding], checks: int) -> str:
    """Every finding in the form of an error list; one sentence if there is none."""
    errors = [finding for finding in findings if finding.severity == "error"]
    warnings = [finding for finding in findings if finding.severity == "warning"]
    if not findings:
        return f"{name}: no problem. {words.plural(checks, 'check')} passed"
    head = f"{name}: {words.plural(len(errors), 'problem')}, {words.plural(len(warnings), 'warning')}"
    lines = [f"  {finding.problem}" for finding in errors]
    lines += [f"  warning: {finding.problem}" for finding in warnings]
    return "\n".join([head, *lines])
