"""The result of somebody's answers, and their profile as a file."""

import base64
import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from whichcert.decide.profile import Profile
from whichcert.interop.profile_toml import plain_profile, profile_toml
from whichcert.web import records
from whichcert.web.advice import advice
from whichcert.web.content import library
from whichcert.web.result import page
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
    context = {
        "result": page.result_page(advice(so_far.profile, found), so_far, found),
        "token": token,
        "link": request.build_absolute_uri(reverse("shared")) + f"#p={fragment(so_far.profile)}",
        "here": "find-out",
    }
    return render(request, "result/page.html", context)


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
