"""The report of people on the move: one page on its own, a map, camps beside their counts, what a closure changes."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import numpy as np
import pytest
from html_tags import Html
from rich.console import Console

from suasion import data as facts
from suasion.data.corridor_tables import corridor as corridor_graph
from suasion.movement import Instance, Network, Place, both_ways, read_folder, read_settings
from suasion.movement.corridor import corridor_instance, parameter_notes
from suasion.movement.examples import example
from suasion.show.figures import PHONE, WIDE
from suasion.show.movement import Moved, build_page, move_screen, summary
from suasion.show.movement.answers import change
from suasion.show.movement.phrases import finding, people, plain_request, signed, signed_span
from suasion.show.movement.save import manifest
from suasion.show.movement.sources import corridor_sources
from suasion.show.movement.units import in_people
from suasion.show.page import Page, Section, render_page
from suasion.show.words import number

BAD = "<img src=x onerror=alert(1)>"
CLOSED = ("Karo-Northgate@40",)


def page_of(moved: Moved) -> Page:
    return build_page(moved, summary(moved), manifest(moved))


def screen_of(moved: Moved) -> str:
    console = Console(width=120, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(move_screen(moved, summary(moved), None))
    return captured.get()


@pytest.fixture(scope="module")
def instance() -> Instance:
    return read_folder(example("two-roads"))


@pytest.fixture(scope="module")
def plain(instance: Instance) -> Moved:
    return Moved(instance, instance.run(draws=6))


@pytest.fixture(scope="module")
def closed(instance: Instance, plain: Moved) -> Moved:
    run = instance.run(draws=6, closures=CLOSED)
    return Moved(instance, run, CLOSED, (), plain.run, ("a note of ours",))


@pytest.fixture(scope="module")
def text(closed: Moved) -> str:
    return render_page(page_of(closed))


@pytest.fixture(scope="module")
def html(text: str) -> Html:
    return Html(text)


def test_the_page_needs_no_script_and_loads_nothing(text: str, html: Html) -> None:
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form"} & {tag for tag, _ in html.tags}
    assert not [name for _, attrs in html.tags for name in attrs if name == "src" or name.startswith("on")]
    assert "@import" not in text
    assert set(re.findall(r"url\(([^)]{0,1})", text)) <= {"#"}
    assert [attrs for attrs in html.named("a") if not str(attrs.get("href")).startswith("#")] == []


def test_the_finding_is_the_title_and_four_cards_stand_under_it(text: str, html: Html) -> None:
    title = re.search(r"<h1>(.*?)</h1>", text)
    assert title
    assert re.fullmatch(
        r"About [\d,]+ more people end in Cedar and about [\d,]+ fewer in Alder with Karo-Northgate closed from day 40",
        title[1],
    )
    assert len([attrs for attrs in html.named("li") if str(attrs.get("class")).startswith("card")]) == 4


def test_every_figure_has_words_and_numbers(html: Html) -> None:
    figures = [str(attrs["id"]) for attrs in html.named("figure")]
    assert figures == ["change-by-place", "map", "camps-by-day", "fit-by-day"]
    drawn = [attrs for attrs in html.named("svg") if attrs.get("role") == "img"]
    assert len(drawn) == 2 * len(figures)  # wide and phone
    assert all(len(str(attrs["aria-label"])) > 80 for attrs in drawn)
    captions = [str(attrs["aria-labelledby"]) for attrs in html.named("table")]
    assert [f"{name}--numbers" in captions for name in figures] == [True] * len(figures)
    assert len({attrs["id"] for _, attrs in html.tags if "id" in attrs}) == sum("id" in attrs for _, attrs in html.tags)


def test_the_ranked_table_shows_what_the_run_and_the_counts_say(plain: Moved) -> None:
    page = page_of(plain)
    table = next(section for section in page.sections if section.id == "where").tables[0]
    last = plain.run["people"].values[:, -1]
    order = np.argsort(-last.mean(axis=0))
    names = plain.run["place"].values
    assert table.columns == ("Place", "People, mean", "All 6 worlds")
    assert [str(row[0]) for row in table.rows[:3]] == [f"{n + 1}. {names[at]} (camp)" for n, at in enumerate(order[:3])]
    assert [row[1] for row in table.rows[:3]] == [people(last[:, at].mean()) for at in order[:3]]
    assert table.rows[-1][0] == "On the way"
    gaps = next(section for section in page.sections if section.id == "fit").tables[0]
    assert gaps.columns == ("Camp", "Counted", "Mean less counted")
    for name, counted, gap in gaps.rows:
        at = list(names).index(name)
        assert counted == int(plain.run["people_data"].values[-1, at])
        assert str(gap).startswith(signed(last[:, at].mean() - counted))


def test_places_where_nobody_is_share_a_row(instance: Instance) -> None:
    moved = Moved(instance, instance.run(draws=3, days=5))
    table = next(section for section in page_of(moved).sections if section.id == "where").tables[0]
    empty = [name for name, one in summary(moved)["places"].items() if one["q95"] < 0.5 and not one.get("counted")]
    more = [row for row in table.rows if "more place" in str(row[0])]
    assert [str(row[0]) for row in more] == ([f"{len(empty)} more place{'s' * (len(empty) > 1)}"] if empty else [])


def test_the_map_draws_every_place_and_dashes_what_was_closed(closed: Moved) -> None:
    figure = next(section for section in page_of(closed).sections if section.id == "where").figures[0]
    assert len(figure.table) == 7
    assert "Closed for a time: Karo to Northgate" in figure.alt
    for width in (WIDE, PHONE):
        assert "stroke-dasharray" in figure.svg(width)


def test_panels_hold_the_counts_and_the_middle_world(plain: Moved) -> None:
    figure = next(section for section in page_of(plain).sections if section.id == "fit").figures[0]
    rows = figure.table[(figure.table["Camp"] == "Birch") & (figure.table["Day"] == "30 April 2030")]
    assert rows["Counted (people)"].item() == plain.run["people_data"].sel(place="Birch").values[-1]
    last = plain.run["people"].sel(place="Birch").values[:, -1]
    assert rows["Middle world (people)"].item() == np.median(last)


def test_what_changes_is_the_difference_of_the_same_worlds(closed: Moved) -> None:
    figure = page_of(closed).sections[0].figures[0]
    shown = dict(zip(figure.table.iloc[:, 0], figure.table.iloc[:, 1], strict=True))
    apart = closed.run["people"].values[:, -1].astype(int) - closed.without["people"].values[:, -1]
    for name in ("Alder", "Birch", "Cedar"):
        assert shown[name] == pytest.approx(apart[:, list(closed.run["place"].values).index(name)].mean())


def test_a_closure_that_changes_nothing_says_so(instance: Instance, plain: Moved) -> None:
    moved = Moved(instance, plain.run, ("Karo-Northgate@119",), (), plain.run)
    assert finding(moved, summary(moved)) == (
        "Karo-Northgate closed from day 119: no place ends with clearly more or fewer people"
    )
    section = page_of(moved).sections[0]
    assert section.paragraphs == ("Karo-Northgate closed from day 119: nothing changes in any world.",)


def test_runs_of_other_draws_are_not_compared(instance: Instance, plain: Moved) -> None:
    from suasion.errors import InputError

    with pytest.raises(InputError, match="the two runs have other draws"):
        change(plain.run, instance.run(draws=2))


def test_notes_and_manifest_are_on_the_page(closed: Moved, html: Html, text: str) -> None:
    assert "a note of ours" in " ".join(html.words)
    record = manifest(closed)
    for key in ("input_sha256", "suasion", "numba", "numpy"):
        assert str(record[key]) in text
    assert "Karo-Northgate@40" in text


def test_notes_of_the_reader_are_on_page_and_screen(instance: Instance) -> None:
    noted = replace(instance, notes=tuple(f"note number {number}" for number in range(9)))
    moved = Moved(noted, noted.run(days=10))
    assert [f"note number {number}" for number in range(9)] == summary(moved)["notes"][1:]
    shown = " ".join(Html(render_page(page_of(moved))).words)
    assert all(f"note number {number}" in shown for number in range(9))
    screen = screen_of(moved)
    assert "! note number 3" in screen
    assert "! 5 further notes; --json lists all" in screen


def test_one_world_has_no_range(instance: Instance) -> None:
    moved = Moved(instance, instance.run(days=30))
    page = page_of(moved)
    assert "One world was run: it has no range." in page.lede
    assert "(sd" not in screen_of(moved)


def test_units_of_people_are_said_to_be(instance: Instance) -> None:
    moved = Moved(instance, instance.run(days=30, hasten=100))
    assert "People were moved in units of 100: in every world they come in such steps." in page_of(moved).lede
    assert "! people are moved in units of 100 (hasten): in every world" in screen_of(moved)
    found, last = summary(moved), moved.run.isel(day=-1)
    assert found["people_end"]["mean"] == 100 * (last["people"].sum() + last["on_links"].sum()).item()
    assert found["places"]["Birch"]["mean"] == 100 * last["people"].sel(place="Birch").item()
    assert found["places"]["Birch"]["counted"] == 100 * last["people_data"].sel(place="Birch").item()
    assert in_people(instance.run(days=3)).attrs["hasten"] == 1


def test_numbers_of_many_units_do_not_run_over(instance: Instance) -> None:
    run = instance.run(days=60, hasten=10)
    large = run.assign_attrs(hasten=10_000_000)
    assert (in_people(large)["people"] == run["people"].astype("int64") * 10_000_000).all()
    assert int(run["people"].max()) * 10_000_000 > 2**31


@pytest.mark.parametrize("draws", [1, 3])
def test_few_worlds_have_no_range_of_90_in_100(instance: Instance, draws: int) -> None:
    days = 60
    without = instance.run(days=days, draws=draws)
    moved = Moved(instance, instance.run(days=days, draws=draws, closures=CLOSED), CLOSED, (), without)
    text = render_page(page_of(moved))
    assert "90 of 100" not in text.replace("holds 90 of 100: the lowest", "")
    assert "50 of 100 worlds" not in text
    assert ("all 3 worlds" in text) == (draws == 3)
    many = Moved(instance, instance.run(days=days, draws=20))
    assert "90 of 100 worlds" in render_page(page_of(many))


def test_the_fit_is_that_of_the_run_without_the_change(closed: Moved, plain: Moved) -> None:
    fit = next(section for section in page_of(closed).sections if section.id == "fit")
    alone = next(section for section in page_of(plain).sections if section.id == "fit")
    assert fit.figures[0].table.equals(alone.figures[0].table)
    assert (fit.figures[0].title, fit.tables[0].rows) == (alone.figures[0].title, alone.tables[0].rows)
    assert "the counts know nothing of Karo-Northgate closed from day 40" in str(fit.paragraphs[0])
    filled = next(section for section in page_of(closed).sections if section.id == "camps")
    assert "Counted (people)" not in filled.figures[0].table
    card = page_of(closed).cards[-1]
    assert card.label == "Distance from the counts, without the change"
    assert card.value == page_of(plain).cards[-1].value
    alone_asked = page_of(replace(closed, without=None))
    assert "fit" not in {section.id for section in alone_asked.sections}
    assert not any(card.label.startswith("Distance") for card in alone_asked.cards)
    assert "counts know nothing of what was asked" in " ".join(map(str, _camps(alone_asked).paragraphs))


def _camps(page: Page) -> Section:
    return next(section for section in page.sections if section.id == "camps")


@pytest.fixture(scope="module")
def corridor() -> Moved:
    made = corridor_instance(61, dt.date(2019, 3, 1))
    return Moved(made, made.run("cohorts", draws=2, keep="month"), sources=corridor_sources())


def test_whoever_stayed_for_good_is_not_counted_as_on_the_move(corridor: Moved) -> None:
    states = corridor.run["class_people"].isel(month=-1).sum("class").mean("draw")
    settled = states.sel(state="settled").item()
    moving, stayed, *_ = page_of(corridor).cards
    assert (moving.label, stayed.label) == ("Still on the move, held or waiting", "Stayed for good")
    assert (moving.value, stayed.value) == (number(states.sum().item() - settled), number(settled))
    assert "show luck only" in str(page_of(corridor).lede)


def test_a_number_has_one_rounding_on_the_page_of_the_corridor(corridor: Moved) -> None:
    page, total = page_of(corridor), number(corridor.run["intercepted"].sum(["month", "site", "class"]).mean().item())
    told = next(section for section in page.sections if section.id == "encounters").paragraphs[0]
    assert page.title.startswith(f"About {total} interceptions")
    assert str(told).startswith(f"About {total} interceptions")


def test_the_map_of_the_corridor_holds_places_only_and_names_the_largest(corridor: Moved) -> None:
    section = next(section for section in page_of(corridor).sections if section.id == "where")
    figure, said = section.figures[0], str(section.paragraphs[0])
    stays = {
        "Released into the United States",
        "Staying in Mexico with a claim",
        "Held by Mexico's migration authority",
    }
    assert not stays & set(figure.table["Place"])
    assert len(figure.table) == len(corridor.instance.network.places) - len(stays)
    assert all(title in said for title in stays)
    assert set(figure.table["Kind"]) == {"Place"}
    for width in (WIDE, PHONE):
        drawn = figure.svg(width)
        assert ">Camp<" not in drawn
        for row in figure.table.head(2).itertuples(index=False):
            assert row[0] in drawn


def test_the_corridor_names_who_published_its_figures(corridor: Moved) -> None:
    section = next(section for section in page_of(corridor).sections if section.id == "sources")
    cited = " ".join(str(row[1]) for row in section.tables[0].rows)
    graph = corridor_graph()
    used = {*graph.places["source"], *graph.links["source"], *graph.places["weight_source"].dropna()} - {""}
    for key in sorted(used | {"cbp_usbp", "segob_upm_3_1_1", "trac_2019_08"}):
        assert facts.sources()[key].publisher in cited
        assert facts.sources()[key].title in cited
    assert max(map(len, cited.split())) < 30  # nothing that a phone could not wrap
    assert len(section.tables[1].rows) == len(parameter_notes())
    assumed = sum(note.source.startswith("assumption") for note in parameter_notes())
    assert f"{assumed} are assumptions" in str(section.paragraphs[0])


def test_a_folder_has_no_section_of_sources(plain: Moved) -> None:
    assert "sources" not in {section.id for section in page_of(plain).sections}


@pytest.mark.parametrize("which", ["plain", "closed", "corridor"])
def test_tables_are_narrow_enough_for_a_phone(which: str, request: pytest.FixtureRequest) -> None:
    page = page_of(request.getfixturevalue(which))
    assert max(len(table.columns) for section in page.sections for table in section.tables) <= 3


def small(name: str = "Camp", camps: int = 1, apart: float = 0.3) -> Instance:
    home = Place("Home", country="A", x=1.0, y=1.0, kind="conflict", population=100_000)
    there = [
        Place(f"{name} {n}", country="B", x=1.0 + apart * (n + 1), y=1.0, kind="camp", capacity=0) for n in range(camps)
    ]
    roads = [link for place in there for link in both_ways("Home", place.name, 50.0)]
    spawn = {"spawn_rules": {"conflict_driven_spawning": {"spawn_mode": "constant", "displaced_per_conflict_day": 90}}}
    return Instance("made", Network((home, *there), tuple(roads)), read_settings(spawn), days=20)


def test_only_the_largest_camps_get_a_panel() -> None:
    instance = small(camps=15)
    page = page_of(Moved(instance, instance.run(draws=2)))
    section = _camps(page)
    assert section.figures[0].table["Camp"].nunique() == 12
    assert section.notes == ("3 smaller camps stand in the tables only.",)
    assert section.heading == "How do camps fill?"
    assert len(next(one for one in page.sections if one.id == "where").tables[0].rows) == 17


def test_places_in_one_spot_have_no_map() -> None:
    instance = small(camps=2, apart=0.0)
    section = next(one for one in page_of(Moved(instance, instance.run())).sections if one.id == "where")
    assert section.figures == ()
    assert section.notes == ("No map: the folder gives all places the same coordinates.",)


def test_nobody_on_the_move_is_an_answer_too() -> None:
    instance = replace(small(), settings=read_settings({"spawn_rules": {"conflict_driven_spawning": {
        "spawn_mode": "constant", "displaced_per_conflict_day": 0}}}))  # fmt: skip
    moved = Moved(instance, instance.run(draws=2))
    assert finding(moved, summary(moved)) == "Nobody is on the move after 20 days"
    render_page(page_of(moved))
    assert "Nobody is on the move" in screen_of(moved)


def test_names_of_places_stay_words() -> None:
    instance = small(name=BAD)
    moved = Moved(instance, instance.run(draws=2))
    text = render_page(page_of(moved))
    assert "<img" not in text
    assert BAD in " ".join(Html(text).words)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("A-B@120:200", "A-B closed on days 120 to 199"),
        ("A@5", "A closed from day 5"),
        ("A@5:", "A closed from day 5"),
        ("A-B@120:200=0.4", "A-B enforced at 40% on days 120 to 199"),
        ("A>B@0=1", "A>B enforced at 100% from day 0"),
    ],
)
def test_what_was_asked_in_words(asked: str, said: str) -> None:
    assert plain_request(asked) == said


@pytest.mark.parametrize(
    ("value", "said"), [(0.2, "0"), (-0.2, "0"), (1.6, "+2"), (-1.6, "−2"), (1234.4, "+1,230"), (0, "0")]
)
def test_signs(value: float, said: str) -> None:
    assert signed(value) == said
    assert signed_span(value, value) == said
