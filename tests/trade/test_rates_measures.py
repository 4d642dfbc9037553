"""Measures: what one says on a day, and the shipped ones by day-before, day-of and day-after."""

import datetime as dt
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from suasion.errors import InputError
from suasion.trade.rates.in_force import static_duty
from suasion.trade.rates.measures import InTransit, Measure, Step
from suasion.trade.rates.programmes import (
    Coverage,
    countries,
    normal_rates,
    read_country,
    read_measures,
    scopes,
    us_coverage,
    us_measures,
)
from suasion.trade.rates.why import why

DAY = dt.timedelta(days=1)
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "trade"
D = dt.date
MEXICO_2019 = Measure.from_steps(
    "mexico_2019",
    [D(2019, 6, 10), D(2019, 7, 1), D(2019, 8, 1), D(2019, 9, 1), D(2019, 10, 1)],
    [0.05, 0.10, 0.15, 0.20, 0.25],
    origins=["MX"],
    authority="IEEPA",
    legal_id="statement of 30 May 2019",
    announced=D(2019, 5, 30),
)


def rate(measure: Measure, day: dt.date) -> float:
    return measure.scheduled(day) or 0.0


@pytest.mark.parametrize("measure", us_measures(), ids=lambda each: each.name)
def test_every_date_of_every_shipped_measure(measure: Measure) -> None:
    before = 0.0
    for step, following in pairwise([*measure.steps, None]):
        assert step is not None
        assert rate(measure, step.start - DAY) == before
        assert rate(measure, step.start) == step.rate_share
        next_change = min(day for day in (following and following.start, measure.last_day, D(2099, 1, 1)) if day)
        if step.start + DAY < next_change:
            assert rate(measure, step.start + DAY) == step.rate_share
        before = step.rate_share or 0.0
    if measure.last_day is not None:
        assert rate(measure, measure.last_day - DAY) == before > 0
        assert rate(measure, measure.last_day) == rate(measure, measure.last_day + DAY) == 0


@pytest.mark.parametrize("measure", us_measures(), ids=lambda each: each.name)
def test_every_shipped_measure_has_a_source_and_a_place_in_the_law(measure: Measure) -> None:
    assert measure.source
    assert measure.legal_id
    assert measure.authority in {"IEEPA", "Section 122", "Section 232", "Section 301"}
    assert (measure.authority == "IEEPA") == (measure.void_from == D(2026, 2, 20)) == measure.refunded


@pytest.mark.parametrize(
    ("code", "origin", "day", "added"),
    [
        # fentanyl order on Mexico: the day before, the first day, the first day on which a claim frees
        ("8544300000", "MX", D(2025, 3, 3), 0.0),
        ("8544300000", "MX", D(2025, 3, 4), 0.25),
        ("8544300000", "MX", D(2025, 3, 7), 0.25),
        ("3104200000", "MX", D(2025, 3, 6), 0.25),
        ("3104200000", "MX", D(2025, 3, 7), 0.10),
        ("4819100040", "CA", D(2025, 7, 31), 0.25),
        ("4819100040", "CA", D(2025, 8, 1), 0.35),
        ("2709001000", "CA", D(2025, 8, 1), 0.10),
        # the court's day
        ("6109100012", "MX", D(2026, 2, 19), 0.25),
        ("6109100012", "MX", D(2026, 2, 20), 0.0),
        ("6109100012", "MX", D(2026, 2, 23), 0.0),
        ("6109100012", "MX", D(2026, 2, 24), 0.10),
        ("6109100012", "MX", D(2026, 7, 23), 0.10),
        ("6109100012", "MX", D(2026, 7, 24), 0.0),
        # reciprocal rates
        ("6109100012", "VN", D(2025, 4, 4), 0.0),
        ("6109100012", "VN", D(2025, 4, 5), 0.10),
        ("6109100012", "VN", D(2025, 8, 6), 0.10),
        ("6109100012", "VN", D(2025, 8, 7), 0.20),
        ("6109100012", "MX", D(2025, 1, 1), 0.0),
        # steel of 2018: Mexico from 1 June 2018 to 19 May 2019
        ("7208100000", "MX", D(2018, 5, 31), 0.0),
        ("7208100000", "MX", D(2018, 6, 1), 0.25),
        ("7208100000", "MX", D(2019, 5, 19), 0.25),
        ("7208100000", "MX", D(2019, 5, 20), 0.0),
        ("7208100000", "MX", D(2025, 3, 12), 0.25),
        ("7208100000", "MX", D(2025, 6, 4), 0.50),
    ],
)
def test_pinned_rates_of_shipped_measures(code: str, origin: str, day: dt.date, added: float) -> None:
    assert why(us_measures(), code, origin, day).added_share == pytest.approx(added, abs=1e-12)


