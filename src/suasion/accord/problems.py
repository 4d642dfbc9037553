"""What pydantic found, said to the analyst: line, column, key path, what is wrong, what is allowed, what to do."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from suasion.accord.measures import MEASURE_KINDS
from suasion.accord.schema import Accord
from suasion.accord.tree import KeyPath, Tree
from suasion.errors import Problem, known_words


def translate(error: ValidationError, tree: Tree) -> list[tuple[KeyPath, Problem]]:
    """Each problem with the key path of the value that it makes unusable, in the order of the document."""
    found: list[tuple[KeyPath, Problem, Mapping[str, Any]]] = []
    for detail in error.errors(include_url=False):
        path = real_path(tree.data, detail["loc"])
        found.append((path, tree.problem(path, _sentence(detail, path, tree)), detail))
    # a misspelt key is one mistake, though pydantic also misses the key that was meant
    meant = {
        (path[:-1], near)
        for path, _, detail in found
        if detail["type"] == "extra_forbidden"
        for near in [_nearest(str(path[-1]), _fields_at(path[:-1], tree))]
        if near
    }
    return [
        (path, problem)
        for path, problem, detail in found
        if not (detail["type"] == "missing" and (path[:-1], path[-1]) in meant)
    ]


def real_path(data: Any, location: Sequence[str | int]) -> KeyPath:
    """A pydantic location without the union tags in it: the path of a key that stands, or is missing, in the file."""
    path: list[str | int] = []
    here = data
    for position, part in enumerate(location):
        stands = part in here if isinstance(here, dict) else isinstance(here, list) and isinstance(part, int)
        if stands:
            here = here[part]
            path.append(part)
        elif position == len(location) - 1 and isinstance(here, dict) and part not in MEASURE_KINDS:
            path.append(part)
    return tuple(path)


def _sentence(detail: Mapping[str, Any], path: KeyPath, tree: Tree) -> str:
    kind, context, got = str(detail["type"]), detail.get("ctx", {}), detail.get("input")
    if kind == "accord":
        return str(context["text"])
    if kind == "extra_forbidden":
        return f"unknown key. {known_words(str(path[-1]), _fields_at(path[:-1], tree))}"
    if kind == "missing":
        return "this key is missing. Add it"
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        kinds = ", ".join(MEASURE_KINDS)
        if kind == "union_tag_not_found":
            return f"the measure has no `kind`. Add one of {kinds}"
        word = str(context.get("tag"))
        return f"`{word}` is no kind of measure. {known_words(word, MEASURE_KINDS)}"
    if kind == "literal_error":
        allowed = [word.strip().strip("'") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
        return f"`{_shown(got)}` is not allowed. {known_words(str(got), allowed)}"
    wanted = {
        "string_type": "a text",
        "int_type": "a whole number",
        "int_parsing": "a whole number",
        "int_from_float": "a whole number",
        "bool_parsing": "true or false",
        "bool_type": "true or false",
        "list_type": "a list (lines that begin with `- `)",
        "dict_type": "a mapping of keys to values",
        "model_type": "a mapping of keys to values",
        "model_attributes_type": "a mapping of keys to values",
    }.get(kind)
    if wanted:
        return f"this must be {wanted}. Got {_shown(got)}"
    if kind == "too_short":
        return f"this needs at least {context['min_length']} entry. Add one"
    bound = {"greater_than_equal": ("ge", "at least"), "less_than_equal": ("le", "at most")}.get(kind)
    if bound:
        return f"{got} is out of bounds. It must be {bound[1]} {context[bound[0]]}"
    return f"{detail['msg']}. Got {_shown(got)}"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


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
