"""Answers that somebody kept or sent: a profile file, or a link that carries them."""

import json
import tempfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from whichcert.decide.profile import Profile
from whichcert.errors import InputRefused, Problem
from whichcert.flows.read_profile import MOST_BYTES, profile_from, read_profile
from whichcert.library import Library
from whichcert.web.content import library
from whichcert.web.told import answers_from
from whichcert.web.views.find_out import new_orientation, reads_and_writes, see

MOST_PROBLEMS = 20
FILE_NAME = "profile.toml"


@reads_and_writes
def shared_page(request: HttpRequest) -> HttpResponse:
    """Take a profile and show its result; the sender's own answers stay as they are."""
    if request.method != "POST":
        return _page(request, ())
    found = library()
    try:
        profile = _sent_profile(request, found)
    except InputRefused as refused:
        return _page(request, refused.problems)
    return see(reverse("result", args=[new_orientation(answers_from(profile))]))


def _sent_profile(request: HttpRequest, found: Library) -> Profile:
    sent = request.FILES.get("file")
    if isinstance(sent, UploadedFile):
        return _from_file(sent, found)
    linked = request.POST.get("profile", "")
    if linked:
        return _from_link(linked, found)
    raise InputRefused([Problem("file", "none was chosen; choose the profile.toml that you saved")])


def _from_file(sent: "UploadedFile[bytes]", found: Library) -> Profile:
    with tempfile.TemporaryDirectory(prefix="whichcert-") as folder:
        path = Path(folder) / FILE_NAME
        path.write_bytes(sent.read())
        return read_profile(path, found, today=found.today)


def _from_link(linked: str, found: Library) -> Profile:
    try:
        data = json.loads(linked)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        message = "does not carry whole answers; it may have been cut. Copy it again, or use the file"
        raise InputRefused([Problem("link", message)])
    return profile_from(data, found, today=found.today, where="link")


def _page(request: HttpRequest, problems: tuple[Problem, ...]) -> HttpResponse:
    messages = [_in_words(problem) for problem in problems[:MOST_PROBLEMS]]
    if len(problems) > MOST_PROBLEMS:
        messages.append(f"and {len(problems) - MOST_PROBLEMS} more")
    context = {"errors": [("file", message) for message in messages], "most_kb": MOST_BYTES // 1000}
    return render(request, "shared/page.html", context, status=400 if problems else 200)


def _in_words(problem: Problem) -> str:
    place = f"The {problem.where}" if problem.where in ("file", "link") else problem.where
    line = f", line {problem.line}" if problem.line else ""
    return f"{place}{line}: {problem.message}"
