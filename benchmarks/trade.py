"""Every trade engine once, in one table: CPU time, peak memory, accuracy, targets and peers.

    .venv/bin/python benchmarks/trade.py --data ../shared/data/trade --gegravity-python PY

Each row is a process of its own on one thread. CPU time is that of the measured call (user plus system,
time.process_time), the least of several after one that compiles; reading of files is left out. Peak memory is the
largest resident set of the whole process, libraries, inputs and repeats included: compare it with the first row, which
holds the libraries of all engines. Kernels that are compiled for the first time add to it, so run twice after an edit.

DIR holds the folders liberation-day, cp2015-nafta and gegravity-sample as the benchmarks of those names describe them;
rows that need a folder that is not there say so. PY is a Python that imports gegravity, measured in the same run. Times
of the other peers are quoted: measured on 21 November 2026 on one thread of another machine.
"""

# ruff: noqa: PLC0415 - each row's process loads what it measures and no more: memory is part of the result

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")
for _name in THREADS:  # before numpy is there
    os.environ[_name] = "1"

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "trade"
SCENARIOS, DRAWS, CHAPTERS, MONTHS = 256, 1_000, 100, 60
QUOTED_CP2015, QUOTED_KITE = 2.4, 2.3  # CPU s of a solve; KITE at a tolerance of 1e-6

Found = dict[str, Any]
"""cpu_s of the row; check: how exact it is, in words; peers: name to CPU s; measured: names of peers of this run."""


def best(work: Callable[[], Any], repeat: int, fresh: Callable[[], Any] | None = None) -> tuple[Any, float]:
    """What the work gives, and the least CPU seconds of so many runs after a first one that does not count.

    `fresh` makes, off the clock, what each run starts from.
    """
    result: Any = None
    least = float("inf")
    for at in range(repeat + 1):
        given = () if fresh is None else (fresh(),)
        begun = time.process_time()
        result = work(*given)
        spent = time.process_time() - begun
        if at:
            least = min(least, spent)
    return result, least


def libraries(folder: Path, python: str | None) -> Found:
    """What the process holds before anything is asked."""
    for engine in ("rates", "ledger", "lines", "dynamics", "economy", "sectors"):
        importlib.import_module(f"suasion.trade.{engine}")
    return {}


def one_scenario(folder: Path, python: str | None) -> Found:
    """One scenario of the one-sector economy, 194 countries."""
    import liberation_day as benchmark

    tables = benchmark.read(folder)
    result, cpu_s = benchmark.solved(benchmark.liberation_day("ustr", **tables), 20)
    away = benchmark.distance(result, benchmark.references(folder)["ustr"])
    octave, port = benchmark.QUOTED["single"]
    return {
        "cpu_s": cpu_s,
        "check": f"{_solver(result)}; at most {away:.0e} points from the reference",
        "peers": {"MATLAB under Octave": octave, "Python port": port},
    }


def ensemble(folder: Path, python: str | None) -> Found:
    """Many scenarios at once: US tariffs at random, a third of them answered in kind."""
    import liberation_day as benchmark
    import numpy as np
    import xarray as xr

    tables = benchmark.read(folder)

    def fresh() -> Any:
        return benchmark.Economy.from_tables(tables["flows"], tables["income"])

    countries = list(fresh().countries)
    home = countries.index("USA")
    rates = np.zeros((SCENARIOS, len(countries), len(countries)))
    rates[:, :, home] = np.random.default_rng(1).uniform(0.0, 0.5, (SCENARIOS, len(countries)))
    rates[:, home, home] = 0.0
    rates[::3, home, :] = rates[::3, :, home]
    labels = {"origin": countries, "destination": countries}
    tariffs = xr.DataArray(rates, dims=("scenario", *labels), coords=labels)
    result, cpu_s = best(lambda economy: economy.solve_many(tariffs), 5, fresh)
    octave, port = benchmark.QUOTED["single"]
    return {
        "cpu_s": cpu_s / SCENARIOS,
        "check": f"{_solver(result)}; {result.attrs['failed']} failed",
        "peers": {"MATLAB under Octave": octave, "Python port": port},
    }


