"""A firm's import ledger: what it pays, when, and what other ways to buy would cost.

`file` reads CSV and XLSX (`columns`, `cells`, `days`, `workbook` are its parts) into a `table`; `entries` duty, fees
and cash; `entry_summary` one entry to the cent; `alternatives` other ways to buy; `margins` what is left after passing
on.
"""

from suasion.trade.ledger.entries import LedgerCost, cost_of
from suasion.trade.ledger.entry_summary import entry_summary
from suasion.trade.ledger.file import read_ledger, write_template
from suasion.trade.ledger.table import Ledger

__all__ = ["Ledger", "LedgerCost", "cost_of", "entry_summary", "read_ledger", "write_template"]
