"""How people look at a run of people on the move: answers, one screen, one page, files.

answers.py, encounter_answers.py    what a run says, as plain numbers with ranges
estimates.py  means and ranges, and what a range is called with few worlds
units.py      a run that moves units of several people, in people
phrases.py    sentences that screen and page share
screen.py     the answers on one screen of a terminal
page.py       the report: head, cards, what closures change
places.py, camps.py, encounters.py, sources.py    its sections
save.py       move.nc, manifest.json, answers.json, out.csv and report.html, whole or not at all
"""

from suasion.show.movement.answers import Moved, summary
from suasion.show.movement.page import build_page
from suasion.show.movement.save import save_move
from suasion.show.movement.screen import move_screen

__all__ = ["Moved", "build_page", "move_screen", "save_move", "summary"]
