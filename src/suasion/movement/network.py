"""Places, the directed links between them, and what is closed or enforced when.

A network is plain data, checked when it is made: it knows no day, no luck and no mode. What a closure does on which
day under which mode is compiled in `timetable`; the table of modes stands in `semantics`.

A **closure** shuts something from a first day until before a last day. Kinds:

- `country`: every link between two countries, both ways
- `location`: every link into and out of one place
- `link`: the links between two places, both ways
- `camp`, `idpcamp`: the place is an ordinary town meanwhile and a camp (IDP camp) afterwards
- `remove_forced_redirection`: people are no longer forced from one place to another

A **strength** is partial enforcement: on days from a first to before a last day, a share of those who set out on a
link are stopped, stay where they are for the day and choose anew another day. A strength of a place counts on every
link that ends there. Unlike a closed link, an enforced one is still chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from suasion.errors import InputError, Problem
from suasion.movement.validation import (
    LONGEST_LINK_KM,
    MOST_PEOPLE,
    Fault,
    known_place,
    number_faults,
)

Kind = Literal["camp", "idpcamp", "conflict", "hub", "marker", "flood", "town"]
ClosureKind = Literal["country", "location", "link", "camp", "idpcamp", "remove_forced_redirection"]

KINDS: tuple[Kind, ...] = ("camp", "idpcamp", "conflict", "hub", "marker", "flood", "town")
CLOSURE_KINDS: tuple[ClosureKind, ...] = (
    "country",
    "location",
    "link",
    "camp",
    "idpcamp",
    "remove_forced_redirection",
)
NEVER = -1  # a last day of -1: until the end of the run


def kind_of(text: str) -> Kind | None:
    """The kind a location type means (movement.md section 2: part of the word decides), None if none is meant."""
    word = text.strip().lower()
    if "camp" in word:
        return "idpcamp" if "idp" in word else "camp"
    for part, kind in _PARTS.items():
        if part in word:
            return kind
    return None


_PARTS: dict[str, Kind] = {
    "conflict": "conflict",
    "forward": "hub",
    "marker": "marker",
    "flood_zone": "flood",
    "default": "town",
    "town": "town",
}


@dataclass(frozen=True)
class Place:
    """One place.

    Attributes
    ----------
    name, region, country : str
    x, y : float                       the two coordinates, degrees, in the order of the file
    kind : Kind
    population : int                   people living there, of whom people set out; 0 for a camp
    capacity : int                     people a camp has room for; 0 is no limit, -1 stands for any other place
    conflict_day : int                 day on which the file says the conflict begins; 0 or -1: from the start
    extra : mapping                    further columns by name, as written
    """

    name: str
    region: str = "unknown"
    country: str = "unknown"
    x: float = 0.0
    y: float = 0.0
    kind: Kind = "town"
    population: int = 0
    capacity: int = -1
    conflict_day: int = 0
    extra: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "extra", MappingProxyType(dict(self.extra)))

    @property
    def is_camp(self) -> bool:
        """A camp or an IDP camp."""
        return self.kind in ("camp", "idpcamp")

    def faults(self) -> Iterable[Fault]:
        """What is wrong with this place by itself: (field, sentence)."""
        if not self.name or self.name != self.name.strip():
            yield "name", f"`{self.name}` is no name. Give one without spaces around it"
        if self.kind not in KINDS:
            yield "location_type", f"`{self.kind}` is no kind of place. Known: {', '.join(KINDS)}"
        yield from number_faults("gps_x", self.x, -360.0, 360.0)
        yield from number_faults("gps_y", self.y, -360.0, 360.0)
        yield from number_faults("population", self.population, 0, MOST_PEOPLE)
        yield from number_faults("capacity", self.capacity, -1, MOST_PEOPLE)
        yield from number_faults("conflict_date", self.conflict_day, -1, 100_000)


@dataclass(frozen=True)
class Link:
    """One way from a place to another.

    Attributes
    ----------
    start, end : str                   names of places
    length_km : float                  above 0
    kind : str                         a word of the user's, for instance road or river
    max_speed_km : float or None       km a day on this link; None: the speed of the settings
    walk_probability : float           share of link-days on which a person covers only a walker's distance
    forced : bool                      whoever leaves `start` is sent along this link
    doubled : bool                     written with forced_redirection 1, which makes Flee add the pair twice
    extra : mapping                    further columns by name, as written
    """

    start: str
    end: str
    length_km: float
    kind: str = "road"
    max_speed_km: float | None = None
    walk_probability: float = 0.0
    forced: bool = False
    doubled: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "extra", MappingProxyType(dict(self.extra)))

    def back(self) -> Link:
        """The same way in the other direction, without its forced redirection."""
        return replace(self, start=self.end, end=self.start, forced=False)

    def faults(self) -> Iterable[Fault]:
        """What is wrong with this link by itself: (field, sentence)."""
        if self.start == self.end:
            yield "name2", f"the link leads from `{self.start}` to itself. Name two places"
        yield from number_faults("distance", self.length_km, 0.001, LONGEST_LINK_KM)
        if self.max_speed_km is not None:
            yield from number_faults("max_move_speed", self.max_speed_km, 0.001, 100_000.0)
        yield from number_faults("walk_probability", self.walk_probability, 0.0, 1.0)


@dataclass(frozen=True)
class Closure:
    """Something shut from `start_day` until before `end_day`; see the module.

    Attributes
    ----------
    kind : ClosureKind
    name1, name2 : str                 countries or places; name2 is read for country, link and redirection only
    start_day, end_day : int           days of the run; -1, or a day before the start, as end: until the run ends
    """

    kind: ClosureKind
    name1: str
    name2: str = ""
    start_day: int = 0
    end_day: int = NEVER

    def faults(self) -> Iterable[Fault]:
        """What is wrong with this closure by itself: (field, sentence)."""
        if self.kind not in CLOSURE_KINDS:
            yield "closure_type", f"`{self.kind}` is no kind of closure. Known: {', '.join(CLOSURE_KINDS)}"
        yield from number_faults("closure_start", self.start_day, -100_000, 1_000_000)
        yield from number_faults("closure_end", self.end_day, -100_000, 1_000_000)


@dataclass(frozen=True)
class Strength:
    """Partial enforcement on a link or at a place, from `from_day` until before `to_day`.

    Attributes
    ----------
    start, end : str                   names of places; start "" means every link that ends at `end`
    share : float                      0 to 1: share of those setting out who are stopped for the day
    from_day, to_day : int             to_day -1: until the run ends
    both_ways : bool                   for a link: also from end to start
    """

    start: str
    end: str
    share: float
    from_day: int = 0
    to_day: int = NEVER
    both_ways: bool = True

    def faults(self) -> Iterable[Fault]:
        """What is wrong with this strength by itself: (field, sentence)."""
        yield from number_faults("share", self.share, 0.0, 1.0)
        yield from number_faults("from_day", self.from_day, 0, 1_000_000)
        yield from number_faults("to_day", self.to_day, -1, 1_000_000)
        if self.to_day != NEVER and self.to_day <= self.from_day:
            yield "to_day", f"{self.to_day} is not after {self.from_day}. Give a later day, or -1 for the end"


@dataclass(frozen=True)
class Network:
    """Places and links, checked; closures and strengths that name them.

    Raises
    ------
    InputError                         with every problem at once: a name used twice, an unknown name, a number out of
                                       range, a closure that names nothing
    """

    places: tuple[Place, ...]
    links: tuple[Link, ...]
    closures: tuple[Closure, ...] = ()
    strengths: tuple[Strength, ...] = ()
    x_is_latitude: bool = True

    def __post_init__(self) -> None:
        problems = [Problem(0, 0, path, text) for path, text in self._problems()]
        if problems:
            raise InputError("network", problems)

    def __repr__(self) -> str:
        camps = sum(place.is_camp for place in self.places)
        return f"Network({len(self.places)} places, {camps} of them camps; {len(self.links)} links)"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the places, in order: position i is place i everywhere in this room."""
        return tuple(place.name for place in self.places)

    @property
    def index(self) -> dict[str, int]:
        """Position of each place by name."""
        return {place.name: position for position, place in enumerate(self.places)}

    def home_country(self, first_row: bool) -> str:
        """The country people flee from: that of the first row, or of the first place that is no camp."""
        if first_row:
            return self.places[0].country
        return next((place.country for place in self.places if not place.is_camp), self.places[0].country)

    def changed(self, closures: Iterable[Closure] = (), strengths: Iterable[Strength] = ()) -> Network:
        """This network with further closures and strengths."""
        return replace(self, closures=(*self.closures, *closures), strengths=(*self.strengths, *strengths))

    def _problems(self) -> Iterable[Fault]:
        if not self.places:
            yield "places", "no place. A network needs at least one"
        seen: set[str] = set()
        for number, place in enumerate(self.places):
            if place.name in seen:
                yield f"places.{number}.name", f"`{place.name}` stands twice. Keep one"
            seen.add(place.name)
            yield from ((f"places.{number}.{key}", text) for key, text in place.faults())
        for number, link in enumerate(self.links):
            named = (("start", link.start), ("end", link.end))
            yield from (
                (f"links.{number}.{key}", text) for key, name in named for text in known_place(name, seen, "place")
            )
            yield from ((f"links.{number}.{key}", text) for key, text in link.faults())
        countries = {place.country for place in self.places}
        for number, closure in enumerate(self.closures):
            yield from ((f"closures.{number}.{key}", text) for key, text in closure.faults())
            yield from (
                (f"closures.{number}.{key}", text) for key, text in closure_name_faults(closure, seen, countries)
            )
        pairs = {(link.start, link.end) for link in self.links}
        for number, strength in enumerate(self.strengths):
            yield from ((f"strengths.{number}.{key}", text) for key, text in strength.faults())
            both = (("start", strength.start), ("end", strength.end))[0 if strength.start else 1 :]
            unknown = [(key, text) for key, name in both for text in known_place(name, seen, "place")]
            yield from ((f"strengths.{number}.{key}", text) for key, text in unknown)
            if strength.start and not unknown and (strength.start, strength.end) not in pairs:
                yield f"strengths.{number}", f"no link leads from `{strength.start}` to `{strength.end}`. Name a link"


def closure_name_faults(closure: Closure, places: Iterable[str], countries: Iterable[str]) -> Iterable[Fault]:
    """Names in a closure that the network does not know: (field, sentence)."""
    if closure.kind == "country":
        for key, name in (("name1", closure.name1), ("name2", closure.name2)):
            yield from ((key, text) for text in known_place(name, countries, "country"))
        return
    yield from (("name1", text) for text in known_place(closure.name1, places, "place"))
    if closure.kind in ("link", "remove_forced_redirection"):
        yield from (("name2", text) for text in known_place(closure.name2, places, "place"))


def both_ways(start: str, end: str, length_km: float, **more: object) -> tuple[Link, Link]:
    """A road as two links; `forced` counts from start to end only."""
    there = replace(Link(start, end, length_km), **more)  # type: ignore[arg-type]
    return there, there.back()
