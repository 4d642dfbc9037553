"""Builds the table of programmes: Mexico's deployments, waiting in Mexico (MPP), asylum claims in Mexico (COMAR).

Statements of different sources and releases stand side by side, each with its own confidence; nothing is spliced.
Two raw rows are left out: a deployment without a number, and cells that repeat another row of the same release.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from facts_rows import read, table
from facts_vintages import month_end

PRESS = "facts read in a news report; no sentence is taken over"


class Fact(NamedTuple):
    """One statement of one source about a span of days."""

    programme: str
    measure: str
    place: str
    group: str
    status: str
    start: str
    end: str
    value: str
    unit: str
    bound: str
    published_on: str
    day_basis: str
    release: str
    confidence: str
    source: str


# Beginning of a raw source -> (our source id, day of publication, its basis). The first that fits counts.
ORIGINS: tuple[tuple[str, str, str, str], ...] = (
    ("report 000", "report_000", "2019-06-06", "assumed"),
    ("report 002", "report_002", "2019-07-22", "assumed"),
    ("report 004", "report_004", "2019-09-10", "assumed"),
    ("US-Mexico Joint Declaration", "daily_sabah_2019", "2019-06-13", "dated"),
    ("eldiariodechihuahua", "diario_chihuahua_2019", "2019-06-24", "dated"),
    ("votaqueretaro", "vota_queretaro_2019", "2019-06-30", "assumed"),
    ("miradorglobal", "mirador_global_2019", "2019-07-31", "assumed"),
    ("eltiempomx", "el_tiempo_mx_2021", "", ""),
    ("eleconomista", "el_economista_2021", "2021-09-22", "dated"),
    ("puntoporpunto.com, May", "la_jornada_2019_05", "2019-05-31", "assumed"),
    ("puntoporpunto", "punto_por_punto_2024", "", ""),
    ("TRAC 2019-08-26", "trac_2019_08", "2019-08-26", "dated"),
    ("derived: TRAC", "trac_2019_09", "2019-09-18", "dated"),
    ("TRAC Sept 18 2019", "trac_2019_09", "2019-09-18", "dated"),
    ("TRAC 2019-12-19", "trac_2019_12", "2019-12-19", "dated"),
    ("TRAC via tucsonsentinel", "trac_2020_03", "2020-03-11", "dated"),
    ("TRAC 2020-10-20", "trac_2020_10", "2020-10-20", "dated"),
    ("TRAC via azcentral", "trac_2021_01", "", ""),
    ("TRAC", "trac_2019_09", "2019-09-18", "assumed"),
    ("DHS 2020-01-02", "dhs_2020_01", "2020-01-02", "dated"),
    ("DHS via eluniversal", "el_universal_2020", "2020-02-29", "assumed"),
    ("INM via webmediums", "webmediums_2019", "", ""),
    ("michellerivera", "michelle_rivera_2019", "2019-06-26", "dated"),
    ("cbp.gov/newsroom/stats/migrant", "cbp_mpp_fy2020", "", ""),
    ("cbp.gov MPP FY2020", "cbp_mpp_fy2020", "", ""),
    ("cbp.gov MPP FY2021", "cbp_mpp_fy2021", "", ""),
    ("recalled COMAR", "recalled_comar", "", ""),
    ("COMAR July 2024", "comar_2024_07", "2024-07-31", "assumed"),
    ("UNHCR Mexico mid-year", "unhcr_2019_06", "", ""),
    ("UNHCR Mexico factsheet April", "unhcr_2019_04", "", ""),
    ("COMAR via EFE", "efe_2019_09", "2019-09-09", "dated"),
    ("COMAR via cis", "cis_2019_09", "", ""),
    ("COMAR via veracruz", "veracruz_al_dia_2020", "", ""),
    ("COMAR via expansion", "expansion_2021", "", ""),
    ("COMAR via animalpolitico", "animal_politico_2021", "", ""),
    ("COMAR via elorbe", "el_orbe_2021", "", ""),
    ("COMAR via La Jornada", "la_jornada_2019_05", "2019-05-31", "assumed"),
    ("COMAR via CNDH", "cndh_2019", "", ""),
    ("COMAR data released by Asylum Access", "asylum_access_2019", "", ""),
    ("SEGOB via jornada", "la_jornada_2020_01", "2020-01-02", "dated"),
    ("COMAR via pledgetimes", "pledge_times_2021", "2021-06-20", "dated"),
    ("government report via", "el_despertador_2018", "", ""),
    ("COMAR via adamisacson", "adam_isacson_2022", "", ""),
    ("24,424", "derived_comar", "", ""),
    ("31,355", "derived_comar", "", ""),
    ("66,915", "derived_comar", "", ""),
    ("70,302", "derived_comar", "", ""),
    ("13,217", "derived_comar", "", ""),
)

SOURCES: tuple[tuple[str, ...], ...] = tuple(
    (name, publisher, title, date, locator, licence, done, confidence)
    for name, publisher, title, date, locator, licence, done, confidence in (
        line.split("|")
        for line in f"""
