"""Product lines under a tariff: time and memory of a large solve, of response curves, and of a path over draws.

Made-up imports of the size of a real customs file; one thread. Run from the repository:

    OMP_NUM_THREADS=1 NUMBA_NUM_THREADS=1 .venv/bin/python benchmarks/tariff_lines.py

Times are CPU time of this process (time.process_time), the best of `--repeat`, after one run to compile. Memory is the
peak of arrays allocated in the step (tracemalloc), without what went in.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import numpy as np

from suasion.streams import Stream
from suasion.trade.dynamics.paths import adjustment_weights, pass_through, phase_in
from suasion.trade.elasticities import Elasticities, ShortRun
from suasion.trade.lines.curves import response_curves
from suasion.trade.lines.incidence import who_pays
from suasion.trade.lines.solve import Lines, solve
from suasion.trade.lines.welfare import welfare

SECTORS = 97
MIX = {"truck": 0.7, "rail": 0.15, "air": 0.05, "vessel": 0.1}

Result = TypeVar("Result")


def made_up(lines: int, origins: int, sectors: int) -> Lines:
    rng = np.random.default_rng(1)
    names = [f"{each:02d}" for each in range(1, sectors + 1)]
    return Lines(
        [str(each) for each in range(lines)],
        [f"origin {each}" for each in range(origins)],
        [names[each % sectors] for each in range(lines)],
        rng.lognormal(12, 2, (lines, origins)),
        rng.uniform(0, 0.1, (lines, origins)),
        dict.fromkeys(names, 0.3),
    )


def timed(label: str, step: Callable[[], Result], repeat: int) -> Result:
    result = step()
    best = np.inf
    for _ in range(repeat):
        started = time.process_time()
        result = step()
        best = min(best, time.process_time() - started)
    tracemalloc.start()
    step()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"{label:<58}{best:>9.3f} s{peak / 1e6:>10.0f} MB")
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--origins", type=int, default=12)
    parser.add_argument("--draws", type=int, default=1_000)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--chapters", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()

    lines = made_up(options.lines, options.origins, SECTORS)
    rates = lines.base_rates.copy()
    rates[:, 0] += 0.25
    print(f"{options.lines:,} lines x {options.origins} origins, 25 points on one origin")
    for omega in (0.0, 0.2):
        label = f"  solve, inverse supply elasticity {omega:g}"
        answer = timed(label, partial(solve, lines, rates, Elasticities(inverse_supply=omega)), options.repeat)
        print(f"    Newton steps {answer.steps.max()}, largest miss {answer.residual.max():.1e}")
    timed("  creation, diversion, welfare", lambda: (answer.creation_usd, answer.diversion_usd, welfare(answer)), 3)

    chapters = made_up(options.chapters, 2, options.chapters)
    draws, months = options.draws, options.months
    print(f"{draws:,} draws x {options.chapters} chapters x {months} months, 31 rates")
    values = ShortRun.sample(Stream(1, "short run"), range(draws))
    sampled = Elasticities.sample(Stream(1, "elasticities"), range(draws))
    names = ("across_origins", "across_lines", "imports_domestic")
    fixed_prices = Elasticities(*(sampled.of(name) for name in names))
    for label, chosen in (("sellers' prices fixed", fixed_prices), ("sellers' prices move", sampled)):
        curves = timed(
            f"  make the curves, {label}", partial(response_curves, chapters, "origin 0", chosen), options.repeat
        )
    path = np.broadcast_to(np.minimum(0.05 * (1 + np.arange(months) // 3), 0.25), (draws, months)).copy()
    target = timed("  read them along a path of rates", lambda: curves.read(path), options.repeat)
    weights = adjustment_weights(values, months, MIX)
    answered = timed("  phase the answer in", lambda: phase_in(target, weights), options.repeat)

    own = path * np.random.default_rng(2).uniform(0.9, 1, path.shape)
    moving = curves.read(own)
    timed("  the same where the rate changes every month", lambda: phase_in(moving, weights), options.repeat)
    base = chapters.base_rates[:, 0]
    passed = phase_in(path[:, :, None], pass_through(values, months))
    timed(
        "  who pays, eight arrays (draw, month, chapter)",
        lambda: who_pays(
            chapters.values[:, 0], base, base + path[:, :, None], np.exp(answered),
            np.exp(answered * curves.inverse_supply[:, None, None]), passed,
        ),
        options.repeat,
    )  # fmt: skip


if __name__ == "__main__":
    main()
