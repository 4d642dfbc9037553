"""What becomes of asylum claims, in shares: tabulated anew from public counts and published shares.

    python scripts/facts_asylum.py --raw DIR

A row is the share of one branch among the cases of one `given`; the branches of a given sum to one where all are
known. Closures, missed hearings and cases still open are branches of their own, so that a denial rate is never taken
for the share of all people. `low` and `high` hold the 90 percent interval of the count (Jeffreys) or the rounding of a
published share: they say nothing about other years. UNHCR masks counts below 5; none here is so small.
"""

from __future__ import annotations

import argparse
import calendar
from collections.abc import Iterator
from pathlib import Path

from facts_rows import read, table
from facts_words import SOURCE_COLUMNS
from scipy.stats import beta

ROOT = Path(__file__).resolve().parent.parent
FILE = "asylum_outcome_rates.csv"
COLUMNS = (
    "stage", "given", "branch", "nationality", "period", "start", "end", "screen", "count", "out_of", "value", "low",
    "high", "unit", "bound", "confidence", "source", "note",
)  # fmt: skip
PRESS = "facts read in a news report; no sentence is taken over"
TRAC = "TRAC, Syracuse University"
SOURCES: tuple[tuple[str, ...], ...] = (
    (
        "unhcr_eoir", "UNHCR", "Refugee Data Finder, asylum decisions in the United States, stage EOIR", "2023",
        "repository PatGeorges/Streamlit @ 25ea274802f6f236450eed683d7a845dede4f4c0",
        "CC BY 4.0", "shares computed from counts; counts below 5 are masked; labelled by calendar year, which may be "
        "fiscal; grants below the level of TRAC, so for differences between nationalities", "medium",
    ),
    (
        "ois_credible_fear", "DHS Office of Immigration Statistics",
        "Top nationalities referred for a credible-fear interview, FY2016-FY2021", "2022",
        "repository shaylouth/cf-asylum-outcomes @ bd09be18d8df154cf80b783d0f6b9d63dd3b3f5e",
        "US government work, public domain", "shares computed from counts of cases completed in the year", "high",
    ),
    (
        "washington_times_2020", "The Washington Times", "USCIS shares of credible fear, Sep 2018 and Sep 2019",
        "2020-01-14", "article of that day", PRESS, "two rounded shares tabulated", "medium",
    ),
    (
        "trac_523", TRAC, "Report 523: judges' review of negative credible-fear findings", "2018-07", "report 523",
        PRESS, "share of June 2018 tabulated; half the level of late 2017", "high",
    ),
    (
        "trac_539", TRAC, "Report 539: asylum decisions of FY2018", "2018-11", "report 539", PRESS,
        "denials and their number tabulated", "high",
    ),
    (
        "trac_fy2019", TRAC, "Asylum decisions of FY2019", "2020-01", "quoted by Border Report", PRESS,
        "grants and denials tabulated; other relief is the rest of 67,406", "high",
    ),
    (
        "trac_fy2012_2017", TRAC, "Asylum denials by nationality, FY2012-FY2017", "2018-10-26",
        "quoted by the Daily Caller News Foundation", PRESS, "three shares tabulated", "medium",
    ),
    (
        "trac_lawyers_fy2019", TRAC, "Asylum decisions with and without a lawyer, FY2019", "2020-01",
        "report on FY2019", PRESS, "two shares tabulated", "high",
    ),
    (
        "trac_587", TRAC, "Report 587: hearings and lawyers in MPP cases and others", "2019-12", "report 587", PRESS,
        "rounded shares tabulated", "medium",
    ),
    (
        "trac_mpp_2019_09", TRAC, "MPP outcomes to September 2019", "2019-12-16", "quoted by Newsweek", PRESS,
        "three outcomes tabulated; completed is taken to be their sum", "medium",
    ),
    (
        "trac_mpp_2021_01", TRAC, "MPP outcomes to January 2021", "2021-03-10", "quoted in press of that day", PRESS,
        "counts tabulated; ordered in person = orders less those in absentia; closed is the rest of those completed; "
        "courts were shut from March 2020", "high",
    ),
    (
        "eoir_2018_05", "Executive Office for Immigration Review", "Credible-fear table of May 24 2018", "2018-05-24",
        "agency table", "US government work, public domain", "shares tabulated", "high",
    ),
    (
        "eoir_origin_2019", "Executive Office for Immigration Review",
        "Asylum decisions in cases begun by credible fear, FY2019 first quarter", "2019",
        "quoted by TRAC at Work A3657", PRESS, "two counts tabulated", "high",
    ),
    (
        "gao_20_250", "US Government Accountability Office", "GAO-20-250: outcomes of credible-fear screenings",
        "2020-02", "report GAO-20-250", "US government work, public domain", "share tabulated", "high",
    ),
    (
        "comar_press_2019", "COMAR", "Recognition in Mexico with complementary protection, 2013-2019", "2019-09",
        "quoted by La Jornada and La Razon", PRESS,
        "shares tabulated; whether abandoned claims are among the cases is not said", "medium",
    ),
)  # fmt: skip
CREDIBLE_FEAR = {"FY2016": "significant_possibility", "FY2017": "significant_possibility",
                 "FY2018": "significant_possibility", "FY2019": "mixed", "FY2020": "mixed",
                 "FY2021": "significant_possibility"}  # fmt: skip
