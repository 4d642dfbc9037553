"""The tariff changes of NAFTA, 31 regions and 40 sectors, 1993: welfare, real wages, residual and cost.

    .venv/bin/python benchmarks/caliendo_parro.py --data ../shared/data/trade/cp2015-nafta --deficits zero --json

Data: the tables of Caliendo and Parro (2015) in a folder with trade.csv, intermediate_consumption.csv,
final_consumption.csv, value_added.csv, theta.csv and deficit.csv. Baseline: tariffs of 1993. Question: the tariffs of
`tariff_cfl`. `--deficits zero` closes deficits in both, `fixed` keeps those of deficit.csv in both.

`welfare_pct` is the published first-order measure (terms of trade plus volume of trade plus technology), to be compared
with the paper; `equivalent_variation_pct` is exact. `cpu_s` (time.process_time, this process) is the counterfactual
alone, from arrays to the labelled result, the least of `--repeat` runs; reading the tables and the baseline solve stand
beside it. One cell of the paper's inputs is below zero (Canada, Other in Basic metals) and is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import pandas as pd  # noqa: E402 - after the number of threads is set

from suasion.trade.sectors.economy import SectorEconomy  # noqa: E402

FILES = ("trade", "intermediate_consumption", "final_consumption", "value_added", "theta", "deficit")


def read(folder: Path) -> tuple[SectorEconomy, pd.DataFrame]:
    """The economy of the folder, and its table of trade and tariffs."""
    tables = {name: pd.read_csv(folder / f"{name}.csv") for name in FILES}
    trade = tables["trade"]
    economy = SectorEconomy.from_tables(
        trade,
        tables["intermediate_consumption"].rename(
            columns={"region": "economy", "input": "input_sector", "sector": "using_sector"}
        ),
        tables["value_added"].rename(columns={"region": "economy"}),
        tables["final_consumption"].rename(columns={"region": "economy"}),
        tables["theta"].rename(columns={"value": "elasticity"}),
        tariffs=trade,
        deficits=tables["deficit"].rename(columns={"region": "economy", "D": "value"}),
        negative_inputs=True,
        where=str(folder),
    )
    return economy, trade


def rates(trade: pd.DataFrame, column: str) -> pd.DataFrame:
    """One column of tariffs as a table."""
    return trade[["exporter", "importer", "sector"]].assign(tariff=trade[column])


def measure(folder: Path, deficits: Any, repeat: int) -> dict[str, Any]:
    """Solve and time."""
    started = time.process_time()
    economy, trade = read(folder)
    costs = trade[["exporter", "importer", "sector", "d_bln", "d_cfl"]]
    if (costs[["d_bln", "d_cfl"]] != 1).any(axis=None):
        sys.exit("this benchmark compares tariffs only: d_bln and d_cfl must be 1")
    read_s = time.process_time() - started
    before, after = rates(trade, "tariff_bln"), rates(trade, "tariff_cfl")
    question = economy.tariffs_from(after)
    start = economy.tariffs_from(before)
    economy.solve(start, deficits=deficits)  # compiles what is not on disk yet
    economy, _ = read(folder)
    started = time.process_time()
    economy.baseline(deficits, tariffs=start)
    baseline_s = time.process_time() - started
    spent = []
    for _ in range(repeat):
        started = time.process_time()
        result = economy.solve(question, deficits=deficits, baseline_tariffs=start)
        spent.append(time.process_time() - started)
    table = {
        str(name): {
            "welfare_pct": float(row["first_order_welfare_pct"]),
            "real_wage_pct": float(row["real_wage_pct"]),
            "equivalent_variation_pct": float(row["welfare_pct"]),
            "terms_of_trade_pct": float(row["terms_of_trade_pct"]),
            "volume_of_trade_pct": float(row["volume_of_trade_pct"]),
        }
        for name, row in result[
            ["first_order_welfare_pct", "real_wage_pct", "welfare_pct", "terms_of_trade_pct", "volume_of_trade_pct"]
        ]
        .to_dataframe()
        .iterrows()
    }
    return {
        "deficits": deficits,
        "countries": table,
        "residual": float(result["residual"]),
        "iterations": int(result["iterations"]),
        "baseline_iterations": int(result.attrs["baseline_iterations"]),
        "cpu_s": min(spent),
        "baseline_cpu_s": baseline_s,
        "read_cpu_s": read_s,
        "memory_bytes": economy.memory_bytes,
        "peak_memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the tables")
    parser.add_argument("--deficits", choices=("zero", "fixed"), default="zero")
    parser.add_argument("--repeat", type=int, default=20, help="runs of which the fastest counts")
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()
    missing = [name for name in FILES if not (arguments.data / f"{name}.csv").is_file()]
    if missing:
        parser.error(f"--data: {arguments.data} lacks {', '.join(f'{name}.csv' for name in missing)}")
    found = measure(arguments.data, arguments.deficits, max(1, arguments.repeat))
    if arguments.json:
        print(json.dumps(found, indent=1))
        return
    print(f"{'':16} {'welfare %':>10} {'real wage %':>12}")
    for name, row in found["countries"].items():
        print(f"{name:16} {row['welfare_pct']:10.4f} {row['real_wage_pct']:12.4f}")
    print(
        f"residual {found['residual']:.1e} after {found['iterations']} passes; CPU {1000 * found['cpu_s']:.2f} ms, "
        f"baseline {1000 * found['baseline_cpu_s']:.2f} ms, reading {found['read_cpu_s']:.2f} s"
    )


if __name__ == "__main__":
    main()
