"""YAML text to values and places: what is refused, where, and what is read as what; for every room alike."""
# ruff: noqa: E501  (a sentence stands in one line, as the analyst reads it)

from __future__ import annotations

import dataclasses
import io
import math
import os
import re
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from suasion.accord import tree as accord
from suasion.asylum import yaml_lines as asylum
from suasion.errors import InputError
from suasion.movement.yaml_file import read_yaml
from suasion.yaml_text import Form, Tree, dotted, parse, parse_value, read, read_text, shown, told

FORM = Form(
    noun="a list of ships",
    begin="`ships:`",
    instead="Name a list of ships",
    most_bytes=300_000,
    most_values=20_000,
    most_depth=40,
)


def tree_of(text: str, **changes: object) -> Tree:
    return parse("x.yaml", text, dataclasses.replace(FORM, **changes))


def refused(text: str, **changes: object) -> str:
    with pytest.raises(InputError) as caught:
        tree_of(text, **changes)
    return str(caught.value)


def value(text: str) -> object:
    return tree_of(f"a: {text}\n").data["a"]


# --- text that is refused

TOP_LEVEL = "x.yaml: a list of ships is a mapping of keys to values. Got {}; begin with `ships:`"
ONE = "x.yaml: 1 problem\n  line {}, col {}  {}"
REFUSED = [
    ("- a\n- b\n", TOP_LEVEL.format("a list")),
    ("[a, b]\n", TOP_LEVEL.format("a list")),
    ("just words\n", TOP_LEVEL.format("a single value")),
    ("null\n", TOP_LEVEL.format("a single value")),
    ("", TOP_LEVEL.format("nothing")),
    ("# only a remark\n", TOP_LEVEL.format("nothing")),
    ("a: 1\n---\nb: 2\n", ONE.format(2, 1, "holds more than one YAML document. Keep one document in one file, without `---` inside")),
    ("a: 1\n---\n", ONE.format(2, 1, "holds more than one YAML document. Keep one document in one file, without `---` inside")),
    ("a:\n\tb: 1\n", ONE.format(2, 1, "this is not YAML: found character '\\t' that cannot start any token. Mend the line")),
    ("a: [1, 2\nb: 3\n", ONE.format(2, 2, "this is not YAML: expected ',' or ']', but got ':'. Close the bracket, or put the text in quotes")),
    ("a: {b: 'c' d}\n", ONE.format(1, 12, "this is not YAML: expected ',' or '}', but got '<scalar>'. Close the bracket, or put the text in quotes")),
    ("a: [1, 2\n", ONE.format(2, 1, "this is not YAML: expected ',' or ']', but got '<stream end>'. Mend the line")),
    ("a: b: c\n", ONE.format(1, 5, "this is not YAML: mapping values are not allowed here. Mend the line")),
    ("a: *b\n", ONE.format(1, 4, "this is not YAML: found undefined alias 'b'. Mend the line")),
    ("a: &x [*x]\n", ONE.format(1, 4, "a.0: an alias (`*name`) that contains itself. Write it out")),
    ("a: &x {b: {c: *x}}\n", ONE.format(1, 12, "a.b.c: an alias (`*name`) that contains itself. Write it out")),
    ("&x\na: *x\n", ONE.format(2, 1, "a: an alias (`*name`) that contains itself. Write it out")),
    ("a: 1\nb: x\x00y\n", ONE.format(2, 5, "the character U+0000 can not stand in a text file. Remove it")),
    ("a: 1\r\nb: x\x07y\n", ONE.format(2, 5, "the character U+0007 can not stand in a text file. Remove it")),
    ("a: \ud800\n", ONE.format(1, 4, "the character U+D800 can not stand in a text file. Remove it")),
    ("a: " + "[" * 41 + "]" * 41, ONE.format(1, 44, "is nested too deeply. A list of ships has at most 40 levels. Flatten it")),
    ("a: " + "[" * 5000, ONE.format(1, 44, "is nested too deeply. A list of ships has at most 40 levels. Flatten it")),
    ("".join(f"{' ' * one}a:\n" for one in range(300)), ONE.format(41, 41, "is nested too deeply. A list of ships has at most 40 levels. Flatten it")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sentence"), REFUSED, ids=[repr(text[:20]) for text, _ in REFUSED])
def test_text_that_can_not_be_used(text, sentence):
    assert refused(text) == sentence


def test_as_many_levels_as_allowed_are_read_and_aliases_add_theirs():
    nested = value("[" * FORM.most_depth + "]" * FORM.most_depth)
    for _ in range(FORM.most_depth - 1):
        (nested,) = nested
    assert nested == []
    text = "a: &a " + "[" * 30 + "]" * 30 + "\nb: " + "[" * 20 + "*a" + "]" * 20 + "\n"
    said = refused(text)
    assert said.startswith("x.yaml: 1 problem\n  line 1, col ")
    assert said.endswith("is nested too deeply. A list of ships has at most 40 levels. Flatten it")


def test_older_parsers_that_know_no_depth_still_say_that_it_is_too_deep(monkeypatch):
    monkeypatch.setattr(YAML, "max_depth", property(lambda _: 0, lambda *_: None), raising=False)
    said = refused("a: " + "[" * 5000)
    assert said == "x.yaml: is nested too deeply. A list of ships has at most 40 levels. Flatten it"


def laughs(levels: int) -> str:
    text = "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n"
    return text + "".join(f"a{one}: &a{one} [{', '.join([f'*a{one - 1}'] * 9)}]\n" for one in range(1, levels))


def test_a_billion_laughs_are_refused():
    tracemalloc.start()
    assert refused(laughs(10)) == "x.yaml: grows to more than 20,000 values. Use fewer aliases (`*name`)"
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 50_000_000
    assert tree_of(laughs(2)).data["a1"] == [["ha"] * 9] * 9


def test_what_is_behind_an_alias_is_a_value_of_its_own():
    data = tree_of("a: &x [1]\nb: *x\n").data
    data["a"].append(2)
    assert data["b"] == [1]


def test_an_anchor_may_be_given_again_without_a_warning():
    assert tree_of("a: &x 1\nb: &x 2\nc: *x\n").data == {"a": 1, "b": 2, "c": 2}


# --- keys


def problems_in(text: str, **changes: object) -> list[str]:
    return [str(problem) for problem in tree_of(text, **changes).problems]


def test_repeated_keys_at_every_depth_name_both_lines():
    text = "a: 1\nb:\n  c: 1\n  c: 2\nd:\n  - {e: 1, f: 2, e: 3}\n  - e: 1\na: 2\na: 3\n"
    assert problems_in(text) == [
        "line 4, col 3  b.c: this key stands twice (first in line 3). Keep one",
        "line 6, col 18  d.0.e: this key stands twice (first in line 6). Keep one",
        "line 8, col 1  a: this key stands twice (first in line 1). Keep one",
        "line 9, col 1  a: this key stands twice (first in line 1). Keep one",
    ]
    assert tree_of(text).data == {"a": 1, "b": {"c": 1}, "d": [{"e": 1, "f": 2}, {"e": 1}]}


def test_a_key_that_is_quoted_once_and_not_once_is_still_the_same_key():
    assert problems_in("a: 1\n'a': 2\n") == ["line 2, col 1  a: this key stands twice (first in line 1). Keep one"]


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: true\na: {b: 1}\n", {"a": {"b": 1}}),
        ("a: {b: 1, c: 2}\na: {b: 3}\n", {"a": {"b": 3}}),
        ("a: {b: 1}\na: true\n", {"a": {"b": 1}}),
    ],
)
def test_a_key_that_may_be_repeated_is_that_of_the_last_mapping(text, data):
    found = tree_of(text, repeatable=("a",))
    assert (found.data, found.problems) == (data, [])
    assert {path for path in found.places if len(path) == 2} == {("a", key) for key in data["a"]}
    assert len(tree_of(text).problems) == 1


