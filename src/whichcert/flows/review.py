"""Review: what is due, in which order, and how an answer is graded.

``at`` is the learner's own time: its zone says when a day of theirs begins.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from whichcert.bank.item import Item, Status
from whichcert.flows.history import Confidence, Marked
from whichcert.flows.own_day import day_of
from whichcert.memory.schedule import Grade, Memory, Recall, memory_of, next_intervals
from whichcert.scrum import FocusArea

SLOW = 2.0
"""An answer that takes this many times the time of a real assessment (45 s an item) was hard."""

QUICK = 0.4
"""And one within this share of it, given with confidence, was easy."""

SECONDS_AN_ITEM = 45.0
"""60 minutes for 80 questions."""


@dataclass(frozen=True, slots=True)
class Card:
    """One item that was met, with what is left of it."""

    item: str
    recalls: tuple[Recall, ...]
    memory: Memory | None

    @property
    def is_in_review(self) -> bool:
        """Return whether it was ever missed, or right by a guess or after long thought.

        What was known at once needs no review: those hours gain more on what was not.
        """
        return any(recall.grade <= Grade.HARD for recall in self.recalls)


def grade_of(one: Marked) -> Grade:
    """Return how well an item was recalled: the learner's own grade, or what the answer says.

    Wrong: again. Right, but a guess, or slower than 90 s: hard. Right, sure and within 18 s: easy. Else good.
    """
    answer = one.answer
    if answer.grade is not None:
        return answer.grade if one.is_right else Grade.AGAIN
    if not one.is_right:
        return Grade.AGAIN
    seconds = answer.seconds if answer.seconds is not None else SECONDS_AN_ITEM
    if answer.confidence is Confidence.GUESS or seconds > SLOW * SECONDS_AN_ITEM:
        return Grade.HARD
    if answer.confidence is Confidence.SURE and seconds < QUICK * SECONDS_AN_ITEM:
        return Grade.EASY
    return Grade.GOOD


def cards(answers: Iterable[Marked]) -> Mapping[str, Card]:
    """Return the cards of all items met, by item."""
    recalls: dict[str, list[Recall]] = {}
    for one in answers:
        recalls.setdefault(one.item.id, []).append(Recall(one.answer.at, grade_of(one)))
    return {item: Card(item, tuple(found), memory_of(found)) for item, found in recalls.items()}


def card_of(item_id: str, answers: Iterable[Marked]) -> Card:
    """Return the card of one item, without any recall when it was never met."""
    own = (one for one in answers if one.item.id == item_id)
    return cards(own).get(item_id, Card(item_id, (), None))


def due_items(
    answers: Sequence[Marked],
    at: datetime,
    *,
    held: frozenset[str] = frozenset(),
    most: int | None = None,
) -> tuple[Item, ...]:
    """Return the items in review that are due, neighbours from different focus areas where there are others.

    An item is due when its day has come, at any hour; those overdue longest against their stability come
    first within their area. Retired items are asked no more.

    held: items that must not be asked now. most: how many are returned at most, those of all areas that are
    overdue longest against their stability.
    """
    items = {
        one.item.id: one.item
        for one in answers
        if one.item.status is not Status.RETIRED and one.item.id not in held
    }
    urgent = list[tuple[float, str]]()
    for card in cards(answers).values():
        memory = card.memory
        if (
            card.item in items
            and card.is_in_review
            and memory is not None
            and day_of(memory.due, at) <= at.date()
        ):
            lateness = (at - memory.due) / timedelta(days=max(memory.stability, 0.1))
            urgent.append((-lateness, card.item))
    due: dict[FocusArea | None, list[tuple[float, str]]] = {}
    for one in sorted(urgent)[:most]:
        due.setdefault(items[one[1]].focus_area, []).append(one)
    return tuple(items[name] for name in _interleaved(due))


def _interleaved(queues: Mapping[FocusArea | None, list[tuple[float, str]]]) -> list[str]:
    """Return all names, taking from the fullest queue that the last one did not come from."""
    waiting = {area: sorted(found) for area, found in queues.items()}
    order, before = list[str](), None
    while any(waiting.values()):
        open_areas = [area for area, found in waiting.items() if found]
        others = [area for area in open_areas if area is not before] or open_areas
        area = max(others, key=lambda one: (len(waiting[one]), str(one)))
        order.append(waiting[area].pop(0)[1])
        before = area
    return order


def waiting_items(asked: Sequence[str], answers: Sequence[Marked], at: datetime) -> tuple[Item, ...]:
    """Return which of the items that a review began with are still due, in its order."""
    due = {item.id: item for item in due_items(answers, at)}
    return tuple(due[name] for name in asked if name in due)


def next_due(answers: Iterable[Marked], at: datetime) -> date | None:
    """Return the first day on which something falls due that is not due yet."""
    days = [
        day_of(card.memory.due, at)
        for card in cards(answers).values()
        if card.is_in_review and card.memory is not None
    ]
    return min((day for day in days if day > at.date()), default=None)


def grades_of(last: Marked, answers: Sequence[Marked]) -> Mapping[Grade, timedelta]:
    """Return the grades that fit an answer, each with when the item would come back.

    What was answered wrong was not known. answers: all of the learner's, this one among them.
    """
    earlier = [one for one in answers if one.answer != last.answer]
    intervals = intervals_of(last.item.id, earlier, last.answer.at)
    return {one: intervals[one] for one in (tuple(Grade) if last.is_right else (Grade.AGAIN,))}


def intervals_of(item_id: str, answers: Sequence[Marked], at: datetime) -> Mapping[Grade, timedelta]:
    """Return for each grade after how long the item would come back, shown before the learner chooses."""
    return next_intervals(card_of(item_id, answers).recalls, at.astimezone(UTC))


def forecast(answers: Sequence[Marked], at: datetime, days: int) -> Mapping[date, int]:
    """Return how many items fall due on each of the next days, those overdue counted today."""
    today = at.date()
    counts = {today + timedelta(days=ahead): 0 for ahead in range(days)}
    for card in cards(one for one in answers if one.item.status is not Status.RETIRED).values():
        if card.is_in_review and card.memory is not None:
            day = max(day_of(card.memory.due, at), today)
            if day in counts:
                counts[day] += 1
    return counts
