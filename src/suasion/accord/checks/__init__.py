"""The named consistency checks of an accord; each finding carries its repair. Warnings never stop a run.

What one block can see alone is refused earlier, by the schema.

    case.py       what a check is, and the register of them
    ids.py        every id that is named is defined; every number says where it comes from
    dates.py      dates against dates: order, life of a measure, schedule, term of a review
    figures.py    figures against figures: series, base of a change, per how long
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from suasion.accord.checks import dates, figures, ids  # noqa: F401  (importing them registers their checks)
from suasion.accord.checks.case import CHECKS, Case, Finding
from suasion.accord.overrides import Override
from suasion.accord.schema import Accord
from suasion.accord.tree import Tree

__all__ = ["Finding", "names", "run"]


def names() -> list[str]:
    """The names of all checks, in the order in which they run."""
    return [name for name, _, _ in CHECKS]


def run(accord: Accord, tree: Tree, folder: Path, overrides: Sequence[Override]) -> list[Finding]:
    """Every finding of every check, in the order of the checks."""
    case = Case(accord, tree, folder, overrides)
    return [
        Finding(name, severity, tree.problem(path, text), path)
        for name, severity, function in CHECKS
        for path, text in function(case)
    ]
