"""`python -m suasion` is the command `suasion`."""

from suasion.cli import main

main()
