"""Builds the fact tables that the package ships, from the public raw files: `python scripts/build_facts.py --raw DIR`.

The same raw files give the same bytes. What each table holds, and the rules for days of publication, stand in
`suasion.data`; figures read in text, not in a file, are tabulated in `facts_vintages.py`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import build_corridor
import facts_asylum
import facts_border
import facts_chapters
import facts_labels
import facts_programmes
import facts_trade
import facts_trade_world
import facts_words as words
from facts_rows import monthly, table

ROOT = Path(__file__).resolve().parent.parent


def tables(raw: Path) -> dict[str, bytes]:
    """File name -> content of every shipped table."""
    return {
        "SOURCES.csv": table(
            words.SOURCE_COLUMNS,
            sorted(
                [
                    *words.STATISTICS,
                    *words.release_sources(),
                    *facts_programmes.SOURCES,
                    *build_corridor.SOURCES,
                    *facts_trade_world.SOURCES,
                    *facts_chapters.SOURCES,
                    *facts_asylum.SOURCES,
                ]
            ),
        ),
        "series.csv": table(words.SERIES_COLUMNS, words.SERIES),
        "parts.csv": table(words.PART_COLUMNS, words.PARTS),
        "hs2.csv": table(facts_labels.HS2_COLUMNS, facts_labels.hs2_rows()),
        "border.csv": monthly(facts_border.totals(raw)),
        "border_sectors.csv": monthly(facts_border.sectors(raw)),
        "border_people.csv": monthly(facts_border.people(raw)),
        "mexico.csv": monthly(facts_border.mexico(raw)),
        "trade.csv": monthly(facts_trade.totals(raw)),
        "trade_hs2.csv": monthly(facts_trade.by_hs2(raw)),
        "programmes.csv": facts_programmes.build(raw),
        **build_corridor.tables(raw / "network"),
        **facts_trade_world.tables(raw.parent / "trade", raw),
        **facts_asylum.tables(raw.parent / "asylum"),
        "us_chapters_2018.csv": table(facts_chapters.COLUMNS, facts_chapters.rows(raw.parent / "trade")),
    }


def main() -> None:
    """Write every table into --out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--raw", type=Path, default=ROOT.parent / "shared" / "data" / "border", help="folder of the raw files"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "src" / "suasion" / "data", help="folder of the tables")
    arguments = parser.parse_args()
    if not arguments.raw.is_dir():
        parser.error(
            f"--raw: {arguments.raw} is no folder. Give the one that holds sw_border_monthly_totals.csv and the rest."
        )
    for beside in ("trade", "asylum"):
        if not (arguments.raw.parent / beside).is_dir():
            parser.error(f"--raw: there is no folder {beside} beside {arguments.raw}. Put its raw files there.")
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, content in tables(arguments.raw).items():
        (arguments.out / name).write_bytes(content)
        print(f"{name:20} {content.count(10) - 1:6} rows {len(content):8} bytes")


if __name__ == "__main__":
    main()
