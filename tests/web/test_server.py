"""The server, started as a person starts it."""

import os
import signal
import socket
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from web.conftest import Served, start, stop
from whichcert.errors import InputRefused
from whichcert.web.server import checked_port, free_port

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="needs signals and /proc")


def opens(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except OSError:
        return False


def test_start_prints_one_line_with_the_address(served: Served) -> None:
    assert served.line == f"whichcert is ready at {served.address} (stop it with Ctrl-C)\n"
    assert opens(served.address)


def test_start_makes_the_data_folder_with_key_and_database(served: Served) -> None:
    assert {"secret-key", "whichcert.sqlite3"} <= {file.name for file in served.data.iterdir()}


@linux_only
def test_killed_worker_comes_back(served: Served) -> None:
    killed = worker_of(served.process.pid)
    os.kill(killed, signal.SIGKILL)
    until = time.monotonic() + 30
    while time.monotonic() < until and not opens(served.address):
        time.sleep(0.1)
    assert opens(served.address)
    assert worker_of(served.process.pid) != killed


@linux_only
def test_second_start_takes_the_next_port_and_stops_cleanly(tmp_path: Path) -> None:
    first = start(tmp_path / "first")
    second = start(tmp_path / "second")
    try:
        assert second.address != first.address
        assert opens(second.address)
    finally:
        ended = stop(second)
        stop(first)
    assert ended == 0
    assert second.process.stdout is not None
    assert second.process.stderr is not None
    assert (second.process.stdout.read(), second.process.stderr.read()) == ("", "")


def test_taken_port_is_refused_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputRefused, match=f"port: {port} is taken by another program") as refused:
            checked_port("127.0.0.1", port)
    assert f"--port {port + 1}" in str(refused.value)


def test_port_out_of_range_is_refused() -> None:
    with pytest.raises(InputRefused, match="70000 is no port"):
        checked_port("127.0.0.1", 70_000)


def test_host_that_is_not_ours_is_refused() -> None:
    with pytest.raises(InputRefused, match=r"host: can't listen on '192.0.2.1'"):
        checked_port("192.0.2.1", 8_000)


def test_free_port_can_be_listened_on() -> None:
    with socket.create_server(("127.0.0.1", free_port("127.0.0.1"))) as found:
        assert found.getsockname()[1] >= 8_000


def worker_of(pid: int) -> int:
    """Return the process that answers: the server's only child, since Linux forks."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    (child,) = {int(child) for thread in threads for child in (thread / "children").read_text().split()}
    return child
