"""The words of the shipped tables: the register of series, their parts, and the sources of the statistics."""

# ruff: noqa: E501  (a register is read row by row; wrapping its sentences would hide the rows)

from __future__ import annotations

from facts_vintages import NEWS, RELEASES

PUBLIC = "US government work, public domain"
OPEN_MX = "Mexican government open data, cite SEGOB-UPM"
UWCHR = "repository UWCHR/cbp @ abd1f5749d38a0819668d4ecec1b8d72544084d4"
ARILAMSTEIN = "repository arilamstein/immigration_enforcement @ c438a05ab47df903f7270a44f86ae038ecb57bc4"
GDIDATA = "repository iom/gdidata @ c9e4cc69cebd91d6cfca5f4107e2406e4de2c6ff"

EVENTS = "Events, not persons: one person may be counted more than once."
DAYS_BORDER = (
    "Dated where a text of the day was read; else the 10th of the following month, or its last day for a September and from 2020-10. "
    "Parts carry final figures on the day of their total. Months without a first figure carry the final one from the first day: "
    "as_of then knows later revisions"
)
DAYS_MEXICO = "Assumed: last day of the second following month; final revised figures throughout"
DAYS_TRADE = "Assumed: 10th of the second following month (25th before 2014); 2018-11 to 2019-03 dated; revised figures throughout"

SERIES_COLUMNS = ("id", "name", "unit", "definition", "first_month", "publication_rule", "files")
SERIES: tuple[tuple[str, ...], ...] = (
    (
        "us_sw_between_ports",
        "Arrests between ports of entry, US southwest border",
        "arrests",
        f"US Border Patrol arrests on the southwest border, since March 2020 including expulsions under Title 42. {EVENTS}",
        "1999-10",
        DAYS_BORDER,
        "border.csv border_sectors.csv border_people.csv",
    ),
    (
        "us_sw_at_ports",
        "People found inadmissible at ports of entry, US southwest border",
        "encounters",
        f"Office of Field Operations findings of inadmissibility at southwest ports of entry. {EVENTS}",
        "2016-10",
        DAYS_BORDER,
        "border.csv border_people.csv",
    ),
    (
        "us_sw_all_encounters",
        "All encounters, US southwest border",
        "encounters",
        f"Arrests between ports and findings at ports together. {EVENTS}",
        "2016-10",
        DAYS_BORDER,
        "border.csv border_people.csv",
    ),
    (
        "mx_apprehensions",
        "Apprehensions by Mexico's migration authority",
        "apprehensions",
        f"Events before the migration authority (INM), with those passed to child-welfare shelters. {EVENTS}",
        "2018-01",
        DAYS_MEXICO,
        "mexico.csv",
    ),
    (
        "mx_returns",
        "Returns by Mexico's migration authority",
        "returns",
        f"Deportations, assisted returns and assisted returns of children. {EVENTS}",
        "2015-01",
        DAYS_MEXICO,
        "mexico.csv",
    ),
    (
        "us_imports_mexico",
        "US goods imports from Mexico",
        "USD",
        "General imports, customs value, not seasonally adjusted",
        "2000-01",
        DAYS_TRADE,
        "trade.csv",
    ),
    (
        "us_exports_mexico",
        "US goods exports to Mexico",
        "USD",
        "Total exports, free alongside ship (f.a.s.), not seasonally adjusted",
        "2000-01",
        DAYS_TRADE,
        "trade.csv",
    ),
    (
        "us_imports_mexico_hs2",
        "US goods imports from Mexico by chapter",
        "USD",
        "Imports for consumption, customs value, by HS2 chapter; 0-2% a month from general imports. No row: nothing was imported",
        "2017-01",
        DAYS_TRADE,
        "trade_hs2.csv",
    ),
    (
        "us_exports_mexico_hs2",
        "US goods exports to Mexico by chapter",
        "USD",
        "Total exports, free alongside ship (f.a.s.), by HS2 chapter. No row: nothing was exported",
        "2017-01",
        DAYS_TRADE,
        "trade_hs2.csv",
    ),
    (
        "us_duty_mexico_hs2",
        "US duty on goods from Mexico by chapter",
        "USD",
        "Calculated duty on imports for consumption by HS2 chapter, 2018 only. No row: no duty",
        "2018-01",
        DAYS_TRADE,
        "trade_hs2.csv",
    ),
)

PART_COLUMNS = ("part", "kind", "name")
PARTS: tuple[tuple[str, str, str], ...] = (
    *((sector, "sector", f"{sector} sector") for sector in (
        "Big Bend", "Del Rio", "El Centro", "El Paso", "Laredo", "Rio Grande Valley", "San Diego", "Tucson", "Yuma",
    )),
    ("GTM", "citizenship", "Guatemala"),
    ("HND", "citizenship", "Honduras"),
    ("SLV", "citizenship", "El Salvador"),
    ("MEX", "citizenship", "Mexico"),
    ("other", "citizenship", "all other citizenships"),
    ("family unit members", "group", "people in family units (each person counts)"),
    ("single adults", "group", "single adults"),
    ("unaccompanied children", "group", "unaccompanied children (at ports also single minors)"),
    ("accompanied minors", "group", "accompanied minors (at ports only)"),
)  # fmt: skip

