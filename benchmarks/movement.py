"""People on the move beside Flee: CPU seconds, agent-days, memory, distance from the counts; and cost against size.

Every row is a process of its own, one thread. CPU seconds are user plus system time of the run alone: start of the
process, reading and, for ours, the compiler are left out (for Flee: less a run of one day). Memory is the largest
resident set of the whole process. Averaged relative difference is the mean over days of the sum over camps of
|people - counted|, as a share of the people counted.

Public conflict folders are read from --data, Flee from a checkout named by --flee or FLEE_DIR, with its own run script;
--flee-python or FLEE_PYTHON names a Python that has what Flee needs. What is not at hand is said and left out.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from suasion.movement import Instance, Network, Place, both_ways, read_folder, read_settings, score
from suasion.movement.examples import example
from suasion.movement.instance import ENGINES

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "shared" / "data" / "flee-conflicts"
FOLDERS = (("mali2012", 1, 10), ("burundi2015", 1, 5), ("ssudan2014", 10, 10))  # folder, hasten, draws of ours
PEOPLE, NODES, DRAWS = (10_000, 100_000, 1_000_000, 10_000_000), (20, 100, 500, 2_000), (1, 10, 100, 1_000, 10_000)
MOST_AGENT_DAYS = 6e9  # agents: larger rows would take minutes


def child(task: dict[str, Any]) -> dict[str, Any]:
    """Run one task in a process of its own; adds its largest resident set."""
    with tempfile.TemporaryFile("w+") as said:
        command = [sys.executable, str(Path(__file__).resolve()), "--task", json.dumps(task)]
        environment = {**os.environ, "NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        process = subprocess.Popen(command, stdout=said, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{task}: exit code {process.returncode}")
        said.seek(0)
        found: dict[str, Any] = json.load(said)
    return found | {"peak_mb": usage.ru_maxrss / 1024}


def run_task(task: dict[str, Any]) -> dict[str, Any]:
    """What the process of a row does: read or make an instance, compile, then measure the draws."""
    instance = made(**task["made"]) if "made" in task else read_folder(Path(task["folder"]))
    asked = {"engine": task["engine"], "compat": task.get("compat"), "hasten": task.get("hasten")}
    instance.run(draws=1, days=1, **asked)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.process_time()
    run = instance.run(draws=task["draws"], **asked)
    spent = time.process_time() - begun
    people = run["people"].to_numpy().sum(axis=(1, 2), dtype="int64") + run["on_links"].to_numpy().sum(axis=1)
    found = {
        "cpu_s": spent,
        "agent_days": int(people.sum()),
        "people_end": int(run["people"].to_numpy()[0, -1].sum() + run["on_links"].to_numpy()[0, -1]),
        "before_mb": before,
    }
    if "folder" in task:
        errors = score(run).averaged_relative_difference
        found |= {"difference": float(errors.mean()), "sd": float(errors.std(ddof=1)) if len(errors) > 1 else None}
    return found


def made(people: int, nodes: int, days: int) -> Instance:
    """A grid of places: a fifth in conflict, a tenth camps with room for all; so many people set out over the days."""
    wide = max(2, round(nodes**0.5))
    kinds = ["conflict" if at % 5 == 0 else "camp" if at % 10 == 3 else "town" for at in range(nodes)]
    places = [
        Place(
            f"n{at}", country="Abroad" if kind == "camp" else "Home", x=at // wide * 0.5, y=at % wide * 0.5, kind=kind,
            population=0 if kind == "camp" else 10_000, capacity=0 if kind == "camp" else -1,
        )
        for at, kind in enumerate(kinds)
    ]  # fmt: skip
    roads = [(at, at + 1) for at in range(nodes - 1) if (at + 1) % wide] + [
        (at, at + wide) for at in range(nodes - wide)
    ]
    links = [link for one, two in roads for link in both_ways(f"n{one}", f"n{two}", 60.0 + (one * 37 + two * 11) % 150)]
    push = {"spawn_mode": "constant", "displaced_per_conflict_day": people / days / max(1, kinds.count("conflict"))}
    settings = read_settings({"spawn_rules": {"conflict_driven_spawning": push}})
    return Instance("made", Network(tuple(places), tuple(links)), settings, days=days)


class Flee:
    """A checkout of the peer, run by its own script in another process."""

    def __init__(self, checkout: Path, python: str) -> None:
        self.script, self.python = checkout / "runscripts" / "run.py", python
        self.environment = {**os.environ, "PYTHONPATH": str(checkout), "OMP_NUM_THREADS": "1"}
        if not self.script.is_file():
            raise SystemExit(f"{checkout}: holds no runscripts/run.py. Name a checkout of Flee")

    def run(self, folder: Path, hasten: int) -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as scratch:
            settings = Path(scratch) / "simsetting.yml"
            text = (folder / "simsetting.yml").read_text(encoding="utf-8-sig")
            settings.write_text("".join(line for line in text.splitlines(True) if "hasten:" not in line)
                                .replace("optimisations:", f"optimisations:\n  hasten: {hasten}"))  # fmt: skip
            start, _, _ = self._process(folder, settings, 1, scratch)
            spent, peak, text = self._process(folder, settings, 0, scratch)
        return {**_read(text), "cpu_s": spent - start, "peak_mb": peak}

    def _process(self, folder: Path, settings: Path, days: int, scratch: str) -> tuple[float, float, str]:
        command = [
            self.python,
            str(self.script),
            str(folder / "input"),
            str(folder / "source"),
            str(days),
            str(settings),
        ]
        with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as wrong:
            process = subprocess.Popen(command, stdout=said, stderr=wrong, env=self.environment, cwd=scratch)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0), wrong.seek(0)
            if process.returncode:
                raise SystemExit(f"Flee on {folder.name}: {wrong.read()[-500:]}")
            return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said.read()


def _read(text: str) -> dict[str, Any]:
    """Agent-days and averaged relative difference of a table that Flee printed."""
    lines = text.splitlines()
    head = next(number for number, line in enumerate(lines) if line.startswith("Day,"))
    rows = list(csv.DictReader(lines[head:]))
    camps = [name.removesuffix(" sim") for name in rows[0] if name and name.endswith(" sim")]
    gaps = []
    for row in rows:
        counted = [float(row[f"{camp} data"]) for camp in camps]
        there = [float(row[f"{camp} sim"]) for camp in camps]
        gap = sum(abs(one - two) for one, two in zip(there, counted, strict=True))
        gaps.append(gap / max(1.0, sum(counted)))
    everyone = [int(float(row["total refugees (simulation)"])) for row in rows]
    return {"agent_days": sum(everyone), "people_end": everyone[-1], "difference": sum(gaps) / len(gaps)}


def _row(name: str, engine: str, found: dict[str, Any], draws: int, peer_s: float | None) -> str:
    spent = found["cpu_s"] / draws
    rate = found["agent_days"] / found["cpu_s"] / 1e6
    spread = f" ±{found['sd']:.4f}" if found.get("sd") is not None else ""
    times = "" if peer_s is None else f"{peer_s / spent:,.0f}"
    return (
        f"| {name} | {engine} | {draws} | {spent:.3g} | {rate:,.3g} | {found['peak_mb']:,.0f} | "
        f"{found['difference']:.4f}{spread} | {times} |"
    )


def beside(data: Path, flee: Flee | None) -> None:
    print("## The same folders, ours and the peer's\n")
    if not data.is_dir():
        print(f"The conflict folders are not at hand ({data}); the shipped example stands in.\n")
    print("| folder | engine | draws | CPU s a run | M agent-days a CPU s | peak MB | averaged relative difference | "
          "times faster |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|")
    if data.is_dir():
        folders = [(data / name, hasten, draws) for name, hasten, draws in FOLDERS]
    else:
        folders = [(example("two-roads"), 1, 50)]
    for folder, hasten, draws in folders:
        name = folder.name + (f", hasten {hasten}" if hasten > 1 else "")
        peer_s = None
        if flee is not None:
            found = flee.run(folder, hasten)
            peer_s = found["cpu_s"]
            print(_row(name, "Flee", found, 1, None), flush=True)
        for engine in ENGINES:
            many = draws if engine == "agents" else 20 * draws
            task = {"folder": str(folder), "engine": engine, "compat": "flee", "hasten": hasten, "draws": many}
            print(_row(name, engine, child(task), many, peer_s), flush=True)
    if flee is None:
        print("\nFlee is not at hand (--flee DIR or FLEE_DIR): ours alone.")


def ensemble(data: Path) -> None:
    print("\n## 1,000 draws of one folder, by cohorts\n")
    folder = data / "mali2012" if data.is_dir() else example("two-roads")
    found = child({"folder": str(folder), "engine": "cohorts", "compat": "flee", "draws": 1_000})
    print(f"{folder.name}: {found['cpu_s']:.1f} CPU s, peak {found['peak_mb']:.0f} MB, averaged relative difference "
          f"{found['difference']:.4f} (sd {found['sd']:.4f})")  # fmt: skip


def scale(most_people: int) -> None:
    print("\n## Cost against size\n")
    print("A grid of places; everyone sets out within the period; camps have room. Extra MB: above the same process")
    print("before the run. scale_figure.py draws this table.\n")
    print("| engine | people | places | days | draws | CPU s | M agent-days a CPU s | extra MB | bytes a person |")
    print("|---|---|---|---|---|---|---|---|---|")
    rows = [(people, 100, 100, 1) for people in PEOPLE]
    rows += [(100_000, nodes, 100, 1) for nodes in NODES]
    rows += [(10_000, 20, 100, draws) for draws in DRAWS]
    rows += [(3_800_000, 50, 1_095, 1)]
    for engine in ENGINES:
        for people, nodes, days, draws in rows:
            large = people > most_people or (engine == "agents" and people * days * draws / 2 > MOST_AGENT_DAYS)
            if large:
                continue
            task = {"made": {"people": people, "nodes": nodes, "days": days}, "engine": engine, "draws": draws}
            found = child(task)
            extra = max(0.0, found["peak_mb"] - found["before_mb"])
            bytes_each = f"{extra * 2**20 / found['people_end']:.1f}" if people >= 1_000_000 else ""
            rate = found["agent_days"] / found["cpu_s"] / 1e6
            print(f"| {engine} | {people:,} | {nodes:,} | {days:,} | {draws:,} | {found['cpu_s']:.3g} | {rate:,.3g} | "
                  f"{extra:,.0f} | {bytes_each} |", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--flee", type=Path, default=os.environ.get("FLEE_DIR"))
    parser.add_argument("--flee-python", default=os.environ.get("FLEE_PYTHON", sys.executable))
    parser.add_argument("--most-people", type=int, default=max(PEOPLE), help="leave out rows with more")
    parser.add_argument("--only", choices=["beside", "ensemble", "scale"])
    parser.add_argument("--task", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.task:
        json.dump(run_task(json.loads(asked.task)), sys.stdout)
        return
    print(f"Python {platform.python_version()}, {platform.machine()}, one thread\n")
    if asked.only in (None, "beside"):
        beside(asked.data, None if asked.flee is None else Flee(asked.flee, asked.flee_python))
    if asked.only in (None, "ensemble"):
        ensemble(asked.data)
    if asked.only in (None, "scale"):
        scale(asked.most_people)


if __name__ == "__main__":
    main()
