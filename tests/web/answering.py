"""Answer the questions as a person does, through the test client."""

from typing import Any

from django.test import Client

from web.page import Page

FACTS: dict[str, dict[str, Any]] = {
    "current_role": {"answer": "developer"},
    "target_role": {"answer": "scrum_master"},
    "goals": {"answer": ["improve_team", "get_a_job"]},
    "years_of_scrum": {"answer": "4"},
    "holds": {"answer": "csm"},
    "country": {"answer": "de"},
    "limits": {"budget_usd": "1,250", "hours_per_week": "2,5", "deadline": ""},
}


def begin(client: Client) -> str:
    """Start, and return the token."""
    response = client.post("/find-out/")
    assert response.status_code == 303
    return str(response.headers["Location"]).split("/")[2]


def answer(client: Client, token: str, step: str, **fields: Any) -> str:
    """Answer one question and return the address it leads to."""
    response = client.post(f"/find-out/{token}/{step}/", fields)
    assert response.status_code == 303, read(response).main
    return str(response.headers["Location"])


def answered(client: Client, facts: int = len(FACTS)) -> str:
    """Answer the first facts and return the token."""
    token = begin(client)
    for step in list(FACTS)[:facts]:
        answer(client, token, step, **FACTS[step])
    return token


def read(response: Any) -> Page:
    return Page(response.content.decode())
