"""How people look at what asylum rules do: one screen a command, and files of answers.

screens.py    decisions, an explanation, the windows of a rule, two sets of rules, dates and their cases
totals.py     what is counted while chunks of cases go by
records.py    the same as plain values, for JSON
save.py       answers of millions of cases as JSON or CSV, boundary cases as a file of cases; whole or not at all
"""

from suasion.show.asylum.records import boundary_cases, comparison_record, explanation_record, rule_record
from suasion.show.asylum.save import AnswerFile, save_boundaries
from suasion.show.asylum.screens import (
    boundaries_screen,
    comparison_screen,
    decisions_screen,
    explanation_screen,
    rule_screen,
    rules_screen,
)
from suasion.show.asylum.totals import Flips, Totals

__all__ = [
    "AnswerFile", "Flips", "Totals", "boundaries_screen", "boundary_cases", "comparison_record", "comparison_screen",
    "decisions_screen", "explanation_record", "explanation_screen", "rule_record", "rule_screen", "rules_screen",
    "save_boundaries",
]  # fmt: skip
