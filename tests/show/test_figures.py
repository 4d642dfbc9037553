"""Every chart: its words, its table, its bytes, what it refuses, and that nothing it writes touches or is cut."""

import datetime as dt
import itertools
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import chart_examples as examples
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suasion.show import figures
from suasion.show.figures import PHONE, WIDE, palette
from suasion.show.figures.canvas import nice_ticks
from suasion.show.figures.lettering import Band, keep_apart, text_width, wrap

HERE = Path(__file__).parent
every_chart = pytest.mark.parametrize("name", examples.CHARTS)
both_widths = pytest.mark.parametrize("width", [WIDE, PHONE])


def words_of(svg: str) -> list[tuple[float, float, float, float, str]]:
    """Boxes of all text of a chart: left, top, right, bottom, text. Halos repeat a text at its place: kept once."""
    out: dict[tuple[float, float, float, float, str], None] = {}

    def walk(node: ET.Element, x: float, y: float) -> None:
        moved = re.search(r"translate\(([-\d.e]+)[, ]+([-\d.e]+)\)", node.get("transform", ""))
        if moved:
            x, y = x + float(moved[1]), y + float(moved[2])
        if node.tag.endswith("}text"):
            size = float(node.get("font-size", "0").removesuffix("px"))
            text = "".join(node.itertext())
            width = text_width(text, size, bold=node.get("font-weight") == "bold") / 1.04
            left = x - {"start": 0.0, "middle": width / 2, "end": width}[node.get("text-anchor", "start")]
            out[(round(left, 1), round(y - size * 0.72, 1), round(left + width, 1), round(y + size * 0.1, 1), text)] = (
                None
            )
        for child in node:
            walk(child, x, y)

    walk(ET.fromstring(svg), 0, 0)
    return list(out)


@every_chart
@both_widths
def test_no_word_is_cut_or_touches_another(name, width):
    svg = examples.CHARTS[name]().svg(width)
    boxes = words_of(svg)
    box = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert box
    assert int(box[1]) == width
    assert len(boxes) > 8
    for left, top, right, bottom, text in boxes:
        assert left >= -1, text
        assert top >= -1, text
        assert right <= width + 1, text
        assert bottom <= int(box[2]) + 1, text
        assert "…" not in text
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, f"{one[4]!r} touches {other[4]!r}"


@both_widths
def test_a_full_fan_keeps_its_words_apart(width):
    early = examples.forecast().assign(median=90_000.0, high50=95_000.0, high90=130_000.0)
    later = pd.DataFrame({"month": ["2019-07", "2019-08"], "value": [71_978, 50_684]})
    boxes = words_of(examples.fan(earlier=early, later=later).svg(width))
    assert {"Published later: 50,700", "thousand"} <= {text for *_, text in boxes}
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1], (one, other)


@every_chart
def test_text_is_large_enough_on_a_phone(name):
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', examples.CHARTS[name]().svg(PHONE))]
    assert min(sizes) >= 12


@every_chart
def test_alt_text_tells_the_finding_and_its_numbers(name):
    alt = examples.CHARTS[name]().alt
    assert "Arrests halve by August: about 52,000" in alt
    number = {
        "fan": "94,900 arrests a month in June 2019",
        "tariff_steps": "25% from 1 October 2019",
        "ranking": "87 Vehicles $9.8 bn",
        "timeline": "threatened from 30 May 2019 then suspended from 7 June 2019",
        "comparison": "No threat: 58,200, 90 of 100 worlds 30,100 to 102,000",
        "place_map": "Map of 5 places; most people: North Camp 52,000, South Camp 9,800",
        "panels": "Middle world on 4 June 2019: North Camp 52,000, counted 52,000; South Camp 9,800",
    }[name]
    assert number in alt
    assert examples.CHARTS[name](alt="Said by hand").alt == "Said by hand"


def test_fan_table_is_its_input():
    table = examples.fan().table
    assert list(table["Month"])[:2] == ["January 2019", "February 2019"]
    np.testing.assert_array_equal(table["Recorded (arrests a month)"].dropna(), examples.observed()["value"])
    np.testing.assert_array_equal(table["Middle world (arrests a month)"].dropna(), examples.forecast()["median"])
    np.testing.assert_array_equal(
        table["90 of 100 worlds, to (arrests a month)"].dropna(), examples.forecast()["high90"]
    )


