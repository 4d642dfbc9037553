"""A ledger's cost: laws, worked entries to the cent, cash, bonds, and other ways to buy."""

import datetime as dt
import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suasion.errors import InputError
from suasion.trade.ledger.alternatives import buy_elsewhere, claim_usmca, wait_or_hurry
from suasion.trade.ledger.entries import MONEY, cash_days, cents, cost_of, entry_rates
from suasion.trade.ledger.entry_summary import entry_summary
from suasion.trade.ledger.examples import example_ledger
from suasion.trade.ledger.file import read_ledger
from suasion.trade.ledger.margins import margins, passed_on_share
from suasion.trade.ledger.offers import read_offers
from suasion.trade.ledger.table import Ledger
from suasion.trade.rates.fees import LIMITS, limits, processing_fee
from suasion.trade.rates.measures import Measure
from suasion.trade.rates.programmes import us_measures
from suasion.trade.rates.why import why

D = dt.date
DUTIES = ["normal_duty_usd", "added_duty_usd", "threat_duty_usd"]
STEPS = ([D(2019, 6, 10), D(2019, 7, 1), D(2019, 8, 1), D(2019, 9, 1), D(2019, 10, 1)], [0.05, 0.10, 0.15, 0.20, 0.25])


def mexico(scale: float = 1.0) -> Measure:
    return Measure.from_steps(
        "mexico_2019", STEPS[0], [scale * rate for rate in STEPS[1]], origins=["MX"], authority="IEEPA",
        legal_id="statement of 30 May 2019",
    )  # fmt: skip


def ledger_of(folder: Path, *rows: str, more: str = "") -> Ledger:
    file = folder / "ledger.csv"
    file.write_text("\n".join([f"entry_date,hts,origin,value{more}", *rows]) + "\n", encoding="utf-8")
    return read_ledger(file)


@pytest.fixture(scope="module")
def example() -> Ledger:
    return read_ledger(example_ledger())


def test_rates_of_a_ledger_are_those_told_in_words(example: Ledger) -> None:
    measures = [mexico(), *us_measures()]
    frame = example.frame.assign(
        entry_day=example.frame["entry_day"] + pd.Timedelta(days=2250),
        loaded_day=example.frame["loaded_day"] + pd.Timedelta(days=2250),
        metal_share=0.3,
    )
    normal = np.full(len(frame), 0.025)
    rates = entry_rates(frame, measures, normal)
    days = frame["entry_day"].to_numpy("datetime64[D]")
    own = rates.at(days)
    assert own.max() > 0.3
    for i, row in enumerate(frame.itertuples()):
        loaded = None if pd.isna(row.loaded_day) else row.loaded_day.date()
        alone = why(
            measures, row.hts, row.origin, row.entry_day.date(), mode=row.mode, loaded=loaded,
            preference_share=row.preference_share, metal_share=0.3, normal_rate=0.025,
        )  # fmt: skip
        assert own[i] == pytest.approx(alone.added_share, abs=1e-12)
    some = np.array(sorted({*days[::9]}), dtype="datetime64[D]")
    table = rates.on_each(some)
    assert table.shape == (len(some), len(frame))
    for i, day in enumerate(some):
        np.testing.assert_allclose(table[i], rates.at(np.full(len(frame), day)), atol=1e-15)


def test_goods_at_sea_in_a_ledger(tmp_path: Path) -> None:
    rows = [f"2025-08-20,6109100012,VN,1000,{mode},{loaded}" for mode, loaded in
            (("vessel", "2025-08-06"), ("vessel", "2025-08-07"), ("air", "2025-08-06"), ("vessel", ""))]  # fmt: skip
    cost = cost_of(ledger_of(tmp_path, *rows, more=",mode,load_date"), (), in_force=us_measures())
    assert cost.rows["added_share"].tolist() == [0.10, 0.20, 0.20, 0.20]


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 3), st.floats(0, 3))
def test_a_higher_threat_never_lowers_duty(first: float, second: float) -> None:
    ledger = read_ledger(example_ledger())
    low, high = sorted((first, second))
    less, more = (
        cost_of(ledger, [mexico(scale)], in_force=us_measures()).rows["threat_duty_usd"] for scale in (low, high)
    )
    assert (more >= less).all()


