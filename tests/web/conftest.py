"""One real server for the tests that need one."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

START = "from whichcert.web.server import serve\nif __name__ == '__main__':\n    serve({arguments})\n"


@dataclass
class Served:
    """A running server: its process, its first line, its address and its data folder."""

    process: "subprocess.Popen[str]"
    line: str
    data: Path

    @property
    def address(self) -> str:
        return self.line.split(" at ")[1].split()[0]


def start(data: Path, arguments: str = "") -> Served:
    """Start the server as a person does, in a process of its own, and wait for its line."""
    process = subprocess.Popen(
        [sys.executable, "-c", START.format(arguments=arguments)],
        env=os.environ | {"WHICHCERT_DATA": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return Served(process, process.stdout.readline(), data)


def own_port() -> str:
    """Return arguments with a port from the system: two test processes must not find the same free one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"port={probe.getsockname()[1]}"


def stop(served: Served) -> int:
    served.process.send_signal(signal.SIGTERM)
    return served.process.wait(timeout=20)


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = start(tmp_path_factory.mktemp("data"), own_port())
    yield running
    stop(running)


@pytest.fixture
def client() -> Client:
    """A browser on an address that the settings allow; overrides the one of pytest-django."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture(autouse=True)
def days_in_utc(settings: Any) -> None:
    """The tests say what day it is in UTC, whatever zone this machine is in."""
    settings.OWN_ZONE = UTC
