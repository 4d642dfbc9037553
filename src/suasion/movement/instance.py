"""One conflict, road map and set of counts, ready to run: what a Flee-format folder holds, checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from suasion.errors import InputError, Problem, known_words
from suasion.movement.class_words import words_of
from suasion.movement.encounters import Departures, Encounters
from suasion.movement.network import Closure, Kind, Network, Strength
from suasion.movement.settings import Settings

if TYPE_CHECKING:
    import xarray as xr

    from suasion.movement.program import Program

ENGINES = ("agents", "cohorts")
KEPT = ("day", "month")
Points = tuple[tuple[int, float], ...]  # (day of the run, people), in the order of the file


@dataclass(frozen=True, eq=False)
class DayTable:
    """A number for each day and name: conflict intensity, flood level or food insecurity (IPC).

    Attributes
    ----------
    names : tuple of str               places, or regions for food insecurity
    values : array (row, name)         intensity >= 0; level 0, 1, ...; percent of people
    days : array (row,)                the day of each row; conflicts and floods go by position: 0, 1, 2, ...
    """

    names: tuple[str, ...]
    values: NDArray[np.float64]
    days: NDArray[np.int64]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, DayTable)
            and self.names == other.names
            and np.array_equal(self.values, other.values)
            and np.array_equal(self.days, other.days)
        )

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True)
class CountFile:
    """One file of counts: its name and its points."""

    file: str
    points: Points


@dataclass(frozen=True)
class Demographics:
    """How often each value of an attribute occurs among people of a place: weights by column (`Default` or a place)."""

    values: tuple[str, ...]
    weights: Mapping[str, tuple[float, ...]]

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", MappingProxyType(dict(self.weights)))


@dataclass(frozen=True)
class Instance:
    """What a folder holds.

    Attributes
    ----------
    name : str                         name of the folder
    network : Network                  places, links, closures of the folder
    settings : Settings
    start_date : date                  day 0
    days : int                         days of a run
    conflicts, floods, food : DayTable or None
    counts : mapping                   camp -> its files of counts, `total` -> the total's; empty: no data
    corrections : tuple of (camp, day) from which date on a camp's counts are right (movement.md section 6)
    demographics : mapping             attribute -> Demographics
    first_people : tuple               (place, attributes) of each person of agents.csv
    major_routes : tuple of names      long routes known everywhere on them (fixed_routes only)
    location_changes : tuple           (place, new kind, day)
    notes : tuple of str               what the files hold that is ignored, or is probably a slip
    encounters : Encounters            interception, custody, return, lines, route choice; none by default
    departures : Departures or None    who sets out where and when; None: by counts or by conflict

    Raises
    ------
    InputError                         if a table names a place the network does not know, or a camp has no counts
    """

    name: str
    network: Network
    settings: Settings = field(default_factory=Settings)
    start_date: dt.date = dt.date(2000, 1, 1)
    days: int = 1
    conflicts: DayTable | None = None
    floods: DayTable | None = None
    food: DayTable | None = None
    counts: Mapping[str, tuple[CountFile, ...]] = field(default_factory=dict)
    corrections: tuple[tuple[str, int], ...] = ()
    demographics: Mapping[str, Demographics] = field(default_factory=dict)
    first_people: tuple[tuple[str, Mapping[str, str]], ...] = ()
    major_routes: tuple[tuple[str, ...], ...] = ()
    location_changes: tuple[tuple[str, Kind, int], ...] = ()
    notes: tuple[str, ...] = ()
    encounters: Encounters = field(default_factory=Encounters)
    departures: Departures | None = None

    def __post_init__(self) -> None:
        known = set(self.network.names)
        camps = [place.name for place in self.network.places if place.is_camp]
        tables = (("conflicts", self.conflicts), ("floods", self.floods))
        named = [(what, name) for what, table in tables if table is not None for name in table.names]
        named += [("first_people", name) for name, _ in self.first_people]
        named += [("major_routes", name) for route in self.major_routes for name in route]
        named += [("location_changes", name) for name, _, _ in self.location_changes]
        problems = [
            Problem(0, 0, what, f"`{name}` names no place. {known_words(name, sorted(known))}")
            for what, name in dict.fromkeys(named)
            if name not in known
        ]
        if self.counts:
            problems += [
                Problem(0, 0, "counts", f"has no `{name}`. {known_words(name, self.counts)}")
                for name in ["total", *camps]
                if not any(file.points for file in self.counts.get(name, ()))
            ]
        if self.days < 1:
            problems.append(Problem(0, 0, "days", f"{self.days} is below 1. Give at least one day"))
        problems += [Problem(0, 0, f"encounters.{key}", text) for key, text in self.encounters.problems(self.network)]
        if self.departures is not None:
            unknown = [name for name in self.departures.places if name not in known]
            problems += [Problem(0, 0, f"departures.{key}", text) for key, text in self.departures.faults()]
            problems += [
                Problem(0, 0, "departures.places", f"`{name}` names no place. {known_words(name, sorted(known))}")
                for name in unknown
            ]
        if not problems:  # who the classes are is known once the departures are in order
            mappings = self.encounters.mappings()
            problems += [Problem(0, 0, f"encounters.{key}", text) for key, text in words_of(self).faults(mappings)]
        if problems:
            raise InputError(self.name, problems)

    def __repr__(self) -> str:
        span = f"{self.days} days from {self.start_date}"
        notes = f"; {len(self.notes)} notes" if self.notes else ""
        return (
            f"Instance({self.name}: {len(self.network.places)} places, {len(self.network.links)} links, {span}{notes})"
        )

    def program(
        self,
        *,
        compat: str | None = None,
        days: int | None = None,
        hasten: int | None = None,
        closures: Iterable[Closure | str] = (),
        strengths: Iterable[Strength | str] = (),
    ) -> Program:
        """Everything that does not depend on luck, as arrays: what both engines run. See `run` for the inputs."""
        from suasion.movement.program import compile_program  # noqa: PLC0415  scipy and the compiler load when used

        return compile_program(self, compat, days, hasten, closures, strengths)

    def run(
        self,
        engine: str = "agents",
        draws: int = 1,
        seed: int = 1,
        compat: str | None = None,
        days: int | None = None,
        hasten: int | None = None,
        closures: Sequence[Closure | str] = (),
        strengths: Sequence[Strength | str] = (),
        *,
        flows: bool = False,
        first_draw: int = 0,
        progress: Callable[[int], None] | None = None,
        expected: bool = False,
        keep: str = "day",
    ) -> xr.Dataset:
        """Run the instance.

        Parameters
        ----------
        engine : str                       `agents`: person by person; `cohorts`: people alike at a time
        draws : int                        possible worlds; draw k is the same number whatever is asked for beside it
        seed : int                         same seed, same bytes; variants of one seed share their luck
        compat : None or "flee"            the documented rules, or the peer's behaviour (table in `semantics`)
        days : int                         days to run; the folder's, or `number_of_steps` of the settings, if left out
        hasten : int                       divides populations, capacities and counts; the settings' if left out
        closures : Closure or "A-B@120:200"                 on top of the folder's
        strengths : Strength or "A-B@120:200=0.4"           partial enforcement
        flows : bool                       also who set out, arrived and was stopped per link and day
        first_draw : int                   number of the first draw: a block of a larger ensemble
        progress : called with 1 after each draw
        expected : bool                    cohorts only: real-valued means instead of drawn counts, one run without luck
        keep : "day" or "month"            what is counted of interception, custody and lines: by day, or by calendar
                                           month (events summed, people as on its last day), which takes a thirtieth

        Returns
        -------
        Dataset                            dims draw, day, place (and link): see `result`

        Raises
        ------
        InputError                         every problem of what was asked at once
        """
        if engine not in ENGINES:
            raise InputError("engine", f"`{engine}` is no engine. {known_words(str(engine), ENGINES)}")
        if draws < 1 or first_draw < 0:
            raise InputError("draws", f"ask for at least 1 draw from number 0 on. Got {draws} from {first_draw}")
        if expected and engine != "cohorts":
            raise InputError("expected", "people moved one by one have no means. Use engine cohorts, or leave it out")
        if keep not in KEPT:
            raise InputError("keep", f"`{keep}` is not known. {known_words(str(keep), KEPT)}")
        program = self.program(compat=compat, days=days, hasten=hasten, closures=closures, strengths=strengths)
        from suasion.movement.agents import run_agents  # noqa: PLC0415  numba loads when a run begins
        from suasion.movement.flows import run_flows  # noqa: PLC0415
        from suasion.movement.result import dataset  # noqa: PLC0415

        numbers = range(first_draw, first_draw + draws)
        if engine == "cohorts":
            outcome = run_flows(program, numbers, seed, flows=flows, expected=expected, keep=keep, progress=progress)
        else:
            outcome = run_agents(program, numbers, seed, flows=flows, keep=keep, progress=progress)
        return dataset(program, outcome, engine, seed, numbers, expected=expected, keep=keep)
