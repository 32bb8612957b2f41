"""Review: what is due, one question at a time, and when each comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from whichcert.flows.history import Marked, Mode, marked, unknown_items
from whichcert.flows.practise import feedback
from whichcert.flows.review import cards, due_items, forecast, grade_of, intervals_of
from whichcert.flows.sit_assessment import items_under_way
from whichcert.flows.sitting import history_of
from whichcert.interop.bank_formats import export_bank
from whichcert.memory.schedule import RETENTION, Grade
from whichcert.web import charts, formats, standings, study_records
from whichcert.web.charted import Charted
from whichcert.web.content import library
from whichcert.web.learner import answers_of, learner_of, new_token
from whichcert.web.one_question import (
    Study,
    answer,
    ask,
    begin,
    finish,
    grade,
    open_token,
    shown_address,
    study,
    told_drop,
)
from whichcert.web.sent_answer import SentAnswer, sent_answer, wanted
from whichcert.web.views.find_out import private, reads, reads_and_writes, see
from whichcert.web.views.item_reports import REASONS, reported
from whichcert.web.views.practise import areas_of
from whichcert.web.views.refusals import missing

DAYS_AHEAD = 14
NO_SITTING = "You have no review at this address. Perhaps it was deleted."
UNANSWERED = SentAnswer((), None)
GRADES = {
    Grade.AGAIN: ("Again", "I did not know it"),
    Grade.HARD: ("Hard", "I knew it with effort or luck"),
    Grade.GOOD: ("Good", "I knew it"),
    Grade.EASY: ("Easy", "I knew it at once"),
}


@private
@reads_and_writes
def start(request: HttpRequest) -> HttpResponse:
    """Say what is due now and in the next days; begin a review of what is due."""
    at, learner = timezone.now(), learner_of(request)
    states = study_records.states(learner)
    given, bank, held = history_of(states, at), library().bank, items_under_way(states, at)
    answers = marked(given, bank)
    all_due = due_items(answers, at)
    due = [item for item in all_due if item.id not in held]
    if request.method == "POST" and due:
        items = tuple(item.id for item in due)
        assessments = tuple(sorted({name for item in due for name in item.assessments}))
        key = request.POST.get("key", "")
        return _go_on(request, begin(learner, Mode.REVIEW, assessments, at, items=items, key=key))
    counts = forecast(answers, at, DAYS_AHEAD)
    context = {
        "due": len(due),
        "held": len(all_due) - len(due),
        "key": new_token(),
        "lost": standings.lost_words(unknown_items(given, bank)),
        "met": len({one.item.id for one in answers}),
        "next_due": _next_due(answers, at),
        "forecast": _forecast_chart(counts) if any(counts.values()) else None,
        "retention": formats.percent(RETENTION, 0),
        "open": open_token(states, Mode.REVIEW),
        "here": "prepare",
    }
    return render(request, "study/review_start.html", context)


@private
@reads_and_writes
def review_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question, its explanation with the grades or the summary; or take what was sent."""
    at = timezone.now()
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
        return _go_on(request, token)
    return _explained(request, here, here.last)


@private
@reads
def anki_file(request: HttpRequest) -> HttpResponse:
    """Give every question that the learner answered as cards for Anki."""
    met = {one.item.id: one.item for one in answers_of(learner_of(request), timezone.now())}
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
    elif item is not None and request.POST.get("key") == here.key:
        sent = sent_answer(item, request.POST)
        if sent.error:
            return _question(request, here, sent)
        answer(here, item, sent, at)
    elif item is None and last is not None and request.POST.get("key") == _grade_key(here):
        given = {str(int(one)): one for one in _grades_for(last)}.get(request.POST.get("grade", ""))
        if given is not None:
            grade(here, given, at)
            return _go_on(request, here.token)
    return see(shown_address(request, here))


