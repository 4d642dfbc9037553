"""How many of a group do something, in one go: binomial and Poisson numbers, exact, from counted random words.

A number depends on nothing but its arguments: the word says which random numbers it uses. Counts are doubles that hold
whole numbers (exact up to 2^53), so that the expected-value mode runs through the same code with real ones.

Sources: inversion by sequential search (Devroye 1986, ch. X.4); transformed rejection with squeeze, BTRS (Hormann
1993, J. Stat. Comput. Simul. 46) for the binomial and PTRS (Hormann 1993, Insurance: Math. & Econ. 12) for the Poisson
distribution. Neither uses a normal approximation.
"""

from __future__ import annotations

import math

import numpy as np

from suasion.jit import lean
from suasion.movement.kernels import NEXT, mixed, unit

ONE_BY_ONE = 7.0  # up to here it is cheaper to ask each person
_INVERTED = 10.0  # BTRS and PTRS need a mean of at least this


@lean
def binomial(people: float, chance: float, word: np.uint64) -> float:
    """How many of `people` (whole, >= 0) succeed, each with `chance`; chances outside 0 to 1 count as 0 or 1."""
    if chance <= 0.0 or people <= 0.0:
        return 0.0
    if chance >= 1.0:
        return people
    rare = min(chance, 1.0 - chance)
    if people <= ONE_BY_ONE:
        found = 0.0
        while people > 0.0:
            people -= 1.0
            word += NEXT
            if unit(mixed(word)) < chance:
                found += 1.0
        return found
    found = _searched(people, rare, word) if people * rare < _INVERTED else _rejected(people, rare, word)
    return found if chance <= 0.5 else people - found


@lean
def _searched(people: float, chance: float, word: np.uint64) -> float:
    """A binomial number by sequential search, for a mean below 10."""
    none = math.exp(people * math.log1p(-chance))
    odds = chance / (1.0 - chance)
    while True:
        word += NEXT
        left, mass, found = unit(mixed(word)), none, 0.0
        # more than 120 at a mean below 10 has a chance below 1e-80; rounding alone leads there: search again
        while left >= mass and found < min(people, 120.0):
            left -= mass
            found += 1.0
            mass *= odds * (people - found + 1.0) / found
        if left < mass:
            return found


@lean
def _rejected(people: float, chance: float, word: np.uint64) -> float:
    """A binomial number by transformed rejection (BTRS), for a mean of at least 10 and a chance up to 1/2."""
    spread = math.sqrt(people * chance * (1.0 - chance))
    wide = 1.15 + 2.53 * spread
    narrow = -0.0873 + 0.0248 * wide + 0.01 * chance
    middle = people * chance + 0.5
    accepted = 0.92 - 4.2 / wide
    while True:
        word += NEXT
        across = unit(mixed(word)) - 0.5
        word += NEXT
        height = unit(mixed(word))
        edge = 0.5 - abs(across)
        if edge <= 0.0 or height <= 0.0:
            continue
        found = math.floor((2.0 * narrow / edge + wide) * across + middle)
        if edge >= 0.07 and height <= accepted:
            return found
        if found < 0.0 or found > people:
            continue
        odds = chance / (1.0 - chance)
        mode = math.floor((people + 1.0) * chance)
        scaled = math.log(height * (2.83 + 5.1 / wide) * spread / (narrow / (edge * edge) + wide))
        bound = (
            (mode + 0.5) * math.log((mode + 1.0) / (odds * (people - mode + 1.0)))
            + (people + 1.0) * math.log((people - mode + 1.0) / (people - found + 1.0))
            + (found + 0.5) * math.log(odds * (people - found + 1.0) / (found + 1.0))
            + _stirling(mode)
            + _stirling(people - mode)
            - _stirling(found)
            - _stirling(people - found)
        )
        if scaled <= bound:
            return found


@lean
def _stirling(number: float) -> float:
    """What Stirling's formula for the logarithm of `number`! leaves out, in the form that BTRS uses."""
    if number < 10.0:
        return math.lgamma(number + 1.0) - (
            0.9189385332046727 + (number + 0.5) * math.log(number + 1.0) - (number + 1.0)
        )
    above = number + 1.0
    square = above * above
    return (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / 1260.0 / square) / square) / above


@lean
def part(people: float, chance: float, word: np.uint64, expected: bool) -> float:
    """How many of `people` do something with `chance` each: drawn, or the mean."""
    if expected:
        return people * min(max(chance, 0.0), 1.0)
    return binomial(people, chance, word)


@lean
def poisson(mean: float, word: np.uint64) -> float:
    """A Poisson number, whole and >= 0."""
    if mean <= 0.0:
        return 0.0
    if mean < _INVERTED:
        none = math.exp(-mean)
        while True:
            word += NEXT
            left, mass, found = unit(mixed(word)), none, 0.0
            while left >= mass and found < 120.0:
                left -= mass
                found += 1.0
                mass *= mean / found
            if left < mass:
                return found
    root, log_mean = math.sqrt(mean), math.log(mean)
    wide = 0.931 + 2.53 * root
    narrow = -0.059 + 0.02483 * wide
    inverse = 1.1239 + 1.1328 / (wide - 3.4)
    accepted = 0.9277 - 3.6224 / (wide - 2.0)
    while True:
        word += NEXT
        across = unit(mixed(word)) - 0.5
        word += NEXT
        height = unit(mixed(word))
        edge = 0.5 - abs(across)
        if edge <= 0.0 or height <= 0.0:
            continue
        found = math.floor((2.0 * narrow / edge + wide) * across + mean + 0.43)
        if edge >= 0.07 and height <= accepted:
            return found
        if found < 0.0 or (edge < 0.013 and height > edge):
            continue
        scaled = math.log(height * inverse / (narrow / (edge * edge) + wide))
        if scaled <= found * log_mean - mean - math.lgamma(found + 1.0):
            return found


@lean
def hypergeometric(own: float, others: float, taken: float, word: np.uint64) -> float:
    """How many of `own` are among `taken` people drawn without putting back from `own` + `others`; whole numbers.

    Inversion from the mode outwards: about as many steps as the number's standard deviation.
    """
    total = own + others
    lowest, highest = max(0.0, taken - others), min(own, taken)
    if lowest >= highest:
        return lowest
    mode = min(max(float(math.floor((taken + 1.0) * (own + 1.0) / (total + 2.0))), lowest), highest)
    top = math.exp(_log_ways(own, mode) + _log_ways(others, taken - mode) - _log_ways(total, taken))
    while True:
        word += NEXT
        left = unit(mixed(word)) - top
        if left < 0.0:
            return mode
        up, down, above, below = mode, mode, top, top
        while up < highest or down > lowest:
            if up < highest:
                above *= (own - up) / (up + 1.0) * ((taken - up) / (others - taken + up + 1.0))
                up += 1.0
                left -= above
                if left < 0.0:
                    return up
            if down > lowest:
                below *= down / (own - down + 1.0) * ((others - taken + down) / (taken - down + 1.0))
                down -= 1.0
                left -= below
                if left < 0.0:
                    return down
            if above + below < 1e-18:  # what rounding alone leaves over: search again
                break


@lean
def _log_ways(people: float, taken: float) -> float:
    """Logarithm of the number of ways to take some of the people."""
    return math.lgamma(people + 1.0) - math.lgamma(taken + 1.0) - math.lgamma(people - taken + 1.0)