def test_tariff_table_is_its_input():
    table = examples.tariff_steps().table
    np.testing.assert_array_equal(table["Duty (USD)"].dropna(), examples.bill()["value_usd"])
    np.testing.assert_array_equal(
        table.loc[table["What"] == "Threatened", "Rate (%)"], examples.threatened()["rate_share"] * 100
    )


def test_ranking_table_is_its_input_and_names_the_rest():
    np.testing.assert_array_equal(examples.ranking().table["Mean (USD)"], examples.duties()["value"])
    with_rest = examples.ranking(top=2, other=(7.5e9, 6e9, 9e9)).table
    assert list(with_rest["Name"]) == ["87 Vehicles", "85 Electrical machinery", "All other"]
    assert "All other (2)" in examples.ranking(top=2).svg()
    assert ">$7.5 bn<" in examples.ranking(top=2).svg()


def test_timeline_and_comparison_tables_are_their_input():
    table = examples.timeline().table
    assert list(table["Status"])[:4] == ["threatened", "suspended", "pledged", "in force"]
    assert list(table["To"])[:2] == ["6 June 2019", "open"]
    np.testing.assert_array_equal(examples.comparison().table["Mean (arrests a month)"], examples.variants()["mean"])


@every_chart
@both_widths
def test_same_input_same_bytes(name, width):
    assert examples.CHARTS[name]().svg(width) == examples.CHARTS[name]().svg(width)


def test_bytes_do_not_depend_on_process_or_time_zone():
    code = "from chart_examples import CHARTS; print(''.join(make().svg(340) for make in CHARTS.values()))"
    outputs = set()
    for zone, seed in (("UTC", "0"), ("Asia/Tokyo", "1")):
        env = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed}
        outputs.add(
            subprocess.run([sys.executable, "-c", code], cwd=HERE, env=env, check=True, capture_output=True).stdout
        )
    assert len(outputs) == 1


@every_chart
def test_svg_is_plain_and_fills_its_box(name):
    svg = examples.CHARTS[name]().svg(WIDE)
    root = ET.fromstring(svg)
    assert root.get("width") == "100%"
    assert root.get("height") is None
    assert root.get("role") == "img"
    assert root.get("aria-label") == examples.CHARTS[name]().alt
    assert not re.search(r"<script|xlink|<image|<foreignObject|@import|href=", svg)


@every_chart
def test_standalone_svg_carries_its_words(name):
    root = ET.fromstring(examples.CHARTS[name]().standalone_svg(PHONE))
    text = " ".join("".join(node.itertext()) for node in root.iter() if node.tag.endswith("}text"))
    for words in examples.WORDS.values():
        assert words in text


@every_chart
def test_spec_is_valid_vega_lite(name):
    import altair

    spec = examples.CHARTS[name]().spec_for(PHONE)
    assert altair.LayerChart.from_dict(spec).to_dict()["width"] == spec["width"]


def test_the_renderer_waits_until_a_chart_is_drawn_and_is_all_that_is_loaded():
    code = "import sys, chart_examples as e; e.fan(); sys.exit(bool({'altair', 'vl_convert'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], cwd=HERE, check=True)
    drawn = "import sys, chart_examples as e; e.fan().svg(); sys.exit('altair' in sys.modules)"
    subprocess.run([sys.executable, "-c", drawn], cwd=HERE, check=True)


@every_chart
@both_widths
def test_words_of_users_stay_words(name, width):
    bad = '<img src=x onerror="alert(1)"> id="x" role="y" & url(#z)'
    changes = {
        "fan": {"observed_label": bad, "targets": pd.DataFrame({"value": [1.0], "label": [bad]})},
        "tariff_steps": {"threatened_label": bad, "rate_heading": bad},
        "ranking": {"data": examples.duties().assign(name=bad)},
        "timeline": {"measures": examples.spells().assign(measure=bad, party=bad)},
        "comparison": {"data": examples.variants().assign(variant=bad)},
        "place_map": {"camp_label": bad},
        "panels": {"data": examples.by_day().assign(name=bad).drop_duplicates("date")},
    }[name]
    svg = examples.CHARTS[name](alt=bad, **changes).svg(width)
    assert "<img" not in svg
    root = ET.fromstring(svg)
    assert root.get("aria-label") == bad
    shown = "".join(root.itertext())
    assert 'role="y"' in shown or "<img" in shown


# what is refused


