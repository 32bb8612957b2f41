"""Who uses a data folder: any number of servers and terminals, or one restore that has it alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whichcert.errors import InputRefused, Problem

try:
    import fcntl
except ImportError:  # Windows: there the open database can't be replaced anyway
    fcntl = None  # type: ignore[assignment]

LOCK_FILE = "in-use"


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Hold the folder together with others; raises InputRefused while a restore has it alone."""
    with _held(folder, alone=False, message="a restore is under way; start again when it has ended"):
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder alone; raises InputRefused while anybody uses it."""
    with _held(
        folder, alone=True, message="whichcert is running on it; stop it first (Ctrl-C where it runs)"
    ):
        yield


@contextmanager
def _held(folder: Path, *, alone: bool, message: str) -> Iterator[None]:
    # The system lets go of the lock when the process ends, however it ends.
    handle = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if fcntl is not None:
            how = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
            try:
                fcntl.flock(handle, how | fcntl.LOCK_NB)
            except OSError as error:
                raise InputRefused([Problem("data folder", message)]) from error
        yield
    finally:
        os.close(handle)
