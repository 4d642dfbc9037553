"""Reading a ledger: forgiving headers, one meaning or a clear error, nothing silent."""

import csv
import datetime as dt
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suasion.errors import InputError
from suasion.trade.ledger import cells
from suasion.trade.ledger.examples import example_ledger
from suasion.trade.ledger.file import read_ledger, write_template

HEADER = "Entry Date,HTS Number,Country of Origin,Entered Value (USD)"


def ledger_file(folder: Path, *rows: str, header: str = HEADER, name: str = "ledger.csv") -> Path:
    file = folder / name
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return file


def problems_of(file: Path, **how: object) -> str:
    with pytest.raises(InputError) as caught:
        read_ledger(file, **how)  # type: ignore[arg-type]
    return str(caught.value)


def test_the_template_reads_back(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    write_template(file)
    ledger = read_ledger(file)
    assert len(ledger) == 2
    assert ledger.frame["hts"].tolist() == ["8708295160", "0702002099"]
    assert ledger.frame["origin"].tolist() == ["MX", "MX"]
    assert ledger.frame["value_usd"].tolist() == [48250.0, 31400.0]
    assert ledger.frame["preference_share"].tolist() == [1.0, 0.8]
    with pytest.raises(InputError, match="is there already. Name a new file".replace(".", r"\.")):
        write_template(file)


def test_the_example_reads_without_a_complaint() -> None:
    ledger = read_ledger(example_ledger())
    assert 60 <= len(ledger) <= 200
    assert ledger.skipped == ()
    assert set(ledger.frame["origin"]) == {"MX", "CN", "DE"}
    assert "126 lines, 2019-01-07 to" in repr(ledger)


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ("2019-06-12,7326.90.8688,CN,1000", "hts", "7326908688"),
        ("2019-06-12,702002099,MX,1000", "hts", "0702002099"),
        ("2019-06-12,7020020,MX,1000", "hts", "07020020"),
        ("43628,8708295160,MX,1000", "entry_day", dt.datetime(2019, 6, 12)),
        ("43628.75,8708295160,MX,1000", "entry_day", dt.datetime(2019, 6, 12)),
        ("20190612,8708295160,MX,1000", "entry_day", dt.datetime(2019, 6, 12)),
        ("6/13/2019,8708295160,MX,1000", "entry_day", dt.datetime(2019, 6, 13)),
        ("13/6/2019,8708295160,MX,1000", "entry_day", dt.datetime(2019, 6, 13)),
        ("13.06.19,8708295160,MX,1000", "entry_day", dt.datetime(2019, 6, 13)),
        ("12-Jun-2019,8708295160,MX,1000", "entry_day", dt.datetime(2019, 6, 12)),
        ('"June 12, 2019",8708295160,MX,1000', "entry_day", dt.datetime(2019, 6, 12)),
        ("2019-06-12T08:30:00Z,8708295160,MX,1000", "entry_day", dt.datetime(2019, 6, 12)),
        ('2019-06-12,8708295160,MX,"$1,234.50"', "value_usd", 1234.5),
        ("2019-06-12,8708295160,MX,USD 1234.5", "value_usd", 1234.5),
        ('2019-06-12,8708295160,MX,"1.234,50"', "value_usd", 1234.5),
        ('2019-06-12,8708295160,MX,"1,234"', "value_usd", 1234.0),
        ("2019-06-12,8708295160,MX,1e6", "value_usd", 1e6),
        ("2019-06-12,8708295160,MX,0", "value_usd", 0.0),
        ("2019-06-12,8708295160,Mexico,1000", "origin", "MX"),
        ("2019-06-12,8708295160,2010,1000", "origin", "MX"),
    ],
)
def test_a_cell_with_one_meaning_is_read(tmp_path: Path, row: str, column: str, value: object) -> None:
    assert read_ledger(ledger_file(tmp_path, row)).frame[column].tolist() == [value]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "2019-06-12,7326.90,CN,1000",
            "line 2, col 2  HTS Number: `7326.90` names no tariff line: duty is set at eight digits",
        ),
        (
            "2019-06-12,7.32691E+09,CN,1000",
            "is a number in scientific form: digits are lost. Format the column as text",
        ),
        ("2019-06-12,9903.01.01,CN,1000", "is an additional number of chapter 99"),
        ("2019-06-12,,CN,1000", "line 2, col 2  HTS Number: is empty, and every row needs it"),
        ("2019-06-12,8708295160,Mexcio,1000", "`Mexcio` is no country known here. Did you mean `Mexico`?"),
        ("2019-06-12,8708295160,MX,-5", "`-5` is negative. Take credits and returns out of the ledger"),
        ("2019-06-12,8708295160,MX,(500)", "`(500)` is negative"),
        (
            "2019-06-12,8708295160,MX,NaN",
            "Entered Value (USD): `NaN` stands for nothing here, and every row needs a value",
        ),
        ("2019-06-12,8708295160,MX,inf", "`inf` is no number. Write 1234.50"),
        ("2019-06-12,8708295160,MX,5%", "`5%` is a percentage. Give an amount"),
        ("2019-06-12,8708295160,MX,€100", "`€100` is not in US dollars"),
        ("2019-06-12,8708295160,MX,MXN 100", "`MXN 100` is not in US dollars"),
        ("2019-06-12,8708295160,MX,=B2*4", "`=B2*4` is a formula or its error, not a value. Paste the sheet as values"),
        ("2019-06-12,8708295160,MX,#REF!", "`#REF!` is a formula or its error"),
        ("2019-06-12,8708295160,MX,99999999999", "is above 10 billion USD in one line"),
        ("2019-06-12,8708295160,MX,1 000 x", "is no number"),
        ("2019-06-31,8708295160,MX,1000", "`2019-06-31` is no day of the calendar. Write 2019-06-10"),
        ("1919-06-12,8708295160,MX,1000", "means 1919-06-12, outside 1989 to 2040"),
        ("yesterday,8708295160,MX,1000", "`yesterday` is no day. Write 2019-06-10"),
        ("13/13/2019,8708295160,MX,1000", "neither number is a month"),
        ("2019-06-12,8708295160,MX,1,234.50", "has 5 cells under 4 headers. Put amounts with commas in quotes"),
        ("2019-06-12,8708295160,MX,١٢٣", "is no number"),
        ("2019-06-12,8708295160,MX,1_000", "is no number"),
        ("2019-06-12,8708295160,MX,0x1F", "is no number"),
        ("2019-06-12,8708295160,MX,true", "is no number"),
        ("2019,8708295160,MX,1000", "is no day"),
        ("Total,,,1000", "line 2, col 2  HTS Number: is empty"),
    ],
)
def test_a_bad_cell_is_a_clear_error(tmp_path: Path, row: str, message: str) -> None:
    assert message in problems_of(ledger_file(tmp_path, row))


