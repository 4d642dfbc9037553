"""A Canada-Japan agreement among 30 countries, by our gravity model and, if it is at hand, by the package gegravity.

    gegravity.py --data DIR [--shares fixed|true] --json     outcomes by country
    gegravity.py --data DIR --peer-python PY                 ours beside the package, with CPU seconds

DIR holds sample_data_set.csv: exporter, importer, year, Y, E and the columns of the coefficients. PY is a Python that
imports gegravity. `fixed` keeps output and spending shares as they were, which is what the package does; `true` (the
default) lets them move. CPU seconds are user plus system time of the model alone, baseline included, without reading.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from suasion.errors import InputError
from suasion.trade.economy.gravity import Gravity, Shares, openness_of

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "trade" / "gegravity-sample"
CONSTANT = 16.32434
COEFFICIENTS = {
    "lndist": -0.3898623,
    "contiguity": 0.891577,
    "common_language": 0.0326249,
    "pta": 0.4711383,
    "international": -3.412584,
}
SIGMA, REFERENCE, PACT = 5.0, "DEU", ("CAN", "JPN")
THEIRS = {
    "price_pct": "factory gate price change (percent)",
    "imr_pct": "imr change (percent)",
    "rgdp_pct": "GDP change (percent)",
}
# The constant goes into the first cost variable: the package has none of its own.
PEER = """
import json, sys, time
import gegravity, pandas
table = pandas.read_csv(sys.argv[1]); asked = json.loads(sys.argv[2])
table["year"] = table["year"].astype(str); table["one"] = 1.0
names = ["one", *asked["coefficients"]]
data = gegravity.BaselineData(table, trade_var_name="trade", expend_var_name="E", output_var_name="Y")
sizes = [asked["constant"], *asked["coefficients"].values()]
values = pandas.DataFrame({"var": names, "coeff": sizes, "ste": 1.0})
values = gegravity.CostCoeffs(values, identifier_col="var", coeff_col="coeff", stderr_col="ste")
begun = time.process_time()
model = gegravity.OneSectorGE(data, year=table["year"][0], reference_importer=asked["reference"], sigma=asked["sigma"],
    cost_variables=names, cost_coeff_values=values, quiet=True)
model.build_baseline(omr_rescale=10)
changed = model.baseline_data.copy()
one, two = asked["pact"]
pair = (changed.exporter.eq(one) & changed.importer.eq(two)) | (changed.exporter.eq(two) & changed.importer.eq(one))
changed.loc[pair, "pta"] = 1
model.define_experiment(changed)
model.simulate()
spent = time.process_time() - begun
print("RESULT" + json.dumps({"cpu_s": spent, "countries": json.loads(model.country_results.to_json(orient="index"))}))
"""


def ours(table: pd.DataFrame, shares: Shares) -> tuple[xr.Dataset, float]:
    """Outcomes and CPU seconds, baseline and change together."""
    changed = table.copy()
    changed.loc[table["exporter"].isin(PACT) & table["importer"].isin(PACT) & (table["international"] == 1), "pta"] = 1
    before, after = (openness_of(each, COEFFICIENTS, CONSTANT) for each in (table, changed))
    output, spending = table.groupby("exporter")["Y"].first(), table.groupby("importer")["E"].first()
    begun = time.process_time()
    model = Gravity.from_tables(before, output, spending, SIGMA)
    result = model.solve(after, shares=shares, reference=REFERENCE)
    return result, time.process_time() - begun


def theirs(python: str, path: Path) -> dict[str, Any] | None:
    """The package's outcomes and CPU seconds; None, with a word why, if it is not at hand."""
    asked = {"coefficients": COEFFICIENTS, "constant": CONSTANT, "sigma": SIGMA, "reference": REFERENCE, "pact": PACT}
    command = [python, "-W", "ignore", "-c", PEER, str(path), json.dumps(asked)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        print(f"gegravity is not at hand: {error}")
        return None
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT")]
    if done.returncode or not lines:
        print(f"gegravity is not at hand: {(done.stderr.strip().splitlines() or ['no result'])[-1]}")
        return None
    found: dict[str, Any] = json.loads(lines[0].removeprefix("RESULT"))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--shares", choices=["true", "fixed"], default="true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--peer-python", help="a Python that imports gegravity")
    asked = parser.parse_args()
    path = asked.data / "sample_data_set.csv"
    if not path.is_file():
        raise SystemExit(f"{asked.data}: holds no sample_data_set.csv. Name the folder with --data.")
    table = pd.read_csv(path)
    try:
        result, _ = ours(table, asked.shares)
    except InputError as error:
        raise SystemExit(str(error)) from None
    frame = result[list(THEIRS)].to_dataframe()
    if asked.json:
        by_country = json.loads(frame.to_json(orient="index", double_precision=15))
        print(json.dumps({"shares": asked.shares, "residual": float(result["residual"]), "countries": by_country}))
        return
    print(frame.round(4).to_string())
    spent = min(ours(table, asked.shares)[1] for _ in range(20))
    fixed, fixed_spent = ours(table, "fixed")
    fixed_spent = min(fixed_spent, *(ours(table, "fixed")[1] for _ in range(20)))
    print(f"\nshares {asked.shares}: {spent * 1e3:.2f} CPU ms; shares fixed: {fixed_spent * 1e3:.2f} CPU ms")
    peer = theirs(asked.peer_python, path) if asked.peer_python else None
    if peer is None:
        if not asked.peer_python:
            print("gegravity is not at hand (--peer-python PY). Quoted, measured elsewhere in November 2026, one "
                  "thread: 2.4 CPU s for baseline and change.")  # fmt: skip
        return
    other = pd.DataFrame.from_dict(peer["countries"], orient="index")
    gaps = [np.abs(fixed[name].to_pandas() - other[said].astype(float)).max() for name, said in THEIRS.items()]
    print(f"gegravity: {peer['cpu_s']:.2f} CPU s, {peer['cpu_s'] / fixed_spent:,.0f} times ours with fixed shares; "
          f"largest difference {max(gaps):.1e} percentage points")  # fmt: skip


if __name__ == "__main__":
    main()
