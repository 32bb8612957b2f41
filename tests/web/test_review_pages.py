"""Review: what is due is asked, explained and graded; what was met goes out to Anki."""

import io
import re
import zipfile
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from studying import wrong
from web.one_at_a_time import (
    answer,
    asked,
    begin,
    fields_of,
    gives_nothing_away,
    read,
    shows,
    somebody_else,
    state,
    text,
)
from web.studying_here import live, practised, with_goal
from whichcert.flows.day_work import Task
from whichcert.flows.history import Mode
from whichcert.flows.review import due_items, intervals_of
from whichcert.flows.sitting import Deed, Sitting
from whichcert.memory.schedule import Grade
from whichcert.web import study_records
from whichcert.web.content import library
from whichcert.web.learner import answers_of, new_token
from whichcert.web.models import SittingEvent, StudySitting
from whichcert.web.studied import studied
from whichcert.web.views.review import comes_back

pytestmark = pytest.mark.django_db


def grades(client: Client, address: str) -> dict[str, str]:
    """Return the words on each grade button that is offered."""
    return {
        one.attributes["value"]: " ".join(one.text.split())
        for one in read(client.get(address)).all("button")
        if one.attributes.get("name") == "grade"
    }


def give(client: Client, address: str, grade: Grade) -> None:
    key = re.search(r'name="key" value="([^"]+)"', text(client.get(address)))
    assert key is not None
    client.post(address, {"key": key[1], "grade": str(int(grade))})


def test_nothing_met_teaches_where_to_begin(client: Client) -> None:
    page = read(client.get("/study/review/"))
    assert page.all("h1")[0].text == "Nothing to review yet"
    assert {"/study/practise/", "/study/diagnostic/"} <= {one.attributes["href"] for one in page.all("a")}


def test_what_was_known_at_once_is_not_reviewed(client: Client) -> None:
    practised(live()[:2], days_ago=0.1)
    page = read(client.get("/study/review/"))
    assert page.all("h1")[0].text == "Nothing to review now"
    assert "You missed and guessed nothing so far." in page.main
    assert page.all("svg")[1:] == []


def test_nothing_due_says_when_and_begins_nothing(client: Client) -> None:
    practised(live()[:2], right=False, days_ago=0.1)
    page = read(client.get("/study/review/"))
    assert page.all("h1")[0].text == "Nothing to review now"
    assert "The next question falls due on" in page.main
    client.post("/study/review/")
    assert StudySitting.objects.count() == 1


def test_start_says_what_is_due_and_what_comes(client: Client) -> None:
    practised(live()[:3], right=False, days_ago=5)
    practised(live()[3:5], right=False, days_ago=0.1)
    page = read(client.get("/study/review/"))
    assert page.all("h1")[0].text == "3 questions to review now"
    counts = [int(one.text) for one in page.all("td")]
    assert (len(counts), counts[0], sum(counts)) == (14, 3, 5)
    assert page.all("svg")


def test_review_asks_all_that_is_due_and_ends(client: Client) -> None:
    practised(live()[:3], right=False, days_ago=5)
    address = begin(client, "review")
    met = set()
    for _ in range(3):
        assert gives_nothing_away(text(client.get(address)), asked(address))
        met.add(answer(client, address).id)
        give(client, address, Grade.GOOD)
    assert met == {one.id for one in live()[:3]}
    assert state(address).finished is not None
    page = read(client.get(address))
    assert page.all("h1")[0].text == "3 of 3 still known"
    assert "Nothing is due now" in page.main


def test_a_round_takes_the_usual_number_and_the_rest_stays_due(client: Client) -> None:
    practised(live()[:63], right=False, days_ago=5)
    page = read(client.get("/study/review/"))
    assert page.all("h1")[0].text == "20 of 63 questions to review now"
    assert "the rest stays due. 20 questions are the usual number. All 63 take about" in page.main
    offered = [
        (one.text, one.attributes["value"]) for one in page.all("button") if "most" in one.attributes.values()
    ]
    assert offered == [("Start the review", "20"), ("Take 40", "40"), ("Take all 63", "63")]
    address = begin(client, "review")
    assert len(state(address).sitting.items) == 20
    client.post(address, {"do": "end"})
    assert "63 questions are still due" in read(client.get(address)).main


@pytest.mark.parametrize(
    ("most", "items"), [("40", 40), ("63", 63), ("999", 63), ("0", 1), ("-4", 20), ("x", 20), ("9" * 99, 20)]
)
def test_the_person_chooses_how_many(client: Client, most: str, items: int) -> None:
    practised(live()[:63], right=False, days_ago=5)
    assert len(state(begin(client, "review", most=most)).sitting.items) == items