@pytest.mark.parametrize(
    ("header", "cell", "message"),
    [
        ("USMCA", "80", "`80` is more than 1. 80 percent is written 80% or 0.8"),
        ("USMCA", "120%", "is more than 1"),
        ("USMCA", "perhaps", "is no number"),
        ("MFN rate", "25", "is no rate: more than 350%. 2.5 percent is written 2.5% or 0.025"),
        ("MFN rate", "-0.02", "is negative"),
        ("Mode", "trukc", "`trukc` is no mode of transport. Did you mean `truck`?"),
        ("Qty", "-4", "is negative"),
        ("SKU", "=VLOOKUP(A2)", "is a formula or its error"),
    ],
)
def test_bad_optional_cells(tmp_path: Path, header: str, cell: str, message: str) -> None:
    file = ledger_file(tmp_path, f"2019-06-12,8708295160,MX,1000,{cell}", header=f"{HEADER},{header}")
    assert message in problems_of(file)


def test_a_claim_of_usmca_needs_its_origin(tmp_path: Path) -> None:
    file = ledger_file(tmp_path, "2019-06-12,8708295160,CN,1000,yes", header=HEADER + ",USMCA")
    assert "claims USMCA for goods of CN" in problems_of(file)


@pytest.mark.parametrize(
    ("rows", "how", "message"),
    [
        (["03/04/2025,8708295160,MX,1"], {}, "`03/04/2025` may have the month or the day first, and no row tells"),
        (
            ["13/04/2025,8708295160,MX,1", "04/13/2025,8708295160,MX,1"],
            {},
            "`04/13/2025` has the month first, `13/04/2025` on line 2 the day. Write days as 2019-06-10",
        ),
        (
            ["13/04/2025,8708295160,MX,1"],
            {"dates": "month_first"},
            "`13/04/2025` can not be read month first, as was asked for",
        ),
    ],
)
def test_day_and_month_are_never_guessed(tmp_path: Path, rows: list[str], how: dict[str, str], message: str) -> None:
    assert message in problems_of(ledger_file(tmp_path, *rows), **how)


