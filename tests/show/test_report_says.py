"""A report says which run it is of, tells nothing of a later day, names both bills, and claims no more than it drew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from suasion.show.page import Page, Tag, render_page
from suasion.show.report import build_page
from suasion.show.report.compare import both_bills, build_comparison
from suasion.show.report.view import View, settings_words
from suasion.show.run_screens import compare_screen, run_screen
from suasion.show.terminal import console
from suasion.world.answers import difference, summary
from suasion.world.result import Result

Ran = Callable[..., Result]
TEN = "measures.tariff.steps.0.rate=10%"


def seen(screen: object, width: int = 120) -> str:
    terminal = console()
    terminal.width = width
    with terminal.capture() as captured:
        terminal.print(screen)
    return " ".join(captured.get().split())


def told(page: Page) -> str:
    """Every word of a page but those inside charts."""
    return render_page(page)


# --- settings


def test_a_setting_stands_in_the_heading_the_answers_and_on_the_screen(ran: Ran) -> None:
    result = ran(None, None, (TEN,))
    answers = summary(result)
    assert answers["settings"] == [TEN]
    page = build_page(result, answers)
    assert page.kicker.endswith("as written, with measures.tariff.steps.0.rate = 10%")
    assert "gone ahead as set, the duty" in str(page.lede)
    bill = next(section for section in page.sections if section.id == "bill")
    assert bill.figures[0].title.startswith("As set, imports held")
    assert [row[0] for row in bill.tables[0].rows if str(row[0]).startswith("As ")] == [
        "As set, 30 May 2019 to 31 December 2019"
    ]
    text = seen(run_screen(result, answers, None))
    assert "as written, with measures.tariff.steps.0.rate = 10%" in text
    assert "as announced" not in text


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ((), "as announced"),
        (("targets.last-autumn.level=60000",), "as announced"),
        (("measures.tariff.status.1.date=2019-06-08", "measures.tariff.status.1.announced=2019-06-07"), "as announced"),
        (("measures.tariff.goods=['87']",), "as set"),
        (("measures.tariff.steps.1.date=2019-07-02",), "as set"),
    ],
)
def test_only_what_changes_the_schedule_makes_it_one_that_was_set(
    ran: Ran, settings: tuple[str, ...], word: str
) -> None:
    result = ran(None, None, settings, 20)
    assert View.of(result, summary(result)).scheduled_word == word


def test_settings_in_words() -> None:
    assert settings_words([]) == ""
    assert settings_words(["a.b=1", "c = {x: y=z}"]) == "with a.b = 1 and c = {x: y=z}"


def test_a_comparison_names_its_settings(ran: Ran) -> None:
    runs = [ran(name, None, (TEN,), 20) for name in ("as-agreed", "as-threatened")]
    answers = [summary(one) for one in runs]
    page = build_comparison(runs, answers, [difference(runs[0], one) for one in runs])
    assert "with measures.tariff.steps.0.rate = 10%" in str(page.lede)
    assert "with measures.tariff.steps.0.rate = 10%" in seen(compare_screen(answers))


# --- the day


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(("day", "shown"), [("2019-06-10", False), ("2019-09-05", False), ("2019-12-31", True)])
def test_a_page_tells_nothing_of_a_later_day(ran: Ran, day: str, shown: bool) -> None:
    page = build_page(ran(None, day, (), 20))
    text = told(page)
    # August's total, the fall quoted in September, troops of 10 September, a report of 11 September
    for later in ("64,006", "−56%", "measures.guard.steps.9.people", "U.S. Pushes Mexico", "4,970,000"):
        assert (later in text) is shown, later
    assert "came out after the run’s day" in text  # in December still of 2020 and 2021


def test_a_number_used_before_its_day_is_marked(ran: Ran) -> None:
    page = build_page(ran(None, "2019-05-15", (), 20))
    table = next(section for section in page.sections if section.id == "numbers").tables[0]
    basis = {str(row[0]): row[2] for row in table.rows}["targets.last-autumn.level"]
    assert isinstance(basis, tuple)
    assert Tag("of after the run’s day") in basis


# --- two bills


def test_both_bills_stand_first_each_named(ran: Ran) -> None:
    result = ran("as-threatened")
    answers = summary(result)
    page = build_page(result, answers)
    card = next(one for one in page.cards if one.label == "Tariff bill")
    held, moved = (one["mean"] / 1e9 for one in both_bills(answers) if one is not None)
    assert moved < held
    for text in (str(page.lede), seen(run_screen(result, answers, None))):
        assert f"about {held:.1f} billion US dollars on imports held as they would have been" in text
        assert f"about {moved:.1f} billion US dollars once imports respond" in text
    for amount in (f"${held:.1f} bn on imports held", f"${moved:.1f} bn once imports respond"):
        assert amount in str(card.detail)
    bill = next(section for section in page.sections if section.id == "bill")
    assert "importers" not in " ".join(figure.title.lower() for figure in bill.figures)


def test_a_comparison_gives_both_bills(ran: Ran) -> None:
    runs = [ran("as-agreed"), ran("as-threatened")]
    answers = [summary(one) for one in runs]
    differences = [difference(runs[0], one) for one in runs]
    text = seen(compare_screen(answers))
    for bill in both_bills(answers[1]):
        assert bill is not None
        assert f"${bill['mean'] / 1e9:.1f} bn (" in text
    assert "Duty on imports held as they would have been" in " ".join(
        table.caption for table in build_comparison(runs, answers, differences).sections[0].tables
    )
    assert differences[1]["collected_with_response_usd"]["mean"] == pytest.approx(both_bills(answers[1])[1]["mean"])  # type: ignore[index]
    assert len(build_comparison(runs, answers, differences).sections[0].figures) == 2


# --- few worlds


@pytest.mark.parametrize(("draws", "count"), [(1, "0 of 1 world reaches"), (10, "0 of 10 worlds reach")])
@pytest.mark.usefixtures("undrawn")
def test_few_worlds_are_counted_themselves(ran: Ran, draws: int, count: str) -> None:
    result = ran("as-threatened", "2019-06-10", ("targets.last-autumn.level=500",), draws)
    answers = summary(result)
    page = build_page(result, answers)
    assert page.title.startswith(f"On past course alone, {count} Mexico’s target")
    text = seen(run_screen(result, answers, None))
    for said in (text, told(page)):
        assert "of 100" not in said.replace("&nbsp;", " ")
        assert "likely (" not in said
        assert "unlikely" not in said
        assert "are too few to tell a chance" in said or "is too few to tell a chance" in said
    assert f"{draws} possible world{'' if draws == 1 else 's'}, seed 1" in text


def test_enough_worlds_bring_the_range_before_the_word(ran: Ran) -> None:
    result = ran("as-threatened", None, (), 50)
    text = seen(run_screen(result, summary(result), None))
    assert "of 50" in text
    assert "(90 of 100 worlds)" in text
    assert "unlikely" not in text
    assert not any("too few" in one for one in ran("as-threatened").manifest["warnings"])


# --- other words


def test_duty_of_no_known_state_is_among_the_bars(ran: Ran) -> None:
    result = ran("as-threatened")
    answer = summary(result)["answers"]["tariff_bill"]["with_response"]
    payers = next(section for section in build_page(result).sections if section.id == "payers")
    table = payers.figures[0].table
    assert table["Mean (USD)"].sum() == pytest.approx(answer["duty_collected_usd"]["mean"])
    assert "Not told by state" in set(table["US state"])
    assert "15 to 17%" in payers.figures[0].subtitle
    assert any("DU" in one for one in answer["assumes"])


def test_a_ratio_says_what_it_is_a_share_of(ran: Ran) -> None:
    ratio = (
        "targets.last-autumn.statistic=ratio",
        "targets.last-autumn.base={month: 2019-05}",
        "targets.last-autumn.level=0.5",
    )
    title = build_page(ran(None, "2019-06-10", ratio, 100)).title
    assert "target of at most 50% of the arrests of May 2019 in August 2019 is" in title


def test_nothing_is_cut_off_on_a_narrow_terminal(ran: Ran) -> None:
    assert "…" not in seen(run_screen(ran(), summary(ran()), None), 40)
