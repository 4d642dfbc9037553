"""The picture of what movement costs is drawn from the table beside it, and from nothing else."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
PICTURE = ROOT / "docs" / "movement-scale.svg"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    place = importlib.util.spec_from_file_location("scale_figure", ROOT / "benchmarks" / "scale_figure.py")
    assert place is not None
    assert place.loader is not None
    found = importlib.util.module_from_spec(place)
    sys.modules[place.name] = found  # dataclasses look their module up there
    place.loader.exec_module(found)
    return found


def test_table_and_picture_are_of_one_run(script: ModuleType) -> None:
    page = PAGE.read_text(encoding="utf-8")
    drawn = script.figure(script.read_table(page))
    assert PICTURE.read_text(encoding="utf-8") == drawn.standalone_svg()
    assert f"![{drawn.alt}](movement-scale.svg)" in page


def test_another_run_is_another_picture(script: ModuleType) -> None:
    page = PAGE.read_text(encoding="utf-8")
    changed = re.sub(r"(\| agents \| 10,000,000 \| 100 \| 100 \| 1 \| )[\d.]+", r"\g<1>52.8", page)
    assert changed != page
    drawn = script.figure(script.read_table(changed))
    assert drawn.title.startswith("1,000 times the people cost 4,000 times the work person by person")
    assert drawn.standalone_svg() != PICTURE.read_text(encoding="utf-8")


def test_what_holds_no_table_is_refused(script: ModuleType) -> None:
    with pytest.raises(ValueError, match="no table with the columns engine, people"):
        script.read_table("| engine | people |\n|---|---|\n| agents | 5 |\n")
    head = "| engine | people | places | days | draws | CPU s | extra MB |\n|---|---|---|---|---|---|---|\n"
    table = script.read_table(head + "| agents | 10,000 | 100 | 100 | 1 | 0.5 | 2 |\n")
    assert table.iloc[0].to_dict() == {
        "engine": "agents", "people": 10_000, "places": 100, "days": 100, "draws": 1, "CPU s": 0.5, "extra MB": 2,
    }  # fmt: skip
    with pytest.raises(ValueError, match=r"agents against people: fewer than two rows \(100 places, 1 draw\)\. Run"):
        script.figure(table)
