"""The work of one day: its tasks, and what is left of them after what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from math import ceil

from whichcert.flows.history import Marked, Mode
from whichcert.flows.own_day import day_of
from whichcert.flows.readiness import ITEMS_AN_HOUR
from whichcert.scrum import FocusArea

MINUTES_A_REVIEW = 0.75
MINUTES_AN_ITEM = 60 / ITEMS_AN_HOUR
MOCK_MINUTES = 75
"""For a mock of 80 questions: an hour to answer and a quarter for the explanations."""
MOCK_ITEMS = 80


class Task(StrEnum):
    """One kind of work on a day."""

    BOOK = "book"
    """Nothing to study: the assessment can be booked."""
    DIAGNOSE = "diagnose"
    REVIEW = "review"
    PRACTISE = "practise"
    MOCK = "mock"
    READ = "read"
    """Where the bank holds nothing new any more."""
    ELSEWHERE = "elsewhere"
    """The issuer's own free practice, where no unseen question is left to tell luck from knowledge."""
    REST = "rest"
    DONE = "done"
    """All that was planned for the day is done."""
    SIT = "sit"
    """The day of the assessment."""


COUNTED = frozenset({Task.DIAGNOSE, Task.REVIEW, Task.PRACTISE, Task.MOCK})
"""Tasks that leave answers here, so that we can tell when they are done."""


@dataclass(frozen=True, slots=True)
class Work:
    """One task of a day."""

    task: Task
    minutes: int
    items: int = 0
    areas: tuple[FocusArea, ...] = ()
    """Where practice goes first."""
    new: int = 0
    """How many of the items the learner never met."""


@dataclass(frozen=True, slots=True)
class SoFar:
    """What a learner did, and what the bank still holds for them, for one assessment."""

    assessment: str
    answers: tuple[Marked, ...]
    unmet: int
    """Live items of the assessment that were never answered."""
    mocks: Mapping[date, int]
    """Questions of the mocks that were sat, by day."""
    lengths: tuple[int, ...]
    """Mock lengths on offer, the whole assessment first."""
    fit_one_form: int | None = None
    """How many unmet items one form has places for, focus area by focus area; None: as many as it is long."""

    @property
    def most_kept(self) -> int:
        """Return how many items practice leaves for a whole mock at most."""
        return self.lengths[0] if self.fit_one_form is None else self.fit_one_form

    def longest_unseen(self) -> int | None:
        """Return the longest mock that unmet items alone can fill, None where they fill none."""
        return next((length for length in self.lengths if length <= self.unmet), None)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done on one day."""

    minutes: float
    """As measured from question to answer."""
    answered: int
    practised: int
    reviewed: int
    new: int
    has_mock: bool


def done_by(at: datetime, so_far: SoFar) -> Done:
    """Return what was done today."""
    today = at.date()
    own = [one for one in so_far.answers if day_of(one.answer.at, at) == today]
    asked = [one for one in own if so_far.assessment in one.item.assessments]
    return Done(
        sum(one.answer.seconds or 0.0 for one in own) / 60,
        len(own),
        sum(one.answer.mode is Mode.PRACTISE for one in asked),
        sum(one.answer.mode is Mode.REVIEW for one in own),
        sum(one.is_first for one in asked),
        today in so_far.mocks,
    )


def mock_work(length: int, unmet: int) -> Work:
    """Return a mock with the time that it takes, explanations included."""
    return Work(Task.MOCK, mock_minutes(length), length, new=min(length, max(0, unmet)))


def mock_minutes(length: int) -> int:
    """Return the minutes of a mock.

    >>> [mock_minutes(length) for length in (80, 40, 20)]
    [75, 38, 19]
    """
    return ceil(MOCK_MINUTES * length / MOCK_ITEMS)


def review_work(items: int) -> Work:
    """Return a review of that many items."""
    return Work(Task.REVIEW, ceil(items * MINUTES_A_REVIEW), items)


def practice_work(items: int, areas: tuple[FocusArea, ...] = ()) -> Work:
    """Return practice of that many items that were never met."""
    return Work(Task.PRACTISE, ceil(items * MINUTES_AN_ITEM), items, areas, new=items)


def left_of(work: Sequence[Work], done: Done, *, due: int, is_unknown: bool) -> tuple[Work, ...]:
    """Return what is left of a day's work.

    A task is done when its questions are, the day when all of them are or its minutes have passed,
    whichever comes first. Reading alone keeps no day open: nobody can tell when it was done.

    due: items due for review now. is_unknown: nothing was answered yet that says where the learner stands.
    """
    if not (done.answered or done.has_mock):
        return tuple(work)
    head = tuple(one for one in work if one.task is Task.BOOK)
    free = sum(one.minutes for one in work) - done.minutes
    left = list[Work]()
    for one in work:
        rest = _left(one, done, due, is_unknown) if free > 0 and one.task is not Task.BOOK else None
        rest = rest and _within(rest, free)
        if rest is not None:
            left.append(rest)
            free -= rest.minutes
    was_counted = any(one.task in COUNTED for one in work)
    is_open = any(one.task in COUNTED for one in left) or (left and not was_counted)
    return (*head, *left) if is_open else (*head, *_done(work))


def _done(work: Sequence[Work]) -> tuple[Work, ...]:
    """Return the word for a finished day; a free day stays one."""
    return tuple(work) if all(one.task in (Task.REST, Task.SIT) for one in work) else (Work(Task.DONE, 0),)


def _left(one: Work, done: Done, due: int, is_unknown: bool) -> Work | None:
    match one.task:
        case Task.DIAGNOSE:
            return one if is_unknown else None
        case Task.MOCK:
            return None if done.has_mock else one
        case Task.REVIEW:
            items = min(due, one.items - done.reviewed)
            return review_work(items) if items > 0 else None
        case Task.PRACTISE:
            items = one.items - done.practised
            return practice_work(items, one.areas) if items > 0 else None
        case _:
            return one


def _within(one: Work, minutes: float) -> Work | None:
    """Return as much of a task as fits; a mock and the diagnostic are not cut in two."""
    if one.task not in (Task.REVIEW, Task.PRACTISE) or one.minutes <= minutes:
        return one
    items = int(minutes / (MINUTES_A_REVIEW if one.task is Task.REVIEW else MINUTES_AN_ITEM))
    if not items:
        return None
    return review_work(items) if one.task is Task.REVIEW else replace(practice_work(items), areas=one.areas)