def test_one_row_tells_day_and_month_for_the_file(tmp_path: Path) -> None:
    file = ledger_file(tmp_path, "03/04/2025,8708295160,MX,1", "25/04/2025,8708295160,MX,1")
    assert [day.month for day in read_ledger(file).frame["entry_day"]] == [4, 4]
    alone = ledger_file(tmp_path, "03/04/2025,8708295160,MX,1", name="alone.csv")
    assert read_ledger(alone, dates="day_first").frame["entry_day"][0] == dt.datetime(2025, 4, 3)
    assert read_ledger(alone, dates="month_first").frame["entry_day"][0] == dt.datetime(2025, 3, 4)


def test_decimal_commas_make_points_doubtful(tmp_path: Path) -> None:
    file = ledger_file(tmp_path, '2019-06-12,8708295160,MX,"1,50"', "2019-06-12,8708295160,MX,1.234")
    assert "line 3, col 4  Entered Value (USD): may mean thousands or a fraction" in problems_of(file)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("Entry Date,HTS,Origin", "no column value_usd. Call it value_usd or value"),
        ("Entry Date,HTS,Origin,Value,Customs Value", "`Value` and `Customs Value` both mean value_usd"),
        ("Entry Date,HTS,Origin,Value,Value", "`Value` and `Value` both mean value_usd"),
        ("Entry Date,HTS,Orign,Value", "no column origin. Is it `Orign`? Call it origin"),
        ("Entri Date,HTS,Origin,Value", "no column entry_date. Is it `Entri Date`? Call it entry_date"),
    ],
)
def test_headers_that_do_not_do(tmp_path: Path, header: str, message: str) -> None:
    assert message in problems_of(ledger_file(tmp_path, "2019-06-12,8708295160,MX,1", header=header))


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_titles_above_the_header_and_other_separators(tmp_path: Path, separator: str) -> None:
    rows = [
        "ACME imports 2019",
        "",
        HEADER.replace(",", separator),
        separator.join(["2019-06-12", "8708295160", "MX", "1000"]),
    ]
    file = tmp_path / "ledger.txt"
    file.write_text("\r\n".join(rows), encoding="utf-16")
    assert read_ledger(file).frame["line"].tolist() == [4]


