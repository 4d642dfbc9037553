"""Reading folders of the peer's format: layouts, round trip, and every fault with place and repair, word for word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from suasion.errors import InputError
from suasion.movement import Instance, read_folder, write_folder
from suasion.movement.examples import example

FILES = {
    "input/locations.csv": (
        "#name,region,country,lat,lon,location_type,conflict_date,population,initial_idps\n"
        "Alpha,North,Home,1.5,2.5,conflict_zone,0,1000,\n"
        '"Beta","North","Home",1,2,town,,,\n'
        "Camp One,,Abroad,3,4,camp,,500,7\n"
    ),
    "input/routes.csv": (
        "#name1,name2,distance,forced_redirection,surface\nAlpha,Beta,100,0,mud\nBeta,Camp One,50.5,2,\n"
    ),
    "input/closures.csv": "#closure_type,name1,name2,closure_start,closure_end\ncountry,Home,Abroad,1,2\n",
    "input/conflicts.csv": "#Day, Alpha, Beta,\n0,1,0,\n1,1,0,\n2,1,0.5,\n",
    "input/sim_period.csv": "StartDate,2020-01-01\nLength,3\n",
    "input/registration_corrections.csv": "Camp One,2020-01-02\n",
    "input/demographics_gender.csv": "gender,Default,Alpha\nfemale,3,1\nmale,1,1\n",
    "input/agents.csv": "location,gender\nAlpha,female\n",
    "source/data_layout.csv": "total,refugees.csv\nCamp One,one.csv,two.csv\n",
    "source/refugees.csv": "Date,Refugee_numbers\n2020-01-01,10\n2020-01-03,30\n",
    "source/one.csv": "2020-01-01,10\n2020-01-02,12\n#2020-01-03,9\n",
    "source/two.csv": "DateTime,count\n2020-01-02,5\n2020-01-03,\n",
    "simsetting.yml": "optimisations:\n  hasten: 2\nmove_rules:\n  camp_weight: 1.5\n"
    "spawn_rules:\n  read_from_agents_csv_file: True\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes the good folder, with some of its files changed (text or bytes) or left out (None)."""

    def write(changes: dict[str, str | bytes | None] | None = None, name: str = "made") -> Path:
        for file, text in {**FILES, **(changes or {})}.items():
            if text is not None:
                path = tmp_path / name / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.encode() if isinstance(text, str) else text)
        return tmp_path / name

    return write


def test_a_good_folder(folder: Callable[..., Path]) -> None:
    instance = read_folder(folder())
    assert repr(instance) == "Instance(made: 3 places, 4 links, 3 days from 2020-01-01)"
    alpha, beta, one = instance.network.places
    assert (alpha.kind, alpha.population, alpha.capacity, alpha.x, alpha.region) == ("conflict", 1000, -1, 1.5, "North")
    assert (beta.kind, beta.population, beta.conflict_day) == ("town", 0, 0)
    assert (one.kind, one.population, one.capacity, one.region) == ("camp", 0, 500, "unknown")
    assert one.extra == {"initial_idps": "7"}
    assert [link.forced for link in instance.network.links] == [False, False, True, False]
    assert instance.network.links[0].extra == {"surface": "mud"}
    assert instance.counts["Camp One"][1].points == ((1, 5.0),)
    assert (instance.settings.hasten, instance.corrections) == (2, (("Camp One", 1),))


def test_round_trip(folder: Callable[..., Path], tmp_path: Path) -> None:
    first = read_folder(folder())
    again = read_folder(write_folder(first, tmp_path / "again"))
    assert replace(again, name="made") == first
    with pytest.raises(InputError, match=r"is not empty\. Name a new folder"):
        write_folder(first, tmp_path / "again")


def same(instance: Instance, other: Instance) -> bool:
    return replace(instance, name="", notes=()) == replace(other, name="", notes=())


