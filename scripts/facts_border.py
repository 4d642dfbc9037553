"""Builds the border tables: arrests between ports, findings at ports, what Mexico's migration authority recorded."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from facts_rows import Row, read
from facts_vintages import FINAL_DAYS, RECALLED, RELEASES, fiscal_year, month_end, months_after, release_day

BETWEEN, AT_PORTS, ALL = "us_sw_between_ports", "us_sw_at_ports", "us_sw_all_encounters"
SERIES = (BETWEEN, AT_PORTS, ALL)
UNITS = {BETWEEN: "arrests", AT_PORTS: "encounters", ALL: "encounters"}

# One digit of the assembled raw table is known to have been wrong; three other files agree on the right one.
CORRECTIONS = {("2021-08", BETWEEN): (195514, 196514), ("2021-08", ALL): (208840, 209840)}

GROUPS = {
    "FMUA": "family unit members",
    "Single Adults": "single adults",
    "UC / Single Minors": "unaccompanied children",
    "UAC": "unaccompanied children",
    "Accompanied Minors": "accompanied minors",
}
CITIZENSHIPS = {"guatemala": "GTM", "honduras": "HND", "el_salvador": "SLV", "mexico": "MEX", "other": "other"}
OHSS_GROUPS = {
    "family_unit_individuals": "family unit members",
    "single_adults": "single adults",
    "unaccompanied_children": "unaccompanied children",
}


def value_source(series: str, month: str) -> str:
    """Where the final figure of a total is read."""
    if series == BETWEEN and month <= "2020-09":
        return "cbp_usbp"
    sources = {
        2017: "cbp_page_fy2017",
        2018: "cbp_groups",
        2019: "cbp_groups",
        2020: "cbp_nationwide",
        2021: "cbp_page_fy2021",
    }
    return sources.get(fiscal_year(month), "cbp_sbo")


def final_totals(raw: Path) -> dict[tuple[str, str], int]:
    """(series, month) -> final figure."""
    columns = {BETWEEN: "usbp_between_ports", AT_PORTS: "ofo_inadmissibles", ALL: "total_cbp"}
    totals = {
        (series, row["month"]): int(float(row[column]))
        for row in read(raw / "sw_border_monthly_totals.csv")
        for series, column in columns.items()
        if row[column]
    }
    for (month, series), (wrong, right) in CORRECTIONS.items():
        if totals[series, month] not in (wrong, right):
            raise ValueError(f"{series} {month}: {totals[series, month]} is neither the known error nor its correction")
        totals[series, month] = right
    return totals


def vintages(series: str, month: str, final: int) -> list[Row]:
    """Every figure known to have been published of one month of one total, the final one last."""
    place, rows = SERIES.index(series), []
    for release in sorted(RELEASES + RECALLED, key=lambda each: each.day):
        value = release.figures.get(month, (None, None, None))[place]
        if value is None:
            continue
        word = "first" if release.month == month else "revised"
        # A revision whose first figure was not read would show as if it were the first: leave it out.
        if (word == "first") == bool(rows) or (rows and rows[-1].value == value):
            continue
        rows.append(Row(series, "", month, value, UNITS[series], release.day, release.basis, word, release.id))
    source = value_source(series, month)
    if not rows:
        day, basis = release_day(month)
        return [Row(series, "", month, final, UNITS[series], day, basis, "revised", source)]
    if rows[-1].value != final:
        day, seen_series, seen_month = FINAL_DAYS[fiscal_year(month)]
        basis = "dated" if (series, month) == (seen_series, seen_month) else "assumed"
        rows.append(Row(series, "", month, final, UNITS[series], day, basis, "revised", source))
    return rows


def totals(raw: Path) -> list[Row]:
    """The three totals with their vintages."""
    return [row for (series, month), final in final_totals(raw).items() for row in vintages(series, month, final)]


def part_row(series: str, part: str, month: str, value: int, source: str, *, rounded: bool = False) -> Row:
    """A part of a total: the final figure, placed on the day its total came out."""
    unit = f"{UNITS[series]} (rounded to 10)" if rounded else UNITS[series]
    return Row(series, part, month, value, unit, release_day(month)[0], "assumed", "revised", source)


def sectors(raw: Path) -> list[Row]:
    """Arrests by Border Patrol sector, to 2020-09 as far as the exact table goes."""
    return [
        part_row(BETWEEN, row["sector"], row["month"], int(row["apprehensions"]), "cbp_usbp")
        for row in read(raw / "usbp_sw_sector_monthly_exact_fy2000_fy2020.csv")
        if row["sector"] != "Southwest Border total"
    ]


def exact_groups(raw: Path) -> list[Row]:
    """Groups as CBP published them to the person: at ports, between ports, and together."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for row in read(raw / "cbp_sw_group_component_2017_10_to_2019_09.csv"):
        series = BETWEEN if row["component"] == "USBP" else AT_PORTS
        for each in (series, ALL):
            counts[each, GROUPS[row["group"]], row["month"], "cbp_groups"] += int(row["people"])
    for row in read(raw / "cbp_sw_encounters_detail_2019_10_to_2021_09.csv"):
        counts[ALL, GROUPS[row["demographic"]], row["month"], "cbp_nationwide"] += int(row["encounters_usbp_plus_ofo"])
    for row in read(raw / "cbp_sw_encounters_detail_2021_10_to_2024_12.csv"):
        series = BETWEEN if row["component"] == "USBP" else AT_PORTS
        for each in (series, ALL):
            counts[each, GROUPS[row["demographic"]], row["month"], "cbp_sbo"] += int(row["encounters"])
    return [part_row(series, group, month, value, source) for (series, group, month, source), value in counts.items()]


def people(raw: Path) -> list[Row]:
    """Between ports by citizenship (rounded) and by group (exact where CBP gave it, else rounded)."""
    rows = exact_groups(raw)
    exact = {(row.series, row.month) for row in rows}
    for row in read(raw / "ohss_usbp_sw_group_family_monthly.csv"):
        month = row["month"]
        for column, part in CITIZENSHIPS.items():
            if month < "2007-10":  # before, this table and CBP's differ by far more than rounding
                break
            rows.append(part_row(BETWEEN, part, month, int(float(row[column])), "ohss_khsm", rounded=True))
        if month < "2012-10" or (BETWEEN, month) in exact:
            continue
        for column, part in OHSS_GROUPS.items():
            rows.append(part_row(BETWEEN, part, month, int(float(row[column])), "ohss_khsm", rounded=True))
    return rows


def mexico(raw: Path) -> list[Row]:
    """What Mexico's migration authority recorded, by nationality group and in total.

    The bulletins come out some weeks after a month; the last day of the second following month is the assumed day.
    """
    columns = {"mx_apprehensions": ("apprehensions", "segob_upm_3_1_1"), "mx_returns": ("returns", "segob_upm_3_2_4")}
    rows: list[Row] = []
    totals_: Counter[tuple[str, str]] = Counter()
    for row in read(raw / "mexico_inm_monthly_by_group.csv"):
        for series, (column, source) in columns.items():
            if not row[column]:
                continue
            month, value = row["month"], int(float(row[column]))
            day = month_end(months_after(month, 2))
            rows.append(Row(series, row["nationality_group"], month, value, column, day, "assumed", "revised", source))
            totals_[series, month] += value
    for (series, month), value in totals_.items():
        column, source = columns[series]
        rows.append(
            Row(series, "", month, value, column, month_end(months_after(month, 2)), "assumed", "revised", source)
        )
    return rows