def test_no_threat_and_a_threat_at_zero_add_nothing(example: Ledger) -> None:
    none = cost_of(example, (), in_force=us_measures())
    zero = cost_of(example, [mexico(0.0)], in_force=us_measures())
    assert not none.rows["threat_duty_usd"].any()
    pd.testing.assert_frame_equal(none.rows, zero.rows)
    assert not cost_of(example, ()).rows["added_duty_usd"].any()


def test_the_order_of_measures_and_rows_does_not_matter(example: Ledger) -> None:
    forward = cost_of(example, [mexico()], in_force=us_measures())
    backward = cost_of(example, [mexico()], in_force=us_measures()[::-1])
    pd.testing.assert_frame_equal(forward.rows, backward.rows)
    turned = Ledger(example.frame[::-1].reset_index(drop=True))
    assert cost_of(turned, [mexico()], in_force=us_measures()).total().to_numpy() == pytest.approx(
        forward.total().to_numpy()
    )


@settings(max_examples=40, deadline=None)
@given(st.floats(0.01, 0.99))
def test_splitting_a_line_leaves_its_duty_the_same(part: float) -> None:
    """Exact without rounding, and so with the fee where both halves stay in one entry."""
    frame = read_ledger(example_ledger()).frame
    halves = [
        frame.assign(value_usd=frame["value_usd"] * share, weight_kg=frame["weight_kg"] * share)
        for share in (part, 1 - part)
    ]
    split = Ledger(pd.concat(halves, ignore_index=True))
    together, apart = (
        cost_of(each, [mexico()], in_force=us_measures(), to_the_cent=False).total() for each in (Ledger(frame), split)
    )
    assert apart.to_numpy() == pytest.approx(together.to_numpy(), rel=1e-9)


def test_the_fee_of_an_entry_split_in_two_is_its_least_twice(tmp_path: Path) -> None:
    """The processing fee is bounded by entry: two entries pay the least or the most twice."""
    one = cost_of(ledger_of(tmp_path, "2019-06-12,8708295160,MX,6000"), ())
    two = cost_of(ledger_of(tmp_path, "2019-06-12,8708295160,MX,3000", "2019-06-12,8708295160,MX,3000"), ())
    assert one.total()["processing_fee_usd"] == 26.22
    assert two.total()["processing_fee_usd"] == 52.44
    assert one.total()["normal_duty_usd"] == two.total()["normal_duty_usd"] == 150.0


@pytest.mark.parametrize(
    ("value", "claim", "fee"),
    [(1000, 0, 2.10), (2500, 0, 2.10), (2501, 0, 26.22), (10_000, 0, 34.64), (1e6, 0, 508.70), (1e6, 1, 0.0)],
)
def test_the_processing_fee(value: float, claim: float, fee: float) -> None:
    day = np.array(["2019-06-12"], dtype="datetime64[D]")
    got = processing_fee(np.array([value]), np.array([value * (1 - claim)]), day, np.array([0]))
    assert cents(got).tolist() == [fee]


def test_fee_limits_change_on_the_first_of_october() -> None:
    days = np.array(
        ["2010-01-01", "2018-09-30", "2018-10-01", "2025-09-30", "2025-10-01", "2030-01-01"], dtype="datetime64[D]"
    )
    assert limits(days)[0].tolist() == [25.67, 25.67, 26.22, 32.71, 33.58, 33.58]
    assert all(row[1] < row[2] for row in LIMITS)
    assert all(later[1] > earlier[1] for earlier, later in itertools.pairwise(LIMITS))


