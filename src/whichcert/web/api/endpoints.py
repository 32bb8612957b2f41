"""The addresses of the REST API; each calls one flow."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import Query

from whichcert.decide.profile import Profile
from whichcert.errors import InputRefused, Problem, UnknownName, shortened
from whichcert.flows import compare as comparing
from whichcert.flows.find_out import next_question
from whichcert.flows.read_profile import profile_from
from whichcert.flows.recommendation import as_json
from whichcert.flows.show import show
from whichcert.library import Library
from whichcert.web.advice import advice
from whichcert.web.api import outputs
from whichcert.web.api.inputs import CompareIn, NextIn, ProfileIn
from whichcert.web.api.listings import market_record, vocabulary_record
from whichcert.web.api.outputs import ProblemsOut
from whichcert.web.api.rest import problems_response, rest
from whichcert.web.content import library
from whichcert.web.questions import Choice, question_of
from whichcert.web.told import EXTRAS, is_step

__all__ = ["index", "rest", "unknown"]

LONG: dict[int, Any] = {414: ProblemsOut}
"""Any address may be too long (web/api/limits.py)."""
REFUSED_BODY: dict[int, Any] = {400: ProblemsOut, 413: ProblemsOut, **LONG, 422: ProblemsOut}
UNKNOWN: dict[int, Any] = {404: ProblemsOut, **LONG}


@rest.post(
    "/advise", response={200: outputs.AdviceOut, **REFUSED_BODY}, summary="A profile in, the answer out"
)
def advise(request: HttpRequest, body: ProfileIn) -> Any:
    """What to do first, how sure, why, and what would change it."""
    found = library()
    return as_json(advice(_profile(body, found), found))


@rest.post(
    "/next-question",
    response={200: outputs.NextOut | None, **REFUSED_BODY},
    summary="The next question, or null",
)
def next_step(request: HttpRequest, body: NextIn) -> Any:
    """The question that tells most now. Put the answer into the profile, and its step into ``asked``."""
    found = library()
    unknown = [step for step in body.asked if not is_step(step, found) or step in EXTRAS]
    if unknown:
        raise InputRefused(
            [Problem("asked", f"{step!r} is no step; send back the steps you got") for step in unknown]
        )
    ask = next_question(_profile(body.profile, found), body.asked, found, today=found.today)
    if ask is None:
        return None
    question = question_of(ask.step, found)
    return {
        "step": ask.step,
        "kind": ask.kind,
        "text": question.text,
        "statements": question.statements,
        "choices": [_choice(choice) for choice in question.choices],
        "most": question.most,
        "number": ask.number,
        "at_most_left": ask.at_most_left,
    }


@rest.get("/certifications", response={200: outputs.CertificationsOut, **LONG}, summary="All certifications")
def certifications(request: HttpRequest) -> Any:
    every = library().catalogue.certifications.values()
    names = outputs.CertificationInListOut.model_fields
    return {"certifications": [{name: getattr(one, name) for name in names} for one in every]}


@rest.get(
    "/certifications/{certification_id}",
    response={200: outputs.CertificationOut, **UNKNOWN},
    summary="One certification with every fact, its source and day",
)
def certification(request: HttpRequest, certification_id: str) -> Any:
    return show(certification_id, library().catalogue)


@rest.get(
    "/compare",
    response={200: outputs.ComparisonOut, **UNKNOWN, 422: ProblemsOut},
    summary="Two to four certifications side by side",
)
def compare(
    request: HttpRequest,
    query: Query[CompareIn],
) -> Any:
    return comparing.as_json(comparing.compare(query.ids, library().catalogue))


@rest.get("/market", response={200: outputs.MarketOut, **UNKNOWN}, summary="Counts from job postings")
def market(request: HttpRequest, country: str | None = None) -> Any:
    """Of one country (a code such as ``de``, or a name), or of all."""
    found = library()
    code = found.country_code(country) if country else None
    if country and code is None:
        raise UnknownName("country", country, [*found.countries, *found.countries.values()])
    return market_record(found.demand, code)


@rest.get(
    "/vocabulary", response={200: outputs.VocabularyOut, **LONG}, summary="Every word that a profile may use"
)
def vocabulary(request: HttpRequest) -> Any:
    return vocabulary_record(library())


def index(request: HttpRequest) -> HttpResponse:
    """A plain page that lists the endpoints."""
    paths = rest.get_openapi_schema()["paths"]
    endpoints = [
        (method.upper(), address, operation["summary"])
        for address, operations in paths.items()
        for method, operation in operations.items()
    ]
    return render(request, "api/index.html", {"endpoints": endpoints})


def unknown(request: HttpRequest, address: str) -> HttpResponse:
    """Answer in the API's own shape where it has no endpoint."""
    message = f"unknown endpoint {shortened(address)!r}; /api/openapi.json lists all"
    return problems_response([Problem("address", message)], status=404)


def _profile(body: ProfileIn, found: Library) -> Profile:
    return profile_from(body.model_dump(exclude_unset=True), found, today=found.today)


def _choice(choice: Choice) -> dict[str, str]:
    return {"value": choice.value, "label": choice.label}
