"""Writes docs/law: every file of rules as a page to read, with an index. The same rules give the same bytes.

python scripts/build_law_pages.py
"""

from __future__ import annotations

import argparse
from pathlib import Path

from suasion.asylum import rulebook
from suasion.asylum.use.pages import law_pages

TARGET = Path(__file__).resolve().parent.parent / "docs" / "law"


def main() -> None:
    """Write the pages into --out and remove pages of rules that are gone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=TARGET, help="folder of the pages")
    out = parser.parse_args().out
    pages = law_pages(rulebook())
    for name, text in pages.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    for path in out.rglob("*.md"):
        if path.relative_to(out).as_posix() not in pages:
            path.unlink()
    print(f"{len(pages)} pages in {out}")


if __name__ == "__main__":
    main()
