"""Readiness for one assessment: the chance, what would raise it, the advice, and why."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from whichcert.errors import InputRefused
from whichcert.flows.kept_items import keeping_of
from whichcert.flows.plan import Task
from whichcert.flows.readiness import ENOUGH_FIRST, Gain, Readiness, Stakes
from whichcert.flows.sit_assessment import items_under_way
from whichcert.flows.study_choices import STAKES, checked_stakes, stakes_value, usual_stakes
from whichcert.interop.jsonld import area_name
from whichcert.web import charts, formats, study_records
from whichcert.web.charted import pole_of
from whichcert.web.charts import Part
from whichcert.web.clock import local_now
from whichcert.web.content import library
from whichcert.web.kept_words import kept_words
from whichcert.web.learner import learner_of
from whichcert.web.numbers import typed_number
from whichcert.web.standings import PRIOR, lost_words
from whichcert.web.studied import Studied, studied
from whichcert.web.study_pictures import chance_picture
from whichcert.web.study_words import mark_words, short_name, task_address
from whichcert.web.views.find_out import private, reads_and_writes, see
from whichcert.web.views.refusals import missing
from whichcert.web.views.study import line_of

FIELDS = {
    "fee_usd": ("Fee of one attempt, in US dollars", "The issuer’s fee, from the catalogue."),
    "hour_usd": ("What an hour of yours is worth, in US dollars", "Set by the authors; you know better."),
    "hours_lost": ("Hours that a failed attempt costs", "Sitting it again."),
    "hours_more": ("Hours of one more round of study", "What waiting costs you when you were ready."),
}
MOST_GAINS = 5


@private
@reads_and_writes
def readiness_page(request: HttpRequest, assessment: str) -> HttpResponse:
    """Show readiness for one assessment, or take what failing and waiting cost the person."""
    found, at = library(), local_now()
    if assessment not in found.blueprints:
        return missing(request, "We have no questions for an assessment of this name.")
    learner = learner_of(request)
    here = studied(learner, found, at)
    if request.method != "POST":
        return _page(request, here, assessment)
    if request.POST.get("usual"):
        stakes = usual_stakes(found, assessment)
    else:
        stakes_or_errors = _sent(request.POST)
        if isinstance(stakes_or_errors, dict):
            return _page(request, here, assessment, stakes_or_errors)
        stakes = stakes_or_errors
    study_records.choose(learner, STAKES, stakes_value(stakes, assessment, here.stakes), at=at)
    return see(reverse("readiness", args=[assessment]) + "#why")


def _sent(post: Mapping[str, str]) -> Stakes | dict[str, str]:
    """Return the stakes that a form holds, or what is wrong with each field."""
    errors, numbers = {}, {}
    for name in FIELDS:
        number = typed_number(post.get(name, ""))
        if number is None:
            errors[name] = f"{FIELDS[name][0]}: write a number such as 200 or 2.5"
        else:
            numbers[name] = number
    if errors:
        return errors
    try:
        return checked_stakes(Stakes(**numbers))
    except InputRefused as refused:
        return {one.where: f"{FIELDS[one.where][0]}: {one.message}" for one in refused.problems}


def _page(
    request: HttpRequest, here: Studied, assessment: str, errors: Mapping[str, str] | None = None
) -> HttpResponse:
    one, measured = here.library.catalogue.get(assessment), here.measured(assessment)
    ready, stakes = measured.ready, here.stakes_of(assessment)
    own_name = short_name(here.library, assessment)
    pole, line = pole_of(one.role.value), line_of(here, assessment)
    known = ready.chance is not None and bool(line.advice.chance)
    given = {
        name: request.POST.get(name, "") if errors else formats.number(getattr(stakes, name)).replace(",", "")
        for name in FIELDS
    }
    context = {
        "line": line,
        "ready": ready,
        "is_known": known,
        "strip": _strip(ready, own_name, pole) if known else None,
        "picture": chance_picture(here.over_time(assessment), own_name, threshold=ready.threshold, pole=pole),
        "gains": tuple(_gains(ready)) if known else (),
        "stakes": stakes,
        "mark": mark_words(ready.threshold),
        "length": measured.standing.pool.form.length,
        "is_usual": stakes == usual_stakes(here.library, assessment),
        "fields": FIELDS,
        "given": given,
        "errors": tuple((errors or {}).items()),
        "error_of": errors or {},
        "prior": PRIOR,
        "enough": ENOUGH_FIRST,
        "practise": task_address(Task.PRACTISE, assessment),
        "mock": task_address(Task.MOCK, assessment),
        "diagnostic": task_address(Task.DIAGNOSE, assessment),
        "kept": _kept(here, assessment) if known else "",
        "lost": lost_words(here.lost),
        "troubles": here.troubles,
        "others": [name for name in here.library.blueprints if name != assessment],
        "name_of": {name: short_name(here.library, name) for name in here.library.blueprints},
        "here": "prepare",
    }
    return render(request, "study/readiness.html", context, status=400 if errors else 200)


def _kept(here: Studied, assessment: str) -> str:
    held = items_under_way(here.states, here.at)
    kept = keeping_of(here.library, here.states, here.answers, held)
    return kept_words(here.library, assessment, kept)


def _strip(ready: Readiness, name: str, pole: charts.Pole) -> Any:
    assert ready.chance is not None  # noqa: S101  asked for only then
    share = ready.chance.probability
    finding = f"Of 100 people with answers like yours, {formats.out_of_hundred(share)} would pass {name}"
    if not 0.005 <= share < 0.995:
        # a hundred dots can't show it
        return {"finding": finding, "drawing": ""}
    parts = [Part("would pass", share, pole), Part("would not", 1 - share, "neither")]
    return {"finding": finding, "drawing": charts.frequency_strip(parts, finding=finding)}


def _gains(ready: Readiness) -> Iterator[tuple[str, str, str]]:
    for gain in sorted(ready.gains, key=_worth)[:MOST_GAINS]:
        points = gain.chance_per_hour * 100
        yield (
            area_name(gain.area),
            f"+{points:.0f}" if points >= 0.5 else "less than 1",
            f"+{gain.items_per_hour:.1f}",
        )


def _worth(gain: Gain) -> tuple[float, float]:
    return -gain.chance_per_hour, -gain.items_per_hour
