"""Where the documented rules and the peer's behaviour part, decided in one place.

`compat="flee"` reproduces Flee at commit 02cd2cbd8a02, quirk by quirk; `compat=None`, the default, does what Flee's
documents promise. The compiler (`program`) and the readers of counts ask this table and nothing else; the kernels see
only what it made of it.

| rule                          | default                                  | compat="flee"                         |
| ----------------------------- | ---------------------------------------- | ------------------------------------- |
| `link` closure                | closes the link, both ways               | nothing (one-letter names: one way)   |
| closure from before day 0     | is in force on day 0                     | never begins                          |
| two closures of one link      | open when both are over                  | open when either is over              |
| link closed under way         | turned back if closed on arrival         | turned back even if open again        |
| forced redirection            | who leaves takes it, until it is removed | no effect; 1 doubles the link         |
| length exactly a day's travel | arrives that day                         | arrives the next day                  |
| further hops of a day         | on what is left of the day               | each with a full day's travel         |
| change of conflict intensity  | taken up each day                        | ignored until the conflict ends       |
| typed conflict, file says 0   | the file governs                         | conflict until the file has 1, then 0 |
| end of a conflict             | the place is again what it was           | it moves people like a town           |
| no conflicts.csv              | zones open on conflict dates             | later zones never open                |
| day-0 count in running total  | the camps                                | the camps and the total               |
| rows of the layout, no camps  | not counted                              | counted among those who set out       |
| counts out of order           | refused                                  | a line to the first that is later     |
| counts of towns, under floods | not compared                             | compared, and there on day 0          |
| running total, without counts | of the counts                            | 0                                     |
| capacity                      | as written                               | less the people there on day 0        |
| camps as sinks                | `camps_are_sinks`                        | only the misspelt `camps_are_sicks`   |
| location_changes.csv          | read from the folder                     | not read from the folder              |
| move chance below 0.005       | a town stays a town                      | the town counts as a camp             |
| country of origin             | of the first place that is no camp       | that of the first row                 |
| two lists of counts a camp    | summed on every date of either           | second cut at the end of the first    |
| parallel links                | the one chosen                           | the first to that place               |
| flooded place                 | weight once, at levels above 0           | for the place, and for the choice     |
| flood ahead: worth of a place | as a flood today, in part (`forecast`)   | times a sum; none is ahead: worth 0   |
| flood ahead: who sets out     | as in a flood today, in part             | times a sum; none is ahead: nobody    |
| ... weight of a day ahead     | of its own flood level                   | of today's level, for the worth       |
| ... importance of a day ahead | by days ahead                            | by day of the run                     |
| ... a day's forecast          | looks at tomorrow                        | nothing                               |
| ... its last day, if not set  | the last but the timescale               | day 0                                 |
| ... flood zones meanwhile     | judged like other places                 | worth 0                               |
| ... level of awareness 1.9    | refused                                  | 1                                     |
| harvest trips                 | farmers                                  | everyone who is at a place            |
| sinks during the harvest      | hold who is there                        | also who is away, for good            |
| fixed routes                  | weight of the route                      | by S, times its end's score S'        |
| own group's share at a camp   | of the groups counted there              | of the population (camp: of 1e8)      |
| BoysTakeRisk                  | boys of 15 to 18                         | every male above 14                   |
| great-circle distance         | by the header's latitude, longitude      | first coordinate is the longitude     |
| date in out.csv               | the day itself                           | the day after                         |
| encounters, classes' own days | in force                                 | refused: the peer has none            |
| unknown setting               | refused                                  | noted                                 |
| two-system decisions          | refused: not modelled                    | never switch on                       |

In both: `awareness_level: 0` is refused (in Flee nobody then moves), and Flee's documented flood settings, which crash
it, are read. A town whose row stands twice alike is one town (in Flee roads lead to the second, and conflicts.csv puts
the first into conflict). Sources: docs/*.md of djgroen/flee and its measured behaviour at that commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from suasion.errors import InputError, known_words

Compat = Literal["flee"] | None


@dataclass(frozen=True)
class Semantics:
    """A switch a row of the table above (`transitions_only` is two rows, `forecast_multiplies` three).

    Every field False is the default behaviour.
    """

    link_closures_void: bool = False
    past_closures_void: bool = False
    any_end_reopens: bool = False
    doomed_on_closed_link: bool = False
    redirection_void: bool = False
    must_pass_the_end: bool = False
    full_day_each_hop: bool = False
    transitions_only: bool = False
    conflict_ends_in_town: bool = False
    dates_void_without_file: bool = False
    total_counted_on_day0: bool = False
    rows_of_no_camp_counted: bool = False
    counts_as_they_stand: bool = False
    flooded_places_counted: bool = False
    no_running_total_of_pushed: bool = False
    capacity_less_day0: bool = False
    sinks_misspelt: bool = False
    location_changes_void: bool = False
    slow_towns_are_camps: bool = False
    first_row_is_home: bool = False
    second_table_cut: bool = False
    first_parallel_link: bool = False
    flood_weight_twice: bool = False
    forecast_multiplies: bool = False
    importance_by_day_of_run: bool = False
    one_day_forecast_void: bool = False
    forecast_ends_at_once: bool = False
    forecast_voids_zones: bool = False
    awareness_cut_to_whole: bool = False
    everyone_harvests: bool = False
    sinks_hold_the_absent: bool = False
    fixed_route_score_twice: bool = False
    group_share_of_population: bool = False
    risk_for_all_males: bool = False
    x_taken_as_longitude: bool = False
    date_is_next_day: bool = False
    unknown_settings_noted: bool = False
    two_systems_void: bool = False


DOCUMENTED = Semantics()
FLEE = Semantics(*[True] * len(Semantics.__dataclass_fields__))


def semantics_of(compat: str | None) -> Semantics:
    """The switches of a mode.

    Raises
    ------
    InputError                         if the mode is not known
    """
    if compat is None:
        return DOCUMENTED
    if compat == "flee":
        return FLEE
    raise InputError("compat", f"`{compat}` is no mode. {known_words(str(compat), ['flee'])}; leave it out for ours")
