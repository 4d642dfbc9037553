"""Interception, custody, decisions, lines and route choice on the corridor, from its parameters and its fit.

Sites of interception: in Mexico one a region and route (`southern_border Pacific`), in the United States one a Border
Patrol sector and one a port. Mexico's hazard grows with kilometres of its region; a link that shares a stretch of road
with one of another region has that stretch's hazard. Everybody who reaches a port is registered there: an interception
that is all but certain (`CERTAIN`), whose disutility the port's attraction makes up for.

What follows an arrest is a model of what usually followed in 2019, by class, and no legal advice. Who is released
pending proceedings stays in the picture at one place for the whole country; nobody's case is followed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from types import MappingProxyType

from suasion.data.corridor_tables import NATIONALITIES
from suasion.errors import InputError, Problem, known_words
from suasion.movement.corridor.figures import CROSSING, MEXICAN, home_shares, port_people_a_day
from suasion.movement.corridor.network import (
    CLAIM,
    DEPLOYMENT_REGIONS,
    GROUPS,
    HELD,
    RELEASED,
    class_name,
    ends,
    hazard_of,
    link_stretches,
)
from suasion.movement.corridor.parameters import CorridorParameters
from suasion.movement.encounters import (
    BACK,
    HOME,
    Custody,
    Decision,
    Encounters,
    Interception,
    Line,
    RouteChoice,
)
from suasion.movement.network import NEVER, Network

CERTAIN = 20.0  # a hazard: two in a billion are not intercepted
STATIONS = "migration stations in Mexico"
LET_GO = "tapachula"  # whom Mexico lets go on sets out from there again: most stations' places are near
WAITING_CITIES = {  # where people arrested in a sector wait: the city of the court that hears them
    "sector_san_diego": "tijuana", "sector_el_centro": "mexicali", "sector_yuma": "mexicali",
    "sector_tucson": "nogales", "sector_el_paso": "ciudad_juarez", "sector_big_bend": "ciudad_juarez",
    "sector_del_rio": "nuevo_laredo", "sector_laredo": "nuevo_laredo", "sector_rio_grande_valley": "matamoros",
}  # fmt: skip
CHILDREN = GROUPS[2]
Steps = Sequence[tuple[int, float]]  # (from day, value), by day, the first from day 0


@dataclass(frozen=True)
class Deployment:
    """People sent to a region of Mexico; several at a time add up.

    Attributes
    ----------
    region : str                       one of `DEPLOYMENT_REGIONS`
    people : float                     effective people, 0 or more
    from_day, to_day : int             until before to_day; -1: until the run ends
    """

    region: str
    people: float
    from_day: int = 0
    to_day: int = NEVER

    def __post_init__(self) -> None:
        problems = []
        if self.region not in DEPLOYMENT_REGIONS:
            text = f"`{self.region}` is no region of deployment. {known_words(self.region, DEPLOYMENT_REGIONS)}"
            problems.append(Problem(0, 0, "region", text))
        if not (math.isfinite(self.people) and self.people >= 0):
            problems.append(Problem(0, 0, "people", f"{self.people} is no number of people. Give 0 or more"))
        if self.from_day < 0 or (self.to_day != NEVER and self.to_day <= self.from_day):
            text = f"{self.from_day} to {self.to_day} is no span of days. Give a first day and a later one, or -1"
            problems.append(Problem(0, 0, "from_day", text))
        if problems:
            raise InputError("deployment", problems)


@dataclass(frozen=True)
class CorridorRates:
    """What is fitted to published months (`fit.calibrated_corridor`).

    Attributes
    ----------
    hazard_per_100_km : mapping        region of `REGIONS` -> hazard of 100 km, for a factor of 1
    nationality_factors : mapping      nationality -> factor on Mexico's hazards; Mexicans 0
    attractions : mapping              nationality -> sector or port -> attraction of the route choice; not named: 0
    """

    hazard_per_100_km: Mapping[str, float]
    nationality_factors: Mapping[str, float]
    attractions: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("hazard_per_100_km", "nationality_factors", "attractions"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))


def corridor_encounters(
    network: Network,
    rates: CorridorRates,
    parameters: CorridorParameters | None = None,
    *,
    deployments: Sequence[Deployment] = (),
    waiting: Mapping[str, Steps] | None = None,
    home: Mapping[str, float] | None = None,
    port_people: Mapping[str, float] | None = None,
    every_days: int = 7,
) -> Encounters:
    """The rules of the corridor on its network.

    Parameters
    ----------
    network : Network                  from `corridor_network`
    rates : CorridorRates              hazards, factors and attractions, as fitted
    parameters : CorridorParameters    None: the likely values
    deployments : of Deployment        in Mexico; hazards follow `hazard_of`
    waiting : sector id -> steps       (day, share) of the arrested, but Mexicans and unaccompanied children, returned
                                       to wait in Mexico; `waiting_steps` has the published ones. None: nobody
    home : nationality -> share        of Mexico's apprehensions returned home; None: published, `home_shares`
    port_people : port id -> people    let through a day; None: published, `port_people_a_day`
    every_days : int                   how often ways are weighed anew

    Returns
    -------
    Encounters                         valid on the network

    Raises
    ------
    InputError                         if what was put together does not fit the network
    """
    values = parameters or CorridorParameters()
    a_day = dict(port_people_a_day(values) if port_people is None else port_people)
    at_home = dict(home_shares() if home is None else home)
    into = [link for link in network.links if link.end in ends(network)]
    rules = Encounters(
        (*_mexican_sites(network, rates, values, deployments), *_border_sites(network, values)),
        (_stations(values, at_home), *_border_custodies(network, values, waiting or {})),
        tuple(Line(link.start, link.end, a_day[link.end], values.give_up_share) for link in into if link.end in a_day),
        RouteChoice(
            dict.fromkeys(ends(network), 0.0),
            rates.attractions,
            per_100_km=values.per_100_km,
            per_hazard=values.per_hazard,
            lag_days=values.perception_lag_days,
            every_days=every_days,
        ),
    )
    problems = [Problem(0, 0, path, text) for path, text in rules.problems(network)]
    if problems:
        raise InputError("corridor rules", problems)
    return rules


def mexican_hazards(
    network: Network, rates: CorridorRates, parameters: CorridorParameters, people: Mapping[str, float]
) -> dict[tuple[str, str], float]:
    """Hazard of each link in Mexico for a factor of 1, with people deployed by region.

    A stretch that lies in several regions has the mean of their hazards and the largest of their effects.
    """
    base = dict(
        zip(
            DEPLOYMENT_REGIONS,
            (parameters.south_base_people, parameters.centre_base_people, parameters.north_base_people),
            strict=True,
        )
    )
    effect = {
        region: float(hazard_of(1.0, people.get(region, 0.0), base[region], parameters.effectiveness_power))
        for region in DEPLOYMENT_REGIONS
    }
    found = {}
    for link in network.links:
        stretches = link_stretches().get((link.start, link.end), ())
        parts = [
            sum(rates.hazard_per_100_km[region] for region in here)
            / len(here)
            * max(effect.get(each, 1.0) for each in here)
            for here in stretches
        ]
        if parts:
            found[link.start, link.end] = link.length_km / 100 * sum(parts) / len(parts)
    return found


def _cuts(steps: Iterable[int]) -> list[tuple[int, int]]:
    """Days cut into spans (from, to) at the days given; the last one is open."""
    days = sorted({0, *(day for day in steps if day > 0)})
    return list(zip(days, [*days[1:], NEVER], strict=True))


def _mexican_sites(
    network: Network, rates: CorridorRates, parameters: CorridorParameters, deployments: Sequence[Deployment]
) -> Iterable[Interception]:
    factors = {key: rates.nationality_factors.get(key, 0.0) for key in NATIONALITIES}
    links = {(link.start, link.end): link for link in network.links}
    spans = _cuts(day for each in deployments for day in (each.from_day, each.to_day))
    by_link: dict[tuple[str, str], list[tuple[float, int, int]]] = {}
    for start, end in spans:
        people = dict.fromkeys(DEPLOYMENT_REGIONS, 0.0)
        for each in deployments:
            if each.from_day <= start and (each.to_day == NEVER or start < each.to_day):
                people[each.region] += each.people
        for pair, hazard in mexican_hazards(network, rates, parameters, people).items():
            windows = by_link.setdefault(pair, [])
            if windows and windows[-1][0] == hazard:
                windows[-1] = (hazard, windows[-1][1], end)
            else:
                windows.append((hazard, start, end))
    for pair, windows in by_link.items():
        site = f"{links[pair].extra['region']} {links[pair].extra['route']}"
        for hazard, start, end in windows:
            yield Interception(site, *pair, hazard, STATIONS, factors, start, end)


def _border_sites(network: Network, parameters: CorridorParameters) -> Iterable[Interception]:
    adult, family = (-math.log1p(-share) for share in (parameters.adult_arrest_share, parameters.family_arrest_share))
    factors = dict.fromkeys(GROUPS[1:], family / adult)
    for sector in ends(network, "sector"):
        yield Interception(sector, "", sector, adult, sector, factors)
    for port in ends(network, "port"):
        yield Interception(port, "", port, CERTAIN, port)


def _stations(parameters: CorridorParameters, home: Mapping[str, float]) -> Custody:
    """What Mexico's migration authority does: home, or stay with a claim, or let go on."""
    shares = {key: home.get(key, 0.0) for key in CROSSING} | {MEXICAN: 0.0}  # no Mexican is apprehended
    rest = {key: 1 - share for key, share in shares.items()}
    claim = parameters.claim_share
    return Custody(
        STATIONS,
        (
            Decision(HOME, shares, parameters.home_again_share, parameters.home_again_days),
            Decision(CLAIM, {key: share * claim for key, share in rest.items()}),
            Decision(LET_GO, {key: share * (1 - claim) for key, share in rest.items()}, again=1.0),
        ),
        HELD,
        max(1.0, parameters.held_days),
        round(parameters.held_places),
    )


