"""Pages that explain: how this works, the sources, privacy."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from whichcert.catalogue import Catalogue, Certification
from whichcert.catalogue.source import SourceKind
from whichcert.web import formats
from whichcert.web.content import library

KIND_HEADINGS = {
    SourceKind.ISSUER: "From the issuers of the certifications",
    SourceKind.GUIDE: "Guides",
    SourceKind.TRAINER: "From accredited trainers",
    SourceKind.THIRD_PARTY: "From third parties",
    SourceKind.OWN: "Our own work",
}


def how_this_works(request: HttpRequest) -> HttpResponse:
    """The decision in plain words, with the reasons it weighs."""
    rows = [
        (criterion.label, formats.percent(criterion.weight), _sentence(criterion.basis))
        for criterion in library().criteria.values()
    ]
    return render(request, "reading/how_this_works.html", {"criteria": rows})


def sources(request: HttpRequest) -> HttpResponse:
    """Every source by kind, with what it supports."""
    catalogue = library().catalogue
    supported = supports(catalogue)
    kinds = [
        (
            heading,
            [(one, supported.get(one.key, [])) for one in catalogue.sources.values() if one.kind is kind],
        )
        for kind, heading in KIND_HEADINGS.items()
    ]
    context = {
        "kinds": [(heading, found) for heading, found in kinds if found],
        "collections": sorted(library().demand.sources.values(), key=lambda note: -note.kept),
    }
    return render(request, "reading/sources.html", context)


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "reading/privacy.html", {})


def supports(catalogue: Catalogue) -> dict[str, list[tuple[Certification, int]]]:
    """Count, for each source, the facts of each certification that rest on it."""
    found: dict[str, list[tuple[Certification, int]]] = {}
    for one in catalogue.certifications.values():
        counts = Counter(fact.source for fact in one.facts.values() if fact.source)
        for key, count in counts.items():
            found.setdefault(key, []).append((one, count))
    return found


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
