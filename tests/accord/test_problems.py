"""What the analyst reads when an accord is wrong, word for word."""
# ruff: noqa: E501  (a sentence stands in one line, as the analyst reads it)

from __future__ import annotations

import pytest
from accord_texts import SERIES, SMALL, small

from suasion.accord.tree import parse
from suasion.errors import InputError

KINDS = "tariff, deployment, asylum_rule, returns, aid, purchase"
STATUSES = "threatened, proposed, pledged, agreed, in_force, suspended, denied, ended"
DUTY_STATUS = "status:\n      - {date: 2019-06-01, status: threatened}"
NO_BASIS = "Name a source, or say why you judge so"


def test_the_small_accord_itself_is_sound(read, findings):
    assert read(SMALL).warnings == ()
    assert findings(SMALL) == []


def test_the_example_of_the_house_style(written, problems):
    from suasion.accord import load

    text = small(("rate: 5%", "rate: 5"), ("rate: 10%", "rat: 10%"), ("us_sw_between_ports", "arrests"))
    path = written(text)
    with pytest.raises(InputError) as caught:
        load(path)
    assert str(caught.value) == (
        f"{path}: 3 problems\n"
        "  line 24, col 28  measures.duty.steps.0.rate: 5 is more than 1. 5 percent is written 5% or 0.05\n"
        "  line 25, col 28  measures.duty.steps.1.rat: unknown key. Did you mean `rate`? "
        "Known: date, rate, source, why, confidence, note\n"
        f"  line 32, col 5  targets.arrests.series: `arrests` names no series. Known: {SERIES}"
    )


NUMBERS = [
    ("5", "5 is more than 1. 5 percent is written 5% or 0.05"),
    ("'5'", "5 is more than 1. 5 percent is written 5% or 0.05"),
    ("1.5", "1.5 is more than 1. 1.5 percent is written 1.5% or 0.015"),
    ("{low: 1%, likely: 2, high: 3%}", "2 is more than 1. 2 percent is written 2% or 0.02"),
    ("{steps: [{date: 2019-07-01, value: 5}]}", "5 is more than 1. 5 percent is written 5% or 0.05"),
    ("true", "`true` is not a number. Write one, for instance 5% or 1200"),
    ("no", "`no` is not a number. Write one, for instance 5% or 1200"),
    ("", "`null` is not a number. Write one, for instance 5% or 1200"),
    ("''", "`` is not a number. Write one, for instance 5% or 1200"),
    ("five", "`five` is not a number. Write one, for instance 5% or 1200"),
    ("5%%", "`5%%` is not a number. Write one, for instance 5% or 1200"),
    ("1_000%", "`1_000%` is not a number. Write one, for instance 5% or 1200"),
    ("[5%]", "`a list` is not a number. Write one, for instance 5% or 1200"),
    ("{value: {a: 1}}", "`a mapping` is not a number. Write one, for instance 5% or 1200"),
    ("{value: null, low: 1%, likely: 2%, high: 3%}", "`null` is not a number. Write one, for instance 5% or 1200"),
    (".nan", "`nan` is not a finite number. Write a value that can be counted"),
    (".NAN", "`nan` is not a finite number. Write a value that can be counted"),
    (".inf", "`inf` is not a finite number. Write a value that can be counted"),
    ("-.Inf", "`-inf` is not a finite number. Write a value that can be counted"),
    ("'infinity'", "`infinity` is not a finite number. Write a value that can be counted"),
    ("1e400", "`1e400` is not a finite number. Write a value that can be counted"),
    ("9" * 400, f"`{'9' * 37}...` is not a finite number. Write a value that can be counted"),
    ("9" * 9000, f"`{'9' * 37}...` is not a finite number. Write a value that can be counted"),
    ("-3%", "-3% is below 0; a rate can not be. Write it without the minus sign"),
    ("-0.03", "-0.03 is below 0; a rate can not be. Write it without the minus sign"),
]


