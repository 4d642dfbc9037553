"""Base tables of the long-run trade engines.

World goods trade and GDP of 2018 (62 economies); input-output links of 24 economies and 20 sectors, trade by sector,
tariffs of 2017, trade elasticities by paper; shares of the US states in imports from Mexico by chapter. The same raw
files give the same bytes. What is measured and what is an estimate stands in SOURCES and `suasion.data.trade_tables`.

Choices made here, none of them in the raw files:

* Tariffs: the source has neither Indonesia's rates nor rates on its goods. Indonesia is given the rates of ROW, and its
  goods those that goods of India meet (in India: those that goods of ROW meet). Between Indonesia and ROW: ROW's rate
  on India.
* Elasticities of a sector that a paper splits: the mean of its parts, weighed with the trade between regions in the
  tables of Caliendo and Parro; services that the paper does not estimate keep the figure its authors use for them.
* Six significant digits of flows, five of coefficients and shares.
"""

# ruff: noqa: E501  (a register is read row by row; wrapping its sentences would hide the rows)

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from facts_rows import read, table

STATE_YEAR = "2018"

NAMES = {
    "USA": "United States", "MEX": "Mexico", "CAN": "Canada", "GTM": "Guatemala", "HND": "Honduras", "SLV": "El Salvador",
    "BRA": "Brazil", "ARG": "Argentina", "CHL": "Chile", "COL": "Colombia", "PER": "Peru", "CRI": "Costa Rica",
    "NIC": "Nicaragua", "PAN": "Panama", "DOM": "Dominican Republic", "ECU": "Ecuador", "CHN": "China",
    "HKG": "Hong Kong", "JPN": "Japan", "KOR": "South Korea", "IND": "India", "IDN": "Indonesia", "VNM": "Vietnam",
    "THA": "Thailand", "MYS": "Malaysia", "SGP": "Singapore", "PHL": "Philippines", "BGD": "Bangladesh",
    "AUS": "Australia", "NZL": "New Zealand", "RUS": "Russia", "TUR": "Turkey", "SAU": "Saudi Arabia",
    "ARE": "United Arab Emirates", "ISR": "Israel", "ZAF": "South Africa", "EGY": "Egypt", "NGA": "Nigeria",
    "GBR": "United Kingdom", "DEU": "Germany", "FRA": "France", "ITA": "Italy", "ESP": "Spain", "NLD": "Netherlands",
    "BEL": "Belgium", "POL": "Poland", "CHE": "Switzerland", "AUT": "Austria", "SWE": "Sweden", "CZE": "Czechia",
    "HUN": "Hungary", "ROU": "Romania", "IRL": "Ireland", "DNK": "Denmark", "FIN": "Finland", "PRT": "Portugal",
    "GRC": "Greece", "SVK": "Slovakia", "SVN": "Slovenia", "NOR": "Norway", "TWN": "Taiwan",
    "REU": "Rest of the European Union", "ROW": "Rest of the world",
}  # fmt: skip

SECTORS = {
    "AGR": "Agriculture, forestry, fishing",
    "MIN": "Mining",
    "FOO": "Food, drinks, tobacco",
    "TEX": "Textiles, clothing, leather",
    "WOO": "Wood, paper, printing",
    "PET": "Refined petroleum, coke",
    "CHE": "Chemicals",
    "RUB": "Rubber, plastics, glass, ceramics",
    "MET": "Metals and metal products",
    "MAC": "Machinery",
    "ELE": "Electrical and optical equipment",
    "TRA": "Vehicles and other transport equipment",
    "OTH": "Other manufactures",
    "UTI": "Electricity, gas, water",
    "CON": "Construction",
    "TRD": "Trade and repair",
    "HOT": "Hotels and restaurants",
    "TSP": "Transport",
    "BUS": "Finance, property, business services",
    "PUB": "Public and personal services",
}
GOODS = tuple(SECTORS)[:13]
# The source of tariffs has ten classes: these of ours share one.
TARIFF_CLASSES = {sector: (sector,) for sector in GOODS if sector not in ("PET", "RUB", "ELE")} | {
    "CHE": ("CHE", "PET", "RUB"),
    "MAC": ("MAC", "ELE"),
}

