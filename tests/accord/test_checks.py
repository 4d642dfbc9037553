"""Each named check: it is silent on a sound accord and says its sentence on the least change that breaks it."""
# ruff: noqa: E501  (a sentence stands in one line, as the analyst reads it)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from accord_texts import SERIES, SMALL

from suasion.accord import check_file, checks
from suasion.accord.units import per_year, period_of

# something for every check to look at
FULL = (
    SMALL.replace(
        "    imports:\n",
        "    schedule: {first: 5%, first_date: 2019-07-01, increase: 5 points, every: month, last: 10%, last_date: 2019-08-01}\n"
        "    imports:\n",
    ).replace(
        "targets:\n",
        """\
  guard:
    kind: deployment
    title: People on the border
    actor: south
    source: text
    status:
      - {date: 2019-06-05, status: proposed}
      - {date: 2019-06-12, status: in_force, announced: 2019-06-07}
      - {date: 2019-12-01, status: ended}
    steps:
      - {date: 2019-06-05, people: 6000, region: south, status: offered}
      - {date: 2019-07-21, people: 21000, region: all}
targets:
  halved:
    title: Half of May
    series: us_sw_between_ports
    statistic: ratio
    base: {month: 2019-05}
    comparator: at_most
    level: 0.5
    set_by: south
    source: text
""",
    )
    + """\
figures:
  may-all: {title: May, value: 144278, unit: people a month, series: us_sw_all_encounters, month: 2019-05, source: text}
  august-all: {title: August, value: 64006, unit: people a month, series: us_sw_all_encounters, month: 2019-08, source: text}
  may-between: {title: May between ports, value: 132887, unit: arrests a month, series: us_sw_between_ports, month: 2019-05, source: text}
  offer: {title: Offer, value: 50000, unit: arrests a month, series: us_sw_between_ports, source: text}
  arms: {title: Arms, value: 567, unit: arms per hour, shown_as: {value: 4970000, unit: arms per year}, source: text}
comparisons:
  fall: {title: Fall, start: may-all, end: august-all, change: -56%, source: text}
  to-the-offer: {title: Fall to the offer, start: may-between, end: offer, source: text}
  to-the-target: {title: Fall to the target, start: may-between, end: arrests, source: text}
variants:
  later:
    title: Later
    why: what if
    set: {"measures.duty.steps.0.date": 2019-06-20}
"""
)


@dataclass(frozen=True)
class Broken:
    """The least changes that make one check speak, and all that is then said (without the place)."""

    name: str
    changes: Sequence[tuple[str, str]]
    said: Sequence[str]


def broken(name: str, old: str, new: str, *said: str, also: Sequence[tuple[str, str]] = ()) -> Broken:
    return Broken(name, [(old, new), *also], said)


