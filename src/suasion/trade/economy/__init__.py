"""A general equilibrium of many countries with one sector, and the gravity check beside it.

`economy` the object that is asked; `calibration` from tables to a world; `equilibrium` the equations; `ensemble` many
scenarios at once; `tariffs` labelled rates; `scenarios` named ones, optimal tariffs and retaliation; `gravity` the
endowment model of another package.
"""

from suasion.trade.economy.economy import Economy
from suasion.trade.economy.parameters import EconomyParameters

__all__ = ["Economy", "EconomyParameters"]
