"""A newcomer's accord: other countries, series of its own, with and without tariff, targets and reviews."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from newcomer_texts import AID, DUTY, RESTART, REVIEW, TARGET

from suasion.accord import load
from suasion.errors import InputError
from suasion.show.page import render_page
from suasion.show.report import build_page
from suasion.world.answers import summary
from suasion.world.hindcast import hindcast
from suasion.world.run import run

Newcomer = Callable[..., str]
REVIEW_ONLY = REVIEW % ""
KINDS: dict[str, Sequence[str]] = {
    "everything": (DUTY, TARGET, REVIEW % RESTART),
    "no tariff": (AID, TARGET, REVIEW_ONLY),
    "no review": (DUTY, TARGET),
    "no target": (DUTY,),
    "aid alone": (AID,),
    "nothing but parties": (),
}


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(("kind", "decision"), [("everything", "conditional"), *((kind, "declared") for kind in KINDS)])
def test_runs_answers_and_reports(newcomer: Newcomer, kind: str, decision: str) -> None:
    result = run(load(newcomer(KINDS[kind], decision)), 20, 1, datetime.date(2023, 5, 1))
    answers = summary(result)["answers"]
    assert len(answers["on_track"]) == (1 if REVIEW_ONLY in KINDS[kind] or REVIEW % RESTART in KINDS[kind] else 0)
    assert (answers["tariff_bill"]["as_scheduled"]["static_usd"] > 0) == (DUTY in KINDS[kind])
    text = render_page(build_page(result))
    assert "Kenya - Uganda, 2023" in text
    assert ("What does the tariff cost?" in text) == (DUTY in KINDS[kind])
    assert ("Is the deal on track?" in text) == bool(answers["on_track"])


def test_a_duty_on_a_total_of_its_own_is_charged_to_all_goods(newcomer: Newcomer) -> None:
    document = load(newcomer(), None, ["measures.import_duty.status.1={date: 2023-04-10, status: in_force}"])
    bill = summary(run(document, 20, 1, datetime.date(2023, 12, 31)))["answers"]["tariff_bill"]
    assert list(bill["by_hs2"]) == ["all"]
    assert bill["by_hs2"]["all"]["static_usd"] == pytest.approx(bill["static_usd"], rel=1e-12)
    assert bill["by_hs2"]["all"]["mean"] == pytest.approx(bill["total_usd"]["mean"], rel=1e-12)
    rates = [row["rate_share"]["import_duty"] for row in bill["by_month"].values()]
    assert rates[1:4] == pytest.approx([0.0, 0.10, 0.20])
    assert bill["base_year_imports_usd"] == pytest.approx(12e8, rel=0.05)


def test_months_that_a_file_lacks_are_warned_about_where_the_answers_are_read(
    newcomer: Newcomer, undrawn: None
) -> None:
    path = newcomer(missing={"crossings.csv": ("2019-05", "2020-02")})
    result = run(load(path), 20, 1, datetime.date(2023, 5, 1))
    warning = "crossings.csv: 2 months are missing between the first and the last: 2019-05, 2020-02"
    assert warning in summary(result)["warnings"]
    assert warning in render_page(build_page(result))


def test_a_figure_of_the_run_that_never_came_is_drawn_as_a_gap(newcomer: Newcomer, undrawn: None) -> None:
    path = newcomer(missing={"crossings.csv": ("2023-04",)})
    result = run(load(path), 20, 1, datetime.date(2023, 12, 31))
    assert bool(result.dataset["reported"].sel(month="2023-04").isnull().all())
    assert "Kenya" in render_page(build_page(result))


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        (
            "2022-03",
            "goods_kenya: 2022-03 of the base year 2022 has no figure published by 2023-12-31. Choose another "
            "base_year or a later --as-of",
        ),
        (
            "2023-06",
            "measures.import_duty.imports.total_series: goods_kenya has no figure for 2023-06, a month of the run, but "
            "one for 2023-10. Fill the month in, or leave total_series out",
        ),
    ],
)
def test_imports_without_a_month_that_the_bill_needs_are_refused(
    newcomer: Newcomer, missing: str, message: str
) -> None:
    path = newcomer(missing={"goods.csv": (missing,)})
    with pytest.raises(InputError) as caught:
        run(load(path), 20, 1, datetime.date(2023, 12, 31))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("2023-12,5\n", "  line 74, col 1  month: 2023-12 is there twice, first in line 73. Keep one"),
        ("2024-01,-5\n", "  line 74, col 9  people: `-5` is below zero. Counts and values are 0 or more"),
        (
            "2024-01,0\n",
            "  line 74, col 9  people: `0` has no logarithm. Use --offset 1 to model log(value + 1), or leave the cell "
            "blank",
        ),
        ("2024-13,5\n", "  line 74, col 1  month: `2024-13` is no month. Write 2019-05"),
    ],
)
def test_a_file_that_can_not_be_used_is_refused_by_line(
    newcomer: Newcomer, tmp_path: Path, rows: str, message: str
) -> None:
    path = newcomer()
    with (tmp_path / "crossings.csv").open("a") as file:
        file.write(rows)
    with pytest.raises(InputError) as caught:
        run(load(path), 20, 1, datetime.date(2023, 5, 1))
    assert str(caught.value) == f"crossings.csv: 1 problem\n{message}"


def test_a_blank_or_nan_cell_is_a_missing_month(newcomer: Newcomer, tmp_path: Path) -> None:
    path = newcomer()
    text = (tmp_path / "crossings.csv").read_text().splitlines()
    text[10], text[20] = text[10].split(",")[0] + ",NaN", text[20].split(",")[0] + ","
    (tmp_path / "crossings.csv").write_text("\n".join(text) + "\n")
    warnings = run(load(path), 20, 1, datetime.date(2023, 5, 1)).manifest["warnings"]
    assert "crossings.csv: 2 months are blank: 2018-10, 2019-08" in warnings


def test_a_figure_late_by_its_own_lag_is_not_on_the_table(newcomer: Newcomer) -> None:
    # June never came; on 20 July the last figure on the table is May's, whatever the usual lag promises
    path = newcomer(
        missing={"crossings.csv": ("2023-06", "2023-07", "2023-08", "2023-09", "2023-10", "2023-11", "2023-12")}
    )
    result = run(load(path), 20, 1, datetime.date(2023, 7, 25))
    assert str(result.dataset["table_month"].sel(review="july", target="fewer").item()) == "2023-05"
    answer = summary(result)["answers"]["on_track"][0]
    assert answer["on_the_table"]["month"] == answer["last_published"]["month"] == "2023-05"
    assert answer["outcome"] is None


def test_the_lag_of_a_series_decides_what_the_review_sees(newcomer: Newcomer) -> None:
    seen = {}
    for lag in (15, 20, 21):
        document = load(newcomer(), None, [f"series.crossings.lag_days={lag}"])
        answer = summary(run(document, 20, 1, datetime.date(2023, 12, 31)))["answers"]["on_track"][0]
        seen[lag] = answer["last_published"]["month"]
    # the day before, of and after 20 July
    assert seen == {15: "2023-06", 20: "2023-06", 21: "2023-05"}


def test_hindcast_needs_a_target(newcomer: Newcomer) -> None:
    with pytest.raises(InputError) as caught:
        hindcast(load(newcomer((DUTY,))))
    assert str(caught.value).endswith("the accord has no target, so there is no series to forecast. Add `targets`")


def test_hindcast_works_on_a_series_of_its_own(newcomer: Newcomer) -> None:
    found = hindcast(load(newcomer()), horizon=2, draws=100)
    assert found["series"] == "crossings"
    assert found["origins"][0] == "2023-01"  # of January, out on 15 February, known at the signing on 1 March
    assert {row["as_of"] for row in found["rows"] if row["origin"] == "2023-03"} == {"2023-04-15"}
