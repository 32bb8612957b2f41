"""The API object: its document, and one shape for everything that is refused."""

import re
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from whichcert import __version__
from whichcert.decide.vocabulary import KINDS
from whichcert.errors import ContentBroken, InputRefused, Problem, UnknownName
from whichcert.flows.find_out import FACTS, REASONS
from whichcert.flows.read_profile import FIELDS
from whichcert.library import Library
from whichcert.web.content import library

DESCRIPTION = """The flows of whichcert as JSON. Nothing is stored and no cookie is read.

Every refusal is `{"problems": [{"where", "message", "line"}]}`. A body may have 100 kB.
Not affiliated with or endorsed by Scrum.org."""
NOT_JSON = "is not JSON; send an object with Content-Type: application/json"
WORDS = {
    "missing": "is missing",
    "model_type": "is not an object",
    "model_attributes_type": "is not an object",
}


class Rest(NinjaAPI):
    """NinjaAPI whose document names the words of this installation's content."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**options)
        found, schemas = library(), document["components"]["schemas"]
        name_words(schemas["ProfileIn"]["properties"], found)
        questions = [*found.instrument.pairs, *found.instrument.items]
        schemas["NextIn"]["properties"]["asked"]["items"]["enum"] = [*FACTS, *questions, REASONS]
        return document


# The interactive page of the library loads files from other hosts; /api/ lists the endpoints instead.
# No CSRF check is needed: the API reads no cookie, so another site can't act in somebody's name.
rest = Rest(
    title="whichcert",
    version=__version__,
    description=DESCRIPTION,
    docs_url=None,
    urls_namespace="rest",
)


def name_words(properties: dict[str, Any], found: Library) -> None:
    """Write the closed lists into the profile's schema, so that a developer sees what may be sent."""
    words = {kind: list(found.vocabulary.words[kind]) for kind in KINDS}
    criteria = list(found.criteria)
    for field in ("current_role", "target_role"):
        _string_in(properties[field])["enum"] = words["roles"]
    for field in KINDS[1:]:
        properties[field]["items"]["enum"] = words[field]
    properties["holds"]["items"]["enum"] = list(found.catalogue.certifications)
    for field in ("reasons", "ignored"):
        properties[field]["items"]["enum"] = criteria
    _string_in(properties["country"])["enum"] = list(found.countries)
    questions = [*found.instrument.pairs, *found.instrument.items]
    properties["answers"]["propertyNames"] = {"enum": questions}


def problems_response(problems: Iterable[Problem], *, status: int) -> HttpResponse:
    """Answer with the one shape of everything that is refused."""
    found = [
        {"where": problem.where, "message": problem.message, "line": problem.line} for problem in problems
    ]
    return JsonResponse({"problems": found}, status=status, json_dumps_params={"ensure_ascii": False})


@rest.exception_handler(InputRefused)
def input_refused(request: HttpRequest, error: InputRefused) -> HttpResponse:
    return problems_response(error.problems, status=422)


@rest.exception_handler(UnknownName)
def unknown_name(request: HttpRequest, error: UnknownName) -> HttpResponse:
    return problems_response([Problem(error.kind, str(error))], status=404)


@rest.exception_handler(ContentBroken)
def content_broken(request: HttpRequest, error: ContentBroken) -> HttpResponse:
    return problems_response(error.problems, status=500)


@rest.exception_handler(ValidationError)
def shape_refused(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems_response([_shape_problem(one) for one in error.errors], status=422)


@rest.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    message = NOT_JSON if error.status_code == 400 else str(error)
    return problems_response([Problem("body", message)], status=error.status_code)


def _shape_problem(one: dict[str, Any]) -> Problem:
    place = [str(part) for part in one["loc"]]
    # The first parts name the kind of parameter and the variable that holds it, which no sender knows.
    inside = place[2:] if place[:1] == ["body"] else place[1:]
    where = ".".join(inside) or place[0]
    if one["type"] == "extra_forbidden":
        return Problem(where, str(UnknownName("field", place[-1], FIELDS)))
    if one["type"] in WORDS:
        return Problem(where, WORDS[one["type"]])
    return Problem(where, re.sub(r"^(Input|Value error,)\s*", "", str(one["msg"])))


def _string_in(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the part of "a string or null" that is the string."""
    found: dict[str, Any] = next(part for part in schema["anyOf"] if part.get("type") == "string")
    return found
