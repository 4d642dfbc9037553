"""What was first published about each month at the US southwest border, and when: figures read in public text.

A release is one day on which US Customs and Border Protection (CBP) put out figures. `figures` holds what was read
of it: month -> (arrests between ports, people found inadmissible at ports, both together); None where it was not
read. A third number may be ours (sum or difference of two that were read). The release's own month is a first
release, any other a revision.

Publication days that could not be read follow one rule (`rule_day`), made so that it is never earlier than the
known days:

* the 10th of the following month;
* the last day of the following month for every September (year-end figures come late: 23 Oct 2018, 29 Oct 2019, 21
  Oct 2022) and for every month from October 2020 on (later figures came between the 10th and the 26th).
"""

from __future__ import annotations

import calendar
from typing import NamedTuple

Figures = dict[str, tuple[int | None, int | None, int | None]]

NEWS = "US government figures, public domain; read as quoted in public text"


class Release(NamedTuple):
    """One day of publication: `month` is the month it was about, `basis` how we know the day."""

    id: str
    month: str
    day: str
    basis: str
    locator: str
    figures: Figures


RELEASES: tuple[Release, ...] = (
    Release(
        "cbp_2018_05_03",
        "2018-04",
        "2018-05-03",
        "dated",
        "Breitbart News, 3 May 2018",
        {"2018-04": (38234, None, None)},
    ),
    Release(
        "cbp_2018_06_06",
        "2018-05",
        "2018-06-06",
        "dated",
        "day: The New American, 8 June 2018; figures: CBP page Enforcement Statistics FY2018 as of 1 June 2018",
        {"2018-04": (38278, None, None), "2018-05": (40344, None, None)},
    ),
    Release(
        "cbp_2018_07_05",
        "2018-06",
        "2018-07-05",
        "recalled",
        "CBP page Southwest Border Migration FY2018, tables as of 2 July 2018; the day is recalled",
        {"2018-04": (38243, None, None), "2018-05": (40338, None, None), "2018-06": (34114, 8451, 42565)},
    ),
    Release(
        "cbp_2018_08_08",
        "2018-07",
        "2018-08-08",
        "dated",
        "CNS News, 8 August 2018",
        {"2018-05": (40333, None, None), "2018-06": (34095, 8743, 42838), "2018-07": (31303, 8650, 39953)},
    ),
    Release(
        "cbp_2018_09_12",
        "2018-08",
        "2018-09-12",
        "recalled",
        "Homeland Security Today, September 2018; the day is recalled",
        {"2018-06": (34091, 8743, 42834), "2018-07": (31299, 8650, 39949), "2018-08": (37544, 9016, 46560)},
    ),
    Release(
        "cbp_2018_10_23",
        "2018-09",
        "2018-10-23",
        "dated",
        "UPI, 24 October 2018; CNN, 9 November 2018",
        {"2018-09": (41486, None, None)},
    ),
    Release(
        "cbp_2018_11_09",
        "2018-10",
        "2018-11-09",
        "dated",
        "Associated Press, 12 November 2018",
        {"2018-10": (50975, None, None)},
    ),
    Release(
        "cbp_2018_12_06",
        "2018-11",
        "2018-12-06",
        "dated",
        "Breitbart News and CNN, 6 December 2018",
        {"2018-10": (51001, None, None), "2018-11": (51856, None, None)},
    ),
    Release(
        "cbp_2019_01_09",
        "2018-12",
        "2019-01-09",
        "dated",
        "The Hill, January 2019 (the Wednesday on which the figures came out)",
        {"2018-10": (51001, 9771, 60772), "2018-11": (51856, 10600, 62456), "2018-12": (50753, 10029, 60782)},
    ),
    Release(
        "cbp_2019_02_08",
        "2019-01",
        "2019-02-08",
        "dated",
        "NPR (CPR), 9 February 2019; Corridor News, sector figures for January 2019",
        {"2018-11": (51857, None, None), "2018-12": (50749, 10030, 60779), "2019-01": (47893, 10314, 58207)},
    ),
    Release(
        "cbp_2019_03_05",
        "2019-02",
        "2019-03-05",
        "dated",
        "Breitbart News and The Monitor, 5-6 March 2019; Immigration Policy Tracking Project, item 377",
        {"2019-02": (66450, 9653, 76103)},
    ),
    Release(
        "cbp_2019_04_09",
        "2019-03",
        "2019-04-09",
        "dated",
        "The Hill, 9 April 2019; total: Associated Press, 9 May 2019",
        {"2019-02": (66884, None, None), "2019-03": (92607, 10885, 103492)},
    ),
    Release(
        "cbp_2019_05_08",
        "2019-04",
        "2019-05-08",
        "dated",
        "The Hill, 8 May 2019; CNS News, 9 May 2019",
        {"2019-03": (92831, 10888, 103719), "2019-04": (98977, 10167, 109144)},
    ),
    Release(
        "cbp_2019_06_05",
        "2019-05",
        "2019-06-05",
        "dated",
        "CBP release on May 2019 migration; Latino Rebels, 5 June 2019; American Military News, June 2019",
        {"2019-03": (92840, 10889, 103729), "2019-04": (99304, 10170, 109474), "2019-05": (132887, 11391, 144278)},
    ),
    Release(
        "cbp_2019_07_09",
        "2019-06",
        "2019-07-09",
        "dated",
        "USA Today, 9 July 2019; Associated Press, 11 July 2019",
        {"2019-06": (None, None, 104344)},
    ),
    Release(
        "cbp_2019_07_10",
        "2019-06",
        "2019-07-10",
        "dated",
        "The Hill, 10 July 2019 (the parts of the total given out the day before)",
        {"2019-05": (132880, 11393, 144273), "2019-06": (94897, 9447, None)},
    ),
    Release(
        "cbp_2019_08_08",
        "2019-07",
        "2019-08-08",
        "dated",
        "CNN, 8 August 2019; CBP release on July 2019 migration, as quoted by AllOnGeorgia",
        {"2019-06": (94908, 9459, 104367), "2019-07": (71999, 10050, 82049)},
    ),
    Release(
        "cbp_2019_09_09",
        "2019-08",
        "2019-09-09",
        "dated",
        "Breitbart News, 9 September 2019; CNS News, 10 September 2019; El Paso Herald-Post",
        {
            "2019-05": (132870, 11385, 144255),
            "2019-06": (94904, 9458, 104362),
            "2019-07": (71982, 10073, 82055),
            "2019-08": (50693, 13313, 64006),
        },
    ),
    Release(
        "cbp_2019_10_08",
        "2019-09",
        "2019-10-08",
        "dated",
        "CBP release on September 2019, as quoted by Imperial Valley News; day of that press conference: Politico",
        {"2019-09": (None, None, 52546)},
    ),
    Release(
        "cbp_2019_10_29",
        "2019-09",
        "2019-10-29",
        "dated",
        "Princeton Policy Advisors, 29 October 2019 (arrests; the rest of the total told on 8 October is ours)",
        {"2019-09": (40507, 12039, None)},
    ),
    Release(
        "cbp_2019_11_14",
        "2019-10",
        "2019-11-14",
        "dated",
        "UPI and The Texan, 14 November 2019",
        {"2019-10": (35444, 9806, 45250)},
    ),
    Release(
        "cbp_2019_12_09",
        "2019-11",
        "2019-12-09",
        "dated",
        "Sputnik and KTSM, 9-10 December 2019; The New American, December 2019",
        {"2019-10": (35415, 9762, 45177), "2019-11": (33510, 9139, 42649)},
    ),
    Release(
        "cbp_2020_01_09",
        "2019-12",
        "2020-01-09",
        "dated",
        "Latino Rebels, 9 January 2020; Arizona Daily Independent, 12 January 2020",
        {"2019-12": (32858, 7762, 40620)},
    ),
    Release(
        "cbp_2020_02_11", "2020-01", "2020-02-11", "dated", "UPI, 11 February 2020", {"2020-01": (29200, 7479, 36679)}
    ),
    Release(
        "cbp_2020_03_05",
        "2020-02",
        "2020-03-05",
        "dated",
        "Townhall, 5 March 2020; The New American, March 2020; The Texan, 10 March 2020",
        {"2020-01": (29206, 7454, 36660), "2020-02": (30068, 7051, 37119)},
    ),
    Release(
        "cbp_2020_04_09",
        "2020-03",
        "2020-04-09",
        "dated",
        "CBP March operational update; UPI, 9 April 2020; The Texan, 21 April 2020",
        {"2020-02": (30074, 6440, 36514), "2020-03": (29953, 3984, 33937)},
    ),
    Release(
        "cbp_2020_05_07",
        "2020-04",
        "2020-05-07",
        "dated",
        "Breitbart News, 7 May 2020; The Texan, 15 May 2020",
        {"2020-03": (30002, 4062, 34064), "2020-04": (15862, 927, 16789)},
    ),
    Release(
        "cbp_2020_07_09",
        "2020-06",
        "2020-07-09",
        "dated",
        "CBP June 2020 operational update; The Monitor, 10 July 2020",
        {"2020-06": (30300, 2212, 32512)},
    ),
    Release(
        "cbp_2020_12_14",
        "2020-11",
        "2020-12-14",
        "dated",
        "Breitbart News, 14 December 2020",
        {"2020-11": (67101, None, None)},
    ),
    Release(
        "cbp_2021_03_10",
        "2021-02",
        "2021-03-10",
        "dated",
        "Daily Wire, March 2021 (the Wednesday)",
        {"2021-02": (None, None, 100441)},
    ),
    Release(
        "cbp_2021_06_09",
        "2021-05",
        "2021-06-09",
        "dated",
        "CBP May 2021 operational update",
        {"2021-05": (None, None, 180034)},
    ),
    Release(
        "cbp_2021_08_12",
        "2021-07",
        "2021-08-12",
        "dated",
        "CBP July 2021 operational update; KGNS, 13 August 2021",
        {"2021-07": (None, None, 212672)},
    ),
)

