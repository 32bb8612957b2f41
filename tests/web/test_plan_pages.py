"""The plan: its form, its days, its calendar, and how a recommendation begins it."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from web.answering import read
from web.page import Page
from web.studying_here import live, practised, with_goal
from whichcert.bank.item import Item
from whichcert.decide.alternatives import FirstStep
from whichcert.decide.measured import MeasuredChance
from whichcert.decide.profile import Profile
from whichcert.flows.item_pool import item_pool
from whichcert.flows.plan import Goal, Plan, PlannedDay, SoFar, Task, Work, plan
from whichcert.flows.readiness import Verdict, readiness
from whichcert.flows.standing import standing
from whichcert.web import formats, study_records
from whichcert.web.advice import advice
from whichcert.web.content import library
from whichcert.web.records import Answer
from whichcert.web.result.own_answers import own_answers_of
from whichcert.web.study_words import fit_words, material_words, pace_words
from whichcert.web.views.find_out import new_orientation
from whichcert.web.views.plan import entries_of, weeks_of

pytestmark = pytest.mark.django_db


def day(ahead: int) -> str:
    return (timezone.now().date() + timedelta(days=ahead)).isoformat()


def form(**change: Any) -> dict[str, Any]:
    return {"assessment": "psm-1", "deadline": day(30), "hours": "4", "days_off": ["5", "6"], **change}


def goal() -> Any:
    learner = study_records.known_learner()
    return None if learner is None else study_records.chosen(learner, "goal")


def fields(page: Page) -> dict[str, str]:
    return {
        one.attributes["name"]: one.attributes.get("value", "")
        for one in page.all("input")
        if one.attributes.get("type") in ("text", "date") or "checked" in one.attributes
    }


def plan_of(
    *,
    unmet: int = 400,
    verdict: Verdict = Verdict.STUDY,
    days: int = 28,
    hours: float = 7,
    days_off: tuple[int, ...] = (),
) -> Plan:
    """Return the plan of somebody who answered nothing yet and may be anything."""
    at, found = timezone.now(), item_pool(library(), "psm-1")
    ready = replace(readiness(standing((), found, at), at), verdict=verdict)
    goal = Goal("psm-1", at.date() + timedelta(days=days), hours, frozenset(days_off))
    return plan(goal, SoFar("psm-1", (), unmet, {}, (80, 40, 20)), ready, at)


def replace_needed(found: Plan, *, hours: float) -> Plan:
    return replace(found, ground=replace(found.ground, hours_needed=hours))


def test_without_a_plan_there_is_a_form_and_nothing_for_a_calendar(client: Client) -> None:
    page = read(client.get("/study/plan/"))
    assert page.all("h1")[0].text == "Make a plan"
    assert fields(page) == {"deadline": "", "hours": ""}
    assert client.get("/study/plan.ics").status_code == 404


def test_a_plan_is_kept_and_shows_today_then_the_weeks(client: Client) -> None:
    practised(live()[:20], days_ago=1)
    response = client.post("/study/plan/", form())
    assert (response.status_code, response.headers["Location"]) == (303, "/study/plan/")
    assert goal() == {
        "assessment": "psm-1", "deadline": day(30), "hours_a_week": 4.0, "days_off": [5, 6],
    }  # fmt: skip
    page = read(client.get("/study/plan/"))
    assert page.all("h1")[0].text.startswith("Your plan: PSM\u00a0I on ")
    assert [h2.text for h2 in page.all("h2")] == [
        "Today, 30 days before the assessment",
        "Until then",
        "Change the plan",
    ]
    assert "Re-planned every day from what happened." in page.main
    assert "The time" in page.main
    assert "Take the PSM I assessment" in page.main
    assert 4 <= len([one for one in page.all("details") if one.attributes.get("class") == "week"]) <= 6


def test_before_the_diagnostic_nobody_can_tell_whether_the_time_suffices(client: Client) -> None:
    with_goal()
    page = read(client.get("/study/plan/"))
    assert "Nobody can tell yet whether the time suffices." in page.main
    assert "Take the diagnostic" in page.main


def test_a_short_time_says_what_would_help() -> None:
    found = replace_needed(plan_of(unmet=400, days=6, hours=3), hours=8.0)
    head, words = fit_words(found)
    assert head == "The time is too short."
    assert "we expect 4 to 16 hours until you are ready. It would fit with " in words
    assert " hours a week or a date from " in words


def test_how_sure_the_time_suffices_follows_the_range() -> None:
    found = plan_of(unmet=400)
    hours = found.hours_with_material
    heads = {
        share: fit_words(replace_needed(found, hours=hours / share))[0] for share in (2.1, 1.1, 0.6, 0.4)
    }
    assert heads[2.1] == "The time suffices."
    assert heads[1.1] == "The time probably suffices."
    assert heads[0.6] in ("The time may be too short.", "The questions here may not be enough by themselves.")


def test_where_the_questions_run_out_no_hours_are_promised() -> None:
    found = replace_needed(plan_of(unmet=60, days=300), hours=24.0)
    head, words = fit_words(found)
    assert head == "The questions here are not enough by themselves."
    assert words.startswith("You plan ")
    assert "of them on questions that are new or due; we expect 12 to 48 hours" in words
    assert "The bank has 60 questions left that are new to you" in words
    assert "You have met all of them" in fit_words(replace_needed(plan_of(unmet=0), hours=24.0))[1]


def plain(ahead: int) -> str:
    return formats.plain_date(timezone.now().date() + timedelta(days=ahead))


def test_it_says_when_no_question_is_new_any_more() -> None:
    # with few hours all mocks are short, and nothing is kept for them
    found = plan_of(unmet=20, days=21, hours=1.5)
    assert found.runs_out is not None
    assert material_words(found) == (
        f"From about {formats.plain_date(found.runs_out)} on you have met all questions here; "
        "then the plan holds reviews, mocks and reading."
    )
    assert material_words(plan_of(unmet=900, days=10)) == ""


def test_it_says_from_when_on_the_new_questions_are_kept_for_a_mock() -> None:
    kept = "on the plan holds reviews, mocks and reading: what is still new to you is kept for your mock"
    after = "After it you have met all questions here."
    assert material_words(plan_of(unmet=60)) == f"From now {kept} around {plain(5)}. {after}"
    assert material_words(plan_of(unmet=145)) == f"From about {plain(1)} {kept} around {plain(5)}. {after}"


def test_a_plan_reads_while_the_new_questions_wait_for_the_mock(client: Client) -> None:
    left, counts = list[Item](), Counter(library().blueprints["psm-1"].counts)
    for item in live():
        if item.focus_area and counts[item.focus_area]:
            counts[item.focus_area] -= 1
            left.append(item)
    others = [item for item in live() if item not in left]
    practised(others[60:], days_ago=3)
    practised(others[:60], right=False, days_ago=2)
    with_goal(days=20, hours=14)
    page = read(client.get("/study/plan/"))
    assert "what is still new to you is kept for your mock around" in page.main
    assert "practice has no new questions left" in page.main
    assert "you have met all questions here" not in page.main.split("After it")[0]


@pytest.mark.parametrize(
    ("verdict", "unmet", "head"),
    [
        (Verdict.BOOK, 400, "You have reached the mark."),
        (Verdict.CHECK, 400, "First make sure that it is not luck."),
        (Verdict.CHECK, 0, "We can’t tell luck from knowledge any more."),
    ],
)
def test_the_plan_says_what_the_advice_says(verdict: Verdict, unmet: int, head: str) -> None:
    assert fit_words(plan_of(unmet=unmet, verdict=verdict))[0] == head


def test_hours_that_no_day_takes_are_told() -> None:
    assert pace_words(plan_of(hours=7)) == ""
    words = pace_words(plan_of(hours=5, days_off=(0, 1, 2, 3, 4, 5))).replace("\u00a0", " ")
    assert words.startswith("We plan at most 2 h a day, so 2 h of your 5 hours a week")


def test_the_page_says_once_where_a_day_begins(client: Client, settings: Any) -> None:
    settings.OWN_ZONE = ZoneInfo("Asia/Tokyo")
    with_goal()
    main = read(client.get("/study/plan/")).main
    assert main.count("A day begins at midnight in the time zone Asia/Tokyo") == 1


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_today_and_the_calendar_follow_the_zone(client: Client, settings: Any, zone: str) -> None:
    # one of the two is on another day than UTC, whatever the hour
    settings.OWN_ZONE = ZoneInfo(zone)
    today = timezone.now().astimezone(ZoneInfo(zone)).date()
    assert (
        client.post("/study/plan/", form(deadline=(today - timedelta(days=2)).isoformat())).status_code == 400
    )
    assert (
        client.post("/study/plan/", form(deadline=(today + timedelta(days=3)).isoformat())).status_code == 303
    )
    assert (
        "In 3 days" in read(client.get("/study/plan/")).main
        or "3 days" in read(client.get("/study/plan/")).main
    )
    days = [
        line.split(":")[1]
        for line in client.get("/study/plan.ics").content.decode().splitlines()
        if line.startswith("DTSTART")
    ]
    assert f"{today + timedelta(days=3):%Y%m%d}" in days
    assert min(days) >= f"{today:%Y%m%d}"


def test_a_day_that_is_still_today_west_of_greenwich_is_taken(client: Client) -> None:
    assert client.post("/study/plan/", form(deadline=day(-1))).status_code == 303
    page = read(client.get("/study/plan/"))
    assert "The day has passed here. Where you are, it may still last" in page.main
    assert "Take the PSM I assessment" in page.main
    with_goal(days=0)
    assert "The day has come." in read(client.get("/study/plan/")).main


def test_a_week_is_named_by_its_first_planned_day(client: Client) -> None:
    with_goal(days=20)
    page = read(client.get("/study/plan/"))
    tomorrow = timezone.now().date() + timedelta(days=1)
    weeks = [one.text for one in page.all("summary")]
    assert weeks[0].replace("\u00a0", " ").startswith(f"{tomorrow.day} {tomorrow:%b}")
    saturday = date(2026, 11, 28)
    days = [PlannedDay(saturday + timedelta(days=ahead), (Work(Task.REST, 0),)) for ahead in range(9)]
    names = [week.name.replace("\u00a0", " ") for week in weeks_of(replace(plan_of(), days=tuple(days)), "")]
    assert names == ["29 Nov", "30 Nov to 6 Dec"]


def test_a_week_says_when_its_minutes_are_for_reading() -> None:
    weeks = list(weeks_of(plan_of(unmet=0), ""))
    assert weeks[1].summary.endswith("1 mock, reading")


def test_a_finished_day_is_no_entry_of_the_calendar(client: Client) -> None:
    found = plan_of()
    finished = PlannedDay(found.days[0].day, (Work(Task.DONE, 0),))
    entries = list(entries_of(replace(found, days=(finished, *found.days[1:])), "PSM I"))
    assert entries[0].day > finished.day


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"assessment": ""}, "assessment", "Choose the assessment"),
        ({"assessment": "csm"}, "assessment", "Choose one of the assessments"),
        ({"deadline": ""}, "deadline", "Enter the day"),
        ({"deadline": "31.12.2026"}, "deadline", "is not a date"),
        ({"deadline": "2020-01-01"}, "deadline", "has passed"),
        ({"deadline": "2999-01-01"}, "deadline", "more than a year ahead"),
        ({"hours": ""}, "hours", "Enter how many hours"),
        ({"hours": "few"}, "hours", "is not a number"),
        ({"hours": "0"}, "hours", "at least 0.5"),
        ({"hours": "0.4"}, "hours", "at least 0.5"),
        ({"hours": "200"}, "hours", "at most 60"),
        ({"days_off": list("0123456")}, "days_off", "Leave at least one day"),
        ({"days_off": ["9"]}, "days_off", "Leave at least one day"),
    ],
)
def test_a_field_that_cannot_be_is_refused_where_it_stands(
    client: Client, change: dict[str, Any], field: str, words: str
) -> None:
    response = client.post("/study/plan/", form(**change))
    assert response.status_code == 400
    page = read(response)
    summary = [a for a in page.all("a") if a.attributes["href"] == f"#{field}"]
    assert len(summary) == 1
    assert words in summary[0].text
    assert goal() is None
    if field != "deadline":
        assert fields(page)["deadline"] == day(30)


def test_all_errors_are_told_at_once(client: Client) -> None:
    page = read(client.post("/study/plan/", {}))
    targets = [a.attributes["href"] for a in page.all("a")]
    assert [one for one in targets if one in ("#assessment", "#deadline", "#hours")] == [
        "#assessment",
        "#deadline",
        "#hours",
    ]


def test_the_calendar_has_one_entry_a_study_day(client: Client) -> None:
    practised(live()[:20], days_ago=1)
    with_goal(days=14, hours=7, days_off=(6,))
    response = client.get("/study/plan.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="plan.ics"'
    text = response.content.decode()
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT")
    assert 10 <= text.count("BEGIN:VEVENT") <= 13
    assert f"UID:psm-1-{day(14)}@study-plan.whichcert" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    again = client.get("/study/plan.ics").content.decode()
    uids = [[line for line in one.split("\r\n") if line.startswith("UID:")] for one in (text, again)]
    assert uids[0] == uids[1]


def test_a_recommendation_with_day_and_hours_starts_the_plan_at_once(client: Client) -> None:
    response = client.post("/study/plan/start/", {"assessment": "psm-1", "deadline": day(40), "hours": "3"})
    assert (response.status_code, response.headers["Location"]) == (303, "/study/plan/")
    assert goal()["hours_a_week"] == 3


def test_a_recommendation_without_a_day_asks_for_it(client: Client) -> None:
    response = client.post("/study/plan/start/", {"assessment": "pspo-1", "hours": "3"})
    assert response.headers["Location"] == "/study/plan/?assessment=pspo-1&hours=3"
    assert goal() is None
    page = read(client.get(response.headers["Location"]))
    assert fields(page) == {"assessment": "pspo-1", "deadline": "", "hours": "3"}


def test_a_plan_for_another_assessment_is_not_replaced_unasked(client: Client) -> None:
    with_goal(assessment="pspo-1")
    response = client.post("/study/plan/start/", {"assessment": "psm-1", "deadline": day(40), "hours": "3"})
    assert goal()["assessment"] == "pspo-1"
    page = read(client.get(response.headers["Location"]))
    assert "the new plan takes its place" in page.main
    assert fields(page)["assessment"] == "psm-1"


def test_a_plan_for_the_same_assessment_stays(client: Client) -> None:
    with_goal(days=20, hours=6)
    client.post("/study/plan/start/", {"assessment": "psm-1", "deadline": day(40), "hours": "3"})
    assert goal()["hours_a_week"] == 6


def test_a_plan_cannot_start_for_what_has_no_questions(client: Client) -> None:
    assert client.post("/study/plan/start/", {"assessment": "csm"}).status_code == 404
    assert client.get("/study/plan/start/").status_code == 405


@pytest.mark.parametrize(
    "query", ["?assessment=%00&hours=x", "?deadline=9999-99-99", "?hours=" + "9" * 500, "?assessment=csm"]
)
def test_a_strange_address_still_shows_the_form(client: Client, query: str) -> None:
    assert client.get(f"/study/plan/{query}").status_code == 200


def test_from_answer_to_plan_and_back(client: Client) -> None:
    answers = (
        Answer("target_role", "scrum_master"),
        Answer("limits", {"hours_per_week": 5, "deadline": day(60)}),
    )
    token = new_orientation(answers)
    before = read(client.get(f"/result/{token}/"))
    hidden = {
        one.attributes["name"]: one.attributes["value"]
        for one in before.all("input")
        if one.attributes.get("type") == "hidden"
    }
    hidden.pop("csrfmiddlewaretoken", None)
    assert hidden == {"assessment": "psm-1", "deadline": day(60), "hours": "5"}
    assert "own" not in [h2.attributes.get("id") for h2 in before.all("h2")]
    client.post("/study/plan/start/", hidden)
    assert goal()["deadline"] == day(60)

    practised(live()[:11])
    assert "Your own answers" not in read(client.get(f"/result/{token}/")).main
    practised(live()[11:60])
    after = read(client.get(f"/result/{token}/"))
    headed = [h2.attributes.get("id") for h2 in after.all("h2")]
    assert headed.index("own") == headed.index("change") + 1
    assert "Your own answers leave the first step as it is: start with PSM" in after.main
    assert "from your 60 answers for PSM\u00a0I" in after.all("main")[0].text
    assert "From your 60 answers here" in after.main
    (table,) = [one for one in after.all("table") if "With your practice answers" in one.text]
    assert "Chance to pass PSM\u00a0I today" in table.text


def test_the_result_page_says_when_own_answers_turn_the_first_step() -> None:
    found = library()
    without = advice(Profile(), found)
    other = next(one for one in (FirstStep.PSPO, FirstStep.PSM) if one is not without.first_step)
    measured = {"psm-1": MeasuredChance(0.1, 0.0, 0.4, 40)}
    turned = replace(advice(Profile(), found, measured), first_step=other)
    told = own_answers_of(turned, without, found)
    assert told is not None
    assert told.finding.startswith(
        f"Your own answers turn the first step: start with {other.value.upper()}, no longer "
    )
    assert told.rows[0][1] == "10 (0\u00a0to\u00a040)"
    assert own_answers_of(without, without, found) is None
