"""The commands; nothing else. Each asks the rooms below and prints what they say.

Exit codes: 0 ok, 1 a fault of ours, 2 the user's input, 130 stopped with Ctrl-C, 141 when nobody reads on. Heavy
imports wait until a command needs them, so that `--help` is quick.
"""

from __future__ import annotations

import datetime
import errno
import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand

import suasion
from suasion.cli_asylum import asylum_app
from suasion.cli_edges import Commands, forgiving_streams
from suasion.cli_move import move
from suasion.cli_tariff import tariff_app
from suasion.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from suasion.accord import Document
    from suasion.world.result import Result

app = typer.Typer(
    cls=Commands,
    help="Run deals between countries: one accord file, many possible worlds, every number with its source.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Reference = Annotated[str, typer.Argument(metavar="ID_OR_FILE", help="Id of a shipped accord, or an accord file.")]
Variant = Annotated[str | None, typer.Option(help="Variant to apply; join several with +, for instance a+b.")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change one value. Repeatable.")
]
Draws = Annotated[int, typer.Option(help="Number of possible worlds.")]
Seed = Annotated[int, typer.Option(help="Same seed, same bytes.")]
AsOf = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Last day whose publications are known.")]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the files.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class _Stopped(BaseException):
    """Ctrl-C or a request to end: nothing may catch it on its way out but `finally`."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(code)


class _ManyLevels(TyperCommand):
    """A command whose `--below` takes several levels in a row: --below 50000 20000."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        spread: list[str] = []
        open_list = False
        for word in args:
            if word == "--below":
                open_list = True
                spread.append(word)
            elif open_list and _is_number(word):
                spread += [word] if spread[-1] == "--below" else ["--below", word]
            else:
                open_list = open_list and spread[-1] == "--below"
                spread.append(word)
        return super().parse_args(ctx, spread)


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"suasion {suasion.__version__}")
        raise typer.Exit


