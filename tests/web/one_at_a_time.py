"""Answer a sitting that asks one question at a time as a person does, through the test client."""

import re
from datetime import datetime
from html import unescape
from typing import Any

from django.test import Client
from django.utils import timezone

from studying import wrong
from web.page import Page
from whichcert.bank.item import Item
from whichcert.flows.history import Mode
from whichcert.flows.sitting import Sitting, State
from whichcert.web import study_records
from whichcert.web.content import library
from whichcert.web.learner import new_token
from whichcert.web.models import Learner


def begin(client: Client, mode: str, **fields: Any) -> str:
    """Start a sitting and return its address."""
    response = client.post(f"/study/{mode}/", fields)
    assert response.status_code == 303, read(response).main
    return str(response.headers["Location"])


def state(address: str) -> State:
    token = address.split("/")[3]
    found = study_records.state(study_records.the_learner(timezone.now()), token)
    assert found is not None
    return found


def asked(address: str) -> Item:
    """Return the question that waits for an answer."""
    name = state(address).asked
    assert name is not None
    return library().bank.get(name)


def fields_of(client: Client, address: str, chosen: tuple[int, ...], **more: Any) -> dict[str, Any]:
    """Return what the form of the page that is shown would send."""
    key = re.search(r'name="key" value="([^"]+)"', text(client.get(address)))
    assert key is not None
    return {"key": key[1], "option": [str(place) for place in chosen], **more}


def answer(client: Client, address: str, *, right: bool = True, **more: Any) -> Item:
    """Answer the question that is shown, and return it."""
    item = asked(address)
    chosen = item.keys if right else wrong(item)
    response = client.post(address, fields_of(client, address, chosen, **more))
    assert (response.status_code, response.headers["Location"]) == (303, address)
    return item


def somebody_else(mode: Mode, at: datetime) -> str:
    """Store a sitting of another learner, and return its token."""
    study_records.the_learner(at)
    other, token = Learner.objects.create(created=at).pk, new_token()
    study_records.begin(other, Sitting(token, mode, ("psm-1",), at))
    return token


def gives_nothing_away(html: str, item: Item) -> bool:
    """Say whether a page before the answer tells no key, note or rationale, and treats all options alike."""
    told = [option.note for option in item.options if option.note]
    told += [library().statements[name].text for name in item.statements]
    told += item.rationale.split("\n")[:1]
    labels = re.findall(r'<label class="option">.*?</label>', html, flags=re.DOTALL)
    plain = {
        re.sub(r' id="option"| value="\d"|<span( class="letter"[^>]*)?>[^<]*</span>', "", one)
        for one in labels
    }
    return (
        len(labels) == len(item.options)
        and len(plain) == 1
        and not any(one in html for one in told if one and one not in item.text)
    )


def shows(response: Any, item: Item) -> bool:
    """Say whether a page shows the stem of a question."""
    return item.paragraphs[0] in text(response)


def text(response: Any) -> str:
    return unescape(response.content.decode())


def read(response: Any) -> Page:
    return Page(response.content.decode())
