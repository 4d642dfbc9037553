"""What a run of people on the move says: where they are at the end, and how far that is from the counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from suasion.errors import InputError
from suasion.movement import Instance, Network, score
from suasion.movement.requests import closure_from, strength_from
from suasion.show.movement.encounter_answers import encounter_answers
from suasion.show.movement.estimates import ENOUGH_DRAWS, estimate
from suasion.show.movement.units import in_people, unit_note

if TYPE_CHECKING:
    from suasion.show.movement.sources import Sourced

UNDER_WAY = "on the way"


@dataclass(frozen=True, eq=False)
class Moved:
    """A run with what was asked.

    Attributes
    ----------
    instance : Instance                what the folder holds
    run : Dataset                      dims draw, day, place; counts units of `hasten` people
    closures, strengths : tuple        as written on the command line, on top of the folder's
    without : Dataset or None          the same draws without them
    notes : tuple of str               what is worth knowing beside the notes of the run
    sources : Sourced or None          who published the figures behind it, where the package knows
    """

    instance: Instance
    run: xr.Dataset
    closures: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    without: xr.Dataset | None = None
    notes: tuple[str, ...] = ()
    sources: Sourced | None = None

    @cached_property
    def people(self) -> xr.Dataset:
        """The run in people."""
        return in_people(self.run)

    @cached_property
    def fitted(self) -> xr.Dataset:
        """The run that counts can judge, in people: the one without what was asked, if there is one."""
        return self.people if self.without is None else in_people(self.without)

    @property
    def network(self) -> Network:
        """The folder's network with the closures and strengths asked for."""
        network = self.instance.network
        return network.changed(
            [closure_from(each, network) for each in self.closures],
            [strength_from(each, network) for each in self.strengths],
        )

    @property
    def all_notes(self) -> tuple[str, ...]:
        """Notes of the readers, of the run and of whoever asked for it, each once."""
        of_run = [line for line in str(self.run.attrs["notes"]).split("\n") if line]
        return tuple(dict.fromkeys([*self._about_numbers(), *of_run, *self.notes, *self._too_late()]))

    @property
    def scored(self) -> bool:
        """Whether there are counts to compare with."""
        return bool(np.isfinite(self.run["people_data"].to_numpy()[0]).any())

    @property
    def asked(self) -> tuple[str, ...]:
        """The closures and strengths in words of the command line."""
        return (*self.closures, *self.strengths)

    def _about_numbers(self) -> list[str]:
        hasten, draws = int(self.run.attrs["hasten"]), self.run.sizes["draw"]
        said = [unit_note(hasten)] if hasten > 1 else []
        if draws == 1:
            said.append(f"1 possible world has no range; ask for {ENOUGH_DRAWS} or more with --draws")
        elif draws < ENOUGH_DRAWS:
            said.append(
                f"{draws} possible worlds are too few for a range that holds 90 of 100: the lowest and the highest "
                f"are shown; ask for {ENOUGH_DRAWS} or more with --draws"
            )
        return said

    def _too_late(self) -> list[str]:
        days, network = self.run.sizes["day"], self.instance.network
        first = [(each, closure_from(each, network).start_day) for each in self.closures]
        first += [(each, strength_from(each, network).from_day) for each in self.strengths]
        return [
            f"`{each}` begins on day {day}, after the last day of the run ({days - 1}); it has no effect"
            for each, day in first
            if day >= days
        ]


def everyone(run: xr.Dataset) -> NDArray[np.int64]:
    """People in the run by draw and day, at places and on links."""
    at_places: NDArray[np.int64] = run["people"].to_numpy().sum(axis=2, dtype=np.int64)
    under_way: NDArray[np.int64] = run["on_links"].to_numpy()
    return at_places + under_way


