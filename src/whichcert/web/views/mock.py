"""A mock under way: one question a page, the list of all questions, and the end."""

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from whichcert.flows.sitting import Deed, Happened
from whichcert.web import study_records
from whichcert.web.learner import new_token
from whichcert.web.mock_questions import MockQuestion, MockUnderWay, clock_words, lost_words, mock_under_way
from whichcert.web.sent_answer import places_of
from whichcert.web.sent_events import KEY
from whichcert.web.views.find_out import private, reads, reads_and_writes, see
from whichcert.web.views.refusals import missing

NO_MOCK = "You have no mock at this address. Perhaps it was deleted."
NO_QUESTION = "This mock has no question of that number."
NOT_OPTIONS = "Choose among the options on this page"
NOT_SAVED = (
    "Your answer could not be saved: the disk may be full. It still stands below; make room and try again"
)


@private
@reads
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """Lead to the first open question, or to the result when it is over."""
    here = mock_under_way(request, token)
    if here is None:
        return missing(request, NO_MOCK)
    if here.state.is_over(timezone.now()):
        return _to_result(token)
    if not here.questions:
        return see(reverse("mock-all", args=[token]))
    return see(reverse("mock-question", args=[token, here.resumes_at]))


@private
@reads_and_writes
def question_page(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """Show one question, or save its answer and move on."""
    here, at = mock_under_way(request, token), timezone.now()
    if here is None:
        return missing(request, NO_MOCK)
    question = _question(request, here, number)
    if question is None:
        was_there = request.method == "POST" and request.POST.get("place")
        return see(reverse("mock-all", args=[token])) if was_there else missing(request, NO_QUESTION)
    if request.method == "POST":
        return _taken(request, here, question, at)
    return _to_result(token) if here.state.is_over(at) else _page(request, here, at, question=question)


@private
@reads
def overview(request: HttpRequest, token: str) -> HttpResponse:
    """List all questions with what was done with each."""
    here, at = mock_under_way(request, token), timezone.now()
    if here is None:
        return missing(request, NO_MOCK)
    return _to_result(token) if here.state.is_over(at) else _page(request, here, at)


@private
@reads_and_writes
def finish(request: HttpRequest, token: str) -> HttpResponse:
    """End the mock; ask first when questions are open. After its clock did, this only opens the result."""
    here, at = mock_under_way(request, token), timezone.now()
    if here is None:
        return missing(request, NO_MOCK)
    is_over = here.state.is_over(at)
    if request.method != "POST":
        return _to_result(token) if is_over else see(reverse("mock-all", args=[token]))
    if not is_over and here.open and request.POST.get("sure") != "yes":
        context = {"mock": here, "lost": lost_words(here.lost), "here": "prepare"}
        return render(request, "study/mock_finish.html", context)
    study_records.append(token, Happened(Deed.FINISH, at), key="finish")
    return _to_result(token)


def _question(request: HttpRequest, here: MockUnderWay, number: int) -> MockQuestion | None:
    """Return the question of a page; what a form answers is found by the place that the form names.

    Its number may be another one by now, where the content lost a question since the page was opened.
    """
    place = request.POST.get("place", "")
    if place:
        return next((one for one in here.questions if str(one.place) == place), None)
    return here.questions[number - 1] if 1 <= number <= here.length else None


def _taken(request: HttpRequest, here: MockUnderWay, question: MockQuestion, at: datetime) -> HttpResponse:
    chosen = places_of(question.item, request.POST.getlist("option"))
    if chosen is None:
        return _page(request, here, at, question=question, error=NOT_OPTIONS)
    skips = request.POST.get("move") == "skip"
    changed = chosen != question.chosen and not skips
    deed = Happened(Deed.ANSWER if changed else Deed.LEAVE, at, question.item.id, chosen if changed else ())
    key = request.POST.get("key", "")
    key = key if KEY.fullmatch(key) else new_token()
    events = [(key, deed)]
    if request.POST.get("move") == "bookmark":
        mark = Deed.UNBOOKMARK if question.is_bookmarked else Deed.BOOKMARK
        events.append((f"{key[:60]}-b", Happened(mark, at, question.item.id)))
    try:
        study_records.append_all(here.token, events)
    except DatabaseError:
        tried = replace(question, chosen=chosen)
        return _page(request, here, at, question=tried, error=NOT_SAVED)
    if here.state.is_over(at):
        return _to_result(here.token)
    return see(_address(here, question.number, request.POST.get("move", "next")))


def _address(here: MockUnderWay, number: int, move: str) -> str:
    """Return the page that a button leads to."""
    onward = {"bookmark": number, "previous": max(1, number - 1), "all": here.length + 1}
    target = onward.get(move, number + 1)
    if target > here.length:
        return reverse("mock-all", args=[here.token])
    return reverse("mock-question", args=[here.token, target])


def _page(
    request: HttpRequest,
    here: MockUnderWay,
    at: datetime,
    *,
    question: MockQuestion | None = None,
    error: str | None = None,
) -> HttpResponse:
    """Show a question, or the list of all where there is none."""
    status = {None: HTTPStatus.OK, NOT_SAVED: HTTPStatus.SERVICE_UNAVAILABLE}
    context = {
        "mock": here,
        "lost": lost_words(here.lost),
        "question": question,
        "clock": clock_words(here.state, at),
        "seconds_left": here.state.seconds_left(at),
        "minutes": here.state.sitting.minutes,
        "base": reverse("mock-resume", args=[here.token]),
        "key": new_token(),
        "error": error,
        "here": "prepare",
    }
    code = status.get(error, HTTPStatus.BAD_REQUEST)
    return render(request, "study/mock_sitting.html", context, status=code)


def _to_result(token: str) -> HttpResponse:
    return see(reverse("mock-result", args=[token]))
