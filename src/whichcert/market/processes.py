"""Processes of our own that Ctrl-C does not reach: the process that started them ends them."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess


class _Process(SpawnProcess):
    def start(self) -> None:
        with _ctrl_c_held():
            super().start()


class _Context(SpawnContext):
    Process = _Process


def quiet_processes() -> SpawnContext:
    """Return how to start processes: spawned, because a fork would copy the engine's threads and locks.

    Each begins with SIGINT held back. Otherwise a terminal gives Ctrl-C to all of them,
    and each prints a traceback, also while it is still starting.
    """
    return _Context()


@contextmanager
def _ctrl_c_held() -> Iterator[None]:
    """Hold SIGINT back in this thread; a process inherits that, and here it arrives afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
