"""The shipped accord of 2019: sound in every variant, its dates and levels pinned, each number with its basis."""

from __future__ import annotations

import csv
import datetime
import itertools
import re
from pathlib import Path

import jsonschema
import pytest

from suasion.accord import check_file, json_schema, library, load, locate
from suasion.accord.provenance import entries
from suasion.accord.timeline import (
    default_as_of,
    first_of_next_month,
    known_statuses,
    schedule_steps,
    spans,
    status_on,
    tariff_steps,
)
from suasion.accord.tree import parse, read_text
from suasion.errors import InputError

ID = "us-mexico-2019"
VARIANTS = ["as-agreed", "as-threatened", "safe-third-country", "no-deal"]
RAW = Path(__file__).parents[3] / "shared" / "data" / "border"
needs_raw = pytest.mark.skipif(not RAW.is_dir(), reason="the raw material in ../shared/data/border is not there")

ACCORD = load(ID).accord
TREE = parse(ID, read_text(library()[ID]))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def test_the_library_has_the_accord_of_2019():
    assert list(library()) == [ID]
    assert locate(ID) == library()[ID]


def test_an_unknown_id_names_the_nearest():
    with pytest.raises(InputError) as caught:
        load("us-mexico-2109")
    assert str(caught.value) == (
        "us-mexico-2109: names no shipped accord and no file. Did you mean `us-mexico-2019`? Known: us-mexico-2019"
    )


PRESS = (
    "comparisons.press-may-against-offer: figures of different series, kept apart on purpose: `may-all` is of "
    "us_sw_all_encounters, `last-autumn` of us_sw_between_ports. The press set May's total, ports included, against an "
    "offer that fits arrests between ports only. Like with like, May was 132,887."
)
PAIRS = ["+".join(pair) for pair in itertools.permutations(VARIANTS, 2)]


def test_it_has_four_variants():
    assert list(ACCORD.variants) == VARIANTS


@pytest.mark.parametrize("variant", [None, *VARIANTS, *PAIRS])
def test_it_is_sound_in_every_variant_but_for_the_one_warning(variant):
    document = load(ID, variant)
    assert document.warnings == (PRESS,)


def test_check_finds_nothing_but_that_warning():
    accord, findings = check_file(ID)
    assert accord == ACCORD
    assert [(finding.check, finding.severity) for finding in findings] == [
        ("different_series_are_shown_apart", "warning")
    ]


def test_a_document_says_what_it_was_made_from():
    document = load(ID, "no-deal", ["title=x"])
    assert (document.variant, document.settings) == ("no-deal", ("title=x",))
    assert document.digest == load(ID).digest
    assert re.fullmatch(r"[0-9a-f]{64}", document.digest)
    assert document.folder == library()[ID].parent


# --- the tariff


def test_the_tariff_steps_are_those_of_30_may():
    expected = [
        ("2019-06-10", 0.05),
        ("2019-07-01", 0.10),
        ("2019-08-01", 0.15),
        ("2019-09-01", 0.20),
        ("2019-10-01", 0.25),
    ]
    tariff = ACCORD.measures["tariff"]
    assert [(str(step.date), step.rate.on()) for step in tariff_steps(tariff)] == expected
    assert [(str(step.date), step.rate.on()) for step in schedule_steps(tariff.schedule)] == expected
    assert tariff.goods == "all"


def statuses(measure: str, variant: str | None = None) -> list:
    return load(ID, variant).accord.measures[measure].status


