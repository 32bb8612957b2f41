"""A real server with mocks under way, for the crash and load runs: starting, killing, talking to it."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
LENGTH = 80
MOST_AT_ONCE = 200


@dataclass
class Server:
    """The server over one data folder, which outlives its processes."""

    data: Path
    port: int
    content: Path | None = None
    is_timed: bool = False
    """Whether each answer says how long the application took (``timed_server``)."""
    process: "subprocess.Popen[str] | None" = field(default=None, repr=False)

    @staticmethod
    def over(data: Path, content: Path | None = None, *, is_timed: bool = False) -> "Server":
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return Server(data, probe.getsockname()[1], content, is_timed)

    def start(self) -> float:
        """Start it in a process group of its own; return the seconds until it answers."""
        began = time.perf_counter()
        plain = ["-m", "whichcert", "serve", "--port", str(self.port)]
        timed = ["-c", f"import timed_server; timed_server.serve({self.port})"]
        self.process = subprocess.Popen(
            [sys.executable, *(timed if self.is_timed else plain)],
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        if not self.process.stdout.readline():
            raise SystemExit("the server did not start")
        return time.perf_counter() - began

    def kill(self) -> None:
        """Kill the server and its workers as a crash would: no signal that can be caught."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def cpu_seconds(self) -> float:
        """Return the processor time of the server and its workers so far (Linux)."""
        assert self.process is not None
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[2]) == self.process.pid:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def environment(self) -> dict[str, str]:
        extra = {"WHICHCERT_CONTENT": str(self.content)} if self.content else {}
        if self.is_timed:
            extra["PYTHONPATH"] = os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])
        return os.environ | {"WHICHCERT_DATA": str(self.data)} | extra

    def begin_mocks(self, n: int) -> list[dict]:
        """Store n mocks of 80 questions without a clock; return token and items with their option counts."""
        os.environ.update(self.environment())
        os.environ["DJANGO_SETTINGS_MODULE"] = "whichcert.web.settings"
        from whichcert.web.data_folder import make_ready

        make_ready(self.data)
        from whichcert.web.server import migrate

        migrate()
        from whichcert.flows.sit_assessment import TimeAllowed, Wanted, begin_mock
        from whichcert.library import load_library
        from whichcert.web import study_records

        library = load_library(self.content, today=date(2026, 11, 24))
        now, rng = datetime.now(UTC), np.random.default_rng(1)
        learner = study_records.the_learner(now)
        begun = []
        for place in range(n):
            wanted = Wanted("psm-1", LENGTH, TimeAllowed.NO_CLOCK)
            sitting = begin_mock(library, wanted, {}, token=f"mock-{place}", at=now, rng=rng)
            study_records.begin(learner, sitting)
            options = {item: len(library.bank.get(item).options) for item in sitting.items}
            begun.append({"token": sitting.token, "items": options})
        return begun


@dataclass(frozen=True)
class Spent:
    """Seconds of one request: at the client, and inside the application where the server tells."""

    client: float
    server: float | None


class Client:
    """One browser in a mock: sends answers, keeps what was acknowledged and sends again what was not."""

    def __init__(self, server: Server, mock: dict, seed: int) -> None:
        self.server, self.token = server, mock["token"]
        self.items = list(mock["items"].items())
        self.number = {item: place for place, item in enumerate(mock["items"], start=1)}
        self.rng = np.random.default_rng(seed)
        self.acknowledged: dict[str, tuple[str, tuple[int, ...]]] = {}
        self.waiting: dict[str, tuple[str, tuple[int, ...]]] = {}
        self.connection: http.client.HTTPConnection | None = None
        self.cookie = self.csrf = ""
        self.opened: Spent | None = None

    def open(self) -> bytes:
        """Load a question's page, for its cookie and its form's token."""
        self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        began = time.perf_counter()
        self.connection.request("GET", f"/study/mock/{self.token}/1/")
        answer = self.connection.getresponse()
        body = answer.read()
        self.opened = Spent(time.perf_counter() - began, _server_seconds(answer))
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).split(";")[0]
        found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', body)
        if answer.status != 200 or found is None:
            raise SystemExit(f"no question page: status {answer.status}")
        self.csrf = found[1].decode()
        return body

    def think(self) -> None:
        """Choose an answer; it waits until the server has acknowledged it."""
        item, options = self.items[int(self.rng.integers(len(self.items)))]
        self.waiting[str(uuid.UUID(bytes=self.rng.bytes(16)))] = (item, (int(self.rng.integers(options)),))

    def send(self) -> Spent:
        """Send all that waits; return the time until all is acknowledged. Raises OSError otherwise."""
        if self.connection is None:
            self.open()
        assert self.connection is not None
        events = [
            {"key": key, "deed": "answer", "item": self.number[item], "chosen": list(chosen), "waited": 0}
            for key, (item, chosen) in list(self.waiting.items())[:MOST_AT_ONCE]
        ]
        began = time.perf_counter()
        self.connection.request(
            "POST",
            f"/study/mock/{self.token}/events/",
            json.dumps({"events": events}),
            {"Content-Type": "application/json", "Cookie": self.cookie, "X-CSRFToken": self.csrf},
        )
        answer = self.connection.getresponse()
        body = answer.read()
        spent = time.perf_counter() - began
        if answer.status != 200:
            raise OSError(f"status {answer.status}")
        for key in json.loads(body)["saved"]:
            if key in self.waiting:
                self.acknowledged[key] = self.waiting.pop(key)
        return Spent(spent, _server_seconds(answer))

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def _server_seconds(answer: http.client.HTTPResponse) -> float | None:
    found = re.search(r"app;dur=([0-9.]+)", answer.getheader("Server-Timing") or "")
    return None if found is None else float(found[1]) / 1000
