"""A mock under way as its pages show it: what is asked and what was chosen, and nothing of the key."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.http import HttpRequest

from whichcert.bank.item import Item
from whichcert.flows.history import Mode
from whichcert.flows.sitting import State
from whichcert.library import Library
from whichcert.web import formats, study_records
from whichcert.web.content import library
from whichcert.web.learner import known_learner_of
from whichcert.web.sent_answer import wanted

SECONDS_SHOWN = 300
"""Left on the clock, from which on it shows seconds; before that they would only disturb."""


@dataclass(frozen=True, slots=True)
class MockQuestion:
    """One question of a mock."""

    number: int
    """Its place among those that the content has, from 1."""
    place: int
    """Its place in the sitting, from 1, which stays when the content loses another one."""
    item: Item
    chosen: tuple[int, ...]
    is_bookmarked: bool

    @property
    def is_answered(self) -> bool:
        """Say whether as many options are chosen as are asked for."""
        return len(self.chosen) == self.item.choose

    @property
    def standing(self) -> str:
        if self.is_answered:
            return "answered"
        return f"open, {len(self.chosen)} of {self.item.choose} chosen" if self.chosen else "open"

    @property
    def wanted(self) -> str:
        return wanted(self.item)


@dataclass(frozen=True, slots=True)
class MockUnderWay:
    """A mock of the request's learner."""

    learner: int
    state: State
    questions: tuple[MockQuestion, ...]

    @property
    def token(self) -> str:
        return self.state.sitting.token

    @property
    def name(self) -> str:
        return assessment_name(self.state.sitting.assessments[0], library())

    @property
    def length(self) -> int:
        return len(self.questions)

    @property
    def lost(self) -> int:
        """Return how many questions the content does not have any more."""
        return len(self.state.sitting.items) - self.length

    @property
    def answered(self) -> int:
        return sum(one.is_answered for one in self.questions)

    @property
    def begun(self) -> int:
        """Return how many questions have an answer, whole or not."""
        return sum(bool(one.chosen) for one in self.questions)

    @property
    def open(self) -> int:
        return self.length - self.answered

    @property
    def bookmarked(self) -> int:
        return sum(one.is_bookmarked for one in self.questions)

    @property
    def resumes_at(self) -> int:
        """Return the number of the first open question, 1 when there is none."""
        return next((one.number for one in self.questions if not one.is_answered), 1)


def mock_under_way(request: HttpRequest, token: str) -> MockUnderWay | None:
    """Return a mock, None when the learner has none of that token."""
    learner = known_learner_of(request)
    state = None if learner is None else study_records.state(learner, token)
    if learner is None or state is None or state.sitting.mode is not Mode.MOCK:
        return None
    return MockUnderWay(learner, state, questions_of(state))


def questions_of(state: State) -> tuple[MockQuestion, ...]:
    """Return the questions in order, without those that this content does not have."""
    items = library().bank.items
    known = [(place, name) for place, name in enumerate(state.sitting.items, start=1) if name in items]
    return tuple(
        MockQuestion(
            number,
            place,
            items[name],
            state.answers[name].chosen if name in state.answers else (),
            name in state.bookmarked,
        )
        for number, (place, name) in enumerate(known, start=1)
    )


def assessment_name(assessment: str, found: Library) -> str:
    """Return the short name of an assessment; its id when this content does not have it any more."""
    certification = found.catalogue.certifications.get(assessment)
    return assessment if certification is None else certification.short_name


def lost_words(count: int) -> str:
    """Say how many questions of a mock are gone; nothing when all are there."""
    if not count:
        return ""
    questions = formats.counted(count, "question")
    is_one = count == 1
    return (
        f"{questions} of this mock {'is' if is_one else 'are'} no longer in this version of whichcert. "
        f"The mock goes without {'it' if is_one else 'them'}, and {'it counts' if is_one else 'they count'} "
        "neither as right nor as wrong."
    )


def clock_words(state: State, at: datetime) -> str:
    """Say what the clock shows."""
    left = state.seconds_left(at)
    return "No clock" if left is None else time_left(left)


def time_left(seconds: float) -> str:
    """Write the time left, in minutes until the last five.

    >>> [time_left(seconds).replace(formats.NO_BREAK, " ") for seconds in (3_600, 301, 299.2, 59, 0)]
    ['60 min left', '6 min left', '5:00 left', '0:59 left', '0:00 left']
    """
    if seconds > SECONDS_SHOWN:
        return f"{ceil(seconds / 60)}{formats.NO_BREAK}min left"
    minutes, rest = divmod(ceil(seconds), 60)
    return f"{minutes}:{rest:02} left"
