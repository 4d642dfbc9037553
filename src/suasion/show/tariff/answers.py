"""What a ledger's costs say, as plain numbers ready for JSON."""

from __future__ import annotations

from typing import Any

import pandas as pd

from suasion.show.tariff.alternatives import alternatives, who_bears
from suasion.show.tariff.costed import CASES, DIMENSIONS, OWED, Costed
from suasion.trade.ledger import entry_summary
from suasion.trade.ledger.entry_summary import EntrySummary
from suasion.trade.rates.hts import dotted

TOP = 20
UNNAMED = "(not named)"


def summary(costed: Costed) -> dict[str, Any]:
    """The answers of a ledger.

    Returns
    -------
    dict      amounts in USD. `total` has each amount in three cases: never_usd and comes_usd are what happens to the
              threat, expected_usd weighs them by its probability; none is a range of uncertainty. Rankings name the
              first 20 products, suppliers and codes; files hold all
    """
    first, last = costed.days
    months = costed.by("month")
    return {
        "ledger": costed.name,
        "lines": len(costed.ledger),
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "value_usd": cents(costed.rows["value_usd"].sum()),
        "accord": None if costed.document is None else costed.document.accord.id,
        "variant": costed.variant or None,
        "probability": costed.probability if costed.threat else None,
        "shift_years": costed.shift_years,
        "measures_in_force": len(costed.in_force),
        "total": _total(costed),
        "cash_peak": _peaks(costed),
        "bond_usd": {"never": costed.cost.bond_usd(False), "comes": costed.cost.bond_usd(True)},
        "by_month": [{"month": str(month), **_amounts(row)} for month, row in months.iterrows()],
        "ranked": {
            name: [
                {"name": label(name, key), **_amounts(row)} for key, row in ranked(costed, name).head(TOP).iterrows()
            ]
            for name in DIMENSIONS[1:]
        },
        "distinct": {name: len(costed.by(name)) for name in DIMENSIONS[1:]},
        "alternatives": alternatives(costed),
        "who_bears": who_bears(costed) if costed.threat else None,
        "largest_entry": entry_answer(worked_entry(costed, costed.largest_entry)),
        "skipped": [str(problem) for problem in costed.ledger.skipped],
        "notes": list(costed.notes),
    }


def ranked(costed: Costed, dimension: str) -> pd.DataFrame:
    """Sums by product, supplier or code: first where the threat adds most, then by what is owed."""
    order = ["threat_duty_usd", "comes_usd"]
    return costed.by(dimension).sort_values(order, ascending=False, kind="stable")


def label(dimension: str, key: object) -> str:
    """How a product, supplier or code is called where it is shown."""
    if pd.isna(key):  # type: ignore[call-overload]
        return UNNAMED
    return dotted(str(key)) if dimension == "hts" else str(key)


def worked_entry(costed: Costed, number: str | None) -> EntrySummary:
    """One entry to the cent, the threat in force; without a number the one line that costs most.

    Raises
    ------
    ValueError                         if no entry has that number
    """
    ledger, measures = costed.ledger, [*costed.in_force, *costed.threat]
    if number is not None:
        return entry_summary(ledger, measures, number)
    position = int(costed.rows["comes_usd"].to_numpy().argmax())
    row = ledger.frame.iloc[[position]].reset_index(drop=True)
    alone = row.assign(entry_number=row["entry_number"].cat.remove_unused_categories())
    return entry_summary(type(ledger)(alone), measures)


def entry_answer(entry: EntrySummary) -> dict[str, Any]:
    """An entry summary as plain numbers."""
    return {
        "entry_number": entry.entry_number or None,
        "day": entry.day.isoformat(),
        "lines": [
            {
                "line": line.line,
                "hts": dotted(line.hts),
                "origin": line.origin,
                "value_usd": line.value_usd,
                "charges": [
                    {
                        "legal_id": charge.legal_id,
                        "name": charge.name,
                        "rate_share": charge.rate_share,
                        "duty_usd": charge.duty_usd,
                    }
                    for charge in line.charges
                ],
            }
            for line in entry.lines
        ],
        "processing_fee_usd": entry.processing_fee_usd,
        "harbor_fee_usd": entry.harbor_fee_usd,
        "total_usd": entry.total_usd,
    }


def cents(amount: float) -> float:
    """An amount to the cent, without a sign on nothing."""
    return round(float(amount), 2) + 0.0


def _total(costed: Costed) -> dict[str, dict[str, float]]:
    """Each part of the bill in the three cases."""
    rows, share = costed.rows, costed.probability
    threat = float(rows["threat_duty_usd"].sum())
    never, comes = float(rows["drawback_never_usd"].sum()), float(rows["drawback_usd"].sum())
    weights = {"never_usd": 0.0, "expected_usd": share, "comes_usd": 1.0}
    parts = {name.removesuffix("_usd"): float(rows[name].sum()) for name in OWED}
    table = {name: dict.fromkeys(CASES, amount) for name, amount in parts.items()}
    table["threatened_duty"] = {case: weight * threat for case, weight in weights.items()}
    table["drawback"] = {case: -((1 - weight) * never + weight * comes) for case, weight in weights.items()}
    table["in_all"] = {case: float(rows[case].sum()) for case in CASES}
    table["refundable_later"] = dict.fromkeys(CASES, float(rows["refundable_usd"].sum()))
    return {part: {case: cents(amount) for case, amount in amounts.items()} for part, amounts in table.items()}


def _peaks(costed: Costed) -> dict[str, dict[str, Any]]:
    """The month in which most cash is due, before any drawback: expected, and if the threat comes."""
    cash = costed.by("cash_month")
    cases = {
        "never": cash["owed_usd"],
        "expected": cash["owed_usd"] + cash["expected_threat_usd"],
        "comes": cash["owed_usd"] + cash["threat_duty_usd"],
    }
    return {case: {"month": str(due.idxmax()), "usd": cents(due.max())} for case, due in cases.items()}


def _amounts(row: pd.Series[Any]) -> dict[str, float]:
    return {name: cents(row[name]) for name in ("value_usd", "threat_duty_usd", *CASES)}