# Entered from memory, not found in a stored text. The days are those of the same releases above where there is one.
RECALLED: tuple[Release, ...] = (
    Release("recalled_cbp", "2018-10", "2018-11-09", "recalled", "", {"2018-10": (None, 9770, 60745)}),
    Release("recalled_cbp", "2018-11", "2018-12-06", "recalled", "", {"2018-11": (None, 10600, 62456)}),
    Release("recalled_cbp", "2021-01", "2021-02-10", "recalled", "", {"2021-01": (None, None, 78323)}),
    Release("recalled_cbp", "2021-03", "2021-04-08", "recalled", "", {"2021-03": (None, None, 172331)}),
    Release("recalled_cbp", "2021-04", "2021-05-11", "recalled", "", {"2021-04": (None, None, 178622)}),
    Release("recalled_cbp", "2021-06", "2021-07-16", "recalled", "", {"2021-06": (None, None, 188829)}),
    Release("recalled_cbp", "2021-08", "2021-09-15", "recalled", "", {"2021-08": (None, None, 208887)}),
)

# Days on which a month came out although no first figure was read: (day, basis).
OTHER_DAYS: dict[str, tuple[str, str]] = {
    "2022-01": ("2022-02-18", "dated"),
    "2022-06": ("2022-07-16", "dated"),
    "2022-07": ("2022-08-13", "dated"),
    "2022-08": ("2022-09-19", "dated"),
    "2022-09": ("2022-10-21", "dated"),
    "2023-01": ("2023-02-10", "dated"),
    "2023-02": ("2023-03-15", "dated"),
    "2023-06": ("2023-07-18", "dated"),
    "2023-10": ("2023-11-14", "dated"),
    "2023-12": ("2024-01-26", "dated"),
    "2024-04": ("2024-05-15", "dated"),
    "2024-07": ("2024-08-16", "dated"),
}

