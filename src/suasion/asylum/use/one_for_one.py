"""One for one: for each Syrian returned to Turkey from the Greek islands, one Syrian is resettled from Turkey.

A stock-and-flow rule beside the rules on single cases: the returns of each period open places, resettlements use them,
and no more places open than the Statement names (72,000: 18,000 and a further 54,000). It counts people in total and
knows no case. In practice resettlement ran far ahead: 25,660 Syrians to the end of 2019, while 18 in 100 of the 1,914
people returned to September 2019 were Syrian. So the count says what the Statement owed, not what was done.

    count = OneForOne.of(rulebook(), draws=1000)
    count = count.append("2016-04-30", returned_people, resettled_people)
    count.owed_people, count.left_people, count.discontinued

A model of rules, no legal advice. Source: EU-Turkey Statement of March 18 2016, point 2.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suasion.asylum.dates import day, iso
from suasion.asylum.rules.rulebook import Rulebook
from suasion.errors import InputError

REGIME = "EU_TURKEY"
PLACES = ("places_announced", "places_further")


@dataclass(frozen=True)
class OneForOne:
    """The count up to a day, for each draw; `append` gives the count after a further period.

    Attributes
    ----------
    places_people : float              places that the Statement names in all
    returned_people : array (draw,)    Syrians returned so far
    resettled_people : array (draw,)   Syrians resettled so far
    owed_people : array (draw,)        places opened by returns and not used yet; below 0 where resettlement is ahead
    left_people : array (draw,)        places that further returns can still open
    discontinued : array (draw,) of bool   returns exceed the places: the mechanism ends
    history : tuple                    (day, returned, resettled) of each period appended
    """

    places_people: float
    returned_people: NDArray[np.float64]
    resettled_people: NDArray[np.float64]
    history: tuple[tuple[str, NDArray[np.float64], NDArray[np.float64]], ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, book: Rulebook, draws: int = 1) -> OneForOne:
        """An empty count with the places that the rules name; overrides of the book count.

        Raises
        ------
        InputError                     if the rules have no EU-Turkey regime, or there is no draw
        """
        regime = next((regime for regime in book.regimes if regime.id == REGIME), None)
        if regime is None or not set(PLACES) <= set(regime.parameters):
            raise InputError("one for one", f"the rules have no regime {REGIME} with {' and '.join(PLACES)}. Add them")
        if draws < 1:
            raise InputError("draws", f"must be at least 1. Got {draws}")
        return cls(sum(regime.parameters[name].code for name in PLACES), np.zeros(draws), np.zeros(draws))

    @property
    def opened_people(self) -> NDArray[np.float64]:
        return np.minimum(self.returned_people, self.places_people)

    @property
    def owed_people(self) -> NDArray[np.float64]:
        return self.opened_people - self.resettled_people

    @property
    def left_people(self) -> NDArray[np.float64]:
        return self.places_people - self.opened_people

    @property
    def discontinued(self) -> NDArray[np.bool_]:
        return self.returned_people > self.places_people

    def append(self, on: str, returned_people: ArrayLike, resettled_people: ArrayLike = 0.0) -> OneForOne:
        """The count after a period that ends `on` a day.

        Parameters
        ----------
        on : str                       last day of the period, YYYY-MM-DD, after the last one appended
        returned_people : array (draw,) or number      Syrians returned in the period
        resettled_people : array (draw,) or number     Syrians resettled in the period

        Raises
        ------
        InputError                     if the day is not after the last, or a number is negative or of another length
        """
        try:
            number = day(on)
        except ValueError as error:
            raise InputError("one for one", str(error)) from error
        if self.history and number <= day(self.history[-1][0]):
            raise InputError("one for one", f"{on} is not after {self.history[-1][0]}. Append periods in order")
        flows = [
            self._flow(name, flow) for name, flow in (("returned", returned_people), ("resettled", resettled_people))
        ]
        return replace(
            self,
            returned_people=self.returned_people + flows[0],
            resettled_people=self.resettled_people + flows[1],
            history=(*self.history, (iso(number), flows[0], flows[1])),
        )

    def _flow(self, name: str, flow: ArrayLike) -> NDArray[np.float64]:
        people = np.asarray(flow, np.float64)
        if people.ndim > 1 or (people.ndim == 1 and people.shape != self.returned_people.shape):
            raise InputError(name, f"must be one number, or one for each of the {len(self.returned_people)} draws")
        if not (np.isfinite(people) & (people >= 0)).all():
            raise InputError(name, "must be 0 or more people in every draw")
        return np.array(np.broadcast_to(people, self.returned_people.shape))
