"""Questions that were asked and are no longer in the content: the mock goes on, and the pages say so."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.test import Client

from web.page import Page
from web.studying_here import live, practised
from whichcert.flows.history import Mode
from whichcert.flows.sit_assessment import Wanted, begin_mock
from whichcert.flows.sitting import Deed, Happened, Sitting
from whichcert.web import study_records
from whichcert.web.content import library
from whichcert.web.models import SittingEvent, StudySitting

pytestmark = pytest.mark.django_db
LENGTH = 20
GONE_PLACES = (1, 10)
LEFT = LENGTH - len(GONE_PLACES)
MOCK = "/study/mock/a-mock/"


@pytest.fixture
def sitting() -> Sitting:
    return begun(GONE_PLACES)


def begun(gone: tuple[int, ...], minutes_ago: float = 5) -> Sitting:
    """Store a mock of 20 questions of which the content has some no longer."""
    at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    rng = np.random.default_rng(5)
    whole = begin_mock(library(), Wanted("psm-1", LENGTH), {}, token="a-mock", at=at, rng=rng)
    items = tuple(f"gone-{n}" if n in gone else name for n, name in enumerate(whole.items, start=1))
    sitting = Sitting(whole.token, whole.mode, whole.assessments, at, items, whole.minutes)
    study_records.begin(study_records.the_learner(at), sitting)
    return sitting


def read(response: Any) -> Page:
    return Page(response.content.decode())


def heading(response: Any) -> str:
    return " ".join(read(response).all("h1")[0].text.split())


def send(client: Client, *events: dict[str, Any]) -> Any:
    return client.post(f"{MOCK}events/", {"events": events}, content_type="application/json")


def event(place: int, chosen: list[int]) -> dict[str, Any]:
    return {"key": f"key-{place:05}", "deed": "answer", "item": place, "chosen": chosen, "waited": 0}


def test_the_mock_goes_on_with_the_questions_that_are_left(client: Client, sitting: Sitting) -> None:
    assert client.get(MOCK).headers["Location"] == f"{MOCK}1/"
    assert heading(client.get(f"{MOCK}1/")) == f"Question 1 of {LEFT}"
    assert library().bank.get(sitting.items[1]).paragraphs[0] in read(client.get(f"{MOCK}1/")).main
    assert client.get(f"{MOCK}{LEFT + 1}/").status_code == 404
    for part in ("1/", "all/"):
        assert (
            "2 questions of this mock are no longer in this version of whichcert"
            in read(client.get(MOCK + part)).main
        )


def test_the_mock_can_be_answered_finished_and_shown(client: Client, sitting: Sitting) -> None:
    known = [name for name in sitting.items if not name.startswith("gone-")]
    for number, name in enumerate(known, start=1):
        keys = [str(place) for place in library().bank.get(name).keys]
        where = client.post(f"{MOCK}{number}/", {"option": keys, "move": "next"}).headers["Location"]
    assert where == f"{MOCK}all/"
    assert client.post(f"{MOCK}finish/").headers["Location"] == f"{MOCK}result/"
    text = read(client.get(f"{MOCK}result/")).main.replace("\u00a0", " ")
    assert "18 of 18 right; the mark of 85 % needs 16." in text
    assert "2 questions of this mock are no longer in this version of whichcert" in text
    assert "18 of 18 right" in read(client.get("/study/mock/")).main


def test_the_browser_gets_what_is_left_each_with_its_place(client: Client, sitting: Sitting) -> None:
    questions = client.get(f"{MOCK}questions.json").json()["questions"]
    assert [one["number"] for one in questions] == list(range(1, LEFT + 1))
    assert [one["place"] for one in questions] == [n for n in range(1, LENGTH + 1) if n not in GONE_PLACES]


def test_what_waits_in_the_browser_goes_to_the_question_it_was_given_for(
    client: Client, sitting: Sitting
) -> None:
    found = send(client, event(2, [1]), event(10, [3])).json()
    assert found["saved"] == ["key-00002", "key-00010"]
    state = study_records.state(study_records.the_learner(datetime.now(UTC)), "a-mock")
    assert state is not None
    assert {name: one.chosen for name, one in state.answers.items()} == {
        sitting.items[1]: (1,),
        "gone-10": (3,),
    }


@pytest.mark.parametrize("chosen", [[9], [-1], [True], ["x"], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]])
def test_what_can_be_no_answer_is_refused_for_a_lost_question_too(
    client: Client, sitting: Sitting, chosen: list[Any]
) -> None:
    response = send(client, event(10, chosen))
    assert response.status_code == 400
    assert response.json()["error"].startswith("events[0].chosen")
    assert SittingEvent.objects.count() == 0


def test_a_form_of_a_page_from_before_goes_to_the_question_it_showed(
    client: Client, sitting: Sitting
) -> None:
    # the page was opened when question 2 was still the second one
    client.post(f"{MOCK}2/", {"option": "1", "move": "next", "place": "2"})
    assert [one.item for one in SittingEvent.objects.all()] == [sitting.items[1]]
    response = client.post(f"{MOCK}10/", {"option": "1", "move": "next", "place": "10"})
    assert (response.status_code, response.headers["Location"]) == (303, f"{MOCK}all/")
    assert SittingEvent.objects.count() == 1


def test_the_page_names_the_place_of_its_question(client: Client, sitting: Sitting) -> None:
    page = read(client.get(f"{MOCK}9/"))
    fields = {one.attributes.get("name"): one.attributes.get("value") for one in page.all("input")}
    assert fields["place"] == "11"


@pytest.mark.parametrize("minutes_ago", [5, 60])
def test_a_mock_without_any_question_left_can_be_ended(client: Client, minutes_ago: float) -> None:
    sitting = begun(tuple(range(1, LENGTH + 1)), minutes_ago)
    given = Happened(Deed.ANSWER, sitting.started + timedelta(minutes=1), sitting.items[0], (0,))
    study_records.append(sitting.token, given, key="before-they-went")
    if minutes_ago == 5:
        assert client.get(MOCK).headers["Location"] == f"{MOCK}all/"
        assert "0 answered, 0 open" in read(client.get(f"{MOCK}all/")).main
    assert client.get(f"{MOCK}questions.json").json()["questions"] == []
    assert client.post(f"{MOCK}finish/").headers["Location"] == f"{MOCK}result/"
    page = client.get(f"{MOCK}result/")
    assert (page.status_code, heading(page)) == (200, "No score: its questions are gone")
    assert "its questions are no longer in this version" in read(client.get("/study/mock/")).main


def test_a_mock_stored_without_items_breaks_no_page(client: Client) -> None:
    begun(())
    StudySitting.objects.update(items=[])
    client.post(f"{MOCK}finish/")
    for address in (f"{MOCK}result/", "/study/mock/"):
        assert client.get(address).status_code == 200


def test_a_mock_of_an_assessment_that_is_gone_can_be_ended_and_shown(client: Client) -> None:
    begun(())
    StudySitting.objects.update(assessments=["psm-9"])
    assert client.get(f"{MOCK}1/").status_code == 200
    client.post(f"{MOCK}finish/", {"sure": "yes"})
    page = client.get(f"{MOCK}result/")
    assert page.status_code == 200
    assert "Mock psm-9." in read(page).main


def test_trouble_with_the_content_is_told_to_the_browser_as_json(
    client: Client, sitting: Sitting, settings: Any, tmp_path: Any
) -> None:
    settings.CONTENT = tmp_path / "nothing-here"
    for response in (client.get(f"{MOCK}questions.json"), send(client, event(2, [1]))):
        assert response.headers["Content-Type"] == "application/json"
        assert response.status_code == 400
        assert response.json()["error"]


def lose(answers: int) -> None:
    """Make the first answers stored answers to questions that are gone."""
    for place, row in enumerate(SittingEvent.objects.filter(deed="answer").order_by("id")[:answers]):
        row.item = f"gone-{place}"
        row.save()


@pytest.mark.parametrize("address", ["/study/", "/study/data/", "/study/review/", "/study/readiness/psm-1/"])
def test_pages_say_how_many_answers_belong_to_lost_questions(client: Client, address: str) -> None:
    practised(live()[:14], right=False)
    told = "belong to questions that this version of whichcert does not have"
    assert told not in read(client.get(address)).main
    lose(3)
    assert f"3 answers {told}" in read(client.get(address)).main


def test_a_round_says_which_of_its_answers_count_nowhere(client: Client) -> None:
    practised(live()[:5])
    token = StudySitting.objects.get().token
    lose(1)
    study_records.append(token, Happened(Deed.FINISH, datetime.now(UTC)), key="finish")
    text = read(client.get(f"/study/practise/{token}/")).main
    assert "4 of 4 right in this round" in text
    assert "1 answer belongs to a question that this version of whichcert does not have" in text


def test_a_diagnostic_of_lost_answers_counts_on_from_what_is_known(client: Client) -> None:
    at = datetime.now(UTC) - timedelta(minutes=50)
    study_records.begin(study_records.the_learner(at), Sitting("d", Mode.DIAGNOSTIC, ("psm-1",), at))
    for n in range(26):
        given = Happened(Deed.ANSWER, at + timedelta(seconds=n), f"gone-{n}", (0,))
        study_records.append("d", given, key=f"answer-{n + 1}")
    assert client.get("/study/diagnostic/d/").status_code == 303
    page = read(client.get("/study/diagnostic/d/"))
    assert page.all("h1")[0].text == "Question 27"
    assert "At most 24 more" in page.main
    [bar] = page.all("progress")
    assert (bar.attributes["max"], bar.attributes["value"]) == ("25", "1")