# Sectors of Caliendo and Parro (2015) in ours; the rest of theirs are services.
PARRO = {
    "AGR": ("Agriculture",),
    "MIN": ("Mining",),
    "FOO": ("Food",),
    "TEX": ("Textile",),
    "WOO": ("Wood", "Paper"),
    "PET": ("Petroleum",),
    "CHE": ("Chemicals",),
    "RUB": ("Plastic", "Minerals"),
    "MET": ("Basic metals", "Metal products"),
    "MAC": ("Machinery n.e.c",),
    "ELE": ("Office", "Electrical", "Communication", "Medical"),
    "TRA": ("Auto", "Other Transport"),
    "OTH": ("Other",),
}
PARRO_SERVICES = "Retail"
# Industries of the course tables whose figures are those of Lashkaripour and Lugovskyy.
LUGOVSKYY = {
    "AGR": ("1", "2"),
    "MIN": ("3", "4", "5"),
    "FOO": ("6",),
    "TEX": ("7",),
    "WOO": ("8", "9"),
    "PET": ("10",),
    "CHE": ("11",),
    "RUB": ("13", "14"),
    "MET": ("15",),
    "MAC": ("19",),
    "ELE": ("17",),
    "TRA": ("20",),
    "OTH": ("22",),
}
LUGOVSKYY_SERVICES = "23"
ONE_FOR_ALL = "4"

PUBLIC = "US government work, public domain"
WORLD = "stored copies of public tables"
SOURCES: tuple[tuple[str, ...], ...] = (
    (
        "world_goods_us",
        "US Census Bureau",
        "US trade in goods by country, 2018",
        "2018",
        "repository JJamesRoy/ECN3950 @ 2e94778e58b34c7fd3102fb214d6dde2f3cd46e1",
        PUBLIC,
        "every flow with the United States tabulated: general imports at customs value, total exports f.a.s.",
        "high",
    ),
    (
        "world_goods_scaled",
        "CEPII (BACI); World Trade Organization",
        "World goods trade of 2023 (BACI), scaled to exports and imports of 2018",
        "2018",
        "the matrix of 2023 in JoeLoera/liberation-day-replication; WTO totals in random7534/echartsvisual @ 491868e5ddd749517423ea69e8f7d8e4f90ba451",
        "Etalab Open Licence 2.0 (BACI)",
        "estimate: each exporter scaled to its exports of 2018 and 21 importers to imports of 2018 (recalled) less 3.5 percent of freight, flows with the United States kept; about 15 percent off in a typical larger flow; changes of trade between 2018 and 2023 leave a mark",
        "medium-low",
    ),
    (
        "world_goods_taiwan",
        "World Input-Output Database, University of Groningen",
        "Taiwan's trade: totals of 2018 (recalled) by partner as in 2011",
        "2018",
        "repository bquast/wiod @ 59a28ac22fbd7751ea84c0f33722b5246b0af46d",
        "CC BY 4.0; Timmer et al. (2015)",
        "estimate: totals of 334.0 and 286.3 billion dollars spread by the shares of 2011",
        "low",
    ),
    (
        "world_gdp",
        "World Bank (World Development Indicators)",
        "GDP in current dollars and population, 2018",
        "2018",
        "repository iom/gdidata @ c9e4cc69cebd91d6cfca5f4107e2406e4de2c6ff",
        "CC BY 4.0",
        "tabulated; the rest of the world is the sum of the other economies of the goods matrix",
        "high",
    ),
    (
        "world_gdp_recalled",
        "International Monetary Fund",
        "Taiwan's GDP and population, 2018",
        "2018",
        "entered from memory",
        "facts",
        "numbers tabulated",
        "recalled",
    ),
    (
        "world_links",
        "World Input-Output Database, University of Groningen",
        "Input-output links of 2011, moved to the goods trade and GDP of 2018",
        "2018",
        "repository bquast/wiod @ 59a28ac22fbd7751ea84c0f33722b5246b0af46d; the move is an estimate made on the way to this project",
        "CC BY 4.0; Timmer et al. (2015)",
        "estimate: coefficients and final-demand shares of 2011 in 24 economies and 20 sectors; sources of goods moved until trade is that of 2018, with sectors from US Census trade with Mexico, Canada and China; services as in 2011; tabulated anew",
        "medium-low",
    ),
    (
        "world_tariffs",
        "World Bank (WITS), as far as can be told",
        "Applied tariffs of 2017, simple averages by class of goods",
        "2017",
        "repository YaolangZhong/volatility_analysis_fork @ 094ca41766706f8c3665117840df2f46e2f789a7",
        "none named; facts",
        "averages cut at the 95th percentile; ten classes for our thirteen; none within the EU; Indonesia is absent in the source and takes rates of its neighbours in the table (an assumption of ours); US tariffs of 2018 on steel, aluminium and Chinese goods are not in them",
        "medium",
    ),
    (
        "caliendo_parro_2015",
        "Review of Economic Studies 82(1)",
        "Caliendo and Parro (2015), Estimates of the Trade and Welfare Effects of NAFTA",
        "2015",
        "repository paulofelipe/cp2015 @ ecf59b9198732cdfa634203c4d8ddf14e8272790",
        "facts",
        "trade elasticities of the sample without the smallest 1 percent of flows; vehicles, other transport equipment and services carry the mean, 8.22, as in the authors' tables; parts of a sector weighed with trade of 1993",
        "high",
    ),
    (
        "lashkaripour_lugovskyy_2023",
        "American Economic Review 113(10)",
        "Lashkaripour and Lugovskyy (2023), Profits, Scale Economies, and the Gains from Trade and Industrial Policy",
        "2023",
        "repository WangZi-HKBU/econ7115 @ 760d747e8920761b0b63f213d3455e84013ae8d1, whose tables do not name the paper",
        "facts",
        "trade and scale elasticities by industry, rounded to two decimals; that they are this paper's is recalled (it puts mining with agriculture, the tables with minerals); services (10, no returns to scale) are the course's choice",
        "medium",
    ),
    (
        "one_elasticity",
        "suasion",
        "One trade elasticity, 4, for all sectors",
        "2026",
        "the value of Simonovska and Waugh (2014), rounded, and of Ignatenko, Lashkaripour, Macedoni and Simonovska (2025)",
        "facts",
        "assumption, to compare with",
        "assumed",
    ),
    (
        "us_states_estimate",
        "US Bureau of Transportation Statistics; US Census Bureau",
        "Shares of US states in imports from Mexico by chapter, 2018",
        "2018",
        "repositories tiger-unt/BTS-TransBorder-Dashboard @ 7d83337048390e11fa01d4800ccde9e231f653ff and Debv122/transborder-freight-analysis @ 59549252954918eb9a3da4309aae7889a45e2666",
        PUBLIC,
        "estimate: state totals and chapter totals of 2018 spread by the pattern of early 2020 and 2021; where the truth is known the method errs by 15 to 17 percent of the total; cells below 50,000 dollars dropped; the state is that of the importer's address, not of the final use",
        "medium-low",
    ),
)  # fmt: skip