@pytest.mark.parametrize(
    ("amount", "wanted"), [(0.005, 0.01), (1.005, 1.01), (2.675, 2.68), (0.0049, 0.0), (1234.565, 1234.57)]
)
def test_half_a_cent_goes_up(amount: float, wanted: float) -> None:
    assert cents(np.array([amount])).tolist() == [wanted]


def test_a_worked_entry_to_the_cent(tmp_path: Path) -> None:
    """7326.90.8688 of China, 12,345.67 USD by sea on 1 December 2025: each duty under its own number."""
    ledger = ledger_of(tmp_path, "2025-12-01,7326.90.8688,CN,12345.67,vessel,X-1", more=",mode,entry_number")
    summary = entry_summary(ledger, us_measures())
    (line,) = summary.lines
    assert line.value_usd == 12346
    assert {charge.legal_id: charge.duty_usd for charge in line.charges} == {
        "7326.90.8688": 358.03,  # 2.9 percent of 12,346
        "9903.81.87": 6173.00,  # 50 percent, Section 232
        "9903.88.03": 3086.50,  # 25 percent, Section 301
        "9903.01.20 and 9903.01.24": 1234.60,  # 10 percent, fentanyl
    }
    assert summary.duty_usd == 10852.13
    assert summary.processing_fee_usd == 42.77
    assert summary.harbor_fee_usd == 15.43
    assert summary.total_usd == 10910.33
    cost = cost_of(ledger, (), in_force=us_measures()).total()
    assert cost["normal_duty_usd"] + cost["added_duty_usd"] == pytest.approx(summary.duty_usd, abs=0.015)
    assert "9903.88.03                              25%       3,086.50  china_list_3" in str(summary)


def test_an_entry_of_several_lines_and_one_that_is_not_there(example: Ledger) -> None:
    number = example.frame["entry_number"].value_counts().idxmax()
    summary = entry_summary(example, [mexico(), *us_measures()], str(number))
    rows = cost_of(example, [mexico()], in_force=us_measures()).by("entry_number").loc[number]
    assert summary.duty_usd == pytest.approx(rows[DUTIES].sum(), abs=0.02 * len(summary.lines))
    assert summary.processing_fee_usd == pytest.approx(rows["processing_fee_usd"], abs=0.02)
    with pytest.raises(ValueError, match="is no entry of this ledger"):
        entry_summary(example, (), "XJ4")
    with pytest.raises(ValueError, match="the ledger holds several entries"):
        entry_summary(example, ())


def test_the_bill_of_the_example_by_hand(example: Ledger) -> None:
    """Every Mexican line pays the step of its day on its value in whole dollars, claim or no claim."""
    cost = cost_of(example, [mexico()], in_force=us_measures(), probability=0.3)
    total = 0.0
    for row in example.frame.itertuples():
        rate = max([0.0, *(r for day, r in zip(*STEPS, strict=True) if day <= row.entry_day.date())])
        total += float(cents(np.array(np.floor(row.value_usd + 0.5) * rate))) if row.origin == "MX" else 0.0
    assert cost.total()["threat_duty_usd"] == pytest.approx(total, abs=1e-6)
    assert cost.total()["expected_threat_usd"] == pytest.approx(0.3 * total, abs=1e-6)
    for dimension in ("month", "sku", "supplier", "hts", "origin", "cash_month", "entry_number", "mode"):
        assert cost.by(dimension)[list(MONEY)].sum().to_numpy() == pytest.approx(cost.total().to_numpy())
    with pytest.raises(ValueError, match="`skus` is no dimension of a ledger. Did you mean `sku`".replace(".", r"\.")):
        cost.by("skus")
    with pytest.raises(ValueError, match="probability 30 is not from 0 to 1"):
        cost_of(example, [mexico()], probability=30)


