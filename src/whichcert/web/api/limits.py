"""Oversized requests to the API get its own shape of refusal, before anything reads them."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from whichcert.errors import Problem
from whichcert.flows.read_profile import MOST_BYTES
from whichcert.web.api.rest import problems_response

PREFIX = "/api/"


class ApiSizeMiddleware:
    """Answer 413 to a body above 100 kB, and 414 to a query that is too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(PREFIX):
            length = request.META.get("CONTENT_LENGTH") or "0"
            if length.isdigit() and int(length) > MOST_BYTES:
                message = f"has {int(length):,} bytes; at most {MOST_BYTES:,} are read"
                return problems_response([Problem("body", message)], status=413)
            query = len(request.META.get("QUERY_STRING", ""))
            if query > settings.MAX_QUERY_CHARACTERS:
                message = f"has {query:,} characters; at most {settings.MAX_QUERY_CHARACTERS:,} are read"
                return problems_response([Problem("query", message)], status=414)
        return self.get_response(request)
