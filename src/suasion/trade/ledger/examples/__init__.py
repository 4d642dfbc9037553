"""Example files, made up: an importer of vehicle parts and produce, mostly from Mexico, in 2019."""

from pathlib import Path


def example_ledger() -> Path:
    """The example ledger's file."""
    return Path(__file__).parent / "importer-2019.csv"