def test_duty_by_weight_and_what_the_schedule_does_not_tell(tmp_path: Path) -> None:
    more = ",weight_kg,normal_rate,usmca"
    ledger = ledger_of(
        tmp_path,
        "2019-06-12,0702.00.2044,MX,1000,2000,,",  # 3.9 cents a kilogram
        "2019-06-12,0702.00.2044,MX,1000,2000,,yes",
        "2019-06-12,0702.00.2044,MX,1000,,,",
        "2019-06-12,0702.00.2044,MX,1000,2000,4%,",
        "2019-06-12,2204.21.8000,MX,1000,,,",
        "2025-06-12,8708295160,RU,1000,,,",
        more=more,
    )
    cost = cost_of(ledger, ())
    assert cost.rows["normal_duty_usd"].tolist() == [78.0, 0.0, 0.0, 40.0, 0.0, 25.0]
    assert any("by weight and no weight_kg is given; it counts as 0 (first: line 4)" in note for note in cost.notes)
    assert any("column 2 rates, which are not shipped" in note for note in cost.notes)
    assert any("does not tell the normal duty" in note and "line 6" in note for note in cost.notes)


def test_a_code_of_eight_digits_is_told_where_ten_are_needed(tmp_path: Path) -> None:
    cost = cost_of(ledger_of(tmp_path, "2025-10-20,9401.61.40,MX,1000"), (), in_force=us_measures())
    assert any(
        note.startswith("94016140: eight digits do not tell whether upholstered_furniture") for note in cost.notes
    )


def test_refunds_stop_on_the_day_of_the_ruling(tmp_path: Path) -> None:
    rows = [f"{day},6109100012,MX,1000" for day in ("2025-03-03", "2025-03-04", "2026-02-19", "2026-02-20")]
    cost = cost_of(ledger_of(tmp_path, *rows), (), in_force=us_measures())
    assert cost.rows["refundable_usd"].tolist() == [0.0, 250.0, 250.0, 0.0]


def test_drawback_takes_no_duty_that_bars_it(tmp_path: Path) -> None:
    rows = ["2025-10-01,6109100012,VN,1000,0,50%", "2025-10-01,6109100012,MX,1000,0,50%"]
    cost = cost_of(ledger_of(tmp_path, *rows, more=",normal_rate,drawback_share"), (), in_force=us_measures())
    assert cost.rows["added_duty_usd"].tolist() == [200.0, 250.0]
    assert cost.rows["drawback_usd"].tolist() == pytest.approx([99.0, 0.0])


def test_a_zone_keeps_the_rate_of_its_status_day(tmp_path: Path) -> None:
    rows = ["2019-07-05,8708295160,MX,1000,2019-06-09", "2019-07-05,8708295160,MX,1000,"]
    cost = cost_of(ledger_of(tmp_path, *rows, more=",zone_status_date"), [mexico()])
    assert cost.rows["threat_share"].tolist() == [0.0, 0.10]


def test_cash_is_due_by_statement_or_ten_working_days_on() -> None:
    days = np.array(["2019-06-12", "2019-12-30"], dtype="datetime64[D]")
    assert cash_days(days, True).astype(str).tolist() == ["2019-07-19", "2020-01-21"]
    assert cash_days(days, False).astype(str).tolist() == ["2019-06-26", "2020-01-13"]


@pytest.mark.parametrize(("duty_rate", "bond"), [(0.0, 50_000), (0.065, 70_000), (0.25, 300_000)])
def test_the_bond(tmp_path: Path, duty_rate: float, bond: float) -> None:
    rows = [f"2025-{month:02d}-10,8708295160,BR,833333,{duty_rate}" for month in range(1, 13)]
    cost = cost_of(ledger_of(tmp_path, *rows, more=",normal_rate"), ())
    assert cost.bond_usd() == bond
    with_threat = cost_of(
        ledger_of(tmp_path, *rows, more=",normal_rate"), [Measure.from_steps("t", [D(2025, 1, 1)], [1.0])]
    )
    assert with_threat.bond_usd() > with_threat.bond_usd(with_threat=False) == bond


