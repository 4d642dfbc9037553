"""How fast tariff rates and a ledger are worked out, on generated input, one thread: CPU seconds and memory.

    OMP_NUM_THREADS=1 python benchmarks/tariff_rates.py [--rows 1000000]

Three measurements: rates of 20,000 lines x 240 origins on 60 days on which something changes, built and spread out day
by day; a ledger of 100,000 lines as though it entered on each of 60 days, and its cost; reading a CSV ledger of
`--rows` rows. The shipped measures of the United States are used, with their own goods and dates; days are topped up to
60. Memory is the process's highest resident size after each step.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from suasion.trade.ledger.entries import cost_of, entry_rates
from suasion.trade.ledger.file import read_ledger
from suasion.trade.rates.in_force import rates_in_force
from suasion.trade.rates.measures import Measure
from suasion.trade.rates.programmes import countries, normal_rates, us_measures

LINES, ORIGINS, DAYS, ENTRIES = 20_000, 240, 60, 100_000


def timed(what: str, work: Callable[[], object]) -> object:
    """Run, and print CPU seconds and the highest resident size."""
    start = time.process_time()
    result = work()
    seconds = time.process_time() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:<72} {seconds:7.2f} s CPU {megabytes:7.0f} MB")
    return result


def codes(rng: np.random.Generator, count: int) -> list[str]:
    """Ten-digit codes below lines of the schedule."""
    lines = rng.choice(normal_rates().line, count)
    return [f"{line:08d}{suffix:02d}" for line, suffix in zip(lines, rng.integers(0, 99, count), strict=True)]


def ledger(rng: np.random.Generator, count: int) -> pd.DataFrame:
    """A ledger as the reader gives it: 3,000 codes of 12 origins."""
    days = np.datetime64("2025-01-01") + rng.integers(0, 500, count)
    origins = ["MX", "CA", "CN", "VN", "DE", "JP", "KR", "IN", "BR", "IT", "TW", "TH"]
    origin = rng.choice(origins, count, p=[0.3, 0.1, 0.2, *[0.4 / 9] * 9])
    frame = pd.DataFrame({"line": np.arange(2, count + 2), "entry_day": days.astype("datetime64[s]")})
    frame["hts"] = pd.Categorical(rng.choice(sorted(set(codes(rng, 3_000))), count))
    frame["origin"] = pd.Categorical(origin)
    frame["value_usd"] = rng.lognormal(9.5, 1.2, count).round(2)
    frame["mode"] = pd.Categorical(rng.choice(["vessel", "truck", "air"], count))
    frame["loaded_day"] = frame["entry_day"] - pd.to_timedelta(rng.integers(1, 40, count), unit="D")
    frame["zone_status_day"] = np.full(count, np.datetime64("NaT"), dtype="datetime64[s]")
    frame["contract_until"] = frame["zone_status_day"]
    for name, value in (("quantity", 1.0), ("weight_kg", 100.0), ("drawback_share", 0.0), ("on_hand", np.nan)):
        frame[name] = value
    frame["preference_share"] = np.where(np.isin(origin, ["MX", "CA"]), rng.random(count), 0.0)
    frame["metal_share"] = rng.random(count)
    frame["normal_rate"] = np.nan
    for name in ("sku", "supplier", "entry_number"):
        frame[name] = pd.Categorical(rng.integers(0, 2_000, count).astype(str))
    return frame


def write_csv(file: Path, rng: np.random.Generator, rows: int) -> None:
    """A CSV file as a spreadsheet would write it: dotted codes, dollar signs, month-first days."""
    some = [f"{code[:4]}.{code[4:6]}.{code[6:]}" for code in codes(rng, 4_000)]
    with file.open("w", encoding="utf-8") as opened:
        opened.write("Entry No,Entry Date,HTS,Country of Origin,Entered Value,Mode,USMCA,Vendor,Part Number\n")
        for start in range(0, rows, 100_000):
            count = min(100_000, rows - start)
            day = pd.Series(np.datetime64("2024-01-01") + rng.integers(0, 700, count)).dt.strftime("%m/%d/%Y")
            value, code = rng.lognormal(9.5, 1.2, count), rng.integers(0, len(some), count)
            opened.writelines(
                f'E{(start + i) // 3},{day[i]},{some[k]},Mexico,"${value[i]:,.2f}",truck,80%,V{k % 90},P{k}\n'
                for i, k in enumerate(code)
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    rng = np.random.default_rng(20250402)
    measures = us_measures()
    points = sorted({day for each in measures for day in each.change_points()})
    extra = pd.date_range("2025-01-15", periods=DAYS - len(points), freq="9D") if len(points) < DAYS else []
    days = np.array([*points, *extra], dtype="datetime64[D]")[:DAYS]
    lines, origins = codes(rng, LINES), [*countries(), "ZZ", "ZY"][:ORIGINS]
    normal = normal_rates().of(lines)[0]
    claims = {"MX": rng.random(LINES), "CA": rng.random(LINES)}
    print(f"{len(measures)} measures, {len(points)} change points")

    def spread() -> float:
        table = rates_in_force(lines, origins, measures)
        return sum(
            float(rates[0, 0]) for rates in table.over(days, preference_share=claims, normal_rate=normal, dtype="f4")
        )

    timed(f"rates, {LINES} lines x {len(origins)} origins x {len(days)} days", spread)
    frame = ledger(rng, ENTRIES)
    rate = normal_rates().of(list(frame["hts"].cat.categories))[0][frame["hts"].cat.codes]
    timed(
        f"ledger of {ENTRIES} lines on each of {len(days)} days",
        lambda: entry_rates(frame, measures, rate).on_each(days).sum(),
    )
    threat = Measure.from_steps("threat", [days[20].item()], [0.05], origins=["MX"])
    timed(f"cost of a ledger of {ENTRIES} lines", lambda: cost_of(frame, [threat], in_force=measures, probability=0.3))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.csv"
        write_csv(file, rng, rows)
        size = file.stat().st_size / 2**20
        timed(f"reading a CSV ledger of {rows} rows, {size:.0f} MB", lambda: len(read_ledger(file)))


if __name__ == "__main__":
    main()
