"""Lines of people in cohorts: who joins, who is let through, who gives up; in machine code."""

from __future__ import annotations

import numpy as np

from suasion.jit import lean
from suasion.movement.encounter_kernels import Checks
from suasion.movement.flow_cohorts import Crowds, Pool
from suasion.movement.flow_custody import Stock
from suasion.movement.flow_pools import Whole, put, two_in_one
from suasion.movement.flow_samplers import hypergeometric, part
from suasion.movement.kernels import NEXT, Floats, Ints, mixed

_LINE, _GIVE_UP = np.uint64(0x5B), np.uint64(0x5C)


@lean
def join(checks: Checks, stock: Stock, link: Whole, kind: Whole, count: float) -> None:
    """Add people to the line of a link; they stay at its start."""
    queue = checks.queue[link]
    stock.lined[queue, checks.day, kind] += count
    stock.in_line[checks.queue_line[queue], checks.day] += count


@lean
def let_through(
    checks: Checks,
    stock: Stock,
    crowds: Crowds,
    head: Ints,
    last: Ints,
    some: Floats,
    key: np.uint64,
    riding: Pool,
    riders: Whole,
    entered: Floats,
    expected: bool,
) -> np.int64:
    """Lines let people through, then some of the others give up; gives the number of cohorts on links.

    Parameters
    ----------
    head, last, some : array (line,)   as in `encounter_kernels.quotas`
    """
    rest, people, kinds = crowds.rest, crowds.people, crowds.rest.shape[0]
    salt, leaves = mixed(key ^ _LINE), mixed(key ^ _GIVE_UP)
    for line in range(last.shape[0]):
        first = 0 if checks.rate[line] < 0.0 else head[line]
        for day in range(first, checks.day):
            left, going = stock.in_line[line, day], some[line]
            if left <= 0.0:
                continue
            remains = 0.0
            for queue in range(checks.queue_line.shape[0]):
                if checks.queue_line[queue] != line:
                    continue
                link, place = checks.queue_link[queue], checks.queue_start[queue]
                for kind in range(kinds):
                    own = stock.lined[queue, day, kind]
                    if own <= 0.0:
                        continue
                    goes, number = 0.0, np.uint64((queue * kinds + kind) * checks.day + day + 1)
                    if day < last[line]:
                        goes = own
                    elif day == last[line] and expected:
                        goes = own * min(going / left, 1.0)
                    elif day == last[line]:
                        goes = hypergeometric(own, left - own, going, mixed(salt + number * NEXT))
                    if day == last[line]:
                        left, going = left - own, going - goes
                    if goes > 0.0:
                        riders = put(
                            riding.keys, riding.people, riding.heads, riders, two_in_one(link, 0),
                            two_in_one(0, kind << 1), goes,
                        )  # fmt: skip
                        people[place] = max(people[place] - goes, 0.0)
                        if entered.shape[0] > 0:
                            entered[link] += goes
                    gives_up = own - goes
                    if checks.rate[line] >= 0.0:
                        gives_up = part(own - goes, checks.give_up[line], mixed(leaves + number * NEXT), expected)
                    rest[kind, place] += gives_up
                    stock.lined[queue, day, kind] = max(own - goes - gives_up, 0.0)
                    remains += stock.lined[queue, day, kind]
            stock.in_line[line, day] = remains
    return np.int64(riders)
