"""Dated tariffs: which rate is in force for goods of an origin on a day, and why.

`measures` one dated measure; `hts` codes and what a measure covers; `stacking` how measures combine; `in_force` rates
of many lines, origins and days, and the plain schedule of a single tariff; `why` one entry in words; `preferences`
shares that claim USMCA; `fees` what is charged beside duty; `programmes` the shipped measures of 2018 to 2026.
"""

from suasion.trade.rates.in_force import RatesInForce, effective_rate, month_rate, rate_on, rates_in_force, static_duty
from suasion.trade.rates.measures import Measure
from suasion.trade.rates.why import why

__all__ = [
    "Measure",
    "RatesInForce",
    "effective_rate",
    "month_rate",
    "rate_on",
    "rates_in_force",
    "static_duty",
    "why",
]
