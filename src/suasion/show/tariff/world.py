"""What a tariff does to countries in the long run, model beside model: as plain numbers and on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr
from rich.console import Group, RenderableType
from rich.text import Text

from suasion.data import trade_tables
from suasion.errors import InputError
from suasion.show import words
from suasion.show.terminal import plain_table
from suasion.world.long_run_answers import WELFARE_ASSUMES
from suasion.world.long_run_models import MODELS, REPLIES, LongRunTariff

SHORT_REPLIES = {"none": "none", "equal": "the same"}
FAMILIES = {
    "one-sector": tuple(name for name in MODELS if name.startswith("one_sector")),
    "sectors": tuple(name for name in MODELS if name.startswith("sectors")),
}
FAMILIES["all"] = (*FAMILIES["one-sector"], *FAMILIES["sectors"])


def world_answers(
    tariff: LongRunTariff, solved: xr.Dataset, replies: Sequence[str], notes: Sequence[str]
) -> dict[str, Any]:
    """Long-run changes of welfare by rate, model, reply and economy.

    Raises
    ------
    InputError                         if a model has no answer for the two parties at a rate: no number stands for it
    """
    parties = [tariff.importer, tariff.exporter]
    names = names_of([str(code) for code in solved["economy"].to_numpy()])
    middle = solved["welfare_pct"].sel(economy=parties, reply=list(replies))
    unsolved = [
        f"{MODELS[str(model)]} at {words.percent(float(rate))}, {REPLIES[str(reply)]}"
        for model in solved["model"].to_numpy()
        for rate in solved["rate"].to_numpy()
        for reply in replies
        if not bool(np.isfinite(middle.sel(model=model, rate=rate, reply=reply)).all())
    ]
    if unsolved:
        more = f", and {len(unsolved) - 3} more" if len(unsolved) > 3 else ""
        raise InputError(
            "tariff world", f"no equilibrium was found for {'; '.join(unsolved[:3])}{more}. Ask for lower rates, or "
            "leave the model out with --model",
        )  # fmt: skip
    found: dict[str, Any] = {}
    open_ranges = False
    for rate in solved["rate"].to_numpy():
        of_rate: dict[str, Any] = {}
        for model in (str(name) for name in solved["model"].to_numpy()):
            of_model: dict[str, Any] = {"title": MODELS[model]}
            for reply in replies:
                at = solved.sel(model=model, reply=reply, rate=rate)
                welfare = {}
                for code in names:
                    one = {part: float(at[name].sel(economy=code)) for part, name in _VARIABLES.items()}
                    if np.isfinite(one["middle_pct"]):
                        open_ranges |= not np.isfinite(one["low_pct"])
                        welfare[code] = {part: value if np.isfinite(value) else None for part, value in one.items()}
                of_model[reply] = {"welfare": welfare}
                exports = float(at["partner_exports_pct"])
                if np.isfinite(exports):
                    of_model[reply]["exports_pct"] = exports
            of_rate[model] = of_model
        found[f"{float(rate):.4g}"] = of_rate
    said = [*WELFARE_ASSUMES, *notes]
    if open_ranges:
        said.append("where a range is missing, some elasticity of the range has no equilibrium at that rate")
    return {
        "importer": tariff.importer,
        "exporter": tariff.exporter,
        "names": names,
        "unit": "percent of what people can buy, a year",
        "replies": {reply: REPLIES[reply] for reply in replies},
        "by_rate": found,
        "sources": ["Ignatenko et al. 2025", "Caliendo and Parro 2015"],
        "notes": said,
    }


_VARIABLES = {"middle_pct": "welfare_pct", "low_pct": "welfare_low_pct", "high_pct": "welfare_high_pct"}


def names_of(codes: Sequence[str]) -> dict[str, str]:
    """Three letters -> name, in the order given."""
    known = trade_tables.world_economies().set_index("economy")["name"]
    return {code: str(known[code]) for code in codes}


def finding(answers: dict[str, Any]) -> str:
    """What the models say of the two parties at the highest rate, over all their ranges and replies."""
    rate = list(answers["by_rate"])[-1]
    importer, exporter = answers["importer"], answers["exporter"]
    low, high = span_of(answers, rate, exporter)
    head = f"A tariff of {words.percent(float(rate))} on {answers['names'][exporter]} "
    if high < 0:
        head += f"would cost it {size(high, low)} of what it can buy"
    else:
        head += f"changes what it can buy by {signed(low)} to {signed(high)}"
    low, high = span_of(answers, rate, importer)
    name = answers["names"][importer]
    if low < 0 < high:
        return f"{head}. {name}: models do not agree on the sign"
    return f"{head}. {name} {'loses' if high <= 0 else 'gains'} {size(low, high)}"


def finding_note(answers: dict[str, Any]) -> str:
    """What the range of the finding holds, and where the models' middles lie within it."""
    rate = list(answers["by_rate"])[-1]
    exporter = answers["exporter"]
    number = len(answers["by_rate"][rate])
    replies = " and both replies of the partner" if len(answers["replies"]) > 1 else ""
    held = f"{words.plural(number, 'model')}, their trade elasticities{replies}"
    middles = []
    for reply, said in answers["replies"].items():
        low, high = span_of(answers, rate, exporter, reply)
        middles.append(f"{signed(high)} to {signed(low)} if {said}" if low != high else f"{signed(low)} if {said}")
    return f"The range holds {held}. The models’ middles alone: {'; '.join(middles)}."


