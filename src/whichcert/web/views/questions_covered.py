"""What the questions cover, statement by statement, and what they leave out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from markupsafe import Markup

from whichcert.bank.item import Status
from whichcert.flows.bank import Record, coverage_report
from whichcert.library import Library
from whichcert.web.content import library
from whichcert.web.coverage_charts import by_section, rows_of, split_rows, statement_grid

GUIDE_NAMES = {
    "scrum-guide-2020": "Scrum Guide 2020",
    "evidence-based-management-2024": "Evidence-Based Management Guide 2024",
    "nexus-2021": "Nexus Guide 2021",
    "practice": "Professional practice",
}


@dataclass(frozen=True, slots=True)
class AreaPicture:
    """One assessment's items by focus area and difficulty."""

    name: str
    finding: str
    drawing: Markup
    table: tuple[tuple[object, ...], ...]
    levels: tuple[tuple[str, int], ...]


def questions_covered(request: HttpRequest) -> HttpResponse:
    """Show statements × items and focus areas × difficulty as pictures with their tables."""
    return render(request, "reading/questions_covered.html", dict(_page(library())))


@lru_cache(maxsize=4)
def _page(found: Library) -> tuple[tuple[str, object], ...]:
    live = [item for item in found.bank.items.values() if item.status is Status.LIVE]
    report = coverage_report(live, found.statements, found.blueprints)
    statements = _records(report["statements"])
    tested = sum(bool(one["items"]) for one in statements)
    grid_finding = f"{tested} of {len(statements)} statements are tested by at least one question"
    counts = [(str(one["section"]), len(_names(one["items"]))) for one in statements]
    reviewed = {one.item for one in found.bank.reviews if found.bank.prints.get(one.item) == one.fingerprint}
    assessments = report["assessments"]
    assert isinstance(assessments, dict)  # noqa: S101
    return (
        ("questions", len(live)),
        ("reviewed", sum(item.id in reviewed for item in live)),
        ("grid_finding", grid_finding),
        ("grid", statement_grid(by_section(counts), finding=grid_finding)),
        (
            "statements",
            [
                (
                    found.statements[str(one["id"])].text,
                    GUIDE_NAMES[str(one["guide"])],
                    len(_names(one["items"])),
                )
                for one in statements
            ],
        ),
        ("holes", [found.statements[str(one)].text for one in _names(report["holes"])]),
        ("untested", [found.statements[str(one["id"])].text for one in statements if not one["items"]]),
        ("pictures", [_picture(found, name, cells) for name, cells in assessments.items() if cells]),
        ("shortages", _records(report["shortages"])),
        ("here", "prepare"),
    )


def _picture(found: Library, assessment: str, cells: Sequence[Record]) -> AreaPicture:
    rows = rows_of(cells)
    name = found.catalogue.get(assessment).short_name
    total = sum(row.total for row in rows)
    finding = f"{name}: {total} questions, most of them on {rows[0].label.lower()}"
    levels: dict[str, int] = {}
    for cell in cells:
        level = str(cell["cognitive_level"])
        levels[level] = levels.get(level, 0) + int(str(cell["items"]))
    table = tuple((row.label, *row.parts, row.total) for row in rows)
    return AreaPicture(name, finding, split_rows(rows, finding=finding), table, tuple(levels.items()))


def _records(value: object) -> list[Record]:
    assert isinstance(value, list)  # noqa: S101
    return value


def _names(value: object) -> list[str]:
    assert isinstance(value, list)  # noqa: S101
    return value
