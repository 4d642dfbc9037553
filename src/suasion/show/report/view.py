"""What every section of the report looks at: the result, its answers, and the accord as run."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from suasion import data
from suasion.accord import Accord
from suasion.accord.measures import Tariff
from suasion.show import words
from suasion.world.answers import AS_WRITTEN
from suasion.world.result import Result


@dataclass(frozen=True)
class View:
    """A result with its answers and its accord, typed."""

    result: Result
    answers: dict[str, Any]
    accord: Accord

    @classmethod
    def of(cls, result: Result, answers: dict[str, Any]) -> View:
        return cls(result, answers, Accord.model_validate(result.accord))

    @property
    def as_of(self) -> datetime.date:
        return datetime.date.fromisoformat(self.answers["as_of"])

    @property
    def variant_title(self) -> str:
        word = str(self.answers["variant"])
        title = "as written" if word == AS_WRITTEN else f"variant {word}"
        return ", ".join(part for part in (title, settings_words(self.answers["settings"])) if part)

    @property
    def scheduled_word(self) -> str:
        """How the schedule of the tariffs came about: `as announced`, or `as set` by the user or the variant."""
        tariffs = [name for name, one in self.accord.measures.items() if isinstance(one, Tariff)]
        parts = [f"measures.{name}.{part}." for name in tariffs for part in ("steps", "schedule", "goods", "imports")]
        paths = [f"{setting.partition('=')[0].strip()}." for setting in self.answers["settings"]]
        paths += [f"{row['path']}." for row in self.result.basis if row["origin"] != "accord"]
        touched = any(path.startswith(part) or part.startswith(path) for path in paths for part in parts)
        return "as set" if touched else "as announced"

    @property
    def draws(self) -> int:
        return int(self.answers["draws"])

    @property
    def ranged(self) -> bool:
        """Whether there are worlds enough for a range of 90 of 100."""
        return self.draws >= words.FEWEST_FOR_RANGE

    @property
    def few_words(self) -> str:
        """What a figure says in place of its range: `10 worlds are too few for a range`."""
        return f"{words.plural(self.draws, 'world is', 'worlds are')} too few for a range"

    def frequency(self, share: float) -> str:
        """A share of the run's worlds: `10 of 100`."""
        return words.frequency(share, worlds=self.draws)

    def in_worlds(self, share: float) -> str:
        """The same with its noun: `10 of 100 worlds`."""
        return words.in_worlds(share, self.draws)

    def range_words(self, total: dict[str, float]) -> str:
        """The range of an amount as an insertion, `, between ... (90 of 100 worlds)`; nothing where worlds are few."""
        said = words.between(total["q05"], total["q95"], "US dollars", worlds=90)
        return f", {said}" if self.ranged else ""

    def ends(self, values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The ends of 90 of 100 worlds over the first axis; the mean twice where worlds are few.

        A mean may leave the middle 90 of 100 where few worlds pay at all: the ends then reach out to it.
        """
        mean = values.mean(axis=0)
        if not self.ranged:
            return mean, mean
        low, high = np.quantile(values, [0.05, 0.95], axis=0)
        return np.minimum(low, mean), np.maximum(high, mean)

    @property
    def track(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.answers["answers"]["on_track"]
        return rows

    @property
    def bill(self) -> dict[str, Any]:
        bill: dict[str, Any] = self.answers["answers"]["tariff_bill"]
        return bill

    def reviews(self) -> pd.DataFrame:
        """Columns date, label: the reviews inside the run."""
        inside = [
            review
            for review in self.accord.reviews.values()
            if self.accord.period.start <= review.date <= self.accord.period.end
        ]
        return pd.DataFrame(
            {
                "date": [review.date for review in inside],
                "label": [f"{review.title}, {words.day_short(review.date)}" for review in inside],
            }
        )

    def unit(self, series: str) -> str:
        """What a series counts, a month: `arrests a month`."""
        name = series.split("/", maxsplit=1)[0]
        own = self.accord.series.get(name)
        unit = own.unit if own is not None else data.describe(name).unit
        return unit if "month" in unit else f"{unit} a month"

    def counted(self, series: str) -> str:
        """What a series counts, in one word or two: `arrests`."""
        return self.unit(series).removesuffix(" a month").removesuffix(" per month")

    def series_title(self, series: str) -> str:
        """The name of a series for people."""
        name, _, part = series.partition("/")
        own = self.accord.series.get(name)
        title = own.title if own is not None else data.describe(name).name
        return f"{title}, {part}" if part else title

    def quantiles(self, variable: str, series: str) -> pd.DataFrame:
        """Columns month, low90, low50, median, high50, high90 of a series' paths."""
        values = self.result.dataset[variable].sel(series=series).to_numpy()
        shares = [0.05, 0.25, 0.5, 0.75, 0.95] if self.ranged else [0.5] * 5
        levels = np.quantile(values, shares, axis=0)
        names = ["low90", "low50", "median", "high50", "high90"]
        months = [str(month) for month in self.result.dataset["month"].to_numpy()]
        return pd.DataFrame({"month": months} | dict(zip(names, levels, strict=True)))

    def observed(self, series: str) -> pd.DataFrame:
        """Columns month, value, published_on: the figures known on the run's day."""
        ds = self.result.dataset
        frame = pd.DataFrame(
            {
                "month": [str(month) for month in ds["past_month"].to_numpy()],
                "value": ds["observed"].sel(series=series).to_numpy(),
                "published_on": [str(day) for day in ds["published_on"].sel(series=series).to_numpy()],
            }
        )
        return frame.dropna(subset=["value"]).reset_index(drop=True)


def settings_words(settings: Sequence[str]) -> str:
    """What `--set` changed, said after a variant: `with measures.tariff.steps.0.rate = 10%`; nothing for nothing."""
    said = [" = ".join(part.strip() for part in setting.split("=", 1)) for setting in settings]
    return f"with {words.listing(said)}" if said else ""


def anchor(name: str) -> str:
    """An id or the name of a part as the end of an anchor, each different name a different one.

    >>> anchor("us_sw_between_ports/El Paso"), anchor("duty")
    ('us-sw-between-ports-el-paso-ad9a', 'duty')
    """
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return plain if plain == name else f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:4]}"
