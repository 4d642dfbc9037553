"""Asylum rules: CPU seconds for a million cases beside numpy written by hand and OpenFisca-Core, and the whole engine.

Five dated rules, written three times for the same cases: as rules of ours, as numpy by hand, and for OpenFisca-Core
with its own dated parameters (asylum_rules_openfisca.py). Title 42 with a child exemption in two windows; the Migrant
Protection Protocols with a dated nationality; an agreement on transfers; a transit bar with nationwide and circuit-wide
injunctions and two exceptions; the presumption of 2023 with four. The first that applies decides. Outcomes must agree
case by case.

Cases are decided on the day of entry or up to 30 days later. OpenFisca-Core has one date a run, so it runs once for
each day of entry, and asks inside for parameters of the day of decision; a second measurement has only cases decided on
the day of entry, which suits it best. Sorting by day is counted, making arrays and its start are not. Columns reduced
from routes are ready for all three. Times are the best of some runs, one thread.

OpenFisca-Core (AGPL) runs in a process of its own by the interpreter that --peer-python or PEER_PYTHON names; it is no
dependency. Without it this says so and prints the rest.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from suasion.asylum import decide, explain, facts_from_arrays, probe, routes_of, rulebook
from suasion.asylum.dates import day, iso
from suasion.asylum.engine.evaluate import program
from suasion.asylum.facts.stream import CaseFile
from suasion.asylum.facts.table import Array, Facts, code
from suasion.asylum.rules.rulebook import Rulebook

NATIONALITIES = ("HN", "GT", "SV", "MX", "CU", "VE", "BR", "NI", "HT", "CM")
SPANISH = ("CU", "GT", "HN", "NI", "SV", "VE")
SECTORS = ("SDC", "ELC", "YUM", "TCA", "EPT", "BBT", "DRT", "LRT", "RGV")
FIRST, LAST = "2018-06-01", "2025-06-01"
PEER = Path(__file__).with_name("asylum_rules_openfisca.py")
PEER_FORMS = {"by_variables": "each rule a variable", "at_once": "all in one formula"}
ROUNDS = 5
CHUNK = 32_768

FILES = {
    "precedence.yaml": """
disposition: [title_42, transfer, mpp, baseline]
eligibility: [transit_bar, lawful, baseline]
""",
    "columns.yaml": """
sources: {own: {cite: benchmark, confidence: high}}
columns:
  child: {means: age < 18 and not accompanied, yes: child alone, no: not a child alone, source: own}
  transit: {means: "any(route, country != nationality)", yes: crossed a country, no: crossed no country}
  denied: {means: "any(route, sought == denied_final)", yes: denied, no: not denied}
  ninth: {means: "sector in [SDC, ELC, YUM, TCA]", yes: in the circuit, no: outside the circuit}
""",
    "five.yaml": """
regime: FIVE
title: Five rules
sources: {own: {cite: benchmark, confidence: high}}
lists: {spanish: {members: [CU, GT, HN, NI, SV, VE], source: own}}
parameters: {brazil_from: {value: 2020-01-29, source: own}}
rules:
  - id: T42
    title: Title 42
    axis: disposition
    precedence: title_42
    source: own
    force: [{from: 2020-03-21, to: 2023-05-12, source: own}]
    exceptions:
      - {id: child, when: child, scope_date: decision, source: own,
         force: [{from: 2020-11-18, to: 2021-01-29, source: own}, {from: 2021-01-30, source: own}]}
    effect: {outcome: EXPELLED, asylum: not_considered, screen: none}
  - id: MPP
    title: Migrant Protection Protocols
    axis: disposition
    precedence: mpp
    source: own
    force: [{from: 2019-01-28, to: 2021-01-21, source: own}]
    scope:
      - {id: listed, when: nationality in spanish or (nationality == BR and entry_date >= brazil_from), source: own}
    exceptions: [{id: child, when: child}]
    effect: {outcome: RETURN_MPP, asylum: from_eligibility, screen: none, destination: MX}
  - id: ACA
    title: Transfer
    axis: disposition
    precedence: transfer
    source: own
    force: [{from: 2019-11-19, source: own}]
    applied: [{from: 2019-11-21, to: 2020-03-16, source: own}]
    scope: [{id: listed, when: "nationality in [HN, SV]"}]
    exceptions: [{id: child, when: child}]
    effect: {outcome: TRANSFER, asylum: not_considered, screen: none, destination: GT}
  - id: SCREENED
    title: Screened
    axis: disposition
    precedence: baseline
    source: own
    effect: {outcome: from_eligibility}
  - id: TCTB
    title: Transit bar
    axis: eligibility
    precedence: transit_bar
    source: own
    force: [{from: 2019-07-16, source: own}]
    scope: [{id: transit, when: transit}]
    exceptions: [{id: denied, when: denied}, {id: trafficked, when: trafficking_victim}]
    orders:
      - {id: A, court: c, kind: enjoin, issued: 2019-07-24, effective: 2019-07-24, ends: 2019-09-11, source: own}
      - {id: B, court: c, kind: narrow, of: A, issued: 2019-08-16, effective: 2019-08-16, ends: 2019-09-09,
         where: not ninth, source: own}
      - {id: C, court: c, kind: vacate, issued: 2020-06-30, effective: 2020-06-30, source: own}
    effect: {outcome: BARRED_SCREENING, asylum: barred, screen: reasonable_possibility}
  - id: CLP
    title: Presumption of 2023
    axis: eligibility
    precedence: lawful
    source: own
    force: [{from: 2023-05-12, to: 2025-05-12, source: own}]
    scope: [{id: transit, when: transit}]
    exceptions:
      - {id: child, when: child}
      - {id: appointment, when: cbp_one == appointment}
      - {id: denied, when: denied}
      - {id: emergency, when: medical_emergency}
    effect: {outcome: BARRED_SCREENING, asylum: presumed_ineligible, screen: reasonable_possibility}
  - id: OPEN
    title: Open
    axis: eligibility
    precedence: baseline
    source: own
    effect: {outcome: CREDIBLE_FEAR, asylum: open, screen: significant_possibility}
