"""Draw what movement costs against size, from the table that `movement.py --only scale` prints.

    python benchmarks/movement.py --only scale > scale.md
    python benchmarks/scale_figure.py scale.md movement-scale.svg

Without names it reads docs/benchmarks.md and writes docs/movement-scale.svg, so that table and picture are of one run.
Both axes of every panel are in powers of ten; the panels of a row share their upright axis.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from suasion.show import words
from suasion.show.figures import FORECAST, NEUTRAL, Figure
from suasion.show.figures.canvas import Label, Row, Scale, Sheet
from suasion.show.figures.lettering import text_width
from suasion.show.figures.palette import AXIS, GRID, INK, MUTED, tint

DOCS = Path(__file__).resolve().parents[1] / "docs"
CPU, MEMORY = "CPU s", "extra MB"
COLUMNS = ("engine", "people", "places", "days", "draws", CPU, MEMORY)
DAYS = 100
GUTTER, GAP, RIGHT = 46.0, 26.0, 4.0


@dataclass(frozen=True)
class Series:
    """What grows along a panel, and what is held while it does."""

    grows: str
    held: dict[str, int]

    @property
    def condition(self) -> str:
        """What is held, in words."""
        return ", ".join(
            f"{words.large(value)} {name if value != 1 else name.removesuffix('s')}"
            for name, value in self.held.items()
        )

    def of(self, table: pd.DataFrame, engine: str) -> pd.DataFrame:
        """The rows of one engine, in order of what grows."""
        kept = table[(table["engine"] == engine) & (table["days"] == DAYS)]
        for name, value in self.held.items():
            kept = kept[kept[name] == value]
        return kept.sort_values(self.grows)


PANELS = (
    Series("people", {"places": 100, "draws": 1}),
    Series("places", {"people": 100_000, "draws": 1}),
    Series("draws", {"people": 10_000, "places": 20}),
)
HUES = {"agents": NEUTRAL, "cohorts": FORECAST}


def read_table(text: str) -> pd.DataFrame:
    """The rows of cost against size in a page of Markdown: columns `COLUMNS`, one row a run.

    Raises
    ------
    ValueError                         if the page has no such table
    """
    rows: list[dict[str, str]] = []
    heads: list[str] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            heads = []
        elif not heads:
            heads = cells if set(COLUMNS) <= set(cells) else []
        elif not line.startswith("|--"):
            rows.append(dict(zip(heads, cells, strict=False)))
    if not rows:
        raise ValueError(f"no table with the columns {', '.join(COLUMNS)}. Name what movement.py --only scale printed.")
    table = pd.DataFrame(rows)[list(COLUMNS)]
    numbers = table.columns[1:]
    table[numbers] = table[numbers].replace(",", "", regex=True).astype(float)
    return table


def figure(table: pd.DataFrame) -> Figure:
    """Three panels by two rows: CPU seconds and memory against people, places and draws, by engine.

    Raises
    ------
    ValueError                         if a panel has fewer than two rows of an engine
    """
    for panel in PANELS:
        for engine in HUES:
            if len(panel.of(table, engine)) < 2:
                raise ValueError(f"{engine} against {panel.grows}: fewer than two rows ({panel.condition}). Run them.")
    grown = {engine: PANELS[0].of(table, engine).iloc[[0, -1]] for engine in HUES}
    people = {engine: rows["people"].iloc[1] / rows["people"].iloc[0] for engine, rows in grown.items()}
    times = {engine: rows[CPU].iloc[1] / rows[CPU].iloc[0] for engine, rows in grown.items()}
    by_person, by_cohort = (words.large(float(f"{times[engine]:.2g}")) for engine in HUES)
    title = (
        f"{words.large(people['agents'])} times the people cost {by_person} times the work person by person, "
        f"{by_cohort} times by cohorts"
    )
    if people["agents"] != people["cohorts"]:
        raise ValueError("agents and cohorts were not run with the same numbers of people. Run both.")
    return Figure(
        "movement-scale",
        title,
        f"CPU seconds, and memory beyond the program's own, of {DAYS} days on a grid of places; powers of ten",
        "benchmarks/movement.py; machine, day and every number: the table in docs/benchmarks.md",
        _alt(table, title),
        table,
        lambda width: _draw(table, width),
    )


def _alt(table: pd.DataFrame, title: str) -> str:
    said = []
    for panel in PANELS:
        for engine in HUES:
            rows = panel.of(table, engine).iloc[[0, -1]]
            sizes = " to ".join(words.large(size) for size in rows[panel.grows])
            costs = " to ".join(f"{cost:g}" for cost in rows[CPU])
            said.append(f"{engine}, {sizes} {panel.grows}: {costs} s")
    return f"{title}. Line charts in 6 panels, both axes in powers of ten. {'; '.join(said)}."


def _draw(table: pd.DataFrame, width: int) -> Sheet:
    wide = (width - GUTTER - RIGHT - 2 * GAP) / 3
    lefts = [GUTTER + at * (wide + GAP) for at in range(3)]
    frames = {CPU: (62.0, 212.0), MEMORY: (250.0, 340.0)}
    sheet = Sheet(width, 366)
    labels = [
        Label(0, frames[CPU][0] - 12, "CPU seconds", MUTED, 12),
        Label(0, frames[MEMORY][0] - 12, "MB", MUTED, 12),
    ]
    for panel, left in zip(PANELS, lefts, strict=True):
        labels.append(Label(left, 15, panel.grows.capitalize(), INK, 13, bold=True))
        labels.append(Label(left, 32, panel.condition, MUTED, 12))
    lines: list[tuple[str, list[Row]]] = []
    grid: list[tuple[float, float, float, float]] = []
    feet: list[tuple[float, float, float, float]] = []
    for measure, (top, foot) in frames.items():
        kept = table[table["days"] == DAYS][measure].clip(lower=_floor(measure))
        y = Scale(math.floor(math.log10(kept.min())), math.ceil(math.log10(kept.max())), foot, top)
        for power in range(round(y.low), round(y.high) + 1):
            labels.append(Label(GUTTER - 7, y(power) + 4.2, words.large(10.0**power), MUTED, 12, "right"))
            grid += [(left, y(power), left + wide, y(power)) for left in lefts if power > y.low]
        for panel, left in zip(PANELS, lefts, strict=True):
            feet.append((left, foot, left + wide, foot))
            sizes = sorted(set(panel.of(table, "agents")[panel.grows]))
            x = Scale(math.log10(sizes[0]), math.log10(sizes[-1]), left + 6, left + wide - 6)
            if measure == MEMORY:
                labels += _sizes(sizes, x, foot + 17)
            for engine in HUES:
                points = panel.of(table, engine)
                across = points[panel.grows].map(math.log10).map(x)
                up = points[measure].clip(lower=_floor(measure)).map(math.log10).map(y)
                lines.append((engine, [{"x": one, "y": two} for one, two in zip(across, up, strict=True)]))
        labels += _names(lines[-len(HUES) * len(PANELS) :][: len(HUES)])
    sheet.rules(grid, GRID)
    sheet.rules(feet, AXIS)
    for engine, path in lines:
        under = engine == "agents"  # where both cost the same, the thin line lies on the broad one
        look = {"stroke": tint(HUES[engine], 0.55) if under else HUES[engine], "strokeWidth": 5 if under else 2}
        sheet.mark("line", path, {**look, "strokeCap": "round", "strokeJoin": "round"}, x="x", y="y")
    for engine, path in lines:
        dot = {"filled": True, "fill": HUES[engine], "opacity": 1, "size": 34 if engine == "agents" else 16}
        sheet.mark("point", path, dot, x="x", y="y")
    sheet.labels(labels)
    return sheet


def _floor(measure: str) -> float:
    """Memory is printed in whole MB; less than one is drawn as one."""
    return 1.0 if measure == MEMORY else 1e-9


def _sizes(sizes: list[float], x: Scale, line: float) -> list[Label]:
    """The sizes that were run, at their places, as many as there is room for; the first and the last always."""
    shown = [words.large(size) for size in sizes]
    ends = {0: "left", len(sizes) - 1: "right"}
    spans: dict[int, tuple[float, float]] = {}
    for at in sorted(range(len(sizes)), key=lambda at: at not in ends):
        wide = text_width(shown[at], 12)
        middle = x(math.log10(sizes[at]))
        first = {"left": middle - 6, "right": middle + 6 - wide}.get(ends.get(at, ""), middle - wide / 2)
        if all(first > last + 6 or first + wide < begin - 6 for begin, last in spans.values()):
            spans[at] = (first, first + wide)
    return [Label(first, line, shown[at], MUTED, 12) for at, (first, _) in spans.items()]


def _names(lines: list[tuple[str, list[Row]]]) -> list[Label]:
    """The name of each engine at the end of its line in the first panel: the dearer above its line, the other below."""
    ends = sorted((points[-1]["y"], points[-1]["x"], engine) for engine, points in lines)
    return [
        Label(x + 4, y - 10 if at == 0 else y + 21, engine, HUES[engine], 13, "right", bold=True, halo=True)
        for at, (y, x, engine) in enumerate(ends)
    ]


def main() -> None:
    source, target = (Path(name) for name in (sys.argv[1:] or (DOCS / "benchmarks.md", DOCS / "movement-scale.svg")))
    drawn = figure(read_table(source.read_text(encoding="utf-8")))
    target.write_text(drawn.standalone_svg(), encoding="utf-8")
    print(f"![{drawn.alt}]({target.name})")


if __name__ == "__main__":
    main()
