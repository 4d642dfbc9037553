"""`suasion tariff cost`: what it prints, the files it writes, and what it refuses."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from suasion.trade.ledger.examples import example_ledger

Call = Callable[..., Any]
FILES = [
    "answers.json", "costs_by_hts.csv", "costs_by_month.csv", "costs_by_sku.csv", "costs_by_supplier.csv",
    "manifest.json", "report.html",
]  # fmt: skip
THREAT = ("tariff", "cost", "example", "--accord", "us-mexico-2019", "--probability", "0.3")
HEAD = "entry_number,entry_date,hts,origin,value_usd,mode,usmca,sku"
GOOD = "E-1,2019-08-05,8708.29.5160,MX,10000,truck,no,FENDER"


def write(name: str, rows: Sequence[str], head: str = HEAD) -> str:
    Path(name).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return name


# --- cost


@pytest.mark.usefixtures("undrawn")
def test_the_example_needs_no_file_and_writes_all_files(call: Call) -> None:
    ended = call(*THREAT)
    assert (ended.code, ended.err) == (0, "")
    assert sorted(path.name for path in Path("out/importer-2019").iterdir()) == FILES
    assert "At a probability of 30% the threat adds $153,000" in ended.out
    assert ended.out.rstrip().endswith("Report: out/importer-2019/report.html")


def test_the_three_cases_add_up(call: Call) -> None:
    found = json.loads(call(*THREAT, "--json").out)
    total = found["total"]
    for case, amount in total["in_all"].items():
        parts = sum(one[case] for name, one in total.items() if name not in ("in_all", "refundable_later"))
        assert amount == pytest.approx(parts, abs=0.02)
    in_all = total["in_all"]
    assert in_all["expected_usd"] == pytest.approx(0.7 * in_all["never_usd"] + 0.3 * in_all["comes_usd"], abs=0.02)
    for name in ("sku", "supplier", "hts"):
        assert sum(row["comes_usd"] for row in found["ranked"][name]) == pytest.approx(in_all["comes_usd"], abs=0.5)
    assert sum(row["expected_usd"] for row in found["by_month"]) == pytest.approx(in_all["expected_usd"], abs=0.5)
    assert list(Path().iterdir()) == []


def test_the_duty_of_the_threat_is_what_a_hand_works_out(call: Call) -> None:
    rows = [GOOD, GOOD.replace("E-1,2019-08-05", "E-2,2019-10-01"), GOOD.replace("E-1,2019-08-05", "E-3,2019-06-09")]
    found = json.loads(call("tariff", "cost", write("mine.csv", rows), *THREAT[3:5], "--no-measures", "--json").out)
    # 15 percent in August, 25 from 1 October, nothing on 9 June; normal duty 2.5 percent; fee 0.3464 percent
    assert found["total"]["threatened_duty"]["comes_usd"] == 1500 + 2500
    assert found["total"]["normal_duty"]["never_usd"] == 750
    assert found["total"]["processing_fee"]["never_usd"] == pytest.approx(3 * 34.64)
    assert found["probability"] == 1
    assert found["total"]["in_all"]["expected_usd"] == found["total"]["in_all"]["comes_usd"]
    assert "1 of 3 lines enter before 10 June 2019" in " ".join(found["notes"])


def test_without_an_accord_there_is_no_threat(call: Call) -> None:
    found = json.loads(call("tariff", "cost", "example", "--json").out)
    assert found["accord"] is found["probability"] is found["who_bears"] is None
    assert found["total"]["in_all"]["comes_usd"] == found["total"]["in_all"]["never_usd"] > 0
    assert set(found["alternatives"]) == {"claim_usmca"}
    assert "If it comes" not in call("tariff", "cost", "example", "--json").out


def test_a_variant_under_which_the_duty_never_comes_adds_nothing(call: Call) -> None:
    found = json.loads(call(*THREAT, "--variant", "as-agreed", "--json").out)
    assert found["total"]["threatened_duty"]["comes_usd"] == 0
    assert "under as-agreed the duty is never in force, so it adds nothing" in found["notes"]


@pytest.mark.usefixtures("undrawn")
def test_same_ledger_same_bytes(call: Call) -> None:
    call(*THREAT, "--out", "one")
    call(*THREAT, "--out", "two", "--json")
    call(*THREAT[:-1], "0.31", "--out", "three")
    for name in FILES:
        first = (Path("one") / name).read_bytes()
        assert first == (Path("two") / name).read_bytes(), name
        assert first != (Path("three") / name).read_bytes(), name


@pytest.mark.usefixtures("undrawn")
def test_tables_hold_every_group_to_the_cent(call: Call) -> None:
    found = json.loads(call(*THREAT, "--out", "o", "--json").out)
    for name in ("month", "sku", "supplier", "hts"):
        rows = list(csv.DictReader((Path("o") / f"costs_by_{name}.csv").read_text().splitlines()))
        assert sum(float(row["comes_usd"]) for row in rows) == pytest.approx(
            found["total"]["in_all"]["comes_usd"], abs=0.5
        )
    assert {row["hts"] for row in rows} == {row["name"] for row in found["ranked"]["hts"]}


@pytest.mark.usefixtures("undrawn")
def test_a_name_that_a_spreadsheet_would_run_is_written_as_text(call: Call) -> None:
    call("tariff", "cost", write("mine.csv", [GOOD.replace("FENDER", "@SUM(A1)"), GOOD]), "--out", "o")
    assert {row[0] for row in csv.reader(Path("o/costs_by_sku.csv").read_text().splitlines())} == {
        "sku", "'@SUM(A1)", "FENDER",
    }  # fmt: skip


def test_an_entry_is_shown_to_the_cent(call: Call) -> None:
    out = call(*THREAT, "--entry", "XJ4-1000094-4", "--out", "o").out
    assert "Entry XJ4-1000094-4 of 2019-09-18" in out
    assert re.search(r"us-mexico-2019, measures.tariff +20% +13,120.80  Duty on all goods from Mexico", out)


def test_quotes_are_judged_one_by_one(call: Call) -> None:
    write("quotes.csv", ["BRAKE-D,VN,1.02", "GEARBOX-6,JP,1.6"], "sku,origin,price_ratio")
    found = json.loads(call(*THREAT, "--quotes", "quotes.csv", "--json").out)["alternatives"]["quotes"]
    assert [row["sku"] for row in found] == ["BRAKE-D", "GEARBOX-6"]
    assert found[1]["net_usd"] < 0 < found[1]["break_even_probability"]


def test_break_even_prices_agree_with_the_engine(call: Call) -> None:
    ratios = json.loads(call(*THREAT, "--json").out)["alternatives"]["buy_elsewhere"]["by_sku"]
    ratio = ratios["GEARBOX-6"]["expected_ratio"]
    write("quotes.csv", [f"GEARBOX-6,VN,{ratio}"], "sku,origin,price_ratio")
    (row,) = json.loads(call(*THREAT, "--quotes", "quotes.csv", "--json").out)["alternatives"]["quotes"]
    # fees have a least and a most an entry, so not to the cent
    assert abs(row["net_usd"]) < 0.002 * row["landed_now_usd"]


# --- days of another time


@pytest.mark.parametrize(
    ("day", "shift", "words"),
    [
        ("2024-03-05", "-5", "its entries (2024-03-05 to 2024-03-05) lie outside the days of us-mexico-2019"),
        ("2018-03-05", "2", "its entries (2018-03-05 to 2018-03-05) lie outside the days of us-mexico-2019"),
        ("2018-09-05", "1", "(2019-06-10 to 2019-12-31). Give --shift-years 1 to ask as though they entered 1 year"),
    ],
)
def test_a_ledger_of_another_time_is_refused_with_the_shift_that_mends_it(
    call: Call, day: str, shift: str, words: str
) -> None:
    write("mine.csv", [GOOD.replace("2019-08-05", day)])
    asked = ("tariff", "cost", "mine.csv", *THREAT[3:5], "--json")
    ended = call(*asked)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert f"--shift-years {shift} to ask" in ended.err
    assert call(*asked, "--shift-years", "0").code == 0


def test_shifted_years_meet_the_measures_of_that_time(call: Call) -> None:
    write("mine.csv", [GOOD.replace("2019-08-05", "2024-08-05"), GOOD.replace("2019-08-05", "2024-02-29")])
    asked = ("tariff", "cost", "mine.csv", *THREAT[3:5], "--json")
    found = json.loads(call(*asked, "--shift-years", "-5").out)
    assert (found["first_day"], found["last_day"]) == ("2019-02-28", "2019-08-05")
    assert found["total"]["threatened_duty"]["comes_usd"] == 1500
    stays = json.loads(call(*asked, "--shift-years", "0").out)
    assert stays["total"]["threatened_duty"]["comes_usd"] == 2 * 2500
    assert any("the last rate is taken to go on" in note for note in stays["notes"])
    assert call(*asked, "--shift-years", "5000").code == 2


# --- bad ledgers


def test_codes_dates_and_money_with_one_meaning_are_read(call: Call) -> None:
    serial = (dt.date(2019, 8, 5) - dt.date(1899, 12, 30)).days
    rows = [
        "E-1,2019-08-05,8708.29.5160,MX,10000,truck,no,DOTS",
        "E-2,2019-08-05,702002099,MX,10000,truck,yes,ZERO",
        f"E-3,{serial},8708295160,MX,10000,truck,no,SERIAL",
        'E-4,2019-08-05,8708295160,MX,"$10,000.00",truck,no,MONEY',
    ]
    found = json.loads(call("tariff", "cost", write("mine.csv", rows), *THREAT[3:5], "--json").out)
    assert {row["name"]: row["threat_duty_usd"] for row in found["ranked"]["sku"]} == dict.fromkeys(
        ("DOTS", "ZERO", "SERIAL", "MONEY"), 1500
    )
    assert "1 line: a leading zero was put back (`702002099` is 0702002099)" in found["notes"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (GOOD.replace("8708.29.5160", "8.70829E+09"), "is a number in scientific form: digits are lost"),
        (GOOD.replace("8708.29.5160", "8708"), "names no tariff line"),
        (GOOD.replace("8708.29.5160", "87082951601234"), "has 14 digits"),
        (GOOD.replace("2019-08-05", "2019-02-30"), "entry_date: "),
        (GOOD.replace("10000", "-10000"), "is negative"),
        (GOOD.replace("10000", "€10000"), "is not in US dollars"),
        (GOOD.replace("10000", "MX$10000"), "is not in US dollars"),
        (GOOD.replace("10000", "ten"), "is no number"),
        (GOOD.replace("10000", "=A1*2"), "is a formula"),
        (GOOD.replace(",MX,", ",Mexco,"), "is no country"),
        (GOOD.replace(",no,", ",120%,"), "usmca: "),
        (GOOD + ",more,cells", "has 10 cells under 8 headers"),
    ],
)
def test_a_bad_row_is_listed_with_its_line_and_no_number_is_given(call: Call, row: str, words: str) -> None:
    write("mine.csv", [GOOD, row, GOOD])
    ended = call("tariff", "cost", "mine.csv", *THREAT[3:5], "--out", "o")
    assert (ended.code, ended.out) == (2, "")
    assert "line 3" in ended.err
    assert words in ended.err
    assert not Path("o").exists()


def test_an_impossible_normal_rate_is_refused(call: Call) -> None:
    write("mine.csv", [GOOD + ",9999%"], HEAD + ",normal_rate")
    ended = call("tariff", "cost", "mine.csv")
    assert ended.code == 2
    assert "line 2" in ended.err
    assert "normal_rate" in ended.err


@pytest.fixture
def three_bad() -> str:
    rows = [GOOD.replace("E-1", f"E-{number}") for number in range(10_000)]
    rows[41] = rows[41].replace("8708.29.5160", "8.7E+09")
    rows[4_999] = rows[4_999].replace("10000", "-1")
    rows[9_998] = rows[9_998].replace("2019-08-05", "no day")
    return write("large.csv", rows)


@pytest.mark.usefixtures("undrawn")
def test_three_bad_rows_of_ten_thousand_stop_it_and_are_named(call: Call, three_bad: str) -> None:
    asked = ("tariff", "cost", three_bad, *THREAT[3:5], "--out", "o")
    ended = call(*asked)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("large.csv: 3 problems\n  line 43, col 3  hts: ")
    assert "line 5001, col 5  value_usd: " in ended.err
    assert "line 10000, col 2  entry_date: " in ended.err
    assert ended.err.endswith("\n  --skip-bad goes on without these rows and lists them\n")
    assert not Path("o").exists()
    went_on = call(*asked, "--skip-bad")
    assert went_on.code == 0
    assert "Rows left out, as --skip-bad asks (3 problems):" in went_on.out
    found = json.loads(Path("o/answers.json").read_text())
    assert (found["lines"], len(found["skipped"])) == (9_997, 3)
    assert found["total"]["threatened_duty"]["comes_usd"] == 9_997 * 1500
    assert "line 5001" in Path("o/report.html").read_text()


def test_days_that_may_be_read_both_ways_need_an_order(call: Call) -> None:
    write("mine.csv", [GOOD.replace("2019-08-05", "07/08/2019")])
    asked = ("tariff", "cost", "mine.csv", *THREAT[3:5], "--json")
    ended = call(*asked)
    assert (ended.code, ended.out) == (2, "")
    assert "may have the month or the day first" in ended.err
    found = {order: json.loads(call(*asked, "--dates", order).out) for order in ("day-first", "month-first")}
    assert {order: one["first_day"] for order, one in found.items()} == {
        "day-first": "2019-08-07",
        "month-first": "2019-07-08",
    }


def test_a_workbook_says_the_same_as_its_csv(call: Call) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "notes"
    sheet = book.create_sheet("entries")
    for row in csv.reader(example_ledger().read_text(encoding="utf-8-sig").splitlines()):
        sheet.append(row)
    for cells in list(sheet.iter_rows(min_row=2)):
        cells[1].value = dt.datetime.strptime(str(cells[1].value), "%Y-%m-%d")
    book.save("mine.xlsx")
    asked = (*THREAT[3:], "--json")
    from_book = json.loads(call("tariff", "cost", "mine.xlsx", "--sheet", "entries", *asked).out)
    from_text = json.loads(call("tariff", "cost", "example", *asked).out)
    assert from_book["total"] == from_text["total"]
    ended = call("tariff", "cost", "mine.xlsx", "--sheet", "entry", *asked)
    assert (ended.code, ended.out) == (2, "")
    assert "has no sheet `entry`. Did you mean `entries`?" in ended.err


@pytest.mark.parametrize("mode", ["text", "workbook"])
def test_what_is_no_ledger_is_refused(call: Call, mode: str) -> None:
    name = "x.csv" if mode == "text" else "x.xlsx"
    Path(name).write_bytes(b"\x00\x01\x02 not a table" * 50)
    ended = call("tariff", "cost", name)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"{name}: is no ")


def test_a_large_file_is_read_and_costed_whole(call: Call) -> None:
    count = 60_000  # more than a block of the reader
    write("large.csv", [GOOD.replace("E-1", f"E-{number}") for number in range(count)])
    found = json.loads(call("tariff", "cost", "large.csv", *THREAT[3:5], "--json").out)
    assert found["lines"] == count
    assert found["total"]["threatened_duty"]["comes_usd"] == 1500 * count


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("exampel",), "exampel: there is no such file, and no shipped example of that name. Did you mean `example`?"),
        (("no.csv",), "no.csv: there is no such file. Name a CSV or XLSX ledger"),
        (("example", "--probability", "0.3"), "--probability: of what? Name the threat with --accord"),
        (
            ("example", *THREAT[3:5], "--probability", "30"),
            "--probability: 30 is not from 0 to 1. 30 percent is written",
        ),
        (("example", *THREAT[3:5], "--probability", "nan"), "--probability: nan is not from 0 to 1"),
        (("example", *THREAT[3:5], "--probability", "often"), "--probability: `often` is no probability. Write 0.3 or"),
        (("example", "--variant", "no-deal"), "--variant: names a variant of no accord. Give --accord too"),
        (("example", "--accord", "us-mexico-2018"), "Did you mean `us-mexico-2019`?"),
        (("example", *THREAT[3:5], "--variant", "no-del"), "no-del"),
        (("example", "--entry", "XJ4-9"), "--entry: `XJ4-9` is no entry of this ledger."),
        (("example", "--dates", "day"), "--dates: `day` is no order of days. Known: day-first, month-first"),
        (("example", "--sheet", "a"), "--sheet: importer-2019.csv is no workbook and has no sheets. Leave it out"),
        (("example", "--elsewhere", "Atlantis"), "--elsewhere: `Atlantis` is no country known here."),
        (("example", "--claim-cost", "-5"), "--claim-cost: -5 is no cost in US dollars. Give 0 or more"),
        (("example", *THREAT[3:5], "--quotes", "no.csv"), "no.csv: there is no such file. Name a CSV with sku, origin"),
    ],
)
@pytest.mark.parametrize("files", [("--json",), ("--out", "there")])
def test_words_that_mean_nothing(call: Call, words: tuple[str, ...], message: str, files: tuple[str, ...]) -> None:
    ended = call("tariff", "cost", *words, *files)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
    assert list(Path().iterdir()) == []


def test_quotes_that_can_not_be_used_name_row_and_column(call: Call) -> None:
    write("quotes.csv", ["BRAKE-D,VN,cheap", "GEARBOX-6,JP,1.6"], "sku,origin,price_ratio")
    ended = call(*THREAT, "--quotes", "quotes.csv", "--json")
    assert ended.code == 2
    assert "quotes.csv: 1 problem\n  line 2, col 3  price_ratio: `cheap` is no number" in ended.err
    write("quotes.csv", ["BRAKE,VN,1.1"], "sku,origin,price_ratio")
    said = call(*THREAT, "--quotes", "quotes.csv", "--json").err
    assert "line 2, col 1  sku: `BRAKE` is no product of the ledger. Did you mean `BRAKE-D`?" in said


def test_nothing_is_left_behind_when_writing_fails(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    from suasion.show.tariff import save

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(save, "render_page", full)
    ended = call(*THREAT, "--out", "here")
    assert ended.code == 2
    assert ended.err == "here: the disk is full. Nothing was written; make room or name another folder with --out\n"
    assert list(Path().iterdir()) == []
