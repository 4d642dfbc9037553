"""Targets judged on known months and joint paths."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

from suasion.errors import InputError
from suasion.monitor import Criterion, judge
from suasion.monitor.paths import Forecast

JUN, JUL, AUG, SEP = pd.period_range("2019-06", periods=4, freq="M")
MAY = JUN - 1


def forecast(paths, origin=JUN):
    paths = np.array(paths, float)
    months = pd.period_range(origin + 1, periods=paths.shape[1], freq="M")
    return Forecast(months, paths, origin, "test")


@pytest.fixture
def known():
    return pd.Series([132856.0, 94902.0], index=pd.PeriodIndex([MAY, JUN], freq="M"))


def test_closed_form_of_the_specification(known):
    luck = ndtri((np.arange(200_000) + 0.5) / 200_000)
    paths = np.exp(np.log(132856) + np.log(0.83) + 0.2 * luck)[:, None]
    judgement = judge(Criterion("level", "at_most", 100_000, [JUL]), known, forecast(paths))
    assert judgement.probability == pytest.approx(0.312481, abs=1e-5)
    assert judgement.met.shape == (200_000,)
    assert judgement.probability == judgement.met.mean()


def test_a_known_month_is_a_fact(known):
    judgement = judge(Criterion("level", "at_most", 100_000, [JUN]), known)
    assert (judgement.probability, judgement.met.tolist()) == (1.0, [True])
    assert judgement.known == (JUN,)
    assert repr(judgement) == "Judgement(met with probability 1; 1 months known)"


def test_print_wins_over_paths(known):
    stale = forecast([[1.0, 2.0], [3.0, 4.0]], origin=MAY)  # made before June came out
    judgement = judge(Criterion("mean", "at_most", 1e6, [JUN, JUL]), known, stale)
    assert judgement.statistic.tolist() == [(94902 + 2) / 2, (94902 + 4) / 2]
    assert (judgement.known, judgement.forecast) == ((JUN,), (JUL,))
    assert repr(judgement) == "Judgement(met with probability 1; 1 months known, 1 forecast)"


def test_the_mean_is_taken_path_by_path(known):
    # marginals of the two are the same, jointly they differ: never below 60 on average, or half the time
    together, apart = [[10, 10], [100, 100]], [[10, 100], [100, 10]]
    criterion = Criterion("mean", "below", 60, [JUL, AUG])
    assert judge(criterion, known, forecast(together)).met.tolist() == [True, False]
    assert judge(criterion, known, forecast(apart)).met.tolist() == [True, True]
    strict = Criterion("mean", "below", 55, [JUL, AUG])
    assert judge(strict, known, forecast(apart)).probability == 0.0


def test_ratio_to_a_base_month(known):
    criterion = Criterion("ratio", "at_most", 2 / 3, [JUL], base=MAY)
    judgement = judge(criterion, known, forecast([[80_000], [100_000]]))
    assert judgement.statistic == pytest.approx([80_000 / 132_856, 100_000 / 132_856])
    assert judgement.met.tolist() == [True, False]
    ahead = Criterion("ratio", "at_most", 0.5, [AUG], base=JUL)
    assert judge(ahead, known, forecast([[10, 5], [10, 6]])).met.tolist() == [True, False]


@pytest.mark.parametrize(
    ("comparator", "expected"),
    [
        ("at_most", [True, True, False]),
        ("below", [True, False, False]),
        ("at_least", [False, True, True]),
        ("above", [False, False, True]),
    ],
)
def test_comparators(known, comparator, expected):
    judgement = judge(Criterion("level", comparator, 100, [JUL]), known, forecast([[99], [100], [101]]))
    assert judgement.met.tolist() == expected


def test_slack_forgives_on_the_right_side(known):
    paths = forecast([[94], [96], [104], [106]])
    most = Criterion("level", "at_most", 100, [JUL], slack_share=0.05)
    least = Criterion("level", "at_least", 100, [JUL], slack_share=0.05)
    assert judge(most, known, paths).met.tolist() == [True, True, True, False]
    assert judge(least, known, paths).met.tolist() == [False, True, True, True]


def message(call):
    with pytest.raises(InputError) as caught:
        call()
    return str(caught.value)


def test_errors(known):
    assert message(lambda: Criterion("median", "under", np.nan, [], base=MAY)) == (
        "criterion: the statistic is `median`; allowed level, mean, ratio; "
        "the comparator is `under`; allowed at_most, below, at_least, above; "
        "no month is judged. Name at least one; "
        "a ratio needs a base month, and only a ratio has one; "
        "threshold nan, slack 0.0. Both must be finite, the slack 0 or more"
    )
    assert message(lambda: Criterion("level", "below", 1, [JUL, AUG])) == (
        "criterion: a level judges one month, got 2. Use the mean, or one month"
    )
    assert message(lambda: Criterion("mean", "below", 1, [JUL, JUL])) == (
        "criterion: a month is judged twice. Name each once"
    )
    assert message(lambda: Criterion("ratio", "below", 1, [JUL])) == (
        "criterion: a ratio needs a base month, and only a ratio has one"
    )
    assert message(lambda: judge(Criterion("mean", "below", 1, [JUL, SEP]), known, forecast([[1]]))) == (
        "review: neither known nor forecast: 2019-09. Forecast further, or judge other months"
    )
    blank = known.copy()
    blank[JUN] = np.nan
    assert message(lambda: judge(Criterion("level", "below", 1, [JUN]), blank)) == (
        "review: neither known nor forecast: 2019-06. Forecast further, or judge other months"
    )
    blank[JUN] = 0.0
    assert message(lambda: judge(Criterion("ratio", "below", 1, [MAY], base=JUN), blank)) == (
        "review: the base month 2019-06 is zero, so no ratio to it exists"
    )
