"""One HTML file from words, figures and tables: no script, no network, readable on a phone, on a desk and on paper.

Every word is escaped; the only markup that is trusted is the SVG of our own figures. A link is a link only if its
address is http or https. The look is in `templates/`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import jinja2
import pandas as pd
from markupsafe import Markup

from suasion.show import words
from suasion.show.figures import PHONE, WIDE, Figure

Tone = Literal["plain", "met", "missed", "open"]
TONES: tuple[Tone, ...] = ("plain", "met", "missed", "open")


@dataclass(frozen=True)
class Link:
    """Words that lead to a source; plain words if the address is not http or https."""

    text: str
    url: str

    @property
    def safe(self) -> bool:
        if re.search(r"[\x00-\x20\x7f\\]", self.url):
            return False
        try:
            parts = urlsplit(self.url)
        except ValueError:
            return False
        return parts.scheme in ("http", "https") and bool(parts.hostname)


@dataclass(frozen=True)
class Chip:
    """The status of a measure or a target, in the look it has on the timeline; any other word is shown plainly."""

    status: str

    @property
    def word(self) -> str:
        return self.status.replace("_", " ")

    @property
    def look(self) -> str:
        return self.status if self.status in _CHIPS else "plain"


@dataclass(frozen=True)
class Tag:
    """What kind of evidence stands behind a number: `from memory`, `judgement`."""

    text: str


Inline = str | Link | Chip | Tag
Text = Inline | tuple[Inline, ...]
Value = Text | int | float | None

_CHIPS = frozenset(
    ("threatened", "proposed", "pledged", "agreed", "in_force", "suspended", "denied", "ended", "met", "missed", "open")
)


@dataclass(frozen=True)
class Card:
    """One answer at the head of the page: `Targets met by 5 September` / `52 of 100` / what else to know."""

    label: str
    value: str
    detail: Text = ""
    tone: Tone = "plain"

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"card {self.label}: unknown tone. Got {self.tone}; allowed {', '.join(TONES)}.")


@dataclass(frozen=True)
class Table:
    """Rows under headings; `numeric` names the columns set right, in figures of equal width.

    A whole number is shown as it is, any other at three significant figures, None as a dash.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    caption: str
    numeric: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = [name for name in self.numeric if name not in self.columns]
        if unknown:
            raise ValueError(
                f"table {self.caption}: no such column. Got {', '.join(unknown)}; allowed {', '.join(self.columns)}."
            )
        for index, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"table {self.caption}: row {index} has the wrong length. Got {len(row)} cells; "
                    f"allowed {len(self.columns)}. Give None for an empty cell."
                )

    @classmethod
    def of(cls, frame: pd.DataFrame, caption: str) -> Table:
        """The table of a data frame; columns of numbers are set right, whole numbers in full."""
        numeric = tuple(str(name) for name in frame.columns if pd.api.types.is_numeric_dtype(frame[name]))
        columns = [[_plain_value(value) for value in column] for column in _columns(frame)]
        rows = tuple(zip(*columns, strict=True)) if columns else ()
        return cls(tuple(str(name) for name in frame.columns), rows, caption, numeric)


@dataclass(frozen=True, eq=False)
class Section:
    """A heading and what stands under it, in this order: paragraphs, figures, tables, notes."""

    id: str
    heading: str
    paragraphs: tuple[Text, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """How the page came to be: version, seed, data as of, hashes."""

    rows: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, eq=False)
class Page:
    """All that stands on the page. `kicker` is the small line above the title; `lang` the language of its words."""

    title: str
    lede: Text
    meta: tuple[tuple[str, Text], ...] = ()
    cards: tuple[Card, ...] = ()
    sections: tuple[Section, ...] = ()
    manifest: Manifest = Manifest()
    kicker: str = ""
    lang: str = "en"

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("page: the title is empty. Got ''; allowed a sentence. Write it.")
        if len(self.cards) > 4:
            raise ValueError(f"page: too many cards. Got {len(self.cards)}; allowed 4. Say the rest in a section.")
        if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", self.lang):
            raise ValueError(f"page: not a language. Got {self.lang!r}; allowed a tag such as en, es-MX.")
        taken = {"main", "manifest"}
        figures = [figure.id for section in self.sections for figure in section.figures]
        for anchor in [*(section.id for section in self.sections), *figures]:
            if not re.fullmatch(r"[a-z][a-z0-9-]*", anchor):
                raise ValueError(f"page: the id can not be an anchor. Got {anchor!r}; allowed a-z, 0-9, -. Rename it.")
            if anchor in taken:
                raise ValueError(f"page: the id `{anchor}` is used twice. Rename one section or figure.")
            taken.add(anchor)


def render_page(page: Page) -> str:
    """The page as one HTML text; the same page gives the same bytes."""
    return _environment().get_template("page.html.j2").render(page=page, WIDE=WIDE, PHONE=PHONE)


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(parts=_parts, kind=_kind, drawn=_drawn, numbers=_numbers)
    return environment


def _parts(value: Value) -> tuple[Inline, ...]:
    """A slot's content as a row of inline pieces; numbers become words here and nowhere else."""
    if isinstance(value, tuple):
        return value
    if value is None:
        return ("–",)
    if isinstance(value, int) and not isinstance(value, bool):
        return (f"{value:,}".replace("-", words.MINUS),)
    if isinstance(value, float):
        return (words.number(value),) if math.isfinite(value) else ("–",)
    return (value,)  # type: ignore[return-value]  # bool is no Value


def _kind(piece: Inline) -> str:
    return type(piece).__name__.lower()


def _drawn(figure: Figure, width: int) -> Markup:
    """The only markup that is trusted: made by our renderer, its words escaped there."""
    return Markup(figure.svg(width))


def _numbers(figure: Figure) -> Table:
    return Table.of(figure.table, f"The numbers behind this figure: {figure.title}")


def _columns(frame: pd.DataFrame) -> list[list[Any]]:
    out: list[list[Any]] = []
    for position, name in enumerate(frame.columns):
        column = frame.iloc[:, position]
        values = list(column)
        if pd.api.types.is_float_dtype(frame[name]) and all(float(one).is_integer() for one in column.dropna()):
            values = [None if pd.isna(one) else int(one) for one in values]
        out.append(values)
    return out


def _plain_value(value: Any) -> Value:
    if isinstance(value, Link | Chip | Tag | tuple | str):
        return value
    if value is None or pd.isna(value):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if hasattr(value, "item"):
        value = value.item()
    return value if isinstance(value, int | float) else str(value)
