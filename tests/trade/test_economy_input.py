"""Tables, tariffs and parameters that can not be used are refused with every problem; never a silent number."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from suasion.errors import InputError
from suasion.trade.economy.economy import Economy
from suasion.trade.economy.parameters import EconomyParameters, SellerMargins
from suasion.trade.economy.scenarios import best_uniform_tariff, charged_by, formula_tariff, liberation_day
from suasion.trade.economy.tariffs import MOST_LINES, lines_of, read_scenarios, read_tariffs

NAMES = ["ASH", "BIR", "CED"]
PLAIN = EconomyParameters(margins=0.1)


def flows() -> pd.DataFrame:
    return pd.DataFrame([[0.0, 2.0, 1.0], [1.0, 0.0, 2.0], [2.0, 1.0, 0.0]], NAMES, NAMES)


def income() -> pd.Series:
    return pd.Series([20.0, 30.0, 40.0], NAMES)


def economy() -> Economy:
    return Economy.from_tables(flows(), income(), PLAIN)


def said(call: object, *arguments: object, **named: object) -> str:
    with pytest.raises(InputError) as error:
        call(*arguments, **named)  # type: ignore[operator]
    return str(error.value)


def test_all_problems_of_the_tables_at_once() -> None:
    bad = flows()
    bad.loc["ASH", "BIR"], bad.loc["BIR", "CED"] = -2.0, np.nan
    earned = income().rename({"CED": "CEDD"})
    assert said(Economy.from_tables, bad, earned, PLAIN) == (
        "economy: 4 problems\n"
        "  ASH to BIR: the flow is negative. Got -2.\n"
        "  BIR to CED: the flow is no number. Write 0 where nothing is traded. Got nan.\n"
        "  income: `CEDD` has no row in flows. Did you mean `CED`? Known: ASH, BIR, CED\n"
        "  income: `CED` is missing. Add it."
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda f, y: (f.drop(columns="CED"), y), "flows: 1 problem\n  destination: `CED` is missing. Add it."),
        (lambda f, y: (f.set_axis(["ASH", "BIR", "BIR"]), y), "origin: `BIR` stands there twice. Keep one."),
        (lambda f, y: (f.iloc[:1, :1], y), "an economy has at least 2 countries. Got 1."),
        (lambda f, y: (f, y * [1, 0, 1]), "BIR: income is 0. Allowed above 0."),
        (lambda f, y: (f, y * [1, 1, np.nan]), "CED: income is nan. Allowed above 0."),
        (lambda f, y: (f.astype(object).replace(2.0, "two"), y), "holds text where a number is wanted"),
        (lambda f, y: (f, None), "own sales (the diagonal) are all 0 and no income is given"),
        (lambda f, y: (f.to_numpy(), y), "flows are a DataFrame (origin, destination), income a Series by country."),
        (lambda f, y: (f + 20 * np.eye(3), y), "ASH: income 20, but its flows earn 23. Mend one, or leave out own"),
        (lambda f, y: (f * np.array([[0], [1], [1]]) + 5 * np.diag([0, 1, 1]), None), "ASH: makes and sells nothing."),
        (lambda f, y: (f * [0, 1, 1] + 5 * np.diag([0, 1, 1]), None), "ASH: buys nothing."),
    ],
)
def test_a_table_that_can_not_be_used(change: object, sentence: str) -> None:
    assert sentence in said(Economy.from_tables, *change(flows(), income()), PLAIN)  # type: ignore[operator]


def test_a_country_that_imports_more_than_it_spends_is_named() -> None:
    made = Economy.from_tables(flows() * 20, income(), PLAIN)
    assert "import more than they spend by this account" in made.notes[0]
    assert made.world.transfers.sum() == pytest.approx(0, abs=1e-9)


def test_parameters_out_of_range_are_all_named() -> None:
    text = said(
        EconomyParameters, trade_elasticity=0.0, scale_to_trade=1.0, labour_supply_elasticity=-1, pass_through=np.nan,
        value_added_share=0.0, margins=SellerMargins("ASH", 1.0, -0.1), numeraire="gold", own_sales="any",
    )  # fmt: skip
    assert text.splitlines()[0] == "parameters: 9 problems"
    assert "scale_to_trade: is out of range. Got 1; allowed from 0 to below 1." in text
    assert "pass_through: is no number. Got nan; allowed above 0 to 10." in text
    assert "margins.country_share: is out of range. Got 1; allowed from 0 to below 1." in text
    assert "numeraire: `gold` is no numeraire. Known: prices, wages" in text


def test_margins_that_name_nobody_or_can_not_be() -> None:
    assert "`USA` names no country of the economy" in said(Economy.from_tables, flows(), income())
    impossible = EconomyParameters(margins=SellerMargins("ASH", 0.95, 0.0))
    assert "no margins between 0 and 1" in said(Economy.from_tables, flows() * 5, income(), impossible)
    text = said(Economy.from_tables, flows(), income(), EconomyParameters(margins={"ASH": 0.1, "OAK": 0.1}))
    assert "`BIR` is missing" in text
    assert "`OAK` names no country" in text


@pytest.mark.parametrize(
    ("tariffs", "sentence"),
    [
        ({("ASH", "BIR"): -1.0}, "tariffs: 1 problem\n  ASH to BIR: -1 is -100 percent or below. Allowed above -1."),
        ({("ASH", "BIR"): np.nan}, "ASH to BIR: nan is no number. Give an ad-valorem rate; 0.05 is 5 percent."),
        ({("ASH", "BIR"): np.inf}, "ASH to BIR: inf is no number."),
        ({("ASH", "ASH"): 0.1}, "ASH to ASH: 0.1 is a rate on a country's own goods. Allowed 0."),
        ({("ASH", "BIRR"): 0.1}, "`BIRR` names no country of the economy. Did you mean `BIR`? Known: ASH, BIR, CED"),
        ({("ASH", "BIR"): "5%"}, "tariffs: ASH to BIR: '5%' is no number. 0.05 is 5 percent."),
        ({"ASH": 0.1}, "`ASH` is no pair of countries. Write (origin, destination)."),
        (flows().drop(index="ASH") * 0, "origin: `ASH` is missing. Add it."),
        (flows().rename(columns={"ASH": "BIR"}) * 0, "destination: `BIR` stands there twice. Keep one."),
        (
            pd.DataFrame({"origin": ["ASH"] * 2, "destination": ["BIR"] * 2, "rate_share": [0.1, 0.2]}),
            "ASH to BIR: is given twice. Keep one rate for each pair.",
        ),
        (xr.DataArray(np.zeros((3, 3)), dims=("a", "b")), "dimensions are ('a', 'b'); allowed (origin, destination)."),
        (0.1, "`float` is no table of tariffs."),
    ],
)
def test_tariffs_that_can_not_be_used(tariffs: object, sentence: str) -> None:
    assert sentence in said(economy().solve, tariffs)


def test_forms_of_the_same_tariffs_agree() -> None:
    square = flows() * 0
    square.loc["CED", "ASH"], square.loc["ASH", "BIR"] = 0.25, 0.1
    long = pd.DataFrame({"origin": ["CED", "ASH"], "destination": ["ASH", "BIR"], "rate_share": [0.25, 0.1]})
    cube = xr.DataArray(square.to_numpy(), {"origin": NAMES, "destination": NAMES}, ("origin", "destination"))
    forms = [square, square.loc[NAMES[::-1], ["CED", "ASH", "BIR"]], long, cube, cube.T, cube[::-1]]
    forms.append({("CED", "ASH"): 0.25, ("ASH", "BIR"): 0.1})
    for form in forms:
        assert (read_tariffs(form, NAMES) == square.to_numpy()).all()
        lines = lines_of(read_tariffs(form, NAMES))
        assert (lines.matrix(3) == square.to_numpy()).all()
    by_name = read_scenarios({"s": long}, NAMES)
    tall = read_scenarios(long.assign(scenario="s"), NAMES)
    stacked = read_scenarios(cube.expand_dims(scenario=["s"]).transpose("destination", "scenario", "origin"), NAMES)
    for read in (by_name, tall, stacked):
        assert (read["s"].matrix(3) == square.to_numpy()).all()


def test_touched_lines_hold_every_rate() -> None:
    draws = np.random.default_rng(1)
    for size, filled in ((4, 0.3), (30, 0.01), (30, 0.9)):
        rates = draws.uniform(0, 1, (size, size)) * (draws.random((size, size)) < filled)
        lines = lines_of(rates)
        assert (lines.matrix(size) == rates).all()
        assert len(lines.importers) + len(lines.exporters) <= MOST_LINES or len(lines.importers) == size


def test_scenarios_that_can_not_be_used() -> None:
    made = economy()
    cube = xr.DataArray(np.zeros((2, 3, 3)), dims=("scenario", "origin", "destination"))
    assert "origin: has no labels. Name the countries." in said(made.solve_many, cube)
    named = cube.assign_coords(origin=NAMES, destination=[*NAMES[:2], "OAK"], scenario=["a", "a"])
    text = said(made.solve_many, named)
    assert "`OAK` names no country" in text
    assert "`CED` is missing" in text
    assert "scenario `a` stands there twice" in said(made.solve_many, named.assign_coords(destination=NAMES))
    assert "there is no scenario" in said(made.solve_many, {})
    assert "wanted scenario, origin, destination, rate_share" in said(made.solve_many, flows())
    assert "tariffs of `x`: 1 problem" in said(made.solve_many, {"x": {("ASH", "BIR"): -2.0}})
    assert "dimensions are" in said(made.solve_many, cube.rename(scenario="draw"))


def test_settings_that_can_not_be_used() -> None:
    made = economy()
    assert "rebate: `lump` names none. Did you mean `lump-sum`?" in said(made.solve, {}, rebate="lump")
    assert "closure: `open` names none" in said(made.solve, {}, closure="open")
    assert "tolerance: is out of range" in said(made.solve, {}, tolerance=1e-14)
    off = pd.Series([1.0, 0.0, 0.0], NAMES)
    text = said(made.solve, {}, closure=off)
    assert text.startswith("closure: transfers sum to 1, 1.11% of world income; no equilibrium exists.")
    assert "`CED` is missing" in said(made.solve, {}, closure=off[:2])
    assert "`OAK` names no country" in said(made.solve, {}, closure=pd.Series(0.0, [*NAMES, "OAK"]))
    assert "a transfer is no number" in said(made.solve, {}, closure=off * np.nan)
    table = pd.DataFrame({"trade_elasticity": [4.0, -1.0]}, ["a", "b"])
    two = {"a": {}, "b": {}}
    assert "trade_elasticity: is out of range. Got -1" in said(made.solve_many, two, elasticities=table)
    assert "`b` is missing" in said(made.solve_many, two, elasticities=table[:1])
    assert "`sigma` can not vary" in said(made.solve_many, two, elasticities=table.rename(columns=lambda _: "sigma"))


def test_changes_of_an_economy_that_can_not_be() -> None:
    made = economy()
    assert "trade_elasticity: is out of range. Got 0; allowed above 0." in said(made.varied, trade_elasticity=0)
    assert "labour_supply_elasticity: is out of range. Got -1; allowed 0 or more." in said(
        made.varied, labour_supply_elasticity=-1
    )
    assert "numeraire: `gold`" in said(made.varied, numeraire="gold")
    assert "`OAK` names no country" in said(made.transfers_without, "OAK")
    assert "holds no flows" in said(made.rebased, made.solve({}))
    assert "has tariffs of its own" in said(made.rebased, made.solve(charged_by(made, "ASH", 0.1), flows=True))


def test_questions_that_name_nobody() -> None:
    made = economy()
    assert "`OAK` names no country" in said(charged_by, made, "OAK", 0.1)
    assert "`OAK` names no country" in said(charged_by, made, "ASH", pd.Series({"OAK": 0.1}))
    assert "`OAK` names no country" in said(formula_tariff, made, "OAK")
    assert "most: is out of range" in said(best_uniform_tariff, made, "ASH", most=0.0)
    assert "Did you mean `mex25`?" in said(liberation_day, "mex26", flows(), income(), income(), [])
