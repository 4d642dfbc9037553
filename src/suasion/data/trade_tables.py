"""The shipped base of the long-run trade engines, as checked tables; each with the sources its rows name.

It answers: goods trade and GDP of 62 economies in 2018 (`world_goods`, `world_economies`); input-output links, trade by
sector and tariffs of 24 economies and 20 sectors (`sector_base`); trade elasticities by paper (`sector_elasticities`);
shares of the US states in imports from Mexico by chapter (`us_state_shares`).

How sure it is. Trade with the United States and GDP are published figures. **The rest of the goods matrix is an
estimate**: trade of 2023 scaled to the totals of 2018, 15 percent off in a typical larger flow. **The input-output
tables are an estimate too**: the links of 2011 moved to the trade and GDP of 2018; medium-high for trade between the
United States and Mexico, medium-low for a single other cell. Tariffs are simple averages of 2017 in ten classes of
goods; those of Indonesia are an assumption, and the US tariffs of 2018 on metals and Chinese goods are not in them.
**Shares of US states are an estimate that errs by 15 to 17 percent of the total**, and name the state of the importer's
address, not of the final use. Guatemala, Honduras and El Salvador are in the goods matrix; in the input-output tables
they are part of ROW.

The tables are built by `scripts/facts_trade_world.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from suasion.data.registers import Source, sources, table_text
from suasion.data.tables import Checker, numbers, raw_frame
from suasion.errors import InputError, known_words

# Caliendo and Parro compute with a stand-in of 8.2 for vehicles (their estimate is below 2) and 65 for petroleum: for
# what the United States buys of Mexico those two decide the answer. The default has estimates for all goods.
DEFAULT_PAPER = "lashkaripour_lugovskyy_2023"
UNIT = "USD million"
YES_NO = ("yes", "no")
# sectors of ours that share a class of tariffs with the one named
SHARED_TARIFFS = {"CHE": ("CHE", "PET", "RUB"), "MAC": ("MAC", "ELE")}
BASES = ("measured", "assumed")
OUTPUT_CLOSE = 1e-4  # use and supply of a sector agree within this share


@dataclass(frozen=True)
class SectorTables:
    """The base of the multi-sector engine, in the tables that it reads; values in USD million, flows without tariffs.

    Attributes
    ----------
    trade : DataFrame                  exporter, importer, sector, value; own sales included
    inputs : DataFrame                 economy, input_sector, using_sector, share of gross output
    value_added : DataFrame            economy, sector, share of gross output
    final_demand : DataFrame           economy, sector, value
    tariffs : DataFrame                exporter, importer, sector, tariff (fraction), basis (measured or assumed)
    elasticities : DataFrame           sector, elasticity
    goods : tuple of str               the sectors that are goods
    unit : str
    sources : tuple of Source          of everything above
    """

    trade: pd.DataFrame
    inputs: pd.DataFrame
    value_added: pd.DataFrame
    final_demand: pd.DataFrame
    tariffs: pd.DataFrame
    elasticities: pd.DataFrame
    goods: tuple[str, ...]
    unit: str
    sources: tuple[Source, ...]


def read_wide(
    text: str, where: str, keys: Sequence[str], columns: Sequence[str], extra: Sequence[str] = ()
) -> pd.DataFrame:
    """A table with figures in many columns, checked.

    Parameters
    ----------
    text : str                         the CSV text
    where : str                        its name, for the error
    keys : sequence of str             first columns; together they name a row once
    columns : sequence of str          columns of figures, finite and not below zero
    extra : sequence of str            further columns of words; `source`, if there, names a known one

    Returns
    -------
    DataFrame                          keys as text, figures as float

    Raises
    ------
    InputError                         with every problem and its line
    """
    frame = raw_frame(text, where, (*keys, *columns, *extra))
    check = Checker(frame, text)
    for key in keys:
        check.filled(key, "Every row has its labels.")
    twice = frame.duplicated(list(keys))
    check.mark(twice, keys[0], lambda row: f"{' / '.join(row[list(keys)])} stands twice. Keep one row.")
    cells = frame[list(columns)]
    # all cells at once: a wide table has dozens of columns and seldom a fault; where there is one, column by column
    figures = numbers(pd.Series(cells.to_numpy().ravel())).to_numpy().reshape(cells.shape)
    faulty = ~(np.isfinite(figures) & (figures >= 0))
    for column in np.flatnonzero(faulty.any(axis=0)):
        check_number(check, columns[int(column)])
    if "source" in extra:
        check.source(sources())
    check.done(where)
    return frame.reset_index(drop=True).assign(**dict(zip(columns, figures.T, strict=True)))


def check_number(check: Checker, column: str, *, empty: bool = False) -> None:
    """Note the cells of a column that are no finite number of at least 0; `empty` lets empty cells through."""
    values = numbers(check.frame[column])
    known = pd.Series(~(check.frame[column].str.strip() == "") if empty else True, index=check.frame.index)
    check.mark(known & ~np.isfinite(values), column, lambda row: f"`{row[column]}` is no finite number. Write digits.")
    check.mark(values < 0, column, lambda row: f"{row[column]} is below 0. Figures here are 0 or more.")


def check_labels(frame: pd.DataFrame, where: str, column: str, known: Collection[str], *, every: bool = True) -> None:
    """A column names known labels only, and, with `every`, each of them.

    Raises
    ------
    InputError                         for the first label that is not known or missing
    """
    found = set(frame[column])
    for label in sorted(found - set(known)):
        raise InputError(where, f"{column}: `{label}` is not known. {known_words(label, known)}")
    for label in sorted(set(known) - found if every else ()):
        raise InputError(where, f"{column}: `{label}` has no row. Add it.")


@lru_cache(maxsize=1)
def _economies() -> pd.DataFrame:
    name = "world_2018_economies.csv"
    columns = ("economy", "name", "gdp_musd", "population_people", "in_goods", "in_sectors", "members", "source")
    text = table_text(name)
    frame = raw_frame(text, name, columns)
    check = Checker(frame, text)
    check.filled("economy", "Every row has its label.")
    check.filled("name", "Every economy has a name.")
    check.mark(frame.duplicated("economy"), "economy", lambda row: f"{row['economy']} stands twice. Keep one row.")
    check_number(check, "gdp_musd", empty=True)
    check_number(check, "population_people", empty=True)
    check.one_of("in_goods", YES_NO)
    check.one_of("in_sectors", YES_NO)
    check.source(sources())
    check.done(name)
    return pd.DataFrame(
        {
            "economy": frame["economy"],
            "name": frame["name"],
            "gdp_usd": numbers(frame["gdp_musd"]) * 1e6,
            "population_people": numbers(frame["population_people"]),
            "in_goods": frame["in_goods"] == "yes",
            "in_sectors": frame["in_sectors"] == "yes",
            "members": frame["members"],
            "source": frame["source"],
        }
    ).reset_index(drop=True)


def world_economies() -> pd.DataFrame:
    """Economies of 2018.

    Returns
    -------
    DataFrame                          economy (code), name, gdp_usd (current dollars), population_people (NaN: not
                                       known), in_goods, in_sectors (which tables have it), members (of a group that
                                       only the sector tables have), source
    """
    return _economies().copy()


def _codes(which: str) -> list[str]:
    table = _economies()
    return [str(each) for each in table.loc[table[which], "economy"]]


@lru_cache(maxsize=1)
def _goods() -> pd.DataFrame:
    name = "world_2018_goods.csv"
    frame = read_wide(table_text(name), name, ("exporter", "importer"), ("value_musd",), ("source",))
    for column in ("exporter", "importer"):
        check_labels(frame, name, column, _codes("in_goods"))
    own = frame[frame["exporter"] == frame["importer"]]
    if len(own):
        raise InputError(name, f"{own['exporter'].iloc[0]} sells to itself. Own sales are not in this table.")
    return pd.DataFrame(
        {
            "exporter": frame["exporter"],
            "importer": frame["importer"],
            "value_usd": frame["value_musd"] * 1e6,
            "source": frame["source"],
        }
    )


def world_goods() -> pd.DataFrame:
    """Goods trade of 2018 between 62 economies, without own sales.

    Returns
    -------
    DataFrame                          exporter, importer, value_usd, source; no row: no trade. The source says
                                       whether a flow is published (`world_goods_us`) or an estimate
    """
    return _goods().copy()


@lru_cache(maxsize=1)
def _sectors() -> pd.DataFrame:
    name = "world_2018_sectors.csv"
    text = table_text(name)
    frame = raw_frame(text, name, ("sector", "name", "kind"))
    check = Checker(frame, text)
    check.mark(frame.duplicated("sector"), "sector", lambda row: f"{row['sector']} stands twice. Keep one row.")
    check.filled("name", "Every sector has a name.")
    check.one_of("kind", ("goods", "services"))
    check.done(name)
    return frame.reset_index(drop=True)


def world_sectors() -> pd.DataFrame:
    """Sectors of the input-output tables: sector (code), name, kind (goods or services)."""
    return _sectors().copy()


@lru_cache(maxsize=1)
def _elasticities() -> pd.DataFrame:
    name = "world_2018_elasticities.csv"
    text = table_text(name)
    frame = raw_frame(text, name, ("source", "sector", "elasticity", "scale_elasticity", "parts"))
    check = Checker(frame, text)
    check.source(sources())
    check.one_of("sector", tuple(_sectors()["sector"]))
    check_number(check, "elasticity")
    check_number(check, "scale_elasticity", empty=True)
    check.mark(numbers(frame["elasticity"]) == 0, "elasticity", lambda _: "0. A trade elasticity is above 0.")
    twice = frame.duplicated(["source", "sector"])
    check.mark(twice, "sector", lambda row: f"{row['sector']} stands twice for {row['source']}. Keep one row.")
    check.done(name)
    for paper, rows in frame.groupby("source"):
        check_labels(rows, f"{name}, {paper}", "sector", list(_sectors()["sector"]))
    return frame.reset_index(drop=True).assign(
        elasticity=numbers(frame["elasticity"]).to_numpy(),
        scale_elasticity=numbers(frame["scale_elasticity"]).to_numpy(),
    )


def elasticity_papers() -> dict[str, Source]:
    """Sources of trade elasticities by id, the default first."""
    names = sorted(_elasticities()["source"].unique(), key=lambda each: (each != DEFAULT_PAPER, each))
    known = sources()
    return {name: known[name] for name in names}


def sector_elasticities(paper: str = "") -> pd.DataFrame:
    """Trade elasticities by sector.

    Parameters
    ----------
    paper : str                        one of `elasticity_papers()`; '': Lashkaripour and Lugovskyy (2023)

    Returns
    -------
    DataFrame                          sector, elasticity (percent by which imports fall for each percent of cost),
                                       scale_elasticity (percent by which unit cost falls for each percent of labour;
                                       NaN where the paper has none), parts (sectors of the paper), source

    Raises
    ------
    InputError                         if there is no such paper
    """
    papers = list(elasticity_papers())
    if paper and paper not in papers:
        raise InputError("", f"`{paper}` names no paper. {known_words(paper, papers)}")
    table = _elasticities()
    return table[table["source"] == (paper or DEFAULT_PAPER)].reset_index(drop=True)


@lru_cache(maxsize=1)
def _links() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Trade, inputs, value added and final demand as long tables; supply and use of each sector agree."""
    economies, sectors = _codes("in_sectors"), list(_sectors()["sector"])
    name = "world_2018_flows.csv"
    flows = read_wide(table_text(name), name, ("exporter", "sector"), economies_of(name, 2), ("source",))
    check_labels(flows, name, "exporter", economies)
    check_labels(flows, name, "sector", sectors)
    trade = flows.drop(columns="source").melt(["exporter", "sector"], var_name="importer")
    check_labels(trade, name, "importer", economies)
    name = "world_2018_inputs.csv"
    coefficients = read_wide(table_text(name), name, ("economy", "input_sector"), sectors, ("source",))
    check_labels(coefficients, name, "economy", economies)
    check_labels(coefficients, name, "input_sector", sectors)
    inputs = coefficients.drop(columns="source").melt(
        ["economy", "input_sector"], var_name="using_sector", value_name="share"
    )
    name = "world_2018_final.csv"
    final = read_wide(table_text(name), name, ("economy",), sectors, ("source",))
    check_labels(final, name, "economy", economies)
    demand = final.drop(columns="source").melt(["economy"], var_name="sector")

    bought = inputs.groupby(["economy", "using_sector"], sort=False)["share"].sum().rename_axis(["economy", "sector"])
    over = bought[bought >= 1]
    if len(over):
        raise InputError(
            "world_2018_inputs.csv", f"{over.index[0]}: inputs are {over.iloc[0]:.4f} of output. Lower them."
        )
    added = (1.0 - bought).rename("share").reset_index()
    output = trade.groupby(["exporter", "sector"])["value"].sum().rename_axis(["economy", "sector"])
    used = inputs.merge(output.rename("output").rename_axis(["economy", "using_sector"]).reset_index())
    used["value"] = used["share"] * used["output"]
    needs = used.groupby(["economy", "input_sector"])["value"].sum().rename_axis(["economy", "sector"])
    use = needs.add(demand.set_index(["economy", "sector"])["value"])
    supply = trade.groupby(["importer", "sector"])["value"].sum().rename_axis(["economy", "sector"])
    gap = (use / supply - 1.0).abs()
    if gap.max() > OUTPUT_CLOSE:
        raise InputError(
            "world_2018_flows.csv", f"{gap.idxmax()}: supply and use differ by {gap.max():.2%}. Build the tables anew."
        )
    return trade[["exporter", "importer", "sector", "value"]], inputs, added, demand