@pytest.mark.parametrize(("written_as", "sentence"), NUMBERS, ids=[text[:30] for text, _ in NUMBERS])
def test_a_rate_that_can_not_be(problems, written_as, sentence):
    assert problems(small(("rate: 5%", f"rate: {written_as}"))) == [
        f"line 24, col 28  measures.duty.steps.0.rate: {sentence}"
    ]


FORMS = "a number is a value, or low / likely / high, or a named distribution, or dated steps: exactly one of them. Got"
LEVELS = [
    ("144,000", "`144,000` is not a number. Write it without commas: 144000"),
    ("-1,200.5", "`-1,200.5` is not a number. Write it without commas: -1200.5"),
    ("-5", "-5 is below 0; a count can not be. Write it without the minus sign"),
    ("{low: -5, likely: 2, high: 4}", "-5 is below 0; a count can not be. Write it without the minus sign"),
    (
        "{steps: [{date: 2019-07-01, value: -3}]}",
        "-3 is below 0; a count can not be. Write it without the minus sign",
    ),
    ("{low: 3, likely: 2, high: 4}", "low, likely and high must rise. Got 3, 2, 4. Put them in order"),
    ("{low: 3, likely: 4, high: 2}", "low, likely and high must rise. Got 3, 4, 2. Put them in order"),
    ("{distribution: uniform, low: 3, high: 2}", "low, likely and high must rise. Got 3, 2. Put them in order"),
    ("{}", f"{FORMS} none. Keep one"),
    ("{unit: people}", f"{FORMS} none. Keep one"),
    ("{value: 3, low: 2}", f"{FORMS} 2. Keep one"),
    (
        "{value: 3, low: 1, likely: 2, high: 3, steps: [{date: 2019-07-01, value: 3}]}",
        f"{FORMS} 3. Keep one",
    ),
    ("{value: 3, distribution: normal}", "a `normal` needs mean, sd. Add them"),
    ("{distribution: pert}", "a `pert` needs low, likely, high. Add them"),
    ("{low: 3}", "a `pert` needs low, likely, high. Got low. Give just these"),
    ("{low: 3, high: 4}", "a `pert` needs low, likely, high. Got low, high. Give just these"),
    ("{distribution: normal, mean: 3}", "a `normal` needs mean, sd. Got mean. Give just these"),
    ("{distribution: lognormal, sigma: 3}", "a `lognormal` needs median, sigma. Got sigma. Give just these"),
    ("{distribution: beta, alpha: 3}", "a `beta` needs alpha, beta. Got alpha. Give just these"),
    (
        "{distribution: uniform, low: 1, likely: 2, high: 3}",
        "a `uniform` needs low, high. Got low, likely, high. Give just these",
    ),
    ("{distribution: normal, mean: 3, sd: 0}", "`sd` must be above 0. Got 0. Mend it"),
    ("{distribution: lognormal, median: 0, sigma: 1}", "`median` must be above 0. Got 0. Mend it"),
    ("{distribution: lognormal, median: 1, sigma: -1}", "`sigma` must be above 0. Got -1. Mend it"),
    ("{distribution: beta, alpha: -2, beta: 1}", "`alpha` must be above 0. Got -2. Mend it"),
    ("{distribution: beta, alpha: 2, beta: 0}", "`beta` must be above 0. Got 0. Mend it"),
    ("{steps: []}", "the list of steps is empty. Add a step with `date` and `value`"),
    (
        "{steps: [{date: 2019-07-01, value: 3}, {date: 2019-06-01, value: 2}]}",
        "the steps must be in order of date, each day once. Sort them",
    ),
    (
        "{steps: [{date: 2019-07-01, value: 3}, {date: 2019-07-01, value: 2}]}",
        "the steps must be in order of date, each day once. Sort them",
    ),
]


@pytest.mark.parametrize(("written_as", "sentence"), LEVELS, ids=[text[:50] for text, _ in LEVELS])
def test_a_level_that_can_not_be(problems, written_as, sentence):
    assert problems(small(("level: 20000", f"level: {written_as}"))) == [
        f"line 34, col 5  targets.arrests.level: {sentence}"
    ]


