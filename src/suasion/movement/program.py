"""Everything of a run that does not depend on luck, as plain arrays: what both engines execute.

Days are 0 to days - 1; place, link and class numbers are positions in the network and in `Classes`. Rows: an array with
a first dimension "row" keeps each distinct state once; `score_row[day]` and `routes.day_row[day]` say which holds.
An array with first dimension "day or 1" has one row if no day differs from another.

One day of an engine (movement.md sections 7 and 8): spawn `new_people[day]` in proportion to population x
`spawn_weight[day]`, or `spawn_rate[day]` for each place; people at places set out with the chance of `leave_chances`;
they choose a route with weight ((weight_softening + score) / (softening + km)^distance_power x factor x room)^power;
people on links move on. `kernels` holds the shared functions; lengths are whole metres there, so that a sum of day
travels compares exactly.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suasion.errors import InputError, Problem
from suasion.movement.class_words import words_of
from suasion.movement.classes import Classes, find_classes
from suasion.movement.departures import NOBODY, DepartureDays, cells, compile_departures
from suasion.movement.encounter_days import EncounterDays, compile_encounters
from suasion.movement.forecast import Forecast
from suasion.movement.harvest import check_harvest, harvest_days
from suasion.movement.instance import Instance
from suasion.movement.network import Closure, Network, Strength
from suasion.movement.recursive_logit import ChoiceDays, compile_choice
from suasion.movement.requests import closure_from, strength_from
from suasion.movement.routes import Routes, find_routes
from suasion.movement.scores import (
    flood_chances,
    flood_levels,
    food_shares,
    known_floods,
    place_scores,
    sink_shares,
    spawn_inputs,
)
from suasion.movement.semantics import Semantics, semantics_of
from suasion.movement.series import Counts, daily_counts
from suasion.movement.settings import MoveRules, Settings, SpawnRules
from suasion.movement.tables import LAST_DATE
from suasion.movement.timetable import LinkDays, PlaceDays, link_days, place_days

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

BY_COUNTS, CONSTANT, POP_RATIO, POISSON, DEPARTURES = 0, 1, 2, 3, 4  # spawn_mode


@dataclass(frozen=True, eq=False)
class Program:
    """A compiled instance.

    Attributes
    ----------
    name, compat, start_date, days, hasten      what was asked for
    network : Network                  with the closures and strengths of this run
    move, spawn, settings              rules in force (after `use_v1_rules`)
    rules : Semantics                  the mode's switches
    counts : Counts                    counts by day and camp; people to spawn
    classes : Classes                  who judges places alike
    routes : Routes                    routes by row and place
    notes : tuple of str               what was ignored or is probably a slip
    population : array (place,)        people, after hasten
    capacity : array (day, place)      people there is room for that day, before `capacity_scaling`; below 1: no limit
    chance : array (day, place)        share of people who set out a day, before population and hunger count
    hungry : array (day or 1, place)   share of people in food crisis who set out for it (`flee_when_starving`)
    fixed_chance : array (day or 1, place)      share who set out, whatever the rest says (floods); -1: none
    camp, town, marker : array (day, place), bool       marker: (place,)
    open : array (day, link), bool     links that can be entered
    shut : tuple (day,) of arrays      links shut that day
    strength : array (day or 1, link)  share of those setting out who are stopped for the day
    link_start, link_end : array (link,)        places
    link_m, link_speed_m : array (link,)        length in metres; metres a day
    link_walk : array (link,)          share of link-days at walking speed
    score_row : array (day,)           row of `scores`
    scores : array (row, class, place) S' of movement.md, without route distance and room; >= 0
    plain_scores : array (row, place)  S with today's flood, whoever judges
    population_power : float           > 0: in kernels, scores of places that are no camps are multiplied by
                                       max(1, population now)^power; 0: contained in `scores` or off
    spawn_mode : int                   BY_COUNTS, CONSTANT, POP_RATIO, POISSON or DEPARTURES
    new_people : array (day,)          people to spawn in all (BY_COUNTS)
    spawn_weight : array (day, place)  times population: where they begin (BY_COUNTS)
    spawn_rate : array (day, place)    people (CONSTANT, whole), share of population, or mean people
    departures : DepartureDays         who sets out, if departures say so
    run_place : array (run,)           place of people who are there before day 0, in order; a run: people alike
    run_class : array (run,)           their group; 255: drawn by `classes.shares`
    run_people : array (run,)          how many they are
    sink : array (place,)              share of people in a camp who stop for good, a day; all 0 if camps are no sinks
    encounters : EncounterDays or None interception, custody, lines
    choice : ChoiceDays or None        weights of routes, if a route choice says so
    ahead : Forecast or None           floods that people know will come
    harvest : array (day,), bool       days on which those of `classes.trip` are at home
    """

    name: str
    compat: str | None
    start_date: dt.date
    days: int
    hasten: int
    network: Network
    settings: Settings
    rules: Semantics
    counts: Counts
    classes: Classes
    routes: Routes
    notes: tuple[str, ...]
    population: IntArray
    capacity: IntArray
    chance: FloatArray
    hungry: FloatArray
    fixed_chance: FloatArray
    camp: NDArray[np.bool_]
    town: NDArray[np.bool_]
    marker: NDArray[np.bool_]
    open: NDArray[np.bool_]
    shut: tuple[IntArray, ...]
    strength: FloatArray
    link_start: NDArray[np.int32]
    link_end: NDArray[np.int32]
    link_m: NDArray[np.int64]
    link_speed_m: NDArray[np.int64]
    link_walk: FloatArray
    score_row: NDArray[np.int32]
    scores: FloatArray
    plain_scores: FloatArray
    population_power: float
    spawn_mode: int
    new_people: IntArray
    spawn_weight: FloatArray
    spawn_rate: FloatArray
    departures: DepartureDays
    run_place: NDArray[np.int32]
    run_class: NDArray[np.uint8]
    run_people: IntArray
    sink: FloatArray
    encounters: EncounterDays | None
    choice: ChoiceDays | None
    ahead: Forecast | None
    harvest: NDArray[np.bool_]

    def __repr__(self) -> str:
        mode = f", compat={self.compat}" if self.compat else ""
        return (
            f"Program({self.name}{mode}: {self.days} days, {len(self.population)} places, {len(self.link_m)} links, "
            f"{len(self.classes.labels)} classes, {len(self.routes.end)} routes in {len(self.routes.start)} rows)"
        )

    @property
    def first_place(self) -> NDArray[np.int32]:
        """Place of each person who is there before day 0: array (person,)."""
        return np.repeat(self.run_place, self.run_people)

    @property
    def move(self) -> MoveRules:
        """The rules of movement in force."""
        return self.settings.move_rules

    @property
    def spawn(self) -> SpawnRules:
        """The rules of spawning in force."""
        return self.settings.spawn_rules


CLASS_DRAWN = 255
MOST_AGENTS = 400_000_000  # some 6 GB; beyond it `hasten` or cohorts are the way


def compile_program(
    instance: Instance,
    compat: str | None = None,
    days: int | None = None,
    hasten: int | None = None,
    closures: Iterable[Closure | str] = (),
    strengths: Iterable[Strength | str] = (),
) -> Program:
    """Compile an instance; see `Instance.run` for the inputs.

    Raises
    ------
    InputError                         every problem of what was asked, or of settings that the mode refuses
    """
    rules = semantics_of(compat)
    settings = instance.settings.with_v1_rules()
    notes = [*instance.notes, *_accept(settings, rules)]
    if compat is not None and (instance.encounters or instance.departures is not None):
        what = "the peer knows no interception, custody, lines, route choice or departures of classes"
        raise InputError("compat", f"{what}. Leave `{compat}` out, or those rules")
    check_harvest(instance, settings.move_rules)
    days = _length(instance, days)
    hasten = settings.hasten if hasten is None else hasten
    if hasten < 1:
        raise InputError("hasten", f"{hasten} is below 1. Use 1 for everyone, 10 for a tenth")
    more = [closure_from(each, instance.network) for each in closures]
    network = instance.network.changed(more, [strength_from(each, instance.network) for each in strengths])
    instance = replace(instance, network=network, settings=settings)
    if rules.link_closures_void and any(closure.kind == "link" for closure in network.closures):
        notes.append("closures of links have no effect under compat=flee (names of one letter apart)")
    move, spawn = settings.move_rules, settings.spawn_rules
    links, places = link_days(network, days, rules), place_days(instance, days, rules, move)
    counts = daily_counts(instance, days, hasten, rules)
    levels, food = flood_levels(instance, days), food_shares(instance, days)
    mode, weight, rate = _spawning(instance, days, places, levels, food, rules, notes)
    classes = find_classes(instance, move, rules, _begins(instance, days, counts, weight, rate))
    population = np.array([place.population // hasten for place in network.places], np.int64)
    dynamic = spawn.take_from_population and move.use_pop_for_loc_weight
    ahead = known_floods(instance, days, rules)
    known = None if dynamic else population
    score_row, scores, plain = place_scores(instance, places, classes, levels, food, rules, known, ahead)
    routes = find_routes(network, links, move, rules, instance.major_routes)
    encounters, choice = _encounters(instance, network, classes, routes, days, hasten)
    notes += choice.notes if choice is not None else ()
    fixed = flood_chances(levels, move, len(population))
    if ahead is not None and choice is not None:
        ahead = replace(ahead, more=np.where(choice.stuck, 0.0, ahead.more))
    program = Program(
        name=instance.name,
        compat=compat,
        start_date=instance.start_date,
        days=days,
        hasten=hasten,
        network=network,
        settings=settings,
        rules=rules,
        counts=counts,
        classes=classes,
        routes=routes,
        notes=tuple(notes),
        population=population,
        capacity=_capacity(instance, counts, days, hasten, rules, mode),
        chance=places.chance,
        hungry=food if move.flee_when_starving else np.zeros((1, len(population))),
        fixed_chance=fixed if choice is None else np.where(choice.stuck, 0.0, fixed),
        camp=places.camp,
        town=places.town,
        marker=np.array([place.kind == "marker" for place in network.places], bool),
        open=links.open,
        shut=links.shut,
        strength=links.strength,
        **_link_arrays(network, links, move),
        score_row=score_row,
        scores=scores,
        plain_scores=plain,
        population_power=move.pop_power_for_loc_weight if dynamic else 0.0,
        spawn_mode=mode,
        new_people=counts.new if mode == BY_COUNTS else np.zeros(days, np.int64),
        spawn_weight=weight,
        spawn_rate=rate,
        departures=NOBODY
        if instance.departures is None
        else compile_departures(instance.departures, network, classes, days, hasten),
        **_first_people(instance, counts, classes),
        sink=sink_shares(instance, rules),
        encounters=encounters,
        choice=choice,
        ahead=ahead,
        harvest=harvest_days(instance.start_date, days, move),
    )
    _can_spawn(program, places)
    return program


def _accept(settings: Settings, rules: Semantics) -> list[str]:
    """Settings a mode refuses are raised; what it only notes is given back."""
    move, spawn = settings.move_rules, settings.spawn_rules
    problems = []
    if settings.unknown and not rules.unknown_settings_noted:
        problems += [each for each in settings.unknown if "log_levels." not in each.path]  # say what Flee prints
    if move.two_system_decision_making and not rules.two_systems_void:
        text = "deciding by two systems is not modelled (in Flee it never switches on). Remove it"
        problems.append(Problem(0, 0, "move_rules.two_system_decision_making", text))
    if spawn.flood_zone_spawning_only and spawn.flood_driven_spawning and not spawn.take_from_population:
        problems.append(Problem(0, 0, "spawn_rules.take_from_population", "spawning by floods needs True. Set it"))
    if problems:
        raise InputError("settings", problems)
    return [f"settings {problem}" for problem in settings.unknown]


def _length(instance: Instance, days: int | None) -> int:
    days = instance.days if days is None else days
    if days < 1:
        raise InputError("days", f"{days} is below 1. Ask for at least one day")
    if (LAST_DATE - instance.start_date).days < days:
        what = f"{days:,} days from {instance.start_date} end after {LAST_DATE}, the last day that a result can hold"
        raise InputError("days", f"{what}. Ask for fewer")
    for file, table in (("conflicts.csv", instance.conflicts), ("flood_level.csv", instance.floods)):
        if table is not None and len(table.values) < days:
            raise InputError(file, f"has {len(table.values)} days; the run has {days}. Add rows or run fewer days")
    return days


def _spawning(
    instance: Instance,
    days: int,
    places: PlaceDays,
    levels: IntArray | None,
    food: FloatArray,
    rules: Semantics,
    notes: list[str],
) -> tuple[int, FloatArray, FloatArray]:
    """How people come into the run: as `scores.spawn_inputs`, or by departures."""
    if instance.departures is None:
        return spawn_inputs(instance, places, levels, food, rules)
    if instance.settings.spawn_rules.insert_day0 and instance.counts:
        notes.append("departures say who sets out: people counted in camps on day 0 have no class and are left out")
    if len(instance.departures.people) < days:
        notes.append(f"departures have {len(instance.departures.people)} days; nobody sets out on the days after them")
    return DEPARTURES, np.zeros(places.chance.shape), np.zeros((1, len(instance.network.places)))


def _begins(instance: Instance, days: int, counts: Counts, weight: FloatArray, rate: FloatArray) -> NDArray[np.bool_]:
    """Where people may begin: array (place, class or 1), bool."""
    if instance.departures is not None:
        return cells(instance.departures, instance.network, days)
    begins = np.asarray((weight > 0).any(axis=0) | (rate > 0).any(axis=0), np.bool_)
    begins[counts.camps] |= counts.people[0] > 0
    idps = [float(place.extra.get("initial_idps", "0")) > 0 for place in instance.network.places]
    return (begins | np.array(idps, np.bool_))[:, None]


def _encounters(
    instance: Instance, network: Network, classes: Classes, routes: Routes, days: int, hasten: int
) -> tuple[EncounterDays | None, ChoiceDays | None]:
    """Encounters and route choice as arrays; with departures of classes, people are counted by class all the same."""
    encounters, words = instance.encounters, words_of(instance)
    if not encounters and instance.departures is None:
        return None, None
    found = compile_encounters(encounters, network, classes, words, days, hasten)
    if encounters.route_choice is None:
        return found, None
    move = instance.settings.move_rules
    return found, compile_choice(encounters.route_choice, network, move, routes, found, classes, words)


def _link_arrays(network: Network, links: LinkDays, move: MoveRules) -> dict[str, Any]:
    index = network.index
    speeds = [move.max_move_speed if link.max_speed_km is None else link.max_speed_km for link in network.links]
    return {
        "link_start": np.array([index[link.start] for link in network.links], np.int32),
        "link_end": np.array([index[link.end] for link in network.links], np.int32),
        "link_m": np.rint(np.array([link.length_km for link in network.links]) * 1000.0).astype(np.int64),
        "link_speed_m": np.rint(np.array(speeds) * 1000.0).astype(np.int64),
        "link_walk": np.array([link.walk_probability for link in network.links], float),
    }


def _capacity(instance: Instance, counts: Counts, days: int, hasten: int, rules: Semantics, mode: int) -> IntArray:
    places = instance.network.places
    start = np.array([place.capacity // hasten if place.is_camp else -1 for place in places], np.int64)
    added = np.array([int(float(place.extra.get("capacity_per_day", "0"))) for place in places], np.int64)
    if rules.capacity_less_day0 and instance.settings.spawn_rules.insert_day0 and mode == BY_COUNTS:
        limited = start[counts.camps] > 0
        start[counts.camps[limited]] -= counts.first[limited]
    grown: IntArray = start + np.arange(1, days + 1)[:, None] * np.maximum(added, 0)
    return grown


def _first_people(instance: Instance, counts: Counts, classes: Classes) -> dict[str, Any]:
    """People who are there before day 0: those of camps, then those of agents.csv, in runs of people alike."""
    spawn, index = instance.settings.spawn_rules, instance.network.index
    runs: list[tuple[int, int, int]] = []
    if not spawn.empty_camps_on_day0 and instance.departures is None:
        for column, camp in enumerate(counts.camps.tolist()):
            there = int(counts.people[0, column]) if spawn.insert_day0 else 0
            there += int(float(instance.network.places[camp].extra.get("initial_idps", "0")))
            if there:
                runs.append((camp, CLASS_DRAWN, there))
    known = instance.first_people if spawn.read_from_agents_csv_file else ()
    each = ((index[name], group) for (name, _), group in zip(known, classes.first.tolist(), strict=False))
    runs += [(place, group, len(list(alike))) for (place, group), alike in itertools.groupby(each)]
    _few_enough(instance.name, float(sum(people for _, _, people in runs)))
    return {
        "run_place": np.array([place for place, _, _ in runs], np.int32),
        "run_class": np.array([group for _, group, _ in runs], np.uint8),
        "run_people": np.array([people for _, _, people in runs], np.int64),
    }


def _few_enough(name: str, people: float) -> None:
    """More people than memory holds are refused before room is asked for."""
    if people > MOST_AGENTS:
        what = f"{people:,.0f} people in one run; allowed are {MOST_AGENTS:,}"
        raise InputError(name, f"{what}. Run a part of them with hasten (10: a tenth)")


def _can_spawn(program: Program, places: PlaceDays) -> None:
    """People to spawn need a place to begin at, and memory."""
    if program.spawn_mode == DEPARTURES:
        return
    pushed = program.spawn_rate * (program.population if program.spawn_mode == POP_RATIO else 1)
    most = float(program.population.sum()) if program.spawn.take_from_population else np.inf
    _few_enough(program.name, min(float(pushed.sum()), most) + float(program.new_people.sum()))
    wanted = program.new_people > 0
    somewhere = ((program.spawn_weight * program.population) > 0).any(axis=1)
    missing = np.flatnonzero(wanted & ~somewhere)
    if len(missing):
        day, people = int(missing[0]), int(program.new_people[missing[0]])
        what = f"{people:,} people set out on day {day}, but no place with a population is in conflict"
        raise InputError(program.name, f"{what}. Mend conflicts.csv or populations, or run fewer days")
