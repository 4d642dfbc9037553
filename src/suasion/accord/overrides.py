"""Variants and `--set`: named changes to an accord, made on the document before it is validated.

A change keeps its own place (the line of the variant, or the command line), so a mistake in it is reported where the
analyst wrote it, and a number that it sets never borrows the source of the number it replaces.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import Any

from suasion.accord.tree import Tree, parse_value, walk
from suasion.errors import InputError, Problem, known_words
from suasion.yaml_text import KeyPath, dotted

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
        if one in done:
            return
        if one not in known:
            where = tree.problem(("variants", above[-1], "extends"), "") if above else Problem(0, 0, "--variant", "")
            text = f"`{one}` names no variant. {known_words(one, known)}"
            raise InputError(tree.name, [Problem(where.line, where.column, where.path, text)])
        block = variants[one] if isinstance(variants, dict) else None
        below = block.get("extends") if isinstance(block, dict) else None
        for parent in below if isinstance(below, list) else []:
            visit(str(parent), (*above, one))
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
    changed = Tree(
        tree.name, copy.deepcopy(tree.data), dict(tree.places), problems=list(tree.problems), before=tree.data
    )
    overrides: list[Override] = []
    problems: list[Problem] = []
    for name in chain(tree, variant) if variant else []:
        block = tree.data["variants"][name]
        if not isinstance(block, dict):
            continue  # the schema reports it
        why, source = block.get("why"), block.get("source")
        # a basis of the wrong type is the schema's to report; that there is none is then no second problem
        why = why if isinstance(why, str) else None if why is None else str(why)
        if source is not None and not isinstance(source, str):
            source = _listed(source) or str(source)
        at: KeyPath = ("variants", name, "remove")
        listed = _listed(block.get("remove"))
        _remove(changed, [(text, tree.problem((*at, index), "")) for index, text in enumerate(listed)], problems)
        settings_of = block.get("set")
        for text, value in settings_of.items() if isinstance(settings_of, dict) else []:
            place = tree.problem(("variants", name, "set", text), "")
            path = _put(changed, text, copy.deepcopy(value), place, problems)
            if path:
                _move_places(changed, path, tree, ("variants", name, "set", text), value)
                overrides.append(Override(path, f"variant {name}", why, source))
    for setting in settings:
        text, equals, raw = setting.partition("=")
        place = Problem(0, 0, f"{COMMAND_LINE} {setting}", "")
        if not equals:
            problems.append(_at(place, "has no `=`. Write path=value, for instance measures.tariff.steps.0.rate=10%"))
            continue
        try:
            value = parse_value(raw)
        except InputError as error:
            said = error.problems[0].text if error.problems else str(error)
            problems.append(_at(place, f"{said}. Quote the value if it is a text"))
            continue
        path = _put(changed, text.strip(), value, place, problems)
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
            problems.append(_at(place, _not_in(here, part, path)))
            return None
        here, path = here[step], (*path, step)
    return here, path


def _step(here: Any, part: str) -> str | int | None:
    if isinstance(here, dict):
        return part if part in here else None
    if isinstance(here, list) and re.fullmatch(r"[0-9]{1,6}", part) and int(part) < len(here):
        return int(part)
    return None


def _not_in(here: Any, part: str, path: KeyPath) -> str:
    where = dotted(path) or "the accord"
    if not isinstance(here, dict | list):
        return f"`{where}` is one value with nothing below it. Set `{where}` itself"
    known = [str(key) for key in here] if isinstance(here, dict) else [str(index) for index in range(len(here))]
    return f"`{part}` is not in {where}. {known_words(part, known)}"


def _put(tree: Tree, text: str, value: Any, place: Problem, problems: list[Problem]) -> KeyPath | None:
    parts = text.split(".")
    if not all(parts):
        problems.append(_at(place, f"`{text}` is not a key path. Write its keys with dots between them"))
        return None
    found = _descend(tree, parts, place, problems)
    if found is None:
        return None
    here, path = found
    if isinstance(here, dict):
        here[parts[-1]] = value
        return (*path, parts[-1])
    step = _step(here, parts[-1])
    if step is None:
        problems.append(_at(place, _not_in(here, parts[-1], path)))
        return None
    here[step] = value
    return (*path, step)


def _remove(tree: Tree, wanted: list[tuple[str, Problem]], problems: list[Problem]) -> None:
    """Leave out what stands at each path; the paths are those of the document before anything is left out."""
    paths: set[KeyPath] = set()
    for text, place in wanted:
        parts = text.split(".")
        found = _descend(tree, parts, place, problems)
        if found is None:
            continue
        here, path = found
        step = _step(here, parts[-1])
        if step is None:
            problems.append(_at(place, f"{_not_in(here, parts[-1], path)}. It can not be removed"))
        else:
            paths.add((*path, step))
    # keys below one parent are all words or all numbers, so paths can be sorted: last items go first
    for path in sorted(paths, reverse=True):
        holder: Any = tree.data
        for part in path[:-1]:
            holder = holder[part]
        del holder[path[-1]]
        _drop_places(tree, path)
        if isinstance(path[-1], int):
            _close_gap(tree, path[:-1], path[-1])


def _close_gap(tree: Tree, path: KeyPath, gone: int) -> None:
    """Places of the items after one that left a list, under their new numbers."""
    depth = len(path)
    later = [key for key in tree.places if len(key) > depth and key[:depth] == path and int(key[depth]) > gone]
    for key in sorted(later, key=lambda key: int(key[depth])):
        tree.places[(*path, int(key[depth]) - 1, *key[depth + 1 :])] = tree.places.pop(key)


def _drop_places(tree: Tree, path: KeyPath) -> None:
    for key in [key for key in tree.places if key[: len(path)] == path]:
        del tree.places[key]


def _move_places(tree: Tree, path: KeyPath, origin: Tree, at: KeyPath, value: Any) -> None:
    _drop_places(tree, path)
    for below, _ in walk(value):
        tree.places[(*path, *below)] = origin.place((*at, *below))
