from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from suasion.accord import Document, check_file, load
from suasion.accord.checks import Finding
from suasion.errors import InputError


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], str]:
    """Writes an accord's text to a file and gives its path."""

    def write(text: str) -> str:
        path = tmp_path / "accord.yaml"
        path.write_text(text, encoding="utf-8", newline="")
        return str(path)

    return write


@pytest.fixture
def read(written: Callable[[str], str]) -> Callable[..., Document]:
    """Loads an accord from its text."""

    def load_text(text: str, variant: str | None = None, settings: list[str] | None = None) -> Document:
        return load(written(text), variant, settings)

    return load_text


@pytest.fixture
def problems(read: Callable[..., Document]) -> Callable[..., list[str]]:
    """Every problem that loading an accord's text reports, in the order in which it is shown."""

    def said(text: str, variant: str | None = None, settings: list[str] | None = None) -> list[str]:
        with pytest.raises(InputError) as caught:
            read(text, variant, settings)
        return [str(problem) for problem in caught.value.problems]

    return said


@pytest.fixture
def findings(written: Callable[[str], str]) -> Callable[[str], list[Finding]]:
    """Every finding of `suasion check` on an accord's text."""

    def found(text: str) -> list[Finding]:
        return check_file(written(text))[1]

    return found
