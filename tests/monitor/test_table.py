"""A user's monthly file: everything wrong said at once, nothing guessed."""

import string

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suasion.errors import InputError
from suasion.monitor import read_table, table

SAVE = "Save the sheet as `CSV UTF-8 (comma delimited)`"


@pytest.fixture
def write(tmp_path):
    def writer(text, name="mine.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return writer


def message(path, value="value", **options):
    with pytest.raises(InputError) as caught:
        read_table(path, value, **options)
    return str(caught.value)


def test_plain_file(write):
    result = read_table(write("month,value,note\n2019-01,5,a\n2019-02,7.5,b\n"), "value")
    assert result.values.to_dict() == {pd.Period("2019-01", "M"): 5.0, pd.Period("2019-02", "M"): 7.5}
    assert result.values.name == "value"
    assert result.warnings == ()


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbfmonth,value\n2019-01,5\n2019-02,7\n",  # byte order mark
        b"month,value\r\n2019-01,5\r\n2019-02,7\r\n",
        b"month,value\r2019-01,5\r2019-02,7",
        b"\n\nmonth,value\n\n2019-01,5\n , \n2019-02,7\n\n",
        b'"month"," value "\n"2019-01","5"\n 2019-02 , 7 \n',
        b"value,month\n7,2019-02-01\n5,2019-01-01\n",
        b"month,value\n2019-01,+5.0\n2019-02,0.7e1\n",
    ],
    ids=["bom", "crlf", "cr", "blank lines", "quotes and blanks", "days and order", "notations"],
)
def test_forms_of_the_same_file(write, text):
    assert read_table(write(text), "value").values.to_dict() == {
        pd.Period("2019-01", "M"): 5.0,
        pd.Period("2019-02", "M"): 7.0,
    }


def test_missing_and_blank_months_are_kept_and_reported(write):
    result = read_table(write("month,value\n2019-01,5\n2019-02,\n2019-04,NaN\n2019-06,9\n"), "value")
    assert result.values.isna().tolist() == [False, True, True, True, True, False]
    assert result.warnings == (
        "2 months are missing between the first and the last: 2019-03, 2019-05",
        "2 months are blank: 2019-02, 2019-04",
    )


def test_a_long_list_of_months_is_cut(write):
    result = read_table(write("month,value\n2017-01,5\n2018-12,9\n2019-01,\n"), "value")
    assert result.warnings[0].endswith("2017-12, 2018-01, ...")
    assert result.warnings[1] == "1 month is blank: 2019-01"


def test_zeros_need_an_offset(write):
    path = write("month,value\n2019-01,5\n2019-02,0\n")
    assert message(path) == (
        "mine.csv: 1 problem\n"
        "  line 3, col 9  value: `0` has no logarithm. Use --offset 1 to model log(value + 1), or leave the cell blank"
    )
    assert read_table(path, "value", offset=1.0).values.tolist() == [5.0, 0.0]


def test_all_problems_at_once(write):
    path = write(
        "month,place,value\n"
        '2019-01,"Piedras Negras, Coahuila","1,234"\n'
        "2019-02,x,1,234\n"
        "2019/03,x,-5\n"
        '2019-04,x,"12,5"\n'
        "2019-05-15,x,inf\n"
        "2019-01,x,7\n"
        "2019-13,x,many\n"
        "2019-06,x,1e400\n"
        "2019-07,x,1_000\n"
        "2019-08,x\n"
    )
    assert message(path) == (
        "mine.csv: 12 problems\n"
        "  line 2, col 36  value: `1,234` has a thousands separator. Write 1234\n"
        "  line 3, col 1  the row has 4 cells, the header 3. A thousands separator? Write 1234\n"
        "  line 4, col 1  month: `2019/03` is no month. Write 2019-05\n"
        "  line 4, col 11  value: `-5` is below zero. Counts and values are 0 or more\n"
        "  line 5, col 11  value: `12,5` has a decimal comma. Write 12.5\n"
        "  line 6, col 1  month: `2019-05-15` is a day. The data must be monthly; write 2019-05\n"
        "  line 6, col 14  value: `inf` is infinite. Leave the cell blank if the value is unknown\n"
        "  line 7, col 1  month: 2019-01 is there twice, first in line 2. Keep one\n"
        "  line 8, col 1  month: `2019-13` is no month. Write 2019-05\n"
        "  line 8, col 11  value: `many` is no number. Leave the cell blank if the value is unknown\n"
        "  line 9, col 11  value: `1e400` is more than 1e+18. Use a larger unit\n"
        "  line 10, col 11  value: `1_000` is no number. Leave the cell blank if the value is unknown\n"
        "  line 11, col 1  the row has 2 cells, the header 3. A thousands separator? Write 1234"
    ).replace("12 problems", "13 problems")


