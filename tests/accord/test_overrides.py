"""Variants and --set: what they change, in which order, what it rests on, and what is said of a wrong one."""
# ruff: noqa: E501  (a sentence stands in one line, as the analyst reads it)

from __future__ import annotations

import copy

import pytest
from accord_texts import SMALL

from suasion.accord import check_file
from suasion.accord.overrides import Override, apply, chain
from suasion.accord.provenance import Basis, entries
from suasion.accord.tree import parse

VARIANTS = """\
variants:
  high:
    title: High
    why: what if
    set: {measures.duty.steps.0.rate: 7%}
  higher:
    title: Higher
    source: text
    set:
      measures.duty.steps.0.rate: 8%
      title: Higher
  both:
    title: Both
    extends: [high, higher]
  one-step:
    title: One step
    remove: [measures.duty.steps.1]
  none-left:
    title: No step left
    remove: [measures.duty.steps.0, measures.duty.steps.1]
  no-review:
    title: No review
    remove: [reviews]
  ports:
    title: A target at the ports
    why: what if
    set:
      targets.ports: {title: Ports, series: us_sw_at_ports, comparator: below, level: 10000, set_by: south}
      reviews.first.targets: [arrests, ports]
"""
TEXT = SMALL + VARIANTS
NAMES = "high, higher, both, one-step, none-left, no-review, ports"


def rates(document) -> list[float]:
    return [step.rate.on() for step in document.accord.measures["duty"].steps]


def basis(document, key: str) -> Basis:
    return {entry.key: entry.basis for entry in entries(document.accord, document.overrides)}[key]


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        (None, [0.05, 0.10]),
        ("high", [0.07, 0.10]),
        ("higher", [0.08, 0.10]),
        ("both", [0.08, 0.10]),
        ("high+higher", [0.08, 0.10]),
        ("higher+high", [0.07, 0.10]),
        (" higher + high ", [0.07, 0.10]),
        ("high+high", [0.07, 0.10]),
        ("high+both", [0.08, 0.10]),
        ("one-step", [0.05]),
        ("high+one-step", [0.07]),
        ("none-left", []),
    ],
)
def test_the_later_variant_wins(read, variant, expected):
    assert rates(read(TEXT, variant)) == expected


def test_a_variant_that_extends_others_applies_them_first_and_once():
    tree = parse("x", TEXT)
    assert chain(tree, "both") == ["high", "higher", "both"]
    assert chain(tree, "high+both") == ["high", "higher", "both"]
    assert chain(tree, "both+high") == ["high", "higher", "both"]


def test_a_ladder_of_shared_parents_is_climbed_once():
    rungs = "".join(f"  v{one}: {{title: V, extends: [v{one + 1}, v{one + 1}]}}\n" for one in range(60))
    tree = parse("x", f"variants:\n{rungs}  v60: {{title: V}}\n")
    assert chain(tree, "v0") == [f"v{one}" for one in range(60, -1, -1)]


def test_a_block_is_removed(read):
    assert read(TEXT, "no-review").accord.reviews == {}


def test_a_new_key_and_a_whole_list_are_set(read):
    accord = read(TEXT, "ports").accord
    assert accord.targets["ports"].level.on() == 10_000
    assert accord.reviews["first"].targets == ["arrests", "ports"]


def test_the_document_itself_is_left_as_it_was():
    tree = parse("x", TEXT)
    data, places = copy.deepcopy(tree.data), dict(tree.places)
    changed, _ = apply(tree, "both+one-step+ports", ["title=Other", "targets.arrests.level=3"])
    assert tree.data == data
    assert tree.places == places
    assert changed.written == data
    assert changed.data["title"] == "Other"
    assert changed.data["variants"] == data["variants"]


def test_a_value_that_a_variant_sets_does_not_share_its_list_with_the_variant():
    tree = parse("x", TEXT)
    changed, _ = apply(tree, "ports", ["reviews.first.targets.0=ports"])
    assert changed.data["reviews"]["first"]["targets"] == ["ports", "ports"]
    assert tree.data["variants"]["ports"]["set"]["reviews.first.targets"] == ["arrests", "ports"]


