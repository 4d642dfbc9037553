"""Small economies made up for the tests of the multi-sector engine: they need no data of anyone."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd

from suasion.trade.sectors.economy import SectorEconomy

ECONOMIES, SECTORS = ("ALDER", "BIRCH", "CEDAR", "DOGWOOD"), ("farm", "mill", "shop")


def tables(
    seed: int = 1,
    economies: tuple[str, ...] = ECONOMIES,
    sectors: tuple[str, ...] = SECTORS,
    untraded: tuple[str, ...] = ("shop",),
    with_inputs: bool = True,
    tariff: float = 0.1,
) -> dict[str, Any]:
    """Arguments of `from_tables`, drawn at random: far from an equilibrium, which the baseline solve must find."""
    rng = np.random.default_rng(seed)
    trade, rates = [], []
    for exporter, importer, sector in itertools.product(economies, economies, sectors):
        own = exporter == importer
        value = rng.uniform(80, 160) if own else rng.uniform(2, 25)
        if own or sector not in untraded:
            trade.append((exporter, importer, sector, value))
        if not own and sector not in untraded:
            rates.append((exporter, importer, sector, rng.uniform(0, tariff)))
    inputs, added, final = [], [], []
    for economy in economies:
        wants = rng.dirichlet(np.ones(len(sectors)) * 4)
        final += [(economy, sector, share) for sector, share in zip(sectors, wants, strict=True)]
        for sector in sectors:
            bought = rng.dirichlet(np.ones(len(sectors)) * 3) * (rng.uniform(0.3, 0.6) if with_inputs else 0.0)
            inputs += [(economy, each, sector, share) for each, share in zip(sectors, bought, strict=True)]
            added.append((economy, sector, 1.0 - bought.sum()))
    return {
        "trade": pd.DataFrame(trade, columns=["exporter", "importer", "sector", "value"]),
        "inputs": pd.DataFrame(inputs, columns=["economy", "input_sector", "using_sector", "share"]),
        "value_added": pd.DataFrame(added, columns=["economy", "sector", "share"]),
        "final_demand": pd.DataFrame(final, columns=["economy", "sector", "share"]),
        "elasticities": pd.DataFrame({"sector": sectors, "elasticity": rng.uniform(2, 9, len(sectors))}),
        "tariffs": pd.DataFrame(rates, columns=["exporter", "importer", "sector", "tariff"]),
    }


def economy(seed: int = 1, **more: Any) -> SectorEconomy:
    """An economy of such tables."""
    return SectorEconomy.from_tables(**tables(seed, **more))
