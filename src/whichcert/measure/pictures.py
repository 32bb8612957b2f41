"""Item characteristic curves and the information function as SVG pictures."""

from collections.abc import Sequence
from html import escape

import numpy as np

from whichcert.measure.arrays import Floats
from whichcert.measure.models import Items, expected_score, information

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 640, 360, 56, 44, 34
_THETA = np.linspace(-4.0, 4.0, 81)
_MOST_CURVES = 12


def curves_picture(items: Items, places: Sequence[int] | None = None) -> str:
    """Return the expected score of each item, as a share of its points, over theta from -4 to 4.

    places: which items; the first twelve when None, since more lines can't be told apart.
    """
    chosen = list(range(min(items.n_items, _MOST_CURVES))) if places is None else list(places)
    taken = items.take(chosen)
    share = expected_score(taken, _THETA) / (taken.categories[:, None] - 1)
    title = "Item characteristic curves: share of points expected at each ability"
    return _picture(title, share, 1.0, taken.ids)


def information_picture(items: Items) -> str:
    """Return the information of the whole set over theta from -4 to 4; where it is high, errors are small."""
    total = information(items, _THETA).sum(axis=0)
    title = f"Information of {items.n_items} items: highest where the set measures best"
    return _picture(title, total[None, :], float(total.max()), ("information",))


def _picture(title: str, lines: Floats, top: float, names: Sequence[str]) -> str:
    ceiling = top if top > 0 else 1.0
    x = _LEFT + (_THETA - _THETA[0]) / (_THETA[-1] - _THETA[0]) * (_WIDTH - _LEFT - 16)
    floor = _HEIGHT - _BOTTOM
    drawn = []
    for place, (line, name) in enumerate(zip(lines, names, strict=True)):
        y = floor - line / ceiling * (floor - _TOP)
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
        hue = 360 * place // max(len(lines), 1)
        style = f'fill="none" stroke="hsl({hue} 65% 38%)" stroke-width="2"'
        drawn.append(f'<polyline {style} points="{points}"><title>{escape(name)}</title></polyline>')
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
                'font-family="sans-serif" font-size="12">'
            ),
            f"<title>{escape(title)}</title>",
            f'<text x="{_LEFT}" y="18" font-size="14">{escape(title)}</text>',
            *_axes(ceiling, floor),
            *drawn,
            "</svg>",
        ]
    )


def _axes(ceiling: float, floor: int) -> list[str]:
    right = _WIDTH - 16
    parts = [f'<path d="M{_LEFT} {_TOP}V{floor}H{right}" fill="none" stroke="#444"/>']
    for theta in range(-4, 5):
        x = _LEFT + (theta + 4) / 8 * (right - _LEFT)
        parts.append(f'<text x="{x:.1f}" y="{floor + 18}" text-anchor="middle">{theta}</text>')
    for part in (0.0, 0.5, 1.0):
        y = floor - part * (floor - _TOP)
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{part * ceiling:.3g}</text>')
    middle = (_LEFT + right) / 2
    parts.append(f'<text x="{middle:.0f}" y="{_HEIGHT - 8}" text-anchor="middle">ability (logits)</text>')
    return parts
