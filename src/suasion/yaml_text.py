"""YAML text -> plain Python values with the line and column of every key, so that any later complaint can say where.

Reads small files that people write by hand, in YAML 1.2, with ruamel's composer. Differs from a plain load where that
serves the writer: a repeated key is a problem and no silent winner; dates and words such as `no` stay text, so that
30 February and Norway get what is due to them; a number that no float can hold stays text; and a document is refused
that is too large, nested too deeply, or grows out of all measure by aliases. Merge keys (`<<`) are refused: what a
block holds stands in it. What keys and values mean is not known here: each room has its own `Form` and its own reader.
"""

from __future__ import annotations

import codecs
import math
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from suasion.errors import InputError, Problem, printable

KeyPath = tuple[str | int, ...]
Place = tuple[int, int]  # line, column, from 1

_LINE_ENDS = re.compile(r"\r\n|[\n\r]")
_LONG_NUMBER = 10**300  # no count is larger, and up to here every whole number has a finite float
_CORE = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class Form:
    """What a room reads: what one such file is called, how it begins, and how large it may be."""

    noun: str
    """What one file is, for sentences: `an accord`."""
    begin: str
    """How one begins, for sentences: `` `id: my-accord` ``."""
    instead: str
    """What to name instead of a file that is none of these: `Name an accord file`."""
    most_bytes: int
    most_values: int
    most_depth: int
    folder: str = ""
    """The sentence on a folder, if there is more to say than that it is none."""
    shorten: str = ""
    """How to mend a file that is too large; else `instead`."""
    only_files: bool = False
    """Whether pipes and devices are refused: reading one may wait for ever."""
    may_be_empty: bool = False
    repeatable: tuple[str, ...] = ()
    """Keys that may stand twice, for files of others that do so; the last mapping wins."""


@dataclass
class Tree:
    """A document as plain dicts, lists and scalars, with places (line, column; from 1)."""

    name: str
    data: dict[str, Any]
    places: dict[KeyPath, Place] = field(default_factory=dict)
    """Where each key stands, and where each item of a list begins."""
    texts: dict[KeyPath, Place] = field(default_factory=dict)
    """Where the text of each single value begins, inside its quotes."""
    spread: set[KeyPath] = field(default_factory=set)
    """Single values over several lines: no column can be counted into them."""
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: KeyPath) -> Place:
        """Line and column of a key path, or of the nearest key above it; (1, 1) if there is none."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.places:
                return self.places[path[:end]]
        return (1, 1)

    def problem(self, path: KeyPath, text: str) -> Problem:
        """A problem of what stands at a key path."""
        return Problem(*self.place(path), told(path), text)


def dotted(path: KeyPath) -> str:
    """The key path as people write it: measures.tariff.steps.0.rate."""
    return ".".join(str(part) for part in path)


def told(path: KeyPath) -> str:
    """The key path as it can stand in a sentence, whatever the keys of a file hold."""
    return printable(dotted(path))


def shown(value: Any) -> str:
    """A value of a document in an error sentence: short, and in the words of YAML rather than of Python."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    return printable(str(value).lower() if isinstance(value, bool) else str(value), 40)


def read(path: Path, form: Form) -> Tree:
    """Read a file whose top level is a mapping; repeated keys and the like are collected in `problems`.

    Raises
    ------
    InputError                         if it can not be read, is too large, no text, no YAML or no mapping
    """
    return parse(printable(str(path)), read_text(path, form), form)


def read_text(path: Path, form: Form) -> str:
    """The text of a small file.

    Raises
    ------
    InputError                         if it is missing, a folder, unreadable, too large, or not UTF-8 text
    """
    name = printable(str(path))
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise InputError(name, form.folder or f"is a folder, not a file. {form.instead}")
        if form.only_files and not stat.S_ISREG(about.st_mode):
            raise InputError(name, f"is a device or a pipe, not a file. {form.instead}")
        with path.open("rb") as file:
            raw = file.read(form.most_bytes + 1)  # never more, whatever a device or a pipe would give
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(name, f"can not be read: {why.lower()}. Mend the path or its rights") from error
    if len(raw) > form.most_bytes:
        most = _size(form.most_bytes, whole=True)
        has = _size(about.st_size) if about.st_size > form.most_bytes else f"more than {most}"
        what = f"the file has {has}; {form.noun} has at most {most}. {form.shorten or form.instead}"
        raise InputError(name, what)
    return _decoded(raw, name, form)


