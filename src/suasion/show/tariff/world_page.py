"""The report and files of a tariff's long run: a chart a party, a table a rate, models never merged."""

from __future__ import annotations

import dataclasses
import platform
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import suasion
from suasion import data
from suasion.show import words
from suasion.show.figures import Figure, comparison, party_hues
from suasion.show.page import Manifest, Page, Section, Table, render_page
from suasion.show.save import whole
from suasion.show.tariff.world import finding, finding_note, model_rows, signed, span_of
from suasion.world.long_run_models import MODELS
from suasion.world.result import ANSWERS_FILE, MANIFEST_FILE, REPORT_FILE, json_text

WELFARE_FILE = "welfare.csv"


def save_world(answers: dict[str, Any], out: Path) -> None:
    """Write report.html, answers.json, welfare.csv and manifest.json; all or none.

    Raises
    ------
    InputError                         if the folder can not be written; it is then as it was before
    """
    record = world_record(answers)

    def fill(folder: Path) -> None:
        (folder / MANIFEST_FILE).write_text(json_text(record), encoding="utf-8")
        (folder / ANSWERS_FILE).write_text(json_text(answers), encoding="utf-8")
        text = welfare_table(answers).to_csv(index=False, lineterminator="\n")
        (folder / WELFARE_FILE).write_text(text, encoding="utf-8")
        page = render_page(world_page(answers, record))
        (folder / REPORT_FILE).write_text(page, encoding="utf-8", newline="\n")

    whole(out, fill)


def world_record(answers: dict[str, Any]) -> dict[str, Any]:
    """The manifest: what was asked, and by what it was answered."""
    return {
        "suasion": suasion.__version__,
        "importer": answers["importer"],
        "exporter": answers["exporter"],
        "rates": list(answers["by_rate"]),
        "replies": list(answers["replies"]),
        "models": list(next(iter(answers["by_rate"].values()))),
        "data_sha256": data.digest(),
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def welfare_table(answers: dict[str, Any]) -> pd.DataFrame:
    """One row a rate, model, reply and economy; percent, to six decimals."""
    rows = [
        {"rate": float(rate), "model": model, "reply": reply, "economy": code, **value}
        for rate, models in answers["by_rate"].items()
        for model, one in models.items()
        for reply in answers["replies"]
        for code, value in one[reply]["welfare"].items()
    ]
    return pd.DataFrame(rows).round(6)


def world_page(answers: dict[str, Any], record: dict[str, Any]) -> Page:
    """The page; `record` is its manifest."""
    names, parties = answers["names"], (answers["importer"], answers["exporter"])
    rates = list(answers["by_rate"])
    sections = [
        Section(
            f"at-{number + 1}",
            f"At {words.percent(float(rate))}",
            figures=tuple(_figure(answers, rate, code, number) for code in reversed(parties)),
            tables=_tables(answers, rate),
        )
        for number, rate in reversed(list(enumerate(rates)))
    ]
    sections.append(Section("notes", "What to keep in mind", notes=tuple(answers["notes"])))
    return Page(
        kicker=f"{names[parties[0]]} charges {names[parties[1]]} · long run",
        title=finding(answers),
        lede=f"{finding_note(answers)} Change of what people can buy once everything has settled, some years on, by "
        "models that disagree and are shown side by side.",
        meta=(
            ("Charged by", names[parties[0]]),
            ("On all goods of", names[parties[1]]),
            ("Rates", words.listing([words.percent(float(rate)) for rate in rates])),
            ("Models", str(len(record["models"]))),
        ),
        sections=tuple(sections),
        manifest=Manifest(tuple(_manifest_rows(answers, record))),
    )


def _manifest_rows(answers: dict[str, Any], record: dict[str, Any]) -> list[tuple[str, str]]:
    """The manifest in words: names of models and countries, not the keys of the files."""
    return [
        ("suasion version", record["suasion"]),
        ("Charged by", answers["names"][record["importer"]]),
        ("On all goods of", answers["names"][record["exporter"]]),
        ("Rates", words.listing([words.percent(float(rate)) for rate in record["rates"]])),
        ("Replies", "; ".join(answers["replies"][reply] for reply in record["replies"])),
        ("Models", "; ".join(MODELS[name] for name in record["models"])),
        ("Shipped figures, SHA-256", record["data_sha256"]),
        ("Python", record["python"]),
        ("NumPy", record["numpy"]),
    ]


def _figure(answers: dict[str, Any], rate: str, code: str, number: int) -> Figure:
    reply = next(iter(answers["replies"]))
    rows = []
    for one in answers["by_rate"][rate].values():
        value = one[reply]["welfare"][code]
        middle = value["middle_pct"]
        ends = [middle if value[end] is None else value[end] for end in ("low_pct", "high_pct")]
        rows.append({"variant": one["title"], "mean": middle, "low": ends[0], "high": ends[1]})
    low, high = span_of(answers, rate, code, reply)
    name = answers["names"][code]
    agree = f"{signed(low)} to {signed(high)} by the models’ middles"
    if low < 0 < high:
        agree = "models do not agree on the sign"
    spoken = "; ".join(f"{row['variant']} {signed(row['mean'])}" for row in rows)
    made = comparison(
        pd.DataFrame(rows),
        id=f"welfare-{number + 1}-{code.lower()}",
        title=f"{name}: {agree}",
        subtitle=f"Change of what people can buy, percent a year, at {words.percent(float(rate))}; "
        f"{answers['replies'][reply]}; the line spans the models' range over trade elasticities",
        footer="Sources: Ignatenko et al. (2025); Caliendo and Parro (2015); trade and incomes of 2018; suasion.",
        unit="percent",
        alt=f"{name}: {agree}. Range chart, one line a model: {spoken}.",
        say=signed,
        say_range=lambda start, end: signed(start) if start == end else f"{signed(start)} to {signed(end)}",
        hue=party_hues([code])[code],
    )
    heads = ("Model", "Middle (percent)", "Lowest over elasticities (percent)", "Highest (percent)")
    return dataclasses.replace(made, table=made.table.set_axis(list(heads), axis=1))


def _tables(answers: dict[str, Any], rate: str) -> tuple[Table, ...]:
    parties = [answers["importer"], answers["exporter"]]
    names = answers["names"]
    found = []
    others = [code for code in names if code not in parties]
    for codes, what in ((parties, "Change of what people can buy"), (others, "The same for others")):
        told = [one[reply]["welfare"] for one in answers["by_rate"][rate].values() for reply in answers["replies"]]
        known = [code for code in codes if any(code in welfare for welfare in told)]
        if known:
            heads = tuple(names[code] for code in known)
            ranged = codes is parties
            said = " (range over trade elasticities)" if ranged else ""
            caption = f"{what} at {words.percent(float(rate))}, percent{said}"
            rows = tuple(model_rows(answers, rate, known, ranged))
            found.append(Table(("Model", "Reply", *heads), rows, caption, heads))
    return tuple(found)