def _go_on(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the next question that is still due, or end when there is none."""
    at = timezone.now()
    here = study(request, token, Mode.REVIEW, at)
    if here is None:
        return missing(request, NO_SITTING)
    due = {item.id: item for item in due_items(here.answers, at) if item.id not in here.held}
    waiting = [
        due[name] for name in here.state.sitting.items if name in due and name not in here.state.answers
    ]
    if waiting:
        ask(here, waiting[0], at)
    else:
        finish(here, at)
    return see(reverse("review-page", args=[token]))


def _question(request: HttpRequest, here: Study, sent: SentAnswer) -> HttpResponse:
    item = here.asked
    assert item is not None  # noqa: S101  asked for only then
    context = {
        "item": item,
        "study": here,
        "line": _progress(here),
        "most": len(here.state.sitting.items),
        "sent": sent,
        "wanted": wanted(item),
        "dropped": told_drop(request),
        "here": "prepare",
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
    others = study_records.others_chose(here.learner, last.item.id)
    context = {
        "item": last.item,
        "study": here,
        "line": _progress(here),
        "dropped": told_drop(request),
        "told": feedback(last.item, last.answer.chosen, library(), others=others),
        "reported": reported(here.learner, last.item.id),
        "reasons": REASONS,
        "grades": _buttons(here, last),
        "key": _grade_key(here),
        "here": "prepare",
    }
    return render(request, "study/review_explained.html", context)


def _buttons(here: Study, last: Marked) -> tuple[GradeButton, ...]:
    earlier = [one for one in here.answers if one.answer != last.answer]
    intervals = intervals_of(last.item.id, earlier, last.answer.at)
    suggested = grade_of(last)
    return tuple(
        GradeButton(one, *GRADES[one], comes_back(intervals[one]), one is suggested)
        for one in _grades_for(last)
    )


def _grades_for(last: Marked) -> tuple[Grade, ...]:
    """Return the grades that fit an answer: what was answered wrong was not known."""
    return tuple(Grade) if last.is_right else (Grade.AGAIN,)


def _grade_key(here: Study) -> str:
    return f"grade-{here.number - 1}"


def comes_back(after: timedelta) -> str:
    """Say when a question comes back.

    >>> [comes_back(timedelta(days=days)) for days in (1, 4, 30, 100, 800)]
    ['tomorrow', 'in 4 days', 'in 4 weeks', 'in 3 months', 'in 2 years']
    """
    days = max(1, round(after / timedelta(days=1)))
    if days == 1:
        return "tomorrow"
    for unit, length, most in (("day", 1, 14), ("week", 7, 60), ("month", 30.4, 550)):
        if days < most:
            return f"in {formats.counted(round(days / length), unit)}"
    return f"in {formats.counted(round(days / 365), 'year')}"


def _progress(here: Study) -> str:
    left = len(here.state.sitting.items) - here.number + (here.asked is None)
    right = f"{here.right} of {here.number - 1} right" if here.number > 1 else "The first one"
    return f"{right}, {left} more after this one" if left > 0 else f"{right}; the last one"


def _next_due(answers: Sequence[Marked], at: datetime) -> date | None:
    """Return the first day on which something falls due that is not due yet."""
    waiting = [card.memory.due for card in cards(answers).values() if card.is_in_review and card.memory]
    days = [one.date() for one in waiting if one.date() > at.date()]
    return min(days, default=None)


def _forecast_chart(counts: Mapping[date, int]) -> Charted:
    total, days = sum(counts.values()), list(counts)
    verb = "falls" if total == 1 else "fall"
    finding = f"{formats.counted(total, 'question')} {verb} due in the next {len(days)} days"
    labels = [f"{day.day} {day:%b}" if day == days[0] or day.day == 1 else str(day.day) for day in days]
    return Charted(
        finding=finding,
        drawing=charts.columns(list(zip(labels, counts.values(), strict=True)), finding=finding),
        source="Computed from your answers by the FSRS scheduler with its published parameters, a prior "
        "until there are enough reviews of yours. What is overdue counts today. Days are in UTC.",
        caption="Questions that fall due, by day",
        headers=("Day", "Questions"),
        rows=tuple((formats.plain_date(day), str(count)) for day, count in counts.items()),
    )


def _summary(request: HttpRequest, here: Study) -> HttpResponse:
    at = timezone.now()
    context = {
        "study": here,
        "given": len(here.own),
        "lost": standings.lost_words(here.lost),
        "rows": areas_of(here.own),
        "due": sum(item.id not in here.held for item in due_items(here.answers, at)),
        "next_due": _next_due(here.answers, at),
        "here": "prepare",
    }
    return render(request, "study/review_summary.html", context)
