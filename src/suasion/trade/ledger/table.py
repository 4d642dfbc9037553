"""An import ledger as the engine wants it: one row a line of an entry, columns typed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from suasion.errors import Problem


@dataclass(frozen=True)
class Ledger:
    """A ledger that was read.

    Attributes
    ----------
    frame : DataFrame                      one row a line: `line` (of the file), entry_day, loaded_day, zone_status_day,
                                           contract_until (days, NaT where unknown); hts, origin, mode, sku, supplier,
                                           entry_number (categories); value_usd, quantity, weight_kg, on_hand (NaN where
                                           unknown), preference_share, drawback_share, metal_share, normal_rate
    skipped : tuple of Problem             bad rows that were left out
    notes : tuple of str                   what was put right or assumed
    """

    frame: pd.DataFrame
    skipped: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        days = self.frame["entry_day"]
        span = f"{days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}" if len(days) else "no days"
        value = self.frame["value_usd"].sum()
        return f"Ledger: {len(self)} lines, {span}, {value:,.0f} USD, {len(self.skipped)} rows left out"
