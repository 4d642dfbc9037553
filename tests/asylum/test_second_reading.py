"""What a second reading of the law changed, each on both sides of its date or clause; and what stays disputed."""

from __future__ import annotations

from typing import Any

import pytest

from suasion.asylum import Overrides, decide, explain, facts_of, rulebook
from suasion.asylum.use.pages import law_pages
from suasion.errors import InputError

BOOK = rulebook()
HN: dict[str, Any] = {"nationality": "HN", "route": ["GT", "MX"], "sector": "RGV", "channel": "er"}


def words(facts: dict[str, Any], book: Any = BOOK) -> dict[str, str | None]:
    return decide(facts_of([HN | facts]), book).words(0)


@pytest.mark.parametrize(
    ("facts", "rule", "to"),
    [
        # Yuma: returned through Mexicali; the first entry that a report tells of, between ports only
        ({"entry_date": "2019-09-03", "sector": "YUM", "channel": "mpp"}, "BASELINE", None),
        ({"entry_date": "2019-09-04", "sector": "YUM", "channel": "mpp"}, "MPP", "MX"),
        ({"entry_date": "2019-09-04", "sector": "YUM", "channel": "mpp", "place": "port"}, "BASELINE", None),
        # expelled in the north: to Canada, children home
        ({"entry_date": "2020-05-12", "border": "US_N", "channel": "program"}, "T42", "CA"),
        ({"entry_date": "2020-05-12", "border": "US_N", "channel": "program", "age": 9, "accompanied": False},
         "T42", "HN"),
        ({"entry_date": "2020-05-12", "channel": "program"}, "T42", "MX"),
        # turned back at the line: not inspected, so nobody is transferred
        ({"entry_date": "2020-01-10", "place": "port", "sector": "EPT", "channel": "aca"}, "ACA_GT", "GT"),
        ({"entry_date": "2020-01-10", "place": "port", "sector": "EPT", "channel": "aca", "turned_back": True},
         "METERING", None),
        # one year, by the calendar: over a leap day too
        ({"entry_date": "2016-01-15", "claim_date": "2017-01-15"}, "BASELINE", None),
        ({"entry_date": "2016-01-15", "claim_date": "2017-01-16"}, "ONE_YEAR", None),
        ({"entry_date": "2017-01-15", "claim_date": "2018-01-15"}, "BASELINE", None),
        ({"entry_date": "2017-01-15", "claim_date": "2018-01-16"}, "ONE_YEAR", None),
    ],
)  # fmt: skip
def test_readings(facts: dict[str, Any], rule: str, to: str | None) -> None:
    found = words(facts)
    assert (found["rule"], found["destination"]) == (rule, to)


def test_the_end_of_title_42_in_may_2022_was_enjoined() -> None:
    case = {"entry_date": "2022-05-23", "channel": "program"}
    assert words(case)["rule"] == "T42"
    assert words(case, BOOK.changed(Overrides(drop=["LOUISIANA-2022-05-20"])))["rule"] == "MPP"
    before = case | {"entry_date": "2022-05-22"}
    assert words(before, BOOK.changed(Overrides(drop=["LOUISIANA-2022-05-20"])))["rule"] == "T42"


def test_the_other_reading_of_the_final_transit_bar_can_be_chosen() -> None:
    case = {"entry_date": "2019-10-01", "decision_date": "2021-02-01"}
    other = BOOK.changed(Overrides({"TCTB_FINAL.force[0].from": "2019-07-16"}))
    assert (words(case)["rule"], words(case, other)["rule"]) == ("BASELINE", "TCTB")
    enjoined = case | {"decision_date": "2021-02-16"}
    assert (words(enjoined)["rule"], words(enjoined, other)["rule"]) == ("BASELINE", "BASELINE")


def test_the_other_reading_of_title_42_in_the_north_can_be_chosen() -> None:
    case = {"entry_date": "2023-05-01", "border": "US_N", "route": ["CA"], "channel": "program", "sector": "none"}
    other = BOOK.changed(Overrides({"T42.exceptions.returned_to_canada.force[0].from": "2023-05-12"}))
    assert (words(case)["rule"], words(case)["destination"]) == ("US_CA_STCA", "CA")
    assert (words(case, other)["rule"], words(case, other)["destination"]) == ("T42", "CA")


def test_what_is_disputed_says_so_on_its_page() -> None:
    pages = law_pages(BOOK)
    assert "Disputed: whom it reaches." in pages["tctb.md"]
    assert "disputed. One reading:" in pages["title_42.md"]


def test_a_declaration_stops_nothing_and_is_said_to_have_no_force() -> None:
    at_the_line = {
        "entry_date": "2021-10-01", "place": "port", "sector": "SDC", "turned_back": True, "channel": "program",
    }  # fmt: skip
    book = BOOK.changed(Overrides({
        "METERING.orders.AOL-2021-09-02.effective": "2021-09-02", "T42.enabled": False,
    }))  # fmt: skip
    assert words(at_the_line, book)["rule"] == "METERING"
    said = explain(facts_of([HN | at_the_line]), book).text()
    assert "order AOL-2021-09-02 does not stop it: has no force. Turning people back was held unlawful" in said


def test_the_end_of_an_order_has_a_source_of_its_own() -> None:
    (order,) = [order for order in BOOK.rule("PROC_9822").orders if order.id == "EBAY-2018-11-19"]
    assert "Dec 19 2018" in order.end_source.cite
    assert "Nov 19 2018" in order.source.cite
    changed = BOOK.changed(Overrides({"PROC_9822.orders.EBAY-2018-11-19.ends": "2018-12-01"}))
    (order,) = [order for order in changed.rule("PROC_9822").orders if order.id == "EBAY-2018-11-19"]
    assert order.end_source.cite == "override: PROC_9822.orders.EBAY-2018-11-19.ends"
    assert "Nov 19 2018" in order.source.cite


def test_the_text_of_an_order_stands_also_where_it_does_not_bind() -> None:
    said = explain(facts_of([HN | {"entry_date": "2019-08-20"}]), BOOK).text()
    assert "order EBAY-2019-07-24 does not stop it: narrowed by 9th Cir." in said
    assert "order CAIR-2020-06-30 does not stop it: not before 2020-06-30. Vacated nationwide" in said


def test_overrides_that_hang_on_each_other_are_looked_at_one_way() -> None:
    ban = {
        "regime": "MINE", "title": "Invented", "sources": {"s": {"cite": "Invented", "confidence": "low"}},
        "rules": [{
            "id": "BAN", "title": "Bar", "axis": "eligibility", "precedence": "first_country", "source": "s",
            "force": [{"from": "2018-01-01", "source": "s"}],
            "effect": {"outcome": "BARRED_SCREENING", "asylum": "barred", "screen": "reasonable_possibility"},
        }],
    }  # fmt: skip
    facts = facts_of([HN | {"entry_date": "2019-07-01"}])
    both = BOOK.changed(Overrides(add=[ban]), Overrides({"BAN.force[0].from": "2019-07-02"}))
    assert decide(facts, both).warnings == ()  # neither is silent: without the second the case is barred
    later = BOOK.changed(Overrides(add=[ban]), Overrides({"BAN.force[0].from": "2018-01-02"}))
    assert decide(facts, later).warnings == (
        "BAN.force[0].from = 2018-01-02 (was 2018-01-01): changes none of the 1 cases",
    )
    with pytest.raises(InputError):
        BOOK.changed(Overrides({"BAN.force[0].from": "2018-01-02"}))