def test_a_claim_saves_what_it_frees(tmp_path: Path) -> None:
    rows = [
        "2025-10-01,8544300000,MX,100000,,HARNESS",
        "2025-10-01,8544300000,MX,100000,yes,CLAIMED",
        "2025-10-01,6109100012,CN,5,,FAR",
    ]
    ledger = ledger_of(tmp_path, *rows, more=",usmca,sku")
    table = claim_usmca(ledger, (), in_force=us_measures(), compliance_usd=2_000)
    assert table.index.tolist() == ["HARNESS"]
    assert table.loc["HARNESS", "agreement"] == "USMCA"
    # parts: 5 percent normal, 25 percent of Section 232; the processing fee goes too
    assert table.loc["HARNESS", "saving_usd"] == pytest.approx(30_000 + 346.40, abs=0.01)
    assert table.loc["HARNESS", "net_usd"] == pytest.approx(28_346.40, abs=0.01)
    assert claim_usmca(ledger, [mexico()]).loc["HARNESS", "duty_claimed_usd"] == pytest.approx(25_000, abs=1e-6)


def test_a_claim_is_made_under_the_agreement_of_its_day(tmp_path: Path) -> None:
    rows = [
        "1993-12-31,8544300000,MX,100000,BEFORE",
        "1994-01-01,8544300000,MX,100000,FIRST",
        "2020-06-30,8544300000,MX,100000,NAFTA",
        "2020-07-01,8544300000,MX,100000,USMCA",
        "2020-06-30,8544300000,CA,100000,BOTH",
        "2020-07-01,8544300000,CA,100000,BOTH",
    ]
    table = claim_usmca(ledger_of(tmp_path, *rows, more=",sku"), ())
    assert table["agreement"].to_dict() == {
        "FIRST": "NAFTA", "NAFTA": "NAFTA", "USMCA": "USMCA", "BOTH": "NAFTA and USMCA",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("day", "note"),
    [
        ("2017-12-31", "1 of 1 lines enter before 2018-01-01: the processing fee has the limits of January 2018"),
        ("2018-01-01", None),
        ("2026-09-30", None),
        ("2026-10-01", "1 of 1 lines enter after 2026-09-30: the processing fee has the limits of fiscal 2026"),
    ],
)
def test_days_without_tabulated_fees_are_told(tmp_path: Path, day: str, note: str | None) -> None:
    notes = cost_of(ledger_of(tmp_path, f"{day},8544300000,MX,100000"), ()).notes
    assert [each for each in notes if "processing fee" in each] == ([note] if note else [])


def test_buying_elsewhere_breaks_even_where_both_cost_the_same(tmp_path: Path) -> None:
    rows = ["2019-10-07,8544300000,MX,100000,yes,0,HARNESS", "2019-10-07,8544300000,CN,100000,,0,OTHER"]
    ledger = ledger_of(tmp_path, *rows, more=",usmca,normal_rate,sku")
    options = pd.DataFrame(
        {"sku": ["HARNESS"], "origin": ["Vietnam"], "price_ratio": [1.08], "switching_usd": [1_500.0]}
    )
    sure = buy_elsewhere(ledger, options, [mexico()], probability=1.0).iloc[0]
    fee = 0.003464 * 108_000
    assert sure["landed_now_usd"] == pytest.approx(125_000)
    assert sure["landed_there_usd"] == pytest.approx(108_000 + fee)
    assert sure["net_usd"] == pytest.approx(25_000 - 8_000 - fee - 1_500)
    even = buy_elsewhere(ledger, options, [mexico()], probability=sure["break_even_probability"]).iloc[0]
    assert even["net_usd"] == pytest.approx(0, abs=1e-6)
    rate = Measure.from_steps("m", [D(2019, 1, 1)], [sure["break_even_added_rate"]], origins=["MX"])
    assert buy_elsewhere(ledger, options, [rate]).iloc[0]["net_usd"] == pytest.approx(0, abs=1e-6)
    for wrong, message in (
        (options.drop(columns="origin"), "the offers have no column `origin`"),
        (options.assign(sku="HARNES"), "`HARNES` is no product of the ledger. Did you mean `HARNESS`"),
        (options.assign(price_ratio=0.0), "price_ratio of `HARNESS`: 0.0 is not above 0"),
    ):
        with pytest.raises(ValueError, match=message.replace(".", r"\.")):
            buy_elsewhere(ledger, wrong, [mexico()])


