"""The dashboard: where a learner stands, what to do today, and the pictures."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from whichcert.flows.overview import running, work_without_plan
from whichcert.flows.plan import Goal, Plan
from whichcert.flows.readiness import Verdict
from whichcert.web import formats
from whichcert.web.charted import Charted, pole_of
from whichcert.web.clock import local_now
from whichcert.web.content import library
from whichcert.web.learner import learner_of
from whichcert.web.standings import lost_words
from whichcert.web.studied import Studied, studied
from whichcert.web.study_pictures import area_picture, chance_picture, review_picture, time_picture
from whichcert.web.study_words import (
    ToldAdvice,
    ToldWork,
    done_words,
    fit_words,
    short_name,
    told_advice,
    told_work,
)
from whichcert.web.views.find_out import private, reads


@dataclass(frozen=True, slots=True)
class Line:
    """One assessment of the learner."""

    assessment: str
    name: str
    role: str
    advice: ToldAdvice
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Today:
    """What to do today, and by what it was chosen."""

    work: tuple[ToldWork, ...]
    reason: str


@private
@reads
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show where the learner stands and what comes next; at the start, the first step."""
    found, at = library(), local_now()
    here = studied(learner_of(request), found, at)
    if not here.answers and here.goal is None:
        return render(request, "study/dashboard.html", _start(here))
    return render(request, "study/dashboard.html", _overview(here))


def _start(here: Studied) -> dict[str, Any]:
    return {
        "is_new": True,
        "offered": _offered(),
        "running": _running(here),
        "lost": lost_words(here.lost),
        "troubles": here.troubles,
        "here": "prepare",
    }


def _overview(here: Studied) -> dict[str, Any]:
    found = here.library
    names = here.assessments or tuple(found.blueprints)[:1]
    plan = here.plan()
    return {
        "is_new": False,
        "lines": [line_of(here, name) for name in names],
        "today": _today(here, names[0], plan),
        "running": _running(here),
        "plan": plan,
        "fits": fit_words(plan) if plan is not None else None,
        "goal": here.goal,
        "goal_name": short_name(found, here.goal.assessment) if here.goal else "",
        "pictures": _pictures(here, names[0]),
        "lost": lost_words(here.lost),
        "troubles": here.troubles,
        "here": "prepare",
    }


def line_of(here: Studied, assessment: str) -> Line:
    """Return what one assessment's line says."""
    one, measured = here.library.catalogue.get(assessment), here.measured(assessment)
    pace = pace_of(here.goal)
    advice = told_advice(measured.standing, measured.ready, pace)
    return Line(
        assessment, short_name(here.library, assessment), one.role.value, advice, measured.ready.verdict
    )


def pace_of(goal: Goal | None) -> float | None:
    """Return the hours a week that the learner named, None when they named none."""
    return None if goal is None else goal.hours_a_week


def _today(here: Studied, assessment: str, plan: Plan | None) -> Today:
    name = short_name(here.library, assessment)
    if plan is None:
        ready = here.measured(assessment).ready
        work = work_without_plan(ready, here.so_far(assessment), here.at)
        return Today(told_work(work, assessment, name), "Without a plan: what is due, then what helps most.")
    goal = plan.goal
    own = short_name(here.library, goal.assessment)
    reason = f"From your plan for {own} on {formats.plain_date(goal.deadline)}. {done_words(plan)}".strip()
    return Today(told_work(plan.today.work, goal.assessment, own), reason)


def _running(here: Studied) -> dict[str, str] | None:
    """Return the mock that still runs, with its address."""
    state = running(here.states, here.at)
    if state is None:
        return None
    left = state.seconds_left(here.at)
    clock = "" if left is None else f"About {formats.counted(max(1, round(left / 60)), 'minute')} left."
    return {"address": reverse("mock-resume", args=[state.sitting.token]), "clock": clock}


def _pictures(here: Studied, assessment: str) -> tuple[Charted, ...]:
    one, measured = here.library.catalogue.get(assessment), here.measured(assessment)
    pole = pole_of(one.role.value)
    found = [
        chance_picture(
            here.over_time(assessment),
            short_name(here.library, assessment),
            threshold=measured.ready.threshold,
            pole=pole,
        ),
        area_picture(measured.standing, short_name(here.library, assessment), pole)
        if measured.ready.first_answers
        else None,
        review_picture(here.answers, here.at),
        time_picture(here.answers, here.at),
    ]
    return tuple(one for one in found if one is not None)


def _offered() -> tuple[tuple[str, str], ...]:
    found = library()
    return tuple((name, short_name(found, name)) for name in found.blueprints)
