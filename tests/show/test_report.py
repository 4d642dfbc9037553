"""The report of a run: one page on its own, true on every day it may be asked about, every number with its basis."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from html_tags import Html
from newcomer_texts import DUTY, REVIEW, TARGET

from suasion.show.figures import PHONE, WIDE, Figure
from suasion.show.page import Page, Table, Tag, render_page
from suasion.show.report import build_page
from suasion.show.report.view import anchor
from suasion.world.result import Result

Ran = Callable[..., Result]
VARIANTS = (None, "as-agreed", "as-threatened", "safe-third-country", "no-deal")
DAYS = ("2019-05-15", "2019-06-07", "2019-06-10", "2019-07-22", "2019-09-05", "2019-12-31", "2020-06-30")
BAD = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def text(ran: Ran) -> str:
    return render_page(build_page(ran()))


@pytest.fixture(scope="module")
def html(text: str) -> Html:
    return Html(text)


def section(page: Page, name: str) -> list[Table]:
    return list(next(one for one in page.sections if one.id == name).tables)


def plain(cell: object) -> str:
    """The words of a table's cell."""
    pieces = cell if isinstance(cell, tuple) else (cell,)
    return "".join(getattr(piece, "text", getattr(piece, "status", piece)) or "" for piece in pieces)


def test_the_page_needs_no_script_and_loads_nothing(text: str, html: Html) -> None:
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form"} & {tag for tag, _ in html.tags}
    assert not [name for _, attrs in html.tags for name in attrs if name == "src" or name.startswith("on")]
    assert "@import" not in text
    assert set(re.findall(r"url\(([^)]{0,1})", text)) <= {"#"}
    outward = [attrs["href"] for attrs in html.named("a") if not str(attrs.get("href")).startswith("#")]
    assert all(str(one).startswith(("http://", "https://")) for one in outward)
    assert [attrs for tag, attrs in html.tags if tag != "a" and attrs.get("href", "#")[:1] != "#"] == []


def test_the_finding_is_the_title_and_four_cards_stand_under_it(html: Html, text: str) -> None:
    title = re.search(r"<h1>(.*?)</h1>", text)
    assert title is not None
    assert title[1].startswith("On past course alone, Mexico’s target of at most 50,000 arrests in August 2019 is ")
    assert len([attrs for attrs in html.named("li") if str(attrs.get("class")).startswith("card")]) == 4


def test_every_figure_has_words_and_numbers(html: Html) -> None:
    figures = [str(attrs["id"]) for attrs in html.named("figure")]
    assert figures == [f"fan-{anchor('us_sw_between_ports')}", "steps-tariff", "chapters", "states", figures[4]]
    drawn = [attrs for attrs in html.named("svg") if attrs.get("role") == "img"]
    assert len(drawn) == 2 * len(figures)  # wide and phone
    assert all(len(str(attrs["aria-label"])) > 80 for attrs in drawn)
    captions = [str(attrs["aria-labelledby"]) for attrs in html.named("table")]
    assert [f"{name}--numbers" in captions for name in figures] == [True] * len(figures)
    assert len({attrs["id"] for _, attrs in html.tags if "id" in attrs}) == sum("id" in attrs for _, attrs in html.tags)


def test_every_number_of_the_accord_stands_there_with_its_source_or_why(ran: Ran) -> None:
    result = ran(None, "2021-12-31")  # by then all of it was out
    table = section(build_page(result), "numbers")[0]
    rows = {plain(row[0]): row for row in table.rows}
    numbers = [entry for entry in result.basis if entry["value"]]
    assert len(table.rows) == len(rows) == len(numbers) > 30
    for entry in numbers:
        row = rows[entry["path"]]
        assert plain(row[1]) == entry["value"]
        publishers = [result.accord["sources"][name]["publisher"] for name in entry["sources"]]
        assert publishers or entry["why"], entry["path"]
        for words in (*publishers, entry["why"]):
            assert words in plain(row[2])
        assert (Tag("judgement") in row[2]) == bool(entry["why"])
        assert (Tag("from memory") in row[2]) == (entry["confidence"] == "recalled")


