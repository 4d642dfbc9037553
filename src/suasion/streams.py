"""Random numbers that belong to a name and a draw, never to an order of calls.

Draw k of stream "arrests" under seed 1 is the same number whether draws are computed at once, in blocks or on
several workers, and whether or not another quantity is drawn before it. Variants of one accord share streams,
so they share luck (common random numbers).

Source of the generator: Salmon et al. (2011), Philox 4x64-10, as numpy implements it. Its counter is advanced to
the first draw asked for, so no number is generated only to be thrown away.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

_WORDS_PER_COUNT = 4  # one step of a Philox counter makes four 64-bit words, one word a double


@dataclass(frozen=True)
class Stream:
    """The random numbers of one named quantity under one seed."""

    seed: int
    name: str

    def child(self, name: str) -> Stream:
        """A stream of its own below this one: `arrests` -> `arrests/noise`."""
        return Stream(self.seed, f"{self.name}/{name}")

    def uniforms(self, draws: range, width: int) -> NDArray[np.float64]:
        """Uniform numbers in (0, 1), `width` of them for each draw.

        Parameters
        ----------
        draws : range                      consecutive draw numbers, for instance range(250, 500)
        width : int                        numbers a draw

        Returns
        -------
        array (draw, width)                strictly inside (0, 1)

        Raises
        ------
        ValueError                         if draws are not consecutive or a count is negative
        """
        if draws.step != 1 or draws.start < 0 or width < 0:
            raise ValueError(f"draws must be consecutive and from 0 on, width at least 0; got {draws}, {width}")
        steps_per_draw = -(-width // _WORDS_PER_COUNT)
        key = int.from_bytes(hashlib.sha256(f"{self.seed}\x1f{self.name}".encode()).digest()[:16], "little")
        bits = np.random.Philox(key=key)
        bits.advance(draws.start * steps_per_draw)
        words = np.random.Generator(bits).random((len(draws), steps_per_draw * _WORDS_PER_COUNT))
        # random() is on [0, 1) in steps of 2**-53: squeezed by half a step, ndtri stays finite
        return words[:, :width] * (1 - 2.0**-53) + 2.0**-54

    def normals(self, draws: range, width: int) -> NDArray[np.float64]:
        """Standard normal numbers, `width` of them for each draw: array (draw, width)."""
        values: NDArray[np.float64] = ndtri(self.uniforms(draws, width))
        return values