def with_inputs(folder: Path, python: str | None) -> Found:
    """One scenario of the one-sector economy whose production buys goods."""
    import liberation_day as benchmark

    tables = benchmark.read(folder)
    result, cpu_s = benchmark.solved(benchmark.liberation_day("io_ustr", **tables), 20)
    away = benchmark.distance(result, benchmark.references(folder)["io_ustr"])
    return {
        "cpu_s": cpu_s,
        "check": f"{_solver(result)}; at most {away:.0e} points from the reference",
        "peers": {"MATLAB under Octave": benchmark.QUOTED["roundabout"][0]},
    }


def nafta(folder: Path, python: str | None) -> Found:
    """The tariff changes of NAFTA by the tables of Caliendo and Parro, deficits closed."""
    import caliendo_parro as benchmark
    import pandas as pd

    found = benchmark.measure(folder, "zero", 20)
    reference = pd.read_csv(folder / "reference_welfare_zero_deficit.csv")
    away = max(
        abs(found["countries"][row["region"]][ours] - float(row[theirs]))
        for _, row in reference.iterrows()
        for ours, theirs in (("welfare_pct", "welfare"), ("real_wage_pct", "realwage"))
    )
    return {
        "cpu_s": found["cpu_s"],
        "check": f"residual {found['residual']:.0e}, {found['iterations']} passes; at most {away:.0e} points from the "
        "reference",
        "peers": {"cp2015 (R)": QUOTED_CP2015, "KITE (R)": QUOTED_KITE},
    }


def shipped(folder: Path, python: str | None) -> Found:
    """One question to the shipped economy: 25 percent on Mexican goods, answered in kind."""
    from suasion.trade.sectors import SectorEconomy

    world = SectorEconomy.shipped()
    ours = world.tariffs_with(0.25, exporter="MEX", importer="USA")
    both = world.tariffs_with(0.25, exporter="USA", importer="MEX", base=ours)
    result, cpu_s = best(lambda: world.solve(both), 20)
    return {"cpu_s": cpu_s, "check": _solver(result)}


def shipped_many(folder: Path, python: str | None) -> Found:
    """Many rates on Mexican goods in one call."""
    import numpy as np

    from suasion.trade.sectors import SectorEconomy

    world = SectorEconomy.shipped()
    many = world.tariffs_with(list(np.linspace(0.0, 0.5, SCENARIOS)), exporter="MEX", importer="USA")
    result, cpu_s = best(lambda: world.solve(many, with_trade=False), 3)
    return {"cpu_s": cpu_s / SCENARIOS, "check": _solver(result)}


def gravity(folder: Path, python: str | None) -> Found:
    """Canada and Japan agree, 30 countries, shares as they were; and by the package gegravity, if it is at hand."""
    import gegravity as benchmark
    import numpy as np
    import pandas as pd

    path = folder / "sample_data_set.csv"
    table = pd.read_csv(path)
    runs = [benchmark.ours(table, "fixed") for _ in range(21)]
    result, cpu_s = runs[0][0], min(spent for _, spent in runs[1:])
    found: Found = {"cpu_s": cpu_s, "check": f"residual {float(result['residual']):.0e}"}
    peer = benchmark.theirs(python, path) if python else None
    if peer is None:
        return found | {"peers": {"gegravity (baseline and change)": 2.4}}
    other = pd.DataFrame.from_dict(peer["countries"], orient="index")
    away = max(
        float(np.abs(result[name].to_pandas() - other[said].astype(float)).max())
        for name, said in benchmark.THEIRS.items()
    )
    found["check"] += f"; at most {away:.0e} points from gegravity"
    return found | {"peers": {"gegravity": peer["cpu_s"]}, "measured": ["gegravity"]}


def rates(folder: Path, python: str | None) -> Found:
    """Rates in force of many lines and origins, built and spread out on each day."""
    import numpy as np
    import tariff_rates as benchmark

    rng = np.random.default_rng(20250402)
    measures = benchmark.us_measures()
    days = _days(measures)
    lines = benchmark.codes(rng, benchmark.LINES)
    origins = [*benchmark.countries(), "ZZ", "ZY"][: benchmark.ORIGINS]
    normal = benchmark.normal_rates().of(lines)[0]
    claims = {"MX": rng.random(benchmark.LINES), "CA": rng.random(benchmark.LINES)}

    def spread() -> float:
        table = benchmark.rates_in_force(lines, origins, measures)
        each = table.over(days, preference_share=claims, normal_rate=normal, dtype="f4")
        return sum(float(one[0, 0]) for one in each)

    return {"cpu_s": best(spread, 3)[1], "check": f"{len(measures)} measures; `why` agrees (tests)"}


