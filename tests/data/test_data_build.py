"""The builder makes the shipped tables again, byte for byte, from the public raw files."""

import subprocess
import sys
from pathlib import Path

import pytest

from suasion import data

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT.parent / "shared" / "data" / "border"
SCRIPT = ROOT / "scripts" / "build_facts.py"
SHIPPED = Path(data.__file__).parent


@pytest.mark.skipif(
    not all((RAW.parent / folder).is_dir() for folder in ("border", "trade", "asylum")),
    reason="the public raw files (../shared/data/border, trade, asylum) are not on this machine",
)
def test_the_builder_makes_the_shipped_bytes(tmp_path):
    subprocess.run(
        [sys.executable, str(SCRIPT), "--raw", str(RAW), "--out", str(tmp_path)], check=True, capture_output=True
    )
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    shipped = {path.name: path.read_bytes() for path in SHIPPED.glob("*.csv")}
    assert sorted(built) == sorted(shipped)
    assert [name for name, content in built.items() if content != shipped[name]] == []


def test_the_builder_says_when_the_raw_files_are_not_there(tmp_path):
    command = [sys.executable, str(SCRIPT), "--raw", str(tmp_path / "none"), "--out", str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "is no folder. Give the one that holds sw_border_monthly_totals.csv and the rest." in done.stderr
    assert not list(tmp_path.iterdir())