def test_what_is_only_recalled_is_tagged(ran: Ran) -> None:
    tables = section(build_page(ran(None, "2019-12-31")), "measures")
    by_memory = [row for row in tables[0].rows if Tag("from memory") in row[5]]
    assert {plain(row[2]) for row in by_memory} >= {"8 April 2019", "26 July 2019", "19 November 2019"}
    assert len(by_memory) < len(tables[0].rows) / 2


def test_a_number_set_on_the_command_line_is_said_to_be(ran: Ran) -> None:
    page = build_page(ran("as-threatened", None, ("measures.tariff.steps.0.rate=40%",)))
    rows = {plain(row[0]): row for row in section(page, "numbers")[0].rows}
    assert plain(rows["measures.tariff.steps.0.rate"][3]) == "--set"
    assert plain(rows["measures.tariff.steps.0.rate"][1]) == "40%"


def test_warnings_are_on_the_page(ran: Ran, text: str) -> None:
    warnings = ran().manifest["warnings"]
    assert len(warnings) >= 2
    shown = " ".join(Html(text).words)
    for warning in warnings:
        assert warning in shown


def test_the_manifest_is_on_the_page(ran: Ran, text: str) -> None:
    for key in ("accord_sha256", "data_sha256", "suasion", "numpy"):
        assert ran().manifest[key] in text


def test_static_figures_stand_beside_the_forecast(ran: Ran) -> None:
    rows = [tuple(map(plain, row)) for row in section(build_page(ran("as-threatened")), "bill")[0].rows]
    assert rows[0][:2] == ("A whole year at 5%", "$17.2 bn")
    assert rows[4][:2] == ("A whole year at 25%", "$86.1 bn")
    assert rows[5][:2] == ("As announced, 30 May 2019 to 31 December 2019", "$36.3 bn")
    assert rows[6][1] == "$36.3 bn"


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_page_for_every_variant_on_every_day(
    ran: Ran, monkeypatch: pytest.MonkeyPatch, variant: str | None, day: str
) -> None:
    page = build_page(ran(variant, day, (), 20))
    if variant in ("as-threatened", "safe-third-country"):  # the others have the same figures: laid out once
        width = (WIDE, PHONE)[DAYS.index(day) % 2]
        for figure in (figure for one in page.sections for figure in one.figures):
            assert figure.draw(width).layers, figure.id
    monkeypatch.setattr(Figure, "svg", lambda figure, width: f"<svg role='img' aria-label='{width}'/>")
    text = render_page(page)
    assert "nan" not in re.findall(r"[a-z]+", text)
    assert "None" not in re.findall(r"[A-Za-z]+", text)
    assert (f"variant {variant}" if variant else "as written") in page.kicker
    known = day >= "2019-05-30"  # the tariff was announced
    assert ("bill" in {one.id for one in page.sections}) == known
    if known:
        charged = variant in ("as-threatened", "no-deal")
        bill = next(card for card in page.cards if card.label == "Tariff bill")
        assert (bill.value == "$0") == (not charged)
    assert len(page.cards) == (4 if known else 3)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("2019-06-07", "On 7 June 2019 the last published figure is 132,887 arrests in May 2019."),
        ("2019-07-22", "On 22 July 2019 the last published figure is 94,897 arrests in June 2019."),
        ("2019-09-05", "On 5 September 2019 the last published figure is 71,999 arrests in July 2019."),
        ("2019-12-31", "On 31 December 2019 the last published figure is 33,510 arrests in November 2019."),
    ],
)
def test_the_last_figure_is_that_of_the_runs_own_day(ran: Ran, day: str, last: str) -> None:
    assert str(build_page(ran(None, day, (), 20)).lede).startswith(last)


