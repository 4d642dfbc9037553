"""One small, made-up example of every chart; the numbers are no claim about the world."""

import datetime as dt

import pandas as pd

from suasion.show import figures

WORDS = {"title": "Arrests halve by August: about 52,000", "subtitle": "Arrests a month", "footer": "Source: made up"}


def months(first: str, count: int) -> list[pd.Period]:
    return list(pd.period_range(first, periods=count, freq="M"))


def observed() -> pd.DataFrame:
    return pd.DataFrame({"month": months("2019-01", 6), "value": [47_984, 66_883, 92_833, 99_273, 132_856, 94_902]})


def forecast() -> pd.DataFrame:
    middle = pd.Series([78_000.0, 52_000.4, 36_000.0])
    return pd.DataFrame(
        {
            "month": months("2019-07", 3),
            "low90": middle * 0.6,
            "low50": middle * 0.8,
            "median": middle,
            "high50": middle * 1.2,
            "high90": middle * 1.7,
        }
    )


def targets() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "value": [50_000, 20_000, 0],
            "label": ["Mexico's offer: about 50,000", "US demand: below 20,000", "US opening demand: zero"],
        }
    )


def reviews() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "date": [dt.date(2019, 7, 22), dt.date(2019, 9, 5)],
            "label": ["45-day review, 22 July", "90-day review, 5 September"],
        }
    )


def fan(**changes) -> figures.Figure:
    inputs = {
        "observed": observed(), "forecast": forecast(), "targets": targets(), "reviews": reviews(),
        "unit": "arrests a month", **WORDS,
    }  # fmt: skip
    return figures.fan(**(inputs | changes))


def in_force() -> pd.DataFrame:
    return pd.DataFrame({"date": ["2019-05-30"], "rate_share": [0.0]})


def threatened() -> pd.DataFrame:
    dates = ["2019-06-10", "2019-07-01", "2019-08-01", "2019-09-01", "2019-10-01"]
    return pd.DataFrame({"date": dates, "rate_share": [0.05, 0.10, 0.15, 0.20, 0.25]})


def bill() -> pd.DataFrame:
    value = pd.Series([0.9e9, 2.6e9, 3.9e9, 5.2e9])
    return pd.DataFrame(
        {"month": months("2019-06", 4), "value_usd": value, "low_usd": value * 0.8, "high_usd": value * 1.2}
    )


def tariff_steps(**changes) -> figures.Figure:
    inputs = {
        "in_force": in_force(), "bill": bill(), "threatened": threatened(), "reviews": reviews(),
        "until": dt.date(2019, 10, 31), **WORDS,
    }  # fmt: skip
    return figures.tariff_steps(**(inputs | changes))


def duties() -> pd.DataFrame:
    value = pd.Series([9.8e9, 6.4e9, 5.9e9, 1.6e9])
    names = ["87 Vehicles", "85 Electrical machinery", "84 Machinery", "27 Fuels"]
    return pd.DataFrame({"name": names, "value": value, "low": value * 0.8, "high": value * 1.2})


def ranking(**changes) -> figures.Figure:
    return figures.ranking(**({"data": duties(), "unit": "USD", **WORDS} | changes))


def spells() -> pd.DataFrame:
    rows = [
        ("United States", "Tariff on all goods", "threatened", "2019-05-30", "2019-06-06"),
        ("United States", "Tariff on all goods", "suspended", "2019-06-07", None),
        ("Mexico", "National Guard to the south", "pledged", "2019-06-07", "2019-06-14"),
        ("Mexico", "National Guard to the south", "in_force", "2019-06-15", None),
        ("Mexico", "Safe third country", "proposed", "2019-06-07", "2019-07-22"),
        ("Mexico", "Safe third country", "denied", "2019-07-23", None),
        ("Guatemala", "Asylum agreement", "agreed", "2019-07-26", "2019-09-30"),
        ("Guatemala", "Asylum agreement", "ended", "2019-10-01", None),
    ]
    return pd.DataFrame(rows, columns=["party", "measure", "status", "start", "end"])


def timeline(**changes) -> figures.Figure:
    inputs = {
        "measures": spells(), "start": dt.date(2019, 5, 15), "end": dt.date(2019, 12, 31), "reviews": reviews(),
        **WORDS,
    }  # fmt: skip
    return figures.timeline(**(inputs | changes))


def variants() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "variant": ["As signed", "No threat"],
            "mean": [36_100.0, 58_200.0],
            "low": [14_800.0, 30_100.0],
            "high": [79_400.0, 102_000.0],
        }
    )


def comparison(**changes) -> figures.Figure:
    return figures.comparison(**({"data": variants(), "unit": "arrests a month", **WORDS} | changes))


def spots() -> pd.DataFrame:
    rows = [
        ("North Camp", 14.9, 2.1, 52_000.0, True), ("South Camp", 12.4, 1.2, 9_800.0, True),
        ("Old Town", 13.6, 0.2, 640.0, False), ("Crossing", 13.9, 1.3, 80.0, False), ("Mill", 13.1, -0.6, 0.0, False),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["name", "latitude", "longitude", "people", "camp"])


def roads() -> pd.DataFrame:
    rows = [
        ("Old Town", "Crossing", False), ("Crossing", "Old Town", False), ("Crossing", "North Camp", False),
        ("Old Town", "South Camp", True), ("Mill", "Old Town", False),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["start", "end", "shut"])


def place_map(**changes) -> figures.Figure:
    return figures.place_map(**({"places": spots(), "links": roads(), **WORDS} | changes))


def by_day() -> pd.DataFrame:
    rows = []
    for name, scale in (("North Camp", 52_000.0), ("South Camp", 9_800.0), ("Camp by the river", 310.0)):
        for step, day in enumerate(pd.date_range("2019-01-01", periods=12, freq="14D")):
            middle = scale * step / 11
            counted = scale * min(1.0, step / 6) if name != "Camp by the river" else None
            rows.append((name, day, middle * 0.8, middle * 0.95, middle, middle * 1.05, middle * 1.2, counted))
    columns = ["name", "date", "low90", "low50", "median", "high50", "high90", "value"]
    return pd.DataFrame(rows, columns=columns)


def panels(**changes) -> figures.Figure:
    return figures.panels(**({"data": by_day(), "unit": "people", **WORDS} | changes))


CHARTS = {
    "fan": fan, "tariff_steps": tariff_steps, "ranking": ranking, "timeline": timeline, "comparison": comparison,
    "place_map": place_map, "panels": panels,
}  # fmt: skip