def ledger(folder: Path, python: str | None) -> Found:
    """The rate of every row of a ledger on each of 60 days."""
    frame, measures, normal, days, benchmark = _made_up_ledger()
    _, cpu_s = best(lambda: benchmark.entry_rates(frame, measures, normal).on_each(days).sum(), 3)
    return {"cpu_s": cpu_s, "check": "as `why` says, row by row (tests)"}


def ledger_cost(folder: Path, python: str | None) -> Found:
    """Duty, fees, drawback, cash and refunds of a ledger, with a threat beside what is in force."""
    frame, measures, _, days, benchmark = _made_up_ledger()
    threat = benchmark.Measure.from_steps("threat", [days[20].item()], [0.05], origins=["MX"])
    _, cpu_s = best(lambda: benchmark.cost_of(frame, [threat], in_force=measures, probability=0.3), 3)
    return {"cpu_s": cpu_s, "check": "duty in cents"}


def lines(folder: Path, python: str | None) -> Found:
    """Product lines where sellers' prices do not move: closed form."""
    return _product_lines(0.0)


def lines_supply(folder: Path, python: str | None) -> Found:
    """Product lines where sellers' prices move."""
    return _product_lines(0.2)


def curves(folder: Path, python: str | None) -> Found:
    """Response curves of every draw and chapter, sellers' prices moving."""
    from suasion.trade.lines.curves import GRID

    benchmark, chapters, sampled, _ = _draws()
    made, cpu_s = best(lambda: benchmark.response_curves(chapters, "origin 0", sampled), 3)
    return {"cpu_s": cpu_s, "check": f"residual {made.residual.max():.0e}, {len(GRID)} rates"}