def economies_of(name: str, keys: int) -> list[str]:
    """Columns of figures of a wide table: those between its keys and its source."""
    return table_text(name).split("\n", 1)[0].split(",")[keys:-1]


@lru_cache(maxsize=1)
def _tariffs() -> pd.DataFrame:
    name = "world_2018_tariffs.csv"
    classes = economies_of(name, 2)[:-1]
    frame = read_wide(table_text(name), name, ("importer", "exporter"), classes, ("basis", "source"))
    economies = _codes("in_sectors")
    for column in ("importer", "exporter"):
        check_labels(frame, name, column, economies)
    check_labels(frame, name, "basis", BASES, every=False)
    if len(frame) != len(economies) * (len(economies) - 1):
        raise InputError(name, f"it has {len(frame)} rows. Give one for each pair of economies.")
    long = frame.drop(columns="source").melt(["importer", "exporter", "basis"], var_name="class", value_name="tariff")
    parts = pd.DataFrame(
        [(each, sector) for each in classes for sector in SHARED_TARIFFS.get(each, (each,))],
        columns=["class", "sector"],
    )
    goods = _sectors()
    check_labels(parts, name, "sector", list(goods.loc[goods["kind"] == "goods", "sector"]))
    result: pd.DataFrame = long.merge(parts, on="class")[["exporter", "importer", "sector", "tariff", "basis"]]
    return result