GOODS_SOURCES = {
    "Census 2018": "world_goods_us",
    "estimate": "world_goods_scaled",
    "WIOD 2011 shares": "world_goods_taiwan",
}


def digits(value: float, count: int) -> str:
    """A number with so many significant digits, written plainly."""
    if value == 0:
        return "0"
    rounded = float(f"{value:.{count - 1}e}")
    text = f"{rounded:.15f}".rstrip("0").rstrip(".")
    short = repr(rounded)
    return text if "e" in short else short.removesuffix(".0")


def economies(raw: Path) -> Iterator[tuple[str, ...]]:
    """Economies: the 62 of the goods matrix, and those that only the input-output tables have."""
    grouped = {each["economy"]: each["members"] for each in read(raw / "economies.csv")}
    for each in read(raw / "gdp_2018.csv"):
        code = each["economy"]
        people = str(round(float(each["population"]))) if each["population"] else ""
        source = "world_gdp_recalled" if each["source"].startswith("recalled") else "world_gdp"
        gdp = digits(float(each["gdp_musd"]), 9)
        yield code, NAMES[code], gdp, people, "yes", "yes" if code in grouped else "no", "", source
    for code, members in grouped.items():
        if code == "REU":
            yield code, NAMES[code], "", "", "no", "yes", members, "world_links"


def goods(raw: Path) -> list[tuple[str, ...]]:
    """Goods trade of 2018, USD million, no row where there was none."""
    rows = [
        (each["exporter"], each["importer"], digits(float(each["value_musd"]), 7), GOODS_SOURCES[each["basis"]])
        for each in read(raw / "goods_trade_2018.csv")
        if float(each["value_musd"]) > 0
    ]
    return sorted(rows)


def wide(
    rows: Iterable[Mapping[str, str]], down: Sequence[str], across: str, value: str
) -> dict[tuple[str, ...], dict[str, float]]:
    """Rows to a table: key of the columns `down` -> column -> figure."""
    result: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
    for each in rows:
        result[tuple(each[name] for name in down)][each[across]] = float(each[value])
    return result


def cells(found: Mapping[str, float], columns: Sequence[str], count: int) -> list[str]:
    """Figures in the order of the columns; 0 where there is none."""
    return [digits(found.get(column, 0.0), count) for column in columns]


