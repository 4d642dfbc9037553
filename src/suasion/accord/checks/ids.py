"""Ids against ids: what is named is defined, and every number says where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath

from suasion.accord.checks.case import Case, Said, check
from suasion.accord.measures import Tariff
from suasion.accord.provenance import entries
from suasion.accord.tree import walk
from suasion.data import series_ids
from suasion.errors import known_words
from suasion.yaml_text import KeyPath


@check()
def ids_exist(case: Case) -> Said:
    """Every id that is named somewhere is defined."""
    accord = case.accord

    def known(block: str, word: str | None, path: KeyPath, what: str) -> Said:
        if word is not None and case.readable(block) and word not in case.ids(block):
            yield path, f"`{word}` names no {what}. {known_words(word, case.ids(block))}"

    for name, measure in accord.measures.items():
        at: KeyPath = ("measures", name)
        yield from known("parties", measure.actor, (*at, "actor"), "party")
        yield from known("parties", measure.object, (*at, "object"), "party")
        for index, target in enumerate(measure.condition.unless if measure.condition else []):
            yield from known("targets", target, (*at, "condition", "unless", index), "target")
    for name, target_block in accord.targets.items():
        yield from known("parties", target_block.set_by, ("targets", name, "set_by"), "party")
    for name, review in accord.reviews.items():
        at = ("reviews", name)
        for index, target in enumerate(review.targets):
            yield from known("targets", target, (*at, "targets", index), "target")
        yield from known("targets", review.decides, (*at, "decides"), "target")
        for index, consequence in enumerate(review.consequence):
            yield from known("measures", consequence.measure, (*at, "consequence", index, "measure"), "measure")
    both = case.ids("figures") + case.ids("targets")
    for name, comparison in accord.comparisons.items():
        for key in ("start", "end"):
            word = getattr(comparison, key)
            if word is not None and word not in both and case.readable("figures") and case.readable("targets"):
                yield ("comparisons", name, key), f"`{word}` names no figure or target. {known_words(word, both)}"
    for path, word in _source_words(case.tree.data):
        yield from known("sources", word, path, "source")


@check()
def series_exist(case: Case) -> Said:
    """Every series that is named is shipped or defined, and its file is there."""
    known = [*case.ids("series"), *series_ids()]
    places: list[tuple[KeyPath, str | None]] = []
    places += [(("targets", name, "series"), target.series) for name, target in case.accord.targets.items()]
    places += [(("figures", name, "series"), figure.series) for name, figure in case.accord.figures.items()]
    for name, measure in case.accord.measures.items():
        if isinstance(measure, Tariff):
            places.append((("measures", name, "imports", "series"), measure.imports.series))
            places.append((("measures", name, "imports", "total_series"), measure.imports.total_series))
    for path, word in places:
        if word is not None and word not in known and case.readable("series"):
            yield path, f"`{word}` names no series. {known_words(word, known)}"
    yield from _parts_exist(case)
    for name, own in case.accord.series.items():
        if name in series_ids():
            yield ("series", name), f"`{name}` is the id of a shipped series. Give yours another id"
        if PurePosixPath(own.file).is_absolute() or PureWindowsPath(own.file).is_absolute():
            text = f"`{own.file}` is a place on one machine. Put the file beside the accord and write its name only"
            yield ("series", name, "file"), text
        elif not (case.folder / own.file).is_file():
            yield (
                ("series", name, "file"),
                f"there is no file `{own.file}` beside the accord. Put it there or mend the name",
            )


def _parts_exist(case: Case) -> Said:
    from suasion.data import parts  # noqa: PLC0415  (pandas is slow to import; most accords name no part)

    for block, named in (("targets", case.accord.targets), ("figures", case.accord.figures)):
        for name, one in named.items():
            shipped = parts(one.series) if one.part and one.series in series_ids() else []
            if one.part and one.part not in shipped:
                of = f"`{one.series}`" if one.series else "a figure without series"
                yield (block, name, "part"), f"`{one.part}` is no part of {of}. {known_words(one.part, shipped[1:])}"


@check()
def sources_are_used(case: Case) -> Said:
    """A source that nothing rests on is left over, or a number forgot to name it."""
    used = {word for _, word in _source_words(case.tree.data)} | {word for _, word in _source_words(case.tree.written)}
    for name in case.ids("sources"):
        if name not in used:
            yield (
                ("sources", name),
                f"no number or fact names the source `{name}`. Name it where it is used, or remove it",
            )


def _source_words(data: object) -> Iterator[tuple[KeyPath, str]]:
    for path, value in walk(data):
        if path and path[-1] == "source" and path[0] != "sources":
            if isinstance(value, str):
                yield path, value
            elif isinstance(value, list):
                yield from (((*path, index), str(word)) for index, word in enumerate(value))


@check()
def numbers_say_where_they_come_from(case: Case) -> Said:
    """Each number, status, review and comparison has a source or a why, its own or its block's."""
    for entry in entries(case.accord, case.overrides):
        if not entry.basis.stated:
            what = "this number" if entry.quantity is not None else "this fact"
            yield entry.path, f"{what} has neither `source` nor `why`. Name a source, or say why you judge so"
