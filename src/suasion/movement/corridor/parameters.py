"""The uncertain numbers of the corridor in one table: what is likely, how low and high it may be, where it is from.

A source is the id of a line of `suasion.data` (SOURCES.csv), `read:` with the publisher and day of a public text, or
`assumption:` with its reason. Ranges are ours throughout: nobody has published them. What can be counted from a shipped
table is counted there (`figures`) and does not stand here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from suasion.errors import InputError, Problem
from suasion.movement.validation import Fault, number_faults

LIMITS = {  # unit -> least and most that has a meaning
    "share": (0.0, 1.0),
    "km": (0.001, 1_000.0),
    "km a day": (1.0, 2_000.0),
    "days": (0.0, 3_650.0),
    "people": (1.0, 1e6),
    "utility a 100 km": (1e-3, 100.0),
    "utility a unit of hazard": (0.0, 100.0),
    "power": (0.0, 1.0),
}


def _number(likely: float, low: float, high: float, unit: str, source: str, what: str) -> Any:
    return field(default=likely, metadata={"low": low, "high": high, "unit": unit, "source": source, "what": what})


@dataclass(frozen=True)
class ParameterNote:
    """One line of the table: what a parameter is, its range, unit and source."""

    name: str
    likely: float
    low: float
    high: float
    unit: str
    source: str
    what: str


@dataclass(frozen=True)
class CorridorParameters:
    """Values of the parameters; the defaults are the likely ones. `parameter_notes()` is the table.

    Raises
    ------
    InputError                         if a value has no meaning in its unit, or shares of one whole are above 1
    """

    # the way
    last_link_km: float = _number(
        5.0, 1.0, 10.0, "km", "assumption: a walk over the border",
        "length of every link from a border city into the United States, whatever the table says",
    )  # fmt: skip
    speed_km: float = _number(
        150.0, 80.0, 400.0, "km a day",
        "assumption: low is the caravan of October 2018 (24 days to Mexico City: read: The Mazatlan Post, 6 May 2019)",
        "mean progress a day along the way, rests and waits in towns included",
    )  # fmt: skip
    per_100_km: float = _number(
        1.0, 0.5, 2.0, "utility a 100 km",
        "assumption: no route shares are published; below 0.4 the logit over all ways has no solution",
        "disutility of distance in the choice of the way",
    )  # fmt: skip
    per_hazard: float = _number(
        1.0, 0.0, 3.0, "utility a unit of hazard", "assumption",
        "disutility of the perceived hazard of interception",
    )  # fmt: skip
    perception_lag_days: float = _number(
        21.0, 7.0, 60.0, "days", "assumption: about three weeks", "how late the perceived hazard follows the true one"
    )
    # Mexico
    south_share: float = _number(
        0.524, 0.40, 0.60, "share",
        "read: UPM by alcalorpolitico.com, 16 September 2019: Chiapas 56,305 and Tabasco 11,005 of 128,485",
        "share of Mexico's apprehensions at the southern border, January to July 2019",
    )  # fmt: skip
    north_share: float = _number(
        0.20, 0.10, 0.30, "share", "assumption: Veracruz is 12.6%; 35% are in states without a figure by then",
        "share of Mexico's apprehensions in the north (northern border and the way there)",
    )  # fmt: skip
    south_base_people: float = _number(
        491.0, 300.0, 1_500.0, "people",
        "read: votaqueretaro.com, June 2019: 425 and 66 agents of the migration authority at the southern border",
        "people in enforcement at the southern border before the deployment (G0)",
    )  # fmt: skip
    centre_base_people: float = _number(
        1_000.0, 300.0, 3_000.0, "people", "assumption: nothing published", "the same, centre and isthmus"
    )
    north_base_people: float = _number(
        1_000.0, 300.0, 3_000.0, "people", "assumption: nothing published", "the same, northern border"
    )
    effectiveness_power: float = _number(
        0.3, 0.1, 0.6, "power", "assumption", "how the hazard grows with people deployed (eta)"
    )
    held_days: float = _number(
        12.0, 5.0, 18.0, "days",
        "read: noticiaslatam.lat, 7 August 2019: 11,198 held; over June's and July's apprehensions a day: 10.8, 18.4",
        "mean days held by Mexico's migration authority",
    )  # fmt: skip
    held_places: float = _number(
        11_198.0, 6_931.0, 14_000.0, "people",
        "read: noticiaslatam.lat, 7 August 2019: 11,198 people in 6,931 places",
        "people whom the stations hold before decisions fall at once; low: the official places",
    )  # fmt: skip
    claim_share: float = _number(
        0.6, 0.3, 0.9, "share", "assumption",
        "of those not returned home: share who stay in Mexico with a claim; the others go on",
    )  # fmt: skip
    home_again_share: float = _number(
        0.35, 0.15, 0.55, "share", "assumption", "share of those sent home by Mexico who set out again"
    )
    home_again_days: float = _number(30.0, 7.0, 90.0, "days", "assumption", "mean days until they do")
    # United States
    adult_arrest_share: float = _number(
        0.75, 0.60, 0.90, "share",
        "assumption: officially 81.01% of those seen in 2015 were arrested or turned back (read: CNSNews)",
        "chance that a single adult who crosses between ports is arrested",
    )  # fmt: skip
    family_arrest_share: float = _number(
        0.98, 0.95, 0.999, "share", "assumption: most gave themselves up",
        "the same for families and unaccompanied children",
    )  # fmt: skip
    mexican_again_share: float = _number(
        0.30, 0.12, 0.45, "share",
        "assumption: repeat arrests of all nationalities were 12% in 2016 and above 30% in 2005-2009, when nine of ten "
        "were Mexican (read: CIS, 28 September 2021); returns are not arrests",
        "share of Mexican nationals returned across the border who try again",
    )  # fmt: skip
    mexican_again_days: float = _number(5.0, 1.0, 30.0, "days", "assumption", "mean days until they do")
    mexican_released_share: float = _number(
        0.05, 0.0, 0.15, "share", "assumption", "share of Mexican nationals released pending proceedings"
    )
    adult_released_share: float = _number(
        0.5, 0.3, 0.7, "share", "assumption", "share of other single adults released pending proceedings, none waiting"
    )
    family_released_share: float = _number(
        0.95, 0.85, 1.0, "share", "assumption: families could not be held for long", "the same, family units"
    )
    removed_again_share: float = _number(
        0.2, 0.05, 0.4, "share", "assumption", "share of those removed home who set out again"
    )
    removed_again_days: float = _number(60.0, 14.0, 180.0, "days", "assumption", "mean days until they do")
    waiting_again_share: float = _number(
        0.3, 0.1, 0.6, "share", "assumption", "share of those returned to wait in Mexico who try to enter again"
    )
    waiting_again_days: float = _number(60.0, 14.0, 180.0, "days", "assumption", "mean days until they do")
    # ports
    give_up_share: float = _number(
        0.01, 0.0, 0.05, "share", "assumption", "chance a day that somebody in line at a port chooses anew"
    )
    el_paso_ports_share: float = _number(
        0.159, 0.10, 0.20, "share", "cbp_mpp_fy2020",
        "El Paso office's share of people found inadmissible, January and February 2020 (2,231 of 13,990)",
    )  # fmt: skip
    laredo_ports_share: float = _number(
        0.367, 0.30, 0.45, "share", "cbp_mpp_fy2020", "the same, Laredo office (5,130): Eagle Pass to Brownsville"
    )
    tucson_ports_share: float = _number(
        0.143, 0.08, 0.20, "share", "cbp_mpp_fy2020", "the same, Tucson office (1,996); San Diego has the rest (4,633)"
    )
    mexican_family_share: float = _number(
        0.04, 0.02, 0.10, "share", "assumption: recalled, fiscal year 2019", "family members among arrested Mexicans"
    )
    mexican_children_share: float = _number(
        0.06, 0.04, 0.10, "share", "assumption: recalled, fiscal year 2019",
        "unaccompanied children among arrested Mexicans",
    )  # fmt: skip

    def __post_init__(self) -> None:
        problems = [Problem(0, 0, path, text) for path, text in self._faults()]
        if problems:
            raise InputError("corridor parameters", problems)

    def _faults(self) -> Iterable[Fault]:
        for note in parameter_notes():
            yield from number_faults(note.name, getattr(self, note.name), *LIMITS[note.unit])
        wholes = (
            ("south_share", "north_share"),
            ("el_paso_ports_share", "laredo_ports_share", "tucson_ports_share"),
            ("mexican_family_share", "mexican_children_share"),
        )
        for names in wholes:
            total = sum(getattr(self, name) for name in names)
            if total > 1:
                yield names[0], f"with {' and '.join(names[1:])} makes {total:g}. Allowed: 1 in all; lower one"


def parameter_notes() -> tuple[ParameterNote, ...]:
    """The table: every parameter with its range, unit, source and meaning."""
    return tuple(
        ParameterNote(
            each.name,
            float(str(each.default)),
            *(each.metadata[key] for key in ("low", "high", "unit", "source", "what")),
        )
        for each in fields(CorridorParameters)
    )
