"""Cases of our own making, to try the rules with: no case is that of a person."""

from __future__ import annotations

from pathlib import Path

EXAMPLE = "border"


def example() -> Path:
    """The file of the shipped cases."""
    return Path(__file__).parent / f"{EXAMPLE}.yaml"
