"""Problems with questions: told in two clicks, listed, taken out as CSV."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from web.one_at_a_time import answer, begin, read
from web.studying_here import live
from whichcert.web import study_records
from whichcert.web.item_problems import REASONS
from whichcert.web.models import ItemReport, Learner

pytestmark = pytest.mark.django_db


def tell(client: Client, **changed: Any) -> Any:
    sent = {"item": live()[0].id, "reason": "unclear", "words": "", "back": "/study/practise/x/"}
    return client.post("/study/reports/", sent | changed)


def test_report_is_kept_and_leads_back_to_the_question(client: Client) -> None:
    address = begin(client, "practise", assessment="psm-1")
    item = answer(client, address)
    buttons = [
        one for one in read(client.get(address)).all("button") if one.attributes.get("name") == "reason"
    ]
    assert [one.attributes["value"] for one in buttons] == list(REASONS)
    response = tell(client, item=item.id, back=address, words="Which Sprint?")
    assert (response.status_code, response.headers["Location"]) == (303, f"{address}#report-{item.id}")
    page = read(client.get(address))
    assert "You reported this question on" in page.main
    assert f"report-{item.id}" in [one.attributes.get("id") for one in page.elements]
    kept = study_records.reports(study_records.the_learner(timezone.now()))
    assert [(one.item, one.reason, one.words) for one in kept] == [(item.id, "unclear", "Which Sprint?")]


def test_report_sent_twice_is_kept_once(client: Client) -> None:
    assert [tell(client).status_code for _ in range(2)] == [303, 303]
    assert ItemReport.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"reason": "boring"}, "Choose what is wrong with the question"),
        ({"reason": ""}, "Choose what is wrong with the question"),
        ({"item": "gone-001"}, "The bank has no such question; nothing was kept"),
        ({"words": "a" * 2_001}, "Your words have 2,001 letters; shorten them to 2,000 or fewer"),
    ],
)
def test_report_that_can_not_be_kept_loses_no_words(
    client: Client, changed: dict[str, str], says: str
) -> None:
    response = tell(client, **({"words": "<b>my words</b>"} | changed))
    page = read(response)
    assert response.status_code == 400
    assert says in page.main
    assert ItemReport.objects.count() == 0
    if "item" not in changed:
        assert changed.get("words", "<b>my words</b>") in page.all("textarea")[0].text
    targets = [one.attributes["href"][1:] for one in page.all("a") if one.attributes["href"].startswith("#")]
    assert set(targets) <= {one.attributes.get("id") for one in page.elements}


@pytest.mark.parametrize(
    "back", ["https://evil.example/study/", "//evil.example", "/\\evil.example", "/", ""]
)
def test_report_leads_nowhere_else(client: Client, back: str) -> None:
    assert tell(client, back=back).headers["Location"].startswith("/study/reports/#")


def test_list_teaches_how_to_report(client: Client) -> None:
    assert "Report a problem with this question" in read(client.get("/study/reports/")).main


def test_list_shows_own_reports_only(client: Client) -> None:
    study_records.the_learner(timezone.now())
    other = Learner.objects.create(created=timezone.now())
    ItemReport.objects.create(
        learner=other, item=live()[1].id, reason="other", words="theirs", at=timezone.now()
    )
    tell(client, words="<mine>")
    page = read(client.get("/study/reports/"))
    assert page.all("h1")[0].text == "1 problem reported"
    assert "<mine>" in page.main
    assert "It is unclear" in page.main
    assert "theirs" not in page.main
    assert "theirs" not in client.get("/study/reports/reports.csv").content.decode()


def test_file_gives_every_report_and_no_formula(client: Client) -> None:
    tell(client, words="=1+1")
    tell(client, reason="language", words='two\r\nlines, "quoted"')
    response = client.get("/study/reports/reports.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))
    assert response.headers["Content-Disposition"] == 'attachment; filename="whichcert-reports.csv"'
    assert [(row["reason"], row["words"]) for row in rows] == [
        ("unclear", "'=1+1"),
        ("language", 'two\nlines, "quoted"'),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_database_twice(client: Client, django_assert_num_queries: Any, rows: int) -> None:
    for place in range(rows):
        tell(client, words=str(place))
    with django_assert_num_queries(2):
        client.get("/study/reports/")
