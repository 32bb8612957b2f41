"""Finding out: the start, and one question a page."""

import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from whichcert.errors import InputRefused
from whichcert.flows.find_out import FACTS, Ask, ask_again, next_question
from whichcert.flows.find_out import STOPPING as PAIRS
from whichcert.library import Library
from whichcert.web import records
from whichcert.web.answer_forms import LIMIT_LABELS, RANKS, Given, Sent, refused, sent, shown
from whichcert.web.content import library
from whichcert.web.questions import Question, question_of
from whichcert.web.records import Answer
from whichcert.web.told import EXTRAS, Told, is_step, told, with_step
from whichcert.web.views.refusals import missing

TOKEN_BYTES = 16
RESULT = "result"
NO_ANSWERS = "There are no answers at this address. Perhaps they were deleted."

# The address holds the only key to the answers: no shared cache may keep a page of it.
private = cache_control(private=True, no_store=True)
reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])
reads = require_http_methods(["GET", "HEAD"])


@reads_and_writes
def start(request: HttpRequest) -> HttpResponse:
    """Say what will be asked; begin when the person does."""
    if request.method == "POST":
        token = new_orientation(())
        return see(reverse("question", args=[token, FACTS[0]]))
    found = library()
    context = {
        "facts": len(FACTS),
        "fewest_pairs": PAIRS.at_least,
        "most_pairs": PAIRS.at_most,
        "items": len(found.instrument.items),
        "here": "find-out",
    }
    return render(request, "find_out/start.html", context)


@private
@reads
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """Lead to the next question, or to the result when all is asked."""
    answers = records.answers_of(token)
    if answers is None:
        return missing(request, NO_ANSWERS)
    found = library()
    return see(next_address(token, told(answers, found, today=found.today), found))


@private
@reads_and_writes
def question_page(request: HttpRequest, token: str, step: str) -> HttpResponse:
    """Show one question, or take its answer and lead on."""
    answers, found = records.answers_of(token), library()
    if answers is None:
        return missing(request, NO_ANSWERS)
    if not is_step(step, found):
        return missing(request, "There is no such question.")
    so_far, question = told(answers, found, today=found.today), question_of(step, found)
    if request.method != "POST":
        return _page(request, token, question, so_far, Sent(given=shown(question, so_far.data)))
    answer = sent(question, request.POST)
    if not answer.errors:
        try:
            with_step(so_far.data, Answer(step, answer.value), found, today=found.today)
        except InputRefused as error:
            answer = refused(question, answer, error.problems)
    if answer.errors:
        return _page(request, token, question, so_far, answer)
    records.append(token, Answer(step, answer.value), at=timezone.now())
    if request.POST.get("to") == RESULT or step in EXTRAS:
        return see(reverse("result", args=[token]))
    after = told((*answers, Answer(step, answer.value)), found, today=found.today)
    return see(next_address(token, after, found))


def new_orientation(answers: tuple[Answer, ...]) -> str:
    """Store a new orientation under a token that nobody can guess, and return it."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    records.begin(token, answers, at=timezone.now())
    return token


def next_address(token: str, so_far: Told, found: Library) -> str:
    ask = next_question(so_far.profile, so_far.asked, found, today=found.today)
    return reverse("result", args=[token]) if ask is None else reverse("question", args=[token, ask.step])


def see(address: str) -> HttpResponse:
    """Answer 303: the next page is another one, whatever the method was."""
    return HttpResponseRedirect(address, status=303)


def _page(request: HttpRequest, token: str, question: Question, so_far: Told, form: Sent) -> HttpResponse:
    to_result = RESULT in (request.GET.get("to"), request.POST.get("to")) or question.step in EXTRAS
    ask = None if question.step in EXTRAS else ask_again(question.step, so_far.asked, library())
    context = {
        "question": question,
        "ask": ask,
        "progress": None if ask is None else progress(ask),
        "given": _padded(form.given),
        "errors": form.errors,
        "error_of": dict(form.errors),
        "back": reverse("result", args=[token]) if to_result else _before(token, question.step, so_far),
        "to": RESULT if to_result else "",
        "ranks": RANKS,
        "limit_labels": LIMIT_LABELS,
        "here": "find-out",
    }
    return render(request, "find_out/question.html", context, status=400 if form.errors else 200)


def progress(ask: Ask) -> str:
    """Say where a person stands, and that it may end earlier."""
    if not ask.at_most_left:
        return f"Question {ask.number}, the last one"
    early = "; stops early when sure" if ask.kind in ("fact", "pair") else ""
    return f"Question {ask.number}, at most {ask.at_most_left} more{early}"


def _before(token: str, step: str, so_far: Told) -> str:
    """Return the address of the question before this one."""
    earlier = so_far.asked[: so_far.asked.index(step)] if step in so_far.asked else so_far.asked
    return reverse("question", args=[token, earlier[-1]]) if earlier else reverse("find-out")


def _padded(given: Given) -> dict[str, list[str]]:
    """Give every field of every form a value, so that the template asks for none in vain."""
    fields = ("answer", "years", *RANKS, *LIMIT_LABELS)
    return {name: given.get(name, []) for name in fields}