NO_BASIS = "has neither `source` nor `why`. Name a source, or say why you judge so"
CASES = [
    broken("dates_are_in_order", "date: 2019-06-12, status: in_force, announced: 2019-06-07", "date: 2019-06-04, status: in_force", "measures.guard.status.1.date: 2019-06-04 comes before 2019-06-05 above it. Put the dates in order"),
    broken("dates_are_in_order", "{date: 2019-06-05, people: 6000", "{date: 2019-08-05, people: 6000", "measures.guard.steps.1.date: 2019-07-21 comes before 2019-08-05 above it. Put the dates in order"),
    broken("dates_are_in_order", "announced: 2019-06-07", "announced: 2019-06-13", "measures.guard.status.1.announced: announced on 2019-06-13, after it began on 2019-06-12. Mend one of the two"),
    broken("dates_are_in_order", "date: 2019-07-22\n    days_after_signing: 45\n    month: 2019-06", "date: 2019-06-06\n    month: 2019-06", "reviews.first.date: 2019-06-06 is before the signing on 2019-06-07. Mend one"),
    broken("dates_are_in_order", "month: 2019-06\n", "month: 2019-08\n", "reviews.first.month: 2019-08 is after the review on 2019-07-22. Judge a month up to 2019-07"),
    broken("steps_are_inside_the_measure", "{date: 2019-06-05, people: 6000", "{date: 2019-06-04, people: 6000", "measures.guard.steps.0.date: 2019-06-04 is before the measure's first status on 2019-06-05. Move the step or date the status"),
    broken("steps_are_inside_the_measure", "{date: 2019-07-21, people: 21000", "{date: 2019-12-01, people: 21000", "measures.guard.steps.1.date: 2019-12-01 is not before the measure's end on 2019-12-01. Remove the step or move the end"),
    broken("schedules_add_up", "rate: 10%}", "rate: 15%}", "measures.duty.steps: the steps differ from the schedule, which gives 0.05 on 2019-07-01, 0.1 on 2019-08-01. Mend one of the two"),
    broken("schedules_add_up", "date: 2019-08-01, rate", "date: 2019-08-02, rate", "measures.duty.steps: the steps differ from the schedule, which gives 0.05 on 2019-07-01, 0.1 on 2019-08-01. Mend one of the two"),
    broken("schedules_add_up", "last: 10%", "last: 25%", "measures.duty.schedule.last: from 0.05 by 0.05 a month the rate is 0.1 on 2019-08-01, not 0.25 on 2019-08-01. Mend the steps or the end"),
    broken("schedules_add_up", "last_date: 2019-08-01", "last_date: 2019-08-02", "measures.duty.schedule.last: from 0.05 by 0.05 a month the rate is 0.1 on 2019-08-01, not 0.1 on 2019-08-02. Mend the steps or the end"),
    broken("schedules_add_up", "increase: 5 points", "increase: 60 points", "measures.duty.steps: the steps differ from the schedule, which gives 0.05 on 2019-07-01, 0.65 on 2019-08-01. Mend one of the two", "measures.duty.schedule.last: from 0.05 by 0.6 a month the rate is 0.65 on 2019-08-01, not 0.1 on 2019-08-01. Mend the steps or the end"),
    broken("rates_hold_for_a_run", "rate: 10%}", "rate: {steps: [{date: 2019-08-01, value: 10%}]}}", "measures.duty.steps.1.rate: a rate inside a step can not have dated steps. Add a step of the measure for each day"),
    broken("rates_hold_for_a_run", "parties:\n", "uncertainties: {duty_collected_share: {steps: [{date: 2019-07-01, value: 95%}], why: A guess.}}\nparties:\n", "uncertainties.duty_collected_share: this share holds for the whole run, so it can not have dated steps. Write one value or a range"),
    broken("review_terms_agree", "days_after_signing: 45", "days_after_signing: 90", "reviews.first.date: 2019-07-22 is not 90 days after the signing on 2019-06-07; that is 2019-09-05. Mend the date or the term"),
    broken("review_terms_agree", "date: 2019-07-22", "date: 2019-07-21", "reviews.first.date: 2019-07-21 is not 45 days after the signing on 2019-06-07; that is 2019-07-22. Mend the date or the term"),
    broken("reviews_are_inside_the_period", "end: 2019-12-31", "end: 2019-07-21", "reviews.first.date: 2019-07-22 is outside the run's days 2019-06-01 to 2019-07-21. Widen `period` to judge it"),
    broken("changes_have_a_base", "start: may-all, end: august-all, ", "end: august-all, ", "comparisons.fall.change: a change of -56% has no base. Add `start`: the figure that it is measured from"),
    broken("changes_have_a_base", "    base: {month: 2019-05}\n", "", "targets.halved.statistic: a ratio has no base month. Add `base: {month: 2019-05}`"),
    broken("compared_figures_are_of_one_series", "start: may-between, end: offer", "start: may-all, end: offer", "comparisons.to-the-offer: two figures of different series are compared: `may-all` is of us_sw_all_encounters, `offer` of us_sw_between_ports. Compare figures of one series, or say under `different_series` why both stand here"),
    broken("compared_figures_are_of_one_series", "start: may-between, end: arrests", "start: may-all, end: arrests", "comparisons.to-the-target: two figures of different series are compared: `may-all` is of us_sw_all_encounters, `arrests` of us_sw_between_ports. Compare figures of one series, or say under `different_series` why both stand here"),
    broken("compared_figures_are_of_one_series", "start: may-between, end: offer", "start: arms, end: offer", "comparisons.to-the-offer: two figures of different series are compared: `arms` is of no series, `offer` of us_sw_between_ports. Compare figures of one series, or say under `different_series` why both stand here"),
    broken("compared_figures_are_of_one_series", "series: us_sw_between_ports, source", "series: us_sw_between_ports, part: Yuma, source", "comparisons.to-the-offer: two figures of different series are compared: `may-between` is of us_sw_between_ports, `offer` of us_sw_between_ports/Yuma. Compare figures of one series, or say under `different_series` why both stand here"),
    broken("different_series_are_shown_apart", "start: may-between, end: offer,", "start: may-all, end: offer, different_series: The press did.,", "comparisons.to-the-offer: figures of different series, kept apart on purpose: `may-all` is of us_sw_all_encounters, `offer` of us_sw_between_ports. The press did."),
    broken("changes_match_their_figures", "change: -56%", "change: -65%", "comparisons.fall.change: from 144,278 to 64,006 is -55.6%, not -65.0%. Mend one"),
    broken("changes_match_their_figures", "change: -56%", "change: 56%", "comparisons.fall.change: from 144,278 to 64,006 is -55.6%, not +56.0%. Mend one"),
    broken("figures_match_their_series", "value: 144278, unit: people a month, series: us_sw_all_encounters", "value: 144278, unit: people a month, series: us_sw_between_ports", "figures.may-all.value: 144,278 is not us_sw_between_ports of 2019-05, which is 132,856. It fits us_sw_all_encounters, which is 144,278. Mend the figure or its series", also=[("  fall: {title: Fall, start: may-all, end: august-all, change: -56%, source: text}\n", "")]),
    broken("figures_match_their_series", "value: 132887", "value: 123887", "figures.may-between.value: 123,887 is not us_sw_between_ports of 2019-05, which is 132,856. Mend the figure or its series"),
    broken("rates_keep_their_time", "value: 4970000", "value: 300000", "figures.arms.shown_as.value: 567 arms per hour is 4.97e+06 arms per year, not 3e+05. Mend the number or its period"),
    broken("rates_keep_their_time", "unit: arms per year", "unit: arms per day", "figures.arms.shown_as.value: 567 arms per hour is 1.361e+04 arms per day, not 4.97e+06. Mend the number or its period"),
    broken("rates_keep_their_time", "unit: arms per year", "unit: arms", "figures.arms.shown_as: `arms per hour` is shown as `arms`, and only one of them says per how long. Name the period in both"),
    broken("rates_keep_their_time", "value: 50000, unit: arrests a month", "value: 50000, unit: arrests a year", "figures.offer.unit: `arrests a year` is per year, but us_sw_between_ports is a monthly series. Show both per month"),
    broken("rates_keep_their_time", "people: 21000", "people: {value: 100, unit: people an hour, shown_as: {value: 100, unit: people a day}}", "measures.guard.steps.1.people.shown_as.value: 100 people an hour is 2,400 people a day, not 100. Mend the number or its period"),
    broken("ids_exist", "actor: north", "actor: nort", "measures.duty.actor: `nort` names no party. Did you mean `north`? Known: north, south"),
    broken("ids_exist", "object: south", "object: east", "measures.duty.object: `east` names no party. Known: north, south"),
    broken("ids_exist", "    steps:\n", "    condition: {text: Unless, unless: [arrest]}\n    steps:\n", "measures.duty.condition.unless.0: `arrest` names no target. Did you mean `arrests`? Known: halved, arrests"),
    broken("ids_exist", "set_by: north", "set_by: nort", "targets.arrests.set_by: `nort` names no party. Did you mean `north`? Known: north, south"),
    broken("ids_exist", "targets: [arrests]", "targets: [arrests, halve]", "reviews.first.targets.1: `halve` names no target. Did you mean `halved`? Known: halved, arrests"),
    broken("ids_exist", "targets: [arrests]", "targets: [arrests]\n    decides: all", "reviews.first.decides: `all` names no target. Known: halved, arrests"),
    broken("ids_exist", "targets: [arrests]", "targets: [arrests]\n    consequence: [{measure: duties, status: in_force}]", "reviews.first.consequence.0.measure: `duties` names no measure. Did you mean `duty`? Known: duty, guard"),
    broken("ids_exist", "end: offer", "end: offers", "comparisons.to-the-offer.end: `offers` names no figure or target. Did you mean `offer`? Known: may-all, august-all, may-between, offer, arms, halved, arrests"),
    broken("ids_exist", "announced: 2019-06-07", "source: txt", "measures.guard.status.1.source: `txt` names no source. Did you mean `text`? Known: text"),
    broken("ids_exist", "announced: 2019-06-07", "source: [text, txt]", "measures.guard.status.1.source.1: `txt` names no source. Did you mean `text`? Known: text"),
    broken("series_exist", "series: us_sw_between_ports\n    comparator: below", "series: arrests\n    comparator: below", f"targets.arrests.series: `arrests` names no series. Known: {SERIES}", also=[("  to-the-target: {title: Fall to the target, start: may-between, end: arrests, source: text}\n", "")]),
    broken("series_exist", "series: us_sw_between_ports, source", "series: us_sw_betwen_ports, source", f"figures.offer.series: `us_sw_betwen_ports` names no series. Did you mean `us_sw_between_ports`? Known: {SERIES}", also=[("  to-the-offer: {title: Fall to the offer, start: may-between, end: offer, source: text}\n", "")]),
    broken("series_exist", "series: us_imports_mexico_hs2", "series: us_imports", f"measures.duty.imports.series: `us_imports` names no series. Did you mean `us_imports_mexico`? Known: {SERIES}"),
    broken("series_exist", "base_year: 2018", "base_year: 2018\n      total_series: total", f"measures.duty.imports.total_series: `total` names no series. Known: {SERIES}"),
    broken("series_exist", "set_by: north", "set_by: north\n    part: Yuna", "targets.arrests.part: `Yuna` is no part of `us_sw_between_ports`. Did you mean `Yuma`? Known: Big Bend, Del Rio, El Centro, El Paso, GTM, HND, Laredo, MEX, ...", also=[("  to-the-target: {title: Fall to the target, start: may-between, end: arrests, source: text}\n", "")]),
    broken("series_exist", "unit: arms per hour,", "unit: arms per hour, part: Yuma,", "figures.arms.part: `Yuma` is no part of a figure without series. None is known"),
    broken("series_exist", "targets:\n", "series:\n  own: {file: own.csv, column: a, title: Own, unit: arrivals a month, source: text}\ntargets:\n", "series.own.file: there is no file `own.csv` beside the accord. Put it there or mend the name"),
    broken("series_exist", "targets:\n", "series:\n  us_sw_at_ports: {file: accord.yaml, column: a, title: Own, unit: arrivals a month, source: text}\ntargets:\n", "series.us_sw_at_ports: `us_sw_at_ports` is the id of a shipped series. Give yours another id"),
    broken("sources_are_used", "parties:\n", "  spare: {publisher: Nobody, title: Nothing}\nparties:\n", "sources.spare: no number or fact names the source `spare`. Name it where it is used, or remove it"),
    broken("numbers_say_where_they_come_from", "set_by: north\n    source: text", "set_by: north", f"targets.arrests.level: this number {NO_BASIS}"),
    broken("numbers_say_where_they_come_from", "change: -56%, source: text", "change: -56%", f"comparisons.fall: this fact {NO_BASIS}"),
    broken("numbers_say_where_they_come_from", "targets: [arrests]\n    source: text", "targets: [arrests]", f"reviews.first: this fact {NO_BASIS}"),
    broken("numbers_say_where_they_come_from", "actor: south\n    source: text", "actor: south", f"measures.guard.status.0: this fact {NO_BASIS}", f"measures.guard.status.1: this fact {NO_BASIS}", f"measures.guard.status.2: this fact {NO_BASIS}", f"measures.guard.steps.0.people: this number {NO_BASIS}", f"measures.guard.steps.1.people: this number {NO_BASIS}"),
    broken("numbers_say_where_they_come_from", "parties:\n", "uncertainties: {duty_collected_share: 95%}\nparties:\n", f"uncertainties.duty_collected_share: this number {NO_BASIS}"),
]  # fmt: skip


