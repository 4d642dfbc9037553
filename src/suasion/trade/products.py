"""Products and inverses that have the same bytes on any number of threads, and cost no more on several.

A library of linear algebra splits a large product among threads, which moves last digits and, for matrices of a few
hundred rows, spends far more processor time than it saves. OpenBLAS, which numpy ships with, leaves a product to one
thread if rows times columns times depth stay within a bound; the matrix is cut into strips that stay below it. An
inverse is put together from blocks that are small enough as well.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

ONE_THREAD = 4 * 65536  # OpenBLAS, interface/gemm.c: at most this many multiplications run on one thread
ONE_BLOCK = 64  # rows of a matrix that is inverted at once
PIECE = 24  # rows multiplied at once
TRUE_ENOUGH = 1e-6  # largest fault of an inverse by blocks, on a vector of numbers up to 1


class Product:
    """x @ matrix for x of up to so many rows.

    Parameters
    ----------
    matrix : array (depth, column)
    rows : int                             most rows of x; 1 keeps the matrix whole
    """

    def __init__(self, matrix: FloatArray, rows: int) -> None:
        depth, self.columns = matrix.shape
        self._matrix = np.ascontiguousarray(matrix)
        strips = 1 if rows == 1 else -(-self.columns // max(1, ONE_THREAD // (rows * depth)))
        self._strips: FloatArray | None = None
        if strips > 1:
            width = -(-self.columns // strips)
            padded = np.zeros((depth, strips * width))
            padded[:, : self.columns] = matrix
            self._strips = np.ascontiguousarray(padded.reshape(depth, strips, width).transpose(1, 0, 2))

    def __call__(self, x: FloatArray) -> FloatArray:
        """Array (row, depth) -> array (row, column)."""
        if self._strips is None:
            return np.asarray(x @ self._matrix)
        product = np.matmul(x, self._strips)
        side_by_side: FloatArray = product.transpose(1, 0, 2).reshape(len(x), -1)
        return side_by_side[:, : self.columns]


def inverse(matrix: FloatArray) -> FloatArray:
    """The inverse of a matrix whose leading blocks can be inverted too, as where each unknown answers for itself.

    If they can not, the library's own inversion stands in, whose last digits may differ with the number of threads.

    Parameters
    ----------
    matrix : array (row, row)

    Raises
    ------
    LinAlgError                            if the matrix can not be inverted
    """
    probe = np.cos(np.arange(len(matrix)))
    try:
        found = _by_blocks(matrix)
        fault = np.abs(matrix @ (found @ probe) - probe).max()
    except np.linalg.LinAlgError:
        fault = np.inf
    return found if fault <= TRUE_ENOUGH else np.asarray(np.linalg.inv(matrix))


def _by_blocks(matrix: FloatArray) -> FloatArray:
    """Schur's complement, halving until a block is small."""
    size = len(matrix)
    if size <= ONE_BLOCK:
        return np.asarray(np.linalg.inv(matrix))
    half = size // 2
    right, below = matrix[:half, half:], matrix[half:, :half]
    first = _by_blocks(matrix[:half, :half])
    across, down = times(first, right), times(below, first)
    second = _by_blocks(matrix[half:, half:] - times(down, right))
    out = np.empty_like(matrix)
    out[half:, half:] = second
    out[half:, :half] = -times(second, down)
    out[:half, half:] = -times(across, second)
    out[:half, :half] = first - times(across, out[half:, :half])
    return out


def times(left: FloatArray, right: FloatArray) -> FloatArray:
    """left @ right, in pieces of few rows: array (row, column)."""
    rows = min(len(left), PIECE)
    product = Product(right, rows)
    return np.concatenate([product(left[first : first + rows]) for first in range(0, len(left), rows)])
