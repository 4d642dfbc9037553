"""Which people a key of a mapping by class means: `GTM`, `GTM, family`, `everyone`.

A key names values of attributes. Which attributes people have is said by their departures, else by the demographics
and agents.csv of the folder; a value stands in exactly one of them, so a key needs no attribute's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from suasion.errors import known_words
from suasion.movement.encounters import EVERYONE
from suasion.movement.validation import Fault

if TYPE_CHECKING:
    from suasion.movement.instance import Instance

Person = Mapping[str, str]  # attribute -> value
_Value = TypeVar("_Value")
_AND = ", "


@dataclass(frozen=True)
class Words:
    """Attributes of people and their values.

    Attributes
    ----------
    values : mapping                   attribute -> its values, in order
    """

    values: Mapping[str, tuple[str, ...]]

    def named(self, key: str) -> dict[str, str] | None:
        """Values by attribute that a key names; None if it can not be understood."""
        if key == EVERYONE:
            return {}
        found: dict[str, str] = {}
        for part in (key,) if self._attributes(key) else key.split(_AND):
            attributes = self._attributes(part)
            if len(attributes) != 1 or attributes[0] in found:
                return None
            found[attributes[0]] = part
        return found

    def means(self, key: str, person: Person) -> bool:
        """Whether a key that is no `everyone` names a person."""
        named = self.named(key)
        return bool(named) and all(person.get(attribute) == value for attribute, value in (named or {}).items())

    def faults(self, mappings: Iterable[tuple[str, Iterable[str]]]) -> Iterable[Fault]:
        """Keys that name nobody, or leave open whom: (field, sentence)."""
        for what, keys in mappings:
            for key in keys:
                if self.named(key) is None:
                    yield f"{what}.{key}", self._why(key)

    def _attributes(self, value: str) -> list[str]:
        return [attribute for attribute, values in self.values.items() if value in values]

    def _why(self, key: str) -> str:
        seen: set[str] = set()
        for part in (key,) if self._attributes(key) else key.split(_AND):
            attributes = self._attributes(part)
            if len(attributes) > 1:
                return f"`{part}` is a value of {' and of '.join(attributes)}. Give values names of their own"
            if not attributes:
                known = dict.fromkeys([*(value for values in self.values.values() for value in values), EVERYONE])
                return f"`{part}` names no people. {known_words(part, known)}"
            if attributes[0] in seen:
                return f"`{key}` names two values of {attributes[0]}. Name one"
            seen.add(attributes[0])
        return f"`{key}` is not understood"


def words_of(instance: Instance) -> Words:
    """The attributes of the people of an instance."""
    departures = instance.departures
    if departures is not None:
        columns = zip(*departures.classes, strict=False)
        return Words(
            {name: tuple(dict.fromkeys(own)) for name, own in zip(departures.attributes, columns, strict=False)}
        )
    values = {name: dict.fromkeys(table.values) for name, table in instance.demographics.items()}
    for _, attributes in instance.first_people:
        for name, value in attributes.items():
            if name in values:
                values[name].setdefault(value)
    return Words({name: tuple(each) for name, each in values.items()})


def used_attributes(words: Words, mappings: Iterable[tuple[str, Iterable[str]]]) -> tuple[str, ...]:
    """Attributes that any key names, in the order in which they are known."""
    used = {name for _, keys in mappings for key in keys for name in words.named(key) or ()}
    return tuple(name for name in words.values if name in used)


def combined(words: Words, mapping: Mapping[str, _Value], person: Person) -> list[_Value]:
    """What all keys that name a person are mapped to; that of `everyone` if there is none."""
    own = [value for key, value in mapping.items() if words.means(key, person)]
    return own or [value for key, value in mapping.items() if key == EVERYONE]


def closest(words: Words, mapping: Mapping[str, _Value], person: Person, people: Iterable[Person]) -> list[str]:
    """The keys that name a person and the fewest classes beside; several if they name equally few."""
    everybody = list(people)
    reach = {
        key: sum(key == EVERYONE or words.means(key, each) for each in everybody)
        for key in mapping
        if key == EVERYONE or words.means(key, person)
    }
    own = {key: count for key, count in reach.items() if key != EVERYONE} or reach
    return [key for key, count in own.items() if count == min(own.values())]
