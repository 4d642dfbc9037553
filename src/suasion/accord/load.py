"""From a file (or the id of a shipped accord) to a checked document; every problem is reported at once."""

from __future__ import annotations

import copy
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from suasion.accord import checks
from suasion.accord.overrides import Override, apply
from suasion.accord.problems import meant, translate
from suasion.accord.schema import Accord
from suasion.accord.tree import Tree, parse, read_text
from suasion.errors import InputError, Problem, known_words
from suasion.yaml_text import KeyPath

# what a document can not be without, so that the rest of one that lacks it can still be checked; see `_about_pruned`
_STAND_INS: dict[str, Any] = {
    "suasion": 1,
    "id": "stand-in",
    "title": "stand-in",
    "summary": "stand-in",
    "signed": "1800-01-01",
    "period": {"start": "1800-01-01", "end": "2200-12-31"},
    "sources": {},
    "parties": {"stand-in": {"name": "stand-in"}},
}


@dataclass(frozen=True)
class Document:
    """A loaded accord: the typed content, and what is needed to say where each number came from."""

    accord: Accord
    name: str
    folder: Path
    variant: str | None
    settings: tuple[str, ...]
    overrides: tuple[Override, ...]
    warnings: tuple[str, ...]
    digest: str
    tree: Tree

    def problem(self, path: KeyPath, text: str) -> Problem:
        """A problem of what stands at a key path, with its place in the file."""
        return self.tree.problem(path, text)


Rehearsal = Callable[[Document], list[tuple[KeyPath, str]]]


def library() -> dict[str, Path]:
    """The shipped accords: id -> file."""
    root = Path(str(files("suasion.accord") / "library"))
    return {
        folder.name: folder / "accord.yaml" for folder in sorted(root.iterdir()) if (folder / "accord.yaml").exists()
    }


def locate(reference: str) -> Path:
    """The file of a shipped accord's id, or the path itself.

    Raises
    ------
    InputError                         if it is neither
    """
    shipped = library()
    if reference in shipped:
        return shipped[reference]
    path = Path(reference)
    if path.suffix in (".yaml", ".yml") or path.parent != Path() or os.path.exists(path):  # noqa: PTH110
        return path
    raise InputError(reference, f"names no shipped accord and no file. {known_words(reference, shipped)}")


def load(reference: str, variant: str | None = None, settings: list[str] | None = None) -> Document:
    """Load an accord with a variant and settings applied, and run every check on it.

    Raises
    ------
    InputError                         with every problem of the document, each with its place and repair
    """
    path = locate(reference)
    text = read_text(path)
    tree, overrides = apply(parse(_name(path, reference), text), variant, settings or [])
    accord, problems = examine(tree, path.parent, overrides)
    errors = [finding.problem for finding in problems if finding.severity == "error"]
    if errors or accord is None:
        raise InputError(tree.name, errors)
    return Document(
        accord=accord,
        name=tree.name,
        folder=path.parent,
        variant=variant,
        settings=tuple(settings or []),
        overrides=tuple(overrides),
        warnings=tuple(
            f"{finding.problem.path}: {finding.problem.text}" for finding in problems if finding.severity == "warning"
        ),
        digest=hashlib.sha256(text.encode()).hexdigest(),
        tree=tree,
    )


def check_file(reference: str, rehearse: Rehearsal | None = None) -> tuple[Accord | None, list[checks.Finding]]:
    """Every finding on a file, its variants included, without stopping at the first: for `suasion check`.

    Parameters
    ----------
    rehearse : callable                what a run would refuse in a document in which the checks find no error: key
                                       paths, each with a sentence. The accord can not know it: it depends on the data
    """
    path = locate(reference)
    text = read_text(path)
    tree = parse(_name(path, reference), text)

    def look(tree: Tree, variant: str | None, overrides: list[Override]) -> tuple[Accord | None, list[checks.Finding]]:
        accord, findings = examine(tree, path.parent, overrides)
        if accord is not None and rehearse is not None and not any(one.severity == "error" for one in findings):
            digest = hashlib.sha256(text.encode()).hexdigest()
            document = Document(accord, tree.name, path.parent, variant, (), tuple(overrides), (), digest, tree)
            found = rehearse(document)
            findings += [checks.Finding("runs", "error", tree.problem(there, said), there) for there, said in found]
        return accord, findings

    accord, findings = look(tree, None, [])
    seen = {(finding.problem.path, finding.problem.text) for finding in findings}
    variants = tree.data.get("variants")
    for name in variants if isinstance(variants, dict) else []:
        try:
            changed, overrides = apply(tree, name, [])
        except InputError as error:
            findings += [checks.Finding("variants", "error", problem) for problem in error.problems]
            continue
        for finding in look(changed, name, overrides)[1]:
            key = (finding.problem.path, finding.problem.text)
            if key not in seen:
                seen.add(key)
                findings.append(finding)
    unique = {(finding.problem, finding.severity): finding for finding in findings}
    return accord, sorted(unique.values(), key=lambda finding: finding.problem)