def test_items_after_a_removed_one_keep_their_lines(problems):
    text = SMALL.replace("rate: 10%}", "rate: 10%}\n      - {date: 2019-09-01, rate: 15}")
    variant = "variants:\n  cut: {title: Cut, remove: [measures.duty.steps.0]}\n"
    assert problems(text + variant, "cut") == [
        "line 26, col 28  measures.duty.steps.1.rate: 15 is more than 1. 15 percent is written 15% or 0.15"
    ]


# --- settings


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("measures.duty.steps.0.rate=9%", [0.09, 0.10]),
        (" measures.duty.steps.0.rate = 9% ", [0.09, 0.10]),
        ("measures.duty.steps.1={date: 2019-08-01, rate: 0.2}", [0.05, 0.20]),
        ("measures.duty.steps=[{date: 2019-07-01, rate: 3%}]", [0.03]),
        ("measures.duty.steps=[]", []),
    ],
)
def test_a_setting_changes_a_value_an_item_or_a_list(read, setting, expected):
    assert rates(read(TEXT, None, [setting])) == expected


@pytest.mark.parametrize(
    ("setting", "title"),
    [
        ("title=Two words", "Two words"),
        ("title='a: b'", "a: b"),
        ('title="5"', "5"),
        ("title=a=b", "a=b"),
        ("title=no", "no"),
    ],
)
def test_a_setting_is_read_as_the_yaml_of_a_file(read, setting, title):
    assert read(TEXT, None, [setting]).accord.title == title


def test_settings_come_after_the_variant_and_in_order(read):
    settings = ["measures.duty.steps.0.rate=9%", "measures.duty.steps.0.rate=11%"]
    document = read(TEXT, "high", settings)
    assert rates(document)[0] == 0.11
    assert document.settings == tuple(settings)
    assert document.variant == "high"


WRONG_SETTINGS = [
    ("title", "has no `=`. Write path=value, for instance measures.tariff.steps.0.rate=10%"),
    ("=3", "`` is not a key path. Write its keys with dots between them"),
    ("measures..rate=3", "`measures..rate` is not a key path. Write its keys with dots between them"),
    ("mesures.duty.title=x", "`mesures` is not in the accord. Did you mean `measures`? Known: suasion, id, title, summary, signed, period, sources, parties, ..."),
    ("measures.dutty.title=x", "`dutty` is not in measures. Did you mean `duty`? Known: duty"),
    ("measures.duty.steps.2.rate=1%", "`2` is not in measures.duty.steps. Known: 0, 1"),
    ("measures.duty.steps.2={}", "`2` is not in measures.duty.steps. Known: 0, 1"),
    ("measures.duty.steps.²=1%", "`²` is not in measures.duty.steps. Known: 0, 1"),
    ("measures.duty.steps.first.rate=1%", "`first` is not in measures.duty.steps. Known: 0, 1"),
    ("title.x=3", "`title` is one value with nothing below it. Set `title` itself"),
    ("targets.arrests.level.value=3", "`targets.arrests.level` is one value with nothing below it. Set `targets.arrests.level` itself"),
    ("title=[a", "this is not YAML: expected ',' or ']', but got '<stream end>'. Mend the line. Quote the value if it is a text"),
    ("title=a: b", "this is not YAML: mapping values are not allowed here. Mend the line. Quote the value if it is a text"),
]  # fmt: skip


@pytest.mark.parametrize(("setting", "sentence"), WRONG_SETTINGS)
def test_a_setting_that_can_not_be(problems, setting, sentence):
    assert problems(TEXT, None, [setting]) == [f"--set {setting}: {sentence}"]


def test_all_wrong_settings_are_reported_at_once(problems):
    said = problems(TEXT, None, ["a.b=1", "title", "title=[a", "measures.duty.steps.0.rate=9%"])
    assert [line.split(": ")[0] for line in said] == ["--set a.b=1", "--set title", "--set title=[a"]