def test_every_problem_of_a_file_of_offers_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "offers.csv"
    file.write_text("sku,origin,price_ratio,usmca\n\nHARNESS,Mexcio,cheap,\nHARNES,VN,-1,50%\nHARNESS,VN\n")
    with pytest.raises(InputError) as caught:
        read_offers(file, ["HARNESS"])
    told = [(each.line, each.column, each.text.split(". ")[0]) for each in caught.value.problems]
    assert told == [
        (3, 2, "`Mexcio` is no country known here"),
        (3, 3, "`cheap` is no number"),
        (4, 1, "`HARNES` is no product of the ledger"),
        (4, 3, "-1 is not above 0"),
        (4, 4, "goods of VN can not claim USMCA"),
        (5, 0, "the row has 2 cells, the header 4"),
    ]
    file.write_text("sku,origin,price_ratio,usmca\nHARNESS,Vietnam,110%,\n")
    assert read_offers(file, ["HARNESS"]).to_dict("records") == [{"sku": "HARNESS", "origin": "VN", "price_ratio": 1.1}]


def test_fresh_food_can_not_hurry(example: Ledger) -> None:
    table = wait_or_hurry(example, [mexico()], probability=0.5)
    assert table.loc["TOMATO-ROMA", "hurry_usd"] == 0
    assert table.loc["HARNESS-A", "hurry_usd"] > 0
    assert (table["hurry_usd"] <= table["expected_threat_usd"]).all()
    assert not wait_or_hurry(example, [mexico()], probability=0.0)["hurry_lines"].any()
    assert not wait_or_hurry(example, ())["wait_usd"].any()


def test_margins_add_up(example: Ledger) -> None:
    cost = cost_of(example, [mexico()])
    table = margins(example, cost, absorbed_share=0.055)
    parts = table[["supplier_usd", "customer_usd", "margin_usd"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(table["threat_duty_usd"].to_numpy())
    assert (table["volume_change_share"] <= 0).all()
    assert passed_on_share([0, 3, 6, 12, 18, 40]).tolist() == pytest.approx([0, 0.25, 0.5, 0.65, 0.8, 0.8])
    with pytest.raises(ValueError, match="absorbed_share is from 0 to 1"):
        margins(example, cost, absorbed_share=5.5)


def test_rows_alone_are_rows_together(example: Ledger) -> None:
    whole = cost_of(example, [mexico()], in_force=us_measures()).rows[DUTIES].to_numpy()
    parts = [example.frame.iloc[at : at + 25].reset_index(drop=True) for at in range(0, len(example), 25)]
    pieces = np.concatenate(
        [cost_of(part, [mexico()], in_force=us_measures()).rows[DUTIES].to_numpy() for part in parts]
    )
    np.testing.assert_array_equal(whole, pieces)


def test_a_ledger_without_products_and_suppliers_still_adds_up(tmp_path: Path) -> None:
    cost = cost_of(ledger_of(tmp_path, "2019-07-12,8708295160,MX,6000", "2019-07-13,8708295160,CN,4000"), [mexico()])
    for dimension in ("sku", "supplier", "entry_number"):
        assert cost.by(dimension)["value_usd"].sum() == 10_000
    assert cost.by("origin", "month")["threat_duty_usd"].tolist() == [0.0, 600.0]
