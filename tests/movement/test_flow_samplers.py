"""Binomial and Poisson numbers beside scipy's distributions: chi-square, moments and the ends of their ranges."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from suasion.movement.flow_samplers import binomial, part, poisson

NUMBERS = 20_000
WORDS = np.random.default_rng(5).integers(0, 2**64, NUMBERS, dtype=np.uint64)


def sample(draw: Callable[[np.uint64], float]) -> np.ndarray:
    found = np.array([draw(word) for word in WORDS])
    assert (found == np.floor(found)).all()
    assert (found >= 0).all()
    return found


def fits(found: np.ndarray, law: stats.rv_frozen) -> None:
    """Chi-square over up to 40 cells of at least 20 numbers, and the first two moments."""
    edges = np.unique(law.ppf(np.linspace(0, 1, 41)[1:-1]))
    below = np.concatenate([[0.0], law.cdf(edges), [1.0]])
    counts = np.bincount(np.searchsorted(edges, found), minlength=len(edges) + 1)
    wanted = np.diff(below) * NUMBERS
    keep = wanted > 20
    if keep.sum() > 1:
        chi = ((counts - wanted)[keep] ** 2 / wanted[keep]).sum()
        assert stats.chi2.sf(chi, keep.sum() - 1) > 1e-4
    error = law.std() / math.sqrt(NUMBERS)
    assert abs(found.mean() - law.mean()) <= 4.5 * error + 1e-12
    if law.var() > 1:
        assert found.var() == pytest.approx(law.var(), rel=0.06)


@pytest.mark.parametrize(
    ("people", "chance"),
    [
        (1, 0.3), (2, 0.5), (7, 0.9), (8, 0.01), (8, 0.5), (20, 0.49), (20, 0.5), (20, 0.51), (25, 0.4), (50, 0.999),
        (100, 0.1), (101, 0.0999), (1000, 0.0099), (1000, 0.0101), (4000, 0.37), (50_000, 0.001), (10**6, 1 - 1e-7),
        (10**6, 0.5), (10**9, 5e-9), (10**9, 1e-7), (10**9, 0.3), (10**9, 1 - 1e-9), (10**12, 0.25),
    ],
)  # fmt: skip
def test_binomial(people: int, chance: float) -> None:
    found = sample(lambda word: binomial(float(people), chance, word))
    assert (found <= people).all()
    fits(found, stats.binom(people, chance))


@pytest.mark.parametrize("mean", [1e-6, 0.3, 5.0, 9.99, 10.0, 10.01, 47.3, 1e4, 1e9])
def test_poisson(mean: float) -> None:
    fits(sample(lambda word: poisson(mean, word)), stats.poisson(mean))


@pytest.mark.parametrize("people", [0.0, 1.0, 7.0, 8.0, 1e9])
def test_the_ends(people: float) -> None:
    for word in WORDS[:50]:
        assert binomial(people, 0.0, word) == binomial(people, -0.1, word) == 0.0
        assert binomial(people, 1.0, word) == binomial(people, 1.1, word) == people
        assert 0.0 <= binomial(people, 1e-300, word) <= binomial(people, 1 - 2**-53, word) <= people
    assert poisson(0.0, WORDS[0]) == 0.0


def test_a_word_says_it_all() -> None:
    assert binomial(1e6, 0.3, WORDS[0]) == binomial(1e6, 0.3, WORDS[0]) != binomial(1e6, 0.3, WORDS[1])
    assert part(10.0, 0.25, WORDS[0], True) == 2.5
    assert part(10.0, 1.5, WORDS[0], True) == 10.0