@pytest.mark.parametrize(
    ("variant", "measure", "on", "status"),
    [
        (None, "tariff", "2019-05-29", None),
        (None, "tariff", "2019-05-30", "threatened"),
        (None, "tariff", "2019-06-06", "threatened"),
        (None, "tariff", "2019-06-07", "suspended"),
        (None, "tariff", "2019-06-10", "suspended"),
        (None, "tariff", "2019-12-31", "suspended"),
        ("as-threatened", "tariff", "2019-05-29", None),
        ("as-threatened", "tariff", "2019-05-30", "threatened"),
        ("as-threatened", "tariff", "2019-06-09", "threatened"),
        ("as-threatened", "tariff", "2019-06-10", "in_force"),
        ("no-deal", "tariff", "2019-06-10", "in_force"),
        ("safe-third-country", "tariff", "2019-06-10", "suspended"),
        (None, "transit-bar", "2019-07-14", None),
        (None, "transit-bar", "2019-07-15", "agreed"),
        (None, "transit-bar", "2019-07-16", "in_force"),
        (None, "transit-bar", "2019-07-23", "in_force"),
        (None, "transit-bar", "2019-07-24", "suspended"),
        (None, "transit-bar", "2019-08-15", "suspended"),
        (None, "transit-bar", "2019-08-16", "in_force"),
        (None, "transit-bar", "2019-09-08", "in_force"),
        (None, "transit-bar", "2019-09-09", "suspended"),
        (None, "transit-bar", "2019-09-10", "in_force"),
        (None, "transit-bar", "2019-09-11", "in_force"),
        (None, "guard", "2019-06-04", None),
        (None, "guard", "2019-06-05", "proposed"),
        (None, "guard", "2019-06-07", "agreed"),
        (None, "guard", "2019-06-11", "agreed"),
        (None, "guard", "2019-06-12", "in_force"),
        ("no-deal", "guard", "2019-06-07", "ended"),
        (None, "safe-third-country", "2019-06-05", "denied"),
        ("safe-third-country", "safe-third-country", "2019-09-04", "agreed"),
        ("safe-third-country", "safe-third-country", "2019-09-05", "in_force"),
        (None, "guatemala-agreement", "2019-07-25", None),
        (None, "guatemala-agreement", "2019-07-26", "agreed"),
        (None, "guatemala-agreement", "2019-11-19", "in_force"),
        (None, "guatemala-agreement", "2020-03-16", "suspended"),
        (None, "aid-cut", "2019-03-28", None),
        (None, "aid-cut", "2019-03-29", "suspended"),
        (None, "aid-cut", "2019-10-15", "suspended"),
        (None, "aid-cut", "2019-10-16", "in_force"),
    ],
)
def test_the_status_of_a_day(variant, measure, on, status):
    assert status_on(statuses(measure, variant), day(on)) == status


def where_on(on: str) -> str | None:
    held = [step for step in ACCORD.measures["transit-bar"].status if step.date <= day(on)]
    return held[-1].where


@pytest.mark.parametrize(
    ("on", "where"),
    [
        ("2019-07-16", "whole border"),
        ("2019-08-16", "outside California and Arizona"),
        ("2019-09-10", "outside California and Arizona"),
        ("2019-09-11", "whole border"),
    ],
)
def test_where_the_transit_bar_holds(on, where):
    assert where_on(on) == where


@pytest.mark.parametrize(
    ("as_of", "known"),
    [
        ("2019-07-14", []),
        ("2019-07-15", ["agreed", "in_force"]),
        ("2019-07-20", ["agreed", "in_force"]),
        ("2019-07-23", ["agreed", "in_force"]),
        ("2019-07-24", ["agreed", "in_force", "suspended"]),
        ("2019-08-16", ["agreed", "in_force", "suspended", "in_force"]),
    ],
)
def test_a_court_order_is_unknown_before_its_day(as_of, known):
    steps = known_statuses(ACCORD.measures["transit-bar"], day(as_of))
    assert [step.status for step in steps] == known


def test_as_of_20_july_the_transit_bar_seems_to_go_on():
    assert status_on(known_statuses(ACCORD.measures["transit-bar"], day("2019-07-20")), day("2019-07-30")) == "in_force"
    assert (
        status_on(known_statuses(ACCORD.measures["transit-bar"], day("2019-07-24")), day("2019-07-30")) == "suspended"
    )


def test_a_tariff_that_was_announced_is_known_before_its_first_day():
    steps = known_statuses(load(ID, "as-threatened").accord.measures["tariff"], day("2019-05-30"))
    assert status_on(steps, day("2019-06-10")) == "in_force"


def test_spans_meet_without_gap_and_the_last_goes_on():
    rows = [span for span in spans(ACCORD, day("2019-09-30")) if span.measure == "transit-bar"]
    assert [span.end for span in rows[:-1]] == [span.start for span in rows[1:]]
    assert rows[-1].end is None
    assert [span.status for span in rows] == [
        "agreed",
        "in_force",
        "suspended",
        "in_force",
        "suspended",
        "in_force",
        "in_force",
    ]
    assert {span.measure for span in spans(ACCORD, day("2019-06-07"))} == {
        "tariff", "guard", "waiting-in-mexico", "waiting-expansion", "safe-third-country", "burden-sharing-treaty",
        "aid-cut",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "later"), [("2019-06-10", "2019-07-01"), ("2019-12-31", "2020-01-01"), ("2020-01-31", "2020-02-01")]
)
def test_the_first_of_the_next_month(text, later):
    assert first_of_next_month(day(text)) == day(later)


# --- targets and reviews


