"""What a change of trade costs does to countries that only exchange what they have: structural gravity.

Answers: factory-gate prices, consumer prices and real output after a change of trade costs (an agreement, a border), in
an economy of endowments with one sector. Costs only: it knows no tariff and no revenue; `economy` does.

Two closures. `shares="true"` lets outputs and spending move with prices, as the endowment equilibrium demands.
`shares="fixed"` keeps every country's share of world output and spending as it was, which is what the package
gegravity reports as its general equilibrium; it is there for comparison.

Sources: Anderson and van Wincoop (2003), American Economic Review 93; Yotov et al. (2016), An Advanced Guide to Trade
Policy Analysis, WTO, chapter 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from suasion.errors import InputError, Problem
from suasion.trade.economy.tariffs import SHOWN, label_problems, numbers, square, unknown_labels
from suasion.trade.fixed_point import Map, NotConvergedError, chord, fixed_points

FloatArray = NDArray[np.float64]
Shares = Literal["true", "fixed"]

TOLERANCE = 1e-12


@dataclass(frozen=True, eq=False)
class Gravity:
    """Countries, what they make and spend, and the openness of each pair before the change.

    Attributes
    ----------
    countries : tuple of str
    output, spending : array (country,)    of one currency a year; above 0. Not equal sums are allowed: data rarely
                                           have them, and only shares enter
    openness : array (origin, destination) trade costs to the power 1 - sigma, above 0
    sigma : float                          elasticity of substitution, above 1
    """

    countries: tuple[str, ...]
    output: FloatArray
    spending: FloatArray
    openness: FloatArray
    sigma: float

    @classmethod
    def from_tables(cls, openness: pd.DataFrame, output: pd.Series, spending: pd.Series, sigma: float) -> Gravity:
        """Join tables on their labels.

        Raises
        ------
        InputError                         with all problems: labels missing, unknown or given twice; a number that is
                                           none or not above 0; sigma not above 1
        """
        countries = tuple(str(label) for label in openness.index)
        repeated = label_problems(openness.index, (), "origin")
        if repeated:
            raise InputError("openness", repeated)
        matrix = square(openness, countries, "openness")
        columns, problems = [], []
        for name, series in (("output", output), ("spending", spending)):
            wrong = unknown_labels(series.index, countries, name) + label_problems(series.index, countries, name)
            problems += wrong
            if wrong:
                continue
            values = numbers(series.set_axis(series.index.astype(str)).loc[list(countries)], name)
            columns.append(values)
            bad = [country for country, value in zip(countries, values, strict=True) if not 0 < value < np.inf]
            problems += [Problem(0, 0, f"{name} of {each}", "is no number above 0.") for each in bad[:SHOWN]]
        if not (np.isfinite(matrix) & (matrix > 0)).all():
            problems.append(Problem(0, 0, "openness", "holds a value that is no number above 0. Mend the table."))
        if not 1 < sigma < np.inf:
            problems.append(Problem(0, 0, "sigma", f"is out of range. Got {sigma!r}; allowed above 1."))
        if problems:
            raise InputError("gravity", problems)
        return cls(countries, columns[0], columns[1], matrix, sigma)

    def solve(self, openness: pd.DataFrame, *, shares: Shares = "true", reference: str | None = None) -> xr.Dataset:
        """The change when trade costs become those of another table.

        Parameters
        ----------
        openness : DataFrame (origin, destination)
                                           trade costs to the power 1 - sigma after the change
        shares : 'true' or 'fixed'         see the module
        reference : str or None            country whose consumer prices fix the level before and after; None: the first

        Returns
        -------
        Dataset (country)                  price_pct (factory gate), imr_pct (consumer prices), rgdp_pct (real output);
                                           residual (logs) and iterations

        Raises
        ------
        InputError                         if the table or a setting can not be used
        NotConvergedError                  if no equilibrium is found
        """
        if shares not in ("true", "fixed"):
            raise InputError("shares", f"`{shares}` names none. Known: true, fixed")
        if reference is not None and reference not in self.countries:
            raise InputError("reference", f"`{reference}` names no country.")
        at = 0 if reference is None else self.countries.index(reference)
        new = square(openness, self.countries, "openness")
        if not (np.isfinite(new) & (new > 0)).all():
            raise InputError("openness", "holds a value that is no number above 0. Mend the table.")
        made, bought = self.output / self.output.sum(), self.spending / self.spending.sum()
        inward, outward, first = _resistances(self.openness, made, bought, at)
        gate = made / outward  # beta p^(1 - sigma), fixed by tastes
        elasticity = 1.0 - self.sigma
        if shares == "fixed":
            new_inward, new_outward, second = _resistances(new, made, bought, at, inward)
            price = (made / (gate * new_outward)) ** (1.0 / elasticity)
        else:
            price, new_inward, second = self._endowment(new, gate, at)
        consumer = (new_inward / inward) ** (1.0 / elasticity)
        variables = {
            "price_pct": (price - 1.0, "Factory-gate price, percent"),
            "imr_pct": (consumer - 1.0, "Consumer prices (inward multilateral resistance), percent"),
            "rgdp_pct": (price / consumer - 1.0, "Real output, percent"),
        }
        data = {name: ("country", 100.0 * values, {"description": text}) for name, (values, text) in variables.items()}
        about = {"shares": shares, "sigma": self.sigma, "reference": self.countries[at]}
        runs = {"residual": max(first[0], second[0]), "iterations": first[1] + second[1]}
        return xr.Dataset(data | runs, {"country": list(self.countries)}, about)

    def _endowment(self, openness: FloatArray, gate: FloatArray, at: int) -> tuple[FloatArray, FloatArray, Run]:
        """Prices at which every country sells what it has: (price, inward resistance, run).

        The map is goods market clearing solved for the origin's own price:
        p_i Q_i = gate_i p_i^(1 - sigma) sum_j t_ij E_j p_j / A_j, with A_j = sum_i gate_i p_i^(1 - sigma) t_ij.
        """
        elasticity, made = 1.0 - self.sigma, self.output / self.output.sum()

        def inward(price: FloatArray) -> FloatArray:
            sums: FloatArray = (gate * price**elasticity) @ openness
            return sums

        def step(x: FloatArray) -> FloatArray:
            price = np.exp(x)
            spent = price * self.spending
            spent *= (price @ self.output / spent.sum(axis=1))[:, None]
            sold = gate * ((spent / inward(price)) @ openness.T)
            new = np.log(sold / self.output) / self.sigma
            level: FloatArray = np.log(np.exp(new) @ made)
            return np.asarray(new - level[:, None])

        logs, run = _solved(step, np.zeros(len(gate)), "prices")
        price = np.exp(logs)
        offers = inward(price[None])[0]
        base = (gate @ self.openness)[at]
        # the reference country's consumer prices stay: the level of all prices is free
        price = price * (base / offers[at]) ** (1.0 / elasticity)
        return price, inward(price[None])[0] / base, run


Run = tuple[float, int]


def _resistances(
    openness: FloatArray, made: FloatArray, bought: FloatArray, at: int, start: FloatArray | None = None
) -> tuple[FloatArray, FloatArray, Run]:
    """Inward and outward resistance to the power 1 - sigma, inward of the reference 1: (A, O, run).

    A_j = sum_i t_ij y_i / O_i and O_i = sum_j t_ij e_j / A_j.
    """

    def step(x: FloatArray) -> FloatArray:
        outward = (bought / np.exp(x)) @ openness.T
        new: FloatArray = np.log((made / outward) @ openness)
        return new - new[:, [at]]

    logs, run = _solved(step, np.zeros(len(made)) if start is None else np.log(start), "resistances")
    inward = np.exp(logs)
    return inward, openness @ (bought / inward), run


def _solved(step: Map, start: FloatArray, what: str) -> tuple[FloatArray, Run]:
    found = fixed_points(step, start[None], chord(step, start), tolerance=TOLERANCE)
    run = float(found.residual[0]), int(found.iterations[0])
    if not found.converged[0]:
        raise NotConvergedError(f"The {what} of the gravity model did not settle. Try smaller changes.", *run)
    return found.values[0], run


def openness_of(table: pd.DataFrame, coefficients: Mapping[str, float], constant: float = 0.0) -> pd.DataFrame:
    """Openness of pairs from estimated coefficients: exp(constant + sum of coefficient times column).

    Parameters
    ----------
    table : DataFrame                      columns exporter, importer and one for each coefficient
    coefficients : mapping                 by column, of a regression of trade
    constant : float

    Returns
    -------
    DataFrame (origin, destination)

    Raises
    ------
    InputError                             if a column is missing or a pair stands twice
    """
    missing = [name for name in ("exporter", "importer", *coefficients) if name not in table]
    if missing:
        raise InputError("gravity", f"columns {', '.join(missing)} are missing.")
    pairs = table[["exporter", "importer"]]
    if pairs.duplicated().any():
        one, two = pairs[pairs.duplicated()].iloc[0]
        raise InputError("gravity", f"the pair {one} to {two} stands twice. Keep one row, for instance one year.")
    logs = constant + sum(coefficient * table[name] for name, coefficient in coefficients.items())
    made = table.assign(openness=np.exp(logs)).pivot(index="exporter", columns="importer", values="openness")
    return made.rename_axis(index="origin", columns="destination")
