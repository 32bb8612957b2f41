"""Comparing two to four certifications, all in equal detail."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from whichcert.catalogue import Catalogue
from whichcert.errors import UnknownName
from whichcert.flows.compare import FEWEST, MOST, compare
from whichcert.flows.comparison import Overlap, Section
from whichcert.interop.jsonld import area_name
from whichcert.scrum import FocusArea
from whichcert.web import formats
from whichcert.web.content import library
from whichcert.web.facts import ShownFact, shown
from whichcert.web.views.certifications import glance

COLUMN_CLASSES = {2: "two", 3: "three", 4: "four"}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row: for each side its fact, or why there is none."""

    label: str
    cells: tuple[ShownFact | str, ...]


@dataclass(frozen=True, slots=True)
class Areas:
    """A heading and the focus areas under it."""

    heading: str
    names: tuple[str, ...]


def compare_page(request: HttpRequest) -> HttpResponse:
    """The comparison of the certifications that ``c`` names, or the chooser."""
    catalogue = library().catalogue
    wanted = list(dict.fromkeys(request.GET.getlist("c")))
    if not request.GET:
        return _chooser(request, catalogue, [], None)
    problem = refusal(wanted, catalogue)
    if problem:
        return _chooser(request, catalogue, wanted, problem)
    comparison = compare(wanted, catalogue)
    only_differences = request.GET.get("only") == "differences"
    sections = [
        (section.label, rows)
        for section in comparison.sections
        if (rows := shown_rows(section, catalogue, only_differences=only_differences))
    ]
    context = {
        "sides": comparison.certifications,
        "columns": COLUMN_CLASSES[len(wanted)],
        "sections": sections,
        "areas": areas_of(comparison.overlap, {one.id: one.short_name for one in comparison.certifications}),
        "only_differences": only_differences,
        "query": "&".join(f"c={name}" for name in wanted),
        "here": "compare",
    }
    return render(request, "compare/result.html", context)


def refusal(wanted: list[str], catalogue: Catalogue) -> str | None:
    """Say, in the words of the form, why these can't be compared; None when they can."""
    for name in wanted:
        try:
            catalogue.get(name)
        except UnknownName as error:
            return f"{str(error)[:1].upper()}{str(error)[1:]}. Choose from the list."
    if len(wanted) < FEWEST:
        return f"Choose at least {FEWEST} certifications; {formats.counted(len(wanted), 'is', 'are')} chosen."
    if len(wanted) > MOST:
        return (
            f"Choose at most {MOST} certifications; {len(wanted)} are chosen. Take {len(wanted) - MOST} away."
        )
    return None


def shown_rows(section: Section, catalogue: Catalogue, *, only_differences: bool) -> list[ShownRow]:
    """Return the section's rows for the page; a row in which nobody has anything is left out."""
    return [
        ShownRow(
            row.field.label,
            tuple(
                shown(cell.fact, row.field, catalogue) if cell.fact else cell.unknown or "Not recorded."
                for cell in row.cells
            ),
        )
        for row in section.rows
        if any(cell.fact for cell in row.cells) and (row.differs or not only_differences)
    ]


def areas_of(overlap: Overlap, names: dict[str, str]) -> tuple[Areas, ...]:
    """Say which focus areas the sides share, which each has alone, and whose are not known."""
    if not overlap.is_comparable:
        return ()
    by_holders: dict[tuple[str, ...], list[FocusArea]] = {tuple(overlap.counts): list(overlap.shared)}
    for area, ids in overlap.partly.items():
        by_holders.setdefault(ids, []).append(area)
    for one, areas in overlap.own.items():
        by_holders.setdefault((one,), []).extend(areas)
    named = {one: name.replace(" ", formats.NO_BREAK) for one, name in names.items()}
    found = [
        Areas(_holders([named[one] for one in ids], len(names)), tuple(area_name(area) for area in areas))
        for ids, areas in by_holders.items()
        if areas
    ]
    return (*found, *(Areas(named[one], (why,)) for one, why in overlap.unknown.items()))


def _holders(names: list[str], sides: int) -> str:
    if len(names) == 1:
        return f"Only in {names[0]}"
    if len(names) < sides:
        return f"In {formats.listed(names)}"
    return "In both" if sides == 2 else "In all of them"


def _chooser(
    request: HttpRequest, catalogue: Catalogue, chosen: list[str], problem: str | None
) -> HttpResponse:
    options = [
        {"value": one.id, "label": one.short_name, "hint": glance(one)}
        for one in catalogue.certifications.values()
    ]
    context = {"options": options, "chosen": chosen, "problem": problem, "here": "compare"}
    return render(request, "compare/choose.html", context, status=400 if problem else 200)
