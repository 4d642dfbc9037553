"""From a file (or the id of a shipped accord) to a checked document; every problem is reported at once."""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from suasion.accord import checks
from suasion.accord.overrides import Override, apply
from suasion.accord.problems import translate
from suasion.accord.schema import Accord
from suasion.accord.tree import KeyPath, Tree, parse, read_text
from suasion.errors import InputError, Problem, known_words


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
    if path.exists() or path.suffix in (".yaml", ".yml") or path.parent != Path():
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
        warnings=tuple(str(finding.problem) for finding in problems if finding.severity == "warning"),
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def check_file(reference: str) -> tuple[Accord | None, list[checks.Finding]]:
    """Every finding on a file, its variants included, without stopping at the first: for `suasion check`."""
    path = locate(reference)
    tree = parse(_name(path, reference), read_text(path))
    accord, findings = examine(tree, path.parent, [])
    seen = {(finding.problem.path, finding.problem.text) for finding in findings}
    variants = tree.data.get("variants")
    for name in variants if isinstance(variants, dict) else []:
        try:
            changed, overrides = apply(tree, name, [])
        except InputError as error:
            findings += [checks.Finding("variants", "error", problem) for problem in error.problems]
            continue
        for finding in examine(changed, path.parent, overrides)[1]:
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
            if not any(finding.path[: len(path)] == path for path in pruned):
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
            if attempt == 0:
                problems = [problem for _, problem in found]
            for path in {path for path, _ in found} or {()}:
                if not _prune(sound, path, pruned):
                    return None, problems, pruned
    return None, problems, pruned


def _prune(tree: Tree, path: KeyPath, pruned: list[KeyPath]) -> bool:
    """Leave out the value at a path, or the nearest one above it that still stands; False if nothing is left."""
    while path:
        here: Any = tree.data
        for part in path[:-1]:
            here = here.get(part) if isinstance(here, dict) else None
        # list items keep their numbers: leaving one out would move the places of the rest
        if isinstance(here, dict) and path[-1] in here and path not in pruned:
            del here[str(path[-1])]
            pruned.append(path)
            return True
        path = path[:-1]
    return False


def _name(path: Path, reference: str) -> str:
    return reference if str(path) == reference else f"{reference} ({path.name})"