NOTES = {
    "FY2019": "transit bar in force for about seven weeks, half of them in Texas and New Mexico only",
    "FY2020": "transit bar in force for nine months; fast border screening; Title 42 from March 2020",
    "FY2021": "Title 42 all year: few were screened",
}
# stage|given|branch|nationality|period|screen || value|low|high || bound|confidence|source|note
STATED = """
credible_fear|decided|found|ALL|2018-09|significant_possibility || 0.9|0.9|1 || at_least|medium|washington_times_2020
credible_fear|decided|found|ALL|2019-09|mixed || 0.65|0.6|0.7 || about|medium|washington_times_2020|transit bar in force everywhere from Sep 11; range assumed
credible_fear|decided|found|ALL|FY2016|significant_possibility || 0.89|0.885|0.895 || about|high|eoir_2018_05
credible_fear|decided|found|ALL|FY2017|significant_possibility || 0.88|0.875|0.885 || about|high|eoir_2018_05
credible_fear|decided|found|ALL|2017-10..2018-04|significant_possibility || 0.9|0.895|0.905 || about|high|eoir_2018_05
credible_fear|completed|found|ALL|FY2014..FY2019Q2|significant_possibility || 0.71|0.705|0.715 || about|high|gao_20_250
review|reviewed|found|ALL|2018-06|significant_possibility || 0.147|0.1465|0.1475 || about|high|trac_523|of those not found to have fear who ask a judge; about half the level of late 2017
court|decided|denied|ALL|FY2018|any || 0.65|0.6495|0.6505 || about|high|trac_539|of 42,224 decisions
court|decided|denied|SV|FY2012..FY2017|any || 0.79|0.785|0.795 || about|medium|trac_fy2012_2017
court|decided|denied|HN|FY2012..FY2017|any || 0.78|0.775|0.785 || about|medium|trac_fy2012_2017
court|decided|denied|GT|FY2012..FY2017|any || 0.75|0.745|0.755 || about|medium|trac_fy2012_2017
court|decided_with_lawyer|granted|ALL|FY2019|any || 0.33|0.325|0.335 || about|high|trac_lawyers_fy2019
court|decided_without_lawyer|granted|ALL|FY2019|any || 0.16|0.155|0.165 || about|high|trac_lawyers_fy2019
court|hearing|absent|ALL|2019-11|any || 0.1|0.05|0.15 || about|medium|trac_587|outside MPP; range assumed
mpp_court|hearing|absent|ALL|2019-11|any || 0.5|0.45|0.55 || about|medium|trac_587|range assumed
court|cases|with_lawyer|ALL|2019-11|any || 0.32|0.315|0.325 || about|medium|trac_587|outside MPP
mpp_court|cases|with_lawyer|ALL|2019-11|any || 0.04|0.035|0.045 || about|medium|trac_587
comar|decided|recognised|GT|2013..2019|any || 0.6|0.595|0.605 || about|medium|comar_press_2019|refugee status or complementary protection
comar|decided|recognised|HN|2013..2019|any || 0.78|0.775|0.785 || about|medium|comar_press_2019|refugee status or complementary protection
comar|decided|recognised|VE|2013..2019|any || 0.98|0.975|0.985 || about|medium|comar_press_2019|refugee status or complementary protection
comar|decided|recognised|ALL|2017|any || 0.64|0.635|0.645 || about|medium|comar_press_2019|refugee status or complementary protection
comar|decided|recognised|ALL|2019-01..2019-09|any || 0.85|0.845|0.855 || about|medium|comar_press_2019|refugee status or complementary protection
"""  # noqa: E501
# stage|given|nationality|period|screen || branch count|... || confidence|source|note
COUNTED = """
court|decided|ALL|FY2019|any || granted 19_831|other_relief 840|denied 46_735 || high|trac_fy2019
court|decided_after_credible_fear|ALL|FY2019Q1|any || granted 1_824|denied 3_667 || high|eoir_origin_2019
mpp_court|completed|ALL|2019-01..2019-09|any || relief 11|ordered_removed 5_085|closed 4_471 || medium|trac_mpp_2019_09|orders in person and in absentia are not told apart
mpp_court|filed|ALL|2019-01..2021-01|any || completed 41_888|pending 29_148 || high|trac_mpp_2021_01
mpp_court|completed|ALL|2019-01..2021-01|any || closed 8_588|ordered_absent 27_898|decided 5_402 || high|trac_mpp_2021_01
mpp_court|decided|ALL|2019-01..2021-01|any || relief 641|ordered_removed 4_761 || high|trac_mpp_2021_01|of those decided in the presence of the person
"""  # noqa: E501
MASKED = 5


