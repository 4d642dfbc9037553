"""Invented rules that use every key of the format: findings, named exceptions, other hosts, deadlines, scenarios."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scalar_rules import Scalar

from suasion.asylum import Overrides, decide, explain, facts_of, probe, rulebook, windows

FOLDER = Path(__file__).parent / "invented"
BOOK = rulebook(FOLDER)

HN = {"nationality": "HN", "route": [{"country": "GT"}, {"country": "MX"}]}
CANADA = {"nationality": "NG", "host": "CA", "route": [{"country": "US"}]}
MEXICO = {"nationality": "HN", "host": "MX"}


def words(**facts: Any) -> dict[str, str | None]:
    return decide(facts_of([facts]), BOOK).words(0)


def test_the_second_reading_agrees_on_every_key_of_the_format() -> None:
    facts = probe(BOOK, 20_000, np.random.default_rng(5))
    decisions, second = decide(facts, BOOK), Scalar(FOLDER)
    wrong = []
    for row in range(len(facts)):
        expected = second.decide(facts.record(row, defaults=True))
        if decisions.words(row) != expected:
            wrong.append((facts.record(row), decisions.words(row), expected))
    assert wrong == []


def finding(kind: str, date: str) -> dict[str, str]:
    return {"kind": kind, "date": date}


@pytest.mark.parametrize(
    ("entry", "findings", "rule"),
    [
        ("2024-12-14", [finding("below", "2024-12-01")], "STRICT"),
        ("2024-12-15", [finding("below", "2024-12-01")], "PRESUMED"),
        ("2025-01-04", [finding("below", "2024-12-01"), finding("above", "2025-01-04")], "PRESUMED"),
        ("2025-01-05", [finding("below", "2024-12-01"), finding("above", "2025-01-04")], "STRICT"),
        # a finding that comes before the earlier one has come to work overtakes it
        ("2024-12-20", [finding("below", "2024-12-01"), finding("above", "2024-12-05")], "STRICT"),
        ("2024-12-20", [], "STRICT"),
    ],
)
def test_findings_turn_a_rule_off_and_on(entry: str, findings: list[dict[str, str]], rule: str) -> None:
    assert words(**HN, entry_date=entry, stb_determinations=findings)["rule"] == rule


def test_a_finding_is_named_in_the_explanation() -> None:
    facts = facts_of([HN | {"entry_date": "2024-12-20", "stb_determinations": [finding("below", "2024-12-01")]}])
    assert "STRICT (eligibility): does not apply, turned off by a finding (Invented Act)" in explain(facts, BOOK).text()


def test_a_named_exception_is_reported_only_over_the_baseline() -> None:
    assert words(**HN, entry_date="2024-06-10", cbp_one="appointment")["rule"] == "PRESUMED_EXCEPTED"
    assert words(**HN, entry_date="2024-06-10", medical_emergency=True)["rule"] == "STRICT"
    assert words(**HN, entry_date="2024-03-01", medical_emergency=True) == {
        "outcome": "CREDIBLE_FEAR",
        "asylum": "open",
        "screen": "significant_possibility",
        "rule": "PRESUMED_REBUTTED",
        "destination": None,
    }


@pytest.mark.parametrize(
    ("day", "sector", "rule"),
    [
        ("2024-01-14", "RGV", "PRESUMED_REBUTTED"),
        ("2024-01-15", "RGV", "PRESUMED"),
        ("2024-01-25", "RGV", "PRESUMED"),
        ("2024-01-24", "SDC", "PRESUMED"),
        ("2024-01-25", "SDC", "PRESUMED_REBUTTED"),
        ("2024-01-31", "RGV", "PRESUMED"),
        ("2024-02-01", "RGV", "PRESUMED_REBUTTED"),
    ],
)
def test_orders_can_act_on_an_exception(day: str, sector: str, rule: str) -> None:
    facts = HN | {"age": 16, "sector": sector, "imminent_threat": True, "entry_date": "2024-01-01"}
    assert words(**facts, decision_date=day)["rule"] == rule


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"entry_date": "2019-05-01", "place": "port"}, "CA_GATE"),
        ({"entry_date": "2019-05-01"}, "CA_HEARD"),
        ({"entry_date": "2023-03-24"}, "CA_HEARD"),
        ({"entry_date": "2023-03-25", "claim_date": "2023-04-08"}, "CA_GATE"),
        ({"entry_date": "2023-03-25", "claim_date": "2023-04-09"}, "CA_HEARD"),
        ({"entry_date": "2019-05-01", "place": "port", "relative": "sibling:CA:citizen"}, "CA_EXEMPT"),
        ({"entry_date": "2019-05-01", "place": "port", "relative": "sibling:US:citizen"}, "CA_GATE"),
        ({"entry_date": "2019-05-01", "place": "port", "relative": "uncle:CA:citizen"}, "CA_GATE"),
    ],
)
def test_another_host_has_its_own_rules(facts: dict[str, Any], rule: str) -> None:
    assert words(**CANADA, **facts)["rule"] == rule


@pytest.mark.parametrize(
    ("entry", "claim", "rule"),
    [
        ("2019-09-02", "2019-10-15", "MX_HEARD"),  # the thirtieth working day: September 16 is free
        ("2019-09-02", "2019-10-16", "LATE"),
        ("2019-12-02", "2020-01-15", "MX_HEARD"),
        ("2019-12-02", "2020-01-16", "LATE"),
        ("2018-12-03", "2019-01-14", "MX_HEARD"),  # before the calendar only weekdays count
        ("2018-12-03", "2019-01-15", "LATE"),
        ("2021-03-01", "2021-04-12", "MX_HEARD"),  # and after it
        ("2021-03-01", "2021-04-13", "LATE"),
    ],
)
def test_working_days(entry: str, claim: str, rule: str) -> None:
    assert words(**MEXICO, entry_date=entry, claim_date=claim)["rule"] == rule


def test_the_stronger_layer_decides() -> None:
    facts = MEXICO | {"entry_date": "2019-06-03", "claim_date": "2019-12-02"}
    assert words(**facts)["outcome"] == "CLAIM_LATE"
    assert words(**facts, left_state=True)["outcome"] == "CLAIM_LATE"
    assert words(**MEXICO, entry_date="2019-06-03", left_state=True)["outcome"] == "CLAIM_ABANDONED"


def test_cases_of_different_scenarios_stand_in_one_table() -> None:
    case = CANADA | {"entry_date": "2019-05-01", "claim_date": "2019-05-20"}
    facts = facts_of([case, case | {"scenario": "earlier_gate"}, case])
    decisions = decide(facts, BOOK)
    assert [decisions.words(row)["rule"] for row in range(3)] == ["CA_HEARD", "CA_GATE", "CA_HEARD"]
    text = explain(facts, BOOK, 1).text()
    assert "Scenario: earlier_gate" in text
    assert "Changed: SOUTH.parameters.protocol_days.value = 20 (was 14)" in text
    assert "Scenario" not in explain(facts, BOOK, 0).text()


def test_overrides_come_after_the_scenario() -> None:
    book = BOOK.changed(Overrides({"CA_GATE.force[1].from": "2020-01-01"}))
    case = CANADA | {"entry_date": "2019-05-01", "scenario": "earlier_gate"}
    assert decide(facts_of([case]), book, check_overrides=False).words(0)["rule"] == "CA_HEARD"


def test_windows_that_the_world_appends() -> None:
    facts = facts_of([CANADA | {"entry_date": "2019-05-01"}])
    book = BOOK.changed(Overrides(append={"CA_GATE.force": {"from": "2019-04-01", "to": "2019-06-01"}}))
    assert decide(facts, book).words(0)["rule"] == "CA_GATE"
    assert "append" in str(book.changes[0].text)
    assert [str(row.state) for row in windows(book, "CA_GATE") if row.start is not None].count("in force") >= 2


def test_rules_that_are_added() -> None:
    added = {
        "regime": "EXTRA",
        "title": "Added",
        "host": "MX",
        "sources": {"idea": {"cite": "An idea", "confidence": "low"}},
        "rules": [
            {
                "id": "EXTRA_GATE",
                "title": "Everybody back",
                "axis": "disposition",
                "precedence": "gate",
                "source": "idea",
                "force": [{"from": "2020-01-01", "source": "idea"}],
                "effect": {
                    "outcome": "TRANSFER", "asylum": "not_considered", "screen": "none", "destination": "nationality",
                },
            }
        ],
    }  # fmt: skip
    book = BOOK.changed(Overrides(add=[added]))
    facts = facts_of([MEXICO | {"entry_date": "2019-12-31"}, MEXICO | {"entry_date": "2020-01-01"}])
    decisions = decide(facts, book)
    assert [decisions.words(row)["rule"] for row in range(2)] == ["MX_HEARD", "EXTRA_GATE"]
    assert decisions.words(1)["destination"] == "HN"
    assert decisions.warnings == ()
