"""How people look at a run of people on the move: answers, one screen, one page, files.

answers.py    what a run says, as plain numbers with ranges
screen.py     the same on one screen of a terminal
page.py       the report: map, camps beside their counts, ranked places, what closures change
save.py       move.nc, manifest.json, answers.json, out.csv and report.html, whole or not at all
"""

from suasion.show.movement.answers import Moved, summary
from suasion.show.movement.page import build_page
from suasion.show.movement.save import save_move
from suasion.show.movement.screen import move_screen

__all__ = ["Moved", "build_page", "move_screen", "save_move", "summary"]
