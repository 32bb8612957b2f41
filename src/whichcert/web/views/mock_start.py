"""The mock assessment: choosing one, going on with one, and the earlier ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from whichcert.errors import InputRefused
from whichcert.flows.history import Mode, marked
from whichcert.flows.item_pool import pass_percent
from whichcert.flows.kept_items import keeping_of, turns_of
from whichcert.flows.sit_assessment import (
    TIMES,
    TimeAllowed,
    Wanted,
    begin_mock,
    items_under_way,
    lengths,
    minutes_for,
    mock_result,
)
from whichcert.flows.sitting import State, history_of
from whichcert.library import Library
from whichcert.web import formats, study_records
from whichcert.web.clock import local_now
from whichcert.web.content import library
from whichcert.web.kept_words import kept_words
from whichcert.web.learner import dice, known_learner_of, learner_of, new_token
from whichcert.web.mock_questions import assessment_name, clock_words
from whichcert.web.mock_report import score_words
from whichcert.web.one_question import begun_once, offered
from whichcert.web.views.find_out import private, reads_and_writes, see

TIME_WORDS = {
    TimeAllowed.STANDARD: ("As in the real one", ""),
    TimeAllowed.QUARTER_MORE: ("1.25 times as long", ""),
    TimeAllowed.HALF_MORE: ("1.5 times as long", ""),
    TimeAllowed.DOUBLE: ("2 times as long", ""),
    TimeAllowed.NO_CLOCK: ("No clock", "For a first look, or when time is not what you practise."),
}
Choices = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SentWish:
    """The mock that a form asks for, or what is wrong with the form; errors by field."""

    given: Mapping[str, str]
    wanted: Wanted | None
    errors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ShownMock:
    """A mock in the list of those begun."""

    token: str
    name: str
    length: int
    started: datetime
    standing: str
    is_over: bool


@private
@reads_and_writes
def start(request: HttpRequest) -> HttpResponse:
    """Say what a mock is like, and begin the one that is chosen."""
    found, at = library(), local_now()
    names = offered(found)
    if request.method != "POST":
        picked = request.GET.get("assessment", "")
        first = picked if picked in names else next(iter(names), "")
        return _page(request, names, SentWish(_usual(found, first, request.GET.get("length", "")), None))
    wish = _sent(request.POST, names, found)
    if wish.wanted is None:
        return _page(request, names, wish)
    learner = learner_of(request)
    seen = turns_of(found, wish.wanted, study_records.states(learner), at)
    try:
        sitting = begin_mock(found, wish.wanted, seen, token=new_token(), at=at, rng=dice())
    except InputRefused as refused:
        return _page(request, names, _too_small(wish, refused, names))
    token = begun_once(learner, sitting, key=request.POST.get("key", ""))
    return see(reverse("mock-question", args=[token, 1]))


def _usual(found: Library, assessment: str, asked: str) -> Choices:
    """Return what is chosen before the person chooses; a plan's link asks for a length."""
    offered_lengths = [str(length) for length in lengths(found, assessment)] if assessment else [""]
    length = asked if asked in offered_lengths else offered_lengths[0]
    return {"assessment": assessment, "length": length, "time": "standard"}


def _sent(sent: QueryDict, names: Choices, found: Library) -> SentWish:
    given = {field: sent.get(field, "")[:16] for field in ("assessment", "length", "time")}
    errors = []
    assessment, length, time = given["assessment"], given["length"], TIMES.get(given["time"])
    if assessment not in names:
        errors.append(("assessment", "Choose the assessment"))
    possible = _lengths(found, (assessment,) if assessment in names else names)
    if length not in {str(one) for one in possible}:
        errors.append(("length", "Choose how many questions you want"))
    if time is None:
        errors.append(("time", "Choose how much time you want"))
    if errors or time is None:
        return SentWish(given, None, tuple(errors))
    return SentWish(given, Wanted(assessment, int(length), time))


def _too_small(wish: SentWish, refused: InputRefused, names: Choices) -> SentWish:
    short = "; ".join(one.message for one in refused.problems[:3])
    name = names[wish.given["assessment"]]
    message = (
        f"The bank is too small for {wish.given['length']} questions of {name} ({short}). "
        "Choose fewer questions, or practise until there are more"
    )
    return SentWish(wish.given, None, (("length", message),))