def test_the_three_targets_stand_side_by_side():
    rows = {
        name: (target.series, target.comparator, target.level.on(), target.set_by, target.slack.on())
        for name, target in ACCORD.targets.items()
    }
    assert rows == {
        "no-arrests": ("us_sw_between_ports", "at_most", 0.0, "us", 0.0),
        "early-2017": ("us_sw_between_ports", "below", 20_000.0, "us", 0.0),
        "last-autumn": ("us_sw_between_ports", "at_most", 50_000.0, "mexico", 0.1),
    }


@pytest.mark.parametrize(("name", "date", "days"), [("day-45", "2019-07-22", 45), ("day-90", "2019-09-05", 90)])
def test_the_reviews_are_so_many_days_after_the_signing(name, date, days):
    review = ACCORD.reviews[name]
    assert ACCORD.signed == day("2019-06-07")
    assert review.date == day(date) == ACCORD.signed + datetime.timedelta(days=days)
    assert review.days_after_signing == days
    assert review.targets == ["no-arrests", "early-2017", "last-autumn"]


def test_a_run_may_know_what_was_known_at_the_last_review():
    assert default_as_of(ACCORD) == day("2019-09-05")
    assert default_as_of(ACCORD.model_copy(update={"reviews": {}})) == ACCORD.signed
    assert default_as_of(ACCORD.model_copy(update={"as_of": day("2019-07-22")})) == day("2019-07-22")


# --- the Guard, against the raw material


def test_the_guard_by_day_and_region():
    rows = [
        (str(step.date), step.people.on(), step.region.split(" ")[0].strip(","), step.status)
        for step in ACCORD.measures["guard"].steps
    ]
    assert [row for row in rows if row[0] != "2019-06-24"] == [
        ("2019-06-05", 6000, "south", "offered"),
        ("2019-06-07", 6000, "Mexico", "agreed"),
        ("2019-06-25", 25500, "all", "deployed"),
        ("2019-06-25", 15000, "north", "deployed"),
        ("2019-06-25", 8500, "centre", "deployed"),
        ("2019-06-25", 2000, "south", "deployed"),
        ("2019-07-01", 6300, "south", "deployed"),
        ("2019-07-21", 21000, "Mexico", "deployed"),
        ("2019-09-10", 25000, "south", "deployed"),
    ]
    (north,) = [step.people for step in ACCORD.measures["guard"].steps if step.date == day("2019-06-24")]
    assert (north.low, north.high) == (14_000, 15_000)


@needs_raw
def test_every_deployment_of_2019_in_the_raw_material_is_in_the_accord():
    steps = ACCORD.measures["guard"].steps
    shipped = {(f"{step.date:%Y-%m}", step.people.high or step.people.on()) for step in steps}
    with (RAW / "mexico_guard_deployment.csv").open(encoding="utf-8") as file:
        raw = {
            (row["date"][:7], float(row["value"]))
            for row in csv.DictReader(file)
            if row["value"] and row["date"] < "2020"
        }
    assert raw == shipped