def examine(tree: Tree, folder: Path, overrides: list[Override]) -> tuple[Accord | None, list[checks.Finding]]:
    """Validate a document and run the checks, on its sound part if some of it is not: (accord or None, findings)."""
    findings = [checks.Finding("keys", "error", problem) for problem in tree.problems]
    accord, schema_problems, pruned = _validate(tree)
    findings += [checks.Finding("schema", "error", problem) for problem in schema_problems]
    if accord is not None:
        for finding in checks.run(accord, tree, folder, overrides):
            if not _about_pruned(finding, pruned):
                findings.append(finding)
    sound = accord is not None and not schema_problems
    return (accord if sound else None), sorted(findings, key=lambda finding: finding.problem)


def _validate(tree: Tree) -> tuple[Accord | None, list[Problem], list[KeyPath]]:
    """The document, or its largest sound part, with the problems found and the key paths that had to be left out."""
    sound = Tree(tree.name, copy.deepcopy(tree.data), tree.places)
    problems: list[Problem] = []
    pruned: list[KeyPath] = []
    for attempt in range(25):
        try:
            return Accord.model_validate(sound.data), problems, pruned
        except ValidationError as error:
            found = translate(error, sound)
            respelt = meant(error, sound)
        if attempt == 0:
            problems = [problem for _, problem in found]
        for path, near in respelt.items():
            block = _at(sound.data, path[:-1])
            block[near] = block.pop(path[-1])  # so that the rest of the block is not lost with it
        found = [(path, problem) for path, problem in found if path not in respelt]
        # all are looked up before any is left out, and the deepest goes first: one never takes its neighbours with it
        for path in sorted({_unsound(sound.data, path) for path, _ in found}, key=lambda path: (-len(path), str(path))):
            if not _leave_out(sound.data, path):
                return None, problems, pruned
            pruned.append(path)
    return None, problems, pruned


def _unsound(data: dict[str, Any], path: KeyPath) -> KeyPath:
    """The key that has to go for a problem at a path: it, or the nearest above it that stands.

    List items stay or go together: leaving one out would move the numbers, and so the places, of the rest.
    """
    end, here = 0, data
    while end < len(path) and isinstance(here, dict) and path[end] in here:
        here = here[str(path[end])]
        end += 1
    return path[: max(end, 1)]


def _leave_out(data: dict[str, Any], path: KeyPath) -> bool:
    """Take a key out of a document, or put a stand-in for one that it needs; False if that does not help."""
    if len(path) == 1 and path[0] in _STAND_INS:
        helps = data.get(path[0]) != _STAND_INS[path[0]]
        data[path[0]] = copy.deepcopy(_STAND_INS[path[0]])
        return bool(helps)
    block = _at(data, path[:-1])
    helps = bool(path) and path[-1] in block
    if helps:
        del block[path[-1]]
    return helps


def _at(data: dict[str, Any], path: KeyPath) -> Any:
    here: Any = data
    for part in path:
        here = here[part]
    return here


def _about_pruned(finding: checks.Finding, pruned: list[KeyPath]) -> bool:
    """Whether a check only says again, or says because, that something could not be read."""
    if any(finding.path[: len(path)] == path for path in pruned):
        return True
    if finding.check == "review_terms_agree":
        return ("signed",) in pruned
    if finding.check == "numbers_say_where_they_come_from":  # a source that is misspelt or no text is still meant
        return any(
            finding.path[: len(path) - 1] == path[:-1] and get_close_matches(str(path[-1]), ("source", "why"), 1)
            for path in pruned
        )
    return False


def _name(path: Path, reference: str) -> str:
    return reference if str(path) == reference else f"{reference} ({path.name})"
