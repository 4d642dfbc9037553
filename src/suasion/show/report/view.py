"""What every section of the report looks at: the result, its answers, and the accord as run."""

from __future__ import annotations

import datetime
import hashlib
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from suasion import data
from suasion.accord import Accord
from suasion.show import words
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
        return "as written" if word == "as-written" else f"variant {word}"

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
        levels = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0)
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


def anchor(name: str) -> str:
    """An id or the name of a part as the end of an anchor, each different name a different one.

    >>> anchor("us_sw_between_ports/El Paso"), anchor("duty")
    ('us-sw-between-ports-el-paso-ad9a', 'duty')
    """
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return plain if plain == name else f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:4]}"


def month_words(month: str) -> str:
    """`2019-07` -> `July 2019`."""
    return words.month(datetime.date.fromisoformat(f"{month}-01"))


def day_words(day: str) -> str:
    """`2019-07-22` -> `22 July 2019`."""
    return words.day(datetime.date.fromisoformat(day))
