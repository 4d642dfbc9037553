"""Tariff codes as people write them, and lists of prefixes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suasion.trade.rates.hts import Scope, as_numbers, dotted, lengths, read_code


@pytest.mark.parametrize(
    ("text", "digits", "restored"),
    [
        ("7326.90.8688", "7326908688", False),
        ("7326908688", "7326908688", False),
        ("0702.00.2099", "0702002099", False),
        ("702002099", "0702002099", True),
        ("7020020", "07020020", True),
        ("702.00.2099", "0702002099", True),
        ("702002099.0", "0702002099", True),
        ("7326.90", "732690", False),
        ("7326.90.86", "73269086", False),
        ("7326.90.86.88", "7326908688", False),
        (" 7326 90 8688 ", "7326908688", False),
        ("'0702002099", "0702002099", False),
        ("9802.00.8068", "9802008068", False),
    ],
)
def test_one_code_is_meant(text: str, digits: str, restored: bool) -> None:
    code = read_code(text)
    assert (code.digits, code.zero_restored) == (digits, restored)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no tariff code. Give 8 or 10 digits, such as 7326.90.8688"),
        ("7.32691E+09", "is a number in scientific form: digits are lost"),
        ("steel", "is no tariff code"),
        ("73269086881234", "has 14 digits"),
        ("9903.01.01", "is an additional number of chapter 99. Give the code of the goods themselves"),
        ("7701.00.00", "there is no chapter 77"),
        ("0001.00.00", "there is no chapter 00"),
        ("٧٣٢٦٩٠٨٦٨٨", "is no tariff code"),
        ("7326.90.868٨", "is no tariff code"),
    ],
)
def test_what_is_no_code_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_code(text)


@given(st.from_regex(r"(0[1-9]|[1-6][0-9]|7[0-689]|8[0-9]|9[0-8])[0-9]{8}", fullmatch=True))
def test_a_code_survives_a_spreadsheet(code: str) -> None:
    assert read_code(dotted(code)).digits == code
    assert read_code(str(int(code))).digits == code
    assert read_code(f"{float(code):.1f}").digits == code


def test_the_longest_prefix_decides_and_a_tie_is_out() -> None:
    scope = Scope.of(["72", "7318.15", "8708"], ["7201", "7318.15.20", "8708"])
    covered = {
        code: scope.covers_code(code) for code in ("7208100000", "7201100000", "7318155000", "7318152000", "87082950")
    }
    assert covered == {
        "7208100000": True,
        "7201100000": False,
        "7318155000": True,
        "7318152000": False,
        "87082950": False,
    }


def test_no_prefix_in_is_all_goods_but_those_out() -> None:
    scope = Scope.of((), ["49"])
    assert scope.covers(as_numbers(["4901990000", "8708295160"]), lengths(["4901990000", "8708295160"])).tolist() == [
        False,
        True,
    ]


@given(
    st.lists(st.from_regex(r"[1-8][0-9]{1,9}", fullmatch=True), max_size=12),
    st.lists(st.from_regex(r"[1-8][0-9]{1,9}", fullmatch=True), max_size=12),
    st.lists(st.from_regex(r"[1-8][0-9]{9}", fullmatch=True), min_size=1, max_size=20),
)
def test_matching_all_at_once_is_matching_one_by_one(include: list[str], exclude: list[str], codes: list[str]) -> None:
    scope = Scope.of(include, exclude)

    def longest(code: str, prefixes: list[str]) -> int:
        return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=-1)

    # prefixes that certainly match some code, too
    codes = codes + [prefix.ljust(10, "7") for prefix in include + exclude]
    wanted = [(longest(c, include) if include else 0) > longest(c, exclude) for c in codes]
    assert scope.covers(as_numbers(codes), lengths(codes)).tolist() == wanted


def test_a_code_may_be_too_short_to_tell() -> None:
    scope = Scope.of(["8708295160", "7326"])
    assert scope.undecided("87082951")
    assert not scope.undecided("8708295160")
    assert not scope.undecided("73269086")
    assert not scope.undecided("87082952")


def test_a_prefix_is_two_to_ten_digits() -> None:
    with pytest.raises(ValueError, match="`7` is no prefix of a tariff code"):
        Scope.of(["7"])
