"""Which clauses of the rules no case of a set makes true, or false: what a set of tests has not looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from suasion.asylum.engine.evaluate import Decisions


@dataclass(frozen=True)
class Coverage:
    """Clauses by name, as in `TCTB.exception.denied`."""

    clauses: tuple[str, ...]
    never_true: tuple[str, ...]
    never_false: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not (self.never_true or self.never_false)

    def text(self) -> str:
        """What is missing, in lines."""
        missing = f"never true: {len(self.never_true)}, never false: {len(self.never_false)}"
        lines = [f"{len(self.clauses)} clauses; {missing}"]
        lines += [f"  never true   {name}" for name in self.never_true]
        lines += [f"  never false  {name}" for name in self.never_false]
        return "\n".join(lines)


def coverage(decided: Iterable[Decisions]) -> Coverage:
    """What some decisions, made with their reasons, cover of the clauses of their rules."""
    true: dict[str, bool] = {}
    false: dict[str, bool] = {}
    for decisions in decided:
        for part, one in enumerate(decisions.parts):
            if not len(one.reasons):
                continue
            for number, bit in enumerate(one.program.bits):
                values = decisions.clause(number, part)
                name = str(bit)
                true[name] = true.get(name, False) or bool(values.any())
                false[name] = false.get(name, False) or not values.all()
    return Coverage(
        tuple(true),
        tuple(name for name, seen in true.items() if not seen),
        tuple(name for name, seen in false.items() if not seen),
    )