def path(folder: Path, python: str | None) -> Found:
    """The same curves read along a path of rates, the answer phased in."""
    import numpy as np

    benchmark, chapters, sampled, short_run = _draws()
    made = benchmark.response_curves(chapters, "origin 0", sampled)
    rate = np.broadcast_to(np.minimum(0.05 * (1 + np.arange(MONTHS) // 3), 0.25), (DRAWS, MONTHS)).copy()
    weights = benchmark.adjustment_weights(short_run, MONTHS, benchmark.MIX)
    _, cpu_s = best(lambda: benchmark.phase_in(made.read(rate), weights), 5)
    return {"cpu_s": cpu_s, "check": "within 6e-5 in logs of a solve (tests)"}


def _solver(result: Any) -> str:
    """Residual and steps of a solved data set, the worst of its scenarios."""
    return f"residual {float(result['residual'].max()):.0e}, {int(result['iterations'].max())} steps"


def _days(measures: Any) -> Any:
    """The first sixty days on which something changes, topped up if there are fewer."""
    import numpy as np
    import pandas as pd

    points = sorted({day for each in measures for day in each.change_points()})
    extra = pd.date_range("2025-01-15", periods=max(60 - len(points), 0), freq="9D")
    return np.array([*points, *extra], dtype="datetime64[D]")[:60]


def _made_up_ledger() -> tuple[Any, Any, Any, Any, Any]:
    """A ledger, the shipped measures, normal rates by row, days, and the benchmark they come from."""
    import numpy as np
    import tariff_rates as benchmark

    frame = benchmark.ledger(np.random.default_rng(20250402), benchmark.ENTRIES)
    measures = benchmark.us_measures()
    known = benchmark.normal_rates().of(list(frame["hts"].cat.categories))[0]
    return frame, measures, known[frame["hts"].cat.codes], _days(measures), benchmark


def _product_lines(inverse_supply: float) -> Found:
    import tariff_lines as benchmark

    made = benchmark.made_up(100_000, 12, benchmark.SECTORS)
    new = made.base_rates.copy()
    new[:, 0] += 0.25
    chosen = benchmark.Elasticities(inverse_supply=inverse_supply)
    answer, cpu_s = best(lambda: benchmark.solve(made, new, chosen), 5)
    steps = int(answer.steps.max())
    return {"cpu_s": cpu_s, "check": f"residual {answer.residual.max():.0e}, {steps} steps" if steps else "closed form"}


def _draws() -> tuple[Any, Any, Any, Any]:
    """The benchmark of lines, its chapters, and sampled figures of so many draws."""
    import tariff_lines as benchmark

    chapters = benchmark.made_up(CHAPTERS, 2, CHAPTERS)
    sampled = benchmark.Elasticities.sample(benchmark.Stream(1, "elasticities"), range(DRAWS))
    return benchmark, chapters, sampled, benchmark.ShortRun.sample(benchmark.Stream(1, "short run"), range(DRAWS))


@dataclass(frozen=True)
class Part:
    """A row: what it is, how it is measured, how long it may take, and the folder of --data that it needs."""

    title: str
    measure: Callable[[Path, str | None], Found]
    target_s: float | None = None
    folder: str = ""


PARTS = {
    each.measure.__name__: each
    for each in (
        Part("libraries alone", libraries),
        Part("one sector, 194 countries: one scenario", one_scenario, 0.004, "liberation-day"),
        Part(f"the same, ensemble of {SCENARIOS}: a scenario", ensemble, 0.001, "liberation-day"),
        Part("the same, production buys goods: one scenario", with_inputs, 0.030, "liberation-day"),
        Part("sectors, 31 x 40 (NAFTA): one question", nafta, 0.012, "cp2015-nafta"),
        Part("sectors, 24 x 20 (shipped): one question", shipped),
        Part(f"the same, {SCENARIOS} rates: a rate", shipped_many),
        Part("gravity, 30 countries: baseline and change", gravity, None, "gegravity-sample"),
        Part("rates: 20,000 lines x 240 origins x 60 days", rates, 2.0),
        Part("ledger: rates of 100,000 rows on 60 days", ledger, 1.0),
        Part("ledger: cost of 100,000 rows", ledger_cost),
        Part("lines: 100,000 x 12 origins", lines),
        Part("the same, sellers' prices move", lines_supply),
        Part(f"curves: {DRAWS:,} draws x {CHAPTERS} chapters", curves),
        Part(f"read and phased in over {MONTHS} months", path),
    )
}


def run_part(name: str, data: Path, python: str | None) -> Found:
    """A row, measured in a process of its own."""
    command = [sys.executable, __file__, "--part", name, "--data", str(data)]
    command += ["--gegravity-python", python] if python else []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name}: exit code {done.returncode}\n{done.stderr}")
    *said, last = done.stdout.splitlines()
    for line in said:
        print(line, file=sys.stderr)
    found: Found = json.loads(last)
    return found


def row(part: Part, found: Found) -> str:
    """A line of the table."""
    cpu_s = found.get("cpu_s")
    measured = found.get("measured", ())
    beside = [
        f"{name} {duration(theirs)}{'' if name in measured else ' (quoted)'}: {two_figures(theirs / cpu_s)} times"
        for name, theirs in found.get("peers", {}).items()
    ]
    cells = (
        part.title,
        "–" if cpu_s is None else duration(cpu_s),
        "–" if part.target_s is None else duration(part.target_s),
        f"{found['peak_mb']:.0f}",
        found.get("check", "–"),
        "; ".join(beside) or "–",
    )
    return f"| {' | '.join(cells)} |"


def duration(seconds: float) -> str:
    """Seconds, or milliseconds below a tenth of one."""
    return f"{seconds:.2g} s" if seconds >= 0.1 else f"{seconds * 1e3:.2g} ms"


def two_figures(number: float) -> str:
    """A ratio: the time of a run moves by some percent, so more would say nothing."""
    return f"{float(f'{number:.2g}'):,.0f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with the folders of public tables")
    parser.add_argument("--gegravity-python", help="a Python that imports gegravity")
    parser.add_argument("--only", nargs="*", choices=list(PARTS), default=list(PARTS), help="rows to measure")
    parser.add_argument("--part", choices=list(PARTS), help="one row in this process, printed as JSON")
    asked = parser.parse_args()
    if asked.part:
        part = PARTS[asked.part]
        found = part.measure(asked.data / part.folder, asked.gegravity_python)
        print(json.dumps(found | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
        return
    load = ", ".join(f"{each:.2f}" for each in os.getloadavg())
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load before the run {load} (1, 5, 15 minutes)\n"
    )
    print("| what | CPU | target | peak MB | how exact | peer |")
    print("|---|---|---|---|---|---|")
    for name in asked.only:
        part = PARTS[name]
        if part.folder and not (asked.data / part.folder).is_dir():
            print(f"| {part.title} | not measured: needs the folder {part.folder} of --data | | | | |", flush=True)
            continue
        print(row(part, run_part(name, asked.data, asked.gegravity_python)), flush=True)


if __name__ == "__main__":
    main()