def test_a_setting_that_the_schema_refuses_names_its_path(problems):
    assert problems(TEXT, None, ["measures.duty.steps.0.rate=9"]) == [
        "measures.duty.steps.0.rate: 9 is more than 1. 9 percent is written 9% or 0.09"
    ]
    assert problems(TEXT, None, ["measures.duty.steps.0.rat=9%"]) == [
        "measures.duty.steps.0.rat: unknown key. Did you mean `rate`? Known: date, rate, source, why, confidence, note"
    ]


# --- wrong variants


def test_an_unknown_variant_names_the_nearest(problems):
    assert problems(TEXT, "hihg") == [f"--variant: `hihg` names no variant. Did you mean `high`? Known: {NAMES}"]
    assert problems(TEXT, "high+") == [f"--variant: `` names no variant. Known: {NAMES}"]
    assert problems(SMALL, "high") == ["--variant: `high` names no variant. None is known"]


def test_an_unknown_parent_is_placed_where_it_is_named(problems):
    text = SMALL + "variants:\n  a:\n    title: A\n    extends: [b]\n"
    assert problems(text, "a") == ["line 48, col 5  variants.a.extends: `b` names no variant. Known: a"]


CIRCLES = [
    ("  a: {title: A, extends: [a]}\n", "a", "a -> a"),
    ("  a: {title: A, extends: [b]}\n  b: {title: B, extends: [a]}\n", "a", "a -> b -> a"),
    (
        "  a: {title: A, extends: [b]}\n  b: {title: B, extends: [c]}\n  c: {title: C, extends: [a]}\n",
        "a",
        "a -> b -> c -> a",
    ),
    (
        "  a: {title: A, extends: [b]}\n  b: {title: B, extends: [c]}\n  c: {title: C, extends: [b]}\n",
        "a",
        "b -> c -> b",
    ),
]


@pytest.mark.parametrize(("variants", "name", "circle"), CIRCLES)
def test_a_circle_of_variants_is_named(problems, variants, name, circle):
    (said,) = problems(f"{SMALL}variants:\n{variants}", name)
    assert said.endswith(f"extends: variants extend each other in a circle: {circle}. Cut one")
    assert said.startswith("line ")


def test_check_reports_a_circle_without_being_asked_for_the_variant(findings):
    text = f"{SMALL}variants:\n{CIRCLES[2][0]}"
    assert [finding.problem.path for finding in findings(text)] == [f"variants.{one}.extends" for one in "abc"]


def test_wrong_paths_of_a_variant_are_placed_on_its_lines(problems):
    text = SMALL + (
        "variants:\n  a:\n    title: A\n    remove: [targets.arrest, reviews.first]\n"
        "    set:\n      measures.dutty.title: x\n      measures.duty.steps.5.rate: 7%\n"
    )
    assert problems(text, "a") == [
        "line 48, col 14  variants.a.remove.0: `arrest` is not in targets. Did you mean `arrests`? Known: arrests. "
        "It can not be removed",
        "line 50, col 7  variants.a.set.measures.dutty.title: `dutty` is not in measures. Did you mean `duty`? "
        "Known: duty",
        "line 51, col 7  variants.a.set.measures.duty.steps.5.rate: `5` is not in measures.duty.steps. Known: 0, 1",
    ]


def test_a_wrong_value_of_a_variant_is_placed_on_the_variants_line(problems, findings):
    text = SMALL + (
        "variants:\n  a:\n    title: A\n    why: what if\n    set:\n      measures.duty.steps:\n"
        "        - {date: 2019-07-01, rate: 7}\n"
    )
    expected = ["line 51, col 30  measures.duty.steps.0.rate: 7 is more than 1. 7 percent is written 7% or 0.07"]
    assert problems(text, "a") == expected
    assert [str(finding.problem) for finding in findings(text)] == expected


