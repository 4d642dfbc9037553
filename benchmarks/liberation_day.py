"""The tariffs of 2 April 2025 and their kin in a one-sector world of 194 countries: one scenario, or all measured.

    liberation_day.py ustr --data DIR --json       one scenario; JSON on the screen
    liberation_day.py --data DIR                   every scenario beside the reference results of DIR, and speed

DIR holds trade_cepii.csv (1000 USD, row exporter, column importer), gdp.csv (USD), tariffs.csv, country_labels.csv,
all in the order of the labels. CPU seconds are user plus system time of one solve from the old world, from the table of
tariffs to the table of outcomes, the least of ten; reading files and calibration are left out. What an economy prepares
in its first solve is shown apart. Set OPENBLAS_NUM_THREADS=1.

Times of other programs are quoted, not measured here: the authors' MATLAB under Octave 7 and a Python port of it, each
on one thread of another machine, November 2026.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from suasion.errors import InputError
from suasion.trade.economy.economy import Economy
from suasion.trade.economy.scenarios import LIBERATION_DAY, Scenario, charged_by, liberation_day

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "trade" / "liberation-day"
COLUMNS = {
    "d_welfare_pct": "welfare_pct",
    "d_deficit_pct": "deficit_pct",
    "d_export_gdp_pct": "exports_to_income_pct",
    "d_import_gdp_pct": "imports_to_income_pct",
    "d_employment_pct": "employment_pct",
    "d_price_pct": "price_pct",
    "tariff_rev_pct_of_E": "tariff_revenue_pct",
}
# names in the reference files for scenarios of ours
REFERENCE = {
    "ustr_lumpsum": "lump_sum",
    "ustr_ek": "ek",
    "ustr_reciprocal": "reciprocal",
    "regional_eu_chn": "regional_chn_eu",
}
# the source's European Union: 25 members, without Czechia and Slovakia
EUROPE = [
    "AUT", "BEL", "BGR", "CYP", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV", "HUN", "IRL", "ITA", "LTU",
    "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVN", "SWE",
]  # fmt: skip
QUOTED = {"single": (13.0, 0.95), "roundabout": (20.0, None)}  # CPU s a solve: MATLAB under Octave, Python port


def read(folder: Path) -> dict[str, Any]:
    """The four tables, labelled: flows and income in USD, announced rates, members of the EU."""
    labels = pd.read_csv(folder / "country_labels.csv", keep_default_na=False)
    countries = pd.Index(labels.sort_values("iso_code")["iso3"], name="country")
    goods = pd.read_csv(folder / "trade_cepii.csv").fillna(0.0).to_numpy(dtype=float) * 1000.0
    np.fill_diagonal(goods, 0.0)
    return {
        "flows": pd.DataFrame(goods, index=countries, columns=countries),
        "income": pd.read_csv(folder / "gdp.csv")["gdp"].set_axis(countries),
        "announced": pd.read_csv(folder / "tariffs.csv")["applied_tariff"].set_axis(countries),
        "europe": [country for country in EUROPE if country in set(countries)],
    }


def solved(scenario: Scenario, repeats: int = 10, fresh: bool = False) -> tuple[xr.Dataset, float]:
    """A scenario's outcomes and the CPU seconds of its solve, the least of so many.

    The first solve of an economy prepares Newton's step in wages, which later ones reuse; `fresh` prepares it anew.
    """
    spent = []
    for at in range(1 + repeats):
        economy = scenario.economy
        if fresh:
            economy = replace(economy, world=replace(economy.world))
        begun = time.process_time()
        result = economy.solve(scenario.tariffs, rebate=scenario.rebate)
        if at:  # once for the libraries
            spent.append(time.process_time() - begun)
    return result, min(spent)


def as_json(name: str, result: xr.Dataset, cpu_s: float) -> dict[str, Any]:
    table = result[list(COLUMNS.values())].to_dataframe().rename(columns={ours: said for said, ours in COLUMNS.items()})
    return {
        "scenario": name,
        "residual": float(result["residual"]),
        "iterations": int(result["iterations"]),
        "cpu_s": cpu_s,
        "countries": json.loads(table.to_json(orient="index", double_precision=15)),
    }


def references(folder: Path) -> dict[str, pd.DataFrame]:
    """Reference results by scenario of ours: DataFrame (country, the columns of COLUMNS)."""
    found = {}
    whole = folder / "reference_by_country.csv.gz"
    if whole.is_file():
        for name, table in pd.read_csv(whole, keep_default_na=False).groupby("scenario"):
            found[REFERENCE.get(str(name), str(name))] = table.set_index("iso3").drop(columns="scenario")
    links = folder / "reference_io_ustr_by_country.csv"
    if links.is_file():
        found["io_ustr"] = pd.read_csv(links, keep_default_na=False).set_index("iso3")
    return found


def distance(result: xr.Dataset, reference: pd.DataFrame) -> float:
    """Largest difference over countries and columns, percentage points."""
    ours = result[list(COLUMNS.values())].to_dataframe()[list(COLUMNS.values())]
    return float(
        np.nanmax(np.abs(ours.loc[reference.index].to_numpy() - reference[list(COLUMNS)].to_numpy(dtype=float)))
    )


def beside(folder: Path, tables: dict[str, Any]) -> None:
    print("| scenario | residual | iterations | CPU ms | CPU ms, first | times quoted Octave | times quoted port "
          "| largest difference from the reference, percentage points |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|")
    known = references(folder)
    for name in LIBERATION_DAY:
        scenario = liberation_day(name, **tables)
        result, cpu_s = solved(scenario)
        _, first_s = solved(scenario, fresh=True)
        octave, port = QUOTED["roundabout" if name.startswith("io_") else "single"]
        ratio = "-" if port is None else f"{port / cpu_s:,.0f}"
        away = f"{distance(result, known[name]):.1e}" if name in known else "no reference at hand"
        print(f"| {name} | {float(result['residual']):.1e} | {int(result['iterations'])} | {cpu_s * 1e3:.2f} "
              f"| {first_s * 1e3:.2f} "
              f"| {octave / cpu_s:,.0f} | {ratio} | {away} |", flush=True)  # fmt: skip


def ensemble(tables: dict[str, Any], scenarios: int) -> None:
    """Random US tariffs, a third of them answered in kind."""
    economy = Economy.from_tables(tables["flows"], tables["income"])
    draws = np.random.default_rng(1)
    countries = list(economy.countries)
    rates = np.zeros((scenarios, len(countries), len(countries)))
    usa = countries.index("USA")
    rates[:, :, usa] = draws.uniform(0.0, 0.5, (scenarios, len(countries)))
    rates[:, usa, usa] = 0.0
    rates[::3, usa, :] = rates[::3, :, usa]
    labels = {"origin": countries, "destination": countries}
    tariffs = xr.DataArray(rates, dims=("scenario", "origin", "destination"), coords=labels)
    begun = time.process_time()
    result = economy.solve_many(tariffs)
    spent = time.process_time() - begun
    tracemalloc.start()
    economy.solve_many(tariffs)
    many = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.reset_peak()
    economy.solve(charged_by(economy, "USA", 0.1))
    single = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    octave, port = QUOTED["single"]
    each = spent / scenarios
    print(f"\nEnsemble of {scenarios}: {each * 1e3:.3f} CPU ms a scenario, all included; at most "
          f"{int(result['iterations'].max())} steps; {result.attrs['failed']} failed; "
          f"{octave / each:,.0f} times quoted Octave, {port / each:,.0f} times the quoted port.")  # fmt: skip
    print(f"Memory of arrays at the peak: ensemble {many:.0f} MB, one solve {single:.1f} MB, the tables of tariffs "
          f"apart. Whole process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB.")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="?", help=f"one of {', '.join(LIBERATION_DAY)}")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--json", action="store_true", help="print the scenario's outcomes by country")
    parser.add_argument("--scenarios", type=int, default=256, help="size of the ensemble that is measured")
    asked = parser.parse_args()
    if not (asked.data / "trade_cepii.csv").is_file():
        raise SystemExit(f"{asked.data}: holds no trade_cepii.csv. Name the folder with --data.")
    tables = read(asked.data)
    if asked.scenario is None:
        threads = os.environ.get("OPENBLAS_NUM_THREADS", "not set")
        print(f"Python {sys.version.split()[0]}, numpy {np.__version__}, OPENBLAS_NUM_THREADS {threads}\n")
        beside(asked.data, tables)
        ensemble(tables, asked.scenarios)
        return
    name = REFERENCE.get(asked.scenario, asked.scenario)
    try:
        result, cpu_s = solved(liberation_day(name, **tables))
    except InputError as error:
        raise SystemExit(str(error)) from None
    if asked.json:
        print(json.dumps(as_json(asked.scenario, result, cpu_s)))
    else:
        print(result[list(COLUMNS.values())].to_dataframe().round(4).to_string())


if __name__ == "__main__":
    main()
