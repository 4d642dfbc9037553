"""Partial equilibrium at product lines: imports, prices and who bears a change of tariffs.

`data` the lines before a change; `solve` where they settle; `welfare` gains and losses; `curves` the same on a grid of
rates for thousands of draws; `incidence` who pays; `smart` the simple sum that trade offices use, as a check.
"""

from suasion.trade.lines.curves import ResponseCurves, response_curves
from suasion.trade.lines.data import Lines, lines_from_shares, lines_from_table
from suasion.trade.lines.incidence import WhoPays, who_pays
from suasion.trade.lines.solve import Response, solve
from suasion.trade.lines.welfare import Welfare, welfare

__all__ = [
    "Lines",
    "Response",
    "ResponseCurves",
    "Welfare",
    "WhoPays",
    "lines_from_shares",
    "lines_from_table",
    "response_curves",
    "solve",
    "welfare",
    "who_pays",
]
