"""Classes of people: who judges places alike, who is intercepted and decided about alike, where they began.

Attributes (age, gender, ethnicity, religion) matter only through rules that are switched on, and those that keys of
encounters name; people for whom they lead to the same are one class. Without such rules there is one class. If a
decision sends people home, or the harvest calls them, where they began tells them apart as well. movement.md section 8,
S'(e).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suasion.errors import InputError, known_words
from suasion.movement.class_words import used_attributes, words_of
from suasion.movement.forecast import awareness, forecasts
from suasion.movement.harvest import farmer_shares
from suasion.movement.instance import Demographics, Instance
from suasion.movement.semantics import Semantics
from suasion.movement.settings import MoveRules

MOST_CLASSES = 250
GROUP_BONUS = 10.0  # an own group of a tenth leaves a score as it is
NO_POPULATION = 1e8  # Flee's stand-in for a place without people, which every camp is
FloatArray = NDArray[np.float64]
_Key = tuple[int, str, str, float]  # power of the score, ethnicity, religion, awareness (-1: not told apart)


@dataclass(frozen=True, eq=False)
class Classes:
    """Groups of people alike: what engines tell apart. Results are by class, which leaves out where they began.

    Attributes
    ----------
    labels : tuple (group,) of str
    power : array (group,)             the score of a place is raised to it: 2 shuns hazards, 0 ignores them
    camp, conflict, town : array (group, place)     factors for the own group, by what the place counts as that day
    shares : array (place, group)      share of each group among people who begin at a place; sums to 1. Zero for places
                                       where nobody begins whose group is drawn
    first : array (person,)            group of each person of agents.csv
    names : tuple (class,) of str      classes of results
    attributes : tuple of str; values : tuple (class,) of tuples        values of the attributes that rules name
    class_of : array (group,)          class of each group
    home : array (group,)              place where its people began; -1: not told apart
    awareness : array (group,)         weight of flood forecasts
    farmers : array (place,)           share of farmers among those who begin at a place; all 0 without a harvest
    farming : array (group, place)     the group of those of a group who begin at a place and are farmers; the group
                                       itself if that is none
    trip : array (group,)              place where its people are for the harvest; -1: they do not go
    """

    labels: tuple[str, ...]
    power: FloatArray
    camp: FloatArray
    conflict: FloatArray
    town: FloatArray
    shares: FloatArray
    first: NDArray[np.uint8]
    names: tuple[str, ...]
    attributes: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    class_of: NDArray[np.int32]
    home: NDArray[np.int32]
    awareness: FloatArray
    farmers: FloatArray
    farming: NDArray[np.int32]
    trip: NDArray[np.int32]

    @property
    def people(self) -> tuple[dict[str, str], ...]:
        """Attributes of each class: tuple (class,)."""
        return tuple(dict(zip(self.attributes, each, strict=True)) for each in self.values)


def find_classes(instance: Instance, move: MoveRules, rules: Semantics, begins: NDArray[np.bool_]) -> Classes:
    """The groups that the rules in force tell apart.

    Parameters
    ----------
    begins : array (place, class or 1), bool    where people may begin: read if homes are told apart. By class with
                                       departures; else one column

    Raises
    ------
    InputError                         if a rule needs an attribute that no file gives, or there are too many groups
    """
    used = _attributes(move, rules)
    people, names, attributes, shares, firsts = (
        _departing(instance, used) if instance.departures is not None else _by_tables(instance, used, move, rules)
    )
    keys = [_key(person, move, rules) for person in people]
    class_of, home = np.arange(len(people)), np.full(len(people), -1)
    farmers, farming = farmer_shares(instance, move, rules), np.zeros((0, len(begins)), np.int32)
    if farmers.any():
        shares, class_of, home, farming, firsts = _with_farmers(instance, begins, shares, farmers, firsts)
    elif instance.encounters.homes:
        index = instance.network.index
        pairs = np.broadcast_to(begins, (len(begins), len(people))).copy()
        if instance.departures is None:
            pairs &= shares > 0
        for group, (place, _) in zip(firsts, instance.first_people, strict=False):
            pairs[index[place], group] = True
        class_of, home = np.nonzero(pairs.T)
        if not len(class_of):  # nobody begins anywhere: a run needs a group all the same
            class_of, home = np.zeros(1, np.int64), np.zeros(1, np.int64)
        number = {pair: group for group, pair in enumerate(zip(class_of.tolist(), home.tolist(), strict=True))}
        firsts = [number[each, index[place]] for each, (place, _) in zip(firsts, instance.first_people, strict=False)]
        shares = shares[:, class_of] * (home == np.arange(len(shares))[:, None])
    if len(class_of) > MOST_CLASSES:
        what = f"{len(class_of)} classes of people; allowed are {MOST_CLASSES}"
        told = ", ".join(dict.fromkeys([*used, *attributes]))
        if farmers.any():
            what = f"{what}: {len(people)} by {told or 'nothing'}, farmers told apart by where they began"
            raise InputError("harvest_months", f"{what}. Merge places or values, or leave the harvest out")
        if instance.encounters.homes:
            what = f"{what}: {len(people)} by {told or 'nothing'}, told apart by where they began (`home`)"
            raise InputError("classes", f"{what}. Merge places or values, or name a place instead of `home`")
        raise InputError("demographics", f"{what}. Merge values of {told}")
    places = instance.network.names
    both = zip(class_of.tolist(), home.tolist(), strict=True)
    labels = [names[each] if at < 0 else f"{names[each]} from {places[at]}" for each, at in both]
    return Classes(
        tuple(labels),
        np.array([keys[each][0] for each in class_of], float),
        _groups(instance, keys, move, rules, "camp")[class_of],
        _groups(instance, keys, move, rules, "conflict")[class_of],
        _groups(instance, keys, move, rules, "town")[class_of],
        shares,
        np.array(firsts, np.uint8),
        tuple(names),
        attributes,
        tuple(tuple(person[name] for name in attributes) for person in people),
        class_of.astype(np.int32),
        home.astype(np.int32) if not farmers.any() else np.full(len(home), -1, np.int32),
        np.array([max(keys[each][3], 0.0) if keys[each][3] >= 0 else 1.0 for each in class_of]),
        farmers,
        farming,
        home.astype(np.int32) if farmers.any() else np.full(len(home), -1, np.int32),
    )


def _with_farmers(
    instance: Instance, begins: NDArray[np.bool_], shares: FloatArray, farmers: FloatArray, firsts: list[int]
) -> tuple[FloatArray, NDArray[np.int64], NDArray[np.int64], NDArray[np.int32], list[int]]:
    """Shares, class and home of each group, groups of farmers, first groups: farmers apart from others, and by home."""
    places, classes = shares.shape
    there = begins[:, 0].copy()
    there[[instance.network.index[name] for name, _ in instance.first_people]] = True
    others = bool((farmers[there] < 1.0).any()) or not there.any()
    homes = np.flatnonzero(there & (farmers > 0.0))
    class_of = np.concatenate([np.arange(classes if others else 0), np.tile(np.arange(classes), len(homes))])
    home = np.concatenate([np.full(classes if others else 0, -1), np.repeat(homes, classes)])
    at_home = home == np.arange(places)[:, None]
    found = shares[:, class_of] * np.where(home < 0, 1.0 - farmers[:, None], at_home * farmers[:, None])
    number = {pair: group for group, pair in enumerate(zip(class_of.tolist(), home.tolist(), strict=True))}
    farming = np.array(
        [[number.get((each, place), group) for place in range(places)] for group, each in enumerate(class_of.tolist())],
        np.int32,
    )
    places_of = [instance.network.index[name] for name, _ in instance.first_people]
    known = zip(firsts, places_of, strict=False)
    firsts = [number.get((each, -1), number.get((each, place), 0)) for each, place in known]
    return found, class_of, home, farming, firsts


_Found = tuple[list[Mapping[str, str]], list[str], tuple[str, ...], FloatArray, list[int]]


def _by_tables(instance: Instance, used: Mapping[str, str], move: MoveRules, rules: Semantics) -> _Found:
    """One person of each class by the demographics, names of classes, attributes that rules name, shares, first."""
    for attribute, rule in used.items():
        if attribute not in instance.demographics:
            known = known_words(
                f"demographics_{attribute}.csv", [f"demographics_{name}.csv" for name in instance.demographics]
            )
            raise InputError("move_rules", f"{rule} needs demographics_{attribute}.csv. {known}; or switch it off")
    named = used_attributes(words_of(instance), instance.encounters.mappings())
    told = dict.fromkeys(named, "a rule of encounters") | dict(used)
    tables = {attribute: instance.demographics[attribute] for attribute in [*used, *named]}
    classes: dict[tuple[object, ...], int] = {}
    people: list[Mapping[str, str]] = []

    def number(person: Mapping[str, str]) -> int:
        key = (_key(person, move, rules), *(person[name] for name in named))
        if key not in classes:
            people.append(person)
        return classes.setdefault(key, len(classes))

    combinations: list[tuple[tuple[int, ...], int]] = []
    for picks in itertools.product(*(range(len(table.values)) for table in tables.values())):
        person = {name: table.values[pick] for (name, table), pick in zip(tables.items(), picks, strict=True)}
        combinations.append((picks, number(person)))
    firsts = [number(_given(each, told, at)) for at, (_, each) in enumerate(instance.first_people)]
    names = [
        ", ".join(dict.fromkeys([*_parts(_key(person, move, rules)), *(person[name] for name in named)])) or "everyone"
        for person in people
    ]
    return people, names, named, _shares(instance, tables, combinations, len(people)), firsts


def _departing(instance: Instance, used: Mapping[str, str]) -> _Found:
    """The classes of the departures, as `_by_tables`; nobody's class is drawn."""
    departures = instance.departures
    assert departures is not None
    attributes = departures.attributes
    for attribute, rule in used.items():
        if attribute not in attributes:
            raise InputError("move_rules", f"{rule} needs the attribute {attribute}, which departures do not give")
    people = [dict(zip(attributes, each, strict=True)) for each in departures.classes]
    number = {each: position for position, each in enumerate(departures.classes)}
    firsts = []
    for at, (_, each) in enumerate(instance.first_people):
        own = tuple(_given(each, dict.fromkeys(attributes, "a class of departures"), at)[name] for name in attributes)
        if own not in number:
            raise InputError("agents.csv", f"person {at + 1}: `{', '.join(own)}` is no class of the departures. Add it")
        firsts.append(number[own])
    names = [each["class"] if "class" in each else ", ".join(dict.fromkeys(each.values())) for each in people]
    if len(set(names)) < len(names):
        names = [", ".join(each.values()) for each in people]
    return list(people), names, attributes, np.zeros((len(instance.network.places), len(people))), firsts


