"""The server as it is, but each answer says how long the application took: for the load run only.

The time runs from the moment at which the WSGI application gets a request to the one at which its answer is
ready; it stands in a ``Server-Timing`` header.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

from whichcert.web import server
from whichcert.web.wsgi import application as product


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Call the product's application, and add the header when it starts to answer."""
    began = time.perf_counter()

    def timed(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        spent = 1000 * (time.perf_counter() - began)
        return start_response(status, [*headers, ("Server-Timing", f"app;dur={spent:.3f}")], *more)

    return product(environ, timed)


def serve(port: int) -> None:
    server.APPLICATION = "timed_server:application"
    server.serve(port=port)
