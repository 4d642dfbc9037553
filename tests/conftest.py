"""Runs that several rooms' tests look at, each made once; a newcomer's accord; the command line in this process."""

from __future__ import annotations

import datetime
import functools
import signal
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from newcomer_texts import DUTY, HEAD, RESTART, REVIEW, SERIES, TARGET, monthly

DRAWS = 200


@pytest.fixture(scope="session")
def ran() -> Callable[..., object]:
    """The shipped accord run once for each variant, day and set of settings that tests ask for."""
    from suasion import monitor
    from suasion.accord import load
    from suasion.world import outlook
    from suasion.world.run import run

    fits: dict[bytes, object] = {}

    def fit_once(known: pd.Series, upto: pd.Period) -> object:
        """A fit is a pure function of the figures known; runs of one day share it."""
        key = known.to_numpy().tobytes() + f"{known.index[0]}{upto}".encode()
        if key not in fits:
            fits[key] = monitor.fit(known, upto=upto)
        return fits[key]

    @functools.lru_cache(maxsize=128)
    def result(
        variant: str | None = None,
        as_of: str | None = None,
        settings: tuple[str, ...] = (),
        draws: int = DRAWS,
        seed: int = 1,
        block: int = 500,
    ) -> object:
        day = None if as_of is None else datetime.date.fromisoformat(as_of)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(outlook, "monitor", types.SimpleNamespace(**vars(monitor) | {"fit": fit_once}))
            return run(load("us-mexico-2019", variant, list(settings)), draws, seed, day, block)

    return result


@pytest.fixture
def newcomer(tmp_path: Path) -> Callable[..., str]:
    """Writes an accord between other countries on series of its own, and gives the path of its file.

    `blocks` are the parts of the document after its series; `missing` names months that a file lacks.
    """

    def write(
        blocks: Sequence[str] = (DUTY, TARGET, REVIEW % RESTART),
        decision: str = "declared",
        missing: dict[str, Sequence[str]] | None = None,
        title: str = "Kenya - Uganda, 2023",
    ) -> str:
        tables = {"crossings.csv": monthly("people", 1000, 0.15, 1), "goods.csv": monthly("usd", 1e8, 0.05, 2)}
        for name, table in tables.items():
            absent = (missing or {}).get(name, ())
            table[~table["month"].isin(absent)].to_csv(tmp_path / name, index=False)
        path = tmp_path / "accord.yaml"
        path.write_text(HEAD.format(title=title, decision=decision) + SERIES + "".join(blocks), encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts are laid out but not turned into SVG, which takes a second a page."""
    from suasion.show.figures import canvas

    monkeypatch.setattr(canvas, "_render", lambda spec, name: f"<g id='{name}'/>")


@dataclass
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture
def call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[Callable[..., Ended]]:
    """Runs a command in this process, in an empty working directory: same `main`, same exit codes."""
    from suasion.cli import main

    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("COLUMNS", "120")

    def run(*words: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["suasion", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Ended(int(ended.value.code or 0), said.out, said.err)

    yield run
    for number, handler in handlers.items():
        signal.signal(number, handler)
