"""Pages for what can’t be done: what happened, what it means, what to do; nothing lost."""

import logging
from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from whichcert.errors import ContentBroken, UnknownName, WhichcertError

logger = logging.getLogger(__name__)


class RefusalMiddleware:
    """Turn a WhichcertError that a view raises into a page with its message."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        match error:
            case UnknownName():
                return missing(request, str(error))
            case ContentBroken():
                logger.error("content is broken: %s", error)
                return broken_content(request, error)
            case WhichcertError():
                return refused(request, str(error).splitlines())
        return None


def missing(request: HttpRequest, message: str) -> HttpResponse:
    return _page(request, 404, "This page doesn’t exist", [message])


def refused(request: HttpRequest, messages: Sequence[str]) -> HttpResponse:
    return _page(request, 400, "We can’t use what was sent", messages)


def broken_content(request: HttpRequest, error: ContentBroken) -> HttpResponse:
    return _page(
        request, 500, "Part of the content can’t be read", [str(problem) for problem in error.problems[:10]]
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400."""
    return _page(request, 400, "We can’t use what was sent", [])


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404."""
    return _page(request, 404, "This page doesn’t exist", [])


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler403."""
    return _page(request, 403, "You can’t open this page", [])


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django’s CSRF_FAILURE_VIEW."""
    return _page(request, 403, "We couldn’t confirm that this came from you", [], template="errors/csrf.html")


def request_too_large(request: HttpRequest, most: int) -> HttpResponse:
    """Refuse a request of more than ``most`` bytes."""
    size = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most // 1024} kB"
    message = f"A request to this address may carry up to {size}."
    return _page(request, 413, "That is more than we can take at once", [message])


def query_too_long(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        414,
        "That address is too long",
        ["The part after the question mark may have up to 2,000 characters."],
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500."""
    return _page(request, 500, "Something broke on our side", [])


def _page(
    request: HttpRequest, status: int, title: str, messages: Sequence[str], *, template: str | None = None
) -> HttpResponse:
    context = {"title": title, "messages": list(messages), "status": status}
    return render(request, template or f"errors/{status}.html", context, status=status)