def sector_base(paper: str = "") -> SectorTables:
    """The base of the multi-sector engine: 24 economies, 20 sectors, 13 of them goods, 2018.

    Parameters
    ----------
    paper : str                        source of the trade elasticities, see `elasticity_papers`; '': the default

    Raises
    ------
    InputError                         if there is no such paper
    """
    theta = sector_elasticities(paper)
    trade, inputs, added, demand = (each.copy() for each in _links())
    kinds, known = _sectors(), sources()
    return SectorTables(
        trade,
        inputs,
        added,
        demand,
        _tariffs().copy(),
        theta[["sector", "elasticity"]],
        tuple(kinds.loc[kinds["kind"] == "goods", "sector"]),
        UNIT,
        tuple(known[each] for each in ("world_links", "world_tariffs", theta["source"].iloc[0])),
    )


@lru_cache(maxsize=1)
def _states() -> pd.DataFrame:
    name = "us_states_hs2_2018.csv"
    frame = read_wide(table_text(name), name, ("hs2",), economies_of(name, 1), ("source",))
    shares = frame.drop(columns="source").set_index("hs2").rename_axis(columns="us_state")
    total = shares.sum(axis=1)
    wrong = total[(total - 1.0).abs() > 1e-3]
    if len(wrong):
        raise InputError(name, f"chapter {wrong.index[0]}: shares sum to {wrong.iloc[0]:.4f}, not to 1.")
    return shares.div(total, axis=0)


def us_state_shares() -> pd.DataFrame:
    """Shares of the US states in imports from Mexico by chapter in 2018. An estimate: it errs by about 15 percent.

    Returns
    -------
    DataFrame (hs2, us_state)          each row sums to one. `DU`: state not known. The state is that of the importer's
                                       address, not of the final use
    """
    return _states().copy()
