"""Asylum rules by date: what the law, read as dated rules, does with a case, why, and what would change it.

    book = rulebook()
    facts = facts_of([{"nationality": "HN", "route": [{"country": "MX"}], "entry_date": "2019-10-01"}])
    decide(facts, book).words(0)              outcome, asylum, screening standard, deciding rule, destination
    explain(facts, book).text()               the reasons, with sources
    windows(book, "TCTB")                     when the rule was in force, stopped, and for whom
    compare(facts, book, book.under("tctb_no_injunction"))
    boundaries(book)                          a case before, on and after every date
    for facts in CaseFile(path): ...          a CSV of millions, a chunk at a time (suasion.asylum.stream)

A model of rules, no legal advice. It knows no person and ranks none; it says what a reading of public texts implies for
facts that someone states. Rules stand in regimes/*.yaml; regimes/README.md says how to write one.
"""

from suasion.asylum.arrays import facts_from_arrays
from suasion.asylum.boundaries import Boundary, boundaries
from suasion.asylum.compare import Comparison, compare
from suasion.asylum.coverage import Coverage, coverage
from suasion.asylum.evaluate import Decisions, decide
from suasion.asylum.explain import Explanation, explain
from suasion.asylum.facts import Facts, Routes, code, routes_of
from suasion.asylum.intake import Case, facts_of, read_cases
from suasion.asylum.overrides import Overrides
from suasion.asylum.probes import probe
from suasion.asylum.rulebook import Rulebook, rulebook
from suasion.asylum.tables import Row, active, windows

__all__ = [
    "Boundary", "Case", "Comparison", "Coverage", "Decisions", "Explanation", "Facts", "Overrides", "Routes", "Row",
    "Rulebook", "active", "boundaries", "code", "compare", "coverage", "decide", "explain", "facts_from_arrays",
    "facts_of", "probe", "read_cases", "routes_of", "rulebook", "windows",
]  # fmt: skip
