"""Published figures about the corridor, counted from the shipped tables in the shape that its rules need.

Arrests and apprehensions are events, not persons. Sectors and nationalities are published apart, never crossed, so how
a nationality spreads over sectors is not in these figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

import numpy as np
import pandas as pd

from suasion.data import load, load_parts, programme
from suasion.data.corridor_tables import NATIONALITIES, corridor
from suasion.errors import InputError
from suasion.movement.corridor.network import GROUPS, class_name
from suasion.movement.corridor.parameters import CorridorParameters

FIT_MONTHS = ("2018-10", "2019-05")  # fiscal year 2019 before the accord of June
MEXICAN = "MEX"
BETWEEN = "us_sw_between_ports"
CROSSING = tuple(each for each in NATIONALITIES if each != MEXICAN)  # those whom Mexico's authority apprehends
OFFICES = {  # ports by the field office that runs them
    "San Diego": ("port_san_ysidro", "port_calexico"),
    "Tucson": ("port_nogales",),
    "El Paso": ("port_el_paso",),
    "Laredo": ("port_eagle_pass", "port_laredo", "port_hidalgo", "port_brownsville"),
}
COURTS = {  # where cases of people waiting in Mexico are heard -> sectors that sent most of them there, our reading
    "San Ysidro": ("San Diego",), "Calexico": ("El Centro", "Yuma"), "El Paso": ("El Paso", "Big Bend"),
    "Laredo": ("Laredo", "Del Rio"), "Brownsville": ("Rio Grande Valley",),
}  # fmt: skip


@lru_cache(maxsize=256)
def _months(series: str, kind: str, months: tuple[str, str]) -> Mapping[str, float]:
    """Sums over months, first and last included, by part; by `` for the total if there is no kind."""
    rows = load_parts(series, kind) if kind else load(series).assign(part="")
    first, last = (pd.Period(month, "M") for month in months)
    rows = rows[(rows["month"] >= first) & (rows["month"] <= last)].drop_duplicates(["part", "month"], keep="last")
    counted = rows.groupby("part")["month"].nunique()
    if counted.empty or counted.min() < len(pd.period_range(first, last)):
        raise InputError("months", f"{series} does not have all of {months[0]} to {months[1]}. Choose other months.")
    return MappingProxyType({str(part): float(value) for part, value in rows.groupby("part")["value"].sum().items()})


def month_days(months: tuple[str, str]) -> int:
    """Days of some months, first and last included."""
    return int(np.sum(pd.period_range(months[0], months[1], freq="M").days_in_month))


def sector_ids() -> dict[str, str]:
    """Name of a Border Patrol sector as in the border series -> its id in the corridor."""
    places = corridor().places
    rows = places[places["kind"] == "sector"]
    return dict(zip(rows["sector"], rows["id"], strict=True))


def sector_arrests(months: tuple[str, str] = FIT_MONTHS) -> dict[str, float]:
    """Arrests between ports in some months by sector id."""
    ids = sector_ids()
    return {ids[name]: value for name, value in _months(BETWEEN, "sector", months).items()}


def class_arrests(parameters: CorridorParameters, months: tuple[str, str] = FIT_MONTHS) -> dict[str, float]:
    """Arrests between ports in some months by nationality and group (`GTM, single adults`), an estimate.

    Nationalities are published, groups are published, not their crossing: the groups of Mexicans are taken from the
    parameters, and what is left of each group is spread alike over the other nationalities. Scaled to the arrests by
    sector: nationalities are published rounded to 10.
    """
    people, groups = _months(BETWEEN, "citizenship", months), _months(BETWEEN, "group", months)
    family, children = parameters.mexican_family_share, parameters.mexican_children_share
    mexican = dict(zip(GROUPS, (1 - family - children, family, children), strict=True))
    others = {group: max(0.0, groups[group] - people[MEXICAN] * mexican[group]) for group in GROUPS}
    left = sum(others.values())
    found = {
        class_name(key, group): people[key] * (mexican[group] if key == MEXICAN else others[group] / left)
        for key in NATIONALITIES
        for group in GROUPS
    }
    scale = sum(sector_arrests(months).values()) / sum(found.values())
    return {key: value * scale for key, value in found.items()}


def mexican_apprehensions(months: tuple[str, str] = FIT_MONTHS) -> dict[str, float]:
    """Apprehensions by Mexico's migration authority in some months by nationality."""
    found = _months("mx_apprehensions", "citizenship", months)
    return {key: found[key] for key in CROSSING}


def home_shares(months: tuple[str, str] = FIT_MONTHS) -> dict[str, float]:
    """Returns over apprehensions of Mexico's migration authority by nationality, at most 1."""
    returned, found = _months("mx_returns", "citizenship", months), mexican_apprehensions(months)
    return {key: min(1.0, returned[key] / value) for key, value in found.items()}


def port_people_a_day(parameters: CorridorParameters, months: tuple[str, str] = FIT_MONTHS) -> dict[str, float]:
    """People found inadmissible a day by port id: the published total, by office, alike within an office.

    It stands for what the ports let through: lines held it at nearly the same level for months.
    """
    total = _months("us_sw_at_ports", "", months)[""] / month_days(months)
    named = {"El Paso": parameters.el_paso_ports_share, "Laredo": parameters.laredo_ports_share}
    named["Tucson"] = parameters.tucson_ports_share
    shares = named | {"San Diego": 1 - sum(named.values())}
    return {port: total * shares[office] / len(ports) for office, ports in OFFICES.items() for port in ports}


def waiting_steps(start_date: dt.date, days: int) -> dict[str, tuple[tuple[int, float], ...]]:
    """Share of those arrested in a sector who were returned to wait in Mexico, by month, from new court cases.

    Cases heard at a court over the arrests of its sectors (`COURTS`), Mexicans and unaccompanied children left out:
    they were exempt, and their share is taken as alike everywhere. Published by court for January to July 2019;
    before, the share is 0, afterwards the last month's is held.

    Parameters
    ----------
    start_date : date                  day 0
    days : int                         days of the run

    Returns
    -------
    dict sector id -> ((day, share), ...) from which day on which share, the first from day 0
    """
    rows = programme("waiting in mexico", "court cases, new")
    ids = sector_ids()
    found: dict[str, list[tuple[int, float]]] = {}
    for place, start, cases in zip(rows["place"], rows["start"], rows["value"], strict=True):
        sectors = COURTS.get(str(place), ())
        month = (f"{start:%Y-%m}",) * 2
        arrests = sector_arrests(month) if sectors else {}
        subject = _subject_share(month) if sectors else 1.0
        at_court = sum(arrests[ids[sector]] for sector in sectors)
        for sector in sectors:
            step = ((start.date() - start_date).days, min(1.0, float(cases) / (at_court * subject)))
            found.setdefault(ids[sector], []).append(step)
    return {sector: _from_day_0(sorted(steps), days) for sector, steps in found.items()}


def _subject_share(month: tuple[str, str]) -> float:
    """Share of a month's arrests that could be returned to wait: neither Mexicans nor unaccompanied children."""
    people, groups = _months(BETWEEN, "citizenship", month), _months(BETWEEN, "group", month)
    return 1 - (people[MEXICAN] + groups[GROUPS[2]]) / sum(people.values())


def _from_day_0(steps: Sequence[tuple[int, float]], days: int) -> tuple[tuple[int, float], ...]:
    before = [share for day, share in steps if day <= 0]
    return ((0, before[-1] if before else 0.0), *((day, share) for day, share in steps if 0 < day < days))