def _border_custodies(
    network: Network, parameters: CorridorParameters, waiting: Mapping[str, Steps]
) -> Iterable[Custody]:
    sectors = ends(network, "sector")
    problems = [
        Problem(0, 0, f"waiting.{name}", f"`{name}` names no sector. {known_words(name, sectors)}")
        for name in waiting
        if name not in sectors
    ]
    if problems:
        raise InputError("corridor rules", problems)
    for sector in sectors:
        steps = sorted(waiting.get(sector, ((0, 0.0),)))
        decisions: list[Decision] = []
        for start, end in _cuts(day for day, _ in steps):
            share = next((value for day, value in reversed(steps) if day <= start), 0.0)
            decisions += _border_decisions(parameters, share, WAITING_CITIES.get(sector, BACK), start, end)
        yield Custody(sector, tuple(decisions))
    for port in ends(network, "port"):
        yield Custody(port, (Decision(RELEASED, {"everyone": 1.0}),))


def _border_decisions(
    parameters: CorridorParameters, waiting_share: float, city: str, start: int, end: int
) -> Iterable[Decision]:
    """What follows an arrest in a sector, from a day until before another, by class."""
    released: dict[str, float] = {}
    back: dict[str, float] = {}
    waits: dict[str, float] = {}
    home: dict[str, float] = {}
    family, adult = parameters.family_released_share, parameters.adult_released_share
    for nationality, group in product(NATIONALITIES, GROUPS):
        key = class_name(nationality, group)
        if nationality == MEXICAN:
            released[key] = parameters.mexican_released_share
            back[key] = (1 - released[key]) * parameters.mexican_again_share
            waits[key] = 0.0
        elif group == CHILDREN:
            released[key], back[key], waits[key] = 1.0, 0.0, 0.0
        else:
            waits[key] = waiting_share
            released[key] = (1 - waiting_share) * (family if group == GROUPS[1] else adult)
            back[key] = 0.0
        home[key] = max(0.0, 1 - released[key] - back[key] - waits[key])
    again = {key: parameters.removed_again_share * (not key.startswith(f"{MEXICAN},")) for key in home}
    once = {key: home[key] * (1 - again[key]) for key in home}
    more = {key: home[key] * again[key] for key in home}
    yield Decision(RELEASED, released, from_day=start, to_day=end)
    yield Decision(BACK, back, 1.0, parameters.mexican_again_days, start, end)
    yield Decision(HOME, once, from_day=start, to_day=end)
    yield Decision(HOME, more, 1.0, parameters.removed_again_days, start, end)
    if waiting_share:
        yield Decision(city, waits, parameters.waiting_again_share, parameters.waiting_again_days, start, end)