@needs_raw
@pytest.mark.parametrize(
    ("word", "measure"),
    [
        ("transit", "transit-bar"),
        ("safe third country", "safe-third-country"),
        ("tariff suspended indefinitely", "tariff"),
        ("Nogales", "waiting-expansion"),
        ("Eagle Pass", "waiting-expansion"),
        ("Laredo / Nuevo Laredo", "waiting-expansion"),
        ("ACAs suspended", "guatemala-agreement"),
        ("ACAs suspended", "el-salvador-agreement"),
        ("ACAs suspended", "honduras-agreement"),
    ],
)
def test_a_dated_event_of_the_raw_material_has_its_status(word, measure):
    with (RAW / "timeline_2019_accord.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if word in row["measure"]]
    assert rows
    dated = {str(step.date): step.status for step in ACCORD.measures[measure].status}
    for row in rows:
        assert row["date"] in dated, row
    assert {row["date"] for row in rows if "recalled" in row["source"]} <= {
        str(step.date) for step in ACCORD.measures[measure].status if step.confidence == "recalled"
    }


# --- where every number comes from


@pytest.mark.parametrize("variant", [None, *VARIANTS])
def test_every_number_has_a_basis(variant):
    document = load(ID, variant)
    found = entries(document.accord, document.overrides)
    assert len(found) > 60
    assert [entry.key for entry in found if not entry.basis.stated] == []
    assert {source for entry in found for source in entry.basis.sources} <= set(document.accord.sources)


def test_what_a_variant_puts_in_rests_on_the_variant():
    document = load(ID, "as-threatened")
    origin = {entry.key: entry.basis.origin for entry in entries(document.accord, document.overrides)}
    assert {key for key, one in origin.items() if one == "variant as-threatened"} == {
        "measures.tariff.status.0",
        "measures.tariff.status.1",
    }


def blocks(node: object, path: str = "") -> list[tuple[str, dict]]:
    if isinstance(node, dict):
        return [(path, node), *(found for key, item in node.items() for found in blocks(item, f"{path}.{key}"))]
    if isinstance(node, list):
        return [found for index, item in enumerate(node) for found in blocks(item, f"{path}.{index}")]
    return []


def test_what_is_from_memory_says_so_in_words_and_in_its_confidence():
    recalled = {path for path, block in blocks(TREE.data) if block.get("confidence") == "recalled"}
    in_words = {path for path, block in blocks(TREE.data) if "from memory" in str(block.get("note", ""))}
    # a source whose day of publication alone is recalled is not itself recalled
    assert in_words - recalled == {".sources.supplementary"}
    assert recalled - in_words <= {".sources.innovation-law-lab", ".sources.state-aca"}


def test_a_number_that_rests_on_recalled_sources_alone_is_marked_recalled():
    sources = ACCORD.sources
    for entry in entries(ACCORD):
        if entry.basis.sources and all(sources[name].confidence == "recalled" for name in entry.basis.sources):
            assert entry.basis.confidence == "recalled", entry.key


def test_no_number_rests_on_a_source_that_was_published_before_it():
    for entry in entries(ACCORD):
        block = ACCORD
        for part in entry.path:
            block = block[part] if isinstance(block, dict | list) else getattr(block, part)
        dated = getattr(block, "date", None)
        days = [ACCORD.sources[name].date for name in entry.basis.sources]
        if dated and days and all(days) and entry.path[0] == "measures" and not getattr(block, "announced", None):
            assert max(days) >= dated, entry.key


# --- the JSON Schema that editors use

SCHEMA = json_schema()


def test_the_schema_accepts_the_shipped_accord():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert [error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(TREE.data)] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("measures", "tariff", "steps", 0, "rate"), 5),
        (("measures", "tariff", "steps", 0, "rate"), "five"),
        (("measures", "tariff", "steps", 0, "rat"), "5%"),
        (("measures", "tariff", "kind"), "tarif"),
        (("measures", "tariff", "goods"), ["7a"]),
        (("targets", "early-2017", "level"), -1),
        (("suasion",), 2),
        (("titel",), "x"),
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(path, value):
    data = parse(ID, read_text(library()[ID])).data
    here = data
    for part in path[:-1]:
        here = here[part]
    here[path[-1]] = value
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(data)


def properties(node: object, path: str = "") -> list[tuple[str, dict]]:
    if isinstance(node, dict):
        own = [(f"{path}.{name}", one) for name, one in node.get("properties", {}).items()]
        return own + [found for key, item in node.items() for found in properties(item, f"{path}.{key}")]
    if isinstance(node, list):
        return [found for index, item in enumerate(node) for found in properties(item, f"{path}.{index}")]
    return []


def test_every_key_of_the_schema_is_described():
    found = properties(SCHEMA)
    assert len(found) > 150
    assert [path for path, one in found if len(one.get("description", "")) < 4] == []
    assert [name for name, one in SCHEMA["$defs"].items() if not one.get("description")] == []


# --- a newcomer's first file

FIRST = """\
suasion: 1
id: my-accord
title: My first accord
summary: The south keeps arrivals below a level, or the north charges a duty.
signed: 2020-01-15
period: {start: 2020-01-01, end: 2020-12-31}
sources:
  agreement: {publisher: Both governments, title: The agreement, date: 2020-01-15}
parties:
  north: {name: The north}
  south: {name: The south}
measures:
  duty:
    kind: tariff
    title: Duty on all goods
    actor: north
    source: agreement
    status: [{date: 2020-01-15, status: threatened}]
    steps: [{date: 2020-03-01, rate: 5%}]
    imports: {series: us_imports_mexico_hs2, base_year: 2018}
targets:
  fewer: {title: "Under 30,000", series: us_sw_between_ports, comparator: below, level: 30000, set_by: north, why: Ours}
reviews:
  first: {title: First, date: 2020-03-15, days_after_signing: 60, month: 2020-02, targets: [fewer], source: agreement}
"""


def test_a_newcomers_accord_of_25_lines_is_sound(read, findings):
    assert len(FIRST.splitlines()) <= 25
    assert findings(FIRST) == []
    document = read(FIRST)
    assert document.warnings == ()
    assert document.name.endswith("accord.yaml")
    assert document.accord.targets["fewer"].level.on() == 30_000
    assert document.accord.decision == "declared"


def test_the_shortest_accord_there_is(read):
    text = "".join(line for line in FIRST.splitlines(keepends=True)[:11] if "agreement" not in line)
    text = text.replace("sources:\n", "sources: {}\n")
    assert read(text).accord.measures == {}
