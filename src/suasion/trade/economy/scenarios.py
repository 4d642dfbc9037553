"""Tariffs of well-known questions: announced rates, retaliation in kind, optimal tariffs, a region's trade war.

Answers: which rate each country charges on whom. `economy` says what follows.

Two kinds of optimal tariffs stand here. The formulas of the source (`formula_tariff`, `formula_retaliation`) hold for
a country against one large rest of the world, with other countries' wages given. `best_uniform_tariff` searches the
solved economy itself and needs no such thing.

Source: Ignatenko et al. (2025), J. Int. Economics; the announced rates of 2 April 2025 are the user's to give.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from suasion.errors import InputError, Problem, known_words
from suasion.trade.economy.economy import Economy
from suasion.trade.economy.parameters import EconomyParameters, Rebate

FloatArray = NDArray[np.float64]

FLOOR = 0.10  # rate of 2 April 2025 for whoever is named with less
FINE = 1e-4  # a best tariff is found to a hundredth of a percentage point


@dataclass(frozen=True)
class Scenario:
    """A question ready to be solved: `scenario.economy.solve(scenario.tariffs, rebate=scenario.rebate)`.

    Attributes
    ----------
    economy : Economy
    tariffs : DataFrame (origin, destination)  ad-valorem rates
    rebate : 'lump-sum' or 'income-tax'
    """

    economy: Economy
    tariffs: pd.DataFrame
    rebate: Rebate


def charged_by(economy: Economy, country: str, rates: pd.Series | float) -> pd.DataFrame:
    """Tariffs of one country on all others.

    Parameters
    ----------
    economy : Economy
    country : str                          who charges
    rates : Series by origin, or float     ad-valorem rates; origins not named pay nothing

    Returns
    -------
    DataFrame (origin, destination)        0 everywhere else

    Raises
    ------
    InputError                             if a country is unknown
    """
    tariffs = _none(economy)
    _known(economy, [country])
    if isinstance(rates, pd.Series):
        named = rates.drop(country, errors="ignore")
        _known(economy, named.index)
        tariffs.loc[named.index, country] = named
    else:
        tariffs.loc[tariffs.index != country, country] = float(rates)
    return tariffs


def charged_on(economy: Economy, country: str, rates: pd.Series | float) -> pd.DataFrame:
    """Tariffs of all others on one country's goods, as `charged_by`; `rates` by who charges."""
    return _turned(charged_by(economy, country, rates))


def answered(tariffs: pd.DataFrame) -> pd.DataFrame:
    """Every tariff met by an equal one."""
    return tariffs + _turned(tariffs)


def formula_tariff(economy: Economy, country: str, against: str = "spending") -> float:
    """A country's best uniform tariff by the source's formula.

    t = 1 / ((1 + eps d) phi - 1), where d weighs, over partners, the part of the country's exports that meets
    competition, by what it buys abroad.

    Parameters
    ----------
    economy : Economy
    country : str
    against : 'spending' or 'income'       what own sales are taken from in the weight: the source uses spending where
                                           nobody retaliates and income where all do

    Raises
    ------
    InputError                             if the country is unknown or buys nothing abroad
    """
    at = _position(economy, country)
    world = economy.world
    keep = 1.0 - world.margin_share
    meets = world.flows[at] * keep * (1.0 - world.shares[at])
    total = (world.spending if against == "spending" else world.income)[at]
    abroad = keep[at] * (total - world.flows[at, at])
    if not abroad > 0:
        raise InputError("", f"`{country}` buys nothing abroad; it has no best tariff.")
    return _best(economy, (meets.sum() - meets[at]) / abroad, at)


def formula_retaliation(economy: Economy, country: str) -> pd.Series:
    """Best tariffs of all others together on one country's goods by the source's formula: Series by who charges."""
    at = _position(economy, country)
    world = economy.world
    there = np.arange(len(economy.countries)) == at
    region = np.stack([~there, there]).astype(float)
    goods = region @ world.flows @ region.T
    shares = goods / goods.sum(axis=0)
    keep = 1.0 - np.array([_weighted(world.margin_share, ~there), world.margin_share[at]])
    income = region @ world.income
    weight = goods[0, 1] * keep[1] * (1.0 - shares[0, 1]) / (keep[0] * (income[0] - goods[0, 0]))
    others = [other for other in range(len(there)) if other != at]
    return pd.Series(
        [_best(economy, weight, other) for other in others],
        index=pd.Index([economy.countries[other] for other in others], name="destination"),
    )