SOURCE_COLUMNS = ("id", "publisher", "title", "date", "locator", "licence", "what_was_done", "confidence")
CBP = "US Customs and Border Protection (CBP)"
STATISTICS: tuple[tuple[str, ...], ...] = (
    (
        "cbp_usbp", CBP, "US Border Patrol monthly encounters FY2000-FY2020", "2021",
        f"{UWCHR}, import/output/usbp_monthly_encounters_fy2000-fy2020", PUBLIC,
        "Totals and sectors tabulated; sector sums equal the total in all 252 months. Final figures: where an earlier one is known they are "
        "dated by the first text that shows the year's final figures (2018-10-23, 2019-11-14, 2020-12-14)", "high",
    ),
    (
        "cbp_page_fy2017", CBP, "Southwest Border Migration FY2017", "2017", "cbp.gov page of that name", PUBLIC,
        "Ports and all encounters tabulated", "high",
    ),
    (
        "cbp_groups", CBP, "Southwest border encounters by component and group FY2018-FY2019", "2019", f"{GDIDATA}, data/irreg_usa.rda",
        PUBLIC, "Groups tabulated; their sums give the totals of ports and of all encounters in all 24 months", "high",
    ),
    (
        "cbp_nationwide", CBP, "Nationwide encounters FY2020-FY2023", "2023", UWCHR, PUBLIC,
        "All encounters by group summed over citizenship and title; ports = all encounters less arrests between ports", "high",
    ),
    (
        "cbp_page_fy2021", CBP, "Migrant Protection Protocols FY2021 (arrests and findings by sector)", "2021", "cbp.gov page of that name",
        PUBLIC, "Totals tabulated; August 2021 is 196,514 and 209,840, where an assembled copy had a wrong digit (195,514 and 208,840)", "high",
    ),
    (
        "cbp_sbo", CBP, "Southwest land border encounters FY2022-FY2025", "2025", f"{ARILAMSTEIN}, sbo-encounters-fy22-fy25-aug", PUBLIC,
        "Totals, components and groups summed to 2024-12", "high",
    ),
    (
        "ohss_khsm", "DHS Office of Homeland Security Statistics", "Key Homeland Security Metrics, CBP Encounters - USBP, workbook fy25m11",
        "2025", f"{ARILAMSTEIN}, sheets Monthly Rgn and Citp, Family Status", PUBLIC,
        "Citizenships from 2007-10 and groups tabulated; every cell is rounded to 10, so parts differ from the total by up to 90; "
        "FY2021 is another vintage than CBP's (up to 996)", "high",
    ),
    (
        "segob_upm_3_1_1", "Unidad de Politica Migratoria, Secretaria de Gobernacion", "Boletines Estadisticos, table 3.1.1", "2025",
        f"{GDIDATA}, data/irreg_mexico_nat.rda", OPEN_MX, "Summed over nationalities to GTM, HND, SLV, other; year sums equal the official ones",
        "high",
    ),
    (
        "segob_upm_3_2_4", "Unidad de Politica Migratoria, Secretaria de Gobernacion", "Boletines Estadisticos, table 3.2.4", "2025",
        f"{GDIDATA}, data/irreg_mexico_exp.rda", OPEN_MX, "Summed over nationalities and types of return", "high",
    ),
    (
        "census_ft900", "US Census Bureau", "U.S. trade in goods by country (country.xlsx)", "2023",
        "repository JJamesRoy/ECN3950 @ 2e94778e58b34c7fd3102fb214d6dde2f3cd46e1", PUBLIC,
        "Mexico's rows turned from million USD to USD. Days of the five reports moved by the shutdown: Reuters, 6 February and 1 March 2019", "high",
    ),
    (
        "census_im", "US Census Bureau", "Monthly imports by HS2 and partner (international trade data service)", "2021",
        "repository tradewartracker/us-imports-hs2 @ 5530afc6da3e311f3fba3eb31b9872b6a7a75cf4", PUBLIC,
        "Mexico's rows of 2017-2020 tabulated: customs value; calculated duty of 2018", "high",
    ),
    (
        "census_ex", "US Census Bureau", "Monthly exports by HS2 and partner (international trade data service)", "2021",
        "repository tradewartracker/us-exports-hs2 @ 9d16b59ad527e6bf097aa5e7e65819cfb156c01f", PUBLIC,
        "Mexico's rows of 2017-2020 tabulated", "high",
    ),
    (
        "hs_chapters", "World Customs Organization; US International Trade Commission (chapters 98 and 99)",
        "Harmonized System, chapters", "2017", "the nomenclature's list of chapters", "facts; the labels are our own words",
        "Chapters named anew in plain words", "high",
    ),
    (
        "recalled_cbp", CBP, "Monthly southwest border figures at first release", "2018-2021", "entered from memory; no stored text was found",
        PUBLIC, "Values and days are recalled; used only where no text was read", "recalled",
    ),
)  # fmt: skip


def release_sources() -> list[tuple[str, ...]]:
    """One source for each day on which CBP put out figures that were read."""
    rows = []
    for release in RELEASES:
        about = f"Southwest border figures for {release.month}, as first published"
        done = "Figures tabulated; a third of two numbers read may be ours (sum or difference)"
        confidence = "high" if release.basis == "dated" else "medium"
        rows.append((release.id, CBP, about, release.day, release.locator, NEWS, done, confidence))
    return rows
