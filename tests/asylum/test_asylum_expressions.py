"""The language of the rules: what is read, how it is said in English, and what is refused with which words."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from suasion.asylum import facts_of
from suasion.asylum.dates import day, iso
from suasion.asylum.language.arithmetic import holds
from suasion.asylum.language.english import say
from suasion.asylum.language.expressions import ExpressionError, Names, parse
from suasion.asylum.language.nodes import Calendar, Constant

NAMES = Names(
    lists={"spanish": ("GT", "HN"), "sectors": ("EPT", "SDC")},
    parameters={"within_days": Constant("number", 14, "14", "within_days")},
    calendars={"mexico": Calendar("mexico", (5, 6), (day("2019-09-16"),), day("2019-01-01"), day("2019-12-31"))},
)
CASE = {
    "nationality": "HN",
    "route": [{"country": "GT"}, {"country": "MX", "sought": "denied_final", "party": False}],
    "entry_date": "2019-10-01",
    "claim_date": "2019-10-15",
    "sector": "EPT",
    "age": 16,
}


def true(text: str) -> bool:
    facts = facts_of([CASE])
    return bool(holds(parse(text, NAMES), facts.columns, facts).all())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sector == EPT", True),
        ("sector != EPT", False),
        ("not sector == EPT", False),
        ("sector in sectors and nationality in spanish", True),
        ("nationality not in [GT, HN]", False),
        ("age < 18", True),
        ("18 > age", True),
        ("age >= 16.5", False),
        ("entry_date >= 2019-10-01", True),
        ("entry_date > 2019-10-01", False),
        ("2019-10-02 > entry_date", True),
        ("claim_date - entry_date <= within_days", True),
        ("claim_date - entry_date < within_days", False),
        ("entry_date < claim_date", True),
        ("fear_home and not accompanied", False),
        ("not fear_home or accompanied and age < 18", True),
        ("(not fear_home or accompanied) and age > 18", False),
        ("any(route, sought == denied_final and not party)", True),
        ("all(route, party)", False),
        ("all(route, country != nationality)", True),
        ("count(route, country in spanish) == 1", True),
        ("metered_first < 2030-01-01", False),
        ("metered_first > 1960-01-01", False),
        ("metered_first != 2019-01-01", False),
        ("metered_first == none", True),
        ("metered_first != none", False),
        ("working_days(entry_date, claim_date, mexico) == 10", True),
        ("claim_date <= years_after(entry_date, 1)", True),
        ("claim_date > years_after(decision_date, 50)", False),
        ("nationality == habitual_residence", False),
    ],
)
def test_what_is_true_of_a_case(text: str, expected: bool) -> None:
    assert true(text) is expected
    assert true(f"not ({text})") is not expected


@pytest.mark.parametrize(
    ("text", "yes", "no"),
    [
        ("place == port", "place is port", "place is not port"),
        ("sector in [SDC, ELC]", "sector is one of SDC, ELC", None),
        ("not fear_home", "not: fear of return stated", "fear of return stated"),
        (
            "age < 18 and (family_unit or not vulnerable)",
            "age is below 18 and (family unit or not: vulnerable person)",
            "age is at least 18 or (not: family unit and vulnerable person)",
        ),
        ("entry_date >= 2019-07-16", "entry date is not before 2019-07-16", "entry date is before 2019-07-16"),
        (
            "claim_date - entry_date <= within_days",
            "days from entry date to claim date is at most 14 (within days)",
            "days from entry date to claim date is above 14 (within days)",
        ),
        (
            "claim_date > years_after(entry_date, 1)",
            "claim date is after entry date plus 1 year",
            "claim date is not after entry date plus 1 year",
        ),
        ("metered_first == none", "first turned back under metering is not given", None),
        ("any(route, country == MX)", "some country crossed where its country is MX", None),
    ],
)
def test_what_is_said(text: str, yes: str, no: str | None) -> None:
    node = parse(text, NAMES)
    assert say(node) == yes
    if no is not None:
        assert say(node, False) == no


REFUSED = {
    "sectr == EPT": (0, "`sectr` names no fact, column or parameter. Did you mean `sector`?"),
    "sector == EPX": (10, "`EPX` is no word of sector. Did you mean `EPT`?"),
    "nationality == Honduras": (15, "`Honduras` is no word of nationality. Write an ISO 3166 code"),
    "sector == 3": (10, "a word can not be compared with a number. Compare like with like"),
    "age == HN": (7, "`HN` names no fact, column or parameter."),
    "entry_date >= 2019-02-30": (14, "`2019-02-30` is no day of the calendar."),
    "entry_date >= 3": (14, "a date can not be compared with a number."),
    "sector < EPT": (7, "words have no order. Write `==`, `!=` or `in` instead of `<`"),
    "fear_home == true": (13, "yes or no is not compared. Write the fact alone, or `not` before it"),
    "age": (0, "a condition is needed here, this is a number."),
    "sector": (0, "a condition is needed here, this is a word. Compare it, as in `sector == RGV`"),
    "age and fear_home": (0, "a condition is needed here, this is a number."),
    "claim_date - entry_date": (0, "a condition is needed here, this is a number. Compare it, as in `... <= 14`"),
    "count(route, party)": (0, "this is a number, not a condition. Compare it"),
    "age - entry_date < 3": (0, "only two dates of the case can be subtracted"),
    "sector = EPT": (7, "`=` has no meaning here. Write `==`"),
    "age < 18 fear_home": (9, "`fear_home` is not expected here. Join conditions with `and` or `or`"),
    "(age < 18": (9, "`)` is missing. Got nothing more; add it"),
    "age <": (5, "a fact or a value is missing. Got nothing more"),
    "not": (3, "a fact or a value is missing. Got nothing more"),
    "sector in spanich": (10, "`spanich` names no list. Did you mean `spanish`?"),
    "sector in spanish": (10, "`GT` is no word of sector."),
    "sector in []": (10, "the list is empty. Name at least one word"),
    "age in [EPT]": (0, "only a fact with words can be `in` a list"),
    "country == MX": (0, "`country` names no fact, column or parameter."),
    "any(route, any(route, party))": (11, "one route can not be looked through inside another."),
    "some(route, party)": (0, "`some` is no function."),
    "working_days(entry_date, claim_date, mexica) > 3": (37, "`mexica` names no calendar. Did you mean `mexico`?"),
    "claim_date > years_after(metered_first, 1)": (
        25,
        "years are counted from one of entry_date, decision_date, claim_date",
    ),
    "claim_date > years_after(entry_date, 1.5)": (37, "the number of years must be a whole one from 1 to 50"),
    "claim_date > years_after(entry_date, age)": (37, "the number of years must be a whole one from 1 to 50"),
    "claim_date - years_after(entry_date, 1) > 3": (13, "only two dates of the case can be subtracted"),
    "years_after(entry_date, 1)": (0, "a condition is needed here, this is a date."),
    "years_after(entry_date, 1) > 3": (29, "a date can not be compared with a number."),
    "year_after(entry_date, 1) > claim_date": (0, "`year_after` is no function. Did you mean `years_after`?"),
    "working_days(entry_date, age, mexico) > 3": (25, "working days are counted between two dates of the case"),
    "sector == nationality": (10, "a word can not be compared with a country."),
    "sector == place": (10, "`sector` and `place` speak different words"),
    "metered_first < none": (14, "a date can only be `== none` or `!= none`"),
    "port == place": (0, "write the fact first, as in `place == port`"),
    "3 < 4": (0, "both sides are fixed: this is no condition on the case"),
    "__import__('os')": (11, "`'` has no meaning here. Leave it out"),
    "(" * 60 + "age < 3" + ")" * 60: (51, "is nested too deeply. Use named columns"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_refused(text: str) -> None:
    offset, words = REFUSED[text]
    with pytest.raises(ExpressionError, match=re.escape(words)) as caught:
        parse(text, NAMES)
    assert caught.value.offset == offset


PIECES = [
    "sector",
    "==",
    "EPT",
    "and",
    "or",
    "not",
    "(",
    ")",
    "age",
    "<",
    "18",
    "in",
    "[",
    "]",
    ",",
    "any",
    "route",
    "party",
    "2019-07-16",
    "entry_date",
    "-",
    "fear_home",
    "working_days",
    "years_after",
    "mexico",
    "spanish",
    "none",
]


@given(st.lists(st.sampled_from(PIECES), max_size=14) | st.lists(st.characters(), max_size=20))
def test_any_text_is_read_or_refused_with_a_sentence(pieces: list[str]) -> None:
    try:
        node = parse(" ".join(pieces), NAMES)
    except ExpressionError:
        return
    facts = facts_of([CASE])
    assert bool(holds(node, facts.columns, facts).all()) in (True, False)
    assert say(node)
    assert say(node, False)


@given(st.dates(min_value=datetime.date(1950, 1, 1), max_value=datetime.date(2140, 12, 31)), st.integers(1, 50))
@example(datetime.date(2020, 2, 29), 1)
@example(datetime.date(2020, 2, 29), 4)
@example(datetime.date(2096, 2, 29), 4)
def test_a_year_is_one_of_the_calendar(start: datetime.date, years: int) -> None:
    """The same day of the later year is the last in time; February 28 where there is no February 29."""
    try:
        same = start.replace(year=start.year + years)
    except ValueError:
        same = datetime.date(start.year + years, 2, 28)
    facts = facts_of([
        {"nationality": "HN", "entry_date": start, "claim_date": same + datetime.timedelta(days=more)}
        for more in (0, 1)
    ])  # fmt: skip
    late = holds(parse(f"claim_date > years_after(entry_date, {years})"), facts.columns, facts)
    assert late.tolist() == [False, True]


@given(st.dates(min_value=datetime.date(1950, 1, 1), max_value=datetime.date(2199, 12, 31)))
def test_days_and_dates_are_each_others_inverse(date: object) -> None:
    assert iso(day(date)) == str(date)
