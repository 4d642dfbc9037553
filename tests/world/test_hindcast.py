"""Looking back at 2019: twenty-four forecasts a method, each made on the day its month came out."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest

from suasion import data
from suasion.accord import load
from suasion.errors import InputError
from suasion.world.hindcast import hindcast


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return hindcast(load("us-mexico-2019"), draws=1000)


def test_the_shape_is_that_of_the_command(found: dict[str, Any]) -> None:
    assert set(found["means"]) == {"suasion", "random_walk", "seasonal_random_walk"}
    for mean in found["means"].values():
        assert list(mean) == ["crps", "mape_pct", "coverage90", "n"]
        assert mean["n"] == 24
    assert found["series"] == "us_sw_between_ports"
    assert found["origins"] == [f"2019-{month:02d}" for month in range(5, 13)]


@pytest.mark.parametrize("method", ["suasion", "random_walk", "seasonal_random_walk"])
def test_means_are_those_of_the_rows(found: dict[str, Any], method: str) -> None:
    rows = [row for row in found["rows"] if row["method"] == method]
    mean = found["means"][method]
    assert len(rows) == 24
    assert {(row["origin"], row["h"]) for row in rows} == {
        (f"2019-{m:02d}", h) for m in range(5, 13) for h in (1, 2, 3)
    }
    assert mean["crps"] == pytest.approx(np.mean([row["crps"] for row in rows]))
    assert mean["mape_pct"] == pytest.approx(np.mean([row["ape_pct"] for row in rows]))
    assert mean["coverage90"] == np.mean([row["inside_90"] for row in rows])
    for row in rows:
        assert row["inside_90"] == (row["q05"] <= row["actual"] <= row["q95"])


def test_each_forecast_is_made_on_the_day_its_month_came_out(found: dict[str, Any]) -> None:
    rows = data.load("us_sw_between_ports")
    first = rows.groupby("month")["published_on"].min()
    for row in found["rows"]:
        assert row["as_of"] == str(first[row["origin"]])[:10]
    by_origin = {row["origin"]: row["as_of"] for row in found["rows"]}
    assert by_origin["2019-05"] == "2019-06-05"
    assert by_origin["2019-09"] == "2019-10-29"


def test_the_median_of_a_random_walk_is_the_figure_as_first_printed(found: dict[str, Any]) -> None:
    one = next(
        row for row in found["rows"] if (row["method"], row["origin"], row["h"]) == ("random_walk", "2019-05", 1)
    )
    assert one["median"] == pytest.approx(132_887, rel=0.03)
    assert one["actual"] == 94_902


def test_the_forecaster_beats_the_walks_where_no_deal_helped_them(found: dict[str, Any]) -> None:
    assert found["means"]["suasion"]["crps"] < 15_400  # the random walk's figure in the specification


@pytest.mark.parametrize(
    ("horizon", "draws", "message"),
    [
        (0, 1000, "--horizon: 0 is out of bounds. Ask for 1 to 24 months"),
        (25, 1000, "--horizon: 25 is out of bounds. Ask for 1 to 24 months"),
        (3, 99, "--draws: 99 is too few to score. Ask for at least 100"),
    ],
)
def test_numbers_out_of_bounds_are_refused(horizon: int, draws: int, message: str) -> None:
    with pytest.raises(InputError) as caught:
        hindcast(load("us-mexico-2019"), horizon=horizon, draws=draws)
    assert str(caught.value) == message


def test_later_figures_change_no_forecast(found: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    document = load("us-mexico-2019")
    read, day = data.load, datetime.date(2019, 6, 5)

    def altered(series_id: str, part: str = "") -> Any:
        rows = read(series_id, part)
        return rows.assign(value=rows["value"].where(rows["published_on"].dt.date <= day, 1e9))

    monkeypatch.setattr(data, "load", altered)
    peeking = hindcast(document, draws=1000)
    for honest, other in zip(found["rows"], peeking["rows"], strict=True):
        if honest["origin"] == "2019-05":
            for key in ("median", "q05", "q25", "q75", "q95", "as_of"):
                assert other[key] == honest[key], key
            assert other["actual"] == 1e9