def test_a_claim_frees_from_its_first_day_on() -> None:
    shipped = us_measures()
    assert why(shipped, "8544300000", "MX", D(2025, 3, 6), preference_share=1.0).added_share == 0.25
    assert why(shipped, "8544300000", "MX", D(2025, 3, 7), preference_share=1.0).added_share == 0.0


def test_the_schedule_of_2019_frees_no_claim() -> None:
    answer = why([MEXICO_2019], "8708295160", "MX", D(2019, 7, 1), preference_share=1.0, normal_rate=0.025)
    assert answer.added_share == 0.10
    assert answer.normal_share == 0.0
    assert "mexico 2019 (statement of 30 May 2019): 10% since 2019-07-01" in str(answer)


def test_rates_made_by_arithmetic_are_told_as_they_are_tabulated() -> None:
    third = Measure.from_steps("a", [D(2019, 1, 1)], [0.1 + 0.2 - 0.2])  # 0.10000000000000003
    answer = why([third], "8708295160", "MX", D(2019, 7, 1), normal_rate=0.025)
    (found,) = answer.findings
    assert (found.rate_share, found.added_share, answer.added_share, answer.total_share) == (0.1, 0.1, 0.1, 0.125)
    claimed = why([], "8708295160", "MX", D(2019, 7, 1), preference_share=0.9, normal_rate=0.1)
    assert claimed.normal_share == 0.01  # 0.1 * (1 - 0.9) is 0.009999999999999998


def test_a_floor_adds_what_is_missing() -> None:
    shipped = us_measures()
    assert why(shipped, "6203424011", "IT", D(2025, 10, 1), normal_rate=0.166).added_share == 0
    assert why(shipped, "4819100040", "IT", D(2025, 10, 1), normal_rate=0.025).added_share == pytest.approx(0.125)


@pytest.mark.parametrize(
    ("mode", "loaded", "day", "rate_share"),
    [
        ("vessel", D(2025, 8, 6), D(2025, 10, 4), 0.10),
        ("vessel", D(2025, 8, 6), D(2025, 10, 5), 0.20),
        ("vessel", D(2025, 8, 7), D(2025, 8, 30), 0.20),
        ("air", D(2025, 8, 6), D(2025, 8, 7), 0.20),
        ("vessel", None, D(2025, 8, 7), 0.20),
        ("vessel", D(2025, 4, 4), D(2025, 5, 26), 0.0),
        ("vessel", D(2025, 4, 4), D(2025, 5, 27), 0.10),
    ],
)
def test_goods_at_sea_keep_the_older_rate(mode: str, loaded: dt.date | None, day: dt.date, rate_share: float) -> None:
    answer = why(us_measures(), "6109100012", "VN", day, mode=mode, loaded=loaded)
    assert answer.added_share == pytest.approx(rate_share)


def test_the_worked_entry_of_china_and_steel() -> None:
    """7326.90.8688: 47.9 percent without Section 232, 77.9 with it once the IEEPA orders are void, 87.9 before.

    A public calculator prints 47.9 and 77.9 without a date. 47.9 is 2.9 normal, 25 Section 301, 10 fentanyl and 10
    reciprocal (10 November 2025 to 19 February 2026). Section 232 then takes the reciprocal duty's place, not that of
    the fentanyl order on China (Executive Order 14289), so 77.9 is right from 20 February 2026 only.
    """
    shipped = us_measures()
    without = [each for each in shipped if each.authority != "Section 232"]

    def total(measures: list[Measure] | tuple[Measure, ...], day: dt.date) -> float:
        return why(measures, "7326908688", "CN", day, normal_rate=0.029).total_share

    assert total(without, D(2025, 11, 9)) == pytest.approx(0.579)
    assert total(without, D(2025, 11, 10)) == pytest.approx(0.479)
    assert total(without, D(2026, 2, 19)) == pytest.approx(0.479)
    assert total(shipped, D(2026, 2, 19)) == pytest.approx(0.879)
    assert total(shipped, D(2026, 2, 20)) == pytest.approx(0.779)
    assert total(shipped, D(2026, 4, 6)) == pytest.approx(0.779)