@pytest.mark.parametrize("cell", ["1 234", "1.234.567", "1'234", "1\u00a0234", "1\u202f234"])
def test_other_thousands_separators(write, cell):
    digits = "".join(mark for mark in cell if mark.isdigit())
    assert message(write(f"month,value\n2019-01,{cell}\n")) == (
        f"mine.csv: 1 problem\n  line 2, col 9  value: `{cell}` has a thousands separator. Write {digits}"
    )


def test_a_very_wrong_file_is_cut_short(write):
    path = write("month,value\n" + "x,1\n" * 80)
    lines = message(path).split("\n")
    assert lines[0] == "mine.csv: 51 problems"
    assert lines[-1] == "  line 52, col 1  and below this line 30 more problems"


def test_long_cells_are_clipped(write):
    assert message(write("month,value\n2019-01," + "x" * 500)) == (
        "mine.csv: 1 problem\n"
        f"  line 2, col 9  value: `{'x' * 30}...` is no number. Leave the cell blank if the value is unknown"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "mine.csv: the file is empty. Give a header `month,value` and one row a month"),
        (" \n\n", "mine.csv: the file is empty. Give a header `month,value` and one row a month"),
        ("month,value\n", "mine.csv: the file has a header and no row. Give at least one month and value"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", f"mine.csv: not a text file in UTF-8. {SAVE}"),
        ("month,value\n".encode("utf-16-le"), f"mine.csv: not a text file: it holds zero bytes. {SAVE}"),
        (
            "month;value\n2019-01;5\n",
            "mine.csv: the columns are separated by a semicolon. Only commas are read; save it with commas",
        ),
        (
            "month\tvalue\n2019-01\t5\n",
            "mine.csv: the columns are separated by a tab. Only commas are read; save it with commas",
        ),
        (
            "month,values\n2019-01,5\n",
            "mine.csv: 1 problem\n  line 1, col 1  value: no such column. Did you mean `values`? Known: month, values",
        ),
        (
            "\nMonth,value\n2019-01,5\n",
            "mine.csv: 1 problem\n"
            "  line 2, col 1  month: no such column. Name the column of months `month`. "
            "Did you mean `Month`? Known: Month, value",
        ),
        (
            "month,value,value\n2019-01,5,6\n",
            "mine.csv: 1 problem\n  line 1, col 1  value: 2 columns have this name. Keep one",
        ),
        (
            ",,\n",
            "mine.csv: 2 problems\n"
            "  line 1, col 1  month: no such column. Name the column of months `month`. None is known\n"
            "  line 1, col 1  value: no such column. None is known",
        ),
        (
            'month,value\n2019-01,"5\n',
            "mine.csv: 1 problem\n  line 3, col 1  not a row of a CSV file (unexpected end of data). Check the quotes",
        ),
    ],
)
def test_files_that_are_none(write, text, expected):
    assert message(write(text)) == expected


def test_the_months_are_no_values(write):
    assert message(write("month,arrests\n2019-01,5\n"), "month") == (
        "mine.csv: 1 problem\n  line 1, col 1  month: the months can not be the values. Known: arrests"
    )


def test_no_file_and_huge_file(write, monkeypatch, tmp_path):
    gone = tmp_path / "gone.csv"
    assert message(gone) == f"gone.csv: no such file. Got {gone}; check the name and the folder"
    assert message(tmp_path).endswith("check the name and the folder")
    path = write("month,value\n2019-01,5\n")
    monkeypatch.setattr(table, "LARGEST_BYTES", 20)
    assert message(path) == "mine.csv: the file has 0 MB; at most 0 MB are read. Cut it"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(str.encode),
        st.lists(st.text(string.digits + '-.,;"\r\n eEnainf_+', max_size=20), max_size=8).map(
            lambda rows: ("month,value\n" + "\n".join(f"2019-01,{row}" for row in rows)).encode()
        ),
    )
)
def test_any_bytes_are_read_or_refused(write, data):
    path = write(data)
    try:
        values = read_table(path, "value", offset=1.0).values
    except InputError:
        # refused: then as one sentence or a list, under the name of the file
        assert message(path, offset=1.0).startswith("mine.csv: ")
        return
    assert not (values.dropna() < 0).any()
    assert not np.isinf(values).any()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    st.dictionaries(st.integers(-600, 900), st.one_of(st.none(), st.floats(1e-6, 1e17)), min_size=1, max_size=30),
    st.randoms(use_true_random=False),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read(write, months, random, end):
    rows = [(str(pd.Period(ordinal=month, freq="M")), value) for month, value in months.items()]
    shuffled = random.sample(rows, len(rows))
    cells = {month: "" if value is None else repr(value) for month, value in rows}
    lines = ["month,other,value", *(f'{month},"a,b",{cells[month]}' for month, _ in shuffled)]
    values = read_table(write(end.join(lines)), "value").values
    assert values.dropna().to_dict() == {pd.Period(month, "M"): value for month, value in rows if value is not None}
    assert len(values) == max(months) - min(months) + 1
