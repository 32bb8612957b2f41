"""The dashboard: the first step for somebody new, then where they stand and what comes today."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from web.answering import read
from web.page import Page
from web.studying_here import live, mock_begun, practised, with_goal
from whichcert.flows.history import Confidence
from whichcert.web import study_records
from whichcert.web.study_words import duration

pytestmark = pytest.mark.django_db


def dashboard(client: Client) -> Page:
    response = client.get("/study/")
    assert response.status_code == 200
    return read(response)


def links(page: Page) -> list[str]:
    return [a.attributes["href"] for a in page.all("a")]


def captions(page: Page) -> list[str]:
    return [" ".join(one.text.split()) for one in page.all("figcaption")]


def test_somebody_new_is_led_to_the_diagnostic(client: Client) -> None:
    page = dashboard(client)
    (button,) = [a for a in page.all("a") if a.attributes.get("class") == "button"]
    assert button.attributes["href"] == "/study/diagnostic/"
    assert "12 to 25 questions" in page.main
    assert page.all("figure") == []


def test_each_assessment_has_one_line_with_chance_range_advice_and_basis(client: Client) -> None:
    practised(live()[:30], assessments=("psm-1", "pspo-1"), right=False)
    page = dashboard(client)
    for name, address in (("PSM\u00a0I", "psm-1"), ("PSPO\u00a0I", "pspo-1")):
        assert f"Chance to pass {name} today:" in " ".join(page.all("main")[0].text.split(" "))
        assert f"/study/readiness/{address}/" in links(page)
    assert page.main.count("% range") >= 2
    assert "answers to questions new to you, 0 right" in page.main
    assert "Practice results, not the issuer’s." in page.main


def test_pictures_say_their_finding_and_have_their_table(client: Client) -> None:
    practised(live()[:20], days_ago=2, right=False)
    practised(live()[20:40])
    page = dashboard(client)
    assert len(captions(page)) == 4
    chance, areas, reviews, spent = captions(page)
    assert chance.startswith("Your chance to pass PSM I:")
    assert ", after " in chance
    assert areas.startswith("Most is to be won in ")
    assert "due for review in 14 days" in reviews
    assert spent == "You spent 20 min on questions in 14 days, on 2 days"
    assert len(page.all("table")) == len(page.all("details")) == 4
    assert all(
        one.attributes.get("role") == "img"
        for one in page.all("svg")
        if "chart" in one.attributes.get("class", "")
    )


def test_today_without_a_plan_is_what_is_due_and_what_helps(client: Client) -> None:
    practised(live()[:10], days_ago=3, right=False)
    page = dashboard(client)
    assert "Review 10 questions" in page.main
    assert "Practise 20 questions" in page.main
    assert {"/study/review/", "/study/practise/?assessment=psm-1", "/study/plan/"} <= set(links(page))


def test_today_is_done_when_its_questions_are(client: Client) -> None:
    practised(live()[:20], days_ago=3)
    with_goal(days=28, hours=3.5)
    (asked,) = [a for a in dashboard(client).all("p") if a.text.startswith("Practise ")]
    count = int(asked.text.split()[1])
    practised(live()[100 : 100 + count], days_ago=0)
    page = dashboard(client)
    assert "Done for today" in page.main
    minutes = duration(count / 2).replace("\u00a0", " ")
    assert f"Done today: {count} questions, {minutes} from question to answer." in page.main
    assert "Practise " not in "".join(one.text for one in page.all("p") if "task" in str(one.attributes))
    assert "Done for today" in read(client.get("/study/plan/")).main


def test_a_check_begins_with_a_mock_on_unseen_questions(client: Client) -> None:
    practised(live()[:30], days_ago=2, confidence=Confidence.GUESS)
    page = dashboard(client)
    assert "three mocks on unseen questions first" in page.main
    (first, *_) = [a for a in page.all("a") if a.attributes["href"].startswith("/study/mock/?")]
    assert first.attributes["href"] == "/study/mock/?assessment=psm-1&length=80"


def test_today_comes_from_the_plan_where_there_is_one(client: Client) -> None:
    practised(live()[:20], days_ago=1)
    with_goal(days=28, hours=7)
    page = dashboard(client)
    assert "From your plan for PSM I on" in page.main
    assert "The time" in page.main
    assert "Make a plan" not in page.main


def test_a_plan_whose_day_has_passed_asks_for_a_new_one(client: Client) -> None:
    practised(live()[:5])
    with_goal(days=-3)
    page = dashboard(client)
    assert "has passed" in page.main
    assert "Set a new day" in page.main


def test_a_goal_without_answers_begins_with_the_diagnostic(client: Client) -> None:
    with_goal()
    page = dashboard(client)
    assert "not known yet" in page.main
    assert "/study/diagnostic/?assessments=psm-1" in links(page)
    assert page.all("figure") == []


def test_a_running_mock_is_offered_first(client: Client) -> None:
    token = mock_begun()
    assert f"/study/mock/{token}/" in links(dashboard(client))
    practised(live()[:5])
    page = dashboard(client)
    assert f"/study/mock/{token}/" in links(page)
    assert "About 60 minutes left." in page.main


def test_a_mock_that_is_over_is_not(client: Client) -> None:
    token = mock_begun(started=timezone.now() - timedelta(hours=3))
    assert f"/study/mock/{token}/" not in links(dashboard(client))


@pytest.mark.parametrize(
    ("name", "value"),
    [("goal", {"assessment": "csm"}), ("goal", "soon"), ("stakes", [1]), ("stakes", {"hour_usd": "much"})],
)
def test_what_is_stored_and_cannot_be_used_is_said_and_breaks_nothing(
    client: Client, name: str, value: Any
) -> None:
    learner = practised(live()[:5])
    study_records.choose(learner, name, value, at=timezone.now())
    for address in ("/study/", "/study/plan/", "/study/readiness/psm-1/"):
        response = client.get(address)
        assert response.status_code == 200, address
        assert "can’t be used" in read(response).main, address


@pytest.mark.parametrize("answers", [5, 40])
def test_the_dashboard_takes_as_many_queries_for_many_answers_as_for_few(
    client: Client, answers: int, django_assert_num_queries: Any
) -> None:
    practised(live()[:answers])
    client.get("/study/")
    with django_assert_num_queries(5):
        client.get("/study/")


def test_no_shared_cache_may_keep_it(client: Client) -> None:
    assert client.get("/study/").headers["Cache-Control"] == "private, no-store"
    assert client.post("/study/").status_code == 405
