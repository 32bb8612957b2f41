"""Preparing: which certification, then the way to it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from whichcert.catalogue import Catalogue, Certification, Detail
from whichcert.errors import UnknownName
from whichcert.flows.plan import Task
from whichcert.web import formats
from whichcert.web.content import library
from whichcert.web.facts import ShownFact, picked
from whichcert.web.study_words import task_address

STEPS = {
    "learn": ("topics", "focus_areas"),
    "read": ("reading",),
    "sit": ("format", "questions", "minutes", "pass_mark_percent", "languages", "partial_credit"),
    "cost": ("fee_usd", "retake", "course_required", "course_fee_usd_low", "course_fee_usd_high"),
}


def prepare_page(request: HttpRequest) -> HttpResponse:
    """The chooser, or the way to the certification that ``c`` names."""
    catalogue = library().catalogue
    wanted = request.GET.get("c")
    if wanted is None:
        return _chooser(request, catalogue)
    try:
        one = catalogue.get(wanted)
    except UnknownName as error:
        return _chooser(request, catalogue, error=_capitalised(str(error)))
    steps: dict[str, tuple[ShownFact, ...]] = {
        name: picked(one, keys, catalogue) for name, keys in STEPS.items()
    }
    context = {
        "certification": one,
        "steps": steps,
        "hours": hours_range(one),
        "hours_facts": picked(one, ("prep_hours_low", "prep_hours_high"), catalogue),
        "before": [catalogue.get(name) for name in (*one.requires, *one.recommended_before)],
        "after": [catalogue.get(name) for name in one.next],
        "levels": [
            other for other in catalogue.certifications.values() if other.family is one.family and one.level
        ],
        "study_ways": study_ways(one.id) if one.id in library().blueprints else (),
        "prepared": [catalogue.get(name).short_name for name in library().blueprints],
        "here": "prepare",
    }
    return render(request, "prepare/way.html", context)


@dataclass(frozen=True, slots=True)
class StudyWay:
    """One way to test oneself, with its page."""

    label: str
    address: str
    what: str


def study_ways(assessment: str) -> tuple[StudyWay, ...]:
    """Return the ways to test oneself for an assessment that the bank prepares for, the first step first."""
    ways = (
        (task_address(Task.DIAGNOSE, assessment), "Diagnostic", "12 to 25 questions say where you stand."),
        (task_address(Task.PRACTISE, assessment), "Practise", "what you lack first, every answer explained."),
        (task_address(Task.MOCK, assessment), "Mock assessment", "as long and as timed as the real one."),
        (
            f"{reverse('plan')}?assessment={assessment}",
            "Plan",
            "a day and your hours become what to do today.",
        ),
    )
    return tuple(StudyWay(label, address, what) for address, label, what in ways if address)


def hours_range(certification: Certification) -> str | None:
    """Say how many hours preparing takes, as far as the facts know both ends."""
    low, high = certification.number("prep_hours_low"), certification.number("prep_hours_high")
    if low is None or high is None:
        return None
    return (
        formats.measured(low, "hours")
        if low == high
        else f"{formats.number(low)} to {formats.measured(high, 'hours')}"
    )


def _chooser(request: HttpRequest, catalogue: Catalogue, error: str | None = None) -> HttpResponse:
    options = [
        {"value": one.id, "label": one.short_name, "hint": one.summary}
        for one in catalogue.certifications.values()
        if one.detail is Detail.FULL
    ]
    context = {"options": options, "error": error, "here": "prepare"}
    return render(request, "prepare/choose.html", context, status=400 if error else 200)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
