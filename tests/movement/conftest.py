"""Machine code kept on disk knows only its own source file: drop it when any kernel has changed since."""

from __future__ import annotations

from pathlib import Path

import suasion.movement


def pytest_configure() -> None:
    room = Path(suasion.movement.__file__).parent
    newest = max(path.stat().st_mtime for path in room.glob("*.py"))
    for kept in room.glob("__pycache__/*.nb?"):
        if kept.stat().st_mtime < newest:
            kept.unlink(missing_ok=True)
