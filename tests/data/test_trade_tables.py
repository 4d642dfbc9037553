"""The shipped base of the trade engines: known figures, sums that close, sources, and what the reader refuses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from suasion import data
from suasion.data import trade_tables
from suasion.errors import InputError

FOLDER = Path(data.__file__).parent
FILES = (*sorted(path.name for path in FOLDER.glob("world_2018_*.csv")), "us_states_hs2_2018.csv")


@pytest.mark.parametrize(
    ("exporter", "importer", "usd", "source"),
    [
        ("MEX", "USA", 343_680.5e6, "world_goods_us"),
        ("USA", "MEX", 265_968.0e6, "world_goods_us"),
        ("GTM", "USA", 4_195.4e6, "world_goods_us"),
        ("HND", "USA", 4_658.8e6, "world_goods_us"),
        ("SLV", "USA", 2_523.1e6, "world_goods_us"),
    ],
)
def test_trade_with_the_united_states_is_the_published_figure(
    exporter: str, importer: str, usd: float, source: str
) -> None:
    goods = trade_tables.world_goods().set_index(["exporter", "importer"])
    assert goods["value_usd"][exporter, importer] == pytest.approx(usd, rel=1e-9)
    assert goods["source"][exporter, importer] == source


def test_totals_and_gdp() -> None:
    goods, economies = trade_tables.world_goods(), trade_tables.world_economies().set_index("economy")
    assert goods[goods["importer"] == "USA"]["value_usd"].sum() == pytest.approx(2535e9, rel=0.01)
    assert goods[goods["exporter"] == "MEX"]["value_usd"].sum() == pytest.approx(451.1e9, rel=0.001)
    assert economies["gdp_usd"]["MEX"] == pytest.approx(1_256_300.2e6)
    assert economies["in_goods"].sum() == 62
    assert economies["in_sectors"].sum() == 24
    assert not economies.loc[["GTM", "HND", "SLV"], "in_sectors"].any()
    assert economies.loc["REU", "members"].split()[:2] == ["AUT", "BGR"]
    # every estimate says so
    beyond = goods[(goods["exporter"] != "USA") & (goods["importer"] != "USA")]
    assert set(beyond["source"]) == {"world_goods_scaled", "world_goods_taiwan"}


def test_the_sector_tables_close() -> None:
    base = trade_tables.sector_base()
    assert len(base.goods) == 13
    assert base.unit == "USD million"
    goods = base.trade[base.trade["sector"].isin(base.goods)]
    flows = goods.groupby(["exporter", "importer"])["value"].sum()
    assert flows["MEX", "USA"] == pytest.approx(343_681, rel=0.01)
    shares = base.inputs.groupby(["economy", "using_sector"])["share"].sum()
    added = base.value_added.set_index(["economy", "sector"])["share"]
    assert np.allclose(shares.to_numpy() + added.reindex(shares.index).to_numpy(), 1.0)
    output = base.trade.groupby(["exporter", "sector"])["value"].sum()
    gdp = (added * output.rename_axis(["economy", "sector"])).groupby("economy").sum()
    published = trade_tables.world_economies().set_index("economy")["gdp_usd"] / 1e6
    for economy in ("USA", "MEX", "CAN", "CHN"):
        assert gdp[economy] == pytest.approx(published[economy], rel=1e-4)
    final = base.final_demand.groupby("economy")["value"].sum()
    assert final["USA"] - gdp["USA"] == pytest.approx(580_643, rel=1e-3)  # the deficit of 2018


def test_tariffs() -> None:
    tariffs = trade_tables.sector_base().tariffs
    assert len(tariffs) == 24 * 23 * 13
    assert tariffs["tariff"].between(0, 0.3).all()
    cells = tariffs.set_index(["importer", "exporter", "sector"])["tariff"].sort_index()
    assert (cells["USA", "MEX"] == 0).all()
    assert cells["USA", "CHN", "TEX"] == pytest.approx(0.088174)
    assert cells["MEX", "CHN", "PET"] == cells["MEX", "CHN", "CHE"]
    assumed = tariffs[tariffs["basis"] == "assumed"]
    assert set(assumed["importer"]) & set(assumed["exporter"]) >= {"IDN"}
    assert ((assumed["importer"] == "IDN") | (assumed["exporter"] == "IDN")).all()


def test_elasticities_name_their_paper() -> None:
    papers = trade_tables.elasticity_papers()
    assert next(iter(papers)) == trade_tables.DEFAULT_PAPER == "lashkaripour_lugovskyy_2023"
    for paper in papers:
        table = trade_tables.sector_elasticities(paper)
        assert len(table) == 20
        assert (table["elasticity"] > 0).all()
        assert set(table["source"]) == {paper}
        assert (table["elasticity"] * table["scale_elasticity"].fillna(0) < 1).all()
    parro = trade_tables.sector_elasticities("caliendo_parro_2015").set_index("sector")["elasticity"]
    assert (parro["MAC"], parro["PET"], parro["BUS"]) == (1.45, 64.85, 8.22)
    assert 3.28 < parro["MET"] < 6.99
    default = trade_tables.sector_elasticities().set_index("sector")
    assert default.loc["TRA", ["elasticity", "scale_elasticity"]].tolist() == [2.81, 0.13]
    with pytest.raises(InputError, match="`caliendo` names no paper"):
        trade_tables.sector_elasticities("caliendo")


def test_state_shares() -> None:
    shares = trade_tables.us_state_shares()
    assert np.allclose(shares.sum(axis=1), 1.0)
    assert {"01", "87"} <= set(shares.index)
    assert {"TX", "MI", "CA", "DU"} <= set(shares.columns)
    assert shares.loc["87", "MI"] > 0.2
    assert "errs by about 15 percent" in (trade_tables.us_state_shares.__doc__ or "")
    assert "errs" in data.sources()["us_states_estimate"].what_was_done


def test_tables_are_copies() -> None:
    for table, column in ((trade_tables.world_goods(), "value_usd"), (trade_tables.sector_base().trade, "value")):
        table[column] = 0
    states = trade_tables.us_state_shares()
    states.loc[:, :] = 0.0
    assert trade_tables.world_goods()["value_usd"].sum() > 0
    assert trade_tables.sector_base().trade["value"].sum() > 0
    assert trade_tables.us_state_shares().to_numpy().sum() > 0


def test_every_row_has_a_known_source_and_every_source_is_used() -> None:
    used = set(trade_tables.world_goods()["source"]) | set(trade_tables.world_economies()["source"])
    for paper in trade_tables.elasticity_papers():
        used |= {each.id for each in trade_tables.sector_base(paper).sources}
    used.add("us_states_estimate")
    known = data.sources()
    assert used <= set(known)


def test_the_tables_are_small() -> None:
    assert sum((FOLDER / name).stat().st_size for name in FILES) < 450_000


HEADER = "economy,FOO,source\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER + "MEX,-1,world_links\n", "line 2, col 5  FOO: -1 is below 0. Figures here are 0 or more."),
        (HEADER + "MEX,few,world_links\n", "line 2, col 5  FOO: `few` is no finite number. Write digits."),
        (HEADER + "MEX,inf,world_links\n", "line 2, col 5  FOO: `inf` is no finite number. Write digits."),
        (HEADER + "MEX,1,world_link\n", "source: `world_link` names no source. Did you mean `world_links`?"),
        (HEADER + "MEX,1,world_links\nMEX,2,world_links\n", "line 3, col 1  economy: MEX stands twice. Keep one row."),
        (HEADER + ",1,world_links\n", "line 2, col 1  economy: the cell is empty. Every row has its labels."),
        ("economy,source\nMEX,world_links\n", "the header is wrong."),
    ],
)
def test_what_the_reader_refuses(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        trade_tables.read_wide(text, "made.csv", ("economy",), ("FOO",), ("source",))
    assert str(caught.value).startswith("made.csv: ")
    assert said in str(caught.value)


@pytest.fixture
def tampered(monkeypatch: pytest.MonkeyPatch):
    """Reads the shipped tables anew with one text changed, and forgets that afterwards."""
    cached = [each for each in vars(trade_tables).values() if hasattr(each, "cache_clear")]
    plain = trade_tables.table_text

    def change(name: str, old: str, new: str) -> None:
        text = plain(name)
        assert old in text
        changed = text.replace(old, new, 1)
        monkeypatch.setattr(trade_tables, "table_text", lambda each: changed if each == name else plain(each))
        for each in own:
            each.cache_clear()

    own = [each for each in cached if each.__module__ == trade_tables.__name__]
    yield change
    monkeypatch.undo()
    for each in own:
        each.cache_clear()


def test_tables_that_do_not_fit_together_are_refused(tampered) -> None:
    tampered("world_2018_flows.csv", "USA,AGR,506349,", "USA,AGR,706349,")
    with pytest.raises(InputError, match=r"supply and use differ by .*Build the tables anew"):
        trade_tables.sector_base()


def test_a_lost_label_is_refused(tampered) -> None:
    tampered("world_2018_final.csv", "\nMEX,", "\nMXE,")
    with pytest.raises(InputError, match=r"economy: `MXE` is not known\. Did you mean `MEX`\?"):
        trade_tables.sector_base()
