"""How wide words are, where lines break, and how labels keep apart: the same answer on every machine.

Widths are those of Helvetica (and so of Arial and Liberation Sans), in thousandths of the type size. A chart laid out
by them needs no font of the machine it is drawn on, so the same input gives the same bytes everywhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"
LINE = 1.25  # line height, in type sizes

_BY_WIDTH = {
    191: "'", 222: "ijl‘’", 260: "|", 278: " !,./:;I[\\]ft\u00a0", 333: "()-r`“”", 334: "{}", 355: '"', 389: "*",
    469: "^", 500: "Jcksvxyz", 556: "#$0123456789?L_abdeghnopqu–", 584: "+<=>~−×", 611: "FTZ", 667: "&ABEKPSVXY",
    722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1000: "—→…", 1015: "@",
}  # fmt: skip
_WIDTH = {letter: width for width, letters in _BY_WIDTH.items() for letter in letters}
_BOLD = 1.07  # bold letters are this much wider on average
_SPARE = 1.04  # Segoe and Roboto differ a little from Helvetica


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of one line of text in pixels, with a little to spare."""
    units = 0
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.combining(letter):
            continue
        fallback = 1000 if unicodedata.east_asian_width(letter) in "WF" else 600
        units += _WIDTH.get(letter, fallback)
    return units / 1000 * size * (_BOLD if bold else 1) * _SPARE


def wrap(text: str, width: float, size: float, *, bold: bool = False, most: int = 0) -> tuple[str, ...]:
    """The text broken between words into lines no wider than `width` pixels; at most `most` lines if given.

    A single word wider than the line stands alone and is cut with an ellipsis, as is what follows the last line.
    """
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, bold=bold) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    if most and len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return tuple(_cut(line, width, size, bold) for line in lines)


def _cut(line: str, width: float, size: float, bold: bool) -> str:
    if text_width(line, size, bold=bold) <= width:
        return line
    while line and text_width(line + "…", size, bold=bold) > width:
        line = line[:-1]
    return line.rstrip() + "…"


@dataclass(frozen=True)
class Band:
    """A label's wish: the middle it would stand at and the height it needs, in pixels."""

    middle: float
    height: float


def keep_apart(bands: Sequence[Band], low: float, high: float) -> list[float]:
    """Middles that keep labels from touching, as near to their wishes as can be, within [low, high].

    Labels keep the order of their wishes. Those that touch form a block that stands where it moves its members least;
    a block that would leave the room is pushed back in.
    """
    order = sorted(range(len(bands)), key=lambda index: (bands[index].middle, index))
    blocks: list[list[int]] = []
    for index in order:
        blocks.append([index])
        while len(blocks) > 1 and _top(blocks[-1], bands, low, high) < _bottom(blocks[-2], bands, low, high):
            last = blocks.pop()
            blocks[-1] += last
    middles = [0.0] * len(bands)
    for block in blocks:
        edge = _top(block, bands, low, high)
        for index in block:
            middles[index] = edge + bands[index].height / 2
            edge += bands[index].height
    return middles


def _bottom(block: list[int], bands: Sequence[Band], low: float, high: float) -> float:
    return _top(block, bands, low, high) + sum(bands[index].height for index in block)


def _top(block: list[int], bands: Sequence[Band], low: float, high: float) -> float:
    """The upper edge of a block of labels that stand on each other."""
    height = sum(bands[index].height for index in block)
    wishes, above = 0.0, 0.0
    for index in block:
        wishes += bands[index].middle - bands[index].height / 2 - above
        above += bands[index].height
    return max(low, min(wishes / len(block), high - height))