@pytest.mark.parametrize("place", ["c:\n  <<: *base\n  y: 2\n", "c: {y: 2, <<: *base}\n"])
def test_merge_keys_get_a_sentence_of_their_own(place):
    (said,) = problems_in(f"b: &base {{x: 1}}\n{place}")
    assert re.fullmatch(
        r"line \d, col \d+  c.<<: merge keys \(`<<`\) are not read. Write the keys out where they belong", said
    )


def test_a_quoted_merge_sign_is_a_key_like_any_other():
    assert tree_of("'<<': 1\n").data == {"<<": 1}


def test_a_key_is_a_word():
    assert problems_in("? [a]\n: 1\nb:\n  ? {b: 2}\n  : 3\nc: 4\n") == [
        "line 1, col 3  a key is a word. Got a list; write a word before the colon",
        "line 4, col 5  b: a key is a word. Got a mapping; write a word before the colon",
    ]


def test_keys_are_always_text():
    assert tree_of("1: a\n01: b\nno: c\ntrue: d\nnull: e\n").data == {
        "1": "a", "01": "b", "no": "c", "true": "d", "null": "e"
    }  # fmt: skip


def test_what_a_terminal_would_obey_is_spelt_out():
    (said,) = problems_in('"\\e[2J": 1\n"\\e[2J": 2\n')
    assert said == "line 2, col 1  \\x1b[2J: this key stands twice (first in line 1). Keep one"
    assert tree_of("a: 1\n").problem(("a\nb", 0), "x").path == told(("a\nb", 0)) == "a\\nb.0"
    assert shown("\x1b[2J") == "\\x1b[2J"


