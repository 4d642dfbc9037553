"""The long-run models by name: what each assumes, what can be asked of it, and about whom.

What they answer is in `long_run`, which loads the engines; this file is for those who only tell or plan the answers.
"""

from __future__ import annotations

from dataclasses import dataclass

from suasion.data import trade_tables

MODELS = {
    "one_sector": "One sector, revenue handed out",
    "one_sector_tax": "One sector, revenue lowers the income tax",
    "one_sector_inputs": "One sector that uses its own goods, revenue handed out",
    "sectors": "Twenty sectors with inputs, transfers as they were",
    "sectors_balanced": "Twenty sectors with inputs, no transfers",
}
REPLIES = {"none": "the partner does not answer", "equal": "the partner charges the same"}
ECONOMIES = ("USA", "MEX", "CAN", "GTM", "HND", "SLV", "CHN")
ELASTICITY_RANGE = (3.0, 8.0)
"""Trade elasticities that the range of a one-sector model spans (assumption: the estimates in use lie in it)."""
ROUNDABOUT = 0.49
"""Share of value added in cost, Ignatenko et al. (2025)."""


@dataclass(frozen=True)
class LongRunTariff:
    """A tariff as these models see it.

    Attributes
    ----------
    importer, exporter : str           three-letter codes
    chapters : tuple of str            chapters in scope; empty: all goods
    """

    importer: str
    exporter: str
    chapters: tuple[str, ...] = ()


def economies_of(model: str) -> tuple[str, ...]:
    """The economies that a model can be asked about, three letters each.

    Raises
    ------
    KeyError                           if there is no such model
    """
    MODELS[model]
    known = trade_tables.world_economies()
    return tuple(known.loc[known["in_goods" if model.startswith("one_sector") else "in_sectors"], "economy"])
