"""YAML text to values and places: what is refused, where, and what is read as what."""
# ruff: noqa: E501  (a sentence stands in one line, as the analyst reads it)

from __future__ import annotations

import contextlib
import io
import math
import os
import re
import time
import tracemalloc
from pathlib import Path

import pytest
from accord_texts import SMALL
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from suasion.accord import load, tree
from suasion.accord.tree import parse, parse_value, read_text, shown
from suasion.errors import InputError


def refused(text: str) -> str:
    with pytest.raises(InputError) as caught:
        parse("x.yaml", text)
    return str(caught.value)


def value(text: str) -> object:
    return parse("x.yaml", f"a: {text}\n").data["a"]


TOP_LEVEL = "x.yaml: an accord is a mapping of keys to values. Got {}; begin with `id: my-accord`"
REFUSED = [
    ("- a\n- b\n", TOP_LEVEL.format("a list")),
    ("[a, b]\n", TOP_LEVEL.format("a list")),
    ("just words\n", TOP_LEVEL.format("a single value")),
    ("5\n", TOP_LEVEL.format("a single value")),
    ("null\n", TOP_LEVEL.format("a single value")),
    ("", TOP_LEVEL.format("nothing")),
    ("\n\n", TOP_LEVEL.format("nothing")),
    ("# only a remark\n", TOP_LEVEL.format("nothing")),
    ("a: 1\n---\nb: 2\n", "x.yaml: holds more than one YAML document. Keep one accord in one file, without `---` inside"),
    (
        "a:\n\tb: 1\n",
        "x.yaml: 1 problem\n  line 2, col 1  this is not YAML: found character '\\t' that cannot start any token. "
        "Mend the line",
    ),
    (
        "a: [1, 2\nb: 3\n",
        "x.yaml: 1 problem\n  line 2, col 2  this is not YAML: expected ',' or ']', but got ':'. Mend the line",
    ),
    (
        "a: b: c\n",
        "x.yaml: 1 problem\n  line 1, col 5  this is not YAML: mapping values are not allowed here. Mend the line",
    ),
    ("a: *b\n", "x.yaml: 1 problem\n  line 1, col 4  this is not YAML: found undefined alias 'b'. Mend the line"),
    ("a: &x [*x]\n", "x.yaml: 1 problem\n  line 1, col 4  a.0: an alias (`*name`) that contains itself. Write it out"),
    ("a: &x {b: {c: *x}}\n", "x.yaml: 1 problem\n  line 1, col 12  a.b.c: an alias (`*name`) that contains itself. Write it out"),
    ("a: 1\nb: x\x00y\n", "x.yaml: 1 problem\n  line 2, col 5  the character U+0000 can not stand in a text file. Remove it"),
    ("a: 1\nb: x\x07y\n", "x.yaml: 1 problem\n  line 2, col 5  the character U+0007 can not stand in a text file. Remove it"),
    ("a: \ud800\n", "x.yaml: 1 problem\n  line 1, col 4  the character U+D800 can not stand in a text file. Remove it"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sentence"), REFUSED, ids=[repr(text[:20]) for text, _ in REFUSED])
def test_text_that_is_no_accord(text, sentence):
    assert refused(text) == sentence


def problems_in(text: str) -> list[str]:
    return [str(problem) for problem in parse("x.yaml", text).problems]


def test_repeated_keys_at_every_depth_name_both_lines():
    text = "a: 1\nb:\n  c: 1\n  c: 2\nd:\n  - {e: 1, f: 2, e: 3}\n  - e: 1\na: 2\na: 3\n"
    assert problems_in(text) == [
        "line 4, col 3  b.c: this key stands twice (first in line 3). Keep one",
        "line 6, col 18  d.0.e: this key stands twice (first in line 6). Keep one",
        "line 8, col 1  a: this key stands twice (first in line 1). Keep one",
        "line 9, col 1  a: this key stands twice (first in line 1). Keep one",
    ]


def test_a_key_that_is_quoted_once_and_not_once_is_still_the_same_key():
    assert problems_in("a: 1\n'a': 2\n") == ["line 2, col 1  a: this key stands twice (first in line 1). Keep one"]


@pytest.mark.parametrize("place", ["c:\n  <<: *base\n  y: 2\n", "c: {y: 2, <<: *base}\n"])
def test_merge_keys_get_a_sentence_of_their_own(place):
    (said,) = problems_in(f"b: &base {{x: 1}}\n{place}")
    assert re.fullmatch(
        r"line \d, col \d+  c.<<: merge keys \(`<<`\) are not read. Write the keys out where they belong", said
    )


def test_a_quoted_merge_sign_is_a_key_like_any_other():
    assert parse("x.yaml", "'<<': 1\n").data == {"<<": 1}


def test_a_key_must_be_a_plain_word():
    assert problems_in("? [a]\n: 1\n? {b: 2}\n: 3\nc: 4\n") == [
        "line 1, col 3  ?: a key must be a plain word",
        "line 3, col 3  ?: a key must be a plain word",
    ]


def laughs(levels: int) -> str:
    text = "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n"
    return text + "".join(f"a{one}: &a{one} [{', '.join([f'*a{one - 1}'] * 9)}]\n" for one in range(1, levels))


def test_a_billion_laughs_are_refused_fast():
    start = time.process_time()
    assert refused(laughs(10)) == "x.yaml: grows to more than 200,000 values. Use fewer aliases (`*name`)"
    assert time.process_time() - start < 10


def test_a_few_aliases_are_read():
    assert parse("x.yaml", laughs(2)).data["a1"] == [["ha"] * 9] * 9


def test_an_anchor_may_be_given_again_without_a_warning():
    assert parse("x.yaml", "a: &x 1\nb: &x 2\nc: *x\n").data == {"a": 1, "b": 2, "c": 2}


DEEP = "x.yaml: is nested too deeply. An accord has at most 60 levels. Flatten it"


@pytest.mark.parametrize("levels", [61, 300, 5000])
def test_deep_nesting_is_refused(levels):
    assert refused("a: " + "[" * levels + "]" * levels) == DEEP


def test_deep_nesting_by_indentation_is_refused():
    assert refused("".join(f"{' ' * one}a:\n" for one in range(300))) == DEEP


def test_as_many_levels_as_allowed_are_read():
    nested = value("[" * tree.MAX_DEPTH + "]" * tree.MAX_DEPTH)
    for _ in range(tree.MAX_DEPTH - 1):
        (nested,) = nested
    assert nested == []


SCALARS = [
    ("5", 5), ("-5", -5), ("+5", 5), ("1_000", 1000), ("0x1F", 31), ("0o14", 12), ("0", 0), ("-0", 0),
    ("01", "01"), ("007", "007"), ("-01", "-01"), ("0_1", "0_1"),
    ("0.05", 0.05), (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("1_0.5", 10.5), (".inf", math.inf), ("-.INF", -math.inf),
    ("5%", "5%"), ("144,000", "144,000"), ("2019-06-10", "2019-06-10"), ("2019-02-30", "2019-02-30"), ("12:30:45", "12:30:45"),
    ("true", True), ("True", True), ("FALSE", False),
    ("no", "no"), ("No", "No"), ("NO", "NO"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("y", "y"), ("n", "n"),
    ("", None), ("~", None), ("null", None), ("NULL", None), ("nil", "nil"),
    ("'5'", "5"), ('"0.05"', "0.05"), ("'true'", "true"), ("'null'", "null"), ("''", ""),
    ("!!str 5", "5"), ("!!int abc", "abc"), ("!!float abc", "abc"), ("!!bool maybe", "maybe"), ("!thing 5", "5"),
    ("9" * 5000, "9" * 5000), ("0x" + "f" * 5000, "0x" + "f" * 5000),
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


@pytest.mark.parametrize("text", ["no", "on", "yes", "off", "014"])
def test_even_a_yaml_1_1_file_keeps_norway(text):
    assert parse("x.yaml", f"%YAML 1.1\n---\na: {text}\n").data == {"a": text}


def test_a_party_with_the_id_no_is_norway(read):
    text = SMALL.replace("north: {name: North}", "no: {name: Norway}").replace(": north\n", ": no\n")
    assert read(text).accord.parties["no"].name == "Norway"


def test_keys_are_always_text():
    assert parse("x.yaml", "1: a\n01: b\nno: c\ntrue: d\nnull: e\n").data == {
        "1": "a", "01": "b", "no": "c", "true": "d", "null": "e"
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["\ufeffa: 1\n", "a: 1\r\n", "a: 1", "a: 1\r", "# x\na: 1 # y\n# z\n", "---\na: 1\n...\n", '{"a": 1}']
)
def test_the_same_document_in_other_dress(text):
    assert parse("x.yaml", text).data == {"a": 1}


def test_lines_are_counted_the_same_with_windows_line_ends():
    text = "a:\n  - b: 1\n    c: >-\n      x\n      y\n  - d\ne: 1\n"
    assert parse("x.yaml", text.replace("\n", "\r\n")) == parse("x.yaml", text)


def test_every_key_and_item_has_its_place():
    assert parse("x.yaml", "a:\n  - {b: 1, c: [2, 3]}\n  - 4\n").places == {
        ("a",): (1, 1),
        ("a", 0): (2, 5),
        ("a", 0, "b"): (2, 6),
        ("a", 0, "c"): (2, 12),
        ("a", 0, "c", 0): (2, 16),
        ("a", 0, "c", 1): (2, 19),
        ("a", 1): (3, 5),
    }


def test_the_place_of_a_path_that_is_not_there_is_that_of_the_nearest_above():
    one = parse("x.yaml", "a:\n  b: 1\n")
    assert one.place(("a", "b", "c")) == (2, 3)
    assert one.place(("a", "x", 3)) == (1, 1)
    assert one.place(()) == (1, 1)


# --- files


def unreadable(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_text(path)
    return str(caught.value).removeprefix(f"{path}: ")


def test_a_folder(tmp_path):
    assert unreadable(tmp_path) == "this is a folder, not an accord file. Name the .yaml file in it"


def test_a_missing_file(tmp_path):
    said = unreadable(tmp_path / "none.yaml")
    assert said == "can not be read: no such file or directory. Mend the path or its rights"


def test_a_path_longer_than_any_file_name(tmp_path):
    with pytest.raises(InputError, match="can not be read: file name too long"):
        load("x" * 5000 + ".yaml")
    with pytest.raises(InputError, match="names no shipped accord and no file"):
        load("x" * 5000)


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


@pytest.mark.parametrize(("size", "shown_as"), [(200_000_000, "200.0"), (2_100_000, "2.1")])
def test_a_large_file_is_refused_unread(tmp_path, size, shown_as):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(size)
    tracemalloc.start()
    said = unreadable(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10_000_000
    assert said == (
        f"the file has {shown_as} MB; an accord has at most 2 MB. "
        "Keep long series in CSV files and name them under `series`"
    )


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_a_device_without_end_is_refused():
    assert "an accord has at most 2 MB" in unreadable(Path("/dev/zero"))


def test_a_file_of_just_the_allowed_size_is_read(tmp_path):
    path = tmp_path / "full.yaml"
    path.write_bytes(b"a: 1\n#" + b"x" * (tree.MAX_BYTES - 6))
    assert parse("full", read_text(path)).data == {"a": 1}


BYTES = [
    (b"\x7fELF\x00\x01", "is a binary file, not YAML text. Name an accord file"),
    (b"a: 1\n\x00", "is a binary file, not YAML text. Name an accord file"),
    ("a: 1\n".encode("utf-16"), "is not UTF-8 text (byte 1). Save it as a plain text file in UTF-8"),
    ("a: ñ\n".encode("latin-1"), "is not UTF-8 text (byte 4). Save it as a plain text file in UTF-8"),
    (b"\x89PNG\r\n", "is not UTF-8 text (byte 1). Save it as a plain text file in UTF-8"),
]


@pytest.mark.parametrize(("raw", "sentence"), BYTES)
def test_a_file_that_is_no_text(tmp_path, raw, sentence):
    path = tmp_path / "raw.yaml"
    path.write_bytes(raw)
    assert unreadable(path) == sentence


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_text(path) == "a: 1\n"


# --- values of the command line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5%", "5%"),
        ("0.05", 0.05),
        ("[a, b]", ["a", "b"]),
        ("{a: 1}", {"a": 1}),
        ("'a: b'", "a: b"),
        ("", None),
        ("no", "no"),
    ],
)
def test_a_value_of_the_command_line_is_read_as_in_a_file(text, expected):
    assert parse_value(text) == expected


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
        parse_value(text)
    assert [problem.text for problem in caught.value.problems] == [sentence]


@pytest.mark.parametrize(
    ("one", "words"),
    [
        ({"a": 1}, "a mapping"),
        ([1], "a list"),
        (None, "nothing"),
        (True, "true"),
        (5, "5"),
        ("x" * 41, "x" * 37 + "..."),
    ],
)
def test_a_value_is_shown_in_few_words(one, words):
    assert shown(one) == words


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
        read = parse("x.yaml", text)
    except InputError as error:
        places = [(problem.line, problem.column) for problem in error.problems]
    else:
        places = [*read.places.values(), *((problem.line, problem.column) for problem in read.problems)]
    lines = re.split(r"\r\n|[\n\r]", text)
    odd_ends = len(re.findall("[\x85\u2028\u2029]", text))  # no editor counts them as lines; ruamel does, now and then
    for line, column in places:
        assert 1 <= line <= len(lines) + odd_ends
        assert 1 <= column <= (len(text) if odd_ends else len(lines[line - 1])) + 1


@settings(max_examples=100, deadline=None, derandomize=True)
@given(at=st.integers(0, len(SMALL)), junk=st.one_of(st.text(max_size=8), YAML_BITS), cut=st.integers(0, 30))
def test_a_damaged_accord_is_read_or_refused(tmp_path_factory, at, junk, cut):
    path = tmp_path_factory.getbasetemp() / "damaged.yaml"
    path.write_bytes((SMALL[:at] + junk + SMALL[at + cut :]).encode("utf-8", "surrogatepass"))
    with contextlib.suppress(InputError):
        assert load(str(path)).accord.suasion == 1


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


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.dictionaries(KEYS, NESTED, min_size=1, max_size=4), st.booleans())
def test_what_was_written_as_yaml_is_read_back(data, flow):
    out = io.StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = flow
    writer.allow_unicode = True
    writer.dump(data, out)
    back = parse("x.yaml", out.getvalue())
    assert back.data == data
    assert back.problems == []
    assert len(set(back.places)) == len(list(tree.walk(data))) - 1