def span_of(answers: dict[str, Any], rate: str, code: str, reply: str | None = None) -> tuple[float, float]:
    """Least and most, percent: over all models, elasticities and replies; or over the middles at one reply."""
    found = [
        one[each]["welfare"][code][part]
        for one in answers["by_rate"][rate].values()
        for each in (answers["replies"] if reply is None else (reply,))
        for part in (("low_pct", "middle_pct", "high_pct") if reply is None else ("middle_pct",))
    ]
    told = [value for value in found if value is not None]
    return min(told), max(told)


def size(first: float, last: float) -> str:
    """Two changes without their sign, the smaller first: `2.1% to 7.2%`."""
    low, high = sorted((abs(first), abs(last)))
    texts = [f"{words.number(value, 2)}%" for value in (low, high)]
    return texts[0] if texts[0] == texts[1] else f"{texts[0]} to {texts[1]}"


def signed(percent: float) -> str:
    """A change in percent with its sign, two figures."""
    said = f"{words.number(percent, 2)}%"
    return f"+{said}" if percent > 0 else said


def cell(value: dict[str, float | None] | None, with_range: bool = True) -> str:
    """Middle and range of one model; a dash where the model has no such economy."""
    if value is None or value["middle_pct"] is None:
        return "–"
    if not with_range or value["low_pct"] is None or value["high_pct"] is None:
        return words.number(value["middle_pct"], 2)
    low, high = words.number(value["low_pct"], 2), words.number(value["high_pct"], 2)
    return f"{words.number(value['middle_pct'], 2)} ({low} to {high})"


def model_rows(
    answers: dict[str, Any], rate: str, codes: Sequence[str], with_range: bool = True
) -> list[tuple[str, ...]]:
    """One row a model and reply: its name, then each economy."""
    rows: list[tuple[str, ...]] = []
    for one in answers["by_rate"][rate].values():
        for number, reply in enumerate(answers["replies"]):
            cells = [cell(one[reply]["welfare"].get(code), with_range) for code in codes]
            title = one["title"] if number == 0 else ""
            rows.append((title, SHORT_REPLIES[reply], *cells))
    return rows


def world_screen(answers: dict[str, Any], out: object = None) -> RenderableType:
    """The finding, then one table a rate."""
    parties = [answers["importer"], answers["exporter"]]
    names = answers["names"]
    parts: list[RenderableType] = [
        Text(f"{names[parties[0]]} charges {names[parties[1]]}: the long run", style="dim"),
        Text(finding(answers), style="bold"),
        Text(finding_note(answers)),
        Text(""),
    ]
    for rate in answers["by_rate"]:
        heads = [names[code] for code in parties]
        table = plain_table(f"At {words.percent(float(rate))}", "Reply", *heads, right=tuple(heads))
        for row in model_rows(answers, rate, parties):
            table.add_row(*row)
        parts += [table, Text("")]
    parts.append(
        Text("Percent of what people can buy, a year; in brackets the range over trade elasticities.", style="dim")
    )
    parts += [Text(f"! {note}", style="yellow") for note in answers["notes"]]
    if out is not None:
        parts.append(Text(f"Report: {out}", style="dim"))
    return Group(*parts)
