"""Review: what is due, one question at a time, and when each comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from whichcert.flows.history import Marked, Mode
from whichcert.flows.review import due_items, forecast, grade_of, grades_of, next_due
from whichcert.flows.sit_assessment import items_under_way
from whichcert.interop.bank_formats import export_bank
from whichcert.memory.schedule import RETENTION, Grade
from whichcert.web import formats, standings
from whichcert.web.charted import Charted
from whichcert.web.clock import local_now
from whichcert.web.content import library
from whichcert.web.learner import answers_of, learner_of, new_token
from whichcert.web.one_question import (
    UNANSWERED,
    Study,
    ask,
    begin,
    explained_context,
    finish,
    grade,
    open_token,
    question_context,
    shown_address,
    study,
    take,
    waiting_of,
)
from whichcert.web.own_zone import zone_name
from whichcert.web.review_round import minutes_of, round_of
from whichcert.web.review_words import GRADES, comes_back
from whichcert.web.sent_answer import SentAnswer
from whichcert.web.studied import studied
from whichcert.web.study_pictures import by_day
from whichcert.web.views.find_out import private, reads, reads_and_writes, see
from whichcert.web.views.item_reports import report_context
from whichcert.web.views.refusals import missing

DAYS_AHEAD = 14
NO_SITTING = "You have no review at this address. Perhaps it was deleted."


@private
@reads_and_writes
def start(request: HttpRequest) -> HttpResponse:
    """Say what is due now and in the next days; begin a round of review, of the most urgent ones."""
    at, learner = local_now(), learner_of(request)
    here = studied(learner, library(), at)
    answers, held = here.answers, items_under_way(here.states, at)
    due = len(due_items(answers, at, held=held))
    wish = round_of(here.plan() if due else None, due)
    if request.method == "POST" and due:
        items = due_items(answers, at, held=held, most=wish.size(request.POST.get("most", "")))
        assessments = tuple(sorted({name for item in items for name in item.assessments}))
        names, key = tuple(item.id for item in items), request.POST.get("key", "")
        return _go_on(request, begin(learner, Mode.REVIEW, assessments, at, items=names, key=key))
    counts = forecast(answers, at, DAYS_AHEAD)
    context = {
        "due": due,
        "round": wish,
        "minutes_of": minutes_of,
        "held": len(due_items(answers, at)) - due,
        "key": new_token(),
        "lost": standings.lost_words(here.lost),
        "met": len({one.item.id for one in answers}),
        "next_due": next_due(answers, at),
        "forecast": _forecast_chart(counts, zone_name(at)) if any(counts.values()) else None,
        "retention": formats.percent(RETENTION, 0),
        "open": open_token(here.states, Mode.REVIEW),
        "here": "prepare",
    }
    return render(request, "study/review_start.html", context)


@private
@reads_and_writes
def review_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question, its explanation with the grades or the summary; or take what was sent."""
    at = local_now()
    here = study(request, token, Mode.REVIEW, at)
    if here is None:
        return missing(request, NO_SITTING)
    if here.state.is_over(at):
        return see(request.path) if request.method == "POST" else _summary(request, here)
    if request.method == "POST":
        return _taken(request, here, at)
    if here.asked is not None:
        return _question(request, here, UNANSWERED)
    if here.last is None or here.last.answer.grade is not None:
        return _ask_next(here, at)
    return _explained(request, here, here.last)


@private
@reads
def anki_file(request: HttpRequest) -> HttpResponse:
    """Give every question that the learner answered as cards for Anki."""
    met = {one.item.id: one.item for one in answers_of(learner_of(request), local_now())}
    name = 'attachment; filename="whichcert.apkg"'
    return HttpResponse(
        export_bank(met.values(), "anki"),
        content_type="application/octet-stream",
        headers={"Content-Disposition": name},
    )


def _taken(request: HttpRequest, here: Study, at: datetime) -> HttpResponse:
    item, last = here.asked, here.last
    if request.POST.get("do") == "end":
        finish(here, at)
    elif sent := take(request, here, item, at):
        if sent.error:
            return _question(request, here, sent)
    elif item is None and last is not None and request.POST.get("key") == _grade_key(here):
        given = {str(int(one)): one for one in grades_of(last, here.answers)}.get(
            request.POST.get("grade", "")
        )
        if given is not None:
            grade(here, given, at)
            return _go_on(request, here.token)
    return see(shown_address(request, here))


def _go_on(request: HttpRequest, token: str) -> HttpResponse:
    """Read what was just stored, and go on from there."""
    at = local_now()
    here = study(request, token, Mode.REVIEW, at)
    return missing(request, NO_SITTING) if here is None else _ask_next(here, at)


def _ask_next(here: Study, at: datetime) -> HttpResponse:
    """Ask the next question that is still due, or end when there is none."""
    waiting = waiting_of(here, at)
    if waiting:
        ask(here, waiting[0], at)
    else:
        finish(here, at)
    return see(reverse("review-page", args=[here.token]))


def _question(request: HttpRequest, here: Study, sent: SentAnswer) -> HttpResponse:
    item = here.asked
    assert item is not None  # noqa: S101  asked for only then
    context = question_context(request, here, item, sent) | {
        "line": _progress(here),
        "most": len(here.state.sitting.items),
    }
    return render(request, "study/review_question.html", context, status=400 if sent.error else 200)


@dataclass(frozen=True, slots=True)
class GradeButton:
    """One grade that can be given, and when the question then comes back."""

    grade: Grade
    name: str
    meaning: str
    comes_back: str
    is_suggested: bool


def _explained(request: HttpRequest, here: Study, last: Marked) -> HttpResponse:
    context = explained_context(request, here, last) | report_context(here.learner, last.item.id)
    context |= {"line": _progress(here), "grades": _buttons(here, last), "key": _grade_key(here)}
    return render(request, "study/review_explained.html", context)


def _buttons(here: Study, last: Marked) -> tuple[GradeButton, ...]:
    suggested = grade_of(last)
    return tuple(
        GradeButton(one, *GRADES[one], comes_back(after), one is suggested)
        for one, after in grades_of(last, here.answers).items()
    )


def _grade_key(here: Study) -> str:
    return f"grade-{here.number - 1}"


def _progress(here: Study) -> str:
    left = len(here.state.sitting.items) - here.number + (here.asked is None)
    right = f"{here.right} of {here.number - 1} right" if here.number > 1 else "The first one"
    return f"{right}, {left} more after this one" if left > 0 else f"{right}; the last one"


def _forecast_chart(counts: Mapping[date, int], zone: str) -> Charted:
    total = sum(counts.values())
    verb = "falls" if total == 1 else "fall"
    return by_day(
        counts,
        finding=f"{formats.counted(total, 'question')} {verb} due in the next {len(counts)} days",
        source="Computed from your answers by the FSRS scheduler with its published parameters, a prior "
        "until there are enough reviews of yours. What is overdue counts today. "
        f"Days are in the time zone {zone}.",
        caption="Questions that fall due, by day",
        header="Questions",
    )


def _summary(request: HttpRequest, here: Study) -> HttpResponse:
    at = local_now()
    context = {
        "study": here,
        "given": len(here.own),
        "lost": standings.lost_words(here.lost),
        "rows": standings.areas_of(here.own),
        "due": len(due_items(here.answers, at, held=here.held)),
        "next_due": next_due(here.answers, at),
        "here": "prepare",
    }
    return render(request, "study/review_summary.html", context)
