"""The forecasters on arrests at the US southwest border: score, calibration, cost.

86 origins, last months known 2012-01 to 2019-02; 1 to 4 months ahead; values up to the origin only. CRPS is of log
counts (0.17 is about a sixth off, the typical miss of a forecast seen as a whole). Run from the repository:

    .venv/bin/python benchmarks/forecast.py            all origins
    .venv/bin/python benchmarks/forecast.py --fast     SARIMA at every seventh origin only

Data: ../shared/data/border (see its PROVENANCE.md); without it the series shipped in suasion.data, which is the same.
Times are CPU time of this process (time.process_time) and include drawing the paths and learning the bands.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from suasion.monitor import WIDE_FORGETTING, WIDE_GRID, Fitted, fit, random_walk, seasonal_random_walk
from suasion.monitor.score import crps_normal, crps_sample, inside
from suasion.streams import Stream

ORIGINS = pd.period_range("2012-01", "2019-02", freq="M")
HORIZON = 4
HALF_WIDTH_80 = 1.2815515655446004

FloatArray = NDArray[np.float64]
# from (series, origin, log outcomes, draws) to (CRPS of logs, held by the 80% band), each by month ahead
Scored = tuple[FloatArray, NDArray[np.bool_]]
Forecaster = Callable[["pd.Series[float]", pd.Period, FloatArray, int], Scored]


def border() -> tuple[pd.Series[float], str]:
    """The monthly total and where it was read."""
    path = Path(__file__).resolve().parents[2] / "shared/data/border/usbp_sw_sector_monthly_exact_fy2000_fy2020.csv"
    if path.exists():
        table = pd.read_csv(path)
        table = table[table["sector"] == "Southwest Border total"].rename(columns={"apprehensions": "value"})
        source = path.name
    else:
        from suasion.data import load  # noqa: PLC0415 - only without the shared files

        table = load("us_sw_between_ports").drop_duplicates("month", keep="last")
        source = "suasion.data us_sw_between_ports, latest figures"
    months = pd.PeriodIndex(table["month"], freq="M")
    return pd.Series(table["value"].to_numpy(float), index=months, name="border").sort_index(), source


def by_paths(name: str) -> Forecaster:
    """One of suasion's own methods."""

    def forecaster(y: pd.Series[float], origin: pd.Period, outcome: FloatArray, draws: int) -> Scored:
        fitted: Fitted
        if name == "random walk":
            fitted = random_walk(y, upto=origin)
        elif name == "seasonal random walk":
            fitted = seasonal_random_walk(y, upto=origin)
        elif name == "bank, wide":
            fitted = fit(y, upto=origin, grid=WIDE_GRID, forgetting=WIDE_FORGETTING)
        else:
            fitted = fit(y, upto=origin, recalibrate=name == "bank")
        logs = np.log(fitted.paths(Stream(1, f"benchmark/{origin}"), range(draws), HORIZON).paths)
        return crps_sample(logs, outcome), inside(logs, outcome, 0.8)

    return forecaster


def airline(y: pd.Series[float], origin: pd.Period, outcome: FloatArray, draws: int) -> Scored:
    """The airline model on logs, statsmodels: (0,1,1)(0,1,1) of 12 months; normal on logs, so scored in closed form."""
    from statsmodels.tsa.statespace.sarimax import SARIMAX  # noqa: PLC0415 - an oracle, slow to import

    logs = np.log(y[y.index <= origin].to_numpy())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # starting values and convergence: its own affair
        model = SARIMAX(logs, order=(0, 1, 1), seasonal_order=(0, 1, 1, 12)).fit(disp=False)
    ahead = model.get_forecast(HORIZON)
    mean, sd = np.asarray(ahead.predicted_mean), np.asarray(ahead.se_mean)
    return crps_normal(mean, sd, outcome), np.abs(outcome - mean) <= HALF_WIDTH_80 * sd


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fast", action="store_true", help="SARIMA at every seventh origin")
    parser.add_argument("--draws", type=int, default=4000)
    options = parser.parse_args()
    y, source = border()
    print(f"{source}: {y.index[0]} to {y.index[-1]}; {len(ORIGINS)} origins {ORIGINS[0]} to {ORIGINS[-1]}")
    print(f"{options.draws} paths; CRPS of log counts, lower is better; share of outcomes in the 80% band")
    print(f"{'method':<24}{'origins':>8}{'CRPS':>8}{'h=1':>8}{'h=2':>8}{'h=3':>8}{'h=4':>8}", end="")
    print(f"{'80%':>8}{'h=1':>6}{'h=2':>6}{'h=3':>6}{'h=4':>6}{'CPU ms':>9}")
    names = ("bank", "bank, not recalibrated", "bank, wide", "random walk", "seasonal random walk")
    methods: dict[str, Forecaster] = {name: by_paths(name) for name in names} | {"SARIMA airline": airline}
    for name, forecaster in methods.items():
        origins = ORIGINS[::7] if options.fast and name == "SARIMA airline" else ORIGINS
        forecaster(y, origins[0], np.log(y[origins[0] + 1 : origins[0] + HORIZON].to_numpy()), options.draws)  # warm
        scores, held, started = [], [], time.process_time()
        for origin in origins:
            outcome = np.log(y[origin + 1 : origin + HORIZON].to_numpy())
            crps, hit = forecaster(y, origin, outcome, options.draws)
            scores.append(crps)
            held.append(hit)
        cost = 1000 * (time.process_time() - started) / len(origins)
        by_month, share = np.mean(scores, axis=0), np.mean(held, axis=0)
        print(f"{name:<24}{len(origins):>8}{by_month.mean():>8.4f}" + "".join(f"{x:>8.4f}" for x in by_month), end="")
        print(f"{share.mean():>8.3f}" + "".join(f"{x:>6.2f}" for x in share) + f"{cost:>9.1f}")


if __name__ == "__main__":
    main()