def span(period: str) -> tuple[str, str]:
    """First and last day of FY2019, 2019, 2019-09, or of a range of those: 2019-01..2021-01."""
    first, _, last = period.partition("..")
    if last:
        return span(first)[0], span(last)[1]
    if period.startswith("FY"):
        year, _, quarter = period[2:].partition("Q")
        ends = {"": f"{year}-09-30", "1": f"{int(year) - 1}-12-31", "2": f"{year}-03-31"}
        return f"{int(year) - 1}-10-01", ends[quarter]
    if len(period) == 4:
        return f"{period}-01-01", f"{period}-12-31"
    year, month = period.split("-")
    return f"{period}-01", f"{period}-{calendar.monthrange(int(year), int(month))[1]}"


def counted(
    key: tuple[str, ...], count: int, out_of: int, confidence: str, source: str, note: str = ""
) -> tuple[object, ...]:
    """A row from counts. `key`: stage, given, branch, nationality, period, screen."""
    stage, given, branch, nationality, period, screen = key
    if source == "unhcr_eoir" and count <= MASKED:
        raise ValueError(f"{nationality} {period}: {count} may stand for any count up to {MASKED}. Leave the row out")
    low = float(beta.ppf(0.05, count + 0.5, out_of - count + 0.5)) if count else 0.0
    high = float(beta.ppf(0.95, count + 0.5, out_of - count + 0.5)) if count < out_of else 1.0
    value = count / out_of
    return (
        stage, given, branch, nationality, period, *span(period), screen, count, out_of, f"{value:.5f}",
        f"{min(low, value):.5f}", f"{max(high, value):.5f}", "share", "exact", confidence, source, note,
    )  # fmt: skip


def stated(
    key: tuple[str, ...],
    value: float,
    low: float,
    high: float,
    bound: str,
    confidence: str,
    source: str,
    note: str = "",
) -> tuple[object, ...]:
    """A row from a published share."""
    stage, given, branch, nationality, period, screen = key
    return (
        stage, given, branch, nationality, period, *span(period), screen, "", "", f"{value:.5f}", f"{low:.5f}",
        f"{high:.5f}", "share", bound, confidence, source, note,
    )  # fmt: skip


