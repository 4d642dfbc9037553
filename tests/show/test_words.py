"""The words of the house, verbatim: a change here is a change of what readers see."""

import datetime as dt
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suasion.show import words


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (1, "1"),
        (999, "999"),
        (999.5, "1,000"),
        (36_149, "36,100"),
        (36_150, "36,200"),
        (144_116, "144,000"),
        (0.5, "0.5"),
        (0.012345, "0.0123"),
        (2.50, "2.5"),
        (-1_234, "−1,230"),
        (0.0004, "0.0004"),
    ],
)
def test_number(value, shown):
    assert words.number(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (36_312_000_000, "36.3 billion"),
        (1_000_000, "1 million"),
        (999_499, "999,000"),
        (999_500, "1 million"),
        (999_960_000, "1 billion"),
        (2.5e12, "2.5 trillion"),
        (-3_000_000, "−3 million"),
        (36_149, "36,100"),
    ],
)
def test_large(value, shown):
    assert words.large(value) == shown


@pytest.mark.parametrize(
    ("value", "long", "short"),
    [
        (36_312_000_000, "36.3 billion US dollars", "$36.3 bn"),
        (1, "1 US dollar", "$1"),
        (1_000_000, "1 million US dollars", "$1 m"),
        (1_234, "1,230 US dollars", "$1,230"),
        (-250_000_000, "−250 million US dollars", "−$250 m"),
        (0, "0 US dollars", "$0"),
    ],
)
def test_money(value, long, short):
    assert words.usd(value) == long
    assert words.usd_short(value) == short


@pytest.mark.parametrize(
    ("value", "shown"),
    [(36_149, "about 36,000"), (36_312_000_000, "about 36 billion"), (57, "about 57"), (0.257, "about 0.26")],
)
def test_about(value, shown):
    assert words.about(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0, "0%"),
        (0.05, "5%"),
        (0.364, "36.4%"),
        (1, "100%"),
        (0.001, "0.1%"),
        (0.0009, "less than 0.1%"),
        (-0.0002, "between −0.1% and 0%"),
        (-0.12, "−12%"),
        (0.29, "29%"),
    ],
)
def test_percent(share, shown):
    assert words.percent(share) == shown


@pytest.mark.parametrize(
    ("points", "shown"),
    [(5, "5 percentage points"), (1, "1 percentage point"), (-1, "−1 percentage point"), (0, "0 percentage points")],
)
def test_percent_points(points, shown):
    assert words.percent_points(points) == shown


@pytest.mark.parametrize(
    ("low", "high", "unit", "worlds", "shown"),
    [
        (30.1e9, 41.02e9, "US dollars", 90, "between 30.1 and 41.0 billion US dollars (90 of 100 worlds)"),
        (36e9, 41e9, "US dollars", None, "between 36 and 41 billion US dollars"),
        (3.01e9, 41e9, "US dollars", None, "between 3.0 and 41.0 billion US dollars"),
        (40e6, 41e9, "US dollars", None, "between 40 million and 41 billion US dollars"),
        (0, 41e6, "", None, "between 0 and 41 million"),
        (14_800, 79_420, "arrests", 50, "between 14,800 and 79,400 arrests (50 of 100 worlds)"),
        (5, 5, "reviews", 90, "about 5 reviews (90 of 100 worlds)"),
        (-3e6, 4e6, "", None, "between −3 and 4 million"),
    ],
)
def test_between(low, high, unit, worlds, shown):
    assert words.between(low, high, unit, worlds=worlds) == shown


def test_span():
    assert words.span(30.1e9, 41.02e9) == "30.1 to 41.0 billion"
    assert words.span(7, 7) == "7"


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.0, "fewer than 1 of 100"),
        (0.0099, "fewer than 1 of 100"),
        (0.01, "1 of 100"),
        (0.515, "52 of 100"),
        (0.52, "52 of 100"),
        (0.99, "99 of 100"),
        (0.991, "more than 99 of 100"),
        (1.0, "more than 99 of 100"),
    ],
)
def test_frequency_never_claims_certainty(share, shown):
    assert words.frequency(share) == shown