INSIDE_A_LEVEL = [
    (
        "{distribution: nrmal, mean: 3, sd: 1}",
        "line 34, col 13  targets.arrests.level.distribution: `nrmal` is not allowed. Did you mean `normal`? "
        "Known: pert, triangular, uniform, normal, lognormal, beta",
    ),
    (
        "{low: 1, likly: 2, high: 3}",
        "line 34, col 21  targets.arrests.level.likly: unknown key. Did you mean `likely`? "
        "Known: value, low, likely, high, distribution, mean, sd, median, ...",
    ),
    (
        "{steps: 3}",
        "line 34, col 13  targets.arrests.level.steps: this must be a list (lines that begin with `- `). Got 3",
    ),
    (
        "{steps: [3]}",
        "line 34, col 21  targets.arrests.level.steps.0: this must be a mapping of keys to values. Got 3",
    ),
    (
        "{steps: [{date: 2019-06-31, value: 3}]}",
        "line 34, col 22  targets.arrests.level.steps.0.date: `2019-06-31` is no day of the calendar. "
        "Write a day that exists",
    ),
]


@pytest.mark.parametrize(("written_as", "sentence"), INSIDE_A_LEVEL)
def test_a_problem_inside_a_quantity_is_placed_on_its_own_key(problems, written_as, sentence):
    assert problems(small(("level: 20000", f"level: {written_as}"))) == [sentence]


@pytest.mark.parametrize(
    "written_as",
    [
        "120%",
        "{low: 90%, likely: 95%, high: 120%}",
        "{distribution: normal, mean: 120%, sd: 1%}",
        "{distribution: lognormal, median: 120%, sigma: 1}",
        "{steps: [{date: 2019-07-01, value: 120%}]}",
    ],
)
def test_a_share_in_any_form_is_at_most_the_whole(problems, written_as):
    assert problems(small(("set_by: north", f"set_by: north\n    slack: {written_as}"))) == [
        "line 36, col 5  targets.arrests.slack: a share is at most 1 (100%). Got 1.2. Mend it"
    ]


@pytest.mark.parametrize("written_as", ["1,5%", "144,000"])
def test_a_comma_that_splits_a_number_inside_braces_is_explained(problems, written_as):
    rest = written_as.split(",")[1]
    said = problems(small(("rate: 5%", f"rate: {written_as}")))
    assert said[-1].endswith(
        f"measures.duty.steps.0.{rest}: unknown key. A comma in braces ends a value: write numbers without it, "
        "and texts with it in quotes"
    )


