"""Changes to the rules: what they do, that they are checked, and that one without effect is named."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest

from suasion.asylum import Overrides, compare, decide, facts_of, probe, rulebook
from suasion.errors import InputError

BOOK = rulebook()
HN: dict[str, Any] = {"nationality": "HN", "route": [{"country": "MX"}], "sector": "RGV", "channel": "er"}
FACTS = facts_of([HN | {"entry_date": f"2019-08-{day:02}"} for day in range(1, 32)])


def barred(book: Any) -> int:
    return int(decide(FACTS, book).count().get("BARRED_SCREENING", 0))


def test_values_by_number_by_id_and_by_date_object() -> None:
    assert barred(BOOK) == 16
    assert barred(BOOK.changed(Overrides({"TCTB.force[0].from": "2019-08-20"}))) == 12
    assert barred(BOOK.changed(Overrides({"TCTB.force.0.from": datetime.date(2019, 8, 20)}))) == 12
    assert barred(BOOK.changed(Overrides({"TCTB.orders.EBAY-2019-08-16.effective": "2019-08-30"}))) == 2
    assert barred(BOOK.changed(Overrides({"TCTB.enabled": False}))) == 0
    assert barred(BOOK.changed(Overrides({"TCTB.exceptions.denied.when": "nationality == HN"}))) == 0
    assert barred(BOOK.changed(Overrides({"TRANSIT_BAR.parameters.metered_before.value": "2019-01-01"}))) == 16


def test_orders_dropped_with_what_acts_on_them() -> None:
    assert barred(BOOK.changed(Overrides(drop=["EBAY-2019-07-24"]))) == 31
    assert barred(BOOK.changed(Overrides(drop=["EBAY-2019-08-16"]))) == 0
    assert barred(BOOK.under("tctb_no_injunction")) == 31


def test_the_book_itself_is_never_changed() -> None:
    before = [rule.force for rule in BOOK.rules]
    BOOK.changed(Overrides({"TCTB.force[0].from": "2019-08-20"}))
    assert [rule.force for rule in BOOK.rules] == before
    assert BOOK.changes == ()


def test_no_change_no_difference() -> None:
    facts = probe(BOOK, 2_000, np.random.default_rng(4))
    result = compare(facts, BOOK, BOOK.changed())
    assert len(result.flipped) == 0
    assert result.text() == "0 of 2,000 cases end otherwise"


def test_what_changes_no_case_is_named() -> None:
    both = Overrides({"TCTB.force[0].from": "2019-08-20"}, drop=["HUISHA-2022-11-15"])
    assert decide(FACTS, BOOK.changed(both)).warnings == (
        "order HUISHA-2022-11-15 dropped, and with it SCOTUS-2022-12-27: changes none of the 31 cases",
    )
    same = Overrides({"TCTB.force[0].from": "2019-07-16"})
    assert decide(FACTS, BOOK.changed(same)).warnings == (
        "TCTB.force[0].from = 2019-07-16 (was 2019-07-16): this stands there already, so nothing changes",
    )


def test_two_overrides_that_only_work_together_are_not_named() -> None:
    """The bar of 2018 was both enjoined and vacated in September 2019: only without both orders does it bind."""
    facts = facts_of([HN | {"entry_date": "2018-11-15", "decision_date": "2019-09-01"}])
    for alone in (["EBAY-2018-12-19"], ["OA-2019-08-02"]):
        assert len(decide(facts, BOOK.changed(Overrides(drop=alone))).warnings) == 1
    both = decide(facts, BOOK.changed(Overrides(drop=["EBAY-2018-12-19", "OA-2019-08-02"])))
    assert both.words(0)["rule"] == "PROC_9822"
    assert both.warnings == ()


def test_compare_counts_the_moves() -> None:
    result = compare(FACTS, BOOK, BOOK.under("tctb_no_injunction"))
    assert result.flipped.tolist() == list(range(15))
    assert result.moves == {(("CREDIBLE_FEAR", "open"), ("BARRED_SCREENING", "barred")): 15}
    assert "15 of 31 cases end otherwise" in result.text()


REFUSED: list[tuple[Overrides, str]] = [
    (Overrides({"TCTC.force[0].from": "2019-09-01"}), "`TCTC` is no rule and no regime. Did you mean `TCTB`?"),
    (Overrides({"TCTB.forc[0].from": "2019-09-01"}), "`forc` stands not there. Did you mean `force`?"),
    (Overrides({"TCTB.force[3].from": "2019-09-01"}), "`3` is no entry of the list. Known: 0 to 0"),
    (Overrides({"TCTB.orders.EBAY-2019-07-25.ends": "2019-09-01"}), "Did you mean `EBAY-2019-07-24`?"),
    (Overrides({"TCTB.force[0].from": "2019-02-30"}), "`2019-02-30` is no day of the calendar"),
    (Overrides({"TCTB.force[0].frm": "2019-02-20"}), "unknown key. Did you mean `from`?"),
    (Overrides({"CLP.force[0].from": "2025-06-01"}), "ends on 2025-05-12 before it begins"),
    (Overrides({"TCTB.scope.transit.when": "place == 3"}), "a word can not be compared with a number"),
    (Overrides({"TCTB.precedence": "between_ports_bar"}), "and both can be in force on one day"),
    (Overrides({"TCTB.applied[0].to": None}), "has the precedence `transit_bar` of TCTB, and both can be in force"),
    (Overrides({"TCTB.effect.asylum": "open"}), "The strictest bar must come first"),
    (Overrides({"TCTB": 3}), "names a whole rule. Go on to one value"),
    (Overrides({"TCTB..from": 3}), "is no path. Write it as RULE.force[0].from"),
    (Overrides({"TCTB.title.x": 3}), "goes on below a single value"),
    (Overrides({"BASELINE.enabled": False}), "US has no baseline"),
    (Overrides(drop=["EBAY-2019-07-25"]), "is no order. Did you mean `EBAY-2019-07-24`?"),
    (Overrides(append={"TCTB.title": {"from": "2019-01-01"}}), "is no list of a rule"),
    (Overrides(add=[{"regime": "TITLE_42", "title": "x"}]), "`TITLE_42` is already a regime"),
    (Overrides(add=[{"regime": "NEW", "title": "x", "rules": [{"id": "A"}]}]), "`effect` is missing. Add it"),
]


@pytest.mark.parametrize(("overrides", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_what_is_refused(overrides: Overrides, words: str) -> None:
    with pytest.raises(InputError) as caught:
        BOOK.changed(overrides)
    assert words in str(caught.value)


def test_an_unknown_scenario() -> None:
    with pytest.raises(InputError, match=r"`tctb_no_injunctions` is unknown. Did you mean `tctb_no_injunction`"):
        BOOK.under("tctb_no_injunctions")
    with pytest.raises(InputError, match="Did you mean `tctb_no_injunction`"):
        decide(facts_of([HN | {"entry_date": "2019-10-01", "scenario": "tctb_no_injuncton"}]), BOOK)