def test_frequency_of_what_is_certain():
    assert words.frequency(0, certain=True) == "0 of 100"
    assert words.frequency(1, certain=True) == "100 of 100"
    with pytest.raises(ValueError, match="certain means 0 or 1"):
        words.frequency(0.5, certain=True)


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (1.0, "very likely"),
        (0.90, "very likely"),
        (0.894, "likely"),
        (0.66, "likely"),
        (0.654, "about as likely as not"),
        (0.5, "about as likely as not"),
        (0.34, "about as likely as not"),
        (0.33, "unlikely"),
        (0.11, "unlikely"),
        (0.10, "very unlikely"),
        (0.0, "very unlikely"),
    ],
)
def test_likely(share, word):
    assert words.likely(share) == word


@given(st.floats(0, 1))
def test_word_and_frequency_agree(share):
    """The word is decided on the count that is shown: never "likely (90 of 100 worlds)"."""
    shown = words.chance(share)
    for word, low, high in (
        ("very likely", 90, 100),
        ("likely", 66, 89),
        ("unlikely", 11, 33),
        ("very unlikely", 0, 10),
    ):
        if shown.startswith(f"{word} ("):
            count = int(shown.split("(")[1].removeprefix("fewer than ").removeprefix("more than ").split()[0])
            assert low <= count <= high


@pytest.mark.parametrize("share", [-0.01, 1.01, math.nan])
def test_a_chance_outside_zero_to_one_is_refused(share):
    for word in (words.likely, words.frequency, words.chance):
        with pytest.raises(ValueError, match="a chance lies between 0 and 1"):
            word(share)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_no_number_is_refused(value):
    with pytest.raises(ValueError, match="not a finite number"):
        words.number(value)


def test_swapped_ends_are_refused():
    for word in (words.between, words.span):
        with pytest.raises(ValueError, match="the ends are swapped"):
            word(2, 1)


@given(st.floats(-1e15, 1e15).filter(lambda value: value == 0 or abs(value) > 1e-6))
def test_rounding_keeps_three_figures(value):
    near = words.rounded(value)
    assert abs(near - value) <= abs(value) * 0.00501
    assert words.rounded(near) == near
    digits = words.number(value).replace(",", "").replace("−", "").replace(".", "").strip("0")
    assert len(digits) <= 3


def test_dates():
    assert words.day(dt.date(2019, 7, 22)) == "22 July 2019"
    assert words.day(pd.Timestamp("2019-09-05")) == "5 September 2019"
    assert words.day_short(dt.date(2019, 6, 1)) == "1 June"
    assert words.month(dt.date(2019, 7, 31)) == "July 2019"


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 reviews"), (1, "1 review"), (2, "2 reviews"), (1200, "1,200 reviews"), (1.5, "1.5 reviews")],
)
def test_plural(count, shown):
    assert words.plural(count, "review") == shown


def test_plural_of_irregular_nouns():
    assert words.plural(2, "country", "countries") == "2 countries"


@pytest.mark.parametrize(
    ("items", "shown"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_listing(items, shown):
    assert words.listing(items) == shown


def test_listing_with_another_word():
    assert words.listing(["a", "b"], "or") == "a or b"


def test_outcome():
    assert (words.outcome(True), words.outcome(False)) == ("met", "missed")


@pytest.mark.parametrize(
    ("share", "worlds", "said", "chance"),
    [
        (0.0, 1, "0 of 1", "0 of 1 world"),
        (0.3, 10, "3 of 10", "3 of 10 worlds"),
        (1.0, 99, "99 of 99", "99 of 99 worlds"),
        (0.0, 100, "fewer than 1 of 100", "very unlikely (fewer than 1 of 100 worlds)"),
        (0.5, 1000, "50 of 100", "about as likely as not (50 of 100 worlds)"),
    ],
)
def test_few_worlds_are_counted_and_have_no_word(share: float, worlds: int, said: str, chance: str) -> None:
    assert words.frequency(share, worlds=worlds) == said
    assert words.chance(share, worlds) == chance