def test_a_plan_says_how_many_a_round_takes(client: Client) -> None:
    practised(live()[:63], right=False, days_ago=5)
    with_goal(days=28, hours=1.5)
    at = timezone.now()
    plan = studied(study_records.the_learner(at), library(), at).plan()
    assert plan is not None
    given = sum(one.items for one in plan.today.work if one.task is Task.REVIEW)
    assert 0 < given < 63
    page = read(client.get("/study/review/"))
    assert page.all("h1")[0].text == f"{given} of 63 questions to review now"
    assert "Today’s plan gives" in page.main
    assert len(state(begin(client, "review")).sitting.items) == given


def test_a_form_sent_twice_begins_one_round(client: Client) -> None:
    practised(live()[:63], right=False, days_ago=5)
    key = new_token()
    assert begin(client, "review", key=key, most="40") == begin(client, "review", key=key, most="40")


def test_right_answer_offers_four_grades_with_when_it_comes_back(client: Client) -> None:
    practised(live()[:1], right=False, days_ago=9)
    before = answers_of(StudySitting.objects.get().learner_id, timezone.now())
    address = begin(client, "review")
    item = answer(client, address, confidence="sure")
    found = grades(client, address)
    intervals = intervals_of(item.id, before, state(address).answers[item.id].at)
    assert list(found) == ["1", "2", "3", "4"]
    assert found == {
        str(int(grade)): f"{grade.name.capitalize()} {comes_back(intervals[grade])}"
        # Sure, and at once: easy.
        + (" suggested" if grade is Grade.EASY else "")
        for grade in Grade
    }


def test_guess_is_suggested_as_hard(client: Client) -> None:
    practised(live()[:1], right=False, days_ago=9)
    address = begin(client, "review")
    answer(client, address, confidence="guess")
    assert [value for value, words in grades(client, address).items() if "suggested" in words] == ["2"]


def test_wrong_answer_offers_again_only(client: Client) -> None:
    practised(live()[:1], right=False, days_ago=9)
    address = begin(client, "review")
    item = answer(client, address, right=False)
    assert grades(client, address) == {"1": "Again tomorrow"}
    give(client, address, Grade.EASY)
    assert state(address).answers[item.id].grade is None
    give(client, address, Grade.AGAIN)
    assert state(address).answers[item.id].grade is Grade.AGAIN


def test_grade_decides_when_it_comes_back(client: Client) -> None:
    practised(live()[:2], right=False, days_ago=9)
    address = begin(client, "review")
    for grade in (Grade.AGAIN, Grade.EASY):
        answer(client, address)
        give(client, address, grade)
    learner = StudySitting.objects.values_list("learner", flat=True)[0]
    later = timezone.now() + timedelta(days=2)
    first = next(name for name, one in state(address).answers.items() if one.grade is Grade.AGAIN)
    assert [one.id for one in due_items(answers_of(learner, later), later)] == [first]


def test_reload_shows_the_same_question_and_the_same_explanation(client: Client) -> None:
    practised(live()[:4], right=False, days_ago=9)
    address = begin(client, "review")
    item = asked(address)
    assert {shows(client.get(address), item) for _ in range(2)} == {True}
    answer(client, address)
    assert {item.rationale[:30] in text(client.get(address)) for _ in range(2)} == {True}
    assert SittingEvent.objects.filter(deed=Deed.ASK.value).count() == 1


def test_answer_and_grade_sent_twice_count_once(client: Client) -> None:
    practised(live()[:4], right=False, days_ago=9)
    address = begin(client, "review")
    item = asked(address)
    sent = fields_of(client, address, item.keys)
    for _ in range(2):
        client.post(address, sent)
    for grade in (Grade.HARD, Grade.EASY):
        client.post(address, {"key": "grade-1", "grade": str(int(grade))})
    assert state(address).answers[item.id].grade is Grade.HARD
    assert [SittingEvent.objects.filter(deed=deed).count() for deed in ("grade", "ask")] == [1, 2]


def test_grade_of_an_earlier_answer_is_not_taken_for_the_last_one(client: Client) -> None:
    practised(live()[:4], right=False, days_ago=9)
    address = begin(client, "review")
    answer(client, address)
    give(client, address, Grade.GOOD)
    item = answer(client, address)
    client.post(address, {"key": "grade-1", "grade": "4"})
    assert state(address).answers[item.id].grade is None


