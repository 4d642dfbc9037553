"""Until which day a book of rules knows anything, and which cases lie outside: nothing there is a finding of law."""

from __future__ import annotations

from suasion.asylum.dates import iso
from suasion.asylum.facts.table import Facts
from suasion.asylum.rules.rulebook import Rulebook


def known_days(book: Rulebook) -> tuple[int, int] | None:
    """The first and the last day on which anything in a book changes a decision; None if nothing in it is dated."""
    dates = [on for rule in book.rules if rule.enabled for _, _, on in rule.dates()]
    return (min(dates), max(dates)) if dates else None


class OutsideKnown:
    """Counts, chunk by chunk, the cases of before the first dated rule and of after the last."""

    def __init__(self, book: Rulebook) -> None:
        self.days = known_days(book)
        self.cases = self.before = self.after = 0

    def add(self, facts: Facts) -> None:
        """Look at more cases."""
        self.cases += len(facts)
        if self.days is not None:
            self.before += int((facts.columns["entry_date"] < self.days[0]).sum())
            self.after += int((facts.columns["decision_date"] > self.days[1]).sum())

    @property
    def warnings(self) -> tuple[str, ...]:
        """A sentence for each end of the rules beyond which there are cases."""
        said = []
        if self.days is not None and self.before:
            said.append(
                f"{_many(self.before, self.cases)} before {iso(self.days[0])}, the first day that these rules name: "
                "what held then is told only as far as it has no date"
            )
        if self.days is not None and self.after:
            said.append(
                f"{_many(self.after, self.cases, 'decided')} after {iso(self.days[1])}, the last day that these rules "
                "name: what has changed since is not known here"
            )
        return tuple(said)


def _many(some: int, cases: int, what: str = "entered") -> str:
    if cases == 1:
        return f"the case is {what}" if what == "decided" else f"the case {what}"
    return f"{some:,} of {cases:,} cases {'are ' if what == 'decided' else ''}{what}"