def _time_option(name: str, time: TimeAllowed) -> Mapping[str, str]:
    label, hint = TIME_WORDS[time]
    return {"value": name, "label": label, "hint": hint}


def _page(request: HttpRequest, names: Choices, wish: SentWish) -> HttpResponse:
    found, at = library(), local_now()
    learner = known_learner_of(request)
    states = () if learner is None else study_records.states(learner)
    sat = [one for one in states if one.sitting.mode is Mode.MOCK]
    # a mock in which nothing was answered says nothing; it stays in what is stored
    mocks = [_shown(one, found, at) for one in reversed(sat) if one.is_answered or not one.is_over(at)]
    context = {
        "assessments": [{"value": name, "label": label} for name, label in names.items()],
        "lengths": _length_options(found, names),
        "times": [_time_option(name, time) for name, time in TIMES.items()],
        "given": wish.given,
        "key": new_token(),
        "errors": wish.errors,
        "error_of": dict(wish.errors),
        "facts": _facts(found, names),
        "kept": _kept(found, states, at),
        "running": [one for one in mocks if not one.is_over],
        "earlier": [one for one in mocks if one.is_over],
        "here": "prepare",
    }
    return render(request, "study/mock_start.html", context, status=400 if wish.errors else 200)


def _lengths(found: Library, names: Choices | tuple[str, ...]) -> list[int]:
    return sorted({length for name in names for length in lengths(found, name)}, reverse=True)


def _length_options(found: Library, names: Choices) -> list[dict[str, str]]:
    """Return the lengths, each with its minutes: one number where the assessments agree."""
    options = []
    for length in _lengths(found, names):
        minutes = {
            minutes_for(found, name, length, TimeAllowed.STANDARD) or 0
            for name in names
            if length in lengths(found, name)
        }
        whole = any(length == found.blueprints[name].n_items for name in names)
        span = formats.listed([formats.number(one) for one in sorted(minutes)], "or")
        hint = f"{span} minutes{', as the real one' if whole else ', in the same balance'}"
        options.append({"value": str(length), "label": f"{length} questions", "hint": hint})
    return options


def _facts(found: Library, names: Choices) -> list[str]:
    """Say of each assessment what the real one is like, in numbers of the catalogue."""
    told = []
    for name, label in names.items():
        minutes = minutes_for(found, name, found.blueprints[name].n_items, TimeAllowed.STANDARD) or 0
        told.append(
            f"{label}: {found.blueprints[name].n_items} questions, {formats.number(minutes)} minutes, "
            f"pass mark {formats.number(pass_percent(found, name))}{formats.NO_BREAK}%"
        )
    return told


def _kept(found: Library, states: tuple[State, ...], at: datetime) -> list[str]:
    """Say for each assessment that the person studies for what is kept for its last mock."""
    answers = marked(history_of(states, at), found.bank)
    kept = keeping_of(found, states, answers, items_under_way(states, at))
    return [words for name in kept.by_assessment if (words := kept_words(found, name, kept))]


def _shown(state: State, found: Library, at: datetime) -> ShownMock:
    sitting = state.sitting
    name = assessment_name(sitting.assessments[0], found)
    over = state.is_over(at)
    standing = _outcome(state, found) if over else _progress(state, at)
    started = sitting.started.astimezone(at.tzinfo)
    return ShownMock(sitting.token, name, len(sitting.items), started, standing, over)


def _progress(state: State, at: datetime) -> str:
    given = sum(bool(one.chosen) for one in state.answers.values())
    return f"{given} answered, {clock_words(state, at)[:1].lower()}{clock_words(state, at)[1:]}"


def _outcome(state: State, found: Library) -> str:
    """Say how a mock ended; no score before the person asked for it, as on the mock's own page."""
    if state.closed is None:
        return "time is over, see the result"
    result = mock_result(state, found)
    if not result.asked:
        return "its questions are no longer in this version"
    return f"{result.right} of {result.asked} right, {score_words(result.percent)}"
