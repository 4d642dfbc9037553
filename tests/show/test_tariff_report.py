"""The reports of a ledger and of a tariff's long run: whole without a network, their words true to their numbers."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from html_tags import Html
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from suasion import data
from suasion.accord import load
from suasion.show.figures import PHONE, WIDE, comparison
from suasion.show.figures.lettering import text_width
from suasion.show.page import Page, render_page
from suasion.show.tariff.alternatives import alternatives, who_bears
from suasion.show.tariff.answers import summary, worked_entry
from suasion.show.tariff.costed import Costed, in_question, shifted
from suasion.show.tariff.months_figure import duty_by_month
from suasion.show.tariff.page import build_page
from suasion.show.tariff.phrases import finding, premium, probability_words
from suasion.show.tariff.save import manifest
from suasion.show.tariff.screen import cost_screen
from suasion.show.tariff.template import MEANINGS
from suasion.show.tariff.world import finding as world_finding
from suasion.show.tariff.world import finding_note, signed, size, world_answers
from suasion.show.tariff.world_page import world_page, world_record
from suasion.trade.ledger import Ledger, cost_of, read_ledger
from suasion.trade.ledger.columns import COLUMNS
from suasion.trade.ledger.examples import example_ledger
from suasion.trade.rates.programmes import us_measures
from suasion.world.long_run import welfare
from suasion.world.long_run_models import LongRunTariff, economies_of
from suasion.world.tariff_measures import tariff_measures

BAD = "<img src=x onerror=alert(1)>"


def page_of(costed: Costed) -> Page:
    return build_page(costed, summary(costed), manifest(costed))


def screen_of(costed: Costed) -> str:
    console = Console(width=120, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(cost_screen(summary(costed), None, None))
    return captured.get()


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return read_ledger(example_ledger())


@pytest.fixture(scope="module")
def costed(ledger: Ledger) -> Costed:
    document = load("us-mexico-2019", "as-threatened")
    threat = tariff_measures(document.accord)
    return Costed(
        "importer-2019.csv", ledger, threat, in_question(us_measures(), ledger), 0.3, document, "as-threatened"
    )


@pytest.fixture(scope="module")
def text(costed: Costed) -> str:
    return render_page(page_of(costed))


@pytest.fixture(scope="module")
def html(text: str) -> Html:
    return Html(text)


def test_the_page_needs_no_script_and_loads_nothing(text: str, html: Html) -> None:
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form"} & {tag for tag, _ in html.tags}
    assert not [name for _, attrs in html.tags for name in attrs if name == "src" or name.startswith("on")]
    assert set(re.findall(r"url\(([^)]{0,1})", text)) <= {"#"}


def test_the_finding_is_the_title_with_four_cards_and_every_section(text: str, html: Html, costed: Costed) -> None:
    title = re.search(r"<h1>(.*?)</h1>", text)
    assert title
    assert title[1] == finding(summary(costed))
    assert len([attrs for attrs in html.named("li") if str(attrs.get("class")).startswith("card")]) == 4
    assert [attrs["id"] for attrs in html.named("section")] == ["bill", "goods", "ways", "entry", "notes"]
    figures = [str(attrs["id"]) for attrs in html.named("figure")]
    assert figures == ["duty-by-month", "products"]
    drawn = [attrs for attrs in html.named("svg") if attrs.get("role") == "img"]
    assert len(drawn) == 2 * len(figures)
    assert all(len(str(attrs["aria-label"])) > 80 for attrs in drawn)


def test_the_two_ends_are_never_called_a_range_of_worlds(text: str, costed: Costed) -> None:
    for shown in (text, screen_of(costed)):
        assert "of 100 worlds" not in shown
        assert re.search(r"not\s+a\s+range\s+of\s+uncertainty", shown)


def test_words_of_a_ledger_are_never_markup(costed: Costed) -> None:
    frame = costed.ledger.frame.assign(
        sku=costed.ledger.frame["sku"].cat.rename_categories(lambda name: f"{name}{BAD}"),
        supplier=costed.ledger.frame["supplier"].cat.rename_categories(lambda name: f"{name}{BAD}"),
    )
    hostile = replace(costed, name=BAD, ledger=Ledger(frame, notes=(BAD,)))
    assert "<img" not in render_page(page_of(hostile))


@pytest.mark.usefixtures("undrawn")
def test_columns_that_are_not_there_are_not_invented(costed: Costed) -> None:
    frame = costed.ledger.frame.copy()
    for name in ("sku", "supplier", "entry_number"):
        frame[name] = pd.Categorical([None] * len(frame))
    bare = replace(costed, ledger=Ledger(frame))
    answers = summary(bare)
    assert [row["name"] for row in answers["ranked"]["sku"]] == ["(not named)"]
    assert answers["largest_entry"]["entry_number"] is None
    assert "(not named)" in render_page(page_of(bare))
    assert "(not named)" in screen_of(bare)
    whole = summary(costed)["total"]["threatened_duty"]
    assert answers["total"]["threatened_duty"] == whole


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_a_threat_that_is_sure_either_way_has_its_own_words(costed: Costed, probability: float) -> None:
    sure = replace(costed, probability=probability)
    answers = summary(sure)
    case = "comes_usd" if probability else "never_usd"
    assert answers["total"]["in_all"]["expected_usd"] == answers["total"]["in_all"][case]
    assert ("Expected" in screen_of(sure)) is (probability == 0)
    render_page(page_of(sure))


@pytest.mark.usefixtures("undrawn")
def test_a_ledger_without_a_threat_is_a_bill(ledger: Ledger) -> None:
    plain = Costed("importer-2019.csv", ledger, (), in_question(us_measures(), ledger))
    page = page_of(plain)
    assert page.title == "Duty and fees on $6.15 m of imports come to $155,000"
    assert "threat" not in screen_of(plain).lower()
    render_page(page)


def test_measures_out_of_question_change_nothing(ledger: Ledger, costed: Costed) -> None:
    fewer = in_question(us_measures(), ledger)
    assert len(fewer) < len(us_measures())
    slow = cost_of(ledger, costed.threat, in_force=us_measures())
    quick = cost_of(ledger, costed.threat, in_force=fewer)
    pd.testing.assert_frame_equal(slow.rows, quick.rows)


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 1))
def test_the_expected_bill_lies_between_its_ends(probability: float) -> None:
    ledger = read_ledger(example_ledger())
    threat = tariff_measures(load("us-mexico-2019", "as-threatened").accord)
    rows = Costed("x", ledger, threat, (), probability).rows
    assert (rows["expected_usd"] >= rows["never_usd"] - 1e-6).all()
    assert (rows["expected_usd"] <= rows["comes_usd"] + 1e-6).all()


@given(st.integers(-60, 60))
def test_a_shift_and_its_return_leave_every_day_but_leap_days(years: int) -> None:
    days = pd.to_datetime(pd.Series(["2019-01-01", "2020-03-01", "2021-12-31", None])).astype("datetime64[s]")
    frame = pd.DataFrame(dict.fromkeys(("entry_day", "loaded_day", "zone_status_day", "contract_until"), days))
    there = shifted(Ledger(frame), years)
    assert (there.frame["entry_day"].dropna().dt.year == days.dropna().dt.year + years).all()
    pd.testing.assert_frame_equal(shifted(there, -years).frame, frame)


def test_who_bears_the_duty_adds_up_to_it(costed: Costed) -> None:
    assert sum(who_bears(costed).values()) == pytest.approx(costed.rows["threat_duty_usd"].sum())


def test_holding_back_and_forward_are_worth_no_more_than_the_threat(costed: Costed) -> None:
    found = alternatives(costed)
    expected = 0.3 * costed.rows["threat_duty_usd"].sum()
    assert 0 < found["bring_forward"]["saving_usd"] < expected
    assert found["wait"]["at_most_usd"] == pytest.approx(expected)
    least = found["bring_forward"]["pays_from_probability"]
    assert alternatives(replace(costed, probability=least * 0.99))["bring_forward"]["lines"] == 0
    assert alternatives(replace(costed, probability=least * 1.01))["bring_forward"]["lines"] > 0


def test_a_dearer_threat_leaves_more_room_elsewhere(costed: Costed) -> None:
    for ratios in alternatives(costed)["buy_elsewhere"]["by_sku"].values():
        assert ratios["expected_ratio"] < ratios["comes_ratio"]


def test_the_entry_on_the_page_is_the_one_of_the_engine(costed: Costed, text: str) -> None:
    entry = worked_entry(costed, costed.largest_entry)
    assert f"{entry.total_usd:,.2f}" in text
    assert entry.total_usd == round(
        sum(charge.duty_usd for line in entry.lines for charge in line.charges)
        + entry.processing_fee_usd + entry.harbor_fee_usd, 2,
    )  # fmt: skip


@pytest.mark.parametrize("months", [1, 2, 13, 100])
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_chart_by_month_is_drawn_for_any_length(months: int, width: int) -> None:
    index = pd.period_range("2018-03", periods=months, freq="M")
    owed = np.arange(months, dtype=float) * 1000
    bill = pd.DataFrame({"owed_usd": owed, "expected_threat_usd": 300.0, "threat_duty_usd": 1000.0}, index=index)
    figure = duty_by_month(bill, [(dt.date(2018, 4, 1), 0.05)], title="T", subtitle="S", probability=0.3)
    assert len(figure.table) == months
    assert figure.svg(width).startswith("<svg")


def test_months_without_entries_are_drawn_as_nothing() -> None:
    bill = pd.DataFrame(
        {"owed_usd": [1.0, 2.0], "expected_threat_usd": 0.0, "threat_duty_usd": 0.0},
        index=pd.PeriodIndex(["2019-01", "2019-04"], freq="M"),
    )
    figure = duty_by_month(bill, [], title="T", subtitle="S", probability=1)
    assert figure.table["Owed anyway (USD)"].to_list() == [1, 0, 0, 2]
    assert list(figure.table.columns) == ["Month", "Owed anyway (USD)"]


def test_every_column_of_the_template_has_a_meaning() -> None:
    assert list(MEANINGS) == list(COLUMNS)


@pytest.mark.parametrize(
    ("ratio", "said"), [(1.123, "12% more"), (0.96, "4% less"), (1.0, "the same"), (1.0004, "the same")]
)
def test_break_even_prices_in_words(ratio: float, said: str) -> None:
    assert premium(ratio) == said


def test_break_even_probabilities_in_words() -> None:
    assert probability_words(0.42) == "a probability of 42%"
    assert probability_words(1.01) == "no probability"
    assert size(-7.2, -1.9) == "1.9% to 7.2%"


@pytest.fixture(scope="module")
def long_run() -> dict[str, Any]:
    tariff = LongRunTariff("USA", "MEX")
    solved = welfare(tariff, [0.05, 0.25], economies=["USA", "MEX", "CAN"], models=["one_sector", "one_sector_inputs"])
    return world_answers(tariff, solved, ("none", "equal"), ["a note of ours"])


def test_the_long_run_page_keeps_models_apart(long_run: dict[str, Any]) -> None:
    text = render_page(world_page(long_run, world_record(long_run)))
    html = Html(text)
    assert [str(attrs["id"]) for attrs in html.named("figure")] == [
        "welfare-2-mex", "welfare-2-usa", "welfare-1-mex", "welfare-1-usa",
    ]  # fmt: skip
    assert "of 100 worlds" not in text
    assert "a note of ours" in text
    assert world_finding(long_run).startswith("A tariff of 25% on Mexico would cost it ")
    # names, not the keys of the files; the digest of the data that other pages name too
    assert "one_sector" not in re.sub(r"id='[^']*'|id=\"[^\"]*\"", "", text)
    assert data.digest() in text


def test_the_finding_of_the_long_run_holds_every_answer_in_the_table(long_run: dict[str, Any]) -> None:
    every = [
        value
        for one in long_run["by_rate"]["0.25"].values()
        for reply in long_run["replies"]
        for value in one[reply]["welfare"]["MEX"].values()
        if value is not None
    ]
    assert f"cost it {size(min(every), max(every))} of what it can buy" in world_finding(long_run)
    note = finding_note(long_run)
    assert "elasticities and both replies" in note
    middles = [one["none"]["welfare"]["MEX"]["middle_pct"] for one in long_run["by_rate"]["0.25"].values()]
    assert f"{signed(max(middles))} to {signed(min(middles))} if the partner does not answer" in note


@pytest.mark.parametrize("low", [-10.0, -250.0])
def test_numbers_of_the_axis_stay_inside_the_sheet(low: float) -> None:
    rows = pd.DataFrame({"variant": ["a model"], "mean": [low * 0.7], "low": [low], "high": [low * 0.4]})
    made = comparison(rows, title="t", subtitle="s", footer="f", unit="percent", say=signed)
    for width in (358, 720):
        sheet = made.draw(width)
        ticks = [
            row
            for layer in sheet.layers
            if layer["mark"]["type"] == "text" and layer["mark"]["align"] == "center"
            for row in layer["data"]["values"]
        ]
        assert len(ticks) >= 2
        for row in ticks:
            half = text_width(row["text"], 12) / 2
            assert row["x"] - half >= -sheet.left - 1e-6
            assert row["x"] + half <= sheet.width - sheet.left + 1e-6


def test_asking_fewer_models_and_economies_changes_no_number() -> None:
    tariff = LongRunTariff("USA", "MEX")
    few = welfare(tariff, [0.05], economies=["MEX"], models=["one_sector"], replies=["equal"])
    more = welfare(tariff, [0.05, 0.25], models=["one_sector", "one_sector_tax"])
    assert few["welfare_pct"].item() == pytest.approx(
        more["welfare_pct"].sel(model="one_sector", reply="equal", rate=0.05, economy="MEX").item(), abs=1e-9
    )
    assert {"USA", "MEX"} <= set(economies_of("sectors")) & set(economies_of("one_sector"))
    assert "NIC" not in economies_of("sectors")