def test_the_full_accord_is_sound(findings):
    assert findings(FULL) == []


@pytest.mark.parametrize("name", checks.names())
def test_every_check_has_a_case_that_breaks_it(name):
    assert name in {case.name for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=[f"{case.name}: {case.said[0][:40]}" for case in CASES])
def test_the_least_change_makes_just_this_check_speak(findings, case):
    text = FULL
    for old, new in case.changes:
        assert old in text, f"the full accord does not hold {old!r}"
        text = text.replace(old, new, 1)
    found = findings(text)
    assert [f"{finding.problem.path}: {finding.problem.text}" for finding in found] == list(case.said)
    assert {finding.check for finding in found} == {case.name}
    assert all(finding.problem.line > 0 for finding in found)


def test_a_check_is_named_as_its_function_reads():
    assert checks.names() == [
        "dates_are_in_order",
        "steps_are_inside_the_measure",
        "schedules_add_up",
        "rates_hold_for_a_run",
        "review_terms_agree",
        "reviews_are_inside_the_period",
        "changes_have_a_base",
        "compared_figures_are_of_one_series",
        "different_series_are_shown_apart",
        "changes_match_their_figures",
        "figures_match_their_series",
        "rates_keep_their_time",
        "ids_exist",
        "series_exist",
        "sources_are_used",
        "numbers_say_where_they_come_from",
    ]


