"""Machine code kept on disk knows only its own source file: drop it when any kernel has changed since."""

from __future__ import annotations

from pathlib import Path

import suasion.trade


def pytest_configure() -> None:
    room = Path(suasion.trade.__file__).parent
    newest = max(path.stat().st_mtime for path in room.rglob("*.py"))
    for kept in room.rglob("__pycache__/*.nb?"):
        if kept.stat().st_mtime < newest:
            kept.unlink(missing_ok=True)