def summary(moved: Moved, cpu_s: float | None = None) -> dict[str, Any]:
    """The answers of a run, ready for JSON.

    Parameters
    ----------
    cpu_s : float or None              CPU seconds of the run. It differs from run to run, so it is left out where files
                                       have to be the same: answers.json has none, the JSON on stdout has it

    Returns
    -------
    dict                               q05 and q95 are quantiles over draws; `lowest` and `highest` stand beside them
                                       where draws are too few for them (`ENOUGH_DRAWS`); `agent_days` is the sum over
                                       draws and days of what moves: people, or units of `hasten`; every other number
                                       of people is one of people. `people_end` counts everyone, at places and on
                                       links; `averaged_relative_difference` is None without counts, its sd with one
                                       draw; with a change, `averaged_relative_difference_without` is that of the run
                                       without it, which alone says whether the model fits
    """
    run, instance = moved.people, moved.instance
    people = everyone(run)
    answers: dict[str, Any] = {
        "folder": instance.name,
        "engine": str(run.attrs["engine"]),
        "compat": str(run.attrs["compat"]) or None,
        "draws": run.sizes["draw"],
        "seed": int(run.attrs["seed"]),
        "days": run.sizes["day"],
        "hasten": int(run.attrs["hasten"]),
        "start_date": str(run.attrs["start_date"]),
        "closures": list(moved.closures),
        "strengths": list(moved.strengths),
        "averaged_relative_difference": _difference(moved.run, moved.scored),
        "agent_days": int(everyone(moved.run).sum()),
    }
    if cpu_s is not None:
        answers["cpu_s"] = round(cpu_s, 4)
    answers["people_end"] = estimate(people[:, -1])
    answers["on_links_end"] = estimate(run["on_links"].to_numpy()[:, -1])
    answers["places"] = _places(moved)
    if "class_people" in run:
        answers |= encounter_answers(run)
    if moved.without is not None:
        answers["change"] = change(run, moved.fitted)
        answers["averaged_relative_difference_without"] = _difference(moved.without, moved.scored)
    answers["notes"] = list(moved.all_notes)
    return answers


def _difference(run: xr.Dataset, scored: bool) -> dict[str, float | None] | None:
    if not scored:
        return None
    values = score(run).averaged_relative_difference
    return {"mean": float(values.mean()), "sd": float(values.std(ddof=1)) if len(values) > 1 else None}


def _places(moved: Moved) -> dict[str, dict[str, Any]]:
    """Final people by place, and the count of camps that have one."""
    run = moved.people
    sorts = {place.name: place.extra["kind"] for place in moved.instance.network.places if "kind" in place.extra}
    titles = {place.name: place.extra["title"] for place in moved.instance.network.places if "title" in place.extra}
    last = run["people"].to_numpy()[:, -1]
    counted = run["people_data"].to_numpy()[-1]
    found: dict[str, dict[str, Any]] = {}
    for column, (name, kind) in enumerate(zip(run["place"].to_numpy(), run["kind"].to_numpy(), strict=True)):
        found[str(name)] = {**estimate(last[:, column]), "kind": str(kind)}
        if str(name) in titles:
            found[str(name)]["title"] = titles[str(name)]
        if str(name) in sorts:
            found[str(name)]["sort"] = sorts[str(name)]
        if np.isfinite(counted[column]):
            found[str(name)]["counted"] = int(counted[column])
    return found


def change(run: xr.Dataset, without: xr.Dataset) -> dict[str, dict[str, float]]:
    """Final people by place, and on links, less those of the same draws without the closures and strengths.

    Raises
    ------
    InputError                         if the two runs have other draws or places
    """
    if list(run["draw"].to_numpy()) != list(without["draw"].to_numpy()) or run.sizes != without.sizes:
        raise InputError("change", "the two runs have other draws, days or places. Run both with the same ones")
    apart = run["people"].to_numpy()[:, -1].astype(np.int64) - without["people"].to_numpy()[:, -1]
    found = {str(name): estimate(apart[:, column]) for column, name in enumerate(run["place"].to_numpy())}
    links = run["on_links"].to_numpy()[:, -1].astype(np.int64) - without["on_links"].to_numpy()[:, -1]
    return {**found, UNDER_WAY: estimate(links)}