def test_only_two_checks_warn_and_a_warning_stops_no_run(read):
    text = FULL.replace("end: 2019-12-31", "end: 2019-07-21").replace(
        "start: may-between, end: offer,", "start: may-all, end: offer, different_series: The press did.,"
    )
    warnings = read(text).warnings
    assert len(warnings) == 2
    assert "Widen `period` to judge it" in warnings[0]
    assert warnings[1].endswith("The press did.")


# --- the errors of 2019, and their like


def test_the_presss_144000_against_50000_is_refused_and_like_with_like_is_not(findings):
    press = """\
  press-may: {title: May as the press had it, value: 144000, unit: people a month, series: us_sw_all_encounters, month: 2019-05, source: text}
comparisons:
  press: {title: As the press set it, start: press-may, end: offer, source: text}
"""
    (finding,) = findings(FULL.replace("comparisons:\n", press))
    assert finding.check == "compared_figures_are_of_one_series"
    assert finding.severity == "error"
    assert findings(FULL.replace("comparisons:\n", press.replace("press-may, end", "may-between, end"))) == []


@pytest.mark.parametrize("value", [132_887, 132_880, 132_870, 132_856, 133_000, 135_500])
def test_a_figure_may_be_any_release_of_its_series_or_rounded(findings, value):
    assert findings(FULL.replace("value: 132887", f"value: {value}")) == []