def _attributes(move: MoveRules, rules: Semantics) -> dict[str, str]:
    """Attributes that matter, and the first rule that needs each."""
    needs = (
        ("ChildrenAvoidHazards", ("age",)),
        ("ElderlyAvoidHazards", ("age",)),
        ("WomenAvoidHazards", ("gender",)),
        ("MatchCampEthnicity", ("ethnicity",)),
        ("MatchTownEthnicity", ("ethnicity",)),
        ("MatchConflictEthnicity", ("ethnicity",)),
        ("MatchCampReligion", ("religion",)),
    )
    used: dict[str, str] = {}
    for rule, attributes in needs:
        for attribute in attributes if getattr(move, rule) else ():
            used.setdefault(attribute, rule)
    if move.ChildrenAvoidHazards and move.BoysTakeRisk:
        used.setdefault("gender", "BoysTakeRisk")
    if forecasts(move, rules) and move.flood_awareness_weights:
        used.setdefault("floodawareness", "flood_forecaster")
    return used


def _given(attributes: Mapping[str, str], used: Mapping[str, str], number: int) -> Mapping[str, str]:
    for attribute, rule in used.items():
        if attribute not in attributes:
            raise InputError(
                "agents.csv", f"person {number + 1} has no {attribute}, which {rule} needs. Add the column"
            )
    return attributes


