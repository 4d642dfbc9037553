"""Vintages: what was known on a day."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from suasion.errors import InputError
from suasion.monitor import Series, from_monthly

ROWS = [  # month, published_on, value: May is revised, July comes before June
    ("2019-05", "2019-06-10", 132887),
    ("2019-04", "2019-05-08", 99304),
    ("2019-05", "2019-10-29", 132856),
    ("2019-07", "2019-08-08", 71982),
    ("2019-06", "2019-09-09", 94902),
]


@pytest.fixture
def series():
    table = pd.DataFrame(ROWS, columns=["month", "published_on", "value"])
    table["source"] = [f"print {k}" for k in range(len(ROWS))]
    return Series("usbp", "Arrests between ports", "people", table)


def test_a_value_is_known_from_its_day_on(series):
    before, on = series.as_of(dt.date(2019, 6, 9)), series.as_of(dt.date(2019, 6, 10))
    assert before.to_dict() == {pd.Period("2019-04", "M"): 99304.0}
    assert on.index.equals(pd.period_range("2019-04", "2019-05", freq="M", name="month"))
    assert on.iloc[-1] == 132887.0


def test_the_latest_revision_by_the_day_counts(series):
    assert series.as_of(dt.date(2019, 10, 28))[pd.Period("2019-05")] == 132887
    assert series.as_of(dt.date(2019, 10, 29))[pd.Period("2019-05")] == 132856


def test_months_not_yet_published_are_missing_and_the_index_has_no_gap(series):
    known = series.as_of(dt.date(2019, 8, 31))
    assert np.isnan(known[pd.Period("2019-06")])
    assert list(known.index.astype(str)) == ["2019-04", "2019-05", "2019-06", "2019-07"]
    assert series.last_published(dt.date(2019, 8, 31)) == pd.Period("2019-07")


def test_first_release_and_final(series):
    assert series.first_release()[pd.Period("2019-05")] == 132887
    assert series.final()[pd.Period("2019-05")] == 132856
    assert series.published_on(pd.Period("2019-05")) == dt.date(2019, 6, 10)


def test_extra_columns_are_kept(series):
    assert "source" in series.observations


def test_repr(series):
    assert repr(series) == "Series(usbp: Arrests between ports, people; 4 months 2019-04 to 2019-07, 1 revision)"


def test_from_monthly():
    plain = pd.Series([5.0, np.nan, 7.0], index=pd.period_range("2020-01", periods=3, freq="M"))
    series = from_monthly(plain, id="mine", unit="people")
    assert series.published_on(pd.Period("2020-01")) == dt.date(2020, 2, 1)
    assert series.final().isna().tolist() == [False, True, False]
    late = from_monthly({"2020-01": 5.0}, published_after_days=10)
    assert late.published_on(pd.Period("2020-01")) == dt.date(2020, 2, 10)
    dated = from_monthly(plain.set_axis(pd.to_datetime(["2020-01-31", "2020-02-29", "2020-03-31"])))
    assert dated.final().equals(series.final().rename("series"))


def message(call):
    with pytest.raises(InputError) as caught:
        call()
    return str(caught.value)


def test_errors(series):
    assert message(lambda: series.as_of(dt.date(2019, 5, 7))) == (
        "usbp: nothing is published by 2019-05-07. The first figure (for 2019-04) came out on 2019-05-08; "
        "ask for that day or later"
    )
    assert message(lambda: series.published_on(pd.Period("2019-01"))) == (
        "usbp: 2019-01 was never published. Known: 2019-04 to 2019-07, with gaps if any"
    )
    table = series.observations
    assert message(lambda: Series("x", "x", "", table.rename(columns={"value": "values"}))) == (
        "x: 1 problem\n  value: no such column. Did you mean `values`? Known: month, published_on, values, source"
    )
    assert message(lambda: Series("x", "x", "", table.iloc[:0])) == (
        "x: 1 problem\n  observations: no row. A series needs at least one value"
    )
    broken = pd.concat([table, table.iloc[[0]]]).reset_index(drop=True)
    broken.loc[1, "value"] = np.inf
    broken.loc[2, "published_on"] = pd.NaT
    assert message(lambda: Series("x", "x", "", broken)) == (
        "x: 3 problems\n"
        "  2019-04: two values of the same day. Keep the later one\n"
        "  2019-05: published_on is missing. Give the day the figure came out\n"
        "  2019-05: the value is no finite number. Leave the row out if it is unknown"
    )
