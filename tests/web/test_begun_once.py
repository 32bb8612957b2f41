"""A start form that is sent twice begins one sitting."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from web.one_at_a_time import somebody_else, text
from web.studying_here import live, practised
from whichcert.flows.history import Mode
from whichcert.web.models import StudySitting

pytestmark = pytest.mark.django_db
STARTS = {
    "mock": {"assessment": "psm-1", "length": "20", "time": "none"},
    "diagnostic": {"assessments": "psm-1"},
    "practise": {"assessment": "psm-1"},
    "review": {},
}


def key_of(client: Client, address: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', text(client.get(address)))
    assert found is not None
    return found[1]


@pytest.mark.parametrize(("mode", "fields"), STARTS.items(), ids=list(STARTS))
def test_a_form_sent_twice_begins_one_sitting(client: Client, mode: str, fields: dict[str, Any]) -> None:
    practised(live()[:3], right=False, days_ago=5)
    before = StudySitting.objects.count()
    sent = fields | {"key": key_of(client, f"/study/{mode}/")}
    where = [client.post(f"/study/{mode}/", sent).headers["Location"] for _ in range(2)]
    assert where[0] == where[1]
    assert StudySitting.objects.count() == before + 1
    other = fields | {"key": key_of(client, f"/study/{mode}/")}
    assert client.post(f"/study/{mode}/", other).headers["Location"] not in where


def test_the_form_of_a_summary_begins_one_round(client: Client) -> None:
    where = client.post("/study/practise/", STARTS["practise"]).headers["Location"]
    client.post(where, {"do": "end"})
    sent = STARTS["practise"] | {"key": key_of(client, where)}
    again = [client.post("/study/practise/", sent).headers["Location"] for _ in range(2)]
    assert again[0] == again[1] != where


def test_a_page_gone_back_to_begins_what_it_asks_for(client: Client) -> None:
    """The browser may show the old form with its old key, and the person chooses something else."""
    key = key_of(client, "/study/mock/")
    lengths = [STARTS["mock"] | {"key": key, "length": length} for length in ("20", "40")]
    where = [client.post("/study/mock/", sent).headers["Location"] for sent in lengths]
    assert where[0] != where[1]
    assert [len(one.items) for one in StudySitting.objects.order_by("id")] == [20, 40]


@pytest.mark.parametrize(("mode", "fields"), STARTS.items(), ids=list(STARTS))
def test_what_is_over_is_not_begun_again(client: Client, mode: str, fields: dict[str, Any]) -> None:
    practised(live()[:3], right=False, days_ago=5)
    sent = fields | {"key": key_of(client, f"/study/{mode}/")}
    first = client.post(f"/study/{mode}/", sent).headers["Location"]
    token = first.split("/")[3]
    StudySitting.objects.get(token=token).events.create(
        key="finish", deed="finish", at=timezone.now(), received=timezone.now()
    )
    assert client.post(f"/study/{mode}/", sent).headers["Location"] != first


@pytest.mark.parametrize("key", ["", "short", "x" * 23, "../../../../../../etc/pw", "a b c d e f g h i j k"])
def test_a_key_of_another_form_is_not_taken(client: Client, key: str) -> None:
    for mode in ("mock", "practise"):
        client.post(f"/study/{mode}/", STARTS[mode] | {"key": key})
    assert all(re.fullmatch(r"[\w-]{22}", one.token) for one in StudySitting.objects.all())
    assert StudySitting.objects.count() == 2


def test_a_key_of_somebody_elses_sitting_opens_nothing_of_theirs(client: Client) -> None:
    token = somebody_else(Mode.PRACTISE, timezone.now())
    where = client.post("/study/practise/", STARTS["practise"] | {"key": token}).headers["Location"]
    assert token not in where
    assert client.get(where).status_code == 200
