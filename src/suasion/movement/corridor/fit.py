"""Rates of the corridor fitted to published months, and a run put together from them.

`calibrated_corridor` finds departures, Mexico's hazards and attractions at which expected events (`expected`) equal the
published ones of fiscal year 2019 before the accord: arrests by sector and by nationality and group, apprehensions in
Mexico by nationality and region, findings at ports. As many numbers are fitted as published, so the fit is exact and
**proves nothing**: a test of the model is a month it has not seen.

Attractions stand for all that is not in the graph. No published table crosses nationality with sector or port, so the
fit takes every nationality to be spread over them alike (an assumption, wrong for Mexicans above all); what the model
says of how people change their way comes from distance and hazards, not from these levels.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from types import MappingProxyType

import numpy as np
import pandas as pd

from suasion.data.corridor_tables import NATIONALITIES
from suasion.errors import InputError
from suasion.movement.corridor.figures import (
    CROSSING,
    FIT_MONTHS,
    MEXICAN,
    class_arrests,
    home_shares,
    mexican_apprehensions,
    month_days,
    port_people_a_day,
    sector_arrests,
    waiting_steps,
)
from suasion.movement.corridor.network import (
    DEPLOYMENT_REGIONS,
    GROUPS,
    REGIONS,
    MonthlyPeople,
    class_name,
    corridor_departures,
    corridor_network,
    ends,
)
from suasion.movement.corridor.parameters import CorridorParameters
from suasion.movement.corridor.rules import (
    CorridorRates,
    Deployment,
    Steps,
    corridor_encounters,
    mexican_hazards,
)
from suasion.movement.encounters import Departures
from suasion.movement.expected import Array, ExpectedFlows, expected_flows
from suasion.movement.instance import Instance
from suasion.movement.network import Closure, Network, Strength
from suasion.movement.settings import MoveRules, Settings

Figures = dict[str, dict[str, float]]  # what -> name -> events
REFERENCE = "HND"  # the nationality whose factor on Mexico's hazards is 1
TOLERANCE = 1e-6
MOST_ITERATIONS = 500


NOTES = (
    "as many people set out every month as in the mean month of October 2018 to May 2019; the run begins with nobody "
    "on the way",
    "a graph of well-known towns with estimated lengths; parameters are at their likely values: ranges show luck only",
    "rates are fitted to published months: that the totals agree is arithmetic, no evidence",
)


@dataclass(frozen=True)
class CorridorFit:
    """Rates and departures at which expected events equal published ones.

    Attributes
    ----------
    rates : CorridorRates
    departures : mapping               (nationality, group) -> people a month who set out, a mean over the months;
                                       fitted, not published
    table : DataFrame (what, name)     published and expected, events over the months
    iterations : int
    residual : float                   largest |log(expected / published)|
    """

    rates: CorridorRates
    departures: Mapping[tuple[str, str], float]
    table: pd.DataFrame
    iterations: int
    residual: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "departures", MappingProxyType(dict(self.departures)))


def calibrated_corridor(
    parameters: CorridorParameters | None = None, months: tuple[str, str] = FIT_MONTHS
) -> CorridorFit:
    """Fits departures, hazards in Mexico and attractions to published months, given the parameters.

    A fixed point: each fitted number is multiplied by published over expected, attractions are raised by its logarithm
    (as Berry 1994 for shares of a logit), until all agree. The hazard of 100 km is the same in the interior north as at
    the northern border: no figure parts them. Only differences of attractions count; the first end has 0.

    Parameters
    ----------
    parameters : CorridorParameters    None: the likely values
    months : first and last            2019-05 is the last before the accord

    Returns
    -------
    CorridorFit

    Raises
    ------
    InputError                         if a month is missing, or no rates were found that agree
    """
    found = _fitted(parameters or CorridorParameters(), months)
    return replace(found, table=found.table.copy())


@lru_cache(maxsize=32)
def _fitted(values: CorridorParameters, months: tuple[str, str]) -> CorridorFit:
    network = corridor_network(values)
    published = _published(values, months)
    home, ports = home_shares(months), port_people_a_day(values, months)
    hazard = dict.fromkeys(REGIONS, 0.01)
    factors = dict.fromkeys(CROSSING, 1.0)
    pulls = {key: dict.fromkeys(ends(network), 0.0) for key in NATIONALITIES}
    people = {key: published["class"][class_name(*key)] for key in product(NATIONALITIES, GROUPS)}
    iterations = 0
    while True:
        iterations += 1
        rates = CorridorRates(hazard, factors | {MEXICAN: 0.0}, pulls)
        rules = corridor_encounters(network, rates, values, home=home, port_people=ports)
        expected = _expected(network, expected_flows(network, rules, _one_day(people)), rates, values)
        ratio = {
            what: {key: value / expected[what][key] for key, value in figures.items()}
            for what, figures in published.items()
        }
        residual = max(abs(math.log(value)) for each in ratio.values() for value in each.values())
        if residual < TOLERANCE:
            break
        if iterations == MOST_ITERATIONS:
            text = f"after {iterations} rounds events are still {residual:.2g} apart. Change the parameters"
            raise InputError("corridor fit", text)
        people = {key: value * ratio["class"][class_name(*key)] for key, value in people.items()}
        hazard = {key: value * ratio["region"][_figure_region(key)] for key, value in hazard.items()}
        factors = {key: value * ratio["nationality"][key] for key, value in factors.items()}
        factors = {key: value / factors[REFERENCE] for key, value in factors.items()}
        raised = {
            key: {end: pull + math.log(ratio["end"][f"{key}, {end}"]) for end, pull in each.items()}
            for key, each in pulls.items()
        }
        pulls = {
            key: {end: pull - each[ends(network)[0]] for end, pull in each.items()} for key, each in raised.items()
        }
    rows = [
        (what, key, value, expected[what][key]) for what, figures in published.items() for key, value in figures.items()
    ]
    table = pd.DataFrame(rows, columns=["what", "name", "published", "expected"]).set_index(["what", "name"])
    count = len(pd.period_range(months[0], months[1], freq="M"))
    departures = {key: value / count for key, value in people.items()}
    return CorridorFit(rates, departures, table, iterations, residual)


def _figure_region(region: str) -> str:
    """The region under which a figure is published: the north in one."""
    return region if region in DEPLOYMENT_REGIONS[:2] else "north"


def _published(parameters: CorridorParameters, months: tuple[str, str]) -> Figures:
    """The figures to be met, events over the months."""
    mexico = mexican_apprehensions(months)
    south, centre, _ = DEPLOYMENT_REGIONS
    shares = {south: parameters.south_share, "north": parameters.north_share}
    shares[centre] = 1 - sum(shares.values())
    days = month_days(months)
    at_ends = sector_arrests(months) | {
        port: people * days for port, people in port_people_a_day(parameters, months).items()
    }
    arrests = class_arrests(parameters, months)
    whole = sum(arrests.values())
    of_all = {key: sum(arrests[class_name(key, group)] for group in GROUPS) / whole for key in NATIONALITIES}
    return {
        "class": arrests,
        "nationality": mexico,
        "region": {region: share * sum(mexico.values()) for region, share in shares.items()},
        "end": {f"{key}, {end}": of_all[key] * at_ends[end] for key in NATIONALITIES for end in at_ends},
    }


def _expected(network: Network, flows: ExpectedFlows, rates: CorridorRates, parameters: CorridorParameters) -> Figures:
    """The same figures as expected."""
    at = {site: flows.events.to_numpy()[number] for number, site in enumerate(flows.events.index)}
    classes = [tuple(key) for key in flows.events.columns]
    arrests = sum(at[sector] for sector in ends(network, "sector"))
    mexico = sum(each for site, each in at.items() if site not in ends(network))
    regions: dict[str, float] = {}
    for region, part in _region_parts(network, rates, parameters).items():
        key = _figure_region(region)
        regions[key] = regions.get(key, 0.0) + float(part @ flows.link_events)
    mine = {key: np.array([each[0] == key for each in classes]) for key in NATIONALITIES}
    return {
        "class": {class_name(*key): float(value) for key, value in zip(classes, arrests, strict=True)},
        "nationality": {key: float(mexico[mine[key]].sum()) for key in CROSSING},
        "region": regions,
        "end": {f"{key}, {end}": float(at[end][mine[key]].sum()) for key in NATIONALITIES for end in ends(network)},
    }


def _region_parts(network: Network, rates: CorridorRates, parameters: CorridorParameters) -> dict[str, Array]:
    """Of each link's interceptions in Mexico the part that falls to each region (link,)."""
    whole = mexican_hazards(network, rates, parameters, {})
    pairs = [(link.start, link.end) for link in network.links]
    parts = {}
    for region in REGIONS:
        only = {key: value * (key == region) for key, value in rates.hazard_per_100_km.items()}
        mine = mexican_hazards(network, replace(rates, hazard_per_100_km=only), parameters, {})
        parts[region] = np.array([mine[pair] / whole[pair] if whole.get(pair) else 0.0 for pair in pairs])
    return parts


