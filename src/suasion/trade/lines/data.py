"""Imports of one country by product line and origin: what `lines` starts from, checked when it is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suasion.errors import InputError, Problem, known_words

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]

MOST_TOLD = 20  # problems of one kind that are told one by one
SHARE_SLACK = 1e-6  # by which shares may miss one


@dataclass(frozen=True)
class Lines:
    """Imports of one country before the change.

    Attributes
    ----------
    lines : (line,) of str                 labels, for instance HS10 codes
    origins : (origin,) of str
    sectors : (line,) of str               the sector of each line, for instance its chapter
    customs_value_usd : array (line, origin)   value of imports before duty, USD
    base_rate_share : array (line, origin)     ad-valorem rate in force before; 0.05 is 5 percent
    import_share : mapping sector to share     imports' share of the country's spending on the sector, duty included,
                                               above 0 and at most 1. Where home goods are not known, 1 leaves them out
                                               and overstates what buyers lose

    Raises
    ------
    InputError                             if a value is negative or not finite, a rate at or below -100 percent,
                                           shapes or labels do not fit, or an import share is missing or can not be
    """

    lines: Sequence[str]
    origins: Sequence[str]
    sectors: Sequence[str]
    customs_value_usd: ArrayLike
    base_rate_share: ArrayLike
    import_share: Mapping[str, float]
    sector_names: tuple[str, ...] = field(init=False)
    sector_of_line: NDArray[np.intp] = field(init=False)

    def __post_init__(self) -> None:
        for name in ("lines", "origins", "sectors"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        problems = [
            Problem(0, 0, name, f"`{label}` stands there twice. Add its values up or rename it")
            for name in ("lines", "origins")
            for label in _repeated(getattr(self, name))
        ]
        if len(self.sectors) != len(self.lines):
            problems.append(
                Problem(0, 0, "sectors", f"one for each line. Got {len(self.sectors)}; allowed: {len(self.lines)}")
            )
        shape = (len(self.lines), len(self.origins))
        for name, low in (("customs_value_usd", "value"), ("base_rate_share", "rate")):
            array, faults = checked_cells(getattr(self, name), shape, name, low, self)
            problems.extend(faults)
            object.__setattr__(self, name, array)
        names = tuple(sorted(set(self.sectors)))
        for name in names:
            if name not in self.import_share:
                text = f"has no share for sector `{name}`. {known_words(name, sorted(self.import_share))}"
                problems.append(Problem(0, 0, "import_share", text))
            elif not isinstance(self.import_share[name], Real) or not 0 < self.import_share[name] <= 1:
                text = f"is a share above 0 and at most 1. Got {self.import_share[name]}"
                problems.append(Problem(0, 0, f"import_share.{name}", text))
        if problems:
            raise InputError("lines", problems)
        position = {name: place for place, name in enumerate(names)}
        object.__setattr__(self, "sector_names", names)
        object.__setattr__(self, "sector_of_line", np.array([position[each] for each in self.sectors], dtype=np.intp))

    @property
    def values(self) -> FloatArray:
        """customs_value_usd as an array (line, origin)."""
        return np.asarray(self.customs_value_usd)

    @property
    def base_rates(self) -> FloatArray:
        """base_rate_share as an array (line, origin)."""
        return np.asarray(self.base_rate_share)

    @property
    def import_shares(self) -> FloatArray:
        """import_share as an array (sector,)."""
        return np.array([self.import_share[name] for name in self.sector_names])

    @property
    def spending_usd(self) -> FloatArray:
        """What is spent on imports with duty: array (line, origin), USD."""
        return self.values * (1 + self.base_rates)

    def by_sector(self, by_line: ArrayLike) -> FloatArray:
        """Sums over the lines of each sector: array (line,) to (sector,)."""
        sums: FloatArray = np.bincount(
            self.sector_of_line, np.asarray(by_line, dtype=float), len(self.sector_names)
        ).astype(float)
        return sums


def lines_from_shares(
    lines: Sequence[str],
    origins: Sequence[str],
    sectors: Sequence[str],
    line_value_usd: ArrayLike,
    origin_share: ArrayLike,
    base_rate_share: ArrayLike,
    import_share: Mapping[str, float],
) -> Lines:
    """Lines whose imports are known as a total and the origins' shares of it.

    Parameters
    ----------
    line_value_usd : array (line,)         customs value from all origins, USD
    origin_share : array (line, origin)    shares of the customs value; sum to one for each line
    others                                 as `Lines`

    Raises
    ------
    InputError                             if shares do not sum to one, and as `Lines`
    """
    totals, shares = np.asarray(line_value_usd, dtype=float), np.asarray(origin_share, dtype=float)
    if totals.shape != (len(lines),) or shares.shape != (len(lines), len(origins)):
        raise InputError(
            "lines",
            f"line_value_usd and origin_share have one row for each line. Got {totals.shape} and {shares.shape}; "
            f"allowed: {(len(lines),)} and {(len(lines), len(origins))}.",
        )
    sums = shares.sum(axis=1)
    wrong = np.flatnonzero(~(np.abs(sums - 1) <= SHARE_SLACK))
    problems = [
        Problem(0, 0, f"origin_share[{lines[each]}]", f"sums to {sums[each]:g}; allowed: 1. Give shares of the total")
        for each in wrong[:MOST_TOLD]
    ]
    problems.extend(_more(len(wrong), "origin_share"))
    if problems:
        raise InputError("lines", problems)
    return Lines(lines, origins, sectors, totals[:, None] * shares, base_rate_share, import_share)


def lines_from_table(table: pd.DataFrame, import_share: Mapping[str, float]) -> Lines:
    """Lines from a long table: columns line, origin, sector, customs_value_usd, base_rate_share.

    A pair of line and origin without a row has no imports and a base rate of 0.

    Raises
    ------
    InputError                             if a column is missing, a pair stands twice, a line is in two sectors, and as
                                           `Lines`
    """
    needed = ("line", "origin", "sector", "customs_value_usd", "base_rate_share")
    problems = [
        Problem(0, 0, name, f"there is no such column. {known_words(name, map(str, table.columns))}")
        for name in needed
        if name not in table.columns
    ]
    if problems:
        raise InputError("lines", problems)
    twice = table[table.duplicated(["line", "origin"])]
    problems = [
        Problem(0, 0, f"{row.line}, {row.origin}", "stands there twice. Add the values up")
        for row in twice.head(MOST_TOLD).itertuples()
    ]
    sector = table.drop_duplicates(["line", "sector"])
    problems += [
        Problem(0, 0, str(line), "is in more than one sector. Give it one")
        for line in sector.loc[sector["line"].duplicated(), "line"].unique()[:MOST_TOLD]
    ]
    if problems:
        raise InputError("lines", problems)
    by_line = sector.set_index("line")["sector"]
    wide = table.pivot(index="line", columns="origin", values=["customs_value_usd", "base_rate_share"])
    given = table.pivot(index="line", columns="origin", values="sector").notna()  # an empty cell of a row stays NaN
    cells = {name: np.where(given, wide[name].to_numpy(), 0.0) for name in needed[3:]}
    return Lines(
        [str(each) for each in wide.index],
        [str(each) for each in given.columns],
        [str(by_line[each]) for each in wide.index],
        cells["customs_value_usd"],
        cells["base_rate_share"],
        import_share,
    )


def checked_cells(
    given: ArrayLike, shape: tuple[int, int], name: str, kind: str, lines: Lines
) -> tuple[FloatArray, list[Problem]]:
    """Numbers by line and origin, and what is wrong with them; `kind`: value, rate (above -1) or ratio (above 0)."""
    try:
        cells = np.broadcast_to(np.asarray(given, dtype=float), shape)
    except (TypeError, ValueError):
        got = np.shape(given) if not isinstance(given, str) else "a text"
        text = f"one number for each line and origin. Got {got}; allowed: {shape}"
        return np.zeros(shape), [Problem(0, 0, name, text)]
    with np.errstate(invalid="ignore"):
        good = {"value": cells >= 0, "rate": cells > -1, "ratio": cells > 0}[kind] & np.isfinite(cells)
    allowed = {
        "value": "a finite number of at least 0",
        "rate": "a finite number above -1, which is -100 percent",
        "ratio": "a finite number above 0",
    }[kind]
    places = np.argwhere(~good)
    problems = [
        Problem(0, 0, f"{name}[{lines.lines[g]}, {lines.origins[i]}]", f"Got {cells[g, i]:g}; allowed: {allowed}")
        for g, i in places[:MOST_TOLD]
    ]
    return cells, problems + _more(len(places), name)


def _more(count: int, name: str) -> list[Problem]:
    return [Problem(0, 0, name, f"and {count - MOST_TOLD} more like these")] if count > MOST_TOLD else []


def _repeated(labels: Sequence[str]) -> list[str]:
    if len(set(labels)) == len(labels):
        return []
    return sorted(name for name, count in Counter(labels).items() if count > 1)[:MOST_TOLD]
