"""What can go wrong, in one tree.

    Problem                    a value, not an exception: one finding with its place; checks collect them
    WhichcertError             everything we raise on purpose
    ├── InputRefused           a person's input (profile, answers, file) can't be used; carries its Problems
    ├── ContentBroken          our own content can't be used; carries its Problems
    └── UnknownName            a name that is not in a closed list; carries the nearest known ones

Edges (web, REST, command line) catch WhichcertError and show its message;
any other exception is a defect.
"""

import difflib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: where, what was found, and what to do about it."""

    where: str
    """A file, or the name of an input such as ``profile``."""
    message: str
    """What was found, what was expected, what to do."""
    line: int | None = None

    def __str__(self) -> str:
        place = self.where if self.line is None else f"{self.where}:{self.line}"
        return f"{place}: {self.message}"


class WhichcertError(Exception):
    """Something we foresaw; its text is fit to be shown to a person."""


class _WithProblems(WhichcertError):  # noqa: N818  named for what happened, as are those below
    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InputRefused(_WithProblems):
    """A person's input can't be used; every reason is in ``problems``."""


class ContentBroken(_WithProblems):
    """Our own content can't be used; every reason is in ``problems``."""


class UnknownName(WhichcertError):  # noqa: N818
    """A name outside a closed list."""

    def __init__(self, kind: str, name: str, known: Collection[str]) -> None:
        self.kind, self.name = kind, name
        self.nearest = nearest(name, known)
        super().__init__(f"unknown {kind} {shortened(name)!r}{_hint(self.nearest, known)}")


def nearest(name: str, known: Collection[str], most: int = 3) -> Sequence[str]:
    """Return the known names that look or sound most like ``name``, best first.

    >>> nearest("prodct_owner", ["product_owner", "scrum_master"])
    ['product_owner']
    """
    return difflib.get_close_matches(name[:80].lower(), list(known), n=most, cutoff=0.5)


def shortened(text: str, most: int = 60) -> str:
    """Cut a hostile or merely long text to what a message can show."""
    return text if len(text) <= most else f"{text[:most]}…"


def _hint(near: Sequence[str], known: Collection[str]) -> str:
    if near:
        return f"; nearest known: {', '.join(near)}"
    return f"; known: {_listed(known)}" if known else ""


def _listed(known: Collection[str], most: int = 12) -> str:
    names = sorted(known)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
