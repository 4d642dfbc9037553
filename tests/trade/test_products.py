"""Products in strips and inverses by blocks: right, and the same bytes on any number of threads."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest

from suasion.trade.products import Product, inverse, times


@pytest.mark.parametrize("rows", [1, 16, 64])
@pytest.mark.parametrize("shape", [(3, 5), (194, 194), (300, 77), (582, 582)])
def test_products_are_products(rows: int, shape: tuple[int, int]) -> None:
    draws = np.random.default_rng(1)
    matrix, x = draws.normal(size=shape), draws.normal(size=(rows, shape[0]))
    assert Product(matrix, rows)(x) == pytest.approx(x @ matrix, abs=1e-11)
    assert times(x, matrix) == pytest.approx(x @ matrix, abs=1e-11)


@pytest.mark.parametrize("size", [1, 5, 64, 65, 300])
def test_an_inverse_is_an_inverse(size: int) -> None:
    matrix = np.random.default_rng(1).normal(size=(size, size)) / size + np.eye(size)
    assert inverse(matrix) @ matrix == pytest.approx(np.eye(size), abs=1e-9)


def test_a_matrix_whose_first_block_has_no_inverse_still_has_one() -> None:
    matrix = np.eye(100)[::-1].copy()
    assert inverse(matrix) == pytest.approx(matrix, abs=1e-12)
    with pytest.raises(np.linalg.LinAlgError):
        inverse(np.zeros((100, 100)))


WORK = """
import hashlib
import numpy as np, pandas as pd
from suasion.trade.economy.economy import Economy
from suasion.trade.economy.parameters import EconomyParameters
draws = np.random.default_rng(1)
names = [f"c{at}" for at in range(150)]
mass = draws.uniform(1, 4, 150)
goods = 0.003 * np.outer(mass, mass) * draws.uniform(0.5, 1.5, (150, 150)) * (1 - np.eye(150))
tables = pd.DataFrame(goods, names, names), pd.Series(mass, names)
economy = Economy.from_tables(*tables, EconomyParameters(margins=0.1))
tariffs = {f"s{at}": {(name, "c0"): rate for name in names[1:]} for at, rate in enumerate(draws.uniform(0, 0.5, 20))}
many, one = economy.solve_many(tariffs), economy.solve(tariffs["s3"])
found = [each[name].to_numpy().tobytes() for each in (many, one) for name in each]
print(hashlib.sha256(b"".join(found)).hexdigest())
"""


def test_an_economy_has_the_same_bytes_on_one_thread_and_on_two() -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", WORK],
            env={**os.environ, "OPENBLAS_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    ]
    assert len(said[0].strip()) == len(hashlib.sha256().hexdigest())
    assert said[0] == said[1]
