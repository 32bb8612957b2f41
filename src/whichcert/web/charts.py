"""Charts as SVG from the server: values in, Markup out; colours come from the page's stylesheet.

Every chart is 320 units wide, so that its text stays readable on the smallest
phone, and says its finding in its title. Marks differ in shape as well as colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from math import floor, isfinite
from pathlib import Path
from typing import Any, Literal

import jinja2
from markupsafe import Markup

from whichcert.interval import Interval
from whichcert.web import formats

Pole = Literal["scrum-master", "product-owner", "neither"]

WIDTH = 320.0
DOTS = 100
DOTS_A_ROW = 20
DOT_PITCH = WIDTH / DOTS_A_ROW
LETTERS_A_LINE = 38
"""Letters of chart text (14 units, about 8 units each) that fit beside a mark."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the parts that a hundred dots are divided into."""

    label: str
    share: float
    pole: Pole


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with its interval; ``note`` names the basis, for example "n = 4,212"."""

    label: str
    value: float
    interval: Interval | None
    note: str
    pole: Pole = "neither"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a trend; ``label`` is its place on the time axis."""

    label: str
    value: float
    interval: Interval | None = None
    at: float | None = None
    """Time in any unit, for points that don't follow each other in equal steps."""


def frequency_strip(parts: Sequence[Part], *, finding: str) -> Markup:
    """Draw shares as a hundred dots, one shape for each part.

    parts: one to three, their shares of one sum to 1. Raises ValueError otherwise.
    """
    if not 1 <= len(parts) <= 3:
        raise ValueError(f"a frequency strip has one to three parts; got {len(parts)}")
    counts = out_of_hundred([part.share for part in parts])
    poles = [part.pole for part, count in zip(parts, counts, strict=True) for _ in range(count)]
    dots = [
        {"x": DOT_PITCH * (at % DOTS_A_ROW + 0.5), "y": DOT_PITCH * (at // DOTS_A_ROW + 0.5), "pole": pole}
        for at, pole in enumerate(poles)
    ]
    keys = [
        {"label": _wrapped(part.label), "count": count, "pole": part.pole}
        for part, count in zip(parts, counts, strict=True)
    ]
    text = "; ".join(f"{part.label}: {count} of 100" for part, count in zip(parts, counts, strict=True))
    return drawn("frequency_strip", finding, f"{text}.", dots=dots, keys=keys, dots_height=DOT_PITCH * 5)


def interval_bars(
    bars: Sequence[Bar], *, finding: str, decimals: int | None = None, top: float | None = None
) -> Markup:
    """Draw shares of one as bars from zero, each with its value, interval and basis written on it.

    bars: at least one; the longest bar or interval fills the width. top: the
    value that fills it instead, for charts that are read side by side.
    Raises ValueError when there is none, or a value is not a finite number of at least 0.
    """
    _checked([bar.value for bar in bars])
    highest = max([bar.value for bar in bars] + [bar.interval.high for bar in bars if bar.interval])
    rows = [_bar_row(bar, WIDTH / (max(top or 0.0, highest) or 1.0), decimals) for bar in bars]
    text = "; ".join(
        f"{bar.label}: {row['value']}{row['range']}, {bar.note}" for bar, row in zip(bars, rows, strict=True)
    )
    return drawn("interval_bars", finding, f"{text}.", rows=rows)


def trend_line(
    points: Sequence[Point], *, finding: str, pole: Pole = "neither", decimals: int | None = None
) -> Markup:
    """Draw shares of one over time from a zero baseline, intervals as uprights.

    points: at least two, in order of time; all with a time ``at``, or all in equal
    steps. Raises ValueError when there are fewer, or a value is not a finite
    number of at least 0.
    """
    if len(points) < 2:
        raise ValueError(f"a trend needs at least two points; got {len(points)}")
    _checked([point.value for point in points])
    top = max([point.value for point in points] + [p.interval.high for p in points if p.interval]) or 1.0
    left, right, floor_y, ceiling = 26.0, WIDTH - 26.0, 120.0, 26.0
    times = [place if point.at is None else point.at for place, point in enumerate(points)]
    across = (right - left) / ((times[-1] - times[0]) or 1.0)
    scale = (floor_y - ceiling) / top
    dots: list[dict[str, Any]] = [
        {
            "x": left + across * (times[at] - times[0]),
            "y": floor_y - point.value * scale,
            "low": floor_y - point.interval.low * scale if point.interval else None,
            "high": floor_y - point.interval.high * scale if point.interval else None,
            "label": point.label,
            "value": formats.percent(point.value, decimals),
            "written": at in {0, len(points) - 1} or (point.at is None and len(points) <= 5),
        }
        for at, point in enumerate(points)
    ]
    text = "; ".join(f"{dot['label']}: {dot['value']}" for dot in dots)
    return drawn("trend_line", finding, f"{text}.", dots=dots, floor_y=floor_y, pole=pole)


@dataclass(frozen=True, slots=True)
class Quarters:
    """Quarter, half and three quarters of some amounts; ``inside``: the range of the half, if it has one."""

    label: str
    values: tuple[float, float, float]
    inside: Interval | None
    note: str
    pole: Pole = "neither"


def quartile_rows(rows: Sequence[Quarters], *, finding: str, unit: str) -> Markup:
    """Draw the middle half of amounts as a bar from a shared zero, with a stroke at the half.

    rows: at least one, in one unit. Raises ValueError when there is none, or a
    value is not a finite number of at least 0.
    """
    _checked([value for row in rows for value in row.values])
    highest = max([row.values[2] for row in rows] + [row.inside.high for row in rows if row.inside])
    scale = WIDTH / (highest or 1.0)
    drawn_rows = [
        {
            "label": _wrapped(row.label, LETTERS_A_LINE - 10),
            "value": f"{row.values[1]:,.0f}",
            "first": row.values[0] * scale,
            "half": row.values[1] * scale,
            "third": row.values[2] * scale,
            "low": row.inside.low * scale if row.inside else None,
            "high": row.inside.high * scale if row.inside else None,
            "note": row.note,
            "pole": row.pole,
        }
        for row in rows
    ]
    text = "; ".join(
        f"{row.label}: half {row.values[1]:,.0f}, quarter {row.values[0]:,.0f},"
        f" three quarters {row.values[2]:,.0f} {unit}, {row.note}"
        for row in rows
    )
    return drawn("quartile_rows", finding, f"{text}.", rows=drawn_rows)


@dataclass(frozen=True, slots=True)
class ChancePoint:
    """One point of a chance over time; ``day``: days since the first one."""

    label: str
    day: float
    value: float
    interval: Interval


def chance_line(
    points: Sequence[ChancePoint], *, threshold: float, finding: str, pole: Pole = "neither"
) -> Markup:
    """Draw a chance over time on a scale from 0 to 100, its range as a band, the threshold as a broken line.

    points: at least one, in order of time. threshold: 0 to 1.
    Raises ValueError when there is none, or a value is not a finite number of at least 0.
    """
    _checked([value for point in points for value in (point.value, point.interval.low, point.day)])
    left, right, floor_y, ceiling = 30.0, WIDTH - 12.0, 150.0, 16.0
    last = points[-1].day or 1.0
    across = right - left if points[-1].day else 0.0

    def y(share: float) -> float:
        return floor_y - (floor_y - ceiling) * min(share, 1.0)

    dots = [
        {
            "x": left + across * point.day / last if across else (left + right) / 2,
            "y": y(point.value),
            "low": y(point.interval.low),
            "high": y(point.interval.high),
            "label": point.label,
            "value": _dots(point.value),
            "is_above": point.value >= threshold,
        }
        for point in points
    ]
    text = "; ".join(
        f"{point.label}: {point.value * DOTS:.0f} of 100, "
        f"range {point.interval.low * DOTS:.0f} to {point.interval.high * DOTS:.0f}"
        for point in points
    )
    scale = [{"label": f"{share * DOTS:.0f}", "y": y(share)} for share in (0.0, 0.5, 1.0)]
    return drawn(
        "chance_line",
        finding,
        f"{text}. Book from {threshold * DOTS:.0f} of 100.",
        dots=dots,
        scale=scale,
        threshold={"y": y(threshold), "label": f"book it from {threshold * DOTS:.0f}"},
        left=left,
        right=right,
        floor_y=floor_y,
        pole=pole,
    )


def _dots(share: float) -> str:
    if 0.995 <= share < 1:
        return ">99"
    return "<1" if 0 < share < 0.005 else f"{share * DOTS:.0f}"


def columns(counts: Sequence[tuple[str, int]], *, finding: str) -> Markup:
    """Draw counts side by side from zero, each with its number on it.

    counts: label (a word or two short lines parted by a blank) and count; at least one.
    Raises ValueError when there is none or one is negative.
    """
    _checked([count for _, count in counts])
    floor_y, ceiling = 104.0, 22.0
    pitch, top = WIDTH / len(counts), max(count for _, count in counts) or 1
    rows = [
        {
            "x": pitch * at,
            "middle": pitch * (at + 0.5),
            "height": (floor_y - ceiling) * count / top,
            "count": count,
            "label": label.split(),
        }
        for at, (label, count) in enumerate(counts)
    ]
    text = "; ".join(f"{label}: {count}" for label, count in counts)
    return drawn("columns", finding, f"{text}.", rows=rows, floor_y=floor_y, breadth=pitch - 3)


def out_of_hundred(shares: Sequence[float]) -> list[int]:
    """Round shares of one to whole dots that sum to 100 (largest remainders).

    Raises ValueError when the shares are not finite, negative, or don't sum to 1 within 0.001.

    >>> out_of_hundred([1 / 3, 1 / 3, 1 / 3])
    [34, 33, 33]
    """
    _checked(shares)
    if abs(sum(shares) - 1) > 0.001:
        raise ValueError(f"shares must sum to 1; they sum to {sum(shares):.3f}")
    exact = [share * DOTS for share in shares]
    counts = [floor(value + 1e-9) for value in exact]
    by_remainder = sorted(range(len(shares)), key=lambda at: counts[at] - exact[at])
    for at in by_remainder[: DOTS - sum(counts)]:
        counts[at] += 1
    return counts


def _bar_row(bar: Bar, scale: float, decimals: int | None) -> dict[str, Any]:
    low = high = None
    written = ""
    if bar.interval:
        low, high = bar.interval.low * scale, bar.interval.high * scale
        written = f" ({_bare(bar.interval.low, decimals)} to {formats.percent(bar.interval.high, decimals)})"
    return {
        "label": _wrapped(bar.label, LETTERS_A_LINE - 10),
        "value": formats.percent(bar.value, decimals),
        "range": written,
        "level": f"{bar.interval.level:.0%}".replace("%", " %") if bar.interval else "",
        "note": bar.note,
        "length": bar.value * scale,
        "low": low,
        "high": high,
        "pole": bar.pole,
    }


def _bare(share: float, decimals: int | None) -> str:
    return formats.percent(share, decimals).removesuffix(f"{formats.NO_BREAK}%")


def _checked(values: Sequence[float]) -> None:
    if not values or any(not isfinite(value) or value < 0 for value in values):
        raise ValueError(f"a chart needs finite values of at least 0; got {list(values)[:5]}")


def _wrapped(text: str, most: int = LETTERS_A_LINE) -> list[str]:
    """Break a label into lines; SVG text doesn't wrap by itself."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def drawn(template: str, finding: str, description: str, **values: Any) -> Markup:
    name = f"chart-{sha256(f'{template} {finding} {description}'.encode()).hexdigest()[:8]}"
    drawn = _templates().get_template(f"charts/{template}.svg.jinja")
    return Markup(drawn.render(name=name, finding=finding, description=description, width=WIDTH, **values))  # noqa: S704  escaped by the template


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
