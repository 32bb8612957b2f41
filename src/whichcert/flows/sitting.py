"""One sitting: what was begun, what happened in it, and what follows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from whichcert.flows.history import Answered, Confidence, Mode
from whichcert.memory.schedule import Grade

LONGEST_LOOK = 600.0
"""Seconds on one item beyond which the person was elsewhere; a closed laptop is not thinking time."""

PATIENCE = timedelta(days=7)
"""How long after the end of a timed sitting answers that waited in a browser are still taken."""


class Deed(StrEnum):
    """What can happen in a sitting."""

    ASK = "ask"
    """An item was shown; a reload shows the same."""
    ANSWER = "answer"
    LEAVE = "leave"
    """The person moved on without answering."""
    BOOKMARK = "bookmark"
    UNBOOKMARK = "unbookmark"
    GRADE = "grade"
    """The person said how well they knew it, after the key was shown."""
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Sitting:
    """What was begun, and when. A mock has its items from the start; the other modes choose as they go."""

    token: str
    mode: Mode
    assessments: tuple[str, ...]
    started: datetime
    items: tuple[str, ...] = ()
    minutes: float | None = None
    """None: no clock."""

    @property
    def ends(self) -> datetime | None:
        return None if self.minutes is None else self.started + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened."""

    deed: Deed
    at: datetime
    """When it was done: the server's time, less what an answer waited in the browser (see ``given_at``)."""
    item: str = ""
    chosen: tuple[int, ...] = ()
    confidence: Confidence | None = None
    grade: Grade | None = None
    received: datetime | None = None
    """When the server had it, where that is not the same."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a sitting stands, from all that happened in it."""

    sitting: Sitting
    answers: Mapping[str, Answered]
    """The last answer to each item that counts, in the order of first answering."""
    bookmarked: frozenset[str]
    changes: Mapping[str, int]
    """How often an option that was chosen was taken back; the second of two asked for is no change."""
    seconds: Mapping[str, float]
    """Time on each item."""
    late: tuple[Happened, ...]
    """Answers given after the end: kept, not scored."""
    asked: str | None
    """The item that is shown and not answered yet, in modes that choose as they go."""
    answered_last: str | None
    finished: datetime | None
    """When the person ended it before its clock did."""
    closed: datetime | None
    """When the person asked for the result, perhaps after the clock ran out; no key is shown before."""

    @property
    def is_answered(self) -> bool:
        """Return whether any question has an answer that counts."""
        return any(one.chosen for one in self.answers.values())

    def is_over(self, at: datetime) -> bool:
        ends = self.sitting.ends
        return self.finished is not None or (ends is not None and at >= ends)

    def seconds_left(self, at: datetime) -> float | None:
        """Return what the clock shows, None without a clock."""
        ends = self.sitting.ends
        return None if ends is None else max(0.0, (ends - at).total_seconds())


def given_at(received: datetime, waited: float, last_contact: datetime) -> datetime:
    """Return when an answer was given that says that it waited ``waited`` seconds in the browser.

    The server believes it no further than to the last moment at which it heard from this sitting.
    """
    return max(received - timedelta(seconds=max(0.0, waited)), min(last_contact, received))


def state_of(sitting: Sitting, events: Iterable[Happened]) -> State:
    """Return what follows from the events, in the order in which they were done."""
    ordered = sorted(events, key=lambda one: one.at)
    # An answer that claims the very moment of finishing came after it: whoever sent it saw the key.
    closes = next((place for place, one in enumerate(ordered) if one.deed is Deed.FINISH), len(ordered))
    closed, ends = (ordered[closes].at if closes < len(ordered) else None), sitting.ends
    in_time = [one for one in ordered[: closes + 1] if ends is None or one.at <= ends]
    overdue = ordered[len(in_time) :]
    counting = [*in_time, *(one for one in overdue if one.deed is Deed.GRADE)]
    given = [one for one in counting if one.deed is Deed.ANSWER]
    seconds = _seconds(sitting, counting)
    asked = [one.item for one in counting if one.deed is Deed.ASK]
    is_open = bool(asked) and not any(one.item == asked[-1] for one in given)
    return State(
        sitting=sitting,
        answers=_answers(sitting, counting, seconds),
        bookmarked=_bookmarked(counting),
        changes=_changes(given),
        seconds=seconds,
        late=tuple(one for one in overdue if one.deed is Deed.ANSWER),
        asked=asked[-1] if is_open else None,
        answered_last=given[-1].item if given else None,
        finished=closed if closed is not None and (ends is None or closed <= ends) else None,
        closed=closed,
    )


def _seconds(sitting: Sitting, events: Sequence[Happened]) -> Mapping[str, float]:
    """Return the time on each item: from what happened before to its answer or to leaving it."""
    found: dict[str, float] = {}
    before = sitting.started
    for one in events:
        if one.deed in (Deed.ANSWER, Deed.LEAVE):
            spent = min(max((one.at - before).total_seconds(), 0.0), LONGEST_LOOK)
            found[one.item] = found.get(one.item, 0.0) + spent
        before = max(before, one.at)
    return found


def _answers(
    sitting: Sitting, events: Sequence[Happened], seconds: Mapping[str, float]
) -> Mapping[str, Answered]:
    found: dict[str, Answered] = {}
    for one in events:
        if one.deed is Deed.ANSWER:
            found[one.item] = Answered(
                one.item, one.chosen, one.at, sitting.mode, seconds[one.item], one.confidence
            )
        elif one.deed is Deed.GRADE and one.item in found:
            found[one.item] = replace(found[one.item], grade=one.grade)
    return found


def _bookmarked(events: Sequence[Happened]) -> frozenset[str]:
    last = {one.item: one.deed for one in events if one.deed in (Deed.BOOKMARK, Deed.UNBOOKMARK)}
    return frozenset(item for item, deed in last.items() if deed is Deed.BOOKMARK)


def _changes(given: Sequence[Happened]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    last: dict[str, tuple[int, ...]] = {}
    for one in given:
        if not set(last.get(one.item, ())) <= set(one.chosen):
            found[one.item] = found.get(one.item, 0) + 1
        last[one.item] = one.chosen
    return found


def history_of(states: Sequence[State], at: datetime) -> tuple[Answered, ...]:
    """Return all answers that count at that time: a mock's only once it is over, blank ones never."""
    return tuple(
        answer
        for state in states
        if state.sitting.mode is not Mode.MOCK or state.is_over(at)
        for answer in state.answers.values()
        if answer.chosen
    )
