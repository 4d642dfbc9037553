"""Rules of the corridor, their expected values, and the fit to published months."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from itertools import pairwise

import numpy as np
import pytest

from suasion.data import load_parts, sources
from suasion.data.corridor_tables import NATIONALITIES
from suasion.errors import InputError
from suasion.movement.corridor.figures import CROSSING, port_people_a_day, sector_arrests, waiting_steps
from suasion.movement.corridor.fit import (
    CorridorFit,
    calibrated_corridor,
    chance_of_arrival,
    corridor_instance,
)
from suasion.movement.corridor.network import GROUPS, class_name, corridor_departures, corridor_network, ends
from suasion.movement.corridor.parameters import CorridorParameters, parameter_notes
from suasion.movement.corridor.rules import Deployment, corridor_encounters
from suasion.movement.encounters import (
    BACK,
    HOME,
    Custody,
    Decision,
    Departures,
    Encounters,
    Interception,
    RouteChoice,
)
from suasion.movement.expected import expected_flows
from suasion.movement.network import NEVER, Link, Network, Place

EACH_CLASS = [(nationality, group) for nationality in NATIONALITIES for group in GROUPS]


@pytest.fixture(scope="module")
def fit() -> CorridorFit:
    return calibrated_corridor()


@pytest.fixture(scope="module")
def network() -> Network:
    return corridor_network()


def test_every_parameter_has_a_range_and_a_source_or_is_an_assumption() -> None:
    notes = parameter_notes()
    assert {note.name for note in notes} == {each.name for each in dataclasses.fields(CorridorParameters)}
    for note in notes:
        assert note.low <= note.likely <= note.high, note.name
        assert note.low < note.high, note.name
        assert note.source.startswith(("assumption", "read: ")) or note.source in sources(), note.name
        assert note.what
        for value in (note.low, note.high):
            CorridorParameters(**{note.name: value})


def test_bad_parameters_are_refused_all_at_once() -> None:
    with pytest.raises(InputError) as caught:
        CorridorParameters(claim_share=1.2, speed_km=math.nan, south_share=0.9, north_share=0.4)
    assert str(caught.value).splitlines() == [
        "corridor parameters: 3 problems",
        "  claim_share: 1.2 is out of range. Allowed: 0 to 1",
        "  south_share: with north_share makes 1.3. Allowed: 1 in all; lower one",
        "  speed_km: nan is no finite number. Give one from 1 to 2,000",
    ]


def test_the_fit_meets_the_published_months(fit: CorridorFit) -> None:
    assert fit.residual < 1e-6
    assert fit.iterations < 60
    assert np.allclose(fit.table["published"], fit.table["expected"], rtol=2e-6)
    published = load_parts("us_sw_between_ports", "sector")
    months = published[(published["month"] >= "2018-10") & (published["month"] <= "2019-05")]
    by_sector = {
        sector: fit.table.loc["end"]["expected"].filter(like=sector).sum()
        for sector in ends(corridor_network(), "sector")
    }
    assert sum(by_sector.values()) == pytest.approx(months["value"].sum(), rel=1e-5) == pytest.approx(593_437, rel=1e-5)
    assert by_sector == {key: pytest.approx(value, rel=1e-5) for key, value in sector_arrests().items()}
    assert by_sector["sector_rio_grande_valley"] == pytest.approx(223_230, rel=1e-5)
    hazards = fit.rates.hazard_per_100_km
    assert hazards["southern_border"] > hazards["centre_isthmus"] > hazards["northern_border"] > 0


@pytest.mark.parametrize("change", [{"per_100_km": 0.5}, {"per_hazard": 0.0}, {"adult_arrest_share": 0.6}])
def test_the_fit_is_exact_for_other_parameters_too(change: dict[str, float]) -> None:
    found = calibrated_corridor(CorridorParameters(**change))
    assert found.residual < 1e-6
    assert found.rates != calibrated_corridor().rates


def test_a_month_that_is_missing_is_refused() -> None:
    with pytest.raises(InputError, match="does not have all of 2017-10 to 2018-03"):
        calibrated_corridor(None, ("2017-10", "2018-03"))


def test_rules_are_valid_and_shares_sum_to_one_for_every_class_and_day(fit: CorridorFit, network: Network) -> None:
    waiting = waiting_steps(dt.date(2019, 1, 1), 365)
    rules = corridor_encounters(network, fit.rates, waiting=waiting)
    assert not list(rules.problems(network))
    days = sorted({0, 364, *(day for steps in waiting.values() for day, _ in steps)})
    for custody in rules.custodies:
        for day in days:
            now = [
                each
                for each in custody.decisions
                if each.from_day <= day and (each.to_day == NEVER or day < each.to_day)
            ]
            for nationality, group in EACH_CLASS:
                keys = (class_name(nationality, group), nationality, "everyone")
                total = sum(next((each.share[key] for key in keys if key in each.share), 0.0) for each in now)
                wanted = 1.0 if custody.name.startswith(("sector", "port")) or nationality in CROSSING else total
                assert total == pytest.approx(wanted, abs=1e-12), (custody.name, day, nationality, group)


def test_sites_lines_and_destinations(fit: CorridorFit, network: Network) -> None:
    rules = corridor_encounters(network, fit.rates)
    assert set(ends(network)) <= set(rules.sites)
    assert all(
        site.split(" ")[0].endswith(("border", "isthmus", "north")) for site in set(rules.sites) - set(ends(network))
    )
    at_ports = [each for each in rules.interceptions if each.end in ends(network, "port")]
    assert all(1 - math.exp(-each.hazard) > 1 - 1e-8 for each in at_ports)
    at_sectors = [each for each in rules.interceptions if each.end in ends(network, "sector")]
    assert all(0.5 < 1 - math.exp(-each.hazard) < 1 for each in at_sectors)
    assert {line.end for line in rules.lines} == set(ends(network, "port"))
    assert sum(line.per_day for line in rules.lines) == pytest.approx(82_731 / 243, rel=1e-6)
    assert sum(port_people_a_day(CorridorParameters()).values()) == pytest.approx(82_731 / 243, rel=1e-6)
    assert rules.route_choice is not None
    assert set(rules.route_choice.destinations) == set(ends(network))
    assert {each.custody for each in rules.interceptions} <= {each.name for each in rules.custodies}
    with pytest.raises(InputError, match="Did you mean `sector_yuma`"):
        corridor_encounters(network, fit.rates, waiting={"sector_yumma": ((0, 0.1),)})


def test_deployments_raise_hazards_where_they_are_while_they_last(fit: CorridorFit, network: Network) -> None:
    sent = [Deployment("southern_border", 6_000, 30, 90), Deployment("southern_border", 300, 60)]
    rules = corridor_encounters(network, fit.rates, deployments=sent)
    plain = corridor_encounters(network, fit.rates)
    link = ("tapachula", "huixtla")
    windows = [
        (each.from_day, each.to_day, each.hazard) for each in rules.interceptions if (each.start, each.end) == link
    ]
    (base,) = [each.hazard for each in plain.interceptions if (each.start, each.end) == link]
    eta, before = CorridorParameters().effectiveness_power, CorridorParameters().south_base_people
    assert [window[:2] for window in windows] == [(0, 30), (30, 60), (60, 90), (90, NEVER)]
    assert [window[2] / base for window in windows] == pytest.approx(
        [1.0, (1 + 6_000 / before) ** eta, (1 + 6_300 / before) ** eta, (1 + 300 / before) ** eta]
    )
    far = [each for each in rules.interceptions if (each.start, each.end) == ("monterrey", "reynosa")]
    assert [(each.from_day, each.to_day) for each in far] == [(0, NEVER)]
    shared = [each.hazard for each in rules.interceptions if (each.start, each.end) == ("palenque", "coatzacoalcos")]
    assert shared[0] < shared[1]
    for bad in ({"region": "south", "people": 1}, {"region": "southern_border", "people": -1}):
        with pytest.raises(InputError, match="deployment"):
            Deployment(**bad)
    with pytest.raises(InputError, match="no span of days"):
        Deployment("southern_border", 1, 5, 5)


def test_more_people_deployed_fewer_arrive(fit: CorridorFit) -> None:
    chances = [
        chance_of_arrival(
            fit, deployments=[Deployment(region, people) for region in ("southern_border", "centre_isthmus")]
        )
        for people in (0.0, 2_000.0, 6_000.0, 20_000.0)
    ]
    for fewer, more in pairwise(chances):
        columns = [column for column in fewer.columns if column[0] in CROSSING]
        known = fewer[columns].notna()
        assert (more[columns] < fewer[columns]).where(known, True).all(axis=None)
    mexican = [column for column in chances[0].columns if column[0] == "MEX"]
    assert chances[-1].loc["mx_all", mexican].to_numpy() == pytest.approx(1.0)
    assert 0.6 < chances[0].min(axis=None) < chances[0].max(axis=None) <= 1 + 1e-12


def test_waiting_shares_are_as_published(network: Network) -> None:
    steps = waiting_steps(dt.date(2019, 5, 1), 92)
    assert steps["sector_rio_grande_valley"][0] == (0, 0.0)
    day, share = steps["sector_rio_grande_valley"][-1]
    assert day == 61
    assert share == pytest.approx(0.0518, abs=0.002)  # 1,450 cases over 36,854 arrests, 24% of them exempt
    assert all(0 <= share <= 1 for each in steps.values() for _, share in each)
    assert set(steps) <= set(ends(network, "sector"))
    assert all(share == 0 for each in waiting_steps(dt.date(2018, 1, 1), 30).values() for _, share in each)


def test_expected_values_keep_everybody(fit: CorridorFit, network: Network) -> None:
    people = dict.fromkeys(EACH_CLASS, 1_000.0)
    rules = corridor_encounters(network, fit.rates, waiting={"sector_el_paso": ((0, 0.3),)})
    departures = corridor_departures({"2019-05": people}, dt.date(2019, 5, 1), 31)
    flows = expected_flows(network, rules, departures)
    assert flows.stays.sum().to_numpy() == pytest.approx(departures.people.sum(axis=(0, 1)), rel=1e-9)
    assert (flows.events >= 0).all(axis=None)
    assert flows.link_events.sum() == pytest.approx(flows.events.sum(axis=None))
    assert flows.events.drop(index=list(ends(network)))["MEX"].sum(axis=None) == 0
    assert flows.stays.loc["ciudad_juarez"].sum() > 0


def two_ways() -> tuple[Network, Encounters, Departures]:
    """From a fork to an aim on the left (100 km) or the right (300 km); half are intercepted on the right."""
    places = tuple(Place(name) for name in ("begin", "fork", "left", "right"))
    links = (Link("begin", "fork", 50), Link("fork", "left", 100), Link("fork", "right", 300))
    rules = Encounters(
        (Interception("gate", "", "right", math.log(2), "gate"),),
        (Custody("gate", (Decision(HOME, {"everyone": 0.5}, again=1.0), Decision(BACK, {"everyone": 0.5}))),),
        route_choice=RouteChoice({"left": 0.0, "right": 2.0}, per_100_km=1.0, per_hazard=0.0),
    )
    return Network(places, links), rules, Departures(("kind",), (("all",),), ("begin",), np.array([[[1.0]]]))


def test_expected_values_of_a_fork_by_hand() -> None:
    flows = expected_flows(*two_ways())
    # utilities -1 and 2 - 3: each way half. A quarter is intercepted an attempt; half of those begin again
    attempts = 1 / (1 - 1 / 8)
    assert flows.events.loc["gate"].sum() == pytest.approx(attempts / 4)
    assert flows.stays.iloc[:, 0].to_dict() == pytest.approx(
        {"begin": 0, "fork": attempts / 8, "left": attempts / 2, "right": attempts / 4}
    )
    assert flows.reach.loc["begin"].iloc[0] == pytest.approx(1.0)


def test_a_perceived_hazard_turns_people_away() -> None:
    network, rules, departures = two_ways()
    assert rules.route_choice is not None
    wary = dataclasses.replace(rules, route_choice=dataclasses.replace(rules.route_choice, per_hazard=1.0))
    first = expected_flows(network, wary, departures).events.loc["gate"].sum()
    share = 0.5 / 1.5  # exp(-hazard) is one half
    assert first == pytest.approx(share / 2 / (1 - share / 4))
    with pytest.raises(InputError, match="no route choice"):
        expected_flows(network, dataclasses.replace(rules, route_choice=None), departures)


def test_ways_without_end_are_refused(fit: CorridorFit) -> None:
    network = corridor_network(every_direction=True)
    rules = corridor_encounters(network, fit.rates)
    people = corridor_departures({"2019-05": {("GTM", GROUPS[0]): 1.0}}, dt.date(2019, 5, 1), 31)
    with pytest.raises(InputError, match="per_100_km 1 is too low"):
        expected_flows(network, rules, people)


def test_an_instance_is_put_together(fit: CorridorFit) -> None:
    made = corridor_instance(45, dt.date(2019, 3, 1), deployments=[Deployment("northern_border", 15_000, 20)])
    assert made.days == 45
    assert made.departures is not None
    assert made.departures.people.shape == (45, 15, 15)
    assert made.departures.people[:31].sum() == pytest.approx(sum(fit.departures.values()))
    assert made.encounters.route_choice is not None
    assert made.settings.move_rules.max_move_speed == CorridorParameters().speed_km


def test_people_one_by_one_meet_the_expected_values(fit: CorridorFit) -> None:
    """Without what needs days (lines, full stations, a lag) a long run and the chain are one and the same law."""
    days = 500
    tenth = {key: value / 10 for key, value in fit.departures.items()}
    months = {f"{year}-{month:02}": {} for year in (2018, 2019) for month in range(1, 13)}
    months |= {"2018-01": tenth, "2018-02": tenth}
    made = corridor_instance(days, dt.date(2018, 1, 1), months, waiting={})
    choice = made.encounters.route_choice
    assert choice is not None
    rules = dataclasses.replace(
        made.encounters,
        lines=(),
        route_choice=dataclasses.replace(choice, lag_days=0.0),
        custodies=tuple(dataclasses.replace(each, room=-1) for each in made.encounters.custodies),
    )
    run = dataclasses.replace(made, encounters=rules).run(engine="agents", draws=3, seed=1)
    departures = made.departures
    assert departures is not None
    flows = expected_flows(made.network, rules, departures)
    found = run["intercepted"].sum(["day", "class"]).mean("draw").to_series()
    wanted = flows.events.sum(axis=1)
    spread = np.sqrt(wanted.clip(lower=5) / 3)
    assert (((found[wanted.index] - wanted) / spread).abs() < 4.5).all()
    ended = run["people"].isel(day=-1).mean("draw").to_series()
    stays = flows.stays.sum(axis=1)
    assert (((ended[stays.index] - stays) / np.sqrt(stays.clip(lower=5) / 3)).abs() < 4.5).all()
