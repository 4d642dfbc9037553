"""Rules that a road map does not hold: interception, custody, return, another attempt, waiting in line, the whole way.

Plain data, checked against a network when both are put together (`Encounters.problems`); the day-by-day arrays are
compiled in `program`, and both engines execute them. Nothing here knows luck or an accord.

* **Interception.** Whoever completes a link on which a hazard h stands is intercepted with probability
  1 - exp(-h x factor of their class), once a passage. Hazards on one link add up; who intercepted is drawn in
  proportion to them. A count of interceptions is a count of events, not of persons.
* **Custody.** What follows: held for a while, if there is a place for it, then one of its decisions.
* **Decision.** Where people are next, which share of them tries again, and after how long; the others stay there for
  good.
* **Line.** A link on which so many a day are let through; the others wait at its start, first come, first served.
* **Route choice.** A recursive logit (Fosgerau, Frejinger and Karlstrom 2013): at each place the next link is chosen by
  its own cost and by the expected value of all ways on from its end, which is a multinomial logit over whole routes.

How long somebody is held or waits is geometric: each day the same chance. So people alike stay alike, and cohorts have
exactly the distribution of people moved one by one.

Order of a day: newcomers; delays that are over; lines let people through, then some give up; people set out, travel and
are intercepted; in the evening some of those held since an earlier day are released, and those intercepted today take
the places that are free, at random if there are more people than places. So a stay of mean 1 is over the next evening,
and whoever is decided about today sets out tomorrow at the earliest (`onward` without a delay: still today).

Keys of mappings by class are values of attributes (`GTM`), several of them together (`GTM, family`), or `everyone`.
Factors and attractions of all keys that name a class combine; of shares, the key that names the fewest classes counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from suasion.movement.network import NEVER, Network
from suasion.movement.validation import Fault, known_place, number_faults

EVERYONE = "everyone"  # key of a mapping by class: whoever no other key names
ONWARD, BACK, HOME = "onward", "back", "home"  # words a decision may have instead of a place
WhenFull = Literal["decide", "hold"]
LAST_DAY = 1_000_000


def _frozen(instance: object, *names: str) -> None:
    for name in names:
        object.__setattr__(instance, name, MappingProxyType(dict(getattr(instance, name))))


def _window_faults(from_day: int, to_day: int) -> Iterable[Fault]:
    yield from number_faults("from_day", from_day, 0, LAST_DAY)
    yield from number_faults("to_day", to_day, NEVER, LAST_DAY)
    if to_day != NEVER and to_day <= from_day:
        yield "to_day", f"{to_day} is not after {from_day}. Give a later day, or -1 for the end"


@dataclass(frozen=True)
class Interception:
    """A hazard of being intercepted on a link, or at a place.

    Attributes
    ----------
    name : str                         the site, for instance a checkpoint or a border sector; counts are kept by it.
                                       Several interceptions may share a name: windows of one site, or its links
    start, end : str                   names of places; start "" means every link that ends at `end`
    hazard : float                     0 or more, a passage; infinite: everybody
    custody : str                      name of the custody that follows
    by_class : mapping                 factor on the hazard by value of an attribute (for instance a nationality);
                                       factors of several attributes multiply; not named: 1
    from_day, to_day : int             until before to_day; -1: until the run ends
    both_ways : bool                   for a link: also from end to start
    """

    name: str
    start: str
    end: str
    hazard: float
    custody: str
    by_class: Mapping[str, float] = field(default_factory=dict)
    from_day: int = 0
    to_day: int = NEVER
    both_ways: bool = False

    def __post_init__(self) -> None:
        _frozen(self, "by_class")

    def faults(self) -> Iterable[Fault]:
        """What is wrong with this interception by itself: (field, sentence)."""
        if math.isnan(self.hazard) or self.hazard < 0:
            yield "hazard", f"{self.hazard} is no hazard. Give 0 or more; a share p of a passage is -ln(1 - p)"
        for value, factor in self.by_class.items():
            yield from number_faults(f"by_class.{value}", factor, 0.0, 1e6)
        yield from _window_faults(self.from_day, self.to_day)


@dataclass(frozen=True)
class Decision:
    """What becomes of a share of the people in a custody.

    Attributes
    ----------
    to : str                           the place where they are next; `home`: where they began; `onward` or `back`: the
                                       end or the start of the link they were on (only if nobody is held before)
    share : mapping                    share of them, 0 to 1, by value of an attribute, or `everyone`. On each day the
                                       shares of a custody sum to 1 for each class
    again : float or None              share of those who will try again; the others stay at `to` for good. None: 1 for
                                       `onward`, else 0
    delay_days : float                 mean days, beyond the next, until somebody who tries again may set out; 0: none
    from_day, to_day : int             until before to_day; -1: until the run ends
    """

    to: str
    share: Mapping[str, float]
    again: float | None = None
    delay_days: float = 0.0
    from_day: int = 0
    to_day: int = NEVER

    def __post_init__(self) -> None:
        _frozen(self, "share")

    @property
    def again_share(self) -> float:
        """Share of those who will try again."""
        return float(self.to == ONWARD) if self.again is None else self.again

    def faults(self) -> Iterable[Fault]:
        """What is wrong with this decision by itself: (field, sentence)."""
        if not self.share:
            yield "share", "no share. Give one, for instance everyone: 0.5"
        for value, share in self.share.items():
            yield from number_faults(f"share.{value}", share, 0.0, 1.0)
        yield from number_faults("again", self.again_share, 0.0, 1.0)
        yield from number_faults("delay_days", self.delay_days, 0.0, 100_000.0)
        yield from _window_faults(self.from_day, self.to_day)


@dataclass(frozen=True)
class Custody:
    """What follows an interception.

    Attributes
    ----------
    name : str
    decisions : tuple of Decision
    place : str                        where people are held; "": nobody is, the decision falls at once
    days : float                       mean days held, at least 1; read only with a place
    room : int                         people who can be held; -1: no limit
    full : "decide" or "hold"          when there is no room: the decision falls at once, or they are held all the same
    """

    name: str
    decisions: tuple[Decision, ...]
    place: str = ""
    days: float = 1.0
    room: int = -1
    full: WhenFull = "decide"

    def faults(self) -> Iterable[Fault]:
        """What is wrong with this custody by itself: (field, sentence)."""
        if not self.decisions:
            yield "decisions", "no decision. Say where people are next"
        yield from number_faults("days", self.days, 1.0, 100_000.0)
        yield from number_faults("room", self.room, -1, 1e10)
        if self.full not in ("decide", "hold"):
            yield "full", f"`{self.full}` is not known. Known: decide, hold"
        for number, decision in enumerate(self.decisions):
            yield from ((f"decisions.{number}.{key}", text) for key, text in decision.faults())
            if self.place and decision.to in (ONWARD, BACK):
                text = f"`{decision.to}` is not known after being held. Name a place, or home"
                yield f"decisions.{number}.to", text


@dataclass(frozen=True)
class Line:
    """A link on which so many people a day are let through (metering); the others wait at its start.

    Attributes
    ----------
    start, end : str                   names of places
    per_day : float                    people let through a day, 0 or more; a fraction is saved up for the next days
    give_up : float                    chance a day that somebody leaves the line and chooses anew
    from_day, to_day : int             until before to_day; -1: until the run ends. Afterwards the line dissolves
    """

    start: str
    end: str
    per_day: float
    give_up: float = 0.0
    from_day: int = 0
    to_day: int = NEVER

    def faults(self) -> Iterable[Fault]:
        """What is wrong with this line by itself: (field, sentence)."""
        yield from number_faults("per_day", self.per_day, 0.0, 1e9)
        yield from number_faults("give_up", self.give_up, 0.0, 1.0)
        yield from _window_faults(self.from_day, self.to_day)


@dataclass(frozen=True)
class RouteChoice:
    """Where people mean to go, and what a way costs them; utilities of a logit, so only differences matter.

    Attributes
    ----------
    destinations : mapping             place -> attraction; whoever reaches one and is not intercepted stays there
    by_class : mapping                 value of an attribute -> place -> further attraction
    per_100_km : float                 disutility of 100 km, above 0
    per_cost : float                   disutility of one unit of the column `cost_column` of routes, 0 or more
    cost_column : str                  "": no costs
    per_hazard : float                 disutility of one unit of perceived hazard, 0 or more
    lag_days : float                   perceived hazard follows the hazard in force with this time constant; 0: at once
    every_days : int                   how often the choice is worked out anew
    """

    destinations: Mapping[str, float]
    by_class: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    per_100_km: float = 1.0
    per_cost: float = 0.0
    cost_column: str = ""
    per_hazard: float = 1.0
    lag_days: float = 0.0
    every_days: int = 7

    def __post_init__(self) -> None:
        _frozen(self, "destinations")
        object.__setattr__(
            self,
            "by_class",
            MappingProxyType({key: MappingProxyType(dict(each)) for key, each in self.by_class.items()}),
        )

    @property
    def places(self) -> tuple[str, ...]:
        """Names of all destinations, each once."""
        further = (name for each in self.by_class.values() for name in each)
        return tuple(dict.fromkeys([*self.destinations, *further]))

    def faults(self) -> Iterable[Fault]:
        """What is wrong with this choice by itself: (field, sentence)."""
        if not self.destinations:
            yield "destinations", "no destination. Name at least one place"
        tables = {"destinations": self.destinations} | {f"by_class.{key}": each for key, each in self.by_class.items()}
        for what, table in tables.items():
            for name, value in table.items():
                yield from number_faults(f"{what}.{name}", value, -1e3, 1e3)
        yield from number_faults("per_100_km", self.per_100_km, 1e-6, 1e3)
        yield from number_faults("per_cost", self.per_cost, 0.0, 1e3)
        yield from number_faults("per_hazard", self.per_hazard, 0.0, 1e3)
        yield from number_faults("lag_days", self.lag_days, 0.0, 10_000.0)
        yield from number_faults("every_days", self.every_days, 1, 10_000)
        if self.per_cost > 0 and not self.cost_column:
            yield "cost_column", "per_cost is above 0, but no column of routes is named. Name one"


@dataclass(frozen=True, eq=False)
class Departures:
    """How many people of which class set out where and when; replaces spawning by counts or by conflict.

    Attributes
    ----------
    attributes : tuple of str          for instance ("nationality", "group")
    classes : tuple of tuple of str    a value of each attribute
    places : tuple of str              where people begin
    people : array (day, place, class) mean people a day; days beyond the last have nobody
    drawn : bool                       drawn with those means (Poisson); False: they are whole numbers, taken as such
    """

    attributes: tuple[str, ...]
    classes: tuple[tuple[str, ...], ...]
    places: tuple[str, ...]
    people: NDArray[np.float64]
    drawn: bool = True

    def faults(self) -> Iterable[Fault]:
        """What is wrong with these departures by themselves: (field, sentence)."""
        shape = self.people.shape
        if not self.attributes or len(set(self.attributes)) != len(self.attributes):
            yield "attributes", "none is named, or one stands twice. Name each once"
        if len(set(self.places)) != len(self.places):
            yield "places", "one stands twice. Keep one"
        if len(shape) != 3 or shape[1:] != (len(self.places), len(self.classes)):
            wanted = f"(day, {len(self.places)} places, {len(self.classes)} classes)"
            yield "people", f"has shape {shape}. Give an array {wanted}"
            return
        if not np.isfinite(self.people).all() or (self.people < 0).any():
            yield "people", "holds a number below 0, or none. Mend it"
        elif not self.drawn and (self.people != np.rint(self.people)).any():
            yield "people", "holds a number that is not whole. Round it, or let it be drawn"
        if len(set(self.classes)) != len(self.classes):
            yield "classes", "one stands twice. Keep one"
        if any(len(each) != len(self.attributes) for each in self.classes):
            yield "classes", f"each needs {len(self.attributes)} values: {', '.join(self.attributes)}"


@dataclass(frozen=True)
class Encounters:
    """The rules of one run that go beyond the road map; none by default.

    Attributes
    ----------
    interceptions, custodies, lines : tuples; several lines of one link are windows of it
    route_choice : RouteChoice or None
    origins : bool                     tell people apart by where they began even if no decision sends anybody `home`:
                                       cohorts of two runs share their luck only if they tell the same people apart
    """

    interceptions: tuple[Interception, ...] = ()
    custodies: tuple[Custody, ...] = ()
    lines: tuple[Line, ...] = ()
    route_choice: RouteChoice | None = None
    origins: bool = False

    def __bool__(self) -> bool:
        return bool(self.interceptions or self.lines or self.route_choice)

    @property
    def sites(self) -> tuple[str, ...]:
        """Names of the sites of interception, in order, each once."""
        return tuple(dict.fromkeys(each.name for each in self.interceptions))

    @property
    def homes(self) -> bool:
        """Whether a run has to remember where people began."""
        return self.origins or any(each.to == HOME for custody in self.custodies for each in custody.decisions)

    def mappings(self) -> Iterable[tuple[str, Iterable[str]]]:
        """Every mapping by class: (field, its keys)."""
        for number, each in enumerate(self.interceptions):
            yield f"interceptions.{number}.by_class", each.by_class
        for number, custody in enumerate(self.custodies):
            for position, decision in enumerate(custody.decisions):
                yield f"custodies.{number}.decisions.{position}.share", decision.share
        if self.route_choice is not None:
            yield "route_choice.by_class", self.route_choice.by_class

    def problems(self, network: Network) -> Iterable[Fault]:
        """What is wrong with these rules on a network: (field, sentence), all of it."""
        names = set(network.names)
        pairs = {(link.start, link.end) for link in network.links}
        custodies = {each.name for each in self.custodies}
        for number, each in enumerate(self.interceptions):
            where = f"interceptions.{number}"
            yield from ((f"{where}.{key}", text) for key, text in each.faults())
            yield from _on_link(where, each.start, each.end, names, pairs)
            if not each.start and each.end in names and each.end not in {end for _, end in pairs}:
                yield f"{where}.end", f"no link leads to `{each.end}`. Name a place that people come to"
            yield from ((f"{where}.custody", text) for text in known_place(each.custody, custodies, "custody"))
        if len(custodies) < len(self.custodies):
            yield "custodies", "one name stands twice. Keep one"
        for number, custody in enumerate(self.custodies):
            where = f"custodies.{number}"
            yield from ((f"{where}.{key}", text) for key, text in custody.faults())
            targets = [("place", custody.place)] if custody.place else []
            targets += [(f"decisions.{position}.to", each.to) for position, each in enumerate(custody.decisions)]
            for key, name in targets:
                if name not in (ONWARD, BACK, HOME) or key == "place":
                    yield from ((f"{where}.{key}", text) for text in known_place(name, names, "place"))
        for number, line in enumerate(self.lines):
            yield from ((f"lines.{number}.{key}", text) for key, text in line.faults())
            yield from _on_link(f"lines.{number}", line.start or "(none)", line.end, names, pairs)
            for earlier in self.lines[:number]:
                if (earlier.start, earlier.end) == (line.start, line.end) and _overlap(earlier, line):
                    day = max(earlier.from_day, line.from_day)
                    what = f"two lines from `{line.start}` to `{line.end}` hold on day {day}"
                    yield f"lines.{number}.from_day", f"{what}. Let one end before the other begins"
        if self.route_choice is not None:
            yield from ((f"route_choice.{key}", text) for key, text in self.route_choice.faults())
            for name in self.route_choice.places:
                yield from (("route_choice.destinations", text) for text in known_place(name, names, "place"))


def _on_link(where: str, start: str, end: str, names: set[str], pairs: set[tuple[str, str]]) -> Iterable[Fault]:
    both = (("start", start), ("end", end))[0 if start else 1 :]
    unknown = [(key, text) for key, name in both for text in known_place(name, names, "place")]
    yield from ((f"{where}.{key}", text) for key, text in unknown)
    if start and not unknown and (start, end) not in pairs:
        yield where, f"no link leads from `{start}` to `{end}`. Name a link"


def _overlap(one: Line, two: Line) -> bool:
    def last(line: Line) -> int:
        return LAST_DAY + 1 if line.to_day == NEVER else line.to_day

    return max(one.from_day, two.from_day) < min(last(one), last(two))
