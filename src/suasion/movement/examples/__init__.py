"""Folders of our own making, so that `suasion move` works without anyone's data: every number in them is made up."""

from __future__ import annotations

from pathlib import Path

from suasion.errors import InputError, known_words


def examples() -> tuple[str, ...]:
    """The names of the shipped folders."""
    return tuple(sorted(path.name for path in Path(__file__).parent.iterdir() if (path / "input").is_dir()))


def example(name: str) -> Path:
    """The folder of a shipped example.

    Raises
    ------
    InputError                         if there is none of that name
    """
    if name not in examples():
        raise InputError(
            name, f"there is no such folder, and no shipped example of that name. {known_words(name, examples())}"
        )
    return Path(__file__).parent / name
