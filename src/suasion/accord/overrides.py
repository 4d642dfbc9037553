"""Variants and `--set`: named changes to an accord, made on the document before it is validated.

A change keeps its own place (the line of the variant, or the command line), so a mistake in it is reported where the
analyst wrote it, and a number that it sets never borrows the source of the number it replaces.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from suasion.accord.tree import KeyPath, Tree, dotted, parse_value, walk
from suasion.errors import InputError, Problem, known_words

COMMAND_LINE = "--set"


@dataclass(frozen=True)
class Override:
    """One value that a variant or the command line puts in place of the document's."""

    path: KeyPath
    origin: str
    why: str | None = None
    source: str | list[str] | None = None


def chain(tree: Tree, name: str) -> list[str]:
    """The variants that make up `name`, in the order in which they are applied; `a+b` applies a, then b.

    Raises
    ------
    InputError                         if one is unknown, or they extend each other in a circle
    """
    variants = tree.data.get("variants")
    known = list(variants) if isinstance(variants, dict) else []
    done: list[str] = []

    def visit(one: str, above: tuple[str, ...]) -> None:
        if one in above:
            circle = " -> ".join((*above[above.index(one) :], one))
            problem = tree.problem(("variants", one, "extends"), f"variants extend each other in a circle: {circle}")
            raise InputError(
                tree.name, [Problem(problem.line, problem.column, problem.path, f"{problem.text}. Cut one")]
            )
        if one not in known:
            where = tree.problem(("variants", above[-1], "extends"), "") if above else Problem(0, 0, "--variant", "")
            text = f"`{one}` names no variant. {known_words(one, known)}"
            raise InputError(tree.name, [Problem(where.line, where.column, where.path, text)])
        block = variants[one] if isinstance(variants, dict) else None
        below = block.get("extends") if isinstance(block, dict) else None
        for parent in below if isinstance(below, list) else []:
            visit(str(parent), (*above, one))
        if one not in done:
            done.append(one)

    for part in name.split("+"):
        visit(part.strip(), ())
    return done


def apply(tree: Tree, variant: str | None, settings: list[str]) -> tuple[Tree, list[Override]]:
    """A copy of the document with a variant and `--set path=value` settings applied, and what was overridden.

    Raises
    ------
    InputError                         if a variant is unknown or circular, or a setting has no path that can be set
    """
    changed = Tree(tree.name, copy.deepcopy(tree.data), dict(tree.places), list(tree.problems), tree.data)
    overrides: list[Override] = []
    problems: list[Problem] = []
    for name in chain(tree, variant) if variant else []:
        block = tree.data["variants"][name]
        if not isinstance(block, dict):
            continue  # the schema reports it
        stated = {"why": block.get("why"), "source": block.get("source")}
        for text in _listed(block.get("remove")):
            _remove(changed, text, tree.problem(("variants", name, "remove"), ""), problems)
        settings_of = block.get("set")
        for text, value in settings_of.items() if isinstance(settings_of, dict) else []:
            place = tree.problem(("variants", name, "set", text), "")
            path = _put(changed, text, copy.deepcopy(value), place, problems)
            if path:
                _move_places(changed, path, tree, ("variants", name, "set", text), value)
                overrides.append(Override(path, f"variant {name}", **stated))
    for setting in settings:
        text, equals, raw = setting.partition("=")
        place = Problem(0, 0, f"{COMMAND_LINE} {setting}", "")
        if not equals:
            problems.append(_at(place, "has no `=`. Write path=value, for instance measures.tariff.steps.0.rate=10%"))
            continue
        path = _put(changed, text.strip(), parse_value(raw), place, problems)
        if path:
            _drop_places(changed, path)
            changed.places[path] = (0, 0)
            overrides.append(Override(path, COMMAND_LINE))
    if problems:
        raise InputError(tree.name, problems)
    return changed, overrides


def _listed(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _at(place: Problem, text: str) -> Problem:
    return Problem(place.line, place.column, place.path, text)


def _descend(tree: Tree, parts: list[str], place: Problem, problems: list[Problem]) -> tuple[Any, KeyPath] | None:
    """The container that holds the last part of a path, and the path to it; a problem if a part leads nowhere."""
    here: Any = tree.data
    path: KeyPath = ()
    for part in parts[:-1]:
        step = _step(here, part)
        if step is None:
            known = [str(key) for key in here] if isinstance(here, dict) else _indexes(here)
            where = dotted(path) or "the accord"
            problems.append(_at(place, f"`{part}` is not in {where}. {known_words(part, known)}"))
            return None
        here, path = here[step], (*path, step)
    return here, path


def _step(here: Any, part: str) -> str | int | None:
    if isinstance(here, dict):
        return part if part in here else None
    if isinstance(here, list) and part.isdigit() and int(part) < len(here):
        return int(part)
    return None


def _indexes(here: Any) -> list[str]:
    return [str(index) for index in range(len(here))] if isinstance(here, list) else []


def _put(tree: Tree, text: str, value: Any, place: Problem, problems: list[Problem]) -> KeyPath | None:
    parts = text.split(".")
    found = _descend(tree, parts, place, problems)
    if found is None:
        return None
    here, path = found
    if isinstance(here, dict):
        here[parts[-1]] = value
        return (*path, parts[-1])
    step = _step(here, parts[-1])
    if step is None:
        known = known_words(parts[-1], _indexes(here))
        problems.append(_at(place, f"`{parts[-1]}` is not in {dotted(path)}. {known}"))
        return None
    here[step] = value
    return (*path, step)


def _remove(tree: Tree, text: str, place: Problem, problems: list[Problem]) -> None:
    parts = text.split(".")
    found = _descend(tree, parts, place, problems)
    if found is None:
        return
    here, path = found
    step = _step(here, parts[-1])
    if step is None:
        known = [str(key) for key in here] if isinstance(here, dict) else _indexes(here)
        problems.append(_at(place, f"`{text}` is not there to be removed. {known_words(parts[-1], known)}"))
        return
    del here[step]
    if isinstance(step, str):
        _drop_places(tree, (*path, step))


def _drop_places(tree: Tree, path: KeyPath) -> None:
    for key in [key for key in tree.places if key[: len(path)] == path]:
        del tree.places[key]


def _move_places(tree: Tree, path: KeyPath, origin: Tree, at: KeyPath, value: Any) -> None:
    _drop_places(tree, path)
    for below, _ in walk(value):
        tree.places[(*path, *below)] = origin.place((*at, *below))