@pytest.mark.parametrize("change", ["-56%", "-0.556", "-55.6%", "-0.56"])
def test_a_change_may_be_stated_to_the_nearest_percent(findings, change):
    assert findings(FULL.replace("change: -56%", f"change: {change}")) == []


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("change: -56%", "change: -55%", "changes_match_their_figures"),
        ("change: -56%", "change: -57%", "changes_match_their_figures"),
        ("value: 132887", "value: 136000", "figures_match_their_series"),
        ("value: 132887", "value: 130000", "figures_match_their_series"),
        ("value: 4970000", "value: 5100000", "rates_keep_their_time"),
        ("value: 4970000", "value: 4850000", "rates_keep_their_time"),
    ],
)
def test_what_is_just_too_far_off_is_refused(findings, old, new, check):
    assert [finding.check for finding in findings(FULL.replace(old, new))] == [check]


@pytest.mark.parametrize("value", [4_900_000, 5_050_000])
def test_a_rate_over_another_time_may_be_rounded(findings, value):
    assert findings(FULL.replace("value: 4970000", f"value: {value}")) == []


@pytest.mark.parametrize(
    ("unit", "period"),
    [
        ("firearms per hour", "hour"),
        ("People A Month", "month"),
        ("arrests each week", "week"),
        ("claims/quarter", "quarter"),
        ("daily arrivals", "day"),
        ("annual duty", "year"),
        ("percent", None),
        ("people", None),
        ("monthlong stays", None),
        ("per hourglass", None),
    ],
)
def test_the_period_is_read_from_the_unit(unit, period):
    assert period_of(unit) == period


@pytest.mark.parametrize(
    ("period", "times"),
    [("hour", 8766), ("day", 365.25), ("week", 52.178571428571), ("month", 12), ("quarter", 4), ("year", 1)],
)
def test_how_often_a_period_comes_in_a_year(period, times):
    assert per_year(period) == pytest.approx(times, rel=1e-12)


def test_a_change_from_nothing_is_not_worked_out(findings):
    text = FULL.replace("start: may-between, end: arrests", "start: none, end: arrests, change: 5%").replace(
        "comparisons:\n",
        "  none: {title: None, value: 0, unit: arrests a month, series: us_sw_between_ports, source: text}\ncomparisons:\n",
    )
    assert findings(text) == []


@pytest.mark.parametrize(
    ("unit", "shown", "value"),
    [
        ("arms per hour", "arms a year", 4_970_000),
        ("arms an hour", "arms each day", 13_608),
        ("arms/hour", "arms per week", 95_256),
        ("arms hourly", "arms annually", 4_966_920),
        ("arms per quarter", "arms per month", 189),
    ],
)
def test_a_rate_shown_over_another_time_is_worked_out(findings, unit, shown, value):
    arms = f"unit: {unit}, shown_as: {{value: {value}, unit: {shown}}}"
    text = FULL.replace("unit: arms per hour, shown_as: {value: 4970000, unit: arms per year}", arms)
    assert findings(text) == []
    (finding,) = findings(text.replace(f"value: {value}, unit: {shown}", f"value: {value * 2}, unit: {shown}"))
    assert finding.check == "rates_keep_their_time"


