"""Tariff measures from a file, and the shipped ones of the United States, 2018 to 2026.

A file names its sources, and measures by name; see us-2018-2026.yaml for every key. A user's own file is read the same
way. What is not shipped is told in docs/explain/tariff-rates.md.
"""

from suasion.trade.rates.programmes.countries import countries, read_country
from suasion.trade.rates.programmes.coverage import Coverage
from suasion.trade.rates.programmes.measures_file import read_measures, us_coverage, us_measures
from suasion.trade.rates.programmes.normal_rates import NormalRates, normal_rates
from suasion.trade.rates.programmes.scopes import scopes

__all__ = [
    "Coverage",
    "NormalRates",
    "countries",
    "normal_rates",
    "read_country",
    "read_measures",
    "scopes",
    "us_coverage",
    "us_measures",
]
