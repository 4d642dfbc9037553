"""From tables of trade and income to a one-sector world in balance with itself.

Goods trade is known for pairs of countries, a country's purchases from itself mostly not: they are what its spending
leaves once its imports are paid. Spending in turn is income plus the trade deficit.

Source: Ignatenko et al. (2025), J. Int. Economics, appendix; own sales as there with own_sales="published" only.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import root

from suasion.errors import InputError, Problem, known_words
from suasion.trade.economy.equilibrium import Elasticities, World
from suasion.trade.economy.parameters import EconomyParameters, SellerMargins
from suasion.trade.economy.tariffs import SHOWN, label_problems, numbers, square

FloatArray = NDArray[np.float64]

AGREE = 0.01  # given income and income implied by a complete table of flows may differ by this share


def elasticities_of(
    trade: FloatArray, scale_to_trade: FloatArray, labour: FloatArray, pass_through: FloatArray, margin: FloatArray
) -> Elasticities:
    """The elasticities of a world; the first four are arrays (scenario or 1,), `margin` is (country,).

    With entry of firms a margin m raises the response of trade to tariffs: exponent = pass-through +
    (1 + h) / ((1 - m) h) - 1 / h - 1, with h = trade / scale_to_trade; without scale the last three make m / (1 - m).
    """
    inverse = scale_to_trade / trade
    exponent = pass_through[:, None] + (1.0 + inverse[:, None]) / (1.0 - margin) - inverse[:, None] - 1.0
    return Elasticities(trade[:, None], inverse[:, None], labour[:, None], exponent)


def read_tables(flows: pd.DataFrame, income: pd.Series | None) -> tuple[tuple[str, ...], FloatArray, FloatArray | None]:
    """Labels, flows (origin, destination) and income (country,) in one order, checked for what needs no model.

    Raises
    ------
    InputError                             with all problems: labels missing or given twice, numbers missing or negative
    """
    if not isinstance(flows, pd.DataFrame) or not (income is None or isinstance(income, pd.Series)):
        raise InputError("economy", "flows are a DataFrame (origin, destination), income a Series by country.")
    countries = tuple(str(label) for label in flows.index)
    if len(countries) < 2:
        raise InputError("flows", f"an economy has at least 2 countries. Got {len(countries)}.")
    repeated = label_problems(flows.index, (), "origin")
    if repeated:
        raise InputError("flows", repeated)
    matrix = square(flows, countries, "flows")
    problems = []
    for bad, text in (
        (~np.isfinite(matrix), "is no number. Write 0 where nothing is traded"),
        (matrix < 0, "is negative"),
    ):
        for origin, destination in list(zip(*np.nonzero(bad), strict=True))[:SHOWN]:
            pair = f"{countries[origin]} to {countries[destination]}"
            problems.append(Problem(0, 0, pair, f"the flow {text}. Got {matrix[origin, destination]:g}."))
    earned = None
    if income is not None:
        labels = income.index.astype(str)
        unknown = [label for label in labels if label not in set(countries)]
        problems += [
            Problem(0, 0, "income", f"`{label}` has no row in flows. {known_words(label, countries)}")
            for label in unknown[:SHOWN]
        ]
        missing = label_problems(labels, countries, "income")
        problems += missing
        if not unknown and not missing:
            earned = numbers(income.set_axis(labels).loc[list(countries)], "income")
            bad = ~np.isfinite(earned) | (earned <= 0)
            problems += [
                Problem(0, 0, country, f"income is {value:g}. Allowed above 0.")
                for country, value in zip(countries, earned, strict=True)
                if not np.isfinite(value) or value <= 0
            ][:SHOWN]
    if problems:
        raise InputError("economy", problems)
    return countries, matrix, earned


def calibrate(
    countries: Sequence[str], flows: FloatArray, income: FloatArray | None, parameters: EconomyParameters
) -> tuple[World, tuple[str, ...]]:
    """A world whose flows, income and spending agree, and what had to be done to them in words.

    Parameters
    ----------
    countries : sequence of str
    flows : array (origin, destination)    goods trade; a diagonal of zeros is filled from income
    income : array (country,) or None      None needs a complete table of flows
    parameters : EconomyParameters

    Raises
    ------
    InputError                             if own sales are not known, a country makes or buys nothing, or a complete
                                           table of flows implies another income than the one given
    """
    goods = flows.copy()
    complete = bool(np.diagonal(goods).any())
    if not complete and income is None:
        raise InputError("flows", "own sales (the diagonal) are all 0 and no income is given. Give one of the two.")
    margin = _margins(countries, goods, income, parameters, complete)
    notes: list[str] = []
    if not complete and income is not None:
        own = _own_sales(goods, income, margin, parameters)
        none = [country for country, value in zip(countries, own, strict=True) if value < 0]
        if none:
            notes.append(
                f"{len(none)} of {len(countries)} countries import more than they spend by this account; their own "
                f"sales are set to 0 and their income to what trade implies: {', '.join(none)}"
            )
        np.fill_diagonal(goods, np.maximum(own, 0.0))
    world = World(goods, margin, parameters.value_added_share)
    _check_world(countries, world)
    if complete and income is not None:
        gap = world.income / income - 1.0
        worst = [at for at in np.argsort(-np.abs(gap)) if abs(gap[at]) > AGREE]
        if worst:
            raise InputError(
                "economy",
                [
                    Problem(
                        0,
                        0,
                        countries[at],
                        f"income {income[at]:g}, but its flows earn {world.income[at]:g}. "
                        "Mend one, or leave out own sales or income.",
                    )
                    for at in worst[:SHOWN]
                ],
            )
    return world, tuple(notes)


def _own_sales(goods: FloatArray, income: FloatArray, margin: FloatArray, parameters: EconomyParameters) -> FloatArray:
    """What countries sell at home, given goods traded between countries: array (country,).

    With value added b, margin m, imports M and exports net of the partners' margins G, income is
    b ((1 - m) own + G) + m (own + M), which gives own sales. The published account takes spending as
    income + (1 - m) (M - G) instead, by which income itself is not met again, and divides own sales by b.
    """
    share = parameters.value_added_share
    imports, exports = goods.sum(axis=0), goods @ (1.0 - margin)
    if parameters.own_sales == "published":
        own = (income + (1.0 - margin) * (imports - exports) - imports) / share
    else:
        own = (income - share * exports - margin * imports) / (share * (1.0 - margin) + margin)
    return np.asarray(own)


def _check_world(countries: Sequence[str], world: World) -> None:
    sold, bought = world.flows.sum(axis=1), world.spending
    problems = [
        Problem(0, 0, country, f"{what}. Leave the country out or add it to a region.")
        for values, what in ((sold, "makes and sells nothing"), (bought, "buys nothing"))
        for country, value in zip(countries, values, strict=True)
        if not value > 0
    ]
    if problems:
        raise InputError("economy", problems)


def _margins(
    countries: Sequence[str],
    flows: FloatArray,
    income: FloatArray | None,
    parameters: EconomyParameters,
    complete: bool,
) -> FloatArray:
    """Share of spending that pays for work at the destination: array (country,)."""
    wanted = parameters.margins
    if isinstance(wanted, Mapping):
        problems = label_problems(pd.Index(list(wanted)), countries, "margins")
        problems += [
            Problem(0, 0, "margins", f"`{name}` names no country of the economy. {known_words(name, countries)}")
            for name in wanted
            if name not in countries
        ]
        if problems:
            raise InputError("parameters", problems)
        return np.array([float(wanted[country]) for country in countries])
    if not isinstance(wanted, SellerMargins):
        return np.full(len(countries), float(wanted))
    if wanted.country not in countries:
        raise InputError(
            "parameters",
            f"margins: `{wanted.country}` names no country of the economy. {known_words(wanted.country, countries)}. "
            "Give another country, or one margin for all.",
        )
    there = np.array([country == wanted.country for country in countries])
    region = np.stack([~there, there]).astype(float)
    goods = region @ flows @ region.T
    earned = None if complete or income is None else region @ income
    others, own = _two_margins(goods, earned, wanted, parameters)
    return np.asarray(np.where(there, own, others))


def _two_margins(
    goods: FloatArray, income: FloatArray | None, wanted: SellerMargins, parameters: EconomyParameters
) -> FloatArray:
    """Margins of two regions from those of their sellers: array (2,), others first."""
    target = np.array([wanted.others_share, wanted.country_share])
    abroad = np.array([goods[0, 1], goods[1, 0]])
    within = np.diagonal(goods)
    # the published calibration of margins knows no input-output links
    plain = (
        dataclasses.replace(parameters, value_added_share=1.0) if parameters.own_sales == "published" else parameters
    )

    def gap(margin: FloatArray) -> FloatArray:
        home = within if income is None else within + _own_sales(goods, income, margin, plain)
        at_home = home / (home + abroad)
        found: FloatArray = at_home * margin + (1.0 - at_home) * margin[::-1] - target
        return found

    found = root(gap, target, tol=1e-14)
    margin = np.asarray(found.x, dtype=float)
    if np.abs(gap(margin)).max() > 1e-10 or margin.min() < 0 or margin.max() >= 1:
        raise InputError(
            "parameters",
            f"margins: no margins between 0 and 1 let sellers of {wanted.country} earn {wanted.country_share:g} and "
            f"others {wanted.others_share:g} of their sales. Give margins by country, or one for all.",
        )
    return margin
