"""Whatever is done to a folder, reading it gives an instance or sentences: no trace, no line that a screen misreads.

The example folder is changed at random: bytes flipped, fields replaced by what people and programs write by mistake,
columns lost or changed places, other encodings, folders and links and pipes in the place of files.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suasion.errors import InputError
from suasion.movement import Instance, read_folder
from suasion.movement.examples import example

MORE = {
    "input/agents.csv": "location,age\nKaro,5\nLumen,70\n",
    "input/demographics_age.csv": "age,Default,Karo\n5,1,2\n40,3,1\n",
    "input/flood_level.csv": "#Day,Karo\n" + "".join(f"{day},{day % 4}\n" for day in range(120)),
    "input/region_attributes_IPC.csv": "#Day,West,East\n0,10,20\n50,20,30\n",
    "input/major_routes.csv": "Karo,Northgate,Alder\n",
    "input/location_changes.csv": "#name,type,day\nLumen,town,9\n",
    "input/registration_corrections.csv": "Alder,2030-01-08\n",
}
FILES = sorted(
    {str(path.relative_to(example("two-roads"))) for path in example("two-roads").rglob("*.[cy][sm][vl]")} | set(MORE)
)
NUMBERS = (
    "",
    "nan",
    "-inf",
    "1e309",
    "1e308",
    "1e-320",
    "-1",
    "-0",
    "1_000",
    "1,000",
    '"1,000"',
    "٣",
    "9" * 400,
    "1e5",
)
DATES = ("2030-02-30", "0000-01-01", "9999-12-31", "2262-04-11", "1677-01-01", "2030-01-01T00:00")
WORDS = (
    "#",
    "#Day",
    "total",
    "Karo",
    "Alder",
    "camp",
    "idp",
    "country",
    "location",
    "marker",
    "flood_zone",
    "None",
    "x",
)
STRANGE = (
    "\x1b[2J",
    '"a\nb"',
    "\u202e",
    "\x85",
    "x" * 300,
    "x" * 20_000,
    '"',
    "'",
    "\\",
    "..",
    "../x",
    "/dev/zero",
    "[1]",
)
FIELDS = st.sampled_from(NUMBERS + DATES + WORDS + STRANGE) | st.text(max_size=8)
ENCODINGS = ("utf-16", "utf-32", "latin-1", "cp1252", "utf-7", "shift-jis")
SOMETHING_ELSE: tuple[Callable[[Path], object], ...] = (
    Path.mkdir,
    os.mkfifo,
    lambda path: path.symlink_to(path.name),
    lambda path: path.symlink_to("nowhere"),
    lambda path: path.symlink_to("/dev/zero"),
    lambda path: path.symlink_to(".."),
)


def replace_fields(data: st.DataObject, path: Path) -> None:
    separator = ":" if path.suffix == ".yml" else ","
    table = [line.split(separator) for line in path.read_text(encoding="utf-8").split("\n")]
    for _ in range(data.draw(st.integers(1, 3))):
        row = data.draw(st.sampled_from(table))
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(FIELDS)
    text = "\n".join(separator.join(row) for row in table)
    path.write_bytes(text.encode(errors="surrogatepass"))


def change_columns(data: st.DataObject, path: Path) -> None:
    """Two columns change places, or one is lost."""
    first, second = data.draw(st.integers(0, 7)), data.draw(st.integers(0, 7))
    table = [line.split(",") for line in path.read_text(encoding="utf-8").split("\n")]
    for row in table:
        if first == second:
            del row[first : first + 1]
        elif max(first, second) < len(row):
            row[first], row[second] = row[second], row[first]
    path.write_text("\n".join(",".join(row) for row in table), encoding="utf-8")


def change_rows(data: st.DataObject, path: Path) -> None:
    """Rows lost, doubled, in another order, or one of very many fields."""
    rows = path.read_text(encoding="utf-8").split("\n")
    chosen = data.draw(st.lists(st.sampled_from(rows), max_size=2 * len(rows)))
    if data.draw(st.booleans()):
        chosen.append(",".join([data.draw(FIELDS)[:10]] * data.draw(st.sampled_from((9, 500, 100_001)))))
    path.write_bytes("\n".join(chosen).encode(errors="surrogatepass"))


def flip_bytes(data: st.DataObject, path: Path) -> None:
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(raw[: data.draw(st.integers(0, len(raw))) or None]))


def recode(data: st.DataObject, path: Path) -> None:
    path.write_bytes(path.read_text(encoding="utf-8").encode(data.draw(st.sampled_from(ENCODINGS)), "replace"))


def put_something_else(data: st.DataObject, path: Path) -> None:
    path.unlink()
    data.draw(st.sampled_from(SOMETHING_ELSE))(path)


CHANGES = (replace_fields, replace_fields, change_columns, change_rows, flip_bytes, recode, put_something_else)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_every_folder_is_read_or_refused_in_sentences(data: Any) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(shutil.copytree(example("two-roads"), Path(scratch) / "mine"))
        file = data.draw(st.sampled_from(FILES))
        for name, text in MORE.items():
            if name == file or data.draw(st.booleans()):
                (folder / name).write_text(text, encoding="utf-8")
        data.draw(st.sampled_from(CHANGES))(data, folder / file)
        try:
            assert isinstance(read_folder(folder), Instance)
        except InputError as error:
            said = str(error).split("\n")
            assert len(said) <= 1 + 21 * (len(FILES) + 1)
            for line in said:
                assert line.isprintable()
                assert len(line) < 1_500
            for problem in error.problems:
                assert ". " in problem.text or "; " in problem.text, "a sentence has its repair"


@pytest.mark.parametrize("file", FILES)
def test_the_files_changed_above_are_sound_before(file: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(example("two-roads"), tmp_path / "mine"))
    for name, text in MORE.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert (folder / file).is_file()
    assert isinstance(read_folder(folder), Instance)