def test_the_answer_names_what_gives_way_and_what_is_void() -> None:
    text = str(why(us_measures(), "7326908688", "CN", D(2026, 3, 1), normal_rate=0.029))
    assert "steel (9903.81.87): 50% since 2025-06-04" in text
    assert "fentanyl china (9903.01.20 and 9903.01.24): without force since 2026-02-20" in text
    assert "duty paid on earlier entries is refunded" in text
    assert "on nothing, as Section 232 (9903.81.87) takes the whole value" in text
    before = str(why(us_measures(), "6109100012", "VN", D(2025, 9, 1)))
    assert (
        "reciprocal baseline (9903.01.25): gives way to reciprocal vn (9903.02.69); one reciprocal measure counts"
        in before
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"steps": ()}, "has no step"),
        ({"steps": (Step(D(2025, 2, 1), 0.1), Step(D(2025, 1, 1), 0.2))}, "the days of its steps must rise"),
        ({"steps": (Step(D(2025, 1, 1), 25.0),)}, "its rate 25.0 is not from 0 to 10. 25 percent is written 0.25"),
        ({"steps": (Step(D(2025, 1, 1), float("nan")),)}, "its rate nan is not from 0 to 10"),
        ({"stacking": "fentanil"}, "`fentanil` is no stacking class. Did you mean `fentanyl`"),
        ({"expires": D(2024, 1, 1)}, "expires 2024-01-01 is not after its first day 2025-01-01"),
        ({"refunded": True}, "is refunded but never void. Give void_from"),
        ({"preference_content_share": 40}, "preference_content_share 40 is not from 0 to 1"),
    ],
)
def test_impossible_measures_are_refused(change: dict[str, object], message: str) -> None:
    given = {"name": "m", "authority": "a", "legal_id": "x", "steps": (Step(D(2025, 1, 1), 0.1),)} | change
    with pytest.raises(ValueError, match=message):
        Measure(**given)  # type: ignore[arg-type]


def test_lengths_of_plain_steps_must_agree() -> None:
    with pytest.raises(ValueError, match="has one rate a step; got 1 days and 2 rates"):
        Measure.from_steps("m", [D(2025, 1, 1)], [0.1, 0.2])


def test_a_suspended_step_is_out_of_force() -> None:
    measure = Measure.from_steps("m", [D(2025, 1, 1), D(2025, 2, 1)], [0.1, None])
    assert measure.scheduled(D(2025, 1, 31)) == 0.1
    assert measure.scheduled(D(2025, 2, 1)) is None


def test_a_cut_off_ahead_of_the_entry_says_nothing_yet() -> None:
    rule = InTransit(D(2025, 8, 7), D(2025, 10, 5))
    measure = Measure.from_steps("m", [D(2025, 1, 1), D(2025, 8, 7)], [0.1, 0.2], in_transit=(rule,))
    assert measure.rate_for(D(2025, 3, 1), D(2025, 2, 1), "vessel") == 0.1
    assert measure.rate_for(D(2025, 8, 7), D(2025, 8, 6), "vessel") == 0.1
    assert measure.rate_for(D(2025, 8, 7), D(2025, 8, 7), "vessel") == 0.2


