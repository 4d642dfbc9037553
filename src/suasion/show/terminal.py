"""One screen for the terminal: what a run, a comparison or an accord has to say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from suasion.accord import Accord
from suasion.accord.checks import Finding
from suasion.accord.timeline import default_as_of
from suasion.show import words
from suasion.show.report import bill, track
from suasion.show.report.view import View, day_words, month_words
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
    run = f"{answers['draws']:,} possible worlds, seed {answers['seed']}"
    parts.append(Text(f"{run}; report: {out / 'report.html'}" if out else run, style="dim"))
    return Group(*parts)


def _plain_table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column)
    return table


def _chances(view: View) -> Table:
    table = _plain_table("Review", "Target", "Month judged", "Worlds that reach it", "What came")
    shown = ""
    for row in view.track:
        name = f"{row['review_title']}, {day_words(row['review_date'])}"
        came = row["outcome"]
        fact = "" if came is None else f"{words.number(came['value'], 6)}, {track.outcome_words(came)}"
        table.add_row(
            "" if name == shown else name,
            f"{row['set_by']}: {track.level_words(row)}",
            month_words(row["month"]),
            f"{words.frequency(row['probability'])}, {words.likely(row['probability'])}",
            fact,
        )
        shown = name
    return table


def compare_screen(answers: Sequence[dict[str, Any]]) -> RenderableType:
    """One row a variant: chances on the target that each review decides on, and the bill."""
    heads = _reviews(answers)
    table = _plain_table(
        "Variant",
        *(f"{row['review_title']}: {row['set_by']}, {track.level_words(row)}" for row in heads),
        "Duty paid",
        "90 of 100 worlds",
    )
    for answer in answers:
        total = answer["answers"]["tariff_bill"]["total_usd"]
        chances = {(row["review"], row["target"]): row["probability"] for row in answer["answers"]["on_track"]}
        found = [chances.get((row["review"], row["target"])) for row in heads]
        table.add_row(
            answer["variant"],
            *("–" if chance is None else words.frequency(chance) for chance in found),
            words.usd_short(total["mean"]),
            words.span(total["q05"], total["q95"]),
        )
    first = answers[0]
    note = (
        f"{first['draws']:,} worlds each, the same luck in every variant; seed {first['seed']}, as of "
        f"{day_words(first['as_of'])}. Chances are equal where variants differ only in measures: no measure changes "
        "arrests yet."
    )
    return Group(table, Text(note, style="dim"))


def _reviews(answers: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The target that each review decides on, else its likeliest, as the first variant that holds it has it."""
    found: dict[str, dict[str, Any]] = {}
    for answer in answers:
        rows = answer["answers"]["on_track"]
        for name in dict.fromkeys(row["review"] for row in rows):
            here = [row for row in rows if row["review"] == name]
            found.setdefault(name, max(here, key=lambda row: (row["decides"], float(row["probability"]))))
    return sorted(found.values(), key=lambda row: str(row["review_date"]))


def accord_screen(accord: Accord) -> RenderableType:
    """Parties, measures, targets, reviews and variants of an accord."""
    parts: list[RenderableType] = [Text(accord.title, style="bold"), Text(accord.summary), Text("")]
    measures = _plain_table("Measure", "Kind", "By", "Statuses")
    for name, measure in accord.measures.items():
        statuses = "; ".join(f"{step.status.replace('_', ' ')} {step.date}" for step in measure.status)
        measures.add_row(name, measure.kind, accord.parties[measure.actor].name, statuses)
    targets = _plain_table("Target", "Series", "Level", "Set by")
    for name, target in accord.targets.items():
        level = f"{track.COMPARATORS[target.comparator]} {words.number(target.level.on())}"
        targets.add_row(name, target.series, level, accord.parties[target.set_by].name)
    reviews = _plain_table("Review", "Date", "Month judged", "Targets")
    for name, review in accord.reviews.items():
        reviews.add_row(name, str(review.date), review.month, ", ".join(review.targets))
    variants = _plain_table("Variant", "What it is")
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
    table = _plain_table("Id", "Title", "Variants")
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


def forecast_screen(answer: dict[str, Any]) -> RenderableType:
    """Median and range a month, and the chance to fall below each level asked about."""
    below = answer["probability_below"]
    table = _plain_table("Month", "Middle", "50 of 100", "90 of 100", *(f"below {level}" for level in below))
    quantiles = answer["quantiles"]
    for index, month in enumerate(answer["months"]):
        table.add_row(
            month_words(month),
            words.number(answer["median"][index]),
            words.span(quantiles["0.25"][index], quantiles["0.75"][index]),
            words.span(quantiles["0.05"][index], quantiles["0.95"][index]),
            *(words.frequency(below[level][index]) for level in below),
        )
    head = f"{answer['column']} after {answer['as_of']}: {answer['method']}, {answer['draws']:,} draws"
    notes = [Text(f"! {warning}", style="yellow") for warning in answer["warnings"]]
    return Group(Text(head, style="bold"), table, *notes)


def hindcast_screen(answer: dict[str, Any]) -> RenderableType:
    """One row a method: mean CRPS, error, and how often the 90% band held."""
    table = _plain_table("Method", "Mean CRPS", "MAPE", "In the 90% band", "Forecasts")
    for method, mean in answer["means"].items():
        table.add_row(
            method.replace("_", " "),
            words.number(mean["crps"]),
            words.percent(mean["mape_pct"] / 100),
            words.percent(mean["coverage90"], 2),
            str(mean["n"]),
        )
    span = f"origins {answer['origins'][0]} to {answer['origins'][-1]}"
    ahead = "1 month" if answer["horizon"] == 1 else f"1 to {answer['horizon']} months"
    head = f"{answer['series']}: {span}, {ahead} ahead"
    note = "Each origin sees only what was published on the day its own figure came out. Lower CRPS is better."
    return Group(Text(head, style="bold"), table, Text(note, style="dim"))


def console(*, to_error: bool = False) -> Console:
    """The terminal; wide enough for a table when it is not one. Words of an accord are never read as markup."""
    found = Console(stderr=to_error, highlight=False, markup=False, emoji=False)
    if not found.is_terminal:
        found.width = 120
    return found
