"""The mock assessment: its form, its clock, and its result."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import numpy as np

from whichcert.bank.assembly import assemble_form
from whichcert.errors import InputRefused, Problem, UnknownName
from whichcert.flows.history import Answered, Mode
from whichcert.flows.item_pool import DEFAULT_PASS_PERCENT, cut_of, pass_percent, scaled
from whichcert.flows.practise import Feedback, feedback
from whichcert.flows.sitting import Sitting, State
from whichcert.library import Library
from whichcert.scrum import FocusArea

SHORTEST = 10
DEFAULT_MINUTES = 60.0


class TimeAllowed(Enum):
    """How much time there is, as a multiple of the real assessment's; None: no clock."""

    STANDARD = 1.0
    QUARTER_MORE = 1.25
    HALF_MORE = 1.5
    DOUBLE = 2.0
    NO_CLOCK = None


TIMES = {
    "standard": TimeAllowed.STANDARD,
    "1.25": TimeAllowed.QUARTER_MORE,
    "1.5": TimeAllowed.HALF_MORE,
    "2": TimeAllowed.DOUBLE,
    "none": TimeAllowed.NO_CLOCK,
}
"""The names by which a form or a command asks for a time."""


def lengths(library: Library, assessment: str) -> tuple[int, ...]:
    """Return the lengths on offer: the whole assessment, and shorter ones in the same balance."""
    whole = library.blueprints[assessment].n_items
    return tuple(length for length in (whole, whole // 2, whole // 4) if length >= SHORTEST)


def minutes_for(library: Library, assessment: str, length: int, time: TimeAllowed) -> float | None:
    """Return the minutes of a sitting, in proportion to the real assessment's; None without a clock."""
    if time.value is None:
        return None
    whole = library.blueprints[assessment].n_items
    minutes = library.catalogue.get(assessment).number("minutes") or DEFAULT_MINUTES
    return float(minutes * length / whole * time.value)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The mock that a learner chose."""

    assessment: str
    length: int
    time: TimeAllowed = TimeAllowed.STANDARD


def begin_mock(
    library: Library,
    wanted: Wanted,
    seen: Mapping[str, int],
    *,
    token: str,
    at: datetime,
    rng: np.random.Generator,
) -> Sitting:
    """Return a new mock: least seen items first, in the blueprint's balance and difficulty.

    seen: how often the learner met each item. Raises UnknownName for an assessment without a blueprint,
    InputRefused for a length that is not possible or for a bank that is too small.
    """
    if wanted.assessment not in library.blueprints:
        raise UnknownName("assessment", wanted.assessment, library.blueprints)
    blueprint = library.blueprints[wanted.assessment]
    if not SHORTEST <= wanted.length <= blueprint.n_items:
        message = f"{wanted.length} questions; expected {SHORTEST} to {blueprint.n_items}"
        raise InputRefused([Problem("length", message)])
    form = assemble_form(scaled(blueprint, wanted.length), library.bank, seen, rng)
    return Sitting(
        token,
        Mode.MOCK,
        (wanted.assessment,),
        at,
        tuple(item.id for item in form.items),
        minutes_for(library, wanted.assessment, wanted.length, wanted.time),
    )


def items_under_way(states: Iterable[State], at: datetime) -> frozenset[str]:
    """Return the items of mocks that go on: no other mode asks them, because it would show their keys."""
    mocks = (one for one in states if one.sitting.mode is Mode.MOCK and not one.is_over(at))
    return frozenset(name for one in mocks for name in one.sitting.items)


@dataclass(frozen=True, slots=True)
class AreaScore:
    """Right of asked in one focus area, as the issuer's result mail gives it."""

    area: FocusArea
    right: int
    asked: int

    @property
    def share(self) -> float:
        return self.right / self.asked


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item of a mock, explained."""

    number: int
    feedback: Feedback
    was_answered: bool
    seconds: float
    changes: int
    was_bookmarked: bool


@dataclass(frozen=True, slots=True)
class MockResult:
    """How a mock ended."""

    sitting: Sitting
    right: int
    cut: int
    pass_percent: float
    partial_points: float
    """Points when several-answer questions earn parts, out of as many as there are items."""
    areas: tuple[AreaScore, ...]
    items: tuple[ItemResult, ...]
    unanswered: int
    late: int
    """Answers that came in after the end; kept, not scored."""
    lost: int
    """Items that this content does not have; they count nowhere."""

    @property
    def asked(self) -> int:
        return len(self.items)

    @property
    def percent(self) -> float:
        return 100 * self.right / self.asked if self.asked else 0.0

    @property
    def partial_percent(self) -> float:
        return 100 * self.partial_points / self.asked if self.asked else 0.0

    @property
    def reached_the_mark(self) -> bool:
        return self.right >= self.cut


def mock_result(state: State, library: Library) -> MockResult:
    """Return the score by focus area, and each item with its explanation, time and changes.

    Items that this content does not have are left out, and the others numbered as the mock's pages do.
    """
    sitting = state.sitting
    known = [name for name in sitting.items if name in library.bank.items]
    results = tuple(_item_result(number, name, state, library) for number, name in enumerate(known, start=1))
    by_area: dict[FocusArea, list[bool]] = {}
    for one in results:
        if one.feedback.item.focus_area is not None:
            by_area.setdefault(one.feedback.item.focus_area, []).append(one.feedback.is_right)
    assessment = sitting.assessments[0]
    is_known = assessment in library.catalogue.certifications
    percent = pass_percent(library, assessment) if is_known else DEFAULT_PASS_PERCENT
    return MockResult(
        sitting=sitting,
        right=sum(one.feedback.is_right for one in results),
        cut=cut_of(len(results), percent),
        pass_percent=percent,
        partial_points=sum(one.feedback.partial_credit for one in results),
        areas=tuple(AreaScore(area, sum(right), len(right)) for area, right in by_area.items()),
        items=results,
        unanswered=sum(not one.was_answered for one in results),
        late=len({one.item for one in state.late}),
        lost=len(sitting.items) - len(known),
    )


def _item_result(number: int, name: str, state: State, library: Library) -> ItemResult:
    answer: Answered | None = state.answers.get(name)
    chosen = answer.chosen if answer is not None else ()
    return ItemResult(
        number,
        feedback(library.bank.get(name), chosen, library),
        bool(chosen),
        state.seconds.get(name, 0.0),
        state.changes.get(name, 0),
        name in state.bookmarked,
    )
