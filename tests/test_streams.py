"""Luck belongs to a name and a draw: not to the order of calls, the blocks or the workers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from suasion.streams import Stream

ARRESTS = Stream(1, "arrests")


@given(
    cuts=st.lists(st.integers(0, 60), max_size=5),
    width=st.integers(0, 9),
    seed=st.integers(0, 2**70),
)
def test_blocks_put_together_are_the_whole(cuts, width, seed):
    stream = Stream(seed, "arrests")
    edges = [0, *sorted(cuts), 60]
    blocks = [stream.uniforms(range(a, b), width) for a, b in itertools.pairwise(edges)]
    np.testing.assert_array_equal(np.concatenate(blocks), stream.uniforms(range(60), width))


@given(draw=st.integers(0, 10**12))
def test_a_far_draw_is_reached_without_the_ones_before(draw):
    pair = ARRESTS.uniforms(range(draw, draw + 2), 5)
    np.testing.assert_array_equal(pair[1:], ARRESTS.uniforms(range(draw + 1, draw + 2), 5))


def test_normals_come_in_blocks_too():
    whole = ARRESTS.normals(range(10), 3)
    np.testing.assert_array_equal(whole[4:], ARRESTS.normals(range(4, 10), 3))


@pytest.mark.parametrize(
    "other",
    [Stream(2, "arrests"), Stream(1, "tariff"), ARRESTS.child("noise"), Stream(11, "arrests"), Stream(-1, "arrests")],
)
def test_another_seed_or_name_has_other_luck(other):
    ours, theirs = ARRESTS.uniforms(range(500), 4), other.uniforms(range(500), 4)
    assert not np.isin(ours, theirs).any()
    assert abs(np.corrcoef(ours.ravel(), theirs.ravel())[0, 1]) < 0.08


def test_the_seed_and_the_name_are_kept_apart():
    assert Stream(1, "1x").uniforms(range(1), 1) != Stream(11, "x").uniforms(range(1), 1)


def test_a_child_is_the_stream_of_the_longer_name():
    assert ARRESTS.child("noise") == Stream(1, "arrests/noise")


def test_the_luck_of_a_name_stays_what_it_was():
    """A change here changes every stored result: it needs a new version and a line in the changelog."""
    pinned = [[0.2078687723857964, 0.774112075644745], [0.4172560423434386, 0.6891009063605289]]
    assert ARRESTS.uniforms(range(2), 2).tolist() == pinned


def test_uniforms_are_uniform_and_strictly_inside():
    numbers = ARRESTS.uniforms(range(20_000), 3)
    assert numbers.shape == (20_000, 3)
    assert numbers.min() > 0
    assert numbers.max() < 1
    assert stats.kstest(numbers.ravel(), "uniform").pvalue > 0.001
    assert np.abs(np.corrcoef(numbers.T) - np.eye(3)).max() < 0.03


def test_the_ends_of_the_generator_stay_inside(monkeypatch):
    class Ends:
        def __init__(self, bits: object) -> None:
            pass

        def random(self, shape: tuple[int, int]) -> np.ndarray:
            return np.tile([0.0, 1 - 2.0**-53, 0.5, 0.0], (shape[0], shape[1] // 4))

    monkeypatch.setattr(np.random, "Generator", Ends)
    ends = ARRESTS.uniforms(range(1), 2)[0]
    assert 0 < ends[0] < 1e-15
    assert 1 - 1e-15 < ends[1] < 1
    assert np.isfinite(ARRESTS.normals(range(1), 2)).all()


def test_normals_have_the_moments_of_a_standard_normal():
    numbers = ARRESTS.normals(range(50_000), 2).ravel()
    assert numbers.mean() == pytest.approx(0, abs=0.015)
    assert numbers.std() == pytest.approx(1, abs=0.015)
    assert stats.skew(numbers) == pytest.approx(0, abs=0.04)
    assert stats.kurtosis(numbers) == pytest.approx(0, abs=0.08)


@pytest.mark.parametrize(
    ("draws", "width"), [(range(0, 4, 2), 1), (range(-1, 3), 1), (range(3, 0, -1), 1), (range(3), -1)]
)
def test_draws_must_be_consecutive_and_counts_not_negative(draws, width):
    sentence = f"draws must be consecutive and from 0 on, width at least 0; got {draws}, {width}"
    with pytest.raises(ValueError, match="draws must be") as caught:
        ARRESTS.uniforms(draws, width)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(("draws", "width"), [(range(0), 3), (range(5, 5), 3), (range(3), 0)])
def test_no_draws_or_no_width_give_an_empty_array(draws, width):
    assert ARRESTS.uniforms(draws, width).shape == (len(draws), width)