@pytest.mark.parametrize(
    ("day", "title"),
    [
        ("2019-07-22", r"On past course alone, Mexico’s target of at most 50,000 arrests in August 2019 is .*"),
        (
            "2019-09-09",
            r"50,693 arrests in August 2019: Mexico’s target of at most 50,000 missed, but within .*“about”",
        ),
    ],
)
def test_the_finding_turns_from_a_chance_into_a_fact(ran: Ran, day: str, title: str) -> None:
    assert re.fullmatch(title, build_page(ran(None, day, (), 100)).title)


@pytest.mark.parametrize(
    "settings",
    [
        ("decision=conditional",),
        ("targets.last-autumn.part=El Paso", "targets.last-autumn.level=9000"),
        ("targets.last-autumn.statistic=mean",),
        ("targets.last-autumn.statistic=ratio", "targets.last-autumn.base={month: 2019-05}",
         "targets.last-autumn.level=0.6"),
        ("targets.last-autumn.level={low: 40000, likely: 50000, high: 60000, why: a guess}",),
        ("targets.last-autumn.comparator=at_least",),
        ("measures.tariff.steps.4.rate=150%",),
        ("measures.tariff.schedule.increase=105 points", "measures.tariff.schedule.last=425%",
         "measures.tariff.steps=[]"),
        ("measures.tariff.goods=['87']",),
        ("uncertainties={}",),
    ],
)  # fmt: skip
def test_a_page_for_every_kind_of_input(ran: Ran, settings: tuple[str, ...]) -> None:
    for day, width in (("2019-06-10", WIDE), ("2019-12-31", PHONE)):
        page = build_page(ran("as-threatened", day, settings, 20))
        assert [one.id for one in page.sections][:2] == ["track", "bill"]
        for figure in (figure for one in page.sections for figure in one.figures if figure.id != "timeline"):
            assert figure.draw(width).layers, figure.id


@pytest.mark.usefixtures("undrawn")
def test_a_page_for_a_day_long_before_the_accord(ran: Ran) -> None:
    page = build_page(ran(None, "2016-01-01", (), 20))
    assert "On 1 January 2016 the last published figure is 32,838 arrests in November 2015." in str(page.lede)
    assert render_page(page)


@pytest.mark.usefixtures("undrawn")
def test_ids_with_underscores_make_anchors(newcomer: Callable[..., str]) -> None:
    import datetime

    from suasion.accord import load
    from suasion.world.run import run

    page = build_page(run(load(newcomer((DUTY, TARGET, REVIEW % ""))), 10, 1, datetime.date(2023, 5, 1)))
    assert f"steps-{anchor('import_duty')}" in {figure.id for one in page.sections for figure in one.figures}


def test_anchors_of_different_names_differ() -> None:
    names = ["a_b", "a-b", "a b", "A-b", "a/b", "a--b", "duty"]
    found = [anchor(name) for name in names]
    assert len(set(found)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]*", one) for one in found)


def test_words_of_the_accord_are_escaped(
    ran: Ran, newcomer: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import datetime

    from suasion.accord import load
    from suasion.world.run import run

    settings = [
        f"{path}='{BAD}'"
        for path in (
            "title",
            "measures.import_duty.title",
            "targets.fewer.title",
            "reviews.july.title",
            "parties.uganda.name",
            "series.crossings.title",
            "series.crossings.unit",
            "sources.note.title",
            "sources.note.publisher",
        )
    ] + ["sources.note.locator='javascript:alert(1)'"]
    document = load(newcomer((DUTY, TARGET, REVIEW % "")), None, settings)
    text = render_page(build_page(run(document, 10, 1, datetime.date(2023, 5, 1))))
    assert "<img" not in text
    assert text.count("&lt;img") > 10
    assert [tag for tag, attrs in Html(text).tags if "onerror" in attrs or "javascript" in str(attrs.get("href"))] == []
