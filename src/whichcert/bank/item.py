"""One question of the bank."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from whichcert.errors import Problem
from whichcert.scrum import FocusArea

ITEMS = "content/items"

_COUNT_LINE = re.compile(r"\s*\bChoose \d\.\s*$")

ASSESSMENTS = ("psm-1", "pspo-1")
"""The assessments that the bank prepares for, by catalogue id."""


class Status(StrEnum):
    DRAFT = "draft"
    LIVE = "live"
    RETIRED = "retired"
    """Was live and is asked no more, mostly because another item supersedes it."""


class Kind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true-false"


class CognitiveLevel(StrEnum):
    RECALL = "recall"
    APPLY = "apply"
    ANALYSE = "analyse"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen."""

    text: str
    is_correct: bool
    note: str = ""
    """Why it is right, or why it is wrong and which belief it catches."""
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Item:
    """A question with its options, its key and what it is for.

    Two items are equal when their content is; the place they were read from doesn't count.
    """

    id: str
    kind: Kind
    choose: int
    """How many options are to be chosen."""
    stem: str
    options: tuple[Option, ...]
    rationale: str = ""
    statements: tuple[str, ...] = ()
    """Ids of the statements that it tests."""
    focus_area: FocusArea | None = None
    """None only in a draft that came from another program."""
    assessments: tuple[str, ...] = ()
    intended_difficulty: float = 0.0
    """Logits; set by the author, a prior until there are responses."""
    difficulty_reason: str = ""
    cognitive_level: CognitiveLevel | None = None
    """None only in a draft that came from another program."""
    is_situation: bool = False
    has_near_right: bool = False
    """Whether two options sound right."""
    is_about_change: bool = False
    """Whether it asks about a change since 2017, so that old wording is wanted."""
    author: str = ""
    written_on: date | None = None
    status: Status = Status.DRAFT
    supersedes: str | None = None
    """The id of the retired item that this one corrects."""
    enemies: tuple[str, ...] = ()
    """Ids that the author declares to give this item away, beside those that are computed."""
    where: str = field(default=ITEMS, compare=False)
    lines: Mapping[str, int] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False, hash=False
    )
    """The line of each field in its file."""

    @property
    def keys(self) -> tuple[int, ...]:
        """Return the places of the right options, from 0."""
        return tuple(place for place, option in enumerate(self.options) if option.is_correct)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return the stem by paragraph, without the line that says how many to choose.

        Pages say that in a place of its own.
        """
        told = _COUNT_LINE.sub("", self.stem).strip()
        return tuple(part.strip() for part in told.split("\n\n"))

    @property
    def text(self) -> str:
        """Return all that a learner reads before the answer."""
        return "\n".join((self.stem, *(option.text for option in self.options)))

    def problem(self, message: str, key: str = "") -> Problem:
        return Problem(self.where, message, self.lines.get(key, 1))
