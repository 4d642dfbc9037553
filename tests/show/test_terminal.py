"""One screen: what stands on it for a run, a comparison, findings, a forecast and a hindcast."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from suasion.accord import check_file, load
from suasion.show.accord_screens import accord_screen, findings_screen, library_screen
from suasion.show.run_screens import compare_screen, run_screen
from suasion.show.terminal import console
from suasion.world.answers import summary
from suasion.world.result import Result

Ran = Callable[..., Result]


def seen(screen: object) -> str:
    """A screen as the terminal shows it, its lines joined."""
    terminal = console()
    with terminal.capture() as captured:
        terminal.print(screen)
    return " ".join(captured.get().split())


def test_a_run_says_its_finding_its_chances_its_bill_and_its_files(ran: Ran) -> None:
    result = ran("as-threatened")
    text = seen(run_screen(result, summary(result), Path("here")))
    for words in (
        "United States - Mexico, June 2019 · variant as-threatened · as of 5 September 2019",
        "On past course alone, Mexico’s target of at most 50,000 arrests in August 2019 is",
        "45-day review, 22 July 2019",
        "71,999, missed",
        "The duty collected by 31 December 2019 is about",
        "On 5 September 2019 the last published figure is 71,999 arrests in July 2019.",
        "! announced after 2019-09-05, so unknown to this run: el-salvador-agreement, honduras-agreement",
        "200 possible worlds, seed 1; report: here/report.html",
    ):
        assert words in text


def test_without_files_no_folder_is_named(ran: Ran) -> None:
    assert seen(run_screen(ran(), summary(ran()), None)).endswith("200 possible worlds, seed 1")


@pytest.mark.parametrize("title", ["[bold]x[/bold]", "[/nope]", "a [red] b", ":smile:"])
def test_words_of_an_accord_are_no_markup(ran: Ran, title: str) -> None:
    result = ran(
        None, None, (f"title='{title}'", f"reviews.day-90.title='{title}'", f"parties.mexico.name='{title}'"), 20
    )
    assert seen(run_screen(result, summary(result), None)).count(title) >= 3
    document = load("us-mexico-2019", None, [f"title='{title}'", f"parties.mexico.name='{title}'"])
    assert seen(accord_screen(document.accord)).count(title) >= 2
    assert title in seen(library_screen({"one": document.accord}))


def test_a_comparison_puts_each_chance_under_its_review(ran: Ran) -> None:
    gone = ("targets.last-autumn.level=900000",)
    answers = [summary(ran(None, None, (), 20)), summary(ran(None, None, gone, 20))]
    text = seen(compare_screen(answers))
    assert "45-day review: Mexico, at 90-day review: Mexico, at" in text
    assert "20 of 20" in text
    assert "20 worlds each, the same luck in every variant; seed 1, as of 5 September 2019; in brackets the" in text


def test_findings_name_their_place_and_count(newcomer: Callable[..., str]) -> None:
    path = newcomer()
    assert findings_screen("a", check_file(path)[1], 9) == "a: no problem. 9 checks passed"
    Path(path).write_text(Path(path).read_text().replace("level: 1000", "level: 1000, colour: red"))
    text = findings_screen("a", check_file(path)[1], 9)
    assert text.startswith("a: 1 problem, 0 warnings\n  line ")
    assert "targets.fewer.colour: unknown key" in text
