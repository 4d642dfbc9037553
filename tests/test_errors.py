"""The form in which suasion speaks of wrong input."""

from __future__ import annotations

import pytest

from suasion.errors import InputError, Problem, known_words, printable


@pytest.mark.parametrize(
    ("word", "known", "sentence"),
    [
        ("rat", ["date", "rate"], "Did you mean `rate`? Known: date, rate"),
        ("xyz", ["date", "rate"], "Known: date, rate"),
        ("xyz", [], "None is known"),
        ("rate", iter(["rate"]), "Did you mean `rate`? Known: rate"),
        ("", ["date"], "Known: date"),
        ("i", list("abcdefgh"), "Known: a, b, c, d, e, f, g, h"),
        ("1", list("abcdefghi"), "Known: a, b, c, d, e, f, g, h, ..."),
        ("rat", [*"abcdefgh", "rate"], "Did you mean `rate`? Known: a, b, c, d, e, f, g, h, ..."),
    ],
)
def test_known_words_name_the_nearest_and_the_first_few(word, known, sentence):
    assert known_words(word, known) == sentence


def test_fewer_words_may_be_shown():
    assert known_words("x", ["a", "b", "c"], show=2) == "Known: a, b, ..."


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem(6, 24, "a.b", "is wrong. Mend it"), "line 6, col 24  a.b: is wrong. Mend it"),
        (Problem(6, 24, "", "is wrong. Mend it"), "line 6, col 24  is wrong. Mend it"),
        (Problem(0, 0, "--set a=b", "is wrong. Mend it"), "--set a=b: is wrong. Mend it"),
        (Problem(0, 0, "", "is wrong. Mend it"), "is wrong. Mend it"),
        (Problem(6, 0, "a.csv", "the row is short. Mend it"), "line 6  a.csv: the row is short. Mend it"),
        (Problem(1, 1, "a\x1b[2J", "got `\r\x07`. Mend it"), "line 1, col 1  a\\x1b[2J: got `\\r\\x07`. Mend it"),
    ],
)
def test_a_problem_says_its_place_its_path_and_its_repair(problem, text):
    assert str(problem) == text


def test_one_sentence_needs_no_list():
    error = InputError("x.yaml", "can not be read. Mend it")
    assert str(error) == "x.yaml: can not be read. Mend it"
    assert error.problems == ()
    assert str(InputError("", "can not be read. Mend it")) == "can not be read. Mend it"


def test_one_problem_is_singular():
    assert str(InputError("x.yaml", [Problem(1, 2, "a", "b")])) == "x.yaml: 1 problem\n  line 1, col 2  a: b"


def test_problems_stand_in_the_order_of_lines_and_columns():
    shuffled = [Problem(10, 1, "d", "4"), Problem(2, 9, "c", "3"), Problem(2, 1, "b", "2"), Problem(0, 0, "a", "1")]
    error = InputError("x.yaml", shuffled)
    assert [problem.text for problem in error.problems] == ["1", "2", "3", "4"]
    assert str(error) == (
        "x.yaml: 4 problems\n  a: 1\n  line 2, col 1  b: 2\n  line 2, col 9  c: 3\n  line 10, col 1  d: 4"
    )
    assert error.where == "x.yaml"


def test_long_and_odd_texts_are_cut_and_spelt_out():
    assert printable("a" * 200) == "a" * 200
    assert printable("a" * 201) == "a" * 197 + "..."
    assert printable("é\t\u202e") == "é\\t\\u202e"


def test_nothing_that_a_terminal_obeys_gets_into_a_message():
    assert str(InputError("a\x1b.yaml", "is \x1b[2J odd.\n  Mend it")) == "a\\x1b.yaml: is \\x1b[2J odd.\n  Mend it"
    assert str(InputError("a\n.yaml", [Problem(1, 0, "", "x\ny")])) == "a\\n.yaml: 1 problem\n  line 1  x\\ny"
