"""Where a learner studies in the terminal: what is printed, what is typed, and when."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from whichcert.library import Library


class Stopped(Exception):  # noqa: N818  not an error
    """The person stops for now: q, Ctrl-D, or the end of what was piped in."""


@dataclass(frozen=True)
class Desk:
    """One learner at one terminal."""

    learner: int
    library: Library
    console: Console

    @property
    def is_interactive(self) -> bool:
        """Say whether a person sits there; otherwise lines come from a pipe and nobody waits."""
        return self.console.is_terminal and sys.stdin is not None and sys.stdin.isatty()

    def now(self) -> datetime:
        """Return the time in the zone whose midnight begins the learner's day."""
        from whichcert.web.clock import local_now

        return local_now()

    def typed(self, prompt: str = "> ") -> str:
        """Return the next line without blanks around it; raises Stopped on q and at the end of input."""
        try:
            line = self.console.input(prompt).strip()
        except (EOFError, RuntimeError):  # RuntimeError: there is no standard input at all
            self.console.print()
            raise Stopped from None
        if line.lower() in ("q", "quit"):
            raise Stopped
        return line

    def wait(self, what: str) -> None:
        """Let the person read; a pipe reads on at once."""
        if self.is_interactive:
            self.typed(f"\n{what} ")

    def clear(self) -> None:
        """Begin a new screen where there is one."""
        if self.is_interactive:
            self.console.clear()
        else:
            self.console.print()


@contextmanager
def open_desk(content: Path | None, *, talks_aside: bool) -> Iterator[Desk]:
    """Open the same database as the pages, brought to its current form, and hold it while studying.

    talks_aside: print to standard error, because standard output is for JSON alone.
    """
    import os

    from whichcert.web.data_folder import data_folder, make_ready
    from whichcert.web.in_use import in_use

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "whichcert.web.settings")
    folder = data_folder()
    make_ready(folder)
    with in_use(folder):
        from whichcert.web.server import migrate

        migrate()
        from whichcert.web import study_records
        from whichcert.web.content import library, use_content

        if content is not None:
            use_content(content)
        learner = study_records.the_learner(datetime.now(UTC))
        yield Desk(learner, library(), Console(stderr=talks_aside, highlight=False))
