"""Security headers on every answer, and a limit on what a request may carry."""

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from whichcert.web.views.refusals import query_too_long, request_too_large

GetResponse = Callable[[HttpRequest], HttpResponse]


def content_security_policy(directives: Mapping[str, Sequence[str]]) -> str:
    """Return the header value of a SECURE_CSP setting.

    >>> content_security_policy({"default-src": ["'none'"], "img-src": ["'self'", "data:"]})
    "default-src 'none'; img-src 'self' data:"
    """
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


class SecurityHeadersMiddleware:
    """Set the content security policy and the permissions policy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.headers = {
            "Content-Security-Policy": content_security_policy(settings.SECURE_CSP),
            "Permissions-Policy": settings.PERMISSIONS_POLICY,
            "X-Frame-Options": "DENY",
            # Errors raised before SecurityMiddleware runs need these too.
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
            "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response


class RequestSizeMiddleware:
    """Refuse oversized requests before anything reads them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) > settings.MAX_QUERY_CHARACTERS:
            return query_too_long(request)
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = settings.MOST_UPLOADED.get(request.path, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        if length.isdigit() and int(length) > most:
            return request_too_large(request, most)
        return self.get_response(request)
