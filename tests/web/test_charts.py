"""Charts: values in, SVG out."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whichcert.interval import Interval
from whichcert.web.charts import (
    Bar,
    Part,
    Point,
    Quarters,
    columns,
    frequency_strip,
    interval_bars,
    out_of_hundred,
    quartile_rows,
    trend_line,
)

PARTS = (
    Part("Start with PSM I", 0.62, "scrum-master"),
    Part("Start with PSPO I", 0.3, "product-owner"),
    Part("Neither yet", 0.08, "neither"),
)


def parsed(drawing: str) -> ET.Element:
    return ET.fromstring(drawing)  # noqa: S314


def classes(drawing: str) -> list[str]:
    return [element.get("class", "") for element in parsed(drawing).iter()]


def test_chart_is_an_image_named_by_its_finding() -> None:
    for drawing in (
        frequency_strip(PARTS, finding="PSM I is ahead"),
        interval_bars([Bar("PSM", 0.29, Interval(0.2, 0.4), "29 of 100")], finding="PSM I is ahead"),
        trend_line([Point("2023", 0.2), Point("2024", 0.1)], finding="PSM I is ahead"),
    ):
        svg = parsed(drawing)
        title, description = svg[0], svg[1]
        assert svg.get("role") == "img"
        assert (title.tag, title.text) == ("title", "PSM I is ahead")
        assert svg.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_frequency_strip_has_a_hundred_dots_in_three_shapes() -> None:
    found = classes(frequency_strip(PARTS, finding="x"))
    # one more of each in the key
    assert [found.count(name) for name in ("fill-sm", "fill-po", "ring-none")] == [63, 31, 9]


def test_frequency_strip_says_its_numbers_in_words() -> None:
    description = parsed(frequency_strip(PARTS, finding="x"))[1].text
    assert description == "Start with PSM I: 62 of 100; Start with PSPO I: 30 of 100; Neither yet: 8 of 100."


@pytest.mark.parametrize("parts", [(), PARTS + PARTS[:1], PARTS[:2]])
def test_frequency_strip_refuses_wrong_parts(parts: tuple[Part, ...]) -> None:
    with pytest.raises(ValueError, match=r"parts|sum to 1"):
        frequency_strip(parts, finding="x")


def test_bars_start_at_zero_and_keep_their_ratio() -> None:
    drawing = interval_bars([Bar("A", 0.4, None, "n = 5"), Bar("B", 0.1, None, "n = 5")], finding="x")
    bars = [(bar.get("x"), float(bar.get("width", 0))) for bar in parsed(drawing).iter("rect")]
    assert bars == [("0", 320.0), ("0", 80.0)]


def test_interval_is_drawn_inside_the_width() -> None:
    drawing = interval_bars([Bar("A", 0.4, Interval(0.2, 0.8), "2 of 5")], finding="x")
    assert "M80.0 " in drawing
    assert "H320.0" in drawing


def test_bar_writes_value_range_and_basis() -> None:
    text = "".join(
        parsed(interval_bars([Bar("A", 0.4, Interval(0.2, 0.8), "2 of 5")], finding="x")).itertext()
    )
    assert "40\u00a0%" in text
    assert "2 of 5; 95 % range 20 to 80\u00a0%" in text


def test_all_zero_bars_can_be_drawn() -> None:
    assert 'width="0.0"' in interval_bars([Bar("A", 0.0, None, "0 of 5")], finding="x")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.1])
def test_bars_refuse_what_is_no_share(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        interval_bars([Bar("A", value, None, "n = 5")], finding="x")


def test_trend_runs_left_to_right_above_its_baseline() -> None:
    svg = parsed(trend_line([Point("2022", 0.1), Point("2023", 0.2), Point("2024", 0.0)], finding="x"))
    line = next(svg.iter("polyline")).get("points", "")
    points = [tuple(float(part) for part in pair.split(",")) for pair in line.split()]
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    assert (min(y for _, y in points), points[-1][1]) == (26.0, 120.0)


def test_trend_refuses_a_single_point() -> None:
    with pytest.raises(ValueError, match="at least two"):
        trend_line([Point("2022", 0.1)], finding="x")


def test_labels_are_escaped_and_wrapped() -> None:
    drawing = interval_bars(
        [Bar("<b> & a very long label that needs two lines", 0.4, None, "n = 5")], finding="<i>"
    )
    assert "<b>" not in drawing
    assert drawing.count('class="chart-text"') == 2


def test_the_dot_left_over_goes_to_the_largest_remainder() -> None:
    assert out_of_hundred([0.104, 0.896]) == [10, 90]


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=3).filter(lambda weights: sum(weights) > 0))
def test_dots_sum_to_a_hundred_and_stay_within_one(weights: list[int]) -> None:
    shares = [weight / sum(weights) for weight in weights]
    counts = out_of_hundred(shares)
    assert sum(counts) == 100
    assert all(abs(count - 100 * share) < 1 + 1e-9 for count, share in zip(counts, shares, strict=True))


def test_charts_side_by_side_share_a_scale() -> None:
    bar = Bar("PSPO", 0.1, None, "1 of 10")
    drawn = (interval_bars([bar], finding="x"), interval_bars([bar], finding="x", top=0.4))
    alone, beside = (max(map(float, re.findall(r'<rect[^>]* width="([\d.]+)"', one))) for one in drawn)
    assert beside == pytest.approx(alone / 4, abs=0.06)


def test_columns_stand_in_proportion_on_one_floor() -> None:
    svg = parsed(columns([("24 Nov", 6), ("25", 3), ("26", 0)], finding="x"))
    bars = [(float(bar.get("y", 0)), float(bar.get("height", 0))) for bar in svg.iter("rect")]
    assert [round(height / bars[0][1], 3) for _, height in bars] == [1.0, 0.5, 0.0]
    assert {y + height for y, height in bars} == {104.0}


def test_columns_refuse_nothing_to_draw() -> None:
    with pytest.raises(ValueError, match="finite"):
        columns([], finding="x")


def test_bar_says_the_level_of_its_range() -> None:
    drawing = interval_bars([Bar("A", 0.4, Interval(0.2, 0.8, 0.9), "4 answers")], finding="x")
    assert "4 answers; 90 % range 20 to 80" in drawing


def test_a_gap_in_time_is_a_gap_in_the_drawing() -> None:
    drawing = str(
        trend_line(
            [Point("a", 0.1, at=0), Point("b", 0.2, at=1), Point("c", 0.3, at=4)],
            finding="x",
        )
    )
    places = [float(x) for x in re.findall(r'<circle[^>]* cx="([\d.]+)"', drawing)]
    assert places[2] - places[0] == pytest.approx(4 * (places[1] - places[0]), abs=0.05)


def test_quartiles_are_drawn_from_a_shared_zero() -> None:
    rows = [
        Quarters("A", (25.0, 50.0, 75.0), Interval(40.0, 100.0), "n = 9"),
        Quarters("B", (25.0, 25.0, 25.0), None, "n = 5"),
    ]
    drawing = str(quartile_rows(rows, finding="x", unit="EUR a year"))
    bars = re.findall(r'<rect[^>]* x="([\d.]+)"[^>]* width="([\d.]+)"', drawing)
    # 100 fills the 320 units; a bar without breadth is still seen
    assert [(float(x), float(width)) for x, width in bars] == [(80.0, 160.0), (80.0, 1.0)]
    assert "A: half 50, quarter 25, three quarters 75 EUR a year, n = 9" in drawing
    with pytest.raises(ValueError, match="finite"):
        quartile_rows([], finding="x", unit="EUR")