TEXT = "this must be a text. Got"
LIST = "this must be a list (lines that begin with `- `). Got"
MAPPING = "this must be a mapping of keys to values. Got"
WHOLE = "this must be a whole number. Got"
WRONG = [
    # what stands in the small accord, what takes its place, and all that is said
    ("suasion: 1", "suasion: 2", "line 1, col 1  suasion: this is no version of the format. Got 2; allowed 1. Write `suasion: 1`"),
    ("suasion: 1", "suasion: true", "line 1, col 1  suasion: this is no version of the format. Got true; allowed 1. Write `suasion: 1`"),
    ("suasion: 1", "suasion: '1'", "line 1, col 1  suasion: this is no version of the format. Got 1; allowed 1. Write `suasion: 1`"),
    ("id: north-south", "id: North South", "line 2, col 1  id: `North South` can not be an id. Use small letters, digits, - and _, for instance us-mexico-2019"),
    ("id: north-south", "id: 3", f"line 2, col 1  id: {TEXT} 3"),
    ("id: north-south", "id:", f"line 2, col 1  id: {TEXT} nothing"),
    ("title: North and South", "title: [a]", f"line 3, col 1  title: {TEXT} a list"),
    ("title: North and South", "title: {a: b}", f"line 3, col 1  title: {TEXT} a mapping"),
    ("title: North and South", "title: 2019", f"line 3, col 1  title: {TEXT} 2019"),
    ("title: North and South", "title: true", f"line 3, col 1  title: {TEXT} true"),
    ("title: North and South", "titel: North", "line 3, col 1  titel: unknown key. Did you mean `title`? Known: suasion, id, title, summary, signed, as_of, period, decision, ..."),
    ("signed: 2019-06-07", "signed: 2019-02-30", "line 5, col 1  signed: `2019-02-30` is no day of the calendar. Write a day that exists"),
    ("signed: 2019-06-07", "signed: 07/06/2019", "line 5, col 1  signed: `07/06/2019` is not a day. Write it as 2019-06-10"),
    ("signed: 2019-06-07", "signed: 2019-6-7", "line 5, col 1  signed: `2019-6-7` is not a day. Write it as 2019-06-10"),
    ("signed: 2019-06-07", "signed: 20190607", "line 5, col 1  signed: `20190607` is not a day. Write it as 2019-06-10"),
    ("signed: 2019-06-07", "signed: 2019-06-07T10:00:00", "line 5, col 1  signed: `2019-06-07T10:00:00` is not a day. Write it as 2019-06-10"),
    ("signed: 2019-06-07", "signed:", "line 5, col 1  signed: `nothing` is not a day. Write it as 2019-06-10"),
    ("signed: 2019-06-07", "signed: {a: 1}", "line 5, col 1  signed: `a mapping` is not a day. Write it as 2019-06-10"),
    ("signed: 2019-06-07", "signed: 9999-12-31", "line 5, col 1  signed: `9999-12-31` is out of bounds. Write a day from 1800 to 2200"),
    ("{start: 2019-06-01, end: 2019-12-31}", "2019", f"line 6, col 1  period: {MAPPING} 2019"),
    ("end: 2019-12-31", "end: 2019-06-01", "line 6, col 1  period: the period ends on 2019-06-01, not after its start 2019-06-01. Set a later end"),
    ("end: 2019-12-31", "ends: 2019-12-31", "line 6, col 29  period.ends: unknown key. Did you mean `end`? Known: start, end"),
    ("    title: The agreement\n", "", "line 8, col 3  sources.text.title: this key is missing. Add it"),
    ("{name: North}", "", f"line 12, col 3  parties.north: {MAPPING} nothing"),
    ("{name: North}", "North", f"line 12, col 3  parties.north: {MAPPING} North"),
    ("  north: {name: North}\n  south: {name: South}", "  {}", "line 11, col 1  parties: this needs at least 1 entry. Add one"),
    ("measures:\n", "measures:\n  wall: none\n", f"line 15, col 3  measures.wall: {MAPPING} none"),
    ("measures:\n", "measures:\n  wall:\n", f"line 15, col 3  measures.wall: {MAPPING} nothing"),
    ("measures:\n", "measures:\n  wall: [1]\n", f"line 15, col 3  measures.wall: {MAPPING} a list"),
    ("kind: tariff", "kind: tarif", f"line 16, col 5  measures.duty.kind: `tarif` is no kind of measure. Did you mean `tariff`? Known: {KINDS}"),
    ("kind: tariff", "kind:", f"line 16, col 5  measures.duty.kind: `nothing` is no kind of measure. Known: {KINDS}"),
    ("kind: tariff", "kind: [tariff]", f"line 16, col 5  measures.duty.kind: `a list` is no kind of measure. Known: {KINDS}"),
    ("    kind: tariff\n", "", f"line 15, col 3  measures.duty: the measure has no `kind`. Add one of {KINDS}"),
    ("    actor: north\n", "", "line 15, col 3  measures.duty.actor: this key is missing. Add it"),
    ("actor: north", "actor: [north]", f"line 18, col 5  measures.duty.actor: {TEXT} a list"),
    ("object: south", "object: 3", f"line 19, col 5  measures.duty.object: {TEXT} 3"),
    ("source: text\n    status", "source: 3\n    status", f"line 20, col 5  measures.duty.source: {TEXT} 3. A list may stand here too"),
    ("source: text\n    status", "source: {a: b}\n    status", f"line 20, col 5  measures.duty.source: {TEXT} a mapping. A list may stand here too"),
    ("source: text\n    status", "source: [text, 3]\n    status", f"line 20, col 20  measures.duty.source.1: {TEXT} 3"),
    ("source: text\n    status", "sorce: text\n    status", "line 20, col 5  measures.duty.sorce: unknown key. Did you mean `source`? Known: title, actor, object, status, condition, kind, authority, goods, ..."),
    (DUTY_STATUS, "status: []", "line 21, col 5  measures.duty.status: this needs at least 1 entry. Add one"),
    (DUTY_STATUS, "status:", f"line 21, col 5  measures.duty.status: {LIST} nothing"),
    (DUTY_STATUS, "status: threatened", f"line 21, col 5  measures.duty.status: {LIST} threatened"),
    ("{date: 2019-06-01, status: threatened}", "threatened", f"line 22, col 9  measures.duty.status.0: {MAPPING} threatened"),
    ("status: threatened", "status: threatend", f"line 22, col 28  measures.duty.status.0.status: `threatend` is not allowed. Did you mean `threatened`? Known: {STATUSES}"),
    ("status: threatened", "status: [ended]", f"line 22, col 28  measures.duty.status.0.status: `a list` is not allowed. Known: {STATUSES}"),
    ("date: 2019-06-01, status", "status", "line 22, col 9  measures.duty.status.0.date: this key is missing. Add it"),
    (", rate: 5%", "", "line 24, col 9  measures.duty.steps.0.rate: this key is missing. Add it"),
    ("imports:\n      series: us_imports_mexico_hs2\n      base_year: 2018", "goods: all", "line 15, col 3  measures.duty.imports: this key is missing. Add it"),
    ("base_year: 2018", "base_year: 18", "line 28, col 7  measures.duty.imports.base_year: 18 is out of bounds. It must be at least 1990"),
    ("base_year: 2018", "base_year: 20180", "line 28, col 7  measures.duty.imports.base_year: 20180 is out of bounds. It must be at most 2100"),
    ("base_year: 2018", "base_year: 2018.5", f"line 28, col 7  measures.duty.imports.base_year: {WHOLE} 2018.5"),
    ("base_year: 2018", "base_year: last", f"line 28, col 7  measures.duty.imports.base_year: {WHOLE} last"),
    ("base_year: 2018", "base_year: true", f"line 28, col 7  measures.duty.imports.base_year: {WHOLE} true. Write digits"),
    ("comparator: below", "comparator: blow", "line 33, col 5  targets.arrests.comparator: `blow` is not allowed. Did you mean `below`? Known: at_most, below, at_least, above"),
    ("    level: 20000\n", "", "line 30, col 3  targets.arrests.level: this key is missing. Add it"),
    ("days_after_signing: 45", "days_after_signing: -45", "line 41, col 5  reviews.first.days_after_signing: -45 is out of bounds. It must be at least 0"),
    ("days_after_signing: 45", "days_after_signing: true", f"line 41, col 5  reviews.first.days_after_signing: {WHOLE} true. Write digits"),
    ("days_after_signing: 45", f"days_after_signing: {'9' * 30}", f"line 41, col 5  reviews.first.days_after_signing: {'9' * 30} is out of bounds. It must be at most 3660"),
    ("month: 2019-06", "month: 2019-13", "line 42, col 5  reviews.first.month: `2019-13` is not a month. Write it as 2019-05"),
    ("month: 2019-06", "month: June", "line 42, col 5  reviews.first.month: `June` is not a month. Write it as 2019-05"),
    ("month: 2019-06", "month: 2019-6", "line 42, col 5  reviews.first.month: `2019-6` is not a month. Write it as 2019-05"),
    ("month: 2019-06", "month: 201906", f"line 42, col 5  reviews.first.month: {TEXT} 201906"),
    ("targets: [arrests]", "targets: arrests", f"line 43, col 5  reviews.first.targets: {LIST} arrests"),
    ("targets: [arrests]", "targets: []", "line 43, col 5  reviews.first.targets: this needs at least 1 entry. Add one"),
    ("targets: [arrests]", "targets: [[arrests]]", f"line 43, col 15  reviews.first.targets.0: {TEXT} a list"),
    ("kind: tariff", "kind: tariff\n    goods: some", "line 17, col 5  measures.duty.goods: `some` is not allowed. Known: all. A list may stand here too"),
    ("kind: tariff", "kind: tariff\n    goods: [7, 123]", f"line 17, col 16  measures.duty.goods.1: {TEXT} 123"),
    ("kind: tariff", "kind: tariff\n    goods: ['07', x]", "line 17, col 19  measures.duty.goods.1: `x` is not an HS chapter. Write two digits, for instance 07 or 87"),
    ("kind: tariff", "kind: tariff\n    goods: []", "line 17, col 5  measures.duty.goods: this needs at least 1 entry. Add one"),
    ("kind: tariff", "kind: tariff\n    tariff: 5%", "line 17, col 5  measures.duty.tariff: unknown key. Known: title, actor, object, status, condition, kind, authority, goods, ..."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG, ids=[f"{new[:40]!r}" for _, new, _ in WRONG])
def test_one_mistake_is_one_sentence(problems, old, new, sentence):
    assert problems(small((old, new))) == [sentence]


REQUIRED = ("suasion", "id", "title", "summary", "signed", "period", "sources", "parties")


@pytest.mark.parametrize("key", REQUIRED)
def test_a_missing_key_at_the_top_is_one_problem(problems, key):
    tree = parse("small", SMALL)
    line = tree.places[(key,)][0]
    later = [place[0] for path, place in tree.places.items() if len(path) == 1 and place[0] > line]
    lines = SMALL.splitlines(keepends=True)
    text = "".join(lines[: line - 1] + lines[min(later) - 1 :])
    assert problems(text) == [f"line 1, col 1  {key}: this key is missing. Add it"]


@pytest.mark.parametrize("key", ["parties", "measures", "targets", "reviews", "sources", "period"])
@pytest.mark.parametrize(("value", "shown"), [("[1]", "a list"), ("word", "word"), ("", "nothing"), ("3", "3")])
def test_a_block_of_the_wrong_type_is_one_problem(problems, key, value, shown):
    tree = parse("small", SMALL)
    line = tree.places[(key,)][0]
    later = [place[0] for path, place in tree.places.items() if len(path) == 1 and place[0] > line]
    lines = SMALL.splitlines(keepends=True)
    end = min(later, default=len(lines) + 1)
    text = "".join([*lines[: line - 1], f"{key}: {value}\n", *lines[end - 1 :]])
    assert problems(text) == [f"line {line}, col 1  {key}: {MAPPING} {shown}"]


def test_a_measures_kind_is_no_place_in_its_path(problems):
    text = small(("kind: tariff", "kind: tariff\n    tariff: 5%"), ("rate: 5%", "rate: 5"))
    assert [said.split(": ")[0] for said in problems(text)] == [
        "line 17, col 5  measures.duty.tariff",
        "line 25, col 28  measures.duty.steps.0.rate",
    ]


def test_many_problems_come_at_once_in_the_order_of_the_lines(problems):
    text = small(
        ("signed: 2019-06-07", "signed: 2019-06-31"),
        ("actor: north", "actor: nort"),
        ("status: threatened", "status: threatend"),
        ("rate: 5%", "rate: 5"),
        ("rate: 10%", "rate: 10"),
        ("us_sw_between_ports", "arrests"),
        ("level: 20000", "level: 20,000"),
        ("set_by: north", "set_by: East"),
        ("month: 2019-06", "month: 2019-6"),
        ("targets: [arrests]", "targets: [arrest]"),
    )
    said = problems(text)
    assert [line.split("  ")[1].split(":")[0] for line in said] == [
        "signed",
        "measures.duty.status.0.status",
        "measures.duty.steps.0.rate",
        "measures.duty.steps.1.rate",
        "targets.arrests.level",
        "reviews.first.month",
    ]
    # what stands in a block that could not be read is told once the block can be
    mended = small(("actor: north", "actor: nort"), ("us_sw_between_ports", "arrests"), ("[arrests]", "[arrest]"))
    assert problems(mended) == [
        "line 18, col 5  measures.duty.actor: `nort` names no party. Did you mean `north`? Known: north, south",
        f"line 32, col 5  targets.arrests.series: `arrests` names no series. Known: {SERIES}",
        "line 43, col 15  reviews.first.targets.0: `arrest` names no target. Did you mean `arrests`? Known: arrests",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("set_by: north", "set_by: north\n    colour: red"),  # a key too many
        ("set_by: north", "set_bye: north"),  # a misspelt key that is needed
        ("rate: 5%", "rate: 5"),  # in another block
        ("signed: 2019-06-07", "signed: 2019-06-31"),  # a block that no accord can be without
        ("period: {", "perod: {"),
        ("id: north-south", "id: 3"),
        ("suasion: 1", "suasion: 3"),
        ("    title: The agreement\n", ""),
    ],
)
def test_the_sound_part_is_checked_beside_a_problem_of_the_schema(problems, old, new):
    said = problems(small((old, new), ("us_sw_between_ports", "arrests")))
    assert len(said) == 2
    assert any(line.endswith(f"targets.arrests.series: `arrests` names no series. Known: {SERIES}") for line in said)


