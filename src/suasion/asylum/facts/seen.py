"""Which ids of a long file stood before, in 16 bytes a case.

Ids are kept as 64-bit hashes in sorted runs that are merged as they grow. Two different ids may share a hash: among ten
million cases with a chance of one in 400,000.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
Run = tuple[NDArray[np.uint64], IntArray]


class SeenIds:
    """The ids of the rows so far, and the line of each."""

    def __init__(self) -> None:
        self._runs: list[Run] = []  # each sorted by hash, and at most half as long as the one before it

    def add(self, ids: list[str], lines: list[int]) -> IntArray:
        """Take in more rows; for each the line on which its id stood first, 0 if it is new: array (row,)."""
        if not ids:
            return np.zeros(0, np.int64)
        hashes = np.asarray(pd.util.hash_array(np.array(ids, object), categorize=False), np.uint64)
        own = np.array(lines, np.int64)
        distinct, at, which = np.unique(hashes, return_index=True, return_inverse=True)
        first = own[at]
        before = np.zeros(len(distinct), np.int64)
        for known, known_lines in self._runs:
            place = np.minimum(np.searchsorted(known, distinct), len(known) - 1)
            before = np.where(known[place] == distinct, known_lines[place], before)
        new = before == 0
        self._keep((distinct[new], first[new]))
        earliest = np.where(new, first, before)[which]
        return np.where(earliest == own, 0, earliest)

    def _keep(self, run: Run) -> None:
        if not len(run[0]):
            return
        while self._runs and len(self._runs[-1][0]) < 2 * len(run[0]):
            other = self._runs.pop()
            hashes, lines = np.concatenate([other[0], run[0]]), np.concatenate([other[1], run[1]])
            order = np.argsort(hashes, kind="stable")
            run = hashes[order], lines[order]
        self._runs.append(run)
