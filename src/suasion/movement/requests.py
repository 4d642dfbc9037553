"""Closures and strengths as people write them on a command line: `A-B@120:200`, `A-B@120:200=0.4`.

`A-B` is a link, both ways; `A>B` one way (strengths only); a place alone is that place; days are from:to, the last one
open again, and an empty last day is the end of the run. Names may contain hyphens: the network decides.
"""

from __future__ import annotations

import re

from suasion.errors import InputError, known_words
from suasion.movement.network import NEVER, Closure, Network, Strength
from suasion.movement.validation import shown

_DAYS = re.compile(r"^(?P<what>.+?)@(?P<first>\d{1,6})(?P<colon>:(?P<last>\d{1,6})?)?$")


def _what_and_days(text: str, shape: str, kind: str, whole: str) -> tuple[str, int, int]:
    """What is named, and its days; `kind` and `whole` are what was asked for and all of its text, for a message."""
    found = _DAYS.match(text.strip())
    if not found:
        raise InputError(kind, f"`{shown(whole)}` is not {shape}. Write for instance {shape}")
    first = int(found["first"])
    last = int(found["last"]) if found["last"] else NEVER
    if last != NEVER and last <= first:
        raise InputError(kind, f"`{shown(whole)}` ends on day {last}, not after day {first}. Give a later day")
    return found["what"].strip(), first, last


def _split(what: str, sign: str, names: set[str]) -> tuple[str, str] | None:
    """The two places of `A-B`, whatever hyphens they contain; None if no split names two places."""
    cuts = [at for at, letter in enumerate(what) if letter == sign]
    pairs = [(what[:at].strip(), what[at + 1 :].strip()) for at in cuts]
    return next((pair for pair in pairs if pair[0] in names and pair[1] in names), None)


def closure_from(given: Closure | str, network: Network) -> Closure:
    """A closure from text: a link `A-B@120:200`, a place `A@120:200`, or two countries `Mali-Niger@0:33`.

    Raises
    ------
    InputError                         if it is not of that shape, or names nothing
    """
    if isinstance(given, Closure):
        return given
    what, first, last = _what_and_days(given, "A-B@120:200", "closures", given)
    names = set(network.names)
    pair = _split(what, "-", names)
    if pair and any({link.start, link.end} == set(pair) for link in network.links):
        return Closure("link", *pair, first, last)
    if what in names:
        return Closure("location", what, "", first, last)
    countries = {place.country for place in network.places}
    borders = _split(what, "-", countries)
    if borders:
        return Closure("country", *borders, first, last)
    known = known_words(shown(what), sorted({f"{link.start}-{link.end}" for link in network.links} | names))
    raise InputError("closures", f"`{shown(what)}` is no link, place or pair of countries. {known}")


def strength_from(given: Strength | str, network: Network) -> Strength:
    """A strength from text: `A-B@120:200=0.4`, `A>B@120:200=0.4` one way, or `A@120:200=0.4` at a place.

    Raises
    ------
    InputError                         if it is not of that shape, or names nothing
    """
    if isinstance(given, Strength):
        return given
    shape = "A-B@120:200=0.4"
    head, equals, tail = given.rpartition("=")
    try:
        share = float(tail)
    except ValueError:
        share = -1.0
    if not equals or not 0.0 <= share <= 1.0:
        raise InputError(
            "strengths", f"`{shown(given)}` names no share. Write for instance {shape}, with 0 to 1 after ="
        )
    what, first, last = _what_and_days(head, shape, "strengths", given)
    names = set(network.names)
    ways = {(link.start, link.end) for link in network.links}
    for sign, both in (("-", True), (">", False)):
        pair = _split(what, sign, names)
        if pair and pair in ways:
            return Strength(*pair, share, first, last, both)
    if what in names:
        return Strength("", what, share, first, last)
    known = known_words(shown(what), sorted({f"{start}-{end}" for start, end in ways} | names))
    raise InputError("strengths", f"`{shown(what)}` is no link or place. {known}")
