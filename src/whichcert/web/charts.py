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
    return _drawn("frequency_strip", finding, f"{text}.", dots=dots, keys=keys, dots_height=DOT_PITCH * 5)


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
    return _drawn("interval_bars", finding, f"{text}.", rows=rows)


def trend_line(
    points: Sequence[Point], *, finding: str, pole: Pole = "neither", decimals: int | None = None
) -> Markup:
    """Draw shares of one over time from a zero baseline, intervals as uprights.

    points: at least two, in order of time. Raises ValueError when there are
    fewer, or a value is not a finite number of at least 0.
    """
    if len(points) < 2:
        raise ValueError(f"a trend needs at least two points; got {len(points)}")
    _checked([point.value for point in points])
    top = max([point.value for point in points] + [p.interval.high for p in points if p.interval]) or 1.0
    left, right, floor_y, ceiling = 26.0, WIDTH - 26.0, 120.0, 26.0
    step = (right - left) / (len(points) - 1)
    scale = (floor_y - ceiling) / top
    dots: list[dict[str, Any]] = [
        {
            "x": left + step * at,
            "y": floor_y - point.value * scale,
            "low": floor_y - point.interval.low * scale if point.interval else None,
            "high": floor_y - point.interval.high * scale if point.interval else None,
            "label": point.label,
            "value": formats.percent(point.value, decimals),
            "written": at in {0, len(points) - 1} or len(points) <= 5,
        }
        for at, point in enumerate(points)
    ]
    text = "; ".join(f"{dot['label']}: {dot['value']}" for dot in dots)
    return _drawn("trend_line", finding, f"{text}.", dots=dots, floor_y=floor_y, pole=pole)


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


def _drawn(template: str, finding: str, description: str, **values: Any) -> Markup:
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