def _size(count: int, whole: bool = False) -> str:
    """A number of bytes in words, rounded up: what is too large by a byte does not look as if it were not."""
    unit, word = (1_000_000, "MB") if count >= 1_000_000 else (1_000, "kB")
    return f"{count // unit} {word}" if whole else f"{math.ceil(count * 10 / unit) / 10:,.1f} {word}"


def _decoded(raw: bytes, name: str, form: Form) -> str:
    mark = len(codecs.BOM_UTF8) if raw.startswith(codecs.BOM_UTF8) else 0
    try:
        text = raw[mark:].decode("utf-8")
    except UnicodeDecodeError as error:
        what = f"is not UTF-8 text (byte {mark + error.start + 1}). Save it as a plain text file in UTF-8"
        raise InputError(name, [Problem(*_end(raw[mark:][: error.start].decode("utf-8")), "", what)]) from error
    if "\x00" in text:
        raise InputError(name, f"is a binary file, not YAML text. {form.instead}")
    return text


def _end(text: str) -> Place:
    """The place after a text, as an editor counts lines."""
    lines = _LINE_ENDS.split(text)
    return len(lines), len(lines[-1]) + 1


def parse(name: str, text: str, form: Form) -> Tree:
    """Parse YAML text whose top level is a mapping; repeated keys and the like are collected in `problems`.

    Raises
    ------
    InputError                         if it is not YAML, no mapping, nested too deeply or grows too large
    """
    root = _composed(name, text, form)
    tree = Tree(name, {})
    if root is None and form.may_be_empty:
        return tree
    if root is None or root.id != "mapping":
        found = "nothing" if root is None else "a list" if root.id == "sequence" else "a single value"
        raise InputError(name, f"{form.noun} is a mapping of keys to values. Got {found}; begin with {form.begin}")
    builder = _Builder(tree, form)
    builder.open.add(id(root))
    tree.data = builder.mapping(root, ())
    return tree


def parse_value(text: str, form: Form, name: str = "--set") -> Any:
    """The value of `--set path=value`, read as the YAML of a file would be.

    Raises
    ------
    InputError                         if it is not the YAML of one value
    """
    tree = parse(name, f"value: {text}", form)
    if tree.problems or list(tree.data) != ["value"]:
        what = tree.problems[0].text if tree.problems else "holds more than one value. Write one"
        raise InputError(name, [Problem(1, 1, "", what)])
    return tree.data["value"]


def _composed(name: str, text: str, form: Form) -> Any:
    """The root node of a text, or None where it holds no document."""
    from ruamel.yaml import YAML  # noqa: PLC0415  slow to load, not needed by whoever brings arrays
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415
    from ruamel.yaml.reader import ReaderError  # noqa: PLC0415

    # the plain reader: the one that keeps comments puts bell characters into folded text
    reader = YAML(pure=True, typ="safe")
    reader.max_depth = form.most_depth + 1  # the root is a level too
    reader.composer.warn_double_anchors = False  # YAML lets a name be given again
    try:
        return reader.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place: Place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if getattr(reader.composer, "depth", 0) > form.most_depth + 1:
            what = _too_deep(form)
        elif error.context == "expected a single document in the stream":
            what = "holds more than one YAML document. Keep one document in one file, without `---` inside"
        else:
            said = " ".join(str(error.problem or error.context or "not YAML").split())
            inside = "expected ',' or" in said and not said.endswith("<stream end>'")
            hint = "Close the bracket, or put the text in quotes" if inside else "Mend the line"
            what = f"this is not YAML: {printable(said)}. {hint}"
        raise InputError(name, [Problem(*place, "", what)]) from error
    except ReaderError as error:
        what = f"the character U+{ord(text[error.position]):04X} can not stand in a text file. Remove it"
        raise InputError(name, [Problem(*_end(text[: error.position]), "", what)]) from error
    except RecursionError as error:
        raise InputError(name, _too_deep(form)) from error
    except (YAMLError, ValueError, LookupError, AttributeError) as error:  # ruamel's own slips on odd text among them
        raise InputError(name, f"this is not YAML: {printable(' '.join(str(error).split()))}. Mend it") from error