def split(
    key: tuple[str, ...], counts: dict[str, int], confidence: str, source: str, note: str = ""
) -> Iterator[tuple[object, ...]]:
    """All branches of one given, which sum to one. `key`: stage, given, nationality, period, screen."""
    stage, given, nationality, period, screen = key
    out_of = sum(counts.values())
    for branch, count in counts.items():
        yield counted((stage, given, branch, nationality, period, screen), count, out_of, confidence, source, note)


def from_counts(raw: Path) -> Iterator[tuple[object, ...]]:
    """Credible fear and courts by nationality and year."""
    counts: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in read(raw / "outcome_rates.csv"):
        if row["series"] in ("eoir_asylum", "uscis_credible_fear") and row["source"] in ("S1", "S3"):
            counts.setdefault((row["series"], row["nationality"], row["period"]), {})[row["stat"]] = row["value"]
    for (series, nationality, period), stats in counts.items():
        if "NA" in stats.values():
            continue
        number = {name: int(value) for name, value in stats.items()}
        if series == "eoir_asylum":
            stage, source, screen, confidence = "court", "unhcr_eoir", "any", "medium"
            yes, no, closed = ("granted", number["granted"]), ("denied", number["denied"]), number["otherwise_closed"]
            note = ""
        else:
            stage, source, confidence = "credible_fear", "ois_credible_fear", "high"
            screen, note = CREDIBLE_FEAR[period], NOTES.get(period, "")
            yes, no, closed = ("found", number["fear_found"]), ("not_found", number["fear_not_found"]), number["closed"]
            if sum((yes[1], no[1], closed)) != number["completed"]:
                raise ValueError(f"{nationality} {period}: the outcomes do not add up to the cases completed")
        decided = yes[1] + no[1]
        yield from split(
            (stage, "completed", nationality, period, screen),
            {"closed": closed, "decided": decided},
            confidence,
            source,
            note,
        )
        if decided:
            yield from split((stage, "decided", nationality, period, screen), dict((yes, no)), confidence, source, note)


def from_reports() -> Iterator[tuple[object, ...]]:
    """Figures of single reports: MPP, lawyers, the level of TRAC, Mexico."""
    for line in STATED.strip().splitlines():
        key, numbers, tail = (part.split("|") for part in line.split(" || "))
        value, low, high = (float(number) for number in numbers)
        yield stated(tuple(key), value, low, high, *tail)
    for line in COUNTED.strip().splitlines():
        key, numbers, tail = (part.split("|") for part in line.split(" || "))
        counts = {name: int(count.replace("_", "")) for name, count in (each.split(" ") for each in numbers)}
        yield from split(tuple(key), counts, *tail)
    key = ("credible_fear", "completed", "found", "ALL", "FY2018", "significant_possibility")
    note = "closed cases among those completed; how much of the year is not said"
    yield counted(key, 38_588, 52_573, "medium", "eoir_2018_05", note)


def tables(raw: Path) -> dict[str, bytes]:
    """File name -> content of the table."""
    rows = [*from_counts(raw), *from_reports()]
    return {FILE: table(COLUMNS, sorted(rows, key=lambda row: tuple(map(str, row))))}


def sources(existing: Path) -> bytes:
    """The register of sources with our rows in it, whatever else it holds."""
    own = {row[0] for row in SOURCES}
    kept = [tuple(row.values()) for row in read(existing) if row["id"] not in own] if existing.is_file() else []
    return table(SOURCE_COLUMNS, sorted([*kept, *SOURCES]))


def main() -> None:
    """Write the table into --out and our rows into its SOURCES.csv."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--raw", type=Path, default=ROOT.parent / "shared" / "data" / "asylum", help="folder of the raw file"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "src" / "suasion" / "data", help="folder of the tables")
    arguments = parser.parse_args()
    if not arguments.raw.is_dir():
        parser.error(f"--raw: {arguments.raw} is no folder. Give the one that holds outcome_rates.csv.")
    arguments.out.mkdir(parents=True, exist_ok=True)
    made = {**tables(arguments.raw), "SOURCES.csv": sources(arguments.out / "SOURCES.csv")}
    for name, content in made.items():
        (arguments.out / name).write_bytes(content)
        print(f"{name:26} {content.count(10) - 1:6} rows {len(content):8} bytes")


if __name__ == "__main__":
    main()
