"""The plan: set a goal, see what to do today and every day until then, take it to a calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from whichcert.flows.calendar import Entry, calendar
from whichcert.flows.plan import Plan, PlannedDay, Task
from whichcert.flows.study_choices import GOAL, goal_value
from whichcert.web import formats, study_records
from whichcert.web.clock import local_now
from whichcert.web.content import library
from whichcert.web.learner import learner_of
from whichcert.web.own_zone import zone_name
from whichcert.web.plan_form import FIELDS, WEEKDAYS, PlanForm, shown_plan, typed_plan
from whichcert.web.studied import Studied, studied
from whichcert.web.study_words import (
    day_line,
    done_words,
    duration,
    fit_words,
    material_words,
    pace_words,
    short_day,
    short_name,
    told_work,
)
from whichcert.web.views.find_out import private, reads, reads_and_writes, see
from whichcert.web.views.refusals import missing

NO_PLAN = "You have no plan yet, so there is nothing for a calendar."


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a plan."""

    name: str
    summary: str
    days: tuple[tuple[str, str], ...]


@private
@reads_and_writes
def plan_page(request: HttpRequest) -> HttpResponse:
    """Show the plan and its form, or take a goal."""
    found, at = library(), local_now()
    learner = learner_of(request)
    here = studied(learner, found, at)
    if request.method != "POST":
        return _page(request, here, _form(request, here))
    form = typed_plan(request.POST, found, at.date())
    if form.goal is None:
        return _page(request, here, form)
    study_records.choose(learner, GOAL, goal_value(form.goal), at=at)
    return see(reverse("plan"))


@private
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin a plan from a recommendation: at once where it says all, else with the form filled in."""
    found, at = library(), local_now()
    learner = learner_of(request)
    here = studied(learner, found, at)
    form = typed_plan(request.POST, found, at.date())
    if "assessment" in form.errors:
        return missing(request, "We have no questions for an assessment of this name.")
    is_planned = here.has_goal_ahead and here.goal is not None
    if is_planned and here.goal is not None and here.goal.assessment == form.given["assessment"]:
        return see(reverse("plan"))
    if form.goal is not None and not is_planned:
        study_records.choose(learner, GOAL, goal_value(form.goal), at=at)
        return see(reverse("plan"))
    usable = {name: value for name, value in form.given.items() if value and name not in form.errors}
    return see(f"{reverse('plan')}?{urlencode(usable)}")


@private
@reads
def calendar_file(request: HttpRequest) -> HttpResponse:
    """Hand out the plan for a calendar program."""
    found, at = library(), local_now()
    plan = studied(learner_of(request), found, at).plan()
    if plan is None:
        return missing(request, NO_PLAN)
    name = short_name(found, plan.goal.assessment)
    content = calendar(entries_of(plan, name), name=f"Study plan {name}", at=at)
    headers = {"Content-Disposition": 'attachment; filename="plan.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def entries_of(plan: Plan, name: str) -> Iterator[Entry]:
    for planned in plan.days:
        if planned.work[0].task in (Task.REST, Task.DONE):
            continue
        lines = [f"{one.name}: {one.detail}" for one in told_work(planned.work, plan.goal.assessment, name)]
        yield Entry(
            uid=f"{plan.goal.assessment}-{planned.day.isoformat()}@study-plan.whichcert",
            day=planned.day,
            summary=f"{name}: {day_line(planned, name)}",
            description="\n".join(
                [*lines, "As planned when this file was made; whichcert plans anew every day."]
            ),
        )


def _form(request: HttpRequest, here: Studied) -> PlanForm:
    """Return the form as the address, the goal set before, or nothing yet fills it in."""
    if any(name in request.GET for name in FIELDS):
        form = typed_plan(request.GET, here.library, here.at.date())
        return PlanForm(form.given, form.days_off)
    if here.goal is not None:
        return shown_plan(here.goal)
    return PlanForm({"assessment": next(iter(here.assessments), ""), "deadline": "", "hours": ""}, ())


def _page(request: HttpRequest, here: Studied, form: PlanForm) -> HttpResponse:
    plan, today = here.plan(), here.at.date()
    name = short_name(here.library, here.goal.assessment) if here.goal else ""
    is_other = bool(plan and form.given["assessment"] and form.given["assessment"] != plan.goal.assessment)
    context = {
        "plan": plan,
        "name": name,
        "goal": here.goal,
        "form": form,
        "errors": tuple(form.errors.items()),
        "is_other": is_other,
        "asks": plan is None or bool(form.errors) or is_other or any(one in request.GET for one in FIELDS),
        "today": told_work(plan.today.work, plan.goal.assessment, name) if plan else (),
        "done": done_words(plan) if plan else "",
        "fits": fit_words(plan) if plan else None,
        "notes": [words for words in (pace_words(plan), material_words(plan)) if words] if plan else [],
        "weeks": tuple(weeks_of(plan, name)) if plan else (),
        "days_left": max(0, (plan.goal.deadline - today).days) if plan else 0,
        "options": [
            {
                "value": one,
                "label": short_name(here.library, one),
                "hint": here.library.catalogue.get(one).name,
            }
            for one in here.library.blueprints
        ],
        "weekdays": [{"value": str(place), "label": day} for place, day in enumerate(WEEKDAYS)],
        "days_off": [WEEKDAYS[day] for day in sorted(plan.goal.days_off)] if plan else [],
        "zone": zone_name(here.at),
        "troubles": here.troubles,
        "here": "prepare",
    }
    return render(request, "study/plan.html", context, status=400 if form.errors else 200)


def weeks_of(plan: Plan, name: str) -> Iterator[Week]:
    """Yield the days after today, week by week."""
    for _, group in groupby(plan.days[1:], key=lambda one: _monday(one.day)):
        days = tuple(group)
        yield Week(
            f"{short_day(days[0].day)} to {short_day(days[-1].day)}"
            if len(days) > 1
            else short_day(days[0].day),
            _summary(days),
            tuple((f"{one.day:%a} {short_day(one.day)}", day_line(one, name)) for one in days),
        )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _summary(days: tuple[PlannedDay, ...]) -> str:
    """Say what a week holds on one line."""
    work = [one for day in days for one in day.work]
    parts = [duration(sum(one.minutes for one in work if one.task is not Task.SIT))]
    asked = {
        task: sum(one.items for one in work if one.task is task) for task in (Task.PRACTISE, Task.REVIEW)
    }
    mocks = sum(one.task is Task.MOCK for one in work)
    if asked[Task.PRACTISE]:
        parts.append(f"{asked[Task.PRACTISE]} new questions")
    if asked[Task.REVIEW]:
        parts.append(formats.counted(asked[Task.REVIEW], "review"))
    if mocks:
        parts.append(formats.counted(mocks, "mock"))
    if any(one.task is Task.READ for one in work):
        parts.append("reading")
    if any(one.task is Task.SIT for one in work):
        parts.append("the assessment")
    return ", ".join(part for part in parts if part != "no time") or "free"