# --- single values

SCALARS = [
    ("5", 5), ("-5", -5), ("+5", 5), ("1_000", 1000), ("0x1F", 31), ("0o14", 12), ("0", 0), ("-0", 0),
    ("01", "01"), ("007", "007"), ("-01", "-01"), ("0_1", "0_1"),
    ("0.05", 0.05), (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("1_0.5", 10.5), (".inf", math.inf), ("-.INF", -math.inf),
    ("5%", "5%"), ("144,000", "144,000"), ("2019-06-10", "2019-06-10"), ("2019-02-30", "2019-02-30"), ("12:30:45", "12:30:45"),
    ("true", True), ("True", True), ("FALSE", False),
    ("no", "no"), ("No", "No"), ("NO", "NO"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("y", "y"), ("n", "n"),
    ("", None), ("~", None), ("null", None), ("NULL", None), ("nil", "nil"),
    ("'5'", "5"), ('"0.05"', "0.05"), ("'true'", "true"), ("'null'", "null"), ("''", ""),
    ("!!str 5", "5"), ("!!int abc", "abc"), ("!!float abc", "abc"), ("!!bool maybe", "maybe"), ("!!null abc", "abc"),
    ("!thing 5", "5"), ("!<tag:ships,2000:int> 5", "5"),
    ("9" * 300, 10**300 - 1), ("9" * 301, "9" * 301), ("-" + "9" * 301, "-" + "9" * 301), ("9" * 5000, "9" * 5000),
    ("0x" + "f" * 300, "0x" + "f" * 300), ("0x" + "f" * 5000, "0x" + "f" * 5000),
    ("1e308", 1e308), ("1e309", "1e309"), ("-1e400", "-1e400"), ("9" * 400 + ".0", "9" * 400 + ".0"),
    (">-\n  one\n  two\n\n  three", "one two\nthree"), ("|\n  one\n  two", "one\ntwo\n"), ("> # remark\n  one", "one\n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SCALARS, ids=[repr(text[:20]) for text, _ in SCALARS])
def test_a_scalar_is_read_as_people_mean_it(text, expected):
    got = value(text)
    assert got == expected
    assert type(got) is type(expected)


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_not_a_number_is_read_as_such(text):
    assert math.isnan(value(text))


@pytest.mark.parametrize("text", ["no", "on", "yes", "off", "014", "1:30"])
def test_even_a_yaml_1_1_file_keeps_norway(text):
    assert tree_of(f"%YAML 1.1\n---\na: {text}\n").data == {"a": text}


@pytest.mark.parametrize(
    "text", ["\ufeffa: 1\n", "a: 1\r\n", "a: 1", "a: 1\r", "# x\na: 1 # y\n# z\n", "---\na: 1\n...\n", '{"a": 1}']
)
def test_the_same_document_in_other_dress(text):
    assert tree_of(text).data == {"a": 1}


def test_a_file_that_may_be_empty():
    assert tree_of("# a remark\n", may_be_empty=True) == Tree("x.yaml", {})
    assert refused("[]", may_be_empty=True) == TOP_LEVEL.format("a list")


# --- places


def test_lines_are_counted_the_same_with_windows_line_ends():
    text = "a:\n  - b: 1\n    c: >-\n      x\n      y\n  - d\ne: 1\n"
    assert tree_of(text.replace("\n", "\r\n")) == tree_of(text)


def test_every_key_and_item_has_its_place_and_every_text_its_beginning():
    found = tree_of("a:\n  - {b: 1, c: [2, '3']}\n  - \"4\"\nd: >-\n  e\n  f\n")
    assert found.places == {
        ("a",): (1, 1),
        ("a", 0): (2, 5),
        ("a", 0, "b"): (2, 6),
        ("a", 0, "c"): (2, 12),
        ("a", 0, "c", 0): (2, 16),
        ("a", 0, "c", 1): (2, 19),
        ("a", 1): (3, 5),
        ("d",): (4, 1),
    }
    assert found.texts == {
        ("a", 0, "b"): (2, 9),
        ("a", 0, "c", 0): (2, 16),
        ("a", 0, "c", 1): (2, 20),
        ("a", 1): (3, 6),
        ("d",): (4, 4),
    }
    assert found.spread == {("d",)}


def test_the_place_of_a_path_that_is_not_there_is_that_of_the_nearest_above():
    one = tree_of("a:\n  b: 1\n")
    assert one.place(("a", "b", "c")) == (2, 3)
    assert one.place(("a", "x", 3)) == (1, 1)
    assert one.place(()) == (1, 1)


# --- files


def unreadable(path: Path, **changes: object) -> str:
    with pytest.raises(InputError) as caught:
        read_text(path, dataclasses.replace(FORM, **changes))
    return str(caught.value).removeprefix(f"{path}: ")


def test_a_file_is_read_under_its_name(tmp_path):
    path = tmp_path / "ships.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\n")
    assert read(path, FORM) == parse(str(path), "a: 1\n", FORM)


def test_a_folder_a_missing_file_and_names_that_are_none(tmp_path):
    assert unreadable(tmp_path) == "is a folder, not a file. Name a list of ships"
    assert unreadable(tmp_path, folder="is full of ships. Name one") == "is full of ships. Name one"
    gone = "can not be read: no such file or directory. Mend the path or its rights"
    assert unreadable(tmp_path / "none.yaml") == gone
    assert unreadable(tmp_path / "\x1b[2J").endswith(f"\\x1b[2J: {gone}")
    assert "file name too long" in unreadable(tmp_path / ("x" * 5000))
    assert "can not be read: embedded null byte" in unreadable(tmp_path / "x\x00")


def test_a_file_without_the_right_to_read_it(tmp_path, monkeypatch):
    path = tmp_path / "secret.yaml"
    path.write_text("a: 1\n")
    if os.geteuid() == 0:  # root may read anything, so the refusal is simulated

        def deny(self, *_, **__):
            raise PermissionError(13, "Permission denied", str(self))

        monkeypatch.setattr(Path, "open", deny)
    else:
        path.chmod(0)
    assert unreadable(path) == "can not be read: permission denied. Mend the path or its rights"


@pytest.mark.parametrize(
    ("size", "has"), [(200_000_000, "200.0 MB"), (2_100_000, "2.1 MB"), (300_001, "300.1 kB"), (999_999, "1,000.0 kB")]
)
def test_a_large_file_is_refused_and_not_read_to_its_end(tmp_path, size, has):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(size)
    tracemalloc.start()
    said = unreadable(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_500_000
    assert said == f"the file has {has}; a list of ships has at most 300 kB. Name a list of ships"
    assert unreadable(path, shorten="Sink some").endswith("at most 300 kB. Sink some")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_a_device_without_end_is_refused():
    said = unreadable(Path("/dev/zero"))
    assert said == "the file has more than 300 kB; a list of ships has at most 300 kB. Name a list of ships"
    only_files = "is a device or a pipe, not a file. Name a list of ships"
    assert unreadable(Path("/dev/zero"), only_files=True) == only_files


def test_a_file_of_just_the_allowed_size_is_read(tmp_path):
    path = tmp_path / "full.yaml"
    path.write_bytes(b"a: 1\n#" + b"x" * (FORM.most_bytes - 6))
    assert read(path, FORM).data == {"a": 1}


TEXT_FILE = "is not UTF-8 text (byte {}). Save it as a plain text file in UTF-8"
BYTES = [
    (b"\x7fELF\x00\x01", "is a binary file, not YAML text. Name a list of ships"),
    (b"a: 1\n\x00", "is a binary file, not YAML text. Name a list of ships"),
    ("a: 1\n".encode("utf-16"), f"1 problem\n  line 1, col 1  {TEXT_FILE.format(1)}"),
    ("a: 1\r\né: ñ\n".encode("latin-1"), f"1 problem\n  line 2, col 1  {TEXT_FILE.format(7)}"),
    ("a: é".encode() + b"\xff\n", f"1 problem\n  line 1, col 5  {TEXT_FILE.format(6)}"),
    (b"\xef\xbb\xbfa: \xff\n", f"1 problem\n  line 1, col 4  {TEXT_FILE.format(7)}"),
    (b"\x89PNG\r\n", f"1 problem\n  line 1, col 1  {TEXT_FILE.format(1)}"),
]


@pytest.mark.parametrize(("raw", "sentence"), BYTES)
def test_a_file_that_is_no_text(tmp_path, raw, sentence):
    path = tmp_path / "raw.yaml"
    path.write_bytes(raw)
    assert unreadable(path) == sentence


# --- values of the command line, and words for values


@pytest.mark.parametrize(
    ("text", "expected"),
    [("5%", "5%"), ("0.05", 0.05), ("[a, b]", ["a", "b"]), ("{a: 1}", {"a": 1}), ("'a: b'", "a: b"), ("", None)],
)
def test_a_value_of_the_command_line_is_read_as_in_a_file(text, expected):
    assert parse_value(text, FORM) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a\nb: c", "holds more than one value. Write one"),
        ("{a: 1, a: 2}", "this key stands twice (first in line 1). Keep one"),
        ("[a", "this is not YAML: expected ',' or ']', but got '<stream end>'. Mend the line"),
    ],
)
def test_a_value_of_the_command_line_that_is_none(text, sentence):
    with pytest.raises(InputError) as caught:
        parse_value(text, FORM, "--set it")
    assert caught.value.where == "--set it"
    assert [problem.text for problem in caught.value.problems] == [sentence]


@pytest.mark.parametrize(
    ("one", "words"),
    [({"a": 1}, "a mapping"), ([1], "a list"), (None, "nothing"), (True, "true"), (5, "5"), ("x" * 41, "x" * 37 + "...")],
)  # fmt: skip
def test_a_value_is_shown_in_few_words(one, words):
    assert shown(one) == words


def test_a_key_path_is_told_with_dots_and_odd_keys_spelt_out():
    assert dotted(("a", 0, "b")) == "a.0.b"
    assert told(("a\x1b", 0)) == "a\\x1b.0"


# --- the three rooms that read with it

SPOILT = [
    "a: [1, 2\nb: 3\n", "a: 1\n---\nb: 2\n", "a: &x [*x]\n", "a: 1\nb: x\x07y\n", "a: 1\n\tb: 2\n", "a: " + "[" * 900,
]  # fmt: skip


@pytest.mark.parametrize("text", SPOILT, ids=[repr(text[:20]) for text in SPOILT])
def test_every_room_refuses_with_the_same_sentence_at_the_same_place(tmp_path, text):
    path = tmp_path / "spoilt.yaml"
    path.write_text(text, newline="")
    said = []
    for way in (lambda: accord.parse(str(path), accord.read_text(path)), lambda: asylum.read_document(path), lambda: read_yaml(path)):  # fmt: skip
        with pytest.raises(InputError) as caught:
            way()
        (problem,) = caught.value.problems
        assert problem.line >= 1
        levels = re.sub(r"An? [a-z ]+ has at most \d+ levels", "N levels", problem.text)
        said.append((problem.line, problem.path, levels))
    assert len(set(said)) == 1


FAULTY = "a: 1\nb:\n  c: 1\n  c: 2\n  <<: {d: 1}\n? [x]\n: 1\n"


def test_every_room_tells_the_same_problems(tmp_path):
    path = tmp_path / "faulty.yaml"
    path.write_text(FAULTY)
    found = accord.parse("x", FAULTY).problems
    assert len(found) == 3
    assert asylum.read_document(path).problems == found
    assert read_yaml(path)[2] == found


# --- laws

YAML_BITS = st.sampled_from(
    ["a", "b: ", ": ", "- ", "\n", "  ", "[", "]", "{", "}", ",", "&x ", "*x", "!!int ", "!t ", "|", ">", "'", '"', "#",
     "%YAML 1.1\n", "---\n", "...\n", "? ", "<<: ", "5", "0x", ".5", "1e", "\t", "é", "\x07", "\r", "\x85", "\u2028", "~", "@", "`"]
)  # fmt: skip


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.one_of(st.text(max_size=60), st.lists(YAML_BITS, max_size=25).map("".join)))
@example("%YAML 1.1\n---\na: yes\n")
@example("a: !!int 0x_\n")
@example("%TAG !e! tag:x,2000:\n---\na: !e!y z\n")
def test_any_text_is_read_or_refused_and_places_lie_within_it(text):
    try:
        found = tree_of(text)
    except InputError as error:
        places = [(problem.line, problem.column) for problem in error.problems]
    else:
        places = [*found.places.values(), *((problem.line, problem.column) for problem in found.problems)]
    lines = re.split(r"\r\n|[\n\r]", text)
    odd_ends = len(re.findall("[\x85\u2028\u2029]", text))  # no editor counts them as lines; ruamel does, now and then
    for line, column in places:
        assert 1 <= line <= len(lines) + odd_ends
        assert 1 <= column <= (len(text) if odd_ends else len(lines[line - 1])) + 1


# without `?` and `:`: ruamel writes {?0: x} and {:0: x} bare and can not read them back
KEYS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="?:"), min_size=1, max_size=6
).filter(lambda key: key != "<<")
PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.floats(allow_nan=False),
    st.text(st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters="?:"), max_size=12),
)  # fmt: skip
NESTED = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=10
)


def leaves(given: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The key paths of the single values."""
    if isinstance(given, dict):
        return [leaf for key, item in given.items() for leaf in leaves(item, (*path, key))]
    if isinstance(given, list):
        return [leaf for index, item in enumerate(given) for leaf in leaves(item, (*path, index))]
    return [path]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.dictionaries(KEYS, NESTED, min_size=1, max_size=4), st.booleans())
def test_what_was_written_as_yaml_is_read_back(data, flow):
    out = io.StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = flow
    writer.allow_unicode = True
    writer.dump(data, out)
    back = tree_of(out.getvalue())
    assert back.data == data
    assert back.problems == []
    assert len(back.places) == len(list(accord.walk(data))) - 1
    assert sorted(map(str, back.texts)) == sorted(map(str, leaves(data)))