def best_uniform_tariff(
    economy: Economy,
    country: str,
    *,
    rebate: Rebate = "lump-sum",
    closure: str | pd.Series = "fixed",
    answer: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
    most: float = 2.0,
) -> tuple[float, float]:
    """The uniform tariff that serves a country best in the solved economy, and its welfare then.

    Parameters
    ----------
    economy : Economy
    country : str
    rebate, closure                        as `Economy.solve`
    answer : function or None              how others respond to its tariffs, for instance `answered`
    most : float                           largest rate tried, above 0

    Returns
    -------
    (float, float)                         ad-valorem rate, to a hundredth of a percentage point, and welfare_pct; a
                                           rate within that of `most` means that the best lies there or beyond

    Raises
    ------
    InputError                             if the country is unknown or `most` is out of range
    """
    _known(economy, [country])
    if not 0 < most <= 100:
        raise InputError("most", f"is out of range. Got {most:g}; allowed above 0 to 100.")
    low, high = 0.0, most
    while True:
        rates = np.linspace(low, high, 33)
        tariffs = [charged_by(economy, country, float(rate)) for rate in rates]
        if answer is not None:
            tariffs = [answer(each) for each in tariffs]
        solved = economy.solve_many({f"{at}": each for at, each in enumerate(tariffs)}, rebate=rebate, closure=closure)
        welfare = solved["welfare_pct"].sel(country=country).to_numpy()
        best = int(np.nanargmax(welfare))
        if rates[1] - rates[0] < FINE:
            return float(rates[best]), float(welfare[best])
        low, high = rates[max(best - 1, 0)], rates[min(best + 1, len(rates) - 1)]


def liberation_day(
    name: str, flows: pd.DataFrame, income: pd.Series, announced: pd.Series, europe: Iterable[str]
) -> Scenario:
    """A scenario of the source by name; revenue lowers income tax there, but for `lump_sum`.

    Parameters
    ----------
    name : str                             one of `LIBERATION_DAY`
    flows, income                          as `Economy.from_tables`
    announced : Series by country          rates of 2 April 2025
    europe : iterable of str               members of the European Union

    Raises
    ------
    InputError                             if the name is unknown or a table can not be used
    """
    if name not in LIBERATION_DAY:
        raise InputError("scenario", f"`{name}` names none. {known_words(name, LIBERATION_DAY)}")
    links = name.startswith("io_")
    parameters = EconomyParameters(own_sales="published")
    if links:
        parameters = dataclasses.replace(parameters, value_added_share=0.49, numeraire="wages")
    if name == "ustr_phitilde025":
        parameters = dataclasses.replace(parameters, pass_through=0.25)
    economy = Economy.from_tables(flows, income, parameters)
    ustr = charged_by(economy, "USA", announced.clip(lower=FLOOR))
    rebate: Rebate = "income-tax"
    tariffs = ustr
    match name.removeprefix("io_"):
        case "lump_sum":
            rebate = "lump-sum"
        case "ek":
            economy = economy.without_margins()
        case "ustr_eps8":
            economy = economy.varied(trade_elasticity=8.0)
        case "reciprocal":
            tariffs = answered(ustr)
        case "ustr_optret":
            tariffs = ustr + charged_on(economy, "USA", formula_retaliation(economy, "USA"))
        case "us_optimal":
            tariffs = charged_by(economy, "USA", formula_tariff(economy, "USA"))
        case "opt_optret":
            tariffs = charged_by(economy, "USA", formula_tariff(economy, "USA", "income"))
            tariffs = tariffs + charged_on(economy, "USA", formula_retaliation(economy, "USA"))
        case "regional_chn" | "regional_chn108" | "regional_chn_eu":
            rates = pd.Series(FLOOR, index=pd.Index(economy.countries))
            members = ["CHN", *(europe if name == "regional_chn_eu" else ())]
            rates[members] = 1.08 if name == "regional_chn108" else ustr["USA"][members]
            tariffs = answered(charged_by(economy, "USA", rates))
        case step if step.startswith("mex"):
            rate = int(step.removeprefix("mex").removesuffix("_mirror")) / 100.0
            tariffs = charged_by(economy, "USA", pd.Series({"MEX": rate}))
            tariffs = answered(tariffs) if step.endswith("_mirror") else tariffs
    return Scenario(economy, tariffs, rebate)


LIBERATION_DAY = (
    "ustr", "lump_sum", "us_optimal", "reciprocal", "opt_optret", "ustr_optret", "ek", "ustr_eps8", "ustr_phitilde025",
    "regional_chn", "regional_chn108", "regional_chn_eu",
    *(f"mex{rate}{mirror}" for rate in (5, 10, 15, 20, 25) for mirror in ("", "_mirror")),
    "io_ustr", "io_reciprocal",
)  # fmt: skip


def _best(economy: Economy, weight: float, at: int) -> float:
    response = economy.elasticities
    return float(1.0 / ((1.0 + response.trade.item() * weight) * response.tariff[0, at] - 1.0))


def _weighted(margin: FloatArray, others: NDArray[np.bool_]) -> float:
    """The margin of the others; one value in the source, their mean otherwise."""
    return float(margin[others].mean())


def _turned(tariffs: pd.DataFrame) -> pd.DataFrame:
    """Who is charged and who charges, exchanged."""
    return pd.DataFrame(tariffs.to_numpy().T, index=tariffs.index, columns=tariffs.columns)


def _none(economy: Economy) -> pd.DataFrame:
    labels = list(economy.countries)
    return pd.DataFrame(
        np.zeros((len(labels), len(labels))),
        index=pd.Index(labels, name="origin"),
        columns=pd.Index(labels, name="destination"),
    )


def _known(economy: Economy, countries: Iterable[str]) -> None:
    problems = [
        Problem(
            0, 0, "country", f"`{country}` names no country of the economy. {known_words(country, economy.countries)}"
        )
        for country in countries
        if country not in economy.countries
    ]
    if problems:
        raise InputError("tariffs", problems)


def _position(economy: Economy, country: str) -> int:
    _known(economy, [country])
    return economy.countries.index(country)
