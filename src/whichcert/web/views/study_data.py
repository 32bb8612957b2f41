"""A learner's own data: see it, take it along, bring it back, erase it."""

import csv
import io
import json
from collections.abc import Sequence

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from whichcert.errors import InputRefused, Problem
from whichcert.flows.read_study_data import MOST_BYTES, MOST_PROBLEMS, read_study_data
from whichcert.flows.sitting import history_of, state_of
from whichcert.flows.study_data import (
    ANSWER_COLUMNS,
    StudyData,
    additions,
    answer_rows,
    study_data_value,
)
from whichcert.interop.spreadsheet import safe_cell
from whichcert.web import formats, records, study_records
from whichcert.web.clock import local_now
from whichcert.web.content import library
from whichcert.web.learner import known_learner_of, learner_of
from whichcert.web.own_zone import zone_name
from whichcert.web.standings import lost_words
from whichcert.web.stored_data import shown_data
from whichcert.web.views.find_out import private, reads, reads_and_writes, see

KEEP_BOTH, REPLACE = "keep-both", "replace"
DONE = {
    "erased": "Everything is erased.",
    "added": "The file is added. What was here already was not counted twice.",
    "replaced": "What was here is erased, and the file stands in its place.",
}


@private
@reads
def data_page(request: HttpRequest) -> HttpResponse:
    """Show all that is stored, and the ways to take it along."""
    return _page(request, ())


@private
@reads
def export_file(request: HttpRequest) -> HttpResponse:
    """Give everything as one JSON file, which the import reads."""
    value = study_data_value(_stored(request))
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _file(text, "application/json", "whichcert-export.json")


@private
@reads
def answers_file(request: HttpRequest) -> HttpResponse:
    """Give one row for each answer as CSV; those of a mock once it is over."""
    at = local_now()
    states = [state_of(one.sitting, (event for _, event in one.events)) for one in _stored(request).sittings]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(ANSWER_COLUMNS)
    for row in answer_rows(history_of(states, at), library().bank):
        writer.writerow(map(safe_cell, row))
    return _file(stream.getvalue(), "text/csv", "whichcert-answers.csv")


@private
@reads_and_writes
def import_page(request: HttpRequest) -> HttpResponse:
    """Add the data of a file to an empty store; where there is data, as the person chose."""
    if request.method != "POST":
        return see(reverse("study-data"))
    try:
        found = _sent_data(request)
        done = _taken_in(request, found)
    except InputRefused as refused:
        return _page(request, refused.problems)
    return see(f"{reverse('study-data')}?done={done}")


@private
@reads_and_writes
def erase_page(request: HttpRequest) -> HttpResponse:
    """Say what goes; erase it when the person says so."""
    if request.method == "POST":
        with transaction.atomic():
            _erase(request)
        return see(f"{reverse('study-data')}?done=erased")
    shown = shown_data(_stored(request), library(), local_now())
    return render(request, "study/data_erase.html", {"counts": _count_words(shown.counts), "here": "prepare"})


def _stored(request: HttpRequest) -> StudyData:
    """Return everything of the request's learner.

    An orientation is open to whoever knows its address. Only where this machine is one person's own are
    all of them theirs.
    """
    learner = known_learner_of(request)
    studied = StudyData() if learner is None else study_records.everything(learner)
    ways = () if settings.SERVES_OTHERS else records.orientations()
    return StudyData(studied.sittings, studied.reports, studied.choices, ways)


def _sent_data(request: HttpRequest) -> StudyData:
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        raise InputRefused([Problem("no file", "No file was chosen; choose the export.json that you saved")])
    if (sent.size or 0) > MOST_BYTES:
        message = f"has {sent.size:,} bytes; at most {MOST_BYTES:,} are read"
        raise InputRefused([Problem("file", message)])
    return read_study_data(sent.read())


@transaction.atomic
def _taken_in(request: HttpRequest, found: StudyData) -> str:
    here = _stored(request)
    way = request.POST.get("way")
    if not here.is_empty and way not in (KEEP_BOTH, REPLACE):
        raise InputRefused([Problem("way", "Say what happens to the data that is here already")])
    if way == REPLACE:
        _erase(request)
        here = StudyData()
    new = additions(here, found)
    study_records.add(learner_of(request), new)
    if not settings.SERVES_OTHERS:
        records.add(new.orientations)
    return "replaced" if way == REPLACE else "added"


def _erase(request: HttpRequest) -> None:
    learner = known_learner_of(request)
    if learner is not None:
        study_records.erase(learner)
    if not settings.SERVES_OTHERS:
        records.erase_all()


def _page(request: HttpRequest, problems: Sequence[Problem]) -> HttpResponse:
    at = local_now()
    shown = shown_data(_stored(request), library(), at)
    context = {
        "shown": shown,
        "zone": zone_name(at),
        "counts": _count_words(shown.counts),
        "lost": lost_words(shown.lost),
        "errors": [("way-choice" if one.where == "way" else "file", _in_words(one)) for one in problems],
        "is_cut": len(problems) >= MOST_PROBLEMS,
        "done": DONE.get(request.GET.get("done", "")) if request.method != "POST" else None,
        "most_mb": MOST_BYTES // 1_000_000,
        "serves_others": settings.SERVES_OTHERS,
        "here": "prepare",
    }
    return render(request, "study/data.html", context, status=400 if problems else 200)


def _in_words(problem: Problem) -> str:
    match problem.where:
        case "way" | "no file":
            return problem.message
        case "file":
            return f"The file {problem.message}"
        case _:
            return f"In the file, {problem.where}: {problem.message}"


def _count_words(counts: Sequence[tuple[str, int]]) -> list[tuple[str, str]]:
    """Return what is there, each with what it is."""
    return [(formats.counted(count, noun), WHAT[noun]) for noun, count in counts if count]


WHAT = {
    "sitting": "rounds of practice and review, diagnostics and mocks",
    "answer": "your last answer to each question of a sitting",
    "event": "each answer, question shown, bookmark and grade, with its time",
    "report": "problems with questions that you told",
    "choice": "your plan and what else you set, with what it was before",
    "orientation": "your ways through “Find out”",
}


def _file(text: str, kind: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    headers = {"Content-Disposition": disposition}
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers=headers)
