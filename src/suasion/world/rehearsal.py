"""What a run would refuse in an accord, all at once and each at its place, without making the run.

One world is run. If it is refused, every series, tariff, target and judgement is compiled by itself, so that one that
can not be used does not hide the others. Nothing here knows why a run refuses: it asks the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from suasion.accord import Accord, Document
from suasion.accord.measures import Tariff
from suasion.accord.timeline import default_as_of
from suasion.errors import InputError
from suasion.world.compile import compile_plan
from suasion.world.loop import run_block
from suasion.world.outlook import Almanac
from suasion.yaml_text import KeyPath


def refusals(document: Document) -> list[tuple[KeyPath, str]]:
    """What a run of a checked document, as of its own day, would refuse: key paths, each with a sentence."""
    first = _refused((), document)
    if not first:
        return []
    found = list(_own_series(document))
    unusable = {path[1] for path, _ in found}
    for path, part, series in _parts(document.accord):
        if not unusable & series:
            found += _refused(path, replace(document, accord=part))
    return list(dict.fromkeys(found or first))


def _own_series(document: Document) -> Iterator[tuple[KeyPath, str]]:
    almanac = Almanac(document.accord, document.folder)
    for name, own in document.accord.series.items():
        try:
            almanac.series(name)
        except InputError as error:
            for problem in error.problems:
                key = "column" if problem.path == own.column and not problem.column > 1 else "file"
                yield ("series", name, key), f"{own.file}, {problem}"
            if not error.problems:
                yield ("series", name, "file"), str(error)


def _parts(accord: Accord) -> Iterator[tuple[KeyPath, Accord, set[str | int]]]:
    """An accord for each tariff, target and judgement of a target, and the series that it needs."""
    day = default_as_of(accord)

    def only(**blocks: dict[str, Any]) -> Accord:
        return accord.model_copy(update={"measures": {}, "targets": {}, "reviews": {}, "as_of": day, **blocks})

    for name, measure in accord.measures.items():
        if isinstance(measure, Tariff):
            series = {measure.imports.series, measure.imports.total_series or ""}
            yield ("measures", name, "imports", "base_year"), only(measures={name: measure}), {*series}
    for name, target in accord.targets.items():
        yield ("targets", name, "series"), only(targets={name: target}), {target.series}
    for name, review in accord.reviews.items():
        for place, judged in enumerate(review.targets):
            bare = review.model_copy(update={"targets": [judged], "decides": None, "consequence": []})
            part = only(targets={judged: accord.targets[judged]}, reviews={name: bare})
            yield ("reviews", name, "targets", place), part, {accord.targets[judged].series}


def _refused(path: KeyPath, document: Document) -> list[tuple[KeyPath, str]]:
    """What one world of a document is refused for, at the key path that it names or else at `path`."""
    try:
        run_block(compile_plan(document, seed=1), range(1))
    except InputError as error:
        block, *keys = error.where.split(".")
        if block in Accord.model_fields and keys:
            return [((block, *keys), str(error).removeprefix(f"{error.where}: "))]
        return [(path, str(error))]
    return []
