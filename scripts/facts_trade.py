"""Builds the trade tables: goods between the United States and Mexico, in total and by two-digit chapter (HS2).

Publication days. The monthly trade report (FT-900) came out 33 to 41 days after the month from 2014 on and up to 50
days after it before; so the rule is the 10th of the second following month, and the 25th for months before 2014.
The winter 2018-19 shutdown moved five reports, whose days are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from facts_rows import Row, read
from facts_vintages import months_after

FIRST, LAST = "2017-01", "2020-12"
DUTY_YEAR = "2018"  # the base year of the tariff questions; more would double the table for a duty of 0.2 percent

# Reuters and Transport Topics, 6 February 2019; Reuters, 1 March 2019 (dates agreed with Statistics Canada).
SHUTDOWN_DAYS = {
    "2018-11": "2019-02-06",
    "2018-12": "2019-03-06",
    "2019-01": "2019-03-27",
    "2019-02": "2019-04-17",
    "2019-03": "2019-05-09",
}


def publication(month: str) -> tuple[str, str]:
    """(day, basis) on which a month's trade came out."""
    if month in SHUTDOWN_DAYS:
        return SHUTDOWN_DAYS[month], "dated"
    return f"{months_after(month, 2)}-{'10' if month >= '2014-01' else '25'}", "assumed"


def row(series: str, part: str, month: str, value: int, source: str) -> Row:
    """A trade figure; only its revised value is known."""
    return Row(series, part, month, value, "USD", *publication(month), "revised", source)


def totals(raw: Path) -> Iterator[Row]:
    """All goods, USD a month."""
    for each in read(raw / "us_goods_trade_by_partner_monthly_2000_2022.csv"):
        if each["partner"] == "Mexico":
            for series, column in (("us_imports_mexico", "us_imports_musd"), ("us_exports_mexico", "us_exports_musd")):
                # Decimal keeps the million-dollar figures exact.
                yield row(series, "", each["month"], int(Decimal(each[column]) * 1_000_000), "census_ft900")


def by_hs2(raw: Path) -> Iterator[Row]:
    """By chapter, USD a month: customs value of imports for consumption, calculated duty, exports."""
    for each in read(raw / "us_imports_hs2_monthly_2016_2021.csv"):
        if each["partner"] == "Mexico" and FIRST <= each["month"] <= LAST:
            value = int(Decimal(each["imports_for_consumption_usd"]))
            yield row("us_imports_mexico_hs2", each["hs2"], each["month"], value, "census_im")
            duty = int(Decimal(each["calculated_duty_usd"] or 0))
            if duty and each["month"].startswith(DUTY_YEAR):
                yield row("us_duty_mexico_hs2", each["hs2"], each["month"], duty, "census_im")
    for each in read(raw / "us_exports_hs2_monthly_2016_2021.csv"):
        if each["partner"] == "Mexico" and FIRST <= each["month"] <= LAST:
            yield row(
                "us_exports_mexico_hs2", each["hs2"], each["month"], int(Decimal(each["exports_usd"])), "census_ex"
            )
