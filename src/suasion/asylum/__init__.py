"""Asylum rules by date: what the law, read as dated rules, does with a case, why, and what would change it.

    book = rulebook()
    facts = facts_of([{"nationality": "HN", "route": [{"country": "MX"}], "entry_date": "2019-10-01"}])
    decide(facts, book).words(0)              outcome, asylum, screening standard, deciding rule, destination
    explain(facts, book).text()               the reasons, with sources
    windows(book, "TCTB")                     when the rule was in force, stopped, and for whom
    compare(facts, book, book.under("tctb_no_injunction"))
    boundaries(book)                          a case before, on and after every date
    for facts in CaseFile(path): ...          a CSV of millions, a chunk at a time (suasion.asylum.facts.stream)

facts/      what is known about cases: words, the table, records, arrays, files of millions
language/   the conditions of rules: read, computed, said in English
rules/      the law as data: files read and checked, orders, changes, precedence
engine/     rules at work on tables of cases, and the answers in words
use/        explanations, windows, comparisons, cases around dates, pages, deadlines, outcome rates
regimes/    the rules themselves, with README.md on how to write one; examples/ has cases to try

A model of rules, no legal advice. It knows no person and ranks none; it says what a reading of public texts implies for
facts that someone states. Rules stand in regimes/*.yaml; regimes/README.md says how to write one.
"""

from suasion.asylum.engine.evaluate import Decisions, decide
from suasion.asylum.facts.arrays import facts_from_arrays
from suasion.asylum.facts.intake import Case, facts_of, read_cases
from suasion.asylum.facts.table import Facts, Routes, code, routes_of
from suasion.asylum.rules.overrides import Overrides
from suasion.asylum.rules.rulebook import Rulebook, rulebook
from suasion.asylum.use.boundaries import Boundary, boundaries
from suasion.asylum.use.compare import Comparison, compare
from suasion.asylum.use.coverage import Coverage, coverage
from suasion.asylum.use.explain import Explanation, explain
from suasion.asylum.use.probes import probe
from suasion.asylum.use.tables import Row, active, windows

__all__ = [
    "Boundary", "Case", "Comparison", "Coverage", "Decisions", "Explanation", "Facts", "Overrides", "Routes", "Row",
    "Rulebook", "active", "boundaries", "code", "compare", "coverage", "decide", "explain", "facts_from_arrays",
    "facts_of", "probe", "read_cases", "routes_of", "rulebook", "windows",
]  # fmt: skip