@pytest.mark.parametrize(("low", "high"), [("low90", "low50"), ("median", "high50"), ("high50", "high90")])
def test_bands_that_cross_are_refused(low, high):
    crossed = examples.forecast()
    crossed.loc[1, low] = crossed.loc[1, high] + 1
    with pytest.raises(ValueError, match=f"forecast: {low} is above {high}. Got .* in row 1; allowed low90 <= low50"):
        examples.fan(forecast=crossed)
    with pytest.raises(ValueError, match="earlier: "):
        examples.fan(earlier=crossed)


@pytest.mark.parametrize(
    ("name", "slot", "table"),
    [
        ("fan", "observed", examples.observed()),
        ("fan", "forecast", examples.forecast()),
        ("tariff_steps", "in_force", examples.in_force()),
        ("tariff_steps", "bill", examples.bill()),
        ("ranking", "data", examples.duties()),
        ("timeline", "measures", examples.spells()),
        ("comparison", "data", examples.variants()),
        ("place_map", "places", examples.spots()),
        ("panels", "data", examples.by_day()),
    ],
)
def test_empty_tables_and_missing_columns_are_refused(name, slot, table):
    with pytest.raises(ValueError, match=r"the table has no rows\. Got 0 rows; allowed 1 or more"):
        examples.CHARTS[name](**{slot: table.iloc[:0]})
    with pytest.raises(ValueError, match=f"missing columns .*{table.columns[1]}"):
        examples.CHARTS[name](**{slot: table.drop(columns=table.columns[1])})


@pytest.mark.parametrize(
    ("name", "changes", "sentence"),
    [
        (
            "fan",
            {"observed": examples.observed().assign(value=np.nan)},
            "observed: value is not a number. Got nan in row 0",
        ),
        ("fan", {"observed": examples.observed().assign(value=-1)}, "observed: value is below zero. Got -1"),
        ("fan", {"observed": examples.observed().assign(month="2019-01")}, "a month stands twice. Got January 2019"),
        ("fan", {"id": "Fan 1"}, "the id can not be an anchor. Got 'Fan 1'"),
        ("fan", {"title": " "}, "figure fan: title is empty"),
        ("tariff_steps", {"until": dt.date(2019, 9, 30)}, "a step lies after the chart ends. Got 1 October 2019"),
        ("tariff_steps", {"bill": examples.bill().assign(low_usd=9e12)}, "bill: low_usd is above value_usd"),
        ("ranking", {"data": examples.duties().assign(value=-1.0, low=-1.0)}, "ranking: low is below zero"),
        ("ranking", {"top": 0}, "top names no bar"),
        ("timeline", {"measures": examples.spells().assign(status="in_forse")}, "Did you mean `in_force`?"),
        ("timeline", {"measures": examples.spells().assign(end="2019-01-01")}, "row 0 ends before it starts"),
        ("timeline", {"end": dt.date(2019, 5, 1)}, "the chart ends before it starts"),
        (
            "timeline",
            {"end": dt.date(2019, 9, 1)},
            "reviews: 90-day review, 5 September lies outside|lies outside the chart",
        ),
        (
            "comparison",
            {"highlight": "None such"},
            "highlight names no variant. Got None such; allowed As signed, No threat",
        ),
        ("place_map", {"places": examples.spots().assign(people=-1.0)}, "map: people is below zero"),
        ("place_map", {"places": examples.spots().iloc[:4]}, "links: no such place. Got Mill; allowed names of places"),
        ("place_map", {"places": examples.spots().assign(latitude=np.nan)}, "map: latitude is not a number"),
        ("panels", {"data": examples.by_day().assign(median=1e9)}, "panels: median is above high50"),
        ("panels", {"data": examples.by_day().assign(value=-1.0)}, "panels: value is below zero"),
    ],
)
def test_refusals_say_what_to_do(name, changes, sentence):
    with pytest.raises(ValueError, match=sentence.replace("?", r"\?")):
        examples.CHARTS[name](**changes)


# small cases that must still draw


@both_widths
def test_sparse_inputs_still_draw(width):
    one = examples.forecast().iloc[:1]
    assert "Middle world" in examples.fan(forecast=one, targets=None, reviews=None).svg(width).replace(":", "")
    free = examples.bill().assign(value_usd=0.0, low_usd=0.0, high_usd=0.0)
    assert ">0<" in examples.tariff_steps(bill=free, threatened=None, reviews=None).svg(width)
    assert ">$0<" in examples.ranking(data=pd.DataFrame({"name": ["a"], "value": [0.0]})).svg(width)
    fall = examples.variants().assign(mean=[-5.0, 2.0], low=[-9.0, -1.0], high=[-1.0, 4.0])
    assert ">−5<" in examples.comparison(data=fall).svg(width)
    alone = examples.spots().iloc[:1]
    assert ">North Camp 52,000<" in examples.place_map(places=alone, links=examples.roads().iloc[:0]).svg(width)
    day = examples.by_day().iloc[11:12].assign(value=np.nan)
    assert ">4 Jun<" in examples.panels(data=day).svg(width)


