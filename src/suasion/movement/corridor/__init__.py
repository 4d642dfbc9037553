"""The Central America - Mexico - United States corridor: the shipped graph as something to run.

`network` places, links, regions of enforcement, departures; `parameters` every uncertain number with its source;
`figures` published figures counted from the shipped tables; `rules` interception, custody, decisions, lines and choice
of the way; `fit` rates that meet published months, and a whole run put together.
"""

from suasion.movement.corridor.fit import CorridorFit, calibrated_corridor, chance_of_arrival, corridor_instance
from suasion.movement.corridor.network import corridor_departures, corridor_network, hazard_of, travel_days
from suasion.movement.corridor.parameters import CorridorParameters, parameter_notes
from suasion.movement.corridor.rules import CorridorRates, Deployment, corridor_encounters

__all__ = [
    "CorridorFit",
    "CorridorParameters",
    "CorridorRates",
    "Deployment",
    "calibrated_corridor",
    "chance_of_arrival",
    "corridor_departures",
    "corridor_encounters",
    "corridor_instance",
    "corridor_network",
    "hazard_of",
    "parameter_notes",
    "travel_days",
]
