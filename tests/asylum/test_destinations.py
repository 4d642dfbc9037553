"""Where people are brought may depend on the way they came."""

from __future__ import annotations

from suasion.asylum import Overrides, decide, facts_of, rulebook


def test_a_destination_may_look_through_the_route() -> None:
    by_way = [
        {"country": "GT", "when": "any(route, country == GT)", "source": "authority"},
        {"country": "MX"},
    ]
    book = rulebook().changed(Overrides(set={"MPP.effect.destination": by_way}))
    case = {"entry_date": "2019-07-25", "sector": "RGV", "channel": "mpp"}
    through_guatemala = {**case, "nationality": "HN", "route": [{"country": "GT"}, {"country": "MX"}]}
    not_so = {**case, "nationality": "VE", "route": [{"country": "MX"}]}
    found = decide(facts_of([through_guatemala, not_so]), book)
    assert [found.words(row)["destination"] for row in (0, 1)] == ["GT", "MX"]
