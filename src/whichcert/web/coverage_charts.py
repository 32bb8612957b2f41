"""Two pictures of the item bank: a square for each statement, and rows of items by difficulty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from whichcert.web.charts import WIDTH, drawn

SQUARES_A_ROW = 26
PITCH = 12.0
STEPS = ("no question", "1", "2", "3 or 4", "5 or more")
"""What the five shades of a square mean."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a guide: how many items test each of its statements, in the guide's order."""

    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SplitRow:
    """Items of one focus area: easy, middle and hard."""

    label: str
    parts: tuple[int, int, int]

    @property
    def total(self) -> int:
        return sum(self.parts)


def statement_grid(sections: Sequence[Section], *, finding: str) -> Markup:
    """Draw one square for each statement, darker the more items test it, section by section."""
    rows, top = [], 0.0
    for section in sections:
        squares = [
            {
                "x": PITCH * (place % SQUARES_A_ROW),
                "y": top + 20 + PITCH * (place // SQUARES_A_ROW),
                "shade": shade(count),
            }
            for place, count in enumerate(section.counts)
        ]
        rows.append({"name": section.name, "y": top + 12, "squares": squares})
        top += 20 + PITCH * -(-len(section.counts) // SQUARES_A_ROW) + 8
    text = "; ".join(
        f"{section.name}: {sum(count > 0 for count in section.counts)} of {len(section.counts)} statements"
        for section in sections
    )
    keys = [{"x": 62 * place, "shade": place, "label": label} for place, label in enumerate(STEPS)]
    return drawn("statement_grid", finding, f"{text}.", rows=rows, height=top, keys=keys, size=PITCH - 2)


def split_rows(rows: Sequence[SplitRow], *, finding: str) -> Markup:
    """Draw one bar for each focus area, from easy to hard, with its number of items on it."""
    most = max((row.total for row in rows), default=0) or 1
    shown = []
    for row in rows:
        left, parts = 0.0, []
        for name, n in zip(("easy", "middle", "hard"), row.parts, strict=True):
            length = (WIDTH - 34) * n / most
            parts.append({"x": left, "length": length, "name": name})
            left += length
        shown.append({"label": row.label, "total": row.total, "parts": parts, "end": left})
    text = "; ".join(
        f"{row.label}: {row.parts[0]} easy, {row.parts[1]} middle, {row.parts[2]} hard" for row in rows
    )
    return drawn("split_rows", finding, f"{text}.", rows=shown)


def shade(count: int) -> int:
    """Return the shade of a square: 0 for no item, 4 for five or more.

    >>> [shade(count) for count in (0, 1, 2, 3, 4, 5, 40)]
    [0, 1, 2, 3, 3, 4, 4]
    """
    return min(count, 3) if count < 5 else 4


def by_section(statements: Sequence[tuple[str, int]]) -> tuple[Section, ...]:
    """Return (section, items) pairs as sections, in the order in which they come."""
    found: dict[str, list[int]] = {}
    for section, count in statements:
        found.setdefault(section, []).append(count)
    return tuple(Section(_title(name), tuple(counts)) for name, counts in found.items())


def rows_of(cells: Sequence[Mapping[str, object]]) -> tuple[SplitRow, ...]:
    """Return the rows of one assessment's cells (focus_area, difficulty, items), the fullest first."""
    found: dict[str, list[int]] = {}
    bands = ("easy", "middle", "hard")
    for cell in cells:
        counts = found.setdefault(str(cell["focus_area"]), [0, 0, 0])
        counts[bands.index(str(cell["difficulty"]))] += int(str(cell["items"]))
    rows = (SplitRow(_title(name), (n[0], n[1], n[2])) for name, n in found.items())
    return tuple(sorted(rows, key=lambda row: (-row.total, row.label)))


def _title(name: str) -> str:
    text = name.replace("-", " ")
    return text[:1].upper() + text[1:]
