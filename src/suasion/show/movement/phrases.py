"""Sentences that screen and page share: the finding, and how far a run is from the counts."""

from __future__ import annotations

from typing import Any

from suasion.show import words
from suasion.show.movement.answers import UNDER_WAY, Moved
from suasion.show.movement.estimates import ends, range_name

KIND_WORDS = {
    "camp": "camp",
    "idpcamp": "camp for displaced people",
    "conflict": "place in conflict",
    "hub": "forwarding hub",
    "marker": "marker",
    "flood": "flood zone",
    "town": "town",
}
STAY = "stay"  # the sort of a place that stands for a state of people, not for a spot on the ground
SORT_WORDS = {STAY: "status"}

CAMPS = ("camp", "idpcamp")
_LEAST_SHARE = 0.1


def finding(moved: Moved, answers: dict[str, Any]) -> str:
    """The one sentence that a reader should take away."""
    if moved.without is not None:
        return _changed(moved, answers)
    if answers.get("interceptions"):
        return _intercepted(answers)
    everyone = answers["people_end"]["mean"]
    if not everyone:
        return f"Nobody is on the move after {words.plural(answers['days'], 'day')}"
    name, most = max(answers["places"].items(), key=lambda item: (item[1]["mean"], item[0]))
    where, held = title_of(answers, name), most["mean"]
    if held < _LEAST_SHARE * everyone:  # no place stands out
        where = "camps"
        held = sum(one["mean"] for one in answers["places"].values() if one["kind"] in CAMPS)
    share = words.frequency(min(held / everyone, 1.0))
    return f"After {words.plural(answers['days'], 'day')}, {share} people on the move are in {where}"


def _changed(moved: Moved, answers: dict[str, Any]) -> str:
    asked = words.listing([plain_request(each) for each in moved.asked])
    clear = [(title_of(answers, name), one["mean"]) for name, one in clear_changes(answers) if name != UNDER_WAY]
    more, fewer = [each for each in clear if each[1] > 0], [each for each in clear if each[1] < 0]
    if not more and not fewer:
        return f"{asked}: no place ends with clearly more or fewer people"
    parts = []
    if more:
        parts.append(f"{about(more[0][1])} more people end in {more[0][0]}")
    if fewer:
        parts.append(f"{about(-fewer[0][1])} fewer in {fewer[0][0]}")
        if not more:
            parts = [f"{about(-fewer[0][1])} fewer people end in {fewer[0][0]}"]
    said = " and ".join(parts)
    if answers["draws"] == 1:
        said = f"in the one world that was run {said}"
    return f"{said[0].upper()}{said[1:]} with {asked}"


def clear_changes(answers: dict[str, Any]) -> list[tuple[str, dict[str, float]]]:
    """Places whose change, of a person or more, keeps its sign over the whole range shown; the largest first."""
    clear = [(name, one) for name, one in answers["change"].items() if ends(one)[0] >= 0.5 or ends(one)[1] <= -0.5]
    return sorted(clear, key=lambda item: (-abs(item[1]["mean"]), item[0]))


def plain_request(text: str) -> str:
    """`A-B@120:200` as words: `A-B closed on days 120 to 199`; `A-B@5=0.4`: `A-B enforced at 40% from day 5`.

    >>> plain_request("A-B@120:200"), plain_request("A@5=0.4")
    ('A-B closed on days 120 to 199', 'A enforced at 40% from day 5')
    """
    what, _, days = text.strip().rpartition("@")
    days, equals, share = days.partition("=")
    first, _, last = days.partition(":")
    when = f"on days {first} to {int(last) - 1}" if last.isdigit() else f"from day {first}"
    how = f"enforced at {words.percent(float(share), 2)}" if equals else "closed"
    return f"{what} {how} {when}"


