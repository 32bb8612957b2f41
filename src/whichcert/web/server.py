"""Serve the pages on this machine with one command."""

import errno
import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser

from whichcert.errors import InputRefused, Problem
from whichcert.web.data_folder import data_folder, make_ready
from whichcert.web.in_use import in_use

APPLICATION = "whichcert.web.wsgi:application"
FIRST_PORT = 8000
PORTS_TRIED = 50
READY_SECONDS = 60
KILL_SECONDS = 10
"""A worker that got its signal while still starting may never stop by itself."""
_STDERR = {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stderr"}
LOG_TO_STDERR = {"handlers": {"console": _STDERR, "access": _STDERR}}
"""Standard output holds the address and nothing else."""


def serve(host: str = "127.0.0.1", port: int | None = None, *, open_browser: bool = False) -> None:
    """Make everything ready, serve until SIGTERM or Ctrl-C, and print the address once it answers.

    Without a port, the first free one from 8000 on. Raises InputRefused when
    the host or port can't be used.
    """
    bound = free_port(host) if port is None else checked_port(host, port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "whichcert.web.settings")
    make_ready(data_folder())
    with in_use(data_folder()):
        migrate()
        _serve(host, bound, open_browser=open_browser)


def _serve(host: str, bound: int, *, open_browser: bool) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        APPLICATION,
        address=host,
        port=bound,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_SECONDS,
        log_level=LogLevels.warning,
        log_dictconfig=LOG_TO_STDERR,
    )
    address = f"http://{_in_address(host)}:{bound}/"
    announcer = threading.Thread(
        target=_announce, args=(address,), kwargs={"open_browser": open_browser}, daemon=True
    )
    announcer.start()
    server.serve()


def migrate() -> None:
    """Bring the database to the current form; does nothing when it is."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


def free_port(host: str) -> int:
    """Return the first port from 8000 on that nothing listens on."""
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if _refusal(host, port) is None:
            return port
    last = FIRST_PORT + PORTS_TRIED - 1
    raise InputRefused(
        [Problem("port", f"every port from {FIRST_PORT} to {last} is taken; give one with --port")]
    )


def checked_port(host: str, port: int) -> int:
    """Return the port when this program may listen on it; raise InputRefused otherwise."""
    if not 1 <= port <= 65_535:
        raise InputRefused(
            [Problem("port", f"{port} is no port; expected 1 to 65535, for example --port 8001")]
        )
    refusal = _refusal(host, port)
    if refusal is not None:
        raise InputRefused([refusal])
    return port


def _refusal(host: str, port: int) -> Problem | None:
    """Try to bind, because granian shares a taken port without a word (SO_REUSEPORT)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        if os.name != "nt":
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError as error:
            return _explained(host, port, error)
    return None


def _explained(host: str, port: int, error: OSError) -> Problem:
    if error.errno == errno.EADDRINUSE:
        return Problem(
            "port",
            f"{port} is taken by another program; stop it or give another, such as --port {port + 1}",
        )
    if error.errno == errno.EACCES:
        return Problem(
            "port", f"this account may not listen on {port}; give one above 1023, for example --port 8001"
        )
    return Problem(
        "host", f"can't listen on {host!r} ({error.strerror or error}); use 127.0.0.1 for this machine only"
    )


def _in_address(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104  compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _announce(address: str, *, open_browser: bool) -> None:
    """Say where the pages are, once they answer."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        status = _status(address)
        if status is None:
            time.sleep(0.05)
            continue
        if status >= 500:
            sys.stderr.write(f"{address} answers, but its start page is broken; the lines above say why.\n")
            return
        sys.stdout.write(f"whichcert is ready at {address} (stop it with Ctrl-C)\n")
        sys.stdout.flush()
        if open_browser:
            webbrowser.open(address)
        return


def _status(address: str) -> int | None:
    """Return the status of the start page; None while nothing answers."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  our own http address
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None