report_000|CBS News|Report on the talks of early June 2019|2019-06|report 000 of the project's brief|{PRESS}|number tabulated|high
report_002|a news site, after Reuters|Report on the review of July 2019|2019-07|report 002 of the project's brief|{PRESS}|number tabulated|high
report_004|KJZZ|Report on the review of September 2019|2019-09|report 004 of the project's brief|{PRESS}|number tabulated|high
daily_sabah_2019|Daily Sabah|Report on the Joint Declaration|2019-06-13|article of that day|{PRESS}|number tabulated|high
diario_chihuahua_2019|El Diario de Chihuahua|Report on the northern deployment (Sedena)|2019-06-24|article of that day|{PRESS}|number tabulated|high
vota_queretaro_2019|Vota Queretaro|Report on the containment lines|2019-06|article of that month|{PRESS}|numbers tabulated|medium
mirador_global_2019|Mirador Global|Report on the Guard in the south|2019-07|article of that month|{PRESS}|number tabulated|medium
el_tiempo_mx_2021|El Tiempo|Report on border deployments (Sedena)|2021|article of 2021|{PRESS}|numbers tabulated|high
el_economista_2021|El Economista|Report on border deployments|2021-09-22|article of that day|{PRESS}|numbers tabulated|high
punto_por_punto_2024|Punto por Punto|Report on federal forces at both borders|2024|article of 2024|{PRESS}|number tabulated|medium
trac_2019_08|TRAC, Syracuse University|New MPP court cases by place|2019-08-26|table quoted by LexisNexis|{PRESS}|table tabulated|high
trac_2019_09|TRAC, Syracuse University|MPP court cases to August 2019|2019-09-18|report of that day|{PRESS}|August = 38,291 - 26,001; the table of 26 August adds to 25,995|high
trac_2019_12|TRAC, Syracuse University|MPP court cases to November 2019|2019-12-19|report of that day|{PRESS}|number tabulated|high
trac_2020_03|TRAC, Syracuse University|MPP to March 2020|2020-03-11|quoted by Tucson Sentinel|{PRESS}|number tabulated|high
trac_2020_10|TRAC, Syracuse University|MPP cases to September 2020|2020-10-20|report of that day|{PRESS}|number tabulated|high
trac_2021_01|TRAC, Syracuse University|MPP to January 2021|2021-01|quoted by The Arizona Republic|{PRESS}|number tabulated|high
dhs_2020_01|US Department of Homeland Security|Statement on MPP at Nogales|2020-01-02|statement of that day|US government work, public domain|number tabulated|high
el_universal_2020|El Universal|Report on returns under MPP (DHS)|2020-02|article of that month|{PRESS}|number tabulated|high
webmediums_2019|INM|People received under MPP|2019-06|quoted by Webmediums|{PRESS}|number tabulated|high
michelle_rivera_2019|INM (preliminary)|People received under MPP|2019-06-26|quoted by michellerivera.com.mx|{PRESS}|number tabulated|high
cbp_mpp_fy2020|US Customs and Border Protection (CBP)|Migrant Protection Protocols FY2020|2020|cbp.gov page of that name|US government work, public domain|tables tabulated; column sums checked|high
cbp_mpp_fy2021|US Customs and Border Protection (CBP)|Migrant Protection Protocols FY2021|2021|cbp.gov page of that name|US government work, public domain|totals tabulated|high
recalled_comar|COMAR|Asylum claims by year|2013-2017|entered from memory|facts|annual totals; not checked|recalled
comar_2024_07|COMAR|Asylum claims by year, revision of July 2024|2024-07|quoted by Departamento 19|{PRESS}|annual totals; below the first releases (2018: 29,631; 2019: 70,302)|high
unhcr_2019_04|UNHCR Mexico|Factsheet April 2019|2019-04|factsheet of that month|facts|numbers tabulated|high
unhcr_2019_06|UNHCR Mexico|Mid-year figures 2019|2019|factsheet of mid-2019|facts|number tabulated|high
efe_2019_09|COMAR|Asylum claims to August 2019|2019-09-09|quoted by EFE|{PRESS}|numbers tabulated|high
cis_2019_09|COMAR|Asylum claims to August 2019 by nationality|2019-09|quoted by the Center for Immigration Studies|{PRESS}|numbers tabulated|high
veracruz_al_dia_2020|COMAR|Asylum claims of January 2020|2020-02|quoted by Veracruz al Dia|{PRESS}|numbers tabulated|high
expansion_2021|COMAR|Asylum claims of spring 2021|2021-06|quoted by Expansion|{PRESS}|numbers tabulated|high
animal_politico_2021|COMAR|Asylum claims of early 2021|2021-04|quoted by Animal Politico|{PRESS}|numbers tabulated|high
el_orbe_2021|COMAR|Asylum claims to November 2021|2021-12|quoted by El Orbe|{PRESS}|number tabulated|high
la_jornada_2019_05|COMAR|Asylum claims to April 2019|2019-05|La Jornada, quoted by Punto por Punto|{PRESS}|January printed 3,495; the printed sum needs 3,945, which is used|high
cndh_2019|COMAR|Asylum claims 2018 and to May 2019|2019|quoted by the human rights commission CNDH|{PRESS}|numbers tabulated|high
asylum_access_2019|COMAR|Asylum claims, answer to a request for information|2019-10|document of Asylum Access|facts|numbers tabulated|high
la_jornada_2020_01|SEGOB|Asylum claims to November 2019|2020-01-02|quoted by La Jornada|{PRESS}|number tabulated|high
pledge_times_2021|COMAR|Asylum claims to May 2021|2021-06-20|quoted by Pledge Times|{PRESS}|numbers tabulated|high
el_despertador_2018|Government of Mexico|Asylum claims 2013 to June 2018|2018|government report quoted by El Despertador|{PRESS}|number tabulated|high
adam_isacson_2022|COMAR|Asylum claims of November 2022|2022-12|quoted by Adam Isacson|{PRESS}|number tabulated|high
derived_comar|suasion|Differences and ratios of two COMAR figures|2026|computed from rows of this table|our own arithmetic|months got by subtraction mix two releases; ratios are of rounded percentages|medium
""".strip().splitlines()  # noqa: E501
    )
)

CONFIDENCE = {"medium-high": "medium", "medium-low": "low"}
NATIONALITIES = {
    "Honduras": "HND",
    "El Salvador": "SLV",
    "Guatemala": "GTM",
    "Nicaragua": "NIC",
    "Cuba": "CUB",
    "Haiti": "HTI",
    "Venezuela": "VEN",
    "Colombia": "COL",
    "Brazil": "BRA",
    "Chile": "CHL",
    "Other": "other",
}
FORCES = {
    "Army + National Guard": "Army and National Guard",
    "Guard+Army+Navy": "Army, Navy and National Guard",
    "Army+Navy+Guard": "Army, Navy and National Guard",
}
PLACES = {
    "south (Guatemala border)": "south",
    "south priority, throughout Mexico": "Mexico, the south first",
    "north (US border)": "north",
    "all containment lines": "Mexico",
    "centre, coast, Gulf-Isthmus": "centre, coast and isthmus",
    "south border strip": "southern border strip",
    "south: 23 municipalities of Chiapas, Tabasco, Campeche, Quintana Roo": "23 southern municipalities",
    "south and north borders": "both borders",
}
MPP_PLACES = {
    "all": "all places",
    "CBP total": "all places",
    "USBP total": "all sectors between ports",
    "OFO total": "all ports",
}
MEASURES = {
    "new MPP court cases": ("court cases, new", "cases"),
    "MPP enrolments": ("enrolments", "people"),
    "cases referred to USCIS for MPP fear assessment": ("referrals for a fear interview", "cases"),
}


def origin(text: str) -> tuple[str, str, str]:
    """(source id, day of publication, basis) of a raw source."""
    for start, *found in ORIGINS:
        if text.startswith(start) or ("(" in start and start in text):
            return found[0], found[1], found[2]
    raise ValueError(f"no source is known for `{text}`. Add it to ORIGINS and SOURCES.")


def span(period: str) -> tuple[str, str]:
    """First and last day of 2019, 2019-05, 2019-06-24 or of two of them joined by `..`."""
    first, _, last = period.partition("..")
    last = last or first
    start = {4: f"{first}-01-01", 7: f"{first}-01"}.get(len(first), first)
    end = last if len(last) == 10 else month_end(f"{last}-12" if len(last) == 4 else last)
    return start, end


def confidence(word: str, source: str) -> str:
    """Our four words for the raw folder's six; a recalled source stays recalled."""
    first = word.split(" ", maxsplit=1)[0]
    return "recalled" if source.startswith("recalled") else CONFIDENCE.get(first, first)


