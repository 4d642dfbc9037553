"""What will a monthly series do, and will it meet a target by a date? Usable alone; knows no accord.

series.py         a monthly series with its vintages: what was known on a day
prepare.py        a user's monthly values, checked and on the log scale
bank.py           the bank of discount dynamic linear models, filtered through time
interventions.py  steps, ramps, pulses and decays that a bank learns and a scenario drives
mixture.py        the analytic predictive distribution of a bank: a mixture of Student t
recalibrate.py    how much wider than the model's own the bands must be, from past errors only
forecast.py       fit a bank, draw joint paths, read a forecast
walks.py          the two benchmarks every forecast must beat, behind the same interface
score.py          CRPS, pinball, coverage, PIT, Brier, log score
review.py         the chance that a target is met, from known months and joint paths
backtest.py       hindcasts from rolling origins, without peeking
table.py          any monthly CSV file of a user
outlook.py        that file to a forecast that can be written as JSON
"""

from suasion.monitor.backtest import Hindcast, backtest
from suasion.monitor.bank import GRID, WIDE_FORGETTING, WIDE_GRID
from suasion.monitor.forecast import Fit, fit
from suasion.monitor.interventions import Intervention, decay, pulse, ramp, step
from suasion.monitor.outlook import forecast_table
from suasion.monitor.paths import Fitted, Forecast, Method
from suasion.monitor.review import Criterion, Judgement, judge
from suasion.monitor.series import Series, from_monthly
from suasion.monitor.table import Table, read_table
from suasion.monitor.walks import random_walk, seasonal_random_walk

__all__ = [
    "GRID",
    "WIDE_FORGETTING",
    "WIDE_GRID",
    "Criterion",
    "Fit",
    "Fitted",
    "Forecast",
    "Hindcast",
    "Intervention",
    "Judgement",
    "Method",
    "Series",
    "Table",
    "backtest",
    "decay",
    "fit",
    "forecast_table",
    "from_monthly",
    "judge",
    "pulse",
    "ramp",
    "random_walk",
    "read_table",
    "seasonal_random_walk",
    "step",
]