def _key(person: Mapping[str, str], move: MoveRules, rules: Semantics) -> _Key:
    power, careful = 1, False
    age = _age(person) if "age" in person and (move.ChildrenAvoidHazards or move.ElderlyAvoidHazards) else None
    if move.ChildrenAvoidHazards and age is not None:
        if age < 19:
            power, careful = 2, True
        boy = person.get("gender") == "male" and age > 14 and (age < 19 or rules.risk_for_all_males)
        if move.BoysTakeRisk and boy:
            power = 0
    if move.ElderlyAvoidHazards and age is not None and age > 59:
        power, careful = power * 2, True
    if move.WomenAvoidHazards and person.get("gender") == "female" and not careful:
        power *= 2
    aware = -1.0
    if forecasts(move, rules) and move.flood_awareness_weights:
        aware = awareness(person["floodawareness"], move, rules)
    ethnicity = move.MatchCampEthnicity or move.MatchTownEthnicity or move.MatchConflictEthnicity
    return (
        power,
        person.get("ethnicity", "") if ethnicity else "",
        person.get("religion", "") if move.MatchCampReligion else "",
        aware,
    )


def _age(person: Mapping[str, str]) -> float:
    try:
        return float(person["age"])
    except ValueError:
        raise InputError("age", f"`{person['age']}` is no age. Write years, like 34") from None