def deployments(raw: Path) -> Iterator[Fact]:
    """Offered, agreed and deployed members of Mexico's forces."""
    for row in read(raw / "mexico_guard_deployment.csv"):
        if not row["value"]:
            continue
        source, day, basis = origin(row["source"])
        about = "some" in row["status"] or row["value"] in {"15000", "25500", "8500", "2000"}
        yield Fact(
            "mexico deployment",
            "members of the forces",
            PLACES.get(row["region"], row["region"]),
            FORCES.get(row["force"], row["force"]),
            row["status"].split(" ")[0],
            *span(row["date"]),
            row["value"],
            "people",
            "about" if about else "exact",
            day,
            basis,
            "",
            confidence(row["confidence"], source),
            source,
        )


def waiting(raw: Path) -> Iterator[Fact]:
    """MPP by month and place, and running totals since the programme began on 2019-01-29."""
    for row in read(raw / "mpp_monthly.csv"):
        source, day, basis = origin(row["source"])
        measure, unit = MEASURES[row["measure"]]
        place = MPP_PLACES.get(row["location"], row["location"])
        word = confidence(row["confidence"], source)
        days = span(row["month"])
        yield Fact(
            "waiting in mexico",
            measure,
            place,
            "all",
            "measured",
            *days,
            row["value"],
            unit,
            "exact",
            day,
            basis,
            "",
            word,
            source,
        )
    for row in read(raw / "mpp_cumulative.csv"):
        source, day, basis = origin(row["source"])
        cases = "cases" in row["measure"]
        bound = next((word for sign, word in SIGNS.items() if sign in row["measure"]), "exact")
        yield Fact(
            "waiting in mexico",
            "court cases, total since the start" if cases else "people returned, total since the start",
            "all places",
            "all",
            "measured",
            "2019-01-29",
            row["as_of"],
            row["value"],
            "cases" if cases else "people",
            bound,
            day,
            basis,
            "",
            confidence(row["confidence"], source),
            source,
        )


