"""The result of somebody's answers, and their profile as a file."""

import base64
import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from whichcert.decide.profile import Profile
from whichcert.interop.profile_toml import plain_profile, profile_toml
from whichcert.library import Library
from whichcert.web import formats, records
from whichcert.web.advice import advice
from whichcert.web.content import library
from whichcert.web.learner import known_learner_of
from whichcert.web.result import page
from whichcert.web.result.own_answers import own_answers_of
from whichcert.web.studied import own_chances_of
from whichcert.web.told import told
from whichcert.web.views.find_out import NO_ANSWERS, private, reads
from whichcert.web.views.refusals import missing


@private
@reads
def result_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show what to do first, how sure, why, and what would change it."""
    answers = records.answers_of(token)
    if answers is None:
        return missing(request, NO_ANSWERS)
    found = library()
    so_far = told(answers, found, today=found.today)
    measured = own_chances_of(known_learner_of(request), found, timezone.now())
    answer, without = advice(so_far.profile, found, measured), advice(so_far.profile, found)
    context = {
        "result": page.result_page(answer, so_far, found),
        "own": own_answers_of(answer, without, found),
        "plan_start": plan_start(answer.certification, so_far.profile, found),
        "token": token,
        "link": request.build_absolute_uri(reverse("shared")) + f"#p={fragment(so_far.profile)}",
        "here": "find-out",
    }
    return render(request, "result/page.html", context)


def plan_start(certification: str | None, profile: Profile, library: Library) -> dict[str, str] | None:
    """Return the fields that begin a plan for a certification, None where we have no questions for it."""
    if certification is None or certification not in library.blueprints:
        return None
    known = {
        "deadline": profile.deadline.isoformat() if profile.deadline else None,
        "hours": formats.number(profile.hours_per_week) if profile.hours_per_week else None,
    }
    return {"assessment": certification, **{name: text for name, text in known.items() if text}}


@private
@reads
def profile_file(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out the profile as the file that the command line reads."""
    answers = records.answers_of(token)
    if answers is None:
        return missing(request, NO_ANSWERS)
    found = library()
    text = profile_toml(told(answers, found, today=found.today).profile)
    headers = {"Content-Disposition": 'attachment; filename="profile.toml"'}
    return HttpResponse(text, content_type="application/toml; charset=utf-8", headers=headers)


def fragment(profile: Profile) -> str:
    """Return the profile as base64url of compact JSON; behind "#" it stays in the browser."""
    compact = json.dumps(plain_profile(profile), separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(compact.encode()).decode().rstrip("=")