@pytest.mark.parametrize(
    "variants",
    ["[a]", "{a: b}", "{a: {title: A, set: [1]}}", "{a: {title: A, extends: b}}", "{a: {title: A, remove: b}}"],
)
def test_variants_of_the_wrong_type_are_the_schemas_business(problems, variants):
    (said,) = problems(f"{SMALL}variants: {variants}\n")
    assert "this must be a " in said


@pytest.mark.parametrize("word", ["source: 3", "source: {a: b}", "why: [x]", "why: 3"])
def test_a_variant_whose_basis_is_no_text_is_told_so(problems, word):
    text = f"{SMALL}variants: {{a: {{title: A, {word}, set: {{measures.duty.steps.0.rate: 7%}}}}}}\n"
    (said,) = problems(text, "a")
    assert f"variants.a.{word.split(':')[0]}: this must be a text" in said


# --- what an overridden number rests on

RATE = "measures.duty.steps.0.rate"


@pytest.mark.parametrize(
    ("variant", "settings", "expected"),
    [
        (None, [], Basis(("text",))),
        ("high", [], Basis(why="what if", origin="variant high")),
        ("higher", [], Basis(("text",), origin="variant higher")),
        ("high", [f"{RATE}=9%"], Basis(why="set by the user (--set)", origin="--set")),
        (None, [f"{RATE}={{value: 9%, source: text}}"], Basis(("text",), origin="--set")),
        (
            None,
            ["measures.duty.steps=[{date: 2019-07-01, rate: 3%}]"],
            Basis(why="set by the user (--set)", origin="--set"),
        ),
        (None, ["measures.duty.steps.1.rate=3%"], Basis(("text",))),
    ],
)
def test_an_overridden_number_never_borrows_the_source_of_the_number_it_replaced(read, variant, settings, expected):
    assert basis(read(TEXT, variant, settings), RATE) == expected


RANGE = SMALL.replace("level: 20000", "level: {low: 1, likely: 2, high: 3, source: text}")


def test_a_number_of_which_a_part_was_overridden_rests_on_the_override(read):
    document = read(RANGE, None, ["targets.arrests.level.likely=2.5"])
    assert basis(document, "targets.arrests.level") == Basis(why="set by the user (--set)", origin="--set")


def test_a_date_that_was_overridden_rests_on_the_override(read):
    document = read(SMALL, None, ["reviews.first.month=2019-05", "measures.duty.status.0.date=2019-05-30"])
    for key in ("reviews.first", "measures.duty.status.0"):
        assert basis(document, key) == Basis(why="set by the user (--set)", origin="--set")


@pytest.mark.parametrize(
    "setting", ["targets.arrests.level.note=x", "targets.arrests.title=x", "reviews.first.title=x"]
)
def test_words_beside_a_number_do_not_change_what_it_rests_on(read, setting):
    document = read(RANGE, None, [setting])
    for key in ("targets.arrests.level", "reviews.first"):
        assert basis(document, key) == Basis(("text",))


def test_every_override_is_kept_with_the_document(read):
    document = read(TEXT, "both", ["title=x"])
    assert document.overrides == (
        Override(("measures", "duty", "steps", 0, "rate"), "variant high", "what if", None),
        Override(("measures", "duty", "steps", 0, "rate"), "variant higher", None, "text"),
        Override(("title",), "variant higher", None, "text"),
        Override(("title",), "--set", None, None),
    )


def test_check_looks_at_every_variant(written):
    text = TEXT + "  wrong:\n    title: Wrong\n    set: {targets.arrests.set_by: east}\n"
    accord, found = check_file(written(text))
    assert accord is not None
    assert [str(finding.problem) for finding in found] == [
        "line 76, col 11  targets.arrests.set_by: `east` names no party. Known: north, south"
    ]


def test_a_variant_that_gives_no_reason_is_asked_for_one(problems):
    text = f"{SMALL}variants: {{a: {{title: A, set: {{measures.duty.steps.0.rate: 7%}}}}}}\n"
    (said,) = problems(text, "a")
    assert said.endswith("this number has neither `source` nor `why`. Name a source, or say why you judge so")