@app.callback()
def common(
    debug: Annotated[bool, typer.Option("--debug", help="Show a stack trace with an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options that every command has; `main` reads --debug itself, since an error may come before this runs."""


@app.command("list")
def list_accords(as_json: Json = False) -> None:
    """List the shipped accords."""
    from suasion.accord import library, load

    found = {name: load(name).accord for name in library()}
    if as_json:
        _print_json({name: {"title": a.title, "variants": list(a.variants)} for name, a in found.items()})
        return
    from suasion.show.accord_screens import library_screen

    _print(library_screen(found))


@app.command()
def show(reference: Reference, variant: Variant = None, as_json: Json = False) -> None:
    """Show an accord: parties, measures, targets, reviews, variants."""
    from suasion.accord import load

    accord = load(reference, variant).accord
    if as_json:
        typer.echo(accord.model_dump_json(indent=2, exclude_defaults=True))
        return
    from suasion.show.accord_screens import accord_screen

    _print(accord_screen(accord))


@app.command()
def check(reference: Reference, as_json: Json = False) -> None:
    """Check an accord and each of its variants, and run one world of each; every problem with its place and repair."""
    from suasion.accord import check_file, checks
    from suasion.world.rehearsal import refusals

    _, findings = check_file(reference, refusals)
    if as_json:
        _print_json([{"check": f.check, "severity": f.severity, **vars(f.problem)} for f in findings])
    else:
        from suasion.show.accord_screens import findings_screen

        typer.echo(findings_screen(reference, findings, len(checks.names()) + 1))
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(2)


@app.command()
def run(
    reference: Reference,
    variant: Variant = None,
    settings: Settings = None,
    draws: Draws = 1000,
    seed: Seed = 1,
    as_of: AsOf = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Run an accord: is the deal on track, and what does the tariff cost?

    Writes result.nc, manifest.json, answers.json and report.html into --out (with --json only if --out is given;
    otherwise into out/ID-VARIANT; a run with --set or --as-of into a folder of its own beside it).
    """
    from suasion.accord import load
    from suasion.show.report.save import folder_name, save_run
    from suasion.show.save import usable
    from suasion.world.answers import summary

    document = load(reference, variant, settings or [])
    day = _day(as_of)
    folder = out if out is not None or as_json else Path("out") / folder_name(document, day)
    if folder is not None:
        usable(folder)
    result = _run(document, draws, seed, day, "worlds")
    answers = summary(result)
    if folder is not None:
        save_run(result, answers, folder)
    if as_json:
        _print_json(answers)
        return
    from suasion.show.run_screens import run_screen

    _print(run_screen(result, answers, folder))


@app.command()
def compare(
    reference: Reference,
    variants: Annotated[list[str], typer.Argument(metavar="V1 V2 ...", help="Variants; join several with +.")],
    settings: Settings = None,
    draws: Draws = 1000,
    seed: Seed = 1,
    as_of: AsOf = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for answers.json and report.html.")] = None,
    as_json: Json = False,
) -> None:
    """Compare variants of an accord in the same possible worlds."""
    from suasion.accord import load
    from suasion.accord.timeline import default_as_of
    from suasion.show.report.compare import save_comparison
    from suasion.world.answers import difference, summary

    documents = [load(reference, name, settings or []) for name in variants]
    # one day for all: a variant without the last review would else know less than the others
    day = _day(as_of) or max(default_as_of(document.accord) for document in documents)
    results = [_run(document, draws, seed, day, name) for document, name in zip(documents, variants, strict=True)]
    answers = [summary(result) for result in results]
    differences = [difference(results[0], result) for result in results]
    if out is not None:
        save_comparison(results, answers, differences, out)
    if as_json:
        _print_json({"accord": answers[0]["accord"], "variants": answers, "differences": differences})
        return
    from suasion.show.run_screens import compare_screen

    _print(compare_screen(answers))


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder that `run --out` wrote.")],
) -> None:
    """Make the report of an earlier run anew."""
    from suasion.show.report import write_report
    from suasion.show.save import whole
    from suasion.world.result import REPORT_FILE, open_result

    result = open_result(folder)
    whole(folder, lambda hidden: write_report(result, hidden))
    typer.echo(str(folder / REPORT_FILE))


@app.command()
def schema() -> None:
    """Print the JSON Schema of accord files, for editors."""
    from suasion.accord import json_schema

    _print_json(json_schema())


@app.command(cls=_ManyLevels)
def forecast(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Monthly CSV with a `month` column (YYYY-MM).")],
    value: Annotated[str, typer.Option(metavar="COLUMN", help="Column to forecast.")],
    as_of: Annotated[str | None, typer.Option(metavar="YYYY-MM", help="Last month that may be known.")] = None,
    horizon: Annotated[int, typer.Option(help="Months ahead.")] = 4,
    draws: Annotated[int, typer.Option(help="Number of sample paths.")] = 4000,
    seed: Seed = 1,
    below: Annotated[list[str] | None, typer.Option(metavar="LEVEL ...", help="Chance to fall below these.")] = None,
    offset: Annotated[float, typer.Option(help="Added before the logarithm, for columns with zeros.")] = 0.0,
    as_json: Json = False,
) -> None:
    """Forecast a column of any monthly CSV file."""
    from suasion.monitor import forecast_table

    answer = forecast_table(
        file, value, as_of=as_of, horizon=horizon, draws=draws, seed=seed, below=below or (), offset=offset
    )
    if as_json:
        _print_json(answer)
        return
    from suasion.show.forecast_screens import forecast_screen

    _print(forecast_screen(answer))


@app.command()
def hindcast(
    reference: Reference,
    horizon: Annotated[int, typer.Option(help="Months ahead.")] = 3,
    draws: Annotated[int, typer.Option(help="Sample paths a forecast.")] = 4000,
    seed: Seed = 1,
    as_json: Json = False,
) -> None:
    """Forecast an accord's series from each month of its run, as it was known then, and score it."""
    from suasion.accord import load
    from suasion.world.hindcast import hindcast as look_back

    answer = look_back(load(reference), horizon=horizon, draws=draws, seed=seed)
    if as_json:
        _print_json(answer)
        return
    from suasion.show.forecast_screens import hindcast_screen

    _print(hindcast_screen(answer))


app.command()(move)
app.add_typer(asylum_app, name="asylum")
app.add_typer(tariff_app, name="tariff")


def _day(text: str | None) -> datetime.date | None:
    if text is None:
        return None
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=datetime.UTC).date()
    except ValueError:
        raise InputError("--as-of", f"`{text}` is not a day of the calendar. Write it as 2019-09-05") from None


def _run(document: Document, draws: int, seed: int, as_of: datetime.date | None, what: str) -> Result:
    """Run with a progress bar that counts, on the error stream, gone when done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from suasion.show.terminal import console
    from suasion.world.run import run as run_world

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    screen = console(to_error=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        task = progress.add_task(what, total=draws)
        step: Callable[[int], None] = lambda done: progress.update(task, completed=done)  # noqa: E731
        return run_world(document, draws, seed, as_of, progress=step)


def _print(screen: object) -> None:
    from suasion.show.terminal import console

    console().print(screen)


def _print_json(value: object) -> None:
    from suasion.world.result import json_text

    sys.stdout.write(json_text(value))


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise _Stopped(128 + number)


def main() -> NoReturn:
    """Run the command line and end with its exit code."""
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGTERM, _stop)
    forgiving_streams()
    debug = "--debug" in sys.argv
    sys.argv = [word for word in sys.argv if word != "--debug"]
    try:
        _run_command()
    except InputError as error:
        if debug:
            traceback.print_exc()
        typer.echo(str(error), err=True)
        sys.exit(2)
    except _Stopped as stopped:
        typer.echo("stopped. No half-written files are left", err=True)
        sys.exit(stopped.code)
    except Exception as error:  # noqa: BLE001  (the last line of defence: a fault of ours, said as such)
        if debug:
            traceback.print_exc()
        hint = "" if debug else ". Run again with --debug for the details, and report it with the accord file"
        typer.echo(f"suasion: a fault of ours: {type(error).__name__}: {error}{hint}", err=True)
        sys.exit(1)
    sys.exit(0)


def _run_command() -> None:
    """Run the command and see what it printed through to its reader.

    Raises
    ------
    InputError                         if what stdout leads to is full
    SystemExit                         141 if who reads stdout has gone (`suasion schema | head`): quietly, as others do
    """
    try:
        try:
            app()
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except SystemExit as ended:
        if not _is_broken_pipe(ended.__context__):
            raise
    except OSError as error:
        if _is_broken_pipe(error):
            pass
        elif error.errno == errno.ENOSPC:
            _forget_stdout()
            raise InputError("standard output", "the disk is full. Make room or send it elsewhere") from error
        else:
            raise
    else:
        return
    _forget_stdout()
    sys.exit(141)


def _is_broken_pipe(error: BaseException | None) -> bool:
    return isinstance(error, OSError) and error.errno == errno.EPIPE


def _forget_stdout() -> None:
    """So that the interpreter does not try once more to print what can not be printed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
