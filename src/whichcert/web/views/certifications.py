"""The certifications: all of them, and one with all its facts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from markupsafe import Markup

from whichcert.catalogue import Certification, Family
from whichcert.interop.jsonld import credential_jsonld, script_safe_json
from whichcert.web.content import library
from whichcert.web.facts import grouped, picked

FAMILY_HEADINGS = {
    Family.PSM: "Professional Scrum Master",
    Family.PSPO: "Professional Scrum Product Owner",
    Family.OTHER: "Others that people weigh against them",
}
AT_A_GLANCE = ("fee_usd", "questions", "minutes", "pass_mark_percent")


def certification_list(request: HttpRequest) -> HttpResponse:
    """All certifications by family."""
    every = library().catalogue.certifications.values()
    families = [
        (heading, [(one, glance(one)) for one in every if one.family is family])
        for family, heading in FAMILY_HEADINGS.items()
    ]
    context = {
        "families": [(heading, found) for heading, found in families if found],
        "here": "certifications",
    }
    return render(request, "certifications/list.html", context)


def certification_page(request: HttpRequest, certification_id: str) -> HttpResponse:
    """One certification with all its facts; UnknownName becomes a 404 page."""
    catalogue = library().catalogue
    one = catalogue.get(certification_id)
    described = credential_jsonld(one, catalogue, page=request.build_absolute_uri(request.path))
    context = {
        "certification": one,
        "glance": picked(one, AT_A_GLANCE, catalogue),
        "groups": grouped(one, catalogue),
        "before": [catalogue.get(name) for name in (*one.requires, *one.recommended_before)],
        "after": [catalogue.get(name) for name in one.next],
        "jsonld": Markup(script_safe_json(described)),  # noqa: S704  made for a script element
        "here": "certifications",
    }
    return render(request, "certifications/page.html", context)


def glance(certification: Certification) -> str:
    """Say in one line what a list must say about a certification."""
    parts = [certification.issuer]
    if certification.level:
        parts.append(f"level {certification.level}")
    fee = certification.number("fee_usd")
    if fee is not None:
        parts.append(f"${fee:,.0f} per attempt")
    return ", ".join(parts)