@both_widths
def test_a_kilometre_is_as_long_east_as_north(width):
    """Far from the equator a degree of longitude is shorter, and circles have areas in proportion to people."""
    corners = pd.DataFrame(
        {
            "name": ["south", "north", "east"],
            "latitude": [60.0, 61.0, 60.0],
            "longitude": [10.0, 10.0, 12.0],
            "people": [400.0, 100.0, 400.0],
            "camp": [True, True, False],
        }
    )
    spec = examples.place_map(places=corners, links=examples.roads().iloc[:0]).spec_for(width)
    points = [row for layer in spec["layer"] for row in layer["data"]["values"] if "size" in row]
    east, south, north = points  # places that are no camps are drawn first, then camps, most people first
    up, across = abs(north["y"] - south["y"]), abs(east["x"] - south["x"])
    assert across / up == pytest.approx(2 * np.cos(np.radians(60.5)), rel=1e-6)
    assert south["size"] == pytest.approx(4 * north["size"])


@both_widths
def test_a_crowded_map_leaves_names_out_rather_than_letting_them_touch(width):
    rng = np.random.default_rng(1)
    many = pd.DataFrame(
        {
            "name": [f"Place {number}" for number in range(400)],
            "latitude": rng.normal(0, 0.5, 400),
            "longitude": rng.normal(0, 0.5, 400),
            "people": rng.exponential(1000, 400),
            "camp": rng.random(400) < 0.2,
        }
    )
    figure = examples.place_map(places=many, links=examples.roads().iloc[:0])
    boxes = words_of(figure.svg(width))
    assert 4 < len(boxes) < 40
    assert len(figure.table) == 200
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1], (one, other)


# the parts


def test_text_colours_can_be_read():
    hues = [palette.INK, palette.MUTED, palette.FORECAST, palette.NEUTRAL]
    parties = palette.party_hues(["US", "Mexico", "Guatemala", "Honduras", "El Salvador", *"ABCDEF"])
    for colour in [*hues, *parties.values()]:
        assert palette.contrast(colour, palette.PAPER) >= 4.5, colour


def test_a_party_keeps_its_hue():
    assert palette.party_hues(["Mexico"])["Mexico"] == palette.party_hues(["US", "Mexico", "X"])["Mexico"]
    assert palette.party_hues(["MX"])["MX"] == palette.party_hues(["Mexico"])["Mexico"]
    assert len(set(palette.party_hues(["US", "Mexico", "Canada", "Turkey", "EU"]).values())) == 5


@given(
    st.lists(st.tuples(st.floats(0, 300), st.floats(5, 30)), min_size=1, max_size=8),
)
def test_labels_keep_apart_and_inside(wishes):
    bands = [Band(middle, height) for middle, height in wishes]
    middles = keep_apart(bands, 0, 300)
    placed = sorted(zip(middles, (band.height for band in bands), strict=True))
    assert placed[0][0] - placed[0][1] / 2 >= -1e-6
    assert placed[-1][0] + placed[-1][1] / 2 <= 300 + 1e-6
    for (upper, above), (lower, below) in itertools.pairwise(placed):
        assert lower - upper >= (above + below) / 2 - 1e-6


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=80), st.floats(40, 300))
@settings(max_examples=60)
def test_lines_fit_their_width(text, width):
    for line in wrap(text, width, 13):
        assert text_width(line, 13) <= width
    assert len(wrap(text, width, 13, most=2)) <= 2


@given(st.floats(0.001, 1e13), st.integers(2, 8))
def test_ticks_start_at_zero_and_hold_the_highest(high, most):
    ticks = nice_ticks(high, most)
    assert ticks[0] == 0
    assert ticks[-1] >= high * (1 - 1e-9)
    assert len(ticks) <= most + 1


def test_every_chart_is_public():
    assert {"fan", "tariff_steps", "ranking", "timeline", "comparison", "place_map", "panels", "Figure"} <= set(
        figures.__all__
    )