def test_windows_lines_and_a_byte_order_mark_change_nothing(folder: Callable[..., Path]) -> None:
    windows = {name: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for name, text in FILES.items()}
    assert same(read_folder(folder(windows, "windows")), read_folder(folder()))


def test_other_layouts(folder: Callable[..., Path]) -> None:
    def moved(inputs: str, source: str) -> dict[str, str | None]:
        names = {"input": inputs, "source": source}
        new: dict[str, str | None] = dict.fromkeys(FILES)
        for name, text in FILES.items():
            head, _, tail = name.partition("/")
            new[f"{names[head]}/{tail}" if tail else f"{inputs}/{name}"] = text
        return new

    plain = read_folder(folder())
    assert same(read_folder(folder(moved("input_csv", "source_data"), "fab")), plain)
    split = folder(moved("conflict_input/mali", "conflict_validation/mali2012"), "split")
    assert same(read_folder(split / "conflict_input" / "mali"), plain)
    inside = folder(moved("bare", "bare/refugee_data"), "inside")
    assert same(read_folder(inside / "bare"), plain)


def test_without_counts_and_without_settings(folder: Callable[..., Path]) -> None:
    gone = {name: None for name in FILES if name.startswith("source") or name == "simsetting.yml"}
    gone |= {"input/registration_corrections.csv": None, "input/agents.csv": None}
    instance = read_folder(folder(gone))
    assert instance.settings.hasten == 1
    assert instance.notes[0].startswith("no folder of counts")
    with pytest.raises(InputError, match="nobody would set out"):
        instance.run()


