"""Groups of people alike in every respect, kept once each: a small hash table.

A pool is three arrays: `keys` (cohort, 3), two key words and the next cohort of the same slot; `people` (cohort,);
`heads` (slot,), the first cohort of each slot or -1, a power of two of them. Cohorts stand in the order they came in.
A full pool takes no more and says so by a number above its size: the caller then makes larger ones and runs again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suasion.jit import inlined, lean
from suasion.movement.kernels import NEXT, Floats, Ints, Shorts

Words = NDArray[np.uint64]
Whole = int | np.int64

_LOW = np.int64(0xFFFFFFFF)
_S32 = np.uint64(32)
_STEP = np.uint64(0xBF58476D1CE4E5B9)


@inlined
def two_in_one(high: Whole, low: Whole) -> np.int64:
    """Two whole numbers from 0 to 2^31 - 1 in one word."""
    return (np.int64(high) << np.int64(32)) | np.int64(low)


@inlined
def high_of(word: np.int64) -> np.int64:
    return word >> np.int64(32)


@inlined
def low_of(word: np.int64) -> np.int64:
    return word & _LOW


@lean
def slot_of(one: Whole, two: Whole, slots: Whole) -> np.int64:
    """The slot of a key in a table with a power of two of them."""
    word = (np.uint64(one) * NEXT + np.uint64(two)) * _STEP
    return np.int64((word ^ (word >> _S32)) & np.uint64(slots - 1))


@lean
def put(keys: Ints, people: Floats, heads: Shorts, filled: Whole, one: Whole, two: Whole, count: float) -> np.int64:
    """Add people to the cohort of a key, which is made if there is none; gives how many cohorts there are now."""
    slot = slot_of(one, two, heads.shape[0])
    cohort = np.int64(heads[slot])
    while cohort >= 0:
        if keys[cohort, 0] == one and keys[cohort, 1] == two:
            people[cohort] += count
            return np.int64(filled)
        cohort = keys[cohort, 2]
    if filled >= keys.shape[0]:
        return np.int64(keys.shape[0] + 1)
    keys[filled, 0], keys[filled, 1], keys[filled, 2] = one, two, heads[slot]
    people[filled] = count
    heads[slot] = filled
    return np.int64(filled + 1)


@lean
def clear(keys: Ints, heads: Shorts, filled: Whole) -> None:
    """Empty a pool."""
    for cohort in range(min(filled, keys.shape[0])):
        heads[slot_of(keys[cohort, 0], keys[cohort, 1], heads.shape[0])] = -1