SIGNS = {"(over)": "at_least", "more than": "at_least", "about": "about", "nearly": "about"}


def claims(raw: Path) -> Iterator[Fact]:
    """Asylum claims in Mexico; each release on its own."""
    seen: set[tuple[str, str, str]] = set()
    # The second file names its releases: where both have a figure, it speaks.
    for name in ("comar_asylum_applications_more.csv", "comar_asylum_applications.csv"):
        for row in read(raw / name):
            key = (row["period"], row["nationality"], row["applications"])
            if key in seen:
                continue
            seen.add(key)
            derived = row.get("series") == "derived"
            source, day, basis = ("derived_comar", "", "") if derived else origin(row["source"])
            share = re.fullmatch(r"share filed in (.+) \(%\)", row["nationality"])
            word = confidence(row["confidence"], source)
            if derived and "/" in row["source"]:
                word = "low"
            yield Fact(
                "asylum claims in mexico",
                "share of claims filed there" if share else "claims",
                share[1] if share else "Mexico",
                "all" if share else NATIONALITIES.get(row["nationality"], row["nationality"]),
                "derived" if derived else "measured",
                *span(row["period"]),
                row["applications"],
                "percent" if share else "claims",
                "about" if derived and "/" in row["source"] else "exact",
                day,
                basis,
                row.get("series") or ("revision July 2024" if source == "comar_2024_07" else ""),
                word,
                source,
            )


def build(raw: Path) -> bytes:
    """The table, in a fixed order."""
    return table(Fact._fields, sorted([*deployments(raw), *waiting(raw), *claims(raw)]))
