"""Tables that must be refused, with the sentence that says why."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suasion import data
from suasion.data import registers, tables
from suasion.data.programmes import read_programmes
from suasion.errors import InputError

SOURCES = ("cbp_usbp", "ohss_khsm")
GOOD = {
    "series": "arrests",
    "part": "",
    "month": "2019-05",
    "value": "132887",
    "unit": "arrests",
    "published_on": "2019-06-05",
    "day_basis": "dated",
    "release": "first",
    "source": "cbp_usbp",
}


def text(*rows):
    lines = [",".join(tables.COLUMNS), *(",".join(row.values()) for row in rows)]
    return "\n".join(lines) + "\n"


def refusal(*rows):
    with pytest.raises(InputError) as caught:
        tables.read_monthly(text(*rows), "t.csv", SOURCES)
    return str(caught.value)


def test_a_good_row_is_read():
    table = tables.read_monthly(text(GOOD), "t.csv", SOURCES)
    assert table["value"].tolist() == [132887.0]
    assert str(table["month"][0]) == "2019-05"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"unit": ""}, "line 2, col 25  unit: the cell is empty. Every figure has a unit."),
        ({"unit": " "}, "line 2, col 25  unit: the cell is empty. Every figure has a unit."),
        ({"source": ""}, "line 2, col 56  source: the cell is empty. Every figure names its source."),
        (
            {"source": "cbp_usb"},
            "line 2, col 56  source: `cbp_usb` names no source. Did you mean `cbp_usbp`? Known: cbp_usbp, ohss_khsm",
        ),
        ({"month": "2019-13"}, "line 2, col 10  month: `2019-13` is no month. Write 2019-05."),
        ({"month": "2019-5"}, "line 2, col 10  month: `2019-5` is no month. Write 2019-05."),
        ({"month": "201905"}, "line 2, col 10  month: `201905` is no month. Write 2019-05."),
        ({"published_on": "2019-06-31"}, "line 2, col 33  published_on: `2019-06-31` is no day. Write 2019-06-05."),
        ({"published_on": "5 June 2019"}, "line 2, col 33  published_on: `5 June 2019` is no day. Write 2019-06-05."),
        ({"published_on": ""}, "line 2, col 33  published_on: `` is no day. Write 2019-06-05."),
        (
            {"published_on": "2019-05-30"},
            "line 2, col 33  published_on: 2019-05-30 is before the end of 2019-05. "
            "A whole month is published after it; "
            "a count within it has a unit that ends in `(part of month)`.",
        ),
        ({"value": "nan"}, "line 2, col 18  value: `nan` is no finite number. Write digits."),
        ({"value": "inf"}, "line 2, col 18  value: `inf` is no finite number. Write digits."),
        ({"value": "-inf"}, "line 2, col 18  value: `-inf` is no finite number. Write digits."),
        ({"value": ""}, "line 2, col 18  value: `` is no finite number. Write digits."),
        ({"value": "many"}, "line 2, col 18  value: `many` is no finite number. Write digits."),
        ({"value": "-3"}, "line 2, col 18  value: -3 is below 0. Counts and dollars are 0 or more."),
        (
            {"day_basis": "date"},
            "line 2, col 44  day_basis: `date` is not allowed. Did you mean `dated`? Known: dated, recalled, assumed",
        ),
        ({"release": "final"}, "line 2, col 50  release: `final` is not allowed. Known: first, revised"),
        ({"series": ""}, "line 2, col 1  series: the cell is empty. Name the series."),
    ],
)
def test_a_bad_row_is_refused(change, problem):
    assert refusal({**GOOD, **change}) == f"t.csv: 1 problem\n  {problem}"


def test_a_count_within_the_month_may_come_out_before_its_end():
    row = {**GOOD, "published_on": "2019-05-24", "unit": "arrests (part of month)"}
    assert len(tables.read_monthly(text(row), "t.csv", SOURCES)) == 1


def test_the_last_day_of_the_month_is_not_before_its_end():
    assert len(tables.read_monthly(text({**GOOD, "published_on": "2019-05-31"}), "t.csv", SOURCES)) == 1


def test_a_repeated_figure_is_refused_but_a_later_vintage_is_not():
    assert refusal(GOOD, {**GOOD, "value": "1"}) == (
        "t.csv: 1 problem\n"
        "  line 3, col 1  series: arrests, part ``, 2019-05 stands twice with the day 2019-06-05. Keep one row."
    )
    later = {**GOOD, "published_on": "2019-11-14", "release": "revised"}
    assert len(tables.read_monthly(text(GOOD, later), "t.csv", SOURCES)) == 2


def test_all_problems_come_at_once_in_the_order_of_the_lines():
    message = refusal({**GOOD, "value": "-3", "unit": ""}, {**GOOD, "part": "x"}, {**GOOD, "month": "May"})
    assert message.splitlines() == [
        "t.csv: 3 problems",
        "  line 2, col 18  value: -3 is below 0. Counts and dollars are 0 or more.",
        "  line 2, col 21  unit: the cell is empty. Every figure has a unit.",
        "  line 4, col 10  month: `May` is no month. Write 2019-05.",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "a,b\n",
            "t.csv: the header is wrong. Got a,b; "
            "allowed series,part,month,value,unit,published_on,day_basis,release,source.",
        ),
        (
            "",
            "t.csv: the header is wrong. Got ; "
            "allowed series,part,month,value,unit,published_on,day_basis,release,source.",
        ),
        (text(), "t.csv: it has a header and no rows. Write at least one row."),
        (text(GOOD) + "one,two\n", "t.csv: 1 problem\n  line 3, col 1  the row has 2 cells. Got 2; allowed 9."),
        (text(GOOD) + "\n", "t.csv: 1 problem\n  line 3, col 1  the row has 0 cells. Got 0; allowed 9."),
        (
            text(GOOD) + '"open',
            "t.csv: it is no table: unexpected end of data. "
            "Write CSV with the header series,part,month,value,unit,published_on,day_basis,release,source.",
        ),
    ],
)
def test_a_bad_shape_is_refused(content, message):
    with pytest.raises(InputError) as caught:
        tables.read_monthly(content, "t.csv", SOURCES)
    assert str(caught.value) == message


@given(st.sampled_from(sorted(GOOD)), st.text(max_size=12))
def test_any_cell_is_read_as_it_stands_or_refused_as_the_users_input(column, cell):
    stream = io.StringIO()
    writer = csv.DictWriter(stream, tables.COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerow({**GOOD, column: cell})
    try:
        table = tables.read_monthly(stream.getvalue(), "t.csv", SOURCES)
    except InputError:
        return  # any other exception would be a fault of ours and fails the test
    assert len(table) == 1
    if column in ("series", "part", "unit"):
        assert table[column][0] == cell
    elif column == "value":
        assert 0 <= table["value"][0] < float("inf")
    else:
        assert cell == GOOD[column] or cell.isascii()


FACT = {
    "programme": "waiting",
    "measure": "enrolments",
    "place": "Yuma",
    "group": "all",
    "status": "measured",
    "start": "2020-01-01",
    "end": "2020-01-31",
    "value": "6",
    "unit": "people",
    "bound": "exact",
    "published_on": "",
    "day_basis": "",
    "release": "",
    "confidence": "high",
    "source": "cbp_usbp",
}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            {"unit": ""},
            "line 2, col 62  unit: the cell is empty. Fill every cell but published_on, day_basis and release.",
        ),
        ({"source": "x"}, "line 2, col 83  source: `x` names no source. Known: cbp_usbp, ohss_khsm"),
        ({"end": "2019-12-31"}, "line 2, col 49  end: 2019-12-31 is before the start, 2020-01-01."),
        ({"start": "2020-01"}, "line 2, col 38  start: `2020-01` is no day. Write 2019-06-24."),
        (
            {"published_on": "soon", "day_basis": "dated"},
            "line 2, col 75  published_on: `soon` is no day. Write 2019-06-24 or nothing.",
        ),
        ({"value": "-6"}, "line 2, col 60  value: -6 is below 0. Counts and dollars are 0 or more."),
        ({"bound": "over"}, "line 2, col 69  bound: `over` is not allowed. Known: exact, about, at_least, at_most"),
        (
            {"confidence": "hig"},
            "line 2, col 78  confidence: `hig` is not allowed. Did you mean `high`? Known: high, medium, low, recalled",
        ),
        (
            {"published_on": "2020-03-01"},
            "line 2, col 75  published_on: a day of publication and its basis come together. Fill both or none.",
        ),
    ],
)
def test_a_bad_fact_is_refused(change, problem):
    row = {**FACT, **change}
    with pytest.raises(InputError) as caught:
        read_programmes(f"{','.join(row)}\n{','.join(row.values())}\n", "p.csv", SOURCES)
    assert str(caught.value) == f"p.csv: 1 problem\n  {problem}"


def test_a_repeated_fact_is_refused():
    line = ",".join(FACT.values())
    with pytest.raises(InputError) as caught:
        read_programmes(f"{','.join(FACT)}\n{line}\n{line}\n", "p.csv", SOURCES)
    assert str(caught.value) == (
        "p.csv: 1 problem\n"
        "  line 3, col 1  programme: waiting, enrolments, Yuma, 2020-01-01 stands twice in one release. Keep one row."
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id\nx\n", "r.csv: the header is wrong. Got id; allowed id,title."),
        ("id,title\nx,\n", "r.csv: 1 problem\n  line 2, col 1  title: the cell is empty."),
        ("id,title\nx,A\nx,B\n", "r.csv: 1 problem\n  line 3, col 1  id: `x` repeats line 2."),
        ("id,title\nx\n", "r.csv: 1 problem\n  line 2, col 1  id: the row does not have 2 cells."),
        ("id,title\nx,A,B\n", "r.csv: 1 problem\n  line 2, col 1  id: the row does not have 2 cells."),
    ],
)
def test_a_bad_register_is_refused(content, message):
    with pytest.raises(InputError) as caught:
        registers.read_register(content, "r.csv", ("id", "title"))
    assert str(caught.value) == message


def test_the_digest_changes_with_a_single_byte(tmp_path, monkeypatch):
    before = data.digest()
    (tmp_path / "a.csv").write_bytes(b"1")
    monkeypatch.setattr(registers, "files", lambda _: tmp_path)
    one = registers.digest.__wrapped__()
    (tmp_path / "a.csv").write_bytes(b"2")
    two = registers.digest.__wrapped__()
    (tmp_path / "a.csv").rename(tmp_path / "b.csv")
    three = registers.digest.__wrapped__()
    assert len({before, one, two, three}) == 4
    assert len(before) == 64
