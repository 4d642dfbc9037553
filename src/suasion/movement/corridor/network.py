"""The Central America - Mexico - United States corridor as a network that people move on: places, links, departures.

It answers: which towns and links there are (`corridor_network`), on which links a deployment of Mexico's forces counts
(`deployment_shares`), what a deployment does to a hazard (`hazard_of`), who sets out where (`corridor_departures`), how
long the way takes (`travel_days`). The rules of interception are in `rules`, their uncertain numbers in
`parameters`, published figures in `figures`, the fit to them and a whole run in `fit`.

What it can not tell: anybody's way. It is a graph of well-known towns whose lengths are estimates. It knows no
season, no guides or prices, no other way in than by land, and spreads the departures of a nationality by census
population, not by propensity. Counts of interceptions are events, not persons.

Made comparable here, where the table is not (see `suasion.data.corridor_tables`):

* A link into the United States ends in the table at a sector's headquarters, 4.5 to 132 km beyond the border city, or
  at the port itself. Here every one has the same nominal length (`last_link_km`), so ways are compared up to the border
  city, and a sector's remoteness does not make it dearer.
* A link is kept in a direction only if it brings people nearer to some border city, sector or port (Dial 1971,
  efficient links). Otherwise a logit over whole ways would count walks to and fro between neighbouring towns, of which
  there are more than distance can make dear. The way through Belize, no shorter to anywhere, is not entered by this.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise, product

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from suasion.data.corridor_tables import END_KINDS, NATIONALITIES, corridor
from suasion.errors import InputError, Problem, known_words
from suasion.movement.corridor.parameters import CorridorParameters
from suasion.movement.encounters import Departures
from suasion.movement.network import Closure, Link, Network, Place, Strength

GROUPS = ("single adults", "family unit members", "unaccompanied children")
DEPLOYMENT_REGIONS = ("southern_border", "centre_isthmus", "northern_border")
INTERIOR_NORTH = "interior_north"  # northern Mexico away from the border: enforced, but no deployment counts there
REGIONS = (*DEPLOYMENT_REGIONS, INTERIOR_NORTH)

HELD, CLAIM, RELEASED = "held_in_mexico", "claim_in_mexico", "released_in_united_states"
STATES_OF_STAY = (  # places that stand for a state of stay; no link leads there
    (HELD, "Held by Mexico's migration authority", "MX", "centre", "mexico_city"),
    (CLAIM, "Staying in Mexico with a claim", "MX", "centre", "mexico_city"),
    (RELEASED, "Released into the United States", "US", "united_states", "sector_laredo"),
)

Pair = tuple[str, str]  # start and end of a link
MonthlyPeople = Mapping[str, Mapping[tuple[str, str], float]]  # month -> (nationality, group) -> people


def corridor_network(
    parameters: CorridorParameters | None = None,
    *,
    closures: Iterable[Closure] = (),
    strengths: Iterable[Strength] = (),
    every_direction: bool = False,
) -> Network:
    """The shipped corridor as a network; names are the ids of the table, the name to show is `extra["title"]`.

    Parameters
    ----------
    parameters : CorridorParameters    `last_link_km` is read; None: the likely values
    closures, strengths                of places and links by id
    every_direction : bool             keep two-way links both ways throughout; see the module for why not

    Returns
    -------
    Network                            x is latitude; `extra` of a place: title, kind, sector; of a link: route, mode,
                                       region (of deployment, "" outside Mexico), table_region, table_km, confidence.
                                       The last three places are states of stay (`STATES_OF_STAY`), without links

    Raises
    ------
    InputError                         if a closure or strength names nothing
    """
    graph, last_km = corridor(), (parameters or CorridorParameters()).last_link_km
    regions = _link_regions()
    places = [
        Place(
            row["id"], row["region"], row["country"], row["lat"], row["lon"], "town",
            0 if np.isnan(row["population_people"]) else int(row["population_people"]),
            extra={"title": row["name"], "kind": row["kind"], "sector": row["sector"]},
        )
        for row in graph.places.to_dict("records")
    ]  # fmt: skip
    at = {place.name: place for place in places}
    places += [
        Place(name, region, country, at[near].x, at[near].y, extra={"title": title, "kind": "stay", "sector": ""})
        for name, title, country, region, near in STATES_OF_STAY
    ]
    links = [
        Link(
            row["start"], row["end"], last_km if row["entry"] else row["length_km"], row["mode"],
            extra={
                "route": row["route"], "mode": row["mode"], "table_region": row["region"],
                "region": regions.get((row["start"], row["end"]), ""),
                "table_km": format(row["length_km"], "g"), "confidence": row["confidence"],
            },
        )
        for row in graph.directed().to_dict("records")
    ]  # fmt: skip
    whole = Network(tuple(places), tuple(links), x_is_latitude=True)
    kept = tuple(links) if every_direction else tuple(_nearing(whole))
    return Network(whole.places, kept, tuple(closures), tuple(strengths), x_is_latitude=True)


def ends(network: Network, kind: str = "") -> tuple[str, ...]:
    """Names of the sectors and ports, or of those of one kind, in order."""
    kinds = (kind,) if kind else END_KINDS
    return tuple(place.name for place in network.places if place.extra.get("kind") in kinds)


def origins(network: Network) -> tuple[str, ...]:
    """Names of the places where people begin, in order."""
    return tuple(place.name for place in network.places if place.extra.get("kind") == "origin")


def distances_km(network: Network) -> NDArray[np.float64]:
    """Shortest way between any two places along open links, km (start, end); infinite where there is none."""
    index, size = network.index, len(network.places)
    rows, columns = ([index[getattr(link, side)] for link in network.links] for side in ("start", "end"))
    matrix = csr_array(([link.length_km for link in network.links], (rows, columns)), shape=(size, size))
    return np.asarray(dijkstra(matrix), dtype=np.float64)


def travel_days(network: Network, speed_km: float) -> pd.DataFrame:
    """Mean days from each origin to each sector along the shortest way.

    Parameters
    ----------
    network : Network                  from `corridor_network`
    speed_km : float                   mean progress a day, rests included, km

    Returns
    -------
    DataFrame (origin, sector)         days; infinite where there is no way

    Raises
    ------
    InputError                         if the speed is not above 0
    """
    if not (np.isfinite(speed_km) and speed_km > 0):
        raise InputError("speed_km", f"{speed_km} is no speed. Got {speed_km}; give kilometres a day above 0.")
    starts, targets, index = origins(network), ends(network, "sector"), network.index
    days = distances_km(network)[np.ix_([index[each] for each in starts], [index[each] for each in targets])] / speed_km
    return pd.DataFrame(days, pd.Index(starts, name="origin"), pd.Index(targets, name="sector"))


@lru_cache(maxsize=1)
def shared_stretches() -> dict[frozenset[str], tuple[Pair, ...]]:
    """Stretches of road between two towns -> the links of the table that run along them.

    Derived from the towns in `via`: a link is the chain start, via, end; two links share a stretch when they have two
    neighbouring towns in common. Towns of the table are known by id, name or what they cover; others by name.
    """
    graph = corridor()
    names: dict[str, str] = {}
    for place in graph.places.to_dict("records"):
        for name in (place["name"], *place["covers"].split("; ")):
            if place["kind"] not in ("origin", *END_KINDS):
                names.setdefault(name, place["id"])
    found: dict[frozenset[str], list[Pair]] = {}
    for link in graph.links.to_dict("records"):
        chain = [link["start"], *(names.get(town, town) for town in link["via"].split("; ") if town), link["end"]]
        for one, two in pairwise(chain):
            if one != two:
                found.setdefault(frozenset((one, two)), []).append((link["start"], link["end"]))
    return {stretch: tuple(links) for stretch, links in found.items()}


@lru_cache(maxsize=1)
def _link_regions() -> dict[Pair, str]:
    """The region of enforcement of each link in Mexico, both ways; none outside it and for links into the US.

    The table's `region` is that of the northern end, so the isthmus is in part `south` and all ways to the north are
    `north`. Here a link with an end in the isthmus (a place of the south on an Isthmus link) or in the centre's region
    is `centre_isthmus`; one of the north with an end in a border city is `northern_border`, else `interior_north`.
    """
    graph = corridor()
    place_region = dict(zip(graph.places["id"], graph.places["region"], strict=True))
    cities = set(graph.places.loc[graph.places["kind"] == "shelter_city", "id"])
    on_isthmus = graph.links[graph.links["route"] == "Isthmus"]
    isthmus = {id_ for id_ in (*on_isthmus["start"], *on_isthmus["end"]) if place_region[id_] == "south"}
    regions: dict[Pair, str] = {}
    for link in graph.links.to_dict("records"):
        if link["entry"] or link["region"] == "central_america" or link["route"] == "Access":
            continue
        pair = (link["start"], link["end"])
        if link["region"] == "centre" or isthmus & set(pair):
            region = "centre_isthmus"
        elif link["region"] == "south":
            region = "southern_border"
        else:
            region = "northern_border" if cities & set(pair) else INTERIOR_NORTH
        regions[pair] = regions[pair[::-1]] = region
    return regions


@lru_cache(maxsize=1)
def link_stretches() -> dict[Pair, tuple[tuple[str, ...], ...]]:
    """For each link in Mexico, both ways: the regions of each of its stretches.

    A stretch lies in the regions of all links that run along it: what is set on one link is set on the others.
    """
    regions = _link_regions()
    found: dict[Pair, list[tuple[str, ...]]] = {}
    for links in shared_stretches().values():
        here = tuple(sorted({regions[link] for link in links if link in regions}, key=REGIONS.index))
        for link in links:
            if link in regions:
                found.setdefault(link, []).append(here)
    return {pair: tuple(each) for link, each in found.items() for pair in (link, link[::-1])}


def deployment_shares(region: str) -> dict[Pair, float]:
    """The links on which a deployment in a region counts, each with the share of its stretches on which it does.

    Parameters
    ----------
    region : str                       one of `DEPLOYMENT_REGIONS`

    Returns
    -------
    dict (start, end) -> share         above 0, at most 1, the same both ways; below 1: a link of another region that
                                       shares some stretches of road (taken as equally long: lengths are not known)

    Raises
    ------
    InputError                         if there is no such region
    """
    if region not in DEPLOYMENT_REGIONS:
        raise InputError("region", f"`{region}` is no region of deployment. {known_words(region, DEPLOYMENT_REGIONS)}")
    shares = {pair: sum(region in here for here in each) / len(each) for pair, each in link_stretches().items()}
    return {pair: share for pair, share in shares.items() if share}


def hazard_of(
    base_hazard: ArrayLike, effective_people: ArrayLike, base_people: ArrayLike, eta: ArrayLike
) -> NDArray[np.float64]:
    """Hazard of interception with people deployed: h0 (1 + G / G0)^eta (world.md section 4).

    Parameters
    ----------
    base_hazard : array                h0, a passage, 0 or more
    effective_people : array           G, people deployed, 0 or more
    base_people : array                G0, people in enforcement before, above 0
    eta : array                        0 to 1: 0 is no effect, 1 is in proportion

    Returns
    -------
    array                              broadcast over the four; h0 where G is 0

    Raises
    ------
    InputError                         for numbers out of range
    """
    values = [np.asarray(each, dtype=np.float64) for each in (base_hazard, effective_people, base_people, eta)]
    h0, people, base, power = values
    checks = (
        ("base_hazard", h0, h0 >= 0, "0 or more"),
        ("effective_people", people, people >= 0, "0 or more"),
        ("base_people", base, base > 0, "above 0"),
        ("eta", power, (power >= 0) & (power <= 1), "0 to 1"),
    )
    problems = [
        Problem(0, 0, name, f"holds a number out of range. Got {value.flat[int(np.argmin(good))]}; allowed {allowed}.")
        for name, value, good, allowed in checks
        if not (good & np.isfinite(value)).all()
    ]
    if problems:
        raise InputError("hazard", problems)
    return np.asarray(h0 * (1 + people / base) ** power)


def class_name(nationality: str, group: str) -> str:
    """The key that names one class in the rules: its nationality and its group."""
    return f"{nationality}, {group}"


def corridor_departures(people: MonthlyPeople, start_date: dt.date, days: int, *, drawn: bool = True) -> Departures:
    """Who sets out where on which day, from people a month by nationality and group.

    Over origins by the table's `weight_share`: the census population of the departments, **not** how many of them
    leave. Over days evenly within the month. Travel time and the chance of arriving are the caller's business.

    Parameters
    ----------
    people : month -> (nationality, group) -> people setting out in that month, 0 or more; months as 2019-05
    start_date : date                  day 0
    days : int                         days of the run; every month it touches is to be given
    drawn : bool                       numbers of people are drawn with these means

    Returns
    -------
    Departures                         attributes nationality and group; people (day, origin, class)

    Raises
    ------
    InputError                         with every problem: unknown nationality or group, a month missing, a bad number
    """
    problems = _people_problems(people, start_date, days)
    if problems:
        raise InputError("departures", problems)
    table = corridor().places
    table = table[table["kind"] == "origin"]
    given = {key for month in people.values() for key in month}
    named = [key for key in product(NATIONALITIES, GROUPS) if key in given]
    weights = np.array(
        [[row["weight_share"] * (row["nationality"] == key[0]) for key in named] for row in table.to_dict("records")]
    ).reshape(len(table), len(named))
    weights /= np.where(weights.any(axis=0), weights.sum(axis=0), 1)
    a_day = np.zeros((days, len(named)))
    for day in range(days):
        date = start_date + dt.timedelta(days=day)
        month = people[f"{date:%Y-%m}"]
        a_day[day] = [month.get(key, 0.0) / calendar.monthrange(date.year, date.month)[1] for key in named]
    return Departures(
        ("nationality", "group"),
        tuple(named),
        tuple(table["id"]),
        a_day[:, None, :] * weights[None],
        drawn,
    )


def _people_problems(people: MonthlyPeople, start_date: dt.date, days: int) -> Sequence[Problem]:
    if days < 1:
        return [Problem(0, 0, "days", f"{days} is below 1. Give at least one day")]
    touched = {f"{start_date + dt.timedelta(days=day):%Y-%m}" for day in range(days)}
    problems = [
        Problem(0, 0, month, f"no people are given. Known: {', '.join(sorted(people)) or 'none'}")
        for month in sorted(touched - set(people))
    ]
    for month, counts in people.items():
        for (nationality, group), value in counts.items():
            where = f"{month}.{nationality}.{group}"
            if nationality not in NATIONALITIES:
                text = f"`{nationality}` is no nationality of the corridor. {known_words(nationality, NATIONALITIES)}"
                problems.append(Problem(0, 0, where, text))
            if group not in GROUPS:
                problems.append(Problem(0, 0, where, f"`{group}` is no group. {known_words(group, GROUPS)}"))
            if not (np.isfinite(value) and value >= 0):
                problems.append(Problem(0, 0, where, f"{value} is no number of people. Give 0 or more"))
    return problems


def _nearing(network: Network) -> Iterable[Link]:
    """The links that bring people nearer to at least one border city, sector or port."""
    index = network.index
    aims = [place.name for place in network.places if place.extra["kind"] in ("shelter_city", *END_KINDS)]
    left = distances_km(network)[:, [index[each] for each in aims]]
    for link in network.links:
        start, end = left[index[link.start]], left[index[link.end]]
        if (np.isfinite(end) & (end < start)).any():
            yield link


__all__ = [
    "CLAIM", "DEPLOYMENT_REGIONS", "GROUPS", "HELD", "RELEASED", "class_name", "corridor_departures",
    "corridor_network", "deployment_shares", "distances_km", "ends", "hazard_of", "link_stretches", "origins",
    "shared_stretches", "travel_days",
]  # fmt: skip
