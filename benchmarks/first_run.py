"""What the first run costs: CPU seconds and peak memory of whole processes, and how both grow with the draws.

Each line is one fresh process, as a user would start it; small commands stand first, for what starting up costs. CPU
seconds are user plus system time of that process as the operating system counts them; memory is its largest resident
set.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def measure(command: list[str]) -> tuple[float, float, float]:
    """CPU seconds, wall seconds and peak memory in MB of one finished process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, nargs="*", default=[100, 1_000, 10_000])
    wanted = parser.parse_args()
    suasion = [sys.executable, "-m", "suasion"]
    print(f"{'command':<34}{'CPU s':>8}{'wall s':>8}{'peak MB':>9}")
    with tempfile.TemporaryDirectory() as scratch:
        cost = ["tariff", "cost", "example", "--out", str(Path(scratch) / "cost")]
        small = {
            "--help": ["--help"],
            "--version": ["--version"],
            "check us-mexico-2019": ["check", "us-mexico-2019"],
            "tariff rate": ["tariff", "rate", "7326.90.8688", "--origin", "CN", "--on", "2025-12-01"],
            "tariff cost example": cost,
        }
        rows = [(f"suasion {name}", [*suasion, *words]) for name, words in small.items()]
        for draws in wanted.draws:
            run = [*suasion, "run", "us-mexico-2019", "--draws", str(draws), "--out", str(Path(scratch) / str(draws))]
            rows.append((f"run us-mexico-2019, {draws:,} draws", run))
        for name, command in rows:
            cpu, wall, memory = measure(command)
            print(f"{name:<34}{cpu:>8.2f}{wall:>8.2f}{memory:>9.0f}")


if __name__ == "__main__":
    main()
