"""The diagnostic: some questions without feedback, then where the learner stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from whichcert.flows.diagnose import FEWEST, MOST, SURE, Asking, Finished, next_step, open_items, result_of
from whichcert.flows.history import Mode, marked
from whichcert.flows.item_pool import item_pool, pass_percent
from whichcert.flows.practise import feedback
from whichcert.flows.sit_assessment import items_under_way
from whichcert.flows.sitting import State, history_of
from whichcert.flows.standing import Standing
from whichcert.web import formats, study_records
from whichcert.web.charted import Charted, pole_of
from whichcert.web.content import library
from whichcert.web.item_problems import REASONS
from whichcert.web.learner import dice, learner_of, new_token
from whichcert.web.one_question import (
    UNANSWERED,
    Study,
    ask,
    begin,
    finish,
    offered,
    open_token,
    question_context,
    shown_address,
    study,
    take,
)
from whichcert.web.sent_answer import SentAnswer
from whichcert.web.standings import ShownChance, area_chart, basis_words, lost_words, shown_chance
from whichcert.web.views.find_out import private, reads_and_writes, see
from whichcert.web.views.refusals import missing

CHOICE = "assessments"
NOTHING_NEW = "You have met all its questions; choose another assessment, or see where you stand"
NO_SITTING = "You have no diagnostic at this address. Perhaps it was deleted."


@private
@reads_and_writes
def start(request: HttpRequest) -> HttpResponse:
    """Say what will be asked; begin for the assessments chosen."""
    at, learner, names, error = timezone.now(), learner_of(request), offered(library()), None
    states = study_records.states(learner)
    left = _left(states, names, at)
    picked = request.GET.getlist(CHOICE) or list(names)
    if request.method == "POST":
        picked = [name for name in names if name in request.POST.getlist(CHOICE)]
        if picked and any(left[name] for name in picked):
            key = request.POST.get("key", "")
            return _go_on(request, begin(learner, Mode.DIAGNOSTIC, tuple(picked), at, key=key))
        error = NOTHING_NEW if picked else "Choose one assessment at least"
    context = {
        "options": [{"value": name, "label": label} for name, label in names.items()],
        "picked": picked,
        "fewest": FEWEST,
        "most": MOST,
        "few": [f"{left[name]} of {label}" for name, label in names.items() if left[name] < MOST],
        "is_used_up": bool(names) and not any(left.values()),
        "open": open_token(states, Mode.DIAGNOSTIC),
        "key": new_token(),
        "error": error,
        "here": "prepare",
    }
    return render(request, "study/diagnostic_start.html", context, status=400 if error else 200)


def _left(states: tuple[State, ...], names: Iterable[str], at: datetime) -> Mapping[str, int]:
    """Return for each assessment how many questions a diagnostic could ask."""
    found = library()
    answers, held = marked(history_of(states, at), found.bank), items_under_way(states, at)
    return {name: len(open_items(answers, assessments=[name], library=found, held=held)) for name in names}


@private
@reads_and_writes
def diagnostic_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question or the result, whichever comes; or take an answer."""
    at = timezone.now()
    here = study(request, token, Mode.DIAGNOSTIC, at)
    if here is None:
        return missing(request, NO_SITTING)
    if here.state.finished is not None:
        if request.method == "POST":
            return see(request.path)
        return _result(request, here, here.state.finished)
    item = here.asked
    if item is None:
        return _ask_next(here, at)
    if request.method != "POST":
        return _question(request, here, UNANSWERED)
    sent = take(request, here, item, at)
    if sent is None:
        return see(shown_address(request, here))
    if sent.error:
        return _question(request, here, sent)
    return _go_on(request, token)


def _go_on(request: HttpRequest, token: str) -> HttpResponse:
    """Read what was just stored, and go on from there."""
    at = timezone.now()
    here = study(request, token, Mode.DIAGNOSTIC, at)
    return missing(request, NO_SITTING) if here is None else _ask_next(here, at)


def _ask_next(here: Study, at: datetime) -> HttpResponse:
    """Choose the next question, or end when the answers tell enough."""
    if here.asked is None and here.state.finished is None:
        assessments = here.state.sitting.assessments
        kept = here.keeping.beside([item_pool(library(), name) for name in assessments], at_least=MOST)
        step = next_step(
            here.own,
            here.before,
            assessments=assessments,
            library=library(),
            at=at,
            rng=dice(),
            held=here.held | kept,
        )
        if isinstance(step, Asking):
            ask(here, step.item, at)
        else:
            finish(here, at)
    return see(reverse("diagnostic-page", args=[here.token]))


def _question(request: HttpRequest, here: Study, sent: SentAnswer) -> HttpResponse:
    item = here.asked
    assert item is not None  # noqa: S101  asked for only then
    number = len(here.own) + 1
    context = question_context(request, here, item, sent) | {
        "line": _progress(number),
        "place": number,
        "most": MOST,
    }
    return render(request, "study/diagnostic_question.html", context, status=400 if sent.error else 200)


def _progress(number: int) -> str:
    left = MOST - number
    if not left:
        return "The last one"
    return f"At most {left} more" + ("; stops early when sure" if number >= FEWEST - 1 else "")


@dataclass(frozen=True, slots=True)
class Side:
    """Where the learner stands on one assessment."""

    assessment: str
    name: str
    finding: str
    how_sure: str
    pass_percent: str
    basis: str
    chance: ShownChance | None
    areas: Charted


def _result(request: HttpRequest, here: Study, finished: datetime) -> HttpResponse:
    found = library()
    # Answers after its end do not count there.
    told = result_of(here.answers, assessments=here.state.sitting.assessments, library=found, at=finished)
    sides = [_side(name, now, told) for name, now in told.standings.items()]
    context = {
        "sides": sides,
        "heading": _heading(sides),
        "given": len(here.own),
        "right": here.right,
        "lost": lost_words(here.lost),
        "is_sure": told.is_sure,
        "finished": finished,
        "explained": [(one, feedback(one.item, one.answer.chosen, found)) for one in here.own],
        "reported": {one.item: one for one in study_records.reports(here.learner)},
        "reasons": REASONS,
        "here": "prepare",
    }
    return render(request, "study/diagnostic_result.html", context)


def _side(name: str, now: Standing, told: Finished) -> Side:
    found, above = library(), told.sides[name]
    certification = found.catalogue.get(name)
    short_name = certification.short_name
    if above >= SURE:
        finding = "above the pass mark"
    elif above <= 1 - SURE:
        finding = "below the pass mark"
    else:
        finding = f"too close to tell, leaning {'above' if above >= 0.5 else 'below'}"
    is_above = above >= 0.5
    sure = max(above, 1 - above)
    # 400 draws can't show more.
    written = formats.percent(sure, 0) if sure < 0.99 else f"{formats.percent(0.99, 0)} or more"
    return Side(
        assessment=name,
        name=short_name,
        finding=finding,
        how_sure=f"{written} that you stand {'above' if is_above else 'below'} it",
        pass_percent=formats.percent(pass_percent(found, name) / 100, 0),
        basis=basis_words(now),
        chance=shown_chance(now),
        areas=area_chart(now, short_name, pole_of(certification.role.value)),
    )


def _heading(sides: Sequence[Side]) -> str:
    if len(sides) == 1:
        one = sides[0]
        place = one.finding if one.finding.startswith("too") else f"you stand {one.finding}"
        return f"{one.name}: {place}"
    if len({one.finding for one in sides}) == 1:
        return f"{formats.listed(one.name for one in sides)}: {sides[0].finding}"
    return "; ".join(f"{one.name}: {one.finding}" for one in sides)