def agreement(answers: dict[str, Any]) -> str:
    """How far the run is from the counts; an empty sentence without counts.

    Counts know nothing of a closure that somebody asks for: with one, the run without it is the one to be judged.
    """
    found = answers["averaged_relative_difference"]
    if found is None:
        return ""
    before = after = ""
    if "averaged_relative_difference_without" in answers:
        found, before = answers["averaged_relative_difference_without"], "without the change the "
    elif answers["closures"] or answers["strengths"]:
        after = "; the counts know nothing of what was asked"
    spread = "" if found["sd"] is None else f" (sd {found['sd']:.4f} over {answers['draws']} worlds)"
    return f"{before}averaged relative difference from the counts is {found['mean']:.4f}{spread}{after}"


def _intercepted(answers: dict[str, Any]) -> str:
    sites = answers["interceptions"]
    total = sum(one["mean"] for one in sites.values())
    days = words.plural(answers["days"], "day")
    if total < 1:
        return f"Nobody is intercepted in {days}"
    name, most = max(sites.items(), key=lambda item: (item[1]["mean"], item[0]))
    said = f"{about(total)} interceptions in {days}"
    if len(sites) > 1:
        said += f", {words.frequency(min(most['mean'] / total, 1.0))} at {site_title(answers, name)}"
    return f"{said[0].upper()}{said[1:]}"


def site_title(answers: dict[str, Any], name: str) -> str:
    """The name of a site to show: the title of its place, or its own name in words."""
    title = title_of(answers, name)
    return title if title != name else name.replace("_", " ")


def kind_of_place(one: dict[str, Any]) -> str:
    """What a place is, in words: as the network says, else by its kind."""
    sort = str(one.get("sort", ""))
    return SORT_WORDS.get(sort, sort.replace("_", " ")) if sort else KIND_WORDS[one["kind"]]


def title_of(answers: dict[str, Any], name: str) -> str:
    """The name of a place to show: its title, where the folder gives one."""
    return str(answers["places"].get(name, {}).get("title", name))


def run_words(answers: dict[str, Any]) -> str:
    """Engine, mode, worlds and seed."""
    engine = "cohorts" if answers["engine"] == "cohorts" else "person by person"
    mode = "as Flee does it" if answers["compat"] == "flee" else "documented rules"
    worlds = words.plural(answers["draws"], "possible world")
    return f"{worlds}, seed {answers['seed']}; {engine}, {mode}"


def people(value: float) -> str:
    """A number of people: whole, at three figures; less than one person is said to be so.

    >>> people(13_323.4), people(25.6), people(0.2), people(0)
    ('13,300', '26', 'fewer than 1', '0')
    """
    if 0 < value < 0.5:
        return "fewer than 1"
    return words.number(words.rounded_half_up(value))


def about(value: float) -> str:
    """An estimate of people in running text, whole, rounded as in the tables: a page shows a number one way only."""
    return words.about(words.rounded_half_up(value), 3)


def people_span(one: dict[str, float]) -> str:
    """The range of a number of people, whole."""
    low, high = ends(one)
    return words.span(words.rounded_half_up(low), words.rounded_half_up(high))


def in_range(one: dict[str, float], draws: int) -> str:
    """The range of a number of people with its name, for a card; empty with one world.

    >>> in_range({"mean": 1.5, "q05": 1.05, "q95": 1.95, "lowest": 1, "highest": 2}, 2)
    'all 2 worlds: 1 to 2'
    """
    name = range_name(draws)
    if not name:
        return ""
    said = people_span(one)
    return f"{name}: {said}" if " to " in said else f"the same in {name}, rounded"


def signed(value: float) -> str:
    """A change of people with its sign: `+1,230`, `−340`, `0`."""
    whole = words.rounded_half_up(abs(value)) * (1 if value > 0 else -1)
    return f"+{words.number(whole)}" if whole > 0 else words.number(whole)


def signed_span(low: float, high: float) -> str:
    """The range of a change, each end with its sign."""
    first, last = signed(low), signed(high)
    return first if first == last else f"{first} to {last}"