def _parts(key: _Key) -> list[str]:
    """What tells a class apart by the rules of movement, in words."""
    caution = {0: "risk taking", 1: "", 2: "careful"}[key[0]]
    aware = f"awareness {key[3]:g}" if key[3] >= 0 else ""
    return [part for part in (caution, key[1], key[2], aware) if part]


def _groups(instance: Instance, keys: Sequence[_Key], move: MoveRules, rules: Semantics, kind: str) -> FloatArray:
    """Factor of each class for the share of its own group at a place that counts as `kind`: array (class, place)."""
    factors = np.ones((len(keys), len(instance.network.places)))
    matched = {
        "camp": move.MatchCampEthnicity,
        "town": move.MatchTownEthnicity,
        "conflict": move.MatchConflictEthnicity,
    }
    all_of = {
        "ethnicity": {key[1] for key in keys},
        "religion": {key[2] for key in keys},
    }
    for number, key in enumerate(keys):
        if matched[kind]:
            factors[number] *= _share(instance, key[1], all_of["ethnicity"], rules) * GROUP_BONUS
        if kind == "camp" and move.MatchCampReligion:
            factors[number] *= _share(instance, key[2], all_of["religion"], rules) / move.avg_religion_fraction
    return factors


def _share(instance: Instance, group: str, groups: set[str], rules: Semantics) -> FloatArray:
    """Share of a group at each place, by the columns of locations.csv: array (place,)."""
    if not any(group in place.extra for place in instance.network.places):
        raise InputError(
            "locations.csv", f"has no column `{group}`. Add one with the people of that group at each place"
        )
    shares = np.zeros(len(instance.network.places))
    for number, place in enumerate(instance.network.places):
        own = _people(place.extra.get(group, "0"), group)
        whole = float(place.population)
        if whole < 1:
            known = sum(_people(place.extra.get(each, "0"), each) for each in groups)
            whole = NO_POPULATION if rules.group_share_of_population else known
        shares[number] = own / whole if whole > 0 else 0.0
    return shares


def _people(text: str, group: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < np.inf:
        raise InputError("locations.csv", f"column `{group}`: `{text}` is no number of people. Write digits, like 1200")
    return value


def _shares(
    instance: Instance, tables: Mapping[str, Demographics], combinations: list[tuple[tuple[int, ...], int]], count: int
) -> FloatArray:
    shares = np.zeros((len(instance.network.places), count))
    for number, place in enumerate(instance.network.places):
        weights = []
        for table in tables.values():
            column = place.name if place.name in table.weights else "Default"
            given = np.array(table.weights.get(column, next(iter(table.weights.values()))), float)
            weights.append(given / given.sum())
        for picks, group in combinations:
            shares[number, group] += np.prod([part[pick] for part, pick in zip(weights, picks, strict=True)])
    return shares
