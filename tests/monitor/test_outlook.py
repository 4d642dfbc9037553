"""From a user's file to the forecast that is written as JSON."""

import json

import numpy as np
import pandas as pd
import pytest

from suasion.errors import InputError
from suasion.monitor import forecast_table


def save(path, values, first="2010-01"):
    months = pd.period_range(first, periods=len(values), freq="M").astype(str)
    pd.DataFrame({"month": months, "arrests": values}).to_csv(path, index=False)
    return path


@pytest.fixture
def path(tmp_path, arrests):
    return save(tmp_path / "mine.csv", arrests.to_numpy(), "2005-01")


def message(*args, **options):
    with pytest.raises(InputError) as caught:
        forecast_table(*args, **options)
    return str(caught.value)


def test_keys_and_shapes(path):
    answer = forecast_table(
        path, "arrests", as_of="2013-12", horizon=5, draws=500, seed=3, below=["5000", "1e9", "5000.0"]
    )
    assert answer["months"] == ["2014-01", "2014-02", "2014-03", "2014-04", "2014-05"]
    assert list(answer["quantiles"]) == [f"{k / 100:.2f}" for k in range(1, 100)]
    assert all(len(row) == 5 for row in answer["quantiles"].values())
    assert answer["median"] == answer["quantiles"]["0.50"]
    assert list(answer["probability_below"]) == ["5000", "1e9", "5000.0"]
    assert answer["probability_below"]["1e9"] == [1.0] * 5
    assert answer["probability_below"]["5000"] == answer["probability_below"]["5000.0"]
    assert (answer["as_of"], answer["column"], answer["file"]) == ("2013-12", "arrests", "mine.csv")
    assert answer["method"] == "bank of 58 filters"
    assert answer["known_months"] == 106
    assert answer["warnings"] == ["2 months are blank: 2008-05, 2011-06"]
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer


def test_as_of_is_the_last_month_with_a_value_by_default(path):
    assert forecast_table(path, "arrests", draws=100)["as_of"] == "2014-12"


def test_months_after_as_of_are_not_looked_at(path, tmp_path, arrests):
    peeked = arrests.to_numpy().copy()
    peeked[108:] = 1e9
    options = {"as_of": "2013-12", "draws": 200, "seed": 1, "below": ["5000"]}
    honest = forecast_table(path, "arrests", **options)
    assert forecast_table(save(tmp_path / "mine2.csv", peeked, "2005-01"), "arrests", **options) == {
        **honest,
        "file": "mine2.csv",
    }


def test_same_seed_same_answer_and_longer_horizon_same_start(path):
    first, second = (forecast_table(path, "arrests", draws=200, seed=1, horizon=h) for h in (3, 9))
    assert first == forecast_table(path, "arrests", draws=200, seed=1, horizon=3)
    assert second["median"][:3] == first["median"]
    assert forecast_table(path, "arrests", draws=200, seed=2, horizon=3)["median"] != first["median"]


@pytest.mark.parametrize(
    ("values", "offset"),
    [
        (np.full(40, 500), 0.0),
        (np.full(12, 1), 0.0),
        (np.zeros(30), 1.0),
        (np.random.default_rng(0).poisson(1.0, 70), 1.0),
        (1e15 * 1.05 ** np.arange(100), 0.0),
        (np.random.default_rng(0).lognormal(3, 2, 30), 0.0),
        (np.r_[np.full(60, 10.0), np.full(10, 1e7)], 0.0),
        (np.full(20, 1e-7), 0.0),
    ],
    ids=["constant", "twelve", "zeros", "tiny counts", "growth", "noise", "jump", "small"],
)
def test_any_series_gives_finite_rising_quantiles(tmp_path, values, offset):
    with np.errstate(all="raise", under="ignore"):
        answer = forecast_table(save(tmp_path / "x.csv", values), "arrests", horizon=36, draws=300, offset=offset)
    quantiles = np.array(list(answer["quantiles"].values()))
    assert np.isfinite(quantiles).all()
    assert (quantiles >= 0).all()
    assert (np.diff(quantiles, axis=0) >= 0).all()
    assert quantiles[9, 0] <= values[-1] * 1.01 + 0.01
    assert quantiles[94, 0] >= values[-1] * 0.99


def test_a_short_series_is_warned_of(tmp_path):
    values = np.random.default_rng(1).poisson(400, 14)
    assert forecast_table(save(tmp_path / "x.csv", values), "arrests", draws=100)["warnings"] == [
        "14 months have a value: less than two years show little of the season"
    ]


def test_a_gap_before_as_of_is_bridged_and_reported(tmp_path):
    values = np.random.default_rng(1).poisson(400, 30)
    path = save(tmp_path / "x.csv", values)
    answer = forecast_table(path, "arrests", as_of="2012-08", draws=100)
    assert answer["months"][0] == "2012-09"
    assert answer["warnings"] == ["the last value up to 2012-08 is of 2012-06: the months between are bridged"]
    assert message(path, "arrests", as_of="2014-01") == (
        "x.csv: the last value up to 2014-01 is of 2012-06, 19 months earlier; at most 12 are bridged. "
        "Use --as-of 2012-06"
    )


def test_errors(path, tmp_path):
    assert message(path, "arrests", as_of="2013-1", horizon=0, draws=99, below=["5,000", "-1", "1_0"], offset=-1.0) == (
        "forecast: 7 problems\n"
        "  --as-of: `2013-1` is no month. Write 2019-05\n"
        "  --below: `-1` is no level; allowed a number, 0 or more, written 50000\n"
        "  --below: `1_0` is no level; allowed a number, 0 or more, written 50000\n"
        "  --below: `5,000` is no level; allowed a number, 0 or more, written 50000\n"
        "  --draws: 99 is out of range; allowed 100 to 1,000,000\n"
        "  --horizon: 0 is out of range; allowed 1 to 60 months\n"
        "  --offset: -1.0 is out of range; allowed 0 or more"
    )
    assert message(path, "arrests", as_of="2005-07") == (
        "mine.csv: 7 months up to 2005-07 have a value in `arrests`; at least 12 are needed. Give a longer series"
    )
    assert message(path, "arrests", as_of="1990-01") == (
        "mine.csv: 0 months up to 1990-01 have a value in `arrests`; at least 12 are needed. Give a longer series"
    )
    blank = save(tmp_path / "blank.csv", [np.nan] * 20)
    assert message(blank, "arrests") == (
        "blank.csv: 0 months have a value in `arrests`; at least 12 are needed. Give a longer series"
    )
    assert message(path, "arrest") == (
        "mine.csv: 1 problem\n  line 1, col 1  arrest: no such column. Did you mean `arrests`? Known: month, arrests"
    )
