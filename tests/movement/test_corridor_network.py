"""The corridor as a network: ids, lengths, ways, shared stretches, regions, departures."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suasion.data.corridor_tables import NATIONALITIES, corridor
from suasion.errors import InputError
from suasion.movement.corridor.network import (
    DEPLOYMENT_REGIONS,
    GROUPS,
    STATES_OF_STAY,
    corridor_departures,
    corridor_network,
    deployment_shares,
    distances_km,
    ends,
    hazard_of,
    link_stretches,
    origins,
    shared_stretches,
    travel_days,
)
from suasion.movement.corridor.parameters import CorridorParameters
from suasion.movement.network import Closure, Network, Strength


@pytest.fixture(scope="module")
def network() -> Network:
    return corridor_network()


def test_every_id_of_the_table_is_a_place_with_its_title(network: Network) -> None:
    table = corridor().places.set_index("id")
    stays = [each[0] for each in STATES_OF_STAY]
    assert network.names == (*table.index, *stays)
    assert len(ends(network, "sector")) == 9
    assert len(ends(network, "port")) == 8
    for place in network.places:
        assert place.extra["title"]
        if place.name not in stays:
            assert place.extra["title"] == table.loc[place.name, "name"]
    assert network.x_is_latitude
    assert all(12 < place.x < 34 and -119 < place.y < -86 for place in network.places)


def test_links_into_the_united_states_are_alike_and_the_others_as_in_the_table(network: Network) -> None:
    table = {(row["start"], row["end"]): row for row in corridor().directed().to_dict("records")}
    nominal = CorridorParameters().last_link_km
    for link in network.links:
        row = table[link.start, link.end]
        assert link.length_km == (nominal if row["entry"] else row["length_km"]) > 0
        assert link.extra["table_km"] == f"{row['length_km']:g}"
        assert link.kind == link.extra["mode"] == row["mode"]
        assert link.extra["route"] == row["route"]
    longer = corridor_network(CorridorParameters(last_link_km=10.0))
    assert {link.length_km for link in longer.links if link.end in ends(longer)} == {10.0}


@pytest.mark.parametrize("every_direction", [False, True])
def test_every_origin_reaches_every_end(every_direction: bool) -> None:
    network = corridor_network(every_direction=every_direction)
    index = network.index
    km = distances_km(network)[
        np.ix_([index[each] for each in origins(network)], [index[each] for each in ends(network)])
    ]
    assert len(origins(network)) == 15
    assert np.isfinite(km).all()
    assert (km > 500).all()


def test_leaving_out_walks_away_from_the_border_makes_no_way_longer(network: Network) -> None:
    whole = corridor_network(every_direction=True)
    assert {(link.start, link.end) for link in network.links} < {(link.start, link.end) for link in whole.links}
    days, whole_days = travel_days(network, 100.0), travel_days(whole, 100.0)
    assert (days >= whole_days - 1e-9).all(axis=None)
    assert np.allclose(days, whole_days)
    cities = [place.name for place in network.places if place.extra["kind"] == "shelter_city"]
    entered = {link.end for link in network.links}
    assert set(cities) <= entered
    assert {place.name for place in network.places if place.extra["kind"] not in ("origin", "stay")} - entered == {
        "belize"
    }


def test_shared_stretches_are_found_and_symmetric() -> None:
    shared = {stretch: links for stretch, links in shared_stretches().items() if len(links) > 1}
    assert set(shared[frozenset(("Agua Prieta", "ciudad_juarez"))]) == {
        ("hermosillo", "ciudad_juarez"),
        ("nogales", "ciudad_juarez"),
    }
    assert len(shared) == 39
    table = {(row["start"], row["end"]) for row in corridor().links.to_dict("records")}
    assert {link for links in shared.values() for link in links} <= table
    regions = link_stretches()
    assert all(regions[pair[::-1]] == each for pair, each in regions.items())
    # what is set on a stretch of one link is set on it on every other: they lie in the same regions
    for links in shared.values():
        assert len({pair in regions for pair in links}) == 1
    for region in DEPLOYMENT_REGIONS:
        shares = deployment_shares(region)
        assert all(0 < share <= 1 and shares[pair[::-1]] == share for pair, share in shares.items())
        for links in shared.values():
            mine = [pair for pair in links if shares.get(pair) == 1]
            assert not mine or all(shares.get(pair, 0) > 0 for pair in links)


def test_regions_cover_mexico_and_nothing_else(network: Network) -> None:
    countries = {place.name: place.country for place in network.places}
    for link in network.links:
        inside = bool(link.extra["region"])
        assert inside == ((link.start, link.end) in link_stretches())
        if inside:
            assert countries[link.end] == "MX" or countries[link.start] == "MX"
            assert link.end not in ends(network)
    whole = {
        region: {pair for pair, share in deployment_shares(region).items() if share == 1}
        for region in DEPLOYMENT_REGIONS
    }
    assert ("tapachula", "huixtla") in whole["southern_border"]
    assert ("ixtepec", "coatzacoalcos") in whole["centre_isthmus"]
    assert ("monterrey", "reynosa") in whole["northern_border"]
    assert deployment_shares("southern_border")["palenque", "coatzacoalcos"] == pytest.approx(0.5)
    assert not whole["southern_border"] & whole["northern_border"]
    with pytest.raises(InputError, match="Did you mean `southern_border`"):
        deployment_shares("southern_boarder")


def test_closures_and_strengths_go_by_id() -> None:
    closed = corridor_network(
        closures=[Closure("link", "tapachula", "huixtla")], strengths=[Strength("", "tijuana", 0.5)]
    )
    assert closed.closures[0].name1 == "tapachula"
    with pytest.raises(InputError, match="Did you mean `tapachula`"):
        corridor_network(closures=[Closure("location", "tapachulla")])


def test_travel_days_and_speed(network: Network) -> None:
    days = travel_days(network, 150.0)
    assert days.shape == (15, 9)
    assert np.allclose(days * 150, travel_days(network, 1.0))
    assert days.loc["gt_southwest", "sector_rio_grande_valley"] == pytest.approx(14.0, abs=1.0)
    for speed in (0.0, -1.0, np.nan, np.inf):
        with pytest.raises(InputError, match="speed_km"):
            travel_days(network, speed)


positive = st.floats(0, 5, allow_subnormal=False)
crowd = st.floats(0, 1e5, allow_subnormal=False)


@given(positive, crowd, crowd, st.floats(1, 1e4), st.floats(0, 1))
def test_hazards_grow_with_people_and_are_the_base_without(
    h0: float, few: float, more: float, base: float, eta: float
) -> None:
    low, high = sorted((few, few + more))
    assert hazard_of(h0, 0.0, base, eta) == h0
    assert hazard_of(h0, high, base, eta) >= hazard_of(h0, low, base, eta) >= h0 * (1 - 1e-12)
    assert hazard_of(h0, base, base, eta) == pytest.approx(h0 * 2**eta)


def test_hazards_are_vectorised_and_checked() -> None:
    found = hazard_of(np.array([[0.1], [0.2]]), np.array([0.0, 300.0, 600.0]), 300.0, 1.0)
    assert np.allclose(found, [[0.1, 0.2, 0.3], [0.2, 0.4, 0.6]])
    with pytest.raises(InputError) as caught:
        hazard_of(-0.1, [0.0, -5.0], 0.0, 1.5)
    assert str(caught.value).splitlines() == [
        "hazard: 4 problems",
        "  base_hazard: holds a number out of range. Got -0.1; allowed 0 or more.",
        "  base_people: holds a number out of range. Got 0.0; allowed above 0.",
        "  effective_people: holds a number out of range. Got -5.0; allowed 0 or more.",
        "  eta: holds a number out of range. Got 1.5; allowed 0 to 1.",
    ]
    with pytest.raises(InputError, match="base_hazard"):
        hazard_of(np.nan, 1.0, 1.0, 0.5)


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(NATIONALITIES), st.sampled_from(GROUPS)), st.floats(0, 1e5), min_size=1, max_size=15
    ),
    st.integers(1, 3),
)
def test_departures_sum_to_the_people_given(people: dict[tuple[str, str], float], months: int) -> None:
    names = ["2019-04", "2019-05", "2019-06"][:months]
    days = (30, 61, 91)[months - 1]
    found = corridor_departures(dict.fromkeys(names, people), dt.date(2019, 4, 1), days)
    assert not list(found.faults())
    assert found.people.shape == (days, 15, len(people))
    assert found.people.sum() == pytest.approx(months * sum(people.values()))
    by_class = dict(zip(found.classes, found.people.sum(axis=(0, 1)), strict=True))
    assert by_class == {key: pytest.approx(months * value) for key, value in people.items()}


def test_departures_follow_the_shares_of_the_table_and_the_days_of_a_month() -> None:
    one = {("GTM", GROUPS[0]): 3_100.0}
    found = corridor_departures({"2019-05": one, "2019-06": {}}, dt.date(2019, 5, 30), 4)
    at = found.places.index("gt_centre")
    assert found.people[:, at, 0] == pytest.approx([31.504, 31.504, 0.0, 0.0])
    assert found.people.sum() == pytest.approx(200.0)
    assert found.people[:, [name.startswith("hn") for name in found.places]].sum() == 0


def test_bad_departures_are_refused_all_at_once() -> None:
    people = {"2019-05": {("GTM", "single adult"): 1.0, ("GMT", GROUPS[0]): -1.0}}
    with pytest.raises(InputError) as caught:
        corridor_departures(people, dt.date(2019, 5, 1), 40)
    lines = str(caught.value).splitlines()
    assert lines[0] == "departures: 4 problems"
    assert re.search(r"2019-06: no people are given\. Known: 2019-05", lines[-1])
    assert any("Did you mean `single adults`" in line for line in lines)
    assert any("`GMT` is no nationality of the corridor. Did you mean `GTM`" in line for line in lines)
    with pytest.raises(InputError, match="0 is below 1"):
        corridor_departures(people, dt.date(2019, 5, 1), 0)
