"""The readiness page: the number and its basis, what would raise it, the rule, and one's own figures."""

from typing import Any

import pytest
from django.test import Client

from web.answering import read
from web.page import Page
from web.studying_here import live, practised
from whichcert.flows.history import Confidence
from whichcert.web import study_records

pytestmark = pytest.mark.django_db
ADDRESS = "/study/readiness/psm-1/"
FIGURES = {"fee_usd": "150", "hour_usd": "25", "hours_lost": "2", "hours_more": "4"}


def opened(client: Client) -> Page:
    response = client.get(ADDRESS)
    assert response.status_code == 200
    return read(response)


def button(page: Page) -> str:
    return next(a.attributes["href"] for a in page.all("a") if a.attributes.get("class") == "button")


def test_before_any_answer_it_gives_no_number(client: Client) -> None:
    page = opened(client)
    assert page.all("h1")[0].text.startswith("Ready for PSM\u00a0I? Not known yet")
    assert button(page) == "/study/diagnostic/?assessments=psm-1"
    assert "of 100 people" not in page.main
    assert "Why the mark is 90 of 100" in page.main


def test_it_says_the_chance_its_basis_and_what_it_cannot_know(client: Client) -> None:
    practised(live()[:30], right=False)
    page = opened(client)
    assert "of 100 to pass" in page.all("h1")[0].text
    assert "30 answers to questions new to you, 0 right" in page.main
    assert "A practice result, not the issuer’s." in page.main
    assert "What this can’t know" in page.main
    assert button(page) == "/study/practise/?assessment=psm-1"


def test_it_says_what_is_kept_for_the_last_mock(client: Client) -> None:
    practised(live()[:30], right=False)
    assert "80 questions are kept unseen for your last mock PSM\u00a0I" in " ".join(
        opened(client).all("main")[0].text.split(" ")
    )


def test_it_says_when_practice_asks_what_was_kept(client: Client) -> None:
    practised(live()[10:])
    assert "Only 10 questions of PSM\u00a0I are new to you" in " ".join(
        opened(client).all("main")[0].text.split(" ")
    )


def test_gains_name_the_area_where_an_hour_helps_most(client: Client) -> None:
    practised(live()[:60])
    page = opened(client)
    (table,) = [one for one in page.all("table") if "One hour of practice" in one.text]
    assert "Chance of 100" in table.text
    assert any(
        h2.text.startswith(("What would raise it most: an hour on", "Little is left"))
        for h2 in page.all("h2")
    )


def test_a_learner_who_is_ready_is_told_to_book(client: Client) -> None:
    practised(live()[:250], days_ago=1, confidence=Confidence.SURE)
    page = opened(client)
    assert "Book it." in page.main
    assert button(page) == "/prepare/?c=psm-1"


def test_a_lucky_learner_is_told_to_sit_mocks(client: Client) -> None:
    practised(live()[:250], days_ago=1, confidence=Confidence.GUESS)
    page = opened(client)
    assert "You may be guessing well: three mocks on unseen questions first." in page.main
    assert "you called 250 of your 250 right answers a guess" in page.main
    assert button(page) == "/study/mock/?assessment=psm-1"


def test_own_figures_move_the_mark_and_are_kept(client: Client) -> None:
    response = client.post(ADDRESS, FIGURES)
    assert (response.status_code, response.headers["Location"]) == (303, f"{ADDRESS}#why")
    page = opened(client)
    assert "Why the mark is 67 of 100" in page.main
    assert "200 ÷ 300" in page.main
    assert "With your own figures." in page.main
    values = {
        one.attributes["name"]: one.attributes["value"]
        for one in page.all("input")
        if one.attributes.get("id") in FIGURES
    }
    assert values == FIGURES


def test_usual_figures_come_back_at_one_press(client: Client) -> None:
    client.post(ADDRESS, FIGURES)
    client.post(ADDRESS, {"usual": "1"})
    assert "Why the mark is 90 of 100" in opened(client).main


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"fee_usd": ""}, "fee_usd"),
        ({"fee_usd": "a lot"}, "fee_usd"),
        ({"hour_usd": "-3"}, "hour_usd"),
        ({"hours_lost": "1e999"}, "hours_lost"),
        ({"hours_more": "999999"}, "hours_more"),
        ({"hours_more": "0"}, "hours_more"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_at_its_field(
    client: Client, change: dict[str, str], field: str
) -> None:
    response = client.post(ADDRESS, {**FIGURES, **change})
    assert response.status_code == 400
    page = read(response)
    assert [a.attributes["href"] for a in page.all("a") if a.attributes["href"] == f"#{field}"] == [
        f"#{field}"
    ]
    (typed,) = [one for one in page.all("input") if one.attributes.get("id") == field]
    assert typed.attributes["value"] == change[field]
    assert typed.attributes["aria-invalid"] == "true"
    learner = study_records.known_learner()
    assert learner is not None
    assert study_records.chosen(learner, "stakes") is None


def test_figures_of_one_assessment_leave_the_others_fee(client: Client) -> None:
    client.post(ADDRESS, FIGURES)
    page = read(client.get("/study/readiness/pspo-1/"))
    assert "$200 fee + 2 h × $25" in page.main
    client.post("/study/readiness/pspo-1/", {**FIGURES, "fee_usd": "90"})
    assert "$90 fee" in read(client.get("/study/readiness/pspo-1/")).main
    assert "$150 fee" in opened(client).main


@pytest.mark.parametrize("name", ["csm", "psm-9", "%00"])
def test_an_assessment_without_questions_is_missing(client: Client, name: str) -> None:
    assert client.get(f"/study/readiness/{name}/").status_code == 404
    assert client.post(f"/study/readiness/{name}/", FIGURES).status_code == 404


def test_it_says_one_number_everywhere(client: Client) -> None:
    practised(live()[:40])
    told: Any = {one: read(client.get(one)).main for one in ("/study/", ADDRESS)}
    number = told[ADDRESS].split("PSM I today: ")[1].split(" of 100")[0]
    assert f"Chance to pass PSM I today: {number} of 100" in told["/study/"]