def test_ids_of_a_block_with_a_problem_still_count_as_defined(problems):
    assert problems(small(("comparator: below", "comparator: under"))) == [
        "line 33, col 5  targets.arrests.comparator: `under` is not allowed. Known: at_most, below, at_least, above"
    ]


def test_bad_steps_of_one_measure_do_not_hide_the_measures_beside_it(problems):
    other = """measures:
  help:
    kind: aid
    title: Help
    actor: nort
    source: text
    status: [{date: 2019-06-01, status: pledged}]
"""
    text = small(
        ("measures:\n", other),
        ("rate: 5%", "rate: 5"),
        ("rate: 10%}", "rate: 10}\n      - {date: 2019-09-01, rate: 15}\n      - {date: 2019-10-01, rate: 20}"),
    )
    said = problems(text)
    assert len(said) == 5
    assert said[0] == (
        "line 18, col 5  measures.help.actor: `nort` names no party. Did you mean `north`? Known: north, south"
    )


def test_a_number_whose_source_could_not_be_read_is_not_called_sourceless(problems):
    for wrong in ("source: 3", "sorce: text", "souce: [text]"):
        assert len(problems(small(("source: text\n    status", f"{wrong}\n    status")))) == 1


def test_an_empty_source_leaves_its_numbers_without_one(problems):
    assert problems(small(("source: text\n    status", "source: []\n    status"))) == [
        f"line 22, col 9  measures.duty.status.0: this fact has neither `source` nor `why`. {NO_BASIS}",
        f"line 24, col 28  measures.duty.steps.0.rate: this number has neither `source` nor `why`. {NO_BASIS}",
        f"line 25, col 28  measures.duty.steps.1.rate: this number has neither `source` nor `why`. {NO_BASIS}",
    ]


def test_repeated_keys_and_problems_of_the_schema_come_together(problems):
    text = small(("title: North and South", "title: North and South\ntitle: Again"), ("rate: 5%", "rate: 5"))
    assert problems(text) == [
        "line 4, col 1  title: this key stands twice (first in line 3). Keep one",
        "line 25, col 28  measures.duty.steps.0.rate: 5 is more than 1. 5 percent is written 5% or 0.05",
    ]


def test_check_and_load_say_the_same(problems, findings):
    text = small(("rate: 5%", "rate: 5"), ("us_sw_between_ports", "arrests"), ("set_by: north", "set_by: nort"))
    assert [str(finding.problem) for finding in findings(text)] == problems(text)


def test_problems_do_not_depend_on_the_order_in_which_python_hashes(written):
    import subprocess
    import sys

    path = written(small(("kind: tariff", "kind: tarif"), ("level: 20000", "level: x"), ("[arrests]", "[arrest]")))
    said = {
        subprocess.run(
            [sys.executable, "-c", f"from suasion.accord import check_file; print(check_file({path!r})[1])"],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "7")
    }
    assert len(said) == 1
    assert "arrest` names no target" in said.pop()