def rates(raw: Path, codes: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Applied tariffs by importer, exporter and class."""
    found = wide(read(raw / "tariffs_2017.csv"), ("importer", "exporter"), "sector", "applied_2017")
    for importer in codes:
        for exporter in codes:
            if importer == exporter:
                continue
            pair, basis = (importer, exporter), "measured"
            if "IDN" in pair:
                basis = "assumed"
                pair = (
                    "ROW" if importer == "IDN" else importer,
                    "IND" if exporter == "IDN" or (importer, exporter) == ("IDN", "ROW") else exporter,
                )
                pair = ("IND", "ROW") if pair == ("IND", "IND") else pair
            row = found[pair]
            for name, members in TARIFF_CLASSES.items():
                if len({row[member] for member in members}) != 1:
                    raise ValueError(f"{pair}: the sectors of class {name} do not share a tariff")
            yield (importer, exporter, *(digits(row[name], 5) for name in TARIFF_CLASSES), basis, "world_tariffs")


def elasticities(raw: Path) -> Iterator[tuple[str, ...]]:
    """Trade and scale elasticities by sector and paper."""
    weight: dict[str, float] = defaultdict(float)
    for each in read(raw / "cp2015-nafta" / "trade.csv"):
        if each["exporter"] != each["importer"]:
            weight[each["sector"]] += float(each["value"])
    parro = {each["sector"]: float(each["value"]) for each in read(raw / "cp2015-nafta" / "theta.csv")}
    course = {
        next(iter(each.values())).strip(): [float(cell) for cell in list(each.values())[1:]]
        for each in read(raw / "econ7115-2017io" / "cal_elasticities.csv")
    }
    for sector in SECTORS:
        parts = PARRO.get(sector, (PARRO_SERVICES,))
        # a part without trade (services) weighs as much as any other
        weights = [weight[part] or 1.0 for part in parts]
        mean = sum(w * parro[part] for w, part in zip(weights, parts, strict=True)) / sum(weights)
        yield "caliendo_parro_2015", sector, digits(mean, 4), "", " + ".join(parts) if sector in GOODS else "services"
    for sector in SECTORS:
        parts = LUGOVSKYY.get(sector, (LUGOVSKYY_SERVICES,))
        theta, psi = (sum(course[part][at] for part in parts) / len(parts) for at in (0, 1))
        yield (
            "lashkaripour_lugovskyy_2023",
            sector,
            digits(theta, 4),
            digits(psi, 4),
            "industry " + " + ".join(parts) if sector in GOODS else "services",
        )
    for sector in SECTORS:
        yield "one_elasticity", sector, ONE_FOR_ALL, "", "all"


def states(border: Path) -> tuple[list[str], list[tuple[str, ...]]]:
    """Columns, and shares of the states in each chapter of imports from Mexico."""
    name = "us_imports_from_mexico_state_hs2_estimate_2017_2019.csv"
    values: dict[str, dict[str, float]] = defaultdict(dict)
    for each in read(border / name):
        if each["year"] == STATE_YEAR:
            # the raw table has lost the zero in front of chapters 1 to 9
            values[each["hs2"].zfill(2)][each["us_state"]] = float(each["imports_usd_est"])
    codes = sorted({state for row in values.values() for state in row})
    rows = [
        (
            chapter,
            *(digits(round(values[chapter].get(state, 0.0) / sum(values[chapter].values()), 5), 5) for state in codes),
        )
        for chapter in sorted(values)
    ]
    return codes, [(*row, "us_states_estimate") for row in rows]


def tables(raw: Path, border: Path) -> dict[str, bytes]:
    """File name -> content of every table of this script."""
    world, links = raw / "world-2018", raw / "world-2018" / "update-2018"
    codes = [each["economy"] for each in read(world / "economies.csv")]
    flows = wide(read(links / "trade_flows.csv"), ("exporter", "sector"), "importer", "value_musd")
    inputs = wide(
        read(links / "io_coefficients.csv"), ("economy", "input_sector"), "using_sector", "input_per_unit_of_output"
    )
    final = wide(read(links / "final_demand.csv"), ("economy",), "sector", "final_demand_musd")
    state_codes, state_rows = states(border)
    sectors = list(SECTORS)
    keys = [(code, sector) for code in codes for sector in sectors]
    return {
        "world_2018_economies.csv": table(
            ("economy", "name", "gdp_musd", "population_people", "in_goods", "in_sectors", "members", "source"),
            economies(world),
        ),
        "world_2018_goods.csv": table(("exporter", "importer", "value_musd", "source"), goods(world)),
        "world_2018_sectors.csv": table(
            ("sector", "name", "kind"),
            [(each, name, "goods" if each in GOODS else "services") for each, name in SECTORS.items()],
        ),
        "world_2018_flows.csv": table(
            ("exporter", "sector", *codes, "source"),
            [(*key, *cells(flows[key], codes, 6), "world_links") for key in keys],
        ),
        "world_2018_inputs.csv": table(
            ("economy", "input_sector", *sectors, "source"),
            [(*key, *cells(inputs[key], sectors, 5), "world_links") for key in keys],
        ),
        "world_2018_final.csv": table(
            ("economy", *sectors, "source"),
            [(code, *cells(final[(code,)], sectors, 6), "world_links") for code in codes],
        ),
        "world_2018_tariffs.csv": table(
            ("importer", "exporter", *TARIFF_CLASSES, "basis", "source"), rates(world, codes)
        ),
        "world_2018_elasticities.csv": table(
            ("source", "sector", "elasticity", "scale_elasticity", "parts"), elasticities(raw)
        ),
        "us_states_hs2_2018.csv": table(("hs2", *state_codes, "source"), state_rows),
    }
