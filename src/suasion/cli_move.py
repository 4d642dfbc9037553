"""The command `suasion move`: a folder of people on the move, run, scored and shown.

Registered by `cli`, which says what exit codes mean. Heavy imports wait until the command runs.
"""

from __future__ import annotations

import datetime
import sys
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from suasion.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xarray import Dataset

    from suasion.movement import Instance
    from suasion.show.movement.sources import Sourced

MOST_DRAWS = 100_000
MOST_CELLS = 1_000_000_000  # of draws x days x places: 4 GB of counts
CORRIDOR = "corridor"
CORRIDOR_START = datetime.date(2018, 8, 1)  # two months early: a run begins with nobody on the way
CORRIDOR_DAYS = 304  # to 31 May 2019, the last month before the deal

Folder = Annotated[
    str, typer.Argument(metavar="FOLDER", help="Folder with input/ and source/; or two-roads, corridor.")
]
SettingsFile = Annotated[
    Path | None, typer.Option("--settings", metavar="FILE", help="Settings; else simsetting.yml of the folder.")
]
Engine = Annotated[
    str | None, typer.Option(metavar="agents|cohorts", help="Person by person, or counts (default where it can).")
]
Compat = Annotated[str | None, typer.Option(metavar="flee", help="flee: every quirk of the peer, for comparison.")]
Draws = Annotated[int, typer.Option(help="Number of possible worlds.")]
Seed = Annotated[int, typer.Option(help="Same seed, same bytes.")]
Close = Annotated[
    list[str] | None,
    typer.Option("--close", metavar="A-B@120:200", help="Close a link, a place or a border. Repeatable."),
]
Enforce = Annotated[
    list[str] | None,
    typer.Option("--strength", metavar="A-B@120:200=0.4", help="Stop a share of those who set out. Repeatable."),
]
Days = Annotated[int | None, typer.Option(help="Days to run; else the folder's.")]
Hasten = Annotated[int | None, typer.Option(help="Move people in units of so many; else the settings'.")]
Against = Annotated[
    bool,
    typer.Option("--change/--no-change", help="With --close or --strength: also run without, and show what changes."),
]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the files.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def move(
    folder: Folder,
    settings: SettingsFile = None,
    engine: Engine = None,
    compat: Compat = None,
    draws: Draws = 20,
    seed: Seed = 1,
    close: Close = None,
    strength: Enforce = None,
    days: Days = None,
    hasten: Hasten = None,
    change: Against = True,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Run people on the move: a folder in Flee's format, scored against its counts.

    Writes move.nc, manifest.json, answers.json, out.csv and report.html into --out (with --json only if --out is
    given; otherwise into out/FOLDER). Try it: suasion move two-roads; or suasion move corridor: Central America to
    the United States. The first run on a machine compiles, for about half a minute
    """
    from suasion.show.movement import Moved, move_screen, save_move, summary
    from suasion.show.save import usable
    from suasion.show.terminal import console
    from suasion.world.result import json_text

    _bounds(draws, seed)
    if out is not None:
        usable(out)
    closures, strengths = tuple(close or ()), tuple(strength or ())
    with console(to_error=True).status(f"reading {folder}") as status:
        instance, sources = _instance(folder, settings, days)
        if out is None and not as_json:
            out = Path("out") / instance.name
            usable(out)
        _fits(instance, draws, days)
        instance.program(compat=compat, days=days, hasten=hasten, closures=closures, strengths=strengths)
        asked = partial(
            instance.run, compat=compat, hasten=hasten, closures=closures, strengths=strengths, keep="month"
        )
        status.update("getting ready (the first run on a machine compiles, for about half a minute)")
        engine, notes = _ready(asked, engine)
    twice = change and bool(closures or strengths)
    with _counting(draws * (2 if twice else 1)) as step:
        begun = time.process_time()
        run = asked(engine, draws, seed, days=days, progress=step)
        spent = time.process_time() - begun
        _somebody(run, "--hasten" if hasten is not None else "hasten")
        without = None
        if twice:
            without = asked(engine, draws, seed, days=days, closures=(), strengths=(), progress=step)
    moved = Moved(instance, run, closures, strengths, without, notes, sources)
    if out is not None:
        with console(to_error=True).status("writing the report"):
            save_move(moved, out)
    answers = summary(moved, spent)
    if as_json:
        sys.stdout.write(json_text(answers))
    else:
        console().print(move_screen(moved, answers, out))


def _bounds(draws: int, seed: int) -> None:
    if not 1 <= draws <= MOST_DRAWS:
        raise InputError("--draws", f"{draws} is out of bounds. Ask for 1 to {MOST_DRAWS:,} draws")
    if not 0 <= seed < 2**63:
        raise InputError("--seed", f"{seed} is out of bounds. Use 0 or more, at most 19 digits")


def _instance(folder: str, settings: Path | None, days: int | None) -> tuple[Instance, Sourced | None]:
    """What is to be run, and who published it: the shipped corridor by its name, else a folder or a shipped example."""
    from suasion.movement import read_folder

    if folder != CORRIDOR or Path(folder).exists():
        return read_folder(_folder(folder), settings), None
    if settings is not None:
        raise InputError("--settings", f"`{CORRIDOR}` is no folder and takes none. Leave it out")
    from suasion.movement.corridor import corridor_instance
    from suasion.show.movement.sources import corridor_sources

    length = CORRIDOR_DAYS if days is None else max(days, 1)
    return corridor_instance(length, CORRIDOR_START), corridor_sources()


def _folder(name: str) -> Path:
    """The folder of that path, or the shipped example of that name."""
    from suasion.movement.examples import example, examples

    path = Path(name)
    if path.exists() or ("/" in name and path.name not in examples()):
        return path  # the reader says what is wrong with it
    return example(name)


def _fits(instance: Instance, draws: int, days: int | None) -> None:
    """Refuse before the run what would not fit into memory after it."""
    places, length = len(instance.network.places), instance.days if days is None else days
    a_draw = max(1, length * places)
    if a_draw > MOST_CELLS:
        raise InputError("--days", f"{length:,} days do not fit. Ask for at most {max(1, MOST_CELLS // places):,}")
    if a_draw * draws > MOST_CELLS:
        raise InputError(
            "--draws", f"{draws:,} draws do not fit. Ask for at most {MOST_CELLS // a_draw:,}, or fewer days"
        )


def _somebody(run: Dataset, asked: str) -> None:
    """Refuse a run that counted in such large units that nobody was left to move."""
    hasten = int(run.attrs["hasten"])
    if hasten > 1 and not (run["people"].any() or run["on_links"].any()):
        raise InputError(
            asked, f"in units of {hasten:,} people nobody is left to move. Use a smaller number; 1 is everyone"
        )


def _ready(run: Callable[..., object], wanted: str | None) -> tuple[str, tuple[str, ...]]:
    """The engine to run, compiled, and a note if it is not the one that would be first choice.

    One day of one draw is run and thrown away, so that the CPU seconds reported are those of the run alone, and so
    that whatever the engine refuses is said before the wait.
    """
    if wanted is not None:
        run(wanted, 1, days=1)
        return wanted, ()
    try:
        run("cohorts", 1, days=1)
    except InputError as error:
        run("agents", 1, days=1)
        return "agents", (f"people are moved one by one; cohorts: {error}",)
    return "cohorts", ()


@contextmanager
def _counting(total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar that counts draws, on the error stream, gone when done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from suasion.show.terminal import console

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    screen = console(to_error=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        task = progress.add_task("worlds", total=total)
        yield lambda done: progress.advance(task, done)