""",
}


def best_of(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Least CPU seconds of some runs."""
    spent = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return min(spent)


def five_cases(count: int, rng: np.random.Generator, latest: int) -> Facts:
    """Random cases for the five rules, decided up to `latest` days after entry."""
    other = [[(code("nationality", "MX"), 0, True)], [(code("nationality", "MX"), 2, True)], []]
    flags = {name: rng.random(count) < 0.1 for name in ("trafficking_victim", "medical_emergency")}
    names = np.array([code("nationality", word) for word in NATIONALITIES], np.uint8)
    sectors = np.array([code("sector", word) for word in SECTORS], np.uint8)
    entry = rng.integers(day(FIRST), day(LAST), count).astype(np.int32)
    return facts_from_arrays(
        nationality=names[rng.integers(0, len(names), count)],
        sector=sectors[rng.integers(0, len(sectors), count)],
        entry_date=entry,
        decision_date=entry + rng.integers(0, latest + 1, count).astype(np.int32),
        age=rng.integers(5, 60, count),
        accompanied=rng.random(count) < 0.6,
        cbp_one=np.where(rng.random(count) < 0.1, 1, 0).astype(np.uint8),
        routes=routes_of(other),
        route=rng.choice(3, count, p=[0.7, 0.1, 0.2]),
        **flags,
    )


def columns_by_hand(facts: Facts) -> dict[str, Array]:
    """The columns that numpy by hand starts from: those of the facts, and the two reduced from routes."""
    names = ("nationality", "sector", "entry_date", "decision_date", "age", "accompanied", "cbp_one",
             "trafficking_victim", "medical_emergency")  # fmt: skip
    columns = {name: facts.columns[name] for name in names}
    crossed, sought = facts.routes.country[facts.route], facts.routes.sought[facts.route]
    columns["transit"] = ((crossed != 0) & (crossed != columns["nationality"][:, None])).any(axis=1)
    columns["denied"] = ((crossed != 0) & (sought == 2)).any(axis=1)
    return columns


