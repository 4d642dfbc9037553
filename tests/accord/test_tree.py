"""The tree of an accord: the sentences that are an accord's own, and that no damaged accord is more than refused.

What all YAML files have in common is tested in tests/test_yaml_text.py.
"""

from __future__ import annotations

import contextlib
import tracemalloc
from pathlib import Path

import pytest
from accord_texts import SMALL
from hypothesis import given, settings
from hypothesis import strategies as st

from suasion.accord import load
from suasion.accord.tree import FORM, Tree, parse, parse_value, read_text, walk
from suasion.errors import InputError


def refused(text: str) -> str:
    with pytest.raises(InputError) as caught:
        parse("x.yaml", text)
    return str(caught.value)


TOP_LEVEL = "x.yaml: an accord is a mapping of keys to values. Got {}; begin with `id: my-accord`"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[a, b]\n", TOP_LEVEL.format("a list")),
        ("5\n", TOP_LEVEL.format("a single value")),
        ("\n\n", TOP_LEVEL.format("nothing")),
        (
            f"a: {'[' * (FORM.most_depth + 1)}",
            "x.yaml: 1 problem\n  line 1, col 64  is nested too deeply. An accord has at most 60 levels. Flatten it",
        ),
    ],
)
def test_text_that_is_no_accord(text, sentence):
    assert refused(text) == sentence


def test_aliases_may_not_grow_beyond_measure():
    text = "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n"
    text += "".join(f"a{one}: &a{one} [{', '.join([f'*a{one - 1}'] * 9)}]\n" for one in range(1, 10))
    assert refused(text) == "x.yaml: grows to more than 200,000 values. Use fewer aliases (`*name`)"


def test_a_party_with_the_id_no_is_norway(read):
    text = SMALL.replace("north: {name: North}", "no: {name: Norway}").replace(": north\n", ": no\n")
    assert read(text).accord.parties["no"].name == "Norway"


def test_what_was_written_is_what_stood_there_before_a_change():
    assert parse("x", "a: 1\n").written == {"a": 1}
    assert Tree("x", {"a": 2}, before={"a": 1}).written == {"a": 1}


def test_walking_names_parents_first():
    assert list(walk({"a": [1, {"b": 2}]})) == [
        ((), {"a": [1, {"b": 2}]}),
        (("a",), [1, {"b": 2}]),
        (("a", 0), 1),
        (("a", 1), {"b": 2}),
        (("a", 1, "b"), 2),
    ]


@pytest.mark.parametrize(("text", "expected"), [("5%", "5%"), ("[a, b]", ["a", "b"]), ("", None), ("no", "no")])
def test_a_value_of_the_command_line_is_read_as_in_a_file(text, expected):
    assert parse_value(text) == expected


# --- files


def unreadable(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_text(path)
    return str(caught.value).removeprefix(f"{path}: ")


def test_a_folder(tmp_path):
    assert unreadable(tmp_path) == "this is a folder, not an accord file. Name the .yaml file in it"


def test_a_path_longer_than_any_file_name(tmp_path):
    with pytest.raises(InputError, match="can not be read: file name too long"):
        load("x" * 5000 + ".yaml")
    with pytest.raises(InputError, match="names no shipped accord and no file"):
        load("x" * 5000)


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


def test_a_binary_file(tmp_path):
    path = tmp_path / "raw.yaml"
    path.write_bytes(b"a: 1\n\x00")
    assert unreadable(path) == "is a binary file, not YAML text. Name an accord file"


# --- laws

JUNK = st.sampled_from(
    ["b: ", ": ", "- ", "\n", "  ", "[", "]", "{", "}", ",", "&x ", "*x", "!!int ", "|", "'", '"', "#", "? ", "<<: ",
     "~", "%YAML 1.1\n", "---\n", "...\n", "5", "0x", ".5", "1e", "\t", "é", "\x07", "\r", "\x85", "\u2028", "@", "`"]
)  # fmt: skip


@settings(max_examples=100, deadline=None, derandomize=True)
@given(at=st.integers(0, len(SMALL)), junk=st.one_of(st.text(max_size=8), JUNK), cut=st.integers(0, 30))
def test_a_damaged_accord_is_read_or_refused(tmp_path_factory, at, junk, cut):
    path = tmp_path_factory.getbasetemp() / "damaged.yaml"
    path.write_bytes((SMALL[:at] + junk + SMALL[at + cut :]).encode("utf-8", "surrogatepass"))
    with contextlib.suppress(InputError):
        assert load(str(path)).accord.suasion == 1
