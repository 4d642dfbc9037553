"""Hindcasts: the vintage of the day and nothing later."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from suasion.errors import InputError
from suasion.monitor import Series, backtest, fit, from_monthly, random_walk
from suasion.monitor.score import crps_sample
from suasion.streams import Stream

ORIGINS = pd.period_range("2013-01", "2013-06", freq="M")


@pytest.fixture
def series(arrests):
    """Each month out on the 8th of the next, revised up by 2 percent three months later."""
    rows = []
    for month, value in arrests.dropna().items():
        out = (month + 1).to_timestamp() + pd.Timedelta(days=7)
        rows += [(month, out, value), (month, out + pd.Timedelta(days=90), round(1.02 * value))]
    return Series("arrests", "Arrests", "people", pd.DataFrame(rows, columns=["month", "published_on", "value"]))


def test_rows_and_means(series):
    hindcast = backtest(series, origins=ORIGINS, horizons=(1, 3), draws=200, seed=1)
    rows = hindcast.rows
    assert len(rows) == 6 * 2 * 3
    first = rows.iloc[0]
    assert (str(first["origin"]), first["h"], str(first["month"])) == ("2013-01", 1, "2013-02")
    assert first["as_of"] == dt.date(2013, 2, 8)
    assert first["actual"] == series.final()[first["month"]]
    assert list(hindcast.means) == ["bank", "random walk", "seasonal random walk"]
    bank = rows[rows["method"] == "bank"]
    mean = hindcast.means["bank"]
    assert mean["n"] == 12
    assert mean["crps"] == pytest.approx(bank["crps"].mean())
    assert mean["mape_pct"] == pytest.approx((abs(bank["median"] / bank["actual"] - 1)).mean() * 100)
    held = (bank["q05"] <= bank["actual"]) & (bank["actual"] <= bank["q95"])
    assert mean["coverage90"] == pytest.approx(held.mean())
    by_horizon = hindcast.by_horizon()
    assert by_horizon.loc[("bank", 3), "crps"] == pytest.approx(bank.loc[bank["h"] == 3, "crps"].mean())


def test_a_row_is_the_forecast_of_that_day(series):
    hindcast = backtest(series, origins=["2013-04"], horizons=(2,), methods={"bank": fit}, draws=300, seed=9)
    known = series.as_of(dt.date(2013, 5, 8))
    stream = Stream(9, "backtest/arrests/bank/2013-04")
    drawn = fit(known).paths(stream, range(300), 2).paths[:, 1]
    row = hindcast.rows.iloc[0]
    assert row["median"] == np.median(drawn)
    assert row["crps"] == crps_sample(drawn, row["actual"])
    assert row["crps_log"] == crps_sample(np.log(drawn), np.log(row["actual"]))


def test_what_comes_out_later_changes_no_forecast(series):
    origin = pd.Period("2013-06")
    day = pd.Timestamp(series.published_on(origin))
    table = series.observations
    peeked = table.assign(value=table["value"].where(table["published_on"] <= day, 1e9))
    other = Series("arrests", "Arrests", "people", peeked)
    shown = ["origin", "h", "method", "median", "q05", "q10", "q25", "q75", "q90", "q95"]
    honest, later = (backtest(one, origins=ORIGINS, horizons=(1, 4), draws=200, seed=1) for one in (series, other))
    pd.testing.assert_frame_equal(honest.rows[shown], later.rows[shown], check_exact=True)
    assert (later.rows["actual"] == 1e9).any()


def test_outcome_may_be_the_first_print(series):
    first, final = (
        backtest(series, origins=["2013-04"], horizons=(1,), methods={"rw": random_walk}, draws=50, outcome=word).rows
        for word in ("first", "final")
    )
    assert final["actual"].iloc[0] == round(1.02 * first["actual"].iloc[0])


def test_months_without_an_outcome_are_left_out(series):
    hindcast = backtest(series, origins=["2014-11"], horizons=(1, 2), methods={"rw": random_walk}, draws=50)
    assert hindcast.rows["h"].tolist() == [1]


def test_zero_outcomes_have_no_log_score():
    plain = from_monthly(pd.Series([5.0] * 20 + [0.0], index=pd.period_range("2020-01", periods=21, freq="M")))
    row = backtest(plain, origins=["2021-08"], horizons=(1,), methods={"rw": random_walk}, draws=50).rows.iloc[0]
    assert row["crps"] == pytest.approx(5.0)
    assert np.isnan(row["crps_log"])
    assert np.isnan(row["ape_pct"])


def test_repr(series):
    hindcast = backtest(series, origins=["2013-04"], horizons=(1,), methods={"rw": random_walk}, draws=50)
    lines = repr(hindcast).split("\n")
    assert lines[0] == "Hindcast(1 forecasts)"
    assert lines[1].startswith("  rw: crps ")
    assert lines[1].endswith(", n 1")


def message(call):
    with pytest.raises(InputError) as caught:
        call()
    return str(caught.value)


def test_errors(series):
    assert message(lambda: backtest(series, origins=["2013-04"], outcome="last")) == (
        "backtest: the outcome is `last`; allowed final, first"
    )
    assert message(lambda: backtest(series, origins=["2013-04"], horizons=(0, 1), draws=5)) == (
        "backtest: draws 5, horizons [0, 1]. Both must be 1 or more"
    )
    assert message(lambda: backtest(series, origins=["2014-12"])) == (
        "backtest: no origin of arrests has an outcome to be judged by. Use earlier origins"
    )
    assert message(lambda: backtest(series, origins=["2015-12"])) == (
        "arrests: 2015-12 was never published. Known: 2005-01 to 2014-12, with gaps if any"
    )