def by_hand(c: dict[str, Array]) -> Array:
    """The five rules as a programmer would write them once: 0 open, 1 to 5 the rule that decides."""
    d = {name: np.int32(day(name)) for name in (
        "2020-03-21", "2023-05-12", "2020-11-18", "2021-01-29", "2021-01-30", "2019-01-28", "2021-01-21", "2020-01-29",
        "2019-11-19", "2019-11-21", "2020-03-16", "2019-07-16", "2019-07-24", "2019-08-16", "2019-09-09", "2019-09-11",
        "2020-06-30", "2025-05-12",
    )}  # fmt: skip
    spanish, ninth = np.zeros(256, bool), np.zeros(256, bool)
    spanish[[code("nationality", word) for word in SPANISH]] = True
    ninth[[code("sector", word) for word in SECTORS[:4]]] = True
    entry, decided, nationality = c["entry_date"], c["decision_date"], c["nationality"]
    child = (c["age"] < 18) & ~c["accompanied"]
    t42 = (entry >= d["2020-03-21"]) & (entry < d["2023-05-12"])
    t42 &= ~(child & (((decided >= d["2020-11-18"]) & (decided < d["2021-01-29"])) | (decided >= d["2021-01-30"])))
    mpp = (entry >= d["2019-01-28"]) & (entry < d["2021-01-21"]) & ~child
    mpp &= spanish[nationality] | ((nationality == code("nationality", "BR")) & (entry >= d["2020-01-29"]))
    aca = (entry >= d["2019-11-19"]) & (decided >= d["2019-11-21"]) & (decided < d["2020-03-16"]) & ~child
    aca &= (nationality == code("nationality", "HN")) | (nationality == code("nationality", "SV"))
    stopped = (decided >= d["2019-07-24"]) & (decided < d["2019-09-11"])
    stopped &= ninth[c["sector"]] | (decided < d["2019-08-16"]) | (decided >= d["2019-09-09"])
    stopped |= decided >= d["2020-06-30"]
    tctb = (entry >= d["2019-07-16"]) & c["transit"] & ~stopped & ~c["denied"] & ~c["trafficking_victim"]
    clp = (entry >= d["2023-05-12"]) & (entry < d["2025-05-12"]) & c["transit"]
    clp &= ~(child | (c["cbp_one"] == 1) | c["denied"] | c["medical_emergency"])
    return np.select([t42, aca, mpp, tctb, clp], [1, 3, 2, 4, 5], 0).astype(np.uint8)


def by_hand_chunked(columns: dict[str, Array]) -> Array:
    count = len(columns["entry_date"])
    result = np.empty(count, np.uint8)
    for start in range(0, count, CHUNK):
        rows = slice(start, start + CHUNK)
        result[rows] = by_hand({name: column[rows] for name, column in columns.items()})
    return result


def peer(python: str, columns: dict[str, Array], rounds: int) -> tuple[dict[str, Any], dict[str, Array]] | str:
    """OpenFisca-Core's time and outcomes, or why there are none."""
    nationality = columns["nationality"]

    def named(words: tuple[str, ...]) -> Array:
        return np.isin(nationality, [code("nationality", word) for word in words])

    table = {
        "entry": columns["entry_date"].astype(np.int64),
        "decision": columns["decision_date"].astype(np.int64),
        "child": (columns["age"] < 18) & ~columns["accompanied"],
        "transit": columns["transit"],
        "denied": columns["denied"],
        "ninth": np.isin(columns["sector"], [code("sector", word) for word in SECTORS[:4]]),
        "trafficked": columns["trafficking_victim"],
        "appointment": columns["cbp_one"] == 1,
        "emergency": columns["medical_emergency"],
        "spanish": named(SPANISH),
        "brazil": named(("BR",)),
        "listed": named(("HN", "SV")),
    }
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder) / "cases.npz", Path(folder) / "outcome_"
        np.savez(given, **table)
        command = [python, str(PEER), str(given), str(found), str(rounds)]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        try:
            ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        except OSError as error:
            return f"{python}: {error.strerror}"
        if ended.returncode:
            return (ended.stderr.strip().splitlines() or ["it ended with an error"])[-1]
        told = json.loads(ended.stdout.splitlines()[-1])
        return told, {name: np.load(f"{found}{name}.npy") for name in PEER_FORMS}