def test_what_was_practised_meanwhile_is_not_asked(client: Client) -> None:
    practised(live()[:2], right=False, days_ago=9)
    address = begin(client, "review")
    other = next(one for one in live()[:2] if one.id != asked(address).id)
    practised([other], days_ago=0)
    answer(client, address)
    give(client, address, Grade.GOOD)
    assert state(address).finished is not None


def test_review_can_be_ended(client: Client) -> None:
    practised(live()[:4], right=False, days_ago=9)
    address = begin(client, "review")
    answer(client, address)
    client.post(address, {"do": "end"})
    page = read(client.get(address))
    assert page.all("h1")[0].text == "1 of 1 still known"
    assert "3 questions are still due" in page.main


def test_somebody_elses_review_is_not_found(client: Client) -> None:
    token = somebody_else(Mode.REVIEW, timezone.now())
    assert client.get(f"/study/review/{token}/").status_code == 404
    assert client.post(f"/study/review/{token}/", {"do": "end"}).status_code == 404
    assert SittingEvent.objects.count() == 0


def test_cards_for_anki_are_those_met(client: Client) -> None:
    practised(live()[:3])
    assert "Export your 3 cards to Anki" in read(client.get("/study/review/")).main
    response = client.get("/study/review/anki.apkg")
    assert response.headers["Content-Disposition"] == 'attachment; filename="whichcert.apkg"'
    database = zipfile.ZipFile(io.BytesIO(response.content)).read("collection.anki2")
    assert [one.stem.split("\n")[0][:40].encode() in database for one in live()[:4]] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("page", ["start", "question", "explained", "summary"])
def test_queries_do_not_grow_with_the_history(
    client: Client, django_assert_num_queries: Any, page: str
) -> None:
    for rows in (1, 3):
        practised(live()[: rows * 3], right=False, days_ago=9)
        address = begin(client, "review")
        if page == "explained":
            answer(client, address)
        if page == "summary":
            client.post(address, {"do": "end"})
        with django_assert_num_queries({"start": 5, "explained": 5}.get(page, 3)):
            client.get("/study/review/" if page == "start" else address)


def test_what_a_mock_under_way_asks_waits(client: Client) -> None:
    practised(live()[:3], right=False, days_ago=5)
    at, held = timezone.now(), live()[0]
    mock = Sitting("running", Mode.MOCK, ("psm-1",), at, (held.id,))
    study_records.begin(study_records.the_learner(at), mock)
    page = read(client.get("/study/review/"))
    assert page.all("h1")[0].text == "2 questions to review now"
    assert "1 more question is due, but stands in a mock that you have not ended" in page.main
    address = begin(client, "review")
    for _ in range(2):
        assert answer(client, address).id != held.id
        give(client, address, Grade.GOOD)
    assert state(address).finished is not None
    assert "Nothing is due now" in read(client.get(address)).main


def test_an_answer_that_comes_too_late_is_said(client: Client) -> None:
    practised(live()[:2], right=False, days_ago=9)
    address = begin(client, "review")
    old = fields_of(client, address, wrong(asked(address)))
    answer(client, address)
    response = client.post(address, old)
    assert response.headers["Location"] == f"{address}?dropped=1"
    assert "You had answered that question already" in read(client.get(response.headers["Location"])).main


def test_the_forecast_says_in_which_zone_its_days_are(client: Client, settings: Any) -> None:
    settings.OWN_ZONE = ZoneInfo("Asia/Tokyo")
    practised(live()[:3], right=False, days_ago=5)
    assert "Days are in the time zone Asia/Tokyo." in read(client.get("/study/review/")).main


def test_a_question_is_due_on_the_learners_day(client: Client, settings: Any) -> None:
    # due in 20 hours: in one of the two zones, a day apart, that is today or tomorrow already
    practised(live()[:1], right=False, days_ago=1 / 6)
    headings = set()
    for zone in ("Etc/GMT+12", "Pacific/Kiritimati"):
        settings.OWN_ZONE = ZoneInfo(zone)
        due = timezone.now() + timedelta(hours=20)
        is_today = due.astimezone(ZoneInfo(zone)).date() == timezone.now().astimezone(ZoneInfo(zone)).date()
        heading = read(client.get("/study/review/")).all("h1")[0].text
        assert heading == ("1 question to review now" if is_today else "Nothing to review now")
        headings.add(heading)
    assert headings
