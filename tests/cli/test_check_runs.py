"""`suasion check` refuses what `suasion run` would: the accord of the guide, with its series, broken in one word."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
GUIDE = Path(__file__).parents[2] / "docs" / "accord.md"


def accord() -> str:
    """The accord of the guide."""
    found = re.search(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def checked(call: Call, text: str) -> list[str]:
    """The problems that a check tells; a run ends with 2 if there are any, and else with 0."""
    months = [f"{year}-{month:02d}" for year in (2021, 2022, 2023) for month in range(1, 13)] + ["2024-01"]
    for name, column in (("crossings", "people"), ("goods", "usd")):
        rows = [f"{month},{10_000 + 37 * place % 900}" for place, month in enumerate(months)]
        Path(f"{name}.csv").write_text("\n".join([f"month,{column}", *rows]) + "\n", encoding="utf-8")
    Path("accord.yaml").write_text(text, encoding="utf-8")
    ended = call("check", "accord.yaml")
    ran = call("run", "accord.yaml", "--draws", "2", "--json")
    assert ended.code == ran.code
    return [line.strip() for line in ended.out.splitlines()[1:] if not line.strip().startswith("warning")]


def test_the_accord_of_the_guide_is_sound(call: Call) -> None:
    assert checked(call, accord()) == []


@pytest.mark.parametrize(
    ("changes", "starts"),
    [
        (
            (("column: people", "column: poeple"), ("base_year: 2023", "base_year: 1990")),
            [
                "line 15, col 5  series.crossings.column: crossings.csv, line 1, col 1  poeple: no such column.",
                "line 39, col 30  measures.duty.imports.base_year: goods: 1990-01 of the base year 1990 has no figure",
            ],
        ),
        ((("file: crossings.csv", "file: /etc/passwd"),), ["line 14, col 5  series.crossings.file: `/etc/passwd` is"]),
        (
            (("end: 2024-12-31", "end: 2032-12-31"), ("{month: 2024-01}", "{month: 2014-01}")),
            [
                "line 39, col 30  measures.duty.imports.base_year: as-of: on 2024-03-11 the last figure of goods is of",
                "line 58, col 15  reviews.day-60.targets.0: review: neither known nor forecast: 2014-01.",
            ],
        ),
    ],
)
def test_every_refusal_of_a_run_is_told_at_once(
    call: Call, changes: tuple[tuple[str, str], ...], starts: list[str]
) -> None:
    text = accord()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    said = checked(call, text)
    assert len(said) == len(starts)
    for line, start in zip(said, starts, strict=True):
        assert line.startswith(start)


def test_the_guides_accord_without_its_reviews_is_refused_by_both(call: Call) -> None:
    text = accord()
    (line,) = checked(call, text[: text.index("reviews:")] + text[text.index("variants:") :])
    assert line.startswith("line 39, col 30  measures.duty.imports.base_year: goods: 2023-12 of the base year 2023 has")