def five(count: int, python: str | None, rounds: int, latest: int) -> None:
    """The five rules, three times, for cases decided up to `latest` days after entry."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        book = rulebook(Path(folder))
    facts = five_cases(count, np.random.default_rng(7), latest)
    columns = columns_by_hand(facts)
    decisions = decide(facts, book)
    expected = by_hand_chunked(columns)
    numbers = {"OPEN": 0, "T42": 1, "MPP": 2, "ACA": 3, "TCTB": 4, "CLP": 5}
    rules = np.array([numbers.get(name, -1) for name in decisions.rules])
    agreed = rules[decisions.rule] == expected
    if not agreed.all():
        raise SystemExit(f"{int((~agreed).sum())} outcomes differ from those by hand")
    counts = np.bincount(expected, minlength=6).tolist()
    print(f"five rules, {count:,} cases, decided up to {latest} days after entry; all outcomes agree")
    print(f"  decided by none, or by rule 1 to 5: {counts}")
    hand = best_of(lambda: by_hand_chunked(columns))
    whole = best_of(lambda: by_hand(columns))
    why = best_of(lambda: decide(facts, book))
    bare = best_of(lambda: decide(facts, book, reasons=False))
    million = count / 1e6
    row = "  {:<58} {:>8.3f} CPU s per million {:>7.2f} x numpy"
    print(row.format("numpy by hand, in chunks", hand / million, 1))
    print(row.format("numpy by hand, all at once", whole / million, whole / hand))
    print(row.format("ours, a bit for every clause kept as the reason", why / million, why / hand))
    print(row.format("ours, outcomes only", bare / million, bare / hand))
    if python is None:
        print("  OpenFisca-Core is not measured: name a Python that has it with --peer-python or PEER_PYTHON")
        return
    answer = peer(python, columns, rounds)
    if isinstance(answer, str):
        print(f"  OpenFisca-Core is not measured: {answer}")
        return
    told, outcomes = answer
    for form, said in PEER_FORMS.items():
        if (outcomes[form] != expected).any():
            raise SystemExit(f"{int((outcomes[form] != expected).sum())} outcomes of OpenFisca-Core differ")
        print(row.format(f"OpenFisca-Core {told['version']}, {said}", told[form] / million, told[form] / hand))
    times = told["by_variables"] / why, told["at_once"] / bare
    print(f"  ours is {times[0]:.0f} times as fast as the first (what applied is kept), {times[1]:.0f} as the second")


def whole_book(count: int) -> None:
    """Every shipped regime: a million cases, memory, one explanation, a scenario, a stream."""
    book = rulebook()
    facts = probe(book, count, np.random.default_rng(2))
    decide(facts, book)
    million = count / 1e6
    print(f"all {len(book.rules)} rules of {len(book.regimes)} regimes")
    print(f"  decided with reasons: {best_of(lambda: decide(facts, book)) / million:.2f} CPU s per million")
    outcomes = best_of(lambda: decide(facts, book, reasons=False)) / million
    print(f"  outcomes only: {outcomes:.2f} CPU s per million")
    tracemalloc.start()
    kept = decide(facts, book)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    facts_mib = facts.nbytes / 2**20
    print(
        f"  memory above the facts ({facts_mib:.0f} MiB): {peak:.0f} MiB at the most, with the answers of {len(kept):,}"
    )
    rows = np.linspace(0, count - 1, 400).astype(int).tolist()
    some = facts.take(np.array(rows))
    one = best_of(lambda: [explain(some, book, row).text() for row in range(len(some))], 3) / len(some)
    print(f"  one case explained: {one * 1e3:.2f} CPU ms, mean of {len(some)}")
    scenarios = [name for name in book.scenarios if name != "enacted"]
    slowest = max(best_of(lambda name=name: program(book.under(name)), 5) for name in scenarios)
    print(f"  a scenario recompiled: {slowest * 1e3:.1f} CPU ms, the slowest of {len(scenarios)}")
    start = best_of(_load, 3)
    print(f"  rules read from their files: {start:.2f} CPU s, once a process")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.csv"
        write_csv(path, facts, min(count, 200_000))
        spent = best_of(lambda: _stream(path, book), 2)
        size = path.stat().st_size / 2**20
        print(f"  CSV of {min(count, 200_000):,} rows ({size:.0f} MiB) read and decided: {spent:.2f} CPU s")


def _load() -> Rulebook:
    from suasion.asylum.rules.rulebook import ENACTED, FOLDER, _filed, assemble  # noqa: PLC0415

    return assemble(_filed(FOLDER), ENACTED, ())


def _stream(path: Path, book: Rulebook) -> int:
    return sum(len(decide(chunk, book)) for chunk in CaseFile(path))


def write_csv(path: Path, facts: Facts, count: int) -> None:
    """The first cases as a user's file has them: nine facts."""
    names = ("host", "border", "nationality", "place", "sector", "age", "entry_date", "decision_date")
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(("id", *names)) + "\n")
        words = {name: _texts(facts, name, count) for name in names}
        for row in range(count):
            file.write(",".join((f"case{row}", *(words[name][row] for name in names))) + "\n")


def _texts(facts: Facts, name: str, count: int) -> list[str]:
    column = facts.columns[name][:count]
    distinct, inverse = np.unique(column, return_inverse=True)
    first = {value: int(np.flatnonzero(column == value)[0]) for value in distinct.tolist()}
    if name.endswith("_date"):
        said = [iso(int(value)) for value in distinct]
    else:
        said = [str(facts.word(name, first[value])) for value in distinct.tolist()]
    return [said[number] for number in inverse.tolist()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--peer-python", default=os.environ.get("PEER_PYTHON"), help="a Python that has OpenFisca-Core")
    parser.add_argument("--peer-rounds", type=int, default=2)
    asked = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}, CPU seconds of one thread")
    for latest in (30, 0):
        five(asked.cases, asked.peer_python, asked.peer_rounds, latest)
    whole_book(asked.cases)


if __name__ == "__main__":
    main()
