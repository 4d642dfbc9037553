"""Groups of people who judge places differently: who is in them, and what they make of a place's score.

Attributes (age, gender, ethnicity, religion) matter only through rules that are switched on; people for whom they
lead to the same judgement are one class. Without such rules there is one class. movement.md section 8, S'(e).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suasion.errors import InputError, known_words
from suasion.movement.instance import Demographics, Instance
from suasion.movement.semantics import Semantics
from suasion.movement.settings import MoveRules

MOST_CLASSES = 250
GROUP_BONUS = 10.0  # an own group of a tenth leaves a score as it is
NO_POPULATION = 1e8  # Flee's stand-in for a place without people, which every camp is
FloatArray = NDArray[np.float64]
_Key = tuple[int, str, str]  # power of the score, ethnicity, religion


@dataclass(frozen=True, eq=False)
class Classes:
    """Classes of people.

    Attributes
    ----------
    labels : tuple (class,) of str
    power : array (class,)             the score of a place is raised to it: 2 shuns hazards, 0 ignores them
    camp, conflict, town : array (class, place)     factors for the own group, by what the place counts as that day
    shares : array (place, class)      share of each class among people who begin at a place; sums to 1
    first : array (person,)            class of each person of agents.csv
    """

    labels: tuple[str, ...]
    power: FloatArray
    camp: FloatArray
    conflict: FloatArray
    town: FloatArray
    shares: FloatArray
    first: NDArray[np.uint8]


def find_classes(instance: Instance, move: MoveRules, rules: Semantics) -> Classes:
    """The classes that the rules in force tell apart.

    Raises
    ------
    InputError                         if a rule needs an attribute that no file gives, or there are too many classes
    """
    used = _attributes(move)
    for attribute, rule in used.items():
        if attribute not in instance.demographics:
            known = known_words(
                f"demographics_{attribute}.csv", [f"demographics_{name}.csv" for name in instance.demographics]
            )
            raise InputError("move_rules", f"{rule} needs demographics_{attribute}.csv. {known}; or switch it off")
    tables = {attribute: instance.demographics[attribute] for attribute in used}
    keys: dict[_Key, int] = {}
    combinations: list[tuple[tuple[int, ...], int]] = []
    for picks in itertools.product(*(range(len(table.values)) for table in tables.values())):
        person = {name: table.values[pick] for (name, table), pick in zip(tables.items(), picks, strict=True)}
        key = _key(person, move, rules)
        combinations.append((picks, keys.setdefault(key, len(keys))))
    firsts = [
        keys.setdefault(_key(_given(attributes, used, number), move, rules), len(keys))
        for number, (_, attributes) in enumerate(instance.first_people)
    ]
    if len(keys) > MOST_CLASSES:
        what = f"{len(keys)} classes of people; allowed are {MOST_CLASSES}"
        raise InputError("demographics", f"{what}. Merge values of {', '.join(used)}")
    return Classes(
        tuple(_label(key) for key in keys),
        np.array([key[0] for key in keys], float),
        _groups(instance, keys, move, rules, "camp"),
        _groups(instance, keys, move, rules, "conflict"),
        _groups(instance, keys, move, rules, "town"),
        _shares(instance, tables, combinations, len(keys)),
        np.array(firsts, np.uint8),
    )


def _attributes(move: MoveRules) -> dict[str, str]:
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
    ethnicity = move.MatchCampEthnicity or move.MatchTownEthnicity or move.MatchConflictEthnicity
    return (
        power,
        person.get("ethnicity", "") if ethnicity else "",
        person.get("religion", "") if move.MatchCampReligion else "",
    )


def _age(person: Mapping[str, str]) -> float:
    try:
        return float(person["age"])
    except ValueError:
        raise InputError("age", f"`{person['age']}` is no age. Write years, like 34") from None


def _label(key: _Key) -> str:
    caution = {0: "risk taking", 1: "", 2: "careful"}[key[0]]
    return ", ".join(part for part in (caution, key[1], key[2]) if part) or "everyone"


def _groups(instance: Instance, keys: Mapping[_Key, int], move: MoveRules, rules: Semantics, kind: str) -> FloatArray:
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
    for key, number in keys.items():
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
