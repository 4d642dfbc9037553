"""suasion runs deals between countries: one accord file, thousands of possible worlds."""

__version__ = "0.1.0"