def _one_day(people: Mapping[tuple[str, str], float]) -> Departures:
    """People by nationality and group as departures of one day."""
    month = corridor_departures({"2019-01": people}, dt.date(2019, 1, 1), 1)
    return replace(month, people=month.people * 31)


def corridor_instance(
    days: int,
    start_date: dt.date,
    people: MonthlyPeople | None = None,
    *,
    parameters: CorridorParameters | None = None,
    fit: CorridorFit | None = None,
    deployments: Sequence[Deployment] = (),
    waiting: Mapping[str, Steps] | None = None,
    closures: Sequence[Closure] = (),
    strengths: Sequence[Strength] = (),
    drawn: bool = True,
) -> Instance:
    """The corridor, ready to run by itself. It begins empty: the first to arrive do so after the time of the way.

    Parameters
    ----------
    days : int                         days of the run
    start_date : date                  day 0
    people : month -> (nationality, group) -> people setting out; None: the fitted mean of its months, every month
    parameters : CorridorParameters    None: the likely values
    fit : CorridorFit                  None: fitted for these parameters
    deployments : of Deployment
    waiting : sector id -> steps       returned to wait in Mexico; None: as published, see `waiting_steps`
    closures, strengths                of places and links by id
    drawn : bool                       numbers of people are drawn

    Returns
    -------
    Instance

    Raises
    ------
    InputError                         every problem of what was asked
    """
    values = parameters or CorridorParameters()
    found = fit or calibrated_corridor(values)
    fitted = people is None
    if people is None:
        months = {f"{start_date + dt.timedelta(days=day):%Y-%m}" for day in range(days)}
        people = dict.fromkeys(months, found.departures)
    network = corridor_network(values, closures=closures, strengths=strengths)
    returned = waiting_steps(start_date, days) if waiting is None else waiting
    return Instance(
        "corridor",
        network,
        Settings(move_rules=MoveRules(max_move_speed=values.speed_km, default_movechance=1.0)),
        start_date,
        days,
        encounters=corridor_encounters(network, found.rates, values, deployments=deployments, waiting=returned),
        departures=corridor_departures(people, start_date, days, drawn=drawn),
        notes=NOTES if fitted else NOTES[1:],
    )


def chance_of_arrival(
    fit: CorridorFit,
    parameters: CorridorParameters | None = None,
    *,
    deployments: Sequence[Deployment] = (),
    day: int = 0,
) -> pd.DataFrame:
    """Chance that somebody who sets out comes to a sector or port at the first attempt, arrested there or not.

    Returns
    -------
    DataFrame (origin, nationality and group)      NaN where nobody of a nationality begins
    """
    network = corridor_network(parameters)
    rules = corridor_encounters(network, fit.rates, parameters, deployments=deployments)
    departures = _one_day(fit.departures)
    reach = expected_flows(network, rules, departures, day).reach
    return reach.where(departures.people[0] > 0)
