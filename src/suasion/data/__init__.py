"""The shipped facts: small tables built from public figures, each value with its unit and its source, and their reader.

It answers: what was published of a series, when, and by whom; what was known of it on a given day (`as_of`); goods
trade between the United States and Mexico by chapter; the dated facts of the programmes of 2019 (Mexico's
deployments, waiting in Mexico, asylum claims in Mexico). It does not forecast, fill gaps, splice releases or fetch
anything.

**Arrests are events, not persons**: one person may be arrested more than once, and since March 2020 counts include
expulsions.

Days of publication (`day_basis`):

* `dated`: the day and the figure were read in a public text (SOURCES.csv);
* `recalled`: entered from memory;
* `assumed`: by rule. US border figures: the 10th of the following month; for a September and from October 2020 on
  the last day of the following month (year-end and later figures came late). Mexico's bulletins: the last day of
  the second following month. Trade: the 10th of the second following month, the 25th before 2014. For years without
  monthly releases (the border before about 2012) the rule is a stand-in and nothing more.

Vintages (`release`): `first` is the first published figure, `revised` any later one. **Where only the final figure
is known it stands in from the first day, as `revised`: a forecast made as of that day then knows later revisions.**
How much that can be, from the months with both (first against final, April 2018 to February 2020): arrests between
ports 0.08% on average, at most 0.65%; at ports 1.8% and 11% (August 2019: 13,313 became 12,023); all encounters
0.4% and 2.1%. From March 2020 on first figures of arrests and of all encounters were 0.1 to 3% too low. Sectors,
citizenships and groups carry final figures only: in a month with a first figure they add up to the final total. A
total may come out days before its parts (June and September 2019).

The tables are built by `scripts/build_facts.py`; `digest()` names their exact content.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from suasion.data.registers import SeriesNote, Source, describe, digest, hs2_labels, series_ids, sources

if TYPE_CHECKING:
    from suasion.data.reader import as_of, load, load_parts, monthly_by_hs2, parts, programme, programmes

__all__ = [
    "SeriesNote",
    "Source",
    "as_of",
    "describe",
    "digest",
    "hs2_labels",
    "load",
    "load_parts",
    "monthly_by_hs2",
    "parts",
    "programme",
    "programmes",
    "series_ids",
    "sources",
]

# pandas takes a third of a second to import: it waits until a table is asked for.
_NEEDS_PANDAS = frozenset({"as_of", "load", "load_parts", "monthly_by_hs2", "parts", "programme", "programmes"})


def __getattr__(name: str) -> Any:
    if name in _NEEDS_PANDAS:
        return getattr(importlib.import_module("suasion.data.reader"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