def _too_deep(form: Form) -> str:
    noun = form.noun[:1].upper() + form.noun[1:]
    return f"is nested too deeply. {noun} has at most {form.most_depth} levels. Flatten it"


class _Builder:
    """Turns nodes into values; counts them, so that aliases of aliases can not fill the memory."""

    def __init__(self, tree: Tree, form: Form) -> None:
        self.tree, self.form = tree, form
        self.count = 0
        self.open: set[int] = set()

    def mapping(self, node: Any, path: KeyPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = _start(key_node)
            if key_node.id != "scalar":
                found = "a mapping" if key_node.id == "mapping" else "a list"
                self._wrong(place, path, f"a key is a word. Got {found}; write a word before the colon")
                continue
            key = str(key_node.value)
            here = (*path, key)
            if key == "<<" and not key_node.style:
                self._wrong(place, here, "merge keys (`<<`) are not read. Write the keys out where they belong")
                continue
            if key in result:
                if key not in self.form.repeatable:
                    first = self.tree.places[here][0]
                    self._wrong(place, here, f"this key stands twice (first in line {first}). Keep one")
                    continue
                if value_node.id != "mapping":
                    continue
                self._forget(here)
            self.tree.places[here] = place
            result[key] = self._value(value_node, here)
        return result

    def _value(self, node: Any, path: KeyPath) -> Any:
        self.count += 1
        if self.count > self.form.most_values:
            what = f"grows to more than {self.form.most_values:,} values. Use fewer aliases (`*name`)"
            raise InputError(self.tree.name, what)
        if id(node) in self.open:
            raise self._refused(path, "an alias (`*name`) that contains itself. Write it out")
        if len(path) > self.form.most_depth:
            raise self._refused(path, _too_deep(self.form))
        if node.id == "scalar":
            line, column = _start(node)
            self.tree.texts[path] = (line, column + (node.style in ("'", '"')))
            if node.end_mark.line + 1 > line:
                self.tree.spread.add(path)
            return _scalar(node)
        self.open.add(id(node))
        result = self.mapping(node, path) if node.id == "mapping" else self._items(node, path)
        self.open.remove(id(node))
        return result

    def _items(self, node: Any, path: KeyPath) -> list[Any]:
        items = []
        for index, item in enumerate(node.value):
            self.tree.places[(*path, index)] = _start(item)
            items.append(self._value(item, (*path, index)))
        return items

    def _wrong(self, place: Place, path: KeyPath, text: str) -> None:
        self.tree.problems.append(Problem(*place, told(path), text))

    def _refused(self, path: KeyPath, text: str) -> InputError:
        return InputError(self.tree.name, [self.tree.problem(path, text)])

    def _forget(self, path: KeyPath) -> None:
        """Drop the places below a key whose value is replaced."""
        for places in (self.tree.places, self.tree.texts):
            for key in [key for key in places if key[: len(path)] == path]:
                del places[key]


def _start(node: Any) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _scalar(node: Any) -> Any:
    """The value of one scalar: int, float, bool, None or str. Dates stay text."""
    text: str = node.value
    kind = str(node.tag).removeprefix(_CORE)
    if node.style in ("'", '"', "|", ">"):
        return text
    digits = text.replace("_", "").lower()
    try:
        if kind == "int":
            # 01 is a product chapter or a month, never the number one: a lost zero is a wrong code
            if re.fullmatch(r"[-+]?0\d+", digits) or len(digits) > 400:
                return text
            whole = int(digits, 0)
            return whole if abs(whole) < _LONG_NUMBER else text
        if kind == "float":
            number = float(digits.replace(".inf", "inf").replace(".nan", "nan"))
            return number if math.isfinite(number) or "n" in digits else text  # 1e400 is no infinity that was written
    except ValueError:
        return text  # a tag that does not fit its text
    if kind == "bool" and digits in ("true", "false"):
        return digits == "true"
    return None if kind == "null" and digits in ("", "~", "null") else text
