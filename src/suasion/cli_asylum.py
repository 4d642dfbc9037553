"""The commands `suasion asylum decide|explain|table|compare|boundaries`: what dated rules do with cases, and why.

Mounted by `cli`, which says what exit codes mean. Heavy imports wait until a command runs. A model of rules, no legal
advice.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from suasion.errors import InputError, known_words

if TYPE_CHECKING:
    from suasion.asylum import Facts, Overrides, Rulebook

NOTICE = "A model of the rules, no legal advice."

asylum_app = typer.Typer(
    help=f"Asylum rules by date: what they do with a case, why, and what would change it. {NOTICE}",
    no_args_is_help=True,
)

Cases = Annotated[
    str | None, typer.Argument(metavar="[CASES]", help="File of cases, .yaml or .csv; else the shipped examples.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change one value: TCTB.force[0].from=2019-09-01. Repeatable."),
]
Drop = Annotated[list[str] | None, typer.Option("--drop", metavar="ORDER", help="Drop an order. Repeatable.")]
Add = Annotated[list[Path] | None, typer.Option("--add", metavar="FILE", help="Add a file of rules. Repeatable.")]
Scenario = Annotated[str | None, typer.Option(metavar="NAME", help="Scenario for cases that name none.")]
Rules = Annotated[Path | None, typer.Option("--rules", metavar="DIR", help="Folder of rules instead of the shipped.")]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Go on without rows of a CSV that can not be used.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@asylum_app.command()
def decide(
    cases: Cases = None,
    settings: Settings = None,
    drop: Drop = None,
    add: Add = None,
    scenario: Scenario = None,
    rules: Rules = None,
    skip_bad: SkipBad = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="File for the answers, .json or .csv.")] = None,
    as_json: Json = False,
) -> None:
    """What the rules do with each case, by which rule, with sources and a short why.

    Millions of cases of a CSV go by in chunks. Nothing is written unless all can be used. Try it: suasion asylum decide
    """
    from suasion.asylum import decide as decide_cases
    from suasion.asylum.engine.answers import Answers
    from suasion.asylum.engine.known import OutsideKnown
    from suasion.show.asylum import AnswerFile, Totals, decisions_screen
    from suasion.show.asylum.save import Hidden, form_of
    from suasion.show.asylum.totals import Silent
    from suasion.show.terminal import console

    forms: dict[Path | None, str] = {None: ".json"} if as_json else {}
    if out is not None:
        forms[out] = form_of(out)
    book = _book(scenario, settings, drop, add, rules)
    totals, silent, outside, answers = Totals(), Silent(book), OutsideKnown(book), Answers()
    source = _Source(cases, skip_bad)
    with ExitStack() as hidden:
        files = [AnswerFile(hidden.enter_context(Hidden(path, sys.stdout)), form) for path, form in forms.items()]
        for facts in hidden.enter_context(source.chunks()):
            decided = decide_cases(facts, book, check_overrides=False)
            silent.add(facts, decided)
            outside.add(facts)
            listed, which = answers.of(decided)
            totals.add(facts, listed, which)
            for file in files:
                file.add(facts, listed, which)
        for file in files:
            file.end()
    source.say_skipped()
    warnings = (*outside.warnings, *silent.warnings)
    if as_json:
        for warning in warnings:
            typer.echo(f"! {warning}", err=True)
        return
    console().print(decisions_screen(book, totals, warnings, source.name, out))


@asylum_app.command()
def explain(
    case: Annotated[str, typer.Argument(metavar="ID", help="Id of a case of the file.")],
    cases: Cases = None,
    settings: Settings = None,
    drop: Drop = None,
    add: Add = None,
    scenario: Scenario = None,
    rules: Rules = None,
    as_json: Json = False,
) -> None:
    """Why one case ends as it does: the deciding rule, every other one considered, and the nearest change of dates.

    Try it: suasion asylum explain enjoined
    """
    from suasion.asylum import decide as decide_cases
    from suasion.asylum import explain as explain_case
    from suasion.show.asylum import explanation_record, explanation_screen
    from suasion.show.terminal import console

    book = _book(scenario, settings, drop, add, rules)
    one = _Source(cases, skip_bad=True).case(case)
    explanation = explain_case(one, book)
    for warning in decide_cases(one, book).warnings:
        typer.echo(f"! {warning}", err=True)
    if as_json:
        _print_json(explanation_record(explanation))
    else:
        console().print(explanation_screen(explanation))


@asylum_app.command()
def table(
    rule: Annotated[
        str | None, typer.Argument(metavar="[RULE]", help="Id of a rule; without it all are listed.")
    ] = None,
    settings: Settings = None,
    drop: Drop = None,
    add: Add = None,
    scenario: Scenario = None,
    rules: Rules = None,
    as_json: Json = False,
) -> None:
    """When a rule is in force or stopped, for whom, by which source; its exceptions and orders.

    Try it: suasion asylum table TCTB
    """
    from suasion.show.asylum import rule_record, rule_screen, rules_screen
    from suasion.show.asylum.records import heading
    from suasion.show.terminal import console

    book = _book(scenario, settings, drop, add, rules)
    if rule is None:
        if as_json:
            _print_json({"notice": NOTICE, "rules": [heading(one) for one in book.rules]})
        else:
            console().print(rules_screen(book))
        return
    if as_json:
        _print_json(rule_record(book, rule))
    else:
        console().print(rule_screen(book, rule))


@asylum_app.command()
def compare(
    one: Annotated[str, typer.Argument(metavar="A", help="Scenario, or enacted.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Scenario, or enacted; --set, --drop and --add change B.")],
    cases: Cases = None,
    settings: Settings = None,
    drop: Drop = None,
    add: Add = None,
    rules: Rules = None,
    skip_bad: SkipBad = False,
    as_json: Json = False,
) -> None:
    """Which cases end otherwise under B than under A. A case that names a scenario of its own keeps it under both.

    Try it: suasion asylum compare enacted tctb_no_injunction
    """
    from suasion.asylum.engine.known import OutsideKnown
    from suasion.show.asylum import Flips, comparison_record, comparison_screen
    from suasion.show.terminal import console

    flips = Flips(_book(one, None, None, None, rules), _book(other, settings, drop, add, rules))
    source, outside = _Source(cases, skip_bad), OutsideKnown(flips.other)
    with source.chunks() as chunks:
        for facts in chunks:
            flips.add(facts)
            outside.add(facts)
    source.say_skipped()
    for warning in outside.warnings:
        typer.echo(f"! {warning}", err=True)
    names = (one, f"{other} as changed" if settings or drop or add else other)
    if as_json:
        _print_json(comparison_record(names, flips))
    else:
        console().print(comparison_screen(names, flips))


@asylum_app.command()
def boundaries(
    rule: Annotated[
        list[str] | None, typer.Option("--rule", metavar="RULE", help="Only this rule. Repeatable.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same cases.")] = 0,
    settings: Settings = None,
    drop: Drop = None,
    add: Add = None,
    scenario: Scenario = None,
    rules: Rules = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.yaml", help="File for the cases.")] = None,
    as_json: Json = False,
) -> None:
    """A case on the day before, the day of and the day after every date of the rules: what pins them.

    Try it: suasion asylum boundaries --rule TCTB
    """
    from suasion.asylum import boundaries as find
    from suasion.show.asylum import boundaries_screen, boundary_cases, save_boundaries
    from suasion.show.terminal import console

    if not 0 <= seed < 2**63:
        raise InputError("--seed", f"{seed} is out of bounds. Use 0 or more, at most 19 digits")
    book = _book(scenario, settings, drop, add, rules)
    found = find(book, seed, rules=rule)
    if out is not None:
        save_boundaries(out, found, book)
    if as_json:
        _print_json({"notice": NOTICE, "cases": list(boundary_cases(found, book))})
    else:
        console().print(boundaries_screen(book, found, out))


def _book(
    scenario: str | None,
    settings: list[str] | None,
    drop: list[str] | None,
    add: list[Path] | None,
    folder: Path | None,
) -> Rulebook:
    """The rules as the options change them: added rules first, so that values of theirs can be set too."""
    from suasion.asylum import Overrides, rulebook

    if folder is not None and not folder.is_dir():
        raise InputError(str(folder), "is no folder. Name a folder of rules with --rules")
    book = rulebook() if folder is None else rulebook(folder.resolve())
    if scenario is not None:
        book = book.under(scenario)
    changes = [*map(_added, add or ()), Overrides(set=dict(map(_setting, settings or ()))), Overrides(drop=drop or ())]
    return book.changed(*changes) if any(list(change.singly()) for change in changes) else book


def _added(path: Path) -> Overrides:
    from suasion.asylum import Overrides
    from suasion.asylum.yaml_lines import read_document

    return Overrides(add=(read_document(path),), named=str(path))


def _setting(text: str) -> tuple[str, Any]:
    """`TCTB.force[0].from=2019-09-01` -> the path and the value, read as YAML."""
    from suasion.asylum.yaml_lines import FORM
    from suasion.yaml_text import parse_value

    path, sign, value = text.partition("=")
    if not sign or not path.strip():
        raise InputError("--set", f"`{text}` sets nothing. Write PATH=VALUE, as in TCTB.force[0].from=2019-09-01")
    return path.strip(), parse_value(value, FORM, f"--set {path.strip()}")


class _Source:
    """Where cases come from: a file of the user, or the shipped examples."""

    def __init__(self, cases: str | None, skip_bad: bool) -> None:
        from suasion.asylum.examples import EXAMPLE, example
        from suasion.asylum.facts.stream import CaseFile, looks_like_table

        shipped = cases is None or (cases == EXAMPLE and not Path(cases).exists())
        self.path = example() if shipped else Path(cases or "")
        self.name = "shipped examples" if shipped else str(cases)
        is_table = self.path.suffix.lower() == ".csv" or looks_like_table(self.path)
        self.file = CaseFile(self.path, skip_bad) if is_table else None

    @contextmanager
    def chunks(self) -> Iterator[Iterator[Facts]]:
        """Tables of facts, one chunk after the other, with a progress bar on the error stream for a CSV file."""
        from suasion.asylum import read_cases

        if self.file is None:
            yield iter([read_cases(self.path)[0]])
            return
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

        from suasion.show.terminal import console

        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
        screen = console(to_error=True)
        with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
            task = progress.add_task("cases", total=self.file.nbytes)
            self.file.progress = lambda read: progress.update(task, completed=read)
            yield iter(self.file)

    def case(self, name: str) -> Facts:
        """The one case of that id.

        Raises
        ------
        InputError                     if there is none, or more than one
        """
        known: list[str] = []
        found: Facts | None = None
        with self.chunks() as chunks:
            for facts in chunks:  # to the end, for another of that id may follow
                names = [facts.name(row) for row in range(len(facts))]
                if found is None and name in names:
                    row = names.index(name)
                    found = facts.take(slice(row, row + 1))
                known += names[: max(0, 1000 - len(known))]
        if self.file is not None and name in self.file.repeated:
            raise InputError(self.name, self.file.repeated[name])
        if found is not None:
            return found
        raise InputError(self.name, f"has no case `{name}`. {known_words(name, known)}")

    def say_skipped(self) -> None:
        """Name the rows that were left out, on the error stream."""
        from suasion.show.asylum.screens import skipped_lines

        if self.file is not None:
            for line in skipped_lines(self.file.skipped, self.file.problems):
                typer.echo(line, err=True)


def _print_json(value: object) -> None:
    from suasion.world.result import json_text

    sys.stdout.write(json_text(value))
