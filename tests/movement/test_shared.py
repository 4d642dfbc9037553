"""The peer's own instances: what a mode with its name must reproduce (movement.md section 12)."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from suasion.movement import read_folder, score, write_folder

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "flee-conflicts"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data/flee-conflicts is not on this machine")


@pytest.mark.parametrize(
    ("name", "hasten", "draws", "expected", "people", "raw"),
    [
        ("mali2012", 1, 12, 0.3810, 89_991, 110_066),
        ("burundi2015", 1, 4, 0.5842, 212_321, 217_563),
        ("ssudan2014", 10, 8, 0.4880, 43_325, 46_792),
    ],
)
def test_error_people_and_running_total(
    name: str, hasten: int, draws: int, expected: float, people: int, raw: int
) -> None:
    run = read_folder(SHARED / name).run(compat="flee", draws=draws, hasten=hasten)
    assert score(run).averaged_relative_difference.mean() == pytest.approx(expected, abs=0.004)
    assert (run["spawned"].values.sum(axis=1) == people).all()
    assert int(run["raw_count"].values[-1]) == raw


# what the peer printed in one run of each instance: data of each camp, running total, debt and people, day by day
PRINTED = {
    "mali2012": "773b38293515ac5973ae492f509cea0646b1974ed2ea58a0c34bd39aaf59ca72",
    "burundi2015": "e687bc90de0e7518ab4a0f2c488c73602059bd342e4679239f0550137c0e4a6d",
    "ssudan2014": "200346e689b60828e158af71f5b23b92a25e473f19bb83afe3d91dadc0f809d4",
}


@pytest.mark.parametrize("name", PRINTED)
def test_every_cell_that_holds_no_luck_is_the_peers(name: str) -> None:
    run = read_folder(SHARED / name).run(compat="flee", hasten=10 if name == "ssudan2014" else None)
    camps = np.isfinite(run["people_data"].values[0])
    columns = [
        *run["people_data"].values[:, camps].T,
        run["raw_count"].values,
        run["debt"].values,
        run["spawned"].values[0].cumsum(),
    ]
    rows = np.array(columns).astype(int).T.tolist()
    text = ";".join(",".join(str(cell) for cell in row) for row in rows)
    assert hashlib.sha256(text.encode()).hexdigest() == PRINTED[name]


def test_mali_camps_on_the_last_day() -> None:
    run = read_folder(SHARED / "mali2012").run(compat="flee", draws=12)
    camps = ["Fassala-Mbera", "Mentao", "Bobo-Dioulasso", "Abala", "Mangaize", "Niamey", "Tabareybarey"]
    means = run["people"].sel(place=camps).values[:, 299].mean(axis=0)
    peer = np.array([49_956, 6_635, 1_949, 10_168, 2_435, 1_763, 5_892])
    spread = np.array([130, 53, 134, 10, 10, 34, 10])  # sd over seeds, at least a tenth of a percent of the largest
    assert (np.abs(means - peer) < 3 * spread).all()


def test_documented_rules_run_everywhere() -> None:
    for name in ("mali2012", "burundi2015", "ssudan2014", "toy_test_input"):
        run = read_folder(SHARED / name).run(hasten=50)
        everyone = run["people"].values.sum(axis=2) + run["on_links"].values
        assert (everyone == run["spawned"].values.cumsum(axis=1)).all()


@pytest.mark.parametrize("name", ["mali2012", "burundi2015", "ssudan2014", "toy_test_input"])
def test_round_trip(name: str, tmp_path: Path) -> None:
    from dataclasses import replace

    first = read_folder(SHARED / name)
    second = read_folder(write_folder(first, tmp_path / name))
    assert replace(first, notes=()) == replace(second, notes=())


def test_names_the_peer_only_prints_are_noted() -> None:
    notes = read_folder(SHARED / "burundi2015").notes
    assert notes[0].startswith("conflicts.csv col 10: `Isale` names no place of locations.csv; the column is ignored.")
