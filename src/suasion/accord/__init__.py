"""The accord: one document that says what was agreed or threatened, with the source of every number."""

from suasion.accord.load import Document, check_file, library, load, locate
from suasion.accord.schema import Accord

__all__ = ["Accord", "Document", "check_file", "library", "load", "locate"]