def test_a_file_of_measures_tells_every_problem(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "sources: {a: one}\n"
        "measures:\n"
        "  first:\n"
        "    authority: IEEPA\n"
        "    origins: [MEX]\n"
        "    steps: {2025-01-01: 5, 2025-02-30: 5%, 2025-03-01: lots}\n"
        "    sours: [a]\n"
        "    source: [b]\n"
        "    goods: [steel]\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        read_measures(file)
    text = str(caught.value)
    assert "line 5, col 15  measures.first.origins.0: `MEX` is no origin." in text
    assert "line 7, col 5  measures.first.sours: unknown key. Did you mean `source`?" in text
    assert "line 6, col 28  measures.first.steps.2025-02-30: `2025-02-30` is no day. Write 2025-03-04" in text
    assert "`lots` is no rate. Write 25% or 0.25" in text
    assert "`b` is no source." in text
    assert "`steel` is no prefix of a tariff code" in text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("measures: [", "this is not YAML"),
        ("a: 1", "holds no `measures`"),
        ("measures:\n  m: 5\n", "is no block of keys"),
        ("measures:\n  m:\n    authority: x\n", "has no step"),
        (
            "measures:\n  m:\n    steps: {2025-01-01: 5%}\n  m:\n    steps: {2025-01-01: 5%}\n",
            r"line 4, col 3 .*stands twice",
        ),
        ("measures: {m: {origins: MX, steps: {2025-01-01: 5%}}}", r"m\.origins: is no list\. Got MX"),
        (
            "measures: {m: {legal_id: 9903.80, steps: {2025-01-01: 5%}}}",
            r"m\.legal_id: is no text\. .*put it in quotes",
        ),
        ("measures: {m: {goods: [8708.10], steps: {2025-01-01: 5%}}}", r"m\.goods\.0: is no text\. .*put it in quotes"),
        ("measures: {m: {steps: 5%}}", r"m\.steps: is no block of keys"),
        ("measures: {m: {is_floor: 1, steps: {2025-01-01: 5%}}}", r"m\.is_floor: is no yes or no"),
        ("measures: {m: {precedence: high, steps: {2025-01-01: 5%}}}", r"m\.precedence: is no whole number"),
        ("covers: {from: 2025-01-02, to: 2025-01-01}\nmeasures: {}", r"covers\.to: 2025-01-01 is before 2025-01-02"),
        ("covers: {since: 2025}\nmeasures: {}", r"covers\.since: unknown key"),
        ("measure: {}\nmeasures: {}", r"line 1, col 1  measure: unknown key\. Did you mean `measures`"),
        ("measures: !!python/none {", "this is not YAML"),
    ],
)
def test_files_that_are_none_are_refused(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_measures(file)


def test_days_outside_what_was_read_are_told() -> None:
    covered = us_coverage()
    assert covered.first <= min(each.first_day for each in us_measures())
    assert covered.last >= max(step.start for each in us_measures() for step in each.steps)
    day = dt.timedelta(days=1)
    assert covered.notes(covered.first, covered.last) == ()
    (before,) = covered.notes(covered.first - day, covered.first)
    assert before == (
        "no measure before 2018-01-01 is tabulated: duties that stood on top of the normal ones on 2017-12-31 are not "
        "counted"
    )
    (after,) = covered.notes(covered.last, covered.last + 2 * day)
    assert after.startswith("measures are known as of 2026-05-11: for 2026-05-12 to 2026-05-13 those that stood then")
    assert len(Coverage(D(2020, 1, 1), D(2020, 1, 2)).notes(D(2019, 1, 1), D(2021, 1, 1))) == 2


def test_a_missing_file_of_measures_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.yaml: can not be read"):
        read_measures(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("word", "code"),
    [("Mexico", "MX"), ("mex", "MX"), ("2010", "MX"), ("MX", "MX"), ("México", "MX"), ("south korea", "KR"),
     ("United Kingdom", "GB"), ("UK", "GB"), ("China", "CN"), ("Viet Nam", "VN"), ("CA", "CA"), ("Kosovo", "XK")],
)  # fmt: skip
def test_countries_by_many_names(word: str, code: str) -> None:
    assert read_country(word) == code


def test_an_unknown_country_gets_the_nearest_name() -> None:
    with pytest.raises(ValueError, match=r"`Mexcio` is no country known here.+Did you mean `Mexico`"):
        read_country("Mexcio")


def test_every_origin_of_the_shipped_measures_is_a_country() -> None:
    known = set(countries())
    for measure in us_measures():
        assert measure.origins <= known
        assert measure.except_origins <= known


def test_the_shipped_tables() -> None:
    assert len(scopes()["china_list_3"]) > 5_000
    rates = normal_rates()
    assert (rates.line[1:] > rates.line[:-1]).all()
    share, per_kg, untold = rates.of(["7326908688", "0702002099", "9999999999", "2204218000"])
    assert share[0] == 0.029
    assert per_kg[1] == 0.039
    assert untold.tolist() == [False, False, True, True]


def test_the_static_bill_of_the_2019_schedule() -> None:
    """36.3 billion USD from 10 June to 31 December, 17.2 a year at 5 percent, 86.1 at 25, on the imports of 2018."""
    file = SHARED / "census-imports-hs2-monthly" / "mexico_hs2_monthly_2013_2021.csv"
    if not file.exists():
        pytest.skip("needs ../shared/data/trade: monthly imports from Mexico by chapter")
    table = pd.read_csv(file, dtype={"hs2": str})
    by_month = table[table["month"].str.startswith("2018")].groupby("month")["con_val_usd"].sum().to_numpy()
    days = np.arange("2019-01-01", "2020-01-01", dtype="datetime64[D]")
    daily = np.array([rate(MEXICO_2019, day.item()) for day in days])
    month = days.astype("datetime64[M]").astype(int) % 12
    rates = np.bincount(month, daily) / np.bincount(month)
    assert round(float(static_duty(rates, by_month).sum()) / 1e9, 1) == 36.3
    assert round(0.05 * by_month.sum() / 1e9, 1) == 17.2
    assert round(0.25 * by_month.sum() / 1e9, 1) == 86.1