def test_a_measure_that_comes_back_may_have_steps_again(findings):
    text = FULL.replace(
        "      - {date: 2019-12-01, status: ended}\n",
        "      - {date: 2019-06-20, status: ended}\n      - {date: 2019-07-20, status: in_force}\n",
    )
    assert findings(text) == []


def test_a_schedule_above_one_hundred_percent_adds_up(read, findings):
    text = FULL.replace("increase: 5 points", "increase: 120 points").replace("10%", "125%")
    assert findings(text) == []
    assert read(text).accord.measures["duty"].steps[1].rate.on() == 1.25


def test_steps_that_are_left_out_follow_from_the_schedule(read):
    from suasion.accord.timeline import tariff_steps

    text = FULL.replace(
        "    steps:\n      - {date: 2019-07-01, rate: 5%}\n      - {date: 2019-08-01, rate: 10%}\n", ""
    ).replace('    set: {"measures.duty.steps.0.date": 2019-06-20}\n', "")
    steps = tariff_steps(read(text).accord.measures["duty"])
    assert [(str(step.date), step.rate.on()) for step in steps] == [("2019-07-01", 0.05), ("2019-08-01", 0.10)]


def test_steps_that_the_analyst_changes_may_differ_from_what_was_announced(read):
    assert read(FULL, None, ["measures.duty.steps.1.rate=15%"]).warnings == ()


def test_a_series_of_ones_own_may_be_named_when_its_file_is_there(tmp_path, findings):
    (tmp_path / "own.csv").write_text("month,a\n2019-05,3\n")
    own = "series:\n  own: {file: own.csv, column: a, title: Own, unit: arrivals a month, source: text}\ntargets:\n"
    text = FULL.replace("targets:\n", own, 1).replace(
        "series: us_sw_between_ports\n    statistic", "series: own\n    statistic"
    )
    assert findings(text) == []


def test_a_figure_of_a_series_without_a_total_is_left_alone(findings):
    figure = "  cars: {title: Cars, value: 3, unit: USD a month, series: us_imports_mexico_hs2, month: 2019-05, source: text}\n"
    assert findings(FULL.replace("figures:\n", f"figures:\n{figure}")) == []
    (finding,) = findings(
        FULL.replace("figures:\n", f"figures:\n{figure.replace('month: 2019', 'part: 87, month: 2019')}")
    )
    assert finding.problem.text.startswith("this must be a text. Got 87")


def test_a_source_that_only_a_variant_names_is_used(findings):
    text = FULL.replace("parties:\n", "  study: {publisher: Us, title: What if}\nparties:\n", 1).replace(
        "    why: what if\n", "    source: study\n"
    )
    assert findings(text) == []


def test_a_finding_names_its_check_and_its_severity(written):
    _, (finding,) = check_file(written(FULL.replace("end: 2019-12-31", "end: 2019-07-21")))
    assert (finding.check, finding.severity) == ("reviews_are_inside_the_period", "warning")
    assert finding.path == ("reviews", "first", "date")


@pytest.mark.parametrize("place", ["/etc/passwd", "C:\\data\\people.csv"])
def test_a_series_is_not_named_by_its_place_on_one_machine(findings, place):
    own = f"series:\n  people: {{file: '{place}', column: a, title: b, unit: c, source: text}}\n"
    (said,) = [one.problem for one in findings(SMALL + own) if one.check == "series_exist"]
    assert (said.path, said.text.split(". ")[0]) == ("series.people.file", f"`{place}` is a place on one machine")


def test_a_check_tells_what_a_run_would_refuse_of_the_accord_and_of_its_variants(written):
    asked = []

    def rehearse(document):
        asked.append(document.variant)
        return [(("measures", "duty", "imports", "base_year"), "there is no such year")]

    variants = (
        "variants:\n  other:\n    title: Other\n    why: to see\n    set: {measures.duty.imports.base_year: 2017}\n"
    )
    path = written(SMALL + variants)
    _, findings = check_file(path, rehearse)
    assert asked == [None, "other"]
    runs = [one for one in findings if one.check == "runs"]
    assert [(one.severity, one.problem.path, one.problem.text) for one in runs] == [
        ("error", "measures.duty.imports.base_year", "there is no such year")
    ]
    asked.clear()
    written(SMALL.replace("signed:", "singed:"))
    check_file(path, rehearse)
    assert asked == []  # what can not be read can not be run
