"""Published outcomes of claims as quantities of a run: a share with its range, source and confidence.

The range is that of one published figure (chance and rounding); how far years or nationalities differ shows by asking
for others. Shares are conditional on what `given` says: a grant rate counts decisions on the merits, not all claims.
"""

from __future__ import annotations

from suasion.accord.quantity import Share
from suasion.asylum.use.outcome_rates import OutcomeRate


def share_of(rate: OutcomeRate) -> Share:
    """The rate as an uncertain share: PERT between its ends, the published value most likely; exact where they meet."""
    note = f"{rate.branch} of {rate.given}, {rate.nationality}, {rate.period}; {rate.cite}"
    if rate.stands_in_for:
        note += f"; stands in for {rate.stands_in_for}"
    if rate.bound != "exact":
        note += f"; published as {rate.bound.replace('_', ' ')}"
    stated = {"source": rate.source, "confidence": rate.confidence, "note": note, "unit": rate.unit}
    if rate.low == rate.high:
        return Share.model_validate({"value": rate.value, **stated})
    return Share.model_validate({"low": rate.low, "likely": rate.value, "high": rate.high, **stated})