# The first day on which a source shows the final figures of a fiscal year, and the one figure it shows itself.
FINAL_DAYS: dict[int, tuple[str, str, str]] = {
    2018: ("2018-10-23", "", ""),  # UPI: the year's 396,579; equal to the sum of our months
    2019: ("2019-11-14", "us_sw_all_encounters", "2019-05"),  # UPI: 144,116, and the year's 851,508 + 126,001
    2020: ("2020-12-14", "us_sw_between_ports", "2019-11"),  # Breitbart News: 33,524
    2021: ("2022-02-18", "us_sw_all_encounters", "2021-01"),  # Border Report: 78,414
}


def month_end(month: str) -> str:
    """Last day of a month, ISO."""
    year, number = (int(word) for word in month.split("-"))
    return f"{month}-{calendar.monthrange(year, number)[1]:02d}"


def months_after(month: str, count: int) -> str:
    """The month `count` months later."""
    year, number = (int(word) for word in month.split("-"))
    index = year * 12 + number - 1 + count
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def rule_day(month: str) -> str:
    """Publication day by the rule of the module docstring, ISO."""
    following = months_after(month, 1)
    late = month.endswith("-09") or month >= "2020-10"
    return month_end(following) if late else f"{following}-10"


def release_day(month: str) -> tuple[str, str]:
    """(day, basis) on which the figures of a month were out with their parts."""
    known = [(release.day, release.basis) for release in RELEASES + RECALLED if release.month == month]
    if known:
        return max(known)
    return OTHER_DAYS.get(month, (rule_day(month), "assumed"))


def fiscal_year(month: str) -> int:
    """US fiscal year of a month: October opens the next one."""
    return int(month[:4]) + (month[5:] >= "10")
