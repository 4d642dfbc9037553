"""Run an accord: compile, loop over blocks of draws, label the result."""

from __future__ import annotations

import datetime
import hashlib
import json
import platform
from collections.abc import Callable
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

import suasion
from suasion import data
from suasion.accord import Accord, Document
from suasion.accord.provenance import entries
from suasion.errors import InputError
from suasion.world.compile import Plan, compile_plan
from suasion.world.labelled import label_block, label_shared
from suasion.world.loop import run_block
from suasion.world.result import Result

FloatArray = NDArray[np.float64]

BLOCK = 250
MAX_DRAWS = 1_000_000
FEW_DRAWS = 100


def run(
    document: Document,
    draws: int = 1000,
    seed: int = 1,
    as_of: datetime.date | None = None,
    block: int = BLOCK,
    progress: Callable[[int], None] | None = None,
) -> Result:
    """Run an accord as `draws` possible worlds.

    Parameters
    ----------
    document : Document                a loaded accord (`suasion.accord.load`)
    draws : int                        number of worlds, 1 to 1,000,000
    seed : int                         same seed, same result, whatever the size of the blocks
    as_of : date or None               last day whose publications are known; None: as the accord says
    block : int                        draws computed at once; bounds the memory
    progress : callable or None        called with the number of draws finished so far

    Returns
    -------
    Result

    Raises
    ------
    InputError                         if a number is out of bounds, or the data can not answer for that day
    """
    if not 1 <= draws <= MAX_DRAWS:
        raise InputError("--draws", f"{draws} is out of bounds. Ask for 1 to {MAX_DRAWS:,} draws")
    if seed < 0:
        raise InputError("--seed", f"{seed} is negative. Use 0 or more")
    plan = compile_plan(document, seed, as_of)
    blocks: list[xr.Dataset] = []
    for first in range(0, draws, block):
        some = range(first, min(first + block, draws))
        blocks.append(label_block(plan, run_block(plan, some)))
        if progress is not None:
            progress(some.stop)
    by_draw = xr.concat(blocks, dim="draw", join="exact", data_vars="all", coords="minimal")
    dataset = xr.merge([by_draw, label_shared(plan, by_draw)], join="exact", compat="no_conflicts")
    dataset.attrs = _attributes(plan)
    return Result(dataset, _manifest(plan, draws))


def _attributes(plan: Plan) -> dict[str, str]:
    """The document as run and the basis of each of its numbers, so that a result explains itself."""
    accord = plan.document.accord
    rows = [
        {
            "path": entry.key,
            "value": entry.quantity.words() if entry.quantity is not None else "",
            "sources": list(entry.basis.sources),
            "why": entry.basis.why or "",
            "confidence": entry.basis.confidence,
            "origin": entry.basis.origin,
        }
        for entry in entries(accord, plan.document.overrides)
    ]
    return {
        "title": f"suasion run of {accord.title}",
        "accord": json.dumps(_stored(accord), ensure_ascii=False),
        "basis": json.dumps(rows, ensure_ascii=False),
    }


def _stored(accord: Accord) -> dict[str, Any]:
    """The document as run, so that it reads back: a rate above 1 keeps the percent sign that the schema asks for."""
    document: dict[str, Any] = accord.model_dump(mode="json", exclude={"variants": True}, exclude_defaults=True)
    for measure in document.get("measures", {}).values():
        if measure["kind"] == "tariff":
            schedule = measure.get("schedule") or {}
            rates = [step["rate"] for step in measure.get("steps", [])]
            rates += [schedule[key] for key in ("first", "increase", "last") if key in schedule]
            for block in [part for rate in rates for part in (rate, *rate.get("steps", []))]:
                for key, value in block.items():
                    if isinstance(value, float) and value > 1:
                        block[key] = f"{value * 100:.15g}%"
    return document


def _few(draws: int) -> list[str]:
    """What a run of few worlds can not tell."""
    if draws >= FEW_DRAWS:
        return []
    world = "world is" if draws == 1 else "worlds are"
    return [
        f"{draws} possible {world} too few to tell a chance: ask for 1,000 with --draws. Below {FEW_DRAWS} none is put "
        "in words, below 20 no range is given"
    ]


def _manifest(plan: Plan, draws: int) -> dict[str, Any]:
    document = plan.document
    outlooks = [one.outlook for one in plan.series] + [one.total for one in plan.tariffs if one.total is not None]
    last = {seen.series.id: {"last_month": str(seen.last_month), "seen_on": seen.day.isoformat()} for seen in outlooks}
    return {
        "suasion": suasion.__version__,
        "accord": document.accord.id,
        "accord_file": document.name,
        "accord_sha256": document.digest,
        "variant": document.variant or "",
        "settings": list(document.settings),
        "decision": plan.decision,
        "as_of": plan.as_of.isoformat(),
        "draws": draws,
        "seed": plan.seed,
        "data_sha256": data.digest(),
        "own_files_sha256": {
            own.file: hashlib.sha256((document.folder / own.file).read_bytes()).hexdigest()
            for own in document.accord.series.values()
        },
        "series_as_seen": last,
        "streams": "Philox 4x64, keyed by (seed, name of the quantity), counted by draw",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "warnings": [*_few(draws), *plan.warnings],
    }
