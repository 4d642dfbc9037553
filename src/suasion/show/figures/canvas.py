"""What every chart is made of: a figure with its words and numbers, and a sheet that is laid out to the pixel.

Marks that show data are Vega-Lite layers with explicit scales; words, grid and leaders are placed by hand. Nothing is
left to the renderer's own layout, which depends on the fonts of the machine, so bytes are the same everywhere.

The specification is written out as it is: five kinds of marks need no library in front of Vega-Lite, and one that
checks each layer anew costs more than the rest of a report. The tests hold the specifications against the schema.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import escape

from suasion.show.figures.lettering import FONT, LINE, wrap
from suasion.show.figures.palette import GRID, INK, MUTED, PAPER

WIDE = 720  # pixels: a column on a desk
PHONE = 340  # pixels: a column on a phone
_NARROW = 520  # below this a chart is laid out for a phone

Row = dict[str, Any]
Spec = dict[str, Any]

_PLACE: Spec = {"type": "quantitative", "axis": None, "stack": None, "scale": None}
_CHANNELS: Mapping[str, Spec] = {
    "x": _PLACE,
    "y": _PLACE,
    "x2": {},
    "y2": {},
    "text": {"type": "nominal"},
    "size": {"type": "quantitative", "scale": None, "legend": None},
    "order": {"type": "quantitative"},
}
"""What a channel means where no Scale is given: the field holds pixels, and nothing is drawn around it."""


@dataclass(frozen=True, eq=False)
class Figure:
    """One chart: its finding, its numbers, and how to draw it at a width.

    `title` is the finding, `subtitle` measure and unit, `footer` the source, `alt` what someone who cannot see the
    chart must know, `table` the numbers drawn, with units in the headings.
    """

    id: str
    title: str
    subtitle: str
    footer: str
    alt: str
    table: pd.DataFrame
    draw: Callable[[int], Sheet] = field(repr=False)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", self.id):
            raise ValueError(
                f"figure: the id can not be an anchor. Got {self.id!r}; allowed a letter, then a-z, 0-9, -. Rename it."
            )
        for name in ("title", "subtitle", "alt"):
            if not getattr(self, name).strip():
                raise ValueError(f"figure {self.id}: {name} is empty. Got ''; allowed a sentence. Write it.")

    def spec_for(self, width: int = WIDE) -> Spec:
        """The Vega-Lite specification of the chart, `width` pixels wide, without its words around it."""
        return self.draw(width).spec()

    def svg(self, width: int = WIDE) -> str:
        """The chart as SVG that fills its box: no size of its own, no script, ids that no other figure has."""
        sheet = self.draw(width)
        inner = _render(sheet.spec(), f"{self.id}-{width}")
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.width} {sheet.height}" width="100%" '
            f'role="img" aria-label="{escape(self.alt)}">{inner}</svg>'
        )

    def standalone_svg(self, width: int = WIDE) -> str:
        """The chart with title, subtitle and footer in one SVG file of fixed size, to be passed around alone."""
        sheet = self.draw(width)
        lines, top = _stack([(self.title, 18, True, INK), (self.subtitle, 13, False, MUTED)], width, 0)
        foot, bottom = _stack([(self.footer, 11, False, MUTED)], width, top + 12 + sheet.height + 4)
        inner = _render(sheet.spec(), f"{self.id}-{width}")
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{bottom + 8:.0f}" '
            f'viewBox="0 0 {width} {bottom + 8:.0f}" role="img" aria-label="{escape(self.alt)}">'
            f'<rect width="100%" height="100%" fill="{PAPER}"/><g font-family="{FONT}">{lines}{foot}</g>'
            f'<g transform="translate(0,{top + 12:.0f})">{inner}</g></svg>\n'
        )


@dataclass(frozen=True)
class Scale:
    """A straight line from numbers to pixels: `low` is drawn at `start`, `high` at `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def spec(self) -> Spec:
        """The same line in Vega-Lite's words."""
        return {"domain": [self.low, self.high], "range": [self.start, self.end], "nice": False, "zero": False}


@dataclass(frozen=True)
class Label:
    """One line of text at a pixel of the plot; `halo` keeps it readable over marks."""

    x: float
    y: float
    text: str
    colour: str = INK
    size: float = 12
    align: str = "left"
    bold: bool = False
    halo: bool = False


@dataclass
class Sheet:
    """A drawing surface `width` x `height` pixels with margins; (0, 0) is the upper left corner of the plot."""

    width: int
    height: int
    left: float = 0
    right: float = 0
    top: float = 0
    bottom: float = 0
    layers: list[Spec] = field(default_factory=list)

    @property
    def narrow(self) -> bool:
        return self.width < _NARROW

    @property
    def plot_width(self) -> float:
        return self.width - self.left - self.right

    @property
    def plot_height(self) -> float:
        return self.height - self.top - self.bottom

    def mark(self, kind: str, rows: Sequence[Row], style: Mapping[str, Any], **channels: Any) -> None:
        """Add a layer of data marks. A channel is a field name drawn in pixels, or (field name, Scale)."""
        if not rows:
            return
        encoding: Spec = {}
        for name, wish in channels.items():
            column, scale = wish if isinstance(wish, tuple) else (wish, None)
            encoding[name] = {"field": column} | _CHANNELS[name]
            if scale is not None:
                encoding[name]["scale"] = scale.spec()
        self.layers.append(
            {"data": {"values": [_tidy(row) for row in rows]}, "mark": {"type": kind, **style}, "encoding": encoding}
        )

    def rules(
        self, lines: Iterable[tuple[float, float, float, float]], colour: str = GRID, width: float = 1, **style: Any
    ) -> None:
        """Straight lines between pixels (x, y, x2, y2)."""
        rows: list[Row] = [dict(zip(("x", "y", "x2", "y2"), line, strict=True)) for line in lines]
        self.mark("rule", rows, {"stroke": colour, "strokeWidth": width, **style}, x="x", y="y", x2="x2", y2="y2")

    def labels(self, labels: Sequence[Label]) -> None:
        """Words; those of one style form one layer, in the order in which the styles first come."""
        styles: dict[tuple[str, float, str, bool, bool], list[Label]] = {}
        for label in labels:
            style = (label.colour, label.size, label.align, label.bold, label.halo)
            styles.setdefault(style, []).append(label)
        halos = [(style, rows) for style, rows in styles.items() if style[-1]]
        for style, group, halo in [(s, g, True) for s, g in halos] + [(s, g, False) for s, g in styles.items()]:
            colour, size, align, bold, _ = style
            look = {"align": align, "baseline": "alphabetic", "fontSize": size, "limit": 0}
            look |= {"fontWeight": "bold"} if bold else {}
            paper = {"color": PAPER, "stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}
            rows: list[Row] = [{"x": one.x, "y": one.y, "text": one.text} for one in group]
            self.mark("text", rows, look | (paper if halo else {"color": colour}), x="x", y="y", text="text")

    def spec(self) -> Spec:
        """The whole sheet as a Vega-Lite specification with its data inside."""
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "width": self.plot_width,
            "height": self.plot_height,
            "padding": {"left": self.left, "right": self.right, "top": self.top, "bottom": self.bottom},
            "autosize": {"type": "none"},
            "config": {"aria": False, "font": FONT, "background": "transparent", "view": {"stroke": None}},
            "resolve": {"scale": {"x": "independent", "y": "independent"}},
            "layer": list(self.layers),
        }


def block(
    x: float,
    middle: float,
    lines: Sequence[str],
    label: Label,
) -> list[Label]:
    """Lines of text stacked around a middle, in the style of `label`."""
    step = label.size * LINE
    first = middle - step * len(lines) / 2 + label.size * 0.95
    return [replace(label, x=x, y=first + index * step, text=line) for index, line in enumerate(lines)]


def nice_ticks(high: float, most: int) -> list[float]:
    """Round numbers from zero to the first at or above `high`; no more than `most` steps.

    >>> nice_ticks(133, 4)
    [0.0, 50.0, 100.0, 150.0]
    """
    if high <= 0:
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(high / most))
    step = next(size * power for size in (1, 2, 2.5, 5, 10, 20) if high <= size * power * most * (1 + 1e-12))
    return [step * index for index in range(math.ceil(high / step - 1e-9) + 1)]


def day_number(date: Any) -> float:
    """Days since 1970: how dates reach the chart, free of time zones."""
    return float((pd.Timestamp(date).normalize() - pd.Timestamp(1970, 1, 1)).days)


def _tidy(row: Row) -> Row:
    """Plain numbers at a thousandth of a unit where that is finer than a pixel, so that bytes are few and stable."""
    return {
        key: float(f"{value:.10g}") if isinstance(value, float | np.number) else value for key, value in row.items()
    }


def _stack(texts: list[tuple[str, float, bool, str]], width: float, top: float) -> tuple[str, float]:
    out = []
    for text, size, bold, colour in texts:
        for line in wrap(text, width - 4, size, bold=bold):
            top += size * LINE
            weight = ' font-weight="bold"' if bold else ""
            out.append(f'<text x="0" y="{top:.1f}" font-size="{size}"{weight} fill="{colour}">{escape(line)}</text>')
        top += 4
    return "".join(out), top


# what a reader of the page has no use for: empty groups; roles inside an image, the font repeated on every word
_EMPTY = re.compile(r'<path class="(?:foreground|background)"[^>]*/>')
_NOISE = re.compile(r' (?:role|aria-[a-z]+|pointer-events|stroke-miterlimit|class|font-family)="[^"]*"')
_TAG = re.compile(r"<[^<>]*>")


def _render(spec: Spec, name: str) -> str:
    """What stands inside <svg>, with ids of its own. Only tags are touched, never the words between them."""
    import vl_convert  # noqa: PLC0415 - only when a chart is drawn

    text: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    text = _EMPTY.sub("", re.sub(r"^<svg[^>]*>|</svg>\s*$", "", text))
    known: dict[str, str] = {}

    # the renderer numbers clip paths by a counter of the process: number them anew, in the name of this figure
    def fresh(old: str) -> str:
        return known.setdefault(old, f"{name}-clip{len(known)}")

    def clean(tag: re.Match[str]) -> str:
        kept = _NOISE.sub("", tag[0])
        kept = re.sub(r' id="([^"]+)"', lambda found: f' id="{fresh(found[1])}"', kept)
        return re.sub(r"url\(#([^)]+)\)", lambda found: f"url(#{fresh(found[1])})", kept)

    return f'<g font-family="{FONT}">{_TAG.sub(clean, text)}</g>'
