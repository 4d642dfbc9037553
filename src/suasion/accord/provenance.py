"""Every number of an accord with what it rests on: its own source or why, or that of the block around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from suasion.accord.measures import StatusStep
from suasion.accord.overrides import COMMAND_LINE, Override
from suasion.accord.quantity import Quantity, Stated
from suasion.accord.schema import Accord, Comparison, Review, Variant
from suasion.yaml_text import KeyPath, dotted

_WORDS_BESIDE = (*Stated.model_fields, "title", "consequence")


@dataclass(frozen=True)
class Basis:
    """What a number or a dated fact rests on."""

    sources: tuple[str, ...] = ()
    why: str | None = None
    confidence: str = "high"
    origin: str = "accord"  # or the variant or command-line setting that put it there

    @property
    def stated(self) -> bool:
        return bool(self.sources or self.why)


@dataclass(frozen=True)
class Entry:
    """One number (with its `quantity`) or dated fact of an accord, and its basis."""

    path: KeyPath
    basis: Basis
    quantity: Quantity | None = None

    @property
    def key(self) -> str:
        return dotted(self.path)


def entries(accord: Accord, overrides: Sequence[Override] = ()) -> list[Entry]:
    """Numbers, and the dated facts that must be sourced like numbers: statuses, reviews, comparisons.

    What stands inside a block inherits the block's source, why and confidence unless it has its own; a value put
    there by a variant or the command line rests on that, never on the source of the number it replaced.
    """
    return list(_walk(accord, (), Basis(), {override.path: override for override in overrides}))


def _walk(value: Any, path: KeyPath, above: Basis, overrides: dict[KeyPath, Override]) -> Iterator[Entry]:
    override = overrides.get(path)
    if override is not None:
        above = _rests_on(override)
    if isinstance(value, Variant):
        return  # a variant's numbers count where they are put
    if isinstance(value, Stated):
        above = _own(value, above)
    if isinstance(value, Quantity | StatusStep | Review | Comparison):
        inside = _overridden_inside(path, overrides)
        basis = above if inside is None else _rests_on(inside)
        yield Entry(path, basis, value if isinstance(value, Quantity) else None)
    if isinstance(value, Quantity):
        return
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name in value.model_fields_set:  # a default of ours is described in the schema, not in the accord
                yield from _walk(getattr(value, name), (*path, name), above, overrides)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _walk(item, (*path, name), above, overrides)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(item, (*path, index), above, overrides)


def _rests_on(override: Override) -> Basis:
    why = override.why
    if override.origin == COMMAND_LINE:
        why = f"set by the user ({override.origin})"  # a variant has to say why in the file
    return Basis(_ids(override.source), why, "high", override.origin)


def _overridden_inside(path: KeyPath, overrides: dict[KeyPath, Override]) -> Override | None:
    """The last override of a part of a number or fact (its `low`, its `date`), but for the words beside it."""
    inside = [
        override
        for below, override in overrides.items()
        if len(below) > len(path) and below[: len(path)] == path and below[len(path)] not in _WORDS_BESIDE
    ]
    return inside[-1] if inside else None


def _own(block: Stated, above: Basis) -> Basis:
    confidence = block.confidence if "confidence" in block.model_fields_set else above.confidence
    if block.source or block.why:
        return Basis(_ids(block.source), block.why, confidence, above.origin)
    return replace(above, confidence=confidence)


def _ids(source: str | list[str] | None) -> tuple[str, ...]:
    return () if source is None else (source,) if isinstance(source, str) else tuple(source)
