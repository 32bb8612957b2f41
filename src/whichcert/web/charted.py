"""A chart with all that must stand around it, and how counts become its bars and rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from whichcert.market.demand import Count, DemandTable
from whichcert.web import formats
from whichcert.web.charts import Bar, Pole

ROLES: tuple[tuple[str, str, Pole], ...] = (
    ("scrum-master", "Scrum Master", "scrum-master"),
    ("product-owner", "Product Owner", "product-owner"),
)
"""The two that the page compares: id, name, pole."""

ROLE_NAMES = {
    "scrum-master": "Scrum Master",
    "product-owner": "Product Owner",
    "agile-coach": "Agile Coach",
    "product-manager": "Product Manager",
    "project-manager": "Project Manager",
    "delivery-manager": "Delivery Manager",
    "business-analyst": "Business Analyst",
    "other": "any other job",
}


WORDS = frozenset({"Collections"})
"""Headers of columns that hold words."""


@dataclass(frozen=True, slots=True)
class Charted:
    """A finding with its chart, source line, words and table."""

    finding: str
    drawing: Markup
    source: str
    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: str = ""
    """What the chart says and what it can't, where the finding is not enough."""
    sources: tuple[str, ...] = ()

    @property
    def right(self) -> tuple[int, ...]:
        """The columns that hold numbers: all but the first and those of words."""
        return tuple(at for at, header in enumerate(self.headers) if at and header not in WORDS)


def pole_of(role: str) -> Pole:
    """Return which side a role is drawn on."""
    return next((pole for name, _, pole in ROLES if name == role), "neither")


def bar(label: str, count: Count, pole: Pole) -> Bar:
    return Bar(label, share(count), count.interval, f"{count.hits:,} of {count.n:,}", pole)


def row(label: str, count: Count, decimals: int | None) -> tuple[str, ...]:
    return (
        label,
        f"{count.hits:,}",
        f"{count.n:,}",
        formats.percent(share(count), decimals),
        range_of(count.interval.low, count.interval.high, decimals),
    )


def range_of(low: float, high: float, decimals: int | None = None) -> str:
    return f"{formats.percent(low, decimals)} to {formats.percent(high, decimals)}"


def share(count: Count) -> float:
    return count.share or 0.0


def collections(sources: Sequence[str]) -> str:
    return f"from {formats.counted(len(sources), 'collection')}"


def period(table: DemandTable, sources: Sequence[str]) -> str:
    """Say which years the postings of some sources span.

    An undated source among dated ones is not said here; its note in the list of sources has it.
    """
    notes = [table.sources[name] for name in sources if name in table.sources]
    first = min((one.first_year for one in notes if one.first_year is not None), default=None)
    last = max((one.last_year for one in notes if one.last_year is not None), default=None)
    return years_said(first, last)


def years_said(first: int | None, last: int | None) -> str:
    if first is None or last is None:
        return "undated"
    return str(first) if first == last else f"{first} to {last}"
