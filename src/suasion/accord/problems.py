"""What pydantic found, said to the analyst: line, column, key path, what is wrong, what is allowed, what to do."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from suasion.accord.measures import MEASURE_KINDS
from suasion.accord.schema import Accord
from suasion.accord.tree import Tree
from suasion.errors import Problem, known_words
from suasion.yaml_text import KeyPath, shown


def translate(error: ValidationError, tree: Tree) -> list[tuple[KeyPath, Problem]]:
    """Each problem with the key path of the value that it makes unusable, in the order of the document."""
    found: list[tuple[KeyPath, Problem, Mapping[str, Any]]] = []
    details = [
        (real_path(tree.data, detail["loc"], detail["type"]), detail) for detail in error.errors(include_url=False)
    ]
    for path, detail in details:
        others = [other["type"] for there, other in details if there == path and other is not detail]
        text = _sentence(detail, path, tree)
        if detail["type"] in ("string_type", "literal_error"):
            if isinstance(detail["input"], list) and detail["loc"][-1] != path[-1]:
                continue  # one word or a list may stand here, and the list has problems of its own
            if "list_type" in others:
                text += ". A list may stand here too"
        if detail["type"] == "list_type" and others:
            continue
        found.append((path, tree.problem(path, text), detail))
    # a misspelt key is one mistake, though pydantic also misses the key that was meant
    respelt = {(*path[:-1], near) for path, near in meant(error, tree).items()}
    return [(path, problem) for path, problem, detail in found if detail["type"] != "missing" or path not in respelt]


def meant(error: ValidationError, tree: Tree) -> dict[KeyPath, str]:
    """Misspelt keys, and for each the missing key that was meant."""
    details = [(real_path(tree.data, detail["loc"], detail["type"]), detail["type"]) for detail in error.errors()]
    missing = {path for path, kind in details if kind == "missing"}  # each is meant once at most
    unknown = [path for path, kind in details if kind == "extra_forbidden"]
    nearest = {path: _nearest(str(path[-1]), _fields_at(path[:-1], tree)) for path in unknown}
    found: dict[KeyPath, str] = {}
    for path, near in nearest.items():
        if near and (*path[:-1], near) in missing:
            missing.remove((*path[:-1], near))
            found[path] = near
    return found


def real_path(data: Any, location: Sequence[str | int], kind: str) -> KeyPath:
    """A pydantic location without the union tags in it: the path of a key that stands, or is missing, in the file."""
    path: list[str | int] = []
    here = data
    for position, part in enumerate(location):
        if position == 2 and location[0] == "measures" and isinstance(here, dict) and here.get("kind") == part:
            continue  # which kind of measure was meant
        stands = part in here if isinstance(here, dict) else isinstance(here, list) and isinstance(part, int)
        if stands:
            here = here[part]
            path.append(part)
        elif position == len(location) - 1 and kind == "missing":
            path.append(part)
    return (*path, "kind") if kind == "union_tag_invalid" else tuple(path)


def _sentence(detail: Mapping[str, Any], path: KeyPath, tree: Tree) -> str:
    kind, context, got = str(detail["type"]), detail.get("ctx", {}), detail.get("input")
    if kind == "accord":
        return str(context["text"])
    if kind == "extra_forbidden" and str(path[-1])[:1].isdigit():
        return "unknown key. A comma in braces ends a value: write numbers without it, and texts with it in quotes"
    if kind == "extra_forbidden":
        return f"unknown key. {known_words(str(path[-1]), _fields_at(path[:-1], tree))}"
    if kind == "missing":
        return "this key is missing. Add it"
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        kinds = ", ".join(MEASURE_KINDS)
        if kind == "union_tag_not_found":
            return f"the measure has no `kind`. Add one of {kinds}"
        word = shown(got.get("kind") if isinstance(got, dict) else got)
        return f"`{word}` is no kind of measure. {known_words(word, MEASURE_KINDS)}"
    if kind == "literal_error":
        allowed = [word.strip().strip("'") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
        return f"`{shown(got)}` is not allowed. {known_words(shown(got), allowed)}"
    wanted = {
        "string_type": "a text",
        "int_type": "a whole number",
        "int_parsing": "a whole number",
        "int_from_float": "a whole number",
        "int_parsing_size": "a whole number",
        "bool_parsing": "true or false",
        "bool_type": "true or false",
        "list_type": "a list (lines that begin with `- `)",
        "dict_type": "a mapping of keys to values",
        "model_type": "a mapping of keys to values",
        "model_attributes_type": "a mapping of keys to values",
    }.get(kind)
    if wanted:
        return f"this must be {wanted}. Got {shown(got)}"
    if kind == "too_short":
        return f"this needs at least {context['min_length']} entry. Add one"
    bound = {"greater_than_equal": ("ge", "at least"), "less_than_equal": ("le", "at most")}.get(kind)
    if bound:
        return f"{shown(got)} is out of bounds. It must be {bound[1]} {context[bound[0]]}"
    return f"{detail['msg']}. Got {shown(got)}"


def _nearest(word: str, known: list[str]) -> str | None:
    said = known_words(word, known)
    return said.split("`")[1] if said.startswith("Did you mean") else None


def _fields_at(path: KeyPath, tree: Tree) -> list[str]:
    """The keys that the schema knows at a key path of the document."""
    models: list[Any] = [Accord]
    here: Any = tree.data
    for part in path:
        here = here[part]
        models = [below for model in models for below in _below(model, part, here)]
    names: list[str] = []
    for model in models:
        if isinstance(model, type) and issubclass(model, BaseModel):
            names += [name for name in model.model_fields if name not in names]
    # what says where a number comes from is known everywhere; the block's own keys come first
    return sorted(names, key=lambda name: name in ("source", "why", "confidence", "note"))


def _below(annotation: Any, part: str | int, value: Any) -> list[Any]:
    """The types that may stand under one key of a type; a measure's `kind` picks its own."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = annotation.model_fields.get(str(part))
        return _unpack(field.annotation, value) if field else []
    if get_origin(annotation) in (dict, list):
        return _unpack(get_args(annotation)[-1], value)
    return []


def _unpack(annotation: Any, value: Any) -> list[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _unpack(get_args(annotation)[0], value)
    if origin in (Union, types.UnionType):
        members = [inner for member in get_args(annotation) for inner in _unpack(member, value)]
        kind = value.get("kind") if isinstance(value, dict) else None
        chosen = [member for member in members if kind in _kinds(member)]
        return chosen or members
    return [annotation]


def _kinds(model: Any) -> tuple[Any, ...]:
    field = model.model_fields.get("kind") if isinstance(model, type) and issubclass(model, BaseModel) else None
    return get_args(field.annotation) if field is not None and get_origin(field.annotation) is Literal else ()
