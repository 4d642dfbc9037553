"""Numbers with their doubt: every form, every distribution against scipy, bounds, steps, luck."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats

from suasion.accord.quantity import Count, Money, Quantity, Rate, Share, parse_number

U = np.array([1e-6, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1 - 1e-6])


@pytest.mark.parametrize(
    "written",
    [
        "5%",
        "5 %",
        " 5% ",
        "+5%",
        "5.0%",
        "5 percent",
        "5 points",
        "5 point",
        "5 percentage points",
        0.05,
        "0.05",
        "5e-2",
    ],
)
def test_five_percent_may_be_written_in_many_ways(written):
    assert parse_number(written) == pytest.approx(0.05, abs=1e-15)
    assert Rate.model_validate(written).on() == parse_number(written)


@pytest.mark.parametrize(("written", "value"), [("-56%", -0.56), ("150%", 1.5), (1200, 1200.0), ("1e3", 1000.0)])
def test_other_numbers_as_people_write_them(written, value):
    assert parse_number(written) == pytest.approx(value, abs=1e-15)


FORMS = [
    (3, "3", 3.0, True),
    ({"value": "3%"}, "0.03", 0.03, True),
    ({"low": 1, "likely": 2, "high": 3}, "range: low 1, likely 2, high 3", 2.0, False),
    ({"distribution": "pert", "low": 1, "likely": 2, "high": 3}, "pert: low 1, likely 2, high 3", 2.0, False),
    (
        {"distribution": "triangular", "low": 1, "likely": 2, "high": 3},
        "triangular: low 1, likely 2, high 3",
        2.0,
        False,
    ),
    ({"distribution": "uniform", "low": 1, "high": 3}, "uniform: low 1, high 3", 2.0, False),
    ({"distribution": "normal", "mean": 2, "sd": 1}, "normal: mean 2, sd 1", 2.0, False),
    ({"distribution": "lognormal", "median": 2, "sigma": 1}, "lognormal: median 2, sigma 1", 2.0, False),
    ({"distribution": "beta", "alpha": 2, "beta": 2}, "beta: alpha 2, beta 2", 0.5, False),
    (
        {"steps": [{"date": "2019-06-10", "value": 1}, {"date": "2019-07-01", "value": 2}]},
        "1 from 2019-06-10; 2 from 2019-07-01",
        2.0,
        True,
    ),
]


@pytest.mark.parametrize(("raw", "words", "middle", "certain"), FORMS)
def test_each_form_has_words_a_middle_and_a_certainty(raw, words, middle, certain):
    quantity = Quantity.model_validate(raw)
    assert quantity.words() == words
    assert quantity.on() == pytest.approx(middle)
    assert quantity.certain is certain


SHAPES = [
    ({"low": 2, "likely": 3, "high": 8}, lambda: stats.beta(1 + 4 / 6, 1 + 4 * 5 / 6, loc=2, scale=6)),
    ({"low": 2, "likely": 2, "high": 8}, lambda: stats.beta(1, 5, loc=2, scale=6)),
    ({"low": 2, "likely": 8, "high": 8}, lambda: stats.beta(5, 1, loc=2, scale=6)),
    ({"distribution": "triangular", "low": 2, "likely": 3, "high": 8}, lambda: stats.triang(1 / 6, loc=2, scale=6)),
    ({"distribution": "triangular", "low": 2, "likely": 2, "high": 8}, lambda: stats.triang(0, loc=2, scale=6)),
    ({"distribution": "triangular", "low": 2, "likely": 8, "high": 8}, lambda: stats.triang(1, loc=2, scale=6)),
    ({"distribution": "uniform", "low": -2, "high": 8}, lambda: stats.uniform(-2, 10)),
    ({"distribution": "normal", "mean": -3, "sd": 2}, lambda: stats.norm(-3, 2)),
    ({"distribution": "lognormal", "median": 3, "sigma": 0.5}, lambda: stats.lognorm(0.5, scale=3)),
    ({"distribution": "beta", "alpha": 2.5, "beta": 0.7}, lambda: stats.beta(2.5, 0.7)),
]


@pytest.mark.parametrize(("raw", "reference"), SHAPES)
def test_draws_have_the_quantiles_of_scipy(raw, reference):
    with np.errstate(all="raise"):
        drawn = Quantity.model_validate(raw).sample(U)
    np.testing.assert_allclose(drawn, reference().ppf(U), rtol=1e-9, atol=1e-12)


def test_low_likely_high_alone_is_a_pert():
    plain, named = ({"low": 1, "likely": 2, "high": 6}, {"low": 1, "likely": 2, "high": 6, "distribution": "pert"})
    np.testing.assert_array_equal(Quantity.model_validate(plain).sample(U), Quantity.model_validate(named).sample(U))


@pytest.mark.parametrize("shape", ["pert", "triangular", "uniform"])
def test_a_range_without_width_is_its_value(shape):
    raw = {"distribution": shape, "low": 3, "high": 3} | ({} if shape == "uniform" else {"likely": 3})
    with np.errstate(all="raise"):
        np.testing.assert_array_equal(Quantity.model_validate(raw).sample(U), np.full(len(U), 3.0))


STEPS = Quantity.model_validate(
    {"steps": [{"date": "2019-06-10", "value": "5%"}, {"date": "2019-07-01", "value": "10%"}]}
)


@pytest.mark.parametrize(
    ("day", "value"),
    [("2019-06-10", 0.05), ("2019-06-11", 0.05), ("2019-06-30", 0.05), ("2019-07-01", 0.10), ("2019-07-02", 0.10)],
)
def test_a_step_holds_from_its_day_on(day, value):
    on = datetime.date.fromisoformat(day)
    assert STEPS.on(on) == value
    np.testing.assert_array_equal(STEPS.sample(U, on), np.full(len(U), value))


def test_the_day_before_the_first_step_has_no_value():
    with pytest.raises(ValueError, match="no step holds on 2019-06-09; the first is of 2019-06-10"):
        STEPS.on(datetime.date(2019, 6, 9))


NUMBERS = st.floats(-1e6, 1e6)
POSITIVE = st.floats(1e-3, 1e3)
RANGES = st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted)
ANY = st.one_of(
    RANGES.map(lambda r: {"low": r[0], "likely": r[1], "high": r[2]}),
    RANGES.map(lambda r: {"distribution": "triangular", "low": r[0], "likely": r[1], "high": r[2]}),
    RANGES.map(lambda r: {"distribution": "uniform", "low": r[0], "high": r[2]}),
    st.builds(lambda m, s: {"distribution": "normal", "mean": m, "sd": s}, NUMBERS, POSITIVE),
    st.builds(lambda m, s: {"distribution": "lognormal", "median": m, "sigma": s}, POSITIVE, st.floats(0.01, 5)),
    st.builds(lambda a, b: {"distribution": "beta", "alpha": a, "beta": b}, st.floats(0.1, 50), st.floats(0.1, 50)),
)
UNIFORMS = st.lists(st.floats(1e-9, 1 - 1e-9), min_size=2, max_size=20)


@settings(deadline=None)
@given(ANY, UNIFORMS)
def test_more_luck_never_gives_less(raw, us):
    drawn = Quantity.model_validate(raw).sample(np.sort(us))
    assert np.isfinite(drawn).all()
    scale = 1e-9 * max(1.0, float(np.abs(drawn).max()))
    assert (np.diff(drawn) >= -scale).all()


@settings(deadline=None)
@given(ANY, UNIFORMS)
def test_a_draw_belongs_to_its_luck_and_to_nothing_else(raw, us):
    quantity = Quantity.model_validate(raw)
    together = quantity.sample(np.array(us))
    alone = [float(quantity.sample(np.array([u]))[0]) for u in us]
    np.testing.assert_array_equal(together, alone)


@settings(deadline=None)
@given(RANGES, st.sampled_from(["pert", "triangular", "uniform"]), UNIFORMS)
def test_draws_stay_between_low_and_high(bounds, shape, us):
    low, likely, high = bounds
    raw = {"distribution": shape, "low": low, "high": high} | ({} if shape == "uniform" else {"likely": likely})
    drawn = Quantity.model_validate(raw).sample(np.array(us))
    slack = 1e-9 * (abs(low) + abs(high) + 1)
    assert (drawn >= low - slack).all()
    assert (drawn <= high + slack).all()


@pytest.mark.parametrize("kind", [Count, Money, Rate, Share])
def test_no_draw_of_a_count_money_rate_or_share_is_below_nothing(kind):
    drawn = kind.model_validate({"distribution": "normal", "mean": "10%", "sd": "20%"}).sample(U)
    assert drawn.min() == 0
    np.testing.assert_allclose(
        drawn[drawn > 0], stats.norm(0.1, 0.2).ppf(U)[drawn > 0].clip(max=drawn.max()), rtol=1e-9
    )


@pytest.mark.parametrize("raw", [{"mean": "90%", "sd": "20%"}, {"median": "90%", "sigma": 1}])
def test_no_draw_of_a_share_is_above_the_whole(raw):
    share = Share.model_validate(raw | {"distribution": "normal" if "sd" in raw else "lognormal"})
    assert share.sample(U).max() == 1


def test_a_plain_quantity_may_be_below_nothing():
    assert Quantity.model_validate({"distribution": "normal", "mean": -5, "sd": 1}).on() == -5


@pytest.mark.parametrize("kind", [Count, Money, Rate, Share])
@pytest.mark.parametrize("form", ["value", "low", "steps"])
def test_no_count_money_rate_or_share_is_written_below_nothing(kind, form):
    raw = {
        "value": {"value": "-1%"},
        "low": {"low": "-1%", "likely": "1%", "high": "2%"},
        "steps": {"steps": [{"date": "2019-06-10", "value": "-1%"}]},
    }[form]
    with pytest.raises(ValidationError, match=f"-1% is below 0; a {kind.kind_name} can not be"):
        kind.model_validate(raw)


@pytest.mark.parametrize(
    ("kind", "written"), [(Rate, "150%"), (Rate, "100%"), (Rate, 1), (Share, 1), (Share, "100%"), (Count, 5)]
)
def test_the_most_that_may_be_written(kind, written):
    assert kind.model_validate(written).on() == parse_number(written)


@pytest.mark.parametrize(
    ("kind", "written"), [(Rate, 1.01), (Rate, "5"), (Share, 95), (Share, "100.1%"), (Share, 1.001)]
)
def test_more_than_may_be_written(kind, written):
    with pytest.raises(ValidationError):
        kind.model_validate(written)


def test_a_quantity_keeps_where_it_comes_from():
    quantity = Quantity.model_validate({"value": 3, "source": ["a", "b"], "why": "both", "confidence": "recalled"})
    assert (quantity.source, quantity.why, quantity.confidence) == (["a", "b"], "both", "recalled")


def test_a_quantity_can_not_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        Quantity.model_validate(3).value = 4


@pytest.mark.parametrize(
    ("kind", "raw", "words"),
    [
        (Rate, "5%", "5%"),
        (Rate, "125%", "125%"),
        (Share, {"low": "85%", "likely": 0.95, "high": 1}, "range: low 85%, likely 95%, high 100%"),
        (Count, 615_000_000, "615,000,000"),
        (Count, {"low": 14000, "likely": 14800, "high": 15000}, "range: low 14,000, likely 14,800, high 15,000"),
        (Share, {"distribution": "beta", "alpha": 9, "beta": 1}, "beta: alpha 9, beta 1"),
    ],
)
def test_a_number_is_said_as_people_read_it(kind, raw, words):
    assert kind.model_validate(raw).words() == words
