"""The charts of the house, each answering one question; inputs are plain tables, dates and words.

`fan` what was, and what may be; `tariff_steps` which rate applies when, and what it costs; `ranking` who bears the
most; `timeline` which measure stood when; `comparison` how one answer differs between variants; `place_map` where
people are; `panels` how each part goes beside what was counted. Every chart is a `Figure`: it carries its words and its
numbers with it and is drawn, at any width, only when asked.
"""

from suasion.show.figures.canvas import PHONE, WIDE, Figure
from suasion.show.figures.comparison import comparison
from suasion.show.figures.fan import fan
from suasion.show.figures.map import place_map
from suasion.show.figures.palette import FORECAST, NEUTRAL, party_hues
from suasion.show.figures.panels import panels
from suasion.show.figures.ranking import ranking
from suasion.show.figures.tariff_steps import tariff_steps
from suasion.show.figures.timeline import timeline

__all__ = [
    "FORECAST",
    "NEUTRAL",
    "PHONE",
    "WIDE",
    "Figure",
    "comparison",
    "fan",
    "panels",
    "party_hues",
    "place_map",
    "ranking",
    "tariff_steps",
    "timeline",
]