LOCATIONS, ROUTES = FILES["input/locations.csv"], FILES["input/routes.csv"]
CASES: dict[str, tuple[dict[str, str | bytes | None], str]] = {
    "missing file": ({"input/routes.csv": None}, "  routes.csv: is missing. Every instance needs it"),
    "empty file": ({"input/locations.csv": ""}, "  line 1  locations.csv: the file is empty. Fill it"),
    "binary file": (
        {"input/routes.csv": b"\x89PNG\x00\x01"},
        "  line 1  routes.csv: is a binary file, not comma separated text. Export it as CSV in UTF-8",
    ),
    "not UTF-8": (
        {"input/routes.csv": ROUTES.encode() + b"Alpha,B\xe9ta,5,0\n"},
        "  line 4  routes.csv: is not UTF-8 text (byte 100). Save it as UTF-8",
    ),
    "open quote": (
        {"input/routes.csv": ROUTES + 'Alpha,"Beta,5,0\n'},
        "  line 4  routes.csv: not comma separated text: unexpected end of data. Mend the quotes",
    ),
    "repeated place": (
        {"input/locations.csv": LOCATIONS + "Beta,,Home,1,1,town,,\n"},
        "  line 5, col 1  locations.csv: `Beta` stands twice (first in line 3). Keep one",
    ),
    "unknown type": (
        {"input/locations.csv": LOCATIONS + "Delta,,Home,1,1,camb,,\n"},
        "  line 5, col 6  locations.csv: `camb` is no location type. Did you mean `camp`? "
        "Known: camp, idpcamp, conflict_zone, forwarding_hub, marker, flood_zone, town",
    ),
    "NaN": (
        {"input/locations.csv": LOCATIONS + "Delta,,Home,nan,1,town,,\n"},
        "  line 5, col 4  locations.csv: gps_x: nan is no finite number. Give one from -360 to 360",
    ),
    "negative people": (
        {"input/locations.csv": LOCATIONS + "Delta,,Home,1,1,town,,-5\n"},
        "  line 5, col 8  locations.csv: population: -5.0 is out of range. Allowed: 0 to 1e+10",
    ),
    "huge number": (
        {"input/locations.csv": LOCATIONS + "Delta,,Home,1,1,town,,1e300\n"},
        "is out of range. Allowed: 0 to 1e+10",
    ),
    "half a person": (
        {"input/locations.csv": LOCATIONS + "Delta,,Home,1,1,town,,2.5\n"},
        "  line 5, col 8  locations.csv: population is not whole. Got 2.5; round it",
    ),
    "missing columns": (
        {"input/locations.csv": LOCATIONS + "Delta,Home\n"},
        "  line 5  locations.csv: the row has 2 fields; 8 are needed: "
        "name,region,country,gps_x,gps_y,location_type,conflict_date,population",
    ),
    "unknown end of a road": (
        {"input/routes.csv": ROUTES + "Alpha,Betta,5,0\n"},
        "  line 4, col 2  routes.csv: `Betta` names no place of locations.csv. Did you mean `Beta`? "
        "Known: Alpha, Beta, Camp One",
    ),
    "no distance": (
        {"input/routes.csv": ROUTES + "Alpha,Beta,far,0\n"},
        "  line 4, col 3  routes.csv: distance is no number. Got `far`; write digits like 120 or 12.5",
    ),
    "distance of nothing": (
        {"input/routes.csv": ROUTES + "Alpha,Beta,0,0\n"},
        "  line 4, col 3  routes.csv: distance: 0.0 is out of range. Allowed: 0.001 to 50,000",
    ),
    "road to itself": (
        {"input/routes.csv": ROUTES + "Alpha,Alpha,5,0\n"},
        "  line 4, col 2  routes.csv: the link leads from `Alpha` to itself. Name two places",
    ),
    "unknown redirection": (
        {"input/routes.csv": ROUTES + "Alpha,Beta,5,3\n"},
        "  line 4, col 4  routes.csv: forced_redirection: 3.0 is out of range. Allowed: 0 to 2",
    ),
    "unknown closure": (
        {"input/closures.csv": "road,Alpha,Beta,0,1\n"},
        "  line 1, col 1  closures.csv: `road` is no kind of closure. Known: country, location",
    ),
    "closure of nowhere": (
        {"input/closures.csv": "location,Gamma,,0,1\n"},
        "  line 1, col 2  closures.csv: `Gamma` names no place.",
    ),
    "closure of no country": (
        {"input/closures.csv": "country,Home,Abrod,0,1\n"},
        "  line 1, col 3  closures.csv: `Abrod` names no country. Did you mean `Abroad`? Known: Abroad, Home",
    ),
    "closure without a day": (
        {"input/closures.csv": "country,Home,Abroad,,1\n"},
        "  line 1, col 4  closures.csv: closure_start is no number. Got nothing; write digits like 120 or 12.5",
    ),
    "missing period": (
        {"input/sim_period.csv": None},
        "  sim_period.csv: is missing. Every instance needs it: rows StartDate,2012-02-29 and Length,300",
    ),
    "half a place on the map": (
        {"input/locations.csv": LOCATIONS + "Delta,,Home,,1,town,,\n"},
        "  line 5, col 4  locations.csv: gps_x is no number. Got nothing; write digits like 120 or 12.5",
    ),
    "home that is nowhere": (
        {
            "input/locations.csv": LOCATIONS + "Delta,,Home,,,town,,\n",
            "simsetting.yml": "move_rules:\n  stay_close_to_home: True\n",
        },
        "  line 5, col 4  locations.csv: has no coordinates, which move_rules.stay_close_to_home needs. Add them, or "
        "set that to False",
    ),
    "place of people in conflict that stands twice alike": (
        {
            "input/locations.csv": LOCATIONS + "Delta,,Home,1,1,town,,9\nDelta,,Home,1,1,town,,9,\n",
            "input/conflicts.csv": "#Day,Alpha,Delta\n0,1,0\n1,1,0\n2,1,1\n",
        },
        "  line 6, col 1  locations.csv: `Delta` stands twice, and conflicts.csv has it in conflict. Keep one",
    ),
    "one row of the layout for two files": (
        {"source/data_layout.csv": FILES["source/data_layout.csv"] + "Camp One,two.csv\n"},
        "  line 3, col 1  data_layout.csv: `Camp One` stands twice. Keep one row; a row can name several files",
    ),
    "no date": (
        {"input/sim_period.csv": "StartDate,01/02/2020\nLength,3\n"},
        "  line 1, col 2  sim_period.csv: `01/02/2020` is no date. Write it as YYYY-MM-DD",
    ),
    "no length": (
        {"input/sim_period.csv": "StartDate,2020-01-01\n"},
        "  sim_period.csv: has no row Length. Add one like Length,300",
    ),
    "negative intensity": (
        {"input/conflicts.csv": "#Day,Alpha\n0,-1\n1,0\n2,0\n"},
        "  line 2, col 2  conflicts.csv: `Alpha`: -1.0 is out of range. Allowed: 0 to 1e+06",
    ),
    "no header": (
        {"input/conflicts.csv": "0,1\n1,1\n2,1\n"},
        "  line 1, col 1  conflicts.csv: the header begins with #Day. Got `0`; add a row #Day,name,name,...",
    ),
    "one place twice in the header": (
        {"input/conflicts.csv": "#Day,Alpha,Alpha\n0,1,1\n1,1,1\n2,1,1\n"},
        "  line 1, col 3  conflicts.csv: `Alpha` heads two columns. Keep one",
    ),
    "short row": (
        {"input/conflicts.csv": "#Day,Alpha,Beta\n0,1,0\n1,1\n2,1,0\n"},
        "  line 3, col 3  conflicts.csv: `Beta` is no number. Got nothing; write digits like 120 or 12.5",
    ),
    "camp without counts": (
        {"source/data_layout.csv": "total,refugees.csv\n", "input/registration_corrections.csv": None},
        "  data_layout.csv: the camp `Camp One` of locations.csv has no row. Known: total",
    ),
    "total not first": (
        {"source/data_layout.csv": "Camp One,one.csv\ntotal,refugees.csv\n"},
        "  line 1, col 1  data_layout.csv: the first row is the total. Got `Camp One`; begin with total,refugees.csv",
    ),
    "missing counts": (
        {"source/data_layout.csv": "total,refugee.csv\nCamp One,one.csv\n"},
        "  line 1, col 2  data_layout.csv: there is no file `refugee.csv` in source. Did you mean `refugees.csv`? "
        "Known: data_layout.csv, one.csv, refugees.csv, two.csv",
    ),
    "negative count": (
        {"source/one.csv": "2020-01-01,10\n2020-01-02,-2\n"},
        "  line 2, col 2  one.csv: count: -2.0 is out of range. Allowed: 0 to 1e+10",
    ),
    "no counts": (
        {"source/two.csv": "Date,count\n"},
        "  line 1  two.csv: holds no count. Write rows like 2012-02-29,17790",
    ),
    "correction of no camp": (
        {"input/registration_corrections.csv": "Camp Two,2020-01-02\n"},
        "  line 1, col 1  registration_corrections.csv: `Camp Two` has no counts in data_layout.csv. "
        "Did you mean `Camp One`? Known: total, Camp One",
    ),
    "correction without a count": (
        {"input/registration_corrections.csv": "Camp One,2020-01-09\n"},
        "  line 1, col 2  registration_corrections.csv: Camp One has no count on 2020-01-09. Name a date of its counts",
    ),
    "no weights": (
        {"input/demographics_gender.csv": "gender,Default\nfemale,0\nmale,0\n"},
        "  line 1, col 2  demographics_gender.csv: every weight of `Default` is 0. Make one larger",
    ),
    "person of nowhere": (
        {"input/agents.csv": "location,gender\nGamma,male\n"},
        "  line 2, col 1  agents.csv: `Gamma` names no place of locations.csv.",
    ),
    "route of one place": (
        {"input/major_routes.csv": "Alpha\n"},
        "  line 1  major_routes.csv: a route needs two places or more. Add one",
    ),
    "change to nothing": (
        {"input/location_changes.csv": "Alpha,village,3\n"},
        "  line 1, col 2  location_changes.csv: `village` is no location type.",
    ),
    "share of hunger": (
        {"input/region_attributes_IPC.csv": "#Day,North\n0,120\n"},
        "  line 2, col 2  region_attributes_IPC.csv: `120`: 120.0 is out of range. Allowed: 0 to 100",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_faults_name_file_line_column_and_repair(case: str, folder: Callable[..., Path]) -> None:
    changes, sentence = CASES[case]
    path = folder(changes)
    with pytest.raises(InputError) as caught:
        read_folder(path)
    assert sentence in str(caught.value)
    assert str(caught.value).startswith(f"{path}: ")


LATE: dict[str, tuple[dict[str, str | bytes | None], str]] = {
    "too few days": (
        {"input/sim_period.csv": "StartDate,2020-01-01\nLength,4\n"},
        "conflicts.csv: has 3 days; the run has 4. Add rows or run fewer days",
    ),
    "dates out of order": (
        {"source/one.csv": "2020-01-02,10\n2020-01-01,2\n", "source/two.csv": "2020-01-05,1\n2019-01-06,2\n"},
        "made: 2 problems\n"
        "  one.csv: 2020-01-01 is before the row above it (1 days). Sort the rows by date\n"
        "  two.csv: 2019-01-06 is before the row above it (364 days). Sort the rows by date",
    ),
}


@pytest.mark.parametrize("case", LATE)
def test_what_hinders_some_runs_only_is_refused_when_they_begin(case: str, folder: Callable[..., Path]) -> None:
    changes, sentence = LATE[case]
    instance = read_folder(folder(changes))
    with pytest.raises(InputError) as caught:
        instance.program()
    assert str(caught.value) == sentence


def test_a_run_of_fewer_days_needs_fewer_rows(folder: Callable[..., Path]) -> None:
    instance = read_folder(folder(LATE["too few days"][0]))
    assert instance.notes == ("conflicts.csv line 4: has 3 days; the period has 4",)
    assert instance.program(days=3).days == 3


def test_a_total_out_of_order_hinders_only_who_uses_it(folder: Callable[..., Path]) -> None:
    total = {"source/refugees.csv": "2020-01-03,30\n2020-01-01,10\n"}
    assert read_folder(folder(total)).program().days == 3
    by_total = {**total, "simsetting.yml": FILES["simsetting.yml"] + "  sum_from_camps: False\n"}
    with pytest.raises(InputError, match=r"refugees.csv: 2020-01-01 is before the row above it \(2 days\)"):
        read_folder(folder(by_total, "other")).program()


def test_the_first_row_of_the_layout_is_the_total_by_any_name(folder: Callable[..., Path]) -> None:
    instance = read_folder(folder({"source/data_layout.csv": "All,refugees.csv\nCamp One,one.csv,two.csv\n"}))
    assert instance.notes == ("data_layout.csv line 1: `All` is no camp; as the first row it is read as the total",)
    assert same(instance, read_folder(folder(name="plain")))


def test_no_total_is_needed_where_conflicts_say_who_sets_out(folder: Callable[..., Path]) -> None:
    push = FILES["simsetting.yml"] + "  conflict_driven_spawning:\n    displaced_per_conflict_day: 5\n"
    changes = {"source/data_layout.csv": "Camp One,one.csv,two.csv\n", "simsetting.yml": push}
    instance = read_folder(folder(changes))
    assert instance.counts["total"] == instance.counts["Camp One"]
    assert list(instance.counts) == ["total", "Camp One"]
    assert instance.run("cohorts")["spawned"].values.sum() > 0


def test_a_row_of_the_layout_that_stands_twice_counts_twice_for_the_peer_only(folder: Callable[..., Path]) -> None:
    twice = FILES["source/data_layout.csv"] + "Camp One,one.csv,two.csv\n"
    hasten = {"simsetting.yml": "optimisations:\n  hasten: 1\n", "input/agents.csv": None}
    single, double = (
        read_folder(folder({"source/data_layout.csv": layout, **hasten}, name))
        for name, layout in (("single", FILES["source/data_layout.csv"]), ("double", twice))
    )
    assert list(double.counts) == ["total", "Camp One", "Camp One (line 3)"]
    assert single.program().counts.raw.tolist() == double.program().counts.raw.tolist()
    peer = [each.program(compat="flee").counts for each in (single, double)]
    assert (peer[1].raw - peer[0].raw).tolist() == peer[0].people[:, 0].tolist()


def test_one_half_of_a_coupled_pair(folder: Callable[..., Path]) -> None:
    halves = {"input/locations.csv": None, "input/locations-0.csv": LOCATIONS, "input/routes.csv": None}
    sentence = (
        "  locations-0.csv: is one half of a coupled pair, which is not modelled. Run each half as a folder of its "
        "own, without the number in the names of its files"
    )
    for path in (folder(halves), folder(halves, "bare") / "input"):
        with pytest.raises(InputError) as caught:
            read_folder(path)
        assert str(caught.value) == f"{path}: 1 problem\n{sentence}"


def test_a_variant_in_a_sweep_has_the_settings_above_it(folder: Callable[..., Path]) -> None:
    """Settings of its own come first."""
    variant = folder({"simsetting.yml": None}, "study/SWEEP/one")
    assert read_folder(variant).settings.hasten == 1
    (variant.parents[1] / "simsetting.yml").write_text(FILES["simsetting.yml"] + "number_of_steps: 2\n")
    instance = read_folder(variant)
    assert (instance.settings.hasten, instance.days) == (2, 2)
    assert instance.notes == ("simsetting.yml: that of study is read, as in a sweep over folders",)
    (variant / "simsetting.yml").write_text("optimisations:\n  hasten: 3\n")
    assert read_folder(variant).settings.hasten == 3


def test_all_problems_at_once(folder: Callable[..., Path]) -> None:
    path = folder({"input/routes.csv": ROUTES + "Alpha,Betta,5,0\n", "input/closures.csv": "road,Alpha,Beta,0,1\n"})
    with pytest.raises(InputError) as caught:
        read_folder(path)
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("file", "text", "note"),
    [
        (
            "input/conflicts.csv",
            "#Day,Alpha,Gamma\n0,1,1\n1,1,1\n2,1,1\n",
            "conflicts.csv col 3: `Gamma` names no place of locations.csv; the column is ignored. "
            "Known: Alpha, Beta, Camp One",
        ),
        ("input/conflicts.csv", "#Day,Alpha\n0,1\n5,1\n2,1\n", "conflicts.csv line 3: the day reads `5`; rows go by"),
        ("input/routes.csv", ROUTES + "Beta,Alpha,9,0\n", "routes.csv line 4: Beta-Alpha is also in line 2: two links"),
        ("source/data_layout.csv", FILES["source/data_layout.csv"] + "Nowhere,one.csv\n", "data_layout.csv line 3"),
        ("input/closures.csv", "location,Beta,,5,2\n", "closures.csv line 1: ends on day 2, before it begins on 5"),
    ],
)
def test_what_is_probably_a_slip_is_noted(file: str, text: str, note: str, folder: Callable[..., Path]) -> None:
    notes = read_folder(folder({file: text})).notes
    assert any(each.startswith(note) for each in notes)


@pytest.mark.parametrize(("name", "what"), [("none", "there is no such folder"), ("made/simsetting.yml", "is a file")])
def test_not_a_folder(name: str, what: str, folder: Callable[..., Path]) -> None:
    path = folder().parent / name
    with pytest.raises(InputError, match=what):
        read_folder(path)


def test_a_run_may_not_end_after_the_last_day_that_a_result_can_hold() -> None:
    with pytest.raises(InputError) as caught:
        read_folder(example("two-roads")).program(days=90_000)
    said = "days: 90,000 days from 2030-01-01 end after 2262-01-01, the last day that a result can hold. Ask for fewer"
    assert str(caught.value) == said
