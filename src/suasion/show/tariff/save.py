"""The files of a ledger's costs; all of them appear, or none."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import suasion
from suasion.show.page import render_page
from suasion.show.save import whole
from suasion.show.tariff.answers import label, ranked
from suasion.show.tariff.costed import CASES, DIMENSIONS, OWED, Costed
from suasion.show.tariff.page import build_page
from suasion.world.result import ANSWERS_FILE, MANIFEST_FILE, REPORT_FILE, json_text

TABLES = tuple(f"costs_by_{name}.csv" for name in DIMENSIONS)


def save_cost(costed: Costed, answers: dict[str, Any], out: Path) -> None:
    """Write report.html, answers.json, manifest.json and costs_by_{month,sku,supplier,hts}.csv.

    None of them holds a time of day: the same ledger, options and version give the same bytes.

    Raises
    ------
    InputError                         if the folder can not be written; it is then as it was before
    """
    record = manifest(costed)

    def fill(folder: Path) -> None:
        (folder / MANIFEST_FILE).write_text(json_text(record), encoding="utf-8")
        (folder / ANSWERS_FILE).write_text(json_text(answers), encoding="utf-8")
        for dimension, name in zip(DIMENSIONS, TABLES, strict=True):
            (folder / name).write_text(table(costed, dimension).to_csv(lineterminator="\n"), encoding="utf-8")
        page = render_page(build_page(costed, answers, record))
        (folder / REPORT_FILE).write_text(page, encoding="utf-8", newline="\n")

    whole(out, fill)


def table(costed: Costed, dimension: str) -> pd.DataFrame:
    """Every month, product, supplier or code with its amounts to the cent, months in order, others dearest first."""
    sums = costed.by(dimension) if dimension == "month" else ranked(costed, dimension)
    kept = sums[["value_usd", *OWED, "threat_duty_usd", "expected_threat_usd", *CASES]].round(2)
    names = [str(key) if dimension == "month" else plain_cell(label(dimension, key)) for key in kept.index]
    return kept.set_axis(pd.Index(names, name=dimension))


def plain_cell(text: str) -> str:
    """A name that a spreadsheet will not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def manifest(costed: Costed) -> dict[str, Any]:
    """What is needed to repeat it."""
    document = costed.document
    return {
        "suasion": suasion.__version__,
        "ledger": costed.name,
        "ledger_sha256": costed.digest,
        "accord": None if document is None else document.accord.id,
        "accord_sha256": None if document is None else document.digest,
        "variant": costed.variant or None,
        "probability": costed.probability if costed.threat else None,
        "shift_years": costed.shift_years,
        "measures": f"{len(costed.in_force)} of the United States, 2018 to 2026" if costed.in_force else None,
        "elsewhere": costed.elsewhere if costed.threat else None,
        "claim_usd": costed.claim_usd,
        "rows_left_out": len({problem.line for problem in costed.ledger.skipped}),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "pandas": pd.__version__,
    }
