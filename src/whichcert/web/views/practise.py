"""Practice: one question at a time, each explained after its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from whichcert.errors import InputRefused
from whichcert.flows.history import Marked, Mode
from whichcert.flows.item_pool import item_pool
from whichcert.flows.practise import next_item
from whichcert.flows.sit_assessment import items_under_way
from whichcert.flows.standing import standing
from whichcert.web import study_records
from whichcert.web.content import library
from whichcert.web.learner import dice, learner_of, new_token
from whichcert.web.one_question import (
    UNANSWERED,
    Study,
    ask,
    begin,
    explained_context,
    finish,
    offered,
    open_token,
    question_context,
    shown_address,
    study,
    take,
)
from whichcert.web.sent_answer import SentAnswer
from whichcert.web.standings import ShownChance, areas_of, lost_words, shown_chance
from whichcert.web.views.find_out import private, reads_and_writes, see
from whichcert.web.views.item_reports import report_context
from whichcert.web.views.refusals import missing

CHOICE = "assessment"
NO_SITTING = "You have no round of practice at this address. Perhaps it was deleted."


@private
@reads_and_writes
def start(request: HttpRequest) -> HttpResponse:
    """Say how questions are chosen; begin a round for the assessment chosen."""
    at, learner, names = timezone.now(), learner_of(request), offered(library())
    before, states = study_records.chosen(learner, CHOICE), study_records.states(learner)
    error = None
    if request.method == "POST":
        wished = request.POST.get(CHOICE, "")
        error = _refusal(wished, names, items_under_way(states, at))
        if error is None:
            if wished != before:
                study_records.choose(learner, CHOICE, wished, at=at)
            key = request.POST.get("key", "")
            return _go_on(request, begin(learner, Mode.PRACTISE, (wished,), at, key=key))
    picked = request.GET.get(CHOICE, before)
    # what is stored may come from a file and be anything
    picked = picked if isinstance(picked, str) and picked in names else next(iter(names), "")
    context = {
        "options": [{"value": name, "label": label} for name, label in names.items()],
        "picked": [picked],
        "open": open_token(states, Mode.PRACTISE),
        "key": new_token(),
        "error": error,
        "here": "prepare",
    }
    return render(request, "study/practise_start.html", context, status=400 if error else 200)


def _refusal(wished: str, names: Mapping[str, str], held: frozenset[str]) -> str | None:
    """Say why no round can begin, None when one can."""
    if wished not in names:
        return "Choose the assessment that you practise for"
    if all(item.id in held for item in library().bank.live(wished)):
        return f"All questions of {names[wished]} are in mocks that you have not ended; end one first"
    return None


@private
@reads_and_writes
def round_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question, its explanation or the summary, whichever comes; or take what was sent."""
    at = timezone.now()
    here = study(request, token, Mode.PRACTISE, at)
    if here is None:
        return missing(request, NO_SITTING)
    if here.state.is_over(at):
        return see(request.path) if request.method == "POST" else _summary(request, here)
    if request.method == "POST":
        return _taken(request, here, at)
    if here.asked is not None:
        return _question(request, here, UNANSWERED)
    return _ask_next(here, at) if here.last is None else _explained(request, here, here.last)


def _taken(request: HttpRequest, here: Study, at: datetime) -> HttpResponse:
    match request.POST.get("do"):
        case "end":
            finish(here, at)
        case "next":
            if here.asked is None:
                return _ask_next(here, at)
        case _:
            sent = take(request, here, here.asked, at)
            if sent and sent.error:
                return _question(request, here, sent)
    return see(shown_address(request, here))


def _go_on(request: HttpRequest, token: str) -> HttpResponse:
    """Read what was just stored, and go on from there."""
    at = timezone.now()
    here = study(request, token, Mode.PRACTISE, at)
    return missing(request, NO_SITTING) if here is None else _ask_next(here, at)


def _ask_next(here: Study, at: datetime) -> HttpResponse:
    """Choose the next question, or end the round when it went through all there is."""
    pool = item_pool(library(), here.state.sitting.assessments[0])
    held = here.held | here.keeping.beside([pool])
    try:
        item = next_item(here.answers, standing(here.answers, pool, at), at, dice(), held=held).item
    except InputRefused:
        item = None
    if item is None or item.id in here.state.answers:
        finish(here, at)
    else:
        ask(here, item, at)
    return see(reverse("practise-round", args=[here.token]))


def _question(request: HttpRequest, here: Study, sent: SentAnswer) -> HttpResponse:
    item = here.asked
    assert item is not None  # noqa: S101  asked for only then
    context = question_context(request, here, item, sent) | {"line": _score(here)}
    return render(request, "study/practise_question.html", context, status=400 if sent.error else 200)


def _explained(request: HttpRequest, here: Study, last: Marked) -> HttpResponse:
    context = explained_context(request, here, last) | report_context(here.learner, last.item.id)
    context["line"] = _score(here)
    return render(request, "study/practise_explained.html", context)


def _score(here: Study) -> str:
    given = here.number - 1
    return f"{here.right} of {given} right in this round" if given else "The first one of this round"


@dataclass(frozen=True, slots=True)
class Change:
    """The chance to pass before a round and after it."""

    before: ShownChance | None
    after: ShownChance | None


def _summary(request: HttpRequest, here: Study) -> HttpResponse:
    name = here.state.sitting.assessments[0]
    context = {
        "study": here,
        "name": library().catalogue.get(name).short_name,
        "assessment": name,
        "given": len(here.own),
        "lost": lost_words(here.lost),
        "key": new_token(),
        "rows": areas_of(here.own),
        "change": _change(here, name),
        "here": "prepare",
    }
    return render(request, "study/practise_summary.html", context)


def _change(here: Study, name: str) -> Change | None:
    pool, began, ended = item_pool(library(), name), here.state.sitting.started, here.state.finished
    if ended is None or not here.own:
        return None
    before, after = (standing(here.answers, pool, at) for at in (began, ended))
    return Change(shown_chance(before), shown_chance(after))
