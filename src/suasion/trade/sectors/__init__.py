"""A general equilibrium of countries and sectors with input-output links (Caliendo and Parro 2015).

`economy` the object that is asked; `tables` labelled tables, checked; `tariffs` labelled rates; `equilibrium` and
`kernels` the equations; `results` the labelled answer.
"""

from suasion.trade.sectors.economy import SectorEconomy

__all__ = ["SectorEconomy"]