def test_blank_rows_are_passed_over_and_quoted_line_breaks_counted(tmp_path: Path) -> None:
    file = ledger_file(
        tmp_path,
        '2019-06-12,8708295160,MX,1000,"two\nlines"',
        "",
        ",,,,",
        "2019-06-13,8708295160,MX,x,y",
        header=HEADER + ",SKU",
    )
    assert "line 6, col 4  Entered Value (USD): `x` is no number" in problems_of(file)
    ledger = read_ledger(file, skip_bad=True)
    assert ledger.frame["sku"].tolist() == ["two\nlines"]
    assert "2 blank rows were passed over" in ledger.notes


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n\n", "is empty"),
        (HEADER.encode() + b"\n", "has a header and no rows"),
        (b"PK\x03\x04\0\0\0", "is no text. Give a CSV or an XLSX file"),
        ("Entry Date,HTS,Origin,Value\n2019-06-12,8708295160,México,1\n".encode("latin-1"), "is no UTF-8 text"),
    ],
)
def test_files_that_are_no_ledger(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "ledger.csv"
    file.write_bytes(content)
    assert message in problems_of(file)


def test_a_missing_file_a_folder_and_an_old_workbook(tmp_path: Path) -> None:
    assert "there is no such file" in problems_of(tmp_path / "none.csv")
    assert "is a folder" in problems_of(tmp_path)
    old = tmp_path / "old.xls"
    old.write_bytes(b"x")
    assert "is a workbook of before 2007. Save it as .xlsx or .csv" in problems_of(old)


def test_three_bad_rows_of_ten_thousand(tmp_path: Path) -> None:
    rows = [f"2019-06-12,8708295160,MX,{1000 + i}" for i in range(10_000)]
    rows[17] = "2019-06-12,8708295160,Mexcio,1017"
    rows[5_000] = "2019-06-12,8708295160,MX,-3"
    rows[9_999] = "2019-06-40,8708295160,MX,5"
    file = ledger_file(tmp_path, *rows)
    text = problems_of(file)
    assert "3 problems" in text
    places = [" ".join(line.split()[:2]) for line in text.splitlines()[1:]]
    assert places == ["line 19,", "line 5002,", "line 10001,"]
    ledger = read_ledger(file, skip_bad=True)
    assert len(ledger) == 9_997
    assert [problem.line for problem in ledger.skipped] == [19, 5002, 10001]
    assert "3 of 10000 rows were left out" in ledger.notes
    assert ledger.frame["value_usd"].sum() == sum(1000 + i for i in range(10_000) if i not in (17, 5_000, 9_999))


def test_a_file_of_bad_rows_is_cut_short(tmp_path: Path) -> None:
    file = ledger_file(tmp_path, *["x,x,x,x"] * 2_000)
    text = problems_of(file)
    assert len(text.splitlines()) < 60
    assert "2000 of 2000 rows are bad; the first are listed" in text
    assert "2000 of 2000 rows are bad" in problems_of(file, skip_bad=True)


def test_blocks_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = example_ledger()
    whole = read_ledger(file)
    monkeypatch.setattr("suasion.trade.ledger.file.BLOCK", 7)
    blocks = read_ledger(file)
    for name in whole.frame.columns:
        assert blocks.frame[name].astype(str).tolist() == whole.frame[name].astype(str).tolist()


def test_a_workbook_without_its_library_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    file = tmp_path / "ledger.xlsx"
    file.write_bytes(b"PK")
    assert "openpyxl is not installed. `pip install openpyxl`, or save the sheet as CSV UTF-8" in problems_of(file)


def test_a_workbook_reads_as_its_csv(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed: workbooks are read only with it")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["ACME 2019"])
    sheet.append([*HEADER.split(","), "USMCA", "SKU"])
    sheet.append([dt.datetime(2019, 6, 12), 702002099, "Mexico", 1234.5, True, "TOMATO"])
    sheet.append([dt.date(2019, 6, 13), "7326.90.8688", "CN", 1000, None, 17])
    sheet.append([43628, "8708295160", "MX", "$2,000", 0.8, "FENDER"])
    book.create_sheet("other").append(["nothing"])
    file = tmp_path / "ledger.xlsx"
    book.save(file)
    frame = read_ledger(file).frame
    assert frame["hts"].tolist() == ["0702002099", "7326908688", "8708295160"]
    assert frame["entry_day"].dt.strftime("%d").tolist() == ["12", "13", "12"]
    assert frame["value_usd"].tolist() == [1234.5, 1000.0, 2000.0]
    assert frame["preference_share"].tolist() == [1.0, 0.0, 0.8]
    assert frame["sku"].tolist() == ["TOMATO", "17", "FENDER"]
    assert frame["line"].tolist() == [3, 4, 5]
    assert "has no sheet `Sheat`. Did you mean `Sheet`?" in problems_of(file, sheet="Sheat")
    file.write_bytes(b"no workbook")
    assert "is no workbook that can be read" in problems_of(file)


@given(st.decimals(0, 10**9, places=2))
def test_money_survives_its_writings(amount: object) -> None:
    value = float(str(amount))
    for text in (f"{value:.2f}", f"${value:,.2f}", f"USD {value:,.2f}", f" {value:.2f} "):
        assert cells.money(text) == value


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_sentence(text: str) -> None:
    for read in (cells.money, cells.number, cells.share, cells.rate, cells.day, cells.mode):
        try:
            value = read(text)
        except ValueError as error:
            assert str(error)  # noqa: PT017  (any ValueError will do, and nothing else may come)
        else:
            assert not isinstance(value, float) or (np.isfinite(value) and value >= 0)


@given(st.lists(st.lists(st.text(max_size=8), max_size=6), max_size=8))
def test_any_table_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    file = tmp_path_factory.mktemp("any") / "ledger.csv"
    with file.open("w", encoding="utf-8", newline="", errors="replace") as opened:
        csv.writer(opened).writerows([HEADER.split(","), *rows])
    try:
        ledger = read_ledger(file, skip_bad=True)
    except InputError:
        return
    assert (ledger.frame["value_usd"] >= 0).all()
