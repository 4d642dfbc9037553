"""Shares of what becomes of claims: known figures, sums that close, refusals, and the table built again."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suasion import data
from suasion.asylum.facts.vocabulary import COUNTRIES, OUTCOMES
from suasion.asylum.use.outcome_rates import (
    ROOTS,
    at_level,
    branches,
    leaves,
    outcome_rate,
    outcome_rates,
    stages_after,
)
from suasion.data.outcome_tables import COLUMNS, FILE, asylum_outcomes, read_outcome_rates
from suasion.data.registers import table_text
from suasion.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT.parent / "shared" / "data" / "asylum"
SHIPPED = Path(data.__file__).parent
TEXT = table_text(FILE)
FROM_COUNTS = ("ois_credible_fear", "unhcr_eoir", "trac_mpp_2021_01")


@pytest.mark.parametrize(
    ("stage", "given_", "branch", "nationality", "year", "percent"),
    [
        ("credible_fear", "decided", "found", "ALL", 2018, 89), ("credible_fear", "decided", "found", "ALL", 2020, 44),
        ("credible_fear", "decided", "found", "GT", 2019, 77), ("credible_fear", "decided", "found", "HN", 2020, 34),
        ("court", "decided", "granted", "GT", 2018, 15), ("court", "decided", "granted", "HN", 2019, 12),
        ("court", "decided", "granted", "VE", 2019, 62), ("court", "decided", "granted", "ALL", 2020, 21),
        ("court", "completed", "closed", "GT", 2019, 20), ("comar", "decided", "recognised", "VE", 2019, 98),
    ],
)  # fmt: skip
def test_known_shares(stage: str, given_: str, branch: str, nationality: str, year: int, percent: int) -> None:
    rate = outcome_rate(stage, branch, given=given_, nationality=nationality, year=year)
    assert round(100 * rate.value) == percent
    assert rate.low <= rate.value <= rate.high


def test_waiting_in_mexico_ends_in_five_ways_and_few_are_decided() -> None:
    ends = {leaf.branches: leaf.value for leaf in leaves("mpp_court", year=2021)}
    assert {way: round(share, 3) for way, share in ends.items()} == {
        ("pending",): 0.410, ("completed", "closed"): 0.121, ("completed", "ordered_absent"): 0.393,
        ("completed", "decided", "relief"): 0.009, ("completed", "decided", "ordered_removed"): 0.067,
    }  # fmt: skip
    assert outcome_rate("mpp_court", "relief", year=2021).value == 641 / 5_402  # of those decided, not of all
    assert outcome_rate("mpp_court", "absent", given="hearing", year=2019, source="trac_587").value == 0.5


def test_branches_of_one_given_sum_to_one_and_counts_chain() -> None:
    sums: dict[tuple[str, ...], float] = defaultdict(float)
    counts = {}
    for rate in outcome_rates():
        if rate.source in FROM_COUNTS:
            key = (rate.stage, rate.source, rate.nationality, rate.period)
            sums[(*key, rate.given)] += rate.value
            counts[(*key, rate.given, rate.branch)] = (rate.count, rate.out_of)
    assert len(sums) > 150
    assert max(abs(total - 1) for total in sums.values()) < 1e-12
    chained = [(*key[:4], "decided") for key in sums if (*key[:4], "completed", "decided") in counts]
    for key in chained:
        below = [value[1] for name, value in counts.items() if name[:5] == key]
        assert set(below) <= {counts[(*key[:4], "completed", "decided")][0]}
    assert len(chained) > 80


@given(st.sampled_from(["credible_fear", "court"]), st.sampled_from(["GT", "HN", "SV", "MX", "CU", "VE", "NI", "ALL"]))
@settings(deadline=None)
def test_leaves_sum_to_one_in_every_year(stage: str, nationality: str) -> None:
    for year in (2017, 2018, 2019, 2020):
        ends = leaves(stage, year=year, nationality=nationality)
        assert sum(leaf.value for leaf in ends) == pytest.approx(1, abs=1e-12)
        assert all(0 <= leaf.low <= leaf.value <= leaf.high <= 1 for leaf in ends)


def test_the_rest_of_a_published_share_is_a_branch_of_its_own() -> None:
    recognised, other = branches("comar", "decided", year=2019, nationality="GT")
    assert (recognised.branch, other.branch) == ("recognised", "not_recognised")
    assert recognised.value + other.value == pytest.approx(1)
    assert (other.low, other.high) == pytest.approx((0.395, 0.405))


def test_early_outcomes_of_waiting_in_mexico_can_be_asked_for_by_source() -> None:
    ends = leaves("mpp_court", year=2019, source="trac_mpp_2019_09")
    assert {leaf.branches[-1] for leaf in ends} == {"closed", "ordered_removed", "relief"}
    assert all(leaf.rates[0].end == "2019-09-30" for leaf in ends)


def test_a_figure_is_never_replaced_silently() -> None:
    with pytest.raises(InputError, match="`EC` is no nationality"):
        outcome_rate("credible_fear", "found", nationality="EC", year=2019)
    with pytest.raises(InputError, match=r"there is no 2023\. Known: 2016, 2017, 2018, 2019, 2020, 2021"):
        outcome_rate("credible_fear", "found", nationality="HN", year=2023)
    rate = outcome_rate("credible_fear", "found", nationality="EC", year=2019, stand_in=True)
    assert (rate.nationality, rate.confidence, rate.stands_in_for) == ("ALL", "low", "EC 2019")
    known = [
        each
        for each in outcome_rates()
        if (each.source, each.given, each.branch, each.year) == ("ois_credible_fear", "decided", "found", 2019)
    ]
    assert rate.low == min(each.low for each in known)
    assert rate.high == max(each.high for each in known)
    later = outcome_rate("credible_fear", "found", nationality="HN", year=2023, stand_in=True)
    assert (later.period, later.stands_in_for) == ("FY2021", "HN 2023")
    assert later.low < 0.35
    assert later.high > 0.89


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("cort", "granted", "decided"), "`cort` names no stage. Did you mean `court`?"),
        (("court", "grant", "decided"), "`grant` is no branch. Did you mean `granted`?"),
        (("court", "granted", "finished"), "`finished` is no given"),
    ],
)
def test_unknown_words_are_refused_with_what_is_known(arguments: tuple[str, str, str], text: str) -> None:
    stage, branch, given_ = arguments
    with pytest.raises(InputError) as refused:
        outcome_rate(stage, branch, given=given_, year=2019)
    assert text in str(refused.value)


def test_figures_that_form_no_tree_are_asked_one_by_one() -> None:
    with pytest.raises(InputError, match="its figures are no tree"):
        leaves("court", year=2019, source="trac_587")


def test_the_level_of_trac() -> None:
    for year, denied in ((2018, 0.65), (2019, 46_735 / 67_406)):
        assert at_level(outcome_rate("court", "denied", year=year)).value == pytest.approx(denied)
        for nationality in ("GT", "HN", "SV", "MX", "CU", "VE", "NI"):
            raw = {b: outcome_rate("court", b, year=year, nationality=nationality) for b in ("granted", "denied")}
            moved = {branch: at_level(rate) for branch, rate in raw.items()}
            assert moved["granted"].value + moved["denied"].value == pytest.approx(1)
            assert moved["granted"].value > raw["granted"].value
            assert moved["granted"].low <= raw["granted"].value <= moved["granted"].value <= moved["granted"].high
            assert (moved["granted"].confidence, moved["granted"].count) == ("low", None)
    for wrong in (outcome_rate("court", "granted", year=2017), outcome_rate("credible_fear", "found", year=2019)):
        with pytest.raises(InputError):
            at_level(wrong)


def test_stages_follow_outcomes_of_the_rules() -> None:
    assert stages_after("CREDIBLE_FEAR") == ("credible_fear", "court")
    assert stages_after("CLAIM_EXAMINED", "MX") == ("comar",)
    assert stages_after("CLAIM_EXAMINED", "GR") == stages_after("TRANSFER") == ()
    assert all(set(stages_after(outcome)) <= set(ROOTS) for outcome in OUTCOMES)


def test_every_figure_has_a_source_a_nationality_and_a_confidence() -> None:
    known = data.sources()
    for rate in outcome_rates():
        assert rate.source in known
        assert rate.nationality == "ALL" or rate.nationality in COUNTRIES
        assert rate.cite in str(rate)
        assert rate.start < rate.end
    assert {rate.stage for rate in outcome_rates()} == set(ROOTS)


def test_no_count_is_so_small_that_it_is_masked() -> None:
    assert min(rate.count for rate in outcome_rates() if rate.source == "unhcr_eoir" and rate.count is not None) > 5


@pytest.mark.skipif(not RAW.is_dir(), reason="../shared/data/asylum is not on this machine")
def test_the_script_makes_the_shipped_bytes(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "facts_asylum.py"
    subprocess.run(
        [sys.executable, str(script), "--raw", str(RAW), "--out", str(tmp_path)], check=True, capture_output=True
    )
    assert (tmp_path / FILE).read_bytes() == (SHIPPED / FILE).read_bytes()
    with (tmp_path / "SOURCES.csv").open(encoding="utf-8", newline="") as handle:
        mine = {row["id"]: row for row in csv.DictReader(handle)}
    with (SHIPPED / "SOURCES.csv").open(encoding="utf-8", newline="") as handle:
        shipped = {row["id"]: row for row in csv.DictReader(handle)}
    assert mine == {name: shipped[name] for name in mine}
    assert set(mine) == set(asylum_outcomes()["source"])


@pytest.mark.skipif(not RAW.is_dir(), reason="../shared/data/asylum is not on this machine")
def test_shares_agree_with_those_published_beside_the_counts() -> None:
    names = {
        "grant_share_of_merits": ("court", "decided", "granted"),
        "closed_share_of_all": ("court", "completed", "closed"),
        "found_share_of_merits": ("credible_fear", "decided", "found"),
    }  # fmt: skip
    compared = 0
    with (RAW / "outcome_rates.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["stat"] in names and row["period_type"] in ("year", "fiscal_year"):
                stage, given_, branch = names[row["stat"]]
                year = int(row["period"].removeprefix("FY"))
                rate = outcome_rate(stage, branch, given=given_, nationality=row["nationality"], year=year)
                assert 100 * rate.value == pytest.approx(float(row["value"]), abs=0.0501)
                compared += 1
    assert compared > 120


def changed(**cells: str) -> str:
    """The table with cells of its first row replaced."""
    rows = list(csv.DictReader(io.StringIO(TEXT)))[:3]
    rows[0] |= cells
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ({"value": "0.7"}, "0 <= 0.63500 <= 0.7 <= 0.64500 <= 1 does not hold."),
        ({"source": "nobody"}, "`nobody` names no source."),
        ({"source": ""}, "Every figure names its source."),
        ({"unit": "percent"}, "`percent` is not allowed."),
        ({"screen": "strict"}, "`strict` is not allowed."),
        ({"confidence": "sure"}, "`sure` is not allowed."),
        ({"end": "2016-01-01"}, "2016-01-01 is before the start, 2017-01-01."),
        ({"start": "2017"}, "`2017` is no day."),
        ({"count": "64"}, "a count and its total come together."),
        ({"count": "70", "out_of": "100"}, "0.64000 is not 70 out of 100."),
        ({"branch": ""}, "the cell is empty."),
    ],
)
def test_a_bad_cell_is_refused_with_its_line(cells: dict[str, str], text: str) -> None:
    with pytest.raises(InputError) as refused:
        read_outcome_rates(changed(**cells), "t.csv", data.sources())
    assert text in str(refused.value)
    assert "line 2" in str(refused.value)


def test_a_row_that_stands_twice_is_refused() -> None:
    lines = changed().splitlines()
    with pytest.raises(InputError, match="stands twice"):
        read_outcome_rates("\n".join([*lines, lines[1]]) + "\n", "t.csv", data.sources())


@settings(deadline=None)
@given(st.sampled_from(COLUMNS), st.text(max_size=8))
def test_any_cell_is_read_or_refused_as_the_users_input(column: str, cell: str) -> None:
    try:
        table = read_outcome_rates(changed(**{column: cell}), "t.csv", data.sources())
    except InputError:
        return  # any other exception would be a fault of ours and fails the test
    assert len(table) == 3
