"""The page: self-contained, escaped in every slot, the same bytes each time, whole or not at all."""

import dataclasses
import itertools
import re
from html.parser import HTMLParser

import chart_examples as examples
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suasion.show.figures import PHONE, WIDE
from suasion.show.page import Card, Chip, Link, Manifest, Page, Section, Table, Tag, render_page
from suasion.show.save import whole

BAD = "<img src=x onerror=alert(1)>"


class Tags(HTMLParser):
    """Every tag of a page with its attributes, and all its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag == name]


def page(text: str = "words", figures=(), **changes) -> Page:
    """A page with the same text in every slot that takes words."""
    rows = ((text, 1_234), (Link(text, "https://example.org/a"), 0.123456), (Tag(text), None))
    table = Table((text, "Number"), rows, text, ("Number",))
    section = Section(
        "one", text, (text, (text, Chip(text), Tag(text), Link(text, text))), tuple(figures), (table,), (text,)
    )
    parts = {
        "title": text or "t", "lede": text, "meta": ((text, text),), "kicker": text,
        "cards": (Card(text, text, text), Card(text, text, (text, Chip("in_force")), "met")),
        "sections": (section, Section("two", text)), "manifest": Manifest(((text, text),)),
    }  # fmt: skip
    return Page(**(parts | changes))


@pytest.fixture(scope="module")
def full() -> str:
    return render_page(page(figures=[make() for make in examples.CHARTS.values()]))


def test_no_script_and_no_network(full):
    tags = Tags(full)
    assert not [
        tag for tag, _ in tags.tags if tag in {"script", "link", "iframe", "img", "object", "embed", "base", "image"}
    ]
    for tag, attrs in tags.tags:
        assert not [name for name in attrs if name.startswith("on")], tag
        assert not set(attrs) & {"src", "srcset", "xlink:href", "action", "formaction", "data", "poster"}, tag
        if tag != "a":
            assert "href" not in attrs, tag
    assert not re.search(r"@import|url\(\s*['\"]?(?!#)|@font-face", full)
    policy = next(attrs["content"] for attrs in tags.named("meta") if attrs.get("http-equiv"))
    assert policy.startswith("default-src 'none'")


def test_ids_are_unique_and_links_arrive(full):
    tags = Tags(full)
    ids = [attrs["id"] for _, attrs in tags.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert "one" in ids
    for attrs in tags.named("a"):
        if (attrs["href"] or "").startswith("#"):
            assert attrs["href"][1:] in ids
    for used in re.findall(r"url\(#([^)]+)\)", full):
        assert used in ids
    for _, attrs in tags.tags:
        assert attrs.get("aria-labelledby", ids[0]) in ids


def test_every_figure_is_drawn_twice_with_alt_and_numbers(full):
    tags = Tags(full)
    charts = tags.named("svg")
    count = len(examples.CHARTS)
    assert len(charts) == 2 * count
    assert len(tags.named("figure")) == len(tags.named("figcaption")) == len(tags.named("details")) == count
    assert all(chart["role"] == "img" and chart["aria-label"] for chart in charts)
    widths = [int(chart["viewbox"].split()[2]) for chart in charts]
    assert widths == [WIDE, PHONE] * count
    assert full.count('class="plot wide"') == full.count('class="plot phone"') == count
    # the width that is not shown is not spoken either: display none, on a phone the one, else the other
    assert ".plot.phone { display: none; }" in full
    assert ".plot.wide { display: none; }" in full
    assert "@media print" in full
    for figure in (make() for make in examples.CHARTS.values()):
        for heading in figure.table.columns:
            assert f"{heading}</th>" in full.replace("&#39;", "'")


def test_headings_step_down_one_at_a_time(full):
    levels = [int(tag[1]) for tag, _ in Tags(full).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    assert Tags(full).named("html")[0]["lang"] == "en"


def test_size_stays_small(full):
    assert len(full.encode()) < 300_000


@given(st.text(max_size=30).map(lambda text: f"{text}{BAD}{text}"))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_every_word_is_escaped(text):
    out = render_page(page(text))
    tags = Tags(out)
    assert not tags.named("img")
    plain = Tags(render_page(page("words")))
    assert [tag for tag, _ in tags.tags] == [tag for tag, _ in plain.tags]
    assert BAD in tags.words


def test_words_of_a_figure_are_escaped():
    words = {"title": BAD, "subtitle": BAD, "footer": BAD, "alt": f'" onload="x {BAD}'}
    out = render_page(page(figures=[examples.fan(**words)]))
    tags = Tags(out)
    assert not tags.named("img")
    assert all(chart["aria-label"] == words["alt"] for chart in tags.named("svg"))
    assert not [attrs for _, attrs in tags.tags if "onload" in attrs]


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://www.cbp.gov/newsroom", True),
        ("http://example.org/?a=1&b=2", True),
        ("javascript:alert(1)", False),
        (" https://example.org", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https://", False),
        ("https:\\\\example.org", False),
        ("http://[broken", False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(url, safe):
    assert Link("source", url).safe is safe
    out = Tags(render_page(Page("t", Link("source", url))))
    links = [attrs["href"] for attrs in out.named("a") if not (attrs["href"] or "").startswith("#")]
    assert links == ([url] if safe else [])
    assert "source" in out.words


def test_same_page_same_bytes():
    assert render_page(page(figures=[examples.fan()])) == render_page(page(figures=[examples.fan()]))


def test_numbers_in_tables():
    frame = pd.DataFrame(
        {"Name": ["a", "b"], "Known": [144_116.0, None], "Estimate": [36_149.3, 0.5], "Kind": [Tag("x"), "y"]}
    )
    table = Table.of(frame, "c")
    assert table.numeric == ("Known", "Estimate")
    out = render_page(Page("t", "l", sections=(Section("s", "h", tables=(table,)),)))
    assert re.findall(r'<td class="number">([^<]+)</td>', out) == ["144,116", "36,100", "–", "0.5"]
    assert '<span class="tag">x</span>' in out


def test_status_chips():
    out = render_page(Page("t", (Chip("in_force"), Chip("odd word"))))
    assert '<span class="chip chip-in_force">in force</span>' in out
    assert '<span class="chip chip-plain">odd word</span>' in out


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Page(" ", ""), "page: the title is empty"),
        (lambda: Page("t", "", cards=(Card("a", "b"),) * 5), "page: too many cards. Got 5; allowed 4"),
        (lambda: Page("t", "", lang='en"'), "page: not a language"),
        (lambda: Page("t", "", sections=(Section("a", "h"), Section("a", "h"))), "the id `a` is used twice"),
        (
            lambda: Page("t", "", sections=(Section("fan", "h", figures=(examples.fan(),)),)),
            "the id `fan` is used twice",
        ),
        (lambda: Page("t", "", sections=(Section("main", "h"),)), "the id `main` is used twice"),
        (lambda: Page("t", "", sections=(Section("a b", "h"),)), "can not be an anchor. Got 'a b'"),
        (lambda: Card("a", "b", tone="red"), "card a: unknown tone. Got red; allowed plain, met, missed, open"),
        (lambda: Table(("a",), ((1, 2),), "c"), "table c: row 0 has the wrong length. Got 2 cells; allowed 1"),
        (lambda: Table(("a",), ((1,),), "c", ("b",)), "table c: no such column. Got b; allowed a"),
    ],
)
def test_what_a_page_refuses(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_a_page_is_written_whole_or_not_at_all(tmp_path):
    out = tmp_path / "out"

    def fill(shown: Page):
        return lambda folder: (folder / "report.html").write_text(render_page(shown), encoding="utf-8")

    whole(out, fill(page()))
    before = (out / "report.html").read_bytes()
    assert before.startswith(b"<!doctype html>")
    broken = dataclasses.replace(examples.fan(), draw=lambda width: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        whole(out, fill(page(figures=[broken])))
    assert (out / "report.html").read_bytes() == before
    assert [file.name for file in tmp_path.rglob("*")] == ["out", "report.html"]
